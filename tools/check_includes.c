/* Refuses what breaks the dependency rule: check_includes TREE.  The rule is data: TREE/tools/dependency_order and
   TREE/src/features.allowed, described there.  Faults go to stdout as "file:line: what"; exit status 1 if any. */
#include <ctype.h>
#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { FOLDERS = 64, EDGES = 128, NAME = 64, PATH = 1024, LINE = 4096, WORDS = 32 };

struct folder {
    char name[NAME];
    int rank;
    bool feature;
};
struct edge {
    int from, to;
};
struct owned_header {
    char header[NAME];
    int folder;
};

static struct folder folders[FOLDERS];
static int folder_count;
static struct edge edges[EDGES];
static int edge_count;
static struct owned_header owned[FOLDERS];
static int owned_count;
static int fault_count;

static void fault(const char *path, int line, const char *what, const char *detail)
{
    printf("%s:%d: %s%s\n", path, line, what, detail);
    fault_count++;
}

static _Noreturn void stop(const char *path, const char *what)
{
    (void)fprintf(stderr, "check_includes: %s: %s\n", path, what);
    exit(2);
}

static int folder_find(const char *name, size_t length)
{
    for (int i = 0; i < folder_count; i++)
        if (strlen(folders[i].name) == length && strncmp(folders[i].name, name, length) == 0)
            return i;
    return -1;
}

static void copy_name(char destination[NAME], const char *word, const char *path)
{
    if (strlen(word) >= NAME)
        stop(path, "a name is too long");
    memcpy(destination, word, strlen(word) + 1);
}

/* Cuts a line into words in place; what follows a # is a comment. */
static int split(char *line, char *words[WORDS])
{
    int count = 0;
    line[strcspn(line, "#\n")] = '\0';
    while (count < WORDS) {
        line += strspn(line, " \t");
        if (*line == '\0')
            break;
        words[count++] = line;
        line += strcspn(line, " \t");
        if (*line != '\0')
            *line++ = '\0';
    }
    return count;
}

static void order_line(const char *path, int rank, char *words[], int count)
{
    if (strcmp(words[0], "only") == 0) {
        int folder = count > 2 ? folder_find(words[1], strlen(words[1])) : -1;
        if (folder < 0 || owned_count + count - 2 > FOLDERS)
            stop(path, "'only' wants a folder that was named above, and headers");
        for (int i = 2; i < count; i++) {
            copy_name(owned[owned_count].header, words[i], path);
            owned[owned_count++].folder = folder;
        }
        return;
    }
    bool features = strcmp(words[0], "features") == 0;
    for (int i = features; i < count; i++) {
        if (folder_count == FOLDERS || folder_find(words[i], strlen(words[i])) >= 0)
            stop(path, "too many folders, or one that stands twice");
        copy_name(folders[folder_count].name, words[i], path);
        folders[folder_count].rank = rank;
        folders[folder_count++].feature = features;
    }
}

static void read_order(const char *path)
{
    FILE *file = fopen(path, "r");
    if (file == NULL)
        stop(path, "cannot be read");
    char line[LINE], *words[WORDS];
    for (int rank = 1; fgets(line, sizeof line, file) != NULL; rank++) {
        int count = split(line, words);
        if (count > 0)
            order_line(path, rank, words, count);
    }
    (void)fclose(file);
}

static bool edge_allowed(int from, int to)
{
    for (int i = 0; i < edge_count; i++)
        if (edges[i].from == from && edges[i].to == to)
            return true;
    return false;
}

/* Can one come from `from` to `to` over the edges?  Depth is bounded by the number of folders. */
static bool edge_path(int from, int to, int depth)
{
    if (from == to)
        return true;
    for (int i = 0; depth > 0 && i < edge_count; i++)
        if (edges[i].from == from && edge_path(edges[i].to, to, depth - 1))
            return true;
    return false;
}

static void read_edges(const char *path, const char *shown)
{
    FILE *file = fopen(path, "r");
    if (file == NULL)
        return;
    char line[LINE], *words[WORDS];
    for (int number = 1; fgets(line, sizeof line, file) != NULL; number++) {
        int count = split(line, words);
        if (count == 0)
            continue;
        int from = folder_find(words[0], strlen(words[0]));
        int to = count == 2 ? folder_find(words[1], strlen(words[1])) : -1;
        if (from < 0 || to < 0 || !folders[from].feature || !folders[to].feature || edge_count == EDGES)
            fault(shown, number, "an edge is two features of tools/dependency_order", "");
        else if (edge_path(to, from, folder_count))
            fault(shown, number, "this edge closes a cycle", "");
        else
            edges[edge_count++] = (struct edge){from, to};
    }
    (void)fclose(file);
}

struct source {
    const char *shown; /* path below the tree */
    int folder;
    bool test;
};

static void check_foreign(const struct source *source, int line, const char *header)
{
    for (int i = 0; i < owned_count; i++)
        if (strcmp(owned[i].header, header) == 0 && owned[i].folder != source->folder)
            fault(source->shown, line, header, " is for one other folder alone (tools/dependency_order)");
    if (strcmp(header, "cmocka.h") == 0 && !source->test)
        fault(source->shown, line, header, " is for tests alone");
}

static void check_own(const struct source *source, int line, const char *header)
{
    const char *slash = strchr(header, '/');
    if (slash == NULL || strstr(header, "..") != NULL) {
        fault(source->shown, line, header, ": write \"folder/file.h\"");
        return;
    }
    int to = folder_find(header, (size_t)(slash - header));
    if (to < 0) {
        if (!source->test) /* tests also see the harness in tests/ */
            fault(source->shown, line, header, " is in no folder of tools/dependency_order");
        return;
    }
    const struct folder *ours = &folders[source->folder], *theirs = &folders[to];
    bool features = ours->feature && theirs->feature;
    if (to == source->folder || (source->test && (features || theirs->rank == ours->rank)))
        return;
    if (!features) {
        if (theirs->rank >= ours->rank)
            fault(source->shown, line, header,
                  theirs->rank > ours->rank ? " stands above" : " stands beside, not below");
        return;
    }
    char public_header[2 * NAME + 4];
    (void)snprintf(public_header, sizeof public_header, "%s/%s.h", theirs->name, theirs->name);
    if (!edge_allowed(source->folder, to))
        fault(source->shown, line, header, ": src/features.allowed does not list this edge");
    else if (strcmp(header, public_header) != 0)
        fault(source->shown, line, header, ": a feature sees only the public header of another");
}

static void check_line(const struct source *source, int number, const char *at)
{
    at += strspn(at, " \t");
    if (*at != '#')
        return;
    at += 1 + strspn(at + 1, " \t");
    if (strncmp(at, "include", 7) != 0)
        return;
    at += 7 + strspn(at + 7, " \t");
    char close = *at == '<' ? '>' : '"', header[LINE];
    const char *end = *at == '<' || *at == '"' ? strchr(at + 1, close) : NULL;
    if (end == NULL) {
        fault(source->shown, number, "an include is a name in <> or \"\"", "");
        return;
    }
    (void)snprintf(header, sizeof header, "%.*s", (int)(end - at - 1), at + 1);
    const char *slash = strchr(header, '/');
    if (close == '"' || (slash != NULL && folder_find(header, (size_t)(slash - header)) >= 0))
        check_own(source, number, header);
    check_foreign(source, number, header);
}

static void check_file(const char *path, const struct source *source)
{
    FILE *file = fopen(path, "r");
    if (file == NULL)
        stop(path, "cannot be read");
    char line[LINE];
    for (int number = 1; fgets(line, sizeof line, file) != NULL; number++)
        check_line(source, number, line);
    (void)fclose(file);
}

static bool is_source(const char *name)
{
    size_t length = strlen(name);
    return length > 2 && name[length - 2] == '.' && (name[length - 1] == 'c' || name[length - 1] == 'h');
}

static int ascending(const struct dirent **a, const struct dirent **b) { return strcmp((*a)->d_name, (*b)->d_name); }

/* `from` is where the path below the tree begins within `path`. */
static void check_folder(const char *path, size_t from, int folder, bool test)
{
    struct dirent **entries = NULL;
    int count = scandir(path, &entries, NULL, ascending);
    if (count < 0)
        stop(path, "cannot be read");
    for (int i = 0; i < count; i++) {
        const char *name = entries[i]->d_name;
        char below[PATH];
        struct stat status;
        if (name[0] == '.' || snprintf(below, sizeof below, "%s/%s", path, name) >= PATH || stat(below, &status) != 0) {
            free(entries[i]);
            continue;
        }
        if (S_ISDIR(status.st_mode)) {
            int inner = folder < 0 ? folder_find(name, strlen(name)) : folder;
            if (inner < 0)
                fault(below + from, 1, "this folder is not in tools/dependency_order", "");
            else
                check_folder(below, from, inner, test || strcmp(name, "tests") == 0);
        } else if (is_source(name) && folder >= 0) {
            struct source source = {below + from, folder, test};
            check_file(below, &source);
        }
        free(entries[i]);
    }
    free(entries);
}

int main(int argc, char **argv)
{
    char path[PATH];
    if (argc != 2 || strlen(argv[1]) > PATH - NAME) {
        (void)fputs("usage: check_includes TREE\n", stderr);
        return 2;
    }
    (void)snprintf(path, sizeof path, "%s/tools/dependency_order", argv[1]);
    read_order(path);
    (void)snprintf(path, sizeof path, "%s/src/features.allowed", argv[1]);
    read_edges(path, "src/features.allowed");
    (void)snprintf(path, sizeof path, "%s/src", argv[1]);
    check_folder(path, strlen(argv[1]) + 1, -1, false);
    return fault_count > 0;
}
