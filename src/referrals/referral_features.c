/* What referrals/ gives to the program. */
#include "base/number.h"
#include "notices/notices.h"
#include "referrals/referral_elsewhere.h"
#include "referrals/referral_indicators.h"
#include "referrals/referral_pages.h"
#include "referrals/referral_store.h"
#include "returns/returns.h"
#include "web/record_parts.h"
#include "web/record_routes.h"

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
static const struct step_pages RECEIVED_STEPS = {&referral_received_flow,   "/received-referrals", NULL, NULL, NULL,
                                                 &referral_received_record, received_number};
static const struct step_pages GUARDED_RECEIVED_STEPS = {
    &guarded_received_flow, "/guarded-received", NULL, NULL, NULL, &guarded_received_record, received_number};

/* Lists, pages and history; filters as typed are a POST, so that they stand in no address. */
#define SEE(base, options, see)                                                                        \
    GET_OF(base, record_route_list, see, &(options), "list"),                                          \
        SLOW_OF(base ".csv", record_route_csv, see, &(options), "the list as CSV"),                    \
        SLOW_OF(base ".xlsx", record_route_xlsx, see, &(options), "the list as a workbook"),           \
        {METHOD_POST,                                                                                  \
         base "/filters",                                                                              \
         ROUTE_READ,                                                                                   \
         record_route_filter,                                                                          \
         .right = (see),                                                                               \
         .context = &(options),                                                                        \
         .changes_nothing = true,                                                                      \
         .purpose = "filters of the list, as typed"},                                                  \
        GET_OF(base "/filters", record_route_filter, see, &(options), "leads to the list"),            \
        POST_OF(base "/views", record_route_view_add, see, &(options), "save a view"),                 \
        POST_OF(base "/views/{id}", record_route_view_remove, see, &(options), "delete a saved view"), \
        GET_OF(base "/{id}", record_route_show, see, &(options), "page of one"),                       \
        GET_OF(base "/{id}/history", record_route_history, see, &(options), "what became of one")

#define WRITE(base, behind, options, write, kind)                                                                   \
    GET_OF(base "/new", referral_go, write, &(kind), "from ?person=… to the choice of a service"),                  \
        GET_OF("/persons/{id}/" behind "/choose", referral_choose, write, &(kind), "which service"),                \
        GET_OF("/persons/{id}/" behind "/new", referral_new, write, &(kind), "form of a referral"),                 \
        POST_OF("/persons/{id}/" behind "/new", referral_create, write, &(kind), "write a referral"),               \
        GET_OF(base "/{id}/edit", record_route_edit, write, &(options), "form to change a draft"),                  \
        POST_OF(base "/{id}", record_route_save, write, &(options), "change a draft"),                              \
        POST_OF(base "/{id}/edit", record_route_save, write, &(options), "the same; its form in another language"), \
        GET_OF(base "/{id}/consent", referral_consent_show, write, &(kind), "what the receiver will get"),          \
        POST_OF(base "/{id}/consent", referral_consent_save, write, &(kind), "note the consent, and send"),         \
        SLOW_OF(base "/{id}/copy.pdf", referral_copy_pdf, write, &(kind), "the person's copy")

const struct route referral_routes[] = {
    SEE("/referrals", referral_options, &referral_read),
    WRITE("/referrals", "referrals", referral_options, &referral_write, referral_kind_open),
    STEPS("/referrals", &referral_read, SENT_STEPS),
    SEE("/received-referrals", referral_received_options, &referral_received_read),
    STEPS("/received-referrals", &referral_received_read, RECEIVED_STEPS),
    SEE("/guarded-referrals", guarded_referral_options, &guarded_referral_read),
    WRITE("/guarded-referrals", "guarded-referrals", guarded_referral_options, &guarded_referral_write,
          referral_kind_guarded),
    STEPS("/guarded-referrals", &guarded_referral_read, GUARDED_STEPS),
    SEE("/guarded-received", guarded_received_options, &guarded_referral_read),
    STEPS("/guarded-received", &guarded_referral_read, GUARDED_RECEIVED_STEPS),
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
    {N_("Protection referrals received"), "/guarded-received", &guarded_referral_read, "shield",
     .group = MENU_FOLLOW_UP},
    {N_("Protection referrals sent"), "/guarded-referrals", &guarded_referral_read, "next", .group = MENU_FOLLOW_UP},
};
const size_t referral_menu_count = sizeof referral_menu / sizeof *referral_menu;

const struct resource referral_resources[] = {
    {.record = &referral_record, .flow = &referral_flow, .not_created = true},
    {.record = &referral_received_record, .flow = &referral_received_flow, .read_only = true},
    {.record = &guarded_referral_record, .flow = &guarded_referral_flow, .not_created = true},
    {.record = &guarded_received_record, .flow = &guarded_received_flow, .read_only = true},
};
const size_t referral_resource_count = sizeof referral_resources / sizeof *referral_resources;

/* Whose tasks stand in "my work". */
static const struct record *const RECORDS[] = {&referral_record, &referral_received_record, &guarded_referral_record,
                                               &guarded_received_record};
const struct return_companion referral_companion = {.records = RECORDS,
                                                    .record_count = sizeof RECORDS / sizeof *RECORDS};

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
};
const size_t referral_notice_count = sizeof referral_notices / sizeof *referral_notices;

/* ---- persons ---- */

static enum outcome consent_withdrawn(struct work *work, struct identifier person)
{
    return referral_withdraw_all(work, person, (struct identifier){{0}});
}

static enum outcome sharing_withdrawn(struct work *work, struct identifier person, struct identifier consent)
{
    return referral_withdraw_all(work, person, consent);
}

static enum outcome may_erase(struct work *work, struct identifier person, struct problems *problems)
{
    bool any = false;
    enum outcome outcome = referral_any_under_way(work, person, &any);
    if (outcome == OK && any)
        (void)problem_add(problems, INVALID, "referral_under_way", TEXT_NONE,
                          N_("A referral of this person is under way: recall it, or withdraw the consent, first."));
    return outcome;
}

static const struct record *const COPIED[] = {&referral_record};
const struct person_feature referral_person_feature = {
    .label = N_("Referrals"),
    .consent_withdrawn = consent_withdrawn,
    .sharing_withdrawn = sharing_withdrawn,
    .may_erase = may_erase,
    .records = COPIED,
    .record_count = 1,
    .open_label = N_("Refer to another organisation"),
    .open_path = "/referrals/new",
    .open_right = &referral_write,
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
    enum outcome outcome = referral_look_at_clocks(work, &count);
    *ret_answer = arena_format(work->arena, "%lld", (long long)count);
    return outcome;
}

const struct internal_action referral_actions[] = {
    {"referral.clocks", look_at_clocks}, {ELSEWHERE_ACTION, elsewhere_noted}, {NULL, NULL}};

static enum outcome run(struct job_context *context)
{
    struct work *work = context->work;
    int64_t count = 1;
    int64_t done = 0;
    enum outcome outcome = OK;
    while (outcome == OK && count > 0) {
        struct text answer = TEXT_NONE;
        outcome = work->hand_over != NULL
                      ? work->hand_over(work->hand_over_context, work, referral_actions[0].name, TEXT("{}"), &answer)
                      : referral_actions[0].run(work, TEXT("{}"), &answer);
        if (outcome == OK && text_to_integer(answer, 0, INT32_MAX, &count) != OK)
            outcome = FAILED;
        done += count;
        if (outcome == OK)
            outcome = job_progress(context, done, 0);
    }
    return outcome;
}

const struct job_kind referral_clock_job = {.name = "referrals.clocks",
                                            .run = run,
                                            .timeout_seconds = 600,
                                            .attempts = 5,
                                            .label = N_("Look at the clocks of referrals")};
