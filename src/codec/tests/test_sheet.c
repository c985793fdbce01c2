#include "base/tests/testing.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <zlib.h>

#include "base/buffer.h"
#include "codec/archive_index.h"
#include "codec/sheet.h"

struct search {
    struct arena *arena;
    const char *name;
    struct text found;
};

static void unpack(void *context, const struct archive_entry *entry)
{
    struct search *search = context;
    if (!text_is(entry->name, search->name))
        return;
    unsigned char *packed = (unsigned char *)arena_string(search->arena, entry->bytes);
    char *at = arena_bytes(search->arena, (size_t)entry->size + 1);
    z_stream stream = {.next_in = packed,
                       .avail_in = (unsigned)entry->bytes.length,
                       .next_out = (unsigned char *)at,
                       .avail_out = entry->size + 1};
    assert_int_equal(inflateInit2(&stream, -MAX_WBITS), Z_OK);
    assert_int_equal(inflate(&stream, Z_FINISH), Z_STREAM_END);
    assert_int_equal(inflateEnd(&stream), Z_OK);
    search->found = (struct text){at, entry->size};
}

/* One part of the workbook at `path`. */
static struct text part(struct arena *arena, const char *path, const char *name)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    char *bytes = arena_bytes(arena, 8 << 20);
    struct text all = {bytes, fread(bytes, 1, 8 << 20, file)};
    (void)fclose(file);
    struct search search = {arena, name, TEXT_NONE};
    assert_int_equal(archive_index_read(all, unpack, &search), OK);
    return search.found;
}

static bool holds(struct text text, const char *wanted)
{
    if (text_find(text, text_from(wanted)) >= 0)
        return true;
    print_message("# no %s in %.*s\n", wanted, TEXT_ARG(text_slice(text, 0, 6000)));
    return false;
}

static char folder[] = "/tmp/test_sheet.XXXXXX";
static char path[sizeof folder + 20];

static int make_folder(void **state)
{
    (void)state;
    if (mkdtemp(folder) == NULL)
        return -1;
    (void)snprintf(path, sizeof path, "%s/out.xlsx", folder);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    (void)unlink(path);
    return rmdir(folder); /* fails when a temporary file was left there */
}

static void writes_each_kind_of_cell(void **state)
{
    (void)state;
    AUTO_ARENA struct arena *arena = arena_open(64 << 20);
    struct sheet *sheet;
    const struct text titles[] = {TEXT("Numéro"), TEXT("الاسم")};
    assert_int_equal(sheet_open(path, TEXT("Retours: [2022]"), true, &sheet), OK);
    sheet_header(sheet, titles, COUNT(titles));
    sheet_text(sheet, TEXT("=1+1"));
    sheet_text(sheet, TEXT("a<b\x01\xff\ufffe\0c"));
    sheet_integer(sheet, 42);
    sheet_integer(sheet, INT64_MAX);
    sheet_decimal(sheet, 1255, 1);
    sheet_date(sheet, 19082); /* 2022-03-31 */
    sheet_money(sheet, (struct money){125050, "MAD"});
    sheet_money(sheet, (struct money){500, "XOF"});
    sheet_money(sheet, (struct money){INT64_MAX, "MAD"});
    sheet_money(sheet, (struct money){0});
    sheet_date(sheet, DATE_NONE);
    sheet_date(sheet, -30000);
    sheet_local_time(sheet, 19082 * DAY_MICROSECONDS + DAY_MICROSECONDS / 2);
    sheet_row_end(sheet);
    assert_int_equal(sheet_close(sheet), OK);
    struct text cells = part(arena, path, "xl/worksheets/sheet1.xml");
    assert_true(holds(cells, "rightToLeft=\"1\""));
    assert_true(holds(cells, "<t>الاسم</t>"));
    assert_true(holds(cells, "<c r=\"A2\" t=\"inlineStr\"><is><t>=1+1</t>"));
    assert_true(holds(cells, "<t>a&lt;b\ufffd\ufffd\ufffd\ufffdc</t>"));
    assert_true(holds(cells, "<c r=\"C2\"><v>42</v>"));
    assert_true(holds(cells, "<t>9223372036854775807</t>"));
    assert_true(holds(cells, "<v>125.5</v>"));
    assert_true(holds(cells, "<v>44651</v>"));
    assert_true(holds(cells, "<v>1250.5</v>"));
    assert_true(holds(cells, "<v>500</v>"));
    assert_true(holds(cells, "<t>92233720368547758.07</t>"));
    assert_true(holds(cells, "<c r=\"L2\" t=\"inlineStr\"><is><t>1887-11-12</t>"));
    assert_true(holds(cells, "<v>44651.5</v>"));
    assert_true(text_find(cells, TEXT("<f>")) < 0);
    struct text styles = part(arena, path, "xl/styles.xml");
    assert_true(holds(styles, "formatCode=\"#,##0.00\\ &quot;MAD&quot;\""));
    assert_true(holds(styles, "formatCode=\"#,##0\\ &quot;XOF&quot;\""));
    assert_true(holds(styles, "formatCode=\"yyyy-mm-dd\""));
    assert_true(holds(part(arena, path, "xl/workbook.xml"), "<sheet name=\"Retours- -2022-\""));
}

/* Characters are UTF-16 units, as Excel counts: one of four bytes is two. */
static void cuts_long_texts_with_a_mark(void **state)
{
    (void)state;
    AUTO_ARENA struct arena *arena = arena_open(64 << 20);
    AUTO_BUFFER struct buffer text = buffer_open(1 << 20);
    struct sheet *sheet;
    assert_int_equal(sheet_open(path, TEXT("x"), false, &sheet), OK);
    for (int i = 0; i < SHEET_TEXT_MOST; i++)
        buffer_add(&text, TEXT("م"));
    sheet_text(sheet, buffer_text(&text));
    sheet_row_end(sheet);
    buffer_add(&text, TEXT("b"));
    sheet_text(sheet, buffer_text(&text));
    sheet_row_end(sheet);
    buffer_clear(&text);
    for (int i = 0; i < SHEET_TEXT_MOST / 2 + 1; i++)
        buffer_add(&text, TEXT("😀"));
    sheet_text(sheet, buffer_text(&text));
    sheet_row_end(sheet);
    assert_int_equal(sheet_close(sheet), OK);
    struct text cells = part(arena, path, "xl/worksheets/sheet1.xml");
    assert_true(holds(cells, "مم</t></is></c></row><row r=\"2\""));
    assert_true(holds(cells, "م…</t></is></c></row><row r=\"3\""));
    assert_true(holds(cells, "😀…</t>"));
}

static void names_what_no_sheet_may_be_called(void **state)
{
    (void)state;
    static const struct {
        struct text title;
        const char *name;
    } cases[] = {
        {TEXT_CONSTANT(""), "<sheet name=\"Sheet1\""},
        {TEXT_CONSTANT("history"), "<sheet name=\"Sheet1\""},
        {TEXT_CONSTANT("'a'"), "<sheet name=\"-a-\""},
        {TEXT_CONSTANT("a/b\\c*?:[]"), "<sheet name=\"a-b-c-----\""},
        {TEXT_CONSTANT("تقارير العودة الطوعية بحسب المكتب والسنة"), "<sheet name=\"تقارير العودة الطوعية بحسب الم…\""},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        AUTO_ARENA struct arena *arena = arena_open(64 << 20);
        struct sheet *sheet;
        assert_int_equal(sheet_open(path, cases[i].title, false, &sheet), OK);
        assert_int_equal(sheet_close(sheet), OK);
        assert_true(holds(part(arena, path, "xl/workbook.xml"), cases[i].name));
    }
}

static void says_when_it_cut(void **state)
{
    (void)state;
    struct sheet *sheet;
    assert_int_equal(sheet_open(path, TEXT("x"), false, &sheet), OK);
    for (int i = 0; i < SHEET_COLUMNS_MOST; i++)
        sheet_integer(sheet, i);
    sheet_row_end(sheet);
    assert_int_equal(sheet_close(sheet), OK);
    assert_int_equal(sheet_open(path, TEXT("x"), false, &sheet), OK);
    for (int i = 0; i <= 70000; i++)
        sheet_integer(sheet, i);
    sheet_row_end(sheet);
    assert_int_equal(sheet_close(sheet), TOO_LARGE);
    assert_int_equal(sheet_open(path, TEXT("x"), false, &sheet), OK);
    for (int i = 0; i < SHEET_ROWS_MOST; i++)
        sheet_row_end(sheet);
    sheet_text(sheet, TEXT("one row too many"));
    sheet_row_end(sheet);
    assert_int_equal(sheet_close(sheet), TOO_LARGE);
}

static void fails_where_it_cannot_write(void **state)
{
    (void)state;
    struct sheet *sheet = NULL;
    assert_int_equal(sheet_open("/nowhere/at/all.xlsx", TEXT("x"), false, &sheet), FAILED);
    assert_null(sheet);
    assert_int_equal(sheet_open(path, TEXT("x"), false, &sheet), OK);
    sheet_text(sheet, TEXT("given up"));
    sheet_discard(sheet);
    assert_int_not_equal(access(path, F_OK), 0);
    sheet_discard(NULL);
}

/* A disk that fills up: files may not grow past 64 KiB. */
static int close_on_a_full_disk(void)
{
    struct rlimit limit = {64 << 10, 64 << 10};
    struct sheet *sheet;
    (void)signal(SIGXFSZ, SIG_IGN);
    if (freopen("/dev/null", "w", stderr) == NULL || setrlimit(RLIMIT_FSIZE, &limit) != 0 ||
        sheet_open(path, TEXT("x"), false, &sheet) != OK)
        return 99;
    for (int i = 0; i < 20000; i++) {
        sheet_integer(sheet, (int64_t)i * i * 7919);
        sheet_text(sheet, TEXT("a row that takes its room"));
        sheet_row_end(sheet);
    }
    return sheet_close(sheet) == FAILED ? 0 : 1;
}

static void sees_a_full_disk(void **state)
{
    (void)state;
    pid_t child = fork();
    if (child == 0)
        _exit(close_on_a_full_disk());
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    assert_int_not_equal(access(path, F_OK), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_each_kind_of_cell),          cmocka_unit_test(cuts_long_texts_with_a_mark),
        cmocka_unit_test(names_what_no_sheet_may_be_called), cmocka_unit_test(says_when_it_cut),
        cmocka_unit_test(fails_where_it_cannot_write),       cmocka_unit_test(sees_a_full_disk),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
