/* The directory for other programs: HSDS 3.0, read only, open to all, of what is public. */
#include "base/number.h"
#include "directory/directory_pages.h"
#include "directory/hsds.h"
#include "system/settings.h"
#include "web/application.h"

enum { PER_PAGE = 50, PER_PAGE_MOST = 500, PAGE_MOST = 1000000, ANSWER_MOST = 16 << 20 };

struct answer {
    struct buffer buffer;
    struct json_writer writer;
};

static enum outcome refuse(struct request *request, struct response *response, int status, const char *title,
                           struct text parameter)
{
    AUTO_BUFFER struct buffer buffer = buffer_open(4096);
    struct json_writer writer = json_writer_open(&buffer);
    json_object_begin(&writer);
    json_key(&writer, TEXT("status"));
    json_put_integer(&writer, status);
    json_key(&writer, TEXT("title"));
    json_put_text(&writer, text_from(title));
    if (parameter.length > 0) {
        json_key(&writer, TEXT("detail"));
        json_put_text(&writer, parameter);
    }
    json_object_end(&writer);
    enum outcome outcome = respond_json(request, response, status, buffer_text(&buffer));
    response->content_type = TEXT("application/problem+json");
    return outcome;
}

/* Whoever asks from a page of another site may read it: it is public. */
static enum outcome send(struct request *request, struct response *response, struct answer *answer)
{
    enum outcome outcome = FAILED;
    if (json_finish(&answer->writer)) {
        outcome = respond_json(request, response, 200, buffer_text(&answer->buffer));
        respond_header(request, response, "Access-Control-Allow-Origin", TEXT("*"));
    }
    buffer_close(&answer->buffer);
    return outcome;
}

static void begin(struct request *request, struct answer *answer)
{
    const struct language *wanted = language_for(parameters_get(&request->query, TEXT("language")));
    request->work.language = wanted == NULL ? language_at(0) : wanted;
    answer->buffer = buffer_open(ANSWER_MOST);
    answer->writer = json_writer_open(&answer->buffer);
}

/* ---- pages ---- */

struct paging {
    int64_t page, size;
};

static bool read_number(const struct request *request, const char *name, int64_t most, int64_t *ret)
{
    struct text typed = parameters_get(&request->query, text_from(name));
    return typed.length == 0 || text_to_integer(typed, 1, most, ret) == OK;
}

static bool read_paging(const struct request *request, struct paging *ret, struct text *ret_fault)
{
    *ret = (struct paging){1, PER_PAGE};
    *ret_fault = TEXT("page: 1 to 1000000");
    if (!read_number(request, "page", PAGE_MOST, &ret->page))
        return false;
    *ret_fault = TEXT("per_page: 1 to 500");
    if (!read_number(request, "per_page", PER_PAGE_MOST, &ret->size))
        return false;
    struct text format = parameters_get(&request->query, TEXT("format"));
    *ret_fault = TEXT("format: json");
    return format.length == 0 || text_is(format, "json");
}

static void put_count(struct json_writer *writer, const char *name, int64_t number)
{
    json_key(writer, text_from(name));
    json_put_integer(writer, number);
}

static void put_yes(struct json_writer *writer, const char *name, bool yes)
{
    json_key(writer, text_from(name));
    json_put_boolean(writer, yes);
}

static void begin_page(struct json_writer *writer, const struct paging *paging, size_t total, size_t shown)
{
    int64_t pages = ((int64_t)total + paging->size - 1) / paging->size;
    json_object_begin(writer);
    put_count(writer, "total_items", (int64_t)total);
    put_count(writer, "total_pages", pages);
    put_count(writer, "page_number", paging->page);
    put_count(writer, "size", (int64_t)shown);
    put_yes(writer, "first_page", paging->page == 1);
    put_yes(writer, "last_page", paging->page >= pages);
    put_yes(writer, "empty", shown == 0);
    json_key(writer, TEXT("contents"));
    json_array_begin(writer);
}

static void end_page(struct json_writer *writer)
{
    json_array_end(writer);
    json_object_end(writer);
}

/* Which of `total` stand on the page. */
static void page_bounds(const struct paging *paging, size_t total, size_t *ret_from, size_t *ret_to)
{
    size_t from = (size_t)(paging->page - 1) * (size_t)paging->size;
    *ret_from = from < total ? from : total;
    *ret_to = total - *ret_from < (size_t)paging->size ? total : *ret_from + (size_t)paging->size;
}

/* ---- services ---- */

struct service_wish {
    struct entry_query query;
    struct text search;
    bool full, minimal, none; /* none: nothing can match */
};

static bool is_yes(const struct request *request, const char *name)
{
    return text_is(parameters_get(&request->query, text_from(name)), "true");
}

static bool read_wish(const struct request *request, struct service_wish *wish, struct text *ret_fault)
{
    struct text term = parameters_get(&request->query, TEXT("taxonomy_term_id")),
                taxonomy = parameters_get(&request->query, TEXT("taxonomy_id")),
                provider = parameters_get(&request->query, TEXT("organization_id")),
                since = parameters_get(&request->query, TEXT("modified_after"));
    struct identifier id;
    *wish = (struct service_wish){.query = {.open = true, .public = true, .times = true, .most = SIZE_MAX / 2}};
    wish->full = is_yes(request, "full");
    wish->minimal = is_yes(request, "minimal");
    wish->search = text_trim(parameters_get(&request->query, TEXT("search")));
    if (term.length > 0) {
        const struct choice *category = text_to_identifier(term, &id) == OK ? hsds_term(id) : NULL;
        wish->none = category == NULL;
        wish->query.category = category == NULL ? TEXT_NONE : text_from(category->code);
    }
    if (taxonomy.length > 0)
        wish->none = wish->none || text_to_identifier(taxonomy, &id) != OK || !identifier_equal(id, hsds_taxonomy_id());
    if (provider.length > 0)
        wish->none = wish->none || text_to_identifier(provider, &wish->query.provider) != OK;
    *ret_fault = TEXT("modified_after: an instant, 2026-01-31T00:00:00Z, or a day");
    if (since.length == 0 || text_to_instant(since, &wish->query.changed_since) == OK)
        return true;
    int32_t day;
    if (text_to_date(since, &day) != OK)
        return false;
    wish->query.changed_since = (int64_t)day * DAY_MICROSECONDS;
    return true;
}

/* Letters a to z whatever their size; others as they are. */
static bool holds(struct text text, struct text wanted)
{
    for (size_t at = 0; at + wanted.length <= text.length; at++)
        if (text_equal_ignoring_case(text_slice(text, at, at + wanted.length), wanted))
            return true;
    return false;
}

static bool matches(const struct directory_entry *entry, struct text search)
{
    const struct directory_service *service = entry->service;
    const struct text texts[] = {service->name,         service->name_ar,        service->name_en,
                                 service->description,  service->description_ar, service->description_en,
                                 entry->provider->name, entry->site->city};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (holds(texts[i], search))
            return true;
    return false;
}

static void put_minimal(struct json_writer *writer, struct work *work, const struct directory_entry *entry)
{
    json_object_begin(writer);
    json_key(writer, TEXT("id"));
    json_put_text(writer, identifier_to_text(work->arena, entry->service->head.id));
    json_key(writer, TEXT("modified_date"));
    json_put_text(writer, hsds_instant(work->arena, entry->service->head.changed_at));
    json_object_end(writer);
}

static enum outcome read_services(struct request *request, const struct service_wish *wish, const struct paging *paging,
                                  struct directory_entry **ret_entries, size_t *ret_count, size_t *ret_total)
{
    struct entry_query query = wish->query;
    *ret_count = *ret_total = 0;
    if (wish->none)
        return OK;
    if (wish->search.length == 0) {
        query.skip = (size_t)(paging->page - 1) * (size_t)paging->size;
        query.most = (size_t)paging->size;
        return entries_read(&request->work, &query, ret_entries, ret_count, ret_total);
    }
    struct directory_entry *entries;
    size_t count, from, to, kept = 0;
    enum outcome outcome = entries_read(&request->work, &query, &entries, &count, NULL);
    if (outcome != OK)
        return outcome;
    for (size_t i = 0; i < count; i++)
        if (matches(&entries[i], wish->search))
            entries[kept++] = entries[i];
    page_bounds(paging, kept, &from, &to);
    *ret_entries = entries + from;
    *ret_count = to - from;
    *ret_total = kept;
    return OK;
}

typedef void put_entry(struct json_writer *writer, struct work *work, const struct directory_entry *entry,
                       enum hsds_depth depth);

static enum outcome list_entries(struct request *request, struct response *response, put_entry *put)
{
    struct paging paging;
    struct service_wish wish;
    struct text fault;
    struct directory_entry *entries = NULL;
    size_t count, total;
    struct answer answer;
    if (!read_paging(request, &paging, &fault) || !read_wish(request, &wish, &fault))
        return refuse(request, response, 422, "Unprocessable", fault);
    enum outcome outcome = read_services(request, &wish, &paging, &entries, &count, &total);
    if (outcome != OK)
        return outcome;
    begin(request, &answer);
    begin_page(&answer.writer, &paging, total, count);
    for (size_t i = 0; i < count; i++)
        if (wish.minimal)
            put_minimal(&answer.writer, &request->work, &entries[i]);
        else
            put(&answer.writer, &request->work, &entries[i], wish.full ? HSDS_FULL : HSDS_PLAIN);
    end_page(&answer.writer);
    return send(request, response, &answer);
}

enum outcome hsds_services(struct request *request, struct response *response)
{
    return list_entries(request, response, hsds_service);
}

enum outcome hsds_locations(struct request *request, struct response *response)
{
    return list_entries(request, response, hsds_service_at_location);
}

static enum outcome not_found(struct request *request, struct response *response)
{
    return refuse(request, response, 404, "Not Found", TEXT_NONE);
}

enum outcome hsds_service_get(struct request *request, struct response *response)
{
    struct identifier id;
    struct directory_entry entry;
    struct answer answer;
    enum outcome outcome = request_id(request, 0, &id);
    if (outcome == OK)
        outcome = entry_read(&request->work, id, true, &entry);
    if (outcome == NOT_FOUND)
        return not_found(request, response);
    if (outcome != OK)
        return outcome;
    begin(request, &answer);
    hsds_service(&answer.writer, &request->work, &entry, HSDS_FULL);
    return send(request, response, &answer);
}

enum outcome hsds_location_get(struct request *request, struct response *response)
{
    struct identifier id;
    struct directory_entry *entries;
    struct answer answer;
    size_t count, at = 0;
    const struct entry_query all = {.open = true, .public = true, .times = true, .most = SIZE_MAX / 2};
    if (request_id(request, 0, &id) != OK)
        return not_found(request, response);
    enum outcome outcome = entries_read(&request->work, &all, &entries, &count, NULL);
    if (outcome != OK)
        return outcome;
    while (at < count &&
           !identifier_equal(id, hsds_identifier(entries[at].service->head.id, "service_at_location", TEXT_NONE)))
        at++;
    if (at == count)
        return not_found(request, response);
    begin(request, &answer);
    hsds_service_at_location(&answer.writer, &request->work, &entries[at], HSDS_FULL);
    return send(request, response, &answer);
}

/* ---- organisations ---- */

enum outcome hsds_organizations(struct request *request, struct response *response)
{
    struct paging paging;
    struct text fault, search = text_trim(parameters_get(&request->query, TEXT("search")));
    struct organisation **rows;
    size_t count, from, to, kept = 0;
    struct answer answer;
    if (!read_paging(request, &paging, &fault))
        return refuse(request, response, 422, "Unprocessable", fault);
    enum outcome outcome = public_organisations(&request->work, &rows, &count);
    if (outcome != OK)
        return outcome;
    for (size_t i = 0; i < count; i++)
        if (search.length == 0 || holds(rows[i]->name, search) || holds(rows[i]->name_arabic, search))
            rows[kept++] = rows[i];
    page_bounds(&paging, kept, &from, &to);
    begin(request, &answer);
    begin_page(&answer.writer, &paging, kept, to - from);
    for (size_t i = from; i < to; i++)
        hsds_organization(&answer.writer, &request->work, rows[i]);
    end_page(&answer.writer);
    return send(request, response, &answer);
}

enum outcome hsds_organization_get(struct request *request, struct response *response)
{
    struct identifier id;
    void *row;
    struct answer answer;
    enum outcome outcome = request_id(request, 0, &id);
    if (outcome == OK)
        outcome = record_get_unlimited(&request->work, &partner_record, id, &row);
    if (outcome == OK && ((const struct organisation *)row)->published.is != FLAG_YES)
        outcome = NOT_FOUND;
    if (outcome == NOT_FOUND)
        return not_found(request, response);
    if (outcome != OK)
        return outcome;
    begin(request, &answer);
    hsds_organization(&answer.writer, &request->work, row);
    return send(request, response, &answer);
}

/* ---- kinds of services ---- */

enum outcome hsds_taxonomies(struct request *request, struct response *response)
{
    struct paging paging;
    struct text fault;
    struct answer answer;
    size_t from, to;
    if (!read_paging(request, &paging, &fault))
        return refuse(request, response, 422, "Unprocessable", fault);
    page_bounds(&paging, 1, &from, &to);
    begin(request, &answer);
    begin_page(&answer.writer, &paging, 1, to - from);
    if (to > from)
        hsds_taxonomy(&answer.writer, &request->work);
    end_page(&answer.writer);
    return send(request, response, &answer);
}

enum outcome hsds_taxonomy_get(struct request *request, struct response *response)
{
    struct identifier id;
    struct answer answer;
    if (request_id(request, 0, &id) != OK || !identifier_equal(id, hsds_taxonomy_id()))
        return not_found(request, response);
    begin(request, &answer);
    hsds_taxonomy(&answer.writer, &request->work);
    return send(request, response, &answer);
}

enum outcome hsds_terms(struct request *request, struct response *response)
{
    struct paging paging;
    struct text fault, taxonomy = parameters_get(&request->query, TEXT("taxonomy_id"));
    struct identifier id;
    struct answer answer;
    size_t from, to, total = service_categories.count;
    if (!read_paging(request, &paging, &fault))
        return refuse(request, response, 422, "Unprocessable", fault);
    bool other =
        taxonomy.length > 0 && (text_to_identifier(taxonomy, &id) != OK || !identifier_equal(id, hsds_taxonomy_id()));
    if (other || parameters_get(&request->query, TEXT("parent_id")).length > 0) /* none has a parent */
        total = 0;
    page_bounds(&paging, total, &from, &to);
    begin(request, &answer);
    begin_page(&answer.writer, &paging, total, to - from);
    for (size_t i = from; i < to; i++)
        hsds_taxonomy_term(&answer.writer, &request->work, &service_categories.choices[i]);
    end_page(&answer.writer);
    return send(request, response, &answer);
}

enum outcome hsds_term_get(struct request *request, struct response *response)
{
    struct identifier id;
    struct answer answer;
    const struct choice *category = request_id(request, 0, &id) == OK ? hsds_term(id) : NULL;
    if (category == NULL)
        return not_found(request, response);
    begin(request, &answer);
    hsds_taxonomy_term(&answer.writer, &request->work, category);
    return send(request, response, &answer);
}

enum outcome hsds_base_get(struct request *request, struct response *response)
{
    struct answer answer;
    begin(request, &answer);
    hsds_base(&answer.writer, &request->work, request->application->settings->address);
    return send(request, response, &answer);
}
