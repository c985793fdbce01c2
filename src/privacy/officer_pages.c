/* Registers that the data-protection officer keeps: processings, incidents, agreements about transfers. */
#include "identity/identity.h"
#include "privacy/privacy_pages.h"
#include "web/record_parts.h"

static enum outcome load_steps(struct request *request, const struct flow *flow, const char *base, const void *row,
                               void **ret_more)
{
    struct privacy_more *more = arena_new(request->work.arena, struct privacy_more);
    *ret_more = more;
    return privacy_more_steps(request, flow, base, row, more);
}

/* A form without fields says why nothing is asked. */
static enum outcome no_fields(struct field_set *fields, struct record_page_note *ret_note, const char *why)
{
    *fields = (struct field_set){0};
    *ret_note = (struct record_page_note){.message = why};
    return OK;
}

static struct text row_called(struct work *work, const void *row)
{
    (void)work;
    return record_head_of(row)->number;
}

/* ---- processings ---- */

/* What is asked for comes from commentaries: nobody takes it for the law. */
static enum outcome processing_more(struct request *request, const void *row, void **ret_more)
{
    const struct work *work = &request->work;
    enum outcome outcome = load_steps(request, &processing_flow, "/processings", row, ret_more);
    struct privacy_more *more = *ret_more;
    if (outcome != OK)
        return outcome;
    more->list_title = N_("What law 09-08 asks for");
    more->lines = arena_array(work->arena, struct privacy_line, 1);
    more->lines[more->line_count++] = (struct privacy_line){
        .text =
            text_from(tr(work->language, N_("As commentaries on the law say (mondaq, legavox, africanlegalfactory): "
                                            "authorisation for sensitive data and numbers of national identity, "
                                            "declaration for all others. Have it confirmed."))),
        .at = INSTANT_NONE};
    return OK;
}

static enum outcome processing_limit(struct request *request, const void *row, struct field_set *fields,
                                     struct record_page_note *ret_note)
{
    (void)request;
    return text_is(record_head_of(row)->state, "recorded")
               ? OK
               : no_fields(fields, ret_note,
                           N_("This is what the authority was told. Take the step “It changes” first."));
}

enum outcome processing_store(struct work *work, void *row)
{
    enum outcome outcome = record_insert(work, &processing_record, row);
    return outcome == OK ? flow_begin(work, &processing_flow, row) : outcome;
}

const struct record_page_options processing_options = {
    .record = &processing_record,
    .base = "/processings",
    .flow = &processing_flow,
    .new_title = N_("Record a processing"),
    .edit_title = N_("Change the processing"),
    .users = &colleague_record,
    .create = processing_store,
    .limit = processing_limit,
    .load_more = processing_more,
    .show_more = privacy_show_more,
};

static struct text back_to_processing(struct arena *arena, const void *row)
{
    return record_path(arena, "/processings", record_head_of(row)->id, "");
}

const struct step_pages processing_steps = {&processing_flow,   "/processings", back_to_processing, NULL, NULL,
                                            &processing_record, row_called};

/* ---- incidents ---- */

enum outcome incident_store(struct work *work, void *row)
{
    struct incident *incident = row;
    incident->head.assigned = work->actor->user;
    enum outcome outcome = record_insert(work, &incident_record, incident);
    return outcome == OK ? flow_begin(work, &incident_flow, incident) : outcome;
}

static enum outcome incident_prepare(struct request *request, void *row)
{
    record_head(row)->assigned = request->actor.user;
    return OK;
}

/* Which clock runs, where it is from, and how sure that is: nobody takes it for the law. */
static enum outcome incident_more(struct request *request, const void *row, void **ret_more)
{
    struct work *work = &request->work;
    const struct incident *incident = row;
    const struct privacy_term *clock = privacy_term("incident", TEXT("assessment"));
    enum outcome outcome = load_steps(request, &incident_flow, "/incidents", row, ret_more);
    struct privacy_more *more = *ret_more;
    if (outcome != OK || clock == NULL)
        return outcome;
    bool waits = text_is(incident->head.state, "reported");
    const struct text words[] = {privacy_term_shown(work, clock), text_from(tr(work->language, clock->source)),
                                 text_from(tr(work->language, privacy_mark_label(clock)))};
    more->list_title = N_("The clock");
    more->lines = arena_array(work->arena, struct privacy_line, 3);
    if (waits)
        more->lines[more->line_count++] = (struct privacy_line){
            .text = text_from(tr(work->language, work->now > incident->due_at
                                                     ? N_("It is over, and the incident was not assessed. It ended:")
                                                     : N_("The incident is to be assessed by:"))),
            .at = incident->due_at};
    more->lines[more->line_count++] = (struct privacy_line){
        .text = tr_with(work->arena, work->language, N_("{1} from the moment in which it was noticed."), words, 1),
        .at = INSTANT_NONE};
    more->lines[more->line_count++] = (struct privacy_line){
        .text = tr_with(work->arena, work->language, N_("Source: {2}. {3}."), words, 3), .at = INSTANT_NONE};
    return OK;
}

const struct record_page_options incident_options = {
    .begin = N_("Whoever notices that something went wrong with personal data reports it here, at once."),
    .record = &incident_record,
    .base = "/incidents",
    .flow = &incident_flow,
    .new_title = N_("Report an incident"),
    .edit_title = N_("Complete the report"),
    .users = &colleague_record,
    .export = &incident_handle,
    .prepare = incident_prepare,
    .create = incident_store,
    .load_more = incident_more,
    .show_more = privacy_show_more,
};

static struct text back_to_incident(struct arena *arena, const void *row)
{
    return record_path(arena, "/incidents", record_head_of(row)->id, "");
}

const struct step_pages incident_steps = {&incident_flow, "/incidents",     back_to_incident, NULL,
                                          NULL,           &incident_record, row_called};

/* ---- agreements ---- */

static enum outcome agreement_more(struct request *request, const void *row, void **ret_more)
{
    return load_steps(request, &transfer_agreement_flow, "/transfer-agreements", row, ret_more);
}

static enum outcome agreement_limit(struct request *request, const void *row, struct field_set *fields,
                                    struct record_page_note *ret_note)
{
    (void)request;
    return text_is(record_head_of(row)->state, "draft")
               ? OK
               : no_fields(fields, ret_note, N_("What was signed is not changed: end it, and record the new one."));
}

const struct record_page_options agreement_options = {
    .record = &transfer_agreement_record,
    .base = "/transfer-agreements",
    .flow = &transfer_agreement_flow,
    .new_title = N_("Record an agreement"),
    .edit_title = N_("Change the agreement"),
    .users = &colleague_record,
    .limit = agreement_limit,
    .load_more = agreement_more,
    .show_more = privacy_show_more,
};

static struct text back_to_agreement(struct arena *arena, const void *row)
{
    return record_path(arena, "/transfer-agreements", record_head_of(row)->id, "");
}

const struct step_pages agreement_steps = {&transfer_agreement_flow,
                                           "/transfer-agreements",
                                           back_to_agreement,
                                           NULL,
                                           NULL,
                                           &transfer_agreement_record,
                                           row_called};
