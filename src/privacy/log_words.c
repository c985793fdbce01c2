/* Rows of the audit log as sentences: who, in which role and office, did what with which row, and for what. */
#include "codec/json.h"
#include "identity/identity.h"
#include "privacy/privacy_pages.h"

enum { NAMES_MOST = 256 };

struct office_of {
    struct identifier user;
    struct text role, office;
};
struct log_names {
    struct work *work;
    const struct person_row *rows;
    size_t row_count;
    bool short_names;
    struct identifier users[NAMES_MOST];
    struct text titles[NAMES_MOST];
    size_t user_count;
    struct office_of offices[NAMES_MOST];
    size_t office_count;
};

struct log_names *log_names_open(struct work *work, const struct person_row *rows, size_t count, bool short_names)
{
    struct log_names *names = arena_new(work->arena, struct log_names);
    *names = (struct log_names){.work = work, .rows = rows, .row_count = count, .short_names = short_names};
    return names;
}

/* ---- who ---- */

/* "Amina B." of "Amina BENALI": what the person is given names colleagues no further. */
static struct text shortened(struct work *work, struct text name)
{
    ptrdiff_t at = text_find_byte(name, ' ');
    if (at <= 0 || (size_t)at + 1 >= name.length)
        return name;
    size_t end = (size_t)at + 2;
    while (end < name.length && ((unsigned char)name.at[end] & 0xc0) == 0x80)
        end++;
    return arena_format(work->arena, "%.*s.", TEXT_ARG(text_slice(name, 0, end)));
}

static struct text name_of(const struct log_names *names, struct identifier user)
{
    for (size_t i = 0; i < names->user_count; i++)
        if (identifier_equal(names->users[i], user) && names->titles[i].length > 0)
            return names->short_names ? shortened(names->work, names->titles[i]) : names->titles[i];
    return text_from(tr(names->work->language, N_("a user who is not known any more")));
}

/* All users of these events by one statement. */
static enum outcome read_users(struct log_names *names, const struct audit_event *events, size_t count)
{
    size_t first = names->user_count;
    for (size_t i = 0; i < count; i++) {
        bool known = identifier_is_none(events[i].user);
        for (size_t j = 0; j < names->user_count && !known; j++)
            known = identifier_equal(names->users[j], events[i].user);
        if (!known && names->user_count < NAMES_MOST)
            names->users[names->user_count++] = events[i].user;
    }
    return record_titles(names->work, &colleague_record, names->users + first, names->user_count - first,
                         names->titles + first);
}

static enum outcome read_office(struct log_names *names, struct identifier user, struct text role,
                                struct text *ret_office)
{
    struct work *work = names->work;
    struct identifier id;
    void *office;
    enum outcome outcome = privacy_office_of(work, user, role, &id);
    if (outcome != OK)
        return outcome == NOT_FOUND ? OK : outcome;
    outcome = record_get_unlimited(work, &office_record, id, &office);
    if (outcome == OK)
        *ret_office = office_record.title(work, office);
    return outcome == NOT_FOUND ? OK : outcome;
}

static enum outcome office_of(struct log_names *names, struct identifier user, struct text role,
                              struct text *ret_office)
{
    for (size_t i = 0; i < names->office_count; i++)
        if (identifier_equal(names->offices[i].user, user) && text_equal(names->offices[i].role, role)) {
            *ret_office = names->offices[i].office;
            return OK;
        }
    struct office_of found = {user, role, TEXT_NONE};
    enum outcome outcome = read_office(names, user, role, &found.office);
    if (outcome == OK && names->office_count < NAMES_MOST)
        names->offices[names->office_count++] = found;
    *ret_office = found.office;
    return outcome;
}

static enum outcome actor_phrase(struct log_names *names, const struct audit_event *event, struct text *ret_phrase)
{
    struct work *work = names->work;
    enum role role;
    if (identifier_is_none(event->user)) {
        *ret_phrase = text_from(tr(work->language, text_is(event->role, "outside") ? N_("a receiver without an account")
                                                                                   : N_("the program itself")));
        return OK;
    }
    struct text words[] = {name_of(names, event->user), TEXT_NONE, TEXT_NONE};
    if (role_from_name(event->role, &role) != OK) {
        *ret_phrase = words[0];
        return OK;
    }
    words[1] = text_from(tr(work->language, role_entry(role)->label));
    enum outcome outcome = office_of(names, event->user, event->role, &words[2]);
    *ret_phrase = words[2].length > 0 ? tr_with(work->arena, work->language, N_("{1} ({2}, {3})"), words, 3)
                                      : tr_with(work->arena, work->language, N_("{1} ({2})"), words, 2);
    return outcome;
}

/* ---- what, and for what ---- */

static const struct person_row *row_of(const struct log_names *names, const struct audit_event *event)
{
    for (size_t i = 0; i < names->row_count; i++)
        if (identifier_equal(names->rows[i].id, event->subject))
            return &names->rows[i];
    return NULL;
}

/* The first of these that the role works for and the data were collected for. */
static const char *purpose_phrase(const struct record *record, struct text role_name)
{
    static const struct {
        enum purpose purpose;
        const char *phrase; /* N_() */
    } PHRASES[] = {
        {PURPOSE_PROTECTION, N_("to protect the person")},
        {PURPOSE_ASSISTANCE, N_("to counsel and assist the person")},
        {PURPOSE_TRAVEL, N_("to prepare the journey")},
        {PURPOSE_FINANCE, N_("to pay what was promised")},
        {PURPOSE_OVERSIGHT, N_("to watch over data protection")},
        {PURPOSE_RECEPTION, N_("to receive the person")},
        {PURPOSE_REPORTING, N_("for figures without names")},
    };
    enum role role;
    if (role_from_name(role_name, &role) != OK)
        return NULL;
    unsigned purposes = role_entry(role)->purposes & (record->purposes == 0 ? ~0U : record->purposes);
    for (size_t i = 0; i < sizeof PHRASES / sizeof *PHRASES; i++)
        if ((purposes & PHRASES[i].purpose) != 0)
            return PHRASES[i].phrase;
    return NULL;
}

/* What protection keeps is called the same whatever it is. */
static struct text row_phrase(const struct log_names *names, const struct audit_event *event)
{
    struct work *work = names->work;
    const struct person_row *row = row_of(names, event);
    if (row == NULL || row->record == NULL)
        return text_from(tr(work->language,
                            text_is(event->record, "attachment") ? N_("a file attached") : N_("a row of this person")));
    if (row->record->confidential)
        return text_from(tr(work->language, N_("a confidential file")));
    struct text words[] = {text_from(tr(work->language, row->record->label)), row->number};
    struct text phrase =
        row->number.length > 0 ? tr_with(work->arena, work->language, N_("{1} {2}"), words, 2) : words[0];
    const char *purpose =
        text_starts_with(event->action, TEXT("read")) ? purpose_phrase(row->record, event->role) : NULL;
    struct text both[] = {phrase, purpose == NULL ? TEXT_NONE : text_from(tr(work->language, purpose))};
    return purpose == NULL ? phrase : tr_with(work->arena, work->language, N_("{1}, {2}"), both, 2);
}

static const char *message_of(struct work *work, const struct audit_event *event)
{
    static const struct {
        const char *action, *message; /* N_(): {1} when, {2} who, {3} what */
    } MESSAGES[] = {
        {"read", N_("On {1}, {2} opened: {3}.")},
        {"referral.link_read", N_("On {1}, {2} opened: {3}.")},
        {AUDIT_BY_OPENING, N_("On {1}, {2}, who had no access, opened in an emergency: {3}.")},
        {"create", N_("On {1}, {2} recorded: {3}.")},
        {"update", N_("On {1}, {2} changed: {3}.")},
        {"export", N_("On {1}, {2} printed or exported: {3}.")},
        {"erase", N_("On {1}, {2} destroyed the data: {3}.")},
        {"add", N_("On {1}, {2} added: {3}.")},
        {"remove", N_("On {1}, {2} took away: {3}.")},
        {"request.refused", N_("On {1}, {2} asked for a page about this person and was refused: {3}.")},
    };
    const struct json_value *details = NULL;
    if (!text_is(event->action, "read") || text_is_empty(event->details) ||
        json_parse(work->arena, event->details, JSON_LIMITS_REQUEST, &details, NULL) != OK)
        details = NULL;
    if (json_boolean_or(json_member(details, TEXT("api")), false))
        return N_("On {1}, a program of {2} fetched: {3}.");
    if (details != NULL && identifier_is_none(event->subject))
        return json_member(details, TEXT("why")) != NULL
                   ? N_("On {1}, {2} asked why this person's file cannot be opened, and was told which office holds "
                        "it.")
                   : N_("On {1}, {2} searched and was shown that this person is on record.");
    for (size_t i = 0; i < sizeof MESSAGES / sizeof *MESSAGES; i++)
        if (text_is(event->action, MESSAGES[i].action))
            return MESSAGES[i].message;
    return N_("On {1}, {2} took a step in: {3}.");
}

static const char *step_done(const struct log_names *names, const struct audit_event *event)
{
    const struct person_row *row = row_of(names, event);
    const struct flow *flow =
        row == NULL || row->record == NULL || row->record->confidential ? NULL : privacy_flow_of(row->record);
    return flow == NULL ? NULL : flow_done(flow, event->action);
}

static struct text moment(struct work *work, int64_t at)
{
    return language_date_time(work->arena, work->language, zone_date(work->zone, at),
                              zone_second_of_day(work->zone, at));
}

static enum outcome sentence(struct log_names *names, const struct audit_event *event, struct text *ret_line)
{
    struct work *work = names->work;
    struct text words[3] = {moment(work, event->at), TEXT_NONE, row_phrase(names, event)};
    enum outcome outcome = actor_phrase(names, event, &words[1]);
    struct text line = tr_with(work->arena, work->language, message_of(work, event), words, 3);
    const char *done = step_done(names, event);
    struct text both[] = {line, done == NULL ? TEXT_NONE : text_from(tr(work->language, done))};
    *ret_line = done == NULL ? line : tr_with(work->arena, work->language, N_("{1} ({2})"), both, 2);
    return outcome;
}

enum outcome log_sentences(struct log_names *names, const struct audit_event *events, size_t count,
                           struct text **ret_lines)
{
    struct text *lines = arena_array(names->work->arena, struct text, count + 1);
    enum outcome outcome = read_users(names, events, count);
    for (size_t i = 0; i < count && outcome == OK; i++)
        outcome = sentence(names, &events[i], &lines[i]);
    *ret_lines = lines;
    return outcome;
}

struct text log_list_sentence(struct log_names *names, const struct audit_event *event)
{
    struct work *work = names->work;
    const struct json_value *details = NULL;
    struct text who = TEXT_NONE;
    if (json_parse(work->arena, event->details, JSON_LIMITS_REQUEST, &details, NULL) != OK)
        details = NULL;
    struct text rows =
        language_number(work->arena, work->language, json_integer_or(json_member(details, TEXT("rows")), 0));
    if (actor_phrase(names, event, &who) != OK)
        who = TEXT_NONE;
    const struct record *record = privacy_record_named(event->record);
    struct text what = record == NULL ? event->record : text_from(tr(work->language, record->plural));
    struct text both[] = {what, rows};
    struct text words[] = {moment(work, event->at), who,
                           tr_with(work->arena, work->language, N_("{1}, {2} rows"), both, 2)};
    return tr_with(work->arena, work->language, N_("On {1}, {2} exported a list: {3}."), words, 3);
}
