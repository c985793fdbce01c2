/* The days on which a case came into the states of its way that no step asks for, and how long it was held up: for the
   figures of how long a return takes.  A case that begins anew begins anew here too. */
#include "returns/return_rules.h"

static const struct {
    const char *state, *from; /* NULL: wherever it came from */
    size_t offset;
} DAYS[] = {
    {"registered", NULL, offsetof(struct return_case, registered_on)},
    {"preparing", "consented", offsetof(struct return_case, approved_on)},
    {"booked", NULL, offsetof(struct return_case, booked_on)},
    {"in_delivery", NULL, offsetof(struct return_case, delivery_on)},
};

static bool is_held(struct text state) { return text_is(state, "postponed") || text_is(state, "no_show"); }

static bool has_ended(struct text state) { return text_is(state, "withdrawn") || text_is(state, "closed"); }

static void begin_anew(struct return_case *file)
{
    file->ended_on = DATE_NONE;
    file->ended_from = TEXT_NONE;
    file->approved_on = DATE_NONE;
    file->booked_on = DATE_NONE;
    file->held_days = INTEGER_NONE;
}

void return_note_state(const struct return_case *before, struct return_case *file)
{
    struct text old = before->head.state;
    struct text new = file->head.state;
    if (text_equal(old, new))
        return;
    for (size_t i = 0; i < sizeof DAYS / sizeof *DAYS; i++)
        if (text_is(new, DAYS[i].state) && (DAYS[i].from == NULL || text_is(old, DAYS[i].from)))
            *(int32_t *)(void *)((char *)file + DAYS[i].offset) = file->head.state_since;
    if (is_held(old) && before->head.state_since != DATE_NONE) {
        int64_t days = file->head.state_since - before->head.state_since;
        file->held_days = (file->held_days == INTEGER_NONE ? 0 : file->held_days) + (days < 0 ? 0 : days);
    }
    if (has_ended(new) && !has_ended(old)) {
        file->ended_on = file->head.state_since;
        file->ended_from = old;
    } else if (has_ended(old) && !has_ended(new)) {
        begin_anew(file);
    }
}
