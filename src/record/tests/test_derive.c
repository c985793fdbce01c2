#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "codec/csv.h"
#include "record/detail.h"
#include "record/export.h"
#include "record/json_row.h"
#include "record/merge.h"
#include "record/openapi.h"
#include "record/pages.h"
#include "record/tests/toy.h"
#include "view/tests/html_tree.h"

#define assert_text(work, text, expected) assert_string_equal(arena_string((work)->arena, (text)), (expected))

static bool holds(struct text text, const char *part) { return text_find(text, text_from(part)) >= 0; }

static void assert_holds_no_secret(struct text text)
{
    assert_true(text.length > 0);
    assert_false(holds(text, TOY_SECRET));
    assert_false(holds(text, TOY_TOKEN));
    assert_false(holds(text, "oken"));
}

/* ---- forms ---- */

static const struct form_field *field_of(const struct form_view *view, const char *name)
{
    for (size_t s = 0; s < view->section_count; s++)
        for (size_t f = 0; f < view->sections[s].field_count; f++)
            if (text_is(view->sections[s].fields[f].name, name))
                return &view->sections[s].fields[f];
    return NULL;
}

static void type(struct work *work, struct parameters *typed, struct text name, struct text value)
{
    assert_int_equal(parameters_add(typed, &work->problems, name, value), OK);
}

/* What a browser sends of a form that nobody touched. */
static void post_field(struct work *work, const struct form_field *field, struct parameters *typed)
{
    if (field->control == CONTROL_CHECKS)
        type(work, typed, field->name, TEXT_NONE);
    if (field->choice_count == 0)
        type(work, typed, field->name, field->value);
    for (size_t i = 0; i < field->choice_count; i++)
        if (field->choices[i].selected)
            type(work, typed, field->name, field->choices[i].code);
    for (size_t i = 0; i < field->currency_count; i++)
        if (field->currencies[i].selected)
            type(work, typed, field->currency_name, field->currencies[i].code);
}

static struct parameters post(struct work *work, const struct form_view *view)
{
    struct parameters typed = {0};
    for (size_t s = 0; s < view->section_count; s++)
        for (size_t f = 0; f < view->sections[s].field_count; f++)
            post_field(work, &view->sections[s].fields[f], &typed);
    return typed;
}

static void a_form_that_nobody_touched_reads_as_the_row(void **state)
{
    (void)state;
    struct work work = work_of(ROLE_SUPERVISOR);
    struct toy *toy = toy_full(&work);
    struct field_set fields = record_form_fields(&work, &toy_record, toy);
    struct form_view view;
    assert_int_equal(record_form_view(&work, &toy_record, toy, &fields, NULL, NULL, &view), OK);
    struct parameters typed = post(&work, &view);
    struct toy *read = record_new(work.arena, &toy_record);
    assert_int_equal(record_form_read(&work, &toy_record, &fields, &typed, read), OK);
    for (size_t i = 0; i < toy_record.field_count; i++) {
        const struct field *field = &toy_record.fields[i];
        bool shown = (field->flags & (FIELD_HIDDEN | FIELD_COMPUTED)) == 0;
        assert_int_equal(field_set_has(&fields, i), shown);
        if (shown && !field_equal(field, toy, read))
            fail_msg("%s does not come back", field->name);
    }
}

static void controls_follow_the_kinds(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        enum form_control control;
        const char *value;
        size_t choices;
    } CASES[] = {
        {"name", CONTROL_LINE, "=Bear \"<b>\" & زينب", 0},
        {"note", CONTROL_LINES, "first line\nsecond, line", 0},
        {"colour", CONTROL_RADIO, "green", 4},
        {"country", CONTROL_SELECT, "SEN", 10},
        {"tastes", CONTROL_CHECKS, "music,ball", 2},
        {"born", CONTROL_DATE, "31/03/2022", 0},
        {"since", CONTROL_PARTIAL, "05/2019", 0},
        {"seen", CONTROL_MOMENT, "15/06/2022 15:05", 0},
        {"pieces", CONTROL_INTEGER, "42", 0},
        {"price", CONTROL_MONEY, "1250,50", 0},
        {"happy", CONTROL_RADIO, "no", 3},
        {"code", CONTROL_LINE, "C-1", 0},
    };
    struct work work = work_of(ROLE_SUPERVISOR);
    struct toy *toy = toy_full(&work);
    struct field_set fields = record_form_fields(&work, &toy_record, toy);
    struct form_view view;
    assert_int_equal(record_form_view(&work, &toy_record, toy, &fields, NULL, NULL, &view), OK);
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        const struct form_field *field = field_of(&view, CASES[i].name);
        assert_non_null(field);
        assert_int_equal(field->control, CASES[i].control);
        assert_text(&work, field->value, CASES[i].value);
        assert_int_equal(field->choice_count, CASES[i].choices);
    }
    assert_int_equal(view.section_count, 2); /* fields of one section stand together */
    assert_true(field_of(&view, "name")->required);
    assert_false(field_of(&view, "colour")->required);
    assert_int_equal(field_of(&view, "owner")->control, CONTROL_RADIO);
    assert_text(&work, field_of(&view, "owner")->choices[0].label, "Workshop <b>&");
}

static void bad_input_gives_its_problem_beside_the_field(void **state)
{
    (void)state;
    static const struct {
        const char *name, *typed, *code;
    } CASES[] = {
        {"name", "", "required"},
        {"name", "12345678901234567890123456789012345678901", "text_too_long"},
        {"name",
         "a\xe2\x80\xae"
         "b",
         "text_has_control_characters"},
        {"note", "a\x01", "text_has_control_characters"},
        {"colour", "mauve", "choice_unknown"},
        {"colour", "red,green", "choice_unknown"},
        {"country", "", "required"},
        {"tastes", "silence", "choice_unknown"},
        {"born", "31/02/2022", "date_unreadable"},
        {"born", "3", "date_unreadable"},
        {"since", "13/2022", "date_unreadable"},
        {"seen", "31/03/2022", "instant_unreadable"},
        {"seen", "31/03/2022 25:00", "instant_unreadable"},
        {"pieces", "101", "number_unreadable"},
        {"pieces", "4.5", "number_unreadable"},
        {"price", "12.345", "money_unreadable"},
        {"happy", "perhaps", "flag_unreadable"},
        {"owner", "somebody", "link_unreadable"},
        {"owner", "01900000-0000-7000-8000-000000000000", "link_unknown"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        struct work work = work_of(ROLE_SUPERVISOR);
        struct toy *toy = toy_full(&work), before = *toy;
        struct field_set fields = record_form_fields(&work, &toy_record, toy);
        struct parameters typed = {0};
        struct form_view view;
        type(&work, &typed, text_from(CASES[i].name), text_from(CASES[i].typed));
        type(&work, &typed, TEXT("price_currency"), TEXT("MAD"));
        type(&work, &typed, TEXT("code"), TEXT("new code"));
        assert_int_equal(record_form_read(&work, &toy_record, &fields, &typed, toy), INVALID);
        const struct problem *problem = problem_for(&work.problems, text_from(CASES[i].name));
        if (problem == NULL)
            fail_msg("%s: no problem for '%s'", CASES[i].name, CASES[i].typed);
        assert_string_equal(problem->code, CASES[i].code);
        assert_text(&work, toy->code, "new code"); /* the others were read */
        assert_int_equal(record_form_view(&work, &toy_record, &before, &fields, &typed, NULL, &view), OK);
        const struct form_field *field = field_of(&view, CASES[i].name);
        assert_true(field->invalid);
        assert_true(field->error.length > 0);
        if (field->choice_count == 0)
            assert_text(&work, field->value, CASES[i].typed); /* nothing typed is lost */
        assert_int_equal(view.error_count, 1);
        assert_true(text_starts_with(view.errors[0].target, TEXT("#field-")));
    }
}

static void only_the_fields_of_the_form_are_read(void **state)
{
    (void)state;
    struct work work = work_of(ROLE_CASEWORKER);
    struct toy *toy = toy_full(&work);
    struct field_set fields = record_form_fields(&work, &toy_record, toy);
    struct parameters typed = {0};
    toy->head.version = 1;
    fields = record_form_fields(&work, &toy_record, toy);
    type(&work, &typed, TEXT("secret"), TEXT("taken over"));
    type(&work, &typed, TEXT("token"), TEXT("taken over"));
    type(&work, &typed, TEXT("total"), TEXT("1000"));
    type(&work, &typed, TEXT("code"), TEXT("changed"));
    type(&work, &typed, TEXT("version"), TEXT("1000"));
    assert_int_equal(record_form_read(&work, &toy_record, &fields, &typed, toy), OK);
    assert_text(&work, toy->secret, TOY_SECRET);
    assert_text(&work, toy->token, TOY_TOKEN);
    assert_text(&work, toy->code, "C-1");
    assert_int_equal(toy->total, 7);
    assert_int_equal(toy->head.version, 1);
}

static void people_type_dates_in_several_ways(void **state)
{
    (void)state;
    static const char *const WAYS[] = {"31/03/2022", "2022-03-31", "31.3.2022", "٣١/٠٣/٢٠٢٢"};
    for (size_t i = 0; i < sizeof WAYS / sizeof *WAYS; i++) {
        struct work work = work_of(ROLE_SUPERVISOR);
        struct toy *toy = record_new(work.arena, &toy_record);
        struct field_set fields = record_form_fields(&work, &toy_record, toy_full(&work));
        struct parameters typed = {0};
        type(&work, &typed, TEXT("born"), text_from(WAYS[i]));
        assert_int_equal(record_form_read(&work, &toy_record, &fields, &typed, toy), OK);
        assert_int_equal(toy->born, 19082);
    }
}

/* ---- JSON ---- */

static struct text json_of(struct work *work, const void *row, const struct field_set *readable)
{
    struct buffer buffer = buffer_open(1 << 20);
    struct json_writer writer = json_writer_open(&buffer);
    record_json_write(&writer, work, &toy_record, row, readable);
    assert_true(json_finish(&writer));
    struct text text = arena_text(work->arena, buffer_text(&buffer));
    buffer_close(&buffer);
    return text;
}

static const struct json_value *parsed(struct work *work, const char *json)
{
    const struct json_value *value;
    assert_int_equal(json_parse(work->arena, text_from(json), JSON_LIMITS_REQUEST, &value, NULL), OK);
    return value;
}

static void a_row_comes_back_from_json(void **state)
{
    (void)state;
    struct work work = work_of(ROLE_SUPERVISOR);
    struct toy *toy = toy_full(&work), *read = record_new(work.arena, &toy_record);
    struct field_set readable = record_readable(&work, &toy_record, toy);
    struct field_set writable = record_writable(&work, &toy_record, toy);
    read->head = toy->head;
    read->total = toy->total;
    struct text json = json_of(&work, toy, &readable);
    assert_true(holds(json, "\"price\":{\"amount\":\"1250.50\",\"currency\":\"MAD\"}"));
    assert_true(holds(json, "\"since\":{\"date\":\"2019-05-01\",\"precision\":\"month\"}"));
    assert_true(holds(json, "\"tastes\":[\"music\",\"ball\"]"));
    assert_true(holds(json, "\"happy\":false"));
    assert_true(holds(json, "\"seen\":\"2022-06-15T14:05:00.000000Z\""));
    const struct json_value *object = parsed(&work, arena_string(work.arena, json));
    assert_int_equal(record_json_read(&work, &toy_record, &writable, &readable, object, read), OK);
    for (size_t i = 0; i < toy_record.field_count; i++)
        if ((toy_record.fields[i].flags & FIELD_HIDDEN) == 0 && !field_equal(&toy_record.fields[i], toy, read))
            fail_msg("%s does not come back", toy_record.fields[i].name);
}

static void bad_json_gives_its_problem(void **state)
{
    (void)state;
    static const struct {
        const char *json, *field, *code;
    } CASES[] = {
        {"[]", "", "not_an_object"},
        {"{\"name\": 5}", "name", "type_wrong"},
        {"{\"tastes\": \"music\"}", "tastes", "type_wrong"},
        {"{\"born\": \"31/03/2022\"}", "born", "type_wrong"},
        {"{\"since\": {\"date\": \"2022-03-31\"}}", "since", "type_wrong"},
        {"{\"since\": {\"date\": \"2022-02-31\", \"precision\": \"day\"}}", "since", "type_wrong"},
        {"{\"pieces\": \"5\"}", "pieces", "type_wrong"},
        {"{\"pieces\": 1000}", "pieces", "number_unreadable"},
        {"{\"price\": 12.5}", "price", "type_wrong"},
        {"{\"price\": {\"amount\": \"1\", \"currency\": \"XXX\"}}", "price", "currency_unknown"},
        {"{\"happy\": \"yes\"}", "happy", "type_wrong"},
        {"{\"owner\": \"01900000-0000-7000-8000-000000000000\"}", "owner", "link_unknown"},
        {"{\"total\": 8}", "total", "read_only"},
        {"{\"version\": 8}", "version", "read_only"},
        {"{\"state\": \"closed\"}", "state", "read_only"},
        {"{\"secret\": \"x\"}", "secret", "field_unknown"},
        {"{\"token\": \"x\"}", "token", "field_unknown"},
        {"{\"nonsense\": null}", "nonsense", "field_unknown"},
        {"{\"a/b~\": null}", "a~1b~0", "field_unknown"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        struct work work = work_of(ROLE_CASEWORKER);
        struct toy *toy = toy_full(&work);
        struct field_set readable = record_readable(&work, &toy_record, toy);
        struct field_set writable = record_writable(&work, &toy_record, toy);
        const struct json_value *value = parsed(&work, CASES[i].json);
        assert_int_equal(record_json_read(&work, &toy_record, &writable, &readable, value, toy), INVALID);
        if (problem_for(&work.problems, text_from(CASES[i].field)) == NULL)
            fail_msg("%s: no problem", CASES[i].json);
        assert_string_equal(work.problems.first->code, CASES[i].code);
        assert_text(&work, toy->secret, TOY_SECRET);
    }
}

static void null_empties_and_absence_keeps(void **state)
{
    (void)state;
    struct work work = work_of(ROLE_CASEWORKER);
    struct toy *toy = toy_full(&work);
    struct field_set readable = record_readable(&work, &toy_record, toy);
    struct field_set writable = record_writable(&work, &toy_record, toy);
    const struct json_value *value = parsed(&work, "{\"pieces\": null, \"total\": 7, \"since\": \"2020\"}");
    assert_int_equal(record_json_read(&work, &toy_record, &writable, &readable, value, toy), OK);
    assert_int_equal(toy->pieces, INTEGER_NONE);
    assert_int_equal(toy->since.precision, PRECISION_YEAR);
    assert_text(&work, toy->colour, "green");
}

/* ---- lists and exports ---- */

static bool keep_piece(void *context, struct text piece)
{
    buffer_add(context, piece);
    return true;
}

static struct text csv_of(struct work *work, const struct list_query *query, bool hxl, int64_t *ret_rows)
{
    struct buffer buffer = buffer_open(1 << 20);
    struct export_options options = {.states = &toy_states, .hxl = hxl};
    assert_int_equal(export_csv(work, &toy_record, query, &options, keep_piece, &buffer, ret_rows), OK);
    struct text csv = arena_text(work->arena, buffer_text(&buffer));
    buffer_close(&buffer);
    return csv;
}

static struct text cell_named(const struct csv_row *heads, const struct csv_row *row, const char *name)
{
    for (size_t i = 0; i < heads->count; i++)
        if (text_is(heads->cells[i], name))
            return row->cells[i];
    fail_msg("no column %s", name);
    return TEXT_NONE;
}

static void the_csv_says_what_the_list_says(void **state)
{
    (void)state;
    struct identifier id = toy_store();
    assert_false(identifier_is_none(id));
    struct work work = work_of(ROLE_SUPERVISOR);
    struct list_query query = {.size = LIST_PAGE, .descending = true};
    struct list_page page;
    int64_t rows = 0;
    assert_int_equal(record_list(&work, &toy_record, &query, &page), OK);
    struct text csv = csv_of(&work, &query, true, &rows);
    assert_int_equal(rows, page.total);
    assert_true(text_starts_with(csv, TEXT("\xef\xbb\xbf")));
    struct csv_reader reader = csv_open(csv, ',');
    struct csv_row heads, tags, row;
    assert_int_equal(csv_next(&reader, work.arena, &heads), OK);
    assert_int_equal(csv_next(&reader, work.arena, &tags), OK);
    assert_text(&work, cell_named(&heads, &tags, "Country (code)"), "#country+code");
    assert_text(&work, cell_named(&heads, &tags, "Country"), "#country+name");
    const struct toy *toy = NULL;
    for (size_t i = 0; csv_next(&reader, work.arena, &row) == OK; i++) {
        toy = page.rows[page.count - 1 - i]; /* the list has the newest first, exports the oldest */
        assert_true(text_equal(cell_named(&heads, &row, "Number"), toy->head.number));
        assert_int_equal(row.count, heads.count);
    }
    assert_non_null(toy);
    assert_text(&work, cell_named(&heads, &row, "Name"), "'=Bear \"<b>\" & زينب"); /* no formula */
    assert_text(&work, cell_named(&heads, &row, "Country (code)"), "SEN");
    assert_text(&work, cell_named(&heads, &row, "Country"), "Senegal");
    assert_text(&work, cell_named(&heads, &row, "Tastes"), "Music, Ball games");
    assert_text(&work, cell_named(&heads, &row, "Made on"), "2022-03-31");
    assert_text(&work, cell_named(&heads, &row, "Known since"), "2019-05");
    assert_text(&work, cell_named(&heads, &row, "Price"), "1250.50");
    assert_text(&work, cell_named(&heads, &row, "Price (currency)"), "MAD");
    assert_text(&work, cell_named(&heads, &row, "Maker"), "Workshop <b>&");
    assert_text(&work, cell_named(&heads, &row, "State"), "Open");
    assert_text(&work, cell_named(&heads, &row, "Secret"), TOY_SECRET);
}

static struct text called_by_number(struct work *work, const void *row)
{
    (void)work;
    return record_head_of(row)->number;
}

static size_t columns_named(const struct table_view *view, const char *name)
{
    size_t count = 0;
    for (size_t i = 0; i < view->column_count; i++)
        count += text_is(view->columns[i].name, name);
    return count;
}

static void what_is_called_by_its_number_has_one_column(void **state)
{
    (void)state;
    (void)toy_store();
    struct work work = work_of(ROLE_CASEWORKER);
    struct record numbered = toy_record;
    numbered.title = called_by_number;
    struct list_query query = {.size = LIST_PAGE};
    struct list_page page;
    struct parameters none = {0};
    struct table_options options = {.states = &toy_states, .base = TEXT("/en/toys")};
    assert_int_equal(record_list(&work, &toy_record, &query, &page), OK);
    struct table_view named = record_table_view(&work, &toy_record, &query, &none, &page, &options);
    struct table_view view = record_table_view(&work, &numbered, &query, &none, &page, &options);
    assert_int_equal(columns_named(&named, "number") + columns_named(&named, "title"), 2);
    assert_int_equal(columns_named(&view, "number"), 1);
    assert_int_equal(columns_named(&view, "title"), 0);
    assert_true(view.rows[0].cells[0].head && view.rows[0].path.length > 0);
}

static void a_list_shows_filters_chips_and_order(void **state)
{
    (void)state;
    (void)toy_store();
    struct work work = work_of(ROLE_CASEWORKER);
    struct parameters typed = {0};
    struct list_query query;
    struct list_page page;
    struct table_options options = {.states = &toy_states, .base = TEXT("/en/toys")};
    assert_int_equal(
        parameters_parse(&typed, &work.problems, TEXT("country=SEN&country=GIN&born.from=01/03/2022&sort=-born")), OK);
    assert_int_equal(list_query_read(&work, &toy_record, &typed, &query), OK);
    assert_int_equal(record_list(&work, &toy_record, &query, &page), OK);
    struct table_view view = record_table_view(&work, &toy_record, &query, &typed, &page, &options);
    assert_true(view.row_count > 0);
    assert_int_equal(view.chip_count, 3);
    assert_text(&work, view.chips[0].value, "Senegal");
    assert_text(&work, view.chips[0].remove, "?country=GIN&born.from=2022-03-01&sort=-born");
    assert_text(&work, view.chips[2].remove, "?country=SEN&country=GIN&sort=-born");
    const struct table_column *born = NULL;
    for (size_t i = 0; i < view.column_count; i++) {
        assert_string_not_equal(arena_string(work.arena, view.columns[i].label), "Secret");
        assert_string_not_equal(arena_string(work.arena, view.columns[i].label), "Token");
        if (text_is(view.columns[i].name, "born"))
            born = &view.columns[i];
    }
    assert_non_null(born);
    assert_string_equal(born->sorted, "descending");
    assert_text(&work, born->path, "?country=SEN&country=GIN&born.from=2022-03-01&sort=born");
    for (size_t i = 0; i < view.filter_count; i++)
        assert_string_not_equal(arena_string(work.arena, view.filters[i].label), "Token");
    assert_text(&work, view.rows[0].cells[0].value, arena_string(work.arena, record_head(page.rows[0])->number));
}

static void another_office_sees_nothing(void **state)
{
    (void)state;
    (void)toy_store();
    struct work work = work_of(ROLE_ANALYST);
    struct assignment elsewhere = {world.organisation, world.owner /* some other id */, ROLE_ANALYST};
    struct actor actor = *work.actor;
    actor.assignments = &elsewhere;
    work.actor = &actor;
    int64_t rows = -1;
    struct list_query query = {.size = LIST_PAGE};
    struct text csv = csv_of(&work, &query, false, &rows);
    assert_int_equal(rows, 0);
    assert_false(holds(csv, "SEN"));
}

/* ---- what may not be read appears nowhere ---- */

static struct text rendered(struct work *work, struct buffer *buffer)
{
    struct text text = arena_text(work->arena, buffer_text(buffer));
    buffer_clear(buffer);
    return text;
}

static void unreadable_fields_appear_nowhere(void **state)
{
    (void)state;
    struct identifier id = toy_store();
    struct work work = work_of(ROLE_CASEWORKER);
    void *row;
    struct field_set readable;
    struct buffer buffer = buffer_open(4 << 20);
    struct output out = {.buffer = &buffer, .arena = work.arena, .language = work.language, .zone = work.zone};
    assert_int_equal(record_get(&work, &toy_record, id, &row, &readable), OK);

    struct detail_view detail = record_detail_view(&work, &toy_record, row, &readable);
    record_detail_page(&out, &detail, TEXT("/icons.svg"));
    struct text page = rendered(&work, &buffer);
    assert_holds_no_secret(page);
    assert_false(holds(page, "Secret"));
    assert_true(holds(page, "1,250.50"));

    assert_holds_no_secret(json_of(&work, row, &readable));
    /* Even when the row holds them: the fields decide, not what happens to be empty. */
    assert_holds_no_secret(json_of(&work, toy_full(&work), &readable));

    struct list_query query = {.size = LIST_PAGE, .descending = true};
    struct list_page list;
    struct table_options options = {.states = &toy_states, .base = TEXT("/en/toys")};
    struct parameters none = {0};
    assert_int_equal(record_list(&work, &toy_record, &query, &list), OK);
    struct table_view table = record_table_view(&work, &toy_record, &query, &none, &list, &options);
    record_filters_page(&out, &table, TEXT("/icons.svg"));
    record_table_page(&out, &table, TEXT("/icons.svg"));
    assert_holds_no_secret(rendered(&work, &buffer));

    int64_t rows;
    struct text csv = csv_of(&work, &query, false, &rows);
    assert_true(rows > 0);
    assert_holds_no_secret(csv);
    assert_false(holds(csv, "Secret"));

    struct history_view history;
    assert_int_equal(record_history_view(&work, &toy_record, row, &readable, (struct identifier){0}, NULL, &history),
                     OK);
    assert_int_equal(history.item_count, 1);
    record_history_page(&out, &history, TEXT("/icons.svg"));
    page = rendered(&work, &buffer);
    assert_holds_no_secret(page);
    assert_true(holds(page, "Senegal"));
    buffer_close(&buffer);
}

static void a_supervisor_does_see_the_secret(void **state)
{
    (void)state;
    struct identifier id = toy_store();
    struct work work = work_of(ROLE_SUPERVISOR);
    void *row;
    struct field_set readable;
    assert_int_equal(record_get(&work, &toy_record, id, &row, &readable), OK);
    struct text json = json_of(&work, row, &readable);
    assert_true(holds(json, TOY_SECRET));
    assert_false(holds(json, TOY_TOKEN));
}

/* ---- whatever people type stays text ---- */

static const struct text ICONS = TEXT_CONSTANT("/icons.svg");

static void render_form(struct output *out, const void *view)
{
    buffer_add(out->buffer, TEXT("<form>"));
    record_form_page(out, view, ICONS);
    buffer_add(out->buffer, TEXT("</form>"));
}
static void render_detail(struct output *out, const void *view) { record_detail_page(out, view, ICONS); }
static void render_history(struct output *out, const void *view) { record_history_page(out, view, ICONS); }
static void render_table(struct output *out, const void *view)
{
    record_filters_page(out, view, ICONS);
    record_table_page(out, view, ICONS);
}
static void render_merge(struct output *out, const void *view)
{
    buffer_add(out->buffer, TEXT("<form>"));
    record_merge_page(out, view, ICONS);
    buffer_add(out->buffer, TEXT("</form>"));
}

static void assert_sound(void (*render)(struct output *out, const void *view), const void *view)
{
    AUTO_ARENA struct arena *arena = arena_open((size_t)256 << 20);
    struct text fault = html_hostile_fault(arena, render, view);
    if (fault.length > 0)
        fail_msg("%s", arena_string(arena, fault));
}

static void hostile_texts_change_no_element(void **state)
{
    (void)state;
    struct identifier id = toy_store();
    struct work work = work_of(ROLE_SUPERVISOR);
    struct field_set readable;
    struct form_view form;
    struct history_view history;
    struct list_query query;
    struct list_page page;
    struct table_options options = {.states = &toy_states, .base = TEXT("/en/toys")};
    struct parameters typed = {0};
    void *row;
    assert_int_equal(record_get(&work, &toy_record, id, &row, &readable), OK);
    assert_int_equal(parameters_parse(&typed, &work.problems, TEXT("country=SEN&pieces.from=1&size=1&sort=born")), OK);
    assert_int_equal(list_query_read(&work, &toy_record, &typed, &query), OK);
    assert_int_equal(record_list(&work, &toy_record, &query, &page), OK);
    struct table_view table = record_table_view(&work, &toy_record, &query, &typed, &page, &options);
    assert_sound(render_table, &table);
    struct detail_view detail = record_detail_view(&work, &toy_record, row, &readable);
    assert_sound(render_detail, &detail);
    assert_int_equal(record_history_view(&work, &toy_record, row, &readable, (struct identifier){0}, NULL, &history),
                     OK);
    assert_sound(render_history, &history);
    (void)problem_add(&work.problems, INVALID, "required", TEXT("name"), N_("Answer yes or no."));
    struct field_set fields = record_form_fields(&work, &toy_record, row);
    assert_int_equal(record_form_view(&work, &toy_record, row, &fields, NULL, NULL, &form), OK);
    assert_sound(render_form, &form);
    struct merge_field conflict = {.label = TEXT("Name"),
                                   .id = TEXT("c"),
                                   .mine = TEXT("a"),
                                   .theirs = TEXT("b"),
                                   .choice_name = TEXT("_keep_name")};
    struct parameter kept = {TEXT("name"), TEXT("a")};
    struct merge merge = {
        .fields = &conflict, .field_count = 1, .who = TEXT("Somebody"), .at = 0, .typed = &kept, .typed_count = 1};
    assert_sound(render_merge, &merge);
}

/* ---- two at once ---- */

static struct toy *changed(struct work *work, const struct toy *now, struct text colour, struct text note)
{
    struct toy *toy = arena_new(work->arena, struct toy);
    *toy = *now;
    toy->colour = colour;
    toy->note = note;
    return toy;
}

static void changes_of_two_people_meet(void **state)
{
    (void)state;
    struct identifier id = toy_store();
    struct work work = work_of(ROLE_CASEWORKER);
    void *stored, *now;
    assert_int_equal(record_get_unlimited(&work, &toy_record, id, &stored), OK);
    struct toy *theirs = changed(&work, stored, TEXT("red"), TEXT("their note"));
    assert_int_equal(record_update(&work, &toy_record, stored, theirs), OK);
    assert_int_equal(record_get_unlimited(&work, &toy_record, id, &now), OK);
    struct field_set fields = record_form_fields(&work, &toy_record, now);
    struct parameters typed = {0};
    struct merge merge;

    /* I changed the number of pieces and the note; they the colour and the note. */
    struct toy *mine = changed(&work, now, TEXT("green"), TEXT("my note"));
    mine->pieces = 5;
    assert_int_equal(record_merge(&work, &toy_record, &fields, 1, now, &typed, NULL, mine, &merge), OK);
    assert_int_equal(merge.field_count, 1);
    assert_text(&work, merge.fields[0].mine, "my note");
    assert_text(&work, merge.fields[0].theirs, "their note");
    assert_text(&work, mine->colour, "red");
    assert_int_equal(mine->pieces, 5);
    assert_int_equal(merge.version, 2);

    type(&work, &typed, TEXT("_keep_note"), TEXT("theirs"));
    type(&work, &typed, TEXT("pieces"), TEXT("5"));
    /* A choice made about an older version does not count. */
    type(&work, &typed, TEXT("_merged"), TEXT("1"));
    mine = changed(&work, now, TEXT("green"), TEXT("my note"));
    assert_int_equal(record_merge(&work, &toy_record, &fields, 1, now, &typed, NULL, mine, &merge), OK);
    assert_int_equal(merge.field_count, 1);
    typed.at[typed.count - 1].value = TEXT("2");
    mine = changed(&work, now, TEXT("green"), TEXT("my note"));
    assert_int_equal(record_merge(&work, &toy_record, &fields, 1, now, &typed, NULL, mine, &merge), OK);
    assert_int_equal(merge.field_count, 0);
    assert_text(&work, mine->note, "their note");
    assert_int_equal(merge.typed_count, 1);
}

/* ---- OpenAPI ---- */

static void the_document_describes_what_is_not_hidden(void **state)
{
    (void)state;
    struct work work = work_of(ROLE_CASEWORKER);
    static const char *const STATES[] = {"open", "closed"};
    struct openapi_step steps[] = {{.action = "close", .label = "Close", .note_required = true}};
    const struct openapi_child children[] = {{&maker_record, "country"}};
    struct openapi_resource resources[] = {
        {&toy_record, STATES, 2, steps, 1, children, 1, true, true},
        {.record = &maker_record, .creates = true, .changes = true},
    };
    field_set_add(&steps[0].input, 5);
    struct openapi_document document = {TEXT("Sanad"), TEXT("0"), TEXT("https://sanad.example"), resources, 2};
    struct buffer buffer = buffer_open(1 << 20);
    const struct json_value *value;
    assert_true(openapi_write(&buffer, work.arena, &document));
    struct text json = arena_text(work.arena, buffer_text(&buffer));
    buffer_close(&buffer);
    assert_int_equal(json_parse(work.arena, json, JSON_LIMITS_REQUEST, &value, NULL), OK);
    assert_false(holds(json, "oken\":"));
    const struct json_value *paths = json_member(value, TEXT("paths"));
    assert_non_null(json_member(json_member(paths, TEXT("/api/v1/toys/{id}/steps/close")), TEXT("post")));
    const struct json_value *schemas = json_member(json_member(value, TEXT("components")), TEXT("schemas"));
    const struct json_value *change = json_member(json_member(schemas, TEXT("ToyChange")), TEXT("properties"));
    assert_non_null(json_member(change, TEXT("name")));
    assert_null(json_member(change, TEXT("total")));
    assert_null(json_member(change, TEXT("code")));
    assert_null(json_member(change, text_from(maker_record.path)));
    const struct json_value *new = json_member(json_member(schemas, TEXT("ToyNew")), TEXT("properties"));
    const struct json_value *child = json_member(json_member(new, text_from(maker_record.path)), TEXT("items"));
    assert_non_null(json_member(json_member(child, TEXT("properties")), TEXT("name")));
    assert_null(json_member(json_member(child, TEXT("properties")), TEXT("country")));
    assert_null(json_member(json_member(json_member(schemas, TEXT("Toy")), TEXT("properties")), TEXT("token")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_form_that_nobody_touched_reads_as_the_row),
        cmocka_unit_test(controls_follow_the_kinds),
        cmocka_unit_test(bad_input_gives_its_problem_beside_the_field),
        cmocka_unit_test(only_the_fields_of_the_form_are_read),
        cmocka_unit_test(people_type_dates_in_several_ways),
        cmocka_unit_test(a_row_comes_back_from_json),
        cmocka_unit_test(bad_json_gives_its_problem),
        cmocka_unit_test(null_empties_and_absence_keeps),
        cmocka_unit_test(the_csv_says_what_the_list_says),
        cmocka_unit_test(what_is_called_by_its_number_has_one_column),
        cmocka_unit_test(a_list_shows_filters_chips_and_order),
        cmocka_unit_test(another_office_sees_nothing),
        cmocka_unit_test(unreadable_fields_appear_nowhere),
        cmocka_unit_test(hostile_texts_change_no_element),
        cmocka_unit_test(a_supervisor_does_see_the_secret),
        cmocka_unit_test(changes_of_two_people_meet),
        cmocka_unit_test(the_document_describes_what_is_not_hidden),
    };
    return cmocka_run_group_tests(tests, world_open, world_close);
}
