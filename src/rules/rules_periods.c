/* Periods: what pieces of evidence leave certain, possible and contested, and what may be asked of it.

   A day that nothing proves is not a day on which it was not so: until somebody says that nothing more will come, an
   answer is no only where evidence denies it.  So more evidence decides what was open, and turns nothing but what it
   contradicts. */
#include "rules/rules_facts.h"

int32_t rules_day_first(void) { return date_from_day((struct calendar_day){1, 1, 1}); }
int32_t rules_day_last(void) { return date_from_day((struct calendar_day){9999, 12, 31}); }

/* ---- sets of days ---- */

static void sort(struct rule_span *spans, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        struct rule_span moved = spans[i];
        size_t at = i;
        for (; at > 0 && spans[at - 1].from > moved.from; at--)
            spans[at] = spans[at - 1];
        spans[at] = moved;
    }
}

/* Those of the claims that count and say `absent`, or its contrary, joined. */
static struct rule_spans joined(struct arena *arena, const struct period_claim *claims, size_t count, bool absent)
{
    struct rule_span *spans = arena_array(arena, struct rule_span, count + 1);
    size_t taken = 0;
    for (size_t i = 0; i < count; i++)
        if (!claims[i].told && claims[i].absent == absent)
            spans[taken++] = (struct rule_span){claims[i].from == DATE_NONE ? rules_day_first() : claims[i].from,
                                                claims[i].until == DATE_NONE ? rules_day_last() : claims[i].until};
    sort(spans, taken);
    size_t kept = 0;
    for (size_t i = 0; i < taken; i++) {
        if (kept > 0 && spans[i].from <= spans[kept - 1].until + 1) {
            if (spans[i].until > spans[kept - 1].until)
                spans[kept - 1].until = spans[i].until;
        } else {
            spans[kept++] = spans[i];
        }
    }
    return (struct rule_spans){spans, kept};
}

static struct rule_spans without(struct arena *arena, struct rule_spans left, struct rule_spans right)
{
    struct rule_span *spans = arena_array(arena, struct rule_span, left.count + right.count + 1);
    size_t count = 0;
    for (size_t i = 0; i < left.count; i++) {
        struct rule_span rest = left.at[i];
        for (size_t j = 0; j < right.count && rest.from <= rest.until; j++) {
            if (right.at[j].until < rest.from || right.at[j].from > rest.until)
                continue;
            if (right.at[j].from > rest.from)
                spans[count++] = (struct rule_span){rest.from, right.at[j].from - 1};
            rest.from = right.at[j].until + 1;
        }
        if (rest.from <= rest.until)
            spans[count++] = rest;
    }
    return (struct rule_spans){spans, count};
}

struct fact_value rules_periods(struct arena *arena, const struct period_claim *claims, size_t count, bool complete)
{
    struct fact_periods *periods = arena_new(arena, struct fact_periods);
    struct rule_span *ever = arena_new(arena, struct rule_span);
    *ever = (struct rule_span){rules_day_first(), rules_day_last()};
    struct rule_spans proved = joined(arena, claims, count, false);
    struct rule_spans denied = joined(arena, claims, count, true);
    struct rule_spans only_denied = without(arena, denied, proved);
    *periods = (struct fact_periods){.claims = claims, .claim_count = count, .complete = complete};
    periods->certain = without(arena, proved, denied);
    periods->contested = without(arena, denied, only_denied);
    periods->possible = complete ? proved : without(arena, (struct rule_spans){ever, 1}, only_denied);
    return (struct fact_value){.state = FACT_KNOWN, .periods = periods};
}

/* ---- what is asked of them ---- */

static bool has_day(struct rule_spans spans, int64_t day)
{
    for (size_t i = 0; i < spans.count; i++)
        if (spans.at[i].from <= day && day <= spans.at[i].until)
            return true;
    return false;
}

static bool bridged(int32_t until, int64_t next, struct rule_amount gap)
{
    return next - 1 <= rules_day_shifted(until, gap.number, gap.unit);
}

/* Did it last from `from` until `day`, but for gaps that are borne? */
static bool lasts(struct rule_spans spans, int64_t day, int64_t from, struct rule_amount gap)
{
    size_t at = spans.count;
    while (at > 0 && spans.at[at - 1].from > day)
        at--;
    if (at == 0 || !bridged(spans.at[at - 1].until, day + 1, gap))
        return false;
    for (at--; spans.at[at].from > from; at--)
        if (at == 0 || !bridged(spans.at[at - 1].until, spans.at[at].from, gap))
            return false;
    return true;
}

static bool adds_up(struct rule_spans spans, int64_t day, int64_t wanted)
{
    int64_t sum = 0;
    for (size_t i = 0; i < spans.count && spans.at[i].from <= day; i++)
        sum += (spans.at[i].until < day ? spans.at[i].until : day) - spans.at[i].from + 1;
    return sum >= wanted;
}

static bool begins(struct rule_spans spans, int64_t day) { return spans.count > 0 && spans.at[0].from < day; }

static bool holds_for(const struct rule_facts *facts, const struct rule_node *test, struct rule_spans spans,
                      int64_t day)
{
    struct rule_amount span = rules_span_of(facts, test);
    int32_t from = rules_day_shifted(day, -span.number, span.unit);
    if (test->operator== COVERS)
        return has_day(spans, day);
    if (test->operator== LASTS)
        return lasts(spans, day, from, rules_gap_of(facts, test));
    if (test->operator== ADDS_UP)
        return adds_up(spans, day, day - from);
    return test->operator== IS_RECORDED ? spans.count > 0 : begins(spans, day + (test->operator== BEGINS_AT_MOST));
}

enum rule_value rules_period_answer(const struct rule_facts *facts, const struct rule_node *test,
                                    const struct fact_periods *periods, int64_t day)
{
    if (holds_for(facts, test, periods->certain, day))
        return RULE_YES;
    return holds_for(facts, test, periods->possible, day) ? RULE_UNKNOWN : RULE_NO;
}

/* ---- what is missing ---- */

static struct rule_span longer(struct rule_span a, int64_t from, int64_t until)
{
    return until - from > (int64_t)a.until - a.from ? (struct rule_span){(int32_t)from, (int32_t)until} : a;
}

bool reason_missing(const struct rule_facts *facts, const struct rule_node *test, struct rule_span *ret_missing)
{
    if (test->kind != NODE_TEST || test->fact->kind != FACT_PERIOD ||
        (test->operator!= COVERS && test->operator!= LASTS))
        return false;
    struct fact_value value = rules_facts_get(facts, test->fact);
    struct fact_value day = rules_operand(facts, test);
    if (day.state != FACT_KNOWN)
        return false;
    struct rule_amount span = rules_span_of(facts, test);
    int64_t from = test->operator== COVERS ? day.number : rules_day_shifted(day.number, -span.number, span.unit);
    struct rule_spans certain = value.state == FACT_KNOWN ? value.periods->certain : (struct rule_spans){0};
    struct rule_span missing = {0, -1};
    for (size_t i = 0; i < certain.count && certain.at[i].from <= day.number; i++) {
        if (certain.at[i].from > from)
            missing = longer(missing, from, certain.at[i].from - 1);
        if (certain.at[i].until >= from)
            from = (int64_t)certain.at[i].until + 1;
    }
    if (from <= day.number)
        missing = longer(missing, from, day.number);
    if (missing.until < missing.from)
        return false;
    *ret_missing = missing;
    return true;
}
