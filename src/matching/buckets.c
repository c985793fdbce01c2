#include "matching/buckets.h"

#include <string.h>

#include "matching/block_atoms.h"
#include "matching/digest.h"

/* With what a key is read that too many rows share. */
enum refinement { BY_YEAR = 1, BY_TEXT = 2, BY_MOTHER = 4, BY_GROUP = 8, BY_DAY = 16, BY_WORD = 32 };

enum block_kind {
    BLOCK_NUMBER,
    BLOCK_DATE,
    BLOCK_WORD,
    BLOCK_PAIR,
    BLOCK_COARSE,
    BLOCK_WORD_YEAR,
    BLOCK_WORD_TEXT,
    BLOCK_WORD_MOTHER,
    BLOCK_TEXTS,
    BLOCK_KINDS
};
static const unsigned refinements[BLOCK_KINDS] = {
    [BLOCK_NUMBER] = BY_WORD,
    [BLOCK_DATE] = BY_WORD,
    [BLOCK_WORD] = 0,
    [BLOCK_PAIR] = BY_YEAR | BY_TEXT | BY_MOTHER,
    [BLOCK_COARSE] = BY_YEAR | BY_TEXT | BY_MOTHER,
    [BLOCK_WORD_YEAR] = BY_GROUP | BY_TEXT | BY_MOTHER | BY_DAY,
    [BLOCK_WORD_TEXT] = BY_YEAR | BY_MOTHER | BY_DAY,
    [BLOCK_WORD_MOTHER] = BY_YEAR | BY_TEXT | BY_GROUP,
    [BLOCK_TEXTS] = BY_YEAR | BY_WORD,
};

/* Kinds of which a row asks for more keys than it has: years around its own, day and month changed. */
static const bool asks_around[BLOCK_KINDS] = {[BLOCK_DATE] = true, [BLOCK_WORD_YEAR] = true};

struct buckets {
    const struct match_table *table;
    struct buckets_limits limits;
    bool own;      /* its own rows ask */
    uint8_t *seen; /* how many rows have a key, before it is refined; keys may share a place; no more than SEEN_MOST */
    uint64_t seen_mask;
    uint32_t *starts; /* of the entries of each bucket; one more than there are buckets */
    uint64_t bucket_mask;
    struct block_entry {
        uint32_t tag, row;
    } * entries;
};

enum { SEEN_MOST = UINT8_MAX };

struct buckets_limits buckets_limits_of(size_t rows)
{
    struct buckets_limits limits = {.bucket = 80, .refined = 60, .candidates = 2000};
    if (rows > 50000)
        limits = (struct buckets_limits){.bucket = 120, .refined = 80, .candidates = 2000};
    if (rows > 500000)
        limits = (struct buckets_limits){.bucket = 60, .refined = 40, .candidates = 1000};
    return limits;
}

/* ---- the keys of a row ---- */

struct key_list {
    uint64_t *keys;
    size_t count;
    const struct buckets *blocks;
    const struct block_atoms *atoms;
    bool asking;
    struct plain_key {
        uint64_t key;
        enum block_kind kind;
    } plain[BLOCK_KEYS_MOST]; /* before they are refined */
    size_t plain_count;
};

static void put(struct key_list *list, uint64_t key)
{
    if (list->count < BLOCK_KEYS_MOST)
        list->keys[list->count++] = key;
}

static void put_refined(struct key_list *list, unsigned by, uint64_t key)
{
    const struct block_atoms *atoms = list->atoms;
    if (by & BY_YEAR)
        for (size_t i = 0; i < atoms->year_count; i++)
            put(list, digest_mix(key ^ BY_YEAR, (uint64_t)atoms->years[i]));
    if (by & BY_TEXT)
        for (size_t i = 0; i < atoms->text_count; i++)
            put(list, digest_mix(key ^ BY_TEXT, atoms->texts[i]));
    if (by & BY_MOTHER)
        for (size_t i = 0; i < atoms->mother_count; i++)
            put(list, digest_mix(key ^ BY_MOTHER, atoms->mothers[i]));
    if (by & BY_WORD)
        for (size_t i = 0; i < atoms->words; i++)
            put(list, digest_mix(key ^ BY_WORD, atoms->coarse[i]));
    if ((by & BY_GROUP) && atoms->sex_and_group != 0)
        put(list, digest_mix(key ^ BY_GROUP, atoms->sex_and_group));
    if ((by & BY_DAY) && atoms->day_and_month != 0)
        put(list, digest_mix(key ^ BY_DAY, atoms->day_and_month));
}

static void put_key(struct key_list *list, enum block_kind kind, uint64_t a, uint64_t b)
{
    if (list->plain_count < BLOCK_KEYS_MOST)
        list->plain[list->plain_count++] = (struct plain_key){digest_mix(digest_mix(kind, a), b), kind};
}

static void put_pair(struct key_list *list, enum block_kind kind, uint32_t a, uint32_t b)
{
    if (a != b || kind == BLOCK_PAIR)
        put_key(list, kind, a < b ? a : b, a < b ? b : a);
}

static void put_words(struct key_list *list)
{
    const struct block_atoms *atoms = list->atoms;
    for (size_t i = 0; i < atoms->words; i++) {
        put_key(list, BLOCK_WORD, atoms->fine[i], 0);
        for (size_t k = i + 1; k < atoms->words; k++) {
            put_pair(list, BLOCK_PAIR, atoms->fine[i], atoms->fine[k]);
            put_pair(list, BLOCK_COARSE, atoms->coarse[i], atoms->coarse[k]);
        }
        for (size_t k = 0; k < atoms->year_count; k++)
            put_key(list, BLOCK_WORD_YEAR, atoms->fine[i], (uint64_t)atoms->years[k]);
        for (size_t k = 0; k < atoms->text_count; k++)
            put_key(list, BLOCK_WORD_TEXT, atoms->fine[i], atoms->texts[k]);
        for (size_t k = 0; k < atoms->mother_count; k++)
            put_key(list, BLOCK_WORD_MOTHER, atoms->fine[i], atoms->mothers[k]);
    }
}

static void list_plain(const struct match_table *table, size_t row, bool asking, struct block_atoms *atoms,
                       struct key_list *list)
{
    list->atoms = atoms;
    list->plain_count = 0;
    list->asking = asking;
    block_atoms_read(table, row, asking, atoms);
    for (size_t i = 0; i < atoms->number_count; i++)
        put_key(list, BLOCK_NUMBER, atoms->numbers[i], 0);
    for (size_t i = 0; i < atoms->date_count; i++)
        put_key(list, BLOCK_DATE, atoms->dates[i], 0);
    put_words(list);
    for (size_t i = 0; i < atoms->text_count; i++)
        for (size_t k = i + 1; k < atoms->text_count; k++) {
            bool before = atoms->texts[i] < atoms->texts[k];
            put_key(list, BLOCK_TEXTS, atoms->texts[before ? i : k], atoms->texts[before ? k : i]);
        }
}

/* Keys that lead anywhere: what nobody else has is left out, what too many have is refined. */
static void refine(struct key_list *list)
{
    const struct buckets *blocks = list->blocks;
    for (size_t i = 0; i < list->plain_count; i++)
        __builtin_prefetch(&blocks->seen[list->plain[i].key & blocks->seen_mask]);
    list->count = 0;
    for (size_t i = 0; i < list->plain_count; i++) {
        struct plain_key plain = list->plain[i];
        unsigned seen = blocks->seen[plain.key & blocks->seen_mask];
        bool nobody = blocks->own ? seen <= 1 && !asks_around[plain.kind] : seen == 0;
        if (nobody || (seen == 0 && list->asking))
            continue;
        if (seen <= blocks->limits.bucket)
            put(list, plain.key);
        else
            put_refined(list, refinements[plain.kind], plain.key);
    }
}

static size_t list_keys(struct key_list *list, const struct match_table *table, size_t row, bool asking,
                        uint64_t ret[BLOCK_KEYS_MOST])
{
    struct block_atoms atoms;
    list->keys = ret;
    list_plain(table, row, asking, &atoms, list);
    refine(list);
    return list->count;
}

size_t buckets_keys(const struct buckets *blocks, const struct match_table *table, size_t row, bool asking,
                    uint64_t ret[BLOCK_KEYS_MOST])
{
    struct key_list list = {.blocks = blocks};
    return list_keys(&list, table, row, asking, ret);
}

/* ---- the index ---- */

static uint64_t power_above(uint64_t least)
{
    uint64_t power = 1;
    while (power < least)
        power *= 2;
    return power;
}

/* How many plain keys all rows have: from the first ones. */
static size_t count_plain(struct key_list *list)
{
    enum { LOOKED_AT = 1000 };
    struct block_atoms atoms;
    const size_t rows = list->blocks->table->count;
    const size_t some = rows < LOOKED_AT ? rows : LOOKED_AT;
    size_t total = 0;
    for (size_t row = 0; row < some; row++) {
        list_plain(list->blocks->table, row, false, &atoms, list);
        total += list->plain_count;
    }
    return some == 0 ? 0 : total * rows / some;
}

static void count_seen(struct buckets *blocks, struct arena *arena, struct key_list *list, size_t plain)
{
    struct block_atoms atoms;
    const uint64_t places = power_above(plain * 2 + 1);
    blocks->seen = arena_array(arena, uint8_t, places);
    blocks->seen_mask = places - 1;
    for (size_t row = 0; row < blocks->table->count; row++) {
        list_plain(blocks->table, row, false, &atoms, list);
        for (size_t i = 0; i < list->plain_count; i++)
            __builtin_prefetch(&blocks->seen[list->plain[i].key & blocks->seen_mask], 1);
        for (size_t i = 0; i < list->plain_count; i++) {
            uint8_t *seen = &blocks->seen[list->plain[i].key & blocks->seen_mask];
            if (*seen < SEEN_MOST)
                (*seen)++;
        }
    }
}

static uint64_t bucket_of(const struct buckets *blocks, uint64_t key) { return key >> 32 & blocks->bucket_mask; }

/* Counts the entries of each bucket, one place further on; returns how many there are. */
static size_t count_entries(struct buckets *blocks, struct key_list *list, uint64_t keys[BLOCK_KEYS_MOST])
{
    size_t total = 0;
    for (size_t row = 0; row < blocks->table->count; row++) {
        size_t count = list_keys(list, blocks->table, row, false, keys);
        total += count;
        for (size_t i = 0; i < count; i++)
            __builtin_prefetch(&blocks->starts[bucket_of(blocks, keys[i]) + 2], 1);
        for (size_t i = 0; i < count; i++)
            blocks->starts[bucket_of(blocks, keys[i]) + 2]++;
    }
    return total;
}

static void fill_entries(struct buckets *blocks, struct key_list *list, uint64_t keys[BLOCK_KEYS_MOST])
{
    for (size_t row = 0; row < blocks->table->count; row++) {
        size_t count = list_keys(list, blocks->table, row, false, keys);
        for (size_t i = 0; i < count; i++)
            __builtin_prefetch(&blocks->starts[bucket_of(blocks, keys[i]) + 1], 1);
        for (size_t i = 0; i < count; i++) {
            uint32_t *next = &blocks->starts[bucket_of(blocks, keys[i]) + 1];
            blocks->entries[(*next)++] = (struct block_entry){(uint32_t)keys[i], (uint32_t)row};
        }
    }
}

struct buckets *buckets_open(struct arena *arena, const struct match_table *table, bool own,
                             struct buckets_limits limits)
{
    struct buckets *blocks = arena_new(arena, struct buckets);
    struct key_list *list = arena_new(arena, struct key_list);
    uint64_t *keys = arena_array(arena, uint64_t, BLOCK_KEYS_MOST);
    if (limits.bucket >= SEEN_MOST)
        limits.bucket = SEEN_MOST - 1;
    *blocks = (struct buckets){.table = table, .limits = limits, .own = own};
    *list = (struct key_list){.blocks = blocks};
    size_t plain = count_plain(list);
    count_seen(blocks, arena, list, plain);
    uint64_t buckets = power_above(plain / 2 + 1);
    blocks->bucket_mask = buckets - 1;
    blocks->starts = arena_array(arena, uint32_t, buckets + 2);
    size_t total = count_entries(blocks, list, keys);
    for (uint64_t i = 2; i < buckets + 2; i++)
        blocks->starts[i] += blocks->starts[i - 1];
    blocks->entries = arena_array(arena, struct block_entry, total + 1);
    fill_entries(blocks, list, keys);
    return blocks;
}

uint32_t buckets_most(const struct buckets *blocks) { return blocks->limits.candidates; }

/* ---- asking ---- */

struct buckets_reader {
    const struct buckets *blocks;
    struct key_list list;
    uint64_t keys[BLOCK_KEYS_MOST];
    uint32_t *stamps, stamp; /* which rows were found already */
    struct buckets_found found;
};

struct buckets_reader *buckets_reader_open(struct arena *arena, const struct buckets *blocks)
{
    struct buckets_reader *reader = arena_new(arena, struct buckets_reader);
    reader->blocks = blocks;
    reader->list.blocks = blocks;
    reader->stamps = arena_array(arena, uint32_t, blocks->table->count + 1);
    reader->found.rows = arena_array(arena, uint32_t, blocks->limits.candidates);
    return reader;
}

static void take_bucket(struct buckets_reader *reader, uint64_t key, size_t after)
{
    const struct buckets *blocks = reader->blocks;
    uint64_t bucket = bucket_of(blocks, key);
    uint32_t from = blocks->starts[bucket];
    uint32_t to = blocks->starts[bucket + 1];
    uint32_t tag = (uint32_t)key;
    if (to - from > blocks->limits.refined) {
        uint32_t alike = 0;
        for (uint32_t i = from; i < to; i++)
            alike += blocks->entries[i].tag == tag;
        if (alike > blocks->limits.bucket) {
            reader->found.cut = true;
            return;
        }
    }
    for (uint32_t i = from; i < to; i++) {
        uint32_t row = blocks->entries[i].row;
        if (blocks->entries[i].tag != tag || reader->stamps[row] == reader->stamp ||
            (after != SIZE_MAX && row <= after))
            continue;
        if (reader->found.count == blocks->limits.candidates) {
            reader->found.cut = true;
            return;
        }
        reader->stamps[row] = reader->stamp;
        reader->found.rows[reader->found.count++] = row;
    }
}

const struct buckets_found *buckets_find(struct buckets_reader *reader, const struct match_table *asking, size_t row,
                                         size_t after)
{
    const struct buckets *blocks = reader->blocks;
    const uint64_t *keys = reader->keys;
    const size_t count = list_keys(&reader->list, asking, row, true, reader->keys);
    reader->stamp++;
    reader->found.count = 0;
    reader->found.cut = false;
    for (size_t i = 0; i < count; i++)
        __builtin_prefetch(&blocks->starts[bucket_of(blocks, keys[i])]);
    for (size_t i = 0; i < count; i++)
        __builtin_prefetch(&blocks->entries[blocks->starts[bucket_of(blocks, keys[i])]]);
    for (size_t i = 0; i < count; i++)
        take_bucket(reader, keys[i], after);
    return &reader->found;
}
