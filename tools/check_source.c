/* Refuses what our rules forbid in sources: check_source TREE.  Faults go to stdout as "file:line: what"; exit status 1
   if there is any.  The rules are the tables below; what a word's `allowed` lists are starts of paths ("src/base/"),
   ends of them ("*_store.c") or parts of them ("~/tests/"). */
#include <ctype.h>
#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { PATH = 1024, LONGEST_LINE = 120, LONGEST_FUNCTION = 80, LONGEST_FILE = 900, LARGEST = 1 << 20, DEPTH = 16 };

#define HEAP_HOMES "src/base/ tools/ tests/ ~/tests/"
#define STATEMENT_HOMES                                                                            \
    "*_store.c src/database/ src/record/ src/audit/ src/job/ src/flow/ src/ledger/ src/identity/ " \
    "tests/ ~/tests/"

/* Calls.  A word with a * at its end stands for all names that start so. */
static const struct banned_call {
    const char *word, *allowed, *instead;
} banned_calls[] = {
    {"strcpy", "", "struct buffer or arena_text"},
    {"stpcpy", "", "struct buffer or arena_text"},
    {"strncpy", "", "struct buffer or arena_text"},
    {"strcat", "", "struct buffer"},
    {"strncat", "", "struct buffer"},
    {"sprintf", "", "arena_format or snprintf"},
    {"vsprintf", "", "arena_format or vsnprintf"},
    {"gets", "", "system/file.h"},
    {"strtok", "", "text_split"},
    {"strtok_r", "", "text_split"},
    {"atoi", "", "base/number.h"},
    {"atol", "", "base/number.h"},
    {"atoll", "", "base/number.h"},
    {"atof", "", "base/number.h"},
    {"scanf", "", "base/number.h"},
    {"fscanf", "", "base/number.h"},
    {"sscanf", "", "base/number.h"},
    {"vsscanf", "", "base/number.h"},
    {"gmtime", "", "base/calendar.h"},
    {"localtime", "", "system/zone.h"},
    {"ctime", "", "base/calendar.h"},
    {"asctime", "", "base/calendar.h"},
    {"gmtime_r", "src/system/", "base/calendar.h"},
    {"localtime_r", "src/system/", "system/zone.h"},
    {"system", "", "system/process.h"},
    {"popen", "", "system/process.h"},
    {"alloca", "", "the arena"},
    {"malloc", HEAP_HOMES, "the arena or a buffer"},
    {"calloc", HEAP_HOMES, "the arena or a buffer"},
    {"realloc", HEAP_HOMES, "the arena or a buffer"},
    {"reallocarray", HEAP_HOMES, "the arena or a buffer"},
    {"free", HEAP_HOMES, "the arena or a buffer"},
    {"strdup", HEAP_HOMES, "the arena"},
    {"strndup", HEAP_HOMES, "the arena"},
    {"asprintf", HEAP_HOMES, "arena_format"},
    {"vasprintf", HEAP_HOMES, "arena_format"},
    {"getenv", "src/app/ src/system/ tests/ ~/tests/", "settings"},
    {"secure_getenv", "src/app/ src/system/ tests/ ~/tests/", "settings"},
    {"SQL", STATEMENT_HOMES, "a function of the feature's _store.c"},
    {"statement_*", STATEMENT_HOMES, "a function of record/ or of the feature's _store.c"},
    {"put_html", "src/view/ ~/tests/", "a template"},
    {"put_markup", "src/view/ ~/tests/", "a template"},
};

/* In any text file.  Each is written in two pieces here, so that this file passes its own check. */
static const struct banned_text {
    const char *text, *what;
    bool whole_path; /* a path: only where it is not the middle of a longer one */
} banned_texts[] = {
    {"TO"
     "DO",
     "unfinished work belongs to an issue", false},
    {"FIX"
     "ME",
     "unfinished work belongs to an issue", false},
    {"/wo"
     "rk/",
     "a path of one machine", true},
    {"/ho"
     "me/",
     "a path of one machine", true},
    {"/ro"
     "ot/",
     "a path of one machine", true},
    {"registry."
     "npmjs",
     "the name of a package registry", false},
    {"registry."
     "yarnpkg",
     "the name of a package registry", false},
    {"deb."
     "debian.org",
     "the name of a package registry", false},
    {"security."
     "debian.org",
     "the name of a package registry", false},
    {"snapshot."
     "debian.org",
     "the name of a package registry", false},
    {"pypi."
     "org",
     "the name of a package registry", false},
};

/* How far the rules reach, by the end of the name.  Files of other kinds are not opened. */
static const struct kind {
    const char *ending;
    bool c, measured; /* C rules; length of lines and files */
} kinds[] = {
    {".c", true, true},     {".h", true, true},         {".mjs", false, true},       {".js", false, true},
    {".sh", false, true},   {".build", false, false},   {".html", false, false},     {".scss", false, false},
    {".css", false, false}, {".sql", false, false},     {".po", false, false},       {".json", false, false},
    {".md", false, false},  {".conf", false, false},    {".txt", false, false},      {".service", false, false},
    {"/dev", false, true},  {"/run", false, true},      {"/packages", false, false}, {".yaml", false, false},
    {".yml", false, false}, {"_instance", false, true},
};
static const char *const skipped_folders[] = {"node_modules", "build", "var", "var.keys"};

static int fault_count;

struct source {
    const char *shown; /* path below the tree */
    const struct kind *kind;
    char *text; /* as written, NUL at its end */
    char *code; /* the same length, with comments and literals blanked */
    size_t length;
};

static void fault(const struct source *source, size_t at, const char *what, const char *detail)
{
    int line = 1;
    for (size_t i = 0; i < at; i++)
        line += source->text[i] == '\n';
    printf("%s:%d: %s%s\n", source->shown, line, what, detail);
    fault_count++;
}

static bool ends_with(const char *text, const char *end)
{
    size_t length = strlen(text), end_length = strlen(end);
    return length >= end_length && strcmp(text + length - end_length, end) == 0;
}

static bool is_word(char byte) { return isalnum((unsigned char)byte) || byte == '_'; }

static bool path_allowed(const char *path, const char *allowed)
{
    char pattern[PATH];
    while (*allowed != '\0') {
        size_t length = strcspn(allowed, " ");
        (void)snprintf(pattern, sizeof pattern, "%.*s", (int)length, allowed);
        if (pattern[0] == '*'   ? ends_with(path, pattern + 1)
            : pattern[0] == '~' ? strstr(path, pattern + 1) != NULL
                                : strncmp(path, pattern, length) == 0)
            return true;
        allowed += length + (allowed[length] == ' ');
    }
    return false;
}

/* Blanks a literal or comment from `at` up to its end; returns the position behind it. */
static size_t blank(struct source *source, size_t at)
{
    const char *text = source->text;
    char first = text[at];
    bool line = first == '/' && text[at + 1] == '/', block = first == '/' && text[at + 1] == '*';
    size_t end = at + (line || block ? 2 : 1);
    while (text[end] != '\0') {
        if (block ? strncmp(text + end, "*/", 2) == 0 : text[end] == (line ? '\n' : first))
            break;
        if (!block && text[end] == '\\' && text[end + 1] != '\0')
            end++;
        else if (!block && !line && text[end] == '\n')
            break;
        end++;
    }
    if (block && text[end] != '\0')
        end++;
    for (size_t i = at; i <= end && text[i] != '\0'; i++)
        if (text[i] != '\n')
            source->code[i] = ' ';
    return text[end] == '\0' || text[end] == '\n' ? end : end + 1;
}

static void make_code(struct source *source)
{
    memcpy(source->code, source->text, source->length + 1);
    for (size_t at = 0; at < source->length;) {
        char byte = source->text[at], next = source->text[at + 1];
        if (byte == '"' || byte == '\'' || (byte == '/' && (next == '/' || next == '*')))
            at = blank(source, at);
        else
            at++;
    }
}

static bool name_is(const char *name, size_t length, const char *word)
{
    size_t word_length = strlen(word);
    if (word[word_length - 1] == '*')
        return length >= word_length - 1 && strncmp(name, word, word_length - 1) == 0;
    return length == word_length && strncmp(name, word, length) == 0;
}

static void check_name(const struct source *source, size_t at, size_t length)
{
    const char *name = source->code + at;
    bool member = at > 0 && (name[-1] == '.' || (at > 1 && name[-1] == '>' && name[-2] == '-'));
    if (member || name[length + strspn(name + length, " \t")] != '(')
        return;
    for (size_t i = 0; i < sizeof banned_calls / sizeof banned_calls[0]; i++) {
        const struct banned_call *banned = &banned_calls[i];
        if (!name_is(name, length, banned->word) || path_allowed(source->shown, banned->allowed))
            continue;
        char what[PATH];
        (void)snprintf(what, sizeof what, "%.*s() does not belong here: use ", (int)length, name);
        fault(source, at, what, banned->instead);
    }
}

/* struct html made by hand: "(struct html){…}" or "struct html name = {…}". */
static void check_html(const struct source *source, size_t at)
{
    const char *code = source->code + at;
    if (strncmp(code, "struct", 6) != 0 || path_allowed(source->shown, "src/view/ ~/tests/"))
        return;
    code += 6 + strspn(code + 6, " \t\n");
    if (strncmp(code, "html", 4) != 0 || is_word(code[4]))
        return;
    code += 4 + strspn(code + 4, " \t\n");
    if (*code == ')') {
        code++;
    } else {
        while (is_word(*code))
            code++;
        code += strspn(code, " \t\n[]");
        if (*code++ != '=')
            return;
    }
    if (code[strspn(code, " \t\n")] == '{')
        fault(source, at, "struct html is made in src/view/ alone: use a template", "");
}

static void check_names(const struct source *source)
{
    for (size_t at = 0; at < source->length;) {
        size_t length = 0;
        while (is_word(source->code[at + length]))
            length++;
        if (length > 0) {
            check_name(source, at, length);
            check_html(source, at);
        }
        at += length > 0 ? length : 1;
    }
}

/* clang-format puts the braces of a function, and only those, alone at the start of a line. */
static void check_functions(const struct source *source)
{
    const char *start = NULL;
    int lines = 0;
    for (const char *at = source->code; *at != '\0'; at += strcspn(at, "\n"), at += *at == '\n', lines++) {
        if (strncmp(at, "{\n", 2) == 0) {
            start = at;
            lines = 1;
        } else if (start != NULL && *at == '}') {
            if (lines > LONGEST_FUNCTION)
                fault(source, (size_t)(start - source->code), "a function is longer than 80 lines", "");
            start = NULL;
        }
    }
}

/* Columns are code points: Arabic and accents count one each. */
static size_t columns(const char *at, size_t length)
{
    size_t count = 0;
    for (size_t i = 0; i < length; i++)
        count += ((unsigned char)at[i] & 0xC0) != 0x80;
    return count;
}

static void check_lines(const struct source *source)
{
    size_t lines = 0;
    for (size_t at = 0; at < source->length; lines++) {
        size_t length = strcspn(source->text + at, "\n");
        char last = length > 0 ? source->text[at + length - 1] : 'x';
        if (last == ' ' || last == '\t' || last == '\r')
            fault(source, at, "white space at the end of a line", "");
        if (source->kind->measured && columns(source->text + at, length) > LONGEST_LINE)
            fault(source, at, "a line is longer than 120 columns", "");
        at += length + 1;
    }
    if (source->kind->measured && lines > LONGEST_FILE)
        fault(source, 0, "a file is longer than 900 lines", "");
    if (source->length > 0 && source->text[source->length - 1] != '\n')
        fault(source, source->length, "no line feed at the end of the file", "");
}

static void check_texts(const struct source *source)
{
    for (size_t i = 0; i < sizeof banned_texts / sizeof banned_texts[0]; i++) {
        const struct banned_text *banned = &banned_texts[i];
        for (const char *at = strstr(source->text, banned->text); at != NULL; at = strstr(at + 1, banned->text)) {
            char before = at > source->text ? at[-1] : ' ', after = at[strlen(banned->text)];
            if (banned->whole_path ? is_word(before) || strchr(".-}/*", before) != NULL : is_word(after))
                continue;
            char what[PATH];
            (void)snprintf(what, sizeof what, "%s: ", banned->text);
            fault(source, (size_t)(at - source->text), what, banned->what);
        }
    }
}

static const struct kind *kind_of(const char *path)
{
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (ends_with(path, kinds[i].ending))
            return &kinds[i];
    return NULL;
}

static void check_file(const char *path, size_t from)
{
    const struct kind *kind = kind_of(path);
    FILE *file = kind != NULL ? fopen(path, "r") : NULL;
    if (file == NULL)
        return;
    char *memory = calloc(2, LARGEST);
    if (memory == NULL)
        abort();
    struct source source = {path + from, kind, memory, memory + LARGEST, fread(memory, 1, LARGEST - 1, file)};
    source.length = strlen(source.text); /* a NUL byte ends what is looked at */
    (void)fclose(file);
    check_lines(&source);
    check_texts(&source);
    if (kind->c) {
        make_code(&source);
        check_names(&source);
        check_functions(&source);
    }
    free(memory);
}

static bool is_skipped(const char *name, int depth)
{
    if (name[0] == '.' && strcmp(name, ".ci") != 0)
        return true;
    if (strncmp(name, "build.", 6) == 0 || strncmp(name, "var.", 4) == 0)
        return depth == 0;
    for (size_t i = 0; i < sizeof skipped_folders / sizeof skipped_folders[0]; i++)
        if (depth == 0 && strcmp(name, skipped_folders[i]) == 0)
            return true;
    return false;
}

static int ascending(const struct dirent **a, const struct dirent **b) { return strcmp((*a)->d_name, (*b)->d_name); }

static void check_folder(const char *path, size_t from, int depth)
{
    struct dirent **entries = NULL;
    int count = depth < DEPTH ? scandir(path, &entries, NULL, ascending) : 0;
    for (int i = 0; i < count; i++) {
        char below[PATH];
        struct stat status;
        bool fits = snprintf(below, sizeof below, "%s/%s", path, entries[i]->d_name) < PATH;
        if (fits && !is_skipped(entries[i]->d_name, depth) && lstat(below, &status) == 0) {
            if (S_ISDIR(status.st_mode))
                check_folder(below, from, depth + 1);
            else if (S_ISREG(status.st_mode) && status.st_size < LARGEST)
                check_file(below, from);
        }
        free(entries[i]);
    }
    free(entries);
}

int main(int argc, char **argv)
{
    struct stat status;
    if (argc != 2 || stat(argv[1], &status) != 0 || !S_ISDIR(status.st_mode)) {
        (void)fputs("usage: check_source TREE\n", stderr);
        return 2;
    }
    check_folder(argv[1], strlen(argv[1]) + 1, 0);
    return fault_count > 0;
}
