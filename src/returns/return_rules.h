/* The rules of the return flow.  Within returns/. */
#ifndef RETURNS_RETURN_RULES_H
#define RETURNS_RETURN_RULES_H

#include "persons/persons.h"
#include "returns/returns.h"

enum outcome return_check(struct work *work, const void *before, void *row, struct problems *problems);

/* May items be put into its plan now?  From the preparation of the return to its last visit. */
bool return_may_plan(const struct return_case *file);
enum outcome return_stored(struct work *work, const void *before, const void *row);

/* What the companions of this feature say: struct return_companion. */
enum outcome companions_require(struct work *work, const struct return_case *file, const char *action, int32_t day,
                                struct gate *gate);
enum outcome companions_owed(struct work *work, const struct return_item *item, struct money *ret_owed) MUST_CHECK;
enum outcome companions_require_item(struct work *work, const struct return_item *item, const char *action,
                                     struct gate *gate);
enum outcome companions_moved(struct work *work, const struct return_case *before, const struct return_case *file);
enum outcome companions_assigned(struct work *work, const struct return_case *file);
enum outcome companions_needs(struct work *work, const struct return_case *file, const struct return_needs *before,
                              const struct return_needs *after);
enum outcome companions_links(struct work *work, const struct return_case *file, struct return_link **ret_links,
                              size_t *ret_count);
/* The path of the record of this name, when a companion has it; else NULL. */
const char *companions_path(struct text record);
size_t companions_count(void);
/* Each adds up to CALENDAR_MOST entries. */
enum outcome companions_calendar(struct work *work, int32_t from, int32_t until, bool mine,
                                 struct calendar_entry *entries, size_t *count, bool *more);

/* Kinds of a person's documents with which she can travel. */
#define TRAVEL_DOCUMENTS "passport,travel_pass"
/* What the history says of a step that follows another one; shown translated. */
#define CASE_ENDED_NOTE N_("The case ended.")
#define CONSENT_WITHDRAWN_NOTE N_("The person's consent was withdrawn.")

/* What a session of counselling must have explained to somebody with an asylum claim. */
#define ASYLUM_TOPIC "asylum"

/* Guards: what a step needs, met or not. */
enum outcome return_can_register(struct work *work, const void *row, struct gate *gate);
enum outcome return_can_screen(struct work *work, const void *row, struct gate *gate);
enum outcome return_can_counsel(struct work *work, const void *row, struct gate *gate);
enum outcome return_can_consent(struct work *work, const void *row, struct gate *gate);
enum outcome return_can_approve(struct work *work, const void *row, struct gate *gate);
enum outcome return_can_approve_despite(struct work *work, const void *row, struct gate *gate);
enum outcome return_can_depart_despite(struct work *work, const void *row, struct gate *gate);
enum outcome return_can_book(struct work *work, const void *row, struct gate *gate);
enum outcome return_can_rebook(struct work *work, const void *row, struct gate *gate);
enum outcome return_can_depart(struct work *work, const void *row, struct gate *gate);
enum outcome return_can_no_show(struct work *work, const void *row, struct gate *gate);
enum outcome return_can_plan(struct work *work, const void *row, struct gate *gate);
enum outcome return_can_deliver(struct work *work, const void *row, struct gate *gate);
enum outcome return_can_monitor(struct work *work, const void *row, struct gate *gate);
enum outcome return_can_close(struct work *work, const void *row, struct gate *gate);
enum outcome return_can_resume(struct work *work, const void *row, struct gate *gate);

/* What has to hold on the day of a flight that is booked, without the rules of eligibility: as lines of a gate. */
enum outcome return_require_journey(struct work *work, const struct return_case *file, int32_t day,
                                    struct gate *gate) MUST_CHECK;

/* The four preparations, open. */
enum outcome return_open_preparations(struct work *work, const struct return_case *file) MUST_CHECK;

/* Effects: what a step brings with it. */
enum outcome return_registered(struct work *work, void *row);
enum outcome return_screened(struct work *work, void *row);
enum outcome return_counselled(struct work *work, void *row);
enum outcome return_consented(struct work *work, void *row);
enum outcome return_approved(struct work *work, void *row);
enum outcome return_approved_despite(struct work *work, void *row);
enum outcome return_departed_despite(struct work *work, void *row);
enum outcome return_booked(struct work *work, void *row);
enum outcome return_departed(struct work *work, void *row);
enum outcome return_rebooked(struct work *work, void *row);
enum outcome return_missed(struct work *work, void *row);
enum outcome return_arrived(struct work *work, void *row);
enum outcome return_planned(struct work *work, void *row);
enum outcome return_monitored(struct work *work, void *row);
enum outcome return_closed(struct work *work, void *row);
enum outcome return_withdrawn(struct work *work, void *row);
enum outcome return_postponed(struct work *work, void *row);
enum outcome return_resumed(struct work *work, void *row);
enum outcome return_reopened(struct work *work, void *row);
enum outcome return_corrected(struct work *work, void *row);

/* Sentences that say what a step which ends the case ends with it. */
enum outcome return_consequences(struct work *work, const struct step *step, const void *row, struct text **ret,
                                 size_t *ret_count);

enum outcome milestone_check(struct work *work, const void *before, void *row, struct problems *problems);
enum outcome milestone_can_settle(struct work *work, const void *row, struct gate *gate);
enum outcome milestone_stored(struct work *work, const void *before, const void *row);
enum outcome milestone_requested(struct work *work, void *row);
enum outcome milestone_settled(struct work *work, void *row);
enum outcome milestone_not_needed(struct work *work, void *row);

enum outcome item_check(struct work *work, const void *before, void *row, struct problems *problems);
enum outcome item_can_commit(struct work *work, const void *row, struct gate *gate);
enum outcome item_can_prepare(struct work *work, const void *row, struct gate *gate);
enum outcome item_can_release(struct work *work, const void *row, struct gate *gate);
enum outcome item_committed(struct work *work, void *row);
enum outcome item_prepared(struct work *work, void *row);
enum outcome item_released(struct work *work, void *row);
enum outcome item_sent_back(struct work *work, void *row);
enum outcome item_paid(struct work *work, void *row);
enum outcome item_justified(struct work *work, void *row);
enum outcome item_cancelled(struct work *work, void *row);

/* Would both be paid to one person, of whom they are the same instalment? */
struct instalment;
bool instalments_clash(const struct instalment *a, const struct instalment *b);
/* For struct person_feature. */
enum outcome return_may_merge(struct work *work, const struct person *kept, const struct person *absorbed,
                              struct problems *problems);

#endif
