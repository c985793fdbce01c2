#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/calendar.h"
#include "database/lease.h"
#include "database/migrate.h"
#include "database/tests/scratch.h"

static void one_holder_at_a_time(void **state)
{
    (void)state;
    AUTO_SCRATCH struct scratch scratch = scratch_open();
    AUTO_DB struct db *db = NULL;
    struct text sealer = TEXT("sealer");
    struct text a = TEXT("host-a/1");
    struct text b = TEXT("host-b/1");
    int64_t now = 1000 * DAY_MICROSECONDS;
    assert_int_equal(db_open(scratch.address, false, &db), OK);
    assert_int_equal(migrate(db, migrations, migration_count), OK);
    assert_int_equal(lease_renew(db, sealer, a, now, 10), CONFLICT);
    assert_int_equal(lease_take(db, sealer, a, now, 10), OK);
    assert_int_equal(lease_take(db, sealer, b, now + 9 * MICROSECONDS, 10), CONFLICT);
    assert_int_equal(lease_take(db, TEXT("other"), b, now, 10), OK);
    assert_int_equal(lease_renew(db, sealer, a, now + 9 * MICROSECONDS, 10), OK);
    assert_int_equal(lease_take(db, sealer, b, now + 18 * MICROSECONDS, 10), CONFLICT);
    /* It ran out: no renewal, even though nobody took it, and another may have it. */
    assert_int_equal(lease_renew(db, sealer, a, now + 19 * MICROSECONDS, 10), CONFLICT);
    assert_int_equal(lease_take(db, sealer, b, now + 19 * MICROSECONDS, 10), OK);
    assert_int_equal(lease_take(db, sealer, a, now + 20 * MICROSECONDS, 10), CONFLICT);
    assert_int_equal(lease_give(db, sealer, a), OK); /* not a's: nothing happens */
    assert_int_equal(lease_take(db, sealer, a, now + 20 * MICROSECONDS, 10), CONFLICT);
    assert_int_equal(lease_give(db, sealer, b), OK);
    assert_int_equal(lease_take(db, sealer, a, now + 20 * MICROSECONDS, 10), OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(one_holder_at_a_time)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
