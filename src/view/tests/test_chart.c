#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "view/chart.h"
#include "view/language.h"

static struct text drawn(struct arena *arena, const char *tag, const struct chart *chart)
{
    AUTO_BUFFER struct buffer buffer = buffer_open(1 << 20);
    struct output out = {.buffer = &buffer, .arena = arena, .language = language_for(text_from(tag))};
    chart_page(&out, chart);
    return arena_text(arena, buffer_text(&buffer));
}

/* Of the two drawings, each from its own beginning. */
static struct text wide(struct text both)
{
    return text_slice(both, 0, (size_t)text_find(both, TEXT("<svg class=\"chart chart-narrow\"")));
}
static struct text narrow(struct text both)
{
    return text_slice(both, (size_t)text_find(both, TEXT("<svg class=\"chart chart-narrow\"")), both.length);
}

static bool holds(struct text text, const char *part) { return text_find(text, text_from(part)) >= 0; }

static size_t count_of(struct text text, const char *part)
{
    size_t count = 0;
    for (ptrdiff_t at = 0; (at = text_find(text, text_from(part))) >= 0; count++)
        text = text_slice(text, (size_t)at + 1, text.length);
    return count;
}

static void ends_axes_on_whole_steps(void **state)
{
    static const struct {
        int64_t largest, top, step;
    } CASES[] = {{0, 1, 1}, {1, 1, 1}, {5, 5, 1}, {6, 6, 2}, {44, 50, 10}, {657, 800, 200}, {2457, 2500, 500}};
    (void)state;
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        int64_t step;
        assert_int_equal(chart_top(CASES[i].largest, &step), CASES[i].top);
        assert_int_equal(step, CASES[i].step);
    }
    for (int64_t largest = 0; largest < 5000; largest += 7) {
        int64_t step;
        int64_t top = chart_top(largest, &step);
        assert_true(top >= largest && top % step == 0 && top / step <= 6);
    }
}

static const struct chart_point POINTS[] = {{TEXT_CONSTANT("<Guinée>"), {80, 20}}, {TEXT_CONSTANT("Mali"), {40, 0}}};
static const struct text SERIES[] = {TEXT_CONSTANT("F"), TEXT_CONSTANT("M")};

static void names_what_it_shows_and_escapes_it(void **state)
{
    AUTO_ARENA struct arena *arena = arena_open(4 << 20);
    struct chart chart = {CHART_BARS, TEXT("by"), TEXT("A & B"), TEXT("<most>"), NULL, 1, POINTS, 2};
    (void)state;
    struct text bars = drawn(arena, "fr", &chart);
    assert_true(holds(bars, "aria-labelledby=\"by-title by-text\""));
    assert_true(holds(bars, "<title id=\"by-title\">A &amp; B</title><desc id=\"by-text\">&lt;most&gt;</desc>"));
    assert_true(holds(bars, "&lt;Guinée&gt;"));
    assert_false(holds(bars, "<Guin"));
    assert_int_equal(count_of(bars, "aria-labelledby=\"by-title by-text\""), 2);
    assert_int_equal(count_of(bars, " id=\""), 2); /* both drawings have one name */
    assert_int_equal(count_of(wide(bars), "<rect "), 2);
    assert_int_equal(count_of(narrow(bars), "<rect "), 2);
    chart.count = 0;
    assert_int_equal(drawn(arena, "fr", &chart).length, 0);
}

/* The first bar is 80 of 80: in French it begins at the axis on the left, in Arabic it ends at the axis on the right.
 */
static void mirrors_the_axis(void **state)
{
    AUTO_ARENA struct arena *arena = arena_open(4 << 20);
    const struct chart chart = {CHART_BARS, TEXT("b"), TEXT("t"), TEXT("d"), NULL, 1, POINTS, 2};
    (void)state;
    assert_true(holds(drawn(arena, "fr", &chart), "<rect class=\"chart-bar-1\" x=\"205.0\" y=\"8.0\" width=\"380.0\""));
    assert_true(holds(drawn(arena, "ar", &chart), "<rect class=\"chart-bar-1\" x=\"55.0\" y=\"8.0\" width=\"380.0\""));
    assert_true(holds(drawn(arena, "fr", &chart), "<rect class=\"chart-bar-1\" x=\"2.0\" y=\"25.0\" width=\"263.0\""));
    assert_true(holds(drawn(arena, "ar", &chart), "<rect class=\"chart-bar-1\" x=\"55.0\" y=\"25.0\" width=\"263.0\""));
}

static void stacks_columns_with_a_legend(void **state)
{
    AUTO_ARENA struct arena *arena = arena_open(4 << 20);
    const struct chart chart = {CHART_COLUMNS, TEXT("c"), TEXT("t"), TEXT("d"), SERIES, 2, POINTS, 2};
    (void)state;
    struct text columns = wide(drawn(arena, "fr", &chart));
    assert_int_equal(count_of(columns, "class=\"chart-bar-1\""), 3); /* legend and two columns */
    assert_int_equal(count_of(columns, "class=\"chart-bar-2\""), 2); /* an empty one is not drawn */
    assert_true(holds(columns, ">100</text>"));                      /* the axis reaches the sum */
}

static void cuts_long_labels(void **state)
{
    AUTO_ARENA struct arena *arena = arena_open(4 << 20);
    static const struct chart_point LONG[] = {{TEXT_CONSTANT("République démocratique du Congo et plus"), {3}}};
    const struct chart chart = {CHART_BARS, TEXT("l"), TEXT("t"), TEXT("d"), NULL, 1, LONG, 1};
    (void)state;
    struct text drawing = drawn(arena, "fr", &chart);
    assert_true(holds(wide(drawing), ">République démocratique d…</text>"));
    /* above its bar on a phone, where the whole width is its room */
    assert_true(holds(narrow(drawing), ">République démocratique du Congo et plus</text>"));
}

/* On a phone as many labels stand below an axis as have room beside one another. */
static void leaves_out_labels_without_room(void **state)
{
    AUTO_ARENA struct arena *arena = arena_open(4 << 20);
    struct chart_point months[12];
    const struct chart chart = {CHART_COLUMNS, TEXT("m"), TEXT("t"), TEXT("d"), NULL, 1, months, 12};
    (void)state;
    for (int i = 0; i < 12; i++)
        months[i] = (struct chart_point){arena_format(arena, "22-%02d", i + 1), {i}};
    struct text drawing = drawn(arena, "fr", &chart);
    assert_int_equal(count_of(wide(drawing), ">22-"), 12);
    assert_int_equal(count_of(narrow(drawing), ">22-"), 6);
    assert_true(holds(narrow(drawing), ">22-11</text>"));
    assert_false(holds(narrow(drawing), ">22-12</text>"));
    for (int i = 0; i < 12; i++)
        months[i].label = arena_format(arena, "%02d", i + 1);
    assert_true(holds(narrow(drawn(arena, "fr", &chart)), ">12</text>"));
}

/* The numbers of an axis of bars stand beside one another or only at its ends. */
static void leaves_out_numbers_without_room(void **state)
{
    AUTO_ARENA struct arena *arena = arena_open(4 << 20);
    static const struct chart_point FEW[] = {{TEXT_CONSTANT("a"), {5}}};
    static const struct chart_point MANY[] = {{TEXT_CONSTANT("a"), {5000000}}};
    const struct chart few = {CHART_BARS, TEXT("n"), TEXT("t"), TEXT("d"), NULL, 1, FEW, 1};
    const struct chart many = {CHART_BARS, TEXT("n"), TEXT("t"), TEXT("d"), NULL, 1, MANY, 1};
    (void)state;
    assert_int_equal(count_of(narrow(drawn(arena, "fr", &few)), "class=\"chart-soft\""), 6);
    assert_int_equal(count_of(narrow(drawn(arena, "fr", &many)), "class=\"chart-soft\""), 2);
    assert_int_equal(count_of(narrow(drawn(arena, "fr", &many)), "class=\"chart-grid\""), 5);
}

/* Names of the legend stand whole, on more lines when they must, and large numbers of the axis within the drawing. */
static void gives_names_and_numbers_their_room(void **state)
{
    AUTO_ARENA struct arena *arena = arena_open(4 << 20);
    static const struct text NAMES[] = {TEXT_CONSTANT("Femmes et filles"), TEXT_CONSTANT("Hommes et garçons"),
                                        TEXT_CONSTANT("Autre ou non renseigné")};
    static const struct chart_point MANY[] = {{TEXT_CONSTANT("4"), {1500000, 20, 1}}};
    const struct chart chart = {CHART_COLUMNS, TEXT("r"), TEXT("t"), TEXT("d"), NAMES, 3, MANY, 1};
    (void)state;
    struct text both = drawn(arena, "fr", &chart);
    const struct text drawings[] = {wide(both), narrow(both)};
    for (size_t d = 0; d < 2; d++)
        for (size_t i = 0; i < 3; i++)
            assert_true(text_find(drawings[d], NAMES[i]) > 0);
    assert_int_equal(count_of(drawings[0], "y=\"14.0\""), 3); /* on one line */
    assert_int_equal(count_of(drawings[1], "y=\"14.0\""), 1); /* on a line each */
    /* nine characters of 7.0 or 7.5, or seven where the language groups no digits */
    assert_true(holds(drawings[0], "d=\"M73.0 ") || holds(drawings[0], "d=\"M59.0 "));
    assert_true(holds(drawings[1], "d=\"M77.5 ") || holds(drawings[1], "d=\"M62.5 "));
    assert_false(holds(both, "x=\"-"));
}

static void bars_of_several_series_stand_behind_one_another(void **state)
{
    AUTO_ARENA struct arena *arena = arena_open(4 << 20);
    const struct chart chart = {CHART_BARS, TEXT("s"), TEXT("t"), TEXT("d"), SERIES, 2, POINTS, 2};
    (void)state;
    struct text bars = wide(drawn(arena, "fr", &chart));
    assert_int_equal(count_of(bars, "class=\"chart-bar-1\""), 3);
    assert_int_equal(count_of(bars, "class=\"chart-bar-2\""), 2);
    assert_true(holds(bars, "<rect class=\"chart-bar-2\" x=\"509.0\"")); /* 80 of 100 behind the axis at 205 */
    assert_true(holds(bars, ">100</text>"));                             /* the axis reaches the sum */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ends_axes_on_whole_steps),
        cmocka_unit_test(names_what_it_shows_and_escapes_it),
        cmocka_unit_test(mirrors_the_axis),
        cmocka_unit_test(stacks_columns_with_a_legend),
        cmocka_unit_test(cuts_long_labels),
        cmocka_unit_test(leaves_out_labels_without_room),
        cmocka_unit_test(leaves_out_numbers_without_room),
        cmocka_unit_test(gives_names_and_numbers_their_room),
        cmocka_unit_test(bars_of_several_series_stand_behind_one_another),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
