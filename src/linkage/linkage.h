/* Which persons do two agencies both know?  Found without showing each other a name (matching/psi.h): partners, runs,
   and the common cases that a run found.  All that others may use. */
#ifndef LINKAGE_LINKAGE_H
#define LINKAGE_LINKAGE_H

#include "job/job.h"
#include "matching/link_filters.h"
#include "notices/notices.h"
#include "record/record.h"
#include "web/page.h"
#include "web/record_api.h"

/* Another agency, and what was agreed with it. */
struct linkage_partner {
    struct record_head head;
    struct text name, agreement; /* agreement: what was signed, and where it lies */
    struct text recipient;       /* code of consent_recipients that a consent has to name */
    struct text partner_key;     /* 64 hexadecimal digits: the public key of the other side */
    int64_t slots;               /* size of every exchange, in keys */
    int64_t quota;               /* exchanges in 30 days, whoever begins them */
    struct text address, token;  /* of the partner's Sanad; empty: files */
    struct flag active;
};
extern struct record linkage_partner_record;

/* One exchange, as one side sees it. */
struct linkage_run {
    struct record_head head;
    struct identifier partner;
    struct text side;     /* "offer" began it, "answer" was asked */
    struct text way;      /* "file", "network" */
    struct text progress; /* of linkage_progress */
    struct text problem;  /* as shown; empty */
    int64_t slots, entered, keys, certain, possible;
    struct text exchange;             /* the run as both sides call it, unique here: a UUID */
    struct text offered, answered;    /* digests of these files, hexadecimal */
    struct text commitment, size_sum; /* of the other side, of ours; hexadecimal */
    struct text job;
    int64_t finished_at;
};
extern struct record linkage_run_record;

/* Somebody of ours whom the partner seems to know too.  Holds our number, nothing of theirs. */
struct linkage_match {
    struct record_head head;
    struct identifier run, partner;
    struct text case_number; /* ours */
    struct text grade;       /* "certain", "possible" */
    struct text reasons;     /* codes of linkage_reasons: which kinds of keys are common */
    struct text decision;    /* of linkage_decisions; empty: nobody has looked yet */
    struct text note;
};
extern struct record linkage_match_record;
extern struct choice_list linkage_progress, linkage_grades, linkage_reasons, linkage_decisions;

extern struct right linkage_agree, linkage_start_right, linkage_follow, linkage_see, linkage_exchange;
extern const struct grant linkage_grants[];
extern const size_t linkage_grant_count;
extern const struct notice_kind linkage_notices[];
extern const size_t linkage_notice_count;
extern const struct route linkage_routes[];
extern const size_t linkage_route_count;
extern const struct menu_entry linkage_menu[];
extern const size_t linkage_menu_count;
extern const struct resource linkage_resources[];
extern const size_t linkage_resource_count;
extern const struct internal_action linkage_actions[]; /* ended by an entry without name */
extern const struct job_kind linkage_step_job, linkage_clean_up_job;

/* The public key by which partners know this organisation, as 64 hexadecimal digits; made when there is none yet. */
enum outcome linkage_own_key(struct work *work, struct identifier organisation, struct text *ret_key) MUST_CHECK;

/* ---- an exchange, a step at a time: pages, the API and the command all call these ---- */

/* A new exchange with this partner.  INVALID with a problem: not active, quota used up.  `as_job`: its steps are done
   by the jobs process; otherwise the caller calls linkage_step(). */
enum outcome linkage_order(struct work *work, struct identifier partner, struct text way, bool as_job,
                           struct identifier *ret_run) MUST_CHECK;
/* A file of a partner of this organisation: verified, kept for the next step.  INVALID with a problem: it is none, not
   from a partner, does not fit.  CONFLICT with a problem: it was received before. */
enum outcome linkage_receive(struct work *work, struct identifier organisation, struct text file, struct text way,
                             bool as_job, struct identifier *ret_run) MUST_CHECK;
/* Does what the run's progress asks for; it may take minutes.  INVALID with a problem: the run was refused, or cannot
   be done under what was agreed.  CONFLICT: nothing is to be done now. */
typedef enum outcome linkage_noter(void *context, int64_t done, int64_t total);
enum outcome linkage_step(struct work *work, struct identifier run, linkage_noter *note, void *context) MUST_CHECK;
/* The file that this run has for the partner now: NOT_FOUND when there is none. */
enum outcome linkage_file(struct work *work, const struct linkage_run *run, struct text *ret_file) MUST_CHECK;
/* By the name that both sides use. */
enum outcome linkage_find_run(struct work *work, struct identifier organisation, struct text exchange,
                              struct identifier *ret_run) MUST_CHECK;
enum outcome linkage_find_partner(struct work *work, struct identifier organisation, struct text name_or_number,
                                  struct identifier *ret_partner) MUST_CHECK;

/* ---- filters for a linkage unit: by command only ---- */

/* Filters of all who consented, fakes among them, sealed to the unit; the places are kept for linkage_take_found(). */
enum outcome linkage_encode(struct work *work, struct identifier partner, const unsigned char project_key[32],
                            const unsigned char unit[LINK_KEY], bool salted, struct text *ret_file) MUST_CHECK;
enum outcome linkage_take_found(struct work *work, struct identifier organisation, struct text file,
                                struct identifier *ret_run) MUST_CHECK;

#endif
