/* Requests of persons about their own data, and holds: forms below a person, lists, answers. */
#include "document/document.h"
#include "identity/identity.h"
#include "print/paper.h"
#include "privacy/privacy_pages.h"
#include "web/form.h"
#include "web/record_parts.h"

static struct right nobody = {.name = "privacy.export"};

/* ---- a new row below a person ---- */

/* What is recorded about a person from their page. */
struct below {
    struct record *record;
    const struct flow *flow;
    const char *segment, *title, *message; /* title and message are N_() */
    const char *base;                      /* of its rows, for who sees them */
};
static const struct below REQUESTS = {
    .record = &data_request_record,
    .flow = &data_request_flow,
    .segment = "data-requests/new",
    .title = N_("Record a request about data"),
    .message =
        N_("The clock runs from the day on which the person asked. The data-protection officer is told at once."),
    .base = "/data-requests",
};
static const struct below HOLDS = {
    .record = &legal_hold_record,
    .flow = &legal_hold_flow,
    .segment = "legal-holds/new",
    .title = N_("Hold the data of this person"),
    .message = N_("As long as the hold is in force, nothing of this person is destroyed, whoever asks."),
    .base = "/legal-holds",
};

struct adding {
    const struct below *below;
    void *row;
    struct field_set fields;
    struct text person, person_path;
};

static enum outcome open_new(struct request *request, const struct below *below, struct adding *ret)
{
    struct work *work = &request->work;
    struct identifier id;
    struct field_set readable;
    void *person;
    enum outcome outcome = request_id(request, 0, &id);
    if (outcome == OK)
        outcome = record_peek(work, &person_record, id, &person, &readable);
    if (outcome != OK)
        return outcome;
    void *row = record_row_new(request, below->record, below->flow);
    struct record_head *head = record_head(row);
    head->person = id;
    head->organisation = record_head_of(person)->organisation;
    head->office = record_head_of(person)->office;
    struct subject subject = record_subject(row);
    if (!actor_may_on(work->actor, below->record->create, &subject))
        return FORBIDDEN;
    *ret = (struct adding){.below = below,
                           .row = row,
                           .fields = record_form_fields(work, below->record, row),
                           .person = record_called(work, &person_record, person),
                           .person_path = record_path(work->arena, "/persons", id, "")};
    return OK;
}

static enum outcome send_new(struct request *request, struct response *response, const struct adding *adding,
                             bool typed, int status)
{
    struct record_edit_view view = {
        .page = page_open(request, adding->below->title),
        .about = adding->person,
        .note = {.message = adding->below->message},
        .action = page_path(request, request->path),
        .cancel = page_path(request, adding->person_path),
    };
    enum outcome outcome = record_form_view(&request->work, adding->below->record, adding->row, &adding->fields,
                                            typed ? &request->form : NULL, NULL, &view.form);
    if (outcome != OK)
        return outcome;
    page_trail(view.page, person_record.plural, TEXT("/persons"));
    page_trail_text(view.page, adding->person, adding->person_path);
    page_trail(view.page, adding->below->title, TEXT_NONE);
    return record_edit_send(request, response, &view, typed, status);
}

static enum outcome show_new(struct request *request, struct response *response, const struct below *below)
{
    struct adding adding;
    enum outcome outcome = open_new(request, below, &adding);
    return outcome == OK ? send_new(request, response, &adding, false, 200) : outcome;
}

static enum outcome store_new(struct request *request, const struct adding *adding)
{
    struct work *work = &request->work;
    enum outcome outcome = record_form_read(work, adding->below->record, &adding->fields, &request->form, adding->row);
    if (outcome == OK)
        outcome = record_insert(work, adding->below->record, adding->row);
    return outcome == OK ? flow_begin(work, adding->below->flow, adding->row) : outcome;
}

/* To the row for who sees it, else back to the person. */
static struct text place_of(struct request *request, const struct adding *adding)
{
    struct subject subject = record_subject(adding->row);
    return actor_may_on(request->work.actor, adding->below->record->read, &subject)
               ? record_path(request->work.arena, adding->below->base, record_head_of(adding->row)->id, "")
               : adding->person_path;
}

static enum outcome create(struct request *request, struct response *response, const struct below *below)
{
    struct adding adding;
    enum outcome outcome = open_new(request, below, &adding);
    if (outcome != OK)
        return outcome;
    if (request->redisplay)
        return send_new(request, response, &adding, true, 200);
    if (form_answered(request, response, &outcome))
        return outcome;
    outcome = store_new(request, &adding);
    if (outcome == INVALID) {
        record_head(adding.row)->version = 0;
        return send_new(request, response, &adding, true, 422);
    }
    return outcome == OK ? form_done(request, response, place_of(request, &adding), N_("Saved.")) : outcome;
}

enum outcome data_request_new(struct request *request, struct response *response)
{
    return show_new(request, response, &REQUESTS);
}

enum outcome data_request_create(struct request *request, struct response *response)
{
    return create(request, response, &REQUESTS);
}

enum outcome legal_hold_new(struct request *request, struct response *response)
{
    return show_new(request, response, &HOLDS);
}

enum outcome legal_hold_create(struct request *request, struct response *response)
{
    return create(request, response, &HOLDS);
}

/* ---- rows ---- */

static void add_person(struct request *request, const void *row, struct privacy_more *more)
{
    struct subject subject = record_subject(row);
    if (actor_may_on(request->work.actor, &person_read, &subject))
        more->person_path = record_address(request, "/persons", record_head_of(row)->person, "");
}

static void add_link(struct request *request, struct privacy_more *more, const char *label, struct text path)
{
    more->lines[more->line_count++] =
        (struct privacy_line){text_from(tr(request->work.language, label)), path, INSTANT_NONE};
}

/* Where what is asked is done, and the answer on paper. */
static void add_ways(struct request *request, const struct data_request *asked, struct privacy_more *more)
{
    struct arena *arena = request->work.arena;
    struct identifier person = asked->head.person;
    bool waits = text_is(asked->head.state, "received");
    more->list_title = N_("Where it is done");
    more->lines = arena_array(arena, struct privacy_line, 8);
    if (text_is(asked->kind, "correction") && waits) {
        struct subject subject = record_subject(asked);
        if (actor_may_on(&request->actor, &person_update, &subject))
            add_link(request, more, N_("Correct the person's record"),
                     record_address(request, "/persons", person, "edit"));
        add_link(request, more, N_("What stood there before and after"),
                 record_address(request, "/persons", person, "history"));
    }
    if (text_is(asked->kind, "objection") && waits)
        add_link(request, more, N_("Withdraw the consents that the objection is about"),
                 record_address(request, "/persons", person, ""));
    if (text_is(asked->kind, "access"))
        add_link(request, more, N_("Who opened this file"), record_address(request, "/persons", person, "access-log"));
    for (size_t i = 0; text_is(asked->head.state, "answered") && i < LANGUAGE_COUNT; i++)
        if (text_is(asked->language, language_tag(language_at(i))))
            add_link(request, more, N_("The answer, to be printed"),
                     record_address(request, "/data-requests", asked->head.id, "answer.pdf"));
    if (more->line_count == 0)
        more->list_title = NULL;
}

/* A copy for the person, and the files that hang on the request: the copy among them, as long as it may be fetched. */
static enum outcome add_copy(struct request *request, const struct data_request *asked, struct privacy_more *more)
{
    struct subject subject = record_subject(asked);
    if (!actor_may_on(request->work.actor, &request_answer, &subject))
        return OK;
    if (text_is(asked->kind, "access")) {
        more->copy_path = record_address(request, "/data-requests", asked->head.id, "copy");
        more->json_path = record_address(request, "/data-requests", asked->head.id, "copy.json");
        more->csrf = request->session.csrf;
    }
    more->files = arena_new(request->work.arena, struct attachment_list_view);
    enum outcome outcome = attachment_list_view(request, &data_request_record, asked, more->files);
    more->files->page = page_open(request, data_request_record.label);
    return outcome;
}

static enum outcome load_request(struct request *request, const void *row, void **ret_more)
{
    struct privacy_more *more = arena_new(request->work.arena, struct privacy_more);
    add_person(request, row, more);
    add_ways(request, row, more);
    enum outcome outcome = add_copy(request, row, more);
    if (outcome != OK)
        return outcome;
    *ret_more = more;
    return privacy_more_steps(request, &data_request_flow, "/data-requests", row, more);
}

static enum outcome load_hold(struct request *request, const void *row, void **ret_more)
{
    struct privacy_more *more = arena_new(request->work.arena, struct privacy_more);
    add_person(request, row, more);
    *ret_more = more;
    return privacy_more_steps(request, &legal_hold_flow, "/legal-holds", row, more);
}

static enum outcome load_proposal(struct request *request, const void *row, void **ret_more)
{
    struct privacy_more *more = arena_new(request->work.arena, struct privacy_more);
    add_person(request, row, more);
    if (text_is(record_head_of(row)->state, "destroyed")) {
        more->list_title = N_("Proof");
        more->lines = arena_array(request->work.arena, struct privacy_line, 1);
        add_link(request, more, N_("Certificate of destruction"),
                 record_address(request, "/persons", record_head_of(row)->person, "certificate"));
    }
    *ret_more = more;
    return privacy_more_steps(request, &retention_flow, "/retention-proposals", row, more);
}

#define OPTIONS_OF(RECORD, BASE, FLOW, EDIT, LOAD)                                                         \
    {                                                                                                      \
        .record = &(RECORD), .base = BASE, .flow = &(FLOW), .users = &colleague_record, .export = &nobody, \
        .closed_list = true, .edit_title = (EDIT), .load_more = (LOAD), .show_more = privacy_show_more     \
    }
static const struct record_page_options REQUEST_OPTIONS =
    OPTIONS_OF(data_request_record, "/data-requests", data_request_flow, N_("Change the request"), load_request);
static const struct record_page_options HOLD_OPTIONS =
    OPTIONS_OF(legal_hold_record, "/legal-holds", legal_hold_flow, NULL, load_hold);
static const struct record_page_options PROPOSAL_OPTIONS =
    OPTIONS_OF(retention_proposal_record, "/retention-proposals", retention_flow, NULL, load_proposal);

static const struct record_page_options *options_of(const struct request *request)
{
    static const struct record_page_options *const ALL[] = {&REQUEST_OPTIONS, &HOLD_OPTIONS, &PROPOSAL_OPTIONS};
    for (size_t i = 0; i < sizeof ALL / sizeof *ALL; i++)
        if (text_starts_with(request->path, text_from(ALL[i]->base)))
            return ALL[i];
    return &REQUEST_OPTIONS;
}

enum outcome privacy_list(struct request *request, struct response *response)
{
    return record_page_list(request, response, options_of(request));
}

enum outcome privacy_show(struct request *request, struct response *response)
{
    return record_page_show(request, response, options_of(request));
}

enum outcome privacy_history(struct request *request, struct response *response)
{
    return record_page_history(request, response, options_of(request));
}

enum outcome data_request_edit(struct request *request, struct response *response)
{
    return record_page_edit(request, response, &REQUEST_OPTIONS);
}

enum outcome data_request_save(struct request *request, struct response *response)
{
    return record_page_save(request, response, &REQUEST_OPTIONS);
}

static struct text back_to_request(struct arena *arena, const void *row)
{
    return record_path(arena, "/data-requests", record_head_of(row)->id, "");
}
static struct text back_to_hold(struct arena *arena, const void *row)
{
    return record_path(arena, "/legal-holds", record_head_of(row)->id, "");
}
static struct text back_to_proposal(struct arena *arena, const void *row)
{
    return record_path(arena, "/retention-proposals", record_head_of(row)->id, "");
}
static struct text number_of(struct work *work, const void *row)
{
    (void)work;
    return record_head_of(row)->number;
}
static struct text hold_called(struct work *work, const void *row) { return legal_hold_record.title(work, row); }
static struct text proposal_called(struct work *work, const void *row)
{
    return retention_proposal_record.title(work, row);
}

/* What is destroyed, said once more before it is. */
static enum outcome what_goes(struct work *work, const struct step *step, const void *row, struct text **ret,
                              size_t *ret_count)
{
    static const char *const GOES[] = {
        N_("Names, contacts, birth date, documents, photograph and files become unreadable for ever, also in the "
           "history "
           "and after a backup is restored."),
        N_("No search finds the person any more."),
        N_("Nationality, sex, year of birth and region stay, without a name, for the figures."),
    };
    (void)step;
    (void)row;
    *ret = arena_array(work->arena, struct text, sizeof GOES / sizeof *GOES);
    *ret_count = sizeof GOES / sizeof *GOES;
    for (size_t i = 0; i < *ret_count; i++)
        (*ret)[i] = text_from(tr(work->language, GOES[i]));
    return OK;
}

const struct step_pages request_steps = {&data_request_flow,   "/data-requests", back_to_request, NULL, NULL,
                                         &data_request_record, number_of};
const struct step_pages hold_steps = {&legal_hold_flow,   "/legal-holds", back_to_hold, NULL, NULL,
                                      &legal_hold_record, hold_called};
const struct step_pages proposal_steps = {
    &retention_flow, "/retention-proposals", back_to_proposal, what_goes, NULL, &retention_proposal_record,
    proposal_called};

/* ---- the answer on paper ---- */

static struct text words(const struct work *work, const char *message)
{
    return text_from(tr(work->language, message));
}

static void put_answer(struct work *work, const struct data_request *asked, const struct person *person,
                       struct paper *paper)
{
    struct text day[] = {language_date(work->arena, work->language, asked->received_on)};
    paper_heading(paper, 1, words(work, N_("Answer to your request about your data")));
    paper_fact(paper, words(work, N_("Person")), record_called(work, &person_record, person));
    paper_fact(paper, words(work, N_("Number of the request")), asked->head.number);
    paper_fact(paper, words(work, N_("You asked")), choice_show(&data_request_kinds, asked->kind, work->language));
    paper_fact(paper, words(work, N_("Received on")), day[0]);
    paper_fact(paper, words(work, N_("Outcome")), choice_show(&data_request_outcomes, asked->outcome, work->language));
    paper_text(paper, asked->answer);
    paper_text(paper,
               words(work, N_("If you do not agree, write to the data-protection officer of the mission. You may "
                              "also turn to the national data-protection authority (CNDP).")));
    paper_fact(paper, words(work, N_("Date")), language_date(work->arena, work->language, asked->answered_on));
    struct text signature[] = {words(work, N_("Data-protection officer"))};
    paper_signatures(paper, signature, 1);
}

static enum outcome print_answer(struct request *request, struct response *response, const struct data_request *asked,
                                 const struct person *person)
{
    struct work work = request->work;
    const struct language *language = language_for(asked->language);
    work.language = language == NULL ? work.language : language;
    struct paper *paper = paper_open(
        work.arena, &(struct paper_options){
                        .language = language_tag(work.language),
                        .right_to_left = language_right_to_left(work.language),
                        .title = asked->head.number,
                        .head = settings_mission_name(request->application->settings, language_tag(work.language)),
                        .code = asked->head.number,
                        .page_number = text_from(tr(work.language, N_("Page {1} of {2}"))),
                        .made_at = work.now,
                    });
    put_answer(&work, asked, person, paper);
    enum outcome outcome = paper_print(paper, &response->body);
    if (outcome != OK)
        return outcome;
    response->status = 200;
    response->content_type = TEXT("application/pdf");
    return OK;
}

enum outcome data_request_print(struct request *request, struct response *response)
{
    struct identifier id;
    struct field_set readable;
    struct work *work = &request->work;
    void *asked, *person;
    enum outcome outcome = request_id(request, 0, &id);
    if (outcome == OK)
        outcome = record_get(work, &data_request_record, id, &asked, &readable);
    if (outcome == OK && !text_is(record_head_of(asked)->state, "answered"))
        outcome = NOT_FOUND;
    if (outcome == OK)
        outcome = record_get(work, &person_record, record_head_of(asked)->person, &person, &readable);
    if (outcome == OK)
        outcome = record_audit_print(request, &data_request_record, id, TEXT("{\"answer\":true}"));
    return outcome == OK ? print_answer(request, response, asked, person) : outcome;
}
