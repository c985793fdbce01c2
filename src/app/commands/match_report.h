/* What sanad match writes: the file of pairs, and figures on standard output. */
#ifndef APP_COMMANDS_MATCH_REPORT_H
#define APP_COMMANDS_MATCH_REPORT_H

#include "app/commands/match_lists.h"

struct match_report {
    const struct match_lists *lists;
    struct batch *batch;
    struct batch_pair *pairs; /* sorted; by the end only those that are kept */
    size_t count;
    bool explain;
};

/* Figures of precision and recall, of pairs and of one partner each, by script, and how far probabilities are right.
   Sorts nothing; the pairs are those above a probability of a hundredth. */
void match_report_measures(const struct match_report *report);
/* The file of pairs: those from the threshold of review on. */
enum outcome match_report_write(const struct match_report *report, const char *path) MUST_CHECK;

#endif
