/* From the draft to the end.  What an agreement permits rests on its state and on its dates (opening_store.c): the
   night only brings the state up to date and tells. */
#include "agreements/agreement_store.h"

/* ---- what a step needs ---- */

#define KEEPER N_("Programme manager")
#define OFFICER N_("Data-protection officer")

static bool known(struct partial_date date) { return date.precision != PRECISION_NONE; }

static bool in_force_by_now(struct work *work, const struct agreement *agreement)
{
    return agreement->runs_from != DATE_NONE && agreement->runs_from <= zone_date(work->zone, work->now);
}

static enum outcome may_sign(struct work *work, const void *row, struct gate *gate)
{
    const struct agreement *agreement = row;
    const struct agreement *amended;
    int64_t parties = 0;
    bool is_amendment = text_is(agreement->kind, "amendment");
    enum outcome outcome = agreement_party_total(work, agreement->head.id, &parties);
    if (outcome != OK)
        return outcome;
    gate_require(gate, known(agreement->signed_on) || text_is(agreement->kind, "accession"), "signature_dated",
                 N_("When it was signed, with the source"), KEEPER, TEXT_NONE);
    if (!is_amendment) {
        gate_require(gate, parties >= 2, "two_parties", N_("Two parties at least"), KEEPER, TEXT_NONE);
        return OK;
    }
    outcome = agreement_parent(work, &agreement->head, agreement->amends, &amended);
    gate_require(gate, outcome == OK && !agreement_is_draft(amended) && !text_is(amended->head.state, "dropped"),
                 "amended_signed", N_("The agreement that it amends was signed"), KEEPER, TEXT_NONE);
    return outcome == NOT_FOUND ? OK : outcome;
}

/* Does it open personal data, or carry an end of what does? */
static enum outcome about_sharing(struct work *work, const struct agreement *agreement, bool *ret_about)
{
    const struct agreement *amended;
    *ret_about = agreement_shares(agreement);
    if (*ret_about || !text_is(agreement->kind, "amendment"))
        return OK;
    enum outcome outcome = agreement_parent(work, &agreement->head, agreement->amends, &amended);
    if (outcome == OK)
        *ret_about = agreement_shares(amended);
    return outcome == NOT_FOUND ? OK : outcome;
}

static void require_force(struct work *work, const struct agreement *agreement, struct gate *gate)
{
    gate_require(gate, in_force_by_now(work, agreement), "force_dated",
                 N_("Since when it is in force, with the source: a day that has come"), KEEPER, TEXT_NONE);
}

static enum outcome may_enter(struct work *work, const void *row, struct gate *gate)
{
    bool sharing;
    enum outcome outcome = about_sharing(work, row, &sharing);
    if (outcome != OK)
        return outcome;
    require_force(work, row, gate);
    gate_require(gate, !sharing, "not_sharing", N_("It permits no data to be shared: such a one is opened apart"),
                 OFFICER, TEXT_NONE);
    return OK;
}

static enum outcome may_open(struct work *work, const void *row, struct gate *gate)
{
    const struct agreement *agreement = row;
    bool sharing;
    enum outcome outcome = about_sharing(work, agreement, &sharing);
    if (outcome != OK)
        return outcome;
    require_force(work, agreement, gate);
    gate_require(gate, sharing, "sharing", N_("It is a data-sharing protocol, or an amendment of one"), KEEPER,
                 TEXT_NONE);
    gate_require(gate, agreement->data_categories.length > 0 || text_is(agreement->kind, "amendment"), "data_named",
                 N_("Which data it permits to share, and for what"), KEEPER, TEXT_NONE);
    return OK;
}

static enum outcome may_resume(struct work *work, const void *row, struct gate *gate)
{
    struct subject subject = record_subject(row);
    bool sharing;
    enum outcome outcome = about_sharing(work, row, &sharing);
    if (outcome == OK)
        gate_require(gate, !sharing || actor_may_on(work->actor, &agreement_open_sharing, &subject), "officer",
                     N_("The data-protection officer takes up a data-sharing protocol again"), OFFICER, TEXT_NONE);
    return outcome;
}

static enum outcome may_expire(struct work *work, const void *row, struct gate *gate)
{
    const struct agreement *agreement = row;
    gate_require(gate, agreement->runs_until != DATE_NONE && agreement->runs_until < zone_date(work->zone, work->now),
                 "last_day_over", N_("Its last day is over"), KEEPER, TEXT_NONE);
    return OK;
}

static enum outcome may_be_replaced(struct work *work, const void *row, struct gate *gate)
{
    struct identifier successor;
    enum outcome outcome = agreement_successor(work, record_head_of(row)->id, &successor);
    gate_require(gate, outcome == OK, "successor", N_("The agreement that replaces it is in force"), KEEPER, TEXT_NONE);
    return outcome == NOT_FOUND ? OK : outcome;
}

/* ---- what a step does ---- */

/* An end that an amendment names is the end of what it amends. */
static enum outcome prolong(struct work *work, const struct agreement *amendment)
{
    const struct agreement *amended;
    if (!text_is(amendment->kind, "amendment") || !known(amendment->ends_on))
        return OK;
    enum outcome outcome = agreement_parent(work, &amendment->head, amendment->amends, &amended);
    if (outcome != OK)
        return outcome == NOT_FOUND ? OK : outcome;
    const struct flow_state *state = flow_state(&agreement_flow, amended->head.state);
    if (state == NULL || state->kind == STATE_ENDED)
        return problem_add(&work->problems, INVALID, "amended_over", TEXT_NONE,
                           N_("What it amends has ended: it cannot be prolonged. Record the new agreement."));
    static const struct actor PROGRAM = {.system = true};
    struct work own = *work;
    own.actor = &PROGRAM;
    struct agreement_date *date = record_new(work->arena, &agreement_date_record);
    date->head.organisation = amended->head.organisation;
    date->head.office = amended->head.office;
    date->agreement = amended->head.id;
    date->event = TEXT("ends");
    date->day = amendment->ends_on;
    date->source = amendment->head.number;
    date->mark = TEXT("verified");
    date->standing = TEXT("settles");
    outcome = agreement_dates_unsettle(&own, amended->head.id, "ends");
    if (outcome == OK)
        outcome = agreement_date_store(&own, date);
    work->problems = own.problems;
    return outcome;
}

static enum outcome enters(struct work *work, void *row)
{
    const struct agreement *agreement = row;
    void *replaced;
    enum outcome outcome = prolong(work, agreement);
    if (outcome != OK || identifier_is_none(agreement->replaces))
        return outcome;
    outcome = record_get_unlimited(work, &agreement_record, agreement->replaces, &replaced);
    if (outcome != OK || !identifier_equal(record_head_of(replaced)->organisation, agreement->head.organisation))
        return outcome == NOT_FOUND ? OK : outcome;
    outcome = flow_move_forced(work, &agreement_flow, agreement->replaces, TEXT("replaced"), agreement->head.number);
    return outcome == NOT_FOUND ? OK : outcome; /* it has ended already */
}

static enum outcome ends(struct work *work, void *row)
{
    struct agreement *agreement = row;
    if (agreement->ended_on > zone_date(work->zone, work->now))
        return problem_add(&work->problems, INVALID, "date_in_future", TEXT("ended_on"),
                           N_("This day is to come. Record it as a date of the agreement: it ends by itself then."));
    if (known(agreement->signed_on) && agreement->ended_on < partial_first(agreement->signed_on))
        return problem_add(&work->problems, INVALID, "end_before_signature", TEXT("ended_on"),
                           N_("It would end before it was signed."));
    if (agreement->runs_until == DATE_NONE || agreement->runs_until >= agreement->ended_on)
        agreement->runs_until = agreement->ended_on - 1;
    return OK;
}

/* From today on the other one counts. */
static enum outcome is_replaced(struct work *work, void *row)
{
    struct agreement *agreement = row;
    int32_t last = zone_date(work->zone, work->now) - 1;
    if (agreement->runs_until == DATE_NONE || agreement->runs_until > last)
        agreement->runs_until = last;
    agreement->ended_on = last + 1;
    return OK;
}

/* It may have to be told again. */
static enum outcome reviewed(struct work *work, void *row)
{
    struct agreement *agreement = row;
    int32_t today = zone_date(work->zone, work->now);
    if (agreement->runs_until != DATE_NONE && agreement->runs_until >= today)
        agreement->warned_of = DATE_NONE;
    return OK;
}

static const struct flow_state STATES[] = {
    {"draft", N_("Being negotiated"), STATE_NOW, true},
    {"signed", N_("Concluded"), STATE_WAITING, true},
    {"in_force", N_("In force"), STATE_NOW, true},
    {"suspended", N_("Suspended"), STATE_WAITING, false},
    {"ended", N_("Ended"), STATE_ENDED, true},
    {"replaced", N_("Replaced"), STATE_ENDED, false},
    {"dropped", N_("Not concluded"), STATE_ENDED, false},
};

#define END_FROM(state)                                                                                               \
    {                                                                                                                 \
        .from = state, .action = "end", .to = "ended", .label = N_("It ends"), .done = N_("Ended"),                   \
        .description = N_("Before its time: denounced, or terminated by agreement. What it permits stops."),          \
        .right = &agreement_keep, .input = "ended_on", .required = "ended_on", .note_required = true, .danger = true, \
        .effect = ends                                                                                                \
    }
#define EXPIRE_FROM(state)                                                                               \
    {                                                                                                    \
        .from = state, .action = "expire", .to = "ended", .label = N_("Its time is over"),               \
        .done = N_("Its time is over"), .description = N_("Every night this is done for what is over."), \
        .right = &agreement_keep, .guard = may_expire                                                    \
    }
#define REPLACED_FROM(state)                                                                                          \
    {                                                                                                                 \
        .from = state, .action = "replaced", .to = "replaced", .label = N_("It is replaced"), .done = N_("Replaced"), \
        .description = N_("By the agreement that names it as replaced."), .right = &agreement_keep,                   \
        .guard = may_be_replaced, .effect = is_replaced                                                               \
    }

static const struct step STEPS[] = {
    {.from = "draft",
     .action = "sign",
     .to = "signed",
     .label = N_("It was signed"),
     .done = N_("Signed"),
     .description = N_("From now on its text does not change: an amendment does."),
     .right = &agreement_keep,
     .guard = may_sign},
    {.from = "draft",
     .action = "drop",
     .to = "dropped",
     .label = N_("It is not concluded"),
     .done = N_("Not concluded"),
     .description = N_("Say why."),
     .right = &agreement_keep,
     .note_required = true},
    {.from = "signed",
     .action = "enter",
     .to = "in_force",
     .label = N_("It is in force"),
     .done = N_("In force"),
     .description = N_("What it replaces ends, and what it amends is prolonged where it says so."),
     .right = &agreement_keep,
     .guard = may_enter,
     .effect = enters},
    {.from = "signed",
     .action = "open",
     .to = "in_force",
     .label = N_("Data may be shared under it"),
     .done = N_("In force; data may be shared"),
     .description = N_("From now on referrals may carry the named data to its parties."),
     .right = &agreement_open_sharing,
     .guard = may_open,
     .effect = enters},
    {.from = "in_force",
     .action = "review",
     .to = "in_force",
     .label = N_("It was reviewed"),
     .done = N_("Reviewed"),
     .description = N_("Say what was looked at and what follows. The next review is recorded as a date."),
     .right = &agreement_keep,
     .note_required = true,
     .effect = reviewed},
    {.from = "in_force",
     .action = "suspend",
     .to = "suspended",
     .label = N_("Suspend it"),
     .done = N_("Suspended"),
     .description = N_("What it permits stops at once, until it is taken up again. Say why."),
     .right = &agreement_stop,
     .note_required = true,
     .danger = true},
    {.from = "suspended",
     .action = "resume",
     .to = "in_force",
     .label = N_("Take it up again"),
     .done = N_("Taken up again"),
     .description = N_("Say what was settled."),
     .right = &agreement_stop,
     .note_required = true,
     .guard = may_resume},
    END_FROM("signed"),
    END_FROM("in_force"),
    END_FROM("suspended"),
    EXPIRE_FROM("signed"),
    EXPIRE_FROM("in_force"),
    EXPIRE_FROM("suspended"),
    REPLACED_FROM("signed"),
    REPLACED_FROM("in_force"),
    REPLACED_FROM("suspended"),
};

const struct flow agreement_flow = {
    .name = "agreement",
    .record = &agreement_record,
    .states = STATES,
    .state_count = sizeof STATES / sizeof *STATES,
    .steps = STEPS,
    .step_count = sizeof STEPS / sizeof *STEPS,
};
