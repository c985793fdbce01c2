#include "exchange/own_fields.h"

#include "codec/csv.h"

static const struct text MARK = TEXT_CONSTANT("== ");
static const char *const HEADS[OWN_CELLS] = {"record",  "name",    "kind",     "fr",      "ar",     "en",   "help_fr",
                                             "help_ar", "help_en", "required", "choices", "filter", "state"};

static enum outcome refuse(struct work *work, const char *message, struct text file, int64_t line)
{
    return problem_add_with(&work->problems, INVALID, "profile_unreadable", TEXT("profile"), message, file,
                            arena_format(work->arena, "%lld", (long long)line));
}

/* ---- a profile as one text ---- */

static enum outcome read_lines(struct work *work, struct text content, struct own_fields *fields)
{
    struct csv_reader reader = csv_open(content, ',');
    struct csv_row row;
    enum outcome outcome = csv_next(&reader, work->arena, &row);
    while (outcome == OK && (outcome = csv_next(&reader, work->arena, &row)) == OK) {
        if (fields->count == OWN_LINES_MOST || row.count < OWN_CHOICES || row.count > OWN_CELLS)
            return refuse(work, N_("{1}, line {2}: thirteen columns are wanted."), TEXT("fields.csv"),
                          (int64_t)row.line);
        for (size_t i = 0; i < row.count; i++)
            fields->lines[fields->count].cells[i] = text_trim(row.cells[i]);
        fields->count++;
    }
    if (outcome == INVALID)
        return refuse(work, N_("{1}, line {2}: the quotes are broken."), TEXT("fields.csv"),
                      (int64_t)reader.fault_line);
    return OK;
}

static enum outcome take_file(struct work *work, struct text name, struct text content, struct own_fields *fields)
{
    if (name.length == 0 || text_is(name, "fields.csv"))
        return read_lines(work, content, fields);
    if (fields->file_count == OWN_FILES_MOST || text_find_byte(name, '/') >= 0)
        return refuse(work, N_("{1}, line {2}: this list cannot be taken."), name, 1);
    fields->files[fields->file_count++] = (struct custom_file){name, content};
    return OK;
}

enum outcome own_fields_read(struct work *work, struct text profile, struct own_fields *ret_fields)
{
    struct text name = TEXT_NONE;
    size_t from = 0;
    enum outcome outcome = OK;
    ret_fields->count = ret_fields->file_count = 0;
    for (size_t at = 0; at < profile.length && outcome == OK;) {
        size_t end = at;
        while (end < profile.length && profile.at[end] != '\n')
            end++;
        struct text line = text_trim(text_slice(profile, at, end));
        if (text_starts_with(line, MARK) && text_ends_with(line, TEXT(" =="))) {
            if (at > from)
                outcome = take_file(work, name, text_slice(profile, from, at), ret_fields);
            name = text_trim(text_slice(line, MARK.length, line.length - 3));
            from = end + 1;
        }
        at = end + 1;
    }
    if (outcome == OK && from < profile.length)
        outcome = take_file(work, name, text_slice(profile, from, profile.length), ret_fields);
    return outcome;
}

static void write_cell(struct buffer *buffer, struct text cell, bool last)
{
    bool quoted = text_find_byte(cell, ',') >= 0 || text_find_byte(cell, '"') >= 0 || text_find_byte(cell, '\n') >= 0;
    if (quoted)
        buffer_add_byte(buffer, '"');
    for (size_t i = 0; i < cell.length; i++) {
        if (cell.at[i] == '"')
            buffer_add_byte(buffer, '"');
        buffer_add_byte(buffer, cell.at[i]);
    }
    if (quoted)
        buffer_add_byte(buffer, '"');
    buffer_add_byte(buffer, last ? '\n' : ',');
}

static void write_lines(struct buffer *buffer, const struct own_fields *fields)
{
    for (size_t i = 0; i < OWN_CELLS; i++)
        write_cell(buffer, text_from(HEADS[i]), i + 1 == OWN_CELLS);
    for (size_t i = 0; i < fields->count; i++)
        for (size_t c = 0; c < OWN_CELLS; c++)
            write_cell(buffer, fields->lines[i].cells[c], c + 1 == OWN_CELLS);
}

struct text own_fields_write(struct arena *arena, const struct own_fields *fields)
{
    AUTO_BUFFER struct buffer buffer = buffer_open(OWN_TEXT_MOST);
    buffer_add(&buffer, TEXT("== fields.csv ==\n"));
    write_lines(&buffer, fields);
    for (size_t i = 0; i < fields->file_count; i++) {
        buffer_format(&buffer, "== %.*s ==\n", TEXT_ARG(fields->files[i].name));
        buffer_add(&buffer, text_trim(fields->files[i].content));
        buffer_add_byte(&buffer, '\n');
    }
    return buffer.full ? TEXT_NONE : arena_text(arena, buffer_text(&buffer));
}

struct own_line *own_fields_find(struct own_fields *fields, struct text record, struct text name)
{
    for (size_t i = 0; i < fields->count; i++)
        if (text_equal(fields->lines[i].cells[OWN_RECORD], record) &&
            text_equal(fields->lines[i].cells[OWN_NAME], name))
            return &fields->lines[i];
    return NULL;
}

struct custom_file *own_fields_file(struct own_fields *fields, struct text name)
{
    for (size_t i = 0; i < fields->file_count; i++)
        if (text_equal(fields->files[i].name, name))
            return &fields->files[i];
    return NULL;
}

/* ---- from one version to the next ---- */

static enum outcome check_lines(struct work *work, struct own_fields *before, struct own_fields *after)
{
    for (size_t i = 0; i < before->count; i++) {
        const struct text *cells = before->lines[i].cells;
        const struct own_line *now = own_fields_find(after, cells[OWN_RECORD], cells[OWN_NAME]);
        if (now == NULL)
            (void)problem_add_with(
                &work->problems, INVALID, "field_vanished", TEXT("profile"),
                N_("The field “{1}” is gone. A field is retired, never taken away: rows may hold it."), cells[OWN_NAME],
                TEXT_NONE);
        else if (!text_equal(now->cells[OWN_KIND], cells[OWN_KIND]))
            (void)problem_add_with(&work->problems, INVALID, "kind_changed", TEXT("profile"),
                                   N_("The field “{1}” has another kind. Retire it and add another: rows may hold it."),
                                   cells[OWN_NAME], TEXT_NONE);
    }
    return OK;
}

static bool has_code(struct arena *arena, struct text content, struct text code)
{
    struct csv_reader reader = csv_open(content, ',');
    struct csv_row row;
    while (csv_next(&reader, arena, &row) == OK)
        if (row.count > 0 && text_equal(text_trim(row.cells[0]), code))
            return true;
    return false;
}

/* Codes that rows may hold stay: they are renamed, not taken away. */
static void check_file(struct work *work, const struct custom_file *file, struct own_fields *after)
{
    const struct custom_file *now = own_fields_file(after, file->name);
    struct csv_reader reader = csv_open(file->content, ',');
    struct csv_row row;
    bool head = true;
    while (csv_next(&reader, work->arena, &row) == OK) {
        struct text code = row.count > 0 ? text_trim(row.cells[0]) : TEXT_NONE;
        if (!head && code.length > 0 && (now == NULL || !has_code(work->arena, now->content, code)))
            (void)problem_add_with(
                &work->problems, INVALID, "code_vanished", TEXT("choices"),
                N_("The code “{1}” is gone from the list “{2}”: rows may hold it. Rename it instead."), code,
                file->name);
        head = false;
    }
}

enum outcome own_fields_check(struct work *work, struct own_fields *before, struct own_fields *after)
{
    AUTO_BUFFER struct buffer lines = buffer_open(OWN_TEXT_MOST);
    size_t already = work->problems.count;
    size_t count;
    struct custom_fault fault;
    enum outcome outcome = check_lines(work, before, after);
    for (size_t i = 0; i < before->file_count; i++)
        check_file(work, &before->files[i], after);
    own_lists_check(work, after);
    write_lines(&lines, after);
    const struct custom_text text = {
        .fields = arena_text(work->arena, buffer_text(&lines)), .files = after->files, .file_count = after->file_count};
    struct record *const *records = own_records(&count);
    if (outcome == OK)
        outcome = custom_read(work->arena, &text, records, count, &fault);
    if (outcome == INVALID)
        (void)refuse(work, N_("{1}, line {2}:"), fault.file, (int64_t)fault.line),
            (void)problem_add(&work->problems, INVALID, "profile_unreadable", TEXT("profile"), fault.what);
    if (outcome < 0)
        return outcome;
    return work->problems.count > already ? INVALID : OK;
}

/* ---- what counts from the start of a process on ---- */

enum outcome own_fields_apply(struct db *db, struct arena *arena, int64_t *ret_number)
{
    struct work work = {.db = db, .arena = arena, .problems = problems_open(arena)};
    struct own_version newest;
    struct own_fields *fields = arena_new(arena, struct own_fields);
    AUTO_BUFFER struct buffer lines = buffer_open(OWN_TEXT_MOST);
    struct custom_fault fault;
    size_t count;
    enum outcome outcome = own_version_newest(&work, &newest);
    if (outcome != OK)
        return outcome;
    *ret_number = newest.number;
    if (newest.number == 0)
        return OK;
    outcome = own_fields_read(&work, newest.content, fields);
    if (outcome != OK)
        return outcome;
    write_lines(&lines, fields);
    const struct custom_text text = {.fields = arena_text(arena, buffer_text(&lines)),
                                     .files = fields->files,
                                     .file_count = fields->file_count,
                                     .mark = arena_format(arena, "v%lld.", (long long)newest.number).at};
    struct record *const *records = own_records(&count);
    outcome = custom_read(arena, &text, records, count, &fault);
    return outcome == OK ? own_lists_apply(arena, fields) : outcome;
}
