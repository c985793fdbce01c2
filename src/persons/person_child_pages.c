/* Forms for what stands around a person: documents, consents, relations, membership of a household. */
#include "persons/person_pages.h"
#include "web/form.h"
#include "web/record_parts.h"

struct child_kind {
    const struct record *record;
    const char *segment; /* of the address: "documents" */
    const char *title;   /* N_() */
    const char *saved;   /* N_() */
    struct right *right; /* on the person */
    const char *without; /* fields that come later, joined by commas */
    bool consent;
    /* Fills a new row from the address; may be NULL. */
    void (*prepare)(struct request *request, void *row);
};

struct child_form {
    struct request *request;
    struct response *response;
    const struct child_kind *kind;
    struct person_target target;
    void *row;
    struct field_set fields;
    bool typed;
};

static bool is_listed(const char *names, const char *name)
{
    struct text rest = text_from(names);
    struct text each;
    while (text_split(&rest, ',', &each))
        if (text_is(each, name))
            return true;
    return false;
}

static enum outcome open_form(struct request *request, struct response *response, const struct child_kind *kind,
                              struct child_form *form)
{
    *form = (struct child_form){.request = request, .response = response, .kind = kind};
    enum outcome outcome = person_target_find(request, &form->target);
    if (outcome != OK)
        return outcome;
    const struct record_head *person = &form->target.person->head;
    struct subject subject = record_subject(form->target.person);
    if (!actor_may_on(&request->actor, kind->right, &subject))
        return FORBIDDEN;
    form->row = record_new(request->work.arena, kind->record);
    struct record_head *head = record_head(form->row);
    head->person = person->person;
    head->organisation = person->organisation;
    head->office = person->office;
    struct field_set all = record_form_fields(&request->work, kind->record, form->row);
    for (size_t i = 0; i < kind->record->field_count; i++)
        if (field_set_has(&all, i) && !is_listed(kind->without, kind->record->fields[i].name))
            field_set_add(&form->fields, i);
    return OK;
}

static enum outcome send_form(const struct child_form *form, int status)
{
    struct request *request = form->request;
    struct form_options options = {.links = person_links, .context = request};
    struct person_child_view view = {
        .action = page_path(
            request, arena_format(request->work.arena, "%.*s/%s", TEXT_ARG(form->target.path), form->kind->segment)),
        .cancel = page_path(request, form->target.path),
        .person = form->target.title,
        .consent = form->kind->consent,
    };
    enum outcome outcome = record_form_view(&request->work, form->kind->record, form->row, &form->fields,
                                            form->typed ? &request->form : NULL, &options, &view.form);
    if (outcome != OK)
        return outcome;
    view.page = page_open(request, form->kind->title);
    page_trail(view.page, person_record.plural, TEXT("/persons"));
    page_trail_text(view.page, form->target.title, form->target.path);
    page_trail(view.page, form->kind->title, TEXT_NONE);
    view.page->has_form = true;
    view.form.csrf = view.page->csrf;
    view.form.key = form->typed ? parameters_get(&request->form, TEXT("_key")) : form_key_new(request);
    struct output out = page_output(request, form->response);
    person_child_page(&out, &view);
    return page_send(request, form->response, status);
}

static enum outcome show(struct request *request, struct response *response, const struct child_kind *kind)
{
    struct child_form form;
    struct person_target seen;
    enum outcome outcome = open_form(request, response, kind, &form);
    if (outcome == OK) /* the page shows her name */
        outcome = person_target_read(request, &seen);
    if (outcome != OK)
        return outcome;
    if (kind->prepare != NULL)
        kind->prepare(request, form.row);
    return send_form(&form, 200);
}

static enum outcome create(struct request *request, struct response *response, const struct child_kind *kind)
{
    struct child_form form;
    enum outcome outcome = open_form(request, response, kind, &form);
    if (outcome != OK)
        return outcome;
    form.typed = true;
    if (request->redisplay)
        return send_form(&form, 200);
    if (form_answered(request, response, &outcome))
        return outcome;
    outcome = record_form_insert(request, kind->record, &form.fields, form.row);
    if (outcome == INVALID)
        return send_form(&form, 422);
    return outcome == OK ? form_done(request, response, form.target.path, kind->saved) : outcome;
}

/* ---- the kinds ---- */

static const struct child_kind DOCUMENT = {.record = &person_document_record,
                                           .segment = "documents",
                                           .title = N_("Add an identity document"),
                                           .saved = N_("The document was added."),
                                           .right = &person_update,
                                           .without = ""};
/* Asked for now, most often. */
static void prepare_consent(struct request *request, void *row)
{
    ((struct person_consent *)row)->given_on = zone_date(request->work.zone, request->work.now);
}

static const struct child_kind CONSENT = {.record = &person_consent_record,
                                          .segment = "consents",
                                          .title = N_("Record consent"),
                                          .saved = N_("The consent is recorded."),
                                          .right = &consent_record_right,
                                          .without = "withdrawn_on,withdrawal_reason",
                                          .prepare = prepare_consent,
                                          .consent = true};
static const struct child_kind RELATION = {.record = &person_relation_record,
                                           .segment = "relations",
                                           .title = N_("Add a relative or guardian"),
                                           .saved = N_("The relation was added."),
                                           .right = &person_update,
                                           .without = ""};

/* The household may be named in the address, by its number. */
static void prepare_member(struct request *request, void *row)
{
    struct household_member *member = row;
    struct identifier id;
    struct text typed = parameters_get(&request->query, TEXT("household"));
    if (record_find_typed(&request->work, &household_record, typed, &id) == OK)
        member->household = id;
}

static const struct child_kind MEMBER = {.record = &household_member_record,
                                         .segment = "household-members",
                                         .title = N_("Add to a household"),
                                         .saved = N_("The person now belongs to the household."),
                                         .right = &person_update,
                                         .without = "left_on",
                                         .prepare = prepare_member};

enum outcome document_new(struct request *request, struct response *response)
{
    return show(request, response, &DOCUMENT);
}
enum outcome document_create(struct request *request, struct response *response)
{
    return create(request, response, &DOCUMENT);
}
enum outcome consent_new(struct request *request, struct response *response)
{
    return show(request, response, &CONSENT);
}
enum outcome consent_create(struct request *request, struct response *response)
{
    return create(request, response, &CONSENT);
}
enum outcome relation_new(struct request *request, struct response *response)
{
    return show(request, response, &RELATION);
}
enum outcome relation_create(struct request *request, struct response *response)
{
    return create(request, response, &RELATION);
}
enum outcome member_new(struct request *request, struct response *response) { return show(request, response, &MEMBER); }
enum outcome member_create(struct request *request, struct response *response)
{
    return create(request, response, &MEMBER);
}
