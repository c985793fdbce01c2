/* Facts as the evaluation and the search for what settles see them.  Within rules/. */
#ifndef RULES_RULES_FACTS_H
#define RULES_RULES_FACTS_H

#include "rules/rules.h"

enum { RULES_SPAN_MOST = 40000 };
/* "day" or "days", and so on. */
bool rules_unit_of(struct text word, enum rule_unit *ret);
const char *rules_unit_word(enum rule_unit unit); /* "days" */
/* The first and the last day of the calendar. */
int32_t rules_day_first(void);
int32_t rules_day_last(void);
/* Yes, no or unknown of a test of a period (rules_periods.c). */
enum rule_value rules_period_answer(const struct rule_facts *facts, const struct rule_node *test,
                                    const struct fact_periods *periods, int64_t day);
/* A test alone. */
enum rule_value rules_test_answer(const struct rule_facts *facts, const struct rule_node *test);
struct rule_amount rules_span_of(const struct rule_facts *facts, const struct rule_node *test);
struct rule_amount rules_gap_of(const struct rule_facts *facts, const struct rule_node *test);
/* Are these codes, joined by commas, among those of the fact? */
bool rules_codes_known(const struct rule_fact *fact, struct text codes);
bool rules_code_in(struct text codes, struct text code); /* of codes joined by commas */

/* The day `span` units later, kept within the calendar. */
int32_t rules_day_shifted(int64_t day, int64_t span, enum rule_unit unit);
/* What a test compares its fact with: another fact's value, or its constant. */
struct fact_value rules_operand(const struct rule_facts *facts, const struct rule_node *test);

#endif
