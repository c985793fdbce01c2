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
}
