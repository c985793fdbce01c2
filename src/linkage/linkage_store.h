/* Statements of linkage/, and the writes that go to the writing worker.  Within linkage/. */
#ifndef LINKAGE_LINKAGE_STORE_H
#define LINKAGE_LINKAGE_STORE_H

#include "linkage/linkage.h"
#include "matching/link_keys.h"

#define LINKAGE_PURPOSE "linkage" /* of consents */

/* ---- reading ---- */

/* NOT_FOUND: none was made yet. */
enum outcome linkage_key_read(struct work *work, struct identifier organisation, struct link_pair *ret_pair) MUST_CHECK;
/* Persons of the organisation with a consent in force to this purpose that names the recipient: those behind `after`,
   at most LINKAGE_PERSONS, in order. */
enum { LINKAGE_PERSONS = 200 };
enum outcome linkage_consenting(struct work *work, struct identifier organisation, struct text recipient,
                                struct identifier after, struct identifier *ret_persons, size_t *ret_count) MUST_CHECK;
enum outcome linkage_consents(struct work *work, struct identifier organisation, struct identifier person,
                              struct text recipient, bool *ret_consents) MUST_CHECK;
enum outcome linkage_documents(struct work *work, struct identifier organisation, struct identifier person,
                               struct identifier *ret_documents, size_t most, size_t *ret_count) MUST_CHECK;
/* Exchanges with a partner since an instant. */
enum outcome linkage_count(struct work *work, struct identifier partner, int64_t since, int64_t *ret_count) MUST_CHECK;
/* Runs that are not over and began before an instant; at most `most`. */
enum outcome linkage_unfinished(struct work *work, int64_t before, struct identifier *ret_runs, size_t most,
                                size_t *ret_count) MUST_CHECK;

/* What waits, whole: all parts of a kind, opened and joined.  NOT_FOUND: there are none. */
enum outcome linkage_part_read(struct work *work, const struct linkage_run *run, const char *kind,
                               struct text *ret_bytes) MUST_CHECK;

/* ---- writing: in the caller's transaction ---- */

enum outcome linkage_key_add(struct work *work, struct identifier organisation,
                             const struct link_pair *pair) MUST_CHECK;
enum outcome linkage_part_add(struct work *work, struct identifier organisation, struct identifier run,
                              struct text kind, int64_t part, struct text bytes) MUST_CHECK;
/* Of this kind, or all when it is empty. */
enum outcome linkage_parts_remove(struct work *work, struct identifier run, struct text kind) MUST_CHECK;
enum outcome linkage_match_known(struct work *work, struct identifier person, struct identifier partner,
                                 struct identifier *ret_match) MUST_CHECK; /* NOT_FOUND */

/* ---- by way of the writing worker where this process may not write ---- */

enum outcome linkage_hand_over(struct work *work, const char *action, struct text arguments,
                               struct text *ret_answer) MUST_CHECK;
/* Instead of what was kept of this kind. */
enum outcome linkage_keep(struct work *work, const struct linkage_run *run, const char *kind,
                          struct text bytes) MUST_CHECK;
enum outcome linkage_forget(struct work *work, const struct linkage_run *run, const char *kind) MUST_CHECK;
/* A new run; CONFLICT: this exchange is known.  With `next`, a job does what comes first. */
enum outcome linkage_open(struct work *work, const struct linkage_run *run, bool next,
                          struct identifier *ret_run) MUST_CHECK;
/* What may change of a run, when its progress is still `from`: CONFLICT otherwise.  With `next`, a job does what comes
   next. */
enum outcome linkage_advance(struct work *work, const struct linkage_run *run, const char *from, bool next) MUST_CHECK;

struct linkage_hit {
    struct identifier person;
    enum link_grade grade;
    uint32_t reasons; /* bits by enum link_key_kind; bit LINK_KEY_KINDS: a filter */
};
enum outcome linkage_store_hits(struct work *work, const struct linkage_run *run, const struct linkage_hit *hits,
                                size_t count) MUST_CHECK;

/* ---- who is told: linkage_tell.c ---- */

/* After the progress of a run was stored, in the same transaction: notices and tasks. */
enum outcome linkage_tell(struct work *work, const struct linkage_run *run) MUST_CHECK;
enum outcome linkage_tasks_end(struct work *work, struct identifier run) MUST_CHECK;
enum outcome linkage_match_stored(struct work *work, const void *before, const void *row);
/* Accounts of those of an organisation who may begin a search. */
enum outcome linkage_actors(struct work *work, struct identifier organisation, size_t most,
                            struct identifier **ret_accounts, size_t *ret_count) MUST_CHECK;
/* Does a finding of this run wait for a decision? */
enum outcome linkage_undecided(struct work *work, struct identifier run, bool *ret_waits) MUST_CHECK;

#endif
