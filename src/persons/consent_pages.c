/* Withdrawing a consent: what was agreed to stops at once. */
#include "persons/person_pages.h"
#include "persons/person_rules.h"
#include "persons/person_store.h"
#include "web/form.h"

struct withdrawal {
    struct person_consent *consent;
    struct text person;
    struct field_set fields;
};

static enum outcome open_withdrawal(struct request *request, struct withdrawal *ret)
{
    struct identifier id;
    struct field_set readable;
    void *row;
    struct work *work = &request->work;
    enum outcome outcome = request_id(request, 0, &id);
    if (outcome == OK)
        outcome = record_peek(work, &person_consent_record, id, &row, &readable);
    if (outcome != OK)
        return outcome;
    struct subject subject = record_subject(row);
    if (!actor_may_on(work->actor, &consent_record_right, &subject))
        return FORBIDDEN;
    *ret = (struct withdrawal){.consent = row};
    field_set_add(&ret->fields, record_field_index(&person_consent_record,
                                                   record_field(&person_consent_record, TEXT("withdrawn_on"))));
    field_set_add(&ret->fields, record_field_index(&person_consent_record,
                                                   record_field(&person_consent_record, TEXT("withdrawal_reason"))));
    return record_titles(work, &person_record, &ret->consent->head.person, 1, &ret->person);
}

static enum outcome send_withdrawal(struct request *request, struct response *response,
                                    const struct withdrawal *withdrawal, bool typed, int status)
{
    const struct person_consent *consent = withdrawal->consent;
    struct arena *arena = request->work.arena;
    struct text path =
        arena_format(arena, "/person-consents/%.*s/withdraw", TEXT_ARG(identifier_to_text(arena, consent->head.id)));
    struct text back = person_path_to(arena, consent->head.person, "");
    struct consent_withdraw_view view = {
        .action = page_path(request, path),
        .cancel = page_path(request, back),
        .person = withdrawal->person,
        .purpose = choice_show(&consent_purposes, consent->purpose, request->work.language),
        .stops = consent_stops_files(consent->purpose),
        .photo = text_is(consent->purpose, "photo"),
    };
    enum outcome outcome = record_form_view(&request->work, &person_consent_record, consent, &withdrawal->fields,
                                            typed ? &request->form : NULL, NULL, &view.form);
    if (outcome != OK)
        return outcome;
    view.page = page_open(request, N_("Withdraw consent"));
    page_trail(view.page, person_record.plural, TEXT("/persons"));
    page_trail_text(view.page, withdrawal->person, back);
    page_trail(view.page, N_("Withdraw consent"), TEXT_NONE);
    view.page->has_form = true;
    view.form.csrf = view.page->csrf;
    view.form.key = typed ? parameters_get(&request->form, TEXT("_key")) : form_key_new(request);
    struct output out = page_output(request, response);
    consent_withdraw_page(&out, &view);
    return page_send(request, response, status);
}

enum outcome consent_withdraw_show(struct request *request, struct response *response)
{
    struct withdrawal withdrawal;
    enum outcome outcome = open_withdrawal(request, &withdrawal);
    if (outcome == OK && withdrawal.consent->withdrawn_on == DATE_NONE)
        withdrawal.consent->withdrawn_on = zone_date(request->work.zone, request->work.now);
    return outcome == OK ? send_withdrawal(request, response, &withdrawal, false, 200) : outcome;
}

static enum outcome read_withdrawal(struct request *request, const struct withdrawal *withdrawal, void *row)
{
    struct work *work = &request->work;
    const struct person_consent *consent = row;
    enum outcome outcome = record_form_read(work, &person_consent_record, &withdrawal->fields, &request->form, row);
    if (outcome == OK && consent->withdrawn_on == DATE_NONE)
        outcome = problem_add(&work->problems, INVALID, "withdrawn_on_missing", TEXT("withdrawn_on"),
                              N_("Say on which day the person withdrew."));
    return outcome;
}

/* What the withdrawal brings with it, unless another consent to the same stands. */
static enum outcome follow(struct work *work, const struct person_consent *consent)
{
    unsigned purposes = 0;
    struct identifier person = consent->head.person;
    enum outcome outcome = person_consents(work, person, zone_date(work->zone, work->now), &purposes);
    if (outcome != OK)
        return outcome;
    if (text_is(consent->purpose, "photo") && (purposes & CONSENT_PHOTO) == 0)
        return attachment_remove_all(work, &person_record, person, person, TEXT("photo"));
    if (text_is(consent->purpose, "transfer"))
        return person_sharing_withdrawn(work, person, consent->head.id);
    bool stands =
        text_is(consent->purpose, "data") ? (purposes & CONSENT_DATA) != 0 : (purposes & CONSENT_ASSISTANCE) != 0;
    return consent_stops_files(consent->purpose) && !stands ? person_consent_withdrawn(work, person) : OK;
}

static enum outcome store_withdrawal(struct request *request, const struct withdrawal *withdrawal,
                                     struct person_consent *row)
{
    struct work *work = &request->work;
    *row = *withdrawal->consent;
    enum outcome outcome = read_withdrawal(request, withdrawal, row);
    return outcome == OK ? record_update(work, &person_consent_record, withdrawal->consent, row) : outcome;
}

enum outcome consent_withdraw(struct request *request, struct response *response)
{
    struct withdrawal withdrawal;
    struct person_consent row;
    enum outcome outcome = open_withdrawal(request, &withdrawal);
    if (outcome != OK)
        return outcome;
    if (request->redisplay)
        return send_withdrawal(request, response, &withdrawal, true, 200);
    if (form_answered(request, response, &outcome))
        return outcome;
    if (form_version(request) != withdrawal.consent->head.version)
        return CONFLICT;
    outcome = store_withdrawal(request, &withdrawal, &row);
    if (outcome == INVALID) /* nothing was written yet */
        return send_withdrawal(request, response, &withdrawal, true, 422);
    if (outcome == OK)
        outcome = follow(&request->work, &row);
    if (outcome != OK)
        return outcome;
    return form_done(request, response, person_path_to(request->work.arena, withdrawal.consent->head.person, ""),
                     N_("The withdrawal is recorded. What rested on this consent has stopped."));
}
