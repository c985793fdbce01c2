/* Data protection: breaking the glass and its review, who opened whose file, requests of persons, what is kept how
   long. All that others may use. */
#ifndef PRIVACY_PRIVACY_H
#define PRIVACY_PRIVACY_H

#include "flow/flow.h"
#include "job/job.h"
#include "record/record.h"
#include "web/application.h"
#include "web/record_api.h"

/* Somebody opened a person's file that lay out of their reach, and why (design: break-glass). */
struct broken_glass {
    struct record_head head; /* `assigned`: who opened it; the office is theirs */
    struct text asked;       /* the number that was typed; empty when it was a search's card */
    struct text reason, explanation;
    int64_t until_at, ended_at;
    struct identifier opened_by, reviewed_by; /* computed: never the same */
    int32_t reviewed_on;
    struct text measures;
};
extern struct record broken_glass_record;
extern const struct flow broken_glass_flow;
extern struct choice_list glass_reasons;

/* What a person asks about their own data: to see them, to have them corrected or destroyed, or that we stop. */
struct data_request {
    struct record_head head;
    struct text kind;
    int32_t received_on;
    struct text means, language, asked_by, asked;
    struct flag identity_checked;
    int32_t due_on; /* computed: the clock of the kind, when it was recorded */
    struct text outcome, answer;
    int32_t answered_on; /* computed */
};
extern struct record data_request_record;
extern const struct flow data_request_flow;
extern struct choice_list data_request_kinds, data_request_outcomes;

/* Data that are kept longer than the mission says: what is proposed at night, or follows from a request. */
struct retention_proposal {
    struct record_head head;
    struct text reason;                        /* one of erasure_reasons */
    int32_t due_since, kept_until;             /* from when nothing obliges us to keep it; computed and asked */
    struct identifier agreed_by, confirmed_by; /* computed: never the same */
    int32_t agreed_on, destroyed_on;
};
extern struct record retention_proposal_record;
extern const struct flow retention_flow;

/* What stops a destruction: a court, an authority, a complaint. */
struct legal_hold {
    struct record_head head;
    struct text basis, reason;
    int32_t since, lifted_on;
};
extern struct record legal_hold_record;
extern const struct flow legal_hold_flow;
extern struct choice_list hold_bases;

/* What the mission does with personal data, and what the authority knows of it. */
struct processing {
    struct record_head head;
    struct text name, purpose, controller, basis, categories;
    struct flag sensitive, national_numbers;
    struct text recipients;
    struct flag abroad;
    struct text retention, security;
    struct text formality; /* computed: "declaration", "authorisation" */
    int32_t filed_on, decided_on;
    struct text receipt;
};
extern struct record processing_record;
extern const struct flow processing_flow;

/* Something went wrong with personal data. */
struct incident {
    struct record_head head; /* `assigned`: who reported it */
    struct text kind;
    int64_t noticed_at;
    int32_t happened_on;
    struct text what, categories;
    int64_t persons;
    struct text first_measures;
    int64_t due_at; /* computed: the mission's clock, from when it was noticed */
    int32_t due_on; /* its day */
    struct text risk, assessment;
    struct flag tell_authority, tell_persons;
    int32_t authority_on, persons_on;
    struct text lessons;
};
extern struct record incident_record;
extern const struct flow incident_flow;

/* Under which agreement personal data are handed to somebody else. */
struct transfer_agreement {
    struct record_head head;
    struct text party, party_kind, country, purpose, elements, basis, safeguards;
    struct flag onward, tells_incidents;
    int32_t starts_on, ends_on, review_on, signed_on;
    struct text place;
};
extern struct record transfer_agreement_record;
extern const struct flow transfer_agreement_flow;

extern struct right privacy_see, privacy_log, glass_break, glass_see, glass_review;
extern struct right request_record_right, request_see, request_answer, retention_see, retention_decide, hold_keep;
extern struct right register_see, register_keep, incident_report, incident_see, incident_handle;
extern const struct grant privacy_grants[];
extern const size_t privacy_grant_count;

/* What the API offers is what there is: the rows of its records about persons are what a person's log, copy and erasure
   are about, whichever feature they are of.  At start. */
void privacy_start(const struct resource_list *resources);
/* The records about persons; NULL behind the last. */
const struct record *privacy_record_at(size_t index);

/* Numbers of the mission: "data_protection.csv" of the profile; FAILED names file and line on stderr.  At start. */
enum outcome privacy_terms_load(struct arena *arena, const char *directory) MUST_CHECK;

extern const struct route privacy_routes[];
extern const size_t privacy_route_count;
extern const struct menu_entry privacy_menu[];
extern const size_t privacy_menu_count;
extern const struct resource privacy_resources[];
extern const size_t privacy_resource_count;
extern const struct internal_action privacy_actions[];
extern const struct job_kind privacy_nightly_job, privacy_copy_job;
struct attachment_home;
extern const struct attachment_home *const privacy_attachment_homes[];
extern const size_t privacy_attachment_home_count;
/* For persons_start() and returns_start(). */
struct person_feature;
extern const struct person_feature privacy_person_feature;
struct return_companion;
extern const struct return_companion privacy_companion;

#endif
