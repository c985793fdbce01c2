/* Countries and zones to which nobody is sent for now: a small list that managers keep, asked at the approval and again
   at the departure.  What was true stays: a suspension is ended, not deleted. */
#include "identity/identity.h"
#include "persons/persons.h"
#include "returns/return_pages.h"

static const struct field FIELDS[] = {
    FIELD(struct suspended_place, country, FIELD_CHOICE, .label = N_("Country"), .choices = &countries,
          .flags = FIELD_REQUIRED | FIELD_FILTERED | FIELD_SORTED, .every = N_("All countries")),
    FIELD(struct suspended_place, zone, FIELD_TEXT, .label = N_("Zone"), .longest = 120,
          .help = N_("Empty: the whole country. Otherwise each case says whether its place of return lies there.")),
    FIELD(struct suspended_place, from_on, FIELD_DATE, .label = N_("Suspended from"),
          .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_FILTERED | FIELD_SORTED),
    FIELD(struct suspended_place, until_on, FIELD_DATE, .label = N_("Suspended until"),
          .flags = FIELD_LISTED | FIELD_FILTERED | FIELD_SORTED,
          .help = N_("The last day. Empty: until somebody lifts it.")),
    FIELD(struct suspended_place, reason, FIELD_LINES, .label = N_("Reason"), .flags = FIELD_REQUIRED, .longest = 500),
    FIELD(struct suspended_place, source, FIELD_LINES, .label = N_("Source"), .flags = FIELD_REQUIRED, .longest = 500,
          .help = N_("Who decided it, when, and where it can be read.")),
};

static struct text title(struct work *work, const void *row)
{
    const struct suspended_place *place = row;
    struct text country = choice_show(&countries, place->country, work->language);
    struct text both[] = {country, place->zone};
    return place->zone.length == 0 ? country : tr_with(work->arena, work->language, N_("{1}: {2}"), both, 2);
}

static enum outcome check(struct work *work, const void *before, void *row, struct problems *problems)
{
    const struct suspended_place *place = row;
    (void)work;
    (void)before;
    if (place->until_on != DATE_NONE && place->from_on != DATE_NONE && place->until_on < place->from_on)
        (void)problem_add(problems, INVALID, "end_before_start", TEXT("until_on"),
                          N_("The end lies before the beginning."));
    return OK;
}

struct record suspended_place_record = {
    .name = "suspended_place",
    .path = "suspended-places",
    .table = "suspended_place",
    .label = N_("Suspended place"),
    .plural = N_("Suspended countries and zones"),
    .size = sizeof(struct suspended_place),
    .fields = FIELDS,
    .field_count = sizeof FIELDS / sizeof *FIELDS,
    .seal_with = SEAL_ORGANISATION,
    .read = &suspension_read,
    .create = &suspension_keep,
    .update = &suspension_keep,
    .check = check,
    .title = title,
};

static const struct record_page_options OPTIONS = {
    .record = &suspended_place_record,
    .base = "/suspended-places",
    .new_title = N_("Suspend a country or a zone"),
    .edit_title = N_("Change the suspension"),
    .users = &colleague_record,
};

#define HANDLER(name, page)                                               \
    enum outcome name(struct request *request, struct response *response) \
    {                                                                     \
        return record_page_##page(request, response, &OPTIONS);           \
    }

HANDLER(suspension_list, list)
HANDLER(suspension_csv, csv)
HANDLER(suspension_xlsx, xlsx)
HANDLER(suspension_new, new)
HANDLER(suspension_create, create)
HANDLER(suspension_show, show)
HANDLER(suspension_edit, edit)
HANDLER(suspension_save, save)
HANDLER(suspension_history, history)
HANDLER(suspension_view_add, view_add)
HANDLER(suspension_view_remove, view_remove)
