/* Sites and services of the directory as lines of a file: CSV, a workbook, or JSON as HSDS 3.0 has it. */
#include "app/imports.h"

#include "directory/directory.h"
#include "identity/identity.h"
#include "record/remove.h"

#define COUNT_OF(list) (sizeof(list) / sizeof *(list))

/* ---- sites ---- */

/* By its code, its name or, of our own export, its identifier. */
static enum outcome site_link(struct work *work, const struct field *field, struct text typed,
                              struct identifier *ret_id)
{
    struct field_set readable;
    void *row;
    if (field->target != &partner_record)
        return NOT_FOUND;
    enum outcome outcome = text_to_identifier(typed, ret_id) == OK
                               ? record_peek(work, &partner_record, *ret_id, &row, &readable)
                               : organisation_of_code(work, typed, ret_id);
    return outcome == NOT_FOUND ? organisation_of_name(work, typed, ret_id) : outcome;
}

static enum outcome site_prepare(struct work *work, struct import_line *line)
{
    struct directory_site *site = line->row;
    if (identifier_is_none(site->provider))
        site->provider = work->actor->organisation;
    site->head.organisation = site->provider;
    return OK;
}

static enum outcome site_make(struct work *work, struct import_line *line, struct identifier *ret_id)
{
    enum outcome outcome = record_insert(work, &directory_site_record, line->row);
    *ret_id = record_head_of(line->row)->id;
    return outcome;
}

static enum outcome site_unmake(struct work *work, struct identifier id, int64_t version)
{
    int64_t services;
    enum outcome outcome = directory_site_services(work, id, &services);
    if (outcome == OK && services > 0)
        return CONFLICT;
    if (outcome == OK)
        outcome = record_remove(work, &directory_site_record, id, version);
    return outcome == NOT_FOUND ? CONFLICT : outcome;
}

const struct import_kind directory_sites_import = {
    .name = "sites",
    .label = N_("Sites of the directory"),
    .about = N_("One site on each line, of an organisation that is in the directory already."),
    .record = &directory_site_record,
    .right = &directory_keep,
    .prepare = site_prepare,
    .make = site_make,
    .link = site_link,
    .changes = true,
    .unmake = site_unmake,
};

/* ---- services ---- */

enum { SERVICE_SITE, SERVICE_STATUS };

static const struct choice STATUSES[] = {
    {"active", N_("Running"), {0}},
    {"temporarily closed", N_("Suspended"), {0}},
    {"inactive", N_("Does not run now"), {0}},
    {"defunct", N_("Closed"), {0}},
};
static const struct choice_list hsds_statuses = {"hsds_statuses", NULL, STATUSES, COUNT_OF(STATUSES)};

static const struct import_extra SERVICE_EXTRAS[] = {
    [SERVICE_SITE] = {.name = "site",
                      .label = N_("The site: number, or reference in the file of sites"),
                      .kind = IMPORT_NUMBER,
                      .required = true,
                      .refers_to = "sites"},
    [SERVICE_STATUS] = {.name = "service_status",
                        .label = N_("Whether it runs"),
                        .kind = IMPORT_CODE,
                        .choices = &hsds_statuses},
};
static const char *const SITE_LEFT_OUT[] = {"site", NULL};

static enum outcome service_prepare(struct work *work, struct import_line *line)
{
    struct directory_service *service = line->row;
    struct field_set readable;
    void *site;
    struct text status = line->extras[SERVICE_STATUS];
    service->head.state = status.length == 0 || text_is(status, "active") ? TEXT("open")
                          : text_is(status, "defunct")                    ? TEXT("closed")
                                                                          : TEXT("suspended");
    if (service->channel.length == 0)
        service->channel = TEXT("print");
    service->site = line->ids[SERVICE_SITE];
    if (identifier_is_none(service->site)) {
        if (line->extras[SERVICE_SITE].length == 0)
            (void)problem_add(&work->problems, INVALID, "site_missing", TEXT("site"),
                              N_("Say at which site the service is."));
        return OK;
    }
    enum outcome outcome = record_peek(work, &directory_site_record, service->site, &site, &readable);
    if (outcome == OK)
        service->head.organisation = record_head_of(site)->organisation;
    return outcome;
}

/* Without its site there is no more to be said about it. */
static enum outcome service_check(struct work *work, struct import_line *line)
{
    if (identifier_is_none(((struct directory_service *)line->row)->site))
        return OK;
    return record_check(work, &directory_service_record, line->before, line->row);
}

static enum outcome service_make(struct work *work, struct import_line *line, struct identifier *ret_id)
{
    struct directory_service *service = line->row;
    if (identifier_is_none(service->site))
        return INVALID;
    char *state = arena_string(work->arena, service->head.state);
    enum outcome outcome = service_add_as_is(work, service, state);
    *ret_id = service->head.id;
    return outcome;
}

static enum outcome service_unmake(struct work *work, struct identifier id, int64_t version)
{
    enum outcome outcome = record_remove(work, &directory_service_record, id, version);
    return outcome == NOT_FOUND ? CONFLICT : outcome;
}

const struct import_kind directory_services_import = {
    .name = "services",
    .label = N_("Services of the directory"),
    .about = N_("One service on each line, at a site that is in the directory already. Hours are added on its page."),
    .record = &directory_service_record,
    .right = &directory_keep,
    .extras = SERVICE_EXTRAS,
    .extra_count = COUNT_OF(SERVICE_EXTRAS),
    .left_out = SITE_LEFT_OUT,
    .prepare = service_prepare,
    .check = service_check,
    .make = service_make,
    .changes = true,
    .unmake = service_unmake,
};
