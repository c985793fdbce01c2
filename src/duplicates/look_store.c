/* Statements of the comparison of the whole register. */
#include "duplicates/look.h"

/* What is recorded beside a person makes her likelier or less likely somebody else too. */
#define CHANGED_AROUND                                                                             \
    "OR EXISTS (SELECT 1 FROM person_document d WHERE d.person = p.person AND d.changed_at > $2) " \
    "OR EXISTS (SELECT 1 FROM person_relation r WHERE r.person = p.person AND r.changed_at > $2) " \
    "OR EXISTS (SELECT 1 FROM household_member m WHERE m.person = p.person AND m.changed_at > $2)"

enum outcome look_next(struct work *work, struct identifier organisation, int64_t since, struct identifier after,
                       size_t most, struct identifier *ret_persons, size_t *ret_count)
{
    struct rows rows;
    struct value bind[] = {value_id(after), value_instant(since), value_integer((int64_t)most), value_id(organisation)};
    enum outcome outcome =
        identifier_is_none(organisation)
            ? db_query(work->db,
                       SQL("look_next",
                           "SELECT p.id FROM person p WHERE p.id > $1 AND (p.changed_at > $2 " CHANGED_AROUND
                           ") ORDER BY p.id LIMIT $3"),
                       bind, 3, work->arena, &rows)
            : db_query(work->db,
                       SQL("look_next_of", "SELECT p.id FROM person p WHERE p.organisation = $4 AND p.id > $1 AND "
                                           "(p.changed_at > $2 " CHANGED_AROUND ") ORDER BY p.id LIMIT $3"),
                       bind, 4, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    *ret_count = rows.count;
    for (size_t i = 0; i < rows.count; i++)
        ret_persons[i] = cell_id(&rows, i, 0);
    return OK;
}

/* A look at one organisation alone says nothing of the others: the night begins behind those of the whole mission. */
enum outcome look_past(struct work *work, struct look_past *ret)
{
    AUTO_WALL struct wall_hold hold = wall_open(work->db, "when everybody was compared, whoever asked for it");
    struct rows rows;
    struct look_past past = {0};
    struct value bind[] = {value_text(text_from(duplicate_look_job.name)), value_id(work->actor->organisation)};
    enum outcome outcome = db_query(work->db,
                                    SQL("look_past", "SELECT state, created_at, result, organisation FROM job WHERE "
                                                     "kind = $1 AND (organisation IS NULL OR organisation = $2) "
                                                     "ORDER BY created_at DESC, id DESC LIMIT 100"),
                                    bind, 2, work->arena, &rows);
    for (size_t i = 0; i < rows.count && outcome == OK; i++) {
        struct text state = cell_text(&rows, i, 0);
        past.under_way = past.under_way || text_is(state, "queued") || text_is(state, "running");
        if (past.began_at != 0 || !text_is(state, "done"))
            continue;
        past.began_at = cell_instant(&rows, i, 1);
        past.result = arena_text(work->arena, cell_text(&rows, i, 2));
    }
    if (outcome == OK)
        *ret = past;
    return outcome;
}

enum outcome look_organisations(struct work *work, struct identifier **ret_organisations, size_t *ret_count)
{
    struct rows rows;
    enum outcome outcome = db_query(work->db, SQL("look_organisations", "SELECT id FROM organisation ORDER BY id"),
                                    NULL, 0, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    *ret_organisations = arena_array(work->arena, struct identifier, rows.count + 1);
    *ret_count = rows.count;
    for (size_t i = 0; i < rows.count; i++)
        (*ret_organisations)[i] = cell_id(&rows, i, 0);
    return OK;
}
