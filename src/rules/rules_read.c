/* The text of a set as a whole: its head and its rules; what stands above them is read in rules_terms.c. */
#include "rules/rules.h"

#include "base/number.h"
#include "rules/rules_reading.h"

enum { VERSION_MOST = 1000000 };

const struct rule_fact *rules_fact(const struct rule_set *set, struct text name)
{
    for (size_t i = 0; i < set->fact_count; i++)
        if (text_equal(set->facts[i].name, name))
            return &set->facts[i];
    return NULL;
}

const struct rule *rules_rule(const struct rule_set *set, struct text code)
{
    for (size_t i = 0; i < set->rule_count; i++)
        if (text_equal(set->rules[i].code, code))
            return &set->rules[i];
    return NULL;
}

static enum outcome read_once_date(struct reading *reading, int32_t *date)
{
    if (*date != DATE_NONE)
        return reading_refuse(reading, 0, "“{1}” is said twice.");
    enum outcome outcome = reading_date(reading, 1, date);
    return outcome == OK ? reading_end(reading, 2) : outcome;
}

static enum outcome read_title(struct reading *reading)
{
    enum outcome outcome = reading_end(reading, 1);
    if (outcome == OK)
        outcome = reading_next(reading);
    while (outcome == OK && reading_in_block(reading)) {
        outcome = reading_wording(reading, 0, &reading->set->label);
        if (outcome == OK)
            outcome = reading_next(reading);
    }
    return outcome == OK ? reading_need_wording(reading, &reading->set->label) : outcome;
}

/* ---- a rule ---- */

static enum outcome read_moments(struct reading *reading, struct text *ret)
{
    const struct text *codes;
    size_t count;
    struct text all = TEXT_NONE;
    enum outcome outcome = reading_codes(reading, 1, &codes, &count);
    for (size_t i = 0; i < count && outcome == OK; i++)
        all = i == 0 ? codes[0] : arena_format(reading->arena, "%.*s,%.*s", TEXT_ARG(all), TEXT_ARG(codes[i]));
    if (outcome == OK)
        *ret = all;
    return outcome;
}

static enum outcome read_effect(struct reading *reading, struct rule *rule)
{
    enum outcome outcome = reading_word(reading, 1, &rule->effect);
    return outcome == OK ? reading_end(reading, 2) : outcome;
}

static enum outcome read_when(struct reading *reading, struct rule *rule)
{
    struct rule_node *node = arena_new(reading->arena, struct rule_node);
    if (rule->condition != NULL)
        return reading_refuse(reading, 0, "“{1}” is said twice.");
    rule->condition = node;
    reading->size = reading->depth = 0;
    enum outcome outcome = condition_read(reading, 1, 1, node);
    rule->size = reading->size;
    rule->depth = reading->depth;
    return outcome;
}

/* A line of a rule, and on to the next. */
static enum outcome read_rule_line(struct reading *reading, struct rule *rule)
{
    enum outcome outcome;
    if (reading_is(reading, 0, "when"))
        return read_when(reading, rule);
    if (reading_is(reading, 0, "source"))
        outcome = reading_find_source(reading, 1, &rule->source);
    else if (reading_is(reading, 0, "at"))
        outcome = read_moments(reading, &rule->moments);
    else if (reading_is(reading, 0, "effect"))
        outcome = read_effect(reading, rule);
    else if (reading_is(reading, 0, "from"))
        outcome = read_once_date(reading, &rule->from);
    else if (reading_is(reading, 0, "until"))
        outcome = read_once_date(reading, &rule->until);
    else if (reading_is(reading, 0, "unmet"))
        outcome = reading_wording(reading, 1, &rule->unmet);
    else
        outcome = reading_wording(reading, 0, &rule->label);
    return outcome == OK ? reading_next(reading) : outcome;
}

/* At the first line behind the block. */
static enum outcome check_rule(struct reading *reading, const struct rule *rule)
{
    if (rule->condition == NULL || rule->source == NULL || rule->effect.length == 0 || rule->moments.length == 0)
        return reading_refuse(reading, 0, "The rule above needs “source”, “at”, “effect” and “when”.");
    if (rule->from != DATE_NONE && rule->until != DATE_NONE && rule->until < rule->from)
        return reading_refuse(reading, 0, "The rule above ends before it begins.");
    enum outcome outcome = reading_need_wording(reading, &rule->label);
    return outcome == OK ? reading_need_wording(reading, &rule->unmet) : outcome;
}

/* A rule, or a category, which says no effect of its own. */
static enum outcome read_rule(struct reading *reading)
{
    struct rule rule = {.line = reading->words.line, .from = DATE_NONE, .until = DATE_NONE};
    rule.category = reading_is(reading, 0, "category");
    if (rule.category)
        rule.effect = TEXT("category");
    enum outcome outcome = reading_open(reading, reading->set->rule_count, RULES_RULES_MOST, &rule.code);
    if (outcome == OK && rules_rule(reading->set, rule.code) != NULL)
        outcome = reading_refuse(reading, 1, "“{1}” stands above already.");
    if (outcome == OK)
        outcome = reading_next(reading);
    while (outcome == OK && reading_in_block(reading))
        outcome = read_rule_line(reading, &rule);
    if (outcome == OK)
        outcome = check_rule(reading, &rule);
    if (outcome == OK)
        reading->rules[reading->set->rule_count++] = rule;
    return outcome;
}

/* ---- the whole ---- */

static enum outcome read_version(struct reading *reading)
{
    if (reading->set->version != 0)
        return reading_refuse(reading, 0, "“{1}” is said twice.");
    if (reading->words.count < 2 ||
        text_to_integer(reading->tokens[1].text, 1, VERSION_MOST, &reading->set->version) != OK)
        return reading_refuse(reading, 1, "The number of the version is expected here.");
    enum outcome outcome = reading_end(reading, 2);
    return outcome == OK ? reading_next(reading) : outcome;
}

static enum outcome read_from(struct reading *reading)
{
    enum outcome outcome = read_once_date(reading, &reading->set->from);
    return outcome == OK ? reading_next(reading) : outcome;
}

static enum outcome read_until(struct reading *reading)
{
    enum outcome outcome = read_once_date(reading, &reading->set->until);
    return outcome == OK ? reading_next(reading) : outcome;
}

static enum outcome read_published(struct reading *reading)
{
    enum outcome outcome = read_once_date(reading, &reading->set->published);
    return outcome == OK ? reading_next(reading) : outcome;
}

static enum outcome read_block(struct reading *reading)
{
    static const struct {
        const char *word;
        enum outcome (*read)(struct reading *reading);
    } BLOCKS[] = {{"version", read_version},
                  {"from", read_from},
                  {"until", read_until},
                  {"published", read_published},
                  {"title", read_title},
                  {"source", reading_source},
                  {"holder", reading_holder},
                  {"document", reading_document},
                  {"parameter", reading_parameter},
                  {"fact", reading_fact},
                  {"table", reading_table},
                  {"rule", read_rule},
                  {"category", read_rule}};
    if (reading->words.indent > 0)
        return reading_refuse(reading, 0, "A block begins at the start of a line.");
    for (size_t i = 0; i < sizeof BLOCKS / sizeof *BLOCKS; i++)
        if (reading_is(reading, 0, BLOCKS[i].word))
            return BLOCKS[i].read(reading);
    return reading_refuse(reading, 0,
                          "“{1}” begins no block: title, source, holder, document, parameter, fact, "
                          "table, rule or category.");
}

static enum outcome read_head(struct reading *reading)
{
    enum outcome outcome = reading_next(reading);
    if (outcome == OK && !reading_is(reading, 0, "rules"))
        outcome = reading_refuse(reading, 0, "The text begins with “rules” and its name.");
    if (outcome == OK)
        outcome = reading_word(reading, 1, &reading->set->name);
    if (outcome == OK)
        outcome = reading_end(reading, 2);
    return outcome == OK ? reading_next(reading) : outcome;
}

static enum outcome check_whole(struct reading *reading)
{
    const struct rule_set *set = reading->set;
    if (set->version == 0 || set->from == DATE_NONE || set->label.in[0].length == 0 || set->rule_count == 0)
        return reading_refuse(reading, 0, "The text needs “version”, “from”, “title” and at least one rule.");
    if (set->until != DATE_NONE && set->until < set->from)
        return reading_refuse(reading, 0, "The version ends before it begins.");
    if (set->published != DATE_NONE && set->from < set->published)
        return reading_refuse(reading, 0, "The version begins before it was published.");
    return OK;
}

enum outcome rules_read(struct arena *arena, struct text text, const struct rule_set **ret_set,
                        struct rules_fault *ret_fault)
{
    *ret_fault = (struct rules_fault){.line = 1, .column = 1};
    if (text.length > RULES_TEXT_MOST) {
        ret_fault->message = "The text is too long.";
        return TOO_LARGE;
    }
    struct rule_set *set = arena_new(arena, struct rule_set);
    struct reading *reading = arena_new(arena, struct reading);
    *reading = (struct reading){.arena = arena, .set = set, .fault = ret_fault};
    reading->words = (struct word_line){.arena = arena, .at = reading->tokens, .most = TOKENS_MOST};
    set->text = reading->words.rest = arena_text(arena, text);
    set->from = set->until = set->published = DATE_NONE;
    set->holders = reading->holders = arena_array(arena, struct rule_holder, RULES_HOLDERS_MOST);
    set->sources = reading->sources = arena_array(arena, struct rule_source, RULES_SOURCES_MOST);
    set->documents = reading->documents = arena_array(arena, struct rule_document, RULES_DOCUMENTS_MOST);
    set->parameters = reading->parameters = arena_array(arena, struct rule_parameter, RULES_PARAMETERS_MOST);
    set->facts = reading->facts = arena_array(arena, struct rule_fact, RULES_FACTS_MOST);
    set->tables = reading->tables = arena_array(arena, struct rule_table, RULES_TABLES_MOST);
    set->rules = reading->rules = arena_array(arena, struct rule, RULES_RULES_MOST);
    enum outcome outcome = read_head(reading);
    while (outcome == OK && !reading->words.ended)
        outcome = read_block(reading);
    if (outcome == OK)
        outcome = check_whole(reading);
    if (outcome == OK)
        *ret_set = set;
    return outcome;
}

/* ---- which, and when ---- */

static bool covers(int32_t from, int32_t until, int32_t day)
{
    return (from == DATE_NONE || from <= day) && (until == DATE_NONE || day <= until);
}

bool rule_applies(const struct rule_set *set, const struct rule *rule, struct text moment, int32_t day)
{
    struct text rest = rule->moments;
    struct text one;
    bool asked = false;
    while (rest.length > 0 && text_split(&rest, ',', &one))
        asked = asked || text_equal(one, moment);
    return asked && covers(set->from, set->until, day) && covers(rule->from, rule->until, day);
}

const struct rule_set *rules_in_force(const struct rule_set *const *sets, size_t count, struct text name, int32_t day)
{
    const struct rule_set *found = NULL;
    for (size_t i = 0; i < count; i++)
        if (text_equal(sets[i]->name, name) && covers(sets[i]->from, sets[i]->until, day) &&
            (found == NULL || sets[i]->version > found->version))
            found = sets[i];
    return found;
}
