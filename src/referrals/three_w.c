/* Who does what where (3W), with the tags of the Humanitarian Exchange Language: what the public directory tells of
   each service, and how many persons were referred to it and reached by it in a calendar year.

   Disclosure: neither hidden services nor those of organisations that are not published; nothing of protection
   referrals; a count of one to FIGURE_LEAST - 1 persons is left empty, and so is the count of those reached where as
   few were not reached: it would tell of them.  Whole years alone: two periods a day apart would tell of one person. */
#include "codec/csv.h"
#include "directory/directory.h"
#include "identity/identity.h"
#include "record/list.h"
#include "referrals/referral_rules.h"
#include "referrals/referral_store.h"
#include "returns/returns.h"

static const struct column {
    const char *heading, *tag;
} COLUMNS[] = {
    {"Implementing organisation", "#org+impl+name"},
    {"Programming organisation", "#org+prog+name"},
    {"Funding organisation", "#org+funding+name"},
    {"Sector", "#sector+cluster+name"},
    {"Subsector", "#subsector"},
    {"Activity", "#activity+name"},
    {"Region (P-code)", "#adm1+code+v_pcodes"}, /* empty: no list of P-codes was verified */
    {"Region (HCP code)", "#adm1+code+v_hcp"},
    {"Province (P-code)", "#adm2+code+v_pcodes"},
    {"Province (HCP code)", "#adm2+code+v_hcp"},
    {"Status", "#status"},
    {"From", "#date+start"},
    {"Until", "#date+end"},
    {"Persons referred", "#targeted+ind"},
    {"Persons reached", "#reached+ind"},
};

struct table {
    struct csv_writer csv;
    struct text from, until; /* as dates */
    const struct service_count *counts;
    size_t count;
    int64_t rows;
};

int64_t three_w_told(int64_t persons, int64_t of)
{
    int64_t others = of - persons;
    bool few = persons > 0 && persons < FIGURE_LEAST;
    bool few_others = others > 0 && others < FIGURE_LEAST;
    return few || few_others ? INTEGER_NONE : persons;
}

static void put_count(struct csv_writer *csv, int64_t number)
{
    if (number == INTEGER_NONE)
        csv_text(csv, TEXT_NONE);
    else
        csv_integer(csv, number);
}

static const struct service_count *count_of(const struct table *table, struct identifier service)
{
    static const struct service_count NONE = {0};
    for (size_t i = 0; i < table->count; i++)
        if (identifier_equal(table->counts[i].service, service))
            return &table->counts[i];
    return &NONE;
}

static void write_row(struct work *work, const struct directory_service *service, const struct directory_site *site,
                      struct text provider, struct table *table)
{
    struct csv_writer *csv = &table->csv;
    const struct service_count *count = count_of(table, service->head.id);
    int64_t targeted = three_w_told(count->targeted, count->targeted);
    struct text also = service->also;
    struct text first;
    csv_text(csv, provider);
    csv_text(csv, provider);
    csv_text(csv, TEXT_NONE);
    csv_text(csv, choice_show(&service_categories, service->category, work->language));
    csv_text(csv, text_split(&also, ',', &first) ? choice_show(&service_categories, first, work->language) : TEXT_NONE);
    csv_text(csv, service_name_in(service, text_from(language_tag(work->language))));
    csv_text(csv, TEXT_NONE);
    csv_text(csv, site->region);
    csv_text(csv, TEXT_NONE);
    csv_text(csv, site->province);
    csv_text(csv, service->head.state);
    csv_text(csv, table->from);
    csv_text(csv, table->until);
    put_count(csv, targeted);
    put_count(csv, targeted == INTEGER_NONE ? INTEGER_NONE : three_w_told(count->reached, count->targeted));
    csv_row_end(csv);
    table->rows++;
}

static enum outcome add_service(struct work *work, struct identifier id, struct table *table)
{
    void *row, *site, *provider;
    enum outcome outcome = record_get_unlimited(work, &directory_service_record, id, &row);
    const struct directory_service *service = row;
    if (outcome != OK || service->hidden.is == FLAG_YES)
        return outcome == NOT_FOUND ? OK : outcome;
    outcome = record_get_unlimited(work, &organisation_record, service->head.organisation, &provider);
    if (outcome == OK && ((const struct organisation *)provider)->published.is != FLAG_YES)
        return OK;
    if (outcome == OK)
        outcome = record_get_unlimited(work, &directory_site_record, service->site, &site);
    if (outcome == OK)
        write_row(work, service, site, ((const struct organisation *)provider)->name, table);
    return outcome == NOT_FOUND ? OK : outcome;
}

static void write_heads(struct table *table, bool hxl)
{
    for (size_t i = 0; i < sizeof COLUMNS / sizeof *COLUMNS; i++)
        csv_text(&table->csv, text_from(COLUMNS[i].heading));
    csv_row_end(&table->csv);
    for (size_t i = 0; hxl && i < sizeof COLUMNS / sizeof *COLUMNS; i++)
        csv_text(&table->csv, text_from(COLUMNS[i].tag));
    if (hxl)
        csv_row_end(&table->csv);
}

enum outcome referral_three_w(struct work *work, int32_t year, bool hxl, struct buffer *csv, int64_t *ret_rows)
{
    int32_t from = date_from_day((struct calendar_day){year, 1, 1});
    int32_t next = date_from_day((struct calendar_day){year + 1, 1, 1});
    struct identifier *services;
    struct service_count *counts;
    size_t service_count;
    struct table table = {.csv = csv_writer_open(csv, ','),
                          .from = date_to_text(work->arena, from),
                          .until = date_to_text(work->arena, next - 1)};
    enum outcome outcome = three_w_services(work, &services, &service_count);
    if (outcome == OK)
        outcome = three_w_counts(work, zone_instant(work->zone, from, 0), zone_instant(work->zone, next, 0), &counts,
                                 &table.count);
    if (outcome != OK)
        return outcome;
    table.counts = counts;
    write_heads(&table, hxl);
    for (size_t i = 0; i < service_count && outcome == OK; i++)
        outcome = add_service(work, services[i], &table);
    *ret_rows = table.rows;
    return outcome;
}
