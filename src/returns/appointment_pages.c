/* Appointments: the week, the list, and the address under which another calendar reads them. */
#include "access/wall_of_actor.h"
#include "audit/audit.h"
#include "identity/identity.h"
#include "persons/persons.h"
#include "returns/calendar.h"
#include "returns/journey_pages.h"
#include "returns/return_pages.h"
#include "web/application.h"
#include "web/form.h"
#include "web/record_parts.h"

enum { WEEK_DAYS = 7, FEED_PAST = 30, FEED_AHEAD = 365, FEED_YEARS = 2, FEED_MOST = 4 << 20 };

#define WEEK "/appointments/week"
#define ADDRESS "/appointments/calendar"
#define FEED "/appointments.ics"

/* ---- the list ---- */

static const struct record_page_options LIST = {
    .record = &appointment_record,
    .base = "/appointments",
    .users = &colleague_record,
    .offices = &office_record,
    .closed_list = true,
};

#define HANDLER(name, page)                                               \
    enum outcome name(struct request *request, struct response *response) \
    {                                                                     \
        return record_page_##page(request, response, &LIST);              \
    }

HANDLER(appointment_list, list)
HANDLER(appointment_filter, filter)
HANDLER(appointment_csv, csv)
HANDLER(appointment_xlsx, xlsx)
HANDLER(appointment_view_add, view_add)
HANDLER(appointment_view_remove, view_remove)

/* ---- the week ---- */

static const char *const WEEKDAYS[WEEK_DAYS] = {N_("Monday"), N_("Tuesday"),  N_("Wednesday"), N_("Thursday"),
                                                N_("Friday"), N_("Saturday"), N_("Sunday")};

static struct text time_shown(struct arena *arena, const struct calendar_entry *entry)
{
    return entry->seconds == CALENDAR_ALL_DAY
               ? TEXT_NONE
               : arena_format(arena, "%02d:%02d", (int)(entry->seconds / 3600), (int)(entry->seconds / 60 % 60));
}

static void show_entry(struct request *request, const struct calendar_entry *entry, struct text person,
                       struct week_entry *ret)
{
    struct work *work = &request->work;
    bool elsewhere = entry->zone.length > 0 && !text_is(entry->zone, zone_name(work->zone));
    *ret = (struct week_entry){
        .time = time_shown(work->arena, entry),
        .kind = entry->kind,
        .number = entry->number,
        .person = person,
        .place = entry->place,
        .zone = elsewhere ? choice_show(&appointment_zones, entry->zone, work->language) : TEXT_NONE,
        .path = record_address(request,
                               entry->base != NULL                  ? entry->base
                               : entry->seconds == CALENDAR_ALL_DAY ? "/return-cases"
                                                                    : "/appointments",
                               entry->id, ""),
        .result =
            entry->result.length == 0 ? TEXT_NONE : choice_show(&appointment_results, entry->result, work->language),
        .off = text_is(entry->result, "cancelled"),
    };
}

static enum outcome fill_week(struct request *request, bool mine, struct week_view *view)
{
    struct work *work = &request->work;
    struct calendar_entry *entries;
    size_t count;
    enum outcome outcome =
        calendar_entries(work, view->monday, view->monday + WEEK_DAYS - 1, mine, &entries, &count, &view->more);
    if (outcome != OK)
        return outcome;
    struct identifier *persons = arena_array(work->arena, struct identifier, count + 1);
    struct text *names = arena_array(work->arena, struct text, count + 1);
    for (size_t i = 0; i < count; i++)
        persons[i] = entries[i].person;
    outcome = record_titles(work, &person_record, persons, count, names);
    if (outcome != OK)
        return outcome;
    struct week_entry *shown = arena_array(work->arena, struct week_entry, count + 1);
    size_t at = 0;
    for (int32_t i = 0; i < WEEK_DAYS; i++) {
        struct week_day *day = &view->days[i];
        *day = (struct week_day){.weekday = WEEKDAYS[i],
                                 .date = view->monday + i,
                                 .id = arena_format(work->arena, "day-%d", (int)i + 1),
                                 .today = view->monday + i == view->today,
                                 .entries = shown + at};
        for (; at < count && entries[at].day == day->date; at++)
            show_entry(request, &entries[at], names[at], &day->entries[day->entry_count++]);
    }
    view->count = (int64_t)count;
    return OK;
}

static struct text week_path(const struct request *request, int32_t monday, bool mine)
{
    struct text day = date_to_text(request->work.arena, monday);
    return page_path(request,
                     arena_format(request->work.arena, WEEK "?from=%.*s%s", TEXT_ARG(day), mine ? "&whose=mine" : ""));
}

enum outcome appointment_week(struct request *request, struct response *response)
{
    struct work *work = &request->work;
    struct week_view view = {.today = zone_date(work->zone, work->now)};
    bool mine = text_is(parameters_get(&request->query, TEXT("whose")), "mine");
    int32_t from = view.today;
    struct text asked = parameters_get(&request->query, TEXT("from"));
    if (!text_is_empty(asked) && text_to_date(asked, &from) != OK)
        return NOT_FOUND;
    view.monday = from - date_weekday(from);
    enum outcome outcome = fill_week(request, mine, &view);
    if (outcome != OK)
        return outcome;
    view.previous = week_path(request, view.monday - WEEK_DAYS, mine);
    view.next = week_path(request, view.monday + WEEK_DAYS, mine);
    view.this_week = week_path(request, view.today, mine);
    view.all = week_path(request, view.monday, false);
    view.own = week_path(request, view.monday, true);
    view.mine = mine;
    view.list = page_path(request, TEXT("/appointments"));
    if (actor_may(&request->actor, &calendar_read))
        view.calendar = page_path(request, TEXT(ADDRESS));
    view.page = page_open(request, appointment_record.plural);
    page_trail(view.page, appointment_record.plural, TEXT_NONE);
    struct output out = page_output(request, response);
    appointment_week_page(&out, &view);
    return page_send(request, response, 200);
}

/* ---- on the page of a case ---- */

enum { SHOWN_MOST = 40 };

static struct text line_detail(struct work *work, const struct appointment *row)
{
    struct text at = language_date_time(work->arena, work->language, row->held_on, appointment_seconds(row));
    return row->place.length == 0 ? at : arena_format(work->arena, "%.*s · %.*s", TEXT_ARG(at), TEXT_ARG(row->place));
}

static void show_line(struct request *request, const struct appointment *row, struct journey_line *ret)
{
    static const struct {
        const char *result, *badge, *tone; /* badge N_() */
    } RESULTS[] = {{"kept", N_("Took place"), "good"},
                   {"missed", N_("The person did not come"), "bad"},
                   {"cancelled", N_("Called off"), "note"}};
    struct work *work = &request->work;
    *ret = (struct journey_line){.title = choice_show(&appointment_kinds, row->kind, work->language),
                                 .detail = line_detail(work, row),
                                 .path = record_address(request, "/appointments", row->head.id, "")};
    for (size_t i = 0; i < sizeof RESULTS / sizeof *RESULTS; i++)
        if (text_is(row->result, RESULTS[i].result)) {
            ret->badge = RESULTS[i].badge;
            ret->tone = RESULTS[i].tone;
        }
}

enum outcome appointments_view_make(struct request *request, const struct return_case *file,
                                    struct appointments_view *ret_view)
{
    struct work *work = &request->work;
    struct subject subject = record_subject(file);
    struct identifier *ids;
    size_t count;
    struct appointments_view view = {
        .shown = actor_may_field(work->actor, &return_read, NULL, appointment_record.purposes, &subject),
        .may_add = actor_may_on(work->actor, &appointment_keep, &subject),
    };
    enum outcome outcome = OK;
    if (view.shown)
        outcome = journey_rows(work, &appointment_record, file->head.id, file->head.person, &ids, &count);
    if (outcome != OK || !view.shown) {
        *ret_view = view;
        return outcome;
    }
    size_t first = count > SHOWN_MOST ? count - SHOWN_MOST : 0;
    view.lines = arena_array(work->arena, struct journey_line, count + 1);
    for (size_t i = count; i > first && outcome == OK; i--) {
        struct field_set readable;
        void *row;
        outcome = record_peek(work, &appointment_record, ids[i - 1], &row, &readable);
        if (outcome == OK)
            show_line(request, row, &view.lines[view.line_count++]);
        else if (outcome == NOT_FOUND)
            outcome = OK;
    }
    if (outcome == OK)
        *ret_view = view;
    return outcome;
}

/* ---- for other calendars ---- */

static enum outcome send_address(struct request *request, struct response *response, struct text token)
{
    struct arena *arena = request->work.arena;
    struct text base = request->application->settings->address;
    struct calendar_view view = {.page = page_open(request, N_("Appointments in your own calendar")),
                                 .key = form_key_new(request),
                                 .action = page_path(request, TEXT(ADDRESS)),
                                 .tokens = page_path(request, TEXT("/account/tokens"))};
    if (!text_is_empty(token)) {
        struct text path = page_path(request, TEXT(FEED));
        view.mine = arena_format(arena, "%.*s%.*s?key=%.*s", TEXT_ARG(base), TEXT_ARG(path), TEXT_ARG(token));
        view.all = arena_format(arena, "%.*s&whose=all", TEXT_ARG(view.mine));
    }
    page_trail(view.page, appointment_record.plural, TEXT(WEEK));
    page_trail(view.page, N_("Appointments in your own calendar"), TEXT_NONE);
    struct output out = page_output(request, response);
    calendar_address_page(&out, &view);
    return page_send(request, response, 200);
}

enum outcome calendar_address_show(struct request *request, struct response *response)
{
    return send_address(request, response, TEXT_NONE);
}

/* A token that opens nothing but the feed: no reader of the API asks for its one right. */
enum outcome calendar_address_make(struct request *request, struct response *response)
{
    struct work *work = &request->work;
    struct text token;
    if (request->redisplay)
        return send_address(request, response, TEXT_NONE);
    enum outcome outcome;
    if (form_answered(request, response, &outcome))
        return outcome;
    int32_t until = date_add_months(zone_date(work->zone, work->now), 12 * FEED_YEARS);
    outcome = token_make(work, work->actor->user, text_from(tr(work->language, N_("Calendar"))),
                         text_from(calendar_read.name), until, &token);
    if (outcome == OK)
        outcome = form_key_keep(request, TEXT(ADDRESS));
    const struct audit_event event = {.at = work->now,
                                      .organisation = work->actor->organisation,
                                      .user = work->actor->user,
                                      .role = actor_role_name(work->actor, work->actor->office),
                                      .action = TEXT("calendar.address_made"),
                                      .record = text_from(user_account_record.name),
                                      .subject = work->actor->user,
                                      .origin = work->actor->origin};
    if (outcome == OK)
        outcome = audit_add(work->db, &event);
    return outcome == OK ? send_address(request, response, token) : outcome;
}

/* Whoever holds the address is the user, for this page alone; what they may see is asked anew each time. */
static enum outcome read_as_user(struct request *request)
{
    struct work *work = &request->work;
    const struct application_hooks *hooks = &request->application->hooks;
    struct text key = parameters_get(&request->query, TEXT("key"));
    struct actor narrow = {.origin = request->address};
    struct actor user = {.origin = request->address};
    if (text_is_empty(key) || hooks->actor_of_token == NULL)
        return NOT_FOUND;
    enum outcome outcome = hooks->actor_of_token(work, key, &narrow);
    if (outcome != OK)
        return outcome < 0 ? outcome : NOT_FOUND;
    if (narrow.narrow == NULL || !actor_may(&narrow, &calendar_read)) /* no key of the API opens it */
        return NOT_FOUND;
    outcome = hooks->actor_of_user(work, narrow.user, &user);
    if (outcome != OK || !text_is_empty(user.confined_to))
        return outcome < 0 ? outcome : NOT_FOUND;
    request->actor = user;
    wall_set_actor(work->db, work->arena, &request->actor);
    return OK;
}

enum outcome calendar_feed(struct request *request, struct response *response)
{
    struct work *work = &request->work;
    struct calendar_entry *entries;
    size_t count;
    bool more;
    int32_t today = zone_date(work->zone, work->now);
    bool all = text_is(parameters_get(&request->query, TEXT("whose")), "all");
    enum outcome outcome = read_as_user(request);
    if (outcome == OK)
        outcome = calendar_entries(work, today - FEED_PAST, today + FEED_AHEAD, !all, &entries, &count, &more);
    if (outcome != OK)
        return outcome;
    buffer_clear(&response->body);
    calendar_write(work, entries, count, &response->body);
    response->status = 200;
    response->content_type = TEXT("text/calendar; charset=utf-8");
    return OK;
}
