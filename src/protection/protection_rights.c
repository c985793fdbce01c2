#include "protection/protection.h"

struct right protection_read = {"protection.read", N_("See screenings and child protection"), 0, ROWS_PROTECTION};
struct right protection_write = {"protection.write", N_("Screen, and protect children"), 0, ROWS_PROTECTION};
struct right protection_approve = {"protection.approve", N_("Approve assessments and what a panel decided for a child"),
                                   0, ROWS_PROTECTION};
struct right conflict_read = {"conflict.read", N_("See declared links between staff and persons"), 0};
struct right conflict_take_back = {"conflict.take_back", N_("Take a declared link back"), 0};
struct right conflict_declare = {"conflict.declare", N_("Declare a link with a person"), 0};

/* The wall: nobody else is named here, and the test `wall` holds the program to it. */
const struct grant protection_grants[] = {
    {ROLE_PROTECTION, &protection_read, SCOPE_ORGANISATION},
    {ROLE_PROTECTION, &protection_write, SCOPE_ORGANISATION},
    {ROLE_PROTECTION_MANAGER, &protection_read, SCOPE_ORGANISATION},
    {ROLE_PROTECTION_MANAGER, &protection_write, SCOPE_ORGANISATION},
    {ROLE_PROTECTION_MANAGER, &protection_approve, SCOPE_ORGANISATION},
    /* links are no secret of protection's: who gives out cases must know them too */
    {ROLE_PROTECTION, &conflict_read, SCOPE_ORGANISATION},
    {ROLE_PROTECTION_MANAGER, &conflict_read, SCOPE_ORGANISATION},
    {ROLE_SUPERVISOR, &conflict_read, SCOPE_ORGANISATION},
    {ROLE_PROTECTION_MANAGER, &conflict_take_back, SCOPE_ORGANISATION},
    {ROLE_SUPERVISOR, &conflict_take_back, SCOPE_ORGANISATION},
    {ROLE_PROTECTION, &conflict_declare, SCOPE_ORGANISATION},
    {ROLE_PROTECTION_MANAGER, &conflict_declare, SCOPE_ORGANISATION},
    {ROLE_SUPERVISOR, &conflict_declare, SCOPE_ORGANISATION},
    {ROLE_CASEWORKER, &conflict_declare, SCOPE_OFFICE},
};
const size_t protection_grant_count = sizeof protection_grants / sizeof *protection_grants;
