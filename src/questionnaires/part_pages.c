/* The builder: each block of a draft as a form.  What was typed becomes the block's text, the whole is read anew, and
   only what holds together is stored. */
#include "base/number.h"
#include "questionnaires/blocks.h"
#include "questionnaires/questionnaire_pages.h"
#include "web/form.h"
#include "web/record_parts.h"

enum { INPUTS_MOST = 48, CONDITION_ROWS = 3, BLOCK_TEXT_MOST = 64 * 1024 };

/* One block while its form is made or read. */
struct part {
    struct request *request;
    struct work *work;
    const struct part_kind *kind;
    struct questionnaire_version *row;
    struct questionnaire *questionnaire;
    struct text code; /* of the block; empty: a new one */
    bool typed;       /* the form shows what was typed */
    struct form_field *inputs;
    size_t count;
};
struct part_kind {
    const char *kind; /* of its block; NULL: the head, or the whole text */
    const char *new_title, *edit_title;
    void (*show)(struct part *part);
    void (*compose)(struct part *part, struct buffer *block);
    bool (*exists)(const struct part *part);
    bool whole; /* faults are told with line and column */
};

/* ---- inputs ---- */

static struct text typed_of(const struct part *part, const char *name)
{
    return text_trim(parameters_get(&part->request->form, text_from(name)));
}

static struct form_field *add_input(struct part *part, const char *name, const char *label, const char *help,
                                    struct text value)
{
    struct arena *arena = part->work->arena;
    struct form_field *input = &part->inputs[part->count++];
    const struct problem *problem = problem_for(&part->work->problems, text_from(name));
    *input = (struct form_field){.name = text_from(name),
                                 .id = arena_format(arena, "f-%s", name),
                                 .label = text_from(tr(part->work->language, label)),
                                 .control = CONTROL_LINE,
                                 .value = part->typed ? typed_of(part, name) : value,
                                 .autocomplete = "off",
                                 .input_mode = "text"};
    if (help != NULL) {
        input->help = text_from(tr(part->work->language, help));
        input->help_id = input->described_by = arena_format(arena, "f-%s-help", name);
    }
    if (problem != NULL) {
        input->invalid = true;
        input->error = problem_sentence(arena, part->work->language, problem);
        input->error_id = input->described_by = arena_format(arena, "f-%s-error", name);
    }
    return input;
}

static void add_choice(struct part *part, struct form_field *input, struct text code, struct text label)
{
    struct form_choice *choices = (struct form_choice *)(uintptr_t)input->choices;
    if (choices == NULL)
        input->choices = choices = arena_array(part->work->arena, struct form_choice, QUESTIONNAIRE_QUESTIONS_MOST + 2);
    choices[input->choice_count] = (struct form_choice){
        .code = code,
        .label = label,
        .id = arena_format(part->work->arena, "%.*s-%zu", TEXT_ARG(input->id), input->choice_count),
        .selected = text_equal(code, input->value)};
    input->choice_count++;
    input->control = CONTROL_SELECT;
}

static struct text said(const struct part *part, const char *message)
{
    return text_from(tr(part->work->language, message));
}

static void add_check(struct part *part, const char *name, const char *label, const char *help, bool set)
{
    struct form_field *input = add_input(part, name, label, help, set ? TEXT("yes") : TEXT_NONE);
    struct text value = TEXT_NONE;
    size_t position = 0;
    while (part->typed && parameters_next(&part->request->form, text_from(name), &position, &value))
        if (value.length > 0)
            input->value = value;
    add_choice(part, input, TEXT("yes"), said(part, N_("Yes")));
    input->control = CONTROL_CHECKS;
}

static void add_words(struct part *part, const char *const names[3], const char *const labels[3],
                      const struct words *words, bool lines)
{
    for (size_t i = 0; i < QUESTIONNAIRE_LANGUAGES; i++) {
        struct form_field *input = add_input(part, names[i], labels[i], NULL, words->in[i]);
        if (lines)
            input->control = CONTROL_LINES;
    }
}

static const char *const TEXTS[3] = {"fr", "ar", "en"};
static const char *const TEXT_LABELS[3] = {N_("Text in French"), N_("Text in Arabic"), N_("Text in English")};

static void add_code(struct part *part)
{
    if (part->code.length == 0)
        add_input(part, "code", N_("Code"),
                  N_("Small letters, digits and _, a letter first. Exports use it; it does not change afterwards."),
                  TEXT_NONE)
            ->required = true;
}

/* ---- conditions ---- */

static const struct {
    const char *code, *label;
} TESTS[] = {
    {"is", N_("is one of")},         {"not", N_("is none of")},     {"answered", N_("was answered")},
    {"at_least", N_("is at least")}, {"at_most", N_("is at most")},
};

static struct text values_of(struct arena *arena, const struct question_condition *condition)
{
    struct text all = TEXT_NONE;
    if (condition->test == CONDITION_AT_LEAST || condition->test == CONDITION_AT_MOST)
        return arena_format(arena, "%lld", (long long)condition->number);
    for (size_t i = 0; i < condition->code_count; i++)
        all = i == 0 ? condition->codes[0]
                     : arena_format(arena, "%.*s, %.*s", TEXT_ARG(all), TEXT_ARG(condition->codes[i]));
    return all;
}

static const char *test_code(enum condition_test test)
{
    static const char *const CODES[] = {[CONDITION_IS] = "is",
                                        [CONDITION_IS_NOT] = "not",
                                        [CONDITION_AT_LEAST] = "at_least",
                                        [CONDITION_AT_MOST] = "at_most",
                                        [CONDITION_ANSWERED] = "answered"};
    return CODES[test];
}

static const char *named(struct part *part, const char *what, size_t number)
{
    return arena_format(part->work->arena, "%s_%zu", what, number + 1).at;
}

static void add_condition(struct part *part, const struct question_condition *condition, size_t number)
{
    const struct questionnaire *questionnaire = part->questionnaire;
    struct text about = condition == NULL ? TEXT_NONE : questionnaire->questions[condition->question].code;
    struct form_field *input =
        add_input(part, named(part, "when", number), N_("Shown only when the question"), NULL, about);
    add_choice(part, input, TEXT_NONE, said(part, N_("No condition")));
    for (size_t i = 0; i < questionnaire->question_count; i++)
        add_choice(part, input, questionnaire->questions[i].code, questionnaire->questions[i].code);
    input = add_input(part, named(part, "test", number), N_("Test"), NULL,
                      text_from(condition == NULL ? "is" : test_code(condition->test)));
    for (size_t i = 0; i < sizeof TESTS / sizeof *TESTS; i++)
        add_choice(part, input, text_from(TESTS[i].code), said(part, TESTS[i].label));
    (void)add_input(part, named(part, "value", number), N_("Answers, or a number"),
                    N_("Codes of answers with commas between them; yes or no; a number for a scale."),
                    condition == NULL ? TEXT_NONE : values_of(part->work->arena, condition));
}

static void add_conditions(struct part *part, const struct question_condition *conditions, size_t count)
{
    size_t rows = count > CONDITION_ROWS ? count : CONDITION_ROWS;
    for (size_t i = 0; i < rows; i++)
        add_condition(part, i < count ? &conditions[i] : NULL, i);
}

/* What stands outside of quotation marks: never more than one line. */
static void put_plain(struct buffer *block, struct text text)
{
    for (size_t i = 0; i < text.length; i++) {
        char byte = text.at[i];
        buffer_add_byte(block, byte == '\n' || byte == '\r' || byte == '"' || byte == '#' ? '?' : byte);
    }
}

static void compose_conditions(struct part *part, struct buffer *block)
{
    for (size_t i = 0; i < QUESTIONNAIRE_CONDITIONS_MOST; i++) {
        struct text about = typed_of(part, named(part, "when", i));
        struct text test = typed_of(part, named(part, "test", i));
        struct text value = typed_of(part, named(part, "value", i));
        if (about.length == 0)
            continue;
        buffer_add(block, TEXT("  when "));
        put_plain(block, about);
        buffer_add(block, TEXT(" is "));
        if (text_is(test, "answered"))
            buffer_add(block, TEXT("answered"));
        else if (text_is(test, "at_least") || text_is(test, "at_most"))
            buffer_add(block, text_is(test, "at_least") ? TEXT("at least ") : TEXT("at most "));
        else
            buffer_add(block, text_is(test, "not") ? TEXT("not one of ") : TEXT("one of "));
        if (!text_is(test, "answered"))
            put_plain(block, value);
        buffer_add_byte(block, '\n');
    }
}

/* ---- composing ---- */

static struct words typed_words(const struct part *part, const char *const names[3])
{
    return (struct words){{typed_of(part, names[0]), typed_of(part, names[1]), typed_of(part, names[2])}};
}

static struct text code_of(const struct part *part)
{
    return part->code.length > 0 ? part->code : typed_of(part, "code");
}

static void put_line(struct part *part, struct buffer *block, const char *word, const char *name)
{
    struct text value = digits_to_ascii(part->work->arena, typed_of(part, name));
    if (value.length == 0)
        return;
    buffer_format(block, "%s ", word);
    put_plain(block, value);
    buffer_add_byte(block, '\n');
}

static void put_mark(struct part *part, struct buffer *block, const char *word, const char *name)
{
    struct text value;
    size_t position = 0;
    while (parameters_next(&part->request->form, text_from(name), &position, &value))
        if (text_is(value, "yes"))
            buffer_format(block, "  %s\n", word);
}

static void open_block(struct part *part, struct buffer *block)
{
    buffer_format(block, "\n%s ", part->kind->kind);
    put_plain(block, code_of(part));
    buffer_add_byte(block, '\n');
}

/* ---- dimension, section ---- */

static bool dimension_exists(const struct part *part)
{
    return questionnaire_dimension_named(part->questionnaire, part->code) != NULL;
}

static void show_dimension(struct part *part)
{
    const struct question_dimension *found = questionnaire_dimension_named(part->questionnaire, part->code);
    const struct words none = {0};
    add_code(part);
    add_words(part, TEXTS, TEXT_LABELS, found == NULL ? &none : &found->words, false);
}

static void compose_words(struct part *part, struct buffer *block)
{
    struct words words = typed_words(part, TEXTS);
    open_block(part, block);
    block_put_words(block, "  ", &words);
}

const struct part_kind dimension_part = {
    .kind = "dimension",
    .new_title = N_("Add a dimension"),
    .edit_title = N_("Change the dimension"),
    .show = show_dimension,
    .compose = compose_words,
    .exists = dimension_exists,
};

static bool section_exists(const struct part *part)
{
    return questionnaire_section_named(part->questionnaire, part->code) != NULL;
}

static void show_section(struct part *part)
{
    const struct question_section none = {0};
    const struct question_section *found = questionnaire_section_named(part->questionnaire, part->code);
    found = found == NULL ? &none : found;
    add_code(part);
    add_words(part, TEXTS, TEXT_LABELS, &found->words, false);
    add_conditions(part, found->conditions, found->condition_count);
}

static void compose_section(struct part *part, struct buffer *block)
{
    struct words words = typed_words(part, TEXTS);
    open_block(part, block);
    compose_conditions(part, block);
    block_put_words(block, "  ", &words);
}

const struct part_kind section_part = {
    .kind = "section",
    .new_title = N_("Add a section"),
    .edit_title = N_("Change the section"),
    .show = show_section,
    .compose = compose_section,
    .exists = section_exists,
};

/* ---- a list: one answer on each line ---- */

static bool list_exists(const struct part *part)
{
    return questionnaire_list_named(part->questionnaire, part->code) != NULL;
}

static void put_value(struct buffer *out, int32_t value)
{
    int decimals = 3;
    if (value == SCORE_NONE)
        return;
    while (decimals > 0 && value % 10 == 0) {
        value /= 10;
        decimals--;
    }
    buffer_add_decimal(out, value, decimals);
}

static struct text options_of(struct arena *arena, const struct question_list *list)
{
    struct buffer all AUTO_BUFFER = buffer_open(BLOCK_TEXT_MOST);
    for (size_t i = 0; i < list->count; i++) {
        const struct question_option *option = &list->options[i];
        buffer_format(&all, "%.*s | ", TEXT_ARG(option->code));
        put_value(&all, option->value);
        for (size_t language = 0; language < QUESTIONNAIRE_LANGUAGES; language++)
            buffer_format(&all, " | %.*s", TEXT_ARG(option->words.in[language]));
        buffer_add_byte(&all, '\n');
    }
    return arena_text(arena, buffer_text(&all));
}

static void show_list(struct part *part)
{
    const struct question_list *found = questionnaire_list_named(part->questionnaire, part->code);
    add_code(part);
    struct form_field *input = add_input(
        part, "options", N_("Answers, one on each line"),
        N_("Code | value from 0 to 1 | French | Arabic | English. Leave the value empty where an answer counts in no "
           "score."),
        found == NULL ? TEXT_NONE : options_of(part->work->arena, found));
    input->control = CONTROL_LINES;
    input->required = true;
}

static void compose_option(struct text line, struct buffer *block)
{
    struct text cells[5] = {{0}};
    struct text rest = line;
    struct text cell;
    for (size_t i = 0; i < 5 && rest.length > 0 && text_split(&rest, '|', &cell); i++)
        cells[i] = text_trim(cell);
    buffer_add(block, TEXT("  - "));
    put_plain(block, cells[0]);
    if (cells[1].length > 0) {
        buffer_add(block, TEXT(" value "));
        put_plain(block, cells[1]);
    }
    buffer_add_byte(block, '\n');
    block_put_words(block, "    ", &(struct words){{cells[2], cells[3], cells[4]}});
}

static void compose_list(struct part *part, struct buffer *block)
{
    struct text rest = typed_of(part, "options");
    struct text line;
    open_block(part, block);
    while (rest.length > 0 && text_split(&rest, '\n', &line))
        if (text_trim(line).length > 0)
            compose_option(text_trim(line), block);
}

const struct part_kind list_part = {
    .kind = "list",
    .new_title = N_("Add a list of answers"),
    .edit_title = N_("Change the list of answers"),
    .show = show_list,
    .compose = compose_list,
    .exists = list_exists,
};

/* ---- a question ---- */

static bool question_exists(const struct part *part)
{
    return questionnaire_question(part->questionnaire, part->code) != NULL;
}

static const char *const HELPS[3] = {"help_fr", "help_ar", "help_en"};
static const char *const HELP_LABELS[3] = {N_("Help in French"), N_("Help in Arabic"), N_("Help in English")};

static const char *const KIND_LABELS[QUESTION_KINDS] = {
    [QUESTION_SINGLE] = N_("One answer of a list"),
    [QUESTION_MULTIPLE] = N_("Several answers of a list"),
    [QUESTION_SCALE] = N_("Scale of steps"),
    [QUESTION_NUMBER] = N_("Number"),
    [QUESTION_DATE] = N_("Day"),
    [QUESTION_TEXT] = N_("Words of the person"),
    [QUESTION_YES_NO] = N_("Yes or no"),
};

static struct text bound_of(struct arena *arena, int64_t bound, int64_t open)
{
    return bound == open ? TEXT_NONE : arena_format(arena, "%lld", (long long)bound);
}

static struct text weight_of(struct arena *arena, int64_t weight)
{
    struct buffer text AUTO_BUFFER = buffer_open(64);
    if (weight >= 0)
        buffer_add_decimal(&text, weight, 6);
    return arena_text(arena, buffer_text(&text));
}

static void add_scoring(struct part *part, const struct question *question)
{
    struct arena *arena = part->work->arena;
    add_check(part, "scored", N_("Counts in the score"), NULL, question->scored);
    add_check(part, "reversed", N_("Reversed: the highest answer is the worst"), NULL, question->reversed);
    struct form_field *input = add_input(part, "dimension", N_("Dimension of the score"), NULL,
                                         question->dimension == NULL ? TEXT_NONE : question->dimension->code);
    add_choice(part, input, TEXT_NONE, said(part, N_("None: in the whole only")));
    for (size_t i = 0; i < part->questionnaire->dimension_count; i++)
        add_choice(part, input, part->questionnaire->dimensions[i].code,
                   words_in(&part->questionnaire->dimensions[i].words, questionnaire_language(part->work)));
    if (part->questionnaire->weights_source.length == 0)
        return;
    (void)add_input(part, "weight", N_("Weight in its dimension"), NULL, weight_of(arena, question->weight));
    (void)add_input(part, "weight_in_whole", N_("Weight in the whole"), NULL,
                    weight_of(arena, question->weight_in_whole));
}

static void show_question(struct part *part)
{
    const struct question none = {
        .kind = QUESTION_SINGLE, .from = INT64_MIN, .to = INT64_MAX, .weight = -1, .weight_in_whole = -1};
    const struct question *question = questionnaire_question(part->questionnaire, part->code);
    question = question == NULL ? &none : question;
    add_code(part);
    add_words(part, TEXTS, TEXT_LABELS, &question->words, false);
    struct form_field *input =
        add_input(part, "kind", N_("Kind of answer"), NULL, text_from(question_kind_name(question->kind)));
    for (size_t i = 0; i < QUESTION_KINDS; i++)
        add_choice(part, input, text_from(question_kind_name((enum question_kind)i)), said(part, KIND_LABELS[i]));
    input = add_input(part, "list", N_("List of answers"), N_("For one or several answers of a list."),
                      question->list == NULL ? TEXT_NONE : question->list->code);
    add_choice(part, input, TEXT_NONE, said(part, N_("None")));
    for (size_t i = 0; i < part->questionnaire->list_count; i++)
        add_choice(part, input, part->questionnaire->lists[i].code, part->questionnaire->lists[i].code);
    (void)add_input(part, "from", N_("Smallest"), N_("Of a scale or a number."),
                    bound_of(part->work->arena, question->from, INT64_MIN));
    (void)add_input(part, "to", N_("Largest"), NULL, bound_of(part->work->arena, question->to, INT64_MAX));
    add_check(part, "required", N_("Has to be answered"), N_("That there is no answer can always be said."),
              question->required);
    add_scoring(part, question);
    add_words(part, HELPS, HELP_LABELS, &question->help, false);
    add_conditions(part, question->conditions, question->condition_count);
}

static void compose_question(struct part *part, struct buffer *block)
{
    struct words words = typed_words(part, TEXTS);
    struct words help = typed_words(part, HELPS);
    struct text weight = typed_of(part, "weight");
    struct text whole = typed_of(part, "weight_in_whole");
    open_block(part, block);
    put_line(part, block, "  kind", "kind");
    put_line(part, block, "  list", "list");
    put_line(part, block, "  from", "from");
    put_line(part, block, "  to", "to");
    put_mark(part, block, "required", "required");
    put_mark(part, block, "scored", "scored");
    put_mark(part, block, "reversed", "reversed");
    put_line(part, block, "  dimension", "dimension");
    if (weight.length > 0) {
        buffer_add(block, TEXT("  weight "));
        put_plain(block, weight);
        buffer_add(block, whole.length > 0 ? TEXT(" whole ") : TEXT_NONE);
        put_plain(block, whole);
        buffer_add_byte(block, '\n');
    }
    compose_conditions(part, block);
    block_put_words(block, "  ", &words);
    block_put_words(block, "  help ", &help);
}

const struct part_kind question_part = {
    .kind = "question",
    .new_title = N_("Add a question"),
    .edit_title = N_("Change the question"),
    .show = show_question,
    .compose = compose_question,
    .exists = question_exists,
};

/* ---- the head ---- */

static const char *const INTRODUCTIONS[3] = {"introduction_fr", "introduction_ar", "introduction_en"};
static const char *const INTRODUCTION_LABELS[3] = {N_("Introduction in French"), N_("Introduction in Arabic"),
                                                   N_("Introduction in English")};

static void show_head(struct part *part)
{
    const struct questionnaire *questionnaire = part->questionnaire;
    static const char *const TITLES[3] = {N_("Title in French"), N_("Title in Arabic"), N_("Title in English")};
    add_words(part, TEXTS, TITLES, &questionnaire->title, false);
    add_words(part, INTRODUCTIONS, INTRODUCTION_LABELS, &questionnaire->introduction, true);
    struct form_field *input = add_input(part, "status", N_("Where it comes from"),
                                         N_("“As published” only where text and scores are those of the source."),
                                         questionnaire->official ? TEXT("official") : TEXT("proposed"));
    for (size_t i = 0; i < questionnaire_statuses.count; i++)
        add_choice(part, input, text_from(questionnaire_statuses.choices[i].code),
                   said(part, questionnaire_statuses.choices[i].label));
    (void)add_input(part, "source", N_("Source"), NULL, questionnaire->source);
    (void)add_input(part, "address", N_("Address of the source"), NULL, questionnaire->address);
    (void)add_input(part, "weights_source", N_("Source of the weights"),
                    N_("Only with it may questions bear weights. Without, the score is a plain mean."),
                    questionnaire->weights_source);
    (void)add_input(part, "occasions", N_("Asked at"),
                    N_("With commas between them: month_1, month_3, month_6, month_12."), questionnaire->occasions);
    (void)add_input(part, "least_answered", N_("Least share of answers, in percent"),
                    N_("With fewer answers there is no score."),
                    arena_format(part->work->arena, "%d", (int)questionnaire->least_answered));
}

static void compose_head(struct part *part, struct buffer *block)
{
    struct words title = typed_words(part, TEXTS);
    struct words introduction = typed_words(part, INTRODUCTIONS);
    buffer_format(block, "questionnaire %.*s\n", TEXT_ARG(part->questionnaire->name));
    if (words_in(&title, 0).length > 0)
        buffer_add(block, TEXT("title\n"));
    block_put_words(block, "  ", &title);
    if (words_in(&introduction, 0).length > 0)
        buffer_add(block, TEXT("introduction\n"));
    block_put_words(block, "  ", &introduction);
    put_line(part, block, "status", "status");
    block_put_string(block, "source", typed_of(part, "source"));
    block_put_string(block, "address", typed_of(part, "address"));
    block_put_string(block, "weights_source", typed_of(part, "weights_source"));
    put_line(part, block, "occasions", "occasions");
    put_line(part, block, "least_answered", "least_answered");
}

const struct part_kind head_part = {
    .edit_title = N_("Change title and source"),
    .show = show_head,
    .compose = compose_head,
};

/* ---- the whole text ---- */

static void show_text(struct part *part)
{
    struct form_field *input =
        add_input(part, "definition", N_("Text of the questionnaire"), NULL, part->row->definition);
    input->control = CONTROL_LINES;
    input->left_to_right = true;
}

const struct part_kind text_part = {
    .edit_title = N_("Change the whole text"),
    .show = show_text,
    .whole = true,
};

/* ---- the requests ---- */

/* A draft that the actor may change, and the block that the address names. */
static enum outcome open_part(struct request *request, const struct part_kind *kind, struct part *ret)
{
    struct record_target target;
    struct work *work = &request->work;
    enum outcome outcome = record_target_find(request, &questionnaire_record, 0, &target);
    if (outcome != OK)
        return outcome;
    struct part part = {.request = request, .work = work, .kind = kind, .row = target.now};
    struct subject subject = record_subject(part.row);
    if (!actor_may_on(work->actor, &questionnaire_build, &subject))
        return FORBIDDEN;
    if (!text_is(part.row->head.state, "draft"))
        return NOT_FOUND;
    outcome = questionnaire_of(work, part.row, &part.questionnaire);
    if (outcome == NOT_FOUND && kind != NULL && kind->whole)
        part.questionnaire = questionnaire_blank(work->arena);
    else if (outcome != OK)
        return outcome;
    if (kind != NULL && kind->kind != NULL && !text_is(request->parameters[1], "new"))
        part.code = request->parameters[1];
    if (part.code.length > 0 && !kind->exists(&part))
        return NOT_FOUND;
    part.inputs = arena_array(work->arena, struct form_field, INPUTS_MOST);
    *ret = part;
    return OK;
}

static void add_errors(struct part *part, struct form_view *form)
{
    const struct problem *problem = part->work->problems.first;
    form->errors = arena_array(part->work->arena, struct form_error, part->work->problems.count + 1);
    for (; problem != NULL; problem = problem->next) {
        struct form_error *error = &form->errors[form->error_count++];
        *error = (struct form_error){.message = problem_sentence(part->work->arena, part->work->language, problem)};
        for (size_t i = 0; i < part->count; i++)
            if (text_equal(part->inputs[i].name, problem->field)) {
                error->target = arena_format(part->work->arena, "#%.*s", TEXT_ARG(part->inputs[i].id));
                error->label = part->inputs[i].label;
            }
    }
}

static enum outcome send_part(struct part *part, struct response *response, int status)
{
    struct request *request = part->request;
    struct work *work = part->work;
    bool fresh = part->kind->kind != NULL && part->code.length == 0;
    const char *title = fresh ? part->kind->new_title : part->kind->edit_title;
    struct text path = record_path(work->arena, "/questionnaires", part->row->head.id, "");
    struct form_section *section = arena_new(work->arena, struct form_section);
    struct record_edit_view view = {
        .page = page_open(request, title),
        .about = part->code.length > 0 ? part->code : record_called(work, &questionnaire_record, part->row),
        .action =
            page_path(request, arena_format(work->arena, "%.*s%s%.*s", TEXT_ARG(request->path),
                                            request->query_text.length > 0 ? "?" : "", TEXT_ARG(request->query_text))),
        .cancel = page_path(request, path)};
    part->kind->show(part);
    add_errors(part, &view.form);
    *section = (struct form_section){.fields = part->inputs, .field_count = part->count};
    view.form.sections = section;
    view.form.section_count = 1;
    view.form.version = arena_format(work->arena, "%lld", (long long)part->row->head.version);
    view.form.typed = part->typed;
    page_trail(view.page, questionnaire_record.plural, TEXT("/questionnaires"));
    page_trail_text(view.page, record_called(work, &questionnaire_record, part->row), path);
    page_trail(view.page, title, TEXT_NONE);
    return record_edit_send(request, response, &view, part->typed, status);
}

enum outcome questionnaire_part_edit(struct request *request, struct response *response)
{
    struct part part;
    enum outcome outcome = open_part(request, request->route->context, &part);
    return outcome == OK ? send_part(&part, response, 200) : outcome;
}

static enum outcome check_seen(struct part *part)
{
    if (form_version(part->request) == part->row->head.version)
        return OK;
    return problem_add(&part->work->problems, INVALID, "changed_meanwhile", TEXT_NONE,
                       N_("Somebody else changed this questionnaire meanwhile. What you typed is kept: look at it, and "
                          "send it again."));
}

static enum outcome check_code(struct part *part)
{
    if (part->kind->kind == NULL || part->code.length > 0)
        return OK;
    struct text code = typed_of(part, "code");
    if (!questionnaire_code_is_sound(code) || text_is(code, "new"))
        return problem_add(&part->work->problems, INVALID, "code_unsound", TEXT("code"),
                           N_("Small letters, digits and _, a letter first; and not “new”."));
    return OK;
}

/* The text of the draft with what was typed in its place. */
static struct text composed(struct part *part)
{
    struct work *work = part->work;
    struct buffer block AUTO_BUFFER = buffer_open(BLOCK_TEXT_MOST);
    if (part->kind->whole)
        return arena_format(work->arena, "%.*s\n", TEXT_ARG(typed_of(part, "definition")));
    part->kind->compose(part, &block);
    struct text text = arena_text(work->arena, buffer_text(&block));
    struct blocks blocks = blocks_of(work->arena, part->row->definition);
    if (part->kind->kind == NULL)
        blocks_replace(&blocks, 0, text);
    else if (part->code.length > 0)
        blocks_replace(&blocks, blocks_find(&blocks, part->kind->kind, part->code), text);
    else
        blocks_insert(&blocks,
                      blocks_place(&blocks, part->kind->kind, parameters_get(&part->request->query, TEXT("after"))),
                      text);
    return blocks_text(&blocks);
}

static enum outcome store(struct part *part, struct text text)
{
    struct work *work = part->work;
    struct questionnaire_version *changed = record_copy(work->arena, &questionnaire_record, part->row);
    const char *field = part->kind != NULL && part->kind->whole ? "definition" : "";
    enum outcome outcome = questionnaire_put_text(work, text, field, part->kind != NULL && part->kind->whole, changed);
    if (outcome == OK && !text_equal(changed->name, part->row->name))
        outcome = problem_add(&work->problems, INVALID, "name_changed", text_from(field),
                              N_("The name of a questionnaire stays: another name is another questionnaire."));
    return outcome == OK ? record_update_by_step(work, &questionnaire_record, part->row, changed, TEXT("update"))
                         : outcome;
}

static enum outcome leave(struct part *part, struct response *response)
{
    struct text location = record_path(part->work->arena, "/questionnaires", part->row->head.id, "");
    enum outcome outcome = form_key_keep(part->request, location);
    if (outcome != OK)
        return outcome;
    respond_notice(part->request, response, N_("Saved."));
    return respond_redirect(part->request, response, location);
}

enum outcome questionnaire_part_save(struct request *request, struct response *response)
{
    struct part part;
    enum outcome outcome = open_part(request, request->route->context, &part);
    if (outcome != OK)
        return outcome;
    part.typed = true;
    if (request->redisplay)
        return send_part(&part, response, 200);
    if (form_answered(request, response, &outcome))
        return outcome;
    outcome = check_seen(&part);
    if (outcome == OK)
        outcome = check_code(&part);
    if (outcome == OK)
        outcome = store(&part, composed(&part));
    if (outcome == INVALID)
        return send_part(&part, response, 422);
    return outcome == OK ? leave(&part, response) : outcome;
}

/* ---- moving and removing ---- */

static enum outcome change_blocks(struct part *part)
{
    struct work *work = part->work;
    struct blocks blocks = blocks_of(work->arena, part->row->definition);
    struct text change = typed_of(part, "change");
    size_t at = blocks_find(&blocks, arena_string(work->arena, typed_of(part, "kind")), typed_of(part, "code"));
    if (at == blocks.count)
        return problem_add(&work->problems, INVALID, "changed_meanwhile", TEXT_NONE,
                           N_("This part is no longer there."));
    if (text_is(change, "remove"))
        blocks_remove(&blocks, at);
    else if (!text_is(change, "up") && !text_is(change, "down"))
        return NOT_FOUND;
    else if (!blocks_move(&blocks, at, text_is(change, "down")))
        return OK;
    return store(part, blocks_text(&blocks));
}

enum outcome block_change(struct request *request, struct response *response)
{
    struct part part;
    enum outcome outcome = open_part(request, NULL, &part);
    if (outcome != OK)
        return outcome;
    if (form_answered(request, response, &outcome))
        return outcome;
    outcome = check_seen(&part);
    if (outcome == OK)
        outcome = change_blocks(&part);
    if (outcome == INVALID)
        return questionnaire_show_refused(request, response, part.row);
    return outcome == OK ? leave(&part, response) : outcome;
}
