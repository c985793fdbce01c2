/* Probabilities set right by what people decided about pairs: proposed from enough decisions, in force once somebody
   who answers for it says so, and no longer when somebody takes it back.  Within duplicates/. */
#ifndef DUPLICATES_CALIBRATIONS_H
#define DUPLICATES_CALIBRATIONS_H

#include "duplicates/duplicates.h"
#include "matching/match.h"

/* So many decisions are needed, with so many of each kind: fewer say more about chance than about probabilities. */
enum { DECISIONS_LEAST = 400, DECISIONS_OF_EACH = 40, DECISIONS_READ = 4000 };

/* Two numbers of calibration.h, in millionths, as they are stored. */
struct calibration_numbers {
    int64_t slope, shift, weights;
};
/* The weights in force in an organisation: those that are shipped where nothing else was decided. */
enum outcome calibration_in_force(struct work *work, struct identifier organisation,
                                  const struct match_weights **ret_weights) MUST_CHECK;
/* A row that nobody stored yet, from the decisions of the actor's organisation.  INVALID with a problem: too few, or
   they say nothing that would hold. */
enum outcome calibration_propose(struct work *work, struct person_calibration *ret_row) MUST_CHECK;

/* The weights of fields in force, and their version; 0: those that are shipped. */
enum outcome calibration_base(struct work *work, struct identifier organisation,
                              const struct match_weights **ret_weights, int64_t *ret_base) MUST_CHECK;

/* What was decided, as the weights of fields in force and others said it, without calibration. */
struct calibration_said {
    double now, then; /* bits */
    bool same;
};
enum outcome calibration_said_of(struct work *work, struct identifier organisation, const struct match_weights *other,
                                 struct calibration_said **ret_said, size_t *ret_count) MUST_CHECK;
/* How far off probabilities are, per thousand, by the one and by the other. */
enum outcome calibration_errors(struct work *work, const struct calibration_said said[], size_t count, int64_t *ret_now,
                                int64_t *ret_then) MUST_CHECK;

/* ---- statements ---- */

/* What was decided about a pair, without those that a colleague named: these were chosen for being the same. */
struct calibration_decision {
    struct identifier pair;
    int64_t bits; /* tenths */
    bool same;
};
/* Of pairs that were weighed by these weights of fields (0: the shipped ones), the newest DECISIONS_READ, newest first.
 */
enum outcome calibration_decisions(struct work *work, struct identifier organisation, int64_t base,
                                   struct calibration_decision **ret_decisions, size_t *ret_count) MUST_CHECK;
enum outcome calibration_counts(struct work *work, struct identifier organisation, int64_t base, int64_t *ret_decisions,
                                int64_t *ret_same) MUST_CHECK;
/* NOT_FOUND: none is in force. */
enum outcome calibration_now(struct work *work, struct identifier organisation, struct identifier *ret_id,
                             struct calibration_numbers *ret_numbers) MUST_CHECK;
/* Pairs of an organisation that wait for a decision and were weighed otherwise than now, behind one. */
enum outcome calibration_stale_pairs(struct work *work, struct identifier organisation, int64_t weights,
                                     struct identifier after, size_t most, struct identifier *ret_pairs,
                                     size_t *ret_count) MUST_CHECK;

#endif
