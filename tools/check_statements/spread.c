/* Could the schema and the statements run on a PostgreSQL that is spread by `person` (Citus: create_distributed_table
   for every table with a column of that name, create_reference_table for the others)?  docs/operations/scale.md. */
#include <string.h>

#include "check.h"

static const struct text PERSON = TEXT_CONSTANT("person");

static bool is_spread(struct check *check, const struct table *table)
{
    return table != NULL && table->name.length > 0 && column_find(table, PERSON) != NULL &&
           !is_allowed(check, "reference", table->name);
}

static bool has_person(const struct text *columns, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (text_equal(columns[i], PERSON))
            return true;
    return false;
}

/* ---- the schema ---- */

static void check_tables(struct check *check)
{
    for (size_t i = 0; i < check->tables.count; i++) {
        const struct table *table = list_at(&check->tables, struct table, i);
        if (column_find(table, PERSON) != NULL && !has_person(table->key, table->key_count) && is_spread(check, table))
            fault(check, "migrations", 0, "the primary key of %.*s, a table about persons, has no person in it",
                  TEXT_ARG(table->name));
    }
}

/* docs/operations/scale.md says of every table where it lives. */
static void check_page(struct check *check)
{
    for (size_t i = 0; i < check->tables.count && check->scale.length > 0; i++) {
        const struct table *table = list_at(&check->tables, struct table, i);
        struct text wanted =
            is_spread(check, table)
                ? arena_format(check->arena, "create_distributed_table('%.*s', 'person'", TEXT_ARG(table->name))
                : arena_format(check->arena, "'%.*s'", TEXT_ARG(table->name));
        if (table->name.length > 0 && text_find(check->scale, wanted) < 0)
            fault(check, "docs/operations/scale.md", 0, "says nothing of %.*s", TEXT_ARG(wanted));
    }
}

static void check_unique(struct check *check)
{
    for (size_t i = 0; i < check->indexes.count; i++) {
        const struct index *index = list_at(&check->indexes, struct index, i);
        if (!index->unique || has_person(index->columns, index->count) ||
            !is_spread(check, table_find(check, index->table)))
            continue;
        struct text name = index->name;
        if (name.length == 0)
            name = arena_format(check->arena, "%.*s_%.*s", TEXT_ARG(index->table), TEXT_ARG(index->columns[0]));
        if (!is_allowed(check, "unique", name))
            fault(check, index->file, index->line, "%.*s is unique over all persons: no shard can know that",
                  TEXT_ARG(name));
    }
}

/* A spread table may refer to reference tables, and to spread ones by person. */
static void check_references(struct check *check)
{
    for (size_t i = 0; i < check->references.count; i++) {
        const struct reference *reference = list_at(&check->references, struct reference, i);
        bool from = is_spread(check, table_find(check, reference->from));
        bool to = is_spread(check, table_find(check, reference->to));
        if (to && !(from && has_person(reference->columns, reference->count) &&
                    has_person(reference->others, reference->count)))
            fault(check, reference->file, reference->line, "a foreign key to %.*s needs person on both sides",
                  TEXT_ARG(reference->to));
    }
}

/* ---- statements ---- */

struct places {
    struct check *check;
    const struct statement *statement;
    struct source sources[SOURCES_MOST];
    size_t count;
    size_t same[SOURCES_MOST]; /* sources joined by person bear the same number */
    bool bound[SOURCES_MOST];  /* person = a value */
    int scope[SOURCES_MOST];   /* which SELECT it belongs to */
};

static const struct token *at(const struct places *places, size_t i) { return token_at(places->statement, i); }

/* The SELECT, UPDATE … whose tables stand at a token: the position of its verb. */
static int scope_of(const struct places *places, size_t i)
{
    static const char *const VERBS[] = {"select", "update", "delete", "insert", NULL};
    int depth = at(places, i)->depth;
    for (size_t k = i; k-- > 0;)
        if (at(places, k)->depth <= depth && token_is_one_of(at(places, k), VERBS))
            return (int)k;
        else if (at(places, k)->depth < depth)
            depth = at(places, k)->depth;
    return 0;
}

/* Does the SELECT that begins at `scope` stand around a token? */
static bool encloses(const struct places *places, int scope, size_t i)
{
    int depth = at(places, (size_t)scope)->depth;
    for (size_t k = (size_t)scope + 1; k <= i; k++)
        if (at(places, k)->depth < depth || (at(places, k)->depth == depth && token_is(at(places, k), "select")))
            return false;
    return (size_t)scope < i;
}

/* What "a.person" or "person" at a token means: the nearest source of that name around it; SIZE_MAX for none.  A name
   that is no table's is a SELECT in a FROM: it hands on the person of its rows. */
static size_t source_at(struct places *places, size_t i)
{
    bool qualified = token_is(at(places, i - 1), ".");
    struct text alias = qualified ? at(places, i - 2)->text : TEXT_NONE;
    size_t found = SIZE_MAX;
    for (size_t k = 0; k < places->count; k++) {
        bool named = qualified ? text_equal(places->sources[k].alias, alias)
                               : column_find(places->sources[k].table, PERSON) != NULL;
        bool nearer = found == SIZE_MAX || places->scope[k] == scope_of(places, i) ||
                      (encloses(places, places->scope[k], i) && places->scope[k] > places->scope[found]);
        if (named && nearer)
            found = k;
    }
    if (found == SIZE_MAX && qualified && places->count < SOURCES_MOST) {
        found = places->count++;
        places->sources[found] = (struct source){.alias = alias};
        places->same[found] = found;
        places->scope[found] = scope_of(places, i);
    }
    return found;
}

static void join(struct places *places, size_t a, size_t b)
{
    size_t from = places->same[a], to = places->same[b];
    for (size_t i = 0; i < places->count; i++)
        if (places->same[i] == from)
            places->same[i] = to;
}

/* person = $1, a.person = b.person; two that equal the same parameter are joined by it. */
static void read_equalities(struct places *places)
{
    struct text values[SOURCES_MOST] = {0};
    for (size_t i = 1; i < places->statement->count; i++) {
        if (!text_equal(at(places, i)->text, PERSON) || at(places, i)->kind != TOKEN_WORD ||
            !token_is(at(places, i + 1), "="))
            continue;
        size_t a = source_at(places, i);
        if (a == SIZE_MAX)
            continue;
        size_t k = i + 2 + (token_is(at(places, i + 3), ".") ? 2 : 0);
        const struct token *value = at(places, k);
        if (value->kind == TOKEN_PARAMETER) {
            places->bound[a] = true;
            values[a] = value->text;
        } else if (text_equal(value->text, PERSON)) {
            size_t b = source_at(places, k);
            if (b != SIZE_MAX)
                join(places, a, b);
        }
    }
    for (size_t a = 0; a < places->count; a++)
        for (size_t b = 0; b < a; b++)
            if (values[a].length > 0 && text_equal(values[a], values[b]))
                join(places, a, b);
}

/* Is the name of a table taken, at a token, by one that stands nearer? */
static bool is_hidden(const struct places *places, size_t outer, size_t i)
{
    for (size_t k = 0; k < places->count; k++)
        if (text_equal(places->sources[k].alias, places->sources[outer].alias) &&
            places->scope[k] > places->scope[outer] && encloses(places, places->scope[k], i))
            return true;
    return false;
}

/* Does a subquery name a table of the statement around it? */
static bool is_correlated(const struct places *places, size_t inner, size_t outer)
{
    size_t end = (size_t)places->scope[inner];
    int depth = at(places, end)->depth;
    for (end++; end < places->statement->count && at(places, end)->depth >= depth; end++)
        if (text_equal(at(places, end)->text, places->sources[outer].alias) && token_is(at(places, end + 1), ".") &&
            !is_hidden(places, outer, end))
            return true;
    return false;
}

/* Tables of one FROM are joined by person, and so is a subquery that looks at the row around it; one that does not is
   run first and its rows are sent to all shards. */
static void check_joins(struct places *places)
{
    for (size_t a = 0; a < places->count; a++)
        for (size_t b = 0; b < a; b++) {
            if (places->same[a] == places->same[b] || !is_spread(places->check, places->sources[a].table) ||
                !is_spread(places->check, places->sources[b].table))
                continue;
            bool together = places->scope[a] == places->scope[b];
            bool looks = !together && places->scope[a] > places->scope[b] &&
                         !text_equal(places->sources[a].alias, places->sources[b].alias) && is_correlated(places, a, b);
            if ((together || looks) && !is_allowed(places->check, "join", places->statement->name))
                fault(places->check, places->statement->file, places->statement->line,
                      "%.*s: %.*s and %.*s are not joined by person", TEXT_ARG(places->statement->name),
                      TEXT_ARG(places->sources[b].table->name), TEXT_ARG(places->sources[a].table->name));
        }
}

/* Without a person a statement goes to every shard: allowed for those that are listed, and for the lists and readers
   that the program puts together. */
static void check_fan_out(struct places *places)
{
    bool bound = false, spread = false;
    for (size_t i = 0; i < places->count; i++) {
        bool counts = is_spread(places->check, places->sources[i].table);
        spread = spread || counts;
        for (size_t k = 0; counts && k < places->count; k++)
            bound = bound || (places->same[k] == places->same[i] && places->bound[k]);
    }
    if (spread && !bound && !token_is(at(places, 0), "insert") &&
        strncmp(places->statement->file, "src/", strlen("src/")) == 0 &&
        !is_allowed(places->check, "fan-out", places->statement->name))
        fault(places->check, places->statement->file, places->statement->line,
              "%.*s: goes to every shard: say person = …, or list it as fan-out", TEXT_ARG(places->statement->name));
}

/* Is the column unique by itself, over all persons, and listed so? */
static bool is_listed_unique(struct check *check, struct text table, struct text column)
{
    for (size_t i = 0; i < check->indexes.count; i++) {
        const struct index *index = list_at(&check->indexes, struct index, i);
        if (index->unique && index->count == 1 && text_equal(index->table, table) &&
            text_equal(index->columns[0], column) && is_allowed(check, "unique", index->name))
            return true;
    }
    return false;
}

static void check_conflict(struct places *places)
{
    if (!token_is(at(places, 0), "insert") || !is_spread(places->check, table_find(places->check, at(places, 2)->text)))
        return;
    for (size_t i = 0; i < places->statement->count; i++) {
        if (!token_is(at(places, i), "conflict"))
            continue;
        bool found = false;
        for (size_t k = i + 1; !token_is(at(places, k), ")") && at(places, k)->kind != TOKEN_END; k++)
            found = found || text_equal(at(places, k)->text, PERSON) ||
                    is_listed_unique(places->check, at(places, 2)->text, at(places, k)->text);
        if (!found)
            fault(places->check, places->statement->file, places->statement->line,
                  "%.*s: ON CONFLICT on a table about persons names person", TEXT_ARG(places->statement->name));
    }
}

/* A row never moves to another shard. */
static void check_moves(struct places *places)
{
    bool setting = false;
    if (!token_is(at(places, 0), "update") || !is_spread(places->check, table_find(places->check, at(places, 1)->text)))
        return;
    for (size_t i = 2; i < places->statement->count && !token_is(at(places, i), "where"); i++) {
        setting = setting || token_is(at(places, i), "set");
        bool first = token_is(at(places, i - 1), "set") || token_is(at(places, i - 1), ",");
        if (setting && first && at(places, i)->depth == 0 && text_equal(at(places, i)->text, PERSON))
            fault(places->check, places->statement->file, places->statement->line,
                  "%.*s: person is what a row is spread by and never changes", TEXT_ARG(places->statement->name));
    }
}

void spread_check(struct check *check)
{
    check_tables(check);
    check_page(check);
    check_unique(check);
    check_references(check);
    for (size_t i = 0; i < check->statements.count; i++) {
        struct places places = {.check = check, .statement = list_at(&check->statements, struct statement, i)};
        if (!places.statement->whole)
            continue;
        places.count = sources_of(check, places.statement, places.sources);
        for (size_t k = 0; k < places.count; k++) {
            places.same[k] = k;
            places.scope[k] = scope_of(&places, places.sources[k].at);
        }
        read_equalities(&places);
        check_joins(&places);
        check_fan_out(&places);
        check_conflict(&places);
        check_moves(&places);
    }
}
