/* Audit rows of what was read or exported: written at once where this process writes, else by the writing worker. */
#include "audit/audit.h"
#include "codec/json.h"
#include "system/random.h"
#include "web/record_parts.h"

static struct audit_event event_of(const struct work *work, const char *action, const struct json_value *arguments)
{
    struct audit_event event = {
        .at = work->now,
        .organisation = work->actor->organisation,
        .user = work->actor->user,
        .role = actor_role_name(work->actor, work->actor->office),
        .action = text_from(action),
        .record = json_text_or(json_member(arguments, TEXT("record")), TEXT_NONE),
        .reason = work->reason,
        .details = json_text_or(json_member(arguments, TEXT("details")), TEXT_NONE),
        .origin = work->actor->origin,
    };
    struct text subject = json_text_or(json_member(arguments, TEXT("subject")), TEXT_NONE);
    if (text_to_identifier(subject, &event.subject) != OK)
        event.subject = (struct identifier){0};
    return event;
}

/* What was read by an opening alone says so. */
static struct audit_event by_opening(struct arena *arena, struct text glass, const struct audit_event *event)
{
    struct identifier id;
    struct audit_event read = *event;
    if (text_to_identifier(glass, &id) == OK) {
        read.action = TEXT(AUDIT_BY_OPENING);
        read.details = audit_opening_details(arena, id);
    }
    return read;
}

/* The event's details may name persons whom it showed: {"searched": "…", "shown": ["0190…", …]}. */
static enum outcome note_shown(struct work *work, const struct audit_event *event)
{
    const struct json_value *details = NULL;
    enum outcome outcome = OK;
    if (text_is_empty(event->details) ||
        json_parse(work->arena, event->details, JSON_LIMITS_REQUEST, &details, NULL) != OK)
        return OK;
    const struct json_value *shown = json_member(details, TEXT("shown"));
    for (size_t i = 0; shown != NULL && i < shown->count && outcome == OK; i++) {
        struct identifier person;
        if (text_to_identifier(json_text_or(&shown->items[i], TEXT_NONE), &person) == OK)
            outcome = audit_show(work->db, event->id, person, event->organisation);
    }
    return outcome;
}

static enum outcome write_event(struct work *work, const char *action, struct text arguments)
{
    const struct json_value *object = NULL;
    if (json_parse(work->arena, arguments, JSON_LIMITS_REQUEST, &object, NULL) != OK)
        return FAILED;
    struct audit_event event = event_of(work, action, object);
    const struct json_value *reads = json_member(object, TEXT("reads"));
    enum outcome outcome = OK;
    if (reads == NULL) {
        event.id = identifier_new();
        outcome = audit_add(work->db, &event);
        return outcome == OK ? note_shown(work, &event) : outcome;
    }
    for (size_t i = 0; i < reads->count && outcome == OK; i++) {
        const struct json_value *read = &reads->items[i];
        event.id = (struct identifier){0};
        event.role = json_text_or(json_element(read, 1), TEXT_NONE);
        if (text_to_identifier(json_text_or(json_element(read, 0), TEXT_NONE), &event.subject) != OK)
            return FAILED;
        struct audit_event made = by_opening(work->arena, json_text_or(json_element(read, 2), TEXT_NONE), &event);
        outcome = audit_add(work->db, &made);
    }
    return outcome;
}

static enum outcome audit_read(struct work *work, struct text arguments, struct text *ret_answer)
{
    *ret_answer = TEXT_NONE;
    return write_event(work, "read", arguments);
}

/* Several, a line each. */
static enum outcome audit_reads(struct work *work, struct text arguments, struct text *ret_answer)
{
    enum outcome outcome = OK;
    struct text line;
    *ret_answer = TEXT_NONE;
    while (outcome == OK && arguments.length > 0 && text_split(&arguments, '\n', &line))
        outcome = write_event(work, "read", line);
    return outcome;
}

static enum outcome audit_export(struct work *work, struct text arguments, struct text *ret_answer)
{
    *ret_answer = TEXT_NONE;
    return write_event(work, "export", arguments);
}

const struct internal_action record_actions[] = {
    {"audit.read", audit_read},
    {"audit.reads", audit_reads},
    {"audit.export", audit_export},
    {0},
};

enum outcome record_audit_export(struct request *request, const struct record *record, struct text details)
{
    return record_audit_print(request, record, (struct identifier){{0}}, details);
}

enum outcome record_audit_print(struct request *request, const struct record *record, struct identifier subject,
                                struct text details)
{
    struct work *work = &request->work;
    struct text answer = TEXT_NONE;
    AUTO_BUFFER struct buffer arguments = buffer_open(64 << 10);
    struct json_writer writer = json_writer_open(&arguments);
    json_object_begin(&writer);
    json_key(&writer, TEXT("record"));
    json_put_text(&writer, text_from(record->name));
    if (!identifier_is_none(subject)) {
        json_key(&writer, TEXT("subject"));
        json_put_text(&writer, identifier_to_text(work->arena, subject));
    }
    json_key(&writer, TEXT("details"));
    json_put_text(&writer, details);
    json_object_end(&writer);
    if (!json_finish(&writer) || work->hand_over == NULL)
        return FAILED;
    return work->hand_over(work->hand_over_context, work, "audit.export", buffer_text(&arguments), &answer);
}
