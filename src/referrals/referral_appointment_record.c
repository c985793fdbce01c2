/* An appointment with a service: fields, and what is asked of them. */
#include "referrals/referral_appointment.h"
#include "returns/returns.h"

#define WHAT N_("Appointment")

static const struct field FIELDS[] = {
    FIELD(struct referral_appointment, about, FIELD_TEXT, .label = N_("Number of the referral"), .section = WHAT,
          .flags = FIELD_COMPUTED | FIELD_LISTED, .longest = 40),
    FIELD(struct referral_appointment, service_name, FIELD_TEXT, .label = N_("Service"), .section = WHAT,
          .flags = FIELD_COMPUTED | FIELD_LISTED, .longest = 400),
    FIELD(struct referral_appointment, file, FIELD_LINK, .label = N_("Referral"), .section = WHAT,
          .flags = FIELD_COMPUTED | FIELD_HIDDEN),
    FIELD(struct referral_appointment, mirror, FIELD_LINK, .label = N_("The other side's"), .section = WHAT,
          .flags = FIELD_COMPUTED | FIELD_HIDDEN),
    FIELD(struct referral_appointment, incoming, FIELD_FLAG, .label = N_("Of the receiving side"), .section = WHAT,
          .flags = FIELD_COMPUTED | FIELD_HIDDEN),
    FIELD(struct referral_appointment, held_on, FIELD_DATE, .label = N_("Day"), .section = WHAT,
          .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_FILTERED | FIELD_SORTED),
    FIELD(struct referral_appointment, begins, FIELD_TEXT, .label = N_("Time of day"), .section = WHAT,
          .flags = FIELD_REQUIRED | FIELD_SEALED | FIELD_LISTED, .longest = 8,
          .help = N_("On the clock of the place, for example 09:30.")),
    FIELD(struct referral_appointment, minutes, FIELD_INTEGER, .label = N_("Minutes"), .section = WHAT, .smallest = 5,
          .largest = APPOINTMENT_MINUTES_MOST, .help = N_("Empty: half an hour.")),
    FIELD(struct referral_appointment, zone, FIELD_CHOICE, .label = N_("Clock"), .section = WHAT,
          .choices = &appointment_zones, .flags = FIELD_REQUIRED),
    FIELD(struct referral_appointment, place, FIELD_TEXT, .label = N_("Place"), .section = WHAT,
          .flags = FIELD_SEALED | FIELD_LISTED, .longest = 160,
          .help = N_("No names of persons: the place is shown in calendars outside of Sanad.")),
    FIELD(struct referral_appointment, result, FIELD_CHOICE, .label = N_("What became of it"), .section = WHAT,
          .choices = &appointment_results, .flags = FIELD_LISTED | FIELD_FILTERED,
          .help = N_("Empty as long as it is to come.")),
    FIELD(struct referral_appointment, reminded_on, FIELD_DATE, .label = N_("Reminder ordered on"), .section = WHAT,
          .flags = FIELD_COMPUTED),
    FIELD(struct referral_appointment, mailed_at, FIELD_INSTANT, .label = N_("Reminder left at"), .section = WHAT,
          .flags = FIELD_COMPUTED),
    FIELD(struct referral_appointment, generated, FIELD_FLAG,
          .label = N_("Generated for the demonstration: nobody real"), .section = WHAT, .flags = FIELD_COMPUTED),
};

static enum outcome check(struct work *work, const void *before, void *row, struct problems *problems)
{
    struct referral_appointment *appointment = row;
    (void)before;
    return appointment_check(work, appointment->held_on, appointment->zone, appointment->result, &appointment->begins,
                             problems);
}

static struct text title(struct work *work, const void *row)
{
    (void)work;
    return ((const struct referral_appointment *)row)->about;
}

struct record referral_appointment_record = {
    .name = "referral_appointment",
    .path = "referral-appointments",
    .table = "referral_appointment",
    .label = N_("Appointment with a service"),
    .plural = N_("Appointments with services"),
    .size = sizeof(struct referral_appointment),
    .fields = FIELDS,
    .field_count = sizeof FIELDS / sizeof *FIELDS,
    .about_person = true,
    .seal_with = SEAL_FILE,
    .purposes = PURPOSE_ASSISTANCE | PURPOSE_PROTECTION,
    .read = &referral_appointment_read,
    .create = &referral_appointment_keep,
    .update = &referral_appointment_keep,
    .check = check,
    .title = title,
};
