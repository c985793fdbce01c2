/* A passphrase as somebody gives it: typed on the terminal, without being shown, or in a file. */
#ifndef SYSTEM_PASSPHRASE_H
#define SYSTEM_PASSPHRASE_H

#include "base/problem.h"

enum { PASSPHRASE_LEAST = 12, PASSPHRASE_MOST = 1000 }; /* characters, bytes */

/* Asks on the terminal of the process; a new one twice.  All say on stderr what is wrong: NOT_FOUND, there is no
   terminal; INVALID, the two differ, it is too short or too long, or was given up (Ctrl-C, end of input). */
enum outcome passphrase_ask(struct arena *arena, const char *prompt, bool twice, struct text *ret) MUST_CHECK;
/* The first line of a file, which may be a descriptor ("/dev/fd/3").  NOT_FOUND; INVALID as above. */
enum outcome passphrase_read(struct arena *arena, const char *path, bool new, struct text *ret) MUST_CHECK;

#endif
