/* What return cases ask of protection, and what protection does when a case moves.  Everybody who works on a case reads
   what is required: it says what is missing and who provides it, and nothing else. */
#include "database/wall.h"
#include "protection/protection_rules.h"
#include "protection/protection_store.h"

/* The program opens and ends files of protection for those who may not see them. */
static const struct actor THE_SYSTEM = {.system = true};

/* What a child's file says about one day. */
struct child_state {
    bool known, alone, decided, guardian, reception;
};

static bool holds_on(const struct protection_determination *row, int32_t day)
{
    return text_is(row->decision, "return") && row->valid_until != DATE_NONE && row->valid_until >= day;
}

static enum outcome find_decision(struct work *work, const struct protection_child *child, int32_t day,
                                  bool *ret_decided)
{
    struct identifier *ids;
    size_t count;
    bool decided = false;
    enum outcome outcome = determinations_of(work, child->head.id, child->head.person, "approved", &ids, &count);
    for (size_t i = 0; i < count && outcome == OK; i++) {
        void *row;
        outcome = record_get_unlimited(work, &determination_record, ids[i], &row);
        decided = decided || (outcome == OK && holds_on(row, day));
    }
    *ret_decided = decided;
    return outcome;
}

static enum outcome look_at_child(struct work *work, const struct return_case *file, int32_t day,
                                  struct child_state *ret)
{
    struct identifier id;
    struct identifier guardian;
    void *row;
    *ret = (struct child_state){0};
    enum outcome outcome = child_of_case(work, file->head.id, file->head.person, &id);
    if (outcome == OK)
        outcome = record_get_unlimited(work, &child_record, id, &row);
    if (outcome != OK)
        return outcome == NOT_FOUND ? OK : outcome;
    const struct protection_child *child = row;
    ret->known = child->status.length > 0;
    ret->alone = !text_is(child->status, "accompanied");
    ret->reception = child->reception_confirmed_on != DATE_NONE;
    outcome = person_guardian(work, file->head.person, day, &guardian);
    ret->guardian = outcome == OK && child->guardian_designated_on != DATE_NONE;
    if (outcome < 0)
        return outcome;
    return find_decision(work, child, day, &ret->decided);
}

/* The same lines for every child: who reads them does not learn from their number how the child lives. */
static enum outcome require_child(struct work *work, const struct return_case *file, int32_t day, struct gate *gate)
{
    struct child_state child;
    enum outcome outcome = look_at_child(work, file, day, &child);
    if (outcome != OK)
        return outcome;
    bool settled = child.known && !child.alone;
    gate_require(gate, settled || child.decided, "child_decision_missing",
                 N_("What is best for the child was decided, and it holds on this day"), N_("Protection officer"),
                 TEXT_NONE);
    gate_require(gate, settled || child.guardian, "child_guardian_missing",
                 N_("A guardian is designated for the child"), N_("Protection officer"), TEXT_NONE);
    gate_require(gate, settled || child.reception, "child_reception_missing",
                 N_("The reception of the child in the country of return is confirmed"),
                 N_("The receiving office, through the protection officer"), TEXT_NONE);
    return OK;
}

/* Rules are read by everybody too: they are told when nothing is left to decide, and else nothing. */
enum outcome protection_child_alone(struct work *work, const struct return_case *file, int32_t day, bool *ret_alone)
{
    AUTO_WALL struct wall_hold hold = wall_widen(work->db, "what is left to decide for a child, not what was decided");
    struct child_state child;
    enum outcome outcome = look_at_child(work, file, day, &child);
    if (outcome != OK)
        return outcome;
    bool settled = child.known && (!child.alone || (child.decided && child.guardian && child.reception));
    *ret_alone = false;
    return settled ? OK : NOT_FOUND;
}

/* Who came of age since the request agrees in their own name: what a guardian gave for the child has ended. */
static enum outcome require_own_consent(struct work *work, const struct return_case *file, const struct person *person,
                                        int32_t day, struct gate *gate)
{
    bool agreed = true;
    int32_t today = zone_date(work->zone, work->now);
    int32_t since = today;
    if (file->received_on == DATE_NONE || person_youngest_age(person, file->received_on) >= ADULT_AGE)
        return OK;
    if (person_youngest_age(person, today) < ADULT_AGE)
        return OK; /* of age on the day of travel only: asked once that has come */
    while (since > file->received_on && person_youngest_age(person, since - 1) >= ADULT_AGE)
        since--;
    enum outcome outcome = person_agreed_herself(work, file->head.person, since, day < today ? day : today, &agreed);
    struct text id = identifier_to_text(gate->arena, file->head.person);
    if (outcome == OK)
        gate_require(gate, agreed, "own_consent_missing",
                     N_("Now of age, the person has agreed in their own name to the return"),
                     N_("The person, with the caseworker"),
                     arena_format(gate->arena, "/persons/%.*s/consents/new", TEXT_ARG(id)));
    return outcome;
}

static bool is_among(const char *action, const char *list)
{
    struct text rest = text_from(list);
    struct text one;
    while (text_split(&rest, ',', &one))
        if (text_is(one, action))
            return true;
    return false;
}

enum outcome protection_require(struct work *work, const struct return_case *file, const char *action, int32_t day,
                                struct gate *gate)
{
    AUTO_WALL struct wall_hold hold = wall_widen(work->db, "what is missing and who provides it, not what was found");
    void *person;
    enum outcome outcome = OK;
    if (is_among(action, "approve"))
        outcome = require_no_conflict(work, file->head.person, N_("Another supervisor"), gate);
    if (outcome != OK || !is_among(action, "consent,approve,book,depart"))
        return outcome;
    outcome = record_get_unlimited(work, &person_record, file->head.person, &person);
    if (outcome != OK)
        return outcome;
    int32_t today = zone_date(work->zone, work->now);
    int32_t on = day < today ? day : today; /* a child on the day of the step is one until they have come of age */
    if (person_youngest_age(person, on) < ADULT_AGE)
        return require_child(work, file, day, gate);
    return require_own_consent(work, file, person, day, gate);
}

/* ---- a case moves ---- */

static enum outcome open_screening(struct work *work, const struct return_case *file)
{
    struct protection_screening *screening = record_new(work->arena, &screening_record);
    screening->head.person = file->head.person;
    screening->head.organisation = file->head.organisation;
    screening->head.office = file->head.office;
    screening->head.state = TEXT("draft");
    screening->return_case = file->head.id;
    return record_insert(work, &screening_record, screening);
}

static enum outcome open_child(struct work *work, const struct return_case *file)
{
    struct identifier id;
    bool is_child = false;
    enum outcome outcome = protection_is_child(work, file->head.person, zone_date(work->zone, work->now), &is_child);
    if (outcome != OK || !is_child)
        return outcome;
    outcome = child_of_case(work, file->head.id, file->head.person, &id);
    if (outcome != NOT_FOUND)
        return outcome;
    struct protection_child *child = record_new(work->arena, &child_record);
    child->head.person = file->head.person;
    child->head.organisation = file->head.organisation;
    child->head.office = file->head.office;
    child->head.state = TEXT("open");
    child->return_case = file->head.id;
    return record_insert(work, &child_record, child);
}

static enum outcome begin_again(struct work *work, struct identifier id)
{
    void *row;
    enum outcome outcome = record_get_unlimited(work, &screening_record, id, &row);
    if (outcome != OK)
        return outcome;
    struct text state = record_head_of(row)->state;
    struct text note = TEXT(PROTECTION_CASE_REOPENED_NOTE);
    if (text_is(state, "decided") || text_is(state, "approved"))
        return flow_move_forced(work, &screening_flow, id, TEXT("reopen"), note);
    return text_is(state, "cancelled") ? flow_move_forced(work, &screening_flow, id, TEXT("revive"), note) : OK;
}

static enum outcome case_registered(struct work *work, const struct return_case *file)
{
    struct identifier id;
    enum outcome outcome = screening_of_case(work, file->head.id, file->head.person, &id);
    if (outcome == NOT_FOUND)
        outcome = open_screening(work, file);
    else if (outcome == OK)
        outcome = begin_again(work, id);
    return outcome == OK ? open_child(work, file) : outcome;
}

/* What has ended already is not ended again. */
static enum outcome cancel(struct work *work, const struct flow *flow, struct identifier id)
{
    enum outcome outcome = flow_move_forced(work, flow, id, TEXT("cancel"), TEXT(PROTECTION_CASE_ENDED_NOTE));
    return outcome == NOT_FOUND ? OK : outcome;
}

/* A signed screening stays what it is; a decision about the return ends with a return that does not take place. */
static enum outcome case_ended(struct work *work, const struct return_case *file)
{
    struct identifier id;
    struct identifier *ids;
    size_t count = 0;
    enum outcome outcome = screening_of_case(work, file->head.id, file->head.person, &id);
    if (outcome == OK)
        outcome = cancel(work, &screening_flow, id);
    if (outcome == OK || outcome == NOT_FOUND)
        outcome = child_of_case(work, file->head.id, file->head.person, &id);
    if (outcome == OK && file->departed_on == DATE_NONE)
        outcome = determinations_of(work, id, file->head.person, NULL, &ids, &count);
    for (size_t i = 0; i < count && outcome == OK; i++)
        outcome = cancel(work, &determination_flow, ids[i]);
    return outcome == NOT_FOUND ? OK : outcome;
}

enum outcome protection_moved(struct work *work, const struct return_case *before, const struct return_case *file)
{
    AUTO_WALL struct wall_hold hold = wall_widen(work->db, "protection's files begin and end with the case");
    struct work own = *work;
    const struct flow_state *state = flow_state(&return_flow, file->head.state);
    own.actor = &THE_SYSTEM;
    (void)before;
    enum outcome outcome = OK;
    if (text_is(file->head.state, "registered"))
        outcome = case_registered(&own, file);
    else if (state != NULL && state->kind == STATE_ENDED)
        outcome = case_ended(&own, file);
    work->problems = own.problems;
    return outcome;
}

/* ---- links of a case's page ---- */

enum outcome protection_links(struct work *work, const struct return_case *file, struct return_link **ret_links,
                              size_t *ret_count)
{
    struct subject subject = record_subject(file);
    struct identifier id;
    struct return_link *links = arena_array(work->arena, struct return_link, 2);
    size_t count = 0;
    *ret_links = links;
    *ret_count = 0;
    if (!actor_may_on(work->actor, &protection_read, &subject))
        return OK;
    enum outcome outcome = screening_of_case(work, file->head.id, file->head.person, &id);
    if (outcome == OK)
        links[count++] = (struct return_link){
            N_("Screening"), "shield",
            arena_format(work->arena, "/screenings/%.*s", TEXT_ARG(identifier_to_text(work->arena, id)))};
    if (outcome == OK || outcome == NOT_FOUND)
        outcome = child_of_case(work, file->head.id, file->head.person, &id);
    if (outcome == OK)
        links[count++] = (struct return_link){
            N_("Child protection"), "people",
            arena_format(work->arena, "/child-files/%.*s", TEXT_ARG(identifier_to_text(work->arena, id)))};
    *ret_count = count;
    return outcome == NOT_FOUND ? OK : outcome;
}
