#include "base/memory.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/number.h"
#include "base/tests/testing.h"

#ifdef __SANITIZE_ADDRESS__
enum { ITS_OWN_ALLOCATOR = 1 };
#else
enum { ITS_OWN_ALLOCATOR = 0 };
#endif
enum { PIECES = 256, PIECE_BYTES = 60 * 1024 };

/* Bytes of this process that are in memory. */
static int64_t resident(void)
{
    char line[128];
    int64_t pages;
    FILE *file = fopen("/proc/self/statm", "r");
    assert_non_null(file);
    assert_non_null(fgets(line, sizeof line, file));
    (void)fclose(file);
    struct text rest = text_from(line), all = TEXT_NONE, wanted = TEXT_NONE;
    assert_true(text_split(&rest, ' ', &all));
    assert_true(text_split(&rest, ' ', &wanted));
    assert_int_equal(text_to_integer(wanted, 1, INT64_MAX / 65536, &pages), OK);
    return pages * sysconf(_SC_PAGESIZE);
}

/* Of many pieces that were used, the last stays: without being told to, the C library keeps all that lies before it. */
static void what_was_freed_goes_back(void **state)
{
    static struct arena *arenas[PIECES];
    (void)state;
    for (size_t i = 0; i < PIECES; i++) {
        arenas[i] = arena_open(PIECE_BYTES);
        memset(arena_bytes(arenas[i], PIECE_BYTES - 1024), 1, PIECE_BYTES - 1024);
    }
    int64_t used = resident();
    for (size_t i = 0; i + 1 < PIECES; i++)
        arenas[i] = arena_close(arenas[i]);
    assert_true(used - resident() < PIECES * PIECE_BYTES / 4);
    memory_give_back();
    assert_true(used - resident() > PIECES * PIECE_BYTES / 2);
    assert_int_equal(arena_used(arenas[PIECES - 1]), PIECE_BYTES - 1024);
    (void)arena_close(arenas[PIECES - 1]);
}

static void nothing(void **state) { (void)state; }

int main(void)
{
    /* cmocka's own skip() prints "not ok" in TAP */
    const struct CMUnitTest tests[] = {
        {ITS_OWN_ALLOCATOR ? "what_was_freed_goes_back # SKIP sanitizers bring another allocator"
                           : "what_was_freed_goes_back",
         ITS_OWN_ALLOCATOR ? nothing : what_was_freed_goes_back, NULL, NULL, NULL},
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
