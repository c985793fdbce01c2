/* Migrations that run on a full database: what would keep everybody waiting on PostgreSQL, and what would take away
   what the program before still uses while both run.  Which tables are full is told by the
   list of released migrations. */
#include <string.h>

#include "check.h"

struct change {
    struct check *check;
    const struct statement *statement;
    struct text migration; /* "0095_name" */
};

static struct text name_of(const char *file)
{
    const char *slash = strrchr(file, '/');
    struct text name = text_from(slash == NULL ? file : slash + 1);
    ptrdiff_t dot = text_find_byte(name, '.');
    return dot < 0 ? name : text_slice(name, 0, (size_t)dot);
}

static bool is_released(const struct check *check, const char *file)
{
    for (size_t i = 0; i < check->released.count; i++) {
        struct text listed = *list_at(&check->released, struct text, i);
        ptrdiff_t dot = text_find_byte(listed, '.');
        if (text_equal(dot < 0 ? listed : text_slice(listed, 0, (size_t)dot), name_of(file)))
            return true;
    }
    return false;
}

static const struct token *at(const struct change *change, size_t i) { return token_at(change->statement, i); }

static void refuse(const struct change *change, const char *what)
{
    if (!is_allowed(change->check, "lock", change->migration))
        fault(change->check, change->statement->file, change->statement->line, "%s", what);
}

static bool has_word(const struct change *change, const char *word)
{
    for (size_t i = 0; i < change->statement->count; i++)
        if (token_is(at(change, i), word))
            return true;
    return false;
}

/* Made by a released migration, so perhaps full. */
static bool is_full(const struct change *change, struct text table)
{
    for (size_t i = 0; i < change->check->migrations.count; i++) {
        const struct statement *statement = list_at(&change->check->migrations, struct statement, i);
        if (token_is(token_at(statement, 0), "create") && token_is(token_at(statement, 1), "table") &&
            is_released(change->check, statement->file))
            for (size_t k = 2; k < 6; k++)
                if (text_equal(token_at(statement, k)->text, table))
                    return true;
    }
    return false;
}

static struct text word_behind(const struct change *change, const char *word)
{
    for (size_t i = 0; i + 1 < change->statement->count; i++)
        if (token_is(at(change, i), word))
            return at(change, i + 1)->text;
    return TEXT_NONE;
}

/* The migration runs outside a transaction, and again from its beginning if it failed half-way: all of it is
   CONCURRENTLY, and an index that was left unfinished is dropped first. */
static void check_concurrent(const struct change *change)
{
    bool dropped = false, alone = true;
    for (size_t i = 0; i < change->check->migrations.count; i++) {
        const struct statement *other = list_at(&change->check->migrations, struct statement, i);
        if (other->file != change->statement->file)
            continue;
        struct change one = {change->check, other, change->migration};
        alone = alone && has_word(&one, "concurrently");
        dropped = dropped || (token_is(at(&one, 0), "drop") && other->line < change->statement->line);
    }
    if (!alone)
        refuse(change, "CONCURRENTLY stands alone in its migration, which runs outside a transaction");
    else if (!dropped)
        refuse(change, "DROP INDEX CONCURRENTLY IF EXISTS comes first: one that failed is there and is not valid");
}

static void check_index(const struct change *change)
{
    if (has_word(change, "concurrently"))
        check_concurrent(change);
    else if (is_full(change, word_behind(change, "on")))
        refuse(change,
               "an index on a full table keeps every write waiting: CREATE INDEX CONCURRENTLY in a .postgres.sql "
               "of its own, and a .sqlite.sql");
}

static void check_column(const struct change *change)
{
    static const char *const CHECKED[] = {"unique", "primary", "references", "check", NULL};
    bool given = has_word(change, "default");
    for (size_t i = 5; i < change->statement->count; i++) {
        const struct token *token = at(change, i), *next = at(change, i + 1 + token_is(at(change, i + 1), "-"));
        if (token_is(token, "not") && token_is(next, "null") && !given)
            refuse(change, "a column that is NOT NULL needs a DEFAULT: there are rows");
        if (token_is(token, "default") && next->kind != TOKEN_NUMBER && next->kind != TOKEN_TEXT)
            refuse(change, "a DEFAULT that is no literal writes the whole table anew");
        if (token_is_one_of(token, CHECKED))
            refuse(change, "a constraint of a new column reads the whole table: add it later, NOT VALID");
    }
    if (token_is(at(change, 6), "boolean"))
        refuse(change, "boolean brings a CHECK that reads the whole table: write integer");
}

static void check_alteration(const struct change *change)
{
    static const char *const CONSTRAINTS[] = {"constraint", "check", "unique", "primary", "foreign", NULL};
    const struct token *verb = at(change, 3), *what = at(change, 4);
    if (!is_full(change, at(change, 2)->text))
        return;
    if (token_is(verb, "add") && token_is(what, "column"))
        check_column(change);
    else if (token_is(verb, "add") && token_is_one_of(what, CONSTRAINTS) &&
             !(has_word(change, "not") && has_word(change, "valid")))
        refuse(change, "a constraint reads the whole table while all wait: NOT VALID, then VALIDATE CONSTRAINT");
    else if (token_is(verb, "alter") && has_word(change, "type"))
        refuse(change, "another type writes the whole table anew: a new column, filled by a job");
    else if (token_is(verb, "alter") && has_word(change, "set") && has_word(change, "not"))
        refuse(change, "SET NOT NULL reads the whole table while all wait: a CHECK that is NOT VALID");
    else if (token_is(verb, "drop") || token_is(verb, "rename"))
        refuse(change, "the released program still uses it: one version later");
}

/* What a statement does to a full table. */
static void check_change(const struct change *change)
{
    static const char *const HEAVY[] = {"vacuum", "cluster", "reindex", "lock", "truncate", NULL};
    const struct token *verb = at(change, 0), *what = at(change, 1);
    bool index = token_is(what, "index") || token_is(what, "unique");
    if (token_is(verb, "create") && index)
        check_index(change);
    else if (token_is(verb, "alter") && token_is(what, "table"))
        check_alteration(change);
    else if (token_is(verb, "drop") && token_is(what, "table") &&
             is_full(change, at(change, change->statement->count - 1)->text))
        refuse(change, "the released program still uses it: one version later");
    else if ((token_is(verb, "update") && is_full(change, what->text)) ||
             (token_is(verb, "delete") && is_full(change, at(change, 2)->text)))
        refuse(change, "rows of a full table are changed by a job, some at a time");
    else if (token_is_one_of(verb, HEAVY))
        refuse(change, "locks a whole table");
}

void locks_check(struct check *check)
{
    for (size_t i = 0; i < check->released.count; i++) {
        struct text listed = *list_at(&check->released, struct text, i);
        bool found = false;
        for (size_t k = 0; k < check->migrations.count; k++) {
            const char *file = list_at(&check->migrations, struct statement, k)->file;
            found = found || text_find(text_from(file), listed) >= 0;
        }
        if (!found)
            fault(check, "src/database/migrations.released", 0, "there is no migration %.*s", TEXT_ARG(listed));
    }
    for (size_t i = 0; i < check->migrations.count && check->released.count > 0; i++) {
        const struct statement *statement = list_at(&check->migrations, struct statement, i);
        const char *engine = migration_engine(statement->file);
        struct change change = {check, statement, name_of(statement->file)};
        if (!is_released(check, statement->file) && (engine == NULL || strcmp(engine, "postgres") == 0))
            check_change(&change);
    }
}
