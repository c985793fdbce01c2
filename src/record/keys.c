#include "record/keys.h"
#include "record/custom_index.h"

#include "system/random.h"

enum { KEPT_MOST = 256 };

struct kept_key {
    struct identifier organisation;
    struct key key;
};

/* An organisation's keys before, read for what the one in force does not open. */
enum { BEFORE_MOST = 64 };

struct keys {
    struct keyring *ring;
    struct arena *arena;
    struct kept_key *kept;
    size_t count;
};

struct keys *keys_open(struct keyring *keyring)
{
    struct arena *arena = arena_open(1 << 20);
    struct keys *keys = arena_new(arena, struct keys);
    *keys = (struct keys){keyring, arena, arena_array(arena, struct kept_key, KEPT_MOST), 0};
    return keys;
}

struct keys *keys_close(struct keys *keys)
{
    if (keys == NULL)
        return NULL;
    for (size_t i = 0; i < keys->count; i++)
        key_forget(&keys->kept[i].key);
    (void)arena_close(keys->arena);
    return NULL;
}

struct keyring *keys_ring(const struct keys *keys) { return keys->ring; }

static struct seal_place organisation_place(struct identifier organisation)
{
    return (struct seal_place){TEXT("organisation_key"), TEXT("wrapped"), organisation};
}

static struct seal_place data_place(struct identifier subject)
{
    return (struct seal_place){TEXT("data_key"), TEXT("wrapped"), subject};
}

static const struct key *keep(struct keys *keys, struct identifier organisation, const struct key *key)
{
    size_t at = 0;
    while (at < keys->count && !identifier_equal(keys->kept[at].organisation, organisation))
        at++;
    if (at == keys->count)
        at = keys->count < KEPT_MOST ? keys->count++ : 0;
    keys->kept[at] = (struct kept_key){organisation, *key};
    return &keys->kept[at].key;
}

enum outcome keys_make_organisation(struct work *work, struct identifier organisation)
{
    struct key key;
    key_make(&key);
    struct text wrapped =
        key_wrap(work->arena, keyring_master(work->keys->ring), organisation_place(organisation), &key);
    key_forget(&key);
    struct value bind[] = {value_id(organisation), value_bytes(wrapped)};
    return db_execute(
        work->db, SQL("keys_make_organisation", "INSERT INTO organisation_key (organisation, wrapped) VALUES ($1, $2)"),
        bind, 2, NULL);
}

static enum outcome read_organisation(struct work *work, struct identifier organisation, const struct key **ret)
{
    struct keys *keys = work->keys;
    struct rows rows;
    struct value bind[] = {value_id(organisation)};
    enum outcome outcome =
        db_query(work->db, SQL("keys_organisation", "SELECT wrapped FROM organisation_key WHERE organisation = $1"),
                 bind, 1, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    struct key key;
    if (rows.count == 0)
        return NOT_FOUND;
    bool older;
    if (keyring_unwrap(keys->ring, organisation_place(organisation), cell_text(&rows, 0, 0), &key, &older) != OK)
        return FAILED;
    *ret = keep(keys, organisation, &key);
    key_forget(&key);
    return OK;
}

enum outcome keys_organisation(struct work *work, struct identifier organisation, const struct key **ret)
{
    struct keys *keys = work->keys;
    for (size_t i = 0; i < keys->count; i++)
        if (identifier_equal(keys->kept[i].organisation, organisation)) {
            *ret = &keys->kept[i].key;
            return OK;
        }
    return read_organisation(work, organisation, ret);
}

/* ---- another key for an organisation ---- */

/* What the key in force, as this process knows it, did not open: tried with the one in the database, then with those
   before, the newest first.  `open` gives OK, or FORBIDDEN for another key. */
typedef enum outcome key_opener(void *context, const struct key *key);

static enum outcome open_with_before(struct work *work, struct identifier organisation, key_opener *open, void *context)
{
    struct rows rows;
    struct value bind[] = {value_id(organisation), value_integer(BEFORE_MOST)};
    enum outcome outcome = db_query(work->db,
                                    SQL("keys_before", "SELECT wrapped FROM organisation_key_before "
                                                       "WHERE organisation = $1 ORDER BY number DESC LIMIT $2"),
                                    bind, 2, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    enum outcome opened = FORBIDDEN;
    for (size_t i = 0; i < rows.count && opened == FORBIDDEN; i++) {
        struct key key;
        bool older;
        if (keyring_unwrap(work->keys->ring, organisation_place(organisation), cell_text(&rows, i, 0), &key, &older) !=
            OK)
            return FAILED;
        opened = open(context, &key);
        key_forget(&key);
    }
    return opened;
}

static enum outcome open_with_any(struct work *work, struct identifier organisation, key_opener *open, void *context)
{
    const struct key *key;
    enum outcome outcome = keys_organisation(work, organisation, &key);
    if (outcome != OK)
        return outcome;
    if (open(context, key) == OK)
        return OK;
    outcome = read_organisation(work, organisation, &key); /* changed since this process read it */
    if (outcome != OK)
        return outcome;
    return open(context, key) == OK ? OK : open_with_before(work, organisation, open, context);
}

struct unsealing {
    struct arena *arena;
    struct seal_place place;
    struct text sealed, plain;
    struct key key;
};

static enum outcome unseal_with(void *context, const struct key *key)
{
    struct unsealing *unsealing = context;
    return unseal(unsealing->arena, key, unsealing->place, unsealing->sealed, &unsealing->plain);
}

enum outcome keys_unseal(struct work *work, struct identifier organisation, struct seal_place place, struct text sealed,
                         struct text *ret_plain)
{
    struct unsealing unsealing = {work->arena, place, sealed, TEXT_NONE, {{0}}};
    enum outcome outcome = open_with_any(work, organisation, unseal_with, &unsealing);
    if (outcome == OK)
        *ret_plain = unsealing.plain;
    return outcome;
}

static enum outcome try_key(void *context, const struct key *key)
{
    struct unsealing *unsealing = context;
    enum outcome outcome = unseal_with(unsealing, key);
    if (outcome == OK)
        unsealing->key = *key;
    return outcome;
}

enum outcome keys_opener(struct work *work, struct identifier organisation, struct seal_place place, struct text sealed,
                         struct key *ret_key)
{
    struct unsealing unsealing = {work->arena, place, sealed, TEXT_NONE, {{0}}};
    enum outcome outcome = open_with_any(work, organisation, try_key, &unsealing);
    if (outcome == OK)
        *ret_key = unsealing.key;
    key_forget(&unsealing.key);
    return outcome;
}

enum outcome keys_renew_organisation(struct work *work, struct identifier organisation)
{
    struct key key;
    int64_t stored = 0;
    struct value before[] = {value_id(organisation), value_instant(work->now)};
    enum outcome outcome =
        db_execute(work->db,
                   SQL("keys_put_before", "INSERT INTO organisation_key_before "
                                          "(organisation, number, wrapped, made_at) "
                                          "SELECT k.organisation, (SELECT count(*) FROM organisation_key_before b "
                                          "WHERE b.organisation = k.organisation) + 1, k.wrapped, CAST($2 AS BIGINT) "
                                          "FROM organisation_key k WHERE k.organisation = $1"),
                   before, 2, &stored);
    if (outcome != OK)
        return outcome;
    if (stored == 0)
        return NOT_FOUND;
    key_make(&key);
    struct value bind[] = {value_id(organisation), value_bytes(key_wrap(work->arena, keyring_master(work->keys->ring),
                                                                        organisation_place(organisation), &key))};
    key_forget(&key);
    return db_execute(work->db, SQL("keys_renew", "UPDATE organisation_key SET wrapped = $2 WHERE organisation = $1"),
                      bind, 2, NULL);
}

enum outcome keys_renew_organisations(struct work *work, size_t *ret_count)
{
    struct rows rows;
    enum outcome outcome =
        db_query(work->db, SQL("keys_of_whom", "SELECT organisation FROM organisation_key ORDER BY organisation"), NULL,
                 0, work->arena, &rows);
    for (size_t i = 0; outcome == OK && i < rows.count; i++)
        outcome = keys_renew_organisation(work, cell_id(&rows, i, 0));
    if (outcome == OK)
        *ret_count = rows.count;
    return outcome;
}

enum outcome keys_are_due(struct work *work, bool *ret_due)
{
    struct rows rows;
    enum outcome outcome = db_query(
        work->db, SQL("keys_are_due", "SELECT 1 FROM organisation_key_before WHERE rewrapped_at IS NULL LIMIT 1"), NULL,
        0, work->arena, &rows);
    if (outcome == OK)
        *ret_due = rows.count > 0;
    return outcome;
}

/* One key anew under the master key, `number` 0 for the one in force; *count goes up if it was under an older one. */
static enum outcome wrap_again(struct work *work, const struct rows *rows, size_t at, size_t *count)
{
    struct keyring *ring = work->keys->ring;
    struct identifier organisation = cell_id(rows, at, 0);
    struct seal_place place = organisation_place(organisation);
    struct key key;
    bool older = false;
    if (keyring_unwrap(ring, place, cell_text(rows, at, 2), &key, &older) != OK)
        return FAILED;
    struct text anew = key_wrap(work->arena, keyring_master(ring), place, &key);
    key_forget(&key);
    if (!older)
        return OK;
    ++*count;
    int64_t number = cell_integer(rows, at, 1);
    struct value bind[] = {value_id(organisation), value_bytes(anew), value_integer(number)};
    if (number == 0)
        return db_execute(work->db,
                          SQL("keys_wrap_again", "UPDATE organisation_key SET wrapped = $2 WHERE organisation = $1"),
                          bind, 2, NULL);
    return db_execute(work->db,
                      SQL("keys_wrap_before_again", "UPDATE organisation_key_before SET wrapped = $2 "
                                                    "WHERE organisation = $1 AND number = $3"),
                      bind, 3, NULL);
}

enum outcome keys_wrap_again(struct work *work, size_t *ret_count)
{
    struct rows rows;
    size_t count = 0;
    enum outcome outcome =
        db_query(work->db,
                 SQL("keys_organisations", "SELECT organisation, 0, wrapped FROM organisation_key UNION ALL "
                                           "SELECT organisation, number, wrapped FROM organisation_key_before"),
                 NULL, 0, work->arena, &rows);
    for (size_t i = 0; i < rows.count && outcome == OK; i++)
        outcome = wrap_again(work, &rows, i, &count);
    if (outcome == OK)
        *ret_count = count;
    return outcome;
}

/* ---- data keys ---- */

/* CONFLICT when this organisation holds a key of the subject already. */
static enum outcome store_wrap(struct work *work, struct identifier subject, struct identifier person,
                               struct identifier organisation, const struct key *key)
{
    int64_t stored;
    const struct key *under;
    enum outcome outcome = keys_organisation(work, organisation, &under);
    if (outcome != OK)
        return outcome == NOT_FOUND ? FAILED : outcome;
    struct text wrapped = key_wrap(work->arena, under, data_place(subject), key);
    struct value bind[] = {value_id(subject), value_id(person), value_id(organisation), value_bytes(wrapped),
                           value_instant(work->now)};
    outcome = db_execute(work->db,
                         SQL("keys_store_wrap",
                             "INSERT INTO data_key (subject, person, organisation, wrapped, made_at) "
                             "VALUES ($1, $2, $3, $4, $5) ON CONFLICT (subject, person, organisation) DO NOTHING"),
                         bind, 5, &stored);
    return outcome == OK && stored == 0 ? CONFLICT : outcome;
}

enum outcome keys_make(struct work *work, struct identifier subject, struct identifier person,
                       struct identifier organisation, struct key *ret_key)
{
    struct key key;
    key_make(&key);
    enum outcome outcome = store_wrap(work, subject, person, organisation, &key);
    if (outcome == OK)
        *ret_key = key;
    key_forget(&key);
    return outcome;
}

struct unwrapping {
    struct seal_place place;
    struct text wrapped;
    struct key key;
};

static enum outcome unwrap_with(void *context, const struct key *under)
{
    struct unwrapping *unwrapping = context;
    return key_unwrap(under, unwrapping->place, unwrapping->wrapped, &unwrapping->key);
}

enum outcome keys_unwrap(struct work *work, struct identifier organisation, struct identifier subject,
                         struct text wrapped, struct key *ret_key)
{
    struct unwrapping unwrapping = {data_place(subject), wrapped, {{0}}};
    enum outcome outcome = open_with_any(work, organisation, unwrap_with, &unwrapping);
    if (outcome == OK)
        *ret_key = unwrapping.key;
    key_forget(&unwrapping.key);
    return outcome == FORBIDDEN ? FAILED : outcome;
}

/* One wrap under the key in force, if it is under one before. */
static enum outcome rewrap(struct work *work, const struct rows *rows, size_t at, size_t *changed)
{
    const struct key *under;
    struct key key;
    struct identifier subject = cell_id(rows, at, 0);
    struct identifier organisation = cell_id(rows, at, 2);
    struct text wrapped = cell_text(rows, at, 3);
    enum outcome outcome = keys_organisation(work, organisation, &under);
    if (outcome != OK || key_unwrap(under, data_place(subject), wrapped, &key) == OK) {
        key_forget(&key);
        return outcome;
    }
    outcome = keys_unwrap(work, organisation, subject, wrapped, &key);
    if (outcome == OK) /* which knows the one in force now */
        outcome = keys_organisation(work, organisation, &under);
    if (outcome != OK)
        return outcome;
    struct value bind[] = {value_id(subject), value_id(cell_id(rows, at, 1)), value_id(organisation),
                           value_bytes(key_wrap(work->arena, under, data_place(subject), &key)), value_bytes(wrapped)};
    key_forget(&key);
    ++*changed;
    return db_execute(work->db,
                      SQL("keys_rewrap", "UPDATE data_key SET wrapped = $4 WHERE subject = $1 AND person = $2 "
                                         "AND organisation = $3 AND wrapped = $5"),
                      bind, 5, NULL);
}

enum outcome keys_rewrap_step(struct work *work, struct keys_walk *walk, size_t most)
{
    struct rows rows;
    work->keys->count = 0; /* what is in force is asked anew: this process may know the one before */
    struct value bind[] = {value_id(walk->subject), value_id(walk->person), value_id(walk->organisation),
                           value_integer((int64_t)most)};
    enum outcome outcome =
        db_query(work->db,
                 SQL("keys_rewrap_next", "SELECT subject, person, organisation, wrapped FROM data_key "
                                         "WHERE (subject, person, organisation) > ($1, $2, $3) "
                                         "ORDER BY subject, person, organisation LIMIT $4"),
                 bind, 4, work->arena, &rows);
    for (size_t i = 0; i < rows.count && outcome == OK; i++)
        outcome = rewrap(work, &rows, i, &walk->changed);
    if (outcome != OK)
        return outcome;
    walk->seen += rows.count;
    walk->more = rows.count == most;
    if (rows.count > 0) {
        walk->subject = cell_id(&rows, rows.count - 1, 0);
        walk->person = cell_id(&rows, rows.count - 1, 1);
        walk->organisation = cell_id(&rows, rows.count - 1, 2);
    }
    return OK;
}

enum outcome keys_rewrapped(struct work *work, int64_t since)
{
    struct value bind[] = {value_instant(work->now), value_instant(since)};
    return db_execute(work->db,
                      SQL("keys_rewrapped", "UPDATE organisation_key_before SET rewrapped_at = $1 "
                                            "WHERE rewrapped_at IS NULL AND made_at <= $2"),
                      bind, 2, NULL);
}

enum outcome keys_count(struct work *work, struct keys_standing *ret)
{
    struct rows rows;
    enum outcome outcome =
        db_query(work->db,
                 SQL("keys_count", "SELECT (SELECT count(*) FROM organisation_key), "
                                   "(SELECT count(*) FROM organisation_key_before), "
                                   "(SELECT count(*) FROM organisation_key_before WHERE rewrapped_at IS NULL), "
                                   "(SELECT count(*) FROM data_key)"),
                 NULL, 0, work->arena, &rows);
    if (outcome == OK)
        *ret = (struct keys_standing){cell_integer(&rows, 0, 0), cell_integer(&rows, 0, 1), cell_integer(&rows, 0, 2),
                                      cell_integer(&rows, 0, 3)};
    return outcome;
}

enum outcome keys_get(struct work *work, struct identifier subject, struct identifier person,
                      struct identifier organisation, struct key *ret_key)
{
    struct rows rows;
    struct value bind[] = {value_id(subject), value_id(person), value_id(organisation)};
    enum outcome outcome = db_query(
        work->db,
        SQL("keys_get", "SELECT wrapped FROM data_key WHERE subject = $1 AND person = $2 AND organisation = $3"), bind,
        3, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    return rows.count == 0 ? NOT_FOUND : keys_unwrap(work, organisation, subject, cell_text(&rows, 0, 0), ret_key);
}

enum outcome keys_share(struct work *work, struct identifier subject, struct identifier person, struct identifier from,
                        struct identifier to)
{
    AUTO_WALL struct wall_hold hold = wall_open(work->db, "a key for another organisation");
    struct key key;
    enum outcome outcome = keys_get(work, subject, person, from, &key);
    if (outcome != OK)
        return outcome;
    outcome = store_wrap(work, subject, person, to, &key);
    key_forget(&key);
    return outcome == CONFLICT ? OK : outcome; /* shared before */
}

static enum outcome note_erasure(struct work *work, struct identifier subject, struct identifier person, bool whole,
                                 struct text reason)
{
    struct value bind[] = {value_id(identifier_new()), value_id(subject),        value_id(person),
                           value_integer(whole),       value_instant(work->now), value_id_or_null(work->actor->user),
                           value_text(reason)};
    return db_execute(work->db,
                      SQL("keys_note_erasure",
                          "INSERT INTO erasure (id, subject, person, whole_person, erased_at, erased_by, reason) "
                          "VALUES ($1, $2, $3, $4, $5, $6, $7)"),
                      bind, 7, NULL);
}

enum outcome keys_erase(struct work *work, struct identifier subject, struct text reason)
{
    AUTO_WALL struct wall_hold hold = wall_open(work->db, "the key of every organisation goes");
    struct rows rows;
    struct value bind[] = {value_id(subject)};
    enum outcome outcome =
        db_query(work->db, SQL("keys_erase", "DELETE FROM data_key WHERE subject = $1 RETURNING person"), bind, 1,
                 work->arena, &rows);
    if (outcome != OK)
        return outcome;
    if (rows.count == 0)
        return NOT_FOUND;
    outcome = custom_index_erase_subject(work, subject, cell_id(&rows, 0, 0));
    return outcome == OK ? note_erasure(work, subject, cell_id(&rows, 0, 0), false, reason) : outcome;
}

enum outcome keys_erase_person(struct work *work, struct identifier person, struct text reason)
{
    AUTO_WALL struct wall_hold hold = wall_open(work->db, "the keys of every organisation go");
    int64_t erased;
    struct value bind[] = {value_id(person)};
    enum outcome outcome =
        db_execute(work->db, SQL("keys_erase_person", "DELETE FROM data_key WHERE person = $1"), bind, 1, &erased);
    if (outcome != OK)
        return outcome;
    if (erased == 0)
        return NOT_FOUND;
    outcome = custom_index_erase_person(work, person);
    return outcome == OK ? note_erasure(work, person, person, true, reason) : outcome;
}

enum outcome keys_note_person(struct work *work, struct identifier person, struct text reason)
{
    return note_erasure(work, person, person, true, reason);
}

enum outcome keys_destroy(struct work *work, struct identifier subject, struct identifier person, bool whole_person)
{
    struct value bind[] = {value_id(person), value_id(subject)};
    struct sql sql = whole_person
                         ? SQL("keys_destroy_person", "DELETE FROM data_key WHERE person = $1")
                         : SQL("keys_destroy_subject", "DELETE FROM data_key WHERE person = $1 AND subject = $2");
    enum outcome outcome = db_execute(work->db, sql, bind, whole_person ? 1 : 2, NULL);
    if (outcome != OK)
        return outcome;
    return whole_person ? custom_index_erase_person(work, person) : custom_index_erase_subject(work, subject, person);
}
