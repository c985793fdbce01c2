#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "record/custom.h"
#include "record/history.h"
#include "record/tests/toy.h"
#include "system/file.h"

#define HEAD "record,name,kind,fr,ar,en,help_fr,help_ar,help_en,required,choices\n"

static void write(const char *name, const char *content)
{
    struct text path = arena_format(world.arena, "%s/%s", world.directory, name);
    assert_int_equal(file_write(path.at, text_from(content), 0600), OK);
}

static enum outcome load(const char *content)
{
    struct record *const records[] = {&toy_record};
    write("fields.csv", content);
    return custom_load(world.arena, world.directory, records, 1);
}

static void what_is_not_understood_is_refused(void **state)
{
    (void)state;
    size_t before = toy_record.field_count;
    assert_int_equal(load(HEAD "elephant,weight,integer,Poids,,,,,,,\n"), FAILED);
    assert_int_equal(load(HEAD "toy,weight,number,Poids,,,,,,,\n"), FAILED);
    assert_int_equal(load(HEAD "toy,name,text,Nom,,,,,,,\n"), FAILED);
    assert_int_equal(load(HEAD "toy,Weight,text,Poids,,,,,,,\n"), FAILED);
    assert_int_equal(load(HEAD "toy,weight,text,,,,,,,,\n"), FAILED);
    assert_int_equal(load(HEAD "toy,weight,choice,Poids,,,,,,,\n"), FAILED);
    assert_int_equal(load(HEAD "toy,weight,choice,Poids,,,,,,,../keys\n"), FAILED);
    assert_int_equal(load(HEAD "toy,weight,text,Poids\n"), FAILED);
    assert_int_equal(toy_record.field_count, before);
}

static void a_field_of_the_mission_is_a_field(void **state)
{
    (void)state;
    write("sizes.csv", "code,fr,ar,en\nbig,grand,كبير,big\nsmall,petit,صغير,small\n");
    assert_int_equal(load(HEAD "toy,shop,text,Boutique,متجر,Shop,,,,,\n"
                               "toy,extent,choice,Taille,الحجم,Size,,,,yes,sizes.csv\n"
                               "toy,bought_on,date,Acheté le,,,,,,,\n"),
                     OK);
    struct work work = work_of(ROLE_SUPERVISOR);
    const struct field *shop = record_field(&toy_record, TEXT("shop"));
    const struct field *extent = record_field(&toy_record, TEXT("extent"));
    assert_non_null(shop);
    assert_string_equal(tr(language_for(TEXT("ar")), shop->label), "متجر");
    assert_string_equal(tr(language_for(TEXT("en")), shop->label), "Shop");
    assert_string_equal(tr(language_for(TEXT("en")), record_field(&toy_record, TEXT("bought_on"))->label), "Acheté le");

    struct toy *toy = record_new(work.arena, &toy_record);
    struct toy *full = toy_full(&work);
    memcpy(toy, full, sizeof *full);
    assert_int_equal(field_from_text(&work, shop, TEXT("Chez Moussa"), toy, &work.problems), OK);
    assert_int_equal(record_insert(&world.system, &toy_record, toy), INVALID); /* the size is needed */
    assert_non_null(problem_for(&world.system.problems, TEXT("extent")));
    world.system.problems = problems_open(world.arena);
    assert_int_equal(field_from_text(&work, extent, TEXT("huge"), toy, &work.problems), INVALID);
    assert_int_equal(field_from_text(&work, extent, TEXT("big"), toy, &work.problems), OK);
    assert_int_equal(record_insert(&world.system, &toy_record, toy), OK);

    void *row;
    struct field_set readable;
    assert_int_equal(record_get(&work, &toy_record, toy->head.id, &row, &readable), OK);
    assert_string_equal(field_to_text(work.arena, shop, row).at, "Chez Moussa");
    assert_string_equal(field_to_show(&work, extent, row).at, "big");
    struct history_entry *entries;
    size_t count;
    assert_int_equal(history_list(&work, &toy_record, row, &readable, (struct identifier){0}, 5, &entries, &count), OK);
    bool seen = false;
    for (size_t i = 0; i < entries[0].change_count; i++)
        seen = seen || (entries[0].changes[i].field == shop && text_is(entries[0].changes[i].after, "Chez Moussa"));
    assert_true(seen);
}

/* A code that the profile dropped since stays what was answered. */
static void a_code_that_is_gone_harms_no_row(void **state)
{
    (void)state;
    struct work work = work_of(ROLE_SUPERVISOR);
    const struct field *extent = record_field(&toy_record, TEXT("extent"));
    struct toy *toy = record_new(work.arena, &toy_record);
    memcpy(toy, toy_full(&work), sizeof *toy);
    assert_int_equal(field_from_text(&work, extent, TEXT("small"), toy, &work.problems), OK);
    assert_int_equal(record_insert(&world.system, &toy_record, toy), OK);
    void *row;
    struct field_set readable;
    size_t count = extent->choices->count;
    extent->choices->count = 0;
    enum outcome outcome = record_get(&work, &toy_record, toy->head.id, &row, &readable);
    extent->choices->count = count;
    assert_int_equal(outcome, OK);
    assert_string_equal(field_to_text(work.arena, extent, row).at, "small");
}

/* As much as the fields take is kept whole. */
static void long_answers_are_kept_whole(void **state)
{
    (void)state;
    enum { FIELDS = 20, LETTERS = 4000 };
    AUTO_BUFFER struct buffer described = buffer_open(1 << 16);
    AUTO_BUFFER struct buffer answer = buffer_open(1 << 16);
    buffer_format(&described, HEAD);
    for (int i = 0; i < FIELDS; i++)
        buffer_format(&described, "toy,long_%c,lines,Récit,,,,,,,\n", 'a' + i);
    for (int i = 0; i < LETTERS; i++)
        buffer_add(&answer, TEXT("\u0639"));
    assert_int_equal(load(arena_string(world.arena, buffer_text(&described))), OK);
    struct work work = work_of(ROLE_SUPERVISOR);
    struct toy *toy = record_new(work.arena, &toy_record);
    memcpy(toy, toy_full(&work), sizeof *toy);
    assert_int_equal(
        field_from_text(&work, record_field(&toy_record, TEXT("extent")), TEXT("big"), toy, &work.problems), OK);
    for (size_t i = 0; i < FIELDS; i++)
        assert_int_equal(field_from_text(&work, &toy_record.fields[toy_record.field_count - 1 - i],
                                         buffer_text(&answer), toy, &work.problems),
                         OK);
    assert_int_equal(record_insert(&world.system, &toy_record, toy), OK);
    void *row;
    struct field_set readable;
    struct history_entry *entries;
    size_t count;
    assert_int_equal(record_get(&work, &toy_record, toy->head.id, &row, &readable), OK);
    for (size_t i = 0; i < FIELDS; i++)
        assert_true(field_equal(&toy_record.fields[toy_record.field_count - 1 - i], toy, row));
    assert_int_equal(history_list(&work, &toy_record, row, &readable, (struct identifier){0}, 5, &entries, &count), OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_not_understood_is_refused),
        cmocka_unit_test(a_field_of_the_mission_is_a_field),
        cmocka_unit_test(a_code_that_is_gone_harms_no_row),
        cmocka_unit_test(long_answers_are_kept_whole),
    };
    return cmocka_run_group_tests(tests, world_open, world_close);
}
