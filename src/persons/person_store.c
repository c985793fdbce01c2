#include "persons/person_store.h"

#include "record/list.h"
#include "system/random.h"

enum outcome person_store_keys(struct work *work, const struct person *person, const struct search_keys *keys)
{
    const struct record_head *head = &person->head;
    struct value clear[] = {value_id(head->person)};
    enum outcome outcome =
        db_execute_later(work->db, SQL("person_clear_keys", "DELETE FROM person_search WHERE person = $1"), clear, 1);
    for (size_t i = 0; i < keys->count && outcome == OK; i++) {
        struct text key = {(const char *)keys->at[i], SEARCH_KEY_BYTES};
        struct value bind[] = {value_bytes(key), value_id(head->person), value_id(head->organisation),
                               value_id_or_null(head->office)};
        outcome = db_execute_later(work->db,
                                   SQL("person_store_key",
                                       "INSERT INTO person_search (search_key, person, organisation, office) "
                                       "VALUES ($1, $2, $3, $4) ON CONFLICT (search_key, person) DO NOTHING"),
                                   bind, 4);
    }
    return outcome;
}

static void bind_key(struct statement *statement, const struct search_keys *keys, size_t i)
{
    statement_bind(statement, value_bytes((struct text){(const char *)keys->at[i], SEARCH_KEY_BYTES}));
}

static void add_organisation(struct work *work, struct statement *statement)
{
    if (work->actor->system)
        return;
    statement_add(statement, " AND a.organisation = ");
    statement_bind(statement, value_id(work->actor->organisation));
}

enum { NONE_OMITTED = SEARCH_KEYS_MOST };

/* Persons that hold all of the keys but the one omitted, the newest first.  An index holds the persons of each key in
   this order, so that the lists are merged: much less than to ask for each person of one list whether the others hold
   her too. */
static void add_holders(struct work *work, const struct search_keys *keys, size_t omitted, size_t most,
                        struct statement *statement)
{
    bool first = true;
    for (size_t i = 0; i < keys->count; i++) {
        if (i == omitted)
            continue;
        statement_add_text(statement, first ? "" : " INTERSECT ");
        statement_add(statement,
                      "SELECT a.person, a.organisation, a.office FROM person_search a WHERE a.search_key = ");
        bind_key(statement, keys, i);
        add_organisation(work, statement);
        first = false;
    }
    statement_add(statement, " ORDER BY person DESC, organisation DESC, office DESC NULLS LAST LIMIT ");
    statement_bind(statement, value_integer((int64_t)most));
}

/* One who holds all keys but one is found where that one is omitted; one who holds all is found each time. */
static enum outcome find_all_but_one(struct work *work, const struct search_keys *keys, size_t whole, size_t most,
                                     struct rows *ret_rows)
{
    struct statement statement = statement_open(work->arena);
    statement_add(&statement, "SELECT u.person, u.organisation, u.office FROM (");
    for (size_t i = 0; i < keys->count; i++) {
        statement_add_text(&statement, i > 0 ? " UNION ALL " : "");
        statement_add(&statement, "SELECT h.person, h.organisation, h.office FROM (");
        add_holders(work, keys, i, whole + most, &statement);
        statement_add(&statement, ") h");
    }
    statement_add(&statement, ") u ORDER BY u.person DESC LIMIT ");
    statement_bind(&statement, value_integer((int64_t)(whole * keys->count + most)));
    return statement_query(work->db, "person_find_keys", &statement, work->arena, ret_rows);
}

static struct key_hit hit_of(const struct rows *rows, size_t at, size_t matched)
{
    return (struct key_hit){cell_id(rows, at, 0), cell_id(rows, at, 1), cell_id(rows, at, 2), (int32_t)matched};
}

static bool is_among(const struct key_hit *hits, size_t count, struct identifier person)
{
    for (size_t i = 0; i < count; i++)
        if (identifier_equal(hits[i].person, person))
            return true;
    return false;
}

enum outcome person_find_keys(struct work *work, const struct search_keys *keys, size_t enough, size_t most,
                              struct key_hit **ret_hits, size_t *ret_count)
{
    struct statement statement = statement_open(work->arena);
    struct rows whole;
    struct rows others = {0};
    *ret_count = 0;
    if (keys->count == 0)
        return OK;
    add_holders(work, keys, NONE_OMITTED, enough, &statement);
    enum outcome outcome = statement_query(work->db, "person_find_all_keys", &statement, work->arena, &whole);
    if (outcome == OK && whole.count < enough && keys->count > 1)
        outcome = find_all_but_one(work, keys, whole.count, most, &others);
    if (outcome != OK)
        return outcome;
    struct key_hit *hits = arena_array(work->arena, struct key_hit, whole.count + others.count + 1);
    size_t count = 0;
    for (size_t at = 0; at < whole.count; at++)
        hits[count++] = hit_of(&whole, at, keys->count);
    for (size_t at = 0; at < others.count && count < most; at++)
        if (!is_among(hits, whole.count, cell_id(&others, at, 0)))
            hits[count++] = hit_of(&others, at, keys->count - 1);
    *ret_hits = hits;
    *ret_count = count;
    return OK;
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
    bool arabic = language_right_to_left(work->language) && rows.count > 0 && cell_text(&rows, 0, 1).length > 0;
    *ret_name = rows.count == 0 ? TEXT_NONE : cell_text(&rows, 0, arabic ? 1 : 0);
    return OK;
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
