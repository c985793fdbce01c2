/* Pages of organisations, sites and services, as whoever keeps them sees them. */
#include "directory/directory_pages.h"
#include "web/form.h"
#include "web/record_parts.h"

/* ---- organisations ---- */

static enum outcome partner_store(struct work *work, void *row) { return partner_add(work, row); }

const struct record_page_options partner_options = {
    .record = &partner_record,
    .base = "/directory-organisations",
    .new_title = N_("Add an organisation"),
    .edit_title = N_("Change the organisation"),
    .add = &directory_coordinate,
    .users = &colleague_record,
    .create = partner_store,
};

/* ---- which links a form offers ---- */

struct choices {
    struct form_choice *at;
    size_t count;
};

static void add_choice(struct work *work, struct choices *choices, struct identifier id, struct text label)
{
    choices->at[choices->count++] = (struct form_choice){.code = identifier_to_text(work->arena, id), .label = label};
}

/* Those for which the actor keeps the directory; more than a form shows: NOT_FOUND, by number. */
static enum outcome offer_kept(struct work *work, const struct record *record, struct choices *choices)
{
    struct list_query query = {.size = FORM_LINKS_MOST};
    struct list_page page;
    enum outcome outcome = record_list(work, record, &query, &page);
    if (outcome != OK || page.next.length > 0)
        return outcome == OK ? NOT_FOUND : outcome;
    choices->at = arena_array(work->arena, struct form_choice, page.count + 1);
    for (size_t i = 0; i < page.count; i++)
        if (directory_may_keep(work, record_head_of(page.rows[i])->organisation))
            add_choice(work, choices, record_head_of(page.rows[i])->id, record->title(work, page.rows[i]));
    return OK;
}

static enum outcome site_links(void *context, struct work *work, const struct field *field, const void *row,
                               const struct form_choice **ret_choices, size_t *ret_count)
{
    struct choices choices = {0};
    (void)context, (void)row;
    if (field->target != &partner_record)
        return NOT_FOUND;
    enum outcome outcome = offer_kept(work, &partner_record, &choices);
    *ret_choices = choices.at;
    *ret_count = choices.count;
    return outcome;
}

static enum outcome service_links(void *context, struct work *work, const struct field *field, const void *row,
                                  const struct form_choice **ret_choices, size_t *ret_count)
{
    struct choices choices = {0};
    (void)context, (void)row;
    if (field->target != &directory_site_record)
        return NOT_FOUND;
    enum outcome outcome = offer_kept(work, &directory_site_record, &choices);
    *ret_choices = choices.at;
    *ret_count = choices.count;
    return outcome;
}

/* What an address gives beforehand: "?site=…". */
static struct identifier given(const struct request *request, const char *name)
{
    struct identifier id;
    struct text typed = parameters_get(&request->query, text_from(name));
    return typed.length > 0 && text_to_identifier(typed, &id) == OK ? id : (struct identifier){0};
}

/* ---- sites ---- */

static enum outcome site_prepare(struct request *request, void *row)
{
    struct directory_site *site = row;
    struct identifier provider = given(request, "organisation");
    site->provider = identifier_is_none(provider) ? request->actor.organisation : provider;
    return OK;
}

static enum outcome site_more(struct request *request, const void *row, void **ret_more)
{
    struct work *work = &request->work;
    const struct directory_site *site = row;
    const struct entry_query query = {.site = site->head.id, .most = SIZE_MAX / 2};
    struct site_more *more = arena_new(work->arena, struct site_more);
    const struct service_facts nothing = service_facts_none();
    struct directory_entry *entries;
    size_t count;
    enum outcome outcome = entries_read(work, &query, &entries, &count, NULL);
    if (outcome != OK)
        return outcome;
    more->lines = arena_array(work->arena, struct service_line, count + 1);
    for (size_t i = 0; i < count; i++)
        more->lines[more->count++] = service_line_of(request, &entries[i], &nothing, "/directory-services");
    if (directory_may_keep(work, site->head.organisation))
        more->add = page_path(request, arena_format(work->arena, "/directory-services/new?site=%.*s",
                                                    TEXT_ARG(identifier_to_text(work->arena, site->head.id))));
    *ret_more = more;
    return OK;
}

static void site_show_more(struct output *out, const struct record_show_view *view)
{
    directory_site_more_page(out, view->more, view->page->icons);
}

const struct record_page_options site_options = {
    .record = &directory_site_record,
    .base = "/directory-sites",
    .new_title = N_("Add a site"),
    .edit_title = N_("Change the site"),
    .users = &colleague_record,
    .prepare = site_prepare,
    .links = site_links,
    .load_more = site_more,
    .show_more = site_show_more,
};

/* ---- services ---- */

static enum outcome service_prepare(struct request *request, void *row)
{
    struct directory_service *service = row;
    service->site = given(request, "site");
    service->channel = TEXT("print");
    service->cost = TEXT("free");
    return OK;
}

static void add_hours(struct request *request, const struct directory_entry *entry, bool keeps,
                      struct service_more *more)
{
    struct work *work = &request->work;
    more->hours = arena_array(work->arena, struct hours_line, entry->hour_count + 1);
    for (size_t i = 0; i < entry->hour_count; i++) {
        const struct directory_hours *hours = entry->hours[i];
        struct hours_line *line = &more->hours[more->hour_count++];
        line->text = hours_shown(work, hours);
        if (text_is(hours->season, "ramadan")) {
            const struct text parts[] = {choice_show(&directory_seasons, hours->season, work->language), line->text};
            line->text = tr_with(work->arena, work->language, N_("{1}: {2}"), parts, 2);
        }
        line->note = hours->note;
        if (keeps) {
            line->edit = record_address(request, "/directory-hours", hours->head.id, "edit");
            line->remove = record_address(request, "/directory-hours", hours->head.id, "remove");
        }
    }
}

static void add_closings(struct request *request, const struct directory_entry *entry, bool keeps,
                         struct service_more *more)
{
    struct work *work = &request->work;
    int32_t today = zone_date(work->zone, work->now);
    more->closings = arena_array(work->arena, struct hours_line, entry->closing_count + 1);
    for (size_t i = 0; i < entry->closing_count; i++) {
        const struct directory_closing *closing = entry->closings[i];
        if (closing->ends_on < today)
            continue;
        struct hours_line *line = &more->closings[more->closing_count++];
        line->text = directory_closing_record.title(work, closing);
        line->note = closing->reason;
        if (keeps) {
            line->edit = record_address(request, "/directory-closings", closing->head.id, "edit");
            line->remove = record_address(request, "/directory-closings", closing->head.id, "remove");
        }
    }
}

static enum outcome add_week(struct work *work, const struct directory_service *service, struct service_more *more)
{
    struct service_week week;
    enum outcome outcome = service_week_get(work, service->head.id, zone_date(work->zone, work->now), &week);
    if (outcome != OK)
        return outcome;
    if (week.capacity == INTEGER_NONE)
        return OK;
    const struct text parts[] = {language_number(work->arena, work->language, week.left),
                                 language_number(work->arena, work->language, week.capacity)};
    more->left = tr_with(work->arena, work->language, N_("{1} of {2} places are left this week."), parts, 2);
    more->full = week.left == 0;
    return OK;
}

static enum outcome service_more(struct request *request, const void *row, void **ret_more)
{
    struct work *work = &request->work;
    const struct directory_service *service = row;
    struct service_more *more = arena_new(work->arena, struct service_more);
    struct directory_entry entry;
    bool keeps = directory_may_keep(work, service->head.organisation);
    enum outcome outcome = step_buttons(request, &directory_service_flow, "/directory-services", row, &more->steps);
    if (outcome == OK)
        outcome = entry_read(work, service->head.id, false, &entry);
    if (outcome == NOT_FOUND) { /* its site is gone: what is its own is shown */
        entry = (struct directory_entry){0};
        outcome = OK;
    }
    if (outcome == OK)
        outcome = add_week(work, service, more);
    if (outcome == OK && !identifier_is_none(service->verified_by))
        outcome = record_titles(work, &colleague_record, &service->verified_by, 1, &more->verified_by);
    if (outcome != OK)
        return outcome;
    more->csrf = request->session.csrf;
    more->old = service_is_old(service, zone_date(work->zone, work->now));
    more->verified_on = service->verified_on;
    add_hours(request, &entry, keeps, more);
    add_closings(request, &entry, keeps, more);
    if (keeps && !text_is(service->head.state, "closed"))
        more->verified_path = record_address(request, "/directory-services", service->head.id, "verified");
    if (keeps) {
        struct text id = identifier_to_text(work->arena, service->head.id);
        more->add_hours =
            page_path(request, arena_format(work->arena, "/directory-hours/new?service=%.*s", TEXT_ARG(id)));
        more->add_closing =
            page_path(request, arena_format(work->arena, "/directory-closings/new?service=%.*s", TEXT_ARG(id)));
    }
    for (size_t i = 0; i < LANGUAGE_COUNT; i++) {
        struct text path = record_address(request, "/directory-services", service->head.id, "sheet.pdf");
        more->sheets[i] = arena_format(work->arena, "%.*s?language=%s", TEXT_ARG(path), language_tag(language_at(i)));
        more->sheet_names[i] = text_from(language_name(language_at(i)));
    }
    if (entry.provider != NULL && service->hidden.is != FLAG_YES && entry.provider->published.is == FLAG_YES &&
        !text_is(service->head.state, "closed"))
        more->public_path = record_address(request, "/services", service->head.id, "");
    *ret_more = more;
    return OK;
}

static void service_show_more(struct output *out, const struct record_show_view *view)
{
    directory_service_more_page(out, view->more, view->page->icons);
}

const struct record_page_options service_options = {
    .record = &directory_service_record,
    .base = "/directory-services",
    .flow = &directory_service_flow,
    .new_title = N_("Add a service"),
    .edit_title = N_("Change the service"),
    .users = &colleague_record,
    .prepare = service_prepare,
    .create = service_begin,
    .links = service_links,
    .load_more = service_more,
    .show_more = service_show_more,
};

static struct text own_title(struct work *work, const void *row) { return directory_service_record.title(work, row); }

const struct step_pages service_steps = {
    &directory_service_flow, "/directory-services", NULL, NULL, NULL, &directory_service_record, own_title};

/* One click: the step "verify" of the version that is there now. */
enum outcome service_verified(struct request *request, struct response *response)
{
    struct work *work = &request->work;
    struct identifier id;
    struct field_set readable;
    void *row;
    enum outcome outcome = request_id(request, 0, &id);
    if (outcome == OK)
        outcome = record_peek(work, &directory_service_record, id, &row, &readable);
    if (outcome == OK)
        outcome =
            flow_move(work, &directory_service_flow, id, record_head_of(row)->version, TEXT("verify"), NULL, TEXT_NONE);
    if (outcome != OK)
        return outcome;
    respond_notice(request, response, N_("Verified today."));
    return respond_redirect(request, response, record_path(work->arena, "/directory-services", id, ""));
}
