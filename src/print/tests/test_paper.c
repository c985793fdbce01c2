/* What is printed is read back with pdftotext and pdfinfo (poppler-utils). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "print/paper.h"
#include "system/file.h"
#include "system/process.h"
#include "system/random.h"

static struct arena *arena;

static struct paper *paper_of(const char *language, bool right_to_left)
{
    return paper_open(arena, &(struct paper_options){.language = language,
                                                     .right_to_left = right_to_left,
                                                     .title = TEXT("Déclaration"),
                                                     .head = TEXT("Mission"),
                                                     .foot = TEXT("foot"),
                                                     .code = TEXT("RET-26-4K7QW2M-4"),
                                                     .page_number = TEXT("page {1} of {2}"),
                                                     .made_at = INT64_C(1700000000000000)});
}

/* What `program` (pdftotext, pdfinfo) says of the printed paper; "-layout" keeps columns. */
static struct text said(struct paper *paper, const char *program)
{
    char name[] = "/tmp/sanad-paper-XXXXXX";
    AUTO_BUFFER struct buffer file = buffer_open(PAPER_FILE_MOST);
    struct text output;
    assert_int_equal(paper_print(paper, &file), OK);
    int descriptor = mkstemp(name);
    assert_int_equal(write(descriptor, file.bytes, file.length), (ssize_t)file.length);
    (void)close(descriptor);
    const char *text[] = {"pdftotext", "-layout", name, "-", NULL};
    const char *information[] = {"pdfinfo", name, NULL};
    enum outcome outcome = process_output(arena, *program == 't' ? text : information, 30, &output);
    if (getenv("TEST_KEEP") == NULL)
        (void)unlink(name);
    assert_int_equal(outcome, OK);
    return output;
}

static bool holds(struct text text, const char *part) { return text_find(text, text_from(part)) >= 0; }

static size_t count_of(struct text text, const char *part)
{
    size_t count = 0;
    for (ptrdiff_t at = 0; (at = text_find(text, text_from(part))) >= 0; count++)
        text = text_slice(text, (size_t)at + 1, text.length);
    return count;
}

static void a_page_holds_what_was_put_on_it(void **state)
{
    (void)state;
    struct paper *paper = paper_of("fr", false);
    struct text labels[] = {TEXT_CONSTANT("La personne"), TEXT_CONSTANT("Le témoin")};
    paper_heading(paper, 1, TEXT("Déclaration de retour volontaire"));
    paper_text(paper, TEXT("Je souhaite rentrer.\nDeuxième ligne."));
    paper_item(paper, TEXT("un point"));
    paper_choice(paper, true, TEXT("oui"));
    paper_fact(paper, TEXT("Nom"), paper_isolate(arena, TEXT("Fatoumata Diallo")));
    paper_fact(paper, TEXT("Adresse"), TEXT_NONE);
    paper_signatures(paper, labels, 2);
    struct text text = said(paper, "text");
    static const char *const PARTS[] = {"Mission",
                                        "Déclaration de retour volontaire",
                                        "Je souhaite rentrer.",
                                        "Deuxième ligne.",
                                        "un point",
                                        "oui",
                                        "Nom",
                                        "Fatoumata Diallo",
                                        "La personne",
                                        "Le témoin",
                                        "foot",
                                        "RET-26-4K7QW2M-4",
                                        "page 1 of 1"};
    for (size_t i = 0; i < sizeof PARTS / sizeof *PARTS; i++)
        if (!holds(text, PARTS[i]))
            fail_msg("%s is missing in\n%.*s", PARTS[i], TEXT_ARG(text));
    struct text information = said(paper, "information");
    assert_true(holds(information, "Déclaration") && holds(information, "A4"));
    AUTO_BUFFER struct buffer file = buffer_open(PAPER_FILE_MOST);
    assert_int_equal(paper_print(paper, &file), OK);
    assert_true(holds(buffer_text(&file), "/StructTreeRoot")); /* headings and paragraphs for screen readers */
}

static void arabic_reads_from_right_to_left(void **state)
{
    (void)state;
    struct paper *paper = paper_of("ar", true);
    paper_heading(paper, 1, TEXT("إقرار بالعودة الطوعية"));
    paper_fact(paper, TEXT("الاسم"), paper_isolate(arena, TEXT("Fatoumata Diallo")));
    struct text text = said(paper, "text");
    /* The label, its letters perhaps as their forms, stands right of its value. */
    ptrdiff_t value = text_find(text, TEXT("Fatoumata Diallo"));
    assert_true(value > 0);
    ptrdiff_t end = text_find_byte(text_slice(text, (size_t)value, text.length), '\n');
    struct text before = text_slice(text, 0, (size_t)value),
                after = text_slice(text, (size_t)value, (size_t)(value + end));
    while (text_find_byte(before, '\n') >= 0)
        before = text_slice(before, (size_t)text_find_byte(before, '\n') + 1, before.length);
    assert_true(text_is_empty(text_trim(before)));
    assert_true(holds(after, "م"));
}

static void a_long_table_says_its_head_on_every_page(void **state)
{
    (void)state;
    struct paper *paper = paper_of("fr", false);
    static const struct paper_column COLUMNS[] = {{TEXT_CONSTANT("Numéro"), 1, false},
                                                  {TEXT_CONSTANT("Montant"), 2, true}};
    paper_table(paper, COLUMNS, 2);
    for (int i = 0; i < 200; i++) {
        struct text cells[] = {arena_format(arena, "row%d.", i), TEXT("1 250,00")};
        paper_row(paper, cells);
    }
    paper_text(paper, TEXT("After the table."));
    struct text text = said(paper, "text");
    size_t pages = count_of(text, "\f");
    assert_true(pages > 2);
    assert_int_equal(count_of(text, "Numéro"), pages);
    assert_true(holds(text, arena_format(arena, "page 2 of %zu", pages).at));
    for (int i = 0; i < 200; i++)
        assert_int_equal(count_of(text, arena_format(arena, "row%d.", i).at), 1);
}

static void nothing_is_lost_between_pages(void **state)
{
    (void)state;
    struct paper *paper = paper_of("fr", false);
    static const struct paper_column COLUMNS[] = {{TEXT_CONSTANT("A"), 1, false}, {TEXT_CONSTANT("B"), 3, false}};
    AUTO_BUFFER struct buffer words = buffer_open(1 << 20);
    for (int i = 0; i < 3000; i++)
        buffer_format(&words, "w%d ", i);
    struct text cells[] = {TEXT_CONSTANT("a"), buffer_text(&words)};
    paper_text(paper, buffer_text(&words));
    paper_table(paper, COLUMNS, 2);
    paper_row(paper, cells);
    struct text text = said(paper, "text");
    for (int i = 0; i < 3000; i += 7) {
        size_t found =
            count_of(text, arena_format(arena, "w%d ", i).at) + count_of(text, arena_format(arena, "w%d\n", i).at);
        assert_int_equal(found, 2);
    }
}

/* Anything that may be typed; none of it may end the document, and none is markup. */
static void put_hostile_texts(struct paper *paper)
{
    static const char *const TEXTS[] = {"<b>bold</b> & <script>",
                                        "\xFF\xFE\x80 broken",
                                        "a\x01\x02"
                                        "b\x7F"
                                        "c",
                                        "‮reversed‬ text",
                                        "",
                                        "\n\n\n",
                                        "한국어 中文 ⵜⴰⵎⴰⵣⵉⵖⵜ አማርኛ বাংলা",
                                        "‏عربي English عربي‏",
                                        "a͟͟͟͟͟͟͟͟͟͟͟͟͟͟͟͟͟͟͟͟",
                                        "%PDF-1.4 ) ( \\ endstream endobj"};
    AUTO_BUFFER struct buffer one_word = buffer_open(1 << 20);
    for (int i = 0; i < 20000; i++)
        buffer_add_byte(&one_word, 'w');
    for (size_t i = 0; i < sizeof TEXTS / sizeof *TEXTS; i++) {
        struct text text = text_from(TEXTS[i]);
        paper_heading(paper, (int)i % 4, text);
        paper_text(paper, text);
        paper_fact(paper, text, text);
        paper_signatures(paper, &text, 1);
        paper_row(paper, &text); /* without a table: nothing */
    }
    paper_text(paper, buffer_text(&one_word));
}

static void hostile_texts_are_only_texts(void **state)
{
    (void)state;
    for (int turn = 0; turn < 2; turn++) {
        struct paper *paper = turn == 0 ? paper_of("fr", false) : paper_of("ar", true);
        put_hostile_texts(paper);
        struct text text = said(paper, "text");
        assert_true(turn == 1 || holds(text, "<b>bold</b> & <script>"));
        assert_true(holds(text, "abc"));
        assert_true(count_of(text, "w") >= 20000);
        assert_true(holds(text, "endstream endobj"));
    }
}

static void too_much_is_refused(void **state)
{
    (void)state;
    AUTO_BUFFER struct buffer much = buffer_open(2 << 20);
    AUTO_BUFFER struct buffer file = buffer_open(PAPER_FILE_MOST);
    struct paper *paper = paper_of("fr", false);
    for (int i = 0; i < (2 << 20); i++)
        buffer_add_byte(&much, i % 60 == 0 ? ' ' : 'x');
    for (int i = 0; i < 3; i++)
        paper_text(paper, buffer_text(&much));
    assert_int_equal(paper_print(paper, &file), TOO_LARGE);
}

static int open_arena(void **state)
{
    (void)state;
    random_start();
    arena = arena_open(256 << 20);
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
        cmocka_unit_test(a_page_holds_what_was_put_on_it),
        cmocka_unit_test(arabic_reads_from_right_to_left),
        cmocka_unit_test(a_long_table_says_its_head_on_every_page),
        cmocka_unit_test(nothing_is_lost_between_pages),
        cmocka_unit_test(hostile_texts_are_only_texts),
        cmocka_unit_test(too_much_is_refused),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
