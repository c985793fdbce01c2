/* Opening a file out of reach, with a reason; the list of all such, their review. */
#include "identity/identity.h"
#include "privacy/privacy_pages.h"
#include "web/form.h"
#include "web/record_parts.h"

#define BASE "/broken-glass"
enum { SEEN_MOST = 100 };

static struct right nobody = {.name = "glass.export"};

/* ---- rows ---- */

/* What was opened meanwhile, for who reviews. */
static enum outcome add_seen(struct request *request, const struct broken_glass *glass, struct privacy_more *more)
{
    struct work *work = &request->work;
    struct person_row *rows;
    struct audit_event *events;
    size_t row_count, count;
    struct subject subject = record_subject(glass);
    if (!actor_may_on(work->actor, &glass_review, &subject))
        return OK;
    AUTO_WALL struct wall_hold hold = wall_widen(work->db, "what was opened under a broken glass, for who reviews it");
    enum outcome outcome = privacy_rows(work, glass->head.person, &rows, &row_count);
    struct identifier *ids = arena_array(work->arena, struct identifier, row_count + 1);
    for (size_t i = 0; outcome == OK && i < row_count; i++)
        ids[i] = rows[i].id;
    struct audit_query query = {.organisation = glass->head.organisation,
                                .subjects = ids,
                                .subject_count = row_count,
                                .user = glass->opened_by,
                                .from = glass->head.created_at,
                                .until = glass->until_at,
                                .most = SEEN_MOST};
    if (outcome == OK)
        outcome = audit_log(work->db, work->arena, &query, &events, &count);
    if (outcome != OK)
        return outcome;
    struct text *lines;
    outcome = log_sentences(log_names_open(work, rows, row_count, false), events, count, &lines);
    more->list_title = N_("What was done with the person's file meanwhile");
    more->list_empty = N_("Nothing was opened.");
    more->lines = arena_array(work->arena, struct privacy_line, count + 1);
    for (size_t i = 0; outcome == OK && i < count; i++)
        more->lines[more->line_count++] = (struct privacy_line){.text = lines[i], .at = INSTANT_NONE};
    return outcome;
}

static enum outcome load_more(struct request *request, const void *row, void **ret_more)
{
    struct privacy_more *more = arena_new(request->work.arena, struct privacy_more);
    const struct broken_glass *glass = row;
    struct subject subject = record_subject(row);
    if (actor_may_on(request->work.actor, &person_read, &subject))
        more->person_path = record_address(request, "/persons", glass->head.person, "");
    enum outcome outcome = privacy_more_steps(request, &broken_glass_flow, BASE, row, more);
    if (outcome == OK)
        outcome = add_seen(request, glass, more);
    *ret_more = more;
    return outcome;
}

static const struct record_page_options OPTIONS = {
    .record = &broken_glass_record,
    .base = BASE,
    .flow = &broken_glass_flow,
    .users = &colleague_record,
    .export = &nobody,
    .closed_list = true,
    .load_more = load_more,
    .show_more = privacy_show_more,
};

enum outcome glass_list(struct request *request, struct response *response)
{
    return record_page_list(request, response, &OPTIONS);
}

enum outcome glass_show(struct request *request, struct response *response)
{
    return record_page_show(request, response, &OPTIONS);
}

enum outcome glass_history(struct request *request, struct response *response)
{
    return record_page_history(request, response, &OPTIONS);
}

static struct text back_to_glass(struct arena *arena, const void *row)
{
    return record_path(arena, BASE, record_head_of(row)->id, "");
}

static struct text called(struct work *work, const void *row) { return broken_glass_record.title(work, row); }

const struct step_pages glass_steps = {&broken_glass_flow,   BASE,  back_to_glass, NULL, NULL,
                                       &broken_glass_record, called};

/* ---- a new one ---- */

struct breaking {
    struct broken_glass *row;
    struct field_set fields;
    bool known; /* a search's card said who is meant */
    struct identifier person;
};

static size_t index_of(const char *name)
{
    return record_field_index(&broken_glass_record, record_field(&broken_glass_record, text_from(name)));
}

static enum outcome open_new(struct request *request, struct breaking *ret)
{
    static const char *const ASKED[] = {"reason", "explanation"};
    struct breaking breaking = {.row = record_row_new(request, &broken_glass_record, &broken_glass_flow)};
    breaking.known = text_to_identifier(parameters_get(&request->query, TEXT("person")), &breaking.person) == OK;
    breaking.row->opened_by = breaking.row->head.assigned = request->actor.user;
    breaking.row->until_at = breaking.row->ended_at = INSTANT_NONE;
    for (size_t i = 0; i < sizeof ASKED / sizeof *ASKED; i++)
        field_set_add(&breaking.fields, index_of(ASKED[i]));
    if (!breaking.known)
        field_set_add(&breaking.fields, index_of("asked"));
    *ret = breaking;
    return OK;
}

static enum outcome send_new(struct request *request, struct response *response, const struct breaking *breaking,
                             bool typed, int status)
{
    struct arena *arena = request->work.arena;
    struct text path = TEXT(BASE "/new");
    if (breaking->known)
        path = arena_format(arena, BASE "/new?person=%.*s", TEXT_ARG(identifier_to_text(arena, breaking->person)));
    struct record_edit_view view = {
        .page = page_open(request, N_("Open a file out of your reach")),
        .note = {.message =
                     N_("This is for an emergency. You read the file for a limited time and change nothing. Each "
                        "page you open is recorded, and somebody else reviews your reason within days.")},
        .action = page_path(request, path),
        .cancel = page_path(request, TEXT("/search")),
    };
    enum outcome outcome = record_form_view(&request->work, &broken_glass_record, breaking->row, &breaking->fields,
                                            typed ? &request->form : NULL, NULL, &view.form);
    if (outcome != OK)
        return outcome;
    page_trail(view.page, broken_glass_record.plural, TEXT(BASE));
    page_trail(view.page, N_("Open a file out of your reach"), TEXT_NONE);
    return record_edit_send(request, response, &view, typed, status);
}

enum outcome glass_new(struct request *request, struct response *response)
{
    struct breaking breaking;
    enum outcome outcome = open_new(request, &breaking);
    return outcome == OK ? send_new(request, response, &breaking, false, 200) : outcome;
}

/* Whose file it is, by the number of the person or of one of their cases; of protection's files there is none. */
static enum outcome find_person(struct work *work, const struct breaking *breaking, struct person **ret_person)
{
    static struct record *const NUMBERED[] = {&person_record, &return_case_record};
    struct identifier id = breaking->person;
    struct text typed = text_trim(breaking->row->asked);
    void *row;
    enum outcome outcome = breaking->known ? OK : NOT_FOUND;
    for (size_t i = 0; i < sizeof NUMBERED / sizeof *NUMBERED && outcome == NOT_FOUND; i++) {
        outcome = record_find_typed(work, NUMBERED[i], typed, &id);
        if (outcome == OK)
            outcome = record_get_unlimited(work, NUMBERED[i], id, &row);
        if (outcome == OK)
            id = record_head_of(row)->person;
    }
    if (outcome == OK)
        outcome = record_get_unlimited(work, &person_record, id, &row);
    if (outcome == OK && !identifier_equal(record_head_of(row)->organisation, work->actor->organisation))
        outcome = NOT_FOUND;
    if (outcome == OK)
        *ret_person = row;
    return outcome;
}

static enum outcome read_new(struct request *request, struct breaking *breaking, struct person **ret_person)
{
    struct work *work = &request->work;
    enum outcome outcome =
        record_form_read(work, &broken_glass_record, &breaking->fields, &request->form, breaking->row);
    enum outcome found =
        breaking->known || breaking->row->asked.length > 0 ? find_person(work, breaking, ret_person) : INVALID;
    if (found < 0)
        return found;
    if (found == NOT_FOUND && breaking->known)
        return NOT_FOUND;
    if (found == NOT_FOUND)
        (void)problem_add(&work->problems, INVALID, "file_unknown", TEXT("asked"),
                          N_("Your organisation has no person and no case of this number."));
    return outcome == OK && found == OK ? OK : INVALID;
}

static enum outcome store_new(struct work *work, struct broken_glass *glass, const struct person *person)
{
    struct identifier *offices;
    size_t count;
    const struct privacy_term *minutes = privacy_term("glass", TEXT("minutes"));
    glass->head.person = person->head.person;
    glass->head.organisation = person->head.organisation; /* the office stays that of who opens */
    if (glass->asked.length == 0)
        glass->asked = person->head.number;
    glass->until_at = privacy_term_end_at(minutes, work->now);
    enum outcome outcome = glass_offices(work, person, &offices, &count);
    if (outcome == OK)
        outcome = record_insert(work, &broken_glass_record, glass);
    if (outcome == OK)
        outcome = glass_open(work, glass, offices, count);
    return outcome == OK ? flow_begin(work, &broken_glass_flow, glass) : outcome;
}

static enum outcome break_glass(struct request *request, struct response *response, struct breaking *breaking,
                                const struct person *person)
{
    struct work *work = &request->work;
    struct text location = record_path(work->arena, "/persons", person->head.id, "");
    struct subject subject = record_subject(person);
    if (actor_may_on(work->actor, &person_read, &subject)) { /* there is nothing to break */
        respond_notice(request, response, N_("You may open this file as it is."));
        return respond_redirect(request, response, location);
    }
    enum outcome outcome = store_new(work, breaking->row, person);
    if (outcome != OK)
        return outcome;
    return form_done(request, response, location,
                     N_("The file is open to you for a limited time. Read only what you need."));
}

enum outcome glass_create(struct request *request, struct response *response)
{
    struct breaking breaking;
    struct person *person = NULL;
    enum outcome outcome = open_new(request, &breaking);
    if (outcome != OK)
        return outcome;
    if (request->redisplay)
        return send_new(request, response, &breaking, true, 200);
    if (form_answered(request, response, &outcome))
        return outcome;
    outcome = read_new(request, &breaking, &person);
    if (outcome == OK)
        outcome = break_glass(request, response, &breaking, person);
    if (outcome == INVALID) {
        breaking.row->head.version = 0;
        return send_new(request, response, &breaking, true, 422);
    }
    return outcome;
}

/* ---- why something cannot be seen ---- */

/* Who reads persons within an office, by their roles. */
static size_t readers(struct work *work, struct text **ret_roles)
{
    *ret_roles = arena_array(work->arena, struct text, ROLE_COUNT);
    size_t count = 0;
    for (int role = 0; role < ROLE_COUNT; role++) {
        enum scope scope = access_scope_of((enum role)role, &person_read);
        if (scope == SCOPE_OFFICE)
            (*ret_roles)[count++] = text_from(tr(work->language, role_entry((enum role)role)->label));
    }
    return count;
}

static enum outcome answer_why(struct request *request, struct why_view *view)
{
    struct work *work = &request->work;
    struct breaking breaking = {.row = record_new(work->arena, &broken_glass_record)};
    struct person *person;
    breaking.row->asked = view->typed;
    enum outcome outcome = find_person(work, &breaking, &person);
    if (outcome != OK) {
        view->answer = N_("Your organisation has no person and no case of this number.");
        view->advice = N_("Check the number. If another organisation gave it, ask them: what they hold is theirs.");
        return outcome == NOT_FOUND ? OK : outcome;
    }
    struct subject subject = record_subject(person);
    view->person = person->head.person;
    view->number = person->head.number;
    if (actor_may_on(work->actor, &person_read, &subject)) {
        view->answer = N_("You may open this person's file.");
        view->path = record_address(request, "/persons", person->head.id, "");
        return OK;
    }
    view->number = TEXT_NONE;
    view->answer = N_("The file belongs to an office in which you hold no role.");
    view->advice = N_("Ask a colleague of that office, or have the case given to yours.");
    view->role_count = readers(work, &view->roles);
    if (actor_may_on(work->actor, &glass_break, &subject))
        view->glass = page_path(request, TEXT(BASE "/new"));
    AUTO_WALL struct wall_hold hold = wall_widen(work->db, "the name of the office to ask");
    void *office;
    outcome = record_get_unlimited(work, &office_record, person->head.office, &office);
    if (outcome == OK)
        view->office = office_record.title(work, office);
    return outcome == NOT_FOUND ? OK : outcome;
}

/* As a search does, it leaves a row in the log: of the person, where one was found. */
static enum outcome audit_why(struct work *work, struct identifier person)
{
    struct text answer;
    struct text shown = identifier_is_none(person) ? TEXT_NONE
                                                   : arena_format(work->arena, "\\\"%.*s\\\"",
                                                                  TEXT_ARG(identifier_to_text(work->arena, person)));
    struct text arguments =
        arena_format(work->arena, "{\"record\":\"person\",\"details\":\"{\\\"why\\\":true,\\\"shown\\\":[%.*s]}\"}",
                     TEXT_ARG(shown));
    if (work->hand_over == NULL)
        return UNAVAILABLE;
    return work->hand_over(work->hand_over_context, work, "audit.read", arguments, &answer);
}

static enum outcome send_why(struct request *request, struct response *response, struct why_view *view)
{
    view->page = page_open(request, N_("Why can I not see this?"));
    view->action = page_path(request, TEXT("/why"));
    page_trail(view->page, N_("Why can I not see this?"), TEXT_NONE);
    view->page->has_form = true;
    struct output out = page_output(request, response);
    why_page(&out, view);
    return page_send(request, response, 200);
}

enum outcome glass_why(struct request *request, struct response *response)
{
    struct why_view view = {0};
    return send_why(request, response, &view);
}

enum outcome glass_why_asked(struct request *request, struct response *response)
{
    struct why_view view = {.typed = text_trim(parameters_get(&request->form, TEXT("number")))};
    if (!text_is_clean(view.typed, false) || text_code_points(view.typed) > 40)
        return problem_add(&request->work.problems, INVALID, "search_unreadable", TEXT("number"),
                           N_("Type a name, a number or a telephone on one line."));
    enum outcome outcome = text_is_empty(view.typed) ? OK : answer_why(request, &view);
    if (outcome == OK && !text_is_empty(view.typed))
        outcome = audit_why(&request->work, view.person);
    return outcome == OK ? send_why(request, response, &view) : outcome;
}
