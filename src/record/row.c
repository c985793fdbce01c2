#include "record/row.h"

#include "codec/json.h"
#include "record/keys.h"

enum { HEAD_COLUMNS = 12 };

struct seal_place row_place(const struct record *record, const struct field *field, const void *row)
{
    return (struct seal_place){text_from(record->table), text_from(field == NULL ? "custom" : field->name),
                               record_head_of(row)->id};
}

struct identifier row_opener(const struct work *work, struct identifier owner)
{
    return work->actor->system ? owner : work->actor->organisation;
}

enum outcome row_key(struct work *work, const struct record *record, const void *row, struct key *ret_key)
{
    const struct record_head *head = record_head_of(row);
    const struct key *key;
    enum outcome outcome;
    switch (record->seal_with) {
    case SEAL_ORGANISATION:
        outcome = keys_organisation(work, head->organisation, &key);
        if (outcome == OK)
            *ret_key = *key;
        return outcome;
    case SEAL_PERSON:
        return keys_get(work, head->person, head->person, row_opener(work, head->organisation), ret_key);
    case SEAL_FILE:
        return keys_get(work, head->id, head->person, row_opener(work, head->organisation), ret_key);
    }
    return FAILED;
}

/* Is this field a column of such rows? */
static bool is_read(const struct record *record, const struct field_set *only, size_t field)
{
    return (record->fields[field].flags & FIELD_CUSTOM) == 0 && (only == NULL || field_set_has(only, field));
}

/* Are such rows read with the key that opens what is sealed in them? */
static bool takes_key(const struct record *record, const struct field_set *only)
{
    if (record->seal_with == SEAL_ORGANISATION || only == NULL)
        return record->seal_with != SEAL_ORGANISATION;
    for (size_t i = 0; i < record->field_count; i++)
        if ((record->fields[i].flags & FIELD_SEALED) != 0 && is_read(record, only, i))
            return true;
    return false;
}

static void add_column(struct statement *statement, const char *name, const char *suffix)
{
    statement_add(statement, ", t.");
    statement_add_name(statement, name);
    if (suffix != NULL)
        statement_add_name(statement, suffix);
}

static void add_field_columns(struct statement *statement, const struct field *field)
{
    add_column(statement, field->name, NULL);
    if ((field->flags & FIELD_SEALED) != 0)
        return;
    if (field->kind == FIELD_MONEY)
        add_column(statement, field->name, "_currency");
    if (field->kind == FIELD_PARTIAL_DATE)
        add_column(statement, field->name, "_precision");
}

void row_select(struct work *work, const struct record *record, const struct field_set *only,
                struct statement *statement)
{
    static const char *const HEAD[] = {"organisation", "office",     "assigned",   "number",
                                       "state",        "version",    "created_at", "changed_at",
                                       "created_by",   "changed_by", "state_since"};
    statement_add(statement, "SELECT t.id");
    for (size_t i = 0; i < sizeof HEAD / sizeof *HEAD; i++)
        add_column(statement, HEAD[i], NULL);
    for (size_t i = 0; i < record->field_count; i++)
        if (is_read(record, only, i))
            add_field_columns(statement, &record->fields[i]);
    if (only == NULL)
        statement_add(statement, ", t.custom");
    if (record->about_person)
        statement_add(statement, ", t.person");
    bool keyed = takes_key(record, only);
    if (keyed)
        statement_add(statement, ", k.wrapped");
    statement_add(statement, " FROM ");
    statement_add_name(statement, record->table);
    statement_add(statement, " t");
    if (!keyed)
        return;
    statement_add(statement, " LEFT JOIN data_key k ON k.subject = t.");
    statement_add_name(statement, record->seal_with == SEAL_PERSON ? "person" : "id");
    if (record->about_person)
        statement_add(statement, " AND k.person = t.person");
    statement_add(statement, " AND k.organisation = ");
    if (work->actor->system)
        statement_add(statement, "t.organisation");
    else
        statement_bind(statement, value_id(work->actor->organisation));
}

static void read_head(const struct record *record, const struct rows *rows, size_t at, bool keyed,
                      struct record_head *head)
{
    head->id = cell_id(rows, at, 0);
    head->organisation = cell_id(rows, at, 1);
    head->office = cell_id(rows, at, 2);
    head->assigned = cell_id(rows, at, 3);
    head->number = cell_text(rows, at, 4);
    head->state = cell_text(rows, at, 5);
    head->version = cell_integer(rows, at, 6);
    head->created_at = cell_instant(rows, at, 7);
    head->changed_at = cell_instant(rows, at, 8);
    head->created_by = cell_id(rows, at, 9);
    head->changed_by = cell_id(rows, at, 10);
    head->state_since = cell_date(rows, at, 11);
    size_t person = rows->columns - (keyed ? 2 : 1);
    if (record->about_person)
        head->person = cell_id(rows, at, person);
}

/* A column that is not sealed; returns how many columns it took. */
static size_t read_plain(const struct field *field, const struct rows *rows, size_t at, size_t column, void *row)
{
    void *to = (char *)row + field->offset;
    bool null = cell_is_null(rows, at, column);
    switch (field->kind) {
    case FIELD_TEXT:
    case FIELD_LINES:
    case FIELD_CHOICE:
    case FIELD_CHOICES:
        *(struct text *)to = cell_text(rows, at, column);
        return 1;
    case FIELD_DATE:
        *(int32_t *)to = cell_date(rows, at, column);
        return 1;
    case FIELD_PARTIAL_DATE:
        *(struct partial_date *)to =
            (struct partial_date){cell_date(rows, at, column), (enum precision)cell_integer(rows, at, column + 1)};
        return 2;
    case FIELD_INSTANT:
    case FIELD_INTEGER:
        *(int64_t *)to = null ? INTEGER_NONE : cell_integer(rows, at, column);
        return 1;
    case FIELD_MONEY: {
        struct text currency = cell_text(rows, at, column + 1);
        struct money *money = to;
        if (!null && currency.length == 3) {
            money->minor = cell_integer(rows, at, column);
            __builtin_memcpy(money->currency, currency.at, 3);
        }
        return 2;
    }
    case FIELD_FLAG:
        ((struct flag *)to)->is = (int8_t)(null ? FLAG_UNKNOWN : cell_integer(rows, at, column));
        return 1;
    case FIELD_LINK:
        *(struct identifier *)to = cell_id(rows, at, column);
        return 1;
    }
    return 1;
}

/* A value as it was stored.  Texts and codes are taken as they are: a list that lost a code, or a limit that was
   lowered since, must not make the row unreadable. */
static enum outcome take_stored(struct work *work, const struct field *field, struct text plain, void *row)
{
    struct problems none = problems_open(work->arena);
    bool text = field->kind == FIELD_TEXT || field->kind == FIELD_LINES || field->kind == FIELD_CHOICE ||
                field->kind == FIELD_CHOICES;
    if (!text)
        return field_from_text(work, field, plain, row, &none) == OK ? OK : FAILED;
    *(struct text *)(void *)((char *)row + field->offset) = plain;
    return OK;
}

enum outcome row_unseal(struct work *work, const struct record *record, const struct record_head *head,
                        const struct key *key, struct seal_place place, struct text sealed, struct text *ret_plain)
{
    enum outcome outcome = unseal(work->arena, key, place, sealed, ret_plain);
    bool before = outcome == FORBIDDEN && record->seal_with == SEAL_ORGANISATION;
    return before ? keys_unseal(work, head->organisation, place, sealed, ret_plain) : outcome;
}

static enum outcome open_field(struct work *work, const struct record *record, const struct field *field,
                               const struct key *key, struct text sealed, void *row)
{
    struct text plain;
    if (sealed.length == 0)
        return OK;
    if (row_unseal(work, record, record_head_of(row), key, row_place(record, field, row), sealed, &plain) != OK)
        return FAILED;
    return take_stored(work, field, plain, row);
}

static enum outcome open_custom(struct work *work, const struct record *record, const struct key *key,
                                struct text sealed, const struct field_set *readable, void *row)
{
    const struct json_value *object;
    struct text plain;
    if (sealed.length == 0)
        return OK;
    if (row_unseal(work, record, record_head_of(row), key, row_place(record, NULL, row), sealed, &plain) != OK ||
        json_parse(work->arena, plain, JSON_LIMITS_REQUEST, &object, NULL) != OK)
        return FAILED;
    record_head(row)->custom = plain;
    for (size_t i = 0; i < record->field_count; i++) {
        const struct field *field = &record->fields[i];
        if ((field->flags & FIELD_CUSTOM) == 0 || !field_set_has(readable, i))
            continue;
        struct text value = json_text_or(json_member(object, text_from(field->name)), TEXT_NONE);
        if (take_stored(work, field, value, row) != OK)
            return FAILED;
    }
    return OK;
}

/* The key of a row that was just read; a row whose wrap is missing gives NOT_FOUND. */
static enum outcome wrapped_key(struct work *work, const struct record *record, const struct rows *rows, size_t at,
                                const void *row, struct key *ret_key)
{
    const struct record_head *head = record_head_of(row);
    if (record->seal_with == SEAL_ORGANISATION)
        return row_key(work, record, row, ret_key);
    if (cell_is_null(rows, at, rows->columns - 1))
        return NOT_FOUND;
    return keys_unwrap(work, row_opener(work, head->organisation),
                       record->seal_with == SEAL_PERSON ? head->person : head->id,
                       cell_text(rows, at, rows->columns - 1), ret_key);
}

static void hide_sealed(const struct record *record, struct field_set *readable)
{
    for (size_t i = 0; i < record->field_count; i++)
        if ((record->fields[i].flags & (FIELD_SEALED | FIELD_CUSTOM)) != 0)
            readable->words[i / 64] &= ~(UINT64_C(1) << i % 64);
}

static enum outcome read_fields(struct work *work, const struct record *record, const struct field_set *only,
                                const struct rows *rows, size_t at, const struct key *key,
                                const struct field_set *readable, void *row)
{
    size_t column = HEAD_COLUMNS;
    enum outcome outcome = OK;
    for (size_t i = 0; i < record->field_count && outcome == OK; i++) {
        const struct field *field = &record->fields[i];
        if (!is_read(record, only, i))
            continue;
        bool sealed = (field->flags & FIELD_SEALED) != 0;
        if (sealed && field_set_has(readable, i))
            outcome = open_field(work, record, field, key, cell_text(rows, at, column), row);
        if (sealed) {
            column++;
            continue;
        }
        column += read_plain(field, rows, at, column, row);
        if (!field_set_has(readable, i))
            field_clear(field, row);
    }
    if (outcome != OK || key == NULL || only != NULL)
        return outcome;
    return open_custom(work, record, key, cell_text(rows, at, column), readable, row);
}

enum outcome row_read(struct work *work, const struct record *record, const struct field_set *only,
                      const struct rows *rows, size_t at, bool all, void **ret_row, struct field_set *ret_readable)
{
    void *row = record_new(work->arena, record);
    bool keyed = takes_key(record, only);
    read_head(record, rows, at, keyed, record_head(row));
    struct field_set readable = all ? (struct field_set){{~UINT64_C(0), ~UINT64_C(0), ~UINT64_C(0), ~UINT64_C(0)}}
                                    : record_readable(work, record, row);
    struct key key = {0};
    bool sealed = keyed || record->seal_with == SEAL_ORGANISATION;
    enum outcome found = sealed ? wrapped_key(work, record, rows, at, row, &key) : OK;
    if (found == NOT_FOUND)
        hide_sealed(record, &readable);
    else if (found != OK)
        return found;
    enum outcome outcome = read_fields(work, record, only, rows, at, found == OK ? &key : NULL, &readable, row);
    key_forget(&key);
    if (outcome != OK)
        return outcome;
    *ret_row = row;
    *ret_readable = readable;
    return OK;
}
