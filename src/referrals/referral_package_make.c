/* What a package holds, its cover, and what follows when its referral ends. */
#include "referrals/referral_package_make.h"

#include "audit/audit.h"
#include "codec/base64.h"
#include "codec/json.h"
#include "database/wall.h"
#include "print/paper.h"
#include "record/keys.h"
#include "referrals/referral_appointment.h"
#include "referrals/referral_link.h"
#include "referrals/referral_store.h"
#include "system/random.h"

enum { FIELDS_MOST = 5, COPIES = 3 };

static struct text say(const struct work *work, const char *message) { return text_from(tr(work->language, message)); }

static void add(struct work *work, struct package_content *content, const struct referral_received *row,
                const char *name)
{
    const struct field *field = record_field(&referral_received_record, text_from(name));
    if (!field_is_empty(field, row))
        content->facts[content->fact_count++] =
            (struct package_fact){say(work, field->label), field_to_show(work, field, row)};
}

enum outcome referral_package_content(struct work *work, struct identifier received,
                                      struct package_content *ret_content)
{
    static const char *const ASKED[] = {"priority", "services"};
    AUTO_WALL struct wall_hold hold = wall_open(work->db, "what the receiver got lies in another organisation");
    struct referral_received *row;
    struct text arabic;
    struct text code;
    struct package_content content = {0};
    const char *name;
    enum outcome outcome = referral_told_now(work, received, &row);
    if (outcome == OK)
        outcome = organisation_called(work, row->head.organisation, &content.to, &arabic, &code);
    if (outcome != OK)
        return outcome;
    content.number = row->sent_number;
    content.from = row->origin;
    content.service = row->service_name;
    content.city = row->city;
    content.sent_on = date_to_text(work->arena, zone_date(work->zone, row->sent_at));
    content.due_on = row->due_on == DATE_NONE ? TEXT_NONE : date_to_text(work->arena, row->due_on);
    content.facts = arena_array(work->arena, struct package_fact, (size_t)(REFERRAL_ITEMS + 1) * FIELDS_MOST);
    for (size_t i = 0; i < sizeof ASKED / sizeof *ASKED; i++)
        add(work, &content, row, ASKED[i]);
    for (size_t item = 0; item < REFERRAL_ITEMS; item++)
        for (size_t at = 0; (name = referral_item_field((enum referral_item)item, at)) != NULL; at++)
            add(work, &content, row, name);
    *ret_content = content;
    return OK;
}

enum outcome referral_package_make(struct work *work, struct identifier received, const struct key *public,
                                   struct text *ret_bytes, struct text *ret_code, struct text *ret_signer)
{
    struct package_content content;
    struct package_receiver receiver = {.kind = public == NULL ? PACKAGE_TO_CODE : PACKAGE_TO_KEY};
    struct package_signer signer = {.keyring = keys_ring(work->keys)};
    enum outcome outcome = referral_package_content(work, received, &content);
    if (outcome != OK)
        return outcome;
    struct text json = package_content_write(work->arena, &content);
    if (json.length == 0)
        return FAILED;
    keyring_public(signer.keyring, &signer.public);
    *ret_signer = package_fingerprint_shown(work->arena, package_fingerprint(work->arena, &signer.public));
    *ret_code = TEXT_NONE;
    if (public != NULL) {
        receiver.public = *public;
    } else {
        *ret_code = package_code_new(work->arena);
        outcome = package_code_read(work->arena, *ret_code, &receiver.code);
    }
    return outcome == OK ? package_write(work->arena, &receiver, &signer, json, ret_bytes) : outcome;
}

/* ---- in the writing worker ---- */

static enum outcome note(struct work *work, const struct referral *referral, const char *action, const char *kind)
{
    const struct audit_event event = {
        .at = work->now,
        .organisation = referral->head.organisation,
        .user = work->actor->user,
        .role = actor_role_name(work->actor, referral->head.office),
        .action = text_from(action),
        .record = text_from(referral_record.name),
        .subject = referral->head.id,
        .details = arena_format(work->arena, "{\"kind\":\"%s\"}", kind),
        .origin = work->actor->origin,
    };
    return audit_add(work->db, &event);
}

static enum outcome keep(struct work *work, const struct referral *referral, const struct json_value *json)
{
    struct referral_package package = {
        .id = identifier_new(),
        .organisation = referral->head.organisation,
        .office = referral->head.office,
        .referral = referral->head.id,
        .made_by = work->actor->user,
        .made_at = work->now,
        .kind = json_text_or(json_member(json, TEXT("kind")), TEXT("code")),
        .signer = json_text_or(json_member(json, TEXT("signer")), TEXT_NONE),
    };
    struct text bytes;
    struct key public;
    struct text digits = json_text_or(json_member(json, TEXT("public")), TEXT_NONE);
    AUTO_WALL struct wall_hold hold = wall_open(work->db, "what the receiver got lies in another organisation");
    if (base64_decode(work->arena, json_text_or(json_member(json, TEXT("bytes")), TEXT_NONE), BASE64_STANDARD,
                      &bytes) != OK)
        return FAILED;
    enum outcome outcome = received_of(work, false, referral->head.id, referral->head.person, &package.received);
    if (outcome == OK)
        outcome = package_insert(work, &package, bytes);
    if (outcome == OK && digits.length > 0)
        outcome = package_public_read(work->arena, digits, &public) == OK
                      ? receiver_key_set(work, referral->receiver, &public)
                      : FAILED;
    return outcome == OK ? note(work, referral, "referral.package_made", arena_string(work->arena, package.kind))
                         : outcome;
}

enum outcome referral_package_kept(struct work *work, struct text arguments, struct text *ret_answer)
{
    const struct json_value *json;
    struct identifier id;
    void *row;
    *ret_answer = TEXT("{}");
    if (json_parse(work->arena, arguments, JSON_LIMITS_REQUEST, &json, NULL) != OK ||
        text_to_identifier(json_text_or(json_member(json, TEXT("referral")), TEXT_NONE), &id) != OK)
        return FAILED;
    enum outcome outcome = record_get_unlimited(work, &referral_record, id, &row);
    if (outcome == OK && !referral_is_open(record_head_of(row)->state)) /* ended in the meantime */
        return CONFLICT;
    return outcome == OK ? keep(work, row, json) : outcome;
}

/* ---- when it ends ---- */

enum outcome referral_package_is_outside(struct work *work, const void *row, bool *ret_wanted)
{
    struct referral_package *packages;
    size_t count = 0;
    enum outcome outcome = package_list(work, record_head_of(row)->id, &packages, &count);
    *ret_wanted = false;
    for (size_t i = 0; i < count && outcome == OK; i++)
        *ret_wanted = *ret_wanted || packages[i].destroyed_on == DATE_NONE;
    return outcome;
}

bool referral_is_called_back(struct text state)
{
    static const char *const CALLED_BACK[] = {"recalled", "withdrawn", "expired"};
    bool back = false;
    for (size_t i = 0; i < sizeof CALLED_BACK / sizeof *CALLED_BACK; i++)
        back = back || text_is(state, CALLED_BACK[i]);
    return back;
}

enum outcome referral_outside_over(struct work *work, const struct referral_received *received)
{
    AUTO_WALL struct wall_hold hold = wall_open(work->db, "what was sent lies in the organisation that sent it");
    enum outcome outcome = links_end(work, received->referral, false);
    if (outcome == OK)
        outcome = packages_recall(work, received->head.id, referral_is_called_back(received->head.state));
    return outcome == OK ? referral_appointments_over(work, received) : outcome;
}

/* ---- the cover ---- */

static void put_kinds(struct work *work, struct paper *paper, const struct referral *referral)
{
    referral_items items = referral_items_read(referral->items_sent);
    paper_heading(paper, 2, say(work, N_("What it tells")));
    for (size_t item = 0; item < REFERRAL_ITEMS; item++)
        if ((items >> item & 1) != 0)
            paper_item(paper, choice_show(&referral_item_choices,
                                          text_from(referral_item_code((enum referral_item)item)), work->language));
}

static void put_how(struct work *work, struct paper *paper, const struct referral_package *package)
{
    bool code = text_is(package->kind, "code");
    paper_heading(paper, 2, say(work, N_("How it is opened")));
    paper_text(paper, code ? say(work, N_("With the code that the sender tells by telephone, and to nobody else."))
                           : say(work, N_("With the secret key of the receiver, which never leaves the receiver.")));
    paper_text(paper, TEXT("sanad referral --open FILE --signer …"));
    paper_fact(paper, say(work, N_("Signed with the key")), package->signer);
    paper_note(paper, say(work, N_("A file of which one bit was altered does not open: then ask for a new one.")));
}

static void put_cover(struct work *work, struct paper *paper, const struct referral *referral, struct text from,
                      const struct referral_package *package, const char *whose)
{
    const struct text labels[] = {say(work, N_("Handed over by, on")), say(work, N_("Received by, on"))};
    paper_heading(paper, 1, say(work, N_("Cover of a referral")));
    paper_note(paper, say(work, whose));
    paper_fact(paper, say(work, N_("Number")), referral->head.number);
    paper_fact(paper, say(work, N_("Referred by")), from);
    paper_fact(paper, say(work, N_("Referred to")), referral->addressee);
    paper_fact(paper, say(work, N_("Service")), referral->service_name);
    paper_fact(paper, say(work, N_("Priority")), choice_show(&referral_priorities, referral->priority, work->language));
    if (referral->due_on != DATE_NONE)
        paper_fact(paper, say(work, N_("Answer due on")), language_date(work->arena, work->language, referral->due_on));
    put_kinds(work, paper, referral);
    put_how(work, paper, package);
    paper_heading(paper, 2, say(work, N_("Answer")));
    paper_choice(paper, false, say(work, N_("Accepted")));
    paper_choice(paper, false, say(work, N_("Refused, because:")));
    paper_fact(paper, say(work, N_("Reason")), TEXT_NONE);
    paper_signatures(paper, labels, 2);
}

enum outcome referral_package_cover(struct work *work, const struct referral *referral,
                                    const struct referral_package *package, struct buffer *out)
{
    static const char *const WHOSE[COPIES] = {N_("Copy of the sender"), N_("Copy of the receiver"),
                                              N_("Copy of the person")};
    struct text name;
    struct text arabic;
    struct text code;
    enum outcome outcome = organisation_called(work, referral->head.organisation, &name, &arabic, &code);
    if (outcome != OK)
        return outcome;
    bool right_to_left = language_right_to_left(work->language);
    struct paper *paper =
        paper_open(work->arena, &(struct paper_options){.language = language_tag(work->language),
                                                        .right_to_left = right_to_left,
                                                        .title = say(work, N_("Cover of a referral")),
                                                        .code = referral->head.number,
                                                        .page_number = say(work, N_("Page {1} of {2}")),
                                                        .made_at = work->now});
    for (size_t i = 0; i < COPIES; i++) {
        if (i > 0)
            paper_page_break(paper);
        put_cover(work, paper, referral, right_to_left && arabic.length > 0 ? arabic : name, package, WHOSE[i]);
    }
    return paper_print(paper, out);
}
