/* Who opened a person's file: a page for the data-protection officer, a paper for the person. */
#include <stdlib.h>

#include "identity/identity.h"
#include "print/paper.h"
#include "privacy/privacy_pages.h"
#include "web/application.h"
#include "web/record_parts.h"

enum { PAGE_LINES = 50, LISTS_SHOWN = 20, USERS_MOST = 200, PRINTED_MOST = 2000 };

struct logging {
    struct request *request;
    struct work *work;
    const struct person *person;
    struct text title;
    struct person_row *rows;
    size_t row_count;
    struct audit_query query;
};

static enum outcome open_log(struct request *request, struct logging *ret)
{
    struct identifier id;
    struct field_set readable;
    void *person;
    struct work *work = &request->work;
    enum outcome outcome = request_id(request, 0, &id);
    if (outcome == OK)
        outcome = record_get(work, &person_record, id, &person, &readable);
    if (outcome != OK)
        return outcome;
    struct subject subject = record_subject(person);
    if (!actor_may_on(work->actor, &privacy_log, &subject))
        return FORBIDDEN;
    *ret = (struct logging){.request = request,
                            .work = work,
                            .person = person,
                            .title = record_called(work, &person_record, person),
                            .query = {.organisation = subject.organisation,
                                      .shown = id,
                                      .from = INT64_MIN,
                                      .until = INT64_MAX,
                                      .most = PAGE_LINES + 1}};
    outcome = privacy_rows(work, id, &ret->rows, &ret->row_count);
    struct identifier *ids = arena_array(work->arena, struct identifier, ret->row_count + 1);
    for (size_t i = 0; outcome == OK && i < ret->row_count; i++)
        ids[i] = ret->rows[i].id;
    ret->query.subjects = ids;
    ret->query.subject_count = ret->row_count;
    return outcome;
}

/* A day that was typed; the error stands beside its field. */
static enum outcome read_day(struct work *work, struct text typed, const char *name, int32_t *ret_day)
{
    struct field field = {.name = name, .kind = FIELD_DATE, .offset = 0};
    int32_t day = DATE_NONE;
    enum outcome outcome = typed.length == 0 ? OK : field_from_text(work, &field, typed, &day, &work->problems);
    *ret_day = day;
    return outcome == INVALID ? OK : outcome;
}

static enum outcome read_filters(struct logging *logging, struct log_view *view)
{
    struct work *work = logging->work;
    const struct parameters *typed = &logging->request->query;
    int32_t from, to;
    view->from = text_trim(parameters_get(typed, TEXT("from")));
    view->to = text_trim(parameters_get(typed, TEXT("until")));
    view->user = text_trim(parameters_get(typed, TEXT("user")));
    enum outcome outcome = read_day(work, view->from, "from", &from);
    if (outcome == OK)
        outcome = read_day(work, view->to, "until", &to);
    if (outcome != OK)
        return outcome;
    const struct problem *problem = problem_for(&work->problems, TEXT("from"));
    if (problem != NULL)
        view->from_error = problem_sentence(work->arena, work->language, problem);
    problem = problem_for(&work->problems, TEXT("until"));
    if (problem != NULL)
        view->to_error = problem_sentence(work->arena, work->language, problem);
    if (from != DATE_NONE)
        logging->query.from = zone_instant(work->zone, from, 0);
    if (to != DATE_NONE)
        logging->query.until = zone_instant(work->zone, to + 1, 0) - 1;
    if (text_to_identifier(view->user, &logging->query.user) != OK)
        logging->query.user = (struct identifier){{0}};
    view->filtered = from != DATE_NONE || to != DATE_NONE || !identifier_is_none(logging->query.user);
    if (text_to_identifier(parameters_get(typed, TEXT("after")), &logging->query.before) != OK)
        logging->query.before = (struct identifier){{0}};
    return OK;
}

/* Those whose names stand in the newest part of the log, whatever it is narrowed to. */
static enum outcome offer_users(struct logging *logging, struct log_view *view)
{
    struct work *work = logging->work;
    struct audit_query all = logging->query;
    struct audit_event *events;
    size_t count;
    all.from = INT64_MIN;
    all.until = INT64_MAX;
    all.user = all.before = (struct identifier){{0}};
    all.most = AUDIT_LOG_MOST;
    enum outcome outcome = audit_log(work->db, work->arena, &all, &events, &count);
    if (outcome != OK)
        return outcome;
    struct identifier *users = arena_array(work->arena, struct identifier, count + 1);
    struct text *names = arena_array(work->arena, struct text, count + 1);
    size_t user_count = 0;
    for (size_t i = 0; i < count; i++) {
        bool known = identifier_is_none(events[i].user);
        for (size_t j = 0; j < user_count && !known; j++)
            known = identifier_equal(users[j], events[i].user);
        if (!known && user_count < USERS_MOST)
            users[user_count++] = events[i].user;
    }
    outcome = record_titles(work, &colleague_record, users, user_count, names);
    struct form_choice *choices = arena_array(work->arena, struct form_choice, user_count + 1);
    for (size_t i = 0; i < user_count; i++)
        choices[i] = (struct form_choice){.code = identifier_to_text(work->arena, users[i]),
                                          .label = names[i],
                                          .selected = identifier_equal(users[i], logging->query.user)};
    view->users = choices;
    view->user_count = user_count;
    return outcome;
}

static struct text next_path(const struct logging *logging, const struct log_view *view, struct identifier last)
{
    AUTO_BUFFER struct buffer address = buffer_open(4096);
    struct arena *arena = logging->work->arena;
    url_encode_parameter(&address, true, TEXT("from"), view->from);
    url_encode_parameter(&address, false, TEXT("until"), view->to);
    url_encode_parameter(&address, false, TEXT("user"), view->user);
    url_encode_parameter(&address, false, TEXT("after"), identifier_to_text(arena, last));
    return arena_format(arena, "%.*s?%.*s", TEXT_ARG(view->action), TEXT_ARG(arena_text(arena, buffer_text(&address))));
}

/* Rows that came with a past bear the moment of the deed, not of the row. */
static int latest_first(const void *left, const void *right)
{
    int64_t a = ((const struct audit_event *)left)->at;
    int64_t b = ((const struct audit_event *)right)->at;
    return a > b ? -1 : a < b;
}

static enum outcome fill_lines(struct logging *logging, struct log_view *view)
{
    struct audit_event *events;
    size_t count;
    struct log_names *names = log_names_open(logging->work, logging->rows, logging->row_count, false);
    enum outcome outcome = audit_log(logging->work->db, logging->work->arena, &logging->query, &events, &count);
    if (outcome != OK)
        return outcome;
    bool more = count > PAGE_LINES;
    view->line_count = more ? PAGE_LINES : count;
    if (more)
        view->next = next_path(logging, view, events[PAGE_LINES - 1].id);
    qsort(events, view->line_count, sizeof *events, latest_first);
    return log_sentences(names, events, view->line_count, &view->lines);
}

/* Lists name nobody: those of this organisation since the person is known. */
static enum outcome fill_lists(struct logging *logging, struct log_view *view)
{
    struct audit_event *events;
    size_t count;
    struct audit_query query = logging->query;
    struct log_names *names = log_names_open(logging->work, logging->rows, logging->row_count, false);
    struct text *unused;
    if (query.from < logging->person->head.created_at)
        query.from = logging->person->head.created_at;
    query.most = LISTS_SHOWN;
    enum outcome outcome = audit_lists(logging->work->db, logging->work->arena, &query, &events, &count);
    if (outcome == OK)
        outcome = log_sentences(names, events, count, &unused); /* who they are */
    view->lists = arena_array(logging->work->arena, struct text, LISTS_SHOWN + 1);
    for (size_t i = 0; outcome == OK && i < count; i++)
        view->lists[view->list_count++] = log_list_sentence(names, &events[i]);
    return outcome;
}

static void fill_prints(const struct logging *logging, struct log_view *view)
{
    for (size_t i = 0; i < LANGUAGE_COUNT; i++) {
        const struct language *language = language_at(i);
        const char *behind = arena_string(
            logging->work->arena, arena_format(logging->work->arena, "access-log.pdf?in=%s", language_tag(language)));
        view->prints[i].path = record_address(logging->request, "/persons", logging->person->head.id, behind);
        view->prints[i].tag = language_tag(language);
        view->prints[i].name = text_from(language_name(language));
    }
}

enum outcome access_log_show(struct request *request, struct response *response)
{
    struct logging logging;
    struct log_view view = {0};
    enum outcome outcome = open_log(request, &logging);
    if (outcome != OK)
        return outcome;
    view.action = record_address(request, "/persons", logging.person->head.id, "access-log");
    view.first = view.action;
    view.person_path = record_address(request, "/persons", logging.person->head.id, "");
    view.person = logging.title;
    view.number = logging.person->head.number;
    outcome = read_filters(&logging, &view);
    if (outcome == OK)
        outcome = offer_users(&logging, &view);
    if (outcome == OK)
        outcome = fill_lines(&logging, &view);
    if (outcome == OK)
        outcome = fill_lists(&logging, &view);
    if (outcome != OK)
        return outcome;
    fill_prints(&logging, &view);
    view.page = page_open(request, N_("Who opened this file"));
    page_trail(view.page, person_record.plural, TEXT("/persons"));
    page_trail_text(view.page, logging.title,
                    record_path(request->work.arena, "/persons", logging.person->head.id, ""));
    page_trail(view.page, N_("Who opened this file"), TEXT_NONE);
    struct output out = page_output(request, response);
    access_log_page(&out, &view);
    return page_send(request, response, 200);
}

/* ---- for the person ---- */

static enum outcome put_events(struct logging *logging, struct paper *paper)
{
    struct log_names *names = log_names_open(logging->work, logging->rows, logging->row_count, true);
    enum outcome outcome = OK;
    size_t printed = 0, count = 0;
    logging->query.most = AUDIT_LOG_MOST;
    do {
        struct audit_event *events;
        struct text *lines;
        outcome = audit_log(logging->work->db, logging->work->arena, &logging->query, &events, &count);
        if (outcome == OK)
            outcome = log_sentences(names, events, count, &lines);
        for (size_t i = 0; outcome == OK && i < count; i++, printed++)
            paper_item(paper, lines[i]);
        if (count > 0)
            logging->query.before = events[count - 1].id;
    } while (outcome == OK && count == AUDIT_LOG_MOST && printed < PRINTED_MOST);
    if (printed == PRINTED_MOST)
        paper_note(paper, text_from(tr(logging->work->language, N_("Older entries can be asked for."))));
    return outcome;
}

static enum outcome print_log(struct logging *logging, struct buffer *body)
{
    struct work *work = logging->work;
    const struct language *language = work->language;
    struct text mission = settings_mission_name(logging->request->application->settings, language_tag(language));
    struct text day = language_date(work->arena, language, zone_date(work->zone, work->now));
    struct paper *paper = paper_open(work->arena, &(struct paper_options){
                                                      .language = language_tag(language),
                                                      .right_to_left = language_right_to_left(language),
                                                      .title = logging->person->head.number,
                                                      .head = mission,
                                                      .code = logging->person->head.number,
                                                      .page_number = text_from(tr(language, N_("Page {1} of {2}"))),
                                                      .made_at = work->now,
                                                  });
    paper_heading(paper, 1, text_from(tr(language, N_("Who opened your file"))));
    paper_fact(paper, text_from(tr(language, N_("Person"))), record_called(work, &person_record, logging->person));
    paper_fact(paper, text_from(tr(language, N_("Number"))), logging->person->head.number);
    paper_fact(paper, text_from(tr(language, N_("Printed on"))), day);
    paper_text(paper, text_from(tr(language, N_("These lines come from the log that the program keeps by itself and "
                                                "that nobody can change. The newest stand first."))));
    enum outcome outcome = put_events(logging, paper);
    paper_note(paper, text_from(tr(language, N_("If you do not understand an entry, or think it was not right, ask the "
                                                "data-protection officer of the mission."))));
    return outcome == OK ? paper_print(paper, body) : outcome;
}

enum outcome access_log_print(struct request *request, struct response *response)
{
    struct logging logging;
    const struct language *language = language_for(parameters_get(&request->query, TEXT("in")));
    enum outcome outcome = open_log(request, &logging);
    if (outcome == OK && language == NULL)
        return NOT_FOUND;
    if (outcome == OK)
        outcome = record_audit_print(request, &person_record, logging.person->head.id, TEXT("{\"log\":true}"));
    if (outcome != OK)
        return outcome;
    struct work work = request->work;
    work.language = language;
    logging.work = &work;
    outcome = print_log(&logging, &response->body);
    if (outcome != OK)
        return outcome;
    response->status = 200;
    response->content_type = TEXT("application/pdf");
    return OK;
}
