/* Cases that need a look although nobody did anything: those that have not moved for longer than they should in their
   state, papers that end, departures that are near.  Within returns/; what others may use is in returns.h. */
#ifndef RETURNS_STANDING_H
#define RETURNS_STANDING_H

#include "returns/returns.h"

enum {
    RISK_PAPER_DAYS = 14,      /* a paper that ends within these days is shown, … */
    RISK_PAPER_PAST_DAYS = 30, /* … and one that ended no longer ago; what is older stands still as well */
    RISK_DEPARTURE_DAYS = 7,
    WORK_SEEN_DAYS = 7, /* what changed is shown for so long at most */
};

/* What this user's home page begins with: the limits of their mission, and when they last looked (INSTANT_NONE). */
enum outcome standing_begin(struct work *work, struct standing_limits *ret_limits, int64_t *ret_seen) MUST_CHECK;
enum outcome work_seen_set(struct work *work) MUST_CHECK;

enum risk_kind { RISK_STANDS, RISK_PAPER, RISK_DEPARTURE };
struct risk {
    enum risk_kind kind;
    struct identifier id, person;
    struct text number, state;
    int32_t day; /* since when it stands, the last day of the paper, the day of travel */
};
/* Of a user's own cases, each kind by itself, the most urgent first: at most `most` of each. */
enum outcome standing_risks(struct work *work, const struct standing_limits *limits, struct identifier user,
                            size_t most, struct risk **ret_risks, size_t *ret_count) MUST_CHECK;
/* Of an office, whose cases have stood still for twice as long: their supervisor looks.  Counted up to count_most. */
enum outcome standing_office(struct work *work, const struct standing_limits *limits, struct identifier office,
                             size_t most, size_t count_most, struct risk **ret_risks, size_t *ret_count,
                             int64_t *ret_total) MUST_CHECK;

#endif
