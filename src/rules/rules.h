/* Criteria as data: facts in, one of three values and a tree of reasons out.  A rule set is a text that a legally
   trained person can read and review (docs/rules.md); it has a version, days between which it is in force, and a source
   for every rule, marked verified or not.  Nothing here reads or writes anything; the same facts give the same answer.

   A result is advice.  A person decides and signs, and what was asked, known and answered is kept with the decision:
   name, version and hash of the set, and the facts (rules_facts_write). */
#ifndef RULES_RULES_H
#define RULES_RULES_H

#include "base/calendar.h"
#include "codec/json.h"

enum {
    RULES_LANGUAGES = 3, /* fr, ar, en: the order of view/language.h */
    RULES_TEXT_MOST = 256 * 1024,
    RULES_FACTS_MOST = 128,
    RULES_RULES_MOST = 128,
    RULES_TABLES_MOST = 16,
    RULES_SOURCES_MOST = 64,
    RULES_HOLDERS_MOST = 32,
    RULES_NODES_MOST = 4096,
    RULES_DEPTH_MOST = 12,
    RULES_CODES_MOST = 200, /* of one list in a rule */
    RULES_ROWS_MOST = 2000, /* of one table */
};

/* Unknown is what a flag says of which nobody knows, and never a decision. */
enum rule_value { RULE_UNKNOWN, RULE_YES, RULE_NO };

enum fact_kind { FACT_FLAG, FACT_DATE, FACT_NUMBER, FACT_CODE, FACT_CODES };

/* What is known of a fact.  NONE: it is known that there is none ("no consent stands"); UNKNOWN: nobody has said. */
struct fact_value {
    enum { FACT_UNKNOWN, FACT_NONE, FACT_KNOWN } state;
    int64_t number;   /* of a flag 1 or 0, of a date its day */
    struct text text; /* a code, or codes joined by commas */
};

/* The same in three languages; none is empty. */
struct wording {
    struct text in[RULES_LANGUAGES];
};

/* Who can say what a fact is: "The consulate". */
struct rule_holder {
    struct text code;
    struct wording label;
};

struct rule_source {
    struct text code, text, address; /* address may be empty: "own proposal" has none */
    bool verified;                   /* read in the source itself by who wrote the set */
};

struct rule_fact {
    struct text name;
    enum fact_kind kind;
    struct wording label;
    const struct rule_holder *holder;
    size_t line;
};

/* Who or what is listed from a day to a day, whole or in part ("Crimea" of UKR). */
struct rule_row {
    struct text key, part; /* empty part: the whole */
    int32_t from, until;   /* DATE_NONE: always; the last day is in */
};
struct rule_table {
    struct text name;
    bool given; /* its rows come with the facts; else they stand in the file */
    const struct rule_row *rows;
    size_t row_count;
};

enum rule_operator {
    IS,        /* a code or number; of a flag: number is 1 or 0 */
    IS_ONE_OF, /* a code of a list */
    IS_RECORDED,
    AT_LEAST,
    AT_MOST,
    MORE_THAN,
    LESS_THAN, /* "before" of days */
    WITHIN,    /* of */
    WITHIN_BEFORE,
    WITHIN_AFTER,
    HOLDS_ONE_OF, /* codes */
    HOLDS_ALL_OF,
    IN_TABLE,
    PARTLY_IN_TABLE,
};
enum rule_unit { UNIT_DAYS, UNIT_MONTHS, UNIT_YEARS };

struct rule_node {
    enum { NODE_TEST, NODE_ALL, NODE_ANY, NODE_NONE, NODE_NOT_ALL, NODE_AT_LEAST } kind;
    size_t line;
    /* a group */
    const struct rule_node *children; /* in one array */
    size_t child_count, least;
    /* a test */
    bool negated; /* "is not" */
    enum rule_operator operator;
    const struct rule_fact *fact, *other; /* other: compared with; the day of a table; NULL: with `number` */
    int64_t number, span;                 /* span: N of "within N days" */
    enum rule_unit unit;
    const struct text *codes;
    size_t code_count;
    const struct rule_table *table;
};

struct rule {
    struct text code;
    struct wording label; /* the criterion, as a sentence that is true when it is met */
    struct wording unmet; /* what follows when it is not met */
    struct text moments;  /* when it is asked, codes joined by commas: "approval,departure" */
    struct text effect;   /* what not being met does: a word the caller knows */
    int32_t from, until;  /* within the set's own; DATE_NONE: as long as the set */
    const struct rule_source *source;
    const struct rule_node *condition;
    size_t line;
};

struct rule_set {
    struct text name, text; /* the text as it was read */
    int64_t version;
    int32_t from, until; /* until DATE_NONE: open */
    struct wording label;
    const struct rule_holder *holders;
    size_t holder_count;
    const struct rule_source *sources;
    size_t source_count;
    const struct rule_fact *facts;
    size_t fact_count;
    const struct rule_table *tables;
    size_t table_count;
    const struct rule *rules;
    size_t rule_count;
};

/* Where and why a text was refused. */
struct rules_fault {
    size_t line, column; /* from 1; the column in characters */
    const char *message; /* English, for whoever edits the file; {1} is the word found there */
    struct text found;
};

/* Reads a set.  Everything points into the arena.  INVALID and TOO_LARGE with the fault. */
enum outcome rules_read(struct arena *arena, struct text text, const struct rule_set **ret_set,
                        struct rules_fault *ret_fault) MUST_CHECK;
const struct rule_fact *rules_fact(const struct rule_set *set, struct text name); /* NULL: none of that name */
const struct rule *rules_rule(const struct rule_set *set, struct text code);
/* Is this rule asked at that moment on that day? */
bool rule_applies(const struct rule_set *set, const struct rule *rule, struct text moment, int32_t day);
/* Of the versions of one set, that which is in force: the newest of them.  NULL: none. */
const struct rule_set *rules_in_force(const struct rule_set *const *sets, size_t count, struct text name, int32_t day);

/* ---- facts ---- */

struct rule_facts {
    const struct rule_set *set;
    struct fact_value *values; /* by the place in set->facts; all unknown at first */
    struct rule_table *tables; /* by the place in set->tables: those of the file, and the given ones */
};
struct rule_facts *rules_facts_new(struct arena *arena, const struct rule_set *set);
/* Nothing happens for a name or a table that the set does not ask. */
void rules_facts_put(struct rule_facts *facts, const char *name, struct fact_value value);
void rules_facts_put_rows(struct rule_facts *facts, const char *table, const struct rule_row *rows, size_t count);
struct fact_value rules_facts_get(const struct rule_facts *facts, const struct rule_fact *fact);
static inline struct fact_value fact_flag(bool yes) { return (struct fact_value){.state = FACT_KNOWN, .number = yes}; }
struct fact_value fact_date(int32_t date);      /* DATE_NONE: there is none */
struct fact_value fact_code(struct text codes); /* empty: there is none */
static inline struct fact_value fact_number(int64_t number)
{
    return (struct fact_value){.state = FACT_KNOWN, .number = number};
}

/* As JSON, to be kept with a decision: each fact that is not unknown, and the rows of given tables that could matter
   (those of a key that is a fact's value).  Reading gives the same answers again.  INVALID: not of this set. */
void rules_facts_write(struct json_writer *writer, const struct rule_facts *facts);
enum outcome rules_facts_read(struct arena *arena, const struct rule_set *set, const struct json_value *json,
                              struct rule_facts **ret_facts) MUST_CHECK;

/* ---- answers ---- */

/* One node's answer and those below it, in the order of the text. */
struct reason {
    enum rule_value value;
    const struct rule_node *node;
    const struct reason *children; /* in one array, node->child_count of them */
};
/* `ret_reason` NULL: the value alone, without memory. */
enum rule_value rules_evaluate(struct arena *arena, const struct rule_facts *facts, const struct rule_node *condition,
                               const struct reason **ret_reason);

/* What a test says, for people: a message with {1} the label of its fact, {2} what it is compared with, {3} a span.
   Values are left to who shows them: codes have names, days a calendar. */
struct reason_words {
    const char *message;           /* N_() */
    struct fact_value value;       /* of the fact */
    const struct rule_fact *other; /* {2}: another fact, or NULL */
    struct fact_value other_value; /* {2}: its value, or the constant, of the kind of the fact */
    int64_t span;                  /* {3} */
};
struct reason_words reason_words(struct arena *arena, const struct rule_facts *facts, const struct rule_node *test);
/* The same of a group: "All of these" */
const char *reason_group(const struct rule_node *group);

/* What would settle an unknown condition.  `single`: each of these facts alone decides it, whatever it turns out to be.
   `needed`: a smallest set that does; the same as one of `single` when there is one. */
struct settlement {
    const struct rule_fact **single, **needed;
    size_t single_count, needed_count;
};
/* Empty for what is decided. */
void rules_settle(struct arena *arena, const struct rule_facts *facts, const struct rule_node *condition,
                  struct settlement *ret);

#endif
