/* A questionnaire as data: sections, questions, conditions, scores, in three languages.  It is a text that people can
   read and review (docs/questionnaires.md) and that the builder's pages write.  Nothing here reads or writes a
   database, and nothing knows what a questionnaire is about. */
#ifndef QUESTIONNAIRES_QUESTIONNAIRE_H
#define QUESTIONNAIRES_QUESTIONNAIRE_H

#include "base/buffer.h"
#include "base/calendar.h"
#include "base/problem.h"

enum {
    QUESTIONNAIRE_LANGUAGES = 3, /* fr, ar, en: the order of view/language.h */
    QUESTIONNAIRE_TEXT_MOST = 256 * 1024,
    QUESTIONNAIRE_SECTIONS_MOST = 40,
    QUESTIONNAIRE_QUESTIONS_MOST = 250,
    QUESTIONNAIRE_LISTS_MOST = 60,
    QUESTIONNAIRE_OPTIONS_MOST = 60,
    QUESTIONNAIRE_DIMENSIONS_MOST = 6,
    QUESTIONNAIRE_CONDITIONS_MOST = 6, /* of one question or section: all have to hold */
    QUESTIONNAIRE_CODES_MOST = 20,     /* of one condition */
    QUESTIONNAIRE_CODE_MOST = 64,
    QUESTIONNAIRE_WORDING_MOST = 600,
    QUESTIONNAIRE_SCALE_MOST = 20, /* steps of a scale */
    QUESTIONNAIRE_ANSWER_MOST = 4000,
    SCORE_WHOLE = 1000, /* values and scores are thousandths: 0 to SCORE_WHOLE */
    SCORE_NONE = -1,
    WEIGHT_WHOLE = 1000000, /* weights are millionths */
};

/* The same in three languages; in a draft some may be empty. */
struct words {
    struct text in[QUESTIONNAIRE_LANGUAGES];
};

enum question_kind {
    QUESTION_SINGLE,   /* one option of a list */
    QUESTION_MULTIPLE, /* several */
    QUESTION_SCALE,    /* a whole number of a short range, shown as steps */
    QUESTION_NUMBER,
    QUESTION_DATE,
    QUESTION_TEXT,
    QUESTION_YES_NO,
    QUESTION_KINDS,
};
const char *question_kind_name(enum question_kind kind); /* "yes-no", as in the text */

struct question_option {
    struct text code;
    int32_t value; /* SCORE_NONE: counts in no score */
    struct words words;
};
struct question_list {
    struct text code;
    struct question_option *options;
    size_t count;
};
struct question_dimension {
    struct text code;
    struct words words;
};

enum condition_test { CONDITION_IS, CONDITION_IS_NOT, CONDITION_AT_LEAST, CONDITION_AT_MOST, CONDITION_ANSWERED };
/* About a question that stands above.  One that has no answer meets no condition. */
struct question_condition {
    size_t question; /* index */
    enum condition_test test;
    struct text codes[QUESTIONNAIRE_CODES_MOST]; /* is, is not: one of these */
    size_t code_count;
    int64_t number;
};

struct question_section {
    struct text code;
    struct words words;
    struct question_condition *conditions; /* room for QUESTIONNAIRE_CONDITIONS_MOST */
    size_t condition_count;
};
struct question {
    struct text code;
    size_t section; /* index */
    enum question_kind kind;
    struct words words, help;
    const struct question_list *list;           /* of single and multiple */
    const struct question_dimension *dimension; /* NULL: counts in the whole only */
    int64_t from, to;                           /* of a scale or a number; INT64_MIN, INT64_MAX: open */
    bool required, scored, reversed;
    int64_t weight, weight_in_whole; /* millionths; -1: none */
    struct question_condition *conditions;
    size_t condition_count;
};

struct questionnaire {
    struct text name;
    struct words title, introduction;
    bool official; /* claims to be what its source published, not a proposal */
    struct text source, address;
    struct text weights_source; /* empty: no question bears a weight */
    struct text occasions;      /* words that whoever asks knows, joined by commas: "month_1,month_3" */
    int32_t least_answered;     /* percent of the scored questions that were asked; below it there is no score */
    /* Each with room for its greatest number. */
    struct question_dimension *dimensions;
    size_t dimension_count;
    struct question_list *lists;
    size_t list_count;
    struct question_section *sections;
    size_t section_count;
    struct question *questions; /* those of a section together, sections in their order */
    size_t question_count;
};

/* Where and why a text was refused. */
struct questionnaire_fault {
    size_t line, column; /* from 1, the column in characters */
    const char *message; /* N_(): may hold {1} */
    struct text found;   /* what stands there: {1} */
};

/* An empty one with room for everything. */
struct questionnaire *questionnaire_blank(struct arena *arena);
/* INVALID with the fault of the first line that cannot be.  Texts are slices of `text`, which has to stay. */
enum outcome questionnaire_read(struct arena *arena, struct text text, struct questionnaire **ret,
                                struct questionnaire_fault *ret_fault) MUST_CHECK;
/* The text in its one form: reading it again gives the same questionnaire. */
void questionnaire_write(const struct questionnaire *questionnaire, struct buffer *ret);
/* One condition as in the text: "food is one of often, very_often". */
void questionnaire_condition_write(const struct questionnaire *questionnaire,
                                   const struct question_condition *condition, struct buffer *ret);
/* What decides about scores and nothing else, for a hash: two versions with the same may be compared. */
void questionnaire_scoring_write(const struct questionnaire *questionnaire, struct buffer *ret);

const struct question *questionnaire_question(const struct questionnaire *questionnaire, struct text code);
struct question_list *questionnaire_list_named(const struct questionnaire *questionnaire, struct text code);
struct question_dimension *questionnaire_dimension_named(const struct questionnaire *questionnaire, struct text code);
struct question_section *questionnaire_section_named(const struct questionnaire *questionnaire, struct text code);
bool questionnaire_is_weighted(const struct questionnaire *questionnaire);
bool questionnaire_is_asked(const struct questionnaire *questionnaire, struct text occasion);
/* In this language, or in the first that has it. */
struct text words_in(const struct words *words, size_t language);
/* a-z, 0-9 and _, beginning with a letter. */
bool questionnaire_code_is_sound(struct text code);

/* What keeps a draft from being published: texts that lack a language, nothing asked, a claim without its source,
   weights that not every scored question has.  Adds a problem for each, at most 20. */
void questionnaire_complete(const struct questionnaire *questionnaire, struct problems *problems);

/* ---- answers ---- */

/* What was said, by question: a code, codes joined by commas, a number, a day "2026-03-31", a text, "yes", "no"; empty:
   nothing yet.  It may hold what cannot be read: nothing typed is lost. */
struct answers {
    struct text at[QUESTIONNAIRE_QUESTIONS_MOST];
};
/* That there is no answer is an answer. */
#define ANSWER_SAYS_UNKNOWN "?unknown"
#define ANSWER_SAYS_REFUSED "?refused"

enum answer_state {
    ANSWER_NOTHING, /* not said yet */
    ANSWER_GIVEN,
    ANSWER_UNKNOWN,    /* the person does not know */
    ANSWER_REFUSED,    /* the person does not wish to answer */
    ANSWER_UNREADABLE, /* no such option, no number in the range, no day */
    ANSWER_NOT_ASKED,  /* its conditions do not hold */
};

/* From and to JSON: {"food": "often", …}.  Names that the questionnaire does not have are dropped.  INVALID: no object
   of texts. */
enum outcome answers_read(struct arena *arena, const struct questionnaire *questionnaire, struct text json,
                          struct answers *ret) MUST_CHECK;
enum outcome answers_write(const struct questionnaire *questionnaire, const struct answers *answers,
                           struct buffer *ret) MUST_CHECK;
/* What was typed for a question, in its one form: digits, order of codes, "31/03/2026". */
struct text answer_from_typed(struct arena *arena, const struct question *question, struct text typed);
/* The state of every question; `ret` has room for all.  A question that is not asked has no answer for those below. */
void answers_states(const struct questionnaire *questionnaire, const struct answers *answers, enum answer_state *ret);
/* Is any question of this section asked, with these states? */
bool answers_ask_section(const struct questionnaire *questionnaire, const enum answer_state *states, size_t section);
/* May the section be left: nothing unreadable, nothing required left open?  Adds a problem beside each question;
 * `problems` may be NULL. */
bool answers_section_is_whole(const struct questionnaire *questionnaire, const enum answer_state *states,
                              size_t section, struct problems *problems);
/* The answer as people read it, in a language; empty where nothing was said. */
struct text answer_shown(struct arena *arena, const struct question *question, struct text answer, size_t language);

/* ---- scores ---- */

/* A mean of what was answered, 0 to SCORE_WHOLE: plain, or weighted where the questionnaire has weights with a source.
   The weights of what was not answered are left out, and the others count for them. */
struct score {
    int32_t value;                     /* SCORE_NONE: fewer answers than the questionnaire wants */
    int32_t asked, answered, declined; /* scored questions that were asked; with a value; unknown or refused */
};
/* The whole first, then each dimension: room for 1 + QUESTIONNAIRE_DIMENSIONS_MOST. */
void questionnaire_score(const struct questionnaire *questionnaire, const struct answers *answers, struct score *ret);

#endif
