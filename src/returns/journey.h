/* What a journey needs besides its booking: papers, needs for health, and what is found missing on the day of the
   flight. Within returns/, and for the demonstration. */
#ifndef RETURNS_JOURNEY_H
#define RETURNS_JOURNEY_H

#include "returns/return_rules.h"

/* What the history says of a preparation that a paper settled; shown translated. */
#define PAPER_RECORDED_NOTE N_("A paper was recorded.")
/* Actions in a case's history that are no steps. */
#define RISK_FOUND "risk_found"
#define RISK_ENDED "risk_ended"

/* A paper with the days on which it holds.  Passports and laissez-passer stand in the person's documents. */
struct travel_paper {
    struct record_head head;
    struct identifier return_case;
    struct text kind;
    int32_t requested_on, issued_on, valid_until;
    struct text paper_number, issuer;
    struct text result;   /* of a medical report: "fit", "fit_with_escort", "not_now" */
    struct text findings; /* who works for health alone */
    struct text note;
};

/* What must be arranged for the journey of a case: one row for a case.  Operations sees what to arrange, not why. */
struct travel_needs {
    struct record_head head;
    struct identifier return_case;
    struct text escort, wheelchair;
    struct flag oxygen, stretcher, airline_form, medication, handover;
    struct text to_arrange;
    struct text condition; /* who works for health alone */
    int32_t arranged_on;
    struct text arranged_note;
};

/* A medicine that travels along, with its quantity for the journey.  Who works for health alone. */
struct travel_medication {
    struct record_head head;
    struct identifier return_case;
    struct text medicine, dose;
    int64_t daily, days;
    int64_t quantity; /* computed */
    struct flag prescription;
    struct money cost;
    struct text note;
};

/* Something that does not hold on the day of the booked flight.  States "open" and "settled"; the program alone writes
   them, each with a task for who can mend it. */
struct travel_warning {
    struct record_head head;
    struct identifier return_case;
    struct text kind;
    int32_t flight_on, raised_on, settled_on;
};

extern struct record travel_paper_record, travel_needs_record, travel_medication_record, travel_warning_record;
extern struct choice_list travel_paper_kinds, medical_results, warning_kinds, wheelchair_needs;

/* Days after its issue on which a paper of this kind holds at most; 0: as long as it says itself. */
int32_t travel_paper_days(struct text kind);
/* A preparation was settled by hand: unless a paper says so already, one is kept with its days. */
enum outcome travel_paper_of_settled(struct work *work, const struct return_milestone *milestone) MUST_CHECK;
/* Has a paper of this kind been issued that holds on that day? */
enum outcome travel_paper_holds(struct work *work, const struct return_case *file, const char *kind, int32_t day,
                                bool *ret_holds) MUST_CHECK;
/* What a case needs for health: NOT_FOUND when nobody has said anything. */
enum outcome travel_needs_of(struct work *work, const struct return_case *file,
                             const struct travel_needs **ret_needs) MUST_CHECK;
/* The rows of one of these records that hang on a case, oldest first. */
enum outcome journey_rows(struct work *work, const struct record *record, struct identifier file,
                          struct identifier person, struct identifier **ret_ids, size_t *ret_count) MUST_CHECK;

/* Which preparations end before that day, each by its name. */
enum outcome journey_preparations_ended(struct work *work, const struct return_case *file, int32_t day,
                                        struct text **ret_kinds, size_t *ret_count) MUST_CHECK;
enum outcome journey_warnings_open(struct work *work, const struct return_case *file, struct identifier **ret_ids,
                                   size_t *ret_count) MUST_CHECK;
/* The booked cases behind one of them, in the order of their identifiers; ret_ids has room for `most`. */
enum outcome journeys_booked(struct work *work, struct identifier after, size_t most, struct identifier *ret_ids,
                             size_t *ret_count) MUST_CHECK;

/* The same lines for everybody, needed or not: who reads them does not learn how the person is.  `action` is "book" or
   "depart". */
enum outcome journey_require(struct work *work, const struct return_case *file, int32_t day, const char *action,
                             struct gate *gate) MUST_CHECK;
/* Adds problems to a booking that leaves out what the doctor asked for. */
enum outcome journey_check_booking(struct work *work, const struct return_case *file) MUST_CHECK;

/* What does not hold on that day, as codes of warning_kinds, each once.  Reads only. */
enum { JOURNEY_FAULTS_MOST = 20 };
struct journey_faults {
    const char *kinds[JOURNEY_FAULTS_MOST];
    size_t count;
};
enum outcome journey_look(struct work *work, const struct return_case *file, int32_t day,
                          struct journey_faults *ret_faults) MUST_CHECK;
/* Raises and settles the warnings of a booked case and says in the row since when it is at risk; the row is the
   caller's to store. */
enum outcome journey_watch(struct work *work, struct return_case *file) MUST_CHECK;
/* The same for a stored case, which is stored again where that changed; a case that is not booked is left alone. */
enum outcome journey_look_again(struct work *work, struct identifier file) MUST_CHECK;
/* The case is no longer booked: nothing is at risk. */
enum outcome journey_left(struct work *work, const struct return_case *file) MUST_CHECK;

#endif
