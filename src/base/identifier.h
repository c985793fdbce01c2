/* The identifiers that programs see (UUIDv7, RFC 9562) and the numbers that people see: kind, year, seven random
   Crockford base-32 characters and a check character (ISO/IEC 7064 MOD 37,36), as in RET-26-4K7QW2M-5. */
#ifndef BASE_IDENTIFIER_H
#define BASE_IDENTIFIER_H

#include "base/problem.h"

struct identifier {
    unsigned char bytes[16];
};

enum { IDENTIFIER_TEXT = 36, IDENTIFIER_RANDOM = 10, NUMBER_RANDOM = 7, NUMBER_READINGS = 16 };

/* From an instant and ten random bytes; later instants compare greater. */
struct identifier identifier_make(int64_t instant, const unsigned char random[IDENTIFIER_RANDOM]);
bool identifier_is_none(struct identifier identifier); /* all zero */
bool identifier_equal(struct identifier a, struct identifier b);
int identifier_compare(struct identifier a, struct identifier b);
enum outcome text_to_identifier(struct text text, struct identifier *ret_identifier) MUST_CHECK;
struct text identifier_to_text(struct arena *arena, struct identifier identifier);

/* `kind` is two to four capital letters, `year` any year, `random` seven random bytes. */
struct text number_make(struct arena *arena, struct text kind, int32_t year, const unsigned char random[NUMBER_RANDOM]);
/* Puts a number as a person typed it (small letters, O for 0, I or L for 1, no hyphens, spaces) into its form.
   The kind and the check character are taken as they are.  INVALID when it is no number or its check character is
   wrong. */
enum outcome number_read(struct arena *arena, struct text typed, struct text *ret_number) MUST_CHECK;
/* All numbers that it may be when 0 and O, 1, I and L are confused anywhere in it, in the kind and the check character
   too; only those whose check character is right, what number_read() reads first.  No two of one kind.  Returns how
   many; 0: it is no number.  For looking one up: a misreading that is caught by nothing else finds nothing. */
size_t number_readings(struct arena *arena, struct text typed, struct text ret_numbers[NUMBER_READINGS]);

#endif
