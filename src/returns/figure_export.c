/* A table of figures as a file: what the page shows, with codes. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "codec/csv.h"
#include "codec/sheet.h"
#include "returns/figure_pages.h"
#include "system/file.h"
#include "web/application.h"

enum { EXPORT_MOST = 16 << 20 };

static enum outcome refuse(struct request *request, const char *field)
{
    return problem_add(&request->work.problems, INVALID, "unreadable", text_from(field),
                       N_("This part of the address cannot be read."));
}

/* The parameters of the command `sanad report returns`. */
static enum outcome read_query(struct request *request, struct figure_query *query)
{
    const struct parameters *typed = &request->query;
    struct text by = parameters_get(typed, TEXT("by"));
    struct text measures = parameters_get(typed, TEXT("measure"));
    struct text name;
    if (text_to_date(parameters_get(typed, TEXT("from")), &query->from) != OK)
        return refuse(request, "from");
    if (text_to_date(parameters_get(typed, TEXT("to")), &query->to) != OK)
        return refuse(request, "to");
    for (; by.length > 0 && text_split(&by, ',', &name); query->by_count++)
        if (query->by_count == FIGURE_CUTS || figure_dimension_read(name, &query->by[query->by_count]) != OK)
            return refuse(request, "by");
    for (; measures.length > 0 && text_split(&measures, ',', &name); query->measure_count++)
        if (query->measure_count == FIGURE_MEASURES ||
            figure_measure_read(name, &query->measures[query->measure_count]) != OK)
            return refuse(request, "measure");
    if (query->measure_count == 0)
        query->measures[query->measure_count++] = FIGURE_RETURNS;
    return OK;
}

static enum outcome read_table(struct request *request, struct figure_table *ret_table)
{
    struct figure_query query = {0};
    enum outcome outcome = read_query(request, &query);
    return outcome == OK ? figures_get(&request->work, &query, ret_table) : outcome;
}

static void send_as(struct response *response, struct arena *arena, const struct figure_table *table,
                    const char *ending, const char *type)
{
    response->status = 200;
    response->content_type = text_from(type);
    response->download_name =
        arena_format(arena, "figures-%.*s-%.*s.%s", TEXT_ARG(date_to_text(arena, table->query.from)),
                     TEXT_ARG(date_to_text(arena, table->query.to)), ending);
}

enum outcome figures_as_csv(struct request *request, struct response *response)
{
    struct figure_table table;
    enum outcome outcome = read_table(request, &table);
    if (outcome != OK)
        return outcome;
    struct csv_writer writer = csv_writer_open(&response->body, ',');
    csv_byte_order_mark(&writer);
    figures_csv(&request->work, &table, &response->body);
    send_as(response, request->work.arena, &table, "csv", "text/csv; charset=utf-8; header=present");
    return OK;
}

static void put_keys(struct work *work, const struct figure_table *table, const struct figure_row *row,
                     struct sheet *sheet)
{
    for (size_t i = 0; i < table->query.by_count; i++)
        if (row->merged)
            sheet_text(sheet, i == 0 ? text_from(tr(work->language, N_("Other groups together"))) : TEXT_NONE);
        else
            sheet_text(sheet, figure_key_show(work, table->query.by[i], &row->keys[i]));
}

static void put_rows(struct work *work, const struct figure_table *table, struct sheet *sheet)
{
    const struct figure_query *query = &table->query;
    struct text titles[FIGURE_CUTS + FIGURE_MEASURES];
    size_t count = 0;
    for (size_t i = 0; i < query->by_count; i++)
        titles[count++] = text_from(tr(work->language, figure_dimension_name(query->by[i])->label));
    for (size_t m = 0; m < query->measure_count; m++)
        titles[count++] = text_from(tr(work->language, figure_measure_name(query->measures[m])->label));
    sheet_header(sheet, titles, count);
    for (size_t at = 0; query->by_count > 0 && at < table->count; at++) {
        put_keys(work, table, &table->rows[at], sheet);
        for (size_t m = 0; m < query->measure_count; m++)
            sheet_integer(sheet, table->rows[at].values[m]);
        sheet_row_end(sheet);
    }
    for (size_t i = 0; i < query->by_count; i++)
        sheet_text(sheet, i == 0 ? text_from(tr(work->language, N_("Total"))) : TEXT_NONE);
    for (size_t m = 0; m < query->measure_count; m++)
        if (table->total_hidden)
            sheet_empty(sheet);
        else
            sheet_integer(sheet, table->totals[m]);
    sheet_row_end(sheet);
}

static enum outcome write_sheet(struct work *work, const struct figure_table *table, int descriptor,
                                const char *directory)
{
    struct sheet *sheet;
    enum outcome outcome =
        sheet_open_descriptor(descriptor, directory, text_from(tr(work->language, N_("Figures of returns"))),
                              language_right_to_left(work->language), &sheet);
    if (outcome != OK)
        return outcome;
    put_rows(work, table, sheet);
    return sheet_close(sheet);
}

enum outcome figures_as_xlsx(struct request *request, struct response *response)
{
    struct arena *arena = request->work.arena;
    struct figure_table table;
    struct text bytes;
    enum outcome outcome = read_table(request, &table);
    if (outcome != OK)
        return outcome;
    const char *directory = arena_string(arena, request->application->settings->run);
    int descriptor = -1;
    outcome = file_unnamed(directory, &descriptor);
    if (outcome != OK)
        return outcome;
    outcome = write_sheet(&request->work, &table, descriptor, directory);
    if (outcome == OK) {
        struct text path = arena_format(arena, "/proc/self/fd/%d", descriptor);
        outcome = file_read(arena, arena_string(arena, path), EXPORT_MOST, &bytes);
    }
    (void)close(descriptor);
    if (outcome != OK)
        return FAILED;
    buffer_add(&response->body, bytes);
    send_as(response, arena, &table, "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
    return OK;
}
