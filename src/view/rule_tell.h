/* An answer of the rules in plain words, in one of the three languages: lines of text, for commands, letters and
   whoever wants them as text.  The same lines in every language, one for each node of the tree. */
#ifndef VIEW_RULE_TELL_H
#define VIEW_RULE_TELL_H

#include "rules/rules.h"
#include "view/language.h"

struct rule_tell {
    struct arena *arena;
    const struct language *language;
    const struct rule_facts *facts;
};

struct text rule_tell_wording(const struct rule_tell *tell, const struct wording *wording);
/* "Met", "Not met", "Not known" */
const char *rule_tell_answer(const struct rule_tell *tell, enum rule_value value);
/* "5 years" */
struct text rule_tell_amount(const struct rule_tell *tell, struct rule_amount amount);
struct text rule_tell_value(const struct rule_tell *tell, const struct rule_fact *fact, struct fact_value value);
/* What a test asks, as a phrase: "Life together: for at least 2 years, on 2 January 2014" */
struct text rule_tell_test(const struct rule_tell *tell, const struct rule_node *test);
/* The tree of reasons, indented; under a rule its source, under a test that is not met what is known, missing,
   contested and what proves it. */
void rule_tell_reason(const struct rule_tell *tell, const struct reason *reason, struct buffer *out);
/* What would settle or change the answer. */
void rule_tell_settlement(const struct rule_tell *tell, const struct settlement *settlement, struct buffer *out);
/* The open points that are set: their values, and whether these are the defaults. */
void rule_tell_parameters(const struct rule_tell *tell, struct buffer *out);

#endif
