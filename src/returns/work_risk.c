/* What is at risk in "my work", and the limits behind it. */
#include "audit/audit.h"
#include "base/number.h"
#include "returns/return_pages.h"
#include "returns/return_rules.h"
#include "returns/standing.h"
#include "web/form.h"
#include "web/record_parts.h"

enum { SHOWN_RISKS = 6, RISK_COUNT_MOST = 100 };

/* ---- at risk ---- */

static struct text words_of(struct work *work, const struct risk *risk, int32_t today)
{
    const struct language *language = work->language;
    struct text day = language_short_date(work->arena, language, risk->day);
    struct text days = language_number(work->arena, language, today - risk->day);
    if (risk->kind == RISK_STANDS)
        return tr_with(
            work->arena, language,
            tr_count(language, "has not moved since yesterday", "has not moved for {1} days", today - risk->day), &days,
            1);
    if (risk->kind == RISK_DEPARTURE)
        return tr_with(work->arena, language, N_("departs on {1}"), &day, 1);
    return tr_with(work->arena, language, risk->day < today ? N_("a paper ended on {1}") : N_("a paper ends on {1}"),
                   &day, 1);
}

static const char *const ICONS[] = {[RISK_STANDS] = "clock", [RISK_PAPER] = "file", [RISK_DEPARTURE] = "plane"};

static struct work_risk *make_lines(struct request *request, struct work_view *view, const struct risk *risks,
                                    size_t count)
{
    struct work *work = &request->work;
    struct work_risk *lines = arena_array(work->arena, struct work_risk, count + 1);
    for (size_t i = 0; i < count; i++) {
        const struct flow_state *state = flow_state(&return_flow, risks[i].state);
        lines[i] = (struct work_risk){
            .number = risks[i].number,
            .path = record_address(request, "/return-cases", risks[i].id, ""),
            .state_label = state == NULL ? "" : state->label,
            .tone = flow_tone(&return_flow, risks[i].state),
            .icon = ICONS[risks[i].kind],
            .words = words_of(work, &risks[i], view->today),
            .late = risks[i].day < view->today,
        };
        work_name_later(work, view, risks[i].person, &lines[i].person);
    }
    return lines;
}

/* Those of the office in which the actor is supervisor: the first one, as elsewhere. */
static enum outcome fill_office(struct request *request, const struct standing_limits *limits, struct work_view *view)
{
    struct work *work = &request->work;
    struct risk *risks;
    enum outcome outcome = standing_office(work, limits, work->actor->office, SHOWN_RISKS, RISK_COUNT_MOST, &risks,
                                           &view->office_risk_count, &view->office_risk_total);
    if (outcome != OK)
        return outcome;
    view->office_risk_more = view->office_risk_total > RISK_COUNT_MOST;
    if (view->office_risk_more)
        view->office_risk_total = RISK_COUNT_MOST;
    view->office_risks = make_lines(request, view, risks, view->office_risk_count);
    return OK;
}

enum outcome work_risks_fill(struct request *request, struct work_view *view)
{
    struct work *work = &request->work;
    struct standing_limits limits;
    struct risk *risks;
    int64_t seen;
    bool supervises = actor_may(work->actor, &return_assign) && !identifier_is_none(work->actor->office);
    view->changed_since = work->now - DAY_MICROSECONDS;
    if (!view->has_cases && !supervises)
        return OK;
    enum outcome outcome = standing_begin(work, &limits, &seen);
    if (outcome == OK && seen != INSTANT_NONE) {
        int64_t oldest = work->now - WORK_SEEN_DAYS * DAY_MICROSECONDS;
        view->changed_since = seen > oldest ? seen : oldest;
    }
    if (outcome == OK && view->has_cases)
        outcome = standing_risks(work, &limits, work->actor->user, SHOWN_RISKS, &risks, &view->risk_count);
    if (outcome == OK && view->has_cases)
        view->risks = make_lines(request, view, risks, view->risk_count);
    return outcome == OK && supervises ? fill_office(request, &limits, view) : outcome;
}

/* All that changed up to now was seen. */
enum outcome work_seen(struct request *request, struct response *response)
{
    if (request->redisplay)
        return work_home(request, response);
    enum outcome outcome = work_seen_set(&request->work);
    return outcome == OK ? respond_redirect(request, response, TEXT("/")) : outcome;
}

/* ---- the limits ---- */

static enum outcome fill_limits(struct request *request, const struct standing_limits *limits, bool typed,
                                struct limits_view *view)
{
    struct work *work = &request->work;
    view->lines = arena_array(work->arena, struct limit_line, RETURN_OPEN_STATES);
    for (size_t i = 0; i < RETURN_OPEN_STATES; i++) {
        struct text name = text_from(return_open_states[i]);
        const struct flow_state *state = flow_state(&return_flow, name);
        view->lines[i] = (struct limit_line){
            .name = return_open_states[i],
            .label = state == NULL ? "" : state->label,
            .value = typed ? parameters_get(&request->form, name)
                           : arena_format(work->arena, "%lld", (long long)limits->days[i]),
            .standard = standing_standard.days[i],
            .problem = problem_for(&work->problems, name),
        };
    }
    view->may_save = actor_may(work->actor, &return_limits_keep);
    return OK;
}

static enum outcome send_limits(struct request *request, struct response *response, bool typed, int status)
{
    struct standing_limits limits;
    struct limits_view view = {0};
    enum outcome outcome = standing_limits_get(&request->work, request->actor.organisation, &limits);
    if (outcome == OK)
        outcome = fill_limits(request, &limits, typed, &view);
    if (outcome != OK)
        return outcome;
    view.page = page_open(request, N_("When a case stands still"));
    view.page->has_form = view.may_save;
    struct output out = page_output(request, response);
    work_limits_page(&out, &view);
    return page_send(request, response, status);
}

enum outcome limits_show(struct request *request, struct response *response)
{
    return send_limits(request, response, false, 200);
}

static enum outcome audit_limits(struct work *work, const struct standing_limits *limits)
{
    AUTO_BUFFER struct buffer details = buffer_open(4096);
    for (size_t i = 0; i < RETURN_OPEN_STATES; i++)
        buffer_format(&details, "%s\"%s\":%lld", i == 0 ? "{" : ",", return_open_states[i], (long long)limits->days[i]);
    buffer_add_byte(&details, '}');
    const struct audit_event event = {
        .at = work->now,
        .organisation = work->actor->organisation,
        .user = work->actor->user,
        .role = actor_role_name(work->actor, work->actor->office),
        .action = TEXT("return.limits"),
        .record = TEXT("organisation"),
        .subject = work->actor->organisation,
        .details = buffer_text(&details),
        .origin = work->actor->origin,
    };
    return audit_add(work->db, &event);
}

enum outcome limits_save(struct request *request, struct response *response)
{
    enum { DAYS_MOST = 1000000 };
    struct work *work = &request->work;
    struct standing_limits limits = {{0}};
    if (request->redisplay)
        return send_limits(request, response, true, 200);
    for (size_t i = 0; i < RETURN_OPEN_STATES; i++) {
        struct text typed = text_trim(parameters_get(&request->form, text_from(return_open_states[i])));
        if (text_to_integer(digits_to_ascii(work->arena, typed), 0, DAYS_MOST, &limits.days[i]) != OK)
            limits.days[i] = 0; /* refused below, beside its state */
    }
    enum outcome outcome = standing_limits_set(work, work->actor->organisation, &limits);
    if (outcome == INVALID)
        return send_limits(request, response, true, 422);
    if (outcome == OK)
        outcome = audit_limits(work, &limits);
    if (outcome != OK)
        return outcome;
    respond_notice(request, response, N_("Saved."));
    return respond_redirect(request, response, TEXT("/return-limits"));
}
