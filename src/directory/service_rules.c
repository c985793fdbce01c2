/* Whom a service fits, when it receives, and how the two are said. */
#include "directory/directory_store.h"

#include "flow/closed_days.h"
#include "persons/persons.h"

/* ---- codes joined by commas ---- */

bool codes_have(struct text codes, struct text code)
{
    struct text rest = codes, part;
    if (code.length == 0)
        return false;
    while (text_split(&rest, ',', &part))
        if (text_equal(text_trim(part), code))
            return true;
    return false;
}

bool codes_meet(struct text codes, struct text others)
{
    struct text rest = others, part;
    while (text_split(&rest, ',', &part))
        if (codes_have(codes, text_trim(part)))
            return true;
    return false;
}

struct text codes_shown(struct work *work, const struct choice_list *list, struct text codes)
{
    AUTO_BUFFER struct buffer shown = buffer_open(16 * 1024);
    struct text rest = codes, part;
    const char *comma = language_right_to_left(work->language) ? "\u060c " : ", ";
    while (text_split(&rest, ',', &part)) {
        if (part.length == 0)
            continue;
        if (shown.length > 0)
            buffer_add(&shown, text_from(comma));
        buffer_add(&shown, choice_show(list, text_trim(part), work->language));
    }
    return arena_text(work->arena, buffer_text(&shown));
}

/* ---- whom it fits ---- */

struct service_facts service_facts_none(void) { return (struct service_facts){.age = INTEGER_NONE, .day = DATE_NONE}; }

static void give_reason(struct service_reasons *reasons, bool unknown, const char *code, const char *message,
                        struct text first)
{
    if (reasons->count == SERVICE_REASONS_MOST)
        return;
    reasons->at[reasons->count++] = (struct service_reason){code, message, {first, TEXT_NONE}, unknown};
    if (!unknown)
        reasons->fit = SERVICE_FITS_NOT;
    else if (reasons->fit == SERVICE_FITS)
        reasons->fit = SERVICE_MAY_FIT;
}

static void compare_category(struct work *work, const struct directory_service *service,
                             const struct service_facts *facts, struct service_reasons *reasons)
{
    if (facts->category.length == 0 || text_equal(service->category, facts->category) ||
        codes_have(service->also, facts->category))
        return;
    give_reason(reasons, false, "other_kind", N_("It is another kind of service: {1}."),
                choice_show(&service_categories, service->category, work->language));
}

static void compare_age(struct work *work, const struct directory_service *service, const struct service_facts *facts,
                        struct service_reasons *reasons)
{
    struct text from = language_number(work->arena, work->language, service->age_from),
                to = language_number(work->arena, work->language, service->age_to);
    if (service->age_from == INTEGER_NONE && service->age_to == INTEGER_NONE)
        return;
    if (facts->age == INTEGER_NONE)
        give_reason(reasons, true, "age_unknown", N_("It asks for an age, which is not known."), TEXT_NONE);
    else if (service->age_from != INTEGER_NONE && facts->age < service->age_from)
        give_reason(reasons, false, "too_young", N_("Only from the age of {1}."), from);
    else if (service->age_to != INTEGER_NONE && facts->age > service->age_to)
        give_reason(reasons, false, "too_old", N_("Only up to the age of {1}."), to);
}

static void compare_sex(struct work *work, const struct directory_service *service, const struct service_facts *facts,
                        struct service_reasons *reasons)
{
    struct text asked = choice_show(&service_sexes, service->for_sex, work->language);
    if (service->for_sex.length == 0 || text_equal(service->for_sex, facts->sex))
        return;
    bool unknown = facts->sex.length == 0 || text_is(facts->sex, "X");
    give_reason(reasons, unknown, unknown ? "sex_unknown" : "other_sex",
                unknown ? N_("Ask there: {1}.") : N_("It receives others: {1}."), asked);
}

static void compare_status(struct work *work, const struct directory_service *service,
                           const struct service_facts *facts, struct service_reasons *reasons)
{
    struct text asked = codes_shown(work, &service_statuses, service->statuses);
    if (service->statuses.length == 0 || codes_have(service->statuses, facts->status))
        return;
    if (choice_find(&service_statuses, facts->status) == NULL)
        give_reason(reasons, true, "status_unknown", N_("It asks for a status, which is not known: {1}."), asked);
    else
        give_reason(reasons, false, "other_status", N_("Only with one of these statuses: {1}."), asked);
}

static void compare_needs(struct work *work, const struct directory_service *service, const struct service_facts *facts,
                          struct service_reasons *reasons)
{
    struct text asked = codes_shown(work, &service_needs, service->needs);
    if (service->needs.length == 0 || codes_meet(service->needs, facts->needs))
        return;
    if (facts->needs.length == 0)
        give_reason(reasons, true, "needs_unknown", N_("Only for persons who are: {1}. It is not known here."), asked);
    else
        give_reason(reasons, false, "other_needs", N_("Only for persons who are: {1}."), asked);
}

static void compare_languages(struct work *work, const struct directory_service *service,
                              const struct service_facts *facts, struct service_reasons *reasons)
{
    if (facts->languages.length == 0 || codes_meet(service->languages, facts->languages))
        return;
    if (service->languages.length == 0)
        give_reason(reasons, true, "languages_unknown", N_("Which languages are spoken there is not known."),
                    TEXT_NONE);
    else
        give_reason(reasons, false, "other_languages", N_("Other languages are spoken there: {1}."),
                    codes_shown(work, &spoken_languages, service->languages));
}

static void compare_state(struct work *work, const struct directory_service *service, const struct service_facts *facts,
                          struct service_reasons *reasons)
{
    int32_t day = facts->day == DATE_NONE ? zone_date(work->zone, work->now) : facts->day;
    if (text_is(service->head.state, "closed"))
        give_reason(reasons, false, "closed", N_("It is closed for good."), TEXT_NONE);
    else if (text_is(service->head.state, "suspended") &&
             (service->suspended_until == DATE_NONE || day <= service->suspended_until))
        give_reason(reasons, false, "suspended", N_("It is suspended."), TEXT_NONE);
    if (service->capacity != INTEGER_NONE && facts->places > service->capacity)
        give_reason(reasons, false, "too_many", N_("It receives only {1} persons a week."),
                    language_number(work->arena, work->language, service->capacity));
}

void service_fits(struct work *work, const struct directory_service *service, const struct service_facts *facts,
                  struct service_reasons *ret_reasons)
{
    static void (*const COMPARISONS[])(struct work *, const struct directory_service *, const struct service_facts *,
                                       struct service_reasons *) = {
        compare_state, compare_category, compare_age, compare_sex, compare_status, compare_needs, compare_languages,
    };
    *ret_reasons = (struct service_reasons){.fit = SERVICE_FITS};
    for (size_t i = 0; i < sizeof COMPARISONS / sizeof *COMPARISONS; i++)
        COMPARISONS[i](work, service, facts, ret_reasons);
}

bool service_is_old(const struct directory_service *service, int32_t today)
{
    return !text_is(service->head.state, "closed") && service->verify_by != DATE_NONE && service->verify_by <= today;
}

/* ---- when it receives ---- */

static void close_day(struct service_day *day, const char *why, struct text about)
{
    day->open = false;
    day->why = why;
    day->about = about;
}

/* Do hours of Ramadan exist for it at all? */
static bool has_season(const struct directory_entry *entry, const char *season)
{
    for (size_t i = 0; i < entry->hour_count; i++)
        if (text_is(entry->hours[i]->season, season))
            return true;
    return false;
}

static void add_hours(const struct directory_entry *entry, int32_t day, const char *season, struct service_day *ret)
{
    struct text today = text_from(week_days.choices[date_weekday(day)].code);
    for (size_t i = 0; i < entry->hour_count && ret->count < SERVICE_HOURS_MOST; i++) {
        const struct directory_hours *hours = entry->hours[i];
        size_t at = ret->count;
        if (!text_is(hours->season, season) || !codes_have(hours->days, today))
            continue;
        while (at > 0 && text_compare(ret->hours[at - 1].opens, hours->opens) > 0) {
            ret->hours[at] = ret->hours[at - 1];
            at--;
        }
        ret->hours[at].opens = hours->opens;
        ret->hours[at].closes = hours->closes;
        ret->count++;
    }
}

static bool is_suspended(const struct directory_service *service, int32_t day)
{
    return text_is(service->head.state, "suspended") &&
           (service->suspended_from == DATE_NONE || day >= service->suspended_from) &&
           (service->suspended_until == DATE_NONE || day <= service->suspended_until);
}

void entry_day(struct work *work, const struct directory_entry *entry, int32_t day, struct service_day *ret_day)
{
    const struct directory_service *service = entry->service;
    *ret_day = (struct service_day){.open = true, .ramadan = day_is_ramadan(day)};
    if (text_is(service->head.state, "closed") && (service->closed_on == DATE_NONE || day >= service->closed_on)) {
        close_day(ret_day, N_("It is closed for good."), TEXT_NONE);
        return;
    }
    if (is_suspended(service, day)) {
        close_day(ret_day, N_("It is suspended."), TEXT_NONE);
        return;
    }
    for (size_t i = 0; i < entry->closing_count; i++)
        if (day >= entry->closings[i]->starts_on && day <= entry->closings[i]->ends_on) {
            close_day(ret_day, N_("It is closed on these days: {1}."), entry->closings[i]->reason);
            return;
        }
    if (service->holidays.is != FLAG_YES && day_is_holiday(day)) {
        close_day(ret_day, N_("It is a public holiday."), TEXT_NONE);
        return;
    }
    if (entry->hour_count == 0)
        return;
    add_hours(entry, day, ret_day->ramadan && has_season(entry, "ramadan") ? "ramadan" : "usual", ret_day);
    if (ret_day->count == 0)
        close_day(ret_day, N_("It does not receive on this day: {1}."),
                  choice_show(&week_days, text_from(week_days.choices[date_weekday(day)].code), work->language));
}

int32_t entry_next_open(struct work *work, const struct directory_entry *entry, int32_t day)
{
    enum { FORTNIGHT = 14 };
    struct service_day found;
    for (int32_t next = day; next < day + FORTNIGHT; next++) {
        entry_day(work, entry, next, &found);
        if (found.open)
            return next;
    }
    return DATE_NONE;
}

enum outcome service_open_on(struct work *work, struct identifier service, int32_t day, struct service_day *ret_day)
{
    struct directory_entry entry;
    enum outcome outcome = entry_read(work, service, false, &entry);
    if (outcome == OK)
        entry_day(work, &entry, day, ret_day);
    return outcome;
}

/* ---- as people read it ---- */

/* "Monday to Friday" where days follow one another, else each of them. */
static struct text days_shown(struct work *work, struct text days)
{
    size_t first = week_days.count, last = 0, count = 0;
    for (size_t i = 0; i < week_days.count; i++)
        if (codes_have(days, text_from(week_days.choices[i].code))) {
            first = first < i ? first : i;
            last = i;
            count++;
        }
    if (count < 3 || last - first + 1 != count)
        return codes_shown(work, &week_days, days);
    const struct text ends[] = {choice_name(&week_days.choices[first], work->language),
                                choice_name(&week_days.choices[last], work->language)};
    return tr_with(work->arena, work->language, N_("{1} to {2}"), ends, 2);
}

struct text hours_shown(struct work *work, const struct directory_hours *hours)
{
    const struct text parts[] = {days_shown(work, hours->days), hours->opens, hours->closes};
    return tr_with(work->arena, work->language, N_("{1}, open {2} to {3}"), parts, 3);
}

struct text site_address_shown(struct work *work, const struct directory_site *site, bool outside)
{
    bool arabic = language_right_to_left(work->language) && site->address_arabic.length > 0;
    struct text street = arabic ? site->address_arabic : site->address;
    struct text town = site->postal_code.length == 0
                           ? site->city
                           : arena_format(work->arena, "%.*s %.*s", TEXT_ARG(site->postal_code), TEXT_ARG(site->city));
    if (street.length == 0 || (outside && site->address_hidden.is == FLAG_YES))
        return outside && site->address_hidden.is == FLAG_YES ? site->city : town;
    return arena_format(work->arena, "%.*s\n%.*s", TEXT_ARG(street), TEXT_ARG(town));
}

struct text organisation_shown(struct work *work, const struct organisation *organisation)
{
    return partner_record.title(work, organisation);
}
