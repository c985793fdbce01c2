#include "app/rest.h"

#include "base/memory.h"
#include "database/database.h"
#include "system/clock.h"

int rest_patience(const struct rest *rest) { return rest->rests ? -1 : REST_MILLISECONDS; }

void rest_after_work(struct rest *rest)
{
    int64_t now = clock_ticks();
    rest->rests = false;
    if (now - rest->given_at < REST_MILLISECONDS * INT64_C(1000))
        return;
    memory_give_back();
    rest->given_at = now;
}

void rest_when_idle(struct rest *rest, struct db *db)
{
    if (rest->rests)
        return;
    db_rest(db);
    memory_give_back();
    rest->given_at = clock_ticks();
    rest->rests = true;
}
