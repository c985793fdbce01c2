#include "audit/audit.h"

#include "audit/block.h"
#include "system/random.h"

enum { HEAD_ROOM = 64 * 1024 };

static size_t size_of(const struct audit_event *event)
{
    return event->role.length + event->action.length + event->record.length + event->reason.length +
           event->details.length + event->origin.length;
}

enum outcome audit_add(struct db *db, const struct audit_event *event)
{
    const struct value bind[] = {
        value_id(identifier_is_none(event->id) ? identifier_new() : event->id),
        value_integer(event->at),
        value_id_or_null(event->organisation),
        value_id_or_null(event->user),
        value_text(event->role),
        value_text(event->action),
        value_text(event->record),
        value_id_or_null(event->subject),
        value_text(event->reason),
        value_text(event->details),
        value_text(event->origin),
    };
    if (size_of(event) > AUDIT_EVENT_MOST)
        return TOO_LARGE;
    return db_execute_later(db,
                            SQL("audit_add", "INSERT INTO audit_event (" AUDIT_ROW ")"
                                             " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"),
                            bind, sizeof bind / sizeof *bind);
}

enum outcome audit_head(struct db *db, struct audit_head *ret_head)
{
    AUTO_ARENA struct arena *arena = arena_open(HEAD_ROOM);
    struct audit_block block;
    enum outcome outcome = audit_block_newest(db, arena, &block);
    if (outcome != OK || block.number == 0)
        return outcome == OK ? NOT_FOUND : outcome;
    ret_head->block = block.number;
    audit_block_hash(&block, ret_head->hash);
    return OK;
}
