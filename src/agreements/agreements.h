/* The register of agreements: what binds the mission, with whom, since when and until when, and what each permits.  All
   that others may use.

   Every organisation keeps a register of its own.  What it may share rests on its own register, never on what the
   receiver wrote into theirs. */
#ifndef AGREEMENTS_AGREEMENTS_H
#define AGREEMENTS_AGREEMENTS_H

#include "job/job.h"
#include "notices/notices.h"
#include "record/record.h"
#include "web/application.h"
#include "web/record_api.h"

struct agreement {
    struct record_head head; /* `assigned`: its owner */
    struct text kind;        /* of agreement_kinds */
    struct text title_fr, title_ar, title_en, reference, place, territory, summary;
    struct text themes; /* codes of agreement_themes, joined by commas */
    struct identifier owner;
    struct identifier amends; /* of an amendment: the agreement that it changes */
    int64_t amendment_number;
    struct identifier replaces;
    struct text data_categories; /* of a data-sharing protocol: codes of agreement_data, joined by commas */
    struct text data_purpose;
    /* Computed from what the sources say (struct agreement_date). */
    struct partial_date signed_on, in_force_on, ends_on;
    int32_t review_on;
    int32_t runs_from, runs_until; /* the first and the last day on which it permits something; DATE_NONE: open */
    int32_t ended_on;              /* asked when it is ended before its time */
    struct flag disputed;          /* sources disagree and nobody settled it */
    struct text profile_key;       /* hidden: which agreement of the profile it was taken from */
    int32_t warned_of;             /* hidden: the end of which its owner was warned */
    int32_t review_told;           /* hidden: the review of which its owner was told */
};
extern struct record agreement_record;
extern const struct flow agreement_flow;

struct agreement_party {
    struct record_head head;
    struct identifier agreement;
    struct identifier party;    /* an organisation of the installation; zeros: it has no account here */
    struct text code;           /* of an organisation without account: "CARITAS" */
    struct text name;           /* as published */
    struct text part;           /* of agreement_parts: what it is in the agreement */
    struct text signatory;      /* name as published */
    struct text signing_office; /* the office in which they signed */
};
extern struct record agreement_party_record;

/* One date as one source gives it.  Sources that disagree all stay. */
struct agreement_date {
    struct record_head head;
    struct identifier agreement;
    struct text event; /* of agreement_events: "signed", "in_force", "ends", "review" */
    struct partial_date day;
    struct text source, mark; /* mark: of agreement_marks */
    struct text standing;     /* of agreement_standings: "counts", "settles", "aside" */
};
extern struct record agreement_date_record;

struct agreement_obligation {
    struct record_head head; /* `assigned`: its owner */
    struct identifier agreement, owner;
    struct text what;
    int32_t due_on;
    struct text every; /* of agreement_recurrences */
    int32_t done_on;
    struct identifier done_by;
    struct text proof; /* where what was done can be seen */
    int32_t told_of;   /* hidden: the day of which its owner was told */
};
extern struct record agreement_obligation_record;
extern const struct flow agreement_obligation_flow;

extern struct choice_list agreement_kinds, agreement_parts, agreement_events, agreement_marks, agreement_standings;
extern struct choice_list agreement_recurrences;
/* The six themes of the memorandum of 2 June 2017 between IOM and Caritas: "health", "accommodation",
   "unaccompanied_minors", "psychosocial", "return_reintegration", "advocacy". */
extern struct choice_list agreement_themes;
/* Kinds of personal data that a data-sharing protocol names: "identity", "contact", "household", "documents",
   "legal_status", "situation", "needs", "health", "psychosocial", "protection", "education_work", "return",
   "follow_up". */
extern struct choice_list agreement_data;

/* ---- what an agreement opens ---- */

/* The other side: an organisation of the installation, or one without account by its code ("CARITAS", in any case);
   either may be empty, and any of them that fits is enough. */
struct agreement_side {
    struct identifier organisation;
    struct text code;
};

/* One protocol, or an amendment of one, under which something may be shared. */
struct agreement_sharing {
    struct identifier agreement;
    struct text number, title; /* title: in the language of the work */
    struct text categories;    /* codes of agreement_data, joined by commas */
    struct text themes;        /* codes of agreement_themes; empty: all */
    struct text purpose;
    int32_t until; /* its last day; DATE_NONE: none is set */
};

/* The data-sharing protocols of `from`'s register that are in force on that day, have both as parties and cover the
   theme (empty: any theme; a protocol without themes covers all).  Whoever asks: for rules of the program.
   NOT_FOUND: nothing permits it, and nothing may be shared that needs an agreement.  Within one organisation there is
   nothing to ask: INVALID. */
enum outcome agreement_permits_sharing(struct work *work, struct identifier from, const struct agreement_side *to,
                                       struct text theme, int32_t day, struct agreement_sharing **ret_sharing,
                                       size_t *ret_count) MUST_CHECK;
/* Does one of them name this kind of data? */
bool agreement_sharing_covers(const struct agreement_sharing *sharing, size_t count, struct text category);

/* Under which agreement of `organisation`'s register work with the other side on a theme is counted: signed on or
   before that day, not ended on it, with both as parties; of several the newest.  NOT_FOUND. */
struct agreement_reference {
    struct identifier agreement;
    struct text number, title;
    bool in_force;
};
enum outcome agreement_of_theme(struct work *work, struct identifier organisation, const struct agreement_side *with,
                                struct text theme, int32_t day, struct agreement_reference *ret_reference) MUST_CHECK;

/* May what hangs on this agreement go on, on that day?  False once it has ended, was replaced or is suspended, and when
   there is none of that identifier; true as long as no day of its end has come.  Whoever asks. */
enum outcome agreement_runs(struct work *work, struct identifier agreement, int32_t day, bool *ret_runs) MUST_CHECK;

/* ---- keeping the register ---- */

/* Each stores a row that belongs to an agreement, and what follows from it for the agreement. */
enum outcome agreement_store(struct work *work, void *row) MUST_CHECK;
enum outcome agreement_party_store(struct work *work, void *row) MUST_CHECK;
enum outcome agreement_date_store(struct work *work, void *row) MUST_CHECK;
enum outcome agreement_date_change(struct work *work, const void *before, void *row) MUST_CHECK;
enum outcome agreement_obligation_store(struct work *work, void *row) MUST_CHECK;
enum outcome agreement_obligation_change(struct work *work, const void *before, void *row) MUST_CHECK;

/* "agreements.csv", "agreement_parties.csv" and "agreement_dates.csv" of the profile.  FAILED names file and line on
   stderr.  At start. */
enum outcome agreements_load(struct arena *arena, const char *directory) MUST_CHECK;
/* Takes those of them that the organisation's register does not have yet into it, as the actor; how many. */
enum outcome agreements_take_over(struct work *work, struct identifier organisation, size_t *ret_count) MUST_CHECK;

/* What was taken over under this key of the profile.  NOT_FOUND. */
enum outcome agreement_from_profile(struct work *work, struct identifier organisation, struct text key,
                                    struct identifier *ret_id) MUST_CHECK;

/* Records of other features that hang on agreements by a link of theirs: shown on the agreement's page.  At start. */
struct agreement_companion {
    const struct record *record;
    const char *link;  /* name of its field: "agreement" */
    const char *base;  /* "/grants" */
    const char *title; /* N_() */
    struct right *right;
};
void agreements_start(const struct agreement_companion *companions, size_t count);

extern struct right agreement_see, agreement_keep, agreement_stop, agreement_open_sharing, agreement_annexes,
    agreement_parts_keep, agreement_partners;
extern struct right agreement_fulfil;
extern const struct grant agreement_grants[];
extern const size_t agreement_grant_count;
extern const struct route agreement_routes[];
extern const size_t agreement_route_count;
extern const struct menu_entry agreement_menu[];
extern const size_t agreement_menu_count;
extern const struct resource agreement_resources[];
extern const size_t agreement_resource_count;
extern const struct notice_kind agreement_notices[];
extern const size_t agreement_notice_count;
extern const struct internal_action agreement_actions[]; /* ended by an entry without name */
extern const struct job_kind agreement_nightly_job;
struct attachment_home;
extern const struct attachment_home *const agreement_attachment_homes[];
extern const size_t agreement_attachment_home_count;
/* Whose tasks stand in "my work". */
enum { AGREEMENT_TASK_RECORDS = 2 };
extern const struct record *const agreement_task_records[AGREEMENT_TASK_RECORDS];

#endif
