/* The pages of a screening, of a child's file and of a determination: sections with a form each, what hangs on them,
   what the next step misses. */
#include "protection/protection_pages.h"

#include <string.h>

#include "identity/identity.h"
#include "protection/protection_store.h"
#include "record/list.h"
#include "web/record_parts.h"

enum { ROWS_MOST = 60 };

/* One of the three kinds of page. */
struct file_kind {
    const struct record *record;
    const struct flow *flow; /* NULL: none */
    const struct protection_part *parts;
    const struct protection_child_kind *children[3]; /* ended by NULL */
    bool (*open)(struct text state);                 /* may it be changed?  NULL: always */
    const char *always;                              /* section that may always be changed; NULL */
    const struct record_page_options options;
};

static enum outcome limit_to_part(struct request *request, const void *row, struct field_set *fields,
                                  struct record_page_note *ret_note);

#define OPTIONS(RECORD, BASE, FLOW, TITLE)                                                                      \
    {                                                                                                           \
        .record = &(RECORD), .base = (BASE), .flow = (FLOW), .edit_title = (TITLE), .users = &colleague_record, \
        .export = &nobody, .closed_list = true, .own_action = true, .limit = limit_to_part                      \
    }

/* Granted to nobody: what protection holds leaves in no file. */
static struct right nobody = {.name = "protection.export"};

const struct file_kind screening_kind_of_page = {
    .record = &screening_record,
    .flow = &screening_flow,
    .parts = SCREENING_PARTS,
    .children = {&factor_kind, &safety_kind},
    .open = screening_is_open,
    .always = "copy",
    .options = OPTIONS(screening_record, "/screenings", &screening_flow, N_("Change the screening")),
};
const struct file_kind child_kind_of_page = {
    .record = &child_record,
    .parts = CHILD_PARTS,
    .children = {&tracing_kind, &determination_kind},
    .options = OPTIONS(child_record, "/child-files", NULL, N_("Change the child's file")),
};
const struct file_kind determination_kind_of_page = {
    .record = &determination_record,
    .flow = &determination_flow,
    .parts = DETERMINATION_PARTS,
    .children = {&panel_member_kind},
    .open = determination_is_open,
    .options = OPTIONS(determination_record, "/determinations", &determination_flow, N_("Change the determination")),
};

/* ---- forms: one section each ---- */

static const struct protection_part *part_named(const struct file_kind *kind, struct text slug)
{
    for (const struct protection_part *part = kind->parts; part->slug != NULL; part++)
        if (text_is(slug, part->slug))
            return part;
    return NULL;
}

static enum outcome limit_to_part(struct request *request, const void *row, struct field_set *fields,
                                  struct record_page_note *ret_note)
{
    const struct file_kind *kind = request->route->context;
    const struct protection_part *part = part_named(kind, request->parameters[1]);
    (void)row, (void)ret_note;
    if (part == NULL)
        return NOT_FOUND;
    for (size_t i = 0; i < kind->record->field_count; i++)
        if (kind->record->fields[i].section == NULL || strcmp(kind->record->fields[i].section, part->label) != 0)
            fields->words[i / 64] &= ~(UINT64_C(1) << i % 64);
    return OK;
}

/* ---- sections ---- */

static void fill_sections(struct request *request, const struct file_kind *kind, const void *row,
                          const struct field_set *readable, struct protection_view *view)
{
    struct work *work = &request->work;
    const struct record_head *head = record_head_of(row);
    struct subject subject = record_subject(row);
    struct detail_view *detail = arena_new(work->arena, struct detail_view);
    *detail = record_detail_view(work, kind->record, row, readable);
    for (size_t s = 0; s < detail->section_count; s++) /* a colleague is named, not opened */
        for (size_t i = 0; i < detail->sections[s].item_count; i++)
            if (detail->sections[s].items[i].field->target == &colleague_record)
                detail->sections[s].items[i].path = TEXT_NONE;
    bool may = actor_may_on(work->actor, kind->record->update, &subject);
    bool open = kind->open == NULL || kind->open(head->state);
    view->sections = arena_array(work->arena, struct protection_section, detail->section_count + 1);
    for (size_t i = 0; i < detail->section_count; i++) {
        struct protection_section *section = &view->sections[view->section_count];
        *section = (struct protection_section){.section = &detail->sections[i]};
        for (const struct protection_part *part = kind->parts; part->slug != NULL; part++) {
            bool changes = open || (kind->always != NULL && strcmp(part->slug, kind->always) == 0);
            if (may && changes && text_is(section->section->label, tr(work->language, part->label)))
                section->change = record_address(request, kind->options.base, head->id,
                                                 arena_format(work->arena, "edit/%s", part->slug).at);
        }
        view->section_count += section->section->given > 0 || section->change.length > 0;
    }
}

/* ---- what hangs on it ---- */

static struct part_action step_action(struct request *request, const struct step_offer *offer, const char *base,
                                      struct identifier id)
{
    struct text behind = arena_format(request->work.arena, "steps/%s", offer->step->action);
    return (struct part_action){.label = offer->step->label,
                                .path = record_address(request, base, id, behind.at),
                                .danger = offer->step->danger};
}

static enum outcome fill_row_steps(struct request *request, const struct flow *flow, const char *base, const void *row,
                                   struct part_row *shown)
{
    struct step_offer *offers;
    size_t count;
    const struct flow_state *state = flow_state(flow, record_head_of(row)->state);
    enum outcome outcome = flow_offers(&request->work, flow, row, &offers, &count);
    if (outcome != OK)
        return outcome;
    shown->badge = state == NULL ? TEXT_NONE : text_from(tr(request->work.language, state->label));
    shown->tone = flow_tone(flow, record_head_of(row)->state);
    shown->actions = arena_array(request->work.arena, struct part_action, count + 1);
    for (size_t i = 0; i < count; i++)
        if (offers[i].allowed)
            shown->actions[shown->action_count++] = step_action(request, &offers[i], base, record_head_of(row)->id);
    return OK;
}

static struct text joined(struct arena *arena, struct text a, struct text b)
{
    if (a.length == 0 || b.length == 0)
        return a.length == 0 ? b : a;
    return arena_format(arena, "%.*s · %.*s", TEXT_ARG(a), TEXT_ARG(b));
}

/* The listed fields but those that the title shows, then the rest of what was written. */
static struct text line_of(struct work *work, const struct record *record, const void *row, struct text title,
                           struct text badge)
{
    struct text line = TEXT_NONE;
    for (size_t i = 0; i < record->field_count; i++) {
        const struct field *field = &record->fields[i];
        bool lines = field->kind == FIELD_LINES;
        if (((field->flags & FIELD_LISTED) == 0 && !lines) || (field->flags & FIELD_HIDDEN) != 0 ||
            (lines && record == &determination_record))
            continue;
        struct text value = field_to_show(work, field, row);
        if (!text_equal(value, title) && !text_equal(value, badge))
            line = joined(work->arena, line, language_isolate(work->arena, work->language, value));
    }
    return line;
}

static enum outcome fill_row(struct request *request, const struct protection_child_kind *kind, const void *row,
                             bool may_change, struct part_row *shown)
{
    struct work *work = &request->work;
    const struct record_head *head = record_head_of(row);
    *shown = (struct part_row){.title = record_called(work, kind->record, row)};
    if (kind->page)
        shown->path = record_address(request, kind->options.base, head->id, "");
    else if (may_change)
        shown->path = record_address(request, kind->options.base, head->id, "edit");
    if (kind == &factor_kind) {
        struct text direction = ((const struct protection_factor *)row)->direction;
        shown->tone = text_is(direction, "risk") ? "warn" : text_is(direction, "protective") ? "good" : "note";
        shown->badge = choice_show(&factor_directions, direction, work->language);
    }
    shown->line = line_of(work, kind->record, row, shown->title, shown->badge);
    if (kind == &safety_kind)
        return fill_row_steps(request, &safety_flow, kind->options.base, row, shown);
    if (kind == &determination_kind) {
        const struct flow_state *state = flow_state(&determination_flow, head->state);
        shown->badge = state == NULL ? TEXT_NONE : text_from(tr(work->language, state->label));
        shown->tone = flow_tone(&determination_flow, head->state);
    }
    return OK;
}

static bool hangs_on(const struct protection_child_kind *kind, const void *row, struct identifier id)
{
    const struct field *field = record_field(kind->record, text_from(kind->link));
    return identifier_equal(*(const struct identifier *)(const void *)((const char *)row + field->offset), id);
}

static enum outcome fill_list(struct request *request, const struct file_kind *file, const void *row,
                              const struct protection_child_kind *kind, struct part_list *list)
{
    struct work *work = &request->work;
    const struct record_head *head = record_head_of(row);
    struct subject subject = record_subject(row);
    struct list_query query = {.person = head->person, .size = LIST_PAGE_MOST};
    struct list_page page;
    enum outcome outcome = record_list(work, kind->record, &query, &page);
    if (outcome == OK)
        outcome = record_audit_reads(work, kind->record, page.rows, page.count);
    if (outcome != OK)
        return outcome;
    bool may =
        actor_may_on(work->actor, kind->record->create, &subject) && (kind->open == NULL || kind->open(head->state));
    *list = (struct part_list){
        .id = kind->segment, .title = kind->record->plural, .empty = kind->empty, .add_label = kind->title};
    list->rows = arena_array(work->arena, struct part_row, page.count + 1);
    for (size_t i = 0; i < page.count && list->row_count < ROWS_MOST && outcome == OK; i++)
        if (hangs_on(kind, page.rows[i], head->id))
            outcome = fill_row(request, kind, page.rows[i], may, &list->rows[list->row_count++]);
    if (may)
        list->add = record_address(request, file->options.base, head->id,
                                   arena_format(work->arena, "%s/new", kind->segment).at);
    return outcome;
}

/* ---- the head ---- */

static enum outcome fill_steps(struct request *request, const struct file_kind *kind, const void *row,
                               struct protection_view *view)
{
    struct step_offer *offers;
    size_t count;
    if (kind->flow == NULL)
        return OK;
    const struct flow_state *state = flow_state(kind->flow, record_head_of(row)->state);
    enum outcome outcome = flow_offers(&request->work, kind->flow, row, &offers, &count);
    if (outcome != OK)
        return outcome;
    view->state_label = state == NULL ? "" : state->label;
    view->tone = flow_tone(kind->flow, record_head_of(row)->state);
    view->actions = arena_array(request->work.arena, struct part_action, count + 1);
    for (size_t i = 0; i < count; i++) {
        if (!offers[i].allowed)
            continue;
        struct part_action *action = &view->actions[view->action_count++];
        *action = step_action(request, &offers[i], kind->options.base, record_head_of(row)->id);
        bool ended = state != NULL && state->kind == STATE_ENDED;
        if (view->next != NULL || offers[i].gate.first == NULL || ended)
            continue;
        view->next = offers[i].step;
        view->gate = offers[i].gate.first;
        for (const struct gate_item *item = view->gate; item != NULL; item = item->next)
            view->missing += !item->met;
        action->primary = view->missing == 0;
    }
    return OK;
}

static enum outcome case_of(struct work *work, const struct file_kind *kind, const void *row, struct identifier *ret)
{
    void *child;
    if (kind == &screening_kind_of_page)
        *ret = ((const struct protection_screening *)row)->return_case;
    if (kind == &child_kind_of_page)
        *ret = ((const struct protection_child *)row)->return_case;
    if (kind != &determination_kind_of_page)
        return OK;
    enum outcome outcome =
        record_get_unlimited(work, &child_record, ((const struct protection_determination *)row)->child, &child);
    if (outcome == OK)
        *ret = ((const struct protection_child *)child)->return_case;
    return outcome == NOT_FOUND ? OK : outcome;
}

static enum outcome fill_head(struct request *request, const struct file_kind *kind, const void *row,
                              struct protection_view *view)
{
    struct work *work = &request->work;
    const struct record_head *head = record_head_of(row);
    struct identifier file = {{0}};
    struct field_set readable;
    void *person;
    void *found;
    enum outcome outcome = record_peek(work, &person_record, head->person, &person, &readable);
    if (outcome == OK) {
        view->person = person_record.title(work, person);
        view->person_path = record_address(request, "/persons", head->person, "");
        view->generated = ((const struct person *)person)->generated.is == FLAG_YES;
    }
    if (outcome == OK || outcome == NOT_FOUND)
        outcome = case_of(work, kind, row, &file);
    if (outcome == OK)
        outcome = record_peek(work, &return_case_record, file, &found, &readable);
    if (outcome == OK) {
        view->case_path = record_address(request, "/return-cases", file, "");
        view->case_number = record_head_of(found)->number;
    }
    view->kind = kind->record->label;
    view->number = head->number;
    view->history_path = record_address(request, kind->options.base, head->id, "history");
    return outcome == NOT_FOUND ? OK : outcome;
}

static enum outcome fill_suggestion(struct request *request, const struct protection_screening *row,
                                    struct protection_view *view)
{
    struct work *work = &request->work;
    bool child = true;
    if (text_is(row->copy_decision, "give"))
        view->copy_path = record_address(request, "/screenings", row->head.id, "copy");
    if (row->suggestion.length == 0)
        return OK;
    enum outcome outcome = protection_is_child(work, row->head.person, zone_date(work->zone, work->now), &child);
    view->suggestion = choice_show(&screening_decisions, row->suggestion, work->language);
    view->suggestion_reason = indicator_reason(screening_elements(row), child);
    view->indicator_version = row->indicator_version;
    view->indicator_sources =
        indicator_sources(work->arena,
                          arena_format(work->arena, "%.*s,%.*s,%.*s,%.*s", TEXT_ARG(row->acts), TEXT_ARG(row->means),
                                       TEXT_ARG(row->purposes), TEXT_ARG(row->signs)),
                          &view->sources_verified);
    return outcome;
}

static enum outcome fill_lists(struct request *request, const struct file_kind *kind, const void *row,
                               struct protection_view *view)
{
    enum outcome outcome = OK;
    view->lists = arena_array(request->work.arena, struct part_list, 4);
    for (size_t i = 0; kind->children[i] != NULL && outcome == OK; i++)
        outcome = fill_list(request, kind, row, kind->children[i], &view->lists[view->list_count++]);
    return outcome;
}

static enum outcome show(struct request *request, struct response *response, const struct file_kind *kind)
{
    struct protection_view view = {0};
    struct identifier id;
    struct field_set readable;
    void *row;
    enum outcome outcome = request_id(request, 0, &id);
    if (outcome == OK)
        outcome = record_get(&request->work, kind->record, id, &row, &readable);
    if (outcome == OK)
        outcome = fill_head(request, kind, row, &view);
    if (outcome == OK)
        outcome = fill_steps(request, kind, row, &view);
    if (outcome == OK && kind == &screening_kind_of_page)
        outcome = fill_suggestion(request, row, &view);
    if (outcome == OK)
        outcome = fill_lists(request, kind, row, &view);
    if (outcome == OK)
        outcome = attachment_list_view(request, kind->record, row, &view.files);
    if (outcome != OK)
        return outcome;
    fill_sections(request, kind, row, &readable, &view);
    view.page = page_open_text(request, view.number);
    view.files.page = view.page;
    if (kind == &determination_kind_of_page) {
        page_trail(view.page, child_record.plural, TEXT("/child-files"));
        page_trail_text(view.page, view.case_number,
                        record_path(request->work.arena, "/child-files",
                                    ((const struct protection_determination *)row)->child, ""));
    } else {
        page_trail(view.page, kind->record->plural, text_from(kind->options.base));
    }
    page_trail_text(view.page, view.number, TEXT_NONE);
    struct output out = page_output(request, response);
    protection_file_page(&out, &view);
    return page_send(request, response, 200);
}

/* ---- addresses ---- */

#define PAGES(NAME, KIND)                                                           \
    enum outcome NAME##_show(struct request *request, struct response *response)    \
    {                                                                               \
        return show(request, response, &(KIND));                                    \
    }                                                                               \
    enum outcome NAME##_edit(struct request *request, struct response *response)    \
    {                                                                               \
        return record_page_edit(request, response, &(KIND).options);                \
    }                                                                               \
    enum outcome NAME##_save(struct request *request, struct response *response)    \
    {                                                                               \
        return record_page_save(request, response, &(KIND).options);                \
    }                                                                               \
    enum outcome NAME##_history(struct request *request, struct response *response) \
    {                                                                               \
        return record_page_history(request, response, &(KIND).options);             \
    }
PAGES(screening, screening_kind_of_page)
PAGES(child, child_kind_of_page)
PAGES(determination, determination_kind_of_page)

enum outcome screening_list(struct request *request, struct response *response)
{
    return record_page_list(request, response, &screening_kind_of_page.options);
}

enum outcome child_list(struct request *request, struct response *response)
{
    return record_page_list(request, response, &child_kind_of_page.options);
}

enum outcome determination_list(struct request *request, struct response *response)
{
    return record_page_list(request, response, &determination_kind_of_page.options);
}

/* From a case to its screening. */
enum outcome screening_of(struct request *request, struct response *response)
{
    struct identifier id;
    struct identifier screening;
    struct field_set readable;
    void *row;
    struct work *work = &request->work;
    enum outcome outcome = request_id(request, 0, &id);
    if (outcome == OK)
        outcome = record_peek(work, &return_case_record, id, &row, &readable);
    if (outcome == OK)
        outcome = screening_of_case(work, id, record_head_of(row)->person, &screening);
    if (outcome == OK)
        outcome = record_peek(work, &screening_record, screening, &row, &readable);
    return outcome == OK ? respond_redirect(request, response, record_path(work->arena, "/screenings", screening, ""))
                         : outcome;
}

/* ---- the copy that the person may be given ---- */

static void keep_given(struct detail_view *detail)
{
    size_t sections = 0;
    for (size_t s = 0; s < detail->section_count; s++) {
        struct detail_section section = detail->sections[s];
        size_t items = 0;
        for (size_t i = 0; i < section.item_count; i++)
            if (section.items[i].value.length > 0)
                section.items[items++] = section.items[i];
        section.item_count = items;
        if (items > 0)
            detail->sections[sections++] = section;
    }
    detail->section_count = sections;
}

static enum outcome fill_copy(struct work *work, const struct protection_screening *row,
                              const struct field_set *readable, struct screening_copy_view *view)
{
    struct list_query query = {.person = row->head.person, .size = LIST_PAGE_MOST};
    struct list_page page;
    enum outcome outcome = record_list(work, &factor_record, &query, &page);
    if (outcome == OK)
        outcome = record_titles(work, &person_record, &row->head.person, 1, &view->person);
    if (outcome != OK)
        return outcome;
    view->detail = record_detail_view(work, &screening_record, row, readable);
    keep_given(&view->detail);
    view->factors = arena_array(work->arena, struct detail_view, page.count + 1);
    for (size_t i = 0; i < page.count; i++)
        if (hangs_on(&factor_kind, page.rows[i], row->head.id)) {
            view->factors[view->factor_count] =
                record_detail_view(work, &factor_record, page.rows[i], &page.readable[i]);
            keep_given(&view->factors[view->factor_count++]);
        }
    view->on = zone_date(work->zone, work->now);
    return OK;
}

enum outcome screening_copy(struct request *request, struct response *response)
{
    struct screening_copy_view view = {0};
    struct identifier id;
    struct field_set readable;
    void *row;
    enum outcome outcome = request_id(request, 0, &id);
    if (outcome == OK)
        outcome = record_get(&request->work, &screening_record, id, &row, &readable);
    if (outcome == OK && !text_is(((const struct protection_screening *)row)->copy_decision, "give"))
        return NOT_FOUND;
    if (outcome == OK)
        outcome = record_audit_export(request, &screening_record, TEXT("{\"copy\":true}"));
    if (outcome == OK)
        outcome = fill_copy(&request->work, row, &readable, &view);
    if (outcome != OK)
        return outcome;
    view.page = page_open(request, N_("What protection holds about you"));
    page_trail(view.page, screening_record.plural, TEXT("/screenings"));
    page_trail_text(view.page, record_head_of(row)->number, record_path(request->work.arena, "/screenings", id, ""));
    page_trail(view.page, N_("Copy for the person"), TEXT_NONE);
    struct output out = page_output(request, response);
    screening_copy_page(&out, &view);
    return page_send(request, response, 200);
}
