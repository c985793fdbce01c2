/* The keyring: there, whole, closed to others, away from the data. */
#include <stdio.h>
#include <sys/stat.h>

#include "app/check/check.h"
#include "system/file.h"
#include "system/keyring.h"

static const char *const FILES[] = {"master.key", "master.sealed", "signature.key", "signature.public",
                                    "signature.next"};
enum { FILE_COUNT = sizeof FILES / sizeof *FILES };

static struct text path_of(const struct check *check, size_t file)
{
    return check_text(check, "%.*s/%s", TEXT_ARG(check->settings->keys), FILES[file]);
}

static bool is_there(const struct check *check, size_t file) { return file_exists(path_of(check, file).at); }

static bool is_whole(const struct check *check)
{
    bool master = is_there(check, 0) || is_there(check, 1) || !text_is_empty(check->settings->key_command);
    return master && is_there(check, 2) && is_there(check, 3);
}

void check_keys_place(struct check *check)
{
    struct text within = check_text(check, "%.*s/", TEXT_ARG(check->settings->data));
    if (text_starts_with(check->settings->keys, within) || text_equal(check->settings->keys, check->settings->data))
        check_found(check,
                    &(struct found){CHECK_FAULT, TEXT("the keyring lies within the data directory"),
                                    check_text(check, "move it to a directory beside %.*s and set keys",
                                               TEXT_ARG(check->settings->data)),
                                    "whoever gets a copy of the data gets the keys with it and reads every name"});
}

void check_keys_present(struct check *check)
{
    if (!is_whole(check))
        check_found(check, &(struct found){
                               CHECK_FAULT,
                               check_text(check, "there is no whole keyring in %.*s", TEXT_ARG(check->settings->keys)),
                               TEXT("a new mission: sanad init; otherwise put back the copy that is kept apart: "
                                    "docs/operations/disaster.md"),
                               "without it no name, contact or narrative can be read by anybody"});
}

static void look_at_mode(struct check *check, struct text path, unsigned wanted, const struct stat *data)
{
    struct stat file;
    if (stat(path.at, &file) != 0)
        return;
    if ((file.st_mode & 077) != 0)
        check_found(check, &(struct found){CHECK_FAULT,
                                           check_text(check, "%s is open to others (mode %04o)", path.at,
                                                      (unsigned)(file.st_mode & 07777)),
                                           check_text(check, "chmod %o %s", wanted, path.at),
                                           "another user of this host can copy the keys"});
    if (file.st_uid != data->st_uid)
        check_found(check, &(struct found){
                               CHECK_FAULT, check_text(check, "%s is of another owner than the data", path.at),
                               check_text(check, "chown --reference=%.*s %s", TEXT_ARG(check->settings->data), path.at),
                               "the program cannot read it, or another user can"});
}

void check_keys_modes(struct check *check)
{
    struct stat data;
    if (stat(check_text(check, "%.*s", TEXT_ARG(check->settings->data)).at, &data) != 0)
        return;
    look_at_mode(check, check_text(check, "%.*s", TEXT_ARG(check->settings->keys)), 0700, &data);
    for (size_t i = 0; i < FILE_COUNT; i++)
        look_at_mode(check, path_of(check, i), 0600, &data);
}

void check_keys_device(struct check *check)
{
    int64_t data = check->host.device(check_text(check, "%.*s", TEXT_ARG(check->settings->data)).at);
    int64_t keys = check->host.device(check_text(check, "%.*s", TEXT_ARG(check->settings->keys)).at);
    if (data >= 0 && data == keys)
        check_found(check, &(struct found){
                               CHECK_WARNING, TEXT("keys and data lie on the same device"),
                               TEXT("keep the keys on another, encrypted device, or encrypt this one: "
                                    "docs/operations/install.md"),
                               "whoever takes the disk takes both, unless it is encrypted (which is not seen here)"});
}

void check_keys_open(struct check *check)
{
    if (is_whole(check) && !check->keyring_opens(check))
        check_found(check, &(struct found){CHECK_FAULT,
                                           check_text(check, "the keyring in %.*s does not open: see above",
                                                      TEXT_ARG(check->settings->keys)),
                                           TEXT("passphrase_command must print its passphrase, or key_command its "
                                                "master key; damaged files: put back the copy that is kept apart"),
                                           "sanad does not start"});
    const struct keyring_standing *keyring = &check->keyring;
    if (keyring->searches_read > 0 || keyring->signatures_open > 0)
        check_found(check,
                    &(struct found){CHECK_WARNING, TEXT("another key was given, and the one before still counts"),
                                    TEXT("sanad keys status; once nothing is under way, sanad keys finish"),
                                    "who has the key before goes on making what is taken for ours"});
}

/* Where a command prints the master key, a file that holds one is left from before. */
static void look_beside_command(struct check *check)
{
    if (is_there(check, 0) || is_there(check, 1))
        check_found(check,
                    &(struct found){CHECK_WARNING,
                                    TEXT("key_command prints the master key, and a file of the keyring holds one"),
                                    TEXT("sanad keys finish, which removes it: docs/operations/keys.md"),
                                    "whoever takes this disk takes what that key still opens"});
}

void check_keys_passphrase(struct check *check)
{
    bool both = is_there(check, 0) && is_there(check, 1);
    if (!text_is_empty(check->settings->key_command)) {
        look_beside_command(check);
        return;
    }
    if (!is_whole(check) || keyring_has_passphrase(check_text(check, "%.*s", TEXT_ARG(check->settings->keys)).at))
        return;
    check_found(check,
                &(struct found){CHECK_WARNING,
                                both ? TEXT("a change of the keyring's passphrase was not finished: it has none now")
                                     : TEXT("the keyring has no passphrase"),
                                both ? TEXT("sanad keys passphrase, once more")
                                     : TEXT("sanad keys passphrase, and passphrase_command: docs/operations/keys.md"),
                                "whoever takes this disk, or a copy of it, takes the keys with it"});
}
