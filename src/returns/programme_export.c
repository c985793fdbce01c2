/* One of the manager's tables as a file. */
#include <unistd.h>

#include "codec/csv.h"
#include "codec/sheet.h"
#include "returns/programme_pages.h"
#include "system/file.h"
#include "web/application.h"

enum { EXPORT_MOST = 16 << 20 };

static enum outcome read_table(struct request *request, struct programme *programme,
                               const struct programme_table **ret_table)
{
    struct programme_query query;
    enum outcome outcome = programme_query_read(request, &query);
    if (outcome == OK)
        outcome = programme_get(&request->work, &query, programme);
    if (outcome != OK)
        return outcome;
    *ret_table = programme_table(programme, parameters_get(&request->query, TEXT("table")));
    return *ret_table == NULL ? NOT_FOUND : OK;
}

static void name_file(struct response *response, struct arena *arena, const struct programme *programme,
                      const struct programme_table *table, const char *ending, const char *type)
{
    response->status = 200;
    response->content_type = text_from(type);
    response->download_name =
        arena_format(arena, "%s-%.*s-%.*s.%s", table->id, TEXT_ARG(date_to_text(arena, programme->query.from)),
                     TEXT_ARG(date_to_text(arena, programme->query.to)), ending);
}

static bool has_money(const struct programme_table *table)
{
    for (size_t i = 0; i < table->column_count; i++)
        if (table->kinds[i] == COLUMN_MONEY)
            return true;
    return false;
}

static void csv_row(struct csv_writer *writer, const struct programme_table *table, const struct programme_row *row,
                    struct text code)
{
    csv_text(writer, code);
    csv_text(writer, row->label);
    if (has_money(table))
        csv_text(writer, text_from(row->currency));
    for (size_t i = 0; i < table->column_count; i++)
        if (!row->known[i])
            csv_text(writer, TEXT_NONE);
        else if (table->kinds[i] == COLUMN_MONEY)
            csv_decimal(writer, row->values[i], money_decimals(text_from(row->currency)));
        else if (table->kinds[i] == COLUMN_PERCENT)
            csv_decimal(writer, row->values[i], 1);
        else
            csv_integer(writer, row->values[i]);
    csv_row_end(writer);
}

enum outcome programme_as_csv(struct request *request, struct response *response)
{
    struct work *work = &request->work;
    struct programme programme;
    const struct programme_table *table;
    enum outcome outcome = read_table(request, &programme, &table);
    if (outcome != OK)
        return outcome;
    struct csv_writer writer = csv_writer_open(&response->body, ',');
    csv_byte_order_mark(&writer);
    csv_text(&writer, TEXT("code"));
    csv_text(&writer, text_from(tr(work->language, table->head)));
    if (has_money(table))
        csv_text(&writer, text_from(tr(work->language, N_("Currency"))));
    for (size_t i = 0; i < table->column_count; i++)
        csv_text(&writer, text_from(tr(work->language, table->columns[i])));
    csv_row_end(&writer);
    for (size_t i = 0; i < table->row_count; i++)
        csv_row(&writer, table, &table->rows[i], table->rows[i].code);
    if (table->has_total)
        csv_row(&writer, table, &table->total, TEXT("total"));
    name_file(response, work->arena, &programme, table, "csv", "text/csv; charset=utf-8; header=present");
    return OK;
}

static void sheet_row(struct sheet *sheet, const struct programme_table *table, const struct programme_row *row)
{
    sheet_text(sheet, row->label);
    for (size_t i = 0; i < table->column_count; i++) {
        struct money money = {.minor = row->values[i]};
        __builtin_memcpy(money.currency, row->currency, 3);
        if (!row->known[i])
            sheet_empty(sheet);
        else if (table->kinds[i] == COLUMN_MONEY)
            sheet_money(sheet, money);
        else if (table->kinds[i] == COLUMN_PERCENT)
            sheet_decimal(sheet, row->values[i], 1);
        else
            sheet_integer(sheet, row->values[i]);
    }
    sheet_row_end(sheet);
}

static enum outcome write_sheet(struct work *work, const struct programme *programme,
                                const struct programme_table *table, int descriptor, const char *directory)
{
    struct sheet *sheet;
    struct text titles[PROGRAMME_COLUMNS + 1];
    enum outcome outcome = sheet_open_descriptor(descriptor, directory, text_from(tr(work->language, table->title)),
                                                 language_right_to_left(work->language), &sheet);
    if (outcome != OK)
        return outcome;
    titles[0] = text_from(tr(work->language, table->head));
    for (size_t i = 0; i < table->column_count; i++)
        titles[i + 1] = text_from(tr(work->language, table->columns[i]));
    sheet_header(sheet, titles, table->column_count + 1);
    for (size_t i = 0; i < table->row_count; i++)
        sheet_row(sheet, table, &table->rows[i]);
    if (table->has_total)
        sheet_row(sheet, table, &table->total);
    const struct text days[] = {language_date(work->arena, work->language, programme->query.from),
                                language_date(work->arena, work->language, programme->query.to)};
    sheet_row_end(sheet);
    sheet_text(sheet, tr_with(work->arena, work->language, N_("From {1} to {2}"), days, 2));
    sheet_row_end(sheet);
    if (table->note != NULL) {
        sheet_text(sheet, text_from(tr(work->language, table->note)));
        sheet_row_end(sheet);
    }
    return sheet_close(sheet);
}

enum outcome programme_as_xlsx(struct request *request, struct response *response)
{
    struct arena *arena = request->work.arena;
    struct programme programme;
    const struct programme_table *table;
    struct text bytes;
    int descriptor = -1;
    enum outcome outcome = read_table(request, &programme, &table);
    if (outcome != OK)
        return outcome;
    const char *directory = arena_string(arena, request->application->settings->run);
    outcome = file_unnamed(directory, &descriptor);
    if (outcome != OK)
        return outcome;
    outcome = write_sheet(&request->work, &programme, table, descriptor, directory);
    if (outcome == OK)
        outcome = file_read(arena, arena_format(arena, "/proc/self/fd/%d", descriptor).at, EXPORT_MOST, &bytes);
    (void)close(descriptor);
    if (outcome != OK)
        return FAILED;
    buffer_add(&response->body, bytes);
    name_file(response, arena, &programme, table, "xlsx",
              "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
    return OK;
}
