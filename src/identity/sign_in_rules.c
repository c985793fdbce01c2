#include "identity/sign_in_rules.h"

#include <liboath/oath.h>
#include <string.h>

#include "base/number.h"
#include "codec/base32.h"
#include "codec/hex.h"
#include "codec/url.h"
#include "record/keys.h"

/* ---- passwords ---- */

/* Made of random bytes with the settings of password_hash(); nobody knows what it is of. */
const struct text sign_in_dummy_hash =
    TEXT_CONSTANT("$argon2id$v=19$m=19456,t=2,p=1$MZvvOt8IueAI7gv3WkJoPQ$PwNaxpe0gdZC/sDu/lCttk+xBIA60XJtV+hTEHMNVnI");

/* ASCII and the accented letters of French; enough to compare with a list. */
static int32_t lower(int32_t c)
{
    bool capital = (c >= 'A' && c <= 'Z') || (c >= 0xC0 && c <= 0xDE && c != 0xD7);
    return capital ? c + 32 : c;
}

static struct text lowered(struct arena *arena, struct text text)
{
    AUTO_BUFFER struct buffer out = buffer_open(text.length * 3 + 1);
    for (size_t at = 0; at < text.length;)
        buffer_add_code_point(&out, lower(text_next_code_point(text, &at)));
    return arena_text(arena, buffer_text(&out));
}

/* Everything that is no letter: all of ASCII but a to z. */
static bool is_trimming(char c) { return (unsigned char)c < 0x80 && !(c >= 'a' && c <= 'z'); }

static struct text stem_of(struct text text)
{
    size_t from = 0;
    size_t to = text.length;
    while (from < to && is_trimming(text.at[from]))
        from++;
    while (to > from && is_trimming(text.at[to - 1]))
        to--;
    return text_slice(text, from, to);
}

/* p@ssw0rd is password; what is left of signs and digits within is dropped: mot-de-passe, m0t_de_passe. */
static struct text unmasked(struct arena *arena, struct text text)
{
    static const char MASKS[][2] = {{'@', 'a'}, {'4', 'a'}, {'3', 'e'}, {'1', 'i'}, {'!', 'i'},
                                    {'0', 'o'}, {'$', 's'}, {'5', 's'}, {'7', 't'}};
    AUTO_BUFFER struct buffer out = buffer_open(text.length + 1);
    for (size_t i = 0; i < text.length; i++) {
        char c = text.at[i];
        for (size_t j = 0; j < sizeof MASKS / sizeof *MASKS; j++)
            if (c == MASKS[j][0])
                c = MASKS[j][1];
        if (!is_trimming(c))
            buffer_add_byte(&out, c);
    }
    return arena_text(arena, buffer_text(&out));
}

/* One such word, or two behind one another. */
static bool is_common(struct text stem)
{
    if (stem.length == 0 || common_password_is(stem))
        return true;
    for (size_t at = 1; at < stem.length; at++)
        if (common_password_is(text_slice(stem, 0, at)) && common_password_is(text_slice(stem, at, stem.length)))
            return true;
    return false;
}

static bool repeats(struct text text)
{
    enum { PERIOD_MOST = 4 };
    for (size_t period = 1; period <= PERIOD_MOST && period < text.length; period++)
        if (memcmp(text.at, text.at + period, text.length - period) == 0)
            return true;
    return false;
}

static bool runs(struct text text, int step)
{
    for (size_t i = 1; i < text.length; i++) {
        int expected = text.at[i - 1] + step;
        bool turns = (step > 0 && text.at[i - 1] == '9' && text.at[i] == '0') ||
                     (step < 0 && text.at[i - 1] == '0' && text.at[i] == '9');
        if (text.at[i] != expected && !turns)
            return false;
    }
    return true;
}

static bool holds(struct text text, struct text part)
{
    enum { PART_LEAST = 3 };
    return part.length >= PART_LEAST && text_find(text, part) >= 0;
}

enum password_fault password_fault(struct arena *arena, struct text login, struct text password)
{
    size_t length = text_code_points(password);
    if (!text_is_clean(password, false))
        return PASSWORD_UNREADABLE;
    if (length < PASSWORD_LEAST || length > PASSWORD_MOST)
        return length < PASSWORD_LEAST ? PASSWORD_SHORT : PASSWORD_LONG;
    struct text small = lowered(arena, digits_to_ascii(arena, password));
    if (repeats(small))
        return PASSWORD_REPEATS;
    if (runs(small, 1) || runs(small, -1))
        return PASSWORD_RUNS;
    struct text name = lowered(arena, login);
    if (holds(small, name) || holds(unmasked(arena, small), unmasked(arena, name)))
        return PASSWORD_HOLDS_LOGIN;
    struct text stem = stem_of(small);
    if (is_common(stem) || is_common(unmasked(arena, stem)))
        return PASSWORD_COMMON;
    return PASSWORD_SOUND;
}

enum outcome password_check(struct work *work, struct text login, struct text password)
{
    static const struct {
        const char *code, *message;
    } FAULTS[] = {
        [PASSWORD_UNREADABLE] = {"password_unreadable", N_("A password is made of characters that can be typed.")},
        [PASSWORD_SHORT] = {"password_short", N_("A password has 12 characters at least. A short sentence is easy to "
                                                 "remember and hard to guess.")},
        [PASSWORD_LONG] = {"password_long", N_("A password has 200 characters at most.")},
        [PASSWORD_REPEATS] = {"password_repeats",
                              N_("This password is the same again and again. Choose one that is harder to guess.")},
        [PASSWORD_RUNS] = {"password_runs",
                           N_("This password follows the alphabet or the digits. Choose one that is harder to guess.")},
        [PASSWORD_HOLDS_LOGIN] = {"password_holds_login", N_("A password may not hold the user name.")},
        [PASSWORD_COMMON] = {"password_common",
                             N_("Many people choose this password: it would be guessed. Choose several words that do "
                                "not belong together.")},
    };
    enum password_fault fault = password_fault(work->arena, login, password);
    if (fault == PASSWORD_SOUND)
        return OK;
    return problem_add(&work->problems, INVALID, FAULTS[fault].code, TEXT("password"), FAULTS[fault].message);
}

/* ---- codes that change with time (RFC 6238) ---- */

static struct text without_spaces(struct arena *arena, struct text typed)
{
    AUTO_BUFFER struct buffer out = buffer_open(typed.length + 1);
    for (size_t i = 0; i < typed.length; i++)
        if (typed.at[i] != ' ' && typed.at[i] != '-')
            buffer_add_byte(&out, typed.at[i]);
    return arena_text(arena, buffer_text(&out));
}

enum outcome totp_check(struct arena *arena, struct text secret, struct text typed, int64_t now, int64_t *ret_step)
{
    int64_t number;
    int position;
    uint64_t step;
    struct text code = without_spaces(arena, digits_to_ascii(arena, typed));
    if (code.length != TOTP_DIGITS || text_to_integer(text_slice(code, 1, code.length), 0, 99999, &number) != OK ||
        code.at[0] < '0' || code.at[0] > '9')
        return INVALID;
    int found = oath_totp_validate3(secret.at, secret.length, (time_t)(now / MICROSECONDS), TOTP_SECONDS, 0,
                                    TOTP_WINDOW, &position, &step, arena_string(arena, code));
    if (found < 0)
        return found == OATH_INVALID_OTP ? INVALID : FAILED;
    *ret_step = (int64_t)step;
    return OK;
}

struct text totp_secret_new(struct arena *arena)
{
    struct key key;
    key_make(&key);
    struct text secret = arena_text(arena, (struct text){(const char *)key.bytes, TOTP_SECRET_BYTES});
    key_forget(&key);
    return secret;
}

static struct text grouped(struct arena *arena, struct text text, char between)
{
    enum { GROUP = 4 };
    AUTO_BUFFER struct buffer out = buffer_open(text.length * 2 + 1);
    for (size_t i = 0; i < text.length; i++) {
        if (i > 0 && i % GROUP == 0)
            buffer_add_byte(&out, between);
        buffer_add_byte(&out, text.at[i]);
    }
    return arena_text(arena, buffer_text(&out));
}

struct text totp_secret_shown(struct arena *arena, struct text secret)
{
    return grouped(arena, base32_encode(arena, secret), ' ');
}

struct text totp_address(struct arena *arena, struct text mission, struct text login, struct text secret)
{
    enum { ADDRESS_MOST = 4096 };
    AUTO_BUFFER struct buffer out = buffer_open(ADDRESS_MOST);
    struct text issuer = mission.length == 0 ? TEXT("Sanad") : mission;
    buffer_add(&out, TEXT("otpauth://totp/"));
    url_encode(&out, issuer);
    buffer_add_byte(&out, ':');
    url_encode(&out, login);
    buffer_add_byte(&out, '?');
    url_encode_parameter(&out, true, TEXT("secret"), base32_encode(arena, secret));
    url_encode_parameter(&out, false, TEXT("issuer"), issuer);
    return arena_text(arena, buffer_text(&out));
}

/* ---- codes for when the telephone is lost ---- */

static const char CROCKFORD[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

struct text recovery_code_new(struct arena *arena)
{
    struct key key;
    key_make(&key);
    char *code = arena_bytes(arena, RECOVERY_LENGTH);
    for (size_t i = 0; i < RECOVERY_LENGTH; i++)
        code[i] = CROCKFORD[key.bytes[i] % 32];
    key_forget(&key);
    return grouped(arena, (struct text){code, RECOVERY_LENGTH}, '-');
}

/* As people misread it; 0 when it is no character of a code. */
static char crockford(char c)
{
    if (c >= 'a' && c <= 'z')
        c = (char)(c - 32);
    if (c == 'O')
        return '0';
    if (c == 'I' || c == 'L')
        return '1';
    return c != '\0' && strchr(CROCKFORD, c) != NULL ? c : '\0';
}

enum outcome recovery_code_digest(struct work *work, struct identifier user, struct text typed, struct text *ret_digest)
{
    unsigned char digest[SEARCH_KEY_BYTES];
    struct text code = without_spaces(work->arena, digits_to_ascii(work->arena, typed));
    if (code.length != RECOVERY_LENGTH)
        return INVALID;
    char *clean = arena_string(work->arena, code);
    for (size_t i = 0; i < code.length; i++)
        if ((clean[i] = crockford(code.at[i])) == '\0')
            return INVALID;
    struct text whose = identifier_to_text(work->arena, user);
    lasting_key(keys_ring(work->keys), TEXT("recovery_code"),
                arena_join(work->arena, whose, (struct text){clean, code.length}), digest);
    *ret_digest = hex_encode(work->arena, (struct text){(const char *)digest, SEARCH_KEY_BYTES});
    return OK;
}
