/* A table from text to a pointer, for code lists and registries built once at start.  Keys and values are borrowed. */
#ifndef BASE_MAP_H
#define BASE_MAP_H

#include "base/arena.h"

struct map_entry {
    struct text key;
    const void *value;
};

struct map {
    struct map_entry *entries;
    size_t capacity, count;
};

/* Room for `most` keys, in the arena. */
struct map map_open(struct arena *arena, size_t most);
/* False when the key is there already or the map is full. */
bool map_add(struct map *map, struct text key, const void *value);
const void *map_get(const struct map *map, struct text key); /* NULL when absent */

#endif
