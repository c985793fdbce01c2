/* How decisions are taken: by reviewer and script, expected against observed, by script and region; and the order that
   compares the whole register. */
#include "duplicates/duplicate_pages.h"
#include "duplicates/look.h"
#include "identity/identity.h"
#include "persons/persons.h"
#include "web/form.h"
#include "web/record_parts.h"

enum { BANDS = 10, LINES_MOST = 200, BAND_LEAST = 5 };

static struct text state_of(const struct pair_sum *sum) { return sum->state; }

/* ---- by reviewer ---- */

static struct reviewer_line *line_of(struct pair_figures_view *view, struct identifier *ids, struct identifier who)
{
    for (size_t i = 0; i < view->reviewer_count; i++)
        if (identifier_equal(ids[i], who))
            return &view->reviewers[i];
    if (view->reviewer_count == LINES_MOST)
        return &view->reviewers[LINES_MOST - 1];
    ids[view->reviewer_count] = who;
    return &view->reviewers[view->reviewer_count++];
}

static enum outcome fill_reviewers(struct work *work, struct pair_figures_view *view)
{
    struct pair_sum *sums;
    size_t count = 0;
    struct identifier *ids = arena_array(work->arena, struct identifier, LINES_MOST);
    struct text *names = arena_array(work->arena, struct text, LINES_MOST);
    view->reviewers = arena_array(work->arena, struct reviewer_line, LINES_MOST);
    enum outcome outcome = pair_sums_by_reviewer(work, work->actor->organisation, &sums, &count);
    for (size_t i = 0; i < count && outcome == OK; i++) {
        struct reviewer_line *line = line_of(view, ids, sums[i].who);
        bool decided = !text_is(state_of(&sums[i]), "undecided");
        line->same += text_is(sums[i].state, "same") ? sums[i].count : 0;
        line->different += text_is(sums[i].state, "different") ? sums[i].count : 0;
        line->undecided += decided ? 0 : sums[i].count;
        line->latin += text_is(sums[i].script, "latin") ? sums[i].count : 0;
        line->arabic += text_is(sums[i].script, "arabic") ? sums[i].count : 0;
        line->both += text_is(sums[i].script, "both") ? sums[i].count : 0;
        view->decided += decided ? sums[i].count : 0;
    }
    if (outcome == OK)
        outcome = record_titles(work, &colleague_record, ids, view->reviewer_count, names);
    for (size_t i = 0; i < view->reviewer_count; i++)
        view->reviewers[i].name = names[i];
    return outcome;
}

/* ---- expected against observed ---- */

static void fill_chart(struct work *work, struct pair_figures_view *view)
{
    struct text *series = arena_array(work->arena, struct text, 2);
    struct chart_point *points = arena_array(work->arena, struct chart_point, BANDS);
    size_t count = 0;
    series[0] = text_from(tr(work->language, N_("Expected")));
    series[1] = text_from(tr(work->language, N_("Observed")));
    for (size_t i = 0; i < view->band_count; i++)
        if (view->bands[i].decided >= BAND_LEAST)
            points[count++] =
                (struct chart_point){view->bands[i].label, {view->bands[i].expected, view->bands[i].observed}};
    view->chart = (struct chart){
        .kind = CHART_LINES,
        .id = TEXT("expected"),
        .title = text_from(tr(work->language, N_("Expected and observed"))),
        .description = text_from(tr(work->language, N_("Of pairs with this probability, how many of 100 were found "
                                                       "to be one person"))),
        .series = series,
        .series_count = 2,
        .points = points,
        .count = count};
}

static enum outcome fill_bands(struct work *work, struct pair_figures_view *view)
{
    struct pair_sum *sums;
    size_t count = 0;
    view->bands = arena_array(work->arena, struct band_line, BANDS);
    view->band_count = BANDS;
    for (size_t i = 0; i < BANDS; i++)
        view->bands[i] = (struct band_line){.label = arena_format(work->arena, "%zu–%zu %%", i * 10, i * 10 + 10),
                                            .expected = (int64_t)i * 10 + 5};
    enum outcome outcome = pair_sums_by_band(work, work->actor->organisation, &sums, &count);
    for (size_t i = 0; i < count && outcome == OK; i++) {
        int64_t band = sums[i].probability_band < BANDS ? sums[i].probability_band : BANDS - 1;
        struct band_line *line = &view->bands[band < 0 ? 0 : band];
        line->decided += sums[i].count;
        line->same += text_is(sums[i].state, "same") ? sums[i].count : 0;
    }
    for (size_t i = 0; i < BANDS; i++)
        if (view->bands[i].decided > 0)
            view->bands[i].observed = view->bands[i].same * 100 / view->bands[i].decided;
    fill_chart(work, view);
    return outcome;
}

/* ---- by script and region ---- */

static void add_place(struct place_line *lines, size_t *count, struct text label, const struct pair_sum *sum)
{
    size_t at = 0;
    while (at < *count && !text_equal(lines[at].label, label))
        at++;
    if (at == LINES_MOST)
        return;
    *count = at == *count ? at + 1 : *count;
    bool same = text_is(sum->state, "same"), different = text_is(sum->state, "different");
    lines[at].label = label;
    lines[at].found += sum->count;
    lines[at].same += same ? sum->count : 0;
    lines[at].different += different ? sum->count : 0;
    lines[at].waiting += same || different ? 0 : sum->count;
}

static struct text label_of(const struct work *work, const struct choice_list *list, struct text code)
{
    return text_is_empty(code) ? text_from(tr(work->language, N_("Not known")))
                               : choice_show(list, code, work->language);
}

static enum outcome fill_places(struct work *work, struct pair_figures_view *view)
{
    struct pair_sum *sums;
    size_t count = 0;
    view->scripts = arena_array(work->arena, struct place_line, LINES_MOST);
    view->regions = arena_array(work->arena, struct place_line, LINES_MOST);
    enum outcome outcome = pair_sums_by_place(work, work->actor->organisation, &sums, &count);
    for (size_t i = 0; i < count && outcome == OK; i++) {
        bool decided = text_is(sums[i].state, "same") || text_is(sums[i].state, "different");
        view->waiting += decided ? 0 : sums[i].count;
        add_place(view->scripts, &view->script_count, label_of(work, &pair_scripts, sums[i].script), &sums[i]);
        add_place(view->regions, &view->region_count, label_of(work, &regions, sums[i].region), &sums[i]);
    }
    return outcome;
}

enum outcome pair_figures_send(struct request *request, struct response *response, int status)
{
    struct work *work = &request->work;
    struct pair_figures_view *view = arena_new(work->arena, struct pair_figures_view);
    enum outcome outcome = fill_reviewers(work, view);
    if (outcome == OK)
        outcome = fill_bands(work, view);
    if (outcome == OK)
        outcome = fill_places(work, view);
    if (outcome == OK)
        outcome = look_last(work, &view->looking, &view->last_look);
    if (outcome == OK)
        outcome = calibration_fill(request, view);
    if (outcome != OK)
        return outcome;
    view->page = page_open(request, N_("Decisions on duplicates"));
    if (actor_may(&request->actor, &pair_read))
        page_trail(view->page, person_pair_record.plural, TEXT("/person-pairs"));
    page_trail(view->page, N_("Decisions"), TEXT_NONE);
    view->may_look = !view->looking;
    view->look_action = page_path(request, TEXT("/person-pairs/figures"));
    view->key = form_key_new(request);
    struct output out = page_output(request, response);
    pair_figures_page(&out, view);
    return page_send(request, response, status);
}

enum outcome pair_figures_show(struct request *request, struct response *response)
{
    return pair_figures_send(request, response, 200);
}

enum outcome look_order(struct request *request, struct response *response)
{
    enum outcome outcome;
    if (request->redisplay)
        return pair_figures_show(request, response);
    if (form_answered(request, response, &outcome))
        return outcome;
    outcome = look_begin(&request->work);
    return outcome == OK ? form_done(request, response, TEXT("/person-pairs/figures"),
                                     N_("The whole register is being compared. What is found stands in the list."))
                         : outcome;
}
