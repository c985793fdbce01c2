/* The questionnaires that a mission's profile proposes: read and judged once, at start. */
#include <stdio.h>

#include "questionnaires/questionnaires.h"
#include "system/file.h"

enum { PROPOSALS = 2 };
static const char *const NAMES[PROPOSALS] = {"reintegration", "satisfaction"};

static struct {
    struct questionnaire_proposal at[PROPOSALS];
    size_t count;
} loaded;

static enum outcome refuse(struct text path, const struct questionnaire_fault *fault, struct text why)
{
    (void)fprintf(stderr, "sanad: %.*s:%zu:%zu: %.*s\n", TEXT_ARG(path), fault->line, fault->column, TEXT_ARG(why));
    return FAILED;
}

static enum outcome load(struct arena *arena, struct text path, struct questionnaire_proposal *proposal)
{
    struct questionnaire *questionnaire;
    struct questionnaire_fault fault = {.line = 1, .column = 1};
    struct problems lacks = problems_open(arena);
    if (file_read(arena, path.at, QUESTIONNAIRE_TEXT_MOST, &proposal->text) != OK)
        return refuse(path, &fault, TEXT("cannot be read"));
    if (questionnaire_read(arena, proposal->text, &questionnaire, &fault) != OK) {
        const struct text found[] = {fault.found};
        return refuse(path, &fault, tr_with(arena, language_at(2), fault.message, found, 1));
    }
    questionnaire_complete(questionnaire, &lacks);
    if (lacks.count > 0 || !text_is(questionnaire->name, proposal->name))
        return refuse(path, &fault, TEXT("is not complete, or bears another name than its file"));
    proposal->questionnaire = questionnaire;
    return OK;
}

enum outcome questionnaires_load(struct arena *arena, const char *directory)
{
    enum outcome outcome = OK;
    loaded.count = 0;
    for (size_t i = 0; i < PROPOSALS && outcome == OK; i++) {
        struct text path = arena_format(arena, "%s/questionnaires/%s.questionnaire", directory, NAMES[i]);
        struct questionnaire_proposal *proposal = &loaded.at[loaded.count];
        *proposal = (struct questionnaire_proposal){.name = NAMES[i]};
        if (!file_exists(path.at))
            continue; /* a profile need not have any */
        outcome = load(arena, path, proposal);
        loaded.count += outcome == OK;
    }
    return outcome;
}

const struct questionnaire_proposal *questionnaire_proposals(size_t *ret_count)
{
    *ret_count = loaded.count;
    return loaded.at;
}
