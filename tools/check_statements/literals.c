/* The statements in C sources: literals that stand side by side, and macros that stand for literals. */
#include <string.h>

#include "base/buffer.h"
#include "check.h"

enum { LITERAL_MOST = 64 * 1024, EXPANSIONS_MOST = 8 };

struct macro {
    struct text name, body;
    const char *file;
};
struct reader {
    struct check *check;
    const char *file;
    struct text source;
    size_t at;
};
struct piece {
    char kind; /* '"' a literal, 'a' a word, a mark for itself, 0 at the end */
    struct text text;
    size_t at;
};

static bool is_word_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

static int line_of(const struct reader *reader, size_t at)
{
    int line = 1;
    for (size_t i = 0; i < at; i++)
        line += reader->source.at[i] == '\n';
    return line;
}

static size_t skip_to(struct text source, size_t at, const char *end)
{
    ptrdiff_t found = text_find(text_slice(source, at, source.length), text_from(end));
    return found < 0 ? source.length : at + (size_t)found + strlen(end);
}

/* A line of the preprocessor, with those that a backslash continues. */
static size_t skip_directive(struct text source, size_t at)
{
    while (at < source.length && source.at[at] != '\n')
        at += source.at[at] == '\\' ? 2 : 1;
    return at < source.length ? at : source.length;
}

static size_t skip_quoted(struct text source, size_t at)
{
    char quote = source.at[at++];
    while (at < source.length && source.at[at] != quote && source.at[at] != '\n')
        at += source.at[at] == '\\' ? 2 : 1;
    return at < source.length ? at + 1 : source.length;
}

static struct piece next_piece(struct reader *reader)
{
    struct text source = reader->source;
    for (;;) {
        size_t at = reader->at;
        if (at >= source.length)
            return (struct piece){.at = at};
        struct text rest = text_slice(source, at, source.length);
        char first = *rest.at;
        if (text_starts_with(rest, TEXT("/*")))
            reader->at = skip_to(source, at + 2, "*/");
        else if (text_starts_with(rest, TEXT("//")))
            reader->at = skip_to(source, at, "\n");
        else if (first == '#')
            reader->at = skip_directive(source, at);
        else if (first == '\'')
            reader->at = skip_quoted(source, at);
        else if (first == '"') {
            reader->at = skip_quoted(source, at);
            return (struct piece){'"', text_slice(source, at + 1, reader->at - 1), at};
        } else if (is_word_byte(first)) {
            while (reader->at < source.length && is_word_byte(source.at[reader->at]))
                reader->at++;
            return (struct piece){'a', text_slice(source, at, reader->at), at};
        } else {
            reader->at++;
            if (strchr(" \t\r\n\\", first) == NULL)
                return (struct piece){first, text_slice(source, at, at + 1), at};
        }
    }
}

/* ---- macros ---- */

void macros_read(struct check *check, const char *file, struct text source)
{
    for (size_t at = 0; at < source.length; at++) {
        struct text rest = text_slice(source, at, source.length);
        if ((at > 0 && source.at[at - 1] != '\n') || !text_starts_with(rest, TEXT("#define ")))
            continue;
        size_t end = skip_directive(source, at), name = strlen("#define "), name_end = name;
        while (name_end < rest.length && is_word_byte(rest.at[name_end]))
            name_end++;
        if (name_end < rest.length && rest.at[name_end] == '(')
            continue; /* one with arguments is never a part of a statement */
        struct macro *macro = list_new(check, &check->macros, struct macro);
        *macro = (struct macro){text_slice(rest, name, name_end), text_slice(source, at + name_end, end), file};
    }
}

/* Of the file itself, or the only one of that name. */
static const struct macro *macro_find(const struct check *check, const char *file, struct text name)
{
    const struct macro *found = NULL;
    for (size_t i = 0; i < check->macros.count; i++) {
        const struct macro *macro = list_at(&check->macros, struct macro, i);
        if (!text_equal(macro->name, name))
            continue;
        if (macro->file == file)
            return macro;
        if (found != NULL && !text_equal(found->body, macro->body))
            return NULL;
        found = macro;
    }
    return found;
}

/* ---- literals ---- */

static void add_literal(struct buffer *out, struct text literal)
{
    for (size_t i = 0; i < literal.length; i++) {
        char byte = literal.at[i];
        if (byte == '\\' && i + 1 < literal.length) {
            byte = literal.at[++i];
            byte = byte == 'n' ? '\n' : byte == 't' ? '\t' : byte;
        }
        buffer_add_byte(out, byte);
    }
}

static bool add_macro(struct reader *reader, struct text name, struct buffer *out, int expansions);

/* Literals and macros up to a comma or the closing parenthesis.  False for anything else among them. */
static bool add_argument(struct reader *reader, struct buffer *out, int expansions, char *ret_end)
{
    bool readable = true;
    for (int depth = 0;;) {
        struct piece piece = next_piece(reader);
        *ret_end = piece.kind;
        if (piece.kind == 0 || (depth == 0 && (piece.kind == ',' || piece.kind == ')')))
            return readable;
        depth += piece.kind == '(' ? 1 : piece.kind == ')' ? -1 : 0;
        if (piece.kind == '"')
            add_literal(out, piece.text);
        else
            readable = piece.kind == 'a' && add_macro(reader, piece.text, out, expansions) && readable;
    }
}

static bool add_macro(struct reader *reader, struct text name, struct buffer *out, int expansions)
{
    char end;
    const struct macro *macro = macro_find(reader->check, reader->file, name);
    if (macro == NULL || expansions == EXPANSIONS_MOST)
        return false;
    struct reader body = {.check = reader->check, .file = macro->file, .source = macro->body};
    return add_argument(&body, out, expansions + 1, &end) && end == 0;
}

static struct statement *add_statement(struct reader *reader, size_t at, struct text name, struct text text, bool whole)
{
    struct statement *statement = list_new(reader->check, &reader->check->statements, struct statement);
    *statement = (struct statement){.name = arena_text(reader->check->arena, name),
                                    .text = arena_text(reader->check->arena, text),
                                    .file = reader->file,
                                    .line = line_of(reader, at),
                                    .whole = whole};
    tokens_read(reader->check, statement);
    return statement;
}

/* SQL("name", "text") */
static void read_whole(struct reader *reader, size_t at)
{
    struct buffer name AUTO_BUFFER = buffer_open(LITERAL_MOST), text AUTO_BUFFER = buffer_open(LITERAL_MOST);
    char end;
    bool readable = add_argument(reader, &name, 0, &end) && end == ',';
    readable = readable && add_argument(reader, &text, 0, &end) && end == ')';
    if (readable)
        (void)add_statement(reader, at, buffer_text(&name), buffer_text(&text), true);
    else
        fault(reader->check, reader->file, line_of(reader, at), "a statement that is not two literals cannot be read");
}

/* statement_add(&statement, "piece"), statement_add_text(statement, any ? "piece" : "other") */
static void read_pieces(struct reader *reader, size_t at)
{
    struct buffer piece AUTO_BUFFER = buffer_open(LITERAL_MOST);
    int depth = 1;
    while (depth > 0) {
        struct piece next = next_piece(reader);
        if (next.kind == 0)
            return;
        depth += next.kind == '(' ? 1 : next.kind == ')' ? -1 : 0;
        if (next.kind == '"' || (next.kind == 'a' && add_macro(reader, next.text, &piece, 0))) {
            if (next.kind == '"')
                add_literal(&piece, next.text);
            continue;
        }
        if (piece.length > 0)
            (void)add_statement(reader, at, TEXT_NONE, buffer_text(&piece), false);
        buffer_clear(&piece);
    }
}

/* statement_query(db, "name", …): a name alone. */
static void read_name(struct reader *reader, size_t at)
{
    for (int depth = 1; depth > 0;) {
        struct piece next = next_piece(reader);
        depth += next.kind == '(' ? 1 : next.kind == ')' ? -1 : 0;
        if (next.kind == 0 || depth == 0)
            return;
        if (next.kind == '"')
            (void)add_statement(reader, at, next.text, TEXT_NONE, false);
    }
}

void literals_read(struct check *check, const char *file, struct text source)
{
    static const struct {
        const char *word;
        void (*read)(struct reader *reader, size_t at);
    } CALLS[] = {
        {"SQL", read_whole},
        {"statement_add", read_pieces},
        {"statement_add_text", read_pieces},
        {"statement_query", read_name},
        {"statement_execute", read_name},
    };
    struct reader reader = {.check = check, .file = file, .source = source};
    for (struct piece piece = next_piece(&reader); piece.kind != 0; piece = next_piece(&reader))
        for (size_t i = 0; piece.kind == 'a' && i < sizeof CALLS / sizeof *CALLS; i++)
            if (text_is(piece.text, CALLS[i].word)) {
                size_t back = reader.at;
                if (next_piece(&reader).kind == '(')
                    CALLS[i].read(&reader, piece.at);
                else
                    reader.at = back;
                break;
            }
}
