#include "record/work.h"

#include "base/calendar.h"
#include "system/clock.h"

static const struct actor THE_SYSTEM = {.system = true};

struct work work_of_system(struct db *db, struct keys *keys, struct arena *arena)
{
    return (struct work){
        .db = db,
        .keys = keys,
        .actor = &THE_SYSTEM,
        .arena = arena,
        .language = language_for(TEXT("fr")),
        .zone = zone_find(TEXT("Africa/Casablanca")),
        .now = clock_now(),
        .problems = problems_open(arena),
    };
}
