/* Rows of the directory as objects of HSDS 3.0. */
#include "directory/hsds.h"

#include <string.h>

#include "persons/persons.h"

/* ---- identifiers ---- */

struct identifier hsds_identifier(struct identifier parent, const char *kind, struct text key)
{
    unsigned char digest[DIGEST_BYTES];
    struct identifier made;
    AUTO_BUFFER struct buffer bytes = buffer_open(8192);
    buffer_add(&bytes, (struct text){(const char *)parent.bytes, sizeof parent.bytes});
    buffer_add(&bytes, text_from(kind));
    buffer_add_byte(&bytes, 0);
    buffer_add(&bytes, key);
    hash_bytes(buffer_text(&bytes), digest);
    memcpy(made.bytes, digest, sizeof made.bytes);
    made.bytes[6] = (unsigned char)((made.bytes[6] & 0x0f) | 0x80); /* RFC 9562: version 8, made our own way */
    made.bytes[8] = (unsigned char)((made.bytes[8] & 0x3f) | 0x80);
    return made;
}

struct identifier hsds_taxonomy_id(void)
{
    return hsds_identifier((struct identifier){0}, "taxonomy", TEXT("sanad/service_categories"));
}

struct identifier hsds_term_id(struct text category) { return hsds_identifier(hsds_taxonomy_id(), "term", category); }

const struct choice *hsds_term(struct identifier id)
{
    for (size_t i = 0; i < service_categories.count; i++)
        if (identifier_equal(hsds_term_id(text_from(service_categories.choices[i].code)), id))
            return &service_categories.choices[i];
    return NULL;
}

/* ---- members ---- */

static void put_id(struct json_writer *writer, struct work *work, const char *name, struct identifier id)
{
    json_key(writer, text_from(name));
    json_put_text(writer, identifier_to_text(work->arena, id));
}

static void put_part(struct json_writer *writer, const char *name, struct text value)
{
    if (value.length == 0)
        return;
    json_key(writer, text_from(name));
    json_put_text(writer, value);
}

static bool is_plain(struct text text)
{
    for (size_t i = 0; i < text.length; i++) {
        char c = text.at[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!letter && strchr("-_.+@:/?&=%~#", c) == NULL)
            return false;
    }
    return text.length > 0;
}

/* What is no address by the standard's own pattern is left out rather than sent wrong. */
static void put_email(struct json_writer *writer, const char *name, struct text email)
{
    ptrdiff_t at = text_find_byte(email, '@');
    if (at <= 0 || !is_plain(email))
        return;
    struct text host = text_slice(email, (size_t)at + 1, email.length);
    bool sound = text_find_byte(host, '.') > 0 && text_find_byte(host, '@') < 0 && text_find_byte(email, '/') < 0 &&
                 text_find_byte(email, ':') < 0 && text_find(email, TEXT("..")) < 0 && email.at[at - 1] != '.' &&
                 email.at[0] != '.' && host.at[host.length - 1] != '.' && text_find_byte(host, '_') < 0;
    if (sound)
        put_part(writer, name, email);
}

static void put_website(struct json_writer *writer, struct text website)
{
    bool web = text_starts_with(website, TEXT("https://")) || text_starts_with(website, TEXT("http://"));
    if (web && website.length > 10 && is_plain(website))
        put_part(writer, "website", website);
}

struct text hsds_instant(struct arena *arena, int64_t at) { return instant_to_text(arena, at); }

/* ---- parts of a service ---- */

static void put_languages(struct json_writer *writer, struct work *work, const struct directory_service *service)
{
    struct text rest = service->languages, code;
    json_key(writer, TEXT("languages"));
    json_array_begin(writer);
    while (text_split(&rest, ',', &code)) {
        if (code.length == 0)
            continue;
        json_object_begin(writer);
        put_id(writer, work, "id", hsds_identifier(service->head.id, "language", code));
        put_id(writer, work, "service_id", service->head.id);
        put_part(writer, "name", choice_show(&spoken_languages, code, work->language));
        put_part(writer, "code", code);
        json_object_end(writer);
    }
    json_array_end(writer);
}

static void put_documents(struct json_writer *writer, struct work *work, const struct directory_service *service)
{
    struct text rest = service->documents, code;
    json_key(writer, TEXT("required_documents"));
    json_array_begin(writer);
    while (text_split(&rest, ',', &code)) {
        if (code.length == 0)
            continue;
        json_object_begin(writer);
        put_id(writer, work, "id", hsds_identifier(service->head.id, "document", code));
        put_id(writer, work, "service_id", service->head.id);
        put_part(writer, "document", choice_show(&service_documents, code, work->language));
        json_object_end(writer);
    }
    json_array_end(writer);
}

static void put_cost(struct json_writer *writer, struct work *work, const struct directory_service *service)
{
    json_key(writer, TEXT("cost_options"));
    json_array_begin(writer);
    if (service->cost.length > 0) {
        json_object_begin(writer);
        put_id(writer, work, "id", hsds_identifier(service->head.id, "cost", service->cost));
        put_id(writer, work, "service_id", service->head.id);
        put_part(writer, "option", choice_show(&service_costs, service->cost, work->language));
        put_part(writer, "amount_description", service->cost_note);
        if (text_is(service->cost, "free")) {
            json_key(writer, TEXT("amount"));
            json_put_integer(writer, 0);
            put_part(writer, "currency", TEXT("MAD"));
        }
        json_object_end(writer);
    }
    json_array_end(writer);
}

/* "MO,TU" */
static struct text by_day(struct arena *arena, struct text days)
{
    AUTO_BUFFER struct buffer out = buffer_open(64);
    struct text rest = days, day;
    while (text_split(&rest, ',', &day)) {
        if (day.length < 2)
            continue;
        if (out.length > 0)
            buffer_add_byte(&out, ',');
        buffer_add_byte(&out, (char)(day.at[0] - 32));
        buffer_add_byte(&out, (char)(day.at[1] - 32));
    }
    return arena_text(arena, buffer_text(&out));
}

static void put_schedules(struct json_writer *writer, struct work *work, const struct directory_entry *entry)
{
    json_key(writer, TEXT("schedules"));
    json_array_begin(writer);
    for (size_t i = 0; i < entry->hour_count; i++) {
        const struct directory_hours *hours = entry->hours[i];
        json_object_begin(writer);
        put_id(writer, work, "id", hours->head.id);
        put_id(writer, work, "service_id", entry->service->head.id);
        put_part(writer, "freq", TEXT("WEEKLY"));
        put_part(writer, "wkst", TEXT("MO"));
        put_part(writer, "byday", by_day(work->arena, hours->days));
        put_part(writer, "opens_at", hours->opens);
        put_part(writer, "closes_at", hours->closes);
        put_part(writer, "description", choice_show(&directory_seasons, hours->season, work->language));
        put_part(writer, "notes", hours->note);
        json_object_end(writer);
    }
    json_array_end(writer);
}

static void put_phone(struct json_writer *writer, struct work *work, struct identifier of, const char *link,
                      struct text number)
{
    if (number.length == 0)
        return;
    json_object_begin(writer);
    put_id(writer, work, "id", hsds_identifier(of, "phone", number));
    put_id(writer, work, link, of);
    put_part(writer, "number", number);
    put_part(writer, "type", TEXT("voice"));
    json_object_end(writer);
}

/* Whom anybody may call: the site's; focal points are for those who refer. */
static void put_phones(struct json_writer *writer, struct work *work, struct identifier of, const char *link,
                       struct text number)
{
    json_key(writer, TEXT("phones"));
    json_array_begin(writer);
    put_phone(writer, work, of, link, number);
    json_array_end(writer);
}

void hsds_taxonomy(struct json_writer *writer, struct work *work)
{
    json_object_begin(writer);
    put_id(writer, work, "id", hsds_taxonomy_id());
    put_part(writer, "name", text_from(tr(work->language, N_("Kinds of services"))));
    put_part(writer, "description",
             text_from(tr(work->language, N_("The kinds of services of this mission's directory."))));
    json_object_end(writer);
}

void hsds_taxonomy_term(struct json_writer *writer, struct work *work, const struct choice *category)
{
    struct text name = choice_name(category, work->language);
    json_object_begin(writer);
    put_id(writer, work, "id", hsds_term_id(text_from(category->code)));
    put_part(writer, "code", text_from(category->code));
    put_part(writer, "name", name);
    put_part(writer, "description", name);
    put_part(writer, "taxonomy", text_from(tr(work->language, N_("Kinds of services"))));
    put_part(writer, "language", text_from(language_tag(work->language)));
    put_id(writer, work, "taxonomy_id", hsds_taxonomy_id());
    json_object_end(writer);
}

static void put_term(struct json_writer *writer, struct work *work, const struct directory_service *service,
                     struct text code)
{
    const struct choice *category = choice_find(&service_categories, code);
    if (category == NULL)
        return;
    json_object_begin(writer);
    put_id(writer, work, "id", hsds_identifier(service->head.id, "attribute", code));
    put_id(writer, work, "link_id", service->head.id);
    put_id(writer, work, "taxonomy_term_id", hsds_term_id(code));
    put_part(writer, "link_entity", TEXT("service"));
    json_key(writer, TEXT("taxonomy_term"));
    hsds_taxonomy_term(writer, work, category);
    json_object_end(writer);
}

static void put_attributes(struct json_writer *writer, struct work *work, const struct directory_service *service)
{
    struct text rest = service->also, code;
    json_key(writer, TEXT("attributes"));
    json_array_begin(writer);
    put_term(writer, work, service, service->category);
    while (text_split(&rest, ',', &code))
        if (!text_equal(code, service->category))
            put_term(writer, work, service, code);
    json_array_end(writer);
}

/* ---- places ---- */

static void put_address(struct json_writer *writer, struct work *work, const struct directory_site *site)
{
    json_key(writer, TEXT("addresses"));
    json_array_begin(writer);
    if (site->address_hidden.is != FLAG_YES) {
        json_object_begin(writer);
        put_id(writer, work, "id", hsds_identifier(site->head.id, "address", TEXT_NONE));
        put_id(writer, work, "location_id", site->head.id);
        json_key(writer, TEXT("address_1"));
        json_put_text(writer, site->address);
        json_key(writer, TEXT("city"));
        json_put_text(writer, site->city);
        json_key(writer, TEXT("state_province"));
        json_put_text(writer, choice_show(&regions, site->region, work->language));
        put_part(writer, "region", choice_show(&provinces, site->province, work->language));
        json_key(writer, TEXT("postal_code"));
        json_put_text(writer, site->postal_code);
        put_part(writer, "country", TEXT("MA"));
        put_part(writer, "address_type", TEXT("physical"));
        json_object_end(writer);
    }
    json_array_end(writer);
}

static void put_position(struct json_writer *writer, const struct directory_site *site)
{
    ptrdiff_t middle = text_find_byte(site->position, ',');
    if (middle <= 0 || site->address_hidden.is == FLAG_YES)
        return;
    json_key(writer, TEXT("latitude"));
    json_put_number(writer, text_slice(site->position, 0, (size_t)middle));
    json_key(writer, TEXT("longitude"));
    json_put_number(writer, text_slice(site->position, (size_t)middle + 1, site->position.length));
}

/* Of a hidden address the town is told, in place of a name that may say more. */
static void put_location(struct json_writer *writer, struct work *work, const struct directory_site *site)
{
    bool hidden = site->address_hidden.is == FLAG_YES;
    struct text access = codes_shown(work, &site_accessibility, site->accessibility);
    json_object_begin(writer);
    put_id(writer, work, "id", site->head.id);
    put_id(writer, work, "organization_id", site->provider);
    put_part(writer, "location_type", TEXT("physical"));
    put_part(writer, "name", hidden ? site->city : site->name);
    if (!hidden) {
        put_part(writer, "alternate_name", site->name_arabic);
        put_part(writer, "transportation", site->access_note);
    }
    put_position(writer, site);
    put_address(writer, work, site);
    json_key(writer, TEXT("accessibility"));
    json_array_begin(writer);
    if (access.length > 0) {
        json_object_begin(writer);
        put_id(writer, work, "id", hsds_identifier(site->head.id, "accessibility", TEXT_NONE));
        put_id(writer, work, "location_id", site->head.id);
        put_part(writer, "description", access);
        json_object_end(writer);
    }
    json_array_end(writer);
    json_object_end(writer);
}

void hsds_service_at_location(struct json_writer *writer, struct work *work, const struct directory_entry *entry,
                              enum hsds_depth depth)
{
    json_object_begin(writer);
    put_id(writer, work, "id", hsds_identifier(entry->service->head.id, "service_at_location", TEXT_NONE));
    put_id(writer, work, "service_id", entry->service->head.id);
    put_id(writer, work, "location_id", entry->site->head.id);
    if (depth == HSDS_FULL) {
        put_schedules(writer, work, entry);
        json_key(writer, TEXT("location"));
        put_location(writer, work, entry->site);
    }
    json_object_end(writer);
}

/* ---- the objects ---- */

static const char *hsds_status(const struct directory_service *service)
{
    return text_is(service->head.state, "closed")      ? "defunct"
           : text_is(service->head.state, "suspended") ? "temporarily closed"
                                                       : "active";
}

static struct text eligibility(struct work *work, const struct directory_service *service)
{
    AUTO_BUFFER struct buffer out = buffer_open(16 * 1024);
    const struct text parts[] = {choice_find(&service_sexes, service->for_sex) == NULL
                                     ? TEXT_NONE
                                     : choice_show(&service_sexes, service->for_sex, work->language),
                                 codes_shown(work, &service_statuses, service->statuses),
                                 codes_shown(work, &service_needs, service->needs), service->conditions};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (parts[i].length == 0)
            continue;
        if (out.length > 0)
            buffer_add_byte(&out, '\n');
        buffer_add(&out, parts[i]);
    }
    return arena_text(work->arena, buffer_text(&out));
}

static void put_age(struct json_writer *writer, const char *name, int64_t age)
{
    if (age == INTEGER_NONE)
        return;
    json_key(writer, text_from(name));
    json_put_integer(writer, age);
}

static void put_plain_service(struct json_writer *writer, struct work *work, const struct directory_entry *entry)
{
    const struct directory_service *service = entry->service;
    struct text tag = text_from(language_tag(work->language));
    int64_t changed = service->head.changed_at > entry->site->head.changed_at ? service->head.changed_at
                                                                              : entry->site->head.changed_at;
    put_id(writer, work, "id", service->head.id);
    put_id(writer, work, "organization_id", service->provider);
    put_part(writer, "name", service_name_in(service, tag));
    put_part(writer, "alternate_name", text_is(tag, "ar") ? service->name : service->name_ar);
    put_part(writer, "description", service_description_in(service, tag));
    put_part(writer, "status", text_from(hsds_status(service)));
    put_part(writer, "fees_description", service->cost_note);
    put_part(writer, "eligibility_description", eligibility(work, service));
    put_age(writer, "minimum_age", service->age_from);
    put_age(writer, "maximum_age", service->age_to);
    if (service->verified_on != DATE_NONE)
        put_part(writer, "assured_date", date_to_text(work->arena, service->verified_on));
    put_part(writer, "last_modified", hsds_instant(work->arena, changed));
}

void hsds_service(struct json_writer *writer, struct work *work, const struct directory_entry *entry,
                  enum hsds_depth depth)
{
    json_object_begin(writer);
    put_plain_service(writer, work, entry);
    put_attributes(writer, work, entry->service);
    if (depth == HSDS_FULL) {
        put_phones(writer, work, entry->service->head.id, "service_id",
                   entry->site->address_hidden.is == FLAG_YES ? TEXT_NONE : entry->site->telephone);
        put_schedules(writer, work, entry);
        put_languages(writer, work, entry->service);
        put_documents(writer, work, entry->service);
        put_cost(writer, work, entry->service);
        json_key(writer, TEXT("organization"));
        hsds_organization(writer, work, entry->provider);
        json_key(writer, TEXT("service_at_locations"));
        json_array_begin(writer);
        hsds_service_at_location(writer, work, entry, HSDS_FULL);
        json_array_end(writer);
    }
    json_object_end(writer);
}

void hsds_organization(struct json_writer *writer, struct work *work, const struct organisation *organisation)
{
    bool arabic = language_right_to_left(work->language) && organisation->description_arabic.length > 0;
    struct text description = arabic ? organisation->description_arabic : organisation->description;
    json_object_begin(writer);
    put_id(writer, work, "id", organisation->head.id);
    put_part(writer, "name", organisation->name);
    put_part(writer, "alternate_name", organisation->name_arabic);
    json_key(writer, TEXT("description")); /* the standard asks for one */
    json_put_text(writer, description.length > 0 ? description : organisation->name);
    put_email(writer, "email", organisation->email);
    put_website(writer, organisation->website);
    put_part(writer, "legal_status",
             choice_find(&organisation_kinds, organisation->kind) == NULL
                 ? TEXT_NONE
                 : choice_show(&organisation_kinds, organisation->kind, work->language));
    put_phones(writer, work, organisation->head.id, "organization_id", organisation->telephone);
    json_object_end(writer);
}

void hsds_base(struct json_writer *writer, struct work *work, struct text address)
{
    json_object_begin(writer);
    put_part(writer, "version", TEXT(HSDS_VERSION));
    put_part(writer, "profile", arena_join(work->arena, address, TEXT("/hsds")));
    put_part(writer, "openapi_url", TEXT(HSDS_OPENAPI));
    json_object_end(writer);
}
