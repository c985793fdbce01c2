#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "print/block.h"
#include "print/letter.h"

#define HEAD "name: Français\nvalues: fr\nsource: written for the test\npage: Page {1} de {2}\n\n"

static const char *const PLACES[] = {"person", "number", "interpreter", NULL};
static struct arena *arena;

static enum outcome parse(const char *source, struct letter *letter, struct letter_fault *fault)
{
    *fault = (struct letter_fault){0};
    return letter_parse(arena, text_from(source), PLACES, letter, fault);
}

static const struct block *put(const char *source, const char *person, const char *interpreter)
{
    struct letter letter;
    struct letter_fault fault;
    struct text values[] = {text_from(person), TEXT("RET-26-4K7QW2M-4"), text_from(interpreter)};
    struct paper *paper = paper_open(arena, &(struct paper_options){.language = "fr"});
    if (parse(source, &letter, &fault) != OK)
        fail_msg("line %d: %s", fault.line, fault.message);
    letter_put(&letter, PLACES, values, paper);
    return paper->first;
}

static void assert_block(const struct block *block, enum block_kind kind, const char *text)
{
    assert_non_null(block);
    assert_int_equal(block->kind, kind);
    assert_string_equal(block->cells[0].at, text);
}

static void each_mark_makes_its_block(void **state)
{
    (void)state;
    const struct block *block =
        put(HEAD "# One\n## Two\n### Three\n\nFirst line\ngoes on.\n\nSecond.\n- item\ngoes on\n[ ] no\n"
                 "[x] yes\n! small\n---\n> Label | value\n~ A | B\n",
            "", "");
    static const struct {
        enum block_kind kind;
        const char *text;
    } WANTED[] = {{BLOCK_HEADING_1, "One"},   {BLOCK_HEADING_2, "Two"},
                  {BLOCK_HEADING_3, "Three"}, {BLOCK_TEXT, "First line goes on."},
                  {BLOCK_TEXT, "Second."},    {BLOCK_ITEM, "item goes on"},
                  {BLOCK_CHOICE, "no"},       {BLOCK_CHOICE, "yes"},
                  {BLOCK_NOTE, "small"}};
    for (size_t i = 0; i < sizeof WANTED / sizeof *WANTED; i++, block = block->next) {
        assert_block(block, WANTED[i].kind, WANTED[i].text);
        assert_int_equal(block->ticked, strcmp(WANTED[i].text, "yes") == 0);
    }
    assert_int_equal(block->kind, BLOCK_PAGE_BREAK);
    block = block->next;
    assert_block(block, BLOCK_FACT, "Label");
    assert_string_equal(block->cells[1].at, "value");
    block = block->next;
    assert_block(block, BLOCK_SIGNATURES, "A");
    assert_string_equal(block->cells[1].at, "B");
    assert_int_equal(block->cell_count, 2);
    assert_null(block->next);
}

static void places_are_filled_or_left_to_write_on(void **state)
{
    (void)state;
    const struct block *block = put(HEAD "I, {person}, of {number}.\n> Name | {person}\n", "Awa {number} | x", "");
    assert_block(block, BLOCK_TEXT, "I, \u2068Awa {number} | x\u2069, of \u2068RET-26-4K7QW2M-4\u2069.");
    assert_string_equal(block->next->cells[1].at, "\u2068Awa {number} | x\u2069");
    block = put(HEAD "I, {person}.\n> Name | {person}\n", "", "");
    assert_non_null(strstr(block->cells[0].at, "I, ……"));
    assert_int_equal(block->next->cells[1].length, 0);
}

static void a_line_may_depend_on_a_place(void **state)
{
    (void)state;
    static const char SOURCE[] =
        HEAD "Begins.\n?interpreter Read by {interpreter}.\n?interpreter ~ Interpreter\nEnds.\n";
    const struct block *block = put(SOURCE, "", "");
    assert_block(block, BLOCK_TEXT, "Begins.");
    assert_block(block->next, BLOCK_TEXT, "Ends.");
    block = put(SOURCE, "", "Sira");
    assert_block(block->next, BLOCK_TEXT, "Read by \u2068Sira\u2069.");
    assert_block(block->next->next, BLOCK_SIGNATURES, "Interpreter");
}

static void faults_name_their_line(void **state)
{
    (void)state;
    static const struct {
        const char *source;
        int line;
    } FAULTY[] = {
        {"", 1},
        {"name Français\n\ntext", 1},
        {"name:\n\ntext", 1},
        {"colour: red\n\ntext", 1},
        {"direction: up\n\ntext", 1},
        {"name: a\nvalues: fr\n\ntext", 3},
        {"name: a\nvalues: de\nsource: b\npage: c\n\ntext", 5},
        {HEAD, 6},
        {HEAD "Dear {nobody},", 6},
        {HEAD "Dear\n\n{person", 8},
        {HEAD "Dear person}", 6},
        {HEAD "{}", 6},
        {HEAD "?nobody text", 6},
        {HEAD "?person", 6},
        {HEAD "> no value", 6},
        {HEAD "bad \xFF", 0},
        {HEAD "turned \u202E", 0},
    };
    for (size_t i = 0; i < sizeof FAULTY / sizeof *FAULTY; i++) {
        struct letter letter = {.line_count = 77};
        struct letter_fault fault;
        assert_int_equal(parse(FAULTY[i].source, &letter, &fault), INVALID);
        assert_int_equal(fault.line, FAULTY[i].line);
        assert_non_null(fault.message);
        assert_int_equal(letter.line_count, 77);
    }
}

static void too_many_lines_are_refused(void **state)
{
    (void)state;
    AUTO_BUFFER struct buffer source = buffer_open(LETTER_MOST);
    struct letter letter;
    struct letter_fault fault;
    buffer_add(&source, TEXT(HEAD));
    for (int i = 0; i < LETTER_LINES_MOST; i++)
        buffer_add(&source, TEXT("- x\n"));
    assert_int_equal(letter_parse(arena, buffer_text(&source), PLACES, &letter, &fault), OK);
    buffer_add(&source, TEXT("- x\n"));
    assert_int_equal(letter_parse(arena, buffer_text(&source), PLACES, &letter, &fault), INVALID);
}

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_mark_makes_its_block),    cmocka_unit_test(places_are_filled_or_left_to_write_on),
        cmocka_unit_test(a_line_may_depend_on_a_place), cmocka_unit_test(faults_name_their_line),
        cmocka_unit_test(too_many_lines_are_refused),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
