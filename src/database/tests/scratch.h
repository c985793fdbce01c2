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

static inline struct scratch scratch_open(void)
{
    struct arena *arena = arena_open((size_t)64 << 20);
    char *directory = arena_string(arena, TEXT("/tmp/sanad_test_XXXXXX"));
    if (mkdtemp(directory) == NULL)
        abort();
    return (struct scratch){arena, directory, place_open(arena, directory, "test.db")};
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
