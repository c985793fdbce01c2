#include "base/problem.h"

struct problems problems_open(struct arena *arena) { return (struct problems){.arena = arena}; }

enum outcome problem_add_with(struct problems *problems, enum outcome outcome, const char *code, struct text field,
                              const char *message, struct text argument1, struct text argument2)
{
    struct problem *problem = arena_new(problems->arena, struct problem);
    *problem = (struct problem){.outcome = outcome, .code = code, .message = message};
    problem->field = arena_text(problems->arena, field);
    problem->arguments[0] = arena_text(problems->arena, argument1);
    problem->arguments[1] = arena_text(problems->arena, argument2);
    if (problems->last == NULL)
        problems->first = problem;
    else
        problems->last->next = problem;
    problems->last = problem;
    problems->count++;
    return outcome;
}

enum outcome problem_add(struct problems *problems, enum outcome outcome, const char *code, struct text field,
                         const char *message)
{
    return problem_add_with(problems, outcome, code, field, message, TEXT_NONE, TEXT_NONE);
}

const struct problem *problem_for(const struct problems *problems, struct text field)
{
    for (const struct problem *problem = problems->first; problem != NULL; problem = problem->next)
        if (text_equal(problem->field, field))
            return problem;
    return NULL;
}
