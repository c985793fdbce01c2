/* What privacy/ gives to the program. */
#include "privacy/privacy_pages.h"

#define ROUTE(method_, pattern_, class_, handle_, right_, context_, purpose_)                                \
    {                                                                                                        \
        .method = (method_), .pattern = pattern_, .class = (class_), .handle = (handle_), .right = (right_), \
        .context = (context_), .purpose = purpose_                                                           \
    }
#define GET(pattern, handle, right, purpose) ROUTE(METHOD_GET, pattern, ROUTE_READ, handle, right, NULL, purpose)
#define POST(pattern, handle, right, purpose) ROUTE(METHOD_POST, pattern, ROUTE_WRITE, handle, right, NULL, purpose)
#define FILE_OF(pattern, handle, right, purpose) ROUTE(METHOD_GET, pattern, ROUTE_SLOW, handle, right, NULL, purpose)
#define STEPS(base, right, pages)                                                                               \
    ROUTE(METHOD_GET, base "/{id}/steps/{action}", ROUTE_READ, step_show, right, &(pages), "a step as a form"), \
        ROUTE(METHOD_POST, base "/{id}/steps/{action}", ROUTE_WRITE, step_take, right, &(pages), "take a step")

const struct route privacy_routes[] = {
    GET("/privacy", privacy_home, &privacy_see, "data protection at a glance"),
    GET("/broken-glass", glass_list, &glass_see, "files opened in an emergency"),
    GET("/broken-glass/new", glass_new, &glass_break, "form to open a file out of reach"),
    POST("/broken-glass/new", glass_create, &glass_break, "opens a file out of reach for some minutes"),
    GET("/broken-glass/{id}", glass_show, &glass_see, "one opening, why, and what was read"),
    GET("/broken-glass/{id}/history", glass_history, &glass_see, "what became of it"),
    STEPS("/broken-glass", &glass_see, glass_steps),
    GET("/why", glass_why, &person_search_right, "why something cannot be seen"),
    {METHOD_POST, "/why", ROUTE_READ, glass_why_asked, .right = &person_search_right, .changes_nothing = true,
     .purpose = "whom to ask for what cannot be seen"},
    GET("/persons/{id}/access-log", access_log_show, &privacy_log, "who opened a person's file"),
    FILE_OF("/persons/{id}/access-log.pdf", access_log_print, &privacy_log, "the same, for the person"),
};
const size_t privacy_route_count = sizeof privacy_routes / sizeof *privacy_routes;

const struct menu_entry privacy_menu[] = {
    {N_("Data protection"), "/privacy", &privacy_see, "key"},
};
const size_t privacy_menu_count = sizeof privacy_menu / sizeof *privacy_menu;

const struct resource privacy_resources[] = {
    {.record = &broken_glass_record, .flow = &broken_glass_flow, .read_only = true},
};
const size_t privacy_resource_count = sizeof privacy_resources / sizeof *privacy_resources;

/* Whose tasks stand in "my work". */
static const struct record *const RECORDS[] = {&broken_glass_record};
const struct return_companion privacy_companion = {.records = RECORDS,
                                                   .record_count = sizeof RECORDS / sizeof *RECORDS};

static const struct person_link LINKS[] = {
    {N_("Who opened this file"), "access-log", "clock", &privacy_log},
};
static const struct record *const COPIED[] = {&broken_glass_record};

static enum outcome may_erase(struct work *work, struct identifier person, struct problems *problems)
{
    struct text basis;
    enum outcome outcome = retention_held(work, person, &basis);
    if (outcome == NOT_FOUND)
        return OK;
    if (outcome != OK)
        return outcome;
    return problem_add_with(problems, INVALID, "held", TEXT_NONE, N_("The data are held: {1}. Lift the hold first."),
                            choice_show(&hold_bases, basis, work->language), TEXT_NONE);
}

const struct person_feature privacy_person_feature = {
    .label = N_("Data protection"),
    .may_erase = may_erase,
    .erased = privacy_erased,
    .records = COPIED,
    .record_count = sizeof COPIED / sizeof *COPIED,
    .links = LINKS,
    .link_count = sizeof LINKS / sizeof *LINKS,
    .masked_label = N_("Emergency: open it all the same"),
    .masked_path = "/broken-glass/new",
    .masked_right = &glass_break,
};

/* ---- at night ---- */

enum { NIGHTLY_SECONDS = 110, NIGHTLY_ATTEMPTS = 3 };

/* What stood open and is over waits for its review as what was closed by hand. */
static enum outcome close_over(struct work *work)
{
    struct identifier *ids;
    size_t count;
    enum outcome outcome = glass_over(work, &ids, &count);
    for (size_t i = 0; i < count && outcome == OK; i++) {
        outcome = flow_move_forced(work, &broken_glass_flow, ids[i], TEXT("end"), TEXT_NONE);
        if (outcome == NOT_FOUND || outcome == CONFLICT)
            outcome = OK;
    }
    return outcome;
}

static enum outcome run_action(struct work *work, struct text arguments, struct text *ret_answer)
{
    (void)arguments;
    *ret_answer = TEXT("{}");
    struct work own = work_of_system(work->db, work->keys, work->arena);
    AUTO_WALL struct wall_hold hold = wall_open(work->db, "what is over closes at night, whoever opened it");
    own.now = work->now;
    own.zone = work->zone;
    own.language = work->language;
    return close_over(&own);
}

static enum outcome run_job(struct job_context *context)
{
    struct text answer;
    struct work *work = context->work;
    if (work->hand_over == NULL)
        return run_action(work, TEXT("{}"), &answer);
    return work->hand_over(work->hand_over_context, work, "privacy.nightly", TEXT("{}"), &answer);
}

const struct internal_action privacy_actions[] = {{"privacy.nightly", run_action}, {NULL, NULL}};
const struct job_kind privacy_nightly_job = {
    "privacy.nightly", run_job, NIGHTLY_SECONDS, NIGHTLY_ATTEMPTS, N_("Data protection: what is over or due"), NULL};
