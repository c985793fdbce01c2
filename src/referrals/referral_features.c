/* What referrals/ gives to the program. */
#include "base/number.h"
#include "notices/notices.h"
#include "referrals/referral_appointment.h"
#include "referrals/referral_elsewhere.h"
#include "referrals/referral_indicators.h"
#include "referrals/referral_link.h"
#include "referrals/referral_message.h"
#include "referrals/referral_package_make.h"
#include "referrals/referral_pages.h"
#include "referrals/referral_store.h"
#include "returns/returns.h"
#include "web/record_parts.h"
#include "web/record_routes.h"

#define COUNT_OF(list) (sizeof(list) / sizeof *(list))

static struct text own_number(struct work *work, const void *row)
{
    (void)work;
    return record_head_of(row)->number;
}

static struct text received_number(struct work *work, const void *row)
{
    (void)work;
    return ((const struct referral_received *)row)->sent_number;
}

static enum outcome recall_ends(struct work *work, const struct step *step, const void *row, struct text **ret,
                                size_t *ret_count)
{
    const struct referral *referral = row;
    struct text name = referral->addressee;
    struct text *lines = arena_array(work->arena, struct text, 2);
    lines[0] =
        tr_with(work->arena, work->language, N_("{1} sees nothing of the person from this moment on."), &name, 1);
    lines[1] = text_from(tr(work->language, N_("The key of what was sent is destroyed: no backup opens it again.")));
    *ret = lines;
    *ret_count = step->danger ? 2 : 0;
    return OK;
}

static const struct step_pages SENT_STEPS = {&referral_flow, "/referrals",     NULL,      recall_ends,
                                             NULL,           &referral_record, own_number};
static const struct step_pages GUARDED_STEPS = {
    &guarded_referral_flow, "/guarded-referrals", NULL, recall_ends, NULL, &guarded_referral_record, own_number};
/* What whoever answers has before their eyes. */
static enum outcome received_facts(struct work *work, const void *row, struct step_fact **ret, size_t *ret_count)
{
    static const char *const SHOWN[] = {"service_name", "services", "priority", "places", "origin"};
    const struct record *record = &referral_received_record;
    struct step_fact *facts = arena_array(work->arena, struct step_fact, COUNT_OF(SHOWN));
    size_t count = 0;
    for (size_t i = 0; i < COUNT_OF(SHOWN); i++) {
        const struct field *field = record_field(record, text_from(SHOWN[i]));
        if (!field_is_empty(field, row))
            facts[count++] = (struct step_fact){field->label, field_to_show(work, field, row)};
    }
    *ret = facts;
    *ret_count = count;
    return OK;
}

#define RECEIVED(flow_, base_, record_)                                                                          \
    {                                                                                                            \
        .flow = &(flow_), .base = base_, .facts = received_facts, .list = &(record_), .called = received_number, \
        .shape = outcome_form_shape, .read = outcome_form_read                                                   \
    }
static const struct step_pages RECEIVED_STEPS =
    RECEIVED(referral_received_flow, "/received-referrals", referral_received_record);
static const struct step_pages GUARDED_RECEIVED_STEPS =
    RECEIVED(guarded_received_flow, "/guarded-received", guarded_received_record);

static const struct step_pages CONFERENCE_STEPS = {
    .flow = &conference_flow, .base = "/conferences", .list = &conference_record, .called = own_number};
static const struct step_pages DECISION_STEPS = {.flow = &conference_decision_flow,
                                                 .base = "/conference-decisions",
                                                 .list = &conference_decision_record,
                                                 .called = own_number};

/* Lists, pages and history; filters as typed are a POST, so that they stand in no address. */
#define WRITE(base, behind, options, write, kind)                                                           \
    GET_OF(base "/new", referral_go, write, &(kind), "from ?person=… to the choice of a service"),          \
        GET_OF("/persons/{id}/" behind "/choose", referral_choose, write, &(kind), "which service"),        \
        GET_OF("/persons/{id}/" behind "/new", referral_new, write, &(kind), "form of a referral"),         \
        POST_OF("/persons/{id}/" behind "/new", referral_create, write, &(kind), "write a referral"),       \
        RECORD_CHANGE_ROUTES(base, options, write),                                                         \
        GET_OF(base "/{id}/consent", referral_consent_show, write, &(kind), "what the receiver will get"),  \
        POST_OF(base "/{id}/consent", referral_consent_save, write, &(kind), "note the consent, and send"), \
        SLOW_OF(base "/{id}/copy.pdf", referral_copy_pdf, write, &(kind), "the person's copy")

const struct route referral_routes[] = {
    RECORD_READ_ROUTES("/referrals", referral_options, &referral_read),
    WRITE("/referrals", "referrals", referral_options, &referral_write, referral_kind_open),
    STEPS("/referrals", &referral_read, SENT_STEPS),
    RECORD_READ_ROUTES("/received-referrals", referral_received_options, &referral_received_read),
    STEPS("/received-referrals", &referral_received_read, RECEIVED_STEPS),
    RECORD_READ_ROUTES("/guarded-referrals", guarded_referral_options, &guarded_referral_read),
    WRITE("/guarded-referrals", "guarded-referrals", guarded_referral_options, &guarded_referral_write,
          referral_kind_guarded),
    STEPS("/guarded-referrals", &guarded_referral_read, GUARDED_STEPS),
    RECORD_READ_ROUTES("/guarded-received", guarded_received_options, &guarded_referral_read),
    STEPS("/guarded-received", &guarded_referral_read, GUARDED_RECEIVED_STEPS),
    GET_OF("/conferences/new", conference_go, &conference_host, NULL, "from ?person=… to the form"),
    GET_OF("/persons/{id}/conferences/new", conference_new, &conference_host, NULL, "form of a case conference"),
    POST_OF("/persons/{id}/conferences/new", conference_create, &conference_host, NULL, "prepare a case conference"),
    RECORD_READ_ROUTES("/conferences", conference_options, &conference_read),
    RECORD_CHANGE_ROUTES("/conferences", conference_options, &conference_host),
    GET_OF("/conferences/{id}/guests", conference_guests_show, &conference_host, NULL, "whom to invite"),
    POST_OF("/conferences/{id}/guests", conference_guests_save, &conference_host, NULL, "keep whom, and invite"),
    GET_OF("/conferences/{id}/decisions/new", conference_decision_new, &conference_host, NULL, "form of a decision"),
    POST_OF("/conferences/{id}/decisions/new", conference_decision_create, &conference_host, NULL, "note a decision"),
    STEPS("/conferences", &conference_read, CONFERENCE_STEPS),
    RECORD_READ_ROUTES("/conference-invitations", conference_guest_options, &conference_attend),
    RECORD_READ_ROUTES("/conference-decisions", conference_decision_options, &conference_do),
    STEPS("/conference-decisions", &conference_do, DECISION_STEPS),
    GET("/referral-board", referral_board_show, &referral_board_right, "what waits for whom, and where there is room"),
    SLOW("/referral-board.csv", referral_board_csv, &referral_board_right, "what waits for whom, as CSV"),
    SLOW("/referral-board.xlsx", referral_board_xlsx, &referral_board_right, "what waits for whom, as a workbook"),
    SLOW("/referral-indicators", referral_indicators_show, &referral_board_right, "indicators of a period"),
    SLOW("/referral-indicators.csv", referral_indicators_csv, &referral_board_right, "indicators as CSV"),
    SLOW("/referral-indicators.xlsx", referral_indicators_xlsx, &referral_board_right, "indicators as a workbook"),
    SLOW("/referral-report.pdf", referral_report_pdf, &referral_board_right, "a memorandum's year on paper"),
    SLOW("/referral-report.xlsx", referral_report_xlsx, &referral_board_right, "a memorandum's year as a workbook"),
};
const size_t referral_route_count = sizeof referral_routes / sizeof *referral_routes;

const struct menu_entry referral_menu[] = {
    {N_("Referrals received"), "/received-referrals", &referral_received_read, "mail", .group = MENU_FOLLOW_UP},
    {N_("Referrals sent"), "/referrals", &referral_read, "next", .group = MENU_FOLLOW_UP},
    {N_("Coordination board"), "/referral-board", &referral_board_right, "activity", .group = MENU_FOLLOW_UP},
    {N_("Indicators of referrals"), "/referral-indicators", &referral_board_right, "report", .group = MENU_FIGURES},
    {N_("Appointments with services"), "/referral-appointments", &referral_appointment_read, "calendar",
     .group = MENU_FOLLOW_UP},
    {N_("Protection referrals received"), "/guarded-received", &guarded_referral_read, "shield",
     .group = MENU_FOLLOW_UP},
    {N_("Protection referrals sent"), "/guarded-referrals", &guarded_referral_read, "next", .group = MENU_FOLLOW_UP},
    {N_("Case conferences"), "/conferences", &conference_read, "people", .group = MENU_FOLLOW_UP},
    {N_("Invitations to case conferences"), "/conference-invitations", &conference_attend, "mail",
     .group = MENU_FOLLOW_UP},
    {N_("Decisions of case conferences"), "/conference-decisions", &conference_do, "check", .group = MENU_FOLLOW_UP},
};
const size_t referral_menu_count = sizeof referral_menu / sizeof *referral_menu;

const struct resource referral_resources[] = {
    {.record = &referral_record, .flow = &referral_flow, .not_created = true},
    {.record = &referral_received_record, .flow = &referral_received_flow, .read_only = true},
    {.record = &referral_appointment_record, .read_only = true},
    {.record = &guarded_referral_record, .flow = &guarded_referral_flow, .not_created = true},
    {.record = &guarded_received_record, .flow = &guarded_received_flow, .read_only = true},
    {.record = &conference_record, .flow = &conference_flow, .not_created = true},
    {.record = &conference_guest_record, .flow = &conference_guest_flow, .read_only = true},
    {.record = &conference_decision_record, .flow = &conference_decision_flow, .read_only = true},
};
const size_t referral_resource_count = sizeof referral_resources / sizeof *referral_resources;

/* Whose tasks stand in "my work". */
static const struct record *const RECORDS[] = {
    &referral_record,   &referral_received_record, &guarded_referral_record,   &guarded_received_record,
    &conference_record, &conference_guest_record,  &conference_decision_record};
const struct return_companion referral_companion = {
    .records = RECORDS, .record_count = sizeof RECORDS / sizeof *RECORDS, .calendar = referral_appointments_calendar};

const struct notice_kind referral_notices[] = {
    {.name = "referral.received",
     .one = N_("Referral {1} has come: acknowledge it"),
     .path = "/received-referrals",
     .one_place = true,
     .icon = "mail"},
    {.name = "referral.guarded",
     .one = N_("Protection referral {1} has come: acknowledge it"),
     .path = "/guarded-received",
     .one_place = true,
     .icon = "shield"},
    {.name = "referral.message_received",
     .one = N_("A message about referral {1} has come"),
     .path = "/received-referrals",
     .gathers_one = true,
     .icon = "mail"},
    {.name = "referral.message_sent",
     .one = N_("A message about referral {1} has come"),
     .path = "/referrals",
     .gathers_one = true,
     .icon = "mail"},
    {.name = "referral.guarded_message_received",
     .one = N_("A message about protection referral {1} has come"),
     .path = "/guarded-received",
     .gathers_one = true,
     .icon = "shield"},
    {.name = "referral.guarded_message_sent",
     .one = N_("A message about protection referral {1} has come"),
     .path = "/guarded-referrals",
     .gathers_one = true,
     .icon = "shield"},
};
const struct notice_kind *const referral_message_notices = &referral_notices[2];
const size_t referral_notice_count = sizeof referral_notices / sizeof *referral_notices;

/* ---- persons ---- */

static enum outcome consent_withdrawn(struct work *work, struct identifier person)
{
    enum outcome outcome = referral_withdraw_all(work, person, (struct identifier){{0}});
    return outcome == OK ? conference_withdraw_all(work, person, (struct identifier){{0}}) : outcome;
}

static enum outcome sharing_withdrawn(struct work *work, struct identifier person, struct identifier consent)
{
    enum outcome outcome = referral_withdraw_all(work, person, consent);
    return outcome == OK ? conference_withdraw_all(work, person, consent) : outcome;
}

static enum outcome may_erase(struct work *work, struct identifier person, struct problems *problems)
{
    bool any = false;
    enum outcome outcome = referral_any_under_way(work, person, &any);
    if (outcome == OK && any)
        (void)problem_add(problems, INVALID, "referral_under_way", TEXT_NONE,
                          N_("A referral of this person is under way: recall it, or withdraw the consent, first."));
    if (outcome == OK)
        outcome = conference_any_open(work, person, &any);
    if (outcome == OK && any)
        (void)problem_add(problems, INVALID, "conference_open", TEXT_NONE,
                          N_("A case conference about this person is open: end it first."));
    return outcome;
}

static const struct record *const COPIED[] = {&referral_record, &conference_record};
const struct person_feature referral_person_feature = {
    .label = N_("Referrals"),
    .consent_withdrawn = consent_withdrawn,
    .sharing_withdrawn = sharing_withdrawn,
    .may_erase = may_erase,
    .records = COPIED,
    .record_count = 2,
    .open_label = N_("Refer to another organisation"),
    .open_path = "/referrals/new",
    .open_right = &referral_write,
};
const struct person_feature conference_person_feature = {
    .label = N_("Case conferences"),
    .open_label = N_("Case conference"),
    .open_path = "/conferences/new",
    .open_right = &conference_host,
};
/* One that protection officers alone are offered. */
const struct person_feature guarded_person_feature = {
    .label = N_("Protection referrals"),
    .open_label = N_("Protection referral"),
    .open_path = "/guarded-referrals/new",
    .open_right = &guarded_referral_write,
};

/* ---- clocks ---- */

static enum outcome look_at_clocks(struct work *work, struct text arguments, struct text *ret_answer)
{
    int64_t count = 0;
    (void)arguments;
    int64_t ended = 0;
    enum outcome outcome = referral_look_at_clocks(work, &count);
    if (outcome == OK)
        outcome = referral_links_tidy(work, &ended);
    if (outcome == OK)
        outcome = conference_look_at_days(work, &ended);
    count += ended;
    *ret_answer = arena_format(work->arena, "%lld", (long long)count);
    return outcome;
}

static enum outcome remind(struct work *work, struct text arguments, struct text *ret_answer)
{
    int64_t count = 0;
    (void)arguments;
    enum outcome outcome = referral_appointments_remind(work, &count);
    *ret_answer = arena_format(work->arena, "%lld", (long long)count);
    return outcome;
}

const struct internal_action referral_actions[] = {{"referral.clocks", look_at_clocks},
                                                   {"referral.remind", remind},
                                                   {ELSEWHERE_ACTION, elsewhere_noted},
                                                   {"referral.link_opened", referral_link_opened},
                                                   {"referral.link_failed", referral_link_failed},
                                                   {"audit.link_read", referral_link_was_read},
                                                   {"referral.link_mail_begins", referral_link_mail_begins},
                                                   {"referral.link_mail_left", referral_link_mail_left},
                                                   {"referral.appointment_mailed", referral_appointment_mailed},
                                                   {"referral.package_made", referral_package_kept},
                                                   {NULL, NULL}};

/* Until nothing is left of it. */
static enum outcome run_all(struct job_context *context, size_t action)
{
    struct work *work = context->work;
    int64_t count = 1;
    int64_t done = 0;
    enum outcome outcome = OK;
    while (outcome == OK && count > 0) {
        struct text answer = TEXT_NONE;
        outcome = work->hand_over != NULL ? work->hand_over(work->hand_over_context, work,
                                                            referral_actions[action].name, TEXT("{}"), &answer)
                                          : referral_actions[action].run(work, TEXT("{}"), &answer);
        if (outcome == OK && text_to_integer(answer, 0, INT32_MAX, &count) != OK)
            outcome = FAILED;
        done += count;
        if (outcome == OK)
            outcome = job_progress(context, done, 0);
    }
    return outcome;
}

static enum outcome run(struct job_context *context) { return run_all(context, 0); }
static enum outcome run_reminders(struct job_context *context) { return run_all(context, 1); }

const struct job_kind referral_remind_job = {.name = "referrals.remind",
                                             .run = run_reminders,
                                             .timeout_seconds = 600,
                                             .attempts = 5,
                                             .label = N_("Order the reminders of appointments")};
const struct job_kind referral_clock_job = {.name = "referrals.clocks",
                                            .run = run,
                                            .timeout_seconds = 600,
                                            .attempts = 5,
                                            .label = N_("Look at the clocks of referrals")};
