/* The names of a mission stand on those that are built in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "matching/equivalents.h"
#include "persons/persons.h"

static bool are_one(const char *a, const char *b)
{
    uint32_t left[NAME_GROUPS_MOST], right[NAME_GROUPS_MOST];
    equivalents_groups(name_equivalents(), text_from(a), left);
    equivalents_groups(name_equivalents(), text_from(b), right);
    return equivalents_common(left, right) != 0;
}

static void reads_the_profile(void **state)
{
    (void)state;
    AUTO_ARENA struct arena *arena = arena_open(16 << 20);
    assert_int_equal(name_equivalents_load(arena, getenv("TEST_PROFILE")), OK);
    assert_true(are_one("mamadou", "mohamed"));
    assert_true(are_one("mhamed", "mhend"));
    assert_false(are_one("mamadou", "diallo"));
}

static void wants_no_file_but_a_sound_one(void **state)
{
    (void)state;
    AUTO_ARENA struct arena *arena = arena_open(16 << 20);
    char directory[] = "/tmp/name_equivalents.XXXXXX";
    assert_non_null(mkdtemp(directory));
    struct text path = arena_format(arena, "%s/name_equivalents.csv", directory);
    assert_int_equal(name_equivalents_load(arena, directory), OK);
    assert_true(are_one("mamadou", "mohamed"));
    assert_false(are_one("mhamed", "mhend"));
    const struct equivalents *before = name_equivalents();
    FILE *file = fopen(path.at, "w");
    assert_non_null(file);
    assert_true(fputs("group,name,state,note\nA,B,certain,\n", file) > 0);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(name_equivalents_load(arena, directory), FAILED);
    assert_ptr_equal(name_equivalents(), before);
    assert_int_equal(unlink(path.at), 0);
    assert_int_equal(rmdir(directory), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_the_profile),
        cmocka_unit_test(wants_no_file_but_a_sound_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
