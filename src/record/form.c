#include "record/form.h"
#include "record/choice_order.h"
#include "record/detail.h"
#include "record/list.h"

#include <string.h>

struct form_maker {
    struct work *work;
    const struct record *record;
    const void *row;
    const struct parameters *typed;
    struct form_options options;
};

struct text problem_sentence(struct arena *arena, const struct language *language, const struct problem *problem)
{
    return tr_with(arena, language, problem->message, problem->arguments, PROBLEM_ARGUMENTS);
}

struct field_set record_form_fields(const struct work *work, const struct record *record, const void *row)
{
    struct field_set writable = record_writable(work, record, row), fields = {0};
    struct field_set readable = record_readable(work, record, row);
    bool stored = record_head_of(row)->version > 0;
    for (size_t i = 0; i < record->field_count; i++) {
        unsigned flags = record->fields[i].flags;
        if (field_set_has(&writable, i) && (flags & (FIELD_COMPUTED | FIELD_HIDDEN)) == 0 &&
            !(stored && ((flags & FIELD_ONCE) != 0 || !field_set_has(&readable, i))))
            field_set_add(&fields, i);
    }
    return fields;
}

static struct text say(const struct form_maker *maker, const char *message)
{
    return message == NULL ? TEXT_NONE : text_from(tr(maker->work->language, message));
}

static bool posted(const struct form_maker *maker, const struct field *field)
{
    return maker->typed != NULL && form_was_posted(field, maker->typed);
}

struct text form_date_shown(struct arena *arena, struct text machine)
{
    int32_t date = DATE_NONE;
    struct text year = text_slice(machine, 0, 4);
    if (machine.length != 7 && text_to_date(machine, &date) != OK)
        return machine;
    if (machine.length == 10)
        return arena_format(arena, "%.*s/%.*s/%.*s", 2, machine.at + 8, 2, machine.at + 5, TEXT_ARG(year));
    if (machine.length == 7 && machine.at[4] == '-')
        return arena_format(arena, "%.*s/%.*s", 2, machine.at + 5, TEXT_ARG(year));
    return machine;
}

static struct text moment_for_typing(const struct work *work, int64_t instant)
{
    if (instant == INSTANT_NONE)
        return TEXT_NONE;
    int64_t shift = work->zone != NULL ? zone_offset(work->zone, instant) * MICROSECONDS : 0;
    struct text local = instant_to_text(work->arena, instant + shift); /* "2022-03-31T14:05:00Z" */
    struct text day = form_date_shown(work->arena, text_slice(local, 0, 10));
    return arena_format(work->arena, "%.*s %.*s", TEXT_ARG(day), 5, local.at + 11);
}

/* An amount as people write it and as the hints show it: 1250,50. */
static struct text with_comma(struct arena *arena, struct text amount)
{
    ptrdiff_t point = text_find_byte(amount, '.');
    if (point < 0)
        return amount;
    struct text decimals = text_slice(amount, (size_t)point + 1, amount.length);
    return arena_format(arena, "%.*s,%.*s", (int)point, amount.at, TEXT_ARG(decimals));
}

/* What stands in the field when nothing was typed yet. */
static struct text value_of_row(const struct form_maker *maker, const struct field *field)
{
    struct arena *arena = maker->work->arena;
    const void *member = (const char *)maker->row + field->offset;
    if (field->kind == FIELD_MONEY) {
        const struct money *money = member;
        bool nothing_yet = money->minor == 0 && record_head_of(maker->row)->version == 0;
        return money->currency[0] == '\0' || nothing_yet ? TEXT_NONE : with_comma(arena, money_to_text(arena, *money));
    }
    if (field->kind == FIELD_INSTANT)
        return moment_for_typing(maker->work, *(const int64_t *)member);
    struct text value = field_to_text(arena, field, maker->row);
    bool dated = field->kind == FIELD_DATE || field->kind == FIELD_PARTIAL_DATE;
    return dated ? form_date_shown(arena, value) : value;
}

static struct text value_of(const struct form_maker *maker, const struct field *field)
{
    if (!posted(maker, field))
        return value_of_row(maker, field);
    if (field->kind == FIELD_CHOICES)
        return form_typed(maker->work, field, maker->typed);
    return parameters_get(maker->typed, text_from(field->name));
}

static bool code_among(struct text codes, struct text code)
{
    struct text part = TEXT_NONE;
    while (text_split(&codes, ',', &part))
        if (text_equal(part, code))
            return true;
    return false;
}

/* Up to this many check boxes are shown at once; longer names of choices are sentences. */
enum { CHECKS_MOST = 12, WORDS_LONGEST = 28 };

/* A list being filled; ids are the field's own for the first, then "-2", "-3" … */
struct choice_filler {
    struct form_choice *choices;
    bool wordy;
    size_t count;
    struct text id;
    struct arena *arena;
};

static void fill(struct choice_filler *filler, struct text code, struct text label, bool selected)
{
    struct text id = filler->count == 0
                         ? filler->id
                         : arena_format(filler->arena, "%.*s-%zu", TEXT_ARG(filler->id), filler->count + 1);
    filler->choices[filler->count++] = (struct form_choice){code, label, id, selected};
    filler->wordy = filler->wordy || text_code_points(label) > WORDS_LONGEST;
}

static struct choice_filler filler_open(struct arena *arena, struct text id, size_t most)
{
    return (struct choice_filler){arena_array(arena, struct form_choice, most + 1), false, 0, id, arena};
}

static void filler_close(const struct choice_filler *filler, struct form_field *field)
{
    field->choices = filler->choices;
    field->wordy = filler->wordy;
    field->choice_count = filler->count;
}

static const char *const NOT_GIVEN = N_("Not given");
static const char *const CHOOSE = N_("Choose…");

static bool is_usual(const struct choice_list *list, const struct choice *choice, size_t place)
{
    bool any = false;
    for (size_t i = 0; i < list->count; i++)
        any = any || list->choices[i].usual;
    return any ? choice->usual : place < CHECKS_MOST;
}

/* Of a long list the usual ones and those chosen come first, the others behind them. */
static void fill_checks(const struct form_maker *maker, struct form_field *field)
{
    const struct choice_list *list = field->field->choices;
    size_t count = list == NULL ? 0 : list->count;
    size_t shown = 0;
    struct choice_filler filler = filler_open(maker->work->arena, field->id, count);
    field->control = CONTROL_CHECKS;
    for (int behind = 0; behind < 2; behind++) {
        for (size_t i = 0; i < count; i++) {
            const struct choice *choice = choice_at(list, maker->work->language, i);
            struct text code = text_from(choice->code);
            bool selected = code_among(field->value, code);
            if (choice->past && !selected)
                continue;
            bool first = count <= CHECKS_MOST || selected || is_usual(list, choice, i);
            if (first == (behind == 0))
                fill(&filler, code, choice_name(choice, maker->work->language), selected);
        }
        shown = behind == 0 ? filler.count : shown;
    }
    filler_close(&filler, field);
    field->more = field->choices + shown;
    field->more_count = field->choice_count - shown;
    field->choice_count = shown;
}

static void fill_codes(const struct form_maker *maker, struct form_field *field)
{
    const struct choice_list *list = field->field->choices;
    size_t count = list == NULL ? 0 : list->count;
    struct choice_filler filler = filler_open(maker->work->arena, field->id, count + 1);
    bool select = count > FORM_RADIO_MOST;
    if (field->field->kind == FIELD_CHOICES) {
        fill_checks(maker, field);
        return;
    }
    field->control = select ? CONTROL_SELECT : CONTROL_RADIO;
    if (select)
        fill(&filler, TEXT_NONE, say(maker, CHOOSE), text_is_empty(field->value));
    for (size_t i = 0; i < count; i++) {
        const struct choice *choice = choice_at(list, maker->work->language, i);
        struct text code = text_from(choice->code);
        bool selected = text_equal(field->value, code);
        if (!choice->past || selected)
            fill(&filler, code, choice_name(choice, maker->work->language), selected);
    }
    if (!select && !field->required)
        fill(&filler, TEXT_NONE, say(maker, NOT_GIVEN), text_is_empty(field->value));
    filler_close(&filler, field);
}

static void fill_flag(const struct form_maker *maker, struct form_field *field)
{
    struct choice_filler filler = filler_open(maker->work->arena, field->id, 3);
    field->control = CONTROL_RADIO;
    fill(&filler, TEXT("yes"), say(maker, N_("Yes")), text_is(field->value, "yes"));
    fill(&filler, TEXT("no"), say(maker, N_("No")), text_is(field->value, "no"));
    if (!field->required)
        fill(&filler, TEXT_NONE, say(maker, NOT_GIVEN), text_is_empty(field->value));
    filler_close(&filler, field);
}

static void fill_currencies(const struct form_maker *maker, struct form_field *field)
{
    struct arena *arena = maker->work->arena;
    const struct money *money = (const void *)((const char *)maker->row + field->field->offset);
    field->control = CONTROL_MONEY;
    field->currency_name = arena_format(arena, "%.*s_currency", TEXT_ARG(field->name));
    field->currency_id = arena_format(arena, "%.*s-currency", TEXT_ARG(field->id));
    struct text chosen = maker->typed != NULL && parameters_has(maker->typed, field->currency_name)
                             ? parameters_get(maker->typed, field->currency_name)
                             : arena_text(arena, text_from(money->currency));
    const struct choice_list *list = field->field->choices;
    size_t count = list != NULL ? list->count : money_currency_count();
    struct choice_filler filler = filler_open(arena, field->currency_id, count);
    for (size_t i = 0; i < count; i++) {
        struct text code = text_from(list != NULL ? list->choices[i].code : money_currency(i));
        fill(&filler, code, code, text_is_empty(chosen) ? i == 0 : text_equal(code, chosen));
    }
    field->currencies = filler.choices;
    field->currency_count = filler.count;
}

struct link_list {
    struct identifier *ids;
    size_t count;
};

static bool take_link(void *context, struct work *work, void *row, const struct field_set *readable)
{
    struct link_list *list = context;
    (void)work, (void)readable;
    if (list->count <= FORM_LINKS_MOST)
        list->ids[list->count] = record_head(row)->id;
    return ++list->count <= FORM_LINKS_MOST;
}

/* All rows of the target; more than FORM_LINKS_MOST: none, and TOO_LARGE. */
static enum outcome rows_of_target(struct work *work, const struct field *field, const struct form_choice **ret_choices,
                                   size_t *ret_count)
{
    struct link_list list = {.ids = arena_array(work->arena, struct identifier, FORM_LINKS_MOST + 1)};
    struct list_query all = {.size = LIST_PAGE_MOST};
    enum outcome outcome = record_each(work, field->target, &all, take_link, &list);
    if (outcome != OK)
        return outcome;
    if (list.count > FORM_LINKS_MOST)
        return TOO_LARGE;
    struct text *titles = arena_array(work->arena, struct text, list.count + 1);
    if ((outcome = record_titles(work, field->target, list.ids, list.count, titles)) != OK)
        return outcome;
    struct form_choice *choices = arena_array(work->arena, struct form_choice, list.count + 1);
    for (size_t i = 0; i < list.count; i++)
        choices[i] = (struct form_choice){identifier_to_text(work->arena, list.ids[i]), titles[i], TEXT_NONE, false};
    *ret_choices = choices;
    *ret_count = list.count;
    return OK;
}

/* What stands in the row is offered even when the page's own list does not have it: saving must not lose it. */
static void fill_links(const struct form_maker *maker, struct form_field *field, const struct form_choice *rows,
                       size_t count)
{
    struct choice_filler filler = filler_open(maker->work->arena, field->id, count + 2);
    bool select = count > FORM_RADIO_MOST, found = text_is_empty(field->value);
    field->control = select ? CONTROL_SELECT : CONTROL_RADIO;
    if (select)
        fill(&filler, TEXT_NONE, say(maker, CHOOSE), text_is_empty(field->value));
    for (size_t i = 0; i < count; i++) {
        bool selected = text_equal(rows[i].code, field->value);
        found = found || selected;
        fill(&filler, rows[i].code, rows[i].label, selected);
    }
    if (!found && !posted(maker, field->field))
        fill(&filler, field->value, field_to_show(maker->work, field->field, maker->row), true);
    if (!select && !field->required)
        fill(&filler, TEXT_NONE, say(maker, NOT_GIVEN), text_is_empty(field->value));
    filler_close(&filler, field);
}

/* The number of the linked row, where there are too many to choose from. */
static enum outcome link_by_number(const struct form_maker *maker, struct form_field *field)
{
    field->control = CONTROL_NUMBER;
    field->left_to_right = true;
    field->hint = say(maker, N_("Type its number."));
    struct identifier id = {0};
    void *target = NULL;
    struct field_set readable;
    if (posted(maker, field->field) || text_to_identifier(field->value, &id) != OK)
        return OK;
    enum outcome outcome = record_peek(maker->work, field->field->target, id, &target, &readable);
    if (outcome == OK && !text_is_empty(record_head_of(target)->number))
        field->value = record_head_of(target)->number;
    return outcome < 0 ? outcome : OK;
}

static enum outcome fill_link(const struct form_maker *maker, struct form_field *field)
{
    const struct form_choice *rows = NULL;
    size_t count = 0;
    enum outcome outcome = NOT_FOUND;
    if (maker->options.links != NULL)
        outcome = maker->options.links(maker->options.context, maker->work, field->field, maker->row, &rows, &count);
    if (outcome == NOT_FOUND && field->field->target != NULL)
        outcome = rows_of_target(maker->work, field->field, &rows, &count);
    if (outcome == TOO_LARGE)
        return link_by_number(maker, field);
    if (outcome < 0)
        return outcome;
    fill_links(maker, field, rows, count);
    return OK;
}

/* Names of fields that say how a telephone's keyboard should look; else the kind decides. */
static const char *input_mode_of(const struct field *field)
{
    static const struct {
        const char *part, *mode;
    } MODES[] = {{"telephone", "tel"}, {"phone", "tel"}, {"email", "email"}, {"mail", "email"}};
    if (field->kind == FIELD_INTEGER)
        return "numeric";
    if (field->kind == FIELD_MONEY)
        return "decimal";
    for (size_t i = 0; field->kind == FIELD_TEXT && i < sizeof MODES / sizeof *MODES; i++)
        if (strstr(field->name, MODES[i].part) != NULL)
            return MODES[i].mode;
    return "text";
}

static void describe(const struct form_maker *maker, struct form_field *field)
{
    struct arena *arena = maker->work->arena;
    const struct problem *problem = problem_for(&maker->work->problems, field->name);
    if (problem != NULL) {
        field->invalid = true;
        field->error = problem_sentence(arena, maker->work->language, problem);
        field->error_id = arena_format(arena, "%.*s-error", TEXT_ARG(field->id));
    }
    if (!text_is_empty(field->help) || !text_is_empty(field->hint))
        field->help_id = arena_format(arena, "%.*s-help", TEXT_ARG(field->id));
    bool both = !text_is_empty(field->help_id) && field->invalid;
    field->described_by = both ? arena_format(arena, "%.*s %.*s", TEXT_ARG(field->error_id), TEXT_ARG(field->help_id))
                          : field->invalid ? field->error_id
                                           : field->help_id;
}

/* How a date is typed, where the field's own help does not say it. */
static struct text hint(const struct form_maker *maker, const struct form_field *field, const char *message)
{
    return text_is_empty(field->help) ? say(maker, message) : TEXT_NONE;
}

static enum outcome fill_control(const struct form_maker *maker, struct form_field *field)
{
    field->left_to_right = true;
    switch (field->field->kind) {
    case FIELD_TEXT:
    case FIELD_LINES:
        field->control = field->field->kind == FIELD_LINES ? CONTROL_LINES : CONTROL_LINE;
        field->longest = field->field->longest > 0         ? field->field->longest
                         : field->control == CONTROL_LINES ? 4000
                                                           : 200;
        field->left_to_right = strcmp(field->input_mode, "text") != 0;
        return OK;
    case FIELD_CHOICE:
    case FIELD_CHOICES:
        return fill_codes(maker, field), OK;
    case FIELD_FLAG:
        return fill_flag(maker, field), OK;
    case FIELD_DATE:
        field->control = CONTROL_DATE;
        field->hint = hint(maker, field, N_("Day, month and year, for example 31/03/2022."));
        return OK;
    case FIELD_PARTIAL_DATE:
        field->control = CONTROL_PARTIAL;
        field->hint = hint(maker, field, N_("As much as is known: 31/03/2022, 03/2022 or 2022."));
        return OK;
    case FIELD_INSTANT:
        field->control = CONTROL_MOMENT;
        field->hint = hint(maker, field, N_("Day and time, for example 31/03/2022 14:30."));
        return OK;
    case FIELD_INTEGER:
        field->control = CONTROL_INTEGER;
        return OK;
    case FIELD_MONEY:
        return fill_currencies(maker, field), OK;
    case FIELD_LINK:
        return fill_link(maker, field);
    }
    return OK;
}

static enum outcome make_field(const struct form_maker *maker, const struct field *field, struct form_field *ret)
{
    *ret = (struct form_field){
        .field = field,
        .name = text_from(field->name),
        .id = arena_format(maker->work->arena, "%.*sfield-%s", TEXT_ARG(maker->options.prefix), field->name),
        .label = say(maker, field->label),
        .help = say(maker, field->help),
        .required = (field->flags & FIELD_REQUIRED) != 0,
        .autocomplete = "off",
        .input_mode = input_mode_of(field),
    };
    ret->value = value_of(maker, field);
    enum outcome outcome = fill_control(maker, ret);
    if (outcome == OK)
        describe(maker, ret);
    return outcome;
}

static struct form_section *open_section(const struct form_maker *maker, struct form_view *view,
                                         const struct field *field, struct form_field *fields)
{
    struct form_section *section = &view->sections[view->section_count++];
    section->label = say(maker, field->section);
    section->id =
        arena_format(maker->work->arena, "%.*ssection-%zu", TEXT_ARG(maker->options.prefix), view->section_count);
    section->fields = fields;
    return section;
}

static enum outcome make_sections(const struct form_maker *maker, const struct field_set *fields,
                                  struct form_view *view)
{
    const struct record *record = maker->record;
    struct arena *arena = maker->work->arena;
    struct form_field *made = arena_array(arena, struct form_field, record->field_count + 1);
    view->sections = arena_array(arena, struct form_section, record->field_count + 1);
    size_t *order = arena_array(arena, size_t, record->field_count + 1);
    size_t count = record_by_section(record, fields, order);
    struct form_section *section = NULL;
    for (size_t i = 0; i < count; i++) {
        const struct field *field = &record->fields[order[i]];
        if (i == 0 || !record_same_section(field, &record->fields[order[i - 1]]))
            section = open_section(maker, view, field, &made[i]);
        enum outcome outcome = make_field(maker, field, &made[i]);
        if (outcome != OK)
            return outcome;
        section->field_count++;
    }
    return OK;
}

static const struct form_field *field_named(const struct form_view *view, struct text name)
{
    for (size_t s = 0; s < view->section_count; s++)
        for (size_t f = 0; f < view->sections[s].field_count; f++)
            if (text_equal(view->sections[s].fields[f].name, name))
                return &view->sections[s].fields[f];
    return NULL;
}

static void make_errors(const struct form_maker *maker, struct form_view *view)
{
    const struct problems *problems = &maker->work->problems;
    struct arena *arena = maker->work->arena;
    view->errors = arena_array(arena, struct form_error, problems->count + 1);
    for (const struct problem *problem = problems->first; problem != NULL; problem = problem->next) {
        const struct form_field *field = field_named(view, problem->field);
        struct form_error *error = &view->errors[view->error_count++];
        error->message = problem_sentence(arena, maker->work->language, problem);
        if (field == NULL)
            continue;
        if (strcmp(problem->code, "required") != 0) /* which names the field itself */
            error->label = field->label;
        error->target = arena_format(arena, "#%.*s", TEXT_ARG(field->id));
    }
}

enum outcome record_form_view(struct work *work, const struct record *record, const void *row,
                              const struct field_set *fields, const struct parameters *typed,
                              const struct form_options *options, struct form_view *ret_view)
{
    struct form_maker maker = {.work = work, .record = record, .row = row, .typed = typed};
    if (options != NULL)
        maker.options = *options;
    struct form_view view = {0};
    enum outcome outcome = make_sections(&maker, fields, &view);
    if (outcome != OK)
        return outcome;
    make_errors(&maker, &view);
    view.typed = typed != NULL;
    if (record_head_of(row)->version > 0)
        view.version = arena_format(work->arena, "%lld", (long long)record_head_of(row)->version);
    *ret_view = view;
    return OK;
}
