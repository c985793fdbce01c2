/* A package opens for its receiver, whole and signed, or not at all. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "referrals/referral_package.h"
#include "system/random.h"

enum { HEAD_BITS = 200 * 8 }; /* tried one by one; of what follows, each byte in some bit */

static struct arena *arena;
static char directory[] = "/tmp/sanad-package-XXXXXX";
static struct keyring *ring;
static struct package_signer signer;
static struct text signed_by;
static struct key secret, public;
static struct text code;

static int open_all(void **state)
{
    (void)state;
    random_start();
    arena = arena_open((size_t)512 << 20);
    if (mkdtemp(directory) == NULL)
        return -1;
    struct text keys = arena_format(arena, "%s/keys", directory);
    if (keyring_make(keys.at, TEXT_NONE) != OK || keyring_open(keys.at, TEXT_NONE, &ring) != OK)
        return -1;
    signer.keyring = ring;
    keyring_public(ring, &signer.public);
    signed_by = package_fingerprint(arena, &signer.public);
    package_keys_new(&secret, &public);
    return package_code_read(arena, package_code_new(arena), &code) == OK ? 0 : -1;
}

static int close_all(void **state)
{
    static const char *const FILES[] = {"master.key", "signature.key", "signature.public"};
    (void)state;
    ring = keyring_close(ring);
    for (size_t i = 0; i < sizeof FILES / sizeof *FILES; i++)
        (void)unlink(arena_format(arena, "%s/keys/%s", directory, FILES[i]).at);
    (void)rmdir(arena_format(arena, "%s/keys", directory).at);
    (void)rmdir(directory);
    arena = arena_close(arena);
    return 0;
}

static struct text to_key(struct text content)
{
    struct text bytes;
    const struct package_receiver receiver = {.kind = PACKAGE_TO_KEY, .public = public};
    assert_int_equal(package_write(arena, &receiver, &signer, content, &bytes), OK);
    return bytes;
}

static struct text to_code(struct text content)
{
    struct text bytes;
    const struct package_receiver receiver = {.kind = PACKAGE_TO_CODE, .code = code};
    assert_int_equal(package_write(arena, &receiver, &signer, content, &bytes), OK);
    return bytes;
}

static void refused(struct text bytes, const struct package_opener *opener, enum package_fault wanted)
{
    struct text content;
    enum package_fault fault = PACKAGE_NONE;
    assert_int_equal(package_read(arena, bytes, opener, &content, &fault), INVALID);
    assert_int_equal(fault, wanted);
}

static void opens_as_it_was_written(void **unused)
{
    static const size_t SIZES[] = {0, 1, 3995, 3996, 3997, 20000, PACKAGE_CONTENT_MOST - 4096};
    const struct package_opener opener = {.secret = &secret, .signer = signed_by};
    (void)unused;
    for (size_t i = 0; i < sizeof SIZES / sizeof *SIZES; i++) {
        char *content = arena_bytes(arena, SIZES[i] + 1);
        struct text read;
        enum package_fault fault;
        memset(content, 'x', SIZES[i]);
        struct text bytes = to_key((struct text){content, SIZES[i]});
        assert_int_equal(package_read(arena, bytes, &opener, &read, &fault), OK);
        assert_true(text_equal(read, (struct text){content, SIZES[i]}));
        assert_true(text_find(bytes, TEXT("xxxx")) < 0);
    }
    struct text large;
    char *much = arena_zeroed(arena, PACKAGE_CONTENT_MOST + 1, 1);
    const struct package_receiver receiver = {.kind = PACKAGE_TO_KEY, .public = public};
    assert_int_equal(package_write(arena, &receiver, &signer, (struct text){much, PACKAGE_CONTENT_MOST + 1}, &large),
                     TOO_LARGE);
}

static void opens_with_its_code_alone(void **unused)
{
    struct text content;
    struct text typed;
    struct text other;
    enum package_fault fault;
    struct text bytes = to_code(TEXT("a letter"));
    struct package_opener opener = {.code = code, .signer = signed_by};
    (void)unused;
    assert_int_equal(package_read(arena, bytes, &opener, &content, &fault), OK);
    assert_true(text_is(content, "a letter"));
    assert_int_equal(package_code_read(arena, package_code_new(arena), &other), OK);
    opener.code = other;
    refused(bytes, &opener, PACKAGE_ALTERED);
    refused(bytes, &(struct package_opener){.secret = &secret, .signer = signed_by}, PACKAGE_OTHER_KEY);
    refused(to_key(TEXT("x")), &(struct package_opener){.code = code, .signer = signed_by}, PACKAGE_OTHER_KEY);
    /* as people type it */
    assert_int_equal(package_code_read(arena, TEXT("oil1-abcd efgh-jkmn-pqrs\n"), &typed), OK);
    assert_true(text_is(typed, "0111ABCDEFGHJKMNPQRS"));
    assert_int_equal(package_code_read(arena, TEXT("1234-5678"), &typed), INVALID);
    assert_int_equal(package_code_read(arena, TEXT("uuuu-uuuu-uuuu-uuuu-uuuu"), &typed), INVALID);
}

/* Every bit of it; and every end. */
static void one_altered_bit_is_refused(void **unused)
{
    struct text bytes = to_key(TEXT("{\"format\":\"x\"}"));
    const struct package_opener opener = {.secret = &secret, .signer = signed_by};
    (void)unused;
    char *copy = arena_bytes(arena, bytes.length);
    for (size_t bit = 0; bit < bytes.length * 8; bit += bit < HEAD_BITS ? 1 : 5) {
        AUTO_ARENA struct arena *own = arena_open(1 << 20);
        struct text content;
        enum package_fault fault;
        memcpy(copy, bytes.at, bytes.length);
        copy[bit / 8] = (char)(copy[bit / 8] ^ (1 << bit % 8));
        assert_int_equal(package_read(own, (struct text){copy, bytes.length}, &opener, &content, &fault), INVALID);
    }
    for (size_t length = 0; length < bytes.length; length += 41) {
        AUTO_ARENA struct arena *own = arena_open(1 << 20);
        struct text content;
        enum package_fault fault;
        assert_int_equal(package_read(own, text_slice(bytes, 0, length), &opener, &content, &fault), INVALID);
    }
    /* under a code: its head, where nothing but the binding keeps it */
    struct text coded = to_code(TEXT("y"));
    char *other = arena_bytes(arena, coded.length);
    for (size_t bit = 8 * 8; bit < (8 + 1 + 16) * 8; bit += 29) {
        memcpy(other, coded.at, coded.length);
        other[bit / 8] = (char)(other[bit / 8] ^ (1 << bit % 8));
        struct text content;
        enum package_fault fault;
        const struct package_opener with = {.code = code, .signer = signed_by};
        assert_int_equal(package_read(arena, (struct text){other, coded.length}, &with, &content, &fault), INVALID);
    }
}

static void nobody_else_opens_it_or_signs_for_us(void **unused)
{
    struct key other_secret;
    struct key other_public;
    struct text bytes = to_key(TEXT("z"));
    (void)unused;
    package_keys_new(&other_secret, &other_public);
    refused(bytes, &(struct package_opener){.secret = &other_secret, .signer = signed_by}, PACKAGE_OTHER_KEY);
    refused(bytes, &(struct package_opener){.secret = &secret, .signer = package_fingerprint(arena, &other_public)},
            PACKAGE_STRANGER);
    /* taken out of one package and put into another, for somebody else: the signature names its receiver */
    struct text again = to_key(TEXT("z"));
    assert_false(text_equal(bytes, again));
}

static void keys_and_fingerprints_are_read_as_written(void **unused)
{
    struct key read;
    struct text fingerprint;
    struct text secret_text = package_secret_text(arena, &secret);
    (void)unused;
    assert_int_equal(package_secret_read(arena, secret_text, &read), OK);
    assert_memory_equal(read.bytes, secret.bytes, KEY_BYTES);
    assert_int_equal(package_secret_read(arena, TEXT("sanad-backup-secret-1 00"), &read), INVALID);
    assert_int_equal(package_public_read(arena, TEXT("00"), &read), INVALID);
    assert_int_equal(
        package_public_read(arena, TEXT("0000000000000000000000000000000000000000000000000000000000000000"), &read),
        INVALID); /* a point of small order */
    struct text shown = package_fingerprint_shown(arena, signed_by);
    assert_int_equal(shown.length, 39);
    assert_int_equal(package_fingerprint_read(arena, shown, &fingerprint), OK);
    assert_true(text_equal(fingerprint, signed_by));
}

static void content_is_read_as_written(void **unused)
{
    struct package_fact facts[] = {{TEXT("Nom"), TEXT("Aïcha \"B\"")}, {TEXT("Raisons"), TEXT("une\ndeux")}};
    const struct package_content content = {
        .number = TEXT("REF-1"), .from = TEXT("A"), .to = TEXT("B"), .facts = facts, .fact_count = 2};
    struct package_content read;
    (void)unused;
    assert_int_equal(package_content_read(arena, package_content_write(arena, &content), &read), OK);
    assert_true(text_is(read.number, "REF-1"));
    assert_int_equal(read.fact_count, 2);
    assert_true(text_equal(read.facts[0].value, facts[0].value));
    assert_true(text_equal(read.facts[1].value, facts[1].value));
    assert_int_equal(package_content_read(arena, TEXT("{}"), &read), INVALID);
    /* what a terminal would obey */
    facts[0].value = TEXT("\x1b[2J");
    assert_int_equal(package_content_read(arena, package_content_write(arena, &content), &read), INVALID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(opens_as_it_was_written),
        cmocka_unit_test(opens_with_its_code_alone),
        cmocka_unit_test(one_altered_bit_is_refused),
        cmocka_unit_test(nobody_else_opens_it_or_signs_for_us),
        cmocka_unit_test(keys_and_fingerprints_are_read_as_written),
        cmocka_unit_test(content_is_read_as_written),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
