/* Filters on their way to the linkage unit, and its answer on the way back.  Only the unit can open filters: they are
   sealed to its public key, and it holds no key that could make one.  What comes back is sealed to each agency alone:
   places in its own list, each certain or possible; no coefficient, no filter. */
#ifndef MATCHING_LINK_FILTERS_H
#define MATCHING_LINK_FILTERS_H

#include "matching/dice.h"
#include "matching/link_message.h"

enum { LINK_FILTERS_MOST = 1 << 20, LINK_FILTERS_HEAD = 136 };

struct link_filters {
    unsigned char project[LINK_RUN]; /* which comparison */
    unsigned char sender[LINK_KEY], unit[LINK_KEY];
    int64_t made_at;
    size_t count;
    const struct dice_filter *filters; /* fakes among them, in an order that says nothing */
};
/* Appends the file; false when the buffer is full or a key is none. */
bool link_filters_write(struct buffer *buffer, const struct link_filters *filters,
                        const unsigned char secret[LINK_SECRET]);
/* INVALID: no such file; FORBIDDEN: not signed by its sender, or not for this unit.  In the arena. */
enum outcome link_filters_read(struct arena *arena, struct text file, const struct link_pair *unit,
                               struct link_filters *ret_filters) MUST_CHECK;

/* What the unit found for one agency: a byte for each place in its list, so that its size says nothing. */
enum link_found { LINK_FOUND_NOTHING, LINK_FOUND_POSSIBLE, LINK_FOUND_CERTAIN };
struct link_found_list {
    unsigned char project[LINK_RUN];
    unsigned char unit[LINK_KEY], receiver[LINK_KEY];
    int64_t made_at;
    unsigned char of[LINK_DIGEST]; /* link_digest() of the receiver's file of filters */
    size_t count;
    const unsigned char *found; /* enum link_found, by place */
};
bool link_found_write(struct buffer *buffer, const struct link_found_list *list,
                      const unsigned char secret[LINK_SECRET]);
/* As link_filters_read(); in the arena. */
enum outcome link_found_read(struct arena *arena, struct text file, const struct link_pair *receiver,
                             struct link_found_list *ret_list) MUST_CHECK;

/* One to one, from the highest coefficient down: each filter has one partner or none.  `certain` and `possible` are
   thresholds of dice.h; the first must not be below the second.  ret lists hold an enum link_found for each filter.
   TOO_MANY: more than LINK_PAIRS_MOST pairs reach `possible`. */
enum { LINK_PAIRS_MOST = 1 << 24 };
enum outcome link_filters_compare(struct arena *arena, const struct link_filters *a, const struct link_filters *b,
                                  uint32_t certain, uint32_t possible, unsigned char *ret_a,
                                  unsigned char *ret_b) MUST_CHECK;

#endif
