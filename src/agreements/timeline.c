/* The picture of agreements over time. */
#include "agreements/agreement_pages.h"

enum {
    WIDTH = 720,
    MARGIN = 24,
    TOP = 62,
    STEP = 52,
    BOTTOM = 24,
    LABEL_MOST = 60, /* characters of a title above its bar */
    KEY_STEP = 200,
    SQUARE = 14,
    TICKS_MOST = 9,
    AHEAD_DAYS = 400, /* so much of the time to come is drawn at least */
};

struct span {
    int32_t first, last;
    bool mirrored;
};

static int32_t begins(const struct agreement *row)
{
    return row->in_force_on.precision != PRECISION_NONE ? partial_first(row->in_force_on)
                                                        : partial_first(row->signed_on);
}

static int64_t place(const struct span *span, int32_t day)
{
    int64_t width = WIDTH - 2 * MARGIN;
    int64_t x = MARGIN + ((int64_t)day - span->first) * width / ((int64_t)span->last - span->first + 1);
    return span->mirrored ? WIDTH - x : x;
}

static struct text shortened(struct work *work, struct text title)
{
    size_t at = 0;
    for (size_t i = 0; i < LABEL_MOST && at < title.length; i++)
        (void)text_next_code_point(title, &at);
    return at >= title.length ? title : arena_join(work->arena, text_slice(title, 0, at), TEXT("…"));
}

struct text partial_shown(struct work *work, struct partial_date date)
{
    if (date.precision == PRECISION_DAY)
        return language_date(work->arena, work->language, date.date);
    if (date.precision == PRECISION_MONTH)
        return language_month(work->arena, work->language, date.date);
    return date.precision == PRECISION_NONE ? TEXT_NONE
                                            : arena_format(work->arena, "%d", (int)day_from_date(date.date).year);
}

static const char *shade(const struct agreement *row)
{
    return text_is(row->head.state, "in_force") ? "chart-bar-1"
           : text_is(row->head.state, "signed") ? "chart-bar-2"
                                                : "chart-bar-rest";
}

static void fill_bar(struct work *work, const struct span *span, const struct agreement *row, int32_t today,
                     struct agreement_bar *bar)
{
    const struct flow_state *state = flow_state(&agreement_flow, row->head.state);
    int32_t from = begins(row);
    int32_t until = row->runs_until == DATE_NONE ? span->last : row->runs_until;
    bar->label_x = span->mirrored ? WIDTH : 0;
    bar->shade = shade(row);
    bar->kind = choice_show(&agreement_kinds, row->kind, work->language);
    bar->state = state == NULL ? TEXT_NONE : text_from(tr(work->language, state->label));
    bar->from = partial_shown(work, row->in_force_on.precision != PRECISION_NONE ? row->in_force_on : row->signed_on);
    bar->until = partial_shown(work, row->ends_on);
    if (row->ended_on != DATE_NONE)
        bar->until = language_date(work->arena, work->language, row->ended_on);
    if (text_is(row->head.state, "draft") || text_is(row->head.state, "dropped") || from == DATE_NONE)
        return;
    (void)today;
    int64_t a = place(span, from), b = place(span, until < from ? from : until);
    bar->x = a < b ? a : b;
    bar->width = a < b ? b - a : a - b;
    if (bar->width < 3)
        bar->width = 3;
}

static struct span span_of(struct work *work, const struct agreement *const *rows, size_t count, int32_t today)
{
    struct span span = {today - 365, today + AHEAD_DAYS, language_right_to_left(work->language)};
    for (size_t i = 0; i < count; i++) {
        int32_t from = begins(rows[i]);
        if (from != DATE_NONE && from < span.first)
            span.first = from;
        if (rows[i]->runs_until != DATE_NONE && rows[i]->runs_until > span.last)
            span.last = rows[i]->runs_until;
    }
    return span;
}

static void fill_ticks(struct work *work, const struct span *span, struct agreement_overview_view *view)
{
    int32_t first = day_from_date(span->first).year + 1;
    int32_t last = day_from_date(span->last).year;
    int32_t step = 1;
    while ((last - first) / step + 1 > TICKS_MOST)
        step = step == 1 ? 2 : step == 2 ? 5 : step + 5;
    view->ticks = arena_array(work->arena, struct agreement_tick, TICKS_MOST + 1);
    for (int32_t year = first + (step - first % step) % step; year <= last && view->tick_count < TICKS_MOST;
         year += step)
        view->ticks[view->tick_count++] = (struct agreement_tick){
            arena_format(work->arena, "%d", (int)year), place(span, date_from_day((struct calendar_day){year, 1, 1}))};
}

void agreement_timeline(struct work *work, const struct agreement *const *rows, size_t count, int32_t today,
                        struct agreement_overview_view *view)
{
    static const struct {
        const char *label, *shade;
    } KEYS[AGREEMENT_KEYS] = {{N_("In force"), "chart-bar-1"},
                              {N_("Concluded"), "chart-bar-2"},
                              {N_("Ended or suspended"), "chart-bar-rest"}};
    struct span span = span_of(work, rows, count, today);
    int64_t in_force = 0;
    view->anchor = "start";
    view->bars = arena_array(work->arena, struct agreement_bar, count + 1);
    view->bar_count = count;
    for (size_t i = 0; i < count; i++) {
        view->bars[i].y = TOP + (int64_t)i * STEP + 18;
        view->bars[i].label = shortened(work, agreement_called(work, rows[i]));
        fill_bar(work, &span, rows[i], today, &view->bars[i]);
        in_force += text_is(rows[i]->head.state, "in_force");
    }
    view->height = TOP + (int64_t)count * STEP + BOTTOM;
    view->today_x = place(&span, today);
    fill_ticks(work, &span, view);
    for (size_t i = 0; i < AGREEMENT_KEYS; i++) {
        int64_t from = (int64_t)i * KEY_STEP;
        view->keys[i] =
            (struct agreement_key){KEYS[i].label, KEYS[i].shade, span.mirrored ? WIDTH - from - SQUARE : from,
                                   span.mirrored ? WIDTH - from - SQUARE - 6 : from + SQUARE + 6};
    }
    struct text numbers[] = {language_number(work->arena, work->language, (int64_t)count),
                             language_number(work->arena, work->language, in_force)};
    view->summary = tr_with(work->arena, work->language, N_("Agreements: {1}, of which in force: {2}."), numbers, 2);
}
