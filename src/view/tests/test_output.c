#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "system/file.h"
#include "system/zone.h"
#include "view/language.h"
#include "view/tests/html_tree.h"
#include "view/tests/test_pages.h"

static struct arena *arena;
static struct buffer buffer;

static int set_up(void **state)
{
    (void)state;
    arena = arena_open(64 << 20);
    buffer = buffer_open(1 << 20);
    return languages_load(getenv("TEST_MESSAGES")) == OK ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    languages_unload();
    buffer_close(&buffer);
    arena = arena_close(arena);
    return 0;
}

static struct output output_in(const char *tag)
{
    buffer_clear(&buffer);
    return (struct output){.buffer = &buffer, .arena = arena, .language = language_for(text_from(tag))};
}

#define assert_text(text, expected) assert_string_equal(arena_string(arena, (text)), (expected))
#define assert_written(expected) assert_text(buffer_text(&buffer), (expected))

/* ---- Each writer ---- */

static void texts_are_escaped(void **state)
{
    (void)state;
    static const struct {
        struct text text;
        const char *between_tags, *in_attribute;
    } CASES[] = {
        {TEXT_CONSTANT("a & b < c > d"), "a &amp; b &lt; c &gt; d", "a &amp; b &lt; c &gt; d"},
        {TEXT_CONSTANT("\"'"), "\"'", "&quot;&#39;"},
        {TEXT_CONSTANT("زينب &"), "زينب &amp;", "زينب &amp;"},
        {TEXT_CONSTANT("a\0\x01\r\x7f\xc2\x85z"), "az", "az"},
        {TEXT_CONSTANT("a\n\tb"), "a\n\tb", "a\n\tb"},
        {TEXT_CONSTANT("\xff<\xe2\x82"), "\uFFFD&lt;\uFFFD\uFFFD", "\uFFFD&lt;\uFFFD\uFFFD"},
        {TEXT_CONSTANT("x\u202ey\u2067z\u2069\u200f"), "xyz\u200f", "xyz\u200f"},
        {TEXT_CONSTANT(""), "", ""},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        struct output out = output_in("en");
        put_text(&out, CASES[i].text);
        assert_written(CASES[i].between_tags);
        out = output_in("en");
        put_attribute(&out, CASES[i].text);
        assert_written(CASES[i].in_attribute);
    }
}

/* What tr_with() filled in keeps its place in a sentence of the other direction; marks that somebody typed reach no
   further than their own text, and none comes back in a form. */
static void isolated_parts_keep_their_place(void **state)
{
    (void)state;
    static const struct {
        struct text text;
        const char *between_tags, *in_attribute, *in_field;
    } CASES[] = {
        {TEXT_CONSTANT("من \u2068<Awa>\u2069 إلى"), "من <bdi>&lt;Awa&gt;</bdi> إلى", "من \u2068&lt;Awa&gt;\u2069 إلى",
         "من &lt;Awa&gt; إلى"},
        {TEXT_CONSTANT("\u2068a\u2068b\u2069\u2069"), "<bdi>a<bdi>b</bdi></bdi>", "\u2068a\u2068b\u2069\u2069", "ab"},
        {TEXT_CONSTANT("\u2068a\u2069\u2068b"), "ab", "ab", "ab"},
        {TEXT_CONSTANT("a\u2069\u2068b\u2069\u2068"), "ab", "ab", "ab"},
        {TEXT_CONSTANT("\u2068a\u2067b\u2069\u2069"), "ab", "ab", "ab"},
        {TEXT_CONSTANT("\u2068\u202ea\u2069"), "<bdi>a</bdi>", "\u2068a\u2069", "a"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        struct output out = output_in("ar");
        put_text(&out, CASES[i].text);
        assert_written(CASES[i].between_tags);
        out = output_in("ar");
        put_attribute(&out, CASES[i].text);
        assert_written(CASES[i].in_attribute);
        out = output_in("ar");
        put_field(&out, CASES[i].text);
        assert_written(CASES[i].in_field);
    }
    struct buffer deep AUTO_BUFFER = buffer_open(1 << 20);
    for (size_t i = 0; i < 100; i++)
        buffer_add(&deep, TEXT("\u2068"));
    buffer_add(&deep, TEXT("x"));
    for (size_t i = 0; i < 100; i++)
        buffer_add(&deep, TEXT("\u2069"));
    struct output out = output_in("ar");
    put_text(&out, buffer_text(&deep));
    assert_written("x");
    const struct text names[] = {TEXT("Awa (2)"), TEXT("b")};
    out = output_in("ar");
    put_text(&out, tr_with(arena, out.language, "{1} and {2}", names, 2));
    assert_written("<bdi>Awa (2)</bdi> و<bdi>b</bdi>");
}

static void links_are_ours_or_harmless(void **state)
{
    (void)state;
    static const struct {
        struct text url;
        const char *written;
    } CASES[] = {
        {TEXT_CONSTANT("/fr/persons?a=1&b=2"), "/fr/persons?a=1&amp;b=2"},
        {TEXT_CONSTANT("?page=2"), "?page=2"},
        {TEXT_CONSTANT("#main"), "#main"},
        {TEXT_CONSTANT("../x"), "../x"},
        {TEXT_CONSTANT("https://example.org/\"x"), "https://example.org/&quot;x"},
        {TEXT_CONSTANT("HTTP://example.org"), "HTTP://example.org"},
        {TEXT_CONSTANT("mailto:a@example.org"), "mailto:a@example.org"},
        {TEXT_CONSTANT("tel:+212500000000"), "tel:+212500000000"},
        {TEXT_CONSTANT("/الأشخاص"), "/الأشخاص"},
        {TEXT_CONSTANT(""), "#"},
        {TEXT_CONSTANT("http:"), "#"},
        {TEXT_CONSTANT("https://"), "#"},
        {TEXT_CONSTANT("https:x"), "#"},
        {TEXT_CONSTANT("javascript:alert(1)"), "#"},
        {TEXT_CONSTANT(" javascript:alert(1)"), "#"},
        {TEXT_CONSTANT("/a\tb"), "#"},
        {TEXT_CONSTANT("/a b"), "#"},
        {TEXT_CONSTANT("\x01/a"), "#"},
        {TEXT_CONSTANT("data:text/html,x"), "#"},
        {TEXT_CONSTANT("//evil.example"), "#"},
        {TEXT_CONSTANT("/\\evil.example"), "#"},
        {TEXT_CONSTANT("persons"), "#"},
        {TEXT_CONSTANT("/\xff"), "#"},
        {TEXT_CONSTANT("/a\0b"), "#"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        struct output out = output_in("en");
        put_link(&out, CASES[i].url);
        assert_written(CASES[i].written);
    }
}

static void parts_of_links_are_encoded(void **state)
{
    (void)state;
    struct output out = output_in("en");
    put_link_part(&out, TEXT("a/b?c&d=é \"~-._%\0"));
    assert_written("a%2Fb%3Fc%26d%3D%C3%A9%20%22~-._%25%00");
    out = output_in("en");
    put_link_first(&out, TEXT(""));
    put_link_first(&out, TEXT("x"));
    assert_written("-x");
    out = output_in("en");
    put_link_address(&out, TEXT("a+b@example.org?cc=c"));
    assert_written("a+b@example.org%3Fcc%3Dc");
}

static void values_are_isolated_in_arabic(void **state)
{
    (void)state;
    struct output out = output_in("fr");
    put_number(&out, -1234);
    assert_written("-1\u202f234");
    out = output_in("ar");
    put_number(&out, 1234);
    assert_written("<bdi>1.234</bdi>");
    out = output_in("ar");
    put_date(&out, DATE_NONE);
    put_instant(&out, INSTANT_NONE);
    assert_written("");
    out = output_in("ar");
    put_integer(&out, -1234);
    assert_written("-1234");
}

static void messages_are_filled_and_isolated(void **state)
{
    (void)state;
    const struct text latin[] = {TEXT("<RET-26>"), TEXT("b")};
    const struct text arabic[] = {TEXT("زينب"), TEXT("b")};
    struct output out = output_in("fr");
    put_message(&out, "{1} and {2}", latin, 2);
    assert_written("b et &lt;RET-26&gt;");
    out = output_in("fr");
    put_message(&out, "{1} and {2}", arabic, 2);
    assert_written("b et <bdi>زينب</bdi>");
    out = output_in("ar");
    put_message(&out, "{1} and {2}", arabic, 2);
    assert_written("زينب و<bdi>b</bdi>");
    out = output_in("ar");
    put_attribute_message(&out, "{1} and {2}", latin, 2);
    assert_written("\u2068&lt;RET-26&gt;\u2069 و\u2068b\u2069");
    out = output_in("en");
    put_message(&out, "< {1} {3} {9} {", latin, 1);
    assert_written("&lt; &lt;RET-26&gt; {3} {9} {");
    out = output_in("ar");
    put_message_count(&out, "one person", "{1} persons", 3, NULL, 0);
    assert_written("<bdi>3</bdi> أشخاص");
    out = output_in("fr");
    put_message_count(&out, "one person", "{1} persons", 1234, NULL, 0);
    assert_written("1\u202f234 personnes");
}

/* ---- Whole pages ---- */

static struct test_page page_sample(struct arena *of)
{
    static const struct test_item ITEMS[] = {
        {TEXT_CONSTANT("Awa <D.>"), TEXT_CONSTANT("/fr/persons/1"), TEXT_CONSTANT("a b/c"), {{1}}},
        {TEXT_CONSTANT("زينب"), TEXT_CONSTANT("javascript:1"), TEXT_CONSTANT(""), {{2}}},
        {TEXT_CONSTANT("x"), TEXT_CONSTANT("?"), TEXT_CONSTANT("+212"), {{3}}},
    };
    struct test_page page = {.title = TEXT("Dossier \"أحمد\" & <fils>"),
                             .tag = TEXT("fr"),
                             .narrative = TEXT("\nUne ligne,\n  <b>deux</b>"),
                             .plain = "'plain'",
                             .message = "Test",
                             .born = date_from_day((struct calendar_day){1999, 8, 1}),
                             .seen = INT64_C(1648731900) * MICROSECONDS,
                             .count = 3,
                             .scaled = 12345,
                             .cost = {125050, "MAD"},
                             .items = ITEMS,
                             .item_count = 3,
                             .wide = true,
                             .problems = problems_open(of),
                             .drawing = {TEXT("<hr>")}};
    (void)problem_add_with(&page.problems, INVALID, "x", TEXT("born"), "{1} and {2}", TEXT("<1>"), TEXT("زينب"));
    (void)problem_add(&page.problems, INVALID, "y", TEXT("cost"), "Test");
    return page;
}

static void compare_with_file(const char *name)
{
    const char *directory = getenv("TEST_GOLDEN");
    struct text expected;
    assert_non_null(directory);
    const char *path = arena_string(arena, arena_format(arena, "%s/%s", directory, name));
    assert_int_equal(file_read(arena, path, 1 << 20, &expected), OK);
    buffer_add_byte(&buffer, '\n');
    if (!text_equal(buffer_text(&buffer), expected))
        (void)fwrite(buffer.bytes, 1, buffer.length, stderr); /* print_error cuts it short */
    assert_true(text_equal(buffer_text(&buffer), expected));
}

static void page_as_wanted(void **state)
{
    (void)state;
    struct test_page page = page_sample(arena);
    struct output out = output_in("fr");
    test_everything_page(&out, &page);
    compare_with_file("everything.fr.html");
    page.right_to_left = true;
    page.wide = false;
    page.item_count = 0;
    out = output_in("ar");
    out.zone = zone_find(TEXT("Africa/Casablanca"));
    assert_non_null(out.zone);
    test_everything_page(&out, &page);
    compare_with_file("everything.ar.html");
}

static void render_everything(struct output *out, const void *view) { test_everything_page(out, view); }

static void hostile_texts_change_no_tree(void **state)
{
    (void)state;
    struct test_page page = page_sample(arena);
    assert_text(html_hostile_fault(arena, render_everything, &page), "");
    page.item_count = 0;
    assert_text(html_hostile_fault(arena, render_everything, &page), "");
}

/* The comparison must be able to fail: a page that escapes nothing, and one that escapes for the wrong place. */
static void render_unescaped(struct output *out, const void *view)
{
    (void)view;
    put_markup(out, TEXT("<p>"));
    put_markup(out, out->substitute(TEXT_NONE, out->substitute_context));
    put_markup(out, TEXT("</p>"));
}

static void render_for_the_wrong_place(struct output *out, const void *view)
{
    (void)view;
    put_markup(out, TEXT("<p title=\""));
    put_text(out, TEXT("a"));
    put_markup(out, TEXT("\">x</p>"));
}

static void render_link_as_text(struct output *out, const void *view)
{
    (void)view;
    put_markup(out, TEXT("<a href=\""));
    put_attribute(out, TEXT("a"));
    put_markup(out, TEXT("\">x</a>"));
}

static void hostile_texts_find_faults(void **state)
{
    (void)state;
    assert_false(text_is_empty(html_hostile_fault(arena, render_unescaped, NULL)));
    assert_false(text_is_empty(html_hostile_fault(arena, render_for_the_wrong_place, NULL)));
    assert_false(text_is_empty(html_hostile_fault(arena, render_link_as_text, NULL)));
}

static void trees_are_read_strictly(void **state)
{
    (void)state;
    static const char *const REFUSED[] = {"<p>",
                                          "</p>",
                                          "<p></b></p>",
                                          "<p a=b></p>",
                                          "<p a=\"1\" a=\"2\"></p>",
                                          "<p a=\"<\"></p>",
                                          "a & b",
                                          "a > b",
                                          "&copy b",
                                          "<p onclick=\"\"></p>",
                                          "\x01",
                                          "\xff",
                                          "\u202e",
                                          "<title><b></b></title>",
                                          "<script>1</script>",
                                          "<a href=\"javascript:1\"></a>",
                                          "<a href=\"java&#115;cript:1\"></a>",
                                          "<a href=\"//x\"></a>",
                                          "<p",
                                          "<p a",
                                          "<p a=\"",
                                          "<bdi dir=\"rtl\"></bdi>",
                                          "< p></p>",
                                          "<!-- x -->"};
    struct text tree;
    struct text fault;
    for (size_t i = 0; i < sizeof REFUSED / sizeof *REFUSED; i++)
        assert_int_equal(html_tree_read(arena, text_from(REFUSED[i]), &tree, &fault), INVALID);
    struct text page = TEXT("<!doctype html><p id=\"a\" hidden><bdi>x</bdi><br>&amp;<img src=\"/a?b:c\" alt=\"\"></p>");
    assert_int_equal(html_tree_read(arena, page, &tree, &fault), OK);
    assert_text(tree, "p id hidden\n img src alt\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_are_escaped),
        cmocka_unit_test(isolated_parts_keep_their_place),
        cmocka_unit_test(links_are_ours_or_harmless),
        cmocka_unit_test(parts_of_links_are_encoded),
        cmocka_unit_test(values_are_isolated_in_arabic),
        cmocka_unit_test(messages_are_filled_and_isolated),
        cmocka_unit_test(page_as_wanted),
        cmocka_unit_test(hostile_texts_change_no_tree),
        cmocka_unit_test(hostile_texts_find_faults),
        cmocka_unit_test(trees_are_read_strictly),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
