/* Travellers on the pages: who goes, what each lacks, what is decided when a family is not whole or marks differ. */
#include "identity/identity.h"
#include "movements/movement_pages.h"
#include "record/list.h"
#include "web/form.h"
#include "web/record_parts.h"

enum { CANDIDATES_MOST = 100 };

/* ---- lines ---- */

static struct text shown(struct work *work, const char *field, const void *row)
{
    const struct field *known = record_field(&traveller_record, text_from(field));
    return field_is_empty(known, row) ? TEXT_NONE : field_to_show(work, known, row);
}

static enum outcome fill_marks(struct request *request, const struct movement_traveller *traveller,
                               struct traveller_line *line)
{
    struct work *work = &request->work;
    struct movement_mark **marks;
    size_t count;
    enum outcome outcome = traveller_marks(work, traveller, &marks, &count);
    if (outcome != OK)
        return outcome;
    line->marks = arena_array(work->arena, struct mark_line, count + 1);
    for (size_t i = 0; i < count && outcome == OK; i++) {
        struct mark_line *mark = &line->marks[line->mark_count++];
        const struct field *reason = record_field(&mark_record, TEXT("reason"));
        const struct field *why = record_field(&mark_record, TEXT("why_not"));
        *mark = (struct mark_line){.outcome = choice_show(&mark_outcomes, marks[i]->outcome, work->language),
                                   .at = marks[i]->marked_at,
                                   .late = marks[i]->late.is == FLAG_YES,
                                   .applied = marks[i]->applied.is == FLAG_YES};
        if (!field_is_empty(reason, marks[i]))
            mark->reason = field_to_show(work, reason, marks[i]);
        if (!field_is_empty(why, marks[i]))
            mark->why = field_to_show(work, why, marks[i]);
        outcome = record_titles(work, &colleague_record, &marks[i]->marked_by, 1, &mark->who);
    }
    return outcome;
}

/* Members of one family share a number, in the order in which they stand. */
static void number_families(struct movement_traveller *const *rows, struct traveller_line *lines, size_t count)
{
    int64_t next = 1;
    for (size_t i = 0; i < count; i++) {
        if (identifier_is_none(rows[i]->household) || lines[i].family > 0)
            continue;
        bool alone = true;
        for (size_t j = i + 1; j < count; j++)
            if (identifier_equal(rows[i]->household, rows[j]->household)) {
                lines[j].family = next;
                alone = false;
            }
        if (!alone)
            lines[i].family = next++;
    }
}

static void fill_links(struct request *request, const struct movement *movement,
                       const struct movement_traveller *traveller, struct traveller_line *line)
{
    struct subject subject = record_subject(traveller);
    struct identifier id = traveller->head.id;
    if (!actor_may_on(&request->actor, &movement_write, &subject))
        return;
    bool open = text_is(movement->head.state, "planned") || text_is(movement->head.state, "booked");
    bool before = text_is(traveller->head.state, "planned") || text_is(traveller->head.state, "booked");
    if (open && before)
        line->edit = record_address(request, "/movement-travellers", id, "edit");
    if (open && !text_is(traveller->head.state, "departed") && !text_is(traveller->head.state, "in_transit") &&
        !text_is(traveller->head.state, "arrived"))
        line->remove = record_address(request, "/movement-travellers", id, "remove");
    if (traveller->held.is == FLAG_YES)
        line->decide = record_address(request, "/movement-travellers", id, "family");
    if (traveller->disputed.is == FLAG_YES)
        line->settle = record_address(request, "/movement-travellers", id, "settle");
}

/* What stands on a budget line, of those that the reader sees. */
static enum outcome fill_tickets(struct request *request, const struct movement_traveller *traveller,
                                 struct traveller_line *line)
{
    struct work *work = &request->work;
    struct return_ticket **tickets;
    size_t count;
    if (traveller->ticket_cost.currency[0] == '\0')
        return OK;
    enum outcome outcome = return_tickets_of(work, traveller->head.id, traveller->head.person, &tickets, &count);
    if (outcome != OK)
        return outcome;
    line->tickets = arena_array(work->arena, struct ticket_line, count + 1);
    for (size_t i = 0; i < count; i++) {
        const struct flow_state *state = flow_state(&ticket_flow, tickets[i]->head.state);
        line->tickets[line->ticket_count++] = (struct ticket_line){
            .state = text_from(state == NULL ? "" : tr(work->language, state->label)),
            .line = field_to_show(work, record_field(&return_ticket_record, TEXT("budget_line")), tickets[i]),
            .path = record_address(request, "/return-tickets", tickets[i]->head.id, ""),
            .tone = flow_tone(&ticket_flow, tickets[i]->head.state)};
    }
    return OK;
}

static enum outcome fill_line(struct request *request, const struct movement *movement,
                              const struct movement_traveller *traveller, struct traveller_line *line)
{
    struct work *work = &request->work;
    struct gate gate;
    *line = (struct traveller_line){
        .id = arena_format(work->arena, "t-%.*s", TEXT_ARG(identifier_to_text(work->arena, traveller->head.id))),
        .state = traveller_state_show(work, traveller),
        .tone = traveller_state_tone(traveller),
        .case_number = shown(work, "return_case", traveller),
        .case_path = record_address(request, "/return-cases", traveller->return_case, ""),
        .needs = shown(work, "needs", traveller),
        .needs_note = traveller->needs_note,
        .held = traveller->held.is == FLAG_YES,
        .held_reason = shown(work, "held_reason", traveller),
        .decision = traveller->decision_note,
        .boarding = shown(work, "boarding", traveller),
        .onward = shown(work, "onward_means", traveller),
        .disputed = traveller->disputed.is == FLAG_YES,
        .not_arrived = traveller->not_arrived.is == FLAG_YES,
        .arrived_on = traveller->arrived_on,
        .kilograms = traveller->baggage_kilograms,
        .pocket_money = traveller->pocket_money,
        .ticket_cost = traveller->ticket_cost,
    };
    enum outcome outcome = traveller_misses(work, movement, traveller, &gate);
    if (outcome != OK)
        return outcome;
    for (const struct gate_item *item = gate.first; item != NULL; item = item->next)
        line->missing += !item->met;
    line->gate = gate.first;
    fill_links(request, movement, traveller, line);
    outcome = fill_tickets(request, traveller, line);
    if (outcome != OK)
        return outcome;
    return traveller->disputed.is == FLAG_YES ? fill_marks(request, traveller, line) : OK;
}

enum outcome traveller_lines(struct request *request, const struct movement *movement,
                             struct traveller_line **ret_lines, size_t *ret_count, int64_t *ret_hidden)
{
    struct work *work = &request->work;
    struct movement_traveller **all;
    size_t count;
    enum outcome outcome = movement_travellers(work, movement->head.id, &all, &count);
    struct identifier *ids = arena_array(work->arena, struct identifier, count + 1);
    for (size_t i = 0; i < count && outcome == OK; i++)
        ids[i] = all[i]->head.id;
    void **rows = arena_array(work->arena, void *, count + 1);
    if (outcome == OK)
        outcome = record_peek_all(work, &traveller_record, ids, count, NULL, rows);
    if (outcome != OK)
        return outcome;
    struct movement_traveller **seen = arena_array(work->arena, struct movement_traveller *, count + 1);
    struct traveller_line *lines = arena_array(work->arena, struct traveller_line, count + 1);
    struct identifier *persons = arena_array(work->arena, struct identifier, count + 1);
    struct text *names = arena_array(work->arena, struct text, count + 1);
    size_t found = 0;
    for (size_t i = 0; i < count && outcome == OK; i++) {
        if (rows[i] == NULL)
            continue;
        persons[found] = record_head_of(rows[i])->person;
        seen[found] = rows[i];
        outcome = fill_line(request, movement, rows[i], &lines[found++]);
    }
    if (outcome == OK)
        outcome = record_titles(work, &person_record, persons, found, names);
    for (size_t i = 0; i < found; i++)
        lines[i].name = names[i];
    number_families(seen, lines, found);
    *ret_lines = lines;
    *ret_count = found;
    *ret_hidden = (int64_t)(count - found);
    return outcome;
}

/* ---- one of them ---- */

static void add_trail(struct request *request, const void *row, struct page *page)
{
    struct work *work = &request->work;
    const struct movement_traveller *traveller = row;
    void *journey;
    struct text number = text_from(tr(work->language, movement_record.label));
    if (record_get_unlimited(work, &movement_record, traveller->movement, &journey) == OK)
        number = record_head_of(journey)->number;
    page_trail(page, movement_record.plural, TEXT("/movements"));
    page_trail_text(page, number, traveller_path(work->arena, traveller));
}

static const struct record_page_options OPTIONS = {
    .record = &traveller_record,
    .base = "/movement-travellers",
    .edit_title = N_("Needs, baggage, ticket and pocket money"),
    .users = &colleague_record,
    .trail = add_trail,
};

enum outcome traveller_edit(struct request *request, struct response *response)
{
    return record_page_edit(request, response, &OPTIONS);
}

enum outcome traveller_save(struct request *request, struct response *response)
{
    return record_page_save(request, response, &OPTIONS);
}

enum outcome traveller_history(struct request *request, struct response *response)
{
    return record_page_history(request, response, &OPTIONS);
}

static enum outcome find(struct request *request, struct movement_traveller **ret)
{
    struct identifier id;
    struct field_set readable;
    void *row;
    enum outcome outcome = request_id(request, 0, &id);
    if (outcome == OK)
        outcome = record_peek(&request->work, &traveller_record, id, &row, &readable);
    if (outcome == OK)
        *ret = row;
    return outcome;
}

enum outcome traveller_go(struct request *request, struct response *response)
{
    struct movement_traveller *traveller;
    enum outcome outcome = find(request, &traveller);
    return outcome == OK ? respond_redirect(request, response, traveller_path(request->work.arena, traveller))
                         : outcome;
}

static void take_errors(struct work *work, struct text **ret_errors, size_t *ret_count)
{
    struct text *errors = arena_array(work->arena, struct text, work->problems.count + 1);
    size_t count = 0;
    for (const struct problem *problem = work->problems.first; problem != NULL; problem = problem->next)
        errors[count++] = problem_sentence(work->arena, work->language, problem);
    *ret_errors = errors;
    *ret_count = count;
}

/* ---- questions with a reason ---- */

struct question {
    const char *title, *explanation, *button, *legend, *name;
    bool danger;
    const char *right_moment; /* a code beside the traveller: "held", "disputed"; NULL: always */
};
static const struct question REMOVE = {
    .title = N_("Take off the journey"),
    .explanation = N_("The case goes back to its preparation. If the person travels with a family, the others are held "
                      "until you decide whether they go on without."),
    .button = N_("Take off the journey"),
    .danger = true};
static const struct question FAMILY = {
    .title = N_("Decide about a family"),
    .explanation = N_("One of this family dropped out of the journey. Families travel together or not at all, unless "
                      "there is a reason."),
    .legend = N_("What was decided"),
    .name = "decision",
    .button = N_("Save the decision")};
static const struct question SETTLE = {
    .title = N_("Settle marks that differ"),
    .explanation =
        N_("Officers marked different things, or the case could not follow a mark. Ask them, then choose the "
           "mark that counts. The others stay in the history."),
    .legend = N_("Which mark counts"),
    .name = "mark",
    .button = N_("This mark counts")};

static bool fits(const struct question *question, const struct movement_traveller *traveller)
{
    if (question == &FAMILY)
        return traveller->held.is == FLAG_YES;
    return question != &SETTLE || traveller->disputed.is == FLAG_YES;
}

static enum outcome open_question(struct request *request, const struct question *question,
                                  struct movement_traveller **ret)
{
    enum outcome outcome = find(request, ret);
    if (outcome != OK)
        return outcome;
    struct subject subject = record_subject(*ret);
    if (!actor_may_on(&request->actor, &movement_write, &subject))
        return FORBIDDEN;
    return fits(question, *ret) ? OK : NOT_FOUND;
}

static void offer_decisions(struct request *request, struct decision_view *view)
{
    struct work *work = &request->work;
    struct text chosen = parameters_get(&request->form, TEXT("decision"));
    view->options = arena_array(work->arena, struct decision_option, 2);
    view->options[0] = (struct decision_option){.code = "go_on",
                                                .label = text_from(tr(work->language, N_("The others go on without"))),
                                                .selected = text_is(chosen, "go_on")};
    view->options[1] = (struct decision_option){
        .code = "stay",
        .label = text_from(tr(work->language, N_("The others stay as well"))),
        .help = text_from(tr(work->language, N_("They are taken off the journey; their cases are prepared again."))),
        .selected = text_is(chosen, "stay")};
    view->option_count = 2;
}

static enum outcome offer_marks(struct request *request, const struct movement_traveller *traveller,
                                struct decision_view *view)
{
    struct work *work = &request->work;
    struct traveller_line line = {0};
    struct movement_mark **marks;
    size_t count;
    struct text chosen = parameters_get(&request->form, TEXT("mark"));
    enum outcome outcome = fill_marks(request, traveller, &line);
    if (outcome == OK)
        outcome = traveller_marks(work, traveller, &marks, &count);
    if (outcome != OK)
        return outcome;
    view->options = arena_array(work->arena, struct decision_option, count + 1);
    for (size_t i = 0; i < count; i++) {
        const struct mark_line *mark = &line.marks[i];
        struct text id = identifier_to_text(work->arena, marks[i]->head.id);
        view->options[view->option_count++] = (struct decision_option){
            .code = arena_string(work->arena, id),
            .label = mark->outcome,
            .who = mark->who,
            .at = mark->at,
            .help = mark->applied ? text_from(tr(work->language, N_("Counts now."))) : mark->why,
            .selected = text_equal(chosen, id)};
    }
    return OK;
}

static enum outcome send_question(struct request *request, struct response *response, const struct question *question,
                                  const struct movement_traveller *traveller, bool typed, int status)
{
    struct work *work = &request->work;
    struct decision_view view = {
        .title = question->title,
        .explanation = question->explanation,
        .legend = question->legend,
        .name = question->name,
        .button = question->button,
        .danger = question->danger,
        .with_note = true,
        .note = typed ? parameters_get(&request->form, TEXT("note")) : TEXT_NONE,
        .action = page_path(request, request->path),
        .cancel = page_path(request, traveller_path(work->arena, traveller)),
        .key = typed ? parameters_get(&request->form, TEXT("_key")) : form_key_new(request),
    };
    enum outcome outcome = record_titles(work, &person_record, &traveller->head.person, 1, &view.about);
    if (question == &FAMILY)
        offer_decisions(request, &view);
    if (outcome == OK && question == &SETTLE)
        outcome = offer_marks(request, traveller, &view);
    if (outcome != OK)
        return outcome;
    take_errors(work, &view.errors, &view.error_count);
    view.page = page_open(request, question->title);
    add_trail(request, traveller, view.page);
    page_trail(view.page, question->title, TEXT_NONE);
    struct output out = page_output(request, response);
    movement_decision_page(&out, &view);
    return page_send(request, response, status);
}

static enum outcome ask(struct request *request, struct response *response, const struct question *question)
{
    struct movement_traveller *traveller;
    enum outcome outcome = open_question(request, question, &traveller);
    return outcome == OK ? send_question(request, response, question, traveller, false, 200) : outcome;
}

/* What was answered, on the row as it is stored. */
static enum outcome answer(struct request *request, const struct question *question,
                           const struct movement_traveller *traveller)
{
    struct work *work = &request->work;
    struct text note = text_trim(parameters_get(&request->form, TEXT("note")));
    struct text decision = parameters_get(&request->form, TEXT("decision"));
    struct identifier mark;
    void *whole, *journey;
    if (!text_is_clean(note, true) || text_code_points(note) > 2000)
        return problem_add(&work->problems, INVALID, "note_unreadable", TEXT("note"),
                           N_("This note is too long or holds characters that cannot be stored."));
    enum outcome outcome = record_get_unlimited(work, &traveller_record, traveller->head.id, &whole);
    if (outcome != OK)
        return outcome;
    if (question == &REMOVE)
        return traveller_remove(work, whole, note);
    if (question == &FAMILY) {
        if (!text_is(decision, "go_on") && !text_is(decision, "stay"))
            return problem_add(&work->problems, INVALID, "decision_missing", TEXT("decision"),
                               N_("Choose what was decided."));
        return family_decide(work, whole, text_is(decision, "go_on"), note);
    }
    if (text_to_identifier(parameters_get(&request->form, TEXT("mark")), &mark) != OK)
        return problem_add(&work->problems, INVALID, "mark_missing", TEXT("mark"), N_("Choose the mark that counts."));
    outcome = record_get_unlimited(work, &movement_record, traveller->movement, &journey);
    return outcome == OK ? departure_mark_settle(work, journey, traveller->head.id, mark, note) : outcome;
}

static enum outcome take(struct request *request, struct response *response, const struct question *question)
{
    struct movement_traveller *traveller;
    struct text location;
    enum outcome outcome = find(request, &traveller);
    if (outcome != OK)
        return outcome;
    if (form_answered(request, response, &outcome))
        return outcome;
    outcome = open_question(request, question, &traveller);
    if (outcome != OK)
        return outcome;
    if (request->redisplay)
        return send_question(request, response, question, traveller, true, 200);
    location = traveller_path(request->work.arena, traveller);
    outcome = answer(request, question, traveller);
    if (outcome == INVALID)
        return send_question(request, response, question, traveller, true, 422);
    return outcome == OK ? form_done(request, response, location, N_("Saved.")) : outcome;
}

#define QUESTION(ASK, TAKE, WHICH)                                                                                    \
    enum outcome ASK(struct request *request, struct response *response) { return ask(request, response, &(WHICH)); } \
    enum outcome TAKE(struct request *request, struct response *response) { return take(request, response, &(WHICH)); }
QUESTION(traveller_remove_ask, traveller_remove_take, REMOVE)
QUESTION(family_ask, family_take, FAMILY)
QUESTION(settle_ask, settle_take, SETTLE)

/* ---- adding ---- */

/* Cases in preparation that are on no journey, the longest waiting first. */
static enum outcome find_candidates(struct request *request, struct candidates_view *view)
{
    struct work *work = &request->work;
    struct text preparing = TEXT("preparing");
    struct list_query query = {.size = CANDIDATES_MOST, .filter_count = 1};
    struct list_page page;
    query.filters[0] = (struct list_filter){.values = &preparing, .value_count = 1};
    enum outcome outcome = record_list(work, &return_case_record, &query, &page);
    if (outcome != OK)
        return outcome;
    struct identifier *persons = arena_array(work->arena, struct identifier, page.count + 1);
    struct text *names = arena_array(work->arena, struct text, page.count + 1);
    view->lines = arena_array(work->arena, struct candidate_line, page.count + 1);
    for (size_t i = 0; i < page.count && outcome == OK; i++) {
        const struct return_case *file = page.rows[i];
        struct identifier there;
        outcome = traveller_of_case(work, file->head.id, file->head.person, &there);
        if (outcome == OK)
            continue;
        if (outcome != NOT_FOUND)
            break;
        outcome = OK;
        persons[view->count] = file->head.person;
        view->lines[view->count++] =
            (struct candidate_line){.id = identifier_to_text(work->arena, file->head.id),
                                    .number = file->head.number,
                                    .country = choice_show(&countries, file->country_of_return, work->language),
                                    .path = record_address(request, "/return-cases", file->head.id, "")};
    }
    if (outcome == OK)
        outcome = record_titles(work, &person_record, persons, view->count, names);
    for (size_t i = 0; i < view->count; i++)
        view->lines[i].name = names[i];
    return outcome;
}

static void mark_chosen(const struct parameters *typed, struct candidates_view *view)
{
    struct text value;
    for (size_t position = 0; parameters_next(typed, TEXT("return_case"), &position, &value);)
        for (size_t i = 0; i < view->count; i++)
            view->lines[i].chosen = view->lines[i].chosen || text_equal(view->lines[i].id, value);
}

static enum outcome send_candidates(struct request *request, struct response *response, const struct movement *movement,
                                    bool typed, int status)
{
    struct candidates_view view = {
        .number = movement->head.number,
        .action = page_path(request, request->path),
        .cancel = record_address(request, "/movements", movement->head.id, "#travellers"),
        .key = typed ? parameters_get(&request->form, TEXT("_key")) : form_key_new(request),
    };
    enum outcome outcome = find_candidates(request, &view);
    if (outcome != OK)
        return outcome;
    view.cancel =
        page_path(request, arena_format(request->work.arena, "/movements/%.*s#travellers",
                                        TEXT_ARG(identifier_to_text(request->work.arena, movement->head.id))));
    if (typed) {
        view.typed = parameters_get(&request->form, TEXT("number"));
        mark_chosen(&request->form, &view);
    }
    take_errors(&request->work, &view.errors, &view.error_count);
    view.page = page_open(request, N_("Add travellers"));
    page_trail(view.page, movement_record.plural, TEXT("/movements"));
    page_trail_text(view.page, view.number, record_path(request->work.arena, "/movements", movement->head.id, ""));
    page_trail(view.page, N_("Add travellers"), TEXT_NONE);
    struct output out = page_output(request, response);
    movement_candidates_page(&out, &view);
    return page_send(request, response, status);
}

static enum outcome open_adding(struct request *request, struct movement **ret)
{
    enum outcome outcome = movement_target(request, ret);
    if (outcome != OK)
        return outcome;
    struct subject subject = record_subject(*ret);
    return actor_may_on(&request->actor, &movement_write, &subject) ? OK : FORBIDDEN;
}

enum outcome travellers_new(struct request *request, struct response *response)
{
    struct movement *movement;
    enum outcome outcome = open_adding(request, &movement);
    return outcome == OK ? send_candidates(request, response, movement, false, 200) : outcome;
}

static enum outcome add_typed(struct work *work, const struct movement *movement, struct text typed, size_t *count)
{
    struct identifier id;
    size_t added;
    if (text_is_empty(typed))
        return OK;
    enum outcome outcome = record_find_typed(work, &return_case_record, typed, &id);
    if (outcome == OK)
        outcome = movement_add_case(work, movement, id, &added);
    if (outcome == NOT_FOUND || (outcome == INVALID && work->problems.count == 0))
        return problem_add(&work->problems, INVALID, "case_unknown", TEXT("number"),
                           N_("No return case of yours has this number."));
    *count += outcome == OK ? added : 0;
    return outcome;
}

static enum outcome add_chosen(struct request *request, const struct movement *movement, size_t *count)
{
    struct work *work = &request->work;
    struct text value;
    enum outcome outcome = OK;
    for (size_t position = 0;
         outcome == OK && parameters_next(&request->form, TEXT("return_case"), &position, &value);) {
        struct identifier id, there;
        struct field_set readable;
        void *file;
        size_t added;
        if (text_to_identifier(value, &id) != OK)
            continue;
        outcome = record_peek(work, &return_case_record, id, &file, &readable);
        if (outcome == OK)
            outcome = traveller_of_case(work, id, record_head_of(file)->person, &there);
        if (outcome == OK) /* came along with the family of one chosen before */
            continue;
        if (outcome == NOT_FOUND)
            outcome = movement_add_case(work, movement, id, &added);
        *count += outcome == OK ? added : 0;
    }
    return outcome;
}

enum outcome travellers_add(struct request *request, struct response *response)
{
    struct movement *movement;
    size_t count = 0;
    enum outcome outcome = open_adding(request, &movement);
    if (outcome != OK)
        return outcome;
    if (request->redisplay)
        return send_candidates(request, response, movement, true, 200);
    if (form_answered(request, response, &outcome))
        return outcome;
    outcome = add_chosen(request, movement, &count);
    if (outcome == OK)
        outcome =
            add_typed(&request->work, movement, text_trim(parameters_get(&request->form, TEXT("number"))), &count);
    if (outcome == OK && count == 0)
        outcome = problem_add(&request->work.problems, INVALID, "nobody_chosen", TEXT("return_case"),
                              N_("Choose who travels."));
    if (outcome == INVALID)
        return send_candidates(request, response, movement, true, 422);
    struct text id = identifier_to_text(request->work.arena, movement->head.id);
    if (outcome != OK)
        return outcome;
    return form_done(request, response, arena_format(request->work.arena, "/movements/%.*s#travellers", TEXT_ARG(id)),
                     N_("Saved."));
}
