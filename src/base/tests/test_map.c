#include "base/tests/testing.h"

#include "base/map.h"

static void holds_as_many_as_promised(void **state)
{
    (void)state;
    AUTO_ARENA struct arena *arena = arena_open(1 << 20);
    for (size_t most = 0; most <= 1000; most = most * 2 + 1) {
        arena_reset(arena);
        struct map map = map_open(arena, most);
        const char **values = arena_array(arena, const char *, most + 1);
        for (size_t i = 0; i < most; i++) {
            struct text key = arena_format(arena, "key%zu", i);
            values[i] = key.at;
            assert_true(map_add(&map, key, values[i]));
        }
        assert_int_equal(map.count, most);
        for (size_t i = 0; i < most; i++)
            assert_ptr_equal(map_get(&map, arena_format(arena, "key%zu", i)), values[i]);
        assert_null(map_get(&map, arena_format(arena, "key%zu", most)));
    }
}

/* A full map still answers for a key that it does not hold: the search ends at an empty place. */
static void refuses_more_and_still_answers(void **state)
{
    (void)state;
    AUTO_ARENA struct arena *arena = arena_open(1 << 20);
    struct map map = map_open(arena, 4);
    size_t added = 0;
    while (added < 1000 && map_add(&map, arena_format(arena, "%zu", added), "x"))
        added++;
    assert_true(added >= 4 && added < 1000);
    assert_null(map_get(&map, TEXT("absent")));
    assert_non_null(map_get(&map, TEXT("0")));
}

static void refuses_a_key_twice_and_no_value(void **state)
{
    (void)state;
    AUTO_ARENA struct arena *arena = arena_open(10000);
    struct map map = map_open(arena, 10);
    assert_true(map_add(&map, TEXT("MAR"), "Morocco"));
    assert_false(map_add(&map, TEXT("MAR"), "other"));
    assert_false(map_add(&map, TEXT("SEN"), NULL));
    assert_string_equal(map_get(&map, TEXT("MAR")), "Morocco");
    assert_null(map_get(&map, TEXT("SEN")));
    assert_null(map_get(&map, TEXT("MA")));
    assert_true(map_add(&map, TEXT_NONE, "the empty key"));
    assert_string_equal(map_get(&map, TEXT("")), "the empty key");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(holds_as_many_as_promised),
        cmocka_unit_test(refuses_more_and_still_answers),
        cmocka_unit_test(refuses_a_key_twice_and_no_value),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
