/* What data protection has to do in the demonstration: requests, files opened in an emergency, holds, data due.  All
   words say that nobody said them. */
#include "app/demonstration/parts.h"

#include "privacy/privacy.h"

enum { FIRST = 120, EACH = 10, RARE = 40, MINUTES = 60 };

static void put_head(const struct making *making, const struct family *family, const struct member *member,
                     const struct flow *flow, struct record_head *head)
{
    head->id = making_id(making);
    head->person = member->person;
    head->organisation = making->organisation;
    head->office = making->offices[family->office].head.id;
    head->state = text_from(flow->states[0].name);
}

static enum outcome move(struct making *making, const struct flow *flow, const void *row, const char *action,
                         const void *input, const char *note)
{
    return flow_move_forced_with(&making->work, flow, record_head_of(row)->id, text_from(action), input,
                                 text_from(note));
}

static enum outcome add_request(struct making *making, const struct family *family, const struct member *member,
                                int64_t number)
{
    static const char *const KINDS[] = {"access", "correction", "objection", "erasure"};
    int32_t received = making->options->today - 4 - (int32_t)number % 5 * 9;
    struct data_request *request = record_new(making->work.arena, &data_request_record);
    making_at(making, &making->reception[family->office], received, 1);
    put_head(making, family, member, &data_request_flow, &request->head);
    request->kind = text_from(KINDS[number % 4]);
    request->received_on = received;
    request->means = TEXT("present");
    request->language = text_from(number % 2 == 0 ? "fr" : "ar");
    request->asked_by = TEXT("self");
    request->identity_checked.is = FLAG_YES;
    request->asked = TEXT("Demande inventée pour la démonstration.");
    enum outcome outcome = record_insert(&making->work, &data_request_record, request);
    if (outcome == OK)
        outcome = flow_begin(&making->work, &data_request_flow, request);
    if (outcome != OK || number % 3 != 0 || text_is(request->kind, "correction"))
        return outcome;
    struct data_request *answered = record_copy(making->work.arena, &data_request_record, request);
    making_at(making, &making->supervisor, received + 3, 2);
    answered->outcome = TEXT("refused");
    answered->answer = TEXT("Réponse inventée pour la démonstration.");
    return move(making, &data_request_flow, request, "answer", answered, "");
}

static enum outcome add_glass(struct making *making, const struct family *family, const struct member *member,
                              int64_t number)
{
    static const char *const REASONS[] = {"danger", "present", "travel", "cover"};
    size_t other = (family->office + 1U) % OFFICES;
    int32_t day = making->options->today - 2 - (int32_t)number % 6 * 11;
    struct broken_glass *glass = record_new(making->work.arena, &broken_glass_record);
    making_at(making, &making->caseworker[other], day, 3);
    put_head(making, family, member, &broken_glass_flow, &glass->head);
    glass->head.office = making->offices[other].head.id;
    glass->head.assigned = glass->opened_by = making->caseworker[other].user;
    glass->asked = TEXT("—");
    glass->reason = text_from(REASONS[number % 4]);
    glass->explanation = TEXT("Situation inventée pour la démonstration.");
    glass->until_at = making->work.now + (int64_t)MINUTES * 60 * MICROSECONDS;
    glass->ended_at = INSTANT_NONE;
    enum outcome outcome = record_insert(&making->work, &broken_glass_record, glass);
    if (outcome == OK)
        outcome = flow_begin(&making->work, &broken_glass_flow, glass);
    if (outcome == OK)
        outcome = move(making, &broken_glass_flow, glass, "end", NULL, "");
    if (outcome != OK || number % 3 == 0)
        return outcome;
    struct broken_glass *reviewed = record_copy(making->work.arena, &broken_glass_record, glass);
    reviewed->measures = TEXT("Rappel des règles (exemple inventé).");
    making_at(making, &making->supervisor, day + 1, 4);
    return move(making, &broken_glass_flow, glass, number % 4 == 1 ? "condemn" : "justify", reviewed, "");
}

static enum outcome add_hold(struct making *making, const struct family *family, const struct member *member)
{
    struct legal_hold *hold = record_new(making->work.arena, &legal_hold_record);
    making_at(making, &making->supervisor, making->options->today - 30, 5);
    put_head(making, family, member, &legal_hold_flow, &hold->head);
    hold->basis = TEXT("complaint");
    hold->reason = TEXT("Plainte inventée pour la démonstration.");
    return record_insert(&making->work, &legal_hold_record, hold);
}

static enum outcome add_proposal(struct making *making, const struct family *family, const struct member *member)
{
    struct retention_proposal *proposal = record_new(making->work.arena, &retention_proposal_record);
    making_at(making, &making->supervisor, making->options->today - 10, 6);
    put_head(making, family, member, &retention_flow, &proposal->head);
    proposal->reason = TEXT("no_longer_needed");
    proposal->due_since = making->options->today - 12;
    enum outcome outcome = record_insert(&making->work, &retention_proposal_record, proposal);
    return outcome == OK ? flow_begin(&making->work, &retention_flow, proposal) : outcome;
}

/* ---- registers ---- */

static void put_register(struct making *making, const struct flow *flow, struct record_head *head, int32_t day,
                         int hour)
{
    making_at(making, &making->supervisor, day, hour);
    head->id = making_id(making);
    head->organisation = making->organisation;
    head->office = making->offices[0].head.id;
    head->assigned = making->supervisor.user;
    head->state = text_from(flow->states[0].name);
}

static enum outcome add_processings(struct making *making)
{
    static const struct {
        const char *name, *purpose, *categories, *retention;
        bool sensitive, filed;
    } ROWS[] = {
        {"Dossiers de retour volontaire", "Préparer et suivre le retour volontaire (exemple inventé).",
         "Migrants qui demandent le retour : état civil, contacts, documents, santé pour le voyage.",
         "Cinq ans après la clôture (proposé).", true, true},
        {"Comptes des collaborateurs", "Savoir qui a vu et changé quoi (exemple inventé).",
         "Collaborateurs : nom, adresse de service, actions.", "Deux ans après le départ (proposé).", false, false},
    };
    int32_t day = making->options->today - 200;
    enum outcome outcome = OK;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS && outcome == OK; i++) {
        struct processing *row = record_new(making->work.arena, &processing_record);
        put_register(making, &processing_flow, &row->head, day, (int)i);
        row->name = text_from(ROWS[i].name);
        row->purpose = text_from(ROWS[i].purpose);
        row->controller = TEXT("Mission (démonstration)");
        row->basis = TEXT("consent");
        row->categories = text_from(ROWS[i].categories);
        row->sensitive.is = ROWS[i].sensitive ? FLAG_YES : FLAG_NO;
        row->national_numbers.is = FLAG_NO;
        row->recipients = TEXT("Bureaux de la mission.");
        row->abroad.is = ROWS[i].sensitive ? FLAG_YES : FLAG_NO;
        row->retention = text_from(ROWS[i].retention);
        row->security = TEXT("Champs personnels chiffrés, accès selon le rôle, journal scellé.");
        outcome = record_insert(&making->work, &processing_record, row);
        if (outcome == OK)
            outcome = flow_begin(&making->work, &processing_flow, row);
        struct processing *filed = record_copy(making->work.arena, &processing_record, row);
        filed->filed_on = day;
        if (outcome == OK && ROWS[i].filed)
            outcome = move(making, &processing_flow, row, "file", filed, "");
    }
    return outcome;
}

static enum outcome add_incidents(struct making *making)
{
    static const char *const KINDS[] = {"wrong_recipient", "lost_paper"};
    enum outcome outcome = OK;
    for (size_t i = 0; i < sizeof KINDS / sizeof *KINDS && outcome == OK; i++) {
        int32_t day = making->options->today - (i == 0 ? 40 : 1);
        struct incident *row = record_new(making->work.arena, &incident_record);
        put_register(making, &incident_flow, &row->head, day, 2);
        row->kind = text_from(KINDS[i]);
        row->noticed_at = making->work.now;
        row->happened_on = day;
        row->what = TEXT("Incident inventé pour la démonstration.");
        row->categories = TEXT("Noms et numéros de dossier.");
        row->persons = 3;
        row->first_measures = TEXT("Le destinataire a détruit la lettre (exemple inventé).");
        outcome = record_insert(&making->work, &incident_record, row);
        if (outcome == OK)
            outcome = flow_begin(&making->work, &incident_flow, row);
        struct incident *assessed = record_copy(making->work.arena, &incident_record, row);
        assessed->risk = TEXT("low");
        assessed->assessment = TEXT("Peu de données, retrouvées le jour même (exemple inventé).");
        assessed->tell_authority.is = FLAG_NO;
        assessed->tell_persons.is = FLAG_NO;
        assessed->lessons = TEXT("Relire l’adresse à deux (exemple inventé).");
        if (outcome == OK && i == 0)
            outcome = move(making, &incident_flow, row, "assess", assessed, "");
        if (outcome == OK && i == 0)
            outcome = move(making, &incident_flow, row, "close", assessed, "");
    }
    return outcome;
}

static enum outcome add_agreements(struct making *making)
{
    static const struct {
        const char *party, *kind, *country, *basis;
        int32_t review;
    } ROWS[] = {
        {"Bureau d’accueil inventé de Dakar", "own_office", "SEN", "consent", 120},
        {"Association inventée d’hébergement", "association", "MAR", "none", -10},
    };
    enum outcome outcome = OK;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS && outcome == OK; i++) {
        int32_t day = making->options->today - 240;
        struct transfer_agreement *row = record_new(making->work.arena, &transfer_agreement_record);
        put_register(making, &transfer_agreement_flow, &row->head, day, 4 + (int)i);
        row->party = text_from(ROWS[i].party);
        row->party_kind = text_from(ROWS[i].kind);
        row->country = text_from(ROWS[i].country);
        row->purpose = TEXT("Accueillir la personne à l’arrivée (exemple inventé).");
        row->elements = TEXT("Nom, date d’arrivée, besoins à l’arrivée.");
        row->basis = text_from(ROWS[i].basis);
        row->safeguards = TEXT("Accès limité aux arrivées, pas de copie (exemple inventé).");
        row->onward.is = FLAG_NO;
        row->tells_incidents.is = FLAG_YES;
        row->starts_on = day;
        row->review_on = making->options->today + ROWS[i].review;
        outcome = record_insert(&making->work, &transfer_agreement_record, row);
        struct transfer_agreement *signed_one = record_copy(making->work.arena, &transfer_agreement_record, row);
        signed_one->signed_on = day;
        signed_one->place = TEXT("Classeur de démonstration");
        if (outcome == OK)
            outcome = move(making, &transfer_agreement_flow, row, "sign", signed_one, "");
    }
    return outcome;
}

enum outcome make_privacy_registers(struct making *making)
{
    enum outcome outcome = add_processings(making);
    if (outcome == OK)
        outcome = add_incidents(making);
    if (outcome == OK)
        outcome = add_agreements(making);
    return making_refused(making, "registers of data protection", outcome);
}

enum outcome make_privacy(struct making *making, const struct family *family, const struct member *member)
{
    int64_t number = making->privacy_seen++;
    enum outcome outcome = OK;
    if (number >= FIRST)
        return OK;
    if (number % EACH == 1)
        outcome = add_request(making, family, member, number / EACH);
    else if (number % EACH == 4)
        outcome = add_glass(making, family, member, number / EACH);
    else if (number % RARE == 7)
        outcome = add_hold(making, family, member);
    else if (number % RARE == 17)
        outcome = add_proposal(making, family, member);
    return making_refused(making, "data protection", outcome);
}
