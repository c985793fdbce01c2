#include "questionnaires/questionnaire_store.h"

#include "record/list.h"

enum { VERSIONS_MOST = 60 };

enum outcome questionnaire_of(struct work *work, const struct questionnaire_version *version,
                              struct questionnaire **ret)
{
    struct questionnaire_fault fault;
    enum outcome outcome = questionnaire_read(work->arena, version->definition, ret, &fault);
    return outcome == INVALID ? NOT_FOUND : outcome;
}

enum outcome questionnaire_open(struct work *work, struct identifier id, struct questionnaire_version **ret_version,
                                struct questionnaire **ret)
{
    void *row;
    enum outcome outcome = record_get_unlimited(work, &questionnaire_record, id, &row);
    if (outcome == OK)
        outcome = questionnaire_of(work, row, ret);
    if (outcome == OK)
        *ret_version = row;
    return outcome;
}

static enum outcome read_ids(struct work *work, const struct rows *rows, struct questionnaire_version ***ret_versions,
                             size_t *ret_count)
{
    struct questionnaire_version **versions = arena_array(work->arena, struct questionnaire_version *, rows->count + 1);
    for (size_t i = 0; i < rows->count; i++) {
        void *row;
        enum outcome outcome = record_get_unlimited(work, &questionnaire_record, cell_id(rows, i, 0), &row);
        if (outcome != OK)
            return outcome;
        versions[i] = row;
    }
    *ret_versions = versions;
    *ret_count = rows->count;
    return OK;
}

enum outcome questionnaires_published(struct work *work, struct identifier organisation,
                                      struct questionnaire_version ***ret_versions, size_t *ret_count)
{
    struct rows rows;
    struct value bind[] = {value_id(organisation), value_integer(VERSIONS_MOST)};
    enum outcome outcome =
        db_query(work->db,
                 SQL("questionnaires_published", "SELECT id FROM questionnaire WHERE organisation = $1 AND "
                                                 "state = 'published' ORDER BY name, edition DESC, id LIMIT $2"),
                 bind, 2, work->arena, &rows);
    return outcome == OK ? read_ids(work, &rows, ret_versions, ret_count) : outcome;
}

static enum outcome next_edition(struct work *work, struct identifier organisation, struct text name, int64_t *ret)
{
    struct rows rows;
    struct value bind[] = {value_id(organisation), value_text(name)};
    enum outcome outcome = db_query(work->db,
                                    SQL("questionnaire_edition", "SELECT max(edition) FROM questionnaire WHERE "
                                                                 "organisation = $1 AND name = $2"),
                                    bind, 2, work->arena, &rows);
    if (outcome == OK)
        *ret = cell_integer(&rows, 0, 0) + 1;
    return outcome;
}

enum outcome questionnaire_edition_find(struct work *work, struct text name, int64_t edition, struct identifier *ret_id)
{
    struct rows rows;
    struct value bind[] = {value_id(work->actor->organisation), value_text(name), value_integer(edition)};
    enum outcome outcome =
        db_query(work->db,
                 SQL("questionnaire_edition_find", "SELECT id FROM questionnaire WHERE organisation = $1 AND name = $2 "
                                                   "AND edition = $3"),
                 bind, 3, work->arena, &rows);
    if (outcome == OK && rows.count == 0)
        return NOT_FOUND;
    if (outcome == OK)
        *ret_id = cell_id(&rows, 0, 0);
    return outcome;
}

enum outcome questionnaire_families(struct work *work, struct identifier organisation,
                                    struct questionnaire_family **ret_families, size_t *ret_count)
{
    struct rows rows;
    struct value bind[] = {value_id(organisation), value_integer(VERSIONS_MOST)};
    enum outcome outcome = db_query(work->db,
                                    SQL("questionnaire_families",
                                        "SELECT name, scoring, min(edition), max(edition) FROM questionnaire WHERE "
                                        "organisation = $1 AND published_on IS NOT NULL GROUP BY name, scoring "
                                        "ORDER BY name, max(edition) DESC, scoring LIMIT $2"),
                                    bind, 2, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    struct questionnaire_family *families = arena_array(work->arena, struct questionnaire_family, rows.count + 1);
    for (size_t i = 0; i < rows.count; i++)
        families[i] = (struct questionnaire_family){cell_text(&rows, i, 0), cell_text(&rows, i, 1),
                                                    cell_integer(&rows, i, 2), cell_integer(&rows, i, 3)};
    *ret_families = families;
    *ret_count = rows.count;
    return OK;
}

/* ---- texts ---- */

static enum outcome refuse(struct work *work, const struct questionnaire_fault *fault, const char *field, bool whole)
{
    struct arena *arena = work->arena;
    const struct text found[] = {fault->found};
    struct text why = tr_with(arena, work->language, fault->message, found, 1);
    struct text place = arena_format(arena, "%zu:%zu", fault->line, fault->column);
    if (whole)
        return problem_add_with(&work->problems, INVALID, "questionnaire_unreadable", text_from(field),
                                N_("Line and column {1}: {2}"), place, why);
    return problem_add_with(&work->problems, INVALID, "questionnaire_unreadable", text_from(field),
                            N_("The questionnaire would no longer hold together: {1}"), why, TEXT_NONE);
}

enum outcome questionnaire_put_text(struct work *work, struct text text, const char *field, bool whole,
                                    struct questionnaire_version *row)
{
    struct questionnaire *questionnaire;
    struct questionnaire_fault fault;
    struct buffer written AUTO_BUFFER = buffer_open(2 * QUESTIONNAIRE_TEXT_MOST);
    enum outcome outcome = questionnaire_read(work->arena, text, &questionnaire, &fault);
    if (outcome == INVALID)
        return refuse(work, &fault, field, whole);
    if (outcome != OK)
        return outcome;
    questionnaire_write(questionnaire, &written);
    if (written.full || written.length > QUESTIONNAIRE_TEXT_MOST)
        return problem_add(&work->problems, INVALID, "too_long", text_from(field), N_("The text is too long."));
    row->definition = arena_text(work->arena, buffer_text(&written));
    questionnaire_copy_head(work, questionnaire, row);
    return OK;
}

enum outcome questionnaire_draft(struct work *work, struct text text, struct questionnaire_version *ret_row)
{
    struct questionnaire_version *row = record_new(work->arena, &questionnaire_record);
    row->head.organisation = work->actor->organisation;
    row->head.office = work->actor->office;
    row->head.state = TEXT("draft");
    enum outcome outcome = questionnaire_put_text(work, text, "definition", true, row);
    if (outcome == OK)
        outcome = next_edition(work, row->head.organisation, row->name, &row->edition);
    if (outcome == OK)
        outcome = record_insert(work, &questionnaire_record, row);
    if (outcome == OK)
        *ret_row = *row;
    return outcome;
}
