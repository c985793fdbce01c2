/* Who in the register may be the person that is being received.  Within persons/. */
#ifndef PERSONS_PERSON_LIKENESS_H
#define PERSONS_PERSON_LIKENESS_H

#include "matching/match.h"
#include "matching/name.h"
#include "persons/persons.h"

struct likely_person {
    const struct person *person; /* all that is compared, whatever the actor may read: never shown as it is */
    bool within_reach;
    bool twin; /* the same names, received today in the same office: perhaps sent twice */
    struct match_explanation explanation;
    struct person_likeness likeness;
};
enum { LIKELY_MOST = 8 };
struct likely_question {
    const struct person *person;
    struct text
        document;   /* a number that was typed in the search before; may be empty.  It speaks for, never against */
    bool namesakes; /* also whoever has the same names, however many do */
};
/* Those of the same organisation from the threshold for review on, the likeliest first, without whom somebody said
   before to be another (`person` stored already), or recorded as a relative. */
enum outcome person_likely(struct work *work, const struct likely_question *question, struct likely_person **ret_likely,
                           size_t *ret_count) MUST_CHECK;
/* The weights in force in an organisation: calibrated, where somebody decided so, else those that are shipped. */
enum outcome person_weights_for(struct work *work, struct identifier organisation,
                                const struct match_weights **ret_weights) MUST_CHECK;

#endif
