/* A new person: only from a search, and only what is needed to reach her. */
#include "persons/person_likeness.h"
#include "persons/person_pages.h"
#include "persons/person_rules.h"
#include "persons/search_pages.h"
#include "persons/typed.h"
#include "record/form.h"
#include "web/form.h"

struct new_person {
    struct request *request;
    struct response *response;
    struct person *person;
    struct field_set fields;
    struct text proof;
    bool typed; /* the form was posted */
    const struct search_card *cards;
    size_t card_count;
    struct likely_person *likely;
    const struct likely_view *likely_views;
    size_t likely_count;
};

enum outcome person_new_refuse(struct request *request, struct response *response)
{
    respond_notice(request, response, N_("Search first: the person may be known already."));
    return respond_redirect(request, response, TEXT("/search"));
}

/* Was what was searched for cut into names? */
static bool is_guessed(const struct new_person *new)
{
    const struct person *person = new->person;
    return !new->typed && (person->family_name.length > 0 || person->family_name_arabic.length > 0) &&
           (person->given_names.length > 0 || person->given_names_arabic.length > 0);
}

static enum outcome send_form(const struct new_person *new, int status)
{
    struct request *request = new->request;
    struct person_new_view view = {
        .action = page_path(request, TEXT("/persons")),
        .cancel = page_path(request, TEXT("/search")),
        .proof = new->proof,
        .guessed = is_guessed(new),
        .cards = new->cards,
        .card_count = new->card_count,
        .likely = new->likely_views,
        .likely_count = new->likely_views == NULL ? 0 : new->likely_count,
    };
    enum outcome outcome = record_form_view(&request->work, &person_record, new->person, &new->fields,
                                            new->typed ? &request->form : NULL, NULL, &view.form);
    if (outcome != OK)
        return outcome;
    struct page *page = page_open(request, N_("Receive a person"));
    page_trail(page, N_("Search for a person"), TEXT("/search"));
    page_trail(page, N_("Receive a person"), TEXT_NONE);
    page->has_form = true;
    view.page = page;
    view.form.csrf = page->csrf;
    struct text key = new->typed ? parameters_get(&request->form, TEXT("_key")) : TEXT_NONE;
    view.form.key = text_is_empty(key) ? form_key_new(request) : key;
    struct output out = page_output(request, new->response);
    person_new_page(&out, &view);
    return page_send(request, new->response, status);
}

/* Where the person belongs: the actor's own office, or another in which the actor may receive. */
static enum outcome place(struct request *request, struct person *person)
{
    const struct actor *actor = &request->actor;
    const struct reach *reach;
    struct record_head *head = &person->head;
    head->organisation = actor->organisation;
    head->office = actor->office;
    struct subject subject = record_subject(person);
    if (actor_may_on(actor, &person_create, &subject))
        return OK;
    if (actor_reach(request->work.arena, actor, &person_create, &reach) == 0)
        return FORBIDDEN;
    head->organisation = reach[0].organisation;
    head->office = reach[0].office;
    return OK;
}

static struct field_set contact_fields(const struct work *work, const struct person *person)
{
    struct field_set all = record_form_fields(work, &person_record, person);
    struct field_set contact = {0};
    for (size_t i = 0; i < person_record.field_count; i++)
        if (field_set_has(&all, i) && person_field_is_contact(&person_record.fields[i]))
            field_set_add(&contact, i);
    return contact;
}

static enum outcome open_new(struct request *request, struct response *response, struct new_person *new)
{
    *new = (struct new_person){.request = request,
                               .response = response,
                               .person = record_new(request->work.arena, &person_record),
                               .proof = parameters_get(&request->form, TEXT("_proof"))};
    enum outcome outcome = place(request, new->person);
    new->fields = contact_fields(&request->work, new->person);
    return outcome;
}

enum outcome person_new_show(struct request *request, struct response *response)
{
    struct new_person new;
    struct text searched;
    bool fresh = false;
    if (search_proof_read(request, &searched, &fresh) != OK || !fresh)
        return person_new_refuse(request, response);
    enum outcome outcome = open_new(request, response, &new);
    if (outcome != OK)
        return outcome;
    new.typed = parameters_has(&request->form, TEXT("_key"));
    if (!new.typed)
        person_prefill(&request->work, searched, new.person);
    return send_form(&new, 200);
}

static struct text typed_names(const struct request *request)
{
    static const char *const NAMES[] = {"given_names", "family_name", "given_names_arabic", "family_name_arabic"};
    struct text all = TEXT_NONE;
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
        struct text name = text_trim(parameters_get(&request->form, text_from(NAMES[i])));
        if (!text_is_empty(name) && text_is_clean(name, false) && name.length < 400)
            all = arena_format(request->work.arena, "%.*s%s%.*s", TEXT_ARG(all), all.length > 0 ? " " : "",
                               TEXT_ARG(name));
    }
    return all;
}

/* The search is too long ago: it is done again with the names typed meanwhile, and nothing typed is lost. */
static enum outcome search_again(struct new_person *new)
{
    struct request *request = new->request;
    struct person_found found;
    struct text names = typed_names(request);
    enum outcome outcome = person_search(&request->work, names, &found);
    if (outcome != OK)
        return outcome;
    new->cards = search_cards(request, found.cards, found.count, &new->card_count);
    new->proof = search_proof_write(request, names);
    (void)problem_add(
        &request->work.problems, INVALID, "search_too_old", TEXT_NONE,
        N_("The search is more than 30 minutes old. It was done again: look at who was found, then save."));
    return send_form(new, 422);
}

/* Those who may be the same are shown beside what was typed, until something was said of each. */
static enum outcome ask_about_likely(struct new_person *new)
{
    struct request *request = new->request;
    struct likely_view *views = NULL;
    bool asked = parameters_has(&request->form, TEXT("_asked"));
    enum outcome outcome = new_likely_show(request, new->likely, new->likely_count, asked, &views);
    if (outcome != OK)
        return outcome;
    new->likely_views = views;
    new->person->head.version = 0;
    (void)problem_add(&request->work.problems, INVALID, "resembles_known", TEXT_NONE,
                      N_("Somebody known may be this person. Look at each below and say what you know; then save."));
    return send_form(new, 422);
}

/* She is known: nothing is stored, and her page opens. */
static enum outcome lead_to_known(struct new_person *new, struct identifier person)
{
    struct request *request = new->request;
    struct text location = person_path_to(request->work.arena, person, "");
    enum outcome outcome = form_key_keep(request, location);
    if (outcome != OK)
        return outcome;
    respond_notice(request, new->response, N_("This is the record that is known. No second one was made."));
    return respond_redirect(request, new->response, location);
}

static enum outcome insert(struct new_person *new)
{
    struct request *request = new->request;
    enum outcome outcome = record_insert(&request->work, &person_record, new->person);
    if (outcome == INVALID) {
        new->person->head.version = 0;
        return send_form(new, 422);
    }
    if (outcome == OK)
        outcome = new_likely_keep(request, new->person->head.person, new->likely, new->likely_count);
    if (outcome != OK)
        return outcome;
    struct text location = person_path_to(request->work.arena, new->person->head.id, "/consents/new");
    outcome = form_key_keep(request, location);
    if (outcome != OK)
        return outcome;
    respond_notice(request, new->response,
                   N_("The contact record is kept. Now explain what consent means, and record it."));
    return respond_redirect(request, new->response, location);
}

/* The number of a document that was searched for, unless it may as well be a telephone. */
static struct text searched_document(const struct work *work, struct text searched)
{
    struct typed *typed = arena_new(work->arena, struct typed);
    typed_read(work->arena, searched, zone_date(work->zone, work->now), typed);
    return text_is_empty(typed->candidate.telephones[0]) ? typed->candidate.documents[0] : TEXT_NONE;
}

static enum outcome store(struct new_person *new, struct text searched)
{
    struct request *request = new->request;
    const struct likely_question question = {.person = new->person,
                                             .document = searched_document(&request->work, searched)};
    struct identifier same;
    bool all_said = false;
    enum outcome outcome = record_form_read(&request->work, &person_record, &new->fields, &request->form, new->person);
    if (outcome == OK)
        outcome = record_check(&request->work, &person_record, NULL, new->person);
    if (outcome == INVALID)
        return send_form(new, 422);
    if (outcome == OK)
        outcome = person_likely(&request->work, &question, &new->likely, &new->likely_count);
    if (outcome == OK)
        outcome = new_likely_said(request, new->likely, new->likely_count, &all_said, &same);
    if (outcome != OK)
        return outcome;
    if (!identifier_is_none(same))
        return lead_to_known(new, same);
    return all_said ? insert(new) : ask_about_likely(new);
}

enum outcome person_new_store(struct request *request, struct response *response)
{
    struct new_person new;
    struct text searched;
    bool fresh = false;
    if (search_proof_read(request, &searched, &fresh) != OK)
        return person_new_refuse(request, response);
    enum outcome outcome = open_new(request, response, &new);
    if (outcome != OK)
        return outcome;
    new.typed = true;
    if (request->redisplay)
        return send_form(&new, 200);
    if (form_answered(request, response, &outcome))
        return outcome;
    return fresh ? store(&new, searched) : search_again(&new);
}
