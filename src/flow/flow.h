/* Life cycles as tables.  From the table derive the buttons, the API's links, the drawing in the documentation, the
   tasks, and the tests (every step taken, every forbidden one refused).

   A move is a compare-and-set on the record's version: of two officers at once one wins, the other sees what changed.
 */
#ifndef FLOW_FLOW_H
#define FLOW_FLOW_H

#include "record/record.h"

struct flow_state {
    const char *name;  /* "consented" */
    const char *label; /* N_() */
    enum { STATE_NOW, STATE_WAITING, STATE_ENDED } kind;
    bool on_main_path; /* drawn in the step bar */
};

/* What a guard says is missing: one line of the checklist. */
struct gate_item {
    const char *code;    /* stable: "consent_missing" */
    const char *message; /* N_(): what is missing, with {1} */
    const char *held_by; /* N_(): who can provide it: "Caseworker", "Consulate" */
    struct text argument;
    struct text path; /* where to provide it; empty */
    bool met;
    struct gate_item *next;
};
struct gate {
    struct arena *arena;
    struct gate_item *first, *last;
};
/* Adds one requirement, met or not, so that the page shows both. */
void gate_require(struct gate *gate, bool met, const char *code, const char *message, const char *held_by,
                  struct text path);
bool gate_is_open(const struct gate *gate);

struct step {
    const char *from; /* state; NULL: every state that has not ended */
    const char *action, *to;
    const char *label;       /* N_(): the button */
    const char *done;        /* N_(): what was done, in the timeline; NULL: the label says it too */
    const char *description; /* N_(): what it does, below the button */
    struct right *right;
    const char *input;    /* fields of the record that are asked when taking it, joined by commas; NULL: none */
    const char *required; /* those of them that must be answered, joined by commas; NULL: none */
    bool note_required;
    bool danger; /* asked twice */
    enum outcome (*guard)(struct work *work, const void *row, struct gate *gate);
    /* In the transaction of the move, after the state was set and the input copied into the row; may add problems. */
    enum outcome (*effect)(struct work *work, void *row);
    /* The task that waits in the new state: who must act, by when. */
    struct right *task_right;
    bool task_for_assigned; /* the person the row is assigned to does it; else whoever holds the right */
    const char *task_label; /* N_() */
    int32_t task_days;      /* until it is due; 0: no day */
    const char *task_due;   /* a date of the record on which it is due, when it has one; NULL: after task_days */
    /* Does the task wait at all for this row?  NULL: always. */
    enum outcome (*task_wanted)(struct work *work, const void *row, bool *ret_wanted);
};

struct flow {
    const char *name; /* "return" */
    const struct record *record;
    const struct flow_state *states; /* the first is where a new row begins */
    size_t state_count;
    const struct step *steps;
    size_t step_count;
    const struct step *begin; /* NULL, or the task of a new row: only the task_… of it are used */
};

const struct flow_state *flow_state(const struct flow *flow, struct text name);
const struct step *flow_step(const struct flow *flow, struct text state, struct text action);
/* N_(): what taking this step is called afterwards, "Approved"; NULL when there is no such step. */
const char *flow_done(const struct flow *flow, struct text action);
/* Refuses at start: unknown states, states that cannot be reached or left, two steps of one name from one state. */
enum outcome flow_check(const struct flow *flow) MUST_CHECK;

/* What the actor could do now with this row, and what each step still misses. */
struct step_offer {
    const struct step *step;
    struct gate gate;
    bool allowed; /* the actor holds the right on this row */
};
enum outcome flow_offers(struct work *work, const struct flow *flow, const void *row, struct step_offer **ret_offers,
                         size_t *ret_count) MUST_CHECK;

/* The fields a step asks for, as a set over the record's fields; and those of them that must be answered. */
struct field_set step_fields(const struct flow *flow, const struct step *step);
struct field_set step_required(const struct flow *flow, const struct step *step);

/* Opens the task of a new row, in the transaction that stores it. */
enum outcome flow_begin(struct work *work, const struct flow *flow, const void *row) MUST_CHECK;

/* Takes a step in the caller's transaction: checks state, version, right, guard; sets the state; runs the effect;
   writes history and audit; ends the open task and opens the next. NOT_FOUND no such step from here · FORBIDDEN ·
   CONFLICT the row moved since `version` · INVALID with problems. */
enum outcome flow_move(struct work *work, const struct flow *flow, struct identifier id, int64_t version,
                       struct text action, const void *input, struct text note) MUST_CHECK;

/* The same as a consequence of a step that was itself allowed: no right, no gate, whatever the version.
   NOT_FOUND no such step from here. */
enum outcome flow_move_forced(struct work *work, const struct flow *flow, struct identifier id, struct text action,
                              struct text note) MUST_CHECK;
/* With answers to what the step asks, which are the caller's to check. */
enum outcome flow_move_forced_with(struct work *work, const struct flow *flow, struct identifier id, struct text action,
                                   const void *input, struct text note) MUST_CHECK;

/* A drawing of the states and steps as Graphviz text, for the documentation. */
struct text flow_drawing(struct arena *arena, const struct flow *flow);

#endif
