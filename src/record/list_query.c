/* What a list is asked for, from an address and back into one. */
#include "base/number.h"
#include "record/custom_index.h"
#include "record/list.h"

const struct field list_since = {
    .name = "state_since", .label = N_("In its state since"), .kind = FIELD_DATE, .flags = FIELD_FILTERED};

/* ---- from and to an address ---- */

bool list_finds_none(const struct field *field) { return (field->flags & FIELD_UNKNOWN) != 0; }

bool list_is_ranged(const struct field *field)
{
    return field->kind == FIELD_DATE || field->kind == FIELD_PARTIAL_DATE || field->kind == FIELD_INSTANT ||
           field->kind == FIELD_INTEGER || field->kind == FIELD_MONEY;
}

bool list_is_typed(const struct field *field) { return custom_filters(field) && field->kind == FIELD_TEXT; }

static enum outcome read_bound(struct work *work, const struct field *field, struct text typed, bool upper,
                               int64_t *ret_bound)
{
    struct field as_date = {.name = field->name, .kind = FIELD_DATE, .offset = 0};
    int32_t date = DATE_NONE;
    if (typed.length == 0)
        return OK;
    if (field->kind == FIELD_INTEGER)
        return text_to_integer(typed, -INT64_MAX, INT64_MAX, ret_bound) == OK
                   ? OK
                   : problem_add(&work->problems, INVALID, "number_unreadable", text_from(field->name),
                                 N_("Give a whole number within the limits."));
    if (field->kind == FIELD_MONEY) {
        struct money money;
        if (text_to_money(typed, TEXT("EUR"), &money) != OK)
            return problem_add(&work->problems, INVALID, "money_unreadable", text_from(field->name),
                               N_("Give an amount, for example 1250,50."));
        *ret_bound = money.minor;
        return OK;
    }
    enum outcome outcome = field_from_text(work, &as_date, typed, &date, &work->problems);
    if (outcome != OK)
        return outcome;
    if (field->kind == FIELD_INSTANT)
        *ret_bound = zone_instant(work->zone, upper ? date + 1 : date, 0) - (upper ? 1 : 0);
    else
        *ret_bound = date;
    return OK;
}

static struct text suffixed(struct arena *arena, const struct field *field, const char *suffix)
{
    return arena_format(arena, "%s%s", field->name, suffix);
}

static enum outcome read_range(struct work *work, const struct field *field, const struct parameters *parameters,
                               struct list_query *query)
{
    struct list_filter filter = {.field = field, .ranged = true, .from = INT64_MIN, .to = INT64_MAX};
    struct text from = text_trim(parameters_get(parameters, suffixed(work->arena, field, ".from")));
    struct text to = text_trim(parameters_get(parameters, suffixed(work->arena, field, ".to")));
    filter.none = list_finds_none(field) && text_is(parameters_get(parameters, text_from(field->name)), LIST_NONE);
    if (field->kind == FIELD_INSTANT || field->kind == FIELD_MONEY) {
        filter.typed_from = from;
        filter.typed_to = to;
    }
    enum outcome outcome = read_bound(work, field, from, false, &filter.from);
    enum outcome other = read_bound(work, field, to, true, &filter.to);
    if (outcome != OK || other != OK)
        return outcome != OK ? outcome : other;
    if ((from.length > 0 || to.length > 0 || filter.none) && query->filter_count < LIST_FILTERS)
        query->filters[query->filter_count++] = filter;
    return OK;
}

/* A text is typed once and may hold commas; an address shows no more of it than its keyed hash. */
static enum outcome read_keyed_text(struct work *work, const struct record *record, const struct field *field,
                                    const struct parameters *parameters, struct list_query *query)
{
    struct text *value = arena_new(work->arena, struct text);
    struct text typed = TEXT_NONE, next;
    size_t position = 0;
    while (text_is_empty(typed) && parameters_next(parameters, text_from(field->name), &position, &next))
        typed = text_trim(next);
    if (text_is_empty(typed))
        return OK;
    *value = custom_index_is_mark(work->arena, typed) ? typed : custom_index_mark(work, record, field, typed);
    if (text_is_empty(*value))
        return problem_add(&work->problems, INVALID, "text_unfindable", text_from(field->name),
                           N_("No value can be like this. Type it as it stands in the file."));
    if (query->filter_count < LIST_FILTERS)
        query->filters[query->filter_count++] = (struct list_filter){.field = field, .values = value, .value_count = 1};
    return OK;
}

/* Values of a repeated or comma-joined parameter; those that the field cannot hold add a problem. */
static enum outcome read_values(struct work *work, const struct field *field, struct text name,
                                const struct parameters *parameters, struct list_query *query)
{
    struct text *values = arena_array(work->arena, struct text, PARAMETERS_MOST);
    size_t count = 0;
    size_t position = 0;
    struct text joined;
    while (parameters_next(parameters, name, &position, &joined)) {
        struct text value;
        while (text_split(&joined, ',', &value) && count < 300) {
            struct identifier id;
            value = text_trim(value);
            if (value.length == 0)
                continue;
            if (field != NULL && list_finds_none(field) && text_is(value, LIST_NONE)) {
                values[count++] = value;
                continue;
            }
            if (field != NULL && ((field->choices != NULL && choice_find(field->choices, value) == NULL) ||
                                  (field->kind == FIELD_LINK && text_to_identifier(value, &id) != OK) ||
                                  (field->kind == FIELD_FLAG && !text_is(value, "yes") && !text_is(value, "no"))))
                return problem_add(&work->problems, INVALID, "choice_unknown", name, N_("Choose from the list."));
            values[count++] = value;
        }
    }
    if (count > 0 && query->filter_count < LIST_FILTERS)
        query->filters[query->filter_count++] =
            (struct list_filter){.field = field, .values = values, .value_count = count};
    return OK;
}

/* A list must not tell by its length or order what its rows do not show. */
static bool may_use(const struct work *work, const struct record *record, const struct field *field, unsigned flag)
{
    return (field->flags & flag) != 0 && (field->flags & (FIELD_SEALED | FIELD_HIDDEN)) == 0 &&
           actor_may_field_somewhere(work->actor, record->read, field->read, field_purposes(record, field));
}

bool list_filters_by(const struct work *work, const struct record *record, const struct field *field)
{
    return may_use(work, record, field, FIELD_FILTERED);
}

bool list_sorts_by(const struct work *work, const struct record *record, const struct field *field)
{
    return may_use(work, record, field, FIELD_SORTED);
}

static enum outcome read_office(struct work *work, const struct parameters *parameters, struct list_query *query)
{
    struct text typed = text_trim(parameters_get(parameters, TEXT("office")));
    if (typed.length == 0 || text_to_identifier(typed, &query->office) == OK)
        return OK;
    return problem_add(&work->problems, INVALID, "choice_unknown", TEXT("office"), N_("Choose from the list."));
}

static enum outcome read_sort(struct work *work, const struct record *record, struct text sort,
                              struct list_query *query)
{
    query->descending = text_starts_with(sort, TEXT("-"));
    if (query->descending)
        sort = text_slice(sort, 1, sort.length);
    if (sort.length == 0) {
        query->descending = true;
        return OK;
    }
    query->by_title = text_is(sort, "title");
    const struct field *field = record_field(record, sort);
    if (field != NULL && may_use(work, record, field, FIELD_SORTED))
        query->sort = field;
    else if (!query->by_title)
        query->descending = true;
    return OK;
}

const struct field *list_stretched_by(const struct list_query *query)
{
    for (size_t i = 0; i < query->filter_count; i++)
        if (query->filters[i].ranged && (query->filters[i].field->flags & FIELD_SORTED) != 0)
            return query->filters[i].field;
    return NULL;
}

static void sort_by_stretch(struct work *work, const struct record *record, struct list_query *query)
{
    const struct field *field = list_stretched_by(query);
    if (query->sort != NULL || query->by_title || field == NULL || !may_use(work, record, field, FIELD_SORTED))
        return;
    query->sort = field;
    query->descending = true;
}

/* As somebody reads it from a letter. */
static enum outcome read_number(struct work *work, const struct record *record, const struct parameters *parameters,
                                struct list_query *query)
{
    struct text typed = text_trim(parameters_get(parameters, TEXT("number")));
    if (record->kind == NULL || text_is_empty(typed) || record_number(work->arena, record, typed, &query->number) == OK)
        return OK;
    return problem_add(&work->problems, INVALID, "number_wrong", TEXT("number"),
                       N_("This is no number of this list, or a character of it is wrong."));
}

enum outcome list_query_read(struct work *work, const struct record *record, const struct parameters *parameters,
                             struct list_query *ret_query)
{
    struct list_query query = {.size = LIST_PAGE};
    enum outcome outcome = read_sort(work, record, parameters_get(parameters, TEXT("sort")), &query);
    for (size_t i = 0; i < record->field_count; i++) {
        const struct field *field = &record->fields[i];
        if (!may_use(work, record, field, FIELD_FILTERED))
            continue;
        enum outcome read = list_is_ranged(field) ? read_range(work, field, parameters, &query)
                            : list_is_typed(field)
                                ? read_keyed_text(work, record, field, parameters, &query)
                                : read_values(work, field, text_from(field->name), parameters, &query);
        outcome = outcome == OK ? read : outcome;
    }
    enum outcome state = read_values(work, NULL, TEXT("state"), parameters, &query);
    outcome = outcome == OK ? state : outcome;
    enum outcome since = read_range(work, &list_since, parameters, &query);
    outcome = outcome == OK ? since : outcome;
    enum outcome office = read_office(work, parameters, &query);
    outcome = outcome == OK ? office : outcome;
    int64_t size;
    struct text typed = parameters_get(parameters, TEXT("size"));
    if (typed.length > 0 && text_to_integer(typed, 1, LIST_PAGE_MOST, &size) == OK)
        query.size = (size_t)size;
    query.after = parameters_get(parameters, TEXT("after"));
    query.assigned_to_me = text_is(parameters_get(parameters, TEXT("mine")), "1");
    sort_by_stretch(work, record, &query);
    enum outcome number = read_number(work, record, parameters, &query);
    outcome = outcome == OK ? number : outcome;
    if (outcome == OK)
        *ret_query = query;
    return outcome;
}

static void write_bound(struct arena *arena, struct buffer *address, const struct list_filter *filter, bool upper)
{
    int64_t bound = upper ? filter->to : filter->from;
    struct text typed = upper ? filter->typed_to : filter->typed_from;
    if (bound == (upper ? INT64_MAX : INT64_MIN))
        return;
    struct text value = arena_format(arena, "%lld", (long long)bound);
    if (!text_is_empty(typed)) /* a bound is more than it says: a zone, a currency */
        value = typed;
    else if (filter->field->kind == FIELD_MONEY)
        value = money_to_text(arena, (struct money){bound, "EUR"});
    else if (filter->field->kind == FIELD_INSTANT)
        value = date_to_text(arena, (int32_t)(bound / DAY_MICROSECONDS));
    else if (filter->field->kind != FIELD_INTEGER)
        value = date_to_text(arena, (int32_t)bound);
    url_encode_parameter(address, address->length == 0, suffixed(arena, filter->field, upper ? ".to" : ".from"), value);
}

struct text list_query_write(struct arena *arena, const struct record *record, const struct list_query *query)
{
    struct buffer address AUTO_BUFFER = buffer_open(16 * 1024);
    (void)record;
    for (size_t i = 0; i < query->filter_count; i++) {
        const struct list_filter *filter = &query->filters[i];
        struct text name = filter->field == NULL ? TEXT("state") : text_from(filter->field->name);
        if (filter->ranged) {
            write_bound(arena, &address, filter, false);
            write_bound(arena, &address, filter, true);
        }
        if (filter->none)
            url_encode_parameter(&address, address.length == 0, name, TEXT(LIST_NONE));
        for (size_t j = 0; j < filter->value_count; j++)
            url_encode_parameter(&address, address.length == 0, name, filter->values[j]);
    }
    if (query->sort != NULL || query->by_title)
        url_encode_parameter(
            &address, address.length == 0, TEXT("sort"),
            arena_format(arena, "%s%s", query->descending ? "-" : "", query->by_title ? "title" : query->sort->name));
    if (query->size != LIST_PAGE)
        url_encode_parameter(&address, address.length == 0, TEXT("size"), arena_format(arena, "%zu", query->size));
    if (query->assigned_to_me)
        url_encode_parameter(&address, address.length == 0, TEXT("mine"), TEXT("1"));
    if (query->number.length > 0)
        url_encode_parameter(&address, address.length == 0, TEXT("number"), query->number);
    if (!identifier_is_none(query->office))
        url_encode_parameter(&address, address.length == 0, TEXT("office"), identifier_to_text(arena, query->office));
    return arena_text(arena, buffer_text(&address));
}
