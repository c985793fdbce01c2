/* Child processes and what the supervisor needs of the system. */
#ifndef SYSTEM_PROCESS_H
#define SYSTEM_PROCESS_H

#include "base/buffer.h"
#include "base/problem.h"

enum { PROCESS_OUTPUT_MOST = 1 << 20 }; /* bytes */

/* Runs a program with arguments (NULL-ended; no shell; the first is looked for in PATH when it holds no slash), waits
   at most `seconds`, gives what it printed.  Its input is empty, its messages go where ours go.  FAILED on a non-zero
   exit or when time ran out, NOT_FOUND when there is no such program, TOO_LARGE above PROCESS_OUTPUT_MOST; whatever it
   left running is killed. */
enum outcome process_output(struct arena *arena, const char *const arguments[], int64_t seconds,
                            struct text *ret) MUST_CHECK;
/* Runs `work` in a copy of this process that ends with it: what it takes, keeps or breaks is gone then.  What it writes
   into `file` is added to `buffer`.  FAILED when it returns false, crashes or takes more than `seconds`; TOO_LARGE past
   the buffer's ceiling. */
enum outcome process_apart(bool (*work)(void *context, int file), void *context, int64_t seconds,
                           struct buffer *buffer) MUST_CHECK;
/* The same for more than memory should hold: `take` gets what the copy writes, piece by piece as it comes; false ends
   the copy, and CONFLICT is returned. */
typedef bool process_taker(void *context, struct text piece);
enum outcome process_apart_pieces(bool (*work)(void *context, int file), void *context, int64_t seconds,
                                  process_taker *take, void *take_context) MUST_CHECK;
/* This process is killed when its parent ends.  Call it first after fork(). */
void process_end_with_parent(void);
/* Landlock: from now on only reads below `readable` and reads and writes below `writable` (NULL-ended; a path that is
   not there is left out), and no program is started.  What is open stays open.  False when the kernel has no Landlock
   or refuses; the caller logs that, never silently. */
bool process_confine(const char *const readable[], const char *const writable[]);
/* Limits for a helper that parses what was uploaded: address space and processor time; no core file. */
void process_limit(int64_t memory_bytes, int64_t cpu_seconds);
int64_t process_memory(int pid); /* proportional set size in bytes; 0 when it cannot be read */

#endif
