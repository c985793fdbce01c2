/* A page that compiles gives C whose strings and braces are closed; any other is refused with a line that it has. */
#include <setjmp.h>
#include <stdlib.h>

#include "../compile.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { PAGE_MOST = 64 << 10 };

static jmp_buf refused;

_Noreturn void fault_at(const struct compiler *compiler, int line, const char *format, ...)
{
    int lines = 1;
    (void)format;
    for (size_t i = 0; i < compiler->source.length; i++)
        lines += compiler->source.at[i] == '\n';
    if (line < 1 || line > lines)
        abort();
    longjmp(refused, 1);
}

/* Quotes closed on their line, as many braces closed as opened, none before it was opened. */
static void check_code(struct text code)
{
    int depth = 0;
    char quote = '\0';
    bool first = true, skipped = false;
    for (size_t i = 0; i < code.length; i++) {
        char c = code.at[i];
        if (first)
            skipped = c == '#'; /* #line and #include */
        first = c == '\n';
        if (c == '\n' && quote != '\0')
            abort();
        if (skipped || (quote == '\0' && c != '"' && c != '\'' && c != '{' && c != '}'))
            continue;
        if (quote != '\0' && c == '\\')
            i++;
        else if (quote != '\0')
            quote = c == quote ? '\0' : quote;
        else if (c == '"' || c == '\'')
            quote = c;
        else
            depth += c == '{' ? 1 : -1;
        if (depth < 0)
            abort();
    }
    if (depth != 0)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > PAGE_MOST)
        return 0;
    AUTO_ARENA struct arena *arena = arena_open(8 << 20);
    struct compiler *compiler = arena_new(arena, struct compiler);
    *compiler = (struct compiler){.arena = arena,
                                  .file = "page.html",
                                  .source = {(const char *)data, size},
                                  .line = 1,
                                  .code = buffer_open(8 << 20),
                                  .literal = buffer_open(1 << 20),
                                  .markup = {.behind_space = true, .word = buffer_open(1 << 20)}};
    if (setjmp(refused) == 0) {
        compile_page(compiler);
        check_code(buffer_text(&compiler->code));
    }
    buffer_close(&compiler->code);
    buffer_close(&compiler->literal);
    buffer_close(&compiler->markup.word);
    return 0;
}
