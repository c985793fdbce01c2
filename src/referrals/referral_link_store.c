#include "referrals/referral_link.h"

#include "database/database.h"

static void read_row(const struct rows *rows, size_t at, struct referral_link *link)
{
    *link = (struct referral_link){
        .id = cell_id(rows, at, 0),
        .organisation = cell_id(rows, at, 1),
        .office = cell_id(rows, at, 2),
        .referral = cell_id(rows, at, 3),
        .received = cell_id(rows, at, 4),
        .made_by = cell_id(rows, at, 5),
        .job = cell_id(rows, at, 6),
        .state = cell_text(rows, at, 7),
        .channel = cell_text(rows, at, 8),
        .address = cell_text(rows, at, 9),
        .code = cell_text(rows, at, 10),
        .tries = cell_integer(rows, at, 11),
        .made_at = cell_instant(rows, at, 12),
        .expires_at = cell_instant(rows, at, 13),
        .mailed_at = cell_instant(rows, at, 14),
        .opened_at = cell_instant(rows, at, 15),
        .read_at = cell_instant(rows, at, 16),
    };
}

static enum outcome one_of(struct work *work, struct sql sql, struct value bind, struct referral_link *ret_link)
{
    struct rows rows;
    enum outcome outcome = db_query(work->db, sql, &bind, 1, work->arena, &rows);
    if (outcome == OK && rows.count == 0)
        return NOT_FOUND;
    if (outcome == OK)
        read_row(&rows, 0, ret_link);
    return outcome;
}

enum outcome link_get(struct work *work, struct identifier id, struct referral_link *ret_link)
{
    return one_of(
        work,
        SQL("referral_link_get",
            "SELECT id, organisation, office, referral, received, made_by, job, state, channel, address, code, "
            "tries, made_at, expires_at, mailed_at, opened_at, read_at FROM referral_link WHERE id = $1"),
        value_id(id), ret_link);
}

enum outcome link_by_token(struct work *work, struct text token, struct referral_link *ret_link)
{
    return one_of(
        work,
        SQL("referral_link_by_token",
            "SELECT id, organisation, office, referral, received, made_by, job, state, channel, address, code, "
            "tries, made_at, expires_at, mailed_at, opened_at, read_at FROM referral_link WHERE token = $1"),
        value_bytes(token), ret_link);
}

enum outcome link_by_session(struct work *work, struct text session, struct referral_link *ret_link)
{
    return one_of(
        work,
        SQL("referral_link_by_session",
            "SELECT id, organisation, office, referral, received, made_by, job, state, channel, address, code, "
            "tries, made_at, expires_at, mailed_at, opened_at, read_at FROM referral_link WHERE session = $1"),
        value_bytes(session), ret_link);
}

enum outcome link_list(struct work *work, struct identifier referral, size_t most, struct referral_link **ret_links,
                       size_t *ret_count)
{
    struct rows rows;
    struct value bind[] = {value_id(referral), value_integer((int64_t)most)};
    enum outcome outcome = db_query(
        work->db,
        SQL("referral_link_list",
            "SELECT id, organisation, office, referral, received, made_by, job, state, channel, address, code, "
            "tries, made_at, expires_at, mailed_at, opened_at, read_at FROM referral_link "
            "WHERE referral = $1 ORDER BY id DESC LIMIT $2"),
        bind, 2, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    *ret_links = arena_array(work->arena, struct referral_link, rows.count + 1);
    for (size_t at = 0; at < rows.count; at++)
        read_row(&rows, at, &(*ret_links)[at]);
    *ret_count = rows.count;
    return OK;
}

enum outcome link_insert(struct work *work, const struct referral_link *link, struct text token)
{
    struct value bind[] = {value_id(link->id),
                           value_id(link->organisation),
                           value_id_or_null(link->office),
                           value_id(link->referral),
                           value_id(link->received),
                           value_text(link->state),
                           value_text(link->channel),
                           link->address.length > 0 ? value_bytes(link->address) : value_null(),
                           token.length > 0 ? value_bytes(token) : value_null(),
                           value_bytes(link->code),
                           value_id(link->made_by),
                           value_instant(link->made_at),
                           value_instant(link->expires_at),
                           value_id_or_null(link->job)};
    return db_execute(work->db,
                      SQL("referral_link_insert",
                          "INSERT INTO referral_link (id, organisation, office, referral, received, state, channel, "
                          "address, token, code, tries, made_by, made_at, expires_at, job) "
                          "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, $11, $12, $13, $14)"),
                      bind, sizeof bind / sizeof *bind, NULL);
}

enum outcome links_end(struct work *work, struct identifier referral, bool opened)
{
    struct value bind[] = {value_id(referral), value_integer(opened)};
    return db_execute(work->db,
                      SQL("referral_links_end",
                          "UPDATE referral_link SET state = 'ended', token = NULL, session = NULL "
                          "WHERE referral = $1 AND state <> 'ended' AND (state <> 'used' OR $2 = 1)"),
                      bind, 2, NULL);
}

enum outcome link_use(struct work *work, struct identifier id, struct text session, bool *ret_first)
{
    int64_t changed = 0;
    struct value bind[] = {value_id(id), value_instant(work->now), value_bytes(session)};
    enum outcome outcome =
        db_execute(work->db,
                   SQL("referral_link_use",
                       "UPDATE referral_link SET state = 'used', session = $3, opened_at = $2, token = NULL "
                       "WHERE id = $1 AND state IN ('waiting', 'open') AND token IS NOT NULL AND expires_at > $2"),
                   bind, 3, &changed);
    if (outcome == OK)
        *ret_first = changed == 1;
    return outcome;
}

enum outcome link_fail(struct work *work, struct identifier id)
{
    struct value bind[] = {value_id(id), value_integer(LINK_TRIES_MOST)};
    return db_execute(work->db,
                      SQL("referral_link_fail", "UPDATE referral_link SET tries = tries + 1, "
                                                "state = CASE WHEN tries + 1 >= $2 THEN 'shut' ELSE state END, "
                                                "token = CASE WHEN tries + 1 >= $2 THEN NULL ELSE token END "
                                                "WHERE id = $1 AND state IN ('waiting', 'open')"),
                      bind, 2, NULL);
}

enum outcome link_set_token(struct work *work, struct identifier id, struct text token)
{
    int64_t changed = 0;
    struct value bind[] = {value_id(id), value_bytes(token), value_instant(work->now)};
    enum outcome outcome =
        db_execute(work->db,
                   SQL("referral_link_set_token", "UPDATE referral_link SET token = $2 WHERE id = $1 "
                                                  "AND state = 'waiting' AND expires_at > $3"),
                   bind, 3, &changed);
    return outcome == OK && changed == 0 ? CONFLICT : outcome;
}

enum outcome link_set_mailed(struct work *work, struct identifier id)
{
    struct value bind[] = {value_id(id), value_instant(work->now)};
    return db_execute(work->db,
                      SQL("referral_link_set_mailed",
                          "UPDATE referral_link SET mailed_at = $2, "
                          "state = CASE WHEN state = 'waiting' THEN 'open' ELSE state END WHERE id = $1"),
                      bind, 2, NULL);
}

enum outcome link_set_read(struct work *work, struct identifier id)
{
    struct value bind[] = {value_id(id), value_instant(work->now)};
    return db_execute(work->db, SQL("referral_link_set_read", "UPDATE referral_link SET read_at = $2 WHERE id = $1"),
                      bind, 2, NULL);
}

enum outcome links_over(struct work *work, int64_t *ret_count)
{
    struct value bind[] = {value_instant(work->now)};
    return db_execute(work->db,
                      SQL("referral_links_over", "UPDATE referral_link SET state = 'ended', token = NULL, "
                                                 "session = NULL WHERE state <> 'ended' AND expires_at <= $1"),
                      bind, 1, ret_count);
}

/* ---- who tries ---- */

enum outcome link_tries(struct work *work, struct text origin, int64_t since, int64_t *ret_failures)
{
    struct rows rows;
    struct value bind[] = {value_bytes(origin), value_instant(since)};
    enum outcome outcome = db_query(
        work->db, SQL("referral_link_tries", "SELECT failures FROM referral_link_try WHERE origin = $1 AND since > $2"),
        bind, 2, work->arena, &rows);
    if (outcome == OK)
        *ret_failures = rows.count > 0 ? cell_integer(&rows, 0, 0) : 0;
    return outcome;
}

enum outcome link_tried(struct work *work, struct text origin, int64_t since)
{
    struct value bind[] = {value_bytes(origin), value_instant(work->now), value_instant(since)};
    return db_execute(
        work->db,
        SQL("referral_link_tried",
            "INSERT INTO referral_link_try (origin, failures, since) VALUES ($1, 1, $2) "
            "ON CONFLICT (origin) DO UPDATE SET "
            "failures = CASE WHEN referral_link_try.since > $3 THEN referral_link_try.failures + 1 ELSE 1 END, "
            "since = CASE WHEN referral_link_try.since > $3 THEN referral_link_try.since ELSE excluded.since END"),
        bind, 3, NULL);
}

enum outcome link_tries_forget(struct work *work, int64_t before)
{
    struct value bind[] = {value_instant(before)};
    return db_execute(work->db, SQL("referral_link_tries_forget", "DELETE FROM referral_link_try WHERE since < $1"),
                      bind, 1, NULL);
}
