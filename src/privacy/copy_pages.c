/* The copy that follows from a request to see the data: made by a job, kept sealed beside the request for some time. */
#include "codec/json.h"
#include "document/document.h"
#include "privacy/copy.h"
#include "privacy/privacy_pages.h"
#include "web/form.h"
#include "web/record_parts.h"

enum { COPY_SECONDS = 110, COPY_ATTEMPTS = 3, COPY_MOST = 32 << 20, JSON_MOST = 24 << 20 };

/* ---- files beside a request ---- */

static const struct choice KINDS[] = {
    {"copy", N_("Copy of what is held"), {0}},
    {"signed", N_("Signed request"), {0}},
    {"power", N_("Written power"), {0}},
};
static struct choice_list request_files = {"data_request_files", NULL, KINDS, sizeof KINDS / sizeof *KINDS};
static const struct attachment_home HOME = {.record = &data_request_record,
                                            .kinds = &request_files,
                                            .purposes = PURPOSE_OVERSIGHT,
                                            .attach = &request_answer,
                                            .base = "/data-requests"};
const struct attachment_home *const privacy_attachment_homes[] = {&HOME};
const size_t privacy_attachment_home_count = sizeof privacy_attachment_homes / sizeof *privacy_attachment_homes;

/* ---- the job ---- */

static enum outcome note_progress(void *context, int64_t done, int64_t total)
{
    return job_progress(context, done, total);
}

static enum outcome print_copy(struct job_context *context, const struct data_request *asked, struct text *ret_bytes)
{
    struct work work = *context->work;
    const struct language *language = language_for(asked->language);
    void *row;
    work.language = language == NULL ? work.language : language;
    enum outcome outcome = record_get_unlimited(&work, &person_record, asked->head.person, &row);
    if (outcome != OK)
        return outcome;
    struct paper *paper = paper_open(work.arena, &(struct paper_options){
                                                     .language = language_tag(work.language),
                                                     .right_to_left = language_right_to_left(work.language),
                                                     .title = asked->head.number,
                                                     .code = asked->head.number,
                                                     .page_number = text_from(tr(work.language, N_("Page {1} of {2}"))),
                                                     .made_at = work.now,
                                                 });
    paper_heading(paper, 1, text_from(tr(work.language, N_("What is held about you"))));
    paper_fact(paper, text_from(tr(work.language, N_("Person"))), record_called(&work, &person_record, row));
    paper_fact(paper, text_from(tr(work.language, N_("Number of the request"))), asked->head.number);
    outcome = copy_to_paper(&work, asked->head.person, paper, note_progress, context);
    struct buffer *body = arena_new(work.arena, struct buffer);
    *body = buffer_open(COPY_MOST);
    if (outcome == OK)
        outcome = paper_print(paper, body);
    if (outcome == OK)
        *ret_bytes = arena_text(work.arena, buffer_text(body));
    buffer_close(body);
    return outcome;
}

static enum outcome run_copy(struct job_context *context)
{
    struct work *work = context->work;
    struct identifier id, file;
    struct text bytes = TEXT_NONE;
    void *row;
    if (text_to_identifier(context->job->arguments, &id) != OK)
        return INVALID;
    enum outcome outcome = record_get_unlimited(work, &data_request_record, id, &row);
    if (outcome == OK)
        outcome = print_copy(context, row, &bytes);
    if (outcome != OK)
        return outcome;
    const struct record_head *head = record_head_of(row);
    struct attachment_new new = {
        .record = text_from(data_request_record.name),
        .subject = id,
        .kind = TEXT("copy"),
        .file_name = arena_format(work->arena, "%.*s.pdf", TEXT_ARG(head->number)),
        .bytes = bytes,
        .largest = COPY_MOST,
    };
    return attachment_add(work, &new, &file);
}

const struct job_kind privacy_copy_job = {
    "privacy.copy", run_copy, COPY_SECONDS, COPY_ATTEMPTS, N_("Copy of what is held about a person"), NULL};

/* ---- pages ---- */

/* Who answers requests may have the copy made. */
static enum outcome open_request(struct request *request, struct data_request **ret_asked)
{
    struct identifier id;
    struct field_set readable;
    void *row;
    enum outcome outcome = request_id(request, 0, &id);
    if (outcome == OK)
        outcome = record_peek(&request->work, &data_request_record, id, &row, &readable);
    if (outcome != OK)
        return outcome;
    struct subject subject = record_subject(row);
    if (!actor_may_on(request->work.actor, &request_answer, &subject))
        return FORBIDDEN;
    if (!text_is(((struct data_request *)row)->kind, "access"))
        return NOT_FOUND;
    *ret_asked = row;
    return OK;
}

/* Only once it is certain who asks: the copy is for nobody else. */
static enum outcome refuse_unknown(struct request *request, struct response *response, const struct data_request *asked)
{
    respond_notice(request, response, N_("First make certain who asks: the copy is for nobody else."));
    return respond_redirect(request, response, record_path(request->work.arena, "/data-requests", asked->head.id, ""));
}

enum outcome data_request_copy(struct request *request, struct response *response)
{
    struct data_request *asked;
    struct work *work = &request->work;
    enum outcome outcome = open_request(request, &asked);
    if (outcome != OK)
        return outcome;
    if (asked->identity_checked.is != FLAG_YES)
        return refuse_unknown(request, response, asked);
    struct text id = identifier_to_text(work->arena, asked->head.id);
    struct job_order order = {
        .kind = privacy_copy_job.name,
        .organisation = asked->head.organisation,
        .user = work->actor->user,
        .priority = JOB_ORDINARY,
        .arguments = id,
        /* a second press within the minute is the same wish */
        .once = arena_format(work->arena, "copy %.*s %lld", TEXT_ARG(id), (long long)(work->now / MICROSECONDS / 60)),
    };
    outcome = job_add(work, &order, NULL);
    if (outcome == OK)
        outcome = record_audit_print(request, &data_request_record, asked->head.id, TEXT("{\"copy\":true}"));
    if (outcome != OK)
        return outcome;
    respond_notice(request, response, N_("The copy is being made. It will stand among the files below in a moment."));
    return respond_redirect(request, response, record_path(work->arena, "/data-requests", asked->head.id, ""));
}

enum outcome data_request_json(struct request *request, struct response *response)
{
    struct data_request *asked;
    struct work *work = &request->work;
    enum outcome outcome = open_request(request, &asked);
    if (outcome != OK)
        return outcome;
    if (asked->identity_checked.is != FLAG_YES)
        return refuse_unknown(request, response, asked);
    outcome = record_audit_print(request, &data_request_record, asked->head.id, TEXT("{\"copy\":\"json\"}"));
    if (outcome != OK)
        return outcome;
    AUTO_WALL struct wall_hold hold = wall_open(work->db, "the copy is whole, whatever the role of who makes it");
    struct buffer *body = arena_new(work->arena, struct buffer);
    *body = buffer_open(JSON_MOST);
    struct json_writer json = json_writer_open(body);
    outcome = copy_to_json(work, asked->head.person, &json);
    if (outcome == OK && !json_finish(&json))
        outcome = TOO_LARGE;
    if (outcome == OK)
        outcome = respond_json(request, response, 200, buffer_text(body));
    buffer_close(body);
    response->download_name = arena_format(work->arena, "%.*s.json", TEXT_ARG(asked->head.number));
    return outcome;
}
