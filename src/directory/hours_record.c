/* When services receive: hours of weekdays, in the usual season and in Ramadan, and days on which they do not. */
#include "directory/directory_store.h"

static const struct choice DAYS[] = {
    {"mon", N_("Monday"), {0}},   {"tue", N_("Tuesday"), {0}}, {"wed", N_("Wednesday"), {0}},
    {"thu", N_("Thursday"), {0}}, {"fri", N_("Friday"), {0}},  {"sat", N_("Saturday"), {0}},
    {"sun", N_("Sunday"), {0}},
};
struct choice_list week_days = {"week_days", NULL, DAYS, sizeof DAYS / sizeof *DAYS};

static const struct choice SEASONS[] = {
    {"usual", N_("The whole year"), {0}},
    {"ramadan", N_("In Ramadan"), {0}},
};
struct choice_list directory_seasons = {"directory_seasons", NULL, SEASONS, sizeof SEASONS / sizeof *SEASONS};

static const struct field HOURS[] = {
    FIELD(struct directory_hours, service, FIELD_LINK, .label = N_("Service"), .target = &directory_service_record,
          .flags = FIELD_REQUIRED | FIELD_ONCE | FIELD_LISTED),
    FIELD(struct directory_hours, days, FIELD_CHOICES, .label = N_("Days"), .choices = &week_days,
          .flags = FIELD_REQUIRED | FIELD_LISTED),
    FIELD(struct directory_hours, season, FIELD_CHOICE, .label = N_("When in the year"), .choices = &directory_seasons,
          .flags = FIELD_REQUIRED | FIELD_LISTED,
          .help = N_("Where hours of Ramadan are given, they alone count in Ramadan.")),
    FIELD(struct directory_hours, opens, FIELD_TEXT, .label = N_("Opens at"), .flags = FIELD_REQUIRED | FIELD_LISTED,
          .longest = 5, .help = N_("As on a clock of 24 hours: 09:00.")),
    FIELD(struct directory_hours, closes, FIELD_TEXT, .label = N_("Closes at"), .flags = FIELD_REQUIRED | FIELD_LISTED,
          .longest = 5),
    FIELD(struct directory_hours, note, FIELD_TEXT, .label = N_("Note"), .longest = 200),
};

static const struct field CLOSING[] = {
    FIELD(struct directory_closing, service, FIELD_LINK, .label = N_("Service"), .target = &directory_service_record,
          .flags = FIELD_REQUIRED | FIELD_ONCE | FIELD_LISTED),
    FIELD(struct directory_closing, starts_on, FIELD_DATE, .label = N_("First day"),
          .flags = FIELD_REQUIRED | FIELD_LISTED),
    FIELD(struct directory_closing, ends_on, FIELD_DATE, .label = N_("Last day"),
          .flags = FIELD_REQUIRED | FIELD_LISTED),
    FIELD(struct directory_closing, reason, FIELD_TEXT, .label = N_("Why"), .flags = FIELD_LISTED, .longest = 120),
};

/* It lies where its service lies, and is kept by who keeps that. */
static enum outcome check_service(struct work *work, const void *before, struct record_head *head,
                                  struct identifier service, struct problems *problems)
{
    void *row;
    if (before != NULL || identifier_is_none(service))
        return OK;
    enum outcome outcome = record_get_unlimited(work, &directory_service_record, service, &row);
    if (outcome < 0)
        return outcome;
    if (outcome != OK || !directory_may_keep(work, record_head_of(row)->organisation))
        return problem_add(problems, INVALID, "service_of_others", TEXT("service"),
                           N_("Choose a service of the organisation for which you keep the directory."));
    head->organisation = record_head_of(row)->organisation;
    return OK;
}

int32_t clock_minutes(struct text clock)
{
    int32_t parts[2] = {0, 0};
    if (clock.length != 5 || clock.at[2] != ':')
        return -1;
    for (size_t i = 0; i < 5; i++) {
        if (i == 2)
            continue;
        if (clock.at[i] < '0' || clock.at[i] > '9')
            return -1;
        parts[i / 3] = parts[i / 3] * 10 + (clock.at[i] - '0');
    }
    int32_t minutes = parts[0] * 60 + parts[1];
    return parts[1] > 59 || minutes > 24 * 60 ? -1 : minutes;
}

/* "9h", "9:30", "9h30" as people type them. */
static struct text clock_of(struct arena *arena, struct text typed)
{
    int32_t parts[2] = {0, 0};
    size_t part = 0, digits = 0;
    for (size_t i = 0; i < typed.length; i++) {
        char c = typed.at[i];
        if (c >= '0' && c <= '9' && digits < 2) {
            parts[part] = parts[part] * 10 + (c - '0');
            digits++;
        } else if ((c == 'h' || c == 'H' || c == ':' || c == '.') && part == 0 && digits > 0) {
            part = 1;
            digits = 0;
        } else {
            return typed;
        }
    }
    return typed.length == 0 ? typed : arena_format(arena, "%02d:%02d", (int)parts[0], (int)parts[1]);
}

static enum outcome hours_check(struct work *work, const void *before, void *row, struct problems *problems)
{
    struct directory_hours *hours = row;
    hours->opens = clock_of(work->arena, hours->opens);
    hours->closes = clock_of(work->arena, hours->closes);
    int32_t opens = clock_minutes(hours->opens), closes = clock_minutes(hours->closes);
    if (hours->opens.length > 0 && opens < 0)
        (void)problem_add(problems, INVALID, "clock_unreadable", TEXT("opens"),
                          N_("Write the hour as on a clock of 24 hours: 09:00."));
    if (hours->closes.length > 0 && closes < 0)
        (void)problem_add(problems, INVALID, "clock_unreadable", TEXT("closes"),
                          N_("Write the hour as on a clock of 24 hours: 09:00."));
    if (opens >= 0 && closes >= 0 && closes <= opens)
        (void)problem_add(problems, INVALID, "hours_reversed", TEXT("closes"),
                          N_("It closes before it opens. What goes past midnight is written as two lines."));
    return check_service(work, before, &hours->head, hours->service, problems);
}

static enum outcome closing_check(struct work *work, const void *before, void *row, struct problems *problems)
{
    struct directory_closing *closing = row;
    if (closing->starts_on != DATE_NONE && closing->ends_on != DATE_NONE && closing->ends_on < closing->starts_on)
        (void)problem_add(problems, INVALID, "end_before_start", TEXT("ends_on"),
                          N_("The end lies before the beginning."));
    return check_service(work, before, &closing->head, closing->service, problems);
}

static struct text hours_title(struct work *work, const void *row) { return hours_shown(work, row); }

static struct text closing_title(struct work *work, const void *row)
{
    const struct directory_closing *closing = row;
    const struct text days[] = {language_date(work->arena, work->language, closing->starts_on),
                                language_date(work->arena, work->language, closing->ends_on)};
    return closing->starts_on == closing->ends_on ? days[0]
                                                  : tr_with(work->arena, work->language, N_("{1} to {2}"), days, 2);
}

struct record directory_hours_record = {
    .name = "directory_hours",
    .path = "directory-hours",
    .table = "directory_hours",
    .label = N_("Opening hours"),
    .plural = N_("Opening hours of services"),
    .size = sizeof(struct directory_hours),
    .fields = HOURS,
    .field_count = sizeof HOURS / sizeof *HOURS,
    .seal_with = SEAL_ORGANISATION,
    .read = &directory_read,
    .create = &directory_keep,
    .update = &directory_keep,
    .check = hours_check,
    .title = hours_title,
};
struct record directory_closing_record = {
    .name = "directory_closing",
    .path = "directory-closings",
    .table = "directory_closing",
    .label = N_("Days closed"),
    .plural = N_("Days on which services are closed"),
    .size = sizeof(struct directory_closing),
    .fields = CLOSING,
    .field_count = sizeof CLOSING / sizeof *CLOSING,
    .seal_with = SEAL_ORGANISATION,
    .read = &directory_read,
    .create = &directory_keep,
    .update = &directory_keep,
    .check = closing_check,
    .title = closing_title,
};
