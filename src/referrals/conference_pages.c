/* Pages of case conferences: preparing one, inviting, what it shows, what was decided. */
#include "database/wall.h"
#include "identity/identity.h"
#include "referrals/conference.h"
#include "referrals/referral_pages.h"
#include "referrals/referral_store.h"
#include "web/form.h"
#include "web/record_parts.h"

static int32_t today(const struct work *work) { return zone_date(work->zone, work->now); }

static void add_field(const struct record *record, const char *name, struct field_set *set)
{
    field_set_add(set, record_field_index(record, record_field(record, text_from(name))));
}

/* ---- preparing ---- */

enum outcome conference_go(struct request *request, struct response *response)
{
    struct identifier id;
    if (text_to_identifier(parameters_get(&request->query, TEXT("person")), &id) != OK)
        return NOT_FOUND;
    return respond_redirect(request, response, record_path(request->work.arena, "/persons", id, "conferences/new"));
}

struct preparing {
    struct conference *row;
    struct field_set fields;
    struct text person;
};

static enum outcome open_preparing(struct request *request, struct preparing *ret)
{
    struct work *work = &request->work;
    struct field_set readable;
    struct identifier id;
    void *person;
    enum outcome outcome = request_id(request, 0, &id);
    if (outcome == OK)
        outcome = record_get(work, &person_record, id, &person, &readable);
    if (outcome != OK)
        return outcome;
    struct subject subject = record_subject(person);
    if (!actor_may_on(work->actor, &conference_host, &subject))
        return FORBIDDEN;
    *ret = (struct preparing){.row = record_new(work->arena, &conference_record),
                              .person = person_record.title(work, person)};
    ret->row->head.person = id;
    ret->row->head.organisation = record_head_of(person)->organisation;
    ret->row->head.office = record_head_of(person)->office;
    ret->row->head.assigned = work->actor->user;
    ret->row->head.state = TEXT("planned");
    ret->row->generated = ((const struct person *)person)->generated;
    add_field(&conference_record, "subject", &ret->fields);
    add_field(&conference_record, "held_on", &ret->fields);
    add_field(&conference_record, "ends_on", &ret->fields);
    return OK;
}

static enum outcome send_preparing(struct request *request, struct response *response,
                                   const struct preparing *preparing, bool typed, int status)
{
    struct work *work = &request->work;
    struct record_edit_view view = {
        .page = page_open(request, N_("Prepare a case conference")),
        .about = preparing->person,
        .note = {.message = N_("Next you choose whom you invite, and see what they will be told. Nobody is told "
                               "anything before.")},
        .action = page_path(request, request->path),
        .cancel = record_address(request, "/persons", preparing->row->head.person, ""),
    };
    enum outcome outcome = record_form_view(work, &conference_record, preparing->row, &preparing->fields,
                                            typed ? &request->form : NULL, NULL, &view.form);
    if (outcome != OK)
        return outcome;
    page_trail(view.page, person_record.plural, TEXT("/persons"));
    page_trail_text(view.page, preparing->person,
                    record_path(work->arena, "/persons", preparing->row->head.person, ""));
    page_trail(view.page, N_("Case conference"), TEXT_NONE);
    return record_edit_send(request, response, &view, typed, status);
}

enum outcome conference_new(struct request *request, struct response *response)
{
    struct preparing preparing;
    enum outcome outcome = open_preparing(request, &preparing);
    return outcome == OK ? send_preparing(request, response, &preparing, false, 200) : outcome;
}

enum outcome conference_create(struct request *request, struct response *response)
{
    struct preparing preparing;
    enum outcome outcome = open_preparing(request, &preparing);
    if (outcome != OK)
        return outcome;
    if (request->redisplay)
        return send_preparing(request, response, &preparing, true, 200);
    if (form_answered(request, response, &outcome))
        return outcome;
    outcome = record_form_insert(request, &conference_record, &preparing.fields, preparing.row);
    if (outcome == INVALID)
        return send_preparing(request, response, &preparing, true, 422);
    if (outcome == OK)
        outcome = flow_begin(&request->work, &conference_flow, preparing.row);
    if (outcome != OK)
        return outcome;
    return form_done(request, response,
                     record_path(request->work.arena, "/conferences", preparing.row->head.id, "guests"),
                     N_("It is kept. Now choose whom you invite."));
}

/* ---- whom to invite, and what they are told ---- */

struct inviting {
    struct conference *row;
    struct conference_choice *choices;
    size_t choice_count;
    struct referral_content content;
    struct field_set shown;
};

static enum outcome open_inviting(struct request *request, struct inviting *ret)
{
    static const char *const ASKED[] = {"consent_means", "consent_language", "consent_interpreter", "consent_explained",
                                        "consent_on"};
    struct work *work = &request->work;
    struct field_set readable;
    struct identifier id;
    void *row;
    *ret = (struct inviting){0};
    enum outcome outcome = request_id(request, 0, &id);
    if (outcome == OK)
        outcome = record_get(work, &conference_record, id, &row, &readable);
    if (outcome != OK)
        return outcome;
    struct subject subject = record_subject(row);
    if (!actor_may_on(work->actor, &conference_host, &subject))
        return FORBIDDEN;
    if (!text_is(record_head_of(row)->state, "planned"))
        return NOT_FOUND;
    outcome = record_get_unlimited(work, &conference_record, id, &row); /* with what is for nobody's eyes: who */
    ret->row = row;
    for (size_t i = 0; i < sizeof ASKED / sizeof *ASKED; i++)
        add_field(&conference_record, ASKED[i], &ret->shown);
    if (outcome == OK)
        outcome = conference_choices(work, ret->row, &ret->choices, &ret->choice_count);
    return outcome == OK ? conference_content(work, ret->row, &ret->content) : outcome;
}

static struct text typed_codes(struct request *request, const char *name)
{
    struct text joined = TEXT_NONE;
    struct text value;
    size_t position = 0;
    while (parameters_next(&request->form, text_from(name), &position, &value))
        if (!text_is_empty(value))
            joined = arena_format(request->work.arena, "%.*s%s%.*s", TEXT_ARG(joined), joined.length > 0 ? "," : "",
                                  TEXT_ARG(value));
    return joined;
}

/* Only organisations that may be invited, and items that there are. */
static void read_typed(struct request *request, struct inviting *inviting)
{
    struct arena *arena = request->work.arena;
    struct conference *row = inviting->row;
    struct text guests = typed_codes(request, "guest_ids");
    row->guest_ids = TEXT_NONE;
    for (size_t i = 0; i < inviting->choice_count; i++) {
        struct conference_choice *choice = &inviting->choices[i];
        struct text id = identifier_to_text(arena, choice->organisation);
        choice->chosen = text_find(guests, id) >= 0;
        if (choice->chosen)
            row->guest_ids = arena_format(arena, "%.*s%s%.*s", TEXT_ARG(row->guest_ids),
                                          row->guest_ids.length > 0 ? "," : "", TEXT_ARG(id));
    }
    referral_items items = referral_items_read(typed_codes(request, "items"));
    row->items = referral_items_write(arena, items & inviting->content.present & inviting->content.readable);
}

static void fill_told(struct work *work, const struct inviting *inviting, struct conference_guests_view *view)
{
    const struct referral_content *content = &inviting->content;
    referral_items asked = referral_items_read(inviting->row->items);
    referral_items permitted = 0;
    for (size_t i = 0; i < inviting->choice_count; i++)
        permitted |= inviting->choices[i].permitted;
    view->lines = arena_array(work->arena, struct referral_told_line, REFERRAL_ITEMS);
    for (size_t item = 0; item < REFERRAL_ITEMS; item++) {
        if (((content->present & content->readable) >> item & 1) == 0)
            continue;
        const char *code = referral_item_code((enum referral_item)item);
        struct text whole = conference_told(work, content, (referral_items)1 << item);
        struct text label;
        (void)text_split(&whole, ':', &label);
        view->lines[view->line_count++] = (struct referral_told_line){
            .code = code,
            .id = arena_format(work->arena, "told-%s", code),
            .label = choice_show(&referral_item_choices, text_from(code), work->language),
            .value = text_trim(whole),
            .asked = (asked >> item & 1) != 0,
            .blocked = (permitted >> item & 1) == 0,
        };
    }
}

static enum outcome send_inviting(struct request *request, struct response *response, const struct inviting *inviting,
                                  bool typed, int status)
{
    struct work *work = &request->work;
    const struct conference *row = inviting->row;
    struct conference_guests_view view = {
        .action = page_path(request, request->path),
        .cancel = record_address(request, "/conferences", row->head.id, ""),
        .choices = inviting->choices,
        .choice_count = inviting->choice_count,
    };
    fill_told(work, inviting, &view);
    view.missing = arena_array(work->arena, struct text, work->problems.count + 1);
    for (const struct problem *problem = work->problems.first; problem != NULL; problem = problem->next)
        if (text_is_empty(problem->field))
            view.missing[view.missing_count++] = problem_sentence(work->arena, work->language, problem);
    enum outcome outcome = record_titles(work, &person_record, &row->head.person, 1, &view.person);
    if (outcome == OK)
        outcome = record_form_view(work, &conference_record, row, &inviting->shown, typed ? &request->form : NULL, NULL,
                                   &view.form);
    if (outcome != OK)
        return outcome;
    view.page = page_open(request, N_("Who is invited, and what they are told"));
    page_trail(view.page, conference_record.plural, TEXT("/conferences"));
    page_trail_text(view.page, row->head.number, record_path(work->arena, "/conferences", row->head.id, ""));
    page_trail(view.page, N_("Guests"), TEXT_NONE);
    view.page->has_form = true;
    view.form.csrf = view.page->csrf;
    view.form.key = typed ? parameters_get(&request->form, TEXT("_key")) : form_key_new(request);
    struct output out = page_output(request, response);
    conference_guests_page(&out, &view);
    return page_send(request, response, status);
}

enum outcome conference_guests_show(struct request *request, struct response *response)
{
    struct inviting inviting;
    enum outcome outcome = open_inviting(request, &inviting);
    if (outcome != OK)
        return outcome;
    if (inviting.row->consent_on == DATE_NONE)
        inviting.row->consent_on = today(&request->work);
    return send_inviting(request, response, &inviting, false, 200);
}

static enum outcome keep(struct request *request, struct inviting *inviting, bool invite)
{
    struct work *work = &request->work;
    struct conference *before = record_copy(work->arena, &conference_record, inviting->row);
    AUTO_TRANSACTION struct db_transaction savepoint = {0};
    enum outcome outcome = db_transaction_begin(work->db, true, &savepoint);
    read_typed(request, inviting);
    if (outcome == OK)
        outcome = record_form_read(work, &conference_record, &inviting->shown, &request->form, inviting->row);
    if (outcome == OK)
        outcome = record_update_by_step(work, &conference_record, before, inviting->row, TEXT("guests"));
    if (outcome == OK && invite)
        outcome = flow_move(work, &conference_flow, inviting->row->head.id, inviting->row->head.version, TEXT("invite"),
                            NULL, TEXT_NONE);
    return outcome == OK ? db_transaction_commit(&savepoint) : outcome;
}

enum outcome conference_guests_save(struct request *request, struct response *response)
{
    struct inviting inviting;
    enum outcome outcome = open_inviting(request, &inviting);
    if (outcome != OK)
        return outcome;
    if (request->redisplay) {
        read_typed(request, &inviting);
        return send_inviting(request, response, &inviting, true, 200);
    }
    if (form_answered(request, response, &outcome))
        return outcome;
    if (form_version(request) != inviting.row->head.version)
        return CONFLICT;
    bool invite = !text_is(parameters_get(&request->form, TEXT("_then")), "keep");
    outcome = keep(request, &inviting, invite);
    if (outcome == INVALID)
        return send_inviting(request, response, &inviting, true, 422);
    if (outcome != OK)
        return outcome;
    return form_done(request, response, record_path(request->work.arena, "/conferences", inviting.row->head.id, ""),
                     invite ? N_("The guests are invited.") : N_("It is kept. Nobody was told anything."));
}

/* ---- what was decided ---- */

struct deciding {
    struct conference *conference;
    struct conference_decision *row;
    struct field_set fields;
    struct form_choice *charged; /* the host, then the guests */
    size_t charged_count;
};

static enum outcome add_charged(struct work *work, struct identifier organisation, struct deciding *deciding)
{
    struct text name;
    struct text arabic;
    struct text code;
    enum outcome outcome = organisation_called(work, organisation, &name, &arabic, &code);
    if (outcome != OK)
        return outcome == NOT_FOUND ? OK : outcome;
    if (language_right_to_left(work->language) && arabic.length > 0)
        name = arabic;
    deciding->charged[deciding->charged_count] =
        (struct form_choice){.code = identifier_to_text(work->arena, organisation),
                             .label = name,
                             .id = arena_format(work->arena, "charged_to%s%zu", deciding->charged_count == 0 ? "" : "-",
                                                deciding->charged_count + 1)};
    if (deciding->charged_count == 0)
        deciding->charged[0].id = TEXT("charged_to");
    deciding->charged_count++;
    return OK;
}

static enum outcome open_deciding(struct request *request, struct deciding *ret)
{
    struct work *work = &request->work;
    struct field_set readable;
    struct identifier id;
    struct text one;
    void *row;
    enum outcome outcome = request_id(request, 0, &id);
    if (outcome == OK)
        outcome = record_peek_whole(work, &conference_record, id, &row, &readable);
    if (outcome != OK)
        return outcome;
    struct subject subject = record_subject(row);
    if (!actor_may_on(work->actor, &conference_host, &subject))
        return FORBIDDEN;
    *ret = (struct deciding){.conference = row, .row = record_new(work->arena, &conference_decision_record)};
    if (!text_is(ret->conference->head.state, "open"))
        return NOT_FOUND;
    AUTO_WALL struct wall_hold hold = wall_open(work->db, "the guests are other organisations");
    ret->charged = arena_array(work->arena, struct form_choice, CONFERENCE_GUESTS_MOST + 1);
    outcome = add_charged(work, ret->conference->head.organisation, ret);
    for (struct text rest = ret->conference->guest_ids;
         outcome == OK && ret->charged_count <= CONFERENCE_GUESTS_MOST && text_split(&rest, ',', &one);)
        if (text_to_identifier(one, &id) == OK)
            outcome = add_charged(work, id, ret);
    add_field(&conference_decision_record, "what", &ret->fields);
    add_field(&conference_decision_record, "due_on", &ret->fields);
    return outcome;
}

/* The question who does it stands before those of the record. */
static void put_charged(struct request *request, const struct deciding *deciding, bool typed, struct form_view *form)
{
    struct work *work = &request->work;
    struct text chosen = typed ? parameters_get(&request->form, TEXT("charged_to")) : TEXT_NONE;
    const struct problem *problem = problem_for(&work->problems, TEXT("charged_to"));
    struct form_section *sections = arena_array(work->arena, struct form_section, form->section_count + 1);
    struct form_field *field = arena_new(work->arena, struct form_field);
    for (size_t i = 0; i < deciding->charged_count; i++)
        deciding->charged[i].selected = text_equal(chosen, deciding->charged[i].code);
    *field = (struct form_field){.name = TEXT("charged_to"),
                                 .id = TEXT("charged_to"),
                                 .label = text_from(tr(work->language, N_("Who does it"))),
                                 .control = CONTROL_RADIO,
                                 .choices = deciding->charged,
                                 .choice_count = deciding->charged_count,
                                 .required = true};
    if (problem != NULL) {
        field->invalid = true;
        field->error = problem_sentence(work->arena, work->language, problem);
        field->error_id = field->described_by = TEXT("charged_to-error");
    }
    sections[0] = (struct form_section){.fields = field, .field_count = 1};
    for (size_t i = 0; i < form->section_count; i++)
        sections[i + 1] = form->sections[i];
    form->sections = sections;
    form->section_count++;
    const struct problem *each = work->problems.first;
    for (size_t i = 0; i < form->error_count && each != NULL; i++, each = each->next)
        if (text_is(each->field, "charged_to")) {
            form->errors[i].label = field->label;
            form->errors[i].target = TEXT("#charged_to");
        }
}

static enum outcome send_deciding(struct request *request, struct response *response, const struct deciding *deciding,
                                  bool typed, int status)
{
    struct work *work = &request->work;
    const struct record_head *head = &deciding->conference->head;
    struct record_edit_view view = {
        .page = page_open(request, N_("Note a decision")),
        .about = head->number,
        .note = {.message = N_("It becomes a task of the organisation that does it.")},
        .action = page_path(request, request->path),
        .cancel = record_address(request, "/conferences", head->id, ""),
    };
    enum outcome outcome = record_form_view(work, &conference_decision_record, deciding->row, &deciding->fields,
                                            typed ? &request->form : NULL, NULL, &view.form);
    if (outcome != OK)
        return outcome;
    put_charged(request, deciding, typed, &view.form);
    page_trail(view.page, conference_record.plural, TEXT("/conferences"));
    page_trail_text(view.page, head->number, record_path(work->arena, "/conferences", head->id, ""));
    page_trail(view.page, N_("Note a decision"), TEXT_NONE);
    return record_edit_send(request, response, &view, typed, status);
}

enum outcome conference_decision_new(struct request *request, struct response *response)
{
    struct deciding deciding;
    enum outcome outcome = open_deciding(request, &deciding);
    return outcome == OK ? send_deciding(request, response, &deciding, false, 200) : outcome;
}

static enum outcome read_charged(struct request *request, const struct deciding *deciding)
{
    struct text chosen = parameters_get(&request->form, TEXT("charged_to"));
    struct conference_decision *row = deciding->row;
    for (size_t i = 0; i < deciding->charged_count; i++)
        if (text_equal(chosen, deciding->charged[i].code) &&
            text_to_identifier(chosen, &row->head.organisation) == OK) {
            row->charged = deciding->charged[i].label;
            return OK;
        }
    return problem_add(&request->work.problems, INVALID, "charged_missing", TEXT("charged_to"),
                       N_("Choose who does it."));
}

static enum outcome store_decision(struct request *request, const struct deciding *deciding)
{
    AUTO_WALL struct wall_hold hold = wall_open(request->work.db, "a decision may be another organisation's to do");
    struct work *work = &request->work;
    struct conference_decision *row = deciding->row;
    const struct conference *conference = deciding->conference;
    struct work program = *work;
    row->head.person = conference->head.person;
    row->head.state = TEXT("open");
    if (identifier_equal(row->head.organisation, conference->head.organisation)) {
        row->head.office = conference->head.office;
        row->head.assigned = conference->head.assigned;
    }
    row->conference = conference->head.id;
    row->host = conference->head.organisation;
    row->conference_number = conference->head.number;
    row->generated = conference->generated;
    program.actor = &referral_system;
    enum outcome outcome = record_insert(&program, &conference_decision_record, row);
    work->problems = program.problems;
    return outcome == OK ? flow_begin(&program, &conference_decision_flow, row) : outcome;
}

enum outcome conference_decision_create(struct request *request, struct response *response)
{
    struct deciding deciding;
    enum outcome outcome = open_deciding(request, &deciding);
    if (outcome != OK)
        return outcome;
    if (request->redisplay)
        return send_deciding(request, response, &deciding, true, 200);
    if (form_answered(request, response, &outcome))
        return outcome;
    enum outcome charged = read_charged(request, &deciding);
    outcome =
        record_form_read(&request->work, &conference_decision_record, &deciding.fields, &request->form, deciding.row);
    outcome = outcome == OK ? charged : outcome;
    if (outcome == OK)
        outcome = store_decision(request, &deciding);
    if (outcome == INVALID)
        return send_deciding(request, response, &deciding, true, 422);
    if (outcome != OK)
        return outcome;
    return form_done(request, response,
                     record_path(request->work.arena, "/conferences", deciding.conference->head.id, ""),
                     N_("Noted: it is a task now."));
}

/* ---- what is shown ---- */

static struct text state_label(struct work *work, const struct flow *flow, struct text state)
{
    const struct flow_state *known = flow_state(flow, state);
    return known == NULL ? TEXT_NONE : text_from(tr(work->language, known->label));
}

/* Decisions of a conference, to whoever may read the conference or is a guest of it; a link where the row is theirs. */
static enum outcome list_decisions(struct request *request, struct identifier conference, struct identifier person,
                                   struct part_list *list)
{
    struct work *work = &request->work;
    struct identifier *ids;
    size_t count = 0;
    struct work program = *work; /* each is sealed for the organisation that does it */
    program.actor = &referral_system;
    AUTO_WALL struct wall_hold hold = wall_open(work->db, "what was decided together is shown to all who were there");
    enum outcome outcome = conference_decisions_of(work, conference, person, &ids, &count);
    list->rows = arena_array(work->arena, struct part_row, count + 1);
    for (size_t i = 0; i < count && outcome == OK; i++) {
        void *row;
        outcome = record_get_unlimited(&program, &conference_decision_record, ids[i], &row);
        if (outcome != OK)
            break;
        const struct conference_decision *decision = row;
        struct subject subject = record_subject(row);
        bool done = text_is(decision->head.state, "done");
        struct text due = language_date(work->arena, work->language, done ? decision->done_on : decision->due_on);
        list->rows[list->row_count++] = (struct part_row){
            .title = decision->charged,
            .badge = state_label(work, &conference_decision_flow, decision->head.state),
            .tone = done ? "good" : NULL,
            .line = arena_format(work->arena, "%.*s\n%.*s", TEXT_ARG(decision->what), TEXT_ARG(due)),
            .late = !done && decision->due_on != DATE_NONE && decision->due_on < today(work),
            .path = actor_may_on(work->actor, &conference_do, &subject)
                        ? record_address(request, "/conference-decisions", ids[i], "")
                        : TEXT_NONE,
        };
    }
    list->id = "decisions";
    list->title = N_("Decisions");
    list->empty = N_("Nothing was decided yet.");
    list->add_label = N_("Note a decision");
    return outcome;
}

static enum outcome load_conference(struct request *request, const void *row, void **ret_more)
{
    const struct conference *conference = row;
    struct conference_more_view *more = arena_new(request->work.arena, struct conference_more_view);
    struct subject subject = record_subject(row);
    bool may = actor_may_on(&request->actor, &conference_host, &subject);
    *ret_more = more;
    enum outcome outcome = step_buttons(request, &conference_flow, "/conferences", row, &more->buttons);
    if (outcome != OK)
        return outcome;
    size_t kept = 0;
    for (size_t i = 0; i < more->buttons.count; i++) /* inviting and choosing whom is one page */
        if (!text_is(text_from(more->buttons.at[i].step->action), "invite"))
            more->buttons.at[kept++] = more->buttons.at[i];
    more->buttons.count = kept;
    if (may && text_is(conference->head.state, "planned"))
        more->guests = record_address(request, "/conferences", conference->head.id, "guests");
    if (may && text_is(conference->head.state, "open"))
        more->decisions.add = record_address(request, "/conferences", conference->head.id, "decisions/new");
    return list_decisions(request, conference->head.id, conference->head.person, &more->decisions);
}

static enum outcome load_guest(struct request *request, const void *row, void **ret_more)
{
    struct conference_more_view *more = arena_new(request->work.arena, struct conference_more_view);
    void *whole;
    *ret_more = more;
    enum outcome outcome =
        record_get_unlimited(&request->work, &conference_guest_record, record_head_of(row)->id, &whole);
    if (outcome != OK || !text_is(record_head_of(row)->state, "invited"))
        return outcome;
    return list_decisions(request, ((const struct conference_guest *)whole)->conference, record_head_of(row)->person,
                          &more->decisions);
}

static enum outcome load_decision(struct request *request, const void *row, void **ret_more)
{
    struct conference_more_view *more = arena_new(request->work.arena, struct conference_more_view);
    *ret_more = more;
    return step_buttons(request, &conference_decision_flow, "/conference-decisions", row, &more->buttons);
}

static void show_more(struct output *out, const struct record_show_view *view)
{
    conference_more_page(out, view->more, view->page);
}

static struct right nobody = {.name = "conference.export_nobody"};

const struct record_page_options conference_options = {
    .record = &conference_record,
    .base = "/conferences",
    .flow = &conference_flow,
    .edit_title = N_("Change the conference"),
    .begin = N_("A conference is prepared from the person's page: “Case conference”."),
    .users = &colleague_record,
    .export = &nobody,
    .closed_list = true,
    .load_more = load_conference,
    .show_more = show_more,
};
const struct record_page_options conference_guest_options = {
    .record = &conference_guest_record,
    .base = "/conference-invitations",
    .flow = &conference_guest_flow,
    .begin = N_("Where another organisation asks yours to speak about a person together, it stands here."),
    .users = &colleague_record,
    .export = &nobody,
    .closed_list = true,
    .load_more = load_guest,
    .show_more = show_more,
};
const struct record_page_options conference_decision_options = {
    .record = &conference_decision_record,
    .base = "/conference-decisions",
    .flow = &conference_decision_flow,
    .begin = N_("What a case conference decides and your organisation does stands here."),
    .users = &colleague_record,
    .export = &nobody,
    .closed_list = true,
    .load_more = load_decision,
    .show_more = show_more,
};
