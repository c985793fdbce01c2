/* A mission with a database and a keyring, and audit events in a known order.  Include cmocka.h before. */
#ifndef AUDIT_TESTS_MISSION_H
#define AUDIT_TESTS_MISSION_H

#include "audit/audit.h"
#include "base/calendar.h"
#include "database/migrate.h"
#include "database/tests/scratch.h"
#include "system/file.h"
#include "system/random.h"

static const int64_t BEGIN = INT64_C(1650000000) * MICROSECONDS;
static const int64_t NOW = INT64_C(1650001000) * MICROSECONDS;

struct mission {
    struct scratch scratch;
    struct db *db;
    struct keyring *keyring;
};

/* The id of row `n`, and the order of the ids is that of the numbers. */
static inline struct identifier row_id(int64_t n)
{
    static const unsigned char zeros[IDENTIFIER_RANDOM];
    return identifier_make(BEGIN + n, zeros);
}

static inline struct audit_event event_of(int64_t n)
{
    return (struct audit_event){
        .id = row_id(n),
        .at = BEGIN + n,
        .organisation = {{1}},
        .user = {{2}},
        .role = TEXT("caseworker"),
        .action = TEXT("return.move"),
        .record = TEXT("return_case"),
        .subject = {{3}},
        .reason = TEXT("ما طلبه"),
        .details = TEXT("{\"state\":[\"open\",\"ready\"]}"),
        .origin = TEXT("192.0.2.7"),
    };
}

static inline void add(struct db *db, int64_t from, int64_t to)
{
    for (int64_t n = from; n < to; n++) {
        struct audit_event event = event_of(n);
        assert_int_equal(audit_add(db, &event), OK);
    }
}

static inline void mission_begin(struct mission *mission, const char *directory_of_keys)
{
    mission->scratch = scratch_open();
    mission->db = NULL;
    const char *keys = directory_of_keys == NULL ? mission->scratch.directory : directory_of_keys;
    assert_int_equal(db_open(mission->scratch.address, false, &mission->db), OK);
    assert_int_equal(migrate(mission->db, migrations, migration_count), OK);
    if (!file_exists(arena_format(mission->scratch.arena, "%s/master.key", keys).at))
        assert_int_equal(keyring_make(keys, TEXT_NONE), OK);
    assert_int_equal(keyring_open(keys, TEXT_NONE, &mission->keyring), OK);
}

static inline int mission_open(void **state)
{
    static struct mission mission;
    mission_begin(&mission, NULL);
    *state = &mission;
    return 0;
}

static inline int mission_close(void **state)
{
    struct mission *mission = *state;
    mission->keyring = keyring_close(mission->keyring);
    mission->db = db_close(mission->db);
    scratch_close(&mission->scratch);
    return 0;
}

static inline size_t seal_all(struct mission *mission, int64_t now)
{
    size_t all = 0;
    size_t blocks;
    do {
        assert_int_equal(audit_seal(mission->db, mission->keyring, now, &blocks), OK);
        all += blocks;
    } while (blocks > 0);
    return all;
}

#endif
