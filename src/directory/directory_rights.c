/* Who may do what with the directory: everybody reads it, a partner keeps its own part, the coordination all. */
#include "directory/directory.h"
#include "identity/identity.h"

struct right directory_read = {"directory.read", N_("Look for services, also those that are not shown outside"), 0};
struct right directory_keep = {"directory.keep", N_("Keep sites and services"), 0, ROWS_DIRECTORY};
struct right directory_coordinate = {"directory.coordinate", N_("Coordinate the directory of services"), 0};
struct right directory_verify = {"directory.verify", N_("Look whether services are still as described"), 0};

#define READS(role) \
    {role, &directory_read, SCOPE_MISSION}, { role, &partner_see, SCOPE_MISSION }
#define KEEPS(role)                                                                             \
    {role, &directory_keep, SCOPE_ORGANISATION}, {role, &directory_verify, SCOPE_ORGANISATION}, \
    {                                                                                           \
        role, &partner_keep, SCOPE_ORGANISATION                                                 \
    }

const struct grant directory_grants[] = {
    READS(ROLE_RECEPTION),
    READS(ROLE_CASEWORKER),
    READS(ROLE_SUPERVISOR),
    READS(ROLE_PROTECTION),
    READS(ROLE_PROTECTION_MANAGER),
    READS(ROLE_OPERATIONS),
    READS(ROLE_HEALTH),
    READS(ROLE_PROGRAMME_MANAGER),
    READS(ROLE_DATA_PROTECTION),
    READS(ROLE_AUDITOR),
    READS(ROLE_PARTNER),
    READS(ROLE_ADMINISTRATOR),
    READS(ROLE_ANALYST),
    KEEPS(ROLE_PARTNER),
    KEEPS(ROLE_SUPERVISOR),
    KEEPS(ROLE_ADMINISTRATOR),
    {ROLE_PROGRAMME_MANAGER, &directory_keep, SCOPE_MISSION},
    {ROLE_PROGRAMME_MANAGER, &directory_verify, SCOPE_ORGANISATION}, /* its tasks come to it: due_job.c */
    {ROLE_PROGRAMME_MANAGER, &partner_keep, SCOPE_MISSION},
    {ROLE_PROGRAMME_MANAGER, &directory_coordinate, SCOPE_MISSION},
};
const size_t directory_grant_count = sizeof directory_grants / sizeof *directory_grants;
