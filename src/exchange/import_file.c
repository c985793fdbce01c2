#include "exchange/import_file.h"

#include <errno.h>
#include <unistd.h>

#include "base/number.h"
#include "codec/csv.h"
#include "codec/encoding.h"
#include "codec/json_table.h"
#include "codec/sheet_read.h"
#include "system/process.h"

enum {
    HELPER_SECONDS = 120,
    HELPER_ARENA = 512 << 20,
    ROW_ARENA = 64 << 20,
    PENDING_MOST = 16 << 20,
    PIECE = 64 << 10,
};
#define HELPER_MEMORY (INT64_C(4) << 30)

/* ---- in the helper ---- */

struct helper {
    struct text bytes, sheet, encoding;
    bool (*write)(void *context, struct text piece);
    void *context;
    struct buffer pending;
    bool broken;
};

static void flush(struct helper *helper)
{
    if (helper->pending.length > 0 && !helper->write(helper->context, buffer_text(&helper->pending)))
        helper->broken = true;
    buffer_clear(&helper->pending);
}

static bool write_row(void *context, const struct given_row *row)
{
    struct helper *helper = context;
    given_row_write(&helper->pending, row);
    if (helper->pending.length > PIECE)
        flush(helper);
    return !helper->broken;
}

/* The last row: what the file was, or why it could not be read. */
static void write_end(struct helper *helper, struct arena *arena, const struct file_told *told, enum outcome outcome,
                      const char *fault, int64_t line)
{
    const struct text texts[] = {arena_format(arena, "%d", (int)outcome),
                                 text_from(fault),
                                 arena_format(arena, "%lld", (long long)line),
                                 told->format,
                                 told->sheet,
                                 told->encoding,
                                 arena_format(arena, "%lld", (long long)told->sheets),
                                 arena_format(arena, "%lld", (long long)told->formulas),
                                 told->system_1904 ? TEXT("1") : TEXT("0")};
    struct given_cell cells[sizeof texts / sizeof *texts];
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        cells[i] = (struct given_cell){CELL_TEXT, texts[i]};
    const struct given_row row = {0, cells, sizeof texts / sizeof *texts};
    given_row_write(&helper->pending, &row);
    flush(helper);
}

static enum outcome pass_csv_row(struct helper *helper, struct arena *arena, const struct csv_row *csv)
{
    struct given_cell *cells = arena_array(arena, struct given_cell, csv->count + 1);
    bool any = false;
    size_t count = 0;
    for (size_t i = 0; i < csv->count; i++) {
        bool empty = text_trim(csv->cells[i]).length == 0;
        any = any || !empty;
        if (csv->cells[i].length > GIVEN_CELL_MOST)
            return TOO_LARGE;
        cells[i] = (struct given_cell){empty ? CELL_EMPTY : CELL_TEXT, csv->cells[i]};
        count = empty ? count : i + 1;
    }
    if (count > GIVEN_COLUMNS_MOST)
        return TOO_LARGE;
    const struct given_row row = {csv->line, cells, count};
    return !any || write_row(helper, &row) ? OK : CONFLICT;
}

static enum outcome read_csv_rows(struct helper *helper, struct text text, const char **ret_fault, int64_t *ret_line)
{
    AUTO_ARENA struct arena *arena = arena_open(ROW_ARENA);
    struct csv_reader reader = csv_open(text, 0);
    struct csv_row row;
    int64_t lines = 0;
    enum outcome outcome = csv_next(&reader, arena, &row);
    while (outcome == OK) {
        *ret_line = (int64_t)row.line;
        outcome = lines++ == SHEET_LINES_MOST ? TOO_LARGE : pass_csv_row(helper, arena, &row);
        arena_reset(arena);
        if (outcome == OK)
            outcome = csv_next(&reader, arena, &row);
    }
    if (outcome == INVALID) {
        *ret_fault = reader.fault;
        *ret_line = (int64_t)reader.fault_line;
    } else if (outcome == TOO_LARGE) {
        *ret_fault = N_("The sheet has more columns, more lines or longer texts than are taken: 300 columns, a million "
                        "lines, 32,000 characters.");
    }
    return outcome == NOT_FOUND ? OK : outcome;
}

static enum outcome read_csv(struct helper *helper, struct file_told *told, const char **ret_fault, int64_t *ret_line)
{
    enum text_encoding encoding = encoding_detect(helper->bytes);
    if (helper->encoding.length > 0 && encoding_from_name(helper->encoding, &encoding) != OK) {
        *ret_fault = N_("This encoding is not known.");
        return INVALID;
    }
    told->format = TEXT("csv");
    told->encoding = text_from(encoding_name(encoding));
    AUTO_BUFFER struct buffer text = buffer_open(helper->bytes.length * 3 + 16);
    enum outcome outcome = encoding_read(helper->bytes, encoding, &text);
    if (outcome != OK) {
        *ret_fault = N_("The bytes of this file are no text of this encoding. Choose another, or save the file as "
                        "CSV UTF-8.");
        return INVALID;
    }
    return read_csv_rows(helper, buffer_text(&text), ret_fault, ret_line);
}

static enum outcome read_workbook(struct helper *helper, struct arena *arena, struct file_told *told,
                                  const char **ret_fault)
{
    struct sheet_found found = {0};
    enum outcome outcome = sheet_read(arena, helper->bytes, helper->sheet, write_row, helper, &found, ret_fault);
    told->format = TEXT("xlsx");
    told->sheet = found.name;
    told->sheets = (int64_t)found.sheets;
    told->formulas = (int64_t)found.formulas;
    told->system_1904 = found.system_1904;
    return outcome;
}

static enum outcome read_json(struct helper *helper, struct arena *arena, struct file_told *told,
                              const char **ret_fault, int64_t *ret_line)
{
    told->format = TEXT("json");
    told->encoding = TEXT("utf-8");
    return json_table_read(arena, helper->bytes, write_row, helper, ret_fault, ret_line);
}

void file_write_rows(struct arena *arena, struct text bytes, struct text sheet, struct text encoding,
                     bool (*write)(void *context, struct text piece), void *context)
{
    struct helper helper = {.bytes = bytes,
                            .sheet = sheet,
                            .encoding = encoding,
                            .write = write,
                            .context = context,
                            .pending = buffer_open(PENDING_MOST)};
    struct file_told told = {0};
    const char *fault = NULL;
    int64_t line = 0;
    enum outcome outcome = INVALID;
    if (text_starts_with(bytes, TEXT("\xd0\xcf\x11\xe0")))
        fault = N_("This is no workbook that can be read: it is damaged, protected by a password, or of an older "
                   "kind. Save it as XLSX without a password.");
    else if (text_starts_with(bytes, TEXT("PK\x03\x04")))
        outcome = read_workbook(&helper, arena, &told, &fault);
    else if (json_table_is(bytes))
        outcome = read_json(&helper, arena, &told, &fault, &line);
    else
        outcome = read_csv(&helper, &told, &fault, &line);
    write_end(&helper, arena, &told, outcome, fault, line);
    buffer_close(&helper.pending);
}

static bool write_file(void *context, struct text piece)
{
    int file = *(const int *)context;
    while (piece.length > 0) {
        ssize_t written = write(file, piece.at, piece.length);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return false;
        piece = text_slice(piece, (size_t)written, piece.length);
    }
    return true;
}

/* What it reads was made by somebody else: no file, no more memory or time than it may need. */
static bool run_helper(void *context, int file)
{
    const struct import_order *order = context;
    static const char *const NOTHING[] = {NULL};
    process_limit(HELPER_MEMORY, HELPER_SECONDS);
    (void)process_confine(NOTHING, NOTHING);
    struct arena *arena = arena_open(HELPER_ARENA);
    file_write_rows(arena, order->bytes, order->sheet, order->encoding, write_file, &file);
    return true;
}

/* ---- in the process that asked ---- */

struct hearing {
    struct work *work;
    struct arena *arena; /* of a piece */
    given_taker *take;
    void *context;
    struct buffer pending;
    struct file_told told;
    enum outcome outcome; /* as the helper told */
    struct text fault;
    int64_t fault_line;
    bool ended, refused;
};

static int64_t told_integer(const struct given_row *row, size_t at)
{
    int64_t number = 0;
    return text_to_integer(row->cells[at].text, 0, INT32_MAX, &number) == OK ? number : 0;
}

static bool hear_end(struct hearing *hearing, const struct given_row *row)
{
    struct arena *arena = hearing->work->arena;
    if (row->count != 9)
        return false;
    hearing->outcome = (enum outcome)told_integer(row, 0);
    hearing->fault = arena_text(arena, row->cells[1].text);
    hearing->fault_line = told_integer(row, 2);
    hearing->told = (struct file_told){.format = arena_text(arena, row->cells[3].text),
                                       .sheet = arena_text(arena, row->cells[4].text),
                                       .encoding = arena_text(arena, row->cells[5].text),
                                       .sheets = told_integer(row, 6),
                                       .formulas = told_integer(row, 7),
                                       .system_1904 = text_is(row->cells[8].text, "1")};
    hearing->ended = true;
    return true;
}

static bool hear(void *context, struct text piece)
{
    struct hearing *hearing = context;
    struct given_row row;
    buffer_add(&hearing->pending, piece);
    struct text rest = buffer_text(&hearing->pending);
    enum outcome outcome = hearing->pending.full || hearing->ended ? INVALID : OK;
    while (outcome == OK && (outcome = given_row_read(hearing->arena, &rest, &row)) == OK) {
        if (row.line == 0) {
            outcome = hear_end(hearing, &row) ? OK : INVALID;
        } else if (!hearing->take(hearing->context, &row)) {
            hearing->refused = true;
            return false;
        }
        arena_reset(hearing->arena);
    }
    if (outcome != NOT_FOUND)
        return false;
    struct buffer left = buffer_open(PENDING_MOST);
    buffer_add(&left, rest);
    buffer_close(&hearing->pending);
    hearing->pending = left;
    return true;
}

static enum outcome refuse(struct work *work, enum outcome outcome, struct text fault, int64_t line)
{
    const char *message = arena_string(work->arena, fault);
    if (fault.length == 0)
        message = N_("The file could not be read. Open it, save it again and send it once more.");
    if (line == 0)
        return problem_add(&work->problems, outcome, "file_unreadable", TEXT("file"), message);
    return problem_add_with(&work->problems, outcome, "file_unreadable", TEXT("file"), N_("Line {1}: {2}"),
                            arena_format(work->arena, "%lld", (long long)line), text_from(tr(work->language, message)));
}

enum outcome file_rows(struct work *work, const struct import_order *order, given_taker *take, void *context,
                       struct file_told *ret_told)
{
    struct import_order helped = *order;
    struct hearing hearing = {.work = work,
                              .arena = arena_open(ROW_ARENA),
                              .take = take,
                              .context = context,
                              .pending = buffer_open(PENDING_MOST)};
    enum outcome outcome = process_apart_pieces(run_helper, &helped, HELPER_SECONDS, hear, &hearing);
    buffer_close(&hearing.pending);
    arena_closep(&hearing.arena);
    if (outcome == CONFLICT && hearing.refused)
        return CONFLICT;
    if (outcome != OK || !hearing.ended) /* it crashed, or took more than it may */
        return refuse(work, INVALID, TEXT_NONE, 0);
    if (hearing.outcome != OK)
        return refuse(work, hearing.outcome == TOO_LARGE ? TOO_LARGE : INVALID, hearing.fault, hearing.fault_line);
    *ret_told = hearing.told;
    return OK;
}
