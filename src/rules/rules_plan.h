/* A condition compiled once, and answered for many cases: sixty-four at a time, without memory for any fact.  The
   answers are those of rules_evaluate; reasons are taken out for the cases that somebody looks at. */
#ifndef RULES_RULES_PLAN_H
#define RULES_RULES_PLAN_H

#include "rules/rules.h"

enum { RULES_BLOCK = 64 };

struct rules_plan;
/* `like` gives the parameters and the tables, which are those of every case. */
const struct rules_plan *rules_plan_new(struct arena *arena, const struct rule_facts *like,
                                        const struct rule_node *condition);

/* Cases, and their answers after rules_block_answer.  Filled as a column for each fact, a bit or a number for each
 * case.
 */
struct rules_block;
struct rules_block *rules_block_new(struct arena *arena, const struct rules_plan *plan);
void rules_block_clear(struct rules_block *block);
/* Takes a case, of the set and with the parameters of the plan; it is looked at again until the block is cleared.
   False: the block is full. */
bool rules_block_add(struct rules_block *block, struct rule_facts *facts);
size_t rules_block_count(const struct rules_block *block);
struct rule_facts *rules_block_case(const struct rules_block *block, size_t at);
void rules_block_answer(struct rules_block *block);
/* Of the plan's condition, or of one rule that it asks ("meets"); RULE_UNKNOWN for a rule that it does not ask. */
enum rule_value rules_block_value(const struct rules_block *block, size_t at);
enum rule_value rules_block_rule(const struct rules_block *block, size_t at, const struct rule *rule);
/* The same tree as rules_evaluate gives. */
const struct reason *rules_block_reason(struct arena *arena, const struct rules_block *block, size_t at);

#endif
