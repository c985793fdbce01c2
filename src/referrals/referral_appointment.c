/* Two rows of one appointment, their reminders, their place in calendars. */
#include "referrals/referral_appointment.h"

#include "codec/json.h"
#include "codec/mail.h"
#include "database/wall.h"
#include "identity/identity.h"
#include "job/job.h"
#include "notices/notices.h"
#include "record/keys.h"
#include "record/list.h"
#include "referrals/referral_store.h"
#include "returns/returns.h"

enum { REMIND_MOST = 100, REMIND_ATTEMPTS = 10 };

static struct work as_program(const struct work *work, struct actor *actor)
{
    struct work program = *work;
    *actor = (struct actor){.system = true, .user = work->actor->user, .origin = work->actor->origin};
    program.actor = actor;
    return program;
}

/* ---- both sides ---- */

static enum outcome other_side(struct work *work, const struct referral_appointment *row, struct record_head *ret_head)
{
    struct identifier id;
    void *found;
    bool incoming = row->incoming.is == FLAG_YES;
    enum outcome outcome;
    if (incoming) {
        outcome = record_get_unlimited(work, &referral_received_record, row->file, &found);
        id = outcome == OK ? ((const struct referral_received *)found)->referral : row->file;
    } else {
        outcome = received_of(work, false, row->file, row->head.person, &id);
    }
    if (outcome == OK)
        outcome = record_get_unlimited(work, incoming ? &referral_record : &referral_received_record, id, &found);
    if (outcome == OK)
        *ret_head = *record_head_of(found);
    return outcome;
}

/* Its key is gone, with the referral's end or the person's data: nothing more is written to it. */
static bool is_erased(const struct referral_appointment *row) { return row->begins.length == 0; }

static void copy_kept(const struct referral_appointment *from, struct referral_appointment *to)
{
    to->held_on = from->held_on;
    to->begins = from->begins;
    to->minutes = from->minutes;
    to->zone = from->zone;
    to->place = from->place;
    to->result = from->result;
    to->reminded_on = from->reminded_on;
}

enum outcome referral_appointment_make(struct work *work, struct referral_appointment *row)
{
    struct actor actor;
    struct work program = as_program(work, &actor);
    struct record_head head;
    enum outcome outcome = record_insert(work, &referral_appointment_record, row);
    if (outcome != OK)
        return outcome;
    AUTO_WALL struct wall_hold hold = wall_open(work->db, "the other side is another organisation");
    outcome = other_side(&program, row, &head);
    if (outcome != OK)
        return outcome == NOT_FOUND ? CONFLICT : outcome;
    struct referral_appointment *mirror = record_copy(work->arena, &referral_appointment_record, row);
    mirror->head = (struct record_head){.person = head.person,
                                        .organisation = head.organisation,
                                        .office = head.office,
                                        .assigned = head.assigned,
                                        .state = TEXT_NONE};
    mirror->file = head.id;
    mirror->mirror = row->head.id;
    mirror->incoming.is = row->incoming.is == FLAG_YES ? FLAG_NO : FLAG_YES;
    outcome = record_insert(&program, &referral_appointment_record, mirror);
    if (outcome == OK) {
        struct referral_appointment *again = record_copy(work->arena, &referral_appointment_record, row);
        again->mirror = mirror->head.id;
        outcome = record_update_by_step(&program, &referral_appointment_record, row, again, TEXT("told"));
    }
    work->problems = program.problems;
    return outcome;
}

/* Of another day both sides are reminded again: the program's field, not the user's. */
static enum outcome remind_again(struct work *program, const struct referral_appointment *old,
                                 struct referral_appointment *row)
{
    void *before;
    if (row->held_on == old->held_on || old->reminded_on == DATE_NONE)
        return OK;
    enum outcome outcome = record_get_unlimited(program, &referral_appointment_record, row->head.id, &before);
    if (outcome != OK)
        return outcome;
    struct referral_appointment *after = record_copy(program->arena, &referral_appointment_record, before);
    after->reminded_on = row->reminded_on = DATE_NONE;
    outcome = record_update_by_step(program, &referral_appointment_record, before, after, TEXT("moved"));
    row->head = after->head;
    return outcome;
}

enum outcome referral_appointment_change(struct work *work, const void *before, void *row)
{
    struct actor actor;
    struct work program = as_program(work, &actor);
    const struct referral_appointment *old = before;
    void *other;
    enum outcome outcome = record_update(work, &referral_appointment_record, before, row);
    if (outcome == OK)
        outcome = remind_again(&program, old, row);
    if (outcome != OK || identifier_is_none(old->mirror))
        return outcome;
    AUTO_WALL struct wall_hold hold = wall_open(work->db, "the other side is another organisation");
    outcome = record_get_unlimited(&program, &referral_appointment_record, old->mirror, &other);
    if (outcome != OK || is_erased(other))
        return outcome == NOT_FOUND ? OK : outcome;
    struct referral_appointment *mirror = record_copy(work->arena, &referral_appointment_record, other);
    copy_kept(row, mirror);
    outcome = record_update_by_step(&program, &referral_appointment_record, other, mirror, TEXT("changed"));
    work->problems = program.problems;
    return outcome;
}

/* ---- when the receiver's access ends ---- */

static enum outcome call_off(struct work *work, struct identifier id)
{
    void *before;
    enum outcome outcome = record_get_unlimited(work, &referral_appointment_record, id, &before);
    if (outcome != OK)
        return outcome == NOT_FOUND ? OK : outcome;
    struct referral_appointment *row = record_copy(work->arena, &referral_appointment_record, before);
    if (is_erased(row) || row->result.length > 0 || row->held_on < zone_date(work->zone, work->now))
        return OK;
    row->result = TEXT("cancelled");
    return record_update_by_step(work, &referral_appointment_record, before, row, TEXT("called_off"));
}

enum outcome referral_appointments_over(struct work *work, const struct referral_received *received)
{
    AUTO_WALL struct wall_hold hold = wall_open(work->db, "the other side is another organisation");
    struct actor actor;
    struct work program = as_program(work, &actor);
    struct identifier *ids;
    struct identifier *own;
    size_t count = 0;
    size_t own_count = 0;
    enum outcome outcome = appointment_rows(&program, received->head.id, received->head.person, &ids, &count);
    if (outcome == OK)
        outcome = appointment_rows(&program, received->referral, received->head.person, &own, &own_count);
    bool done = text_is(received->head.state, "completed"); /* then what is to come may still be kept */
    for (size_t i = 0; i < own_count && outcome == OK && !done; i++)
        outcome = call_off(&program, own[i]);
    for (size_t i = 0; i < count && outcome == OK; i++) {
        outcome = done ? OK : call_off(&program, ids[i]);
        if (outcome == OK)
            outcome = keys_erase(&program, ids[i], TEXT("referral_over"));
        if (outcome == NOT_FOUND)
            outcome = OK;
    }
    return outcome;
}

/* ---- reminders ---- */

static enum outcome order(struct work *work, const struct referral_appointment *row, struct identifier account)
{
    struct text id = identifier_to_text(work->arena, row->head.id);
    struct text whose = identifier_is_none(account) ? TEXT("service") : identifier_to_text(work->arena, account);
    const struct job_order job = {
        .kind = referral_mail_job.name,
        .organisation = row->head.organisation,
        .priority = JOB_ORDINARY,
        .attempt_limit = REMIND_ATTEMPTS,
        .arguments = arena_format(work->arena, "{\"appointment\":\"%.*s\",\"account\":\"%.*s\",\"day\":\"%.*s\"}",
                                  TEXT_ARG(id), identifier_is_none(account) ? 0 : (int)whose.length, whose.at,
                                  TEXT_ARG(date_to_text(work->arena, row->held_on))),
        .once = arena_format(work->arena, "remind/%.*s/%.*s/%d", TEXT_ARG(id), TEXT_ARG(whose), (int)row->held_on),
    };
    return job_add(work, &job, NULL);
}

/* On the sender's side who it is given to; on the receiver's who follows referrals there, or else the service. */
static enum outcome order_all(struct work *work, const struct referral_appointment *row)
{
    struct identifier *users;
    size_t count = 0;
    if (row->incoming.is != FLAG_YES)
        return identifier_is_none(row->head.assigned) ? OK : order(work, row, row->head.assigned);
    enum outcome outcome = referral_users(work, row->head.organisation, false, &users, &count);
    for (size_t i = 0; i < count && outcome == OK; i++)
        outcome = order(work, row, users[i]);
    return outcome == OK && count == 0 ? order(work, row, (struct identifier){{0}}) : outcome;
}

static enum outcome remind_of(struct work *work, struct identifier id, int32_t today)
{
    void *before;
    enum outcome outcome = record_get_unlimited(work, &referral_appointment_record, id, &before);
    if (outcome != OK)
        return outcome;
    struct referral_appointment *row = record_copy(work->arena, &referral_appointment_record, before);
    if (is_erased(row))
        return appointment_pass(work, id, row->head.person, today);
    row->reminded_on = today;
    outcome = order_all(work, row);
    return outcome == OK ? record_update_by_step(work, &referral_appointment_record, before, row, TEXT("reminded"))
                         : outcome;
}

enum outcome referral_appointments_remind(struct work *work, int64_t *ret_count)
{
    AUTO_WALL struct wall_hold hold = wall_open(work->db, "both sides are reminded");
    struct work program = *work;
    struct identifier *ids;
    size_t count = 0;
    int32_t today = zone_date(work->zone, work->now);
    program.actor = &referral_system;
    if (!mail_may_leave()) {
        *ret_count = 0;
        return OK;
    }
    enum outcome outcome = appointment_due(&program, today + 1, REMIND_MOST, &ids, &count);
    for (size_t i = 0; i < count && outcome == OK; i++)
        outcome = remind_of(&program, ids[i], today);
    *ret_count = (int64_t)count;
    return outcome;
}

/* To whom, and in which language; an empty address: nobody wants it any more. */
static enum outcome find_address(struct work *work, const struct referral_appointment *row, struct identifier account,
                                 struct text *ret_to)
{
    void *found;
    *ret_to = TEXT_NONE;
    if (!identifier_is_none(account)) {
        enum outcome outcome = record_get_unlimited(work, &user_account_record, account, &found);
        const struct user_account *user = outcome == OK ? found : NULL;
        bool wanted = false;
        if (outcome == OK)
            outcome = mail_is_welcome(work, account, &wanted);
        if (outcome != OK)
            return outcome == NOT_FOUND ? OK : outcome;
        const struct language *language = language_for(user->language);
        work->language = language == NULL ? work->language : language;
        if (user->active.is == FLAG_YES && wanted)
            *ret_to = user->email;
        return OK;
    }
    enum outcome outcome = record_get_unlimited(work, &referral_received_record, row->file, &found);
    if (outcome == OK)
        outcome = record_get_unlimited(work, &directory_service_record,
                                       ((const struct referral_received *)found)->service, &found);
    if (outcome != OK)
        return outcome == NOT_FOUND ? OK : outcome;
    const struct directory_service *service = found;
    *ret_to = service->channel_address.length > 0 ? service->channel_address : service->focal_email;
    return OK;
}

/* Number, day, hour and place: nobody's name. */
static struct text words_of(struct work *work, const struct referral_appointment *row)
{
    AUTO_BUFFER struct buffer body = buffer_open(16 << 10);
    int32_t seconds = 0;
    (void)!appointment_time_read(row->begins, &seconds);
    const struct text said[] = {row->about, language_date_time(work->arena, work->language, row->held_on, seconds),
                                row->place};
    struct text sentence = tr_with(work->arena, work->language,
                                   row->place.length > 0 ? N_("A reminder: appointment of referral {1}, {2}, {3}.")
                                                         : N_("A reminder: appointment of referral {1}, {2}."),
                                   said, 3);
    buffer_format(&body, "%s\n\n%.*s\n\n", tr(work->language, N_("Good day,")), TEXT_ARG(sentence));
    buffer_format(&body, "-- \n%s\n",
                  tr(work->language, N_("Nobody's name stands in our mails, and nobody reads answers to them.")));
    return arena_text(work->arena, buffer_text(&body));
}

/* Not called off, and not moved to another day. */
static bool is_to_come(struct work *work, const struct referral_appointment *row, int32_t day)
{
    return row->result.length == 0 && row->held_on == day && day >= zone_date(work->zone, work->now) && !is_erased(row);
}

enum outcome referral_appointment_mail(struct job_context *context, struct identifier appointment,
                                       struct identifier account, int32_t day, bool *ret_left)
{
    struct work *work = context->work;
    struct mail_words words;
    void *found;
    enum outcome outcome = record_get_unlimited(work, &referral_appointment_record, appointment, &found);
    if (outcome != OK || !is_to_come(work, found, day))
        return outcome == NOT_FOUND ? OK : outcome;
    const struct referral_appointment *row = found;
    outcome = find_address(work, row, account, &words.to);
    if (outcome != OK || words.to.length == 0)
        return outcome;
    words.subject = text_from(tr(work->language, N_("Reminder of an appointment")));
    words.body = words_of(work, row);
    outcome = mail_deliver(context, &words);
    if (outcome == OK)
        *ret_left = true;
    return outcome;
}

enum outcome referral_appointment_mailed(struct work *work, struct text arguments, struct text *ret_answer)
{
    AUTO_WALL struct wall_hold hold = wall_open(work->db, "both sides are reminded");
    const struct json_value *json;
    struct identifier id;
    void *before;
    struct work program = *work;
    program.actor = &referral_system;
    *ret_answer = TEXT("{}");
    if (json_parse(work->arena, arguments, JSON_LIMITS_REQUEST, &json, NULL) != OK ||
        text_to_identifier(json_text_or(json_member(json, TEXT("appointment")), TEXT_NONE), &id) != OK)
        return FAILED;
    enum outcome outcome = record_get_unlimited(&program, &referral_appointment_record, id, &before);
    if (outcome != OK || is_erased(before))
        return outcome == NOT_FOUND ? OK : outcome;
    struct referral_appointment *row = record_copy(work->arena, &referral_appointment_record, before);
    row->mailed_at = work->now;
    return record_update_by_step(&program, &referral_appointment_record, before, row, TEXT("mailed"));
}

/* ---- calendars ---- */

enum outcome referral_appointments_calendar(struct work *work, int32_t from, int32_t until, bool mine,
                                            struct calendar_entry *entries, size_t *count, bool *more)
{
    const struct record *record = &referral_appointment_record;
    struct list_query query = {.size = CALENDAR_MOST, .assigned_to_me = mine, .count_most = 1, .filter_count = 1};
    struct list_page page;
    if (!actor_may(work->actor, record->read))
        return OK;
    query.sort = record_field(record, TEXT("held_on"));
    query.filters[0] = (struct list_filter){.field = query.sort, .ranged = true, .from = from, .to = until};
    enum outcome outcome = record_list(work, record, &query, &page);
    if (outcome != OK)
        return outcome;
    *more = *more || page.next.length > 0;
    for (size_t i = 0; i < page.count; i++) {
        const struct referral_appointment *row = page.rows[i];
        int32_t seconds = 0;
        if (appointment_time_read(row->begins, &seconds) != OK)
            seconds = CALENDAR_ALL_DAY;
        entries[(*count)++] = (struct calendar_entry){
            .id = row->head.id,
            .file = row->file,
            .person = row->head.person,
            .day = row->held_on,
            .seconds = seconds,
            .minutes = row->minutes == INTEGER_NONE ? APPOINTMENT_MINUTES : row->minutes,
            .zone = row->zone,
            .kind = text_from(tr(work->language, N_("Appointment with a service"))),
            .place = row->place,
            .number = row->about,
            .result = row->result,
            .version = row->head.version,
            .changed_at = row->head.changed_at,
            .base = "/referral-appointments",
        };
    }
    return OK;
}
