#include "referrals/referral_disclosure.h"

static const char *const CODES[REFERRAL_ITEMS] = {
    [ITEM_NAME] = "name",
    [ITEM_FILE_NUMBER] = "file_number",
    [ITEM_SEX] = "sex",
    [ITEM_BIRTH_YEAR] = "birth_year",
    [ITEM_BIRTH] = "birth",
    [ITEM_NATIONALITY] = "nationality",
    [ITEM_LANGUAGES] = "languages",
    [ITEM_TELEPHONE] = "telephone",
    [ITEM_CONTACT] = "contact",
    [ITEM_ADDRESS] = "address",
    [ITEM_DOCUMENTS] = "documents",
    [ITEM_HOUSEHOLD] = "household",
    [ITEM_REASONS] = "reasons",
    [ITEM_SERVICES_GIVEN] = "services_given",
    [ITEM_CAREGIVER] = "caregiver",
    [ITEM_NEEDS] = "needs",
};

static bool agreed(const struct referral_facts *facts)
{
    return facts->recipient_named && !facts->withdrawn && facts->consent_from != DATE_NONE &&
           facts->consent_from <= facts->day &&
           (facts->consent_until == DATE_NONE || facts->day <= facts->consent_until);
}

static bool protocol_stands(const struct referral_facts *facts)
{
    return facts->permitted_until == DATE_NONE || facts->day <= facts->permitted_until;
}

referral_items referral_discloses(const struct referral_facts *facts)
{
    const referral_items all = ((referral_items)1 << REFERRAL_ITEMS) - 1;
    if (facts->stage != STAGE_OPEN || !agreed(facts) || !protocol_stands(facts))
        return 0;
    return facts->permitted & facts->may_ask & facts->chosen & facts->consent & facts->readable & all;
}

const char *referral_item_code(enum referral_item item) { return CODES[item]; }

enum referral_item referral_item_named(struct text code)
{
    size_t item = 0;
    while (item < REFERRAL_ITEMS && !text_is(code, CODES[item]))
        item++;
    return (enum referral_item)item;
}

referral_items referral_items_read(struct text codes)
{
    referral_items items = 0;
    struct text one;
    while (text_split(&codes, ',', &one)) {
        enum referral_item item = referral_item_named(one);
        if (item < REFERRAL_ITEMS)
            items |= (referral_items)1 << item;
    }
    return items;
}

struct text referral_items_write(struct arena *arena, referral_items items)
{
    struct text codes = TEXT_NONE;
    for (size_t item = 0; item < REFERRAL_ITEMS; item++)
        if ((items >> item & 1) != 0)
            codes = arena_format(arena, "%.*s%s%s", TEXT_ARG(codes), codes.length > 0 ? "," : "", CODES[item]);
    return codes;
}
