/* Packages of referrals: made, kept while the referral is under way, called back when it ends.  Within referrals/. */
#ifndef REFERRALS_REFERRAL_PACKAGE_MAKE_H
#define REFERRALS_REFERRAL_PACKAGE_MAKE_H

#include "referrals/referral_package.h"
#include "referrals/referral_rules.h"
#include "web/page.h"

struct referral_package {
    struct identifier id, organisation, office, referral, received, made_by;
    struct text kind;   /* "key", "code" */
    struct text signer; /* fingerprint as shown */
    int64_t made_at, recalled_at;
    int32_t destroyed_on;
};
enum { PACKAGES_SHOWN = 20 };

/* What stands in a package, in the language of the work: exactly what the receiver is told now.  NOT_FOUND. */
enum outcome referral_package_content(struct work *work, struct identifier received,
                                      struct package_content *ret_content) MUST_CHECK;
/* Encrypted and signed, and with `code` of a package under a code.  Slow: memory-hard. */
enum outcome referral_package_make(struct work *work, struct identifier received, const struct key *public,
                                   struct text *ret_bytes, struct text *ret_code, struct text *ret_signer) MUST_CHECK;
/* The cover in three copies: no value of what is told, only which kinds. */
enum outcome referral_package_cover(struct work *work, const struct referral *referral,
                                    const struct referral_package *package, struct buffer *out) MUST_CHECK;

/* Ended by its sender, by consent or by a protocol: copies outside are to be destroyed. */
bool referral_is_called_back(struct text state);
/* Does somebody hold a package of it who has not said that it was destroyed?  For the task of a referral that ended. */
enum outcome referral_package_is_outside(struct work *work, const void *row, bool *ret_wanted) MUST_CHECK;
/* In the transaction in which the receiver's access ended: bytes kept here are gone, and are called back where consent
   or the sender ended it. */
enum outcome referral_outside_over(struct work *work, const struct referral_received *received) MUST_CHECK;
enum outcome referral_package_kept(struct work *work, struct text arguments, struct text *ret_answer) MUST_CHECK;

enum outcome package_insert(struct work *work, const struct referral_package *package, struct text bytes) MUST_CHECK;
enum outcome package_list(struct work *work, struct identifier referral, struct referral_package **ret_packages,
                          size_t *ret_count) MUST_CHECK;
/* Empty bytes where its referral has ended. */
enum outcome package_get(struct work *work, struct identifier referral, struct identifier id,
                         struct referral_package *ret_package, struct text *ret_bytes) MUST_CHECK;
enum outcome packages_recall(struct work *work, struct identifier received, bool called_back) MUST_CHECK;
enum outcome packages_destroyed(struct work *work, struct identifier referral, int32_t day) MUST_CHECK;
/* NOT_FOUND: nobody noted one. */
enum outcome receiver_key_get(struct work *work, struct identifier organisation, struct key *ret_public) MUST_CHECK;
enum outcome receiver_key_set(struct work *work, struct identifier organisation, const struct key *public) MUST_CHECK;

page_handler referral_package_post, referral_package_file, referral_package_print, referral_package_destroyed;

#endif
