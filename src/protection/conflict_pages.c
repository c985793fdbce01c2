/* Links between staff and persons: declared from the person's page, listed for who gives out work. */
#include "identity/identity.h"
#include "protection/protection_pages.h"
#include "protection/protection_store.h"
#include "web/form.h"
#include "web/record_parts.h"

static struct right nobody = {.name = "conflict.export"};

static const struct record_page_action ACTIONS[] = {
    {N_("Take the link back"), "steps/take_back", &conflict_take_back, "close", .step = "take_back"},
};

static const struct record_page_options OPTIONS = {
    .record = &conflict_record,
    .flow = &conflict_flow,
    .actions = ACTIONS,
    .action_count = sizeof ACTIONS / sizeof *ACTIONS,
    .base = "/declared-links",
    .users = &colleague_record,
    .export = &nobody,
    .closed_list = true,
};

enum outcome conflict_list(struct request *request, struct response *response)
{
    return record_page_list(request, response, &OPTIONS);
}

enum outcome conflict_show(struct request *request, struct response *response)
{
    return record_page_show(request, response, &OPTIONS);
}

enum outcome conflict_history(struct request *request, struct response *response)
{
    return record_page_history(request, response, &OPTIONS);
}

/* Oneself first; whoever sees declared links may note that of a colleague who screens, decides or approves. */
static enum outcome offer_users(void *context, struct work *work, const struct field *field, const void *row,
                                const struct form_choice **ret_choices, size_t *ret_count)
{
    struct subject subject = record_subject(row);
    struct identifier *users = arena_array(work->arena, struct identifier, 1);
    size_t count = 0;
    (void)context;
    if (field->target != &colleague_record)
        return NOT_FOUND;
    enum outcome outcome = OK;
    if (actor_may_on(work->actor, &conflict_read, &subject))
        outcome = protection_officers(work, subject.organisation, true, &users, &count);
    struct text *names = arena_array(work->arena, struct text, count + 2);
    struct identifier *all = arena_array(work->arena, struct identifier, count + 2);
    size_t all_count = 0;
    all[all_count++] = work->actor->user;
    for (size_t i = 0; i < count; i++)
        if (!identifier_equal(users[i], work->actor->user))
            all[all_count++] = users[i];
    if (outcome == OK)
        outcome = record_titles(work, &colleague_record, all, all_count, names);
    struct form_choice *choices = arena_array(work->arena, struct form_choice, all_count + 1);
    for (size_t i = 0; i < all_count; i++)
        choices[i] = (struct form_choice){.code = identifier_to_text(work->arena, all[i]), .label = names[i]};
    *ret_choices = choices;
    *ret_count = all_count;
    return outcome;
}

struct declaring {
    struct protection_conflict *row;
    struct field_set fields;
    struct text person, person_path;
};

static enum outcome open_new(struct request *request, struct declaring *ret)
{
    struct work *work = &request->work;
    struct identifier id;
    struct field_set readable;
    void *person;
    enum outcome outcome = request_id(request, 0, &id);
    if (outcome == OK)
        outcome = record_get(work, &person_record, id, &person, &readable);
    if (outcome != OK)
        return outcome;
    struct protection_conflict *row = record_new(work->arena, &conflict_record);
    row->head.person = id;
    row->head.organisation = record_head_of(person)->organisation;
    row->head.office = record_head_of(person)->office;
    row->account = work->actor->user;
    struct subject subject = record_subject(row);
    if (!actor_may_on(work->actor, &conflict_declare, &subject))
        return FORBIDDEN;
    *ret = (struct declaring){.row = row,
                              .fields = record_form_fields(work, &conflict_record, row),
                              .person = person_record.title(work, person),
                              .person_path = record_path(work->arena, "/persons", id, "")};
    return OK;
}

static enum outcome send_new(struct request *request, struct response *response, const struct declaring *declaring,
                             bool typed, int status)
{
    struct form_options options = {.links = offer_users, .context = request};
    struct record_edit_view view = {
        .page = page_open(request, N_("Declare a link with this person")),
        .note = {.message = N_("Whoever is, or knows, the person neither screens nor decides nor approves for them; a "
                               "colleague does. Nobody is blamed for a link that is told.")},
        .action = page_path(request, request->path),
        .cancel = page_path(request, declaring->person_path),
    };
    enum outcome outcome = record_form_view(&request->work, &conflict_record, declaring->row, &declaring->fields,
                                            typed ? &request->form : NULL, &options, &view.form);
    if (outcome != OK)
        return outcome;
    page_trail(view.page, person_record.plural, TEXT("/persons"));
    page_trail_text(view.page, declaring->person, declaring->person_path);
    page_trail(view.page, N_("Declare a link with this person"), TEXT_NONE);
    return record_edit_send(request, response, &view, typed, status);
}

/* The button of a person's page. */
enum outcome conflict_go(struct request *request, struct response *response)
{
    struct identifier id;
    if (text_to_identifier(parameters_get(&request->query, TEXT("person")), &id) != OK)
        return NOT_FOUND;
    return respond_redirect(request, response, record_path(request->work.arena, "/persons", id, "declared-links/new"));
}

enum outcome conflict_new(struct request *request, struct response *response)
{
    struct declaring declaring;
    enum outcome outcome = open_new(request, &declaring);
    return outcome == OK ? send_new(request, response, &declaring, false, 200) : outcome;
}

enum outcome conflict_create(struct request *request, struct response *response)
{
    struct declaring declaring;
    enum outcome outcome = open_new(request, &declaring);
    if (outcome != OK)
        return outcome;
    if (request->redisplay)
        return send_new(request, response, &declaring, true, 200);
    if (form_answered(request, response, &outcome))
        return outcome;
    outcome = record_form_insert(request, &conflict_record, &declaring.fields, declaring.row);
    if (outcome == INVALID)
        return send_new(request, response, &declaring, true, 422);
    return outcome == OK ? form_done(request, response, declaring.person_path, N_("The link is declared.")) : outcome;
}
