/* A text of rules while it is read.  Within rules/. */
#ifndef RULES_RULES_READING_H
#define RULES_RULES_READING_H

#include "codec/word_line.h"
#include "rules/rules.h"

enum { TOKENS_MOST = 2 * RULES_CODES_MOST };

struct reading {
    struct arena *arena;
    struct rule_set *set;
    struct rules_fault *fault;
    struct word_line words; /* that is looked at */
    struct word tokens[TOKENS_MOST];
    /* what is filled; arrays of their greatest size */
    struct rule_holder *holders;
    struct rule_source *sources;
    struct rule_document *documents;
    struct rule_parameter *parameters;
    struct rule_fact *facts;
    struct rule_table *tables;
    struct rule *rules;
    size_t node_count;
    /* of the condition that is read */
    size_t size, depth;
    const struct rule_fact *people[RULES_DEPTH_MOST]; /* the relations in whose groups it stands */
    size_t people_count;
};

/* The blocks above the rules (rules_terms.c). */
enum outcome reading_holder(struct reading *reading) MUST_CHECK;
enum outcome reading_source(struct reading *reading) MUST_CHECK;
enum outcome reading_document(struct reading *reading) MUST_CHECK;
enum outcome reading_parameter(struct reading *reading) MUST_CHECK;
enum outcome reading_fact(struct reading *reading) MUST_CHECK;
enum outcome reading_table(struct reading *reading) MUST_CHECK;

/* Is the line that is looked at within a block? */
bool reading_in_block(const struct reading *reading);
/* "fr "…"", and the text that it holds. */
enum outcome reading_wording(struct reading *reading, size_t token, struct wording *wording) MUST_CHECK;
/* Refuses, at the first line behind a block, what has not its text in the three languages. */
enum outcome reading_need_wording(struct reading *reading, const struct wording *wording) MUST_CHECK;
enum outcome reading_quoted(struct reading *reading, size_t token, struct text *ret) MUST_CHECK;
/* The name behind the word of a block; `count` of `most` are there already. */
enum outcome reading_open(struct reading *reading, size_t count, size_t most, struct text *ret_name) MUST_CHECK;
/* The source, holder or document that stands above. */
enum outcome reading_find_source(struct reading *reading, size_t token, const struct rule_source **ret) MUST_CHECK;
/* "30 days"; the amount ends before token + 2. */
enum outcome reading_amount(struct reading *reading, size_t token, struct rule_amount *ret) MUST_CHECK;

/* Goes to the next line that is neither blank nor a comment.  INVALID: it cannot be read. */
enum outcome reading_next(struct reading *reading) MUST_CHECK;
/* Refuses the text at a token of this line (behind the last one: at its end). */
enum outcome reading_refuse(struct reading *reading, size_t token, const char *message);
bool reading_is(const struct reading *reading, size_t token, const char *word);
/* A bare word of letters, digits and _ . - ; TOKEN of the message when it is something else. */
enum outcome reading_word(struct reading *reading, size_t token, struct text *ret) MUST_CHECK;
enum outcome reading_date(struct reading *reading, size_t token, int32_t *ret) MUST_CHECK;
/* Nothing may stand from this token on. */
enum outcome reading_end(struct reading *reading, size_t token) MUST_CHECK;
/* Bare words from a token on, separated by commas. */
enum outcome reading_codes(struct reading *reading, size_t token, const struct text **ret,
                           size_t *ret_count) MUST_CHECK;

/* The condition behind the word at `token` of this line ("when", "-"), with the lines below it that are indented
   further; goes on to the first line behind it. */
enum outcome condition_read(struct reading *reading, size_t token, size_t depth, struct rule_node *ret) MUST_CHECK;

#endif
