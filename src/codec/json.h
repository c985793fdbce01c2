/* JSON (RFC 8259).  Reading gives a tree in an arena; writing goes straight to a buffer.  The library underneath
   (jansson) is seen only in json.c. */
#ifndef CODEC_JSON_H
#define CODEC_JSON_H

#include "base/buffer.h"
#include "base/problem.h"

enum { JSON_DEPTH_MOST = 32 };

enum json_kind {
    JSON_KIND_NULL,
    JSON_KIND_BOOLEAN,
    JSON_KIND_INTEGER, /* a whole number that an int64_t holds, written without point or exponent */
    JSON_KIND_NUMBER,  /* any other number, as it was written, in `text` */
    JSON_KIND_TEXT,
    JSON_KIND_ARRAY,
    JSON_KIND_OBJECT,
};

struct json_value {
    enum json_kind kind;
    bool boolean;
    int64_t integer;
    struct text name;               /* of a member of an object */
    struct text text;               /* of a text; of an integer or number, as it was written */
    const struct json_value *items; /* elements of an array, members of an object, in their order */
    size_t count;
};

struct json_limits {
    size_t bytes;  /* of the document */
    size_t values; /* at most so many values; each takes sizeof(struct json_value) in the arena, texts come on top */
};

/* 4 MiB and 50,000 values: what a request of the API may hold. */
extern const struct json_limits JSON_LIMITS_REQUEST;

/* Why and where a document was refused. */
struct json_fault {
    const char *message; /* N_() */
    size_t line, column; /* from 1; the column in characters; 0 when not known */
};

/* One value of any kind.  INVALID: not JSON, deeper than JSON_DEPTH_MOST, a name twice in one object, invalid UTF-8,
   U+0000 or a number past the range of a double.  TOO_LARGE: past the limits.  Everything is copied into the arena.
   `ret_fault` may be NULL; it is filled on failure only. */
enum outcome json_parse(struct arena *arena, struct text text, struct json_limits limits,
                        const struct json_value **ret_value, struct json_fault *ret_fault) MUST_CHECK;

/* These accept NULL and values of another kind, so that a path can be walked without a check at each step. */
const struct json_value *json_member(const struct json_value *object, struct text name); /* NULL when absent */
const struct json_value *json_element(const struct json_value *array, size_t at);        /* NULL when absent */
struct text json_text_or(const struct json_value *value, struct text otherwise);
int64_t json_integer_or(const struct json_value *value, int64_t otherwise);
bool json_boolean_or(const struct json_value *value, bool otherwise);
/* Absent or null. */
bool json_is_nothing(const struct json_value *value);

/* A writer onto a buffer.  What comes out is valid JSON or json_finish() says no: a value without its key, two keys in
   a row, an end too many or nesting past JSON_DEPTH_MOST break the writer, and a broken writer adds nothing more. */
struct json_writer {
    struct buffer *buffer; /* borrowed */
    uint32_t objects;      /* bit n: level n is an object */
    unsigned depth;
    bool comma; /* something stands before the next element */
    bool keyed; /* a key waits for its value */
    bool whole; /* one value stands complete at level 0 */
    bool broken;
};

struct json_writer json_writer_open(struct buffer *buffer);
/* True when exactly one whole value was written and the buffer held it. */
bool json_finish(const struct json_writer *writer);

void json_object_begin(struct json_writer *writer);
void json_object_end(struct json_writer *writer);
void json_array_begin(struct json_writer *writer);
void json_array_end(struct json_writer *writer);
void json_key(struct json_writer *writer, struct text name);
/* Invalid UTF-8 becomes U+FFFD; valid text stays as it is, only ", \ and control characters are escaped. */
void json_put_text(struct json_writer *writer, struct text text);
void json_put_integer(struct json_writer *writer, int64_t number);
/* 12550 with 2 decimals gives 125.50 */
void json_put_decimal(struct json_writer *writer, int64_t scaled, int decimals);
/* A number as it was written; what is no JSON number breaks the writer. */
void json_put_number(struct json_writer *writer, struct text written);
void json_put_boolean(struct json_writer *writer, bool value);
void json_put_null(struct json_writer *writer);
/* null when empty */
void json_put_text_or_null(struct json_writer *writer, struct text text);
/* A value that was parsed (or is known to be sound), with all below it. */
void json_put_value(struct json_writer *writer, const struct json_value *value);

#endif
