/* `sanad match` as people call it: what it writes, what it says, with which status it ends; lists, configurations and
   truths that are wrong; a signal in the middle. */
#include "base/tests/testing.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "app/commands/commands.h"
#include "codec/csv.h"
#include "system/file.h"

enum { FILE_MOST = 64 << 20, ARGUMENTS_MOST = 16, PERSONS = 400, COMMON = 120, SLOW_ROWS = 30000 };

struct place {
    struct arena *arena;
    char directory[32];
    struct text said; /* by the command that ran last, on both streams */
};

/* ---- files ---- */

static const char *path_of(const struct place *place, const char *name)
{
    return arena_format(place->arena, "%s/%s", place->directory, name).at;
}

static void write_file(const struct place *place, const char *name, struct text text)
{
    assert_int_equal(file_write(path_of(place, name), text, 0600), OK);
}

static struct text read_back(const struct place *place, const char *name)
{
    struct text text;
    assert_int_equal(file_read(place->arena, path_of(place, name), FILE_MOST, &text), OK);
    return text;
}

static bool exists(const struct place *place, const char *name) { return access(path_of(place, name), F_OK) == 0; }

/* A word of three syllables for each number. */
static const char *word_of(unsigned number, char word[8])
{
    static const char CONSONANTS[] = "bdfgklmnrstz";
    static const char VOWELS[] = "aiou";
    for (size_t i = 0; i < 6; i += 2, number /= 48) {
        word[i] = CONSONANTS[number % 48 / 4];
        word[i + 1] = VOWELS[number % 4];
    }
    word[6] = 0;
    return word;
}

/* Invented persons from one number to another; those of list B write some things otherwise. */
static void write_list(const struct place *place, const char *file, char list, unsigned from, unsigned to)
{
    AUTO_BUFFER struct buffer text = buffer_open(FILE_MOST);
    char given[8];
    char family[8];
    buffer_add(&text, TEXT("number,given_name,surname,sex,date_of_birth,phone,town,person\n"));
    for (unsigned i = from; i < to; i++) {
        bool other = list == 'B';
        buffer_format(&text, "%c%u,%s,%s,%s,%u-%02u-%02u,", list, i,
                      word_of((other ? i * 101 + 77 : i * 31 + 5), given),
                      word_of((other ? i * 31 + 5 : i * 101 + 77), family), i % 2 == 0 ? "F" : "M", 1960 + i * 7 % 40,
                      i % 11 + 1, i % 27 + 2);
        buffer_format(&text, "%s%08u,%s,%u\n", other ? "+21206" : "06", i * 7919 + 1234567,
                      i % 3 == 0 ? "Labé" : "Kindia", i);
    }
    write_file(place, file, buffer_text(&text));
}

/* ---- the command ---- */

static void become(int count, const char **arguments, const char *said)
{
    AUTO_ARENA struct arena *arena = arena_open((size_t)64 << 20);
    struct command_line line;
    int file = open(said, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0 || dup2(file, STDOUT_FILENO) < 0 || dup2(file, STDERR_FILENO) < 0)
        _exit(99);
    enum outcome outcome = command_read(arena, &match_command, count, (char **)(uintptr_t)arguments, &line);
    int status = outcome == NOT_FOUND ? EXIT_DONE : outcome != OK ? EXIT_WRONG_USE : match_command.run(&line);
    (void)fflush(NULL);
    _exit(status);
}

static pid_t start(const struct place *place, const char *const arguments[])
{
    const char *own[ARGUMENTS_MOST];
    int count = 0;
    while (count < ARGUMENTS_MOST && arguments[count] != NULL) {
        own[count] = arguments[count];
        count++;
    }
    (void)fflush(NULL);
    pid_t child = fork();
    if (child == 0)
        become(count, own, path_of(place, "said"));
    assert_true(child > 0);
    return child;
}

static int end_of(struct place *place, pid_t child)
{
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    place->said = read_back(place, "said");
    if (!WIFEXITED(status))
        fail_msg("ended by signal %d: %.*s", WTERMSIG(status), TEXT_ARG(place->said));
    return WEXITSTATUS(status);
}

#define RUN(place, ...) end_of((place), start((place), (const char *const[]){__VA_ARGS__, NULL}))

static void assert_says(const struct place *place, const char *what)
{
    if (text_find(place->said, text_from(what)) < 0)
        fail_msg("\"%s\" is not in: %.*s", what, TEXT_ARG(place->said));
}

static int place_make(void **state)
{
    static struct place place;
    place = (struct place){.arena = arena_open((size_t)1 << 30), .directory = "/tmp/sanad-match.XXXXXX"};
    assert_non_null(mkdtemp(place.directory));
    write_list(&place, "A.csv", 'A', 0, PERSONS);
    write_list(&place, "B.csv", 'B', PERSONS - COMMON, 2 * PERSONS - COMMON);
    *state = &place;
    return 0;
}

static int place_end(void **state)
{
    static const char *const FILES[] = {"A.csv",      "B.csv",   "both.csv", "pairs.csv", "truth.csv",
                                        "match.conf", "own.csv", "said",     "slow.csv",  "wrong.csv"};
    struct place *place = *state;
    for (size_t i = 0; i < COUNT(FILES); i++)
        (void)unlink(path_of(place, FILES[i]));
    (void)rmdir(place->directory);
    arena_closep(&place->arena);
    return 0;
}

/* ---- what comes out ---- */

struct pairs {
    size_t count, right, certain, reasoned;
    bool grouped;
};

/* Right pairs are "A12,B12". */
static struct pairs read_pairs(const struct place *place)
{
    struct pairs pairs = {0};
    struct csv_reader reader = csv_open(read_back(place, "pairs.csv"), ',');
    struct csv_row row;
    assert_int_equal(csv_next(&reader, place->arena, &row), OK);
    assert_true(text_is(row.cells[0], "a") && text_is(row.cells[2], "probability"));
    pairs.grouped = row.count > 4 && text_is(row.cells[4], "group");
    size_t columns = row.count;
    bool explained = text_is(row.cells[columns - 1], "reasons");
    while (csv_next(&reader, place->arena, &row) == OK) {
        assert_int_equal(row.count, columns);
        pairs.count++;
        pairs.right += text_equal(text_slice(row.cells[0], 1, row.cells[0].length),
                                  text_slice(row.cells[1], 1, row.cells[1].length));
        pairs.certain += text_is(row.cells[3], "certain");
        pairs.reasoned += explained && text_find(row.cells[columns - 1], TEXT("the same number")) >= 0;
    }
    return pairs;
}

static void matches_two_lists_and_says_why(void **state)
{
    struct place *place = *state;
    const char *a = path_of(place, "A.csv");
    const char *b = path_of(place, "B.csv");
    assert_int_equal(RUN(place, "--input", a, "--against", b, "--output", path_of(place, "pairs.csv"), "--explain"),
                     EXIT_DONE);
    struct pairs pairs = read_pairs(place);
    if (pairs.right < COMMON - 3 || pairs.count > pairs.right + 5 || pairs.reasoned < pairs.right || pairs.grouped)
        fail_msg("%zu pairs, %zu right, %zu reasoned", pairs.count, pairs.right, pairs.reasoned);
    assert_true(pairs.certain > COMMON / 2);
    struct stat file;
    assert_int_equal(stat(path_of(place, "pairs.csv"), &file), 0);
    assert_int_equal(file.st_mode & 0777, 0600); /* a list of persons is nobody else's */
    assert_int_equal(RUN(place, "--input", a, "--against", b, "--output", path_of(place, "pairs.csv"), "--processes",
                         "1", "--quiet"),
                     EXIT_DONE);
    struct pairs alone = read_pairs(place);
    assert_int_equal(alone.count, pairs.count); /* however many compare */
    assert_int_equal(alone.reasoned, 0);
}

static void groups_one_list(void **state)
{
    struct place *place = *state;
    struct text b = read_back(place, "B.csv");
    ptrdiff_t line = text_find(b, TEXT("\n"));
    write_file(place, "both.csv",
               arena_join(place->arena, read_back(place, "A.csv"), text_slice(b, (size_t)line + 1, b.length)));
    assert_int_equal(RUN(place, "--input", path_of(place, "both.csv"), "--output", path_of(place, "pairs.csv")),
                     EXIT_DONE);
    struct pairs pairs = read_pairs(place);
    assert_true(pairs.grouped && pairs.right >= COMMON - 3);
}

static void measures_where_the_truth_is_known(void **state)
{
    struct place *place = *state;
    AUTO_BUFFER struct buffer truth = buffer_open(FILE_MOST);
    buffer_add(&truth, TEXT("a,b\n"));
    for (unsigned i = PERSONS - COMMON; i < PERSONS; i++)
        buffer_format(&truth, "A%u,B%u\n", i, i);
    write_file(place, "truth.csv", buffer_text(&truth));
    assert_int_equal(RUN(place, "--input", path_of(place, "A.csv"), "--against", path_of(place, "B.csv"), "--truth",
                         path_of(place, "truth.csv")),
                     EXIT_DONE);
    assert_says(place, "pairs, best cut");
    assert_says(place, "one to one, best cut");
    assert_says(place, "120 true)");
    assert_says(place, "said ");
    /* the same by a column */
    write_file(place, "match.conf",
               TEXT("id = number\ngiven = given_name\nfamily = surname\nbirth = date_of_birth\ntelephone = phone\n"
                    "truth = person\nreview = 0.5\none-to-one = yes\n"));
    assert_int_equal(RUN(place, "--input", path_of(place, "A.csv"), "--against", path_of(place, "B.csv"), "--config",
                         path_of(place, "match.conf"), "--output", path_of(place, "pairs.csv"), "--verbose"),
                     EXIT_DONE);
    assert_says(place, "120 true)");
    assert_says(place, "Telephone");
    assert_true(read_pairs(place).count <= PERSONS);
    write_file(place, "truth.csv", TEXT("a,b\nnobody,noone\n"));
    assert_int_equal(RUN(place, "--input", path_of(place, "A.csv"), "--against", path_of(place, "B.csv"), "--truth",
                         path_of(place, "truth.csv")),
                     EXIT_REFUSED);
    assert_says(place, "holds no pair of these lists");
}

/* Names that are one by custom alone, and nothing else that tells two persons from one. */
static void reads_a_table_of_equivalents(void **state)
{
    struct place *place = *state;
    AUTO_BUFFER struct buffer list = buffer_open(FILE_MOST);
    char word[8];
    buffer_add(&list, TEXT("number,given_name,surname,date_of_birth\n"));
    for (unsigned i = 0; i < PERSONS; i++)
        buffer_format(&list, "%u,%s,%s,%u-%02u-%02u\n", i, word_of(i * 31 + 5, word), i % 7 == 0 ? "Sani" : "Bah",
                      1950 + i * 7 % 50, i % 12 + 1, i % 27 + 2);
    buffer_add(&list, TEXT("x,Zumbara,Kirova,1981-04-17\ny,Zumbara,Pelledi,1981-04-17\n"));
    write_file(place, "wrong.csv", buffer_text(&list));
    write_file(place, "own.csv",
               TEXT("group,name,state,note\nkirova,Kirova,reviewed,invented\nkirova,Pelledi,reviewed,invented\n"));
    const char *const configurations[] = {"", "equivalents = own.csv\n"};
    double probability[2] = {0};
    for (size_t i = 0; i < COUNT(configurations); i++) {
        write_file(place, "match.conf",
                   arena_format(place->arena,
                                "id = number\ngiven = given_name\nfamily = surname\nbirth = date_of_birth\n"
                                "review = 0.000001\n%s",
                                configurations[i]));
        assert_int_equal(RUN(place, "--input", path_of(place, "wrong.csv"), "--config", path_of(place, "match.conf"),
                             "--output", path_of(place, "pairs.csv")),
                         EXIT_DONE);
        struct csv_reader reader = csv_open(read_back(place, "pairs.csv"), ',');
        struct csv_row row;
        while (csv_next(&reader, place->arena, &row) == OK)
            if (text_is(row.cells[0], "x") && text_is(row.cells[1], "y"))
                probability[i] = strtod(arena_string(place->arena, row.cells[2]), NULL);
    }
    if (!(probability[1] > 0.999 && probability[0] < 0.95))
        fail_msg("%.6f without the table, %.6f with it", probability[0], probability[1]);
    write_file(place, "match.conf", TEXT("given = given_name\nequivalents = nothing.csv\n"));
    assert_int_equal(RUN(place, "--input", path_of(place, "A.csv"), "--config", path_of(place, "match.conf")),
                     EXIT_REFUSED);
    assert_says(place, "nothing.csv: cannot be read");
    write_file(place, "own.csv", TEXT("group,name,state,note\nkirova,Kirova,perhaps,\n"));
    write_file(place, "match.conf", TEXT("given = given_name\nequivalents = own.csv\n"));
    assert_int_equal(RUN(place, "--input", path_of(place, "A.csv"), "--config", path_of(place, "match.conf")),
                     EXIT_REFUSED);
    assert_says(place, "own.csv: Line 2");
}

static void refuses_what_is_wrong(void **state)
{
    struct place *place = *state;
    static const struct {
        const char *configuration, *list, *says;
    } WRONG[] = {
        {"given = nobody\n", NULL, "the list has no column nobody"},
        {"given = given_name\ncolour = town\n", NULL, "line 2: what is this?"},
        {"given = given_name\nreview = 2\n", NULL, "line 2: this cannot be read: 2"},
        {"birth = date_of_birth\n", NULL, "no column holds a name"},
        {"given = given_name\nlines = town, phone, sex\n", NULL, "too many columns"},
        {"given = given_name\n\377\n", NULL, "UTF-8"},
        {NULL, "", "is empty"},
        {NULL, "colour,shape\nred,round\n", "no column holds a name"},
        {NULL, "given_name,surname\n\"Awa,Diop\n", "line 2"},
        {NULL, "given_name,surname\nAwa,\377\376\n", "line 2"},
    };
    for (size_t i = 0; i < COUNT(WRONG); i++) {
        const char *list = path_of(place, WRONG[i].list == NULL ? "A.csv" : "wrong.csv");
        (void)unlink(path_of(place, "pairs.csv"));
        if (WRONG[i].list != NULL)
            write_file(place, "wrong.csv", text_from(WRONG[i].list));
        if (WRONG[i].configuration != NULL)
            write_file(place, "match.conf", text_from(WRONG[i].configuration));
        int status = WRONG[i].configuration != NULL
                         ? RUN(place, "--input", list, "--config", path_of(place, "match.conf"), "--output",
                               path_of(place, "pairs.csv"))
                         : RUN(place, "--input", list, "--output", path_of(place, "pairs.csv"));
        if (status != EXIT_REFUSED)
            fail_msg("case %zu ended with %d: %.*s", i, status, TEXT_ARG(place->said));
        assert_says(place, WRONG[i].says);
        assert_false(exists(place, "pairs.csv"));
    }
    assert_int_equal(RUN(place, "--input", path_of(place, "nothing.csv")), EXIT_REFUSED);
    assert_says(place, "cannot be read");
    assert_int_equal(RUN(place, "--output", path_of(place, "pairs.csv")), EXIT_WRONG_USE);
    assert_int_equal(RUN(place, "--input", path_of(place, "A.csv"), "--processes", "0"), EXIT_WRONG_USE);
    assert_int_equal(RUN(place, "--input", path_of(place, "A.csv"), "--colour", "red"), EXIT_WRONG_USE);
    assert_int_equal(RUN(place, "--input", path_of(place, "A.csv"), "--output", path_of(place, "no/pairs.csv")),
                     EXIT_REFUSED);
    assert_says(place, "the pairs cannot be written");
}

/* The processes that compare are children of the command: nobody is left behind, and nothing is written. */
static void ends_all_when_it_is_told(void **state)
{
    struct place *place = *state;
    write_list(place, "slow.csv", 'A', 0, SLOW_ROWS);
    (void)unlink(path_of(place, "pairs.csv"));
    const char *const arguments[] = {"--input", path_of(place, "slow.csv"), "--output", path_of(place, "pairs.csv"),
                                     NULL};
    const char *children = NULL;
    pid_t child = start(place, arguments);
    children = arena_format(place->arena, "/proc/%d/task/%d/children", child, child).at;
    bool compares = false;
    for (int i = 0; i < 12000 && !compares; i++) {
        struct text list = TEXT_NONE;
        struct timespec wait = {0, 5000000};
        compares = file_read(place->arena, children, 4096, &list) == OK && !text_is_empty(text_trim(list));
        (void)nanosleep(&wait, NULL);
    }
    assert_true(compares);
    assert_int_equal(kill(child, SIGINT), 0);
    int status = end_of(place, child);
    if (status == EXIT_DONE) /* it was faster than the signal */
        return;
    assert_int_equal(status, EXIT_REFUSED);
    assert_says(place, "stopped; nothing was written");
    assert_false(exists(place, "pairs.csv"));
    struct timespec wait = {0, 200000000};
    (void)nanosleep(&wait, NULL);
    assert_int_equal(waitpid(-1, &status, WNOHANG), -1); /* no child is ours any more */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(matches_two_lists_and_says_why),
        cmocka_unit_test(groups_one_list),
        cmocka_unit_test(measures_where_the_truth_is_known),
        cmocka_unit_test(reads_a_table_of_equivalents),
        cmocka_unit_test(refuses_what_is_wrong),
        cmocka_unit_test(ends_all_when_it_is_told),
    };
    return cmocka_run_group_tests(tests, place_make, place_end);
}
