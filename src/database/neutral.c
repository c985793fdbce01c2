#include "database/neutral.h"

#include <stdio.h>

#include "base/buffer.h"

enum { EXPANDED_CEILING = 4 << 20 };

static const struct neutral_type {
    const char *name, *sqlite, *postgres;
    bool flag;
} TYPES[] = {
    {"id", "BLOB", "uuid", false},           {"text", "TEXT", "text COLLATE \"C\"", false}, /* bytewise order on both */
    {"integer", "INTEGER", "bigint", false}, {"real", "REAL", "double precision", false},
    {"bytes", "BLOB", "bytea", false},       {"boolean", "INTEGER", "smallint", true},
    {"date", "INTEGER", "bigint", false},    {"instant", "INTEGER", "bigint", false},
};

/* What begins a constraint of the table where a column could stand. */
static const char *const CONSTRAINTS[] = {"primary", "unique", "foreign", "check", "constraint"};

enum expecting { NOTHING, COLUMN, TYPE };

struct expansion {
    struct text rest;
    bool sqlite;
    const char *where;
    struct buffer out;
    struct text last; /* the word before this one */
    struct text column;
    int depth; /* of parentheses */
    bool creating;
    enum expecting expecting;
    enum outcome outcome;
};

static bool is_word_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* Length of the comment, quoted text, word or single byte at the start. */
static size_t piece_length(struct text rest)
{
    size_t at = 1;
    char first = *rest.at;
    if (text_starts_with(rest, TEXT("--"))) {
        ptrdiff_t end = text_find_byte(rest, '\n');
        return end < 0 ? rest.length : (size_t)end;
    }
    if (text_starts_with(rest, TEXT("/*"))) {
        ptrdiff_t end = text_find(rest, TEXT("*/"));
        return end < 0 ? rest.length : (size_t)end + 2;
    }
    if (first == '\'' || first == '"') {
        ptrdiff_t end = text_find_byte(text_slice(rest, 1, rest.length), first);
        return end < 0 ? rest.length : (size_t)end + 2;
    }
    if (is_word_byte(first))
        while (at < rest.length && is_word_byte(rest.at[at]))
            at++;
    return at;
}

static void add_type(struct expansion *expansion, struct text word)
{
    for (size_t i = 0; i < sizeof TYPES / sizeof *TYPES; i++) {
        const struct neutral_type *type = &TYPES[i];
        if (!text_is(word, type->name))
            continue;
        buffer_add(&expansion->out, text_from(expansion->sqlite ? type->sqlite : type->postgres));
        if (type->flag)
            buffer_format(&expansion->out, " CHECK (%.*s IN (0, 1))", TEXT_ARG(expansion->column));
        return;
    }
    (void)fprintf(stderr, "sanad: migration %s: %.*s is not a neutral type\n", expansion->where, TEXT_ARG(word));
    expansion->outcome = FAILED;
}

static bool begins_constraint(struct text word)
{
    for (size_t i = 0; i < sizeof CONSTRAINTS / sizeof *CONSTRAINTS; i++)
        if (text_equal_ignoring_case(word, text_from(CONSTRAINTS[i])))
            return true;
    return false;
}

static bool word_is(struct text word, const char *name) { return text_equal_ignoring_case(word, text_from(name)); }

static void take_word(struct expansion *expansion, struct text word)
{
    enum expecting expecting = expansion->expecting;
    if (expecting == TYPE)
        add_type(expansion, word);
    else
        buffer_add(&expansion->out, word);
    expansion->expecting = NOTHING;
    if (expecting == COLUMN && !begins_constraint(word)) {
        expansion->column = word;
        expansion->expecting = TYPE;
    }
    if (expansion->depth == 0 && word_is(word, "table") && word_is(expansion->last, "create"))
        expansion->creating = true;
    if (expansion->depth == 0 && word_is(word, "column") && word_is(expansion->last, "add"))
        expansion->expecting = COLUMN;
    expansion->last = word;
}

static void take_mark(struct expansion *expansion, char mark)
{
    expansion->depth += mark == '(' ? 1 : mark == ')' ? -1 : 0;
    buffer_add_byte(&expansion->out, mark);
    if (mark == ';') {
        expansion->creating = false;
        expansion->expecting = NOTHING;
        expansion->last = TEXT_NONE;
    }
    if (!expansion->creating)
        return;
    if (expansion->depth == 1 && (mark == '(' || mark == ','))
        expansion->expecting = COLUMN;
    if (expansion->depth == 0 && mark == ')') {
        if (expansion->sqlite)
            buffer_add(&expansion->out, TEXT(" STRICT"));
        expansion->creating = false;
    }
}

enum outcome neutral_expand(struct arena *arena, const char *engine, const char *where, struct text statements,
                            struct text *ret)
{
    struct expansion expansion = {.rest = statements, .where = where, .out = buffer_open(EXPANDED_CEILING)};
    expansion.sqlite = text_is(TEXT("sqlite"), engine);
    while (expansion.rest.length > 0 && expansion.outcome == OK) {
        size_t length = piece_length(expansion.rest);
        struct text piece = text_slice(expansion.rest, 0, length);
        if (is_word_byte(*piece.at))
            take_word(&expansion, piece);
        else if (length == 1)
            take_mark(&expansion, *piece.at);
        else
            buffer_add(&expansion.out, piece);
        expansion.rest = text_slice(expansion.rest, length, expansion.rest.length);
    }
    if (expansion.outcome == OK && (expansion.depth != 0 || expansion.out.full))
        expansion.outcome = FAILED;
    if (expansion.outcome == OK)
        *ret = arena_text(arena, buffer_text(&expansion.out));
    buffer_close(&expansion.out);
    return expansion.outcome;
}
