/* Bars of a grant's lines: paid, committed, left, as parts of the line's budget. */
#include "grants/grant_pages.h"

enum {
    WIDTH = 720,
    FIGURES = 130, /* room behind the longest bar, also in the large letters of a phone */
    LABEL = 32,    /* the line's name stands above its bar */
    BAR_STEP = 70,
    BARS = WIDTH - FIGURES,
    KEYS = 40,
    KEY_STEP = 190,
    SQUARE = 14
};

static int64_t largest_budget(const struct grant_view *view)
{
    int64_t largest = 1;
    for (size_t i = 0; i < view->line_count; i++)
        if (view->lines[i].budget.minor > largest)
            largest = view->lines[i].budget.minor;
    return largest;
}

/* Without overflow: amounts stay far below 2^63 / BARS. */
static int64_t scale(int64_t minor, int64_t largest) { return minor <= 0 ? 0 : minor / (largest / BARS + 1); }

/* From the side on which the language begins. */
static int64_t place(bool mirrored, int64_t from, int64_t width) { return mirrored ? WIDTH - from - width : from; }

static struct text percent(struct work *work, const struct line_figures *line)
{
    int64_t whole = line->budget.minor <= 0 ? 0 : line->left.minor / ((line->budget.minor + 99) / 100);
    struct text number = language_number(work->arena, work->language, whole);
    return tr_with(work->arena, work->language, N_("{1} % left"), &number, 1);
}

static void fill_keys(bool mirrored, struct grant_view *view)
{
    static const struct {
        const char *label, *shade;
    } KEY[] = {{N_("Paid"), "chart-bar-1"}, {N_("Committed"), "chart-bar-2"}, {N_("Left"), "chart-bar-rest"}};
    for (size_t i = 0; i < sizeof KEY / sizeof *KEY; i++) {
        int64_t from = (int64_t)i * KEY_STEP;
        view->keys[i] = (struct grant_key){KEY[i].label, KEY[i].shade, place(mirrored, from, SQUARE),
                                           place(mirrored, from + SQUARE + 6, 0)};
    }
}

void grant_chart(struct work *work, struct grant_view *view)
{
    bool mirrored = language_right_to_left(work->language);
    int64_t largest = largest_budget(view);
    view->bars = arena_array(work->arena, struct grant_bar, view->line_count + 1);
    view->label_anchor = view->figure_anchor = "start";
    for (size_t i = 0; i < view->line_count; i++) {
        const struct line_figures *line = &view->lines[i];
        struct grant_bar *bar = &view->bars[i];
        *bar = (struct grant_bar){.figure = percent(work, line), .y = (int64_t)i * BAR_STEP + KEYS + LABEL};
        bar->label = arena_format(work->arena, "%.*s %.*s", TEXT_ARG(line->code), TEXT_ARG(line->title));
        bar->label_y = bar->y - 9;
        bar->paid = scale(line->paid.minor, largest);
        bar->committed = scale(line->committed.minor, largest);
        bar->left = scale(line->left.minor, largest);
        bar->label_x = place(mirrored, 0, 0);
        bar->paid_x = place(mirrored, 0, bar->paid);
        bar->committed_x = place(mirrored, bar->paid, bar->committed);
        bar->left_x = place(mirrored, bar->paid + bar->committed, bar->left);
        bar->figure_x = place(mirrored, bar->paid + bar->committed + bar->left + 8, 0);
    }
    view->height = (int64_t)view->line_count * BAR_STEP + KEYS;
    fill_keys(mirrored, view);
    struct text arguments[] = {language_money(work->arena, work->language, view->total.paid),
                               language_money(work->arena, work->language, view->total.committed),
                               language_money(work->arena, work->language, view->total.left)};
    view->summary = tr_with(work->arena, work->language, N_("Paid {1}, committed {2}, left {3}."), arguments, 3);
}
