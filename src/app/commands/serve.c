#include <stdio.h>

#include "app/commands/commands.h"
#include "app/features.h"
#include "app/installation.h"
#include "app/keys_job.h"
#include "app/nginx.h"
#include "app/profile.h"
#include "app/profile_index.h"
#include "app/supervisor.h"
#include "base/number.h"
#include "returns/returns.h"
#include "web/router.h"

enum { PRINTED_MOST = 4 << 20, RELOAD_ARENA = 1 << 20 };

static enum outcome read_port(const struct command_line *line, struct settings *settings, int64_t *ret_port)
{
    struct text port = command_value(line, "--port");
    *ret_port = command_has(line, "--public") ? NGINX_PUBLIC : 8080;
    if (text_is_empty(port))
        return OK;
    if (text_to_integer(port, 1, 65535, ret_port) != OK) {
        (void)fputs("sanad serve: --port: a number from 1 to 65535\n", stderr);
        return INVALID;
    }
    settings->address = arena_format(line->arena, "http://127.0.0.1:%lld", (long long)*ret_port);
    return OK;
}

static int print_routes(const struct application *application, int64_t port)
{
    (void)port;
    static const char *const CLASSES[] = {[ROUTE_READ] = "read", [ROUTE_WRITE] = "write", [ROUTE_SLOW] = "slow"};
    for (size_t i = 0; i < application->route_list_count; i++)
        for (size_t j = 0; j < application->routes[i].count; j++) {
            const struct route *route = &application->routes[i].routes[j];
            (void)printf("%-6s %-5s %-60s %-28s %s\n", method_name(route->method), CLASSES[route->class],
                         route->pattern, route->right == NULL ? "(open to all)" : route->right->name,
                         route->purpose == NULL ? "" : route->purpose);
        }
    return EXIT_DONE;
}

static int print_nginx(const struct application *application, int64_t port)
{
    AUTO_BUFFER struct buffer out = buffer_open(PRINTED_MOST);
    if (nginx_write(&out, application, port) != OK)
        return EXIT_REFUSED;
    return fwrite(out.bytes, 1, out.length, stdout) == out.length ? EXIT_DONE : EXIT_REFUSED;
}

/* With the profile, whose code lists and fields are in the document too. */
static int print_openapi(const struct application *application, int64_t port)
{
    AUTO_ARENA struct arena *arena = arena_open(PRINTED_MOST);
    const struct settings *settings = application->settings;
    (void)port; /* it is in the address already */
    if (languages_load(arena_string(arena, settings->messages)) != OK ||
        profile_load(arena, arena_string(arena, settings->profile)) != OK)
        return EXIT_REFUSED;
    struct text document = resource_openapi(arena, features_api(), settings->address);
    bool whole = !text_is_empty(document) && fwrite(document.at, 1, document.length, stdout) == document.length &&
                 putchar('\n') == '\n';
    languages_unload();
    return whole ? EXIT_DONE : EXIT_REFUSED;
}

/* What can be said about this program and its settings without a mission. */
static const struct printer {
    const char *option;
    int (*print)(const struct application *application, int64_t port);
} PRINTERS[] = {{"--print-nginx", print_nginx}, {"--print-routes", print_routes}, {"--print-openapi", print_openapi}};

static const struct printer *printer_wanted(const struct command_line *line)
{
    for (size_t i = 0; i < sizeof PRINTERS / sizeof *PRINTERS; i++)
        if (command_has(line, PRINTERS[i].option))
            return &PRINTERS[i];
    return NULL;
}

/* The processes of the set before have their own copy of what they were begun with. */
static enum outcome reload(void *context, struct service *service)
{
    struct command_line *line = context;
    struct settings settings;
    struct arena *arena = arena_open(RELOAD_ARENA);
    int64_t port;
    enum outcome outcome = command_settings(line, arena, &settings);
    struct keyring *keyring = NULL; /* whose master key or passphrase may be another now */
    if (outcome == OK)
        outcome = read_port(line, &settings, &port);
    if (outcome == OK)
        outcome = installation_keyring(arena, &settings, &keyring);
    if (outcome != OK) {
        (void)arena_close(arena);
        return outcome;
    }
    (void)keyring_close(service->application.keyring); /* the processes have their own copy */
    service->application.keyring = keyring;
    service->settings = settings;
    struct arena *before = service->settings_arena;
    service->settings_arena = arena;
    features_start(&service->settings); /* what the features keep of them */
    (void)arena_close(before);
    return OK;
}

static enum outcome check_rules(const struct application *application, struct arena *arena)
{
    struct work work = work_of_system(application->db, application->keys, arena);
    return return_rules_check(&work);
}

static enum outcome start_jobs(struct work *work)
{
    enum outcome outcome = profile_index_start(work);
    return outcome == OK ? keys_jobs_start(work) : outcome;
}

static int serve(struct command_line *line)
{
    struct application application;
    if (installation_open(line->arena, &line->settings, &application) != OK)
        return EXIT_REFUSED;
    enum outcome outcome = installation_database(&application, true);
    if (outcome == OK)
        outcome = check_rules(&application, line->arena);
    application.keys = keys_close(application.keys);
    application.db = db_close(application.db); /* each process opens its own */
    if (outcome != OK)
        return EXIT_REFUSED;
    struct service *service = arena_new(line->arena, struct service);
    *service = (struct service){.application = application,
                                .settings = line->settings,
                                .confine = true,
                                .reload = reload,
                                .reload_context = line};
    service->application.settings = &service->settings;
    service->jobs.kinds = features_jobs(&service->jobs.kind_count);
    service->jobs.start = start_jobs;
    service->jobs.watch = profile_watch;
    service->jobs.schedules = features_schedules(&service->jobs.schedule_count);
    int status = supervisor_run(service);
    installation_close(&service->application);
    service->settings_arena = arena_close(service->settings_arena);
    return status == 0 ? EXIT_DONE : EXIT_REFUSED;
}

static int run(struct command_line *line)
{
    int64_t port;
    struct application application = {.settings = &line->settings};
    const struct printer *printer = printer_wanted(line);
    if (read_port(line, &line->settings, &port) != OK)
        return EXIT_WRONG_USE;
    if (printer == NULL)
        return serve(line);
    if (installation_join(&application) != OK)
        return EXIT_REFUSED;
    return printer->print(&application, port);
}

static const struct option OPTIONS[] = {
    {"--port", "N", "serve http://127.0.0.1:N (instead of the setting `address`)"},
    {"--print-nginx", NULL, "print the configuration of a private nginx for this installation, and end"},
    {"--public", NULL, "with --print-nginx: of a host that people reach under the setting `address`"},
    {"--print-routes", NULL, "print every address with its right and its kind of process, and end"},
    {"--print-openapi", NULL, "print the description of the API (OpenAPI 3.1, JSON), and end"},
};
const struct command serve_command = {
    .name = "serve",
    .summary =
        "answers requests that nginx hands over, until it is told to stop (SIGTERM); SIGHUP reads the settings again",
    .options = OPTIONS,
    .option_count = sizeof OPTIONS / sizeof *OPTIONS,
    .run = run,
};
