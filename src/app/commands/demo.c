/* sanad demo: the demonstration mission in an empty data directory. */
#include <stdio.h>

#include "app/commands/commands.h"
#include "app/demonstration/demonstration.h"
#include "app/mission.h"
#include "base/number.h"
#include "system/clock.h"
#include "system/file.h"
#include "system/zone.h"

struct filling {
    struct demonstration demonstration;
    struct demonstration_counts counts;
};

static enum outcome fill(void *context, struct db *db, struct keys *keys)
{
    struct filling *filling = context;
    return demonstration_make(db, keys, &filling->demonstration, &filling->counts);
}

static struct text path_in(const struct command_line *line, const char *name)
{
    return arena_format(line->arena, "%.*s/%s", TEXT_ARG(line->settings.data), name);
}

static enum outcome read_options(const struct command_line *line, struct demonstration *demonstration)
{
    struct text persons = command_value(line, "--persons");
    struct text today = command_value(line, "--today");
    int32_t earliest = date_from_day((struct calendar_day){2023, 7, 1});
    int64_t count = DEMONSTRATION_PERSONS;
    demonstration->profile = line->settings.profile;
    demonstration->today = zone_date(zone_find(line->settings.zone), clock_now());
    if (persons.at != NULL && text_to_integer(persons, 1, DEMONSTRATION_PERSONS_MOST, &count) != OK) {
        (void)fputs("sanad demo: --persons: a number from 1 to 1000000\n", stderr);
        return INVALID;
    }
    if (today.at != NULL && text_to_date(today, &demonstration->today) != OK) {
        (void)fputs("sanad demo: --today: a day as 2026-11-22\n", stderr);
        return INVALID;
    }
    if (demonstration->today < earliest) {
        (void)fputs("sanad demo: the demonstration begins to make sense on 2023-07-01\n", stderr);
        return INVALID;
    }
    demonstration->persons = count;
    return OK;
}

/* Settings for a machine at home; what the mission wrote itself is kept. */
static enum outcome write_settings(const struct command_line *line)
{
    struct text path = path_in(line, "sanad.conf");
    if (file_exists(path.at))
        return OK;
    struct text content = arena_format(line->arena,
                                       "# Of the demonstration: everybody knows its passwords.\n"
                                       "mission_name = Mission de démonstration\n"
                                       "mission_name_ar = بعثة العرض التوضيحي\n"
                                       "mission_name_en = Demonstration mission\n"
                                       "keys = %.*s\n"
                                       "demonstration = yes\n"
                                       "require_second_factor = no\n"
                                       "secure_cookies = no\n",
                                       TEXT_ARG(line->settings.keys));
    return file_write(path.at, content, 0600);
}

static int make(struct command_line *line)
{
    struct filling filling = {0};
    int64_t began = clock_ticks();
    if (read_options(line, &filling.demonstration) != OK)
        return EXIT_WRONG_USE;
    enum outcome outcome = mission_make(line, fill, &filling);
    if (outcome == OK)
        outcome = write_settings(line);
    if (outcome == OK) /* last: who finds it finds all the rest */
        outcome = file_write(path_in(line, "accounts.txt").at, demonstration_accounts(line->arena), 0600);
    if (outcome != OK) {
        (void)fputs("sanad demo: the demonstration mission was not made\n", stderr);
        return EXIT_REFUSED;
    }
    (void)printf("%lld persons, %lld return cases, %lld reintegration plans in %.1f s\n",
                 (long long)filling.counts.persons, (long long)filling.counts.cases, (long long)filling.counts.plans,
                 (double)(clock_ticks() - began) / (double)MICROSECONDS);
    return EXIT_DONE;
}

static int run(struct command_line *line)
{
    if (command_has(line, "--make-if-missing") && mission_exists(line->arena, &line->settings)) {
        (void)puts("There is a mission already; nothing was changed.");
        return EXIT_DONE;
    }
    return make(line);
}

static const struct option OPTIONS[] = {
    {"--persons", "N", "so many persons who applied in 2022, spread like the published 3552"},
    {"--make-if-missing", NULL, "leave a mission that is there as it is, and say it is well"},
    {"--today", "DATE", "make the cases under way for this day instead of today"},
};
const struct command demo_command = {
    .name = "demo",
    .summary = "makes the demonstration mission: generated persons, the published figures of 2022",
    .options = OPTIONS,
    .option_count = sizeof OPTIONS / sizeof *OPTIONS,
    .run = run,
};
