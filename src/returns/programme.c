/* The manager's figures as tables: made of what the statements tell, with small groups protected where they must be. */
#include "returns/programme.h"

#include <stdlib.h>
#include <string.h>

#include "persons/persons.h"
#include "returns/programme_store.h"
#include "returns/return_figures_store.h"

enum { COUNTRIES_MOST = 300, CURRENCIES_MOST = 40 };

const char *programme_promise(void)
{
    return N_("People are told 2 to 8 weeks from registration to departure: so says FORAS, the information service of "
              "IOM in Morocco. Older guides say about three months (GADEM) or 20 to 90 days (InfoMigrants). The "
              "mission has not confirmed any of them here.");
}

/* ---- percentiles ---- */

static void put_days(struct span_days *days, int64_t took)
{
    size_t place = took < 0 ? 0 : took > SPAN_DAYS_MOST ? SPAN_DAYS_MOST : (size_t)took;
    days->cases[place]++;
    days->count++;
}

static void join_days(struct span_days *into, const struct span_days *days)
{
    for (size_t i = 0; i <= SPAN_DAYS_MOST; i++)
        into->cases[i] += days->cases[i];
    into->count += days->count;
}

/* By the nearest rank: the first day at which `tenths` tenths of the cases are reached. */
static int64_t percentile(const struct span_days *days, int64_t tenths)
{
    int64_t wanted = (days->count * tenths + 9) / 10;
    int64_t reached = 0;
    for (size_t i = 0; i <= SPAN_DAYS_MOST; i++) {
        reached += days->cases[i];
        if (reached >= wanted)
            return (int64_t)i;
    }
    return SPAN_DAYS_MOST;
}

struct span span_of(const struct span_days *days)
{
    struct span span = {.count = days->count};
    if (days->count == 0)
        return span;
    span.median = percentile(days, 5);
    span.ninetieth = percentile(days, 9);
    span.longest = percentile(days, 10);
    for (size_t i = 0; i <= PROMISE_MOST_DAYS; i++)
        span.within += days->cases[i];
    return span;
}

/* ---- the times ---- */

/* A state of the way, from the day that begins it to the day that ends it. */
static const struct stage {
    const char *state;
    int from, to;
} STAGES[] = {{"inquiry", DAY_RECEIVED, DAY_REGISTERED},   {"registered", DAY_REGISTERED, DAY_SCREENED},
              {"screened", DAY_SCREENED, DAY_COUNSELLED},  {"counselled", DAY_COUNSELLED, DAY_DECLARED},
              {"consented", DAY_DECLARED, DAY_APPROVED},   {"preparing", DAY_APPROVED, DAY_BOOKED},
              {"booked", DAY_BOOKED, DAY_DEPARTED},        {"departed", DAY_DEPARTED, DAY_ARRIVED},
              {"arrived", DAY_ARRIVED, DAY_PLANNED},       {"planned", DAY_PLANNED, DAY_DELIVERY},
              {"in_delivery", DAY_DELIVERY, DAY_MONITORED}};
enum { STAGE_COUNT = sizeof STAGES / sizeof *STAGES };

struct country_days {
    char code[4];
    struct span_days days;
};
/* Persons who returned to a country; pocket money in a currency. */
struct counted {
    char code[4];
    int64_t persons, sum;
};
struct times {
    struct arena *arena;
    struct counted returned[COUNTRIES_MOST], pocket[CURRENCIES_MOST];
    size_t returned_count, pocket_count;
    struct country_days *countries[COUNTRIES_MOST];
    size_t country_count;
    struct span_days all, held, stages[STAGE_COUNT];
};

static struct span_days *days_of_country(struct times *times, struct text code)
{
    size_t length = code.length < 3 ? code.length : 3;
    for (size_t i = 0; i < times->country_count; i++)
        if (text_is(code, times->countries[i]->code))
            return &times->countries[i]->days;
    if (times->country_count == COUNTRIES_MOST)
        return NULL;
    struct country_days *country = arena_new(times->arena, struct country_days);
    if (length > 0)
        memcpy(country->code, code.at, length);
    times->countries[times->country_count++] = country;
    return &country->days;
}

static void count_as(struct counted *list, size_t *count, size_t most, struct text code, int64_t sum)
{
    size_t at = 0;
    while (at < *count && !text_is(code, list[at].code))
        at++;
    if (at == most)
        return;
    if (at == *count) {
        list[at] = (struct counted){.persons = 0};
        if (code.length > 0)
            memcpy(list[at].code, code.at, code.length < 3 ? code.length : 3);
        ++*count;
    }
    list[at].persons++;
    list[at].sum += sum;
}

static bool take_case(void *context, const struct departed_case *one)
{
    struct times *times = context;
    const int32_t *days = one->days;
    if (days[DAY_REGISTERED] != DATE_NONE) {
        int64_t took = days[DAY_DEPARTED] - days[DAY_REGISTERED];
        struct span_days *country = days_of_country(times, one->nationality);
        put_days(&times->all, took);
        if (country != NULL)
            put_days(country, took);
    }
    for (size_t i = 0; i < STAGE_COUNT; i++)
        if (days[STAGES[i].from] != DATE_NONE && days[STAGES[i].to] != DATE_NONE)
            put_days(&times->stages[i], (int64_t)days[STAGES[i].to] - days[STAGES[i].from]);
    if (one->held != INTEGER_NONE)
        put_days(&times->held, one->held);
    count_as(times->returned, &times->returned_count, COUNTRIES_MOST, one->country_of_return, 0);
    if (one->currency.length == 3)
        count_as(times->pocket, &times->pocket_count, CURRENCIES_MOST, one->currency, one->pocket_money);
    return true;
}

/* ---- rows ---- */

static struct programme_table *new_table(struct programme *programme, const char *id, const char *title,
                                         const char *head)
{
    struct programme_table *table = &programme->tables[programme->count++];
    *table = (struct programme_table){.id = id, .title = title, .head = head};
    return table;
}

static void add_column(struct programme_table *table, const char *label, enum column_kind kind)
{
    table->columns[table->column_count] = label;
    table->kinds[table->column_count++] = kind;
}

static void set(struct programme_row *row, size_t column, int64_t value)
{
    row->values[column] = value;
    row->known[column] = true;
}

/* Persons, median, nine in ten, within the promise. */
static void set_span(const struct programme *programme, struct programme_row *row, const struct span *span)
{
    set(row, 0, span->count);
    if (span->count == 0 || (programme->protected && span->count < FIGURE_LEAST))
        return;
    set(row, 1, span->median);
    if (!programme->protected || span->count >= NINETIETH_LEAST)
        set(row, 2, span->ninetieth);
}

static void set_promise(const struct programme *programme, struct programme_row *row, const struct span *span)
{
    set_span(programme, row, span);
    int64_t beyond = span->count - span->within;
    bool small = (span->within > 0 && span->within < FIGURE_LEAST) || (beyond > 0 && beyond < FIGURE_LEAST);
    if (span->count > 0 && !(programme->protected && small))
        set(row, 3, span->within * 1000 / span->count);
}

static void add_span_columns(struct programme_table *table, bool promised)
{
    add_column(table, N_("Persons"), COLUMN_COUNT);
    add_column(table, N_("Median days"), COLUMN_DAYS);
    add_column(table, N_("Nine in ten within (days)"), COLUMN_DAYS);
    if (promised)
        add_column(table, N_("Within 8 weeks"), COLUMN_PERCENT);
}

/* Groups that are too small become one: the rows of `table` that stay, in the order of `figures`; true for those that
   were put together. */
static struct figure_table protect_counts(struct work *work, const struct programme_table *table, bool *ret_hidden)
{
    struct figure_table figures = {.rows = arena_array(work->arena, struct figure_row, table->row_count + 1)};
    for (size_t i = 0; i < table->row_count; i++) {
        struct figure_row *row = &figures.rows[figures.count++];
        row->keys[0].code = table->rows[i].code;
        row->values[0] = table->rows[i].values[0];
        figures.totals[0] += row->values[0];
    }
    figures_protect(work, &figures);
    for (size_t i = 0; i < table->row_count; i++) {
        ret_hidden[i] = true;
        for (size_t at = 0; at < figures.count && ret_hidden[i]; at++)
            ret_hidden[i] = figures.rows[at].merged || !text_equal(figures.rows[at].keys[0].code, table->rows[i].code);
    }
    return figures;
}

/* Leaves out the hidden rows and puts one behind that stands for them together; returns it, or NULL. */
static struct programme_row *merge_rows(struct work *work, struct programme_table *table,
                                        const struct figure_table *figures, const bool *hidden)
{
    size_t kept = 0;
    bool merged = figures->count > 0 && figures->rows[figures->count - 1].merged;
    for (size_t i = 0; i < table->row_count; i++)
        if (!hidden[i])
            table->rows[kept++] = table->rows[i];
    table->row_count = kept;
    if (figures->total_hidden)
        table->total.known[0] = false;
    if (!merged)
        return NULL;
    struct programme_row *row = &table->rows[table->row_count++];
    *row = (struct programme_row){.code = TEXT("other"), .merged = true};
    row->label = text_from(tr(work->language, N_("Other groups together")));
    set(row, 0, figures->rows[figures->count - 1].values[0]);
    return row;
}

static void protect_rows(struct work *work, const struct programme *programme, struct programme_table *table)
{
    bool *hidden = arena_array(work->arena, bool, table->row_count + 1);
    if (!programme->protected)
        return;
    struct figure_table figures = protect_counts(work, table, hidden);
    (void)merge_rows(work, table, &figures, hidden);
}

static int by_first(const void *left, const void *right)
{
    const struct programme_row *a = left;
    const struct programme_row *b = right;
    if (a->merged != b->merged)
        return a->merged ? 1 : -1;
    if (a->values[0] != b->values[0])
        return a->values[0] > b->values[0] ? -1 : 1;
    return text_compare(a->code, b->code);
}

static void sort_rows(struct programme_table *table)
{
    if (table->row_count > 1)
        qsort(table->rows, table->row_count, sizeof *table->rows, by_first);
}

static void add_total(struct work *work, struct programme_table *table)
{
    table->has_total = true;
    table->total.label = text_from(tr(work->language, N_("Total")));
    for (size_t i = 0; i < table->row_count; i++)
        table->total.values[0] += table->rows[i].values[0];
    table->total.known[0] = true;
}

static struct text country_name(struct work *work, struct text code)
{
    return code.length == 0 ? text_from(tr(work->language, N_("Not known")))
                            : choice_show(&countries, code, work->language);
}

/* ---- each table ---- */

static struct span_days *joined_hidden(struct work *work, const struct times *times, const struct programme_table *kept)
{
    struct span_days *all = arena_new(work->arena, struct span_days);
    for (size_t i = 0; i < times->country_count; i++) {
        bool stays = false;
        for (size_t at = 0; at < kept->row_count && !stays; at++)
            stays = !kept->rows[at].merged && text_is(kept->rows[at].code, times->countries[i]->code);
        if (!stays)
            join_days(all, &times->countries[i]->days);
    }
    return all;
}

static void add_nationalities(struct work *work, struct programme *programme, const struct times *times)
{
    struct programme_table *table = new_table(programme, "time-by-nationality",
                                              N_("From registration to departure, by nationality"), N_("Nationality"));
    table->note = programme_promise();
    table->rows = arena_array(work->arena, struct programme_row, times->country_count + 2);
    table->charted = 3;
    add_span_columns(table, true);
    for (size_t i = 0; i < times->country_count; i++) {
        struct programme_row *row = &table->rows[table->row_count++];
        struct span span = span_of(&times->countries[i]->days);
        row->code = text_from(times->countries[i]->code);
        row->label = country_name(work, row->code);
        set_promise(programme, row, &span);
    }
    add_total(work, table);
    set_promise(programme, &table->total, &programme->lead);
    if (programme->protected) {
        bool *hidden = arena_array(work->arena, bool, table->row_count + 1);
        struct figure_table figures = protect_counts(work, table, hidden);
        struct programme_row *merged = merge_rows(work, table, &figures, hidden);
        struct span span = span_of(joined_hidden(work, times, table));
        if (merged != NULL)
            set_promise(programme, merged, &span);
        if (figures.total_hidden)
            memset(table->total.known, 0, sizeof table->total.known);
    }
    sort_rows(table);
}

static void add_stages(struct work *work, struct programme *programme, const struct times *times)
{
    struct programme_table *table =
        new_table(programme, "time-by-stage", N_("Where the time goes: days in each state"), N_("State"));
    table->note = N_("Of the cases that departed in the period; later states as far as they have come. A state that "
                     "was left and entered again counts from the first day to the last.");
    table->rows = arena_array(work->arena, struct programme_row, STAGE_COUNT + 1);
    table->charted = 3;
    add_span_columns(table, false);
    for (size_t i = 0; i <= STAGE_COUNT; i++) {
        const struct span_days *days = i < STAGE_COUNT ? &times->stages[i] : &times->held;
        struct span span = span_of(days);
        if (span.count == 0 || (programme->protected && span.count < FIGURE_LEAST))
            continue;
        struct programme_row *row = &table->rows[table->row_count++];
        const char *state = i < STAGE_COUNT ? STAGES[i].state : "held";
        row->code = text_from(state);
        row->label = text_from(tr(work->language, i < STAGE_COUNT ? flow_state(&return_flow, row->code)->label
                                                                  : N_("Waiting after a postponement or a missed "
                                                                       "flight (within the above)")));
        set_span(programme, row, &span);
    }
}

static struct programme_row *row_of_code(struct programme_table *table, struct text code)
{
    for (size_t i = 0; i < table->row_count; i++)
        if (text_equal(table->rows[i].code, code))
            return &table->rows[i];
    struct programme_row *row = &table->rows[table->row_count++];
    row->code = code;
    row->known[0] = true;
    return row;
}

static struct text reason_name(struct work *work, struct text code)
{
    if (text_is(code, "withdrawn"))
        return text_from(tr(work->language, flow_state(&return_flow, code)->label));
    return code.length == 0 ? text_from(tr(work->language, N_("Not known")))
                            : choice_show(&closure_reasons, code, work->language);
}

static struct text state_name(struct work *work, struct text code)
{
    const struct flow_state *state = flow_state(&return_flow, code);
    return text_from(tr(work->language, state == NULL ? N_("Not known") : state->label));
}

static void add_left_by(struct work *work, struct programme *programme, const struct rows *rows, size_t column)
{
    bool reason = column == 1;
    struct programme_table *table = new_table(programme, reason ? "left-by-reason" : "left-by-state",
                                              reason ? N_("Left before departure, by reason")
                                                     : N_("Left before departure, by state they left from"),
                                              reason ? N_("Reason") : N_("State"));
    table->note = reason ? N_("Withdrawn by the person, or closed without a return, within the period.") : NULL;
    table->rows = arena_array(work->arena, struct programme_row, rows->count + 2);
    table->charted = 1;
    add_column(table, N_("Persons"), COLUMN_COUNT);
    for (size_t at = 0; at < rows->count; at++)
        row_of_code(table, cell_text(rows, at, column))->values[0] += cell_integer(rows, at, 2);
    for (size_t i = 0; i < table->row_count; i++)
        table->rows[i].label = reason ? reason_name(work, table->rows[i].code) : state_name(work, table->rows[i].code);
    add_total(work, table);
    protect_rows(work, programme, table);
    sort_rows(table);
}

/* Both at once tells of single persons: only to those who see them. */
static void add_left_by_both(struct work *work, struct programme *programme, const struct rows *rows)
{
    if (programme->protected || rows->count == 0)
        return;
    struct programme_table *table =
        new_table(programme, "left-by-both", N_("Left before departure, by state and reason"), N_("State and reason"));
    table->rows = arena_array(work->arena, struct programme_row, rows->count + 1);
    add_column(table, N_("Persons"), COLUMN_COUNT);
    for (size_t at = 0; at < rows->count; at++) {
        struct programme_row *row = &table->rows[table->row_count++];
        struct text names[] = {state_name(work, cell_text(rows, at, 0)), reason_name(work, cell_text(rows, at, 1))};
        row->code =
            arena_format(work->arena, "%.*s/%.*s", TEXT_ARG(cell_text(rows, at, 0)), TEXT_ARG(cell_text(rows, at, 1)));
        row->label = tr_with(work->arena, work->language, N_("{1}: {2}"), names, 2);
        set(row, 0, cell_integer(rows, at, 2));
    }
    add_total(work, table);
}

static enum outcome add_left(struct work *work, struct programme *programme)
{
    struct rows rows;
    enum outcome outcome = programme_left(work, &programme->query, &rows);
    if (outcome != OK)
        return outcome;
    add_left_by(work, programme, &rows, 1);
    add_left_by(work, programme, &rows, 0);
    add_left_by_both(work, programme, &rows);
    return OK;
}

static bool tells_few(int64_t number) { return number > 0 && number < FIGURE_LEAST; }

static enum outcome add_plans(struct work *work, struct programme *programme)
{
    static const char *const LABELS[] = {N_("Agreed in the period"), N_("Of them begun: the first instalment is paid"),
                                         N_("Of them fully delivered: nothing of the plan is open")};
    static const char *const CODES[] = {"agreed", "begun", "delivered"};
    struct rows rows;
    enum outcome outcome = programme_plans(work, &programme->query, &rows);
    if (outcome != OK)
        return outcome;
    struct programme_table *table = new_table(programme, "plans", N_("Reintegration plans"), N_("Plans"));
    table->note = N_("What became until today of the plans agreed in the period.");
    table->rows = arena_array(work->arena, struct programme_row, 3);
    table->charted = 1;
    add_column(table, N_("Persons"), COLUMN_COUNT);
    for (size_t i = 0; i < 3; i++) {
        int64_t number = cell_integer(&rows, 0, i);
        int64_t lost = i == 0 ? 0 : cell_integer(&rows, 0, i - 1) - number;
        struct programme_row *row = &table->rows[table->row_count++];
        row->code = text_from(CODES[i]);
        row->label = text_from(tr(work->language, LABELS[i]));
        if (!programme->protected || (!tells_few(number) && !tells_few(lost)))
            set(row, 0, number);
    }
    return OK;
}

/* Kinds of cost: a code and its name. */
static const struct cost_kind {
    const char *code, *label;
} AID = {"aid", N_("Reintegration aid paid")}, TICKETS = {"tickets", N_("Tickets paid")},
  POCKET_MONEY = {"pocket-money", N_("Pocket money")};

static void add_cost_row(struct work *work, const struct programme *programme, struct programme_table *table,
                         const struct cost_kind *kind, const struct counted *paid, int64_t returned)
{
    struct programme_row *row = &table->rows[table->row_count];
    struct text currency = text_from(paid->code);
    int64_t sum = paid->sum;
    int64_t persons = paid->persons;
    if (currency.length != 3 || (programme->protected && persons < FIGURE_LEAST))
        return;
    table->row_count++;
    memcpy(row->currency, currency.at, 3);
    row->code = arena_format(work->arena, "%s-%.*s", kind->code, TEXT_ARG(currency));
    struct text names[] = {text_from(tr(work->language, kind->label)), currency};
    row->label = tr_with(work->arena, work->language, N_("{1}, {2}"), names, 2);
    set(row, 0, persons);
    set(row, 1, sum);
    set(row, 2, sum / (persons == 0 ? 1 : persons));
    if (returned > 0 && !(programme->protected && returned < FIGURE_LEAST))
        set(row, 3, sum / returned);
}

static void add_paid_rows(struct work *work, const struct programme *programme, struct programme_table *table,
                          const struct cost_kind *kind, const struct rows *rows, int64_t returned)
{
    for (size_t at = 0; at < rows->count; at++) {
        struct counted paid = {.sum = cell_integer(rows, at, 1), .persons = cell_integer(rows, at, 2)};
        if (cell_text(rows, at, 0).length == 3)
            memcpy(paid.code, cell_text(rows, at, 0).at, 3);
        add_cost_row(work, programme, table, kind, &paid, returned);
    }
}

static enum outcome add_costs(struct work *work, struct programme *programme, const struct times *times,
                              int64_t returned)
{
    struct rows aid, tickets;
    size_t pocket_count = identifier_is_none(programme->query.line) ? times->pocket_count : 0; /* it is on no line */
    enum outcome outcome = programme_payments(work, &programme->query, &aid);
    if (outcome == OK)
        outcome = programme_tickets(work, &programme->query, &tickets);
    if (outcome != OK)
        return outcome;
    struct programme_table *table = new_table(programme, "cost", N_("What a return costs"), N_("Kind and currency"));
    table->note =
        N_("Included: what was paid within the period for items of reintegration plans and for tickets, in the "
           "currency of their budget line, and the pocket money of the departures of the period. Not "
           "included: documents, medical care, staff and offices, unless a plan's item paid them. Currencies "
           "are never added. Per return: the sum divided by the departures of the period.");
    table->rows = arena_array(work->arena, struct programme_row, aid.count + tickets.count + pocket_count + 1);
    add_column(table, N_("Persons paid"), COLUMN_COUNT);
    add_column(table, N_("Paid"), COLUMN_MONEY);
    add_column(table, N_("Per person paid"), COLUMN_MONEY);
    add_column(table, N_("Per return"), COLUMN_MONEY);
    add_paid_rows(work, programme, table, &AID, &aid, returned);
    add_paid_rows(work, programme, table, &TICKETS, &tickets, returned);
    for (size_t at = 0; at < pocket_count; at++)
        add_cost_row(work, programme, table, &POCKET_MONEY, &times->pocket[at], returned);
    return OK;
}

/* Is a group of this currency too small to be told?  Then none of them is: the sum of all stands in another table. */
static bool has_few(const struct rows *items, struct text currency)
{
    for (size_t at = 0; at < items->count; at++)
        if (text_equal(cell_text(items, at, 0), currency) && cell_integer(items, at, 2) < FIGURE_LEAST)
            return true;
    return false;
}

static void put_unit_cost(struct programme_table *table, struct text code, struct text label, struct text currency,
                          int64_t count, int64_t sum)
{
    struct programme_row *row = &table->rows[table->row_count++];
    memcpy(row->currency, currency.at, 3);
    row->code = code;
    row->label = label;
    set(row, 0, count);
    set(row, 1, sum);
    set(row, 2, sum / count);
}

/* What one thing costs: two of the same kind may still be worth different things, so the modality parts them. */
static enum outcome add_unit_costs(struct work *work, struct programme *programme)
{
    struct rows items, tickets;
    enum outcome outcome = programme_unit_costs(work, &programme->query, &items);
    if (outcome == OK)
        outcome = programme_tickets(work, &programme->query, &tickets);
    if (outcome != OK)
        return outcome;
    struct programme_table *table =
        new_table(programme, "unit-cost", N_("What one thing costs"), N_("Kind of item, how it is given, currency"));
    table->note =
        N_("Items of reintegration plans and tickets that were paid within the period, in the currency of their "
           "budget line. Per item: what was paid divided by the number of items.");
    table->rows = arena_array(work->arena, struct programme_row, items.count + tickets.count + 1);
    add_column(table, N_("Items paid"), COLUMN_COUNT);
    add_column(table, N_("Paid"), COLUMN_MONEY);
    add_column(table, N_("Per item"), COLUMN_MONEY);
    for (size_t at = 0; at < items.count; at++) {
        struct text currency = cell_text(&items, at, 0);
        int64_t sum = cell_integer(&items, at, 1), count = cell_integer(&items, at, 3);
        if (currency.length != 3 || (programme->protected && has_few(&items, currency)))
            continue;
        struct text names[] = {choice_show(&item_categories, cell_text(&items, at, 4), work->language),
                               choice_show(&item_modalities, cell_text(&items, at, 5), work->language), currency};
        put_unit_cost(table,
                      arena_format(work->arena, "%.*s-%.*s-%.*s", TEXT_ARG(cell_text(&items, at, 4)),
                                   TEXT_ARG(cell_text(&items, at, 5)), TEXT_ARG(currency)),
                      tr_with(work->arena, work->language, N_("{1}, {2}, {3}"), names, 3), currency, count, sum);
    }
    for (size_t at = 0; at < tickets.count; at++) {
        struct text currency = cell_text(&tickets, at, 0);
        const struct text names[] = {text_from(tr(work->language, N_("Ticket"))), currency};
        if (currency.length == 3 && !(programme->protected && has_few(&tickets, currency)))
            put_unit_cost(table, arena_format(work->arena, "ticket-%.*s", TEXT_ARG(currency)),
                          tr_with(work->arena, work->language, N_("{1}, {2}"), names, 2), currency,
                          cell_integer(&tickets, at, 3), cell_integer(&tickets, at, 1));
    }
    return OK;
}

static int64_t add_countries(struct work *work, struct programme *programme, const struct times *times)
{
    int64_t returned = 0;
    struct programme_table *table =
        new_table(programme, "countries", N_("Where people returned to"), N_("Country of return"));
    table->note =
        N_("Each square is a country, put roughly where it lies: no frontier is drawn and none is meant. Towns "
           "of return are sealed and are not counted.");
    table->map = true;
    table->rows = arena_array(work->arena, struct programme_row, times->returned_count + 2);
    add_column(table, N_("Persons"), COLUMN_COUNT);
    for (size_t at = 0; at < times->returned_count; at++) {
        struct programme_row *row = &table->rows[table->row_count++];
        row->code = text_from(times->returned[at].code);
        row->label = country_name(work, row->code);
        set(row, 0, times->returned[at].persons);
        returned += row->values[0];
    }
    add_total(work, table);
    protect_rows(work, programme, table);
    sort_rows(table);
    return returned;
}

/* ---- all of them ---- */

static enum outcome check_period(struct work *work, const struct programme_query *query)
{
    const char *message = NULL;
    if (query->from == DATE_NONE || query->to == DATE_NONE || query->to < query->from)
        message = N_("The period ends before it begins.");
    else if (query->to > date_add_months(query->from, 12 * FIGURE_PERIOD_YEARS))
        message = N_("The period is longer than 20 years.");
    return message == NULL ? OK : problem_add(&work->problems, INVALID, "period", TEXT("to"), message);
}

static struct programme_query whole_year(const struct programme_query *query)
{
    int32_t year = day_from_date(query->to).year;
    return (struct programme_query){.from = date_from_day((struct calendar_day){year, 1, 1}),
                                    .to = date_from_day((struct calendar_day){year, 12, 31}),
                                    .age_group = -1};
}

enum outcome programme_get(struct work *work, const struct programme_query *query, struct programme *ret_programme)
{
    struct times *times = arena_new(work->arena, struct times);
    if (!actor_may(work->actor, &return_figures))
        return FORBIDDEN;
    enum outcome outcome = check_period(work, query);
    if (outcome != OK)
        return outcome;
    struct programme *programme = arena_new(work->arena, struct programme);
    programme->as_of = work->now;
    programme->protected = !figures_exact(work);
    programme->query = programme->protected ? whole_year(query) : *query;
    programme->query.organisation = programme->query.grant = (struct identifier){0};
    times->arena = work->arena;
    outcome = programme_each_span(work, &programme->query, take_case, times);
    if (outcome == OK) {
        programme->lead = span_of(&times->all);
        add_nationalities(work, programme, times);
        add_stages(work, programme, times);
        outcome = add_left(work, programme);
    }
    if (outcome == OK)
        outcome = add_plans(work, programme);
    if (outcome == OK)
        outcome = add_costs(work, programme, times, add_countries(work, programme, times));
    if (outcome == OK)
        outcome = add_unit_costs(work, programme);
    if (outcome == OK)
        *ret_programme = *programme;
    return outcome;
}

const struct programme_table *programme_table(const struct programme *programme, struct text id)
{
    for (size_t i = 0; i < programme->count; i++)
        if (text_is(id, programme->tables[i].id))
            return &programme->tables[i];
    return NULL;
}
