/* Mail: in the morning to who wants it daily, at once to who wants that.  It says how much is due and where to sign in;
   nothing about whom.  The row of the queue is the outbox. */
#include "audit/audit.h"
#include "codec/json.h"
#include "codec/mail.h"
#include "flow/task.h"
#include "identity/absence.h"
#include "notices/notice_pages.h"
#include "system/file.h"
#include "system/smtp.h"

enum {
    ACCOUNTS_AT_ONCE = 50,
    DUE_MOST = 99, /* counted up to here */
    SECONDS = 60,
    SEND_SECONDS = 40,
    ATTEMPTS = 6,
    DIGEST_SECONDS = 120,
    SATURDAY = 5,
    PASSWORD_MOST = 1024,
    SEEN_DAYS = 30,
    UNSEEN_DAYS = 180,
    FORGOTTEN_AT_ONCE = 5000,
};
static const int64_t TOGETHER = 300 * MICROSECONDS;

/* ---- ordering ---- */

static enum outcome order(struct work *work, struct identifier organisation, struct identifier account, const char *why,
                          int64_t run_after, struct text once)
{
    struct text id = identifier_to_text(work->arena, account);
    const struct job_order order = {
        .kind = notice_mail_job.name,
        .organisation = organisation,
        .priority = JOB_ORDINARY,
        .run_after = run_after,
        .attempt_limit = ATTEMPTS,
        .arguments = arena_format(work->arena, "{\"account\":\"%.*s\",\"why\":\"%s\"}", TEXT_ARG(id), why),
        .once = once,
    };
    return job_add(work, &order, NULL);
}

enum outcome mail_order_at_once(struct work *work, struct identifier organisation, struct identifier account)
{
    struct mail_preference preference;
    enum outcome outcome = mail_preference_get(work, account, &preference);
    if (outcome != OK || preference.wish != MAIL_AT_ONCE)
        return outcome;
    int64_t part = work->now / TOGETHER + 1; /* it leaves when these five minutes are over */
    struct text id = identifier_to_text(work->arena, account);
    return order(work, organisation, account, "at_once", part * TOGETHER,
                 arena_format(work->arena, "mail/%.*s/%lld", TEXT_ARG(id), (long long)part));
}

enum outcome mail_order_trial(struct work *work, struct identifier organisation, struct identifier account)
{
    return order(work, organisation, account, "trial", 0, TEXT_NONE);
}

/* ---- the words ---- */

struct due {
    int64_t late, today, unread;
};

/* What waits for this user, counted with their own rights, and for those whose place they take. */
static enum outcome count_due(struct work *work, struct identifier account, struct due *ret)
{
    struct actor actor = {0};
    struct work own = *work;
    struct task_page page;
    int32_t today = zone_date(work->zone, work->now);
    struct task_query query = {
        .others = true, .from = INT32_MIN, .until = today - 1, .most = 1, .count_most = DUE_MOST};
    enum outcome outcome = identity_actor_of_user(work, account, &actor);
    own.actor = &actor;
    if (outcome == OK)
        outcome = absence_covered(&own, account, &query.covered, &query.covered_count);
    if (outcome == OK)
        outcome = task_list(&own, &query, &page);
    if (outcome == OK) {
        ret->late = (int64_t)page.total;
        query.from = query.until = today;
        outcome = task_list(&own, &query, &page);
    }
    if (outcome == OK) {
        ret->today = (int64_t)page.total;
        outcome = notice_count(work, account, DUE_MOST, &ret->unread);
    }
    return outcome;
}

/* Without the marks that tr_with() puts around a number: a header may not hold them, and digits need none. */
static struct text sentence(struct work *work, const char *one, const char *many, int64_t count)
{
    struct text words = text_from(tr_count(work->language, one, many, count));
    ptrdiff_t at = text_find(words, TEXT("{1}"));
    if (at < 0)
        return words;
    struct text start = text_slice(words, 0, (size_t)at);
    struct text rest = text_slice(words, (size_t)at + 3, words.length);
    return arena_format(work->arena, "%.*s%lld%.*s", TEXT_ARG(start), (long long)count, TEXT_ARG(rest));
}

static struct text subject_of(struct work *work, const struct due *due, bool trial)
{
    if (trial)
        return text_from(tr(work->language, N_("A mail to try it")));
    int64_t things = due->late + due->today;
    if (things > 0)
        return sentence(work, N_COUNT("One thing is due", "{1} things are due"), things);
    return sentence(work, N_COUNT("One notification was not read yet", "{1} notifications were not read yet"),
                    due->unread);
}

static void add_line(struct buffer *buffer, struct text line)
{
    buffer_add(buffer, line);
    buffer_add(buffer, TEXT("\n"));
}

static struct text address_in(struct work *work, const char *path)
{
    return arena_format(work->arena, "%.*s/%s%s", TEXT_ARG(notice_settings()->address), language_tag(work->language),
                        path);
}

static void write_words(struct work *work, const struct due *due, bool trial, struct buffer *buffer)
{
    const struct language *language = work->language;
    add_line(buffer, text_from(tr(language, N_("Good day,"))));
    add_line(buffer, TEXT_NONE);
    if (trial)
        add_line(buffer, text_from(tr(language, N_("This mail was asked for to try whether mail arrives. It does."))));
    if (due->late > 0)
        add_line(buffer,
                 sentence(work,
                          N_COUNT("One thing that waits for you is late.", "{1} things that wait for you are late."),
                          due->late));
    if (due->today > 0)
        add_line(buffer, sentence(work, N_COUNT("One thing is due today.", "{1} things are due today."), due->today));
    if (due->unread > 0)
        add_line(buffer, sentence(work,
                                  N_COUNT("You have one notification that you have not read yet.",
                                          "You have {1} notifications that you have not read yet."),
                                  due->unread));
    add_line(buffer, TEXT_NONE);
    add_line(buffer, text_from(tr(language, N_("Sign in to see it:"))));
    add_line(buffer, address_in(work, "/sign-in"));
    add_line(buffer, TEXT_NONE);
    add_line(buffer, TEXT("-- "));
    add_line(buffer,
             text_from(tr(language, N_("Nobody's name stands in our mails, and nobody reads answers to them."))));
    add_line(buffer, text_from(tr(language, N_("Less mail, or none:"))));
    add_line(buffer, address_in(work, "/account/notifications"));
}

/* ---- sending ---- */

static const struct {
    enum smtp_answer answer;
    const char *code, *message, *advice;
} ANSWERS[] = {
    {SMTP_AWAY, "mail_away", N_("The mail server does not answer."),
     N_("Look at the setting smtp_url, and whether this host may reach the server.")},
    {SMTP_LATER, "mail_later", N_("The mail server asked to try again later, each time."),
     N_("Ask who keeps the mail server.")},
    {SMTP_NO_TLS, "mail_no_tls", N_("The mail server offers no encrypted connection that can be trusted."),
     N_("Its certificate must be valid for the host in smtp_url.")},
    {SMTP_SIGN_IN, "mail_sign_in", N_("The mail server does not take our user name or password."),
     N_("Look at the setting smtp_user and the file smtp.password in the folder of the keys.")},
    {SMTP_REFUSED, "mail_refused", N_("The mail server refuses the sender or the receiver."),
     N_("Look at the setting smtp_from, and at the address in the user's account.")},
};

bool mail_explain(struct text problem, const char **ret_message, const char **ret_advice)
{
    for (size_t i = 0; i < sizeof ANSWERS / sizeof *ANSWERS; i++)
        if (text_is(problem, ANSWERS[i].code)) {
            *ret_message = ANSWERS[i].message;
            *ret_advice = ANSWERS[i].advice;
            return true;
        }
    if (!text_is(problem, "mail_address"))
        return false;
    *ret_message = N_("The address of this user is none that mail can be sent to.");
    *ret_advice = N_("Correct it in the user's account.");
    return true;
}

/* The first line of the file; none when there is no such file. */
static struct text password_of(struct arena *arena, const struct settings *settings)
{
    struct text bytes;
    struct text line = TEXT_NONE;
    struct text path = arena_format(arena, "%.*s/" MAIL_PASSWORD_FILE, TEXT_ARG(settings->keys));
    if (file_read(arena, path.at, PASSWORD_MOST, &bytes) == OK)
        (void)text_split(&bytes, '\n', &line);
    return text_trim(line);
}

static enum outcome give_to_server(struct job_context *context, struct text to, struct text message)
{
    const struct settings *settings = notice_settings();
    struct arena *arena = context->work->arena;
    const struct smtp smtp = {
        .url = settings->smtp_url,
        .user = settings->smtp_user,
        .password = text_is_empty(settings->smtp_user) ? TEXT_NONE : password_of(arena, settings),
        .from = settings->smtp_from,
        .to = to,
        .message = message,
        .seconds = SEND_SECONDS,
    };
    enum smtp_answer answer = smtp_send(&smtp);
    for (size_t i = 0; i < sizeof ANSWERS / sizeof *ANSWERS; i++)
        if (ANSWERS[i].answer == answer)
            context->problem = text_from(ANSWERS[i].code);
    if (answer == SMTP_TAKEN)
        return OK;
    return answer == SMTP_REFUSED ? INVALID : UNAVAILABLE;
}

enum outcome mail_deliver(struct job_context *context, const struct mail_words *words)
{
    struct work *work = context->work;
    const struct settings *settings = notice_settings();
    AUTO_BUFFER struct buffer message = buffer_open((size_t)4 * MAIL_BODY_MOST);
    const struct mail mail = {
        .from = settings->smtp_from,
        .from_name = settings_mission_name(settings, language_tag(work->language)),
        .to = words->to,
        .subject = words->subject,
        .body = words->body,
        .language = text_from(language_tag(work->language)),
        .id = identifier_to_text(work->arena, context->job->id),
        .at = work->now,
    };
    enum outcome outcome = mail_write(work->arena, &message, &mail);
    if (outcome == INVALID)
        context->problem = TEXT("mail_address");
    return outcome == OK ? give_to_server(context, words->to, buffer_text(&message)) : outcome;
}

static enum outcome pass_on(struct work *work, const char *action, struct text arguments, struct text *ret_answer)
{
    if (work->hand_over != NULL)
        return work->hand_over(work->hand_over_context, work, action, arguments, ret_answer);
    for (const struct internal_action *own = notice_actions; own->name != NULL; own++)
        if (text_is(text_from(own->name), action))
            return own->run(work, arguments, ret_answer);
    return FAILED;
}

static enum outcome write_and_send(struct job_context *context, const struct user_account *account,
                                   const struct due *due, bool trial)
{
    struct work *work = context->work;
    const struct settings *settings = notice_settings();
    const struct language *language = language_for(account->language);
    AUTO_BUFFER struct buffer words = buffer_open(MAIL_BODY_MOST);
    AUTO_BUFFER struct buffer message = buffer_open((size_t)4 * MAIL_BODY_MOST);
    struct text answer;
    work->language = language == NULL ? work->language : language;
    write_words(work, due, trial, &words);
    const struct mail mail = {
        .from = settings->smtp_from,
        .from_name = settings_mission_name(settings, language_tag(work->language)),
        .to = account->email,
        .subject = subject_of(work, due, trial),
        .body = buffer_text(&words),
        .language = text_from(language_tag(work->language)),
        .id = identifier_to_text(work->arena, context->job->id), /* the same at each attempt */
        .settings = address_in(work, "/account/notifications"),
        .at = work->now,
    };
    enum outcome outcome = mail_write(work->arena, &message, &mail);
    if (outcome == INVALID)
        context->problem = TEXT("mail_address");
    if (outcome == OK)
        outcome = give_to_server(context, account->email, buffer_text(&message));
    return outcome == OK ? pass_on(work, "notices.sent", context->job->arguments, &answer) : outcome;
}

static enum outcome read_arguments(struct work *work, struct text arguments, struct identifier *ret_account,
                                   struct text *ret_why)
{
    const struct json_value *json;
    if (json_parse(work->arena, arguments, JSON_LIMITS_REQUEST, &json, NULL) != OK ||
        text_to_identifier(json_text_or(json_member(json, TEXT("account")), TEXT_NONE), ret_account) != OK)
        return FAILED;
    *ret_why = json_text_or(json_member(json, TEXT("why")), TEXT_NONE);
    return OK;
}

/* Is it still wanted?  The account was closed meanwhile, its wish changed, or nothing is due. */
static bool is_wanted(const struct user_account *account, const struct mail_preference *preference,
                      const struct due *due, struct text why)
{
    if (account->active.is != FLAG_YES || text_is_empty(account->email))
        return false;
    return text_is(why, "trial") ||
           (text_is(why, mail_wish_name(preference->wish)) && due->late + due->today + due->unread > 0);
}

static enum outcome run_mail(struct job_context *context)
{
    struct work *work = context->work;
    struct identifier id;
    struct text why;
    struct mail_preference preference;
    struct due due = {0};
    void *row;
    if (!mail_is_set_up(notice_settings())) /* it was when this was ordered */
        return OK;
    enum outcome outcome = read_arguments(work, context->job->arguments, &id, &why);
    if (outcome == OK)
        outcome = record_get_unlimited(work, &user_account_record, id, &row);
    if (outcome == NOT_FOUND)
        return OK;
    const struct user_account *account = outcome == OK ? row : NULL;
    if (outcome == OK)
        outcome = mail_preference_get(work, id, &preference);
    if (outcome == OK && account->active.is == FLAG_YES)
        outcome = count_due(work, id, &due);
    if (outcome != OK || !is_wanted(account, &preference, &due, why))
        return outcome;
    return write_and_send(context, account, &due, text_is(why, "trial"));
}

/* ---- in the writing worker ---- */

static enum outcome run_sent(struct work *work, struct text arguments, struct text *ret_answer)
{
    struct identifier id;
    struct text why;
    void *row;
    *ret_answer = TEXT("{}");
    enum outcome outcome = read_arguments(work, arguments, &id, &why);
    if (outcome == OK)
        outcome = record_get_unlimited(work, &user_account_record, id, &row);
    if (outcome != OK)
        return outcome == NOT_FOUND ? OK : outcome;
    struct identifier organisation = record_head_of(row)->organisation;
    outcome = mail_preference_mailed(work, organisation, id);
    const struct audit_event event = {
        .at = work->now,
        .organisation = organisation,
        .role = TEXT("system"),
        .action = TEXT("mail.sent"),
        .record = TEXT("user"),
        .subject = id,
    };
    return outcome == OK ? audit_add(work->db, &event) : outcome;
}

/* Orders the mail of this morning for some accounts; the argument is the one before them, the answer the last. */
static enum outcome run_order(struct work *work, struct text arguments, struct text *ret_answer)
{
    struct identifier after = {{0}};
    struct identifier *ids;
    struct identifier *organisations;
    size_t count = 0;
    struct text day = date_to_text(work->arena, zone_date(work->zone, work->now));
    if (!text_is_empty(arguments) && text_to_identifier(arguments, &after) != OK)
        return FAILED;
    enum outcome outcome = mail_daily_accounts(work, after, ACCOUNTS_AT_ONCE, &ids, &organisations, &count);
    for (size_t i = 0; i < count && outcome == OK; i++) {
        struct text id = identifier_to_text(work->arena, ids[i]);
        outcome = order(work, organisations[i], ids[i], "daily", 0,
                        arena_format(work->arena, "mail/%.*s/%.*s", TEXT_ARG(id), TEXT_ARG(day)));
    }
    *ret_answer = outcome == OK && count > 0 ? identifier_to_text(work->arena, ids[count - 1]) : TEXT_NONE;
    return outcome;
}

static enum outcome run_clean(struct work *work, struct text arguments, struct text *ret_answer)
{
    (void)arguments;
    *ret_answer = TEXT("{}");
    return notice_clean(work, work->now - SEEN_DAYS * DAY_MICROSECONDS, work->now - UNSEEN_DAYS * DAY_MICROSECONDS,
                        FORGOTTEN_AT_ONCE);
}

const struct internal_action notice_actions[] = {
    {"notices.sent", run_sent}, {"notices.order", run_order}, {"notices.clean_up", run_clean}, {NULL, NULL}};

/* ---- every day ---- */

static enum outcome run_digest(struct job_context *context)
{
    struct work *work = context->work;
    struct text last = TEXT_NONE;
    bool working_day = date_weekday(zone_date(work->zone, work->now)) < SATURDAY;
    if (!mail_is_set_up(notice_settings()) || !working_day)
        return OK;
    enum outcome outcome = OK;
    do {
        outcome = pass_on(work, "notices.order", last, &last);
        if (outcome == OK)
            outcome = job_progress(context, 0, 0);
    } while (outcome == OK && !text_is_empty(last));
    return outcome;
}

static enum outcome run_clean_up(struct job_context *context)
{
    struct text answer;
    return pass_on(context->work, "notices.clean_up", TEXT("{}"), &answer);
}

const struct job_kind notice_mail_job = {"notices.mail",       run_mail,    SECONDS, ATTEMPTS,
                                         N_("Mail to a user"), mail_explain};
const struct job_kind notice_digest_job = {
    "notices.digest", run_digest, DIGEST_SECONDS, 3, N_("Ordering the mail of the morning"), NULL};
const struct job_kind notice_clean_up_job = {
    "notices.clean_up", run_clean_up, SECONDS, 3, N_("Clean-up of notifications"), NULL};
