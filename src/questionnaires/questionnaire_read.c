/* The blocks of a questionnaire's text: head, dimensions, lists, sections, questions. */
#include "questionnaires/reading.h"

#include <string.h>

/* A text while it is read. */
struct building {
    struct reading lines;
    struct questionnaire *to;
    bool least_said;
};

struct questionnaire *questionnaire_blank(struct arena *arena)
{
    struct questionnaire *to = arena_new(arena, struct questionnaire);
    to->dimensions = arena_array(arena, struct question_dimension, QUESTIONNAIRE_DIMENSIONS_MOST);
    to->lists = arena_array(arena, struct question_list, QUESTIONNAIRE_LISTS_MOST);
    to->sections = arena_array(arena, struct question_section, QUESTIONNAIRE_SECTIONS_MOST);
    to->questions = arena_array(arena, struct question, QUESTIONNAIRE_QUESTIONS_MOST);
    return to;
}

static bool in_block(const struct building *building)
{
    return !building->lines.line.ended && building->lines.line.indent > 0;
}

static enum outcome next(struct building *building, enum outcome outcome)
{
    return outcome == OK ? reading_line(&building->lines) : outcome;
}

static enum outcome twice(struct building *building, size_t word)
{
    return reading_fault(&building->lines, word, N_("“{1}” stands above already."));
}

/* ---- wordings ---- */

static bool is_language(const struct reading *lines, size_t word, size_t *ret_language)
{
    static const char *const TAGS[QUESTIONNAIRE_LANGUAGES] = {"fr", "ar", "en"};
    for (size_t i = 0; i < QUESTIONNAIRE_LANGUAGES; i++)
        if (reading_says(lines, word, TAGS[i])) {
            *ret_language = i;
            return true;
        }
    return false;
}

static enum outcome read_words(struct building *building, size_t word, struct words *words)
{
    size_t language;
    if (!is_language(&building->lines, word, &language))
        return reading_fault(&building->lines, word, N_("“{1}” is not known in this block."));
    if (words->in[language].length > 0)
        return reading_fault(&building->lines, word, N_("This text is given twice."));
    return reading_string(&building->lines, word + 1, &words->in[language]);
}

static enum outcome read_words_block(struct building *building, struct words *words)
{
    enum outcome outcome = next(building, reading_stops(&building->lines, 1));
    while (outcome == OK && in_block(building))
        outcome = next(building, read_words(building, 0, words));
    return outcome;
}

/* ---- the head: one line each ---- */

static enum outcome read_status(struct building *building)
{
    building->to->official = reading_says(&building->lines, 1, "official");
    if (!building->to->official && !reading_says(&building->lines, 1, "proposed"))
        return reading_fault(&building->lines, 1, N_("“proposed” or “official” is expected here."));
    return reading_stops(&building->lines, 2);
}

static enum outcome read_once(struct building *building, struct text *text)
{
    return text->length > 0 ? twice(building, 0) : reading_string(&building->lines, 1, text);
}

static enum outcome read_least(struct building *building)
{
    int64_t percent = 0;
    if (building->least_said)
        return twice(building, 0);
    enum outcome outcome = reading_number(&building->lines, 1, 0, 100, &percent);
    building->to->least_answered = (int32_t)percent;
    building->least_said = true;
    return outcome == OK ? reading_stops(&building->lines, 2) : outcome;
}

/* Codes from a word on, separated by commas. */
static enum outcome read_codes(struct building *building, size_t word, struct text *codes, size_t *ret_count)
{
    struct reading *lines = &building->lines;
    size_t count = 0;
    for (;; word += 2) {
        if (count == QUESTIONNAIRE_CODES_MOST)
            return reading_fault(lines, word, N_("This list is too long."));
        enum outcome outcome = reading_code(lines, word, &codes[count]);
        if (outcome != OK)
            return outcome;
        count++;
        if (word + 1 >= lines->line.count)
            break;
        if (!reading_says(lines, word + 1, ","))
            return reading_fault(lines, word + 1, N_("A comma is expected before “{1}”."));
    }
    *ret_count = count;
    return OK;
}

static enum outcome read_occasions(struct building *building)
{
    struct text codes[QUESTIONNAIRE_CODES_MOST];
    size_t count = 0;
    struct text *all = &building->to->occasions;
    if (all->length > 0)
        return twice(building, 0);
    enum outcome outcome = read_codes(building, 1, codes, &count);
    for (size_t i = 0; i < count && outcome == OK; i++)
        *all = i == 0 ? codes[0] : arena_format(building->lines.arena, "%.*s,%.*s", TEXT_ARG(*all), TEXT_ARG(codes[i]));
    return outcome;
}

/* ---- dimensions and lists ---- */

static enum outcome open_block(struct building *building, size_t count, size_t most, struct text *ret_code)
{
    if (count == most)
        return reading_fault(&building->lines, 0, N_("There are too many blocks of this kind."));
    enum outcome outcome = reading_code(&building->lines, 1, ret_code);
    return outcome == OK ? reading_stops(&building->lines, 2) : outcome;
}

static enum outcome read_dimension(struct building *building)
{
    struct questionnaire *to = building->to;
    struct question_dimension dimension = {0};
    enum outcome outcome = open_block(building, to->dimension_count, QUESTIONNAIRE_DIMENSIONS_MOST, &dimension.code);
    if (outcome == OK && questionnaire_dimension_named(to, dimension.code) != NULL)
        outcome = twice(building, 1);
    outcome = next(building, outcome);
    while (outcome == OK && in_block(building))
        outcome = next(building, read_words(building, 0, &dimension.words));
    if (outcome == OK)
        to->dimensions[to->dimension_count++] = dimension;
    return outcome;
}

static const struct question_option *option_named(const struct question_list *list, struct text code)
{
    for (size_t i = 0; i < list->count; i++)
        if (text_equal(list->options[i].code, code))
            return &list->options[i];
    return NULL;
}

/* "- often value 0.25" */
static enum outcome read_option(struct building *building, struct question_list *list)
{
    struct reading *lines = &building->lines;
    struct question_option option = {.value = SCORE_NONE};
    int64_t value = 0;
    if (list->count == QUESTIONNAIRE_OPTIONS_MOST)
        return reading_fault(lines, 0, N_("This list is too long."));
    enum outcome outcome = reading_code(lines, 1, &option.code);
    if (outcome == OK && option_named(list, option.code) != NULL)
        outcome = twice(building, 1);
    if (outcome == OK && reading_says(lines, 2, "value")) {
        outcome = reading_decimal(lines, 3, 3, SCORE_WHOLE, &value);
        option.value = (int32_t)value;
        if (outcome == OK)
            outcome = reading_stops(lines, 4);
    } else if (outcome == OK) {
        outcome = reading_stops(lines, 2);
    }
    if (outcome == OK)
        list->options[list->count++] = option;
    return outcome;
}

static enum outcome read_list(struct building *building)
{
    struct questionnaire *to = building->to;
    struct question_list list = {0};
    enum outcome outcome = open_block(building, to->list_count, QUESTIONNAIRE_LISTS_MOST, &list.code);
    if (outcome == OK && questionnaire_list_named(to, list.code) != NULL)
        outcome = twice(building, 1);
    list.options = arena_array(building->lines.arena, struct question_option, QUESTIONNAIRE_OPTIONS_MOST);
    outcome = next(building, outcome);
    while (outcome == OK && in_block(building)) {
        if (reading_says(&building->lines, 0, "-"))
            outcome = read_option(building, &list);
        else if (list.count == 0)
            outcome = reading_fault(&building->lines, 0, N_("An answer of a list begins with “-”."));
        else
            outcome = read_words(building, 0, &list.options[list.count - 1].words);
        outcome = next(building, outcome);
    }
    if (outcome == OK && list.count < 2)
        return reading_fault(&building->lines, 0, N_("The list above needs two answers at least."));
    if (outcome == OK)
        to->lists[to->list_count++] = list;
    return outcome;
}

/* ---- conditions ---- */

static enum outcome check_codes(struct building *building, size_t word, const struct question *question,
                                const struct question_condition *condition)
{
    for (size_t i = 0; i < condition->code_count; i++) {
        struct text code = condition->codes[i];
        bool known = question->list != NULL
                         ? option_named(question->list, code) != NULL
                         : question->kind == QUESTION_YES_NO && (text_is(code, "yes") || text_is(code, "no"));
        if (!known)
            return reading_fault(&building->lines, word + 2 * i, N_("The question has no answer “{1}”."));
    }
    return OK;
}

static enum outcome read_test(struct building *building, size_t word, const struct question *question,
                              struct question_condition *condition)
{
    struct reading *lines = &building->lines;
    bool counts = question->kind == QUESTION_SCALE || question->kind == QUESTION_NUMBER;
    if (reading_says(lines, word, "answered")) {
        condition->test = CONDITION_ANSWERED;
        return reading_stops(lines, word + 1);
    }
    if (reading_says(lines, word, "at")) {
        condition->test = reading_says(lines, word + 1, "least") ? CONDITION_AT_LEAST : CONDITION_AT_MOST;
        if (condition->test == CONDITION_AT_MOST && !reading_says(lines, word + 1, "most"))
            return reading_fault(lines, word + 1, N_("“least” or “most” is expected here."));
        if (!counts)
            return reading_fault(lines, word, N_("Only a scale or a number can be compared so."));
        enum outcome outcome =
            reading_number(lines, word + 2, INT64_C(-1000000000000), INT64_C(1000000000000), &condition->number);
        return outcome == OK ? reading_stops(lines, word + 3) : outcome;
    }
    condition->test = reading_says(lines, word, "not") ? CONDITION_IS_NOT : CONDITION_IS;
    word += condition->test == CONDITION_IS_NOT;
    bool several = reading_says(lines, word, "one") && reading_says(lines, word + 1, "of");
    word += several ? 2 : 0;
    enum outcome outcome = read_codes(building, word, condition->codes, &condition->code_count);
    if (outcome == OK && !several && condition->code_count > 1)
        outcome = reading_fault(lines, word + 1, N_("Several answers stand behind “is one of”."));
    return outcome == OK ? check_codes(building, word, question, condition) : outcome;
}

/* "when food is one of often, very_often": about a question that stands above. */
static enum outcome read_condition(struct building *building, struct question_condition **conditions, size_t *count)
{
    struct reading *lines = &building->lines;
    struct text code;
    if (*conditions == NULL)
        *conditions = arena_array(lines->arena, struct question_condition, QUESTIONNAIRE_CONDITIONS_MOST);
    if (*count == QUESTIONNAIRE_CONDITIONS_MOST)
        return reading_fault(lines, 0, N_("There are too many conditions."));
    struct question_condition *condition = &(*conditions)[*count];
    enum outcome outcome = reading_code(lines, 1, &code);
    if (outcome != OK)
        return outcome;
    const struct question *question = questionnaire_question(building->to, code);
    if (question == NULL)
        return reading_fault(lines, 1, N_("No question “{1}” stands above."));
    condition->question = (size_t)(question - building->to->questions);
    if (!reading_says(lines, 2, "is"))
        return reading_fault(lines, 2, N_("“is” is expected here."));
    outcome = read_test(building, 3, question, condition);
    *count += outcome == OK;
    return outcome;
}

/* ---- sections and questions ---- */

static enum outcome read_section(struct building *building)
{
    struct questionnaire *to = building->to;
    struct question_section section = {0};
    enum outcome outcome = open_block(building, to->section_count, QUESTIONNAIRE_SECTIONS_MOST, &section.code);
    if (outcome == OK && questionnaire_section_named(to, section.code) != NULL)
        outcome = twice(building, 1);
    outcome = next(building, outcome);
    while (outcome == OK && in_block(building)) {
        outcome = reading_says(&building->lines, 0, "when")
                      ? read_condition(building, &section.conditions, &section.condition_count)
                      : read_words(building, 0, &section.words);
        outcome = next(building, outcome);
    }
    if (outcome == OK)
        to->sections[to->section_count++] = section;
    return outcome;
}

static const char *const KINDS[QUESTION_KINDS] = {
    [QUESTION_SINGLE] = "single", [QUESTION_MULTIPLE] = "multiple", [QUESTION_SCALE] = "scale",
    [QUESTION_NUMBER] = "number", [QUESTION_DATE] = "date",         [QUESTION_TEXT] = "text",
    [QUESTION_YES_NO] = "yes-no",
};

const char *question_kind_name(enum question_kind kind) { return KINDS[kind]; }

static enum outcome read_kind(struct building *building, enum question_kind *kind)
{
    if (*kind != QUESTION_KINDS)
        return twice(building, 0);
    for (size_t i = 0; i < QUESTION_KINDS; i++)
        if (reading_says(&building->lines, 1, KINDS[i])) {
            *kind = (enum question_kind)i;
            return reading_stops(&building->lines, 2);
        }
    return reading_fault(&building->lines, 1,
                         N_("A kind is expected here: single, multiple, scale, number, date, text or yes-no."));
}

static enum outcome read_list_of(struct building *building, struct question *question)
{
    struct text code;
    enum outcome outcome = reading_code(&building->lines, 1, &code);
    if (outcome != OK)
        return outcome;
    question->list = questionnaire_list_named(building->to, code);
    if (question->list == NULL)
        return reading_fault(&building->lines, 1, N_("No list “{1}” stands above."));
    return reading_stops(&building->lines, 2);
}

static enum outcome read_dimension_of(struct building *building, struct question *question)
{
    struct text code;
    enum outcome outcome = reading_code(&building->lines, 1, &code);
    if (outcome != OK)
        return outcome;
    question->dimension = questionnaire_dimension_named(building->to, code);
    if (question->dimension == NULL)
        return reading_fault(&building->lines, 1, N_("No dimension “{1}” stands above."));
    return reading_stops(&building->lines, 2);
}

/* "weight 0.25 whole 0.1": within its dimension, and in the whole. */
static enum outcome read_weight(struct building *building, struct question *question)
{
    struct reading *lines = &building->lines;
    if (building->to->weights_source.length == 0)
        return reading_fault(lines, 0, N_("Weights need their source: a line “weights_source” in the head."));
    enum outcome outcome = reading_decimal(lines, 1, 6, 100 * WEIGHT_WHOLE, &question->weight);
    if (outcome != OK || lines->line.count == 2) {
        question->weight_in_whole = question->weight;
        return outcome;
    }
    if (!reading_says(lines, 2, "whole"))
        return reading_fault(lines, 2, N_("“whole” is expected here, or the end of the line."));
    outcome = reading_decimal(lines, 3, 6, 100 * WEIGHT_WHOLE, &question->weight_in_whole);
    return outcome == OK ? reading_stops(lines, 4) : outcome;
}

static enum outcome read_bound(struct building *building, int64_t *bound)
{
    enum outcome outcome = reading_number(&building->lines, 1, INT64_C(-1000000000000), INT64_C(1000000000000), bound);
    return outcome == OK ? reading_stops(&building->lines, 2) : outcome;
}

static enum outcome read_mark(struct building *building, bool *mark)
{
    *mark = true;
    return reading_stops(&building->lines, 1);
}

static enum outcome read_question_line(struct building *building, struct question *question)
{
    struct reading *lines = &building->lines;
    if (reading_says(lines, 0, "kind"))
        return read_kind(building, &question->kind);
    if (reading_says(lines, 0, "list"))
        return read_list_of(building, question);
    if (reading_says(lines, 0, "dimension"))
        return read_dimension_of(building, question);
    if (reading_says(lines, 0, "weight"))
        return read_weight(building, question);
    if (reading_says(lines, 0, "from"))
        return read_bound(building, &question->from);
    if (reading_says(lines, 0, "to"))
        return read_bound(building, &question->to);
    if (reading_says(lines, 0, "required"))
        return read_mark(building, &question->required);
    if (reading_says(lines, 0, "scored"))
        return read_mark(building, &question->scored);
    if (reading_says(lines, 0, "reversed"))
        return read_mark(building, &question->reversed);
    if (reading_says(lines, 0, "when"))
        return read_condition(building, &question->conditions, &question->condition_count);
    if (reading_says(lines, 0, "help"))
        return read_words(building, 1, &question->help);
    return read_words(building, 0, &question->words);
}

static bool list_scores(const struct question_list *list)
{
    int32_t least = SCORE_WHOLE, most = 0;
    for (size_t i = 0; i < list->count; i++)
        if (list->options[i].value != SCORE_NONE) {
            least = list->options[i].value < least ? list->options[i].value : least;
            most = list->options[i].value > most ? list->options[i].value : most;
        }
    return least < most;
}

/* At the first line behind the block: what its lines are together.  NULL: sound. */
static const char *question_lacks(const struct question *question)
{
    bool lists = question->kind == QUESTION_SINGLE || question->kind == QUESTION_MULTIPLE;
    bool bounds = question->from != INT64_MIN || question->to != INT64_MAX;
    bool weighs = question->weight >= 0;
    if (question->kind == QUESTION_KINDS)
        return N_("The question above needs its kind.");
    if (lists != (question->list != NULL))
        return N_("A list belongs to the kinds single and multiple, and to no other: see the question above.");
    if (bounds && question->kind != QUESTION_SCALE && question->kind != QUESTION_NUMBER)
        return N_("“from” and “to” belong to a scale or a number: see the question above.");
    if (question->kind == QUESTION_SCALE &&
        (question->from == INT64_MIN || question->to == INT64_MAX || question->to <= question->from ||
         question->to - question->from > QUESTIONNAIRE_SCALE_MOST))
        return N_("The scale above needs “from” and “to”, at most twenty steps apart.");
    if (question->kind == QUESTION_NUMBER && question->to < question->from)
        return N_("“to” lies below “from” in the question above.");
    if (question->scored && question->kind != QUESTION_SINGLE && question->kind != QUESTION_SCALE &&
        question->kind != QUESTION_YES_NO)
        return N_("Only the kinds single, scale and yes-no can be scored: see the question above.");
    if (question->scored && question->list != NULL && !list_scores(question->list))
        return N_("The question above is scored: two answers of its list at least need different values.");
    if (!question->scored && (question->reversed || question->dimension != NULL || weighs))
        return N_("“reversed”, “dimension” and “weight” belong to a question that is scored: see above.");
    return NULL;
}

static enum outcome read_question(struct building *building)
{
    struct questionnaire *to = building->to;
    struct question question = {
        .kind = QUESTION_KINDS, .from = INT64_MIN, .to = INT64_MAX, .weight = -1, .weight_in_whole = -1};
    if (to->section_count == 0)
        return reading_fault(&building->lines, 0, N_("A question stands in a section: none stands above."));
    question.section = to->section_count - 1;
    enum outcome outcome = open_block(building, to->question_count, QUESTIONNAIRE_QUESTIONS_MOST, &question.code);
    if (outcome == OK && questionnaire_question(to, question.code) != NULL)
        outcome = twice(building, 1);
    outcome = next(building, outcome);
    while (outcome == OK && in_block(building))
        outcome = next(building, read_question_line(building, &question));
    const char *lacks = outcome == OK ? question_lacks(&question) : NULL;
    if (lacks != NULL)
        return reading_fault(&building->lines, 0, lacks);
    if (outcome == OK)
        to->questions[to->question_count++] = question;
    return outcome;
}

/* ---- the whole ---- */

static enum outcome read_block(struct building *building)
{
    static const struct {
        const char *word;
        enum outcome (*read)(struct building *building);
    } BLOCKS[] = {
        {"dimension", read_dimension}, {"list", read_list}, {"section", read_section}, {"question", read_question}};
    static const struct {
        const char *word;
        enum outcome (*read)(struct building *building);
    } LINES[] = {{"status", read_status}, {"least_answered", read_least}, {"occasions", read_occasions}};
    struct questionnaire *to = building->to;
    const struct reading *lines = &building->lines;
    if (lines->line.indent > 0)
        return reading_fault(&building->lines, 0, N_("This line belongs to no block: it is indented."));
    for (size_t i = 0; i < sizeof BLOCKS / sizeof *BLOCKS; i++)
        if (reading_says(lines, 0, BLOCKS[i].word))
            return BLOCKS[i].read(building);
    if (reading_says(lines, 0, "title"))
        return read_words_block(building, &to->title);
    if (reading_says(lines, 0, "introduction"))
        return read_words_block(building, &to->introduction);
    for (size_t i = 0; i < sizeof LINES / sizeof *LINES; i++)
        if (reading_says(lines, 0, LINES[i].word))
            return next(building, LINES[i].read(building));
    if (reading_says(lines, 0, "source"))
        return next(building, read_once(building, &to->source));
    if (reading_says(lines, 0, "address"))
        return next(building, read_once(building, &to->address));
    if (reading_says(lines, 0, "weights_source"))
        return next(building, read_once(building, &to->weights_source));
    return reading_fault(&building->lines, 0, N_("“{1}” begins no block that is known."));
}

static enum outcome read_all(struct building *building)
{
    enum outcome outcome = reading_line(&building->lines);
    if (outcome != OK)
        return outcome;
    if (!reading_says(&building->lines, 0, "questionnaire"))
        return reading_fault(&building->lines, 0, N_("A questionnaire begins with “questionnaire” and its name."));
    outcome = reading_code(&building->lines, 1, &building->to->name);
    if (outcome == OK)
        outcome = next(building, reading_stops(&building->lines, 2));
    while (outcome == OK && !building->lines.line.ended)
        outcome = read_block(building);
    return outcome;
}

enum outcome questionnaire_read(struct arena *arena, struct text text, struct questionnaire **ret,
                                struct questionnaire_fault *ret_fault)
{
    struct building building = {.lines = {.arena = arena, .fault = ret_fault}};
    building.lines.line = (struct word_line){
        .arena = arena, .rest = text, .escapes = true, .at = building.lines.words, .most = WORDS_MOST};
    if (text.length > QUESTIONNAIRE_TEXT_MOST) {
        *ret_fault = (struct questionnaire_fault){.line = 1, .column = 1, .message = N_("The text is too long.")};
        return INVALID;
    }
    building.to = questionnaire_blank(arena);
    enum outcome outcome = read_all(&building);
    if (outcome == OK)
        *ret = building.to;
    return outcome;
}
