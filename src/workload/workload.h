/* Who has how much to do: the team of an office, absences, hand-over of a caseload, what stands still.  All that others
   may use. */
#ifndef WORKLOAD_WORKLOAD_H
#define WORKLOAD_WORKLOAD_H

#include "job/job.h"
#include "notices/notices.h"
#include "web/record_api.h"

/* A caseload that goes from one colleague to others: ordered once, done by a job, taken back by another. */
struct hand_over {
    struct record_head head;   /* head.office: whose cases they are */
    struct identifier account; /* whose cases go */
    struct text receivers;     /* identifiers joined by commas */
    struct text states;        /* of return_open_states, joined by commas; empty: all of them */
    struct text reason;
    struct text progress; /* of hand_over_progress */
    int64_t wanted, given, left_out;
    struct text job; /* identifier of the one that does it, or takes it back */
};
extern struct record hand_over_record;
extern struct choice_list hand_over_progress;

extern struct right workload_see, hand_over_read, hand_over_order;
extern const struct grant workload_grants[];
extern const size_t workload_grant_count;
extern const struct route workload_routes[];
extern const size_t workload_route_count;
extern const struct menu_entry workload_menu[];
extern const size_t workload_menu_count;
extern const struct resource workload_resources[];
extern const size_t workload_resource_count;
extern const struct notice_kind workload_notices[];
extern const size_t workload_notice_count;
extern const struct internal_action workload_actions[]; /* ended by an entry without name */
extern const struct job_kind hand_over_job, standing_job;

/* Orders it in the caller's transaction: `row` from record_new(), with account, receivers, states and reason.  INVALID
   with problems: somebody does not follow cases in that office, or the sender is among the receivers. */
enum outcome hand_over_begin(struct work *work, struct hand_over *row) MUST_CHECK;
/* Orders that it be taken back, or gone on with after a fault.  CONFLICT: there is nothing of that. */
enum outcome hand_over_take_back(struct work *work, struct identifier id) MUST_CHECK;
enum outcome hand_over_go_on(struct work *work, struct identifier id) MUST_CHECK;

#endif
