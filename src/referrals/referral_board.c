/* The coordination board: tiles, cities, services with what is left of their week, and each referral with its clock. */
#include "referrals/referral_board.h"

#include <stdlib.h>
#include <string.h>

#include "agreements/agreements.h"
#include "base/number.h"
#include "codec/url.h"
#include "referrals/referral_pages.h"
#include "returns/returns.h"
#include "web/record_parts.h"

enum { ADDRESS_MOST = 4096, CITIES_DRAWN = 12, PAGES_MOST = 1000, DRAWN_SERIES = 2 };

static const struct {
    const char *code, *label;
} WAITS[BOARD_WAITS] = {
    [BOARD_ACKNOWLEDGE] = {"acknowledge", N_("To be acknowledged")},
    [BOARD_ANSWER] = {"answer", N_("To be accepted or refused")},
    [BOARD_REPLY] = {"reply", N_("The sender is to reply")},
    [BOARD_OUTCOME] = {"outcome", N_("In service: the outcome is to come")},
};
static const struct {
    const char *code, *label;
} SIDES[BOARD_SIDES] = {
    [BOARD_RECEIVED] = {"received", N_("Sent to us")},
    [BOARD_SENT] = {"sent", N_("Sent by us")},
};

/* ---- what is told of a row ---- */

int64_t protected_told(int64_t count) { return count / FIGURE_LEAST * FIGURE_LEAST; }

enum board_wait board_wait_of(struct text state)
{
    return text_is(state, "sent")           ? BOARD_ACKNOWLEDGE
           : text_is(state, "acknowledged") ? BOARD_ANSWER
           : text_is(state, "more_asked")   ? BOARD_REPLY
                                            : BOARD_OUTCOME;
}

int64_t board_days_left(const struct work *work, const struct board_row *row)
{
    enum board_wait wait = board_wait_of(row->state);
    if (wait == BOARD_ACKNOWLEDGE && row->due_at != INSTANT_NONE) {
        int64_t left = row->due_at - work->now;
        return left >= 0 ? left / DAY_MICROSECONDS : -((-left + DAY_MICROSECONDS - 1) / DAY_MICROSECONDS);
    }
    if (wait == BOARD_OUTCOME && row->feedback_due_on != DATE_NONE)
        return (int64_t)row->feedback_due_on - zone_date(work->zone, work->now);
    return INTEGER_NONE;
}

bool board_is_late(const struct work *work, const struct board_row *row)
{
    int64_t left = board_days_left(work, row);
    return left != INTEGER_NONE && left < 0;
}

struct text board_waits_for(struct work *work, const struct board_row *row)
{
    bool sender = board_wait_of(row->state) == BOARD_REPLY;
    bool ours = sender == (row->side == BOARD_SENT);
    return ours ? text_from(tr(work->language, N_("Us"))) : row->other;
}

struct text board_state_shown(struct work *work, const struct board_row *row)
{
    return text_from(tr(work->language, WAITS[board_wait_of(row->state)].label));
}

/* ---- what is asked ---- */

static struct text asked_code(const struct request *request, const char *name, const struct choice_list *list)
{
    struct text code = parameters_get(&request->query, text_from(name));
    return choice_find(list, code) == NULL ? TEXT_NONE : code;
}

/* "20780.0190…": the clock and the row behind which the page begins. */
static void read_mark(struct request *request, struct board_query *query)
{
    struct text mark = parameters_get(&request->query, TEXT("after"));
    struct text clock;
    int64_t day;
    if (mark.length == 0 || !text_split(&mark, '.', &clock) || text_to_integer(clock, 0, INT32_MAX, &day) != OK ||
        text_to_identifier(mark, &query->after) != OK)
        return;
    query->begun = true;
    query->after_clock = (int32_t)day;
}

void board_query_read(struct request *request, struct board_query *ret_query)
{
    struct work *work = &request->work;
    struct text side = parameters_get(&request->query, TEXT("side"));
    struct text waits = parameters_get(&request->query, TEXT("waits"));
    struct board_query query = {
        .wait = BOARD_WAITS,
        .priority = asked_code(request, "priority", &referral_priorities),
        .theme = asked_code(request, "theme", &agreement_themes),
        .city = text_trim(parameters_get(&request->query, TEXT("city"))),
        .late = text_is(parameters_get(&request->query, TEXT("late")), "yes"),
        .today = zone_date(work->zone, work->now),
        .now = work->now,
    };
    for (int wait = 0; wait < BOARD_WAITS; wait++)
        if (text_is(waits, WAITS[wait].code))
            query.wait = wait;
    for (size_t i = 0; i < BOARD_SIDES; i++)
        query.sides[i] = !text_is(side, SIDES[BOARD_SIDES - 1 - i].code);
    read_mark(request, &query);
    *ret_query = query;
}

static void add_parameter(struct buffer *address, const char *name, struct text value)
{
    if (value.length > 0)
        url_encode_parameter(address, false, text_from(name), value);
}

/* The address of the board, or of what stands behind it, with what was asked. */
static struct text address_of(struct request *request, const char *path, const struct board_query *query,
                              const char *more, struct text value)
{
    AUTO_BUFFER struct buffer address = buffer_open(ADDRESS_MOST);
    bool both = query->sides[BOARD_SENT] && query->sides[BOARD_RECEIVED];
    buffer_format(&address, "%s?waits=%s", path, query->wait == BOARD_WAITS ? "" : WAITS[query->wait].code);
    add_parameter(&address, "side", both ? TEXT_NONE : text_from(SIDES[query->sides[BOARD_SENT]].code));
    add_parameter(&address, "priority", query->priority);
    add_parameter(&address, "theme", query->theme);
    add_parameter(&address, "city", query->city);
    add_parameter(&address, "late", query->late ? TEXT("yes") : TEXT_NONE);
    add_parameter(&address, more, value);
    return page_path(request, address.full ? text_from(path) : arena_text(request->work.arena, buffer_text(&address)));
}

/* ---- the filters ---- */

static void offer(struct board_list *list, struct text code, struct text label, struct text chosen)
{
    list->options[list->count++] = (struct board_option){code, label, text_equal(code, chosen)};
}

static struct board_list open_list(struct work *work, const char *name, const char *label, const char *every,
                                   size_t most)
{
    return (struct board_list){.name = name,
                               .label = label,
                               .every = every,
                               .options = arena_array(work->arena, struct board_option, most + 1)};
}

static struct board_list list_of(struct work *work, struct board_list list, const struct choice_list *choices,
                                 struct text chosen)
{
    for (size_t i = 0; i < choices->count; i++)
        if (strcmp(choices->choices[i].code, "unaccompanied_minors") != 0) /* none of these stands here */
            offer(&list, text_from(choices->choices[i].code), choice_name(&choices->choices[i], work->language),
                  chosen);
    return list;
}

static void fill_lists(struct request *request, const struct board_query *query, const struct board_city *cities,
                       size_t city_count, struct board_view *view)
{
    struct work *work = &request->work;
    bool both = query->sides[BOARD_SENT] && query->sides[BOARD_RECEIVED];
    struct text side = both ? TEXT_NONE : text_from(SIDES[query->sides[BOARD_SENT]].code);
    struct text waits = query->wait == BOARD_WAITS ? TEXT_NONE : text_from(WAITS[query->wait].code);
    struct board_list *lists = view->lists;
    lists[0] = open_list(work, "waits", N_("What is waited for"), N_("Everything"), BOARD_WAITS);
    for (size_t i = 0; i < BOARD_WAITS; i++)
        offer(&lists[0], text_from(WAITS[i].code), text_from(tr(work->language, WAITS[i].label)), waits);
    lists[1] = open_list(work, "side", N_("Direction"), N_("Both directions"), BOARD_SIDES);
    for (size_t i = 0; i < BOARD_SIDES; i++)
        offer(&lists[1], text_from(SIDES[i].code), text_from(tr(work->language, SIDES[i].label)), side);
    lists[2] =
        list_of(work, open_list(work, "priority", N_("Priority"), N_("All priorities"), referral_priorities.count),
                &referral_priorities, query->priority);
    lists[3] = list_of(work, open_list(work, "theme", N_("Theme"), N_("All themes"), agreement_themes.count),
                       &agreement_themes, query->theme);
    lists[4] = open_list(work, "city", N_("City"), N_("All cities"), city_count);
    for (size_t i = 0; i < city_count; i++)
        offer(&lists[4], cities[i].city, cities[i].city, query->city);
    view->late = query->late;
    view->filtered = !both || query->wait != BOARD_WAITS || query->late || query->priority.length > 0 ||
                     query->theme.length > 0 || query->city.length > 0;
}

/* ---- sums ---- */

static void fill_tiles(struct request *request, const struct board_query *query, const struct board_service *services,
                       size_t count, struct board_view *view)
{
    struct board_query asked = *query;
    int64_t late = 0;
    for (size_t wait = 0; wait < BOARD_WAITS; wait++) {
        struct board_tile *tile = &view->tiles[wait];
        asked.wait = (int)wait;
        *tile = (struct board_tile){.label = WAITS[wait].label,
                                    .path = address_of(request, "/referral-board", &asked, "", TEXT_NONE)};
        for (size_t i = 0; i < count; i++) {
            tile->count += services[i].counts.waiting[wait];
            late += services[i].counts.late[wait];
        }
    }
    asked.wait = query->wait;
    asked.late = true;
    view->tiles[BOARD_WAITS] =
        (struct board_tile){.label = N_("Late"),
                            .count = late,
                            .path = address_of(request, "/referral-board", &asked, "", TEXT_NONE),
                            .late = late > 0};
}

static struct board_city *city_of(struct board_city *cities, size_t *count, struct text name)
{
    for (size_t i = 0; i < *count; i++)
        if (text_equal(cities[i].city, name))
            return &cities[i];
    cities[*count] = (struct board_city){.city = name, .capacity = INTEGER_NONE};
    return &cities[(*count)++];
}

static int by_waiting(const void *left, const void *right)
{
    const struct board_city *a = left;
    const struct board_city *b = right;
    int64_t more = b->waiting + b->serving - a->waiting - a->serving;
    return more != 0 ? (more > 0 ? 1 : -1) : text_compare(a->city, b->city);
}

/* What waits in each city beside what is left there. */
static void fill_cities(struct work *work, const struct board_query *query, const struct board_service *services,
                        size_t service_count, const struct board_city *known, size_t known_count,
                        struct board_view *view)
{
    struct board_city *cities = arena_array(work->arena, struct board_city, known_count + service_count + 1);
    size_t count = 0;
    for (size_t i = 0; i < known_count; i++)
        if (query->city.length == 0 || text_equal(query->city, known[i].city))
            cities[count++] = known[i];
    for (size_t i = 0; i < service_count; i++) {
        struct board_city *city = city_of(cities, &count, services[i].city);
        for (size_t wait = 0; wait < BOARD_WAITS; wait++) {
            *(wait == BOARD_OUTCOME ? &city->serving : &city->waiting) += services[i].counts.waiting[wait];
            city->late += services[i].counts.late[wait];
        }
    }
    if (count > 1)
        qsort(cities, count, sizeof *cities, by_waiting);
    view->cities = arena_array(work->arena, struct board_city_line, count + 1);
    view->city_count = count;
    for (size_t i = 0; i < count; i++)
        view->cities[i] = (struct board_city_line){
            .city = cities[i].city.length > 0 ? cities[i].city : text_from(tr(work->language, N_("Not known"))),
            .waiting = cities[i].waiting,
            .serving = cities[i].serving,
            .late = cities[i].late,
            .services = cities[i].services,
            .capacity = cities[i].capacity,
            .left = cities[i].left};
}

static void fill_chart(struct work *work, struct board_view *view)
{
    static const char *const SERIES[DRAWN_SERIES] = {N_("Waits for an answer"), N_("In service")};
    struct chart_point *points = arena_array(work->arena, struct chart_point, CITIES_DRAWN);
    struct text *series = arena_array(work->arena, struct text, DRAWN_SERIES);
    struct text title = text_from(tr(work->language, N_("What waits and what is left, by city")));
    size_t count = 0;
    for (size_t i = 0; i < DRAWN_SERIES; i++)
        series[i] = text_from(tr(work->language, SERIES[i]));
    for (size_t i = 0; i < view->city_count && count < CITIES_DRAWN; i++) {
        const struct board_city_line *city = &view->cities[i];
        points[count++] = (struct chart_point){city->city, {city->waiting, city->serving}};
    }
    view->chart = (struct chart){.kind = CHART_BARS,
                                 .id = TEXT("board"),
                                 .title = title,
                                 .description = title,
                                 .series = series,
                                 .series_count = DRAWN_SERIES,
                                 .points = points,
                                 .count = count};
}

/* ---- services ---- */

static struct text in_language(struct work *work, const struct text names[LANGUAGE_COUNT])
{
    for (size_t i = 0; i < LANGUAGE_COUNT; i++)
        if (language_at(i) == work->language && names[i].length > 0)
            return names[i];
    return names[0];
}

static struct board_service_line service_line(struct request *request, const struct board_service *service)
{
    struct work *work = &request->work;
    bool arabic = language_right_to_left(work->language) && service->provider_arabic.length > 0;
    struct board_service_line line = {
        .name = in_language(work, service->names),
        .path = record_address(request, "/directory-services", service->id, ""),
        .city = service->city,
        .provider = arabic ? service->provider_arabic : service->provider,
        .capacity = service->capacity,
        .left = INTEGER_NONE,
        .closed = !text_is(service->state, "open"),
    };
    if (service->capacity != INTEGER_NONE)
        line.left = service->capacity > service->taken ? service->capacity - service->taken : 0;
    for (size_t wait = 0; wait < BOARD_WAITS; wait++) {
        *(wait == BOARD_OUTCOME ? &line.serving : &line.waiting) += service->counts.waiting[wait];
        line.late += service->counts.late[wait];
    }
    return line;
}

static void fill_services(struct request *request, const struct board_query *query,
                          const struct board_service *services, size_t count, struct board_view *view)
{
    struct work *work = &request->work;
    int64_t number = 0;
    if (text_to_integer(parameters_get(&request->query, TEXT("services")), 0, PAGES_MOST, &number) != OK)
        number = 0;
    size_t from = (size_t)number * BOARD_PAGE < count ? (size_t)number * BOARD_PAGE : 0;
    view->services = arena_array(work->arena, struct board_service_line, BOARD_PAGE);
    view->service_total = (int64_t)count;
    for (size_t i = from; i < count && i < from + BOARD_PAGE; i++)
        view->services[view->service_count++] = service_line(request, &services[i]);
    if (from > 0)
        view->services_previous = address_of(request, "/referral-board", query, "services",
                                             arena_format(work->arena, "%zu", from / BOARD_PAGE - 1));
    if (from + BOARD_PAGE < count)
        view->services_next = address_of(request, "/referral-board", query, "services",
                                         arena_format(work->arena, "%zu", from / BOARD_PAGE + 1));
}

/* ---- rows ---- */

static bool is_before(const struct board_row *a, const struct board_row *b)
{
    return a->clock != b->clock ? a->clock < b->clock : identifier_compare(a->id, b->id) < 0;
}

enum outcome board_read(struct work *work, const struct board_query *query, size_t most, struct board_row **ret_rows,
                        size_t *ret_count, bool *ret_more)
{
    struct board_row *rows[BOARD_SIDES];
    size_t counts[BOARD_SIDES] = {0}, at[BOARD_SIDES] = {0}, count = 0;
    for (size_t side = 0; side < BOARD_SIDES; side++) {
        if (!query->sides[side])
            continue;
        enum outcome outcome = board_rows(work, query, (enum board_side)side, most + 1, &rows[side], &counts[side]);
        if (outcome != OK)
            return outcome;
    }
    size_t all = counts[0] + counts[1];
    *ret_rows = arena_array(work->arena, struct board_row, all + 1);
    while (count < all && count < most) {
        bool first = at[0] < counts[0];
        if (first && at[1] < counts[1])
            first = is_before(&rows[0][at[0]], &rows[1][at[1]]);
        size_t side = first ? 0 : 1;
        (*ret_rows)[count++] = rows[side][at[side]++];
    }
    *ret_count = count;
    *ret_more = count < all;
    return OK;
}

static struct text row_path(struct request *request, const struct board_row *row)
{
    bool sent = row->side == BOARD_SENT;
    if (!actor_may_on(&request->actor, sent ? &referral_read : &referral_received_read, &row->subject))
        return TEXT_NONE;
    return record_address(request, sent ? "/referrals" : "/received-referrals", row->id, "");
}

static struct text clock_shown(struct work *work, const struct board_row *row)
{
    enum board_wait wait = board_wait_of(row->state);
    if (wait == BOARD_ACKNOWLEDGE && row->due_at != INSTANT_NONE)
        return language_date_time(work->arena, work->language, zone_date(work->zone, row->due_at),
                                  zone_second_of_day(work->zone, row->due_at));
    if (wait == BOARD_OUTCOME && row->feedback_due_on != DATE_NONE)
        return language_short_date(work->arena, work->language, row->feedback_due_on);
    return TEXT_NONE;
}

static void fill_rows(struct request *request, const struct board_row *rows, size_t count, struct board_view *view)
{
    struct work *work = &request->work;
    view->rows = arena_array(work->arena, struct board_row_line, count + 1);
    view->row_count = count;
    for (size_t i = 0; i < count; i++) {
        const struct board_row *row = &rows[i];
        int64_t left = board_days_left(work, row);
        view->rows[i] = (struct board_row_line){
            .number = row->number,
            .path = row_path(request, row),
            .service = row->service,
            .city = row->city,
            .waits_for = board_waits_for(work, row),
            .from = row->side == BOARD_SENT ? text_from(tr(work->language, N_("Us"))) : row->other,
            .state = board_state_shown(work, row),
            .clock = clock_shown(work, row),
            .since = row->state_since,
            .days_late = left != INTEGER_NONE && left < 0 ? -left : 0,
            .priority = choice_show(&referral_priorities, row->priority, work->language),
            .urgent = !text_is(row->priority, "normal"),
        };
    }
}

static struct text mark_of(struct arena *arena, const struct board_row *row)
{
    return arena_format(arena, "%d.%.*s", row->clock, TEXT_ARG(identifier_to_text(arena, row->id)));
}

/* ---- the page ---- */

static enum outcome fill_protected(struct work *work, struct board_view *view)
{
    int64_t count = 0;
    enum outcome outcome = board_protected(work, &count);
    if (outcome == OK && protected_told(count) > 0)
        view->protected_count = language_number(work->arena, work->language, protected_told(count));
    return outcome;
}

static enum outcome fill_sums(struct request *request, const struct board_query *query, struct board_view *view)
{
    struct work *work = &request->work;
    struct board_service *services;
    struct board_city *cities;
    size_t service_count = 0, city_count = 0;
    enum outcome outcome = board_services(work, query, &services, &service_count);
    if (outcome == OK)
        outcome = board_cities(work, query->today - date_weekday(query->today), &cities, &city_count);
    if (outcome != OK)
        return outcome;
    fill_lists(request, query, cities, city_count, view);
    fill_tiles(request, query, services, service_count, view);
    fill_cities(work, query, services, service_count, cities, city_count, view);
    fill_chart(work, view);
    fill_services(request, query, services, service_count, view);
    return fill_protected(work, view);
}

enum outcome referral_board_show(struct request *request, struct response *response)
{
    struct work *work = &request->work;
    struct board_query query;
    struct board_view view = {0};
    struct board_row *rows;
    size_t count = 0;
    bool more = false;
    board_query_read(request, &query);
    enum outcome outcome = fill_sums(request, &query, &view);
    if (outcome == OK)
        outcome = board_read(work, &query, BOARD_PAGE, &rows, &count, &more);
    if (outcome != OK)
        return outcome;
    fill_rows(request, rows, count, &view);
    if (more)
        view.next = address_of(request, "/referral-board", &query, "after", mark_of(work->arena, &rows[count - 1]));
    if (query.begun)
        view.first = address_of(request, "/referral-board", &query, "", TEXT_NONE);
    view.csv = address_of(request, "/referral-board.csv", &query, "", TEXT_NONE);
    view.xlsx = address_of(request, "/referral-board.xlsx", &query, "", TEXT_NONE);
    view.indicators = page_path(request, TEXT("/referral-indicators"));
    view.empty = count == 0 && !view.filtered && !query.begun;
    view.page = page_open(request, N_("Coordination board"));
    page_trail(view.page, N_("Coordination board"), TEXT_NONE);
    struct output out = page_output(request, response);
    referral_board_page(&out, &view);
    return page_send(request, response, 200);
}
