#include "base/arena.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#if defined(__SANITIZE_ADDRESS__)
#define ARENA_POISON 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_POISON 1
#endif
#endif
#ifdef ARENA_POISON
#include <sanitizer/asan_interface.h>
#define POISON(at, size) ASAN_POISON_MEMORY_REGION(at, size)
#define UNPOISON(at, size) ASAN_UNPOISON_MEMORY_REGION(at, size)
enum { GAP = 16 }; /* poisoned bytes behind each piece, so that an overrun is seen */
#else
#define POISON(at, size) ((void)0)
#define UNPOISON(at, size) ((void)0)
enum { GAP = 0 };
#endif

enum { FIRST_BLOCK = 16 * 1024, ALIGNMENT = 16 };
enum { HUGE_PAGE = 2 << 20, HUGE_FROM = 8 * HUGE_PAGE };

struct block {
    struct block *next;
    size_t size, used;
    _Alignas(ALIGNMENT) char bytes[];
};

struct arena {
    struct block *first, *last;
    size_t limit, used;
};

static _Noreturn void out_of_memory(const char *why)
{
    (void)fprintf(stderr, "sanad: %s\n", why);
    abort();
}

/* Tables of many megabytes are read here and there: in pages of 4 KB nearly each look would have to find its page
   first.  Where the system gives no large pages, nothing is lost. */
static void block_use_huge_pages(struct block *block, size_t size)
{
    uintptr_t from = ((uintptr_t)block + HUGE_PAGE - 1) & ~(uintptr_t)(HUGE_PAGE - 1);
    uintptr_t to = ((uintptr_t)block + size) & ~(uintptr_t)(HUGE_PAGE - 1);
    if (size >= HUGE_FROM && to > from)
        (void)madvise((char *)block + (from - (uintptr_t)block), to - from, MADV_HUGEPAGE);
}

static struct block *block_open(size_t size)
{
    struct block *block = malloc(sizeof *block + size);
    if (block == NULL)
        out_of_memory("out of memory");
    block_use_huge_pages(block, sizeof *block + size);
    block->next = NULL;
    block->size = size;
    block->used = 0;
    POISON(block->bytes, size);
    return block;
}

static void block_close(struct block *block)
{
    UNPOISON(block->bytes, block->size);
    free(block);
}

struct arena *arena_open(size_t limit)
{
    struct arena *arena = calloc(1, sizeof *arena);
    if (arena == NULL)
        out_of_memory("out of memory");
    arena->limit = limit;
    arena->first = arena->last = block_open(limit < FIRST_BLOCK ? limit + ALIGNMENT : FIRST_BLOCK);
    return arena;
}

static void close_after(struct arena *arena, struct block *kept)
{
    for (struct block *block = kept->next, *next; block != NULL; block = next) {
        next = block->next;
        block_close(block);
    }
    kept->next = NULL;
    arena->last = kept;
}

struct arena *arena_close(struct arena *arena)
{
    if (arena == NULL)
        return NULL;
    close_after(arena, arena->first);
    block_close(arena->first);
    free(arena);
    return NULL;
}

void arena_closep(struct arena **arena) { *arena = arena_close(*arena); }

void arena_reset(struct arena *arena)
{
    close_after(arena, arena->first);
    POISON(arena->first->bytes, arena->first->size);
    arena->first->used = 0;
    arena->used = 0;
}

size_t arena_used(const struct arena *arena) { return arena->used; }

void *arena_bytes(struct arena *arena, size_t size)
{
    if (size > arena->limit - arena->used)
        out_of_memory("an arena went past its limit");
    size_t step = (size + GAP + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
    struct block *block = arena->last;
    if (step > block->size - block->used) {
        size_t wanted = block->size * 2 > (size_t)1 << 20 ? (size_t)1 << 20 : block->size * 2;
        block = block_open(step > wanted ? step : wanted);
        arena->last->next = block;
        arena->last = block;
    }
    void *at = block->bytes + block->used;
    UNPOISON(at, size);
    block->used += step;
    arena->used += size;
    return at;
}

void *arena_zeroed(struct arena *arena, size_t count, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes))
        out_of_memory("an arena was asked for too much");
    void *at = arena_bytes(arena, bytes);
    memset(at, 0, bytes);
    return at;
}

char *arena_string(struct arena *arena, struct text text)
{
    char *copy = arena_bytes(arena, text.length + 1);
    if (text.length > 0)
        memcpy(copy, text.at, text.length);
    copy[text.length] = '\0';
    return copy;
}

struct text arena_text(struct arena *arena, struct text text)
{
    return (struct text){arena_string(arena, text), text.length};
}

struct text arena_join(struct arena *arena, struct text a, struct text b)
{
    char *both = arena_bytes(arena, a.length + b.length + 1);
    if (a.length > 0)
        memcpy(both, a.at, a.length);
    if (b.length > 0)
        memcpy(both + a.length, b.at, b.length);
    both[a.length + b.length] = '\0';
    return (struct text){both, a.length + b.length};
}

/* Written where the next piece begins: most formats fit there, and need not be measured first. */
PRINTF_LIKE(2, 0) static int format_in_place(struct block *block, const char *format, va_list list)
{
    char *at = block->bytes + block->used;
    size_t room = block->size - block->used;
    UNPOISON(at, room);
    int length = vsnprintf(at, room, format, list);
    POISON(at, room);
    return length;
}

struct text arena_format_list(struct arena *arena, const char *format, va_list list)
{
    va_list again;
    va_copy(again, list);
    const char *place = arena->last->bytes + arena->last->used;
    size_t room = arena->last->size - arena->last->used;
    int length = format_in_place(arena->last, format, again);
    va_end(again);
    if (length < 0)
        out_of_memory("a format failed");
    char *at = arena_bytes(arena, (size_t)length + 1);
    if (at != place || (size_t)length >= room)
        (void)vsnprintf(at, (size_t)length + 1, format, list);
    return (struct text){at, (size_t)length};
}

struct text arena_format(struct arena *arena, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    struct text text = arena_format_list(arena, format, list);
    va_end(list);
    return text;
}
