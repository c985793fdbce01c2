/* What ends when a case ends before its time: said before it is done. */
#include "returns/eligibility.h"
#include "returns/return_pages.h"
#include "returns/return_rules.h"
#include "returns/return_store.h"

struct list {
    struct work *work;
    struct text *at;
    size_t count;
};
enum { SENTENCES_MOST = 16 };

static void say(struct list *list, const char *message, struct text argument, struct text other)
{
    struct text arguments[] = {argument, other};
    if (list->count < SENTENCES_MOST)
        list->at[list->count++] = tr_with(list->work->arena, list->work->language, message, arguments, 2);
}

static enum outcome say_money(struct list *list, const struct return_case *file)
{
    struct item_sum *sums;
    size_t count;
    enum outcome outcome = return_item_sums(list->work, file->head.id, file->head.person, &sums, &count);
    for (size_t i = 0; i < count && outcome == OK; i++)
        if (sums[i].committed.minor > 0)
            say(list, N_("{1} that were committed and not paid go back to their budget line."),
                language_money(list->work->arena, list->work->language, sums[i].committed), TEXT_NONE);
    return outcome;
}

/* What is passed by: its holder sees the rules. */
static enum outcome say_rules(struct list *list, const struct return_case *file, const struct step *step)
{
    struct eligibility answers;
    const char *moment = text_starts_with(text_from(step->action), TEXT("approve")) ? "approval" : "departure";
    enum outcome outcome = eligibility_ask(list->work, file, moment, &answers);
    for (size_t i = 0; i < answers.count && outcome == OK; i++)
        if (answers.answers[i].effect == EFFECT_STOP && answers.answers[i].value != RULE_YES)
            say(list, answers.answers[i].value == RULE_NO ? N_("Not met: {1}") : N_("Not known: {1}"),
                eligibility_wording(list->work, &answers.answers[i].rule->label), TEXT_NONE);
    return outcome;
}

enum outcome return_consequences(struct work *work, const struct step *step, const void *row, struct text **ret,
                                 size_t *ret_count)
{
    const struct return_case *file = row;
    struct list list = {work, arena_array(work->arena, struct text, SENTENCES_MOST), 0};
    const struct flow_state *to = flow_state(&return_flow, text_from(step->to));
    bool withdrawn = text_is(text_from(step->to), "withdrawn");
    if (to == NULL || to->kind != STATE_ENDED) {
        enum outcome outcome = say_rules(&list, file, step);
        *ret = list.at;
        *ret_count = list.count;
        return outcome;
    }
    int64_t all;
    int64_t open;
    int32_t first_end;
    enum outcome outcome = return_milestones_state(work, file->head.id, file->head.person, &all, &open, &first_end);
    if (outcome != OK)
        return outcome;
    if (file->travel_on != DATE_NONE && file->departed_on == DATE_NONE)
        say(&list, N_("The journey of {1} is given up: cancel flight {2} with the airline."),
            language_date(work->arena, work->language, file->travel_on), file->flight);
    if (withdrawn ? all > 0 : open > 0)
        say(&list, N_("Documents, authorisation, project and medical check stop; who was asked must be told."),
            TEXT_NONE, TEXT_NONE);
    outcome = say_money(&list, file);
    say(&list, N_("What waits for somebody in this file leaves their lists of work."), TEXT_NONE, TEXT_NONE);
    if (withdrawn)
        say(&list, N_("The person may ask again later: screening and counselling then begin anew."), TEXT_NONE,
            TEXT_NONE);
    *ret = list.at;
    *ret_count = list.count;
    return outcome;
}
