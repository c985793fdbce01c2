#include "record/custom_index.h"

#include <string.h>

#include <unicode/unorm2.h>
#include <unicode/ustring.h>

#include "codec/base64.h"
#include "record/keys.h"
#include "record/row.h"

enum { TEXT_MOST = 4096, NUMBER_BYTES = 8 };

/* ---- values ---- */

/* Big-endian with the sign turned round: in the order of the numbers, byte by byte. */
static struct text number_value(struct arena *arena, int64_t number)
{
    uint64_t shifted = (uint64_t)number ^ UINT64_C(1) << 63;
    char *bytes = arena_bytes(arena, NUMBER_BYTES);
    for (int i = 0; i < NUMBER_BYTES; i++)
        bytes[i] = (char)(unsigned char)(shifted >> (56 - 8 * i));
    return (struct text){bytes, NUMBER_BYTES};
}

/* Unicode's folding of case and width; empty when it is no text. */
static struct text folded_form(struct arena *arena, struct text typed)
{
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2 *folding = unorm2_getNFKCCasefoldInstance(&status);
    UChar *wide = arena_bytes(arena, (typed.length + 1) * sizeof *wide);
    int32_t length = 0, written = 0;
    (void)u_strFromUTF8(wide, (int32_t)typed.length + 1, &length, typed.at, (int32_t)typed.length, &status);
    if (U_FAILURE(status))
        return TEXT_NONE;
    int32_t room = unorm2_normalize(folding, wide, length, NULL, 0, &status);
    if (status != U_BUFFER_OVERFLOW_ERROR)
        return TEXT_NONE;
    status = U_ZERO_ERROR;
    UChar *folded = arena_bytes(arena, (size_t)room * sizeof *folded);
    char *form = arena_bytes(arena, (size_t)room * 3 + 1);
    (void)unorm2_normalize(folding, wide, length, folded, room, &status);
    if (U_SUCCESS(status) && status != U_STRING_NOT_TERMINATED_WARNING)
        return TEXT_NONE;
    status = U_ZERO_ERROR;
    (void)u_strToUTF8(form, room * 3 + 1, &written, folded, room, &status);
    return U_FAILURE(status) ? TEXT_NONE : (struct text){form, (size_t)written};
}

/* What people take for the same text: without case, width, or more than one space between words. */
static struct text text_form(struct arena *arena, struct text typed)
{
    if (text_is_empty(typed) || typed.length > TEXT_MOST)
        return TEXT_NONE;
    struct text folded = folded_form(arena, typed);
    char *form = arena_bytes(arena, folded.length + 1);
    size_t kept = 0;
    for (size_t i = 0; i < folded.length; i++)
        if (folded.at[i] != ' ' || (kept > 0 && form[kept - 1] != ' '))
            form[kept++] = folded.at[i];
    return text_trim((struct text){form, kept});
}

/* What marks of saved views and of addresses hold: under the first key of search, which never changes. */
static struct text marked_value(struct work *work, const struct record *record, const struct field *field,
                                struct text value)
{
    unsigned char *key = arena_bytes(work->arena, SEARCH_KEY_BYTES);
    struct text kind = arena_format(work->arena, "own.%s.%s", record->name, field->name);
    lasting_key(keys_ring(work->keys), kind, value, key);
    return (struct text){(const char *)key, SEARCH_KEY_BYTES};
}

/* What the index holds of it: under a key of search that is changed, 0 the one in force. */
static struct text keyed_value(struct work *work, const struct record *record, const struct field *field, size_t at,
                               struct text marked)
{
    unsigned char *key = arena_bytes(work->arena, SEARCH_KEY_BYTES);
    struct text kind = arena_format(work->arena, "own value.%s.%s", record->name, field->name);
    (void)search_key_at(keys_ring(work->keys), at, kind, marked, key);
    return (struct text){(const char *)key, SEARCH_KEY_BYTES};
}

static bool is_keyed(const struct field *field) { return (field->flags & FIELD_KEYED) != 0; }

static struct text code_value(struct work *work, const struct record *record, const struct field *field, size_t at,
                              struct text code)
{
    return is_keyed(field) ? keyed_value(work, record, field, at, marked_value(work, record, field, code)) : code;
}

static struct text flag_code(int is) { return is == FLAG_YES ? TEXT("yes") : TEXT("no"); }

/* What the index holds of a row's field, one value or several; returns how many. */
static size_t values_of(struct work *work, const struct record *record, const struct field *field, const void *row,
                        struct text **ret_values)
{
    const void *at = (const char *)row + field->offset;
    struct text codes = TEXT_NONE, code;
    struct text *values = arena_new(work->arena, struct text);
    *ret_values = values;
    if (field_is_empty(field, row))
        return 0;
    switch (field->kind) {
    case FIELD_TEXT:
        *values = text_form(work->arena, *(const struct text *)at);
        if (text_is_empty(*values))
            return 0;
        *values = keyed_value(work, record, field, 0, marked_value(work, record, field, *values));
        return 1;
    case FIELD_CHOICE:
        *values = code_value(work, record, field, 0, *(const struct text *)at);
        return 1;
    case FIELD_FLAG:
        *values = code_value(work, record, field, 0, flag_code(((const struct flag *)at)->is));
        return 1;
    case FIELD_DATE:
        *values = number_value(work->arena, *(const int32_t *)at);
        return 1;
    case FIELD_INTEGER:
        *values = number_value(work->arena, *(const int64_t *)at);
        return 1;
    case FIELD_MONEY:
        *values = number_value(work->arena, ((const struct money *)at)->minor);
        return 1;
    case FIELD_CHOICES:
        codes = *(const struct text *)at;
        break;
    case FIELD_LINES:
    case FIELD_PARTIAL_DATE:
    case FIELD_INSTANT:
    case FIELD_LINK:
        return 0;
    }
    size_t count = 0;
    *ret_values = arena_array(work->arena, struct text, codes.length + 1);
    while (text_split(&codes, ',', &code))
        (*ret_values)[count++] = code_value(work, record, field, 0, code);
    return count;
}

/* How the values of a field stand in the index: when it changes, they are made anew. */
static struct text form_of(struct arena *arena, const struct field *field)
{
    const char *how = is_keyed(field) ? "keyed twice" : "plain";
    const char *what = field->kind == FIELD_TEXT      ? "text"
                       : field->kind == FIELD_DATE    ? "date"
                       : field->kind == FIELD_INTEGER ? "integer"
                       : field->kind == FIELD_MONEY   ? "money"
                       : field->kind == FIELD_FLAG    ? "flag"
                                                      : "code";
    return arena_format(arena, "%s %s", how, what);
}

/* ---- rows ---- */

/* The row of a record about nobody stands for its own person, as it does for its keys. */
static struct identifier person_of(const struct record_head *head)
{
    return identifier_is_none(head->person) ? head->id : head->person;
}

static enum outcome store_field(struct work *work, const struct record *record, const struct field *field,
                                const void *row)
{
    const struct record_head *head = record_head_of(row);
    struct text *values;
    size_t count = values_of(work, record, field, row, &values);
    enum outcome outcome = OK;
    for (size_t i = 0; i < count && outcome == OK; i++) {
        struct value bind[] = {value_text(text_from(record->name)), value_text(text_from(field->name)),
                               value_bytes(values[i]), value_id(head->id), value_id(person_of(head))};
        outcome =
            db_execute_later(work->db,
                             SQL("custom_value_add", "INSERT INTO custom_value (record, field, value, subject, person) "
                                                     "VALUES ($1, $2, $3, $4, $5) "
                                                     "ON CONFLICT (record, field, value, subject, person) DO NOTHING"),
                             bind, 5);
    }
    return outcome;
}

static enum outcome clear_field(struct work *work, const struct field *field, const void *row)
{
    const struct record_head *head = record_head_of(row);
    struct value bind[] = {value_id(person_of(head)), value_id(head->id), value_text(text_from(field->name))};
    return db_execute_later(
        work->db,
        SQL("custom_value_clear", "DELETE FROM custom_value WHERE person = $1 AND subject = $2 AND field = $3"), bind,
        3);
}

enum outcome custom_index_store(struct work *work, const struct record *record, const void *before, const void *row)
{
    enum outcome outcome = OK;
    for (size_t i = 0; i < record->field_count && outcome == OK; i++) {
        const struct field *field = &record->fields[i];
        if (!custom_filters(field) || (before != NULL && field_equal(field, before, row)))
            continue;
        if (before != NULL)
            outcome = clear_field(work, field, row);
        if (outcome == OK)
            outcome = store_field(work, record, field, row);
    }
    return outcome;
}

enum outcome custom_index_erase_person(struct work *work, struct identifier person)
{
    struct value bind[] = {value_id(person)};
    return db_execute(work->db, SQL("custom_value_erase_person", "DELETE FROM custom_value WHERE person = $1"), bind, 1,
                      NULL);
}

enum outcome custom_index_erase_subject(struct work *work, struct identifier subject, struct identifier person)
{
    struct value bind[] = {value_id(identifier_is_none(person) ? subject : person), value_id(subject)};
    return db_execute(work->db,
                      SQL("custom_value_erase_subject", "DELETE FROM custom_value WHERE person = $1 AND subject = $2"),
                      bind, 2, NULL);
}

/* ---- how far it is ---- */

/* FILLED_ANEW: all is there, and asked for under both keys while it is made anew under the one in force. */
struct progress {
    struct text field, form;
    struct identifier mark;
    enum { FILLED_NOT, FILLED, FILLED_ANEW } filled;
    int64_t generation; /* of the key of search */
};

static enum outcome read_progress(struct work *work, const struct record *record, struct progress **ret,
                                  size_t *ret_count)
{
    struct rows rows;
    struct value bind[] = {value_text(text_from(record->name))};
    enum outcome outcome =
        db_query(work->db,
                 SQL("custom_field_list",
                     "SELECT field, form, mark, filled, anew, generation FROM custom_field WHERE record = $1 "
                     "ORDER BY field"),
                 bind, 1, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    struct progress *progress = arena_array(work->arena, struct progress, rows.count + 1);
    for (size_t i = 0; i < rows.count; i++)
        progress[i] = (struct progress){cell_text(&rows, i, 0), cell_text(&rows, i, 1), cell_id(&rows, i, 2),
                                        cell_integer(&rows, i, 3) == 0   ? FILLED_NOT
                                        : cell_integer(&rows, i, 4) == 0 ? FILLED
                                                                         : FILLED_ANEW,
                                        cell_integer(&rows, i, 5)};
    *ret = progress;
    *ret_count = rows.count;
    return OK;
}

static const struct progress *progress_of(const struct progress *progress, size_t count, const struct field *field)
{
    for (size_t i = 0; i < count; i++)
        if (text_is(progress[i].field, field->name))
            return &progress[i];
    return NULL;
}

/* The field as it filters now; NULL when the profile no longer asks for these values. */
static const struct field *wanted(struct work *work, const struct record *record, const struct progress *progress)
{
    const struct field *field = record_field(record, progress->field);
    bool same = field != NULL && custom_filters(field) && text_equal(progress->form, form_of(work->arena, field));
    return same ? field : NULL;
}

static int64_t generation(struct work *work) { return (int64_t)search_generation(keys_ring(work->keys)); }

/* Filled, but under a key of search that is no longer the one in force. */
static bool is_stale(struct work *work, const struct field *field, const struct progress *progress)
{
    return field != NULL && is_keyed(field) && progress->filled == FILLED && progress->generation < generation(work);
}

enum outcome custom_index_is_due(struct work *work, const struct record *record, bool *ret_due)
{
    struct progress *progress = NULL;
    size_t count = 0;
    bool due = false;
    enum outcome outcome = read_progress(work, record, &progress, &count);
    if (outcome != OK)
        return outcome;
    for (size_t i = 0; i < count; i++) {
        const struct field *field = wanted(work, record, &progress[i]);
        due = due || field == NULL || progress[i].filled != FILLED || is_stale(work, field, &progress[i]);
    }
    for (size_t i = 0; i < record->field_count; i++)
        due = due || (custom_filters(&record->fields[i]) && progress_of(progress, count, &record->fields[i]) == NULL);
    *ret_due = due;
    return OK;
}

enum outcome custom_index_is_filled(struct work *work, const struct record *record, const struct field *field)
{
    struct rows rows;
    struct value bind[] = {value_text(text_from(record->name)), value_text(text_from(field->name)),
                           value_text(form_of(work->arena, field))};
    enum outcome outcome = db_query(work->db,
                                    SQL("custom_field_filled", "SELECT field FROM custom_field WHERE record = $1 "
                                                               "AND field = $2 AND form = $3 AND filled = 1"),
                                    bind, 3, work->arena, &rows);
    return outcome != OK ? outcome : rows.count == 0 ? NOT_FOUND : OK;
}

/* ---- steps ---- */

struct step {
    struct work *work;
    const struct record *record;
    size_t most, rows;
    bool more;
};

static enum outcome forget_field(struct step *step, struct text field)
{
    struct value bind[] = {value_text(text_from(step->record->name)), value_text(field)};
    return db_execute(step->work->db,
                      SQL("custom_field_forget", "DELETE FROM custom_field WHERE record = $1 AND field = $2"), bind, 2,
                      NULL);
}

/* Some values that the profile no longer asks for; with the last of them the field is forgotten, and begun anew if it
   filters in another form. */
static enum outcome remove_some(struct step *step, struct text field)
{
    struct rows rows;
    struct value bind[] = {value_text(text_from(step->record->name)), value_text(field),
                           value_integer((int64_t)step->most), value_null()};
    enum outcome outcome =
        db_query(step->work->db,
                 SQL("custom_value_some", "SELECT value, subject FROM custom_value WHERE record = $1 AND field = $2 "
                                          "ORDER BY value, subject LIMIT $3"),
                 bind, 3, step->work->arena, &rows);
    step->more = true;
    if (outcome != OK)
        return outcome;
    if (rows.count == 0)
        return forget_field(step, field);
    step->rows = rows.count;
    bind[2] = value_bytes(cell_text(&rows, rows.count - 1, 0));
    bind[3] = value_id(cell_id(&rows, rows.count - 1, 1));
    return db_execute(step->work->db,
                      SQL("custom_value_remove", "DELETE FROM custom_value WHERE record = $1 AND field = $2 "
                                                 "AND (value, subject) <= ($3, $4)"),
                      bind, 4, NULL);
}

static enum outcome begin_field(struct step *step, const struct field *field)
{
    struct value bind[] = {value_text(text_from(step->record->name)), value_text(text_from(field->name)),
                           value_text(form_of(step->work->arena, field)), value_integer(generation(step->work))};
    step->more = true;
    return db_execute(step->work->db,
                      SQL("custom_field_begin", "INSERT INTO custom_field (record, field, form, mark, filled, "
                                                "generation) VALUES ($1, $2, $3, NULL, 0, $4) "
                                                "ON CONFLICT (record, field) DO NOTHING"),
                      bind, 4, NULL);
}

/* From the first row on, under the key in force; nobody is missed meanwhile. */
static enum outcome renew_field(struct step *step, struct text field)
{
    struct value bind[] = {value_text(text_from(step->record->name)), value_text(field),
                           value_integer(generation(step->work))};
    step->more = true;
    return db_execute(step->work->db,
                      SQL("custom_field_renew", "UPDATE custom_field SET anew = 1, generation = $3, mark = NULL "
                                                "WHERE record = $1 AND field = $2"),
                      bind, 3, NULL);
}

/* The fields that are not filled go together, from the one that is least far. */
static enum outcome note_mark(struct step *step, struct identifier mark, bool filled)
{
    struct value bind[] = {value_text(text_from(step->record->name)), value_id_or_null(mark), value_integer(filled)};
    return db_execute(step->work->db,
                      SQL("custom_field_note",
                          "UPDATE custom_field SET mark = $2, filled = CASE WHEN $3 = 1 THEN 1 ELSE filled END, "
                          "anew = CASE WHEN $3 = 1 THEN 0 ELSE anew END WHERE record = $1 AND (filled = 0 OR "
                          "anew = 1)"),
                      bind, 3, NULL);
}

static enum outcome fill_row(struct step *step, const struct progress *progress, size_t count, const struct rows *rows,
                             size_t at, struct identifier *ret_id)
{
    struct work *work = step->work;
    struct field_set readable;
    void *row;
    enum outcome outcome = row_read(work, step->record, NULL, rows, at, true, &row, &readable);
    for (size_t i = 0; i < count && outcome == OK; i++) {
        const struct field *field = wanted(work, step->record, &progress[i]);
        if (field == NULL || progress[i].filled == FILLED)
            continue;
        outcome = clear_field(work, field, row);
        if (outcome == OK)
            outcome = store_field(work, step->record, field, row);
    }
    if (outcome == OK)
        *ret_id = record_head_of(row)->id;
    return outcome;
}

static enum outcome fill_some(struct step *step, const struct progress *progress, size_t count)
{
    struct work *work = step->work;
    struct statement statement = statement_open(work->arena);
    struct identifier mark = {{0xff}};
    struct rows rows;
    for (size_t i = 0; i < count; i++)
        if (progress[i].filled != FILLED && identifier_compare(progress[i].mark, mark) < 0)
            mark = progress[i].mark;
    row_select(work, step->record, NULL, &statement);
    statement_add(&statement, " WHERE t.id > ");
    statement_bind(&statement, value_id(mark));
    statement_add(&statement, " ORDER BY t.id LIMIT ");
    statement_bind(&statement, value_integer((int64_t)step->most));
    enum outcome outcome = statement_query(work->db, "custom_fill", &statement, work->arena, &rows);
    for (size_t i = 0; outcome == OK && i < rows.count; i++)
        outcome = fill_row(step, progress, count, &rows, i, &mark);
    if (outcome != OK)
        return outcome;
    step->rows = rows.count;
    step->more = rows.count == step->most;
    return note_mark(step, mark, !step->more);
}

/* The next thing to do. */
static enum outcome take_step(struct step *step)
{
    const struct record *record = step->record;
    struct progress *progress = NULL;
    size_t count = 0;
    bool filling = false;
    enum outcome outcome = read_progress(step->work, record, &progress, &count);
    if (outcome != OK)
        return outcome;
    for (size_t i = 0; i < count; i++) {
        const struct field *field = wanted(step->work, record, &progress[i]);
        if (field == NULL)
            return remove_some(step, progress[i].field);
        if (is_stale(step->work, field, &progress[i]))
            return renew_field(step, progress[i].field);
        filling = filling || progress[i].filled != FILLED;
    }
    for (size_t i = 0; i < record->field_count; i++)
        if (custom_filters(&record->fields[i]) && progress_of(progress, count, &record->fields[i]) == NULL)
            return begin_field(step, &record->fields[i]);
    return filling ? fill_some(step, progress, count) : OK;
}

enum outcome custom_index_step(struct work *work, const struct record *record, size_t most, size_t *ret_rows,
                               bool *ret_more)
{
    struct step step = {.work = work, .record = record, .most = most};
    enum outcome outcome = take_step(&step);
    if (outcome != OK)
        return outcome;
    *ret_rows = step.rows;
    *ret_more = step.more;
    return OK;
}

/* ---- filters ---- */

static const char MARK = '~';

struct text custom_index_mark(struct work *work, const struct record *record, const struct field *field,
                              struct text typed)
{
    struct text form = text_form(work->arena, typed);
    if (text_is_empty(form))
        return TEXT_NONE;
    struct text key = base64_encode(work->arena, marked_value(work, record, field, form), BASE64_URL);
    return arena_format(work->arena, "%c%.*s", MARK, TEXT_ARG(key));
}

static struct text mark_read(struct arena *arena, struct text value)
{
    struct text key;
    bool is = value.length > 1 && value.at[0] == MARK &&
              base64_decode(arena, text_slice(value, 1, value.length), BASE64_URL, &key) == OK &&
              key.length == SEARCH_KEY_BYTES;
    return is ? key : TEXT_NONE;
}

bool custom_index_is_mark(struct arena *arena, struct text value) { return !text_is_empty(mark_read(arena, value)); }

bool custom_index_joins(const struct list_filter *filter)
{
    return filter->field != NULL && custom_filters(filter->field) &&
           (filter->field->kind != FIELD_CHOICES || filter->value_count == 1);
}

static void add_column(struct statement *statement, const char *alias, const char *column)
{
    statement_add_name(statement, alias);
    statement_add(statement, ".");
    statement_add_name(statement, column);
}

/* While the key of search is being changed, the value stands under the one before too. */
static size_t keys_asked(struct work *work, const struct field *field)
{
    return is_keyed(field) ? search_read(keys_ring(work->keys)) + 1 : 1;
}

static void add_value(struct work *work, const struct record *record, const struct list_filter *filter, size_t i,
                      size_t at, struct statement *statement)
{
    struct text value = filter->values[i];
    if (filter->field->kind == FIELD_TEXT)
        value = keyed_value(work, record, filter->field, at, mark_read(work->arena, value));
    else
        value = code_value(work, record, filter->field, at, value);
    statement_bind(statement, value_bytes(value));
}

/* "c0.record = $1 AND c0.field = $2 AND …" */
static void add_matches(struct work *work, const struct record *record, const struct list_filter *filter,
                        const char *alias, struct statement *statement)
{
    add_column(statement, alias, "record");
    statement_add(statement, " = ");
    statement_bind(statement, value_text(text_from(record->name)));
    statement_add(statement, " AND ");
    add_column(statement, alias, "field");
    statement_add(statement, " = ");
    statement_bind(statement, value_text(text_from(filter->field->name)));
    statement_add(statement, " AND ");
    add_column(statement, alias, "value");
    if (filter->ranged) {
        statement_add(statement, " BETWEEN ");
        statement_bind(statement, value_bytes(number_value(work->arena, filter->from)));
        statement_add(statement, " AND ");
        statement_bind(statement, value_bytes(number_value(work->arena, filter->to)));
        return;
    }
    size_t keys = keys_asked(work, filter->field), count = filter->value_count * keys;
    statement_add_text(statement, count == 1 ? " = " : " IN (");
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            statement_add(statement, ", ");
        add_value(work, record, filter, i / keys, i % keys, statement);
    }
    statement_add_text(statement, count == 1 ? "" : ")");
}

/* Each row by its own key, and where it stands for its own person too. */
static void add_row(const struct record *record, const char *alias, struct statement *statement)
{
    add_column(statement, alias, "subject");
    statement_add(statement, " = t.id AND ");
    add_column(statement, alias, "person");
    statement_add_text(statement, record->about_person ? " = t.person" : " = t.id");
}

/* What is sealed is found only by those whose organisation can open it. */
static void add_opened(struct work *work, const struct record *record, struct statement *statement)
{
    if (record->seal_with == SEAL_ORGANISATION)
        return;
    statement_add(statement, " AND EXISTS (SELECT 1 FROM data_key w WHERE w.subject = t.");
    statement_add_name(statement, record->seal_with == SEAL_PERSON ? "person" : "id");
    if (record->about_person)
        statement_add(statement, " AND w.person = t.person");
    statement_add(statement, " AND w.organisation = ");
    if (work->actor->system)
        statement_add(statement, "t.organisation)");
    else {
        statement_bind(statement, value_id(work->actor->organisation));
        statement_add(statement, ")");
    }
}

void custom_index_add_join(struct work *work, const struct record *record, const struct list_filter *filter, size_t at,
                           struct statement *statement)
{
    const char *alias = arena_format(work->arena, "c%zu", at).at;
    statement_add(statement, " JOIN custom_value ");
    statement_add_name(statement, alias);
    statement_add(statement, " ON ");
    add_row(record, alias, statement);
    statement_add(statement, " AND ");
    add_matches(work, record, filter, alias, statement);
}

void custom_index_add_condition(struct work *work, const struct record *record, const struct list_filter *filter,
                                struct statement *statement)
{
    if (!custom_index_joins(filter)) {
        statement_add(statement, " AND t.id IN (SELECT v.subject FROM custom_value v WHERE ");
        add_matches(work, record, filter, "v", statement);
        statement_add(statement, ")");
    }
    add_opened(work, record, statement);
}
