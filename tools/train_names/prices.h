/* What differences between two names of one person cost, learned from registrations whose persons are known. */
#ifndef TRAIN_NAMES_PRICES_H
#define TRAIN_NAMES_PRICES_H

/* Reads FOLDER/A.csv and FOLDER/B.csv (columns given, family, person), learns on the persons with an even number alone
   and prints the table of src/matching/name_prices.c. */
void prices_train(const char *folder);

#endif
