/* Criteria as data: facts in, one of three values and a tree of reasons out.  A rule set is a text that a legally
   trained person can read and review (docs/rules.md); it has a version, days between which it is in force, and a source
   for every clause, marked verified or not.  Nothing here reads or writes anything; the same facts give the same
   answer. Many cases at once: rules_plan.h.

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
    RULES_PARAMETERS_MOST = 32,
    RULES_DOCUMENTS_MOST = 64,
    RULES_PROOFS_MOST = 16,  /* documents that prove one fact */
    RULES_LABELS_MOST = 64,  /* codes of one fact that have words */
    RULES_CLAIMS_MOST = 256, /* pieces of evidence of one fact */
    RULES_PEOPLE_MOST = 16,  /* of one relation */
};

/* Unknown is what a flag says of which nobody knows, and never a decision. */
enum rule_value { RULE_UNKNOWN, RULE_YES, RULE_NO };

/* A period: days of which evidence says that something was so, or was not.  A relation: other people, each with facts
   of their own, named "spouse.nationality". */
enum fact_kind { FACT_FLAG, FACT_DATE, FACT_NUMBER, FACT_CODE, FACT_CODES, FACT_PERIOD, FACT_RELATION };

/* What is known of a fact.  NONE: it is known that there is none ("no consent stands"); UNKNOWN: nobody has said, or
   what was said is not proved (then `evidence` tells).  CONTESTED: pieces of evidence that count say different things;
   a test is answered where all of them give the same answer, and unknown otherwise. */
struct fact_value {
    enum { FACT_UNKNOWN, FACT_NONE, FACT_KNOWN, FACT_CONTESTED } state;
    int64_t number;                       /* of a flag 1 or 0, of a date its day */
    struct text text;                     /* a code, or codes joined by commas */
    const struct fact_periods *periods;   /* of a period that is known */
    const struct fact_evidence *evidence; /* NULL: whoever gives the facts vouches for it */
};

/* What one piece of evidence says. */
struct fact_claim {
    struct fact_value value; /* KNOWN, or NONE */
    struct text document;    /* its code; empty: told only */
    struct text reference;   /* a number or page; may be empty */
    bool counts;             /* the document is one that proves the fact */
};
struct fact_evidence {
    const struct fact_claim *claims;
    size_t count;
};

/* Days, the first and the last one in. */
struct rule_span {
    int32_t from, until;
};
struct rule_spans {
    const struct rule_span *at; /* in their order, none touching the next */
    size_t count;
};
struct period_claim {
    int32_t from, until; /* DATE_NONE: since ever, still lasting */
    bool absent;         /* it was not so in these days */
    bool told;           /* no document, or none that proves the fact: it does not count */
    struct text document, reference;
};
struct fact_periods {
    const struct period_claim *claims; /* as they were given */
    size_t claim_count;
    bool complete; /* nothing more will come: what no evidence covers was not so */
    /* worked out of the claims */
    struct rule_spans certain;   /* proved, and by nothing denied */
    struct rule_spans possible;  /* not denied, or proved as well */
    struct rule_spans contested; /* proved and denied */
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

/* A paper that proves facts. */
struct rule_document {
    struct text code;
    struct wording label;
    const struct rule_source *source;
};

enum rule_unit { UNIT_DAYS, UNIT_MONTHS, UNIT_YEARS };
struct rule_amount {
    int64_t number; /* of a span its length; of a day its day */
    enum rule_unit unit;
};

/* What the texts leave open: it has a default, and who asks may set it otherwise (rules_parameter_put). */
struct rule_parameter {
    struct text name;
    enum { PARAMETER_NUMBER, PARAMETER_DATE, PARAMETER_SPAN } kind;
    struct rule_amount standard;
    struct wording label;
    const struct rule_source *source;
};

/* What a code of a fact means. */
struct rule_label {
    struct text code;
    struct wording label;
};

struct rule_fact {
    struct text name;
    enum fact_kind kind;
    struct wording label;
    const struct rule_holder *holder;
    size_t line;
    const struct rule_fact *relation;             /* whose fact it is: "spouse" of "spouse.nationality"; or NULL */
    const struct rule_document *const *documents; /* that prove it; none are named: whatever who examines accepts */
    size_t document_count;
    const struct rule_label *labels;
    size_t label_count;
    bool open_codes; /* there are codes beside those that have words; so too where none has */
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
    COVERS,        /* a period: that day */
    LASTS,         /* it has lasted that long on that day, without a gap longer than … */
    ADDS_UP,       /* its days until that day come to so much */
    BEGINS_BEFORE, /* its first day lies before that day */
    BEGINS_AT_MOST /* or on it */
};

struct rule_node {
    enum {
        NODE_TEST,
        NODE_ALL,
        NODE_ANY,
        NODE_NONE,
        NODE_NOT_ALL,
        NODE_AT_LEAST,
        NODE_SOMEBODY, /* one person of the relation meets all of the children */
        NODE_NOBODY,
        NODE_MEETS, /* another rule: its condition is the one child */
    } kind;
    size_t line;
    /* a group */
    const struct rule_node *children; /* in one array */
    size_t child_count, least;
    const struct rule_fact *relation; /* of SOMEBODY and NOBODY */
    const struct rule *rule;          /* of MEETS */
    /* a test */
    bool negated; /* "is not" */
    enum rule_operator operator;
    const struct rule_fact *fact, *other; /* other: compared with; the day of a table; NULL: with `number` */
    int64_t number, span;                 /* span: N of "within N days" */
    enum rule_unit unit;
    struct rule_amount gap; /* that is borne */
    /* in the place of the number, the span and the gap; NULL: as they stand */
    const struct rule_parameter *number_parameter, *span_parameter, *gap_parameter;
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
    bool category;      /* one of several: one that is met is enough */
    size_t size, depth; /* of the condition, with those of the rules that it asks */
};

struct rule_set {
    struct text name, text; /* the text as it was read */
    int64_t version;
    int32_t from, until; /* until DATE_NONE: open */
    int32_t published;   /* DATE_NONE: not said */
    struct wording label;
    const struct rule_holder *holders;
    size_t holder_count;
    const struct rule_source *sources;
    size_t source_count;
    const struct rule_document *documents;
    size_t document_count;
    const struct rule_parameter *parameters;
    size_t parameter_count;
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

/* The people of a relation: the state of the relation's own value says whether they are known, all of them. */
struct rule_people {
    struct fact_value **at; /* each by the place in set->facts */
    size_t count;
    size_t asked; /* of whom a condition speaks while it is answered, from 1; 0: nobody */
};
struct rule_facts {
    const struct rule_set *set;
    struct fact_value *values;      /* by the place in set->facts; all unknown at first */
    struct rule_table *tables;      /* by the place in set->tables: those of the file, and the given ones */
    struct rule_amount *parameters; /* by the place in set->parameters; the defaults at first */
    struct rule_people *people;     /* by the place in set->facts */
};
struct rule_facts *rules_facts_new(struct arena *arena, const struct rule_set *set);
/* Nothing happens for a name or a table that the set does not ask. */
void rules_facts_put(struct rule_facts *facts, const char *name, struct fact_value value);
void rules_facts_put_rows(struct rule_facts *facts, const char *table, const struct rule_row *rows, size_t count);
/* A person more of a relation, of whom nothing is known yet: the place of the values.  NULL: there are too many. */
struct fact_value *rules_facts_add_person(struct arena *arena, struct rule_facts *facts,
                                          const struct rule_fact *relation);
/* What is known of a fact; of a fact of a relation, of the person who is asked. */
struct fact_value rules_facts_get(const struct rule_facts *facts, const struct rule_fact *fact);
/* Sets a parameter: "60 days", "2013-12-31", "18".  NOT_FOUND, INVALID. */
enum outcome rules_parameter_put(struct rule_facts *facts, struct text name, struct text value) MUST_CHECK;
struct text rules_parameter_text(struct arena *arena, const struct rule_parameter *parameter,
                                 struct rule_amount amount);
/* Does this document prove the fact?  Any does where none is named. */
bool rules_document_proves(const struct rule_fact *fact, struct text document);
/* The value that these pieces of evidence give: known where those that count agree. */
struct fact_value rules_evidence(struct arena *arena, const struct fact_claim *claims, size_t count);
/* The value of a period.  What was only told does not count. */
struct fact_value rules_periods(struct arena *arena, const struct period_claim *claims, size_t count, bool complete);
static inline struct fact_value fact_flag(bool yes) { return (struct fact_value){.state = FACT_KNOWN, .number = yes}; }
struct fact_value fact_date(int32_t date);      /* DATE_NONE: there is none */
struct fact_value fact_code(struct text codes); /* empty: there is none */
static inline struct fact_value fact_number(int64_t number)
{
    return (struct fact_value){.state = FACT_KNOWN, .number = number};
}

/* As JSON, to be kept with a decision: each fact that is not unknown with its evidence, and the rows of given tables
   that could matter (those of a key that is a fact's value).  Reading gives the same answers again.  INVALID: not of
   this set. docs/rules.md shows the form. */
void rules_facts_write(struct json_writer *writer, const struct rule_facts *facts);
enum outcome rules_facts_read(struct arena *arena, const struct rule_set *set, const struct json_value *json,
                              struct rule_facts **ret_facts) MUST_CHECK;
/* The same; on INVALID the name of what is faulty. */
enum outcome rules_facts_read_with(struct arena *arena, const struct rule_set *set, const struct json_value *json,
                                   struct rule_facts **ret_facts, struct text *ret_faulty) MUST_CHECK;
/* A value as a cell of a table holds it: nothing is unknown, "-" none; yes, no; a day; a number; codes joined by
   commas; periods "2009-01-01..2013-12-31; not 2011-02-01..2011-03-15; 2014-02-01..; complete".  INVALID. */
enum outcome rules_cell_read(struct arena *arena, const struct rule_fact *fact, struct text cell,
                             struct fact_value *ret_value) MUST_CHECK;

/* ---- answers ---- */

/* All of a set at a moment on a day: every rule whose effect is neither "decision" nor "check", and one category at
   least where there are any. */
const struct rule_node *rules_whole(struct arena *arena, const struct rule_set *set, struct text moment, int32_t day);

/* One node's answer and those below it, in the order of the text. */
struct reason {
    enum rule_value value;
    const struct rule_node *node;
    const struct reason *children; /* in one array, child_count of them */
    size_t child_count;            /* node->child_count; of a relation without anybody 0 */
    size_t person;                 /* of a relation: whom the children speak of, from 1: who comes closest */
};
/* `ret_reason` NULL: the value alone, without memory. */
enum rule_value rules_evaluate(struct arena *arena, const struct rule_facts *facts, const struct rule_node *condition,
                               const struct reason **ret_reason);

/* What a test says, for people: a message with {1} the label of its fact, {2} what it is compared with, {3} a span.
   Values are left to who shows them: codes have names, days a calendar. */
struct reason_words {
    const char *message;                    /* N_() */
    struct fact_value value;                /* of the fact */
    const struct rule_fact *other;          /* {2}: another fact, or NULL */
    struct fact_value other_value;          /* {2}: its value, or the constant, of the kind of the fact */
    int64_t span;                           /* {3} */
    const struct rule_parameter *parameter; /* {2} is this open point's value */
    /* of a period */
    enum rule_unit span_unit;
    struct rule_amount gap;
    const struct rule_parameter *span_parameter, *gap_parameter;
};
struct reason_words reason_words(struct arena *arena, const struct rule_facts *facts, const struct rule_node *test);
/* The same of a group: "All of these" */
const char *reason_group(const struct rule_node *group);

/* The days that a test of a period lacks: the longest stretch that nothing proves, before the day that it asks.  False:
   it lacks none, or it is no such test. */
bool reason_missing(const struct rule_facts *facts, const struct rule_node *test, struct rule_span *ret_missing);

/* What would settle an unknown condition.  `single`: each of these facts alone decides it, whatever it turns out to be.
   `needed`: a smallest set that does; the same as one of `single` when there is one.  `enough`: each of these facts
   alone could make it met.  The same of documents, each with all the facts that it proves. Of a decided condition,
   `turning`: each of these facts, were it otherwise, would change the answer. */
struct settlement {
    const struct rule_fact **single, **needed, **enough, **turning;
    size_t single_count, needed_count, enough_count, turning_count;
    const struct rule_document **single_documents, **enough_documents;
    size_t single_document_count, enough_document_count;
};
void rules_settle(struct arena *arena, const struct rule_facts *facts, const struct rule_node *condition,
                  struct settlement *ret);

#endif
