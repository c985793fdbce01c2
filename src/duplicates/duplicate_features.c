/* What duplicates/ gives to the program: addresses, menu entries, resources of the API, hooks. */
#include "duplicates/calibrations.h"
#include "duplicates/duplicate_pages.h"
#include "record/keys.h"
#include "web/record_routes.h"
#include "web/step_pages.h"

/* ---- undoing as a form ---- */

static struct text called(struct work *work, const void *row)
{
    (void)work;
    return record_head_of(row)->number;
}

static enum outcome what_comes_apart(struct work *work, const struct step *step, const void *row, struct text **ret,
                                     size_t *ret_count)
{
    const struct person_merge *merge = row;
    struct text *sentences = arena_array(work->arena, struct text, 3);
    const struct text numbers[] = {merge->absorbed_number, merge->kept_number};
    (void)step;
    sentences[0] = tr_with(work->arena, work->language,
                           N_("{1} is there again as it was, with all that was its own on the day of the merging."),
                           &numbers[0], 1);
    sentences[1] =
        tr_with(work->arena, work->language,
                N_("What was added since to a file that goes back, goes back with it; all else that was added "
                   "stays with {1}."),
                &numbers[1], 1);
    sentences[2] = tr_with(work->arena, work->language,
                           N_("What {1} took over from the other record is taken out again, unless somebody changed it "
                              "since."),
                           &numbers[1], 1);
    *ret = sentences;
    *ret_count = 3;
    return OK;
}

static const struct step_pages PAIR_STEPS = {&pair_flow, "/person-pairs",     NULL,  NULL,
                                             NULL,       &person_pair_record, called};
static const struct step_pages MERGE_STEPS = {&merge_flow, "/person-merges",     NULL,  what_comes_apart,
                                              NULL,        &person_merge_record, called};

static const struct step_pages CALIBRATION_STEPS = {
    &calibration_flow, "/person-calibrations", NULL, NULL, NULL, &person_calibration_record, called};

static const struct step_pages FIELD_WEIGHTS_STEPS = {
    &field_weights_flow, "/field-weights", NULL, NULL, NULL, &field_weights_record, called};

/* ---- addresses ---- */

const struct route duplicate_routes[] = {
    RECORD_LIST_ROUTES("/person-pairs", pair_page_options, &pair_read),
    RECORD_HISTORY_ROUTE("/person-pairs", pair_page_options, &pair_read),
    GET("/person-pairs/figures", pair_figures_show, &pair_figures, "how decisions about duplicates were taken"),
    POST("/person-pairs/figures", look_order, &pair_figures, "orders that the whole register is compared"),
    GET("/person-pairs/{id}", pair_show, &pair_read, "two records side by side"),
    GET("/person-pairs/{id}/merge", pair_merge_show, &pair_merge, "form that merges two records"),
    POST("/person-pairs/{id}/merge", pair_merge_run, &pair_merge, "merges two records"),
    STEPS("/person-pairs", &pair_read, PAIR_STEPS),
    RECORD_READ_ROUTES("/person-calibrations", calibration_page_options, &calibration_see),
    POST("/person-calibrations", calibration_order, &calibration_decide, "proposes one from what was decided"),
    STEPS("/person-calibrations", &calibration_see, CALIBRATION_STEPS),
    RECORD_READ_ROUTES("/field-weights", field_weights_page_options, &calibration_see),
    POST("/field-weights", field_weights_begin, &calibration_decide, "orders an estimate of what fields weigh"),
    STEPS("/field-weights", &calibration_see, FIELD_WEIGHTS_STEPS),
    RECORD_READ_ROUTES("/person-merges", merge_page_options, &pair_read),
    STEPS("/person-merges", &pair_read, MERGE_STEPS),
    GET("/persons/{id}/duplicates", person_duplicates, &pair_read, "other records of a person"),
    POST("/persons/{id}/duplicates", person_duplicate_add, &pair_review, "names another record of a person"),
};
const size_t duplicate_route_count = sizeof duplicate_routes / sizeof *duplicate_routes;

const struct menu_entry duplicate_menu[] = {
    {N_("Duplicates"), "/person-pairs", &pair_read, "people", .group = MENU_TEAM},
    {N_("Decisions on duplicates"), "/person-pairs/figures", &pair_figures, "report", .group = MENU_FIGURES},
};
const size_t duplicate_menu_count = sizeof duplicate_menu / sizeof *duplicate_menu;

const struct resource duplicate_resources[] = {
    {.record = &person_pair_record, .flow = &pair_flow, .read_only = true},
    {.record = &person_merge_record, .flow = &merge_flow, .read_only = true},
    {.record = &person_calibration_record, .flow = &calibration_flow, .read_only = true},
    {.record = &field_weights_record, .flow = &field_weights_flow, .read_only = true},
};
const size_t duplicate_resource_count = sizeof duplicate_resources / sizeof *duplicate_resources;

/* ---- persons ---- */

/* Whoever became part of somebody erased is erased with them: the keys lie with hers.  A copy of the database from
   before may have them apart, so the list of erasures names them. */
static enum outcome erased(struct work *work, struct identifier person)
{
    AUTO_WALL struct wall_hold hold = wall_open(work->db, "an erasure is whole");
    struct identifier *absorbed, *merges;
    size_t count = 0, merge_count = 0;
    enum outcome outcome = merge_absorbed(work, person, &absorbed, &count);
    if (outcome == OK)
        outcome = pairs_forget(work, person);
    if (outcome == OK)
        outcome = merge_ids_of(work, person, &merges, &merge_count);
    for (size_t i = 0; outcome == OK && i < merge_count; i++)
        outcome = merge_forget(work, merges[i]);
    for (size_t i = 0; outcome == OK && i < count; i++) {
        outcome = pairs_forget(work, absorbed[i]);
        if (outcome == OK)
            outcome = keys_note_person(work, absorbed[i], TEXT("merged"));
        if (outcome == OK)
            outcome = merge_ids_of(work, absorbed[i], &merges, &merge_count);
        for (size_t m = 0; outcome == OK && m < merge_count; m++)
            outcome = merge_forget(work, merges[m]);
    }
    return outcome;
}

/* An older copy may have somebody merged who was apart again when she was erased: apart first, or the other record
   would keep what is hers. */
static enum outcome erase_again(struct work *work, struct identifier person)
{
    struct identifier merge, kept;
    enum outcome outcome = merge_of_absorbed(work, person, TEXT_NONE, &merge, &kept);
    if (outcome != OK)
        return outcome == NOT_FOUND ? OK : outcome;
    outcome = merge_undo(work, merge, TEXT("erased since"));
    return outcome == INVALID || outcome == CONFLICT ? OK : outcome; /* erased together with who was kept */
}

static enum outcome former(struct work *work, struct identifier person, struct person ***ret_rows, size_t *ret_count)
{
    struct identifier *merges;
    size_t count = 0, found = 0;
    enum outcome outcome = merge_ids_of(work, person, &merges, &count);
    struct person **rows = arena_array(work->arena, struct person *, count + 1);
    for (size_t i = 0; outcome == OK && i < count; i++) {
        void *row;
        outcome = record_get_unlimited(work, &person_merge_record, merges[i], &row);
        if (outcome == OK)
            outcome = merge_was(work, row, &rows[found]);
        found += outcome == OK;
        outcome = outcome == NOT_FOUND ? OK : outcome;
    }
    *ret_rows = rows;
    *ret_count = found;
    return outcome;
}

void duplicates_hook(void)
{
    person_now = merge_person_now;
    person_former = former;
    person_weights = calibration_in_force;
}

/* ---- what is said on receiving somebody ---- */

static enum outcome said(struct work *work, struct identifier person, struct identifier other, enum person_said what,
                         const struct person_likeness *likeness)
{
    struct identifier pair;
    const struct pair_found found = {.a = person,
                                     .b = other,
                                     .probability = likeness->per_mille / 1000.0,
                                     .bits = likeness->bits,
                                     .weights = likeness->weights,
                                     .reasons = likeness->reasons,
                                     .by = PAIR_BY_REGISTERING};
    enum outcome outcome =
        pair_say(work, &found, what == PERSON_DIFFERENT ? PAIR_DIFFERENT : PAIR_UNDECIDED, TEXT_NONE, &pair);
    return outcome == CONFLICT || outcome == NOT_FOUND ? OK : outcome; /* what was said before stands */
}

static enum outcome apart(struct work *work, struct identifier person, const struct identifier *others, size_t count,
                          bool *ret_apart)
{
    enum outcome outcome = OK;
    for (size_t i = 0; i < count && outcome == OK; i++) {
        enum pair_standing standing = PAIR_UNKNOWN;
        outcome = pair_standing(work, person, others[i], &standing);
        ret_apart[i] = ret_apart[i] || standing == PAIR_DIFFERENT;
    }
    return outcome;
}

static const struct person_link LINKS[] = {{N_("Other records of this person"), "/duplicates", "people", &pair_read}};

const struct person_feature duplicate_person_feature = {
    .label = N_("Duplicates"),
    .erased = erased,
    .erase_again = erase_again,
    .pair_said = said,
    .pairs_apart = apart,
    .links = LINKS,
    .link_count = sizeof LINKS / sizeof *LINKS,
};
