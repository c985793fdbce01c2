/* Runs a fuzz target over each file of a folder, in the order of their names, and reports in TAP: the corpus is an
   ordinary test.  What a fuzzer found is kept as a file there. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"

enum { FILE_MOST = 1 << 20 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int visible(const struct dirent *entry) { return entry->d_name[0] != '.'; }

/* A piece of exactly the file's size, so that the sanitizer sees a read behind its end. */
static bool replay(struct arena *arena, struct text path)
{
    FILE *file = fopen(path.at, "rb");
    if (file == NULL)
        return false;
    char *bytes = arena_bytes(arena, FILE_MOST);
    size_t size = fread(bytes, 1, FILE_MOST, file);
    bool read = ferror(file) == 0 && feof(file) != 0;
    (void)fclose(file);
    if (!read)
        return false;
    uint8_t *exact = arena_bytes(arena, size);
    for (size_t i = 0; i < size; i++)
        exact[i] = (uint8_t)bytes[i];
    (void)LLVMFuzzerTestOneInput(exact, size);
    return true;
}

int main(int count, char **arguments)
{
    struct dirent **entries;
    int files = count == 2 ? scandir(arguments[1], &entries, visible, alphasort) : -1;
    if (files <= 0) {
        (void)fputs("1..0 # SKIP no corpus in the folder given\n", stdout);
        return 0;
    }
    AUTO_ARENA struct arena *arena = arena_open(3 * FILE_MOST);
    int status = 0;
    for (int i = 0; i < files; i++) {
        arena_reset(arena);
        struct text path = arena_format(arena, "%s/%s", arguments[1], entries[i]->d_name);
        bool ran = replay(arena, path);
        (void)printf("%s %d - %s\n", ran ? "ok" : "not ok", i + 1, entries[i]->d_name);
        status |= ran ? 0 : 1;
        free(entries[i]);
    }
    free(entries);
    (void)printf("1..%d\n", files);
    return status;
}
