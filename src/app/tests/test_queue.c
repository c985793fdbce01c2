#include "app/queue.h"
#include "base/tests/testing.h"

/* Never looked into: they are told apart by their place. */
static char places[QUEUE_MOST];
static struct connection *number(size_t i) { return (struct connection *)(void *)&places[i]; }

static void they_are_served_as_they_came(void **state)
{
    struct queue queue = {0};
    (void)state;
    queue_add(&queue, number(0), TEXT("10.0.0.1"));
    queue_add(&queue, number(1), TEXT("10.0.0.2"));
    queue_add(&queue, number(2), TEXT("10.0.0.3"));
    for (size_t i = 0; i < 3; i++)
        assert_ptr_equal(queue_at(&queue, i), number(i));
    queue_remove(&queue, 2);
    assert_int_equal(queue.count, 1);
    assert_ptr_equal(queue_at(&queue, 0), number(2));
}

/* A flood, and a client who comes behind it. */
static void one_client_does_not_starve_another(void **state)
{
    struct queue queue = {0};
    (void)state;
    for (size_t i = 0; i < 1000; i++)
        queue_add(&queue, number(i), TEXT("10.0.0.1"));
    queue_remove(&queue, 64);
    queue_add(&queue, number(1000), TEXT("10.0.0.2"));
    queue_add(&queue, number(1001), TEXT("10.0.0.2"));
    size_t at[2] = {0};
    for (size_t i = 0; i < queue.count; i++) {
        if (queue_at(&queue, i) == number(1000))
            at[0] = i;
        if (queue_at(&queue, i) == number(1001))
            at[1] = i;
    }
    assert_in_range(at[0], 0, 1);
    assert_in_range(at[1], at[0] + 1, 3);
    /* All of the flood are there, in their order. */
    size_t next = 64;
    for (size_t i = 0; i < queue.count; i++)
        if (queue_at(&queue, i) != number(1000) && queue_at(&queue, i) != number(1001))
            assert_ptr_equal(queue_at(&queue, i), number(next++));
    assert_int_equal(next, 1000);
}

/* Who had a flood once and comes again later does not pay for it. */
static void what_was_served_is_forgotten(void **state)
{
    struct queue queue = {0};
    (void)state;
    for (size_t i = 0; i < 100; i++)
        queue_add(&queue, number(i), TEXT("10.0.0.1"));
    queue_remove(&queue, 100);
    queue_add(&queue, number(100), TEXT("10.0.0.2"));
    queue_remove(&queue, 1);
    queue_add(&queue, number(101), TEXT("10.0.0.1"));
    queue_add(&queue, number(102), TEXT("10.0.0.3"));
    assert_ptr_equal(queue_at(&queue, 0), number(102)); /* one turn behind, not a hundred */
    queue_add(&queue, number(103), TEXT("10.0.0.3"));
    assert_ptr_equal(queue_at(&queue, 1), number(101));
}

static void our_own_processes_come_with_the_turn_that_is_served(void **state)
{
    struct queue queue = {0};
    (void)state;
    for (size_t i = 0; i < 500; i++)
        queue_add(&queue, number(i), TEXT("10.0.0.1"));
    queue_remove(&queue, 10);
    queue_add(&queue, number(500), TEXT_NONE);
    queue_add(&queue, number(501), TEXT_NONE);
    assert_ptr_equal(queue_at(&queue, 0), number(500));
    assert_ptr_equal(queue_at(&queue, 1), number(501));
    assert_ptr_equal(queue_at(&queue, 2), number(10));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(they_are_served_as_they_came),
        cmocka_unit_test(one_client_does_not_starve_another),
        cmocka_unit_test(what_was_served_is_forgotten),
        cmocka_unit_test(our_own_processes_come_with_the_turn_that_is_served),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
