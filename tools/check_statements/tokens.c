#include <string.h>

#include "check.h"

static const struct token NONE = {.kind = TOKEN_END};

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static bool is_word_byte(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_'; }

static size_t word_length(struct text rest, size_t from)
{
    size_t at = from;
    while (at < rest.length && is_word_byte(rest.at[at]))
        at++;
    return at;
}

/* "1", "1.5", "1e6" */
static size_t number_length(struct text rest)
{
    size_t at = word_length(rest, 0);
    if (at + 1 < rest.length && rest.at[at] == '.' && is_digit(rest.at[at + 1]))
        at = word_length(rest, at + 1);
    return at;
}

/* Up to the closing quote; one that is doubled stands for itself. */
static size_t quoted_length(struct text rest)
{
    size_t at = 1;
    while (at < rest.length) {
        if (rest.at[at] != *rest.at)
            at++;
        else if (at + 1 < rest.length && rest.at[at + 1] == *rest.at)
            at += 2;
        else
            return at + 1;
    }
    return rest.length;
}

static size_t comment_length(struct text rest)
{
    if (text_starts_with(rest, TEXT("--"))) {
        ptrdiff_t end = text_find_byte(rest, '\n');
        return end < 0 ? rest.length : (size_t)end;
    }
    if (text_starts_with(rest, TEXT("/*"))) {
        ptrdiff_t end = text_find(rest, TEXT("*/"));
        return end < 0 ? rest.length : (size_t)end + 2;
    }
    return 0;
}

/* "$$ … $$" of PostgreSQL's own migrations. */
static size_t dollar_length(struct text rest)
{
    ptrdiff_t end = text_find(text_slice(rest, 2, rest.length), TEXT("$$"));
    return end < 0 ? rest.length : (size_t)end + 4;
}

static size_t mark_length(struct text rest)
{
    static const char *const PAIRS[] = {"<=", ">=", "<>", "!=", "==", "||", "<<", ">>", "::", "->"};
    for (size_t i = 0; i < sizeof PAIRS / sizeof *PAIRS; i++)
        if (text_starts_with(rest, text_from(PAIRS[i])))
            return 2;
    return 1;
}

static size_t token_length(struct text rest, enum token_kind *ret_kind)
{
    char first = *rest.at;
    *ret_kind = TOKEN_MARK;
    if (first == '\'' || text_starts_with(rest, TEXT("$$"))) {
        *ret_kind = TOKEN_TEXT;
        return first == '\'' ? quoted_length(rest) : dollar_length(rest);
    }
    if (first == '"' || first == '`') {
        *ret_kind = TOKEN_QUOTED;
        return quoted_length(rest);
    }
    if (first == '$' || first == '?' || first == '@' || (first == ':' && rest.length > 1 && is_word_byte(rest.at[1]))) {
        *ret_kind = TOKEN_PARAMETER;
        return word_length(rest, 1);
    }
    if (is_digit(first)) {
        *ret_kind = TOKEN_NUMBER;
        return number_length(rest);
    }
    if (is_word_byte(first)) {
        *ret_kind = TOKEN_WORD;
        return word_length(rest, 0);
    }
    return mark_length(rest);
}

void tokens_read(struct check *check, struct statement *statement)
{
    struct list list = {0};
    struct text rest = statement->text;
    int depth = 0;
    while (rest.length > 0) {
        enum token_kind kind;
        size_t length = comment_length(rest);
        if (length == 0 && strchr(" \t\r\n", *rest.at) != NULL)
            length = 1;
        if (length == 0) {
            length = token_length(rest, &kind);
            struct token *token = list_new(check, &list, struct token);
            depth -= *rest.at == ')' && kind == TOKEN_MARK;
            *token = (struct token){kind, text_slice(rest, 0, length), depth};
            depth += *rest.at == '(' && kind == TOKEN_MARK;
        }
        rest = text_slice(rest, length, rest.length);
    }
    statement->tokens = list.at;
    statement->count = list.count;
}

const struct token *token_at(const struct statement *statement, size_t at)
{
    return at < statement->count ? &statement->tokens[at] : &NONE; /* SIZE_MAX, before the first, too */
}

bool token_is(const struct token *token, const char *word)
{
    return (token->kind == TOKEN_WORD || token->kind == TOKEN_MARK || token->kind == TOKEN_NUMBER) &&
           text_equal_ignoring_case(token->text, text_from(word));
}

bool token_is_one_of(const struct token *token, const char *const *words)
{
    for (; *words != NULL; words++)
        if (token_is(token, *words))
            return true;
    return false;
}

size_t token_closing(const struct statement *statement, size_t at)
{
    int depth = token_at(statement, at)->depth;
    for (at++; at < statement->count; at++)
        if (statement->tokens[at].depth <= depth && token_is(&statement->tokens[at], ")"))
            return at;
    return at;
}
