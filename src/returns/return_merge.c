/* What returns say when two records of one person are to become one, and of payments under another record of hers. */
#include "returns/return_rules.h"
#include "returns/return_store.h"

static bool is_paid(const struct instalment *one)
{
    return text_is(one->state, "paid") || text_is(one->state, "justified");
}

static bool is_to_pay(const struct instalment *one)
{
    return text_is(one->state, "committed") || text_is(one->state, "prepared") || text_is(one->state, "released");
}

/* A case that was received after the other one ended is another return, with instalments of its own. */
static bool is_later_return(const struct instalment *earlier, const struct instalment *later)
{
    return earlier->closed_on != DATE_NONE && later->received_on != DATE_NONE &&
           later->received_on >= earlier->closed_on;
}

bool instalments_clash(const struct instalment *a, const struct instalment *b)
{
    bool money = (is_to_pay(a) && (is_to_pay(b) || is_paid(b))) || (is_to_pay(b) && is_paid(a));
    return money && a->number == b->number && text_equal(a->category, b->category) && !is_later_return(a, b) &&
           !is_later_return(b, a);
}

static enum outcome check_open(struct work *work, const struct person *kept, const struct person *absorbed,
                               struct problems *problems)
{
    struct open_case one, other;
    enum outcome outcome = return_open_case(work, absorbed->head.person, &other);
    if (outcome != OK)
        return outcome == NOT_FOUND ? OK : outcome;
    outcome = return_open_case(work, kept->head.person, &one);
    if (outcome == OK)
        return problem_add_with(
            problems, INVALID, "two_open_cases", TEXT_NONE,
            N_("{1} and {2} are both open, and a person has one open return case: close or withdraw "
               "one of them with its reason, then merge."),
            one.number, other.number);
    if (outcome == NOT_FOUND && !identifier_equal(other.office, kept->head.office))
        return problem_add_with(problems, INVALID, "open_case_elsewhere", TEXT_NONE,
                                N_("The open case {1} lies in another office than {2}, so that its colleagues could no "
                                   "longer read the person's name: keep the other record."),
                                other.number, kept->head.number);
    return outcome == NOT_FOUND ? OK : outcome;
}

enum outcome return_may_merge(struct work *work, const struct person *kept, const struct person *absorbed,
                              struct problems *problems)
{
    struct instalment *ones, *others;
    size_t one_count = 0, other_count = 0;
    enum outcome outcome = check_open(work, kept, absorbed, problems);
    if (outcome >= 0)
        outcome = return_instalments(work, kept->head.person, &ones, &one_count);
    if (outcome == OK)
        outcome = return_instalments(work, absorbed->head.person, &others, &other_count);
    for (size_t i = 0; i < one_count && outcome == OK; i++)
        for (size_t j = 0; j < other_count; j++)
            if (instalments_clash(&ones[i], &others[j]))
                (void)problem_add_with(problems, INVALID, "instalment_twice", TEXT_NONE,
                                       N_("{1} and {2} are the same instalment: one person would be paid it twice. "
                                          "Cancel the one that is not due, then merge."),
                                       ones[i].item_number, others[j].item_number);
    return outcome;
}

enum outcome return_instalment_elsewhere(struct work *work, const struct return_item *item, struct identifier person,
                                         struct text *ret_number)
{
    struct instalment *ones, *others;
    size_t one_count = 0, other_count = 0;
    enum outcome outcome = return_instalments(work, item->head.person, &ones, &one_count);
    if (outcome == OK)
        outcome = return_instalments(work, person, &others, &other_count);
    for (size_t i = 0; i < one_count && outcome == OK; i++)
        for (size_t j = 0; j < other_count && identifier_equal(ones[i].id, item->head.id); j++)
            if (instalments_clash(&ones[i], &others[j])) {
                *ret_number = others[j].item_number;
                return OK;
            }
    return outcome == OK ? NOT_FOUND : outcome;
}
