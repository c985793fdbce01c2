/* Workbooks as people and programs send them, made here part by part; and archives that would not fit into memory. */
#include "base/tests/testing.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/buffer.h"
#include "codec/archive_writer.h"
#include "codec/serial_day.h"
#include "codec/sheet.h"
#include "codec/sheet_read.h"

enum { ROWS_MOST = 64, ARENA = 900 << 20 };

static struct arena *arena;
static struct given_row rows[ROWS_MOST];
static size_t row_count;

static int open_arena(void **state)
{
    (void)state;
    arena = arena_open(ARENA);
    return 0;
}

static int close_arena(void **state)
{
    (void)state;
    arena = arena_close(arena);
    return 0;
}

static bool keep(void *context, const struct given_row *row)
{
    (void)context;
    assert_true(row_count < ROWS_MOST);
    struct given_cell *cells = arena_array(arena, struct given_cell, row->count + 1);
    for (size_t i = 0; i < row->count; i++)
        cells[i] = (struct given_cell){row->cells[i].kind, arena_text(arena, row->cells[i].text)};
    rows[row_count++] = (struct given_row){row->line, cells, row->count};
    return true;
}

static struct text cell(size_t row, size_t column)
{
    assert_true(row < row_count && column < rows[row].count);
    return rows[row].cells[column].text;
}

static enum cell_kind kind(size_t row, size_t column)
{
    assert_true(row < row_count && column < rows[row].count);
    return rows[row].cells[column].kind;
}

/* ---- making one ---- */

struct part {
    const char *name;
    struct text content;
};

static struct text archive_of(const struct part *parts, size_t count)
{
    int file = memfd_create("workbook", MFD_CLOEXEC);
    int64_t size = 0;
    assert_true(file >= 0);
    struct archive_writer *writer = archive_open(arena, file);
    for (size_t i = 0; i < count; i++) {
        archive_begin(writer, text_from(parts[i].name));
        archive_add(writer, parts[i].content);
        archive_end(writer, &size);
        assert_int_equal(size, parts[i].content.length);
    }
    assert_int_equal(archive_close(writer, &size), OK);
    char *bytes = arena_bytes(arena, (size_t)size);
    assert_int_equal(pread(file, bytes, (size_t)size, 0), size);
    (void)close(file);
    return (struct text){bytes, (size_t)size};
}

static const char BOOK[] =
    "<?xml version=\"1.0\"?><workbook xmlns:r=\"urn:r\"><workbookPr/><sheets>"
    "<sheet name=\"Hidden\" sheetId=\"1\" state=\"hidden\" r:id=\"rId1\"/>"
    "<sheet name=\"Liste &amp; plus\" sheetId=\"2\" r:id=\"rId2\"/><sheet name=\"Notes\" sheetId=\"3\" r:id=\"rId1\"/>"
    "</sheets></workbook>";
static const char BOOK_1904[] = "<workbook xmlns:r=\"urn:r\"><workbookPr date1904=\"1\"/><sheets><sheet name=\"S\" "
                                "r:id=\"rId2\"/></sheets></workbook>";
static const char RELATIONS[] = "<Relationships><Relationship Id=\"rId1\" Target=\"worksheets/sheet1.xml\"/>"
                                "<Relationship Id=\"rId2\" Target=\"/xl/worksheets/sheet2.xml\"/></Relationships>";
/* Format 1 shows a day, 2 a day in letters, 3 a number with a word that holds letters of days. */
static const char STYLES[] = "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"dd\\ mmmm\\ yyyy\"/>"
                             "<numFmt numFmtId=\"165\" formatCode=\"0.00\\ &quot;days&quot;\"/></numFmts>"
                             "<cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs>"
                             "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"164\"/><xf "
                             "numFmtId=\"165\"/></cellXfs></styleSheet>";
static const char STRINGS[] = "<sst><si><t>Nom</t></si><si><r><t>Né(e) "
                              "</t></r><r><t>le</t></r><rPh><t>x</t></rPh></si><si><t>محمد</t></si></sst>";

static struct text book_with(const char *workbook, const char *sheet)
{
    const struct part parts[] = {
        {"[Content_Types].xml", TEXT("<Types/>")},
        {"xl/workbook.xml", text_from(workbook)},
        {"xl/_rels/workbook.xml.rels", text_from(RELATIONS)},
        {"xl/styles.xml", text_from(STYLES)},
        {"xl/sharedStrings.xml", text_from(STRINGS)},
        {"xl/worksheets/sheet1.xml",
         TEXT("<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>secret</t>"
              "</is></c></row></sheetData></worksheet>")},
        {"xl/worksheets/sheet2.xml", text_from(sheet)},
    };
    return archive_of(parts, COUNT(parts));
}

#define SHEET(content) "<worksheet><sheetData>" content "</sheetData></worksheet>"

static enum outcome read_book(struct text bytes, const char *wanted, struct sheet_found *found)
{
    const char *fault = NULL;
    row_count = 0;
    enum outcome outcome = sheet_read(arena, bytes, text_from(wanted), keep, NULL, found, &fault);
    assert_true((outcome == OK) == (fault == NULL));
    return outcome;
}

static void read_sheet_xml(const char *sheet, struct sheet_found *found)
{
    assert_int_equal(read_book(book_with(BOOK, sheet), "", found), OK);
}

/* ---- what cells hold ---- */

static void test_texts_and_places(void **state)
{
    struct sheet_found found;
    (void)state;
    read_sheet_xml(
        SHEET("<row r=\"3\"><c r=\"A3\" t=\"s\"><v>0</v></c><c r=\"D3\" t=\"s\"><v>1</v></c></row>"
              "<row r=\"4\"/><row r=\"7\"><c r=\"B7\" t=\"s\"><v>2</v></c>"
              "<c r=\"C7\" t=\"inlineStr\"><is><t>a_x000D_b</t></is></c><c r=\"D7\" t=\"b\"><v>1</v></c></row>"),
        &found);
    assert_text(found.name, "Liste & plus");
    assert_int_equal(found.sheets, 2);
    assert_int_equal(row_count, 2);
    assert_int_equal(rows[0].line, 3);
    assert_int_equal(rows[0].count, 4);
    assert_text(cell(0, 0), "Nom");
    assert_int_equal(kind(0, 1), CELL_EMPTY);
    assert_text(cell(0, 3), "Né(e) le"); /* without how it is spoken */
    assert_int_equal(rows[1].line, 7);
    assert_text(cell(1, 1), "محمد");
    assert_text(cell(1, 2), "ab");
    assert_int_equal(kind(1, 3), CELL_FLAG);
    assert_text(cell(1, 3), "yes");
}

static void test_sheet_by_name(void **state)
{
    struct sheet_found found;
    struct text book = book_with(BOOK, SHEET(""));
    (void)state;
    assert_int_equal(read_book(book, "notes", &found), OK);
    assert_text(cell(0, 0), "secret");
    assert_int_equal(read_book(book, "No such", &found), NOT_FOUND);
}

static void test_numbers_as_people_write_them(void **state)
{
    struct sheet_found found;
    (void)state;
    read_sheet_xml(SHEET("<row><c><v>212661234567</v></c><c><v>0.10000000000000001</v></c><c><v>1.5E-5</v></c>"
                         "<c><v>2.12661E+11</v></c><c s=\"3\"><v>44651</v></c></row>"),
                   &found);
    assert_text(cell(0, 0), "212661234567");
    assert_text(cell(0, 1), "0.1");
    assert_text(cell(0, 2), "0.000015");
    assert_text(cell(0, 3), "212661000000");
    assert_int_equal(kind(0, 4), CELL_NUMBER); /* "days" is a word of its format */
}

/* The spreadsheet counts 29 February 1900, which never was: what lies before it is one day later than it seems. */
static void test_days_of_1900(void **state)
{
    struct sheet_found found;
    (void)state;
    read_sheet_xml(SHEET("<row><c s=\"1\"><v>1</v></c><c s=\"1\"><v>59</v></c><c s=\"1\"><v>60</v></c>"
                         "<c s=\"1\"><v>61</v></c><c s=\"2\"><v>44651</v></c><c s=\"1\"><v>44651.586805555555</v></c>"
                         "<c s=\"1\"><v>-3</v></c><c s=\"1\"><v>44650.999999999</v></c></row>"),
                   &found);
    assert_text(cell(0, 0), "1900-01-01");
    assert_text(cell(0, 1), "1900-02-28");
    assert_int_equal(kind(0, 2), CELL_FALSE_DAY);
    assert_text(cell(0, 3), "1900-03-01");
    assert_text(cell(0, 4), "2022-03-31");
    assert_text(cell(0, 5), "2022-03-31T14:05");
    assert_int_equal(kind(0, 6), CELL_NUMBER);
    assert_text(cell(0, 7), "2022-03-31");
}

static void test_days_of_1904(void **state)
{
    struct sheet_found found;
    (void)state;
    const char *sheet = SHEET("<row><c s=\"1\"><v>0</v></c><c s=\"1\"><v>60</v></c><c s=\"1\"><v>43189</v></c></row>");
    assert_int_equal(read_book(book_with(BOOK_1904, sheet), "", &found), OK);
    assert_true(found.system_1904);
    assert_text(cell(0, 0), "1904-01-01");
    assert_text(cell(0, 1), "1904-03-01"); /* a leap year */
    assert_text(cell(0, 2), "2022-03-31");
}

static void test_formulas_are_not_computed(void **state)
{
    struct sheet_found found;
    (void)state;
    read_sheet_xml(SHEET("<row><c><f>1+1</f><v>2</v></c><c><f>A1</f></c><c t=\"e\"><f>1/0</f><v>#DIV/0!</v></c>"
                         "<c t=\"str\"><f>HYPERLINK(\"http://x\")</f><v>x</v></c></row>"),
                   &found);
    assert_int_equal(found.formulas, 4);
    assert_text(cell(0, 0), "2");
    assert_int_equal(kind(0, 1), CELL_NO_VALUE);
    assert_int_equal(kind(0, 2), CELL_ERROR);
    assert_text(cell(0, 2), "#DIV/0!");
    assert_text(cell(0, 3), "x");
}

static void test_merged_cells_are_told(void **state)
{
    struct sheet_found found;
    (void)state;
    read_sheet_xml("<worksheet><sheetData><row r=\"1\"><c r=\"A1\"><v>7</v></c><c r=\"C1\"><v>1</v></c></row>"
                   "<row r=\"2\"><c r=\"C2\"><v>2</v></c></row></sheetData>"
                   "<mergeCells><mergeCell ref=\"A1:B2\"/></mergeCells></worksheet>",
                   &found);
    assert_text(cell(0, 0), "7");
    assert_int_equal(kind(0, 1), CELL_MERGED);
    assert_int_equal(kind(1, 0), CELL_MERGED);
    assert_int_equal(kind(1, 1), CELL_MERGED);
    assert_text(cell(1, 2), "2");
}

static void test_reads_what_our_writer_writes(void **state)
{
    struct sheet_found found;
    struct sheet *sheet;
    struct text bytes;
    const struct text titles[] = {TEXT("Nom"), TEXT("Né le"), TEXT("Montant")};
    char path[] = "/tmp/test_workbook.XXXXXX";
    int file = mkstemp(path);
    (void)state;
    assert_true(file >= 0);
    assert_int_equal(sheet_open(path, TEXT("Liste"), false, &sheet), OK);
    sheet_header(sheet, titles, COUNT(titles));
    sheet_text(sheet, TEXT("=cmd|x"));
    sheet_date(sheet, date_from_day((struct calendar_day){1996, 2, 29}));
    sheet_decimal(sheet, 125050, 2);
    sheet_row_end(sheet);
    assert_int_equal(sheet_close(sheet), OK);
    (void)close(file);
    FILE *written = fopen(path, "rb"); /* the writer made the file anew */
    assert_non_null(written);
    char *at = arena_bytes(arena, 1 << 20);
    bytes = (struct text){at, fread(at, 1, 1 << 20, written)};
    (void)fclose(written);
    (void)unlink(path);
    assert_int_equal(read_book(bytes, "", &found), OK);
    assert_text(cell(0, 1), "Né le");
    assert_text(cell(1, 0), "=cmd|x");
    assert_int_equal(kind(1, 1), CELL_DATE);
    assert_text(cell(1, 1), "1996-02-29");
    assert_text(cell(1, 2), "1250.5");
}

/* ---- what is refused ---- */

static void test_refuses_document_types(void **state)
{
    struct sheet_found found;
    (void)state;
    assert_int_equal(
        read_book(book_with(BOOK, "<!DOCTYPE worksheet [<!ENTITY a \"b\">]><worksheet>&a;</worksheet>"), "", &found),
        INVALID);
    assert_int_equal(
        read_book(book_with(BOOK, "<!DOCTYPE worksheet SYSTEM \"file:///etc/passwd\"><worksheet/>"), "", &found),
        INVALID);
}

static void test_refuses_what_is_damaged(void **state)
{
    struct sheet_found found;
    struct text book = book_with(BOOK, SHEET("<row><c><v>1</v></c></row>"));
    (void)state;
    assert_int_equal(read_book(book_with(BOOK, "<worksheet><sheetData><row>"), "", &found), INVALID);
    assert_int_equal(read_book(book_with("<workbook/>", SHEET("")), "", &found), NOT_FOUND);
    assert_int_equal(read_book(TEXT("PK\x03\x04 and nothing else"), "", &found), INVALID);
    for (size_t cut = 1; cut < book.length; cut += 97)
        assert_int_equal(read_book(text_slice(book, 0, book.length - cut), "", &found), INVALID);
}

static void test_refuses_depth(void **state)
{
    struct sheet_found found;
    AUTO_BUFFER struct buffer deep = buffer_open(1 << 20);
    (void)state;
    for (int i = 0; i < 1000; i++)
        buffer_add(&deep, TEXT("<a>"));
    for (int i = 0; i < 1000; i++)
        buffer_add(&deep, TEXT("</a>"));
    buffer_add_byte(&deep, '\0');
    assert_int_equal(read_book(book_with(BOOK, deep.bytes), "", &found), INVALID);
}

/* A part that becomes a thousand times longer than it is packed. */
static void test_refuses_a_bomb(void **state)
{
    struct sheet_found found;
    struct text spaces = {arena_bytes(arena, 80 << 20), 80 << 20};
    (void)state;
    memset((char *)(uintptr_t)spaces.at, ' ', spaces.length);
    const struct part parts[] = {{"xl/workbook.xml", text_from(BOOK)},
                                 {"xl/_rels/workbook.xml.rels", text_from(RELATIONS)},
                                 {"xl/worksheets/sheet2.xml", spaces}};
    struct text bomb = archive_of(parts, COUNT(parts));
    assert_true(bomb.length < 200 << 10);
    assert_int_equal(read_book(bomb, "", &found), TOO_LARGE);
}

static void test_refuses_too_many_columns(void **state)
{
    struct sheet_found found;
    (void)state;
    read_sheet_xml(SHEET("<row><c r=\"A1\"><v>1</v></c><c r=\"XFD1\" s=\"1\"/></row>"), &found); /* empty: no matter */
    assert_int_equal(row_count, 1);
    assert_int_equal(read_book(book_with(BOOK, SHEET("<row><c r=\"XFD1\"><v>1</v></c></row>")), "", &found), TOO_LARGE);
}

static void test_formats_of_days(void **state)
{
    (void)state;
    assert_true(format_is_date(TEXT("dd/mm/yyyy")));
    assert_true(format_is_date(TEXT("[$-40C]d mmm yy;@")));
    assert_true(format_is_date(TEXT("[h]:mm")));
    assert_false(format_is_date(TEXT("General")));
    assert_false(format_is_date(TEXT("[Red]0.00\\d")));
    assert_false(format_is_date(TEXT("#,##0 \"dh\"")));
    assert_true(format_number_is_date(14));
    assert_false(format_number_is_date(2));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_texts_and_places, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(test_sheet_by_name, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(test_numbers_as_people_write_them, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(test_days_of_1900, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(test_days_of_1904, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(test_formulas_are_not_computed, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(test_merged_cells_are_told, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(test_reads_what_our_writer_writes, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(test_refuses_document_types, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(test_refuses_what_is_damaged, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(test_refuses_depth, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(test_refuses_a_bomb, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(test_refuses_too_many_columns, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(test_formats_of_days, open_arena, close_arena),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
