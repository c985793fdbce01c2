/* Forms and pages of what hangs on a case: assessments, quotes, deliveries, training, milestones, sessions, proofs,
   second signatures, the entry of the waiting list. */
#include "identity/identity.h"
#include "reintegration/reintegration_pages.h"
#include "reintegration/reintegration_store.h"
#include "web/form.h"
#include "web/record_parts.h"

enum { ITEMS_MOST = 60 };

struct text reintegration_address(struct arena *arena, struct identifier file, const char *behind)
{
    return arena_format(arena, "/return-cases/%.*s/reintegration%s", TEXT_ARG(identifier_to_text(arena, file)), behind);
}

static struct identifier case_of(const struct record *record, const void *row)
{
    const struct field *field = record_field(record, TEXT("return_case"));
    return *(const struct identifier *)(const void *)((const char *)row + field->offset);
}

/* ---- what its links may point at ---- */

/* Items of the case's plan, each with its kind, number and amount. */
static enum outcome offer_items(struct work *work, const struct part *part, const void *row,
                                const struct form_choice **ret_choices, size_t *ret_count)
{
    struct plan_row *items;
    size_t count;
    size_t kept = 0;
    enum outcome outcome = plan_of_case(work, case_of(part->record, row), record_head_of(row)->person, &items, &count);
    if (outcome != OK)
        return outcome;
    struct form_choice *choices = arena_array(work->arena, struct form_choice, count + 1);
    for (size_t i = 0; i < count && i < ITEMS_MOST && outcome == OK; i++) {
        void *found;
        outcome = record_get_unlimited(work, &return_item_record, items[i].id, &found);
        const struct return_item *item = outcome == OK ? found : NULL;
        if (item == NULL || (part->offers != NULL && !part->offers(item)))
            continue;
        struct text kind = choice_show(&item_categories, item->category, work->language);
        struct text sum = language_money(work->arena, work->language, item->amount);
        choices[kept++] = (struct form_choice){.code = identifier_to_text(work->arena, item->head.id),
                                               .label = arena_format(work->arena, "%.*s · %.*s · %.*s", TEXT_ARG(kind),
                                                                     TEXT_ARG(sum), TEXT_ARG(item->head.number))};
    }
    *ret_choices = choices;
    *ret_count = kept;
    return outcome;
}

/* Suppliers that may be ordered from today. */
static enum outcome offer_suppliers(struct work *work, const struct form_choice **ret_choices, size_t *ret_count)
{
    struct list_query query = {.size = LIST_PAGE_MOST, .sort = record_field(&supplier_record, TEXT("name"))};
    struct list_page page;
    int32_t today = zone_date(work->zone, work->now);
    size_t kept = 0;
    enum outcome outcome = record_list(work, &supplier_record, &query, &page);
    if (outcome != OK)
        return outcome;
    struct form_choice *choices = arena_array(work->arena, struct form_choice, page.count + 1);
    for (size_t i = 0; i < page.count; i++) {
        const struct reintegration_supplier *supplier = page.rows[i];
        if (supplier_usable(supplier, today))
            choices[kept++] = (struct form_choice){.code = identifier_to_text(work->arena, supplier->head.id),
                                                   .label = supplier->name};
    }
    *ret_choices = choices;
    *ret_count = kept;
    return OK;
}

/* Courses that are not over. */
static enum outcome offer_courses(struct work *work, const struct form_choice **ret_choices, size_t *ret_count)
{
    struct list_query query = {
        .size = LIST_PAGE_MOST, .sort = record_field(&course_record, TEXT("starts_on")), .descending = true};
    struct list_page page;
    size_t kept = 0;
    enum outcome outcome = record_list(work, &course_record, &query, &page);
    if (outcome != OK)
        return outcome;
    struct form_choice *choices = arena_array(work->arena, struct form_choice, page.count + 1);
    for (size_t i = 0; i < page.count; i++) {
        const struct reintegration_course *course = page.rows[i];
        struct text from = language_date(work->arena, work->language, course->starts_on);
        int32_t last = course->ends_on == DATE_NONE ? course->starts_on : course->ends_on;
        if (last >= zone_date(work->zone, work->now))
            choices[kept++] = (struct form_choice){
                .code = identifier_to_text(work->arena, course->head.id),
                .label = arena_format(work->arena, "%.*s · %.*s", TEXT_ARG(course->title), TEXT_ARG(from))};
    }
    *ret_choices = choices;
    *ret_count = kept;
    return OK;
}

/* Projects that a share may still come to. */
static enum outcome offer_projects(struct work *work, const struct form_choice **ret_choices, size_t *ret_count)
{
    struct list_query query = {.size = LIST_PAGE_MOST, .descending = true};
    struct list_page page;
    size_t kept = 0;
    enum outcome outcome = record_list(work, &project_record, &query, &page);
    if (outcome != OK)
        return outcome;
    struct form_choice *choices = arena_array(work->arena, struct form_choice, page.count + 1);
    for (size_t i = 0; i < page.count; i++) {
        const struct reintegration_project *project = page.rows[i];
        struct text cost = language_money(work->arena, work->language, project->cost);
        if (text_is(project->head.state, "proposed"))
            choices[kept++] = (struct form_choice){
                .code = identifier_to_text(work->arena, project->head.id),
                .label = arena_format(work->arena, "%.*s · %.*s", TEXT_ARG(project->name), TEXT_ARG(cost))};
    }
    *ret_choices = choices;
    *ret_count = kept;
    return OK;
}

static enum outcome offer(void *context, struct work *work, const struct field *field, const void *row,
                          const struct form_choice **ret_choices, size_t *ret_count)
{
    const struct request *request = context;
    const struct part *part = request->route->context;
    if (field->target == &return_item_record)
        return offer_items(work, part, row, ret_choices, ret_count);
    if (field->target == &supplier_record)
        return offer_suppliers(work, ret_choices, ret_count);
    if (field->target == &course_record)
        return offer_courses(work, ret_choices, ret_count);
    if (field->target == &project_record)
        return offer_projects(work, ret_choices, ret_count);
    return NOT_FOUND;
}

/* ---- where it hangs ---- */

static void part_trail(struct request *request, const void *row, struct page *page)
{
    const struct part *part = request->route->context;
    struct work *work = &request->work;
    struct identifier file = case_of(part->record, row);
    void *found;
    struct text number = TEXT_NONE;
    if (record_get_unlimited(work, &return_case_record, file, &found) == OK)
        number = record_head_of(found)->number;
    struct text case_path =
        arena_format(work->arena, "/return-cases/%.*s", TEXT_ARG(identifier_to_text(work->arena, file)));
    page_trail(page, return_case_record.plural, TEXT("/return-cases"));
    page_trail_text(page, number, case_path);
    page_trail(page, N_("Reintegration"), reintegration_address(work->arena, file, ""));
}

static void show_more(struct output *out, const struct record_show_view *view) { part_more_page(out, view->more); }

static bool is_second(const struct return_item *item) { return item->instalment == 2; }
static bool is_ordered(const struct return_item *item)
{
    return text_is(item->modality, "in_kind") &&
           (text_is(item->head.state, "proposed") || text_is(item->head.state, "committed"));
}
static bool is_in_kind(const struct return_item *item) { return text_is(item->modality, "in_kind"); }

#define PART(NAME, RECORD, FLOW, SLUG, BASE, ADD, EMPTY, ICON, FILES, CHANGE, ...) \
    const struct part NAME = {.record = &(RECORD),                                 \
                              .flow = (FLOW),                                      \
                              .slug = (SLUG),                                      \
                              .base = (BASE),                                      \
                              .add = (ADD),                                        \
                              .empty = (EMPTY),                                    \
                              .icon = (ICON),                                      \
                              .files = (FILES),                                    \
                              .options = {.record = &(RECORD),                     \
                                          .base = (BASE),                          \
                                          .flow = (FLOW),                          \
                                          .edit_title = (CHANGE),                  \
                                          .users = &colleague_record,              \
                                          .offices = &office_record,               \
                                          .closed_list = true,                     \
                                          .links = offer,                          \
                                          .trail = part_trail,                     \
                                          .show_more = show_more},                 \
                              __VA_ARGS__}

PART(assessment_part, assessment_record, &assessment_flow, "assessments", "/reintegration-assessments",
     N_("Write a version"), N_("Nobody has assessed this person's skills, wishes, needs and risks yet."), "report",
     true, N_("Change the assessment"), .begin = assessment_begin);
PART(quote_part, quote_record, &quote_flow, "quotes", "/quotes", N_("Record a quote"),
     N_("No quote is recorded. Items in kind above the amount of the rule need some."), "grant", true,
     N_("Change the quote"), .offers = is_in_kind);
PART(order_part, order_record, &order_flow, "orders", "/supplier-orders", N_("Order from a supplier"),
     N_("Nothing was ordered. An item that is ordered is paid with the accepted invoice."), "grant", true,
     N_("Change the order"), .begin = order_begin, .offers = is_ordered);
PART(share_part, share_record, &share_flow, "shares", "/project-shares", N_("Add a share in a project"),
     N_("No item of this plan is part of a collective project."), "people", false, N_("Change the share"),
     .offers = NULL);
PART(delivery_part, delivery_record, &delivery_flow, "deliveries", "/deliveries", N_("Record a delivery"),
     N_("Nothing was delivered yet."), "check", true, N_("Change the delivery"), .offers = NULL);
static const char *seat_said(const void *row)
{
    return text_is(record_head_of(row)->state, "waiting")
               ? N_("Saved. All seats of this course are taken: the person waits for one.")
               : N_("Saved.");
}

PART(training_part, training_record, &training_flow, "trainings", "/trainings", N_("Add a training"),
     N_("No training is planned."), "work", true, N_("Change the training"), .said = seat_said);
PART(business_part, business_record, &business_flow, "business", "/business-milestones", N_("Add a milestone"),
     N_("No milestone of a business is planned."), "project", false, N_("Change the milestone"), .offers = NULL);
PART(session_part, session_record, NULL, "sessions", "/psychosocial-sessions", N_("Record a session"),
     N_("No session was held."), "people", false, N_("Change the session"), .offers = NULL);
PART(proof_part, proof_record, &proof_flow, "proofs", "/project-proofs", N_("Record a proof"),
     N_("No proof of the project is recorded. The second instalment needs one."), "search", true,
     N_("Change the proof"), .offers = is_second);
PART(excess_part, excess_record, &excess_flow, "excess", "/second-signatures", N_("Ask for a second signature"),
     N_("Nothing beyond the entitlement was asked for."), "shield", false, N_("Change the request for a signature"),
     .offers = NULL);
PART(waiting_part, waiting_record, &waiting_flow, "waiting", "/waiting-entries", N_("Put on the waiting list"),
     N_("This case does not wait for funds."), "clock", false, N_("Change the entry"), .offers = NULL);

const struct part *const AID_PARTS[] = {&assessment_part, &excess_part,   &waiting_part,  &quote_part,
                                        &order_part,      &delivery_part, &training_part, &share_part,
                                        &business_part,   &session_part,  &proof_part,    NULL};

#define STEPS_OF(NAME, BASE, SLUG)                                                   \
    static struct text NAME##_back(struct arena *arena, const void *row)             \
    {                                                                                \
        return reintegration_address(arena, case_of(&NAME##_record, row), "#" SLUG); \
    }                                                                                \
    const struct step_pages NAME##_steps = {                                         \
        .flow = &NAME##_flow, .base = (BASE), .back = NAME##_back, .parent = "return_case"}

STEPS_OF(assessment, "/reintegration-assessments", "assessments");
STEPS_OF(quote, "/quotes", "quotes");
STEPS_OF(delivery, "/deliveries", "deliveries");
STEPS_OF(training, "/trainings", "trainings");
STEPS_OF(business, "/business-milestones", "business");
STEPS_OF(proof, "/project-proofs", "proofs");
STEPS_OF(excess, "/second-signatures", "excess");
STEPS_OF(waiting, "/waiting-entries", "waiting");
STEPS_OF(order, "/supplier-orders", "orders");
STEPS_OF(share, "/project-shares", "shares");

/* ---- a new one ---- */

struct part_form {
    const struct part *part;
    void *row;
    struct field_set fields;
};

/* "?item=…": the item that a button named. */
static void put_item(struct request *request, const struct part *part, void *row)
{
    struct identifier item;
    const struct field *field = record_field(part->record, TEXT("item"));
    struct text given = parameters_get(&request->query, TEXT("item"));
    if (field != NULL && text_to_identifier(given, &item) == OK)
        *(struct identifier *)(void *)((char *)row + field->offset) = item;
}

static enum outcome open_new(struct request *request, struct part_form *ret)
{
    struct work *work = &request->work;
    struct part_form form = {.part = request->route->context};
    struct identifier id;
    struct field_set readable;
    void *file;
    enum outcome outcome = request_id(request, 0, &id);
    if (outcome == OK)
        outcome = record_peek(work, &return_case_record, id, &file, &readable);
    if (outcome != OK)
        return outcome;
    form.row = record_new(work->arena, form.part->record);
    struct record_head *head = record_head(form.row);
    head->person = record_head_of(file)->person;
    head->organisation = record_head_of(file)->organisation;
    head->office = record_head_of(file)->office;
    head->assigned = record_head_of(file)->assigned;
    const struct field *link = record_field(form.part->record, TEXT("return_case"));
    *(struct identifier *)(void *)((char *)form.row + link->offset) = id;
    struct subject subject = record_subject(form.row);
    if (!actor_may_on(work->actor, form.part->record->create, &subject))
        return FORBIDDEN;
    put_item(request, form.part, form.row);
    outcome = form.part->begin == NULL ? OK : form.part->begin(work, form.row);
    form.fields = record_form_fields(work, form.part->record, form.row);
    *ret = form;
    return outcome;
}

static enum outcome send_new(struct request *request, struct response *response, const struct part_form *form,
                             bool typed, int status)
{
    struct work *work = &request->work;
    struct form_options options = {.links = offer, .context = request};
    struct record_edit_view view = {
        .page = page_open(request, form->part->add),
        .action = page_path(request, request->path),
        .cancel = page_path(request, reintegration_address(work->arena, case_of(form->part->record, form->row),
                                                           arena_format(work->arena, "#%s", form->part->slug).at)),
    };
    enum outcome outcome = record_form_view(work, form->part->record, form->row, &form->fields,
                                            typed ? &request->form : NULL, &options, &view.form);
    if (outcome == OK)
        outcome = record_titles(work, &person_record, &record_head_of(form->row)->person, 1, &view.about);
    if (outcome != OK)
        return outcome;
    part_trail(request, form->row, view.page);
    page_trail(view.page, form->part->add, TEXT_NONE);
    return record_edit_send(request, response, &view, typed, status);
}

enum outcome aid_part_new(struct request *request, struct response *response)
{
    struct part_form form;
    enum outcome outcome = open_new(request, &form);
    return outcome == OK ? send_new(request, response, &form, false, 200) : outcome;
}

enum outcome aid_part_create(struct request *request, struct response *response)
{
    struct part_form form;
    struct work *work = &request->work;
    enum outcome outcome = open_new(request, &form);
    if (outcome != OK)
        return outcome;
    if (request->redisplay)
        return send_new(request, response, &form, true, 200);
    if (form_answered(request, response, &outcome))
        return outcome;
    outcome = record_form_insert(request, form.part->record, &form.fields, form.row);
    if (outcome == INVALID)
        return send_new(request, response, &form, true, 422);
    if (outcome != OK)
        return outcome;
    return form_done(request, response,
                     reintegration_address(work->arena, case_of(form.part->record, form.row),
                                           arena_format(work->arena, "#%s", form.part->slug).at),
                     form.part->said == NULL ? N_("Saved.") : form.part->said(form.row));
}

/* ---- one that is there ---- */

static enum outcome fill_steps(struct request *request, const struct part *part, const void *row,
                               struct part_more *more)
{
    struct step_offer *offers;
    size_t count;
    if (part->flow == NULL)
        return OK;
    enum outcome outcome = flow_offers(&request->work, part->flow, row, &offers, &count);
    if (outcome != OK)
        return outcome;
    more->actions = arena_array(request->work.arena, struct part_action, count + 1);
    for (size_t i = 0; i < count; i++) {
        if (more->next == NULL && offers[i].gate.first != NULL) {
            more->next = offers[i].step;
            more->gate = offers[i].gate.first;
        }
        struct text behind = arena_format(request->work.arena, "steps/%s", offers[i].step->action);
        if (offers[i].allowed)
            more->actions[more->action_count++] =
                (struct part_action){.label = offers[i].step->label,
                                     .path = record_address(request, part->base, record_head_of(row)->id, behind.at),
                                     .danger = offers[i].step->danger};
    }
    return OK;
}

enum outcome aid_part_show(struct request *request, struct response *response)
{
    const struct part *part = request->route->context;
    struct work *work = &request->work;
    struct part_more more = {.has_files = part->files};
    struct record_show_view view = {.request = request, .options = &part->options};
    struct identifier id;
    struct field_set readable;
    void *row;
    enum outcome outcome = request_id(request, 0, &id);
    if (outcome == OK)
        outcome = record_get(work, part->record, id, &row, &readable);
    if (outcome == OK)
        outcome = fill_steps(request, part, row, &more);
    if (outcome == OK && part->files)
        outcome = attachment_list_view(request, part->record, row, &more.files);
    if (outcome != OK)
        return outcome;
    struct subject subject = record_subject(row);
    view.row = row;
    view.detail = record_detail_view(work, part->record, row, &readable);
    view.page = more.page = page_open_text(request, view.detail.title);
    more.files.page = view.page;
    view.more = &more;
    view.links = arena_array(work->arena, struct record_link, 2);
    if (actor_may_on(work->actor, part->record->update, &subject))
        view.links[view.link_count++] =
            (struct record_link){N_("Change"), "edit", record_address(request, part->base, id, "edit")};
    view.links[view.link_count++] =
        (struct record_link){N_("History"), "clock", record_address(request, part->base, id, "history")};
    part_trail(request, row, view.page);
    page_trail_text(view.page, view.detail.title, TEXT_NONE);
    const struct choice_list *states = flow_choices(work->arena, part->flow);
    if (states != NULL)
        view.state = choice_show(states, record_head_of(row)->state, work->language);
    view.tone = flow_tone(part->flow, record_head_of(row)->state);
    struct output out = page_output(request, response);
    record_show_page(&out, &view);
    return page_send(request, response, 200);
}

#define HANDLER(name, page)                                                                                     \
    enum outcome aid_part_##name(struct request *request, struct response *response)                            \
    {                                                                                                           \
        return record_page_##page(request, response, &((const struct part *)request->route->context)->options); \
    }

HANDLER(edit, edit)
HANDLER(save, save)
HANDLER(history, history)
HANDLER(list, list)
HANDLER(csv, csv)
HANDLER(xlsx, xlsx)
HANDLER(view_add, view_add)
HANDLER(view_remove, view_remove)
