/* Conditions: groups by indentation, tests as sentences. */
#include "base/number.h"
#include "rules/rules_reading.h"

/* What a kind of facts can be asked; the words, with the fact before and the rest behind them. */
enum operand { OPERAND_NONE, OPERAND_FLAG, OPERAND_VALUE, OPERAND_CODES, OPERAND_SPAN, OPERAND_TABLE };
enum {
    KIND_FLAG = 1 << FACT_FLAG,
    KIND_DATE = 1 << FACT_DATE,
    KIND_NUMBER = 1 << FACT_NUMBER,
    KIND_CODE = 1 << FACT_CODE,
    KIND_CODES = 1 << FACT_CODES,
    KIND_ANY = 31
};
static const struct phrase {
    const char *words[5];
    unsigned kinds;
    enum rule_operator operator;
    bool negated;
    enum operand operand;
} PHRASES[] = {
    /* a longer phrase before one that it begins with */
    {{"is", "recorded"}, KIND_ANY, IS_RECORDED, false, OPERAND_NONE},
    {{"is", "not", "recorded"}, KIND_ANY, IS_RECORDED, true, OPERAND_NONE},
    {{"is", "one", "of"}, KIND_CODE, IS_ONE_OF, false, OPERAND_CODES},
    {{"is", "not", "one", "of"}, KIND_CODE, IS_ONE_OF, true, OPERAND_CODES},
    {{"is", "in"}, KIND_CODE, IN_TABLE, false, OPERAND_TABLE},
    {{"is", "not", "in"}, KIND_CODE, IN_TABLE, true, OPERAND_TABLE},
    {{"is", "partly", "in"}, KIND_CODE, PARTLY_IN_TABLE, false, OPERAND_TABLE},
    {{"is", "not", "partly", "in"}, KIND_CODE, PARTLY_IN_TABLE, true, OPERAND_TABLE},
    {{"is", "at", "least"}, KIND_NUMBER, AT_LEAST, false, OPERAND_VALUE},
    {{"is", "at", "most"}, KIND_NUMBER, AT_MOST, false, OPERAND_VALUE},
    {{"is", "more", "than"}, KIND_NUMBER, MORE_THAN, false, OPERAND_VALUE},
    {{"is", "less", "than"}, KIND_NUMBER, LESS_THAN, false, OPERAND_VALUE},
    {{"is", "on", "or", "after"}, KIND_DATE, AT_LEAST, false, OPERAND_VALUE},
    {{"is", "on", "or", "before"}, KIND_DATE, AT_MOST, false, OPERAND_VALUE},
    {{"is", "after"}, KIND_DATE, MORE_THAN, false, OPERAND_VALUE},
    {{"is", "before"}, KIND_DATE, LESS_THAN, false, OPERAND_VALUE},
    {{"is", "within"}, KIND_DATE, WITHIN, false, OPERAND_SPAN},
    {{"is", "not", "within"}, KIND_DATE, WITHIN, true, OPERAND_SPAN},
    {{"is", "not"}, KIND_CODE | KIND_NUMBER | KIND_DATE, IS, true, OPERAND_VALUE},
    {{"is"}, KIND_FLAG, IS, false, OPERAND_FLAG},
    {{"is"}, KIND_CODE | KIND_NUMBER | KIND_DATE, IS, false, OPERAND_VALUE},
    {{"holds", "one", "of"}, KIND_CODES, HOLDS_ONE_OF, false, OPERAND_CODES},
    {{"holds", "all", "of"}, KIND_CODES, HOLDS_ALL_OF, false, OPERAND_CODES},
    {{"holds", "none", "of"}, KIND_CODES, HOLDS_ONE_OF, true, OPERAND_CODES},
    {{"holds"}, KIND_CODES, HOLDS_ONE_OF, false, OPERAND_CODES},
};

static bool phrase_fits(const struct reading *reading, size_t token, const struct phrase *phrase, size_t *ret_words)
{
    size_t count = 0;
    while (count < 5 && phrase->words[count] != NULL) {
        if (!reading_is(reading, token + count, phrase->words[count]))
            return false;
        count++;
    }
    *ret_words = count;
    return true;
}

static const struct rule_fact *fact_at(const struct reading *reading, size_t token)
{
    return token < reading->words.count && !reading->tokens[token].string
               ? rules_fact(reading->set, reading->tokens[token].text)
               : NULL;
}

/* A constant, or another fact of the same kind. */
static enum outcome read_value(struct reading *reading, size_t token, struct rule_node *node)
{
    int32_t day;
    struct text word;
    node->other = fact_at(reading, token);
    if (node->other != NULL)
        return node->other->kind == node->fact->kind
                   ? reading_end(reading, token + 1)
                   : reading_refuse(reading, token, "“{1}” is a fact of another kind.");
    enum outcome outcome = OK;
    if (node->fact->kind == FACT_DATE) {
        outcome = reading_date(reading, token, &day);
        node->number = outcome == OK ? day : 0;
    } else if (node->fact->kind == FACT_NUMBER) {
        if (token >= reading->words.count ||
            text_to_integer(reading->tokens[token].text, -1000000000000, 1000000000000, &node->number) != OK)
            return reading_refuse(reading, token, "A whole number or a fact is expected here.");
    } else {
        outcome = reading_word(reading, token, &word);
        if (outcome == OK)
            outcome = reading_codes(reading, token, &node->codes, &node->code_count);
        if (outcome == OK && node->code_count != 1)
            return reading_refuse(reading, token, "Several codes need “is one of”.");
        return outcome;
    }
    return outcome == OK ? reading_end(reading, token + 1) : outcome;
}

/* "30 days of FACT", "6 months before FACT" */
static enum outcome read_span(struct reading *reading, size_t token, struct rule_node *node)
{
    static const struct {
        const char *one, *many;
        enum rule_unit unit;
    } UNITS[] = {{"day", "days", UNIT_DAYS}, {"month", "months", UNIT_MONTHS}, {"year", "years", UNIT_YEARS}};
    static const struct {
        const char *word;
        enum rule_operator operator;
    } SIDES[] = {{"of", WITHIN}, {"before", WITHIN_BEFORE}, {"after", WITHIN_AFTER}};
    bool known = false;
    if (token >= reading->words.count || text_to_integer(reading->tokens[token].text, 0, 40000, &node->span) != OK)
        return reading_refuse(reading, token, "A number of days, months or years is expected here.");
    for (size_t i = 0; i < 3 && !known; i++) {
        known = reading_is(reading, token + 1, UNITS[i].one) || reading_is(reading, token + 1, UNITS[i].many);
        node->unit = UNITS[i].unit;
    }
    if (!known)
        return reading_refuse(reading, token + 1, "“days”, “months” or “years” is expected here.");
    known = false;
    for (size_t i = 0; i < 3 && !known; i++) {
        known = reading_is(reading, token + 2, SIDES[i].word);
        node->operator= SIDES[i].operator;
    }
    if (!known)
        return reading_refuse(reading, token + 2, "“of”, “before” or “after” is expected here.");
    return read_value(reading, token + 3, node);
}

/* "TABLE on DAY" */
static enum outcome read_table(struct reading *reading, size_t token, struct rule_node *node)
{
    struct text name;
    enum outcome outcome = reading_word(reading, token, &name);
    if (outcome != OK)
        return outcome;
    for (size_t i = 0; i < reading->set->table_count; i++)
        if (text_equal(reading->set->tables[i].name, name))
            node->table = &reading->set->tables[i];
    if (node->table == NULL)
        return reading_refuse(reading, token, "No table of the name “{1}” stands above.");
    if (!reading_is(reading, token + 1, "on"))
        return reading_refuse(reading, token + 1, "“on” and a fact that is a day are expected here.");
    node->other = fact_at(reading, token + 2);
    if (node->other == NULL || node->other->kind != FACT_DATE)
        return reading_refuse(reading, token + 2, "A fact that is a day is expected here.");
    return reading_end(reading, token + 3);
}

static enum outcome read_flag(struct reading *reading, size_t token, struct rule_node *node)
{
    bool yes = reading_is(reading, token, "yes");
    if (!yes && !reading_is(reading, token, "no"))
        return reading_refuse(reading, token, "“yes” or “no” is expected here.");
    node->number = yes;
    return reading_end(reading, token + 1);
}

static enum outcome read_operand(struct reading *reading, size_t token, enum operand operand, struct rule_node *node)
{
    switch (operand) {
    case OPERAND_NONE:
        break;
    case OPERAND_FLAG:
        return read_flag(reading, token, node);
    case OPERAND_VALUE:
        return read_value(reading, token, node);
    case OPERAND_CODES:
        return reading_codes(reading, token, &node->codes, &node->code_count);
    case OPERAND_SPAN:
        return read_span(reading, token, node);
    case OPERAND_TABLE:
        return read_table(reading, token, node);
    }
    return reading_end(reading, token);
}

static enum outcome read_test(struct reading *reading, size_t token, struct rule_node *node)
{
    size_t words;
    node->kind = NODE_TEST;
    node->fact = fact_at(reading, token);
    if (node->fact == NULL)
        return reading_refuse(reading, token, "“{1}” is no fact that stands above, and begins no group.");
    for (size_t i = 0; i < sizeof PHRASES / sizeof *PHRASES; i++) {
        const struct phrase *phrase = &PHRASES[i];
        if ((phrase->kinds >> node->fact->kind & 1) == 0 || !phrase_fits(reading, token + 1, phrase, &words))
            continue;
        node->operator= phrase->operator;
        node->negated = phrase->negated;
        return read_operand(reading, token + 1 + words, phrase->operand, node);
    }
    return reading_refuse(reading, token + 1, "A fact of this kind cannot be asked this.");
}

/* Is the line a group?  Then where its words end. */
static bool group_at(struct reading *reading, size_t token, struct rule_node *node, size_t *ret_end)
{
    static const struct {
        const char *words[3];
        unsigned kind;
    } GROUPS[] = {{{"all", "of", NULL}, NODE_ALL},
                  {{"any", "of", NULL}, NODE_ANY},
                  {{"none", "of", NULL}, NODE_NONE},
                  {{"not", "all", "of"}, NODE_NOT_ALL}};
    int64_t least;
    for (size_t i = 0; i < sizeof GROUPS / sizeof *GROUPS; i++) {
        size_t count = 0;
        while (count < 3 && GROUPS[i].words[count] != NULL &&
               reading_is(reading, token + count, GROUPS[i].words[count]))
            count++;
        if (count == 3 || GROUPS[i].words[count] == NULL) {
            node->kind = GROUPS[i].kind;
            *ret_end = token + count;
            return true;
        }
    }
    if (reading_is(reading, token, "at") && reading_is(reading, token + 1, "least") &&
        token + 2 < reading->words.count &&
        text_to_integer(reading->tokens[token + 2].text, 1, RULES_NODES_MOST, &least) == OK &&
        reading_is(reading, token + 3, "of")) {
        node->kind = NODE_AT_LEAST;
        node->least = (size_t)least;
        *ret_end = token + 4;
        return true;
    }
    return false;
}

/* The lines "- …" of one indentation below a group. */
static enum outcome read_children(struct reading *reading, size_t depth, size_t parent_indent, struct rule_node *node)
{
    size_t capacity = 4;
    struct rule_node *children = arena_array(reading->arena, struct rule_node, capacity);
    size_t indent = reading->words.indent;
    while (!reading->words.ended && reading->words.indent > parent_indent) {
        if (reading->words.indent != indent)
            return reading_refuse(reading, 0, "This line is indented otherwise than the one above it.");
        if (!reading_is(reading, 0, "-"))
            return reading_refuse(reading, 0, "Each condition of a group begins with “-”.");
        if (node->child_count == capacity) {
            struct rule_node *more = arena_array(reading->arena, struct rule_node, 2 * capacity);
            __builtin_memcpy(more, children, capacity * sizeof *more);
            children = more;
            capacity *= 2;
        }
        enum outcome outcome = condition_read(reading, 1, depth + 1, &children[node->child_count]);
        if (outcome != OK)
            return outcome;
        node->child_count++;
    }
    node->children = children;
    return OK;
}

enum outcome condition_read(struct reading *reading, size_t token, size_t depth, struct rule_node *ret)
{
    struct rule_node node = {.line = reading->words.line};
    size_t end;
    size_t indent = reading->words.indent;
    if (depth > RULES_DEPTH_MOST)
        return reading_refuse(reading, 0, "The groups are nested too deeply.");
    if (++reading->node_count > RULES_NODES_MOST)
        return reading_refuse(reading, 0, "There are too many conditions.");
    bool group = group_at(reading, token, &node, &end);
    enum outcome outcome = group ? reading_end(reading, end) : read_test(reading, token, &node);
    if (outcome == OK)
        outcome = reading_next(reading);
    if (outcome == OK && group) {
        if (reading->words.ended || reading->words.indent <= indent)
            return reading_refuse(reading, 0, "A group needs conditions below it, indented and with “-”.");
        outcome = read_children(reading, depth, indent, &node);
        if (outcome == OK && node.kind == NODE_AT_LEAST && node.least > node.child_count)
            return reading_refuse(reading, 0, "The group above wants more conditions than it has.");
    } else if (outcome == OK && !reading->words.ended && reading->words.indent > indent) {
        return reading_refuse(reading, 0, "Only a group has conditions below it.");
    }
    if (outcome == OK)
        *ret = node;
    return outcome;
}
