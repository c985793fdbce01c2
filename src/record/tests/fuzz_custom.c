/* A profile: its fields.csv, and after a byte 0x1e the file of choices that it may name, c.csv.  What is taken are
   fields of other names than those there, each with a French label, a filter only where its kind has one, choices where
   it needs them. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "record/custom.h"
#include "record/custom_index.h"
#include "record/tests/toy.h"
#include "system/file.h"
#include "view/language.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char directory[] = "/tmp/sanad_fuzz_custom_XXXXXX";

static void remove_directory(void)
{
    AUTO_ARENA struct arena *arena = arena_open(1 << 16);
    (void)unlink(arena_format(arena, "%s/fields.csv", directory).at);
    (void)unlink(arena_format(arena, "%s/c.csv", directory).at);
    (void)rmdir(directory);
}

static void write_file(struct arena *arena, const char *name, struct text bytes)
{
    const char *path = arena_format(arena, "%s/%s", directory, name).at;
    FILE *file = fopen(path, "wb");
    if (file == NULL || fwrite(bytes.at, 1, bytes.length, file) != bytes.length || fclose(file) != 0)
        abort();
}

static void check_fields(const struct record *record, size_t fixed)
{
    for (size_t i = fixed; i < record->field_count; i++) {
        const struct field *field = &record->fields[i];
        bool codes = field->kind == FIELD_CHOICE || field->kind == FIELD_CHOICES;
        bool known = record_field(record, text_from(field->name)) == field; /* the first of its name */
        if (!known || field->label == NULL || codes != (field->choices != NULL) || field->offset >= record->size)
            abort();
        if ((field->flags & FIELD_CUSTOM) == 0 || (field->flags & FIELD_SEALED) != 0)
            abort();
        if (custom_filters(field) &&
            (field->kind == FIELD_LINES || (field->kind == FIELD_TEXT && (field->flags & FIELD_KEYED) == 0)))
            abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static bool ready;
    if (!ready && (mkdtemp(directory) == NULL || atexit(remove_directory) != 0))
        abort();
    ready = true;
    AUTO_ARENA struct arena *arena = arena_open((32 << 20) + 64 * size);
    struct text all = {(const char *)data, size};
    ptrdiff_t cut = text_find_byte(all, '\x1e');
    size_t end = cut < 0 ? size : (size_t)cut;
    struct record record = toy_record;
    struct record *const records[] = {&record};
    write_file(arena, "fields.csv", text_slice(all, 0, end));
    write_file(arena, "c.csv", text_slice(all, end < size ? end + 1 : size, size));
    enum outcome outcome = custom_load(arena, directory, records, 1);
    if (outcome == OK)
        check_fields(&record, toy_record.field_count);
    else if (outcome != FAILED)
        abort();
    languages_unload();
    return 0;
}
