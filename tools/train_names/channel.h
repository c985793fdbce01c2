/* The model that is trained: how a source word is rewritten into a target word, left to right.  What a letter becomes
   depends on it, the letter before and the letter behind. */
#ifndef TRAIN_NAMES_CHANNEL_H
#define TRAIN_NAMES_CHANNEL_H

#include <stdio.h>

#include "pairs.h"

/* At a place of the source word one of these happens. */
enum event_kind {
    EVENT_INSERT, /* a target letter that nothing stands for */
    EVENT_DELETE, /* a source letter that is not heard */
    EVENT_ONE_ONE,
    EVENT_ONE_TWO, /* one source letter, two target letters */
    EVENT_TWO_ONE,
    EVENT_TWO_TWO,
    EVENT_THREE_ONE,
    EVENT_STOP, /* at the end only */
    EVENT_KINDS
};

/* Where: the letters before, at and behind the place; 0 outside of the word. */
struct context {
    uint8_t left, here, right;
};

struct event {
    enum event_kind kind;
    uint8_t third;        /* EVENT_THREE_ONE: the third source letter */
    uint8_t target, next; /* target letters; 0 where there is none */
};

struct channel;

struct channel *channel_open(bool same_alphabet);
void channel_close(struct channel *channel);
/* One step of EM over all pairs; returns the mean of log2 P(target | source). */
double channel_train(struct channel *channel, const struct pairs *pairs);
/* The expected counts of the last step, in tenths, a line for each context, small ones folded into wider ones.  A
   reader adds to each wide context those inside it.  Nothing can be trained afterwards. */
void channel_write(struct channel *channel, FILE *file, bool arabic_source, bool arabic_target);

#endif
