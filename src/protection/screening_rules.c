/* Guards and effects of a screening. */
#include <stddef.h>
#include <string.h>

#include "flow/task.h"
#include "protection/protection_rules.h"
#include "protection/protection_store.h"

static int32_t today(const struct work *work) { return zone_date(work->zone, work->now); }

enum outcome protection_is_child(struct work *work, struct identifier person, int32_t on, bool *ret_child)
{
    void *row;
    enum outcome outcome = record_get_unlimited(work, &person_record, person, &row);
    if (outcome == OK)
        *ret_child = person_youngest_age(row, on) < ADULT_AGE;
    return outcome;
}

enum outcome require_no_conflict(struct work *work, struct identifier person, const char *held_by, struct gate *gate)
{
    bool stands = false;
    enum outcome outcome = conflict_stands(work, work->actor->user, person, &stands);
    if (outcome == OK)
        gate_require(gate, !stands, "declared_link",
                     N_("Whoever does this has declared no link with the person: otherwise ask a colleague to do it"),
                     held_by, TEXT_NONE);
    return outcome;
}

/* ---- what is stored ---- */

bool screening_is_open(struct text state) { return text_is(state, "draft") || text_is(state, "reopened"); }

static bool stays_changeable(const struct field *field)
{
    return strcmp(field->name, "copy_decision") == 0 || strcmp(field->name, "copy_reason") == 0;
}

static bool content_changed(const struct record *record, const void *before, const void *row)
{
    for (size_t i = 0; i < record->field_count; i++)
        if (!stays_changeable(&record->fields[i]) && !field_equal(&record->fields[i], before, row))
            return true;
    return false;
}

static void check_choices(const struct protection_screening *row, struct problems *problems)
{
    struct text seen = row->priority_groups;
    struct text one;
    bool none = false;
    size_t count = 0;
    for (; text_split(&seen, ',', &one); count++)
        none = none || text_is(one, "none");
    if (none && count > 1)
        (void)problem_add(problems, INVALID, "none_and_some", TEXT("priority_groups"),
                          N_("Either none was seen, or some were: not both."));
    if (text_is(row->copy_decision, "withhold") && text_is_empty(text_trim(row->copy_reason)))
        (void)problem_add(problems, INVALID, "copy_reason_missing", TEXT("copy_reason"),
                          N_("Say why no copy is given: the person may ask."));
}

unsigned screening_elements(const struct protection_screening *row)
{
    return indicator_elements(row->acts) | indicator_elements(row->means) | indicator_elements(row->purposes) |
           indicator_elements(row->signs);
}

/* What the list asks no more is kept where it was marked, and not marked anew. */
static void check_indicators(const struct protection_screening *before, const struct protection_screening *row,
                             struct problems *problems)
{
    static const struct {
        const char *field;
        size_t at;
    } MARKED[] = {
        {"acts", offsetof(struct protection_screening, acts)},
        {"means", offsetof(struct protection_screening, means)},
        {"purposes", offsetof(struct protection_screening, purposes)},
        {"signs", offsetof(struct protection_screening, signs)},
    };
    for (size_t i = 0; i < sizeof MARKED / sizeof *MARKED; i++) {
        const struct text *codes = (const void *)((const char *)row + MARKED[i].at);
        const struct text *old = before == NULL ? NULL : (const void *)((const char *)before + MARKED[i].at);
        if (indicator_past(*codes, old == NULL ? TEXT_NONE : *old).length > 0)
            (void)problem_add(problems, INVALID, "indicator_past", text_from(MARKED[i].field),
                              N_("An indicator of an earlier list was marked: choose from today's."));
    }
}

/* What the indicators say goes with the list that they were marked on. */
static enum outcome put_suggestion(struct work *work, struct protection_screening *row)
{
    bool child = true;
    row->suggestion = row->indicator_version = TEXT_NONE;
    unsigned elements = screening_elements(row);
    if (row->interviewed_on == DATE_NONE && elements == 0)
        return OK;
    enum outcome outcome = protection_is_child(work, row->head.person, today(work), &child);
    if (outcome != OK && outcome != NOT_FOUND)
        return outcome;
    row->indicator_version = indicator_version();
    row->suggestion = text_from(indicator_suggests(elements, child));
    return OK;
}

enum outcome screening_check(struct work *work, const void *before, void *row, struct problems *problems)
{
    struct protection_screening *screening = row;
    const struct record_head *old = before == NULL ? NULL : record_head_of(before);
    bool stays = old != NULL && text_equal(old->state, screening->head.state);
    if (before == NULL && screening->head.state.length == 0)
        screening->head.state = text_from(screening_flow.states[0].name);
    if (stays && !screening_is_open(old->state) && content_changed(&screening_record, before, row))
        (void)problem_add(problems, INVALID, "signed_already", TEXT_NONE,
                          N_("This is signed. Reopen it to change it: then both readers sign anew."));
    check_choices(screening, problems);
    check_indicators(before, screening, problems);
    return screening_is_open(screening->head.state) && (before == NULL || stays) ? put_suggestion(work, screening) : OK;
}

/* What hangs on a screening belongs to it as the first reader signs it. */
static enum outcome check_screening_open(struct work *work, struct identifier id, struct problems *problems)
{
    void *screening;
    enum outcome outcome = record_get_unlimited(work, &screening_record, id, &screening);
    if (outcome == NOT_FOUND)
        return problem_add(problems, INVALID, "screening_missing", TEXT_NONE, N_("This belongs to a screening."));
    if (outcome == OK && !screening_is_open(record_head_of(screening)->state))
        (void)problem_add(problems, INVALID, "signed_already", TEXT_NONE,
                          N_("This is signed. Reopen it to change it: then both readers sign anew."));
    return outcome;
}

enum outcome factor_check(struct work *work, const void *before, void *row, struct problems *problems)
{
    struct protection_factor *factor = row;
    struct text rest = factor->factor;
    (void)before;
    if (before == NULL && factor->head.state.length == 0)
        factor->head.state = TEXT("open");
    factor->level = TEXT_NONE;
    if (rest.length > 0)
        (void)text_split(&rest, '_', &factor->level);
    return check_screening_open(work, factor->screening, problems);
}

/* A safety action is taken whenever it is needed, also after the signatures. */
enum outcome safety_check(struct work *work, const void *before, void *row, struct problems *problems)
{
    struct protection_safety *safety = row;
    struct identifier *officers;
    size_t count;
    bool known = false;
    if (before == NULL && safety->head.state.length == 0)
        safety->head.state = text_from(safety_flow.states[0].name);
    safety->due_on = safety->due_at == INTEGER_NONE ? DATE_NONE : zone_date(work->zone, safety->due_at);
    if (before != NULL && !identifier_equal(((const struct protection_safety *)before)->owner, safety->owner) &&
        !text_is(safety->head.state, "open"))
        (void)problem_add(problems, INVALID, "safety_ended", TEXT("owner"), N_("This action has ended."));
    if (identifier_is_none(safety->owner))
        return OK; /* said to be needed elsewhere */
    enum outcome outcome = protection_officers(work, safety->head.organisation, false, &officers, &count);
    for (size_t i = 0; outcome == OK && i < count; i++)
        known = known || identifier_equal(officers[i], safety->owner);
    if (outcome == OK && !known && before == NULL)
        (void)problem_add(problems, INVALID, "owner_not_protection", TEXT("owner"),
                          N_("Choose a protection officer: nobody else may see what has to be done."));
    safety->head.assigned = safety->owner;
    return outcome;
}

enum outcome safety_stored(struct work *work, const void *before, const void *row)
{
    const struct protection_safety *safety = row;
    bool moved = before != NULL && !identifier_equal(((const struct protection_safety *)before)->owner, safety->owner);
    if (moved)
        return task_assign(work, text_from(safety_record.name), safety->head.id, safety->head.person, safety->owner);
    return before == NULL ? flow_begin(work, &safety_flow, row) : OK;
}

/* ---- guards ---- */

static struct text screening_path(struct gate *gate, const struct protection_screening *screening, const char *part)
{
    struct text id = identifier_to_text(gate->arena, screening->head.id);
    return arena_format(gate->arena, "/screenings/%.*s/edit/%s", TEXT_ARG(id), part);
}

static void require_content(const struct protection_screening *row, struct gate *gate)
{
    gate_require(gate, row->interviewed_on != DATE_NONE && row->language.length > 0, "interview_missing",
                 N_("Day and language of the interview are recorded"), N_("Protection officer"),
                 screening_path(gate, row, "interview"));
    gate_require(gate, row->priority_groups.length > 0 && row->level.length > 0 && row->level_reason.length > 0,
                 "vulnerability_missing", N_("Priority groups, the vulnerability on the whole and why are recorded"),
                 N_("Protection officer"), screening_path(gate, row, "vulnerability"));
    gate_require(gate, row->decision.length > 0, "decision_missing", N_("A decision on trafficking is recorded"),
                 N_("Protection officer"), screening_path(gate, row, "trafficking"));
    gate_require(gate, row->next_step.length > 0, "next_step_missing", N_("It is said what the return case is told"),
                 N_("Protection officer"), screening_path(gate, row, "consequences"));
}

static bool is_victim(struct text decision)
{
    return text_is(decision, "PRESUMED") || text_is(decision, "IDENTIFIED_IOM") ||
           text_is(decision, "IDENTIFIED_AUTHORITY");
}

/* Of somebody who is presumed or identified, more has to be known; and of what departs from the suggestion, why. */
static enum outcome require_care(struct work *work, const struct protection_screening *row, struct gate *gate)
{
    int64_t actions = 0;
    bool differs = row->suggestion.length > 0 && !text_equal(row->suggestion, row->decision);
    gate_require(gate, (!differs && !is_victim(row->decision)) || row->decision_reason.length > 0, "reasons_missing",
                 N_("The reasons of the decision are written"), N_("Protection officer"),
                 screening_path(gate, row, "trafficking"));
    if (!is_victim(row->decision))
        return OK;
    gate_require(gate, row->consent_to_refer.is != FLAG_UNKNOWN, "referral_consent_missing",
                 N_("The person was asked whether they agree to be referred"), N_("Protection officer"),
                 screening_path(gate, row, "trafficking"));
    gate_require(gate, row->retaliation_risk.length > 0, "retaliation_missing",
                 N_("The risk of retaliation was weighed"), N_("Protection officer"),
                 screening_path(gate, row, "trafficking"));
    enum outcome outcome = safety_count(work, row->head.id, row->head.person, &actions);
    if (outcome == OK && text_is(row->retaliation_risk, "high"))
        gate_require(gate, actions > 0, "safety_missing", N_("An immediate safety action is recorded"),
                     N_("Protection officer"),
                     arena_format(gate->arena, "/screenings/%.*s/safety-actions/new",
                                  TEXT_ARG(identifier_to_text(gate->arena, row->head.id))));
    return outcome;
}

static enum outcome require_guardian(struct work *work, const struct protection_screening *row, struct gate *gate)
{
    struct identifier guardian;
    bool child = false;
    enum outcome outcome = protection_is_child(work, row->head.person, today(work), &child);
    if (outcome != OK || !child)
        return outcome;
    outcome = person_guardian(work, row->head.person, today(work), &guardian);
    if (outcome < 0)
        return outcome;
    gate_require(gate, outcome == OK, "guardian_missing", N_("A guardian or parent is recorded for this child"),
                 N_("Protection officer"),
                 arena_format(gate->arena, "/persons/%.*s/relations/new",
                              TEXT_ARG(identifier_to_text(gate->arena, row->head.person))));
    return OK;
}

enum outcome screening_can_sign(struct work *work, const void *row, struct gate *gate)
{
    require_content(row, gate);
    enum outcome outcome = require_care(work, row, gate);
    if (outcome == OK)
        outcome = require_guardian(work, row, gate);
    return outcome == OK
               ? require_no_conflict(work, record_head_of(row)->person, N_("Another protection officer"), gate)
               : outcome;
}

enum outcome screening_can_read(struct work *work, const void *row, struct gate *gate)
{
    const struct protection_screening *screening = row;
    gate_require(gate, !identifier_equal(screening->first_reader, work->actor->user), "same_reader",
                 N_("Somebody other than the first reader reads second"), N_("Another protection officer"), TEXT_NONE);
    return require_no_conflict(work, screening->head.person, N_("Another protection officer"), gate);
}

enum outcome screening_can_settle(struct work *work, const void *row, struct gate *gate)
{
    const struct protection_screening *screening = row;
    gate_require(gate,
                 !identifier_equal(screening->first_reader, work->actor->user) &&
                     !identifier_equal(screening->second_reader, work->actor->user),
                 "same_reader", N_("Somebody other than the first two readers settles it"),
                 N_("Another protection officer"), TEXT_NONE);
    return require_no_conflict(work, screening->head.person, N_("Another protection officer"), gate);
}

enum outcome screening_can_reopen(struct work *work, const void *row, struct gate *gate)
{
    return require_no_conflict(work, record_head_of(row)->person, N_("Another protection officer"), gate);
}

static bool has_read(const struct protection_screening *row, struct identifier user)
{
    return identifier_equal(row->first_reader, user) || identifier_equal(row->second_reader, user) ||
           identifier_equal(row->third_reader, user);
}

enum outcome screening_can_approve(struct work *work, const void *row, struct gate *gate)
{
    gate_require(gate, !has_read(row, work->actor->user), "same_reader",
                 N_("Somebody other than the readers approves the assessment"), N_("Another manager of protection"),
                 TEXT_NONE);
    return require_no_conflict(work, record_head_of(row)->person, N_("Another manager of protection"), gate);
}

enum outcome screening_wants_approval(struct work *work, const void *row, bool *ret_wanted)
{
    const struct protection_screening *screening = row;
    struct identifier child;
    enum outcome outcome = child_of_case(work, screening->return_case, screening->head.person, &child);
    if (outcome < 0)
        return outcome;
    *ret_wanted = outcome == OK || text_is(screening->level, "high") || is_victim(screening->decision) ||
                  text_is(screening->next_step, "stop");
    return OK;
}

/* ---- effects ---- */

enum outcome screening_signed(struct work *work, void *row)
{
    struct protection_screening *screening = row;
    screening->first_reader = work->actor->user;
    screening->first_read_on = today(work);
    return OK;
}

/* A case that has ended is not told any more. */
static enum outcome tell_case(struct work *work, const struct protection_screening *screening, struct text outcome_code)
{
    void *row;
    enum outcome outcome = record_get_unlimited(work, &return_case_record, screening->return_case, &row);
    if (outcome != OK)
        return outcome;
    const struct flow_state *state = flow_state(&return_flow, record_head_of(row)->state);
    if (state == NULL || state->kind == STATE_ENDED)
        return OK;
    return return_screening_says(work, screening->return_case, outcome_code);
}

enum outcome screening_agreed(struct work *work, void *row)
{
    struct protection_screening *screening = row;
    screening->second_note = TEXT_NONE;
    return screening_noted(work, row);
}

enum outcome screening_noted(struct work *work, void *row)
{
    struct protection_screening *screening = row;
    screening->second_reader = work->actor->user;
    screening->second_read_on = today(work);
    return tell_case(work, screening, screening->next_step);
}

enum outcome screening_disputed(struct work *work, void *row)
{
    struct protection_screening *screening = row;
    screening->second_reader = work->actor->user;
    screening->second_read_on = today(work);
    return OK;
}

static void forget_readers(struct protection_screening *screening)
{
    screening->first_reader = screening->second_reader = screening->third_reader = (struct identifier){{0}};
    screening->first_read_on = screening->second_read_on = screening->third_read_on = DATE_NONE;
    screening->second_note = screening->third_note = TEXT_NONE;
    screening->approved_by = (struct identifier){{0}};
    screening->approved_on = DATE_NONE;
}

enum outcome screening_sent_back(struct work *work, void *row)
{
    (void)work;
    forget_readers(row);
    return OK;
}

enum outcome screening_settled(struct work *work, void *row)
{
    struct protection_screening *screening = row;
    screening->third_reader = work->actor->user;
    screening->third_read_on = today(work);
    return tell_case(work, screening, screening->next_step);
}

enum outcome screening_approved(struct work *work, void *row)
{
    struct protection_screening *screening = row;
    screening->approved_by = work->actor->user;
    screening->approved_on = today(work);
    return OK;
}

enum outcome screening_reopened(struct work *work, void *row)
{
    ((struct protection_screening *)row)->approval_comment = TEXT_NONE;
    return screening_rejected(work, row);
}

/* The return waits, unless it stands before its screening anyway.  What the manager said stays for the readers. */
enum outcome screening_rejected(struct work *work, void *row)
{
    struct protection_screening *screening = row;
    void *file;
    forget_readers(screening);
    enum outcome outcome = record_get_unlimited(work, &return_case_record, screening->return_case, &file);
    if (outcome != OK || text_is(record_head_of(file)->state, "registered"))
        return outcome;
    return tell_case(work, screening, TEXT("wait"));
}
