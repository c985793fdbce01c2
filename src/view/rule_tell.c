#include "view/rule_tell.h"

#include "base/buffer.h"

struct text rule_tell_wording(const struct rule_tell *tell, const struct wording *wording)
{
    for (size_t i = 0; i < RULES_LANGUAGES; i++)
        if (language_at(i) == tell->language)
            return wording->in[i];
    return wording->in[0];
}

static struct text say(const struct rule_tell *tell, const char *message, struct text one, struct text two)
{
    const struct text arguments[] = {one, two};
    return tr_with(tell->arena, tell->language, message, arguments, 2);
}

static struct text plain(const struct rule_tell *tell, const char *message)
{
    return text_from(tr(tell->language, message));
}

const char *rule_tell_answer(const struct rule_tell *tell, enum rule_value value)
{
    return tr(tell->language, value == RULE_YES ? N_("Met") : value == RULE_NO ? N_("Not met") : N_("Not known"));
}

struct text rule_tell_amount(const struct rule_tell *tell, struct rule_amount amount)
{
    struct text number = language_number(tell->arena, tell->language, amount.number);
    const char *message = amount.unit == UNIT_DAYS ? tr_count(tell->language, "{1} day", "{1} days", amount.number)
                          : amount.unit == UNIT_MONTHS
                              ? tr_count(tell->language, "{1} month", "{1} months", amount.number)
                              : tr_count(tell->language, "{1} year", "{1} years", amount.number);
    AUTO_BUFFER struct buffer out = buffer_open(1 << 12);
    for (const char *at = message; *at != '\0'; at++)
        if (text_starts_with(text_from(at), TEXT("{1}"))) {
            buffer_add(&out, number);
            at += 2;
        } else {
            buffer_add_byte(&out, *at);
        }
    return arena_text(tell->arena, buffer_text(&out));
}

/* ---- values ---- */

static struct text code_told(const struct rule_tell *tell, const struct rule_fact *fact, struct text code)
{
    for (size_t i = 0; i < fact->label_count; i++)
        if (text_equal(fact->labels[i].code, code))
            return rule_tell_wording(tell, &fact->labels[i].label);
    return code;
}

static struct text joined(const struct rule_tell *tell, struct text all, struct text one)
{
    return all.length == 0 ? one : arena_format(tell->arena, "%.*s · %.*s", TEXT_ARG(all), TEXT_ARG(one));
}

static struct text codes_told(const struct rule_tell *tell, const struct rule_fact *fact, struct text codes)
{
    struct text all = TEXT_NONE;
    struct text one;
    while (codes.length > 0 && text_split(&codes, ',', &one))
        all = joined(tell, all, code_told(tell, fact, one));
    return all;
}

static struct text day_told(const struct rule_tell *tell, int64_t day)
{
    return language_date(tell->arena, tell->language, (int32_t)day);
}

/* "from … until …", and open ends as such. */
static struct text span_told(const struct rule_tell *tell, int32_t from, int32_t until)
{
    static const struct calendar_day FIRST = {1, 1, 1};
    static const struct calendar_day LAST = {9999, 12, 31};
    bool begun = from != DATE_NONE && from != date_from_day(FIRST);
    bool ended = until != DATE_NONE && until != date_from_day(LAST);
    if (!begun && !ended)
        return plain(tell, N_("always"));
    if (!begun)
        return say(tell, N_("until {1}"), day_told(tell, until), TEXT_NONE);
    if (!ended)
        return say(tell, N_("since {1}"), day_told(tell, from), TEXT_NONE);
    return say(tell, N_("from {1} until {2}"), day_told(tell, from), day_told(tell, until));
}

static struct text spans_told(const struct rule_tell *tell, struct rule_spans spans)
{
    struct text all = TEXT_NONE;
    for (size_t i = 0; i < spans.count; i++)
        all = joined(tell, all, span_told(tell, spans.at[i].from, spans.at[i].until));
    return all;
}

static struct text claims_told(const struct rule_tell *tell, const struct rule_fact *fact, bool counting);

struct text rule_tell_value(const struct rule_tell *tell, const struct rule_fact *fact, struct fact_value value)
{
    if (value.state == FACT_UNKNOWN)
        return plain(tell, N_("not known"));
    if (value.state == FACT_NONE)
        return plain(tell, N_("nothing recorded"));
    if (value.state == FACT_CONTESTED)
        return claims_told(tell, fact, true);
    switch (fact->kind) {
    case FACT_FLAG:
        return plain(tell, value.number != 0 ? N_("Yes") : N_("No"));
    case FACT_DATE:
        return day_told(tell, value.number);
    case FACT_NUMBER:
        return language_number(tell->arena, tell->language, value.number);
    case FACT_PERIOD:
        return value.periods == NULL || value.periods->certain.count == 0 ? plain(tell, N_("not known"))
                                                                          : spans_told(tell, value.periods->certain);
    case FACT_RELATION:
        return plain(tell, N_("Yes"));
    case FACT_CODE:
    case FACT_CODES:
        break;
    }
    return codes_told(tell, fact, value.text);
}

/* ---- tests ---- */

static bool asks_period(const struct rule_node *test)
{
    return test->operator== COVERS || test->operator== LASTS || test->operator== ADDS_UP ||
        test->
        operator== BEGINS_BEFORE || test->
        operator== BEGINS_AT_MOST;
}

static struct text operand_told(const struct rule_tell *tell, const struct rule_node *test, struct reason_words words)
{
    struct rule_fact day = {.kind = FACT_DATE};
    if (test->operator== IS_RECORDED)
        return TEXT_NONE;
    if (words.other == NULL)
        return rule_tell_value(tell, asks_period(test) ? &day : test->fact, words.other_value);
    struct text label = rule_tell_wording(tell, &words.other->label);
    if (words.other_value.state != FACT_KNOWN)
        return arena_format(tell->arena, "? (%.*s)", TEXT_ARG(label));
    return arena_format(tell->arena, "%.*s (%.*s)", TEXT_ARG(rule_tell_value(tell, words.other, words.other_value)),
                        TEXT_ARG(label));
}

struct text rule_tell_test(const struct rule_tell *tell, const struct rule_node *test)
{
    struct reason_words words = reason_words(tell->arena, tell->facts, test);
    struct text arguments[] = {rule_tell_wording(tell, &test->fact->label), operand_told(tell, test, words),
                               asks_period(test)
                                   ? rule_tell_amount(tell, (struct rule_amount){words.span, words.span_unit})
                                   : language_number(tell->arena, tell->language, words.span)};
    struct text said = tr_with(tell->arena, tell->language, words.message, arguments, 3);
    if (test->operator!= LASTS ||(words.gap.number == 0 && words.gap_parameter == NULL))
        return said;
    return say(tell, N_("{1}, without a gap longer than {2}"), said, rule_tell_amount(tell, words.gap));
}

/* ---- evidence ---- */

static struct text document_told(const struct rule_tell *tell, struct text code)
{
    const struct rule_set *set = tell->facts->set;
    for (size_t i = 0; i < set->document_count; i++)
        if (text_equal(set->documents[i].code, code))
            return rule_tell_wording(tell, &set->documents[i].label);
    return code.length == 0 ? plain(tell, N_("no document")) : code;
}

static struct text claims_told(const struct rule_tell *tell, const struct rule_fact *fact, bool counting)
{
    struct fact_value value = rules_facts_get(tell->facts, fact);
    struct text all = TEXT_NONE;
    for (size_t i = 0; value.evidence != NULL && i < value.evidence->count; i++) {
        const struct fact_claim *claim = &value.evidence->claims[i];
        struct text said = rule_tell_value(tell, fact, claim->value);
        if (claim->counts == counting)
            all = joined(tell, all,
                         arena_format(tell->arena, "%.*s (%.*s)", TEXT_ARG(said),
                                      TEXT_ARG(document_told(tell, claim->document))));
    }
    return all;
}

static struct text proofs_told(const struct rule_tell *tell, const struct rule_fact *fact)
{
    struct text all = TEXT_NONE;
    for (size_t i = 0; i < fact->document_count; i++)
        all = joined(tell, all, rule_tell_wording(tell, &fact->documents[i]->label));
    return all;
}

/* ---- lines ---- */

static void line(struct buffer *out, size_t depth, struct text text)
{
    for (size_t i = 0; i < depth; i++)
        buffer_add(out, TEXT("  "));
    buffer_add(out, text);
    buffer_add_byte(out, '\n');
}

static void line_of(const struct rule_tell *tell, struct buffer *out, size_t depth, const char *message,
                    struct text one)
{
    if (one.length > 0)
        line(out, depth, say(tell, message, one, TEXT_NONE));
}

/* What is missing, contested or only told; and what would prove it. */
static void tell_lacking(const struct rule_tell *tell, const struct reason *reason, size_t depth, struct buffer *out)
{
    const struct rule_fact *fact = reason->node->fact;
    struct fact_value value = rules_facts_get(tell->facts, fact);
    struct rule_span missing;
    if (value.state == FACT_CONTESTED)
        line_of(tell, out, depth, N_("Contradiction, to be settled by a person: {1}"), claims_told(tell, fact, true));
    if (value.periods != NULL)
        line_of(tell, out, depth, N_("Contradiction, to be settled by a person: {1}"),
                spans_told(tell, value.periods->contested));
    line_of(tell, out, depth, N_("Told, not proved: {1}"), claims_told(tell, fact, false));
    if (reason_missing(tell->facts, reason->node, &missing))
        line_of(tell, out, depth, N_("No proof: {1}"), span_told(tell, missing.from, missing.until));
    if (reason->value == RULE_UNKNOWN)
        line_of(tell, out, depth, N_("Proved by one of these: {1}"), proofs_told(tell, fact));
}

static void tell_rule(const struct rule_tell *tell, const struct reason *reason, size_t depth, struct buffer *out)
{
    const struct rule *rule = reason->node->rule;
    line(out, depth,
         say(tell, rule->source->verified ? N_("Source: {1} (verified)") : N_("Source: {1} (not verified)"),
             rule->source->text, TEXT_NONE));
    if (reason->value == RULE_NO)
        line(out, depth, rule_tell_wording(tell, &rule->unmet));
}

static struct text sentence_of(const struct rule_tell *tell, const struct reason *reason)
{
    const struct rule_node *node = reason->node;
    struct text argument = node->kind == NODE_MEETS ? rule_tell_wording(tell, &node->rule->label)
                           : node->relation != NULL
                               ? rule_tell_wording(tell, &node->relation->label)
                               : language_number(tell->arena, tell->language, (int64_t)node->least);
    if (node->kind == NODE_MEETS)
        return argument;
    return tr_with(tell->arena, tell->language, reason_group(node), &argument, 1);
}

static void tell_node(const struct rule_tell *tell, const struct reason *reason, size_t depth, struct buffer *out);

static void tell_children(const struct rule_tell *tell, const struct reason *reason, size_t depth, struct buffer *out)
{
    const struct rule_fact *relation = reason->node->relation;
    struct rule_people *people = relation == NULL ? NULL : &tell->facts->people[relation - tell->facts->set->facts];
    size_t outer = people == NULL ? 0 : people->asked;
    if (people != NULL)
        people->asked = reason->person;
    for (size_t i = 0; i < reason->child_count; i++)
        tell_node(tell, &reason->children[i], depth, out);
    if (people != NULL)
        people->asked = outer;
}

/* As deep as conditions are nested. */
static void tell_node(const struct rule_tell *tell, const struct reason *reason, size_t depth, struct buffer *out)
{
    const struct rule_node *node = reason->node;
    struct text answer = text_from(rule_tell_answer(tell, reason->value));
    struct text said = node->kind == NODE_TEST ? rule_tell_test(tell, node) : sentence_of(tell, reason);
    if (node->kind == NODE_TEST && node->fact->kind != FACT_RELATION)
        said = say(tell, N_("{1} — on file: {2}"), said,
                   rule_tell_value(tell, node->fact, rules_facts_get(tell->facts, node->fact)));
    line(out, depth, arena_format(tell->arena, "[%.*s] %.*s", TEXT_ARG(answer), TEXT_ARG(said)));
    if (node->kind == NODE_MEETS)
        tell_rule(tell, reason, depth + 1, out);
    if (node->kind == NODE_TEST && reason->value != RULE_YES)
        tell_lacking(tell, reason, depth + 1, out);
    tell_children(tell, reason, depth + 1, out);
}

void rule_tell_reason(const struct rule_tell *tell, const struct reason *reason, struct buffer *out)
{
    tell_node(tell, reason, 0, out);
}

/* ---- what would settle it ---- */

static struct text facts_told(const struct rule_tell *tell, const struct rule_fact *const *facts, size_t count)
{
    struct text all = TEXT_NONE;
    for (size_t i = 0; i < count; i++)
        all = joined(tell, all, rule_tell_wording(tell, &facts[i]->label));
    return all;
}

static struct text documents_told(const struct rule_tell *tell, const struct rule_document *const *documents,
                                  size_t count)
{
    struct text all = TEXT_NONE;
    for (size_t i = 0; i < count; i++)
        all = joined(tell, all, rule_tell_wording(tell, &documents[i]->label));
    return all;
}

void rule_tell_settlement(const struct rule_tell *tell, const struct settlement *settlement, struct buffer *out)
{
    line_of(tell, out, 0, N_("Each of these facts settles it alone: {1}"),
            facts_told(tell, settlement->single, settlement->single_count));
    if (settlement->single_count == 0)
        line_of(tell, out, 0, N_("These facts together settle it: {1}"),
                facts_told(tell, settlement->needed, settlement->needed_count));
    line_of(tell, out, 0, N_("Each of these facts alone could make it met: {1}"),
            facts_told(tell, settlement->enough, settlement->enough_count));
    line_of(tell, out, 0, N_("Each of these documents settles it alone: {1}"),
            documents_told(tell, settlement->single_documents, settlement->single_document_count));
    line_of(tell, out, 0, N_("Each of these documents alone could make it met: {1}"),
            documents_told(tell, settlement->enough_documents, settlement->enough_document_count));
    line_of(tell, out, 0, N_("Each of these facts, were it otherwise, would change the answer: {1}"),
            facts_told(tell, settlement->turning, settlement->turning_count));
}

static struct text parameter_told(const struct rule_tell *tell, const struct rule_parameter *parameter,
                                  struct rule_amount amount)
{
    return parameter->kind == PARAMETER_SPAN   ? rule_tell_amount(tell, amount)
           : parameter->kind == PARAMETER_DATE ? day_told(tell, amount.number)
                                               : language_number(tell->arena, tell->language, amount.number);
}

void rule_tell_parameters(const struct rule_tell *tell, struct buffer *out)
{
    const struct rule_set *set = tell->facts->set;
    for (size_t i = 0; i < set->parameter_count; i++) {
        const struct rule_parameter *parameter = &set->parameters[i];
        struct rule_amount amount = tell->facts->parameters[i];
        bool standard = amount.number == parameter->standard.number && amount.unit == parameter->standard.unit;
        struct text label = rule_tell_wording(tell, &parameter->label);
        line(out, 0,
             say(tell, standard ? N_("Open point: {1}: {2} (default)") : N_("Open point: {1}: {2} (changed)"), label,
                 parameter_told(tell, parameter, amount)));
    }
}
