/* The rules of screenings and of child protection.  Within protection/. */
#ifndef PROTECTION_PROTECTION_RULES_H
#define PROTECTION_PROTECTION_RULES_H

#include "persons/persons.h"
#include "protection/indicator.h"
#include "protection/protection.h"
#include "returns/returns.h"

enum { PANEL_QUORUM = 3, ADULT_AGE = 18 };

/* A section of a record that has a form of its own, at BASE/{id}/edit/SLUG; a list ends with NULL. */
struct protection_part {
    const char *slug, *label;
};
extern const struct protection_part SCREENING_PARTS[], CHILD_PARTS[], DETERMINATION_PARTS[];

/* What the histories say of a step that follows another feature's. */
#define PROTECTION_CASE_ENDED_NOTE N_("The return case ended.")
#define PROTECTION_CASE_REOPENED_NOTE N_("The person asks again: the screening begins anew.")

enum outcome screening_check(struct work *work, const void *before, void *row, struct problems *problems);
enum outcome factor_check(struct work *work, const void *before, void *row, struct problems *problems);
enum outcome safety_check(struct work *work, const void *before, void *row, struct problems *problems);
enum outcome safety_stored(struct work *work, const void *before, const void *row);
enum outcome child_check(struct work *work, const void *before, void *row, struct problems *problems);
enum outcome tracing_check(struct work *work, const void *before, void *row, struct problems *problems);
enum outcome determination_check(struct work *work, const void *before, void *row, struct problems *problems);
enum outcome panel_member_check(struct work *work, const void *before, void *row, struct problems *problems);
/* Nobody takes back a link of their own. */
enum outcome conflict_can_take_back(struct work *work, const void *row, struct gate *gate);
enum outcome conflict_check(struct work *work, const void *before, void *row, struct problems *problems);

/* Is the person of whom this is known a child on that day?  Also when the birth is not known. */
enum outcome protection_is_child(struct work *work, struct identifier person, int32_t on, bool *ret_child) MUST_CHECK;
/* May the content of a screening, or of a determination, be changed in this state? */
bool screening_is_open(struct text state);
/* Which elements its indicators hold. */
unsigned screening_elements(const struct protection_screening *row);
bool determination_is_open(struct text state);

enum outcome screening_can_sign(struct work *work, const void *row, struct gate *gate);
enum outcome screening_can_read(struct work *work, const void *row, struct gate *gate);
enum outcome screening_can_settle(struct work *work, const void *row, struct gate *gate);
enum outcome screening_can_reopen(struct work *work, const void *row, struct gate *gate);
enum outcome screening_can_approve(struct work *work, const void *row, struct gate *gate);
/* Of a child, of somebody who is very vulnerable, presumed or identified as a victim, or whose return is stopped, the
   manager of protection approves the assessment. */
enum outcome screening_wants_approval(struct work *work, const void *row, bool *ret_wanted);
enum outcome screening_signed(struct work *work, void *row);
enum outcome screening_agreed(struct work *work, void *row);
enum outcome screening_noted(struct work *work, void *row);
enum outcome screening_disputed(struct work *work, void *row);
enum outcome screening_sent_back(struct work *work, void *row);
enum outcome screening_settled(struct work *work, void *row);
enum outcome screening_reopened(struct work *work, void *row);
enum outcome screening_approved(struct work *work, void *row);
enum outcome screening_rejected(struct work *work, void *row);

enum outcome determination_can_request(struct work *work, const void *row, struct gate *gate);
enum outcome determination_can_answer(struct work *work, const void *row, struct gate *gate);
enum outcome determination_requested(struct work *work, void *row);
enum outcome determination_answered(struct work *work, void *row);
enum outcome determination_revised(struct work *work, void *row);

/* Adds the requirement that the actor declared no link with the person; `held_by` says who does it instead. */
enum outcome require_no_conflict(struct work *work, struct identifier person, const char *held_by,
                                 struct gate *gate) MUST_CHECK;

/* struct return_companion */
enum outcome protection_require(struct work *work, const struct return_case *file, const char *action, int32_t day,
                                struct gate *gate);
enum outcome protection_moved(struct work *work, const struct return_case *before, const struct return_case *file);
enum outcome protection_links(struct work *work, const struct return_case *file, struct return_link **ret_links,
                              size_t *ret_count);

#endif
