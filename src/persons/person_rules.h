/* Rules of persons, without statements of their own.  Within persons/. */
#ifndef PERSONS_PERSON_RULES_H
#define PERSONS_PERSON_RULES_H

#include "persons/persons.h"

/* May this field be kept of somebody who has not consented to more? */
bool person_field_is_contact(const struct field *field);
/* Keeps the keys of search. */
enum outcome document_stored(struct work *work, const void *before, const void *row);
enum outcome document_check(struct work *work, const void *before, void *row, struct problems *problems);
enum outcome consent_check(struct work *work, const void *before, void *row, struct problems *problems);
/* Consents whose withdrawal stops the files of a person. */
bool consent_stops_files(struct text purpose);
enum outcome household_member_check(struct work *work, const void *before, void *row, struct problems *problems);
enum outcome relation_check(struct work *work, const void *before, void *row, struct problems *problems);

#endif
