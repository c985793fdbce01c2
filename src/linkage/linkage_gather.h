/* Persons who consented, as keys or as filters.  Within linkage/. */
#ifndef LINKAGE_LINKAGE_GATHER_H
#define LINKAGE_LINKAGE_GATHER_H

#include "linkage/linkage_store.h"
#include "matching/candidate.h"
#include "matching/link_keys.h"

/* Called for each person; the candidate's texts live until it returns.  OK goes on. */
typedef enum outcome linkage_taker(void *context, struct identifier person, const struct candidate *candidate,
                                   struct arena *scratch);
/* Every person of the organisation with a consent in force to this purpose that names the recipient; nobody else is so
   much as read.  As the program itself: who may ask for it was asked before. */
enum outcome linkage_each_person(struct work *work, struct identifier organisation, struct text recipient,
                                 linkage_taker *take, void *context) MUST_CHECK;

/* The keys of all of them as elements of one run; owners[i] and kinds[i] of elements[i]. */
struct linkage_elements {
    struct psi_hash *elements;
    struct identifier *owners;
    unsigned char *kinds;
    size_t count, room;
    int64_t persons;
};
/* TOO_LARGE: they have more than `room` keys. */
enum outcome linkage_elements(struct work *work, struct identifier organisation, struct text recipient,
                              const unsigned char context[PSI_CONTEXT], size_t room,
                              struct linkage_elements *ret_elements) MUST_CHECK;

#endif
