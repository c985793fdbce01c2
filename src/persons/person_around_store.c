#include "persons/person_around.h"

#include "persons/person_rules.h"

/* " IN (…)", filled up to a power of two, so that few texts of it are prepared. */
static void add_persons(struct statement *statement, const struct identifier *persons, size_t count)
{
    size_t room = 1;
    while (room < count)
        room *= 2;
    statement_add(statement, " IN (");
    for (size_t i = 0; i < room; i++) {
        if (i > 0)
            statement_add(statement, ", ");
        statement_bind(statement, value_id(persons[i < count ? i : 0]));
    }
    statement_add(statement, ")");
}

/* ---- documents ---- */

enum { DOCUMENTS_EACH = 4 * CANDIDATE_NUMBERS }; /* read of a person, on the mean */

static enum outcome document_ids(struct work *work, const struct identifier *persons, size_t count,
                                 struct identifier **ret_ids, size_t *ret_count)
{
    AUTO_WALL struct wall_hold hold = wall_widen(work->db, "documents are evidence, whoever recorded them");
    struct statement statement = statement_open(work->arena);
    struct rows rows;
    statement_add(&statement, "SELECT d.id FROM person_document d WHERE d.person");
    add_persons(&statement, persons, count);
    statement_add(&statement, " ORDER BY d.id DESC LIMIT ");
    statement_bind(&statement, value_integer((int64_t)count * DOCUMENTS_EACH));
    enum outcome outcome = statement_query(work->db, "around_documents", &statement, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    *ret_ids = arena_array(work->arena, struct identifier, rows.count + 1);
    *ret_count = rows.count;
    for (size_t i = 0; i < rows.count; i++)
        (*ret_ids)[i] = cell_id(&rows, i, 0);
    return OK;
}

static void add_document(struct candidate *candidate, struct text number)
{
    for (size_t i = 0; i < CANDIDATE_NUMBERS; i++)
        if (text_is_empty(candidate->documents[i])) {
            candidate->documents[i] = number;
            return;
        }
}

enum outcome around_documents(struct work *work, const struct identifier *persons, size_t count,
                              struct candidate *const *candidates)
{
    struct identifier *ids = NULL;
    size_t found = 0;
    struct field_set only = {0};
    if (count == 0)
        return OK;
    enum outcome outcome = document_ids(work, persons, count, &ids, &found);
    if (outcome != OK)
        return outcome;
    void **rows = arena_array(work->arena, void *, found + 1);
    const struct field *number = record_field(&person_document_record, TEXT("document_number"));
    field_set_add(&only, record_field_index(&person_document_record, number));
    outcome = record_get_all_unlimited(work, &person_document_record, ids, found, &only, rows);
    for (size_t i = 0; i < found && outcome == OK; i++) {
        const struct person_document *document = rows[i];
        for (size_t p = 0; p < count && document != NULL && !text_is_empty(document->document_number); p++)
            if (identifier_equal(persons[p], document->head.person))
                add_document(candidates[p], document->document_number);
    }
    return outcome;
}

/* ---- kin ---- */

static void add_kin(struct rows *rows, size_t row, struct around_kin *kin, size_t *count)
{
    struct around_kin one = {cell_id(rows, row, 0), cell_id(rows, row, 1), cell_integer(rows, row, 2) != 0};
    size_t of_one = 0;
    for (size_t i = 0; i < *count; i++) {
        bool same = identifier_equal(kin[i].of, one.of);
        of_one += same;
        if (same && identifier_equal(kin[i].kin, one.kin)) {
            kin[i].related = kin[i].related || one.related;
            return;
        }
    }
    if (of_one < AROUND_MOST && !identifier_is_none(one.kin) && !identifier_equal(one.of, one.kin))
        kin[(*count)++] = one;
}

enum outcome around_kin(struct work *work, const struct identifier *persons, size_t count, struct around_kin **ret_kin,
                        size_t *ret_count)
{
    AUTO_WALL struct wall_hold hold = wall_widen(work->db, "a relation and a household hold whoever recorded them");
    struct statement statement = statement_open(work->arena);
    struct rows rows;
    size_t found = 0;
    *ret_count = 0;
    if (count == 0)
        return OK;
    statement_add(&statement, "SELECT r.person, r.other, 1 FROM person_relation r WHERE r.person");
    add_persons(&statement, persons, count);
    statement_add(&statement, " UNION ALL SELECT r.other, r.person, 1 FROM person_relation r WHERE r.other");
    add_persons(&statement, persons, count);
    statement_add(&statement, " UNION ALL SELECT m.person, o.person, 0 FROM household_member m JOIN household_member o "
                              "ON o.household = m.household WHERE m.person");
    add_persons(&statement, persons, count);
    statement_add(&statement, " ORDER BY 1, 3 DESC, 2 LIMIT ");
    statement_bind(&statement, value_integer((int64_t)count * AROUND_MOST * 2));
    enum outcome outcome = statement_query(work->db, "around_kin", &statement, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    struct around_kin *kin = arena_array(work->arena, struct around_kin, rows.count + 1);
    for (size_t i = 0; i < rows.count; i++)
        add_kin(&rows, i, kin, &found);
    *ret_kin = kin;
    *ret_count = found;
    return OK;
}

/* ---- their names ---- */

static struct field_set name_fields(void)
{
    static const char *const NAMES[] = {"family_name", "given_names", "family_name_arabic", "given_names_arabic"};
    struct field_set fields = {0};
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++)
        field_set_add(&fields, record_field_index(&person_record, record_field(&person_record, text_from(NAMES[i]))));
    return fields;
}

/* The given names: the family name is the family's, and is compared elsewhere. */
static struct text called(const struct person *person)
{
    const struct text names[] = {person->given_names, person->given_names_arabic, person->family_name,
                                 person->family_name_arabic};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (!text_is_empty(names[i]))
            return names[i];
    return TEXT_NONE;
}

static void add_relative(struct candidate *candidate, struct text name)
{
    for (size_t i = 0; i < CANDIDATE_RELATIVES; i++) {
        if (text_is_empty(candidate->relatives[i])) {
            candidate->relatives[i] = name;
            return;
        }
    }
}

enum outcome around_relatives(struct work *work, const struct identifier *persons, size_t count,
                              const struct around_kin *kin, size_t kin_count, struct candidate *const *candidates)
{
    struct identifier *ids = arena_array(work->arena, struct identifier, kin_count + 1);
    void **rows = arena_array(work->arena, void *, kin_count + 1);
    struct field_set only = name_fields();
    for (size_t i = 0; i < kin_count; i++)
        ids[i] = kin[i].kin;
    if (kin_count == 0)
        return OK;
    enum outcome outcome = record_get_all_unlimited(work, &person_record, ids, kin_count, &only, rows);
    for (size_t i = 0; i < kin_count && outcome == OK; i++)
        for (size_t p = 0; p < count && rows[i] != NULL; p++)
            if (identifier_equal(kin[i].of, persons[p]))
                add_relative(candidates[p], called(rows[i]));
    return outcome;
}
