/* The records of journeys: fields, lists of codes. */
#include "identity/identity.h"
#include "movements/movement_rules.h"

#define JOURNEY N_("Journey")
#define BAGGAGE N_("Baggage")
#define ITINERARY N_("Itinerary")
#define DEPARTURE N_("Departure")
#define ARRIVAL N_("Arrival")
#define NEEDS N_("Needs on the way")
#define FAMILY N_("Family")
#define ONWARD N_("Onward transport")

enum {
    JOURNEY_PURPOSES = PURPOSE_TRAVEL | PURPOSE_REPORTING,
    TRAVELLER_PURPOSES = PURPOSE_ASSISTANCE | PURPOSE_PROTECTION | PURPOSE_TRAVEL,
    TIME_LENGTH = 5
};

static struct text number_title(struct work *work, const void *row)
{
    (void)work;
    return record_head_of(row)->number;
}

/* ---- the journey ---- */

/* Offices as titles alone, for who chooses the one that receives a journey. */
static const struct field PLACE_FIELDS[] = {
    FIELD(struct office, name, FIELD_TEXT, .label = N_("Name")),
    FIELD(struct office, name_arabic, FIELD_TEXT, .label = N_("Name in Arabic")),
};

static struct text place_title(struct work *work, const void *row)
{
    const struct office *office = row;
    bool arabic = language_right_to_left(work->language) && office->name_arabic.length > 0;
    return arabic ? office->name_arabic : office->name;
}

static const struct record receiving_place_record = {
    .name = "office",
    .path = "offices",
    .table = "office",
    .label = N_("Office"),
    .plural = N_("Offices"),
    .size = sizeof(struct office),
    .fields = PLACE_FIELDS,
    .field_count = sizeof PLACE_FIELDS / sizeof *PLACE_FIELDS,
    .seal_with = SEAL_ORGANISATION,
    .read = &receiving_choose,
    .title = place_title,
};

static const struct field MOVEMENT_FIELDS[] = {
    FIELD(struct movement, departs_on, FIELD_DATE, .label = N_("Day of departure"), .section = ITINERARY,
          .flags = FIELD_COMPUTED | FIELD_LISTED | FIELD_FILTERED | FIELD_SORTED),
    FIELD(struct movement, route, FIELD_TEXT, .label = N_("Route"), .section = ITINERARY,
          .flags = FIELD_COMPUTED | FIELD_LISTED, .longest = 80),
    FIELD(struct movement, flight, FIELD_TEXT, .label = N_("First flight"), .section = ITINERARY,
          .flags = FIELD_COMPUTED | FIELD_LISTED, .longest = 120),
    FIELD(struct movement, departs_from, FIELD_CHOICE, .label = N_("Airport of departure"), .section = ITINERARY,
          .choices = &airports, .flags = FIELD_COMPUTED),
    FIELD(struct movement, departs_at, FIELD_INSTANT, .label = N_("Leaves at"), .section = ITINERARY,
          .flags = FIELD_COMPUTED),
    FIELD(struct movement, arrives_in, FIELD_CHOICE, .label = N_("Airport of arrival"), .section = ITINERARY,
          .choices = &airports, .flags = FIELD_COMPUTED),
    FIELD(struct movement, arrives_on, FIELD_DATE, .label = N_("Day of arrival"), .section = ITINERARY,
          .flags = FIELD_COMPUTED),
    FIELD(struct movement, arrives_at, FIELD_INSTANT, .label = N_("Lands at"), .section = ITINERARY,
          .flags = FIELD_COMPUTED),
    FIELD(struct movement, receiving_office, FIELD_LINK, .label = N_("Office that receives the travellers"),
          .section = JOURNEY, .target = &receiving_place_record,
          .help = N_("It learns of each traveller when the journey is booked: name and needs only where the person "
                     "agreed that they are passed on.")),
    FIELD(struct movement, receiving_name, FIELD_TEXT, .label = N_("Received at"), .section = JOURNEY,
          .flags = FIELD_COMPUTED),
    FIELD(struct movement, booking_reference, FIELD_TEXT, .label = N_("Booking reference of the airline"),
          .section = JOURNEY, .flags = FIELD_SEALED, .longest = 40),
    FIELD(struct movement, meeting_place, FIELD_TEXT, .label = N_("Where and when the group meets"), .section = JOURNEY,
          .longest = 200),
    FIELD(struct movement, baggage_pieces, FIELD_INTEGER, .label = N_("Pieces of baggage for each traveller"),
          .section = BAGGAGE, .smallest = 0, .largest = 9),
    FIELD(struct movement, baggage_kilograms, FIELD_INTEGER, .label = N_("Kilograms of baggage for each traveller"),
          .section = BAGGAGE, .smallest = 0, .largest = 99),
    FIELD(struct movement, note, FIELD_LINES, .label = N_("Note"), .section = JOURNEY, .flags = FIELD_SEALED,
          .help = N_("What colleagues must know of the journey. Nothing about a person: that stands beside the "
                     "traveller."),
          .longest = 1000),
    FIELD(struct movement, generated, FIELD_FLAG, .label = N_("Generated for the demonstration: nobody real"),
          .section = JOURNEY, .flags = FIELD_COMPUTED),
};

struct record movement_record = {
    .name = "movement",
    .path = "movements",
    .table = "movement",
    .label = N_("Journey"),
    .plural = N_("Journeys"),
    .kind = "MOV",
    .size = sizeof(struct movement),
    .fields = MOVEMENT_FIELDS,
    .field_count = sizeof MOVEMENT_FIELDS / sizeof *MOVEMENT_FIELDS,
    .seal_with = SEAL_ORGANISATION,
    .purposes = JOURNEY_PURPOSES,
    .read = &movement_read,
    .create = &movement_write,
    .update = &movement_write,
    .check = movement_check,
    .stored = movement_stored,
    .title = number_title,
};

/* ---- its flights ---- */

static const struct field LEG_FIELDS[] = {
    FIELD(struct movement_leg, movement, FIELD_LINK, .label = N_("Journey"), .target = &movement_record,
          .flags = FIELD_REQUIRED | FIELD_COMPUTED),
    FIELD(struct movement_leg, carrier, FIELD_TEXT, .label = N_("Airline"), .flags = FIELD_REQUIRED | FIELD_LISTED,
          .longest = 80),
    FIELD(struct movement_leg, flight, FIELD_TEXT, .label = N_("Flight number"), .flags = FIELD_REQUIRED | FIELD_LISTED,
          .longest = 20),
    FIELD(struct movement_leg, from_airport, FIELD_CHOICE, .label = N_("From"), .section = DEPARTURE,
          .choices = &airports, .flags = FIELD_REQUIRED | FIELD_LISTED),
    FIELD(struct movement_leg, departs_on, FIELD_DATE, .label = N_("Day of departure"), .section = DEPARTURE,
          .flags = FIELD_REQUIRED | FIELD_LISTED),
    FIELD(struct movement_leg, departs_time, FIELD_TEXT, .label = N_("Time of departure"), .section = DEPARTURE,
          .flags = FIELD_REQUIRED, .longest = TIME_LENGTH,
          .help = N_("By the clock of that airport, as the ticket says: 14:05.")),
    FIELD(struct movement_leg, to_airport, FIELD_CHOICE, .label = N_("To"), .section = ARRIVAL, .choices = &airports,
          .flags = FIELD_REQUIRED | FIELD_LISTED),
    FIELD(struct movement_leg, arrives_on, FIELD_DATE, .label = N_("Day of arrival"), .section = ARRIVAL,
          .flags = FIELD_REQUIRED | FIELD_LISTED),
    FIELD(struct movement_leg, arrives_time, FIELD_TEXT, .label = N_("Time of arrival"), .section = ARRIVAL,
          .flags = FIELD_REQUIRED, .longest = TIME_LENGTH,
          .help = N_("By the clock of that airport, as the ticket says: 14:05.")),
    FIELD(struct movement_leg, departs_zone, FIELD_TEXT, .label = N_("Time zone of the departure"),
          .section = DEPARTURE, .flags = FIELD_COMPUTED, .longest = 60),
    FIELD(struct movement_leg, arrives_zone, FIELD_TEXT, .label = N_("Time zone of the arrival"), .section = ARRIVAL,
          .flags = FIELD_COMPUTED, .longest = 60),
    FIELD(struct movement_leg, departs_at, FIELD_INSTANT, .label = N_("Leaves at"), .section = DEPARTURE,
          .flags = FIELD_COMPUTED),
    FIELD(struct movement_leg, arrives_at, FIELD_INSTANT, .label = N_("Lands at"), .section = ARRIVAL,
          .flags = FIELD_COMPUTED),
};

static struct text leg_title(struct work *work, const void *row)
{
    (void)work;
    return ((const struct movement_leg *)row)->flight;
}

struct record leg_record = {
    .name = "movement_leg",
    .path = "movement-legs",
    .table = "movement_leg",
    .label = N_("Flight"),
    .plural = N_("Flights"),
    .size = sizeof(struct movement_leg),
    .fields = LEG_FIELDS,
    .field_count = sizeof LEG_FIELDS / sizeof *LEG_FIELDS,
    .seal_with = SEAL_ORGANISATION,
    .purposes = JOURNEY_PURPOSES,
    .read = &movement_read,
    .create = &movement_write,
    .update = &movement_write,
    .check = leg_check,
    .stored = leg_stored,
    .title = leg_title,
};

/* ---- escorts ---- */

static const struct choice ESCORT_KINDS[] = {
    {"operational", N_("Operational escort"), {0}},
    {"medical", N_("Medical escort"), {0}},
    {"social", N_("Social escort"), {0}},
    {"guardian", N_("Guardian"), {0}},
};
struct choice_list escort_kinds = {"escort_kinds", NULL, ESCORT_KINDS, sizeof ESCORT_KINDS / sizeof *ESCORT_KINDS};

static const struct field ESCORT_FIELDS[] = {
    FIELD(struct movement_escort, movement, FIELD_LINK, .label = N_("Journey"), .target = &movement_record,
          .flags = FIELD_REQUIRED | FIELD_COMPUTED),
    FIELD(struct movement_escort, kind, FIELD_CHOICE, .label = N_("Kind of escort"), .choices = &escort_kinds,
          .flags = FIELD_REQUIRED | FIELD_LISTED),
    FIELD(struct movement_escort, name, FIELD_TEXT, .label = N_("Name"), .purposes = PURPOSE_TRAVEL,
          .flags = FIELD_SEALED | FIELD_REQUIRED | FIELD_LISTED),
    FIELD(struct movement_escort, telephone, FIELD_TEXT, .label = N_("Telephone"), .purposes = PURPOSE_TRAVEL,
          .flags = FIELD_SEALED, .longest = 40),
    FIELD(struct movement_escort, note, FIELD_LINES, .label = N_("Note"), .purposes = PURPOSE_TRAVEL,
          .flags = FIELD_SEALED, .longest = 500),
};

static struct text escort_title(struct work *work, const void *row)
{
    return choice_show(&escort_kinds, ((const struct movement_escort *)row)->kind, work->language);
}

struct record escort_record = {
    .name = "movement_escort",
    .path = "movement-escorts",
    .table = "movement_escort",
    .label = N_("Escort"),
    .plural = N_("Escorts"),
    .size = sizeof(struct movement_escort),
    .fields = ESCORT_FIELDS,
    .field_count = sizeof ESCORT_FIELDS / sizeof *ESCORT_FIELDS,
    .seal_with = SEAL_ORGANISATION,
    .purposes = JOURNEY_PURPOSES,
    .read = &movement_read,
    .create = &movement_write,
    .update = &movement_write,
    .check = escort_check,
    .title = escort_title,
};

/* ---- travellers ---- */

/* What those on the way must do for somebody; never why. */
static const struct choice TRAVELLER_NEEDS[] = {
    {"wheelchair", N_("Wheelchair"), {0}},
    {"walking_help", N_("Help with walking and stairs"), {0}},
    {"stretcher", N_("Stretcher"), {0}},
    {"oxygen", N_("Oxygen on board"), {0}},
    {"medication", N_("Medication in the hand baggage"), {0}},
    {"medical_escort", N_("Medical escort"), {0}},
    {"social_escort", N_("Social escort"), {0}},
    {"guardian_escort", N_("Guardian who travels along"), {0}},
    {"infant", N_("Infant on the lap"), {0}},
    {"child_seat", N_("Child's seat beside the family"), {0}},
    {"interpreter", N_("Interpreter"), {0}},
    {"diet", N_("Special meals"), {0}},
    {"meet_at_gate", N_("To be met at the door of the aircraft"), {0}},
    {"handover", N_("Handed over to health services on arrival"), {0}},
};
struct choice_list traveller_needs = {"traveller_needs", NULL, TRAVELLER_NEEDS,
                                      sizeof TRAVELLER_NEEDS / sizeof *TRAVELLER_NEEDS};

static const struct choice OUTCOMES[] = {
    {"boarded", N_("Boarded"), {0}},
    {"no_show", N_("Did not come"), {0}},
    {"denied", N_("Was refused"), {0}},
    {"withdrew", N_("Does not want to leave"), {0}},
};
struct choice_list mark_outcomes = {"mark_outcomes", NULL, OUTCOMES, sizeof OUTCOMES / sizeof *OUTCOMES};

static const struct choice MARK_REASONS[] = {
    {"document", N_("The travel document was not accepted"), {0}},
    {"health", N_("Not fit to fly today"), {0}},
    {"airline", N_("The airline refused for another reason"), {0}},
    {"border_police", N_("The border police refused the exit"), {0}},
    {"overbooked", N_("There was no seat"), {0}},
};
static struct choice_list mark_reasons = {"mark_reasons", NULL, MARK_REASONS,
                                          sizeof MARK_REASONS / sizeof *MARK_REASONS};

static const struct choice HELD_REASONS[] = {
    {"removed", N_("One of the family was taken off the journey"), {0}},
    {"no_show", N_("One of the family did not come"), {0}},
    {"denied", N_("One of the family was refused"), {0}},
    {"postponed", N_("The return of one of the family was postponed"), {0}},
    {"withdrawn", N_("One of the family no longer wants to return"), {0}},
    {"ended", N_("The case of one of the family has ended"), {0}},
};
static struct choice_list held_reasons = {"held_reasons", NULL, HELD_REASONS,
                                          sizeof HELD_REASONS / sizeof *HELD_REASONS};

static const struct choice ONWARD_MEANS[] = {
    {"bus", N_("Bus"), {0}},
    {"train", N_("Train"), {0}},
    {"office_car", N_("Car of the office"), {0}},
    {"taxi", N_("Taxi"), {0}},
    {"flight", N_("Another flight"), {0}},
    {"family", N_("Fetched by the family"), {0}},
    {"own", N_("Own means"), {0}},
    {"none", N_("Stays in this town"), {0}},
};
static struct choice_list onward_means = {"onward_means", NULL, ONWARD_MEANS,
                                          sizeof ONWARD_MEANS / sizeof *ONWARD_MEANS};

static const struct field TRAVELLER_FIELDS[] = {
    FIELD(struct movement_traveller, movement, FIELD_LINK, .label = N_("Journey"), .target = &movement_record,
          .flags = FIELD_REQUIRED | FIELD_COMPUTED),
    FIELD(struct movement_traveller, return_case, FIELD_LINK, .label = N_("Return case"), .target = &return_case_record,
          .flags = FIELD_REQUIRED | FIELD_COMPUTED),
    FIELD(struct movement_traveller, household, FIELD_LINK, .label = N_("Household"), .section = FAMILY,
          .target = &household_record, .flags = FIELD_COMPUTED),
    FIELD(struct movement_traveller, needs, FIELD_CHOICES, .label = N_("What has to be provided"), .section = NEEDS,
          .choices = &traveller_needs, .flags = FIELD_SEALED | FIELD_LISTED,
          .help = N_("What those on the way have to do, never why: no diagnosis.")),
    FIELD(struct movement_traveller, needs_note, FIELD_TEXT, .label = N_("To be known on the way"), .section = NEEDS,
          .flags = FIELD_SEALED, .longest = 160),
    FIELD(struct movement_traveller, baggage_kilograms, FIELD_INTEGER,
          .label = N_("Kilograms of baggage, where they differ from the journey's"), .section = BAGGAGE, .smallest = 0,
          .largest = 200),
    FIELD(struct movement_traveller, pocket_money, FIELD_MONEY, .label = N_("Pocket money to hand over"),
          .section = DEPARTURE, .help = N_("It is noted in the case when the departure is confirmed.")),
    FIELD(struct movement_traveller, ticket_cost, FIELD_MONEY, .label = N_("Cost of the ticket"), .section = DEPARTURE,
          .help = N_("What the carrier asks for this person, all flights together. With the booking it is put aside on "
                     "a budget line that pays for tickets, where there is one.")),
    FIELD(struct movement_traveller, held, FIELD_FLAG, .label = N_("Held back"), .section = FAMILY,
          .flags = FIELD_COMPUTED),
    FIELD(struct movement_traveller, held_reason, FIELD_CHOICE, .label = N_("Why the family is held back"),
          .section = FAMILY, .choices = &held_reasons, .flags = FIELD_COMPUTED | FIELD_SEALED),
    FIELD(struct movement_traveller, decision_note, FIELD_LINES, .label = N_("What was decided, and why"),
          .section = FAMILY, .flags = FIELD_COMPUTED | FIELD_SEALED, .longest = 2000),
    FIELD(struct movement_traveller, boarding, FIELD_CHOICE, .label = N_("On the day of departure"),
          .section = DEPARTURE, .choices = &mark_outcomes, .flags = FIELD_COMPUTED),
    FIELD(struct movement_traveller, boarding_at, FIELD_INSTANT, .label = N_("Marked at"), .section = DEPARTURE,
          .flags = FIELD_COMPUTED),
    FIELD(struct movement_traveller, boarding_by, FIELD_LINK, .label = N_("Marked by"), .section = DEPARTURE,
          .target = &colleague_record, .flags = FIELD_COMPUTED),
    FIELD(struct movement_traveller, disputed, FIELD_FLAG, .label = N_("Marks that differ"), .section = DEPARTURE,
          .flags = FIELD_COMPUTED),
    FIELD(struct movement_traveller, not_arrived, FIELD_FLAG, .label = N_("Was not met on arrival"), .section = ARRIVAL,
          .flags = FIELD_COMPUTED),
    FIELD(struct movement_traveller, arrived_on, FIELD_DATE, .label = N_("Arrived on"), .section = ARRIVAL,
          .flags = FIELD_COMPUTED),
    FIELD(struct movement_traveller, onward_means, FIELD_CHOICE, .label = N_("Onward transport"), .section = ONWARD,
          .choices = &onward_means, .flags = FIELD_COMPUTED),
    FIELD(struct movement_traveller, onward_place, FIELD_TEXT, .label = N_("Goes on to"), .section = ONWARD,
          .flags = FIELD_COMPUTED | FIELD_SEALED),
    FIELD(struct movement_traveller, onward_on, FIELD_DATE, .label = N_("Goes on, on"), .section = ONWARD,
          .flags = FIELD_COMPUTED),
};

static struct text traveller_title(struct work *work, const void *row) { return traveller_state_show(work, row); }

struct record traveller_record = {
    .name = "movement_traveller",
    .path = "movement-travellers",
    .table = "movement_traveller",
    .label = N_("Traveller"),
    .plural = N_("Travellers"),
    .size = sizeof(struct movement_traveller),
    .fields = TRAVELLER_FIELDS,
    .field_count = sizeof TRAVELLER_FIELDS / sizeof *TRAVELLER_FIELDS,
    .about_person = true,
    .seal_with = SEAL_PERSON,
    .purposes = TRAVELLER_PURPOSES,
    .about = &person_record,
    .read = &traveller_read,
    .create = &movement_write,
    .update = &movement_write,
    .check = traveller_check,
    .stored = traveller_stored,
    .title = traveller_title,
};

/* ---- marks ---- */

static const struct choice WHY_NOT[] = {
    {"agrees", N_("Marked so already"), {0}},
    {"differs", N_("Marked otherwise before"), {0}},
    {"not_booked", N_("The journey of this person is not booked"), {0}},
    {"withdrawn", N_("The person had withdrawn from the return"), {0}},
    {"ended", N_("The case had ended"), {0}},
    {"refused", N_("The case may not take this step"), {0}},
    {"replaced", N_("Another mark was chosen"), {0}},
};
static struct choice_list why_not = {"mark_why_not", NULL, WHY_NOT, sizeof WHY_NOT / sizeof *WHY_NOT};

static const struct field MARK_FIELDS[] = {
    FIELD(struct movement_mark, movement, FIELD_LINK, .label = N_("Journey"), .target = &movement_record,
          .flags = FIELD_REQUIRED | FIELD_COMPUTED),
    FIELD(struct movement_mark, traveller, FIELD_LINK, .label = N_("Traveller"), .target = &traveller_record,
          .flags = FIELD_REQUIRED | FIELD_COMPUTED | FIELD_HIDDEN),
    FIELD(struct movement_mark, outcome, FIELD_CHOICE, .label = N_("Outcome"), .choices = &mark_outcomes,
          .flags = FIELD_REQUIRED | FIELD_LISTED),
    FIELD(struct movement_mark, reason, FIELD_CHOICE, .label = N_("Reason of the refusal"), .choices = &mark_reasons,
          .flags = FIELD_SEALED),
    FIELD(struct movement_mark, marked_at, FIELD_INSTANT, .label = N_("Marked at"),
          .flags = FIELD_REQUIRED | FIELD_COMPUTED | FIELD_LISTED),
    FIELD(struct movement_mark, marked_by, FIELD_LINK, .label = N_("Marked by"), .target = &colleague_record,
          .flags = FIELD_COMPUTED),
    FIELD(struct movement_mark, late, FIELD_FLAG, .label = N_("Sent later, when the line was back"),
          .flags = FIELD_COMPUTED),
    FIELD(struct movement_mark, applied, FIELD_FLAG, .label = N_("Counts"), .flags = FIELD_COMPUTED),
    FIELD(struct movement_mark, why_not, FIELD_CHOICE, .label = N_("Why it does not count"), .choices = &why_not,
          .flags = FIELD_COMPUTED | FIELD_SEALED),
};

static struct text mark_title(struct work *work, const void *row)
{
    return choice_show(&mark_outcomes, ((const struct movement_mark *)row)->outcome, work->language);
}

struct record mark_record = {
    .name = "movement_mark",
    .path = "movement-marks",
    .table = "movement_mark",
    .label = N_("Mark of the departure-day list"),
    .plural = N_("Marks of the departure-day list"),
    .size = sizeof(struct movement_mark),
    .fields = MARK_FIELDS,
    .field_count = sizeof MARK_FIELDS / sizeof *MARK_FIELDS,
    .about_person = true,
    .seal_with = SEAL_PERSON,
    .purposes = TRAVELLER_PURPOSES,
    .about = &person_record,
    .read = &traveller_read,
    .create = &departure_mark,
    .check = mark_check,
    .title = mark_title,
};

/* ---- arrivals ---- */

static const struct field ARRIVAL_FIELDS[] = {
    FIELD(struct movement_arrival, movement, FIELD_LINK, .label = N_("Journey"), .target = &movement_record,
          .flags = FIELD_REQUIRED | FIELD_COMPUTED | FIELD_HIDDEN),
    FIELD(struct movement_arrival, traveller, FIELD_LINK, .label = N_("Traveller"), .target = &traveller_record,
          .flags = FIELD_REQUIRED | FIELD_COMPUTED | FIELD_HIDDEN),
    FIELD(struct movement_arrival, name, FIELD_TEXT, .label = N_("Name"), .section = ARRIVAL,
          .flags = FIELD_COMPUTED | FIELD_SEALED),
    FIELD(struct movement_arrival, expected_on, FIELD_DATE, .label = N_("Expected on"), .section = ARRIVAL,
          .flags = FIELD_COMPUTED | FIELD_LISTED | FIELD_FILTERED | FIELD_SORTED),
    FIELD(struct movement_arrival, expected_time, FIELD_TEXT, .label = N_("Lands at, local time"), .section = ARRIVAL,
          .flags = FIELD_COMPUTED, .longest = TIME_LENGTH),
    FIELD(struct movement_arrival, airport, FIELD_CHOICE, .label = N_("Airport"), .section = ARRIVAL,
          .choices = &airports, .flags = FIELD_COMPUTED),
    FIELD(struct movement_arrival, flight, FIELD_TEXT, .label = N_("Flight"), .section = ARRIVAL,
          .flags = FIELD_COMPUTED | FIELD_SEALED),
    FIELD(struct movement_arrival, route, FIELD_TEXT, .label = N_("Route"), .section = ARRIVAL,
          .flags = FIELD_COMPUTED | FIELD_SEALED),
    FIELD(struct movement_arrival, family, FIELD_INTEGER, .label = N_("Family that arrives together, persons"),
          .section = ARRIVAL, .flags = FIELD_COMPUTED | FIELD_SEALED, .smallest = 0, .largest = 99),
    FIELD(struct movement_arrival, needs, FIELD_CHOICES, .label = N_("What has to be provided"), .section = NEEDS,
          .choices = &traveller_needs, .flags = FIELD_COMPUTED | FIELD_SEALED),
    FIELD(struct movement_arrival, escorts, FIELD_CHOICES, .label = N_("Escorts"), .section = NEEDS,
          .choices = &escort_kinds, .flags = FIELD_COMPUTED | FIELD_SEALED),
    FIELD(struct movement_arrival, arrived_on, FIELD_DATE, .label = N_("Arrived on"), .section = ARRIVAL,
          .flags = FIELD_COMPUTED | FIELD_PAST),
    FIELD(struct movement_arrival, arrival_note, FIELD_LINES, .label = N_("What was seen on arrival"),
          .section = ARRIVAL, .flags = FIELD_COMPUTED | FIELD_SEALED, .longest = 1000),
    FIELD(struct movement_arrival, onward_means, FIELD_CHOICE, .label = N_("Onward transport"), .section = ONWARD,
          .choices = &onward_means, .flags = FIELD_COMPUTED),
    FIELD(struct movement_arrival, onward_place, FIELD_TEXT, .label = N_("Goes on to"), .section = ONWARD,
          .flags = FIELD_COMPUTED | FIELD_SEALED),
    FIELD(struct movement_arrival, onward_on, FIELD_DATE, .label = N_("Goes on, on"), .section = ONWARD,
          .flags = FIELD_COMPUTED),
};

static struct text arrival_title(struct work *work, const void *row)
{
    const struct movement_arrival *arrival = row;
    return arrival->name.length > 0 ? arrival->name : text_from(tr(work->language, N_("Name not passed on")));
}

/* Granted to nobody: the program tells a receiving office what a booking brings. */
static struct right by_the_booking = {.name = "arrival.by_the_booking"};

struct record arrival_record = {
    .name = "movement_arrival",
    .path = "arrivals",
    .table = "movement_arrival",
    .label = N_("Arrival"),
    .plural = N_("Arrivals"),
    .kind = "ARR",
    .size = sizeof(struct movement_arrival),
    .fields = ARRIVAL_FIELDS,
    .field_count = sizeof ARRIVAL_FIELDS / sizeof *ARRIVAL_FIELDS,
    .about_person = true,
    .seal_with = SEAL_FILE,
    .purposes = PURPOSE_TRAVEL,
    .read = &arrival_read,
    .create = &by_the_booking,
    .sensitive = true,
    .check = arrival_check,
    .title = arrival_title,
};
