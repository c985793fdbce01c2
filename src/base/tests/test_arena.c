#include "base/tests/testing.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static void hands_out_aligned_pieces_apart(void **state)
{
    (void)state;
    AUTO_ARENA struct arena *arena = arena_open(1 << 22);
    unsigned char *pieces[400];
    size_t total = 0;
    for (size_t i = 0; i < COUNT(pieces); i++) {
        size_t size = i * 7 + 1;
        pieces[i] = arena_bytes(arena, size);
        assert_int_equal((uintptr_t)pieces[i] % 16, 0);
        memset(pieces[i], (int)(i & 0xff), size);
        total += size;
    }
    assert_int_equal(arena_used(arena), total);
    for (size_t i = 0; i < COUNT(pieces); i++)
        for (size_t at = 0; at < i * 7 + 1; at++)
            if (pieces[i][at] != (i & 0xff))
                fail_msg("piece %zu was overwritten", i);
}

static void takes_one_piece_as_large_as_the_limit(void **state)
{
    (void)state;
    AUTO_ARENA struct arena *arena = arena_open(5 << 20);
    char *large = arena_bytes(arena, 5 << 20);
    large[0] = large[(5 << 20) - 1] = 'x';
    assert_int_equal(arena_used(arena), 5 << 20);
}

static void reset_gives_all_back(void **state)
{
    (void)state;
    AUTO_ARENA struct arena *arena = arena_open(100000);
    for (int round = 0; round < 100; round++) {
        assert_int_equal(arena_used(arena), 0);
        memset(arena_bytes(arena, 90000), 0xff, 90000);
        arena_reset(arena);
    }
    unsigned char *cleared = arena_array(arena, unsigned char, 5000);
    for (size_t i = 0; i < 5000; i++)
        assert_int_equal(cleared[i], 0);
}

static void copies_end_with_nul(void **state)
{
    (void)state;
    AUTO_ARENA struct arena *arena = arena_open(100000);
    assert_string_equal(arena_string(arena, text_slice(TEXT("abcdef"), 1, 3)), "bc");
    assert_string_equal(arena_string(arena, TEXT_NONE), "");
    struct text joined = arena_join(arena, TEXT("a"), TEXT("bc"));
    assert_text(joined, "abc");
    assert_int_equal(joined.at[3], 0);
    assert_text(arena_join(arena, TEXT_NONE, TEXT_NONE), "");
    struct text copy = arena_text(arena, TEXT("a\0b"));
    assert_text(copy, "a\0b");
    assert_text(arena_format(arena, "%d-%s", 7, "x"), "7-x");
}

static void past_the_limit(struct arena *arena)
{
    char *first = arena_bytes(arena, 60);
    char *second = arena_bytes(arena, 41);
    first[0] = second[0] = 'x';
}

static void with_a_count_that_overflows(struct arena *arena) { *(char *)arena_zeroed(arena, SIZE_MAX / 4, 8) = 1; }

static int signal_of(void (*run)(struct arena *))
{
    pid_t child = fork();
    if (child == 0) {
        int nowhere = open("/dev/null", O_WRONLY);
        (void)dup2(nowhere, STDERR_FILENO);
        run(arena_open(100));
        _exit(0);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

static void ends_the_process_past_its_limit(void **state)
{
    (void)state;
    assert_int_equal(signal_of(past_the_limit), SIGABRT);
    assert_int_equal(signal_of(with_a_count_that_overflows), SIGABRT);
}

static void closing_nothing_is_fine(void **state)
{
    (void)state;
    assert_null(arena_close(NULL));
    assert_null(arena_close(arena_open(0)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hands_out_aligned_pieces_apart),
        cmocka_unit_test(takes_one_piece_as_large_as_the_limit),
        cmocka_unit_test(reset_gives_all_back),
        cmocka_unit_test(copies_end_with_nul),
        cmocka_unit_test(ends_the_process_past_its_limit),
        cmocka_unit_test(closing_nothing_is_fine),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
