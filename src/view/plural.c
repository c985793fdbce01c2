#include "view/plural.h"

#include <string.h>

#include "base/number.h"

enum { DEEPEST = 50, STRONGEST = 6 };

enum kind {
    COUNT,
    LITERAL,
    NOT,
    CHOICE,
    OR,
    AND,
    EQUAL,
    DIFFERENT,
    AT_MOST,
    AT_LEAST,
    LESS,
    MORE,
    PLUS,
    MINUS,
    TIMES,
    OVER,
    MODULO,
};

/* Longer ones first where one begins like another. */
static const struct operator
{
    const char *sign;
    enum kind kind;
    int strength;
}
OPERATORS[] = {
    {"||", OR, 1},       {"&&", AND, 2}, {"==", EQUAL, 3}, {"!=", DIFFERENT, 3}, {"<=", AT_MOST, 4},
    {">=", AT_LEAST, 4}, {"<", LESS, 4}, {">", MORE, 4},   {"+", PLUS, 5},       {"-", MINUS, 5},
    {"*", TIMES, 6},     {"/", OVER, 6}, {"%", MODULO, 6},
};

struct reader {
    struct text rest;
    struct plural *plural;
    int depth;
    bool faulty;
};

static size_t read_choice(struct reader *reader);

static bool take(struct reader *reader, const char *sign)
{
    reader->rest = text_trim(reader->rest);
    if (!text_starts_with(reader->rest, text_from(sign)))
        return false;
    reader->rest = text_slice(reader->rest, strlen(sign), reader->rest.length);
    return true;
}

static size_t node_add(struct reader *reader, struct plural_node node)
{
    struct plural *plural = reader->plural;
    if (plural->node_count == PLURAL_NODES) {
        reader->faulty = true;
        return 0;
    }
    plural->nodes[plural->node_count] = node;
    return plural->node_count++;
}

static size_t read_literal(struct reader *reader)
{
    size_t length = 0;
    int64_t value = 0;
    while (length < reader->rest.length && reader->rest.at[length] >= '0' && reader->rest.at[length] <= '9')
        length++;
    if (text_to_integer(text_slice(reader->rest, 0, length), 0, INT32_MAX, &value) != OK)
        reader->faulty = true;
    reader->rest = text_slice(reader->rest, length, reader->rest.length);
    return node_add(reader, (struct plural_node){.kind = LITERAL, .value = (uint64_t)value});
}

static size_t read_operand(struct reader *reader)
{
    size_t node = 0;
    if (reader->faulty || ++reader->depth > DEEPEST) {
        reader->faulty = true;
    } else if (take(reader, "!")) {
        size_t child = read_operand(reader);
        node = node_add(reader, (struct plural_node){.kind = NOT, .child = {(uint16_t)child}});
    } else if (take(reader, "(")) {
        node = read_choice(reader);
        reader->faulty = !take(reader, ")") || reader->faulty;
    } else if (take(reader, "n")) {
        node = node_add(reader, (struct plural_node){.kind = COUNT});
    } else {
        node = read_literal(reader);
    }
    reader->depth--;
    return node;
}

static const struct operator* take_operator(struct reader *reader, int weakest)
{
    for (size_t i = 0; i < sizeof OPERATORS / sizeof *OPERATORS; i++)
        if (OPERATORS[i].strength >= weakest && take(reader, OPERATORS[i].sign))
            return &OPERATORS[i];
    return NULL;
}

static size_t read_operation(struct reader *reader, int weakest)
{
    if (weakest > STRONGEST)
        return read_operand(reader);
    size_t left = read_operation(reader, weakest + 1);
    while (!reader->faulty) {
        const struct operator* found = take_operator(reader, weakest);
        if (found == NULL)
            break;
        size_t right = read_operation(reader, found->strength + 1);
        left = node_add(reader,
                        (struct plural_node){.kind = (uint8_t)found->kind, .child = {(uint16_t)left, (uint16_t)right}});
    }
    return left;
}

static size_t read_choice(struct reader *reader)
{
    size_t node = read_operation(reader, 1);
    if (reader->faulty || ++reader->depth > DEEPEST) {
        reader->faulty = true;
    } else if (take(reader, "?")) {
        size_t yes = read_choice(reader);
        reader->faulty = !take(reader, ":") || reader->faulty;
        size_t no = reader->faulty ? 0 : read_choice(reader);
        node = node_add(reader,
                        (struct plural_node){.kind = CHOICE, .child = {(uint16_t)node, (uint16_t)yes, (uint16_t)no}});
    }
    reader->depth--;
    return node;
}

enum outcome plural_read(struct text text, struct plural *ret)
{
    struct plural plural = {0};
    struct reader reader = {.rest = text, .plural = &plural};
    int64_t forms;
    struct text number;
    if (!take(&reader, "nplurals=") || !text_split(&reader.rest, ';', &number) ||
        text_to_integer(text_trim(number), 1, PLURAL_FORMS_MOST, &forms) != OK || !take(&reader, "plural="))
        return INVALID;
    plural.forms = (size_t)forms;
    plural.root = read_choice(&reader);
    (void)take(&reader, ";");
    if (reader.faulty || !text_is_empty(text_trim(reader.rest)))
        return INVALID;
    *ret = plural;
    return OK;
}

static uint64_t evaluate(const struct plural *plural, size_t at, uint64_t count);

static uint64_t operate(enum kind kind, uint64_t left, uint64_t right)
{
    switch (kind) {
    case EQUAL:
        return left == right;
    case DIFFERENT:
        return left != right;
    case AT_MOST:
        return left <= right;
    case AT_LEAST:
        return left >= right;
    case LESS:
        return left < right;
    case MORE:
        return left > right;
    case PLUS:
        return left + right;
    case MINUS:
        return left - right;
    case TIMES:
        return left * right;
    case OVER:
        return right == 0 ? 0 : left / right;
    case MODULO:
        return right == 0 ? 0 : left % right;
    case OR:
        return left != 0 || right != 0;
    case AND:
        return left != 0 && right != 0;
    case COUNT:
    case LITERAL:
    case NOT:
    case CHOICE:
        break;
    }
    return 0;
}

/* Children stand before their parents, so this ends. */
static uint64_t evaluate(const struct plural *plural, size_t at, uint64_t count)
{
    const struct plural_node *node = &plural->nodes[at];
    if (node->kind == COUNT)
        return count;
    if (node->kind == LITERAL)
        return node->value;
    uint64_t first = evaluate(plural, node->child[0], count);
    if (node->kind == NOT)
        return first == 0;
    if (node->kind == CHOICE)
        return evaluate(plural, node->child[first != 0 ? 1 : 2], count);
    return operate((enum kind)node->kind, first, evaluate(plural, node->child[1], count));
}

size_t plural_form(const struct plural *plural, uint64_t count)
{
    uint64_t form = plural->node_count == 0 ? 0 : evaluate(plural, plural->root, count);
    return form < plural->forms ? (size_t)form : 0;
}
