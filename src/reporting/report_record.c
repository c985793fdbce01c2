/* Rights and fields of donors' reports. */
#include "grants/grants.h"
#include "identity/identity.h"
#include "reporting/report_rules.h"

struct right report_read = {"report.read", N_("See donors' reports"), 0};
struct right report_write = {"report.write", N_("Write donors' reports"), 0};
struct right report_review = {"report.review", N_("Review donors' reports"), 0};

const struct grant reporting_grants[] = {
    {ROLE_PROGRAMME_MANAGER, &report_read, SCOPE_ORGANISATION},
    {ROLE_PROGRAMME_MANAGER, &report_write, SCOPE_ORGANISATION},
    {ROLE_PROGRAMME_MANAGER, &report_review, SCOPE_ORGANISATION},
    {ROLE_FINANCE_RELEASER, &report_read, SCOPE_ORGANISATION},
    {ROLE_FINANCE_RELEASER, &report_review, SCOPE_ORGANISATION},
    {ROLE_FINANCE_PREPARER, &report_read, SCOPE_ORGANISATION},
    {ROLE_AUDITOR, &report_read, SCOPE_ORGANISATION},
};
const size_t reporting_grant_count = sizeof reporting_grants / sizeof *reporting_grants;

static const struct choice LEVELS[] = {
    {"goal", N_("Goal"), {0}}, {"outcome", N_("Expected outcome"), {0}}, {"output", N_("Output"), {0}}};
struct choice_list report_levels = {"report_levels", NULL, LEVELS, sizeof LEVELS / sizeof *LEVELS};

static const struct choice KINDS[] = {{"progress", N_("Progress report"), {0}}, {"final", N_("Final report"), {0}}};
struct choice_list report_kinds = {"report_kinds", NULL, KINDS, sizeof KINDS / sizeof *KINDS};

static const struct choice LANGUAGES[] = {
    {"fr", N_("French"), {0}}, {"ar", N_("Arabic"), {0}}, {"en", N_("English"), {0}}};
struct choice_list report_languages = {"report_languages", NULL, LANGUAGES, sizeof LANGUAGES / sizeof *LANGUAGES};

enum { TITLE_MOST = 500 };

/* ---- goals ---- */

static const struct field GOAL_FIELDS[] = {
    FIELD(struct report_goal, donor_grant, FIELD_LINK, .label = N_("Grant"), .target = &grant_record,
          .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_FILTERED | FIELD_ONCE),
    FIELD(struct report_goal, level, FIELD_CHOICE, .label = N_("Level"), .choices = &report_levels,
          .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_FILTERED),
    FIELD(struct report_goal, code, FIELD_TEXT, .label = N_("Code"), .longest = 20,
          .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_SORTED,
          .help = N_("As in the agreement: 1, 1.1, 1.1.2. Results stand in the order of their codes.")),
    FIELD(struct report_goal, title, FIELD_LINES, .label = N_("In French"), .longest = TITLE_MOST,
          .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_SEALED),
    FIELD(struct report_goal, title_english, FIELD_LINES, .label = N_("In English"), .longest = TITLE_MOST,
          .flags = FIELD_SEALED),
    FIELD(struct report_goal, title_arabic, FIELD_LINES, .label = N_("In Arabic"), .longest = TITLE_MOST,
          .flags = FIELD_SEALED),
};

static struct text goal_title(struct work *work, const void *row)
{
    const struct report_goal *goal = row;
    return arena_format(work->arena, "%.*s %.*s", TEXT_ARG(goal->code),
                        TEXT_ARG(report_name_in(work->language, goal->title, goal->title_arabic, goal->title_english)));
}

struct record report_goal_record = {
    .name = "report_goal",
    .path = "report-goals",
    .table = "report_goal",
    .label = N_("Result"),
    .plural = N_("Results of grants"),
    .size = sizeof(struct report_goal),
    .fields = GOAL_FIELDS,
    .field_count = sizeof GOAL_FIELDS / sizeof *GOAL_FIELDS,
    .seal_with = SEAL_ORGANISATION,
    .read = &report_read,
    .create = &report_write,
    .update = &report_write,
    .title = goal_title,
};

/* ---- indicators ---- */

static const struct field INDICATOR_FIELDS[] = {
    FIELD(struct report_indicator, goal, FIELD_LINK, .label = N_("Result"), .target = &report_goal_record,
          .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_FILTERED | FIELD_ONCE),
    FIELD(struct report_indicator, code, FIELD_TEXT, .label = N_("Code"), .longest = 20,
          .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_SORTED),
    FIELD(struct report_indicator, definition, FIELD_CHOICE, .label = N_("Counted by the program as"),
          .choices = &report_definitions, .flags = FIELD_LISTED | FIELD_FILTERED,
          .help = N_("Empty: the value is entered with each report, with its source.")),
    FIELD(struct report_indicator, title, FIELD_LINES, .label = N_("In French"), .longest = TITLE_MOST,
          .flags = FIELD_LISTED | FIELD_SEALED, .help = N_("Empty: the name of the definition.")),
    FIELD(struct report_indicator, title_english, FIELD_LINES, .label = N_("In English"), .longest = TITLE_MOST,
          .flags = FIELD_SEALED),
    FIELD(struct report_indicator, title_arabic, FIELD_LINES, .label = N_("In Arabic"), .longest = TITLE_MOST,
          .flags = FIELD_SEALED),
    FIELD(struct report_indicator, meaning, FIELD_LINES, .label = N_("What is counted"), .longest = TITLE_MOST,
          .flags = FIELD_SEALED, .help = N_("Of an indicator that is entered: who or what counts, and when.")),
    FIELD(struct report_indicator, baseline, FIELD_INTEGER, .label = N_("Baseline")),
    FIELD(struct report_indicator, baseline_on, FIELD_DATE, .label = N_("Baseline of")),
    FIELD(struct report_indicator, target, FIELD_INTEGER, .label = N_("Target"), .flags = FIELD_LISTED),
    FIELD(struct report_indicator, target_on, FIELD_DATE, .label = N_("Target for")),
    FIELD(struct report_indicator, source, FIELD_LINES, .label = N_("Source of baseline and target"),
          .longest = TITLE_MOST, .flags = FIELD_SEALED),
    FIELD(struct report_indicator, ended, FIELD_FLAG, .label = N_("No longer reported"), .flags = FIELD_FILTERED),
};

static struct text indicator_title(struct work *work, const void *row)
{
    const struct report_indicator *indicator = row;
    struct text name =
        report_name_in(work->language, indicator->title, indicator->title_arabic, indicator->title_english);
    if (name.length == 0)
        name = choice_show(&report_definitions, indicator->definition, work->language);
    return arena_format(work->arena, "%.*s %.*s", TEXT_ARG(indicator->code), TEXT_ARG(name));
}

struct record report_indicator_record = {
    .name = "report_indicator",
    .path = "report-indicators",
    .table = "report_indicator",
    .label = N_("Indicator"),
    .plural = N_("Indicators of grants"),
    .size = sizeof(struct report_indicator),
    .fields = INDICATOR_FIELDS,
    .field_count = sizeof INDICATOR_FIELDS / sizeof *INDICATOR_FIELDS,
    .seal_with = SEAL_ORGANISATION,
    .read = &report_read,
    .create = &report_write,
    .update = &report_write,
    .check = report_indicator_check,
    .title = indicator_title,
};

/* ---- reports ---- */

#define PERIOD N_("Period")
#define REVIEW N_("Review and sending")

static const struct field REPORT_FIELDS[] = {
    FIELD(struct donor_report, donor_grant, FIELD_LINK, .label = N_("Grant"), .target = &grant_record,
          .section = PERIOD, .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_FILTERED | FIELD_ONCE),
    FIELD(struct donor_report, kind, FIELD_CHOICE, .label = N_("Kind"), .choices = &report_kinds, .section = PERIOD,
          .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_FILTERED),
    FIELD(struct donor_report, period_from, FIELD_DATE, .label = N_("Period from"), .section = PERIOD,
          .flags = FIELD_REQUIRED | FIELD_LISTED),
    FIELD(struct donor_report, period_to, FIELD_DATE, .label = N_("Period until"), .section = PERIOD,
          .flags = FIELD_REQUIRED | FIELD_LISTED),
    FIELD(struct donor_report, due_on, FIELD_DATE, .label = N_("Due on"), .section = PERIOD,
          .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_FILTERED | FIELD_SORTED),
    FIELD(struct donor_report, begin_by, FIELD_DATE, .label = N_("Begin by"), .section = PERIOD,
          .flags = FIELD_COMPUTED),
    FIELD(struct donor_report, submit_by, FIELD_DATE, .label = N_("Give for review by"), .section = PERIOD,
          .flags = FIELD_COMPUTED),
    FIELD(struct donor_report, review_by, FIELD_DATE, .label = N_("Review by"), .section = PERIOD,
          .flags = FIELD_COMPUTED),
    FIELD(struct donor_report, edition, FIELD_INTEGER, .label = N_("Edition"), .section = REVIEW,
          .flags = FIELD_COMPUTED | FIELD_LISTED),
    FIELD(struct donor_report, replaces, FIELD_LINK, .label = N_("Replaces"), .target = &donor_report_record,
          .section = REVIEW, .flags = FIELD_COMPUTED),
    FIELD(struct donor_report, correction, FIELD_LINES, .label = N_("What is corrected"), .section = REVIEW,
          .flags = FIELD_COMPUTED | FIELD_SEALED, .longest = 2000),
    FIELD(struct donor_report, submitted_by, FIELD_LINK, .label = N_("Given for review by"),
          .target = &colleague_record, .section = REVIEW, .flags = FIELD_COMPUTED),
    FIELD(struct donor_report, submitted_on, FIELD_DATE, .label = N_("Given for review on"), .section = REVIEW,
          .flags = FIELD_COMPUTED),
    FIELD(struct donor_report, approved_by, FIELD_LINK, .label = N_("Reviewed by"), .target = &colleague_record,
          .section = REVIEW, .flags = FIELD_COMPUTED),
    FIELD(struct donor_report, approved_on, FIELD_DATE, .label = N_("Reviewed on"), .section = REVIEW,
          .flags = FIELD_COMPUTED),
    FIELD(struct donor_report, sent_on, FIELD_DATE, .label = N_("Sent on"), .section = REVIEW,
          .flags = FIELD_COMPUTED | FIELD_LISTED | FIELD_FILTERED | FIELD_PAST),
    FIELD(struct donor_report, content_hash, FIELD_TEXT, .label = N_("Seal of the content (SHA-256)"),
          .section = REVIEW, .flags = FIELD_COMPUTED, .longest = 64),
};

static struct text report_title(struct work *work, const void *row)
{
    const struct donor_report *report = row;
    struct text kind = choice_show(&report_kinds, report->kind, work->language);
    if (report->period_from == DATE_NONE || report->period_to == DATE_NONE)
        return kind;
    const struct text parts[] = {kind, language_date(work->arena, work->language, report->period_from),
                                 language_date(work->arena, work->language, report->period_to)};
    return tr_with(work->arena, work->language, N_("{1}, {2} to {3}"), parts, 3);
}

struct record donor_report_record = {
    .name = "donor_report",
    .path = "donor-reports",
    .table = "donor_report",
    .label = N_("Donor's report"),
    .plural = N_("Donors' reports"),
    .kind = "DON",
    .size = sizeof(struct donor_report),
    .fields = REPORT_FIELDS,
    .field_count = sizeof REPORT_FIELDS / sizeof *REPORT_FIELDS,
    .seal_with = SEAL_ORGANISATION,
    .read = &report_read,
    .create = &report_write,
    .update = &report_write,
    .check = donor_report_check,
    .stored = donor_report_stored,
    .title = report_title,
};

/* ---- its parts, entered values and stored content ---- */

static const struct field TEXT_FIELDS[] = {
    FIELD(struct report_text, report, FIELD_LINK, .label = N_("Donor's report"), .target = &donor_report_record,
          .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_FILTERED | FIELD_ONCE),
    FIELD(struct report_text, part, FIELD_CHOICE, .label = N_("Part"), .choices = &report_parts,
          .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_FILTERED | FIELD_ONCE),
    FIELD(struct report_text, language, FIELD_CHOICE, .label = N_("Language"), .choices = &report_languages,
          .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_FILTERED | FIELD_ONCE),
    FIELD(struct report_text, body, FIELD_LINES, .label = N_("Text"), .longest = REPORT_TEXT_MOST,
          .flags = FIELD_SEALED),
};
struct record report_text_record = {
    .name = "report_text",
    .path = "report-texts",
    .table = "report_text",
    .label = N_("Part of a report"),
    .plural = N_("Parts of reports"),
    .size = sizeof(struct report_text),
    .fields = TEXT_FIELDS,
    .field_count = sizeof TEXT_FIELDS / sizeof *TEXT_FIELDS,
    .seal_with = SEAL_ORGANISATION,
    .read = &report_read,
    .create = &report_write,
    .update = &report_write,
    .check = report_text_check,
};

static const struct field VALUE_FIELDS[] = {
    FIELD(struct report_value, report, FIELD_LINK, .label = N_("Donor's report"), .target = &donor_report_record,
          .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_FILTERED | FIELD_ONCE),
    FIELD(struct report_value, indicator, FIELD_LINK, .label = N_("Indicator"), .target = &report_indicator_record,
          .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_FILTERED | FIELD_ONCE),
    FIELD(struct report_value, value, FIELD_INTEGER, .label = N_("Value"), .flags = FIELD_REQUIRED | FIELD_LISTED),
    FIELD(struct report_value, counted_on, FIELD_DATE, .label = N_("Counted on"),
          .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_PAST),
    FIELD(struct report_value, source, FIELD_LINES, .label = N_("Source"), .longest = 500,
          .flags = FIELD_REQUIRED | FIELD_SEALED,
          .help = N_("Where the number comes from, so that somebody else finds it again.")),
};
struct record report_value_record = {
    .name = "report_value",
    .path = "report-values",
    .table = "report_value",
    .label = N_("Entered value"),
    .plural = N_("Entered values"),
    .size = sizeof(struct report_value),
    .fields = VALUE_FIELDS,
    .field_count = sizeof VALUE_FIELDS / sizeof *VALUE_FIELDS,
    .seal_with = SEAL_ORGANISATION,
    .read = &report_read,
    .create = &report_write,
    .update = &report_write,
    .check = report_value_check,
};

static const struct field CONTENT_FIELDS[] = {
    FIELD(struct report_content_row, report, FIELD_LINK, .label = N_("Donor's report"), .target = &donor_report_record,
          .flags = FIELD_COMPUTED | FIELD_LISTED | FIELD_FILTERED),
    FIELD(struct report_content_row, content_hash, FIELD_TEXT, .label = N_("Seal of the content (SHA-256)"),
          .flags = FIELD_COMPUTED | FIELD_LISTED, .longest = 64),
    FIELD(struct report_content_row, content, FIELD_LINES, .label = N_("Content"), .longest = REPORT_CONTENT_MOST,
          .flags = FIELD_COMPUTED | FIELD_SEALED),
};
/* No right changes one. */
struct record report_content_record = {
    .name = "report_content",
    .path = "report-contents",
    .table = "report_content",
    .label = N_("Stored content"),
    .plural = N_("Stored contents of reports"),
    .size = sizeof(struct report_content_row),
    .fields = CONTENT_FIELDS,
    .field_count = sizeof CONTENT_FIELDS / sizeof *CONTENT_FIELDS,
    .seal_with = SEAL_ORGANISATION,
    .read = &report_read,
    .create = &report_write,
};
