/* The pages of what several persons have together: a collective project with its shares, a course with its seats. */
#include <string.h>

#include "identity/identity.h"
#include "reintegration/reintegration_pages.h"
#include "reintegration/reintegration_store.h"
#include "web/record_parts.h"

enum { ROWS_MOST = 200 };

/* How the rows below a page are shown. */
struct joined {
    const struct record *record;
    const struct flow *flow;
    const char *base;
    const char *state; /* of who counts as taking part; NULL: every row */
    struct text (*line)(struct work *work, const void *row);
};

static enum outcome fill_row(struct request *request, const struct joined *joined, const void *row,
                             struct part_row *shown)
{
    struct work *work = &request->work;
    const struct flow_state *state = flow_state(joined->flow, record_head_of(row)->state);
    *shown = (struct part_row){
        .path = record_address(request, joined->base, record_head_of(row)->id, ""),
        .badge = state == NULL ? TEXT_NONE : text_from(tr(work->language, state->label)),
        .tone = flow_tone(joined->flow, record_head_of(row)->state),
        .line = joined->line(work, row),
    };
    enum outcome outcome = record_titles(work, &person_record, &record_head_of(row)->person, 1, &shown->title);
    if (outcome == OK && text_is_empty(shown->title))
        shown->title = text_from(tr(work->language, joined->record->label));
    return outcome;
}

/* Those of the rows that the reader may see; how many of them take part. */
static enum outcome fill_rows(struct request *request, const struct joined *joined, const struct identifier *ids,
                              size_t count, struct joint_more *more, int64_t *ret_seen)
{
    struct work *work = &request->work;
    void **rows = arena_array(work->arena, void *, count + 1);
    enum outcome outcome = record_peek_all(work, joined->record, ids, count, NULL, rows);
    more->list.rows = arena_array(work->arena, struct part_row, count + 1);
    *ret_seen = 0;
    for (size_t i = 0; i < count && outcome == OK; i++) {
        if (rows[i] == NULL)
            continue;
        *ret_seen += joined->state == NULL || text_is(record_head_of(rows[i])->state, joined->state);
        outcome = fill_row(request, joined, rows[i], &more->list.rows[more->list.row_count++]);
    }
    return outcome;
}

static void show_more(struct output *out, const struct record_show_view *view)
{
    joint_more_page(out, view->more, view->page);
}

/* ---- collective projects ---- */

static struct text share_line(struct work *work, const void *row)
{
    struct field_set readable;
    void *found;
    if (record_peek(work, &return_item_record, ((const struct reintegration_share *)row)->item, &found, &readable) !=
        OK)
        return TEXT_NONE;
    const struct return_item *item = found;
    const struct flow_state *state = flow_state(&item_flow, item->head.state);
    struct text sum = language_money(work->arena, work->language, item->amount);
    struct text called = state == NULL ? TEXT("") : text_from(tr(work->language, state->label));
    return arena_format(work->arena, "%.*s · %.*s · %.*s", TEXT_ARG(item->head.number), TEXT_ARG(sum),
                        TEXT_ARG(called));
}

static enum outcome load_project(struct request *request, const void *row, void **ret_more)
{
    static const struct joined SHARES = {&share_record, &share_flow, "/project-shares", "joined", share_line};
    const struct reintegration_project *project = row;
    struct work *work = &request->work;
    struct joint_more *more = arena_new(work->arena, struct joint_more);
    struct share_sums sums;
    struct identifier *ids;
    size_t count;
    int64_t seen;
    enum outcome outcome = shares_of_project(work, project->head.id, &sums);
    if (outcome == OK)
        outcome = share_ids(work, project->head.id, ROWS_MOST, &ids, &count);
    if (outcome != OK)
        return outcome;
    struct money rest = {project->cost.minor > sums.minor ? project->cost.minor - sums.minor : 0, ""};
    struct money sum = {sums.minor, ""};
    memcpy(rest.currency, project->cost.currency, sizeof rest.currency);
    memcpy(sum.currency, project->cost.currency, sizeof sum.currency);
    const struct text words[] = {language_money(work->arena, work->language, sum),
                                 language_number(work->arena, work->language, sums.persons),
                                 language_money(work->arena, work->language, rest)};
    more->summary =
        tr_with(work->arena, work->language,
                N_("Together: {1}, persons with a share: {2}. Still to be brought by others: {3}."), words, 3);
    more->list = (struct part_list){
        .id = "shares",
        .title = N_("Shares in the project"),
        .empty = N_("Nobody has a share yet. Add one on the page of a case's reintegration."),
    };
    outcome = fill_rows(request, &SHARES, ids, count, more, &seen);
    more->hidden = sums.persons > seen ? sums.persons - seen : 0;
    if (outcome == OK)
        outcome = step_buttons(request, &project_flow, "/collective-projects", row, &more->steps);
    *ret_more = more;
    return outcome;
}

const struct record_page_options project_options = {
    .record = &project_record,
    .base = "/collective-projects",
    .flow = &project_flow,
    .new_title = N_("Propose a collective project"),
    .edit_title = N_("Change the project"),
    .begin = N_("Whoever works on cases proposes one; persons join it with an item of their plans."),
    .users = &colleague_record,
    .load_more = load_project,
    .show_more = show_more,
};

const struct step_pages project_steps = {&project_flow, "/collective-projects"};

/* ---- courses ---- */

static struct text seat_line(struct work *work, const void *row)
{
    struct text since = language_date(work->arena, work->language, record_head_of(row)->state_since);
    return record_head_of(row)->state_since == DATE_NONE
               ? TEXT_NONE
               : tr_with(work->arena, work->language, N_("Since {1}"), &since, 1);
}

static enum outcome load_course(struct request *request, const void *row, void **ret_more)
{
    static const struct joined SEATS = {&training_record, &training_flow, "/trainings", NULL, seat_line};
    const struct reintegration_course *course = row;
    struct work *work = &request->work;
    struct joint_more *more = arena_new(work->arena, struct joint_more);
    struct course_seats seats;
    struct identifier *ids;
    size_t count;
    int64_t seen;
    enum outcome outcome = seats_of_course(work, course->head.id, (struct identifier){{0}}, &seats);
    if (outcome == OK)
        outcome = training_ids(work, course->head.id, ROWS_MOST, &ids, &count);
    if (outcome != OK)
        return outcome;
    const struct text words[] = {
        language_number(work->arena, work->language, seats.taken),
        language_number(work->arena, work->language, course->seats),
        language_number(work->arena, work->language, seats.waiting),
    };
    more->summary =
        tr_with(work->arena, work->language, N_("Seats taken: {1} of {2}. On the waiting list: {3}."), words, 3);
    more->list = (struct part_list){
        .id = "seats",
        .title = N_("Who takes part or waits"),
        .empty =
            N_("Nobody has a seat yet. Add a training on the page of a case's reintegration and choose this course."),
    };
    outcome = fill_rows(request, &SEATS, ids, count, more, &seen);
    int64_t all = seats.taken + seats.waiting + seats.dropped;
    more->hidden = all > seen ? all - seen : 0;
    *ret_more = more;
    return outcome;
}

const struct record_page_options course_options = {
    .record = &course_record,
    .base = "/courses",
    .new_title = N_("Add a course"),
    .edit_title = N_("Change the course"),
    .begin = N_("Courses with a number of seats: whoever plans a training on one takes a seat, or waits for one."),
    .users = &colleague_record,
    .load_more = load_course,
    .show_more = show_more,
};
