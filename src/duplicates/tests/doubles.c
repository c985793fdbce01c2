#include "duplicates/tests/doubles.h"

#include <stdlib.h>

#include "codec/hex.h"
#include "document/attachment_parts.h"
#include "duplicates/duplicate_store.h"
#include "linkage/linkage.h"
#include "monitoring/monitoring.h"
#include "movements/movements.h"
#include "privacy/privacy.h"
#include "protection/protection.h"
#include "record/keys.h"
#include "referrals/referrals.h"
#include "reintegration/reintegration.h"
#include "system/random.h"
#include "web/record_pages.h"

struct mission *mission;
struct person *kept, *absorbed, *relative;
struct return_case *file;

/* All records about persons, whatever feature has them. */
static void start_duplicates(void)
{
    enum { RESOURCES_MOST = 128 };
    static struct resource all[RESOURCES_MOST];
    static struct resource_list list = {all, 0};
    const struct resource_list lists[] = {{person_resources, person_resource_count},
                                          {return_resources, return_resource_count},
                                          {protection_resources, protection_resource_count},
                                          {privacy_resources, privacy_resource_count},
                                          {reintegration_resources, reintegration_resource_count},
                                          {monitoring_resources, monitoring_resource_count},
                                          {movement_resources, movement_resource_count},
                                          {linkage_resources, linkage_resource_count},
                                          {referral_resources, referral_resource_count}};
    for (size_t i = 0; i < COUNT(lists); i++)
        for (size_t j = 0; j < lists[i].count; j++)
            all[list.count++] = lists[i].resources[j];
    duplicates_start(&list);
}

void doubles_open(void)
{
    static struct grant_list grants[2];
    static struct route_list routes[2];
    static const struct person_feature *const FEATURES[] = {&return_person_feature, &duplicate_person_feature};
    static const struct return_companion *const COMPANIONS[] = {&duplicate_companion};
    grants[0] = (struct grant_list){duplicate_grants, duplicate_grant_count};
    grants[1] = (struct grant_list){notice_grants, notice_grant_count};
    routes[0] = (struct route_list){duplicate_routes, duplicate_route_count};
    routes[1] = (struct route_list){person_routes, person_route_count};
    static const struct internal_action *const actions[] = {duplicate_actions, record_actions};
    const struct fixture_options more = {.grants = grants,
                                         .grant_list_count = 2,
                                         .routes = routes,
                                         .route_list_count = 2,
                                         .actions = actions,
                                         .action_list_count = 2};
    const struct notice_kind_list notices = {duplicate_notices, duplicate_notice_count};
    mission = mission_open_more(&more, &notices);
    persons_start(FEATURES, COUNT(FEATURES));
    returns_start(COMPANIONS, COUNT(COMPANIONS));
    start_duplicates();
}

void doubles_close(void) { mission = mission_close(mission); }

/* ---- what there is ---- */

void relate(const struct person *of, const struct person *other)
{
    struct work work = mission_work(mission, ROLE_CASEWORKER);
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    struct person_relation *row = record_new(mission->arena, &person_relation_record);
    row->head.organisation = of->head.organisation;
    row->head.office = of->head.office;
    row->head.person = of->head.person;
    row->other = other->head.person;
    row->kind = TEXT("sibling");
    row->note = TEXT("Both said so.");
    assert_int_equal(db_transaction_begin(work.db, true, &transaction), OK);
    assert_int_equal(record_insert(&work, &person_relation_record, row), OK);
    assert_int_equal(db_transaction_commit(&transaction), OK);
}

/* A file of two pieces beside a row, sealed as document/ seals. */
static void attach(const struct record *record, const void *of, const char *name)
{
    struct work work = mission->fixture->system;
    const struct record_head *head = record_head_of(of);
    struct key key;
    struct identifier id = identifier_new();
    struct identifier under = record->seal_with == SEAL_PERSON ? head->person : head->id;
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    assert_int_equal(db_transaction_begin(work.db, true, &transaction), OK);
    assert_int_equal(keys_get(&work, under, head->person, head->organisation, &key), OK);
    struct attachment_row row = {.attachment = {.id = id,
                                                .person = head->person,
                                                .record = text_from(record->name),
                                                .subject = head->id,
                                                .organisation = head->organisation,
                                                .office = head->office,
                                                .kind = TEXT("other"),
                                                .media_type = TEXT("text/plain"),
                                                .size = 10,
                                                .chunks = 2,
                                                .made_at = work.now,
                                                .digest = TEXT("digest")}};
    row.sealed_name = seal(mission->arena, &key, attachment_name_place(id), text_from(name));
    assert_int_equal(attachment_row_add(&work, &row), OK);
    for (int64_t i = 0; i < 2; i++) {
        struct text bytes = seal(mission->arena, &key, attachment_chunk_place(mission->arena, id, i, 2), TEXT("piece"));
        assert_int_equal(attachment_chunk_add(&work, id, head->person, i, bytes), OK);
    }
    assert_int_equal(db_transaction_commit(&transaction), OK);
    key_forget(&key);
}

/* A row as it is stored, which outlives the next request. */
struct person *row_kept(struct identifier id)
{
    return record_copy(mission->arena, &person_record, mission_row(mission, &person_record, id));
}

/* Two records of one woman; hers that is to go has documents, files, a case with a plan, a relative. */
int two_records(void **state)
{
    (void)state;
    kept = mission_person(mission, "Diallo");
    absorbed = mission_person(mission, "Jallow");
    relative = mission_person(mission, "Barry");
    mission_consents(mission, absorbed->head.id);
    mission_passport(mission, absorbed->head.id, mission->today + 400);
    file = mission_case(mission, absorbed->head.id);
    relate(absorbed, relative);
    relate(relative, absorbed);
    attach(&person_record, absorbed, "face.txt");
    attach(&return_case_record, file, "letter.txt");
    kept = row_kept(kept->head.id);
    absorbed = row_kept(absorbed->head.id);
    return 0;
}

/* ---- every table, opened ---- */

static bool is_left_out(const char *table)
{
    static const char *const LEFT_OUT[] = {
        "audit_event",       "audit_block", "audit_shown", "person_pair", "person_merge", "person_merge_row",
        "person_merge_kept", "notice",      "job",         "session",     "form_key",     "lease",
        "sign_in_attempt"};
    for (size_t i = 0; i < COUNT(LEFT_OUT); i++)
        if (strcmp(table, LEFT_OUT[i]) == 0)
            return true;
    return false;
}

struct opened {
    struct key key;
    bool is;
};

static struct opened key_of(struct identifier subject, struct identifier person)
{
    struct work work = mission->fixture->system;
    struct opened opened;
    opened.is = keys_get(&work, subject, person, mission->fixture->organisation->head.id, &opened.key) == OK;
    return opened;
}

/* The places at which a value of such a table may be sealed. */
static size_t places_of(const struct carry_values *values, const char *column, struct seal_place ret[4])
{
    struct identifier id = carry_id(values, "id");
    size_t count = 0;
    ret[count++] = (struct seal_place){text_from(values->table->name), text_from(column), id};
    if (strcmp(values->table->name, "attachment_chunk") == 0)
        ret[count++] = attachment_chunk_place(mission->arena, carry_id(values, "attachment"),
                                              carry_value(values, "number")->integer, 2);
    return count;
}

static struct text opened_value(const struct carry_values *values, const char *column, struct text sealed)
{
    struct identifier person = carry_id(values, "person");
    const struct identifier under[] = {person, carry_id(values, "id"),
                                       carry_value(values, "subject") != NULL ? carry_id(values, "subject") : person};
    struct seal_place places[4];
    size_t place_count = places_of(values, column, places);
    for (size_t u = 0; u < COUNT(under); u++) {
        struct opened opened = key_of(under[u], person);
        struct text plain;
        for (size_t p = 0; opened.is && p < place_count; p++)
            if (unseal(mission->arena, &opened.key, places[p], sealed, &plain) == OK)
                return plain;
    }
    return hex_encode(mission->arena, sealed);
}

static struct text shown_value(const struct carry_values *values, size_t column)
{
    const struct value *value = &values->at[column];
    const char *name = values->table->columns[column].name;
    switch (value->kind) {
    case VALUE_NULL:
        return TEXT("-");
    case VALUE_INTEGER:
        return arena_format(mission->arena, "%lld", (long long)value->integer);
    case VALUE_REAL:
        return TEXT("real");
    case VALUE_TEXT:
        return value->text;
    case VALUE_IDENTIFIER:
        return hex_encode(mission->arena, (struct text){(const char *)value->identifier.bytes, 16});
    case VALUE_BYTES:
        break;
    }
    if (value->text.length <= 16 || strcmp(values->table->name, "data_key") == 0 ||
        strcmp(values->table->name, "person_search") == 0)
        return hex_encode(mission->arena, value->text);
    return opened_value(values, name, value->text);
}

/* Of the record that is kept the version rises, and its history grows: that is meant. */
static bool is_meant(const struct carry_values *values, const char *column)
{
    bool head =
        strcmp(column, "version") == 0 || strcmp(column, "changed_at") == 0 || strcmp(column, "changed_by") == 0;
    return strcmp(values->table->name, "person") == 0 && head &&
           identifier_equal(carry_id(values, "id"), kept->head.id);
}

static bool is_meant_row(const struct carry_values *values)
{
    if (strcmp(values->table->name, "history") != 0)
        return false;
    struct text record = carry_value(values, "record")->text, action = carry_value(values, "action")->text;
    return text_is(record, "person_merge") || text_is(record, "person_pair") ||
           (identifier_equal(carry_id(values, "subject"), kept->head.id) &&
            (text_is(action, "merge") || text_is(action, "part")));
}

static bool take_row(void *context, const struct rows *one)
{
    struct dump *dump = context;
    AUTO_BUFFER struct buffer line = buffer_open(1 << 22);
    dump->values.at = one->cells;
    if (is_meant_row(&dump->values))
        return true;
    buffer_format(&line, "%s", dump->values.table->name);
    for (size_t i = 0; i < dump->values.table->column_count; i++) {
        const char *name = dump->values.table->columns[i].name;
        struct text value = is_meant(&dump->values, name) ? TEXT("any") : shown_value(&dump->values, i);
        buffer_format(&line, " %s=%.*s", name, TEXT_ARG(value));
    }
    assert_true(dump->count < DUMP_ROWS);
    dump->lines[dump->count++] = arena_string(mission->arena, buffer_text(&line));
    return true;
}

static int by_text(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

struct dump *dump_all(void)
{
    struct dump *dump = arena_new(mission->arena, struct dump);
    struct db *db = mission->fixture->db;
    struct db_table *tables;
    size_t count;
    assert_int_equal(db_tables(db, mission->arena, &tables, &count), OK);
    for (size_t t = 0; t < count; t++) {
        struct rows rows;
        struct text statement = TEXT("SELECT ");
        if (is_left_out(tables[t].name))
            continue;
        for (size_t i = 0; i < tables[t].column_count; i++)
            statement = arena_format(mission->arena, "%.*s%s%s", TEXT_ARG(statement), i == 0 ? "" : ", ",
                                     tables[t].columns[i].name);
        statement = arena_format(mission->arena, "%.*s FROM %s", TEXT_ARG(statement), tables[t].name);
        struct sql sql = {"t_dump", statement.at};
        assert_int_equal(db_query(db, sql, NULL, 0, mission->arena, &rows), OK);
        dump->values.table = &tables[t];
        for (size_t r = 0; r < rows.count; r++) {
            struct rows one = {&rows.cells[r * rows.columns], rows.columns, 1};
            (void)take_row(dump, &one);
        }
    }
    qsort(dump->lines, dump->count, sizeof *dump->lines, by_text);
    return dump;
}

void assert_same(const struct dump *before, const struct dump *after)
{
    for (size_t i = 0; i < before->count && i < after->count; i++)
        if (strcmp(before->lines[i], after->lines[i]) != 0)
            fail_msg("before: %s\nafter:  %s", before->lines[i], after->lines[i]);
    assert_int_equal(before->count, after->count);
}
