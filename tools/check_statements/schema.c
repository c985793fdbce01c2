/* The schema that all migrations together leave, as PostgreSQL has it. */
#include <string.h>

#include "check.h"

const char *migration_engine(const char *file)
{
    if (strstr(file, ".sqlite.") != NULL)
        return "sqlite";
    return strstr(file, ".postgres.") != NULL ? "postgres" : NULL;
}

static int line_at(struct text source, const char *at)
{
    int line = 1;
    for (const char *c = source.at; c < at; c++)
        line += *c == '\n';
    return line;
}

/* One struct statement for each that a semicolon ends. */
void migration_read(struct check *check, const char *file, struct text source)
{
    struct statement whole = {.text = source, .file = file, .whole = true};
    tokens_read(check, &whole);
    for (size_t from = 0, at = 0; at <= whole.count; at++) {
        if (at < whole.count && !token_is(&whole.tokens[at], ";"))
            continue;
        if (at > from) {
            struct statement *statement = list_new(check, &check->migrations, struct statement);
            *statement = whole;
            statement->tokens = whole.tokens + from;
            statement->count = at - from;
            statement->line = line_at(source, whole.tokens[from].text.at);
        }
        from = at + 1;
    }
}

struct table *table_find(const struct check *check, struct text name)
{
    for (size_t i = 0; i < check->tables.count; i++) {
        struct table *table = list_at(&check->tables, struct table, i);
        if (text_equal(table->name, name))
            return table;
    }
    return NULL;
}

const struct column *column_find(const struct table *table, struct text name)
{
    for (size_t i = 0; table != NULL && i < table->column_count; i++)
        if (text_equal(table->columns[i].name, name))
            return &table->columns[i];
    return NULL;
}

/* "(a, b)": the names, and where the parenthesis closes. */
static size_t read_names(const struct statement *statement, size_t open, struct text *ret_names, size_t most,
                         size_t *ret_count)
{
    size_t end = token_closing(statement, open);
    *ret_count = 0;
    for (size_t at = open + 1; at < end; at++)
        if (token_at(statement, at)->kind == TOKEN_WORD && !token_is(token_at(statement, at - 1), ".") &&
            (at == open + 1 || token_is(token_at(statement, at - 1), ",")) && *ret_count < most)
            ret_names[(*ret_count)++] = token_at(statement, at)->text;
    return end;
}

static void add_unique(struct check *check, const struct statement *statement, struct text table, size_t open)
{
    struct index *index = list_new(check, &check->indexes, struct index);
    *index = (struct index){.table = table, .unique = true, .file = statement->file, .line = statement->line};
    (void)read_names(statement, open, index->columns, 24, &index->count);
}

/* REFERENCES other (columns): of one column, or of FOREIGN KEY (columns). */
static void add_reference(struct check *check, const struct statement *statement, struct text table, size_t at,
                          struct text column)
{
    struct reference *reference = list_new(check, &check->references, struct reference);
    size_t count;
    *reference = (struct reference){.from = table,
                                    .to = token_at(statement, at + 1)->text,
                                    .columns = {column},
                                    .count = 1,
                                    .file = statement->file,
                                    .line = statement->line};
    if (token_is(token_at(statement, at - 1), ")")) {
        size_t open = at - 1;
        while (open > 0 && !token_is(token_at(statement, open), "foreign"))
            open--;
        (void)read_names(statement, open + 2, reference->columns, 8, &reference->count);
    }
    (void)read_names(statement, at + 2, reference->others, 8, &count);
}

static struct column *add_column(struct check *check, struct table *table, struct text name, struct text type)
{
    struct column *columns = arena_array(check->arena, struct column, table->column_count + 1);
    if (table->column_count > 0)
        memcpy(columns, table->columns, table->column_count * sizeof *columns);
    table->columns = columns;
    columns[table->column_count] = (struct column){.name = name, .type = type};
    return &columns[table->column_count++];
}

/* What stands behind a column's type. */
static void read_column_rest(struct check *check, const struct statement *statement, struct table *table, size_t at,
                             size_t end)
{
    struct column *column = &table->columns[table->column_count - 1];
    for (; at < end; at++) {
        const struct token *token = token_at(statement, at);
        if (token_is(token, "not") && token_is(token_at(statement, at + 1), "null"))
            column->needed = true;
        if (token_is(token, "primary")) {
            column->needed = true;
            table->key[0] = column->name;
            table->key_count = 1;
        }
        if (token_is(token, "unique")) {
            struct index *index = list_new(check, &check->indexes, struct index);
            *index = (struct index){.table = table->name,
                                    .columns = {column->name},
                                    .count = 1,
                                    .unique = true,
                                    .file = statement->file,
                                    .line = statement->line};
        }
        if (token_is(token, "references"))
            add_reference(check, statement, table->name, at, column->name);
    }
}

/* One column or constraint of CREATE TABLE. */
static void read_part(struct check *check, const struct statement *statement, struct table *table, size_t at,
                      size_t end)
{
    static const char *const CONSTRAINTS[] = {"primary", "unique", "foreign", "check", "constraint", NULL};
    const struct token *token = token_at(statement, at);
    if (!token_is_one_of(token, CONSTRAINTS)) {
        (void)add_column(check, table, token->text, token_at(statement, at + 1)->text);
        read_column_rest(check, statement, table, at + 2, end);
        return;
    }
    for (; at < end; at++) {
        token = token_at(statement, at);
        if (token_is(token, "primary"))
            (void)read_names(statement, at + 2, table->key, 8, &table->key_count);
        if (token_is(token, "unique"))
            add_unique(check, statement, table->name, at + 1);
        if (token_is(token, "references"))
            add_reference(check, statement, table->name, at, TEXT_NONE);
    }
}

static void read_table(struct check *check, const struct statement *statement, size_t name)
{
    struct table *table = list_new(check, &check->tables, struct table);
    table->name = token_at(statement, name)->text;
    size_t end = token_closing(statement, name + 1);
    int depth = token_at(statement, name + 1)->depth + 1;
    for (size_t from = name + 2, at = from; at <= end; at++) {
        const struct token *token = token_at(statement, at);
        if (at != end && !(token->depth == depth && token_is(token, ",")))
            continue;
        if (at > from)
            read_part(check, statement, table, from, at);
        from = at + 1;
    }
}

static void read_index(struct check *check, const struct statement *statement, size_t name, bool unique)
{
    struct index *index = list_new(check, &check->indexes, struct index);
    *index = (struct index){.name = token_at(statement, name)->text,
                            .table = token_at(statement, name + 2)->text,
                            .unique = unique,
                            .file = statement->file,
                            .line = statement->line};
    size_t end = read_names(statement, name + 3, index->columns, 24, &index->count);
    index->partial = token_is(token_at(statement, end + 1), "where");
}

static void drop_index(struct check *check, struct text name)
{
    for (size_t i = 0; i < check->indexes.count; i++) {
        struct index *index = list_at(&check->indexes, struct index, i);
        if (text_equal(index->name, name) && name.length > 0)
            *index = (struct index){0};
    }
}

static void drop_table(struct check *check, struct text name)
{
    struct table *table = table_find(check, name);
    if (table == NULL)
        return;
    *table = (struct table){0};
    for (size_t i = 0; i < check->indexes.count; i++)
        if (text_equal(list_at(&check->indexes, struct index, i)->table, name))
            *list_at(&check->indexes, struct index, i) = (struct index){0};
    for (size_t i = 0; i < check->references.count; i++)
        if (text_equal(list_at(&check->references, struct reference, i)->from, name))
            *list_at(&check->references, struct reference, i) = (struct reference){0};
}

static void drop_column(struct table *table, struct text name)
{
    for (size_t i = 0; i < table->column_count; i++)
        if (text_equal(table->columns[i].name, name)) {
            memmove(&table->columns[i], &table->columns[i + 1], (table->column_count - i - 1) * sizeof *table->columns);
            table->column_count--;
            return;
        }
}

/* ALTER TABLE name ADD COLUMN …, DROP COLUMN …, RENAME TO …, RENAME COLUMN a TO b */
static void read_alteration(struct check *check, const struct statement *statement)
{
    struct table *table = table_find(check, token_at(statement, 2)->text);
    const struct token *verb = token_at(statement, 3), *what = token_at(statement, 4);
    if (table == NULL)
        return;
    if (token_is(verb, "add") && token_is(what, "column"))
        read_part(check, statement, table, 5, statement->count);
    else if (token_is(verb, "add"))
        read_part(check, statement, table, 4, statement->count);
    else if (token_is(verb, "drop") && token_is(what, "column"))
        drop_column(table, token_at(statement, 5)->text);
    else if (token_is(verb, "rename") && token_is(what, "to"))
        table->name = token_at(statement, 5)->text;
    else if (token_is(verb, "rename") && token_is(what, "column"))
        for (size_t i = 0; i < table->column_count; i++)
            if (text_equal(table->columns[i].name, token_at(statement, 5)->text))
                table->columns[i].name = token_at(statement, 7)->text;
}

/* Past IF NOT EXISTS, IF EXISTS and CONCURRENTLY. */
static size_t name_after(const struct statement *statement, size_t at)
{
    static const char *const SKIPPED[] = {"concurrently", "if", "not", "exists", NULL};
    while (token_is_one_of(token_at(statement, at), SKIPPED))
        at++;
    return at;
}

static void read_change(struct check *check, const struct statement *statement)
{
    const struct token *verb = token_at(statement, 0), *what = token_at(statement, 1);
    bool unique = token_is(what, "unique");
    if (token_is(verb, "create") && token_is(what, "table"))
        read_table(check, statement, name_after(statement, 2));
    else if (token_is(verb, "create") && (unique || token_is(what, "index")))
        read_index(check, statement, name_after(statement, unique ? 3 : 2), unique);
    else if (token_is(verb, "drop") && token_is(what, "index"))
        drop_index(check, token_at(statement, name_after(statement, 2))->text);
    else if (token_is(verb, "drop") && token_is(what, "table"))
        drop_table(check, token_at(statement, name_after(statement, 2))->text);
    else if (token_is(verb, "alter") && token_is(what, "table"))
        read_alteration(check, statement);
}

void schema_read(struct check *check)
{
    for (size_t i = 0; i < check->migrations.count; i++) {
        const struct statement *statement = list_at(&check->migrations, struct statement, i);
        const char *engine = migration_engine(statement->file);
        if (engine == NULL || strcmp(engine, "postgres") == 0)
            read_change(check, statement);
    }
    for (size_t i = 0; i < check->tables.count; i++) { /* the columns of a primary key are never NULL */
        struct table *table = list_at(&check->tables, struct table, i);
        for (size_t j = 0; j < table->column_count; j++)
            for (size_t k = 0; k < table->key_count; k++)
                table->columns[j].needed |= text_equal(table->columns[j].name, table->key[k]);
    }
}

size_t sources_of(const struct check *check, const struct statement *statement, struct source *ret_sources)
{
    static const char *const BEFORE[] = {"from", "join", "update", "into", NULL};
    static const char *const BEHIND[] = {"where", "on",        "set",   "left",      "join",   "order",  "group",
                                         "limit", "returning", "union", "intersect", "values", "select", NULL};
    size_t count = 0;
    for (size_t at = 0; at + 1 < statement->count && count < SOURCES_MOST; at++) {
        const struct table *table = table_find(check, token_at(statement, at + 1)->text);
        if (table == NULL || table->name.length == 0 || !token_is_one_of(token_at(statement, at), BEFORE))
            continue;
        const struct token *alias = token_at(statement, at + 2);
        if (token_is(alias, "as"))
            alias = token_at(statement, at + 3);
        bool named = alias->kind == TOKEN_WORD && !token_is_one_of(alias, BEHIND);
        ret_sources[count++] = (struct source){table, named ? alias->text : table->name, at + 1};
    }
    return count;
}
