/* The person's own copy, in their language: who is told what, for how long, and how to take it back. */
#include "print/paper.h"
#include "referrals/referral_pages.h"
#include "referrals/referral_store.h"
#include "web/application.h"
#include "web/record_parts.h"

static struct text say(const struct work *work, const char *message) { return text_from(tr(work->language, message)); }

static void fact(struct work *work, struct paper *paper, const struct referral *row, const char *name)
{
    const struct field *field = record_field(&guarded_referral_record, text_from(name));
    if (!field_is_empty(field, row))
        paper_fact(paper, say(work, field->label), field_to_show(work, field, row));
}

static void put_told(struct work *work, struct paper *paper, const struct referral *row)
{
    referral_items items = referral_items_read(row->items_sent);
    paper_heading(paper, 2, say(work, N_("What the receiver is told")));
    for (size_t item = 0; item < REFERRAL_ITEMS; item++)
        if ((items >> item & 1) != 0)
            paper_item(paper, choice_show(&referral_item_choices,
                                          text_from(referral_item_code((enum referral_item)item)), work->language));
    paper_text(paper, say(work, N_("Nothing else is told. The receiver may use it for this referral alone.")));
}

static enum outcome put_sender(struct work *work, struct paper *paper, const struct referral *row)
{
    struct text name;
    struct text arabic;
    struct text code;
    enum outcome outcome = organisation_called(work, row->head.organisation, &name, &arabic, &code);
    if (outcome == OK)
        paper_fact(paper, say(work, N_("Referred by")),
                   language_right_to_left(work->language) && arabic.length > 0 ? arabic : name);
    return outcome;
}

static enum outcome put_receiver(struct work *work, struct paper *paper, const struct referral *row)
{
    struct field_set readable;
    void *found;
    paper_fact(paper, say(work, N_("Referred to")), row->addressee);
    paper_fact(paper, say(work, N_("Service")), row->service_name);
    enum outcome outcome = record_peek(work, &directory_service_record, row->service, &found, &readable);
    if (outcome != OK)
        return outcome == NOT_FOUND ? OK : outcome;
    const struct directory_service *service = found;
    if (service->focal_telephone.length > 0)
        paper_fact(paper, say(work, N_("Telephone")), service->focal_telephone);
    return OK;
}

static enum outcome put_copy(struct work *work, struct paper *paper, const struct referral *row)
{
    struct text person;
    enum outcome outcome = record_titles(work, &person_record, &row->head.person, 1, &person);
    if (outcome != OK)
        return outcome;
    paper_heading(paper, 1, say(work, N_("Your referral")));
    paper_fact(paper, say(work, N_("Name")), person);
    paper_fact(paper, say(work, N_("Number")), row->head.number);
    paper_fact(paper, say(work, N_("Sent on")),
               language_date(work->arena, work->language, zone_date(work->zone, row->sent_at)));
    outcome = put_sender(work, paper, row);
    if (outcome == OK)
        outcome = put_receiver(work, paper, row);
    if (outcome != OK)
        return outcome;
    fact(work, paper, row, "services");
    fact(work, paper, row, "due_on");
    put_told(work, paper, row);
    paper_heading(paper, 2, say(work, N_("What you agreed to")));
    fact(work, paper, row, "consent_means");
    fact(work, paper, row, "consent_on");
    fact(work, paper, row, "consent_until");
    paper_text(paper,
               say(work, N_("You may take your consent back at any time, without giving a reason: what was sent is "
                            "then destroyed at once. Come, call, or show this paper.")));
    const struct text labels[] = {say(work, N_("Person, or guardian")), say(work, N_("Who refers"))};
    paper_signatures(paper, labels, 2);
    return OK;
}

static const struct language *asked_language(struct request *request)
{
    struct text wanted = parameters_get(&request->query, TEXT("in"));
    for (size_t i = 0; i < LANGUAGE_COUNT; i++)
        if (text_is(wanted, language_tag(language_at(i))))
            return language_at(i);
    return request->work.language;
}

enum outcome referral_copy_pdf(struct request *request, struct response *response)
{
    const struct referral_kind *kind = request->route->context;
    const struct record *record = referral_record_of(kind->guarded);
    struct work work = request->work;
    struct field_set readable;
    struct identifier id;
    void *found;
    enum outcome outcome = request_id(request, 0, &id);
    if (outcome == OK)
        outcome = record_get(&work, record, id, &found, &readable);
    if (outcome != OK)
        return outcome;
    const struct referral *row = found;
    if (row->items_sent.length == 0)
        return NOT_FOUND; /* nothing was sent */
    work.language = asked_language(request);
    struct paper *paper =
        paper_open(work.arena, &(struct paper_options){.language = language_tag(work.language),
                                                       .right_to_left = language_right_to_left(work.language),
                                                       .title = say(&work, N_("Your referral")),
                                                       .code = row->head.number,
                                                       .page_number = say(&work, N_("Page {1} of {2}")),
                                                       .made_at = work.now});
    outcome = put_copy(&work, paper, row);
    if (outcome == OK)
        outcome = record_audit_print(request, record, id, TEXT("copy"));
    if (outcome == OK)
        outcome = paper_print(paper, &response->body);
    if (outcome == OK) {
        response->status = 200;
        response->content_type = TEXT("application/pdf");
    }
    return outcome;
}
