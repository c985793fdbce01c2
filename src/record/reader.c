/* Reading rows within what the actor may see. */
#include "record/row.h"

#include <stdlib.h>

#include "audit/audit.h"
#include "codec/json.h"
#include "record/kept_row.h"
#include "system/random.h"

static enum outcome ask(struct work *work, const struct record *record, struct identifier id,
                        struct kept_row **ret_kept)
{
    struct statement statement = statement_open(work->arena);
    struct rows rows;
    row_select(work, record, NULL, &statement);
    statement_add(&statement, " WHERE t.id = ");
    statement_bind(&statement, value_id(id));
    enum outcome outcome = statement_query(work->db, record->name, &statement, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    if (rows.count == 0)
        return NOT_FOUND;
    *ret_kept = kept_row_add(work, record, id, &rows);
    return OK;
}

static enum outcome fetch(struct work *work, const struct record *record, struct identifier id, bool all,
                          void **ret_row, struct field_set *ret_readable)
{
    struct kept_row *kept = kept_row_find(work, record, id);
    enum outcome outcome = kept == NULL ? ask(work, record, id, &kept) : OK;
    if (outcome == OK && kept->opened[all] == NULL)
        outcome = row_read(work, record, NULL, &kept->rows, 0, all, &kept->opened[all], &kept->readable[all]);
    if (outcome != OK)
        return outcome;
    *ret_row = record_copy(work->arena, record, kept->opened[all]);
    *ret_readable = kept->readable[all];
    return OK;
}

static enum outcome add_audit(struct work *work, const struct record *record, const struct record_head *head)
{
    struct subject subject = record_subject(head);
    const struct opening *opening = actor_opening(work->actor, record->read, &subject);
    struct audit_event event = {
        .id = identifier_new(),
        .at = work->now,
        .organisation = work->actor->organisation,
        .user = work->actor->user,
        .role = actor_role_name(work->actor, head->office),
        .action = opening == NULL ? TEXT("read") : TEXT(AUDIT_BY_OPENING),
        .record = text_from(record->name),
        .subject = head->id,
        .reason = work->reason,
        .details = opening != NULL         ? audit_opening_details(work->arena, opening->glass)
                   : work->actor->by_token ? TEXT(AUDIT_BY_API)
                                           : TEXT_NONE,
        .origin = work->actor->origin,
    };
    return audit_add(work->db, &event);
}

/* {"record": "person", "reads": [["0190…", "caseworker"], …]}; a third element: the glass that was broken for it. */
static enum outcome hand_over_reads(struct work *work, const struct record *record, void *const *rows, size_t count)
{
    struct buffer arguments AUTO_BUFFER = buffer_open(4096 + count * 128);
    struct json_writer writer = json_writer_open(&arguments);
    struct text answer;
    json_object_begin(&writer);
    json_key(&writer, TEXT("record"));
    json_put_text(&writer, text_from(record->name));
    json_key(&writer, TEXT("reads"));
    json_array_begin(&writer);
    for (size_t i = 0; i < count; i++) {
        const struct record_head *head = record_head_of(rows[i]);
        json_array_begin(&writer);
        json_put_text(&writer, identifier_to_text(work->arena, head->id));
        json_put_text(&writer, actor_role_name(work->actor, head->office));
        struct subject subject = record_subject(head);
        const struct opening *opening = actor_opening(work->actor, record->read, &subject);
        if (opening != NULL)
            json_put_text(&writer, identifier_to_text(work->arena, opening->glass));
        json_array_end(&writer);
    }
    json_array_end(&writer);
    if (work->actor->by_token) {
        json_key(&writer, TEXT("details"));
        json_put_text(&writer, TEXT(AUDIT_BY_API));
    }
    json_object_end(&writer);
    if (!json_finish(&writer))
        return FAILED;
    return work->hand_over(work->hand_over_context, work, "audit.read", buffer_text(&arguments), &answer);
}

/* Of what is not sensitive, what is read by an opening alone. */
static bool any_opened(const struct work *work, const struct record *record, void *const *rows, size_t count)
{
    for (size_t i = 0; work->actor->opening_count > 0 && i < count; i++) {
        struct subject subject = record_subject(rows[i]);
        if (actor_opening(work->actor, record->read, &subject) != NULL)
            return true;
    }
    return false;
}

enum outcome record_audit_reads(struct work *work, const struct record *record, void *const *rows, size_t count)
{
    enum outcome outcome = OK;
    if (work->actor->system || count == 0 || (!record->sensitive && !any_opened(work, record, rows, count)))
        return OK;
    if (work->hand_over != NULL)
        return hand_over_reads(work, record, rows, count);
    if (work->db->read_only)
        return UNAVAILABLE; /* nothing sensitive is shown that cannot be audited */
    for (size_t i = 0; i < count && outcome == OK; i++)
        outcome = add_audit(work, record, record_head_of(rows[i]));
    return outcome;
}

enum outcome record_peek(struct work *work, const struct record *record, struct identifier id, void **ret_row,
                         struct field_set *ret_readable)
{
    void *row;
    struct field_set readable;
    enum outcome outcome = fetch(work, record, id, false, &row, &readable);
    if (outcome != OK)
        return outcome;
    struct subject subject = record_subject(row);
    if (!actor_may_on(work->actor, record->read, &subject))
        return NOT_FOUND;
    *ret_row = row;
    *ret_readable = readable;
    return OK;
}

enum outcome record_get(struct work *work, const struct record *record, struct identifier id, void **ret_row,
                        struct field_set *ret_readable)
{
    void *row;
    struct field_set readable;
    enum outcome outcome = record_peek(work, record, id, &row, &readable);
    if (outcome == OK)
        outcome = record_audit_reads(work, record, &row, 1);
    if (outcome != OK)
        return outcome;
    *ret_row = row;
    *ret_readable = readable;
    return OK;
}

enum outcome record_get_unlimited(struct work *work, const struct record *record, struct identifier id, void **ret_row)
{
    AUTO_WALL struct wall_hold hold = wall_widen(work->db, "a rule of the program");
    struct field_set readable;
    return fetch(work, record, id, true, ret_row, &readable);
}

enum outcome record_peek_whole(struct work *work, const struct record *record, struct identifier id, void **ret_row,
                               struct field_set *ret_readable)
{
    void *row;
    struct field_set there;
    enum outcome outcome = fetch(work, record, id, true, &row, &there);
    if (outcome != OK)
        return outcome;
    struct subject subject = record_subject(row);
    if (!actor_may_on(work->actor, record->read, &subject))
        return NOT_FOUND;
    struct field_set readable = record_readable(work, record, row);
    for (size_t i = 0; i < sizeof readable.words / sizeof *readable.words; i++)
        readable.words[i] &= there.words[i]; /* what is sealed under a key that is gone is not there */
    *ret_row = row;
    *ret_readable = readable;
    return OK;
}

enum outcome record_find(struct work *work, const struct record *record, struct text number, struct identifier *ret_id)
{
    AUTO_WALL struct wall_hold hold =
        wall_widen(work->db, "a number leads to its row wherever it lies; who may see it is asked after");
    struct statement statement = statement_open(work->arena);
    struct rows rows;
    statement_add(&statement, "SELECT t.id FROM ");
    statement_add_name(&statement, record->table);
    statement_add(&statement, " t WHERE t.number = ");
    statement_bind(&statement, value_text(number));
    enum outcome outcome = statement_query(work->db, record->name, &statement, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    if (rows.count == 0)
        return NOT_FOUND;
    *ret_id = cell_id(&rows, 0, 0);
    return OK;
}

enum outcome record_number(struct arena *arena, const struct record *record, struct text typed, struct text *ret_number)
{
    struct text readings[NUMBER_READINGS];
    size_t count = record->kind == NULL ? 0 : number_readings(arena, typed, readings);
    for (size_t i = 0; i < count; i++) {
        struct text rest = readings[i], kind;
        if (text_split(&rest, '-', &kind) && text_is(kind, record->kind)) {
            *ret_number = readings[i];
            return OK;
        }
    }
    return INVALID;
}

enum outcome record_find_typed(struct work *work, const struct record *record, struct text typed,
                               struct identifier *ret_id)
{
    struct text number;
    return record_number(work->arena, record, typed, &number) == OK ? record_find(work, record, number, ret_id)
                                                                    : NOT_FOUND;
}

/* Where an identifier stands in a list. */
struct place_of {
    struct identifier id;
    size_t at;
};

static int compare_places(const void *left, const void *right)
{
    const struct place_of *a = left;
    const struct place_of *b = right;
    return identifier_compare(a->id, b->id);
}

static struct place_of *places_of(struct arena *arena, const struct identifier *ids, size_t count)
{
    struct place_of *places = arena_array(arena, struct place_of, count + 1);
    for (size_t i = 0; i < count; i++)
        places[i] = (struct place_of){ids[i], i};
    qsort(places, count, sizeof *places, compare_places);
    return places;
}

/* " WHERE t.id IN (…)", each once, filled up to a power of two, so that few texts of it are prepared. */
static void add_ids(struct arena *arena, struct statement *statement, const struct place_of *places, size_t count)
{
    struct identifier *ids = arena_array(arena, struct identifier, count + 1);
    size_t different = 0;
    size_t room = 1;
    for (size_t i = 0; i < count; i++)
        if (i == 0 || !identifier_equal(places[i].id, places[i - 1].id))
            ids[different++] = places[i].id;
    while (room < different)
        room *= 2;
    statement_add(statement, " WHERE t.id IN (");
    for (size_t i = 0; i < room; i++) {
        if (i > 0)
            statement_add(statement, ", ");
        statement_bind(statement, value_id(ids[i < different ? i : 0]));
    }
    statement_add(statement, ")");
}

/* At each place of its identifier. */
static void put_row(const struct place_of *places, size_t count, struct identifier id, void *row, void **ret_rows)
{
    const struct place_of wanted = {.id = id};
    const struct place_of *found = bsearch(&wanted, places, count, sizeof *places, compare_places);
    while (found != NULL && found > places && identifier_equal(found[-1].id, id))
        found--;
    for (; found != NULL && found < places + count && identifier_equal(found->id, id); found++)
        ret_rows[found->at] = row;
}

static enum outcome read_all(struct work *work, const struct record *record, const struct identifier *ids, size_t count,
                             const struct field_set *only, bool unlimited, void **ret_rows)
{
    struct statement statement = statement_open(work->arena);
    struct rows rows;
    for (size_t i = 0; i < count; i++)
        ret_rows[i] = NULL;
    if (count == 0)
        return OK;
    const struct place_of *places = places_of(work->arena, ids, count);
    row_select(work, record, only, &statement);
    add_ids(work->arena, &statement, places, count);
    enum outcome outcome = statement_query(work->db, record->name, &statement, work->arena, &rows);
    for (size_t at = 0; outcome == OK && at < rows.count; at++) {
        void *row;
        struct field_set readable;
        outcome = row_read(work, record, only, &rows, at, unlimited, &row, &readable);
        if (outcome != OK)
            return outcome;
        struct subject subject = record_subject(row);
        if (!unlimited && !actor_may_on(work->actor, record->read, &subject))
            continue;
        put_row(places, count, record_head_of(row)->id, row, ret_rows);
    }
    return outcome;
}

enum outcome record_peek_all(struct work *work, const struct record *record, const struct identifier *ids, size_t count,
                             const struct field_set *only, void **ret_rows)
{
    return read_all(work, record, ids, count, only, false, ret_rows);
}

enum outcome record_get_all_unlimited(struct work *work, const struct record *record, const struct identifier *ids,
                                      size_t count, const struct field_set *only, void **ret_rows)
{
    AUTO_WALL struct wall_hold hold = wall_widen(work->db, "a rule of the program, over many rows");
    return read_all(work, record, ids, count, only, true, ret_rows);
}

bool record_naming(const struct record *record, struct field_set *ret_fields)
{
    struct field_set fields = {0};
    bool any = false;
    for (size_t i = 0; i < record->field_count; i++)
        if ((record->fields[i].flags & FIELD_NAMING) != 0) {
            field_set_add(&fields, i);
            any = true;
        }
    if (any)
        *ret_fields = fields;
    return any;
}

enum outcome record_titles(struct work *work, const struct record *record, const struct identifier *ids, size_t count,
                           struct text *ret_titles)
{
    struct field_set naming;
    void **rows = arena_array(work->arena, void *, count + 1);
    const struct field_set *only = record_naming(record, &naming) ? &naming : NULL;
    enum outcome outcome = record_peek_all(work, record, ids, count, only, rows);
    for (size_t i = 0; i < count; i++)
        ret_titles[i] = outcome == OK && rows[i] != NULL ? record->title(work, rows[i]) : TEXT_NONE;
    return outcome;
}
