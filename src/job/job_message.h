/* What a jobs process hands over to the writing worker, as bytes: each value as kind, length, ':' and bytes. */
#ifndef JOB_JOB_MESSAGE_H
#define JOB_JOB_MESSAGE_H

#include "database/database.h"

/* Integers, texts, bytes and identifiers. */
struct text job_message_write(struct arena *arena, const struct value *values, size_t count);
/* Exactly `count` values of the kinds given; INVALID otherwise.  Texts are slices of the message. */
enum outcome job_message_read(struct text message, const enum value_kind *kinds, size_t count,
                              struct value *ret_values) MUST_CHECK;

#endif
