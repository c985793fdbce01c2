#include "app/profile.h"

#include "grants/grants.h"
#include "identity/identity.h"
#include "movements/movements.h"
#include "persons/persons.h"
#include "privacy/privacy.h"
#include "questionnaires/questionnaires.h"
#include "record/custom.h"
#include "reporting/reporting.h"
#include "returns/programme.h"
#include "returns/returns.h"

/* What features read of their own. */
static enum outcome (*const FILES[])(struct arena *arena, const char *directory) = {
    declaration_load, programme_tiles_load, reporting_load, privacy_terms_load, questionnaires_load, return_rules_load,
};
static struct choice_list *const LISTS[] = {&countries, &regions, &spoken_languages};

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
        outcome = custom_load(arena, directory, OPEN_RECORDS, sizeof OPEN_RECORDS / sizeof *OPEN_RECORDS);
    for (size_t i = 0; i < sizeof FILES / sizeof *FILES && outcome == OK; i++)
        outcome = FILES[i](arena, directory);
    return outcome;
}
