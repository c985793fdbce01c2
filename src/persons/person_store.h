/* Statements about persons.  Within persons/. */
#ifndef PERSONS_PERSON_STORE_H
#define PERSONS_PERSON_STORE_H

#include "persons/persons.h"

enum outcome person_stored(struct work *work, const void *before, const void *row);

/* What a card shows of a person as the actor read her. */
void person_card_fill(struct work *work, const struct person *person, struct person_card *card);
/* The fields by which two persons are compared. */
struct field_set person_evidence_fields(void);
/* Her keys of search as they are made now, from all that is known of her, beside those that are there; or alone. */
enum outcome person_index_add(struct work *work, const struct person *person) MUST_CHECK;
enum outcome person_index_anew(struct work *work, const struct person *person) MUST_CHECK;
/* Consents of hers that were stored in that moment. */
enum outcome person_consents_made(struct work *work, struct identifier person, int64_t at, struct identifier **ret_ids,
                                  size_t *ret_count) MUST_CHECK;
/* Does somebody else's relation, or a household, name this person? */
enum outcome person_is_related(struct work *work, struct identifier person, bool *ret_related) MUST_CHECK;
/* Is one of these two recorded as a relative of the other? */
enum outcome person_relation_between(struct work *work, struct identifier a, struct identifier b,
                                     bool *ret_is) MUST_CHECK;
enum outcome office_name(struct work *work, struct identifier office, struct text *ret_name) MUST_CHECK;
/* Of several, by one statement. */
enum outcome office_names(struct work *work, const struct identifier *offices, size_t count,
                          struct text *ret_names) MUST_CHECK;

/* What was destroyed when a person's data were. */
struct erasure_row {
    struct identifier erased_by;
    int64_t erased_at, documents, relations, files, search_keys;
    struct text reason; /* a code */
    struct text who;    /* for pages */
};
/* NOT_FOUND when they were not. */
enum outcome person_erasure(struct work *work, struct identifier person, struct erasure_row *ret_row) MUST_CHECK;
struct erasure_proof {
    struct text what; /* a code; as shown on pages */
    int64_t found;
};
enum outcome person_erasure_proofs(struct work *work, struct identifier person, struct erasure_proof **ret_proofs,
                                   size_t *ret_count) MUST_CHECK;
/* Looks for what could still be read of a person and notes that there is none of it; FAILED when there is. */
enum outcome person_erasure_prove(struct work *work, struct identifier person) MUST_CHECK;
/* Destroys what stands around a person and the fields of hers that no figure needs; the keys are the caller's.  Fills
   the counts. */
enum outcome person_erase_rows(struct work *work, struct identifier person, struct erasure_row *counts) MUST_CHECK;
enum outcome person_erasure_add(struct work *work, const struct person *person,
                                const struct erasure_row *row) MUST_CHECK;

/* Hooks of the descriptor. */
enum outcome person_check(struct work *work, const void *before, void *row, struct problems *problems);

/* Rows around a person, newest first. */
enum outcome person_rows(struct work *work, const struct record *record, struct identifier person, void ***ret_rows,
                         size_t *ret_count) MUST_CHECK;

#endif
