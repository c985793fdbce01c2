<<<<<<< HEAD
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
        (void)fputs("Bail out! Give one folder that holds files\n", stdout);
        return 2;
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
=======
/* Gives a fuzz target every file of its corpus, and nothing at all: replay_NAME FOLDER.  Prints TAP; a fault ends the
   program by the sanitizers, after the name of the input. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { LARGEST = 16 << 20, PATH = 4096 };

static int count;

static void try_input(const char *name, const uint8_t *data, size_t size)
{
    /* A copy of the exact size, so that a read past its end is seen. */
    uint8_t *exact = malloc(size > 0 ? size : 1);
    if (exact == NULL)
        abort();
    if (size > 0)
        memcpy(exact, data, size);
    printf("# %s\n", name);
    (void)fflush(stdout);
    (void)LLVMFuzzerTestOneInput(exact, size);
    printf("ok %d - %s\n", ++count, name);
    free(exact);
}

static void try_file(const char *folder, const char *name, uint8_t *room)
{
    char path[PATH];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        printf("not ok %d - %s cannot be read\n", ++count, name);
        return;
    }
    size_t size = fread(room, 1, LARGEST, file);
    (void)fclose(file);
    try_input(name, room, size);
}

int main(int argc, char **argv)
{
    uint8_t *room = argc == 2 ? malloc(LARGEST) : NULL;
    if (room == NULL)
        return 2;
    try_input("nothing at all", room, 0);
    DIR *folder = opendir(argv[1]); /* a target may still be without a corpus */
    for (const struct dirent *entry; folder != NULL && (entry = readdir(folder)) != NULL;)
        if (entry->d_name[0] != '.')
            try_file(argv[1], entry->d_name, room);
    if (folder != NULL)
        (void)closedir(folder);
    printf("1..%d\n", count);
    free(room);
    return 0;
>>>>>>> 18840e1d30ea701e294036988ac45f32cf90110a
}
