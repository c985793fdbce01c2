/* Two records again.  What was there when they were merged goes back to whose it was; what was added since goes back
   with the file that it belongs to, and stays with the kept record otherwise. */
#include <string.h>

#include "audit/audit.h"
#include "duplicates/duplicate_store.h"
#include "flow/flow.h"
#include "persons/persons.h"
#include "record/keys.h"

enum { TOLD_MOST = 64 };

struct parting {
    struct work *work;
    struct carry_tables tables;
    const struct person_merge *merge;
    struct person *kept;
    struct merge_row *rows;
    size_t row_count;
    struct text row_kept, changes;
    struct identifier told[TOLD_MOST];
    size_t told_count;
};

enum outcome merge_can_be_undone(struct work *work, const struct person_merge *merge, bool *ret_is)
{
    AUTO_WALL struct wall_hold hold = wall_widen(work->db, "whether the record that was kept is there");
    struct key key;
    void *row;
    enum outcome outcome = record_get_unlimited(work, &person_record, merge->kept_person, &row);
    if (outcome == OK) {
        outcome = keys_get(work, merge->kept_person, merge->kept_person, merge->head.organisation, &key);
        key_forget(&key);
    }
    *ret_is = outcome == OK;
    return outcome == NOT_FOUND ? OK : outcome;
}

static enum outcome find_kept(struct parting *parting)
{
    void *row;
    struct work *work = parting->work;
    enum outcome outcome = record_get_unlimited(work, &person_record, parting->merge->kept_person, &row);
    if (outcome == OK)
        outcome = merge_kept(work, parting->merge, &parting->row_kept, &parting->changes);
    if (outcome == OK)
        outcome = merge_rows(work, parting->merge->head.id, &parting->rows, &parting->row_count);
    parting->kept = row;
    return outcome == NOT_FOUND ? CONFLICT : outcome;
}

static enum outcome went(void *context, const char *table, struct identifier id, struct identifier assigned,
                         bool renamed)
{
    struct parting *parting = context;
    (void)table;
    (void)id;
    (void)renamed;
    if (identifier_is_none(assigned) || parting->told_count == TOLD_MOST)
        return OK;
    for (size_t i = 0; i < parting->told_count; i++)
        if (identifier_equal(parting->told[i], assigned))
            return OK;
    parting->told[parting->told_count++] = assigned;
    return OK;
}

/* The absorbed person's own key lies under the kept one: nobody else holds it. */
static enum outcome open_keys(struct parting *parting, struct carry *carry)
{
    struct work *work = parting->work;
    const struct person_merge *merge = parting->merge;
    enum outcome outcome =
        keys_get(work, merge->kept_person, merge->kept_person, merge->head.organisation, &carry->from_key);
    if (outcome == OK)
        outcome = keys_get(work, merge->absorbed_person, merge->kept_person, merge->head.organisation, &carry->to_key);
    return outcome == NOT_FOUND ? FORBIDDEN : outcome;
}

static enum outcome carry_back(struct parting *parting)
{
    struct work *work = parting->work;
    struct carry carry = merge_carry(work, parting->merge->kept_person, parting->merge->absorbed_person);
    carry.tables = &parting->tables;
    struct identifier *ids = arena_array(work->arena, struct identifier, parting->row_count + 1);
    struct identifier *renamed = arena_array(work->arena, struct identifier, parting->row_count + 1);
    struct carry_wanted wanted = {.ids = ids, .renamed = renamed};
    struct identifier *also;
    for (size_t i = 0; i < parting->row_count; i++) {
        if (!text_is(parting->rows[i].kind, "pointed"))
            ids[wanted.id_count++] = parting->rows[i].id;
        if (text_is(parting->rows[i].kind, "renamed"))
            renamed[wanted.renamed_count++] = parting->rows[i].id;
    }
    carry.went = went;
    carry.context = parting;
    enum outcome outcome = merge_absorbed(work, carry.to, &also, &carry.also_count);
    carry.also = also;
    if (outcome == OK)
        outcome = open_keys(parting, &carry);
    if (outcome == OK)
        outcome = carry_some(&carry, &wanted);
    key_forget(&carry.from_key);
    key_forget(&carry.to_key);
    return outcome;
}

static enum outcome point_back(struct parting *parting)
{
    enum outcome outcome = OK;
    for (size_t i = 0; i < parting->row_count && outcome == OK; i++)
        if (text_is(parting->rows[i].kind, "pointed"))
            outcome = person_point_back(parting->work, parting->rows[i].table, parting->rows[i].id,
                                        parting->merge->kept_person, parting->merge->absorbed_person);
    return outcome;
}

static enum outcome put_back(struct parting *parting)
{
    return person_put_back(parting->work, &parting->tables, parting->merge->absorbed_person, parting->row_kept);
}

static enum outcome change_kept(struct parting *parting)
{
    struct work *work = parting->work;
    bool changed;
    struct person *after = record_copy(work->arena, &person_record, parting->kept);
    enum outcome outcome = merge_changes_undo(work, parting->changes, after, &changed);
    return outcome == OK ? record_update_by_step(work, &person_record, parting->kept, after, TEXT("part")) : outcome;
}

static enum outcome audit_parting(struct parting *parting)
{
    struct work *work = parting->work;
    const struct person_merge *merge = parting->merge;
    struct text id = identifier_to_text(work->arena, merge->head.id);
    struct audit_event event = {
        .at = work->now,
        .organisation = merge->head.organisation,
        .user = work->actor->user,
        .role = actor_role_name(work->actor, merge->head.office),
        .action = TEXT("person.part"),
        .record = TEXT("person"),
        .subject = merge->absorbed_person,
        .details = arena_format(work->arena, "{\"merge\":\"%.*s\"}", TEXT_ARG(id)),
        .origin = work->actor->origin,
    };
    return audit_add(work->db, &event);
}

static enum outcome tell(struct parting *parting)
{
    enum outcome outcome = OK;
    for (size_t i = 0; i < parting->told_count && outcome == OK; i++) {
        const struct notice notice = {.organisation = parting->merge->head.organisation,
                                      .account = parting->told[i],
                                      .subject = parting->merge->head.id,
                                      .number = parting->merge->kept_number,
                                      .count = 1};
        outcome = notice_add(parting->work, &duplicate_notices[1], &notice);
    }
    return outcome;
}

static enum outcome forget(struct parting *parting)
{
    enum outcome outcome = merge_forget(parting->work, parting->merge->head.id);
    return outcome == OK ? pairs_rest(parting->work, parting->merge->absorbed_person, false) : outcome;
}

enum outcome merge_part(struct work *work, struct person_merge *merge)
{
    AUTO_WALL struct wall_hold hold = wall_open(work->db, "a record comes back whole, whatever feature holds a part");
    struct parting *parting = arena_new(work->arena, struct parting);
    static enum outcome (*const STEPS[])(struct parting *) = {find_kept,   carry_back,    point_back, put_back,
                                                              change_kept, audit_parting, tell,       forget};
    enum outcome outcome = OK;
    *parting = (struct parting){.work = work, .merge = merge};
    for (size_t i = 0; i < sizeof STEPS / sizeof *STEPS && outcome == OK; i++)
        outcome = STEPS[i](parting);
    return outcome == OK ? person_index_refresh(work, merge->kept_person) : outcome;
}

enum outcome merge_undo(struct work *work, struct identifier merge, struct text reason)
{
    void *row;
    enum outcome outcome = record_get_unlimited(work, &person_merge_record, merge, &row);
    if (outcome != OK)
        return outcome;
    outcome = flow_move(work, &merge_flow, merge, record_head_of(row)->version, TEXT("undo"), NULL, reason);
    return outcome == NOT_FOUND ? CONFLICT : outcome;
}
