/* Does somebody else give this person the same now?  Within referrals/.

   While a referral is in service, its person stands in a register of keyed hashes of what two records of one human
   being share (matching/link_keys.h, those that make it certain alone): no name, no number, no identifier of a person.
   Whoever is about to refer somebody is told who helps with the same only where that person's consent names partner
   organisations, the register of whoever referred her holds a protocol with the asker that covers what was done for
   her, and the service is not hidden; otherwise that the coordination desk is to be asked, and nothing else.

   Referrals about protection never enter the register, and are never asked about. */
#ifndef REFERRALS_REFERRAL_ELSEWHERE_H
#define REFERRALS_REFERRAL_ELSEWHERE_H

#include "matching/candidate.h"
#include "referrals/referral_rules.h"

enum { HELP_KEYS_MOST = 16, HELP_FOUND_MOST = 8 };

/* One who helps. */
struct helped_elsewhere {
    struct text helper, services; /* services: as shown; both empty when it may not be told */
    struct text number;           /* of the asker's own referral; empty */
    int32_t since;
    struct identifier organisation, referral; /* whose row it rests on; for the audit log */
    bool told, own;                           /* own: a referral of the asker's organisation */
};
struct elsewhere {
    struct helped_elsewhere found[HELP_FOUND_MOST];
    size_t count, told;
    struct text mark; /* of what was found, for a form: another one, and something has changed since */
};
/* What is to be said before this draft is sent.  Nothing of a protection referral, nor where the person's consent to
   keeping data does not stand. */
enum outcome elsewhere_find(struct work *work, const struct referral *draft, struct elsewhere *ret) MUST_CHECK;
/* Notes in the log of both organisations that it was told, or hinted at. */
enum outcome elsewhere_note(struct work *work, const struct referral *draft, const struct elsewhere *found) MUST_CHECK;
/* The register follows a referral that comes into service or leaves it: in the transaction of the step. */
enum outcome elsewhere_follow(struct work *work, const struct referral *before, const struct referral *row) MUST_CHECK;
/* May it be told who helps?  Pure. */
struct elsewhere_facts {
    bool guarded, hidden, consents, permitted, asker_helps;
};
bool elsewhere_is_told(const struct elsewhere_facts *facts);
/* Codes that stand in both lists, joined by commas. */
struct text elsewhere_common(struct arena *arena, struct text services, struct text others);

/* The action that notes it in the writing worker; one of referral_actions. */
#define ELSEWHERE_ACTION "referral.elsewhere"
enum outcome elsewhere_noted(struct work *work, struct text arguments, struct text *ret_answer);

/* ---- statements (referral_elsewhere_store.c) ---- */

struct help_key {
    unsigned char bytes[SEARCH_KEY_BYTES];
};
enum outcome help_add(struct work *work, const struct help_key *key, const struct referral *row) MUST_CHECK;
enum outcome help_remove(struct work *work, struct identifier referral) MUST_CHECK;
/* Referrals of other organisations that stand under one of these keys; each once. */
enum outcome help_find(struct work *work, struct identifier but, const struct help_key *keys, size_t count,
                       struct identifier **ret_referrals, size_t *ret_count) MUST_CHECK;
/* Other ordinary referrals of this very person that are in service. */
enum outcome help_own(struct work *work, struct identifier person, struct identifier but,
                      struct identifier **ret_referrals, size_t *ret_count) MUST_CHECK;

#endif
