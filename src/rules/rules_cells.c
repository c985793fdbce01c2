/* Facts as cells of a table. */
#include "base/number.h"
#include "rules/rules_facts.h"

static enum outcome read_flag(struct text cell, struct fact_value *ret)
{
    static const struct {
        const char *word;
        bool yes;
    } WORDS[] = {{"yes", true}, {"no", false}, {"true", true}, {"false", false}, {"1", true}, {"0", false}};
    for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++)
        if (text_is(cell, WORDS[i].word)) {
            *ret = fact_flag(WORDS[i].yes);
            return OK;
        }
    return INVALID;
}

static enum outcome read_end(struct text text, int32_t *ret_day)
{
    *ret_day = DATE_NONE;
    return text.length == 0 ? OK : text_to_date(text, ret_day);
}

/* "2009-01-01..2013-12-31", "not 2011-02-01..2011-03-15", "2014-02-01..", "2014-02-01" */
static enum outcome read_period(struct text part, struct period_claim *ret)
{
    struct period_claim claim = {0};
    if (text_starts_with(part, TEXT("not "))) {
        claim.absent = true;
        part = text_trim(text_slice(part, 4, part.length));
    }
    ptrdiff_t dots = text_find(part, TEXT(".."));
    struct text from = dots < 0 ? part : text_slice(part, 0, (size_t)dots);
    struct text until = dots < 0 ? part : text_slice(part, (size_t)dots + 2, part.length);
    if (part.length == 0 || read_end(from, &claim.from) != OK || read_end(until, &claim.until) != OK)
        return INVALID;
    if (claim.from != DATE_NONE && claim.until != DATE_NONE && claim.until < claim.from)
        return INVALID;
    *ret = claim;
    return OK;
}

static enum outcome read_periods(struct arena *arena, struct text cell, struct fact_value *ret)
{
    size_t most = 1;
    for (size_t i = 0; i < cell.length; i++)
        most += cell.at[i] == ';';
    if (most > RULES_CLAIMS_MOST)
        return INVALID;
    struct period_claim *claims = arena_array(arena, struct period_claim, most);
    size_t count = 0;
    bool complete = false;
    struct text part;
    while (cell.length > 0 && text_split(&cell, ';', &part)) {
        part = text_trim(part);
        if (text_is(part, "complete"))
            complete = true;
        else if (read_period(part, &claims[count]) != OK)
            return INVALID;
        else
            count++;
    }
    *ret = rules_periods(arena, claims, count, complete);
    return OK;
}

static enum outcome read_codes(const struct rule_fact *fact, struct text cell, struct fact_value *ret)
{
    if (cell.length > RULES_TEXT_MOST || !rules_codes_known(fact, cell) ||
        (fact->kind == FACT_CODE && text_find_byte(cell, ',') >= 0))
        return INVALID;
    *ret = fact_code(cell);
    return OK;
}

enum outcome rules_cell_read(struct arena *arena, const struct rule_fact *fact, struct text cell,
                             struct fact_value *ret_value)
{
    int32_t day;
    int64_t number;
    cell = text_trim(cell);
    if (cell.length == 0 || text_is(cell, "-")) {
        *ret_value = (struct fact_value){.state = cell.length == 0 ? FACT_UNKNOWN : FACT_NONE};
        return OK;
    }
    switch (fact->kind) {
    case FACT_FLAG:
        return read_flag(cell, ret_value);
    case FACT_DATE:
        if (text_to_date(cell, &day) != OK)
            return INVALID;
        *ret_value = fact_date(day);
        return OK;
    case FACT_NUMBER:
        if (text_to_integer(cell, INT64_MIN / 2, INT64_MAX / 2, &number) != OK)
            return INVALID;
        *ret_value = fact_number(number);
        return OK;
    case FACT_CODE:
    case FACT_CODES:
        return read_codes(fact, cell, ret_value);
    case FACT_PERIOD:
        return read_periods(arena, cell, ret_value);
    case FACT_RELATION: /* there is somebody, whose facts stand in columns of their own */
        *ret_value = (struct fact_value){.state = FACT_KNOWN};
        return text_is(cell, "yes") ? OK : INVALID;
    }
    return INVALID;
}
