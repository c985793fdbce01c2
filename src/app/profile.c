#include "app/profile.h"

#include "grants/grants.h"
#include "identity/identity.h"
#include "persons/persons.h"
#include "privacy/privacy.h"
#include "record/custom.h"
#include "reporting/reporting.h"
#include "returns/programme.h"
#include "returns/returns.h"

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
        outcome = declaration_load(arena, directory);
    if (outcome == OK)
        outcome = custom_load(arena, directory, OPEN_RECORDS, sizeof OPEN_RECORDS / sizeof *OPEN_RECORDS);
    if (outcome == OK)
        outcome = programme_tiles_load(arena, directory);
    if (outcome == OK)
        outcome = reporting_load(arena, directory);
    if (outcome == OK)
        outcome = privacy_terms_load(arena, directory);
    return outcome == OK ? return_rules_load(arena, directory) : outcome;
}
