/* Who may open what: a data key per person and per file, wrapped by the key of every organisation that may open it,
   these by the master key.  Erasure destroys the wraps, and what the index of own fields holds of their rows. */
#ifndef RECORD_KEYS_H
#define RECORD_KEYS_H

#include "record/work.h"

/* Keeps the organisation keys it has opened. */
struct keys *keys_open(struct keyring *keyring);
struct keys *keys_close(struct keys *keys); /* wipes; the keyring stays the caller's */
struct keyring *keys_ring(const struct keys *keys);

enum outcome keys_make_organisation(struct work *work, struct identifier organisation) MUST_CHECK;
enum outcome keys_organisation(struct work *work, struct identifier organisation, const struct key **ret) MUST_CHECK;

/* Opens what is sealed with an organisation's own key, the one in force or one before it.  FORBIDDEN as unseal(). */
enum outcome keys_unseal(struct work *work, struct identifier organisation, struct seal_place place, struct text sealed,
                         struct text *ret_plain) MUST_CHECK;
/* The key that opens it. */
enum outcome keys_opener(struct work *work, struct identifier organisation, struct seal_place place, struct text sealed,
                         struct key *ret_key) MUST_CHECK;

/* Another key for an organisation, in the caller's transaction: what is sealed or wrapped from now on, by a process
   that has read it, is under that one; the ones before are kept and read.  NOT_FOUND: it has none. */
enum outcome keys_renew_organisation(struct work *work, struct identifier organisation) MUST_CHECK;
/* For each of them. */
enum outcome keys_renew_organisations(struct work *work, size_t *ret_count) MUST_CHECK;
/* Are there data keys that may be wrapped under one before? */
enum outcome keys_are_due(struct work *work, bool *ret_due) MUST_CHECK;
/* One step of a walk over all data keys, begun with zeros, in the caller's transaction: those under a key before are
   wrapped anew.  May be left off and begun again. */
struct keys_walk {
    struct identifier subject, person, organisation; /* the last one seen */
    size_t seen, changed;
    bool more;
};
enum outcome keys_rewrap_step(struct work *work, struct keys_walk *walk, size_t most) MUST_CHECK;
/* A walk that found nothing to change has ended: those that were before at this instant wrap nothing any more. */
enum outcome keys_rewrapped(struct work *work, int64_t since) MUST_CHECK;
struct keys_standing {
    int64_t organisations, before, due, data_keys;
};
enum outcome keys_count(struct work *work, struct keys_standing *ret) MUST_CHECK;

/* After the master key was changed: the organisations' keys anew under it, in the caller's transaction.  *ret_count:
   how many were under an older one. */
enum outcome keys_wrap_again(struct work *work, size_t *ret_count) MUST_CHECK;

/* A new data key for a person or a file, wrapped for one organisation.  CONFLICT when there is one already: what it
   sealed must stay readable. */
enum outcome keys_make(struct work *work, struct identifier subject, struct identifier person,
                       struct identifier organisation, struct key *ret_key) MUST_CHECK;
/* NOT_FOUND when this organisation holds no wrap of it (never given, withdrawn or erased). */
enum outcome keys_get(struct work *work, struct identifier subject, struct identifier person,
                      struct identifier organisation, struct key *ret_key) MUST_CHECK;
/* From the wrapped bytes that a reader's join brought. */
enum outcome keys_unwrap(struct work *work, struct identifier organisation, struct identifier subject,
                         struct text wrapped, struct key *ret_key) MUST_CHECK;
enum outcome keys_share(struct work *work, struct identifier subject, struct identifier person, struct identifier from,
                        struct identifier to) MUST_CHECK;
/* Destroys every wrap of a subject, or all of a person (her files too), and notes it in the list of erasures, which a
   restore replays. */
enum outcome keys_erase(struct work *work, struct identifier subject, struct text reason) MUST_CHECK;
enum outcome keys_erase_person(struct work *work, struct identifier person, struct text reason) MUST_CHECK;
/* Notes in that list that somebody whose data went with those of another person is erased too: a copy from before may
   have them apart. */
enum outcome keys_note_person(struct work *work, struct identifier person, struct text reason) MUST_CHECK;
/* Destroys once more what an older copy of the database brought back: every wrap of a person, or of one subject.  Notes
   nothing: the list of erasures has it already. */
enum outcome keys_destroy(struct work *work, struct identifier subject, struct identifier person,
                          bool whole_person) MUST_CHECK;

#endif
