#include "web/router.h"

#include <stdio.h>
#include <string.h>

static const struct {
    const char *name;
    enum method method;
    bool changes;
} METHODS[] = {
    {"GET", METHOD_GET, false},    {"HEAD", METHOD_HEAD, false},    {"POST", METHOD_POST, true},
    {"PATCH", METHOD_PATCH, true}, {"DELETE", METHOD_DELETE, true},
};

bool method_from_name(struct text name, enum method *ret_method)
{
    for (size_t i = 0; i < sizeof METHODS / sizeof *METHODS; i++)
        if (text_is(name, METHODS[i].name)) {
            *ret_method = METHODS[i].method;
            return true;
        }
    return false;
}

const char *method_name(enum method method) { return METHODS[method].name; }
bool method_changes(enum method method) { return METHODS[method].changes; }

/* The segment at the front of "/a/b"; false at the end.  "/" has one, empty. */
static bool next_segment(struct text *rest, struct text *ret_segment)
{
    if (rest->length == 0)
        return false;
    struct text behind = text_slice(*rest, 1, rest->length);
    ptrdiff_t end = text_find_byte(behind, '/');
    *ret_segment = text_slice(behind, 0, end < 0 ? behind.length : (size_t)end);
    *rest = text_slice(behind, ret_segment->length, behind.length);
    return true;
}

static bool is_parameter(struct text segment) { return segment.length > 2 && segment.at[0] == '{'; }

/* Is the pattern the path, up to its first parameter?  Nearly every route is refused here, at its first letters. */
static bool pattern_begins(const char *pattern, struct text path)
{
    size_t at = 0;
    while (at < path.length && pattern[at] == path.at[at])
        at++;
    return pattern[at] == '{' || (pattern[at] == '\0' && at == path.length);
}

static bool pattern_matches(struct text pattern, struct text path, struct text parameters[ROUTE_PARAMETERS])
{
    struct text wanted;
    struct text given;
    size_t count = 0;
    while (next_segment(&pattern, &wanted)) {
        if (!next_segment(&path, &given))
            return false;
        if (!is_parameter(wanted)) {
            if (!text_equal(wanted, given))
                return false;
            continue;
        }
        if (given.length == 0 || count == ROUTE_PARAMETERS)
            return false;
        parameters[count++] = given;
    }
    return path.length == 0;
}

bool patterns_overlap(struct text a, struct text b)
{
    struct text in_a;
    struct text in_b;
    while (next_segment(&a, &in_a)) {
        if (!next_segment(&b, &in_b))
            return false;
        if (!is_parameter(in_a) && !is_parameter(in_b) && !text_equal(in_a, in_b))
            return false;
    }
    return b.length == 0;
}

int patterns_order(struct text a, struct text b)
{
    struct text in_a;
    struct text in_b;
    while (next_segment(&a, &in_a)) {
        if (!next_segment(&b, &in_b))
            return 1;
        if (is_parameter(in_a) != is_parameter(in_b))
            return is_parameter(in_a) ? 1 : -1;
    }
    return b.length == 0 ? 0 : -1;
}

bool patterns_clash(struct text a, struct text b) { return patterns_overlap(a, b) && patterns_order(a, b) == 0; }

/* ---- what a path may lead to ---- */

/* Routes by what their patterns begin with, those behind one another that begin alike; the last ones begin with a
   parameter, so that every path may be meant. */
enum { ROUTE_BUCKETS = 512, ROUTES_FOR_ALL = ROUTE_BUCKETS };
struct route_index {
    const struct route_list *of;
    size_t list_count;
    const struct route **routes;
    size_t starts[ROUTE_BUCKETS + 2];
};

/* Of "/persons/{id}" the first segment, of "/api/v1/persons/{id}" the first three. */
static size_t bucket_of(struct text path)
{
    static const char API[] = "/api/v1/";
    size_t at = text_starts_with(path, TEXT("/api/v1/")) ? sizeof API - 1 : 1;
    uint64_t hash = at;
    if ((at < path.length && path.at[at] == '{') || text_starts_with(path, TEXT("/api/{")))
        return ROUTES_FOR_ALL;
    for (; at < path.length && path.at[at] != '/'; at++)
        hash = (hash ^ (unsigned char)path.at[at]) * UINT64_C(0x100000001b3);
    return (size_t)((hash >> 32 ^ hash) % ROUTE_BUCKETS);
}

/* Of the process, from its start on. */
static const struct route_index *the_index;

void routes_start(const struct application *application, struct arena *arena)
{
    struct route_index *index = arena_new(arena, struct route_index);
    size_t filled[ROUTE_BUCKETS + 1] = {0};
    size_t count = 0;
    *index = (struct route_index){.of = application->routes, .list_count = application->route_list_count};
    for (size_t i = 0; i < application->route_list_count; i++)
        for (size_t j = 0; j < application->routes[i].count; j++, count++)
            index->starts[bucket_of(text_from(application->routes[i].routes[j].pattern)) + 1]++;
    for (size_t bucket = 0; bucket <= ROUTE_BUCKETS; bucket++)
        index->starts[bucket + 1] += index->starts[bucket];
    index->routes = arena_array(arena, const struct route *, count + 1);
    for (size_t i = 0; i < application->route_list_count; i++)
        for (size_t j = 0; j < application->routes[i].count; j++) {
            const struct route *route = &application->routes[i].routes[j];
            size_t bucket = bucket_of(text_from(route->pattern));
            index->routes[index->starts[bucket] + filled[bucket]++] = route;
        }
    the_index = index;
}

void routes_end(void) { the_index = NULL; }

static const struct route_index *index_of(const struct application *application)
{
    bool its = the_index != NULL && the_index->of == application->routes &&
               the_index->list_count == application->route_list_count;
    return its ? the_index : NULL;
}

struct looking {
    enum method method;
    struct text path;
    struct text *parameters;
    const struct route *best;
    bool other;
};

static void consider(struct looking *looking, const struct route *route)
{
    struct text found[ROUTE_PARAMETERS] = {0};
    if (!pattern_begins(route->pattern, looking->path))
        return;
    struct text pattern = text_from(route->pattern);
    if (!pattern_matches(pattern, looking->path, found))
        return;
    if (route->method != looking->method) {
        looking->other = true;
        return;
    }
    if (looking->best != NULL && patterns_order(text_from(looking->best->pattern), pattern) <= 0)
        return;
    looking->best = route;
    memcpy(looking->parameters, found, sizeof found);
}

static void consider_bucket(struct looking *looking, const struct route_index *index, size_t bucket)
{
    for (size_t i = index->starts[bucket]; i < index->starts[bucket + 1]; i++)
        consider(looking, index->routes[i]);
}

const struct route *route_find(const struct application *application, enum method method, struct text path,
                               struct text parameters[ROUTE_PARAMETERS], bool *ret_other)
{
    const struct route_index *index = index_of(application);
    struct looking looking = {
        .method = method == METHOD_HEAD ? METHOD_GET : method, .path = path, .parameters = parameters};
    size_t bucket = bucket_of(path);
    if (index != NULL && bucket != ROUTES_FOR_ALL)
        consider_bucket(&looking, index, bucket);
    if (index != NULL)
        consider_bucket(&looking, index, ROUTES_FOR_ALL);
    for (size_t i = 0; index == NULL && i < application->route_list_count; i++)
        for (size_t j = 0; j < application->routes[i].count; j++)
            consider(&looking, &application->routes[i].routes[j]);
    *ret_other = looking.other;
    return looking.best;
}

const struct language *path_language(struct text path, struct text *ret_path)
{
    struct text rest = path;
    struct text segment;
    const struct language *language = next_segment(&rest, &segment) ? language_for(segment) : NULL;
    if (language != NULL)
        *ret_path = rest.length == 0 ? TEXT("/") : rest;
    return language;
}

bool path_is_api(struct text path) { return text_is(path, "/api/v1") || text_starts_with(path, TEXT("/api/v1/")); }

static bool segment_is_sound(struct text segment, size_t *parameters)
{
    bool braces = is_parameter(segment) && segment.at[segment.length - 1] == '}';
    struct text inside = braces ? text_slice(segment, 1, segment.length - 1) : segment;
    for (size_t i = 0; i < inside.length; i++) {
        char c = inside.at[i];
        bool letter = (c >= 'a' && c <= 'z') || c == '_';
        if (!letter && (braces || !((c >= '0' && c <= '9') || c == '-' || c == '.')))
            return false;
    }
    *parameters += braces ? 1 : 0;
    return inside.length > 0;
}

bool pattern_is_sound(struct text pattern)
{
    struct text rest = pattern;
    struct text segment;
    size_t parameters = 0;
    if (pattern.length == 0 || pattern.length > ROUTE_PATTERN_MOST || pattern.at[0] != '/')
        return false;
    if (pattern.length == 1)
        return true;
    while (next_segment(&rest, &segment))
        if (!segment_is_sound(segment, &parameters))
            return false;
    return parameters <= ROUTE_PARAMETERS;
}

static const char *route_fault(const struct route *route)
{
    if (route->pattern == NULL || !pattern_is_sound(text_from(route->pattern)))
        return "its pattern is not made of path segments";
    if (route->handle == NULL)
        return "it has no handler";
    if (route->method == METHOD_HEAD)
        return "HEAD is answered by the GET route";
    if (route->right == NULL && !route->open_to_all)
        return "it has neither a right nor open_to_all";
    if (route->right != NULL && route->open_to_all)
        return "it has both a right and open_to_all";
    if (route->no_csrf && !route->open_to_all)
        return "it goes without CSRF check but is not open to all";
    if (method_changes(route->method) && route->class == ROUTE_READ && !route->changes_nothing)
        return "it changes state but goes to a reader";
    if (route->changes_nothing && route->method != METHOD_POST)
        return "only a POST needs to say that it changes nothing";
    return NULL;
}

static bool refuse(const struct route *route, const char *why)
{
    (void)fprintf(stderr, "sanad: route %s %s: %s\n", method_name(route->method),
                  route->pattern == NULL ? "(none)" : route->pattern, why);
    return false;
}

static bool check_against(const struct application *application, const struct route *route)
{
    for (size_t i = 0; i < application->route_list_count; i++)
        for (size_t j = 0; j < application->routes[i].count; j++) {
            const struct route *other = &application->routes[i].routes[j];
            if (other == route)
                return true;
            if (other->method == route->method && patterns_clash(text_from(other->pattern), text_from(route->pattern)))
                return refuse(route, "another route matches the same paths");
        }
    return true;
}

enum outcome application_check(const struct application *application)
{
    bool sound = true;
    for (size_t i = 0; i < application->route_list_count; i++)
        for (size_t j = 0; j < application->routes[i].count; j++) {
            const struct route *route = &application->routes[i].routes[j];
            const char *fault = route_fault(route);
            if (fault != NULL)
                sound = refuse(route, fault);
            else if (!check_against(application, route))
                sound = false;
        }
    return sound ? OK : FAILED;
}
