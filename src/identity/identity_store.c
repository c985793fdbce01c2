#include "identity/identity_store.h"

#include "audit/audit.h"
#include "codec/hex.h"
#include "record/keys.h"
#include "system/random.h"

enum { FAILURES_KEPT_DAYS = 7 };

enum outcome organisation_add(struct work *work, struct organisation *organisation)
{
    organisation->head.id = identifier_new();
    organisation->head.organisation = organisation->head.id;
    enum outcome outcome = keys_make_organisation(work, organisation->head.id);
    return outcome == OK ? record_insert(work, &organisation_record, organisation) : outcome;
}

enum outcome partner_add(struct work *work, void *row)
{
    struct record_head *head = record_head(row);
    head->id = identifier_new();
    head->organisation = head->id;
    enum outcome outcome = keys_make_organisation(work, head->id);
    return outcome == OK ? record_insert(work, &partner_record, row) : outcome;
}

enum outcome organisation_of_code(struct work *work, struct text code, struct identifier *ret_id)
{
    struct rows rows;
    struct value bind[] = {value_text(code)};
    enum outcome outcome =
        db_query(work->db, SQL("organisation_of_code", "SELECT id FROM organisation WHERE code = $1"), bind, 1,
                 work->arena, &rows);
    if (outcome == OK && rows.count == 0)
        return NOT_FOUND;
    if (outcome == OK)
        *ret_id = cell_id(&rows, 0, 0);
    return outcome;
}

enum outcome organisation_account(struct work *work, struct identifier organisation, struct identifier *ret_account)
{
    struct rows rows;
    struct value bind[] = {value_id(organisation), value_integer(FLAG_YES)};
    enum outcome outcome =
        db_query(work->db,
                 SQL("organisation_account",
                     "SELECT id FROM user_account WHERE organisation = $1 AND active = $2 ORDER BY id LIMIT 1"),
                 bind, 2, work->arena, &rows);
    if (outcome == OK)
        *ret_account = rows.count == 0 ? (struct identifier){0} : cell_id(&rows, 0, 0);
    return outcome;
}

enum outcome office_add(struct work *work, struct office *office)
{
    office->head.id = identifier_new();
    office->head.office = office->head.id;
    return record_insert(work, &office_record, office);
}

enum outcome password_set(struct work *work, struct identifier account, struct text hash, bool must_change)
{
    struct value bind[] = {value_id(account), value_text(hash), value_instant(work->now), value_integer(must_change)};
    return db_execute(work->db,
                      SQL("password_set",
                          "INSERT INTO user_password (account, hash, changed_at, must_change) VALUES ($1, $2, $3, $4) "
                          "ON CONFLICT (account) DO UPDATE SET hash = excluded.hash, changed_at = excluded.changed_at, "
                          "must_change = excluded.must_change"),
                      bind, 4, NULL);
}

enum outcome user_add(struct work *work, struct user_account *account, struct text password)
{
    enum outcome outcome = password_check(work, account->login, password);
    if (outcome == OK)
        outcome = record_insert(work, &user_account_record, account);
    return outcome == OK ? password_set(work, account->head.id, password_hash(work->arena, password), false) : outcome;
}

enum outcome role_give(struct work *work, struct identifier account, const struct office *office, enum role role)
{
    struct role_assignment *assignment = record_new(work->arena, &role_assignment_record);
    assignment->head.organisation = office->head.organisation;
    assignment->head.office = office->head.id;
    assignment->account = account;
    assignment->held_in = office->head.id;
    assignment->role = text_from(role_entry(role)->name);
    return record_insert(work, &role_assignment_record, assignment);
}

enum outcome administrator_roles(struct work *work, struct identifier account, struct identifier except,
                                 int64_t *ret_count)
{
    struct rows rows;
    struct value bind[] = {value_id(account), value_id(except)};
    enum outcome outcome =
        db_query(work->db,
                 SQL("administrator_roles", "SELECT COUNT(*) FROM role_assignment WHERE account = $1 AND id <> $2 "
                                            "AND role = 'administrator' AND until IS NULL"),
                 bind, 2, work->arena, &rows);
    if (outcome == OK)
        *ret_count = cell_integer(&rows, 0, 0);
    return outcome;
}

enum outcome role_list(struct work *work, struct identifier account, struct role_row **ret, size_t *ret_count)
{
    struct rows rows;
    struct value bind[] = {value_id(account), value_date(zone_date(work->zone, work->now))};
    enum outcome outcome =
        db_query(work->db,
                 SQL("role_list", "SELECT id, held_in, role, until FROM role_assignment WHERE account = $1 "
                                  "AND (until IS NULL OR until >= $2) ORDER BY id"),
                 bind, 2, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    struct role_row *roles = arena_array(work->arena, struct role_row, rows.count + 1);
    for (size_t at = 0; at < rows.count; at++)
        roles[at] = (struct role_row){cell_id(&rows, at, 0), cell_id(&rows, at, 1), cell_text(&rows, at, 2),
                                      cell_date(&rows, at, 3)};
    *ret = roles;
    *ret_count = rows.count;
    return OK;
}

/* ---- signing in ---- */

enum outcome identity_audit(struct work *work, struct text action, struct identifier organisation,
                            struct identifier user, struct text details)
{
    struct audit_event event = {
        .id = identifier_new(),
        .at = work->now,
        .organisation = organisation,
        .user = identifier_is_none(work->actor->user) ? user : work->actor->user,
        .action = action,
        .record = TEXT("user"),
        .subject = user,
        .reason = work->reason,
        .details = details,
        .origin = work->actor->origin,
    };
    return audit_add(work->db, &event);
}

static void read_user(const struct rows *rows, struct sign_in_user *ret)
{
    *ret = (struct sign_in_user){
        .id = cell_id(rows, 0, 0),
        .organisation = cell_id(rows, 0, 1),
        .login = cell_text(rows, 0, 2),
        .language = cell_text(rows, 0, 3),
        .active = cell_integer(rows, 0, 4) == FLAG_YES,
        .password_hash = cell_text(rows, 0, 5),
        .must_change = cell_integer(rows, 0, 6) != 0,
        .second_factor = cell_integer(rows, 0, 7) != 0,
    };
}

enum outcome user_by_login(struct work *work, struct text login, struct sign_in_user *ret)
{
    struct rows rows;
    struct value bind[] = {value_text(login)};
    enum outcome outcome =
        db_query(work->db,
                 SQL("user_by_login",
                     "SELECT u.id, u.organisation, u.login, u.language, u.active, p.hash, p.must_change, "
                     "COALESCE(f.confirmed, 0) FROM user_account u LEFT JOIN user_password p ON p.account = u.id "
                     "LEFT JOIN user_second_factor f ON f.account = u.id WHERE u.login = $1"),
                 bind, 1, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    if (rows.count == 0)
        return NOT_FOUND;
    read_user(&rows, ret);
    return OK;
}

enum outcome user_by_id(struct work *work, struct identifier id, struct sign_in_user *ret)
{
    struct rows rows;
    struct value bind[] = {value_id(id)};
    enum outcome outcome = db_query(
        work->db,
        SQL("user_by_id", "SELECT u.id, u.organisation, u.login, u.language, u.active, p.hash, p.must_change, "
                          "COALESCE(f.confirmed, 0) FROM user_account u LEFT JOIN user_password p ON p.account = u.id "
                          "LEFT JOIN user_second_factor f ON f.account = u.id WHERE u.id = $1"),
        bind, 1, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    if (rows.count == 0)
        return NOT_FOUND;
    read_user(&rows, ret);
    return OK;
}

struct text login_digest(struct work *work, struct text login)
{
    unsigned char key[SEARCH_KEY_BYTES];
    lasting_key(keys_ring(work->keys), TEXT("login"), login, key);
    return hex_encode(work->arena, (struct text){(const char *)key, SEARCH_KEY_BYTES});
}

enum outcome sign_in_locked(struct work *work, struct text digest, int64_t *ret_minutes)
{
    struct rows rows;
    struct value bind[] = {value_text(digest), value_instant(work->now)};
    enum outcome outcome = db_query(
        work->db,
        SQL("sign_in_locked", "SELECT locked_until FROM sign_in_attempt WHERE login = $1 AND locked_until > $2"), bind,
        2, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    int64_t left = rows.count == 0 ? 0 : cell_instant(&rows, 0, 0) - work->now;
    *ret_minutes = (left + 60 * MICROSECONDS - 1) / (60 * MICROSECONDS);
    return OK;
}

/* One more failure; at `most` the login rests for some minutes and the count begins anew. */
enum outcome sign_in_failed(struct work *work, struct text digest, int64_t most, int64_t minutes)
{
    struct value bind[] = {value_text(digest), value_instant(work->now), value_integer(most),
                           value_instant(work->now + minutes * 60 * MICROSECONDS)};
    return db_execute(work->db,
                      SQL("sign_in_failed",
                          "INSERT INTO sign_in_attempt (login, failures, failed_at, locked_until) "
                          "VALUES ($1, 1, $2, NULL) ON CONFLICT (login) DO UPDATE SET "
                          "locked_until = CASE WHEN sign_in_attempt.failures + 1 >= $3 THEN CAST($4 AS BIGINT) "
                          "ELSE sign_in_attempt.locked_until END, "
                          "failures = CASE WHEN sign_in_attempt.failures + 1 >= $3 THEN 0 "
                          "ELSE sign_in_attempt.failures + 1 END, failed_at = $2"),
                      bind, 4, NULL);
}

enum outcome sign_in_failures(struct work *work, struct text digest, int64_t *ret_count)
{
    struct rows rows;
    struct value bind[] = {value_text(digest)};
    enum outcome outcome =
        db_query(work->db, SQL("sign_in_failures", "SELECT failures FROM sign_in_attempt WHERE login = $1"), bind, 1,
                 work->arena, &rows);
    if (outcome == OK)
        *ret_count = rows.count == 0 ? 0 : cell_integer(&rows, 0, 0);
    return outcome;
}

enum outcome sign_in_done(struct work *work, struct text digest)
{
    struct value bind[] = {value_text(digest)};
    return db_execute(work->db, SQL("sign_in_done", "DELETE FROM sign_in_attempt WHERE login = $1"), bind, 1, NULL);
}

/* ---- the second factor ---- */

static struct seal_place secret_place(struct identifier user)
{
    return (struct seal_place){TEXT("user_second_factor"), TEXT("secret"), user};
}

enum outcome second_factor_get(struct work *work, const struct sign_in_user *user, struct second_factor *ret)
{
    struct rows rows;
    struct text secret;
    struct value bind[] = {value_id(user->id)};
    enum outcome outcome = db_query(
        work->db,
        SQL("second_factor_get", "SELECT secret, last_step, confirmed FROM user_second_factor WHERE account = $1"),
        bind, 1, work->arena, &rows);
    if (outcome == OK && rows.count == 0)
        outcome = NOT_FOUND;
    if (outcome == OK)
        outcome = keys_unseal(work, user->organisation, secret_place(user->id), cell_text(&rows, 0, 0), &secret);
    if (outcome != OK)
        return outcome == FORBIDDEN ? FAILED : outcome;
    *ret = (struct second_factor){secret, cell_integer(&rows, 0, 1), cell_integer(&rows, 0, 2) != 0};
    return OK;
}

enum outcome second_factor_store(struct work *work, const struct sign_in_user *user, struct text secret)
{
    const struct key *key;
    enum outcome outcome = keys_organisation(work, user->organisation, &key);
    if (outcome != OK)
        return outcome;
    struct value bind[] = {value_id(user->id), value_bytes(seal(work->arena, key, secret_place(user->id), secret))};
    return db_execute(
        work->db,
        SQL("second_factor_store",
            "INSERT INTO user_second_factor (account, secret, last_step, confirmed) VALUES ($1, $2, 0, 0) "
            "ON CONFLICT (account) DO UPDATE SET secret = excluded.secret, last_step = 0, confirmed = 0"),
        bind, 2, NULL);
}

enum outcome second_factor_confirm(struct work *work, struct identifier user, int64_t step)
{
    struct value bind[] = {value_id(user), value_integer(step)};
    return db_execute(
        work->db,
        SQL("second_factor_confirm", "UPDATE user_second_factor SET confirmed = 1, last_step = $2 WHERE account = $1"),
        bind, 2, NULL);
}

enum outcome second_factor_used(struct work *work, struct identifier user, int64_t step)
{
    int64_t changed;
    struct value bind[] = {value_id(user), value_integer(step)};
    enum outcome outcome =
        db_execute(work->db,
                   SQL("second_factor_used", "UPDATE user_second_factor SET last_step = $2 WHERE account = $1 "
                                             "AND last_step < $2"),
                   bind, 2, &changed);
    return outcome == OK && changed == 0 ? CONFLICT : outcome;
}

enum outcome second_factor_remove(struct work *work, struct identifier user)
{
    struct value bind[] = {value_id(user)};
    enum outcome outcome = db_execute(
        work->db, SQL("recovery_codes_remove", "DELETE FROM user_recovery_code WHERE account = $1"), bind, 1, NULL);
    if (outcome != OK)
        return outcome;
    return db_execute(work->db, SQL("second_factor_remove", "DELETE FROM user_second_factor WHERE account = $1"), bind,
                      1, NULL);
}

enum outcome recovery_codes_store(struct work *work, struct identifier user, const struct text *digests, size_t count)
{
    struct value clear[] = {value_id(user)};
    enum outcome outcome = db_execute(
        work->db, SQL("recovery_codes_replace", "DELETE FROM user_recovery_code WHERE account = $1"), clear, 1, NULL);
    for (size_t i = 0; i < count && outcome == OK; i++) {
        struct value bind[] = {value_id(user), value_text(digests[i])};
        outcome = db_execute(
            work->db, SQL("recovery_code_add", "INSERT INTO user_recovery_code (account, digest) VALUES ($1, $2)"),
            bind, 2, NULL);
    }
    return outcome;
}

enum outcome recovery_code_take(struct work *work, struct identifier user, struct text digest)
{
    int64_t taken;
    struct value bind[] = {value_id(user), value_text(digest)};
    enum outcome outcome = db_execute(
        work->db, SQL("recovery_code_take", "DELETE FROM user_recovery_code WHERE account = $1 AND digest = $2"), bind,
        2, &taken);
    return outcome == OK && taken == 0 ? NOT_FOUND : outcome;
}

enum outcome recovery_codes_left(struct work *work, struct identifier user, int64_t *ret_count)
{
    struct rows rows;
    struct value bind[] = {value_id(user)};
    enum outcome outcome =
        db_query(work->db, SQL("recovery_codes_left", "SELECT COUNT(*) FROM user_recovery_code WHERE account = $1"),
                 bind, 1, work->arena, &rows);
    if (outcome == OK)
        *ret_count = cell_integer(&rows, 0, 0);
    return outcome;
}

enum outcome identity_clean_up(struct work *work)
{
    struct value bind[] = {value_instant(work->now - FAILURES_KEPT_DAYS * DAY_MICROSECONDS), value_instant(work->now)};
    return db_execute(work->db,
                      SQL("sign_in_clean", "DELETE FROM sign_in_attempt WHERE failed_at < $1 "
                                           "AND (locked_until IS NULL OR locked_until < $2)"),
                      bind, 2, NULL);
}
