/* A referral on its page, on either side: what is to be done, how late it is, the chain it stands in. */
#include "database/wall.h"
#include "identity/identity.h"
#include "referrals/referral_message.h"
#include "referrals/referral_pages.h"
#include "referrals/referral_store.h"
#include "web/record_parts.h"

static void put_outcomes(struct work *work, struct text outcomes, struct referral_more_view *more)
{
    struct text one;
    while (more->outcome_count < sizeof more->outcomes / sizeof *more->outcomes && text_split(&outcomes, ',', &one)) {
        struct text outcome = text_trim(one);
        struct text service;
        (void)text_split(&outcome, '=', &service);
        more->outcomes[more->outcome_count].service = choice_show(&referral_services, service, work->language);
        more->outcomes[more->outcome_count].outcome = choice_show(&referral_outcomes, outcome, work->language);
        more->outcome_count++;
    }
}

static void put_copies(struct request *request, const struct referral_kind *kind, const struct referral *row,
                       struct referral_more_view *more)
{
    struct arena *arena = request->work.arena;
    more->copies = arena_array(arena, struct page_link, LANGUAGE_COUNT);
    for (size_t i = 0; i < LANGUAGE_COUNT && row->sent_at > 0; i++) {
        const struct language *language = language_at(i);
        char *behind = arena_string(arena, arena_format(arena, "copy.pdf?in=%s", language_tag(language)));
        more->copies[more->copy_count++] =
            (struct page_link){.text = text_from(language_name(language)),
                               .path = record_address(request, kind->base, row->head.id, behind)};
    }
}

static enum outcome put_chain(struct request *request, const struct referral_kind *kind, const struct referral *row,
                              struct referral_more_view *more)
{
    struct work *work = &request->work;
    struct field_set readable;
    struct identifier next;
    void *other;
    enum outcome outcome = OK;
    if (!identifier_is_none(row->previous)) {
        outcome = record_peek(work, referral_record_of(kind->guarded), row->previous, &other, &readable);
        if (outcome == OK) {
            more->previous = record_address(request, kind->base, row->previous, "");
            more->previous_number = record_head_of(other)->number;
        }
        if (outcome != OK && outcome != NOT_FOUND)
            return outcome;
    }
    outcome = referral_continued(work, kind->guarded, row->head.id, row->head.person, &next);
    if (outcome == OK)
        outcome = record_peek(work, referral_record_of(kind->guarded), next, &other, &readable);
    if (outcome == OK) {
        const struct flow_state *state = flow_state(referral_flow_of(kind->guarded), record_head_of(other)->state);
        more->next = record_address(request, kind->base, next, "");
        more->next_number = record_head_of(other)->number;
        more->next_state = text_from(tr(work->language, state->label));
    }
    return outcome == NOT_FOUND ? OK : outcome;
}

static bool is_late(struct work *work, struct text state, int64_t due_at, int32_t feedback_due_on)
{
    if (text_is(state, "sent"))
        return due_at < work->now;
    bool accepted = text_is(state, "accepted") || text_is(state, "in_service");
    return accepted && feedback_due_on != DATE_NONE && feedback_due_on < zone_date(work->zone, work->now);
}

static struct text due_text(struct work *work, struct text state, int32_t due_on, int32_t feedback_due_on)
{
    return language_date(work->arena, work->language, text_is(state, "sent") ? due_on : feedback_due_on);
}

/* "Send" and the preview are one page. */
static void drop_step(struct step_buttons *buttons, const char *action)
{
    size_t kept = 0;
    for (size_t i = 0; i < buttons->count; i++)
        if (!text_is(text_from(buttons->at[i].step->action), action))
            buttons->at[kept++] = buttons->at[i];
    buttons->count = kept;
}

static enum outcome put_appointments(struct request *request, const char *base, const void *row, bool open,
                                     struct referral_more_view *more)
{
    struct work *work = &request->work;
    const struct record_head *head = record_head_of(row);
    struct identifier *ids;
    size_t count = 0;
    if (!actor_may(work->actor, &referral_appointment_read))
        return OK;
    enum outcome outcome = appointment_rows(work, head->id, head->person, &ids, &count);
    if (outcome != OK)
        return outcome;
    more->appointments = arena_array(work->arena, struct appointment_line, count + 1);
    for (size_t i = 0; i < count && outcome == OK; i++) {
        struct field_set readable;
        void *found;
        int32_t seconds = 0;
        outcome = record_peek(work, &referral_appointment_record, ids[i], &found, &readable);
        if (outcome == OK) {
            const struct referral_appointment *one = found;
            (void)!appointment_time_read(one->begins, &seconds);
            more->appointments[more->appointment_count++] = (struct appointment_line){
                .when = language_date_time(work->arena, work->language, one->held_on, seconds),
                .place = one->place,
                .path = record_address(request, "/referral-appointments", ids[i], ""),
                .result = choice_show(&appointment_results, one->result, work->language)};
        }
        outcome = outcome == NOT_FOUND ? OK : outcome;
    }
    if (open && actor_may(work->actor, &referral_appointment_keep))
        more->appoint = record_address(request, base, head->id, "appointments/new");
    return outcome;
}

static enum outcome put_messages(struct request *request, bool guarded, const char *base, const void *row,
                                 struct referral_more_view *more)
{
    more->messages = record_address(request, base, record_head_of(row)->id, "messages");
    return referral_message_count(&request->work, guarded, record_head_of(row)->id, &more->message_count);
}

static enum outcome load_sent(struct request *request, const void *row, const struct referral_kind *kind,
                              struct referral_more_view *more)
{
    const struct referral *referral = row;
    void *whole;
    struct subject subject = record_subject(row);
    struct arena *arena = request->work.arena;
    bool may = actor_may_on(&request->actor, kind->write, &subject);
    enum outcome outcome = step_buttons(request, referral_flow_of(kind->guarded), kind->base, row, &more->buttons);
    if (outcome != OK)
        return outcome;
    drop_step(&more->buttons, "send");
    if (may && text_is(referral->head.state, "draft"))
        more->consent = record_address(request, kind->base, referral->head.id, "consent");
    if (may && text_is(referral->head.state, "referred_on") && !identifier_is_none(referral->onward)) {
        char *behind = arena_string(arena, arena_format(arena, "%s/new?service=%.*s&previous=%.*s", kind->behind_person,
                                                        TEXT_ARG(identifier_to_text(arena, referral->onward)),
                                                        TEXT_ARG(identifier_to_text(arena, referral->head.id))));
        more->onward = record_address(request, "/persons", referral->head.person, behind);
    }
    more->late = is_late(&request->work, referral->head.state, referral->due_at, referral->feedback_due_on);
    more->due = due_text(&request->work, referral->head.state, referral->due_on, referral->feedback_due_on);
    if (may && !kind->guarded && referral->items_sent.length > 0)
        more->outside = record_address(request, kind->base, referral->head.id, "outside");
    outcome = may && referral->items_sent.length > 0 ? put_messages(request, kind->guarded, kind->base, row, more) : OK;
    if (outcome != OK)
        return outcome;
    if (may && !kind->guarded && referral->items_sent.length > 0)
        outcome = put_appointments(request, kind->base, row, referral_is_open(referral->head.state), more);
    if (outcome != OK)
        return outcome;
    put_outcomes(&request->work, referral->outcomes, more);
    put_copies(request, kind, referral, more);
    outcome = record_get_unlimited(&request->work, referral_record_of(kind->guarded), referral->head.id, &whole);
    if (outcome == OK)
        outcome = put_chain(request, kind, whole, more);
    if (more->next.length > 0)
        more->onward = TEXT_NONE;
    return outcome;
}

static enum outcome load_open(struct request *request, const void *row, void **ret_more)
{
    struct referral_more_view *more = arena_new(request->work.arena, struct referral_more_view);
    *ret_more = more;
    return load_sent(request, row, &referral_kind_open, more);
}

static enum outcome load_guarded(struct request *request, const void *row, void **ret_more)
{
    struct referral_more_view *more = arena_new(request->work.arena, struct referral_more_view);
    *ret_more = more;
    return load_sent(request, row, &referral_kind_guarded, more);
}

/* What became of it where it was proposed to go on: a word, no more. */
static enum outcome put_continuation(struct work *work, bool guarded, const struct referral_received *row,
                                     struct referral_more_view *more)
{
    AUTO_WALL struct wall_hold hold = wall_open(work->db, "the chain stays visible to who stood in it");
    struct identifier next;
    void *other;
    if (!text_is(row->head.state, "referred_on"))
        return OK;
    enum outcome outcome = record_get_unlimited(work, received_record_of(guarded), row->head.id, &other);
    if (outcome == OK)
        outcome = referral_continued(work, guarded, ((const struct referral_received *)other)->referral,
                                     row->head.person, &next);
    if (outcome == OK)
        outcome = record_get_unlimited(work, referral_record_of(guarded), next, &other);
    if (outcome == OK) {
        const struct flow_state *state = flow_state(referral_flow_of(guarded), record_head_of(other)->state);
        more->next_state = text_from(tr(work->language, state->label));
    }
    return outcome == NOT_FOUND ? OK : outcome;
}

static enum outcome load_received(struct request *request, const void *row, const struct referral_kind *kind,
                                  void **ret_more)
{
    const struct referral_received *received = row;
    struct referral_more_view *more = arena_new(request->work.arena, struct referral_more_view);
    *ret_more = more;
    enum outcome outcome =
        step_buttons(request, received_flow_of(kind->guarded), kind->received_base, row, &more->buttons);
    if (outcome != OK)
        return outcome;
    more->late = is_late(&request->work, received->head.state, received->due_at, received->feedback_due_on);
    more->due = due_text(&request->work, received->head.state, received->due_on, received->feedback_due_on);
    put_outcomes(&request->work, received->outcomes, more);
    struct subject subject = record_subject(row);
    struct right *answer = kind->guarded ? &guarded_referral_answer : &referral_answer;
    if (actor_may_on(&request->actor, answer, &subject))
        outcome = put_messages(request, kind->guarded, kind->received_base, row, more);
    if (outcome == OK && !kind->guarded && actor_may_on(&request->actor, answer, &subject))
        outcome = put_appointments(request, kind->received_base, row, referral_is_open(received->head.state), more);
    if (outcome != OK)
        return outcome;
    return put_continuation(&request->work, kind->guarded, received, more);
}

static enum outcome load_received_open(struct request *request, const void *row, void **ret_more)
{
    return load_received(request, row, &referral_kind_open, ret_more);
}

static enum outcome load_received_guarded(struct request *request, const void *row, void **ret_more)
{
    return load_received(request, row, &referral_kind_guarded, ret_more);
}

static void referral_show_more(struct output *out, const struct record_show_view *view)
{
    referral_more_page(out, view->more, view->page);
}

/* ---- what the pages of records are told ---- */

static const struct record_page_action DRAFT_ACTIONS[] = {
    {N_("What is told, consent and sending"), "consent", &referral_write, "check", .step = "send"},
};
static const struct record_page_action GUARDED_ACTIONS[] = {
    {N_("What is told, consent and sending"), "consent", &guarded_referral_write, "check", .step = "send"},
};
static struct right nobody = {.name = "referral.export_nobody"};

const struct record_page_options referral_options = {
    .record = &referral_record,
    .base = "/referrals",
    .flow = &referral_flow,
    .edit_title = N_("Change the referral"),
    .begin = N_("A person is referred from her own page: “Refer to another organisation”."),
    .users = &colleague_record,
    .closed_list = true,
    .load_more = load_open,
    .show_more = referral_show_more,
    .actions = DRAFT_ACTIONS,
    .action_count = 1,
};
const struct record_page_options guarded_referral_options = {
    .record = &guarded_referral_record,
    .base = "/guarded-referrals",
    .flow = &guarded_referral_flow,
    .edit_title = N_("Change the referral"),
    .begin = N_("A protection officer refers a person from that person’s page: “Refer to another organisation”."),
    .users = &colleague_record,
    .export = &nobody,
    .closed_list = true,
    .load_more = load_guarded,
    .show_more = referral_show_more,
    .actions = GUARDED_ACTIONS,
    .action_count = 1,
};
const struct record_page_options referral_received_options = {
    .record = &referral_received_record,
    .base = "/received-referrals",
    .flow = &referral_received_flow,
    .begin = N_("What another organisation sends to one of your services comes here, with the time to answer it."),
    .users = &colleague_record,
    .closed_list = true,
    .load_more = load_received_open,
    .show_more = referral_show_more,
};
const struct record_page_options guarded_received_options = {
    .record = &guarded_received_record,
    .base = "/guarded-received",
    .flow = &guarded_received_flow,
    .begin = N_("What another organisation sends your protection officers comes here, with the time to answer it."),
    .users = &colleague_record,
    .export = &nobody,
    .closed_list = true,
    .load_more = load_received_guarded,
    .show_more = referral_show_more,
};

const struct referral_kind referral_kind_open = {.guarded = false,
                                                 .base = "/referrals",
                                                 .received_base = "/received-referrals",
                                                 .behind_person = "referrals",
                                                 .write = &referral_write,
                                                 .sent = &referral_options,
                                                 .received = &referral_received_options};
const struct referral_kind referral_kind_guarded = {.guarded = true,
                                                    .base = "/guarded-referrals",
                                                    .received_base = "/guarded-received",
                                                    .behind_person = "guarded-referrals",
                                                    .write = &guarded_referral_write,
                                                    .sent = &guarded_referral_options,
                                                    .received = &guarded_received_options};
