/* Answers: read from JSON, written, judged against the conditions of their questions. */
#include "questionnaires/questionnaire.h"

#include "base/number.h"
#include "codec/json.h"
#include "view/language.h"

enum { NUMBER_MOST = 18 };

enum outcome answers_read(struct arena *arena, const struct questionnaire *questionnaire, struct text json,
                          struct answers *ret)
{
    const struct json_value *object;
    *ret = (struct answers){0};
    if (json.length == 0)
        return OK;
    enum outcome outcome = json_parse(arena, json, JSON_LIMITS_REQUEST, &object, NULL);
    if (outcome != OK || object->kind != JSON_KIND_OBJECT)
        return outcome < 0 ? outcome : INVALID;
    for (size_t i = 0; i < object->count; i++) {
        const struct question *question = questionnaire_question(questionnaire, object->items[i].name);
        if (object->items[i].kind != JSON_KIND_TEXT)
            return INVALID;
        if (question != NULL)
            ret->at[question - questionnaire->questions] = object->items[i].text;
    }
    return OK;
}

enum outcome answers_write(const struct questionnaire *questionnaire, const struct answers *answers, struct buffer *ret)
{
    struct json_writer writer = json_writer_open(ret);
    json_object_begin(&writer);
    for (size_t i = 0; i < questionnaire->question_count; i++)
        if (answers->at[i].length > 0) {
            json_key(&writer, questionnaire->questions[i].code);
            json_put_text(&writer, answers->at[i]);
        }
    json_object_end(&writer);
    return json_finish(&writer) ? OK : TOO_LARGE;
}

/* ---- typed ---- */

static bool holds_code(struct text codes, struct text code)
{
    struct text rest = codes;
    struct text one;
    while (rest.length > 0 && text_split(&rest, ',', &one))
        if (text_equal(one, code))
            return true;
    return false;
}

static bool says_nothing(struct text answer)
{
    return text_is(answer, ANSWER_SAYS_UNKNOWN) || text_is(answer, ANSWER_SAYS_REFUSED);
}

/* The codes of the list that were chosen, in its order; what is none of them stays behind them, to be shown. */
static struct text ordered(struct arena *arena, const struct question_list *list, struct text typed)
{
    struct text all = TEXT_NONE;
    struct text rest = typed;
    struct text one;
    for (size_t i = 0; i < list->count; i++)
        if (holds_code(typed, list->options[i].code))
            all = all.length == 0 ? list->options[i].code
                                  : arena_format(arena, "%.*s,%.*s", TEXT_ARG(all), TEXT_ARG(list->options[i].code));
    while (rest.length > 0 && text_split(&rest, ',', &one))
        if (one.length > 0 && !holds_code(all, one))
            all = all.length == 0 ? one : arena_format(arena, "%.*s,%.*s", TEXT_ARG(all), TEXT_ARG(one));
    return all;
}

/* "31/03/2026" as "2026-03-31"; anything else as it is. */
static struct text date_from_typed(struct arena *arena, struct text typed)
{
    struct text rest = typed;
    struct text part;
    int64_t numbers[3];
    static const int64_t MOST[3] = {31, 12, 9999};
    for (size_t i = 0; i < 3; i++)
        if (rest.length == 0 || !text_split(&rest, '/', &part) || text_to_integer(part, 1, MOST[i], &numbers[i]) != OK)
            return typed;
    struct calendar_day day = {(int32_t)numbers[2], (int32_t)numbers[1], (int32_t)numbers[0]};
    if (rest.length > 0 || !calendar_day_exists(day))
        return typed;
    return date_to_text(arena, date_from_day(day));
}

struct text answer_from_typed(struct arena *arena, const struct question *question, struct text typed)
{
    typed = text_trim(typed);
    if (typed.length == 0 || says_nothing(typed))
        return typed;
    if (question->kind == QUESTION_MULTIPLE)
        return ordered(arena, question->list, typed);
    if (question->kind == QUESTION_SCALE || question->kind == QUESTION_NUMBER)
        return digits_to_ascii(arena, typed);
    if (question->kind == QUESTION_DATE)
        return date_from_typed(arena, digits_to_ascii(arena, typed));
    return typed;
}

/* ---- judged ---- */

static const struct question_option *option_of(const struct question_list *list, struct text code)
{
    for (size_t i = 0; i < list->count; i++)
        if (text_equal(list->options[i].code, code))
            return &list->options[i];
    return NULL;
}

static bool is_readable(const struct question *question, struct text answer)
{
    struct text rest = answer;
    struct text one;
    int64_t number;
    int32_t date;
    switch (question->kind) {
    case QUESTION_SINGLE:
        return option_of(question->list, answer) != NULL;
    case QUESTION_MULTIPLE:
        while (rest.length > 0 && text_split(&rest, ',', &one))
            if (option_of(question->list, one) == NULL)
                return false;
        return true;
    case QUESTION_SCALE:
    case QUESTION_NUMBER:
        return answer.length <= NUMBER_MOST && text_to_integer(answer, question->from, question->to, &number) == OK;
    case QUESTION_DATE:
        return text_to_date(answer, &date) == OK;
    case QUESTION_TEXT:
        return text_is_clean(answer, true) && text_code_points(answer) <= QUESTIONNAIRE_ANSWER_MOST;
    case QUESTION_YES_NO:
        return text_is(answer, "yes") || text_is(answer, "no");
    case QUESTION_KINDS:
        break;
    }
    return false;
}

static enum answer_state state_of(const struct question *question, struct text answer)
{
    if (answer.length == 0)
        return ANSWER_NOTHING;
    if (text_is(answer, ANSWER_SAYS_UNKNOWN))
        return ANSWER_UNKNOWN;
    if (text_is(answer, ANSWER_SAYS_REFUSED))
        return ANSWER_REFUSED;
    return is_readable(question, answer) ? ANSWER_GIVEN : ANSWER_UNREADABLE;
}

static bool condition_holds(const struct question_condition *condition, const struct question *question,
                            struct text answer, enum answer_state state)
{
    int64_t number = 0;
    bool among = false;
    if (state != ANSWER_GIVEN)
        return false;
    if (condition->test == CONDITION_ANSWERED)
        return true;
    if (condition->test == CONDITION_AT_LEAST || condition->test == CONDITION_AT_MOST) {
        if (text_to_integer(answer, question->from, question->to, &number) != OK)
            return false;
        return condition->test == CONDITION_AT_LEAST ? number >= condition->number : number <= condition->number;
    }
    for (size_t i = 0; i < condition->code_count; i++)
        among = among || holds_code(answer, condition->codes[i]);
    return among == (condition->test == CONDITION_IS);
}

static bool conditions_hold(const struct questionnaire *questionnaire, const struct question_condition *conditions,
                            size_t count, const struct answers *answers, const enum answer_state *states)
{
    for (size_t i = 0; i < count; i++) {
        size_t about = conditions[i].question;
        if (!condition_holds(&conditions[i], &questionnaire->questions[about], answers->at[about], states[about]))
            return false;
    }
    return true;
}

void answers_states(const struct questionnaire *questionnaire, const struct answers *answers, enum answer_state *ret)
{
    for (size_t i = 0; i < questionnaire->question_count; i++) {
        const struct question *question = &questionnaire->questions[i];
        const struct question_section *section = &questionnaire->sections[question->section];
        bool asked = conditions_hold(questionnaire, section->conditions, section->condition_count, answers, ret) &&
                     conditions_hold(questionnaire, question->conditions, question->condition_count, answers, ret);
        ret[i] = asked ? state_of(question, answers->at[i]) : ANSWER_NOT_ASKED;
    }
}

bool answers_ask_section(const struct questionnaire *questionnaire, const enum answer_state *states, size_t section)
{
    for (size_t i = 0; i < questionnaire->question_count; i++)
        if (questionnaire->questions[i].section == section && states[i] != ANSWER_NOT_ASKED)
            return true;
    return false;
}

static const char *unreadable_message(const struct question *question)
{
    if (question->kind == QUESTION_NUMBER || question->kind == QUESTION_SCALE)
        return N_("Write a whole number within the range.");
    if (question->kind == QUESTION_DATE)
        return N_("Write a day that exists, like 31/03/2026.");
    if (question->kind == QUESTION_TEXT)
        return N_("This text is too long, or holds characters that cannot be kept.");
    return N_("Choose from the list.");
}

bool answers_section_is_whole(const struct questionnaire *questionnaire, const enum answer_state *states,
                              size_t section, struct problems *problems)
{
    bool whole = true;
    for (size_t i = 0; i < questionnaire->question_count; i++) {
        const struct question *question = &questionnaire->questions[i];
        bool open = question->required && states[i] == ANSWER_NOTHING;
        if (question->section != section || (!open && states[i] != ANSWER_UNREADABLE))
            continue;
        whole = false;
        if (problems == NULL)
            break;
        (void)problem_add(problems, INVALID, open ? "required" : "unreadable", question->code,
                          open ? N_("Give an answer, or say that there is none.") : unreadable_message(question));
    }
    return whole;
}

/* ---- shown ---- */

static struct text codes_shown(struct arena *arena, const struct question_list *list, struct text codes,
                               size_t language)
{
    struct text all = TEXT_NONE;
    struct text rest = codes;
    struct text one;
    const char *between = language == 1 ? "، " : ", ";
    while (rest.length > 0 && text_split(&rest, ',', &one)) {
        const struct question_option *option = option_of(list, one);
        struct text shown = option == NULL ? one : words_in(&option->words, language);
        all = all.length == 0 ? shown : arena_format(arena, "%.*s%s%.*s", TEXT_ARG(all), between, TEXT_ARG(shown));
    }
    return all;
}

struct text answer_shown(struct arena *arena, const struct question *question, struct text answer, size_t language)
{
    const struct language *in = language_at(language);
    int32_t date;
    if (text_is(answer, ANSWER_SAYS_UNKNOWN))
        return text_from(tr(in, N_("Does not know")));
    if (text_is(answer, ANSWER_SAYS_REFUSED))
        return text_from(tr(in, N_("Does not wish to answer")));
    if (question->list != NULL)
        return codes_shown(arena, question->list, answer, language);
    if (question->kind == QUESTION_YES_NO && text_is(answer, "yes"))
        return text_from(tr(in, N_("Yes")));
    if (question->kind == QUESTION_YES_NO && text_is(answer, "no"))
        return text_from(tr(in, N_("No")));
    if (question->kind == QUESTION_DATE && text_to_date(answer, &date) == OK)
        return language_date(arena, in, date);
    return answer;
}
