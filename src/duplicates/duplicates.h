/* Two records of one human being: pairs that somebody looks at, what was said about them for ever, the merging of two
   records of one organisation and its undoing.  All that others may use. */
#ifndef DUPLICATES_DUPLICATES_H
#define DUPLICATES_DUPLICATES_H

#include "job/job.h"
#include "notices/notices.h"
#include "persons/persons.h"
#include "returns/returns.h"
#include "web/record_api.h"

/* ---- pairs ---- */

/* What is known of two persons.  Never forgotten: a pair that was decided is not asked about again, whatever finds it.
 */
enum pair_standing {
    PAIR_UNKNOWN,   /* nobody ever found it */
    PAIR_OPEN,      /* waits for somebody to look */
    PAIR_UNDECIDED, /* somebody looked and could not tell: a task */
    PAIR_SAME,
    PAIR_DIFFERENT,
};
/* Also through records that became part of one of the two: who is different from a part is different from the whole. */
enum outcome pair_standing(struct work *work, struct identifier a, struct identifier b,
                           enum pair_standing *ret_standing) MUST_CHECK;

enum pair_finder { PAIR_BY_REGISTERING, PAIR_BY_WHOLE_REGISTER, PAIR_BY_IMPORT, PAIR_BY_COLLEAGUE };
struct pair_found {
    struct identifier a, b;
    double probability, bits;
    int64_t weights;      /* version of the weights */
    struct text conflict; /* code of pair_conflicts; empty: nothing speaks hard against it */
    struct text reasons;  /* what spoke for and against: see pair_reasons.h; never a name */
    enum pair_finder by;
};
/* Notes that two persons may be one.  In the caller's transaction; no right is asked.  A pair that is there keeps its
   decision; while it is open it is brought up to date.  *ret_pair (may be NULL): zeros for persons of two
   organisations, which are linked and never a pair.  NOT_FOUND: one of them is not there, or they are one already. */
enum outcome pair_note(struct work *work, const struct pair_found *found, struct identifier *ret_pair) MUST_CHECK;
/* How likely these two are one, and why: all but who found them. */
enum outcome pair_weigh(struct work *work, const struct person *a, const struct person *b,
                        struct pair_found *ret_found) MUST_CHECK;
/* Weighs a pair that waits as one weighs now; one that was decided stays as it is. */
enum outcome pair_weigh_again(struct work *work, struct identifier pair) MUST_CHECK;
/* What somebody said on registering or searching, in their name; notes the pair first.  PAIR_SAME, PAIR_DIFFERENT or
   PAIR_UNDECIDED, with a note that may be empty.  CONFLICT: it was decided otherwise before, and stays so. */
enum outcome pair_say(struct work *work, const struct pair_found *found, enum pair_standing says, struct text note,
                      struct identifier *ret_pair) MUST_CHECK;

struct person_pair {
    struct record_head head;
    struct identifier first_person, second_person;
    int64_t probability; /* per thousand */
    int64_t bits;        /* tenths */
    int64_t weights;
    struct text conflict, script, region;
    struct text harm; /* code of pair_harms */
    int64_t urgency;
    struct text found_by;
    struct flag rests; /* one of the two became part of another record meanwhile */
    struct identifier asked_by, decided_by;
    int32_t decided_on;
    struct text reasons;
};
extern struct record person_pair_record;
extern const struct flow pair_flow;
extern struct choice_list pair_conflicts, pair_harms, pair_scripts, pair_finders;

/* ---- probabilities set right by what people decided ---- */

struct person_calibration {
    struct record_head head;
    int64_t decisions, same_total;
    int64_t error_without, error_with; /* per thousand: the mean distance of said and observed */
    int64_t from_200, from_500, from_800, from_950;
    int64_t slope, shift; /* of the log odds, in millionths */
    int64_t weights;      /* the version that pairs bear which were weighed with it */
    int64_t base;         /* version of the estimated weights that it bends; 0: the shipped ones */
    struct identifier decided_by;
    int32_t decided_on;
};
extern struct record person_calibration_record;
extern const struct flow calibration_flow;
/* Proposes one from what was decided in the actor's organisation; nothing counts otherwise before somebody uses it.
   INVALID with a problem: too few decisions, or they say nothing that would hold. */
enum outcome calibration_make(struct work *work, struct identifier *ret_id) MUST_CHECK;

/* What fields weigh, estimated from the organisation's own register. */
struct field_weights {
    struct record_head head;
    int64_t persons, same_expected, anchors;
    int64_t decisions, error_without, error_with; /* as above; INTEGER_NONE: too few decisions */
    int64_t weights;
    struct text learned; /* match_weights_write() */
    struct identifier decided_by;
    int32_t decided_on;
};
extern struct record field_weights_record;
extern const struct flow field_weights_flow;

/* ---- merging ---- */

/* A record that became part of another one. */
struct person_merge {
    struct record_head head;
    struct identifier pair, kept_person, absorbed_person;
    struct text kept_number, absorbed_number;
    int64_t row_total;
    struct identifier undone_by;
    int32_t undone_on;
    struct text reason;
};
extern struct record person_merge_record;
extern const struct flow merge_flow;

struct merge_order {
    struct identifier pair; /* zeros: none */
    struct identifier kept, absorbed;
    int64_t kept_version, absorbed_version; /* as they were looked at */
    struct field_set taken;                 /* fields of person_record that are taken from the absorbed one */
    struct text reason;
};
/* Makes one record of two, in the caller's transaction.  FORBIDDEN · NOT_FOUND · CONFLICT: one of them changed since it
   was looked at, or somebody else merged it · INVALID with problems that say what stands against it and what to do. */
enum outcome merge_persons(struct work *work, const struct merge_order *order, struct identifier *ret_merge) MUST_CHECK;
/* The same without doing anything: problems are added. */
enum outcome merge_obstacles(struct work *work, const struct person *kept, const struct person *absorbed,
                             struct problems *problems) MUST_CHECK;
/* Two again: every row goes back, and what was done since goes where it belongs (README.md).  CONFLICT: it is not in
   force · INVALID with problems. */
enum outcome merge_undo(struct work *work, struct identifier merge, struct text reason) MUST_CHECK;

/* ---- for app/ ---- */

/* All records that are about persons, for what has to be carried over. */
void duplicates_start(const struct resource_list *resources);
/* For persons.h: person_now. */
enum outcome merge_person_now(struct work *work, struct identifier person, struct text number,
                              struct identifier *ret_now);

extern struct right pair_read, pair_review, pair_merge, pair_figures, calibration_see, calibration_decide;
extern const struct grant duplicate_grants[];
extern const size_t duplicate_grant_count;
extern const struct route duplicate_routes[];
extern const size_t duplicate_route_count;
extern const struct menu_entry duplicate_menu[];
extern const size_t duplicate_menu_count;
extern const struct resource duplicate_resources[];
extern const size_t duplicate_resource_count;
/* "duplicates.look": the whole register, every night what changed, on demand all of an organisation. */
extern const struct job_kind duplicate_look_job;
/* "duplicates.learn": estimates what fields weigh, ordered by somebody. */
extern const struct job_kind duplicate_learn_job;
extern const struct internal_action duplicate_actions[]; /* ended by an entry without name */
extern const struct notice_kind duplicate_notices[];
extern const size_t duplicate_notice_count;
extern const struct person_feature duplicate_person_feature;
extern const struct return_companion duplicate_companion;

#endif
