#include "compile.h"

void emit(struct compiler *compiler, int line, const char *format, ...)
{
    if (line != compiler->code_line)
        buffer_format(&compiler->code, "#line %d \"%s\"\n", line, compiler->file);
    va_list list;
    va_start(list, format);
    struct text code = arena_format_list(compiler->arena, format, list);
    va_end(list);
    buffer_add(&compiler->code, code);
    buffer_add_byte(&compiler->code, '\n');
    compiler->code_line = line + 1;
}

void emit_start(struct compiler *compiler)
{
    buffer_format(&compiler->code,
                  "/* Made by compile_templates from %s: change that file. */\n"
                  "#include \"view/language.h\"\n#include \"view/output.h\"\n",
                  compiler->file);
}

void emit_literal(struct compiler *compiler, char byte)
{
    if (compiler->literal.length == 0)
        compiler->literal_line = compiler->line;
    buffer_add_byte(&compiler->literal, byte);
}

/* As the inside of a C string literal. */
static struct text literal_code(struct compiler *compiler, struct text literal)
{
    struct buffer code = buffer_open(literal.length * 2 + 1);
    for (size_t i = 0; i < literal.length; i++) {
        char byte = literal.at[i];
        if (byte == '"' || byte == '\\')
            buffer_add_byte(&code, '\\');
        if (byte == '\n' || byte == '\t')
            buffer_add(&code, byte == '\n' ? TEXT("\\n") : TEXT("\\t"));
        else
            buffer_add_byte(&code, byte);
    }
    struct text copy = arena_text(compiler->arena, buffer_text(&code));
    buffer_close(&code);
    return copy;
}

void emit_flush(struct compiler *compiler)
{
    if (!compiler->function_open) {
        compiler->function_open = true;
        emit_function(compiler, compiler->head_line, compiler->wraps ? "_begin" : "");
    }
    if (compiler->literal.length == 0)
        return;
    struct text code = literal_code(compiler, buffer_text(&compiler->literal));
    emit(compiler, compiler->literal_line, "put_markup(out, TEXT(\"%.*s\"));", TEXT_ARG(code));
    buffer_clear(&compiler->literal);
}

/* The head of the function, with every parameter used, for a page need not look at all of them. */
void emit_function(struct compiler *compiler, int line, const char *suffix)
{
    const char *comma = compiler->parameters.length == 0 ? "" : ", ";
    emit(compiler, line, "void %.*s_page%s(struct output *out%s%.*s)", TEXT_ARG(compiler->name), suffix, comma,
         TEXT_ARG(compiler->parameters));
    emit(compiler, line, "{");
    emit(compiler, line, "(void)out;");
    for (size_t i = 0; i < compiler->parameter_count; i++)
        emit(compiler, line, "(void)%.*s;", TEXT_ARG(compiler->parameter_names[i]));
}

struct text emit_message_note(struct compiler *compiler)
{
    struct text note = compiler->note;
    compiler->note = TEXT_NONE;
    if (text_find(note, TEXT("*/")) >= 0 || text_find_byte(note, '\n') >= 0)
        fault(compiler, "a note to the translators stands on one line, without */");
    return text_is_empty(note) ? note : arena_format(compiler->arena, "/* %.*s */ ", TEXT_ARG(note));
}
