#include "persons/person_record.h"

struct right person_read = {"person.read", N_("See persons"), 0, ROWS_PERSONS, true};
struct right person_read_contact = {"person.read_contact", N_("See names, birth dates, telephones and addresses"), 0,
                                    ROWS_PERSONS, true};
struct right person_create = {"person.create", N_("Receive a person"), 0, ROWS_PERSONS};
struct right person_update = {"person.update", N_("Change a person's record"), 0, ROWS_PERSONS};
struct right person_erase = {"person.erase", N_("Erase a person's data"), 0, ROWS_PERSONS};
struct right person_search_right = {"person.search", N_("Search for persons"), 0, ROWS_PERSONS};
struct right person_copy_right = {"person.copy", N_("Print all that is held about a person, for that person"), 0,
                                  ROWS_PERSONS};
struct right person_export = {"person.export", N_("Export lists of persons"), 0, ROWS_PERSONS};
struct right consent_record_right = {"consent.record", N_("Record consent and its withdrawal"), 0, ROWS_PERSONS};

/* Reception and caseworkers work within their office; a supervisor, protection and operations see the organisation.
   Finance needs the name to pay; reporting roles see rows without names. */
const struct grant person_grants[] = {
    {ROLE_RECEPTION, &person_search_right, SCOPE_OFFICE},
    {ROLE_RECEPTION, &person_read, SCOPE_OFFICE},
    {ROLE_RECEPTION, &person_read_contact, SCOPE_OFFICE},
    {ROLE_RECEPTION, &person_create, SCOPE_OFFICE},
    {ROLE_RECEPTION, &person_update, SCOPE_OFFICE},
    {ROLE_RECEPTION, &consent_record_right, SCOPE_OFFICE},
    {ROLE_CASEWORKER, &person_search_right, SCOPE_OFFICE},
    {ROLE_CASEWORKER, &person_read, SCOPE_OFFICE},
    {ROLE_CASEWORKER, &person_read_contact, SCOPE_OFFICE},
    {ROLE_CASEWORKER, &person_create, SCOPE_OFFICE},
    {ROLE_CASEWORKER, &person_update, SCOPE_OFFICE},
    {ROLE_CASEWORKER, &consent_record_right, SCOPE_OFFICE},
    {ROLE_SUPERVISOR, &person_search_right, SCOPE_ORGANISATION},
    {ROLE_SUPERVISOR, &person_read, SCOPE_ORGANISATION},
    {ROLE_SUPERVISOR, &person_read_contact, SCOPE_ORGANISATION},
    {ROLE_SUPERVISOR, &person_create, SCOPE_ORGANISATION},
    {ROLE_SUPERVISOR, &person_update, SCOPE_ORGANISATION},
    {ROLE_SUPERVISOR, &consent_record_right, SCOPE_ORGANISATION},
    {ROLE_SUPERVISOR, &person_copy_right, SCOPE_ORGANISATION},
    {ROLE_SUPERVISOR, &person_export, SCOPE_ORGANISATION},
    {ROLE_PROTECTION, &person_search_right, SCOPE_ORGANISATION},
    {ROLE_PROTECTION_MANAGER, &person_search_right, SCOPE_ORGANISATION},
    {ROLE_PROTECTION, &person_read, SCOPE_ORGANISATION},
    {ROLE_PROTECTION_MANAGER, &person_read, SCOPE_ORGANISATION},
    {ROLE_PROTECTION, &person_read_contact, SCOPE_ORGANISATION},
    {ROLE_PROTECTION_MANAGER, &person_read_contact, SCOPE_ORGANISATION},
    {ROLE_PROTECTION, &person_update, SCOPE_ORGANISATION},
    {ROLE_PROTECTION_MANAGER, &person_update, SCOPE_ORGANISATION},
    {ROLE_PROTECTION, &consent_record_right, SCOPE_ORGANISATION},
    {ROLE_PROTECTION_MANAGER, &consent_record_right, SCOPE_ORGANISATION},
    {ROLE_OPERATIONS, &person_search_right, SCOPE_ORGANISATION},
    {ROLE_OPERATIONS, &person_read, SCOPE_ORGANISATION},
    {ROLE_OPERATIONS, &person_read_contact, SCOPE_ORGANISATION},
    {ROLE_HEALTH, &person_search_right, SCOPE_ORGANISATION},
    {ROLE_HEALTH, &person_read, SCOPE_ORGANISATION},
    {ROLE_HEALTH, &person_read_contact, SCOPE_ORGANISATION},
    {ROLE_FINANCE_PREPARER, &person_read, SCOPE_ORGANISATION},
    {ROLE_FINANCE_RELEASER, &person_read, SCOPE_ORGANISATION},
    {ROLE_DATA_PROTECTION, &person_search_right, SCOPE_ORGANISATION},
    {ROLE_DATA_PROTECTION, &person_read, SCOPE_ORGANISATION},
    {ROLE_DATA_PROTECTION, &person_read_contact, SCOPE_ORGANISATION},
    {ROLE_DATA_PROTECTION, &person_erase, SCOPE_ORGANISATION},
    {ROLE_DATA_PROTECTION, &consent_record_right, SCOPE_ORGANISATION},
    {ROLE_DATA_PROTECTION, &person_copy_right, SCOPE_ORGANISATION},
    {ROLE_PARTNER, &person_search_right, SCOPE_OFFICE},
    {ROLE_PARTNER, &person_read, SCOPE_OFFICE},
    {ROLE_PARTNER, &person_read_contact, SCOPE_OFFICE},
    {ROLE_PARTNER, &person_create, SCOPE_OFFICE},
    {ROLE_PARTNER, &person_update, SCOPE_OFFICE},
    {ROLE_PARTNER, &consent_record_right, SCOPE_OFFICE},
};
const size_t person_grant_count = sizeof person_grants / sizeof *person_grants;
