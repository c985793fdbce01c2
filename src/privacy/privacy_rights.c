#include "privacy/privacy.h"

struct right privacy_see = {"privacy.see", N_("See data protection at a glance"), 0};
struct right privacy_log = {"privacy.log", N_("See who opened a person's file"), 0, ROWS_PERSONS};
struct right glass_break = {"glass.break", N_("Open a file out of reach in an emergency"), 0};
struct right glass_see = {"glass.see", N_("See which files were opened in an emergency"), 0};
struct right glass_review = {"glass.review", N_("Review why a file was opened in an emergency"), 0};

struct right request_record_right = {"data_request.record", N_("Record what a person asks about their data"), 0,
                                     ROWS_PERSONS};
struct right request_see = {"data_request.see", N_("See what persons ask about their data"), 0, ROWS_PERSONS};
struct right request_answer = {"data_request.answer", N_("Answer what persons ask about their data"), 0, ROWS_PERSONS};
struct right retention_see = {"retention.see", N_("See which data are kept too long"), 0, ROWS_PERSONS};
struct right retention_decide = {"retention.decide", N_("Decide which data are destroyed"), 0, ROWS_PERSONS};
struct right hold_keep = {"hold.keep", N_("Hold data that must not be destroyed"), 0, ROWS_PERSONS};

struct right register_see = {"register.see", N_("See the registers of processings and of transfers"), 0};
struct right register_keep = {"register.keep", N_("Keep the registers of processings and of transfers"), 0};
struct right incident_report = {"incident.report", N_("Report an incident with personal data"), 0};
struct right incident_see = {"incident.see", N_("See incidents with personal data"), 0};
struct right incident_handle = {"incident.handle", N_("Assess incidents with personal data"), 0};

/* Who works within one office may need a person of the next one at once.  Whoever reaches the organisation has nothing
   to break.  Nobody reviews alone what they did: see glass_flow.c. */
const struct grant privacy_grants[] = {
    {ROLE_RECEPTION, &glass_break, SCOPE_ORGANISATION},
    {ROLE_RECEPTION, &glass_see, SCOPE_OWN},
    {ROLE_CASEWORKER, &glass_break, SCOPE_ORGANISATION},
    {ROLE_CASEWORKER, &glass_see, SCOPE_OWN},
    {ROLE_PARTNER, &glass_break, SCOPE_ORGANISATION},
    {ROLE_PARTNER, &glass_see, SCOPE_OWN},
    {ROLE_SUPERVISOR, &privacy_see, SCOPE_ORGANISATION},
    {ROLE_SUPERVISOR, &glass_see, SCOPE_ORGANISATION},
    {ROLE_SUPERVISOR, &glass_review, SCOPE_ORGANISATION},
    {ROLE_RECEPTION, &request_record_right, SCOPE_OFFICE},
    {ROLE_CASEWORKER, &request_record_right, SCOPE_OFFICE},
    {ROLE_PARTNER, &request_record_right, SCOPE_OFFICE},
    {ROLE_SUPERVISOR, &request_record_right, SCOPE_ORGANISATION},
    {ROLE_SUPERVISOR, &request_see, SCOPE_ORGANISATION},
    {ROLE_SUPERVISOR, &retention_see, SCOPE_ORGANISATION},
    {ROLE_SUPERVISOR, &retention_decide, SCOPE_ORGANISATION},
    {ROLE_DATA_PROTECTION, &request_record_right, SCOPE_ORGANISATION},
    {ROLE_DATA_PROTECTION, &request_see, SCOPE_ORGANISATION},
    {ROLE_DATA_PROTECTION, &request_answer, SCOPE_ORGANISATION},
    {ROLE_DATA_PROTECTION, &retention_see, SCOPE_ORGANISATION},
    {ROLE_DATA_PROTECTION, &retention_decide, SCOPE_ORGANISATION},
    {ROLE_DATA_PROTECTION, &hold_keep, SCOPE_ORGANISATION},
    {ROLE_DATA_PROTECTION, &privacy_see, SCOPE_ORGANISATION},
    {ROLE_DATA_PROTECTION, &privacy_log, SCOPE_ORGANISATION},
    {ROLE_DATA_PROTECTION, &glass_see, SCOPE_ORGANISATION},
    {ROLE_DATA_PROTECTION, &glass_review, SCOPE_ORGANISATION},
    {ROLE_DATA_PROTECTION, &register_see, SCOPE_ORGANISATION},
    {ROLE_DATA_PROTECTION, &register_keep, SCOPE_ORGANISATION},
    {ROLE_DATA_PROTECTION, &incident_report, SCOPE_ORGANISATION},
    {ROLE_DATA_PROTECTION, &incident_see, SCOPE_ORGANISATION},
    {ROLE_DATA_PROTECTION, &incident_handle, SCOPE_ORGANISATION},
    {ROLE_SUPERVISOR, &register_see, SCOPE_ORGANISATION},
    {ROLE_SUPERVISOR, &incident_report, SCOPE_ORGANISATION},
    {ROLE_SUPERVISOR, &incident_see, SCOPE_ORGANISATION},
    /* Whoever notices an incident reports it, and sees what became of it. */
    {ROLE_RECEPTION, &incident_report, SCOPE_ORGANISATION},
    {ROLE_RECEPTION, &incident_see, SCOPE_OWN},
    {ROLE_CASEWORKER, &incident_report, SCOPE_ORGANISATION},
    {ROLE_CASEWORKER, &incident_see, SCOPE_OWN},
    {ROLE_PARTNER, &incident_report, SCOPE_ORGANISATION},
    {ROLE_PARTNER, &incident_see, SCOPE_OWN},
    {ROLE_OPERATIONS, &incident_report, SCOPE_ORGANISATION},
    {ROLE_OPERATIONS, &incident_see, SCOPE_OWN},
    {ROLE_FINANCE_PREPARER, &incident_report, SCOPE_ORGANISATION},
    {ROLE_FINANCE_PREPARER, &incident_see, SCOPE_OWN},
    {ROLE_FINANCE_RELEASER, &incident_report, SCOPE_ORGANISATION},
    {ROLE_FINANCE_RELEASER, &incident_see, SCOPE_OWN},
    {ROLE_PROGRAMME_MANAGER, &incident_report, SCOPE_ORGANISATION},
    {ROLE_PROGRAMME_MANAGER, &incident_see, SCOPE_OWN},
    {ROLE_PROTECTION, &incident_report, SCOPE_ORGANISATION},
    {ROLE_PROTECTION, &incident_see, SCOPE_OWN},
    {ROLE_PROTECTION_MANAGER, &incident_report, SCOPE_ORGANISATION},
    {ROLE_PROTECTION_MANAGER, &incident_see, SCOPE_OWN},
    {ROLE_HEALTH, &incident_report, SCOPE_ORGANISATION},
    {ROLE_HEALTH, &incident_see, SCOPE_OWN},
    {ROLE_ANALYST, &incident_report, SCOPE_ORGANISATION},
    {ROLE_ANALYST, &incident_see, SCOPE_OWN},
    {ROLE_AUDITOR, &incident_report, SCOPE_ORGANISATION},
    {ROLE_AUDITOR, &incident_see, SCOPE_OWN},
    {ROLE_ADMINISTRATOR, &incident_report, SCOPE_ORGANISATION},
    {ROLE_ADMINISTRATOR, &incident_see, SCOPE_OWN},
    {ROLE_RECEIVING_OFFICE, &incident_report, SCOPE_ORGANISATION},
    {ROLE_RECEIVING_OFFICE, &incident_see, SCOPE_OWN},
};
const size_t privacy_grant_count = sizeof privacy_grants / sizeof *privacy_grants;
