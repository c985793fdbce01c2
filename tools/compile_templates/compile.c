/* A page from its first byte to its last. */
#include "compile.h"

static void check_bytes(const struct compiler *compiler)
{
    for (size_t at = 0, line = 1; at < compiler->source.length;) {
        int32_t c = text_next_code_point(compiler->source, &at);
        line += c == '\n';
        if (c < 0 || (c < 0x20 && c != '\n' && c != '\t'))
            fault_at(compiler, (int)line, "not UTF-8, or a control character");
    }
}

/* The part between the braces at compiler->at; moves behind it. */
static struct text inner_read(struct compiler *compiler, const char *closing)
{
    struct text rest = text_slice(compiler->source, compiler->at + 2, compiler->source.length);
    ptrdiff_t end = text_find(rest, text_from(closing));
    if (end < 0)
        fault(compiler, "no %s closes this", closing);
    compiler->at += 2 + (size_t)end + 2;
    return text_slice(rest, 0, (size_t)end);
}

static void one_line(const struct compiler *compiler, struct text inner)
{
    if (text_find_byte(inner, '\n') >= 0)
        fault(compiler, "must stand on one line");
}

static void note_read(struct compiler *compiler, struct text inner)
{
    for (size_t i = 0; i < inner.length; i++)
        compiler->line += inner.at[i] == '\n';
    inner = text_trim(inner);
    if (text_starts_with(inner, TEXT("TRANSLATORS:")))
        compiler->note = inner;
}

/* Does the directive that begins at `at` and ends at `end` stand alone on its line?  Then its line vanishes. */
static bool stands_alone(const struct compiler *compiler, size_t at, size_t end)
{
    struct text source = compiler->source;
    while (at > 0 && (source.at[at - 1] == ' ' || source.at[at - 1] == '\t'))
        at--;
    while (end < source.length && (source.at[end] == ' ' || source.at[end] == '\t'))
        end++;
    return (at == 0 || source.at[at - 1] == '\n') && (end == source.length || source.at[end] == '\n');
}

static bool writes_something(struct text inner)
{
    static const char *const WRITING[] = {"msg", "include"};
    inner = text_trim(inner);
    for (size_t i = 0; i < sizeof WRITING / sizeof *WRITING; i++)
        if (text_starts_with(inner, text_from(WRITING[i])))
            return true;
    return false;
}

/* Reads what begins with a brace; false when it is none of ours. */
static bool braces_read(struct compiler *compiler)
{
    size_t start = compiler->at;
    char kind = start + 1 < compiler->source.length ? compiler->source.at[start + 1] : '\0';
    if (compiler->source.at[start] != '{' || (kind != '{' && kind != '%' && kind != '#'))
        return false;
    if (compiler->markup.place == IN_RAW)
        fault(compiler, "nothing may be put into <%.*s>", TEXT_ARG(compiler->markup.tag));
    compiler->directive_line = compiler->line;
    struct text inner = inner_read(compiler, kind == '{' ? "}}" : kind == '%' ? "%}" : "#}");
    if (kind == '#')
        note_read(compiler, inner);
    else
        one_line(compiler, inner);
    if (kind == '{')
        expression_put(compiler, inner);
    else if (kind == '%')
        directive_read(compiler, inner);
    bool silent = kind == '#' || (kind == '%' && !writes_something(inner));
    if (silent && compiler->markup.place == IN_CONTENT && stands_alone(compiler, start, compiler->at))
        compiler->markup.behind_space = true;
    return true;
}

void compile_page(struct compiler *compiler)
{
    check_bytes(compiler);
    emit_start(compiler);
    while (compiler->at < compiler->source.length) {
        if (braces_read(compiler))
            continue;
        char byte = compiler->source.at[compiler->at];
        if (!compiler->started && byte != '\n' && byte != ' ')
            fault(compiler, "a page begins with {%% template name(parameters) %%}");
        if (compiler->started)
            markup_feed(compiler, byte);
        compiler->at++;
        compiler->line += byte == '\n';
    }
    if (!compiler->started)
        fault(compiler, "a page begins with {%% template name(parameters) %%}");
    markup_finish(compiler);
    directives_finish(compiler);
}
