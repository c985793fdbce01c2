#include "web/record_routes.h"

#define HANDLER(name)                                                                    \
    enum outcome record_route_##name(struct request *request, struct response *response) \
    {                                                                                    \
        return record_page_##name(request, response, request->route->context);           \
    }

HANDLER(list)
HANDLER(csv)
HANDLER(xlsx)
HANDLER(filter)
HANDLER(view_add)
HANDLER(view_remove)
HANDLER(new)
HANDLER(create)
HANDLER(show)
HANDLER(edit)
HANDLER(save)
HANDLER(history)
