/* Noting that two persons may be one, and asking whether somebody said so. */
#include <string.h>

#include "duplicates/duplicate_store.h"
#include "flow/flow.h"
#include "persons/persons.h"

enum { PER_THOUSAND = 1000 };
static const struct actor PROGRAM = {.system = true};

static enum pair_standing standing_of(struct text state)
{
    if (text_is(state, "same"))
        return PAIR_SAME;
    if (text_is(state, "different"))
        return PAIR_DIFFERENT;
    return text_is(state, "undecided") ? PAIR_UNDECIDED : PAIR_OPEN;
}

/* The record that holds a person now, and all that became part of it. */
static enum outcome parts_of(struct work *work, struct identifier person, struct identifier **ret_parts,
                             size_t *ret_count)
{
    struct identifier now = person, next, *absorbed;
    size_t count = 0;
    enum outcome outcome = merge_person_now(work, person, TEXT_NONE, &next);
    if (outcome == OK)
        now = next;
    if (outcome < 0)
        return outcome;
    outcome = merge_absorbed(work, now, &absorbed, &count);
    if (outcome != OK)
        return outcome;
    *ret_parts = arena_array(work->arena, struct identifier, count + 1);
    (*ret_parts)[0] = now;
    memcpy(*ret_parts + 1, absorbed, count * sizeof *absorbed);
    *ret_count = count + 1;
    return OK;
}

/* Of several answers the firmest counts; that two are different is firmer than that they are the same. */
enum outcome pair_standing(struct work *work, struct identifier a, struct identifier b,
                           enum pair_standing *ret_standing)
{
    struct identifier *ones, *others;
    size_t one_count = 0, other_count = 0;
    enum pair_standing standing = PAIR_UNKNOWN;
    enum outcome outcome = parts_of(work, a, &ones, &one_count);
    if (outcome == OK)
        outcome = parts_of(work, b, &others, &other_count);
    for (size_t i = 0; outcome == OK && i < one_count; i++) {
        struct pair_state *pairs;
        size_t count = 0;
        outcome = pairs_of(work, ones[i], &pairs, &count);
        for (size_t p = 0; outcome == OK && p < count; p++)
            for (size_t j = 0; j < other_count; j++)
                if (identifier_equal(pairs[p].first_person, others[j]) ||
                    identifier_equal(pairs[p].second_person, others[j])) {
                    enum pair_standing said = standing_of(pairs[p].state);
                    standing = said > standing ? said : standing;
                }
    }
    if (outcome == OK)
        *ret_standing = identifier_equal(ones[0], others[0]) ? PAIR_SAME : standing;
    return outcome;
}

enum outcome pair_others(struct work *work, struct identifier person, struct pair_other **ret_others, size_t *ret_count)
{
    struct identifier *parts;
    size_t part_count = 0, count = 0;
    struct pair_other *others = arena_array(work->arena, struct pair_other, PAIRS_MOST);
    enum outcome outcome = parts_of(work, person, &parts, &part_count);
    for (size_t i = 0; i < part_count && outcome == OK; i++) {
        struct pair_state *pairs;
        size_t pair_count = 0;
        outcome = pairs_of(work, parts[i], &pairs, &pair_count);
        for (size_t p = 0; outcome == OK && p < pair_count && count < PAIRS_MOST; p++) {
            bool first = identifier_equal(pairs[p].first_person, parts[i]);
            struct identifier other = first ? pairs[p].second_person : pairs[p].first_person;
            enum outcome now = merge_person_now(work, other, TEXT_NONE, &other);
            outcome = now < 0 ? now : OK;
            if (outcome == OK && !identifier_equal(other, parts[0]))
                others[count++] = (struct pair_other){pairs[p].id, other, pairs[p].state, pairs[p].probability};
        }
    }
    *ret_others = others;
    *ret_count = count;
    return outcome;
}

/* ---- noting ---- */

static bool is_arabic(const struct person *person)
{
    return person->family_name.length + person->given_names.length == 0;
}

static const char *script_of(const struct person *a, const struct person *b)
{
    if (is_arabic(a) != is_arabic(b))
        return "both";
    return is_arabic(a) ? "arabic" : "latin";
}

static enum outcome weigh_harm(struct work *work, struct person_pair *pair)
{
    enum return_stake a = RETURN_NO_STAKE, b = RETURN_NO_STAKE;
    enum outcome outcome = return_stake_of(work, pair->first_person, &a);
    if (outcome == OK)
        outcome = return_stake_of(work, pair->second_person, &b);
    bool money = a == RETURN_PAYMENT_OPEN || b == RETURN_PAYMENT_OPEN;
    bool both = a != RETURN_NO_STAKE && b != RETURN_NO_STAKE;
    int64_t harm = money ? 2 : both ? 1 : 0;
    pair->harm = text_from(money ? "payment" : both ? "files" : "none");
    pair->urgency = harm * PER_THOUSAND * 2 + pair->probability;
    return outcome;
}

static enum outcome fill_pair(struct work *work, const struct pair_found *found, const struct person *a,
                              const struct person *b, struct person_pair *pair)
{
    bool ordered = memcmp(found->a.bytes, found->b.bytes, sizeof found->a.bytes) < 0;
    pair->first_person = ordered ? found->a : found->b;
    pair->second_person = ordered ? found->b : found->a;
    pair->probability = (int64_t)(found->probability * PER_THOUSAND + 0.5);
    pair->bits = (int64_t)(found->bits * 10);
    pair->weights = found->weights;
    pair->conflict = found->conflict;
    pair->reasons = found->reasons;
    pair->script = text_from(script_of(a, b));
    pair->region = text_is_empty(a->region) ? b->region : a->region;
    pair->head.organisation = a->head.organisation;
    pair->head.office = a->head.office;
    return weigh_harm(work, pair);
}

static enum outcome add_pair(struct work *work, const struct pair_found *found, const struct person *a,
                             const struct person *b, struct identifier *ret_pair)
{
    struct person_pair *pair = record_new(work->arena, &person_pair_record);
    const struct actor *actor = work->actor;
    pair->head.state = text_from(pair_flow.states[0].name);
    pair->found_by = text_from(pair_finders.choices[found->by].code);
    enum outcome outcome = fill_pair(work, found, a, b, pair);
    if (outcome != OK)
        return outcome;
    work->actor = &PROGRAM;
    outcome = record_insert(work, &person_pair_record, pair);
    work->actor = actor;
    if (outcome == OK)
        *ret_pair = pair->head.id;
    return outcome;
}

static bool waits(struct text state)
{
    return text_is(state, "open") || text_is(state, "asked") || text_is(state, "undecided");
}

/* While nobody decided, the newest comparison counts; what changes nothing writes nothing. */
static enum outcome refresh_pair(struct work *work, const struct pair_found *found, const struct person *a,
                                 const struct person *b, struct identifier id)
{
    void *row;
    const struct actor *actor = work->actor;
    enum outcome outcome = record_get_unlimited(work, &person_pair_record, id, &row);
    if (outcome != OK)
        return outcome;
    if (!waits(record_head_of(row)->state))
        return OK;
    struct person_pair *after = record_copy(work->arena, &person_pair_record, row);
    const struct person_pair *before = row;
    outcome = fill_pair(work, found, a, b, after);
    after->head.organisation = before->head.organisation;
    after->head.office = before->head.office;
    bool same = after->probability == before->probability && after->urgency == before->urgency &&
                after->weights == before->weights;
    if (outcome != OK || same)
        return outcome;
    work->actor = &PROGRAM;
    outcome = record_update_by_step(work, &person_pair_record, row, after, TEXT("found_again"));
    work->actor = actor;
    return outcome;
}

enum outcome pair_weigh_again(struct work *work, struct identifier pair)
{
    AUTO_WALL struct wall_hold hold = wall_widen(work->db, "two records that may be of one person, in two offices");
    struct pair_found found = {.by = PAIR_BY_WHOLE_REGISTER};
    void *row, *a, *b;
    enum outcome outcome = record_get_unlimited(work, &person_pair_record, pair, &row);
    if (outcome != OK)
        return outcome == NOT_FOUND ? OK : outcome;
    const struct person_pair *known = row;
    outcome = record_get_unlimited(work, &person_record, known->first_person, &a);
    if (outcome == OK)
        outcome = record_get_unlimited(work, &person_record, known->second_person, &b);
    if (outcome == OK)
        outcome = pair_weigh(work, a, b, &found);
    if (outcome == OK)
        outcome = refresh_pair(work, &found, a, b, pair);
    return outcome == NOT_FOUND ? OK : outcome; /* merged or erased meanwhile */
}

enum outcome pair_note(struct work *work, const struct pair_found *found, struct identifier *ret_pair)
{
    AUTO_WALL struct wall_hold hold = wall_widen(work->db, "two records that may be of one person, in two offices");
    struct identifier id = {{0}}, *ret = ret_pair == NULL ? &id : ret_pair;
    enum pair_standing standing;
    void *a, *b;
    enum outcome outcome = record_get_unlimited(work, &person_record, found->a, &a);
    if (outcome == OK)
        outcome = record_get_unlimited(work, &person_record, found->b, &b);
    if (outcome != OK || identifier_equal(found->a, found->b))
        return outcome == OK ? NOT_FOUND : outcome;
    struct identifier one = record_head_of(a)->organisation, other = record_head_of(b)->organisation;
    *ret = (struct identifier){{0}};
    if (!identifier_equal(one, other))
        return person_link_note(work, found, one, other);
    outcome = pair_between(work, found->a, found->b, ret);
    if (outcome == OK)
        return refresh_pair(work, found, a, b, *ret);
    if (outcome != NOT_FOUND)
        return outcome;
    outcome = pair_standing(work, found->a, found->b, &standing); /* through a record that became part of one of them */
    if (outcome == OK && standing >= PAIR_SAME)
        return OK;
    return outcome == OK ? add_pair(work, found, a, b, ret) : outcome;
}

enum outcome pair_say(struct work *work, const struct pair_found *found, enum pair_standing says, struct text note,
                      struct identifier *ret_pair)
{
    static const char *const ACTIONS[] = {
        [PAIR_UNDECIDED] = "unsure", [PAIR_SAME] = "same", [PAIR_DIFFERENT] = "different"};
    AUTO_WALL struct wall_hold hold = wall_widen(work->db, "two records that may be of one person, in two offices");
    void *row;
    enum outcome outcome = pair_note(work, found, ret_pair);
    if (outcome != OK || identifier_is_none(*ret_pair))
        return outcome;
    outcome = record_get_unlimited(work, &person_pair_record, *ret_pair, &row);
    if (outcome != OK)
        return outcome;
    enum pair_standing said = standing_of(record_head_of(row)->state);
    if (said == says)
        return OK;
    if (said >= PAIR_SAME || says < PAIR_UNDECIDED || text_is(record_head_of(row)->state, "asked"))
        return CONFLICT;
    return flow_move_forced(work, &pair_flow, *ret_pair, text_from(ACTIONS[says]), note);
}
