/* The page of a case's reintegration: what the person is entitled to, the items of the plan with what they still miss,
   and all that hangs on the case. */
#include "identity/identity.h"
#include "reintegration/reintegration_pages.h"
#include "reintegration/reintegration_store.h"
#include "web/record_parts.h"

enum { ROWS_MOST = 40 };

struct making {
    struct request *request;
    const struct return_case *file;
    struct reintegration_view *view;
};

static struct work *work_of(const struct making *making) { return &making->request->work; }

/* ---- the picture of what the person is entitled to ---- */

static void draw(struct work *work, const struct entitled *entitled, size_t number, struct chart *chart)
{
    const struct {
        const char *label;
        int64_t minor;
    } BARS[] = {{N_("Entitled"), entitled->amount.minor + entitled->excess.minor},
                {N_("Proposed"), entitled->planned.minor},
                {N_("Committed"), entitled->committed.minor},
                {N_("Paid"), entitled->paid.minor}};
    struct chart_point *points = arena_array(work->arena, struct chart_point, sizeof BARS / sizeof *BARS);
    int decimals = money_decimals(text_from(entitled->amount.currency));
    int64_t unit = 1;
    for (int i = 0; i < decimals; i++)
        unit *= 10;
    for (size_t i = 0; i < sizeof BARS / sizeof *BARS; i++)
        points[i] = (struct chart_point){.label = text_from(tr(work->language, BARS[i].label)),
                                         .values = {BARS[i].minor / unit}};
    struct text arguments[] = {language_money(work->arena, work->language, entitled->amount),
                               language_money(work->arena, work->language, entitled->left)};
    *chart = (struct chart){
        .kind = CHART_BARS,
        .id = arena_format(work->arena, "entitled-%zu", number + 1),
        .title = text_from(tr(work->language, N_("Entitled, proposed, committed and paid"))),
        .description =
            tr_with(work->arena, work->language, N_("Entitled to {1}; {2} can still be planned."), arguments, 2),
        .series_count = 1,
        .points = points,
        .count = sizeof BARS / sizeof *BARS,
    };
}

static enum outcome fill_entitled(const struct making *making)
{
    struct work *work = work_of(making);
    struct entitled *lines;
    size_t count;
    enum outcome outcome = case_entitlements(work, making->file, &lines, &count);
    if (outcome != OK)
        return outcome;
    making->view->entitled = arena_array(work->arena, struct entitled_view, count + 1);
    for (size_t i = 0; i < count; i++) {
        making->view->entitled[i].entitled = &lines[i];
        draw(work, &lines[i], i, &making->view->entitled[i].chart);
    }
    making->view->entitled_count = count;
    return OK;
}

/* ---- items ---- */

static void add_action(const struct making *making, const struct part *part, const struct return_item *item,
                       struct reintegration_item_view *view)
{
    struct work *work = work_of(making);
    struct subject subject = record_subject(making->file);
    if (!actor_may_on(work->actor, part->record->create, &subject))
        return;
    struct text behind = arena_format(work->arena, "/return-cases/%.*s/%s/new?item=%.*s",
                                      TEXT_ARG(identifier_to_text(work->arena, making->file->head.id)), part->slug,
                                      TEXT_ARG(identifier_to_text(work->arena, item->head.id)));
    view->actions[view->action_count++] =
        (struct part_action){.label = part->add, .path = page_path(making->request, behind)};
}

static enum outcome fill_quotes(const struct making *making, const struct return_item *item,
                                struct reintegration_item_view *view)
{
    struct work *work = work_of(making);
    struct quote_need need;
    struct quote_row *quotes;
    size_t count;
    enum outcome outcome = quotes_needed(work, item, &need);
    if (outcome == OK)
        outcome = quotes_of_item(work, item->head.id, item->head.person, &quotes, &count);
    if (outcome != OK)
        return outcome;
    for (size_t i = 0; i < count; i++)
        view->quote_approved = view->quote_approved || text_is(quotes[i].state, "approved");
    view->quotes = (int64_t)count;
    view->quotes_needed = need.quotes;
    view->by_default = need.by_default;
    view->rule_verified = need.verified;
    if (need.quotes > 0)
        view->rule_above = language_money(work->arena, work->language, need.above);
    making->view->default_quotes = making->view->default_quotes || need.by_default;
    return OK;
}

static enum outcome fill_delivered(const struct making *making, const struct return_item *item,
                                   struct reintegration_item_view *view)
{
    struct work *work = work_of(making);
    struct money *values;
    size_t count;
    enum outcome outcome =
        deliveries_of_item(work, item->head.id, item->head.person, (struct identifier){{0}}, &values, &count);
    view->delivered = item->amount;
    view->delivered.minor = 0;
    view->delivers = text_is(item->modality, "in_kind") || count > 0;
    for (size_t i = 0; outcome == OK && i < count; i++) {
        struct money worth;
        outcome = reintegration_worth(work, values[i], text_from(item->amount.currency), &worth);
        if (outcome == OK)
            view->delivered.minor += worth.minor;
        outcome = outcome == NOT_FOUND ? OK : outcome;
    }
    return outcome;
}

static enum outcome fill_order(const struct making *making, const struct return_item *item,
                               struct reintegration_item_view *view)
{
    struct order_row order;
    enum outcome outcome = order_of_item(work_of(making), item->head.id, item->head.person, &order);
    view->ordered = outcome == OK;
    return outcome == NOT_FOUND ? OK : outcome;
}

static enum outcome fill_item(const struct making *making, const struct return_item *item,
                              struct reintegration_item_view *view)
{
    struct work *work = work_of(making);
    const struct flow_state *state = flow_state(&item_flow, item->head.state);
    bool open = text_is(item->head.state, "proposed") || text_is(item->head.state, "committed");
    bool waits = making->file->arrived_on != DATE_NONE;
    bool in_kind = text_is(item->modality, "in_kind");
    *view = (struct reintegration_item_view){
        .row = item,
        .title = choice_show(&item_categories, item->category, work->language),
        .line = choice_show(&item_modalities, item->modality, work->language),
        .path = page_path(making->request, arena_format(work->arena, "/return-items/%.*s",
                                                        TEXT_ARG(identifier_to_text(work->arena, item->head.id)))),
        .state = state == NULL ? TEXT_NONE : text_from(tr(work->language, state->label)),
        .tone = flow_tone(&item_flow, item->head.state),
        .from_on = DATE_NONE,
        .second = item->instalment == 2,
    };
    view->actions = arena_array(work->arena, struct part_action, 5);
    if (text_is(item->head.state, "cancelled")) {
        view->second = false;
        return OK;
    }
    enum outcome outcome = fill_quotes(making, item, view);
    if (outcome == OK)
        outcome = fill_delivered(making, item, view);
    if (outcome == OK)
        outcome = fill_order(making, item, view);
    if (outcome == OK && view->second)
        outcome = proof_accepted(work, item->head.id, item->head.person, &view->proof_accepted);
    if (view->second && making->file->arrived_on != DATE_NONE)
        view->from_on = date_add_months(making->file->arrived_on, INSTALMENT_MONTHS);
    if (open && in_kind && !view->quote_approved)
        add_action(making, &quote_part, item, view);
    if (open && in_kind && !view->ordered)
        add_action(making, &order_part, item, view);
    if (waits && in_kind && view->delivered.minor < item->amount.minor)
        add_action(making, &delivery_part, item, view);
    if (waits && view->second && !view->proof_accepted)
        add_action(making, &proof_part, item, view);
    return outcome;
}

static enum outcome fill_items(const struct making *making)
{
    struct work *work = work_of(making);
    struct list_query query = {.person = making->file->head.person, .size = LIST_PAGE_MOST};
    struct list_page page;
    enum outcome outcome = record_list(work, &return_item_record, &query, &page);
    if (outcome != OK)
        return outcome;
    making->view->items = arena_array(work->arena, struct reintegration_item_view, page.count + 1);
    for (size_t i = 0; outcome == OK && i < page.count && making->view->item_count < ROWS_MOST; i++) {
        const struct return_item *item = page.rows[i];
        if (identifier_equal(item->return_case, making->file->head.id))
            outcome = fill_item(making, item, &making->view->items[making->view->item_count++]);
    }
    return outcome;
}

/* ---- what hangs on the case ---- */

static struct identifier case_of(const struct record *record, const void *row)
{
    const struct field *field = record_field(record, TEXT("return_case"));
    return *(const struct identifier *)(const void *)((const char *)row + field->offset);
}

static struct text joined(struct arena *arena, struct text a, struct text b)
{
    if (a.length == 0 || b.length == 0)
        return a.length == 0 ? b : a;
    return arena_format(arena, "%.*s · %.*s", TEXT_ARG(a), TEXT_ARG(b));
}

/* The listed fields but those that the title shows. */
static struct text line_of(struct work *work, const struct record *record, const void *row, struct text title)
{
    struct text line = TEXT_NONE;
    for (size_t i = 0; i < record->field_count; i++) {
        const struct field *field = &record->fields[i];
        if ((field->flags & FIELD_LISTED) == 0 || field_is_empty(field, row))
            continue;
        struct text value = field_to_show(work, field, row);
        struct text labelled[] = {text_from(tr(work->language, field->label)), value};
        if (field->kind == FIELD_FLAG || field->kind == FIELD_DATE)
            value = tr_with(work->arena, work->language, N_("{1}: {2}"), labelled, 2);
        if (!text_equal(value, title))
            line = joined(work->arena, line, value);
    }
    return line;
}

static bool is_late(const struct making *making, const struct part *part, const void *row)
{
    struct work *work = work_of(making);
    int32_t today = zone_date(work->zone, work->now);
    if (!text_is(record_head_of(row)->state, "planned"))
        return false;
    if (part == &business_part)
        return ((const struct reintegration_business *)row)->planned_on < today;
    return part == &training_part && ((const struct reintegration_training *)row)->starts_on < today;
}

static enum outcome fill_row(const struct making *making, const struct part *part, const void *row,
                             struct part_row *shown)
{
    struct work *work = work_of(making);
    struct step_offer *offers;
    size_t count;
    *shown = (struct part_row){
        .title = record_called(work, part->record, row),
        .path = record_address(making->request, part->base, record_head_of(row)->id, ""),
        .late = is_late(making, part, row),
    };
    shown->line = line_of(work, part->record, row, shown->title);
    if (part->flow == NULL)
        return OK;
    const struct flow_state *state = flow_state(part->flow, record_head_of(row)->state);
    shown->badge = state == NULL ? TEXT_NONE : text_from(tr(work->language, state->label));
    shown->tone = flow_tone(part->flow, record_head_of(row)->state);
    enum outcome outcome = flow_offers(work, part->flow, row, &offers, &count);
    if (outcome != OK)
        return outcome;
    shown->actions = arena_array(work->arena, struct part_action, count + 1);
    for (size_t i = 0; i < count; i++) {
        struct text behind = arena_format(work->arena, "steps/%s", offers[i].step->action);
        if (offers[i].allowed && gate_is_open(&offers[i].gate)) /* what is missing stands on the row's own page */
            shown->actions[shown->action_count++] = (struct part_action){
                .label = offers[i].step->label,
                .path = record_address(making->request, part->base, record_head_of(row)->id, behind.at),
                .danger = offers[i].step->danger};
    }
    return OK;
}

static enum outcome fill_section(const struct making *making, const struct part *part, struct part_list *section)
{
    struct work *work = work_of(making);
    struct subject subject = record_subject(making->file);
    struct list_query query = {.person = making->file->head.person, .size = LIST_PAGE_MOST, .descending = true};
    struct list_page page;
    enum outcome outcome = record_list(work, part->record, &query, &page);
    if (outcome != OK)
        return outcome;
    *section = (struct part_list){
        .id = part->slug, .title = part->record->plural, .empty = part->empty, .add_label = part->add};
    section->rows = arena_array(work->arena, struct part_row, page.count + 1);
    for (size_t i = 0; outcome == OK && i < page.count; i++) {
        if (!identifier_equal(case_of(part->record, page.rows[i]), making->file->head.id))
            continue;
        section->total++;
        if (section->row_count < ROWS_MOST)
            outcome = fill_row(making, part, page.rows[i], &section->rows[section->row_count++]);
    }
    if (actor_may_on(work->actor, part->record->create, &subject))
        section->add = record_address(making->request, "/return-cases", making->file->head.id,
                                      arena_format(work->arena, "%s/new", part->slug).at);
    return outcome;
}

static enum outcome fill_sections(const struct making *making)
{
    enum outcome outcome = OK;
    size_t count = 0;
    while (AID_PARTS[count] != NULL)
        count++;
    making->view->sections = arena_array(work_of(making)->arena, struct part_list, count + 1);
    for (size_t i = 0; i < count && outcome == OK; i++) {
        struct part_list *section = &making->view->sections[making->view->section_count];
        outcome = fill_section(making, AID_PARTS[i], section);
        making->view->section_count += section->row_count > 0 || section->add.length > 0;
    }
    return outcome;
}

/* ---- the head ---- */

static enum outcome fill_head(const struct making *making)
{
    struct work *work = work_of(making);
    struct reintegration_view *view = making->view;
    const struct return_case *file = making->file;
    struct subject subject = record_subject(file);
    const struct flow_state *state = flow_state(&return_flow, file->head.state);
    int32_t today = zone_date(work->zone, work->now);
    struct text id = identifier_to_text(work->arena, file->head.id);
    view->file = file;
    view->case_path = page_path(making->request, arena_format(work->arena, "/return-cases/%.*s", TEXT_ARG(id)));
    view->state_label = state == NULL ? "" : state->label;
    view->tone = flow_tone(&return_flow, file->head.state);
    view->deadline = plan_deadline(file);
    bool agreed = file->plan_agreed_on != DATE_NONE || (state != NULL && state->kind == STATE_ENDED);
    view->plan_late = !agreed && view->deadline != DATE_NONE && view->deadline < today;
    view->days_late = view->plan_late ? today - view->deadline : 0;
    view->default_above = QUOTE_DEFAULT_ABOVE;
    if (actor_may_on(work->actor, &return_plan, &subject) && file->closed_on == DATE_NONE)
        view->item_add =
            page_path(making->request, arena_format(work->arena, "/return-cases/%.*s/items/new", TEXT_ARG(id)));
    return record_titles(work, &person_record, &file->head.person, 1, &view->person);
}

enum outcome reintegration_show(struct request *request, struct response *response)
{
    struct reintegration_view view = {0};
    struct identifier id;
    struct field_set readable;
    void *row;
    enum outcome outcome = request_id(request, 0, &id);
    if (outcome == OK)
        outcome = record_get(&request->work, &return_case_record, id, &row, &readable);
    if (outcome != OK)
        return outcome;
    struct subject subject = record_subject(row);
    if (!actor_may_on(&request->actor, &reintegration_read, &subject))
        return NOT_FOUND;
    const struct making making = {request, row, &view};
    outcome = fill_head(&making);
    if (outcome == OK)
        outcome = fill_entitled(&making);
    if (outcome == OK)
        outcome = fill_items(&making);
    if (outcome == OK)
        outcome = fill_sections(&making);
    if (outcome != OK)
        return outcome;
    view.page = page_open(request, N_("Reintegration"));
    page_trail(view.page, return_case_record.plural, TEXT("/return-cases"));
    page_trail_text(
        view.page, view.file->head.number,
        arena_format(request->work.arena, "/return-cases/%.*s", TEXT_ARG(identifier_to_text(request->work.arena, id))));
    page_trail(view.page, N_("Reintegration"), TEXT_NONE);
    struct output out = page_output(request, response);
    reintegration_file_page(&out, &view);
    return page_send(request, response, 200);
}
