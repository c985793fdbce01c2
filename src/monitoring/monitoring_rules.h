/* The rules of rounds and interviews.  Within monitoring/. */
#ifndef MONITORING_MONITORING_RULES_H
#define MONITORING_MONITORING_RULES_H

#include "monitoring/monitoring.h"
#include "persons/persons.h"
#include "questionnaires/questionnaires.h"
#include "returns/returns.h"

enum {
    ROUND_COUNT = 4,
    ROUND_AHEAD_DAYS = 7,     /* before it is due, a round waits in somebody's work */
    ROUND_ATTEMPTS = 3,       /* in vain, before a person counts as not reached; this program's own number */
    QUESTIONNAIRES_MOST = 20, /* of one round */
};
struct round_occasion {
    const char *code; /* "month_6" */
    int32_t months;
};
extern const struct round_occasion ROUND_OCCASIONS[ROUND_COUNT];
/* 0 for a code that is none. */
int32_t round_months(struct text occasion);

/* One questionnaire that a round asks, with the interview on it: the newest that was not given up; NULL: none yet. */
struct round_part {
    struct questionnaire_version *version; /* the one in use, or that of the interview */
    struct monitoring_interview *interview;
};
/* What is in use for the round's occasion and what was begun; by the program, whatever the actor may read. */
enum outcome round_parts(struct work *work, const struct monitoring_round *round, struct round_part **ret_parts,
                         size_t *ret_count) MUST_CHECK;

/* The answers, with the questionnaire on which they were given. */
enum outcome interview_open(struct work *work, const struct monitoring_interview *interview,
                            struct questionnaire_version **ret_version, struct questionnaire **ret_questionnaire,
                            struct answers *ret_answers) MUST_CHECK;
/* The first section that is asked and not whole; the number of sections when all are. */
size_t interview_first_open(const struct questionnaire *questionnaire, const enum answer_state *states);

enum outcome round_can_finish(struct work *work, const void *row, struct gate *gate);
enum outcome round_can_give_up(struct work *work, const void *row, struct gate *gate);
enum outcome round_not_reached(struct work *work, void *row);
enum outcome round_finished(struct work *work, void *row);
enum outcome interview_can_finish(struct work *work, const void *row, struct gate *gate);
enum outcome interview_finished(struct work *work, void *row);
enum outcome interview_reopened(struct work *work, void *row);
/* Scores readable for figures stand in a table of their own; written with the interview. */
enum outcome interview_stored(struct work *work, const void *before, const void *row);

#endif
