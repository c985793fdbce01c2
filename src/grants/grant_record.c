#include "grants/grants.h"
#include "persons/persons.h"

struct right grant_read = {"grant.read", N_("See grants and budgets"), 0};
struct right grant_write = {"grant.write", N_("Keep grants and budgets"), 0};
struct right grant_serve = {"grant.serve", N_("Say whom budget lines serve"), 0};

struct right exchange_read = {"exchange.read", N_("See exchange rates"), 0};
struct right exchange_record_right = {"exchange.record", N_("Record exchange rates"), 0};

const struct grant grant_grants[] = {
    {ROLE_FINANCE_PREPARER, &exchange_read, SCOPE_MISSION},
    {ROLE_FINANCE_PREPARER, &exchange_record_right, SCOPE_MISSION},
    {ROLE_FINANCE_RELEASER, &exchange_read, SCOPE_MISSION},
    {ROLE_FINANCE_RELEASER, &exchange_record_right, SCOPE_MISSION},
    {ROLE_PROGRAMME_MANAGER, &exchange_read, SCOPE_MISSION},
    {ROLE_AUDITOR, &exchange_read, SCOPE_MISSION},
    {ROLE_FINANCE_PREPARER, &grant_read, SCOPE_ORGANISATION},
    {ROLE_FINANCE_RELEASER, &grant_read, SCOPE_ORGANISATION},
    {ROLE_PROGRAMME_MANAGER, &grant_read, SCOPE_ORGANISATION},
    {ROLE_PROGRAMME_MANAGER, &grant_write, SCOPE_ORGANISATION},
    {ROLE_PROGRAMME_MANAGER, &grant_serve, SCOPE_ORGANISATION},
    {ROLE_FINANCE_PREPARER, &grant_serve, SCOPE_ORGANISATION},
    {ROLE_FINANCE_RELEASER, &grant_serve, SCOPE_ORGANISATION},
    {ROLE_AUDITOR, &grant_read, SCOPE_ORGANISATION},
    /* who plans, or books journeys, needs the names of the lines */
    {ROLE_CASEWORKER, &grant_read, SCOPE_ORGANISATION},
    {ROLE_SUPERVISOR, &grant_read, SCOPE_ORGANISATION},
    {ROLE_OPERATIONS, &grant_read, SCOPE_ORGANISATION},
};
const size_t grant_grant_count = sizeof grant_grants / sizeof *grant_grants;

static const struct field GRANT_FIELDS[] = {
    FIELD(struct donor_grant, title, FIELD_TEXT, .label = N_("Title"), .flags = FIELD_REQUIRED | FIELD_LISTED),
    FIELD(struct donor_grant, donor, FIELD_TEXT, .label = N_("Donor"),
          .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_SORTED),
    FIELD(struct donor_grant, reference, FIELD_TEXT, .label = N_("Donor's reference"), .longest = 60),
    FIELD(struct donor_grant, amount, FIELD_MONEY, .label = N_("Amount"),
          .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_ONCE),
    FIELD(struct donor_grant, signed_on, FIELD_DATE, .label = N_("Signed on"), .flags = FIELD_PAST),
    FIELD(struct donor_grant, starts_on, FIELD_DATE, .label = N_("Begins on"), .flags = FIELD_LISTED | FIELD_SORTED),
    FIELD(struct donor_grant, ends_on, FIELD_DATE, .label = N_("Ends on"), .flags = FIELD_LISTED | FIELD_SORTED),
    FIELD(struct donor_grant, source, FIELD_LINES, .label = N_("Source"), .longest = 500),
    FIELD(struct donor_grant, agreement, FIELD_LINK, .label = N_("Agreement"), .target = &agreement_record,
          .flags = FIELD_FILTERED, .help = N_("When it ends, nothing new is planned on the lines of this grant.")),
    FIELD(struct donor_grant, donor_account, FIELD_LINK, .label = N_("Account"),
          .flags = FIELD_COMPUTED | FIELD_HIDDEN),
};

static struct text grant_title(struct work *work, const void *row)
{
    (void)work;
    return ((const struct donor_grant *)row)->title;
}

static enum outcome grant_check(struct work *work, const void *before, void *row, struct problems *problems)
{
    const struct donor_grant *donor_grant = row;
    (void)work;
    (void)before;
    if (donor_grant->starts_on != DATE_NONE && donor_grant->ends_on != DATE_NONE &&
        donor_grant->ends_on < donor_grant->starts_on)
        (void)problem_add(problems, INVALID, "end_before_start", TEXT("ends_on"),
                          N_("The end lies before the beginning."));
    return OK;
}

struct record grant_record = {
    .name = "grant",
    .path = "grants",
    .table = "donor_grant",
    .label = N_("Grant"),
    .plural = N_("Grants"),
    .kind = "GRA",
    .size = sizeof(struct donor_grant),
    .fields = GRANT_FIELDS,
    .field_count = sizeof GRANT_FIELDS / sizeof *GRANT_FIELDS,
    .seal_with = SEAL_ORGANISATION,
    .read = &grant_read,
    .create = &grant_write,
    .update = &grant_write,
    .check = grant_check,
    .title = grant_title,
};

static const struct field LINE_FIELDS[] = {
    FIELD(struct budget_line, donor_grant, FIELD_LINK, .label = N_("Grant"), .target = &grant_record,
          .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_FILTERED | FIELD_ONCE),
    FIELD(struct budget_line, code, FIELD_TEXT, .label = N_("Code"), .write = &grant_write,
          .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_SORTED, .longest = 20),
    FIELD(struct budget_line, title, FIELD_TEXT, .label = N_("Title"), .write = &grant_write,
          .flags = FIELD_REQUIRED | FIELD_LISTED),
    FIELD(struct budget_line, amount, FIELD_MONEY, .label = N_("Budget"),
          .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_ONCE),
    FIELD(struct budget_line, countries_of_return, FIELD_CHOICES, .label = N_("Countries of return"),
          .choices = &countries, .help = N_("None: every country.")),
    FIELD(struct budget_line, nationalities, FIELD_CHOICES, .label = N_("Nationalities"), .choices = &countries,
          .help = N_("None: every nationality.")),
    FIELD(struct budget_line, profiles, FIELD_CHOICES, .label = N_("Who is served"), .choices = &line_profiles,
          .help = N_("None: everybody.")),
    FIELD(struct budget_line, travel, FIELD_FLAG, .label = N_("Pays for tickets"),
          .help = N_("When a journey is booked, the cost of each ticket is put aside on the first line that says so, "
                     "serves the person and has enough left.")),
    FIELD(struct budget_line, spending_account, FIELD_LINK, .label = N_("Account"),
          .flags = FIELD_COMPUTED | FIELD_HIDDEN),
};

static struct text line_title(struct work *work, const void *row)
{
    const struct budget_line *line = row;
    return arena_format(work->arena, "%.*s %.*s", TEXT_ARG(line->code), TEXT_ARG(line->title));
}

struct record budget_line_record = {
    .name = "budget_line",
    .path = "budget-lines",
    .table = "budget_line",
    .label = N_("Budget line"),
    .plural = N_("Budget lines"),
    .size = sizeof(struct budget_line),
    .fields = LINE_FIELDS,
    .field_count = sizeof LINE_FIELDS / sizeof *LINE_FIELDS,
    .seal_with = SEAL_ORGANISATION,
    .read = &grant_read,
    .create = &grant_write,
    .update = &grant_serve,
    .title = line_title,
};
