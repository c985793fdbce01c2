#include "database/postgres_cache.h"

#include <stdio.h>
#include <string.h>

static uint64_t hash_text(const char *text, size_t length)
{
    uint64_t hash = length;
    for (size_t at = 0; at < length; at += 8) {
        uint64_t word = 0;
        memcpy(&word, text + at, length - at < 8 ? length - at : 8);
        hash = (hash ^ word) * UINT64_C(0x9E3779B97F4A7C15);
        hash ^= hash >> 29;
    }
    return hash;
}

static struct postgres_prepared *find(struct postgres_cache *cache, uint64_t hash, struct text text)
{
    for (int16_t at = cache->buckets[hash % POSTGRES_CACHE_BUCKETS]; at != 0; at = cache->entries[at - 1].next) {
        struct postgres_prepared *entry = &cache->entries[at - 1];
        if (entry->hash == hash && text_equal(buffer_text(&entry->text), text))
            return entry;
    }
    return NULL;
}

static void unlink_entry(struct postgres_cache *cache, struct postgres_prepared *entry)
{
    int16_t number = (int16_t)(entry - cache->entries + 1);
    int16_t *at = &cache->buckets[entry->hash % POSTGRES_CACHE_BUCKETS];
    while (*at != number)
        at = &cache->entries[*at - 1].next;
    *at = entry->next;
}

static struct postgres_prepared *make_room(struct postgres_cache *cache, const char **ret_given_up)
{
    if (cache->count < POSTGRES_CACHE_ROOM)
        return &cache->entries[cache->count++];
    struct postgres_prepared *oldest = &cache->entries[0];
    for (size_t i = 1; i < POSTGRES_CACHE_ROOM; i++)
        if (cache->entries[i].used < oldest->used)
            oldest = &cache->entries[i];
    unlink_entry(cache, oldest);
    if (oldest->ready) {
        memcpy(cache->given_up, oldest->name, sizeof cache->given_up);
        *ret_given_up = cache->given_up;
    }
    return oldest;
}

static void name_entry(struct postgres_cache *cache, struct postgres_prepared *entry)
{
    (void)snprintf(entry->name, sizeof entry->name, "s%llu", (unsigned long long)++cache->serial);
}

struct postgres_prepared *postgres_cache_take(struct postgres_cache *cache, const char *text, const char **ret_given_up)
{
    struct text wanted = text_from(text);
    uint64_t hash = hash_text(text, wanted.length);
    struct postgres_prepared *entry = find(cache, hash, wanted);
    *ret_given_up = NULL;
    if (entry == NULL) {
        int16_t *bucket = &cache->buckets[hash % POSTGRES_CACHE_BUCKETS];
        entry = make_room(cache, ret_given_up);
        buffer_close(&entry->text);
        *entry = (struct postgres_prepared){.text = buffer_open(wanted.length + 1), .hash = hash, .next = *bucket};
        buffer_add(&entry->text, wanted);
        name_entry(cache, entry);
        *bucket = (int16_t)(entry - cache->entries + 1);
    }
    entry->used = ++cache->clock;
    return entry;
}

void postgres_cache_settle(struct postgres_cache *cache, bool prepared)
{
    for (size_t i = 0; i < cache->count; i++) {
        struct postgres_prepared *entry = &cache->entries[i];
        if (entry->unsure && !prepared) {
            entry->ready = false;
            name_entry(cache, entry);
        }
        entry->unsure = false;
    }
}

void postgres_cache_clear(struct postgres_cache *cache)
{
    for (size_t i = 0; i < cache->count; i++)
        buffer_close(&cache->entries[i].text);
    *cache = (struct postgres_cache){.serial = cache->serial};
}
