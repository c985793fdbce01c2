/* How common words are among names, out of public lists. */
#ifndef TRAIN_NAMES_FREQUENCY_H
#define TRAIN_NAMES_FREQUENCY_H

/* Reads POOLS/sigpwned_common-*.csv and LISTS/wd_arabic_dev.tsv; writes OUTPUT/frequency.txt. */
void frequency_train(const char *pools, const char *lists, const char *output);

#endif
