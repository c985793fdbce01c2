/* The rules of journeys.  Within movements/. */
#ifndef MOVEMENTS_MOVEMENT_RULES_H
#define MOVEMENTS_MOVEMENT_RULES_H

#include "movements/airport.h"
#include "movements/itinerary.h"
#include "movements/movement_store.h"
#include "persons/persons.h"
#include "returns/returns.h"

/* The program does what follows from a step, also in rows that who took it may not see. */
extern const struct actor movement_system;

/* ---- checks of the records ---- */
enum outcome movement_check(struct work *work, const void *before, void *row, struct problems *problems);
enum outcome movement_stored(struct work *work, const void *before, const void *row);
enum outcome leg_check(struct work *work, const void *before, void *row, struct problems *problems);
enum outcome leg_stored(struct work *work, const void *before, const void *row);
enum outcome escort_check(struct work *work, const void *before, void *row, struct problems *problems);
enum outcome traveller_check(struct work *work, const void *before, void *row, struct problems *problems);
enum outcome traveller_stored(struct work *work, const void *before, const void *row);
enum outcome mark_check(struct work *work, const void *before, void *row, struct problems *problems);
enum outcome arrival_check(struct work *work, const void *before, void *row, struct problems *problems);

bool movement_is_planned(const struct movement *movement);

/* ---- the flow of a journey ---- */
enum outcome movement_can_book(struct work *work, const void *row, struct gate *gate);
enum outcome movement_can_leave(struct work *work, const void *row, struct gate *gate);
enum outcome movement_can_complete(struct work *work, const void *row, struct gate *gate);
enum outcome movement_booked(struct work *work, void *row);
enum outcome movement_reopened(struct work *work, void *row);
enum outcome movement_in_transit(struct work *work, void *row);
enum outcome movement_cancelled(struct work *work, void *row);
enum outcome movement_consequences(struct work *work, const struct step *step, const void *row, struct text **ret,
                                   size_t *ret_count);

/* ---- what the wait between two flights is worth saying ---- */
struct connection_note {
    const struct movement_leg *lands, *leaves;
    enum connection connection;
    int64_t minutes;
};
/* Legs in the order in which they leave; notes for those waits that are not sound. */
enum outcome movement_legs(struct work *work, struct identifier movement, struct movement_leg ***ret_legs,
                           size_t *ret_count) MUST_CHECK;
size_t movement_connections(struct arena *arena, struct movement_leg *const *legs, size_t count,
                            struct connection_note **ret_notes);

/* ---- travellers ---- */

/* What the actor may see of the travellers of a journey that were not taken off it, in the order in which they came. */
enum outcome movement_travellers(struct work *work, struct identifier movement, struct movement_traveller ***ret_rows,
                                 size_t *ret_count) MUST_CHECK;
/* Puts the case and those of the family with which the person travels on the journey: all of them or nobody.
   INVALID with problems that name who is missing; NOT_FOUND when the actor does not see the case. */
enum outcome movement_add_case(struct work *work, const struct movement *movement, struct identifier return_case,
                               size_t *ret_added) MUST_CHECK;
/* Takes one off; the others of the family are held until somebody decides. */
enum outcome traveller_remove(struct work *work, const struct movement_traveller *traveller,
                              struct text note) MUST_CHECK;
/* What was decided for a family that is held: they go on without the one who dropped out, or stay as well. */
enum outcome family_decide(struct work *work, const struct movement_traveller *traveller, bool go_on,
                           struct text note) MUST_CHECK;
/* Why the families of a journey are not whole: one line for each. */
struct family_fault {
    const char *message; /* N_(), with {1} the person and {2} the journey or the country */
    struct text person, other;
};
enum outcome movement_family_faults(struct work *work, const struct movement *movement,
                                    struct family_fault **ret_faults, size_t *ret_count) MUST_CHECK;
/* What the case of a traveller misses for its next step on the day of the journey. */
enum outcome traveller_misses(struct work *work, const struct movement *movement,
                              const struct movement_traveller *traveller, struct gate *ret_gate) MUST_CHECK;
/* Codes of traveller_needs: those that stand there but came from `before`, and those that `after` asks for. */
struct text needs_merged(struct arena *arena, struct text codes, const struct return_needs *before,
                         const struct return_needs *after);
/* Fills in what the papers of the case say. */
enum outcome traveller_fill_needs(struct work *work, const struct return_case *file,
                                  struct movement_traveller *row) MUST_CHECK;
/* What the papers ask for is not taken off by hand. */
enum outcome traveller_check_needs(struct work *work, const struct movement_traveller *before,
                                   const struct movement_traveller *row, struct problems *problems) MUST_CHECK;
/* struct return_companion */
enum outcome movement_needs_changed(struct work *work, const struct return_case *file,
                                    const struct return_needs *before, const struct return_needs *after);
/* What a traveller's ticket asks of a budget line. */
struct ticket_order traveller_ticket(const struct movement *movement, const struct movement_traveller *traveller);
/* Sets the state of a traveller, by the program. */
enum outcome traveller_state_set(struct work *work, struct identifier traveller, const char *state,
                                 const char *action) MUST_CHECK;
/* "booked" and so on, in the language of the work; its tone. */
struct text traveller_state_show(struct work *work, const struct movement_traveller *traveller);
const char *traveller_state_tone(const struct movement_traveller *traveller);
struct text traveller_path(struct arena *arena, const struct movement_traveller *traveller);
/* A task for who prepares journeys, about a traveller. */
enum outcome traveller_task(struct work *work, const struct movement_traveller *traveller,
                            const char *label) MUST_CHECK;

/* What a return case asks of journeys, and tells them. */
enum outcome movement_require(struct work *work, const struct return_case *file, const char *action, int32_t day,
                              struct gate *gate);
enum outcome movement_case_moved(struct work *work, const struct return_case *before, const struct return_case *file);

/* ---- the day of departure ---- */

struct mark_order {
    struct text outcome, reason;
    int64_t marked_at; /* INSTANT_NONE: now */
};
/* Keeps the mark whatever comes, and lets the case follow it if it can: *ret says whether it did, and if not, why.
   NOT_FOUND out of reach; INVALID with a problem for an outcome or reason that is none. */
enum outcome departure_mark_take(struct work *work, const struct movement *movement, struct identifier traveller,
                                 const struct mark_order *order, struct movement_mark **ret) MUST_CHECK;
/* Settles marks that differ: this one counts.  INVALID when the case cannot follow it any more. */
enum outcome departure_mark_settle(struct work *work, const struct movement *movement, struct identifier traveller,
                                   struct identifier mark, struct text note) MUST_CHECK;
/* Marks of a traveller, oldest first. */
enum outcome traveller_marks(struct work *work, const struct movement_traveller *traveller,
                             struct movement_mark ***ret_marks, size_t *ret_count) MUST_CHECK;

/* ---- arrival ---- */
enum outcome arrival_can_confirm(struct work *work, const void *row, struct gate *gate);
enum outcome arrival_confirmed(struct work *work, void *row);
enum outcome arrival_missing(struct work *work, void *row);
enum outcome arrival_onward(struct work *work, void *row);
/* The receiving office learns of a booked traveller, or that it need not wait any more; `forget`: what it was told is
   destroyed. */
enum outcome arrival_tell(struct work *work, const struct movement *movement,
                          const struct movement_traveller *traveller) MUST_CHECK;
enum outcome arrival_call_off(struct work *work, const struct movement_traveller *traveller, bool forget) MUST_CHECK;
/* The person no longer agrees that data are passed on: who is under way is expected without a name. */
enum outcome arrival_consent_withdrawn(struct work *work, struct identifier person);
/* Needs were changed after the booking: the receiving office learns it. */
enum outcome arrival_tell_needs(struct work *work, const struct movement_traveller *traveller) MUST_CHECK;
/* Who receives at the office of a journey is told that it was booked, changed or cancelled: the number of the journey,
   nothing about a person. */
enum movement_news { MOVEMENT_EXPECTED, MOVEMENT_CHANGED, MOVEMENT_CALLED_OFF };
enum outcome movement_announce(struct work *work, const struct movement *movement, enum movement_news news) MUST_CHECK;
/* That it changed, to the office of a traveller who was booked. */
enum outcome traveller_announce(struct work *work, const struct movement_traveller *traveller) MUST_CHECK;
/* A new assessment begins with what the newest one says, where the person agreed that this office gets it. */
enum outcome arrival_assessment_begin(struct work *work, const struct movement_arrival *arrival,
                                      struct movement_assessment *row) MUST_CHECK;
/* The case departed: an arrival that was confirmed before counts now. */
enum outcome arrival_catch_up(struct work *work, const struct movement_traveller *traveller) MUST_CHECK;

#endif
