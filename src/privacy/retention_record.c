/* What is kept too long, and what must be kept all the same. */
#include "privacy/privacy_store.h"

#include "identity/identity.h"

static const struct field FIELDS[] = {
    FIELD(struct retention_proposal, reason, FIELD_CHOICE, .label = N_("Why the data should go"),
          .choices = &erasure_reasons, .every = N_("All reasons"),
          .flags = FIELD_REQUIRED | FIELD_ONCE | FIELD_LISTED | FIELD_FILTERED),
    FIELD(struct retention_proposal, due_since, FIELD_DATE, .label = N_("Due since"),
          .flags = FIELD_COMPUTED | FIELD_LISTED),
    FIELD(struct retention_proposal, agreed_by, FIELD_LINK, .label = N_("Agreed by"), .target = &colleague_record,
          .flags = FIELD_COMPUTED | FIELD_LISTED),
    FIELD(struct retention_proposal, agreed_on, FIELD_DATE, .label = N_("Agreed on"), .flags = FIELD_COMPUTED),
    FIELD(struct retention_proposal, confirmed_by, FIELD_LINK, .label = N_("Confirmed by"), .target = &colleague_record,
          .flags = FIELD_COMPUTED | FIELD_LISTED),
    FIELD(struct retention_proposal, destroyed_on, FIELD_DATE, .label = N_("Destroyed on"),
          .flags = FIELD_COMPUTED | FIELD_LISTED),
    FIELD(struct retention_proposal, kept_until, FIELD_DATE, .label = N_("Kept until"),
          .help = N_("The program asks again on that day."), .flags = FIELD_COMPUTED | FIELD_LISTED),
};

static struct text title(struct work *work, const void *row)
{
    return choice_show(&erasure_reasons, ((const struct retention_proposal *)row)->reason, work->language);
}

/* Sealed with nothing of the person's: it outlives what it destroys, and holds no word that was typed. */
struct record retention_proposal_record = {
    .name = "retention_proposal",
    .path = "retention-proposals",
    .table = "retention_proposal",
    .label = N_("Data kept too long"),
    .plural = N_("Data kept too long"),
    .size = sizeof(struct retention_proposal),
    .fields = FIELDS,
    .field_count = sizeof FIELDS / sizeof *FIELDS,
    .about_person = true,
    .about = &person_record,
    .seal_with = SEAL_ORGANISATION,
    .purposes = PURPOSE_RECEPTION | PURPOSE_OVERSIGHT,
    .read = &retention_see,
    .create = &retention_decide,
    .title = title,
};

static const struct choice BASES[] = {
    {"court", N_("A court or an authority ordered it"), {0}},
    {"complaint", N_("A complaint or an inquiry runs"), {0}},
    {"audit", N_("An audit of the money runs"), {0}},
    {"claim", N_("A claim may still be made"), {0}},
};
struct choice_list hold_bases = {"hold_bases", NULL, BASES, sizeof BASES / sizeof *BASES};

static const struct field HOLD_FIELDS[] = {
    FIELD(struct legal_hold, basis, FIELD_CHOICE, .label = N_("Why the data must stay"), .choices = &hold_bases,
          .every = N_("All reasons"), .flags = FIELD_REQUIRED | FIELD_ONCE | FIELD_LISTED | FIELD_FILTERED),
    FIELD(struct legal_hold, reason, FIELD_LINES, .label = N_("What exactly"),
          .help = N_("Number and date of the order, or who complained of what."),
          .flags = FIELD_REQUIRED | FIELD_SEALED, .longest = 1000),
    FIELD(struct legal_hold, since, FIELD_DATE, .label = N_("Since"), .flags = FIELD_COMPUTED | FIELD_LISTED),
    FIELD(struct legal_hold, lifted_on, FIELD_DATE, .label = N_("Lifted on"), .flags = FIELD_COMPUTED | FIELD_LISTED),
};

static enum outcome check_hold(struct work *work, const void *before, void *row, struct problems *problems)
{
    struct legal_hold *hold = row;
    (void)problems;
    if (before == NULL)
        hold->since = zone_date(work->zone, work->now);
    return OK;
}

static struct text hold_title(struct work *work, const void *row)
{
    return choice_show(&hold_bases, ((const struct legal_hold *)row)->basis, work->language);
}

struct record legal_hold_record = {
    .name = "legal_hold",
    .path = "legal-holds",
    .table = "legal_hold",
    .label = N_("Hold"),
    .plural = N_("Holds"),
    .size = sizeof(struct legal_hold),
    .fields = HOLD_FIELDS,
    .field_count = sizeof HOLD_FIELDS / sizeof *HOLD_FIELDS,
    .about_person = true,
    .about = &person_record,
    .seal_with = SEAL_PERSON,
    .purposes = PURPOSE_RECEPTION | PURPOSE_OVERSIGHT,
    .read = &retention_see,
    .create = &hold_keep,
    .check = check_hold,
    .title = hold_title,
};
