/* The file of settings, and what in it is dangerous for a mission that others can reach. */
#include <sys/stat.h>

#include "app/check/check.h"
#include "system/file.h"

static bool is_safe(const struct check *check) { return text_starts_with(check->settings->address, TEXT("https:")); }

void check_settings_usable(struct check *check)
{
    if (check->settings == NULL)
        check_found(check,
                    &(struct found){CHECK_FAULT, TEXT("the settings cannot be used: their faults are named above"),
                                    check_text(check, "correct these lines of %s", check->settings_file),
                                    "sanad does not start, and nothing that depends on them was looked at"});
}

void check_settings_file(struct check *check)
{
    struct stat file;
    struct stat data;
    const char *path = check->settings_file;
    if (stat(path, &file) != 0) {
        check_found(check,
                    &(struct found){CHECK_WARNING, check_text(check, "there is no %s", path),
                                    TEXT("sanad init writes one; write name, address and places into it"),
                                    "the mission is served with defaults, which suit a trial on one's own host"});
        return;
    }
    if ((file.st_mode & 022) != 0)
        check_found(check, &(struct found){CHECK_FAULT,
                                           check_text(check, "others can write %s (mode %04o)", path,
                                                      (unsigned)(file.st_mode & 07777)),
                                           check_text(check, "chmod 600 %s", path),
                                           "whoever writes it chooses the command that prints the passphrase"});
    if (stat(check_text(check, "%.*s", TEXT_ARG(check->settings->data)).at, &data) == 0 && file.st_uid != 0 &&
        file.st_uid != data.st_uid)
        check_found(check, &(struct found){
                               CHECK_FAULT, check_text(check, "%s is of another owner than the data", path),
                               check_text(check, "chown --reference=%.*s %s", TEXT_ARG(check->settings->data), path),
                               "whoever owns it chooses the command that prints the passphrase"});
}

void check_settings_address(struct check *check)
{
    if (check_is_public(check) && !is_safe(check))
        check_found(check, &(struct found){CHECK_FAULT,
                                           check_text(check, "the address %.*s is reached without TLS",
                                                      TEXT_ARG(check->settings->address)),
                                           TEXT("address = https://… and a certificate: docs/operations/install.md"),
                                           "names and passwords travel in clear, and cookies are not sent over http"});
}

void check_settings_cookies(struct check *check)
{
    if (check_is_public(check) && !check->settings->secure_cookies)
        check_found(check, &(struct found){CHECK_FAULT, TEXT("secure_cookies is no at a public address"),
                                           TEXT("secure_cookies = yes"),
                                           "a session can be read on the way and used by whoever reads it"});
}

void check_settings_second_factor(struct check *check)
{
    if (check_is_public(check) && !check->settings->require_second_factor)
        check_found(check, &(struct found){CHECK_WARNING, TEXT("require_second_factor is no at a public address"),
                                           TEXT("require_second_factor = yes"),
                                           "a password that was guessed or seen opens the files of persons"});
}

void check_settings_demonstration(struct check *check)
{
    struct text accounts = check_text(check, "%.*s/accounts.txt", TEXT_ARG(check->settings->data));
    if (check_is_public(check) && (check->settings->demonstration || file_exists(accounts.at)))
        check_found(check, &(struct found){CHECK_FAULT, TEXT("a demonstration mission is served at a public address"),
                                           TEXT("make a mission with sanad init in another data directory"),
                                           "its accounts and passwords are known to everybody"});
}
