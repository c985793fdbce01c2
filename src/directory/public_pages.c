/* What anybody may read of the directory without signing in, and the sheet that a person takes along. */
#include "directory/directory_pages.h"
#include "persons/persons.h"
#include "print/paper.h"
#include "web/record_parts.h"

enum { SHEET_MOST = 4 << 20 };

static void add_fact(struct service_fact *facts, size_t *count, const char *label, struct text value)
{
    if (value.length > 0 && *count < SERVICE_FACTS_MOST)
        facts[(*count)++] = (struct service_fact){label, value};
}

static struct text ages_shown(struct work *work, const struct directory_service *service)
{
    const struct text ages[] = {language_number(work->arena, work->language, service->age_from),
                                language_number(work->arena, work->language, service->age_to)};
    if (service->age_from != INTEGER_NONE && service->age_to != INTEGER_NONE)
        return tr_with(work->arena, work->language, N_("From {1} to {2} years"), ages, 2);
    if (service->age_from != INTEGER_NONE)
        return tr_with(work->arena, work->language, N_("From {1} years"), ages, 1);
    if (service->age_to != INTEGER_NONE)
        return tr_with(work->arena, work->language, N_("Up to {1} years"), ages + 1, 1);
    return TEXT_NONE;
}

static struct text with_note(struct work *work, struct text value, struct text note)
{
    const struct text parts[] = {value, note};
    return note.length == 0 || value.length == 0 ? (value.length > 0 ? value : note)
                                                 : tr_with(work->arena, work->language, N_("{1}. {2}"), parts, 2);
}

size_t service_facts_shown(struct work *work, const struct directory_entry *entry, bool outside,
                           struct service_fact ret[SERVICE_FACTS_MOST])
{
    const struct directory_service *service = entry->service;
    const struct directory_site *site = entry->site;
    bool hidden = outside && site->address_hidden.is == FLAG_YES;
    size_t count = 0;
    add_fact(ret, &count, N_("Kind of service"), choice_show(&service_categories, service->category, work->language));
    if (choice_find(&service_sexes, service->for_sex) != NULL)
        add_fact(ret, &count, N_("Only for"), choice_show(&service_sexes, service->for_sex, work->language));
    add_fact(ret, &count, N_("Age"), ages_shown(work, service));
    add_fact(ret, &count, N_("Only with one of these statuses"),
             codes_shown(work, &service_statuses, service->statuses));
    add_fact(ret, &count, N_("Only for persons who are"), codes_shown(work, &service_needs, service->needs));
    add_fact(ret, &count, N_("What else is asked"), service->conditions);
    add_fact(ret, &count, N_("Languages spoken there"), codes_shown(work, &spoken_languages, service->languages));
    add_fact(ret, &count, N_("Cost"),
             with_note(work, choice_show(&service_costs, service->cost, work->language), service->cost_note));
    add_fact(ret, &count, N_("Papers to bring"),
             with_note(work, codes_shown(work, &service_documents, service->documents), service->documents_note));
    add_fact(ret, &count, N_("Accessibility"), codes_shown(work, &site_accessibility, site->accessibility));
    if (!hidden) {
        add_fact(ret, &count, N_("How to get there"), site->access_note);
        add_fact(ret, &count, N_("Telephone"), site->telephone);
    }
    return count;
}

static size_t hours_of(struct work *work, const struct directory_entry *entry, struct text **ret)
{
    *ret = arena_array(work->arena, struct text, entry->hour_count + 1);
    for (size_t i = 0; i < entry->hour_count; i++) {
        const struct directory_hours *hours = entry->hours[i];
        const struct text parts[] = {choice_show(&directory_seasons, hours->season, work->language),
                                     hours_shown(work, hours)};
        (*ret)[i] = text_is(hours->season, "ramadan") ? tr_with(work->arena, work->language, N_("{1}: {2}"), parts, 2)
                                                      : parts[1];
        (*ret)[i] = with_note(work, (*ret)[i], hours->note);
    }
    return entry->hour_count;
}

static enum outcome public_entry(struct request *request, struct directory_entry *ret)
{
    struct identifier id;
    enum outcome outcome = request_id(request, 0, &id);
    if (outcome == OK)
        outcome = entry_read(&request->work, id, true, ret);
    return outcome == OK && text_is(ret->service->head.state, "closed") ? NOT_FOUND : outcome;
}

enum outcome public_show(struct request *request, struct response *response)
{
    struct work *work = &request->work;
    struct directory_entry entry;
    struct public_view view = {0};
    struct text tag = text_from(language_tag(work->language));
    enum outcome outcome = public_entry(request, &entry);
    if (outcome != OK)
        return outcome;
    view.name = service_name_in(entry.service, tag);
    view.page = page_open_text(request, view.name);
    page_trail(view.page, N_("Services for migrants"), TEXT("/services"));
    page_trail_text(view.page, view.name, TEXT_NONE);
    view.provider = organisation_shown(work, entry.provider);
    view.description = service_description_in(entry.service, tag);
    view.address = site_address_shown(work, entry.site, true);
    if (entry.site->address_hidden.is != FLAG_YES)
        view.town = site_title_shown(work, entry.site);
    view.facts = arena_array(work->arena, struct service_fact, SERVICE_FACTS_MOST);
    view.fact_count = service_facts_shown(work, &entry, true, view.facts);
    view.hour_count = hours_of(work, &entry, &view.hours);
    view.now = text_is(entry.service->head.state, "suspended") ? N_("It is suspended.") : NULL;
    view.sheet = record_address(request, "/services", entry.service->head.id, "sheet.pdf");
    view.back = page_path(request, TEXT("/services"));
    struct output out = page_output(request, response);
    public_service_page(&out, &view);
    return page_send(request, response, 200);
}

/* ---- the sheet: address and hours, nothing about anybody ---- */

static void put_sheet(struct work *work, const struct directory_entry *entry, bool outside, struct paper *paper)
{
    struct service_fact *facts = arena_array(work->arena, struct service_fact, SERVICE_FACTS_MOST);
    struct text *hours, tag = text_from(language_tag(work->language));
    size_t fact_count = service_facts_shown(work, entry, outside, facts), hour_count = hours_of(work, entry, &hours);
    bool hidden = outside && entry->site->address_hidden.is == FLAG_YES;
    paper_heading(paper, 1, service_name_in(entry->service, tag));
    paper_text(paper, organisation_shown(work, entry->provider));
    if (entry->service->generated.is == FLAG_YES)
        paper_note(paper, text_from(tr(work->language, N_("Generated for the demonstration: nothing real"))));
    paper_heading(paper, 2, text_from(tr(work->language, N_("Where"))));
    if (!hidden)
        paper_text(paper, site_title_shown(work, entry->site));
    paper_text(paper, site_address_shown(work, entry->site, outside));
    paper_heading(paper, 2, text_from(tr(work->language, N_("When"))));
    for (size_t i = 0; i < hour_count; i++)
        paper_item(paper, hours[i]);
    if (hour_count == 0)
        paper_text(paper, text_from(tr(work->language, N_("Ask for the hours before you go."))));
    if (service_description_in(entry->service, tag).length > 0) {
        paper_heading(paper, 2, text_from(tr(work->language, N_("What is done there"))));
        paper_text(paper, service_description_in(entry->service, tag));
    }
    paper_heading(paper, 2, text_from(tr(work->language, N_("Good to know"))));
    for (size_t i = 0; i < fact_count; i++)
        paper_fact(paper, text_from(tr(work->language, facts[i].label)), facts[i].value);
}

static enum outcome send_sheet(struct request *request, struct response *response, const struct directory_entry *entry,
                               bool outside)
{
    struct work work = request->work;
    struct text asked = parameters_get(&request->query, TEXT("language"));
    if (language_for(asked) != NULL)
        work.language = language_for(asked);
    struct text today = language_date(work.arena, work.language, zone_date(work.zone, work.now));
    struct paper *paper = paper_open(
        work.arena, &(struct paper_options){
                        .language = language_tag(work.language),
                        .right_to_left = language_right_to_left(work.language),
                        .title = service_name_in(entry->service, text_from(language_tag(work.language))),
                        .foot = tr_with(work.arena, work.language, N_("Printed on {1}. Hours may change."), &today, 1),
                        .page_number = text_from(tr(work.language, N_("Page {1} of {2}"))),
                        .made_at = work.now});
    AUTO_BUFFER struct buffer body = buffer_open(SHEET_MOST);
    put_sheet(&work, entry, outside, paper);
    enum outcome outcome = paper_print(paper, &body);
    if (outcome != OK)
        return outcome;
    buffer_clear(&response->body);
    buffer_add(&response->body, buffer_text(&body));
    response->status = 200;
    response->content_type = TEXT("application/pdf");
    response->download_name = TEXT("service.pdf");
    return OK;
}

enum outcome public_sheet(struct request *request, struct response *response)
{
    struct directory_entry entry;
    enum outcome outcome = public_entry(request, &entry);
    return outcome == OK ? send_sheet(request, response, &entry, true) : outcome;
}

enum outcome directory_sheet(struct request *request, struct response *response)
{
    struct identifier id;
    struct directory_entry entry;
    enum outcome outcome = request_id(request, 0, &id);
    if (outcome == OK)
        outcome = entry_read(&request->work, id, false, &entry);
    return outcome == OK ? send_sheet(request, response, &entry, false) : outcome;
}
