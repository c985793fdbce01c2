/* Statements of reintegration.  Within reintegration/. */
#ifndef REINTEGRATION_REINTEGRATION_STORE_H
#define REINTEGRATION_REINTEGRATION_STORE_H

#include "reintegration/reintegration_rules.h"

/* The newest version of a case's assessments: NOT_FOUND when there is none. */
enum outcome assessment_newest(struct work *work, struct identifier file, struct identifier person,
                               struct identifier *ret_id, int64_t *ret_edition) MUST_CHECK;

struct quote_row {
    struct identifier id, supplier;
    struct money amount;
    struct text state;
    int32_t valid_until;
};
/* Quotes for an item that were not set aside, in order of arrival. */
enum outcome quotes_of_item(struct work *work, struct identifier item, struct identifier person,
                            struct quote_row **ret_quotes, size_t *ret_count) MUST_CHECK;
/* The rules of quotes of an organisation in force on a day. */
struct quote_rule_row {
    struct money above;
    int64_t quotes;
    struct text source;
    bool verified;
};
enum outcome quote_rules_on(struct work *work, struct identifier organisation, int32_t on,
                            struct quote_rule_row **ret_rules, size_t *ret_count) MUST_CHECK;

/* Values of the deliveries of an item that were not taken back, without `except`. */
enum outcome deliveries_of_item(struct work *work, struct identifier item, struct identifier person,
                                struct identifier except, struct money **ret_values, size_t *ret_count) MUST_CHECK;
/* Was a delivery accepted that completes the item? */
enum outcome delivery_complete(struct work *work, struct identifier item, struct identifier person,
                               bool *ret_complete) MUST_CHECK;
/* The order of an item that was not cancelled: NOT_FOUND. */
struct order_row {
    struct identifier id;
    struct text state;
    struct money invoiced;
};
enum outcome order_of_item(struct work *work, struct identifier item, struct identifier person,
                           struct order_row *ret_order) MUST_CHECK;
/* The project of which an item is a share: NOT_FOUND. */
enum outcome share_of_item(struct work *work, struct identifier item, struct identifier person,
                           struct identifier *ret_project) MUST_CHECK;
/* The shares in a project of those who have not left, whoever asks: how many persons, their sum in the project's
   currency, how many of their items are not committed, and how many were paid. */
struct share_sums {
    int64_t persons, minor, open, paid;
};
enum outcome shares_of_project(struct work *work, struct identifier project, struct share_sums *ret_sums) MUST_CHECK;
/* Ids of its shares, also of those who left, as far as the wall lets the actor see them. */
enum outcome share_ids(struct work *work, struct identifier project, size_t most, struct identifier **ret_ids,
                       size_t *ret_count) MUST_CHECK;
/* What a case holds that others wait for or are bound by: orders not delivered, seats not taken, shares. */
enum ending_kind { ENDING_ORDER, ENDING_SEAT, ENDING_SHARE, ENDING_COUNT };
struct ending {
    enum ending_kind kind;
    struct identifier id;
    struct text state;
};
enum outcome endings_of_case(struct work *work, struct identifier file, struct identifier person,
                             struct ending **ret_endings, size_t *ret_count) MUST_CHECK;
/* Trainings on a course, whoever asks, without `except` (zeros: none). */
struct course_seats {
    int64_t taken, waiting, dropped;
};
enum outcome seats_of_course(struct work *work, struct identifier course, struct identifier except,
                             struct course_seats *ret_seats) MUST_CHECK;
/* Who waited longest: NOT_FOUND. */
enum outcome course_next(struct work *work, struct identifier course, struct identifier except,
                         struct identifier *ret_training) MUST_CHECK;
/* As far as the wall lets the actor see them. */
enum outcome training_ids(struct work *work, struct identifier course, size_t most, struct identifier **ret_ids,
                          size_t *ret_count) MUST_CHECK;
/* Was the proof for this item accepted? */
enum outcome proof_accepted(struct work *work, struct identifier item, struct identifier person,
                            bool *ret_accepted) MUST_CHECK;

/* Items of a case's plan that were not cancelled. */
struct plan_row {
    struct identifier id, budget_line;
    struct money amount, line_amount;
    struct text state;
};
enum outcome plan_of_case(struct work *work, struct identifier file, struct identifier person,
                          struct plan_row **ret_items, size_t *ret_count) MUST_CHECK;
/* Entitlements of an organisation in force on a day, newest first. */
struct entitlement_row {
    struct identifier id, budget_line;
    struct text profile, country, source;
    struct money amount;
    int32_t from_on;
    bool verified;
};
enum outcome entitlements_on(struct work *work, struct identifier organisation, int32_t on,
                             struct entitlement_row **ret_rows, size_t *ret_count) MUST_CHECK;
/* What was signed for beyond the entitlement of a case. */
enum outcome excess_of_case(struct work *work, struct identifier file, struct identifier person,
                            struct money **ret_amounts, size_t *ret_count) MUST_CHECK;

/* Who waits in an organisation in one state, the most urgent first as far as everybody may know. */
struct waiting_row {
    struct identifier id, return_case, offered_line;
    struct text country, profile, priority;
    struct money wanted;
    int32_t since_on;
};
enum outcome waiting_in(struct work *work, struct identifier organisation, const char *state, size_t most,
                        struct waiting_row **ret_rows, size_t *ret_count) MUST_CHECK;
/* Organisations in which somebody waits. */
enum outcome waiting_organisations(struct work *work, struct identifier **ret_ids, size_t *ret_count) MUST_CHECK;
/* The open entry of a case: NOT_FOUND. */
enum outcome waiting_of_case(struct work *work, struct identifier file, struct identifier person,
                             struct identifier *ret_id) MUST_CHECK;

#endif
