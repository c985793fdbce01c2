/* Choosing a service and writing a referral; what is shown of one. */
#include "referrals/referral_pages.h"
#include "agreements/agreements.h"
#include "database/wall.h"
#include "identity/identity.h"
#include "record/list.h"
#include "referrals/referral_store.h"
#include "web/form.h"
#include "web/record_parts.h"

enum { ADULT_AGE = 18 };

static int32_t today(const struct work *work) { return zone_date(work->zone, work->now); }

/* ---- choosing ---- */

static enum outcome open_person(struct request *request, struct identifier id, const struct right *right,
                                struct person **ret_person)
{
    struct field_set readable;
    void *row;
    enum outcome outcome = record_get(&request->work, &person_record, id, &row, &readable);
    if (outcome != OK)
        return outcome;
    struct subject subject = record_subject(row);
    if (!actor_may_on(request->work.actor, right, &subject))
        return FORBIDDEN;
    *ret_person = row;
    return OK;
}

static struct service_facts facts_of(struct work *work, const struct person *person, struct text category)
{
    struct service_facts facts = service_facts_none();
    int32_t age = person_age(person, today(work));
    facts.sex = person->sex;
    if (age >= 0)
        facts.age = age;
    facts.languages = person->languages;
    facts.category = category;
    facts.region = person->region;
    facts.day = today(work);
    return facts;
}

struct chosen {
    struct request *request;
    const struct referral_kind *kind;
    const struct person *person;
    struct service_facts facts;
};

static enum outcome is_shared(struct work *work, struct identifier from, struct identifier to, bool *ret_shared)
{
    struct agreement_side side = {.organisation = to};
    struct agreement_sharing *found;
    struct text name;
    struct text arabic;
    size_t count;
    AUTO_WALL struct wall_hold hold =
        wall_open(work->db, "whether something may be referred does not depend on who asks");
    enum outcome outcome = organisation_called(work, to, &name, &arabic, &side.code);
    if (outcome == OK)
        outcome = agreement_permits_sharing(work, from, &side, TEXT_NONE, today(work), &found, &count);
    *ret_shared = outcome == OK;
    return outcome == NOT_FOUND || outcome == INVALID ? OK : outcome;
}

static enum outcome fill_line(const struct chosen *chosen, const struct directory_service *service,
                              struct service_line *line)
{
    struct request *request = chosen->request;
    struct work *work = &request->work;
    struct service_reasons reasons;
    struct service_week week = {.left = INTEGER_NONE};
    struct text arabic;
    struct text code;
    service_fits(work, service, &chosen->facts, &reasons);
    struct text id = identifier_to_text(work->arena, service->head.id);
    char *behind = arena_string(
        work->arena, arena_format(work->arena, "%s/new?service=%.*s", chosen->kind->behind_person, TEXT_ARG(id)));
    *line = (struct service_line){
        .name = service_name_in(service, text_from(language_tag(work->language))),
        .path = record_address(request, "/persons", chosen->person->head.id, behind),
        .fit = reasons.fit,
        .stale = service->verify_by != DATE_NONE && service->verify_by < today(work),
        .left = INTEGER_NONE,
    };
    for (size_t i = 0; i < reasons.count; i++) {
        struct text sentence = tr_with(work->arena, work->language, reasons.at[i].message, reasons.at[i].arguments, 2);
        line->why = arena_format(work->arena, "%.*s%s%.*s", TEXT_ARG(line->why), line->why.length > 0 ? "\n" : "",
                                 TEXT_ARG(sentence));
    }
    enum outcome outcome = organisation_called(work, service->head.organisation, &line->provider, &arabic, &code);
    if (outcome == OK && language_right_to_left(work->language) && arabic.length > 0)
        line->provider = arabic;
    if (outcome == OK)
        outcome = service_week_get(work, service->head.id, today(work), &week);
    line->left = week.left;
    return outcome == NOT_FOUND ? OK : outcome;
}

/* What fits first; then where places are left. */
static bool comes_before(const struct service_line *a, const struct service_line *b)
{
    if (a->shared != b->shared)
        return a->shared;
    if (a->fit != b->fit)
        return a->fit < b->fit;
    return (a->left != 0) && (b->left == 0);
}

static void put_in_order(struct service_line *lines, size_t count)
{
    for (size_t i = 1; i < count; i++)
        for (size_t j = i; j > 0 && comes_before(&lines[j], &lines[j - 1]); j--) {
            struct service_line one = lines[j];
            lines[j] = lines[j - 1];
            lines[j - 1] = one;
        }
}

static enum outcome fill_lines(const struct chosen *chosen, struct text category, struct referral_choose_view *view)
{
    struct work *work = &chosen->request->work;
    static const struct text OPEN[] = {{"open", 4}};
    struct list_query query = {.size = LIST_PAGE_MOST, .filter_count = 1};
    struct list_page page;
    struct identifier known = {{0}};
    bool shared = false;
    query.filters[0] = (struct list_filter){.values = OPEN, .value_count = 1};
    if (category.length > 0)
        query.filters[query.filter_count++] = (struct list_filter){
            .field = record_field(&directory_service_record, TEXT("category")), .values = &category, .value_count = 1};
    enum outcome outcome = record_list(work, &directory_service_record, &query, &page);
    if (outcome != OK)
        return outcome;
    view->lines = arena_array(work->arena, struct service_line, page.count + 1);
    for (size_t i = 0; i < page.count && outcome == OK; i++) {
        const struct directory_service *service = page.rows[i];
        if (identifier_equal(service->head.organisation, chosen->person->head.organisation))
            continue;
        if (!identifier_equal(known, service->head.organisation))
            outcome = is_shared(work, chosen->person->head.organisation, service->head.organisation, &shared);
        known = service->head.organisation;
        if (outcome == OK)
            outcome = fill_line(chosen, service, &view->lines[view->count]);
        view->lines[view->count++].shared = shared;
    }
    put_in_order(view->lines, view->count);
    return outcome;
}

static void offer_categories(struct work *work, struct text chosen, struct referral_choose_view *view)
{
    view->categories = arena_array(work->arena, struct form_choice, service_categories.count + 1);
    for (size_t i = 0; i < service_categories.count; i++) {
        const struct choice *choice = &service_categories.choices[i];
        if (choice->past)
            continue;
        view->categories[view->category_count++] = (struct form_choice){.code = text_from(choice->code),
                                                                        .label = choice_name(choice, work->language),
                                                                        .selected = text_is(chosen, choice->code)};
    }
}

enum outcome referral_choose(struct request *request, struct response *response)
{
    const struct referral_kind *kind = request->route->context;
    struct work *work = &request->work;
    struct referral_choose_view view = {0};
    struct identifier id;
    struct person *person;
    struct text category = parameters_get(&request->query, TEXT("category"));
    enum outcome outcome = request_id(request, 0, &id);
    if (outcome == OK)
        outcome = open_person(request, id, kind->write, &person);
    if (outcome != OK)
        return outcome;
    if (choice_find(&service_categories, category) == NULL)
        category = TEXT_NONE;
    struct chosen chosen = {request, kind, person, facts_of(work, person, category)};
    outcome = fill_lines(&chosen, category, &view);
    if (outcome != OK)
        return outcome;
    offer_categories(work, category, &view);
    view.page = page_open(request, kind->guarded ? N_("Protection referral") : N_("Refer"));
    view.person = person_record.title(work, person);
    view.cancel = record_address(request, "/persons", id, "");
    view.action = page_path(request, request->path);
    page_trail(view.page, person_record.plural, TEXT("/persons"));
    page_trail_text(view.page, view.person, record_path(work->arena, "/persons", id, ""));
    page_trail(view.page, N_("Refer"), TEXT_NONE);
    struct output out = page_output(request, response);
    referral_choose_page(&out, &view);
    return page_send(request, response, 200);
}

/* The button of a person's page. */
enum outcome referral_go(struct request *request, struct response *response)
{
    const struct referral_kind *kind = request->route->context;
    struct identifier id;
    if (text_to_identifier(parameters_get(&request->query, TEXT("person")), &id) != OK)
        return NOT_FOUND;
    char *behind =
        arena_string(request->work.arena, arena_format(request->work.arena, "%s/choose", kind->behind_person));
    return respond_redirect(request, response, record_path(request->work.arena, "/persons", id, behind));
}

/* ---- writing ---- */

struct writing {
    const struct referral_kind *kind;
    const struct record *record;
    struct referral *row;
    struct field_set fields;
    struct text person, service;
    struct identifier person_id;
};

static void ask(const struct record *record, const struct field_set *may, const char *name, struct field_set *fields)
{
    const struct field *field = record_field(record, text_from(name));
    if (field != NULL && field_set_has(may, record_field_index(record, field)))
        field_set_add(fields, record_field_index(record, field));
}

/* Few: what a service needs to know to answer; what only some need is asked of them alone. */
static struct field_set few_fields(struct work *work, const struct record *record, const struct referral *row,
                                   bool child, bool family)
{
    static const char *const ALWAYS[] = {"concern",      "priority",  "theme",
                                         "services",     "reasons",   "services_given",
                                         "safe_channel", "safe_time", "contact_restrictions",
                                         "special_need"};
    static const char *const OF_A_CHILD[] = {"caregiver_name", "caregiver_relation", "caregiver_contact",
                                             "separated",      "caregiver_informed", "caregiver_note"};
    struct field_set may = record_form_fields(work, record, row);
    struct field_set fields = {0};
    for (size_t i = 0; i < sizeof ALWAYS / sizeof *ALWAYS; i++)
        ask(record, &may, ALWAYS[i], &fields);
    for (size_t i = 0; child && i < sizeof OF_A_CHILD / sizeof *OF_A_CHILD; i++)
        ask(record, &may, OF_A_CHILD[i], &fields);
    if (family)
        ask(record, &may, "whole_household", &fields);
    return fields;
}

/* The theme that the service's category stands for: "MOU1" is the first of the memorandum. */
static struct text theme_of(const struct directory_service *service)
{
    size_t at = 0;
    for (; at < agreement_themes.count; at++) {
        char code[] = {'M', 'O', 'U', (char)('1' + at), '\0'};
        if (text_is(service->category, code))
            return text_from(agreement_themes.choices[at].code);
    }
    return TEXT_NONE;
}

static enum outcome open_service(struct request *request, struct writing *writing)
{
    struct work *work = &request->work;
    struct field_set readable;
    struct identifier id;
    struct text typed = parameters_get(&request->query, TEXT("service"));
    void *service;
    if (text_to_identifier(typed, &id) != OK)
        return NOT_FOUND;
    enum outcome outcome = record_peek(work, &directory_service_record, id, &service, &readable);
    if (outcome != OK)
        return outcome;
    writing->row->service = id;
    writing->row->service_name = writing->service = service_title(work, service);
    writing->row->theme = theme_of(service);
    writing->row->receiver = record_head_of(service)->organisation;
    struct text arabic;
    struct text code;
    return organisation_called(work, writing->row->receiver, &writing->row->addressee, &arabic, &code);
}

/* What is sent on says the same, unless somebody changes it. */
static enum outcome continue_from(struct request *request, struct writing *writing)
{
    struct field_set readable;
    struct identifier id;
    void *row;
    struct text typed = parameters_get(&request->query, TEXT("previous"));
    if (text_to_identifier(typed, &id) != OK)
        return OK;
    enum outcome outcome = record_peek(&request->work, writing->record, id, &row, &readable);
    if (outcome != OK)
        return outcome;
    const struct referral *before = row;
    if (!identifier_equal(before->head.person, writing->person_id) || !text_is(before->head.state, "referred_on"))
        return NOT_FOUND;
    struct referral *now = writing->row;
    now->previous = id;
    now->priority = before->priority;
    now->theme = before->theme;
    now->services = before->services;
    now->reasons = before->reasons;
    now->services_given = before->services_given;
    now->service_note = before->service_note;
    now->safe_channel = before->safe_channel;
    now->safe_time = before->safe_time;
    now->contact_restrictions = before->contact_restrictions;
    now->special_need = before->special_need;
    now->whole_household = before->whole_household;
    now->concern = before->concern;
    return OK;
}

static enum outcome open_writing(struct request *request, struct writing *ret)
{
    const struct referral_kind *kind = request->route->context;
    struct work *work = &request->work;
    struct identifier household;
    struct person *person;
    *ret = (struct writing){.kind = kind, .record = referral_record_of(kind->guarded)};
    enum outcome outcome = request_id(request, 0, &ret->person_id);
    if (outcome == OK)
        outcome = open_person(request, ret->person_id, kind->write, &person);
    if (outcome != OK)
        return outcome;
    ret->row = record_new(work->arena, ret->record);
    ret->row->head.person = ret->person_id;
    ret->row->head.organisation = person->head.organisation;
    ret->row->head.office = person->head.office;
    ret->row->head.assigned = work->actor->user;
    ret->row->head.state = TEXT("draft");
    ret->row->guarded.is = kind->guarded ? FLAG_YES : FLAG_NO;
    ret->row->priority = TEXT("normal");
    ret->row->generated = person->generated;
    ret->person = person_record.title(work, person);
    outcome = open_service(request, ret);
    if (outcome == OK)
        outcome = continue_from(request, ret);
    if (outcome != OK)
        return outcome;
    outcome = person_household(work, ret->person_id, &household);
    if (outcome != OK && outcome != NOT_FOUND)
        return outcome;
    bool child = person_youngest_age(person, today(work)) < ADULT_AGE;
    ret->fields = few_fields(work, ret->record, ret->row, child, outcome == OK);
    return OK;
}

static enum outcome send_form(struct request *request, struct response *response, const struct writing *writing,
                              bool typed, int status)
{
    struct work *work = &request->work;
    struct text service = identifier_to_text(work->arena, writing->row->service);
    struct text previous = identifier_is_none(writing->row->previous)
                               ? TEXT_NONE
                               : identifier_to_text(work->arena, writing->row->previous);
    struct record_edit_view view = {
        .page = page_open(request, writing->kind->guarded ? N_("Protection referral") : N_("Refer")),
        .about = tr_with(work->arena, work->language, N_("{1}, referred to {2}"),
                         (const struct text[]){writing->person, writing->service}, 2),
        .note = {.message = N_("Next you see, field by field, what the receiver will get. Nothing is sent before.")},
        .action = page_path(request, arena_format(work->arena, "%.*s?service=%.*s%s%.*s", TEXT_ARG(request->path),
                                                  TEXT_ARG(service), previous.length > 0 ? "&previous=" : "",
                                                  TEXT_ARG(previous))),
        .cancel = record_address(request, "/persons", writing->person_id, ""),
    };
    enum outcome outcome = record_form_view(work, writing->record, writing->row, &writing->fields,
                                            typed ? &request->form : NULL, NULL, &view.form);
    if (outcome != OK)
        return outcome;
    page_trail(view.page, person_record.plural, TEXT("/persons"));
    page_trail_text(view.page, writing->person, record_path(work->arena, "/persons", writing->person_id, ""));
    page_trail(view.page, N_("Refer"), TEXT_NONE);
    return record_edit_send(request, response, &view, typed, status);
}

enum outcome referral_new(struct request *request, struct response *response)
{
    struct writing writing;
    enum outcome outcome = open_writing(request, &writing);
    return outcome == OK ? send_form(request, response, &writing, false, 200) : outcome;
}

enum outcome referral_create(struct request *request, struct response *response)
{
    struct writing writing;
    enum outcome outcome = open_writing(request, &writing);
    if (outcome != OK)
        return outcome;
    if (request->redisplay)
        return send_form(request, response, &writing, true, 200);
    if (form_answered(request, response, &outcome))
        return outcome;
    outcome = record_form_insert(request, writing.record, &writing.fields, writing.row);
    if (outcome == INVALID)
        return send_form(request, response, &writing, true, 422);
    if (outcome == OK)
        outcome = flow_begin(&request->work, referral_flow_of(writing.kind->guarded), writing.row);
    if (outcome != OK)
        return outcome;
    struct text next = record_path(request->work.arena, writing.kind->base, writing.row->head.id, "consent");
    return form_done(request, response, next, N_("The draft is kept. Now see with the person what is told."));
}
