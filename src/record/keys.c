#include "record/keys.h"
#include "record/custom_index.h"

#include "system/random.h"

enum { KEPT_MOST = 256 };

struct kept_key {
    struct identifier organisation;
    struct key key;
};

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
    size_t at = keys->count < KEPT_MOST ? keys->count++ : 0;
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

enum outcome keys_organisation(struct work *work, struct identifier organisation, const struct key **ret)
{
    struct keys *keys = work->keys;
    for (size_t i = 0; i < keys->count; i++)
        if (identifier_equal(keys->kept[i].organisation, organisation)) {
            *ret = &keys->kept[i].key;
            return OK;
        }
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

/* One key anew under the master key; *count goes up if it was under an older one. */
static enum outcome wrap_again(struct work *work, struct identifier organisation, struct text wrapped, size_t *count)
{
    struct keyring *ring = work->keys->ring;
    struct seal_place place = organisation_place(organisation);
    struct key key;
    bool older = false;
    if (keyring_unwrap(ring, place, wrapped, &key, &older) != OK)
        return FAILED;
    struct text anew = key_wrap(work->arena, keyring_master(ring), place, &key);
    key_forget(&key);
    if (!older)
        return OK;
    ++*count;
    struct value bind[] = {value_id(organisation), value_bytes(anew)};
    return db_execute(work->db,
                      SQL("keys_wrap_again", "UPDATE organisation_key SET wrapped = $2 WHERE organisation = $1"), bind,
                      2, NULL);
}

enum outcome keys_wrap_again(struct work *work, size_t *ret_count)
{
    struct rows rows;
    size_t count = 0;
    enum outcome outcome = db_query(
        work->db, SQL("keys_organisations", "SELECT organisation, wrapped FROM organisation_key ORDER BY organisation"),
        NULL, 0, work->arena, &rows);
    for (size_t i = 0; i < rows.count && outcome == OK; i++)
        outcome = wrap_again(work, cell_id(&rows, i, 0), cell_text(&rows, i, 1), &count);
    if (outcome == OK)
        *ret_count = count;
    return outcome;
}

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

enum outcome keys_unwrap(struct work *work, struct identifier organisation, struct identifier subject,
                         struct text wrapped, struct key *ret_key)
{
    const struct key *under;
    enum outcome outcome = keys_organisation(work, organisation, &under);
    if (outcome != OK)
        return outcome;
    return key_unwrap(under, data_place(subject), wrapped, ret_key) == OK ? OK : FAILED;
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
