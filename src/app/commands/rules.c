/* sanad rules: criteria read, explained for one case, answered for a table of cases. */
#include <stdio.h>

#include "app/commands/commands.h"
#include "app/commands/rules_command.h"
#include "system/clock.h"
#include "system/file.h"
#include "system/zone.h"

enum { RULES_ARENA = 512 << 20, FACTS_MOST = 16 << 20, TOLD_MOST = 16 << 20 };

static const struct option OPTIONS[] = {
    {"--facts", "FILE", "what is known: JSON for explain, CSV for evaluate (docs/rules.md)"},
    {"--on", "DAY", "as of that day (today, or the last day on which the rules are in force)"},
    {"--at", "MOMENT", "what is asked then (the moment of the first rule)"},
    {"--set", "NAME=VALUE", "an open point otherwise than by default; several with ';' between them"},
    {"--language", "fr|ar|en", "of what is told (fr)"},
    {"--reasons", NULL, "evaluate: with the reasons of what is not met or not known"},
    {"--settle", NULL, "evaluate: with the documents that would settle it (slower)"},
};

int rules_say(const char *path, const char *what, struct text about)
{
    struct text head = about.length > 0 ? about : TEXT("");
    (void)fprintf(stderr, "sanad rules: %s: %.*s%s%s\n", path, TEXT_ARG(head), head.length > 0 ? ": " : "", what);
    return EXIT_REFUSED;
}

/* Faults of the text are for whoever edits the file: English. */
static int say_fault(struct arena *arena, const char *path, const struct rules_fault *fault)
{
    struct text why = tr_with(arena, language_at(2), fault->message, &fault->found, 1);
    (void)fprintf(stderr, "%s:%zu:%zu: %.*s\n", path, fault->line, fault->column, TEXT_ARG(why));
    return EXIT_REFUSED;
}

static int open_set(struct arena *arena, const char *path, const struct rule_set **ret_set)
{
    struct text text;
    struct rules_fault fault;
    if (file_read(arena, path, RULES_TEXT_MOST, &text) != OK)
        return rules_say(path, "cannot be read, or is too large", TEXT_NONE);
    return rules_read(arena, text, ret_set, &fault) == OK ? EXIT_DONE : say_fault(arena, path, &fault);
}

/* ---- check ---- */

static void print_clauses(const char *path, const struct rule_set *set)
{
    size_t verified = 0;
    size_t categories = 0;
    for (size_t i = 0; i < set->rule_count; i++) {
        verified += set->rules[i].source->verified;
        categories += set->rules[i].category;
    }
    (void)printf("%s: %.*s, version %lld: %zu facts, %zu documents, %zu rules and %zu categories, %zu of them with a "
                 "verified source\n",
                 path, TEXT_ARG(set->name), (long long)set->version, set->fact_count, set->document_count,
                 set->rule_count - categories, categories, verified);
}

static void print_open_points(struct arena *arena, const struct rule_set *set)
{
    for (size_t i = 0; i < set->rule_count; i++)
        if (!set->rules[i].source->verified)
            (void)printf("  not verified: %.*s (%.*s)\n", TEXT_ARG(set->rules[i].code),
                         TEXT_ARG(set->rules[i].source->text));
    for (size_t i = 0; i < set->parameter_count; i++) {
        const struct rule_parameter *parameter = &set->parameters[i];
        struct text standard = rules_parameter_text(arena, parameter, parameter->standard);
        (void)printf("  open point: %.*s = %.*s by default: %.*s\n", TEXT_ARG(parameter->name), TEXT_ARG(standard),
                     TEXT_ARG(parameter->label.in[2]));
    }
}

static int check(struct command_line *line)
{
    int status = EXIT_DONE;
    for (size_t i = 1; i < line->operand_count; i++) {
        AUTO_ARENA struct arena *arena = arena_open(RULES_ARENA);
        const struct rule_set *set;
        if (open_set(arena, line->operands[i], &set) != EXIT_DONE) {
            status = EXIT_REFUSED;
            continue;
        }
        print_clauses(line->operands[i], set);
        print_open_points(arena, set);
    }
    return status;
}

/* ---- what is asked ---- */

static int read_parameters(struct rules_asked *asked, struct text given)
{
    struct text one;
    while (given.length > 0 && text_split(&given, ';', &one)) {
        struct text value = one;
        struct text name = TEXT_NONE;
        (void)text_split(&value, '=', &name);
        enum outcome outcome = rules_parameter_put(asked->like, text_trim(name), text_trim(value));
        if (outcome != OK)
            return rules_say(asked->path, outcome == NOT_FOUND ? "no such parameter" : "not such a value", one);
    }
    return EXIT_DONE;
}

static int32_t day_in_force(const struct rule_set *set)
{
    int32_t today = zone_date(zone_find(TEXT("Africa/Casablanca")), clock_now());
    return today < set->from ? set->from : set->until != DATE_NONE && today > set->until ? set->until : today;
}

static int read_asked(struct command_line *line, struct arena *arena, struct rules_asked *ret)
{
    struct rules_asked asked = {.arena = arena, .path = line->operands[1], .facts = command_value(line, "--facts")};
    struct text tag = command_value(line, "--language");
    struct text day = command_value(line, "--on");
    if (open_set(arena, asked.path, &asked.set) != EXIT_DONE)
        return EXIT_REFUSED;
    asked.like = rules_facts_new(arena, asked.set);
    asked.day = day_in_force(asked.set);
    asked.reasons = command_has(line, "--reasons");
    asked.settle = command_has(line, "--settle");
    asked.language = tag.length == 0 ? language_at(0) : language_for(tag);
    if (asked.language == NULL)
        return rules_say(asked.path, "fr, ar or en is expected", tag);
    if (day.length > 0 && text_to_date(day, &asked.day) != OK)
        return rules_say(asked.path, "a day is expected, like 2026-03-31", day);
    asked.moment = command_value(line, "--at");
    if (asked.moment.length == 0) {
        struct text moments = asked.set->rules[0].moments;
        (void)text_split(&moments, ',', &asked.moment);
    }
    if (read_parameters(&asked, command_value(line, "--set")) != EXIT_DONE)
        return EXIT_REFUSED;
    asked.whole = rules_whole(arena, asked.set, asked.moment, asked.day);
    if (asked.whole->child_count == 0)
        return rules_say(asked.path, "no rule is asked at that moment on that day", asked.moment);
    *ret = asked;
    return EXIT_DONE;
}

/* ---- explain ---- */

static int read_facts(struct rules_asked *asked, struct rule_facts **ret_facts)
{
    const char *path = arena_string(asked->arena, asked->facts);
    struct text text;
    const struct json_value *json;
    struct json_fault fault = {0};
    struct text faulty;
    *ret_facts = rules_facts_new(asked->arena, asked->set);
    if (asked->facts.length > 0) {
        if (file_read(asked->arena, path, FACTS_MOST, &text) != OK)
            return rules_say(path, "cannot be read, or is too large", TEXT_NONE);
        if (json_parse(asked->arena, text, JSON_LIMITS_REQUEST, &json, &fault) != OK) {
            (void)fprintf(stderr, "%s:%zu:%zu: %s\n", path, fault.line, fault.column,
                          fault.message == NULL ? "is no JSON" : fault.message);
            return EXIT_REFUSED;
        }
        if (rules_facts_read_with(asked->arena, asked->set, json, ret_facts, &faulty) != OK)
            return rules_say(path, "is no fact of these rules, or not such a value", faulty);
    }
    for (size_t i = 0; i < asked->set->parameter_count; i++)
        if (asked->like->parameters[i].number != asked->set->parameters[i].standard.number ||
            asked->like->parameters[i].unit != asked->set->parameters[i].standard.unit)
            (*ret_facts)->parameters[i] = asked->like->parameters[i];
    return EXIT_DONE;
}

/* Rules that are asked at this moment beside the whole: what is doubtful, and what a person decides. */
static void tell_checks(const struct rules_asked *asked, const struct rule_tell *tell, struct buffer *out)
{
    for (size_t i = 0; i < asked->set->rule_count; i++) {
        const struct rule *rule = &asked->set->rules[i];
        const struct reason *reason;
        if (!rule_applies(asked->set, rule, asked->moment, asked->day) ||
            (!text_is(rule->effect, "check") && !text_is(rule->effect, "decision")))
            continue;
        struct rule_node *node = arena_new(asked->arena, struct rule_node);
        *node = (struct rule_node){.kind = NODE_MEETS, .rule = rule, .children = rule->condition, .child_count = 1};
        if (rules_evaluate(asked->arena, tell->facts, node, &reason) != RULE_YES)
            rule_tell_reason(tell, reason, out);
    }
}

static int explain(struct rules_asked *asked)
{
    struct rule_facts *facts;
    const struct reason *reason;
    struct settlement settlement;
    AUTO_BUFFER struct buffer out = buffer_open(TOLD_MOST);
    if (read_facts(asked, &facts) != EXIT_DONE)
        return EXIT_REFUSED;
    struct rule_tell tell = {asked->arena, asked->language, facts};
    enum rule_value value = rules_evaluate(asked->arena, facts, asked->whole, &reason);
    struct text title[] = {rule_tell_wording(&tell, &asked->set->label),
                           language_number(asked->arena, asked->language, asked->set->version),
                           language_date(asked->arena, asked->language, asked->day)};
    buffer_add(&out, tr_with(asked->arena, asked->language, N_("{1}, version {2}, on {3}"), title, 3));
    buffer_format(&out, "\n%s\n", rule_tell_answer(&tell, value));
    buffer_format(&out, "%s\n\n", tr(asked->language, N_("This is advice: a person decides and signs.")));
    rule_tell_reason(&tell, reason, &out);
    tell_checks(asked, &tell, &out);
    rules_settle(asked->arena, facts, asked->whole, &settlement);
    buffer_add(&out, TEXT("\n"));
    rule_tell_settlement(&tell, &settlement, &out);
    rule_tell_parameters(&tell, &out);
    return fwrite(out.bytes, 1, out.length, stdout) == out.length && !out.full && fflush(stdout) == 0 ? EXIT_DONE
                                                                                                      : EXIT_REFUSED;
}

static int run(struct command_line *line)
{
    AUTO_ARENA struct arena *arena = arena_open(RULES_ARENA);
    struct rules_asked asked;
    struct text what = line->operand_count < 2 ? TEXT_NONE : text_from(line->operands[0]);
    if (languages_load(arena_string(arena, line->settings.messages)) != OK)
        return EXIT_REFUSED;
    if (text_is(what, "check"))
        return check(line);
    bool table = text_is(what, "evaluate");
    if ((!table && !text_is(what, "explain")) || line->operand_count != 2) {
        (void)fputs("sanad rules: check FILE…, explain FILE or evaluate FILE is expected (sanad rules --help)\n",
                    stderr);
        return EXIT_WRONG_USE;
    }
    int status = read_asked(line, arena, &asked);
    if (status != EXIT_DONE)
        return status;
    if (!table)
        return explain(&asked);
    if (asked.facts.length == 0) {
        (void)fputs("sanad rules: evaluate needs --facts FILE\n", stderr);
        return EXIT_WRONG_USE;
    }
    return rules_evaluate_table(&asked);
}

const struct command rules_command = {
    .name = "rules",
    .summary = "reads criteria, explains their answer for a case, answers them for a table of cases",
    .operands = "check FILE… | explain FILE | evaluate FILE",
    .options = OPTIONS,
    .option_count = sizeof OPTIONS / sizeof *OPTIONS,
    .bears_faulty_settings = true,
    .run = run,
};
