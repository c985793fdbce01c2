/* A mission in which people return, with duplicates: pages, jobs, what they say to a payment. */
#ifndef DUPLICATES_TESTS_DOUBLES_H
#define DUPLICATES_TESTS_DOUBLES_H

#include "duplicates/duplicates.h"
#include "returns/tests/mission.h"

struct mission *doubles_open(void);

#endif
