/* Who may return: the rules of the profile, answered for a case.  Within returns/. */
#ifndef RETURNS_ELIGIBILITY_H
#define RETURNS_ELIGIBILITY_H

#include "returns/return_rules.h"
#include "rules/rules.h"

#define ELIGIBILITY_RULES "return_eligibility"

/* A version of the rules as the profile has it. */
struct eligibility_rules {
    const struct rule_set *set;
    struct text hash; /* SHA-256 of its text, hexadecimal */
};
/* Those in force on a day; NULL: none. */
const struct eligibility_rules *eligibility_rules_on(int32_t day);

/* What not being met does. */
enum eligibility_effect { EFFECT_MANDATORY, EFFECT_STOP, EFFECT_DECISION };
enum outcome eligibility_effect_read(struct text word, enum eligibility_effect *ret) MUST_CHECK; /* INVALID */
struct eligibility_answer {
    const struct rule *rule;
    enum eligibility_effect effect;
    enum rule_value value;
    const struct reason *reason;
};
struct eligibility {
    struct text moment;
    const struct eligibility_rules *rules; /* NULL: none in force; then it is not open */
    const struct rule_facts *facts;
    struct eligibility_answer *answers;
    size_t count;
    int64_t mandatory, stop, decision; /* answers of each effect that are not yes */
};
/* Asks the rules of that moment ("approval", "departure") today. */
enum outcome eligibility_ask(struct work *work, const struct return_case *file, const char *moment,
                             struct eligibility *ret) MUST_CHECK;
/* The same as of another day. */
enum outcome eligibility_ask_on(struct work *work, const struct return_case *file, const char *moment, int32_t day,
                                struct eligibility *ret) MUST_CHECK;
/* The same from kept facts: a decision as it was. */
void eligibility_answer(struct arena *arena, const struct rule_facts *facts, struct text moment, int32_t day,
                        struct eligibility *ret);
/* Adds what the rules still want before the step, met or not, without telling of the person. */
enum outcome eligibility_require(struct work *work, const struct return_case *file, const char *moment, bool despite,
                                 struct gate *gate) MUST_CHECK;
/* Keeps what was asked, known and answered with the step that is taken; `despite`: rules are passed by for the reason
   in the case.  INVALID with problems. */
enum outcome eligibility_sign(struct work *work, struct return_case *file, const char *moment, bool despite) MUST_CHECK;

/* In the language of the work. */
struct text eligibility_wording(const struct work *work, const struct wording *wording);

/* ---- facts ---- */

/* Where somebody can say a fact. */
enum fact_place { AT_CASE, AT_CONSENT, AT_RELATION, AT_PERSON, AT_COUNSELLING, AT_PREPARATION, AT_GRANTS, AT_NOWHERE };
struct fact_source {
    const char *name;
    enum fact_kind kind;
    enum fact_place place;
    bool screening; /* told by the screening: shown to protection officers only */
    enum outcome (*get)(struct work *work, const struct return_case *file, int32_t day, struct fact_value *ret);
};
/* NULL: the program does not know such a fact. */
const struct fact_source *eligibility_fact(struct text name);
/* The facts that the rules of a moment ask, and the rows of their tables. */
enum outcome eligibility_facts(struct work *work, const struct return_case *file, const struct rule_set *set,
                               struct text moment, int32_t day, struct rule_facts **ret_facts) MUST_CHECK;

/* When the person was last told what a return does to an asylum file; DATE_NONE: never. */
enum outcome return_asylum_warned_on(struct work *work, const struct return_case *file, int32_t *ret_on) MUST_CHECK;

/* ---- statements ---- */

/* INVALID: another text is kept under this name and version. */
enum outcome eligibility_rules_agree(struct work *work, const struct eligibility_rules *rules) MUST_CHECK;
enum outcome eligibility_keep_rules(struct work *work, const struct eligibility_rules *rules) MUST_CHECK;
/* NOT_FOUND */
enum outcome eligibility_kept_text(struct work *work, struct text name, int64_t version,
                                   struct text *ret_text) MUST_CHECK;
enum outcome eligibility_suspended(struct work *work, struct text country, struct rule_row **ret_rows,
                                   size_t *ret_count) MUST_CHECK;
enum outcome eligibility_returned_before(struct work *work, const struct return_case *file,
                                         bool *ret_before) MUST_CHECK;
/* The medical check of a case: NOT_FOUND when none was asked for. */
enum outcome eligibility_medical(struct work *work, const struct return_case *file, bool *ret_settled,
                                 int32_t *ret_until) MUST_CHECK;
/* Is a file of the kind "declaration" attached to the case since it was opened or opened again? */
enum outcome eligibility_declaration_attached(struct work *work, const struct return_case *file,
                                              bool *ret_attached) MUST_CHECK;
/* The sessions of a case since it was opened or opened again, newest first. */
enum outcome return_sessions(struct work *work, const struct return_case *file, struct identifier **ret_ids,
                             size_t *ret_count) MUST_CHECK;

#endif
