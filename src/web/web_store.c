#include "web/web_store.h"

#include "codec/base64.h"
#include "job/job.h"
#include "record/keys.h"
#include "system/keyring.h"
#include "web/session.h"

enum { KEPT_DAYS = 7, JOBS_KEPT_DAYS = 90, JOBS_AT_ONCE = 20000 };

/* An address may hold the filters of a list, which people typed. */
static struct key location_key(const struct key *cookie)
{
    struct key key;
    mac_bytes(cookie, TEXT("form_key"), key.bytes);
    return key;
}

static struct seal_place location_place(struct identifier user)
{
    return (struct seal_place){TEXT("form_key"), TEXT("location"), user};
}

/* With the key in force or the one before. */
static enum outcome open_location(struct work *work, struct identifier user, struct text sealed, struct text *ret)
{
    const struct key *cookie;
    enum outcome outcome = FORBIDDEN;
    for (size_t at = 0; outcome == FORBIDDEN && (cookie = keyring_cookie_at(keys_ring(work->keys), at)) != NULL; at++) {
        struct key key = location_key(cookie);
        outcome = unseal(work->arena, &key, location_place(user), sealed, ret);
        key_forget(&key);
    }
    return outcome;
}

enum outcome session_row_read(struct work *work, struct text token_hash, struct session_row *ret)
{
    struct rows rows;
    struct value bind[] = {value_bytes(token_hash)};
    enum outcome outcome = db_query(
        work->db,
        SQL("session_read", "SELECT id, user_id, created_at, expires_at, ended_at FROM session WHERE token_hash = $1"),
        bind, 1, work->arena, &rows);
    if (outcome != OK || rows.count == 0)
        return outcome != OK ? outcome : NOT_FOUND;
    *ret = (struct session_row){cell_id(&rows, 0, 0), cell_id(&rows, 0, 1), cell_instant(&rows, 0, 2),
                                cell_instant(&rows, 0, 3), cell_instant(&rows, 0, 4)};
    return OK;
}

enum outcome session_row_add(struct work *work, const struct session_row *row, struct text token_hash)
{
    struct value bind[] = {value_id(row->id), value_bytes(token_hash), value_id(row->user),
                           value_instant(row->created_at), value_instant(row->expires_at)};
    return db_execute(work->db,
                      SQL("session_add", "INSERT INTO session (id, token_hash, user_id, created_at, expires_at)"
                                         " VALUES ($1, $2, $3, $4, $5)"),
                      bind, 5, NULL);
}

enum outcome session_row_end(struct work *work, struct identifier id)
{
    struct value bind[] = {value_id(id), value_instant(work->now)};
    return db_execute(work->db,
                      SQL("session_end", "UPDATE session SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL"), bind,
                      2, NULL);
}

enum outcome session_end_all(struct work *work, struct identifier user)
{
    struct value bind[] = {value_id(user), value_instant(work->now)};
    return db_execute(
        work->db, SQL("session_end_all", "UPDATE session SET ended_at = $2 WHERE user_id = $1 AND ended_at IS NULL"),
        bind, 2, NULL);
}

enum outcome session_rows_end(struct work *work)
{
    const struct value bind[] = {value_instant(work->now)};
    return db_execute(work->db, SQL("session_end_everybody", "UPDATE session SET ended_at = $1 WHERE ended_at IS NULL"),
                      bind, 1, NULL);
}

enum outcome form_key_row_read(struct work *work, struct text key, struct identifier user, struct text *ret_location)
{
    struct rows rows;
    struct value bind[] = {value_bytes(key), value_id(user)};
    enum outcome outcome =
        db_query(work->db, SQL("form_key_read", "SELECT location FROM form_key WHERE form_key = $1 AND user_id = $2"),
                 bind, 2, work->arena, &rows);
    if (outcome != OK || rows.count == 0)
        return outcome != OK ? outcome : NOT_FOUND;
    if (text_is_empty(cell_text(&rows, 0, 0))) /* claimed by a handler that led nowhere */
        return NOT_FOUND;
    struct text sealed;
    outcome = base64_decode(work->arena, cell_text(&rows, 0, 0), BASE64_URL, &sealed);
    if (outcome == OK)
        outcome = open_location(work, user, sealed, ret_location);
    if (outcome == FORBIDDEN) { /* of a key long before: it was stored then, and leads to the first page */
        *ret_location = TEXT("/");
        return OK;
    }
    return outcome == OK ? OK : FAILED;
}

static struct value sealed_location(struct work *work, struct identifier user, struct text location)
{
    struct key key_of_all = location_key(keyring_cookie(keys_ring(work->keys)));
    struct text sealed = seal(work->arena, &key_of_all, location_place(user), location);
    key_forget(&key_of_all);
    return value_text(base64_encode(work->arena, sealed, BASE64_URL));
}

enum outcome form_key_row_add(struct work *work, struct text key, struct identifier user, struct text location)
{
    struct value bind[] = {value_bytes(key), value_id(user), sealed_location(work, user, location),
                           value_instant(work->now)};
    return db_execute(
        work->db,
        SQL("form_key_add", "INSERT INTO form_key (form_key, user_id, location, kept_at) VALUES ($1, $2, $3, $4)"),
        bind, 4, NULL);
}

enum outcome form_key_row_claim(struct work *work, struct text key, struct identifier user, struct text *ret_location)
{
    struct value bind[] = {value_bytes(key), value_id(user), value_instant(work->now)};
    int64_t claimed = 0;
    enum outcome outcome =
        db_execute(work->db,
                   SQL("form_key_claim", "INSERT INTO form_key (form_key, user_id, location, kept_at)"
                                         " VALUES ($1, $2, '', $3) ON CONFLICT (form_key, user_id) DO NOTHING"),
                   bind, 3, &claimed);
    if (outcome != OK)
        return outcome;
    return claimed == 1 ? NOT_FOUND : form_key_row_read(work, key, user, ret_location);
}

enum outcome form_key_row_fill(struct work *work, struct text key, struct identifier user, struct text location)
{
    struct value bind[] = {value_bytes(key), value_id(user), sealed_location(work, user, location)};
    return db_execute_later(
        work->db, SQL("form_key_fill", "UPDATE form_key SET location = $3 WHERE form_key = $1 AND user_id = $2"), bind,
        3);
}

static enum outcome api_answer_row_read(struct work *work, struct api_answer_row *row)
{
    struct rows rows;
    struct value bind[] = {value_bytes(row->key_hash), value_id(row->user)};
    enum outcome outcome =
        db_query(work->db,
                 SQL("api_answer_read",
                     "SELECT fingerprint, answer_sealed FROM api_answer WHERE key_hash = $1 AND user_id = $2"),
                 bind, 2, work->arena, &rows);
    if (outcome != OK || rows.count == 0)
        return outcome != OK ? outcome : UNAVAILABLE; /* it was there a moment ago: cleaned away */
    row->fingerprint = cell_text(&rows, 0, 0);
    row->sealed = cell_text(&rows, 0, 1);
    return OK;
}

enum outcome api_answer_row_claim(struct work *work, struct api_answer_row *row)
{
    struct value bind[] = {value_bytes(row->key_hash), value_id(row->user), value_bytes(row->fingerprint),
                           value_bytes(TEXT("")), value_instant(work->now)};
    int64_t claimed = 0;
    enum outcome outcome =
        db_execute(work->db,
                   SQL("api_answer_claim", "INSERT INTO api_answer (key_hash, user_id, fingerprint, answer_sealed,"
                                           " kept_at) VALUES ($1, $2, $3, $4, $5)"
                                           " ON CONFLICT (key_hash, user_id) DO NOTHING"),
                   bind, 5, &claimed);
    if (outcome != OK)
        return outcome;
    return claimed == 1 ? NOT_FOUND : api_answer_row_read(work, row);
}

enum outcome api_answer_row_fill(struct work *work, const struct api_answer_row *row)
{
    struct value bind[] = {value_bytes(row->key_hash), value_id(row->user), value_bytes(row->sealed)};
    return db_execute_later(
        work->db,
        SQL("api_answer_fill", "UPDATE api_answer SET answer_sealed = $3 WHERE key_hash = $1 AND user_id = $2"), bind,
        3);
}

enum outcome api_answer_row_drop(struct work *work, const struct api_answer_row *row)
{
    struct value bind[] = {value_bytes(row->key_hash), value_id(row->user)};
    return db_execute(work->db, SQL("api_answer_drop", "DELETE FROM api_answer WHERE key_hash = $1 AND user_id = $2"),
                      bind, 2, NULL);
}

enum outcome api_answers_forget(struct work *work)
{
    return db_execute(work->db, SQL("api_answers_forget", "DELETE FROM api_answer"), NULL, 0, NULL);
}

enum outcome web_clean_up(struct work *work)
{
    struct value bind[] = {value_instant(work->now - KEPT_DAYS * DAY_MICROSECONDS)};
    enum outcome outcome =
        db_execute(work->db, SQL("session_clean", "DELETE FROM session WHERE expires_at < $1"), bind, 1, NULL);
    if (outcome == OK)
        outcome = db_execute(work->db, SQL("form_key_clean", "DELETE FROM form_key WHERE kept_at < $1"), bind, 1, NULL);
    if (outcome == OK)
        outcome =
            db_execute(work->db, SQL("api_answer_clean", "DELETE FROM api_answer WHERE kept_at < $1"), bind, 1, NULL);
    int64_t forgotten;
    if (outcome == OK)
        outcome = job_clean(work, work->now - JOBS_KEPT_DAYS * DAY_MICROSECONDS, JOBS_AT_ONCE, &forgotten);
    return outcome;
}
