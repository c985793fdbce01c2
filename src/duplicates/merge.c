/* Two records of one person become one: what hangs on the absorbed one goes over to the one that is kept, whole or not
   at all, in one transaction (docs/decisions/0030-rows-follow-the-person.md). */
#include "audit/audit.h"
#include "codec/json.h"
#include "duplicates/duplicate_store.h"
#include "persons/persons.h"
#include "record/keys.h"

enum { CHANGES_MOST = 1 << 20, TOLD_MOST = 64 };

struct merging {
    struct work *work;
    const struct merge_order *order;
    struct person *kept, *absorbed;
    struct person_merge *merge;
    struct text row_kept; /* of the absorbed person */
    struct identifier told[TOLD_MOST];
    size_t told_count;
};

/* ---- what stands against it ---- */

static enum outcome check_shared(struct work *work, const struct person *person, struct problems *problems)
{
    AUTO_WALL struct wall_hold hold = wall_open(work->db, "whether another organisation opens a record");
    bool shared = false;
    enum outcome outcome = key_is_shared(work, person->head.person, person->head.organisation, &shared);
    if (outcome != OK || !shared)
        return outcome;
    return problem_add_with(problems, INVALID, "shared_elsewhere", TEXT_NONE,
                            N_("Another organisation was given {1} to read, and would read the other record with it: "
                               "withdraw that first."),
                            person->head.number, TEXT_NONE);
}

static enum outcome check_said(struct work *work, const struct person *kept, const struct person *absorbed,
                               struct problems *problems)
{
    enum pair_standing standing;
    enum outcome outcome = pair_standing(work, kept->head.person, absorbed->head.person, &standing);
    if (outcome != OK || standing != PAIR_DIFFERENT)
        return outcome;
    return problem_add_with(problems, INVALID, "said_different", TEXT_NONE,
                            N_("Somebody said that {1} and {2} are different persons. If that was a mistake, look at "
                               "the pair again first."),
                            kept->head.number, absorbed->head.number);
}

enum outcome merge_obstacles(struct work *work, const struct person *kept, const struct person *absorbed,
                             struct problems *problems)
{
    size_t before = problems->count;
    enum outcome outcome = OK;
    if (identifier_equal(kept->head.person, absorbed->head.person))
        return problem_add(problems, INVALID, "one_record", TEXT_NONE, N_("This is one record, not two."));
    if (!identifier_equal(kept->head.organisation, absorbed->head.organisation))
        return problem_add(problems, INVALID, "two_organisations", TEXT_NONE,
                           N_("The records belong to two organisations: each keeps its own."));
    outcome = check_shared(work, kept, problems);
    outcome = outcome < 0 ? outcome : check_shared(work, absorbed, problems);
    outcome = outcome < 0 ? outcome : check_said(work, kept, absorbed, problems);
    outcome = outcome < 0 ? outcome : person_may_merge(work, kept, absorbed, problems);
    if (outcome < 0)
        return outcome;
    return problems->count > before ? INVALID : OK;
}

/* ---- the record that is kept ---- */

static void put_changed(struct work *work, struct json_writer *writer, const struct person *before,
                        const struct person *after)
{
    json_key(writer, TEXT("changed"));
    json_object_begin(writer);
    for (size_t i = 0; i < person_record.field_count; i++) {
        const struct field *field = &person_record.fields[i];
        if ((field->flags & FIELD_COMPUTED) != 0 || field_equal(field, before, after))
            continue;
        json_key(writer, text_from(field->name));
        json_array_begin(writer);
        json_put_text(writer, field_to_text(work->arena, field, before));
        json_put_text(writer, field_to_text(work->arena, field, after));
        json_array_end(writer);
    }
    json_object_end(writer);
}

static void put_was(struct work *work, struct json_writer *writer, const struct person *absorbed)
{
    json_key(writer, TEXT("was"));
    json_object_begin(writer);
    for (size_t i = 0; i < person_record.field_count; i++) {
        const struct field *field = &person_record.fields[i];
        if (field_is_empty(field, absorbed))
            continue;
        json_key(writer, text_from(field->name));
        json_put_text(writer, field_to_text(work->arena, field, absorbed));
    }
    json_object_end(writer);
}

/* What the merge changed in the record that is kept, and what the other one said, to be read while it is away. */
static struct text changes_write(struct work *work, const struct person *before, const struct person *after,
                                 const struct person *absorbed)
{
    AUTO_BUFFER struct buffer changes = buffer_open(CHANGES_MOST);
    struct json_writer writer = json_writer_open(&changes);
    json_object_begin(&writer);
    put_changed(work, &writer, before, after);
    put_was(work, &writer, absorbed);
    json_object_end(&writer);
    return json_finish(&writer) ? arena_text(work->arena, buffer_text(&changes)) : TEXT_NONE;
}

enum outcome merge_changes_undo(struct work *work, struct text changes, struct person *row, bool *ret_changed)
{
    const struct json_value *json;
    *ret_changed = false;
    if (json_parse(work->arena, changes, JSON_LIMITS_REQUEST, &json, NULL) != OK)
        return FAILED;
    json = json_member(json, TEXT("changed"));
    for (size_t i = 0; json != NULL && i < json->count; i++) {
        const struct json_value *pair = &json->items[i];
        const struct field *field = record_field(&person_record, pair->name);
        struct text before = json_text_or(json_element(pair, 0), TEXT_NONE);
        struct text after = json_text_or(json_element(pair, 1), TEXT_NONE);
        if (field == NULL || !text_equal(field_to_text(work->arena, field, row), after))
            continue; /* somebody changed it since: that stands */
        field_clear(field, row);
        if (before.length > 0 && field_from_text(work, field, before, row, &work->problems) != OK)
            return FAILED;
        *ret_changed = true;
    }
    return OK;
}

enum outcome merge_was(struct work *work, const struct person_merge *merge, struct person **ret_person)
{
    const struct json_value *json;
    struct text kept, changes;
    enum outcome outcome = merge_kept(work, merge, &kept, &changes);
    if (outcome != OK)
        return outcome;
    if (json_parse(work->arena, changes, JSON_LIMITS_REQUEST, &json, NULL) != OK)
        return FAILED;
    struct person *person = record_new(work->arena, &person_record);
    struct problems problems = problems_open(work->arena);
    json = json_member(json, TEXT("was"));
    for (size_t i = 0; json != NULL && i < json->count; i++) {
        const struct field *field = record_field(&person_record, json->items[i].name);
        if (field != NULL) /* else the profile describes it no more */
            (void)field_from_text(work, field, json_text_or(&json->items[i], TEXT_NONE), person, &problems);
    }
    person->head = (struct record_head){.id = merge->absorbed_person,
                                        .person = merge->kept_person,
                                        .organisation = merge->head.organisation,
                                        .office = merge->head.office,
                                        .number = merge->absorbed_number,
                                        .version = 1};
    *ret_person = person;
    return OK;
}

/* What was chosen, and what the absorbed record knows where the kept one says nothing. */
static void take_fields(const struct merging *merging, struct person *after)
{
    for (size_t i = 0; i < person_record.field_count; i++) {
        const struct field *field = &person_record.fields[i];
        bool said = !field_is_empty(field, merging->absorbed);
        bool wanted = field_set_has(&merging->order->taken, i) || field_is_empty(field, merging->kept);
        if ((field->flags & FIELD_COMPUTED) == 0 && said && wanted)
            field_copy(field, merging->absorbed, after);
    }
}

static enum outcome change_kept(struct merging *merging)
{
    struct work *work = merging->work;
    struct person *after = record_copy(work->arena, &person_record, merging->kept);
    take_fields(merging, after);
    struct text changes = changes_write(work, merging->kept, after, merging->absorbed);
    if (text_is_empty(changes))
        return TOO_LARGE;
    enum outcome outcome = record_update_by_step(work, &person_record, merging->kept, after, TEXT("merge"));
    return outcome == OK ? merge_keep(work, merging->merge, merging->row_kept, changes) : outcome;
}

/* ---- what goes over ---- */

/* Who follows what went over is told, once. */
static void remember(struct merging *merging, struct identifier assigned)
{
    if (identifier_is_none(assigned) || merging->told_count == TOLD_MOST)
        return;
    for (size_t i = 0; i < merging->told_count; i++)
        if (identifier_equal(merging->told[i], assigned))
            return;
    merging->told[merging->told_count++] = assigned;
}

static enum outcome went(void *context, const char *table, struct identifier id, struct identifier assigned,
                         bool renamed)
{
    struct merging *merging = context;
    remember(merging, assigned);
    return merge_row_add(merging->work, merging->merge, table, id, renamed ? "renamed" : "row");
}

static enum outcome pointed(void *context, const char *table, struct identifier row)
{
    struct merging *merging = context;
    return merge_row_add(merging->work, merging->merge, table, row, "pointed");
}

static enum outcome open_keys(struct merging *merging, struct carry *carry)
{
    struct work *work = merging->work;
    struct identifier kept = merging->kept->head.person, absorbed = merging->absorbed->head.person;
    enum outcome outcome = keys_get(work, absorbed, absorbed, merging->absorbed->head.organisation, &carry->from_key);
    if (outcome == OK)
        outcome = keys_get(work, kept, kept, merging->kept->head.organisation, &carry->to_key);
    return outcome == NOT_FOUND ? FORBIDDEN : outcome; /* erased, or of another organisation */
}

static enum outcome carry_over(struct merging *merging)
{
    struct work *work = merging->work;
    struct identifier *also;
    struct carry_tables tables = {0};
    struct carry carry = merge_carry(work, merging->absorbed->head.person, merging->kept->head.person);
    carry.tables = &tables;
    carry.went = went;
    carry.context = merging;
    enum outcome outcome = merge_absorbed(work, carry.from, &also, &carry.also_count);
    carry.also = also;
    if (outcome == OK)
        outcome = open_keys(merging, &carry);
    if (outcome == OK)
        outcome = person_take_out(work, carry.tables, merging->absorbed, &merging->row_kept);
    /* What names the absorbed one comes first: a row that goes over with it is one of those that name it no more. */
    if (outcome == OK)
        outcome = person_point_at(work, carry.from, carry.to, pointed, merging);
    if (outcome == OK)
        outcome = carry_all(&carry);
    key_forget(&carry.from_key);
    key_forget(&carry.to_key);
    merging->merge->row_total = carry.count;
    return outcome;
}

/* ---- the whole ---- */

static enum outcome find_both(struct merging *merging)
{
    struct work *work = merging->work;
    void *kept, *absorbed;
    enum outcome outcome = record_get_unlimited(work, &person_record, merging->order->kept, &kept);
    if (outcome == OK)
        outcome = record_get_unlimited(work, &person_record, merging->order->absorbed, &absorbed);
    if (outcome != OK)
        return outcome == NOT_FOUND ? CONFLICT : outcome; /* somebody was faster */
    merging->kept = kept;
    merging->absorbed = absorbed;
    struct subject one = record_subject(kept), other = record_subject(absorbed);
    if (!actor_may_on(work->actor, &pair_merge, &one) || !actor_may_on(work->actor, &pair_merge, &other))
        return FORBIDDEN;
    if (merging->kept->head.version != merging->order->kept_version ||
        merging->absorbed->head.version != merging->order->absorbed_version)
        return CONFLICT;
    return merge_obstacles(work, kept, absorbed, &work->problems);
}

static enum outcome add_merge(struct merging *merging)
{
    struct person_merge *merge = record_new(merging->work->arena, &person_merge_record);
    merge->head.organisation = merging->kept->head.organisation;
    merge->head.office = merging->kept->head.office;
    merge->head.state = text_from(merge_flow.states[0].name);
    merge->pair = merging->order->pair;
    merge->kept_person = merging->kept->head.person;
    merge->kept_number = merging->kept->head.number;
    merge->absorbed_person = merging->absorbed->head.person;
    merge->absorbed_number = merging->absorbed->head.number;
    merge->row_total = 0;
    merge->reason = merging->order->reason;
    merging->merge = merge;
    return record_insert(merging->work, &person_merge_record, merge);
}

/* How many rows went over is known at the end. */
static enum outcome count_rows(struct merging *merging)
{
    struct person_merge *before = record_copy(merging->work->arena, &person_merge_record, merging->merge);
    before->row_total = 0;
    return record_update_by_step(merging->work, &person_merge_record, before, merging->merge, TEXT("merge"));
}

static enum outcome audit_merge(struct merging *merging)
{
    struct work *work = merging->work;
    const struct person_merge *merge = merging->merge;
    struct text id = identifier_to_text(work->arena, merge->head.id);
    struct text kept = identifier_to_text(work->arena, merge->kept_person);
    struct audit_event event = {
        .at = work->now,
        .organisation = merge->head.organisation,
        .user = work->actor->user,
        .role = actor_role_name(work->actor, merge->head.office),
        .action = TEXT("person.merge"),
        .record = TEXT("person"),
        .subject = merge->absorbed_person,
        .details = arena_format(work->arena, "{\"merge\":\"%.*s\",\"kept\":\"%.*s\",\"rows\":%lld}", TEXT_ARG(id),
                                TEXT_ARG(kept), (long long)merge->row_total),
        .origin = work->actor->origin,
    };
    return audit_add(work->db, &event);
}

static enum outcome tell(struct merging *merging)
{
    enum outcome outcome = OK;
    const struct person_merge *merge = merging->merge;
    for (size_t i = 0; i < merging->told_count && outcome == OK; i++) {
        const struct notice notice = {.organisation = merge->head.organisation,
                                      .account = merging->told[i],
                                      .subject = merge->head.id,
                                      .number = merge->kept_number,
                                      .count = 1};
        outcome = notice_add(merging->work, &duplicate_notices[0], &notice);
    }
    return outcome;
}

enum outcome merge_persons(struct work *work, const struct merge_order *order, struct identifier *ret_merge)
{
    AUTO_WALL struct wall_hold hold = wall_open(work->db, "a record goes over whole, whatever feature holds a part");
    struct merging *merging = arena_new(work->arena, struct merging);
    static enum outcome (*const STEPS[])(struct merging *) = {find_both,  add_merge,   carry_over, change_kept,
                                                              count_rows, audit_merge, tell};
    enum outcome outcome = OK;
    *merging = (struct merging){.work = work, .order = order};
    for (size_t i = 0; i < sizeof STEPS / sizeof *STEPS && outcome == OK; i++)
        outcome = STEPS[i](merging);
    if (outcome == OK)
        outcome = pairs_rest(work, order->absorbed, true);
    if (outcome == OK)
        outcome = person_index_refresh(work, order->kept);
    if (outcome == OK)
        *ret_merge = merging->merge->head.id;
    return outcome;
}

enum outcome merge_person_now(struct work *work, struct identifier person, struct text number,
                              struct identifier *ret_now)
{
    struct identifier merge, kept;
    enum outcome outcome = merge_of_absorbed(work, person, number, &merge, &kept);
    if (outcome != OK)
        return outcome;
    for (size_t i = 0; i < ABSORBED_MOST && outcome == OK; i++) { /* which may have become part of another one since */
        *ret_now = kept;
        outcome = merge_of_absorbed(work, *ret_now, TEXT_NONE, &merge, &kept);
    }
    return outcome == NOT_FOUND ? OK : outcome;
}
