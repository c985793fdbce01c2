/* Travellers: who goes on a journey, alone or as a family, and what becomes of them when their case moves. */
#include "database/wall.h"
#include "flow/task.h"
#include "movements/movement_rules.h"

static int32_t today(const struct work *work) { return zone_date(work->zone, work->now); }

static bool is_among(struct text state, const char *list)
{
    struct text rest = text_from(list);
    struct text one;
    while (text_split(&rest, ',', &one))
        if (text_equal(state, one))
            return true;
    return false;
}

/* ---- states: they follow the case ---- */

static const struct choice STATES[] = {
    {"planned", N_("To be booked"), {0}},  {"booking", N_("To be booked"), {0}},
    {"booked", N_("Booked"), {0}},         {"departed", N_("Left"), {0}},
    {"in_transit", N_("In transit"), {0}}, {"arrived", N_("Arrived"), {0}},
    {"no_show", N_("Did not come"), {0}},  {"denied", N_("Was refused"), {0}},
    {"postponed", N_("Postponed"), {0}},   {"withdrawn", N_("Withdrawn by the person"), {0}},
    {"ended", N_("Case ended"), {0}},      {"removed", N_("Taken off the journey"), {0}},
};
struct choice_list traveller_states = {"traveller_states", NULL, STATES, sizeof STATES / sizeof *STATES};

struct text traveller_state_show(struct work *work, const struct movement_traveller *traveller)
{
    return choice_show(&traveller_states, traveller->head.state, work->language);
}

const char *traveller_state_tone(const struct movement_traveller *traveller)
{
    static const struct {
        const char *state, *tone;
    } TONES[] = {{"booked", "accent"},  {"departed", "good"},  {"in_transit", "good"},
                 {"arrived", "good"},   {"no_show", "warn"},   {"denied", "warn"},
                 {"postponed", "warn"}, {"withdrawn", "note"}, {"ended", "note"}};
    for (size_t i = 0; i < sizeof TONES / sizeof *TONES; i++)
        if (text_is(traveller->head.state, TONES[i].state))
            return TONES[i].tone;
    return NULL;
}

struct text traveller_path(struct arena *arena, const struct movement_traveller *traveller)
{
    struct text movement = identifier_to_text(arena, traveller->movement);
    struct text id = identifier_to_text(arena, traveller->head.id);
    return arena_format(arena, "/movements/%.*s#t-%.*s", TEXT_ARG(movement), TEXT_ARG(id));
}

enum outcome traveller_check(struct work *work, const void *before, void *row, struct problems *problems)
{
    const struct movement_traveller *traveller = row;
    if (before == NULL && record_head_of(row)->state.length == 0)
        record_head(row)->state = TEXT("planned");
    if (traveller->pocket_money.currency[0] != 0 && traveller->pocket_money.minor < 0)
        (void)problem_add(problems, INVALID, "money_negative", TEXT("pocket_money"),
                          N_("Pocket money is not less than nothing."));
    if (traveller->ticket_cost.currency[0] != 0 && traveller->ticket_cost.minor < 0)
        (void)problem_add(problems, INVALID, "money_negative", TEXT("ticket_cost"),
                          N_("A ticket does not cost less than nothing."));
    return traveller_check_needs(work, before, traveller, problems);
}

struct ticket_order traveller_ticket(const struct movement *movement, const struct movement_traveller *traveller)
{
    return (struct ticket_order){traveller->return_case, traveller->head.id, traveller->ticket_cost,
                                 movement->departs_on};
}

/* The ticket is put aside with the booking and given back with it; who has left has used it. */
static enum outcome ticket_follows(struct work *work, const struct movement_traveller *old,
                                   const struct movement_traveller *traveller)
{
    static const char *const GIVEN_UP = "planned,postponed,withdrawn,ended,removed";
    static const char *const HELD =
        "booked,departed,in_transit,arrived,no_show"; /* a mark that is taken back changes nothing */
    bool booked = old == NULL ? is_among(traveller->head.state, HELD) : text_is(traveller->head.state, "booked");
    bool was_held = old != NULL && is_among(old->head.state, HELD);
    bool was_booked = old != NULL && text_is(old->head.state, "booked");
    bool same = old != NULL && field_equal(record_field(&traveller_record, TEXT("ticket_cost")), old, traveller);
    void *movement;
    if (was_booked && is_among(traveller->head.state, GIVEN_UP))
        return return_ticket_give_up(work, traveller->head.id, traveller->head.person);
    if (!booked || (was_held && same))
        return OK;
    enum outcome outcome = record_get_unlimited(work, &movement_record, traveller->movement, &movement);
    if (outcome != OK)
        return outcome;
    const struct ticket_order order = traveller_ticket(movement, traveller);
    return return_ticket_book(work, &order);
}

enum outcome traveller_stored(struct work *work, const void *before, const void *row)
{
    const struct movement_traveller *old = before;
    const struct movement_traveller *traveller = row;
    enum outcome followed = ticket_follows(work, old, traveller);
    if (followed != OK)
        return followed;
    if (old == NULL || text_equal(old->needs, traveller->needs))
        return OK;
    enum outcome outcome = arrival_tell_needs(work, traveller);
    return outcome == OK ? traveller_announce(work, traveller) : outcome;
}

/* Changes a traveller for the program, whose ever it is. */
static enum outcome change(struct work *work, struct identifier id, const char *action,
                           void (*put)(struct movement_traveller *row, const void *with), const void *with)
{
    AUTO_WALL struct wall_hold hold = wall_widen(work->db, "a traveller follows the case, whoever moved it");
    void *before;
    enum outcome outcome = record_get_unlimited(work, &traveller_record, id, &before);
    if (outcome != OK)
        return outcome;
    struct movement_traveller *row = record_copy(work->arena, &traveller_record, before);
    put(row, with);
    if (!text_equal(row->head.state, record_head_of(before)->state))
        row->head.state_since = today(work);
    return record_update_by_step(work, &traveller_record, before, row, text_from(action));
}

static void put_state(struct movement_traveller *row, const void *state)
{
    row->head.state = text_from(state);
    if (text_is(row->head.state, "planned") || text_is(row->head.state, "removed")) {
        row->boarding = TEXT_NONE;
        row->boarding_at = INSTANT_NONE;
        row->boarding_by = (struct identifier){{0}};
        row->disputed.is = FLAG_UNKNOWN;
    }
    if (text_is(row->head.state, "removed"))
        row->held.is = FLAG_UNKNOWN;
}

enum outcome traveller_state_set(struct work *work, struct identifier traveller, const char *state, const char *action)
{
    return change(work, traveller, action, put_state, state);
}

static enum outcome movement_number(struct work *work, struct identifier movement, struct text *ret_number)
{
    void *row;
    enum outcome outcome = record_get_unlimited(work, &movement_record, movement, &row);
    *ret_number = outcome == OK ? record_head_of(row)->number : TEXT_NONE;
    return outcome == NOT_FOUND ? OK : outcome;
}

enum outcome traveller_task(struct work *work, const struct movement_traveller *traveller, const char *label)
{
    struct text number;
    enum outcome outcome = movement_number(work, traveller->movement, &number);
    const struct task task = {
        .person = traveller->head.person,
        .organisation = traveller->head.organisation,
        .office = traveller->head.office,
        .record = text_from(traveller_record.name),
        .subject = traveller->head.id,
        .number = number,
        .label = text_from(label),
        .right = text_from(movement_write.name),
        .due = today(work),
    };
    if (outcome == OK)
        outcome = task_close_all(work, task.record, traveller->head.id, traveller->head.person);
    return outcome == OK ? task_open(work, &task) : outcome;
}

static enum outcome close_tasks(struct work *work, const struct movement_traveller *traveller)
{
    return task_close_all(work, text_from(traveller_record.name), traveller->head.id, traveller->head.person);
}

/* ---- reading ---- */

static enum outcome read_travellers(struct work *work, struct identifier movement, struct identifier household,
                                    struct movement_traveller ***ret_rows, size_t *ret_count)
{
    AUTO_WALL struct wall_hold hold = wall_widen(work->db, "a journey's rules look at all who travel");
    struct identifier *ids;
    size_t count;
    enum outcome outcome = traveller_ids(work, movement, household, &ids, &count);
    if (outcome != OK)
        return outcome;
    struct movement_traveller **rows = arena_array(work->arena, struct movement_traveller *, count + 1);
    for (size_t i = 0; i < count && outcome == OK; i++) {
        void *row;
        outcome = record_get_unlimited(work, &traveller_record, ids[i], &row);
        rows[i] = row;
    }
    *ret_rows = rows;
    *ret_count = count;
    return outcome;
}

enum outcome movement_travellers(struct work *work, struct identifier movement, struct movement_traveller ***ret_rows,
                                 size_t *ret_count)
{
    return read_travellers(work, movement, (struct identifier){{0}}, ret_rows, ret_count);
}

enum outcome traveller_misses(struct work *work, const struct movement *movement,
                              const struct movement_traveller *traveller, struct gate *ret_gate)
{
    AUTO_WALL struct wall_hold hold = wall_widen(work->db, "what a journey's traveller lacks, not what was found");
    bool booked = text_is(traveller->head.state, "booked");
    int32_t day = movement->departs_on == DATE_NONE ? today(work) : movement->departs_on;
    *ret_gate = (struct gate){.arena = work->arena};
    if (!booked && !text_is(traveller->head.state, "planned"))
        return OK;
    enum outcome outcome = return_misses(work, traveller->return_case, booked ? "depart" : "book", day, ret_gate);
    for (struct gate_item *item = ret_gate->first; outcome == OK && item != NULL; item = item->next) {
        struct text code = text_from(item->code); /* what the journey brings by itself */
        item->met = item->met || text_is(code, "booked_with_journey") || text_is(code, "travel_day_not_come");
    }
    return outcome;
}

/* ---- families ---- */

/* The persons with whom somebody travels: those of the household that travel with it, the person first. */
struct family {
    struct identifier household;
    struct identifier *persons;
    size_t count;
};

static enum outcome family_of(struct work *work, struct identifier person, struct family *ret)
{
    struct family family = {.persons = arena_array(work->arena, struct identifier, 1), .count = 1};
    struct identifier *members;
    size_t count;
    family.persons[0] = person;
    enum outcome outcome = person_household(work, person, &family.household);
    if (outcome == OK)
        outcome = household_travellers(work, family.household, today(work), &members, &count);
    if (outcome != OK) {
        *ret = family;
        return outcome == NOT_FOUND ? OK : outcome;
    }
    bool travels = false;
    for (size_t i = 0; i < count; i++)
        travels = travels || identifier_equal(members[i], person);
    if (!travels || count < 2) {
        family.household = (struct identifier){{0}};
        *ret = family;
        return OK;
    }
    *ret = (struct family){family.household, members, count};
    return OK;
}

static enum outcome name_of(struct work *work, struct identifier person, struct text *ret_name)
{
    enum outcome outcome = record_titles(work, &person_record, &person, 1, ret_name);
    if (outcome == OK && ret_name->length == 0)
        *ret_name = text_from(tr(work->language, N_("a person of another office")));
    return outcome;
}

/* Somebody of a family, as a journey finds them. */
struct member {
    struct identifier person;
    const struct return_case *file;        /* under way and not departed; NULL: none */
    struct identifier traveller, movement; /* zeros: on no journey */
};

static enum outcome look_at_member(struct work *work, struct identifier person, struct member *ret)
{
    struct member member = {.person = person};
    struct identifier file;
    void *row;
    enum outcome outcome = return_under_way(work, person, &file);
    if (outcome == OK) {
        outcome = record_get_unlimited(work, &return_case_record, file, &row);
        member.file = row;
    }
    if (outcome == OK)
        outcome = traveller_of_case(work, file, person, &member.traveller);
    if (outcome == OK) {
        outcome = record_get_unlimited(work, &traveller_record, member.traveller, &row);
        if (outcome == OK && !text_is(record_head_of(row)->state, "no_show"))
            member.movement = ((const struct movement_traveller *)row)->movement;
    }
    *ret = member;
    return outcome == NOT_FOUND ? OK : outcome;
}

/* Why this member of the family keeps it from being whole on a journey; NULL: nothing does. */
static enum outcome find_fault(struct work *work, const struct member *member, const struct movement *movement,
                               struct text country, struct family_fault *ret)
{
    enum outcome outcome = name_of(work, member->person, &ret->person);
    ret->message = NULL;
    ret->other = TEXT_NONE;
    if (outcome != OK)
        return outcome;
    bool elsewhere = !identifier_is_none(member->movement) && !identifier_equal(member->movement, movement->head.id);
    if (member->file == NULL) {
        ret->message =
            N_("{1} travels with this family and has no return case under way. If they do not travel, say so "
               "in the household.");
    } else if (elsewhere) {
        ret->message = N_("The family is split: {1} is on another journey, {2}.");
        outcome = movement_number(work, member->movement, &ret->other);
    } else if (!text_equal(member->file->country_of_return, country)) {
        ret->message = N_("The family is split: {1} returns to another country, {2}.");
        ret->other = choice_show(&countries, member->file->country_of_return, work->language);
    } else if (!is_among(member->file->head.state, "preparing,booked")) {
        const struct flow_state *state = flow_state(&return_flow, member->file->head.state);
        ret->message = N_("{1} travels with this family, and their case is not in preparation yet: {2}.");
        ret->other = text_from(state == NULL ? "" : tr(work->language, state->label));
    }
    return outcome;
}

enum outcome movement_family_faults(struct work *work, const struct movement *movement,
                                    struct family_fault **ret_faults, size_t *ret_count)
{
    AUTO_WALL struct wall_hold hold = wall_widen(work->db, "a family is whole whoever looks after its members");
    struct movement_traveller **travellers;
    size_t count;
    size_t found = 0;
    enum outcome outcome = movement_travellers(work, movement->head.id, &travellers, &count);
    if (outcome != OK)
        return outcome;
    struct family_fault *faults = arena_array(work->arena, struct family_fault, TRAVELLERS_MOST + 1);
    for (size_t i = 0; i < count && outcome == OK; i++) {
        struct family family;
        void *file;
        bool seen = !is_among(travellers[i]->head.state, "planned,booking,booked");
        for (size_t j = 0; j < i && !seen; j++) /* each family once */
            seen = !identifier_is_none(travellers[i]->household) &&
                   identifier_equal(travellers[i]->household, travellers[j]->household);
        if (seen)
            continue;
        outcome = family_of(work, travellers[i]->head.person, &family);
        if (outcome == OK)
            outcome = record_get_unlimited(work, &return_case_record, travellers[i]->return_case, &file);
        for (size_t j = 0; j < family.count && family.count > 1 && found < TRAVELLERS_MOST && outcome == OK; j++) {
            struct member member;
            outcome = look_at_member(work, family.persons[j], &member);
            if (outcome == OK)
                outcome = find_fault(work, &member, movement, ((const struct return_case *)file)->country_of_return,
                                     &faults[found]);
            if (outcome == OK && faults[found].message == NULL && identifier_is_none(member.movement)) {
                faults[found].message = N_("{1} travels with this family and is not on this journey yet.");
                faults[found].other = TEXT_NONE;
            }
            found += outcome == OK && faults[found].message != NULL;
        }
    }
    *ret_faults = faults;
    *ret_count = found;
    return outcome;
}

/* ---- coming on a journey ---- */

static enum outcome add_traveller(struct work *work, const struct movement *movement, const struct return_case *file,
                                  struct identifier household)
{
    struct movement_traveller *row = record_new(work->arena, &traveller_record);
    row->head.person = file->head.person;
    row->head.organisation = file->head.organisation;
    row->head.office = file->head.office;
    row->head.assigned = file->head.assigned;
    row->movement = movement->head.id;
    row->return_case = file->head.id;
    row->household = household;
    enum outcome outcome = traveller_fill_needs(work, file, row);
    return outcome == OK ? record_insert(work, &traveller_record, row) : outcome;
}

static enum outcome check_member(struct work *work, const struct movement *movement, struct text country,
                                 const struct member *member)
{
    struct family_fault fault;
    enum outcome outcome = find_fault(work, member, movement, country, &fault);
    if (outcome == OK && fault.message != NULL)
        (void)problem_add_with(&work->problems, INVALID, "family_not_whole", TEXT("return_case"), fault.message,
                               fault.person, fault.other);
    return outcome;
}

static enum outcome check_place(struct work *work, const struct movement *movement, const struct return_case *file)
{
    struct movement_traveller **there;
    size_t count;
    if (!movement_is_planned(movement))
        return problem_add(&work->problems, INVALID, "booked_already", TEXT("return_case"),
                           N_("This journey is booked: move the flight first, then add travellers."));
    if (!text_is(file->head.state, "preparing"))
        return problem_add(&work->problems, INVALID, "not_preparing", TEXT("return_case"),
                           N_("This case is not in preparation."));
    enum outcome outcome = movement_travellers(work, movement->head.id, &there, &count);
    if (outcome == OK && count >= TRAVELLERS_MOST)
        return problem_add(&work->problems, INVALID, "journey_full", TEXT("return_case"),
                           N_("A journey takes 200 travellers at most."));
    return outcome;
}

enum outcome movement_add_case(struct work *work, const struct movement *movement, struct identifier return_case,
                               size_t *ret_added)
{
    AUTO_WALL struct wall_hold hold = wall_widen(work->db, "a family comes whole, whoever looks after its members");
    struct field_set readable;
    struct family family;
    void *row;
    enum outcome outcome = record_peek_whole(work, &return_case_record, return_case, &row, &readable);
    if (outcome == OK)
        outcome = check_place(work, movement, row);
    if (outcome == OK)
        outcome = family_of(work, record_head_of(row)->person, &family);
    if (outcome != OK)
        return outcome;
    struct text country = ((const struct return_case *)row)->country_of_return;
    struct member *members = arena_array(work->arena, struct member, family.count + 1);
    for (size_t i = 0; i < family.count && outcome == OK; i++) {
        outcome = look_at_member(work, family.persons[i], &members[i]);
        if (outcome == OK)
            outcome = check_member(work, movement, country, &members[i]);
    }
    if (outcome == OK && work->problems.count > 0)
        return INVALID;
    size_t added = 0;
    for (size_t i = 0; i < family.count && outcome == OK; i++) {
        if (!identifier_is_none(members[i].movement))
            continue; /* on this journey already */
        outcome = add_traveller(work, movement, members[i].file, family.household);
        added++;
    }
    if (outcome == OK && added == 0)
        return problem_add(&work->problems, INVALID, "there_already", TEXT("return_case"),
                           N_("This case is on the journey already."));
    *ret_added = added;
    return outcome;
}

enum outcome movement_add_as_is(struct work *work, const struct movement *movement, struct identifier return_case,
                                struct movement_traveller *row)
{
    void *file;
    enum outcome outcome = record_get_unlimited(work, &return_case_record, return_case, &file);
    if (outcome != OK)
        return outcome;
    const struct record_head *head = record_head_of(file);
    row->head.person = head->person;
    row->head.organisation = head->organisation;
    row->head.office = head->office;
    row->head.assigned = head->assigned;
    row->movement = movement->head.id;
    row->return_case = head->id;
    return record_insert(work, &traveller_record, row);
}

/* ---- leaving it ---- */

static void put_held(struct movement_traveller *row, const void *reason)
{
    row->held.is = FLAG_YES;
    row->held_reason = text_from(reason);
}

/* The others of the family wait until somebody decides. */
static enum outcome hold_family(struct work *work, const struct movement_traveller *gone, const char *reason)
{
    struct movement_traveller **family;
    size_t count;
    if (identifier_is_none(gone->household))
        return OK;
    enum outcome outcome = read_travellers(work, gone->movement, gone->household, &family, &count);
    for (size_t i = 0; i < count && outcome == OK; i++) {
        if (identifier_equal(family[i]->head.id, gone->head.id) || family[i]->held.is == FLAG_YES ||
            !is_among(family[i]->head.state, "planned,booking,booked"))
            continue;
        outcome = change(work, family[i]->head.id, "hold", put_held, reason);
        if (outcome == OK)
            outcome = traveller_task(work, family[i], N_("Decide whether a family goes on without one of them"));
    }
    return outcome;
}

struct removal {
    struct text note;
};

static void put_removed(struct movement_traveller *row, const void *with)
{
    put_state(row, "removed");
    row->decision_note = ((const struct removal *)with)->note;
}

/* The case goes back to its preparation and the receiving office need not wait. */
static enum outcome take_off(struct work *work, const struct movement_traveller *traveller, struct text note)
{
    const struct removal removal = {note};
    enum outcome outcome = arrival_call_off(work, traveller, false);
    if (outcome == OK)
        outcome = change(work, traveller->head.id, "remove", put_removed, &removal);
    if (outcome == OK && text_is(traveller->head.state, "booked")) {
        outcome = flow_move_forced(work, &return_flow, traveller->return_case, TEXT("unbook"), TEXT_NONE);
        outcome = outcome == NOT_FOUND ? OK : outcome;
    }
    if (outcome == OK)
        outcome = traveller_announce(work, traveller);
    return outcome == OK ? close_tasks(work, traveller) : outcome;
}

enum outcome traveller_remove(struct work *work, const struct movement_traveller *traveller, struct text note)
{
    if (!is_among(traveller->head.state, "planned,booked,no_show,denied,postponed,withdrawn,ended"))
        return problem_add(&work->problems, INVALID, "has_left", TEXT_NONE,
                           N_("Who has left cannot be taken off the journey."));
    if (text_is_empty(note))
        return problem_add(&work->problems, INVALID, "note_required", TEXT("note"),
                           N_("Say why: it stays in the file's history."));
    enum outcome outcome = take_off(work, traveller, note);
    return outcome == OK ? hold_family(work, traveller, "removed") : outcome;
}

static void put_released(struct movement_traveller *row, const void *with)
{
    row->held.is = FLAG_NO;
    row->decision_note = ((const struct removal *)with)->note;
}

enum outcome family_decide(struct work *work, const struct movement_traveller *traveller, bool go_on, struct text note)
{
    const struct removal decided = {note};
    struct movement_traveller **family;
    size_t count;
    if (text_is_empty(note))
        return problem_add(&work->problems, INVALID, "note_required", TEXT("note"),
                           N_("Say why: it stays in the file's history."));
    enum outcome outcome = read_travellers(work, traveller->movement, traveller->household, &family, &count);
    for (size_t i = 0; i < count && outcome == OK; i++) {
        if (family[i]->held.is != FLAG_YES)
            continue;
        outcome = go_on ? change(work, family[i]->head.id, "release", put_released, &decided)
                        : take_off(work, family[i], note);
        if (outcome == OK)
            outcome = close_tasks(work, family[i]);
    }
    return outcome;
}

/* ---- what a return case asks and tells ---- */

static enum outcome find_traveller(struct work *work, const struct return_case *file, struct movement_traveller **ret)
{
    AUTO_WALL struct wall_hold hold = wall_widen(work->db, "a case travels once, whoever booked the journey");
    struct identifier id;
    void *row;
    enum outcome outcome = traveller_of_case(work, file->head.id, file->head.person, &id);
    if (outcome == OK)
        outcome = record_get_unlimited(work, &traveller_record, id, &row);
    if (outcome == OK)
        *ret = row;
    return outcome;
}

static enum outcome require_family(struct work *work, const struct return_case *file, struct gate *gate)
{
    AUTO_WALL struct wall_hold hold = wall_widen(work->db, "a family is whole whoever looks after its members");
    struct family family;
    bool others = false;
    enum outcome outcome = family_of(work, file->head.person, &family);
    for (size_t i = 0; i < family.count && family.count > 1 && !others && outcome == OK; i++) {
        struct identifier other;
        if (identifier_equal(family.persons[i], file->head.person))
            continue;
        outcome = return_under_way(work, family.persons[i], &other);
        others = outcome == OK;
        outcome = outcome == NOT_FOUND ? OK : outcome;
    }
    if (outcome == OK && others)
        gate_require(gate, false, "family_together",
                     N_("The family travels together: all of it is booked with one journey"), N_("Operations officer"),
                     TEXT("/movements"));
    return outcome;
}

enum outcome movement_require(struct work *work, const struct return_case *file, const char *action, int32_t day,
                              struct gate *gate)
{
    struct movement_traveller *traveller;
    bool books = text_is(text_from(action), "book");
    bool moves = text_is(text_from(action), "rebook");
    (void)day;
    if (!books && !moves && !text_is(text_from(action), "depart"))
        return OK;
    enum outcome outcome = find_traveller(work, file, &traveller);
    if (outcome == NOT_FOUND || (outcome == OK && text_is(traveller->head.state, "no_show")))
        return books ? require_family(work, file, gate) : OK;
    if (outcome != OK)
        return outcome;
    struct text path = traveller_path(gate->arena, traveller);
    if (moves)
        gate_require(gate, false, "moved_with_journey", N_("The case is on a journey: its flight is moved there"),
                     N_("Operations officer"), path);
    else if (books)
        gate_require(gate, text_is(traveller->head.state, "booking"), "booked_with_journey",
                     N_("The case is on a journey: it is booked with it, all travellers at once"),
                     N_("Operations officer"), path);
    else
        gate_require(gate, traveller->held.is != FLAG_YES, "family_held", N_("Nobody of the family is held back"),
                     N_("Operations officer"), path);
    return OK;
}

/* What becomes of a traveller when the case comes into this state; `drops`: for the family the code why it is held. */
static const struct turn {
    const char *state, *traveller, *drops;
    bool forget; /* what the receiving office was told is destroyed */
} TURNS[] = {
    {"booked", "booked", NULL, false},
    {"departed", "departed", NULL, false},
    {"in_transit", "in_transit", NULL, false},
    {"arrived", "arrived", NULL, false},
    {"no_show", "no_show", "no_show", false},
    {"postponed", "postponed", "postponed", false},
    {"withdrawn", "withdrawn", "withdrawn", true},
    {"closed", "ended", "ended", true},
};

/* A booking that was given up: by the carrier on the day, else by whoever prepares the journey. */
static enum outcome turn_back(struct work *work, const struct movement_traveller *traveller, struct turn *ret)
{
    void *movement;
    enum outcome outcome = record_get_unlimited(work, &movement_record, traveller->movement, &movement);
    if (outcome != OK)
        return outcome;
    const struct movement *journey = movement;
    bool refused = is_among(journey->head.state, "booked,departed") && journey->departs_on != DATE_NONE &&
                   journey->departs_on <= today(work) && text_is(traveller->head.state, "booked");
    *ret = refused ? (struct turn){"preparing", "denied", "denied", false}
                   : (struct turn){"preparing", "planned", NULL, false};
    return OK;
}

static enum outcome find_turn(struct work *work, const struct movement_traveller *traveller,
                              const struct return_case *before, const struct return_case *file, struct turn *ret)
{
    *ret = (struct turn){0};
    if (text_is(file->head.state, "preparing"))
        return text_is(before->head.state, "booked") ? turn_back(work, traveller, ret) : OK;
    for (size_t i = 0; i < sizeof TURNS / sizeof *TURNS; i++)
        if (text_is(file->head.state, TURNS[i].state))
            *ret = TURNS[i];
    return OK;
}

static void put_turn(struct movement_traveller *row, const void *with)
{
    const struct turn *turn = with;
    row->head.state = text_from(turn->traveller);
    if (text_is(row->head.state, "booked") || text_is(row->head.state, "planned"))
        row->held.is = FLAG_UNKNOWN;
}

static enum outcome follow_up(struct work *work, const struct movement_traveller *traveller, const struct turn *turn)
{
    bool left = is_among(traveller->head.state, "departed,in_transit,arrived");
    enum outcome outcome = OK;
    if (turn->drops != NULL)
        outcome = arrival_call_off(work, traveller, turn->forget);
    if (outcome == OK && turn->drops != NULL)
        outcome = traveller_announce(work, traveller);
    if (outcome == OK && turn->drops != NULL && !left)
        outcome = hold_family(work, traveller, turn->drops);
    if (outcome == OK && text_is(text_from(turn->traveller), "departed"))
        outcome = arrival_catch_up(work, traveller);
    return outcome;
}

enum outcome movement_case_moved(struct work *work, const struct return_case *before, const struct return_case *file)
{
    AUTO_WALL struct wall_hold hold = wall_widen(work->db, "a traveller follows the case, whoever moved it");
    struct movement_traveller *traveller;
    struct turn turn;
    enum outcome outcome = find_traveller(work, file, &traveller);
    if (outcome != OK)
        return outcome == NOT_FOUND ? OK : outcome;
    if (text_is(traveller->head.state, "arrived"))
        return OK; /* what follows is no longer a journey */
    outcome = find_turn(work, traveller, before, file, &turn);
    if (outcome != OK || turn.traveller == NULL || text_is(traveller->head.state, turn.traveller))
        return outcome;
    outcome = change(work, traveller->head.id, "follow_case", put_turn, &turn);
    return outcome == OK ? follow_up(work, traveller, &turn) : outcome;
}
