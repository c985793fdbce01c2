#include "document/document.h"

struct right attachment_read = {"attachment.read", N_("Open files of cases"), 0, ROWS_FILES, true};
struct right attachment_write = {"attachment.write", N_("Add and take away files"), 0, ROWS_FILES};

/* Only who works with cases at all comes through; the row that a file hangs on decides the rest. */
const struct grant document_grants[] = {
    {ROLE_RECEPTION, &attachment_read, SCOPE_OFFICE},
    {ROLE_RECEPTION, &attachment_write, SCOPE_OFFICE},
    {ROLE_CASEWORKER, &attachment_read, SCOPE_OFFICE},
    {ROLE_CASEWORKER, &attachment_write, SCOPE_OFFICE},
    {ROLE_SUPERVISOR, &attachment_read, SCOPE_ORGANISATION},
    {ROLE_SUPERVISOR, &attachment_write, SCOPE_ORGANISATION},
    {ROLE_PROTECTION, &attachment_read, SCOPE_ORGANISATION},
    {ROLE_PROTECTION_MANAGER, &attachment_read, SCOPE_ORGANISATION},
    {ROLE_PROTECTION, &attachment_write, SCOPE_ORGANISATION},
    {ROLE_PROTECTION_MANAGER, &attachment_write, SCOPE_ORGANISATION},
    {ROLE_OPERATIONS, &attachment_read, SCOPE_ORGANISATION},
    {ROLE_OPERATIONS, &attachment_write, SCOPE_ORGANISATION},
    {ROLE_HEALTH, &attachment_read, SCOPE_ORGANISATION},
    {ROLE_HEALTH, &attachment_write, SCOPE_ORGANISATION},
    {ROLE_FINANCE_PREPARER, &attachment_read, SCOPE_ORGANISATION},
    {ROLE_FINANCE_PREPARER, &attachment_write, SCOPE_ORGANISATION},
    {ROLE_FINANCE_RELEASER, &attachment_read, SCOPE_ORGANISATION},
    {ROLE_DATA_PROTECTION, &attachment_read, SCOPE_ORGANISATION},
    {ROLE_PARTNER, &attachment_read, SCOPE_OFFICE},
    {ROLE_PARTNER, &attachment_write, SCOPE_OFFICE},
};
const size_t document_grant_count = sizeof document_grants / sizeof *document_grants;
