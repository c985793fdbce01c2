/* Looking for a service: what fits first, and of the others why they do not. */
#include <stdlib.h>

#include "base/number.h"
#include "directory/directory_pages.h"
#include "persons/persons.h"
#include "web/record_parts.h"

enum { LINES_MOST = 100, AGE_MOST = 120 };
enum { NOWHERE = 3 };

struct found {
    const struct directory_entry *entry;
    struct service_reasons reasons;
    int distance;
    bool old;
    struct text name;
    const struct language *language;
};

/* ---- what is asked ---- */

static const struct {
    const char *name, *label, *every; /* label, every: N_() */
    const struct choice_list *list;
} LISTS[FIND_LISTS] = {
    {"category", N_("What is needed"), N_("Any kind"), &service_categories},
    {"region", N_("Region"), N_("Anywhere"), &regions},
    {"province", N_("Province or prefecture"), N_("Anywhere"), &provinces},
    {"language", N_("Language"), N_("Any language"), &spoken_languages},
    {"sex", N_("Sex"), N_("Not said"), &sexes},
    {"status", N_("Status"), N_("Not said"), &service_statuses},
    {"need", N_("The person is"), N_("Nothing of this"), &service_needs},
};

static struct text asked_code(const struct request *request, size_t list)
{
    struct text code = parameters_get(&request->query, text_from(LISTS[list].name));
    return choice_find(LISTS[list].list, code) == NULL ? TEXT_NONE : code;
}

static bool read_facts(const struct request *request, struct service_facts *facts)
{
    struct text age = text_trim(parameters_get(&request->query, TEXT("age"))),
                day = parameters_get(&request->query, TEXT("day"));
    *facts = service_facts_none();
    facts->category = asked_code(request, 0);
    facts->region = asked_code(request, 1);
    facts->province = asked_code(request, 2);
    facts->languages = asked_code(request, 3);
    facts->sex = asked_code(request, 4);
    facts->status = asked_code(request, 5);
    facts->needs = asked_code(request, 6);
    if (facts->province.length > 0)
        facts->region = province_region(facts->province);
    if (text_to_date(day, &facts->day) != OK)
        facts->day = DATE_NONE;
    return age.length == 0 ||
           text_to_integer(digits_to_ascii(request->work.arena, age), 0, AGE_MOST, &facts->age) == OK;
}

static void fill_lists(struct request *request, const struct service_facts *facts, struct find_view *view)
{
    struct work *work = &request->work;
    const struct text codes[FIND_LISTS] = {facts->category, facts->region, facts->province, facts->languages,
                                           facts->sex,      facts->status, facts->needs};
    for (size_t i = 0; i < FIND_LISTS; i++) {
        const struct choice_list *list = LISTS[i].list;
        struct find_list *shown = &view->lists[i];
        *shown = (struct find_list){LISTS[i].name, LISTS[i].label, LISTS[i].every,
                                    arena_array(work->arena, struct find_option, list->count + 1), list->count};
        for (size_t j = 0; j < list->count; j++)
            shown->options[j] =
                (struct find_option){text_from(list->choices[j].code), choice_name(&list->choices[j], work->language),
                                     text_is(codes[i], list->choices[j].code)};
    }
    view->age = parameters_get(&request->query, TEXT("age"));
    view->asked = facts->age != INTEGER_NONE;
    for (size_t i = 0; i < FIND_LISTS; i++)
        view->asked = view->asked || codes[i].length > 0;
}

/* ---- one line ---- */

static int distance_of(const struct directory_entry *entry, const struct service_facts *facts)
{
    if (facts->province.length > 0 && text_equal(entry->site->province, facts->province))
        return 0;
    if (facts->region.length > 0)
        return text_equal(entry->site->region, facts->region) ? 1 : 2;
    return NOWHERE;
}

static struct text place_of(struct work *work, const struct directory_site *site)
{
    const struct text parts[] = {site->city, choice_show(&regions, site->region, work->language)};
    return tr_with(work->arena, work->language, N_("{1} · {2}"), parts, 2);
}

struct service_line service_line_of(struct request *request, const struct directory_entry *entry,
                                    const struct service_facts *facts, const char *base)
{
    struct work *work = &request->work;
    const struct directory_service *service = entry->service;
    int32_t today = zone_date(work->zone, work->now);
    struct service_line line = {
        .path = record_address(request, base, service->head.id, ""),
        .name = service_name_in(service, text_from(language_tag(work->language))),
        .provider = organisation_shown(work, entry->provider),
        .place = place_of(work, entry->site),
        .category = choice_show(&service_categories, service->category, work->language),
        .old = service_is_old(service, today),
        .hidden = service->hidden.is == FLAG_YES,
        .generated = service->generated.is == FLAG_YES,
        .suspended = text_is(service->head.state, "suspended"),
        .verified_on = service->verified_on,
        .distance = distance_of(entry, facts),
    };
    if (entry->hour_count > 0) {
        int32_t next = entry_next_open(work, entry, facts->day == DATE_NONE ? today : facts->day);
        line.hours = hours_shown(work, entry->hours[0]);
        if (next != DATE_NONE)
            line.next = next == today ? text_from(tr(work->language, N_("today")))
                                      : language_date(work->arena, work->language, next);
    }
    return line;
}

static void add_reasons(struct work *work, const struct service_reasons *reasons, struct service_line *line)
{
    line->fit = reasons->fit;
    for (size_t i = 0; i < reasons->count; i++)
        line->reasons[line->reason_count++] =
            tr_with(work->arena, work->language, reasons->at[i].message, reasons->at[i].arguments, 2);
}

static enum outcome add_places(struct work *work, const struct found *found, struct service_line *line)
{
    struct service_week week;
    const struct directory_service *service = found->entry->service;
    if (service->capacity == INTEGER_NONE || found->reasons.fit == SERVICE_FITS_NOT)
        return OK;
    enum outcome outcome = service_week_get(work, service->head.id, zone_date(work->zone, work->now), &week);
    if (outcome != OK)
        return outcome;
    const struct text parts[] = {language_number(work->arena, work->language, week.left),
                                 language_number(work->arena, work->language, week.capacity)};
    line->left = tr_with(work->arena, work->language, N_("{1} of {2} places are left this week."), parts, 2);
    line->full = week.left == 0;
    return OK;
}

/* ---- in which order ---- */

static int compare_found(const void *one, const void *other)
{
    const struct found *a = one, *b = other;
    if (a->reasons.fit != b->reasons.fit)
        return a->reasons.fit < b->reasons.fit ? -1 : 1;
    if (a->distance != b->distance)
        return a->distance < b->distance ? -1 : 1;
    if (a->old != b->old)
        return a->old ? 1 : -1;
    int order = language_compare(a->language, a->name, b->name);
    return order != 0 ? order : identifier_compare(a->entry->service->head.id, b->entry->service->head.id);
}

static struct found *compare_all(struct work *work, const struct directory_entry *entries, size_t count,
                                 const struct service_facts *facts)
{
    struct found *found = arena_array(work->arena, struct found, count + 1);
    int32_t today = zone_date(work->zone, work->now);
    for (size_t i = 0; i < count; i++) {
        found[i] = (struct found){.entry = &entries[i],
                                  .distance = distance_of(&entries[i], facts),
                                  .old = service_is_old(entries[i].service, today),
                                  .name = service_name_in(entries[i].service, text_from(language_tag(work->language))),
                                  .language = work->language};
        service_fits(work, entries[i].service, facts, &found[i].reasons);
    }
    qsort(found, count, sizeof *found, compare_found);
    return found;
}

static size_t region_number(struct text region)
{
    size_t at = 0;
    while (at < regions.count && !text_is(region, regions.choices[at].code))
        at++;
    return at;
}

/* Of another kind of service is not why: nobody looks for a school and wants to read why a clinic is none. */
static bool is_shown(const struct service_facts *facts, const struct directory_entry *entry)
{
    return facts->category.length == 0 || text_equal(entry->service->category, facts->category) ||
           codes_have(entry->service->also, facts->category);
}

static enum outcome fill_lines(struct request *request, const struct service_facts *facts, const char *base,
                               const struct entry_query *query, struct find_view *view)
{
    struct work *work = &request->work;
    struct directory_entry *entries;
    size_t count, kept = 0;
    int64_t *in_region = arena_array(work->arena, int64_t, regions.count + 1);
    enum outcome outcome = entries_read(work, query, &entries, &count, NULL);
    if (outcome != OK)
        return outcome;
    for (size_t i = 0; i < count; i++)
        if (is_shown(facts, &entries[i]))
            entries[kept++] = entries[i];
    const struct found *found = compare_all(work, entries, kept, facts);
    view->total = kept;
    view->lines = arena_array(work->arena, struct service_line, kept + 1);
    for (size_t i = 0; i < kept && outcome == OK; i++) {
        view->fitting += found[i].reasons.fit != SERVICE_FITS_NOT;
        in_region[region_number(found[i].entry->site->region)] += found[i].reasons.fit != SERVICE_FITS_NOT;
        view->old_count += found[i].old;
        if (i >= LINES_MOST)
            continue;
        struct service_line *line = &view->lines[view->line_count++];
        *line = service_line_of(request, found[i].entry, facts, base);
        add_reasons(work, &found[i].reasons, line);
        if (!view->outside)
            outcome = add_places(work, &found[i], line);
    }
    view->more = kept > LINES_MOST;
    region_tiles_make(request, in_region, facts->region, view);
    return outcome;
}

static enum outcome find(struct request *request, const char *base, bool outside, struct find_view *view)
{
    struct service_facts facts;
    const struct entry_query query = {.open = true, .public = outside, .times = true, .most = SIZE_MAX / 2};
    view->outside = outside;
    if (!read_facts(request, &facts))
        view->problem = text_from(tr(request->work.language, N_("Write the age as a number: 17.")));
    if (outside) { /* who looks is nobody's business there */
        facts.sex = facts.status = facts.needs = TEXT_NONE;
        facts.age = INTEGER_NONE;
    }
    fill_lists(request, &facts, view);
    return fill_lines(request, &facts, base, &query, view);
}

enum outcome directory_find_get(struct request *request, struct response *response)
{
    struct find_view view = {.page = page_open(request, N_("Find a service"))};
    enum outcome outcome = find(request, "/directory-services", false, &view);
    if (outcome != OK)
        return outcome;
    if (actor_may(&request->actor, &directory_keep))
        view.new_path = page_path(request, TEXT("/directory-services/new"));
    view.old_path = page_path(request, TEXT("/directory/out-of-date"));
    struct output out = page_output(request, response);
    directory_find_page(&out, &view);
    return page_send(request, response, 200);
}

/* What nobody verified for long, the longest first. */
enum outcome directory_old(struct request *request, struct response *response)
{
    struct text today = form_date_shown(
        request->work.arena, date_to_text(request->work.arena, zone_date(request->work.zone, request->work.now)));
    AUTO_BUFFER struct buffer path = buffer_open(256);
    buffer_add(&path, TEXT("/directory-services?"));
    url_encode_parameter(&path, true, TEXT("verify_by.to"), today);
    return respond_redirect(request, response, arena_text(request->work.arena, buffer_text(&path)));
}

enum outcome public_list(struct request *request, struct response *response)
{
    struct find_view view = {.page = page_open(request, N_("Services for migrants"))};
    enum outcome outcome = find(request, "/services", true, &view);
    if (outcome != OK)
        return outcome;
    struct output out = page_output(request, response);
    directory_find_page(&out, &view);
    return page_send(request, response, 200);
}

/* ---- for one person ---- */

/* From the person's file: what is known there, and neither name nor number, becomes the question. */
enum outcome directory_of_person(struct request *request, struct response *response)
{
    struct work *work = &request->work;
    struct identifier id;
    struct field_set readable;
    void *row;
    enum outcome outcome = request_id(request, 0, &id);
    if (outcome == OK)
        outcome = record_get(work, &person_record, id, &row, &readable);
    if (outcome != OK)
        return outcome;
    const struct person *person = row;
    AUTO_BUFFER struct buffer path = buffer_open(1024);
    struct text rest = person->languages, language = TEXT_NONE;
    (void)text_split(&rest, ',', &language);
    buffer_add(&path, TEXT("/directory"));
    url_encode_parameter(&path, true, TEXT("sex"), person->sex);
    url_encode_parameter(&path, false, TEXT("region"), person->region);
    url_encode_parameter(&path, false, TEXT("language"), language);
    if (person->birth_year != INTEGER_NONE) {
        int64_t age = day_from_date(zone_date(work->zone, work->now)).year - person->birth_year;
        if (age >= 0 && age <= AGE_MOST)
            url_encode_parameter(&path, false, TEXT("age"), arena_format(work->arena, "%lld", (long long)age));
    }
    return respond_redirect(request, response, arena_text(work->arena, buffer_text(&path)));
}
