/* The features that app/ named at start.  Within persons/. */
#ifndef PERSONS_PERSON_FEATURES_H
#define PERSONS_PERSON_FEATURES_H

#include "persons/persons.h"

/* NULL behind the last. */
const struct person_feature *person_feature_at(size_t index);
/* Asks each feature whose number this is: NOT_FOUND when nobody's that the actor may see. */
enum outcome person_find_file(struct work *work, struct text number, struct text *ret_path) MUST_CHECK;
/* Calls each feature's erased. */
enum outcome person_features_erased(struct work *work, struct identifier person) MUST_CHECK;
/* Calls each feature's erase_again. */
enum outcome person_before_erasing_again(struct work *work, struct identifier person) MUST_CHECK;
/* person_now(), where it is set. */
enum outcome person_now_of(struct work *work, struct identifier person, struct text number,
                           struct identifier *ret_now) MUST_CHECK;

#endif
