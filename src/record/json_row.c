#include "record/json_row.h"
#include "record/detail.h"
#include "record/form.h"

/* ---- written ---- */

static void put_codes(struct json_writer *writer, struct text codes)
{
    struct text code = TEXT_NONE;
    json_array_begin(writer);
    while (text_split(&codes, ',', &code))
        json_put_text(writer, code);
    json_array_end(writer);
}

static void put_member(struct json_writer *writer, const char *name, struct text value)
{
    json_key(writer, text_from(name));
    json_put_text_or_null(writer, value);
}

static void put_money(struct json_writer *writer, struct arena *arena, const struct money *money)
{
    json_object_begin(writer);
    put_member(writer, "amount", money_to_text(arena, *money));
    put_member(writer, "currency", text_from(money->currency));
    json_object_end(writer);
}

static const char *const PRECISIONS[] = {
    [PRECISION_DAY] = "day", [PRECISION_MONTH] = "month", [PRECISION_YEAR] = "year"};

static void put_partial_date(struct json_writer *writer, struct arena *arena, const struct partial_date *date)
{
    json_object_begin(writer);
    put_member(writer, "date", date_to_text(arena, date->date));
    put_member(writer, "precision", text_from(PRECISIONS[date->precision]));
    json_object_end(writer);
}

void field_json_write(struct json_writer *writer, struct arena *arena, const struct field *field, const void *row)
{
    const void *at = (const char *)row + field->offset;
    if (field_is_empty(field, row)) {
        json_put_null(writer);
        return;
    }
    switch (field->kind) {
    case FIELD_CHOICES:
        put_codes(writer, *(const struct text *)at);
        return;
    case FIELD_PARTIAL_DATE:
        put_partial_date(writer, arena, at);
        return;
    case FIELD_INTEGER:
        json_put_integer(writer, *(const int64_t *)at);
        return;
    case FIELD_MONEY:
        put_money(writer, arena, at);
        return;
    case FIELD_FLAG:
        json_put_boolean(writer, ((const struct flag *)at)->is == FLAG_YES);
        return;
    case FIELD_TEXT:
    case FIELD_LINES:
    case FIELD_CHOICE:
    case FIELD_DATE:
    case FIELD_INSTANT:
    case FIELD_LINK:
        break;
    }
    json_put_text(writer, field_to_text(arena, field, row));
}

static struct text id_text(struct arena *arena, struct identifier id)
{
    return identifier_is_none(id) ? TEXT_NONE : identifier_to_text(arena, id);
}

/* The members of the head, which only the program writes. */
enum head_member {
    HEAD_ID,
    HEAD_NUMBER,
    HEAD_STATE,
    HEAD_VERSION,
    HEAD_PERSON,
    HEAD_ORGANISATION,
    HEAD_OFFICE,
    HEAD_ASSIGNED,
    HEAD_CREATED_AT,
    HEAD_CHANGED_AT,
    HEAD_COUNT,
};
static const char *const HEAD_NAMES[HEAD_COUNT] = {"id",           "number", "state",    "version",    "person",
                                                   "organisation", "office", "assigned", "created_at", "changed_at"};

static struct text head_text(struct arena *arena, const struct record_head *head, enum head_member member)
{
    switch (member) {
    case HEAD_ID:
        return id_text(arena, head->id);
    case HEAD_NUMBER:
        return head->number;
    case HEAD_STATE:
        return head->state;
    case HEAD_VERSION:
        return arena_format(arena, "%lld", (long long)head->version);
    case HEAD_PERSON:
        return id_text(arena, head->person);
    case HEAD_ORGANISATION:
        return id_text(arena, head->organisation);
    case HEAD_OFFICE:
        return id_text(arena, head->office);
    case HEAD_ASSIGNED:
        return id_text(arena, head->assigned);
    case HEAD_CREATED_AT:
        return instant_to_text(arena, head->created_at);
    case HEAD_CHANGED_AT:
        return instant_to_text(arena, head->changed_at);
    case HEAD_COUNT:
        break;
    }
    return TEXT_NONE;
}

static bool has_member(const struct record *record, size_t member)
{
    return (member != HEAD_NUMBER || record->kind != NULL) && (member != HEAD_PERSON || record->about_person);
}

void record_json_members(struct json_writer *writer, struct work *work, const struct record *record, const void *row,
                         const struct field_set *readable)
{
    const struct record_head *head = record_head_of(row);
    struct field_set shown = record_shown(record, readable);
    for (size_t i = 0; i < HEAD_COUNT; i++) {
        if (!has_member(record, i))
            continue;
        if (i == HEAD_VERSION) {
            json_key(writer, TEXT("version"));
            json_put_integer(writer, head->version);
        } else
            put_member(writer, HEAD_NAMES[i], head_text(work->arena, head, (enum head_member)i));
    }
    for (size_t i = 0; i < record->field_count; i++) {
        if (!field_set_has(&shown, i))
            continue;
        json_key(writer, text_from(record->fields[i].name));
        field_json_write(writer, work->arena, &record->fields[i], row);
    }
}

void record_json_write(struct json_writer *writer, struct work *work, const struct record *record, const void *row,
                       const struct field_set *readable)
{
    json_object_begin(writer);
    record_json_members(writer, work, record, row, readable);
    json_object_end(writer);
}

/* ---- read ---- */

static enum outcome refuse(struct work *work, struct text name, const char *code, const char *message)
{
    return problem_add(&work->problems, INVALID, code, name, message);
}

static bool text_of(const struct json_value *value, struct text *ret)
{
    if (value == NULL || value->kind != JSON_KIND_TEXT)
        return false;
    *ret = value->text;
    return true;
}

static bool codes_of(struct arena *arena, const struct json_value *value, struct text *ret)
{
    struct text joined = TEXT_NONE, code = TEXT_NONE;
    if (value->kind != JSON_KIND_ARRAY)
        return false;
    for (size_t i = 0; i < value->count; i++) {
        if (!text_of(&value->items[i], &code))
            return false;
        joined = i == 0 ? code : arena_format(arena, "%.*s,%.*s", TEXT_ARG(joined), TEXT_ARG(code));
    }
    *ret = joined;
    return true;
}

static bool money_of(struct arena *arena, const struct json_value *value, struct text *ret)
{
    struct text amount = TEXT_NONE, currency = TEXT_NONE;
    if (!text_of(json_member(value, TEXT("amount")), &amount) ||
        !text_of(json_member(value, TEXT("currency")), &currency))
        return false;
    *ret = arena_format(arena, "%.*s %.*s", TEXT_ARG(amount), TEXT_ARG(currency));
    return true;
}

/* {"date", "precision"}, or as much of a date as is known: "2022-03". */
static bool partial_date_of(const struct json_value *value, struct text *ret)
{
    struct text date = TEXT_NONE, precision = TEXT_NONE;
    int32_t day = DATE_NONE;
    if (value->kind == JSON_KIND_TEXT) {
        date = value->text;
        bool shape = date.length == 4 || (date.length == 7 && date.at[4] == '-') || text_to_date(date, &day) == OK;
        *ret = date;
        return shape;
    }
    if (!text_of(json_member(value, TEXT("date")), &date) ||
        !text_of(json_member(value, TEXT("precision")), &precision) || text_to_date(date, &day) != OK)
        return false;
    static const size_t LENGTHS[] = {[PRECISION_DAY] = 10, [PRECISION_MONTH] = 7, [PRECISION_YEAR] = 4};
    for (size_t i = PRECISION_DAY; i <= PRECISION_YEAR; i++)
        if (text_is(precision, PRECISIONS[i])) {
            *ret = text_slice(date, 0, LENGTHS[i]);
            return true;
        }
    return false;
}

/* The value as field_from_text() takes it; false when it is of another JSON type than the field's schema says. */
static bool typed_of(struct arena *arena, const struct field *field, const struct json_value *value, struct text *ret)
{
    int32_t day = DATE_NONE;
    switch (field->kind) {
    case FIELD_CHOICES:
        return codes_of(arena, value, ret);
    case FIELD_PARTIAL_DATE:
        return partial_date_of(value, ret);
    case FIELD_MONEY:
        return money_of(arena, value, ret);
    case FIELD_INTEGER:
        *ret = value->text;
        return value->kind == JSON_KIND_INTEGER;
    case FIELD_FLAG:
        *ret = value->boolean ? TEXT("yes") : TEXT("no");
        return value->kind == JSON_KIND_BOOLEAN;
    case FIELD_DATE:
        return text_of(value, ret) && text_to_date(*ret, &day) == OK;
    case FIELD_TEXT:
    case FIELD_LINES:
    case FIELD_CHOICE:
    case FIELD_INSTANT:
    case FIELD_LINK:
        break;
    }
    return text_of(value, ret);
}

/* Message for each kind of value that is of another type than it should be. */
static const char *const SHAPES[] = {
    [FIELD_TEXT] = N_("Give a JSON string."),
    [FIELD_LINES] = N_("Give a JSON string."),
    [FIELD_CHOICE] = N_("Give a code as a JSON string."),
    [FIELD_CHOICES] = N_("Give codes as a JSON array of strings."),
    [FIELD_DATE] = N_("Give a day that exists as \"2022-03-31\"."),
    [FIELD_PARTIAL_DATE] = N_("Give {\"date\": \"2022-03-01\", \"precision\": \"day\", \"month\" or \"year\"}."),
    [FIELD_INSTANT] = N_("Give an instant as \"2022-03-31T14:05:00Z\"."),
    [FIELD_INTEGER] = N_("Give a whole JSON number."),
    [FIELD_MONEY] = N_("Give {\"amount\": \"12.50\", \"currency\": \"MAD\"}."),
    [FIELD_FLAG] = N_("Give true, false or null."),
    [FIELD_LINK] = N_("Give an id as a JSON string."),
};

static enum outcome read_value(struct work *work, const struct field *field, const struct json_value *value, void *row)
{
    struct text typed = TEXT_NONE;
    if (json_is_nothing(value)) {
        field_clear(field, row);
        return OK;
    }
    if (!typed_of(work->arena, field, value, &typed))
        return refuse(work, value->name, "type_wrong", SHAPES[field->kind]);
    return field_from_text(work, field, typed, row, &work->problems);
}

static enum outcome read_writable(struct work *work, const struct field *field, const struct json_value *value,
                                  void *row)
{
    const void *member = (const char *)row + field->offset;
    struct identifier before = field->kind == FIELD_LINK ? *(const struct identifier *)member : (struct identifier){0};
    enum outcome outcome = read_value(work, field, value, row);
    return outcome == OK && field->kind == FIELD_LINK ? record_link_check(work, field, before, row) : outcome;
}

/* A client may send back what it read; it may not change it. */
static enum outcome check_unchanged(struct work *work, const struct record *record, const struct field *field,
                                    const struct json_value *value, const void *row)
{
    void *scratch = record_new(work->arena, record);
    enum outcome outcome = read_value(work, field, value, scratch);
    if (outcome == OK && !field_equal(field, scratch, row))
        outcome = refuse(work, value->name, "read_only", N_("You may not change this."));
    return outcome;
}

/* A name as a step of a JSON pointer (RFC 6901): our own hold neither '~' nor '/'. */
static struct text pointer_token(struct arena *arena, struct text name)
{
    AUTO_BUFFER struct buffer token = buffer_open(name.length * 2 + 1);
    for (size_t i = 0; i < name.length; i++) {
        if (name.at[i] == '~' || name.at[i] == '/')
            buffer_add(&token, name.at[i] == '~' ? TEXT("~0") : TEXT("~1"));
        else
            buffer_add_byte(&token, name.at[i]);
    }
    return arena_text(arena, buffer_text(&token));
}

static enum outcome read_head(struct work *work, const struct record *record, const struct json_value *value,
                              const void *row)
{
    for (size_t i = 0; i < HEAD_COUNT; i++) {
        if (!text_is(value->name, HEAD_NAMES[i]) || !has_member(record, i))
            continue;
        struct text is = head_text(work->arena, record_head_of(row), (enum head_member)i);
        struct text given = json_is_nothing(value) ? TEXT_NONE : value->text;
        return text_equal(is, given) ? OK : refuse(work, value->name, "read_only", N_("You may not change this."));
    }
    if (text_is(value->name, "steps") || text_is(value->name, "title"))
        return OK; /* added to a row by the API, never read */
    return refuse(work, pointer_token(work->arena, value->name), "field_unknown", N_("This record has no such field."));
}

/* A field that the actor may neither read nor write is treated as if it did not exist. */
static enum outcome read_member(struct work *work, const struct record *record, const struct field_set *writable,
                                const struct field_set *readable, const struct json_value *value, void *row)
{
    const struct field *field = record_field(record, value->name);
    if (field == NULL || (field->flags & FIELD_HIDDEN) != 0)
        return read_head(work, record, value, row);
    size_t index = record_field_index(record, field);
    if (field_set_has(writable, index))
        return read_writable(work, field, value, row);
    if (field_set_has(readable, index))
        return check_unchanged(work, record, field, value, row);
    return read_head(work, record, value, row);
}

enum outcome record_json_read(struct work *work, const struct record *record, const struct field_set *writable,
                              const struct field_set *readable, const struct json_value *object, void *row)
{
    bool invalid = false;
    if (object == NULL || object->kind != JSON_KIND_OBJECT)
        return refuse(work, TEXT_NONE, "not_an_object", N_("Give a JSON object."));
    for (size_t i = 0; i < object->count; i++) {
        enum outcome outcome = read_member(work, record, writable, readable, &object->items[i], row);
        if (outcome < 0)
            return outcome;
        invalid = invalid || outcome != OK;
    }
    return invalid ? INVALID : OK;
}
