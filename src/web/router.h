/* Which route an address leads to.  Patterns are made of segments, literal or {name}; where two match, the one whose
   first differing segment is literal wins ("/persons/new" before "/persons/{id}"). */
#ifndef WEB_ROUTER_H
#define WEB_ROUTER_H

#include "web/application.h"

enum { ROUTE_PATTERN_MOST = 200 };

/* The route of a method and a path without language; NULL when there is none.  HEAD finds GET routes.  Fills
   parameters (slices of path).  *ret_other tells whether the path is one of another method's. */
const struct route *route_find(const struct application *application, enum method method, struct text path,
                               struct text parameters[ROUTE_PARAMETERS], bool *ret_other);

/* At the start of a process, for this application and its copies: routes by what their patterns begin with, so that a
   path is compared with few of hundreds.  Lives in the arena, until routes_end(). */
void routes_start(const struct application *application, struct arena *arena);
void routes_end(void);

/* Takes the language off a path: "/fr/persons" is French and "/persons", "/fr" is French and "/".  NULL when there is
   none, and the path stays as it is. */
const struct language *path_language(struct text path, struct text *ret_path);
bool path_is_api(struct text path); /* "/api/v1" and what lies below */

bool method_from_name(struct text name, enum method *ret_method);
const char *method_name(enum method method);
bool method_changes(enum method method); /* not GET, not HEAD */

/* Two patterns of one shape match the same paths, and neither is more particular. */
bool patterns_clash(struct text a, struct text b);
/* Is there a path that both match? */
bool patterns_overlap(struct text a, struct text b);
/* <0 when `a` is tried before `b` for a path that both match: an order of shapes, 0 for two of one shape. */
int patterns_order(struct text a, struct text b);
/* Begins with '/', segments of a-z 0-9 - _ . or {a-z_}, at most ROUTE_PARAMETERS of these, no empty one but "/". */
bool pattern_is_sound(struct text pattern);

#endif
