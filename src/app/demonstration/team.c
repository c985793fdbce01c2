/* Who is away, a part of a caseload that went to a second caseworker, and what users are told. */
#include "app/demonstration/parts.h"
#include "app/features.h"
#include "identity/absence.h"
#include "workload/workload.h"

enum { STEPS_MOST = 1000, STANDING = 3, SUBSTITUTE = 2, STEP_ARENA = 32 << 20 };

/* ---- absences ---- */

static enum outcome add_absence(struct making *making, const struct actor *away, const struct actor *substitute,
                                int32_t from, int32_t until)
{
    struct work *work = &making->work;
    struct absence *absence = record_new(work->arena, &absence_record);
    absence->head.organisation = making->organisation;
    absence->head.office = away->office;
    absence->account = away->user;
    absence->substitute = substitute->user;
    absence->from_on = making->options->today + from;
    absence->until_on = making->options->today + until;
    enum outcome outcome = record_insert(work, &absence_record, absence);
    const struct notice notice = {making->organisation, substitute->user, away->user, TEXT_NONE, 1};
    return outcome == OK && until >= 0 ? notice_add(work, &workload_notices[SUBSTITUTE], &notice) : outcome;
}

/* One that is over, one of these days, one to come. */
static enum outcome add_absences(struct making *making)
{
    enum outcome outcome = add_absence(making, &making->caseworker[0], &making->second_caseworker, -40, -27);
    if (outcome == OK)
        outcome = add_absence(making, &making->operations, &making->supervisor, -2, 12);
    if (outcome == OK)
        outcome = add_absence(making, &making->caseworker[0], &making->second_caseworker, 30, 43);
    return making_refused(making, "absences", outcome);
}

/* ---- a hand-over ---- */

static enum outcome run_action(struct work *work, const char *name, struct text order, struct text *ret_answer)
{
    for (const struct internal_action *action = workload_actions; action->name != NULL; action++)
        if (text_is(text_from(action->name), name))
            return action->run(work, order, ret_answer);
    return FAILED;
}

/* Each step as the job takes it, with memory of its own: an office may have a hundred thousand cases. */
static enum outcome repeat(const struct work *asked, const char *name, struct text order)
{
    AUTO_ARENA struct arena *arena = arena_open(STEP_ARENA);
    struct work work = *asked;
    bool more = true;
    enum outcome outcome = OK;
    work.arena = arena;
    for (int i = 0; i < STEPS_MOST && outcome == OK && more; i++) {
        struct text answer = TEXT_NONE;
        arena_reset(arena);
        work.problems = problems_open(arena);
        outcome = run_action(&work, name, order, &answer);
        more = !text_is(answer, "0");
    }
    return outcome;
}

/* As the job does it, without one. */
static enum outcome add_hand_over(struct making *making)
{
    struct work *work = &making->work;
    struct text answer;
    struct hand_over *row = record_new(work->arena, &hand_over_record);
    row->head.organisation = making->organisation;
    row->head.office = making->offices[0].head.id;
    row->account = making->caseworker[0].user;
    row->receivers = identifier_to_text(work->arena, making->second_caseworker.user);
    row->states = TEXT("screened,arrived");
    row->reason = TEXT("Exemple : la charge est partagée à deux.");
    row->progress = TEXT("waiting");
    enum outcome outcome = record_insert(work, &hand_over_record, row);
    struct text id = outcome == OK ? identifier_to_text(work->arena, row->head.id) : TEXT_NONE;
    if (outcome == OK)
        outcome = repeat(work, "workload.plan", id);
    if (outcome == OK)
        outcome = repeat(work, "workload.give", id);
    if (outcome == OK)
        outcome = run_action(work, "workload.done", id, &answer);
    return making_refused(making, "a hand-over", outcome);
}

/* ---- what is told ---- */

static enum outcome tell_standing(struct making *making)
{
    struct case_load *loads;
    size_t count;
    int64_t standing = 0;
    enum outcome outcome = return_load(&making->work, &standing_standard, making->offices[0].head.id, &loads, &count);
    for (size_t i = 0; i < count && outcome == OK; i++)
        standing += identifier_equal(loads[i].assigned, making->caseworker[0].user) ? loads[i].standing : 0;
    const struct notice notice = {
        .organisation = making->organisation, .account = making->caseworker[0].user, .count = standing};
    return outcome == OK && standing > 0 ? notice_add(&making->work, &workload_notices[STANDING], &notice) : outcome;
}

enum outcome make_team(struct making *making)
{
    features_announce(NULL);
    making_at(making, &making->supervisor, making->options->today - 1, 1);
    enum outcome outcome = add_absences(making);
    if (outcome == OK)
        outcome = add_hand_over(making);
    return outcome == OK ? tell_standing(making) : outcome;
}
