/* A questionnaire as text, in its one form; what is looked up in one; what a draft lacks. */
#include "questionnaires/questionnaire.h"

static const char *const TAGS[QUESTIONNAIRE_LANGUAGES] = {"fr", "ar", "en"};

/* ---- looking up ---- */

const struct question *questionnaire_question(const struct questionnaire *questionnaire, struct text code)
{
    for (size_t i = 0; i < questionnaire->question_count; i++)
        if (text_equal(questionnaire->questions[i].code, code))
            return &questionnaire->questions[i];
    return NULL;
}

struct question_list *questionnaire_list_named(const struct questionnaire *questionnaire, struct text code)
{
    for (size_t i = 0; i < questionnaire->list_count; i++)
        if (text_equal(questionnaire->lists[i].code, code))
            return &questionnaire->lists[i];
    return NULL;
}

struct question_dimension *questionnaire_dimension_named(const struct questionnaire *questionnaire, struct text code)
{
    for (size_t i = 0; i < questionnaire->dimension_count; i++)
        if (text_equal(questionnaire->dimensions[i].code, code))
            return &questionnaire->dimensions[i];
    return NULL;
}

struct question_section *questionnaire_section_named(const struct questionnaire *questionnaire, struct text code)
{
    for (size_t i = 0; i < questionnaire->section_count; i++)
        if (text_equal(questionnaire->sections[i].code, code))
            return &questionnaire->sections[i];
    return NULL;
}

bool questionnaire_is_weighted(const struct questionnaire *questionnaire)
{
    for (size_t i = 0; i < questionnaire->question_count; i++)
        if (questionnaire->questions[i].weight >= 0)
            return questionnaire->weights_source.length > 0;
    return false;
}

bool questionnaire_is_asked(const struct questionnaire *questionnaire, struct text occasion)
{
    struct text rest = questionnaire->occasions;
    struct text one;
    while (rest.length > 0 && text_split(&rest, ',', &one))
        if (text_equal(one, occasion))
            return true;
    return false;
}

struct text words_in(const struct words *words, size_t language)
{
    if (words->in[language].length > 0)
        return words->in[language];
    for (size_t i = 0; i < QUESTIONNAIRE_LANGUAGES; i++)
        if (words->in[i].length > 0)
            return words->in[i];
    return TEXT_NONE;
}

/* ---- writing ---- */

static void put(struct buffer *ret, const char *before, struct text text)
{
    buffer_add(ret, text_from(before));
    buffer_add(ret, text);
}

static void put_string(struct buffer *ret, struct text text)
{
    buffer_add_byte(ret, '"');
    for (size_t i = 0; i < text.length; i++) {
        if (text.at[i] == '"' || text.at[i] == '\\')
            buffer_add_byte(ret, '\\');
        buffer_add_byte(ret, text.at[i]);
    }
    buffer_add(ret, TEXT("\"\n"));
}

static void put_line(struct buffer *ret, const char *word, struct text text)
{
    if (text.length == 0)
        return;
    put(ret, word, TEXT(" "));
    put_string(ret, text);
}

static void put_words(struct buffer *ret, const char *before, const struct words *words)
{
    for (size_t i = 0; i < QUESTIONNAIRE_LANGUAGES; i++)
        if (words->in[i].length > 0) {
            put(ret, before, text_from(TAGS[i]));
            buffer_add_byte(ret, ' ');
            put_string(ret, words->in[i]);
        }
}

static void put_block(struct buffer *ret, const char *word, const struct words *words)
{
    bool any = words->in[0].length + words->in[1].length + words->in[2].length > 0;
    if (!any)
        return;
    put(ret, word, TEXT("\n"));
    put_words(ret, "  ", words);
}

/* 750 with three decimals: 0.75; 1000: 1 */
static void put_decimal(struct buffer *ret, int64_t scaled, int decimals)
{
    while (decimals > 0 && scaled % 10 == 0) {
        scaled /= 10;
        decimals--;
    }
    buffer_add_decimal(ret, scaled, decimals);
}

void questionnaire_condition_write(const struct questionnaire *questionnaire,
                                   const struct question_condition *condition, struct buffer *ret)
{
    put(ret, "", questionnaire->questions[condition->question].code);
    buffer_add(ret, TEXT(" is "));
    if (condition->test == CONDITION_ANSWERED)
        buffer_add(ret, TEXT("answered"));
    if (condition->test == CONDITION_AT_LEAST || condition->test == CONDITION_AT_MOST)
        buffer_format(ret, "at %s %lld", condition->test == CONDITION_AT_LEAST ? "least" : "most",
                      (long long)condition->number);
    if (condition->test == CONDITION_IS_NOT)
        buffer_add(ret, TEXT("not "));
    if (condition->code_count > 1)
        buffer_add(ret, TEXT("one of "));
    for (size_t i = 0; i < condition->code_count; i++)
        put(ret, i == 0 ? "" : ", ", condition->codes[i]);
}

static void put_conditions(const struct questionnaire *questionnaire, const struct question_condition *conditions,
                           size_t count, struct buffer *ret)
{
    for (size_t i = 0; i < count; i++) {
        buffer_add(ret, TEXT("  when "));
        questionnaire_condition_write(questionnaire, &conditions[i], ret);
        buffer_add_byte(ret, '\n');
    }
}

static void put_list(const struct question_list *list, bool with_words, struct buffer *ret)
{
    put(ret, "\nlist ", list->code);
    buffer_add_byte(ret, '\n');
    for (size_t i = 0; i < list->count; i++) {
        const struct question_option *option = &list->options[i];
        put(ret, "  - ", option->code);
        if (option->value != SCORE_NONE) {
            buffer_add(ret, TEXT(" value "));
            put_decimal(ret, option->value, 3);
        }
        buffer_add_byte(ret, '\n');
        if (with_words)
            put_words(ret, "    ", &option->words);
    }
}

static void put_scoring(const struct question *question, struct buffer *ret)
{
    if (question->from != INT64_MIN)
        buffer_format(ret, "  from %lld\n", (long long)question->from);
    if (question->to != INT64_MAX)
        buffer_format(ret, "  to %lld\n", (long long)question->to);
    if (question->scored)
        buffer_add(ret, TEXT("  scored\n"));
    if (question->reversed)
        buffer_add(ret, TEXT("  reversed\n"));
    if (question->dimension != NULL) {
        put(ret, "  dimension ", question->dimension->code);
        buffer_add_byte(ret, '\n');
    }
    if (question->weight >= 0) {
        buffer_add(ret, TEXT("  weight "));
        put_decimal(ret, question->weight, 6);
        buffer_add(ret, TEXT(" whole "));
        put_decimal(ret, question->weight_in_whole, 6);
        buffer_add_byte(ret, '\n');
    }
}

static void put_question(const struct questionnaire *questionnaire, const struct question *question, struct buffer *ret)
{
    put(ret, "\nquestion ", question->code);
    put(ret, "\n  kind ", text_from(question_kind_name(question->kind)));
    buffer_add_byte(ret, '\n');
    if (question->list != NULL) {
        put(ret, "  list ", question->list->code);
        buffer_add_byte(ret, '\n');
    }
    if (question->required)
        buffer_add(ret, TEXT("  required\n"));
    put_scoring(question, ret);
    put_conditions(questionnaire, question->conditions, question->condition_count, ret);
    put_words(ret, "  ", &question->words);
    put_words(ret, "  help ", &question->help);
}

static void put_head(const struct questionnaire *questionnaire, struct buffer *ret)
{
    put(ret, "questionnaire ", questionnaire->name);
    buffer_add_byte(ret, '\n');
    put_block(ret, "title", &questionnaire->title);
    put_block(ret, "introduction", &questionnaire->introduction);
    buffer_add(ret, questionnaire->official ? TEXT("status official\n") : TEXT("status proposed\n"));
    put_line(ret, "source", questionnaire->source);
    put_line(ret, "address", questionnaire->address);
    put_line(ret, "weights_source", questionnaire->weights_source);
    struct text rest = questionnaire->occasions;
    struct text one;
    for (bool first = true; rest.length > 0 && text_split(&rest, ',', &one); first = false)
        put(ret, first ? "occasions " : ", ", one);
    if (questionnaire->occasions.length > 0)
        buffer_add_byte(ret, '\n');
    if (questionnaire->least_answered > 0)
        buffer_format(ret, "least_answered %d\n", (int)questionnaire->least_answered);
}

void questionnaire_write(const struct questionnaire *questionnaire, struct buffer *ret)
{
    put_head(questionnaire, ret);
    for (size_t i = 0; i < questionnaire->dimension_count; i++) {
        put(ret, "\ndimension ", questionnaire->dimensions[i].code);
        buffer_add_byte(ret, '\n');
        put_words(ret, "  ", &questionnaire->dimensions[i].words);
    }
    for (size_t i = 0; i < questionnaire->list_count; i++)
        put_list(&questionnaire->lists[i], true, ret);
    for (size_t i = 0; i < questionnaire->section_count; i++) {
        const struct question_section *section = &questionnaire->sections[i];
        put(ret, "\nsection ", section->code);
        buffer_add_byte(ret, '\n');
        put_conditions(questionnaire, section->conditions, section->condition_count, ret);
        put_words(ret, "  ", &section->words);
        for (size_t j = 0; j < questionnaire->question_count; j++)
            if (questionnaire->questions[j].section == i)
                put_question(questionnaire, &questionnaire->questions[j], ret);
    }
}

/* Whom a question is asked is part of what its score means. */
void questionnaire_scoring_write(const struct questionnaire *questionnaire, struct buffer *ret)
{
    put(ret, "questionnaire ", questionnaire->name);
    buffer_format(ret, "\nleast_answered %d\n", (int)questionnaire->least_answered);
    for (size_t i = 0; i < questionnaire->question_count; i++) {
        const struct question *question = &questionnaire->questions[i];
        const struct question_section *section = &questionnaire->sections[question->section];
        if (!question->scored)
            continue;
        put(ret, "question ", question->code);
        buffer_add_byte(ret, '\n');
        if (question->list != NULL)
            put_list(question->list, false, ret);
        put_scoring(question, ret);
        put_conditions(questionnaire, section->conditions, section->condition_count, ret);
        put_conditions(questionnaire, question->conditions, question->condition_count, ret);
    }
}

/* ---- what a draft lacks ---- */

enum { LACKS_MOST = 20 };

static void lacks(struct problems *problems, const char *code, const char *message, struct text what)
{
    if (problems->count < LACKS_MOST)
        (void)problem_add_with(problems, INVALID, code, TEXT_NONE, message, what, TEXT_NONE);
}

static void need_words(struct problems *problems, const struct words *words, struct text what, bool may_lack)
{
    size_t given = 0;
    for (size_t i = 0; i < QUESTIONNAIRE_LANGUAGES; i++)
        given += words->in[i].length > 0;
    if (given < QUESTIONNAIRE_LANGUAGES && !(may_lack && given == 0))
        lacks(problems, "untranslated", N_("“{1}” lacks its text in French, Arabic or English."), what);
}

static void need_questions(const struct questionnaire *questionnaire, struct problems *problems)
{
    if (questionnaire->question_count == 0)
        lacks(problems, "nothing_asked", N_("Nothing is asked yet."), TEXT_NONE);
    for (size_t i = 0; i < questionnaire->section_count; i++) {
        bool asked = false;
        for (size_t j = 0; j < questionnaire->question_count; j++)
            asked = asked || questionnaire->questions[j].section == i;
        if (!asked)
            lacks(problems, "section_empty", N_("Nothing is asked in the section “{1}”."),
                  questionnaire->sections[i].code);
    }
}

static void need_weights(const struct questionnaire *questionnaire, struct problems *problems)
{
    if (!questionnaire_is_weighted(questionnaire))
        return;
    for (size_t i = 0; i < questionnaire->question_count; i++)
        if (questionnaire->questions[i].scored && questionnaire->questions[i].weight < 0)
            lacks(problems, "weight_missing", N_("“{1}” is scored and has no weight, as others have."),
                  questionnaire->questions[i].code);
}

void questionnaire_complete(const struct questionnaire *questionnaire, struct problems *problems)
{
    need_questions(questionnaire, problems);
    if (questionnaire->official && questionnaire->source.length == 0)
        lacks(problems, "source_missing", N_("An official questionnaire names its source."), TEXT_NONE);
    need_weights(questionnaire, problems);
    need_words(problems, &questionnaire->title, TEXT("title"), false);
    need_words(problems, &questionnaire->introduction, TEXT("introduction"), true);
    for (size_t i = 0; i < questionnaire->dimension_count; i++)
        need_words(problems, &questionnaire->dimensions[i].words, questionnaire->dimensions[i].code, false);
    for (size_t i = 0; i < questionnaire->list_count; i++)
        for (size_t j = 0; j < questionnaire->lists[i].count; j++)
            need_words(problems, &questionnaire->lists[i].options[j].words, questionnaire->lists[i].options[j].code,
                       false);
    for (size_t i = 0; i < questionnaire->section_count; i++)
        need_words(problems, &questionnaire->sections[i].words, questionnaire->sections[i].code, false);
    for (size_t i = 0; i < questionnaire->question_count; i++) {
        need_words(problems, &questionnaire->questions[i].words, questionnaire->questions[i].code, false);
        need_words(problems, &questionnaire->questions[i].help, questionnaire->questions[i].code, true);
    }
}
