#include "agreements/agreement_rules.h"

#include "agreements/agreements.h"

int32_t partial_first(struct partial_date date) { return date.precision == PRECISION_NONE ? DATE_NONE : date.date; }

int32_t partial_last(struct partial_date date)
{
    if (date.precision == PRECISION_NONE || date.date == DATE_NONE)
        return DATE_NONE;
    if (date.precision == PRECISION_DAY)
        return date.date;
    return date_add_months(date.date, date.precision == PRECISION_MONTH ? 1 : 12) - 1;
}

bool partial_agree(struct partial_date a, struct partial_date b)
{
    return partial_first(a) <= partial_last(b) && partial_first(b) <= partial_last(a);
}

static bool lies_within(struct partial_date inner, struct partial_date outer)
{
    return partial_first(inner) >= partial_first(outer) && partial_last(inner) <= partial_last(outer) &&
           inner.precision != outer.precision;
}

/* 0 is the surest. */
static size_t rank(struct text mark)
{
    size_t at = 0;
    while (at < agreement_marks.count && !text_is(mark, agreement_marks.choices[at].code))
        at++;
    return at;
}

static bool speaks(const struct statement_of_date *statement, const char *event)
{
    return text_is(statement->event, event) && !text_is(statement->standing, "aside") &&
           statement->day.precision != PRECISION_NONE;
}

static bool better(const struct statement_of_date *a, const struct statement_of_date *b, bool late)
{
    if (text_is(a->standing, "settles") != text_is(b->standing, "settles"))
        return text_is(a->standing, "settles");
    if (rank(a->mark) != rank(b->mark))
        return rank(a->mark) < rank(b->mark);
    if (lies_within(a->day, b->day) || lies_within(b->day, a->day))
        return lies_within(a->day, b->day);
    return late ? partial_last(a->day) > partial_last(b->day) : partial_first(a->day) < partial_first(b->day);
}

static struct partial_date weigh(const struct statement_of_date *statements, size_t count, const char *event, bool late,
                                 bool *disputed)
{
    const struct statement_of_date *best = NULL;
    bool differ = false;
    for (size_t i = 0; i < count; i++) {
        if (!speaks(&statements[i], event))
            continue;
        for (size_t j = 0; j < i; j++)
            if (speaks(&statements[j], event) && !partial_agree(statements[i].day, statements[j].day))
                differ = true;
        if (best == NULL || better(&statements[i], best, late))
            best = &statements[i];
    }
    if (differ && !text_is(best->standing, "settles"))
        *disputed = true;
    return best == NULL ? (struct partial_date){DATE_NONE, PRECISION_NONE} : best->day;
}

struct agreement_term agreement_weigh(const struct statement_of_date *statements, size_t count)
{
    struct agreement_term term = {0};
    term.signed_on = weigh(statements, count, "signed", false, &term.disputed);
    term.in_force_on = weigh(statements, count, "in_force", true, &term.disputed);
    term.ends_on = weigh(statements, count, "ends", false, &term.disputed);
    term.review_on = weigh(statements, count, "review", false, &term.disputed);
    term.runs_from = partial_last(term.in_force_on);
    term.runs_until = partial_first(term.ends_on);
    return term;
}

static bool surely_before(struct partial_date a, struct partial_date b)
{
    return a.precision != PRECISION_NONE && b.precision != PRECISION_NONE && partial_last(a) < partial_first(b);
}

enum agreement_fault agreement_fault(const struct agreement_term *term)
{
    if (surely_before(term->ends_on, term->in_force_on))
        return AGREEMENT_ENDS_BEFORE_IT_BEGINS;
    if (surely_before(term->ends_on, term->signed_on))
        return AGREEMENT_ENDS_BEFORE_IT_IS_SIGNED;
    return surely_before(term->in_force_on, term->signed_on) ? AGREEMENT_IN_FORCE_BEFORE_SIGNED : AGREEMENT_SOUND;
}

int32_t recurrence_next(struct text every, int32_t due)
{
    static const struct {
        const char *code;
        int32_t months;
    } MONTHS[] = {{"month", 1}, {"quarter", 3}, {"half_year", 6}, {"year", 12}};
    for (size_t i = 0; i < sizeof MONTHS / sizeof *MONTHS; i++)
        if (due != DATE_NONE && text_is(every, MONTHS[i].code))
            return date_add_months(due, MONTHS[i].months);
    return DATE_NONE;
}
