/* Guards and effects of child protection. */
#include "protection/protection_rules.h"
#include "protection/protection_store.h"

enum { HOLDS_MOST_MONTHS = 12 };

static int32_t today(const struct work *work) { return zone_date(work->zone, work->now); }

static void begin(const void *before, void *row, const char *state)
{
    if (before == NULL && record_head_of(row)->state.length == 0)
        record_head(row)->state = text_from(state);
}

/* A name without a day, or a day without a name, proves nothing. */
static void check_pair(bool has_day, bool has_name, const char *field, struct problems *problems)
{
    if (has_day != has_name)
        (void)problem_add(problems, INVALID, "half_recorded", text_from(field),
                          N_("Give both: who it was, and on which day."));
}

enum outcome child_check(struct work *work, const void *before, void *row, struct problems *problems)
{
    const struct protection_child *child = row;
    (void)work;
    begin(before, row, "open");
    check_pair(child->guardian_designated_on != DATE_NONE, child->guardian_designated_by.length > 0,
               "guardian_designated_by", problems);
    check_pair(child->reception_confirmed_on != DATE_NONE, child->reception_confirmed_by.length > 0,
               "reception_confirmed_by", problems);
    return OK;
}

enum outcome tracing_check(struct work *work, const void *before, void *row, struct problems *problems)
{
    const struct protection_tracing *tracing = row;
    (void)work;
    begin(before, row, "open");
    bool found = text_is(tracing->status, "reunified") || text_is(tracing->status, "verified");
    if (found && text_is(tracing->outcome, "unsuccessful"))
        (void)problem_add(problems, INVALID, "tracing_contradicts", TEXT("outcome"),
                          N_("A family that was found is no unsuccessful tracing."));
    return OK;
}

bool determination_is_open(struct text state) { return text_is(state, "draft"); }

static bool content_changed(const struct record *record, const void *before, const void *row)
{
    for (size_t i = 0; i < record->field_count; i++)
        if (!field_equal(&record->fields[i], before, row))
            return true;
    return false;
}

enum outcome determination_check(struct work *work, const void *before, void *row, struct problems *problems)
{
    const struct protection_determination *determination = row;
    const struct record_head *old = before == NULL ? NULL : record_head_of(before);
    begin(before, row, determination_flow.states[0].name);
    if (old != NULL && text_equal(old->state, determination->head.state) && !determination_is_open(old->state) &&
        content_changed(&determination_record, before, row))
        (void)problem_add(problems, INVALID, "asked_already", TEXT_NONE,
                          N_("Approval was asked for this: take it up anew to change it."));
    int32_t from = determination->meeting_on == DATE_NONE ? today(work) : determination->meeting_on;
    if (determination->valid_until != DATE_NONE && determination->valid_until < from)
        (void)problem_add(problems, INVALID, "ends_before_meeting", TEXT("valid_until"),
                          N_("This ends before the day of the meeting."));
    if (determination->valid_until != DATE_NONE &&
        determination->valid_until > date_add_months(from, HOLDS_MOST_MONTHS))
        (void)problem_add(problems, INVALID, "holds_too_long", TEXT("valid_until"),
                          N_("A decision about a child holds twelve months at most: then the panel looks again."));
    return OK;
}

enum outcome panel_member_check(struct work *work, const void *before, void *row, struct problems *problems)
{
    const struct protection_panel_member *member = row;
    void *determination;
    begin(before, row, "open");
    enum outcome outcome = record_get_unlimited(work, &determination_record, member->determination, &determination);
    if (outcome == NOT_FOUND)
        return problem_add(problems, INVALID, "determination_missing", TEXT_NONE,
                           N_("A member of a panel belongs to a determination."));
    if (outcome == OK && !determination_is_open(record_head_of(determination)->state))
        (void)problem_add(problems, INVALID, "asked_already", TEXT_NONE,
                          N_("Approval was asked for this: take it up anew to change it."));
    return outcome;
}

enum outcome conflict_check(struct work *work, const void *before, void *row, struct problems *problems)
{
    struct protection_conflict *conflict = row;
    bool stands = false;
    begin(before, row, "open");
    if (conflict->declared_on == DATE_NONE)
        conflict->declared_on = today(work);
    struct subject subject = record_subject(row);
    if (before == NULL && !identifier_equal(conflict->account, work->actor->user) &&
        !actor_may_on(work->actor, &conflict_read, &subject))
        return problem_add(problems, INVALID, "not_yourself", TEXT("account"),
                           N_("Declare your own link; of a colleague's tell the supervisor."));
    if (before != NULL || identifier_is_none(conflict->account))
        return OK;
    enum outcome outcome = conflict_stands(work, conflict->account, conflict->head.person, &stands);
    if (outcome == OK && stands)
        (void)problem_add(problems, INVALID, "declared_already", TEXT_NONE, N_("This link is declared already."));
    return outcome;
}

/* ---- guards ---- */

enum outcome conflict_can_take_back(struct work *work, const void *row, struct gate *gate)
{
    const struct protection_conflict *conflict = row;
    gate_require(gate, !identifier_equal(conflict->account, work->actor->user), "own_link",
                 N_("Somebody other than whose link it is takes it back"), N_("Supervisor"), TEXT_NONE);
    return OK;
}

static struct text determination_path(struct gate *gate, const struct protection_determination *row, const char *rest)
{
    struct text id = identifier_to_text(gate->arena, row->head.id);
    return arena_format(gate->arena, "/determinations/%.*s/%s", TEXT_ARG(id), rest);
}

/* Those who signed the undertaking and took part; *ret_bare: somebody took part without having signed. */
static enum outcome count_panel(struct work *work, const struct protection_determination *row, int64_t *ret_present,
                                bool *ret_bare)
{
    struct identifier *ids;
    size_t count;
    int64_t present = 0;
    bool bare = false;
    enum outcome outcome = panel_of(work, row->head.id, row->head.person, &ids, &count);
    for (size_t i = 0; i < count && outcome == OK; i++) {
        void *stored;
        outcome = record_get_unlimited(work, &panel_member_record, ids[i], &stored);
        const struct protection_panel_member *member = stored;
        if (outcome != OK || member->present.is != FLAG_YES)
            continue;
        bool signed_first = member->undertaking_on != DATE_NONE &&
                            (row->meeting_on == DATE_NONE || member->undertaking_on <= row->meeting_on);
        present += signed_first;
        bare = bare || !signed_first;
    }
    *ret_present = present;
    *ret_bare = bare;
    return outcome;
}

static bool all_weighed(const struct protection_determination *row)
{
    const struct text weighed[] = {row->views,  row->family,    row->safety,        row->care_on_arrival,
                                   row->health, row->education, row->duration_away, row->special_needs};
    for (size_t i = 0; i < sizeof weighed / sizeof *weighed; i++)
        if (text_is_empty(text_trim(weighed[i])))
            return false;
    return true;
}

enum outcome determination_can_request(struct work *work, const void *row, struct gate *gate)
{
    const struct protection_determination *determination = row;
    int64_t present;
    bool bare;
    enum outcome outcome = count_panel(work, determination, &present, &bare);
    if (outcome != OK)
        return outcome;
    gate_require(gate,
                 determination->meeting_on != DATE_NONE && determination->decision.length > 0 &&
                     determination->reasons.length > 0 && determination->valid_until != DATE_NONE,
                 "panel_decision_missing",
                 N_("The panel's decision, its reasons, its day and its last day are recorded"),
                 N_("Protection officer"), determination_path(gate, determination, "edit/decision"));
    gate_require(gate, all_weighed(determination), "factors_missing",
                 N_("Each of the eight things that have to be weighed is written down"), N_("Protection officer"),
                 determination_path(gate, determination, "edit/factors"));
    gate_require(gate, present >= PANEL_QUORUM, "quorum_missing",
                 N_("Three members of the panel at least took part, each with a signed undertaking"), N_("The panel"),
                 determination_path(gate, determination, "panel-members/new"));
    gate_require(gate, !bare, "undertaking_missing",
                 N_("Nobody took part without having signed the undertaking of confidentiality before"),
                 N_("The panel"), determination_path(gate, determination, "#panel-members"));
    return require_no_conflict(work, determination->head.person, N_("Another protection officer"), gate);
}

enum outcome determination_can_answer(struct work *work, const void *row, struct gate *gate)
{
    const struct protection_determination *determination = row;
    gate_require(gate, !identifier_equal(determination->requested_by, work->actor->user), "own_request",
                 N_("Somebody other than who asked for it answers"), N_("Another manager of protection"), TEXT_NONE);
    gate_require(gate, determination->valid_until != DATE_NONE && determination->valid_until >= today(work),
                 "decision_ended", N_("The decision has not come to its last day"), N_("The panel"), TEXT_NONE);
    return require_no_conflict(work, determination->head.person, N_("Another manager of protection"), gate);
}

/* ---- effects ---- */

enum outcome determination_requested(struct work *work, void *row)
{
    struct protection_determination *determination = row;
    determination->requested_by = work->actor->user;
    determination->requested_on = today(work);
    determination->answered_by = (struct identifier){{0}};
    determination->answered_on = DATE_NONE;
    determination->comment = TEXT_NONE;
    return OK;
}

enum outcome determination_answered(struct work *work, void *row)
{
    struct protection_determination *determination = row;
    determination->answered_by = work->actor->user;
    determination->answered_on = today(work);
    return OK;
}

enum outcome determination_revised(struct work *work, void *row)
{
    struct protection_determination *determination = row;
    (void)work;
    determination->requested_by = determination->answered_by = (struct identifier){{0}};
    determination->requested_on = determination->answered_on = DATE_NONE;
    return OK;
}
