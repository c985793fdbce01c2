#include "notices/notice_store.h"

#include "system/random.h"

/* ---- notices ---- */

static enum outcome gather(struct work *work, const struct notice_kind *kind, const struct notice *notice,
                           int64_t *ret_changed)
{
    struct value bind[] = {value_id(notice->account), value_text(text_from(kind->name)), value_integer(notice->count),
                           value_instant(work->now),  value_integer(kind->gathers_one),  value_id(notice->subject)};
    return db_execute(work->db,
                      SQL("notice_gather", "UPDATE notice SET amount = $3, made_at = $4 WHERE account = $1 AND "
                                           "kind = $2 AND seen_at IS NULL AND ($5 = 0 OR subject = $6)"),
                      bind, 6, ret_changed);
}

enum outcome notice_store(struct work *work, const struct notice_kind *kind, const struct notice *notice)
{
    int64_t changed = 0;
    enum outcome outcome = kind->gathers || kind->gathers_one ? gather(work, kind, notice, &changed) : OK;
    if (outcome != OK || changed > 0)
        return outcome;
    struct value bind[] = {value_id(identifier_new()),        value_id(notice->organisation),
                           value_id(notice->account),         value_text(text_from(kind->name)),
                           value_id_or_null(notice->subject), value_text_or_null(notice->number),
                           value_integer(notice->count),      value_instant(work->now)};
    return db_execute_later(
        work->db,
        SQL("notice_store", "INSERT INTO notice (id, organisation, account, kind, subject, number, amount, made_at) "
                            "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"),
        bind, 8);
}

static void read_row(const struct rows *rows, size_t at, struct notice_row *row)
{
    *row = (struct notice_row){.id = cell_id(rows, at, 0),
                               .subject = cell_id(rows, at, 1),
                               .kind = cell_text(rows, at, 2),
                               .number = cell_text(rows, at, 3),
                               .count = cell_integer(rows, at, 4),
                               .at = cell_instant(rows, at, 5),
                               .seen = !cell_is_null(rows, at, 6)};
}

enum outcome notice_list(struct work *work, struct identifier account, bool seen, size_t most,
                         struct notice_row **ret_rows, size_t *ret_count)
{
    struct rows rows;
    struct value bind[] = {value_id(account), value_integer((int64_t)most)};
    enum outcome outcome =
        seen
            ? db_query(work->db,
                       SQL("notice_list_seen", "SELECT id, subject, kind, number, amount, made_at, seen_at FROM notice "
                                               "WHERE account = $1 AND seen_at IS NOT NULL ORDER BY id DESC LIMIT $2"),
                       bind, 2, work->arena, &rows)
            : db_query(work->db,
                       SQL("notice_list_unseen",
                           "SELECT id, subject, kind, number, amount, made_at, seen_at FROM notice "
                           "WHERE account = $1 AND seen_at IS NULL ORDER BY id DESC LIMIT $2"),
                       bind, 2, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    *ret_rows = arena_array(work->arena, struct notice_row, rows.count + 1);
    *ret_count = rows.count;
    for (size_t at = 0; at < rows.count; at++)
        read_row(&rows, at, &(*ret_rows)[at]);
    return OK;
}

enum outcome notice_get(struct work *work, struct identifier account, struct identifier id, struct notice_row *ret_row)
{
    struct rows rows;
    struct value bind[] = {value_id(id), value_id(account)};
    enum outcome outcome =
        db_query(work->db,
                 SQL("notice_get", "SELECT id, subject, kind, number, amount, made_at, seen_at FROM notice "
                                   "WHERE id = $1 AND account = $2"),
                 bind, 2, work->arena, &rows);
    if (outcome != OK || rows.count == 0)
        return outcome == OK ? NOT_FOUND : outcome;
    read_row(&rows, 0, ret_row);
    return OK;
}

enum outcome notice_count(struct work *work, struct identifier account, int64_t most, int64_t *ret_count)
{
    struct rows rows;
    struct value bind[] = {value_id(account), value_integer(most)};
    enum outcome outcome =
        db_query(work->db,
                 SQL("notice_count", "SELECT COUNT(*) FROM (SELECT n.id FROM notice n WHERE n.account = $1 "
                                     "AND n.seen_at IS NULL ORDER BY n.id LIMIT $2) c"),
                 bind, 2, work->arena, &rows);
    if (outcome == OK)
        *ret_count = cell_integer(&rows, 0, 0);
    return outcome;
}

enum outcome notice_see(struct work *work, struct identifier account, struct identifier id)
{
    struct value bind[] = {value_id(account), value_instant(work->now), value_id(id)};
    if (identifier_is_none(id))
        return db_execute(
            work->db, SQL("notice_see_all", "UPDATE notice SET seen_at = $2 WHERE account = $1 AND seen_at IS NULL"),
            bind, 2, NULL);
    return db_execute(
        work->db,
        SQL("notice_see", "UPDATE notice SET seen_at = $2 WHERE id = $3 AND account = $1 AND seen_at IS NULL"), bind, 3,
        NULL);
}

enum outcome notice_clean(struct work *work, int64_t seen_before, int64_t unseen_before, int64_t most)
{
    struct value bind[] = {value_instant(seen_before), value_instant(unseen_before), value_integer(most)};
    return db_execute(work->db,
                      SQL("notice_clean",
                          "DELETE FROM notice WHERE id IN (SELECT n.id FROM notice n WHERE n.made_at < $1 "
                          "AND (n.seen_at IS NOT NULL OR n.made_at < $2) ORDER BY n.made_at, n.id LIMIT $3)"),
                      bind, 3, NULL);
}

/* ---- who wants mail ---- */

static const char *const WISHES[] = {[MAIL_DAILY] = "daily", [MAIL_AT_ONCE] = "at_once", [MAIL_NEVER] = "never"};

const char *mail_wish_name(enum mail_wish wish) { return WISHES[wish]; }

bool mail_wish_from_name(struct text name, enum mail_wish *ret_wish)
{
    for (size_t i = 0; i < sizeof WISHES / sizeof *WISHES; i++)
        if (text_is(name, WISHES[i])) {
            *ret_wish = (enum mail_wish)i;
            return true;
        }
    return false;
}

enum outcome mail_preference_get(struct work *work, struct identifier account, struct mail_preference *ret_preference)
{
    struct rows rows;
    struct value bind = value_id(account);
    struct mail_preference preference = {MAIL_DAILY, INSTANT_NONE};
    enum outcome outcome =
        db_query(work->db, SQL("mail_preference_get", "SELECT wish, mailed_at FROM notice_preference WHERE id = $1"),
                 &bind, 1, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    if (rows.count > 0) {
        (void)mail_wish_from_name(cell_text(&rows, 0, 0), &preference.wish);
        preference.mailed_at = cell_instant(&rows, 0, 1);
    }
    *ret_preference = preference;
    return OK;
}

enum outcome mail_preference_set(struct work *work, struct identifier organisation, struct identifier account,
                                 enum mail_wish wish)
{
    struct value bind[] = {value_id(account), value_id(organisation), value_text(text_from(WISHES[wish]))};
    return db_execute(work->db,
                      SQL("mail_preference_set",
                          "INSERT INTO notice_preference (id, organisation, wish) VALUES ($1, $2, $3) "
                          "ON CONFLICT (id) DO UPDATE SET wish = excluded.wish"),
                      bind, 3, NULL);
}

enum outcome mail_preference_mailed(struct work *work, struct identifier organisation, struct identifier account)
{
    struct value bind[] = {value_id(account), value_id(organisation), value_instant(work->now)};
    return db_execute(
        work->db,
        SQL("mail_preference_mailed",
            "INSERT INTO notice_preference (id, organisation, wish, mailed_at) VALUES ($1, $2, 'daily', $3) "
            "ON CONFLICT (id) DO UPDATE SET mailed_at = excluded.mailed_at"),
        bind, 3, NULL);
}

enum outcome mail_daily_accounts(struct work *work, struct identifier after, size_t most, struct identifier **ret_ids,
                                 struct identifier **ret_organisations, size_t *ret_count)
{
    struct rows rows;
    struct value bind[] = {value_id(after), value_integer((int64_t)most)};
    enum outcome outcome = db_query(
        work->db,
        SQL("mail_daily_accounts",
            "SELECT u.id, u.organisation FROM user_account u LEFT JOIN notice_preference p ON p.id = u.id "
            "WHERE u.id > $1 AND u.active = 1 AND u.email IS NOT NULL AND (p.wish IS NULL OR p.wish = 'daily') "
            "ORDER BY u.id LIMIT $2"),
        bind, 2, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    *ret_ids = arena_array(work->arena, struct identifier, rows.count + 1);
    *ret_organisations = arena_array(work->arena, struct identifier, rows.count + 1);
    *ret_count = rows.count;
    for (size_t at = 0; at < rows.count; at++) {
        (*ret_ids)[at] = cell_id(&rows, at, 0);
        (*ret_organisations)[at] = cell_id(&rows, at, 1);
    }
    return OK;
}

enum outcome mail_last(struct work *work, int64_t *ret_at)
{
    struct rows rows;
    enum outcome outcome = db_query(work->db, SQL("mail_last", "SELECT MAX(mailed_at) FROM notice_preference"), NULL, 0,
                                    work->arena, &rows);
    if (outcome == OK)
        *ret_at = cell_instant(&rows, 0, 0);
    return outcome;
}
