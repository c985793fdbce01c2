/* What reintegration/ gives to the program. */
#include "codec/media_type.h"
#include "reintegration/reintegration_pages.h"
#include "web/record_routes.h"

#define READ &reintegration_read

/* What hangs on a case. */
#define PART(slug, base, part, write)                                                                         \
    GET_OF("/return-cases/{id}/" slug "/new", aid_part_new, write, &(part), "form of one more"),              \
        POST_OF("/return-cases/{id}/" slug "/new", aid_part_create, write, &(part), "add one"),               \
        GET_OF(base, aid_part_list, READ, &(part), "list"),                                                   \
        SLOW_OF(base ".csv", aid_part_csv, READ, &(part), "the list as CSV"),                                 \
        SLOW_OF(base ".xlsx", aid_part_xlsx, READ, &(part), "the list as a workbook"),                        \
        POST_OF(base "/views", aid_part_view_add, READ, &(part), "save a view"),                              \
        POST_OF(base "/views/{id}", aid_part_view_remove, READ, &(part), "delete a saved view"),              \
        GET_OF(base "/{id}", aid_part_show, READ, &(part), "page"),                                           \
        GET_OF(base "/{id}/edit", aid_part_edit, write, &(part), "form to change it"),                        \
        POST_OF(base "/{id}", aid_part_save, write, &(part), "change it"),                                    \
        POST_OF(base "/{id}/edit", aid_part_save, write, &(part), "change it; its form in another language"), \
        GET_OF(base "/{id}/history", aid_part_history, READ, &(part), "what became of it")

/* Registers of the organisation. */
#define REGISTER(base, options, keep) RECORD_ROUTES(base, options, &supplier_read, keep, keep)

const struct route reintegration_routes[] = {
    GET("/return-cases/{id}/reintegration", reintegration_show, READ, "reintegration of a case"),
    GET("/waiting-list", waiting_show, READ, "who waits for funds, in order"),
    PART("assessments", "/reintegration-assessments", assessment_part, &reintegration_write),
    STEPS("/reintegration-assessments", READ, assessment_steps),
    PART("quotes", "/quotes", quote_part, &reintegration_write),
    STEPS("/quotes", READ, quote_steps),
    PART("orders", "/supplier-orders", order_part, &reintegration_write),
    STEPS("/supplier-orders", READ, order_steps),
    PART("shares", "/project-shares", share_part, &reintegration_write),
    STEPS("/project-shares", READ, share_steps),
    RECORD_ROUTES("/courses", course_options, &supplier_read, &course_keep, &course_keep),
    RECORD_ROUTES("/collective-projects", project_options, &supplier_read, &project_keep, &project_keep),
    STEPS("/collective-projects", &supplier_read, project_steps),
    PART("deliveries", "/deliveries", delivery_part, &reintegration_write),
    STEPS("/deliveries", READ, delivery_steps),
    PART("trainings", "/trainings", training_part, &reintegration_write),
    STEPS("/trainings", READ, training_steps),
    PART("business", "/business-milestones", business_part, &reintegration_write),
    STEPS("/business-milestones", READ, business_steps),
    PART("sessions", "/psychosocial-sessions", session_part, &session_write),
    PART("proofs", "/project-proofs", proof_part, &reintegration_write),
    STEPS("/project-proofs", READ, proof_steps),
    PART("excess", "/second-signatures", excess_part, &reintegration_write),
    STEPS("/second-signatures", READ, excess_steps),
    PART("waiting", "/waiting-entries", waiting_part, &reintegration_write),
    STEPS("/waiting-entries", READ, waiting_steps),
    REGISTER("/suppliers", supplier_options, &supplier_keep),
    REGISTER("/quote-rules", quote_rule_options, &entitlement_keep),
    REGISTER("/entitlements", entitlement_options, &entitlement_keep),
};
const size_t reintegration_route_count = sizeof reintegration_routes / sizeof *reintegration_routes;

const struct menu_entry reintegration_menu[] = {
    {N_("Waiting list"), "/waiting-list", READ, "clock", .group = MENU_FOLLOW_UP},
    {N_("Suppliers"), "/suppliers", &supplier_read, "office", .group = MENU_MONEY},
    {N_("Entitlements"), "/entitlements", &entitlement_keep, "project", .group = MENU_MONEY},
    {N_("Second signatures"), "/second-signatures", &excess_sign, "shield", .group = MENU_FOLLOW_UP},
    {N_("Orders to suppliers"), "/supplier-orders", READ, "grant", .group = MENU_MONEY},
    {N_("Courses"), "/courses", &supplier_read, "work", .group = MENU_FOLLOW_UP},
    {N_("Collective projects"), "/collective-projects", &supplier_read, "people", .group = MENU_FOLLOW_UP},
    {N_("Rules of quotes"), "/quote-rules", &entitlement_keep, "settings", .group = MENU_MONEY},
};
const size_t reintegration_menu_count = sizeof reintegration_menu / sizeof *reintegration_menu;

const struct resource reintegration_resources[] = {
    {.record = &assessment_record, .flow = &assessment_flow, .read_only = true},
    {.record = &supplier_record},
    {.record = &quote_rule_record},
    {.record = &quote_record, .flow = &quote_flow, .read_only = true},
    {.record = &order_record, .flow = &order_flow, .read_only = true},
    {.record = &project_record, .flow = &project_flow},
    {.record = &course_record},
    {.record = &share_record, .flow = &share_flow, .read_only = true},
    {.record = &delivery_record, .flow = &delivery_flow, .read_only = true},
    {.record = &training_record, .flow = &training_flow, .read_only = true},
    {.record = &business_record, .flow = &business_flow, .read_only = true},
    {.record = &session_record, .read_only = true},
    {.record = &proof_record, .flow = &proof_flow, .read_only = true},
    {.record = &entitlement_record},
    {.record = &excess_record, .flow = &excess_flow, .read_only = true},
    {.record = &waiting_record, .flow = &waiting_flow, .read_only = true},
};
const size_t reintegration_resource_count = sizeof reintegration_resources / sizeof *reintegration_resources;

/* ---- the life of a case ---- */

static enum outcome links(struct work *work, const struct return_case *file, struct return_link **ret_links,
                          size_t *ret_count)
{
    struct subject subject = record_subject(file);
    *ret_count = 0;
    if (!actor_may_on(work->actor, READ, &subject))
        return OK;
    struct return_link *link = arena_new(work->arena, struct return_link);
    *link = (struct return_link){N_("Reintegration"), "project", reintegration_address(work->arena, file->head.id, "")};
    *ret_links = link;
    *ret_count = 1;
    return OK;
}

static const struct record *const TASK_RECORDS[] = {&assessment_record, &quote_record, &delivery_record,
                                                    &training_record,   &proof_record, &excess_record,
                                                    &waiting_record,    &order_record};

const struct return_companion reintegration_companion = {
    .require = reintegration_require,
    .require_item = reintegration_require_item,
    .owed = reintegration_owed,
    .moved = reintegration_moved,
    .links = links,
    .records = TASK_RECORDS,
    .record_count = sizeof TASK_RECORDS / sizeof *TASK_RECORDS,
};

/* What belongs into the copy that a person may ask for.  Not the sessions: who holds their notes hands them over. */
static const struct record *const COPIED[] = {&assessment_record, &quote_record, &delivery_record, &training_record,
                                              &business_record,   &proof_record, &excess_record,   &waiting_record,
                                              &order_record,      &share_record};

const struct person_feature reintegration_person_feature = {
    .label = N_("Reintegration"),
    .records = COPIED,
    .record_count = sizeof COPIED / sizeof *COPIED,
};

/* ---- files ---- */

static const struct choice KINDS[] = {
    {"photo", N_("Photograph"), {0}},
    {"receipt", N_("Signed receipt"), {0}},
    {"delivery_note", N_("Delivery note"), {0}},
    {"quote", N_("Quote"), {0}},
    {"certificate", N_("Certificate"), {0}},
    {"report", N_("Report"), {0}},
    {"other", N_("Other"), {0}},
};
static struct choice_list file_kinds = {"reintegration_file_kinds", NULL, KINDS, sizeof KINDS / sizeof *KINDS};

#define HOME(NAME, RECORD, BASE)                                                             \
    static const struct attachment_home NAME = {.record = &(RECORD),                         \
                                                .kinds = &file_kinds,                        \
                                                .purposes = CARE_PURPOSES | PURPOSE_FINANCE, \
                                                .attach = &reintegration_write,              \
                                                .base = (BASE)}
HOME(ASSESSMENT_HOME, assessment_record, "/reintegration-assessments");
HOME(QUOTE_HOME, quote_record, "/quotes");
HOME(DELIVERY_HOME, delivery_record, "/deliveries");
HOME(ORDER_HOME, order_record, "/supplier-orders");
HOME(TRAINING_HOME, training_record, "/trainings");
HOME(PROOF_HOME, proof_record, "/project-proofs");

const struct attachment_home *const reintegration_attachment_homes[] = {&ASSESSMENT_HOME, &QUOTE_HOME, &DELIVERY_HOME,
                                                                        &TRAINING_HOME,   &PROOF_HOME, &ORDER_HOME};
const size_t reintegration_attachment_home_count =
    sizeof reintegration_attachment_homes / sizeof *reintegration_attachment_homes;
