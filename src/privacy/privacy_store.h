/* Statements about data protection, and its terms.  Within privacy/. */
#ifndef PRIVACY_PRIVACY_STORE_H
#define PRIVACY_PRIVACY_STORE_H

#include "audit/audit.h"
#include "persons/persons.h"
#include "privacy/privacy.h"
#include "returns/returns.h"

/* ---- numbers of the mission ---- */

/* How long something lasts or may take, and where that is said. */
struct privacy_term {
    const char *kind, *code; /* "clock", "correction" */
    int64_t count;
    const char *unit;          /* "minutes", "days", "months", "years" */
    const char *event;         /* from which it is counted */
    const char *source, *mark; /* source: in English; tr() where the profile translates it */
};
/* NULL when there is none. */
const struct privacy_term *privacy_term(const char *kind, struct text code);
const struct privacy_term *privacy_term_at(const char *kind, size_t index);
const char *privacy_mark_label(const struct privacy_term *term); /* N_() */
/* The day so long after another; DATE_NONE for a term of minutes or hours. */
int32_t privacy_term_end(const struct privacy_term *term, int32_t from);
/* The moment so long after another, for a term of minutes or hours; INSTANT_NONE for others and without a term. */
int64_t privacy_term_end_at(const struct privacy_term *term, int64_t from);
/* "10 days", in the reader's language. */
struct text privacy_term_shown(struct work *work, const struct privacy_term *term);

/* ---- breaking the glass ---- */

/* The offices where rows of the person lie, each once; for an actor who does not reach them. */
enum outcome glass_offices(struct work *work, const struct person *person, struct identifier **ret_offices,
                           size_t *ret_count) MUST_CHECK;
enum outcome glass_open(struct work *work, const struct broken_glass *glass, const struct identifier *offices,
                        size_t count) MUST_CHECK;
enum outcome glass_close(struct work *work, struct identifier glass) MUST_CHECK;
/* Those whose time is over and that still stand open; openings that are over are forgotten. */
enum outcome glass_over(struct work *work, struct identifier **ret_ids, size_t *ret_count) MUST_CHECK;
/* By reason and by what the review said, of an organisation since a day; `count` of each pair. */
struct glass_figure {
    struct text reason, state;
    int64_t count;
};
enum outcome glass_figures(struct work *work, int32_t since, struct glass_figure **ret_figures,
                           size_t *ret_count) MUST_CHECK;

/* ---- consents ---- */

struct consent_figure {
    struct text purpose;
    int64_t in_force, ending, ended, withdrawn; /* ending: of those in force, within so many days */
};
enum outcome consent_figures(struct work *work, int32_t ending_until, struct consent_figure **ret_figures,
                             size_t *ret_count) MUST_CHECK;

/* ---- what is kept too long ---- */

/* Requests whose copy, if one was made, is to go: those that ended on this day or in the month before. */
struct copy_left {
    struct identifier request, person;
};
enum outcome copies_over(struct work *work, int32_t until, struct copy_left **ret_copies, size_t *ret_count) MUST_CHECK;
/* A proposal and its task, unless one waits or the data are gone; as the system does it. */
enum outcome retention_propose(struct work *work, struct identifier person, struct text reason,
                               int32_t due_since) MUST_CHECK;
/* Since which day, of those up to `today`, nothing obliges us to keep the person's data: the last of what the schedule
   says of each kind of row.  DATE_NONE: something of it is still open, or its time is not over. */
enum outcome retention_due(struct work *work, struct identifier person, int32_t today, int32_t *ret_due) MUST_CHECK;
/* Up to so many persons that may be due, by id, behind one of them (zeros: from the first). */
enum outcome retention_candidates(struct work *work, struct identifier after, int64_t made_before, size_t most,
                                  struct identifier **ret_persons, size_t *ret_count) MUST_CHECK;
/* Before which moment a person must have come to be due at all. */
int64_t retention_made_before(struct work *work);
/* How far the look has come, and that it has come so far: zeros at the beginning. */
enum outcome retention_look_read(struct work *work, struct identifier *ret_after) MUST_CHECK;
enum outcome retention_look_note(struct work *work, struct identifier after) MUST_CHECK;
/* A hold in force: NOT_FOUND when there is none. */
enum outcome retention_held(struct work *work, struct identifier person, struct text *ret_basis) MUST_CHECK;
/* For persons/: what the person's keys do not seal goes, and is looked for. */
enum outcome privacy_erased(struct work *work, struct identifier person) MUST_CHECK;

/* ---- registers ---- */

/* Was a field changed that people give, except `besides` (may be NULL)? */
bool privacy_given_changed(const struct record *record, const void *before, const void *row, const char *besides);

/* ---- rows about a person ---- */

/* NULL: none. */
const struct record *privacy_record_named(struct text name);
const struct flow *privacy_flow_of(const struct record *record);

struct person_row {
    const struct record *record; /* NULL: a file that hangs on a row */
    struct identifier id;
    struct text number;
};
/* The office in which a user holds or held a role; NOT_FOUND. */
enum outcome privacy_office_of(struct work *work, struct identifier user, struct text role,
                               struct identifier *ret_office) MUST_CHECK;
/* Every row about the person, of all features: for who may see that it is there at all. */
enum outcome privacy_rows(struct work *work, struct identifier person, struct person_row **ret_rows,
                          size_t *ret_count) MUST_CHECK;

#endif
