/* The shipped frequencies as they are built in (tools/compile_frequencies makes them from data/frequency.txt). */
#ifndef MATCHING_FREQUENCY_TABLE_H
#define MATCHING_FREQUENCY_TABLE_H

#include <stddef.h>
#include <stdint.h>

struct frequency_entry {
    const char *form; /* in the order of the bytes */
    int32_t rarity;
};

extern const struct frequency_entry frequency_entries[];
extern const size_t frequency_count;

#endif
