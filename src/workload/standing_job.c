/* Every night: who follows cases that have stood still for too long is told, and after twice as long their supervisor.
   One notice for each person, brought up to date until it is read. */
#include "codec/json.h"
#include "returns/returns.h"
#include "workload/workload_store.h"

enum { SECONDS = 110, ATTEMPTS = 3, WORDS_MOST = 1 << 20, STANDING = 3, OFFICE_STANDING = 4 };

/* ---- in the writing worker ---- */

static enum outcome tell_one(struct work *work, const struct json_value *line)
{
    struct notice notice = {.count = json_integer_or(json_member(line, TEXT("count")), 0)};
    bool office = json_boolean_or(json_member(line, TEXT("office")), false);
    if (text_to_identifier(json_text_or(json_member(line, TEXT("account")), TEXT_NONE), &notice.account) != OK ||
        text_to_identifier(json_text_or(json_member(line, TEXT("organisation")), TEXT_NONE), &notice.organisation) !=
            OK)
        return FAILED;
    return notice_add(work, &workload_notices[office ? OFFICE_STANDING : STANDING], &notice);
}

enum outcome standing_tell(struct work *work, struct text arguments, struct text *ret_answer)
{
    const struct json_value *json;
    *ret_answer = TEXT("0");
    if (json_parse(work->arena, arguments, JSON_LIMITS_REQUEST, &json, NULL) != OK)
        return FAILED;
    enum outcome outcome = OK;
    for (size_t i = 0; i < json->count && outcome == OK; i++)
        outcome = tell_one(work, json_element(json, i));
    return outcome;
}

/* ---- in the jobs process ---- */

static void add_line(struct work *work, struct json_writer *writer, struct identifier organisation,
                     struct identifier account, int64_t count, bool office)
{
    json_object_begin(writer);
    json_key(writer, TEXT("account"));
    json_put_text(writer, identifier_to_text(work->arena, account));
    json_key(writer, TEXT("organisation"));
    json_put_text(writer, identifier_to_text(work->arena, organisation));
    json_key(writer, TEXT("count"));
    json_put_integer(writer, count);
    json_key(writer, TEXT("office"));
    json_put_boolean(writer, office);
    json_object_end(writer);
}

/* The loads come in the order of who follows the cases. */
static void add_loads(struct work *work, struct json_writer *writer, struct identifier organisation,
                      const struct case_load *loads, size_t count, int64_t *ret_long)
{
    *ret_long = 0;
    for (size_t i = 0; i < count;) {
        struct identifier user = loads[i].assigned;
        int64_t standing = 0;
        for (; i < count && identifier_equal(loads[i].assigned, user); i++) {
            standing += loads[i].standing;
            *ret_long += loads[i].standing_long;
        }
        if (standing > 0 && !identifier_is_none(user))
            add_line(work, writer, organisation, user, standing, false);
    }
}

static enum outcome add_office(struct work *work, const struct workload_office *office, struct json_writer *writer)
{
    struct standing_limits limits;
    struct case_load *loads;
    struct identifier *supervisors;
    size_t load_count;
    size_t count = 0;
    int64_t standing_long;
    enum outcome outcome = standing_limits_get(work, office->organisation, &limits);
    if (outcome == OK)
        outcome = return_load(work, &limits, office->id, &loads, &load_count);
    if (outcome == OK)
        outcome = workload_supervisors(work, office->id, &supervisors, &count);
    if (outcome != OK)
        return outcome;
    add_loads(work, writer, office->organisation, loads, load_count, &standing_long);
    for (size_t i = 0; i < count && standing_long > 0; i++)
        add_line(work, writer, office->organisation, supervisors[i], standing_long, true);
    return OK;
}

static enum outcome tell_office(struct job_context *context, const struct workload_office *office)
{
    AUTO_BUFFER struct buffer words = buffer_open(WORDS_MOST);
    struct work *work = context->work;
    struct json_writer writer = json_writer_open(&words);
    struct text answer;
    json_array_begin(&writer);
    enum outcome outcome = add_office(work, office, &writer);
    json_array_end(&writer);
    if (outcome != OK || buffer_text(&words).length <= 2) /* nobody */
        return outcome;
    if (!json_finish(&writer))
        return FAILED;
    return work->hand_over == NULL
               ? standing_tell(work, buffer_text(&words), &answer)
               : work->hand_over(work->hand_over_context, work, "workload.tell", buffer_text(&words), &answer);
}

static enum outcome run(struct job_context *context)
{
    struct workload_office *offices;
    size_t count;
    enum outcome outcome = workload_offices(context->work, &offices, &count);
    for (size_t i = 0; i < count && outcome == OK; i++) {
        outcome = tell_office(context, &offices[i]);
        if (outcome == OK)
            outcome = job_progress(context, (int64_t)i + 1, (int64_t)count);
    }
    return outcome;
}

const struct job_kind standing_job = {
    "workload.standing", run, SECONDS, ATTEMPTS, N_("Telling who follows cases that stand still"), NULL};
