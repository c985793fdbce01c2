/* The life of a journey, and of an arrival as its receiving office sees it. */
#include "movements/movement_rules.h"

static const struct flow_state STATES[] = {
    {"planned", N_("Being prepared"), STATE_NOW, true}, {"booked", N_("Booked"), STATE_NOW, true},
    {"departed", N_("Under way"), STATE_NOW, true},     {"completed", N_("Completed"), STATE_ENDED, true},
    {"cancelled", N_("Cancelled"), STATE_ENDED, false},
};

static const struct step BEGIN = {.task_right = &movement_write, .task_label = N_("Prepare a journey"), .task_days = 7};

static const struct step STEPS[] = {
    {.from = "planned",
     .action = "book",
     .to = "booked",
     .label = N_("Book the journey for all"),
     .done = N_("Journey booked for all"),
     .description = N_("Books the case of every traveller, or of nobody. The receiving office learns whom to expect."),
     .right = &movement_write,
     .guard = movement_can_book,
     .effect = movement_booked,
     .task_right = &departure_mark,
     .task_label = N_("Mark who left"),
     .task_due = "departs_on"},
    {.from = "booked",
     .action = "reopen",
     .to = "planned",
     .label = N_("Move the flight"),
     .done = N_("Flight moved, booking given up"),
     .description = N_("Gives up the booking of every traveller. Change the flights, then book again: everything is "
                       "checked anew for the new day."),
     .right = &movement_write,
     .danger = true,
     .note_required = true,
     .effect = movement_reopened,
     .task_right = &movement_write,
     .task_label = N_("Book the moved journey again"),
     .task_days = 3},
    {.from = "booked",
     .action = "leave",
     .to = "departed",
     .label = N_("The flight has left"),
     .done = N_("Flight left"),
     .description = N_("Everybody on the departure-day list is marked."),
     .right = &departure_mark,
     .guard = movement_can_leave,
     .task_right = &movement_write,
     .task_label = N_("Follow the arrival"),
     .task_due = "arrives_on"},
    {.from = "departed",
     .action = "transit",
     .to = "departed",
     .label = N_("Note the transit of all"),
     .done = N_("Transit noted"),
     .description = N_("Those who left are between two flights."),
     .right = &movement_write,
     .effect = movement_in_transit},
    {.from = "departed",
     .action = "complete",
     .to = "completed",
     .label = N_("Complete the journey"),
     .done = N_("Journey completed"),
     .description = N_("Everybody arrived, or it is known why not."),
     .right = &movement_write,
     .guard = movement_can_complete},
    {.from = "planned",
     .action = "cancel",
     .to = "cancelled",
     .label = N_("Cancel the journey"),
     .done = N_("Journey cancelled"),
     .description = N_("Nobody travels with it. The cases go back to their preparation."),
     .right = &movement_write,
     .danger = true,
     .note_required = true,
     .effect = movement_cancelled},
    {.from = "booked",
     .action = "cancel",
     .to = "cancelled",
     .label = N_("Cancel the journey"),
     .description = N_("Nobody travels with it. The cases go back to their preparation."),
     .right = &movement_write,
     .danger = true,
     .note_required = true,
     .effect = movement_cancelled},
};

const struct flow movement_flow = {
    .name = "movement",
    .record = &movement_record,
    .states = STATES,
    .state_count = sizeof STATES / sizeof *STATES,
    .steps = STEPS,
    .step_count = sizeof STEPS / sizeof *STEPS,
    .begin = &BEGIN,
};

/* ---- the arrival ---- */

static const struct flow_state ARRIVAL_STATES[] = {
    {"expected", N_("Expected"), STATE_NOW, true},
    {"arrived", N_("Arrived"), STATE_NOW, true},
    {"onward", N_("Gone on"), STATE_ENDED, true},
    {"missing", N_("Did not arrive"), STATE_WAITING, false},
    {"cancelled", N_("No longer expected"), STATE_ENDED, false},
};

static const struct step ARRIVAL_BEGIN = {
    .task_right = &arrival_confirm, .task_label = N_("Meet a person on arrival"), .task_due = "expected_on"};

/* Granted to nobody: these follow what becomes of the return case. */
static struct right by_the_case = {.name = "arrival.by_the_case"};

#define CONFIRM(state)                                                                                            \
    {                                                                                                             \
        .from = state, .action = "confirm", .to = "arrived", .label = N_("Confirm the arrival"),                  \
        .done = N_("Arrival confirmed"), .description = N_("You met the person. The mission learns it at once."), \
        .right = &arrival_confirm, .input = "arrived_on,arrival_note", .required = "arrived_on",                  \
        .guard = arrival_can_confirm, .effect = arrival_confirmed, .task_right = &arrival_confirm,                \
        .task_label = N_("Arrange the onward transport"), .task_days = 1                                          \
    }
#define CALL_OFF(state)                                                                            \
    {                                                                                              \
        .from = state, .action = "call_off", .to = "cancelled", .label = N_("No longer expected"), \
        .done = N_("Called off"), .right = &by_the_case                                            \
    }

static const struct step ARRIVAL_STEPS[] = {
    CONFIRM("expected"),
    {.from = "expected",
     .action = "missing",
     .to = "missing",
     .label = N_("The person did not arrive"),
     .done = N_("Not met on arrival"),
     .description = N_("Say what you know: on which flight you waited, what the airline says. The mission looks for "
                       "the person."),
     .right = &arrival_confirm,
     .note_required = true,
     .guard = arrival_can_confirm,
     .effect = arrival_missing,
     .task_right = &arrival_confirm,
     .task_label = N_("Ask again about a person who did not arrive"),
     .task_days = 1},
    CONFIRM("missing"),
    {.from = "arrived",
     .action = "onward",
     .to = "onward",
     .label = N_("Note the onward transport"),
     .done = N_("Onward transport noted"),
     .description = N_("How the person goes on from the airport, and where to."),
     .right = &arrival_confirm,
     .input = "onward_means,onward_place,onward_on",
     .required = "onward_means",
     .effect = arrival_onward},
    CALL_OFF("expected"),
    CALL_OFF("missing"),
};

const struct flow arrival_flow = {
    .name = "arrival",
    .record = &arrival_record,
    .states = ARRIVAL_STATES,
    .state_count = sizeof ARRIVAL_STATES / sizeof *ARRIVAL_STATES,
    .steps = ARRIVAL_STEPS,
    .step_count = sizeof ARRIVAL_STEPS / sizeof *ARRIVAL_STEPS,
    .begin = &ARRIVAL_BEGIN,
};
