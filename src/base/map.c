#include "base/map.h"

struct map map_open(struct arena *arena, size_t most)
{
    size_t capacity = 8;
    while (capacity < most * 2)
        capacity *= 2;
    return (struct map){.entries = arena_array(arena, struct map_entry, capacity), .capacity = capacity};
}

/* FNV-1a: the keys are our own, never chosen by an attacker. */
static size_t hash(struct text key)
{
    uint64_t value = UINT64_C(14695981039346656037);
    for (size_t i = 0; i < key.length; i++)
        value = (value ^ (unsigned char)key.at[i]) * UINT64_C(1099511628211);
    return (size_t)value;
}

static struct map_entry *slot(const struct map *map, struct text key)
{
    size_t at = hash(key) & (map->capacity - 1);
    while (map->entries[at].value != NULL && !text_equal(map->entries[at].key, key))
        at = (at + 1) & (map->capacity - 1);
    return &map->entries[at];
}

bool map_add(struct map *map, struct text key, const void *value)
{
    struct map_entry *entry = slot(map, key);
    if (entry->value != NULL || value == NULL || map->count * 2 >= map->capacity)
        return false;
    *entry = (struct map_entry){key, value};
    map->count++;
    return true;
}

const void *map_get(const struct map *map, struct text key) { return slot(map, key)->value; }
