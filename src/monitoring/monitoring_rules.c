/* What a round and an interview need, and what follows when they end. */
#include "monitoring/monitoring_store.h"

/* ---- answers ---- */

enum outcome interview_open(struct work *work, const struct monitoring_interview *interview,
                            struct questionnaire_version **ret_version, struct questionnaire **ret_questionnaire,
                            struct answers *ret_answers)
{
    enum outcome outcome = questionnaire_open(work, interview->questionnaire, ret_version, ret_questionnaire);
    if (outcome == OK)
        outcome = answers_read(work->arena, *ret_questionnaire, interview->answers, ret_answers);
    return outcome == INVALID ? NOT_FOUND : outcome;
}

size_t interview_first_open(const struct questionnaire *questionnaire, const enum answer_state *states)
{
    size_t at = 0;
    while (at < questionnaire->section_count && (!answers_ask_section(questionnaire, states, at) ||
                                                 answers_section_is_whole(questionnaire, states, at, NULL)))
        at++;
    return at;
}

enum outcome interview_can_finish(struct work *work, const void *row, struct gate *gate)
{
    struct questionnaire_version *version;
    struct questionnaire *questionnaire;
    struct answers answers;
    enum answer_state states[QUESTIONNAIRE_QUESTIONS_MOST];
    enum outcome outcome = interview_open(work, row, &version, &questionnaire, &answers);
    bool whole = outcome == OK;
    if (outcome < 0)
        return outcome;
    if (whole) {
        answers_states(questionnaire, &answers, states);
        whole = interview_first_open(questionnaire, states) == questionnaire->section_count;
    }
    gate_require(gate, whole, "answers_missing", N_("Every question that has to be answered is, or it is said why not"),
                 N_("Who holds the interview"), TEXT_NONE);
    return OK;
}

/* Whose answers it is that anybody may count. */
static enum outcome score_row_of(struct work *work, const struct monitoring_interview *interview,
                                 const struct questionnaire_version *version, struct score_row *ret)
{
    void *row;
    enum outcome outcome = record_get_unlimited(work, &return_case_record, interview->return_case, &row);
    if (outcome != OK)
        return outcome;
    const struct return_case *file = row;
    int32_t arrived = file->arrived_on == DATE_NONE ? interview->begun_on : file->arrived_on;
    *ret = (struct score_row){.interview = interview->head.id,
                              .person = interview->head.person,
                              .organisation = interview->head.organisation,
                              .office = interview->head.office,
                              .questionnaire = version->name,
                              .scoring = version->scoring,
                              .edition = version->edition,
                              .months = round_months(interview->occasion),
                              .country = file->country_of_return,
                              .sex = file->sex,
                              .year = day_from_date(arrived).year};
    return OK;
}

static enum outcome add_scores(struct work *work, const struct monitoring_interview *interview)
{
    struct questionnaire_version *version;
    struct questionnaire *questionnaire;
    struct answers answers;
    struct score scores[1 + QUESTIONNAIRE_DIMENSIONS_MOST];
    struct score_row row;
    enum outcome outcome = interview_open(work, interview, &version, &questionnaire, &answers);
    if (outcome == OK)
        outcome = score_row_of(work, interview, version, &row);
    if (outcome != OK)
        return outcome == NOT_FOUND ? OK : outcome;
    questionnaire_score(questionnaire, &answers, scores);
    for (size_t i = 0; i < 1 + questionnaire->dimension_count && outcome == OK; i++)
        if (scores[i].value != SCORE_NONE)
            outcome = score_add(work, &row, i == 0 ? TEXT("") : questionnaire->dimensions[i - 1].code, scores[i].value);
    return outcome;
}

enum outcome interview_stored(struct work *work, const void *before, const void *row)
{
    const struct monitoring_interview *interview = row;
    const struct record_head *was = before;
    bool counted = was != NULL && text_is(was->state, "done");
    bool counts = text_is(interview->head.state, "done");
    enum outcome outcome = OK;
    if (counted && !counts)
        outcome = scores_remove(work, interview->head.id, interview->head.person);
    if (outcome == OK && counts && !counted)
        outcome = add_scores(work, interview);
    return outcome;
}

/* ---- a round and what it asks ---- */

/* In use for the occasion, and not begun already. */
static void add_expected(struct round_part *parts, size_t *count, struct questionnaire_version *version,
                         struct text occasion)
{
    const struct questionnaire as_row = {.occasions = version->occasions};
    for (size_t i = 0; i < *count; i++)
        if (text_equal(parts[i].version->name, version->name))
            return;
    if (questionnaire_is_asked(&as_row, occasion) && *count < QUESTIONNAIRES_MOST)
        parts[(*count)++] = (struct round_part){.version = version};
}

/* The newest of each name that was not broken off; or the one that was, when there is no other. */
static void add_begun(struct round_part *parts, size_t *count, struct questionnaire_version *version,
                      struct monitoring_interview *interview)
{
    for (size_t i = 0; i < *count; i++)
        if (text_equal(parts[i].version->name, version->name)) {
            if (!text_is(interview->head.state, "abandoned") || text_is(parts[i].interview->head.state, "abandoned"))
                parts[i] = (struct round_part){version, interview};
            return;
        }
    if (*count < QUESTIONNAIRES_MOST)
        parts[(*count)++] = (struct round_part){version, interview};
}

enum outcome round_parts(struct work *work, const struct monitoring_round *round, struct round_part **ret_parts,
                         size_t *ret_count)
{
    struct identifier *ids;
    struct questionnaire_version **versions;
    struct questionnaire *ignored;
    size_t id_count = 0, version_count = 0, count = 0;
    struct round_part *parts = arena_array(work->arena, struct round_part, QUESTIONNAIRES_MOST);
    enum outcome outcome = interviews_of(work, round->return_case, round->head.person, round->head.id, &ids, &id_count);
    for (size_t i = 0; i < id_count && outcome == OK; i++) {
        struct questionnaire_version *version;
        void *row;
        outcome = record_get_unlimited(work, &interview_record, ids[i], &row);
        if (outcome == OK)
            outcome = questionnaire_open(work, ((struct monitoring_interview *)row)->questionnaire, &version, &ignored);
        if (outcome == OK)
            add_begun(parts, &count, version, row);
        else if (outcome == NOT_FOUND)
            outcome = OK;
    }
    if (outcome == OK)
        outcome = questionnaires_published(work, round->head.organisation, &versions, &version_count);
    for (size_t i = 0; i < version_count && outcome == OK; i++)
        add_expected(parts, &count, versions[i], round->occasion);
    *ret_parts = parts;
    *ret_count = count;
    return outcome;
}

enum outcome round_can_finish(struct work *work, const void *row, struct gate *gate)
{
    struct round_part *parts;
    size_t count, done = 0, open = 0;
    enum outcome outcome = round_parts(work, row, &parts, &count);
    if (outcome != OK)
        return outcome;
    for (size_t i = 0; i < count; i++) {
        struct text state = parts[i].interview == NULL ? TEXT_NONE : parts[i].interview->head.state;
        done += text_is(state, "done");
        open += text_is(state, "draft");
    }
    gate_require(gate, done > 0, "no_interview", N_("One interview at least is complete"),
                 N_("Who holds the interview"), TEXT_NONE);
    gate_require(gate, open == 0, "interview_open", N_("No interview is left half filled in"),
                 N_("Who holds the interview"), TEXT_NONE);
    return OK;
}

enum outcome round_can_give_up(struct work *work, const void *row, struct gate *gate)
{
    const struct monitoring_round *round = row;
    (void)work;
    gate_require(gate, round->attempts != INTEGER_NONE && round->attempts >= ROUND_ATTEMPTS, "attempts_missing",
                 N_("Three attempts at least were made in vain, each recorded"), N_("Caseworker"), TEXT_NONE);
    return OK;
}

enum outcome round_not_reached(struct work *work, void *row)
{
    struct monitoring_round *round = row;
    (void)work;
    round->attempts = round->attempts == INTEGER_NONE ? 1 : round->attempts + 1;
    return OK;
}

enum outcome round_finished(struct work *work, void *row)
{
    ((struct monitoring_round *)row)->done_on = zone_date(work->zone, work->now);
    return OK;
}

/* When the last questionnaire of the round is answered, the round has been held. */
static enum outcome end_round(struct work *work, const struct monitoring_interview *interview)
{
    struct round_part *parts;
    size_t count;
    void *round;
    enum outcome outcome = record_get_unlimited(work, &round_record, interview->round, &round);
    if (outcome == OK)
        outcome = round_parts(work, round, &parts, &count);
    if (outcome != OK)
        return outcome;
    for (size_t i = 0; i < count; i++) {
        bool this_one = parts[i].interview != NULL && identifier_equal(parts[i].interview->head.id, interview->head.id);
        if (!this_one && (parts[i].interview == NULL || !text_is(parts[i].interview->head.state, "done")))
            return OK;
    }
    outcome = flow_move_forced(work, &round_flow, interview->round, TEXT("finish"), TEXT_NONE);
    return outcome == NOT_FOUND ? OK : outcome;
}

enum outcome interview_finished(struct work *work, void *row)
{
    struct monitoring_interview *interview = row;
    struct questionnaire_version *version;
    struct questionnaire *questionnaire;
    struct answers answers;
    struct score scores[1 + QUESTIONNAIRE_DIMENSIONS_MOST];
    enum outcome outcome = interview_open(work, interview, &version, &questionnaire, &answers);
    if (outcome != OK)
        return outcome;
    questionnaire_score(questionnaire, &answers, scores);
    interview->ended_on = zone_date(work->zone, work->now);
    interview->score = scores[0].value == SCORE_NONE ? INTEGER_NONE : scores[0].value;
    interview->questions_asked = scores[0].asked;
    interview->questions_answered = scores[0].answered;
    return end_round(work, interview);
}

enum outcome interview_reopened(struct work *work, void *row)
{
    struct monitoring_interview *interview = row;
    (void)work;
    interview->ended_on = DATE_NONE;
    interview->score = interview->questions_asked = interview->questions_answered = INTEGER_NONE;
    return OK;
}
