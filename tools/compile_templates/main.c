/* compile_templates [--root DIRECTORY] PAGE.html PAGE.c */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compile.h"

enum { SOURCE_MOST = 1 << 20 };

_Noreturn void fault_at(const struct compiler *compiler, int line, const char *format, ...)
{
    va_list list;
    (void)fprintf(stderr, "%s:%d: ", compiler->file, line);
    va_start(list, format);
    (void)vfprintf(stderr, format, list);
    va_end(list);
    (void)fputc('\n', stderr);
    exit(1);
}

static _Noreturn void file_fault(const char *path, const char *what)
{
    (void)fprintf(stderr, "compile_templates: %s: %s: %s\n", path, what, strerror(errno));
    exit(1);
}

static void source_read(struct compiler *compiler, const char *path)
{
    struct buffer bytes = buffer_open(SOURCE_MOST);
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        file_fault(path, "cannot be read");
    for (int byte = fgetc(file); byte != EOF; byte = fgetc(file))
        buffer_add_byte(&bytes, (char)byte);
    if (ferror(file) != 0)
        file_fault(path, "cannot be read");
    (void)fclose(file);
    if (bytes.full)
        fault_at(compiler, 1, "larger than a page may be");
    compiler->source = arena_text(compiler->arena, buffer_text(&bytes));
    buffer_close(&bytes);
}

static void code_write(const struct compiler *compiler, const char *path)
{
    FILE *file = fopen(path, "wb");
    if (file == NULL)
        file_fault(path, "cannot be written");
    struct text code = buffer_text(&compiler->code);
    if (fwrite(code.at, 1, code.length, file) != code.length || fclose(file) != 0)
        file_fault(path, "cannot be written");
}

int main(int count, char **arguments)
{
    const char *root = "";
    if (count == 5 && strcmp(arguments[1], "--root") == 0) {
        root = arguments[2];
        arguments += 2;
        count -= 2;
    }
    if (count != 3) {
        (void)fputs("usage: compile_templates [--root DIRECTORY] PAGE.html PAGE.c\n", stderr);
        return 2;
    }
    const char *name = arguments[1];
    if (strncmp(name, root, strlen(root)) == 0)
        name += strlen(root);
    while (*root != '\0' && *name == '/')
        name++;
    AUTO_ARENA struct arena *arena = arena_open(SOURCE_MOST * 8);
    struct compiler *compiler = arena_new(arena, struct compiler);
    *compiler = (struct compiler){.arena = arena,
                                  .file = name,
                                  .line = 1,
                                  .code = buffer_open(SOURCE_MOST * 16),
                                  .literal = buffer_open(SOURCE_MOST),
                                  .markup = {.behind_space = true, .word = buffer_open(SOURCE_MOST)}};
    source_read(compiler, arguments[1]);
    compile_page(compiler);
    code_write(compiler, arguments[2]);
    buffer_close(&compiler->code);
    buffer_close(&compiler->literal);
    buffer_close(&compiler->markup.word);
    return 0;
}
