#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "record/custom.h"
#include "record/history.h"
#include "system/file.h"
#include "record/tests/toy.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_not_understood_is_refused),
        cmocka_unit_test(a_field_of_the_mission_is_a_field),
    };
    return cmocka_run_group_tests(tests, world_open, world_close);
}
