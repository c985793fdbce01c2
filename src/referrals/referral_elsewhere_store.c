/* The register of those who are helped now. */
#include "database/database.h"
#include "referrals/referral_elsewhere.h"
#include "system/random.h"

enum { FOUND_MOST = 50 };

static struct value value_key(const struct help_key *key)
{
    return value_bytes((struct text){(const char *)key->bytes, sizeof key->bytes});
}

enum outcome help_add(struct work *work, const struct help_key *key, const struct referral *row)
{
    struct value bind[] = {value_id(identifier_new()), value_id(row->head.organisation), value_id(row->head.id),
                           value_key(key), value_text(row->services)};
    return db_execute(work->db,
                      SQL("help_add", "INSERT INTO referral_help (id, organisation, referral, person_key, services) "
                                      "VALUES ($1, $2, $3, $4, $5) ON CONFLICT (person_key, referral) DO NOTHING"),
                      bind, 5, NULL);
}

enum outcome help_remove(struct work *work, struct identifier referral)
{
    struct value bind[] = {value_id(referral)};
    return db_execute(work->db, SQL("help_remove", "DELETE FROM referral_help WHERE referral = $1"), bind, 1, NULL);
}

static void take(struct work *work, const struct rows *rows, struct identifier **ret_referrals, size_t *ret_count)
{
    *ret_referrals = arena_array(work->arena, struct identifier, rows->count + 1);
    for (size_t at = 0; at < rows->count; at++)
        (*ret_referrals)[at] = cell_id(rows, at, 0);
    *ret_count = rows->count;
}

enum outcome help_find(struct work *work, struct identifier but, const struct help_key *keys, size_t count,
                       struct identifier **ret_referrals, size_t *ret_count)
{
    struct rows rows;
    struct statement statement = statement_open(work->arena);
    *ret_count = 0;
    if (count == 0)
        return OK;
    statement_add(&statement, "SELECT DISTINCT h.referral FROM referral_help h WHERE h.person_key IN (");
    for (size_t i = 0; i < count; i++) {
        statement_add_text(&statement, i == 0 ? "" : ", ");
        statement_bind(&statement, value_key(&keys[i]));
    }
    statement_add(&statement, ") AND h.organisation <> ");
    statement_bind(&statement, value_id(but));
    statement_add(&statement, " ORDER BY h.referral LIMIT ");
    statement_add_count(&statement, FOUND_MOST);
    enum outcome outcome = statement_query(work->db, "help_find", &statement, work->arena, &rows);
    if (outcome == OK)
        take(work, &rows, ret_referrals, ret_count);
    return outcome;
}

enum outcome help_own(struct work *work, struct identifier person, struct identifier but,
                      struct identifier **ret_referrals, size_t *ret_count)
{
    struct rows rows;
    struct value bind[] = {value_id(person), value_id(but), value_integer(FOUND_MOST)};
    enum outcome outcome = db_query(work->db,
                                    SQL("help_own", "SELECT id FROM referral WHERE person = $1 AND id <> $2 "
                                                    "AND state IN ('accepted', 'in_service') ORDER BY id LIMIT $3"),
                                    bind, 3, work->arena, &rows);
    if (outcome == OK)
        take(work, &rows, ret_referrals, ret_count);
    return outcome;
}
