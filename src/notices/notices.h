/* What somebody is told: a list in the product with a bell that counts, and mail that says no more than how much is
   due.  All that others may use. */
#ifndef NOTICES_NOTICES_H
#define NOTICES_NOTICES_H

#include "identity/identity.h"
#include "job/job.h"

/* What can be told, in the table of the feature that tells it; app/ hands the tables over at start. */
struct notice_kind {
    const char *name; /* "return.given", as stored: not renamed */
    const char *one;  /* N_(): {1} is the number of what it is about, or the name of the colleague it is about */
    const char *many; /* where several may be meant, {1} how many: then both with N_COUNT(); NULL: never */
    const char *path; /* where it leads, without language: "/return-cases", the subject's id behind it, or … */
    bool one_place;   /* … nothing behind it; with `many` above one never */
    bool colleague;   /* the subject is a user */
    bool gathers;     /* one that is not read yet is brought up to date in place of another one */
    bool gathers_one; /* the same, of those about the same subject */
    const char *icon;
};
struct notice_kind_list {
    const struct notice_kind *kinds;
    size_t count;
};

struct notice {
    struct identifier organisation, account; /* of whom it is for */
    struct identifier subject;               /* zeros: none */
    struct text number;                      /* of the subject; never a name */
    int64_t count;                           /* how many are meant; 0 and 1: the one */
};

/* At start, in every process. */
void notices_start(const struct settings *settings, const struct notice_kind_list *lists, size_t count);

/* Tells it in the caller's transaction, and orders a mail for who wants one at once.  Nobody is told what they did
   themselves.  FAILED for a kind that is in none of the tables. */
enum outcome notice_add(struct work *work, const struct notice_kind *kind, const struct notice *notice) MUST_CHECK;

/* Is a mail server named, and a sender? */
bool mail_is_set_up(const struct settings *settings);
/* The same of this program's own settings; and where its pages are: "https://sanad.example". */
bool mail_may_leave(void);
struct text mail_base(void);
/* One mail of another feature's job, in the language of its work: lines of `body` end with LF.  Sent again at each
   attempt until the server takes it.  INVALID: it cannot be sent; UNAVAILABLE: not now; the job's problem says
   which. */
struct mail_words {
    struct text to, subject, body;
};
enum outcome mail_deliver(struct job_context *context, const struct mail_words *words) MUST_CHECK;
/* Does this user want mail at all? */
enum outcome mail_is_welcome(struct work *work, struct identifier account, bool *ret_welcome) MUST_CHECK;
/* For the kind of such a job. */
bool mail_explain(struct text problem, const char **ret_message, const char **ret_advice);
/* The file in the folder of the keys that holds the password for it. */
#define MAIL_PASSWORD_FILE "smtp.password"

extern struct right mail_see, mail_try;
extern const struct grant notice_grants[];
extern const size_t notice_grant_count;
extern const struct route notice_routes[];
extern const size_t notice_route_count;
extern const struct menu_entry notice_menu[]; /* the bell, then the administrator's page */
extern const size_t notice_menu_count;
extern const struct internal_action notice_actions[]; /* ended by an entry without name */
extern const struct job_kind notice_digest_job, notice_mail_job, notice_clean_up_job;

#endif
