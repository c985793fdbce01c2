/* Links for receivers without an account: what they are made of, what they open, how they end, and what is answered
   through them or typed in for who has none. */
#include "referrals/referral_link.h"

#include "audit/audit.h"
#include "base/number.h"
#include "codec/hex.h"
#include "codec/json.h"
#include "codec/mail.h"
#include "database/wall.h"
#include "job/job.h"
#include "record/keys.h"
#include "referrals/referral_outside.h"
#include "referrals/referral_store.h"
#include "system/random.h"

#define HOUR_MICROSECONDS INT64_C(3600000000)
enum { MAIL_ATTEMPTS = 12 };

static const struct choice WAYS[] = {
    {"account", N_("By the receiver, signed in"), {0}},
    {"link", N_("By the receiver, through a link"), {0}},
    {"typed", N_("Typed in by the sender, as the receiver said it"), {0}},
};
struct choice_list referral_answer_ways = {"referral_answer_ways", NULL, WAYS, sizeof WAYS / sizeof *WAYS};

struct text referral_link_hash(struct work *work, const char *kind, struct text value)
{
    unsigned char hash[LINK_HASH_BYTES];
    lasting_key(keys_ring(work->keys), text_from(kind), value, hash);
    return arena_text(work->arena, (struct text){(const char *)hash, LINK_HASH_BYTES});
}

static struct text token_hash(struct work *work, struct text token)
{
    return referral_link_hash(work, "referral.link.token", token);
}

/* Bound to the link: a code is worth nothing elsewhere. */
static struct text code_hash(struct work *work, struct identifier link, struct text code)
{
    return referral_link_hash(work, "referral.link.code",
                              arena_join(work->arena, identifier_to_text(work->arena, link), code));
}

/* Digits alone, in whatever script and however grouped they were typed. */
static struct text code_as_typed(struct arena *arena, struct text typed)
{
    struct text ascii = digits_to_ascii(arena, typed);
    char *digits = arena_bytes(arena, ascii.length + 1);
    size_t count = 0;
    for (size_t i = 0; i < ascii.length; i++)
        if (ascii.at[i] >= '0' && ascii.at[i] <= '9')
            digits[count++] = ascii.at[i];
    digits[count] = '\0';
    return (struct text){digits, count};
}

/* Each digit as likely as any other: bytes that would prefer some are drawn again. */
static struct text code_new(struct arena *arena)
{
    char *digits = arena_bytes(arena, LINK_CODE_DIGITS);
    size_t count = 0;
    while (count < LINK_CODE_DIGITS) {
        struct key key;
        key_make(&key);
        for (size_t i = 0; i < sizeof key.bytes && count < LINK_CODE_DIGITS; i++)
            if (key.bytes[i] < 250)
                digits[count++] = (char)('0' + key.bytes[i] % 10);
        key_forget(&key);
    }
    return (struct text){digits, LINK_CODE_DIGITS};
}

/* ---- what is audited ---- */

static enum outcome note(struct work *work, const struct referral_link *link, const char *action, const char *role)
{
    struct text details = arena_format(work->arena, "{\"link\":\"%.*s\",\"channel\":\"%.*s\"}",
                                       TEXT_ARG(identifier_to_text(work->arena, link->id)), TEXT_ARG(link->channel));
    bool outside = role != NULL;
    const struct audit_event event = {
        .at = work->now,
        .organisation = link->organisation,
        .user = outside ? (struct identifier){{0}} : work->actor->user,
        .role = outside ? text_from(role) : actor_role_name(work->actor, link->office),
        .action = text_from(action),
        .record = text_from(referral_record.name),
        .subject = link->referral,
        .details = details,
        .origin = work->actor->origin,
    };
    return audit_add(work->db, &event);
}

/* ---- making ---- */

static struct seal_place address_place(struct identifier link)
{
    return (struct seal_place){.table = TEXT("referral_link"), .field = TEXT("address"), .id = link};
}

static enum outcome seal_address(struct work *work, struct referral_link *link, struct text address)
{
    const struct key *key;
    enum outcome outcome = keys_organisation(work, link->organisation, &key);
    if (outcome == OK)
        link->address = seal(work->arena, key, address_place(link->id), address);
    return outcome;
}

enum outcome referral_link_mail_to(struct work *work, const struct referral_link *link, struct text *ret_address)
{
    return keys_unseal(work, link->organisation, address_place(link->id), link->address, ret_address);
}

/* The token of a mail is drawn when it is sent: until then nobody has it. */
static enum outcome order_mail(struct work *work, struct referral_link *link)
{
    const struct job_order order = {
        .kind = referral_mail_job.name,
        .organisation = link->organisation,
        .priority = JOB_ORDINARY,
        .attempt_limit = MAIL_ATTEMPTS,
        .arguments = arena_format(work->arena, "{\"link\":\"%.*s\",\"language\":\"%s\"}",
                                  TEXT_ARG(identifier_to_text(work->arena, link->id)), language_tag(work->language)),
    };
    return job_add(work, &order, &link->job);
}

static enum outcome check_wish(struct work *work, const struct link_wish *wish)
{
    bool mail = text_is(wish->channel, "mail");
    if (!mail && !text_is(wish->channel, "paper"))
        return problem_add(&work->problems, INVALID, "choice_unknown", TEXT("channel"), N_("Choose from the list."));
    if (wish->days < 1 || wish->days > LINK_DAYS_MOST)
        return problem_add(&work->problems, INVALID, "choice_unknown", TEXT("days"), N_("Choose from the list."));
    if (mail && !mail_address_is_sound(wish->address))
        return problem_add(&work->problems, INVALID, "mail_address_unsound", TEXT("address"),
                           N_("Give an address that mail can be sent to."));
    return OK;
}

static int64_t earlier_of(struct work *work, int64_t until, int32_t access_until)
{
    if (access_until == DATE_NONE)
        return until;
    int64_t end = zone_instant(work->zone, access_until + 1, 0);
    return end < until ? end : until;
}

static enum outcome store_link(struct work *work, const struct referral *referral, const struct link_wish *wish,
                               const struct referral_received *received, struct link_secret *secret)
{
    struct referral_link link = {
        .id = identifier_new(),
        .organisation = referral->head.organisation,
        .office = referral->head.office,
        .referral = referral->head.id,
        .received = received->head.id,
        .made_by = work->actor->user,
        .channel = wish->channel,
        .state = text_is(wish->channel, "mail") ? TEXT("waiting") : TEXT("open"),
        .made_at = work->now,
        .expires_at = earlier_of(work, work->now + wish->days * 24 * HOUR_MICROSECONDS, received->access_until),
    };
    struct text code = code_new(work->arena);
    struct text token = TEXT_NONE;
    enum outcome outcome = OK;
    link.code = code_hash(work, link.id, code);
    secret->code = arena_format(work->arena, "%.4s %.4s", code.at, code.at + 4);
    if (text_is(wish->channel, "mail")) {
        outcome = seal_address(work, &link, wish->address);
        if (outcome == OK)
            outcome = order_mail(work, &link);
    } else {
        secret->token = token_new(work->arena, LINK_TOKEN_BYTES);
        token = token_hash(work, secret->token);
    }
    if (outcome == OK)
        outcome = link_insert(work, &link, token);
    return outcome == OK ? note(work, &link, "referral.link_made", NULL) : outcome;
}

enum outcome referral_link_make(struct work *work, const struct referral *referral, const struct link_wish *wish,
                                struct link_secret *ret_secret)
{
    struct referral_received *received;
    struct identifier id;
    struct link_secret secret = {0};
    enum outcome outcome = check_wish(work, wish);
    if (outcome != OK)
        return outcome;
    if (referral_is_guarded(referral) || !referral_is_open(referral->head.state))
        return CONFLICT;
    AUTO_WALL struct wall_hold hold = wall_open(work->db, "what the receiver got lies in another organisation");
    outcome = received_of(work, false, referral->head.id, referral->head.person, &id);
    if (outcome == OK)
        outcome = referral_told_now(work, id, &received);
    if (outcome == OK)
        outcome = links_end(work, referral->head.id, true);
    if (outcome == OK)
        outcome = store_link(work, referral, wish, received, &secret);
    if (outcome == OK)
        *ret_secret = secret;
    return outcome == NOT_FOUND ? CONFLICT : outcome;
}

enum outcome referral_link_end(struct work *work, const struct referral *referral)
{
    struct referral_link *links;
    size_t count = 0;
    enum outcome outcome = link_list(work, referral->head.id, 1, &links, &count);
    if (outcome == OK)
        outcome = links_end(work, referral->head.id, true);
    return outcome == OK && count > 0 ? note(work, &links[0], "referral.link_ended", NULL) : outcome;
}

enum outcome referral_link_close(struct work *work, const struct referral_link *link)
{
    AUTO_WALL struct wall_hold hold = wall_open(work->db, "who has no account lies behind no wall");
    enum outcome outcome = links_end(work, link->referral, true);
    return outcome == OK ? note(work, link, "referral.link_closed", "outside") : outcome;
}

struct text referral_link_address(struct work *work, struct text base, struct text token)
{
    return arena_format(work->arena, "%.*s/%s/outside?link=%.*s", TEXT_ARG(base), language_tag(work->language),
                        TEXT_ARG(token));
}

/* ---- opening ---- */

static bool may_open(struct work *work, const struct referral_link *link)
{
    return (text_is(link->state, "open") || text_is(link->state, "waiting")) && link->tries < LINK_TRIES_MOST &&
           link->expires_at > work->now;
}

enum outcome referral_link_find(struct work *work, struct text token, struct text code, struct referral_link *ret_link)
{
    AUTO_WALL struct wall_hold hold = wall_open(work->db, "who has no account lies behind no wall");
    struct referral_received *received;
    *ret_link = (struct referral_link){0};
    enum outcome outcome = link_by_token(work, token_hash(work, token), ret_link);
    if (outcome != OK && outcome != NOT_FOUND)
        return outcome;
    /* As much is done for a token that was never given as for one that was. */
    struct text hash = code_hash(work, ret_link->id, code_as_typed(work->arena, code));
    bool known = outcome == OK && ret_link->code.length == hash.length;
    bool matches = bytes_equal_constant_time(known ? ret_link->code.at : hash.at, hash.at, hash.length) && known;
    if (!matches || !may_open(work, ret_link))
        return NOT_FOUND;
    return referral_told_now(work, ret_link->received, &received);
}

enum outcome referral_link_of_session(struct work *work, struct text session, struct referral_link *ret_link)
{
    AUTO_WALL struct wall_hold hold = wall_open(work->db, "who has no account lies behind no wall");
    if (text_is_empty(session))
        return NOT_FOUND;
    enum outcome outcome = link_by_session(work, referral_link_hash(work, "referral.link.session", session), ret_link);
    if (outcome == OK && (!text_is(ret_link->state, "used") || ret_link->expires_at <= work->now))
        return NOT_FOUND;
    return outcome;
}

static struct text origin_hash(struct work *work, struct text origin)
{
    return referral_link_hash(work, "referral.link.origin", origin);
}

static int64_t window(const struct work *work) { return work->now - LINK_ORIGIN_MINUTES * 60 * MICROSECONDS; }

enum outcome referral_link_may_try(struct work *work, struct text origin, bool *ret_may)
{
    int64_t failures = 0;
    enum outcome outcome = link_tries(work, origin_hash(work, origin), window(work), &failures);
    if (outcome == OK)
        *ret_may = failures < LINK_ORIGIN_MOST;
    return outcome;
}

/* ---- in the writing worker ---- */

static enum outcome read_arguments(struct work *work, struct text arguments, struct identifier *ret_link,
                                   struct text *ret_hash)
{
    const struct json_value *json;
    struct text bytes = TEXT_NONE;
    if (json_parse(work->arena, arguments, JSON_LIMITS_REQUEST, &json, NULL) != OK)
        return FAILED;
    struct text hash = json_text_or(json_member(json, TEXT("hash")), TEXT_NONE);
    if (hash.length > 0 && (hex_decode(work->arena, hash, &bytes) != OK || bytes.length != LINK_HASH_BYTES))
        return FAILED;
    *ret_hash = bytes;
    *ret_link = (struct identifier){{0}};
    struct text id = json_text_or(json_member(json, TEXT("link")), TEXT_NONE);
    return id.length == 0 || text_to_identifier(id, ret_link) == OK ? OK : FAILED;
}

/* Whoever opened it has it: that is what acknowledging says. */
static enum outcome acknowledge(struct work *work, const struct referral_link *link)
{
    void *row;
    enum outcome outcome = record_get_unlimited(work, &referral_received_record, link->received, &row);
    if (outcome != OK || !text_is(record_head_of(row)->state, "sent"))
        return outcome;
    const struct outside_answer answer = {.received = link->received, .how = "link", .action = TEXT("acknowledge")};
    return referral_answer_outside(work, &answer);
}

enum outcome referral_link_opened(struct work *work, struct text arguments, struct text *ret_answer)
{
    AUTO_WALL struct wall_hold hold = wall_open(work->db, "who has no account lies behind no wall");
    struct referral_link link;
    struct identifier id;
    struct text session;
    bool first = false;
    *ret_answer = TEXT("{}");
    enum outcome outcome = read_arguments(work, arguments, &id, &session);
    if (outcome == OK)
        outcome = link_get(work, id, &link);
    if (outcome == OK)
        outcome = link_use(work, id, session, &first);
    if (outcome == OK && !first)
        return NOT_FOUND;
    if (outcome == OK)
        outcome = note(work, &link, "referral.link_opened", "outside");
    return outcome == OK ? acknowledge(work, &link) : outcome;
}

enum outcome referral_link_failed(struct work *work, struct text arguments, struct text *ret_answer)
{
    AUTO_WALL struct wall_hold hold = wall_open(work->db, "who has no account lies behind no wall");
    struct referral_link link;
    struct identifier id;
    struct text origin;
    *ret_answer = TEXT("{}");
    enum outcome outcome = read_arguments(work, arguments, &id, &origin);
    if (outcome == OK)
        outcome = link_tried(work, origin, window(work));
    if (outcome != OK || identifier_is_none(id))
        return outcome;
    outcome = link_fail(work, id);
    if (outcome == OK)
        outcome = link_get(work, id, &link);
    return outcome == OK ? note(work, &link, "referral.link_refused", "outside") : outcome;
}

enum outcome referral_link_was_read(struct work *work, struct text arguments, struct text *ret_answer)
{
    AUTO_WALL struct wall_hold hold = wall_open(work->db, "who has no account lies behind no wall");
    struct referral_link link;
    struct identifier id;
    struct text none;
    *ret_answer = TEXT("{}");
    enum outcome outcome = read_arguments(work, arguments, &id, &none);
    if (outcome == OK)
        outcome = link_get(work, id, &link);
    if (outcome == OK)
        outcome = link_set_read(work, id);
    return outcome == OK ? note(work, &link, "referral.link_read", "outside") : outcome;
}

/* The mail is about to leave with this token; NOT_FOUND: it is wanted no more. */
enum outcome referral_link_mail_begins(struct work *work, struct text arguments, struct text *ret_answer)
{
    struct identifier id;
    struct text token;
    *ret_answer = TEXT("{}");
    enum outcome outcome = read_arguments(work, arguments, &id, &token);
    if (outcome == OK)
        outcome = link_set_token(work, id, token);
    return outcome == CONFLICT ? NOT_FOUND : outcome;
}

enum outcome referral_link_mail_left(struct work *work, struct text arguments, struct text *ret_answer)
{
    struct referral_link link;
    struct identifier id;
    struct text none;
    *ret_answer = TEXT("{}");
    enum outcome outcome = read_arguments(work, arguments, &id, &none);
    if (outcome == OK)
        outcome = link_set_mailed(work, id);
    if (outcome == OK)
        outcome = link_get(work, id, &link);
    return outcome == OK ? note(work, &link, "referral.link_mailed", "system") : outcome;
}

enum outcome referral_links_tidy(struct work *work, int64_t *ret_count)
{
    enum outcome outcome = links_over(work, ret_count);
    return outcome == OK ? link_tries_forget(work, work->now - 24 * HOUR_MICROSECONDS) : outcome;
}

/* ---- what is told ---- */

enum outcome referral_told_now(struct work *work, struct identifier received, struct referral_received **ret_row)
{
    struct actor system = {.system = true, .origin = work->actor->origin};
    struct work program = *work;
    struct referral_sharing sharing;
    void *row;
    void *sent;
    program.actor = &system;
    enum outcome outcome = record_get_unlimited(&program, &referral_received_record, received, &row);
    if (outcome == OK && !referral_is_open(record_head_of(row)->state))
        return NOT_FOUND;
    if (outcome == OK)
        outcome = record_get_unlimited(&program, &referral_record, ((struct referral_received *)row)->referral, &sent);
    if (outcome == OK)
        outcome = referral_sharing(&program, sent, &sharing);
    if (outcome != OK)
        return outcome;
    const struct referral *referral = sent;
    referral_items items = referral_would_tell(&program, referral, &sharing, ~(referral_items)0) &
                           referral_items_read(referral->items_sent);
    if (items == 0) /* consent or protocol has ended since */
        return NOT_FOUND;
    referral_content_keep(&program, row, items);
    *ret_row = row;
    return OK;
}

/* ---- answers ---- */

static enum outcome check_answer(struct work *work, const struct outside_answer *answer, const void *row)
{
    struct gate gate = {.arena = work->arena};
    if (text_is(answer->action, "refuse") && choice_find(&referral_refusals, answer->refusal_reason) == NULL)
        return problem_add(&work->problems, INVALID, "refusal_reason_missing", TEXT("refusal_reason"),
                           N_("Say why: choose a reason."));
    if (text_is(answer->action, "ask") && text_is_empty(text_trim(answer->question)))
        return problem_add(&work->problems, INVALID, "question_missing", TEXT("question"), N_("Say what is asked."));
    if (!text_is(answer->action, "accept"))
        return OK;
    enum outcome outcome = received_can_accept(work, row, &gate);
    if (outcome == OK && !gate_is_open(&gate))
        return problem_add(&work->problems, INVALID, "service_closed", TEXT_NONE, N_("The service is closed."));
    return outcome;
}

/* How the answer came stands in the sender's referral: what was typed in is not passed off as the receiver's own. */
static enum outcome mark(struct work *program, struct identifier referral, const char *how)
{
    void *before;
    enum outcome outcome = record_get_unlimited(program, &referral_record, referral, &before);
    if (outcome != OK)
        return outcome;
    struct referral *row = record_copy(program->arena, &referral_record, before);
    row->answered_how = text_from(how);
    return record_update_by_step(program, &referral_record, before, row,
                                 text_is(row->answered_how, "typed") ? TEXT("answer_typed") : TEXT("answer_by_link"));
}

enum outcome referral_answer_outside(struct work *work, const struct outside_answer *answer)
{
    AUTO_WALL struct wall_hold hold = wall_open(work->db, "what the receiver got lies in another organisation");
    struct actor system = {.system = true, .user = work->actor->user, .origin = work->actor->origin};
    struct work program = *work;
    void *before;
    program.actor = &system;
    enum outcome outcome = record_get_unlimited(&program, &referral_received_record, answer->received, &before);
    if (outcome == OK && flow_step(&referral_received_flow, record_head_of(before)->state, answer->action) == NULL)
        return CONFLICT;
    if (outcome == OK)
        outcome = check_answer(&program, answer, before);
    if (outcome == OK) {
        struct referral_received *input = record_copy(work->arena, &referral_received_record, before);
        input->refusal_reason = answer->refusal_reason;
        input->answer = answer->answer;
        input->question = answer->question;
        input->outcomes = answer->outcomes;
        input->result_note = answer->result_note;
        outcome = flow_move_forced_with(&program, &referral_received_flow, answer->received, answer->action, input,
                                        TEXT_NONE);
        if (outcome == OK)
            outcome = mark(&program, input->referral, answer->how);
    }
    work->problems = program.problems;
    return outcome == NOT_FOUND ? CONFLICT : outcome;
}
