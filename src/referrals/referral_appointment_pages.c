/* Appointments with services: made from a referral, on either side. */
#include "identity/identity.h"
#include "referrals/referral_appointment.h"
#include "referrals/referral_message.h"
#include "referrals/referral_pages.h"
#include "web/form.h"
#include "web/record_parts.h"

static enum outcome change(struct work *work, const void *before, void *row)
{
    return referral_appointment_change(work, before, row);
}

const struct record_page_options referral_appointment_options = {
    .record = &referral_appointment_record,
    .base = "/referral-appointments",
    .edit_title = N_("Change the appointment"),
    .begin = N_("An appointment is made from the page of its referral."),
    .users = &colleague_record,
    .closed_list = true,
    .update = change,
};

struct making {
    const struct message_side *side;
    struct referral_appointment *row;
    struct field_set fields;
    struct text path; /* of the referral */
};

/* Of a referral of this side that is under way. */
static enum outcome open_making(struct request *request, struct making *ret)
{
    struct work *work = &request->work;
    const struct message_side *side = request->route->context;
    const struct record *record = side->sender ? &referral_record : &referral_received_record;
    struct field_set readable;
    struct identifier id;
    void *file;
    enum outcome outcome = request_id(request, 0, &id);
    if (outcome == OK)
        outcome = record_get(work, record, id, &file, &readable);
    if (outcome != OK)
        return outcome;
    struct subject subject = record_subject(file);
    if (!actor_may_on(work->actor, side->write, &subject))
        return FORBIDDEN;
    if (!referral_is_open(record_head_of(file)->state))
        return NOT_FOUND;
    struct referral_appointment *row = record_new(work->arena, &referral_appointment_record);
    *ret = (struct making){.side = side, .row = row, .path = record_path(work->arena, side->base, id, "")};
    row->head.person = record_head_of(file)->person;
    row->head.organisation = record_head_of(file)->organisation;
    row->head.office = record_head_of(file)->office;
    row->head.assigned = work->actor->user;
    row->file = id;
    row->incoming.is = side->sender ? FLAG_NO : FLAG_YES;
    row->zone = text_from(zone_name(work->zone));
    row->about = side->sender ? record_head_of(file)->number : ((const struct referral_received *)file)->sent_number;
    row->service_name = side->sender ? ((const struct referral *)file)->service_name
                                     : ((const struct referral_received *)file)->service_name;
    row->generated =
        side->sender ? ((const struct referral *)file)->generated : ((const struct referral_received *)file)->generated;
    ret->fields = record_form_fields(work, &referral_appointment_record, row);
    return OK;
}

static enum outcome send_form(struct request *request, struct response *response, const struct making *making,
                              bool typed, int status)
{
    struct work *work = &request->work;
    struct record_edit_view view = {
        .page = page_open(request, N_("Appointment with a service")),
        .about =
            arena_format(work->arena, "%.*s · %.*s", TEXT_ARG(making->row->about), TEXT_ARG(making->row->service_name)),
        .note = {.message = N_("Both sides see it, and are reminded by mail the day before. No name stands in it.")},
        .action = page_path(request, request->path),
        .cancel = page_path(request, making->path),
    };
    enum outcome outcome = record_form_view(work, &referral_appointment_record, making->row, &making->fields,
                                            typed ? &request->form : NULL, NULL, &view.form);
    if (outcome != OK)
        return outcome;
    page_trail(view.page, making->side->sender ? referral_record.plural : referral_received_record.plural,
               text_from(making->side->base));
    page_trail_text(view.page, making->row->about, making->path);
    page_trail(view.page, N_("Appointment with a service"), TEXT_NONE);
    return record_edit_send(request, response, &view, typed, status);
}

enum outcome referral_appointment_new(struct request *request, struct response *response)
{
    struct making making;
    enum outcome outcome = open_making(request, &making);
    return outcome == OK ? send_form(request, response, &making, false, 200) : outcome;
}

enum outcome referral_appointment_create(struct request *request, struct response *response)
{
    struct making making;
    enum outcome outcome = open_making(request, &making);
    if (outcome != OK)
        return outcome;
    if (request->redisplay)
        return send_form(request, response, &making, true, 200);
    if (form_answered(request, response, &outcome))
        return outcome;
    outcome =
        record_form_read(&request->work, &referral_appointment_record, &making.fields, &request->form, making.row);
    if (outcome == OK)
        outcome = referral_appointment_make(&request->work, making.row);
    if (outcome == INVALID) {
        making.row->head.version = 0;
        return send_form(request, response, &making, true, 422);
    }
    return outcome == OK ? form_done(request, response, making.path, N_("The appointment is kept on both sides."))
                         : outcome;
}
