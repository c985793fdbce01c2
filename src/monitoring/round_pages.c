/* The list of rounds, and a round on its page: what it asks, what may be done. */
#include "identity/identity.h"
#include "monitoring/monitoring_pages.h"
#include "web/record_parts.h"

static const struct record_page_options OPTIONS = {
    .record = &round_record,
    .base = "/monitoring-rounds",
    .flow = &round_flow,
    .users = &colleague_record,
    .offices = &office_record,
    .closed_list = true,
};

#define HANDLER(name, page)                                               \
    enum outcome name(struct request *request, struct response *response) \
    {                                                                     \
        return record_page_##page(request, response, &OPTIONS);           \
    }

HANDLER(round_list, list)
HANDLER(round_list_csv, csv)
HANDLER(round_list_xlsx, xlsx)
HANDLER(round_view_add, view_add)
HANDLER(round_view_remove, view_remove)
HANDLER(round_history, history)

/* ---- a round ---- */

static struct text edition_line(struct work *work, const struct questionnaire_version *version)
{
    const struct text number[] = {language_number(work->arena, work->language, version->edition)};
    return tr_with(work->arena, work->language, N_("Version {1}"), number, 1);
}

static void fill_part(struct request *request, const struct monitoring_round *round, const struct round_part *part,
                      bool may, struct round_line *line)
{
    struct work *work = &request->work;
    const struct monitoring_interview *interview = part->interview;
    *line = (struct round_line){.title = record_called(work, &questionnaire_record, part->version),
                                .line = edition_line(work, part->version)};
    if (interview == NULL) {
        line->state = text_from(tr(work->language, N_("Not begun")));
        struct text id = identifier_to_text(work->arena, part->version->head.id);
        struct text behind = arena_format(work->arena, "interviews/new?questionnaire=%.*s", TEXT_ARG(id));
        line->path = record_address(request, "/monitoring-rounds", round->head.id, behind.at);
        line->action = may ? N_("Begin the interview") : NULL;
        return;
    }
    const struct flow_state *state = flow_state(&interview_flow, interview->head.state);
    bool draft = text_is(interview->head.state, "draft");
    line->state = state == NULL ? TEXT_NONE : text_from(tr(work->language, state->label));
    line->tone = flow_tone(&interview_flow, interview->head.state);
    line->path = record_address(request, "/monitoring-interviews", interview->head.id, "");
    line->action = draft ? N_("Go on") : N_("Open");
}

static enum outcome fill_parts(struct request *request, const struct monitoring_round *round, struct round_view *view)
{
    struct round_part *parts;
    size_t count;
    enum outcome outcome = round_parts(&request->work, round, &parts, &count);
    if (outcome != OK)
        return outcome;
    view->parts = arena_array(request->work.arena, struct round_line, count + 1);
    bool may = text_is(round->head.state, "due") && may_see_answers(&request->work, round);
    for (size_t i = 0; i < count; i++)
        fill_part(request, round, &parts[i], may, &view->parts[view->part_count++]);
    view->open = text_is(round->head.state, "due");
    return OK;
}

static enum outcome fill_buttons(struct request *request, const struct monitoring_round *round, struct round_view *view)
{
    const struct flow_state *state = flow_state(&round_flow, round->head.state);
    view->state_label = state == NULL ? NULL : state->label;
    view->tone = flow_tone(&round_flow, round->head.state);
    return step_buttons(request, &round_flow, "/monitoring-rounds", round, &view->buttons);
}

enum outcome round_show(struct request *request, struct response *response)
{
    struct work *work = &request->work;
    struct identifier id;
    struct field_set readable;
    void *row;
    enum outcome outcome = request_id(request, 0, &id);
    if (outcome == OK)
        outcome = record_get(work, &round_record, id, &row, &readable);
    if (outcome != OK)
        return outcome;
    const struct monitoring_round *round = row;
    struct text title = round_record.title(work, round);
    struct text case_path = record_path(work->arena, "/return-cases", round->return_case, "monitoring");
    int32_t today = zone_date(work->zone, work->now);
    bool waits = text_is(round->head.state, "due") || text_is(round->head.state, "planned");
    struct subject subject = record_subject(round);
    struct round_view view = {
        .page = page_open_text(request, title),
        .number = round->head.number,
        .title = title,
        .case_path = page_path(request, case_path),
        .history_path = record_address(request, "/monitoring-rounds", id, "history"),
        .late = waits && round->due_on != DATE_NONE && round->due_on < today,
        .generated = round->generated.is == FLAG_YES,
        .due_on = round->due_on,
        .done_on = round->done_on,
        .attempted_on = round->attempted_on,
        .attempts = round->attempts == INTEGER_NONE ? 0 : round->attempts,
        .attempt_note = round->attempt_note,
    };
    if (actor_may_on(&request->actor, &person_read, &subject))
        view.person_path = record_address(request, "/persons", round->head.person, "");
    outcome = person_called(work, round->head.person, &view.person);
    if (outcome == OK)
        outcome = fill_buttons(request, round, &view);
    if (outcome == OK)
        outcome = fill_parts(request, round, &view);
    if (outcome != OK)
        return outcome;
    page_trail(view.page, round_record.plural, TEXT("/monitoring-rounds"));
    page_trail_text(view.page, title, TEXT_NONE);
    struct output out = page_output(request, response);
    monitoring_round_page(&out, &view);
    return page_send(request, response, 200);
}
