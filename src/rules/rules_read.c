/* The blocks of a text of rules: head, sources, holders, facts, tables, rules. */
#include "rules/rules.h"

#include <string.h>

#include "base/number.h"
#include "rules/rules_reading.h"

enum { VERSION_MOST = 1000000, WORDING_MOST = 600 };

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

/* ---- texts ---- */

static enum outcome read_string(struct reading *reading, size_t token, struct text *ret)
{
    if (token >= reading->words.count || !reading->tokens[token].string)
        return reading_refuse(reading, token, "A text between quotation marks is expected here.");
    if (text_is_empty(text_trim(reading->tokens[token].text)) ||
        text_code_points(reading->tokens[token].text) > WORDING_MOST)
        return reading_refuse(reading, token, "This text is empty or too long.");
    *ret = reading->tokens[token].text;
    return reading_end(reading, token + 1);
}

/* Is the word at `token` the tag of a language?  Then its text is read. */
static bool is_language(const struct reading *reading, size_t token, size_t *ret_language)
{
    static const char *const TAGS[RULES_LANGUAGES] = {"fr", "ar", "en"};
    for (size_t i = 0; i < RULES_LANGUAGES; i++)
        if (reading_is(reading, token, TAGS[i])) {
            *ret_language = i;
            return true;
        }
    return false;
}

static enum outcome read_wording(struct reading *reading, size_t token, struct wording *wording)
{
    size_t language;
    if (!is_language(reading, token, &language))
        return reading_refuse(reading, token, "“fr”, “ar” or “en” is expected here.");
    if (wording->in[language].length > 0)
        return reading_refuse(reading, token, "This text is given twice.");
    return read_string(reading, token + 1, &wording->in[language]);
}

/* At the first line behind a block, so that its fault names the line where something lacks. */
static enum outcome need_wording(struct reading *reading, const struct wording *wording)
{
    for (size_t i = 0; i < RULES_LANGUAGES; i++)
        if (wording->in[i].length == 0)
            return reading_refuse(reading, 0, "The block above needs its text in the three languages: fr, ar and en.");
    return OK;
}

static enum outcome read_once_date(struct reading *reading, int32_t *date)
{
    if (*date != DATE_NONE)
        return reading_refuse(reading, 0, "“{1}” is said twice.");
    enum outcome outcome = reading_date(reading, 1, date);
    return outcome == OK ? reading_end(reading, 2) : outcome;
}

/* ---- one block each: the lines below its first one, which are indented ---- */

static bool in_block(const struct reading *reading) { return !reading->words.ended && reading->words.indent > 0; }

static enum outcome unknown_line(struct reading *reading)
{
    return reading_refuse(reading, 0, "“{1}” is not known in this block.");
}

static enum outcome read_title(struct reading *reading)
{
    enum outcome outcome = reading_end(reading, 1);
    if (outcome == OK)
        outcome = reading_next(reading);
    while (outcome == OK && in_block(reading)) {
        outcome = read_wording(reading, 0, &reading->set->label);
        if (outcome == OK)
            outcome = reading_next(reading);
    }
    return outcome == OK ? need_wording(reading, &reading->set->label) : outcome;
}

/* The name behind the word of a block: once among its kind. */
static enum outcome open_block(struct reading *reading, size_t count, size_t most, struct text *ret_name)
{
    if (count == most)
        return reading_refuse(reading, 0, "There are too many blocks of this kind.");
    enum outcome outcome = reading_word(reading, 1, ret_name);
    return outcome == OK ? reading_end(reading, 2) : outcome;
}

static enum outcome read_source_line(struct reading *reading, struct rule_source *source, bool *marked)
{
    if (reading_is(reading, 0, "text"))
        return read_string(reading, 1, &source->text);
    if (reading_is(reading, 0, "address"))
        return read_string(reading, 1, &source->address);
    source->verified = reading_is(reading, 0, "verified");
    if (!source->verified && !reading_is(reading, 0, "unverified"))
        return unknown_line(reading);
    if (*marked)
        return reading_refuse(reading, 0, "“{1}” is said twice.");
    *marked = true;
    return reading_end(reading, 1);
}

static enum outcome read_source(struct reading *reading)
{
    struct rule_source source = {0};
    bool marked = false;
    enum outcome outcome = open_block(reading, reading->set->source_count, RULES_SOURCES_MOST, &source.code);
    for (size_t i = 0; i < reading->set->source_count && outcome == OK; i++)
        if (text_equal(reading->sources[i].code, source.code))
            outcome = reading_refuse(reading, 1, "“{1}” stands above already.");
    if (outcome == OK)
        outcome = reading_next(reading);
    while (outcome == OK && in_block(reading)) {
        outcome = read_source_line(reading, &source, &marked);
        if (outcome == OK)
            outcome = reading_next(reading);
    }
    if (outcome == OK && (source.text.length == 0 || !marked))
        outcome = reading_refuse(reading, 0, "The source above needs its text, and “verified” or “unverified”.");
    if (outcome == OK)
        reading->sources[reading->set->source_count++] = source;
    return outcome;
}

static enum outcome read_holder(struct reading *reading)
{
    struct rule_holder holder = {0};
    enum outcome outcome = open_block(reading, reading->set->holder_count, RULES_HOLDERS_MOST, &holder.code);
    for (size_t i = 0; i < reading->set->holder_count && outcome == OK; i++)
        if (text_equal(reading->holders[i].code, holder.code))
            outcome = reading_refuse(reading, 1, "“{1}” stands above already.");
    if (outcome == OK)
        outcome = reading_next(reading);
    while (outcome == OK && in_block(reading)) {
        outcome = read_wording(reading, 0, &holder.label);
        if (outcome == OK)
            outcome = reading_next(reading);
    }
    if (outcome == OK)
        outcome = need_wording(reading, &holder.label);
    if (outcome == OK)
        reading->holders[reading->set->holder_count++] = holder;
    return outcome;
}

static enum outcome read_kind(struct reading *reading, enum fact_kind *ret)
{
    static const char *const KINDS[] = {"yes-no", "day", "number", "code", "codes"};
    for (size_t i = 0; i < sizeof KINDS / sizeof *KINDS; i++)
        if (reading_is(reading, 1, KINDS[i])) {
            *ret = (enum fact_kind)i;
            return reading_end(reading, 2);
        }
    return reading_refuse(reading, 1, "A kind is expected here: yes-no, day, number, code or codes.");
}

static enum outcome read_fact_holder(struct reading *reading, struct rule_fact *fact)
{
    for (size_t i = 0; i < reading->set->holder_count; i++)
        if (reading->words.count > 1 && text_equal(reading->holders[i].code, reading->tokens[1].text)) {
            fact->holder = &reading->holders[i];
            return reading_end(reading, 2);
        }
    return reading_refuse(reading, 1, "No holder of the name “{1}” stands above.");
}

static enum outcome read_fact(struct reading *reading)
{
    struct rule_fact fact = {.line = reading->words.line};
    bool kind = false;
    enum outcome outcome = open_block(reading, reading->set->fact_count, RULES_FACTS_MOST, &fact.name);
    if (outcome == OK && rules_fact(reading->set, fact.name) != NULL)
        outcome = reading_refuse(reading, 1, "“{1}” stands above already.");
    if (outcome == OK)
        outcome = reading_next(reading);
    while (outcome == OK && in_block(reading)) {
        if (reading_is(reading, 0, "kind")) {
            outcome = read_kind(reading, &fact.kind);
            kind = true;
        } else if (reading_is(reading, 0, "holder")) {
            outcome = read_fact_holder(reading, &fact);
        } else {
            outcome = read_wording(reading, 0, &fact.label);
        }
        if (outcome == OK)
            outcome = reading_next(reading);
    }
    if (outcome == OK && (!kind || fact.holder == NULL))
        outcome = reading_refuse(reading, 0, "The fact above needs its kind, and who holds it.");
    if (outcome == OK)
        outcome = need_wording(reading, &fact.label);
    if (outcome == OK)
        reading->facts[reading->set->fact_count++] = fact;
    return outcome;
}

/* "- KEY [part NAME] [from DAY] [until DAY]" */
static enum outcome read_row(struct reading *reading, struct rule_row *ret)
{
    struct rule_row row = {.from = DATE_NONE, .until = DATE_NONE};
    size_t at = 2;
    if (!reading_is(reading, 0, "-"))
        return reading_refuse(reading, 0, "A row of a table begins with “-”; or the table is “given”.");
    enum outcome outcome = reading_word(reading, 1, &row.key);
    if (outcome == OK && reading_is(reading, at, "part")) {
        outcome = reading_word(reading, at + 1, &row.part);
        at += 2;
    }
    if (outcome == OK && reading_is(reading, at, "from")) {
        outcome = reading_date(reading, at + 1, &row.from);
        at += 2;
    }
    if (outcome == OK && reading_is(reading, at, "until")) {
        outcome = reading_date(reading, at + 1, &row.until);
        at += 2;
    }
    if (outcome == OK)
        outcome = reading_end(reading, at);
    if (outcome == OK)
        *ret = row;
    return outcome;
}

static enum outcome read_rows(struct reading *reading, struct rule_table *table)
{
    size_t capacity = 16;
    struct rule_row *rows = arena_array(reading->arena, struct rule_row, capacity);
    enum outcome outcome = OK;
    while (outcome == OK && in_block(reading)) {
        if (table->row_count == RULES_ROWS_MOST)
            return reading_refuse(reading, 0, "This table is too long.");
        if (table->row_count == capacity) {
            struct rule_row *more = arena_array(reading->arena, struct rule_row, 2 * capacity);
            memcpy(more, rows, capacity * sizeof *more);
            rows = more;
            capacity *= 2;
        }
        outcome = read_row(reading, &rows[table->row_count]);
        if (outcome == OK)
            outcome = reading_next(reading);
        table->row_count += outcome == OK;
    }
    table->rows = rows;
    return outcome;
}

static enum outcome read_table_block(struct reading *reading)
{
    struct rule_table table = {0};
    enum outcome outcome = open_block(reading, reading->set->table_count, RULES_TABLES_MOST, &table.name);
    for (size_t i = 0; i < reading->set->table_count && outcome == OK; i++)
        if (text_equal(reading->tables[i].name, table.name))
            outcome = reading_refuse(reading, 1, "“{1}” stands above already.");
    if (outcome == OK)
        outcome = reading_next(reading);
    if (outcome == OK && in_block(reading) && reading_is(reading, 0, "given")) {
        table.given = true;
        outcome = reading_end(reading, 1);
        if (outcome == OK)
            outcome = reading_next(reading);
        if (outcome == OK && in_block(reading))
            outcome = reading_refuse(reading, 0, "A table that is given has no rows here.");
    } else if (outcome == OK) {
        outcome = read_rows(reading, &table);
    }
    if (outcome == OK)
        reading->tables[reading->set->table_count++] = table;
    return outcome;
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

static enum outcome read_rule_source(struct reading *reading, struct rule *rule)
{
    for (size_t i = 0; i < reading->set->source_count; i++)
        if (reading->words.count > 1 && text_equal(reading->sources[i].code, reading->tokens[1].text)) {
            rule->source = &reading->sources[i];
            return reading_end(reading, 2);
        }
    return reading_refuse(reading, 1, "No source of the name “{1}” stands above.");
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
    return condition_read(reading, 1, 1, node);
}

/* A line of a rule, and on to the next. */
static enum outcome read_rule_line(struct reading *reading, struct rule *rule)
{
    enum outcome outcome;
    if (reading_is(reading, 0, "when"))
        return read_when(reading, rule);
    if (reading_is(reading, 0, "source"))
        outcome = read_rule_source(reading, rule);
    else if (reading_is(reading, 0, "at"))
        outcome = read_moments(reading, &rule->moments);
    else if (reading_is(reading, 0, "effect"))
        outcome = read_effect(reading, rule);
    else if (reading_is(reading, 0, "from"))
        outcome = read_once_date(reading, &rule->from);
    else if (reading_is(reading, 0, "until"))
        outcome = read_once_date(reading, &rule->until);
    else if (reading_is(reading, 0, "unmet"))
        outcome = read_wording(reading, 1, &rule->unmet);
    else
        outcome = read_wording(reading, 0, &rule->label);
    return outcome == OK ? reading_next(reading) : outcome;
}

static enum outcome read_rule(struct reading *reading)
{
    struct rule rule = {.line = reading->words.line, .from = DATE_NONE, .until = DATE_NONE};
    enum outcome outcome = open_block(reading, reading->set->rule_count, RULES_RULES_MOST, &rule.code);
    if (outcome == OK && rules_rule(reading->set, rule.code) != NULL)
        outcome = reading_refuse(reading, 1, "“{1}” stands above already.");
    if (outcome == OK)
        outcome = reading_next(reading);
    while (outcome == OK && in_block(reading))
        outcome = read_rule_line(reading, &rule);
    if (outcome == OK &&
        (rule.condition == NULL || rule.source == NULL || rule.effect.length == 0 || rule.moments.length == 0))
        outcome = reading_refuse(reading, 0, "The rule above needs “source”, “at”, “effect” and “when”.");
    if (outcome == OK && rule.from != DATE_NONE && rule.until != DATE_NONE && rule.until < rule.from)
        outcome = reading_refuse(reading, 0, "The rule above ends before it begins.");
    if (outcome == OK)
        outcome = need_wording(reading, &rule.label);
    if (outcome == OK)
        outcome = need_wording(reading, &rule.unmet);
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

static enum outcome read_block(struct reading *reading)
{
    static const struct {
        const char *word;
        enum outcome (*read)(struct reading *reading);
    } BLOCKS[] = {{"version", read_version}, {"from", read_from},         {"until", read_until},
                  {"title", read_title},     {"source", read_source},     {"holder", read_holder},
                  {"fact", read_fact},       {"table", read_table_block}, {"rule", read_rule}};
    if (reading->words.indent > 0)
        return reading_refuse(reading, 0, "A block begins at the start of a line.");
    for (size_t i = 0; i < sizeof BLOCKS / sizeof *BLOCKS; i++)
        if (reading_is(reading, 0, BLOCKS[i].word))
            return BLOCKS[i].read(reading);
    return reading_refuse(reading, 0, "“{1}” begins no block: title, source, holder, fact, table or rule.");
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
    set->from = set->until = DATE_NONE;
    set->holders = reading->holders = arena_array(arena, struct rule_holder, RULES_HOLDERS_MOST);
    set->sources = reading->sources = arena_array(arena, struct rule_source, RULES_SOURCES_MOST);
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
