/* What an agreement opens: sharing, themes, grants. */
#include "agreements/agreement_store.h"

/* Is a code one of those joined by commas? */
static bool holds(struct text codes, struct text code)
{
    struct text one;
    while (codes.length > 0 && text_split(&codes, ',', &one))
        if (text_equal(one, code))
            return true;
    return false;
}

bool agreement_sharing_covers(const struct agreement_sharing *sharing, size_t count, struct text category)
{
    for (size_t i = 0; i < count; i++)
        if (category.length > 0 && holds(sharing[i].categories, category))
            return true;
    return false;
}

/* An agreement as these statements read it: id, number, the three titles, and what follows. */
static struct text called(struct work *work, const struct rows *rows, size_t at)
{
    const struct agreement agreement = {
        .title_fr = cell_text(rows, at, 2), .title_ar = cell_text(rows, at, 3), .title_en = cell_text(rows, at, 4)};
    return agreement_called(work, &agreement);
}

/* On which side nothing is known, no row fits. */
static struct value side_code(struct work *work, const struct agreement_side *side)
{
    AUTO_BUFFER struct buffer upper = buffer_open(1024);
    struct text code = text_trim(side->code);
    for (size_t i = 0; i < code.length; i++)
        buffer_add_byte(&upper, code.at[i] >= 'a' && code.at[i] <= 'z' ? (char)(code.at[i] - 32) : code.at[i]);
    return value_text(upper.full ? TEXT_NONE : arena_text(work->arena, buffer_text(&upper)));
}

enum outcome agreement_permits_sharing(struct work *work, struct identifier from, const struct agreement_side *to,
                                       struct text theme, int32_t day, struct agreement_sharing **ret_sharing,
                                       size_t *ret_count)
{
    struct rows rows;
    const struct value bind[] = {value_id(from), value_id(to->organisation), side_code(work, to), value_date(day)};
    if (identifier_equal(from, to->organisation))
        return INVALID;
    /* An amendment shares under the parties of what it amends, as long as both run. */
    enum outcome outcome = db_query(
        work->db,
        SQL("agreement_permits_sharing",
            "SELECT a.id, a.number, a.title_fr, a.title_ar, a.title_en, a.data_categories, "
            "CASE WHEN a.themes IS NULL THEN p.themes ELSE a.themes END, a.data_purpose, a.runs_until, p.runs_until "
            "FROM agreement a JOIN agreement p ON p.id = CASE WHEN a.kind = 'amendment' THEN a.amends ELSE a.id END "
            "WHERE a.organisation = $1 AND p.organisation = $1 AND p.kind = 'sharing_protocol' AND "
            "a.data_categories IS NOT NULL AND "
            "(a.state = 'in_force' OR (a.state IN ('ended', 'replaced') AND a.state_since > $4)) AND a.runs_from <= $4 "
            "AND (a.runs_until IS NULL OR a.runs_until >= $4) AND "
            "(p.state = 'in_force' OR (p.state IN ('ended', 'replaced') AND p.state_since > $4)) AND p.runs_from <= $4 "
            "AND (p.runs_until IS NULL OR p.runs_until >= $4) AND "
            "EXISTS (SELECT 1 FROM agreement_party x WHERE x.agreement = p.id AND x.party = $1 AND "
            "x.part NOT IN ('depositary', 'witness')) AND "
            "EXISTS (SELECT 1 FROM agreement_party y WHERE y.agreement = p.id AND "
            "y.part NOT IN ('depositary', 'witness') AND (y.party = $2 OR (y.code = $3 AND $3 <> ''))) "
            "ORDER BY a.runs_from, a.id"),
        bind, 4, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    struct agreement_sharing *sharing = arena_array(work->arena, struct agreement_sharing, rows.count + 1);
    size_t count = 0;
    for (size_t i = 0; i < rows.count; i++) {
        struct text themes = cell_text(&rows, i, 6);
        int32_t own = cell_date(&rows, i, 8);
        int32_t above = cell_date(&rows, i, 9);
        if (theme.length > 0 && themes.length > 0 && !holds(themes, theme))
            continue;
        sharing[count++] =
            (struct agreement_sharing){.agreement = cell_id(&rows, i, 0),
                                       .number = cell_text(&rows, i, 1),
                                       .title = called(work, &rows, i),
                                       .categories = cell_text(&rows, i, 5),
                                       .themes = themes,
                                       .purpose = cell_text(&rows, i, 7),
                                       .until = own == DATE_NONE || (above != DATE_NONE && above < own) ? above : own};
    }
    if (count == 0)
        return NOT_FOUND;
    *ret_sharing = sharing;
    *ret_count = count;
    return OK;
}

enum outcome agreement_of_theme(struct work *work, struct identifier organisation, const struct agreement_side *with,
                                struct text theme, int32_t day, struct agreement_reference *ret_reference)
{
    struct rows rows;
    const struct value bind[] = {value_id(organisation), value_id(with->organisation), side_code(work, with),
                                 value_date(day)};
    enum outcome outcome = db_query(
        work->db,
        SQL("agreement_of_theme",
            "SELECT a.id, a.number, a.title_fr, a.title_ar, a.title_en, a.themes, a.state, a.runs_from, "
            "a.signed_on, a.signed_on_precision FROM agreement a "
            "WHERE a.organisation = $1 AND a.themes IS NOT NULL AND a.kind IN ('memorandum', 'convention', 'other') "
            "AND (a.state IN ('signed', 'in_force', 'suspended') OR (a.state IN ('ended', 'replaced') AND "
            "a.state_since > $4)) AND (a.runs_until IS NULL OR a.runs_until >= $4) AND "
            "EXISTS (SELECT 1 FROM agreement_party x WHERE x.agreement = a.id AND x.party = $1 AND "
            "x.part NOT IN ('depositary', 'witness')) AND "
            "EXISTS (SELECT 1 FROM agreement_party y WHERE y.agreement = a.id AND "
            "y.part NOT IN ('depositary', 'witness') AND (y.party = $2 OR (y.code = $3 AND $3 <> ''))) "
            "ORDER BY a.signed_on DESC NULLS LAST, a.id DESC"),
        bind, 4, work->arena, &rows);
    for (size_t i = 0; outcome == OK && i < rows.count; i++) {
        struct partial_date signed_on = {cell_date(&rows, i, 8), (enum precision)cell_integer(&rows, i, 9)};
        int32_t from = cell_date(&rows, i, 7);
        bool runs = from != DATE_NONE && from <= day;
        bool is_signed = signed_on.date != DATE_NONE && partial_last(signed_on) <= day;
        if (!holds(cell_text(&rows, i, 5), theme) || (!runs && !is_signed))
            continue;
        *ret_reference = (struct agreement_reference){
            .agreement = cell_id(&rows, i, 0),
            .number = cell_text(&rows, i, 1),
            .title = called(work, &rows, i),
            .in_force = runs && text_is(cell_text(&rows, i, 6), "in_force"),
        };
        return OK;
    }
    return outcome == OK ? NOT_FOUND : outcome;
}

enum outcome agreement_runs(struct work *work, struct identifier agreement, int32_t day, bool *ret_runs)
{
    struct rows rows;
    const struct value bind[] = {value_id(agreement), value_date(day)};
    enum outcome outcome =
        db_query(work->db,
                 SQL("agreement_runs",
                     "SELECT 1 FROM agreement WHERE id = $1 AND (runs_until IS NULL OR runs_until >= $2) AND "
                     "(state IN ('signed', 'in_force') OR (state IN ('ended', 'replaced') AND state_since > $2))"),
                 bind, 2, work->arena, &rows);
    if (outcome == OK)
        *ret_runs = rows.count > 0;
    return outcome;
}
