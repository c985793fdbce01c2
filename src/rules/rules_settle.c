/* What would settle the unknown.  A set of facts settles a condition when it is decided whatever these facts turn out
   to be.  Each fact is tried with values on both sides of every limit that the condition knows: the answer is the same
   between two limits.  Work is bounded: past it a larger set is named than perhaps needed, never a wrong one. */
#include "rules/rules_facts.h"

enum { TRIED_MOST = 64, EVALUATIONS_MOST = 20000, DOCUMENT_EVALUATIONS_MOST = 4000, ASKED_MOST = 16, OPEN_MOST = 256 };

/* A fact that may be settled: of the case itself, or of one person of a relation. */
struct open_fact {
    const struct rule_fact *fact;
    struct fact_value *slot;
    struct fact_value kept; /* what stands there */
    size_t person;
    struct fact_value tried[TRIED_MOST];
    size_t tried_count;
    bool whole; /* all values that matter are among them */
};

struct search {
    struct arena *arena;
    struct rule_facts facts; /* a copy, to put values into */
    const struct rule_node *condition;
    struct open_fact **open;
    size_t open_count;
    size_t evaluations, limit;
    bool anew; /* what is known is tried otherwise; else it is only added to */
};

static struct fact_value *slot_of(const struct search *search, const struct rule_fact *fact)
{
    if (fact->relation == NULL)
        return &search->facts.values[fact - search->facts.set->facts];
    const struct rule_people *people = &search->facts.people[fact->relation - search->facts.set->facts];
    return people->asked == 0 || people->asked > people->count
               ? NULL
               : &people->at[people->asked - 1][fact - search->facts.set->facts];
}

static bool is_open(const struct search *search, const struct rule_fact *fact)
{
    if (fact == NULL)
        return false;
    struct fact_value value = rules_facts_get(&search->facts, fact);
    return search->anew || value.state == FACT_UNKNOWN || value.state == FACT_CONTESTED ||
           (value.state == FACT_KNOWN && value.periods != NULL);
}

static void add_open(struct search *search, const struct rule_fact *fact)
{
    struct fact_value *slot = is_open(search, fact) ? slot_of(search, fact) : NULL;
    if (slot == NULL || search->open_count == OPEN_MOST)
        return;
    for (size_t i = 0; i < search->open_count; i++)
        if (search->open[i]->slot == slot)
            return;
    struct open_fact *open = arena_new(search->arena, struct open_fact);
    *open = (struct open_fact){.fact = fact, .slot = slot, .kept = *slot, .whole = true};
    if (fact->relation != NULL)
        open->person = search->facts.people[fact->relation - search->facts.set->facts].asked;
    search->open[search->open_count++] = open;
}

static void collect(struct search *search, const struct rule_node *node);

/* Where nobody knows whether there is somebody, one is assumed of whom nothing is known. */
static void collect_people(struct search *search, const struct rule_node *node)
{
    struct rule_people *people = &search->facts.people[node->relation - search->facts.set->facts];
    size_t outer = people->asked;
    add_open(search, node->relation);
    if (people->count == 0)
        people->count = 1; /* copy_people left room for one */
    for (size_t i = 0; i < people->count; i++) {
        people->asked = i + 1;
        for (size_t c = 0; c < node->child_count; c++)
            collect(search, &node->children[c]);
    }
    people->asked = outer;
}

/* The facts that are open, of unknown tests, in the order of the text; all of the tests where all is tried anew. */
static void collect(struct search *search, const struct rule_node *node)
{
    if (!search->anew && rules_evaluate(NULL, &search->facts, node, NULL) != RULE_UNKNOWN)
        return;
    if (node->kind == NODE_TEST) {
        add_open(search, node->fact);
        add_open(search, node->other);
    } else if (node->relation != NULL) {
        collect_people(search, node);
    } else {
        for (size_t i = 0; i < node->child_count; i++)
            collect(search, &node->children[i]);
    }
}

/* ---- values to try ---- */

static void try_value(struct open_fact *open, struct fact_value value)
{
    for (size_t i = 0; i < open->tried_count; i++)
        if (value.periods == NULL && open->tried[i].state == value.state && open->tried[i].number == value.number &&
            text_equal(open->tried[i].text, value.text))
            return;
    if (open->tried_count < TRIED_MOST)
        open->tried[open->tried_count++] = value;
    else
        open->whole = false;
}

static void try_around(struct open_fact *open, int64_t limit)
{
    for (int64_t number = limit - 1; number <= limit + 1; number++)
        try_value(open, (struct fact_value){.state = FACT_KNOWN, .number = number});
}

static void try_codes(struct search *search, struct open_fact *open, const struct rule_node *test)
{
    struct text all = TEXT_NONE;
    for (size_t i = 0; i < test->code_count; i++) {
        try_value(open, fact_code(test->codes[i]));
        all =
            i == 0 ? test->codes[0] : arena_format(search->arena, "%.*s,%.*s", TEXT_ARG(all), TEXT_ARG(test->codes[i]));
    }
    if (open->fact->kind == FACT_CODES && test->code_count > 0)
        try_value(open, fact_code(all));
    if (test->other != NULL && test->table == NULL)
        try_value(open, rules_facts_get(&search->facts, test->fact == open->fact ? test->other : test->fact));
}

static void try_table(struct search *search, struct open_fact *open, const struct rule_node *test)
{
    const struct rule_table *table = &search->facts.tables[test->table - search->facts.set->tables];
    for (size_t i = 0; i < table->row_count; i++) {
        const struct rule_row *row = &table->rows[i];
        if (open->fact == test->fact)
            try_value(open, fact_code(row->key));
        if (open->fact == test->other && row->from != DATE_NONE)
            try_around(open, row->from);
        if (open->fact == test->other && row->until != DATE_NONE)
            try_around(open, row->until);
    }
}

/* What is known of the other side of a test. */
static struct fact_value other_side(const struct search *search, const struct open_fact *open,
                                    const struct rule_node *test)
{
    return test->fact != open->fact ? rules_facts_get(&search->facts, test->fact) : rules_operand(&search->facts, test);
}

/* The limits of a comparison with what is known; two unknown facts leave none, and nothing is said then. */
static void try_limits(struct search *search, struct open_fact *open, const struct rule_node *test)
{
    struct fact_value other = other_side(search, open, test);
    if (other.state == FACT_UNKNOWN || other.state == FACT_CONTESTED || test->fact->kind == FACT_PERIOD) {
        open->whole = false;
        return;
    }
    if (other.state != FACT_KNOWN)
        return;
    try_around(open, other.number);
    if (test->operator== WITHIN || test->operator== WITHIN_BEFORE || test->operator== WITHIN_AFTER) {
        struct rule_amount span = rules_span_of(&search->facts, test);
        for (int64_t day = -2; day <= 2; day++) { /* months differ in length: a little on both sides */
            try_around(open, rules_day_shifted(other.number, span.number, span.unit) + day);
            try_around(open, rules_day_shifted(other.number, -span.number, span.unit) + day);
        }
    }
}

/* The evidence that is there, and one more piece that proves these days; after it nothing more comes. */
static void try_days(struct search *search, struct open_fact *open, int32_t from, int32_t until)
{
    const struct fact_periods *known = search->anew ? NULL : open->kept.periods;
    size_t count = known == NULL ? 0 : known->claim_count;
    struct period_claim *claims = arena_array(search->arena, struct period_claim, count + 1);
    for (size_t i = 0; i < count; i++)
        claims[i] = known->claims[i];
    if (from <= until)
        claims[count++] = (struct period_claim){.from = from, .until = until};
    try_value(open, rules_periods(search->arena, claims, count, true));
}

static void try_period(struct search *search, struct open_fact *open, const struct rule_node *test)
{
    struct fact_value day = rules_operand(&search->facts, test);
    if (test->operator== IS_RECORDED)
        return;
    if (day.state != FACT_KNOWN) {
        open->whole = open->whole && day.state == FACT_NONE;
        return;
    }
    struct rule_amount span = rules_span_of(&search->facts, test);
    int32_t from = rules_day_shifted(day.number, -span.number, span.unit);
    int32_t until = rules_day_shifted(day.number, 0, UNIT_DAYS);
    try_days(search, open, from, rules_day_last());
    try_days(search, open, rules_day_shifted(from, 1, UNIT_DAYS), rules_day_last());
    try_days(search, open, rules_day_first(), until);
    try_days(search, open, rules_day_first(), rules_day_shifted(until, -1, UNIT_DAYS));
}

static void try_test(struct search *search, struct open_fact *open, const struct rule_node *test)
{
    if (test->fact != open->fact && test->other != open->fact)
        return;
    if (open->fact->kind == FACT_PERIOD)
        try_period(search, open, test);
    else if (test->table != NULL)
        try_table(search, open, test);
    else if (open->fact->kind == FACT_CODE || open->fact->kind == FACT_CODES)
        try_codes(search, open, test);
    else if (open->fact->kind != FACT_FLAG && test->operator!= IS_RECORDED)
        try_limits(search, open, test);
}

static void try_node(struct search *search, struct open_fact *open, const struct rule_node *node)
{
    struct rule_people *people =
        node->relation == NULL ? NULL : &search->facts.people[node->relation - search->facts.set->facts];
    size_t outer = people == NULL ? 0 : people->asked;
    if (people != NULL && open->person > 0)
        people->asked = open->person;
    if (node->kind == NODE_TEST)
        try_test(search, open, node);
    for (size_t i = 0; i < node->child_count; i++)
        try_node(search, open, &node->children[i]);
    if (people != NULL)
        people->asked = outer;
}

/* A flag is yes or no; anything else may also be found not to be, or to be something no rule names. */
static void fill_tried(struct search *search)
{
    for (size_t i = 0; i < search->open_count; i++) {
        struct open_fact *open = search->open[i];
        if (open->fact->kind == FACT_FLAG) {
            try_value(open, fact_flag(true));
            try_value(open, fact_flag(false));
            continue;
        }
        if (open->fact->kind != FACT_PERIOD || open->kept.periods == NULL || search->anew)
            try_value(open, (struct fact_value){.state = FACT_NONE});
        if (open->fact->kind == FACT_CODE || open->fact->kind == FACT_CODES)
            try_value(open, fact_code(TEXT("?")));
        else if (open->fact->kind == FACT_RELATION)
            try_value(open, (struct fact_value){.state = FACT_KNOWN});
        else if (open->fact->kind != FACT_PERIOD)
            try_value(open, fact_number(0));
        if (open->fact->kind == FACT_PERIOD) {
            try_days(search, open, 1, 0);
            try_days(search, open, rules_day_first(), rules_day_last());
        }
        try_node(search, open, search->condition);
    }
}

/* ---- is a set of facts enough? ---- */

static enum rule_value answer_now(struct search *search)
{
    search->evaluations++;
    return search->evaluations > search->limit ? RULE_UNKNOWN
                                               : rules_evaluate(NULL, &search->facts, search->condition, NULL);
}

static bool decides(struct search *search, const size_t *asked, size_t count)
{
    if (count == 0)
        return answer_now(search) != RULE_UNKNOWN;
    struct open_fact *open = search->open[asked[0]];
    bool all = open->whole;
    for (size_t i = 0; i < open->tried_count && all; i++) {
        *open->slot = open->tried[i];
        all = decides(search, asked + 1, count - 1);
    }
    *open->slot = open->kept;
    return all;
}

/* Is there something that these facts may turn out to be with which the answer is `wanted`? */
static bool reaches(struct search *search, const size_t *asked, size_t count, enum rule_value wanted)
{
    if (count == 0)
        return answer_now(search) == wanted;
    struct open_fact *open = search->open[asked[0]];
    bool found = false;
    for (size_t i = 0; i < open->tried_count && !found && search->evaluations <= search->limit; i++) {
        *open->slot = open->tried[i];
        found = reaches(search, asked + 1, count - 1, wanted);
    }
    *open->slot = open->kept;
    return found;
}

/* The first set of `size` facts that decides, by the places of `open`. */
static bool find_set(struct search *search, size_t size, size_t from, size_t *asked, size_t chosen)
{
    if (chosen == size)
        return decides(search, asked, size);
    for (size_t i = from; i < search->open_count && search->evaluations <= search->limit; i++) {
        asked[chosen] = i;
        if (find_set(search, size, i + 1, asked, chosen + 1))
            return true;
    }
    return false;
}

/* A fact of two people is one fact to ask for. */
static void list_fact(const struct rule_fact **list, size_t *count, const struct rule_fact *fact)
{
    for (size_t i = 0; i < *count; i++)
        if (list[i] == fact)
            return;
    list[(*count)++] = fact;
}

static void fill_needed(struct search *search, struct settlement *ret)
{
    size_t asked[ASKED_MOST];
    size_t size = 2;
    ret->needed = arena_array(search->arena, const struct rule_fact *, search->open_count + 1);
    if (ret->single_count > 0) {
        ret->needed[ret->needed_count++] = ret->single[0];
        return;
    }
    search->evaluations = 0;
    search->limit = EVALUATIONS_MOST;
    while (size < search->open_count && size < ASKED_MOST && !find_set(search, size, 0, asked, 0))
        size++;
    bool found = size < search->open_count && size < ASKED_MOST && search->evaluations <= search->limit;
    for (size_t i = 0; i < (found ? size : search->open_count); i++)
        list_fact(ret->needed, &ret->needed_count, search->open[found ? asked[i] : i]->fact);
}

static void fill_single(struct search *search, struct settlement *ret)
{
    ret->single = arena_array(search->arena, const struct rule_fact *, search->open_count + 1);
    ret->enough = arena_array(search->arena, const struct rule_fact *, search->open_count + 1);
    search->limit = EVALUATIONS_MOST;
    for (size_t i = 0; i < search->open_count; i++) {
        if (decides(search, &i, 1))
            list_fact(ret->single, &ret->single_count, search->open[i]->fact);
        if (reaches(search, &i, 1, RULE_YES))
            list_fact(ret->enough, &ret->enough_count, search->open[i]->fact);
    }
}

/* ---- documents ---- */

/* The open facts that one document proves, by the places of `open`; of a relation those of its first open person. */
static size_t proved_by(const struct search *search, const struct rule_document *document, size_t asked[ASKED_MOST])
{
    size_t count = 0;
    for (size_t i = 0; i < search->open_count && count < ASKED_MOST; i++)
        for (size_t d = 0; d < search->open[i]->fact->document_count; d++)
            if (search->open[i]->fact->documents[d] == document) {
                asked[count++] = i;
                break;
            }
    return count;
}

static void fill_documents(struct search *search, struct settlement *ret)
{
    const struct rule_set *set = search->facts.set;
    ret->single_documents = arena_array(search->arena, const struct rule_document *, set->document_count + 1);
    ret->enough_documents = arena_array(search->arena, const struct rule_document *, set->document_count + 1);
    search->limit = DOCUMENT_EVALUATIONS_MOST;
    for (size_t i = 0; i < set->document_count; i++) {
        size_t asked[ASKED_MOST];
        size_t count = proved_by(search, &set->documents[i], asked);
        if (count == 0)
            continue;
        search->evaluations = 0;
        if (decides(search, asked, count))
            ret->single_documents[ret->single_document_count++] = &set->documents[i];
        search->evaluations = 0;
        if (reaches(search, asked, count, RULE_YES))
            ret->enough_documents[ret->enough_document_count++] = &set->documents[i];
    }
}

/* ---- what a decided answer stands on ---- */

static void fill_turning(struct search *search, enum rule_value now, struct settlement *ret)
{
    ret->turning = arena_array(search->arena, const struct rule_fact *, search->open_count + 1);
    search->limit = EVALUATIONS_MOST;
    for (size_t i = 0; i < search->open_count; i++)
        if (reaches(search, &i, 1, now == RULE_YES ? RULE_NO : RULE_YES))
            list_fact(ret->turning, &ret->turning_count, search->open[i]->fact);
}

static void copy_people(struct search *search, const struct rule_facts *facts)
{
    const struct rule_set *set = facts->set;
    search->facts.people = arena_array(search->arena, struct rule_people, set->fact_count + 1);
    for (size_t i = 0; i < set->fact_count; i++) {
        struct rule_people *people = &search->facts.people[i];
        if (set->facts[i].kind != FACT_RELATION)
            continue;
        people->count = facts->people[i].count;
        people->at = arena_array(search->arena, struct fact_value *, people->count + 1);
        for (size_t p = 0; p < people->count + 1; p++) {
            people->at[p] = arena_array(search->arena, struct fact_value, set->fact_count + 1);
            for (size_t f = 0; f < set->fact_count && p < people->count; f++)
                people->at[p][f] = facts->people[i].at[p][f];
        }
    }
}

void rules_settle(struct arena *arena, const struct rule_facts *facts, const struct rule_node *condition,
                  struct settlement *ret)
{
    struct search search = {.arena = arena, .facts = *facts, .condition = condition};
    *ret = (struct settlement){0};
    search.facts.values = arena_array(arena, struct fact_value, facts->set->fact_count + 1);
    for (size_t i = 0; i < facts->set->fact_count; i++)
        search.facts.values[i] = facts->values[i];
    copy_people(&search, facts);
    search.open = arena_array(arena, struct open_fact *, OPEN_MOST);
    enum rule_value now = rules_evaluate(NULL, &search.facts, condition, NULL);
    search.anew = now != RULE_UNKNOWN;
    collect(&search, condition);
    fill_tried(&search);
    if (search.anew) {
        fill_turning(&search, now, ret);
        return;
    }
    fill_single(&search, ret);
    fill_needed(&search, ret);
    fill_documents(&search, ret);
}
