/* The questions of a section as a form: the same for an interview and for the builder's preview. */
#include "questionnaires/questionnaires.h"

enum { FIELDS_MOST = 2 * QUESTIONNAIRE_QUESTIONS_MOST, NO_ANSWERS = 2 };
#define NO_ANSWER "_none"

static struct text id_of(struct work *work, const struct question *question, const char *behind, size_t number)
{
    return number == 0 ? arena_format(work->arena, "q-%.*s%s", TEXT_ARG(question->code), behind)
                       : arena_format(work->arena, "q-%.*s%s-%zu", TEXT_ARG(question->code), behind, number);
}

static bool is_chosen(const struct question *question, struct text answer, struct text code)
{
    struct text rest = answer;
    struct text one;
    if (question->kind != QUESTION_MULTIPLE)
        return text_equal(answer, code);
    while (rest.length > 0 && text_split(&rest, ',', &one))
        if (text_equal(one, code))
            return true;
    return false;
}

/* ---- choices ---- */

struct choosing {
    struct work *work;
    const struct question *question;
    struct text answer;
    struct form_choice *choices;
    size_t count;
};

static void choose(struct choosing *to, struct text code, struct text label)
{
    to->choices[to->count] = (struct form_choice){.code = code,
                                                  .label = label,
                                                  .id = id_of(to->work, to->question, "", to->count),
                                                  .selected = is_chosen(to->question, to->answer, code)};
    to->count++;
}

/* That there is no answer is said, not guessed. */
static void choose_none(struct choosing *to)
{
    const struct language *language = to->work->language;
    choose(to, TEXT(ANSWER_SAYS_UNKNOWN), text_from(tr(language, N_("Does not know"))));
    choose(to, TEXT(ANSWER_SAYS_REFUSED), text_from(tr(language, N_("Does not wish to answer"))));
}

static void choices_of(struct work *work, const struct question *question, struct text answer, struct form_field *field)
{
    size_t steps = question->kind == QUESTION_SCALE ? (size_t)(question->to - question->from) + 1 : 2;
    size_t room = question->list != NULL ? question->list->count : steps;
    struct choosing to = {work, question, answer, arena_array(work->arena, struct form_choice, room + NO_ANSWERS), 0};
    if (question->list != NULL)
        for (size_t i = 0; i < question->list->count; i++)
            choose(&to, question->list->options[i].code,
                   words_in(&question->list->options[i].words, questionnaire_language(work)));
    if (question->kind == QUESTION_SCALE)
        for (int64_t step = question->from; step <= question->to; step++) {
            struct text number = arena_format(work->arena, "%lld", (long long)step);
            choose(&to, number, number);
        }
    if (question->kind == QUESTION_YES_NO) {
        choose(&to, TEXT("yes"), text_from(tr(work->language, N_("Yes"))));
        choose(&to, TEXT("no"), text_from(tr(work->language, N_("No"))));
    }
    choose_none(&to);
    field->choices = to.choices;
    field->choice_count = to.count;
    field->id = to.choices[0].id;
}

/* ---- fields ---- */

static void describe(struct work *work, const struct question *question, struct form_field *field)
{
    const struct problem *problem = problem_for(&work->problems, question->code);
    struct text help = words_in(&question->help, questionnaire_language(work));
    field->help = help;
    if (help.length > 0 || field->hint.length > 0)
        field->help_id = id_of(work, question, "-help", 0);
    if (problem != NULL) {
        field->invalid = true;
        field->error = problem_sentence(work->arena, work->language, problem);
        field->error_id = id_of(work, question, "-error", 0);
    }
    if (field->help_id.length > 0 && field->error_id.length > 0)
        field->described_by =
            arena_format(work->arena, "%.*s %.*s", TEXT_ARG(field->help_id), TEXT_ARG(field->error_id));
    else
        field->described_by = field->help_id.length > 0 ? field->help_id : field->error_id;
}

static bool is_chosen_from(const struct question *question)
{
    return question->list != NULL || question->kind == QUESTION_SCALE || question->kind == QUESTION_YES_NO;
}

static bool says_none(struct text answer)
{
    return text_is(answer, ANSWER_SAYS_UNKNOWN) || text_is(answer, ANSWER_SAYS_REFUSED);
}

static struct text range_of(struct work *work, const struct question *question)
{
    if (question->from == INT64_MIN || question->to == INT64_MAX)
        return TEXT_NONE;
    const struct text bounds[] = {language_number(work->arena, work->language, question->from),
                                  language_number(work->arena, work->language, question->to)};
    return tr_with(work->arena, work->language, N_("From {1} to {2}"), bounds, 2);
}

static void typed_field(struct work *work, const struct question *question, struct text answer,
                        struct form_field *field)
{
    field->id = id_of(work, question, "", 0);
    field->value = says_none(answer) ? TEXT_NONE : answer;
    field->autocomplete = "off";
    field->input_mode = "text";
    field->control = question->kind == QUESTION_TEXT ? CONTROL_LINES : CONTROL_LINE;
    if (question->kind == QUESTION_NUMBER) {
        field->input_mode = "numeric";
        field->left_to_right = true;
        field->hint = range_of(work, question);
    }
    if (question->kind == QUESTION_DATE) {
        field->left_to_right = true;
        field->hint = text_from(tr(work->language, N_("DD/MM/YYYY")));
        field->value = form_date_shown(work->arena, field->value);
    }
}

static struct form_field field_of(struct work *work, const struct question *question, struct text answer)
{
    struct form_field field = {.name = question->code,
                               .label = words_in(&question->words, questionnaire_language(work)),
                               .required = question->required};
    if (field.label.length == 0)
        field.label = question->code;
    if (is_chosen_from(question)) {
        field.control = question->kind == QUESTION_MULTIPLE ? CONTROL_CHECKS : CONTROL_RADIO;
        choices_of(work, question, answer, &field);
    } else {
        typed_field(work, question, answer, &field);
    }
    describe(work, question, &field);
    return field;
}

/* Beside a line that is typed: the two ways of having no answer. */
static struct form_field none_field(struct work *work, const struct question *question, struct text answer)
{
    struct choosing to = {work, question, answer, arena_array(work->arena, struct form_choice, NO_ANSWERS), 0};
    struct form_field field = {.name = arena_format(work->arena, "%.*s" NO_ANSWER, TEXT_ARG(question->code)),
                               .label = text_from(tr(work->language, N_("If there is no answer"))),
                               .control = CONTROL_RADIO};
    choose_none(&to);
    for (size_t i = 0; i < to.count; i++)
        to.choices[i].id = id_of(work, question, NO_ANSWER, i);
    field.choices = to.choices;
    field.choice_count = to.count;
    field.id = to.choices[0].id;
    return field;
}

void questionnaire_form(struct work *work, const struct questionnaire *questionnaire, size_t section,
                        const struct answers *answers, const enum answer_state *states, struct form_section *ret)
{
    struct form_field *fields = arena_array(work->arena, struct form_field, FIELDS_MOST);
    size_t count = 0;
    for (size_t i = 0; i < questionnaire->question_count; i++) {
        const struct question *question = &questionnaire->questions[i];
        if (question->section != section || states[i] == ANSWER_NOT_ASKED)
            continue;
        fields[count++] = field_of(work, question, answers->at[i]);
        if (!is_chosen_from(question) && question->required)
            fields[count++] = none_field(work, question, answers->at[i]);
    }
    *ret = (struct form_section){
        .label = words_in(&questionnaire->sections[section].words, questionnaire_language(work)),
        .id = arena_format(work->arena, "section-%.*s", TEXT_ARG(questionnaire->sections[section].code)),
        .fields = fields,
        .field_count = count,
    };
}

/* ---- what was typed ---- */

static bool holds_none(struct text codes, struct text *ret_none)
{
    struct text rest = codes;
    struct text one;
    while (rest.length > 0 && text_split(&rest, ',', &one))
        if (says_none(one)) {
            *ret_none = one;
            return true;
        }
    return false;
}

static struct text typed_for(struct work *work, const struct question *question, const struct parameters *typed)
{
    struct text all = TEXT_NONE;
    struct text value;
    struct text none = TEXT_NONE;
    size_t position = 0;
    if (question->kind != QUESTION_MULTIPLE) {
        all = text_trim(parameters_get(typed, question->code));
        none = parameters_get(typed, arena_format(work->arena, "%.*s" NO_ANSWER, TEXT_ARG(question->code)));
        return all.length == 0 && says_none(none) ? none : all;
    }
    while (parameters_next(typed, question->code, &position, &value))
        if (value.length > 0)
            all = all.length == 0 ? value : arena_format(work->arena, "%.*s,%.*s", TEXT_ARG(all), TEXT_ARG(value));
    if (!holds_none(all, &none))
        return all;
    return text_equal(all, none) ? all : TEXT_NONE; /* both an answer and none: asked again */
}

void questionnaire_form_read(struct work *work, const struct questionnaire *questionnaire, size_t section,
                             const struct parameters *typed, struct answers *answers)
{
    for (size_t i = 0; i < questionnaire->question_count; i++) {
        const struct question *question = &questionnaire->questions[i];
        if (question->section == section && parameters_has(typed, question->code))
            answers->at[i] = answer_from_typed(work->arena, question, typed_for(work, question, typed));
    }
}
