#include "base/tests/testing.h"

#include <stdlib.h>
#include <unistd.h>

#include "identity/sign_in_rules.h"
#include "record/keys.h"
#include "system/random.h"

static struct arena *arena;

static int start(void **state)
{
    (void)state;
    random_start();
    arena = arena_open((size_t)64 << 20);
    return 0;
}

static int end(void **state)
{
    (void)state;
    arena = arena_close(arena);
    return 0;
}

static void test_password_faults(void **state)
{
    static const struct {
        const char *password;
        enum password_fault fault;
    } CASES[] = {
        {"", PASSWORD_SHORT},
        {"elevenchars", PASSWORD_SHORT},
        {"twelvecharss", PASSWORD_SOUND},
        {"éèàùçâêîôûé", PASSWORD_SHORT}, /* eleven, though of 22 bytes */
        {"éèàùçâêîôûéx", PASSWORD_SOUND},
        {"سبعة جمال في الغيم", PASSWORD_SOUND},
        {"quatre fenêtres sur la cour", PASSWORD_SOUND},
        {"zebra-kiln-oboe-47", PASSWORD_SOUND},
        {"a line\nand another", PASSWORD_UNREADABLE},
        {"reversed\xe2\x80\xae letters", PASSWORD_UNREADABLE},
        {"broken \xff\xfe bytes", PASSWORD_UNREADABLE},
        {"aaaaaaaaaaaaaaa", PASSWORD_REPEATS},
        {"éééééééééééé", PASSWORD_REPEATS},
        {"abcabcabcabcab", PASSWORD_REPEATS},
        {"abcdefghijklmn", PASSWORD_RUNS},
        {"ZYXWVUTSRQPO", PASSWORD_RUNS},
        {"123456789012", PASSWORD_RUNS},
        {"١٢٣٤٥٦٧٨٩٠١٢", PASSWORD_RUNS},
        {"987654321098", PASSWORD_RUNS},
        {"it is Nadia.Exemple", PASSWORD_HOLDS_LOGIN},
        {"nadia-exemple-2022", PASSWORD_HOLDS_LOGIN},
        {"password2022!!", PASSWORD_COMMON},
        {"PASSWORD20222", PASSWORD_COMMON},
        {"P@ssw0rd!2022", PASSWORD_COMMON},
        {"Mot-de-passe-2022", PASSWORD_COMMON},
        {"Azertyuiop12", PASSWORD_COMMON},
        {"bismillah1234", PASSWORD_COMMON},
        {"Bonjour-Maroc-2022", PASSWORD_COMMON},
        {"SanadMission2022", PASSWORD_COMMON},
        {"RÉINTÉGRATION1", PASSWORD_COMMON},
        {"كلمةالسر٢٠٢٢", PASSWORD_COMMON},
        {"19750806 19780114", PASSWORD_COMMON}, /* only digits */
        {"!!!!....????,,,,", PASSWORD_COMMON},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(CASES); i++) {
        enum password_fault fault = password_fault(arena, TEXT("nadia.exemple"), text_from(CASES[i].password));
        if (fault != CASES[i].fault)
            fail_msg("\"%s\": %d instead of %d", CASES[i].password, (int)fault, (int)CASES[i].fault);
    }
}

static void test_long_password(void **state)
{
    (void)state;
    AUTO_BUFFER struct buffer password = buffer_open(4096);
    while (password.length < PASSWORD_MOST)
        buffer_format(&password, "%zu kites ", password.length);
    struct text long_one = text_slice(buffer_text(&password), 0, PASSWORD_MOST);
    assert_int_equal(password_fault(arena, TEXT("nadia"), long_one), PASSWORD_SOUND);
    long_one = arena_join(arena, long_one, TEXT("x"));
    assert_int_equal(password_fault(arena, TEXT("nadia"), long_one), PASSWORD_LONG);
}

/* A login of two letters stands in half of all sentences: it forbids none. */
static void test_short_login(void **state)
{
    (void)state;
    assert_int_equal(password_fault(arena, TEXT("ab"), TEXT("fables about absent kites")), PASSWORD_SOUND);
}

/* What stands for the hash of nobody must cost as much as a real one. */
static void test_dummy_hash(void **state)
{
    (void)state;
    struct text real = password_hash(arena, TEXT("quatre fenêtres sur la cour"));
    struct text head = TEXT("$argon2id$v=19$m=19456,t=2,p=1$");
    assert_true(text_starts_with(real, head));
    assert_true(text_starts_with(sign_in_dummy_hash, head));
    assert_int_equal(sign_in_dummy_hash.length, real.length);
    assert_false(password_matches(sign_in_dummy_hash, TEXT("")));
}

/* The seed of RFC 6238, appendix B, and the last six of the eight digits it gives for SHA-1. */
static const struct {
    int64_t second;
    const char *code;
} VECTORS[] = {
    {59, "287082"},         {1111111109, "081804"}, {1111111111, "050471"},
    {1234567890, "005924"}, {2000000000, "279037"}, {INT64_C(20000000000), "353130"},
};
static const struct text SEED = TEXT_CONSTANT("12345678901234567890");

static void test_totp_vectors(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(VECTORS); i++) {
        int64_t step = 0;
        int64_t now = VECTORS[i].second * MICROSECONDS;
        assert_int_equal(totp_check(arena, SEED, text_from(VECTORS[i].code), now, &step), OK);
        assert_int_equal(step, VECTORS[i].second / TOTP_SECONDS);
    }
}

/* One step early and one late are taken, with the step they belong to; two are not. */
static void test_totp_window(void **state)
{
    (void)state;
    int64_t second = 1111111111; /* the first second of its step but one */
    int64_t own = second / TOTP_SECONDS;
    for (int64_t away = -3; away <= 3; away++) {
        int64_t step = 0;
        enum outcome outcome =
            totp_check(arena, SEED, TEXT("050471"), (second + away * TOTP_SECONDS) * MICROSECONDS, &step);
        assert_int_equal(outcome, away >= -1 && away <= 1 ? OK : INVALID);
        assert_int_equal(step, outcome == OK ? own : 0);
    }
}

static void test_totp_typed(void **state)
{
    static const char *const TAKEN[] = {"050471", "050 471", " 050471 ", "٠٥٠٤٧١", "050-471"};
    static const char *const REFUSED[] = {"", "05047", "0504711", "05047a", "-50471", "+50471", "14050471", "050472"};
    int64_t step;
    int64_t now = INT64_C(1111111111) * MICROSECONDS;
    (void)state;
    for (size_t i = 0; i < COUNT(TAKEN); i++)
        assert_int_equal(totp_check(arena, SEED, text_from(TAKEN[i]), now, &step), OK);
    for (size_t i = 0; i < COUNT(REFUSED); i++)
        assert_int_equal(totp_check(arena, SEED, text_from(REFUSED[i]), now, &step), INVALID);
}

static void test_totp_secret(void **state)
{
    (void)state;
    struct text secret = totp_secret_new(arena);
    assert_int_equal(secret.length, TOTP_SECRET_BYTES);
    assert_false(text_equal(secret, totp_secret_new(arena)));
    assert_text(totp_secret_shown(arena, SEED), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
    assert_text(totp_address(arena, TEXT("Mission d'été"), TEXT("nadia.exemple"), SEED),
                "otpauth://totp/Mission%20d%27%C3%A9t%C3%A9:nadia.exemple?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
                "&issuer=Mission%20d%27%C3%A9t%C3%A9");
}

struct ring {
    char *directory;
    struct keyring *keyring;
    struct keys *keys;
};

static struct ring ring_open(void)
{
    struct ring ring = {.directory = arena_string(arena, TEXT("/tmp/sanad_rules_XXXXXX"))};
    assert_non_null(mkdtemp(ring.directory));
    assert_int_equal(keyring_make(ring.directory, TEXT_NONE), OK);
    assert_int_equal(keyring_open(ring.directory, TEXT_NONE, &ring.keyring), OK);
    ring.keys = keys_open(ring.keyring);
    return ring;
}

static void ring_close(struct ring *ring)
{
    static const char *const FILES[] = {"master.key", "signature.key", "signature.public"};
    ring->keys = keys_close(ring->keys);
    ring->keyring = keyring_close(ring->keyring);
    for (size_t i = 0; i < COUNT(FILES); i++)
        (void)unlink(arena_format(arena, "%s/%s", ring->directory, FILES[i]).at);
    (void)rmdir(ring->directory);
}

static void test_recovery_codes(void **state)
{
    static const char *const SAME[] = {"4K7Q-W2M0", "4k7q-w2mo", "4K7QW2MO", " 4k7q w2m0 ", "4-K-7-Q-W-2-M-0"};
    static const char *const NONE[] = {"", "4K7Q-W2M", "4K7Q-W2M00", "4K7Q-W2MU", "4K7Q_W2M0", "4K7Q-W2M\xc3\xa9"};
    struct text first;
    struct text digest;
    (void)state;
    struct ring ring = ring_open();
    struct work work = {.arena = arena, .keys = ring.keys};
    struct identifier user = identifier_new();
    assert_int_equal(recovery_code_digest(&work, user, text_from(SAME[0]), &first), OK);
    for (size_t i = 1; i < COUNT(SAME); i++) {
        assert_int_equal(recovery_code_digest(&work, user, text_from(SAME[i]), &digest), OK);
        assert_true(text_equal(digest, first));
    }
    for (size_t i = 0; i < COUNT(NONE); i++)
        assert_int_equal(recovery_code_digest(&work, user, text_from(NONE[i]), &digest), INVALID);
    assert_int_equal(recovery_code_digest(&work, identifier_new(), text_from(SAME[0]), &digest), OK);
    assert_false(text_equal(digest, first)); /* the same code of another person */
    struct text code = recovery_code_new(arena);
    assert_int_equal(code.length, RECOVERY_LENGTH + 1);
    assert_int_equal(code.at[4], '-');
    assert_int_equal(recovery_code_digest(&work, user, code, &digest), OK);
    assert_false(text_equal(code, recovery_code_new(arena)));
    ring_close(&ring);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_password_faults), cmocka_unit_test(test_long_password),
        cmocka_unit_test(test_short_login),     cmocka_unit_test(test_dummy_hash),
        cmocka_unit_test(test_totp_vectors),    cmocka_unit_test(test_totp_window),
        cmocka_unit_test(test_totp_typed),      cmocka_unit_test(test_totp_secret),
        cmocka_unit_test(test_recovery_codes),
    };
    return cmocka_run_group_tests(tests, start, end);
}
