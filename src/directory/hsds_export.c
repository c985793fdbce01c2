/* The public directory as files of HSDS 3.0: what /hsds answers, whole. */
#include "directory/hsds.h"
#include "system/file.h"

enum { FILE_MOST = 64 << 20 };

struct part {
    struct work *work;
    struct directory_entry *entries;
    size_t entry_count;
    struct organisation **organisations;
    size_t organisation_count;
};

static size_t put_services(struct json_writer *writer, const struct part *part)
{
    for (size_t i = 0; i < part->entry_count; i++)
        hsds_service(writer, part->work, &part->entries[i], HSDS_FULL);
    return part->entry_count;
}

static size_t put_organizations(struct json_writer *writer, const struct part *part)
{
    for (size_t i = 0; i < part->organisation_count; i++)
        hsds_organization(writer, part->work, part->organisations[i]);
    return part->organisation_count;
}

static size_t put_locations(struct json_writer *writer, const struct part *part)
{
    for (size_t i = 0; i < part->entry_count; i++)
        hsds_service_at_location(writer, part->work, &part->entries[i], HSDS_FULL);
    return part->entry_count;
}

static size_t put_taxonomies(struct json_writer *writer, const struct part *part)
{
    hsds_taxonomy(writer, part->work);
    return 1;
}

static size_t put_terms(struct json_writer *writer, const struct part *part)
{
    for (size_t i = 0; i < service_categories.count; i++)
        hsds_taxonomy_term(writer, part->work, &service_categories.choices[i]);
    return service_categories.count;
}

/* One page that holds all. */
static void put_bounds(struct json_writer *writer, size_t count)
{
    const struct {
        const char *name;
        int64_t number;
    } NUMBERS[] = {{"total_items", (int64_t)count}, {"total_pages", 1}, {"page_number", 1}, {"size", (int64_t)count}};
    for (size_t i = 0; i < sizeof NUMBERS / sizeof *NUMBERS; i++) {
        json_key(writer, text_from(NUMBERS[i].name));
        json_put_integer(writer, NUMBERS[i].number);
    }
    json_key(writer, TEXT("first_page"));
    json_put_boolean(writer, true);
    json_key(writer, TEXT("last_page"));
    json_put_boolean(writer, true);
    json_key(writer, TEXT("empty"));
    json_put_boolean(writer, count == 0);
}

static enum outcome write_file(const struct part *part, const char *directory, const char *name,
                               size_t (*put)(struct json_writer *writer, const struct part *part))
{
    AUTO_BUFFER struct buffer buffer = buffer_open(FILE_MOST);
    struct json_writer writer = json_writer_open(&buffer);
    const char *path = arena_string(part->work->arena, arena_format(part->work->arena, "%s/%s", directory, name));
    json_object_begin(&writer);
    json_key(&writer, TEXT("contents"));
    json_array_begin(&writer);
    size_t count = put(&writer, part);
    json_array_end(&writer);
    put_bounds(&writer, count);
    json_object_end(&writer);
    return json_finish(&writer) ? file_write(path, buffer_text(&buffer), 0644) : TOO_LARGE;
}

enum outcome directory_export_hsds(struct work *work, const char *directory, int64_t *ret_services)
{
    static const struct {
        const char *name;
        size_t (*put)(struct json_writer *writer, const struct part *part);
    } FILES[] = {{"services.json", put_services},
                 {"organizations.json", put_organizations},
                 {"service_at_locations.json", put_locations},
                 {"taxonomies.json", put_taxonomies},
                 {"taxonomy_terms.json", put_terms}};
    const struct entry_query all = {.open = true, .public = true, .times = true, .most = SIZE_MAX / 2};
    struct part part = {.work = work};
    AUTO_TRANSACTION struct db_transaction snapshot = {0};
    enum outcome outcome = db_transaction_begin(work->db, false, &snapshot);
    if (outcome == OK)
        outcome = entries_read(work, &all, &part.entries, &part.entry_count, NULL);
    if (outcome == OK)
        outcome = public_organisations(work, &part.organisations, &part.organisation_count);
    for (size_t i = 0; outcome == OK && i < sizeof FILES / sizeof *FILES; i++)
        outcome = write_file(&part, directory, FILES[i].name, FILES[i].put);
    if (outcome == OK)
        *ret_services = (int64_t)part.entry_count;
    return outcome;
}
