/* Statements about pairs and merges, and what merge.c offers this folder.  Within duplicates/. */
#ifndef DUPLICATES_DUPLICATE_STORE_H
#define DUPLICATES_DUPLICATE_STORE_H

#include "duplicates/duplicates.h"
#include "record/carry.h"

/* ---- pairs ---- */

/* NOT_FOUND: these two were never found. */
enum outcome pair_between(struct work *work, struct identifier a, struct identifier b,
                          struct identifier *ret_pair) MUST_CHECK;
struct pair_state {
    struct identifier id, first_person, second_person;
    struct text state;
    int64_t probability;
    bool rests;
};
/* All pairs that hold this person, at most PAIRS_MOST of the newest. */
enum { PAIRS_MOST = 200 };
enum outcome pairs_of(struct work *work, struct identifier person, struct pair_state **ret_pairs,
                      size_t *ret_count) MUST_CHECK;
/* Pairs that wait no longer, or wait again, for one of the two became part of another record, or is itself again. */
enum outcome pairs_rest(struct work *work, struct identifier person, bool rest) MUST_CHECK;
/* Forgets what spoke for and against the pairs of somebody erased. */
enum outcome pairs_forget(struct work *work, struct identifier person) MUST_CHECK;
enum outcome person_link_note(struct work *work, const struct pair_found *found, struct identifier first_organisation,
                              struct identifier second_organisation) MUST_CHECK;

/* The persons that pairs name beside this one, through all that became part of either. */
struct pair_other {
    struct identifier pair, person; /* as the person is kept now */
    struct text state;
    int64_t probability;
};
enum outcome pair_others(struct work *work, struct identifier person, struct pair_other **ret_others,
                         size_t *ret_count) MUST_CHECK;

/* ---- merges ---- */

/* The merge in force that took this person away.  NOT_FOUND. */
enum outcome merge_of_absorbed(struct work *work, struct identifier person, struct text number,
                               struct identifier *ret_merge, struct identifier *ret_kept) MUST_CHECK;
enum outcome merge_in_force(struct work *work, struct identifier pair, bool *ret_is) MUST_CHECK;
/* Who became part of this person, by merges in force, however indirectly. */
enum { ABSORBED_MOST = 200 };
enum outcome merge_absorbed(struct work *work, struct identifier kept, struct identifier **ret_persons,
                            size_t *ret_count) MUST_CHECK;
/* Merges into this person, the newest first, undone ones too. */
enum outcome merge_ids_of(struct work *work, struct identifier kept, struct identifier **ret_ids,
                          size_t *ret_count) MUST_CHECK;
enum outcome merge_row_add(struct work *work, const struct person_merge *merge, const char *table,
                           struct identifier row, const char *kind) MUST_CHECK;
struct merge_row {
    struct text table, kind; /* "row", "renamed", "pointed" */
    struct identifier id;
};
enum outcome merge_rows(struct work *work, struct identifier merge, struct merge_row **ret_rows,
                        size_t *ret_count) MUST_CHECK;
enum outcome merge_keep(struct work *work, const struct person_merge *merge, struct text kept,
                        struct text changes) MUST_CHECK;
enum outcome merge_kept(struct work *work, const struct person_merge *merge, struct text *ret_kept,
                        struct text *ret_changes) MUST_CHECK;
enum outcome merge_forget(struct work *work, struct identifier merge) MUST_CHECK;
/* Is the key of this person known to another organisation? */
enum outcome key_is_shared(struct work *work, struct identifier person, struct identifier organisation,
                           bool *ret_is) MUST_CHECK;

/* ---- merge.c, part.c ---- */

/* The record of a table about persons; NULL: none describes it. */
const struct record *merge_record_of(struct text table);
/* Of enum match_conflict: a code of pair_conflicts; empty: none. */
struct text pair_conflict_code(int conflict);

/* Filled for a carry: all records about persons and the tables that none describes. */
struct carry merge_carry(struct work *work, struct identifier from, struct identifier to);
enum outcome merge_can_be_undone(struct work *work, const struct person_merge *merge, bool *ret_is) MUST_CHECK;
/* The rows of a merge go back; the caller sets its state. */
enum outcome merge_part(struct work *work, struct person_merge *merge) MUST_CHECK;
/* What the absorbed record said; its head names its id, and the kept person as the one it is about, under whose key its
   history lies.  NOT_FOUND: it is destroyed, or the merging was undone. */
enum outcome merge_was(struct work *work, const struct person_merge *merge, struct person **ret_person) MUST_CHECK;
/* Puts back what still stands as the merge left it; *ret_changed: anything did. */
enum outcome merge_changes_undo(struct work *work, struct text changes, struct person *row,
                                bool *ret_changed) MUST_CHECK;

/* Sets what persons/ needs from here. */
void duplicates_hook(void);

/* ---- figures ---- */

struct pair_sum {
    struct identifier who; /* zeros: nobody yet */
    struct text script, region, state;
    int64_t probability_band; /* tenths: 0 to 10 */
    int64_t count;
};
enum outcome pair_sums_by_reviewer(struct work *work, struct identifier organisation, struct pair_sum **ret_sums,
                                   size_t *ret_count) MUST_CHECK;
enum outcome pair_sums_by_band(struct work *work, struct identifier organisation, struct pair_sum **ret_sums,
                               size_t *ret_count) MUST_CHECK;
enum outcome pair_sums_by_place(struct work *work, struct identifier organisation, struct pair_sum **ret_sums,
                                size_t *ret_count) MUST_CHECK;

#endif
