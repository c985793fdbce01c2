/* The directories of an installation, and what must lie in them. */
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "app/check/check.h"
#include "system/file.h"

enum { MANIFEST_MOST = 64 * 1024 };

void check_places_data(struct check *check)
{
    struct stat data;
    struct text path = check_text(check, "%.*s", TEXT_ARG(check->settings->data));
    if (stat(path.at, &data) != 0 || !S_ISDIR(data.st_mode)) {
        check_found(check, &(struct found){CHECK_FAULT, check_text(check, "there is no directory %s", path.at),
                                           TEXT("sanad init, or --data DIR if the mission is elsewhere"),
                                           "there is no mission to serve"});
        return;
    }
    if ((data.st_mode & 077) != 0)
        check_found(check, &(struct found){CHECK_FAULT,
                                           check_text(check, "others can enter %s (mode %04o)", path.at,
                                                      (unsigned)(data.st_mode & 07777)),
                                           check_text(check, "chmod 700 %s", path.at),
                                           "other users of this host can copy the database and the settings"});
}

void check_places_run(struct check *check)
{
    struct stat run;
    struct text path = check_text(check, "%.*s", TEXT_ARG(check->settings->run));
    struct sockaddr_un address;
    if (path.length + sizeof "/write.sock" > sizeof address.sun_path)
        check_found(check,
                    &(struct found){CHECK_FAULT, check_text(check, "the path %s is too long for sockets", path.at),
                                    TEXT("run = a directory with a shorter path"),
                                    "the system allows 107 bytes, and sanad does not start"});
    if (stat(path.at, &run) != 0)
        return; /* serve makes it */
    if ((run.st_mode & 007) != 0)
        check_found(check,
                    &(struct found){CHECK_FAULT,
                                    check_text(check, "everybody can enter %s (mode %04o)", path.at,
                                               (unsigned)(run.st_mode & 07777)),
                                    check_text(check, "chmod o= %s", path.at),
                                    "who reaches the sockets says to the program which address a request is from"});
}

static bool answers(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0 || strlen(path) >= sizeof address.sun_path)
        return false;
    memcpy(address.sun_path, path, strlen(path) + 1);
    bool open = connect(descriptor, (const struct sockaddr *)&address, sizeof address) == 0;
    (void)close(descriptor);
    return open;
}

/* A mission that is not served is not a fault; one whose processes cannot be reached is. */
void check_places_sockets(struct check *check)
{
    static const char *const NAMES[] = {"read", "slow", "write"};
    if (!check_is_served(check))
        return;
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
        struct text path = check_text(check, "%.*s/%s.sock", TEXT_ARG(check->settings->run), NAMES[i]);
        if (!answers(path.at))
            check_found(check, &(struct found){CHECK_FAULT, check_text(check, "nobody answers at %s", path.at),
                                               TEXT("systemctl restart sanad; then journalctl -u sanad"),
                                               "the mission is served, and nginx cannot hand these requests over"});
    }
}

static struct text assets_missing(const struct check *check, struct text manifest)
{
    struct text line;
    struct text logical;
    while (text_split(&manifest, '\n', &line)) {
        if (!text_split(&line, ' ', &logical))
            continue;
        struct text path = check_text(check, "%.*s/%.*s", TEXT_ARG(check->settings->assets), TEXT_ARG(line));
        if (!file_exists(path.at))
            return path;
    }
    return TEXT_NONE;
}

void check_places_assets(struct check *check)
{
    struct text manifest;
    struct text path = check_text(check, "%.*s/manifest.txt", TEXT_ARG(check->settings->assets));
    struct text missing = path;
    if (file_read(check->arena, path.at, MANIFEST_MOST, &manifest) == OK)
        missing = assets_missing(check, manifest);
    if (!text_is_empty(missing))
        check_found(check,
                    &(struct found){CHECK_FAULT, check_text(check, "%.*s is not there", TEXT_ARG(missing)),
                                    TEXT("install the package again, or ./dev build; or correct the setting assets"),
                                    "pages have no style, and those of right-to-left languages no order"});
}

void check_places_messages(struct check *check)
{
    static const char *const TAGS[] = {"fr", "ar"};
    for (size_t i = 0; i < sizeof TAGS / sizeof *TAGS; i++) {
        struct text path = check_text(check, "%.*s/%s.mo", TEXT_ARG(check->settings->messages), TAGS[i]);
        if (!file_exists(path.at))
            check_found(check, &(struct found){
                                   CHECK_FAULT, check_text(check, "%s is not there", path.at),
                                   TEXT("install the package again, or ./dev build; or correct the setting messages"),
                                   "sanad does not start without its languages"});
    }
}

void check_places_profile(struct check *check)
{
    struct text path = check_text(check, "%.*s/countries.csv", TEXT_ARG(check->settings->profile));
    if (!file_exists(path.at))
        check_found(check, &(struct found){CHECK_FAULT, check_text(check, "%s is not there", path.at),
                                           TEXT("install the package again, or correct the setting profile"),
                                           "sanad does not start without its code lists"});
}
