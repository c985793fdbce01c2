#include "exchange/upload.h"

#include <sodium.h>

#include "record/keys.h"
#include "system/random.h"

enum { FORGET_AT_ONCE = 10 };

static struct seal_place place_of_name(struct identifier id)
{
    return (struct seal_place){TEXT("exchange_upload"), TEXT("file_name"), id};
}

static struct seal_place place_of_chunk(struct arena *arena, struct identifier id, int64_t position)
{
    return (struct seal_place){TEXT("exchange_chunk"), arena_format(arena, "%lld", (long long)position), id};
}

static enum outcome read_state(struct work *work, const struct rows *rows, size_t at, struct upload_state *ret)
{
    struct upload_state state = {
        .id = cell_id(rows, at, 0),
        .organisation = cell_id(rows, at, 1),
        .created_by = cell_id(rows, at, 2),
        .touched_at = cell_instant(rows, at, 3),
        .size = cell_integer(rows, at, 5),
        .digest = cell_text(rows, at, 6),
        .received = cell_integer(rows, at, 7),
    };
    enum outcome outcome =
        keys_unseal(work, state.organisation, place_of_name(state.id), cell_text(rows, at, 4), &state.file_name);
    *ret = state;
    return outcome > 0 ? FAILED : outcome;
}

#define COLUMNS \
    "SELECT id, organisation, created_by, touched_at, file_name, size, digest, received FROM exchange_upload "

enum outcome upload_get(struct work *work, struct identifier id, struct upload_state *ret_state)
{
    struct rows rows;
    struct value bind[] = {value_id(id), value_id(work->actor->organisation), value_id(work->actor->user)};
    enum outcome outcome = db_query(
        work->db, SQL("exchange_upload_get", COLUMNS "WHERE id = $1 AND organisation = $2 AND created_by = $3"), bind,
        3, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    return rows.count == 0 ? NOT_FOUND : read_state(work, &rows, 0, ret_state);
}

enum outcome upload_remove(struct work *work, struct identifier id)
{
    struct value bind = value_id(id);
    enum outcome outcome = db_execute(
        work->db, SQL("exchange_chunk_remove", "DELETE FROM exchange_chunk WHERE upload = $1"), &bind, 1, NULL);
    return outcome == OK
               ? db_execute(work->db, SQL("exchange_upload_remove", "DELETE FROM exchange_upload WHERE id = $1"), &bind,
                            1, NULL)
               : outcome;
}

/* ---- a new one ---- */

static bool is_digest(struct text digest)
{
    bool sound = digest.length == UPLOAD_DIGEST;
    for (size_t i = 0; i < digest.length; i++)
        sound = sound && ((digest.at[i] >= '0' && digest.at[i] <= '9') || (digest.at[i] >= 'a' && digest.at[i] <= 'f'));
    return sound;
}

static enum outcome own_uploads(struct work *work, struct upload_state **ret_states, size_t *ret_count)
{
    struct rows rows;
    struct value bind[] = {value_id(work->actor->organisation), value_id(work->actor->user)};
    enum outcome outcome = db_query(
        work->db, SQL("exchange_uploads_own", COLUMNS "WHERE organisation = $1 AND created_by = $2 ORDER BY id"), bind,
        2, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    struct upload_state *states = arena_array(work->arena, struct upload_state, rows.count + 1);
    for (size_t i = 0; i < rows.count && outcome == OK; i++)
        outcome = read_state(work, &rows, i, &states[i]);
    *ret_states = states;
    *ret_count = rows.count;
    return outcome;
}

/* What is announced counts, not what has come: else many could begin what does not fit together. */
static enum outcome check_room(struct work *work, int64_t size, int64_t largest)
{
    struct rows rows;
    struct value bind = value_id(work->actor->organisation);
    enum outcome outcome =
        db_query(work->db,
                 SQL("exchange_upload_room",
                     "SELECT COALESCE(CAST(SUM(size) AS BIGINT), 0) FROM exchange_upload WHERE organisation = $1"),
                 &bind, 1, work->arena, &rows);
    if (outcome == OK && cell_integer(&rows, 0, 0) > UPLOADS_ROOM * largest - size)
        return problem_add(&work->problems, CONFLICT, "uploads_full", TEXT("file"),
                           N_("Too many files are on their way already: wait until some of them have arrived."));
    return outcome;
}

static enum outcome add_upload(struct work *work, struct text file_name, int64_t size, struct text digest,
                               struct upload_state *ret_state)
{
    const struct key *key;
    struct upload_state state = {.id = identifier_new(),
                                 .organisation = work->actor->organisation,
                                 .created_by = work->actor->user,
                                 .file_name = file_name,
                                 .size = size,
                                 .digest = digest,
                                 .touched_at = work->now};
    enum outcome outcome = keys_organisation(work, state.organisation, &key);
    if (outcome != OK)
        return outcome == NOT_FOUND ? FAILED : outcome;
    struct value bind[] = {value_id(state.id),
                           value_id(state.organisation),
                           value_id(state.created_by),
                           value_instant(work->now),
                           value_bytes(seal(work->arena, key, place_of_name(state.id), file_name)),
                           value_integer(size),
                           value_text(digest)};
    outcome = db_execute(work->db,
                         SQL("exchange_upload_add",
                             "INSERT INTO exchange_upload (id, organisation, created_by, created_at, touched_at, "
                             "file_name, size, digest, received) VALUES ($1, $2, $3, $4, $4, $5, $6, $7, 0)"),
                         bind, 7, NULL);
    *ret_state = state;
    return outcome;
}

static enum outcome check_announced(struct work *work, struct text file_name, int64_t size, struct text digest,
                                    int64_t largest)
{
    if (size > largest)
        return problem_add(&work->problems, TOO_LARGE, "file_too_large", TEXT("file"),
                           N_("This file is larger than what is taken. Save it as CSV, or in several files."));
    if (size < 1 || !is_digest(digest) || !text_is_clean(file_name, false) || text_is_empty(file_name))
        return problem_add(&work->problems, INVALID, "file_missing", TEXT("file"),
                           N_("Choose a file that is not empty."));
    return OK;
}

enum outcome upload_begin(struct work *work, struct text file_name, int64_t size, struct text digest, int64_t largest,
                          struct upload_state *ret_state)
{
    struct upload_state *own;
    size_t count;
    enum outcome outcome = check_announced(work, file_name, size, digest, largest);
    if (outcome == OK)
        outcome = own_uploads(work, &own, &count);
    if (outcome != OK)
        return outcome;
    for (size_t i = 0; i < count; i++)
        if (own[i].size == size && text_equal(own[i].digest, digest)) { /* the line was cut */
            *ret_state = own[i];
            return OK;
        }
    for (size_t i = 0; i + UPLOADS_OF_A_USER <= count && outcome == OK; i++)
        outcome = upload_remove(work, own[i].id);
    if (outcome == OK)
        outcome = check_room(work, size, largest);
    return outcome == OK ? add_upload(work, file_name, size, digest, ret_state) : outcome;
}

/* ---- pieces ---- */

static enum outcome store_chunk(struct work *work, const struct upload_state *state, struct text bytes)
{
    const struct key *key;
    enum outcome outcome = keys_organisation(work, state->organisation, &key);
    if (outcome != OK)
        return outcome == NOT_FOUND ? FAILED : outcome;
    struct seal_place place = place_of_chunk(work->arena, state->id, state->received);
    struct value bind[] = {value_id(identifier_new()), value_id(state->organisation), value_id(state->id),
                           value_integer(state->received), value_bytes(seal(work->arena, key, place, bytes))};
    return db_execute(work->db,
                      SQL("exchange_chunk_add", "INSERT INTO exchange_chunk (id, organisation, upload, position, "
                                                "content) VALUES ($1, $2, $3, $4, $5)"),
                      bind, 5, NULL);
}

enum outcome upload_add(struct work *work, struct identifier id, int64_t position, struct text bytes,
                        struct upload_state *ret_state)
{
    int64_t changed = 0;
    enum outcome outcome = upload_get(work, id, ret_state);
    if (outcome != OK)
        return outcome;
    if (position != ret_state->received)
        return CONFLICT;
    if (bytes.length == 0 || bytes.length > UPLOAD_CHUNK_MOST || (int64_t)bytes.length > ret_state->size - position)
        return INVALID;
    struct value bind[] = {value_id(id), value_integer(position), value_integer(position + (int64_t)bytes.length),
                           value_instant(work->now)};
    outcome = db_execute(work->db,
                         SQL("exchange_upload_grow", "UPDATE exchange_upload SET received = $3, touched_at = $4 "
                                                     "WHERE id = $1 AND received = $2"),
                         bind, 4, &changed);
    if (outcome == OK && changed == 0)
        return CONFLICT;
    if (outcome == OK)
        outcome = store_chunk(work, ret_state, bytes);
    if (outcome == OK)
        ret_state->received = position + (int64_t)bytes.length;
    return outcome;
}

/* ---- whole ---- */

struct joining {
    struct work *work;
    struct identifier upload, organisation;
    struct buffer *whole;
    enum outcome outcome;
};

static bool take_chunk(void *context, const struct rows *one)
{
    struct joining *joining = context;
    AUTO_ARENA struct arena *arena = arena_open((size_t)4 << 20);
    struct work work = *joining->work;
    int64_t position = cell_integer(one, 0, 0);
    struct text plain;
    work.arena = arena;
    enum outcome outcome =
        position != (int64_t)joining->whole->length
            ? INVALID
            : keys_unseal(&work, joining->organisation, place_of_chunk(arena, joining->upload, position),
                          cell_text(one, 0, 1), &plain);
    if (outcome == OK)
        buffer_add(joining->whole, plain);
    joining->outcome = outcome > 0 ? INVALID : outcome;
    return outcome == OK;
}

static bool is_announced(struct arena *arena, struct text bytes, struct text digest)
{
    unsigned char sum[crypto_hash_sha256_BYTES];
    char *shown = arena_bytes(arena, UPLOAD_DIGEST + 1);
    (void)crypto_hash_sha256(sum, (const unsigned char *)bytes.at, bytes.length);
    return text_is(digest, sodium_bin2hex(shown, UPLOAD_DIGEST + 1, sum, sizeof sum));
}

enum outcome upload_read(struct work *work, struct identifier id, struct upload_state *ret_state,
                         struct text *ret_bytes)
{
    struct upload_state state;
    enum outcome outcome = upload_get(work, id, &state);
    if (outcome == OK && state.received != state.size)
        outcome = CONFLICT;
    if (outcome != OK)
        return outcome;
    AUTO_BUFFER struct buffer whole = buffer_open((size_t)state.size + 1);
    struct joining joining = {work, id, state.organisation, &whole, OK};
    struct value bind = value_id(id);
    outcome = db_each(
        work->db,
        SQL("exchange_chunks", "SELECT position, content FROM exchange_chunk WHERE upload = $1 ORDER BY position"),
        &bind, 1, work->arena, take_chunk, &joining);
    if (joining.outcome != OK)
        outcome = joining.outcome;
    if (outcome == OK &&
        ((int64_t)whole.length != state.size || !is_announced(work->arena, buffer_text(&whole), state.digest)))
        outcome = INVALID;
    if (outcome != OK)
        return outcome;
    *ret_state = state;
    *ret_bytes = arena_text(work->arena, buffer_text(&whole));
    return OK;
}

enum outcome uploads_forget(struct work *work, int64_t before, bool *ret_more)
{
    struct rows rows;
    struct value bind[] = {value_instant(before), value_integer(FORGET_AT_ONCE)};
    enum outcome outcome =
        db_query(work->db,
                 SQL("exchange_uploads_old",
                     "SELECT id FROM exchange_upload WHERE touched_at < $1 ORDER BY touched_at, id LIMIT $2"),
                 bind, 2, work->arena, &rows);
    for (size_t i = 0; outcome == OK && i < rows.count; i++)
        outcome = upload_remove(work, cell_id(&rows, i, 0));
    *ret_more = outcome == OK && rows.count == FORGET_AT_ONCE;
    return outcome;
}
