/* The rules of reintegration.  Within reintegration/. */
#ifndef REINTEGRATION_REINTEGRATION_RULES_H
#define REINTEGRATION_REINTEGRATION_RULES_H

#include "grants/grants.h"
#include "persons/persons.h"
#include "reintegration/reintegration.h"
#include "returns/returns.h"

enum {
    CARE_PURPOSES = PURPOSE_ASSISTANCE | PURPOSE_PROTECTION,
    MONEY_PURPOSES = CARE_PURPOSES | PURPOSE_FINANCE | PURPOSE_REPORTING,
    PLAN_MONTHS = 1,       /* after the arrival a plan is due */
    INSTALMENT_MONTHS = 6, /* between the arrival and the second instalment */
};

/* What every record about a case here has in common. */
#define OF_A_CASE(STRUCT, FIELDS, CREATE, PURPOSES)                                                                   \
    .size = sizeof(STRUCT), .fields = FIELDS, .field_count = sizeof(FIELDS) / sizeof *(FIELDS), .about_person = true, \
    .seal_with = SEAL_PERSON, .purposes = (PURPOSES), .read = &reintegration_read, .create = &(CREATE),               \
    .update = &(CREATE), .about = &person_record
#define OF_THE_ORGANISATION(STRUCT, FIELDS, KEEP)                                               \
    .size = sizeof(STRUCT), .fields = FIELDS, .field_count = sizeof(FIELDS) / sizeof *(FIELDS), \
    .seal_with = SEAL_ORGANISATION, .read = &supplier_read, .create = &(KEEP), .update = &(KEEP)
#define CASE_FIELD(STRUCT, PURPOSES)                                                                  \
    FIELD(STRUCT, return_case, FIELD_LINK, .label = N_("Return case"), .target = &return_case_record, \
          .purposes = (PURPOSES), .flags = FIELD_REQUIRED | FIELD_COMPUTED)

/* The case that a row names: INVALID with a problem when it is none of its person's. */
enum outcome reintegration_case(struct work *work, struct identifier file, const void *row,
                                const struct return_case **ret_case) MUST_CHECK;
/* An item that a row names is one of the case's plan: adds a problem beside "item".  Zeros are no item. */
enum outcome reintegration_item_check(struct work *work, struct identifier item, struct identifier file,
                                      struct problems *problems) MUST_CHECK;
/* Somebody else than `user` acts now. */
bool somebody_else(const struct work *work, struct identifier user);
/* What one amount is worth in another currency today, at the rates recorded: NOT_FOUND without one. */
enum outcome reintegration_worth(struct work *work, struct money amount, struct text currency,
                                 struct money *ret_worth) MUST_CHECK;

/* ---- assessments ---- */

extern struct choice_list assessment_sides;
/* A new version begins with what the one before says. */
enum outcome assessment_begin(struct work *work, void *row);
/* The last day on which the plan of somebody who arrived is agreed in time; DATE_NONE before the arrival. */
int32_t plan_deadline(const struct return_case *file);

/* ---- quotes ---- */

extern struct choice_list supplier_statuses;
/* May an order go to this supplier on that day? */
bool supplier_usable(const struct reintegration_supplier *supplier, int32_t on);
/* The quotes that an item needs, and by which rule: `ret_default` when the mission recorded none. */
struct quote_need {
    int64_t quotes;
    struct money above; /* of the rule that asks for most; of no currency when nothing is asked */
    struct text source;
    bool by_default, verified;
};
enum outcome quotes_needed(struct work *work, const struct return_item *item, struct quote_need *ret_need) MUST_CHECK;
/* The rule in force where a mission recorded none: a proposal of this program, from no official source. */
extern const struct money QUOTE_DEFAULT_ABOVE;
enum { QUOTE_DEFAULT_COUNT = 3 };

/* ---- orders, collective projects ---- */

/* A new order begins with the approved quote of its item. */
enum outcome order_begin(struct work *work, void *row);
/* What an order, and a project, ask of the payment and the end of an item. */
enum outcome order_require(struct work *work, const struct return_item *item, const char *action, struct text path,
                           struct gate *gate) MUST_CHECK;
enum outcome share_require(struct work *work, const struct return_item *item, const char *action, struct text path,
                           struct gate *gate) MUST_CHECK;
/* What an item is paid with, where that is less than it: the invoice that was accepted.  Otherwise *ret_owed stays. */
enum outcome order_owed(struct work *work, const struct return_item *item, struct money *ret_owed) MUST_CHECK;

/* ---- the end of a case ---- */

/* Gives back what it holds: a seat goes to who waited longest, a share leaves its project, an order that was only
   written is cancelled; one that was placed is called off at its supplier by a supervisor, who gets a task. */
enum outcome case_end(struct work *work, const struct return_case *file) MUST_CHECK;

/* ---- courses ---- */

extern struct choice_list training_kinds;
/* Is a seat free, were `training` (zeros: none) without one?  NOT_FOUND: no such course. */
enum outcome course_has_seat(struct work *work, struct identifier course, struct identifier training,
                             bool *ret_free) MUST_CHECK;
/* Gives free seats to those who waited longest, never to `except`. */
enum outcome course_fill(struct work *work, struct identifier course, struct identifier except) MUST_CHECK;

/* ---- entitlements ---- */

/* "minor", "family" or "adult": from the age and the household that are recorded. */
enum outcome case_profile(struct work *work, const struct return_case *file, struct text *ret_profile) MUST_CHECK;
extern struct choice_list entitlement_profiles;

/* One entitlement that applies to a case, and what became of it, in its own currency. */
struct entitled {
    struct identifier rule, budget_line;        /* zeros: all lines together */
    struct text line, country, profile, source; /* as shown; empty country: any */
    bool verified;
    int32_t from_on;
    struct money amount, excess, planned, committed, paid, left; /* excess: signed for; left is never negative */
    struct money over;                                           /* more than amount and excess; 0 */
    bool rate_missing; /* an amount could not be converted: it is in none of the sums */
};
enum outcome case_entitlements(struct work *work, const struct return_case *file, struct entitled **ret,
                               size_t *ret_count) MUST_CHECK;
/* The same with what is only proposed left out but for this item: what its commitment would come to. */
enum outcome item_entitlements(struct work *work, const struct return_case *file, const struct return_item *item,
                               struct entitled **ret, size_t *ret_count) MUST_CHECK;
/* Would a budget line pay for somebody of this country and profile?  Once entitlements name lines, only these pay, for
   whom they name; as long as none is named, every line does. */
struct fit_rule {
    struct identifier budget_line;
    struct text country, profile;
};
bool line_fits(const struct fit_rule *rules, size_t count, struct identifier line, struct text country,
               struct text profile);

/* ---- the plan's items: struct return_companion ---- */

enum outcome reintegration_require(struct work *work, const struct return_case *file, const char *action, int32_t day,
                                   struct gate *gate);
enum outcome reintegration_require_item(struct work *work, const struct return_item *item, const char *action,
                                        struct gate *gate);
enum outcome reintegration_owed(struct work *work, const struct return_item *item, struct money *ret_owed);
enum outcome reintegration_moved(struct work *work, const struct return_case *before, const struct return_case *file);

/* ---- the waiting list ---- */

extern struct choice_list waiting_priorities;
/* 0 for what is most urgent, 3 for nothing said. */
int64_t waiting_rank(struct text priority);
/* Proposes lines with money left to those who wait; what the job does. */
enum outcome waiting_propose(struct work *work, int64_t *ret_proposed) MUST_CHECK;

#endif
