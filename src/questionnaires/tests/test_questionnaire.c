/* The text of a questionnaire: what is read, where it is refused, that its one form stays; conditions, answers, scores.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/tests/testing.h"
#include "questionnaires/blocks.h"

static const char SAMPLE[] = "questionnaire sample\n"
                             "title\n"
                             "  fr \"Essai\"\n"
                             "  ar \"تجربة\"\n"
                             "  en \"A \\\"sample\\\"\"\n"
                             "status proposed\n"
                             "source \"Own wording\"\n"
                             "occasions month_1, month_3\n"
                             "least_answered 50\n"
                             "\n"
                             "dimension life   # a comment\n"
                             "  fr \"Vie\"\n"
                             "list often\n"
                             "  - never value 0\n"
                             "    fr \"Jamais\"\n"
                             "  - sometimes value 0.5\n"
                             "  - always value 1\n"
                             "  - no_matter\n"
                             "section one\n"
                             "  fr \"Un\"\n"
                             "question food\n"
                             "  kind single\n"
                             "  list often\n"
                             "  required\n"
                             "  scored\n"
                             "  reversed\n"
                             "  dimension life\n"
                             "  fr \"Manquer de repas\"\n"
                             "question steps\n"
                             "  kind scale\n"
                             "  from 1\n"
                             "  to 5\n"
                             "  scored\n"
                             "  dimension life\n"
                             "question works\n"
                             "  kind yes-no\n"
                             "  scored\n"
                             "section two\n"
                             "  when works is yes\n"
                             "question reasons\n"
                             "  kind multiple\n"
                             "  list often\n"
                             "  when food is one of never, sometimes\n"
                             "question hours\n"
                             "  kind number\n"
                             "  from 0\n"
                             "  to 80\n"
                             "  when steps is at least 3\n"
                             "question since\n"
                             "  kind date\n"
                             "question why\n"
                             "  kind text\n"
                             "  when reasons is not always\n";

static struct arena *arena;

static int open_arena(void **state)
{
    (void)state;
    arena = arena_open(64 << 20);
    return 0;
}

static int close_arena(void **state)
{
    (void)state;
    arena = arena_close(arena);
    return 0;
}

static struct questionnaire *sample(void)
{
    struct questionnaire *read = NULL;
    struct questionnaire_fault fault = {0};
    enum outcome outcome = questionnaire_read(arena, text_from(SAMPLE), &read, &fault);
    if (outcome != OK)
        print_error("%zu:%zu: %s\n", fault.line, fault.column, fault.message);
    assert_int_equal(outcome, OK);
    return read;
}

static struct text written(const struct questionnaire *questionnaire)
{
    struct buffer text AUTO_BUFFER = buffer_open(QUESTIONNAIRE_TEXT_MOST);
    questionnaire_write(questionnaire, &text);
    return arena_text(arena, buffer_text(&text));
}

static void one_form(void **state)
{
    (void)state;
    struct questionnaire *again;
    struct questionnaire_fault fault;
    struct text first = written(sample());
    assert_int_equal(questionnaire_read(arena, first, &again, &fault), OK);
    assert_true(text_equal(written(again), first));
    assert_true(text_find(first, TEXT("  en \"A \\\"sample\\\"\"")) > 0);
    assert_true(text_find(first, TEXT("  when food is one of never, sometimes\n")) > 0);
    assert_true(text_find(first, TEXT("  when reasons is not always\n")) > 0);
    assert_true(questionnaire_is_asked(again, TEXT("month_3")));
    assert_false(questionnaire_is_asked(again, TEXT("month_6")));
}

/* A text with one line put in, or in place of another. */
static void refused_at(const char *from, const char *to, size_t line, size_t column)
{
    struct questionnaire *read = NULL;
    struct questionnaire_fault fault = {0};
    const char *found = strstr(SAMPLE, from);
    assert_non_null(found);
    struct text text = arena_format(arena, "%.*s%s%s", (int)(found - SAMPLE), SAMPLE, to, found + strlen(from));
    enum outcome outcome = questionnaire_read(arena, text, &read, &fault);
    if (outcome != INVALID || fault.line != line || fault.column != column)
        print_error("%s: %zu:%zu %s\n", to, fault.line, fault.column, fault.message == NULL ? "" : fault.message);
    assert_int_equal(outcome, INVALID);
    assert_int_equal(fault.line, line);
    assert_int_equal(fault.column, column);
    assert_null(read);
}

static void faults_say_where(void **state)
{
    (void)state;
    refused_at("questionnaire sample", "questionnaire Sample", 1, 15);
    refused_at("  fr \"Essai\"", "  fr \"Essai", 3, 6);
    refused_at("  ar \"تجربة\"", "  ar \"تجربة\" x", 4, 14);
    refused_at("  ar \"تجربة\"", "  ar \"\"", 4, 6);
    refused_at("  ar \"تجربة\"", "  fr \"Encore\"", 4, 3);
    refused_at("  ar \"تجربة\"", "\tar \"تجربة\"", 4, 1);
    refused_at("status proposed", "status final", 6, 8);
    refused_at("least_answered 50", "least_answered 101", 9, 16);
    refused_at("  - sometimes value 0.5", "  - never value 0.5", 16, 5);
    refused_at("  - sometimes value 0.5", "  - sometimes value 1.5", 16, 21);
    refused_at("  - sometimes value 0.5", "  - sometimes value 0.1234", 16, 21);
    refused_at("list often\n  - never value 0\n", "list often\n", 14, 5);
    refused_at("  kind scale", "  kind slider", 30, 8);
    refused_at("  from 1\n", "", 34, 1); /* a scale without its start */
    refused_at("  to 5", "  to 50", 35, 1);
    refused_at("question steps", "question food", 29, 10);
    refused_at("  when works is yes", "  when nobody is yes", 39, 8);
    refused_at("  when works is yes", "  when works is maybe", 39, 17);
    refused_at("  when works is yes", "  when works is at least 3", 39, 17);
    refused_at("  when food is one of never, sometimes", "  when food is never, sometimes", 43, 21);
    refused_at("  when food is one of never, sometimes", "  when hours is answered", 43, 8); /* stands below */
    refused_at("  dimension life\n  fr", "  dimension death\n  fr", 27, 13);
    refused_at("  scored\nsection two", "  scored\n  weight 0.5\nsection two", 38, 3);
    refused_at("  kind yes-no\n  scored", "  kind yes-no\n  reversed", 38, 1);
    refused_at("  kind date", "  kind date\n  scored", 52, 1);
    refused_at("section one", "question early\nsection one", 19, 1);
}

static void limits(void **state)
{
    (void)state;
    struct questionnaire *read = NULL;
    struct questionnaire_fault fault = {0};
    struct buffer text AUTO_BUFFER = buffer_open(4 << 20);
    buffer_add(&text, TEXT("questionnaire many\nsection all\n"));
    for (int i = 0; i <= QUESTIONNAIRE_QUESTIONS_MOST; i++)
        buffer_format(&text, "question q%d\n  kind text\n", i);
    assert_int_equal(questionnaire_read(arena, buffer_text(&text), &read, &fault), INVALID);
    assert_int_equal(fault.line, 3 + 2 * QUESTIONNAIRE_QUESTIONS_MOST);
    buffer_clear(&text);
    for (int i = 0; i <= QUESTIONNAIRE_TEXT_MOST / 2; i++)
        buffer_add(&text, TEXT("#\n"));
    assert_int_equal(questionnaire_read(arena, buffer_text(&text), &read, &fault), INVALID);
    assert_int_equal(questionnaire_read(arena, TEXT_NONE, &read, &fault), INVALID);
    assert_int_equal(fault.line, 1);
}

static void answer(const struct questionnaire *questionnaire, struct answers *answers, const char *code,
                   const char *typed)
{
    const struct question *question = questionnaire_question(questionnaire, text_from(code));
    answers->at[question - questionnaire->questions] = answer_from_typed(arena, question, text_from(typed));
}

static enum answer_state state_of(const struct questionnaire *questionnaire, const struct answers *answers,
                                  const char *code)
{
    enum answer_state states[QUESTIONNAIRE_QUESTIONS_MOST];
    answers_states(questionnaire, answers, states);
    return states[questionnaire_question(questionnaire, text_from(code)) - questionnaire->questions];
}

static void conditions(void **state)
{
    (void)state;
    const struct questionnaire *q = sample();
    struct answers answers = {0};
    assert_int_equal(state_of(q, &answers, "food"), ANSWER_NOTHING);
    assert_int_equal(state_of(q, &answers, "since"), ANSWER_NOT_ASKED); /* its section waits for "works" */
    answer(q, &answers, "works", "yes");
    assert_int_equal(state_of(q, &answers, "since"), ANSWER_NOTHING);
    assert_int_equal(state_of(q, &answers, "reasons"), ANSWER_NOT_ASKED);
    answer(q, &answers, "food", "sometimes");
    assert_int_equal(state_of(q, &answers, "reasons"), ANSWER_NOTHING);
    assert_int_equal(state_of(q, &answers, "why"), ANSWER_NOT_ASKED); /* "is not" of what was not answered holds not */
    answer(q, &answers, "reasons", "sometimes,never");
    assert_text(answers.at[3], "never,sometimes");
    assert_int_equal(state_of(q, &answers, "why"), ANSWER_NOTHING);
    answer(q, &answers, "reasons", "always,never");
    assert_int_equal(state_of(q, &answers, "why"), ANSWER_NOT_ASKED);
    answer(q, &answers, "hours", "40");
    assert_int_equal(state_of(q, &answers, "hours"), ANSWER_NOT_ASKED);
    answer(q, &answers, "steps", "٣");
    assert_int_equal(state_of(q, &answers, "hours"), ANSWER_GIVEN);
    answer(q, &answers, "works", "no"); /* the whole section goes, what was said stays */
    assert_int_equal(state_of(q, &answers, "hours"), ANSWER_NOT_ASKED);
    assert_text(answers.at[4], "40");
    answer(q, &answers, "works", ANSWER_SAYS_REFUSED);
    assert_int_equal(state_of(q, &answers, "hours"), ANSWER_NOT_ASKED);
}

static void unreadable(void **state)
{
    (void)state;
    const struct questionnaire *q = sample();
    struct answers answers = {0};
    enum answer_state states[QUESTIONNAIRE_QUESTIONS_MOST];
    struct problems problems = problems_open(arena);
    static const struct {
        const char *code, *typed;
        enum answer_state state;
    } CASES[] = {
        {"food", "often", ANSWER_UNREADABLE},
        {"steps", "6", ANSWER_UNREADABLE},
        {"steps", "0", ANSWER_UNREADABLE},
        {"steps", "5", ANSWER_GIVEN},
        {"hours", "12.5", ANSWER_UNREADABLE},
        {"hours", "-1", ANSWER_UNREADABLE},
        {"hours", "80", ANSWER_GIVEN},
        {"since", "30/02/2026", ANSWER_UNREADABLE},
        {"since", "29/02/2024", ANSWER_GIVEN},
        {"since", "٠١/٠٢/٢٠٢٤", ANSWER_GIVEN},
        {"since", "2024-02-01", ANSWER_GIVEN},
        {"works", "peut-être", ANSWER_UNREADABLE},
        {"works", "?unknown", ANSWER_UNKNOWN},
        {"food", "?refused", ANSWER_REFUSED},
        {"reasons", "never,x", ANSWER_UNREADABLE},
        {"food", " never ", ANSWER_GIVEN},
    };
    for (size_t i = 0; i < COUNT(CASES); i++) {
        answer(q, &answers, "works", "yes");
        answer(q, &answers, "steps", "3");
        answer(q, &answers, "food", "never");
        answer(q, &answers, CASES[i].code, CASES[i].typed);
        if (state_of(q, &answers, CASES[i].code) != CASES[i].state)
            print_error("%s %s\n", CASES[i].code, CASES[i].typed);
        assert_int_equal(state_of(q, &answers, CASES[i].code), CASES[i].state);
    }
    answers = (struct answers){0};
    answers_states(q, &answers, states);
    assert_false(answers_section_is_whole(q, states, 0, &problems));
    assert_non_null(problem_for(&problems, TEXT("food")));
    assert_null(problem_for(&problems, TEXT("steps"))); /* not required */
    assert_false(answers_ask_section(q, states, 1));
    answer(q, &answers, "food", ANSWER_SAYS_UNKNOWN);
    answers_states(q, &answers, states);
    assert_true(answers_section_is_whole(q, states, 0, &problems));
}

static void stored(void **state)
{
    (void)state;
    const struct questionnaire *q = sample();
    struct answers answers = {0}, again;
    struct buffer json AUTO_BUFFER = buffer_open(1 << 16);
    answer(q, &answers, "food", "never");
    answer(q, &answers, "why", "He said: \"no\"\nand left.");
    assert_int_equal(answers_write(q, &answers, &json), OK);
    assert_int_equal(answers_read(arena, q, arena_text(arena, buffer_text(&json)), &again), OK);
    assert_text(again.at[0], "never");
    assert_text(again.at[6], "He said: \"no\"\nand left.");
    assert_int_equal(answers_read(arena, q, TEXT("{\"gone\":\"x\",\"food\":\"always\"}"), &again), OK);
    assert_text(again.at[0], "always");
    assert_int_equal(answers_read(arena, q, TEXT("{\"food\":1}"), &again), INVALID);
    assert_int_equal(answers_read(arena, q, TEXT("[]"), &again), INVALID);
    assert_int_equal(answers_read(arena, q, TEXT("{"), &again), INVALID);
    assert_int_equal(answers_read(arena, q, TEXT_NONE, &again), OK);
}

static void scores(void **state)
{
    (void)state;
    const struct questionnaire *q = sample();
    struct answers answers = {0};
    struct score score[1 + QUESTIONNAIRE_DIMENSIONS_MOST];
    questionnaire_score(q, &answers, score);
    assert_int_equal(score[0].value, SCORE_NONE);
    assert_int_equal(score[0].asked, 3);
    answer(q, &answers, "food", "never"); /* reversed: 1 */
    questionnaire_score(q, &answers, score);
    assert_int_equal(score[0].value, SCORE_NONE); /* one of three is less than half */
    assert_int_equal(score[1].value, 1000);       /* one of two is half */
    answer(q, &answers, "steps", "4");            /* 0.75 */
    questionnaire_score(q, &answers, score);
    assert_int_equal(score[0].value, 875);
    assert_int_equal(score[1].value, 875);
    answer(q, &answers, "works", "no"); /* 0, outside the dimension */
    questionnaire_score(q, &answers, score);
    assert_int_equal(score[0].value, 583); /* 1750 / 3 */
    assert_int_equal(score[1].value, 875);
    answer(q, &answers, "works", ANSWER_SAYS_REFUSED); /* told apart from a no */
    questionnaire_score(q, &answers, score);
    assert_int_equal(score[0].value, 875);
    assert_int_equal(score[0].declined, 1);
    answer(q, &answers, "food", "no_matter"); /* an answer without a value */
    questionnaire_score(q, &answers, score);
    assert_int_equal(score[0].answered, 1);
    assert_int_equal(score[0].value, SCORE_NONE);
}

/* Weights count only with their source; what was not answered leaves its weight to the others. */
static void weighted(void **state)
{
    (void)state;
    struct questionnaire *q = NULL;
    struct questionnaire_fault fault;
    struct answers answers = {0};
    struct score score[1 + QUESTIONNAIRE_DIMENSIONS_MOST];
    struct problems problems = problems_open(arena);
    struct text text = TEXT("questionnaire w\n"
                            "weights_source \"A published table\"\n"
                            "dimension d\n"
                            "section s\n"
                            "question a\n  kind yes-no\n  scored\n  dimension d\n  weight 0.75 whole 0.1\n"
                            "question b\n  kind yes-no\n  scored\n  dimension d\n  weight 0.25 whole 0.9\n"
                            "question c\n  kind yes-no\n  scored\n");
    assert_int_equal(questionnaire_read(arena, text, &q, &fault), OK);
    assert_true(questionnaire_is_weighted(q));
    answer(q, &answers, "a", "yes");
    answer(q, &answers, "b", "no");
    questionnaire_score(q, &answers, score);
    assert_int_equal(score[1].value, 750);
    assert_int_equal(score[0].value, 100);
    answer(q, &answers, "b", ANSWER_SAYS_UNKNOWN);
    questionnaire_score(q, &answers, score);
    assert_int_equal(score[1].value, 1000);
    questionnaire_complete(q, &problems); /* c has none: it is not published so */
    bool told = false;
    for (const struct problem *problem = problems.first; problem != NULL; problem = problem->next)
        told = told || strcmp(problem->code, "weight_missing") == 0;
    assert_true(told);
}

static void comparable(void **state)
{
    (void)state;
    struct buffer one AUTO_BUFFER = buffer_open(1 << 16);
    struct buffer two AUTO_BUFFER = buffer_open(1 << 16);
    struct questionnaire *q = sample();
    questionnaire_scoring_write(q, &one);
    q->questions[0].words.in[0] = TEXT("Autrement dit");
    questionnaire_scoring_write(q, &two);
    assert_true(text_equal(buffer_text(&one), buffer_text(&two)));
    buffer_clear(&two);
    q->questions[0].reversed = false;
    questionnaire_scoring_write(q, &two);
    assert_false(text_equal(buffer_text(&one), buffer_text(&two)));
}

static void drafts_lack(void **state)
{
    (void)state;
    struct problems problems = problems_open(arena);
    questionnaire_complete(sample(), &problems);
    assert_true(problems.count > 0 && problems.count <= 20);
}

/* ---- the builder's blocks ---- */

static struct questionnaire *read_blocks(const struct blocks *blocks, enum outcome wanted)
{
    struct questionnaire *read = NULL;
    struct questionnaire_fault fault;
    assert_int_equal(questionnaire_read(arena, blocks_text(blocks), &read, &fault), wanted);
    return read;
}

static void blocks_stay(void **state)
{
    (void)state;
    struct text text = written(sample());
    struct blocks blocks = blocks_of(arena, text);
    assert_true(text_equal(blocks_text(&blocks), text));
    assert_true(blocks_find(&blocks, "question", TEXT("nobody")) == blocks.count);
}

static void blocks_move_and_go(void **state)
{
    (void)state;
    struct blocks blocks = blocks_of(arena, written(sample()));
    assert_false(blocks_move(&blocks, blocks_find(&blocks, "question", TEXT("food")), false));
    assert_false(blocks_move(&blocks, blocks_find(&blocks, "section", TEXT("one")), false));
    assert_false(blocks_move(&blocks, blocks_find(&blocks, "section", TEXT("two")), true));
    assert_true(blocks_move(&blocks, blocks_find(&blocks, "question", TEXT("steps")), false));
    struct questionnaire *q = read_blocks(&blocks, OK);
    assert_text(q->questions[0].code, "steps");
    /* a question goes to the next section */
    assert_true(blocks_move(&blocks, blocks_find(&blocks, "question", TEXT("food")), true));
    assert_true(blocks_move(&blocks, blocks_find(&blocks, "question", TEXT("food")), true));
    q = read_blocks(&blocks, OK);
    assert_int_equal(questionnaire_question(q, TEXT("food"))->section, 1);
    /* a section before the one that its condition asks about: refused when it is read */
    blocks = blocks_of(arena, written(sample()));
    assert_true(blocks_move(&blocks, blocks_find(&blocks, "section", TEXT("two")), false));
    (void)read_blocks(&blocks, INVALID);
    /* what others ask about cannot go */
    blocks = blocks_of(arena, written(sample()));
    blocks_remove(&blocks, blocks_find(&blocks, "question", TEXT("works")));
    (void)read_blocks(&blocks, INVALID);
    blocks = blocks_of(arena, written(sample()));
    blocks_remove(&blocks, blocks_find(&blocks, "section", TEXT("two")));
    q = read_blocks(&blocks, OK);
    assert_int_equal(q->question_count, 3);
}

static void blocks_put_in(void **state)
{
    (void)state;
    struct blocks blocks = blocks_of(arena, written(sample()));
    blocks_insert(&blocks, blocks_place(&blocks, "question", TEXT("food")), TEXT("\nquestion new\n  kind text\n"));
    blocks_insert(&blocks, blocks_place(&blocks, "question", TEXT("one")), TEXT("\nquestion last\n  kind text\n"));
    blocks_insert(&blocks, blocks_place(&blocks, "list", TEXT_NONE), TEXT("\nlist l\n  - a\n  - b\n"));
    blocks_insert(&blocks, blocks_place(&blocks, "dimension", TEXT_NONE), TEXT("\ndimension e\n"));
    blocks_insert(&blocks, blocks_place(&blocks, "section", TEXT_NONE), TEXT("\nsection three\n"));
    struct questionnaire *q = read_blocks(&blocks, OK);
    assert_text(q->questions[1].code, "new");
    assert_text(q->questions[4].code, "last");
    assert_int_equal(q->questions[4].section, 0);
    assert_text(q->sections[2].code, "three");
    struct buffer block AUTO_BUFFER = buffer_open(1000);
    block_put_string(&block, "fr", TEXT("a \"b\" \\ c\nd"));
    assert_text(buffer_text(&block), "fr \"a \\\"b\\\" \\\\ c d\"\n");
    struct words title = {{TEXT("Titre"), TEXT_NONE, TEXT_NONE}};
    blocks = blocks_of(arena, blocks_empty(arena, TEXT("fresh"), &title));
    assert_text(read_blocks(&blocks, OK)->title.in[0], "Titre");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_form),      cmocka_unit_test(faults_say_where), cmocka_unit_test(limits),
        cmocka_unit_test(conditions),    cmocka_unit_test(unreadable),       cmocka_unit_test(stored),
        cmocka_unit_test(scores),        cmocka_unit_test(weighted),         cmocka_unit_test(comparable),
        cmocka_unit_test(drafts_lack),   cmocka_unit_test(blocks_stay),      cmocka_unit_test(blocks_move_and_go),
        cmocka_unit_test(blocks_put_in),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
