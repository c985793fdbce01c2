/* Memory with one lifetime: a request, a job, one exported row.  Nothing is freed alone; closing the arena gives all
   back.  Running out of memory, or past the limit, ends the process: that is our mistake, not a person's input, and
   the supervisor starts another. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stdarg.h>

#include "base/text.h"

struct arena;

/* An arena that may hold `limit` bytes. */
struct arena *arena_open(size_t limit);
/* Accepts NULL, returns NULL. */
struct arena *arena_close(struct arena *arena);
/* Gives everything back, keeping the first block for the next use. */
void arena_reset(struct arena *arena);
/* Bytes handed out since it was opened or reset. */
size_t arena_used(const struct arena *arena);

void *arena_bytes(struct arena *arena, size_t size) MUST_CHECK;                /* not cleared */
void *arena_zeroed(struct arena *arena, size_t count, size_t size) MUST_CHECK; /* cleared */
struct text arena_text(struct arena *arena, struct text text);                 /* a copy, with a NUL behind it */
char *arena_string(struct arena *arena, struct text text);                     /* a copy for libc */
struct text arena_format(struct arena *arena, const char *format, ...) PRINTF_LIKE(2, 3);
struct text arena_format_list(struct arena *arena, const char *format, va_list list) PRINTF_LIKE(2, 0);
struct text arena_join(struct arena *arena, struct text a, struct text b);

#define arena_new(arena, type) ((type *)arena_zeroed((arena), 1, sizeof(type)))
#define arena_array(arena, type, count) ((type *)arena_zeroed((arena), (count), sizeof(type)))

void arena_closep(struct arena **arena);
#define AUTO_ARENA __attribute__((cleanup(arena_closep)))

#endif
