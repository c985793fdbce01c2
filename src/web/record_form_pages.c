#include "web/form.h"
#include "web/record_parts.h"

/* A form on its way to the page. */
struct form_page {
    struct request *request;
    struct response *response;
    const struct record_page_options *options;
    const void *row;
    struct field_set fields;
    bool typed;   /* what was posted stands in the fields */
    int64_t seen; /* version that the form was opened with; 0: that of the row */
    struct text action, cancel;
    struct record_page_note note;
    struct text warned;
};

static const char *title_of(const struct record_page_options *options, bool fresh)
{
    const char *title = fresh ? options->new_title : options->edit_title;
    return title != NULL ? title : options->record->label;
}

static void add_trail(const struct form_page *form, struct page *page)
{
    const struct record_page_options *options = form->options;
    bool stored = record_head_of(form->row)->version > 0;
    if (stored && options->trail != NULL)
        options->trail(form->request, form->row, page);
    else
        page_trail(page, options->record->plural, text_from(options->base));
    if (stored && options->trail == NULL)
        page_trail_text(page, record_called(&form->request->work, options->record, form->row),
                        record_path(form->request->work.arena, options->base, record_head_of(form->row)->id, ""));
    page_trail(page, title_of(options, !stored), TEXT_NONE);
}

/* Whose row it is, or what it is called: a form's title does not say it. */
static enum outcome read_about(const struct form_page *form, struct text *ret_about)
{
    struct work *work = &form->request->work;
    const struct record *record = form->options->record;
    const struct record_head *head = record_head_of(form->row);
    if (head->version == 0)
        return OK;
    if (record->about != NULL)
        return record_titles(work, record->about, &head->person, 1, ret_about);
    *ret_about = record_called(work, record, form->row);
    return OK;
}

enum outcome record_edit_send(struct request *request, struct response *response, struct record_edit_view *view,
                              bool typed, int status)
{
    view->page->has_form = true;
    view->form.csrf = view->page->csrf;
    view->form.key = typed ? parameters_get(&request->form, TEXT("_key")) : form_key_new(request);
    struct output out = page_output(request, response);
    record_edit_page(&out, view);
    return page_send(request, response, status);
}

enum outcome record_warn(struct request *request, const struct record_page_options *options, const void *row,
                         struct text *ret_warned)
{
    struct text about = TEXT_NONE;
    struct problems before = request->work.problems;
    if (options->warn == NULL)
        return OK;
    enum outcome outcome = options->warn(&request->work, row, &about);
    if (outcome != INVALID)
        return outcome;
    *ret_warned = about;
    if (!text_equal(parameters_get(&request->form, TEXT("_warned")), about))
        return INVALID;
    if (before.last != NULL)
        before.last->next = NULL;
    request->work.problems = before;
    return OK;
}

static enum outcome send_form(const struct form_page *form, int status)
{
    struct request *request = form->request;
    struct form_options links = {.links = form->options->links, .context = request};
    struct record_edit_view view = {
        .action = form->action, .cancel = form->cancel, .note = form->note, .warned = form->warned};
    enum outcome outcome = record_form_view(&request->work, form->options->record, form->row, &form->fields,
                                            form->typed ? &request->form : NULL, &links, &view.form);
    if (outcome == OK)
        outcome = read_about(form, &view.about);
    if (outcome != OK)
        return outcome;
    view.page = page_open(request, title_of(form->options, record_head_of(form->row)->version == 0));
    add_trail(form, view.page);
    if (form->seen > 0)
        view.form.version = arena_format(request->work.arena, "%lld", (long long)form->seen);
    return record_edit_send(request, form->response, &view, form->typed, status);
}

/* ---- a new row ---- */

static enum outcome open_new(struct request *request, struct response *response,
                             const struct record_page_options *options, void **ret_row, struct form_page *ret_form)
{
    void *row = record_row_new(request, options->record, options->flow);
    enum outcome outcome = options->prepare == NULL ? OK : options->prepare(request, row);
    if (outcome != OK)
        return outcome;
    struct subject subject = record_subject(row);
    if (options->record->create == NULL || !actor_may_on(&request->actor, options->record->create, &subject))
        return FORBIDDEN;
    *ret_row = row;
    *ret_form = (struct form_page){
        .request = request,
        .response = response,
        .options = options,
        .row = row,
        .fields = record_form_fields(&request->work, options->record, row),
        .action = page_path(request, text_from(options->base)),
        .cancel = page_path(request, text_from(options->base)),
    };
    return OK;
}

enum outcome record_page_new(struct request *request, struct response *response,
                             const struct record_page_options *options)
{
    struct form_page form;
    void *row;
    enum outcome outcome = open_new(request, response, options, &row, &form);
    return outcome == OK ? send_form(&form, 200) : outcome;
}

static enum outcome finish(struct request *request, struct response *response,
                           const struct record_page_options *options, const void *row, const char *notice)
{
    struct text location = record_path(request->work.arena, options->base, record_head_of(row)->id, "");
    return form_done(request, response, location, notice);
}

enum outcome record_page_create(struct request *request, struct response *response,
                                const struct record_page_options *options)
{
    struct form_page form;
    void *row;
    enum outcome outcome = open_new(request, response, options, &row, &form);
    if (outcome != OK)
        return outcome;
    form.typed = true;
    if (request->redisplay)
        return send_form(&form, 200);
    if (form_answered(request, response, &outcome))
        return outcome;
    outcome = record_form_read(&request->work, options->record, &form.fields, &request->form, row);
    if (outcome == OK)
        outcome = record_warn(request, options, row, &form.warned);
    if (outcome == OK)
        outcome = options->create != NULL ? options->create(&request->work, row)
                                          : record_insert(&request->work, options->record, row);
    if (outcome == INVALID) {
        record_head(row)->version = 0; /* nothing of it was stored */
        return send_form(&form, 422);
    }
    return outcome == OK ? finish(request, response, options, row, N_("Saved.")) : outcome;
}

/* ---- a stored row ---- */

static enum outcome open_stored(struct request *request, struct response *response,
                                const struct record_page_options *options, struct record_target *target,
                                struct form_page *ret_form)
{
    enum outcome outcome = record_target_find(request, options->record, 0, target);
    if (outcome != OK)
        return outcome;
    struct subject subject = record_subject(target->now);
    if (options->record->update == NULL || !actor_may_on(&request->actor, options->record->update, &subject))
        return FORBIDDEN;
    *ret_form = (struct form_page){
        .request = request,
        .response = response,
        .options = options,
        .row = target->now,
        .fields = target->fields,
        .action = options->own_action ? page_path(request, request->path)
                                      : record_address(request, options->base, target->id, ""),
        .cancel = record_address(request, options->base, target->id, ""),
    };
    return options->limit == NULL ? OK : options->limit(request, target->now, &ret_form->fields, &ret_form->note);
}

/* A form shows what is read: it is audited as the row's page is. */
enum outcome record_page_edit(struct request *request, struct response *response,
                              const struct record_page_options *options)
{
    struct record_target target;
    struct form_page form;
    struct field_set readable;
    void *seen;
    enum outcome outcome = open_stored(request, response, options, &target, &form);
    if (outcome == OK)
        outcome = record_get(&request->work, options->record, target.id, &seen, &readable);
    if (outcome != OK)
        return outcome;
    form.row = seen;
    return send_form(&form, 200);
}

static enum outcome send_stale(const struct form_page *form, struct merge *merge, int status)
{
    struct request *request = form->request;
    struct record_stale_view view = {.merge = *merge, .action = form->action, .cancel = form->cancel};
    view.page = page_open(request, N_("This was changed in the meantime"));
    add_trail(form, view.page);
    view.merge.csrf = view.page->csrf;
    view.merge.key = parameters_get(&request->form, TEXT("_key"));
    struct output out = page_output(request, form->response);
    record_stale_page(&out, &view);
    return page_send(request, form->response, status);
}

/* The form once more, in another language or after signing in again: also the question about two values. */
static enum outcome show_again(struct form_page *form, const struct record_target *target, void *row)
{
    struct request *request = form->request;
    struct merge merge;
    if (!parameters_has(&request->form, TEXT("_merged")))
        return send_form(form, 200);
    struct parameters typed = request->form;
    typed.at = arena_array(request->work.arena, struct parameter, typed.count + 1);
    typed.count = typed.capacity = 0;
    for (size_t i = 0; i < request->form.count; i++) /* ask again: what was chosen stays marked */
        if (!text_is(request->form.at[i].name, "_merged"))
            typed.at[typed.count++] = request->form.at[i];
    enum outcome outcome = record_form_read(&request->work, form->options->record, &form->fields, &typed, row);
    if (outcome == OK)
        outcome = record_merge(&request->work, form->options->record, &form->fields, form->seen, target->now, &typed,
                               form->options->users, row, &merge);
    if (outcome < 0)
        return outcome;
    return outcome == OK && merge.field_count > 0 ? send_stale(form, &merge, 200) : send_form(form, 200);
}

static enum outcome store(struct form_page *form, const struct record_target *target, void *row)
{
    struct request *request = form->request;
    const struct record_page_options *options = form->options;
    const char *notice = N_("Saved.");
    struct merge merge = {0};
    enum outcome outcome = OK;
    if (form->seen != record_head_of(target->now)->version) {
        outcome = record_merge(&request->work, options->record, &form->fields, form->seen, target->now, &request->form,
                               options->users, row, &merge);
        notice = N_("Saved, together with what others changed in the meantime.");
    }
    if (outcome != OK)
        return outcome;
    if (merge.field_count > 0)
        return send_stale(form, &merge, 409);
    outcome = record_warn(request, options, row, &form->warned);
    if (outcome == OK)
        outcome = options->update != NULL ? options->update(&request->work, target->now, row)
                                          : record_update(&request->work, options->record, target->now, row);
    if (outcome == INVALID)
        return send_form(form, 422);
    return outcome == OK ? finish(request, form->response, options, row, notice) : outcome;
}

enum outcome record_page_save(struct request *request, struct response *response,
                              const struct record_page_options *options)
{
    struct record_target target;
    struct form_page form;
    enum outcome outcome = open_stored(request, response, options, &target, &form);
    if (outcome != OK)
        return outcome;
    form.typed = true;
    form.seen = form_version(request);
    void *row = record_copy(request->work.arena, options->record, target.now);
    if (form.seen == 0)
        return PRECONDITION_MISSING;
    if (request->redisplay)
        return show_again(&form, &target, row);
    if (form_answered(request, response, &outcome))
        return outcome;
    outcome = record_form_read(&request->work, options->record, &form.fields, &request->form, row);
    if (outcome == INVALID)
        return send_form(&form, 422);
    return outcome == OK ? store(&form, &target, row) : outcome;
}
