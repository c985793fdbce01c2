/* Two persons as evidence for matching/: how likely they are one, and why, in the reader's words. */
#include "duplicates/calibrations.h"
#include "duplicates/duplicate_pages.h"
#include "matching/match.h"

struct weighing {
    struct match_set *set;
    const struct match_weights *weights;
    struct candidate candidates[2];
    size_t at[2];
};

static enum outcome weigh(struct work *work, const struct person *const persons[2], struct weighing *weighing)
{
    int64_t register_size = 0;
    enum outcome outcome = person_register_size(work, &register_size);
    if (outcome == OK)
        outcome = calibration_in_force(work, persons[0]->head.organisation, &weighing->weights);
    if (outcome == OK)
        outcome = person_beside(work, persons[0], persons[1], &weighing->candidates[0], &weighing->candidates[1]);
    if (outcome != OK)
        return outcome;
    weighing->set = match_set_open(work->arena, weighing->weights, register_size);
    match_set_equivalents(weighing->set, name_equivalents());
    for (size_t i = 0; i < 2; i++)
        weighing->at[i] = match_set_add(weighing->set, &weighing->candidates[i]);
    return OK;
}

struct text pair_conflict_code(int conflict)
{
    static const char *const CODES[MATCH_CONFLICTS] = {[MATCH_CONFLICT_SEX_AND_BIRTH] = "sex_and_birth",
                                                       [MATCH_CONFLICT_DOCUMENTS] = "documents",
                                                       [MATCH_CONFLICT_GENERATIONS] = "generations",
                                                       [MATCH_CONFLICT_NAMES] = "names"};
    bool known = conflict >= 0 && conflict < MATCH_CONFLICTS && CODES[conflict] != NULL;
    return known ? text_from(CODES[conflict]) : TEXT_NONE;
}

enum outcome pair_weigh(struct work *work, const struct person *a, const struct person *b, struct pair_found *found)
{
    struct weighing *weighing = arena_new(work->arena, struct weighing);
    struct match_explanation explanation;
    const struct person *const persons[2] = {a, b};
    enum outcome outcome = weigh(work, persons, weighing);
    if (outcome != OK)
        return outcome;
    match_explain(weighing->set, weighing->at[0], weighing->at[1], work->arena, &explanation);
    found->a = a->head.person;
    found->b = b->head.person;
    found->probability = explanation.score.probability;
    found->bits = explanation.score.bits;
    found->weights = match_weights_version(weighing->weights);
    found->conflict = pair_conflict_code((int)explanation.score.conflict);
    found->reasons = match_codes(work->arena, &explanation);
    return OK;
}

/* From what the reader may read of the two: the rest is empty there, and speaks neither for nor against. */
enum outcome pair_explain(struct work *work, const struct person_pair *pair, struct person *const persons[2],
                          struct pair_view *view)
{
    struct weighing *weighing = arena_new(work->arena, struct weighing);
    struct match_explanation *explanation = arena_new(work->arena, struct match_explanation);
    const struct person *const both[2] = {persons[0], persons[1]};
    enum outcome outcome = weigh(work, both, weighing);
    (void)pair;
    if (outcome != OK)
        return outcome;
    match_explain(weighing->set, weighing->at[0], weighing->at[1], work->arena, explanation);
    view->reasons = arena_array(work->arena, struct pair_reason, explanation->count + 1);
    for (size_t i = 0; i < explanation->count; i++) {
        const struct match_reason *reason = &explanation->reasons[i];
        view->reasons[view->reason_count++] =
            (struct pair_reason){.label = text_from(tr(work->language, reason->label)),
                                 .words = text_from(tr(work->language, reason->words)),
                                 .against = reason->bits < 0,
                                 .tenths = (int64_t)(reason->bits * 10)};
    }
    return OK;
}
