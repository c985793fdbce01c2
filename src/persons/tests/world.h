/* The mission of identity/'s fixture with persons, and the way a caseworker receives somebody. */
#ifndef PERSONS_TESTS_WORLD_H
#define PERSONS_TESTS_WORLD_H

#include "base/tests/testing.h"

#include "identity/tests/fixture.h"
#include "persons/person_pages.h"
#include "persons/person_rules.h"

extern struct fixture *world;
extern struct loopback *caseworker; /* of the first office */

int world_open(void **state);
int world_close(void **state);

/* A feature of the test's own. */
extern bool case_is_open;
extern int withdrawals; /* how often it was told */
extern int pairs_said;  /* what was said of how many pairs */
extern struct text file_number;

struct identifier receive(struct loopback *client, const char *family_name, const char *given_names,
                          const char *telephone);
/* Consent to `purpose`, by these means, today. */
int consent(struct loopback *client, struct identifier person, const char *purpose, const char *means);
/* The same and more, by the system: a person with consent "data" and these words in her fields. */
struct identifier store_person(size_t office, const char *family_name, const char *given_names, const char *arabic,
                               const char *telephone, const char *born);
struct identifier store_person_of(const struct office *office, const char *family_name, const char *given_names,
                                  const char *telephone);
const char *person_url(struct identifier person, const char *behind);
struct text number_of(struct identifier person);
struct text today_text(void);
const struct loopback_answer *search(struct loopback *client, const char *typed);
size_t count_in(struct text body, const char *part);
int64_t rows_of(struct sql sql, struct identifier person);

#endif
