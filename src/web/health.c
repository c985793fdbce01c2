#include "web/health.h"

#include "database/migrate.h"
#include "system/file.h"
#include "web/application.h"
#include "web/status.h"

/* Before SQLite finds it out: who watches this can still make room in time. */
static bool disk_is_full(const struct request *request)
{
    const struct settings *settings = request->application->settings;
    int64_t room;
    return settings->disk_reserve_bytes > 0 &&
           disk_room(arena_string(request->work.arena, settings->data), &room) == OK &&
           room < settings->disk_reserve_bytes;
}

static enum outcome handle_health(struct request *request, struct response *response)
{
    int32_t newest;
    if (migrate_state(request->work.db, &newest) != OK)
        return UNAVAILABLE;
    bool full = disk_is_full(request);
    response->status = full ? status_of(DISK_FULL) : 200;
    response->content_type = TEXT("text/plain; charset=utf-8");
    buffer_add(&response->body, full ? TEXT("disk full\n") : TEXT("well\n"));
    return OK;
}

const struct route health_routes[] = {
    {METHOD_GET, "/health", ROUTE_READ, handle_health, .open_to_all = true, .without_language = true,
     .purpose = "tells monitors whether requests are answered and the database can be read"},
};
const size_t health_route_count = sizeof health_routes / sizeof *health_routes;
