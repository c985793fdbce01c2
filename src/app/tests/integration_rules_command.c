/* `sanad rules` as people call it: what it says of files, facts and tables, sound and hostile, in three languages. */
#include "base/tests/testing.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/commands/commands.h"
#include "base/buffer.h"
#include "system/file.h"
#include "view/language.h"

enum { FILE_MOST = 64 << 20, ARGUMENTS_MOST = 16, CASES = 5000 };

struct place {
    struct arena *arena;
    char directory[32];
    struct text said; /* by the command that ran last, on both streams */
};

static const char *path_of(const struct place *place, const char *name)
{
    return arena_format(place->arena, "%s/%s", place->directory, name).at;
}

static void write_file(const struct place *place, const char *name, struct text text)
{
    assert_int_equal(file_write(path_of(place, name), text, 0600), OK);
}

static const char *profile(const struct place *place, const char *name)
{
    return arena_format(place->arena, "%s/rules/%s.rules", getenv("TEST_PROFILE"), name).at;
}

/* Runs the command with both streams in one file; gives its status. */
static int call(struct place *place, const char *const *given)
{
    char *arguments[ARGUMENTS_MOST];
    int count = 0;
    struct command_line line;
    const char *path = path_of(place, "said");
    for (; given[count] != NULL; count++)
        arguments[count] = arena_string(place->arena, text_from(given[count]));
    arguments[count++] =
        arena_string(place->arena, arena_format(place->arena, "--messages=%s", getenv("TEST_PROGRAM_MESSAGES")));
    (void)fflush(stdout);
    (void)fflush(stderr);
    int out = dup(STDOUT_FILENO);
    int err = dup(STDERR_FILENO);
    int file = open(path, O_CREAT | O_TRUNC | O_WRONLY | O_APPEND, 0600);
    assert_true(file >= 0 && dup2(file, STDOUT_FILENO) >= 0 && dup2(file, STDERR_FILENO) >= 0);
    enum outcome outcome = command_read(place->arena, &rules_command, count, arguments, &line);
    int status = outcome == OK ? rules_command.run(&line) : EXIT_WRONG_USE;
    (void)fflush(stdout);
    (void)fflush(stderr);
    assert_true(dup2(out, STDOUT_FILENO) >= 0 && dup2(err, STDERR_FILENO) >= 0);
    (void)close(out);
    (void)close(err);
    (void)close(file);
    assert_int_equal(file_read(place->arena, path, FILE_MOST, &place->said), OK);
    return status;
}
#define CALL(place, ...) call(place, (const char *const[]){__VA_ARGS__, NULL})

static bool says(const struct place *place, const char *words) { return text_find(place->said, text_from(words)) >= 0; }

static size_t lines_of(struct text text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.length; i++)
        count += text.at[i] == '\n';
    return count;
}

static void reads_the_profile(void **state)
{
    struct place *place = *state;
    assert_int_equal(CALL(place, "check", profile(place, "regularisation_2014_1"),
                          profile(place, "regularisation_2017_2"), profile(place, "return_eligibility_1")),
                     EXIT_DONE);
    assert_true(says(place, "regularisation_2014, version 1"));
    assert_true(says(place, "open point: tolerated_gap = 30 days by default"));
    assert_true(says(place, "not verified: child_protected"));
}

static void names_the_place_of_a_fault(void **state)
{
    struct place *place = *state;
    write_file(place, "loop.rules",
               TEXT("rules l\nversion 1\nfrom 2026-01-01\ntitle\n  fr \"a\"\n  ar \"a\"\n  en \"a\"\n"
                    "source s\n  text \"t\"\n  unverified\nrule one\n  when meets one\n"));
    assert_int_equal(CALL(place, "check", path_of(place, "loop.rules")), EXIT_REFUSED);
    assert_true(says(place, "loop.rules:12:14: No rule “one” stands above"));
    write_file(place, "early.rules", TEXT("rules l\nversion 1\nfrom 2026-01-01\npublished 2026-01-02\n"));
    assert_int_equal(CALL(place, "check", path_of(place, "early.rules")), EXIT_REFUSED);
    assert_int_equal(CALL(place, "check", path_of(place, "nothing.rules")), EXIT_REFUSED);
    assert_int_equal(CALL(place, "check"), EXIT_WRONG_USE);
    assert_int_equal(CALL(place, "evaluate", profile(place, "regularisation_2014_1")), EXIT_WRONG_USE);
    assert_int_equal(CALL(place, "explain", profile(place, "regularisation_2014_1"), "--language", "de"), EXIT_REFUSED);
    assert_int_equal(CALL(place, "explain", profile(place, "regularisation_2014_1"), "--set", "tolerated_gap=soon"),
                     EXIT_REFUSED);
    assert_int_equal(CALL(place, "explain", profile(place, "regularisation_2014_1"), "--at", "never"), EXIT_REFUSED);
}

static const char FACTS[] =
    "{\"facts\":{\"filed_on\":\"2014-03-03\",\"spouse\":null,\"parent\":null,\"contract_effective\":false,"
    "\"refugee\":false,\"serious_illness\":{\"claims\":[{\"value\":true,\"document\":\"medical_certificate\"},"
    "{\"value\":false,\"document\":\"medical_certificate\"},{\"value\":true,\"told\":true}]},"
    "\"residence\":{\"periods\":[{\"from\":\"2008-01-01\",\"until\":\"2011-06-30\",\"document\":\"receipts\"},"
    "{\"from\":\"2011-09-01\",\"until\":null,\"document\":\"passport_stamps\"}]}}}";

/* French, Arabic and English: the same lines with the same answers, each in its own words. */
static void explains_in_three_languages(void **state)
{
    struct place *place = *state;
    static const struct {
        const char *tag, *words[6];
    } LANGUAGES[] = {
        {"fr",
         {"Non connu", "Cinq ans de résidence continue au Maroc", "Contradiction", "30 jours", "Quittances", "2011"}},
        {"ar", {"غير معروف", "خمس سنوات من الإقامة المتصلة بالمغرب", "تناقض", "30 يوماً", "وصولات", "2011"}},
        {"en",
         {"Not known", "Five years of continuous residence in Morocco", "Contradiction", "30 days", "receipts",
          "2011"}},
    };
    size_t lines[3];
    size_t depth[3] = {0};
    write_file(place, "facts.json", text_from(FACTS));
    for (size_t l = 0; l < 3; l++) {
        assert_int_equal(CALL(place, "explain", profile(place, "regularisation_2014_1"), "--facts",
                              path_of(place, "facts.json"), "--language", LANGUAGES[l].tag, "--on", "2014-03-03"),
                         EXIT_DONE);
        for (size_t i = 0; i < 6; i++)
            if (!says(place, LANGUAGES[l].words[i]))
                fail_msg("%s: %s is not said in\n%.*s", LANGUAGES[l].tag, LANGUAGES[l].words[i], TEXT_ARG(place->said));
        lines[l] = lines_of(place->said);
        struct text rest = place->said;
        struct text line;
        for (size_t at = 1; text_split(&rest, '\n', &line); at++) {
            size_t indent = 0;
            while (indent < line.length && line.at[indent] == ' ')
                indent++;
            depth[l] += at * indent;
        }
        if (l != 2)
            assert_false(says(place, "Proved by") || says(place, "gap longer") || says(place, "Each of these"));
    }
    assert_int_equal(lines[0], lines[1]);
    assert_int_equal(lines[0], lines[2]);
    assert_int_equal(depth[0], depth[1]);
    assert_int_equal(depth[0], depth[2]);
}

static void an_open_point_changes_the_answer(void **state)
{
    struct place *place = *state;
    write_file(place, "facts.json", text_from(FACTS));
    assert_int_equal(CALL(place, "explain", profile(place, "regularisation_2014_1"), "--facts",
                          path_of(place, "facts.json"), "--language", "en", "--on", "2014-03-03", "--set",
                          "tolerated_gap=3 months"),
                     EXIT_DONE);
    assert_true(says(place, "\nMet\n"));
    assert_true(says(place, "3 months (changed)"));
    write_file(place, "wrong.json", TEXT("{\"facts\":{\"nobody\":1}}"));
    assert_int_equal(
        CALL(place, "explain", profile(place, "regularisation_2014_1"), "--facts", path_of(place, "wrong.json")),
        EXIT_REFUSED);
    assert_true(says(place, "nobody"));
    write_file(place, "broken.json", TEXT("{\"facts\":\n {,}}"));
    assert_int_equal(
        CALL(place, "explain", profile(place, "regularisation_2014_1"), "--facts", path_of(place, "broken.json")),
        EXIT_REFUSED);
    assert_true(says(place, "broken.json:2:"));
}

static void answers_a_table(void **state)
{
    struct place *place = *state;
    write_file(place, "cases.csv",
               TEXT("file,filed_on,spouse,spouse.nationality,spouse.life_together,residence,refugee\r\n"
                    "one,2014-03-03,,SEN|MAR,2013-01-01..; complete|2010-01-01..,,\r\n"
                    "two,2014-03-03,-,,,2009-03-03..,\r\n"
                    "three,2015-03-03,-,,,2009-03-03..,yes\r\n"
                    "four,2014-03-03,-,,,,\r\n"));
    assert_int_equal(CALL(place, "evaluate", profile(place, "regularisation_2014_1"), "--facts",
                          path_of(place, "cases.csv"), "--on", "2014-03-03"),
                     EXIT_DONE);
    assert_true(says(place, "file: is no fact of these rules: copied"));
    assert_true(says(place, "file,answer,filed_in_time,spouse_of_moroccan,"));
    assert_true(says(place, "\r\none,yes,yes,yes,"));
    assert_true(says(place, "\r\ntwo,yes,yes,no,no,unknown,unknown,yes,"));
    assert_true(says(place, "\r\nthree,no,no,no,no,unknown,unknown,yes,unknown,yes\r\n"));
    assert_true(says(place, "\r\nfour,unknown,yes,no,no,unknown,unknown,unknown,unknown,unknown\r\n"));
    assert_int_equal(CALL(place, "evaluate", profile(place, "regularisation_2014_1"), "--facts",
                          path_of(place, "cases.csv"), "--on", "2014-03-03", "--reasons", "--settle", "--language",
                          "en"),
                     EXIT_DONE);
    assert_true(says(place, "Not met: Filing date: on 31 December 2014 or earlier"));
    assert_true(says(place, "Recognition by the Bureau of refugees"));
}

/* A faulty line is named and left out; the others are answered. */
static void names_faulty_lines(void **state)
{
    struct place *place = *state;
    write_file(place, "cases.csv",
               TEXT("filed_on,residence,spouse,spouse.nationality\r\n2014-03-03,,,\r\n03/03/2014,,,\r\n"
                    "2014-03-03,2014-05-01..2014-04-01,,\r\n2014-03-03,,-,MAR\r\n2014-03-03\r\n"));
    assert_int_equal(CALL(place, "evaluate", profile(place, "regularisation_2014_1"), "--facts",
                          path_of(place, "cases.csv"), "--on", "2014-03-03"),
                     EXIT_REFUSED);
    assert_true(says(place, "cases.csv:3: filed_on: is not such a value: 03/03/2014"));
    assert_true(says(place, "cases.csv:4: residence: is not such a value"));
    assert_true(says(place, "cases.csv:5: spouse: is not such a value"));
    assert_true(says(place, "cases.csv:6: has not as many cells"));
    assert_true(says(place, "\r\nunknown,yes,"));
    write_file(place, "twice.csv", TEXT("filed_on,filed_on\r\n"));
    assert_int_equal(
        CALL(place, "evaluate", profile(place, "regularisation_2014_1"), "--facts", path_of(place, "twice.csv")),
        EXIT_REFUSED);
    write_file(place, "empty.csv", TEXT(""));
    assert_int_equal(
        CALL(place, "evaluate", profile(place, "regularisation_2014_1"), "--facts", path_of(place, "empty.csv")),
        EXIT_REFUSED);
}

/* More lines than fit into a block or two, in the order of the file. */
static void answers_many_in_order(void **state)
{
    struct place *place = *state;
    AUTO_BUFFER struct buffer text = buffer_open(8 << 20);
    buffer_add(&text, TEXT("n,filed_on,refugee\r\n"));
    for (int i = 0; i < CASES; i++)
        buffer_format(&text, "%d,2014-03-03,%s\r\n", i, i % 3 == 0 ? "yes" : i % 3 == 1 ? "no" : "");
    write_file(place, "cases.csv", buffer_text(&text));
    assert_int_equal(CALL(place, "evaluate", profile(place, "regularisation_2014_1"), "--facts",
                          path_of(place, "cases.csv"), "--on", "2014-03-03"),
                     EXIT_DONE);
    struct text rest = place->said;
    struct text line;
    int seen = -2; /* what is said of the first column, and the head */
    while (text_split(&rest, '\n', &line) && line.length > 0) {
        if (seen >= 0) {
            struct text start = arena_format(place->arena, "%d,%s", seen, seen % 3 == 0 ? "yes" : "unknown");
            if (!text_starts_with(line, start))
                fail_msg("%.*s", TEXT_ARG(line));
        }
        seen++;
    }
    assert_int_equal(seen, CASES);
}

static int set_up(void **state)
{
    struct place *place = calloc(1, sizeof *place);
    place->arena = arena_open(512 << 20);
    (void)snprintf(place->directory, sizeof place->directory, "/tmp/sanad-rules-XXXXXX");
    *state = place;
    return mkdtemp(place->directory) == NULL ? -1 : 0;
}

static int tear_down(void **state)
{
    static const char *const FILES[] = {"said",        "loop.rules", "early.rules", "facts.json", "wrong.json",
                                        "broken.json", "cases.csv",  "twice.csv",   "empty.csv"};
    struct place *place = *state;
    for (size_t i = 0; i < sizeof FILES / sizeof *FILES; i++)
        (void)unlink(path_of(place, FILES[i]));
    (void)rmdir(place->directory);
    languages_unload();
    (void)arena_close(place->arena);
    free(place);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(reads_the_profile, set_up, tear_down),
        cmocka_unit_test_setup_teardown(names_the_place_of_a_fault, set_up, tear_down),
        cmocka_unit_test_setup_teardown(explains_in_three_languages, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_open_point_changes_the_answer, set_up, tear_down),
        cmocka_unit_test_setup_teardown(answers_a_table, set_up, tear_down),
        cmocka_unit_test_setup_teardown(names_faulty_lines, set_up, tear_down),
        cmocka_unit_test_setup_teardown(answers_many_in_order, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
