#include "privacy/privacy_store.h"

#include "identity/identity.h"

static const struct choice REASONS[] = {
    {"danger", N_("Somebody's life or health is in danger"), {0}},
    {"travel", N_("The person travels now and is stopped"), {0}},
    {"present", N_("The person is here and their office cannot be reached"), {0}},
    {"cover", N_("I stand in for the colleague who holds the file"), {0}},
    {"other", N_("Another reason"), {0}},
};
struct choice_list glass_reasons = {"glass_reasons", NULL, REASONS, sizeof REASONS / sizeof *REASONS};

static const struct field FIELDS[] = {
    FIELD(struct broken_glass, asked, FIELD_TEXT, .label = N_("Number of the person or of the case"),
          .flags = FIELD_REQUIRED | FIELD_ONCE | FIELD_SEALED, .longest = 40),
    FIELD(struct broken_glass, reason, FIELD_CHOICE, .label = N_("Why the file must be opened now"),
          .choices = &glass_reasons, .every = N_("All reasons"),
          .flags = FIELD_REQUIRED | FIELD_ONCE | FIELD_LISTED | FIELD_FILTERED),
    FIELD(struct broken_glass, explanation, FIELD_LINES, .label = N_("What happened"),
          .help = N_("Two sentences that somebody who was not there understands."),
          .flags = FIELD_REQUIRED | FIELD_ONCE | FIELD_SEALED, .longest = 1000),
    FIELD(struct broken_glass, opened_by, FIELD_LINK, .label = N_("Opened by"), .target = &colleague_record,
          .flags = FIELD_COMPUTED | FIELD_LISTED | FIELD_FILTERED),
    FIELD(struct broken_glass, until_at, FIELD_INSTANT, .label = N_("Open until"),
          .flags = FIELD_COMPUTED | FIELD_LISTED),
    FIELD(struct broken_glass, ended_at, FIELD_INSTANT, .label = N_("Closed before that"), .flags = FIELD_COMPUTED),
    FIELD(struct broken_glass, reviewed_by, FIELD_LINK, .label = N_("Reviewed by"), .target = &colleague_record,
          .flags = FIELD_COMPUTED | FIELD_LISTED),
    FIELD(struct broken_glass, reviewed_on, FIELD_DATE, .label = N_("Reviewed on"), .flags = FIELD_COMPUTED),
    FIELD(struct broken_glass, measures, FIELD_LINES, .label = N_("Measures taken"),
          .help = N_("What is done so that it does not happen again, and what the person is told."),
          .flags = FIELD_COMPUTED | FIELD_SEALED, .longest = 1000),
};

static struct text glass_title(struct work *work, const void *row)
{
    return choice_show(&glass_reasons, ((const struct broken_glass *)row)->reason, work->language);
}

struct record broken_glass_record = {
    .name = "broken_glass",
    .path = "broken-glass",
    .table = "broken_glass",
    .label = N_("File opened in an emergency"),
    .plural = N_("Files opened in an emergency"),
    .size = sizeof(struct broken_glass),
    .fields = FIELDS,
    .field_count = sizeof FIELDS / sizeof *FIELDS,
    .about_person = true,
    .about = &person_record,
    .seal_with = SEAL_PERSON,
    .purposes = PURPOSE_RECEPTION | PURPOSE_ASSISTANCE | PURPOSE_OVERSIGHT,
    .read = &glass_see,
    .create = &glass_break,
    .title = glass_title,
};
