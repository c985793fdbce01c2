/* check_statements TREE: refuses what our rules forbid in statements and migrations (check.h).
   check_statements --print TREE: the statements that are one literal for every engine, as NAME<TAB>TEXT lines.
   check_statements TREE STATEMENTS: takes such lines for statements of the tree too: those that a program put together.
   Faults go to stdout as "file:line: what"; exit status 1 if there is any. */
#include <dirent.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buffer.h"
#include "check.h"

enum { ROOM = 256 << 20, FILE_MOST = 16 << 20, FILES_MOST = 8192, DEPTH_MOST = 16 };

struct files {
    const char *at[FILES_MOST]; /* below the tree */
    size_t count;
};

void *list_grow(struct check *check, struct list *list, size_t size)
{
    if (list->count == list->room) {
        size_t room = list->room == 0 ? 64 : list->room * 2;
        char *at = arena_zeroed(check->arena, room, size);
        if (list->count > 0)
            memcpy(at, list->at, list->count * size);
        list->at = at;
        list->room = room;
    }
    return (char *)list->at + size * list->count++;
}

void fault(struct check *check, const char *file, int line, const char *format, ...)
{
    va_list list;
    printf("%s:%d: ", file, line);
    va_start(list, format);
    (void)vprintf(format, list);
    va_end(list);
    (void)putchar('\n');
    check->faults++;
}

bool is_allowed(struct check *check, const char *rule, struct text name)
{
    for (size_t i = 0; i < check->allowances.count; i++) {
        struct allowance *allowance = list_at(&check->allowances, struct allowance, i);
        if (text_is(allowance->rule, rule) && text_equal(allowance->name, name)) {
            allowance->used = true;
            return true;
        }
    }
    return false;
}

/* ---- files ---- */

static struct text file_read(struct check *check, const char *path)
{
    struct buffer bytes AUTO_BUFFER = buffer_open(FILE_MOST);
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return TEXT_NONE;
    for (int byte = fgetc(file); byte != EOF; byte = fgetc(file))
        buffer_add_byte(&bytes, (char)byte);
    (void)fclose(file);
    return arena_text(check->arena, buffer_text(&bytes));
}

static void find_files(struct check *check, const char *tree, const char *folder, struct files *files, int depth)
{
    const char *path = arena_format(check->arena, "%s/%s", tree, folder).at;
    struct dirent **entries;
    struct stat status;
    int count = scandir(path, &entries, NULL, alphasort);
    for (int i = 0; i < count; i++) {
        const char *name = entries[i]->d_name;
        const char *below = arena_format(check->arena, "%s/%s", folder, name).at;
        if (*name != '.' && strcmp(name, "tests") != 0 &&
            stat(arena_format(check->arena, "%s/%s", tree, below).at, &status) == 0) {
            if (S_ISDIR(status.st_mode) && depth < DEPTH_MOST)
                find_files(check, tree, below, files, depth + 1);
            else if (S_ISREG(status.st_mode) && files->count < FILES_MOST)
                files->at[files->count++] = below;
        }
        free(entries[i]);
    }
    if (count >= 0)
        free(entries);
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? path : slash + 1;
}

static int by_base_name(const void *a, const void *b)
{
    return strcmp(base_name(*(const char *const *)a), base_name(*(const char *const *)b));
}

static bool is_c(const char *file)
{
    struct text name = text_from(file);
    return text_ends_with(name, TEXT(".c")) || text_ends_with(name, TEXT(".h"));
}

static struct text source_of(struct check *check, const char *tree, const char *file)
{
    return file_read(check, arena_format(check->arena, "%s/%s", tree, file).at);
}

static void read_sources(struct check *check, const char *tree, struct files *files)
{
    find_files(check, tree, "src", files, 0);
    for (size_t i = 0; i < files->count; i++)
        if (is_c(files->at[i]))
            macros_read(check, files->at[i], source_of(check, tree, files->at[i]));
    for (size_t i = 0; i < files->count; i++)
        if (is_c(files->at[i]))
            literals_read(check, files->at[i], source_of(check, tree, files->at[i]));
    qsort(files->at, files->count, sizeof *files->at, by_base_name); /* migrations by their numbers */
    for (size_t i = 0; i < files->count; i++)
        if (text_ends_with(text_from(files->at[i]), TEXT(".sql")) && strstr(files->at[i], "/migrations/") != NULL)
            migration_read(check, files->at[i], source_of(check, tree, files->at[i]));
}

/* ---- lists kept by hand ---- */

static struct text next_word(struct text *line)
{
    struct text word = TEXT_NONE;
    *line = text_trim(*line);
    (void)text_split(line, ' ', &word);
    *line = text_trim(*line);
    return word;
}

static void read_allowances(struct check *check, const char *tree)
{
    struct text rest = source_of(check, tree, "src/statements.allowed"), line;
    for (int number = 1; text_split(&rest, '\n', &line); number++) {
        if (text_trim(line).length == 0 || *text_trim(line).at == '#')
            continue;
        struct allowance *allowance = list_new(check, &check->allowances, struct allowance);
        *allowance = (struct allowance){.rule = next_word(&line), .name = next_word(&line), .line = number};
        if (line.length == 0)
            fault(check, "src/statements.allowed", number, "no reason is given");
    }
    check->scale = source_of(check, tree, "docs/operations/scale.md");
    rest = source_of(check, tree, "src/database/migrations.released");
    while (text_split(&rest, '\n', &line))
        if (text_trim(line).length > 0 && *line.at != '#')
            *list_new(check, &check->released, struct text) = text_trim(line);
}

/* Is this statement put together while the program runs?  Then the sources hold its name alone. */
static bool is_put_together(const struct check *check, const struct allowance *allowance)
{
    for (size_t i = 0; i < check->statements.count; i++) {
        const struct statement *statement = list_at(&check->statements, struct statement, i);
        if (!statement->whole && text_equal(statement->name, allowance->name))
            return true;
    }
    return false;
}

/* Those of the test that reads plans are not ours; what is put together is judged where statements were noted. */
static void check_allowances(struct check *check, bool noted)
{
    for (size_t i = 0; i < check->allowances.count; i++) {
        const struct allowance *allowance = list_at(&check->allowances, struct allowance, i);
        bool tested =
            text_is(allowance->rule, "scan") || text_is(allowance->rule, "plan") || text_is(allowance->rule, "later");
        if (!allowance->used && !tested && is_put_together(check, allowance) == noted)
            fault(check, "src/statements.allowed", allowance->line, "%.*s %.*s is not needed",
                  TEXT_ARG(allowance->rule), TEXT_ARG(allowance->name));
    }
}

static void read_lines(struct check *check, const char *path)
{
    struct text rest = file_read(check, path), line, name;
    for (int number = 1; text_split(&rest, '\n', &line); number++) {
        if (!text_split(&line, '\t', &name) || name.length == 0)
            continue;
        struct statement *statement = list_new(check, &check->statements, struct statement);
        *statement = (struct statement){.name = name, .text = line, .file = path, .line = number, .whole = true};
        tokens_read(check, statement);
    }
}

static void print_statements(const struct check *check)
{
    for (size_t i = 0; i < check->statements.count; i++) {
        const struct statement *statement = list_at(&check->statements, struct statement, i);
        if (statement->whole && !is_of_engine(statement))
            printf("%.*s\t%.*s\n", TEXT_ARG(statement->name), TEXT_ARG(statement->text));
    }
}

int main(int argc, char **argv)
{
    static struct files files;
    struct stat status;
    bool print = argc == 3 && strcmp(argv[1], "--print") == 0;
    if (argc < 2 || argc > 3 || stat(argv[print ? 2 : 1], &status) != 0 || !S_ISDIR(status.st_mode)) {
        (void)fputs("usage: check_statements [--print] TREE [STATEMENTS]\n", stderr);
        return 2;
    }
    struct check check = {.arena = arena_open(ROOM)};
    const char *tree = argv[print ? 2 : 1];
    read_sources(&check, tree, &files);
    read_allowances(&check, tree);
    if (print) {
        print_statements(&check);
    } else {
        if (argc == 3)
            read_lines(&check, argv[2]);
        schema_read(&check);
        portable_check(&check);
        spread_check(&check);
        locks_check(&check);
        check_allowances(&check, argc == 3);
    }
    check.arena = arena_close(check.arena);
    return check.faults > 0;
}
