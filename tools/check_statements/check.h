/* What the parts of check_statements share.  It reads every SQL("name", "text"), every piece that is given to a
   statement_add… and every migration of a tree, and says what does not stand in src/database/portable.md
   (portable.c), what could not run on a PostgreSQL spread by person (spread.c) and which migrations lock a large table
   for long (locks.c). */
#ifndef CHECK_STATEMENTS_CHECK_H
#define CHECK_STATEMENTS_CHECK_H

#include "base/arena.h"

enum token_kind { TOKEN_END, TOKEN_WORD, TOKEN_NUMBER, TOKEN_TEXT, TOKEN_QUOTED, TOKEN_PARAMETER, TOKEN_MARK };

struct token {
    enum token_kind kind;
    struct text text;
    int depth; /* of parentheses; that of "(" and ")" is the depth around them */
};

/* A statement, a piece of one that is put together, or one statement of a migration. */
struct statement {
    struct text name; /* empty for a piece */
    struct text text;
    struct token *tokens;
    size_t count;
    const char *file;
    int line;
    bool whole;
};

struct column {
    struct text name, type;
    bool needed; /* NOT NULL */
};
struct table {
    struct text name;
    struct column *columns;
    size_t column_count;
    struct text key[8]; /* of its primary key */
    size_t key_count;
    bool released;
};
/* A unique constraint or an index.  `name` is empty for a constraint of the table. */
struct index {
    struct text name, table, columns[24];
    size_t count;
    bool unique, partial;
    const char *file;
    int line;
};
struct reference {
    struct text from, to, columns[8], others[8];
    size_t count;
    const char *file;
    int line;
};
/* A line of src/statements.allowed: "rule name reason". */
struct allowance {
    struct text rule, name;
    int line;
    bool used;
};

struct list {
    void *at;
    size_t count, room;
};

struct check {
    struct arena *arena;
    struct list statements; /* of struct statement */
    struct list migrations; /* of struct statement, in the order of their numbers */
    struct list tables, indexes, references, allowances, released;
    struct list macros;
    struct text scale; /* docs/operations/scale.md */
    int faults;
};

/* A new zeroed member at the end of a list. */
#define list_new(check, list, type) ((type *)list_grow((check), (list), sizeof(type)))
void *list_grow(struct check *check, struct list *list, size_t size);
#define list_at(list, type, i) (&((type *)(list)->at)[i])

void fault(struct check *check, const char *file, int line, const char *format, ...) PRINTF_LIKE(4, 5);
/* Is it listed in src/statements.allowed?  Marks it as used. */
bool is_allowed(struct check *check, const char *rule, struct text name);

/* ---- tokens.c ---- */
void tokens_read(struct check *check, struct statement *statement);
/* A token of the kind TOKEN_END before the first and behind the last. */
const struct token *token_at(const struct statement *statement, size_t at);
bool token_is(const struct token *token, const char *word); /* ASCII case aside for words */
bool token_is_one_of(const struct token *token, const char *const *words);
/* Where the parenthesis opened at `at` closes, or the end. */
size_t token_closing(const struct statement *statement, size_t at);

/* ---- literals.c ---- */
void macros_read(struct check *check, const char *file, struct text source);
void literals_read(struct check *check, const char *file, struct text source);

/* ---- schema.c ---- */
void migration_read(struct check *check, const char *file, struct text source);
void schema_read(struct check *check);
struct table *table_find(const struct check *check, struct text name);
const struct column *column_find(const struct table *table, struct text name);
/* The engine that a migration is for: "sqlite", "postgres", or NULL for both. */
const char *migration_engine(const char *file);

/* The tables that a statement names, with what it calls them. */
struct source {
    const struct table *table;
    struct text alias;
    size_t at; /* of the name among the tokens */
};
enum { SOURCES_MOST = 16 };
size_t sources_of(const struct check *check, const struct statement *statement, struct source *ret_sources);

/* ---- portable.c, spread.c, locks.c ---- */
void portable_check(struct check *check);
/* An engine's own SQL: its file, or a statement whose name says so. */
bool is_of_engine(const struct statement *statement);
void spread_check(struct check *check);
void locks_check(struct check *check);

#endif
