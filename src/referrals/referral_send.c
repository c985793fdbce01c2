/* Sending a referral, and what its sender does with it afterwards. */
#include "agreements/agreements.h"
#include "database/wall.h"
#include "notices/notices.h"
#include "record/keys.h"
#include "referrals/referral_elsewhere.h"
#include "referrals/referral_store.h"

#define HOUR_MICROSECONDS INT64_C(3600000000)

const struct actor referral_system = {.system = true};

static int32_t today(const struct work *work) { return zone_date(work->zone, work->now); }

/* The other side's row is opened with the key of its organisation: that is done by the program. */
static struct work as_program(const struct work *work)
{
    struct work program = *work;
    program.actor = &referral_system;
    return program;
}

/* ---- may it be sent ---- */

/* What kind of personal data each item is, as protocols name them. */
static const char *const KIND_OF[REFERRAL_ITEMS] = {
    [ITEM_NAME] = "identity",       [ITEM_FILE_NUMBER] = "identity",     [ITEM_SEX] = "identity",
    [ITEM_BIRTH_YEAR] = "identity", [ITEM_BIRTH] = "identity",           [ITEM_NATIONALITY] = "identity",
    [ITEM_LANGUAGES] = "identity",  [ITEM_TELEPHONE] = "contact",        [ITEM_CONTACT] = "contact",
    [ITEM_ADDRESS] = "contact",     [ITEM_DOCUMENTS] = "documents",      [ITEM_HOUSEHOLD] = "household",
    [ITEM_REASONS] = "situation",   [ITEM_SERVICES_GIVEN] = "follow_up", [ITEM_CAREGIVER] = "household",
    [ITEM_NEEDS] = "needs",
};

static int32_t latest(int32_t a, int32_t b) { return a == DATE_NONE || b == DATE_NONE ? DATE_NONE : a > b ? a : b; }

static enum outcome ask_agreements(struct work *work, const struct referral *referral, struct referral_sharing *ret)
{
    struct agreement_side to = {.organisation = ret->service->head.organisation};
    struct agreement_sharing *found;
    struct text name;
    struct text arabic;
    size_t count = 0;
    enum outcome outcome = organisation_called(work, to.organisation, &name, &arabic, &to.code);
    if (outcome == OK)
        outcome = agreement_permits_sharing(work, referral->head.organisation, &to, referral->theme, today(work),
                                            &found, &count);
    if (outcome == NOT_FOUND ||
        outcome == INVALID) /* nothing permits it; within one organisation nothing is referred */
        return OK;
    if (outcome != OK)
        return outcome;
    ret->permitted =
        count > 0 && (!referral_is_guarded(referral) || agreement_sharing_covers(found, count, TEXT("protection")));
    for (size_t item = 0; ret->permitted && item < REFERRAL_ITEMS; item++)
        if (agreement_sharing_covers(found, count, text_from(KIND_OF[item])))
            ret->permitted_items |= (referral_items)1 << item;
    ret->permitted_until = count > 0 ? found[0].until : DATE_NONE;
    for (size_t i = 1; i < count; i++)
        ret->permitted_until = latest(ret->permitted_until, found[i].until);
    return OK;
}

enum outcome referral_sharing(struct work *work, const struct referral *referral, struct referral_sharing *ret)
{
    AUTO_WALL struct wall_hold hold =
        wall_open(work->db, "whether something may be referred does not depend on who asks");
    void *service;
    *ret = (struct referral_sharing){.permitted_until = DATE_NONE};
    referral_needs(referral->services, today(work), &ret->least, &ret->most);
    enum outcome outcome = record_get_unlimited(work, &directory_service_record, referral->service, &service);
    if (outcome != OK)
        return outcome == NOT_FOUND ? OK : outcome;
    ret->service = service;
    ret->service_found = true;
    ret->service_open = text_is(ret->service->head.state, "open");
    return ask_agreements(work, referral, ret);
}

referral_items referral_would_tell(struct work *work, const struct referral *referral,
                                   const struct referral_sharing *sharing, referral_items readable)
{
    referral_items named = referral_items_read(referral->consent_items);
    struct referral_facts facts = {
        .stage = STAGE_OPEN,
        .may_ask = sharing->most,
        .chosen = named,
        .consent = named,
        .readable = readable,
        .day = today(work),
        .consent_from = referral->consent_on,
        .consent_until = referral->consent_until,
        .recipient_named = referral->consent_explained.is == FLAG_YES && sharing->service_found,
        .permitted = sharing->permitted_items,
        .permitted_until = sharing->permitted_until,
    };
    return referral_discloses(&facts);
}

static void require_consent(struct work *work, const struct referral *row, const struct referral_sharing *sharing,
                            struct gate *gate)
{
    bool given = row->consent_explained.is == FLAG_YES && row->consent_means.length > 0 &&
                 row->consent_language.length > 0 && row->consent_on != DATE_NONE && row->consent_on <= today(work) &&
                 (row->consent_until == DATE_NONE || row->consent_until >= today(work));
    struct text path = arena_format(gate->arena, "/%s/%.*s/consent", referral_record_of(referral_is_guarded(row))->path,
                                    TEXT_ARG(identifier_to_text(gate->arena, row->head.id)));
    gate_require(gate, given, "referral_consent_missing",
                 N_("The person agreed that this organisation is told, after it was explained"), N_("Caseworker"),
                 path);
    gate_require(gate, referral_would_tell(work, row, sharing, ~(referral_items)0) != 0, "referral_nothing_to_tell",
                 N_("The person agreed to something that this service may be told"), N_("Caseworker"), path);
    gate_require(gate, row->whole_household.is != FLAG_YES || row->household_agreed.is == FLAG_YES,
                 "household_not_asked", N_("Each adult of the household agreed too"), N_("Caseworker"), path);
}

static enum outcome require_person(struct work *work, const struct referral *row, struct gate *gate)
{
    unsigned purposes = 0;
    bool twice = false;
    void *person;
    AUTO_WALL struct wall_hold hold = wall_widen(work->db, "what was sent already counts whoever sent it");
    enum outcome outcome = record_get_unlimited(work, &person_record, row->head.person, &person);
    bool found = outcome == OK;
    if (outcome == OK)
        outcome = person_consents(work, row->head.person, today(work), &purposes);
    if (outcome == OK)
        outcome = referral_is_twice(work, row->head.organisation, row->head.person, row->service, row->head.id, &twice);
    if (outcome != OK && outcome != NOT_FOUND)
        return outcome;
    gate_require(gate, found && (purposes & CONSENT_DATA) != 0, "data_consent_missing",
                 N_("The person's consent that data are kept stands"), N_("Caseworker"), TEXT_NONE);
    gate_require(gate, !twice, "referred_already", N_("No other referral of this person to this service is under way"),
                 N_("Caseworker"), TEXT_NONE);
    return OK;
}

enum outcome referral_can_send(struct work *work, const void *row, struct gate *gate)
{
    const struct referral *referral = row;
    struct referral_sharing sharing;
    enum outcome outcome = referral_sharing(work, referral, &sharing);
    if (outcome != OK)
        return outcome;
    bool foreign =
        sharing.service_found && !identifier_equal(sharing.service->head.organisation, referral->head.organisation);
    gate_require(gate, sharing.service_open, "service_closed", N_("The service is open"), N_("Caseworker"), TEXT_NONE);
    gate_require(gate, !sharing.service_found || foreign, "referred_to_oneself",
                 N_("The service is another organisation's: within one's own nothing is referred"), N_("Caseworker"),
                 TEXT_NONE);
    gate_require(gate, sharing.permitted, "no_protocol",
                 N_("A data-sharing protocol with that organisation is in force and covers this theme"),
                 N_("Programme manager"), TEXT_NONE);
    gate_require(gate, !text_is_empty(text_trim(referral->reasons)) && referral->services.length > 0, "reasons_missing",
                 N_("Services and reasons are written down"), N_("Caseworker"), TEXT_NONE);
    require_consent(work, referral, &sharing, gate);
    return require_person(work, referral, gate);
}

/* ---- what sending does ---- */

/* The consent as the person's own record shows it, where it can be withdrawn. */
static enum outcome record_consent(struct work *work, struct referral *row)
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
    consent->expires_on = row->consent_until;
    enum outcome outcome = record_insert(work, &person_consent_record, consent);
    if (outcome == OK)
        row->consent = consent->head.id;
    return outcome;
}

static enum outcome set_clock(struct work *work, struct referral *row)
{
    int64_t hours;
    int32_t since;
    enum outcome outcome = referral_clock(row->priority, today(work), &hours, &since);
    if (outcome != OK)
        return problem_add(&work->problems, INVALID, "no_clock", TEXT("priority"),
                           N_("The mission's profile has no clock for this priority."));
    row->sent_at = work->now;
    row->due_at = work->now + hours * HOUR_MICROSECONDS;
    row->due_on = zone_date(work->zone, row->due_at);
    row->clock_version = date_to_text(work->arena, since);
    return OK;
}

static int32_t earliest(int32_t a, int32_t b)
{
    if (a == DATE_NONE || b == DATE_NONE)
        return a == DATE_NONE ? b : a;
    return a < b ? a : b;
}

static enum outcome write_received(struct work *work, const struct referral *referral,
                                   const struct referral_sharing *sharing, struct referral_received *row)
{
    struct text arabic;
    struct text code;
    row->head.person = referral->head.person;
    row->head.organisation = referral->receiver;
    row->head.state = TEXT("sent");
    row->referral = referral->head.id;
    row->sent_number = referral->head.number;
    row->service = referral->service;
    row->service_name = referral->service_name;
    row->city = referral->city;
    row->theme = referral->theme;
    row->priority = referral->priority;
    row->services = referral->services;
    row->whole_household = referral->whole_household;
    row->sender = referral->head.organisation;
    row->sent_by = work->actor->name;
    row->sent_at = referral->sent_at;
    row->due_at = referral->due_at;
    row->due_on = referral->due_on;
    row->access_until = earliest(referral->consent_until, sharing->permitted_until);
    row->guarded = referral->guarded;
    row->generated = referral->generated;
    row->concern = referral->concern;
    return organisation_called(work, referral->head.organisation, &row->origin, &arabic, &code);
}

/* Its own key, wrapped for the receiver and for the sender. */
static enum outcome deliver(struct work *work, struct referral *referral, const struct referral_sharing *sharing,
                            const struct referral_content *content, referral_items items)
{
    AUTO_WALL struct wall_hold hold = wall_open(work->db, "the receiver is another organisation");
    struct work program = as_program(work);
    bool guarded = referral_is_guarded(referral);
    const struct record *record = received_record_of(guarded);
    struct referral_received *row = record_new(work->arena, record);
    struct record_head head = row->head;
    if (guarded)
        *row = content->row;
    else
        for (size_t i = 0; i < record->field_count; i++)
            field_copy(&record->fields[i], &content->row, row);
    row->head = head;
    referral_content_keep(work, row, items);
    enum outcome outcome = write_received(work, referral, sharing, row);
    if (outcome == OK)
        outcome = record_insert(&program, record, row);
    if (outcome == OK)
        outcome = keys_share(&program, row->head.id, row->head.person, referral->receiver, referral->head.organisation);
    work->problems = program.problems;
    return outcome == OK ? flow_begin(&program, received_flow_of(guarded), row) : outcome;
}

static enum outcome announce(struct work *work, const struct referral *referral)
{
    AUTO_WALL struct wall_hold hold = wall_open(work->db, "the receiver is another organisation");
    struct identifier *users;
    size_t count = 0;
    bool guarded = referral_is_guarded(referral);
    enum outcome outcome = referral_users(work, referral->receiver, guarded, &users, &count);
    for (size_t i = 0; i < count && outcome == OK; i++) {
        struct notice notice = {.organisation = referral->receiver,
                                .account = users[i],
                                .subject = referral->head.id,
                                .number = referral->head.number};
        outcome = notice_add(work, &referral_notices[guarded ? 1 : 0], &notice);
    }
    return outcome;
}

/* The city where the service is, for figures and the board. */
static enum outcome take_city(struct work *work, const struct directory_service *service, struct referral *referral)
{
    AUTO_WALL struct wall_hold hold = wall_open(work->db, "where a service is does not depend on who asks");
    void *site;
    if (identifier_is_none(service->site))
        return OK;
    enum outcome outcome = record_get_unlimited(work, &directory_site_record, service->site, &site);
    if (outcome == OK)
        referral->city = ((const struct directory_site *)site)->city;
    return outcome == NOT_FOUND ? OK : outcome;
}

enum outcome referral_sent(struct work *work, void *row)
{
    struct referral *referral = row;
    struct referral_sharing sharing;
    struct referral_content content;
    struct text arabic;
    struct text code;
    enum outcome outcome = referral_sharing(work, referral, &sharing);
    if (outcome == OK && !sharing.service_found)
        return CONFLICT;
    if (outcome == OK)
        outcome = referral_content(work, referral, &content);
    if (outcome != OK)
        return outcome;
    referral_items items = referral_would_tell(work, referral, &sharing, content.readable) & content.present;
    referral->receiver = sharing.service->head.organisation;
    referral->service_name = service_title(work, sharing.service);
    referral->items_sent = referral_items_write(work->arena, items);
    outcome = organisation_called(work, referral->receiver, &referral->addressee, &arabic, &code);
    if (outcome == OK)
        outcome = take_city(work, sharing.service, referral);
    if (outcome == OK)
        outcome = set_clock(work, referral);
    if (outcome == OK)
        outcome = record_consent(work, referral);
    if (outcome == OK)
        outcome = deliver(work, referral, &sharing, &content, items);
    return outcome == OK ? announce(work, referral) : outcome;
}

/* ---- afterwards ---- */

/* What the sender does follows on the other side. */
static enum outcome follow(struct work *work, const struct referral *referral, const char *action)
{
    AUTO_WALL struct wall_hold hold = wall_open(work->db, "the receiver is another organisation");
    struct work program = as_program(work);
    bool guarded = referral_is_guarded(referral);
    const struct record *record = received_record_of(guarded);
    struct identifier id;
    void *before;
    enum outcome outcome = received_of(work, guarded, referral->head.id, referral->head.person, &id);
    if (outcome == OK)
        outcome = record_get_unlimited(&program, record, id, &before);
    if (outcome != OK)
        return outcome == NOT_FOUND ? CONFLICT : outcome;
    struct referral_received *input = record_copy(work->arena, record, before);
    input->reply = referral->reply;
    outcome = flow_move_forced_with(&program, received_flow_of(guarded), id, text_from(action), input, TEXT_NONE);
    work->problems = program.problems;
    return outcome == NOT_FOUND ? CONFLICT : outcome; /* the other side was faster */
}

enum outcome referral_can_reply(struct work *work, const void *row, struct gate *gate)
{
    const struct referral *referral = row;
    (void)work;
    gate_require(gate, (referral_items_read(referral->items_sent) >> ITEM_REASONS & 1) != 0, "reasons_not_agreed",
                 N_("The person agreed that the receiver is told the reasons: a reply tells of them too"),
                 N_("Caseworker"), TEXT_NONE);
    return OK;
}

enum outcome referral_replied(struct work *work, void *row) { return follow(work, row, "reply"); }
enum outcome referral_recalled(struct work *work, void *row) { return follow(work, row, "recall"); }
enum outcome referral_withdrawn(struct work *work, void *row) { return follow(work, row, "withdraw"); }
enum outcome referral_expired(struct work *work, void *row) { return follow(work, row, "expire"); }

enum outcome referral_withdraw_all(struct work *work, struct identifier person, struct identifier consent)
{
    AUTO_WALL struct wall_hold hold = wall_open(work->db, "a withdrawal reaches what others were told");
    struct work program = as_program(work);
    struct referral_mark *marks;
    size_t count = 0;
    enum outcome outcome = referrals_under_way(work, person, consent, &marks, &count);
    for (size_t i = 0; i < count && outcome == OK; i++)
        outcome =
            flow_move_forced(&program, referral_flow_of(marks[i].guarded), marks[i].id, TEXT("withdraw"), TEXT_NONE);
    work->problems = program.problems;
    return outcome;
}

/* ---- what is stored ---- */

static bool is_answer(const struct field *field) { return (field->flags & FIELD_COMPUTED) != 0; }

enum outcome referral_check(struct work *work, const void *before, void *row, struct problems *problems)
{
    struct referral *referral = row;
    const struct record *record = referral_record_of(referral_is_guarded(referral));
    (void)work;
    if (before == NULL && referral->head.state.length == 0)
        referral->head.state = TEXT("draft");
    bool stays = before != NULL && text_equal(record_head_of(before)->state, referral->head.state);
    bool changed = false;
    for (size_t i = 0; stays && i < record->field_count; i++)
        changed = changed || (!is_answer(&record->fields[i]) && !field_equal(&record->fields[i], before, row));
    if (changed && !text_is(referral->head.state, "draft"))
        (void)problem_add(problems, INVALID, "referral_sent_already", TEXT_NONE,
                          N_("This was sent. Recall it, and send another one."));
    if (!referral_is_guarded(referral) && referral->separated.is == FLAG_YES)
        (void)problem_add(problems, INVALID, "protection_referral_wanted", TEXT("separated"),
                          N_("A separated or unaccompanied child is referred by a protection officer, as a protection "
                             "referral."));
    if (!referral_is_guarded(referral) && text_is(referral->theme, "unaccompanied_minors"))
        (void)problem_add(problems, INVALID, "protection_referral_wanted", TEXT("theme"),
                          N_("A separated or unaccompanied child is referred by a protection officer, as a protection "
                             "referral."));
    if (referral->consent_until != DATE_NONE && referral->consent_on != DATE_NONE &&
        referral->consent_until < referral->consent_on)
        (void)problem_add(problems, INVALID, "expiry_before_consent", TEXT("consent_until"),
                          N_("Consent cannot end before it was given."));
    return OK;
}

enum outcome referral_stored(struct work *work, const void *before, const void *row)
{
    return elsewhere_follow(work, before, row);
}
