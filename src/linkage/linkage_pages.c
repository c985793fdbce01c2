/* Partners, searches and common cases for people. */
#include "linkage/linkage_pages.h"
#include "codec/hex.h"
#include "identity/identity.h"
#include "persons/persons.h"
#include "record/form.h"
#include "web/form.h"
#include "web/record_parts.h"

/* ---- partners ---- */

static enum outcome load_partner(struct request *request, const void *row, void **ret_more)
{
    struct work *work = &request->work;
    const struct linkage_partner *partner = row;
    struct linkage_partner_more *more = arena_new(work->arena, struct linkage_partner_more);
    struct subject subject = record_subject(row);
    struct link_pair pair;
    enum outcome outcome = linkage_key_read(work, partner->head.organisation, &pair);
    if (outcome == OK)
        more->own_key = hex_encode(work->arena, (struct text){(const char *)pair.public, sizeof pair.public});
    more->search = page_path(request, record_path(work->arena, "/linkage-partners", partner->head.id, "search"));
    more->may_search = partner->active.is == FLAG_YES && actor_may_on(work->actor, &linkage_start_right, &subject);
    more->by_network = partner->address.length > 0;
    more->key = form_key_new(request);
    *ret_more = more;
    return outcome == NOT_FOUND ? OK : outcome;
}

static void show_partner(struct output *out, const struct record_show_view *view)
{
    struct linkage_partner_more *more = view->more;
    more->icons = view->page->icons;
    more->csrf = view->page->csrf;
    more->base = view->page->base;
    linkage_partner_more_page(out, more);
}

/* The own key comes with the first partner: it is what has to be told to them. */
static enum outcome create_partner(struct work *work, void *row)
{
    struct text ignored;
    enum outcome outcome = record_insert(work, &linkage_partner_record, row);
    return outcome == OK ? linkage_own_key(work, record_head_of(row)->organisation, &ignored) : outcome;
}

static enum outcome prepare_partner(struct request *request, void *row)
{
    struct linkage_partner *partner = row;
    partner->head.organisation = request->actor.organisation;
    return OK;
}

const struct record_page_options linkage_partner_options = {
    .record = &linkage_partner_record,
    .base = "/linkage-partners",
    .new_title = N_("New partner for the search for common cases"),
    .edit_title = N_("Change what was agreed with the partner"),
    .users = &colleague_record,
    .prepare = prepare_partner,
    .create = create_partner,
    .load_more = load_partner,
    .show_more = show_partner,
};

static enum outcome partner_of(struct request *request, const struct linkage_partner **ret_partner)
{
    struct identifier id;
    struct field_set readable;
    void *row;
    enum outcome outcome = request_id(request, 0, &id);
    if (outcome == OK)
        outcome = record_get(&request->work, &linkage_partner_record, id, &row, &readable);
    if (outcome == OK)
        *ret_partner = row;
    return outcome;
}

enum outcome linkage_partner_search(struct request *request, struct response *response)
{
    struct work *work = &request->work;
    const struct linkage_partner *partner;
    struct identifier run;
    enum outcome outcome;
    if (form_answered(request, response, &outcome))
        return outcome;
    outcome = partner_of(request, &partner);
    bool by_network =
        outcome == OK && partner->address.length > 0 && !text_is(parameters_get(&request->form, TEXT("way")), "file");
    if (outcome == OK)
        outcome = linkage_order(work, partner->head.id, by_network ? TEXT("network") : TEXT("file"), true, &run);
    return outcome == OK ? form_done(request, response, record_path(work->arena, "/linkage-runs", run, ""),
                                     N_("The search has begun."))
                         : outcome;
}

/* ---- searches ---- */

static const struct {
    const char *side, *progress, *what;
} STANDS[] = {
    {"offer", "ordered", N_("The file for the partner is being made.")},
    {"offer", "offered", N_("Send this file to the partner, and take their answer in here.")},
    {"offer", "finished", N_("Send this closing file to the partner, so that they learn it too.")},
    {"answer", "received", N_("The answer for the partner is being made.")},
    {"answer", "answered", N_("Send this answer to the partner, and take their closing file in here.")},
};

static enum outcome load_run(struct request *request, const void *row, void **ret_more)
{
    struct work *work = &request->work;
    const struct linkage_run *run = row;
    struct linkage_run_more *more = arena_new(work->arena, struct linkage_run_more);
    struct subject subject = record_subject(row);
    bool may = actor_may_on(work->actor, &linkage_start_right, &subject) && text_is(run->way, "file");
    for (size_t i = 0; i < sizeof STANDS / sizeof *STANDS && may; i++)
        if (text_is(run->side, STANDS[i].side) && text_is(run->progress, STANDS[i].progress)) {
            bool made = !text_is(run->progress, "ordered") && !text_is(run->progress, "received");
            more->what = STANDS[i].what;
            if (made)
                more->file = page_path(request, record_path(work->arena, "/linkage-runs", run->head.id, "file"));
            more->uploads = made && !text_is(run->progress, "finished");
        }
    int64_t fault = run->problem.length == 1 ? run->problem.at[0] - '0' : 0;
    more->problem = fault > 0 && fault < LINK_FAULTS ? link_fault_message((enum link_fault)fault) : NULL;
    more->found = text_is(run->progress, "finished") && actor_may(work->actor, &linkage_see);
    more->waits = text_is(run->progress, "ordered") || text_is(run->progress, "received") ||
                  text_is(run->progress, "returned") || text_is(run->progress, "closing");
    *ret_more = more;
    return OK;
}

static void show_run(struct output *out, const struct record_show_view *view)
{
    struct linkage_run_more *more = view->more;
    more->icons = view->page->icons;
    more->base = view->page->base;
    linkage_run_more_page(out, more);
}

const struct record_page_options linkage_run_options = {
    .record = &linkage_run_record,
    .base = "/linkage-runs",
    .users = &colleague_record,
    .closed_list = true, /* one begins on the partner's page */
    .load_more = load_run,
    .show_more = show_run,
};

enum outcome linkage_run_file(struct request *request, struct response *response)
{
    struct work *work = &request->work;
    struct identifier id;
    struct field_set readable;
    void *row;
    struct text file;
    enum outcome outcome = request_id(request, 0, &id);
    if (outcome == OK)
        outcome = record_get(work, &linkage_run_record, id, &row, &readable);
    if (outcome == OK)
        outcome = linkage_file(work, row, &file);
    if (outcome != OK)
        return outcome;
    const struct linkage_run *run = row;
    response->status = 200;
    response->content_type = TEXT("application/octet-stream");
    response->download_name =
        arena_format(work->arena, "%.*s-%.*s.link", TEXT_ARG(run->head.number), TEXT_ARG(run->progress));
    buffer_clear(&response->body);
    buffer_add(&response->body, file);
    return response->body.full ? TOO_LARGE : OK;
}

static enum outcome send_upload(struct request *request, struct response *response, int status)
{
    struct work *work = &request->work;
    struct linkage_upload_view view = {.action = page_path(request, TEXT("/linkage-runs/files")),
                                       .key = form_key_new(request)};
    view.problems = arena_array(work->arena, struct text, work->problems.count + 1);
    for (const struct problem *problem = work->problems.first; problem != NULL; problem = problem->next)
        view.problems[view.problem_count++] = problem_sentence(work->arena, work->language, problem);
    view.page = page_open(request, N_("Take in a partner's file"));
    view.page->has_form = true;
    page_trail(view.page, N_("Searches for common cases"), TEXT("/linkage-runs"));
    page_trail(view.page, N_("Take in a partner's file"), TEXT_NONE);
    struct output out = page_output(request, response);
    linkage_upload_page(&out, &view);
    return page_send(request, response, status);
}

enum outcome linkage_run_upload(struct request *request, struct response *response)
{
    return send_upload(request, response, 200);
}

enum outcome linkage_run_take(struct request *request, struct response *response)
{
    struct work *work = &request->work;
    struct identifier run;
    struct text file = TEXT_NONE;
    if (request->redisplay)
        return send_upload(request, response, 200);
    for (size_t i = 0; i < request->upload_count; i++)
        if (text_is(request->uploads[i].name, "file"))
            file = request->uploads[i].bytes;
    enum outcome outcome = linkage_receive(work, work->actor->organisation, file, TEXT("file"), true, &run);
    if (outcome == INVALID || outcome == CONFLICT)
        return send_upload(request, response, outcome == INVALID ? 422 : 409);
    return outcome == OK ? respond_redirect(request, response, record_path(work->arena, "/linkage-runs", run, ""))
                         : outcome;
}

/* ---- common cases ---- */

static enum outcome load_match(struct request *request, const void *row, void **ret_more)
{
    struct work *work = &request->work;
    struct linkage_match_more *more = arena_new(work->arena, struct linkage_match_more);
    struct subject subject = record_subject(row);
    if (actor_may_on(work->actor, &person_read, &subject))
        more->person = page_path(request, record_path(work->arena, "/persons", record_head_of(row)->person, ""));
    *ret_more = more;
    return OK;
}

static void show_match(struct output *out, const struct record_show_view *view)
{
    struct linkage_match_more *more = view->more;
    more->icons = view->page->icons;
    linkage_match_more_page(out, more);
}

const struct record_page_options linkage_match_options = {
    .record = &linkage_match_record,
    .base = "/linkage-matches",
    .edit_title = N_("What was decided about this common case"),
    .users = &colleague_record,
    .offices = &office_record,
    .closed_list = true,
    .load_more = load_match,
    .show_more = show_match,
};
