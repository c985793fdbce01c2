/* Any bytes are read or refused at a place that exists; what is read has one form, that its blocks give again; any
   answers have states and scores within their range. */
#include <stdlib.h>

#include "questionnaires/blocks.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct text written(struct arena *arena, const struct questionnaire *questionnaire)
{
    struct buffer text AUTO_BUFFER = buffer_open(4 * QUESTIONNAIRE_TEXT_MOST);
    questionnaire_write(questionnaire, &text);
    return arena_text(arena, buffer_text(&text));
}

static void keep_form(struct arena *arena, const struct questionnaire *questionnaire)
{
    struct questionnaire *again;
    struct questionnaire_fault fault;
    struct text first = written(arena, questionnaire);
    if (first.length > QUESTIONNAIRE_TEXT_MOST)
        return; /* texts in their one form may be longer than they came */
    if (questionnaire_read(arena, first, &again, &fault) != OK || !text_equal(written(arena, again), first))
        abort();
    struct blocks blocks = blocks_of(arena, first);
    if (!text_equal(blocks_text(&blocks), first))
        abort();
    struct problems problems = problems_open(arena);
    questionnaire_complete(again, &problems);
}

static void answer(struct arena *arena, const struct questionnaire *questionnaire, struct text bytes)
{
    struct answers answers = {0};
    struct score scores[1 + QUESTIONNAIRE_DIMENSIONS_MOST];
    struct text rest = bytes;
    struct text typed;
    for (size_t i = 0; i < questionnaire->question_count && rest.length > 0 && text_split(&rest, '\n', &typed); i++)
        answers.at[i] = answer_from_typed(arena, &questionnaire->questions[i], typed);
    questionnaire_score(questionnaire, &answers, scores);
    for (size_t i = 0; i < sizeof scores / sizeof *scores; i++)
        if (scores[i].value < SCORE_NONE || scores[i].value > SCORE_WHOLE || scores[i].answered > scores[i].asked)
            abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO_ARENA struct arena *arena = arena_open(64 << 20);
    struct questionnaire *questionnaire;
    struct questionnaire_fault fault = {0};
    struct text text = {(const char *)data, size};
    enum outcome outcome = questionnaire_read(arena, text, &questionnaire, &fault);
    if (outcome == OK) {
        keep_form(arena, questionnaire);
        answer(arena, questionnaire, text_slice(text, size / 2, size));
    } else if (outcome < 0 || fault.message == NULL || fault.column == 0) {
        abort();
    }
    return 0;
}
