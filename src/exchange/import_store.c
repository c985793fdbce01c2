#include "exchange/import_store.h"

#include "record/keys.h"
#include "system/random.h"

static const char *const STATES[RUN_STATE_COUNT] = {"opening", "read",    "checking", "checked",  "storing",
                                                    "stored",  "undoing", "undone",   "discarded"};

const char *import_run_state_name(enum import_state state) { return STATES[state]; }

static enum import_state state_named(struct text name)
{
    for (int i = 0; i < RUN_STATE_COUNT; i++)
        if (text_is(name, STATES[i]))
            return (enum import_state)i;
    return RUN_DISCARDED;
}

/* ---- sealed with the organisation's key ---- */

static struct seal_place place_of(struct identifier id, const char *field)
{
    return (struct seal_place){TEXT("exchange_run"), text_from(field), id};
}

static struct seal_place place_in_part(struct arena *arena, struct identifier run, int64_t part, const char *field)
{
    return (struct seal_place){TEXT("exchange_part"), arena_format(arena, "%s %lld", field, (long long)part), run};
}

static enum outcome seal_for(struct work *work, struct identifier organisation, struct seal_place place,
                             struct text plain, struct value *ret_value)
{
    const struct key *key;
    if (plain.length == 0) {
        *ret_value = value_null();
        return OK;
    }
    enum outcome outcome = keys_organisation(work, organisation, &key);
    if (outcome == OK)
        *ret_value = value_bytes(seal(work->arena, key, place, plain));
    return outcome == NOT_FOUND ? FAILED : outcome;
}

static enum outcome open_for(struct work *work, struct identifier organisation, struct seal_place place,
                             struct text sealed, struct text *ret_plain)
{
    if (sealed.length == 0) {
        *ret_plain = TEXT_NONE;
        return OK;
    }
    enum outcome outcome = keys_unseal(work, organisation, place, sealed, ret_plain);
    return outcome > 0 ? FAILED : outcome;
}

/* ---- runs ---- */

enum outcome import_run_add(struct work *work, const struct import_run *run)
{
    struct value name;
    struct value facts;
    enum outcome outcome = seal_for(work, run->organisation, place_of(run->id, "file_name"), run->file_name, &name);
    if (outcome == OK)
        outcome = seal_for(work, run->organisation, place_of(run->id, "facts"), run->facts, &facts);
    if (outcome != OK)
        return outcome;
    struct value bind[] = {value_id(run->id),
                           value_id(run->organisation),
                           value_id_or_null(run->office),
                           value_text(run->number),
                           value_instant(run->created_at),
                           value_id(run->created_by),
                           value_text(run->kind),
                           value_text(text_from(import_run_state_name(run->state))),
                           name,
                           value_bytes(run->digest),
                           value_text(run->format),
                           value_bytes(run->signature),
                           facts};
    return db_execute(
        work->db,
        SQL("exchange_run_add",
            "INSERT INTO exchange_run (id, organisation, held_in, number, created_at, created_by, kind, state, "
            "version, "
            "file_name, file_digest, format, signature, facts, parts, lines, good, bad, known, changed, alike, done, "
            "left_out, whole, with_alike, next_part, next_line) "
            "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1, $9, $10, $11, $12, $13, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, "
            "0)"),
        bind, 13, NULL);
}

/* The columns of struct import_run, in the order of take_run(). */
#define RUN_COLUMNS                                                                                                  \
    "id, organisation, held_in, number, created_at, created_by, kind, state, version, file_name, file_digest, "      \
    "format, "                                                                                                       \
    "signature, facts, mapping, parts, lines, good, bad, known, changed, alike, done, left_out, whole, with_alike, " \
    "next_part, next_line, job, checked_at, finished_at, renewed"

static enum outcome take_run(struct work *work, const struct rows *rows, size_t at, bool whole, struct import_run *run)
{
    *run = (struct import_run){
        .id = cell_id(rows, at, 0),
        .organisation = cell_id(rows, at, 1),
        .office = cell_id(rows, at, 2),
        .number = cell_text(rows, at, 3),
        .created_at = cell_instant(rows, at, 4),
        .created_by = cell_id(rows, at, 5),
        .kind = cell_text(rows, at, 6),
        .state = state_named(cell_text(rows, at, 7)),
        .version = cell_integer(rows, at, 8),
        .digest = cell_text(rows, at, 10),
        .format = cell_text(rows, at, 11),
        .signature = cell_text(rows, at, 12),
        .parts = cell_integer(rows, at, 15),
        .lines = cell_integer(rows, at, 16),
        .good = cell_integer(rows, at, 17),
        .bad = cell_integer(rows, at, 18),
        .known = cell_integer(rows, at, 19),
        .changed = cell_integer(rows, at, 20),
        .alike = cell_integer(rows, at, 21),
        .done = cell_integer(rows, at, 22),
        .left_out = cell_integer(rows, at, 23),
        .whole = cell_integer(rows, at, 24) == 1,
        .with_alike = cell_integer(rows, at, 25) == 1,
        .next_part = cell_integer(rows, at, 26),
        .next_line = cell_integer(rows, at, 27),
        .job = cell_id(rows, at, 28),
        .checked_at = cell_instant(rows, at, 29),
        .finished_at = cell_instant(rows, at, 30),
        .renewed = cell_is_null(rows, at, 31) ? 0 : cell_integer(rows, at, 31),
    };
    enum outcome outcome =
        open_for(work, run->organisation, place_of(run->id, "file_name"), cell_text(rows, at, 9), &run->file_name);
    if (outcome == OK && whole)
        outcome = open_for(work, run->organisation, place_of(run->id, "facts"), cell_text(rows, at, 13), &run->facts);
    if (outcome == OK && whole)
        outcome =
            open_for(work, run->organisation, place_of(run->id, "mapping"), cell_text(rows, at, 14), &run->mapping);
    return outcome;
}

enum outcome import_run_read(struct work *work, struct identifier id, struct import_run *ret_run)
{
    struct rows rows;
    struct value bind[] = {value_id(id)};
    enum outcome outcome =
        db_query(work->db, SQL("exchange_run_read", "SELECT " RUN_COLUMNS " FROM exchange_run WHERE id = $1"), bind, 1,
                 work->arena, &rows);
    if (outcome != OK)
        return outcome;
    return rows.count == 0 ? NOT_FOUND : take_run(work, &rows, 0, true, ret_run);
}

enum outcome import_run_by_number(struct work *work, struct text number, struct identifier *ret_id)
{
    struct rows rows;
    struct value bind[] = {value_text(number)};
    enum outcome outcome =
        db_query(work->db, SQL("exchange_run_number", "SELECT id FROM exchange_run WHERE number = $1"), bind, 1,
                 work->arena, &rows);
    if (outcome != OK || rows.count == 0)
        return outcome == OK ? NOT_FOUND : outcome;
    *ret_id = cell_id(&rows, 0, 0);
    return OK;
}

static enum outcome take_runs(struct work *work, const struct rows *rows, struct import_run **ret_runs,
                              size_t *ret_count)
{
    struct import_run *runs = arena_array(work->arena, struct import_run, rows->count + 1);
    enum outcome outcome = OK;
    for (size_t i = 0; i < rows->count && outcome == OK; i++)
        outcome = take_run(work, rows, i, false, &runs[i]);
    *ret_runs = runs;
    *ret_count = rows->count;
    return outcome;
}

enum outcome import_run_list(struct work *work, struct identifier before, size_t most, struct import_run **ret_runs,
                             size_t *ret_count)
{
    struct rows rows;
    struct identifier last = before;
    if (identifier_is_none(before))
        for (size_t i = 0; i < sizeof last.bytes; i++)
            last.bytes[i] = 0xff;
    struct value bind[] = {value_id(work->actor->organisation), value_id(last), value_integer((int64_t)most)};
    enum outcome outcome =
        db_query(work->db,
                 SQL("exchange_run_list", "SELECT " RUN_COLUMNS " FROM exchange_run WHERE organisation = $1 "
                                          "AND id < $2 AND state <> 'opening' ORDER BY id DESC LIMIT $3"),
                 bind, 3, work->arena, &rows);
    return outcome == OK ? take_runs(work, &rows, ret_runs, ret_count) : outcome;
}

enum outcome import_run_old(struct work *work, int64_t before, size_t most, struct import_run **ret_runs,
                            size_t *ret_count)
{
    struct rows rows;
    struct value bind[] = {value_instant(before), value_integer((int64_t)most)};
    enum outcome outcome =
        db_query(work->db,
                 SQL("exchange_run_old", "SELECT " RUN_COLUMNS " FROM exchange_run WHERE created_at < $1 "
                                         "AND EXISTS (SELECT 1 FROM exchange_part p WHERE p.run = exchange_run.id) "
                                         "ORDER BY id LIMIT $2"),
                 bind, 2, work->arena, &rows);
    return outcome == OK ? take_runs(work, &rows, ret_runs, ret_count) : outcome;
}

enum outcome import_run_of_file(struct work *work, struct text digest, struct identifier except,
                                struct import_run *ret_run)
{
    struct rows rows;
    struct value bind[] = {value_id(work->actor->organisation), value_bytes(digest), value_id(except)};
    enum outcome outcome =
        db_query(work->db,
                 SQL("exchange_run_of_file", "SELECT " RUN_COLUMNS " FROM exchange_run WHERE organisation = $1 "
                                             "AND file_digest = $2 AND id <> $3 AND state IN ('storing', 'stored') "
                                             "ORDER BY id DESC LIMIT 1"),
                 bind, 3, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    return rows.count == 0 ? NOT_FOUND : take_run(work, &rows, 0, false, ret_run);
}

enum outcome import_run_save(struct work *work, struct import_run *run)
{
    struct value mapping;
    struct value facts;
    int64_t changed = 0;
    enum outcome outcome = seal_for(work, run->organisation, place_of(run->id, "mapping"), run->mapping, &mapping);
    if (outcome == OK)
        outcome = seal_for(work, run->organisation, place_of(run->id, "facts"), run->facts, &facts);
    if (outcome != OK)
        return outcome;
    struct value bind[] = {value_id(run->id),
                           value_integer(run->version),
                           value_text(text_from(import_run_state_name(run->state))),
                           mapping,
                           value_integer(run->parts),
                           value_integer(run->lines),
                           value_integer(run->good),
                           value_integer(run->bad),
                           value_integer(run->known),
                           value_integer(run->changed),
                           value_integer(run->alike),
                           value_integer(run->done),
                           value_integer(run->left_out),
                           value_integer(run->whole),
                           value_integer(run->with_alike),
                           value_integer(run->next_part),
                           value_integer(run->next_line),
                           value_id_or_null(run->job),
                           value_instant(run->checked_at),
                           value_instant(run->finished_at),
                           facts,
                           value_bytes(run->signature),
                           value_integer(run->renewed)};
    outcome = db_execute(
        work->db,
        SQL("exchange_run_save",
            "UPDATE exchange_run SET version = version + 1, state = $3, mapping = $4, parts = $5, lines = $6, good = "
            "$7, "
            "bad = $8, known = $9, changed = $10, alike = $11, done = $12, left_out = $13, whole = $14, "
            "with_alike = $15, next_part = $16, next_line = $17, job = $18, checked_at = $19, finished_at = $20, "
            "facts = $21, signature = $22, renewed = $23 WHERE id = $1 AND version = $2"),
        bind, 23, &changed);
    if (outcome == OK && changed == 0)
        return CONFLICT;
    run->version += outcome == OK;
    return outcome;
}

/* ---- parts ---- */

enum outcome import_part_add(struct work *work, const struct import_run *run, const struct import_part *part)
{
    struct value content;
    struct seal_place place = place_in_part(work->arena, run->id, part->part, "content");
    enum outcome outcome = seal_for(work, run->organisation, place, part->content, &content);
    if (outcome != OK)
        return outcome;
    struct value bind[] = {
        value_id(run->id), value_integer(part->part), value_id(run->organisation), value_integer(part->lines),
        content,           value_id(identifier_new())};
    return db_execute(work->db,
                      SQL("exchange_part_add",
                          "INSERT INTO exchange_part (run, part, organisation, lines, content, id) "
                          "VALUES ($1, $2, $3, $4, $5, $6)"),
                      bind, 6, NULL);
}

enum outcome import_part_read(struct work *work, const struct import_run *run, int64_t part,
                              struct import_part *ret_part)
{
    struct rows rows;
    struct value bind[] = {value_id(run->id), value_integer(part)};
    enum outcome outcome = db_query(work->db,
                                    SQL("exchange_part_read", "SELECT lines, content, verdicts, faults "
                                                              "FROM exchange_part WHERE run = $1 AND part = $2"),
                                    bind, 2, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    if (rows.count == 0)
        return NOT_FOUND;
    struct import_part found = {.part = part, .lines = cell_integer(&rows, 0, 0), .verdicts = cell_text(&rows, 0, 2)};
    outcome = open_for(work, run->organisation, place_in_part(work->arena, run->id, part, "content"),
                       cell_text(&rows, 0, 1), &found.content);
    if (outcome == OK)
        outcome = open_for(work, run->organisation, place_in_part(work->arena, run->id, part, "faults"),
                           cell_text(&rows, 0, 3), &found.faults);
    if (outcome == OK)
        *ret_part = found;
    return outcome;
}

enum outcome import_part_read_faults(struct work *work, const struct import_run *run, int64_t part,
                                     struct import_part *ret_part)
{
    struct rows rows;
    struct value bind[] = {value_id(run->id), value_integer(part)};
    *ret_part = (struct import_part){.part = part};
    enum outcome outcome = db_query(
        work->db, SQL("exchange_part_faults", "SELECT lines, faults FROM exchange_part WHERE run = $1 AND part = $2"),
        bind, 2, work->arena, &rows);
    if (outcome != OK || rows.count == 0) /* cleaned up since */
        return outcome;
    ret_part->lines = cell_integer(&rows, 0, 0);
    return open_for(work, run->organisation, place_in_part(work->arena, run->id, part, "faults"),
                    cell_text(&rows, 0, 1), &ret_part->faults);
}

enum outcome import_part_check(struct work *work, const struct import_run *run, const struct import_part *part)
{
    struct value faults;
    struct seal_place place = place_in_part(work->arena, run->id, part->part, "faults");
    enum outcome outcome = seal_for(work, run->organisation, place, part->faults, &faults);
    if (outcome != OK)
        return outcome;
    struct value bind[] = {value_id(run->id), value_integer(part->part), value_text_or_null(part->verdicts), faults};
    return db_execute(
        work->db,
        SQL("exchange_part_check", "UPDATE exchange_part SET verdicts = $3, faults = $4 WHERE run = $1 AND part = $2"),
        bind, 4, NULL);
}

enum outcome import_part_empty(struct work *work, const struct import_run *run, int64_t part)
{
    struct value bind[] = {value_id(run->id), value_integer(part)};
    return db_execute(
        work->db, SQL("exchange_part_empty", "UPDATE exchange_part SET content = NULL WHERE run = $1 AND part = $2"),
        bind, 2, NULL);
}

enum outcome import_parts_remove(struct work *work, const struct import_run *run)
{
    struct value bind[] = {value_id(run->id)};
    return db_execute(work->db, SQL("exchange_parts_remove", "DELETE FROM exchange_part WHERE run = $1"), bind, 1,
                      NULL);
}

/* ---- which row came of which line ---- */

enum outcome import_origin_add(struct work *work, const struct import_run *run, const struct import_origin *origin)
{
    int64_t added = 0;
    struct value bind[] = {value_id(run->organisation),
                           value_text(origin->kind),
                           value_bytes(origin->reference),
                           value_id(run->id),
                           value_integer(origin->line),
                           value_id(origin->subject),
                           value_bytes(origin->content),
                           value_integer(origin->kept),
                           origin->was > 0 ? value_integer(origin->was) : value_null()};
    enum outcome outcome = db_execute(
        work->db,
        SQL("exchange_line_add",
            "INSERT INTO exchange_line (organisation, kind, reference, run, line, id, content, kept, was) "
            "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (organisation, kind, reference) DO NOTHING"),
        bind, 9, &added);
    return outcome == OK && added == 0 ? CONFLICT : outcome;
}

#define ORIGIN_COLUMNS "kind, reference, content, run, id, line, kept, was"

static struct import_origin take_origin(const struct rows *rows, size_t at)
{
    return (struct import_origin){.kind = cell_text(rows, at, 0),
                                  .reference = cell_text(rows, at, 1),
                                  .content = cell_text(rows, at, 2),
                                  .run = cell_id(rows, at, 3),
                                  .subject = cell_id(rows, at, 4),
                                  .line = cell_integer(rows, at, 5),
                                  .kept = cell_integer(rows, at, 6),
                                  .was = cell_is_null(rows, at, 7) ? 0 : cell_integer(rows, at, 7)};
}

enum outcome import_origin_find(struct work *work, struct identifier organisation, struct text kind,
                                struct text reference, struct import_origin *ret_origin)
{
    struct rows rows;
    struct value bind[] = {value_id(organisation), value_text(kind), value_bytes(reference)};
    enum outcome outcome =
        db_query(work->db,
                 SQL("exchange_line_find", "SELECT " ORIGIN_COLUMNS " FROM exchange_line WHERE organisation = $1 "
                                           "AND kind = $2 AND reference = $3"),
                 bind, 3, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    if (rows.count == 0)
        return NOT_FOUND;
    *ret_origin = take_origin(&rows, 0);
    return OK;
}

enum outcome import_origin_last(struct work *work, struct identifier run, int64_t line, size_t most,
                                struct import_origin **ret_origins, size_t *ret_count)
{
    struct rows rows;
    struct value bind[] = {value_id(run), value_integer(line), value_integer((int64_t)most)};
    enum outcome outcome =
        db_query(work->db,
                 SQL("exchange_line_last", "SELECT " ORIGIN_COLUMNS " FROM exchange_line WHERE run = $1 AND line < $2 "
                                           "ORDER BY line DESC LIMIT $3"),
                 bind, 3, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    struct import_origin *origins = arena_array(work->arena, struct import_origin, rows.count + 1);
    for (size_t i = 0; i < rows.count; i++)
        origins[i] = take_origin(&rows, i);
    *ret_origins = origins;
    *ret_count = rows.count;
    return OK;
}

enum outcome import_origin_remove(struct work *work, const struct import_run *run, const struct import_origin *origin)
{
    struct value bind[] = {value_id(run->organisation), value_text(origin->kind), value_bytes(origin->reference)};
    return db_execute(work->db,
                      SQL("exchange_line_remove", "DELETE FROM exchange_line WHERE organisation = $1 AND kind = $2 "
                                                  "AND reference = $3"),
                      bind, 3, NULL);
}

/* ---- what the columns of such a file were taken for ---- */

/* Bound to the place by the organisation's id and the headings alone, so that a later run opens it. */
static struct seal_place mapping_place(const struct import_run *run)
{
    return (struct seal_place){TEXT("exchange_mapping"), run->kind, run->organisation};
}

enum outcome mapping_keep(struct work *work, const struct import_run *run)
{
    struct value mapping;
    enum outcome outcome = seal_for(work, run->organisation, mapping_place(run), run->mapping, &mapping);
    if (outcome != OK)
        return outcome;
    struct value bind[] = {value_id(run->organisation), value_text(run->kind),     value_bytes(run->signature), mapping,
                           value_instant(work->now),    value_id(identifier_new())};
    return db_execute(work->db,
                      SQL("exchange_mapping_keep",
                          "INSERT INTO exchange_mapping (organisation, kind, signature, mapping, changed_at, id) "
                          "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (organisation, kind, signature) "
                          "DO UPDATE SET mapping = excluded.mapping, changed_at = excluded.changed_at"),
                      bind, 6, NULL);
}

enum outcome import_mapping_find(struct work *work, const struct import_run *run, struct text *ret_mapping)
{
    struct rows rows;
    struct value bind[] = {value_id(run->organisation), value_text(run->kind), value_bytes(run->signature)};
    enum outcome outcome =
        db_query(work->db,
                 SQL("exchange_mapping_find", "SELECT mapping FROM exchange_mapping WHERE organisation = $1 "
                                              "AND kind = $2 AND signature = $3"),
                 bind, 3, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    return rows.count == 0 ? NOT_FOUND
                           : open_for(work, run->organisation, mapping_place(run), cell_text(&rows, 0, 0), ret_mapping);
}
