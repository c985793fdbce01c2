/* What stands in the address of a list: filters, order, size, the mark of a page.  The first byte says who asks.  What
   is read is written as an address that reads as the same again (a saved view keeps that address), and gives rows or
   problems, never a fault; what the record's list shows, its bar and chips included, can be made of it. */
#include <stdlib.h>
#include <string.h>

#include "database/tests/place.h"
#include "record/custom.h"
#include "record/custom_index.h"
#include "record/table.h"
#include "record/tests/toy.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char FIELDS[] = "head\n"
                             "toy,card,text,Carte,,,,,,,,keyed\n"
                             "toy,extent,choice,Taille,,,,,,,c.csv,keyed\n"
                             "toy,liked,choices,Aime,,,,,,,c.csv,plain\n"
                             "toy,bought,date,Achat,,,,,,,,plain\n"
                             "toy,weight,integer,Poids,,,,,,,,plain\n"
                             "toy,worth,money,Valeur,,,,,,,,plain\n"
                             "toy,used,flag,Use,,,,,,,,plain\n";

static void put_file(const char *name, struct text content)
{
    if (file_write(arena_format(world.arena, "%s/%s", world.directory, name).at, content, 0600) != OK)
        abort();
}

static void close_world(void) { (void)world_close(NULL); }

static void open_world(void)
{
    struct record *const records[] = {&toy_record};
    bool more = true;
    size_t rows;
    if (world_open(NULL) != 0 || atexit(close_world) != 0)
        abort();
    put_file("fields.csv", text_from(FIELDS));
    put_file("c.csv", TEXT("code,fr,ar,en\nbig,grand,,\nsmall,petit,,\n"));
    if (custom_load(world.arena, world.directory, records, 1) != OK)
        abort();
    while (more)
        if (custom_index_step(&world.system, &toy_record, 100, &rows, &more) != OK)
            abort();
    for (int i = 0; i < 5; i++) {
        struct toy *toy = record_new(world.arena, &toy_record);
        memcpy(toy, toy_full(&world.system), sizeof *toy);
        toy->pieces = i + 1;
        if (record_insert(&world.system, &toy_record, toy) != OK)
            abort();
    }
}

static bool read_query(struct work *work, struct text address, struct list_query *ret_query)
{
    struct parameters typed = {0};
    return parameters_parse(&typed, &work->problems, address) == OK &&
           list_query_read(work, &toy_record, &typed, ret_query) == OK;
}

static void show(struct work *work, const struct list_query *query, const struct parameters *typed,
                 const struct list_page *page)
{
    const struct table_options options = {.states = &toy_states, .base = TEXT("/toys")};
    (void)record_table_view(work, &toy_record, query, typed, page, &options);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const STATES[] = {"open", "closed"};
    static bool ready;
    struct parameters typed = {0};
    struct list_query query = {.size = LIST_PAGE}, again;
    struct list_page page;
    if (!ready)
        open_world();
    ready = true;
    if (size == 0)
        return 0;
    struct work work = work_of(data[0] % 2 == 0 ? ROLE_SUPERVISOR : ROLE_CASEWORKER);
    if (parameters_parse(&typed, &work.problems, (struct text){(const char *)data + 1, size - 1}) != OK)
        return 0;
    if (list_query_check(&work, &toy_record, STATES, 2, &typed) < 0)
        abort();
    if (list_query_read(&work, &toy_record, &typed, &query) != OK) {
        show(&work, &query, &typed, NULL);
        return 0;
    }
    struct text address = list_query_write(work.arena, &toy_record, &query);
    if (!read_query(&work, address, &again) || !text_equal(address, list_query_write(work.arena, &toy_record, &again)))
        abort();
    enum outcome outcome = record_list(&work, &toy_record, &query, &page);
    if (outcome != OK && outcome != INVALID)
        abort();
    show(&work, &query, &typed, outcome == OK ? &page : NULL);
    if (outcome != OK || page.next.length == 0)
        return 0;
    query.after = page.next; /* our own mark is always read */
    if (record_list(&work, &toy_record, &query, &page) != OK)
        abort();
    return 0;
}
