/* Screening and child protection: all that others may use.  What stands in these records is seen by protection officers
   and their manager alone; everybody else gets the outcome that a return case shows (returns/returns.h). */
#ifndef PROTECTION_PROTECTION_H
#define PROTECTION_PROTECTION_H

#include "flow/flow.h"
#include "record/record.h"
#include "web/page.h"
#include "web/record_api.h"

/* The screening of one return case. */
struct protection_screening {
    struct record_head head;
    struct identifier return_case;
    int32_t interviewed_on;
    struct text language;
    struct flag interpreter;
    struct text interview_note;
    struct text priority_groups, level, level_reason;
    struct text acts, means, purposes, signs, indicator_note;
    struct text indicator_version, suggestion; /* computed */
    struct text decision, decision_reason;
    struct flag consent_to_refer;
    struct text retaliation_risk, retaliation_note;
    struct text next_step;
    struct text second_note, third_note;
    struct identifier first_reader, second_reader, third_reader; /* computed: never the same */
    int32_t first_read_on, second_read_on, third_read_on;        /* computed */
    struct identifier approved_by;                               /* computed: none of the readers */
    int32_t approved_on;                                         /* computed */
    struct text approval_comment;
    struct text copy_decision, copy_reason;
};

/* One factor of vulnerability of a screening. */
struct protection_factor {
    struct record_head head;
    struct identifier screening;
    struct text factor, level, direction, context, evidence; /* level: computed, that of the factor */
};

/* What has to be done at once, by whom and until when. */
struct protection_safety {
    struct record_head head;
    struct identifier screening;
    struct text action;
    struct identifier owner;
    int64_t due_at;
    int32_t due_on; /* computed: the day of due_at */
    struct text result;
};

/* What protection knows of a child that returns. */
struct protection_child {
    struct record_head head;
    struct identifier return_case;
    struct text status;
    struct flag urgent;
    struct text concerns;
    int32_t assessed_on;
    struct text assessment, child_views;
    struct text parents_consent;
    int32_t parents_consent_on;
    struct text parents_note;
    struct text guardian_designated_by;
    int32_t guardian_designated_on;
    struct text care_arrangement, care_agency;
    int32_t care_since;
    int32_t reception_confirmed_on;
    struct text reception_confirmed_by, reception_note;
};

/* One thing done to find the family. */
struct protection_tracing {
    struct record_head head;
    struct identifier child;
    struct text kind, place;
    int32_t asked_on;
    struct text outcome, status, note;
};

/* A best-interests determination, decided by a panel and approved by the manager of protection. */
struct protection_determination {
    struct record_head head;
    struct identifier child;
    struct text decision, reasons;
    struct text views, family, safety, care_on_arrival, health, education, duration_away, special_needs;
    int32_t meeting_on, valid_until;
    struct identifier requested_by, answered_by; /* computed: never the same */
    int32_t requested_on, answered_on;           /* computed */
    struct text comment;
};

/* Who sat in the panel. */
struct protection_panel_member {
    struct record_head head;
    struct identifier determination;
    struct text name, organisation_name;
    int32_t undertaking_on;
    struct flag present;
    struct text view, note;
};

/* A link between a user and a person, declared: such a user neither reads for a screening nor decides nor approves. */
struct protection_conflict {
    struct record_head head;
    struct identifier account;
    struct text kind, note;
    int32_t declared_on;
};

extern struct record screening_record, factor_record, safety_record, child_record, tracing_record, determination_record,
    panel_member_record, conflict_record;
extern const struct flow screening_flow, safety_flow, determination_flow, conflict_flow;
extern struct choice_list vulnerability_levels, screening_decisions, screening_next_steps, priority_groups,
    vulnerability_factors, factor_directions, child_statuses, child_decisions, conflict_kinds;

extern struct right protection_read, protection_write, protection_approve, conflict_read, conflict_declare,
    conflict_take_back;
extern const struct grant protection_grants[];
extern const size_t protection_grant_count;

/* Reads the indicators of trafficking of a mission's profile, at start.  FAILED names file and line on stderr. */
enum outcome indicators_load(struct arena *arena, const char *directory) MUST_CHECK;
/* The newest version that their list names; it goes with every screening that is marked on it.  Empty without a list.
 */
struct text indicator_version(void);

/* For returns_start(). */
struct return_companion;
extern const struct return_companion protection_companion;
struct return_case;
/* return_child_alone: "no" once nothing is left to decide for the child, otherwise not told. */
enum outcome protection_child_alone(struct work *work, const struct return_case *file, int32_t day, bool *ret_alone);
/* For persons_start(). */
struct person_feature;
extern const struct person_feature protection_person_feature;
/* For documents_start(). */
struct attachment_home;
extern const struct attachment_home *const protection_attachment_homes[];
extern const size_t protection_attachment_home_count;

extern const struct route protection_routes[];
extern const size_t protection_route_count;
extern const struct menu_entry protection_menu[];
extern const size_t protection_menu_count;
extern const struct resource protection_resources[];
extern const size_t protection_resource_count;

#endif
