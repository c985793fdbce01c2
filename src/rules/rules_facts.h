/* Facts as the evaluation and the search for what settles see them.  Within rules/. */
#ifndef RULES_RULES_FACTS_H
#define RULES_RULES_FACTS_H

#include "rules/rules.h"

/* The day `span` units later, kept within the calendar. */
int32_t rules_day_shifted(int64_t day, int64_t span, enum rule_unit unit);
/* What a test compares its fact with: another fact's value, or its constant. */
struct fact_value rules_operand(const struct rule_facts *facts, const struct rule_node *test);

#endif
