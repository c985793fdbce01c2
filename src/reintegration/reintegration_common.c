/* What the rules of all records here share. */
#include <string.h>

#include "ledger/exchange.h"
#include "reintegration/reintegration_rules.h"

enum outcome reintegration_case(struct work *work, struct identifier file, const void *row,
                                const struct return_case **ret_case)
{
    void *found;
    enum outcome outcome = record_get_unlimited(work, &return_case_record, file, &found);
    if (outcome < 0)
        return outcome;
    if (outcome == NOT_FOUND || !identifier_equal(record_head_of(found)->person, record_head_of(row)->person))
        return problem_add(&work->problems, INVALID, "case_missing", TEXT("return_case"),
                           N_("This belongs to a return case: begin from its page."));
    *ret_case = found;
    return OK;
}

enum outcome reintegration_item_check(struct work *work, struct identifier item, struct identifier file,
                                      struct problems *problems)
{
    void *found;
    if (identifier_is_none(item))
        return OK;
    enum outcome outcome = record_get_unlimited(work, &return_item_record, item, &found);
    if (outcome < 0)
        return outcome;
    if (outcome == NOT_FOUND || !identifier_equal(((const struct return_item *)found)->return_case, file))
        (void)problem_add(problems, INVALID, "item_unknown", TEXT("item"), N_("Choose an item of this plan."));
    return OK;
}

bool somebody_else(const struct work *work, struct identifier user)
{
    return !identifier_is_none(work->actor->user) && !identifier_is_none(user) &&
           !identifier_equal(user, work->actor->user);
}

enum outcome reintegration_worth(struct work *work, struct money amount, struct text currency, struct money *ret_worth)
{
    struct exchange exchange;
    struct problems before = work->problems;
    if (text_is(currency, amount.currency)) {
        *ret_worth = amount;
        return OK;
    }
    enum outcome outcome = exchange_convert(work, amount, currency, zone_date(work->zone, work->now), &exchange);
    work->problems = before;
    if (outcome == OK)
        *ret_worth = exchange.result;
    return outcome == INVALID ? NOT_FOUND : outcome;
}
