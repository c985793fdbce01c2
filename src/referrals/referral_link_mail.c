/* The mail that carries a link.  The job's row is the outbox; the link's token is drawn when the mail leaves, so that
   nobody here ever sees it, and anew at each attempt: of two mails that arrive the later one opens. */
#include "codec/hex.h"
#include "codec/json.h"
#include "notices/notices.h"
#include "referrals/referral_appointment.h"
#include "referrals/referral_outside.h"
#include "referrals/referral_store.h"
#include "system/random.h"

enum { MAIL_SECONDS = 60, MAIL_ATTEMPTS = 12 };

static struct text words_of(struct work *work, const char *message, const struct text *arguments, size_t count)
{
    return tr_with(work->arena, work->language, message, arguments, count);
}

static enum outcome write_words(struct work *work, const struct referral_link *link, struct text token,
                                struct mail_words *words)
{
    struct text name;
    struct text arabic;
    struct text code;
    void *row;
    enum outcome outcome = organisation_called(work, link->organisation, &name, &arabic, &code);
    if (outcome == OK)
        outcome = record_get_unlimited(work, &referral_record, link->referral, &row);
    if (outcome != OK)
        return outcome;
    const struct referral *referral = row;
    bool right_to_left = language_right_to_left(work->language);
    struct text from = right_to_left && arabic.length > 0 ? arabic : name;
    const struct text who[] = {from, referral->service_name};
    const struct text until[] = {language_date_time(work->arena, work->language,
                                                    zone_date(work->zone, link->expires_at),
                                                    zone_second_of_day(work->zone, link->expires_at))};
    AUTO_BUFFER struct buffer body = buffer_open(32 << 10);
    buffer_format(&body, "%s\n\n", tr(work->language, N_("Good day,")));
    buffer_format(&body, "%.*s\n\n",
                  TEXT_ARG(words_of(work,
                                    N_("{1} refers a person to you: {2}. Open this address to read what the "
                                       "person agreed to tell you, and to answer:"),
                                    who, 2)));
    buffer_format(&body, "%.*s\n\n", TEXT_ARG(referral_link_address(work, mail_base(), token)));
    buffer_format(&body, "%s\n",
                  tr(work->language, N_("It asks for a code, which you are told by telephone. It opens once, in one "
                                        "browser: do not pass it on.")));
    buffer_format(&body, "%.*s\n\n", TEXT_ARG(words_of(work, N_("It is good until {1}."), until, 1)));
    buffer_format(&body, "-- \n%s\n",
                  tr(work->language, N_("Nobody's name stands in our mails, and nobody reads answers to them.")));
    words->subject = text_from(tr(work->language, N_("A referral waits for your answer")));
    words->body = arena_text(work->arena, buffer_text(&body));
    return OK;
}

static enum outcome pass_on(struct work *work, const char *action, struct text arguments)
{
    struct text answer;
    if (work->hand_over != NULL)
        return work->hand_over(work->hand_over_context, work, action, arguments, &answer);
    for (const struct internal_action *own = referral_actions; own->name != NULL; own++)
        if (text_is(text_from(own->name), action))
            return own->run(work, arguments, &answer);
    return FAILED;
}

static enum outcome send_link(struct job_context *context, struct identifier id)
{
    struct work *work = context->work;
    struct referral_link link;
    struct mail_words words;
    struct text token = token_new(work->arena, LINK_TOKEN_BYTES);
    struct text hash = referral_link_hash(work, "referral.link.token", token);
    struct text name = identifier_to_text(work->arena, id);
    enum outcome outcome = link_get(work, id, &link);
    if (outcome != OK || !text_is(link.state, "waiting") || link.expires_at <= work->now)
        return outcome == NOT_FOUND ? OK : outcome; /* wanted no more */
    outcome = referral_link_mail_to(work, &link, &words.to);
    if (outcome == OK)
        outcome = write_words(work, &link, token, &words);
    if (outcome == OK)
        outcome = pass_on(work, "referral.link_mail_begins",
                          arena_format(work->arena, "{\"link\":\"%.*s\",\"hash\":\"%.*s\"}", TEXT_ARG(name),
                                       TEXT_ARG(hex_encode(work->arena, hash))));
    if (outcome == NOT_FOUND)
        return OK;
    if (outcome == OK)
        outcome = mail_deliver(context, &words);
    return outcome == OK ? pass_on(work, "referral.link_mail_left",
                                   arena_format(work->arena, "{\"link\":\"%.*s\"}", TEXT_ARG(name)))
                         : outcome;
}

static enum outcome send_reminder(struct job_context *context, struct identifier id, const struct json_value *json)
{
    struct work *work = context->work;
    struct identifier account = {{0}};
    bool left = false;
    struct text name = json_text_or(json_member(json, TEXT("account")), TEXT_NONE);
    int32_t day;
    if ((name.length > 0 && text_to_identifier(name, &account) != OK) ||
        text_to_date(json_text_or(json_member(json, TEXT("day")), TEXT_NONE), &day) != OK)
        return FAILED;
    enum outcome outcome = referral_appointment_mail(context, id, account, day, &left);
    return outcome == OK && left ? pass_on(work, "referral.appointment_mailed",
                                           arena_format(work->arena, "{\"appointment\":\"%.*s\"}",
                                                        TEXT_ARG(identifier_to_text(work->arena, id))))
                                 : outcome;
}

static enum outcome run(struct job_context *context)
{
    struct work *work = context->work;
    const struct json_value *json;
    struct identifier id;
    if (!mail_may_leave())
        return UNAVAILABLE; /* no server is named any more: it waits, and is shown as waiting */
    if (json_parse(work->arena, context->job->arguments, JSON_LIMITS_REQUEST, &json, NULL) != OK)
        return FAILED;
    const struct language *language = language_for(json_text_or(json_member(json, TEXT("language")), TEXT_NONE));
    if (language != NULL)
        work->language = language;
    if (text_to_identifier(json_text_or(json_member(json, TEXT("link")), TEXT_NONE), &id) == OK)
        return send_link(context, id);
    struct text appointment = json_text_or(json_member(json, TEXT("appointment")), TEXT_NONE);
    return text_to_identifier(appointment, &id) == OK ? send_reminder(context, id, json) : FAILED;
}

const struct job_kind referral_mail_job = {.name = "referrals.mail",
                                           .run = run,
                                           .timeout_seconds = MAIL_SECONDS,
                                           .attempts = MAIL_ATTEMPTS,
                                           .label = N_("Mail about a referral"),
                                           .explain = mail_explain};
