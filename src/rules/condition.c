/* Conditions: groups by indentation, tests as sentences. */
#include "base/number.h"
#include "rules/rules_reading.h"

/* What a kind of facts can be asked; the words, with the fact before and the rest behind them. */
enum operand {
    OPERAND_NONE,
    OPERAND_FLAG,
    OPERAND_VALUE,
    OPERAND_CODES,
    OPERAND_SPAN,
    OPERAND_TABLE,
    OPERAND_DAY,      /* whatever the kind of the fact */
    OPERAND_DURATION, /* "5 years on DAY [without a gap longer than 30 days]" */
    OPERAND_SUM,      /* "2 years by DAY" */
};
enum {
    KIND_FLAG = 1 << FACT_FLAG,
    KIND_DATE = 1 << FACT_DATE,
    KIND_NUMBER = 1 << FACT_NUMBER,
    KIND_CODE = 1 << FACT_CODE,
    KIND_CODES = 1 << FACT_CODES,
    KIND_PERIOD = 1 << FACT_PERIOD,
    KIND_ANY = 127
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
    {{"covers"}, KIND_PERIOD, COVERS, false, OPERAND_DAY},
    {{"does", "not", "cover"}, KIND_PERIOD, COVERS, true, OPERAND_DAY},
    {{"lasts", "at", "least"}, KIND_PERIOD, LASTS, false, OPERAND_DURATION},
    {{"adds", "up", "to", "at", "least"}, KIND_PERIOD, ADDS_UP, false, OPERAND_SUM},
    {{"begins", "before"}, KIND_PERIOD, BEGINS_BEFORE, false, OPERAND_DAY},
    {{"begins", "on", "or", "before"}, KIND_PERIOD, BEGINS_AT_MOST, false, OPERAND_DAY},
    {{"does", "not", "begin", "before"}, KIND_PERIOD, BEGINS_BEFORE, true, OPERAND_DAY},
};

/* What is expected behind a fact. */
static const char *const ASKED[] = {
    [FACT_FLAG] = "A fact that is yes or no can be asked: is yes, is no, is recorded.",
    [FACT_DATE] =
        "A day can be asked: is before, is on or before, is after, is on or after, is, is not, is within, is not "
        "within, is recorded.",
    [FACT_NUMBER] =
        "A number can be asked: is, is not, is at least, is at most, is more than, is less than, is recorded.",
    [FACT_CODE] =
        "A code can be asked: is, is not, is one of, is not one of, is in, is not in, is partly in, is recorded.",
    [FACT_CODES] = "Codes can be asked: holds, holds one of, holds all of, holds none of, is recorded.",
    [FACT_PERIOD] =
        "A period can be asked: covers, does not cover, lasts at least, adds up to at least, begins before, "
        "begins on or before, does not begin before, is recorded.",
    [FACT_RELATION] = "A relation can be asked: is recorded; and stand in a group: a … with, no … with.",
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

static const struct rule_parameter *parameter_at(const struct reading *reading, size_t token)
{
    for (size_t i = 0; i < reading->set->parameter_count; i++)
        if (token < reading->words.count && !reading->tokens[token].string &&
            text_equal(reading->parameters[i].name, reading->tokens[token].text))
            return &reading->parameters[i];
    return NULL;
}

/* A fact of a relation can be asked in a group about its people only: of whom would it speak else? */
static enum outcome check_person(struct reading *reading, size_t token, const struct rule_fact *fact)
{
    bool there = fact->relation == NULL;
    for (size_t i = 0; i < reading->people_count; i++)
        there = there || reading->people[i] == fact->relation;
    return there ? OK : reading_refuse(reading, token, "“{1}” is asked outside a group “a … with” about its people.");
}

/* Another fact of that kind. */
static enum outcome read_other(struct reading *reading, size_t token, enum fact_kind kind, struct rule_node *node)
{
    enum outcome outcome = check_person(reading, token, node->other);
    if (outcome == OK && node->other->kind != kind)
        outcome = reading_refuse(reading, token, "“{1}” is a fact of another kind.");
    return outcome;
}

/* A code, which must be one of the fact's where those are all listed. */
static enum outcome check_codes(struct reading *reading, size_t token, const struct rule_node *node)
{
    const struct rule_fact *fact = node->fact;
    for (size_t i = 0; i < node->code_count && !fact->open_codes; i++) {
        size_t at = 0;
        while (at < fact->label_count && !text_equal(fact->labels[at].code, node->codes[i]))
            at++;
        if (at == fact->label_count)
            return reading_refuse(reading, token + 2 * i, "“{1}” is none of the codes of this fact.");
    }
    return OK;
}

static enum outcome read_code(struct reading *reading, size_t token, struct rule_node *node)
{
    struct text word;
    enum outcome outcome = reading_word(reading, token, &word);
    if (outcome == OK)
        outcome = reading_codes(reading, token, &node->codes, &node->code_count);
    if (outcome == OK && node->code_count != 1)
        return reading_refuse(reading, token, "Several codes need “is one of”.");
    return outcome == OK ? check_codes(reading, token, node) : outcome;
}

/* A day or number: of a parameter, of another fact, or itself.  It takes one word. */
static enum outcome read_point(struct reading *reading, size_t token, enum fact_kind kind, struct rule_node *node)
{
    int32_t day;
    node->other = fact_at(reading, token);
    if (node->other != NULL)
        return read_other(reading, token, kind, node);
    node->number_parameter = parameter_at(reading, token);
    if (node->number_parameter != NULL)
        return (unsigned)node->number_parameter->kind ==
                       (kind == FACT_DATE ? (unsigned)PARAMETER_DATE : (unsigned)PARAMETER_NUMBER)
                   ? OK
                   : reading_refuse(reading, token, "“{1}” is a parameter of another kind.");
    if (kind == FACT_DATE) {
        enum outcome outcome = reading_date(reading, token, &day);
        node->number = outcome == OK ? day : 0;
        return outcome;
    }
    if (token >= reading->words.count ||
        text_to_integer(reading->tokens[token].text, -1000000000000, 1000000000000, &node->number) != OK)
        return reading_refuse(reading, token, "A whole number or a fact is expected here.");
    return OK;
}

/* A constant, or another fact of the same kind. */
static enum outcome read_value(struct reading *reading, size_t token, struct rule_node *node)
{
    enum fact_kind kind = node->fact->kind;
    enum outcome outcome;
    if (kind == FACT_DATE || kind == FACT_NUMBER) {
        outcome = read_point(reading, token, kind, node);
    } else {
        node->other = fact_at(reading, token);
        if (node->other == NULL)
            return read_code(reading, token, node);
        outcome = read_other(reading, token, kind, node);
    }
    return outcome == OK ? reading_end(reading, token + 1) : outcome;
}

/* "30 days" or a parameter that is a span; then where its words end. */
static enum outcome read_length(struct reading *reading, size_t token, struct rule_amount *ret_amount,
                                const struct rule_parameter **ret_parameter, size_t *ret_end)
{
    *ret_parameter = parameter_at(reading, token);
    *ret_end = token + (*ret_parameter == NULL ? 2 : 1);
    if (*ret_parameter != NULL)
        return (*ret_parameter)->kind == PARAMETER_SPAN
                   ? OK
                   : reading_refuse(reading, token, "“{1}” is a parameter of another kind.");
    return reading_amount(reading, token, ret_amount);
}

static enum outcome read_node_length(struct reading *reading, size_t token, struct rule_node *node, size_t *ret_end)
{
    struct rule_amount amount = {0};
    enum outcome outcome = read_length(reading, token, &amount, &node->span_parameter, ret_end);
    node->span = amount.number;
    node->unit = amount.unit;
    return outcome;
}

/* "30 days of FACT", "6 months before FACT" */
static enum outcome read_span(struct reading *reading, size_t token, struct rule_node *node)
{
    static const struct {
        const char *word;
        enum rule_operator operator;
    } SIDES[] = {{"of", WITHIN}, {"before", WITHIN_BEFORE}, {"after", WITHIN_AFTER}};
    size_t end;
    enum outcome outcome = read_node_length(reading, token, node, &end);
    if (outcome != OK)
        return outcome;
    bool known = false;
    for (size_t i = 0; i < 3 && !known; i++) {
        known = reading_is(reading, end, SIDES[i].word);
        node->operator= SIDES[i].operator;
    }
    if (!known)
        return reading_refuse(reading, end, "“of”, “before” or “after” is expected here.");
    return read_value(reading, end + 1, node);
}

static enum outcome read_day(struct reading *reading, size_t token, struct rule_node *node)
{
    enum outcome outcome = read_point(reading, token, FACT_DATE, node);
    return outcome == OK ? reading_end(reading, token + 1) : outcome;
}

/* "without a gap longer than 30 days" */
static enum outcome read_gap(struct reading *reading, size_t token, struct rule_node *node)
{
    static const char *const WORDS[] = {"without", "a", "gap", "longer", "than"};
    size_t end;
    if (token >= reading->words.count)
        return OK;
    for (size_t i = 0; i < 5; i++)
        if (!reading_is(reading, token + i, WORDS[i]))
            return reading_refuse(reading, token + i,
                                  "The line should end here, or go on “without a gap longer than”.");
    enum outcome outcome = read_length(reading, token + 5, &node->gap, &node->gap_parameter, &end);
    return outcome == OK ? reading_end(reading, end) : outcome;
}

/* "5 years on FACT", "2 years by FACT" */
static enum outcome read_duration(struct reading *reading, size_t token, bool sum, struct rule_node *node)
{
    size_t end;
    enum outcome outcome = read_node_length(reading, token, node, &end);
    if (outcome == OK && !reading_is(reading, end, sum ? "by" : "on"))
        outcome = reading_refuse(reading, end,
                                 sum ? "“by” and a day are expected here." : "“on” and a day are expected here.");
    if (outcome == OK)
        outcome = read_point(reading, end + 1, FACT_DATE, node);
    if (outcome != OK)
        return outcome;
    return sum ? reading_end(reading, end + 2) : read_gap(reading, end + 2, node);
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
    outcome = check_person(reading, token + 2, node->other);
    return outcome == OK ? reading_end(reading, token + 3) : outcome;
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
    enum outcome outcome;
    switch (operand) {
    case OPERAND_NONE:
        break;
    case OPERAND_FLAG:
        return read_flag(reading, token, node);
    case OPERAND_VALUE:
        return read_value(reading, token, node);
    case OPERAND_CODES:
        outcome = reading_codes(reading, token, &node->codes, &node->code_count);
        return outcome == OK ? check_codes(reading, token, node) : outcome;
    case OPERAND_SPAN:
        return read_span(reading, token, node);
    case OPERAND_TABLE:
        return read_table(reading, token, node);
    case OPERAND_DAY:
        return read_day(reading, token, node);
    case OPERAND_DURATION:
    case OPERAND_SUM:
        return read_duration(reading, token, operand == OPERAND_SUM, node);
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
    enum outcome outcome = check_person(reading, token, node->fact);
    if (outcome != OK)
        return outcome;
    for (size_t i = 0; i < sizeof PHRASES / sizeof *PHRASES; i++) {
        const struct phrase *phrase = &PHRASES[i];
        if ((phrase->kinds >> node->fact->kind & 1) == 0 || !phrase_fits(reading, token + 1, phrase, &words))
            continue;
        node->operator= phrase->operator;
        node->negated = phrase->negated;
        return read_operand(reading, token + 1 + words, phrase->operand, node);
    }
    return reading_refuse(reading, token + 1, ASKED[node->fact->kind]);
}

/* "a RELATION with", "no RELATION with" */
static bool people_at(const struct reading *reading, size_t token, struct rule_node *node)
{
    bool nobody = reading_is(reading, token, "no");
    const struct rule_fact *relation = fact_at(reading, token + 1);
    if ((!nobody && !reading_is(reading, token, "a")) || relation == NULL || relation->kind != FACT_RELATION ||
        !reading_is(reading, token + 2, "with"))
        return false;
    node->kind = nobody ? NODE_NOBODY : NODE_SOMEBODY;
    node->relation = relation;
    return true;
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
    if (people_at(reading, token, node)) {
        *ret_end = token + 3;
        return true;
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

/* "meets RULE": a rule that stands above, so that none can ask itself; what it costs counts again. */
static enum outcome read_meets(struct reading *reading, size_t token, size_t depth, struct rule_node *node)
{
    static const char LOOP[] = "No rule “{1}” stands above; only those above can be asked, so that none asks itself.";
    struct text code;
    enum outcome outcome = reading_word(reading, token, &code);
    if (outcome != OK)
        return outcome;
    node->kind = NODE_MEETS;
    node->rule = rules_rule(reading->set, code);
    if (node->rule == NULL)
        return reading_refuse(reading, token, LOOP);
    node->children = node->rule->condition;
    node->child_count = 1;
    reading->size += node->rule->size;
    if (depth + node->rule->depth > RULES_DEPTH_MOST)
        return reading_refuse(reading, token, "The groups are nested too deeply.");
    if (depth + node->rule->depth > reading->depth)
        reading->depth = depth + node->rule->depth;
    return reading_end(reading, token + 1);
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

static enum outcome read_group(struct reading *reading, size_t indent, size_t depth, struct rule_node *node)
{
    if (reading->words.ended || reading->words.indent <= indent)
        return reading_refuse(reading, 0, "A group needs conditions below it, indented and with “-”.");
    if (node->relation != NULL)
        reading->people[reading->people_count++] = node->relation;
    enum outcome outcome = read_children(reading, depth, indent, node);
    reading->people_count -= node->relation != NULL;
    if (outcome == OK && node->kind == NODE_AT_LEAST && node->least > node->child_count)
        return reading_refuse(reading, 0, "The group above wants more conditions than it has.");
    return outcome;
}

enum outcome condition_read(struct reading *reading, size_t token, size_t depth, struct rule_node *ret)
{
    struct rule_node node = {.line = reading->words.line};
    size_t end;
    size_t indent = reading->words.indent;
    enum outcome outcome;
    if (depth > RULES_DEPTH_MOST)
        return reading_refuse(reading, 0, "The groups are nested too deeply.");
    if (depth > reading->depth)
        reading->depth = depth;
    reading->size++;
    bool group = group_at(reading, token, &node, &end);
    if (group)
        outcome = reading_end(reading, end);
    else if (reading_is(reading, token, "meets") && fact_at(reading, token) == NULL)
        outcome = read_meets(reading, token + 1, depth, &node);
    else
        outcome = read_test(reading, token, &node);
    if (++reading->node_count > RULES_NODES_MOST || reading->size > RULES_NODES_MOST)
        return reading_refuse(reading, 0, "There are too many conditions.");
    if (outcome == OK)
        outcome = reading_next(reading);
    if (outcome == OK && group)
        outcome = read_group(reading, indent, depth, &node);
    else if (outcome == OK && !reading->words.ended && reading->words.indent > indent)
        return reading_refuse(reading, 0, "Only a group has conditions below it.");
    if (outcome == OK)
        *ret = node;
    return outcome;
}
