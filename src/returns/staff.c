/* Names of colleagues: who did something, who follows a case. */
#include "identity/identity.h"
#include "returns/return_pages.h"

enum outcome staff_name(struct work *work, struct identifier user, struct text *ret_name)
{
    *ret_name = TEXT_NONE;
    if (identifier_is_none(user))
        return OK;
    return record_titles(work, &colleague_record, &user, 1, ret_name);
}
