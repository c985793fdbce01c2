/* The rows of the coordination board as files. */
#include <unistd.h>

#include "agreements/agreements.h"
#include "codec/csv.h"
#include "codec/sheet.h"
#include "referrals/referral_board.h"
#include "referrals/referral_files.h"
#include "web/record_parts.h"

static const char *const HEADS[] = {
    N_("Referral"), N_("Service"), N_("City"),    N_("Referred by"), N_("Waits for"), N_("What is waited for"),
    N_("Priority"), N_("Theme"),   N_("Sent on"), N_("Deadline"),    N_("Days left")};
enum { HEAD_COUNT = sizeof HEADS / sizeof *HEADS };

static struct text from_shown(struct work *work, const struct board_row *row)
{
    return row->side == BOARD_SENT ? text_from(tr(work->language, N_("Us"))) : row->other;
}

static int32_t clock_day(const struct work *work, const struct board_row *row)
{
    enum board_wait wait = board_wait_of(row->state);
    if (wait == BOARD_OUTCOME)
        return row->feedback_due_on;
    return wait == BOARD_ACKNOWLEDGE && row->due_at != INSTANT_NONE ? zone_date(work->zone, row->due_at) : DATE_NONE;
}

static enum outcome read_rows(struct request *request, struct board_row **ret_rows, size_t *ret_count)
{
    struct board_query query;
    bool more;
    board_query_read(request, &query);
    query.begun = false;
    enum outcome outcome = board_read(&request->work, &query, BOARD_FILE_MOST, ret_rows, ret_count, &more);
    return outcome == OK && more ? TOO_LARGE : outcome;
}

static void put_csv(struct work *work, const struct board_row *row, struct csv_writer *writer)
{
    const struct text cells[] = {
        row->number, row->service,  row->city, from_shown(work, row), board_waits_for(work, row),
        row->state,  row->priority, row->theme};
    int32_t clock = clock_day(work, row);
    int64_t left = board_days_left(work, row);
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++)
        csv_text(writer, cells[i]);
    csv_text(writer,
             row->sent_at == INSTANT_NONE ? TEXT_NONE : date_to_text(work->arena, zone_date(work->zone, row->sent_at)));
    csv_text(writer, clock == DATE_NONE ? TEXT_NONE : date_to_text(work->arena, clock));
    if (left == INTEGER_NONE)
        csv_text(writer, TEXT_NONE);
    else
        csv_integer(writer, left);
    csv_row_end(writer);
}

enum outcome referral_board_csv(struct request *request, struct response *response)
{
    static const char *const NAMES[HEAD_COUNT] = {"referral", "service", "city",    "referred_by", "waits_for", "state",
                                                  "priority", "theme",   "sent_on", "clock",       "days_left"};
    struct board_row *rows;
    size_t count = 0;
    enum outcome outcome = read_rows(request, &rows, &count);
    if (outcome != OK)
        return outcome;
    struct csv_writer writer = csv_writer_open(&response->body, ',');
    csv_byte_order_mark(&writer);
    for (size_t i = 0; i < HEAD_COUNT; i++)
        csv_text(&writer, text_from(NAMES[i]));
    csv_row_end(&writer);
    for (size_t i = 0; i < count; i++)
        put_csv(&request->work, &rows[i], &writer);
    return referral_file_send(request, response, "referral-board", "csv");
}

static void put_sheet(struct work *work, const struct board_row *row, struct sheet *sheet)
{
    int64_t left = board_days_left(work, row);
    sheet_text(sheet, row->number);
    sheet_text(sheet, row->service);
    sheet_text(sheet, row->city);
    sheet_text(sheet, from_shown(work, row));
    sheet_text(sheet, board_waits_for(work, row));
    sheet_text(sheet, board_state_shown(work, row));
    sheet_text(sheet, choice_show(&referral_priorities, row->priority, work->language));
    sheet_text(sheet, choice_show(&agreement_themes, row->theme, work->language));
    sheet_date(sheet, row->sent_at == INSTANT_NONE ? DATE_NONE : zone_date(work->zone, row->sent_at));
    sheet_date(sheet, clock_day(work, row));
    if (left == INTEGER_NONE)
        sheet_empty(sheet);
    else
        sheet_integer(sheet, left);
    sheet_row_end(sheet);
}

struct board_rows_of_file {
    const struct board_row *rows;
    size_t count;
};

static void write_rows(void *context, struct work *work, struct sheet *sheet)
{
    const struct board_rows_of_file *file = context;
    struct text titles[HEAD_COUNT];
    for (size_t i = 0; i < HEAD_COUNT; i++)
        titles[i] = text_from(tr(work->language, HEADS[i]));
    sheet_header(sheet, titles, HEAD_COUNT);
    for (size_t i = 0; i < file->count; i++)
        put_sheet(work, &file->rows[i], sheet);
}

enum outcome referral_board_xlsx(struct request *request, struct response *response)
{
    struct board_row *rows;
    size_t count = 0;
    enum outcome outcome = read_rows(request, &rows, &count);
    if (outcome != OK)
        return outcome;
    struct board_rows_of_file file = {rows, count};
    outcome = referral_sheet_write(request, &request->work, N_("Coordination board"), write_rows, &file, response);
    return outcome == OK ? referral_file_send(request, response, "referral-board", "xlsx") : outcome;
}
