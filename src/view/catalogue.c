#include "view/catalogue.h"

#include <string.h>

#include "view/plural.h"

enum { HEADER_BYTES = 28, MOST_MESSAGES = 100000 };
static const uint32_t MAGIC = 0x950412de;

struct entry {
    const char *key;         /* ended by NUL; with a context: context, \004, message */
    struct text translation; /* its plural forms stand behind each other, with NUL between them */
};

struct catalogue {
    struct entry *entries;
    size_t count;
    uint32_t *places; /* by the hash of the key: index + 1, 0 none; a full one leads to the next */
    size_t place_mask;
    struct plural plural;
};

static uint32_t number_at(struct text bytes, size_t at)
{
    uint32_t number;
    memcpy(&number, bytes.at + at, sizeof number);
    return number;
}

/* The string that row `index` of the table at `table` describes; false when it leaves the file. */
static bool string_at(struct text bytes, size_t table, size_t index, struct text *ret)
{
    size_t length = number_at(bytes, table + index * 8);
    size_t at = number_at(bytes, table + index * 8 + 4);
    if (at >= bytes.length || length >= bytes.length - at || bytes.at[at + length] != '\0')
        return false;
    *ret = (struct text){bytes.at + at, length};
    return text_is_utf8(*ret);
}

static const char *entries_read(struct text bytes, struct catalogue *catalogue)
{
    size_t keys = number_at(bytes, 12);
    size_t translations = number_at(bytes, 16);
    size_t table = catalogue->count * 8;
    if (bytes.length < table || keys > bytes.length - table || translations > bytes.length - table)
        return "a table leaves the file";
    for (size_t i = 0; i < catalogue->count; i++) {
        struct text key;
        struct entry *entry = &catalogue->entries[i];
        if (!string_at(bytes, keys, i, &key) || !string_at(bytes, translations, i, &entry->translation))
            return "a string leaves the file or is not UTF-8";
        entry->key = key.at;
        if (i > 0 && strcmp(entry[-1].key, entry->key) >= 0)
            return "the messages are not sorted";
    }
    return NULL;
}

enum { HASH_START = 5381 };

static size_t hash_more(size_t hash, const char *string)
{
    for (const char *at = string; *at != '\0'; at++)
        hash = (hash ^ (unsigned char)*at) * UINT64_C(0x9E3779B97F4A7C15) >> 5;
    return hash;
}

static void places_make(struct arena *arena, struct catalogue *catalogue)
{
    size_t room = 8;
    while (room < catalogue->count * 2)
        room *= 2;
    catalogue->places = arena_array(arena, uint32_t, room);
    catalogue->place_mask = room - 1;
    for (size_t i = 0; i < catalogue->count; i++) {
        size_t at = hash_more(HASH_START, catalogue->entries[i].key) & catalogue->place_mask;
        while (catalogue->places[at] != 0)
            at = (at + 1) & catalogue->place_mask;
        catalogue->places[at] = (uint32_t)i + 1;
    }
}

/* The first message is empty; its translation is a header of "Name: value" lines. */
static struct text header_field(const struct catalogue *catalogue, struct text name)
{
    if (catalogue->count == 0 || catalogue->entries[0].key[0] != '\0')
        return TEXT_NONE;
    struct text rest = catalogue->entries[0].translation;
    for (struct text line; text_split(&rest, '\n', &line);)
        if (text_starts_with(line, name))
            return text_trim(text_slice(line, name.length, line.length));
    return TEXT_NONE;
}

static const char *header_read(struct catalogue *catalogue)
{
    struct text type = header_field(catalogue, TEXT("Content-Type:"));
    if (text_find(type, TEXT("charset=UTF-8")) < 0)
        return "its header does not say charset=UTF-8";
    if (plural_read(header_field(catalogue, TEXT("Plural-Forms:")), &catalogue->plural) != OK)
        return "its header has no Plural-Forms that can be read";
    return NULL;
}

enum outcome catalogue_read(struct arena *arena, struct text bytes, const struct catalogue **ret,
                            const char **ret_fault)
{
    const char *fault = NULL;
    if (bytes.length < HEADER_BYTES || number_at(bytes, 0) != MAGIC)
        fault = "no catalogue of this machine's byte order";
    else if (number_at(bytes, 4) >> 16 != 0 || number_at(bytes, 8) > MOST_MESSAGES)
        fault = "of a version we do not know, or too large";
    if (fault == NULL) {
        struct catalogue *catalogue = arena_new(arena, struct catalogue);
        catalogue->count = number_at(bytes, 8);
        /* No more entries than the file has room for: the size of the array is then bounded by the file's. */
        if (catalogue->count <= bytes.length / 16)
            catalogue->entries = arena_array(arena, struct entry, catalogue->count);
        fault = catalogue->count > bytes.length / 16 ? "a table leaves the file" : entries_read(bytes, catalogue);
        if (fault == NULL)
            fault = header_read(catalogue);
        if (fault == NULL) {
            places_make(arena, catalogue);
            *ret = catalogue;
        }
    }
    if (fault != NULL)
        *ret_fault = fault;
    return fault == NULL ? OK : INVALID;
}

static bool key_is(const char *key, const char *context, const char *message)
{
    if (context != NULL) {
        size_t length = strlen(context);
        if (strncmp(key, context, length) != 0 || key[length] != '\004')
            return false;
        key += length + 1;
    }
    return strcmp(key, message) == 0;
}

static const struct entry *entry_find(const struct catalogue *catalogue, const char *context, const char *message)
{
    size_t hash = context == NULL ? HASH_START : hash_more(hash_more(HASH_START, context), "\004");
    for (size_t at = hash_more(hash, message) & catalogue->place_mask; catalogue->places[at] != 0;
         at = (at + 1) & catalogue->place_mask) {
        const struct entry *entry = &catalogue->entries[catalogue->places[at] - 1];
        if (key_is(entry->key, context, message))
            return entry;
    }
    return NULL;
}

const char *catalogue_find(const struct catalogue *catalogue, const char *context, const char *message)
{
    const struct entry *entry = message[0] == '\0' ? NULL : entry_find(catalogue, context, message);
    return entry == NULL || entry->translation.at[0] == '\0' ? NULL : entry->translation.at;
}

const char *catalogue_find_count(const struct catalogue *catalogue, const char *one, uint64_t count)
{
    const struct entry *entry = one[0] == '\0' ? NULL : entry_find(catalogue, NULL, one);
    if (entry == NULL)
        return NULL;
    struct text rest = entry->translation;
    struct text form = TEXT_NONE;
    for (size_t left = plural_form(&catalogue->plural, count) + 1; left > 0; left--)
        if (!text_split(&rest, '\0', &form))
            return NULL;
    return form.length == 0 ? NULL : form.at;
}

size_t catalogue_count(const struct catalogue *catalogue) { return catalogue->count; }
