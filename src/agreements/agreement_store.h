/* Statements about agreements, and what records of the register share.  Within agreements/. */
#ifndef AGREEMENTS_AGREEMENT_STORE_H
#define AGREEMENTS_AGREEMENT_STORE_H

#include "agreements/agreement_rules.h"
#include "agreements/agreements.h"

/* What is said of an agreement's dates, but not by this row (zeros: by all); with room for one more. */
enum outcome agreement_statements(struct work *work, struct identifier agreement, struct identifier but,
                                  struct statement_of_date **ret_statements, size_t *ret_count) MUST_CHECK;
/* The rows that settle an event of an agreement. */
enum outcome agreement_settling(struct work *work, struct identifier agreement, const char *event,
                                struct identifier **ret_ids, size_t *ret_count) MUST_CHECK;
/* Would following this link of agreements, "replaces" or "amends", from one lead to the other, or to itself? */
enum outcome agreement_leads_to(struct work *work, struct identifier from, struct identifier to,
                                bool *ret_leads) MUST_CHECK;
/* NOT_FOUND: no other amendment of that agreement has the number. */
enum outcome agreement_amendment_numbered(struct work *work, struct identifier amends, int64_t number,
                                          struct identifier but) MUST_CHECK;
/* NOT_FOUND: the agreement has no such party yet, by its organisation, its code or its name in any case. */
enum outcome agreement_party_known(struct work *work, const struct agreement_party *party) MUST_CHECK;
enum outcome agreement_party_total(struct work *work, struct identifier agreement, int64_t *ret_count) MUST_CHECK;
/* The agreement in force that replaces this one: NOT_FOUND. */
enum outcome agreement_successor(struct work *work, struct identifier agreement, struct identifier *ret_id) MUST_CHECK;
/* Those that change or replace this one: identifiers, by number of amendment. */
enum outcome agreement_amendments(struct work *work, struct identifier agreement, struct identifier **ret_ids,
                                  size_t *ret_count) MUST_CHECK;
enum outcome agreement_replaced_by(struct work *work, struct identifier agreement, struct identifier **ret_ids,
                                   size_t *ret_count) MUST_CHECK;
/* The organisation of the installation with this code: NOT_FOUND. */
enum outcome agreement_organisation_of(struct work *work, struct text code, struct identifier *ret_id) MUST_CHECK;
/* How many agreements of the profile the register does not have. */
enum outcome agreements_left(struct work *work, struct identifier organisation, size_t *ret_count) MUST_CHECK;

/* For the night, of the whole mission: what is over by `today` or ends or is to be reviewed by `until` and was not told
   of. */
enum agreement_news { AGREEMENT_OVER, AGREEMENT_REPLACED, AGREEMENT_ENDING, AGREEMENT_REVIEW, OBLIGATION_DUE };
struct agreement_find {
    struct identifier id, organisation, office, owner; /* owner: whoever made it, when it has none */
    struct text number;
    int32_t day;
    bool owned;
};
enum outcome agreement_finds(struct work *work, enum agreement_news news, int32_t day,
                             struct agreement_find **ret_finds, size_t *ret_count) MUST_CHECK;
enum outcome agreement_told(struct work *work, enum agreement_news news, struct identifier id, int32_t day) MUST_CHECK;

/* Within the organisation of the actor: counts for the overview. */
struct agreement_counts {
    int64_t in_force, ending, disputed, due, late, concluded;
};
enum outcome agreement_count(struct work *work, int32_t today, int32_t until,
                             struct agreement_counts *ret_counts) MUST_CHECK;

/* ---- shared by the records ---- */

/* The agreement that a part hangs on.  NOT_FOUND: no agreement, or not of the part's organisation. */
enum outcome agreement_parent(struct work *work, const struct record_head *head, struct identifier id,
                              const struct agreement **ret_agreement) MUST_CHECK;
/* Adds a problem when what opens personal data may not be changed by this actor any more. */
enum outcome agreement_unlocked(struct work *work, const struct agreement *agreement,
                                struct problems *problems) MUST_CHECK;
/* Does it open personal data to somebody: a protocol, or an amendment that names data? */
bool agreement_shares(const struct agreement *agreement);
bool agreement_is_draft(const struct agreement *agreement);
/* In the language of the work, or in whichever it has. */
struct text agreement_called(struct work *work, const struct agreement *agreement);
/* Weighs the dates anew and stores what follows. */
enum outcome agreement_dates_weigh(struct work *work, struct identifier agreement) MUST_CHECK;
/* What settled this event so far is one source among others again: an amendment settles it otherwise. */
enum outcome agreement_dates_unsettle(struct work *work, struct identifier agreement, const char *event) MUST_CHECK;

#endif
