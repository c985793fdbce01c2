/* Reintegration after a return: assessments, quotes and deliveries of a plan's items, training, business, sessions, the
   proof before the second instalment, what a person is entitled to, and who waits for money.  All that others may use.
   The plan itself and its payments are of returns/. */
#ifndef REINTEGRATION_REINTEGRATION_H
#define REINTEGRATION_REINTEGRATION_H

#include "flow/flow.h"
#include "job/job.h"
#include "record/record.h"
#include "web/page.h"
#include "web/record_api.h"

/* What one assessor found; the next one writes a version of their own. */
struct reintegration_assessment {
    struct record_head head;
    struct identifier return_case;
    int64_t edition; /* computed: 1, 2, 3 … within the case */
    struct text side;
    int32_t assessed_on;
    struct text assessor, place;
    struct text skills, wishes, needs, risks, project;
    struct identifier submitted_by, approved_by; /* computed: never the same */
    int32_t submitted_on, approved_on;
};

/* Who may be asked for a quote; of the organisation. */
struct reintegration_supplier {
    struct record_head head;
    struct text name, registration, kinds, country, city, contact;
    struct text conflict, status;
    int32_t status_from, status_until;
    struct text status_reason;
};

/* Above which amount how many quotes are needed: data of the mission. */
struct reintegration_quote_rule {
    struct record_head head;
    struct money above;
    int64_t quotes;
    int32_t from_on, until_on;
    struct text source;
    struct flag verified;
};

struct reintegration_quote {
    struct record_head head;
    struct identifier return_case, item, supplier;
    struct money amount;
    int32_t received_on, valid_until;
    struct text offer, choice_reason;
    struct identifier chosen_by, approved_by; /* computed: never the same */
    int32_t chosen_on, approved_on;
};

/* One delivery of an item, which may be a part of it. */
struct reintegration_delivery {
    struct record_head head;
    struct identifier return_case, item;
    int32_t delivered_on;
    struct text what;
    struct money value;
    struct flag complete;
    struct text recipient, signature, receipt;
};

/* What is ordered of a supplier for an item in kind; at most one that was not cancelled for each item. */
struct reintegration_order {
    struct record_head head;
    struct identifier return_case, item, supplier;
    struct text goods;
    struct money amount; /* never more than the item */
    int32_t due_on;
    int32_t placed_on;           /* computed, as all that follows */
    struct identifier placed_by; /* never who wrote it */
    int32_t delivered_on;
    struct text invoice;
    struct money invoiced; /* never more than was ordered; with it the item is paid */
    int32_t invoiced_on;
    struct identifier invoice_by, accepted_by; /* never the same */
};

/* Into what several persons put an item of their plans; of the organisation. */
struct reintegration_project {
    struct record_head head;
    struct text name, kind, category, country, place;
    struct money cost;
    struct text about;
    int64_t members; /* of the community, beside those with a share */
    int32_t starts_on;
    struct identifier agreed_by; /* computed: never who proposed it */
    int32_t agreed_on;
};

/* One person's item in it. */
struct reintegration_share {
    struct record_head head;
    struct identifier return_case, project, item;
    struct text brings;
};

struct reintegration_training {
    struct record_head head;
    struct identifier return_case, item;
    struct text kind, title, institution, place;
    int32_t starts_on, ends_on;
    int64_t hours;
    struct flag certificate;
    struct text note;
    struct identifier course; /* whose seats are counted; zeros: none of the register */
};

/* A course with a number of seats; of the organisation. */
struct reintegration_course {
    struct record_head head;
    struct text title, kind, institution, country, place;
    int32_t starts_on, ends_on;
    int64_t hours, seats;
};

/* One milestone of a small business. */
struct reintegration_business {
    struct record_head head;
    struct identifier return_case, item;
    struct text kind, title;
    int32_t planned_on, reached_on;
    struct text note;
};

/* A psychosocial session: that it took place is known, what was said is protection's. */
struct reintegration_session {
    struct record_head head;
    struct identifier return_case;
    int32_t held_on;
    struct text kind;
    int64_t minutes;
    struct text problems, note, plan;
};

/* The proof of the project, before its second instalment. */
struct reintegration_proof {
    struct record_head head;
    struct identifier return_case, item;
    int32_t seen_on;
    struct text means, finding;
    struct identifier decided_by; /* computed: never who recorded it */
    int32_t decided_on;
};

/* How much a profile is entitled to, by country and funding line; of the organisation. */
struct reintegration_entitlement {
    struct record_head head;
    struct text profile, country;
    struct identifier budget_line;
    struct money amount;
    int32_t from_on, until_on;
    struct text source;
    struct flag verified;
};

/* So much beyond the entitlement, with two signatures. */
struct reintegration_excess {
    struct record_head head;
    struct identifier return_case;
    struct money amount;
    struct text reason, explanation;
    struct identifier signed_by; /* computed: never who asked for it */
    int32_t signed_on;
};

/* Somebody for whom no funding line fits. */
struct reintegration_waiting {
    struct record_head head;
    struct identifier return_case;
    struct text priority, protection_priority;
    struct money wanted;
    int32_t since_on;             /* computed */
    struct text country, profile; /* computed: of the case */
    struct text note;
    struct identifier offered_line; /* computed */
    int32_t offered_on;
};

extern struct record assessment_record, supplier_record, quote_rule_record, quote_record, delivery_record,
    training_record, business_record, session_record, proof_record, entitlement_record, excess_record, waiting_record,
    order_record, project_record, share_record, course_record;
extern const struct flow assessment_flow, quote_flow, delivery_flow, training_flow, business_flow, proof_flow,
    excess_flow, waiting_flow, order_flow, project_flow, share_flow;

extern struct right reintegration_read, reintegration_write, reintegration_approve, session_write, supplier_read,
    supplier_keep, entitlement_keep, excess_sign, waiting_decide, project_keep, project_agree, course_keep;
extern const struct grant reintegration_grants[];
extern const size_t reintegration_grant_count;

/* return_assessed and return_newest_assessment (returns/returns.h). */
struct return_assessment;
struct return_case;
enum outcome assessment_from_origin(struct work *work, const struct return_assessment *assessment);
enum outcome assessment_for_origin(struct work *work, const struct return_case *file, struct return_assessment *ret);
/* return_second_signatures (returns/returns.h). */
struct programme_query;
enum outcome reintegration_second_signatures(struct work *work, const struct programme_query *query,
                                             int64_t *ret_count);
/* For returns_start(). */
struct return_companion;
extern const struct return_companion reintegration_companion;
/* For persons_start(). */
struct person_feature;
extern const struct person_feature reintegration_person_feature;
/* For documents_start(). */
struct attachment_home;
extern const struct attachment_home *const reintegration_attachment_homes[];
extern const size_t reintegration_attachment_home_count;

/* "reintegration.waiting": proposes lines with money left to those who wait, the most urgent first. */
extern const struct job_kind reintegration_waiting_job;
extern const struct internal_action reintegration_actions[]; /* ended by an entry without name */

extern const struct route reintegration_routes[];
extern const size_t reintegration_route_count;
extern const struct menu_entry reintegration_menu[];
extern const size_t reintegration_menu_count;
extern const struct resource reintegration_resources[];
extern const size_t reintegration_resource_count;

#endif
