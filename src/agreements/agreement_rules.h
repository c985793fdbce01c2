/* What sources say of an agreement's dates, weighed; when something runs.  No input, no output.  Within agreements/. */
#ifndef AGREEMENTS_AGREEMENT_RULES_H
#define AGREEMENTS_AGREEMENT_RULES_H

#include "record/record.h"

/* The first and the last day that a day, a month or a year can mean; DATE_NONE of nothing. */
int32_t partial_first(struct partial_date date);
int32_t partial_last(struct partial_date date);
/* Is there a day that both can mean? */
bool partial_agree(struct partial_date a, struct partial_date b);

struct statement_of_date {
    struct text event, mark, standing; /* codes, as in struct agreement_date */
    struct partial_date day;
};
struct agreement_term {
    struct partial_date signed_on, in_force_on, ends_on, review_on;
    int32_t runs_from, runs_until; /* on the safe side: from the last day that the beginning can mean, until the first
                                      that the end can mean; DATE_NONE: open */
    bool disputed;
};
/* One that settles wins.  Else those of the best mark; of these a more exact one over what it lies in; then the safe
   one: the later beginning, the earlier end.  What is set aside says nothing. */
struct agreement_term agreement_weigh(const struct statement_of_date *statements, size_t count);

enum agreement_fault {
    AGREEMENT_SOUND,
    AGREEMENT_ENDS_BEFORE_IT_BEGINS,
    AGREEMENT_ENDS_BEFORE_IT_IS_SIGNED,
    AGREEMENT_IN_FORCE_BEFORE_SIGNED, /* it happens: a warning */
};
/* Only what cannot be otherwise, whatever day is meant. */
enum agreement_fault agreement_fault(const struct agreement_term *term);

/* The next day on which an obligation is due; DATE_NONE for one that is due once. */
int32_t recurrence_next(struct text every, int32_t due);

#endif
