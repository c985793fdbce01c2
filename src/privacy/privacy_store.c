/* Rows about a person, whatever feature they are of. */
#include "privacy/privacy_store.h"

enum { ROWS_EACH = 200, ROWS_ALL = 2000 };

static const struct resource_list *the_resources; /* set once, at start */

void privacy_start(const struct resource_list *resources) { the_resources = resources; }

const struct record *privacy_record_at(size_t index)
{
    for (size_t i = 0; the_resources != NULL && i < the_resources->count; i++)
        if (the_resources->resources[i].record->about_person && index-- == 0)
            return the_resources->resources[i].record;
    return NULL;
}

const struct record *privacy_record_named(struct text name)
{
    for (size_t i = 0; the_resources != NULL && i < the_resources->count; i++)
        if (text_is(name, the_resources->resources[i].record->name))
            return the_resources->resources[i].record;
    return NULL;
}

const struct flow *privacy_flow_of(const struct record *record)
{
    for (size_t i = 0; the_resources != NULL && i < the_resources->count; i++)
        if (the_resources->resources[i].record == record)
            return the_resources->resources[i].flow;
    return NULL;
}

static enum outcome add_rows(struct work *work, const struct record *record, struct identifier person,
                             struct person_row *found, size_t *count)
{
    struct statement statement = statement_open(work->arena);
    struct rows rows;
    statement_add(&statement, "SELECT t.id, t.number FROM ");
    statement_add_name(&statement, record->table);
    statement_add(&statement, " t WHERE t.person = ");
    statement_bind(&statement, value_id(person));
    statement_add(&statement, " ORDER BY t.id DESC LIMIT ");
    statement_bind(&statement, value_integer(ROWS_EACH));
    enum outcome outcome = statement_query(work->db, record->name, &statement, work->arena, &rows);
    for (size_t at = 0; outcome == OK && at < rows.count && *count < ROWS_ALL; at++)
        found[(*count)++] = (struct person_row){record, cell_id(&rows, at, 0), cell_text(&rows, at, 1)};
    return outcome;
}

static enum outcome add_files(struct work *work, struct identifier person, struct person_row *found, size_t *count)
{
    struct rows rows;
    struct value bind[] = {value_id(person), value_integer(ROWS_EACH)};
    enum outcome outcome = db_query(
        work->db, SQL("privacy_files", "SELECT id FROM attachment WHERE person = $1 ORDER BY id DESC LIMIT $2"), bind,
        2, work->arena, &rows);
    for (size_t at = 0; outcome == OK && at < rows.count && *count < ROWS_ALL; at++)
        found[(*count)++] = (struct person_row){NULL, cell_id(&rows, at, 0), TEXT_NONE};
    return outcome;
}

enum outcome privacy_rows(struct work *work, struct identifier person, struct person_row **ret_rows, size_t *ret_count)
{
    AUTO_WALL struct wall_hold hold = wall_open(work->db, "who opened what of a person, whatever feature holds it");
    struct person_row *found = arena_array(work->arena, struct person_row, ROWS_ALL);
    const struct record *record;
    size_t count = 0;
    enum outcome outcome = OK;
    for (size_t i = 0; (record = privacy_record_at(i)) != NULL && outcome == OK; i++)
        outcome = add_rows(work, record, person, found, &count);
    if (outcome == OK)
        outcome = add_files(work, person, found, &count);
    *ret_rows = found;
    *ret_count = count;
    return outcome;
}

enum outcome privacy_office_of(struct work *work, struct identifier user, struct text role,
                               struct identifier *ret_office)
{
    struct rows rows;
    struct value bind[] = {value_id(user), value_text(role)};
    enum outcome outcome = db_query(work->db,
                                    SQL("privacy_office_of", "SELECT office FROM role_assignment WHERE account = $1 "
                                                             "AND role = $2 ORDER BY id LIMIT 1"),
                                    bind, 2, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    if (rows.count == 0 || cell_is_null(&rows, 0, 0))
        return NOT_FOUND;
    *ret_office = cell_id(&rows, 0, 0);
    return OK;
}
