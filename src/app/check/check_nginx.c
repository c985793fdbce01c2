/* nginx's configuration against what the program prints: each line of it, in its order.  What a host says for itself
   (where to listen, certificates, where to log) may stand between. */
#include "app/check/check.h"
#include "system/file.h"

enum { CONFIGURATION_MOST = 4 << 20 };

static const char *const OF_THE_HOST[] = {"#", "listen ", "access_log ", "error_log ", "ssl_", "worker_processes "};

/* The next line that says something; empty at the end. */
static struct text next_line(struct text *rest)
{
    struct text line;
    while (text_split(rest, '\n', &line)) {
        line = text_trim(line);
        if (!text_is_empty(line) && line.at[0] != '#')
            return line;
    }
    return TEXT_NONE;
}

static bool is_of_the_host(struct text line)
{
    for (size_t i = 0; i < sizeof OF_THE_HOST / sizeof *OF_THE_HOST; i++)
        if (text_starts_with(line, text_from(OF_THE_HOST[i])))
            return true;
    return false;
}

static struct text next_wanted(struct text *rest)
{
    struct text line = next_line(rest);
    while (!text_is_empty(line) && is_of_the_host(line))
        line = next_line(rest);
    return line;
}

static void differs(struct check *check, const char *how, struct text line)
{
    check_found(check,
                &(struct found){CHECK_FAULT, check_text(check, "%s: %s: %.*s", check->nginx_path, how, TEXT_ARG(line)),
                                check_text(check,
                                           "sanad serve --print-nginx --public, written to %s by root; then "
                                           "systemctl reload sanad-web",
                                           check->nginx_path),
                                "requests go to a process that refuses them, or are let through too large"});
}

/* A line of a route that the program no longer has would send a request to the wrong process. */
static bool is_route(struct text line) { return text_starts_with(line, TEXT("\"~^")); }

static void compare(struct check *check, struct text there)
{
    struct text wanted = check->nginx_wanted;
    struct text line = next_wanted(&wanted);
    for (struct text found = next_line(&there); !text_is_empty(found); found = next_line(&there)) {
        if (text_equal(found, line)) {
            line = next_wanted(&wanted);
        } else if (is_route(found)) {
            differs(check,
                    is_route(line) ? "another route stands where one is wanted" : "a route that is not the program's",
                    is_route(line) ? line : found);
            return;
        }
    }
    if (!text_is_empty(line))
        differs(check, "this line of the program's is missing", line);
}

void check_nginx_configuration(struct check *check)
{
    struct text there;
    if (check->nginx_path == NULL)
        return;
    if (file_read(check->arena, check->nginx_path, CONFIGURATION_MOST, &there) != OK)
        check_found(check, &(struct found){CHECK_FAULT, check_text(check, "%s cannot be read", check->nginx_path),
                                           TEXT("chmod a+r, or --nginx FILE if it is another"),
                                           "it cannot be compared with the program's routes"});
    else
        compare(check, there);
}
