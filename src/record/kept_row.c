#include "record/kept_row.h"

enum { KEPT_ROWS_MOST = 64 };

struct kept_rows {
    const struct arena *arena;
    const struct db *db;
    const struct actor *actor;
    struct actor as; /* who that was then: a sign-in changes it in its place */
    uint64_t changes;
    struct kept_row *first;
    size_t count;
};

struct kept_rows *kept_rows_open(const struct work *work)
{
    struct kept_rows *kept = arena_new(work->arena, struct kept_rows);
    *kept = (struct kept_rows){
        .arena = work->arena, .db = work->db, .actor = work->actor, .as = *work->actor, .changes = work->db->changes};
    return kept;
}

static bool is_same_actor(const struct kept_rows *kept, const struct actor *actor)
{
    const struct actor *as = &kept->as;
    return kept->actor == actor && identifier_equal(as->user, actor->user) &&
           identifier_equal(as->organisation, actor->organisation) && as->system == actor->system &&
           as->assignments == actor->assignments && as->assignment_count == actor->assignment_count &&
           as->narrow == actor->narrow && as->openings == actor->openings && as->opening_count == actor->opening_count;
}

/* NULL: this work keeps nothing, or asks for somebody else. */
static struct kept_rows *usable(const struct work *work)
{
    struct kept_rows *kept = work->kept;
    if (kept == NULL || kept->arena != work->arena || kept->db != work->db || work->db->depth == 0 ||
        !is_same_actor(kept, work->actor))
        return NULL;
    if (kept->changes != work->db->changes) {
        kept->changes = work->db->changes;
        kept->first = NULL;
        kept->count = 0;
    }
    return kept;
}

struct kept_row *kept_row_find(const struct work *work, const struct record *record, struct identifier id)
{
    const struct kept_rows *kept = usable(work);
    struct kept_row *row = kept == NULL ? NULL : kept->first;
    while (row != NULL && (row->record != record || row->wall > work->db->wall.state || !identifier_equal(row->id, id)))
        row = row->next;
    return row;
}

struct kept_row *kept_row_add(const struct work *work, const struct record *record, struct identifier id,
                              const struct rows *rows)
{
    struct kept_rows *kept = usable(work);
    struct kept_row *row = arena_new(work->arena, struct kept_row);
    *row = (struct kept_row){.record = record, .id = id, .wall = work->db->wall.state, .rows = *rows};
    if (kept == NULL || kept->count == KEPT_ROWS_MOST)
        return row;
    row->next = kept->first;
    kept->first = row;
    kept->count++;
    return row;
}
