/* Scores: means of what was answered.  The weights of a published instrument come with its file, or not at all. */
#include "questionnaires/questionnaire.h"

#include "base/number.h"

struct sum {
    int64_t weighted, weight; /* of values times weight, and of weights */
    struct score score;
};

/* What an answer is worth, 0 to SCORE_WHOLE; SCORE_NONE: it counts in no score. */
static int32_t value_of(const struct question *question, struct text answer)
{
    int64_t number = 0;
    int32_t value = SCORE_NONE;
    if (question->kind == QUESTION_YES_NO)
        value = text_is(answer, "yes") ? SCORE_WHOLE : 0;
    for (size_t i = 0; question->list != NULL && i < question->list->count; i++)
        if (text_equal(question->list->options[i].code, answer))
            value = question->list->options[i].value;
    if (question->kind == QUESTION_SCALE && text_to_integer(answer, question->from, question->to, &number) == OK) {
        int64_t steps = question->to - question->from;
        value = (int32_t)(((number - question->from) * SCORE_WHOLE * 2 + steps) / (2 * steps));
    }
    return question->reversed && value != SCORE_NONE ? SCORE_WHOLE - value : value;
}

/* A draft may have weights for some questions only. */
static int64_t weight_of(int64_t weight) { return weight < 0 ? 0 : weight; }

static void add(struct sum *sum, int32_t value, int64_t weight, enum answer_state state)
{
    sum->score.asked++;
    sum->score.declined += state == ANSWER_UNKNOWN || state == ANSWER_REFUSED;
    if (value == SCORE_NONE)
        return;
    sum->score.answered++;
    sum->weighted += value * weight;
    sum->weight += weight;
}

static struct score score_of(const struct sum *sum, int32_t least_answered)
{
    struct score score = sum->score;
    bool enough = score.answered > 0 && score.answered * 100 >= least_answered * score.asked && sum->weight > 0;
    score.value = enough ? (int32_t)((2 * sum->weighted + sum->weight) / (2 * sum->weight)) : SCORE_NONE;
    return score;
}

void questionnaire_score(const struct questionnaire *questionnaire, const struct answers *answers, struct score *ret)
{
    struct sum sums[1 + QUESTIONNAIRE_DIMENSIONS_MOST] = {0};
    enum answer_state states[QUESTIONNAIRE_QUESTIONS_MOST];
    bool weighted = questionnaire_is_weighted(questionnaire);
    answers_states(questionnaire, answers, states);
    for (size_t i = 0; i < questionnaire->question_count; i++) {
        const struct question *question = &questionnaire->questions[i];
        if (!question->scored || states[i] == ANSWER_NOT_ASKED)
            continue;
        int32_t value = states[i] == ANSWER_GIVEN ? value_of(question, answers->at[i]) : SCORE_NONE;
        add(&sums[0], value, weighted ? weight_of(question->weight_in_whole) : 1, states[i]);
        if (question->dimension != NULL)
            add(&sums[1 + (size_t)(question->dimension - questionnaire->dimensions)], value,
                weighted ? weight_of(question->weight) : 1, states[i]);
    }
    for (size_t i = 0; i < 1 + QUESTIONNAIRE_DIMENSIONS_MOST; i++)
        ret[i] = score_of(&sums[i], questionnaire->least_answered);
}
