#include "referrals/referral_store.h"

#include "database/database.h"

static void take_marks(const struct rows *rows, bool guarded, struct referral_mark *marks, size_t *count)
{
    for (size_t at = 0; at < rows->count; at++)
        marks[(*count)++] = (struct referral_mark){cell_id(rows, at, 0), cell_id(rows, at, 1), guarded};
}

/* Those that rest on this consent; zeros: all. */
static void take_resting(const struct rows *rows, bool guarded, struct identifier consent, struct referral_mark *marks,
                         size_t *count)
{
    for (size_t at = 0; at < rows->count; at++)
        if (identifier_is_none(consent) || identifier_equal(consent, cell_id(rows, at, 2)))
            marks[(*count)++] = (struct referral_mark){cell_id(rows, at, 0), cell_id(rows, at, 1), guarded};
}

enum outcome received_of(struct work *work, bool guarded, struct identifier referral, struct identifier person,
                         struct identifier *ret_id)
{
    struct rows rows;
    struct value bind[] = {value_id(referral), value_id(person)};
    struct sql open =
        SQL("received_of", "SELECT id FROM referral_received WHERE referral = $1 AND person = $2 ORDER BY id LIMIT 1");
    struct sql closed =
        SQL("guarded_received_of",
            "SELECT id FROM protection_received WHERE referral = $1 AND person = $2 ORDER BY id LIMIT 1");
    enum outcome outcome = db_query(work->db, guarded ? closed : open, bind, 2, work->arena, &rows);
    if (outcome == OK && rows.count == 0)
        return NOT_FOUND;
    if (outcome == OK)
        *ret_id = cell_id(&rows, 0, 0);
    return outcome;
}

enum outcome referral_continued(struct work *work, bool guarded, struct identifier referral, struct identifier person,
                                struct identifier *ret_id)
{
    struct rows rows;
    struct value bind[] = {value_id(person), value_id(referral)};
    struct sql open = SQL("referral_continued", "SELECT id FROM referral WHERE person = $1 AND previous = $2 "
                                                "AND state <> 'cancelled' ORDER BY id DESC LIMIT 1");
    struct sql closed =
        SQL("guarded_referral_continued", "SELECT id FROM protection_referral WHERE person = $1 AND previous = $2 "
                                          "AND state <> 'cancelled' ORDER BY id DESC LIMIT 1");
    enum outcome outcome = db_query(work->db, guarded ? closed : open, bind, 2, work->arena, &rows);
    if (outcome == OK && rows.count == 0)
        return NOT_FOUND;
    if (outcome == OK)
        *ret_id = cell_id(&rows, 0, 0);
    return outcome;
}

enum outcome referral_is_twice(struct work *work, struct identifier organisation, struct identifier person,
                               struct identifier service, struct identifier but, bool *ret_twice)
{
    struct rows rows;
    struct value bind[] = {value_id(person), value_id(service), value_id(organisation), value_id(but)};
    enum outcome outcome = db_query(
        work->db,
        SQL("referral_is_twice",
            "SELECT 1 FROM referral WHERE person = $1 AND service = $2 AND organisation = $3 AND id <> $4 "
            "AND state IN ('sent', 'acknowledged', 'more_asked', 'accepted', 'in_service') "
            "UNION ALL SELECT 1 FROM protection_referral WHERE person = $1 AND service = $2 AND organisation = $3 "
            "AND id <> $4 AND state IN ('sent', 'acknowledged', 'more_asked', 'accepted', 'in_service') LIMIT 1"),
        bind, 4, work->arena, &rows);
    if (outcome == OK)
        *ret_twice = rows.count > 0;
    return outcome;
}

enum outcome referrals_under_way(struct work *work, struct identifier person, struct identifier consent,
                                 struct referral_mark **ret_marks, size_t *ret_count)
{
    struct rows open;
    struct rows closed;
    struct value bind[] = {value_id(person)};
    enum outcome outcome =
        db_query(work->db,
                 SQL("referrals_under_way",
                     "SELECT id, person, consent FROM referral WHERE person = $1 "
                     "AND state IN ('sent', 'acknowledged', 'more_asked', 'accepted', 'in_service') ORDER BY id"),
                 bind, 1, work->arena, &open);
    if (outcome == OK)
        outcome =
            db_query(work->db,
                     SQL("guarded_referrals_under_way",
                         "SELECT id, person, consent FROM protection_referral WHERE person = $1 "
                         "AND state IN ('sent', 'acknowledged', 'more_asked', 'accepted', 'in_service') ORDER BY id"),
                     bind, 1, work->arena, &closed);
    if (outcome != OK)
        return outcome;
    *ret_count = 0;
    *ret_marks = arena_array(work->arena, struct referral_mark, open.count + closed.count + 1);
    take_resting(&open, false, consent, *ret_marks, ret_count);
    take_resting(&closed, true, consent, *ret_marks, ret_count);
    return OK;
}

enum outcome referral_any_under_way(struct work *work, struct identifier person, bool *ret_any)
{
    AUTO_WALL struct wall_hold hold = wall_open(work->db, "what is under way counts whoever sent it");
    struct referral_mark *marks;
    size_t count = 0;
    enum outcome outcome = referrals_under_way(work, person, (struct identifier){{0}}, &marks, &count);
    if (outcome == OK)
        *ret_any = count > 0;
    return outcome;
}

enum outcome referral_users(struct work *work, struct identifier organisation, bool guarded,
                            struct identifier **ret_users, size_t *ret_count)
{
    enum { USERS_MOST = 50 };
    struct rows rows;
    struct value bind[] = {value_id(organisation), value_date(zone_date(work->zone, work->now)),
                           value_text(guarded ? TEXT("protection") : TEXT("supervisor")),
                           value_text(guarded ? TEXT("protection_manager") : TEXT("partner")),
                           value_integer(USERS_MOST)};
    enum outcome outcome =
        db_query(work->db,
                 SQL("referral_users",
                     "SELECT DISTINCT r.account FROM role_assignment r JOIN user_account u ON u.id = r.account "
                     "WHERE r.organisation = $1 AND r.role IN ($3, $4) AND u.active = 1 "
                     "AND (r.until IS NULL OR r.until >= $2) ORDER BY r.account NULLS FIRST LIMIT $5"),
                 bind, 5, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    *ret_users = arena_array(work->arena, struct identifier, rows.count + 1);
    for (size_t at = 0; at < rows.count; at++)
        (*ret_users)[at] = cell_id(&rows, at, 0);
    *ret_count = rows.count;
    return OK;
}

enum outcome organisation_called(struct work *work, struct identifier organisation, struct text *ret_name,
                                 struct text *ret_arabic, struct text *ret_code)
{
    struct rows rows;
    struct value bind[] = {value_id(organisation)};
    enum outcome outcome = db_query(
        work->db, SQL("referral_organisation", "SELECT name, name_arabic, code FROM organisation WHERE id = $1"), bind,
        1, work->arena, &rows);
    if (outcome == OK && rows.count == 0)
        return NOT_FOUND;
    if (outcome != OK)
        return outcome;
    *ret_name = cell_text(&rows, 0, 0);
    *ret_arabic = cell_text(&rows, 0, 1);
    *ret_code = cell_text(&rows, 0, 2);
    return OK;
}

static enum outcome marks_of(struct work *work, struct sql sql, const struct value *bind, size_t count, bool guarded,
                             struct referral_mark **ret_marks, size_t *ret_count)
{
    struct rows rows;
    enum outcome outcome = db_query(work->db, sql, bind, count, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    *ret_count = 0;
    *ret_marks = arena_array(work->arena, struct referral_mark, rows.count + 1);
    take_marks(&rows, guarded, *ret_marks, ret_count);
    return OK;
}

enum outcome received_late(struct work *work, bool guarded, int32_t today, int64_t now, size_t most,
                           struct referral_mark **ret_marks, size_t *ret_count)
{
    struct value bind[] = {value_date(today), value_instant(now), value_integer((int64_t)most)};
    struct sql open = SQL("received_late",
                          "SELECT id, person FROM referral_received WHERE (told_late_on IS NULL OR told_late_on < $1) "
                          "AND ((state = 'sent' AND due_at < $2) OR "
                          "(state IN ('accepted', 'in_service') AND feedback_due_on < $1)) ORDER BY id LIMIT $3");
    struct sql closed = SQL("guarded_received_late",
                            "SELECT id, person FROM protection_received WHERE (told_late_on IS NULL OR "
                            "told_late_on < $1) AND ((state = 'sent' AND due_at < $2) OR "
                            "(state IN ('accepted', 'in_service') AND feedback_due_on < $1)) ORDER BY id LIMIT $3");
    return marks_of(work, guarded ? closed : open, bind, 3, guarded, ret_marks, ret_count);
}

enum outcome received_past_access(struct work *work, bool guarded, int32_t today, size_t most,
                                  struct referral_mark **ret_marks, size_t *ret_count)
{
    struct value bind[] = {value_date(today), value_integer((int64_t)most)};
    struct sql open = SQL("received_past_access",
                          "SELECT referral, person FROM referral_received WHERE access_until < $1 AND state IN "
                          "('sent', 'acknowledged', 'more_asked', 'accepted', 'in_service') ORDER BY id LIMIT $2");
    struct sql closed = SQL("guarded_received_past_access",
                            "SELECT referral, person FROM protection_received WHERE access_until < $1 AND state IN "
                            "('sent', 'acknowledged', 'more_asked', 'accepted', 'in_service') ORDER BY id LIMIT $2");
    return marks_of(work, guarded ? closed : open, bind, 2, guarded, ret_marks, ret_count);
}
