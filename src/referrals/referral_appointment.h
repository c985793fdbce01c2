/* Appointments with the service of a referral: a row on each side, kept alike by the program.  No name stands in one.
   Within referrals/. */
#ifndef REFERRALS_REFERRAL_APPOINTMENT_H
#define REFERRALS_REFERRAL_APPOINTMENT_H

#include "job/job.h"
#include "referrals/referral_rules.h"
#include "returns/returns.h"
#include "web/record_pages.h"

struct referral_appointment {
    struct record_head head;
    struct text about;              /* number of the referral, as both sides know it */
    struct text service_name;       /* computed */
    struct identifier file, mirror; /* of this side's referral; the row of the other side */
    struct flag incoming;           /* of the side that receives */
    int32_t held_on;
    struct text begins; /* "09:30" */
    int64_t minutes;    /* INTEGER_NONE: half an hour */
    struct text zone, place;
    struct text result;  /* empty: to come */
    int32_t reminded_on; /* the day on which reminders were ordered */
    int64_t mailed_at;   /* when the last one left */
    struct flag generated;
};

/* The two rows of a new one, as the side that makes it filled its own. */
enum outcome referral_appointment_make(struct work *work, struct referral_appointment *row) MUST_CHECK;
/* What one side changed is changed on the other. */
enum outcome referral_appointment_change(struct work *work, const void *before, void *row) MUST_CHECK;
/* The receiver's access ended: what is to come is called off on both sides, the receiver's rows open no more. */
enum outcome referral_appointments_over(struct work *work, const struct referral_received *received) MUST_CHECK;
/* Orders reminders of what is tomorrow: how many. */
enum outcome referral_appointments_remind(struct work *work, int64_t *ret_count) MUST_CHECK;
/* The mail that reminds of that day: to an account, or, zeros, to the service. */
enum outcome referral_appointment_mail(struct job_context *context, struct identifier appointment,
                                       struct identifier account, int32_t day, bool *ret_left) MUST_CHECK;
enum outcome referral_appointment_mailed(struct work *work, struct text arguments, struct text *ret_answer) MUST_CHECK;
/* struct return_companion */
enum outcome referral_appointments_calendar(struct work *work, int32_t from, int32_t until, bool mine,
                                            struct calendar_entry *entries, size_t *count, bool *more) MUST_CHECK;

/* Of one side's file, by day. */
enum outcome appointment_rows(struct work *work, struct identifier file, struct identifier person,
                              struct identifier **ret_ids, size_t *ret_count) MUST_CHECK;
/* To come on that day, nobody reminded of it yet. */
enum outcome appointment_due(struct work *work, int32_t day, size_t most, struct identifier **ret_ids,
                             size_t *ret_count) MUST_CHECK;

/* One that was erased needs no reminder. */
enum outcome appointment_pass(struct work *work, struct identifier id, struct identifier person,
                              int32_t today) MUST_CHECK;

page_handler referral_appointment_new, referral_appointment_create;
extern const struct record_page_options referral_appointment_options;

/* For the template of a referral's page. */
struct appointment_line {
    struct text when, place, path, result;
};

#endif
