#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <time.h>

#include "base/calendar.h"
#include "system/clock.h"

static void the_clock_is_the_system_s(void **state)
{
    (void)state;
    int64_t before = (int64_t)time(NULL);
    int64_t now = clock_now();
    int64_t after = (int64_t)time(NULL);
    assert_true(now >= (before - 1) * MICROSECONDS);
    assert_true(now <= (after + 1) * MICROSECONDS);
}

static void a_set_clock_starts_there_and_goes_on(void **state)
{
    (void)state;
    int64_t wanted = date_from_day((struct calendar_day){2022, 3, 31}) * DAY_MICROSECONDS;
    clock_set(wanted);
    int64_t first = clock_now();
    struct timespec nap = {.tv_nsec = 3000000};
    (void)nanosleep(&nap, NULL);
    int64_t second = clock_now();
    assert_true(first >= wanted && first < wanted + MICROSECONDS);
    assert_true(second >= first + 3000);
    clock_set(INSTANT_NONE);
    assert_true(clock_now() > wanted + DAY_MICROSECONDS);
}

static void ticks_do_not_follow_a_set_clock(void **state)
{
    (void)state;
    int64_t first = clock_ticks();
    clock_set(0);
    int64_t second = clock_ticks();
    clock_set(INSTANT_NONE);
    assert_true(second >= first && second < first + 60 * MICROSECONDS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_clock_is_the_system_s),
        cmocka_unit_test(a_set_clock_starts_there_and_goes_on),
        cmocka_unit_test(ticks_do_not_follow_a_set_clock),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
