/* Persons: all that other features may use. */
#ifndef PERSONS_PERSONS_H
#define PERSONS_PERSONS_H

#include "persons/person_record.h"
#include "web/application.h"
#include "web/record_api.h"

extern struct choice_list countries, spoken_languages;

/* Consents in force on a day, as a set of purposes. */
enum {
    CONSENT_DATA = 1 << 0,
    CONSENT_ASSISTANCE = 1 << 1,
    CONSENT_TRANSFER = 1 << 2,
    CONSENT_PHOTO = 1 << 3,
    CONSENT_RESEARCH = 1 << 4
};
enum outcome person_consents(struct work *work, struct identifier person, int32_t on,
                             unsigned *ret_purposes) MUST_CHECK;

/* Has the person agreed to the assistance herself, not through a guardian, since that day, and does it stand? */
enum outcome person_agreed_herself(struct work *work, struct identifier person, int32_t since, int32_t on,
                                   bool *ret_agreed) MUST_CHECK;

/* The guardian of a child on a day: NOT_FOUND when none is recorded. */
enum outcome person_guardian(struct work *work, struct identifier person, int32_t on,
                             struct identifier *ret_guardian) MUST_CHECK;
/* A document of one of these kinds (comma-joined codes) valid on that day. */
enum outcome person_has_document(struct work *work, struct identifier person, struct text kinds, int32_t on,
                                 bool *ret_has) MUST_CHECK;
/* Completed years on a day, taken from the least precise reading of the birth date; -1 when it is not known. */
int32_t person_age(const struct person *person, int32_t on);
/* The same from the latest reading: nobody who may be a child is taken for an adult.  0 before the birth. */
int32_t person_youngest_age(const struct person *person, int32_t on);

/* The search: number, telephone, identity document or names in either script, in any order, misspelt, not yet whole. It
   is the only way to the form that makes a person. */
struct person_card {
    struct identifier id;
    struct text number, title;      /* empty title: outside this office, only the office to ask is told */
    struct text office;             /* name of the office that holds the file */
    struct text nationality, birth; /* as shown */
    struct text why;                /* what matched, translated: "telephone", "name" */
    bool within_reach;
    int32_t score; /* the likeliest first */
};
enum { PERSON_CARDS_MOST = 30, PERSON_CARDS_PAGE = 10 };
struct person_found {
    struct person_card *cards;
    size_t count;
    size_t before;   /* of them, on the pages before the last one asked for */
    bool say_more;   /* very many bear this one word: nobody was looked for */
    bool crowded;    /* so many resemble this that not all were looked at */
    bool more;       /* there are others, to be looked at for the next page */
    bool unfinished; /* the index is being made: somebody may be missing */
};
enum outcome person_search(struct work *work, struct text typed, struct person_found *ret_found) MUST_CHECK;
/* As many as fill so many pages, or a few more; those of fewer pages stand first, in the same order. */
enum outcome person_search_pages(struct work *work, struct text typed, size_t pages,
                                 struct person_found *ret_found) MUST_CHECK;

/* ---- persons who come from a file ---- */

/* Known persons who may be this one, or have her names, and of whom nothing known differs, the likeliest first: number
   or, beyond reach, the office to ask.  Not audited: an import is, as a whole. */
enum { PERSON_RESEMBLANCES = 5 };
struct person_resemblance {
    struct identifier id;
    struct text called;
};
enum outcome person_resembling(struct work *work, const struct person *person,
                               struct person_resemblance ret[PERSON_RESEMBLANCES], size_t *ret_count) MUST_CHECK;
/* The consent to the keeping of data that the file tells of; given_on DATE_NONE: none. */
struct person_told_consent {
    int32_t given_on;
    struct text means, language;
    bool interpreter;
};
/* Stores a new person: the contact record, the consent, then what the consent allows. */
enum outcome person_store_told(struct work *work, struct person *person,
                               const struct person_told_consent *told) MUST_CHECK;
/* Takes a person away who was stored so, with that consent, as of this version.  CONFLICT: changed since, or something
   was recorded about her. */
enum outcome person_unmake(struct work *work, struct identifier id, int64_t version) MUST_CHECK;

/* The household a person lives in now: NOT_FOUND when none is recorded. */
enum outcome person_household(struct work *work, struct identifier person, struct identifier *ret_household) MUST_CHECK;
/* Who belongs to it on a day: adults from 18 years.  `unknown` lack sex or birth date. */
struct household_counts {
    int64_t men, women, boys, girls, unknown, total;
};
enum outcome household_count(struct work *work, struct identifier household, bool travelling_only, int32_t on,
                             struct household_counts *ret_counts) MUST_CHECK;

/* Who lives in it on a day, whether or not they travel along. */
enum outcome household_members(struct work *work, struct identifier household, int32_t on,
                               struct identifier **ret_persons, size_t *ret_count) MUST_CHECK;
/* The persons who travel with it on a day. */
enum outcome household_travellers(struct work *work, struct identifier household, int32_t on,
                                  struct identifier **ret_persons, size_t *ret_count) MUST_CHECK;
/* Does a consent in force on that day name this recipient ("receiving_office")? */
enum outcome person_shares_with(struct work *work, struct identifier person, const char *recipient, int32_t on,
                                bool *ret_shares) MUST_CHECK;

/* ---- who resembles whom ---- */

/* How alike two persons are: as it was when somebody decided. */
struct person_likeness {
    int32_t per_mille;   /* calibrated probability that they are one human being */
    double bits;         /* of the evidence, without the prior */
    int64_t weights;     /* version of the weights of the comparison */
    struct text reasons; /* match_codes(): which field agreed how well, no value of any */
};
/* Others of her organisation who may be the same human being, above the threshold of review, whoever may see them.
 *ret_full: so many share a key of hers that not all were looked at. */
struct person_alike {
    struct identifier person;
    struct person_likeness likeness;
    int conflict; /* enum match_conflict */
};
enum outcome person_alike(struct work *work, struct identifier person, struct person_alike **ret_alike,
                          size_t *ret_count, bool *ret_full) MUST_CHECK;
enum person_said { PERSON_DIFFERENT, PERSON_UNDECIDED };
/* Two persons beside each other, as far as the caller read their fields: with their documents and relatives, and how
   many have the same names or telephone.  Of two of one household what all of it have is left out. */
struct candidate;
enum outcome person_beside(struct work *work, const struct person *person, const struct person *other,
                           struct candidate *ret_person, struct candidate *ret_other) MUST_CHECK;
/* The weights in force in an organisation: those that are shipped, unless a person decided otherwise.  Set by the
   feature that knows what people decided; NULL: nobody does. */
struct match_weights;
extern enum outcome (*person_weights)(struct work *work, struct identifier organisation,
                                      const struct match_weights **ret_weights);
/* A person as evidence for matching/, with the numbers of her documents if the caller has read them. */
void person_as_candidate(struct work *work, const struct person *person, const struct text *documents,
                         size_t document_count, struct candidate *ret_candidate);

/* ---- the index of search ---- */

/* How far the index holds the persons of the mission under its present form (algorithm and key).  While it is `due`, a
   person may not be found by her name. */
struct person_index_standing {
    int64_t form, done, total;
    bool due;
};
enum outcome person_index_standing(struct work *work, struct person_index_standing *ret) MUST_CHECK;
enum outcome person_index_is_due(struct work *work, bool *ret_due) MUST_CHECK;
/* The keys of one person anew, after rows around her came or went otherwise than by record_…() */
enum outcome person_index_refresh(struct work *work, struct identifier person) MUST_CHECK;
/* What is known of each as evidence, documents too, in the arena; NULL: nobody has that id (any more). */
enum outcome person_candidates(struct work *work, const struct identifier ids[], size_t count,
                               struct candidate *ret_candidates[]) MUST_CHECK;
/* How many persons there are, which takes a while; and kept, for whoever asks how rare an agreement is. */
enum outcome person_index_count(struct work *work, int64_t *ret_persons) MUST_CHECK;
enum outcome person_index_counted(struct work *work, int64_t persons) MUST_CHECK;
/* What was kept, at least a thousand: it sets how rare a chance agreement is. */
enum outcome person_register_size(struct work *work, int64_t *ret_persons) MUST_CHECK;
/* May keys of older forms go, now that nobody asks for them?  And a step of it, as below. */
enum outcome person_index_sweep_is_due(struct work *work, bool *ret_due) MUST_CHECK;
enum outcome person_index_sweep_step(struct work *work, size_t most, bool *ret_more) MUST_CHECK;
/* One step towards it, in the caller's transaction: at most so many persons.  May be left off and begun again. */
enum outcome person_index_step(struct work *work, size_t most, int64_t *ret_done, bool *ret_more) MUST_CHECK;

/* A file of another feature as the person's page shows it. */
struct person_file {
    struct text number, path; /* path without language */
    struct text state;        /* as shown */
    const char *tone;         /* of its badge: "accent", "warn", "good", "bad"; NULL */
    struct text line;         /* one line more; may be empty */
    bool open;                /* not ended: another one cannot be opened beside it */
};

struct person_link {
    const char *label, *behind, *icon; /* label is N_() */
    struct right *right;
};

/* What a feature brings to persons.  All but `label` may be NULL.  app/ hands the list over at start. */
struct person_feature {
    const char *label; /* N_(): heading of its files: "Return cases" */
    /* Files of this person that the actor may read, newest first. */
    enum outcome (*files)(struct work *work, struct identifier person, struct person_file **ret_files,
                          size_t *ret_count);
    /* Where the file with this number is shown, without language.  NOT_FOUND: none of this feature, or out of reach. */
    enum outcome (*find)(struct work *work, struct text number, struct text *ret_path);
    /* Called in the transaction in which consent "data" or "assistance" was withdrawn. */
    enum outcome (*consent_withdrawn)(struct work *work, struct identifier person);
    /* Called in the transaction in which this consent, to pass data on ("transfer"), was withdrawn. */
    enum outcome (*sharing_withdrawn)(struct work *work, struct identifier person, struct identifier consent);
    /* Adds a problem for each reason why the person's data must not be destroyed now (an open case, money not
       settled). */
    enum outcome (*may_erase)(struct work *work, struct identifier person, struct problems *problems);
    /* Called at the end of an erasure, in its transaction: destroys what the person's keys do not seal, and says with
       person_erasure_found() that nothing of it is left. */
    enum outcome (*erased)(struct work *work, struct identifier person);
    /* Somebody was asked, on receiving or changing `person`, whether `other` is the same human being, and said no or
       that it is not known: in the same transaction.  A no is remembered for ever, with who said it; a doubt is a task.
       `likeness` says how sure the comparison was and why. */
    enum outcome (*pair_said)(struct work *work, struct identifier person, struct identifier other,
                              enum person_said said, const struct person_likeness *likeness);
    /* For each of `others`: is it known that this is somebody else? */
    enum outcome (*pairs_apart)(struct work *work, struct identifier person, const struct identifier *others,
                                size_t count, bool *ret_apart);
    /* Adds a problem for each reason why these two records of one person must not become one now, with what to do. */
    enum outcome (*may_merge)(struct work *work, const struct person *kept, const struct person *absorbed,
                              struct problems *problems);
    /* Called before what an older copy of the database brought back of somebody erased is destroyed once more. */
    enum outcome (*erase_again)(struct work *work, struct identifier person);
    /* Rows about persons that belong into the copy a person may ask for. */
    const struct record *const *records;
    size_t record_count;
    /* What else is shown of a person: at "/persons/{id}/BEHIND", for who holds the right there. */
    const struct person_link *links;
    size_t link_count;
    /* Where one goes who was shown that another office holds a person: masked_path, with ?person=ID when the card
       stands for one alone. */
    const char *masked_label, *masked_path; /* N_() */
    struct right *masked_right;
    /* A button on the person's page: open_path?person=ID, for who holds the right there. */
    const char *open_label, *open_path;
    struct right *open_right;
};
void persons_start(const struct person_feature *const *features, size_t count);
/* Calls each feature's consent_withdrawn. */
enum outcome person_consent_withdrawn(struct work *work, struct identifier person) MUST_CHECK;
/* Calls each feature's sharing_withdrawn. */
enum outcome person_sharing_withdrawn(struct work *work, struct identifier person,
                                      struct identifier consent) MUST_CHECK;

/* INVALID with problems when a feature still needs the person's data. */
enum outcome person_may_erase(struct work *work, struct identifier person, struct problems *problems) MUST_CHECK;
extern struct choice_list erasure_reasons;
/* Destroys all that is held of a person, for one of these reasons, and proves it; whoever calls has asked everybody.
   CONFLICT when that was done before. */
enum outcome person_erase_now(struct work *work, struct identifier person, struct text reason) MUST_CHECK;
/* For the certificate of an erasure under way: `found` of this could still be read.  FAILED unless it is 0. */
enum outcome person_erasure_found(struct work *work, struct identifier person, struct text what,
                                  int64_t found) MUST_CHECK;

/* Destroys once more what an older copy of the database brought back of somebody erased since: files, search keys,
   fields, data keys.  Notes nothing: the list of erasures has it. */
enum outcome person_erase_again(struct work *work, struct identifier person) MUST_CHECK;

/* ---- two records of one person become one (the feature duplicates) ---- */

/* INVALID with problems while the records of these two must not become one. */
enum outcome person_may_merge(struct work *work, const struct person *kept, const struct person *absorbed,
                              struct problems *problems) MUST_CHECK;
/* Files of this person in every feature, as far as the actor may read them. */
enum outcome person_files(struct work *work, struct identifier person, struct person_file **ret_files,
                          size_t *ret_count) MUST_CHECK;
struct carry_tables; /* record/carry.h */
/* Takes the row of a person out of the register, with her search keys, after what hangs on her went elsewhere; and puts
   it back as it was, once her key is hers again. */
enum outcome person_take_out(struct work *work, struct carry_tables *tables, const struct person *person,
                             struct text *ret_kept) MUST_CHECK;
enum outcome person_put_back(struct work *work, struct carry_tables *tables, struct identifier id,
                             struct text kept) MUST_CHECK;
/* Relations and households that name the one person name the other from now on; tells of each.  And back, one row. */
typedef enum outcome person_pointed(void *context, const char *table, struct identifier row);
enum outcome person_point_at(struct work *work, struct identifier from, struct identifier to, person_pointed *pointed,
                             void *context) MUST_CHECK;
enum outcome person_point_back(struct work *work, struct text table, struct identifier row, struct identifier from,
                               struct identifier to) MUST_CHECK;
/* Under which person the one with this id, or else this number, is kept now.  NOT_FOUND: it became no other.  Set by
   the feature that merges; NULL: nobody does. */
extern enum outcome (*person_now)(struct work *work, struct identifier person, struct text number,
                                  struct identifier *ret_now);
/* What the records said that became part of this person's: for the copy she may ask for.  Set likewise. */
extern enum outcome (*person_former)(struct work *work, struct identifier person, struct person ***ret_rows,
                                     size_t *ret_count);
/* Names that are one by custom: the list that is built in, and name_equivalents.csv of the profile if it has one.  A
   fault in it is named on the standard error: FAILED. */
struct equivalents;
enum outcome name_equivalents_load(struct arena *arena, const char *directory) MUST_CHECK;
const struct equivalents *name_equivalents(void); /* NULL before that */

extern const struct route person_routes[];
extern const size_t person_route_count;
extern const struct menu_entry person_menu[];
extern const size_t person_menu_count;
extern const struct resource person_resources[];
extern const size_t person_resource_count;
/* Where files may hang: see document/document.h. */
extern const struct attachment_home *const person_attachment_homes[];
extern const size_t person_attachment_home_count;

#endif
