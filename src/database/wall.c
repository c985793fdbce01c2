#include "database/wall.h"

#include "database/database.h"

enum { WALL_MOST = 1 << 20 };

static void keep(struct buffer *buffer, struct text text)
{
    if (buffer->ceiling == 0)
        *buffer = buffer_open(WALL_MOST);
    buffer_clear(buffer);
    buffer_add(buffer, text);
    if (buffer->full)
        buffer_clear(buffer); /* nothing rather than a part */
}

void wall_set(struct db *db, struct text narrow, struct text wide)
{
    keep(&db->wall.narrow, narrow);
    keep(&db->wall.wide, wide);
    db->wall.state = WALL_NARROW;
}

void wall_close(struct db *db) { db->wall.state = WALL_CLOSED; }

void wall_open_for_system(struct db *db) { db->wall.state = WALL_OPEN; }

static struct wall_hold hold(struct db *db, enum wall_state state)
{
    struct wall_hold held = {db, db->wall.state};
    db->wall.state = state;
    return held;
}

struct wall_hold wall_widen(struct db *db, const char *why)
{
    (void)why;
    return hold(db, db->wall.state == WALL_NARROW ? WALL_WIDE : db->wall.state);
}

struct wall_hold wall_open(struct db *db, const char *why)
{
    (void)why;
    return hold(db, WALL_OPEN);
}

void wall_hold_end(struct wall_hold *held)
{
    if (held->db != NULL)
        held->db->wall.state = held->before;
    held->db = NULL;
}

struct text wall_text(const struct db *db)
{
    switch (db->wall.state) {
    case WALL_CLOSED:
        break;
    case WALL_NARROW:
        return buffer_text(&db->wall.narrow);
    case WALL_WIDE:
        return buffer_text(&db->wall.wide);
    case WALL_OPEN:
        return TEXT("*");
    }
    return TEXT_NONE;
}

void wall_free(struct wall *wall)
{
    buffer_close(&wall->narrow);
    buffer_close(&wall->wide);
}
