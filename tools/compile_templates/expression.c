/* Values: C expressions copied through, each with at most one filter that names the kind of the value. */
#include <string.h>

#include "compile.h"

struct filter {
    const char *name;
    const char *content; /* statement between elements; NULL: as its text */
    const char *text;    /* expression of type struct text; NULL: has none */
    const char *machine; /* statement in every place, also in addresses; NULL: as its text */
    bool in_address;
    bool has_number; /* takes a literal number: {{ x | decimal 1 }} */
};

/* In the formats the first %.*s is the expression, the second the number of the filter. */
#define VALUE "%.*s"
#define OF_ARENA "(out->arena, " VALUE ")"
#define OF_LANGUAGE "(out->arena, out->language, " VALUE ")"

static const struct filter FILTERS[] = {
    {"text", NULL, VALUE, NULL, true, false},
    {"string", NULL, "text_from(" VALUE ")", NULL, true, false},
    {"id", NULL, "identifier_to_text" OF_ARENA, NULL, true, false},
    {"integer", "put_integer(out, " VALUE ")", "output_integer(out, " VALUE ")", "put_integer(out, " VALUE ")", true,
     false},
    {"iso_date", NULL, "date_to_text" OF_ARENA, NULL, true, false},
    {"iso_instant", NULL, "instant_to_text" OF_ARENA, NULL, true, false},
    {"amount", NULL, "money_to_text" OF_ARENA, NULL, true, false},
    {"number", "put_number(out, " VALUE ")", "language_number" OF_LANGUAGE, NULL, false, false},
    {"decimal", "put_decimal(out, " VALUE ", " VALUE ")",
     "language_decimal(out->arena, out->language, " VALUE ", " VALUE ")", NULL, false, true},
    {"date", "put_date(out, " VALUE ")", "language_date" OF_LANGUAGE, NULL, false, false},
    {"short_date", "put_short_date(out, " VALUE ")", "language_short_date" OF_LANGUAGE, NULL, false, false},
    {"month", "put_month(out, " VALUE ")", "language_month" OF_LANGUAGE, NULL, false, false},
    {"instant", "put_instant(out, " VALUE ")", "output_instant(out, " VALUE ")", NULL, false, false},
    {"money", "put_money(out, " VALUE ")", "language_money" OF_LANGUAGE, NULL, false, false},
    {"tr", "put_message(out, " VALUE ", NULL, 0)", "text_from(tr(out->language, " VALUE "))",
     "put_attribute_message(out, " VALUE ", NULL, 0)", false, false},
    {"isolated", "put_isolated(out, " VALUE ")", VALUE, "put_attribute_isolated(out, " VALUE ")", false, false},
    {"problem", "put_problem(out, " VALUE ")", NULL, NULL, false, false},
    {"paragraphs", "put_paragraphs(out, " VALUE ")", NULL, NULL, false, false},
    {"html", "put_html(out, " VALUE ")", NULL, NULL, false, false},
};

/* ---- Reading C, as far as needed ---- */

/* Length of the string or character literal at the start, quotes included; 0 when none starts or ends. */
static size_t quoted_length(struct text text)
{
    char quote = text.length == 0 ? '\0' : text.at[0];
    if (quote != '"' && quote != '\'')
        return 0;
    for (size_t i = 1; i < text.length; i++) {
        if (text.at[i] == '\\')
            i++;
        else if (text.at[i] == quote)
            return i + 1;
    }
    return 0;
}

size_t expression_string(struct text text) { return text.length > 0 && text.at[0] == '"' ? quoted_length(text) : 0; }

ptrdiff_t expression_find(struct text text, char byte)
{
    int depth = 0;
    for (size_t i = 0; i < text.length; i++) {
        size_t quoted = quoted_length(text_slice(text, i, text.length));
        if (quoted > 0) {
            i += quoted - 1;
            continue;
        }
        char c = text.at[i];
        depth += (c == '(' || c == '[') - (c == ')' || c == ']');
        if (c == '|' && byte == '|' && i + 1 < text.length && text.at[i + 1] == '|')
            i++;
        else if (c == byte && depth == 0)
            return (ptrdiff_t)i;
    }
    return -1;
}

static void refuse_operator(const struct compiler *compiler, struct text expression, size_t i)
{
    static const char *const REFUSED[] = {"++", "--", "//", "/*", "<<=", ">>="};
    struct text rest = text_slice(expression, i, expression.length);
    for (size_t at = 0; at < sizeof REFUSED / sizeof *REFUSED; at++)
        if (text_starts_with(rest, text_from(REFUSED[at])))
            fault(compiler, "no %s in an expression", REFUSED[at]);
    if (strchr(";{}#\\?@`$", rest.at[0]) != NULL && rest.at[0] != '?')
        fault(compiler, "no %c in an expression", rest.at[0]);
    char before = i == 0 ? '\0' : expression.at[i - 1];
    bool compares =
        before == '=' || before == '!' || before == '<' || before == '>' || (rest.length > 1 && rest.at[1] == '=');
    if (rest.at[0] == '=' && !compares)
        fault(compiler, "a page computes nothing: no = in an expression");
}

struct text expression_check(struct compiler *compiler, struct text expression)
{
    char open[64];
    size_t depth = 0;
    expression = text_trim(expression);
    if (text_is_empty(expression))
        fault(compiler, "an expression is missing");
    for (size_t i = 0; i < expression.length; i++) {
        char c = expression.at[i];
        size_t quoted = quoted_length(text_slice(expression, i, expression.length));
        if (quoted > 0) {
            i += quoted - 1;
            continue;
        }
        if (c == '"' || c == '\'')
            fault(compiler, "a quotation mark is not closed");
        if ((c == '(' || c == '[') && depth < sizeof open)
            open[depth++] = c;
        else if (c == '(' || c == '[' ||
                 ((c == ')' || c == ']') && (depth == 0 || open[--depth] != (c == ')' ? '(' : '['))))
            fault(compiler, "the parentheses do not match");
        refuse_operator(compiler, expression, i);
    }
    if (depth > 0)
        fault(compiler, "the parentheses do not match");
    return expression;
}

/* ---- Filters ---- */

struct value {
    struct text expression, number;
    const struct filter *filter;
};

static const struct filter *filter_named(const struct compiler *compiler, struct text name)
{
    for (size_t i = 0; i < sizeof FILTERS / sizeof *FILTERS; i++)
        if (text_is(name, FILTERS[i].name))
            return &FILTERS[i];
    fault(compiler, "no filter is named %.*s", TEXT_ARG(name));
}

static struct value value_read(struct compiler *compiler, struct text inner)
{
    struct value value = {.filter = &FILTERS[0]};
    ptrdiff_t bar = expression_find(inner, '|');
    if (bar >= 0) {
        struct text rest = text_trim(text_slice(inner, (size_t)bar + 1, inner.length));
        if (text_find_byte(rest, '|') >= 0)
            fault(compiler, "one filter is enough");
        struct text name;
        (void)text_split(&rest, ' ', &name);
        value.filter = filter_named(compiler, name);
        value.number = text_trim(rest);
        inner = text_slice(inner, 0, (size_t)bar);
    }
    bool digit = value.number.length == 1 && value.number.at[0] >= '0' && value.number.at[0] <= '9';
    if (value.filter->has_number ? !digit : !text_is_empty(value.number))
        fault(compiler, "the filter %s takes %s", value.filter->name,
              value.filter->has_number ? "one digit: {{ x | decimal 1 }}" : "nothing");
    value.expression = expression_check(compiler, inner);
    return value;
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
static struct text value_format(struct compiler *compiler, const char *format, struct value value)
{
    if (value.filter->has_number)
        return arena_format(compiler->arena, format, TEXT_ARG(value.expression), TEXT_ARG(value.number));
    return arena_format(compiler->arena, format, TEXT_ARG(value.expression));
}
#pragma GCC diagnostic pop

static struct text value_as_text(struct compiler *compiler, struct value value)
{
    if (value.filter->text == NULL)
        fault(compiler, "the filter %s writes elements: only between elements", value.filter->name);
    return value_format(compiler, value.filter->text, value);
}

struct text expression_as_text(struct compiler *compiler, struct text inner)
{
    return value_as_text(compiler, value_read(compiler, inner));
}

void expression_put(struct compiler *compiler, struct text inner)
{
    static const char *const WRITERS[] = {[FOR_CONTENT] = "put_text",
                                          [FOR_PLAIN] = "put_attribute",
                                          [FOR_FIELD] = "put_field",
                                          [FOR_LINK] = "put_link",
                                          [FOR_LINK_PART] = "put_link_part",
                                          [FOR_LINK_FIRST] = "put_link_first",
                                          [FOR_LINK_ADDRESS] = "put_link_address"};
    if (!compiler->started)
        fault(compiler, "a page begins with {%% template name(parameters) %%}");
    enum context context = markup_value(compiler, "{{ }}");
    struct value value = value_read(compiler, inner);
    const struct filter *filter = value.filter;
    if (context >= FOR_LINK && !filter->in_address)
        fault(compiler, "the filter %s makes no part of an address", filter->name);
    emit_flush(compiler);
    const char *statement = context == FOR_CONTENT ? filter->content : filter->machine;
    if (statement != NULL && context != FOR_LINK) {
        struct text code = value_format(compiler, statement, value);
        emit(compiler, compiler->line, "%.*s;", TEXT_ARG(code));
    } else {
        struct text code = value_as_text(compiler, value);
        emit(compiler, compiler->line, "%s(out, %.*s);", WRITERS[context], TEXT_ARG(code));
    }
    markup_value_done(compiler);
}
