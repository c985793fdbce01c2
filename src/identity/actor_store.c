/* From a session or a token to an actor. */
#include "identity/identity_store.h"

#include "codec/hex.h"
#include "system/random.h"

enum { TOKEN_BYTES = 32 };

static bool second_factor_required; /* set at start */

void identity_start(bool require_second_factor) { second_factor_required = require_second_factor; }

/* What this person has to do before anything else. */
static void set_duty(struct work *work, bool must_change, bool second_factor, struct actor *actor)
{
    if (must_change)
        actor->confined_to = TEXT(ACCOUNT_PASSWORD);
    else if (second_factor_required && !second_factor)
        actor->confined_to = TEXT(ACCOUNT_SECOND_FACTOR);
    if (text_is_empty(actor->confined_to))
        return;
    struct right_set *set = arena_new(work->arena, struct right_set);
    right_set_add(set, &own_account);
    actor->narrow = set;
}

/* Roles in the order in which they were given, between them what was opened by breaking the glass; and in the same
   question, which every request asks, what the account has and lacks: no role is called "!…". */
static enum outcome read_assignments(struct work *work, struct identifier user, struct actor *actor)
{
    bool must_change = false;
    bool second_factor = false;
    struct rows rows;
    struct value bind[] = {value_id(user), value_date(zone_date(work->zone, work->now)), value_instant(work->now)};
    enum outcome outcome = db_query(
        work->db,
        SQL("actor_assignments", "SELECT id, organisation, office, role, NULL AS about, NULL AS glass, 0 AS until_at "
                                 "FROM role_assignment WHERE account = $1 AND (until IS NULL OR until >= $2) UNION ALL "
                                 "SELECT id, organisation, office, '' AS role, about, glass, until_at "
                                 "FROM access_opening WHERE account = $1 AND until_at > $3 UNION ALL "
                                 "SELECT account, NULL, NULL, '!change', NULL, NULL, 0 FROM user_password "
                                 "WHERE account = $1 AND must_change <> 0 UNION ALL "
                                 "SELECT account, NULL, NULL, '!factor', NULL, NULL, 0 FROM user_second_factor "
                                 "WHERE account = $1 AND confirmed <> 0 ORDER BY id"),
        bind, 3, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    struct assignment *assignments = arena_array(work->arena, struct assignment, rows.count + 1);
    struct opening *openings = arena_array(work->arena, struct opening, rows.count + 1);
    for (size_t at = 0; at < rows.count; at++) {
        struct assignment *held = &assignments[actor->assignment_count];
        *held = (struct assignment){cell_id(&rows, at, 1), cell_id(&rows, at, 2), ROLE_RECEPTION};
        must_change = must_change || text_is(cell_text(&rows, at, 3), "!change");
        second_factor = second_factor || text_is(cell_text(&rows, at, 3), "!factor");
        if (!cell_is_null(&rows, at, 4))
            openings[actor->opening_count++] = (struct opening){.glass = cell_id(&rows, at, 5),
                                                                .person = cell_id(&rows, at, 4),
                                                                .organisation = held->organisation,
                                                                .office = held->office,
                                                                .until = cell_instant(&rows, at, 6)};
        else if (role_from_name(cell_text(&rows, at, 3), &held->role) == OK)
            actor->assignment_count++;
    }
    actor->assignments = assignments;
    actor->openings = openings;
    if (actor->assignment_count > 0)
        actor->office = assignments[0].office;
    set_duty(work, must_change, second_factor, actor);
    return OK;
}

enum outcome identity_actor_of_user(struct work *work, struct identifier user, struct actor *ret_actor)
{
    void *row;
    enum outcome outcome = record_get_unlimited(work, &user_account_record, user, &row);
    if (outcome != OK)
        return outcome;
    const struct user_account *account = row;
    if (account->active.is != FLAG_YES)
        return NOT_FOUND;
    struct actor actor = {
        .user = user,
        .organisation = account->head.organisation,
        .login = account->login,
        .name = account->name,
        .origin = ret_actor->origin,
    };
    outcome = read_assignments(work, user, &actor);
    if (outcome == OK)
        *ret_actor = actor;
    return outcome;
}

static struct text token_digest(struct work *work, struct text token)
{
    unsigned char digest[DIGEST_BYTES];
    hash_bytes(token, digest);
    return hex_encode(work->arena, (struct text){(const char *)digest, DIGEST_BYTES});
}

static enum outcome narrow(struct work *work, struct text scopes, struct actor *actor)
{
    struct right_set *set = arena_new(work->arena, struct right_set);
    struct text name;
    if (scopes.length == 0)
        return OK;
    while (text_split(&scopes, ',', &name)) {
        const struct right *right = access_right_named(name);
        if (right != NULL)
            right_set_add(set, right);
    }
    actor->narrow = set;
    return OK;
}

enum outcome identity_actor_of_token(struct work *work, struct text token, struct actor *ret_actor)
{
    struct rows rows;
    struct value bind[] = {value_text(token_digest(work, token)), value_date(zone_date(work->zone, work->now))};
    enum outcome outcome =
        db_query(work->db,
                 SQL("actor_of_token", "SELECT account, scopes FROM api_token WHERE digest = $1 AND revoked_at IS NULL "
                                       "AND (expires_on IS NULL OR expires_on >= $2)"),
                 bind, 2, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    if (rows.count == 0)
        return NOT_FOUND;
    struct actor actor = {.origin = ret_actor->origin};
    outcome = identity_actor_of_user(work, cell_id(&rows, 0, 0), &actor);
    if (outcome == OK && !text_is_empty(actor.confined_to))
        return NOT_FOUND;
    actor.by_token = true;
    actor.opening_count = 0; /* a glass is broken by a person, before their own eyes */
    if (outcome == OK)
        outcome = narrow(work, cell_text(&rows, 0, 1), &actor);
    if (outcome == OK)
        *ret_actor = actor;
    return outcome;
}

enum outcome token_make(struct work *work, struct identifier account, struct text label, struct text scopes,
                        int32_t expires_on, struct text *ret_token)
{
    struct text rest = scopes;
    struct text name;
    while (rest.length > 0 && text_split(&rest, ',', &name))
        if (access_right_named(name) == NULL)
            return problem_add_with(&work->problems, INVALID, "scope_unknown", TEXT("scopes"), N_("“{1}” is no right."),
                                    name, TEXT_NONE);
    if (text_is_empty(text_trim(label)) || !text_is_clean(label, false) || text_code_points(label) > 100)
        return problem_add(&work->problems, INVALID, "label_missing", TEXT("label"),
                           N_("Say what the token is for, in a few words."));
    struct text token = token_new(work->arena, TOKEN_BYTES);
    struct value bind[] = {value_id(identifier_new()), value_id(account),  value_text(token_digest(work, token)),
                           value_text(label),          value_text(scopes), value_instant(work->now),
                           value_date(expires_on)};
    enum outcome outcome = db_execute(
        work->db,
        SQL("token_make", "INSERT INTO api_token (id, account, digest, label, scopes, created_at, expires_on) "
                          "VALUES ($1, $2, $3, $4, $5, $6, $7)"),
        bind, 7, NULL);
    if (outcome == OK)
        *ret_token = token;
    return outcome;
}

enum outcome token_revoke(struct work *work, struct identifier account, struct identifier token)
{
    int64_t changed;
    struct value bind[] = {value_id(token), value_id(account), value_instant(work->now)};
    enum outcome outcome =
        db_execute(work->db,
                   SQL("token_revoke", "UPDATE api_token SET revoked_at = $3 WHERE id = $1 AND account = $2 "
                                       "AND revoked_at IS NULL"),
                   bind, 3, &changed);
    return outcome == OK && changed == 0 ? NOT_FOUND : outcome;
}

enum outcome token_list(struct work *work, struct identifier account, struct token_row **ret, size_t *ret_count)
{
    struct rows rows;
    struct value bind[] = {value_id(account)};
    enum outcome outcome = db_query(work->db,
                                    SQL("token_list", "SELECT id, label, scopes, created_at, expires_on FROM api_token "
                                                      "WHERE account = $1 AND revoked_at IS NULL ORDER BY id"),
                                    bind, 1, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    struct token_row *tokens = arena_array(work->arena, struct token_row, rows.count + 1);
    for (size_t at = 0; at < rows.count; at++)
        tokens[at] = (struct token_row){cell_id(&rows, at, 0), cell_text(&rows, at, 1), cell_text(&rows, at, 2),
                                        cell_instant(&rows, at, 3), cell_date(&rows, at, 4)};
    *ret = tokens;
    *ret_count = rows.count;
    return OK;
}
