/* Some journeys of these days, from the cases that stand where a journey begins or ends: as many for 3,000 persons as
   for a million.  Flights and times are invented. */
#include "app/demonstration/parts.h"

#include "flow/task.h"
#include "movements/movements.h"
#include "record/list.h"

enum { BOOKED_MOST = 60, JOURNEYS_BOOKED = 12, JOURNEYS_OTHER = 3, GROUP_MOST = 12, PREPARED = 6, ALONE = 2 };

/* Where a flight to a country lands. */
static const struct {
    const char *country, *airport;
} LANDS[] = {
    {"CIV", "ABJ"}, {"GIN", "CKY"}, {"SEN", "DSS"}, {"CMR", "DLA"}, {"NGA", "LOS"}, {"MLI", "BKO"}, {"COG", "BZV"},
    {"SDN", "PZU"}, {"COD", "FIH"}, {"GMB", "BJL"}, {"BFA", "OUA"}, {"TGO", "LFW"}, {"BEN", "COO"}, {"SLE", "FNA"},
    {"LBR", "ROB"}, {"GHA", "ACC"}, {"TCD", "NDJ"}, {"GAB", "LBV"}, {"NER", "NIM"}, {"GNB", "OXB"}, {"MDG", "TNR"},
    {"COM", "HAH"}, {"CAF", "BGF"}, {"BGD", "DAC"}, {"MRT", "NKC"}, {"ETH", "ADD"},
};

static struct text airport_of(struct text country)
{
    for (size_t i = 0; i < sizeof LANDS / sizeof *LANDS; i++)
        if (text_is(country, LANDS[i].country))
            return text_from(LANDS[i].airport);
    return TEXT("CKY");
}

struct journey {
    const struct return_case *files[GROUP_MOST];
    size_t count;
    const char *state;     /* of the journey */
    const char *traveller; /* of each traveller */
    int32_t day;
};

static enum outcome add_leg(struct making *making, const struct movement *movement, const char *flight,
                            const char *from, int32_t departs_on, const char *leaves, struct text to,
                            int32_t arrives_on, const char *lands)
{
    struct movement_leg *leg = record_new(making->work.arena, &leg_record);
    leg->head.organisation = movement->head.organisation;
    leg->head.office = movement->head.office;
    leg->movement = movement->head.id;
    leg->carrier = TEXT("Compagnie de démonstration");
    leg->flight = text_from(flight);
    leg->from_airport = text_from(from);
    leg->departs_on = departs_on;
    leg->departs_time = text_from(leaves);
    leg->to_airport = to;
    leg->arrives_on = arrives_on;
    leg->arrives_time = text_from(lands);
    return record_insert(&making->work, &leg_record, leg);
}

/* One country is reached by way of Istanbul, with little time to change. */
static enum outcome add_flights(struct making *making, const struct movement *movement, const struct journey *journey)
{
    const struct return_case *first = journey->files[0];
    struct text to = airport_of(first->country_of_return);
    const char *flight = arena_string(making->work.arena, first->flight);
    int32_t day = journey->day;
    if (flight[0] == '\0')
        flight = "DM 612";
    if (!text_is(first->country_of_return, "NGA") && !text_is(first->country_of_return, "BGD"))
        return add_leg(making, movement, flight, "CMN", day, "09:40", to, day, "14:50");
    enum outcome outcome = add_leg(making, movement, flight, "CMN", day, "08:15", TEXT("IST"), day, "15:05");
    return outcome == OK ? add_leg(making, movement, "DM 88", "IST", day, "16:20", to, day, "22:40") : outcome;
}

/* The ticket of somebody who arrived was paid, by two officers. */
static enum outcome pay_ticket(struct making *making, const struct movement_traveller *traveller, size_t at)
{
    struct work *work = &making->work;
    struct return_ticket **tickets;
    size_t count;
    enum outcome outcome = return_tickets_of(work, traveller->head.id, traveller->head.person, &tickets, &count);
    for (size_t i = 0; i < count && outcome == OK; i++) {
        struct identifier id = tickets[i]->head.id;
        making_at(making, &making->preparer, making->options->today - 2, 20);
        outcome = flow_move_forced(work, &ticket_flow, id, TEXT("prepare"), TEXT_NONE);
        making_at(making, &making->releaser, making->options->today - 2, 40);
        if (outcome == OK)
            outcome = flow_move_forced(work, &ticket_flow, id, TEXT("release"), TEXT_NONE);
        struct return_ticket *paid = record_copy(work->arena, &return_ticket_record, tickets[i]);
        paid->paid_on = making->options->today - 1;
        paid->receipt = arena_format(work->arena, "DM-%04zu", at + 1);
        making_at(making, &making->preparer, making->options->today - 1, 20);
        if (outcome == OK)
            outcome = flow_move_forced_with(work, &ticket_flow, id, TEXT("pay"), paid, TEXT_NONE);
    }
    making_at(making, &making->operations, making->options->today - 3, 20);
    return outcome;
}

/* What the receiving office found of somebody whom it met; of every second one it has not handed it in yet. */
static enum outcome assess_arrival(struct making *making, const struct movement_arrival *arrival)
{
    struct work *work = &making->work;
    struct movement_assessment *row = record_new(work->arena, &arrival_assessment_record);
    row->head.person = arrival->head.person;
    row->head.organisation = arrival->head.organisation;
    row->head.office = arrival->head.office;
    row->arrival = arrival->head.id;
    row->assessed_on = arrival->arrived_on;
    row->assessor = TEXT("Démonstration Bureau d’arrivée");
    row->place = TEXT("Bureau d’arrivée");
    row->skills = TEXT("Couture, lecture et écriture en français.");
    row->wishes = TEXT("Ouvrir un atelier près de sa famille.");
    row->needs = TEXT("Un logement pour les premières semaines.");
    row->risks = TEXT("Dettes du voyage auprès de proches.");
    row->project = TEXT("Atelier de couture avec une parente.");
    enum outcome outcome = record_insert(work, &arrival_assessment_record, row);
    if (outcome == OK && making->arrivals_assessed++ % 2 == 0)
        outcome = flow_move_forced(work, &arrival_assessment_flow, row->head.id, TEXT("send"), TEXT_NONE);
    return making_refused(making, "an assessment after the arrival", outcome);
}

/* Who arrived was told to the office that receives, met there, and assessed. */
static enum outcome meet(struct making *making, const struct movement *movement,
                         const struct movement_traveller *traveller)
{
    static const struct actor PROGRAM = {.system = true};
    struct work *work = &making->work;
    struct list_query query = {.person = traveller->head.person, .descending = true, .size = 1};
    struct list_page page;
    enum outcome outcome = movement_tell_arrival(work, movement, traveller);
    making_at(making, &PROGRAM, making->options->today, 1);
    if (outcome == OK)
        outcome = record_list(work, &arrival_record, &query, &page);
    if (outcome == OK && page.count > 0) {
        struct movement_arrival *met = record_copy(work->arena, &arrival_record, page.rows[0]);
        met->arrived_on = traveller->arrived_on;
        met->arrival_note = TEXT("Arrivée sans difficulté.");
        outcome = flow_move_forced_with(work, &arrival_flow, met->head.id, TEXT("confirm"), met, TEXT_NONE);
        if (outcome == OK)
            outcome = assess_arrival(making, met);
    }
    making_at(making, &making->operations, making->options->today - 3, 20);
    return making_refused(making, "an arrival", outcome);
}

static enum outcome add_travellers(struct making *making, const struct movement *movement,
                                   const struct journey *journey, struct identifier household)
{
    static const char *const NEEDS[] = {"", "", "diet", "medication", "", "meet_at_gate"};
    enum outcome outcome = OK;
    for (size_t i = 0; i < journey->count && outcome == OK; i++) {
        struct movement_traveller *row = record_new(making->work.arena, &traveller_record);
        row->head.state = text_from(journey->traveller);
        row->needs = text_from(NEEDS[i % (sizeof NEEDS / sizeof *NEEDS)]);
        row->pocket_money = (struct money){60000, "MAD"};
        row->ticket_cost = (struct money){320000 + (int64_t)(i % 4) * 15000, "MAD"};
        if (i < 2)
            row->household = household;
        if (text_is(row->head.state, "arrived"))
            row->arrived_on = journey->files[i]->arrived_on;
        outcome = movement_add_as_is(&making->work, movement, journey->files[i]->head.id, row);
        if (outcome == OK && (text_is(row->head.state, "booked") || text_is(row->head.state, "departed")))
            outcome = movement_tell_arrival(&making->work, movement, row);
        if (outcome == OK && text_is(row->head.state, "arrived"))
            outcome = pay_ticket(making, row, i);
        if (outcome == OK && text_is(row->head.state, "arrived"))
            outcome = meet(making, movement, row);
    }
    return outcome;
}

/* The first two live and travel together. */
static enum outcome add_household(struct making *making, const struct journey *journey, struct identifier *ret_id)
{
    static const char *const RELATIONS[] = {"head", "sibling"};
    struct household *household = record_new(making->work.arena, &household_record);
    household->head.organisation = making->organisation;
    household->head.office = journey->files[0]->head.office;
    household->head_person = journey->files[0]->head.person;
    enum outcome outcome = record_insert(&making->work, &household_record, household);
    for (size_t i = 0; i < 2 && outcome == OK; i++) {
        struct household_member *member = record_new(making->work.arena, &household_member_record);
        member->head.organisation = making->organisation;
        member->head.office = journey->files[i]->head.office;
        member->head.person = journey->files[i]->head.person;
        member->household = household->head.id;
        member->relation = text_from(RELATIONS[i]);
        member->travelling.is = FLAG_YES;
        outcome = record_insert(&making->work, &household_member_record, member);
    }
    *ret_id = household->head.id;
    return outcome;
}

/* The journey as it stands now, and the task that waits there. */
static enum outcome bring(struct making *making, struct identifier id, const struct journey *journey)
{
    static const struct {
        const char *state, *from, *action;
    } STEPS[] = {{"booked", "planned", "book"}, {"departed", "booked", "leave"}, {"completed", "departed", "complete"}};
    struct work *work = &making->work;
    void *before;
    enum outcome outcome = record_get_unlimited(work, &movement_record, id, &before);
    if (outcome != OK || text_is(record_head_of(before)->state, journey->state))
        return outcome;
    struct movement *row = record_copy(work->arena, &movement_record, before);
    row->head.state = text_from(journey->state);
    outcome = task_close_all(work, text_from(movement_record.name), id, row->head.person);
    for (size_t i = 0; i < sizeof STEPS / sizeof *STEPS && outcome == OK; i++) {
        const struct step *step = flow_step(&movement_flow, text_from(STEPS[i].from), text_from(STEPS[i].action));
        if (!text_is(row->head.state, STEPS[i].state))
            continue;
        outcome = record_update_by_step(work, &movement_record, before, row, text_from(STEPS[i].action));
        const struct task task = {
            .organisation = row->head.organisation,
            .office = row->head.office,
            .record = text_from(movement_record.name),
            .subject = id,
            .number = row->head.number,
            .label = text_from(step->task_label == NULL ? "" : step->task_label),
            .right = text_from(step->task_right == NULL ? "" : step->task_right->name),
            .due = i == 0 ? row->departs_on : row->arrives_on,
        };
        if (outcome == OK && step->task_right != NULL)
            outcome = task_open(work, &task);
    }
    return outcome;
}

static enum outcome add_journey(struct making *making, const struct journey *journey, bool with_family)
{
    struct movement *movement = record_new(making->work.arena, &movement_record);
    struct identifier household = {{0}};
    void *row;
    making_at(making, &making->operations, making->options->today - 3, 20);
    movement->head.organisation = making->organisation;
    movement->head.office = making->offices[0].head.id;
    for (size_t i = 0; i < RECEIVING_OFFICES; i++)
        if (text_equal(journey->files[0]->country_of_return, making->receiving_countries[i]))
            movement->receiving_office = making->receiving[i].head.id;
    movement->booking_reference = TEXT("DEMO42");
    movement->meeting_place = TEXT("Terminal 2, comptoir des groupes, trois heures avant le départ");
    movement->baggage_pieces = 1;
    movement->baggage_kilograms = 23;
    movement->generated.is = FLAG_YES;
    enum outcome outcome = record_insert(&making->work, &movement_record, movement);
    if (outcome == OK)
        outcome = add_flights(making, movement, journey);
    if (outcome == OK && with_family && journey->count > 2)
        outcome = add_household(making, journey, &household);
    if (outcome == OK)
        outcome = record_get_unlimited(&making->work, &movement_record, movement->head.id, &row);
    if (outcome == OK)
        outcome = add_travellers(making, row, journey, household);
    if (outcome == OK)
        outcome = bring(making, movement->head.id, journey);
    return making_refused(making, "a journey", outcome);
}

struct found {
    const struct return_case *files[BOOKED_MOST];
    size_t count;
};

/* Cases in a state, of each office the newest. */
static enum outcome find_cases(struct making *making, const char *state, struct found *ret)
{
    struct text wanted = text_from(state);
    struct found found = {.count = 0};
    enum outcome outcome = OK;
    making_at(making, &making->operations, making->options->today - 3, 20);
    for (size_t office = 0; office < OFFICES && outcome == OK; office++) {
        struct list_query query = {.size = BOOKED_MOST / OFFICES, .descending = true, .filter_count = 1};
        struct list_page page;
        query.office = making->offices[office].head.id;
        query.filters[0] = (struct list_filter){.values = &wanted, .value_count = 1};
        outcome = record_list(&making->work, &return_case_record, &query, &page);
        for (size_t i = 0; outcome == OK && i < page.count; i++)
            found.files[found.count++] = page.rows[i];
    }
    *ret = found;
    return outcome;
}

static int32_t day_of(const struct return_case *file)
{
    return file->departed_on == DATE_NONE ? file->travel_on : file->departed_on;
}

static bool is_received(const struct making *making, struct text country)
{
    bool received = false;
    for (size_t i = 0; i < RECEIVING_OFFICES; i++)
        received = received || text_equal(country, making->receiving_countries[i]);
    return received;
}

/* Those whom an office of the demonstration meets come first. */
static void put_received_first(const struct making *making, struct found *found)
{
    struct found sorted = {.count = 0};
    for (int round = 0; round < 2; round++)
        for (size_t i = 0; i < found->count; i++)
            if (is_received(making, found->files[i]->country_of_return) == (round == 0))
                sorted.files[sorted.count++] = found->files[i];
    *found = sorted;
}

/* Those of one country and one day travel together. */
static enum outcome add_together(struct making *making, const char *state, const struct journey *kind, size_t most)
{
    bool taken[BOOKED_MOST] = {false};
    struct found found;
    size_t made = 0;
    enum outcome outcome = find_cases(making, state, &found);
    if (outcome == OK && text_is(text_from(kind->traveller), "arrived"))
        put_received_first(making, &found);
    if (text_is(text_from(kind->traveller), "booked") && found.count > ALONE)
        found.count -= ALONE; /* whose flight is moved on their own page */
    for (size_t i = 0; outcome == OK && i < found.count && made < most; i++) {
        struct journey journey = *kind;
        const struct return_case *first = found.files[i];
        /* Who is booked for a later day is booked alone: not every case is on a journey. */
        bool later = day_of(first) > making->options->today;
        if (taken[i] || later || day_of(first) == DATE_NONE)
            continue;
        journey.day = day_of(first);
        for (size_t j = i; j < found.count && journey.count < GROUP_MOST; j++) {
            const struct return_case *file = found.files[j];
            if (taken[j] || day_of(file) != journey.day ||
                !text_equal(file->country_of_return, first->country_of_return))
                continue;
            taken[j] = true;
            journey.files[journey.count++] = file;
        }
        outcome = add_journey(making, &journey, made == 0);
        made++;
    }
    return outcome;
}

/* One that is still being prepared: what each lacks stands beside the name. */
static enum outcome add_prepared(struct making *making)
{
    struct journey journey = {.state = "planned", .traveller = "planned", .day = making->options->today + 12};
    struct found found;
    enum outcome outcome = find_cases(making, "preparing", &found);
    for (size_t i = 0; outcome == OK && i < found.count && journey.count < PREPARED; i++) {
        const struct return_case *file = found.files[i];
        bool same = journey.count == 0 || text_equal(file->country_of_return, journey.files[0]->country_of_return);
        if (same && file->age_at_application >= 18)
            journey.files[journey.count++] = file;
    }
    return outcome == OK && journey.count > 0 ? add_journey(making, &journey, false) : outcome;
}

enum outcome make_journeys(struct making *making)
{
    static const struct journey BOOKED = {.state = "booked", .traveller = "booked"};
    static const struct journey LEFT = {.state = "departed", .traveller = "departed"};
    static const struct journey DONE = {.state = "completed", .traveller = "arrived"};
    enum outcome outcome = add_together(making, "booked", &BOOKED, JOURNEYS_BOOKED);
    if (outcome == OK)
        outcome = add_prepared(making);
    if (outcome == OK)
        outcome = add_together(making, "departed", &LEFT, JOURNEYS_OTHER);
    return outcome == OK ? add_together(making, "arrived", &DONE, JOURNEYS_OTHER) : outcome;
}
