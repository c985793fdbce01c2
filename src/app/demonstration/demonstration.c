#include "app/demonstration/demonstration.h"

#include <stdio.h>

#include "app/demonstration/parts.h"
#include "audit/audit.h"
#include "system/clock.h"
#include "system/random.h"

enum {
    FAMILY_ARENA = 32 << 20,
    KEPT_ARENA = 256 << 20,
    FAMILIES_AT_ONCE = 8000, /* in a transaction */
    PLANS_MOST = 90,         /* of 2022 … */
    RECENT_PLANS_MOST = 10,  /* … and under way: together what the reintegration line bears */
    MONITORED_MOST = 450,    /* followed after their return, of 3,552 persons; of more in proportion … */
    MONITORED_LIMIT = 2000,  /* … up to so many */
    RECENT_CHILDREN = 8,     /* who ask to return alone */
    RECENT_EACH = 20,        /* of so many persons, one asks again within the last four months */
};
static const unsigned char SEED[32] = "the year 2022 of the mission";

/* ---- chance and moments ---- */

uint32_t chance(uint32_t below)
{
    uint32_t number;
    random_bytes(&number, sizeof number);
    return below == 0 ? 0 : (uint32_t)((uint64_t)number * below >> 32);
}

bool chance_of(uint32_t percent) { return chance(100) < percent; }

size_t chance_weighted(const uint32_t *weights)
{
    uint32_t total = 0;
    size_t at = 0;
    for (size_t i = 0; weights[i] != 0; i++)
        total += weights[i];
    for (uint32_t drawn = chance(total); drawn >= weights[at]; at++)
        drawn -= weights[at];
    return at;
}

struct text chance_name(const char *list) { return names_at(list, chance((uint32_t)names_count(list))); }

int64_t making_instant(const struct making *making, int32_t date, int step)
{
    enum { OPENS = 8 * 3600, QUARTER = 15 * 60, MILLISECOND = 1000 };
    const struct zone *zone = making->work.zone;
    /* Today's come in its first moments: nothing is still to come, whatever the hour in which a mission is made. */
    return date < making->options->today ? zone_instant(zone, date, OPENS + step * QUARTER)
                                         : zone_instant(zone, making->options->today, 0) + step * MILLISECOND;
}

void making_at(struct making *making, const struct actor *actor, int32_t date, int step)
{
    making->work.actor = actor;
    making->work.now = making_instant(making, date, step);
    clock_set(making->work.now);
}

struct identifier making_id(const struct making *making)
{
    unsigned char random[IDENTIFIER_RANDOM];
    random_bytes(random, sizeof random);
    return identifier_make(making->work.now, random);
}

enum outcome making_refused(struct making *making, const char *what, enum outcome outcome)
{
    if (outcome == OK)
        return OK;
    (void)fprintf(stderr, "sanad: demonstration: %s was refused (%d)\n", what, (int)outcome);
    for (const struct problem *problem = making->work.problems.first; problem != NULL; problem = problem->next)
        (void)fprintf(stderr, "sanad: demonstration: %.*s: %s\n", TEXT_ARG(problem->field), problem->message);
    return outcome > 0 ? FAILED : outcome;
}

/* ---- families ---- */

/* One who has come before asks again: these are the cases that are under way today. */
static enum outcome ask_again(struct making *making, const struct family *family, const struct member *member)
{
    struct identifier id;
    int32_t received;
    struct fate fate = fate_of_recent(making, &received);
    enum outcome outcome = make_case(making, family->office, received, &fate, member, &id);
    bool waits = false;
    bool arrived = outcome == OK && text_is(text_from(fate.state), "arrived");
    if (arrived)
        outcome = make_waiting(making, id, family->office, &waits);
    if (outcome != OK || !arrived || waits || making->recent_plans == RECENT_PLANS_MOST)
        return outcome;
    making->recent_plans++;
    return make_plan(making, id, member, family->office, received + fate.lead + 1);
}

/* Some children ask again without the adult they came with. */
static enum outcome ask_alone(struct making *making, const struct family *family, const struct member *child)
{
    static const char *const STATES[] = {"registered", "screened", "counselled", "preparing"};
    size_t number = (size_t)making->recent_children++;
    struct fate fate = {.state = STATES[number % (sizeof STATES / sizeof *STATES)], .lead = 20};
    struct identifier id;
    void *file;
    int32_t received = making->options->today - 24 - (int32_t)chance(8);
    enum outcome outcome = make_case(making, family->office, received, &fate, child, &id);
    if (outcome == OK)
        outcome = record_get_unlimited(&making->work, &return_case_record, id, &file);
    return outcome == OK ? make_child_alone(making, file, child, number) : outcome;
}

static bool asks_alone(const struct making *making, const struct family *family, const struct member *child)
{
    return !family->returned && making->recent_children < RECENT_CHILDREN &&
           age_in_years(child->born, making->options->today) < 16;
}

static bool is_planned(struct making *making, const struct family *family)
{
    return family->returned && family->children == 0 && family->first != GROUP_MINORS &&
           making->counts.plans - making->recent_plans < making->plans_wanted && chance_of(12);
}

static enum outcome add_member(struct making *making, const struct year *year, const struct family *family,
                               const struct fate *fate, enum group group, const struct member *guardian,
                               struct member *ret_member)
{
    struct identifier id;
    enum outcome outcome = make_person(making, family, year->countries[family->country], group, guardian, ret_member);
    return outcome == OK ? make_case(making, family->office, family->received, fate, ret_member, &id) : outcome;
}

static enum outcome add_planned(struct making *making, const struct year *year, const struct family *family,
                                struct member *ret_member)
{
    struct identifier id;
    struct fate fate = {.state = "arrived", .lead = family->departed - family->received};
    enum outcome outcome =
        make_person(making, family, year->countries[family->country], family->first, NULL, ret_member);
    if (outcome == OK)
        outcome = make_case(making, family->office, family->received, &fate, ret_member, &id);
    return outcome == OK ? make_plan(making, id, ret_member, family->office, family->departed + 1) : outcome;
}

/* Whoever did not leave and does not ask again may be referred; the last ones are kept. */
static void note_referable(struct making *making, const struct family *family, const struct member *member)
{
    if (family->returned || family->first == GROUP_MINORS)
        return;
    size_t at = (size_t)(making->referable_seen++ % REFERABLE_MOST);
    making->referable[at] = member->person;
    making->referable_office[at] = family->office;
}

static enum outcome add_family(struct making *making, const struct year *year, const struct family *family)
{
    struct member adult;
    struct member child;
    if (is_planned(making, family))
        return add_planned(making, year, family, &adult);
    struct fate fate = fate_of_2022(family, year->countries[family->country]);
    enum outcome outcome = add_member(making, year, family, &fate, family->first, NULL, &adult);
    if (outcome == OK)
        outcome = make_privacy(making, family, &adult);
    if (outcome == OK)
        outcome = make_linkage(making, family, &adult);
    bool ended = !text_is(text_from(fate.state), "postponed");
    for (int32_t i = 0; i < family->children && outcome == OK; i++) {
        outcome = add_member(making, year, family, &fate, GROUP_MINORS, &adult, &child);
        if (outcome == OK && i == 0 && ended && asks_alone(making, family, &child))
            outcome = ask_alone(making, family, &child);
    }
    bool alone = !family->returned && family->children == 0 && family->first != GROUP_MINORS;
    if (outcome != OK)
        return outcome;
    if (alone && ended && chance_of(100 * 4 / RECENT_EACH))
        return ask_again(making, family, &adult);
    note_referable(making, family, &adult);
    return OK;
}

/* Some families in one transaction. */
static enum outcome add_families(struct making *making, const struct year *year, size_t from, size_t to)
{
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    enum outcome outcome = db_transaction_begin(making->work.db, true, &transaction);
    for (size_t i = from; i < to && outcome == OK; i++) {
        outcome = add_family(making, year, &year->families[i]);
        arena_reset(making->work.arena);
        making->work.problems = problems_open(making->work.arena);
    }
    return outcome == OK ? db_transaction_commit(&transaction) : outcome;
}

static enum outcome add_mission(struct making *making)
{
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    enum outcome outcome = db_transaction_begin(making->work.db, true, &transaction);
    if (outcome == OK)
        outcome = make_mission(making);
    return outcome == OK ? db_transaction_commit(&transaction) : outcome;
}

/* A part of its own, once all cases are told. */
static enum outcome add(struct making *making, enum outcome (*make)(struct making *making))
{
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    enum outcome outcome = db_transaction_begin(making->work.db, true, &transaction);
    arena_reset(making->work.arena);
    making->work.problems = problems_open(making->work.arena);
    if (outcome == OK)
        outcome = make(making);
    return outcome == OK ? db_transaction_commit(&transaction) : outcome;
}

static enum outcome seal_log(struct making *making)
{
    size_t blocks = 1;
    enum outcome outcome = OK;
    clock_set(INSTANT_NONE);
    while (outcome == OK && blocks > 0)
        outcome = audit_seal(making->work.db, keys_ring(making->work.keys), clock_now(), &blocks);
    return outcome;
}

static enum outcome make(struct making *making)
{
    struct year year;
    enum outcome outcome = add_mission(making);
    if (outcome == OK)
        outcome = plan_year(making, &year);
    for (size_t from = 0; outcome == OK && from < year.family_count; from += FAMILIES_AT_ONCE) {
        size_t to = from + FAMILIES_AT_ONCE;
        outcome = add_families(making, &year, from, to < year.family_count ? to : year.family_count);
        if (outcome == OK) /* while its pages are at hand */
            outcome = seal_log(making);
    }
    if (outcome == OK)
        outcome = add(making, make_journeys);
    if (outcome == OK)
        outcome = add(making, make_reports);
    if (outcome == OK)
        outcome = add(making, make_privacy_registers);
    if (outcome == OK)
        outcome = make_monitoring(making);
    if (outcome == OK)
        outcome = add(making, make_team);
    if (outcome == OK)
        outcome = add(making, make_directory);
    if (outcome == OK)
        outcome = add(making, make_twins);
    if (outcome == OK)
        outcome = add(making, make_decisions);
    if (outcome == OK)
        outcome = add(making, make_orders);
    if (outcome == OK)
        outcome = add(making, make_referrals);
    if (outcome == OK)
        outcome = add(making, make_appointments);
    return outcome == OK ? seal_log(making) : outcome;
}

enum outcome demonstration_make(struct db *db, struct keys *keys, const struct demonstration *demonstration,
                                struct demonstration_counts *ret_counts)
{
    AUTO_ARENA struct arena *arena = arena_open(FAMILY_ARENA);
    AUTO_ARENA struct arena *kept = arena_open(KEPT_ARENA);
    struct making *making = arena_new(kept, struct making);
    making->options = demonstration;
    making->kept = kept;
    making->work = work_of_system(db, keys, arena);
    making->plans_wanted = demonstration->persons * PLANS_MOST / DEMONSTRATION_PERSONS;
    if (making->plans_wanted > PLANS_MOST)
        making->plans_wanted = PLANS_MOST;
    making->monitored_wanted = demonstration->persons * MONITORED_MOST / DEMONSTRATION_PERSONS;
    if (making->monitored_wanted > MONITORED_LIMIT)
        making->monitored_wanted = MONITORED_LIMIT;
    random_seed(SEED);
    enum outcome outcome = make(making);
    random_seed(NULL);
    clock_set(INSTANT_NONE);
    if (outcome == OK)
        *ret_counts = making->counts;
    return outcome;
}
