/* Arrivals: what a receiving office is told, sealed with a key that it alone holds, and what it answers. */
#include "database/wall.h"
#include "flow/task.h"
#include "movements/movement_rules.h"
#include "record/keys.h"

static int32_t today(const struct work *work) { return zone_date(work->zone, work->now); }

enum outcome arrival_check(struct work *work, const void *before, void *row, struct problems *problems)
{
    (void)work, (void)problems;
    if (before == NULL && record_head_of(row)->state.length == 0)
        record_head(row)->state = text_from(arrival_flow.states[0].name);
    return OK;
}

/* A row is opened with the key of its organisation: what follows in the other one is done by the program. */
static struct work as_program(const struct work *work)
{
    struct work program = *work;
    program.actor = &movement_system;
    return program;
}

/* ---- what is told ---- */

static enum outcome kinds_of_escorts(struct work *work, const struct movement *movement, struct text *ret_kinds)
{
    struct identifier *ids;
    size_t count;
    struct text found = TEXT(",");
    struct text kinds = TEXT_NONE;
    enum outcome outcome = escort_ids(work, movement->head.id, &ids, &count);
    for (size_t i = 0; i < count && outcome == OK; i++) {
        void *row;
        outcome = record_get_unlimited(work, &escort_record, ids[i], &row);
        if (outcome == OK)
            found = arena_format(work->arena, "%.*s%.*s,", TEXT_ARG(found),
                                 TEXT_ARG(((const struct movement_escort *)row)->kind));
    }
    for (size_t i = 0; i < escort_kinds.count && outcome == OK; i++) {
        struct text kind = arena_format(work->arena, ",%s,", escort_kinds.choices[i].code);
        if (text_find(found, kind) >= 0)
            kinds = arena_format(work->arena, "%.*s%s%s", TEXT_ARG(kinds), kinds.length > 0 ? "," : "",
                                 escort_kinds.choices[i].code);
    }
    *ret_kinds = kinds;
    return outcome;
}

static struct text flights_of(struct arena *arena, struct movement_leg *const *legs, size_t count)
{
    struct text flights = TEXT_NONE;
    for (size_t i = 0; i < count; i++)
        flights = arena_format(arena, "%.*s%s%.*s", TEXT_ARG(flights), i == 0 ? "" : ", ", TEXT_ARG(legs[i]->flight));
    return flights;
}

/* Name and needs only where the person agreed that the receiving office gets them. */
static enum outcome put_person(struct work *work, const struct movement_traveller *traveller,
                               struct movement_arrival *row)
{
    bool shares = false;
    void *person;
    enum outcome outcome = person_shares_with(work, traveller->head.person, "receiving_office", today(work), &shares);
    if (outcome != OK || !shares)
        return outcome;
    outcome = record_get_unlimited(work, &person_record, traveller->head.person, &person);
    if (outcome != OK)
        return outcome;
    row->name = person_record.title(work, person);
    row->needs = traveller->needs;
    return OK;
}

static enum outcome put_family(struct work *work, const struct movement_traveller *traveller,
                               struct movement_arrival *row)
{
    struct identifier *ids;
    size_t count = 1;
    enum outcome outcome = OK;
    if (!identifier_is_none(traveller->household))
        outcome = traveller_ids(work, traveller->movement, traveller->household, &ids, &count);
    row->family = (int64_t)count;
    return outcome;
}

static enum outcome write_arrival(struct work *work, const struct movement *movement,
                                  const struct movement_traveller *traveller, struct movement_arrival *row)
{
    struct movement_leg **legs;
    struct text name;
    size_t count;
    row->head.person = traveller->head.person;
    row->head.office = movement->receiving_office;
    row->movement = movement->head.id;
    row->traveller = traveller->head.id;
    enum outcome outcome = office_place(work, movement->receiving_office, &row->head.organisation, &name);
    if (outcome == OK)
        outcome = movement_legs(work, movement->head.id, &legs, &count);
    if (outcome != OK || count == 0)
        return outcome;
    row->expected_on = legs[count - 1]->arrives_on;
    row->expected_time = legs[count - 1]->arrives_time;
    row->airport = legs[count - 1]->to_airport;
    row->flight = flights_of(work->arena, legs, count);
    row->route = movement->route;
    outcome = kinds_of_escorts(work, movement, &row->escorts);
    if (outcome == OK)
        outcome = put_family(work, traveller, row);
    return outcome == OK ? put_person(work, traveller, row) : outcome;
}

enum outcome arrival_tell(struct work *work, const struct movement *movement,
                          const struct movement_traveller *traveller)
{
    AUTO_WALL struct wall_hold hold = wall_open(work->db, "the receiving office is another organisation");
    struct work program = as_program(work);
    struct identifier known;
    if (identifier_is_none(movement->receiving_office))
        return OK;
    enum outcome outcome = arrival_of_traveller(work, traveller->head.id, traveller->head.person, &known);
    if (outcome != NOT_FOUND)
        return outcome;
    struct movement_arrival *row = record_new(work->arena, &arrival_record);
    outcome = write_arrival(work, movement, traveller, row);
    if (outcome != OK)
        return outcome;
    outcome = record_insert(&program, &arrival_record, row);
    work->problems = program.problems;
    return outcome == OK ? flow_begin(work, &arrival_flow, row) : outcome;
}

enum outcome movement_tell_arrival(struct work *work, const struct movement *movement,
                                   const struct movement_traveller *traveller)
{
    return arrival_tell(work, movement, traveller);
}

enum outcome arrival_call_off(struct work *work, const struct movement_traveller *traveller, bool forget)
{
    AUTO_WALL struct wall_hold hold = wall_open(work->db, "the receiving office is another organisation");
    struct identifier id;
    enum outcome outcome = arrival_of_traveller(work, traveller->head.id, traveller->head.person, &id);
    if (outcome != OK)
        return outcome == NOT_FOUND ? OK : outcome;
    struct work program = as_program(work);
    outcome = flow_move_forced(&program, &arrival_flow, id, TEXT("call_off"), TEXT_NONE);
    work->problems = program.problems;
    if (outcome == NOT_FOUND) /* it has answered already: that stays */
        return OK;
    return outcome == OK && forget ? keys_erase(&program, id, TEXT("no_longer_expected")) : outcome;
}

/* ---- what it answers ---- */

enum outcome arrival_can_confirm(struct work *work, const void *row, struct gate *gate)
{
    const struct movement_arrival *arrival = row;
    const struct zone *zone = airport_zone(arrival->airport);
    int32_t day = zone_date(zone == NULL ? work->zone : zone, work->now);
    gate_require(gate, arrival->expected_on == DATE_NONE || arrival->expected_on <= day + 1, "arrival_day_not_come",
                 N_("The day of arrival has come"), N_("Receiving office"), TEXT_NONE);
    return OK;
}

/* What the history says of what followed; shown translated. */
#define ANSWER_NOTE N_("Said by the receiving office.")

struct answer {
    const struct movement_arrival *arrival;
    bool arrived, missing, onward;
};

static enum outcome tell_mission(struct work *work, const struct answer *answer)
{
    const struct movement_arrival *arrival = answer->arrival;
    void *before;
    enum outcome outcome = record_get_unlimited(work, &traveller_record, arrival->traveller, &before);
    if (outcome != OK)
        return outcome;
    struct movement_traveller *row = record_copy(work->arena, &traveller_record, before);
    if (answer->arrived) {
        row->arrived_on = arrival->arrived_on;
        row->not_arrived.is = row->not_arrived.is == FLAG_YES ? FLAG_NO : row->not_arrived.is;
    }
    if (answer->missing)
        row->not_arrived.is = FLAG_YES;
    if (answer->onward) {
        row->onward_means = arrival->onward_means;
        row->onward_place = arrival->onward_place;
        row->onward_on = arrival->onward_on;
    }
    outcome = record_update_by_step(work, &traveller_record, before, row, TEXT("arrival_told"));
    if (outcome == OK && answer->missing)
        outcome = traveller_task(work, row, N_("Find out where a traveller is who did not arrive"));
    return outcome;
}

/* The case follows; one whose departure nobody marked yet follows as soon as it did. */
static enum outcome move_case(struct work *work, const struct movement_traveller *traveller, int32_t arrived_on)
{
    void *file;
    enum outcome outcome = record_get_unlimited(work, &return_case_record, traveller->return_case, &file);
    if (outcome != OK)
        return outcome;
    struct return_case *input = record_copy(work->arena, &return_case_record, file);
    input->arrived_on = arrived_on;
    if (input->departed_on != DATE_NONE && input->arrived_on < input->departed_on)
        return problem_add(&work->problems, INVALID, "arrived_before_departure", TEXT("arrived_on"),
                           N_("The arrival cannot come before the departure."));
    outcome =
        flow_move_forced_with(work, &return_flow, traveller->return_case, TEXT("arrive"), input, TEXT(ANSWER_NOTE));
    if (outcome == NOT_FOUND && (text_is(input->head.state, "booked") || text_is(input->head.state, "no_show")))
        return traveller_task(work, traveller, N_("Confirm the departure of a person who has arrived"));
    return outcome == NOT_FOUND ? OK : outcome;
}

static enum outcome traveller_of(struct work *work, const struct movement_arrival *arrival,
                                 struct movement_traveller **ret)
{
    void *row;
    enum outcome outcome = record_get_unlimited(work, &traveller_record, arrival->traveller, &row);
    if (outcome == OK)
        *ret = row;
    return outcome;
}

/* In the organisation that sent the person. */
static enum outcome take_over(struct work *work, const struct answer *answer)
{
    AUTO_WALL struct wall_hold hold = wall_open(work->db, "the case lies in the organisation that sent the person");
    struct work program = as_program(work);
    struct movement_traveller *traveller;
    program.reason = TEXT(ANSWER_NOTE);
    enum outcome outcome = tell_mission(&program, answer);
    if (outcome == OK && answer->arrived)
        outcome = traveller_of(&program, answer->arrival, &traveller);
    if (outcome == OK && answer->arrived)
        outcome = move_case(&program, traveller, answer->arrival->arrived_on);
    work->problems = program.problems;
    return outcome;
}

enum outcome arrival_confirmed(struct work *work, void *row)
{
    return take_over(work, &(struct answer){.arrival = row, .arrived = true});
}

enum outcome arrival_missing(struct work *work, void *row)
{
    return take_over(work, &(struct answer){.arrival = row, .missing = true});
}

enum outcome arrival_onward(struct work *work, void *row)
{
    return take_over(work, &(struct answer){.arrival = row, .onward = true});
}

enum outcome arrival_catch_up(struct work *work, const struct movement_traveller *traveller)
{
    AUTO_WALL struct wall_hold hold = wall_open(work->db, "the receiving office is another organisation");
    void *row;
    enum outcome outcome = record_get_unlimited(work, &traveller_record, traveller->head.id, &row);
    if (outcome != OK)
        return outcome;
    const struct movement_traveller *now = row;
    return now->arrived_on == DATE_NONE ? OK : move_case(work, now, now->arrived_on);
}

/* ---- what changes after it was told ---- */

static enum outcome tell_anew(struct work *work, const struct movement_traveller *traveller)
{
    void *movement;
    enum outcome outcome = arrival_call_off(work, traveller, true);
    if (outcome == OK)
        outcome = record_get_unlimited(work, &movement_record, traveller->movement, &movement);
    if (outcome == OK)
        outcome = arrival_tell(work, movement, traveller);
    return outcome == OK ? movement_announce(work, movement, MOVEMENT_CHANGED) : outcome;
}

enum outcome arrival_consent_withdrawn(struct work *work, struct identifier person)
{
    struct identifier *ids;
    size_t count;
    enum outcome outcome = travellers_under_way(work, person, &ids, &count);
    for (size_t i = 0; i < count && outcome == OK; i++) {
        void *row;
        outcome = record_get_unlimited(work, &traveller_record, ids[i], &row);
        if (outcome == OK)
            outcome = tell_anew(work, row);
    }
    return outcome;
}

enum outcome arrival_tell_needs(struct work *work, const struct movement_traveller *traveller)
{
    AUTO_WALL struct wall_hold hold = wall_open(work->db, "the receiving office is another organisation");
    struct identifier id;
    void *before;
    enum outcome outcome = arrival_of_traveller(work, traveller->head.id, traveller->head.person, &id);
    if (outcome == OK)
        outcome = record_get_unlimited(work, &arrival_record, id, &before);
    if (outcome != OK)
        return outcome == NOT_FOUND ? OK : outcome;
    struct movement_arrival *row = record_copy(work->arena, &arrival_record, before);
    row->needs = TEXT_NONE;
    outcome = put_person(work, traveller, row);
    struct work program = as_program(work);
    return outcome == OK ? record_update_by_step(&program, &arrival_record, before, row, TEXT("needs")) : outcome;
}
