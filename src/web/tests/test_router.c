#include "base/tests/testing.h"
#include "web/router.h"

static enum outcome nothing(struct request *request, struct response *response)
{
    (void)request;
    (void)response;
    return OK;
}

static struct right any = {"any", "any", 0};

static const struct route ROUTES[] = {
    {METHOD_GET, "/", ROUTE_READ, nothing, .right = &any},
    {METHOD_GET, "/persons/{id}", ROUTE_READ, nothing, .right = &any},
    {METHOD_GET, "/persons/new", ROUTE_READ, nothing, .right = &any},
    {METHOD_POST, "/persons/{id}", ROUTE_WRITE, nothing, .right = &any},
    {METHOD_GET, "/persons/{id}/files/{file}", ROUTE_READ, nothing, .right = &any},
    {METHOD_GET, "/persons/{id}/{part}", ROUTE_READ, nothing, .right = &any},
    {METHOD_DELETE, "/api/v1/persons/{id}", ROUTE_WRITE, nothing, .right = &any},
    {METHOD_GET, "/api/v1/persons", ROUTE_READ, nothing, .right = &any},
    {METHOD_GET, "/api/v1", ROUTE_READ, nothing, .right = &any},
    {METHOD_GET, "/{kind}/all/{id}", ROUTE_READ, nothing, .right = &any},
    {METHOD_GET, "/api/{version}/{kind}/help", ROUTE_READ, nothing, .right = &any},
};
static const struct route_list LIST = {ROUTES, COUNT(ROUTES)};
static const struct application APPLICATION = {.routes = &LIST, .route_list_count = 1};

/* Through the index and without it: the same. */
static const char *found(enum method method, const char *path, struct text parameters[ROUTE_PARAMETERS], bool *other)
{
    AUTO_ARENA struct arena *arena = arena_open(64 << 10);
    struct text taken[ROUTE_PARAMETERS] = {0};
    bool of_index;
    const struct route *route = route_find(&APPLICATION, method, text_from(path), parameters, other);
    routes_start(&APPLICATION, arena);
    assert_ptr_equal(route_find(&APPLICATION, method, text_from(path), taken, &of_index), route);
    routes_end();
    assert_int_equal(of_index, *other);
    for (size_t i = 0; route != NULL && i < ROUTE_PARAMETERS; i++)
        assert_true(text_equal(taken[i], parameters[i]));
    return route == NULL ? "" : route->pattern;
}

static void finds_the_most_particular(void **state)
{
    struct text parameters[ROUTE_PARAMETERS];
    bool other;
    (void)state;
    assert_string_equal(found(METHOD_GET, "/", parameters, &other), "/");
    assert_string_equal(found(METHOD_GET, "/persons/new", parameters, &other), "/persons/new");
    assert_string_equal(found(METHOD_GET, "/persons/7", parameters, &other), "/persons/{id}");
    assert_text(parameters[0], "7");
    assert_string_equal(found(METHOD_HEAD, "/persons/7", parameters, &other), "/persons/{id}");
    assert_string_equal(found(METHOD_POST, "/persons/new", parameters, &other), "/persons/{id}");
    assert_string_equal(found(METHOD_GET, "/persons/7/files/8", parameters, &other), "/persons/{id}/files/{file}");
    assert_text(parameters[1], "8");
    assert_string_equal(found(METHOD_GET, "/persons/7/files", parameters, &other), "/persons/{id}/{part}");
    assert_string_equal(found(METHOD_GET, "/persons/all/7", parameters, &other), "/persons/{id}/{part}");
    assert_string_equal(found(METHOD_GET, "/cases/all/7", parameters, &other), "/{kind}/all/{id}");
    assert_string_equal(found(METHOD_GET, "/api/v1/persons", parameters, &other), "/api/v1/persons");
    assert_string_equal(found(METHOD_GET, "/api/v1", parameters, &other), "/api/v1");
    assert_string_equal(found(METHOD_GET, "/api/v1/persons/help", parameters, &other), "/api/{version}/{kind}/help");
    assert_string_equal(found(METHOD_GET, "/api/v2/persons/help", parameters, &other), "/api/{version}/{kind}/help");
}

static void finds_nothing_else(void **state)
{
    static const char *const PATHS[] = {"",   "persons",          "/persons", "/persons/", "/persons//", "/persons/7/",
                                        "//", "/persons/7/a/b/c", "/person/7"};
    struct text parameters[ROUTE_PARAMETERS];
    bool other;
    (void)state;
    for (size_t i = 0; i < COUNT(PATHS); i++) {
        assert_string_equal(found(METHOD_GET, PATHS[i], parameters, &other), "");
        assert_false(other);
    }
    assert_string_equal(found(METHOD_DELETE, "/persons/7", parameters, &other), "");
    assert_true(other);
}

static void takes_the_language_off(void **state)
{
    struct text path = TEXT("kept");
    (void)state;
    assert_null(path_language(TEXT("/frankly"), &path));
    assert_null(path_language(TEXT("/"), &path));
    assert_text(path, "kept");
    assert_string_equal(language_tag(path_language(TEXT("/ar/persons/7"), &path)), "ar");
    assert_text(path, "/persons/7");
    assert_string_equal(language_tag(path_language(TEXT("/en"), &path)), "en");
    assert_text(path, "/");
    assert_true(path_is_api(TEXT("/api/v1/persons")));
    assert_false(path_is_api(TEXT("/api/v10")));
}

static void tells_patterns_apart(void **state)
{
    (void)state;
    assert_true(patterns_clash(TEXT("/a/{id}"), TEXT("/a/{name}")));
    assert_false(patterns_clash(TEXT("/a/{id}"), TEXT("/a/new")));
    assert_true(patterns_overlap(TEXT("/a/{id}"), TEXT("/a/new")));
    assert_true(patterns_overlap(TEXT("/{a}/new"), TEXT("/b/{c}")));
    assert_false(patterns_overlap(TEXT("/a/{id}"), TEXT("/a/{id}/b")));
    assert_false(patterns_overlap(TEXT("/a/{id}/x"), TEXT("/a/new/y")));
    assert_true(patterns_order(TEXT("/a/new"), TEXT("/a/{id}")) < 0);
    assert_true(patterns_order(TEXT("/{a}/new"), TEXT("/b/{c}")) > 0);
}

static enum outcome check_one(struct route route)
{
    struct route_list list = {&route, 1};
    struct application application = {.routes = &list, .route_list_count = 1};
    return application_check(&application);
}

static void refuses_unsound_tables(void **state)
{
    (void)state;
    const struct route sound = {METHOD_POST, "/a/{id}", ROUTE_WRITE, nothing, .right = &any};
    struct route route = sound;
    assert_int_equal(check_one(sound), OK);
    route.right = NULL;
    assert_int_equal(check_one(route), FAILED);
    route.open_to_all = true;
    assert_int_equal(check_one(route), OK);
    route.right = &any;
    assert_int_equal(check_one(route), FAILED);
    route = sound;
    route.class = ROUTE_READ;
    assert_int_equal(check_one(route), FAILED);
    route.changes_nothing = true;
    assert_int_equal(check_one(route), OK);
    route = sound;
    route.no_csrf = true;
    assert_int_equal(check_one(route), FAILED);
    static const char *const PATTERNS[] = {
        "", "a", "/a/", "//", "/A", "/a b", "/{}", "/{a", "/{a}b", "/{a-b}", "/{a}/{b}/{c}/{d}", "/a/../%"};
    for (size_t i = 0; i < COUNT(PATTERNS); i++) {
        route = sound;
        route.pattern = PATTERNS[i];
        assert_int_equal(check_one(route), FAILED);
    }
    const struct route twice[] = {sound, {METHOD_POST, "/a/{other}", ROUTE_WRITE, nothing, .right = &any}};
    struct route_list list = {twice, 2};
    struct application application = {.routes = &list, .route_list_count = 1};
    assert_int_equal(application_check(&application), FAILED);
    assert_int_equal(application_check(&APPLICATION), OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_the_most_particular), cmocka_unit_test(finds_nothing_else),
        cmocka_unit_test(takes_the_language_off),    cmocka_unit_test(tells_patterns_apart),
        cmocka_unit_test(refuses_unsound_tables),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
