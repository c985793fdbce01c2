/* What duplicates say to a payment: no instalment is paid twice under two records, before they are merged too. */
#include "duplicates/duplicate_store.h"

/* Of 1,000 such pairs so many are one person: a payment waits for somebody to look. */
enum { STRONG = 900 };

/* `leaves`: the money leaves now, and does not come back. */
static bool stops(const struct pair_other *other, bool leaves)
{
    if (text_is(other->state, "same"))
        return true;
    bool waits = text_is(other->state, "open") || text_is(other->state, "asked") || text_is(other->state, "undecided");
    return leaves && waits && other->probability >= STRONG;
}

/* Who may not look at pairs is not led there. */
static void require(struct work *work, struct gate *gate, const struct pair_other *other)
{
    struct text path =
        actor_may(work->actor, &pair_read)
            ? arena_format(gate->arena, "/person-pairs/%.*s", TEXT_ARG(identifier_to_text(gate->arena, other->pair)))
            : TEXT_NONE;
    if (text_is(other->state, "same"))
        gate_require(gate, false, "paid_under_other_record",
                     N_("No other record of this person has the same instalment: cancel the one that is not due, and "
                        "merge the records"),
                     N_("Supervisor"), path);
    else
        gate_require(gate, false, "possible_duplicate_open",
                     N_("Somebody has decided whether another record, with the same instalment, is of this person"),
                     N_("Supervisor"), path);
}

static enum outcome require_item(struct work *work, const struct return_item *item, const char *action,
                                 struct gate *gate)
{
    AUTO_WALL struct wall_hold hold = wall_widen(work->db, "an instalment is paid once, whoever pays");
    struct pair_other *others;
    size_t count = 0;
    bool leaves = text_is(text_from(action), "release") || text_is(text_from(action), "pay");
    if (!leaves && !text_is(text_from(action), "prepare"))
        return OK;
    enum outcome outcome = pair_others(work, item->head.person, &others, &count);
    for (size_t i = 0; i < count && outcome == OK; i++) {
        struct text number;
        if (!stops(&others[i], leaves))
            continue;
        enum outcome found = return_instalment_elsewhere(work, item, others[i].person, &number);
        if (found == OK)
            require(work, gate, &others[i]);
        outcome = found < 0 ? found : OK;
    }
    return outcome;
}

/* Whose tasks stand in "my work". */
static const struct record *const RECORDS[] = {&person_pair_record};
const struct return_companion duplicate_companion = {
    .require_item = require_item, .records = RECORDS, .record_count = sizeof RECORDS / sizeof *RECORDS};
