#include "referrals/conference.h"

#include "database/database.h"

static enum outcome take_ids(struct work *work, struct sql sql, const struct value *bind, size_t count,
                             struct identifier **ret_ids, size_t *ret_count)
{
    struct rows rows;
    enum outcome outcome = db_query(work->db, sql, bind, count, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    *ret_ids = arena_array(work->arena, struct identifier, rows.count + 1);
    for (size_t at = 0; at < rows.count; at++)
        (*ret_ids)[at] = cell_id(&rows, at, 0);
    *ret_count = rows.count;
    return OK;
}

static enum outcome take_marks(struct work *work, struct sql sql, const struct value *bind, size_t count,
                               struct conference_mark **ret_marks, size_t *ret_count)
{
    struct rows rows;
    enum outcome outcome = db_query(work->db, sql, bind, count, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    *ret_marks = arena_array(work->arena, struct conference_mark, rows.count + 1);
    for (size_t at = 0; at < rows.count; at++)
        (*ret_marks)[at] =
            (struct conference_mark){cell_id(&rows, at, 0), cell_id(&rows, at, 1), cell_id(&rows, at, 2)};
    *ret_count = rows.count;
    return OK;
}

enum outcome conferences_open(struct work *work, struct identifier person, struct conference_mark **ret_marks,
                              size_t *ret_count)
{
    struct value bind[] = {value_id(person)};
    return take_marks(work,
                      SQL("conferences_open", "SELECT id, person, consent FROM case_conference WHERE person = $1 "
                                              "AND state = 'open' ORDER BY id"),
                      bind, 1, ret_marks, ret_count);
}

enum outcome conferences_past(struct work *work, int32_t today, size_t most, struct conference_mark **ret_marks,
                              size_t *ret_count)
{
    struct value bind[] = {value_date(today), value_integer((int64_t)most)};
    return take_marks(work,
                      SQL("conferences_past", "SELECT id, person, consent FROM case_conference WHERE state = 'open' "
                                              "AND ends_on < $1 ORDER BY ends_on, id LIMIT $2"),
                      bind, 2, ret_marks, ret_count);
}

enum outcome conference_guests_past(struct work *work, int32_t today, size_t most, struct identifier **ret_ids,
                                    size_t *ret_count)
{
    struct value bind[] = {value_date(today), value_integer((int64_t)most)};
    return take_ids(work,
                    SQL("conference_guests_past", "SELECT id FROM conference_guest WHERE state = 'invited' "
                                                  "AND access_until < $1 ORDER BY access_until, id LIMIT $2"),
                    bind, 2, ret_ids, ret_count);
}

enum outcome conference_guests_of(struct work *work, struct identifier conference, struct identifier person,
                                  struct identifier **ret_ids, size_t *ret_count)
{
    struct value bind[] = {value_id(conference), value_id(person)};
    return take_ids(work,
                    SQL("conference_guests_of",
                        "SELECT id FROM conference_guest WHERE conference = $1 AND person = $2 ORDER BY id"),
                    bind, 2, ret_ids, ret_count);
}

enum outcome conference_decisions_of(struct work *work, struct identifier conference, struct identifier person,
                                     struct identifier **ret_ids, size_t *ret_count)
{
    struct value bind[] = {value_id(conference), value_id(person)};
    return take_ids(work,
                    SQL("conference_decisions_of", "SELECT id FROM conference_decision WHERE conference = $1 "
                                                   "AND person = $2 ORDER BY due_on NULLS LAST, id"),
                    bind, 2, ret_ids, ret_count);
}

enum outcome conference_organisations(struct work *work, struct identifier but, struct identifier **ret_ids,
                                      size_t *ret_count)
{
    struct value bind[] = {value_id(but)};
    return take_ids(work,
                    SQL("conference_organisations",
                        "SELECT DISTINCT organisation FROM user_account WHERE active = 1 AND organisation <> $1 "
                        "ORDER BY organisation NULLS FIRST"),
                    bind, 1, ret_ids, ret_count);
}
