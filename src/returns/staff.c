/* Names of colleagues: who did something, who follows a case. */
#include "identity/identity.h"
#include "returns/return_pages.h"

#include <string.h>

const struct record *staff_names_record(struct arena *arena)
{
    struct record *staff = arena_bytes(arena, sizeof *staff);
    memcpy(staff, &user_account_record, sizeof *staff);
    staff->read = &own_account; /* whoever signs in may read who else works here */
    return staff;
}

enum outcome staff_name(struct work *work, struct identifier user, struct text *ret_name)
{
    *ret_name = TEXT_NONE;
    if (identifier_is_none(user))
        return OK;
    return record_titles(work, staff_names_record(work->arena), &user, 1, ret_name);
}
