/* Statements of an erasure. */
#include "persons/person_store.h"

enum outcome person_erasure(struct work *work, struct identifier person, struct erasure_row *ret_row)
{
    struct rows rows;
    struct value bind[] = {value_id(person)};
    enum outcome outcome = db_query(work->db,
                                    SQL("person_erasure", "SELECT erased_at, erased_by, reason, documents, relations, "
                                                          "files, search_keys FROM person_erasure WHERE person = $1"),
                                    bind, 1, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    if (rows.count == 0)
        return NOT_FOUND;
    *ret_row = (struct erasure_row){.erased_at = cell_instant(&rows, 0, 0),
                                    .erased_by = cell_id(&rows, 0, 1),
                                    .reason = cell_text(&rows, 0, 2),
                                    .documents = cell_integer(&rows, 0, 3),
                                    .relations = cell_integer(&rows, 0, 4),
                                    .files = cell_integer(&rows, 0, 5),
                                    .search_keys = cell_integer(&rows, 0, 6)};
    return OK;
}

enum outcome person_erase_rows(struct work *work, struct identifier person, struct erasure_row *counts)
{
    struct value bind[] = {value_id(person)};
    int64_t members;
    struct {
        struct sql sql;
        int64_t *count;
    } const steps[] = {
        {SQL("erase_search_keys", "DELETE FROM person_key WHERE person = $1"), &counts->search_keys},
        {SQL("erase_documents", "DELETE FROM person_document WHERE person = $1"), &counts->documents},
        {SQL("erase_relations", "DELETE FROM person_relation WHERE person = $1 OR other = $1"), &counts->relations},
        {SQL("erase_membership", "DELETE FROM household_member WHERE person = $1"), &members},
        {SQL("erase_head", "UPDATE household SET head_person = NULL WHERE head_person = $1"), &members},
        {SQL("erase_fields", "UPDATE person SET family_name = NULL, given_names = NULL, family_name_arabic = NULL, "
                             "given_names_arabic = NULL, languages = NULL, telephone = NULL, other_names = NULL, "
                             "birth = NULL, birth_estimated = NULL, birth_place = NULL, second_nationality = NULL, "
                             "marital_status = NULL, mother_name = NULL, education = NULL, occupation = NULL, "
                             "second_telephone = NULL, email = NULL, address = NULL, emergency_name = NULL, "
                             "emergency_relation = NULL, emergency_telephone = NULL, custom = NULL, "
                             "version = version + 1 WHERE id = $1 AND person = $1"),
         &members},
        {SQL("erase_consent_words",
             "UPDATE person_consent SET withdrawal_reason = NULL, custom = NULL WHERE person = $1"),
         &members},
    };
    enum outcome outcome = OK;
    for (size_t i = 0; i < sizeof steps / sizeof *steps && outcome == OK; i++)
        outcome = db_execute(work->db, steps[i].sql, bind, 1, steps[i].count);
    return outcome;
}

enum outcome person_erasure_add(struct work *work, const struct person *person, const struct erasure_row *row)
{
    const struct record_head *head = &person->head;
    struct value bind[] = {value_id(head->person),           value_id(head->organisation),
                           value_id_or_null(head->office),   value_instant(row->erased_at),
                           value_id_or_null(row->erased_by), value_text(row->reason),
                           value_integer(row->documents),    value_integer(row->relations),
                           value_integer(row->files),        value_integer(row->search_keys)};
    return db_execute(work->db,
                      SQL("person_erasure_add",
                          "INSERT INTO person_erasure (person, organisation, office, erased_at, erased_by, reason, "
                          "documents, relations, files, search_keys) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"),
                      bind, 10, NULL);
}

enum outcome person_erasure_found(struct work *work, struct identifier person, struct text what, int64_t found)
{
    struct value bind[] = {value_id(person), value_text(what), value_integer(found)};
    if (found != 0)
        return FAILED;
    return db_execute(work->db,
                      SQL("erasure_proof_add", "INSERT INTO erasure_proof (person, what, found) VALUES ($1, $2, $3) "
                                               "ON CONFLICT (person, what) DO UPDATE SET found = excluded.found"),
                      bind, 3, NULL);
}

enum outcome person_erasure_proofs(struct work *work, struct identifier person, struct erasure_proof **ret_proofs,
                                   size_t *ret_count)
{
    struct rows rows;
    struct value bind[] = {value_id(person)};
    enum outcome outcome = db_query(
        work->db, SQL("erasure_proofs", "SELECT what, found FROM erasure_proof WHERE person = $1 ORDER BY what"), bind,
        1, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    *ret_proofs = arena_array(work->arena, struct erasure_proof, rows.count + 1);
    for (size_t at = 0; at < rows.count; at++)
        (*ret_proofs)[at] = (struct erasure_proof){cell_text(&rows, at, 0), cell_integer(&rows, at, 1)};
    *ret_count = rows.count;
    return OK;
}

enum outcome person_erasure_prove(struct work *work, struct identifier person)
{
    static const struct {
        const char *what;
        struct sql sql;
    } LOOKED_FOR[] = {
        {"keys", SQL("prove_keys", "SELECT count(*) FROM data_key WHERE person = $1")},
        {"search_keys", SQL("prove_search", "SELECT count(*) FROM person_key WHERE person = $1")},
        {"own_fields", SQL("prove_custom", "SELECT count(*) FROM custom_value WHERE person = $1")},
        {"documents", SQL("prove_documents", "SELECT count(*) FROM person_document WHERE person = $1")},
        {"relations", SQL("prove_relations", "SELECT count(*) FROM person_relation WHERE person = $1 OR other = $1")},
        {"files", SQL("prove_files", "SELECT count(*) FROM attachment WHERE person = $1")},
        {"file_bytes", SQL("prove_chunks", "SELECT count(*) FROM attachment_chunk WHERE person = $1")},
        {"names",
         SQL("prove_names", "SELECT count(*) FROM person WHERE id = $1 AND person = $1 AND (family_name IS NOT NULL OR "
                            "given_names IS NOT NULL OR family_name_arabic IS NOT NULL OR given_names_arabic IS NOT "
                            "NULL OR telephone IS NOT NULL OR birth IS NOT NULL OR address IS NOT NULL OR email IS "
                            "NOT NULL OR custom IS NOT NULL)")},
    };
    struct value bind[] = {value_id(person)};
    enum outcome outcome = OK;
    for (size_t i = 0; i < sizeof LOOKED_FOR / sizeof *LOOKED_FOR && outcome == OK; i++) {
        struct rows rows;
        outcome = db_query(work->db, LOOKED_FOR[i].sql, bind, 1, work->arena, &rows);
        if (outcome == OK)
            outcome = person_erasure_found(work, person, text_from(LOOKED_FOR[i].what), cell_integer(&rows, 0, 0));
    }
    return outcome;
}
