/* Merges: the list, one of them with what the absorbed record said and its history, undoing it; the pairs and merges of
   one person. */
#include "duplicates/duplicate_pages.h"
#include "flow/flow.h"
#include "identity/identity.h"
#include "web/form.h"
#include "web/record_parts.h"

enum { COUNTS_MOST = 64, LINES_MOST = 100 };

/* ---- one merge ---- */

static void fill_was(struct work *work, const struct person *was, struct merge_more *more)
{
    struct field_set readable = record_readable(work, &person_record, was);
    size_t *order = arena_array(work->arena, size_t, person_record.field_count + 1);
    struct field_set filled = {0};
    for (size_t i = 0; i < person_record.field_count; i++)
        if (field_set_has(&readable, i) && !field_is_empty(&person_record.fields[i], was))
            field_set_add(&filled, i);
    more->line_count = record_by_section(&person_record, &filled, order);
    more->lines = arena_array(work->arena, struct pair_line, more->line_count + 1);
    for (size_t i = 0; i < more->line_count; i++) {
        const struct field *field = &person_record.fields[order[i]];
        more->lines[i] = (struct pair_line){.label = text_from(tr(work->language, field->label)),
                                            .one = {.shown = field_to_show(work, field, was)},
                                            .lines = field->kind == FIELD_LINES};
    }
}

/* How many rows of which record went over, of those that the reader may read. */
static enum outcome fill_counts(struct work *work, const struct person_merge *merge, struct merge_more *more)
{
    struct merge_row *rows;
    size_t count = 0;
    struct subject subject = record_subject(merge);
    enum outcome outcome = merge_rows(work, merge->head.id, &rows, &count);
    more->counts = arena_array(work->arena, struct merge_count, COUNTS_MOST);
    for (size_t i = 0; outcome == OK && i < count; i++) {
        const struct record *record = merge_record_of(rows[i].table);
        if (record == NULL || text_is(rows[i].kind, "pointed") || !actor_may_on(work->actor, record->read, &subject))
            continue;
        struct text label = text_from(tr(work->language, record->plural));
        size_t at = 0;
        while (at < more->count_count && !text_equal(more->counts[at].label, label))
            at++;
        if (at == COUNTS_MOST)
            continue;
        more->counts[at].label = label;
        more->counts[at].count++;
        more->count_count = at == more->count_count ? at + 1 : more->count_count;
    }
    return outcome;
}

static enum outcome fill_history(struct work *work, const struct person *was, struct merge_more *more)
{
    struct field_set readable = record_readable(work, &person_record, was);
    const struct history_words words = {.users = &colleague_record};
    return record_history_view(work, &person_record, was, &readable, (struct identifier){{0}}, &words, &more->history);
}

static enum outcome load_more(struct request *request, const void *row, void **ret_more)
{
    struct work *work = &request->work;
    const struct person_merge *merge = row;
    struct merge_more *more = arena_new(work->arena, struct merge_more);
    struct subject subject = record_subject(merge);
    struct person *was;
    *ret_more = more;
    more->kept_number = merge->kept_number;
    more->kept_path = record_address(request, "/persons", merge->kept_person, "");
    if (!text_is(merge->head.state, "merged"))
        return OK;
    if (actor_may_on(work->actor, &pair_merge, &subject))
        more->undo_path = record_address(request, "/person-merges", merge->head.id, "steps/undo");
    enum outcome outcome = merge_was(work, merge, &was);
    more->destroyed = outcome == NOT_FOUND;
    if (outcome == OK)
        outcome = record_audit_reads(work, &person_record, (void *const *)&was, 1);
    if (outcome != OK)
        return outcome == NOT_FOUND ? OK : outcome;
    fill_was(work, was, more);
    outcome = fill_counts(work, merge, more);
    return outcome == OK ? fill_history(work, was, more) : outcome;
}

static void show_more(struct output *out, const struct record_show_view *view)
{
    struct merge_more *more = view->more;
    more->page = view->page;
    merge_more_page(out, more);
}

const struct record_page_options merge_page_options = {
    .record = &person_merge_record,
    .base = "/person-merges",
    .flow = &merge_flow,
    .users = &colleague_record,
    .closed_list = true,
    .load_more = load_more,
    .show_more = show_more,
};

/* ---- of one person ---- */

static enum outcome find_person(struct request *request, struct person **ret_person)
{
    struct identifier id;
    struct field_set readable;
    void *row;
    enum outcome outcome = request_id(request, 0, &id);
    if (outcome == OK)
        outcome = record_peek(&request->work, &person_record, id, &row, &readable);
    if (outcome == OK)
        *ret_person = row;
    return outcome;
}

static enum outcome fill_pairs(struct request *request, const struct person *person,
                               struct person_duplicates_view *view)
{
    struct work *work = &request->work;
    struct pair_other *others;
    size_t count = 0;
    enum outcome outcome = pair_others(work, person->head.person, &others, &count);
    if (outcome != OK)
        return outcome;
    struct identifier *ids = arena_array(work->arena, struct identifier, count + 1);
    struct text *titles = arena_array(work->arena, struct text, count + 1);
    for (size_t i = 0; i < count; i++)
        ids[i] = others[i].person;
    outcome = record_titles(work, &person_record, ids, count, titles);
    view->pairs = arena_array(work->arena, struct person_pair_line, count + 1);
    for (size_t i = 0; outcome == OK && i < count; i++) {
        const struct flow_state *state = flow_state(&pair_flow, others[i].state);
        view->pairs[view->pair_count++] =
            (struct person_pair_line){.path = record_address(request, "/person-pairs", others[i].pair, ""),
                                      .other = titles[i],
                                      .state = state == NULL ? TEXT_NONE : text_from(tr(work->language, state->label)),
                                      .tone = flow_tone(&pair_flow, others[i].state),
                                      .probability = others[i].probability};
    }
    return outcome;
}

static enum outcome fill_merges(struct request *request, const struct person *person,
                                struct person_duplicates_view *view)
{
    struct work *work = &request->work;
    struct identifier *ids;
    size_t count = 0;
    enum outcome outcome = merge_ids_of(work, person->head.person, &ids, &count);
    view->merges = arena_array(work->arena, struct person_pair_line, count + 1);
    for (size_t i = 0; outcome == OK && i < count && i < LINES_MOST; i++) {
        struct field_set readable;
        void *row;
        outcome = record_peek(work, &person_merge_record, ids[i], &row, &readable);
        if (outcome == NOT_FOUND) {
            outcome = OK;
            continue;
        }
        if (outcome != OK)
            return outcome;
        const struct person_merge *merge = row;
        const struct flow_state *state = flow_state(&merge_flow, merge->head.state);
        view->merges[view->merge_count++] =
            (struct person_pair_line){.path = record_address(request, "/person-merges", merge->head.id, ""),
                                      .number = merge->absorbed_number,
                                      .state = state == NULL ? TEXT_NONE : text_from(tr(work->language, state->label)),
                                      .tone = flow_tone(&merge_flow, merge->head.state)};
    }
    return outcome;
}

static enum outcome send_person(struct request *request, struct response *response, const struct person *person,
                                int status)
{
    struct work *work = &request->work;
    struct subject subject = record_subject(person);
    struct text path = record_path(work->arena, "/persons", person->head.id, "duplicates");
    struct person_duplicates_view view = {
        .person = record_called(work, &person_record, person),
        .person_path = record_address(request, "/persons", person->head.id, ""),
        .action = page_path(request, path),
        .key = form_key_new(request),
        .may_add = actor_may_on(work->actor, &pair_review, &subject),
        .typed = parameters_get(&request->form, TEXT("number")),
    };
    const struct problem *problem = problem_for(&work->problems, TEXT("number"));
    view.error = problem == NULL ? TEXT_NONE : problem_sentence(work->arena, work->language, problem);
    enum outcome outcome = fill_pairs(request, person, &view);
    if (outcome == OK)
        outcome = fill_merges(request, person, &view);
    if (outcome != OK)
        return outcome;
    view.page = page_open(request, N_("Other records of this person"));
    page_trail(view.page, person_record.plural, TEXT("/persons"));
    page_trail_text(view.page, view.person, record_path(work->arena, "/persons", person->head.id, ""));
    page_trail(view.page, N_("Other records"), TEXT_NONE);
    view.page->has_form = view.may_add;
    struct output out = page_output(request, response);
    person_duplicates_page(&out, &view);
    return page_send(request, response, status);
}

enum outcome person_duplicates(struct request *request, struct response *response)
{
    struct person *person;
    enum outcome outcome = find_person(request, &person);
    return outcome == OK ? send_person(request, response, person, 200) : outcome;
}

/* Another record, named by its number. */
static enum outcome find_other(struct request *request, const struct person *person, struct person **ret_other)
{
    struct work *work = &request->work;
    struct identifier id;
    struct field_set readable;
    void *row;
    struct text typed = text_trim(parameters_get(&request->form, TEXT("number")));
    enum outcome outcome = record_find_typed(work, &person_record, typed, &id);
    if (outcome == OK)
        outcome = record_peek(work, &person_record, id, &row, &readable);
    if (outcome < 0)
        return outcome;
    if (outcome != OK)
        return problem_add(&work->problems, INVALID, "number_unknown", TEXT("number"),
                           N_("There is no other record with this number that you may see."));
    if (identifier_equal(id, person->head.id))
        return problem_add(&work->problems, INVALID, "number_same", TEXT("number"),
                           N_("This is the number of this record."));
    *ret_other = row;
    return OK;
}

enum outcome person_duplicate_add(struct request *request, struct response *response)
{
    struct person *person, *other;
    struct identifier pair;
    enum outcome outcome = find_person(request, &person);
    if (outcome != OK)
        return outcome;
    struct subject subject = record_subject(person);
    if (!actor_may_on(&request->actor, &pair_review, &subject))
        return FORBIDDEN;
    if (request->redisplay)
        return send_person(request, response, person, 200);
    if (form_answered(request, response, &outcome))
        return outcome;
    outcome = find_other(request, person, &other);
    if (outcome == INVALID)
        return send_person(request, response, person, 422);
    struct pair_found found = {.by = PAIR_BY_COLLEAGUE};
    if (outcome == OK)
        outcome = pair_weigh(&request->work, person, other, &found);
    if (outcome == OK)
        outcome = pair_note(&request->work, &found, &pair);
    if (outcome == OK && identifier_is_none(pair))
        outcome = NOT_FOUND;
    if (outcome != OK)
        return outcome;
    return form_done(request, response, record_path(request->work.arena, "/person-pairs", pair, ""),
                     N_("Compare the two records, then say what you found."));
}
