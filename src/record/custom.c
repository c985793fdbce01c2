#include "record/custom.h"

#include <stdio.h>
#include <string.h>

#include "codec/csv.h"
#include "system/file.h"

enum { FILE_MOST = 1 << 20, COLUMNS_LEAST = 11, COLUMNS = 13 };
enum column { RECORD, NAME, KIND, FR, AR, EN, HELP_FR, HELP_AR, HELP_EN, REQUIRED, CHOICES, FILTER, STATE };

static const struct {
    const char *name;
    enum field_kind kind;
    size_t size;
    bool keyed, plain; /* how it may filter */
} KINDS[] = {
    {"text", FIELD_TEXT, sizeof(struct text), true, false},
    {"lines", FIELD_LINES, sizeof(struct text), false, false},
    {"choice", FIELD_CHOICE, sizeof(struct text), true, true},
    {"choices", FIELD_CHOICES, sizeof(struct text), true, true},
    {"date", FIELD_DATE, sizeof(int32_t), false, true},
    {"integer", FIELD_INTEGER, sizeof(int64_t), false, true},
    {"flag", FIELD_FLAG, sizeof(struct flag), true, true},
    {"money", FIELD_MONEY, sizeof(struct money), false, true},
};

struct loading {
    struct arena *arena;
    const char *directory, *path;
    struct record *const *records;
    size_t record_count;
    const struct custom_text *text; /* NULL: from files */
    struct custom_fault *fault;
};

static enum outcome refuse(const struct loading *loading, size_t line, const char *why)
{
    if (loading->text != NULL) {
        *loading->fault = (struct custom_fault){text_from(loading->path), line, why};
        return INVALID;
    }
    (void)fprintf(stderr, "sanad: %s:%zu: %s\n", loading->path, line, why);
    return FAILED;
}

static struct record *find_record(const struct loading *loading, struct text name)
{
    for (size_t i = 0; i < loading->record_count; i++)
        if (text_is(name, loading->records[i]->name))
            return loading->records[i];
    return NULL;
}

static bool is_name(struct text name)
{
    for (size_t i = 0; i < name.length; i++)
        if (!((name.at[i] >= 'a' && name.at[i] <= 'z') || name.at[i] == '_'))
            return false;
    return name.length > 0 && name.length <= 40;
}

/* Registers three translations under a key that no catalogue has, and returns the key. */
static const char *add_message(const struct loading *loading, const struct csv_row *row, const char *part, size_t from)
{
    const char *names[LANGUAGE_COUNT];
    if (row->cells[from].length == 0)
        return NULL;
    if (loading->text != NULL && loading->text->mark == NULL)
        return arena_string(loading->arena, row->cells[from]);
    struct text key = arena_format(loading->arena, "%s%.*s.%.*s.%s", loading->text == NULL ? "" : loading->text->mark,
                                   TEXT_ARG(row->cells[RECORD]), TEXT_ARG(row->cells[NAME]), part);
    for (size_t i = 0; i < LANGUAGE_COUNT; i++)
        names[i] = row->cells[from + i].length == 0 ? NULL : arena_string(loading->arena, row->cells[from + i]);
    language_add(key.at, names);
    return key.at;
}

static enum outcome read_kind(const struct loading *loading, const struct csv_row *row, struct field *field,
                              size_t *ret_size)
{
    for (size_t i = 0; i < sizeof KINDS / sizeof *KINDS; i++)
        if (text_is(row->cells[KIND], KINDS[i].name)) {
            field->kind = KINDS[i].kind;
            *ret_size = KINDS[i].size;
            bool choices = field->kind == FIELD_CHOICE || field->kind == FIELD_CHOICES;
            if (choices != (row->cells[CHOICES].length > 0))
                return refuse(loading, row->line, N_("a choice needs a file of choices, other kinds have none"));
            return OK;
        }
    return refuse(loading, row->line, N_("unknown kind"));
}

static enum outcome read_filter(const struct loading *loading, const struct csv_row *row, struct field *field)
{
    struct text filter = row->count > FILTER ? row->cells[FILTER] : TEXT_NONE;
    bool keyed = text_is(filter, "keyed");
    if (text_is_empty(filter))
        return OK;
    if (!keyed && !text_is(filter, "plain"))
        return refuse(loading, row->line, N_("a filter is keyed, plain or empty"));
    for (size_t i = 0; i < sizeof KINDS / sizeof *KINDS; i++)
        if (KINDS[i].kind == field->kind && !(keyed ? KINDS[i].keyed : KINDS[i].plain))
            return refuse(loading, row->line,
                          keyed ? N_("this kind has no keyed filter") : N_("this kind has no plain filter"));
    field->flags |= FIELD_FILTERED | (keyed ? FIELD_KEYED : 0);
    return OK;
}

/* The profile's directory: lists that a text does not bring are there. */
static const char *loaded_from;
static struct text loaded_text;

struct text custom_loaded_text(void) { return loaded_text; }

static enum outcome read_list(const struct loading *loading, const struct csv_row *row, struct choice_list *list)
{
    struct choice_fault fault;
    for (size_t i = 0; i < loading->text->file_count; i++) {
        if (!text_equal(loading->text->files[i].name, row->cells[CHOICES]))
            continue;
        if (choice_list_read(loading->arena, loading->text->files[i].content, list, &fault) == OK)
            return OK;
        *loading->fault = (struct custom_fault){loading->text->files[i].name, fault.line, fault.what};
        return INVALID;
    }
    return choice_list_load(loading->arena, loading->directory, list) == OK
               ? OK
               : refuse(loading, row->line, N_("the list of choices is not there"));
}

static enum outcome read_choices(const struct loading *loading, const struct csv_row *row, struct field *field)
{
    if (row->cells[CHOICES].length == 0)
        return OK;
    if (text_find_byte(row->cells[CHOICES], '/') >= 0)
        return refuse(loading, row->line, N_("the choices are a file of the profile"));
    struct choice_list *list = arena_new(loading->arena, struct choice_list);
    list->name = arena_string(loading->arena, row->cells[NAME]);
    list->file = arena_string(loading->arena, row->cells[CHOICES]);
    field->choices = list;
    return loading->text == NULL ? choice_list_load(loading->arena, loading->directory, list)
                                 : read_list(loading, row, list);
}

/* The record's table of fields, one longer. */
static void append(const struct loading *loading, struct record *record, const struct field *field, size_t size)
{
    struct field *fields = arena_array(loading->arena, struct field, record->field_count + 1);
    memcpy(fields, record->fields, record->field_count * sizeof *fields);
    fields[record->field_count] = *field;
    fields[record->field_count].offset = (record->size + 15) & ~(size_t)15;
    record->size = fields[record->field_count].offset + size;
    record->fields = fields;
    record->field_count++;
}

static enum outcome add_field(const struct loading *loading, const struct csv_row *row)
{
    size_t size = 0;
    if (row->count < COLUMNS_LEAST || row->count > COLUMNS)
        return refuse(loading, row->line, N_("eleven columns are wanted, or twelve, or thirteen"));
    struct record *record = find_record(loading, row->cells[RECORD]);
    if (record == NULL)
        return refuse(loading, row->line, N_("unknown record"));
    if (!is_name(row->cells[NAME]) || record_field(record, row->cells[NAME]) != NULL)
        return refuse(loading, row->line, N_("the name is not of a to z and _, or is taken"));
    if (record->field_count >= CUSTOM_MOST + 64)
        return refuse(loading, row->line, N_("too many fields"));
    struct field field = {
        .name = arena_string(loading->arena, row->cells[NAME]),
        .label = add_message(loading, row, "label", FR),
        .help = add_message(loading, row, "help", HELP_FR),
        .flags = FIELD_CUSTOM | (text_is(row->cells[REQUIRED], "yes") ? FIELD_REQUIRED : 0),
        .section = N_("Of this mission"),
    };
    bool retired = row->count > STATE && text_is(row->cells[STATE], "retired");
    if (retired)
        field.flags = FIELD_CUSTOM | FIELD_COMPUTED;
    if (row->count > STATE && row->cells[STATE].length > 0 && !retired)
        return refuse(loading, row->line, N_("the state is empty or retired"));
    if (field.label == NULL)
        return refuse(loading, row->line, N_("a French label is wanted"));
    enum outcome outcome = read_kind(loading, row, &field, &size);
    if (outcome == OK && !retired)
        outcome = read_filter(loading, row, &field);
    if (outcome == OK)
        outcome = read_choices(loading, row, &field);
    if (outcome == OK)
        append(loading, record, &field, size);
    return outcome;
}

/* Records as the program has them, kept before the first field is added. */
static struct bare {
    const struct record *record;
    const struct field *fields;
    size_t field_count, size;
} bare_records[16];

static struct bare *bare_of(const struct record *record)
{
    size_t most = sizeof bare_records / sizeof *bare_records;
    for (size_t i = 0; i < most; i++) {
        if (bare_records[i].record == NULL)
            bare_records[i] = (struct bare){record, record->fields, record->field_count, record->size};
        if (bare_records[i].record == record)
            return &bare_records[i];
    }
    return NULL;
}

void custom_bare(const struct record *record, struct record *ret_record)
{
    const struct bare *bare = bare_of(record);
    *ret_record = *record;
    if (bare == NULL)
        return;
    ret_record->fields = bare->fields;
    ret_record->field_count = bare->field_count;
    ret_record->size = bare->size;
}

static enum outcome add_fields(const struct loading *loading, struct text content)
{
    struct csv_row row;
    struct csv_reader reader = csv_open(content, ',');
    enum outcome outcome = csv_next(&reader, loading->arena, &row); /* the head */
    while (outcome == OK && (outcome = csv_next(&reader, loading->arena, &row)) == OK) {
        outcome = add_field(loading, &row);
        if (outcome != OK)
            return outcome;
    }
    if (outcome == INVALID)
        return refuse(loading, reader.fault_line, reader.fault);
    return outcome == NOT_FOUND ? OK : outcome;
}

enum outcome custom_load(struct arena *arena, const char *directory, struct record *const *records, size_t count)
{
    struct text path = arena_format(arena, "%s/fields.csv", directory);
    struct loading loading = {arena, directory, path.at, records, count, NULL, NULL};
    struct text content;
    for (size_t i = 0; i < count; i++)
        (void)bare_of(records[i]);
    loaded_from = arena_string(arena, text_from(directory));
    enum outcome outcome = file_read(arena, path.at, FILE_MOST, &content);
    if (outcome == NOT_FOUND)
        return OK;
    loaded_text = outcome == OK ? content : TEXT_NONE;
    return outcome == OK ? add_fields(&loading, content) : refuse(&loading, 0, "cannot be read");
}

enum outcome custom_read(struct arena *arena, const struct custom_text *text, struct record *const *records,
                         size_t count, struct custom_fault *ret_fault)
{
    struct record **tried = arena_array(arena, struct record *, count + 1);
    const struct loading loading = {arena,    loaded_from == NULL ? "" : loaded_from, "fields.csv", tried, count, text,
                                    ret_fault};
    for (size_t i = 0; i < count; i++) {
        tried[i] = arena_new(arena, struct record);
        custom_bare(records[i], tried[i]);
    }
    enum outcome outcome = add_fields(&loading, text->fields);
    for (size_t i = 0; i < count && outcome == OK && text->mark != NULL; i++)
        *records[i] = *tried[i];
    return outcome;
}
