#include "database/wall.h"
#include "identity/identity.h"
#include "referrals/referral_message.h"
#include "referrals/referral_pages.h"
#include "referrals/referral_store.h"
#include "web/form.h"
#include "web/record_parts.h"

const struct message_side message_sent = {false, true, "/referrals", &referral_write};
const struct message_side message_received = {false, false, "/received-referrals", &referral_answer};
const struct message_side message_guarded_sent = {true, true, "/guarded-referrals", &guarded_referral_write};
const struct message_side message_guarded_received = {true, false, "/guarded-received", &guarded_referral_answer};

/* ---- both sides ---- */

static enum outcome open_other(struct work *work, struct message_file *file, struct identifier referral,
                               struct identifier *ret_id)
{
    if (!file->sender) {
        *ret_id = referral;
        return OK;
    }
    return received_of(work, file->guarded, file->head.id, file->head.person, ret_id);
}

static enum outcome fill_file(struct work *work, const void *own, struct message_file *file)
{
    AUTO_WALL struct wall_hold hold = wall_open(work->db, "the other side is another organisation");
    struct work program = *work;
    const struct record *record = file->sender ? received_record_of(file->guarded) : referral_record_of(file->guarded);
    struct identifier id;
    void *other;
    program.actor = &referral_system;
    file->head = *record_head_of(own);
    enum outcome outcome =
        open_other(work, file, file->sender ? file->head.id : ((const struct referral_received *)own)->referral, &id);
    if (outcome == OK)
        outcome = record_get_unlimited(&program, record, id, &other);
    if (outcome != OK)
        return outcome;
    const struct referral *referral = file->sender ? own : other;
    file->other = *record_head_of(other);
    file->number = referral->head.number;
    file->open = referral_is_open(referral->head.state);
    file->may_tell = (referral_items_read(referral->items_sent) >> ITEM_REASONS & 1) != 0;
    return OK;
}

static enum outcome open_file(struct request *request, struct message_file *ret)
{
    const struct message_side *side = request->route->context;
    const struct record *record = side->sender ? referral_record_of(side->guarded) : received_record_of(side->guarded);
    struct field_set readable;
    struct identifier id;
    void *row;
    void *whole;
    *ret = (struct message_file){.guarded = side->guarded, .sender = side->sender};
    enum outcome outcome = request_id(request, 0, &id);
    if (outcome == OK) /* audits the reading of what is sensitive */
        outcome = record_get(&request->work, record, id, &row, &readable);
    if (outcome != OK)
        return outcome;
    struct subject subject = record_subject(row);
    if (!actor_may_on(request->work.actor, side->write, &subject))
        return FORBIDDEN;
    outcome = record_get_unlimited(&request->work, record, id, &whole); /* links that are not for people */
    return outcome == OK ? fill_file(&request->work, whole, ret) : outcome;
}

/* ---- shown ---- */

static enum outcome name_of(struct work *work, struct identifier organisation, struct text *ret_name)
{
    struct text arabic;
    struct text code;
    enum outcome outcome = organisation_called(work, organisation, ret_name, &arabic, &code);
    if (outcome == OK && language_right_to_left(work->language) && arabic.length > 0)
        *ret_name = arabic;
    return outcome;
}

static enum outcome fill_lines(struct work *work, const struct message_file *file, struct referral_messages_view *view)
{
    struct referral_message *messages;
    struct text own = TEXT_NONE;
    size_t count = 0;
    enum outcome outcome = referral_message_list(work, file, &messages, &count);
    if (outcome == NOT_FOUND || outcome == FORBIDDEN) { /* the key is gone, and with it the words */
        view->destroyed = true;
        return OK;
    }
    if (outcome == OK)
        outcome = name_of(work, file->head.organisation, &own);
    if (outcome != OK)
        return outcome;
    view->lines = arena_array(work->arena, struct message_line, count + 1);
    for (size_t i = 0; i < count; i++)
        view->lines[view->count++] = (struct message_line){
            .who = messages[i].outgoing ? own : view->other,
            .at = language_date_time(work->arena, work->language, zone_date(work->zone, messages[i].written_at),
                                     zone_second_of_day(work->zone, messages[i].written_at)),
            .body = messages[i].body,
            .outgoing = messages[i].outgoing};
    return OK;
}

static enum outcome send_page(struct request *request, struct response *response, const struct message_file *file,
                              int status)
{
    const struct message_side *side = request->route->context;
    struct work *work = &request->work;
    const struct record *record = side->sender ? referral_record_of(side->guarded) : received_record_of(side->guarded);
    struct referral_messages_view view = {
        .number = file->number,
        .back = record_address(request, side->base, file->head.id, ""),
        .action = record_address(request, side->base, file->head.id, "messages"),
        .key = form_key_new(request),
        .typed = parameters_get(&request->form, TEXT("body")),
        .may_write = file->open && (!file->sender || file->may_tell),
        .may_tell = file->may_tell,
    };
    enum outcome outcome = name_of(work, file->other.organisation, &view.other);
    if (outcome == OK)
        outcome = fill_lines(work, file, &view);
    if (outcome != OK)
        return outcome;
    view.problems = arena_array(work->arena, struct text, work->problems.count + 1);
    for (const struct problem *problem = work->problems.first; problem != NULL; problem = problem->next)
        view.problems[view.problem_count++] = problem_sentence(work->arena, work->language, problem);
    view.page = page_open(request, N_("Messages"));
    view.page->has_form = view.may_write;
    page_trail(view.page, record->plural, text_from(side->base));
    page_trail_text(view.page, file->number, record_path(work->arena, side->base, file->head.id, ""));
    page_trail(view.page, N_("Messages"), TEXT_NONE);
    struct output out = page_output(request, response);
    referral_messages_page(&out, &view);
    return page_send(request, response, status);
}

enum outcome referral_message_show(struct request *request, struct response *response)
{
    struct message_file file;
    enum outcome outcome = open_file(request, &file);
    return outcome == OK ? send_page(request, response, &file, 200) : outcome;
}

enum outcome referral_message_post(struct request *request, struct response *response)
{
    const struct message_side *side = request->route->context;
    struct message_file file;
    enum outcome outcome = open_file(request, &file);
    if (outcome != OK)
        return outcome;
    if (request->redisplay)
        return send_page(request, response, &file, 200);
    if (form_answered(request, response, &outcome))
        return outcome;
    outcome = referral_message_write(&request->work, &file, text_trim(parameters_get(&request->form, TEXT("body"))));
    if (outcome == INVALID)
        return send_page(request, response, &file, 422);
    struct text back = record_path(request->work.arena, side->base, file.head.id, "messages");
    return outcome == OK ? form_done(request, response, back, N_("Sent. It stays in the file of both sides."))
                         : outcome;
}
