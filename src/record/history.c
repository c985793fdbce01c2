#include "record/history.h"

#include "audit/audit.h"
#include "codec/hex.h"
#include "codec/json.h"
#include "record/keys.h"
#include "record/row.h"
#include "system/random.h"

enum { CHANGES_MOST = 12 << 20 }; /* before and after of a row with all that it can hold */

struct seal_place history_place(struct identifier id)
{
    return (struct seal_place){TEXT("history"), TEXT("changes"), id};
}

/* What stands in the audit log for a value: itself, or a keyed digest when it is sealed. */
static void put_for_audit(struct work *work, struct json_writer *writer, const struct field *field, struct text value)
{
    unsigned char digest[DIGEST_BYTES];
    bool sealed = (field->flags & (FIELD_SEALED | FIELD_CUSTOM)) != 0;
    if (sealed && value.length > 0) {
        audit_digest(keys_ring(work->keys), value, digest);
        value = hex_encode(work->arena, (struct text){(const char *)digest, DIGEST_BYTES});
    }
    json_put_text_or_null(writer, value);
}

static void put_pair(struct json_writer *writer, const char *name, struct text before, struct text after)
{
    if (text_equal(before, after))
        return;
    json_key(writer, text_from(name));
    json_array_begin(writer);
    json_put_text_or_null(writer, before);
    json_put_text_or_null(writer, after);
    json_array_end(writer);
}

static struct text id_text(struct arena *arena, struct identifier id)
{
    return identifier_is_none(id) ? TEXT_NONE : identifier_to_text(arena, id);
}

/* {"field": [before, after], …}; what changed in the head under names that begin with '@'.  False when it is more than
   can be kept. */
static bool put_changes(struct work *work, const struct record *record, const void *before, const void *row,
                        struct text note, bool for_audit, struct buffer *ret)
{
    struct json_writer writer = json_writer_open(ret);
    const struct record_head *new = record_head_of(row);
    static const struct record_head NO_HEAD;
    const struct record_head *old = before == NULL ? &NO_HEAD : record_head_of(before);
    json_object_begin(&writer);
    for (size_t i = 0; i < record->field_count; i++) {
        const struct field *field = &record->fields[i];
        if (before == NULL ? field_is_empty(field, row) : field_equal(field, before, row))
            continue;
        struct text was = before == NULL ? TEXT_NONE : field_to_text(work->arena, field, before);
        struct text is = field_to_text(work->arena, field, row);
        json_key(&writer, text_from(field->name));
        json_array_begin(&writer);
        if (for_audit) {
            put_for_audit(work, &writer, field, was);
            put_for_audit(work, &writer, field, is);
        } else {
            json_put_text_or_null(&writer, was);
            json_put_text_or_null(&writer, is);
        }
        json_array_end(&writer);
    }
    put_pair(&writer, "@state", old->state, new->state);
    put_pair(&writer, "@assigned", id_text(work->arena, old->assigned), id_text(work->arena, new->assigned));
    put_pair(&writer, "@office", id_text(work->arena, old->office), id_text(work->arena, new->office));
    if (!for_audit && note.length > 0)
        put_pair(&writer, "@note", TEXT_NONE, note);
    json_object_end(&writer);
    return json_finish(&writer);
}

static enum outcome add_audit(struct work *work, const struct record *record, const void *row, struct text action,
                              struct text details)
{
    const struct record_head *head = record_head_of(row);
    struct audit_event event = {
        .id = identifier_new(),
        .at = work->now,
        .organisation = head->organisation,
        .user = work->actor->user,
        .role = actor_role_name(work->actor, head->office),
        .action = action,
        .record = text_from(record->name),
        .subject = head->id,
        .details = details,
        .origin = work->actor->origin,
    };
    return audit_add(work->db, &event);
}

static enum outcome add_entry(struct work *work, const struct record *record, const struct key *key,
                              struct identifier id, const void *before, const void *row, struct text action,
                              struct text note)
{
    const struct record_head *head = record_head_of(row);
    struct buffer changes AUTO_BUFFER = buffer_open(CHANGES_MOST);
    if (!put_changes(work, record, before, row, note, false, &changes))
        return TOO_LARGE;
    struct text sealed = seal(work->arena, key, history_place(id), buffer_text(&changes));
    struct value bind[] = {value_id(id),
                           value_id(head->person),
                           value_text(text_from(record->name)),
                           value_id(head->id),
                           value_id(head->organisation),
                           value_integer(head->version),
                           value_instant(work->now),
                           value_id_or_null(work->actor->user),
                           value_text(action),
                           value_bytes(sealed)};
    return db_execute_later(
        work->db,
        SQL("history_add", "INSERT INTO history (id, person, record, subject, organisation, version, made_at, made_by, "
                           "action, changes) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"),
        bind, 10);
}

/* {"@all": digest}: of the changes as history has them, and of the row, so that two rows never look alike. */
static enum outcome audit_that(struct work *work, const struct record *record, const void *row, struct text action,
                               struct text changes)
{
    unsigned char digest[DIGEST_BYTES];
    struct text id = identifier_to_text(work->arena, record_head_of(row)->id);
    struct text whole = arena_format(work->arena, "%.*s %lld ", TEXT_ARG(id), (long long)record_head_of(row)->version);
    audit_digest(keys_ring(work->keys), arena_join(work->arena, whole, changes), digest);
    struct text shown = hex_encode(work->arena, (struct text){(const char *)digest, DIGEST_BYTES});
    return add_audit(work, record, row, action, arena_format(work->arena, "{\"@all\":\"%.*s\"}", TEXT_ARG(shown)));
}

enum outcome history_audit(struct work *work, const struct record *record, const void *before, const void *row,
                           struct text action)
{
    struct buffer changes AUTO_BUFFER = buffer_open(CHANGES_MOST);
    if (!put_changes(work, record, before, row, TEXT_NONE, !record->confidential, &changes))
        return TOO_LARGE;
    if (record->confidential) /* the name of a step would tell what was decided */
        return audit_that(work, record, row, before == NULL ? TEXT("create") : TEXT("update"), buffer_text(&changes));
    return add_audit(work, record, row, action, buffer_text(&changes));
}

enum outcome history_add(struct work *work, const struct record *record, const struct key *key, const void *before,
                         const void *row, struct text action, struct text note)
{
    enum outcome outcome = add_entry(work, record, key, identifier_new(), before, row, action, note);
    return outcome == OK ? history_audit(work, record, before, row, action) : outcome;
}

enum outcome history_add_past(struct work *work, const struct record *record, const struct key *key, const void *before,
                              const void *row, struct text action, struct text note)
{
    unsigned char random[IDENTIFIER_RANDOM];
    random_bytes(random, sizeof random);
    return add_entry(work, record, key, identifier_make(work->now, random), before, row, action, note);
}

/* What somebody wrote with a step is of the record as a whole: whoever works for none of its purposes, though some of
   its fields are theirs, does not read it. */
static bool reads_notes(const struct work *work, const struct record *record, const void *row)
{
    struct subject subject = record_subject(row);
    return actor_may_field(work->actor, record->read, NULL, record->purposes == 0 ? ~0U : record->purposes, &subject);
}

static void read_changes(struct work *work, const struct record *record, const struct json_value *object,
                         const struct field_set *readable, struct history_entry *entry)
{
    struct history_change *changes = arena_array(work->arena, struct history_change, object->count + 1);
    for (size_t i = 0; i < object->count; i++) {
        const struct json_value *pair = &object->items[i];
        struct text before = json_text_or(json_element(pair, 0), TEXT_NONE);
        struct text after = json_text_or(json_element(pair, 1), TEXT_NONE);
        const struct field *field = record_field(record, pair->name);
        if (text_is(pair->name, "@note"))
            entry->note = after;
        if (text_is(pair->name, "@state")) {
            entry->state_before = before;
            entry->state_after = after;
        }
        if (field != NULL && field_set_has(readable, record_field_index(record, field)))
            changes[entry->change_count++] = (struct history_change){field, before, after};
    }
    entry->changes = changes;
}

static enum outcome read_entry(struct work *work, const struct record *record, const struct record_head *head,
                               const struct rows *rows, size_t at, const struct key *key,
                               const struct field_set *readable, struct history_entry *entry)
{
    static const struct json_limits LIMITS = {CHANGES_MOST, 10000};
    struct text plain;
    const struct json_value *object;
    *entry = (struct history_entry){
        .id = cell_id(rows, at, 0),
        .at = cell_instant(rows, at, 1),
        .user = cell_id(rows, at, 2),
        .version = cell_integer(rows, at, 3),
        .action = cell_text(rows, at, 4),
    };
    if (key == NULL)
        return OK;
    if (row_unseal(work, record, head, key, history_place(entry->id), cell_text(rows, at, 5), &plain) != OK ||
        json_parse(work->arena, plain, LIMITS, &object, NULL) != OK)
        return FAILED;
    read_changes(work, record, object, readable, entry);
    return OK;
}

/* The key that the entries brought with them. */
static enum outcome history_key(struct work *work, const struct record *record, const void *row,
                                const struct rows *rows, struct key *ret_key)
{
    enum { WRAPPED = 6 };
    const struct record_head *head = record_head_of(row);
    if (record->seal_with == SEAL_ORGANISATION)
        return row_key(work, record, row, ret_key);
    if (cell_is_null(rows, 0, WRAPPED))
        return NOT_FOUND;
    return keys_unwrap(work, row_opener(work, head->organisation),
                       record->seal_with == SEAL_FILE ? head->id : head->person, cell_text(rows, 0, WRAPPED), ret_key);
}

enum outcome history_list(struct work *work, const struct record *record, const void *row,
                          const struct field_set *readable, struct identifier before_id, size_t most,
                          struct history_entry **ret_entries, size_t *ret_count)
{
    const struct record_head *head = record_head_of(row);
    static const struct identifier highest = {
        {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}};
    struct rows rows;
    struct key key = {0};
    struct value bind[] = {value_id(head->id),
                           value_id(head->person),
                           value_id(identifier_is_none(before_id) ? highest : before_id),
                           value_integer((int64_t)most),
                           value_id(record->seal_with == SEAL_FILE ? head->id : head->person),
                           value_id(row_opener(work, head->organisation))};
    enum outcome outcome =
        db_query(work->db,
                 SQL("history_list", "SELECT id, made_at, made_by, version, action, changes, "
                                     "(SELECT wrapped FROM data_key k "
                                     "WHERE k.subject = $5 AND k.person = $2 AND k.organisation = $6) FROM history "
                                     "WHERE subject = $1 AND person = $2 AND id < $3 ORDER BY id DESC LIMIT $4"),
                 bind, 6, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    enum outcome found = rows.count == 0 ? NOT_FOUND : history_key(work, record, row, &rows, &key);
    if (found != OK && found != NOT_FOUND)
        return found;
    struct history_entry *entries = arena_array(work->arena, struct history_entry, rows.count + 1);
    for (size_t at = 0; at < rows.count && outcome == OK; at++)
        outcome = read_entry(work, record, head, &rows, at, found == OK ? &key : NULL, readable, &entries[at]);
    key_forget(&key);
    if (outcome != OK)
        return outcome;
    for (size_t at = 0; !reads_notes(work, record, row) && at < rows.count; at++)
        entries[at].note = TEXT_NONE;
    *ret_entries = entries;
    *ret_count = rows.count;
    return OK;
}
