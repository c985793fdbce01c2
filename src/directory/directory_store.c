/* Statements of the directory: its rows as the program needs them, whoever asks. */
#include "directory/directory_store.h"

/* What decides whether a service is wanted, of all there are: some thousand at most. */
struct found {
    struct identifier service, site, provider;
    int64_t changed_at;
};

static bool is_wanted(const struct rows *rows, size_t at, const struct entry_query *query)
{
    enum { ID, SITE, PROVIDER, CATEGORY, ALSO, STATE, HIDDEN, REGION, PUBLISHED, CHANGED };
    struct text state = cell_text(rows, at, STATE);
    if (query->open && text_is(state, "closed"))
        return false;
    if (query->public && (cell_integer(rows, at, HIDDEN) == FLAG_YES || cell_integer(rows, at, PUBLISHED) != FLAG_YES))
        return false;
    if (!identifier_is_none(query->provider) && !identifier_equal(query->provider, cell_id(rows, at, PROVIDER)))
        return false;
    if (!identifier_is_none(query->site) && !identifier_equal(query->site, cell_id(rows, at, SITE)))
        return false;
    if (query->region.length > 0 && !text_equal(query->region, cell_text(rows, at, REGION)))
        return false;
    if (query->changed_since > 0 && cell_integer(rows, at, CHANGED) < query->changed_since)
        return false;
    return query->category.length == 0 || text_equal(query->category, cell_text(rows, at, CATEGORY)) ||
           codes_have(cell_text(rows, at, ALSO), query->category);
}

static enum outcome find_entries(struct work *work, const struct entry_query *query, struct found **ret_found,
                                 size_t *ret_count)
{
    struct rows rows;
    enum outcome outcome = db_query(
        work->db,
        SQL("directory_entries",
            "SELECT s.id, s.site, s.provider, s.category, s.also, s.state, s.hidden, t.region, o.published, "
            "CASE WHEN t.changed_at > s.changed_at THEN t.changed_at ELSE s.changed_at END "
            "FROM directory_service s JOIN directory_site t ON t.id = s.site JOIN organisation o ON o.id = s.provider "
            "ORDER BY s.id"),
        NULL, 0, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    struct found *found = arena_array(work->arena, struct found, rows.count + 1);
    size_t count = 0;
    for (size_t at = 0; at < rows.count; at++)
        if (is_wanted(&rows, at, query))
            found[count++] = (struct found){cell_id(&rows, at, 0), cell_id(&rows, at, 1), cell_id(&rows, at, 2), 0};
    *ret_found = found;
    *ret_count = count;
    return OK;
}

/* ---- hours and closings ---- */

static struct directory_entry *entry_of(struct directory_entry *entries, size_t count, struct identifier service)
{
    size_t from = 0, to = count; /* in order of identifiers, as they were read */
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        int order = identifier_compare(entries[middle].service->head.id, service);
        if (order == 0)
            return &entries[middle];
        if (order < 0)
            from = middle + 1;
        else
            to = middle;
    }
    return NULL;
}

static enum outcome rows_of(struct work *work, const struct record *record, const struct rows *rows, void ***ret_rows)
{
    struct identifier *ids = arena_array(work->arena, struct identifier, rows->count + 1);
    for (size_t at = 0; at < rows->count; at++)
        ids[at] = cell_id(rows, at, 0);
    *ret_rows = arena_array(work->arena, void *, rows->count + 1);
    return record_get_all_unlimited(work, record, ids, rows->count, NULL, *ret_rows);
}

static enum outcome read_times(struct work *work, struct directory_entry *entries, size_t count,
                               const struct rows *hours, const struct rows *closings)
{
    void **read;
    enum outcome outcome = rows_of(work, &directory_hours_record, hours, &read);
    for (size_t at = 0; outcome == OK && at < hours->count; at++) {
        struct directory_entry *entry = entry_of(entries, count, cell_id(hours, at, 1));
        if (entry == NULL || read[at] == NULL)
            continue;
        if (entry->hours == NULL)
            entry->hours = arena_array(work->arena, struct directory_hours *, hours->count - at + 1);
        entry->hours[entry->hour_count++] = read[at];
    }
    if (outcome == OK)
        outcome = rows_of(work, &directory_closing_record, closings, &read);
    for (size_t at = 0; outcome == OK && at < closings->count; at++) {
        struct directory_entry *entry = entry_of(entries, count, cell_id(closings, at, 1));
        if (entry == NULL || read[at] == NULL)
            continue;
        if (entry->closings == NULL)
            entry->closings = arena_array(work->arena, struct directory_closing *, closings->count - at + 1);
        entry->closings[entry->closing_count++] = read[at];
    }
    return outcome;
}

/* The rows of one service come next to one another, so that each finds room behind the first. */
static enum outcome times_of_many(struct work *work, struct directory_entry *entries, size_t count)
{
    struct rows hours, closings;
    struct value since = value_date(zone_date(work->zone, work->now) - 1);
    enum outcome outcome = db_query(
        work->db,
        SQL("directory_hours_all",
            "SELECT id, service FROM directory_hours WHERE state <> 'removed' ORDER BY service NULLS FIRST, id"),
        NULL, 0, work->arena, &hours);
    if (outcome == OK)
        outcome = db_query(work->db,
                           SQL("directory_closings_all",
                               "SELECT id, service FROM directory_closing WHERE state <> "
                               "'removed' AND ends_on >= $1 ORDER BY service NULLS FIRST, starts_on NULLS FIRST, id"),
                           &since, 1, work->arena, &closings);
    return outcome == OK ? read_times(work, entries, count, &hours, &closings) : outcome;
}

static enum outcome times_of_one(struct work *work, struct directory_entry *entry)
{
    struct rows hours, closings;
    struct value bind[] = {value_id(entry->service->head.id)};
    enum outcome outcome = db_query(work->db,
                                    SQL("directory_hours_of", "SELECT id, service FROM directory_hours WHERE "
                                                              "service = $1 AND state <> 'removed' ORDER BY id"),
                                    bind, 1, work->arena, &hours);
    if (outcome == OK)
        outcome = db_query(work->db,
                           SQL("directory_closings_of",
                               "SELECT id, service FROM directory_closing WHERE service = $1 AND state <> 'removed' "
                               "ORDER BY starts_on NULLS FIRST, id"),
                           bind, 1, work->arena, &closings);
    return outcome == OK ? read_times(work, entry, 1, &hours, &closings) : outcome;
}

/* ---- entries ---- */

/* What has lost its site or its organisation is no entry. */
static enum outcome read_rows(struct work *work, const struct found *found, size_t count,
                              struct directory_entry *entries, size_t *ret_count)
{
    size_t whole = 0;
    struct identifier *ids = arena_array(work->arena, struct identifier, count * 3 + 1);
    void **services = arena_array(work->arena, void *, count + 1),
         **sites = arena_array(work->arena, void *, count + 1),
         **providers = arena_array(work->arena, void *, count + 1);
    for (size_t i = 0; i < count; i++) {
        ids[i] = found[i].service;
        ids[count + i] = found[i].site;
        ids[2 * count + i] = found[i].provider;
    }
    enum outcome outcome = record_get_all_unlimited(work, &directory_service_record, ids, count, NULL, services);
    if (outcome == OK)
        outcome = record_get_all_unlimited(work, &directory_site_record, ids + count, count, NULL, sites);
    if (outcome == OK)
        outcome = record_get_all_unlimited(work, &partner_record, ids + 2 * count, count, NULL, providers);
    for (size_t i = 0; i < count && outcome == OK; i++)
        if (services[i] != NULL && sites[i] != NULL && providers[i] != NULL)
            entries[whole++] =
                (struct directory_entry){.service = services[i], .site = sites[i], .provider = providers[i]};
    *ret_count = whole;
    return outcome;
}

enum outcome entries_read(struct work *work, const struct entry_query *query, struct directory_entry **ret_entries,
                          size_t *ret_count, size_t *ret_total)
{
    struct found *found;
    size_t total, skip, count;
    enum outcome outcome = find_entries(work, query, &found, &total);
    if (outcome != OK)
        return outcome;
    skip = query->skip < total ? query->skip : total;
    count = total - skip < query->most ? total - skip : query->most;
    struct directory_entry *entries = arena_array(work->arena, struct directory_entry, count + 1);
    outcome = read_rows(work, found + skip, count, entries, &count);
    if (outcome == OK && query->times)
        outcome = times_of_many(work, entries, count);
    if (outcome != OK)
        return outcome;
    *ret_entries = entries;
    *ret_count = count;
    if (ret_total != NULL)
        *ret_total = total;
    return OK;
}

enum outcome entry_read(struct work *work, struct identifier service, bool public, struct directory_entry *ret_entry)
{
    struct directory_entry entry = {0};
    void *row;
    enum outcome outcome = record_get_unlimited(work, &directory_service_record, service, &row);
    if (outcome != OK)
        return outcome;
    const struct directory_service *known = row;
    const struct found found = {service, known->site, known->provider, 0};
    size_t whole = 0;
    outcome = read_rows(work, &found, 1, &entry, &whole);
    if (outcome == OK && whole == 0)
        return NOT_FOUND;
    if (outcome == OK && public && (known->hidden.is == FLAG_YES || entry.provider->published.is != FLAG_YES))
        return NOT_FOUND;
    if (outcome == OK)
        outcome = times_of_one(work, &entry);
    if (outcome == OK)
        *ret_entry = entry;
    return outcome;
}

enum outcome public_organisations(struct work *work, struct organisation ***ret_rows, size_t *ret_count)
{
    struct rows rows;
    void **read;
    struct value bind[] = {value_integer(FLAG_YES)};
    enum outcome outcome = db_query(
        work->db, SQL("directory_organisations", "SELECT id FROM organisation WHERE published = $1 ORDER BY id"), bind,
        1, work->arena, &rows);
    if (outcome == OK)
        outcome = rows_of(work, &partner_record, &rows, &read);
    if (outcome != OK)
        return outcome;
    *ret_rows = arena_array(work->arena, struct organisation *, rows.count + 1);
    for (size_t at = 0; at < rows.count; at++)
        (*ret_rows)[at] = read[at];
    *ret_count = rows.count;
    return OK;
}

/* ---- what is out of date ---- */

enum outcome services_due(struct work *work, int32_t today, struct directory_service ***ret_rows, size_t *ret_count)
{
    struct rows rows;
    void **read;
    struct value bind[] = {value_date(today)};
    enum outcome outcome = db_query(
        work->db,
        SQL("directory_due", "SELECT s.id FROM directory_service s WHERE s.verify_by <= $1 AND s.state <> 'closed' "
                             "AND NOT EXISTS (SELECT 1 FROM task t WHERE t.subject = s.id AND t.done_at IS NULL) "
                             "ORDER BY s.verify_by NULLS FIRST, s.id"),
        bind, 1, work->arena, &rows);
    if (outcome == OK)
        outcome = rows_of(work, &directory_service_record, &rows, &read);
    if (outcome != OK)
        return outcome;
    *ret_rows = arena_array(work->arena, struct directory_service *, rows.count + 1);
    for (size_t at = 0; at < rows.count; at++)
        (*ret_rows)[at] = read[at];
    *ret_count = rows.count;
    return OK;
}

enum outcome coordinating_organisation(struct work *work, struct identifier *ret_organisation)
{
    struct rows rows;
    struct value bind[] = {value_date(zone_date(work->zone, work->now))};
    enum outcome outcome =
        db_query(work->db,
                 SQL("directory_coordinator", "SELECT organisation FROM role_assignment WHERE role = "
                                              "'programme_manager' AND (until IS NULL OR until >= $1) ORDER BY id "
                                              "LIMIT 1"),
                 bind, 1, work->arena, &rows);
    if (outcome == OK)
        *ret_organisation = rows.count == 0 ? (struct identifier){0} : cell_id(&rows, 0, 0);
    return outcome;
}
