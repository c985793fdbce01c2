/* What movements/ gives to the program. */
#include "movements/movement_pages.h"
#include "web/route_table.h"
#include "web/step_pages.h"

#define READ &movement_read
#define WRITE &movement_write

static struct text back_to_movement(struct arena *arena, const void *row)
{
    return arena_format(arena, "/movements/%.*s", TEXT_ARG(identifier_to_text(arena, record_head_of(row)->id)));
}

static struct text back_to_arrivals(struct arena *arena, const void *row)
{
    (void)row;
    return arena_text(arena, TEXT("/arrivals"));
}

static struct text own_number(struct work *work, const void *row)
{
    (void)work;
    return record_head_of(row)->number;
}

static void add_fact(struct step_fact *facts, size_t *count, const char *label, struct text value)
{
    if (!text_is_empty(value))
        facts[(*count)++] = (struct step_fact){label, value};
}

/* Whom one says to have met. */
static enum outcome arrival_facts(struct work *work, const void *row, struct step_fact **ret, size_t *ret_count)
{
    enum { FACTS_MOST = 6 };
    struct field_set readable;
    void *seen;
    enum outcome outcome = record_peek(work, &arrival_record, record_head_of(row)->id, &seen, &readable);
    if (outcome != OK)
        return outcome;
    const struct movement_arrival *arrival = seen;
    struct step_fact *facts = arena_array(work->arena, struct step_fact, FACTS_MOST);
    size_t count = 0;
    add_fact(facts, &count, N_("Name"), arrival_record.title(work, arrival));
    add_fact(facts, &count, N_("Flight"), arrival->flight);
    if (arrival->expected_on != DATE_NONE)
        add_fact(facts, &count, N_("Expected on"), language_date(work->arena, work->language, arrival->expected_on));
    add_fact(facts, &count, N_("Lands at, local time"), arrival->expected_time);
    *ret = facts;
    *ret_count = count;
    return OK;
}

static const struct step_pages MOVEMENT_STEPS = {
    &movement_flow, "/movements", back_to_movement, movement_consequences, NULL, &movement_record, own_number};
static const struct step_pages ARRIVAL_STEPS = {&arrival_flow, "/arrivals",     back_to_arrivals, NULL,
                                                arrival_facts, &arrival_record, own_number};

static struct text back_to_arrival(struct arena *arena, const void *row)
{
    struct text id = identifier_to_text(arena, ((const struct movement_assessment *)row)->arrival);
    return arena_format(arena, "/arrivals/%.*s#assessments", TEXT_ARG(id));
}

static struct text arrivals_number(struct work *work, const void *row)
{
    void *arrival;
    enum outcome outcome =
        record_get_unlimited(work, &arrival_record, ((const struct movement_assessment *)row)->arrival, &arrival);
    return outcome == OK ? record_head_of(arrival)->number : TEXT_NONE;
}

static const struct step_pages ASSESSMENT_STEPS = {
    &arrival_assessment_flow, "/arrival-assessments", back_to_arrival, NULL, NULL, &arrival_record, arrivals_number};

#define PART(base, name)                                                                        \
    GET("/movements/{id}" base "/new", name##_new, WRITE, "form of one more"),                  \
        POST("/movements/{id}" base "/new", name##_create, WRITE, "add one"),                   \
        GET(base "/{id}", name##_go, READ, "to the journey it belongs to"),                     \
        GET(base "/{id}/edit", name##_edit, WRITE, "form to change it"),                        \
        POST(base "/{id}", name##_save, WRITE, "change it"),                                    \
        POST(base "/{id}/edit", name##_save, WRITE, "change it; its form in another language"), \
        GET(base "/{id}/remove", name##_remove_ask, WRITE, "asks before it is taken out"),      \
        POST(base "/{id}/remove", name##_remove, WRITE, "take it out")

#define QUESTION(segment, name, purpose)                                            \
    GET("/movement-travellers/{id}/" segment, name##_ask, WRITE, "form: " purpose), \
        POST("/movement-travellers/{id}/" segment, name##_take, WRITE, purpose)

const struct route movement_routes[] = {
    GET("/movements", movement_list, READ, "list of journeys"),
    SLOW("/movements.csv", movement_csv, READ, "the list as CSV"),
    SLOW("/movements.xlsx", movement_xlsx, READ, "the list as a workbook"),
    POST("/movements/views", movement_view_add, READ, "save a view"),
    POST("/movements/views/{id}", movement_view_remove, READ, "delete a saved view"),
    GET("/movements/new", movement_new, WRITE, "form of a new journey"),
    POST("/movements", movement_create, WRITE, "prepare a journey"),
    POST("/movements/new", movement_create, WRITE, "prepare a journey; its form in another language"),
    GET("/movements/{id}", movement_show, READ, "page of a journey"),
    GET("/movements/{id}/edit", movement_edit, WRITE, "form of a journey"),
    POST("/movements/{id}", movement_save, WRITE, "change a journey"),
    POST("/movements/{id}/edit", movement_save, WRITE, "change a journey; its form in another language"),
    GET("/movements/{id}/history", movement_history, READ, "what became of it"),
    STEPS("/movements", READ, MOVEMENT_STEPS),
    PART("/movement-legs", leg),
    PART("/movement-escorts", escort),
    GET("/movements/{id}/travellers/new", travellers_new, WRITE, "who may come on the journey"),
    POST("/movements/{id}/travellers/new", travellers_add, WRITE, "add travellers, families whole"),
    GET("/movement-travellers/{id}", traveller_go, &traveller_read, "to the journey of a traveller"),
    GET("/movement-travellers/{id}/edit", traveller_edit, WRITE, "form: needs, baggage, ticket, pocket money"),
    POST("/movement-travellers/{id}", traveller_save, WRITE, "change needs, baggage, ticket, pocket money"),
    POST("/movement-travellers/{id}/edit", traveller_save, WRITE, "the same; its form in another language"),
    GET("/movement-travellers/{id}/history", traveller_history, &traveller_read, "what became of it"),
    QUESTION("remove", traveller_remove, "take a traveller off the journey"),
    QUESTION("family", family, "decide about a family of which one dropped out"),
    QUESTION("settle", settle, "choose among marks that differ"),
    GET("/departures", departures_today, &departure_mark, "journeys of these days, for a telephone"),
    GET("/movements/{id}/departure", departure_list, &departure_mark, "departure-day list"),
    POST("/movements/{id}/departure", departure_take, &departure_mark, "mark a traveller"),
    SLOW("/movements/{id}/manifest.pdf", manifest_pdf, &manifest_print, "the manifest on paper"),
    SLOW("/movements/{id}/manifest.xlsx", manifest_xlsx, &manifest_print, "the manifest as a workbook"),
    GET("/arrivals", arrival_list, &arrival_read, "who arrives at the own office"),
    GET("/arrivals/{id}", arrival_show, &arrival_read, "an arrival"),
    GET("/arrivals/{id}/history", arrival_history, &arrival_read, "what became of it"),
    STEPS("/arrivals", &arrival_read, ARRIVAL_STEPS),
    GET("/arrivals/{id}/arrival-assessments/new", arrival_assessment_new, &arrival_assess, "form of an assessment"),
    POST("/arrivals/{id}/arrival-assessments/new", arrival_assessment_create, &arrival_assess, "assess a person"),
    GET("/arrival-assessments/{id}", arrival_assessment_show, &arrival_read, "an assessment after the arrival"),
    GET("/arrival-assessments/{id}/edit", arrival_assessment_edit, &arrival_assess, "form to change its draft"),
    POST("/arrival-assessments/{id}", arrival_assessment_save, &arrival_assess, "change its draft"),
    POST("/arrival-assessments/{id}/edit", arrival_assessment_save, &arrival_assess,
         "change its draft; its form in another language"),
    GET("/arrival-assessments/{id}/history", arrival_assessment_history, &arrival_read, "what became of it"),
    STEPS("/arrival-assessments", &arrival_read, ASSESSMENT_STEPS),
};
const size_t movement_route_count = sizeof movement_routes / sizeof *movement_routes;

const struct menu_entry movement_menu[] = {
    {N_("Journeys"), "/movements", READ, "plane", .group = MENU_FOLLOW_UP},
    {N_("Departures"), "/departures", &departure_mark, "check"},
    {N_("Arrivals"), "/arrivals", &arrival_read, "plane"},
};
const size_t movement_menu_count = sizeof movement_menu / sizeof *movement_menu;

const struct resource movement_resources[] = {
    {.record = &movement_record, .flow = &movement_flow},
    {.record = &leg_record, .read_only = true},
    {.record = &escort_record, .read_only = true},
    {.record = &traveller_record, .not_created = true},
    {.record = &mark_record, .read_only = true},
    {.record = &arrival_record, .flow = &arrival_flow, .read_only = true},
    {.record = &arrival_assessment_record, .flow = &arrival_assessment_flow, .read_only = true},
};
const size_t movement_resource_count = sizeof movement_resources / sizeof *movement_resources;

/* ---- what return cases and persons show and ask ---- */

static enum outcome links_of(struct work *work, const struct return_case *file, struct return_link **ret_links,
                             size_t *ret_count)
{
    struct return_link *links = arena_array(work->arena, struct return_link, 1);
    struct identifier id;
    struct field_set readable;
    void *row;
    *ret_links = links;
    *ret_count = 0;
    enum outcome outcome = traveller_of_case(work, file->head.id, file->head.person, &id);
    if (outcome == OK)
        outcome = record_peek(work, &traveller_record, id, &row, &readable);
    if (outcome != OK)
        return outcome == NOT_FOUND ? OK : outcome;
    links[0] = (struct return_link){N_("Journey"), "plane", traveller_path(work->arena, row)};
    *ret_count = 1;
    return OK;
}

/* Whose tasks stand in "my work". */
static const struct record *const TASK_RECORDS[] = {&movement_record, &traveller_record, &arrival_record};

const struct return_companion movement_companion = {
    .require = movement_require,
    .moved = movement_case_moved,
    .needs = movement_needs_changed,
    .links = links_of,
    .records = TASK_RECORDS,
    .record_count = sizeof TASK_RECORDS / sizeof *TASK_RECORDS,
};

static const struct record *const PERSON_RECORDS[] = {&traveller_record, &mark_record};

const struct person_feature movement_person_feature = {
    .label = N_("Journeys"),
    .consent_withdrawn = arrival_consent_withdrawn,
    .records = PERSON_RECORDS,
    .record_count = sizeof PERSON_RECORDS / sizeof *PERSON_RECORDS,
};
