/* What the night looks for. */
#include "agreements/agreement_store.h"

static enum outcome find(struct work *work, enum agreement_news news, const struct value *bind, struct rows *ret)
{
    switch (news) {
    case AGREEMENT_OVER:
        return db_query(work->db,
                        SQL("agreements_over", "SELECT id, organisation, office, coalesce(owner, created_by), number, "
                                               "runs_until, owner FROM agreement WHERE state IN ('signed', 'in_force', "
                                               "'suspended') AND runs_until < $1 ORDER BY id LIMIT 500"),
                        bind, 1, work->arena, ret);
    case AGREEMENT_REPLACED:
        return db_query(work->db,
                        SQL("agreements_replaced",
                            "SELECT a.id, a.organisation, a.office, coalesce(a.owner, a.created_by), a.number, "
                            "b.runs_from, a.owner FROM agreement b JOIN agreement a ON a.id = b.replaces "
                            "WHERE b.state = 'in_force' AND b.runs_from <= $1 AND b.organisation = a.organisation AND "
                            "a.state IN ('signed', 'in_force', 'suspended') ORDER BY a.id LIMIT 500"),
                        bind, 1, work->arena, ret);
    case AGREEMENT_ENDING:
        return db_query(work->db,
                        SQL("agreements_ending",
                            "SELECT id, organisation, office, coalesce(owner, created_by), number, "
                            "runs_until, owner FROM agreement WHERE state IN ('signed', "
                            "'in_force', 'suspended') AND runs_until <= $1 AND "
                            "(warned_of IS NULL OR warned_of <> runs_until) ORDER BY id LIMIT 500"),
                        bind, 1, work->arena, ret);
    case AGREEMENT_REVIEW:
        return db_query(work->db,
                        SQL("agreements_to_review",
                            "SELECT id, organisation, office, coalesce(owner, created_by), number, review_on, owner "
                            "FROM agreement WHERE state IN ('signed', 'in_force', 'suspended') AND review_on <= $1 AND "
                            "(review_told IS NULL OR review_told <> review_on) ORDER BY id LIMIT 500"),
                        bind, 1, work->arena, ret);
    case OBLIGATION_DUE:
        break;
    }
    return db_query(work->db,
                    SQL("obligations_due", "SELECT id, organisation, office, coalesce(owner, created_by), number, "
                                           "due_on, owner FROM agreement_obligation WHERE state = 'open' AND "
                                           "due_on <= $1 AND (told_of IS NULL OR told_of <> due_on) "
                                           "ORDER BY id LIMIT 500"),
                    bind, 1, work->arena, ret);
}

enum outcome agreement_finds(struct work *work, enum agreement_news news, int32_t day,
                             struct agreement_find **ret_finds, size_t *ret_count)
{
    struct rows rows;
    const struct value bind[] = {value_date(day)};
    enum outcome outcome = find(work, news, bind, &rows);
    if (outcome != OK)
        return outcome;
    *ret_finds = arena_array(work->arena, struct agreement_find, rows.count + 1);
    *ret_count = rows.count;
    for (size_t i = 0; i < rows.count; i++)
        (*ret_finds)[i] = (struct agreement_find){
            .id = cell_id(&rows, i, 0),
            .organisation = cell_id(&rows, i, 1),
            .office = cell_id(&rows, i, 2),
            .owner = cell_id(&rows, i, 3),
            .number = cell_text(&rows, i, 4),
            .day = cell_date(&rows, i, 5),
            .owned = !cell_is_null(&rows, i, 6),
        };
    return OK;
}

enum outcome agreement_told(struct work *work, enum agreement_news news, struct identifier id, int32_t day)
{
    const struct value bind[] = {value_id(id), value_date(day)};
    if (news == AGREEMENT_ENDING)
        return db_execute(work->db, SQL("agreement_warned", "UPDATE agreement SET warned_of = $2 WHERE id = $1"), bind,
                          2, NULL);
    if (news == AGREEMENT_REVIEW)
        return db_execute(work->db, SQL("agreement_review_told", "UPDATE agreement SET review_told = $2 WHERE id = $1"),
                          bind, 2, NULL);
    return db_execute(work->db, SQL("obligation_told", "UPDATE agreement_obligation SET told_of = $2 WHERE id = $1"),
                      bind, 2, NULL);
}
