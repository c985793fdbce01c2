/* What each field weighs in a register of one's own: estimated from it without anybody telling who is one person, in
   force once somebody who answers for it says so.  Probabilities are then calibrated anew: those decided before were of
   other weights.  Within duplicates/. */
#ifndef DUPLICATES_FIELD_WEIGHTS_H
#define DUPLICATES_FIELD_WEIGHTS_H

#include "duplicates/calibrations.h"
#include "job/job.h"
#include "web/step_pages.h"

/* The newest so many are read; of fewer than the least the shipped weights know more. */
enum { LEARN_PERSONS = 20000, LEARN_LEAST = 1000, LEARN_DECISIONS = 100 };

/* Orders the estimate for the actor's organisation; nothing more while one is under way.  INVALID with a problem: too
   few persons. */
enum outcome field_weights_order(struct work *work) MUST_CHECK;
enum outcome field_weights_under_way(struct work *work, bool *ret_is) MUST_CHECK;
/* What is in force in an organisation; NOT_FOUND: the shipped ones. */
enum outcome field_weights_now(struct work *work, struct identifier organisation, struct identifier *ret_id,
                               const struct match_weights **ret_weights) MUST_CHECK;
/* "duplicates.learned", in the process that writes: a proposal from what the job learnt. */
enum outcome field_weights_learned(struct work *work, struct text arguments, struct text *ret_answer) MUST_CHECK;

/* ---- statements ---- */

/* Persons of an organisation, the newest first, behind one; zeros: from the newest. */
enum outcome field_weights_next(struct work *work, struct identifier organisation, struct identifier behind,
                                size_t most, struct identifier *ret_persons, size_t *ret_count) MUST_CHECK;

/* ---- pages ---- */

struct field_weights_line {
    struct text field;
    struct text for_shipped, for_learnt, against_shipped, against_learnt; /* bits with their sign */
};
struct field_weights_more {
    struct step_buttons steps;
    struct field_weights_line *lines;
    size_t line_count;
};
void field_weights_more_page(struct output *out, const struct field_weights_more *more);

#endif
