/* The file of settings, and what in it is dangerous for a mission that others can reach. */
#include <sys/stat.h>

#include "app/check/check.h"
#include "codec/mail.h"
#include "notices/notices.h"
#include "system/file.h"
#include "system/smtp.h"

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

/* Of the password for the mail server, where one is needed. */
static void look_at_mail_password(struct check *check)
{
    struct stat file;
    struct text path = check_text(check, "%.*s/" MAIL_PASSWORD_FILE, TEXT_ARG(check->settings->keys));
    if (text_is_empty(check->settings->smtp_user))
        return;
    if (stat(path.at, &file) != 0)
        check_found(check, &(struct found){CHECK_FAULT,
                                           check_text(check, "smtp_user is set and there is no %.*s", TEXT_ARG(path)),
                                           TEXT("write the password into its first line, mode 0600"),
                                           "the mail server takes no mail from who does not sign in"});
    else if ((file.st_mode & 077) != 0)
        check_found(check, &(struct found){CHECK_FAULT,
                                           check_text(check, "others can read %.*s (mode %04o)", TEXT_ARG(path),
                                                      (unsigned)(file.st_mode & 07777)),
                                           check_text(check, "chmod 600 %.*s", TEXT_ARG(path)),
                                           "whoever reads it sends mail in the name of the mission"});
}

void check_settings_mail(struct check *check)
{
    const struct settings *settings = check->settings;
    bool url = !text_is_empty(settings->smtp_url);
    bool from = !text_is_empty(settings->smtp_from);
    if (!url && !from && check_is_public(check))
        check_found(check, &(struct found){CHECK_WARNING, TEXT("no mail is sent: smtp_url and smtp_from are empty"),
                                           TEXT("smtp_url = smtp://… and smtp_from = …: docs/operations/mail.md"),
                                           "users learn what is due only when they sign in"});
    if (url && !smtp_url_is_sound(settings->smtp_url))
        check_found(check, &(struct found){CHECK_FAULT, TEXT("smtp_url is no address of a mail server"),
                                           TEXT("smtp_url = smtp://host:587 or smtps://host, without a user"),
                                           "no mail leaves"});
    if (from && !mail_address_is_sound(settings->smtp_from))
        check_found(check, &(struct found){CHECK_FAULT, TEXT("smtp_from is no address that mail can be sent from"),
                                           TEXT("smtp_from = sanad@mission.example"), "no mail leaves"});
    if (url != from)
        check_found(check,
                    &(struct found){CHECK_FAULT, TEXT("of smtp_url and smtp_from one is empty"),
                                    TEXT("set both, or neither"), "no mail leaves, although somebody meant it to"});
    if (url)
        look_at_mail_password(check);
}
