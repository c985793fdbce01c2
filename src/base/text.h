/* Borrowed bytes.  A `struct text` never owns what it points at and may hold no NUL at its end.
   Text that came from outside is checked with text_is_clean() before it is stored. */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MUST_CHECK __attribute__((warn_unused_result))
#define PRINTF_LIKE(at, first) __attribute__((format(printf, at, first)))

struct text {
    const char *at;
    size_t length;
};

/* A literal as text; a variable does not compile. */
#define TEXT(literal) ((struct text){"" literal, sizeof(literal) - 1})
#define TEXT_CONSTANT(literal)          \
    {                                   \
        "" literal, sizeof(literal) - 1 \
    }
#define TEXT_NONE ((struct text){0})
/* For printf's "%.*s". */
#define TEXT_ARG(text) (int)(text).length, (text).at

/* The bytes of a NUL-terminated string; NULL gives an empty text. */
struct text text_from(const char *string);
struct text text_slice(struct text text, size_t from, size_t to);
struct text text_trim(struct text text); /* ASCII white space at both ends */

static inline bool text_is_empty(struct text text) { return text.length == 0; }
bool text_equal(struct text a, struct text b);
bool text_equal_ignoring_case(struct text a, struct text b); /* ASCII letters only */
bool text_is(struct text text, const char *string);
int text_compare(struct text a, struct text b); /* bytewise: <0, 0, >0 */
bool text_starts_with(struct text text, struct text start);
bool text_ends_with(struct text text, struct text end);
/* Position of the first `wanted`, or -1. */
ptrdiff_t text_find(struct text text, struct text wanted);
ptrdiff_t text_find_byte(struct text text, char byte);

/* Takes the part before the next `separator` off the front of *rest.  False when *rest is used up. */
bool text_split(struct text *rest, char separator, struct text *ret_part);

/* Reads the code point at text.at[*position] and moves *position behind it.
   Invalid UTF-8 (overlong, surrogate, above U+10FFFF, cut short) gives -1 and moves one byte. */
int32_t text_next_code_point(struct text text, size_t *position);
bool text_is_utf8(struct text text);
size_t text_code_points(struct text text); /* invalid bytes count one each */

/* May this be stored as one line of a person's text?  Refuses invalid UTF-8, NUL, control characters (line feed and
   tab too, unless `many_lines`) and the characters that reverse or embed direction (U+202A..202E, U+2066..2069). */
bool text_is_clean(struct text text, bool many_lines);

#endif
