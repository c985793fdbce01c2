#include "codec/sheet.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xlsxwriter.h>

#include "base/buffer.h"
#include "codec/sheet_check.h"

enum { CURRENCIES_MOST = 32, DECIMALS_MOST = 6, NAME_MOST = 31, EXACT_BITS = 53 };

struct currency_format {
    char currency[4];
    lxw_format *format;
};

struct sheet {
    struct arena *arena;   /* holds the sheet itself */
    struct buffer scratch; /* one cell's text, cleaned */
    const char *path;
    lxw_workbook *workbook;
    lxw_worksheet *worksheet;
    lxw_format *header, *date, *time;
    lxw_format *decimals[DECIMALS_MOST + 1];
    struct currency_format currencies[CURRENCIES_MOST];
    lxw_row_t row;
    lxw_col_t column;
    bool cut; /* rows or columns past the limits were dropped */
};

static const char *directory_of(struct arena *arena, struct text path)
{
    size_t end = path.length;
    while (end > 0 && path.at[end - 1] != '/')
        end--;
    return end == 0 ? "." : arena_string(arena, text_slice(path, 0, end > 1 ? end - 1 : 1));
}

/* XML allows tab, line feed, carriage return and all from U+0020 but U+FFFE and U+FFFF. */
static bool is_xml(int32_t c)
{
    return c == '\t' || c == '\n' || c == '\r' || (c >= 0x20 && c != 0xfffe && c != 0xffff);
}

static size_t utf16_units(int32_t c) { return c > 0xffff ? 2 : 1; }

/* The text in scratch, cleaned, cut to `most` UTF-16 units (what Excel counts) and ended with a NUL. */
static const char *cleaned(struct buffer *scratch, struct text text, size_t most)
{
    size_t units = 0;
    size_t room = 0; /* bytes that leave a unit for the mark */
    buffer_clear(scratch);
    for (size_t at = 0; at < text.length;) {
        int32_t c = text_next_code_point(text, &at);
        c = is_xml(c) ? c : 0xfffd;
        if (units <= most - 1)
            room = scratch->length;
        if (units + utf16_units(c) > most) {
            scratch->length = room;
            buffer_add_code_point(scratch, 0x2026);
            break;
        }
        buffer_add_code_point(scratch, c);
        units += utf16_units(c);
    }
    buffer_add_byte(scratch, '\0');
    return scratch->bytes;
}

/* A sheet's name: at most 31 characters, none of []:*?/\, no apostrophe at its ends, not empty, not "History". */
static const char *name_of(struct buffer *scratch, struct text title)
{
    (void)cleaned(scratch, text_trim(title), NAME_MOST);
    size_t length = scratch->length - 1;
    for (size_t i = 0; i < length; i++) {
        bool edge = i == 0 || i + 1 == length;
        if (strchr("[]:*?/\\\n\t\r", scratch->bytes[i]) != NULL || (edge && scratch->bytes[i] == '\''))
            scratch->bytes[i] = '-';
    }
    struct text name = {scratch->bytes, length};
    return length == 0 || text_equal_ignoring_case(name, TEXT("History")) ? "Sheet1" : scratch->bytes;
}

static lxw_format *number_format(struct sheet *sheet, const char *pattern)
{
    lxw_format *format = workbook_add_format(sheet->workbook);
    if (format != NULL)
        format_set_num_format(format, pattern);
    return format;
}

static enum outcome start(struct sheet *sheet, const char *directory, struct text title, bool right_to_left)
{
    lxw_workbook_options options = {
        .constant_memory = LXW_TRUE,
        .tmpdir = arena_string(sheet->arena, text_from(directory)),
        .use_zip64 = LXW_FALSE,
    };
    sheet->workbook = workbook_new_opt(sheet->path, &options);
    if (sheet->workbook == NULL)
        return FAILED;
    sheet->worksheet = workbook_add_worksheet(sheet->workbook, name_of(&sheet->scratch, title));
    sheet->header = workbook_add_format(sheet->workbook);
    sheet->date = number_format(sheet, "yyyy-mm-dd");
    sheet->time = number_format(sheet, "yyyy-mm-dd hh:mm");
    if (sheet->worksheet == NULL || sheet->header == NULL || sheet->date == NULL || sheet->time == NULL)
        return FAILED;
    format_set_bold(sheet->header);
    if (right_to_left)
        worksheet_right_to_left(sheet->worksheet);
    return OK;
}

static void release(struct sheet *sheet)
{
    buffer_close(&sheet->scratch);
    (void)arena_close(sheet->arena);
}

static enum outcome open_sheet(const char *path, const char *directory, struct text title, bool right_to_left,
                               struct sheet **ret_sheet)
{
    /* The library says only at the end whether the file can be made: try it before hours of rows. */
    FILE *file = fopen(path, "wb");
    if (file == NULL || fclose(file) != 0)
        return FAILED;
    struct arena *arena = arena_open((size_t)64 * 1024);
    struct sheet *sheet = arena_new(arena, struct sheet);
    sheet->arena = arena;
    sheet->scratch = buffer_open((size_t)4 * SHEET_TEXT_MOST + 8);
    sheet->path = arena_string(arena, text_from(path));
    enum outcome outcome =
        start(sheet, directory != NULL ? directory : directory_of(arena, text_from(path)), title, right_to_left);
    if (outcome != OK) {
        sheet_discard(sheet);
        return outcome;
    }
    *ret_sheet = sheet;
    return OK;
}

enum outcome sheet_open(const char *path, struct text title, bool right_to_left, struct sheet **ret_sheet)
{
    return open_sheet(path, NULL, title, right_to_left, ret_sheet);
}

enum outcome sheet_open_descriptor(int descriptor, const char *directory, struct text title, bool right_to_left,
                                   struct sheet **ret_sheet)
{
    AUTO_BUFFER struct buffer path = buffer_open(64); /* the library takes only names */
    buffer_format(&path, "/proc/self/fd/%d", descriptor);
    buffer_add_byte(&path, '\0');
    return open_sheet(path.bytes, directory, title, right_to_left, ret_sheet);
}

enum outcome sheet_close(struct sheet *sheet)
{
    lxw_error error = workbook_close(sheet->workbook); /* frees it whatever comes */
    enum outcome outcome = sheet->cut ? TOO_LARGE : OK;
    if (error != LXW_NO_ERROR || sheet_check(sheet->path) != OK)
        outcome = FAILED;
    if (outcome == FAILED)
        (void)remove(sheet->path);
    release(sheet);
    return outcome;
}

void sheet_discard(struct sheet *sheet)
{
    if (sheet == NULL)
        return;
    if (sheet->workbook != NULL)
        lxw_workbook_free(sheet->workbook);
    (void)remove(sheet->path);
    release(sheet);
}

/* True when a cell fits here. */
static bool fits(struct sheet *sheet)
{
    bool inside = sheet->row < SHEET_ROWS_MOST && sheet->column < SHEET_COLUMNS_MOST;
    sheet->cut |= !inside;
    return inside;
}

/* Stands still behind the last column. */
static void advance(struct sheet *sheet)
{
    if (sheet->column < SHEET_COLUMNS_MOST)
        sheet->column++;
}

static void write_text(struct sheet *sheet, struct text text, lxw_format *format)
{
    if (fits(sheet) && text.length > 0)
        (void)worksheet_write_string(sheet->worksheet, sheet->row, sheet->column,
                                     cleaned(&sheet->scratch, text, SHEET_TEXT_MOST), format);
    advance(sheet);
}

static void write_number(struct sheet *sheet, double number, lxw_format *format)
{
    if (fits(sheet))
        (void)worksheet_write_number(sheet->worksheet, sheet->row, sheet->column, number, format);
    advance(sheet);
}

void sheet_header(struct sheet *sheet, const struct text *titles, size_t count)
{
    for (size_t i = 0; i < count && i < SHEET_COLUMNS_MOST; i++) {
        size_t length = text_code_points(titles[i]) + 4;
        double width = length < 12 ? 12 : length > 40 ? 40 : (double)length;
        (void)worksheet_set_column(sheet->worksheet, (lxw_col_t)i, (lxw_col_t)i, width, NULL);
    }
    worksheet_freeze_panes(sheet->worksheet, 1, 0);
    for (size_t i = 0; i < count; i++)
        write_text(sheet, titles[i], sheet->header);
    sheet_row_end(sheet);
}

void sheet_text(struct sheet *sheet, struct text text) { write_text(sheet, text, NULL); }

/* A cell holds a double. */
static bool is_exact(int64_t number)
{
    return number <= INT64_C(1) << EXACT_BITS && number >= -(INT64_C(1) << EXACT_BITS);
}

static void write_scaled(struct sheet *sheet, int64_t scaled, int decimals, lxw_format *format)
{
    double unit = 1;
    for (int i = 0; i < decimals; i++)
        unit *= 10;
    if (is_exact(scaled)) {
        write_number(sheet, (double)scaled / unit, format);
        return;
    }
    AUTO_BUFFER struct buffer digits = buffer_open(64);
    buffer_add_decimal(&digits, scaled, decimals);
    write_text(sheet, buffer_text(&digits), NULL);
}

void sheet_integer(struct sheet *sheet, int64_t number) { write_scaled(sheet, number, 0, NULL); }

/* "#,##0.00" for two decimals, with ` "MAD"` behind when there is a currency.  A workbook keeps each one made. */
static lxw_format *make_decimal_format(struct sheet *sheet, int decimals, const char *currency)
{
    struct text suffix = currency[0] == '\0' ? TEXT("") : arena_format(sheet->arena, "\\ \"%s\"", currency);
    struct text pattern =
        arena_format(sheet->arena, "#,##0%s%.*s%s", decimals > 0 ? "." : "", decimals, "000000", suffix.at);
    return number_format(sheet, pattern.at);
}

void sheet_decimal(struct sheet *sheet, int64_t scaled, int decimals)
{
    int shown = decimals < DECIMALS_MOST ? decimals : DECIMALS_MOST;
    if (sheet->decimals[shown] == NULL)
        sheet->decimals[shown] = make_decimal_format(sheet, shown, "");
    write_scaled(sheet, scaled, decimals, sheet->decimals[shown]);
}

static lxw_format *money_format(struct sheet *sheet, const struct money *money, int decimals)
{
    for (size_t i = 0; i < CURRENCIES_MOST; i++) {
        struct currency_format *known = &sheet->currencies[i];
        if (known->format == NULL) {
            memcpy(known->currency, money->currency, sizeof known->currency);
            known->format = make_decimal_format(sheet, decimals, money->currency);
        }
        if (strcmp(known->currency, money->currency) == 0)
            return known->format;
    }
    return NULL;
}

void sheet_money(struct sheet *sheet, struct money money)
{
    int decimals = money_decimals(text_from(money.currency));
    if (decimals < 0)
        sheet_empty(sheet);
    else
        write_scaled(sheet, money.minor, decimals, money_format(sheet, &money, decimals));
}

/* A sheet counts days from 30 December 1899 and knows none before 1 March 1900 rightly: those are text. */
enum { SHEET_EPOCH = -25569, SHEET_FIRST_DAY = -25508 };

void sheet_date(struct sheet *sheet, int32_t date)
{
    if (date != DATE_NONE && date >= SHEET_FIRST_DAY) {
        write_number(sheet, (double)date - SHEET_EPOCH, sheet->date);
        return;
    }
    struct arena *arena = arena_open(1024);
    write_text(sheet, date_to_text(arena, date), NULL);
    (void)arena_close(arena);
}

void sheet_local_time(struct sheet *sheet, int64_t local)
{
    if (local == INSTANT_NONE || local < SHEET_FIRST_DAY * DAY_MICROSECONDS)
        sheet_empty(sheet);
    else
        write_number(sheet, (double)local / (double)DAY_MICROSECONDS - SHEET_EPOCH, sheet->time);
}

void sheet_empty(struct sheet *sheet)
{
    (void)fits(sheet);
    advance(sheet);
}

void sheet_row_end(struct sheet *sheet)
{
    if (sheet->row < SHEET_ROWS_MOST)
        sheet->row++;
    sheet->column = 0;
}
