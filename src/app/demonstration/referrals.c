/* Some persons of the first office who were referred to the partner: each as far as a referral may have come. */
#include "app/demonstration/parts.h"

#include "directory/directory.h"
#include "referrals/referrals.h"

enum { REFERRALS = 24, WAYS = 6, SERVICES_MOST = 9 };

/* What became of every sixth; steps of the receiver, one after the other. */
static const char *const WAY[WAYS][4] = {
    {NULL},           {"acknowledge", NULL}, {"acknowledge", "accept", NULL}, {"accept", "begin", "complete", NULL},
    {"refuse", NULL}, {"ask", NULL},
};

static enum outcome ids_of(struct making *making, struct sql sql, struct value bind, int64_t most,
                           struct rows *ret_rows)
{
    struct value all[] = {bind, value_integer(most)};
    return db_query(making->work.db, sql, all, 2, making->kept, ret_rows);
}

static enum outcome write(struct making *making, struct identifier person, struct identifier service, size_t number,
                          struct referral **ret_row)
{
    static const char *const PRIORITIES[] = {"normal", "normal", "urgent", "emergency"};
    struct referral *row = record_new(making->work.arena, &referral_record);
    row->head.person = person;
    row->head.organisation = making->organisation;
    row->head.office = making->offices[0].head.id;
    row->head.assigned = making->caseworker[0].user;
    row->service = service;
    row->priority = text_from(PRIORITIES[number % 4]);
    row->theme = text_from(number % 2 == 0 ? "accommodation" : "health");
    row->services = text_from(number % 2 == 0 ? "shelter" : "health");
    row->reasons = TEXT("Motif inventé pour la démonstration : la personne dort dehors depuis une semaine.");
    row->safe_channel = TEXT("call");
    row->safe_time = TEXT("après 18 h");
    row->consent_items = TEXT("name,file_number,languages,telephone,contact,needs");
    row->consent_means = TEXT("spoken");
    row->consent_language = TEXT("fra");
    row->consent_interpreter.is = FLAG_NO;
    row->consent_explained.is = FLAG_YES;
    row->consent_on = zone_date(making->work.zone, making->work.now);
    row->generated.is = FLAG_YES;
    enum outcome outcome = record_insert(&making->work, &referral_record, row);
    *ret_row = row;
    return outcome == OK ? flow_begin(&making->work, &referral_flow, row) : outcome;
}

/* The receiver's steps, with its answers. */
static enum outcome answer(struct making *making, const struct referral *referral, size_t number, int32_t day)
{
    struct work *work = &making->work;
    struct rows rows;
    struct value bind[] = {value_id(referral->head.id), value_id(referral->head.person)};
    void *row = NULL;
    enum outcome outcome = db_query(
        work->db, SQL("demonstration_received", "SELECT id FROM referral_received WHERE referral = $1 AND person = $2"),
        bind, 2, work->arena, &rows);
    for (size_t i = 0; outcome == OK && rows.count > 0 && WAY[number % WAYS][i] != NULL; i++) {
        making_at(making, &making->manager, day, 8 + (int)i);
        outcome = record_get_unlimited(work, &referral_received_record, cell_id(&rows, 0, 0), &row);
        if (outcome != OK)
            break;
        struct referral_received *input = record_copy(work->arena, &referral_received_record, row);
        input->refusal_reason = TEXT("capacity");
        input->question = TEXT("Question inventée : depuis quand ?");
        input->outcomes = arena_format(work->arena, "%.*s=provided", TEXT_ARG(input->services));
        outcome = flow_move(work, &referral_received_flow, input->head.id, input->head.version,
                            text_from(WAY[number % WAYS][i]), input, TEXT_NONE);
        if (outcome == INVALID) { /* no place is left that week: it waits */
            work->problems = problems_open(work->arena);
            return OK;
        }
    }
    return outcome;
}

static enum outcome refer(struct making *making, struct identifier person, struct identifier service, size_t number)
{
    struct referral *row;
    int32_t day = making->options->today - 1 - (int32_t)(number % 12);
    making_at(making, &making->caseworker[0], day, 4);
    enum outcome outcome = write(making, person, service, number, &row);
    if (outcome == OK && number % 8 != 7) { /* the others are drafts */
        outcome =
            flow_move(&making->work, &referral_flow, row->head.id, row->head.version, TEXT("send"), NULL, TEXT_NONE);
        if (outcome == INVALID) { /* who agreed to nothing any more stays a draft */
            making->work.problems = problems_open(making->work.arena);
            return OK;
        }
        if (outcome == OK)
            outcome = answer(making, row, number, day + 1);
    }
    return making_refused(making, "a referral", outcome);
}

enum outcome make_referrals(struct making *making)
{
    struct rows persons;
    struct rows services;
    struct rows caritas;
    enum outcome outcome = ids_of(
        making, SQL("demonstration_referred", "SELECT id FROM person WHERE office = $1 ORDER BY id DESC LIMIT $2"),
        value_id(making->offices[0].head.id), REFERRALS, &persons);
    if (outcome == OK)
        outcome = ids_of(
            making, SQL("demonstration_partner", "SELECT id FROM organisation WHERE code = $1 ORDER BY id LIMIT $2"),
            value_text(TEXT("CARITAS")), 1, &caritas);
    if (outcome != OK || caritas.count == 0)
        return outcome;
    outcome = ids_of(making,
                     SQL("demonstration_services", "SELECT id FROM directory_service WHERE organisation = $1 "
                                                   "AND state = 'open' ORDER BY id LIMIT $2"),
                     value_id(cell_id(&caritas, 0, 0)), SERVICES_MOST, &services);
    for (size_t i = 0; outcome == OK && services.count > 0 && i < persons.count; i++)
        outcome = refer(making, cell_id(&persons, i, 0), cell_id(&services, i % services.count, 0), i);
    return outcome;
}
