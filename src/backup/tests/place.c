#include "backup/tests/place.h"

#include "ledger/ledger.h"
#include "persons/person_store.h"
#include "record/keys.h"

enum { FILE_BYTES = 600000, AUDIT_ROWS = 12000 };

const char *test_path(const struct test_place *place, const char *name)
{
    return arena_format(place->arena, "%s/%s", place->fixture->directory, name).at;
}

struct text test_file_address(const struct test_place *place, const char *name)
{
    return arena_format(place->arena, "sqlite:%s", test_path(place, name));
}

struct text test_address(struct test_place *place, const char *name)
{
    for (size_t i = 0; i < place->made_count; i++)
        if (strcmp(place->made[i].name, name) == 0)
            return place->made[i].address;
    assert_true(place->made_count < COUNT(place->made));
    struct text address = test_file_address(place, name);
    if (place_is_shared()) {
        struct text schema = arena_format(place->arena, "backup_%d_%zu", (int)getpid(), place->made_count);
        place_script(place->arena, "CREATE SCHEMA", schema, "");
        address = arena_join(place->arena, text_from(getenv("TEST_DATABASE")), TEXT(PLACE_SCHEMA));
        address = arena_join(place->arena, address, schema);
    }
    place->made[place->made_count].name = name;
    place->made[place->made_count++].address = address;
    return address;
}

bool test_is_there(struct test_place *place, const char *name)
{
    AUTO_DB struct db *db = NULL;
    struct db_table *tables;
    size_t count = 0;
    if (!place_is_shared())
        return file_exists(test_path(place, name));
    assert_int_equal(db_open(test_address(place, name), true, &db), OK);
    assert_int_equal(db_tables(db, place->arena, &tables, &count), OK);
    return count > 0;
}

/* What the writing worker would do. */
static enum outcome write_here(void *context, struct work *work, const char *action, struct text arguments,
                               struct text *ret_answer)
{
    (void)context;
    for (const struct internal_action *one = document_actions; one->name != NULL; one++)
        if (text_is(text_from(action), one->name)) {
            struct work own = *work;
            AUTO_TRANSACTION struct db_transaction transaction = {0};
            enum outcome outcome = db_transaction_begin(work->db, true, &transaction);
            if (outcome == OK)
                outcome = one->run(&own, arguments, ret_answer);
            return outcome == OK ? db_transaction_commit(&transaction) : outcome;
        }
    return FAILED;
}

static void attach(struct test_place *place)
{
    struct work work = mission_work(place->mission, ROLE_CASEWORKER);
    struct identifier id;
    char *bytes = arena_bytes(place->arena, FILE_BYTES);
    memset(bytes, 'x', FILE_BYTES);
    memcpy(bytes, "%PDF-1.7\n", 9);
    memcpy(bytes + FILE_BYTES - 5, "%%EOF", 5);
    work.hand_over = write_here;
    const struct attachment_new new = {.record = TEXT("return_case"),
                                       .subject = place->file->head.id,
                                       .kind = TEXT("other"),
                                       .file_name = TEXT("letter.pdf"),
                                       .bytes = {bytes, FILE_BYTES},
                                       .largest = 1 << 20};
    assert_int_equal(attachment_add(&work, &new, &id), OK);
}

static void pay(struct test_place *place)
{
    struct work *work = &place->fixture->system;
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    struct ledger_transfer order = {.id = identifier_new(),
                                    .debit = place->mission->line->head.id,
                                    .credit = place->mission->line->spending_account,
                                    .amount = {120000, "NOK"}};
    assert_int_equal(db_transaction_begin(work->db, true, &transaction), OK);
    assert_int_equal(ledger_commit(work, &order), OK);
    assert_int_equal(ledger_post(work, identifier_new(), order.id, (struct money){90000, "NOK"}, TEXT_NONE), OK);
    assert_int_equal(db_transaction_commit(&transaction), OK);
}

/* Enough for the progress to be told while rows are read. */
static void fill_log(struct test_place *place)
{
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    size_t blocks = 1;
    const struct audit_event event = {.at = clock_now(),
                                      .role = TEXT("system"),
                                      .action = TEXT("read"),
                                      .record = TEXT("person"),
                                      .details = TEXT("{}")};
    assert_int_equal(db_transaction_begin(place->fixture->db, true, &transaction), OK);
    for (int i = 0; i < AUDIT_ROWS; i++)
        assert_int_equal(audit_add(place->fixture->db, &event), OK);
    assert_int_equal(db_transaction_commit(&transaction), OK);
    while (blocks > 0)
        assert_int_equal(audit_seal(place->fixture->db, place->fixture->keyring, clock_now(), &blocks), OK);
}

void test_erase(struct test_place *place, struct identifier person)
{
    struct work *work = &place->fixture->system;
    struct erasure_row counts = {.erased_at = clock_now(), .reason = TEXT("person_asked")};
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    const struct person *row = mission_row(place->mission, &person_record, person);
    work->now = clock_now();
    assert_int_equal(db_transaction_begin(work->db, true, &transaction), OK);
    assert_int_equal(attachment_remove_person(work, person), OK);
    assert_int_equal(person_erase_rows(work, person, &counts), OK);
    assert_int_equal(keys_erase_person(work, person, TEXT("person_asked")), OK);
    assert_int_equal(person_erasure_add(work, row, &counts), OK);
    assert_int_equal(db_transaction_commit(&transaction), OK);
}

struct test_place *test_place_open(void)
{
    struct mission *mission = mission_open();
    struct test_place *place = arena_new(mission->arena, struct test_place);
    place->mission = mission;
    place->fixture = mission->fixture;
    place->arena = mission->arena;
    recipient_make(&place->secret, &place->public);
    place->secret_path = test_path(place, "secret");
    assert_int_equal(file_write(place->secret_path, secret_text(place->arena, &place->secret), 0600), OK);
    place->kept = mission_person(mission, "Restable");
    place->erased = mission_person(mission, "Effaçable");
    mission_consents(mission, place->kept->head.person);
    mission_consents(mission, place->erased->head.person);
    mission_passport(mission, place->kept->head.person, mission->today + 400);
    place->file = mission_case(mission, place->kept->head.person);
    mission_bring(mission, place->file, "preparing");
    attach(place);
    pay(place);
    test_erase(place, place->erased->head.person);
    fill_log(place);
    place->fixture->settings.database = place->fixture->database;
    return place;
}

void test_place_close(struct test_place *place)
{
    for (size_t i = 0; i < place->made_count; i++)
        place_close(place->arena, place->made[i].address);
    (void)mission_close(place->mission);
}

enum outcome test_backup(struct test_place *place, const char *name, bool whole, struct backup_report *report)
{
    const struct make_order order = {.database = place->fixture->database,
                                     .keyring = place->fixture->keyring,
                                     .recipient = place->public,
                                     .path = test_path(place, name),
                                     .whole = whole,
                                     .prove = true};
    return backup_make(&order, place->arena, report);
}

enum outcome test_restore(struct test_place *place, const char *from, const char *to, const char *erasures,
                          struct backup_report *report)
{
    const struct restore_order order = {.path = test_path(place, from),
                                        .secret = &place->secret,
                                        .database = test_address(place, to),
                                        .keyring = place->fixture->keyring,
                                        .erasures = erasures == NULL ? NULL : test_path(place, erasures),
                                        .erase = person_erase_again};
    return backup_restore(&order, place->arena, report);
}

int64_t test_count(struct test_place *place, struct db *db, struct sql sql, struct identifier id)
{
    struct rows rows;
    const struct value bind[] = {value_id(id)};
    assert_int_equal(db_query(db, sql, bind, identifier_is_none(id) ? 0 : 1, place->arena, &rows), OK);
    return cell_integer(&rows, 0, 0);
}

size_t test_sums(struct test_place *place, struct db *db, struct table_sum *ret_sums, size_t most)
{
    struct db_table *tables;
    size_t count;
    assert_int_equal(db_tables(db, place->arena, &tables, &count), OK);
    assert_true(count <= most);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(table_sum_of(db, &tables[i], place->arena, &ret_sums[i]), OK);
    return count;
}
