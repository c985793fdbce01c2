/* Appointments of return cases.  Within returns/, and for the demonstration. */
#ifndef RETURNS_APPOINTMENT_H
#define RETURNS_APPOINTMENT_H

#include "returns/returns.h"

/* At a time on the wall of its place: the instant follows from the zone's table, which may change until then. */
struct appointment {
    struct record_head head;
    struct identifier return_case;
    struct text kind;
    int32_t held_on;
    struct text begins; /* "09:30" */
    int64_t minutes;    /* INTEGER_NONE: half an hour */
    struct text zone;   /* "Africa/Casablanca" */
    struct text place, note;
    struct text result; /* empty: to come; "kept", "missed", "cancelled" */
};
extern struct record appointment_record;
extern struct choice_list appointment_kinds;

/* Seconds after midnight of a stored time; 0 for one that was erased. */
int32_t appointment_seconds(const struct appointment *appointment);
/* When it begins; INSTANT_NONE where its zone is not known to this host. */
int64_t appointment_instant(const struct appointment *appointment);
/* Minutes it lasts. */
int64_t appointment_minutes(const struct appointment *appointment);

#endif
