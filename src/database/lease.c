#include "database/lease.h"

#include "base/calendar.h"

static enum outcome write_lease(struct db *db, struct sql sql, struct text name, struct text holder, int64_t now,
                                int64_t seconds)
{
    const struct value bind[] = {
        value_text(name),
        value_text(holder),
        value_instant(now + seconds * MICROSECONDS),
        value_instant(now),
    };
    int64_t changed = 0;
    enum outcome outcome = db_execute(db, sql, bind, 4, &changed);
    if (outcome != OK)
        return outcome;
    return changed == 1 ? OK : CONFLICT;
}

enum outcome lease_take(struct db *db, struct text name, struct text holder, int64_t now, int64_t seconds)
{
    return write_lease(db,
                       SQL("lease_take", "INSERT INTO lease (name, holder, held_until) VALUES ($1, $2, $3)"
                                         " ON CONFLICT (name) DO UPDATE"
                                         " SET holder = excluded.holder, held_until = excluded.held_until"
                                         " WHERE lease.holder = excluded.holder OR lease.held_until <= $4"),
                       name, holder, now, seconds);
}

enum outcome lease_renew(struct db *db, struct text name, struct text holder, int64_t now, int64_t seconds)
{
    return write_lease(
        db, SQL("lease_renew", "UPDATE lease SET held_until = $3 WHERE name = $1 AND holder = $2 AND held_until > $4"),
        name, holder, now, seconds);
}

enum outcome lease_give(struct db *db, struct text name, struct text holder)
{
    const struct value bind[] = {value_text(name), value_text(holder)};
    return db_execute(db, SQL("lease_give", "DELETE FROM lease WHERE name = $1 AND holder = $2"), bind, 2, NULL);
}
