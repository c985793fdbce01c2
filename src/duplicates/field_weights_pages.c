/* Estimates of what fields weigh: the list, one of them beside what came with the program, and the order of another. */
#include "base/number.h"
#include "duplicates/duplicate_pages.h"
#include "duplicates/field_weights.h"
#include "flow/flow.h"
#include "identity/identity.h"
#include "matching/register_weights.h"
#include "web/form.h"
#include "web/record_parts.h"

/* ---- one of them ---- */

static struct text shown(struct work *work, const struct match_weights *weights, enum match_field field, uint8_t level)
{
    AUTO_BUFFER struct buffer bits = buffer_open(32);
    double value = match_level_bits(weights, field, level);
    buffer_add(&bits, value < 0 ? TEXT("\u2212") : TEXT("+"));
    buffer_add_decimal(&bits, (int64_t)((value < 0 ? -value : value) * 10 + 0.5), 1);
    return arena_text(work->arena, buffer_text(&bits));
}

static enum outcome load_more(struct request *request, const void *row, void **ret_more)
{
    struct work *work = &request->work;
    const struct match_weights *learnt;
    struct problems problems = problems_open(work->arena);
    struct field_weights_more *more = arena_new(work->arena, struct field_weights_more);
    void *whole; /* what a page shows has no fields of the program */
    *ret_more = more;
    enum outcome outcome = step_buttons(request, &field_weights_flow, "/field-weights", row, &more->steps);
    if (outcome == OK)
        outcome = record_get_unlimited(work, &field_weights_record, record_head_of(row)->id, &whole);
    if (outcome != OK)
        return outcome;
    if (match_weights_read(work->arena, ((const struct field_weights *)whole)->learned, &problems, &learnt) != OK)
        return OK; /* of a version that this one cannot read */
    more->lines = arena_array(work->arena, struct field_weights_line, MATCH_FIELDS);
    for (int f = 0; f < MATCH_FIELDS; f++) {
        enum match_field field = (enum match_field)f;
        uint8_t last = (uint8_t)(match_level_count(field) - 1);
        more->lines[more->line_count++] =
            (struct field_weights_line){.field = text_from(tr(work->language, match_field_label(field))),
                                        .for_shipped = shown(work, match_weights_shipped, field, 0),
                                        .for_learnt = shown(work, learnt, field, 0),
                                        .against_shipped = shown(work, match_weights_shipped, field, last),
                                        .against_learnt = shown(work, learnt, field, last)};
    }
    return OK;
}

static void show_more(struct output *out, const struct record_show_view *view)
{
    field_weights_more_page(out, view->more);
}

const struct record_page_options field_weights_page_options = {
    .record = &field_weights_record,
    .base = "/field-weights",
    .flow = &field_weights_flow,
    .users = &colleague_record,
    .closed_list = true,
    .load_more = load_more,
    .show_more = show_more,
};

enum outcome field_weights_begin(struct request *request, struct response *response)
{
    enum outcome outcome;
    if (request->redisplay)
        return pair_figures_show(request, response);
    if (form_answered(request, response, &outcome))
        return outcome;
    outcome = field_weights_order(&request->work);
    if (outcome == INVALID)
        return pair_figures_send(request, response, 422);
    return outcome != OK ? outcome
                         : form_done(request, response, TEXT("/person-pairs/figures"),
                                     N_("The estimate is being made. Nothing counts otherwise before somebody uses "
                                        "it."));
}

/* ---- on the page of figures ---- */

enum outcome field_weights_fill(struct request *request, struct pair_figures_view *view)
{
    struct work *work = &request->work;
    const struct match_weights *ignored;
    struct identifier id;
    void *row;
    enum outcome outcome = field_weights_under_way(work, &view->learning);
    if (outcome != OK)
        return outcome;
    view->field_weights_key = form_key_new(request);
    view->field_weights_list = page_path(request, TEXT("/field-weights"));
    outcome = field_weights_now(work, work->actor->organisation, &id, &ignored);
    if (outcome == OK)
        outcome = record_get_unlimited(work, &field_weights_record, id, &row);
    if (outcome != OK)
        return outcome == NOT_FOUND ? OK : outcome;
    const struct field_weights *weights = row;
    view->field_weights = record_address(request, "/field-weights", id, "");
    view->field_weights_number = weights->head.number;
    view->field_weights_since = language_short_date(work->arena, work->language, weights->decided_on);
    return record_titles(work, &colleague_record, &weights->decided_by, 1, &view->field_weights_by);
}
