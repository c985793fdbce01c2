#include "web/health.h"

#include "database/migrate.h"

static enum outcome handle_health(struct request *request, struct response *response)
{
    int32_t newest;
    if (migrate_state(request->work.db, &newest) != OK)
        return UNAVAILABLE;
    response->status = 200;
    response->content_type = TEXT("text/plain; charset=utf-8");
    buffer_add(&response->body, TEXT("well\n"));
    return OK;
}

const struct route health_routes[] = {
    {METHOD_GET, "/health", ROUTE_READ, handle_health, .open_to_all = true, .without_language = true,
     .purpose = "tells monitors whether requests are answered and the database can be read"},
};
const size_t health_route_count = sizeof health_routes / sizeof *health_routes;
