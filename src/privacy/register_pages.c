/* The register of consents: all of them, by purpose, recipients and day. */
#include "identity/identity.h"
#include "privacy/privacy_pages.h"

static const struct record_page_options OPTIONS = {
    .record = &person_consent_record,
    .base = "/person-consents",
    .users = &colleague_record,
    .offices = &office_record,
    .export = &privacy_see,
    .closed_list = true,
};

enum outcome consent_register(struct request *request, struct response *response)
{
    return record_page_list(request, response, &OPTIONS);
}

enum outcome consent_register_filter(struct request *request, struct response *response)
{
    return record_page_filter(request, response, &OPTIONS);
}

enum outcome consent_register_csv(struct request *request, struct response *response)
{
    return record_page_csv(request, response, &OPTIONS);
}

enum outcome consent_register_xlsx(struct request *request, struct response *response)
{
    return record_page_xlsx(request, response, &OPTIONS);
}
