#include "backup/place.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "database/schema.h"
#include "system/file.h"

const char *sqlite_path(struct arena *arena, struct text address)
{
    const struct text scheme = TEXT("sqlite:");
    return text_starts_with(address, scheme) ? arena_string(arena, text_slice(address, scheme.length, address.length))
                                             : NULL;
}

enum outcome directory_of_sync(struct arena *arena, const char *path)
{
    struct text whole = text_from(path);
    size_t end = whole.length;
    while (end > 1 && path[end - 1] != '/')
        end--;
    const char *directory = end <= 1 && path[0] != '/' ? "." : arena_string(arena, text_slice(whole, 0, end));
    int file = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (file < 0)
        return FAILED;
    int code = fsync(file);
    return close(file) == 0 && code == 0 ? OK : FAILED;
}

static void remove_files(const struct new_place *place)
{
    static const char *const ENDINGS[] = {"", "-wal", "-shm", "-journal"};
    for (size_t i = 0; i < sizeof ENDINGS / sizeof *ENDINGS; i++)
        (void)unlink(arena_format(place->arena, "%s%s", place->making, ENDINGS[i]).at);
}

static enum outcome open_file(struct new_place *place)
{
    place->making = arena_format(place->arena, "%s.making", place->path).at;
    remove_files(place);
    enum outcome outcome = db_open(arena_format(place->arena, "sqlite:%s", place->making), false, &place->db);
    return outcome == OK ? db_bulk_begin(place->db) : outcome;
}

static enum outcome open_server(struct new_place *place, struct text address, bool *ret_occupied)
{
    struct db_table *tables;
    size_t count = 0;
    int32_t newest = 0;
    enum outcome outcome = db_open(address, false, &place->db);
    if (outcome == OK)
        wall_open_for_system(place->db);
    if (outcome == OK)
        outcome = migrate_state(place->db, &newest);
    if (outcome == OK)
        outcome = db_tables(place->db, place->arena, &tables, &count);
    *ret_occupied = newest > 0 || count > 0;
    return outcome == OK && !*ret_occupied ? db_transaction_begin_queue(place->db, &place->whole) : outcome;
}

enum outcome new_place_open(struct arena *arena, struct text address, struct new_place *ret,
                            enum backup_fault *ret_fault)
{
    struct new_place place = {.arena = arena, .path = sqlite_path(arena, address)};
    bool occupied = place.path != NULL && file_exists(place.path);
    enum outcome outcome = OK;
    if (!occupied)
        outcome = place.path != NULL ? open_file(&place) : open_server(&place, address, &occupied);
    if (outcome == OK && !occupied) {
        *ret = place;
        return OK;
    }
    new_place_drop(&place);
    *ret_fault = occupied ? FAULT_OCCUPIED : FAULT_DATABASE;
    return occupied ? INVALID : outcome;
}

enum outcome new_place_keep(struct new_place *place)
{
    if (place->path == NULL) {
        enum outcome outcome = db_transaction_commit(&place->whole);
        if (outcome == OK && db_bulk_end(place->db) != OK) /* what the planner knows of the rows; they are durable */
            (void)fputs("sanad: database: the tables could not be analysed\n", stderr);
        if (outcome == OK)
            place->db = db_close(place->db);
        return outcome;
    }
    enum outcome outcome = db_bulk_end(place->db);
    if (outcome != OK)
        return outcome;
    place->db = db_close(place->db);
    if (file_exists(place->path) || rename(place->making, place->path) != 0)
        return FAILED;
    place->making = NULL;
    return directory_of_sync(place->arena, place->path);
}

void new_place_drop(struct new_place *place)
{
    if (place->db != NULL)
        db_transaction_end(&place->whole);
    place->db = db_close(place->db);
    if (place->making != NULL)
        remove_files(place);
    place->making = NULL;
}
