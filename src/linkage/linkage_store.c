#include "linkage/linkage_store.h"

#include <string.h>

#include "record/keys.h"

/* ---- the organisation's own key ---- */

static struct seal_place key_place(struct identifier organisation)
{
    return (struct seal_place){TEXT("linkage_key"), TEXT("secret"), organisation};
}

enum outcome linkage_key_read(struct work *work, struct identifier organisation, struct link_pair *ret_pair)
{
    struct rows rows;
    const struct key *key;
    struct text plain;
    struct value bind = value_id(organisation);
    enum outcome outcome =
        db_query(work->db, SQL("linkage_key", "SELECT public_key, secret FROM linkage_key WHERE id = $1"), &bind, 1,
                 work->arena, &rows);
    if (outcome == OK && rows.count == 0)
        return NOT_FOUND;
    if (outcome == OK)
        outcome = keys_organisation(work, organisation, &key);
    if (outcome == OK)
        outcome = unseal(work->arena, key, key_place(organisation), cell_text(&rows, 0, 1), &plain);
    if (outcome != OK)
        return outcome < 0 ? outcome : FAILED;
    struct text public = cell_text(&rows, 0, 0);
    if (plain.length != LINK_SECRET || public.length != LINK_KEY)
        return FAILED;
    memcpy(ret_pair->public, public.at, LINK_KEY);
    memcpy(ret_pair->secret, plain.at, LINK_SECRET);
    return OK;
}

enum outcome linkage_key_add(struct work *work, struct identifier organisation, const struct link_pair *pair)
{
    const struct key *key;
    enum outcome outcome = keys_organisation(work, organisation, &key);
    if (outcome != OK)
        return outcome;
    struct text sealed =
        seal(work->arena, key, key_place(organisation), (struct text){(const char *)pair->secret, sizeof pair->secret});
    struct value bind[] = {value_id(organisation),
                           value_bytes((struct text){(const char *)pair->public, sizeof pair->public}),
                           value_bytes(sealed), value_instant(work->now)};
    return db_execute(work->db,
                      SQL("linkage_key_add", "INSERT INTO linkage_key (id, organisation, public_key, secret, made_at) "
                                             "VALUES ($1, $1, $2, $3, $4) ON CONFLICT (id) DO NOTHING"),
                      bind, 4, NULL);
}

/* ---- who consented ---- */

static bool names(struct text recipients, struct text recipient)
{
    struct text one;
    while (text_split(&recipients, ',', &one))
        if (text_equal(one, recipient))
            return true;
    return false;
}

struct gathering {
    struct text recipient;
    struct identifier *persons;
    size_t count;
};

static bool take_consent(void *context, const struct rows *one)
{
    struct gathering *gathering = context;
    struct identifier person = cell_id(one, 0, 0);
    bool again = gathering->count > 0 && identifier_equal(gathering->persons[gathering->count - 1], person);
    if (!again && names(cell_text(one, 0, 1), gathering->recipient))
        gathering->persons[gathering->count++] = person;
    return gathering->count < LINKAGE_PERSONS;
}

enum outcome linkage_consenting(struct work *work, struct identifier organisation, struct text recipient,
                                struct identifier after, struct identifier *ret_persons, size_t *ret_count)
{
    struct gathering gathering = {.recipient = recipient, .persons = ret_persons};
    struct value bind[] = {value_id(organisation), value_text(TEXT(LINKAGE_PURPOSE)), value_id(after),
                           value_date(zone_date(work->zone, work->now))};
    enum outcome outcome =
        db_each(work->db,
                SQL("linkage_consenting",
                    "SELECT person, recipients FROM person_consent WHERE organisation = $1 AND purpose = $2 "
                    "AND person > $3 AND recipients IS NOT NULL AND explained = 1 AND given_on <= $4 "
                    "AND (expires_on IS NULL OR expires_on >= $4) AND (withdrawn_on IS NULL OR withdrawn_on > $4) "
                    "ORDER BY person, id"),
                bind, 4, work->arena, take_consent, &gathering);
    *ret_count = outcome == OK ? gathering.count : 0;
    return outcome;
}

enum outcome linkage_consents(struct work *work, struct identifier organisation, struct identifier person,
                              struct text recipient, bool *ret_consents)
{
    struct rows rows;
    struct value bind[] = {value_id(organisation), value_text(TEXT(LINKAGE_PURPOSE)), value_id(person),
                           value_date(zone_date(work->zone, work->now))};
    enum outcome outcome =
        db_query(work->db,
                 SQL("linkage_consents",
                     "SELECT recipients FROM person_consent WHERE organisation = $1 AND purpose = $2 AND person = $3 "
                     "AND recipients IS NOT NULL AND explained = 1 AND given_on <= $4 "
                     "AND (expires_on IS NULL OR expires_on >= $4) AND (withdrawn_on IS NULL OR withdrawn_on > $4)"),
                 bind, 4, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    *ret_consents = false;
    for (size_t at = 0; at < rows.count; at++)
        *ret_consents = *ret_consents || names(cell_text(&rows, at, 0), recipient);
    return OK;
}

enum outcome linkage_documents(struct work *work, struct identifier organisation, struct identifier person,
                               struct identifier *ret_documents, size_t most, size_t *ret_count)
{
    struct rows rows;
    struct value bind[] = {value_id(person), value_id(organisation), value_integer((int64_t)most)};
    enum outcome outcome = db_query(work->db,
                                    SQL("linkage_documents", "SELECT id FROM person_document WHERE person = $1 "
                                                             "AND organisation = $2 ORDER BY id DESC LIMIT $3"),
                                    bind, 3, work->arena, &rows);
    for (size_t at = 0; outcome == OK && at < rows.count; at++)
        ret_documents[at] = cell_id(&rows, at, 0);
    *ret_count = outcome == OK ? rows.count : 0;
    return outcome;
}

/* ---- runs ---- */

enum outcome linkage_count(struct work *work, struct identifier partner, int64_t since, int64_t *ret_count)
{
    struct rows rows;
    struct value bind[] = {value_id(partner), value_instant(since)};
    enum outcome outcome = db_query(
        work->db, SQL("linkage_count", "SELECT count(*) FROM linkage_run WHERE partner = $1 AND created_at >= $2"),
        bind, 2, work->arena, &rows);
    if (outcome == OK)
        *ret_count = cell_integer(&rows, 0, 0);
    return outcome;
}

enum outcome linkage_find_run(struct work *work, struct identifier organisation, struct text exchange,
                              struct identifier *ret_run)
{
    struct rows rows;
    struct value bind[] = {value_id(organisation), value_text(exchange)};
    enum outcome outcome = db_query(
        work->db, SQL("linkage_find_run", "SELECT id FROM linkage_run WHERE organisation = $1 AND exchange = $2"), bind,
        2, work->arena, &rows);
    if (outcome != OK || rows.count == 0)
        return outcome != OK ? outcome : NOT_FOUND;
    *ret_run = cell_id(&rows, 0, 0);
    return OK;
}

enum outcome linkage_find_partner(struct work *work, struct identifier organisation, struct text name_or_key,
                                  struct identifier *ret_partner)
{
    struct rows rows;
    struct value bind[] = {value_id(organisation), value_text(name_or_key)};
    enum outcome outcome = db_query(
        work->db,
        SQL("linkage_find_partner", "SELECT id FROM linkage_partner WHERE organisation = $1 "
                                    "AND (name = $2 OR partner_key = $2) ORDER BY active NULLS LAST, id DESC LIMIT 1"),
        bind, 2, work->arena, &rows);
    if (outcome != OK || rows.count == 0)
        return outcome != OK ? outcome : NOT_FOUND;
    *ret_partner = cell_id(&rows, 0, 0);
    return OK;
}

enum outcome linkage_unfinished(struct work *work, int64_t before, struct identifier *ret_runs, size_t most,
                                size_t *ret_count)
{
    struct rows rows;
    struct value bind[] = {value_instant(before), value_integer((int64_t)most)};
    enum outcome outcome =
        db_query(work->db,
                 SQL("linkage_unfinished", "SELECT id FROM linkage_run WHERE created_at < $1 AND progress NOT IN "
                                           "('finished', 'refused', 'expired') ORDER BY created_at, id LIMIT $2"),
                 bind, 2, work->arena, &rows);
    for (size_t at = 0; outcome == OK && at < rows.count; at++)
        ret_runs[at] = cell_id(&rows, at, 0);
    *ret_count = outcome == OK ? rows.count : 0;
    return outcome;
}

/* ---- what waits ---- */

static struct seal_place part_place(struct arena *arena, struct identifier run, struct text kind, int64_t part)
{
    return (struct seal_place){TEXT("linkage_part"), arena_format(arena, "%.*s %lld", TEXT_ARG(kind), (long long)part),
                               run};
}

enum outcome linkage_part_add(struct work *work, struct identifier organisation, struct identifier run,
                              struct text kind, int64_t part, struct text bytes)
{
    const struct key *key;
    enum outcome outcome = keys_organisation(work, organisation, &key);
    if (outcome != OK)
        return outcome;
    struct value bind[] = {value_id(run), value_text(kind), value_integer(part), value_id(organisation),
                           value_bytes(seal(work->arena, key, part_place(work->arena, run, kind, part), bytes))};
    return db_execute(work->db,
                      SQL("linkage_part_add",
                          "INSERT INTO linkage_part (id, kind, part, organisation, content) "
                          "VALUES ($1, $2, $3, $4, $5) ON CONFLICT (id, kind, part) DO UPDATE SET content = "
                          "excluded.content"),
                      bind, 5, NULL);
}

struct joining {
    struct work *work;
    const struct linkage_run *run;
    struct text kind;
    const struct key *key;
    struct arena *scratch;
    struct buffer bytes;
    int64_t next;
    enum outcome outcome;
};

static bool join_part(void *context, const struct rows *one)
{
    struct joining *joining = context;
    struct text plain;
    int64_t part = cell_integer(one, 0, 0);
    joining->outcome = part != joining->next++
                           ? FAILED
                           : unseal(joining->scratch, joining->key,
                                    part_place(joining->scratch, joining->run->head.id, joining->kind, part),
                                    cell_text(one, 0, 1), &plain);
    if (joining->outcome == OK)
        buffer_add(&joining->bytes, plain);
    arena_reset(joining->scratch);
    return joining->outcome == OK && !joining->bytes.full;
}

enum { SCRATCH = 16 << 20 };

enum outcome linkage_part_read(struct work *work, const struct linkage_run *run, const char *kind,
                               struct text *ret_bytes)
{
    struct joining joining = {.work = work, .run = run, .kind = text_from(kind)};
    enum outcome outcome = keys_organisation(work, run->head.organisation, &joining.key);
    if (outcome != OK)
        return outcome;
    joining.scratch = arena_open(SCRATCH);
    joining.bytes = buffer_open((size_t)LINK_MESSAGE_MOST * 2);
    struct value bind[] = {value_id(run->head.id), value_text(joining.kind)};
    outcome = db_each(
        work->db,
        SQL("linkage_part_read", "SELECT part, content FROM linkage_part WHERE id = $1 AND kind = $2 ORDER BY part"),
        bind, 2, work->arena, join_part, &joining);
    if (outcome == OK)
        outcome = joining.outcome > 0 || joining.bytes.full ? FAILED : joining.outcome;
    if (outcome == OK && joining.next == 0)
        outcome = NOT_FOUND;
    if (outcome == OK)
        *ret_bytes = arena_text(work->arena, buffer_text(&joining.bytes));
    buffer_close(&joining.bytes);
    arena_closep(&joining.scratch);
    return outcome;
}

enum outcome linkage_parts_remove(struct work *work, struct identifier run, struct text kind)
{
    struct value bind[] = {value_id(run), value_text(kind)};
    if (text_is_empty(kind))
        return db_execute(work->db, SQL("linkage_parts_remove", "DELETE FROM linkage_part WHERE id = $1"), bind, 1,
                          NULL);
    return db_execute(work->db, SQL("linkage_part_remove", "DELETE FROM linkage_part WHERE id = $1 AND kind = $2"),
                      bind, 2, NULL);
}

enum outcome linkage_match_known(struct work *work, struct identifier person, struct identifier partner,
                                 struct identifier *ret_match)
{
    struct rows rows;
    struct value bind[] = {value_id(person), value_id(partner)};
    enum outcome outcome =
        db_query(work->db,
                 SQL("linkage_match_known", "SELECT id FROM linkage_match WHERE person = $1 AND partner = $2 "
                                            "ORDER BY id DESC LIMIT 1"),
                 bind, 2, work->arena, &rows);
    if (outcome != OK || rows.count == 0)
        return outcome != OK ? outcome : NOT_FOUND;
    *ret_match = cell_id(&rows, 0, 0);
    return OK;
}

/* ---- who is told ---- */

/* Roles that hold the right, at each place of the statement; the last ones twice. */
static void put_roles(struct value *bind, size_t count)
{
    size_t found = 0;
    for (int role = 0; role < ROLE_COUNT && found < count; role++)
        if (access_scope_of((enum role)role, &linkage_start_right) != SCOPE_NONE)
            bind[found++] = value_text(text_from(role_entry((enum role)role)->name));
    for (size_t i = found; i < count; i++)
        bind[i] = found > 0 ? bind[found - 1] : value_text(TEXT(""));
}

enum outcome linkage_actors(struct work *work, struct identifier organisation, size_t most,
                            struct identifier **ret_accounts, size_t *ret_count)
{
    enum { ROLES = 4 };
    AUTO_WALL struct wall_hold hold = wall_widen(work->db, "who is told, whoever tells");
    struct rows rows;
    struct value bind[3 + ROLES] = {value_id(organisation), value_date(zone_date(work->zone, work->now)),
                                    value_integer((int64_t)most)};
    put_roles(bind + 3, ROLES);
    enum outcome outcome =
        db_query(work->db,
                 SQL("linkage_actors",
                     "SELECT DISTINCT r.account FROM role_assignment r JOIN user_account u ON u.id = r.account "
                     "WHERE r.organisation = $1 AND u.active = 1 AND (r.until IS NULL OR r.until >= $2) "
                     "AND r.role IN ($4, $5, $6, $7) ORDER BY r.account NULLS FIRST LIMIT $3"),
                 bind, 3 + ROLES, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    *ret_accounts = arena_array(work->arena, struct identifier, rows.count + 1);
    *ret_count = rows.count;
    for (size_t i = 0; i < rows.count; i++)
        (*ret_accounts)[i] = cell_id(&rows, i, 0);
    return OK;
}

enum outcome linkage_undecided(struct work *work, struct identifier run, bool *ret_waits)
{
    AUTO_WALL struct wall_hold hold = wall_widen(work->db, "whether all of a run is done, whoever did the last");
    struct rows rows;
    struct value bind[] = {value_id(run)};
    enum outcome outcome = db_query(work->db,
                                    SQL("linkage_undecided", "SELECT 1 FROM linkage_match WHERE run = $1 AND "
                                                             "(decision IS NULL OR decision = '') LIMIT 1"),
                                    bind, 1, work->arena, &rows);
    if (outcome == OK)
        *ret_waits = rows.count > 0;
    return outcome;
}
