/* An interview page by page: a section each, stored at every step, so that nothing is lost when the telephone or the
   line fails.  What is asked next is decided here, without a script.  Whatever was typed is kept, also what cannot be
   read; the page that holds it is shown again with what is wrong. */
#include "monitoring/monitoring_pages.h"
#include "web/form.h"
#include "web/record_parts.h"

enum { ANSWERS_MOST = 1 << 20 };

struct filling {
    struct request *request;
    struct work *work;
    struct monitoring_interview *interview; /* as stored */
    struct questionnaire_version *version;
    struct questionnaire *questionnaire;
    struct answers answers;
    enum answer_state states[QUESTIONNAIRE_QUESTIONS_MOST];
    size_t section;
    bool stale;
};

static struct text page_of(const struct filling *filling, size_t section, const char *behind)
{
    struct text code = filling->questionnaire->sections[section].code;
    struct text part = arena_format(filling->work->arena, "pages/%.*s%s", TEXT_ARG(code), behind);
    return record_path(filling->work->arena, "/monitoring-interviews", filling->interview->head.id, part.at);
}

static struct text whole_of(const struct filling *filling)
{
    return record_path(filling->work->arena, "/monitoring-interviews", filling->interview->head.id, "");
}

/* The next or the last section before this one that is asked; the number of sections when there is none. */
static size_t asked_beside(const struct filling *filling, size_t section, bool before)
{
    size_t count = filling->questionnaire->section_count;
    for (size_t at = before ? section - 1 : section + 1; at < count; at = before ? at - 1 : at + 1)
        if (answers_ask_section(filling->questionnaire, filling->states, at))
            return at;
    return count;
}

static enum outcome open_filling(struct request *request, struct filling *ret)
{
    struct work *work = &request->work;
    struct record_target target;
    enum outcome outcome = record_target_find(request, &interview_record, 0, &target);
    if (outcome != OK)
        return outcome;
    *ret = (struct filling){.request = request, .work = work, .interview = target.now};
    struct subject subject = record_subject(target.now);
    if (!actor_may_on(work->actor, &monitoring_write, &subject) || !may_see_answers(work, target.now))
        return FORBIDDEN;
    outcome = interview_open(work, ret->interview, &ret->version, &ret->questionnaire, &ret->answers);
    if (outcome != OK)
        return outcome;
    answers_states(ret->questionnaire, &ret->answers, ret->states);
    const struct question_section *section = questionnaire_section_named(ret->questionnaire, request->parameters[1]);
    ret->section =
        section == NULL ? ret->questionnaire->section_count : (size_t)(section - ret->questionnaire->sections);
    return OK;
}

/* ---- the page ---- */

static void add_errors(const struct filling *filling, struct fill_view *view)
{
    struct work *work = filling->work;
    const struct problem *problem = work->problems.first;
    view->errors = arena_array(work->arena, struct form_error, work->problems.count + 1);
    for (; problem != NULL; problem = problem->next) {
        struct form_error *error = &view->errors[view->error_count++];
        *error = (struct form_error){.message = problem_sentence(work->arena, work->language, problem)};
        for (size_t i = 0; i < view->section.field_count; i++)
            if (text_equal(view->section.fields[i].name, problem->field)) {
                error->target = arena_format(work->arena, "#%.*s", TEXT_ARG(view->section.fields[i].id));
                error->label = view->section.fields[i].label;
            }
    }
}

static void count_pages(const struct filling *filling, struct fill_view *view)
{
    for (size_t i = 0; i < filling->questionnaire->section_count; i++) {
        bool asked = answers_ask_section(filling->questionnaire, filling->states, i);
        view->total += asked;
        view->number += asked && i <= filling->section;
    }
    size_t none = filling->questionnaire->section_count;
    view->first = asked_beside(filling, filling->section, true) == none;
    view->last = asked_beside(filling, filling->section, false) == none;
}

static enum outcome send_page(struct filling *filling, struct response *response, bool look, int status)
{
    struct request *request = filling->request;
    struct work *work = filling->work;
    struct text round_path = record_path(work->arena, "/monitoring-rounds", filling->interview->round, "");
    struct fill_view view = {
        .page = page_open(request, N_("Interview")),
        .title = record_called(work, &questionnaire_record, filling->version),
        .action = page_path(request, request->path),
        .leave = page_path(request, whole_of(filling)),
        .version = arena_format(work->arena, "%lld", (long long)filling->interview->head.version),
        .key = form_key_new(request),
        .stale = filling->stale,
    };
    if (look)
        (void)answers_section_is_whole(filling->questionnaire, filling->states, filling->section, &work->problems);
    count_pages(filling, &view);
    if (view.first)
        view.introduction = words_in(&filling->questionnaire->introduction, questionnaire_language(work));
    questionnaire_form(work, filling->questionnaire, filling->section, &filling->answers, filling->states,
                       &view.section);
    add_errors(filling, &view);
    enum outcome outcome = person_called(work, filling->interview->head.person, &view.person);
    if (outcome != OK)
        return outcome;
    page_trail(view.page, round_record.plural, TEXT("/monitoring-rounds"));
    page_trail_text(view.page, interview_record.title(work, filling->interview), round_path);
    page_trail_text(view.page, view.title, TEXT_NONE);
    view.page->has_form = true;
    struct output out = page_output(request, response);
    monitoring_fill_page(&out, &view);
    return page_send(request, response, status);
}

/* "next" leads on to where the interview stopped. */
static enum outcome to_next(struct filling *filling, struct response *response)
{
    size_t open = interview_first_open(filling->questionnaire, filling->states);
    size_t none = filling->questionnaire->section_count;
    size_t last = asked_beside(filling, none, true);
    const struct question_section *written =
        questionnaire_section_named(filling->questionnaire, filling->interview->section);
    size_t after = written == NULL ? 0 : (size_t)(written - filling->questionnaire->sections) + 1;
    size_t at = open < none && open < after ? open : after;
    while (at < none && !answers_ask_section(filling->questionnaire, filling->states, at))
        at++;
    if (at >= none)
        at = last;
    return respond_redirect(filling->request, response, at < none ? page_of(filling, at, "") : whole_of(filling));
}

enum outcome interview_page(struct request *request, struct response *response)
{
    struct filling filling;
    struct field_set readable;
    void *row;
    struct identifier id;
    enum outcome outcome = request_id(request, 0, &id);
    if (outcome == OK) /* its answers are shown, which is audited */
        outcome = record_get(&request->work, &interview_record, id, &row, &readable);
    if (outcome == OK)
        outcome = open_filling(request, &filling);
    if (outcome != OK)
        return outcome;
    if (!text_is(filling.interview->head.state, "draft"))
        return respond_redirect(request, response, whole_of(&filling));
    bool next = text_is(request->parameters[1], "next");
    if (filling.section == filling.questionnaire->section_count && !next)
        return NOT_FOUND;
    if (next || !answers_ask_section(filling.questionnaire, filling.states, filling.section))
        return to_next(&filling, response);
    return send_page(&filling, response, parameters_has(&request->query, TEXT("look")), 200);
}

/* ---- storing ---- */

static enum outcome store(struct filling *filling)
{
    struct work *work = filling->work;
    struct monitoring_interview *changed = record_copy(work->arena, &interview_record, filling->interview);
    struct buffer json AUTO_BUFFER = buffer_open(ANSWERS_MOST);
    enum outcome outcome = answers_write(filling->questionnaire, &filling->answers, &json);
    if (outcome != OK)
        return outcome;
    changed->answers = arena_text(work->arena, buffer_text(&json));
    changed->section = filling->questionnaire->sections[filling->section].code;
    outcome = record_update_by_step(work, &interview_record, filling->interview, changed, TEXT("answer"));
    if (outcome == OK)
        filling->interview = changed;
    return outcome;
}

static enum outcome finish(struct filling *filling)
{
    struct problems before = filling->work->problems;
    enum outcome outcome = flow_move(filling->work, &interview_flow, filling->interview->head.id,
                                     filling->interview->head.version, TEXT("finish"), filling->interview, TEXT_NONE);
    if (outcome == INVALID)
        filling->work->problems = before;
    return outcome;
}

/* Where the answers lead: back, on, to what is missing, or to the end. */
static enum outcome follow(struct filling *filling, struct text *ret_location)
{
    size_t none = filling->questionnaire->section_count;
    struct text go = parameters_get(&filling->request->form, TEXT("go"));
    size_t before = asked_beside(filling, filling->section, true);
    size_t after = asked_beside(filling, filling->section, false);
    *ret_location = whole_of(filling);
    if (text_is(go, "leave"))
        return OK;
    if (text_is(go, "back") && before < none) {
        *ret_location = page_of(filling, before, "");
        return OK;
    }
    if (!answers_section_is_whole(filling->questionnaire, filling->states, filling->section, NULL)) {
        *ret_location = page_of(filling, filling->section, "?look=yes");
        return OK;
    }
    if (after < none) {
        *ret_location = page_of(filling, after, "");
        return OK;
    }
    size_t open = interview_first_open(filling->questionnaire, filling->states);
    if (open < none) {
        *ret_location = page_of(filling, open, "?look=yes");
        return OK;
    }
    enum outcome outcome = finish(filling);
    return outcome == INVALID ? OK : outcome;
}

enum outcome interview_save(struct request *request, struct response *response)
{
    struct filling filling;
    struct text location;
    enum outcome outcome;
    if (form_answered(request, response, &outcome))
        return outcome;
    outcome = open_filling(request, &filling);
    if (outcome != OK)
        return outcome;
    if (filling.section == filling.questionnaire->section_count)
        return NOT_FOUND;
    if (!text_is(filling.interview->head.state, "draft")) {
        respond_notice(request, response, N_("This interview has ended: open it to be corrected first."));
        return respond_redirect(request, response, whole_of(&filling));
    }
    filling.stale = form_version(request) != filling.interview->head.version;
    questionnaire_form_read(filling.work, filling.questionnaire, filling.section, &request->form, &filling.answers);
    answers_states(filling.questionnaire, &filling.answers, filling.states);
    if (request->redisplay || filling.stale)
        return send_page(&filling, response, false, filling.stale ? 409 : 200);
    outcome = store(&filling);
    if (outcome == OK)
        outcome = follow(&filling, &location);
    if (outcome == OK)
        outcome = form_key_keep(request, location);
    return outcome == OK ? respond_redirect(request, response, location) : outcome;
}
