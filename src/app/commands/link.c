/* sanad link: the search for common cases with another agency, by files; and filters for a third party that compares.
 */
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "app/commands/acting.h"
#include "app/commands/commands.h"
#include "app/installation.h"
#include "codec/hex.h"
#include "linkage/linkage.h"
#include "record/form.h"
#include "system/clock.h"
#include "system/file.h"

enum { LINK_ARENA = 1 << 30, KEY_FILE_MOST = 400, FILTERS_FILE_MOST = 256 << 20, FILE_MODE = 0600 };

static enum outcome say(const char *what, struct text about)
{
    (void)fprintf(stderr, "sanad link: %.*s%s%s\n", TEXT_ARG(about), about.length > 0 ? ": " : "", what);
    return INVALID;
}

static void say_problems(const struct work *work)
{
    for (const struct problem *problem = work->problems.first; problem != NULL; problem = problem->next) {
        struct text sentence = problem_sentence(work->arena, work->language, problem);
        (void)fprintf(stderr, "sanad link: %.*s\n", TEXT_ARG(sentence));
    }
}

static enum outcome read_whole(struct arena *arena, const char *path, size_t most, struct text *ret_bytes)
{
    enum outcome outcome = file_read(arena, path, most, ret_bytes);
    return outcome == OK ? OK : say(outcome == TOO_LARGE ? "is too large" : "cannot be read", text_from(path));
}

static enum outcome write_whole(const char *path, struct text bytes)
{
    return file_write(path, bytes, FILE_MODE) == OK ? OK : say("cannot be written", text_from(path));
}

/* ---- what a mission does ---- */

struct acting {
    struct work work;
    const struct command_line *line;
    struct text given; /* the file that was given, where there is one */
};

static enum outcome print_run(struct work *work, struct identifier id, struct linkage_run **ret_run)
{
    void *row;
    enum outcome outcome = record_get_unlimited(work, &linkage_run_record, id, &row);
    if (outcome != OK)
        return outcome;
    const struct linkage_run *run = row;
    (void)fprintf(stderr, "sanad link: %.*s %.*s: %lld persons entered, %lld slots", TEXT_ARG(run->head.number),
                  TEXT_ARG(run->progress), (long long)run->entered, (long long)run->slots);
    if (text_is(run->progress, "finished"))
        (void)fprintf(stderr, "; %lld certain, %lld possible", (long long)run->certain, (long long)run->possible);
    (void)fputs("\n", stderr);
    *ret_run = row;
    return OK;
}

/* The next step of a run, and its file when there is one and somebody wants it. */
static enum outcome step(struct acting *acting, struct identifier id, const char *output)
{
    struct linkage_run *run = NULL;
    struct text file;
    struct work own = work_of_system(acting->work.db, acting->work.keys, acting->work.arena);
    own.language = acting->work.language;
    enum outcome outcome = linkage_step(&own, id, NULL, NULL);
    acting->work.problems = own.problems;
    if (outcome == OK)
        outcome = print_run(&own, id, &run);
    if (outcome != OK || output == NULL)
        return outcome;
    outcome = linkage_file(&own, run, &file);
    return outcome == OK ? write_whole(output, file) : outcome == NOT_FOUND ? OK : outcome;
}

static enum outcome do_offer(struct acting *acting)
{
    struct identifier partner;
    struct identifier run;
    struct work *work = &acting->work;
    struct text name = text_from(acting->line->operands[1]);
    enum outcome outcome = linkage_find_partner(work, work->actor->organisation, name, &partner);
    if (outcome == NOT_FOUND)
        return say("no partner of this name", name);
    if (outcome == OK)
        outcome = linkage_order(work, partner, TEXT("file"), false, &run);
    return outcome == OK ? step(acting, run, acting->line->operands[2]) : outcome;
}

static bool may_start(const struct work *work)
{
    const struct subject subject = {.organisation = work->actor->organisation, .office = work->actor->office};
    return actor_may_on(work->actor, &linkage_start_right, &subject);
}

static enum outcome do_take(struct acting *acting)
{
    struct identifier run;
    struct work *work = &acting->work;
    const char *output = acting->line->operand_count > 2 ? acting->line->operands[2] : NULL;
    if (!may_start(work))
        return FORBIDDEN;
    enum outcome outcome = linkage_receive(work, work->actor->organisation, acting->given, TEXT("file"), false, &run);
    return outcome == OK ? step(acting, run, output) : outcome;
}

static enum outcome do_key(struct acting *acting)
{
    struct text key;
    enum outcome outcome = linkage_own_key(&acting->work, acting->work.actor->organisation, &key);
    if (outcome == OK)
        (void)printf("%.*s\n", TEXT_ARG(key));
    return outcome;
}

static enum outcome hex_option(struct work *work, const struct command_line *line, const char *option, size_t size,
                               unsigned char *ret)
{
    struct text bytes;
    if (hex_decode(work->arena, command_value(line, option), &bytes) != OK || bytes.length != size)
        return say("64 hexadecimal digits are needed", text_from(option));
    memcpy(ret, bytes.at, size);
    return OK;
}

/* The project's key comes from a file: what stands on a command line is seen by every user of the host. */
static enum outcome project_key(struct work *work, const struct command_line *line, unsigned char ret[32])
{
    struct text typed;
    struct text bytes;
    struct text path = command_value(line, "--project-key");
    enum outcome outcome = read_whole(work->arena, arena_string(work->arena, path), KEY_FILE_MOST, &typed);
    if (outcome == OK && (hex_decode(work->arena, text_trim(typed), &bytes) != OK || bytes.length != 32))
        outcome = say("64 hexadecimal digits are needed", path);
    if (outcome == OK)
        memcpy(ret, bytes.at, 32);
    return outcome;
}

static enum outcome do_encode(struct acting *acting)
{
    struct work *work = &acting->work;
    const struct command_line *line = acting->line;
    struct identifier partner;
    unsigned char key[32];
    unsigned char unit[LINK_KEY];
    struct text file;
    struct text name = text_from(line->operands[1]);
    if (!may_start(work))
        return FORBIDDEN;
    enum outcome outcome = linkage_find_partner(work, work->actor->organisation, name, &partner);
    if (outcome == NOT_FOUND)
        return say("no partner of this name", name);
    if (outcome == OK)
        outcome = hex_option(work, line, "--unit", LINK_KEY, unit);
    if (outcome == OK)
        outcome = project_key(work, line, key);
    if (outcome == OK)
        outcome = linkage_encode(work, partner, key, unit, !command_has(line, "--unsalted"), &file);
    sodium_memzero(key, sizeof key);
    return outcome == OK ? write_whole(line->operands[2], file) : outcome;
}

static enum outcome do_found(struct acting *acting)
{
    struct identifier id;
    struct linkage_run *run;
    struct work *work = &acting->work;
    if (!may_start(work))
        return FORBIDDEN;
    enum outcome outcome = linkage_take_found(work, work->actor->organisation, acting->given, &id);
    return outcome == OK ? print_run(work, id, &run) : outcome;
}

/* ---- what the third party does: it has no mission ---- */

static enum outcome make_unit(const struct command_line *line)
{
    struct link_pair pair;
    struct arena *arena = line->arena;
    link_pair_make(&pair);
    struct text secret = hex_encode(arena, (struct text){(const char *)pair.secret, sizeof pair.secret});
    enum outcome outcome = write_whole(line->operands[1], arena_join(arena, secret, TEXT("\n")));
    if (outcome == OK)
        (void)printf("%.*s\n",
                     TEXT_ARG(hex_encode(arena, (struct text){(const char *)pair.public, sizeof pair.public})));
    sodium_memzero(&pair, sizeof pair);
    return outcome;
}

static enum outcome read_unit(const struct command_line *line, struct link_pair *ret_pair)
{
    struct text typed;
    struct text bytes;
    enum outcome outcome = read_whole(line->arena, line->operands[1], KEY_FILE_MOST, &typed);
    if (outcome == OK &&
        (hex_decode(line->arena, text_trim(typed), &bytes) != OK || bytes.length != sizeof ret_pair->secret))
        outcome = say("is no key that sanad link unit made", text_from(line->operands[1]));
    if (outcome != OK)
        return outcome;
    memcpy(ret_pair->secret, bytes.at, sizeof ret_pair->secret);
    (void)crypto_sign_ed25519_sk_to_pk(ret_pair->public, ret_pair->secret);
    return OK;
}

static enum outcome write_found(struct arena *arena, const struct link_pair *unit, const struct link_filters *filters,
                                struct text file, const unsigned char *found, const char *path)
{
    AUTO_BUFFER struct buffer buffer = buffer_open(FILTERS_FILE_MOST);
    struct link_found_list list = {.made_at = clock_now(), .count = filters->count, .found = found};
    (void)arena;
    memcpy(list.project, filters->project, LINK_RUN);
    memcpy(list.unit, unit->public, LINK_KEY);
    memcpy(list.receiver, filters->sender, LINK_KEY);
    link_digest(file, list.of);
    return link_found_write(&buffer, &list, unit->secret) ? write_whole(path, buffer_text(&buffer)) : FAILED;
}

static enum outcome threshold_option(const struct command_line *line, const char *option, double standard,
                                     uint32_t *ret_threshold)
{
    int64_t percent = (int64_t)(standard * 100);
    struct text value = command_value(line, option);
    if (value.length > 0 && (value.length > 2 || value.at[0] < '1' || value.at[0] > '9' ||
                             value.at[value.length - 1] < '0' || value.at[value.length - 1] > '9'))
        return say("a percentage from 10 to 99 is needed", text_from(option));
    if (value.length > 0)
        percent = value.length == 1 ? value.at[0] - '0' : (value.at[0] - '0') * 10 + (value.at[1] - '0');
    *ret_threshold = dice_threshold((double)percent / 100);
    return OK;
}

static enum outcome read_filters(const struct command_line *line, struct arena *arena, const char *path,
                                 const struct link_pair *unit, struct text *ret_file, struct link_filters *ret_filters)
{
    enum outcome outcome = read_whole(arena, path, FILTERS_FILE_MOST, ret_file);
    (void)line;
    if (outcome != OK)
        return outcome;
    outcome = link_filters_read(arena, *ret_file, unit, ret_filters);
    return outcome == OK          ? OK
           : outcome == FORBIDDEN ? say("is not for this unit, or was changed", text_from(path))
                                  : say("is no file of filters", text_from(path));
}

enum { COMPARE_OPERANDS = 6 }; /* compare UNIT A B FOUND-A FOUND-B */

static enum outcome compare(const struct command_line *line)
{
    AUTO_ARENA struct arena *arena = arena_open((size_t)4 << 30);
    struct link_pair unit;
    struct link_filters lists[2];
    struct text files[2];
    unsigned char *found[2];
    uint32_t certain;
    uint32_t possible;
    enum outcome outcome = read_unit(line, &unit);
    for (size_t i = 0; i < 2 && outcome == OK; i++) {
        outcome = read_filters(line, arena, line->operands[2 + i], &unit, &files[i], &lists[i]);
        found[i] = outcome == OK ? arena_array(arena, unsigned char, lists[i].count + 1) : NULL;
    }
    if (outcome == OK && memcmp(lists[0].project, lists[1].project, LINK_RUN) != 0)
        outcome = say("the files are of two projects", TEXT(""));
    if (outcome == OK && memcmp(lists[0].sender, lists[1].sender, LINK_KEY) == 0)
        outcome = say("both files are of one agency", TEXT(""));
    if (outcome == OK)
        outcome = threshold_option(line, "--certain", 0.80, &certain);
    if (outcome == OK)
        outcome = threshold_option(line, "--possible", 0.66, &possible);
    if (outcome == OK && possible > certain)
        outcome = say("is above --certain", TEXT("--possible"));
    if (outcome == OK)
        outcome = link_filters_compare(arena, &lists[0], &lists[1], certain, possible, found[0], found[1]);
    if (outcome == TOO_MANY)
        (void)say("too many pairs are alike: raise --possible", TEXT(""));
    for (size_t i = 0; i < 2 && outcome == OK; i++)
        outcome = write_found(arena, &unit, &lists[i], files[i], found[i], line->operands[4 + i]);
    sodium_memzero(&unit, sizeof unit);
    return outcome;
}

/* ---- the command ---- */

static const struct {
    const char *name;
    enum outcome (*act)(struct acting *acting);
    size_t least, most; /* operands, its name too */
    bool reads;         /* the second is a file */
} DEEDS[] = {
    {"key", do_key, 1, 1, false},    {"offer", do_offer, 3, 3, false},   {"answer", do_take, 3, 3, true},
    {"finish", do_take, 2, 3, true}, {"encode", do_encode, 3, 3, false}, {"found", do_found, 2, 2, true},
};

static enum outcome act_in_mission(struct application *application, const struct command_line *line, size_t deed)
{
    AUTO_ARENA struct arena *arena = arena_open(LINK_ARENA);
    struct actor actor;
    struct acting acting = {.line = line};
    enum outcome outcome = acting_as(application, arena, "link", command_value(line, "--as"), &actor, &acting.work);
    if (outcome == OK && DEEDS[deed].reads)
        outcome = read_whole(arena, line->operands[1], LINK_MESSAGE_MOST, &acting.given);
    if (outcome == OK)
        outcome = DEEDS[deed].act(&acting);
    say_problems(&acting.work);
    if (outcome == FORBIDDEN)
        (void)say("this account may not search for common cases", TEXT(""));
    return outcome;
}

static int in_mission(struct command_line *line, size_t deed)
{
    struct application application;
    if (!command_has(line, "--as")) {
        (void)say("--as LOGIN is needed", TEXT(""));
        return EXIT_WRONG_USE;
    }
    if (installation_open(line->arena, &line->settings, &application) != OK)
        return EXIT_REFUSED;
    enum outcome outcome = installation_database(&application, false);
    if (outcome == OK)
        outcome = act_in_mission(&application, line, deed);
    installation_close(&application);
    return outcome == OK ? EXIT_DONE : EXIT_REFUSED;
}

static int run(struct command_line *line)
{
    struct text deed = text_from(line->operand_count > 0 ? line->operands[0] : "");
    for (size_t i = 0; i < sizeof DEEDS / sizeof *DEEDS; i++)
        if (text_is(deed, DEEDS[i].name) && line->operand_count >= DEEDS[i].least &&
            line->operand_count <= DEEDS[i].most)
            return in_mission(line, i);
    if (text_is(deed, "unit") && line->operand_count == 2)
        return make_unit(line) == OK ? EXIT_DONE : EXIT_REFUSED;
    if (text_is(deed, "compare") && line->operand_count == COMPARE_OPERANDS)
        return compare(line) == OK ? EXIT_DONE : EXIT_REFUSED;
    (void)fputs("usage: sanad link key --as LOGIN\n"
                "       sanad link offer PARTNER FILE --as LOGIN\n"
                "       sanad link answer OFFER FILE --as LOGIN\n"
                "       sanad link finish ANSWER FILE --as LOGIN (who offered), then finish FILE (who answered)\n"
                "       sanad link encode PARTNER FILE --project-key KEYFILE --unit KEY --as LOGIN\n"
                "       sanad link unit KEYFILE\n"
                "       sanad link compare KEYFILE FILTERS FILTERS FOUND FOUND\n"
                "       sanad link found FOUND --as LOGIN\n",
                stderr);
    return EXIT_WRONG_USE;
}

static const struct option OPTIONS[] = {
    {"--as", "LOGIN", "whose account acts: it is written into the log"},
    {"--project-key", "FILE",
     "encode: the key that both agencies agreed on, 64 hexadecimal digits; destroy it afterwards"},
    {"--unit", "KEY", "encode: the public key of who compares, as sanad link unit printed it"},
    {"--unsalted", NULL, "encode: finds pairs of different years of birth too, and resists less"},
    {"--certain", "PERCENT", "compare: likeness from which a pair is certain (80)"},
    {"--possible", "PERCENT", "compare: likeness from which a pair is possible (66)"},
};
const struct command link_command = {
    .name = "link",
    .summary = "finds the cases that another agency knows too, without showing each other a name",
    .operands = "key|offer|answer|finish|encode|unit|compare|found …",
    .options = OPTIONS,
    .option_count = sizeof OPTIONS / sizeof *OPTIONS,
    .run = run,
};
