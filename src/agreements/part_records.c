/* Who is party to an agreement, and what each source says of its dates. */
#include "agreements/agreement_store.h"

/* "2017", "6/2017" and days as they are shown; the fields of one part hang on one agreement. */
#define OF_AGREEMENT(type)                                                                    \
    FIELD(type, agreement, FIELD_LINK, .label = N_("Agreement"), .target = &agreement_record, \
          .flags = FIELD_REQUIRED | FIELD_ONCE | FIELD_FILTERED | FIELD_LISTED)

/* ---- parties ---- */

/* The organisations of the mission by name alone: of other organisations nothing else is told. */
static const struct field PARTNER_FIELDS[] = {
    FIELD(struct organisation, name, FIELD_TEXT, .label = N_("Name"), .flags = FIELD_COMPUTED),
    FIELD(struct organisation, name_arabic, FIELD_TEXT, .label = N_("Name in Arabic"), .flags = FIELD_COMPUTED),
};

static struct text partner_title(struct work *work, const void *row)
{
    const struct organisation *organisation = row;
    bool arabic = language_right_to_left(work->language) && organisation->name_arabic.length > 0;
    return arabic ? organisation->name_arabic : organisation->name;
}

static const struct record party_organisation_record = {
    .name = "organisation",
    .path = "organisations",
    .table = "organisation",
    .label = N_("Organisation"),
    .plural = N_("Organisations"),
    .size = sizeof(struct organisation),
    .fields = PARTNER_FIELDS,
    .field_count = sizeof PARTNER_FIELDS / sizeof *PARTNER_FIELDS,
    .seal_with = SEAL_ORGANISATION,
    .read = &agreement_partners,
    .page = &organisation_read,
    .title = partner_title,
};

static const struct field PARTY_FIELDS[] = {
    OF_AGREEMENT(struct agreement_party),
    FIELD(struct agreement_party, name, FIELD_TEXT, .label = N_("Name as published"), .longest = 200,
          .flags = FIELD_REQUIRED | FIELD_LISTED),
    FIELD(struct agreement_party, part, FIELD_CHOICE, .label = N_("Its part"), .choices = &agreement_parts,
          .flags = FIELD_REQUIRED | FIELD_LISTED),
    FIELD(struct agreement_party, party, FIELD_LINK, .label = N_("Organisation in this mission"),
          .target = &party_organisation_record, .flags = FIELD_LISTED,
          .help = N_("What a protocol permits, it permits to this organisation. Without account: give its code.")),
    FIELD(struct agreement_party, code, FIELD_TEXT, .label = N_("Code of the organisation"), .longest = 30,
          .flags = FIELD_LISTED,
          .help = N_("Of an organisation without account here, as the directory has it: CARITAS.")),
    FIELD(struct agreement_party, signatory, FIELD_TEXT, .label = N_("Who signed, as published"), .longest = 200),
    FIELD(struct agreement_party, signing_office, FIELD_TEXT, .label = N_("In which office they signed"),
          .longest = 200, .help = N_("For example: Director General, Ambassador.")),
};

static struct text party_title(struct work *work, const void *row)
{
    (void)work;
    return ((const struct agreement_party *)row)->name;
}

/* Codes are capitals, digits and hyphens, so that "Caritas" and "CARITAS" are one. */
static void read_code(struct work *work, struct agreement_party *party, struct problems *problems)
{
    char *code = arena_array(work->arena, char, party->code.length + 1);
    for (size_t i = 0; i < party->code.length; i++) {
        char c = party->code.at[i];
        code[i] = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
        if (!((code[i] >= 'A' && code[i] <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.')) {
            (void)problem_add(problems, INVALID, "code_letters", TEXT("code"),
                              N_("A code has letters without accents, digits, points and hyphens only."));
            return;
        }
    }
    party->code = (struct text){code, party->code.length};
}

static enum outcome party_check(struct work *work, const void *before, void *row, struct problems *problems)
{
    struct agreement_party *party = row;
    const struct agreement *agreement;
    (void)before;
    read_code(work, party, problems);
    enum outcome outcome = agreement_parent(work, &party->head, party->agreement, &agreement);
    if (outcome == NOT_FOUND)
        return identifier_is_none(party->agreement) ? OK
                                                    : problem_add(problems, INVALID, "agreement_missing",
                                                                  TEXT("agreement"), N_("Choose the agreement."));
    if (outcome == OK)
        outcome = agreement_unlocked(work, agreement, problems);
    if (outcome == OK)
        outcome = agreement_party_known(work, party);
    if (outcome == OK)
        (void)problem_add(problems, INVALID, "party_twice", TEXT("name"),
                          N_("This party stands in the agreement already."));
    return outcome == NOT_FOUND ? OK : outcome;
}

struct record agreement_party_record = {
    .name = "agreement_party",
    .path = "agreement-parties",
    .table = "agreement_party",
    .label = N_("Party to an agreement"),
    .plural = N_("Parties to agreements"),
    .size = sizeof(struct agreement_party),
    .fields = PARTY_FIELDS,
    .field_count = sizeof PARTY_FIELDS / sizeof *PARTY_FIELDS,
    .seal_with = SEAL_ORGANISATION,
    .read = &agreement_see,
    .create = &agreement_parts_keep,
    .update = &agreement_parts_keep,
    .check = party_check,
    .title = party_title,
};

enum outcome agreement_party_store(struct work *work, void *row)
{
    return record_insert(work, &agreement_party_record, row);
}

/* ---- dates ---- */

static const struct field DATE_FIELDS[] = {
    OF_AGREEMENT(struct agreement_date),
    FIELD(struct agreement_date, event, FIELD_CHOICE, .label = N_("What happens on this date"),
          .choices = &agreement_events, .flags = FIELD_REQUIRED | FIELD_ONCE | FIELD_LISTED | FIELD_FILTERED),
    FIELD(struct agreement_date, day, FIELD_PARTIAL_DATE, .label = N_("Day, month or year"),
          .flags = FIELD_REQUIRED | FIELD_LISTED),
    FIELD(struct agreement_date, source, FIELD_LINES, .label = N_("Source"), .longest = 500,
          .flags = FIELD_REQUIRED | FIELD_LISTED,
          .help =
              N_("Who says so, and where it can be read. Another source that says otherwise is recorded beside it.")),
    FIELD(struct agreement_date, mark, FIELD_CHOICE, .label = N_("How sure it is"), .choices = &agreement_marks,
          .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_FILTERED),
    FIELD(struct agreement_date, standing, FIELD_CHOICE, .label = N_("Does it count?"), .choices = &agreement_standings,
          .flags = FIELD_REQUIRED | FIELD_LISTED,
          .help = N_("The surest source counts. Where they disagree, one of them can be said to settle it.")),
};

static struct text date_title(struct work *work, const void *row)
{
    const struct agreement_date *date = row;
    struct text words[] = {choice_show(&agreement_events, date->event, work->language),
                           field_to_show(work, &DATE_FIELDS[2], date)};
    return date->event.length == 0 ? TEXT_NONE : tr_with(work->arena, work->language, N_("{1}: {2}"), words, 2);
}

/* What the agreement's dates are with this one among them. */
static enum outcome term_with(struct work *work, const struct agreement_date *date, struct agreement_term *ret_term,
                              bool *ret_settled)
{
    struct statement_of_date *statements;
    size_t count;
    enum outcome outcome = agreement_statements(work, date->agreement, date->head.id, &statements, &count);
    if (outcome != OK)
        return outcome;
    *ret_settled = false;
    for (size_t i = 0; i < count; i++)
        if (text_equal(statements[i].event, date->event) && text_is(statements[i].standing, "settles"))
            *ret_settled = true;
    statements[count++] = (struct statement_of_date){date->event, date->mark, date->standing, date->day};
    *ret_term = agreement_weigh(statements, count);
    return OK;
}

static void check_term(struct work *work, const struct agreement_date *date, const struct agreement_term *term,
                       struct problems *problems)
{
    if (text_is(date->event, "signed") && date->day.date > zone_date(work->zone, work->now))
        (void)problem_add(problems, INVALID, "date_in_future", TEXT("day"), N_("This date lies in the future."));
    if (text_is(date->standing, "aside"))
        return;
    switch (agreement_fault(term)) {
    case AGREEMENT_ENDS_BEFORE_IT_BEGINS:
        (void)problem_add(problems, INVALID, "end_before_start", TEXT("day"), N_("The end lies before the beginning."));
        break;
    case AGREEMENT_ENDS_BEFORE_IT_IS_SIGNED:
        (void)problem_add(problems, INVALID, "end_before_signature", TEXT("day"),
                          N_("It would end before it was signed."));
        break;
    case AGREEMENT_IN_FORCE_BEFORE_SIGNED: /* a warning: see date_warn() in part_pages.c */
    case AGREEMENT_SOUND:
        break;
    }
}

static enum outcome date_check(struct work *work, const void *before, void *row, struct problems *problems)
{
    const struct agreement_date *date = row;
    const struct agreement *agreement;
    struct agreement_term term;
    bool settled;
    (void)before;
    enum outcome outcome = agreement_parent(work, &date->head, date->agreement, &agreement);
    if (outcome == NOT_FOUND)
        return identifier_is_none(date->agreement) ? OK
                                                   : problem_add(problems, INVALID, "agreement_missing",
                                                                 TEXT("agreement"), N_("Choose the agreement."));
    if (outcome == OK)
        outcome = agreement_unlocked(work, agreement, problems);
    if (outcome == OK)
        outcome = term_with(work, date, &term, &settled);
    if (outcome != OK)
        return outcome;
    if (settled && text_is(date->standing, "settles"))
        (void)problem_add(problems, INVALID, "settled_already", TEXT("standing"),
                          N_("Another source settles this date already."));
    check_term(work, date, &term, problems);
    return OK;
}

struct record agreement_date_record = {
    .name = "agreement_date",
    .path = "agreement-dates",
    .table = "agreement_date",
    .label = N_("Date of an agreement"),
    .plural = N_("Dates of agreements"),
    .size = sizeof(struct agreement_date),
    .fields = DATE_FIELDS,
    .field_count = sizeof DATE_FIELDS / sizeof *DATE_FIELDS,
    .seal_with = SEAL_ORGANISATION,
    .read = &agreement_see,
    .create = &agreement_parts_keep,
    .update = &agreement_parts_keep,
    .check = date_check,
    .title = date_title,
};

/* ---- what follows from the dates ---- */

enum outcome agreement_dates_weigh(struct work *work, struct identifier id)
{
    struct statement_of_date *statements;
    size_t count;
    void *before;
    enum outcome outcome = agreement_statements(work, id, (struct identifier){{0}}, &statements, &count);
    if (outcome == OK)
        outcome = record_get_unlimited(work, &agreement_record, id, &before);
    if (outcome != OK)
        return outcome;
    struct agreement_term term = agreement_weigh(statements, count);
    struct agreement *row = record_copy(work->arena, &agreement_record, before);
    row->signed_on = term.signed_on;
    row->in_force_on = term.in_force_on;
    row->ends_on = term.ends_on;
    row->review_on = partial_first(term.review_on);
    row->runs_from = term.runs_from;
    row->runs_until = term.runs_until;
    row->disputed.is = term.disputed ? FLAG_YES : FLAG_NO;
    if (row->ended_on != DATE_NONE && (row->runs_until == DATE_NONE || row->runs_until >= row->ended_on))
        row->runs_until = row->ended_on - 1;
    return record_update_by_step(work, &agreement_record, before, row, TEXT("dates"));
}

enum outcome agreement_dates_unsettle(struct work *work, struct identifier agreement, const char *event)
{
    struct identifier *ids;
    size_t count;
    enum outcome outcome = agreement_settling(work, agreement, event, &ids, &count);
    for (size_t i = 0; i < count && outcome == OK; i++) {
        void *before;
        outcome = record_get_unlimited(work, &agreement_date_record, ids[i], &before);
        if (outcome != OK)
            return outcome;
        struct agreement_date *row = record_copy(work->arena, &agreement_date_record, before);
        row->standing = TEXT("counts");
        outcome = record_update(work, &agreement_date_record, before, row);
    }
    return outcome;
}

enum outcome agreement_date_store(struct work *work, void *row)
{
    enum outcome outcome = record_insert(work, &agreement_date_record, row);
    return outcome == OK ? agreement_dates_weigh(work, ((const struct agreement_date *)row)->agreement) : outcome;
}

enum outcome agreement_date_change(struct work *work, const void *before, void *row)
{
    enum outcome outcome = record_update(work, &agreement_date_record, before, row);
    return outcome == OK ? agreement_dates_weigh(work, ((const struct agreement_date *)row)->agreement) : outcome;
}
