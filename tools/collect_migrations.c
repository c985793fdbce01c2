/* collect_migrations OUTPUT.c FILE… : gathers the migrations of the feature folders into one C file.  A file is called
   …/migrations/NNNN_name.sql, or NNNN_name.sqlite.sql and NNNN_name.postgres.sql where an engine forces it. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const ENGINES[] = {".sqlite", ".postgres"};

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? path : slash + 1;
}

static bool ends_with(const char *text, size_t length, const char *end)
{
    return length >= strlen(end) && memcmp(text + length - strlen(end), end, strlen(end)) == 0;
}

/* Length of NNNN_name, without engine and ".sql". */
static size_t stem_length(const char *name)
{
    size_t length = strlen(name) - strlen(".sql");
    for (size_t i = 0; i < sizeof ENGINES / sizeof *ENGINES; i++)
        if (ends_with(name, length, ENGINES[i]))
            return length - strlen(ENGINES[i]);
    return length;
}

/* "sqlite" or NULL. */
static const char *engine_of(const char *name)
{
    for (size_t i = 0; i < sizeof ENGINES / sizeof *ENGINES; i++)
        if (ends_with(name, strlen(name) - strlen(".sql"), ENGINES[i]))
            return ENGINES[i] + 1;
    return NULL;
}

static bool is_well_named(const char *path)
{
    const char *name = base_name(path);
    const char *folder = "/migrations/";
    if (!ends_with(name, strlen(name), ".sql") || !ends_with(path, (size_t)(name - path), folder))
        return false;
    size_t stem = stem_length(name);
    return stem > 5 && strspn(name, "0123456789") == 4 && memcmp(name, "0000", 4) != 0 && name[4] == '_' &&
           5 + strspn(name + 5, "abcdefghijklmnopqrstuvwxyz0123456789_") == stem;
}

static int compare_paths(const void *a, const void *b)
{
    return strcmp(base_name(*(char *const *)a), base_name(*(char *const *)b));
}

static bool share_stem(const char *a, const char *b)
{
    return stem_length(a) == stem_length(b) && memcmp(a, b, stem_length(a)) == 0;
}

/* Two files with one number are the two engines' forms of one migration. */
static bool are_pair(const char *a, const char *b)
{
    const char *first = engine_of(a);
    const char *second = engine_of(b);
    return share_stem(a, b) && first != NULL && second != NULL && strcmp(first, second) != 0;
}

static bool check(char *const *paths, int count)
{
    bool good = true;
    for (int i = 0; i < count; i++) {
        if (!is_well_named(paths[i])) {
            (void)fprintf(stderr, "collect_migrations: %s is not …/migrations/NNNN_name[.sqlite|.postgres].sql\n",
                          paths[i]);
            return false;
        }
        const char *name = base_name(paths[i]);
        if (i > 0 && memcmp(base_name(paths[i - 1]), name, 4) == 0 && !are_pair(base_name(paths[i - 1]), name)) {
            (void)fprintf(stderr, "collect_migrations: %s and %s have the same number\n", paths[i - 1], paths[i]);
            good = false;
        }
    }
    return good;
}

static void write_byte(FILE *out, int c)
{
    if (c == '\n')
        (void)fputs("\\n\"\n     \"", out);
    else if (c == '"' || c == '\\')
        (void)fprintf(out, "\\%c", c);
    else if (c < ' ' || c > '~')
        (void)fprintf(out, "\\%03o", (unsigned)c);
    else
        (void)fputc(c, out);
}

static bool write_migration(FILE *out, const char *path)
{
    const char *name = base_name(path);
    const char *engine = engine_of(name);
    FILE *in = fopen(path, "re");
    if (in == NULL) {
        perror(path);
        return false;
    }
    (void)fprintf(out, "    {%ld, \"%.*s\", ", strtol(name, NULL, 10), (int)stem_length(name) - 5, name + 5);
    if (engine == NULL)
        (void)fputs("NULL,\n     \"", out);
    else
        (void)fprintf(out, "\"%s\",\n     \"", engine);
    for (int c; (c = fgetc(in)) != EOF;)
        write_byte(out, c);
    (void)fputs("\"},\n", out);
    bool good = ferror(in) == 0;
    (void)fclose(in);
    return good;
}

int main(int argc, char **argv)
{
    char **paths = argv + 2;
    int count = argc - 2;
    if (argc < 2) {
        (void)fputs("usage: collect_migrations OUTPUT.c FILE…\n", stderr);
        return 2;
    }
    qsort(paths, (size_t)count, sizeof *paths, compare_paths);
    if (!check(paths, count))
        return 1;
    FILE *out = fopen(argv[1], "we");
    if (out == NULL) {
        perror(argv[1]);
        return 1;
    }
    bool good = true;
    (void)fputs("/* Made by tools/collect_migrations. */\n#include \"database/migrate.h\"\n\n"
                "const struct migration migrations[] = {\n",
                out);
    for (int i = 0; i < count && good; i++)
        good = write_migration(out, paths[i]);
    (void)fprintf(out, "    {0},\n};\nconst size_t migration_count = %d;\n", count);
    good = fclose(out) == 0 && good;
    return good ? 0 : 1;
}
