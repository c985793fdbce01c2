/* Giving a message to a mail server: to a small one of our own. */
#include "base/tests/testing.h"

#include "system/smtp.h"
#include "system/tests/smtp_sink.h"

static struct arena *arena;

static int open_arena(void **state)
{
    (void)state;
    arena = arena_open(1 << 22);
    return 0;
}

static int close_arena(void **state)
{
    (void)state;
    arena = arena_close(arena);
    return 0;
}

static struct smtp mail_to(struct text url)
{
    return (struct smtp){.url = url,
                         .from = TEXT("sanad@mission.example"),
                         .to = TEXT("somebody@mission.example"),
                         .message = TEXT("Subject: x\r\n\r\n.\r\n..\r\nbye\r\n"),
                         .seconds = 20};
}

static void it_arrives_as_it_was(void **state)
{
    struct smtp_sink *sink = smtp_sink_open("250 ok", NULL, NULL);
    struct smtp smtp = mail_to(smtp_sink_url(sink, arena));
    (void)state;
    assert_int_equal(smtp_send(&smtp), SMTP_TAKEN);
    assert_text(smtp_sink_next(sink, arena, 5000),
                "sanad@mission.example somebody@mission.example\nSubject: x\r\n\r\n.\r\n..\r\nbye\r\n");
    assert_int_equal(smtp_send(&smtp), SMTP_TAKEN); /* and again */
    assert_true(smtp_sink_next(sink, arena, 5000).length > 0);
    sink = smtp_sink_close(sink);
}

static void what_the_server_says_is_told_apart(void **state)
{
    static const struct {
        const char *says;
        enum smtp_answer answer;
    } ANSWERS[] = {{"550 nobody of that name", SMTP_REFUSED}, {"451 come again", SMTP_LATER}};
    (void)state;
    for (size_t i = 0; i < COUNT(ANSWERS); i++) {
        struct smtp_sink *sink = smtp_sink_open(ANSWERS[i].says, NULL, NULL);
        struct smtp smtp = mail_to(smtp_sink_url(sink, arena));
        assert_int_equal(smtp_send(&smtp), ANSWERS[i].answer);
        assert_int_equal(smtp_sink_next(sink, arena, 50).length, 0);
        sink = smtp_sink_close(sink);
    }
}

static void a_password_is_asked_for(void **state)
{
    struct smtp_sink *sink = smtp_sink_open("250 ok", "mission", "mot de passe");
    struct smtp smtp = mail_to(smtp_sink_url(sink, arena));
    (void)state;
    smtp.user = TEXT("mission");
    smtp.password = TEXT("another");
    assert_int_equal(smtp_send(&smtp), SMTP_SIGN_IN);
    smtp.password = TEXT("mot de passe");
    assert_int_equal(smtp_send(&smtp), SMTP_TAKEN);
    assert_true(smtp_sink_next(sink, arena, 5000).length > 0);
    sink = smtp_sink_close(sink);
}

static void a_server_that_is_away(void **state)
{
    struct smtp_sink *sink = smtp_sink_open("250 ok", NULL, NULL);
    struct smtp smtp = mail_to(smtp_sink_url(sink, arena));
    (void)state;
    sink = smtp_sink_close(sink);
    assert_int_equal(smtp_send(&smtp), SMTP_AWAY);
    smtp.url = TEXT("http://127.0.0.1/");
    assert_int_equal(smtp_send(&smtp), SMTP_AWAY);
}

static void urls(void **state)
{
    static const char *const SOUND[] = {"smtp://mail.mission.example", "smtp://mail.mission.example:587",
                                        "smtps://10.0.0.3:465", "smtp://[::1]:25", "smtp://localhost"};
    static const char *const NONE[] = {"",
                                       "mail.mission.example",
                                       "http://mail.mission.example",
                                       "smtp://",
                                       "smtp://user:secret@mail.mission.example",
                                       "smtp://mail.mission.example/path",
                                       "smtp://mail.mission.example:",
                                       "smtp://mail.mission.example:port",
                                       "smtp://mail.mission.example:587:1",
                                       "smtp://a b",
                                       "smtp://a\r\nb",
                                       "smtp://[::1"};
    (void)state;
    for (size_t i = 0; i < COUNT(SOUND); i++)
        assert_true(smtp_url_is_sound(text_from(SOUND[i])));
    for (size_t i = 0; i < COUNT(NONE); i++)
        assert_false(smtp_url_is_sound(text_from(NONE[i])));
    assert_true(smtp_url_is_here(TEXT("smtp://127.0.0.1:2525")));
    assert_true(smtp_url_is_here(TEXT("smtp://[::1]:25")));
    assert_false(smtp_url_is_here(TEXT("smtp://127.0.0.1.evil.example:25")));
    assert_false(smtp_url_is_here(TEXT("smtp://localhost.evil.example")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_arrives_as_it_was),
        cmocka_unit_test(what_the_server_says_is_told_apart),
        cmocka_unit_test(a_password_is_asked_for),
        cmocka_unit_test(a_server_that_is_away),
        cmocka_unit_test(urls),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
