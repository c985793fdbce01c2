/* Interviews, consulates, doctors, flights: what a case has to come to, at which hour of which wall. */
#include "returns/appointment.h"

#include "base/number.h"

static const struct choice KINDS[] = {
    {"interview", N_("Interview"), {0}},
    {"consulate", N_("Consulate"), {0}},
    {"medical", N_("Medical check"), {0}},
    {"authority", N_("Authority"), {0}},
    {"departure", N_("Flight"), {0}},
    {"visit", N_("Visit"), {0}},
    {"call", N_("Call with the receiving office"), {0}},
    {"other", N_("Other appointment"), {0}},
};
struct choice_list appointment_kinds = {"appointment_kinds", NULL, KINDS, sizeof KINDS / sizeof *KINDS};

static const struct choice RESULTS[] = {
    {"kept", N_("Took place"), {0}},
    {"missed", N_("The person did not come"), {0}},
    {"cancelled", N_("Called off"), {0}},
};
struct choice_list appointment_results = {"appointment_results", NULL, RESULTS, sizeof RESULTS / sizeof *RESULTS};

/* Names of tzdata.  Where nobody changes the clock one city stands for its neighbours. */
static const struct choice ZONES[] = {
    {"Africa/Casablanca", N_("Morocco"), {0}},
    {"Africa/Abidjan", N_("Abidjan, Bamako, Conakry, Dakar, Freetown, Lomé, Nouakchott, Ouagadougou"), {0}},
    {"Africa/Lagos", N_("Brazzaville, Cotonou, Douala, Kinshasa, Lagos, Libreville, Niamey"), {0}},
    {"Africa/Tunis", N_("Algiers, Tunis"), {0}},
    {"Africa/Cairo", N_("Cairo"), {0}},
    {"Africa/Khartoum", N_("Khartoum"), {0}},
    {"Africa/Nairobi", N_("Addis Ababa, Nairobi"), {0}},
    {"Europe/Paris", N_("Brussels, Frankfurt, Madrid, Paris, Rome"), {0}},
    {"Europe/Istanbul", N_("Istanbul"), {0}},
    {"Asia/Dubai", N_("Dubai"), {0}},
    {"Asia/Dhaka", N_("Dhaka"), {0}},
    {"Asia/Karachi", N_("Islamabad, Karachi"), {0}},
    {"Asia/Manila", N_("Manila"), {0}},
    {"UTC", N_("Universal time (UTC)"), {0}},
};
struct choice_list appointment_zones = {"appointment_zones", NULL, ZONES, sizeof ZONES / sizeof *ZONES};

static const struct field FIELDS[] = {
    FIELD(struct appointment, return_case, FIELD_LINK, .label = N_("Return case"), .target = &return_case_record,
          .flags = FIELD_REQUIRED | FIELD_COMPUTED | FIELD_LISTED),
    FIELD(struct appointment, kind, FIELD_CHOICE, .label = N_("What for"), .choices = &appointment_kinds,
          .flags = FIELD_REQUIRED | FIELD_FILTERED),
    FIELD(struct appointment, held_on, FIELD_DATE, .label = N_("Day"),
          .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_FILTERED | FIELD_SORTED),
    FIELD(struct appointment, begins, FIELD_TEXT, .label = N_("Time of day"),
          .flags = FIELD_REQUIRED | FIELD_SEALED | FIELD_LISTED, .longest = 8,
          .help = N_("On the clock of the place, for example 09:30.")),
    FIELD(struct appointment, minutes, FIELD_INTEGER, .label = N_("Minutes"), .smallest = 5,
          .largest = APPOINTMENT_MINUTES_MOST, .help = N_("Empty: half an hour.")),
    FIELD(struct appointment, zone, FIELD_CHOICE, .label = N_("Clock"), .choices = &appointment_zones,
          .flags = FIELD_REQUIRED, .help = N_("Whose time it is; Morocco’s own changes for Ramadan are known.")),
    FIELD(struct appointment, place, FIELD_TEXT, .label = N_("Place"), .flags = FIELD_SEALED | FIELD_LISTED,
          .longest = 160, .help = N_("No names of persons: the place is shown in calendars outside of Sanad.")),
    FIELD(struct appointment, note, FIELD_LINES, .label = N_("Note"), .flags = FIELD_SEALED, .longest = 1000),
    FIELD(struct appointment, result, FIELD_CHOICE, .label = N_("What became of it"), .choices = &appointment_results,
          .flags = FIELD_LISTED | FIELD_FILTERED, .help = N_("Empty as long as it is to come.")),
};

/* ---- times ---- */

enum outcome appointment_time_read(struct text typed, int32_t *ret_seconds)
{
    int64_t hour;
    int64_t minute = 0;
    struct text rest = text_trim(typed);
    struct text first = rest;
    struct text second = TEXT_NONE;
    for (size_t i = 0; i < rest.length; i++)
        if (rest.at[i] == ':' || rest.at[i] == 'h' || rest.at[i] == 'H' || rest.at[i] == '.') {
            first = text_slice(rest, 0, i);
            second = text_slice(rest, i + 1, rest.length);
            break;
        }
    if (rest.length == 4 && first.length == 4) {
        first = text_slice(rest, 0, 2);
        second = text_slice(rest, 2, 4);
    }
    bool minutes = second.length > 0;
    if (first.length > 2 || (minutes && second.length != 2) || text_to_integer(first, 0, 23, &hour) != OK ||
        (minutes && text_to_integer(second, 0, 59, &minute) != OK))
        return INVALID;
    *ret_seconds = (int32_t)(hour * 3600 + minute * 60);
    return OK;
}

int32_t appointment_seconds(const struct appointment *appointment)
{
    int32_t seconds;
    return appointment_time_read(appointment->begins, &seconds) == OK ? seconds : 0;
}

int64_t appointment_instant(const struct appointment *appointment)
{
    const struct zone *zone = zone_find(appointment->zone);
    return zone == NULL || appointment->held_on == DATE_NONE
               ? INSTANT_NONE
               : zone_instant(zone, appointment->held_on, appointment_seconds(appointment));
}

int64_t appointment_minutes(const struct appointment *appointment)
{
    return appointment->minutes == INTEGER_NONE ? APPOINTMENT_MINUTES : appointment->minutes;
}

/* In the hour that is left out when clocks go forward there is no such time. */
static void check_clock(int32_t held_on, struct text name, int32_t seconds, struct problems *problems)
{
    const struct zone *zone = zone_find(name);
    if (zone == NULL) {
        (void)problem_add(problems, INVALID, "zone_unknown", TEXT("zone"), N_("Choose from the list."));
        return;
    }
    int64_t instant = zone_instant(zone, held_on, seconds);
    if (instant == INSTANT_NONE || zone_date(zone, instant) != held_on || zone_second_of_day(zone, instant) != seconds)
        (void)problem_add(problems, INVALID, "time_left_out", TEXT("begins"),
                          N_("The clock jumps over this time on that day: choose another one."));
}

enum outcome appointment_check(struct work *work, int32_t held_on, struct text zone, struct text result,
                               struct text *begins, struct problems *problems)
{
    int32_t seconds;
    if (begins->length == 0 || held_on == DATE_NONE || zone.length == 0)
        return OK; /* said beside their fields already */
    struct text typed = digits_to_ascii(work->arena, *begins);
    if (appointment_time_read(typed, &seconds) != OK)
        return problem_add(problems, INVALID, "time_unreadable", TEXT("begins"),
                           N_("Give a time of the day, for example 09:30."));
    *begins = arena_format(work->arena, "%02d:%02d", (int)(seconds / 3600), (int)(seconds / 60 % 60));
    check_clock(held_on, zone, seconds, problems);
    const struct zone *known = zone_find(zone);
    int64_t instant = known == NULL ? INSTANT_NONE : zone_instant(known, held_on, seconds);
    bool over = result.length == 0 || text_is(result, "cancelled");
    if (!over && instant != INSTANT_NONE && instant > work->now)
        (void)problem_add(problems, INVALID, "result_before", TEXT("result"),
                          N_("This appointment is still to come: it can only be called off."));
    return OK;
}

static enum outcome check(struct work *work, const void *before, void *row, struct problems *problems)
{
    struct appointment *appointment = row;
    (void)before;
    return appointment_check(work, appointment->held_on, appointment->zone, appointment->result, &appointment->begins,
                             problems);
}

static struct text title(struct work *work, const void *row)
{
    const struct appointment *appointment = row;
    return choice_show(&appointment_kinds, appointment->kind, work->language);
}

struct record appointment_record = {
    .name = "appointment",
    .path = "appointments",
    .table = "appointment",
    .label = N_("Appointment"),
    .plural = N_("Appointments"),
    .size = sizeof(struct appointment),
    .fields = FIELDS,
    .field_count = sizeof FIELDS / sizeof *FIELDS,
    .about_person = true,
    .about = NULL,
    .seal_with = SEAL_PERSON,
    .purposes = PURPOSE_RECEPTION | PURPOSE_ASSISTANCE | PURPOSE_PROTECTION | PURPOSE_TRAVEL,
    .read = &return_read,
    .create = &appointment_keep,
    .update = &appointment_keep,
    .check = check,
    .title = title,
};
