/* Indicators from what the statements counted: by theme, city and partner, with medians; what of them may be told. */
#include "referrals/referral_indicators.h"

#include <stdlib.h>

#include "agreements/agreements.h"
#include "returns/returns.h"

enum { HUNDRED = 100, TENTHS = 10 };

static void add_sums(struct indicator_sums *to, const struct indicator_sums *from)
{
    to->sent += from->sent;
    to->due += from->due;
    to->on_time += from->on_time;
    to->answered += from->answered;
    to->accepted += from->accepted;
    to->completed += from->completed;
    to->reported += from->reported;
    to->silent += from->silent;
}

static struct text key_of(struct arena *arena, enum indicator_cut cut, struct text theme, struct text city,
                          struct identifier other)
{
    if (cut == CUT_PARTNER)
        return identifier_is_none(other) ? TEXT_NONE : identifier_to_text(arena, other);
    return cut == CUT_THEME ? theme : city;
}

static struct indicator_line *line_of(struct indicator_table *table, struct text key)
{
    for (size_t i = 0; i < table->count; i++)
        if (text_equal(table->lines[i].key, key))
            return &table->lines[i];
    table->lines[table->count] = (struct indicator_line){.key = key, .median = {INTEGER_NONE, INTEGER_NONE}};
    return &table->lines[table->count++];
}

static int by_key(const void *left, const void *right)
{
    return text_compare(((const struct indicator_line *)left)->key, ((const struct indicator_line *)right)->key);
}

/* ---- medians ---- */

static int by_days(const void *left, const void *right)
{
    int64_t a = ((const struct indicator_days *)left)->days;
    int64_t b = ((const struct indicator_days *)right)->days;
    return a < b ? -1 : a > b;
}

/* The day of the one that stands at this place among all, counted from 0; the days are in order. */
static int64_t day_at(const struct indicator_days *days, size_t count, int64_t place)
{
    for (size_t i = 0; i < count; i++) {
        if (place < days[i].count)
            return days[i].days;
        place -= days[i].count;
    }
    return 0;
}

static int64_t median_of(struct indicator_days *days, size_t count)
{
    int64_t all = 0;
    if (count > 1)
        qsort(days, count, sizeof *days, by_days);
    for (size_t i = 0; i < count; i++)
        all += days[i].count;
    if (all == 0)
        return INTEGER_NONE;
    return (day_at(days, count, (all - 1) / 2) + day_at(days, count, all / 2)) * TENTHS / 2;
}

/* Of the lines with this key; of all when `line` is the total. */
static void add_medians(struct arena *arena, const struct indicator_facts *facts, enum indicator_cut cut, bool all,
                        struct indicator_line *line)
{
    for (size_t span = 0; span < INDICATOR_SPANS; span++) {
        struct indicator_days *own = arena_array(arena, struct indicator_days, facts->day_count[span] + 1);
        size_t count = 0;
        for (size_t i = 0; i < facts->day_count[span]; i++) {
            const struct indicator_days *days = &facts->days[span][i];
            if (all || text_equal(line->key, key_of(arena, cut, days->theme, days->city, days->other)))
                own[count++] = *days;
        }
        line->median[span] = median_of(own, count);
    }
}

void indicator_fold(struct arena *arena, const struct indicator_facts *facts, enum indicator_cut cut,
                    struct indicator_table *ret_table)
{
    struct indicator_table table = {.lines = arena_array(arena, struct indicator_line, facts->group_count + 1)};
    for (size_t i = 0; i < facts->group_count; i++) {
        const struct indicator_group *group = &facts->groups[i];
        struct indicator_line *line = line_of(&table, key_of(arena, cut, group->theme, group->city, group->other));
        add_sums(&line->sums, &group->sums);
        add_sums(&table.total.sums, &group->sums);
    }
    if (table.count > 1)
        qsort(table.lines, table.count, sizeof *table.lines, by_key);
    for (size_t i = 0; i < table.count; i++)
        add_medians(arena, facts, cut, false, &table.lines[i]);
    add_medians(arena, facts, cut, true, &table.total);
    *ret_table = table;
}

/* ---- refusals ---- */

static int by_frequency(const void *left, const void *right)
{
    const struct indicator_share *a = left;
    const struct indicator_share *b = right;
    if (a->count != b->count)
        return a->count > b->count ? -1 : 1;
    return text_compare(a->reason, b->reason);
}

void indicator_reasons(struct arena *arena, const struct indicator_facts *facts, struct indicator_reasons *ret_reasons)
{
    struct indicator_reasons reasons = {.at = arena_array(arena, struct indicator_share, facts->reason_count + 1)};
    for (size_t i = 0; i < facts->reason_count; i++) {
        const struct indicator_reason *one = &facts->reasons[i];
        size_t at = 0;
        while (at < reasons.count && !text_equal(reasons.at[at].reason, one->reason))
            at++;
        if (at == reasons.count)
            reasons.at[reasons.count++] = (struct indicator_share){.reason = one->reason};
        reasons.at[at].count += one->count;
        reasons.total += one->count;
    }
    if (reasons.count > 1)
        qsort(reasons.at, reasons.count, sizeof *reasons.at, by_frequency);
    *ret_reasons = reasons;
}

/* ---- what may be told ---- */

/* Which of these numbers go together: those below FIGURE_LEAST, and the next smaller ones until the whole holds one
   that is not small, and more than its members must at least have.  False: nothing is left to hide behind. */
static bool choose_hidden(const int64_t *numbers, size_t count, bool *hidden, bool *ret_any)
{
    int64_t sum = 0;
    int64_t least = 0;
    bool large = false;
    for (size_t i = 0; i < count; i++)
        if (numbers[i] < FIGURE_LEAST) {
            hidden[i] = true;
            sum += numbers[i];
            least++;
        }
    *ret_any = least > 0;
    while (least > 0 && (!large || sum <= least)) {
        size_t next = count;
        for (size_t i = 0; i < count; i++)
            if (!hidden[i] && (next == count || numbers[i] < numbers[next]))
                next = i;
        if (next == count)
            return false;
        hidden[next] = large = true;
        sum += numbers[next];
        least += FIGURE_LEAST;
    }
    return true;
}

static void hide_medians(struct indicator_line *line)
{
    if (line->merged || line->sums.answered < FIGURE_LEAST)
        line->median[SPAN_ANSWER] = INTEGER_NONE;
    if (line->merged || line->sums.completed < FIGURE_LEAST)
        line->median[SPAN_OUTCOME] = INTEGER_NONE;
}

void indicator_protect(struct arena *arena, struct indicator_table *table)
{
    int64_t *numbers = arena_array(arena, int64_t, table->count + 1);
    bool *hidden = arena_array(arena, bool, table->count + 1);
    bool any = false;
    struct indicator_line merged = {.merged = true, .median = {INTEGER_NONE, INTEGER_NONE}};
    size_t kept = 0;
    table->protected = true;
    table->total_hidden = table->total.sums.sent < FIGURE_LEAST;
    hide_medians(&table->total);
    for (size_t i = 0; i < table->count; i++)
        numbers[i] = table->lines[i].sums.sent;
    if (!choose_hidden(numbers, table->count, hidden, &any)) {
        table->count = 0; /* only the whole is told, if that */
        return;
    }
    for (size_t i = 0; i < table->count; i++) {
        if (hidden[i]) {
            add_sums(&merged.sums, &table->lines[i].sums);
            continue;
        }
        table->lines[kept] = table->lines[i];
        hide_medians(&table->lines[kept++]);
    }
    if (any)
        table->lines[kept++] = merged;
    table->count = kept;
}

void indicator_reasons_protect(struct arena *arena, struct indicator_reasons *reasons)
{
    int64_t *numbers = arena_array(arena, int64_t, reasons->count + 1);
    bool *hidden = arena_array(arena, bool, reasons->count + 1);
    bool any = false;
    struct indicator_share merged = {.merged = true};
    size_t kept = 0;
    reasons->hidden = reasons->total > 0 && reasons->total < FIGURE_LEAST;
    for (size_t i = 0; i < reasons->count; i++)
        numbers[i] = reasons->at[i].count;
    if (reasons->hidden || !choose_hidden(numbers, reasons->count, hidden, &any)) {
        reasons->count = 0;
        return;
    }
    for (size_t i = 0; i < reasons->count; i++) {
        if (hidden[i])
            merged.count += reasons->at[i].count;
        else
            reasons->at[kept++] = reasons->at[i];
    }
    if (any)
        reasons->at[kept++] = merged;
    reasons->count = kept;
}

static struct indicator_sums in_fives(const struct indicator_sums *sums)
{
    return (struct indicator_sums){.sent = protected_told(sums->sent),
                                   .due = protected_told(sums->due),
                                   .on_time = protected_told(sums->on_time),
                                   .answered = protected_told(sums->answered),
                                   .accepted = protected_told(sums->accepted),
                                   .completed = protected_told(sums->completed),
                                   .reported = protected_told(sums->reported),
                                   .silent = protected_told(sums->silent)};
}

void indicator_guarded_fold(struct arena *arena, const struct indicator_group *groups, size_t count,
                            struct indicator_table *ret_table)
{
    struct indicator_facts facts = {.groups = arena_array(arena, struct indicator_group, count + 1),
                                    .group_count = count};
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        facts.groups[i] = groups[i];
    indicator_fold(arena, &facts, CUT_CITY, ret_table);
    for (size_t i = 0; i < ret_table->count; i++) {
        struct indicator_line line = ret_table->lines[i];
        line.sums = in_fives(&line.sums);
        if (line.sums.sent > 0)
            ret_table->lines[kept++] = line;
    }
    ret_table->count = kept;
    ret_table->total.sums = in_fives(&ret_table->total.sums);
    ret_table->total_hidden = ret_table->total.sums.sent == 0;
    ret_table->protected = true;
}

int indicator_per_cent(int64_t part, int64_t whole, bool protected)
{
    int64_t rest = whole - part;
    bool few = (part > 0 && part < FIGURE_LEAST) || (rest > 0 && rest < FIGURE_LEAST);
    if (whole <= 0 || part < 0 || rest < 0 || (protected && (few || whole < FIGURE_LEAST)))
        return -1;
    return (int)((part * HUNDRED + whole / 2) / whole);
}

/* ---- shown ---- */

const char *const indicator_columns[INDICATOR_COLUMNS] = {
    N_("Were sent"),      N_("Acknowledged on time"),      N_("Were accepted"),
    N_("Were completed"), N_("Median days to the answer"), N_("Median days to the outcome"),
    N_("No feedback")};

struct text indicator_share_show(struct work *work, int per_cent)
{
    if (per_cent < 0)
        return TEXT("–");
    return arena_format(work->arena, "%.*s %%", TEXT_ARG(language_number(work->arena, work->language, per_cent)));
}

struct text indicator_days_show(struct work *work, int64_t tenths)
{
    return tenths == INTEGER_NONE ? TEXT("–") : language_decimal(work->arena, work->language, tenths, 1);
}

void indicator_cells(struct work *work, const struct indicator_line *line, bool protected,
                     struct text ret_cells[INDICATOR_COLUMNS])
{
    const struct indicator_sums *sums = &line->sums;
    ret_cells[0] = language_number(work->arena, work->language, sums->sent);
    ret_cells[1] = indicator_share_show(work, indicator_per_cent(sums->on_time, sums->due, protected));
    ret_cells[2] = indicator_share_show(work, indicator_per_cent(sums->accepted, sums->answered, protected));
    ret_cells[3] = indicator_share_show(work, indicator_per_cent(sums->completed, sums->accepted, protected));
    ret_cells[4] = indicator_days_show(work, line->median[SPAN_ANSWER]);
    ret_cells[5] = indicator_days_show(work, line->median[SPAN_OUTCOME]);
    ret_cells[6] = indicator_share_show(work, indicator_per_cent(sums->silent, sums->reported, protected));
}

struct text indicator_key_show(struct work *work, enum indicator_cut cut, const struct indicator_line *line)
{
    if (line->merged)
        return text_from(tr(work->language, N_("Others together")));
    if (line->key.length == 0)
        return text_from(tr(work->language, N_("Not known")));
    return cut == CUT_THEME ? choice_show(&agreement_themes, line->key, work->language) : line->key;
}
