/* A stolen copy of the demonstration mission: the file of SQLite, or the plain text that pg_dump makes of PostgreSQL,
   tells no name, telephone, document, address or mother of anybody, neither as text nor in hexadecimal digits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "app/demonstration/demonstration.h"
#include "app/features.h"
#include "codec/hex.h"
#include "database/migrate.h"
#include "database/tests/place.h"
#include "persons/persons.h"
#include "record/keys.h"
#include "record/list.h"
#include "reporting/reporting.h"
#include "system/file.h"
#include "system/process.h"
#include "system/random.h"

enum { PERSONS = 150, NEEDLE_LEAST = 6, COPY_MOST = 512 << 20, DUMP_SECONDS = 120, NEEDLES_LEAST = 300 };

struct mission {
    struct arena *arena;
    char directory[32];
    struct text address;
    struct keyring *ring;
    struct keys *keys;
    struct db *db;
};

static void must(enum outcome outcome, const char *what)
{
    if (outcome != OK)
        fail_msg("%s: %d", what, outcome);
}

static struct mission make(void)
{
    struct mission mission = {.arena = arena_open((size_t)1 << 30), .directory = "dump-XXXXXX"};
    struct demonstration_counts counts;
    assert_non_null(mkdtemp(mission.directory));
    struct text keys = arena_format(mission.arena, "%s/keys", mission.directory);
    mission.address = place_open(mission.arena, mission.directory, "sanad.db");
    must(keyring_make(keys.at, TEXT_NONE), "keyring");
    must(keyring_open(keys.at, TEXT_NONE, &mission.ring), "keyring");
    mission.keys = keys_open(mission.ring);
    must(db_open(mission.address, false, &mission.db), "database");
    must(migrate(mission.db, migrations, migration_count), "migrations");
    must(reporting_load(mission.arena, getenv("TEST_PROFILE")), "reports");
    struct demonstration demonstration = {.persons = PERSONS,
                                          .today = date_from_day((struct calendar_day){2026, 11, 22}),
                                          .profile = text_from(getenv("TEST_PROFILE"))};
    must(db_bulk_begin(mission.db), "bulk");
    must(demonstration_make(mission.db, mission.keys, &demonstration, &counts), "demonstration");
    must(db_bulk_end(mission.db), "bulk");
    return mission;
}

static void forget(struct mission *mission)
{
    mission->db = db_close(mission->db);
    mission->keys = keys_close(mission->keys);
    mission->ring = keyring_close(mission->ring);
    place_close(mission->arena, mission->address);
    const char *const remove[] = {"rm", "-r", mission->directory, NULL};
    struct text ignored;
    must(process_output(mission->arena, remove, DUMP_SECONDS, &ignored), "rm");
    mission->arena = arena_close(mission->arena);
}

/* The copy as a thief has it. */
static struct text copy_of(struct mission *mission)
{
    struct text bytes, ignored;
    const char *path = arena_format(mission->arena, "%s/sanad.db", mission->directory).at;
    if (place_is_shared()) {
        path = arena_format(mission->arena, "%s/copy.sql", mission->directory).at;
        struct text schema = place_schema(mission->address);
        const char *const dump[] = {"pg_dump",
                                    "--format=plain",
                                    arena_format(mission->arena, "--schema=%.*s", TEXT_ARG(schema)).at,
                                    arena_format(mission->arena, "--file=%s", path).at,
                                    getenv("TEST_DATABASE"),
                                    NULL};
        must(process_output(mission->arena, dump, DUMP_SECONDS, &ignored), "pg_dump");
    } else {
        mission->db = db_close(mission->db); /* which empties its log into it */
    }
    must(file_read(mission->arena, path, COPY_MOST, &bytes), "copy");
    return bytes;
}

/* ---- what is known ---- */

struct known {
    struct mission *mission;
    struct text copy;
    struct text *needles;
    const char **fields;
    size_t count, room;
};

static void add(struct known *known, struct text value, const char *field)
{
    if (value.length < NEEDLE_LEAST) /* may stand in sealed bytes by chance */
        return;
    for (size_t i = 0; i < known->count; i++)
        if (text_equal(known->needles[i], value))
            return;
    assert_true(known->count < known->room);
    known->fields[known->count] = field;
    known->needles[known->count++] = arena_text(known->mission->arena, value);
}

static struct text digits_of(struct arena *arena, struct text text)
{
    char *digits = arena_bytes(arena, text.length + 1);
    size_t count = 0;
    for (size_t i = 0; i < text.length; i++)
        if (text.at[i] >= '0' && text.at[i] <= '9')
            digits[count++] = text.at[i];
    return (struct text){digits, count};
}

/* What tells who somebody is; a town of birth is a town of the lists, too. */
static bool tells_who(const struct field *field)
{
    static const char *const FIELDS[] = {
        "family_name", "given_names", "family_name_arabic", "given_names_arabic", "other_names",
        "mother_name", "telephone",   "second_telephone",   "emergency_name",     "emergency_telephone",
        "email",       "address",     "document_number"};
    for (size_t i = 0; i < sizeof FIELDS / sizeof *FIELDS; i++)
        if (strcmp(field->name, FIELDS[i]) == 0)
            return true;
    return false;
}

static void add_row(struct known *known, const struct record *record, const void *row)
{
    struct arena *arena = known->mission->arena;
    for (size_t i = 0; i < record->field_count; i++) {
        const struct field *field = &record->fields[i];
        if (!tells_who(field) || (field->kind != FIELD_TEXT && field->kind != FIELD_LINES))
            continue;
        struct text value = *(const struct text *)((const char *)row + field->offset);
        add(known, value, field->name);
        if (text_find(text_from(field->name), TEXT("telephone")) < 0)
            continue;
        struct text digits = digits_of(arena, value); /* however it is written, and without the country */
        add(known, digits, field->name);
        if (digits.length > 8)
            add(known, text_slice(digits, digits.length - 8, digits.length), field->name);
    }
}

static void add_all(struct known *known, const struct record *record)
{
    struct work work = work_of_system(known->mission->db, known->mission->keys, known->mission->arena);
    struct list_query query = {.size = LIST_PAGE_MOST};
    struct list_page page = {.next = TEXT("first")};
    while (page.next.length > 0) {
        must(record_list(&work, record, &query, &page), record->name);
        for (size_t i = 0; i < page.count; i++)
            add_row(known, record, page.rows[i]);
        query.after = page.next;
    }
}

static bool holds(struct text copy, struct text needle)
{
    return memmem(copy.at, copy.length, needle.at, needle.length) != NULL;
}

static void a_copy_tells_nothing_of_anybody(void **state)
{
    struct mission mission = make();
    struct known known = {.mission = &mission, .room = (size_t)PERSONS * 60};
    size_t telephones = 0, documents = 0, names = 0;
    (void)state;
    known.needles = arena_array(mission.arena, struct text, known.room);
    known.fields = arena_array(mission.arena, const char *, known.room);
    add_all(&known, &person_record);
    add_all(&known, &person_document_record);
    known.copy = copy_of(&mission);
    assert_true(known.copy.length > 1 << 20);
    assert_true(holds(known.copy, TEXT("MISSION"))); /* what is not sealed is found */
    for (size_t i = 0; i < known.count; i++) {
        struct text needle = known.needles[i];
        telephones += text_find(text_from(known.fields[i]), TEXT("telephone")) >= 0;
        documents += strcmp(known.fields[i], "document_number") == 0;
        names += strcmp(known.fields[i], "family_name") == 0 || strcmp(known.fields[i], "given_names") == 0;
        if (holds(known.copy, needle) || (place_is_shared() && holds(known.copy, hex_encode(mission.arena, needle))))
            fail_msg("the copy holds the %s %.*s", known.fields[i], TEXT_ARG(needle));
    }
    assert_true(known.count > NEEDLES_LEAST && telephones > 100 && documents > 50 && names > 30);
    forget(&mission);
}

static struct arena *lists;

static int start(void **state)
{
    size_t count;
    const struct grant_list *grants = features_grants(&count);
    (void)state;
    random_start();
    access_start(grants, count);
    lists = arena_open(1 << 20);
    bool read = languages_load(getenv("TEST_MESSAGES")) == OK &&
                choice_list_load(lists, getenv("TEST_PROFILE"), &countries) == OK;
    return read ? 0 : 1;
}

static int stop(void **state)
{
    (void)state;
    languages_unload();
    lists = arena_close(lists);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_copy_tells_nothing_of_anybody)};
    return cmocka_run_group_tests(tests, start, stop);
}
