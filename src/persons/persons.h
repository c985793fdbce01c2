/* Persons: all that other features may use. */
#ifndef PERSONS_PERSONS_H
#define PERSONS_PERSONS_H

#include "persons/person_record.h"

extern struct choice_list countries, regions, spoken_languages;

/* Consents in force on a day, as a set of purposes. */
enum {
    CONSENT_DATA = 1 << 0,
    CONSENT_ASSISTANCE = 1 << 1,
    CONSENT_TRANSFER = 1 << 2,
    CONSENT_PHOTO = 1 << 3,
    CONSENT_RESEARCH = 1 << 4
};
enum outcome person_consents(struct work *work, struct identifier person, int32_t on,
                             unsigned *ret_purposes) MUST_CHECK;

/* The guardian of a child on a day: NOT_FOUND when none is recorded. */
enum outcome person_guardian(struct work *work, struct identifier person, int32_t on,
                             struct identifier *ret_guardian) MUST_CHECK;
/* A document of one of these kinds (comma-joined codes) valid on that day. */
enum outcome person_has_document(struct work *work, struct identifier person, struct text kinds, int32_t on,
                                 bool *ret_has) MUST_CHECK;
/* Completed years on a day, taken from the least precise reading of the birth date; -1 when it is not known. */
int32_t person_age(const struct person *person, int32_t on);

/* The search: number, telephone or names in either script.  It is the only way to the form that makes a person. */
struct person_card {
    struct identifier id;
    struct text number, title;      /* empty title: outside this office, only the office to ask is told */
    struct text office;             /* name of the office that holds the file */
    struct text nationality, birth; /* as shown */
    struct text why;                /* what matched, translated: "telephone", "name" */
    bool within_reach;
    int32_t score;
};
enum { PERSON_CARDS_MOST = 30 };
enum outcome person_search(struct work *work, struct text typed, struct person_card **ret_cards,
                           size_t *ret_count) MUST_CHECK;

#endif
