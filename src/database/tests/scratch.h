/* A directory of a test's own, gone at its end. */
#ifndef DATABASE_TESTS_SCRATCH_H
#define DATABASE_TESTS_SCRATCH_H

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "database/tests/place.h"

struct scratch {
    struct arena *arena;
    char *directory;
    struct text address; /* of an empty database */
};

static inline struct scratch scratch_open_below(const char *folder)
{
    struct arena *arena = arena_open((size_t)64 << 20);
    char *directory = arena_string(arena, arena_format(arena, "%s/sanad_test_XXXXXX", folder));
    if (mkdtemp(directory) == NULL)
        abort();
    return (struct scratch){arena, directory, place_open(arena, directory, "test.db")};
}

static inline struct scratch scratch_open(void) { return scratch_open_below("/tmp"); }

/* In memory where there is such a place: for a test that writes much. */
static inline struct scratch scratch_open_in_memory(void)
{
    return scratch_open_below(access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
}

static inline void scratch_close(struct scratch *scratch)
{
    DIR *entries = opendir(scratch->directory);
    for (struct dirent *entry; entries != NULL && (entry = readdir(entries)) != NULL;)
        if (entry->d_name[0] != '.')
            (void)unlinkat(dirfd(entries), entry->d_name, 0);
    if (entries != NULL)
        (void)closedir(entries);
    (void)rmdir(scratch->directory);
    place_close(scratch->arena, scratch->address);
    (void)arena_close(scratch->arena);
}
#define AUTO_SCRATCH __attribute__((cleanup(scratch_close)))

#endif
