/* Referrals between organisations: all that others may use.  A referral lies in two rows, one on each side: what the
   sender wrote (struct referral), and what the receiver was told (struct referral_received), sealed with a key of its
   own that is destroyed when the receiver's access ends.  Those about protection are other records of the same shape,
   which only protection officers of both sides read. */
#ifndef REFERRALS_REFERRALS_H
#define REFERRALS_REFERRALS_H

#include "base/buffer.h"
#include "flow/flow.h"
#include "job/job.h"
#include "notices/notices.h"
#include "record/record.h"
#include "web/page.h"
#include "web/record_api.h"

struct referral {
    struct record_head head;
    struct identifier service, receiver, consent, previous, onward; /* computed */
    struct text service_name, addressee, city;                      /* computed: as they were called when it was sent */
    struct text theme, priority;
    struct flag whole_household, household_agreed;
    struct text members; /* hidden: who goes along, identifiers joined by commas; empty: all of the household */
    int64_t places;      /* computed when it is sent: how many persons come */
    struct text services, reasons, services_given, service_note;
    struct text contact_restrictions, safe_channel, safe_time;
    struct text caregiver_name, caregiver_relation, caregiver_contact;
    struct flag separated, caregiver_informed;
    struct text caregiver_note, special_need;
    struct text consent_items, consent_means, consent_language;
    struct flag consent_interpreter, consent_explained;
    int32_t consent_on, consent_until;
    struct text items_sent, clock_version; /* computed, as all that follows */
    int64_t sent_at, due_at;
    int32_t due_on, feedback_due_on;
    int64_t acknowledged_at, answered_at, accepted_at, completed_at;
    struct flag on_time;
    struct text refusal_reason, answer, question, reply, outcomes, result_note, feedback;
    struct text answered_how; /* "link", "typed": of a receiver without an account; empty: signed in */
    int32_t told_late_on;     /* when both sides were last told that it is late */
    struct flag guarded, generated;
    struct text concern; /* of those about protection alone */
};

struct referral_received {
    struct record_head head;
    struct identifier referral, service, sender, onward;
    struct text sent_number, origin, sent_by, service_name, city;
    struct text theme, priority, services;
    struct flag whole_household;
    int64_t places; /* how many persons come; INTEGER_NONE counts as 1 */
    int64_t sent_at, due_at;
    int32_t due_on, feedback_due_on, access_until;
    int64_t acknowledged_at, answered_at, accepted_at, completed_at;
    /* What consent let through; empty when it did not, or when access has ended. */
    struct text name, file_number, sex, birth_year, birth, nationality, languages, telephone, contact_restrictions,
        safe_channel, safe_time, address, documents, household, reasons, services_given, service_note, caregiver, needs;
    struct flag separated, caregiver_informed;
    struct text question, reply, refusal_reason, answer, outcomes, result_note;
    int32_t told_late_on;
    struct flag guarded, generated;
    struct text concern;
};

extern struct record referral_record, referral_received_record, guarded_referral_record, guarded_received_record,
    referral_appointment_record;
extern const struct flow referral_flow, referral_received_flow, guarded_referral_flow, guarded_received_flow;
extern struct choice_list referral_priorities, referral_services, referral_refusals, referral_outcomes,
    referral_concerns, referral_contact_channels, referral_item_choices;

/* A case conference, as its host keeps it (conference.h). */
struct conference {
    struct record_head head;
    struct text subject;
    int32_t held_on, ends_on;      /* ends_on: the last day on which guests read it */
    struct text guests, guest_ids; /* names; hidden: identifiers of organisations, joined by commas */
    struct text items;             /* what the person agreed that guests are told */
    struct text consent_means, consent_language;
    struct flag consent_interpreter, consent_explained;
    int32_t consent_on;
    struct identifier consent;
    struct text minutes;
    struct flag generated;
};
/* What one guest is told of it. */
struct conference_guest {
    struct record_head head;
    struct identifier conference, host;
    struct text host_name, conference_number;
    int32_t held_on, access_until;
    struct text subject, told, minutes; /* empty when access has ended */
    struct flag generated;
};
/* What was decided: a task of the organisation that carries it out. */
struct conference_decision {
    struct record_head head;
    struct identifier conference, host;
    struct text conference_number, charged; /* charged: name of the organisation */
    struct text what;
    int32_t due_on, done_on;
    struct text done_note;
    struct flag generated;
};
extern struct record conference_record, conference_guest_record, conference_decision_record;
extern const struct flow conference_flow, conference_guest_flow, conference_decision_flow;

extern struct right conference_read, conference_host, conference_attend, conference_do;
extern struct right referral_read, referral_write, referral_answer, referral_received_read, referral_follow,
    guarded_referral_read, guarded_referral_write, guarded_referral_answer, referral_appointment_read,
    referral_appointment_keep;
extern const struct grant referral_grants[];
extern const size_t referral_grant_count;

/* Reads the clocks of priorities and what each service needs to know from the profile, at start.  FAILED names file and
   line on stderr. */
enum outcome referral_terms_load(struct arena *arena, const char *directory) MUST_CHECK;

extern const struct route referral_routes[];
extern const size_t referral_route_count;
extern const struct menu_entry referral_menu[];
extern const size_t referral_menu_count;
extern const struct resource referral_resources[];
extern const size_t referral_resource_count;
extern const struct internal_action referral_actions[]; /* ended by an entry without name */
extern const struct job_kind referral_clock_job, referral_mail_job, referral_remind_job;
/* For receivers without an account. */
extern const struct route referral_outside_routes[];
extern const size_t referral_outside_route_count;
/* Who does what where in a calendar year, as CSV, with a second row of HXL tags if wanted: of public services, under
   disclosure control. */
enum outcome referral_three_w(struct work *work, int32_t year, bool hxl, struct buffer *csv,
                              int64_t *ret_rows) MUST_CHECK;
/* What may be told of so many persons out of `of`; INTEGER_NONE: nothing. */
int64_t three_w_told(int64_t persons, int64_t of);

/* For persons_start(). */
struct person_feature;
extern const struct person_feature referral_person_feature, guarded_person_feature, conference_person_feature;
/* For returns_start(). */
struct return_companion;
extern const struct return_companion referral_companion;
extern const struct notice_kind referral_notices[];
extern const size_t referral_notice_count;

#endif
