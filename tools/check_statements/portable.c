/* src/database/portable.md as tables.  What a rule cannot decide from the text alone, the test that prepares every
   statement on a PostgreSQL does. */
#include <string.h>

#include "check.h"

/* Every word in capitals, and what may stand before a parenthesis. */
static const char *const WORDS[] = {
    "SELECT",  "DISTINCT", "FROM",      "JOIN",      "LEFT",     "ON",     "WHERE",   "GROUP", "BY",
    "HAVING",  "ORDER",    "ASC",       "DESC",      "NULLS",    "FIRST",  "LAST",    "LIMIT", "EXISTS",
    "IN",      "UNION",    "INTERSECT", "ALL",       "AND",      "OR",     "NOT",     "IS",    "NULL",
    "BETWEEN", "CASE",     "WHEN",      "THEN",      "ELSE",     "END",    "INSERT",  "INTO",  "VALUES",
    "UPDATE",  "SET",      "DELETE",    "RETURNING", "CONFLICT", "DO",     "NOTHING", "WITH",  "RECURSIVE",
    "AS",      "FILTER",   "OVER",      "PARTITION", "CAST",     "BIGINT", "TEXT",    NULL,
};
static const char *const FUNCTIONS[] = {
    "count", "sum", "min", "max", "coalesce", "nullif", "length", "replace", "row_number", "lag", "lead", "cast", NULL,
};
static const char *const MIGRATION_WORDS[] = {
    "CREATE",  "TABLE",      "INDEX", "UNIQUE",     "DROP",    "ALTER", "ADD",    "COLUMN", "PRIMARY", "KEY",
    "FOREIGN", "REFERENCES", "CHECK", "CONSTRAINT", "DEFAULT", "IF",    "RENAME", "TO",     NULL,
};
static const struct {
    const char *word, *instead;
} BANNED[] = {
    {"like", "a range, or replace(x, y, '') <> x"},
    {"ilike", "a range, or replace(x, y, '') <> x"},
    {"glob", "a range, or replace(x, y, '') <> x"},
    {"regexp", "a range, or replace(x, y, '') <> x"},
    {"similar", "a range, or replace(x, y, '') <> x"},
    {"rowid", "the identifier"},
    {"_rowid_", "the identifier"},
    {"ctid", "the identifier"},
    {"autoincrement", "identifiers made in C"},
    {"serial", "identifiers made in C"},
    {"bigserial", "identifiers made in C"},
    {"offset", "keyset pages"},
    {"fetch", "LIMIT"},
    {"current_timestamp", "an instant that is bound"},
    {"current_date", "a day that is bound"},
    {"current_time", "an instant that is bound"},
    {"pragma", "sqlite.c"},
    {"vacuum", "an engine's own file"},
    {"analyze", "an engine's own file"},
    {"except", "NOT EXISTS"},
    {"using", "ON"},
    {"natural", "ON"},
    {"cross", "JOIN … ON"},
    {"outer", "LEFT JOIN"},
    {"inner", "JOIN"},
    {"full", "LEFT JOIN"},
    {"true", "1"},
    {"false", "0"},
    {"isnull", "IS NULL"},
    {"notnull", "IS NOT NULL"},
    {"collate", "nothing: texts are compared by bytes"},
    {"strict", "nothing: the expansion of migrations adds it"},
    {"without", "nothing"},
    {"for", "a compare-and-set"},
};
static const char *const RESERVED[] = {
    "user",       "order",   "group",  "end",     "table",    "limit",        "offset", "check",   "default",
    "references", "desc",    "all",    "analyse", "asc",      "both",         "column", "do",      "else",
    "for",        "foreign", "from",   "grant",   "having",   "in",           "into",   "leading", "not",
    "null",       "on",      "only",   "or",      "primary",  "select",       "some",   "then",    "to",
    "trailing",   "union",   "unique", "using",   "when",     "where",        "window", "with",    "any",
    "array",      "case",    "cast",   "create",  "distinct", "except",       "false",  "fetch",   "true",
    "index",      "left",    "right",  "join",    "like",     "current_user", NULL,
};

struct rules {
    struct check *check;
    const struct statement *statement;
    bool migration;
};

static const struct token *at(const struct rules *rules, size_t i) { return token_at(rules->statement, i); }

static void refuse(const struct rules *rules, const char *what, struct text which)
{
    const struct statement *statement = rules->statement;
    fault(rules->check, statement->file, statement->line, "%.*s%s%s%.*s", TEXT_ARG(statement->name),
          statement->name.length > 0 ? ": " : "", what, TEXT_ARG(which));
}

static bool is_listed(const struct rules *rules, struct text word)
{
    const char *const *const LISTS[] = {WORDS, FUNCTIONS, MIGRATION_WORDS};
    for (size_t i = 0; i < (rules->migration ? 3 : 2); i++)
        for (const char *const *listed = LISTS[i]; *listed != NULL; listed++)
            if (text_equal_ignoring_case(word, text_from(*listed)))
                return true;
    return false;
}

static bool has_capitals(struct text word)
{
    for (size_t i = 0; i < word.length; i++)
        if (word.at[i] >= 'A' && word.at[i] <= 'Z')
            return true;
    return false;
}

/* ---- one token ---- */

/* A name stands before a parenthesis where its columns are listed. */
static bool begins_columns(const struct rules *rules, size_t i)
{
    static const char *const BEFORE[] = {"into", "on", "with", "recursive", "table", "references", "exists", NULL};
    bool of_cte =
        token_is(at(rules, i - 1), ",") && token_is(at(rules, token_closing(rules->statement, i + 1) + 1), "as");
    return of_cte || token_is_one_of(at(rules, i - 1), BEFORE);
}

static void check_word(const struct rules *rules, size_t i)
{
    struct text word = at(rules, i)->text;
    const struct token *next = at(rules, i + 1);
    for (size_t k = 0; k < sizeof BANNED / sizeof *BANNED; k++)
        if (text_equal_ignoring_case(word, text_from(BANNED[k].word))) {
            fault(rules->check, rules->statement->file, rules->statement->line, "%.*s%s%.*s is not used: write %s",
                  TEXT_ARG(rules->statement->name), rules->statement->name.length > 0 ? ": " : "", TEXT_ARG(word),
                  BANNED[k].instead);
            return;
        }
    if (is_listed(rules, word))
        return;
    if (next->kind == TOKEN_TEXT && word.length == 1)
        refuse(rules, "a literal with a letter before it: ", word);
    else if (has_capitals(word))
        refuse(rules, "neither a word that portable.md lists nor a name in small letters: ", word);
    else if (token_is(next, "(") && !begins_columns(rules, i) && at(rules, i - 1)->kind != TOKEN_END)
        refuse(rules, "a function that portable.md does not list: ", word);
}

static void check_number(const struct rules *rules, struct text number)
{
    static const char MOST[] = "9223372036854775807";
    bool whole = text_find_byte(number, '.') < 0;
    if (whole &&
        (number.length > strlen(MOST) || (number.length == strlen(MOST) && text_compare(number, text_from(MOST)) > 0)))
        refuse(rules, "more than 64 bits hold, a numeric on PostgreSQL: ", number);
}

static void check_mark(const struct rules *rules, size_t i)
{
    static const char *const MARKS[] = {
        "(", ")", ",", ".", "=", "<>", "<", "<=", ">", ">=", "+", "-", "*", "/", "||", NULL};
    const struct token *token = at(rules, i), *before = at(rules, i - 1);
    static const char *const BEFORE_ALL[] = {"select", "distinct", ",", ".", "returning", NULL};
    if (!token_is_one_of(token, MARKS))
        refuse(rules, "not used: ", token->text);
    else if (token_is(token, "*") && token_is_one_of(before, BEFORE_ALL))
        refuse(rules, "columns are named, never *", TEXT(""));
}

static void check_tokens(const struct rules *rules)
{
    for (size_t i = 0; i < rules->statement->count; i++) {
        const struct token *token = at(rules, i);
        if (token->kind == TOKEN_WORD)
            check_word(rules, i);
        else if (token->kind == TOKEN_NUMBER)
            check_number(rules, token->text);
        else if (token->kind == TOKEN_QUOTED)
            refuse(rules, "names stand without quotes: ", token->text);
        else if (token->kind == TOKEN_MARK)
            check_mark(rules, i);
        else if (token->kind == TOKEN_PARAMETER && !rules->statement->whole)
            refuse(rules, "statement_bind() adds the parameters of a statement that is put together: ", token->text);
    }
}

/* ---- parameters ---- */

static size_t parameter_number(struct text parameter)
{
    size_t number = 0;
    if (*parameter.at != '$' || parameter.length < 2 || parameter.length > 5)
        return 0;
    for (size_t i = 1; i < parameter.length; i++) {
        if (parameter.at[i] < '0' || parameter.at[i] > '9')
            return 0;
        number = number * 10 + (size_t)(parameter.at[i] - '0');
    }
    return number;
}

static void check_parameters(const struct rules *rules)
{
    bool used[10000] = {0};
    size_t most = 0;
    for (size_t i = 0; i < rules->statement->count; i++) {
        if (at(rules, i)->kind != TOKEN_PARAMETER)
            continue;
        size_t number = parameter_number(at(rules, i)->text);
        if (number == 0)
            refuse(rules, "parameters are $1, $2 …: ", at(rules, i)->text);
        used[number] = true;
        most = number > most ? number : most;
    }
    for (size_t i = 1; i < most; i++)
        if (!used[i])
            refuse(rules, "a parameter is skipped: ", arena_format(rules->check->arena, "$%zu", i));
}

/* Places where a parameter has no type on PostgreSQL. */
static void check_untyped(const struct rules *rules)
{
    static const char *const SIGNS[] = {"+", "-", "*", "/", "||", NULL};
    static const char *const ARMS[] = {"then", "else", "select", "distinct", NULL};
    static const char *const ENDS[] = {"is", NULL};
    for (size_t i = 0; i < rules->statement->count; i++) {
        if (at(rules, i)->kind != TOKEN_PARAMETER)
            continue;
        bool in_pair = token_is_one_of(at(rules, i + 1), SIGNS) && at(rules, i + 2)->kind == TOKEN_PARAMETER;
        if (in_pair || token_is_one_of(at(rules, i + 1), ENDS) || token_is_one_of(at(rules, i - 1), ARMS))
            refuse(rules, "has no type on PostgreSQL here, write CAST(… AS BIGINT) or TEXT: ", at(rules, i)->text);
    }
}

/* ---- clauses ---- */

static void check_verbs(const struct rules *rules)
{
    static const char *const VERBS[] = {"select", "with", "insert", "update", "delete", NULL};
    static const char *const TRANSACTIONS[] = {"savepoint", "release", "rollback", "commit", NULL};
    static const char *const WRITING[] = {"insert", "update", "delete", NULL};
    const struct token *first = at(rules, 0);
    if (!token_is_one_of(first, VERBS) && !token_is_one_of(first, TRANSACTIONS))
        refuse(rules, "a statement does not begin so: ", first->text);
    for (size_t i = 0; token_is(first, "with") && i < rules->statement->count; i++)
        if (token_is_one_of(at(rules, i), WRITING))
            refuse(rules, "WITH is only for reading", TEXT(""));
    for (size_t i = 0; i < rules->statement->count; i++)
        if (token_is_one_of(at(rules, i), WRITING) && token_is(at(rules, i + 1), "or"))
            refuse(rules, "ON CONFLICT says what is meant, not OR", TEXT(""));
}

static bool same_columns(const struct text *a, size_t a_count, const struct text *b, size_t b_count)
{
    size_t found = 0;
    for (size_t i = 0; i < a_count; i++)
        for (size_t j = 0; j < b_count; j++)
            found += text_equal(a[i], b[j]);
    return a_count == b_count && found == a_count;
}

static bool is_unique(const struct check *check, const struct table *table, const struct text *columns, size_t count)
{
    if (same_columns(table->key, table->key_count, columns, count))
        return true;
    for (size_t i = 0; i < check->indexes.count; i++) {
        const struct index *index = list_at(&check->indexes, struct index, i);
        if (index->unique && !index->partial && text_equal(index->table, table->name) &&
            same_columns(index->columns, index->count, columns, count))
            return true;
    }
    return false;
}

static void check_conflict(const struct rules *rules)
{
    const struct table *table = table_find(rules->check, at(rules, 2)->text);
    for (size_t i = 0; i < rules->statement->count; i++) {
        struct text columns[8];
        size_t count = 0;
        if (!token_is(at(rules, i), "on") || !token_is(at(rules, i + 1), "conflict"))
            continue;
        if (!token_is(at(rules, i + 2), "(")) {
            refuse(rules, "ON CONFLICT names its columns", TEXT(""));
            continue;
        }
        for (size_t k = i + 3; !token_is(at(rules, k), ")") && count < 8; k++)
            if (at(rules, k)->kind == TOKEN_WORD)
                columns[count++] = at(rules, k)->text;
        if (table != NULL && !is_unique(rules->check, table, columns, count))
            refuse(rules, "no unique constraint is on exactly the columns of ON CONFLICT", TEXT(""));
    }
}

static void check_sums(const struct rules *rules)
{
    static const char *const AGGREGATES[] = {"sum", "count", "min", "max", NULL};
    static const char *const COMPARISONS[] = {"=", "<>", "<", "<=", ">", ">=", "is", NULL};
    for (size_t i = 0; i < rules->statement->count; i++) {
        if (!token_is_one_of(at(rules, i), AGGREGATES) || !token_is(at(rules, i + 1), "("))
            continue;
        bool cast = token_is(at(rules, i - 1), "(") && token_is(at(rules, i - 2), "cast");
        if (token_is(at(rules, i), "sum") && !cast)
            refuse(rules, "a sum is a numeric on PostgreSQL, write CAST(sum(…) AS BIGINT)", TEXT(""));
        size_t end = token_closing(rules->statement, i + 1);
        int depth = at(rules, i + 1)->depth + 1;
        bool chosen = false;
        for (size_t k = i + 2; k < end; k++) {
            chosen = chosen || token_is(at(rules, k), "case");
            if (at(rules, k)->depth == depth && token_is(at(rules, k), ","))
                refuse(rules, "takes one value, CASE chooses between two: ", at(rules, i)->text);
            if (!chosen && token_is_one_of(at(rules, k), COMPARISONS))
                refuse(rules, "a comparison is not a number, write count(*) FILTER (WHERE …)", TEXT(""));
        }
    }
}

static void check_is(const struct rules *rules)
{
    for (size_t i = 0; i < rules->statement->count; i++)
        if (token_is(at(rules, i), "is")) {
            size_t next = i + 1 + token_is(at(rules, i + 1), "not");
            if (!token_is(at(rules, next), "null"))
                refuse(rules, "IS and IS NOT are only for NULL", TEXT(""));
        } else if (token_is(at(rules, i), "union") && !token_is(at(rules, i + 1), "all")) {
            refuse(rules, "UNION ALL, never UNION", TEXT(""));
        }
}

/* ---- truth ---- */

/* The AND of a BETWEEN joins two values. */
static bool is_of_between(const struct rules *rules, size_t i)
{
    static const char *const ENDS[] = {"and", "or", "where", "when", "on", "having", NULL};
    int depth = at(rules, i)->depth;
    for (size_t k = i; k-- > 0;) {
        const struct token *token = at(rules, k);
        if (token->depth < depth || (token->depth == depth && token_is_one_of(token, ENDS)))
            return false;
        if (token->depth == depth && token_is(token, "between"))
            return true;
    }
    return false;
}

static bool wants_truth(const struct rules *rules, size_t i)
{
    static const char *const WORDS_OF_TRUTH[] = {"where", "having", "or", "not", NULL};
    const struct token *token = at(rules, i);
    if (token_is(token, "and"))
        return !is_of_between(rules, i);
    if (token_is(token, "on"))
        return !token_is(at(rules, i + 1), "conflict") && !rules->migration;
    if (token_is(token, "when")) { /* CASE x WHEN 1 compares */
        size_t k = i;
        int depth = token->depth;
        while (k > 0 && !(at(rules, k)->depth == depth && token_is(at(rules, k), "case")))
            k--;
        return token_is(at(rules, k + 1), "when");
    }
    return token_is_one_of(token, WORDS_OF_TRUTH) && !(token_is(token, "not") && token_is(at(rules, i - 1), "is"));
}

static void check_truth(const struct rules *rules)
{
    static const char *const ENDS[] = {"and",   "or",    ")",         "then",   "group",
                                       "order", "limit", "returning", "having", NULL};
    for (size_t i = 0; i < rules->statement->count; i++) {
        if (!wants_truth(rules, i))
            continue;
        size_t k = i + 1;
        while (token_is(at(rules, k), "("))
            k++;
        const struct token *value = at(rules, k);
        static const char *const NO_VALUES[] = {"exists", "case", "null", "select", "not", NULL};
        if (value->kind == TOKEN_MARK || value->kind == TOKEN_END || token_is_one_of(value, NO_VALUES))
            continue;
        if (token_is(at(rules, k + 1), "."))
            k += 2;
        bool ends = at(rules, k + 1)->kind == TOKEN_END && rules->statement->whole;
        if (ends || token_is_one_of(at(rules, k + 1), ENDS))
            refuse(rules, "a number is not a truth value, write = 1: ", at(rules, k)->text);
    }
}

/* A comparison as a column of a result. */
static void check_results(const struct rules *rules)
{
    static const char *const TRUTHS[] = {"=", "<>", "<", "<=", ">", ">=", "is", "exists", "in", "between", "not", NULL};
    for (size_t i = 0; i < rules->statement->count; i++) {
        if (!token_is(at(rules, i), "select"))
            continue;
        int depth = at(rules, i)->depth, cases = 0;
        for (size_t k = i + 1; k < rules->statement->count; k++) {
            const struct token *token = at(rules, k);
            if (token->depth < depth || (token->depth == depth && token_is(token, "from")))
                break;
            cases += token->depth == depth && token_is(token, "case") ? 1 : 0;
            cases -= token->depth == depth && token_is(token, "end") ? 1 : 0;
            if (cases == 0 && token->depth == depth && token_is_one_of(token, TRUTHS))
                refuse(rules, "a comparison is not a column, write CASE WHEN … THEN 1 ELSE 0 END", TEXT(""));
        }
    }
}

/* ---- order ---- */

/* May the column be NULL?  True if it may in any table of the statement that has such a one. */
static bool may_be_null(const struct rules *rules, const struct source *sources, size_t count, struct text alias,
                        struct text column)
{
    for (size_t i = 0; i < count; i++) {
        const struct column *found = column_find(sources[i].table, column);
        if (found != NULL && !found->needed && (alias.length == 0 || text_equal(sources[i].alias, alias)))
            return true;
    }
    (void)rules;
    return false;
}

/* A column compared by the WHERE before the ORDER BY is not NULL in what is left; an OR may leave it. */
static bool is_compared(const struct rules *rules, size_t order, int depth, struct text column)
{
    static const char *const COMPARISONS[] = {"=", "<>", "<", "<=", ">", ">=", NULL};
    bool compared = false;
    for (size_t i = order; i-- > 0 && at(rules, i)->depth >= depth;) {
        const struct token *token = at(rules, i);
        if (token->depth != depth)
            continue;
        if (token_is(token, "or"))
            return false;
        compared = compared || (text_equal(token->text, column) && token_is_one_of(at(rules, i + 1), COMPARISONS));
        if (token_is(token, "where") || token_is(token, "from"))
            break;
    }
    return compared;
}

/* One value of an ORDER BY, from `from` up to `to`. */
static void check_order_value(const struct rules *rules, const struct source *sources, size_t count, size_t from,
                              size_t to)
{
    for (size_t i = from; i < to; i++)
        if (token_is(at(rules, i), "nulls"))
            return;
    int depth = at(rules, from)->depth;
    bool qualified = token_is(at(rules, from + 1), ".");
    size_t name = from + (qualified ? 2 : 0);
    if (at(rules, from)->kind != TOKEN_WORD || token_is(at(rules, name + 1), "("))
        return;
    if (is_compared(rules, from, depth, at(rules, name)->text))
        return;
    if (may_be_null(rules, sources, count, qualified ? at(rules, from)->text : TEXT_NONE, at(rules, name)->text))
        refuse(rules, "may be NULL, say NULLS FIRST or NULLS LAST: ORDER BY ", at(rules, name)->text);
}

static void check_orders(const struct rules *rules)
{
    struct source sources[SOURCES_MOST];
    size_t count = sources_of(rules->check, rules->statement, sources);
    for (size_t i = 0; i < rules->statement->count; i++) {
        if (!token_is(at(rules, i), "order") || !token_is(at(rules, i + 1), "by"))
            continue;
        int depth = at(rules, i)->depth;
        for (size_t from = i + 2, k = from;; k++) {
            const struct token *token = at(rules, k);
            bool ends = token->kind == TOKEN_END || token->depth < depth ||
                        (token->depth == depth && (token_is(token, "limit") || token_is(token, ")")));
            if (ends || (token->depth == depth && token_is(token, ","))) {
                check_order_value(rules, sources, count, from, k);
                from = k + 1;
            }
            if (ends)
                break;
        }
    }
}

/* LIMIT takes the first of an order, or asks whether there is any: SELECT 1 … */
static void check_limits(const struct rules *rules)
{
    for (size_t i = 0; i < rules->statement->count; i++) {
        if (!token_is(at(rules, i), "limit"))
            continue;
        int depth = at(rules, i)->depth;
        bool ordered = false, asks = false;
        for (size_t k = i; k-- > 0;) {
            if (at(rules, k)->depth < depth)
                break;
            if (at(rules, k)->depth > depth)
                continue;
            ordered = ordered || token_is(at(rules, k), "order");
            if (token_is(at(rules, k), "select")) {
                asks = at(rules, k + 1)->kind == TOKEN_NUMBER;
                break;
            }
        }
        if (!ordered && !asks)
            refuse(rules, "LIMIT without ORDER BY takes any rows", TEXT(""));
    }
}

/* ---- migrations ---- */

static bool is_reserved(struct text name)
{
    for (const char *const *reserved = RESERVED; *reserved != NULL; reserved++)
        if (text_is(name, *reserved))
            return true;
    return false;
}

static void check_names(struct check *check)
{
    for (size_t i = 0; i < check->tables.count; i++) {
        const struct table *table = list_at(&check->tables, struct table, i);
        if (is_reserved(table->name))
            fault(check, "migrations", 0, "a reserved word is no name of a table: %.*s", TEXT_ARG(table->name));
        for (size_t k = 0; k < table->column_count; k++)
            if (is_reserved(table->columns[k].name))
                fault(check, "migrations", 0, "a reserved word is no name of a column: %.*s.%.*s",
                      TEXT_ARG(table->name), TEXT_ARG(table->columns[k].name));
    }
}

static void check_defaults(const struct rules *rules)
{
    for (size_t i = 0; i < rules->statement->count; i++) {
        const struct token *next = at(rules, i + 1 + token_is(at(rules, i + 1), "-"));
        if (token_is(at(rules, i), "default") && next->kind != TOKEN_NUMBER && next->kind != TOKEN_TEXT)
            refuse(rules, "DEFAULT only with a literal", TEXT(""));
    }
}

/* PostgreSQL does not know of COALESCE that it tells nothing: behind row security such an index finds no rows. */
static void check_index(const struct rules *rules)
{
    if (!token_is(at(rules, 0), "create") || token_is(at(rules, 1), "table"))
        return;
    for (size_t i = 0; i < rules->statement->count; i++)
        if (token_is(at(rules, i), "coalesce"))
            refuse(rules, "an index of COALESCE does not serve behind row security: write CASE WHEN a IS NULL",
                   TEXT(""));
}

static void check_migrations(struct check *check)
{
    for (size_t i = 0; i < check->migrations.count; i++) {
        struct rules rules = {check, list_at(&check->migrations, struct statement, i), true};
        if (migration_engine(rules.statement->file) != NULL)
            continue;
        check_tokens(&rules);
        check_defaults(&rules);
        check_conflict(&rules);
        check_is(&rules);
        check_index(&rules);
    }
}

/* ---- names ---- */

bool is_of_engine(const struct statement *statement)
{
    static const char *const FILES[] = {"src/database/sqlite", "src/database/postgres"};
    for (size_t i = 0; i < sizeof FILES / sizeof *FILES; i++)
        if (strncmp(statement->file, FILES[i], strlen(FILES[i])) == 0)
            return true;
    return text_ends_with(statement->name, TEXT("_sqlite")) || text_ends_with(statement->name, TEXT("_postgres"));
}

static bool is_name(struct text name)
{
    for (size_t i = 0; i < name.length; i++)
        if (!(name.at[i] == '_' || (name.at[i] >= 'a' && name.at[i] <= 'z') ||
              (i > 0 && name.at[i] >= '0' && name.at[i] <= '9')))
            return false;
    return name.length > 0;
}

static void check_statement_names(struct check *check)
{
    for (size_t i = 0; i < check->statements.count; i++) {
        const struct statement *statement = list_at(&check->statements, struct statement, i);
        if ((statement->whole || statement->text.length == 0) && !is_name(statement->name))
            fault(check, statement->file, statement->line, "a statement has a name of a-z, 0-9 and _");
        for (size_t k = 0; k < i && statement->name.length > 0; k++) {
            const struct statement *other = list_at(&check->statements, struct statement, k);
            bool twice = text_equal(other->name, statement->name) && (other->whole || statement->whole) &&
                         !is_of_engine(statement) && strncmp(statement->file, "src/", strlen("src/")) == 0;
            if (twice)
                fault(check, statement->file, statement->line, "the name %.*s is taken by %s:%d",
                      TEXT_ARG(statement->name), other->file, other->line);
        }
    }
}

static void check_whole(const struct rules *rules)
{
    static const char *const TRANSACTIONS[] = {"savepoint", "release", "rollback", "commit", NULL};
    check_verbs(rules);
    if (token_is_one_of(at(rules, 0), TRANSACTIONS)) {
        if (strncmp(rules->statement->file, "src/database/", strlen("src/database/")) != 0)
            refuse(rules, "transactions only through db_transaction_begin", TEXT(""));
        return;
    }
    check_tokens(rules);
    check_parameters(rules);
    check_untyped(rules);
    check_conflict(rules);
    check_sums(rules);
    check_is(rules);
    check_truth(rules);
    check_results(rules);
    check_orders(rules);
    check_limits(rules);
}

void portable_check(struct check *check)
{
    check_statement_names(check);
    check_names(check);
    check_migrations(check);
    for (size_t i = 0; i < check->statements.count; i++) {
        struct rules rules = {check, list_at(&check->statements, struct statement, i), false};
        if (is_of_engine(rules.statement))
            continue;
        if (rules.statement->whole)
            check_whole(&rules);
        else
            check_tokens(&rules);
    }
}
