/* What a journey needs for health: who arranges it sees what to arrange; why, and which medicine, is seen by who works
   for health alone. */
#include "returns/journey.h"
#include "returns/return_store.h"

static const struct choice WHEELCHAIR[] = {
    {"none", N_("No wheelchair"), {0}},
    {"distance", N_("For long distances"), {0}},
    {"stairs", N_("Cannot climb stairs"), {0}},
    {"seat", N_("Up to the seat"), {0}},
};
struct choice_list wheelchair_needs = {"wheelchair_needs", NULL, WHEELCHAIR, sizeof WHEELCHAIR / sizeof *WHEELCHAIR};

static const struct field NEEDS_FIELDS[] = {
    FIELD(struct travel_needs, return_case, FIELD_LINK, .label = N_("Return case"), .target = &return_case_record,
          .flags = FIELD_REQUIRED | FIELD_COMPUTED),
    FIELD(struct travel_needs, escort, FIELD_CHOICE, .label = N_("Escort"), .choices = &return_escorts,
          .write = &needs_write, .flags = FIELD_REQUIRED | FIELD_SEALED),
    FIELD(struct travel_needs, wheelchair, FIELD_CHOICE, .label = N_("Wheelchair"), .choices = &wheelchair_needs,
          .write = &needs_write, .flags = FIELD_REQUIRED | FIELD_SEALED),
    FIELD(struct travel_needs, oxygen, FIELD_FLAG, .label = N_("Oxygen on board"), .write = &needs_write,
          .flags = FIELD_SEALED),
    FIELD(struct travel_needs, stretcher, FIELD_FLAG, .label = N_("Stretcher"), .write = &needs_write,
          .flags = FIELD_SEALED),
    FIELD(struct travel_needs, airline_form, FIELD_FLAG, .label = N_("The airline asks for its medical form"),
          .write = &needs_write, .flags = FIELD_SEALED,
          .help = N_("It holds 7 days: it is filled in during the week before the flight.")),
    FIELD(struct travel_needs, medication, FIELD_FLAG, .label = N_("Medication travels in the cabin"),
          .write = &needs_write, .flags = FIELD_SEALED),
    FIELD(struct travel_needs, handover, FIELD_FLAG, .label = N_("Handed over to health services on arrival"),
          .write = &needs_write, .flags = FIELD_SEALED),
    FIELD(struct travel_needs, to_arrange, FIELD_LINES, .label = N_("What must be arranged"), .write = &needs_write,
          .flags = FIELD_SEALED, .longest = 1000, .help = N_("What to arrange, not why: no illness, no medicine.")),
    FIELD(struct travel_needs, condition, FIELD_LINES, .label = N_("Why"), .purposes = PURPOSE_HEALTH,
          .read = &health_read, .write = &health_write, .flags = FIELD_SEALED,
          .help = N_("Seen by health officers alone.")),
    FIELD(struct travel_needs, arranged_on, FIELD_DATE, .label = N_("Arranged on"), .write = &return_travel,
          .flags = FIELD_PAST, .help = N_("Once the airline, the airport and the escort have confirmed.")),
    FIELD(struct travel_needs, arranged_note, FIELD_LINES, .label = N_("With whom"), .write = &return_travel,
          .flags = FIELD_SEALED, .longest = 1000),
};

enum { NEEDS_PURPOSES = PURPOSE_ASSISTANCE | PURPOSE_PROTECTION | PURPOSE_TRAVEL | PURPOSE_HEALTH };

enum outcome travel_needs_of(struct work *work, const struct return_case *file, const struct travel_needs **ret_needs)
{
    struct identifier *ids;
    size_t count;
    void *row;
    enum outcome outcome = journey_rows(work, &travel_needs_record, file->head.id, file->head.person, &ids, &count);
    if (outcome == OK)
        outcome = count == 0 ? NOT_FOUND : record_get_unlimited(work, &travel_needs_record, ids[0], &row);
    if (outcome == OK)
        *ret_needs = row;
    return outcome;
}

static enum outcome check_needs(struct work *work, const void *before, void *row, struct problems *problems)
{
    const struct travel_needs *needs = row;
    struct identifier *ids;
    size_t count = 0;
    enum outcome outcome = OK;
    if (before == NULL)
        outcome = journey_rows(work, &travel_needs_record, needs->return_case, needs->head.person, &ids, &count);
    if (outcome == OK && count > 0)
        (void)problem_add(problems, INVALID, "needs_said_already", TEXT_NONE,
                          N_("The needs of this journey are recorded already: change them there."));
    if (needs->stretcher.is == FLAG_YES && text_is(needs->wheelchair, "distance"))
        (void)problem_add(problems, INVALID, "needs_contradict", TEXT("wheelchair"),
                          N_("Who lies on a stretcher does not walk short distances."));
    return outcome;
}

static struct return_needs told(const struct travel_needs *needs)
{
    if (needs == NULL)
        return (struct return_needs){0};
    return (struct return_needs){
        .escort = needs->escort,
        .wheelchair = needs->wheelchair,
        .oxygen = needs->oxygen.is == FLAG_YES,
        .stretcher = needs->stretcher.is == FLAG_YES,
        .medication = needs->medication.is == FLAG_YES,
        .handover = needs->handover.is == FLAG_YES,
    };
}

enum outcome return_needs_of(struct work *work, const struct return_case *file, struct return_needs *ret)
{
    const struct travel_needs *needs = NULL;
    enum outcome outcome = travel_needs_of(work, file, &needs);
    if (outcome < 0)
        return outcome;
    *ret = told(needs);
    return OK;
}

static enum outcome needs_stored(struct work *work, const void *before, const void *row)
{
    struct identifier id = ((const struct travel_needs *)row)->return_case;
    struct return_needs old = told(before);
    struct return_needs now = told(row);
    void *file;
    enum outcome outcome = record_get_unlimited(work, &return_case_record, id, &file);
    if (outcome == OK)
        outcome = companions_needs(work, file, &old, &now);
    return outcome == OK ? journey_look_again(work, id) : outcome;
}

static struct text needs_title(struct work *work, const void *row)
{
    (void)row;
    return text_from(tr(work->language, N_("Needs of the journey")));
}

struct record travel_needs_record = {
    .name = "travel_needs",
    .path = "travel-needs",
    .table = "travel_needs",
    .label = N_("Needs of the journey"),
    .plural = N_("Needs of journeys"),
    .size = sizeof(struct travel_needs),
    .fields = NEEDS_FIELDS,
    .field_count = sizeof NEEDS_FIELDS / sizeof *NEEDS_FIELDS,
    .about_person = true,
    .seal_with = SEAL_PERSON,
    .purposes = NEEDS_PURPOSES,
    .read = &return_read,
    .create = &papers_write,
    .update = &papers_write,
    .check = check_needs,
    .stored = needs_stored,
    .title = needs_title,
};

/* ---- medication ---- */

enum { DAILY_MOST = 100, DAYS_MOST = 400 };

static const struct field MEDICATION_FIELDS[] = {
    FIELD(struct travel_medication, return_case, FIELD_LINK, .label = N_("Return case"), .target = &return_case_record,
          .flags = FIELD_REQUIRED | FIELD_COMPUTED),
    FIELD(struct travel_medication, medicine, FIELD_TEXT, .label = N_("Medicine"),
          .flags = FIELD_REQUIRED | FIELD_SEALED | FIELD_LISTED, .longest = 120),
    FIELD(struct travel_medication, dose, FIELD_TEXT, .label = N_("Form and dose"), .flags = FIELD_SEALED,
          .longest = 120),
    FIELD(struct travel_medication, daily, FIELD_INTEGER, .label = N_("Units a day"),
          .flags = FIELD_REQUIRED | FIELD_SEALED, .smallest = 1, .largest = DAILY_MOST),
    FIELD(struct travel_medication, days, FIELD_INTEGER, .label = N_("Days to cover"),
          .flags = FIELD_REQUIRED | FIELD_SEALED, .smallest = 1, .largest = DAYS_MOST,
          .help = N_("The journey, and the time until treatment goes on at home.")),
    FIELD(struct travel_medication, quantity, FIELD_INTEGER, .label = N_("Units that travel along"),
          .flags = FIELD_COMPUTED | FIELD_SEALED, .smallest = 1, .largest = DAILY_MOST * DAYS_MOST),
    FIELD(struct travel_medication, prescription, FIELD_FLAG, .label = N_("A prescription travels along"),
          .flags = FIELD_SEALED),
    FIELD(struct travel_medication, cost, FIELD_MONEY, .label = N_("Estimated cost"), .flags = FIELD_SEALED),
    FIELD(struct travel_medication, note, FIELD_LINES, .label = N_("Note"), .flags = FIELD_SEALED, .longest = 1000),
};

static enum outcome check_medication(struct work *work, const void *before, void *row, struct problems *problems)
{
    struct travel_medication *medication = row;
    (void)work;
    (void)before;
    (void)problems;
    bool given = medication->daily != INTEGER_NONE && medication->days != INTEGER_NONE;
    bool bounded = given && medication->daily <= DAILY_MOST && medication->days <= DAYS_MOST;
    medication->quantity = bounded ? medication->daily * medication->days : INTEGER_NONE;
    return OK;
}

/* Operations learn that something travels in the cabin, and nothing else. */
static enum outcome medication_stored(struct work *work, const void *before, const void *row)
{
    const struct travel_medication *medication = row;
    const struct travel_needs *needs;
    struct return_case file = {.head = {.id = medication->return_case, .person = medication->head.person}};
    struct record plain = travel_needs_record;
    (void)before;
    enum outcome outcome = travel_needs_of(work, &file, &needs);
    if (outcome < 0 || (outcome == OK && needs->medication.is == FLAG_YES))
        return outcome;
    plain.create = &health_write;
    if (outcome == OK) {
        struct travel_needs *changed = record_copy(work->arena, &travel_needs_record, needs);
        changed->medication.is = FLAG_YES;
        return record_update_by_step(work, &travel_needs_record, needs, changed, TEXT("update"));
    }
    struct travel_needs *made = record_new(work->arena, &travel_needs_record);
    made->head.person = medication->head.person;
    made->head.organisation = medication->head.organisation;
    made->head.office = medication->head.office;
    made->head.assigned = medication->head.assigned;
    made->return_case = medication->return_case;
    made->escort = TEXT("none");
    made->wheelchair = TEXT("none");
    made->medication.is = FLAG_YES;
    return record_insert(work, &plain, made);
}

static struct text medication_title(struct work *work, const void *row)
{
    (void)work;
    return ((const struct travel_medication *)row)->medicine;
}

struct record travel_medication_record = {
    .name = "travel_medication",
    .path = "travel-medication",
    .table = "travel_medication",
    .label = N_("Medication of the journey"),
    .plural = N_("Medication of journeys"),
    .size = sizeof(struct travel_medication),
    .fields = MEDICATION_FIELDS,
    .field_count = sizeof MEDICATION_FIELDS / sizeof *MEDICATION_FIELDS,
    .about_person = true,
    .seal_with = SEAL_PERSON,
    .purposes = PURPOSE_HEALTH,
    .read = &health_read,
    .create = &health_write,
    .update = &health_write,
    .check = check_medication,
    .stored = medication_stored,
    .title = medication_title,
};
