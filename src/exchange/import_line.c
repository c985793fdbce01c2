/* The cells of a line as the fields of a row. */
#include "exchange/import_parts.h"
#include "exchange/label.h"

#include <string.h>

#include "base/map.h"
#include "base/number.h"

static const struct {
    const char *list, *code, *names;
} CODES_SAID[] = {
    {"sexes", "F", "f|femme|fille|feminin|female|woman|girl|امراه|انثي|بنت"},
    {"sexes", "M", "m|h|homme|garcon|masculin|male|man|boy|رجل|ذكر|ولد"},
    {"marital_statuses", "unmarried", "celibataire|single|اعزب|عازب"},
    {"marital_statuses", "married", "marie|mariee|marie e|متزوج|متزوجه"},
    {"marital_statuses", "separated", "divorce|divorcee|separe|separee|divorced|مطلق|مطلقه"},
    {"marital_statuses", "widowed", "veuf|veuve|widow|widower|ارمل|ارمله"},
};
static const char YES[] = "oui|o|yes|y|true|vrai|1|x|نعم";
static const char NO[] = "non|n|no|false|faux|0|لا";

void fault_add(struct line_faults *faults, int64_t column, const char *message, struct text argument1,
               struct text argument2)
{
    if (faults->count < FAULTS_OF_A_LINE)
        faults->at[faults->count++] = (struct import_fault){column, message, {argument1, argument2, TEXT_NONE}};
}

/* ---- codes ---- */

static void add_code(struct map *map, struct arena *arena, struct text name, const char *code)
{
    struct text form = label_form(arena, name);
    if (form.length > 0)
        (void)map_add(map, form, code); /* what two codes are called counts for the first */
}

static struct map codes_of(struct arena *arena, const struct choice_list *list)
{
    struct map map = map_open(arena, list->count * (LANGUAGE_COUNT + 1) + 64);
    for (size_t i = 0; i < list->count; i++)
        add_code(&map, arena, text_from(list->choices[i].code), list->choices[i].code);
    for (size_t i = 0; i < list->count; i++)
        for (size_t l = 0; l < LANGUAGE_COUNT; l++)
            add_code(&map, arena, choice_name(&list->choices[i], language_at(l)), list->choices[i].code);
    for (size_t i = 0; i < sizeof CODES_SAID / sizeof *CODES_SAID; i++) {
        struct text rest = text_from(CODES_SAID[i].names);
        struct text name;
        const struct choice *choice = choice_find(list, text_from(CODES_SAID[i].code));
        while (choice != NULL && strcmp(CODES_SAID[i].list, list->name) == 0 && text_split(&rest, '|', &name))
            add_code(&map, arena, name, choice->code);
    }
    return map;
}

static bool is_said(const char *names, struct text form)
{
    struct text rest = text_from(names);
    struct text name;
    while (text_split(&rest, '|', &name))
        if (text_equal(name, form))
            return true;
    return false;
}

/* ---- the plan ---- */

static void prepare_column(struct work *work, const struct import_mapping *mapping, struct import_plan *plan, size_t at)
{
    struct plan_column *column = &plan->columns[at];
    column->choice = mapping->columns[at];
    column->target = import_target_named(plan->targets, plan->target_count, column->choice.to);
    if (column->target == NULL)
        return;
    if (column->target->part == TARGET_REFERENCE)
        plan->reference = (ptrdiff_t)at;
    if (column->target->part == TARGET_NUMBER)
        plan->number = (ptrdiff_t)at;
    if (column->target->part == TARGET_EXTRA && plan->kind->extras[column->target->extra].choices != NULL)
        column->codes = codes_of(work->arena, plan->kind->extras[column->target->extra].choices);
    if (column->target->part != TARGET_FIELD)
        return;
    const struct field *field = column->target->field;
    if (field->choices != NULL)
        column->codes = codes_of(work->arena, field->choices);
    for (size_t i = 0; i < mapping->count && field->kind == FIELD_MONEY; i++)
        if (text_equal(mapping->columns[i].to, arena_format(work->arena, "%s.currency", field->name))) {
            column->has_currency = true;
            column->currency = i;
        }
}

enum outcome plan_open(struct work *work, const struct import_run *run, struct import_plan *ret_plan)
{
    struct import_mapping mapping;
    struct import_plan plan = {
        .kind = import_kind_named(run->kind), .reference = -1, .number = -1, .run = run->id, .run_number = run->number};
    if (plan.kind == NULL || import_mapping_read(work->arena, run->mapping, &mapping) != OK)
        return FAILED;
    plan.targets = import_targets(work, plan.kind, &plan.target_count);
    plan.columns = arena_array(work->arena, struct plan_column, mapping.count + 1);
    plan.count = mapping.count;
    for (size_t i = 0; i < plan.count; i++)
        prepare_column(work, &mapping, &plan, i);
    *ret_plan = plan;
    return OK;
}

static struct text cell_text_at(const struct given_row *row, size_t at)
{
    return at < row->count ? text_trim(row->cells[at].text) : TEXT_NONE;
}

bool plan_changes(const struct import_plan *plan, const struct given_row *row)
{
    return plan->number >= 0 && cell_text_at(row, (size_t)plan->number).length > 0;
}

/* The row that a line changes, in this run: known once, so that going on after a fault changes nothing twice. */
static struct text key_of_change(struct work *work, const struct import_plan *plan, const struct given_row *row)
{
    struct text typed = cell_text_at(row, (size_t)plan->number);
    struct text number;
    if (record_number(work->arena, plan->kind->record, typed, &number) != OK)
        number = typed;
    struct text what = arena_format(work->arena, "import change %s %.*s", plan->kind->name,
                                    TEXT_ARG(identifier_to_text(work->arena, plan->run)));
    return import_keyed(work, what.at, number);
}

void plan_keys(struct work *work, const struct import_plan *plan, const struct given_row *row,
               struct text *ret_reference, struct text *ret_content)
{
    AUTO_BUFFER struct buffer held = buffer_open(16 << 20);
    struct text reference = plan->reference < 0 ? TEXT_NONE : cell_text_at(row, (size_t)plan->reference);
    for (size_t i = 0; i < plan->count; i++)
        if (plan->columns[i].target != NULL) {
            buffer_add(&held, plan->columns[i].target->name);
            buffer_add_byte(&held, '=');
            buffer_add(&held, cell_text_at(row, i));
            buffer_add_byte(&held, '\n');
        }
    struct text form = label_form(work->arena, reference);
    const char *kind = plan->kind->name;
    struct text what = arena_format(work->arena, "import reference %s", kind);
    struct text whole = arena_format(work->arena, "import line %s", kind);
    *ret_content = import_keyed(work, whole.at, buffer_text(&held));
    if (plan_changes(plan, row))
        *ret_reference = key_of_change(work, plan, row);
    else
        *ret_reference = form.length > 0 ? import_keyed(work, what.at, form) : *ret_content;
}

/* ---- cells ---- */

struct filling {
    struct work *work;
    const struct import_plan *plan;
    const struct given_row *row;
    struct import_line *line;
    struct line_faults *faults;
    struct field_set writable; /* of the row that the line changes */
};

/* What no value can be taken from, whatever the field. */
static const char *fault_of_cell(enum cell_kind kind)
{
    static const char *const FAULTS[CELL_KIND_COUNT] = {
        [CELL_ERROR] = N_("The formula in this cell failed: it shows {1}."),
        [CELL_NO_VALUE] = N_("The file holds the formula of this cell, but not its value. Open the file in the "
                             "spreadsheet, save it, and send it again."),
        [CELL_MERGED] =
            N_("This cell is joined with another, which alone holds the value. Part the cells and give each "
               "line its own value."),
        [CELL_FALSE_DAY] = N_("29 February 1900 never was: the spreadsheet counts it by mistake. Write the right day."),
    };
    return FAULTS[kind];
}

/* One line of text: spaces of any kind are one. */
static struct text one_line(struct arena *arena, struct text text)
{
    AUTO_BUFFER struct buffer buffer = buffer_open(GIVEN_CELL_MOST * 2);
    bool space = false;
    for (size_t at = 0; at < text.length;) {
        size_t from = at;
        int32_t c = text_next_code_point(text, &at);
        if (c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == 0xA0 || c == 0x202F || c == 0x3000) {
            space = buffer.length > 0;
            continue;
        }
        if (c == 0x200B || c == 0xFEFF)
            continue;
        if (space)
            buffer_add_byte(&buffer, ' ');
        space = false;
        buffer_add(&buffer, text_slice(text, from, at));
    }
    return arena_text(arena, buffer_text(&buffer));
}

static bool is_telephone(const struct field *field)
{
    return text_ends_with(text_from(field->name), TEXT("telephone"));
}

/* A spreadsheet that took a telephone for a number has dropped its first zero or the plus. */
static struct text mend_telephone(struct arena *arena, struct text digits)
{
    for (size_t i = 0; i < digits.length; i++)
        if (digits.at[i] < '0' || digits.at[i] > '9')
            return digits;
    if (digits.length == 9 && digits.at[0] >= '5' && digits.at[0] <= '7')
        return arena_format(arena, "0%.*s", TEXT_ARG(digits));
    if (digits.length > 10 && digits.at[0] != '0')
        return arena_format(arena, "+%.*s", TEXT_ARG(digits));
    return digits;
}

static bool day_of(struct filling *filling, size_t at, const struct column_choice *choice, struct text *ret_text)
{
    struct work *work = filling->work;
    const struct given_cell *cell = &filling->row->cells[at];
    struct day_reading reading = import_day_read(work->arena, cell->text);
    const char *message = N_("“{1}” is no day that can be read. Write it as 31/03/1996 or 1996-03-31.");
    if (cell->kind == CELL_NUMBER && reading.shape != DAY_OF_YEAR)
        message = N_("“{1}” is a bare number where a day is wanted. Give the column the format of dates.");
    else if (reading.shape == DAY_SHORT_YEAR)
        message = N_("“{1}”: write the year with its four digits.");
    enum outcome outcome = cell->kind == CELL_NUMBER && reading.shape != DAY_OF_YEAR
                               ? INVALID
                               : import_day_write(work->arena, cell->text, choice->order, ret_text);
    if (outcome == CONFLICT)
        message = N_("“{1}” can be read as two different days. Write the month in letters, or the year first.");
    if (outcome != OK)
        fault_add(filling->faults, (int64_t)at, message, text_trim(cell->text), TEXT_NONE);
    return outcome == OK;
}

static bool code_of(struct filling *filling, size_t at, struct text name, struct text *ret_code)
{
    const struct plan_column *column = &filling->plan->columns[at];
    const char *code = map_get(&column->codes, label_form(filling->work->arena, name));
    if (code == NULL)
        fault_add(filling->faults, (int64_t)at, N_("“{1}” is no entry of the list of this field, by code or by name."),
                  name, TEXT_NONE);
    *ret_code = text_from(code);
    return code != NULL;
}

static bool is_parting(char c) { return c == ',' || c == ';' || c == '/' || c == '|' || c == '\n' || c == '+'; }

static bool codes_joined(struct filling *filling, size_t at, struct text names, struct text *ret_codes)
{
    struct arena *arena = filling->work->arena;
    struct text joined = TEXT_NONE;
    for (size_t from = 0; from < names.length;) {
        size_t to = from;
        struct text code;
        while (to < names.length && !is_parting(names.at[to]))
            to++;
        struct text name = text_trim(text_slice(names, from, to));
        from = to + 1;
        if (name.length == 0)
            continue;
        if (!code_of(filling, at, name, &code))
            return false;
        joined = joined.length == 0 ? code : arena_format(arena, "%.*s,%.*s", TEXT_ARG(joined), TEXT_ARG(code));
    }
    *ret_codes = joined;
    return true;
}

static bool number_of(struct filling *filling, size_t at, struct text *ret_number, struct text *ret_currency)
{
    struct text typed = cell_text_at(filling->row, at);
    bool plain = filling->row->cells[at].kind == CELL_NUMBER;
    enum decimal_mark mark = plain ? MARK_POINT : filling->plan->columns[at].choice.mark;
    enum outcome outcome = number_write(filling->work->arena, typed, mark, ret_number, ret_currency);
    if (outcome == CONFLICT)
        fault_add(filling->faults, (int64_t)at, N_("“{1}” can be read as two different numbers."), typed, TEXT_NONE);
    else if (outcome != OK)
        fault_add(filling->faults, (int64_t)at, N_("“{1}” is no number that can be read."), typed, TEXT_NONE);
    return outcome == OK;
}

static bool amount_of(struct filling *filling, size_t at, struct text *ret_text)
{
    const struct plan_column *column = &filling->plan->columns[at];
    struct text number;
    struct text currency;
    if (!number_of(filling, at, &number, &currency))
        return false;
    if (currency.length == 0 && column->has_currency)
        currency = cell_text_at(filling->row, column->currency);
    if (text_equal_ignoring_case(currency, TEXT("DH")) || text_equal_ignoring_case(currency, TEXT("DHS")))
        currency = TEXT("MAD");
    if (currency.length != 3) {
        fault_add(filling->faults, (int64_t)at,
                  N_("The amount has no currency: write it behind the number, or say which "
                     "column holds it."),
                  TEXT_NONE, TEXT_NONE);
        return false;
    }
    *ret_text = arena_format(filling->work->arena, "%.*s %.*s", TEXT_ARG(number), TEXT_ARG(currency));
    return true;
}

static bool flag_of(struct filling *filling, size_t at, struct text typed, struct text *ret_text)
{
    struct text form = label_form(filling->work->arena, typed);
    bool yes = is_said(YES, form);
    if (!yes && !is_said(NO, form)) {
        fault_add(filling->faults, (int64_t)at, N_("“{1}” is neither yes nor no."), typed, TEXT_NONE);
        return false;
    }
    *ret_text = yes ? TEXT("yes") : TEXT("no");
    return true;
}

static bool integer_of(struct filling *filling, size_t at, struct text *ret_text)
{
    struct text currency;
    struct text number;
    if (!number_of(filling, at, &number, &currency))
        return false;
    ptrdiff_t point = text_find_byte(number, '.');
    struct text behind = point < 0 ? TEXT_NONE : text_slice(number, (size_t)point + 1, number.length);
    for (size_t i = 0; i < behind.length; i++)
        if (behind.at[i] != '0')
            point = -1; /* what is no whole number is refused by the field */
    *ret_text = point < 0 ? number : text_slice(number, 0, (size_t)point);
    return true;
}

static enum outcome link_of(struct filling *filling, size_t at, const struct field *field, struct text typed,
                            struct text *ret_text, bool *ret_found)
{
    struct identifier id;
    const struct import_kind *kind = filling->plan->kind;
    enum outcome outcome = kind->link == NULL ? NOT_FOUND : kind->link(filling->work, field, typed, &id);
    *ret_found = outcome == OK;
    if (outcome == OK)
        *ret_text = identifier_to_text(filling->work->arena, id);
    if (outcome > 0)
        fault_add(filling->faults, (int64_t)at, N_("“{1}” was not found, or is out of your reach."), typed, TEXT_NONE);
    return outcome < 0 ? outcome : OK;
}

/* The text that field_from_text() reads; *ret_found false: a fault was added. */
static enum outcome value_of(struct filling *filling, size_t at, const struct field *field, struct text *ret_text,
                             bool *ret_found)
{
    struct arena *arena = filling->work->arena;
    struct text typed = cell_text_at(filling->row, at);
    *ret_found = true;
    *ret_text = typed;
    switch (field->kind) {
    case FIELD_TEXT:
        *ret_text = one_line(arena, typed);
        if (is_telephone(field))
            *ret_text = mend_telephone(arena, *ret_text);
        break;
    case FIELD_LINES:
    case FIELD_INSTANT:
        break;
    case FIELD_CHOICE:
        *ret_found = code_of(filling, at, typed, ret_text);
        break;
    case FIELD_CHOICES:
        *ret_found = codes_joined(filling, at, typed, ret_text);
        break;
    case FIELD_DATE:
    case FIELD_PARTIAL_DATE:
        *ret_found = day_of(filling, at, &filling->plan->columns[at].choice, ret_text);
        if (*ret_found && field->kind == FIELD_PARTIAL_DATE && text_ends_with(*ret_text, TEXT("-01-01")) &&
            filling->plan->columns[at].choice.january == JANUARY_YEAR)
            *ret_text = text_slice(*ret_text, 0, 4);
        break;
    case FIELD_INTEGER:
        *ret_found = integer_of(filling, at, ret_text);
        break;
    case FIELD_MONEY:
        *ret_found = amount_of(filling, at, ret_text);
        break;
    case FIELD_FLAG:
        *ret_found = flag_of(filling, at, typed, ret_text);
        break;
    case FIELD_LINK:
        return link_of(filling, at, field, typed, ret_text, ret_found);
    }
    return OK;
}

static enum outcome fill_field(struct filling *filling, size_t at)
{
    const struct field *field = filling->plan->columns[at].target->field;
    struct text text;
    bool found = false;
    enum outcome outcome = value_of(filling, at, field, &text, &found);
    if (outcome == OK && found)
        outcome = field_from_text(filling->work, field, text, filling->line->row, &filling->work->problems);
    const struct import_line *line = filling->line;
    if (outcome == OK && found && line->before != NULL && !field_equal(field, line->before, line->row) &&
        !field_set_has(&filling->writable, record_field_index(filling->plan->kind->record, field))) {
        field_copy(field, line->before, line->row);
        fault_add(filling->faults, (int64_t)at, N_("This field of the row cannot be changed, or not by you."),
                  TEXT_NONE, TEXT_NONE);
    }
    return outcome < 0 ? outcome : OK;
}

/* A row of another kind, by its number or by the reference under which it was imported. */
static enum outcome find_row(struct work *work, const char *refers_to, struct text typed, struct identifier *ret_id)
{
    const struct import_kind *kind = import_kind_named(text_from(refers_to));
    struct import_origin origin;
    struct field_set readable;
    void *row;
    if (kind == NULL)
        return FAILED;
    enum outcome outcome = record_find_typed(work, kind->record, typed, ret_id);
    if (outcome > 0) {
        struct text what = arena_format(work->arena, "import reference %s", kind->name);
        struct text reference = import_keyed(work, what.at, label_form(work->arena, typed));
        outcome = import_origin_find(work, work->actor->organisation, text_from(kind->name), reference, &origin);
        *ret_id = origin.subject;
    }
    return outcome == OK ? record_peek(work, kind->record, *ret_id, &row, &readable) : outcome;
}

static enum outcome fill_extra(struct filling *filling, size_t at)
{
    const struct plan_column *column = &filling->plan->columns[at];
    const struct import_extra *extra = &filling->plan->kind->extras[column->target->extra];
    struct import_line *line = filling->line;
    struct text typed = one_line(filling->work->arena, cell_text_at(filling->row, at));
    size_t place = column->target->extra;
    line->extras[place] = typed;
    if (extra->kind == IMPORT_CODE && !code_of(filling, at, typed, &line->extras[place]))
        line->extras[place] = TEXT_NONE;
    if (extra->kind == IMPORT_DATE) {
        struct text day;
        bool read = day_of(filling, at, &column->choice, &day);
        if (read && day.length != 10)
            fault_add(filling->faults, (int64_t)at,
                      N_("“{1}” is no day that can be read. Write it as 31/03/1996 or "
                         "1996-03-31."),
                      typed, TEXT_NONE);
        line->extras[place] = read && day.length == 10 ? day : TEXT_NONE;
    }
    if (extra->kind != IMPORT_NUMBER)
        return OK;
    enum outcome outcome = find_row(filling->work, extra->refers_to, typed, &line->ids[place]);
    if (outcome > 0) {
        line->ids[place] = (struct identifier){{0}};
        fault_add(filling->faults, (int64_t)at, N_("“{1}” was not found, or is out of your reach."), typed, TEXT_NONE);
    }
    return outcome < 0 ? outcome : OK;
}

static enum outcome fill_column(struct filling *filling, size_t at)
{
    const struct import_target *target = filling->plan->columns[at].target;
    if (at >= filling->row->count)
        return OK;
    const struct given_cell *cell = &filling->row->cells[at];
    if (target == NULL || cell->kind == CELL_EMPTY)
        return OK;
    const char *fault = fault_of_cell(cell->kind);
    if (fault != NULL) {
        fault_add(filling->faults, (int64_t)at, fault, text_trim(cell->text), TEXT_NONE);
        return OK;
    }
    if (target->part == TARGET_FIELD)
        return fill_field(filling, at);
    if (target->part == TARGET_EXTRA && filling->line->before != NULL)
        fault_add(filling->faults, (int64_t)at,
                  N_("This column is for new rows: leave it empty in a line that changes a row."), TEXT_NONE,
                  TEXT_NONE);
    else if (target->part == TARGET_EXTRA)
        return fill_extra(filling, at);
    return OK;
}

/* The row that the line names by its number, whole, within the reach of who imports. */
static enum outcome open_changed(struct filling *filling)
{
    struct work *work = filling->work;
    const struct record *record = filling->plan->kind->record;
    struct text typed = cell_text_at(filling->row, (size_t)filling->plan->number);
    struct identifier id;
    struct field_set readable;
    void *before;
    enum outcome outcome = record_find_typed(work, record, typed, &id);
    if (outcome == OK)
        outcome = record_peek_whole(work, record, id, &before, &readable);
    if (outcome > 0)
        fault_add(filling->faults, filling->plan->number, N_("“{1}” was not found, or is out of your reach."), typed,
                  TEXT_NONE);
    if (outcome != OK)
        return outcome;
    filling->line->before = before;
    filling->line->row = record_copy(work->arena, record, before);
    filling->writable = record_writable(work, record, before);
    return OK;
}

bool plan_differs(struct work *work, const struct import_plan *plan, const struct import_line *line,
                  struct line_faults *faults)
{
    const struct record *record = plan->kind->record;
    struct field_set readable = record_readable(work, record, line->before);
    bool differs = false;
    for (size_t i = 0; i < plan->count; i++) {
        const struct import_target *target = plan->columns[i].target;
        if (target == NULL || target->part != TARGET_FIELD || field_equal(target->field, line->before, line->row))
            continue;
        differs = true;
        if (faults != NULL && field_set_has(&readable, record_field_index(record, target->field)))
            fault_add(faults, (int64_t)i, N_("Changes from “{1}” to “{2}”."),
                      field_to_show(work, target->field, line->before), field_to_show(work, target->field, line->row));
    }
    return differs;
}

enum outcome plan_line(struct work *work, const struct import_plan *plan, const struct given_row *row, bool dry,
                       struct import_line *ret_line, struct line_faults *faults)
{
    struct import_line line = {.row = record_new(work->arena, plan->kind->record), .dry = dry, .run = plan->run_number};
    struct filling filling = {.work = work, .plan = plan, .row = row, .line = ret_line, .faults = faults};
    struct record_head *head = record_head(line.row);
    enum outcome outcome = OK;
    head->organisation = work->actor->organisation;
    head->office = work->actor->office;
    *ret_line = line;
    faults->count = 0;
    work->problems = problems_open(work->arena);
    if (plan_changes(plan, row))
        outcome = open_changed(&filling);
    for (size_t i = 0; i < plan->count && outcome == OK; i++)
        outcome = fill_column(&filling, i);
    for (size_t i = plan->count; i < row->count; i++)
        if (row->cells[i].kind != CELL_EMPTY) {
            fault_add(faults, -1,
                      N_("This line has more cells than there are headings: a separator may stand inside a "
                         "value."),
                      TEXT_NONE, TEXT_NONE);
            break;
        }
    if (outcome == OK && plan->kind->prepare != NULL && ret_line->before == NULL)
        outcome = plan->kind->prepare(work, ret_line);
    return outcome < 0 ? outcome : OK;
}

static bool has_fault(const struct line_faults *faults, int64_t column)
{
    for (size_t i = 0; i < faults->count; i++)
        if (faults->at[i].column == column)
            return true;
    return false;
}

static int64_t column_of(const struct import_plan *plan, struct text name)
{
    for (size_t i = 0; i < plan->count && name.length > 0; i++)
        if (plan->columns[i].target != NULL && text_equal(plan->columns[i].target->name, name))
            return (int64_t)i;
    return -1;
}

void faults_take(struct work *work, const struct import_plan *plan, struct line_faults *faults)
{
    size_t read = faults->count;
    for (const struct problem *problem = work->problems.first; problem != NULL; problem = problem->next) {
        int64_t column = column_of(plan, problem->field);
        struct line_faults before = {.count = read};
        memcpy(before.at, faults->at, read * sizeof *before.at);
        if (column >= 0 && has_fault(&before, column)) /* it lacks because it could not be read */
            continue;
        fault_add(faults, column, problem->message, problem->arguments[0], problem->arguments[1]);
    }
}

static enum outcome check_right(struct work *work, const struct import_plan *plan, const struct import_line *line,
                                struct line_faults *faults)
{
    const struct right *right = plan->kind->right != NULL ? plan->kind->right : plan->kind->record->create;
    struct subject subject = record_subject(line->row);
    if (line->before != NULL)
        right = plan->kind->record->update;
    if (right == NULL || !actor_may_on(work->actor, right, &subject))
        fault_add(faults, -1,
                  line->before != NULL ? N_("You may not change this row.") : N_("You may not make such a row there."),
                  TEXT_NONE, TEXT_NONE);
    return OK;
}

enum outcome plan_check(struct work *work, const struct import_plan *plan, struct import_line *line,
                        struct line_faults *faults)
{
    enum outcome outcome = plan->kind->check != NULL && line->before == NULL
                               ? plan->kind->check(work, line)
                               : record_check(work, plan->kind->record, line->before, line->row);
    if (outcome < 0)
        return outcome;
    faults_take(work, plan, faults);
    return faults->count == 0 ? check_right(work, plan, line, faults) : OK;
}

/* ---- faults as bytes ---- */

void faults_write(struct arena *arena, struct buffer *buffer, size_t line, const struct line_faults *faults)
{
    for (size_t i = 0; i < faults->count; i++) {
        const struct import_fault *fault = &faults->at[i];
        const struct given_cell cells[] = {
            {CELL_NUMBER, arena_format(arena, "%lld", (long long)fault->column)},
            {CELL_TEXT, text_from(fault->message)},
            {CELL_TEXT, fault->arguments[0]},
            {CELL_TEXT, fault->arguments[1]},
        };
        const struct given_row row = {line, cells, sizeof cells / sizeof *cells};
        given_row_write(buffer, &row);
    }
}

enum outcome fault_next(struct work *work, struct text *rest, struct fault_line *ret_fault)
{
    struct given_row row;
    enum outcome outcome = given_row_read(work->arena, rest, &row);
    if (outcome != OK)
        return outcome == NOT_FOUND ? NOT_FOUND : FAILED;
    if (row.count != 4)
        return FAILED;
    int64_t column = -1;
    if (text_to_integer(row.cells[0].text, -1, GIVEN_COLUMNS_MOST, &column) != OK)
        return FAILED;
    const struct text arguments[] = {row.cells[2].text, row.cells[3].text};
    *ret_fault = (struct fault_line){
        row.line, column,
        tr_with(work->arena, work->language, arena_string(work->arena, row.cells[1].text), arguments, 2)};
    return OK;
}
