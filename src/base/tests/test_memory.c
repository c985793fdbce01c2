#include "base/memory.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/tests/testing.h"

enum { PIECES = 256, PIECE_BYTES = 60 * 1024 };

/* Bytes of this process that are in memory. */
static int64_t resident(void)
{
    long long pages = 0;
    long long all = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    assert_non_null(file);
    assert_int_equal(fscanf(file, "%lld %lld", &all, &pages), 2);
    (void)fclose(file);
    return pages * sysconf(_SC_PAGESIZE);
}

/* Of many pieces that were used, the last stays: without being told to, the C library keeps all that lies before it. */
static void what_was_freed_goes_back(void **state)
{
    static struct arena *arenas[PIECES];
    (void)state;
#ifdef __SANITIZE_ADDRESS__
    skip(); /* its own allocator */
#endif
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

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(what_was_freed_goes_back)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
