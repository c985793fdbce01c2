/* The filter bar and the chips of a list. */
#include "record/choice_order.h"
#include "record/table_parts.h"

#include <string.h>

struct text table_say(const struct work *work, const char *message)
{
    return message == NULL ? TEXT_NONE : text_from(tr(work->language, message));
}

static bool is_ranged(const struct field *field)
{
    return field->kind == FIELD_DATE || field->kind == FIELD_PARTIAL_DATE || field->kind == FIELD_INSTANT ||
           field->kind == FIELD_INTEGER || field->kind == FIELD_MONEY;
}

bool table_filters(const struct field *field)
{
    return (field->flags & FIELD_FILTERED) != 0 && (field->flags & (FIELD_SEALED | FIELD_HIDDEN)) == 0;
}

static bool is_dated(const struct field *field)
{
    return is_ranged(field) && field->kind != FIELD_INTEGER && field->kind != FIELD_MONEY;
}

static bool value_among(const struct list_filter *filter, struct text code)
{
    for (size_t i = 0; filter != NULL && i < filter->value_count; i++)
        if (text_equal(filter->values[i], code))
            return true;
    return false;
}

static const struct list_filter *filter_of(const struct list_query *query, const struct field *field)
{
    for (size_t i = 0; i < query->filter_count; i++)
        if (query->filters[i].field == field)
            return &query->filters[i];
    return NULL;
}

/* The codes, and behind them "not given" where the list is narrowed to that. */
static struct form_choice *codes_of(struct work *work, const struct choice_list *list, const struct list_filter *in_use,
                                    struct text id, size_t *ret_count)
{
    struct form_choice *choices = arena_array(work->arena, struct form_choice, list->count + 1);
    *ret_count = list->count;
    for (size_t i = 0; i < list->count; i++) {
        const struct choice *choice = choice_at(list, work->language, i);
        struct text code = text_from(choice->code);
        choices[i] =
            (struct form_choice){code, choice_name(choice, work->language),
                                 arena_format(work->arena, "%.*s-%zu", TEXT_ARG(id), i + 1), value_among(in_use, code)};
    }
    if (value_among(in_use, TEXT(LIST_NONE)))
        choices[(*ret_count)++] =
            (struct form_choice){TEXT(LIST_NONE), table_say(work, N_("Not given")),
                                 arena_format(work->arena, "%.*s-none", TEXT_ARG(id)), .selected = true};
    return choices;
}

static const struct choice_list *flag_list(void)
{
    static const struct choice CHOICES[] = {{.code = "yes", .label = N_("Yes")}, {.code = "no", .label = N_("No")}};
    static const struct choice_list LIST = {.name = "flag", .choices = CHOICES, .count = 2};
    return &LIST;
}

const struct choice_list *table_codes(const struct field *field)
{
    return field->kind == FIELD_FLAG ? flag_list() : field->choices;
}

static void make_range(struct work *work, const struct field *field, const struct parameters *typed,
                       struct table_filter *filter)
{
    struct arena *arena = work->arena;
    filter->control = FILTER_RANGE;
    filter->numeric = !is_dated(field);
    filter->from_name = arena_format(arena, "%s.from", field->name);
    filter->to_name = arena_format(arena, "%s.to", field->name);
    filter->from_id = arena_format(arena, "filter-%s-from", field->name);
    filter->to_id = arena_format(arena, "filter-%s-to", field->name);
    filter->from = form_date_shown(arena, parameters_get(typed, filter->from_name));
    filter->to = form_date_shown(arena, parameters_get(typed, filter->to_name));
}

static struct text error_of(const struct work *work, const struct table_filter *filter)
{
    const struct problem *problem = problem_for(&work->problems, filter->name);
    return problem == NULL ? TEXT_NONE : problem_sentence(work->arena, work->language, problem);
}

/* What was typed is shown again only when it could not be used: otherwise nothing but its keyed hash is known. */
static void make_text(const struct parameters *typed, const struct list_filter *in_use, struct table_filter *filter)
{
    filter->control = FILTER_TEXT;
    filter->mark = in_use != NULL ? in_use->values[0] : TEXT_NONE;
    filter->typed = in_use == NULL ? parameters_get(typed, filter->name) : TEXT_NONE;
}

/* False for a kind that has no control (a link is filtered from the page of the row it leads to). */
static bool make_filter(struct work *work, const struct field *field, const struct list_query *query,
                        const struct parameters *typed, struct table_filter *ret)
{
    const struct choice_list *list = table_codes(field);
    const struct list_filter *in_use = filter_of(query, field);
    *ret = (struct table_filter){
        .name = text_from(field->name),
        .id = arena_format(work->arena, "filter-%s", field->name),
        .label = table_say(work, field->label),
        .every = table_say(work, field->every != NULL ? field->every : N_("All")),
        .in_use = in_use != NULL,
        .many = in_use != NULL && in_use->value_count > 1,
    };
    if (is_ranged(field)) {
        make_range(work, field, typed, ret);
        ret->mark = in_use != NULL && in_use->none ? TEXT(LIST_NONE) : TEXT_NONE;
    } else if (list_is_typed(field))
        make_text(typed, in_use, ret);
    else if (list != NULL && field->kind != FIELD_LINK) {
        ret->control = list->count > FORM_RADIO_MOST ? FILTER_SELECT : FILTER_CHOICES;
        ret->choices = codes_of(work, list, in_use, ret->id, &ret->choice_count);
    } else
        return false;
    ret->error = error_of(work, ret);
    return true;
}

static void make_state_filter(struct work *work, const struct list_query *query, const struct choice_list *states,
                              struct table_filter *ret)
{
    const struct list_filter *in_use = filter_of(query, NULL);
    *ret = (struct table_filter){
        .name = TEXT("state"),
        .id = TEXT("filter-state"),
        .label = table_say(work, N_("State")),
        .every = table_say(work, N_("All states")),
        .control = states->count > FORM_RADIO_MOST ? FILTER_SELECT : FILTER_CHOICES,
        .in_use = in_use != NULL,
        .many = in_use != NULL && in_use->value_count > 1,
    };
    ret->choices = codes_of(work, states, in_use, ret->id, &ret->choice_count);
    ret->error = error_of(work, ret);
}

static void make_office_filter(struct work *work, const struct list_query *query, const struct table_options *options,
                               struct table_filter *ret)
{
    *ret = (struct table_filter){
        .name = TEXT("office"),
        .id = TEXT("filter-office"),
        .label = table_say(work, N_("Office")),
        .every = table_say(work, N_("All offices")),
        .control = FILTER_SELECT,
        .choices = options->offices,
        .choice_count = options->office_count,
        .in_use = !identifier_is_none(query->office),
    };
    ret->error = error_of(work, ret);
}

void table_make_filters(struct work *work, const struct record *record, const struct list_query *query,
                        const struct parameters *typed, const struct table_options *options, struct table_view *view)
{
    struct field_set may = table_fields(work, record);
    view->filters = arena_array(work->arena, struct table_filter, record->field_count + 3);
    if (options->states != NULL)
        make_state_filter(work, query, options->states, &view->filters[view->filter_count++]);
    if (options->states != NULL)
        (void)make_filter(work, &list_since, query, typed, &view->filters[view->filter_count++]);
    if (options->office_count > 1)
        make_office_filter(work, query, options, &view->filters[view->filter_count++]);
    for (size_t i = 0; i < record->field_count; i++)
        if (table_filters(&record->fields[i]) && field_set_has(&may, i) &&
            make_filter(work, &record->fields[i], query, typed, &view->filters[view->filter_count])) {
            view->typed = view->typed || view->filters[view->filter_count].control == FILTER_TEXT;
            view->filter_count++;
        }
}

/* The address of the query without one value of a filter, or without the filter when it was its last. */
static struct text path_without(struct work *work, const struct record *record, const struct list_query *query,
                                size_t at, size_t value)
{
    struct list_query less = *query;
    struct list_filter *filter = &less.filters[at];
    if (filter->ranged || filter->value_count < 2) {
        memmove(filter, filter + 1, (less.filter_count - at - 1) * sizeof *filter);
        less.filter_count--;
    } else {
        struct text *values = arena_array(work->arena, struct text, filter->value_count);
        size_t kept = 0;
        for (size_t i = 0; i < filter->value_count; i++)
            if (i != value)
                values[kept++] = filter->values[i];
        filter->values = values;
        filter->value_count = kept;
    }
    return table_path(work, record, &less);
}

static struct text shown_bound(struct work *work, const struct field *field, int64_t bound)
{
    if (bound == INT64_MIN || bound == INT64_MAX)
        return TEXT("…");
    if (field->kind == FIELD_DATE || field->kind == FIELD_PARTIAL_DATE)
        return language_short_date(work->arena, work->language, (int32_t)bound);
    if (field->kind == FIELD_INSTANT && work->zone != NULL)
        return language_short_date(work->arena, work->language, zone_date(work->zone, bound));
    if (field->kind == FIELD_MONEY)
        return TEXT_NONE;
    return language_number(work->arena, work->language, bound);
}

/* Amounts are read in the currency of each row, so the chip repeats what was typed.  Numbers have no direction: from
   the right the first bound stands right only behind a mark. */
static struct text range_shown(struct work *work, const struct list_filter *filter, const struct parameters *typed)
{
    if (filter->none)
        return table_say(work, N_("Not given"));
    struct text from = shown_bound(work, filter->field, filter->from);
    struct text to = shown_bound(work, filter->field, filter->to);
    if (filter->field->kind == FIELD_MONEY) {
        from = parameters_get(typed, arena_format(work->arena, "%s.from", filter->field->name));
        to = parameters_get(typed, arena_format(work->arena, "%s.to", filter->field->name));
    }
    return arena_format(work->arena, "%s%.*s – %.*s", language_right_to_left(work->language) ? "\u200f" : "",
                        TEXT_ARG(from), TEXT_ARG(to));
}

static void add_chip(struct table_view *view, struct text label, struct text value, struct text remove)
{
    view->chips[view->chip_count++] = (struct table_chip){label, value, remove};
}

/* A link filter's value by the title of its row; empty when the actor may not see it. */
static struct text link_shown(struct work *work, const struct field *field, struct text value)
{
    struct identifier id = {0};
    struct text title = TEXT_NONE;
    if (field->target == NULL || text_to_identifier(value, &id) != OK ||
        record_titles(work, field->target, &id, 1, &title) != OK)
        return TEXT_NONE;
    return title;
}

static struct text value_shown(struct work *work, const struct field *field, const struct table_options *options,
                               struct text value)
{
    if (field == NULL)
        return options->states != NULL ? choice_show(options->states, value, work->language) : value;
    if (field->kind == FIELD_LINK)
        return link_shown(work, field, value);
    if (list_is_typed(field))
        return table_say(work, N_("as typed"));
    const struct choice_list *list = table_codes(field);
    if (list_finds_none(field) && text_is(value, LIST_NONE))
        return table_say(work, N_("Not given"));
    return list != NULL ? choice_show(list, value, work->language) : value;
}

static struct text office_shown(struct work *work, const struct table_options *options)
{
    for (size_t i = 0; i < options->office_count; i++)
        if (options->offices[i].selected)
            return options->offices[i].label;
    return table_say(work, N_("one office"));
}

static void add_flag_chips(struct work *work, const struct record *record, const struct list_query *query,
                           const struct table_options *options, struct table_view *view)
{
    struct list_query less = *query;
    if (!identifier_is_none(query->office)) {
        less.office = (struct identifier){0};
        add_chip(view, table_say(work, N_("Office")), office_shown(work, options), table_path(work, record, &less));
        less.office = query->office;
    }
    if (query->assigned_to_me) {
        less.assigned_to_me = false;
        add_chip(view, table_say(work, N_("Assigned")), table_say(work, N_("to me")), table_path(work, record, &less));
        less.assigned_to_me = true;
    }
    if (query->number.length > 0) {
        less.number = TEXT_NONE;
        add_chip(view, table_say(work, N_("Number")), query->number, table_path(work, record, &less));
        less.number = query->number;
    }
    if (!identifier_is_none(query->person)) {
        less.person = (struct identifier){0};
        add_chip(view, table_say(work, N_("Person")), table_say(work, N_("one person")),
                 table_path(work, record, &less));
    }
}

void table_make_chips(struct work *work, const struct record *record, const struct list_query *query,
                      const struct parameters *typed, const struct table_options *options, struct table_view *view)
{
    size_t room = 3;
    for (size_t i = 0; i < query->filter_count; i++)
        room += query->filters[i].ranged ? 1 : query->filters[i].value_count;
    view->chips = arena_array(work->arena, struct table_chip, room);
    for (size_t i = 0; i < query->filter_count; i++) {
        const struct list_filter *filter = &query->filters[i];
        struct text label = table_say(work, filter->field == NULL ? N_("State") : filter->field->label);
        if (filter->ranged)
            add_chip(view, label, range_shown(work, filter, typed), path_without(work, record, query, i, 0));
        for (size_t v = 0; !filter->ranged && v < filter->value_count; v++)
            add_chip(view, label, value_shown(work, filter->field, options, filter->values[v]),
                     path_without(work, record, query, i, v));
    }
    add_flag_chips(work, record, query, options, view);
}
