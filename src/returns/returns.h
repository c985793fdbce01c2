/* The voluntary return and reintegration programme: all that others may use. */
#ifndef RETURNS_RETURNS_H
#define RETURNS_RETURNS_H

#include "flow/flow.h"
#include "grants/grants.h"
#include "job/job.h"
#include "notices/notices.h"
#include "record/record.h"
#include "web/page.h"
#include "web/record_api.h"

/* A return case: one person's (or one family member's) way home. */
struct return_case {
    struct record_head head;
    /* inquiry */
    int32_t received_on;
    struct text channel, country_of_return, destination, reasons, legal_status, situation;
    struct flag asylum_claim;
    int32_t unhcr_notified_on;
    struct flag lacks_means, previously_assisted, zone_suspended; /* what the rules of eligibility ask */
    int32_t asylum_closed_on;
    struct flag capacity_doubt;
    int32_t capacity_confirmed_on, capacity_confirmed_until;
    struct text capacity_confirmed_by;
    int64_t age_at_application;   /* computed: completed years; empty while the birth date is not known */
    struct text sex, nationality; /* computed copies for statistics */
    /* screening */
    struct text screening_outcome; /* computed: all that this feature knows of it */
    int32_t screened_on;
    /* counselling and declaration */
    int32_t counselled_on;
    struct text counselling_language, counselling_note;
    int32_t declared_on;
    struct text declaration_means;
    /* the decision: why, and why despite a rule, the last time */
    struct text decision_note, override_reason;
    int32_t overridden_on;
    /* travel */
    int32_t travel_on;
    struct text carrier, flight, departure_airport, escort;
    struct money pocket_money;
    int32_t departed_on, arrived_on;
    int64_t age_at_departure; /* computed */
    int32_t risk_since;       /* computed: something does not hold on the day of the booked flight */
    /* reintegration */
    int32_t plan_due_on; /* computed: a calendar month after the arrival */
    int32_t plan_agreed_on, monitored_on;
    struct text monitoring_note;
    /* ends and pauses */
    int32_t postponed_until, withdrawn_on, closed_on, reopened_on;
    struct text closure_reason;
    /* computed, for the figures (return_stages.c): days on which it came into a state, days of waiting after a
       postponement or a missed flight, and when and from which state it left the way */
    int32_t registered_on, approved_on, booked_on, delivery_on, ended_on;
    int64_t held_days;
    struct text ended_from;
    struct flag generated; /* computed: made by the demonstration */
    /* computed: the number of the import that brought it from the mission's own files, and the state to which its steps
       were taken there; empty */
    struct text imported, imported_stage;
};
extern struct record return_case_record;
extern const struct flow return_flow;

/* One of the four things that are prepared side by side. */
struct return_milestone {
    struct record_head head;
    struct identifier return_case;
    struct text kind;
    int32_t requested_on, settled_on, valid_until;
    struct text note;
};
extern struct record return_milestone_record;
extern const struct flow milestone_flow;

/* One thing of the reintegration plan, and its payment. */
struct return_item {
    struct record_head head;
    struct identifier return_case, budget_line;
    struct text category, modality, description;
    struct money amount;
    struct money line_amount; /* computed: in the line's currency, at the rate of the day it was committed */
    int64_t rate_millionths;  /* computed; none when the amount passed through a third currency */
    struct text rate_note;    /* computed: the rates used, each with its day and source */
    int64_t instalment;
    int32_t due;
    struct identifier prepared_by, released_by; /* computed: never the same */
    int32_t released_on, paid_on, justified_on;
    struct text receipt, proof_note;
    struct text imported; /* computed: the number of the import that brought it; empty */
    struct flag outside;  /* computed: paid before it was recorded here, on no budget of these books */
};
extern struct record return_item_record;
extern const struct flow item_flow;

/* What a carrier is owed for somebody who travels, on a budget line that is named for travel, and its payment. */
struct return_ticket {
    struct record_head head;
    struct identifier return_case, budget_line;
    struct identifier source; /* hidden: what it was booked with, a traveller of a journey */
    int32_t travel_on;
    struct money amount, line_amount; /* line_amount: in the line's currency, at the rate of the day it was booked */
    struct text rate_note;
    struct identifier prepared_by, released_by; /* never the same */
    int32_t released_on, paid_on;
    struct text receipt; /* the carrier's invoice */
    struct money refund; /* what came back of a ticket that nobody flew with; line_amount is what is left of it */
    int32_t refunded_on;
    struct text credit_note;
    struct identifier refund_by, refund_confirmed_by; /* never the same */
};
extern struct record return_ticket_record;
extern const struct flow ticket_flow;

/* A ticket to be put aside on a line. */
struct ticket_order {
    struct identifier return_case, source;
    struct money cost; /* of all flights together; less what was paid for this source already */
    int32_t travel_on;
};
/* Puts its cost aside on the first line named for travel that serves the person and has enough; OK without a ticket
   where the organisation names no such line, or when no cost is known.  INVALID with a problem when none has. */
enum outcome return_ticket_book(struct work *work, const struct ticket_order *order) MUST_CHECK;
/* Gives back what was put aside and not paid; of a paid one finance is asked to claim it from the carrier. */
enum outcome return_ticket_give_up(struct work *work, struct identifier source, struct identifier person) MUST_CHECK;
/* Would the lines of this day hold all of these, one after the other?  *ret_asked: the organisation names lines for
   travel, and at least one of these has a cost. */
enum outcome return_tickets_fit(struct work *work, struct identifier organisation, const struct ticket_order *orders,
                                size_t count, bool *ret_asked, bool *ret_fit) MUST_CHECK;
/* The tickets of a source that were not cancelled, oldest first, as far as the actor may see them. */
enum outcome return_tickets_of(struct work *work, struct identifier source, struct identifier person,
                               struct return_ticket ***ret_tickets, size_t *ret_count) MUST_CHECK;

/* One session of counselling. */
struct return_counselling {
    struct record_head head;
    struct identifier return_case;
    int32_t held_on;
    struct text language;
    struct flag interpreter;
    struct text interpreter_name, channel, explained, questions, note;
};
extern struct record return_counselling_record;

/* What the rules answered when somebody signed: with the text of that version the facts show it again as it was. */
struct return_decision {
    struct record_head head;
    struct identifier return_case;
    int32_t decided_on;
    struct text moment, rule_set, rule_set_hash, facts, answer, override_reason, note;
    int64_t rule_set_version;
};
extern struct record return_decision_record;

/* A country, or a zone of it, to which nobody is sent for now; of the whole installation. */
struct suspended_place {
    struct record_head head;
    struct text country, zone, reason, source;
    int32_t from_on, until_on;
};
extern struct record suspended_place_record;

extern struct choice_list return_channels, return_reasons, legal_statuses, screening_outcomes, closure_reasons,
    milestone_kinds, item_categories, item_modalities, override_reasons, counselling_channels, counselling_topics,
    decision_moments, decision_answers, return_escorts;

extern struct right return_read, return_register, return_assign, return_attach, payment_see, return_update,
    return_screen, return_counsel, return_approve, return_travel, return_plan, return_close, payment_prepare,
    payment_release, return_figures, return_limits_see, return_limits_keep, return_decide, return_override,
    suspension_read, suspension_keep, papers_write, needs_write, health_read, health_write, appointment_keep,
    calendar_read;
extern const struct grant return_grants[];
extern const size_t return_grant_count;
extern const struct notice_kind return_notices[];
extern const size_t return_notice_count;

/* What is known of a return for the lines that serve some only. */
enum outcome funding_of(struct work *work, const struct return_case *file, int32_t day,
                        struct line_serves *ret) MUST_CHECK;
/* A case for a person whom the caseworker has received: nationality, sex and age are taken from her record. */
enum outcome return_open(struct work *work, struct return_case *file) MUST_CHECK;
/* A case from the mission's own files, which stands where it stood there (head.state, one of return_stages) with the
   days of its steps; `run`: the number of the import.  No gate of the steps before is asked, and the case says so; what
   is asked from there on is asked here.  What belongs to its state begins: task, preparations, screening, rounds still
   to come.  INVALID with problems beside the names of the days. */
extern struct choice_list return_stages;
void return_existing_check(struct work *work, const struct return_case *file, struct problems *problems);
enum outcome return_open_existing(struct work *work, struct return_case *file, struct text run) MUST_CHECK;
/* An item of such a case that was paid (paid_on) and, with justified_on, proved: it stands in the plan and in no books,
   so that no budget of today is touched.  Problems beside the names of the days. */
enum outcome return_existing_payment_check(struct work *work, const struct return_item *item,
                                           struct problems *problems) MUST_CHECK;
enum outcome return_add_existing_payment(struct work *work, struct return_item *item, struct text run) MUST_CHECK;
/* What a case keeps of coming from the state of `before` into its own: for those that tell a past. */
void return_note_state(const struct return_case *before, struct return_case *file);
/* Where a case number leads, for the search: "/return-cases/…".  NOT_FOUND when there is none within reach. */
enum outcome return_find_path(struct work *work, struct text number, struct text *ret_path) MUST_CHECK;
/* Gives a case, its preparations, its plan and its tasks to a caseworker (zeros: to nobody).  FORBIDDEN, CONFLICT, and
   INVALID for somebody who does not work on cases in its office. */
enum outcome return_assign_to(struct work *work, const struct return_case *file, struct identifier user) MUST_CHECK;
/* After how many days in a state a case that has not moved is shown to its caseworker, after twice as many to the
   supervisor.  Data of the mission over defaults of the program, in the order of return_open_states. */
enum { RETURN_OPEN_STATES = 15 };
extern const char *const return_open_states[RETURN_OPEN_STATES];
struct standing_limits {
    int64_t days[RETURN_OPEN_STATES];
};
extern const struct standing_limits standing_standard;
enum outcome standing_limits_get(struct work *work, struct identifier organisation,
                                 struct standing_limits *ret_limits) MUST_CHECK;
/* INVALID unless each is 1 to 730. */
enum outcome standing_limits_set(struct work *work, struct identifier organisation,
                                 const struct standing_limits *limits) MUST_CHECK;

/* The open cases of an office by who follows them and state. */
struct case_load {
    struct identifier assigned;             /* zeros: nobody */
    size_t state;                           /* place in return_open_states */
    int64_t count, standing, standing_long; /* of them: past the limit, past twice the limit */
};
enum outcome return_load(struct work *work, const struct standing_limits *limits, struct identifier office,
                         struct case_load **ret_loads, size_t *ret_count) MUST_CHECK;
/* Settled preparations of an office's cases before departure that end soon or ended lately, by who follows them. */
struct paper_load {
    struct identifier assigned;
    int64_t count;
};
enum outcome return_papers_ending(struct work *work, struct identifier office, struct paper_load **ret_loads,
                                  size_t *ret_count) MUST_CHECK;
/* Who follows cases in an office: caseworkers and supervisors. */
enum outcome return_staff(struct work *work, struct identifier office, struct identifier **ret_users,
                          size_t *ret_count) MUST_CHECK;
/* Open cases of an office that somebody follows, in one of these states, behind `after` (zeros: from the first). */
struct followed_case {
    struct identifier id, person;
};
enum outcome return_followed(struct work *work, struct identifier office, struct identifier user,
                             const bool states[RETURN_OPEN_STATES], struct identifier after, size_t most,
                             struct followed_case **ret_cases, size_t *ret_count) MUST_CHECK;
/* Called when a person withdraws her consent: every case of hers that has not departed is withdrawn. */
enum outcome return_consent_withdrawn(struct work *work, struct identifier person) MUST_CHECK;

/* The declaration of voluntary return in the languages of the mission's profile; at start.  FAILED names the file. */
enum outcome declaration_load(struct arena *arena, const char *directory) MUST_CHECK;
/* Reads the rules of eligibility of a mission's profile, at start.  FAILED names file, line and column on stderr. */
enum outcome return_rules_load(struct arena *arena, const char *directory) MUST_CHECK;
/* A version that a decision used has not changed since: FAILED names it on stderr.  At start. */
enum outcome return_rules_check(struct work *work) MUST_CHECK;
/* Until when the best-interests decision for the child of this case is valid: NOT_FOUND when there is none.  Set by the
   feature that keeps such decisions; NULL: nobody can say. */
extern enum outcome (*return_best_interests)(struct work *work, const struct return_case *file, int32_t *ret_until);
/* Is there more to decide for the child of this case before it may leave on that day?  NOT_FOUND: that is not told. */
extern enum outcome (*return_child_alone)(struct work *work, const struct return_case *file, int32_t day,
                                          bool *ret_alone);
/* The outcome of a screening ("continue", "wait", "stop"), from the feature that holds it: stands in the case from now
   on, and takes the step "screen" where there is one, but for "wait".  No right is asked. */
enum outcome return_screening_says(struct work *work, struct identifier file, struct text outcome) MUST_CHECK;

/* The case of a person that has neither ended nor departed; NOT_FOUND when there is none. */
enum outcome return_under_way(struct work *work, struct identifier person, struct identifier *ret_id) MUST_CHECK;
/* What this step misses for a case, were it to travel on that day: as the step's own guard says.  One line more when
   the case does not stand where the step begins. */
enum outcome return_misses(struct work *work, struct identifier file, const char *action, int32_t day,
                           struct gate *ret_gate) MUST_CHECK;

/* What the needs of a case's journey ask others to provide, never why. */
struct return_needs {
    struct text escort, wheelchair; /* codes of returns/; empty or "none": nothing */
    bool oxygen, stretcher, medication, handover;
};
/* Nothing of it when nobody has said any. */
enum outcome return_needs_of(struct work *work, const struct return_case *file, struct return_needs *ret) MUST_CHECK;
/* What would be lost if a person had two records without anybody knowing. */
enum return_stake { RETURN_NO_STAKE, RETURN_CASE_OPEN, RETURN_PAYMENT_OPEN };
enum outcome return_stake_of(struct work *work, struct identifier person, enum return_stake *ret_stake) MUST_CHECK;
/* The number of an item in the plans of this other person that is the same instalment, were the two one: paid, or to be
   paid.  NOT_FOUND: none. */
enum outcome return_instalment_elsewhere(struct work *work, const struct return_item *item, struct identifier person,
                                         struct text *ret_number) MUST_CHECK;

/* What an office in the country of origin finds of somebody who arrived. */
struct return_assessment {
    struct identifier return_case;
    int32_t assessed_on;
    struct text assessor, place, skills, wishes, needs, risks, project;
};
/* Both set by the feature that keeps assessments; NULL: nobody does. */
/* Keeps it as a version of its own that waits for approval.  INVALID with problems. */
extern enum outcome (*return_assessed)(struct work *work, const struct return_assessment *assessment);
/* What the newest version says, with which the next one begins: NOT_FOUND when there is none. */
extern enum outcome (*return_newest_assessment)(struct work *work, const struct return_case *file,
                                                struct return_assessment *ret);

/* What another feature brings to the life of a case; app/ hands the list over at start.  All may be NULL. */
struct return_link {
    const char *label, *icon; /* N_() */
    struct text path;         /* without language */
};
/* One thing on one day, for the week and for the feed that other calendars read. */
enum { CALENDAR_MOST = 200, CALENDAR_ALL_DAY = -1 };
struct calendar_entry {
    struct identifier id, file, person;
    int32_t day, seconds; /* on the wall of its zone; seconds CALENDAR_ALL_DAY: the day alone is known */
    int64_t minutes;
    struct text zone, kind, place, number, result; /* kind: as shown; number: of the case or file, never a name */
    int64_t version, changed_at;
    bool flight;      /* of a booking: its page is the case's */
    const char *base; /* of another feature's: where its page is, "/referral-appointments"; NULL: an appointment's */
};
extern struct choice_list appointment_zones, appointment_results;
enum { APPOINTMENT_MINUTES = 30, APPOINTMENT_MINUTES_MOST = 1440 };
/* "9:30", "9h30", "0930", "9" as seconds after midnight; INVALID for anything else. */
enum outcome appointment_time_read(struct text typed, int32_t *ret_seconds) MUST_CHECK;
/* Day, time and clock of an appointment, and what became of it: adds problems beside the fields of these names
   (held_on, begins, zone, result); writes the time as it is stored.  What is empty was said already. */
enum outcome appointment_check(struct work *work, int32_t held_on, struct text zone, struct text result,
                               struct text *begins, struct problems *problems) MUST_CHECK;

struct return_companion {
    /* Adds what a step needs beyond the rules of this feature, on the day of travel or today.  Everybody who sees the
       case reads it: what is missing and who provides it, never why. */
    enum outcome (*require)(struct work *work, const struct return_case *file, const char *action, int32_t day,
                            struct gate *gate);
    /* The same of a step of one item of its plan: "commit" alone, "prepare", "release" and "pay" of its payment,
       "cancel" by hand. */
    enum outcome (*require_item)(struct work *work, const struct return_item *item, const char *action,
                                 struct gate *gate);
    /* What an item is paid with where that is less than its amount: sets *ret_owed, in the item's currency. */
    enum outcome (*owed)(struct work *work, const struct return_item *item, struct money *ret_owed);
    /* Called in the transaction in which the case came into another state. */
    enum outcome (*moved)(struct work *work, const struct return_case *before, const struct return_case *file);
    /* Called in the transaction in which the case was given to somebody else: what hangs on it goes along. */
    enum outcome (*assigned)(struct work *work, const struct return_case *file);
    /* Called in the transaction in which the needs of its journey were said or changed. */
    enum outcome (*needs)(struct work *work, const struct return_case *file, const struct return_needs *before,
                          const struct return_needs *after);
    /* For the head of the case's page, as far as the actor may open them. */
    enum outcome (*links)(struct work *work, const struct return_case *file, struct return_link **ret_links,
                          size_t *ret_count);
    /* Adds what else the actor may see in a calendar of these days, up to CALENDAR_MOST; with `mine`, what is given to
       the actor.  Says so when there is more. */
    enum outcome (*calendar)(struct work *work, int32_t from, int32_t until, bool mine, struct calendar_entry *entries,
                             size_t *count, bool *more);
    /* Whose tasks stand in "my work"; a row's page is at "/", the record's path and its id. */
    const struct record *const *records;
    size_t record_count;
};
void returns_start(const struct return_companion *const *companions, size_t count);

/* Groups of fewer persons are told to nobody who does not see their cases. */
enum { FIGURE_LEAST = 5 };
/* What figures of the programme are asked about. */
struct programme_query {
    int32_t from, to;                                /* both days belong to it */
    struct text nationality, country_of_return, sex; /* codes; empty: all */
    int age_group;                                   /* place in figure_age_groups; -1: all */
    struct identifier line;                          /* a budget line that pays something of the case; zeros: all */
    /* Of measures alone: all cases of an organisation, whoever asks, and of them those for which a line of this grant
       pays something (zeros: all). */
    struct identifier organisation, grant;
};

/* One figure of a period within an organisation, for reports: what is counted is named in the profile. */
enum programme_measure {
    MEASURE_APPLICATIONS,
    MEASURE_COUNSELLED,
    MEASURE_RETURNS,
    MEASURE_ARRIVALS,
    MEASURE_LEFT,
    MEASURE_PLANS_AGREED,
    MEASURE_PLANS_BEGUN,
    MEASURE_PLANS_DELIVERED,
    MEASURE_MONITORED,
    MEASURE_MEDIAN_DAYS,
    MEASURE_NINETIETH_DAYS,
    MEASURE_WITHIN_PROMISE, /* per cent */
    MEASURE_SECOND_SIGNATURES,
    MEASURE_COUNT,
};
enum outcome programme_measure_read(struct text name, enum programme_measure *ret) MUST_CHECK;
/* NOT_FOUND: there is nothing of which a median or a share could be told.  The caller has decided who may see it, and
   names the organisation. */
enum outcome programme_measure_get(struct work *work, const struct programme_query *query,
                                   enum programme_measure measure, int64_t *ret_value) MUST_CHECK;
bool programme_measure_counts_persons(enum programme_measure measure);
/* Can it be asked of one sex or age group? */
bool programme_measure_splits(enum programme_measure measure);
/* Of a period, an organisation and, where it is named, a grant: how often two people signed for more than the
   entitlement. Set by the feature that keeps them; NULL: nobody can say. */
extern enum outcome (*return_second_signatures)(struct work *work, const struct programme_query *query,
                                                int64_t *ret_count);

/* "returns.watch": what no longer holds on the day of a booked flight becomes a task, every night. */
extern const struct job_kind return_watch_job;
extern const struct internal_action return_actions[];
/* For documents_start(). */
struct attachment_home;
extern const struct attachment_home *const return_attachment_homes[];
extern const size_t return_attachment_home_count;
/* For persons_start(). */
struct person_feature;
extern const struct person_feature return_person_feature;
extern const struct route return_routes[];
extern const size_t return_route_count;
extern const struct menu_entry return_menu[];
extern const size_t return_menu_count;
extern const struct resource return_resources[];
extern const size_t return_resource_count;

#endif
