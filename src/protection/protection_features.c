/* What protection/ gives to the program. */
#include "protection/protection_pages.h"
#include "web/route_table.h"
#include "web/step_pages.h"

#define READ &protection_read
#define WRITE &protection_write

static struct text back_to_screening(struct arena *arena, const void *row)
{
    return arena_format(arena, "/screenings/%.*s", TEXT_ARG(identifier_to_text(arena, record_head_of(row)->id)));
}

static struct text safety_back(struct arena *arena, const void *row)
{
    struct text id = identifier_to_text(arena, ((const struct protection_safety *)row)->screening);
    return arena_format(arena, "/screenings/%.*s#safety-actions", TEXT_ARG(id));
}

static struct text back_to_determination(struct arena *arena, const void *row)
{
    return arena_format(arena, "/determinations/%.*s", TEXT_ARG(identifier_to_text(arena, record_head_of(row)->id)));
}

/* The number of what a row belongs to. */
static struct text own_number(struct work *work, const void *row)
{
    (void)work;
    return record_head_of(row)->number;
}

static const struct step_pages SCREENING_STEPS = {&screening_flow,   "/screenings", back_to_screening, NULL, NULL,
                                                  &screening_record, own_number};
static const struct step_pages SAFETY_STEPS = {&safety_flow, "/safety-actions", safety_back, NULL,
                                               NULL,         &screening_record, own_number};
static const struct step_pages DETERMINATION_STEPS = {
    &determination_flow, "/determinations", back_to_determination, NULL, NULL, &determination_record, own_number};

static struct text back_to_link(struct arena *arena, const void *row)
{
    return arena_format(arena, "/declared-links/%.*s", TEXT_ARG(identifier_to_text(arena, record_head_of(row)->id)));
}

static struct text link_called(struct work *work, const void *row) { return conflict_record.title(work, row); }

static const struct step_pages CONFLICT_STEPS = {&conflict_flow, "/declared-links", back_to_link, NULL,
                                                 NULL,           &conflict_record,  link_called};

/* Adding and changing what hangs on a file. */
#define KIND(parent, base, kind)                                                      \
    GET_OF(parent "/{id}" base "/new", kind_new, WRITE, &(kind), "form of one more"), \
        POST_OF(parent "/{id}" base "/new", kind_create, WRITE, &(kind), "add one")
#define KIND_ROW(base, kind)                                                       \
    GET_OF(base "/{id}", kind_go, READ, &(kind), "to where it hangs"),             \
        GET_OF(base "/{id}/edit", kind_edit, WRITE, &(kind), "form to change it"), \
        POST_OF(base "/{id}", kind_save, WRITE, &(kind), "change it"),             \
        POST_OF(base "/{id}/edit", kind_save, WRITE, &(kind), "change it; its form in another language")

#define FILES(base, name)                                                                                \
    GET(base, name##_list, READ, "list"), GET(base "/{id}", name##_show, READ, "page"),                  \
        GET_OF(base "/{id}/edit/{part}", name##_edit, WRITE, &name##_kind_of_page, "form of a section"), \
        POST_OF(base "/{id}/edit/{part}", name##_save, WRITE, &name##_kind_of_page, "change a section"), \
        GET(base "/{id}/history", name##_history, READ, "what became of it")

const struct route protection_routes[] = {
    FILES("/screenings", screening),
    GET("/screenings/{id}/copy", screening_copy, READ, "copy that the person may be given"),
    GET("/return-cases/{id}/screening", screening_of, READ, "from a case to its screening"),
    STEPS("/screenings", READ, SCREENING_STEPS),
    KIND("/screenings", "/screening-factors", factor_kind),
    KIND_ROW("/screening-factors", factor_kind),
    KIND("/screenings", "/safety-actions", safety_kind),
    KIND_ROW("/safety-actions", safety_kind),
    STEPS("/safety-actions", READ, SAFETY_STEPS),
    FILES("/child-files", child),
    KIND("/child-files", "/tracing-actions", tracing_kind),
    KIND_ROW("/tracing-actions", tracing_kind),
    KIND("/child-files", "/determinations", determination_kind),
    FILES("/determinations", determination),
    STEPS("/determinations", READ, DETERMINATION_STEPS),
    KIND("/determinations", "/panel-members", panel_member_kind),
    KIND_ROW("/panel-members", panel_member_kind),
    GET("/declared-links", conflict_list, &conflict_read, "list of declared links"),
    GET("/declared-links/new", conflict_go, &conflict_declare, "from ?person=… to the form of a link"),
    GET("/declared-links/{id}", conflict_show, &conflict_read, "a declared link"),
    GET_OF("/declared-links/{id}/steps/{action}", step_show, &conflict_take_back, &CONFLICT_STEPS, "a step as a form"),
    POST_OF("/declared-links/{id}/steps/{action}", step_take, &conflict_take_back, &CONFLICT_STEPS, "take a step"),
    GET("/declared-links/{id}/history", conflict_history, &conflict_read, "what became of it"),
    GET("/persons/{id}/declared-links/new", conflict_new, &conflict_declare, "form of a link"),
    POST("/persons/{id}/declared-links/new", conflict_create, &conflict_declare, "declare a link"),
};
const size_t protection_route_count = sizeof protection_routes / sizeof *protection_routes;

const struct menu_entry protection_menu[] = {
    {N_("Screenings"), "/screenings", READ, "shield"},
    {N_("Children"), "/child-files", READ, "people"},
};
const size_t protection_menu_count = sizeof protection_menu / sizeof *protection_menu;

const struct resource protection_resources[] = {
    {.record = &screening_record, .flow = &screening_flow, .not_created = true},
    {.record = &factor_record, .read_only = true},
    {.record = &safety_record, .flow = &safety_flow, .read_only = true},
    {.record = &child_record, .not_created = true},
    {.record = &tracing_record, .read_only = true},
    {.record = &determination_record, .flow = &determination_flow, .read_only = true},
    {.record = &panel_member_record, .read_only = true},
    {.record = &conflict_record, .flow = &conflict_flow, .read_only = true},
};
const size_t protection_resource_count = sizeof protection_resources / sizeof *protection_resources;

/* Whose tasks stand in "my work". */
static const struct record *const RECORDS[] = {&screening_record, &safety_record, &child_record, &determination_record};

const struct return_companion protection_companion = {
    .require = protection_require,
    .moved = protection_moved,
    .links = protection_links,
    .records = RECORDS,
    .record_count = sizeof RECORDS / sizeof *RECORDS,
};

/* No records for the copy that the data-protection officer prints: a protection officer decides and hands it over. */
const struct person_feature protection_person_feature = {
    .label = N_("Declared links"),
    .open_label = N_("Declare a link with this person"),
    .open_path = "/declared-links/new",
    .open_right = &conflict_declare,
};

/* ---- files: evidence, undertakings ---- */

static const struct choice EVIDENCE[] = {
    {"evidence", N_("Evidence"), {0}}, {"undertaking", N_("Signed undertaking of confidentiality"), {0}},
    {"report", N_("Report"), {0}},     {"consent", N_("Signed consent"), {0}},
    {"other", N_("Other"), {0}},
};
static struct choice_list evidence_kinds = {"evidence_kinds", NULL, EVIDENCE, sizeof EVIDENCE / sizeof *EVIDENCE};

static const struct attachment_home SCREENING_HOME = {.record = &screening_record,
                                                      .kinds = &evidence_kinds,
                                                      .purposes = PURPOSE_PROTECTION,
                                                      .attach = WRITE,
                                                      .base = "/screenings"};
static const struct attachment_home CHILD_HOME = {.record = &child_record,
                                                  .kinds = &evidence_kinds,
                                                  .purposes = PURPOSE_PROTECTION,
                                                  .attach = WRITE,
                                                  .base = "/child-files"};
static const struct attachment_home DETERMINATION_HOME = {.record = &determination_record,
                                                          .kinds = &evidence_kinds,
                                                          .purposes = PURPOSE_PROTECTION,
                                                          .attach = WRITE,
                                                          .base = "/determinations"};
const struct attachment_home *const protection_attachment_homes[] = {&SCREENING_HOME, &CHILD_HOME, &DETERMINATION_HOME};
const size_t protection_attachment_home_count =
    sizeof protection_attachment_homes / sizeof *protection_attachment_homes;
