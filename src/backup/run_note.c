#include "backup/run_note.h"

#include <time.h>

#include "audit/audit.h"
#include "backup/run.h"
#include "codec/hex.h"
#include "codec/json.h"

enum { MESSAGE_MOST = 64 * 1024, TRIES = 40, PAUSE_NANOSECONDS = 100 * 1000 * 1000 };

/* --- messages ----------------------------------------------------------------------------------------------------- */

static void write_text(struct json_writer *json, const char *name, struct text value)
{
    json_key(json, text_from(name));
    json_put_text(json, value);
}

static void write_integer(struct json_writer *json, const char *name, int64_t value)
{
    json_key(json, text_from(name));
    json_put_integer(json, value);
}

static enum outcome perform_here(struct work *work, const char *action, struct text message)
{
    struct text answer;
    for (const struct internal_action *own = backup_actions; own->name != NULL; own++)
        if (text_is(text_from(action), own->name))
            return own->run(work, message, &answer);
    return FAILED;
}

/* From the command line of a mission that is served, others write at the same time: a moment later it works. */
static enum outcome send(struct work *work, const char *action, const struct run_row *row)
{
    AUTO_BUFFER struct buffer message = buffer_open(MESSAGE_MOST);
    struct json_writer json = json_writer_open(&message);
    struct text answer;
    json_object_begin(&json);
    write_text(&json, "id", identifier_to_text(work->arena, row->id));
    write_text(&json, "made_by", identifier_to_text(work->arena, row->made_by));
    write_integer(&json, "started_at", row->started_at);
    write_text(&json, "state", text_from(run_state_name(row->state)));
    write_text(&json, "reason", text_from(run_reason_name(row->reason)));
    write_text(&json, "file", row->file_name);
    write_integer(&json, "size", row->size);
    write_integer(&json, "rows", row->rows);
    write_text(&json, "digest", hex_encode(work->arena, row->digest));
    write_text(&json, "fault", row->fault);
    write_text(&json, "concerns", row->concerns);
    json_object_end(&json);
    if (!json_finish(&json))
        return FAILED;
    if (work->hand_over != NULL)
        return work->hand_over(work->hand_over_context, work, action, buffer_text(&message), &answer);
    enum outcome outcome = UNAVAILABLE;
    for (int i = 0; i < TRIES && outcome == UNAVAILABLE; i++) {
        (void)nanosleep(&(struct timespec){.tv_nsec = i == 0 ? 0 : PAUSE_NANOSECONDS}, NULL);
        outcome = perform_here(work, action, buffer_text(&message));
    }
    return outcome;
}

static struct text member(const struct json_value *object, const char *name)
{
    return json_text_or(json_member(object, text_from(name)), TEXT_NONE);
}

static int64_t number(const struct json_value *object, const char *name)
{
    return json_integer_or(json_member(object, text_from(name)), 0);
}

/* Only the system itself says what became of a backup. */
static enum outcome read_row(struct work *work, struct text arguments, struct run_row *row)
{
    const struct json_value *object;
    if (!work->actor->system)
        return FORBIDDEN;
    if (json_parse(work->arena, arguments, JSON_LIMITS_REQUEST, &object, NULL) != OK)
        return FAILED;
    *row = (struct run_row){.started_at = number(object, "started_at"),
                            .file_name = member(object, "file"),
                            .size = number(object, "size"),
                            .rows = number(object, "rows"),
                            .fault = member(object, "fault"),
                            .concerns = member(object, "concerns")};
    if (text_to_identifier(member(object, "id"), &row->id) != OK ||
        text_to_identifier(member(object, "made_by"), &row->made_by) != OK ||
        run_state_from_name(member(object, "state"), &row->state) != OK ||
        run_reason_from_name(member(object, "reason"), &row->reason) != OK ||
        hex_decode(work->arena, member(object, "digest"), &row->digest) != OK)
        return FAILED;
    return OK;
}

/* --- what they ask for: in the writing worker, or here -------------------------------------------------------------
 */

static enum outcome audit(struct work *work, const struct run_row *row, struct text action)
{
    struct audit_event event = {.at = work->now,
                                .user = row->made_by,
                                .role = TEXT("system"),
                                .action = action,
                                .record = TEXT("backup"),
                                .subject = row->id,
                                .reason = row->fault,
                                .details = TEXT("{}")};
    return audit_add(work->db, &event);
}

typedef enum outcome row_writer(struct work *work, const struct run_row *row);

static enum outcome begin(struct work *work, const struct run_row *row) { return run_row_begin(work, row); }
static enum outcome removed(struct work *work, const struct run_row *row) { return run_row_removed(work, row->id); }
static enum outcome interrupted(struct work *work, const struct run_row *row)
{
    return run_rows_interrupted(work, row->started_at);
}

static enum outcome end(struct work *work, const struct run_row *row)
{
    enum outcome outcome = run_row_end(work, row);
    return outcome == OK ? audit(work, row, row->state == RUN_GOOD ? TEXT("backup.good") : TEXT("backup.failed"))
                         : outcome;
}

static enum outcome perform(struct work *work, struct text arguments, struct text *ret_answer, row_writer *write)
{
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    struct run_row row;
    *ret_answer = TEXT("{}");
    enum outcome outcome = read_row(work, arguments, &row);
    if (outcome == OK)
        outcome = db_transaction_begin(work->db, true, &transaction);
    if (outcome == OK)
        outcome = write(work, &row);
    return outcome == OK ? db_transaction_commit(&transaction) : outcome;
}

static enum outcome run_begin(struct work *work, struct text arguments, struct text *ret_answer)
{
    return perform(work, arguments, ret_answer, begin);
}

static enum outcome run_end(struct work *work, struct text arguments, struct text *ret_answer)
{
    return perform(work, arguments, ret_answer, end);
}

static enum outcome run_removed(struct work *work, struct text arguments, struct text *ret_answer)
{
    return perform(work, arguments, ret_answer, removed);
}

static enum outcome run_interrupted(struct work *work, struct text arguments, struct text *ret_answer)
{
    return perform(work, arguments, ret_answer, interrupted);
}

const struct internal_action backup_actions[] = {
    {"backup.begin", run_begin},
    {"backup.end", run_end},
    {"backup.removed", run_removed},
    {"backup.interrupted", run_interrupted},
    {NULL, NULL},
};

enum outcome run_note_begin(struct work *work, const struct run_row *row) { return send(work, "backup.begin", row); }
enum outcome run_note_end(struct work *work, const struct run_row *row) { return send(work, "backup.end", row); }

enum outcome run_note_removed(struct work *work, struct identifier id)
{
    const struct run_row row = {.id = id};
    return send(work, "backup.removed", &row);
}

enum outcome run_note_interrupted(struct work *work, int64_t before)
{
    const struct run_row row = {.started_at = before};
    return send(work, "backup.interrupted", &row);
}
