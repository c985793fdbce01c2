/* When somebody was born, as far as it is known: a day, a month, a year, an age at some day, or a placeholder. */
#ifndef MATCHING_BIRTH_H
#define MATCHING_BIRTH_H

#include "base/calendar.h"

enum birth_precision {
    BIRTH_UNKNOWN,
    BIRTH_RANGE, /* an age said on a day, or anything wider than a year */
    BIRTH_YEAR,  /* a year, or a day that stands for one: 1 January, or any day said to be an estimate */
    BIRTH_MONTH,
    BIRTH_DAY,
};

struct birth {
    int32_t first, last; /* days between which it lies, both included; a placeholder's are its year's */
    int16_t year;        /* as written, 0 unknown */
    int8_t month, day;   /* as written, 0 unknown; of a day that does not exist (30 February) what is written */
    int8_t precision;    /* enum birth_precision */
    bool placeholder;    /* written as a day (1 January, or said to be an estimate) that stands for its year */
};

/* Year (1 to 9999), month and day as far as known (0: not).  1 January is a placeholder; so is every day and month when
   `estimated`.  INVALID: a day that does not exist. */
enum outcome birth_from_parts(int32_t year, int32_t month, int32_t day, bool estimated, struct birth *ret) MUST_CHECK;
/* Somebody who was said to be `age` years old (0 to 130) on a day. */
enum outcome birth_from_age(int32_t age, int32_t on, struct birth *ret) MUST_CHECK;
/* A date as lists write it, digits of any script: 1996-11-28, 28/11/1996, 28.11.96 (of a two-digit year the latest that
   is not after `today`), 19961128, 11/1996, 1996-11, 1996, "~1996", "1994-1998".  Day before month, unless only the
   other order exists; a day that does not exist (1996-02-31, 1996-13-04) is kept as written, for it is still like the
   right one.  INVALID: none of these; an empty text is BIRTH_UNKNOWN and OK. */
enum outcome birth_read(struct text text, int32_t today, struct birth *ret) MUST_CHECK;

/* How two births agree, best first.  Those before BIRTH_ONE_YEAR speak for one person, in the order of their force. */
enum birth_level {
    BIRTH_SAME_DAY,
    BIRTH_SWAPPED,        /* day and month changed places */
    BIRTH_ONE_DIGIT,      /* one digit of the date differs, or the year is ten away */
    BIRTH_TWO_OF_THREE,   /* two of year, month and day are the same */
    BIRTH_SAME_MONTH,     /* one or both know no more than the month */
    BIRTH_SAME_YEARS,     /* both are estimates, of one year */
    BIRTH_IN_YEAR,        /* an estimate beside a known day of its year */
    BIRTH_IN_RANGE,       /* an age or a range that holds the other */
    BIRTH_ONE_YEAR,       /* at least one is an estimate: one year apart */
    BIRTH_TWO_YEARS,      /* … two years apart */
    BIRTH_FIVE_YEARS,     /* … three to five years apart */
    BIRTH_ROUND_YEARS,    /* … exactly ten or twenty years apart */
    BIRTH_SAME_YEAR_ONLY, /* both days are known and differ within a year */
    BIRTH_NEAR,           /* both days are known and lie at most two years apart */
    BIRTH_FAR,            /* an estimate more than five years apart */
    BIRTH_DIFFERENT,      /* both days are known and are different */
    BIRTH_LEVELS
};
/* Neither may be BIRTH_UNKNOWN.  Symmetric. */
enum birth_level birth_compare(const struct birth *a, const struct birth *b);

/* In eight bytes, for tables of millions; 0 is BIRTH_UNKNOWN.  A range is kept to its days between 1850 and 2200. */
uint64_t birth_pack(const struct birth *birth);
struct birth birth_unpack(uint64_t packed);
enum birth_level birth_compare_packed(uint64_t a, uint64_t b);
/* As written, without the days between which it lies (but those of a range): that costs nothing. */
struct birth birth_unpack_written(uint64_t packed);

#endif
