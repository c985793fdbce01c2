/* What is known around persons, for whoever compares them: the numbers of their documents, whom they live with or are
   related to, and the names of these.  Read whoever recorded it, and shown to nobody.  Within persons/. */
#ifndef PERSONS_PERSON_AROUND_H
#define PERSONS_PERSON_AROUND_H

#include "matching/candidate.h"
#include "persons/persons.h"

/* Somebody around a person. */
struct around_kin {
    struct identifier of, kin;
    bool related; /* recorded as a relative; otherwise both are listed in one household */
};
/* Around each of these, at most AROUND_MOST of one person. */
enum { AROUND_MOST = 40 };
enum outcome around_kin(struct work *work, const struct identifier *persons, size_t count, struct around_kin **ret_kin,
                        size_t *ret_count) MUST_CHECK;
/* Fills the documents of each candidate: the newest numbers. */
enum outcome around_documents(struct work *work, const struct identifier *persons, size_t count,
                              struct candidate *const *candidates) MUST_CHECK;
/* Fills the relatives of each candidate, from what around_kin() gave. */
enum outcome around_relatives(struct work *work, const struct identifier *persons, size_t count,
                              const struct around_kin *kin, size_t kin_count,
                              struct candidate *const *candidates) MUST_CHECK;

#endif
