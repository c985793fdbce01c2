/* An interview: begun from its round, shown as a whole, with what may be done. */
#include "identity/identity.h"
#include "monitoring/monitoring_pages.h"
#include "web/form.h"
#include "web/record_parts.h"

static struct right nobody = {.name = "interview.export"};

static const struct record_page_options OPTIONS = {
    .record = &interview_record,
    .base = "/monitoring-interviews",
    .flow = &interview_flow,
    .users = &colleague_record,
    .export = &nobody,
    .closed_list = true,
};

enum outcome interview_history(struct request *request, struct response *response)
{
    return record_page_history(request, response, &OPTIONS);
}

/* ---- beginning ---- */

struct beginning {
    struct monitoring_round *round;
    struct questionnaire_version *version;
    struct monitoring_interview *interview;
    struct field_set fields;
};

/* Only what is in use for this round, and not begun already. */
static enum outcome find_version(struct request *request, const struct monitoring_round *round,
                                 struct questionnaire_version **ret)
{
    struct identifier id;
    struct round_part *parts;
    size_t count;
    if (text_to_identifier(parameters_get(&request->query, TEXT("questionnaire")), &id) != OK)
        return NOT_FOUND;
    enum outcome outcome = round_parts(&request->work, round, &parts, &count);
    if (outcome != OK)
        return outcome;
    for (size_t i = 0; i < count; i++)
        if (identifier_equal(parts[i].version->head.id, id)) {
            *ret = parts[i].version;
            return parts[i].interview == NULL ? OK : CONFLICT;
        }
    return NOT_FOUND;
}

static enum outcome open_beginning(struct request *request, struct beginning *ret)
{
    struct work *work = &request->work;
    struct record_target target;
    struct beginning beginning;
    enum outcome outcome = record_target_find(request, &round_record, 0, &target);
    if (outcome != OK)
        return outcome;
    beginning.round = target.now;
    struct subject subject = record_subject(beginning.round);
    if (!actor_may_on(work->actor, &monitoring_write, &subject) || !may_see_answers(work, beginning.round))
        return FORBIDDEN;
    if (!text_is(beginning.round->head.state, "due"))
        return CONFLICT;
    outcome = find_version(request, beginning.round, &beginning.version);
    if (outcome != OK)
        return outcome;
    struct monitoring_interview *interview = record_new(work->arena, &interview_record);
    const struct record_head *head = &beginning.round->head;
    interview->head.person = head->person;
    interview->head.organisation = head->organisation;
    interview->head.office = head->office;
    interview->head.assigned = head->assigned;
    interview->head.state = TEXT("draft");
    interview->round = head->id;
    interview->return_case = beginning.round->return_case;
    interview->questionnaire = beginning.version->head.id;
    interview->occasion = beginning.round->occasion;
    interview->interviewer = work->actor->user;
    interview->begun_on = zone_date(work->zone, work->now);
    interview->answers = TEXT("{}");
    beginning.interview = interview;
    beginning.fields = record_form_fields(work, &interview_record, interview);
    *ret = beginning;
    return OK;
}

static enum outcome send_beginning(struct request *request, struct response *response,
                                   const struct beginning *beginning, bool typed, int status)
{
    struct work *work = &request->work;
    struct text path = record_path(work->arena, "/monitoring-rounds", beginning->round->head.id, "");
    struct record_edit_view view = {
        .page = page_open(request, N_("Begin the interview")),
        .note = {.message = N_("Ask first whether the person wants to answer, and say that it changes nothing of their "
                               "aid. If not, record it in the round.")},
        .action = page_path(
            request, arena_format(work->arena, "%.*s?%.*s", TEXT_ARG(request->path), TEXT_ARG(request->query_text))),
        .cancel = page_path(request, path),
    };
    enum outcome outcome = person_called(work, beginning->round->head.person, &view.about);
    if (outcome == OK)
        outcome = record_form_view(work, &interview_record, beginning->interview, &beginning->fields,
                                   typed ? &request->form : NULL, NULL, &view.form);
    if (outcome != OK)
        return outcome;
    page_trail(view.page, round_record.plural, TEXT("/monitoring-rounds"));
    page_trail_text(view.page, round_record.title(work, beginning->round), path);
    page_trail_text(view.page, record_called(work, &questionnaire_record, beginning->version), TEXT_NONE);
    return record_edit_send(request, response, &view, typed, status);
}

/* Somebody else was quicker: the round says so. */
static enum outcome to_round(struct request *request, struct response *response)
{
    struct identifier id;
    enum outcome outcome = request_id(request, 0, &id);
    if (outcome != OK)
        return outcome;
    respond_notice(request, response, N_("This interview was begun already, or the round has ended."));
    return respond_redirect(request, response, record_path(request->work.arena, "/monitoring-rounds", id, ""));
}

enum outcome interview_new(struct request *request, struct response *response)
{
    struct beginning beginning;
    enum outcome outcome = open_beginning(request, &beginning);
    if (outcome == CONFLICT)
        return to_round(request, response);
    return outcome == OK ? send_beginning(request, response, &beginning, false, 200) : outcome;
}

enum outcome interview_create(struct request *request, struct response *response)
{
    struct beginning beginning;
    struct text location;
    struct work *work = &request->work;
    enum outcome outcome;
    if (form_answered(request, response, &outcome))
        return outcome;
    outcome = open_beginning(request, &beginning);
    if (outcome == CONFLICT)
        return to_round(request, response);
    if (outcome != OK)
        return outcome;
    if (request->redisplay)
        return send_beginning(request, response, &beginning, true, 200);
    outcome = record_form_insert(request, &interview_record, &beginning.fields, beginning.interview);
    if (outcome == INVALID)
        return send_beginning(request, response, &beginning, true, 422);
    if (outcome != OK)
        return outcome;
    location = record_path(work->arena, "/monitoring-interviews", beginning.interview->head.id, "pages/next");
    outcome = form_key_keep(request, location);
    return outcome == OK ? respond_redirect(request, response, location) : outcome;
}

/* ---- the whole interview ---- */

struct reading_page {
    struct request *request;
    struct work *work;
    const struct monitoring_interview *interview;
    struct questionnaire_version *version;
    struct questionnaire *questionnaire;
    struct answers answers;
    struct interview_view *view;
};

static void fill_part(const struct reading_page *page, const enum answer_state *states, size_t section)
{
    const struct questionnaire *questionnaire = page->questionnaire;
    size_t language = questionnaire_language(page->work);
    struct interview_part *part = &page->view->parts[page->view->part_count++];
    part->title = words_in(&questionnaire->sections[section].words, language);
    part->answers = arena_array(page->work->arena, struct interview_answer, questionnaire->question_count + 1);
    for (size_t i = 0; i < questionnaire->question_count; i++) {
        const struct question *question = &questionnaire->questions[i];
        if (question->section != section || states[i] == ANSWER_NOT_ASKED)
            continue;
        part->answers[part->count++] = (struct interview_answer){
            .question = words_in(&question->words, language),
            .answer = answer_shown(page->work->arena, question, page->answers.at[i], language),
            .none = states[i] == ANSWER_UNKNOWN || states[i] == ANSWER_REFUSED,
            .person = question->kind == QUESTION_TEXT};
    }
    if (page->view->go_on.length > 0)
        part->change = record_address(
            page->request, "/monitoring-interviews", page->interview->head.id,
            arena_format(page->work->arena, "pages/%.*s", TEXT_ARG(questionnaire->sections[section].code)).at);
}

static void fill_scores(const struct reading_page *page)
{
    struct score scores[1 + QUESTIONNAIRE_DIMENSIONS_MOST];
    const struct questionnaire *questionnaire = page->questionnaire;
    struct work *work = page->work;
    struct interview_view *view = page->view;
    view->score_note = questionnaire_score_note(questionnaire);
    view->scores = arena_array(work->arena, struct interview_score, 1 + QUESTIONNAIRE_DIMENSIONS_MOST);
    questionnaire_score(questionnaire, &page->answers, scores);
    for (size_t i = 0; i < 1 + questionnaire->dimension_count; i++) {
        const struct text counts[] = {language_number(work->arena, work->language, scores[i].answered),
                                      language_number(work->arena, work->language, scores[i].asked)};
        if (scores[i].asked == 0)
            continue;
        view->scores[view->score_count++] = (struct interview_score){
            .label = i == 0 ? text_from(tr(work->language, N_("Taken together")))
                            : words_in(&questionnaire->dimensions[i - 1].words, questionnaire_language(work)),
            .value = scores[i].value == SCORE_NONE ? text_from(tr(work->language, N_("Too few answers")))
                                                   : tenths_shown(work, scores[i].value),
            .line = tr_with(work->arena, work->language, N_("{1} of {2} answered"), counts, 2)};
    }
}

static enum outcome fill_buttons(const struct reading_page *page)
{
    struct interview_view *view = page->view;
    const struct monitoring_interview *interview = page->interview;
    const struct flow_state *state = flow_state(&interview_flow, interview->head.state);
    view->state_label = state == NULL ? NULL : state->label;
    view->tone = flow_tone(&interview_flow, interview->head.state);
    return view->readable
               ? step_buttons(page->request, &interview_flow, "/monitoring-interviews", interview, &view->buttons)
               : OK;
}

static enum outcome fill_head(const struct reading_page *page)
{
    struct work *work = page->work;
    const struct monitoring_interview *interview = page->interview;
    struct interview_view *view = page->view;
    view->title = interview_record.title(work, interview);
    view->round_path = record_address(page->request, "/monitoring-rounds", interview->round, "");
    view->case_path = record_address(page->request, "/return-cases", interview->return_case, "monitoring");
    view->history_path = record_address(page->request, "/monitoring-interviews", interview->head.id, "history");
    view->mode = choice_show(&monitoring_modes, interview->mode, work->language);
    view->language = choice_show(&spoken_languages, interview->language, work->language);
    view->begun_on = interview->begun_on;
    view->ended_on = interview->ended_on;
    enum outcome outcome = person_called(work, interview->head.person, &view->person);
    if (outcome == OK)
        outcome = record_titles(work, &colleague_record, &interview->interviewer, 1, &view->interviewer);
    return outcome;
}

static enum outcome fill_answers(struct reading_page *page)
{
    enum answer_state states[QUESTIONNAIRE_QUESTIONS_MOST];
    struct interview_view *view = page->view;
    struct subject subject = record_subject(page->interview);
    enum outcome outcome =
        interview_open(page->work, page->interview, &page->version, &page->questionnaire, &page->answers);
    if (outcome == NOT_FOUND) {
        view->readable = false;
        return OK;
    }
    if (outcome != OK)
        return outcome;
    view->questionnaire = record_called(page->work, &questionnaire_record, page->version);
    view->edition = language_number(page->work->arena, page->work->language, page->version->edition);
    view->newer = text_is(page->version->head.state, "retired") && text_is(page->interview->head.state, "draft");
    if (!view->readable)
        return OK;
    if (text_is(page->interview->head.state, "draft") && actor_may_on(page->work->actor, &monitoring_write, &subject))
        view->go_on = record_address(page->request, "/monitoring-interviews", page->interview->head.id, "pages/next");
    answers_states(page->questionnaire, &page->answers, states);
    view->parts = arena_array(page->work->arena, struct interview_part, page->questionnaire->section_count + 1);
    for (size_t i = 0; i < page->questionnaire->section_count; i++)
        if (answers_ask_section(page->questionnaire, states, i))
            fill_part(page, states, i);
    fill_scores(page);
    return OK;
}

enum outcome interview_show(struct request *request, struct response *response)
{
    struct work *work = &request->work;
    struct identifier id;
    struct field_set readable;
    void *row;
    enum outcome outcome = request_id(request, 0, &id);
    if (outcome == OK)
        outcome = record_get(work, &interview_record, id, &row, &readable);
    if (outcome != OK)
        return outcome;
    struct interview_view view = {.page = page_open(request, N_("Interview")), .readable = may_see_answers(work, row)};
    struct reading_page page = {.request = request, .work = work, .interview = row, .view = &view};
    outcome = fill_head(&page);
    if (outcome == OK)
        outcome = fill_answers(&page);
    if (outcome == OK)
        outcome = fill_buttons(&page);
    if (outcome != OK)
        return outcome;
    page_trail(view.page, round_record.plural, TEXT("/monitoring-rounds"));
    page_trail_text(view.page, view.title, record_path(work->arena, "/monitoring-rounds", page.interview->round, ""));
    page_trail(view.page, N_("Interview"), TEXT_NONE);
    struct output out = page_output(request, response);
    monitoring_interview_page(&out, &view);
    return page_send(request, response, 200);
}
