/* Typed parameters into a row. */
#include "base/number.h"
#include "record/form.h"

/* A day as the reader of a date field takes it. */
static bool day_typed(struct work *work, struct text typed, int32_t *ret_date)
{
    static const struct field DAY = {.name = "", .kind = FIELD_DATE};
    struct problems ignored = problems_open(work->arena);
    *ret_date = DATE_NONE;
    return field_from_text(work, &DAY, typed, ret_date, &ignored) == OK && *ret_date != DATE_NONE;
}

/* "31/03/2022 14:05" on the wall as an instant in UTC; other text as it is. */
static struct text moment_typed(struct work *work, struct text typed)
{
    struct text ascii = text_trim(digits_to_ascii(work->arena, typed)), rest = ascii, day = TEXT_NONE;
    if (!text_split(&rest, ' ', &day))
        return ascii;
    rest = text_trim(rest);
    ptrdiff_t colon = text_find_byte(rest, ':');
    int32_t date = DATE_NONE;
    int64_t hour = 0, minute = 0;
    if (colon < 1 || colon > 2 || rest.length != (size_t)colon + 3 || !day_typed(work, day, &date) ||
        text_to_integer(text_slice(rest, 0, (size_t)colon), 0, 23, &hour) != OK ||
        text_to_integer(text_slice(rest, (size_t)colon + 1, rest.length), 0, 59, &minute) != OK)
        return ascii;
    int32_t second = (int32_t)(hour * 3600 + minute * 60);
    int64_t instant =
        work->zone != NULL ? zone_instant(work->zone, date, second) : date * DAY_MICROSECONDS + second * MICROSECONDS;
    return instant_to_text(work->arena, instant);
}

static struct text currency_name(struct arena *arena, const struct field *field)
{
    return arena_format(arena, "%s_currency", field->name);
}

/* An amount without a currency is passed on alone, so that the reader of the field names what is missing; a currency
   without an amount is nothing. */
static struct text money_typed(const struct work *work, const struct field *field, const struct parameters *typed)
{
    struct arena *arena = work->arena;
    struct text amount = text_trim(digits_to_ascii(arena, parameters_get(typed, text_from(field->name))));
    struct text currency = text_trim(parameters_get(typed, currency_name(arena, field)));
    if (text_is_empty(amount) || text_is_empty(currency))
        return amount;
    return arena_format(arena, "%.*s %.*s", TEXT_ARG(amount), TEXT_ARG(currency));
}

/* Boxes come in the order of the form, which is that of the list; empty values only mark that they were there. */
static struct text checks_typed(struct arena *arena, const struct field *field, const struct parameters *typed)
{
    struct text joined = TEXT_NONE, value = TEXT_NONE;
    size_t position = 0;
    while (parameters_next(typed, text_from(field->name), &position, &value)) {
        if (text_is_empty(value))
            continue;
        joined = text_is_empty(joined) ? value : arena_format(arena, "%.*s,%.*s", TEXT_ARG(joined), TEXT_ARG(value));
    }
    return joined;
}

/* The number of a row as a person typed it, or its id; what is no row the actor may see is passed on as typed and
   refused there. */
static struct text link_typed(struct work *work, const struct field *field, struct text typed)
{
    struct identifier id = {0};
    if (text_is_empty(typed) || text_to_identifier(typed, &id) == OK || field->target == NULL)
        return typed;
    if (record_find_typed(work, field->target, typed, &id) != OK)
        return typed;
    return identifier_to_text(work->arena, id);
}

bool form_was_posted(const struct field *field, const struct parameters *typed)
{
    return parameters_has(typed, text_from(field->name));
}

struct text form_typed(struct work *work, const struct field *field, const struct parameters *typed)
{
    struct text value = parameters_get(typed, text_from(field->name));
    switch (field->kind) {
    case FIELD_INSTANT:
        return moment_typed(work, value);
    case FIELD_INTEGER:
        return text_trim(digits_to_ascii(work->arena, value));
    case FIELD_MONEY:
        return money_typed(work, field, typed);
    case FIELD_CHOICES:
        return checks_typed(work->arena, field, typed);
    case FIELD_LINK:
        return link_typed(work, field, text_trim(value));
    case FIELD_TEXT:
    case FIELD_LINES:
    case FIELD_DATE:
    case FIELD_PARTIAL_DATE:
    case FIELD_CHOICE:
    case FIELD_FLAG:
        break;
    }
    return value;
}

enum outcome record_link_check(struct work *work, const struct field *field, struct identifier before, const void *row)
{
    struct identifier id = *(const struct identifier *)(const void *)((const char *)row + field->offset);
    if (identifier_is_none(id) || identifier_equal(id, before) || field->target == NULL)
        return OK;
    struct text title = TEXT_NONE;
    enum outcome outcome = record_titles(work, field->target, &id, 1, &title);
    if (outcome == OK && text_is_empty(title))
        return problem_add(&work->problems, INVALID, "link_unknown", text_from(field->name),
                           N_("There is no such record, or you may not see it."));
    return outcome;
}

static enum outcome read_one(struct work *work, const struct field *field, const struct parameters *typed, void *row)
{
    void *member = (char *)row + field->offset;
    struct identifier before = field->kind == FIELD_LINK ? *(struct identifier *)member : (struct identifier){0};
    enum outcome outcome = field_from_text(work, field, form_typed(work, field, typed), row, &work->problems);
    if (outcome == OK && field->kind == FIELD_LINK)
        outcome = record_link_check(work, field, before, row);
    if (outcome == OK && (field->flags & FIELD_REQUIRED) != 0 && field_is_empty(field, row) &&
        problem_for(&work->problems, text_from(field->name)) == NULL)
        outcome = problem_add_with(&work->problems, INVALID, "required", text_from(field->name), N_("“{1}” is needed."),
                                   text_from(tr(work->language, field->label)), TEXT_NONE);
    return outcome;
}

enum outcome record_form_read(struct work *work, const struct record *record, const struct field_set *fields,
                              const struct parameters *typed, void *row)
{
    bool invalid = false;
    for (size_t i = 0; i < record->field_count; i++) {
        const struct field *field = &record->fields[i];
        if (!field_set_has(fields, i) || !form_was_posted(field, typed))
            continue;
        enum outcome outcome = read_one(work, field, typed, row);
        if (outcome < 0)
            return outcome;
        invalid = invalid || outcome != OK;
    }
    return invalid ? INVALID : OK;
}
