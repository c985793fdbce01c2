/* What becomes of people after their return: rounds at 1, 3, 6 and 12 months, interviews by questionnaire, change over
   time for a person and for many.  All that others may use. */
#ifndef MONITORING_MONITORING_H
#define MONITORING_MONITORING_H

#include "flow/flow.h"
#include "job/job.h"
#include "record/record.h"
#include "web/page.h"
#include "web/record_api.h"

/* One round of a return case: due so many calendar months after the arrival. */
struct monitoring_round {
    struct record_head head;
    struct identifier return_case;
    struct text occasion; /* "month_6" */
    int32_t due_on;
    int64_t attempts; /* to reach the person, in vain */
    int32_t attempted_on;
    struct text attempt_mode, attempt_note;
    int32_t done_on;
    struct flag generated;
};

/* One questionnaire answered in a round; it ends on the version on which it was begun. */
struct monitoring_interview {
    struct record_head head;
    struct identifier round, return_case, questionnaire;
    struct text occasion, mode, language;
    struct flag interpreter;
    struct identifier interviewer; /* computed: who began it */
    int32_t begun_on, ended_on;
    struct text answers;                                /* JSON, sealed; read by the caseworker of the case */
    struct text section;                                /* code of the page that was written last */
    int64_t score, questions_asked, questions_answered; /* computed when it ends; the score in tenths of 0 to 100 */
};
extern struct record round_record, interview_record;
extern const struct flow round_flow, interview_flow;
extern struct choice_list monitoring_occasions, monitoring_modes;

extern struct right monitoring_read, monitoring_write, interview_answers, monitoring_figures;
extern const struct grant monitoring_grants[];
extern const size_t monitoring_grant_count;

/* The rounds of a case that has arrived; those that are there stay.  The program itself makes them. */
struct return_case;
enum outcome monitoring_schedule(struct work *work, const struct return_case *file) MUST_CHECK;

/* For returns_start() and persons_start(). */
struct return_companion;
extern const struct return_companion monitoring_companion;
struct person_feature;
extern const struct person_feature monitoring_person_feature;

/* Rounds that fall due in the next days wait for somebody from now on: nightly, some at a time. */
extern const struct job_kind monitoring_due_job;
extern const struct internal_action monitoring_actions[]; /* ended by an entry without name */

extern const struct route monitoring_routes[];
extern const size_t monitoring_route_count;
extern const struct menu_entry monitoring_menu[];
extern const size_t monitoring_menu_count;
extern const struct resource monitoring_resources[];
extern const size_t monitoring_resource_count;

#endif
