/* The pages of one agreement and of the list: fields, dates with their sources, parties, obligations, what it changes
   and replaces, and what hangs on it. */
#include "agreements/agreement_pages.h"
#include "web/record_parts.h"

enum { ROWS_MOST = 100, SOON_DAYS = 90 };

const struct agreement_companion *agreement_companions;
size_t agreement_companion_count;

void agreements_start(const struct agreement_companion *companions, size_t count)
{
    agreement_companions = companions;
    agreement_companion_count = count;
}

struct filling {
    struct request *request;
    const struct agreement *row;
    struct agreement_more *more;
    bool keeps, keeps_parts;
};

static struct text add_path(const struct filling *filling, const char *base)
{
    struct text id = identifier_to_text(filling->request->work.arena, filling->row->head.id);
    struct text path = arena_format(filling->request->work.arena, "%s/new?agreement=%.*s", base, TEXT_ARG(id));
    return page_path(filling->request, path);
}

/* The rows of a record that hang on the agreement by this link, as far as the actor reads them. */
static enum outcome rows_of(const struct filling *filling, const struct record *record, const char *link,
                            const struct field *sort, struct list_page *ret_page)
{
    struct work *work = &filling->request->work;
    struct list_query query = {.size = ROWS_MOST, .sort = sort, .filter_count = 1};
    struct text *value = arena_new(work->arena, struct text);
    *value = identifier_to_text(work->arena, filling->row->head.id);
    query.filters[0] =
        (struct list_filter){.field = record_field(record, text_from(link)), .values = value, .value_count = 1};
    return record_list(work, record, &query, ret_page);
}

/* ---- dates ---- */

static const char *tone_of(struct text mark)
{
    return text_is(mark, "verified") ? "good" : text_is(mark, "press") || text_is(mark, "from_memory") ? "warn" : NULL;
}

static enum outcome fill_dates(const struct filling *filling)
{
    struct work *work = &filling->request->work;
    struct agreement_more *more = filling->more;
    struct list_page page;
    enum outcome outcome = rows_of(filling, &agreement_date_record, "agreement", NULL, &page);
    if (outcome != OK)
        return outcome;
    more->shows_dates = true;
    more->disputed = filling->row->disputed.is == FLAG_YES;
    more->dates = arena_array(work->arena, struct agreement_date_line, page.count + 1);
    for (size_t i = 0; i < agreement_events.count; i++)
        for (size_t j = 0; j < page.count; j++) {
            const struct agreement_date *date = page.rows[j];
            if (!text_is(date->event, agreement_events.choices[i].code))
                continue;
            more->dates[more->date_count++] = (struct agreement_date_line){
                .event = choice_show(&agreement_events, date->event, work->language),
                .day = partial_shown(work, date->day),
                .source = date->source,
                .mark = choice_show(&agreement_marks, date->mark, work->language),
                .tone = tone_of(date->mark),
                .path = record_address(filling->request, "/agreement-dates", date->head.id, ""),
                .standing = text_is(date->standing, "settles") ? N_("The mission goes by this one")
                            : text_is(date->standing, "aside") ? N_("Set aside")
                                                               : NULL,
            };
        }
    if (filling->keeps_parts)
        more->add_date = add_path(filling, "/agreement-dates");
    return OK;
}

/* ---- parties and obligations ---- */

static struct part_list *one_more(const struct filling *filling, size_t rows)
{
    struct part_list *list = &filling->more->lists[filling->more->list_count++];
    list->rows = arena_array(filling->request->work.arena, struct part_row, rows + 1);
    return list;
}

static struct text joined(struct work *work, struct text a, struct text b)
{
    return a.length == 0 ? b : b.length == 0 ? a : arena_format(work->arena, "%.*s · %.*s", TEXT_ARG(a), TEXT_ARG(b));
}

static enum outcome fill_parties(const struct filling *filling)
{
    struct work *work = &filling->request->work;
    struct list_page page;
    enum outcome outcome = rows_of(filling, &agreement_party_record, "agreement", NULL, &page);
    if (outcome != OK)
        return outcome;
    struct part_list *list = one_more(filling, page.count);
    list->id = "parties";
    list->title = N_("Parties");
    list->empty = N_("No party is recorded.");
    list->add_label = N_("Add a party");
    list->add = filling->keeps_parts ? add_path(filling, "/agreement-parties") : TEXT_NONE;
    for (size_t i = 0; i < page.count; i++) {
        const struct agreement_party *party = page.rows[i];
        struct text who =
            party->signing_office.length == 0 || party->signatory.length == 0
                ? joined(work, party->signatory, party->signing_office)
                : arena_format(work->arena, "%.*s, %.*s", TEXT_ARG(party->signatory), TEXT_ARG(party->signing_office));
        list->rows[list->row_count++] =
            (struct part_row){.title = party->name,
                              .badge = choice_show(&agreement_parts, party->part, work->language),
                              .line = joined(work, party->code, who),
                              .path = record_address(filling->request, "/agreement-parties", party->head.id, "")};
    }
    return OK;
}

static struct part_row obligation_row(struct request *request, const struct agreement_obligation *row)
{
    struct work *work = &request->work;
    const struct flow_state *state = flow_state(&agreement_obligation_flow, row->head.state);
    struct text day = language_date(work->arena, work->language, row->due_on);
    struct text due = tr_with(work->arena, work->language, N_("Due on {1}"), &day, 1);
    return (struct part_row){
        .title = row->what,
        .badge = state == NULL ? TEXT_NONE : text_from(tr(work->language, state->label)),
        .tone = flow_tone(&agreement_obligation_flow, row->head.state),
        .line = joined(work, due,
                       row->every.length == 0 ? TEXT_NONE
                                              : choice_show(&agreement_recurrences, row->every, work->language)),
        .late = text_is(row->head.state, "open") && row->due_on < zone_date(work->zone, work->now),
        .path = record_address(request, "/agreement-obligations", row->head.id, ""),
    };
}

static enum outcome fill_obligations(const struct filling *filling)
{
    struct list_page page;
    enum outcome outcome = rows_of(filling, &agreement_obligation_record, "agreement",
                                   record_field(&agreement_obligation_record, TEXT("due_on")), &page);
    if (outcome != OK)
        return outcome;
    struct part_list *list = one_more(filling, page.count);
    list->id = "obligations";
    list->title = N_("What is owed under it");
    list->empty = N_("No obligation is recorded.");
    list->add_label = N_("Add an obligation");
    list->add = filling->keeps ? add_path(filling, "/agreement-obligations") : TEXT_NONE;
    for (size_t i = 0; i < page.count; i++)
        list->rows[list->row_count++] = obligation_row(filling->request, page.rows[i]);
    return OK;
}

/* ---- the chain, both ways ---- */

static enum outcome add_link(const struct filling *filling, struct identifier id, const char *label,
                             struct part_list *list)
{
    struct work *work = &filling->request->work;
    struct field_set readable;
    void *row;
    if (identifier_is_none(id))
        return OK;
    enum outcome outcome = record_get(work, &agreement_record, id, &row, &readable);
    if (outcome != OK)
        return outcome == NOT_FOUND ? OK : outcome;
    const struct agreement *other = row;
    const struct flow_state *state = flow_state(&agreement_flow, other->head.state);
    list->rows[list->row_count++] =
        (struct part_row){.title = agreement_called(work, other),
                          .line = joined(work, text_from(tr(work->language, label)), other->head.number),
                          .badge = state == NULL ? TEXT_NONE : text_from(tr(work->language, state->label)),
                          .tone = flow_tone(&agreement_flow, other->head.state),
                          .path = record_address(filling->request, "/agreements", id, "")};
    return OK;
}

static enum outcome fill_chain(const struct filling *filling)
{
    struct work *work = &filling->request->work;
    struct identifier *amendments, *replacing;
    size_t amended = 0, replaced = 0;
    enum outcome outcome = agreement_amendments(work, filling->row->head.id, &amendments, &amended);
    if (outcome == OK)
        outcome = agreement_replaced_by(work, filling->row->head.id, &replacing, &replaced);
    if (outcome != OK)
        return outcome;
    struct part_list *list = one_more(filling, amended + replaced + 2);
    list->id = "chain";
    list->title = N_("What it changes, and what changes it");
    outcome = add_link(filling, filling->row->amends, N_("It amends"), list);
    if (outcome == OK)
        outcome = add_link(filling, filling->row->replaces, N_("It replaces"), list);
    for (size_t i = 0; i < amended && outcome == OK; i++)
        outcome = add_link(filling, amendments[i], N_("Amended by"), list);
    for (size_t i = 0; i < replaced && outcome == OK; i++)
        outcome = add_link(filling, replacing[i], N_("Replaced by"), list);
    if (list->row_count == 0)
        filling->more->list_count--;
    return outcome;
}

/* ---- what hangs on it ---- */

static enum outcome fill_companion(const struct filling *filling, const struct agreement_companion *companion)
{
    struct work *work = &filling->request->work;
    struct list_page page;
    if (!actor_may(work->actor, companion->right) || filling->more->list_count == AGREEMENT_LISTS_MOST)
        return OK;
    enum outcome outcome = rows_of(filling, companion->record, companion->link, NULL, &page);
    if (outcome != OK || page.count == 0)
        return outcome;
    struct part_list *list = one_more(filling, page.count);
    list->id = companion->record->name;
    list->title = companion->title;
    for (size_t i = 0; i < page.count; i++)
        list->rows[list->row_count++] = (struct part_row){
            .title = record_called(work, companion->record, page.rows[i]),
            .line = record_head_of(page.rows[i])->number,
            .path = record_address(filling->request, companion->base, record_head_of(page.rows[i])->id, "")};
    return OK;
}

static enum outcome fill_files(const struct filling *filling)
{
    struct work *work = &filling->request->work;
    struct subject subject = record_subject(filling->row);
    if (!actor_may_on(work->actor, &agreement_annexes, &subject))
        return OK;
    filling->more->files = arena_new(work->arena, struct attachment_list_view);
    return attachment_list_view(filling->request, &agreement_record, filling->row, filling->more->files);
}

enum outcome agreement_load_more(struct request *request, const void *row, void **ret_more)
{
    struct work *work = &request->work;
    const struct agreement *agreement = row;
    struct agreement_more *more = arena_new(work->arena, struct agreement_more);
    struct subject subject = record_subject(row);
    struct filling filling = {request, agreement, more, actor_may_on(work->actor, &agreement_keep, &subject),
                              actor_may_on(work->actor, &agreement_parts_keep, &subject)};
    int32_t today = zone_date(work->zone, work->now);
    const struct flow_state *state = flow_state(&agreement_flow, agreement->head.state);
    more->ends_soon = DATE_NONE;
    if (state != NULL && state->kind != STATE_ENDED && agreement->runs_until != DATE_NONE &&
        agreement->runs_until <= today + SOON_DAYS)
        more->ends_soon = agreement->runs_until;
    enum outcome outcome = step_buttons(request, &agreement_flow, "/agreements", row, &more->steps);
    if (outcome == OK)
        outcome = fill_dates(&filling);
    if (outcome == OK)
        outcome = fill_parties(&filling);
    if (outcome == OK)
        outcome = fill_obligations(&filling);
    if (outcome == OK)
        outcome = fill_chain(&filling);
    for (size_t i = 0; i < agreement_companion_count && outcome == OK; i++)
        outcome = fill_companion(&filling, &agreement_companions[i]);
    if (outcome == OK)
        outcome = fill_files(&filling);
    *ret_more = more;
    return outcome;
}

void agreement_show_more(struct output *out, const struct record_show_view *view)
{
    struct agreement_more *more = view->more;
    if (more->files != NULL)
        more->files->page = view->page;
    agreement_more_page(out, more, view->page);
}

/* ---- forms ---- */

/* What was signed is not changed: its form asks for what is written about it. */
static enum outcome limit(struct request *request, const void *row, struct field_set *fields,
                          struct record_page_note *ret_note)
{
    static const char *const OPEN[] = {"title_fr", "title_ar",  "title_en", "reference",
                                       "place",    "territory", "summary",  "owner"};
    struct field_set open = {0};
    (void)request;
    if (text_is(record_head_of(row)->state, "draft"))
        return OK;
    for (size_t i = 0; i < sizeof OPEN / sizeof *OPEN; i++) {
        size_t index = record_field_index(&agreement_record, record_field(&agreement_record, text_from(OPEN[i])));
        if (field_set_has(fields, index))
            field_set_add(&open, index);
    }
    *fields = open;
    *ret_note = (struct record_page_note){
        .message = N_("What was signed is not changed: record an amendment, or the agreement that replaces it.")};
    return OK;
}

const struct record_page_options agreement_page_options = {
    .record = &agreement_record,
    .base = "/agreements",
    .flow = &agreement_flow,
    .new_title = N_("Record an agreement"),
    .edit_title = N_("Change what is written about the agreement"),
    .users = &colleague_record,
    .create = agreement_store,
    .limit = limit,
    .load_more = agreement_load_more,
    .show_more = agreement_show_more,
};

static struct text back(struct arena *arena, const void *row)
{
    return record_path(arena, "/agreements", record_head_of(row)->id, "");
}

const struct step_pages agreement_step_pages = {
    .flow = &agreement_flow, .base = "/agreements", .back = back, .list = &agreement_record};
