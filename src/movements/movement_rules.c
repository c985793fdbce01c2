/* Checks, guards and effects of a journey and its flights. */
#include "movements/movement_rules.h"

const struct actor movement_system = {.system = true};

static int32_t today(const struct work *work) { return zone_date(work->zone, work->now); }

static void begin(const void *before, void *row, const char *state)
{
    if (before == NULL && record_head_of(row)->state.length == 0)
        record_head(row)->state = text_from(state);
}

static void refuse(struct problems *problems, const char *field, const char *code, const char *message)
{
    (void)problem_add(problems, INVALID, code, text_from(field), message);
}

bool movement_is_planned(const struct movement *movement) { return text_is(movement->head.state, "planned"); }

/* ---- the journey ---- */

enum outcome movement_check(struct work *work, const void *before, void *row, struct problems *problems)
{
    struct movement *movement = row;
    const struct movement *old = before;
    struct identifier organisation;
    begin(before, row, movement_flow.states[0].name);
    bool same = old != NULL && identifier_equal(old->receiving_office, movement->receiving_office);
    if (same)
        return OK;
    movement->receiving_name = TEXT_NONE;
    if (old != NULL && !text_is(old->head.state, "planned"))
        refuse(problems, "receiving_office", "booked_already",
               N_("The receiving office was told already: move the flight first, then choose another."));
    if (identifier_is_none(movement->receiving_office))
        return OK;
    enum outcome outcome = office_place(work, movement->receiving_office, &organisation, &movement->receiving_name);
    if (outcome == NOT_FOUND || (outcome == OK && identifier_equal(organisation, movement->head.organisation)))
        return problem_add(problems, INVALID, "not_receiving", TEXT("receiving_office"),
                           N_("Choose an office that receives travellers."));
    return outcome;
}

enum outcome movement_stored(struct work *work, const void *before, const void *row)
{
    bool begins = before == NULL && text_is(record_head_of(row)->state, movement_flow.states[0].name);
    return begins ? flow_begin(work, &movement_flow, row) : OK;
}

enum outcome escort_check(struct work *work, const void *before, void *row, struct problems *problems)
{
    (void)work, (void)problems;
    begin(before, row, "kept");
    return OK;
}

/* ---- a flight ---- */

/* The time on the wall there as an instant; says beside the field what is wrong with it. */
static int64_t read_time(const struct zone *zone, int32_t day, struct text typed, const char *field,
                         struct problems *problems)
{
    int32_t seconds;
    int64_t instant;
    if (typed.length == 0 || day == DATE_NONE)
        return INSTANT_NONE;
    if (clock_time_read(typed, &seconds) != OK) {
        refuse(problems, field, "time_unreadable", N_("Write the time as on the ticket, with four digits: 09:30."));
        return INSTANT_NONE;
    }
    if (zone == NULL)
        return INSTANT_NONE;
    if (wall_clock_instant(zone, day, seconds, &instant) == OK)
        return instant;
    refuse(problems, field, "time_does_not_exist",
           N_("This time does not exist there on that day: the clocks are put forward."));
    return INSTANT_NONE;
}

static struct text utc_shown(struct arena *arena, int64_t instant)
{
    struct text text = instant_to_text(arena, instant); /* 2026-11-22T09:00:00Z */
    struct text date = text_slice(text, 0, 10);
    struct text time = text_slice(text, 11, 16);
    return arena_format(arena, "%.*s %.*s UTC", TEXT_ARG(date), TEXT_ARG(time));
}

static void check_times(struct work *work, const struct movement_leg *leg, struct problems *problems)
{
    if (leg->departs_at == INSTANT_NONE || leg->arrives_at == INSTANT_NONE)
        return;
    switch (flight_fault(leg->departs_at, leg->arrives_at)) {
    case FLIGHT_LANDS_BEFORE_LEAVING:
        (void)problem_add_with(problems, INVALID, "lands_before_leaving", TEXT("arrives_time"),
                               N_("This flight would land before it leaves: it leaves at {1} and lands at {2}. Check "
                                  "days, times and airports."),
                               utc_shown(work->arena, leg->departs_at), utc_shown(work->arena, leg->arrives_at));
        break;
    case FLIGHT_TOO_LONG:
        (void)problem_add_with(problems, INVALID, "flight_too_long", TEXT("arrives_time"),
                               N_("This flight would last more than {1} hours. Check the days, or enter each flight by "
                                  "itself."),
                               arena_format(work->arena, "%d", FLIGHT_HOURS_MOST), TEXT_NONE);
        break;
    case FLIGHT_SOUND:
        break;
    }
}

static bool overlap(const struct movement_leg *a, const struct movement_leg *b)
{
    return a->departs_at < b->arrives_at && b->departs_at < a->arrives_at;
}

/* Nobody sits in two aircraft at once. */
static enum outcome check_others(struct work *work, const struct movement_leg *leg, struct problems *problems)
{
    struct movement_leg **others;
    size_t count;
    enum outcome outcome = movement_legs(work, leg->movement, &others, &count);
    if (outcome != OK || leg->departs_at == INSTANT_NONE || leg->arrives_at == INSTANT_NONE ||
        text_is(leg->head.state, "removed"))
        return outcome;
    if (count == LEGS_MOST && leg->head.version == 0)
        refuse(problems, "", "flights_too_many", N_("A journey has eight flights at most."));
    for (size_t i = 0; i < count; i++)
        if (!identifier_equal(others[i]->head.id, leg->head.id) && overlap(leg, others[i]))
            (void)problem_add_with(problems, INVALID, "flights_overlap", TEXT("departs_time"),
                                   N_("At that time the group still sits in flight {1}: it leaves at {2}."),
                                   others[i]->flight, utc_shown(work->arena, others[i]->departs_at));
    return OK;
}

enum outcome leg_check(struct work *work, const void *before, void *row, struct problems *problems)
{
    struct movement_leg *leg = row;
    void *movement;
    begin(before, row, "kept");
    enum outcome outcome = record_get_unlimited(work, &movement_record, leg->movement, &movement);
    if (outcome != OK)
        return outcome == NOT_FOUND ? INVALID : outcome;
    if (!movement_is_planned(movement))
        refuse(problems, "", "booked_already",
               N_("This journey is booked: move the flight first, then change its flights."));
    leg->departs_zone = airport_zone_name(leg->from_airport);
    leg->arrives_zone = airport_zone_name(leg->to_airport);
    leg->departs_at =
        read_time(airport_zone(leg->from_airport), leg->departs_on, leg->departs_time, "departs_time", problems);
    leg->arrives_at =
        read_time(airport_zone(leg->to_airport), leg->arrives_on, leg->arrives_time, "arrives_time", problems);
    if (leg->from_airport.length > 0 && text_equal(leg->from_airport, leg->to_airport))
        refuse(problems, "to_airport", "same_airport", N_("A flight ends at another airport than where it began."));
    check_times(work, leg, problems);
    return check_others(work, leg, problems);
}

/* ---- what the journey takes from its flights ---- */

enum outcome movement_legs(struct work *work, struct identifier movement, struct movement_leg ***ret_legs,
                           size_t *ret_count)
{
    struct identifier *ids;
    size_t count;
    enum outcome outcome = leg_ids(work, movement, &ids, &count);
    if (outcome != OK)
        return outcome;
    struct movement_leg **legs = arena_array(work->arena, struct movement_leg *, count + 1);
    for (size_t i = 0; i < count && outcome == OK; i++) {
        void *row;
        outcome = record_get_unlimited(work, &leg_record, ids[i], &row);
        legs[i] = row;
    }
    *ret_legs = legs;
    *ret_count = count;
    return outcome;
}

size_t movement_connections(struct arena *arena, struct movement_leg *const *legs, size_t count,
                            struct connection_note **ret_notes)
{
    struct connection_note *notes = arena_array(arena, struct connection_note, count + 1);
    size_t found = 0;
    for (size_t i = 1; i < count; i++) {
        struct connection_note note = {.lands = legs[i - 1], .leaves = legs[i]};
        note.connection =
            connection_between((struct flight_end){legs[i - 1]->to_airport, legs[i - 1]->arrives_at},
                               (struct flight_end){legs[i]->from_airport, legs[i]->departs_at}, &note.minutes);
        if (note.connection != CONNECTION_SOUND)
            notes[found++] = note;
    }
    *ret_notes = notes;
    return found;
}

static struct text route_of(struct arena *arena, struct movement_leg *const *legs, size_t count)
{
    struct text route = count == 0 ? TEXT_NONE : legs[0]->from_airport;
    for (size_t i = 0; i < count; i++) {
        bool goes_on = i == 0 || text_equal(legs[i]->from_airport, legs[i - 1]->to_airport);
        if (!goes_on)
            route = arena_format(arena, "%.*s / %.*s", TEXT_ARG(route), TEXT_ARG(legs[i]->from_airport));
        route = arena_format(arena, "%.*s – %.*s", TEXT_ARG(route), TEXT_ARG(legs[i]->to_airport));
    }
    return route;
}

static void take_itinerary(struct arena *arena, struct movement *movement, struct movement_leg *const *legs,
                           size_t count)
{
    const struct movement_leg *first = count == 0 ? NULL : legs[0];
    const struct movement_leg *last = count == 0 ? NULL : legs[count - 1];
    movement->route = route_of(arena, legs, count);
    movement->flight = first == NULL ? TEXT_NONE : first->flight;
    movement->departs_from = first == NULL ? TEXT_NONE : first->from_airport;
    movement->departs_on = first == NULL ? DATE_NONE : first->departs_on;
    movement->departs_at = first == NULL ? INSTANT_NONE : first->departs_at;
    movement->arrives_in = last == NULL ? TEXT_NONE : last->to_airport;
    movement->arrives_on = last == NULL ? DATE_NONE : last->arrives_on;
    movement->arrives_at = last == NULL ? INSTANT_NONE : last->arrives_at;
}

enum outcome leg_stored(struct work *work, const void *before, const void *row)
{
    struct identifier id = ((const struct movement_leg *)row)->movement;
    struct movement_leg **legs;
    size_t count;
    void *movement;
    (void)before;
    enum outcome outcome = movement_legs(work, id, &legs, &count);
    if (outcome == OK)
        outcome = record_get_unlimited(work, &movement_record, id, &movement);
    if (outcome != OK)
        return outcome;
    struct movement *changed = record_copy(work->arena, &movement_record, movement);
    take_itinerary(work->arena, changed, legs, count);
    return record_update_by_step(work, &movement_record, movement, changed, TEXT("itinerary"));
}

/* ---- guards ---- */

static struct text movement_path(struct gate *gate, const struct movement *movement, const char *rest)
{
    struct text id = identifier_to_text(gate->arena, movement->head.id);
    return arena_format(gate->arena, "/movements/%.*s%s", TEXT_ARG(id), rest);
}

static enum outcome count_misses(struct work *work, const struct movement *movement,
                                 struct movement_traveller *const *travellers, size_t count, size_t *ret_missing)
{
    size_t missing = 0;
    enum outcome outcome = OK;
    for (size_t i = 0; i < count && outcome == OK; i++) {
        struct gate gate;
        outcome = traveller_misses(work, movement, travellers[i], &gate);
        missing += outcome == OK && !gate_is_open(&gate);
    }
    *ret_missing = missing;
    return outcome;
}

/* Where somebody needs an escort, one of that kind is named. */
static enum outcome escorts_are_named(struct work *work, const struct movement *movement,
                                      struct movement_traveller *const *travellers, size_t count, bool *ret_named)
{
    static const struct {
        const char *need, *kind;
    } PAIRS[] = {{"medical_escort", "medical"}, {"social_escort", "social"}, {"guardian_escort", "guardian"}};
    struct identifier *ids;
    size_t escort_count;
    struct text kinds = TEXT(",");
    enum outcome outcome = escort_ids(work, movement->head.id, &ids, &escort_count);
    for (size_t i = 0; i < escort_count && outcome == OK; i++) {
        void *escort;
        outcome = record_get_unlimited(work, &escort_record, ids[i], &escort);
        if (outcome == OK)
            kinds = arena_format(work->arena, "%.*s%.*s,", TEXT_ARG(kinds),
                                 TEXT_ARG(((const struct movement_escort *)escort)->kind));
    }
    bool named = true;
    for (size_t i = 0; i < count; i++)
        for (size_t pair = 0; pair < sizeof PAIRS / sizeof *PAIRS; pair++) {
            struct text needs = arena_format(work->arena, ",%.*s,", TEXT_ARG(travellers[i]->needs));
            struct text need = arena_format(work->arena, ",%s,", PAIRS[pair].need);
            struct text kind = arena_format(work->arena, ",%s,", PAIRS[pair].kind);
            named = named && (text_find(needs, need) < 0 || text_find(kinds, kind) >= 0);
        }
    *ret_named = named;
    return outcome;
}

/* Where the programme names lines for travel, every ticket that has a cost fits on one. */
static enum outcome require_tickets(struct work *work, const struct movement *movement,
                                    struct movement_traveller *const *travellers, size_t count, struct gate *gate)
{
    struct ticket_order *orders = arena_array(work->arena, struct ticket_order, count + 1);
    size_t planned = 0;
    bool asked, fit;
    for (size_t i = 0; i < count; i++)
        if (text_is(travellers[i]->head.state, "planned"))
            orders[planned++] = traveller_ticket(movement, travellers[i]);
    enum outcome outcome = return_tickets_fit(work, movement->head.organisation, orders, planned, &asked, &fit);
    if (outcome == OK && asked)
        gate_require(gate, fit, "tickets_not_funded", N_("Budget lines for travel hold the cost of the tickets"),
                     N_("Programme manager and finance"), TEXT("/grants"));
    return outcome;
}

static size_t count_planned(struct movement_traveller *const *travellers, size_t count)
{
    size_t planned = 0;
    for (size_t i = 0; i < count; i++)
        planned += text_is(travellers[i]->head.state, "planned");
    return planned;
}

static bool any_held(struct movement_traveller *const *travellers, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (travellers[i]->held.is == FLAG_YES)
            return true;
    return false;
}

enum outcome movement_can_book(struct work *work, const void *row, struct gate *gate)
{
    const struct movement *movement = row;
    struct movement_traveller **travellers;
    struct family_fault *faults;
    size_t count, fault_count, missing;
    bool escorts;
    enum outcome outcome = movement_travellers(work, movement->head.id, &travellers, &count);
    if (outcome == OK)
        outcome = movement_family_faults(work, movement, &faults, &fault_count);
    if (outcome == OK)
        outcome = count_misses(work, movement, travellers, count, &missing);
    if (outcome == OK)
        outcome = escorts_are_named(work, movement, travellers, count, &escorts);
    if (outcome != OK)
        return outcome;
    gate_require(gate, movement->departs_at != INSTANT_NONE, "itinerary_missing", N_("The flights are entered"),
                 N_("Operations officer"), movement_path(gate, movement, "/movement-legs/new"));
    gate_require(gate, movement->departs_at == INSTANT_NONE || movement->departs_at > work->now, "flight_has_left",
                 N_("The first flight has not left yet"), N_("Operations officer"),
                 movement_path(gate, movement, "#itinerary"));
    gate_require(gate, count_planned(travellers, count) > 0, "travellers_missing", N_("Somebody travels"),
                 N_("Operations officer"), movement_path(gate, movement, "/travellers/new"));
    gate_require(gate, fault_count == 0, "family_split", N_("Families travel together: no family is split"),
                 N_("Operations officer and caseworker"), movement_path(gate, movement, "#families"));
    gate_require(gate, !any_held(travellers, count), "family_held", N_("No family is held back"),
                 N_("Operations officer"), movement_path(gate, movement, "#travellers"));
    gate_require(gate, escorts, "escort_missing", N_("The escorts that travellers need are named"),
                 N_("Operations officer"), movement_path(gate, movement, "/movement-escorts/new"));
    gate_require(gate, missing == 0, "travellers_not_ready",
                 N_("No traveller lacks anything on the day of departure: see beside each name"),
                 N_("Operations officer and caseworker"), movement_path(gate, movement, "#travellers"));
    return require_tickets(work, movement, travellers, count, gate);
}

enum outcome movement_can_leave(struct work *work, const void *row, struct gate *gate)
{
    const struct movement *movement = row;
    int64_t open, disputed = 0;
    struct movement_traveller **travellers;
    size_t count;
    enum outcome outcome = traveller_count(work, movement->head.id, "booked", &open);
    if (outcome == OK)
        outcome = movement_travellers(work, movement->head.id, &travellers, &count);
    if (outcome != OK)
        return outcome;
    for (size_t i = 0; i < count; i++)
        disputed += travellers[i]->disputed.is == FLAG_YES;
    gate_require(gate, movement->departs_on != DATE_NONE && movement->departs_on <= today(work), "travel_day_not_come",
                 N_("The day of travel has come"), N_("Operations officer"), TEXT_NONE);
    gate_require(gate, open == 0, "marks_missing", N_("Every traveller is marked on the departure-day list"),
                 N_("Operations officer"), movement_path(gate, movement, "/departure"));
    gate_require(gate, disputed == 0, "marks_differ", N_("No marks contradict each other"), N_("Operations officer"),
                 movement_path(gate, movement, "#travellers"));
    return OK;
}

enum outcome movement_can_complete(struct work *work, const void *row, struct gate *gate)
{
    const struct movement *movement = row;
    int64_t open;
    enum outcome outcome = traveller_count(work, movement->head.id, "booked,departed,in_transit", &open);
    if (outcome == OK)
        gate_require(gate, open == 0, "arrivals_open",
                     N_("Every traveller who left has arrived, or the case was closed with its reason"),
                     N_("Receiving office"), movement_path(gate, movement, "#travellers"));
    return outcome;
}

/* ---- effects ---- */

static struct return_case *booking_of(struct work *work, const struct movement *movement,
                                      const struct movement_leg *first, const struct return_case *file)
{
    struct return_case *input = record_copy(work->arena, &return_case_record, file);
    input->travel_on = movement->departs_on;
    input->carrier = first->carrier;
    input->flight = first->flight;
    input->departure_airport = choice_show(&airports, first->from_airport, work->language);
    return input;
}

static enum outcome book_one(struct work *work, const struct movement *movement, const struct movement_leg *first,
                             const struct movement_traveller *traveller)
{
    void *file;
    enum outcome outcome = traveller_state_set(work, traveller->head.id, "booking", "book");
    if (outcome == OK)
        outcome = record_get_unlimited(work, &return_case_record, traveller->return_case, &file);
    if (outcome == OK)
        outcome = flow_move(work, &return_flow, traveller->return_case, record_head_of(file)->version, TEXT("book"),
                            booking_of(work, movement, first, file), TEXT_NONE);
    if (outcome == INVALID || outcome == NOT_FOUND)
        return problem_add_with(&work->problems, INVALID, "traveller_refused", TEXT_NONE,
                                N_("Nobody was booked: {1} cannot be booked."), record_head_of(file)->number,
                                TEXT_NONE);
    return outcome;
}

enum outcome movement_booked(struct work *work, void *row)
{
    const struct movement *movement = row;
    struct movement_traveller **travellers;
    struct movement_leg **legs;
    size_t count = 0;
    size_t leg_count = 0;
    enum outcome outcome = movement_legs(work, movement->head.id, &legs, &leg_count);
    if (outcome == OK)
        outcome = movement_travellers(work, movement->head.id, &travellers, &count);
    for (size_t i = 0; i < count && leg_count > 0 && outcome == OK; i++) {
        if (!text_is(travellers[i]->head.state, "planned"))
            continue; /* dropped out of it when it was booked before */
        outcome = book_one(work, movement, legs[0], travellers[i]);
        if (outcome == OK)
            outcome = arrival_tell(work, movement, travellers[i]);
    }
    return outcome == OK ? movement_announce(work, movement, MOVEMENT_EXPECTED) : outcome;
}

/* A booking that is given up: the case is prepared again, the receiving office need not wait.  The traveller first:
   else the case would be taken for one that the carrier refused. */
static enum outcome unbook(struct work *work, const struct movement_traveller *traveller, const char *state)
{
    enum outcome outcome = arrival_call_off(work, traveller, false);
    if (outcome == OK)
        outcome = traveller_state_set(work, traveller->head.id, state, state);
    if (outcome == OK && text_is(traveller->head.state, "booked"))
        outcome = flow_move_forced(work, &return_flow, traveller->return_case, TEXT("unbook"), TEXT_NONE);
    return outcome == NOT_FOUND ? OK : outcome;
}

static enum outcome give_up_all(struct work *work, const struct movement *movement, const char *state)
{
    struct movement_traveller **travellers;
    size_t count = 0;
    enum outcome outcome = movement_travellers(work, movement->head.id, &travellers, &count);
    for (size_t i = 0; i < count && outcome == OK; i++) {
        struct text now = travellers[i]->head.state;
        if (text_is(now, "booked") || text_is(now, "planned"))
            outcome = unbook(work, travellers[i], state);
    }
    return outcome;
}

enum outcome movement_reopened(struct work *work, void *row)
{
    const struct movement *movement = row;
    int64_t left;
    enum outcome outcome = traveller_count(work, movement->head.id, "departed,in_transit,arrived", &left);
    if (outcome == OK && left > 0)
        return problem_add(&work->problems, INVALID, "somebody_left", TEXT_NONE,
                           N_("Somebody left with this flight already: it cannot be moved or cancelled."));
    if (outcome == OK)
        outcome = give_up_all(work, row, "planned");
    return outcome == OK ? movement_announce(work, movement, MOVEMENT_CHANGED) : outcome;
}

enum outcome movement_cancelled(struct work *work, void *row)
{
    const struct movement *movement = row;
    int64_t left, booked = 0;
    enum outcome outcome = traveller_count(work, movement->head.id, "departed,in_transit,arrived", &left);
    if (outcome == OK && left > 0)
        return problem_add(&work->problems, INVALID, "somebody_left", TEXT_NONE,
                           N_("Somebody left with this flight already: it cannot be moved or cancelled."));
    if (outcome == OK)
        outcome = traveller_count(work, movement->head.id, "booked", &booked);
    if (outcome == OK)
        outcome = give_up_all(work, row, "removed");
    return outcome == OK && booked > 0 ? movement_announce(work, movement, MOVEMENT_CALLED_OFF) : outcome;
}

enum outcome movement_in_transit(struct work *work, void *row)
{
    const struct movement *movement = row;
    struct movement_traveller **travellers;
    size_t count = 0;
    enum outcome outcome = movement_travellers(work, movement->head.id, &travellers, &count);
    for (size_t i = 0; i < count && outcome == OK; i++)
        if (text_is(travellers[i]->head.state, "departed"))
            outcome = flow_move_forced(work, &return_flow, travellers[i]->return_case, TEXT("transit"), TEXT_NONE);
    return outcome;
}

enum outcome movement_consequences(struct work *work, const struct step *step, const void *row, struct text **ret,
                                   size_t *ret_count)
{
    const struct movement *movement = row;
    int64_t booked;
    struct text *lines = arena_array(work->arena, struct text, 2);
    size_t count = 0;
    enum outcome outcome = traveller_count(work, movement->head.id, "booked", &booked);
    if (outcome == OK && step->danger && booked > 0)
        lines[count++] = text_from(tr(
            work->language, N_("Every booked case goes back to its preparation, and the receiving office is told not "
                               "to wait.")));
    *ret = lines;
    *ret_count = count;
    return outcome;
}
