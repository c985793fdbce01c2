/* Forms of what hangs on a journey, flights and escorts, and on an arrival: assessments. */
#include "identity/identity.h"
#include "movements/movement_pages.h"
#include "web/form.h"
#include "web/record_parts.h"

struct part_kind {
    const struct record *record, *parent;
    const char *link, *base;         /* the field that names the parent's row; "/movements" */
    const char *anchor;              /* on the page of the parent */
    const char *title;               /* N_() */
    const char *remove, *removed;    /* N_() */
    bool (*open)(struct text state); /* while the parent stands there, it may be taken out */
    enum outcome (*begin)(struct work *work, const void *parent, void *row); /* NULL: empty */
    struct record_page_options options;
};

static struct identifier parent_of(const struct part_kind *kind, const void *row)
{
    const struct field *field = record_field(kind->record, text_from(kind->link));
    return *(const struct identifier *)(const void *)((const char *)row + field->offset);
}

static struct text parent_path(struct arena *arena, const struct part_kind *kind, const void *row)
{
    struct text id = identifier_to_text(arena, parent_of(kind, row));
    return arena_format(arena, "%s/%.*s#%s", kind->base, TEXT_ARG(id), kind->anchor);
}

static void add_trail(struct request *request, const struct part_kind *kind, const void *row, struct page *page)
{
    struct work *work = &request->work;
    void *parent;
    struct text number = text_from(tr(work->language, kind->parent->label));
    if (record_get_unlimited(work, kind->parent, parent_of(kind, row), &parent) == OK)
        number = record_head_of(parent)->number;
    page_trail(page, kind->parent->plural, text_from(kind->base));
    page_trail_text(page, number, parent_path(work->arena, kind, row));
}

static bool while_planned(struct text state) { return text_is(state, "planned"); }
static bool until_left(struct text state) { return text_is(state, "planned") || text_is(state, "booked"); }

static void leg_trail(struct request *request, const void *row, struct page *page);
static void escort_trail(struct request *request, const void *row, struct page *page);

/* The next flight begins where the last one ended. */
static enum outcome begin_leg(struct work *work, const void *journey, void *row)
{
    struct movement_leg *leg = row;
    struct movement_leg **legs;
    size_t count;
    (void)journey;
    enum outcome outcome = movement_legs(work, leg->movement, &legs, &count);
    if (outcome != OK || count == 0)
        return outcome;
    leg->from_airport = legs[count - 1]->to_airport;
    leg->departs_on = legs[count - 1]->arrives_on;
    leg->arrives_on = legs[count - 1]->arrives_on;
    leg->carrier = legs[count - 1]->carrier;
    return OK;
}

static enum outcome begin_assessment(struct work *work, const void *arrival, void *row)
{
    struct movement_assessment *assessment = row;
    assessment->head.person = record_head_of(arrival)->person;
    return arrival_assessment_begin(work, arrival, row);
}

static void assessment_trail(struct request *request, const void *row, struct page *page);

static const struct part_kind ASSESSMENT = {
    .record = &arrival_assessment_record,
    .parent = &arrival_record,
    .link = "arrival",
    .base = "/arrivals",
    .anchor = "assessments",
    .title = N_("Assess the person"),
    .begin = begin_assessment,
    .options = {.record = &arrival_assessment_record,
                .base = "/arrival-assessments",
                .flow = &arrival_assessment_flow,
                .edit_title = N_("Change the assessment"),
                .users = &colleague_record,
                .trail = assessment_trail,
                .limit = arrival_assessment_limit,
                .load_more = arrival_assessment_more,
                .show_more = arrival_assessment_show_more},
};

static void assessment_trail(struct request *request, const void *row, struct page *page)
{
    add_trail(request, &ASSESSMENT, row, page);
}

static const struct part_kind LEG = {
    .record = &leg_record,
    .parent = &movement_record,
    .link = "movement",
    .base = "/movements",
    .anchor = "itinerary",
    .title = N_("Add a flight"),
    .remove = N_("Take the flight out"),
    .removed = N_("The flight was taken out."),
    .open = while_planned,
    .begin = begin_leg,
    .options = {.record = &leg_record,
                .base = "/movement-legs",
                .edit_title = N_("Change the flight"),
                .users = &colleague_record,
                .trail = leg_trail},
};
static const struct part_kind ESCORT = {
    .record = &escort_record,
    .parent = &movement_record,
    .link = "movement",
    .base = "/movements",
    .anchor = "escorts",
    .title = N_("Name an escort"),
    .remove = N_("Take the escort out"),
    .removed = N_("The escort was taken out."),
    .open = until_left,
    .options = {.record = &escort_record,
                .base = "/movement-escorts",
                .edit_title = N_("Change the escort"),
                .users = &colleague_record,
                .trail = escort_trail},
};

static void leg_trail(struct request *request, const void *row, struct page *page)
{
    add_trail(request, &LEG, row, page);
}

static void escort_trail(struct request *request, const void *row, struct page *page)
{
    add_trail(request, &ESCORT, row, page);
}

/* ---- a new one ---- */

struct part_form {
    const struct part_kind *kind;
    void *row;
    struct field_set fields;
};

static enum outcome open_new(struct request *request, const struct part_kind *kind, struct part_form *ret)
{
    struct work *work = &request->work;
    struct part_form form = {.kind = kind};
    struct identifier id;
    struct field_set readable;
    void *parent;
    enum outcome outcome = request_id(request, 0, &id);
    if (outcome == OK)
        outcome = record_peek_whole(work, kind->parent, id, &parent, &readable);
    if (outcome != OK)
        return outcome;
    form.row = record_new(work->arena, kind->record);
    struct record_head *head = record_head(form.row);
    head->organisation = record_head_of(parent)->organisation;
    head->office = record_head_of(parent)->office;
    const struct field *field = record_field(kind->record, text_from(kind->link));
    *(struct identifier *)(void *)((char *)form.row + field->offset) = id;
    struct subject subject = record_subject(form.row);
    if (!actor_may_on(work->actor, kind->record->create, &subject))
        return FORBIDDEN;
    form.fields = record_form_fields(work, kind->record, form.row);
    *ret = form;
    return kind->begin == NULL ? OK : kind->begin(work, parent, form.row);
}

static enum outcome send_new(struct request *request, struct response *response, const struct part_form *form,
                             bool typed, int status)
{
    struct form_options options = {.context = request};
    struct record_edit_view view = {
        .page = page_open(request, form->kind->title),
        .action = page_path(request, request->path),
        .cancel = page_path(request, parent_path(request->work.arena, form->kind, form->row)),
    };
    enum outcome outcome = record_form_view(&request->work, form->kind->record, form->row, &form->fields,
                                            typed ? &request->form : NULL, &options, &view.form);
    if (outcome != OK)
        return outcome;
    add_trail(request, form->kind, form->row, view.page);
    page_trail(view.page, form->kind->title, TEXT_NONE);
    return record_edit_send(request, response, &view, typed, status);
}

static enum outcome show_new(struct request *request, struct response *response, const struct part_kind *kind)
{
    struct part_form form;
    enum outcome outcome = open_new(request, kind, &form);
    return outcome == OK ? send_new(request, response, &form, false, 200) : outcome;
}

static enum outcome create(struct request *request, struct response *response, const struct part_kind *kind)
{
    struct part_form form;
    enum outcome outcome = open_new(request, kind, &form);
    if (outcome != OK)
        return outcome;
    if (request->redisplay)
        return send_new(request, response, &form, true, 200);
    if (form_answered(request, response, &outcome))
        return outcome;
    outcome = record_form_insert(request, kind->record, &form.fields, form.row);
    if (outcome == INVALID)
        return send_new(request, response, &form, true, 422);
    if (outcome != OK)
        return outcome;
    return form_done(request, response, parent_path(request->work.arena, kind, form.row), N_("Saved."));
}

/* ---- one that is there ---- */

static enum outcome find(struct request *request, const struct part_kind *kind, void **ret_row, struct text *ret_state)
{
    struct work *work = &request->work;
    struct identifier id;
    struct field_set readable;
    void *parent;
    enum outcome outcome = request_id(request, 0, &id);
    if (outcome == OK)
        outcome = record_peek(work, kind->record, id, ret_row, &readable);
    if (outcome == OK)
        outcome = record_peek(work, kind->parent, parent_of(kind, *ret_row), &parent, &readable);
    if (outcome == OK)
        *ret_state = record_head_of(parent)->state;
    return outcome;
}

static enum outcome go(struct request *request, struct response *response, const struct part_kind *kind)
{
    struct text state;
    void *row;
    enum outcome outcome = find(request, kind, &row, &state);
    return outcome == OK ? respond_redirect(request, response, parent_path(request->work.arena, kind, row)) : outcome;
}

static enum outcome send_removal(struct request *request, struct response *response, const struct part_kind *kind,
                                 const void *row, int status)
{
    struct decision_view view = {
        .title = kind->remove,
        .about = record_called(&request->work, kind->record, row),
        .button = kind->remove,
        .danger = true,
        .action = page_path(request, request->path),
        .cancel = page_path(request, parent_path(request->work.arena, kind, row)),
        .key = form_key_new(request),
    };
    view.page = page_open(request, kind->remove);
    add_trail(request, kind, row, view.page);
    page_trail(view.page, kind->remove, TEXT_NONE);
    struct output out = page_output(request, response);
    movement_decision_page(&out, &view);
    return page_send(request, response, status);
}

static enum outcome open_removal(struct request *request, const struct part_kind *kind, void **ret_row)
{
    struct text state;
    enum outcome outcome = find(request, kind, ret_row, &state);
    if (outcome != OK)
        return outcome;
    struct subject subject = record_subject(*ret_row);
    if (!actor_may_on(&request->actor, kind->record->update, &subject))
        return FORBIDDEN;
    return kind->open(state) ? OK : NOT_FOUND;
}

static enum outcome remove_part(struct request *request, struct response *response, const struct part_kind *kind)
{
    struct work *work = &request->work;
    struct text location;
    void *row;
    void *whole;
    enum outcome outcome = open_removal(request, kind, &row);
    if (outcome != OK)
        return outcome;
    location = parent_path(work->arena, kind, row);
    outcome = record_get_unlimited(work, kind->record, record_head_of(row)->id, &whole);
    if (outcome != OK)
        return outcome;
    if (text_is(record_head_of(whole)->state, "kept")) {
        void *removed = record_copy(work->arena, kind->record, whole);
        record_head(removed)->state = TEXT("removed");
        outcome = record_update_by_step(work, kind->record, whole, removed, TEXT("remove"));
    }
    if (outcome != OK)
        return outcome;
    respond_notice(request, response, kind->removed);
    return respond_redirect(request, response, location);
}

static enum outcome ask_removal(struct request *request, struct response *response, const struct part_kind *kind)
{
    void *row;
    enum outcome outcome = open_removal(request, kind, &row);
    return outcome == OK ? send_removal(request, response, kind, row, 200) : outcome;
}

/* ---- addresses ---- */

#define PAGES(NAME, KIND)                                                              \
    enum outcome NAME##_new(struct request *request, struct response *response)        \
    {                                                                                  \
        return show_new(request, response, &(KIND));                                   \
    }                                                                                  \
    enum outcome NAME##_create(struct request *request, struct response *response)     \
    {                                                                                  \
        return create(request, response, &(KIND));                                     \
    }                                                                                  \
    enum outcome NAME##_go(struct request *request, struct response *response)         \
    {                                                                                  \
        return go(request, response, &(KIND));                                         \
    }                                                                                  \
    enum outcome NAME##_edit(struct request *request, struct response *response)       \
    {                                                                                  \
        return record_page_edit(request, response, &(KIND).options);                   \
    }                                                                                  \
    enum outcome NAME##_save(struct request *request, struct response *response)       \
    {                                                                                  \
        return record_page_save(request, response, &(KIND).options);                   \
    }                                                                                  \
    enum outcome NAME##_remove_ask(struct request *request, struct response *response) \
    {                                                                                  \
        return ask_removal(request, response, &(KIND));                                \
    }                                                                                  \
    enum outcome NAME##_remove(struct request *request, struct response *response)     \
    {                                                                                  \
        return remove_part(request, response, &(KIND));                                \
    }
PAGES(leg, LEG)
PAGES(escort, ESCORT)

enum outcome arrival_assessment_new(struct request *request, struct response *response)
{
    return show_new(request, response, &ASSESSMENT);
}

enum outcome arrival_assessment_create(struct request *request, struct response *response)
{
    return create(request, response, &ASSESSMENT);
}

#define ASSESSMENT_PAGE(NAME)                                                                  \
    enum outcome arrival_assessment_##NAME(struct request *request, struct response *response) \
    {                                                                                          \
        return record_page_##NAME(request, response, &ASSESSMENT.options);                     \
    }
ASSESSMENT_PAGE(show)
ASSESSMENT_PAGE(edit)
ASSESSMENT_PAGE(save)
ASSESSMENT_PAGE(history)
