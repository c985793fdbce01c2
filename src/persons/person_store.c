#include "persons/person_store.h"

#include "record/list.h"
#include "system/random.h"

enum outcome person_consents_made(struct work *work, struct identifier person, int64_t at, struct identifier **ret_ids,
                                  size_t *ret_count)
{
    struct rows rows;
    struct value bind[] = {value_id(person), value_instant(at)};
    enum outcome outcome = db_query(work->db,
                                    SQL("person_consents_made", "SELECT id FROM person_consent WHERE person = $1 "
                                                                "AND created_at = $2 ORDER BY id"),
                                    bind, 2, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    *ret_ids = arena_array(work->arena, struct identifier, rows.count + 1);
    for (size_t i = 0; i < rows.count; i++)
        (*ret_ids)[i] = cell_id(&rows, i, 0);
    *ret_count = rows.count;
    return OK;
}

enum outcome person_is_related(struct work *work, struct identifier person, bool *ret_related)
{
    AUTO_WALL struct wall_hold hold = wall_widen(work->db, "a relation holds whoever recorded it");
    struct rows rows;
    struct value bind[] = {value_id(person)};
    enum outcome outcome =
        db_query(work->db,
                 SQL("person_is_related", "SELECT 1 FROM person_relation WHERE other = $1 "
                                          "UNION ALL SELECT 1 FROM household WHERE head_person = $1 LIMIT 1"),
                 bind, 1, work->arena, &rows);
    if (outcome == OK)
        *ret_related = rows.count > 0;
    return outcome;
}

static struct text name_of_office(struct work *work, const struct rows *rows, size_t at)
{
    bool arabic = language_right_to_left(work->language) && cell_text(rows, at, 1).length > 0;
    return cell_text(rows, at, arabic ? 1 : 0);
}

enum outcome office_name(struct work *work, struct identifier office, struct text *ret_name)
{
    struct rows rows;
    struct value bind[] = {value_id(office)};
    enum outcome outcome =
        db_query(work->db, SQL("office_name", "SELECT name, COALESCE(name_arabic, '') FROM office WHERE id = $1"), bind,
                 1, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    *ret_name = rows.count == 0 ? TEXT_NONE : name_of_office(work, &rows, 0);
    return OK;
}

enum outcome office_names(struct work *work, const struct identifier *offices, size_t count, struct text *ret_names)
{
    struct statement statement = statement_open(work->arena);
    struct rows rows;
    size_t room = 1; /* texts of few lengths, so that few are prepared */
    while (room < count)
        room *= 2;
    if (count == 0)
        return OK;
    statement_add(&statement, "SELECT name, COALESCE(name_arabic, ''), id FROM office WHERE id IN (");
    for (size_t i = 0; i < room; i++) {
        statement_add_text(&statement, i > 0 ? ", " : "");
        statement_bind(&statement, value_id(offices[i < count ? i : 0]));
    }
    statement_add(&statement, ")");
    enum outcome outcome = statement_query(work->db, "office_names", &statement, work->arena, &rows);
    for (size_t i = 0; i < count && outcome == OK; i++) {
        ret_names[i] = TEXT_NONE;
        for (size_t at = 0; at < rows.count; at++)
            if (identifier_equal(cell_id(&rows, at, 2), offices[i]))
                ret_names[i] = name_of_office(work, &rows, at);
    }
    return outcome;
}

enum outcome person_rows(struct work *work, const struct record *record, struct identifier person, void ***ret_rows,
                         size_t *ret_count)
{
    struct list_query query = {.person = person, .descending = true, .size = 100};
    struct list_page page;
    enum outcome outcome = record_list(work, record, &query, &page);
    if (outcome != OK)
        return outcome;
    *ret_rows = page.rows;
    *ret_count = page.count;
    return OK;
}

static unsigned purpose_bit(struct text purpose)
{
    static const struct {
        const char *code;
        unsigned bit;
    } BITS[] = {{"data", CONSENT_DATA},
                {"assistance", CONSENT_ASSISTANCE},
                {"transfer", CONSENT_TRANSFER},
                {"photo", CONSENT_PHOTO},
                {"research", CONSENT_RESEARCH}};
    for (size_t i = 0; i < sizeof BITS / sizeof *BITS; i++)
        if (text_is(purpose, BITS[i].code))
            return BITS[i].bit;
    return 0;
}

enum outcome person_consents(struct work *work, struct identifier person, int32_t on, unsigned *ret_purposes)
{
    AUTO_WALL struct wall_hold hold = wall_widen(work->db, "a consent holds whoever recorded it");
    struct rows rows;
    unsigned purposes = 0;
    struct value bind[] = {value_id(person), value_date(on)};
    enum outcome outcome =
        db_query(work->db,
                 SQL("person_consents", "SELECT purpose FROM person_consent WHERE person = $1 AND given_on <= $2 "
                                        "AND (expires_on IS NULL OR expires_on >= $2) "
                                        "AND (withdrawn_on IS NULL OR withdrawn_on > $2)"),
                 bind, 2, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    for (size_t at = 0; at < rows.count; at++)
        purposes |= purpose_bit(cell_text(&rows, at, 0));
    *ret_purposes = purposes;
    return OK;
}

enum outcome person_shares_with(struct work *work, struct identifier person, const char *recipient, int32_t on,
                                bool *ret_shares)
{
    AUTO_WALL struct wall_hold hold = wall_widen(work->db, "a consent holds whoever recorded it");
    struct rows rows;
    struct text wanted = arena_format(work->arena, ",%s,", recipient);
    struct value bind[] = {value_id(person), value_date(on)};
    enum outcome outcome =
        db_query(work->db,
                 SQL("person_shares_with", "SELECT recipients FROM person_consent WHERE person = $1 AND given_on <= $2 "
                                           "AND purpose IN ('assistance', 'transfer') AND recipients IS NOT NULL "
                                           "AND (expires_on IS NULL OR expires_on >= $2) "
                                           "AND (withdrawn_on IS NULL OR withdrawn_on > $2)"),
                 bind, 2, work->arena, &rows);
    bool shares = false;
    for (size_t at = 0; outcome == OK && at < rows.count && !shares; at++) {
        struct text named = arena_format(work->arena, ",%.*s,", TEXT_ARG(cell_text(&rows, at, 0)));
        shares = text_find(named, wanted) >= 0;
    }
    if (outcome == OK)
        *ret_shares = shares;
    return outcome;
}

enum outcome person_agreed_herself(struct work *work, struct identifier person, int32_t since, int32_t on,
                                   bool *ret_agreed)
{
    struct rows rows;
    struct value bind[] = {value_id(person), value_date(since), value_date(on)};
    enum outcome outcome =
        db_query(work->db,
                 SQL("person_agreed_herself", "SELECT 1 FROM person_consent WHERE person = $1 "
                                              "AND purpose = 'assistance' AND means <> 'guardian' "
                                              "AND given_on BETWEEN $2 AND $3 "
                                              "AND (expires_on IS NULL OR expires_on >= $3) "
                                              "AND (withdrawn_on IS NULL OR withdrawn_on > $3) LIMIT 1"),
                 bind, 3, work->arena, &rows);
    if (outcome == OK)
        *ret_agreed = rows.count > 0;
    return outcome;
}

enum outcome person_guardian(struct work *work, struct identifier person, int32_t on, struct identifier *ret_guardian)
{
    AUTO_WALL struct wall_hold hold = wall_widen(work->db, "a guardian is one whoever recorded it");
    struct rows rows;
    struct value bind[] = {value_id(person), value_date(on)};
    enum outcome outcome =
        db_query(work->db,
                 SQL("person_guardian", "SELECT other FROM person_relation WHERE person = $1 "
                                        "AND kind IN ('guardian', 'parent') AND (since IS NULL OR since <= $2) "
                                        "AND (until IS NULL OR until > $2) ORDER BY id DESC LIMIT 1"),
                 bind, 2, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    if (rows.count == 0)
        return NOT_FOUND;
    *ret_guardian = cell_id(&rows, 0, 0);
    return OK;
}

enum outcome person_has_document(struct work *work, struct identifier person, struct text kinds, int32_t on,
                                 bool *ret_has)
{
    AUTO_WALL struct wall_hold hold = wall_widen(work->db, "a document serves whoever recorded it");
    struct rows rows;
    struct text joined = arena_format(work->arena, ",%.*s,", TEXT_ARG(kinds));
    struct value bind[] = {value_id(person), value_date(on)};
    enum outcome outcome = db_query(work->db,
                                    SQL("person_has_document", "SELECT kind FROM person_document WHERE person = $1 "
                                                               "AND (expires_on IS NULL OR expires_on >= $2)"),
                                    bind, 2, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    bool has = false;
    for (size_t at = 0; at < rows.count && !has; at++) {
        struct text kind = arena_format(work->arena, ",%.*s,", TEXT_ARG(cell_text(&rows, at, 0)));
        has = text_find(joined, kind) >= 0;
    }
    *ret_has = has;
    return OK;
}
