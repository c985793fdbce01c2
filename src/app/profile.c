#include "app/profile.h"

#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "agreements/agreements.h"
#include "directory/directory.h"
#include "exchange/exchange.h"
#include "flow/closed_days.h"
#include "grants/grants.h"
#include "identity/identity.h"
#include "movements/movements.h"
#include "persons/persons.h"
#include "privacy/privacy.h"
#include "protection/protection.h"
#include "questionnaires/questionnaires.h"
#include "record/choice_order.h"
#include "record/custom.h"
#include "referrals/referrals.h"
#include "reporting/reporting.h"
#include "returns/programme.h"
#include "returns/returns.h"

/* What features read of their own. */
static enum outcome (*const FILES[])(struct arena *arena, const char *directory) = {
    agreements_load,       airports_load,       closed_days_load,   declaration_load,    indicators_load,
    programme_tiles_load,  reporting_load,      privacy_terms_load, questionnaires_load, return_rules_load,
    name_equivalents_load, referral_terms_load, directory_load,     region_tiles_load,
};
static struct choice_list *const LISTS[] = {&countries, &regions, &spoken_languages, &provinces, &service_categories};

/* Records to which a mission may add fields. */
static struct record *const OPEN_RECORDS[] = {&person_record, &person_document_record, &return_case_record,
                                              &return_item_record, &grant_record};

struct record *const *profile_records(size_t *ret_count)
{
    *ret_count = sizeof OPEN_RECORDS / sizeof *OPEN_RECORDS;
    return OPEN_RECORDS;
}

enum outcome profile_load(struct arena *arena, const char *directory)
{
    enum outcome outcome = OK;
    for (size_t i = 0; i < sizeof LISTS / sizeof *LISTS && outcome == OK; i++)
        outcome = choice_list_load(arena, directory, LISTS[i]);
    if (outcome == OK)
        choice_order_make(arena, &countries);
    if (outcome == OK)
        outcome = custom_load(arena, directory, OPEN_RECORDS, sizeof OPEN_RECORDS / sizeof *OPEN_RECORDS);
    for (size_t i = 0; i < sizeof FILES / sizeof *FILES && outcome == OK; i++)
        outcome = FILES[i](arena, directory);
    return outcome;
}

enum { FIELDS_ARENA = 64 << 20 };
static int64_t applied; /* version of the own fields that counts in this process */

enum outcome profile_apply(struct db *db)
{
    static struct arena *arena; /* as long as the process: the records point into it */
    if (arena == NULL)
        arena = arena_open(FIELDS_ARENA);
    enum outcome outcome = own_fields_apply(db, arena, &applied);
    if (outcome == INVALID)
        (void)fprintf(stderr, "sanad: version %lld of the own fields does not read: those of the profile count\n",
                      (long long)applied);
    return outcome == INVALID ? OK : outcome;
}

void profile_watch(struct db *db)
{
    static int64_t told;
    AUTO_ARENA struct arena *arena = arena_open(1 << 20);
    int64_t newest = 0;
    if (own_version_number(db, arena, &newest) != OK || newest <= applied || newest == told)
        return;
    told = newest;
    (void)kill(getppid(), SIGHUP);
}
