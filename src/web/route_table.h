/* A line for each route of a feature's table.  …_OF: handlers that serve many records, with what tells them which. */
#ifndef WEB_ROUTE_TABLE_H
#define WEB_ROUTE_TABLE_H

#include "web/request.h"

#define ROUTE(method_, pattern_, class_, handle_, right_, context_, purpose_)                                \
    {                                                                                                        \
        .method = (method_), .pattern = pattern_, .class = (class_), .handle = (handle_), .right = (right_), \
        .context = (context_), .purpose = purpose_                                                           \
    }
#define GET_OF(pattern, handle, right, context, purpose) \
    ROUTE(METHOD_GET, pattern, ROUTE_READ, handle, right, context, purpose)
/* Files and whatever else takes its time. */
#define SLOW_OF(pattern, handle, right, context, purpose) \
    ROUTE(METHOD_GET, pattern, ROUTE_SLOW, handle, right, context, purpose)
#define POST_OF(pattern, handle, right, context, purpose) \
    ROUTE(METHOD_POST, pattern, ROUTE_WRITE, handle, right, context, purpose)

#define GET(pattern, handle, right, purpose) GET_OF(pattern, handle, right, NULL, purpose)
#define SLOW(pattern, handle, right, purpose) SLOW_OF(pattern, handle, right, NULL, purpose)
#define POST(pattern, handle, right, purpose) POST_OF(pattern, handle, right, NULL, purpose)

#endif
