#include "base/tests/testing.h"

#include "codec/csv.h"

/* Rows as one text: cells between | and rows between /. */
static struct text rows(struct arena *arena, struct text file, char separator)
{
    struct csv_reader reader = csv_open(file, separator);
    struct csv_row row;
    struct text all = TEXT_NONE;
    enum outcome outcome;
    while ((outcome = csv_next(&reader, arena, &row)) == OK) {
        all = arena_format(arena, "%.*s%s%zu:", (int)all.length, all.length == 0 ? "" : all.at,
                           all.length == 0 ? "" : "/", row.line);
        for (size_t i = 0; i < row.count; i++)
            all = arena_join(arena, arena_join(arena, all, i == 0 ? TEXT_NONE : TEXT("|")), row.cells[i]);
    }
    if (outcome == INVALID)
        return arena_format(arena, "line %zu: %s", reader.fault_line, reader.fault);
    return all;
}

static void reads_what_spreadsheets_write(void **state)
{
    (void)state;
    static const struct {
        struct text file;
        const char *rows;
    } cases[] = {
        {TEXT_CONSTANT(""), ""},
        {TEXT_CONSTANT("\xef\xbb\xbf"), ""},
        {TEXT_CONSTANT("\r\n\n\r\n"), ""},
        {TEXT_CONSTANT("a,b\r\nc,d\r\n"), "1:a|b/2:c|d"},
        {TEXT_CONSTANT("a,b\nc,d"), "1:a|b/2:c|d"},
        {TEXT_CONSTANT("\xef\xbb\xbf"
                       "nom;âge\n1;2"),
         "1:nom|âge/2:1|2"},
        {TEXT_CONSTANT("a\tb;c,d\te\n"), "1:a|b;c,d|e"},
        {TEXT_CONSTANT("\"a,b,c\";d;e\n"), "1:a,b,c|d|e"},
        {TEXT_CONSTANT("sep=;\r\na,b;c\r\n"), "2:a,b|c"},
        {TEXT_CONSTANT("a,\"b \"\"q\"\" c\",\n"), "1:a|b \"q\" c|"},
        {TEXT_CONSTANT("a,\"1\r\n2\n3\"\n\nb,c\n"), "1:a|1\r\n2\n3/5:b|c"},
        {TEXT_CONSTANT("\"\"\n\"\"\"\"\n"), "1:/2:\""},
        {TEXT_CONSTANT(",\n"), "1:|"},
        {TEXT_CONSTANT(" a , b \n"), "1: a | b "},
        {TEXT_CONSTANT("a,b\n\n\n c\n"), "1:a|b/4: c"},
        {TEXT_CONSTANT("a,b,"), "1:a|b|"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        AUTO_ARENA struct arena *arena = arena_open(100000);
        struct text read = rows(arena, cases[i].file, 0);
        if (!text_is(read, cases[i].rows))
            fail_msg("%zu: \"%.*s\" instead of \"%s\"", i, (int)read.length, read.length == 0 ? "" : read.at,
                     cases[i].rows);
    }
    AUTO_ARENA struct arena *arena = arena_open(10000);
    assert_text(rows(arena, TEXT("a;b,c\n"), ','), "1:a;b|c");
}

static void says_where_the_fault_is(void **state)
{
    (void)state;
    static const struct {
        struct text file;
        const char *rows;
    } cases[] = {
        {TEXT_CONSTANT("a\n\"b\nc"), "line 2: A quoted cell is not closed."},
        {TEXT_CONSTANT("\"a\nb\"x,c\n"), "line 2: Something stands behind the closing quotation mark of a cell."},
        {TEXT_CONSTANT("a\nb\"c,d\n"), "line 2: A quotation mark stands in a cell that does not begin with one."},
        {TEXT_CONSTANT("a,\"1\n2\"\n\xe9t\xe9\n"), "line 3: A cell is not UTF-8 text. Save the file as \"CSV UTF-8\"."},
        {TEXT_CONSTANT("a\0b\n"), "line 1: A cell is not UTF-8 text. Save the file as \"CSV UTF-8\"."},
        {TEXT_CONSTANT("a\rb\r"), "line 1: A line ends with a carriage return alone. Save the file again as CSV."},
        {TEXT_CONSTANT("\""), "line 1: A quoted cell is not closed."},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        AUTO_ARENA struct arena *arena = arena_open(100000);
        struct text read = rows(arena, cases[i].file, 0);
        if (!text_is(read, cases[i].rows))
            fail_msg("%zu: \"%.*s\" instead of \"%s\"", i, TEXT_ARG(read), cases[i].rows);
    }
}

static void keeps_to_its_limits(void **state)
{
    (void)state;
    AUTO_ARENA struct arena *arena = arena_open(16 << 20);
    AUTO_BUFFER struct buffer file = buffer_open(4 << 20);
    struct csv_row row;
    for (int i = 1; i < CSV_COLUMNS_MOST; i++)
        buffer_add_byte(&file, ',');
    struct csv_reader reader = csv_open(buffer_text(&file), 0);
    assert_int_equal(csv_next(&reader, arena, &row), OK);
    assert_int_equal(row.count, CSV_COLUMNS_MOST);
    buffer_add_byte(&file, ',');
    reader = csv_open(buffer_text(&file), 0);
    assert_int_equal(csv_next(&reader, arena, &row), INVALID);
    assert_string_equal(reader.fault, "A row has too many cells.");
    buffer_clear(&file);
    memset(buffer_room(&file, CSV_CELL_MOST), 'x', CSV_CELL_MOST);
    file.length += CSV_CELL_MOST;
    reader = csv_open(buffer_text(&file), 0);
    assert_int_equal(csv_next(&reader, arena, &row), OK);
    buffer_add_byte(&file, 'x');
    reader = csv_open(buffer_text(&file), 0);
    assert_int_equal(csv_next(&reader, arena, &row), INVALID);
    assert_int_equal(csv_next(&reader, arena, &row), INVALID); /* stands still */
}

static void writes_cells(void **state)
{
    (void)state;
    AUTO_BUFFER struct buffer buffer = buffer_open(10000);
    struct csv_writer writer = csv_writer_open(&buffer, ';');
    csv_byte_order_mark(&writer);
    csv_text(&writer, TEXT("a"));
    csv_text(&writer, TEXT("b;c"));
    csv_text(&writer, TEXT("d\"e"));
    csv_text(&writer, TEXT("f,g"));
    csv_text(&writer, TEXT("1\n2"));
    csv_text(&writer, TEXT_NONE);
    csv_integer(&writer, -5);
    csv_decimal(&writer, -12550, 2);
    csv_row_end(&writer);
    csv_text(&writer, TEXT(""));
    csv_row_end(&writer);
    assert_text(buffer_text(&buffer), "\xef\xbb\xbf"
                                      "a;\"b;c\";\"d\"\"e\";f,g;\"1\n2\";;-5;-125.50\r\n\"\"\r\n");
}

static void disarms_formulas(void **state)
{
    (void)state;
    static const struct {
        struct text cell;
        const char *written;
    } cases[] = {
        {TEXT_CONSTANT("=1+1"), "'=1+1\r\n"},
        {TEXT_CONSTANT("+212600000000"), "'+212600000000\r\n"},
        {TEXT_CONSTANT("-1"), "'-1\r\n"},
        {TEXT_CONSTANT("@SUM(A1)"), "'@SUM(A1)\r\n"},
        {TEXT_CONSTANT("\t=1"), "'\t=1\r\n"},
        {TEXT_CONSTANT("\r=1"), "\"'\r=1\"\r\n"},
        {TEXT_CONSTANT("=\"a\",b"), "\"'=\"\"a\"\",b\"\r\n"},
        {TEXT_CONSTANT("\uff1d1"), "'\uff1d1\r\n"},
        {TEXT_CONSTANT("a=1"), "a=1\r\n"},
        {TEXT_CONSTANT("'=1"), "'=1\r\n"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        AUTO_BUFFER struct buffer buffer = buffer_open(1000);
        struct csv_writer writer = csv_writer_open(&buffer, ',');
        csv_text(&writer, cases[i].cell);
        csv_row_end(&writer);
        if (!text_is(buffer_text(&buffer), cases[i].written))
            fail_msg("%.*s instead of %s", TEXT_ARG(buffer_text(&buffer)), cases[i].written);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_what_spreadsheets_write),
        cmocka_unit_test(says_where_the_fault_is),
        cmocka_unit_test(keeps_to_its_limits),
        cmocka_unit_test(writes_cells),
        cmocka_unit_test(disarms_formulas),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
