/* What a program asked of a list: nothing is ignored in silence, because its author would take the rows for an answer.
 */
#include "base/number.h"
#include "record/list.h"

struct check {
    struct work *work;
    const struct record *record;
    const char *const *states;
    size_t state_count;
    const struct parameters *parameters;
};

static void add_name(struct buffer *names, struct text name)
{
    if (names->length > 0)
        buffer_add(names, TEXT(", "));
    buffer_add(names, name);
}

static enum outcome refuse(const struct check *check, const char *code, struct text name, const char *message,
                           struct text argument, const struct buffer *allowed)
{
    return problem_add_with(&check->work->problems, INVALID, code, name, message, argument, buffer_text(allowed));
}

/* ---- names ---- */

static const char *const PAGING[] = {"office", "sort", "size", "after", "mine"};
enum { PAGING_COUNT = sizeof PAGING / sizeof *PAGING };

static bool names_field(const struct check *check, const struct field *field, struct text name)
{
    struct text own = text_from(field->name);
    if (!list_filters_by(check->work, check->record, field) || !text_starts_with(name, own))
        return false;
    struct text behind = text_slice(name, own.length, name.length);
    if (text_is_empty(behind) && list_finds_none(field))
        return true;
    return list_is_ranged(field) ? text_is(behind, ".from") || text_is(behind, ".to") : text_is_empty(behind);
}

static const struct field *field_of(const struct check *check, struct text name)
{
    for (size_t i = 0; i < check->record->field_count; i++)
        if (names_field(check, &check->record->fields[i], name))
            return &check->record->fields[i];
    return NULL;
}

static bool is_known(const struct check *check, struct text name)
{
    for (size_t i = 0; i < PAGING_COUNT; i++)
        if (text_is(name, PAGING[i]))
            return true;
    return (check->state_count > 0 &&
            (text_is(name, "state") || text_is(name, "state_since.from") || text_is(name, "state_since.to"))) ||
           (check->record->kind != NULL && text_is(name, "number")) || field_of(check, name) != NULL;
}

static enum outcome refuse_name(const struct check *check, struct text name)
{
    struct arena *arena = check->work->arena;
    AUTO_BUFFER struct buffer allowed = buffer_open(64 << 10);
    if (check->state_count > 0)
        add_name(&allowed, TEXT("state, state_since.from, state_since.to"));
    if (check->record->kind != NULL)
        add_name(&allowed, TEXT("number"));
    for (size_t i = 0; i < check->record->field_count; i++) {
        const struct field *field = &check->record->fields[i];
        if (!list_filters_by(check->work, check->record, field))
            continue;
        if (list_is_ranged(field))
            add_name(&allowed, arena_format(arena, "%s.from, %s.to", field->name, field->name));
        else
            add_name(&allowed, text_from(field->name));
    }
    for (size_t i = 0; i < PAGING_COUNT; i++)
        add_name(&allowed, text_from(PAGING[i]));
    return refuse(check, "parameter_unknown", name, N_("There is no parameter “{1}” here. There are: {2}."), name,
                  &allowed);
}

/* ---- values ---- */

static bool is_state(const struct check *check, struct text value)
{
    for (size_t i = 0; i < check->state_count; i++)
        if (text_is(value, check->states[i]))
            return true;
    return false;
}

static enum outcome refuse_value(const struct check *check, struct text name, struct text value,
                                 const struct buffer *allowed)
{
    return refuse(check, "value_unknown", name, N_("“{1}” is not possible here. Possible are: {2}."), value, allowed);
}

static enum outcome check_states(const struct check *check, struct text name, struct text values)
{
    struct text value;
    AUTO_BUFFER struct buffer allowed = buffer_open(64 << 10);
    for (size_t i = 0; i < check->state_count; i++)
        add_name(&allowed, text_from(check->states[i]));
    while (text_split(&values, ',', &value))
        if (!text_is_empty(text_trim(value)) && !is_state(check, text_trim(value)))
            return refuse_value(check, name, text_trim(value), &allowed);
    return OK;
}

static enum outcome check_choices(const struct check *check, const struct field *field, struct text values)
{
    struct text value;
    AUTO_BUFFER struct buffer allowed = buffer_open(64 << 10);
    for (size_t i = 0; i < field->choices->count; i++)
        add_name(&allowed, text_from(field->choices->choices[i].code));
    while (text_split(&values, ',', &value))
        if (!text_is_empty(text_trim(value)) && choice_find(field->choices, text_trim(value)) == NULL &&
            !(list_finds_none(field) && text_is(text_trim(value), LIST_NONE)))
            return refuse_value(check, text_from(field->name), text_trim(value), &allowed);
    return OK;
}

static enum outcome check_sort(const struct check *check, struct text value)
{
    bool found = text_is_empty(value);
    struct text name = text_starts_with(value, TEXT("-")) ? text_slice(value, 1, value.length) : value;
    AUTO_BUFFER struct buffer allowed = buffer_open(64 << 10);
    add_name(&allowed, TEXT("title"));
    found = found || text_is(name, "title");
    for (size_t i = 0; i < check->record->field_count; i++) {
        const struct field *field = &check->record->fields[i];
        if (!list_sorts_by(check->work, check->record, field))
            continue;
        add_name(&allowed, text_from(field->name));
        found = found || text_is(name, field->name);
    }
    return found ? OK : refuse_value(check, TEXT("sort"), value, &allowed);
}

static enum outcome check_size(const struct check *check, struct text value)
{
    int64_t size;
    AUTO_BUFFER struct buffer allowed = buffer_open(64);
    buffer_format(&allowed, "1–%d", LIST_PAGE_MOST);
    return text_is_empty(value) || text_to_integer(value, 1, LIST_PAGE_MOST, &size) == OK
               ? OK
               : refuse_value(check, TEXT("size"), value, &allowed);
}

static enum outcome check_mine(const struct check *check, struct text value)
{
    AUTO_BUFFER struct buffer allowed = buffer_open(64);
    buffer_add(&allowed, TEXT("0, 1"));
    return text_is_empty(value) || text_is(value, "1") || text_is(value, "0")
               ? OK
               : refuse_value(check, TEXT("mine"), value, &allowed);
}

/* A range has its bounds under other names: its own asks for what is not given. */
static enum outcome check_only_none(const struct check *check, struct text name, struct text value)
{
    AUTO_BUFFER struct buffer allowed = buffer_open(4096);
    add_name(&allowed, TEXT(LIST_NONE));
    add_name(&allowed, arena_format(check->work->arena, "%.*s.from=…, %.*s.to=…", TEXT_ARG(name), TEXT_ARG(name)));
    return text_is_empty(value) || text_is(value, LIST_NONE) ? OK : refuse_value(check, name, value, &allowed);
}

static enum outcome check_one(const struct check *check, struct text name, struct text value)
{
    if (!is_known(check, name))
        return refuse_name(check, name);
    if (text_is(name, "sort"))
        return check_sort(check, value);
    if (text_is(name, "size"))
        return check_size(check, value);
    if (text_is(name, "mine"))
        return check_mine(check, value);
    const struct field *field = field_of(check, name);
    if (field != NULL && list_is_ranged(field) && text_is(name, field->name))
        return check_only_none(check, name, value);
    if (field != NULL)
        return field->choices != NULL ? check_choices(check, field, value) : OK;
    return text_is(name, "state") ? check_states(check, name, value) : OK;
}

enum outcome list_query_check(struct work *work, const struct record *record, const char *const *states,
                              size_t state_count, const struct parameters *parameters)
{
    struct check check = {work, record, states, state_count, parameters};
    enum outcome outcome = OK;
    for (size_t i = 0; i < parameters->count; i++) {
        enum outcome one = check_one(&check, parameters->at[i].name, parameters->at[i].value);
        outcome = outcome == OK ? one : outcome;
    }
    return outcome;
}
