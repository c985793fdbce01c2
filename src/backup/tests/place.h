/* A mission with cases, money, files and somebody erased, and where its backups go. */
#ifndef BACKUP_TESTS_PLACE_H
#define BACKUP_TESTS_PLACE_H

#include "base/tests/testing.h"

#include "database/tests/place.h"

#include "backup/backup.h"
#include "document/document.h"
#include "returns/tests/mission.h"
#include "system/clock.h"
#include "system/file.h"
#include "system/random.h"

struct test_place {
    struct mission *mission;
    struct fixture *fixture;
    struct arena *arena;
    struct key secret, public;
    const char *secret_path;
    struct person *kept, *erased;
    struct return_case *file;
    struct {
        const char *name;
        struct text address;
    } made[24];
    size_t made_count;
};

struct test_place *test_place_open(void);
void test_place_close(struct test_place *place);

/* A path in the fixture's directory. */
const char *test_path(const struct test_place *place, const char *name);
struct text test_file_address(const struct test_place *place, const char *name); /* "sqlite:" and it */
/* Of a database of this name on the engine of the tests: the same at each call. */
struct text test_address(struct test_place *place, const char *name);
/* Is there anything of a mission at that address? */
bool test_is_there(struct test_place *place, const char *name);
/* Erases as a person's page does, and notes it. */
void test_erase(struct test_place *place, struct identifier person);
/* Makes a backup of the fixture under this name. */
enum outcome test_backup(struct test_place *place, const char *name, bool whole, struct backup_report *report);
enum outcome test_restore(struct test_place *place, const char *from, const char *to, const char *erasures,
                          struct backup_report *report);
int64_t test_count(struct test_place *place, struct db *db, struct sql sql, struct identifier id);
/* The sums of all tables. */
size_t test_sums(struct test_place *place, struct db *db, struct table_sum *ret_sums, size_t most);

#endif
