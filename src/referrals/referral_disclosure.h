/* What a receiver may see of a person: the one decision behind every output of referrals.  Pure: it knows no database.
 */
#ifndef REFERRALS_REFERRAL_DISCLOSURE_H
#define REFERRALS_REFERRAL_DISCLOSURE_H

#include "base/arena.h"
#include "base/calendar.h"
#include "base/text.h"

/* What may be told, one thing each; in the order in which people are asked. */
enum referral_item {
    ITEM_NAME,
    ITEM_FILE_NUMBER,
    ITEM_SEX,
    ITEM_BIRTH_YEAR,
    ITEM_BIRTH,
    ITEM_NATIONALITY,
    ITEM_LANGUAGES,
    ITEM_TELEPHONE,
    ITEM_CONTACT, /* restrictions, safe time and channel */
    ITEM_ADDRESS,
    ITEM_DOCUMENTS,
    ITEM_HOUSEHOLD,
    ITEM_REASONS,
    ITEM_SERVICES_GIVEN,
    ITEM_CAREGIVER,
    ITEM_NEEDS,
    REFERRAL_ITEMS
};
typedef uint32_t referral_items; /* a set: 1 << item */

/* How far a referral has come, seen from who may read what it carries. */
enum referral_stage {
    STAGE_BEFORE, /* not sent: nothing yet */
    STAGE_OPEN,   /* from sending to the report of its outcome */
    STAGE_OVER,   /* refused, referred on, completed, recalled, withdrawn, expired: nothing any more */
};

/* Of one referral on one day.  Days as in base/calendar.h; DATE_NONE: no such day. */
struct referral_facts {
    enum referral_stage stage;
    referral_items may_ask;  /* what a service of this kind may be told at all: its least need and what helps it */
    referral_items chosen;   /* what the sender would tell */
    referral_items consent;  /* what the person named */
    referral_items readable; /* what the sender may read */
    int32_t day;
    int32_t consent_from, consent_until; /* from DATE_NONE: nobody agreed; until DATE_NONE: until it is withdrawn */
    bool withdrawn;
    bool recipient_named;     /* the consent names this receiver, and this purpose */
    referral_items permitted; /* what a data-sharing protocol in force permits */
    int32_t permitted_until;  /* its last day; DATE_NONE: none is set */
};

/* The items that the receiver may see now. */
referral_items referral_discloses(const struct referral_facts *facts);

/* "name", as stored; and back: REFERRAL_ITEMS for none. */
const char *referral_item_code(enum referral_item item);
enum referral_item referral_item_named(struct text code);
/* Of codes joined by commas; what is no item is left out. */
referral_items referral_items_read(struct text codes);
/* Their codes joined by commas, in the order of the enumeration. */
struct text referral_items_write(struct arena *arena, referral_items items);

#endif
