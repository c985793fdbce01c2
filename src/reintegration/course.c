/* Courses with a number of seats: who plans a training on one takes a seat or waits for it, in the order of coming. */
#include "database/wall.h"
#include "reintegration/reintegration_store.h"

static const struct field FIELDS[] = {
    FIELD(struct reintegration_course, title, FIELD_TEXT, .label = N_("Course"), .flags = FIELD_REQUIRED,
          .longest = 120),
    FIELD(struct reintegration_course, kind, FIELD_CHOICE, .label = N_("Kind"), .choices = &training_kinds,
          .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_FILTERED),
    FIELD(struct reintegration_course, institution, FIELD_TEXT, .label = N_("Institution"), .flags = FIELD_LISTED,
          .longest = 120),
    FIELD(struct reintegration_course, country, FIELD_CHOICE, .label = N_("Country"), .choices = &countries,
          .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_FILTERED, .every = N_("All countries")),
    FIELD(struct reintegration_course, place, FIELD_TEXT, .label = N_("Place"), .longest = 120),
    FIELD(struct reintegration_course, starts_on, FIELD_DATE, .label = N_("Begins on"),
          .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_SORTED),
    FIELD(struct reintegration_course, ends_on, FIELD_DATE, .label = N_("Ends on"), .flags = FIELD_LISTED),
    FIELD(struct reintegration_course, hours, FIELD_INTEGER, .label = N_("Hours"), .smallest = 1, .largest = 5000),
    FIELD(struct reintegration_course, seats, FIELD_INTEGER, .label = N_("Seats"),
          .flags = FIELD_REQUIRED | FIELD_LISTED, .smallest = 1, .largest = 1000),
};

static struct text title(struct work *work, const void *row)
{
    (void)work;
    return ((const struct reintegration_course *)row)->title;
}

static enum outcome check(struct work *work, const void *before, void *row, struct problems *problems)
{
    const struct reintegration_course *course = row;
    struct course_seats seats;
    if (course->ends_on != DATE_NONE && course->ends_on < course->starts_on)
        (void)problem_add(problems, INVALID, "end_before_start", TEXT("ends_on"),
                          N_("The end lies before the beginning."));
    if (before == NULL || course->seats == INTEGER_NONE)
        return OK;
    enum outcome outcome = seats_of_course(work, course->head.id, (struct identifier){{0}}, &seats);
    if (outcome == OK && course->seats < seats.taken)
        (void)problem_add(problems, INVALID, "seats_taken", TEXT("seats"),
                          N_("More persons than that have a seat already."));
    return outcome;
}

/* More seats than before go to those who wait. */
static enum outcome stored(struct work *work, const void *before, const void *row)
{
    const struct reintegration_course *course = row;
    if (before == NULL || ((const struct reintegration_course *)before)->seats >= course->seats)
        return OK;
    return course_fill(work, course->head.id, (struct identifier){{0}});
}

struct record course_record = {
    .name = "reintegration_course",
    .path = "courses",
    .table = "reintegration_course",
    .label = N_("Course"),
    .plural = N_("Courses"),
    .check = check,
    .title = title,
    .stored = stored,
    OF_THE_ORGANISATION(struct reintegration_course, FIELDS, course_keep),
};

enum outcome course_has_seat(struct work *work, struct identifier course, struct identifier training, bool *ret_free)
{
    struct course_seats seats;
    void *row;
    enum outcome outcome = record_get_unlimited(work, &course_record, course, &row);
    if (outcome == OK)
        outcome = seats_of_course(work, course, training, &seats);
    if (outcome == OK)
        *ret_free = seats.taken < ((const struct reintegration_course *)row)->seats;
    return outcome;
}

enum outcome course_fill(struct work *work, struct identifier course, struct identifier except)
{
    AUTO_WALL struct wall_hold hold = wall_widen(work->db, "a seat goes to who waited longest, of whatever office");
    enum outcome outcome = OK;
    bool seat = true;
    while (outcome == OK && seat) {
        struct identifier next;
        outcome = course_has_seat(work, course, (struct identifier){{0}}, &seat);
        if (outcome == OK && seat)
            outcome = course_next(work, course, except, &next);
        if (outcome == OK && seat)
            outcome = flow_move_forced(work, &training_flow, next, TEXT("seat"), TEXT_NONE);
    }
    return outcome == NOT_FOUND ? OK : outcome;
}
