/* Pages of what hangs on an agreement: parties, dates, obligations. */
#include "agreements/agreement_pages.h"
#include "web/record_parts.h"

static struct identifier *agreement_of(const struct record *record, const void *row)
{
    const struct field *field = record_field(record, TEXT("agreement"));
    return (struct identifier *)(void *)((char *)(uintptr_t)row + field->offset);
}

/* "?agreement=ID" chooses it, where the reader keeps that agreement. */
static enum outcome choose(struct request *request, const struct record *record, void *row)
{
    struct work *work = &request->work;
    struct identifier id;
    struct field_set readable;
    void *agreement;
    if (text_to_identifier(parameters_get(&request->query, TEXT("agreement")), &id) != OK)
        return OK;
    enum outcome outcome = record_get(work, &agreement_record, id, &agreement, &readable);
    if (outcome != OK)
        return outcome == NOT_FOUND ? OK : outcome;
    *agreement_of(record, row) = id;
    record_head(row)->organisation = record_head_of(agreement)->organisation;
    record_head(row)->office = record_head_of(agreement)->office;
    return OK;
}

static enum outcome prepare_party(struct request *request, void *row)
{
    ((struct agreement_party *)row)->part = TEXT("party");
    return choose(request, &agreement_party_record, row);
}

static enum outcome prepare_date(struct request *request, void *row)
{
    ((struct agreement_date *)row)->standing = TEXT("counts");
    return choose(request, &agreement_date_record, row);
}

static enum outcome prepare_obligation(struct request *request, void *row)
{
    return choose(request, &agreement_obligation_record, row);
}

/* ---- what is allowed but worth a second look ---- */

static enum outcome warn_date(struct work *work, const void *row, struct text *ret_about)
{
    const struct agreement_date *date = row;
    struct statement_of_date *statements;
    size_t count;
    if (identifier_is_none(date->agreement) || text_is(date->standing, "aside"))
        return OK;
    enum outcome outcome = agreement_statements(work, date->agreement, date->head.id, &statements, &count);
    if (outcome != OK)
        return outcome;
    statements[count++] = (struct statement_of_date){date->event, date->mark, date->standing, date->day};
    struct agreement_term term = agreement_weigh(statements, count);
    if (agreement_fault(&term) != AGREEMENT_IN_FORCE_BEFORE_SIGNED)
        return OK;
    *ret_about = TEXT("in_force_before_signed");
    return problem_add(&work->problems, INVALID, "in_force_before_signed", TEXT("day"),
                       N_("It would be in force before it was signed. That happens where it is applied at once or with "
                          "effect back in time: save again if the source says so."));
}

static enum outcome warn_obligation(struct work *work, const void *row, struct text *ret_about)
{
    const struct agreement_obligation *obligation = row;
    const struct agreement *agreement;
    enum outcome outcome = agreement_parent(work, &obligation->head, obligation->agreement, &agreement);
    if (outcome != OK)
        return outcome == NOT_FOUND ? OK : outcome;
    if (agreement->runs_until == DATE_NONE || obligation->due_on == DATE_NONE ||
        obligation->due_on <= agreement->runs_until)
        return OK;
    *ret_about = TEXT("due_after_end");
    return problem_add_with(&work->problems, INVALID, "due_after_end", TEXT("due_on"),
                            N_("The agreement ends on {1}, before this is due. A last report or account may well come "
                               "later: save again if it does."),
                            language_date(work->arena, work->language, agreement->runs_until), TEXT_NONE);
}

/* ---- what a row's page shows ---- */

static enum outcome load_part(struct request *request, const struct record *record, const void *row,
                              struct agreement_more **ret_more)
{
    struct work *work = &request->work;
    const struct identifier *id = agreement_of(record, row);
    struct agreement_more *more = arena_new(work->arena, struct agreement_more);
    more->ends_soon = DATE_NONE;
    *ret_more = more;
    enum outcome outcome = record_titles(work, &agreement_record, id, 1, &more->agreement_title);
    if (outcome == OK && more->agreement_title.length > 0)
        more->agreement_path = record_address(request, "/agreements", *id, "");
    return outcome;
}

static enum outcome load_party(struct request *request, const void *row, void **ret_more)
{
    struct agreement_more *more;
    enum outcome outcome = load_part(request, &agreement_party_record, row, &more);
    *ret_more = more;
    return outcome;
}

static enum outcome load_date(struct request *request, const void *row, void **ret_more)
{
    struct agreement_more *more;
    enum outcome outcome = load_part(request, &agreement_date_record, row, &more);
    *ret_more = more;
    return outcome;
}

static enum outcome load_obligation(struct request *request, const void *row, void **ret_more)
{
    struct agreement_more *more;
    enum outcome outcome = load_part(request, &agreement_obligation_record, row, &more);
    *ret_more = more;
    return outcome == OK
               ? step_buttons(request, &agreement_obligation_flow, "/agreement-obligations", row, &more->steps)
               : outcome;
}

static void trail(struct request *request, const struct record *record, const void *row, struct page *page)
{
    const struct identifier *id = agreement_of(record, row);
    struct text title = TEXT_NONE;
    page_trail(page, agreement_record.plural, TEXT("/agreements"));
    if (record_titles(&request->work, &agreement_record, id, 1, &title) == OK && title.length > 0)
        page_trail_text(page, title, record_path(request->work.arena, "/agreements", *id, ""));
}

static void party_trail(struct request *request, const void *row, struct page *page)
{
    trail(request, &agreement_party_record, row, page);
}
static void date_trail(struct request *request, const void *row, struct page *page)
{
    trail(request, &agreement_date_record, row, page);
}
static void obligation_trail(struct request *request, const void *row, struct page *page)
{
    trail(request, &agreement_obligation_record, row, page);
}

const struct record_page_options agreement_party_options = {
    .record = &agreement_party_record,
    .base = "/agreement-parties",
    .new_title = N_("Add a party"),
    .edit_title = N_("Change the party"),
    .users = &colleague_record,
    .prepare = prepare_party,
    .create = agreement_party_store,
    .trail = party_trail,
    .load_more = load_party,
    .show_more = agreement_show_more,
};

const struct record_page_options agreement_date_options = {
    .record = &agreement_date_record,
    .base = "/agreement-dates",
    .new_title = N_("Add a date"),
    .edit_title = N_("Change the date"),
    .users = &colleague_record,
    .prepare = prepare_date,
    .create = agreement_date_store,
    .update = agreement_date_change,
    .warn = warn_date,
    .trail = date_trail,
    .load_more = load_date,
    .show_more = agreement_show_more,
};

const struct record_page_options agreement_obligation_options = {
    .record = &agreement_obligation_record,
    .base = "/agreement-obligations",
    .flow = &agreement_obligation_flow,
    .new_title = N_("Add an obligation"),
    .edit_title = N_("Change the obligation"),
    .users = &colleague_record,
    .prepare = prepare_obligation,
    .create = agreement_obligation_store,
    .update = agreement_obligation_change,
    .warn = warn_obligation,
    .trail = obligation_trail,
    .load_more = load_obligation,
    .show_more = agreement_show_more,
};

static struct text back(struct arena *arena, const void *row)
{
    return record_path(arena, "/agreement-obligations", record_head_of(row)->id, "");
}

const struct step_pages obligation_step_pages = {.flow = &agreement_obligation_flow,
                                                 .base = "/agreement-obligations",
                                                 .back = back,
                                                 .list = &agreement_obligation_record};
