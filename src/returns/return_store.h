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
/* Amounts of a case's plan by currency of the budget lines; what is only proposed counts in its own currency. */
struct item_sum {
    struct money proposed, committed, paid; /* of one currency */
};
enum outcome return_item_sums(struct work *work, struct identifier file, struct identifier person,
                              struct item_sum **ret_sums, size_t *ret_count) MUST_CHECK;
/* Sums of payments that wait in one state within the actor's organisation, by currency. */
enum outcome return_payment_sums(struct work *work, const char *state, struct money **ret_sums,
                                 size_t *ret_count) MUST_CHECK;
/* Users who hold the role of caseworker in an office today. */
enum outcome return_caseworkers(struct work *work, struct identifier office, struct identifier **ret_users,
                                size_t *ret_count) MUST_CHECK;
/* Cases that nobody follows and that have not ended, oldest first, and how many there are. */
enum outcome return_unassigned(struct work *work, size_t most, struct identifier **ret_ids, size_t *ret_count,
                               int64_t *ret_total) MUST_CHECK;
/* Other cases of the same person, newest first. */
struct other_case {
    struct identifier id;
    struct text number, state;
};
enum outcome return_other_cases(struct work *work, const struct return_case *file, struct other_case **ret_cases,
                                size_t *ret_count) MUST_CHECK;
/* What somebody else did in the cases of a user since an instant, newest first. */
struct case_change {
    struct identifier id, person, user;
    struct text number, record, action;
    int64_t at;
};
enum outcome return_changes(struct work *work, struct identifier user, int64_t since, size_t most,
                            struct case_change **ret_changes, size_t *ret_count) MUST_CHECK;
/* Ids of a case's milestones or items in one of up to three states (NULL: any). */
enum outcome return_child_ids(struct work *work, const struct record *record, struct identifier file,
                              struct identifier person, const char *const states[3], struct identifier **ret_ids,
                              size_t *ret_count) MUST_CHECK;
/* Tickets of a source that were not cancelled, oldest first. */
enum outcome return_ticket_ids(struct work *work, struct identifier source, struct identifier person,
                               struct identifier **ret_ids, size_t *ret_count) MUST_CHECK;
/* Cases of a person that have neither ended nor departed. */
enum outcome return_open_cases(struct work *work, struct identifier person, struct identifier **ret_ids,
                               size_t *ret_count) MUST_CHECK;
/* Did the actor take this step of the case, ever? */
enum outcome return_took_step(struct work *work, const struct return_case *file, struct text action,
                              bool *ret_took) MUST_CHECK;
/* Does the person have another case that has not ended? */
enum outcome return_has_open_case(struct work *work, struct identifier person, struct identifier except,
                                  bool *ret_has) MUST_CHECK;
/* The instalments of a person's plans that were agreed and not cancelled. */
struct instalment {
    struct identifier id;
    struct text item_number, category, state;
    int64_t number;
    int32_t received_on, closed_on; /* of its case */
};
enum outcome return_instalments(struct work *work, struct identifier person, struct instalment **ret,
                                size_t *ret_count) MUST_CHECK;
/* The case of a person that has not ended: NOT_FOUND when there is none. */
struct open_case {
    struct text number;
    struct identifier office;
};
enum outcome return_open_case(struct work *work, struct identifier person, struct open_case *ret) MUST_CHECK;

#endif
