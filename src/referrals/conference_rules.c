/* What may be told at a case conference, what inviting does, and how it ends. */
#include "referrals/conference.h"

#include "database/wall.h"
#include "record/keys.h"
#include "referrals/referral_store.h"

static int32_t today(const struct work *work) { return zone_date(work->zone, work->now); }

static struct work as_program(const struct work *work)
{
    struct work program = *work;
    program.actor = &referral_system;
    return program;
}

/* ---- what may be told to whom ---- */

static bool is_named(struct text ids, struct identifier id)
{
    struct text one;
    struct identifier named;
    while (text_split(&ids, ',', &one))
        if (text_to_identifier(one, &named) == OK && identifier_equal(named, id))
            return true;
    return false;
}

enum outcome conference_choices(struct work *work, const struct conference *row, struct conference_choice **ret_choices,
                                size_t *ret_count)
{
    AUTO_WALL struct wall_hold hold = wall_open(work->db, "who may be invited does not depend on who asks");
    struct identifier *ids;
    size_t count;
    enum outcome outcome = conference_organisations(work, row->head.organisation, &ids, &count);
    if (outcome != OK)
        return outcome;
    *ret_count = 0;
    *ret_choices = arena_array(work->arena, struct conference_choice, count + 1);
    for (size_t i = 0; i < count; i++) {
        struct conference_choice choice = {.organisation = ids[i], .chosen = is_named(row->guest_ids, ids[i])};
        struct referral_sharing sharing;
        struct text arabic;
        struct text code;
        outcome = referral_permitted_to(work, row->head.organisation, ids[i], &sharing);
        if (outcome == OK)
            outcome = organisation_called(work, ids[i], &choice.name, &arabic, &code);
        if (outcome != OK)
            return outcome;
        if (!sharing.permitted)
            continue;
        if (language_right_to_left(work->language) && arabic.length > 0)
            choice.name = arabic;
        choice.permitted = sharing.permitted_items;
        choice.until = sharing.permitted_until;
        (*ret_choices)[(*ret_count)++] = choice;
    }
    return OK;
}

enum outcome conference_content(struct work *work, const struct conference *row, struct referral_content *ret_content)
{
    const struct referral about = {.head = row->head, .reasons = TEXT_NONE};
    return referral_content(work, &about, ret_content);
}

referral_items conference_would_tell(struct work *work, const struct conference *row,
                                     const struct conference_choice *guest, referral_items readable)
{
    referral_items named = referral_items_read(row->items);
    struct referral_facts facts = {
        .stage = STAGE_OPEN,
        .may_ask = ~(referral_items)0,
        .chosen = named,
        .consent = named,
        .readable = readable,
        .day = today(work),
        .consent_from = row->consent_on,
        .consent_until = row->ends_on,
        .recipient_named = row->consent_explained.is == FLAG_YES && is_named(row->guest_ids, guest->organisation),
        .permitted = guest->permitted,
        .permitted_until = guest->until,
    };
    return referral_discloses(&facts);
}

struct text conference_told(struct work *work, const struct referral_content *content, referral_items items)
{
    struct text told = TEXT_NONE;
    for (size_t item = 0; item < REFERRAL_ITEMS; item++) {
        const char *name;
        if ((items & content->present & content->readable) >> item & 1) {
            struct text code = text_from(referral_item_code((enum referral_item)item));
            struct text value = TEXT_NONE;
            for (size_t at = 0; (name = referral_item_field((enum referral_item)item, at)) != NULL; at++) {
                const struct field *field = record_field(&guarded_received_record, text_from(name));
                if (field_is_empty(field, &content->row))
                    continue;
                struct text one = field_to_show(work, field, &content->row);
                value = arena_format(work->arena, "%.*s%s%.*s", TEXT_ARG(value), value.length > 0 ? " · " : "",
                                     TEXT_ARG(one));
            }
            struct text label = choice_show(&referral_item_choices, code, work->language);
            told = arena_format(work->arena, "%.*s%s%.*s: %.*s", TEXT_ARG(told), told.length > 0 ? "\n" : "",
                                TEXT_ARG(label), TEXT_ARG(value));
        }
    }
    return told;
}

/* ---- inviting ---- */

static enum outcome require_consent(struct work *work, const struct conference *row, struct gate *gate,
                                    struct text path)
{
    unsigned purposes = 0;
    bool given = row->consent_explained.is == FLAG_YES && row->consent_means.length > 0 &&
                 row->consent_language.length > 0 && row->consent_on != DATE_NONE && row->consent_on <= today(work);
    enum outcome outcome = person_consents(work, row->head.person, today(work), &purposes);
    if (outcome != OK)
        return outcome;
    gate_require(gate, (purposes & CONSENT_DATA) != 0, "data_consent_missing",
                 N_("The person's consent that data are kept stands"), N_("Caseworker"), TEXT_NONE);
    gate_require(gate, given, "conference_consent_missing",
                 N_("The person agreed that these guests are told, after it was explained"), N_("Caseworker"), path);
    return OK;
}

enum outcome conference_can_invite(struct work *work, const void *row, struct gate *gate)
{
    const struct conference *conference = row;
    struct conference_choice *choices;
    size_t count;
    size_t chosen = 0;
    bool told = true;
    struct text path = arena_format(gate->arena, "/%s/%.*s/guests", conference_record.path,
                                    TEXT_ARG(identifier_to_text(gate->arena, conference->head.id)));
    enum outcome outcome = conference_choices(work, conference, &choices, &count);
    if (outcome != OK)
        return outcome;
    for (size_t i = 0; i < count; i++) {
        if (!choices[i].chosen)
            continue;
        chosen++;
        told = told && conference_would_tell(work, conference, &choices[i], ~(referral_items)0) != 0;
    }
    gate_require(gate, chosen > 0, "no_guest",
                 N_("At least one organisation is invited with which a data-sharing protocol is in force"),
                 N_("Caseworker"), path);
    gate_require(gate, told, "guest_told_nothing", N_("The person agreed to something that each guest may be told"),
                 N_("Caseworker"), path);
    gate_require(gate, conference->ends_on >= today(work), "conference_past", N_("Its last day has not passed"),
                 N_("Caseworker"), TEXT_NONE);
    return require_consent(work, conference, gate, path);
}

/* Where the person's own record shows it, and where it can be withdrawn. */
static enum outcome record_consent(struct work *work, struct conference *row)
{
    struct person_consent *consent = record_new(work->arena, &person_consent_record);
    consent->head.person = row->head.person;
    consent->head.organisation = row->head.organisation;
    consent->head.office = row->head.office;
    consent->purpose = TEXT("transfer");
    consent->recipients = TEXT("referral");
    consent->means = row->consent_means;
    consent->language = row->consent_language;
    consent->interpreter.is = row->consent_interpreter.is == FLAG_UNKNOWN ? FLAG_NO : row->consent_interpreter.is;
    consent->explained.is = FLAG_YES;
    consent->given_on = row->consent_on;
    consent->expires_on = row->ends_on;
    enum outcome outcome = record_insert(work, &person_consent_record, consent);
    if (outcome == OK)
        row->consent = consent->head.id;
    return outcome;
}

static int32_t earlier(int32_t a, int32_t b) { return b != DATE_NONE && b < a ? b : a; }

static enum outcome invite(struct work *work, const struct conference *row, const struct conference_choice *choice,
                           struct text told)
{
    AUTO_WALL struct wall_hold hold = wall_open(work->db, "the guest is another organisation");
    struct work program = as_program(work);
    struct conference_guest *guest = record_new(work->arena, &conference_guest_record);
    struct text arabic;
    struct text code;
    guest->head.person = row->head.person;
    guest->head.organisation = choice->organisation;
    guest->head.state = TEXT("invited");
    guest->conference = row->head.id;
    guest->host = row->head.organisation;
    guest->conference_number = row->head.number;
    guest->held_on = row->held_on;
    guest->access_until = earlier(row->ends_on, choice->until);
    guest->subject = row->subject;
    guest->told = told;
    guest->generated = row->generated;
    enum outcome outcome = organisation_called(work, row->head.organisation, &guest->host_name, &arabic, &code);
    if (outcome == OK)
        outcome = record_insert(&program, &conference_guest_record, guest);
    work->problems = program.problems;
    return outcome == OK ? flow_begin(&program, &conference_guest_flow, guest) : outcome;
}

enum outcome conference_invited(struct work *work, void *row)
{
    struct conference *conference = row;
    struct referral_content content;
    struct conference_choice *choices;
    size_t count;
    enum outcome outcome = conference_choices(work, conference, &choices, &count);
    if (outcome == OK)
        outcome = conference_content(work, conference, &content);
    if (outcome == OK)
        outcome = record_consent(work, conference);
    conference->guests = TEXT_NONE;
    for (size_t i = 0; i < count && outcome == OK; i++) {
        if (!choices[i].chosen)
            continue;
        referral_items items = conference_would_tell(work, conference, &choices[i], content.readable);
        outcome = invite(work, conference, &choices[i], conference_told(work, &content, items));
        conference->guests = arena_format(work->arena, "%.*s%s%.*s", TEXT_ARG(conference->guests),
                                          conference->guests.length > 0 ? ", " : "", TEXT_ARG(choices[i].name));
    }
    return outcome;
}

/* ---- afterwards ---- */

/* Each guest's row, as it is and as it becomes; `end`: access ends. */
static enum outcome each_guest(struct work *work, const struct conference *row, bool end)
{
    AUTO_WALL struct wall_hold hold = wall_open(work->db, "the guests are other organisations");
    struct work program = as_program(work);
    struct identifier *ids;
    size_t count = 0;
    enum outcome outcome = conference_guests_of(work, row->head.id, row->head.person, &ids, &count);
    for (size_t i = 0; i < count && outcome == OK; i++) {
        void *before;
        outcome = record_get_unlimited(&program, &conference_guest_record, ids[i], &before);
        if (outcome != OK || !text_is(record_head_of(before)->state, "invited"))
            continue;
        if (end) {
            outcome = flow_move_forced(&program, &conference_guest_flow, ids[i], TEXT("end"), TEXT_NONE);
            continue;
        }
        struct conference_guest *after = record_copy(work->arena, &conference_guest_record, before);
        after->minutes = row->minutes;
        outcome = record_update_by_step(&program, &conference_guest_record, before, after, TEXT("minutes"));
    }
    work->problems = program.problems;
    return outcome;
}

enum outcome conference_noted(struct work *work, void *row) { return each_guest(work, row, false); }
enum outcome conference_over(struct work *work, void *row) { return each_guest(work, row, true); }

enum outcome conference_decision_done(struct work *work, void *row)
{
    ((struct conference_decision *)row)->done_on = today(work);
    return OK;
}

enum outcome conference_withdraw_all(struct work *work, struct identifier person, struct identifier consent)
{
    AUTO_WALL struct wall_hold hold = wall_open(work->db, "a withdrawal reaches what others were told");
    struct work program = as_program(work);
    struct conference_mark *marks;
    size_t count = 0;
    enum outcome outcome = conferences_open(work, person, &marks, &count);
    for (size_t i = 0; i < count && outcome == OK; i++)
        if (identifier_is_none(consent) || identifier_equal(consent, marks[i].consent))
            outcome = flow_move_forced(&program, &conference_flow, marks[i].id, TEXT("withdraw"), TEXT_NONE);
    work->problems = program.problems;
    return outcome;
}

enum outcome conference_any_open(struct work *work, struct identifier person, bool *ret_any)
{
    AUTO_WALL struct wall_hold hold = wall_open(work->db, "what is open counts whoever holds it");
    struct conference_mark *marks;
    size_t count = 0;
    enum outcome outcome = conferences_open(work, person, &marks, &count);
    if (outcome == OK)
        *ret_any = count > 0;
    return outcome;
}

enum outcome conference_look_at_days(struct work *work, int64_t *ret_count)
{
    enum { AT_ONCE = 200 };
    AUTO_WALL struct wall_hold hold = wall_open(work->db, "access ends by itself, whoever was invited");
    struct work program = as_program(work);
    struct conference_mark *marks;
    struct identifier *guests;
    size_t count = 0;
    size_t guest_count = 0;
    enum outcome outcome = conferences_past(work, today(work), AT_ONCE, &marks, &count);
    for (size_t i = 0; i < count && outcome == OK; i++)
        outcome = flow_move_forced(&program, &conference_flow, marks[i].id, TEXT("expire"), TEXT_NONE);
    if (outcome == OK) /* of a guest the protocol may end earlier */
        outcome = conference_guests_past(work, today(work), AT_ONCE, &guests, &guest_count);
    for (size_t i = 0; i < guest_count && outcome == OK; i++)
        outcome = flow_move_forced(&program, &conference_guest_flow, guests[i], TEXT("end"), TEXT_NONE);
    work->problems = program.problems;
    *ret_count = (int64_t)(count + guest_count);
    return outcome;
}

/* ---- what is stored ---- */

enum outcome conference_check(struct work *work, const void *before, void *row, struct problems *problems)
{
    struct conference *now = row;
    const struct conference *was = before;
    if (was == NULL && now->head.state.length == 0)
        now->head.state = TEXT("planned");
    if (now->ends_on != DATE_NONE && now->held_on != DATE_NONE && now->ends_on < now->held_on)
        (void)problem_add(problems, INVALID, "ends_before_held", TEXT("ends_on"),
                          N_("Guests read it at least until the day on which it is held."));
    bool moved = was == NULL || was->ends_on != now->ends_on;
    if (moved && now->ends_on != DATE_NONE && now->ends_on > today(work) + CONFERENCE_DAYS_MOST)
        (void)problem_add(problems, INVALID, "conference_too_long", TEXT("ends_on"),
                          N_("At most sixty days from today."));
    if (was != NULL && !text_is(was->head.state, "planned") &&
        (moved || was->held_on != now->held_on || !text_equal(was->subject, now->subject) ||
         !text_equal(was->items, now->items) || !text_equal(was->guest_ids, now->guest_ids)))
        (void)problem_add(problems, INVALID, "conference_invited_already", TEXT_NONE,
                          N_("The guests were invited. End it, and prepare another one."));
    return OK;
}

enum outcome conference_guest_stored(struct work *work, const void *before, const void *row)
{
    const struct record_head *head = record_head_of(row);
    (void)before;
    if (!text_is(head->state, "ended"))
        return OK;
    enum outcome outcome = keys_erase(work, head->id, TEXT("conference_ended"));
    return outcome == NOT_FOUND ? OK : outcome;
}

enum outcome conference_decision_check(struct work *work, const void *before, void *row, struct problems *problems)
{
    struct conference_decision *decision = row;
    (void)work, (void)problems;
    if (before == NULL && decision->head.state.length == 0)
        decision->head.state = TEXT("open");
    return OK;
}
