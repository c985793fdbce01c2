#include "identity/absence.h"

#include "identity/identity.h"

struct right absence_read = {"absence.read", N_("See who is away"), 0};
struct right absence_keep = {"absence.keep", N_("Say who is away and who takes their place"), 0};

static const struct field FIELDS[] = {
    FIELD(struct absence, account, FIELD_LINK, .label = N_("Who is away"), .target = &colleague_record,
          .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_ONCE),
    FIELD(struct absence, from_on, FIELD_DATE, .label = N_("First day away"),
          .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_FILTERED | FIELD_SORTED),
    FIELD(struct absence, until_on, FIELD_DATE, .label = N_("Last day away"),
          .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_FILTERED | FIELD_SORTED),
    FIELD(struct absence, substitute, FIELD_LINK, .label = N_("Who takes their place"), .target = &colleague_record,
          .flags = FIELD_LISTED, .help = N_("Sees their tasks meanwhile, as far as their own role allows.")),
    FIELD(struct absence, cancelled, FIELD_FLAG, .label = N_("Does not take place"), .flags = FIELD_FILTERED),
};

static enum outcome is_colleague(struct work *work, const struct absence *absence, struct identifier user, bool *ret_is)
{
    struct identifier *users;
    size_t count;
    enum outcome outcome = office_colleagues(work, absence->head.office, &users, &count);
    for (size_t i = 0; i < count && outcome == OK && !*ret_is; i++)
        *ret_is = identifier_equal(users[i], user);
    return outcome;
}

/* Is this user away on one of these days, as another row says? */
static enum outcome is_away(struct work *work, const struct absence *absence, struct identifier user, bool *ret_is)
{
    struct rows rows;
    struct value bind[] = {value_id(user), value_date(absence->from_on), value_date(absence->until_on),
                           value_id(absence->head.id)};
    enum outcome outcome =
        db_query(work->db,
                 SQL("absence_overlaps", "SELECT 1 FROM absence WHERE account = $1 AND until_on >= $2 "
                                         "AND from_on <= $3 AND id <> $4 AND COALESCE(cancelled, 0) <> 1 LIMIT 1"),
                 bind, 4, work->arena, &rows);
    if (outcome == OK)
        *ret_is = rows.count > 0;
    return outcome;
}

static enum outcome check_person(struct work *work, const struct absence *absence, struct identifier user,
                                 struct text field, struct problems *problems)
{
    bool colleague = false;
    enum outcome outcome = is_colleague(work, absence, user, &colleague);
    if (outcome != OK || colleague)
        return outcome;
    return problem_add(problems, INVALID, "no_colleague", field, N_("Choose somebody who works in this office."));
}

static enum outcome check_overlap(struct work *work, const struct absence *absence, struct problems *problems)
{
    bool away = false;
    enum outcome outcome = is_away(work, absence, absence->account, &away);
    if (outcome == OK && away)
        (void)problem_add(problems, INVALID, "absence_twice", TEXT("from_on"),
                          N_("Another absence covers some of these days: change that one."));
    away = false;
    if (outcome == OK && !identifier_is_none(absence->substitute))
        outcome = is_away(work, absence, absence->substitute, &away);
    if (outcome == OK && away)
        (void)problem_add(problems, INVALID, "substitute_away", TEXT("substitute"),
                          N_("This colleague is away then too: choose somebody else."));
    return outcome;
}

static enum outcome check(struct work *work, const void *before, void *row, struct problems *problems)
{
    struct absence *absence = row;
    (void)before;
    absence->head.assigned = absence->account;
    if (identifier_is_none(absence->account) || absence->from_on == DATE_NONE || absence->until_on == DATE_NONE)
        return OK; /* what is missing is said already */
    if (absence->until_on < absence->from_on)
        (void)problem_add(problems, INVALID, "end_before_start", TEXT("until_on"),
                          N_("The end lies before the beginning."));
    if (identifier_equal(absence->account, absence->substitute))
        (void)problem_add(problems, INVALID, "own_substitute", TEXT("substitute"),
                          N_("Nobody takes their own place: choose somebody else."));
    enum outcome outcome = check_person(work, absence, absence->account, TEXT("account"), problems);
    if ((outcome == OK || outcome == INVALID) && !identifier_is_none(absence->substitute))
        outcome = check_person(work, absence, absence->substitute, TEXT("substitute"), problems);
    if (outcome != OK && outcome != INVALID)
        return outcome;
    return absence->cancelled.is == FLAG_YES ? OK : check_overlap(work, absence, problems);
}

static struct text title(struct work *work, const void *row)
{
    const struct absence *absence = row;
    struct text days[] = {language_short_date(work->arena, work->language, absence->from_on),
                          language_short_date(work->arena, work->language, absence->until_on)};
    return tr_with(work->arena, work->language, N_("From {1} to {2}"), days, 2);
}

struct record absence_record = {
    .name = "absence",
    .path = "absences",
    .table = "absence",
    .label = N_("Absence"),
    .plural = N_("Absences"),
    .size = sizeof(struct absence),
    .fields = FIELDS,
    .field_count = sizeof FIELDS / sizeof *FIELDS,
    .seal_with = SEAL_ORGANISATION,
    .read = &absence_read,
    .create = &absence_keep,
    .update = &absence_keep,
    .check = check,
    .title = title,
};

/* ---- who ---- */

static void take_ids(struct work *work, const struct rows *rows, struct identifier **ret_ids, size_t *ret_count)
{
    *ret_ids = arena_array(work->arena, struct identifier, rows->count + 1);
    for (size_t at = 0; at < rows->count; at++)
        (*ret_ids)[at] = cell_id(rows, at, 0);
    *ret_count = rows->count;
}

enum outcome absence_covered(struct work *work, struct identifier user, struct identifier **ret_ids, size_t *ret_count)
{
    struct rows rows;
    struct value bind[] = {value_id(user), value_date(zone_date(work->zone, work->now))};
    enum outcome outcome = db_query(
        work->db,
        SQL("absence_covered", "SELECT account FROM absence WHERE substitute = $1 AND until_on >= $2 "
                               "AND from_on <= $2 AND COALESCE(cancelled, 0) <> 1 ORDER BY account NULLS FIRST"),
        bind, 2, work->arena, &rows);
    if (outcome == OK)
        take_ids(work, &rows, ret_ids, ret_count);
    return outcome;
}

enum outcome absence_on(struct work *work, struct identifier organisation, int32_t day, struct away **ret_away,
                        size_t *ret_count)
{
    struct rows rows;
    struct value bind[] = {value_id(organisation), value_date(day)};
    enum outcome outcome =
        db_query(work->db,
                 SQL("absence_on", "SELECT account, substitute, until_on FROM absence WHERE organisation = $1 "
                                   "AND until_on >= $2 AND from_on <= $2 AND COALESCE(cancelled, 0) <> 1 ORDER BY id"),
                 bind, 2, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    *ret_away = arena_array(work->arena, struct away, rows.count + 1);
    *ret_count = rows.count;
    for (size_t at = 0; at < rows.count; at++)
        (*ret_away)[at] = (struct away){cell_id(&rows, at, 0), cell_id(&rows, at, 1), cell_date(&rows, at, 2)};
    return OK;
}

const struct away *absence_among(const struct away *away, size_t count, struct identifier user)
{
    for (size_t i = 0; i < count; i++)
        if (identifier_equal(away[i].account, user))
            return &away[i];
    return NULL;
}

enum outcome office_colleagues(struct work *work, struct identifier office, struct identifier **ret_ids,
                               size_t *ret_count)
{
    struct rows rows;
    struct value bind[] = {value_id(office), value_date(zone_date(work->zone, work->now))};
    enum outcome outcome =
        db_query(work->db,
                 SQL("office_colleagues",
                     "SELECT DISTINCT r.account FROM role_assignment r JOIN user_account u ON u.id = r.account "
                     "WHERE r.held_in = $1 AND u.active = 1 AND (r.until IS NULL OR r.until >= $2) "
                     "ORDER BY r.account NULLS FIRST"),
                 bind, 2, work->arena, &rows);
    if (outcome == OK)
        take_ids(work, &rows, ret_ids, ret_count);
    return outcome;
}
