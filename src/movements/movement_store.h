/* Statements about journeys.  Within movements/. */
#ifndef MOVEMENTS_MOVEMENT_STORE_H
#define MOVEMENTS_MOVEMENT_STORE_H

#include "movements/movements.h"

enum {
    TRAVELLERS_MOST = 200,
    LEGS_MOST = 8,
    ESCORTS_MOST = 40,
    MARKS_MOST = 60,
    RECEIVING_MOST = 100,
    ASSESSMENTS_MOST = 40
};

/* Flights that were not taken out, in the order in which they leave. */
enum outcome leg_ids(struct work *work, struct identifier movement, struct identifier **ret_ids,
                     size_t *ret_count) MUST_CHECK;
/* What an office wrote of an arrival, oldest first. */
enum outcome arrival_assessment_ids(struct work *work, struct identifier arrival, struct identifier person,
                                    struct identifier **ret_ids, size_t *ret_count) MUST_CHECK;
/* Open accounts that receive at this office. */
enum outcome receiving_users(struct work *work, struct identifier office, struct identifier **ret_ids,
                             size_t *ret_count) MUST_CHECK;
enum outcome escort_ids(struct work *work, struct identifier movement, struct identifier **ret_ids,
                        size_t *ret_count) MUST_CHECK;
/* Travellers that were not taken off; of one household, when it is not zeros. */
enum outcome traveller_ids(struct work *work, struct identifier movement, struct identifier household,
                           struct identifier **ret_ids, size_t *ret_count) MUST_CHECK;
/* How many stand in one of these states: "booked,departed". */
enum outcome traveller_count(struct work *work, struct identifier movement, const char *states,
                             int64_t *ret_count) MUST_CHECK;
/* Where a case travels now, or did not come: NOT_FOUND when it is on no journey, or left it in another way. */
enum outcome traveller_of_case(struct work *work, struct identifier return_case, struct identifier person,
                               struct identifier *ret_id) MUST_CHECK;
/* Journeys under way of a person: left and not arrived. */
enum outcome travellers_under_way(struct work *work, struct identifier person, struct identifier **ret_ids,
                                  size_t *ret_count) MUST_CHECK;
enum outcome mark_ids(struct work *work, struct identifier traveller, struct identifier person,
                      struct identifier **ret_ids, size_t *ret_count) MUST_CHECK;
/* What the receiving office was told last of a traveller and still waits for, or has answered. */
enum outcome arrival_of_traveller(struct work *work, struct identifier traveller, struct identifier person,
                                  struct identifier *ret_id) MUST_CHECK;
/* Offices of other organisations in which somebody works as a receiving office. */
enum outcome receiving_offices(struct work *work, struct identifier **ret_ids, struct text **ret_names,
                               size_t *ret_count) MUST_CHECK;
/* Organisation and name of an office. */
enum outcome office_place(struct work *work, struct identifier office, struct identifier *ret_organisation,
                          struct text *ret_name) MUST_CHECK;

#endif
