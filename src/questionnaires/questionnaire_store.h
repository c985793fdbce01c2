/* Versions in the database.  Within questionnaires/. */
#ifndef QUESTIONNAIRES_QUESTIONNAIRE_STORE_H
#define QUESTIONNAIRES_QUESTIONNAIRE_STORE_H

#include "questionnaires/questionnaires.h"

/* Name, titles, source and so on of a row, from its text. */
void questionnaire_copy_head(struct work *work, const struct questionnaire *questionnaire,
                             struct questionnaire_version *row);
/* Puts a text, in its one form, into a draft.  INVALID with a problem beside `field`: at `line` and column when the
   whole text was typed, else what is wrong alone. */
enum outcome questionnaire_put_text(struct work *work, struct text text, const char *field, bool whole,
                                    struct questionnaire_version *row) MUST_CHECK;

#endif
