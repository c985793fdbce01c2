/* Child processes and what the supervisor needs of the system. */
#ifndef SYSTEM_PROCESS_H
#define SYSTEM_PROCESS_H

#include "base/problem.h"

/* Runs a program with arguments (no shell), waits at most `seconds`, gives what it printed.  FAILED on a non-zero exit.
 */
enum outcome process_output(struct arena *arena, const char *const arguments[], int64_t seconds,
                            struct text *ret) MUST_CHECK;
/* This process ends when its parent does. */
void process_end_with_parent(void);
/* Landlock: from now on only reads below `readable` and writes below `writable` (NULL-ended).  False when the kernel
   has no Landlock; the caller logs that, never silently. */
bool process_confine(const char *const readable[], const char *const writable[]);
/* Limits for a helper that parses what was uploaded. */
void process_limit(int64_t memory_bytes, int64_t cpu_seconds);
int64_t process_memory(int pid); /* proportional set size in bytes */

#endif
