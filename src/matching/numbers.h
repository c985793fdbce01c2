/* Telephones and documents: what is compared of a number that people read out, mistype and write in many forms. */
#ifndef MATCHING_NUMBERS_H
#define MATCHING_NUMBERS_H

#include "base/text.h"

/* The last nine digits (of any script) and how many there were, at most nine.  0: fewer than six, no telephone. */
uint64_t telephone_pack(struct text written);
/* The last eight digits as a number, for keys. */
uint32_t telephone_last(uint64_t packed);

enum telephone_level {
    TELEPHONE_SAME,      /* the last eight digits, however the country is written */
    TELEPHONE_ONE_DIGIT, /* one digit differs, or two neighbours changed places */
    TELEPHONE_DIFFERENT,
    TELEPHONE_LEVELS
};
enum telephone_level telephone_compare(uint64_t a, uint64_t b);

/* Its last twelve letters and digits, small and capital letters alike.  0: fewer than four. */
uint64_t document_pack(struct text written);

enum document_level {
    DOCUMENT_SAME,
    DOCUMENT_ONE_SIGN, /* one sign differs, is missing or too many, or two neighbours changed places */
    DOCUMENT_DIFFERENT,
    DOCUMENT_LEVELS
};
enum document_level document_compare(uint64_t a, uint64_t b);

#endif
