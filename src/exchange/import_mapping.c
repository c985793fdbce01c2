#include "exchange/import_mapping.h"

#include "codec/json.h"

enum { JSON_MOST = 2 << 20 };
static const struct json_limits LIMITS = {JSON_MOST, 20000};

static void write_integer(struct json_writer *json, const char *name, int64_t value)
{
    json_key(json, text_from(name));
    json_put_integer(json, value);
}

static void write_text(struct json_writer *json, const char *name, struct text value)
{
    json_key(json, text_from(name));
    json_put_text(json, value);
}

static int64_t get_integer(const struct json_value *object, const char *name)
{
    return json_integer_or(json_member(object, text_from(name)), 0);
}

static struct text get_text(const struct json_value *object, const char *name)
{
    return json_text_or(json_member(object, text_from(name)), TEXT_NONE);
}

/* ---- facts ---- */

/* The counts of a column, for writing and reading alike. */
static const struct {
    const char *name;
    size_t offset;
} COUNTS[] = {
    {"filled", offsetof(struct column_facts, filled)},
    {"days", offsetof(struct column_facts, days)},
    {"day_first", offsetof(struct column_facts, day_first)},
    {"month_first", offsetof(struct column_facts, month_first)},
    {"either", offsetof(struct column_facts, either)},
    {"short_years", offsetof(struct column_facts, short_years)},
    {"first_of_year", offsetof(struct column_facts, first_of_year)},
    {"commas", offsetof(struct column_facts, commas)},
    {"points", offsetof(struct column_facts, points)},
    {"either_mark", offsetof(struct column_facts, either_mark)},
    {"merged", offsetof(struct column_facts, merged)},
    {"errors", offsetof(struct column_facts, errors)},
};

static void write_column(struct json_writer *json, const struct column_facts *facts)
{
    json_object_begin(json);
    write_text(json, "label", facts->label);
    for (size_t i = 0; i < sizeof COUNTS / sizeof *COUNTS; i++)
        write_integer(json, COUNTS[i].name, *(const int64_t *)((const char *)facts + COUNTS[i].offset));
    json_key(json, TEXT("samples"));
    json_array_begin(json);
    for (size_t i = 0; i < facts->sample_count; i++)
        json_put_text(json, facts->samples[i]);
    json_array_end(json);
    json_object_end(json);
}

struct text facts_write(struct arena *arena, const struct file_facts *facts)
{
    AUTO_BUFFER struct buffer buffer = buffer_open(JSON_MOST);
    struct json_writer json = json_writer_open(&buffer);
    json_object_begin(&json);
    write_text(&json, "sheet", facts->sheet);
    write_text(&json, "encoding", facts->encoding);
    write_integer(&json, "sheets", facts->sheets);
    write_integer(&json, "formulas", facts->formulas);
    write_integer(&json, "title_lines", facts->title_lines);
    write_integer(&json, "system_1904", facts->system_1904);
    json_key(&json, TEXT("columns"));
    json_array_begin(&json);
    for (size_t i = 0; i < facts->column_count; i++)
        write_column(&json, &facts->columns[i]);
    json_array_end(&json);
    json_object_end(&json);
    return json_finish(&json) ? arena_text(arena, buffer_text(&buffer)) : TEXT_NONE;
}

static void read_column(const struct json_value *object, struct column_facts *facts)
{
    const struct json_value *samples = json_member(object, TEXT("samples"));
    facts->label = get_text(object, "label");
    for (size_t i = 0; i < sizeof COUNTS / sizeof *COUNTS; i++)
        *(int64_t *)((char *)facts + COUNTS[i].offset) = get_integer(object, COUNTS[i].name);
    for (size_t i = 0; samples != NULL && i < samples->count && i < COLUMN_SAMPLES; i++)
        facts->samples[facts->sample_count++] = json_text_or(&samples->items[i], TEXT_NONE);
}

enum outcome facts_read(struct arena *arena, struct text text, struct file_facts *ret_facts)
{
    const struct json_value *object;
    if (json_parse(arena, text, LIMITS, &object, NULL) != OK)
        return FAILED;
    const struct json_value *columns = json_member(object, TEXT("columns"));
    size_t count = columns == NULL ? 0 : columns->count;
    *ret_facts = (struct file_facts){
        .columns = arena_array(arena, struct column_facts, count + 1),
        .column_count = count,
        .sheet = get_text(object, "sheet"),
        .encoding = get_text(object, "encoding"),
        .sheets = get_integer(object, "sheets"),
        .formulas = get_integer(object, "formulas"),
        .title_lines = get_integer(object, "title_lines"),
        .system_1904 = get_integer(object, "system_1904") == 1,
    };
    for (size_t i = 0; i < count; i++)
        read_column(&columns->items[i], &ret_facts->columns[i]);
    return count > 0 ? OK : FAILED;
}

static void note_day(const struct day_reading *reading, struct column_facts *facts)
{
    facts->day_first += reading->shape == DAY_DAY_FIRST;
    facts->month_first += reading->shape == DAY_MONTH_FIRST;
    facts->either += reading->shape == DAY_EITHER;
    facts->short_years += reading->shape == DAY_SHORT_YEAR;
    facts->days += reading->shape != DAY_NONE;
    bool day = reading->shape == DAY_CERTAIN || reading->shape == DAY_EITHER;
    facts->first_of_year += day && reading->month == 1 && reading->day == 1;
}

static void note_number(struct arena *arena, struct text text, struct column_facts *facts)
{
    enum number_shape shape = number_shape_of(arena, text, NULL);
    facts->commas += shape == NUMBER_COMMA;
    facts->points += shape == NUMBER_POINT;
    facts->either_mark += shape == NUMBER_EITHER;
}

static struct text short_sample(struct arena *arena, struct text text)
{
    size_t at = 0;
    for (size_t letters = 0; at < text.length && letters < SAMPLE_MOST; letters++)
        (void)text_next_code_point(text, &at);
    return arena_text(arena, text_slice(text, 0, at));
}

void facts_note(struct arena *scratch, struct arena *keep, struct column_facts *facts, const struct given_cell *cell)
{
    struct text text = text_trim(cell->text);
    facts->merged += cell->kind == CELL_MERGED;
    facts->errors += cell->kind == CELL_ERROR || cell->kind == CELL_NO_VALUE || cell->kind == CELL_FALSE_DAY;
    if (cell->kind == CELL_EMPTY || text.length == 0)
        return;
    facts->filled++;
    if (cell->kind == CELL_TEXT || cell->kind == CELL_DATE) {
        struct day_reading reading = import_day_read(scratch, text);
        note_day(&reading, facts);
    }
    if (cell->kind == CELL_TEXT)
        note_number(scratch, text, facts);
    for (size_t i = 0; i < facts->sample_count; i++)
        if (text_starts_with(text, facts->samples[i]))
            return;
    if (facts->sample_count < COLUMN_SAMPLES)
        facts->samples[facts->sample_count++] = short_sample(keep, text);
}

/* ---- what was chosen ---- */

struct text mapping_write(struct arena *arena, const struct import_mapping *mapping)
{
    AUTO_BUFFER struct buffer buffer = buffer_open(JSON_MOST);
    struct json_writer json = json_writer_open(&buffer);
    json_array_begin(&json);
    for (size_t i = 0; i < mapping->count; i++) {
        const struct column_choice *column = &mapping->columns[i];
        json_object_begin(&json);
        write_text(&json, "to", column->to);
        write_integer(&json, "order", column->order);
        write_integer(&json, "mark", column->mark);
        write_integer(&json, "january", column->january);
        json_object_end(&json);
    }
    json_array_end(&json);
    return json_finish(&json) ? arena_text(arena, buffer_text(&buffer)) : TEXT_NONE;
}

enum outcome import_mapping_read(struct arena *arena, struct text text, struct import_mapping *ret_mapping)
{
    const struct json_value *list;
    if (json_parse(arena, text, LIMITS, &list, NULL) != OK || list->kind != JSON_KIND_ARRAY)
        return FAILED;
    struct column_choice *columns = arena_array(arena, struct column_choice, list->count + 1);
    for (size_t i = 0; i < list->count; i++) {
        int64_t order = get_integer(&list->items[i], "order");
        int64_t mark = get_integer(&list->items[i], "mark");
        int64_t january = get_integer(&list->items[i], "january");
        columns[i].to = get_text(&list->items[i], "to");
        columns[i].order = order > ORDER_OPEN && order <= ORDER_REFUSE ? (enum day_order)order : ORDER_OPEN;
        columns[i].mark = mark == MARK_COMMA || mark == MARK_POINT ? (enum decimal_mark)mark : MARK_OPEN;
        columns[i].january =
            january == JANUARY_DAY || january == JANUARY_YEAR ? (enum first_of_year)january : JANUARY_OPEN;
    }
    *ret_mapping = (struct import_mapping){columns, list->count};
    return OK;
}

/* ---- what has to be asked ---- */

static bool is_day(const struct import_target *target)
{
    if (target == NULL)
        return false;
    return (target->part == TARGET_FIELD &&
            (target->field->kind == FIELD_DATE || target->field->kind == FIELD_PARTIAL_DATE)) ||
           target->day;
}

bool mapping_asks_order(const struct column_facts *facts, const struct import_target *target)
{
    return is_day(target) && facts->either > 0 && facts->days > 0;
}

bool mapping_asks_mark(const struct column_facts *facts, const struct import_target *target)
{
    bool number = target != NULL && target->part == TARGET_FIELD &&
                  (target->field->kind == FIELD_MONEY || target->field->kind == FIELD_INTEGER);
    return number && facts->either_mark > 0;
}

bool mapping_asks_january(const struct column_facts *facts, const struct import_target *target)
{
    return target != NULL && target->part == TARGET_FIELD && target->field->kind == FIELD_PARTIAL_DATE &&
           facts->first_of_year > 0;
}

static void ask(struct work *work, const char *what, size_t column, struct text label, const char *message)
{
    (void)problem_add_with(&work->problems, INVALID, "question_open", arena_format(work->arena, "%s.%zu", what, column),
                           message, label, TEXT_NONE);
}

static void check_column(struct work *work, const struct column_facts *facts, const struct column_choice *choice,
                         const struct import_target *target, size_t at)
{
    if (mapping_asks_order(facts, target) && choice->order == ORDER_OPEN)
        ask(work, "order", at, facts->label, N_("“{1}”: say whether the day or the month comes first."));
    if (mapping_asks_mark(facts, target) && choice->mark == MARK_OPEN)
        ask(work, "mark", at, facts->label, N_("“{1}”: say whether a comma or a point comes before the decimals."));
    if (mapping_asks_january(facts, target) && choice->january == JANUARY_OPEN)
        ask(work, "january", at, facts->label, N_("“{1}”: say what 1 January means."));
}

enum outcome mapping_check(struct work *work, const struct import_kind *kind, const struct file_facts *facts,
                           const struct import_mapping *mapping)
{
    size_t target_count;
    size_t before = work->problems.count;
    const struct import_target *targets = import_targets(work, kind, &target_count);
    bool changes = false; /* then what is needed is asked of each line that makes a row */
    if (mapping->count != facts->column_count)
        return FAILED;
    for (size_t i = 0; i < mapping->count; i++)
        changes = changes || text_is(mapping->columns[i].to, IMPORT_ROW_NUMBER);
    for (size_t t = 0; t < target_count; t++) {
        size_t times = 0;
        size_t last = 0;
        for (size_t i = 0; i < mapping->count; i++)
            if (text_equal(mapping->columns[i].to, targets[t].name)) {
                times++;
                last = i;
            }
        if (times > 1)
            ask(work, "to", last, targets[t].label, N_("Two columns are taken for “{1}”: choose one."));
        if (times == 0 && targets[t].required && !changes)
            (void)problem_add_with(&work->problems, INVALID, "column_missing", TEXT_NONE,
                                   N_("Say which column holds “{1}”: it is needed."), targets[t].label, TEXT_NONE);
    }
    for (size_t i = 0; i < mapping->count; i++)
        check_column(work, &facts->columns[i], &mapping->columns[i],
                     import_target_named(targets, target_count, mapping->columns[i].to), i);
    return work->problems.count > before ? INVALID : OK;
}
