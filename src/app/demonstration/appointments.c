/* Appointments with services, of the referrals that are there: some kept, some missed, some to come. */
#include "app/demonstration/parts.h"
#include "referrals/referral_appointment.h"

enum { LOOKED_AT = 40 };

static const struct {
    int days; /* from today */
    const char *begins, *place, *result;
} WANTED[] = {
    {1, "09:30", "Accueil du service, rez-de-chaussée", NULL},
    {-6, "10:00", "Accueil du service", "kept"},
    {3, "14:00", "Bureau 2, premier étage", NULL},
    {-2, "11:15", "Accueil du service", "missed"},
    {0, "15:30", "Salle d'entretien", NULL},
    {7, "09:00", "Accueil du service", NULL},
    {-9, "16:00", "Salle d'entretien", "kept"},
    {2, "10:45", "Accueil du service", "cancelled"},
};
enum { WANTED_COUNT = sizeof WANTED / sizeof *WANTED };

/* What was sent after that day is still to come. */
static bool is_past(const struct making *making, const struct referral *referral, size_t at)
{
    return WANTED[at].days < 0 &&
           zone_date(making->work.zone, referral->head.created_at) < making->options->today + WANTED[at].days;
}

static struct referral_appointment *appointment_of(struct making *making, const struct referral *referral, size_t at)
{
    struct referral_appointment *row = record_new(making->work.arena, &referral_appointment_record);
    int32_t days = WANTED[at].days;
    row->head.person = referral->head.person;
    row->head.organisation = referral->head.organisation;
    row->head.office = referral->head.office;
    row->head.assigned = referral->head.assigned;
    row->file = referral->head.id;
    row->about = referral->head.number;
    row->service_name = referral->service_name;
    row->incoming.is = FLAG_NO;
    row->generated.is = FLAG_YES;
    row->held_on = making->options->today + (days < 0 && !is_past(making, referral, at) ? -days : days);
    row->begins = text_from(WANTED[at].begins);
    row->zone = text_from(zone_name(making->work.zone));
    row->place = text_from(WANTED[at].place);
    return row;
}

static enum outcome make_appointment(struct making *making, const struct referral *referral, size_t at)
{
    struct work *work = &making->work;
    struct referral_appointment *row = appointment_of(making, referral, at);
    bool past = is_past(making, referral, at);
    const struct actor actor = {.system = true,
                                .organisation = referral->head.organisation,
                                .office = referral->head.office,
                                .user = referral->head.assigned};
    void *found;
    making_at(making, &actor, past ? row->held_on - 1 : making->options->today, (int)at);
    enum outcome outcome = referral_appointment_make(work, row);
    if (outcome != OK || WANTED[at].result == NULL || (WANTED[at].days < 0 && !past))
        return making_refused(making, "an appointment with a service", outcome);
    outcome = record_get_unlimited(work, &referral_appointment_record, row->head.id, &found);
    if (outcome != OK)
        return outcome;
    struct referral_appointment *after = record_copy(work->arena, &referral_appointment_record, found);
    after->result = text_from(WANTED[at].result);
    making_at(making, &actor, past ? row->held_on + 1 : making->options->today, (int)at);
    return making_refused(making, "what became of an appointment", referral_appointment_change(work, found, after));
}

/* Between the answer and the outcome. */
static bool fits(const struct referral *referral)
{
    return text_is(referral->head.state, "accepted") || text_is(referral->head.state, "in_service");
}

enum outcome make_appointments(struct making *making)
{
    struct work *work = &making->work;
    static const struct actor PROGRAM = {.system = true};
    struct list_query query = {.descending = true, .size = LOOKED_AT, .count_most = 1};
    struct list_page page;
    work->actor = &PROGRAM;
    enum outcome outcome = record_list(work, &referral_record, &query, &page);
    for (size_t i = 0, at = 0; i < page.count && at < WANTED_COUNT && outcome == OK; i++)
        if (fits(page.rows[i]))
            outcome = make_appointment(making, page.rows[i], at++);
    return outcome;
}
