/* A run on its way: opened and closed by who read the file, checked, stored, undone; what the writing worker does for
 * it.
 */
#include "audit/audit.h"
#include "codec/base64.h"
#include "exchange/import_parts.h"
#include "exchange/upload.h"
#include "record/keys.h"
#include "system/random.h"

struct text import_keyed(struct work *work, const char *what, struct text value)
{
    unsigned char *hash = arena_bytes(work->arena, REFERENCE_BYTES);
    lasting_key(keys_ring(work->keys), text_from(what), value, hash);
    return (struct text){(const char *)hash, REFERENCE_BYTES};
}

bool import_may(const struct work *work, const struct import_kind *kind)
{
    const struct right *right = kind->right != NULL ? kind->right : kind->record->create;
    struct subject subject = {work->actor->organisation, work->actor->office, work->actor->user};
    return right != NULL && actor_may_on(work->actor, &exchange_import, &subject) &&
           actor_may_on(work->actor, right, &subject);
}

/* Who may import in an office sees its runs, where they may also make such rows. */
enum outcome import_run(struct work *work, struct identifier id, struct import_run *ret_run)
{
    struct import_run run;
    enum outcome outcome = import_run_read(work, id, &run);
    if (outcome != OK)
        return outcome;
    struct subject subject = {run.organisation, run.office, run.created_by};
    const struct import_kind *kind = import_kind_named(run.kind);
    const struct right *right = kind == NULL ? NULL : kind->right != NULL ? kind->right : kind->record->create;
    if (right == NULL || !actor_may_on(work->actor, &exchange_import, &subject) ||
        !actor_may_on(work->actor, right, &subject))
        return NOT_FOUND;
    *ret_run = run;
    return OK;
}

static enum outcome audit_run(struct work *work, const struct import_run *run, const char *what)
{
    struct text details =
        arena_format(work->arena, "{\"kind\":\"%.*s\",\"number\":\"%.*s\",\"lines\":%lld,\"done\":%lld}",
                     TEXT_ARG(run->kind), TEXT_ARG(run->number), (long long)run->lines, (long long)run->done);
    struct audit_event event = {.at = work->now,
                                .organisation = run->organisation,
                                .user = work->actor->user,
                                .role = actor_role_name(work->actor, run->office),
                                .action = arena_format(work->arena, "import.%s", what),
                                .record = TEXT("exchange_run"),
                                .subject = run->id,
                                .details = details,
                                .origin = work->actor->origin};
    return audit_add(work->db, &event);
}

/* ---- messages ---- */

static void write_text(struct json_writer *json, const char *name, struct text value)
{
    json_key(json, text_from(name));
    json_put_text(json, value);
}

static struct text get_text(const struct json_value *object, const char *name)
{
    return json_text_or(json_member(object, text_from(name)), TEXT_NONE);
}

enum outcome import_run_message(struct work *work, const struct import_run *run, struct buffer *buffer)
{
    struct json_writer json = json_writer_open(buffer);
    json_object_begin(&json);
    write_text(&json, "id", identifier_to_text(work->arena, run->id));
    write_text(&json, "number", run->number);
    write_text(&json, "kind", run->kind);
    write_text(&json, "file_name", run->file_name);
    write_text(&json, "format", run->format);
    write_text(&json, "facts", run->facts);
    write_text(&json, "digest", base64_encode(work->arena, run->digest, BASE64_STANDARD));
    write_text(&json, "signature", base64_encode(work->arena, run->signature, BASE64_STANDARD));
    json_key(&json, TEXT("parts"));
    json_put_integer(&json, run->parts);
    json_key(&json, TEXT("lines"));
    json_put_integer(&json, run->lines);
    json_object_end(&json);
    return json_finish(&json) ? OK : FAILED;
}

static enum outcome parse(struct work *work, struct text message, const struct json_value **ret_object)
{
    return json_parse(work->arena, message, JSON_LIMITS_REQUEST, ret_object, NULL) == OK ? OK : FAILED;
}

/* ---- opened, filled, closed ---- */

static enum outcome open_run(struct work *work, struct text arguments, struct text *ret_answer)
{
    const struct json_value *object;
    *ret_answer = TEXT_NONE;
    enum outcome outcome = parse(work, arguments, &object);
    if (outcome != OK)
        return outcome;
    struct import_run run = {.organisation = work->actor->organisation,
                             .office = work->actor->office,
                             .created_by = work->actor->user,
                             .created_at = work->now,
                             .state = RUN_OPENING,
                             .number = get_text(object, "number"),
                             .kind = get_text(object, "kind"),
                             .file_name = get_text(object, "file_name"),
                             .format = get_text(object, "format"),
                             .facts = TEXT("{}")};
    const struct import_kind *kind = import_kind_named(run.kind);
    if (kind == NULL || text_to_identifier(get_text(object, "id"), &run.id) != OK ||
        base64_decode(work->arena, get_text(object, "digest"), BASE64_STANDARD, &run.digest) != OK ||
        base64_decode(work->arena, get_text(object, "signature"), BASE64_STANDARD, &run.signature) != OK)
        return FAILED;
    return import_may(work, kind) ? import_run_add(work, &run) : FORBIDDEN;
}

/* A run that is being opened, by who opened it. */
static enum outcome own_run(struct work *work, struct text id_text, struct import_run *ret_run)
{
    struct identifier id;
    enum outcome outcome = text_to_identifier(id_text, &id) == OK ? import_run(work, id, ret_run) : FAILED;
    if (outcome != OK)
        return outcome;
    return ret_run->state == RUN_OPENING && identifier_equal(ret_run->created_by, work->actor->user) ? OK : CONFLICT;
}

static enum outcome add_lines(struct work *work, struct text arguments, struct text *ret_answer)
{
    const struct json_value *object;
    struct import_run run;
    *ret_answer = TEXT_NONE;
    enum outcome outcome = parse(work, arguments, &object);
    if (outcome == OK)
        outcome = own_run(work, get_text(object, "run"), &run);
    const struct json_value *parts = outcome == OK ? json_member(object, TEXT("parts")) : NULL;
    for (size_t i = 0; parts != NULL && i < parts->count && outcome == OK; i++) {
        struct import_part part = {
            .part = json_integer_or(json_member(&parts->items[i], TEXT("part")), -1),
            .lines = json_integer_or(json_member(&parts->items[i], TEXT("lines")), 0),
        };
        if (base64_decode(work->arena, get_text(&parts->items[i], "content"), BASE64_STANDARD, &part.content) != OK)
            return FAILED;
        outcome = import_part_add(work, &run, &part);
    }
    return outcome;
}

static enum outcome close_run(struct work *work, struct text arguments, struct text *ret_answer)
{
    const struct json_value *object;
    struct import_run run;
    *ret_answer = TEXT_NONE;
    enum outcome outcome = parse(work, arguments, &object);
    if (outcome == OK)
        outcome = own_run(work, get_text(object, "id"), &run);
    if (outcome != OK)
        return outcome;
    run.parts = json_integer_or(json_member(object, TEXT("parts")), 0);
    run.lines = json_integer_or(json_member(object, TEXT("lines")), 0);
    run.facts = get_text(object, "facts");
    run.state = RUN_READ;
    outcome = import_mapping_find(work, &run, &run.mapping); /* an earlier file with the same headings */
    if (outcome == OK || outcome == NOT_FOUND)
        outcome = import_run_save(work, &run);
    return outcome == OK ? audit_run(work, &run, "read") : outcome;
}

static enum outcome drop_run(struct work *work, struct text arguments, struct text *ret_answer)
{
    struct import_run run;
    *ret_answer = TEXT_NONE;
    enum outcome outcome = own_run(work, arguments, &run);
    if (outcome == OK)
        outcome = import_parts_remove(work, &run);
    if (outcome != OK)
        return outcome;
    run.state = RUN_DISCARDED;
    return import_run_save(work, &run);
}

/* ---- on to the next thing ---- */

static const struct {
    enum import_state from[4], to;
    const char *name;
} GOALS[] = {
    [GOAL_CHECK] = {{RUN_READ, RUN_CHECKED, RUN_CHECKING, RUN_CHECKING}, RUN_CHECKING, "check"},
    [GOAL_STORE] = {{RUN_CHECKED, RUN_STORING, RUN_STORING, RUN_STORING}, RUN_STORING, "store"},
    [GOAL_UNDO] = {{RUN_STORED, RUN_STORING, RUN_UNDOING, RUN_UNDONE}, RUN_UNDOING, "undo"},
};

static void begin_counting(struct import_run *run, enum import_goal goal, bool again, int64_t now)
{
    if (goal == GOAL_CHECK) {
        run->checked_at = now; /* a row that is changed from here on is not what its line was compared with */
        run->good = run->renewed = run->bad = run->known = run->changed = run->alike = 0;
        run->next_part = run->next_line = 0;
    }
    if (goal == GOAL_STORE && !again)
        run->next_part = run->next_line = run->done = run->left_out = 0;
    if (goal == GOAL_UNDO && !again) {
        run->next_line = INT32_MAX;
        run->left_out = 0;
    }
}

enum outcome import_begin(struct work *work, struct import_run *run, enum import_goal goal, bool as_job)
{
    const struct job_order order = {.id = identifier_new(),
                                    .kind = exchange_import_job.name,
                                    .organisation = run->organisation,
                                    .user = work->actor->user,
                                    .arguments = identifier_to_text(work->arena, run->id)};
    const struct import_kind *kind = import_kind_named(run->kind);
    bool from = false;
    for (size_t i = 0; i < 4; i++)
        from = from || GOALS[goal].from[i] == run->state;
    if (!from || kind == NULL || (goal == GOAL_UNDO && kind->unmake == NULL))
        return CONFLICT;
    begin_counting(run, goal, run->state == GOALS[goal].to, work->now);
    run->state = GOALS[goal].to;
    run->job = as_job ? order.id : (struct identifier){{0}};
    enum outcome outcome = import_run_save(work, run);
    if (outcome == OK)
        outcome = audit_run(work, run, GOALS[goal].name);
    return outcome == OK && as_job ? job_add(work, &order, NULL) : outcome;
}

/* ---- hand-overs of the job ---- */

static enum outcome run_of_text(struct work *work, struct text arguments, struct identifier *ret_id)
{
    (void)work;
    return text_to_identifier(arguments, ret_id) == OK ? OK : FAILED;
}

static enum outcome store_action(struct work *work, struct text arguments, struct text *ret_answer)
{
    struct identifier id;
    bool more = false;
    enum outcome outcome = run_of_text(work, arguments, &id);
    if (outcome == OK)
        outcome = import_store_some(work, id, &more);
    *ret_answer = more ? TEXT("more") : TEXT("done");
    return outcome;
}

/* "check", "store" or "undo", and the run: what the pages do in their own request. */
static enum outcome begin_action(struct work *work, struct text arguments, struct text *ret_answer)
{
    struct import_run run;
    struct identifier id;
    struct text name;
    *ret_answer = TEXT_NONE;
    if (!text_split(&arguments, ' ', &name) || text_to_identifier(arguments, &id) != OK)
        return FAILED;
    enum outcome outcome = import_run(work, id, &run);
    for (size_t goal = 0; goal < sizeof GOALS / sizeof *GOALS && outcome == OK; goal++)
        if (text_is(name, GOALS[goal].name))
            return import_begin(work, &run, (enum import_goal)goal, false);
    return outcome == OK ? FAILED : outcome;
}

/* What the columns are, from the command line. */
static enum outcome map_action(struct work *work, struct text arguments, struct text *ret_answer)
{
    const struct json_value *object;
    struct import_run run;
    struct identifier id;
    *ret_answer = TEXT_NONE;
    enum outcome outcome = parse(work, arguments, &object);
    if (outcome == OK)
        outcome = text_to_identifier(get_text(object, "run"), &id) == OK ? import_run(work, id, &run) : FAILED;
    if (outcome == OK && run.state != RUN_READ && run.state != RUN_CHECKED)
        outcome = CONFLICT;
    if (outcome != OK)
        return outcome;
    run.mapping = get_text(object, "mapping");
    run.whole = json_boolean_or(json_member(object, TEXT("whole")), true);
    run.with_alike = json_boolean_or(json_member(object, TEXT("with_alike")), false);
    outcome = import_run_save(work, &run);
    return outcome == OK ? mapping_keep(work, &run) : outcome;
}

static enum outcome undo_action(struct work *work, struct text arguments, struct text *ret_answer)
{
    struct identifier id;
    bool more = false;
    enum outcome outcome = run_of_text(work, arguments, &id);
    if (outcome == OK)
        outcome = import_undo_some(work, id, &more);
    *ret_answer = more ? TEXT("more") : TEXT("done");
    return outcome;
}

static enum outcome checked_action(struct work *work, struct text arguments, struct text *ret_answer)
{
    const struct json_value *object;
    *ret_answer = TEXT_NONE;
    enum outcome outcome = parse(work, arguments, &object);
    return outcome == OK ? import_take_checked(work, object) : outcome;
}

enum { KEPT_DAYS = 30, OLD_AT_ONCE = 20 };

/* Lines of runs that nobody stored, or stored long ago, go. */
static enum outcome clean_up_action(struct work *work, struct text arguments, struct text *ret_answer)
{
    struct import_run *runs;
    size_t count;
    bool more = false;
    (void)arguments;
    enum outcome outcome = import_run_old(work, work->now - KEPT_DAYS * DAY_MICROSECONDS, OLD_AT_ONCE, &runs, &count);
    for (size_t i = 0; i < count && outcome == OK; i++)
        outcome = import_parts_remove(work, &runs[i]);
    if (outcome == OK)
        outcome = uploads_forget(work, work->now - DAY_MICROSECONDS, &more);
    *ret_answer = outcome == OK && (more || count == OLD_AT_ONCE) ? TEXT("more") : TEXT("done");
    return outcome;
}

/* The importer's own, which only they can name. */
static enum outcome upload_read_action(struct work *work, struct text arguments, struct text *ret_answer)
{
    struct upload_state state;
    struct identifier id;
    *ret_answer = TEXT_NONE;
    enum outcome outcome = text_to_identifier(arguments, &id) == OK ? upload_get(work, id, &state) : INVALID;
    if (outcome == OK)
        outcome = upload_remove(work, id);
    return outcome == NOT_FOUND ? OK : outcome;
}

const struct internal_action exchange_actions[] = {
    {"import.open", open_run},
    {"import.lines", add_lines},
    {"import.close", close_run},
    {"import.drop", drop_run},
    {"import.checked", checked_action},
    {"import.store", store_action},
    {"import.undo", undo_action},
    {"import.clean_up", clean_up_action},
    {"import.begin", begin_action},
    {"import.upload_read", upload_read_action},
    {"import.map", map_action},
    {"export.audit", export_audit_action},
    {0},
};

static enum outcome run_here(struct work *work, const char *action, struct text arguments, struct text *ret_answer)
{
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    enum outcome outcome = db_transaction_begin(work->db, true, &transaction);
    for (const struct internal_action *own = exchange_actions; own->name != NULL && outcome == OK; own++)
        if (text_is(text_from(own->name), action))
            outcome = own->run(work, arguments, ret_answer);
    return outcome == OK ? db_transaction_commit(&transaction) : outcome;
}

enum outcome import_hand_over(struct work *work, const char *action, struct text arguments, struct text *ret_answer)
{
    if (work->hand_over != NULL)
        return work->hand_over(work->hand_over_context, work, action, arguments, ret_answer);
    return run_here(work, action, arguments, ret_answer);
}
