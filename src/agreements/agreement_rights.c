#include "agreements/agreements.h"
#include "document/document.h"

struct right agreement_see = {"agreement.see", N_("See the register of agreements"), 0};
struct right agreement_keep = {"agreement.keep", N_("Keep the register of agreements"), 0};
struct right agreement_parts_keep = {"agreement.parts", N_("Record parties and dates of agreements"), 0};
struct right agreement_partners = {"agreement.partners", N_("Name organisations as parties to agreements"), 0};
struct right agreement_stop = {"agreement.stop", N_("Suspend an agreement and what it permits"), 0};
struct right agreement_open_sharing = {"agreement.open_sharing", N_("Put a data-sharing protocol into force"), 0};
struct right agreement_annexes = {"agreement.annexes", N_("See the texts and annexes of agreements"), 0};
struct right agreement_fulfil = {"agreement.fulfil", N_("Say that an obligation of an agreement is met"), 0};

/* The names of the organisations of the mission are no secret between them. */
#define READS(role) \
    {ROLE_##role, &agreement_see, SCOPE_ORGANISATION}, { ROLE_##role, &agreement_partners, SCOPE_MISSION }
#define FULFILS(role)                             \
    {                                             \
        ROLE_##role, &agreement_fulfil, SCOPE_OWN \
    }

/* Whoever may send data to somebody, or count under a theme, must be able to read what permits it: the register is open
   to the staff of its organisation.  Texts hold more than the register says of them.  What opens personal data to
   others is never put into force by whoever wrote it. */
const struct grant agreement_grants[] = {
    READS(RECEPTION),
    READS(CASEWORKER),
    READS(SUPERVISOR),
    READS(PROTECTION),
    READS(PROTECTION_MANAGER),
    READS(OPERATIONS),
    READS(HEALTH),
    READS(FINANCE_PREPARER),
    READS(FINANCE_RELEASER),
    READS(PROGRAMME_MANAGER),
    READS(DATA_PROTECTION),
    READS(AUDITOR),
    READS(TRAINER),
    READS(ANALYST),
    READS(PARTNER),
    READS(ADMINISTRATOR),
    {ROLE_PROGRAMME_MANAGER, &agreement_keep, SCOPE_ORGANISATION},
    {ROLE_PROGRAMME_MANAGER, &agreement_stop, SCOPE_ORGANISATION},
    {ROLE_ADMINISTRATOR, &agreement_keep, SCOPE_ORGANISATION},
    {ROLE_PROGRAMME_MANAGER, &agreement_parts_keep, SCOPE_ORGANISATION},
    {ROLE_ADMINISTRATOR, &agreement_parts_keep, SCOPE_ORGANISATION},
    {ROLE_DATA_PROTECTION, &agreement_parts_keep, SCOPE_ORGANISATION},
    {ROLE_ADMINISTRATOR, &agreement_stop, SCOPE_ORGANISATION},
    {ROLE_DATA_PROTECTION, &agreement_stop, SCOPE_ORGANISATION},
    {ROLE_DATA_PROTECTION, &agreement_open_sharing, SCOPE_ORGANISATION},
    {ROLE_PROGRAMME_MANAGER, &agreement_annexes, SCOPE_ORGANISATION},
    {ROLE_DATA_PROTECTION, &agreement_annexes, SCOPE_ORGANISATION},
    {ROLE_AUDITOR, &agreement_annexes, SCOPE_ORGANISATION},
    /* Files of agreements are files: the row they hang on decides, and these roles read no person's. */
    {ROLE_PROGRAMME_MANAGER, &attachment_read, SCOPE_ORGANISATION},
    {ROLE_PROGRAMME_MANAGER, &attachment_write, SCOPE_ORGANISATION},
    {ROLE_AUDITOR, &attachment_read, SCOPE_ORGANISATION},
    {ROLE_PROGRAMME_MANAGER, &agreement_fulfil, SCOPE_ORGANISATION},
    {ROLE_ADMINISTRATOR, &agreement_fulfil, SCOPE_ORGANISATION},
    FULFILS(SUPERVISOR),
    FULFILS(PROTECTION),
    FULFILS(PROTECTION_MANAGER),
    FULFILS(OPERATIONS),
    FULFILS(HEALTH),
    FULFILS(FINANCE_PREPARER),
    FULFILS(FINANCE_RELEASER),
    FULFILS(DATA_PROTECTION),
    FULFILS(CASEWORKER),
    FULFILS(TRAINER),
    FULFILS(ANALYST),
};
const size_t agreement_grant_count = sizeof agreement_grants / sizeof *agreement_grants;
