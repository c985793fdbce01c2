#include "database/sqlite_cache.h"

#include <string.h>

#include <sqlite3.h>

size_t sqlite_cache_parameter(const char *name)
{
    size_t number = 0;
    if (name == NULL || *name != '$')
        return 0;
    for (name++; *name >= '0' && *name <= '9' && number < 100000; name++)
        number = number * 10 + (size_t)(*name - '0');
    return *name == '\0' ? number : 0;
}

/* The text decides, not its address: statements that were put together reuse memory. */
static uint64_t hash_sql(struct sql sql, size_t length)
{
    uint64_t hash = (uint64_t)(uintptr_t)sql.name ^ length;
    for (size_t at = 0; at < length; at += 8) {
        uint64_t word = 0;
        memcpy(&word, sql.text + at, length - at < 8 ? length - at : 8);
        hash = (hash ^ word) * UINT64_C(0x9E3779B97F4A7C15);
        hash ^= hash >> 29;
    }
    return hash;
}

static int16_t *bucket_of(struct sqlite_cache *cache, uint64_t hash)
{
    return &cache->buckets[hash % SQLITE_CACHE_BUCKETS];
}

static struct sqlite_cache_entry *find(struct sqlite_cache *cache, uint64_t hash, const char *text)
{
    for (int16_t at = *bucket_of(cache, hash); at != 0; at = cache->entries[at - 1].next) {
        struct sqlite_cache_entry *entry = &cache->entries[at - 1];
        if (entry->hash == hash && strcmp(sqlite3_sql(entry->statement), text) == 0)
            return entry;
    }
    return NULL;
}

static void unlink_entry(struct sqlite_cache *cache, struct sqlite_cache_entry *entry)
{
    int16_t number = (int16_t)(entry - cache->entries + 1);
    int16_t *at = bucket_of(cache, entry->hash);
    while (*at != number)
        at = &cache->entries[*at - 1].next;
    *at = entry->next;
}

/* An entry free to be filled, or NULL when all are in use at this moment. */
static struct sqlite_cache_entry *make_room(struct sqlite_cache *cache)
{
    if (cache->count < SQLITE_CACHE_ROOM)
        return &cache->entries[cache->count++];
    struct sqlite_cache_entry *oldest = NULL;
    for (size_t i = 0; i < SQLITE_CACHE_ROOM; i++) {
        struct sqlite_cache_entry *entry = &cache->entries[i];
        if (!entry->busy && (oldest == NULL || entry->used < oldest->used))
            oldest = entry;
    }
    if (oldest != NULL) {
        unlink_entry(cache, oldest);
        (void)sqlite3_finalize(oldest->statement);
    }
    return oldest;
}

/* One statement and nothing behind it. */
static int prepare(struct sqlite3 *connection, struct sql sql, size_t length, sqlite3_stmt **ret)
{
    const char *rest;
    int code = sqlite3_prepare_v3(connection, sql.text, (int)length + 1, SQLITE_PREPARE_PERSISTENT, ret, &rest);
    if (code == SQLITE_OK && (*ret == NULL || *rest != '\0')) {
        (void)sqlite3_finalize(*ret);
        return SQLITE_MISUSE;
    }
    return code;
}

/* To find each parameter by its name costs SQLite a search: once for a statement that is kept. */
static bool is_in_order(sqlite3_stmt *statement)
{
    int count = sqlite3_bind_parameter_count(statement);
    for (int at = 1; at <= count; at++) {
        const char *name = sqlite3_bind_parameter_name(statement, at);
        if (name == NULL || sqlite_cache_parameter(name) != (size_t)at)
            return false;
    }
    return true;
}

int sqlite_cache_take(struct sqlite_cache *cache, struct sqlite3 *connection, struct sql sql, struct sqlite_loan *ret)
{
    size_t length = strlen(sql.text);
    uint64_t hash = hash_sql(sql, length);
    struct sqlite_loan loan = {.entry = find(cache, hash, sql.text)};
    if (loan.entry == NULL || loan.entry->busy) {
        int code = prepare(connection, sql, length, &loan.statement);
        if (code != SQLITE_OK)
            return code;
        loan.entry = loan.entry != NULL ? NULL : make_room(cache);
        if (loan.entry != NULL) {
            int16_t *bucket = bucket_of(cache, hash);
            *loan.entry = (struct sqlite_cache_entry){
                .statement = loan.statement, .hash = hash, .next = *bucket, .in_order = is_in_order(loan.statement)};
            *bucket = (int16_t)(loan.entry - cache->entries + 1);
        }
    }
    if (loan.entry != NULL) {
        loan.statement = loan.entry->statement;
        loan.entry->used = ++cache->clock;
        loan.entry->busy = true;
    }
    *ret = loan;
    return SQLITE_OK;
}

void sqlite_cache_give(struct sqlite_loan loan)
{
    if (loan.entry == NULL) {
        (void)sqlite3_finalize(loan.statement);
        return;
    }
    (void)sqlite3_reset(loan.statement);
    (void)sqlite3_clear_bindings(loan.statement);
    loan.entry->busy = false;
}

void sqlite_cache_close(struct sqlite_cache *cache)
{
    for (size_t i = 0; i < cache->count; i++)
        (void)sqlite3_finalize(cache->entries[i].statement);
    *cache = (struct sqlite_cache){0};
}
