/* Storing rows: checks, sealing, version, history and audit, in the caller's transaction. */
#include "codec/json.h"
#include "record/custom_index.h"
#include "record/history.h"
#include "record/keys.h"
#include "record/row.h"
#include "system/random.h"

enum { CUSTOM_MOST = 4 << 20 /* what JSON_LIMITS_REQUEST reads again */, NUMBER_TRIES = 5 };

static struct value plain_value(const struct field *field, const void *row)
{
    const void *at = (const char *)row + field->offset;
    if (field_is_empty(field, row))
        return value_null();
    switch (field->kind) {
    case FIELD_TEXT:
    case FIELD_LINES:
    case FIELD_CHOICE:
    case FIELD_CHOICES:
        return value_text(*(const struct text *)at);
    case FIELD_DATE:
        return value_date(*(const int32_t *)at);
    case FIELD_PARTIAL_DATE:
        return value_date(((const struct partial_date *)at)->date);
    case FIELD_INSTANT:
    case FIELD_INTEGER:
        return value_integer(*(const int64_t *)at);
    case FIELD_MONEY:
        return value_integer(((const struct money *)at)->minor);
    case FIELD_FLAG:
        return value_integer(((const struct flag *)at)->is);
    case FIELD_LINK:
        return value_id(*(const struct identifier *)at);
    }
    return value_null();
}

static struct value sealed_value(struct work *work, const struct record *record, const struct field *field,
                                 const struct key *key, const void *row)
{
    if (field_is_empty(field, row))
        return value_null();
    return value_bytes(seal(work->arena, key, row_place(record, field, row), field_to_text(work->arena, field, row)));
}

/* The columns of a table and their values, for INSERT and UPDATE alike. */
struct column {
    const char *name, *suffix;
    struct value value;
};
struct columns {
    struct column *at;
    size_t count;
    bool full; /* more than a row can hold */
};

static void add(struct columns *columns, const char *name, const char *suffix, struct value value)
{
    columns->at[columns->count++] = (struct column){name, suffix, value};
}

static void add_field(struct work *work, const struct record *record, const struct field *field, const struct key *key,
                      const void *row, struct columns *columns)
{
    const void *at = (const char *)row + field->offset;
    if ((field->flags & FIELD_SEALED) != 0) {
        add(columns, field->name, NULL, sealed_value(work, record, field, key, row));
        return;
    }
    add(columns, field->name, NULL, plain_value(field, row));
    if (field->kind == FIELD_MONEY)
        add(columns, field->name, "_currency", value_text_or_null(text_from(((const struct money *)at)->currency)));
    if (field->kind == FIELD_PARTIAL_DATE)
        add(columns, field->name, "_precision", value_integer(((const struct partial_date *)at)->precision));
}

/* Values of fields that the profile no longer describes stay as they were stored. */
static bool keep_unknown(struct work *work, const struct record *record, const void *row, struct json_writer *writer)
{
    const struct json_value *stored;
    struct text custom = record_head_of(row)->custom;
    bool any = false;
    if (custom.length == 0 || json_parse(work->arena, custom, JSON_LIMITS_REQUEST, &stored, NULL) != OK)
        return false;
    for (size_t i = 0; i < stored->count; i++) {
        const struct field *field = record_field(record, stored->items[i].name);
        if (field != NULL && (field->flags & FIELD_CUSTOM) != 0)
            continue;
        json_key(writer, stored->items[i].name);
        json_put_value(writer, &stored->items[i]);
        any = true;
    }
    return any;
}

/* The mission's own fields as one sealed JSON object; *ret_full when it does not fit. */
static struct value custom_value(struct work *work, const struct record *record, const struct key *key, const void *row,
                                 bool *ret_full)
{
    struct buffer json AUTO_BUFFER = buffer_open(CUSTOM_MOST);
    struct json_writer writer = json_writer_open(&json);
    json_object_begin(&writer);
    bool any = keep_unknown(work, record, row, &writer);
    for (size_t i = 0; i < record->field_count; i++) {
        const struct field *field = &record->fields[i];
        if ((field->flags & FIELD_CUSTOM) == 0 || field_is_empty(field, row))
            continue;
        json_key(&writer, text_from(field->name));
        json_put_text(&writer, field_to_text(work->arena, field, row));
        any = true;
    }
    json_object_end(&writer);
    *ret_full = !json_finish(&writer);
    if (!any || *ret_full)
        return value_null();
    return value_bytes(seal(work->arena, key, row_place(record, NULL, row), buffer_text(&json)));
}

/* The head's columns; of a row that was stored before, those that differ. */
static void add_head(const struct record_head *old, const struct record_head *head, struct columns *columns)
{
    if (old == NULL || !identifier_equal(old->organisation, head->organisation))
        add(columns, "organisation", NULL, value_id(head->organisation));
    if (old == NULL || !identifier_equal(old->office, head->office))
        add(columns, "office", NULL, value_id_or_null(head->office));
    if (old == NULL || !identifier_equal(old->assigned, head->assigned))
        add(columns, "assigned", NULL, value_id_or_null(head->assigned));
    if (old == NULL || !text_equal(old->number, head->number))
        add(columns, "number", NULL, value_text_or_null(head->number));
    if (old == NULL || !text_equal(old->state, head->state))
        add(columns, "state", NULL, value_text(head->state));
    if (old == NULL || old->state_since != head->state_since)
        add(columns, "state_since", NULL, value_date(head->state_since));
    add(columns, "version", NULL, value_integer(head->version));
    add(columns, "changed_at", NULL, value_instant(head->changed_at));
    add(columns, "changed_by", NULL, value_id_or_null(head->changed_by));
}

/* What is to be stored: all of a new row (`before` NULL); of a row that is there, only what differs, since each column
   that is named costs its indexes and each sealed one its cipher. */
static struct columns columns_of(struct work *work, const struct record *record, const struct key *key,
                                 const void *before, const void *row)
{
    struct columns columns = {arena_array(work->arena, struct column, record->field_count * 2 + 16), 0, false};
    bool custom = before == NULL;
    add_head(before, record_head_of(row), &columns);
    for (size_t i = 0; i < record->field_count; i++) {
        const struct field *field = &record->fields[i];
        if (before != NULL && field_equal(field, before, row))
            continue;
        if ((field->flags & FIELD_CUSTOM) != 0)
            custom = true;
        else
            add_field(work, record, field, key, row, &columns);
    }
    if (custom)
        add(&columns, "custom", NULL, custom_value(work, record, key, row, &columns.full));
    return columns;
}

static void add_column_name(struct statement *statement, const struct column *column)
{
    statement_add_name(statement, column->name);
    if (column->suffix != NULL)
        statement_add_name(statement, column->suffix);
}

/* *ret_changed is 0 when another row bears its number. */
static enum outcome run_insert(struct work *work, const struct record *record, struct columns *columns,
                               const struct record_head *head, int64_t *ret_changed)
{
    add(columns, "id", NULL, value_id(head->id));
    add(columns, "created_at", NULL, value_instant(head->created_at));
    add(columns, "created_by", NULL, value_id_or_null(head->created_by));
    if (record->about_person)
        add(columns, "person", NULL, value_id(head->person));
    struct statement statement = statement_open(work->arena);
    statement_add(&statement, "INSERT INTO ");
    statement_add_name(&statement, record->table);
    statement_add(&statement, " (");
    for (size_t i = 0; i < columns->count; i++) {
        if (i > 0)
            statement_add(&statement, ", ");
        add_column_name(&statement, &columns->at[i]);
    }
    statement_add(&statement, ") VALUES (");
    for (size_t i = 0; i < columns->count; i++) {
        if (i > 0)
            statement_add(&statement, ", ");
        statement_bind(&statement, columns->at[i].value);
    }
    statement_add(&statement, ")");
    if (record->kind != NULL)
        statement_add(&statement, " ON CONFLICT (number) DO NOTHING");
    return statement_execute(work->db, record->name, &statement, ret_changed);
}

/* Stores a new row.  Numbers are drawn by chance: where a million are, one that is taken already is drawn now and then,
   and another one takes its place.  CONFLICT for a taken number that came with the row. */
static enum outcome insert_row(struct work *work, const struct record *record, const struct key *key, void *row)
{
    struct record_head *head = record_head(row);
    bool drawn = record->kind != NULL && head->number.length == 0;
    for (int i = 0; i < NUMBER_TRIES; i++) {
        int64_t changed;
        if (drawn)
            head->number =
                number_new(work->arena, text_from(record->kind), day_from_date(zone_date(work->zone, work->now)).year);
        struct columns columns = columns_of(work, record, key, NULL, row);
        enum outcome outcome = columns.full ? TOO_LARGE : run_insert(work, record, &columns, head, &changed);
        if (outcome != OK || changed > 0)
            return outcome;
        if (!drawn)
            return CONFLICT;
    }
    return FAILED;
}

static enum outcome run_update(struct work *work, const struct record *record, const struct columns *columns,
                               const struct record_head *head, int64_t version)
{
    struct statement statement = statement_open(work->arena);
    int64_t changed;
    statement_add(&statement, "UPDATE ");
    statement_add_name(&statement, record->table);
    statement_add(&statement, " SET ");
    for (size_t i = 0; i < columns->count; i++) {
        if (i > 0)
            statement_add(&statement, ", ");
        add_column_name(&statement, &columns->at[i]);
        statement_add(&statement, " = ");
        statement_bind(&statement, columns->at[i].value);
    }
    statement_add(&statement, " WHERE id = ");
    statement_bind(&statement, value_id(head->id));
    if (record->about_person) {
        statement_add(&statement, " AND person = ");
        statement_bind(&statement, value_id(head->person));
    }
    statement_add(&statement, " AND version = ");
    statement_bind(&statement, value_integer(version));
    enum outcome outcome = statement_execute(work->db, record->name, &statement, &changed);
    if (outcome == OK && changed == 0)
        return CONFLICT;
    return outcome;
}

/* The key that will seal a new row: made for a new person or a new file. */
static enum outcome key_for_new(struct work *work, const struct record *record, const void *row, bool new_person,
                                struct key *ret_key)
{
    const struct record_head *head = record_head_of(row);
    if (record->seal_with == SEAL_FILE)
        return keys_make(work, head->id, head->person, head->organisation, ret_key);
    if (record->seal_with == SEAL_PERSON && new_person)
        return keys_make(work, head->person, head->person, head->organisation, ret_key);
    return row_key(work, record, row, ret_key);
}

static void fill_head(struct work *work, struct record_head *head)
{
    if (identifier_is_none(head->id))
        head->id = identifier_new();
    head->version = 1;
    if (head->state_since == 0)
        head->state_since = zone_date(work->zone, work->now);
    if (head->created_at == 0)
        head->created_at = work->now;
    head->changed_at = work->now;
    head->created_by = head->changed_by = work->actor->user;
}

/* What follows from a row that was stored. */
static enum outcome finish(struct work *work, const struct record *record, const void *before, const void *row)
{
    enum outcome outcome = custom_index_store(work, record, before, row);
    return outcome == OK && record->stored != NULL ? record->stored(work, before, row) : outcome;
}

enum outcome record_insert(struct work *work, const struct record *record, void *row)
{
    struct record_head *head = record_head(row);
    bool new_person = record->about_person && identifier_is_none(head->person);
    struct subject subject = record_subject(row);
    struct key key;
    if (record->create == NULL || !actor_may_on(work->actor, record->create, &subject))
        return FORBIDDEN;
    enum outcome outcome = record_check(work, record, NULL, row);
    if (outcome != OK)
        return outcome;
    fill_head(work, head);
    if (new_person)
        head->person = head->id;
    outcome = key_for_new(work, record, row, new_person, &key);
    if (outcome != OK)
        return outcome;
    outcome = insert_row(work, record, &key, row);
    if (outcome == OK)
        outcome = history_add(work, record, &key, NULL, row, TEXT("create"), work->reason);
    key_forget(&key);
    return outcome == OK ? finish(work, record, NULL, row) : outcome;
}

/* Who, when and the numbers of the last entry stand in all of them. */
static void fill_past(const struct record_past *past, size_t count)
{
    const struct record_head *last = record_head_of(past[count - 1].row);
    for (size_t i = 0; i < count; i++) {
        struct record_head *head = record_head(past[i].row);
        head->id = last->id;
        head->person = last->person;
        head->organisation = last->organisation;
        head->number = last->number;
        head->version = (int64_t)i + 1;
        head->created_at = past[0].at;
        head->created_by = past[0].actor->user;
        head->changed_at = past[i].at;
        head->changed_by = past[i].actor->user;
    }
}

static enum outcome add_past(struct work *work, const struct record *record, const struct key *key,
                             const struct record_past *past, size_t count)
{
    enum outcome outcome = OK;
    for (size_t i = 0; i < count && outcome == OK; i++) {
        work->now = past[i].at;
        work->actor = past[i].actor;
        outcome = history_add_past(work, record, key, i == 0 ? NULL : past[i - 1].row, past[i].row,
                                   i == 0 ? TEXT("create") : past[i].action, past[i].note);
    }
    return outcome == OK ? history_audit(work, record, NULL, past[count - 1].row, TEXT("create")) : outcome;
}

/* `work` speaks of the last moment. */
static enum outcome insert_past(struct work *work, const struct record *record, const struct record_past *past,
                                size_t count)
{
    void *row = past[count - 1].row;
    struct record_head *head = record_head(row);
    bool new_person = record->about_person && identifier_is_none(head->person);
    struct subject subject = record_subject(row);
    struct key key;
    if (record->create == NULL || !actor_may_on(work->actor, record->create, &subject))
        return FORBIDDEN;
    enum outcome outcome = record_check(work, record, NULL, row);
    if (outcome != OK)
        return outcome;
    fill_head(work, head);
    if (new_person)
        head->person = head->id;
    fill_past(past, count);
    outcome = key_for_new(work, record, row, new_person, &key);
    if (outcome != OK)
        return outcome;
    outcome = insert_row(work, record, &key, row);
    fill_past(past, count); /* the number, once it is known */
    if (outcome == OK)
        outcome = add_past(work, record, &key, past, count);
    key_forget(&key);
    return outcome == OK ? finish(work, record, NULL, row) : outcome;
}

enum outcome record_insert_past(struct work *work, const struct record *record, const struct record_past *past,
                                size_t count)
{
    int64_t now = work->now;
    const struct actor *actor = work->actor;
    work->now = past[count - 1].at;
    work->actor = past[count - 1].actor;
    enum outcome outcome = insert_past(work, record, past, count);
    work->now = now;
    work->actor = actor;
    return outcome;
}

static enum outcome store_update(struct work *work, const struct record *record, const void *before, void *row,
                                 struct text action)
{
    const struct record_head *old = record_head_of(before);
    struct record_head *head = record_head(row);
    struct key key;
    enum outcome outcome = row_key(work, record, row, &key);
    if (outcome != OK)
        return outcome == NOT_FOUND ? FORBIDDEN : outcome; /* erased, or never shared with this organisation */
    outcome = record_check(work, record, before, row);
    if (outcome != OK) {
        key_forget(&key);
        return outcome;
    }
    head->version = old->version + 1;
    head->changed_at = work->now;
    head->changed_by = work->actor->user;
    struct columns columns = columns_of(work, record, &key, before, row);
    outcome = columns.full ? TOO_LARGE : run_update(work, record, &columns, head, old->version);
    if (outcome == OK)
        outcome = history_add(work, record, &key, before, row, action, work->reason);
    key_forget(&key);
    return outcome == OK ? finish(work, record, before, row) : outcome;
}

/* Puts the fields that changed between `before` and `row` into `merged`, which holds all that is stored: a field that
   the actor may not read is empty in both and stays as it is.  FORBIDDEN when a changed field is not the actor's. */
static enum outcome merge_changes(struct work *work, const struct record *record, const void *before, const void *row,
                                  void *merged, bool *ret_changed)
{
    struct field_set writable = record_writable(work, record, before);
    bool changed = false;
    for (size_t i = 0; i < record->field_count; i++) {
        if (field_equal(&record->fields[i], before, row))
            continue;
        if (!field_set_has(&writable, i))
            return FORBIDDEN;
        field_copy(&record->fields[i], row, merged);
        changed = true;
    }
    struct record_head *head = record_head(merged);
    const struct record_head *new = record_head_of(row);
    struct subject place = {head->organisation, new->office, new->assigned, head->person};
    if (!identifier_equal(head->office, new->office) && !actor_may_on(work->actor, record->update, &place))
        return FORBIDDEN; /* nobody moves a row to where they could not have changed it */
    if (!identifier_equal(head->assigned, new->assigned) || !identifier_equal(head->office, new->office))
        changed = true;
    head->assigned = new->assigned;
    head->office = new->office;
    *ret_changed = changed;
    return OK;
}

enum outcome record_update(struct work *work, const struct record *record, const void *before, void *row)
{
    struct subject subject = record_subject(before);
    void *stored;
    bool changed;
    if (record->update == NULL || !actor_may_on(work->actor, record->update, &subject))
        return FORBIDDEN;
    enum outcome outcome = record_get_unlimited(work, record, record_head_of(before)->id, &stored);
    if (outcome != OK)
        return outcome;
    if (record_head_of(stored)->version != record_head_of(before)->version)
        return CONFLICT;
    void *merged = record_copy(work->arena, record, stored);
    outcome = merge_changes(work, record, before, row, merged, &changed);
    if (outcome != OK || !changed)
        return outcome;
    outcome = store_update(work, record, stored, merged, TEXT("update"));
    if (outcome == OK)
        *record_head(row) = *record_head(merged);
    return outcome;
}

enum outcome record_update_by_step(struct work *work, const struct record *record, const void *before, void *row,
                                   struct text action)
{
    return store_update(work, record, before, row, action);
}
