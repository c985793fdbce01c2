#include "web/record_parts.h"

static void add_link(struct record_show_view *view, const char *label, const char *icon, struct text path)
{
    view->links[view->link_count++] = (struct record_link){label, icon, path};
}

static bool leads_somewhere(const struct record_page_options *options, const struct record_page_action *action,
                            const void *row)
{
    return action->step == NULL ||
           flow_step(options->flow, record_head_of(row)->state, text_from(action->step)) != NULL;
}

static void add_links(struct request *request, const struct record_page_options *options, struct record_show_view *view)
{
    const struct record *record = options->record;
    struct identifier id = record_head_of(view->row)->id;
    struct subject subject = record_subject(view->row);
    view->links = arena_array(request->work.arena, struct record_link, options->action_count + 2);
    if (record->update != NULL && options->edit_title != NULL &&
        actor_may_on(&request->actor, record->update, &subject))
        add_link(view, N_("Change"), "edit", record_address(request, options->base, id, "edit"));
    for (size_t i = 0; i < options->action_count; i++) {
        const struct record_page_action *action = &options->actions[i];
        if (leads_somewhere(options, action, view->row) &&
            (action->right == NULL || actor_may_on(&request->actor, action->right, &subject)))
            add_link(view, action->label, action->icon, record_address(request, options->base, id, action->path));
    }
    add_link(view, N_("History"), "clock", record_address(request, options->base, id, "history"));
}

/* From the list, or from what the row hangs on. */
static void add_trail(struct request *request, const struct record_page_options *options, const void *row,
                      struct page *page)
{
    if (options->trail != NULL)
        options->trail(request, row, page);
    else
        page_trail(page, options->record->plural, text_from(options->base));
}

void record_more_page(struct output *out, const struct record_show_view *view)
{
    if (view->options->show_more != NULL)
        view->options->show_more(out, view);
}

enum outcome record_page_show(struct request *request, struct response *response,
                              const struct record_page_options *options)
{
    struct record_show_view view = {.request = request, .options = options};
    struct work *work = &request->work;
    struct identifier id;
    struct field_set readable;
    void *row;
    enum outcome outcome = request_id(request, 0, &id);
    if (outcome == OK)
        outcome = record_get(work, options->record, id, &row, &readable);
    if (outcome == OK && options->load_more != NULL)
        outcome = options->load_more(request, row, &view.more);
    if (outcome != OK)
        return outcome;
    view.row = row;
    view.detail = record_detail_view(work, options->record, row, &readable);
    view.page = page_open_text(request, view.detail.title);
    add_trail(request, options, row, view.page);
    page_trail_text(view.page, view.detail.title, TEXT_NONE);
    add_links(request, options, &view);
    const struct choice_list *states = flow_choices(work->arena, options->flow);
    if (states != NULL)
        view.state = choice_show(states, record_head_of(row)->state, work->language);
    view.tone = flow_tone(options->flow, record_head_of(row)->state);
    struct output out = page_output(request, response);
    record_show_page(&out, &view);
    return page_send(request, response, 200);
}

static struct text step_label(const void *context, struct work *work, struct text action)
{
    const struct flow *flow = context;
    const char *done = flow == NULL ? NULL : flow_done(flow, action);
    return done == NULL ? TEXT_NONE : text_from(tr(work->language, done));
}

enum outcome record_page_history(struct request *request, struct response *response,
                                 const struct record_page_options *options)
{
    struct record_timeline_view view = {0};
    struct history_words words = {.users = options->users, .action = step_label, .context = options->flow};
    struct work *work = &request->work;
    struct identifier id, before = {0};
    struct field_set readable;
    void *row;
    struct text older = parameters_get(&request->query, TEXT("before"));
    enum outcome outcome = request_id(request, 0, &id);
    if (outcome == OK && !text_is_empty(older) && text_to_identifier(older, &before) != OK)
        outcome = NOT_FOUND;
    if (outcome == OK)
        outcome = record_get(work, options->record, id, &row, &readable);
    if (outcome == OK)
        outcome = record_history_view(work, options->record, row, &readable, before, &words, &view.history);
    if (outcome != OK)
        return outcome;
    struct text called = record_called(work, options->record, row);
    view.page = page_open(request, N_("History"));
    add_trail(request, options, row, view.page);
    page_trail_text(view.page, called, record_path(work->arena, options->base, id, ""));
    page_trail(view.page, N_("History"), TEXT_NONE);
    struct output out = page_output(request, response);
    record_timeline_page(&out, &view);
    return page_send(request, response, 200);
}
