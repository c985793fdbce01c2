#include "view/chart.h"

#include "view/language.h"

enum {
    PLOT_TOP = 140,
    LEGEND_HEIGHT = 260,
    LEGEND_BOX = 250, /* the square and the gaps around it */
    LABELS_MOST = 14, /* below an axis */
    LABELS_ROOM = 8,  /* characters of each */
    LABELS_GAP = 30,
};

/* A chart is drawn twice, and the style sheet shows one: for a phone a drawing of its own width, since letters would
   shrink with the other.  Lengths are in tenths of a unit of the drawing. */
struct chart_shape {
    const char *name;
    int64_t width;
    int64_t character; /* room for one: letters have 12.5 units */
    int64_t bar_from, bar_to, bar_height, bar_each;
    int64_t bar_down;   /* from the top of its row */
    int64_t label_down; /* the foot of its letters, from the top of its row */
    bool label_above;   /* its bar; else before it */
    size_t label_most;  /* characters that its room holds */
    int64_t plot_left;  /* at least: the numbers of the axis stand before it */
    int64_t plot_right, plot_bottom;
};

static const struct chart_shape WIDE = {
    .name = "chart-wide",
    .width = 6400,
    .character = 70,
    .bar_from = 2050,
    .bar_to = 5850,
    .bar_height = 260,
    .bar_each = 330,
    .bar_down = 40,
    .label_down = 220,
    .label_most = 26,
    .plot_left = 480,
    .plot_right = 6300,
    .plot_bottom = 2060,
};

static const struct chart_shape NARROW = {
    .name = "chart-narrow",
    .width = 3200,
    .character = 75,
    .bar_from = 20,
    .bar_to = 2650,
    .bar_height = 140,
    .bar_each = 390,
    .bar_down = 210,
    .label_down = 160,
    .label_above = true,
    .label_most = 44,
    .plot_left = 300,
    .plot_right = 3180,
    .plot_bottom = 1700,
};

struct drawing {
    struct output *out;
    const struct chart *chart;
    const struct chart_shape *shape;
    bool mirrored;
    size_t count, series;
    int64_t top, step;
    int64_t left;  /* where the plot begins */
    size_t in_row; /* names of the legend beside one another */
    int64_t down;  /* how far the legend moves the plot */
};

static void markup(struct drawing *drawing, const char *literal) { put_markup(drawing->out, text_from(literal)); }

static void length(struct drawing *drawing, const char *before, int64_t tenths)
{
    buffer_format(drawing->out->buffer, "%s%lld.%lld", before, (long long)(tenths / 10), (long long)(tenths % 10));
}

/* From the side where reading begins. */
static int64_t across(const struct drawing *drawing, int64_t x)
{
    return drawing->mirrored ? drawing->shape->width - x : x;
}

static struct text shortened(struct drawing *drawing, struct text label, size_t most)
{
    size_t at = 0;
    for (size_t i = 0; i + 1 < most && at < label.length; i++)
        (void)text_next_code_point(label, &at);
    size_t last = at;
    if (last < label.length)
        (void)text_next_code_point(label, &last);
    return last >= label.length ? label : arena_join(drawing->out->arena, text_slice(label, 0, at), TEXT("…"));
}

/* Names and ranges ("60+") keep their order in a drawing from right to left. */
static struct text label_of(struct drawing *drawing, struct text label, size_t most)
{
    return language_isolate(drawing->out->arena, drawing->out->language, shortened(drawing, label, most));
}

static void words(struct drawing *drawing, const char *class, int64_t x, int64_t y, const char *anchor,
                  struct text content)
{
    markup(drawing, "<text");
    if (class != NULL)
        buffer_format(drawing->out->buffer, " class=\"%s\"", class);
    length(drawing, " x=\"", x);
    length(drawing, "\" y=\"", y);
    buffer_format(drawing->out->buffer, "\" text-anchor=\"%s\">", anchor);
    put_attribute(drawing->out, content); /* no element may stand here */
    markup(drawing, "</text>");
}

static void number(struct drawing *drawing, const char *class, int64_t x, int64_t y, const char *anchor, int64_t value)
{
    words(drawing, class, x, y, anchor, language_number(drawing->out->arena, drawing->out->language, value));
}

static void box(struct drawing *drawing, size_t series, int64_t x, int64_t y, int64_t width, int64_t height)
{
    buffer_format(drawing->out->buffer, "<rect class=\"chart-bar-%zu\"", series + 1);
    length(drawing, " x=\"", x);
    length(drawing, "\" y=\"", y);
    length(drawing, "\" width=\"", width);
    length(drawing, "\" height=\"", height);
    markup(drawing, "\" rx=\"1\"/>");
}

/* Only one of both is seen, and both have the same name. */
static void begin(struct drawing *drawing, int64_t height)
{
    const struct chart *chart = drawing->chart;
    struct output *out = drawing->out;
    buffer_format(out->buffer, "<svg class=\"chart %s\" viewBox=\"0 0 %lld ", drawing->shape->name,
                  (long long)(drawing->shape->width / 10));
    length(drawing, "", height);
    markup(drawing, "\" role=\"img\" aria-labelledby=\"");
    put_attribute(out, chart->id);
    markup(drawing, "-title ");
    put_attribute(out, chart->id);
    markup(drawing, "-text\">");
    if (drawing->shape != &WIDE)
        return;
    markup(drawing, "<title id=\"");
    put_attribute(out, chart->id);
    markup(drawing, "-title\">");
    put_attribute(out, chart->title);
    markup(drawing, "</title><desc id=\"");
    put_attribute(out, chart->id);
    markup(drawing, "-text\">");
    put_attribute(out, chart->description);
    markup(drawing, "</desc>");
}

static size_t characters_of(struct text text)
{
    size_t count = 0;
    for (size_t at = 0; at < text.length; count++)
        (void)text_next_code_point(text, &at);
    return count;
}

static int64_t legend_width(const struct drawing *drawing)
{
    return drawing->shape->plot_right - drawing->shape->plot_left;
}

/* As many names in a row as fit whole; one that fills a row alone is cut. */
static void plan_legend(struct drawing *drawing)
{
    size_t longest = 1;
    if (drawing->series < 2 || drawing->chart->series == NULL)
        return;
    for (size_t s = 0; s < drawing->series; s++) {
        size_t characters = characters_of(drawing->chart->series[s]);
        longest = characters > longest ? characters : longest;
    }
    int64_t room = legend_width(drawing) / (LEGEND_BOX + drawing->shape->character * (int64_t)longest);
    drawing->in_row = room < 1 ? 1 : (size_t)room < drawing->series ? (size_t)room : drawing->series;
    drawing->down = LEGEND_HEIGHT * (int64_t)((drawing->series + drawing->in_row - 1) / drawing->in_row);
}

static void legend(struct drawing *drawing)
{
    for (size_t s = 0; drawing->down > 0 && s < drawing->series; s++) {
        int64_t each = legend_width(drawing) / (int64_t)drawing->in_row;
        int64_t x = drawing->shape->plot_left + (int64_t)(s % drawing->in_row) * each;
        int64_t y = LEGEND_HEIGHT * (int64_t)(s / drawing->in_row);
        box(drawing, s, drawing->mirrored ? across(drawing, x) - 140 : x, y + 20, 140, 140);
        words(drawing, NULL, across(drawing, x + 200), y + 140, "start",
              shortened(drawing, drawing->chart->series[s],
                        (size_t)((each - LEGEND_BOX) / drawing->shape->character) + 1));
    }
}

/* ---- bars ---- */

static int64_t bar_length(const struct drawing *drawing, int64_t value)
{
    return (drawing->shape->bar_to - drawing->shape->bar_from) * value / drawing->top;
}

/* The numbers between the first and the last only where they all have room. */
static void bar_axis(struct drawing *drawing, int64_t bottom)
{
    int64_t longest =
        (int64_t)characters_of(language_number(drawing->out->arena, drawing->out->language, drawing->top));
    bool all = bar_length(drawing, drawing->step) >= longest * drawing->shape->character + LABELS_GAP;
    for (int64_t value = 0; value <= drawing->top; value += drawing->step) {
        int64_t x = across(drawing, drawing->shape->bar_from + bar_length(drawing, value));
        bool first = value == 0 && drawing->shape->label_above;
        buffer_format(drawing->out->buffer, "<path class=\"%s\"", value == 0 ? "chart-axis" : "chart-grid");
        length(drawing, " d=\"M", x);
        length(drawing, " ", drawing->down + 40);
        length(drawing, "V", bottom);
        markup(drawing, "\"/>");
        if (all || value == 0 || value == drawing->top)
            number(drawing, "chart-soft", x, bottom + 180, first ? "start" : "middle", value);
    }
}

/* The series behind one another; of one alone the number, of several the table beside the chart tells. */
static void draw_bar(struct drawing *drawing, const struct chart_point *point, int64_t row)
{
    const struct chart_shape *shape = drawing->shape;
    int64_t y = row + shape->bar_down, foot = y + shape->bar_height / 2 + 45;
    int64_t before = 0, from = 0;
    words(drawing, NULL, across(drawing, shape->label_above ? shape->bar_from : shape->bar_from - 100),
          row + shape->label_down, shape->label_above ? "start" : "end",
          label_of(drawing, point->label, shape->label_most));
    for (size_t s = 0; s < drawing->series; s++) {
        before += point->values[s];
        int64_t to = bar_length(drawing, before);
        if (to > from || drawing->series == 1)
            box(drawing, s, drawing->mirrored ? across(drawing, shape->bar_from + to) : shape->bar_from + from, y,
                to - from, shape->bar_height);
        from = to;
    }
    if (drawing->series == 1)
        number(drawing, NULL, across(drawing, shape->bar_from + from + 80), foot, "start", before);
}

static void draw_bars(struct drawing *drawing)
{
    int64_t bottom = drawing->down + 40 + (int64_t)drawing->count * drawing->shape->bar_each;
    begin(drawing, bottom + 240);
    legend(drawing);
    bar_axis(drawing, bottom);
    for (size_t i = 0; i < drawing->count; i++)
        draw_bar(drawing, &drawing->chart->points[i], drawing->down + 40 + (int64_t)i * drawing->shape->bar_each);
    markup(drawing, "</svg>");
}

/* ---- columns and lines ---- */

static int64_t height_of(const struct drawing *drawing, int64_t value)
{
    return (drawing->shape->plot_bottom - PLOT_TOP) * value / drawing->top;
}

static int64_t middle_of(const struct drawing *drawing, size_t point)
{
    int64_t each = (drawing->shape->plot_right - drawing->left) / (int64_t)drawing->count;
    return drawing->left + (int64_t)point * each + each / 2;
}

/* One label of so many is written, for all to have room. */
static size_t label_every(const struct drawing *drawing)
{
    size_t longest = 1;
    for (size_t i = 0; i < drawing->count; i++) {
        size_t characters = characters_of(drawing->chart->points[i].label);
        longest = characters > longest ? characters : longest;
    }
    longest = longest > LABELS_ROOM ? LABELS_ROOM : longest;
    size_t room = (size_t)((drawing->shape->plot_right - drawing->left) /
                           (drawing->shape->character * (int64_t)longest + LABELS_GAP));
    room = room > LABELS_MOST ? LABELS_MOST : room;
    return room == 0 ? drawing->count : (drawing->count + room - 1) / room;
}

static void plot_axes(struct drawing *drawing)
{
    size_t every = label_every(drawing);
    for (int64_t value = 0; value <= drawing->top; value += drawing->step) {
        int64_t y = drawing->down + drawing->shape->plot_bottom - height_of(drawing, value);
        buffer_format(drawing->out->buffer, "<path class=\"%s\"", value == 0 ? "chart-axis" : "chart-grid");
        length(drawing, " d=\"M", across(drawing, drawing->left));
        length(drawing, " ", y);
        length(drawing, "H", across(drawing, drawing->shape->plot_right));
        markup(drawing, "\"/>");
        number(drawing, "chart-soft", across(drawing, drawing->left - 80), y + 40, "end", value);
    }
    for (size_t i = 0; i < drawing->count; i += every)
        words(drawing, "chart-soft", across(drawing, middle_of(drawing, i)),
              drawing->down + drawing->shape->plot_bottom + 220, "middle",
              label_of(drawing, drawing->chart->points[i].label, LABELS_ROOM));
}

static void draw_columns(struct drawing *drawing)
{
    int64_t each = (drawing->shape->plot_right - drawing->left) / (int64_t)drawing->count;
    int64_t width = each * 7 / 10;
    begin(drawing, drawing->down + drawing->shape->plot_bottom + 340);
    legend(drawing);
    plot_axes(drawing);
    for (size_t i = 0; i < drawing->count; i++) {
        int64_t below = 0;
        for (size_t s = 0; s < drawing->series; s++) {
            int64_t from = height_of(drawing, below);
            below += drawing->chart->points[i].values[s];
            int64_t to = height_of(drawing, below);
            if (to > from)
                box(drawing, s, across(drawing, middle_of(drawing, i)) - width / 2,
                    drawing->down + drawing->shape->plot_bottom - to, width, to - from);
        }
    }
    markup(drawing, "</svg>");
}

static void draw_line(struct drawing *drawing, size_t series)
{
    struct buffer *buffer = drawing->out->buffer;
    buffer_format(buffer, "<path class=\"chart-line chart-line-%zu\" d=\"", series + 1);
    for (size_t i = 0; i < drawing->count; i++) {
        length(drawing, i == 0 ? "M" : "L", across(drawing, middle_of(drawing, i)));
        length(drawing, " ",
               drawing->down + drawing->shape->plot_bottom -
                   height_of(drawing, drawing->chart->points[i].values[series]));
    }
    markup(drawing, "\"/>");
    for (size_t i = 0; i < drawing->count; i++) {
        int64_t x = across(drawing, middle_of(drawing, i));
        int64_t y =
            drawing->down + drawing->shape->plot_bottom - height_of(drawing, drawing->chart->points[i].values[series]);
        buffer_format(buffer, "<%s class=\"chart-point-%zu\"", series == 0 ? "circle" : "rect", series + 1);
        length(drawing, series == 0 ? " cx=\"" : " x=\"", series == 0 ? x : x - 35);
        length(drawing, series == 0 ? "\" cy=\"" : "\" y=\"", series == 0 ? y : y - 35);
        markup(drawing, series == 0 ? "\" r=\"4\"/>" : "\" width=\"7\" height=\"7\"/>");
    }
}

static void draw_lines(struct drawing *drawing)
{
    begin(drawing, drawing->down + drawing->shape->plot_bottom + 340);
    legend(drawing);
    plot_axes(drawing);
    for (size_t s = 0; s < drawing->series; s++)
        draw_line(drawing, s);
    markup(drawing, "</svg>");
}

/* ---- all of it ---- */

int64_t chart_top(int64_t largest, int64_t *ret_step)
{
    static const int64_t MULTIPLES[] = {1, 2, 5};
    int64_t power = 1;
    for (;;) {
        for (size_t i = 0; i < 3; i++) {
            int64_t step = power * MULTIPLES[i];
            if (largest / 5 <= step && (largest + step - 1) / step <= 5) {
                *ret_step = step;
                return largest < step ? step : (largest + step - 1) / step * step;
            }
        }
        power *= 10;
    }
}

static int64_t largest_of(const struct drawing *drawing)
{
    int64_t largest = 0;
    for (size_t i = 0; i < drawing->count; i++) {
        int64_t sum = 0;
        for (size_t s = 0; s < drawing->series; s++) {
            int64_t value = drawing->chart->points[i].values[s];
            sum = drawing->chart->kind != CHART_LINES ? sum + value : value > sum ? value : sum;
        }
        largest = sum > largest ? sum : largest;
    }
    return largest;
}

static void draw(struct drawing *drawing)
{
    const struct output *out = drawing->out;
    plan_legend(drawing);
    size_t digits = characters_of(language_number(out->arena, out->language, drawing->top));
    drawing->left = 100 + drawing->shape->character * (int64_t)digits;
    if (drawing->left < drawing->shape->plot_left)
        drawing->left = drawing->shape->plot_left;
    if (drawing->chart->kind == CHART_BARS)
        draw_bars(drawing);
    else if (drawing->chart->kind == CHART_COLUMNS)
        draw_columns(drawing);
    else
        draw_lines(drawing);
}

void chart_page(struct output *out, const struct chart *chart)
{
    struct drawing drawing = {.out = out, .chart = chart, .count = chart->count, .series = chart->series_count};
    if (drawing.count > CHART_POINTS_MOST)
        drawing.count = CHART_POINTS_MOST;
    if (drawing.series > CHART_SERIES_MOST)
        drawing.series = CHART_SERIES_MOST;
    if (drawing.count == 0 || drawing.series == 0)
        return;
    drawing.mirrored = language_right_to_left(out->language);
    drawing.top = chart_top(largest_of(&drawing), &drawing.step);
    drawing.shape = &WIDE;
    draw(&drawing);
    drawing.shape = &NARROW;
    draw(&drawing);
}
