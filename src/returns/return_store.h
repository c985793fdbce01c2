/* Statements about return cases.  Within returns/. */
#ifndef RETURNS_RETURN_STORE_H
#define RETURNS_RETURN_STORE_H

#include "returns/returns.h"

/* Milestones of a case that are not settled, and of the settled ones the first day on which one is no longer valid
   (DATE_NONE: none ends). */
enum outcome return_milestones_state(struct work *work, struct identifier file, struct identifier person,
                                     int64_t *ret_all, int64_t *ret_open, int32_t *ret_first_end) MUST_CHECK;
/* Is a travel document among the settled preparations?  (A stay abroad that needs none has it "not needed".) */
enum outcome return_document_needed(struct work *work, struct identifier file, struct identifier person,
                                    bool *ret_needed) MUST_CHECK;
/* Items of a case by state. */
struct item_counts {
    int64_t proposed, waiting, paid, justified, first_paid; /* waiting: committed, prepared or released */
};
enum outcome return_item_counts(struct work *work, struct identifier file, struct identifier person,
                                struct item_counts *ret) MUST_CHECK;
/* Ids of a case's milestones or items in one of up to three states (NULL: any). */
enum outcome return_child_ids(struct work *work, const struct record *record, struct identifier file,
                              struct identifier person, const char *const states[3], struct identifier **ret_ids,
                              size_t *ret_count) MUST_CHECK;
/* Cases of a person that have neither ended nor departed. */
enum outcome return_open_cases(struct work *work, struct identifier person, struct identifier **ret_ids,
                               size_t *ret_count) MUST_CHECK;
/* Does the person have another case that has not ended? */
enum outcome return_has_open_case(struct work *work, struct identifier person, struct identifier except,
                                  bool *ret_has) MUST_CHECK;

#endif
