#include "base/tests/testing.h"

#include "codec/cookie.h"

static void finds_its_own(void **state)
{
    (void)state;
    assert_text(cookie_get(TEXT("a=1; session=xyz=; b=2"), TEXT("session")), "xyz=");
    assert_text(cookie_get(TEXT("session=xyz"), TEXT("session")), "xyz");
    assert_text(cookie_get(TEXT("a=1;session=xyz ;"), TEXT("session")), "xyz");
    assert_text(cookie_get(TEXT("xsession=1; sessio=2; Session=3"), TEXT("session")), "");
    assert_text(cookie_get(TEXT("session"), TEXT("session")), "");
    assert_text(cookie_get(TEXT_NONE, TEXT("session")), "");
}

static void trusts_neither_of_two(void **state)
{
    (void)state;
    assert_text(cookie_get(TEXT("session=mine; session=theirs"), TEXT("session")), "");
    assert_text(cookie_get(TEXT("session=; session=theirs"), TEXT("session")), "");
    assert_text(cookie_get(TEXT("session=a b"), TEXT("session")), "");
    assert_text(cookie_get(TEXT("session=\"a\""), TEXT("session")), "");
    assert_text(cookie_get(TEXT("session=a\0b"), TEXT("session")), "");
    assert_text(cookie_get(TEXT("session=\xff"), TEXT("session")), "");
}

static void writes_the_safe_form(void **state)
{
    (void)state;
    AUTO_BUFFER struct buffer buffer = buffer_open(1000);
    struct cookie cookie = {.name = TEXT("__Host-session"), .value = TEXT("abc"), .max_age = COOKIE_SESSION};
    assert_int_equal(cookie_write(&buffer, &cookie), OK);
    assert_text(buffer_text(&buffer), "__Host-session=abc; Path=/; HttpOnly; Secure; SameSite=Strict");
    buffer_clear(&buffer);
    cookie = (struct cookie){.name = TEXT("lang"),
                             .path = TEXT("/fr"),
                             .max_age = 3600,
                             .same_site = COOKIE_LAX,
                             .readable_by_script = true,
                             .insecure = true};
    assert_int_equal(cookie_write(&buffer, &cookie), OK);
    assert_text(buffer_text(&buffer), "lang=; Path=/fr; Max-Age=3600; SameSite=Lax");
}

static void writes_nothing_that_splits_a_header(void **state)
{
    (void)state;
    AUTO_BUFFER struct buffer buffer = buffer_open(10000);
    static char large[COOKIE_MOST + 1];
    memset(large, 'x', sizeof large);
    const struct cookie bad[] = {
        {.name = TEXT("")},
        {.name = TEXT("a b")},
        {.name = TEXT("a=b")},
        {.name = TEXT("a;b")},
        {.name = TEXT("é")},
        {.name = TEXT("a\0b")},
        {.name = TEXT("a"), .value = TEXT("x\r\nSet-Cookie: b=c")},
        {.name = TEXT("a"), .value = TEXT("x; Domain=evil")},
        {.name = TEXT("a"), .value = TEXT("x,y")},
        {.name = TEXT("a"), .value = TEXT("a\0b")},
        {.name = TEXT("a"), .value = {large, sizeof large}},
        {.name = TEXT("a"), .path = TEXT("fr")},
        {.name = TEXT("a"), .path = TEXT("/; Secure")},
        {.name = TEXT("a"), .path = TEXT("/\n")},
        {.name = TEXT("a"), .max_age = -2},
        {.name = TEXT("__Host-a"), .path = TEXT("/fr")},
        {.name = TEXT("__Host-a"), .insecure = true},
        {.name = TEXT("__Secure-a"), .insecure = true},
    };
    for (size_t i = 0; i < COUNT(bad); i++) {
        if (cookie_write(&buffer, &bad[i]) != INVALID || buffer.length != 0)
            fail_msg("cookie %zu was written", i);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_its_own),
        cmocka_unit_test(trusts_neither_of_two),
        cmocka_unit_test(writes_the_safe_form),
        cmocka_unit_test(writes_nothing_that_splits_a_header),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
