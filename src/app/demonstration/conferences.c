/* Case conferences of the demonstration: one being prepared, others under way with minutes and decisions, one that
   ended. */
#include "app/demonstration/parts.h"
#include "referrals/conference.h"
#include "referrals/referral_store.h"

static enum outcome move(struct making *making, const struct flow *flow, struct identifier id, const char *action,
                         void *input)
{
    void *row;
    enum outcome outcome = record_get_unlimited(&making->work, flow->record, id, &row);
    if (outcome != OK)
        return outcome;
    return flow_move(&making->work, flow, id, record_head_of(row)->version, text_from(action), input, TEXT_NONE);
}

static enum outcome prepare(struct making *making, const struct conference_wanted *wanted, int32_t day,
                            struct conference *row)
{
    row->head = (struct record_head){.id = making_id(making),
                                     .person = wanted->person,
                                     .organisation = wanted->host->organisation,
                                     .office = wanted->office,
                                     .assigned = wanted->host->user,
                                     .state = TEXT("planned")};
    row->subject = TEXT("Un toit pour l’hiver et un suivi : qui fait quoi ? (exemple inventé)");
    row->held_on = day + 5;
    row->ends_on = day + 30;
    row->generated.is = FLAG_YES;
    row->guest_ids = identifier_to_text(making->work.arena, wanted->guest);
    row->items = TEXT("name,languages,telephone");
    row->consent_means = TEXT("spoken");
    row->consent_language = TEXT("fra");
    row->consent_interpreter.is = FLAG_NO;
    row->consent_explained.is = FLAG_YES;
    row->consent_on = day;
    enum outcome outcome = record_insert(&making->work, &conference_record, row);
    return outcome == OK ? flow_begin(&making->work, &conference_flow, row) : outcome;
}

static enum outcome decide(struct making *making, const struct conference *conference, struct identifier charged,
                           const char *what, bool done)
{
    struct work *work = &making->work;
    struct conference_decision *row = record_new(work->arena, &conference_decision_record);
    struct text arabic;
    struct text code;
    row->head = (struct record_head){
        .id = making_id(making), .person = conference->head.person, .organisation = charged, .state = TEXT("open")};
    if (identifier_equal(charged, conference->head.organisation))
        row->head.office = conference->head.office;
    row->what = text_from(what);
    row->due_on = conference->held_on + 10;
    row->conference = conference->head.id;
    row->host = conference->head.organisation;
    row->conference_number = conference->head.number;
    row->generated.is = FLAG_YES;
    enum outcome outcome = organisation_called(work, charged, &row->charged, &arabic, &code);
    if (outcome == OK)
        outcome = record_insert(work, &conference_decision_record, row);
    if (outcome == OK)
        outcome = flow_begin(work, &conference_decision_flow, row);
    struct conference_decision *input = record_new(work->arena, &conference_decision_record);
    input->done_note = TEXT("Fait (exemple inventé).");
    return outcome == OK && done ? move(making, &conference_decision_flow, row->head.id, "do", input) : outcome;
}

static enum outcome hold(struct making *making, const struct conference_wanted *wanted, const struct conference *row)
{
    struct conference *input = record_new(making->work.arena, &conference_record);
    input->minutes = TEXT("Présents : les deux organisations. On a parlé du logement et du suivi (exemple inventé).");
    making_at(making, wanted->host, row->held_on, 3);
    enum outcome outcome = move(making, &conference_flow, row->head.id, "minutes", input);
    if (outcome == OK)
        outcome = decide(making, row, wanted->host->organisation, "Chercher une place d’hébergement (exemple inventé).",
                         wanted->over);
    if (outcome == OK)
        outcome = decide(making, row, wanted->guest, "Proposer un premier entretien (exemple inventé).", wanted->over);
    return outcome;
}

enum outcome make_conference(struct making *making, const struct conference_wanted *wanted)
{
    struct conference *row = record_new(making->work.arena, &conference_record);
    int32_t day = making->options->today - wanted->ago;
    making_at(making, wanted->host, day, 3);
    enum outcome outcome = prepare(making, wanted, day, row);
    making_at(making, wanted->host, day, 4);
    if (outcome == OK && wanted->invited)
        outcome = move(making, &conference_flow, row->head.id, "invite", NULL);
    if (outcome == OK && wanted->held)
        outcome = hold(making, wanted, row);
    making_at(making, wanted->host, row->held_on + 2, 3);
    if (outcome == OK && wanted->over)
        outcome = move(making, &conference_flow, row->head.id, "close", NULL);
    return making_refused(making, "a case conference", outcome);
}
