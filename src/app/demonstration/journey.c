/* Papers, needs, medication and appointments of the demonstration's cases that are under way: by the case's id, without
   a draw, so that the rest stays as it was drawn. */
#include "returns/journey.h"
#include "app/demonstration/parts.h"
#include "returns/appointment.h"
#include "returns/eligibility.h"

enum { NOON = 16 };

static unsigned drawn(const struct return_case *file, size_t which)
{
    return file->head.id.bytes[sizeof file->head.id.bytes - 1 - which];
}

static void put_head(struct making *making, const struct return_case *file, struct record_head *head)
{
    head->id = making_id(making);
    head->person = file->head.person;
    head->organisation = file->head.organisation;
    head->office = file->head.office;
    head->assigned = file->head.assigned;
}

/* As it stood then: what follows from a paper is told by the preparations already. */
static enum outcome insert(struct making *making, const struct record *record, void *row)
{
    struct record plain = *record;
    plain.stored = NULL;
    return record_insert(&making->work, &plain, row);
}

static enum outcome add_paper(struct making *making, const struct return_case *file, const char *kind, int32_t issued)
{
    struct travel_paper *paper = record_new(making->work.arena, &travel_paper_record);
    bool medical = text_is(text_from(kind), "medical_report");
    put_head(making, file, &paper->head);
    paper->return_case = file->head.id;
    paper->kind = text_from(kind);
    paper->requested_on = issued - 5;
    paper->issued_on = issued;
    paper->issuer = text_from(medical ? "Médecin inventé" : "Autorité (exemple inventé)");
    if (medical)
        paper->result = text_from(drawn(file, 0) % 9 == 0 ? "fit_with_escort" : "fit");
    return insert(making, &travel_paper_record, paper);
}

static enum outcome add_medication(struct making *making, const struct return_case *file, int32_t date)
{
    struct travel_medication *row = record_new(making->work.arena, &travel_medication_record);
    making_at(making, &making->health, date, NOON);
    put_head(making, file, &row->head);
    row->return_case = file->head.id;
    row->medicine = TEXT("Médicament inventé");
    row->dose = TEXT("comprimé");
    row->daily = 2;
    row->days = 30;
    row->prescription.is = FLAG_YES;
    return insert(making, &travel_medication_record, row);
}

static enum outcome add_needs(struct making *making, const struct return_case *file, int32_t date)
{
    struct travel_needs *needs = record_new(making->work.arena, &travel_needs_record);
    bool ill = drawn(file, 0) % 9 == 0;
    making_at(making, ill ? &making->health : &making->operations, date, NOON);
    put_head(making, file, &needs->head);
    needs->return_case = file->head.id;
    needs->escort = text_is(file->escort, "guardian") ? file->escort : TEXT("none");
    needs->wheelchair = text_from(ill ? "distance" : "none");
    needs->medication.is = ill ? FLAG_YES : FLAG_NO;
    if (ill) {
        needs->to_arrange = TEXT("Fauteuil roulant à l’aéroport, au départ et à l’arrivée (exemple inventé).");
        needs->condition = TEXT("Exemple inventé pour la démonstration.");
    }
    enum outcome outcome = insert(making, &travel_needs_record, needs);
    return outcome == OK && ill ? add_medication(making, file, date) : outcome;
}

static enum outcome add_appointment(struct making *making, const struct return_case *file, const char *kind,
                                    int32_t day, const char *place)
{
    static const char *const HOURS[] = {"09:00", "09:30", "10:15", "11:00", "14:00", "15:30"};
    struct appointment *row = record_new(making->work.arena, &appointment_record);
    bool past = day < making->options->today;
    size_t hour = (drawn(file, 1) + (unsigned)kind[0]) % (sizeof HOURS / sizeof *HOURS);
    put_head(making, file, &row->head);
    row->return_case = file->head.id;
    row->kind = text_from(kind);
    row->held_on = day;
    row->begins = text_from(HOURS[hour]);
    row->zone = text_from(zone_name(making->work.zone));
    row->place = text_from(place);
    if (past)
        row->result = text_from(drawn(file, 2) % 8 == 0 ? "missed" : "kept");
    return insert(making, &appointment_record, row);
}

/* On a day of the week on which offices are open. */
static int32_t working_day(int32_t date)
{
    int32_t weekday = date_weekday(date);
    return weekday > 4 ? date + 7 - weekday : date;
}

static enum outcome add_appointments(struct making *making, const struct return_case *file)
{
    int32_t today = making->options->today;
    int32_t ahead = (int32_t)(drawn(file, 1) % 10);
    bool booked = text_is(file->head.state, "booked");
    making_at(making, &making->reception[0], today - 1, 0);
    enum outcome outcome =
        add_appointment(making, file, "interview", working_day(file->received_on + 3), "Bureau (exemple inventé)");
    if (outcome == OK && text_is(file->head.state, "preparing"))
        outcome = add_appointment(making, file, "consulate", working_day(today + ahead), "Consulat (exemple inventé)");
    if (outcome == OK && text_is(file->head.state, "preparing") && drawn(file, 2) % 2 == 0)
        outcome =
            add_appointment(making, file, "medical", working_day(today + 1 + ahead), "Clinique (exemple inventé)");
    if (outcome == OK && booked && file->travel_on >= today)
        outcome = add_appointment(making, file, "departure", file->travel_on, "Aéroport (exemple inventé)");
    return outcome;
}

enum outcome make_journey(struct making *making, const struct return_case *file, int32_t settled_on)
{
    bool preparing = text_is(file->head.state, "preparing");
    enum outcome outcome = OK;
    making_at(making, &making->operations, settled_on, NOON);
    if (!preparing)
        outcome = add_paper(making, file, "exit_authorisation", settled_on);
    if (outcome == OK && !preparing)
        outcome = add_paper(making, file, "medical_report", settled_on);
    if (outcome == OK && (preparing || text_is(file->head.state, "booked")))
        outcome = add_needs(making, file, settled_on);
    if (outcome == OK)
        outcome = add_appointments(making, file);
    making_at(making, &making->operations, making->options->today - 1, NOON);
    if (outcome == OK && text_is(file->head.state, "booked"))
        outcome = journey_look_again(&making->work, file->head.id);
    return making_refused(making, "a journey", outcome);
}

/* What the rules answered on the day of the approval, asked of what was recorded until then.  Where they would not have
   let it pass nothing was signed. */
enum outcome make_decision(struct making *making, const struct return_case *approved, bool despite)
{
    struct work work;
    struct return_case *file = record_copy(making->work.arena, &return_case_record, approved);
    making_at(making, &making->supervisor, approved->head.state_since, NOON);
    work = making->work;
    work.problems = problems_open(making->work.arena);
    if (!despite)
        file->decision_note = TEXT("Copie signée vue à l’entretien (exemple inventé).");
    enum outcome outcome = eligibility_sign(&work, file, "approval", despite);
    return outcome == INVALID ? OK : making_refused(making, "a decision", outcome);
}
