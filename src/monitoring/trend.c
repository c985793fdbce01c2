/* Small pictures of change over time: the months since the arrival from side to side, the score from 0 to 100 upwards.
   In a language from right to left time runs to the left. */
#include "monitoring/monitoring_pages.h"

enum {
    LEFT = 60, /* room for the numbers of the scale */
    RIGHT = 20,
    TOP = 26,
    BOTTOM = 200,
    MONTHS = 12,
    SCALE_GAP = 6,
};

struct text month_short(struct work *work, int32_t months)
{
    /* TRANSLATORS: a number of months below a picture, short */
    const struct text number[] = {language_number(work->arena, work->language, months)};
    return tr_with(work->arena, work->language, N_("{1} mo."), number, 1);
}

struct text tenths_shown(struct work *work, int64_t tenths)
{
    return language_decimal(work->arena, work->language, tenths, 1);
}

static int64_t height(int64_t tenths) { return BOTTOM - (BOTTOM - TOP) * tenths / SCORE_WHOLE; }

static int64_t across(bool mirrored, int32_t months)
{
    int64_t x = LEFT + (int64_t)(TREND_WIDTH - LEFT - RIGHT) * months / MONTHS;
    return mirrored ? TREND_WIDTH - x : x;
}

void trend_make(struct work *work, struct text title, struct text id, const struct trend_value *values, size_t count,
                struct trend_panel *ret)
{
    bool mirrored = language_right_to_left(work->language);
    struct buffer line AUTO_BUFFER = buffer_open(4096);
    struct buffer said AUTO_BUFFER = buffer_open(4096);
    *ret = (struct trend_panel){
        .title = title,
        .id = id,
        .said_id = arena_format(work->arena, "%.*s-said", TEXT_ARG(id)),
        .said_by = arena_format(work->arena, "%.*s %.*s-said", TEXT_ARG(id), TEXT_ARG(id)),
        .left = mirrored ? RIGHT : LEFT,
        .right = mirrored ? TREND_WIDTH - LEFT : TREND_WIDTH - RIGHT,
        .top = TOP,
        .middle = (TOP + BOTTOM) / 2,
        .bottom = BOTTOM,
        .least = language_number(work->arena, work->language, 0),
        .half = language_number(work->arena, work->language, 50),
        .most = language_number(work->arena, work->language, 100),
        /* TRANSLATORS: months, short, below a picture */
        .unit = text_from(tr(work->language, N_("mo."))),
        .scale = mirrored ? TREND_WIDTH - LEFT + SCALE_GAP : LEFT - SCALE_GAP,
    };
    for (size_t i = 0; i < count && i < TREND_POINTS_MOST; i++) {
        struct trend_point *point = &ret->points[ret->count++];
        *point = (struct trend_point){.x = across(mirrored, values[i].months),
                                      .y = height(values[i].value),
                                      .low = height(values[i].low),
                                      .high = height(values[i].high),
                                      .month = language_number(work->arena, work->language, values[i].months),
                                      .value = tenths_shown(work, values[i].value)};
        buffer_format(&line, "%lld,%lld ", (long long)point->x, (long long)point->y);
        struct text both[] = {month_short(work, values[i].months), point->value};
        struct text one = tr_with(work->arena, work->language, N_("{1}: {2}"), both, 2);
        buffer_format(&said, "%s%.*s", i == 0 ? "" : " · ", TEXT_ARG(one));
    }
    ret->line = arena_text(work->arena, buffer_text(&line));
    ret->description = arena_text(work->arena, buffer_text(&said));
}
