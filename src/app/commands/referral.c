/* sanad referral: opens the package of a referral, for who receives one without an account; makes the receiver's keys.
   Needs no mission. */
#include <stdio.h>

#include "app/commands/commands.h"
#include "codec/hex.h"
#include "referrals/referral_package.h"
#include "system/file.h"
#include "system/passphrase.h"
#include "system/random.h"

enum { SECRET_FILE_MOST = 4096 };

static int say(const char *what, struct text about)
{
    struct text head = about.length > 0 ? about : TEXT("");
    (void)fprintf(stderr, "sanad referral: %.*s%s%s\n", TEXT_ARG(head), head.length > 0 ? ": " : "", what);
    return EXIT_REFUSED;
}

/* ---- keys ---- */

static int make_key(struct command_line *line)
{
    struct arena *arena = line->arena;
    struct text directory = command_value(line, "--make-key");
    struct text secret_path = arena_format(arena, "%.*s/referral.secret", TEXT_ARG(directory));
    struct text public_path = arena_format(arena, "%.*s/referral.public", TEXT_ARG(directory));
    struct key secret;
    struct key public;
    random_start();
    if (directory_make(arena_string(arena, directory), 0700) != OK)
        return say("cannot be made", directory);
    if (file_exists(secret_path.at))
        return say("there is a key already: nothing was done", secret_path);
    package_keys_new(&secret, &public);
    struct text digits = hex_encode(arena, (struct text){(const char *)public.bytes, KEY_BYTES});
    enum outcome outcome = file_write(secret_path.at, package_secret_text(arena, &secret), 0600);
    key_forget(&secret);
    if (outcome == OK)
        outcome = file_write(public_path.at, arena_join(arena, digits, TEXT("\n")), 0644);
    if (outcome != OK)
        return say("cannot be written", directory);
    (void)printf("The secret key is %s: it opens what is sent to you; keep a copy in a safe place, give it to nobody.\n"
                 "Give this public key to who refers persons to you:\n%.*s\n"
                 "and tell them its fingerprint by telephone:\n%.*s\n",
                 secret_path.at, TEXT_ARG(digits),
                 TEXT_ARG(package_fingerprint_shown(arena, package_fingerprint(arena, &public))));
    return EXIT_DONE;
}

/* ---- opening ---- */

/* Values are shown line by line below their label; what a terminal could take for a command was refused on reading. */
static void print_content(const struct package_content *content)
{
    const struct package_fact head[] = {
        {TEXT("Number"), content->number},       {TEXT("From"), content->from},  {TEXT("To"), content->to},
        {TEXT("Service"), content->service},     {TEXT("Place"), content->city}, {TEXT("Sent on"), content->sent_on},
        {TEXT("Answer due on"), content->due_on}};
    for (size_t i = 0; i < sizeof head / sizeof *head; i++)
        if (head[i].value.length > 0)
            (void)printf("%.*s: %.*s\n", TEXT_ARG(head[i].label), TEXT_ARG(head[i].value));
    (void)puts("");
    for (size_t i = 0; i < content->fact_count; i++) {
        struct text rest = content->facts[i].value;
        struct text one;
        (void)printf("%.*s:\n", TEXT_ARG(content->facts[i].label));
        while (text_split(&rest, '\n', &one))
            (void)printf("    %.*s\n", TEXT_ARG(one));
    }
}

/* The secret key, or the code, whichever the package wants. */
static enum outcome read_opener(struct command_line *line, enum package_kind kind, struct key *secret,
                                struct package_opener *opener)
{
    struct arena *arena = line->arena;
    struct text key_file = command_value(line, "--key");
    struct text code_file = command_value(line, "--code-file");
    struct text typed;
    if (kind == PACKAGE_TO_KEY) {
        struct text content;
        if (key_file.length == 0)
            return (void)say("this package wants the secret key: --key FILE", TEXT_NONE), INVALID;
        if (file_read(arena, arena_string(arena, key_file), SECRET_FILE_MOST, &content) != OK ||
            package_secret_read(arena, content, secret) != OK)
            return (void)say("is no secret key of a receiver", key_file), INVALID;
        opener->secret = secret;
        return OK;
    }
    enum outcome outcome = code_file.length > 0
                               ? passphrase_read(arena, arena_string(arena, code_file), false, &typed)
                               : passphrase_ask(arena, "Code, as it was told by telephone", false, &typed);
    if (outcome == OK && package_code_read(arena, typed, &opener->code) != OK)
        outcome = ((void)say("this is no code: 20 letters and digits are wanted", TEXT_NONE), INVALID);
    return outcome;
}

static int open_file(struct command_line *line)
{
    struct arena *arena = line->arena;
    struct text path = command_value(line, "--open");
    struct package_opener opener = {0};
    struct package_content content;
    struct key secret;
    enum package_kind kind;
    enum package_fault fault;
    struct text bytes;
    struct text json;
    if (package_fingerprint_read(arena, command_value(line, "--signer"), &opener.signer) != OK)
        return say("--signer wants the fingerprint of the key that signed, as the cover of the package says it",
                   TEXT_NONE);
    if (file_read(arena, arena_string(arena, path), PACKAGE_FILE_MOST, &bytes) != OK)
        return say("cannot be read, or is too large for a package", path);
    if (package_kind_of(bytes, &kind) != OK)
        return say(package_fault_said(PACKAGE_NONE), path);
    if (read_opener(line, kind, &secret, &opener) != OK)
        return EXIT_REFUSED;
    enum outcome outcome = package_read(arena, bytes, &opener, &json, &fault);
    key_forget(&secret);
    if (outcome == UNAVAILABLE)
        return say("64 MiB of memory are wanted and cannot be had", TEXT_NONE);
    if (outcome != OK)
        return say(package_fault_said(fault), path);
    if (package_content_read(arena, json, &content) != OK)
        return say("it is whole and signed, but of a kind that this program does not know: update it", path);
    if (command_has(line, "--json"))
        (void)printf("%.*s\n", TEXT_ARG(json));
    else
        print_content(&content);
    return EXIT_DONE;
}

static int run(struct command_line *line)
{
    if (command_has(line, "--make-key"))
        return make_key(line);
    if (command_has(line, "--open"))
        return open_file(line);
    (void)fputs("sanad referral: --open FILE or --make-key DIR\n", stderr);
    return EXIT_WRONG_USE;
}

static const struct option OPTIONS[] = {
    {"--open", "FILE", "opens a package, after its signature was verified, and prints what stands in it"},
    {"--signer", "FINGERPRINT", "of the key that has to have signed it, as on its cover"},
    {"--key", "FILE", "the receiver's secret key, of --make-key"},
    {"--code-file", "FILE", "its first line is the code; without it the code is asked on the terminal"},
    {"--json", NULL, "prints it as JSON"},
    {"--make-key", "DIR", "makes a receiver's pair of keys there"},
};

const struct command referral_command = {
    .name = "referral",
    .summary = "Opens a package of a referral, for a receiver without an account",
    .options = OPTIONS,
    .option_count = sizeof OPTIONS / sizeof *OPTIONS,
    .bears_faulty_settings = true,
    .run = run,
};
