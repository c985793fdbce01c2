/* All that is held about a person, for that person.  Within privacy/. */
#ifndef PRIVACY_COPY_H
#define PRIVACY_COPY_H

#include "print/paper.h"
#include "privacy/privacy_store.h"

struct json_writer;

/* Why rows of this record are in no copy, N_(); NULL: they are. */
const char *copy_left_out(const struct record *record);

/* Called behind each record with how many of how many are done; anything but OK ends the copy. */
typedef enum outcome copy_progress(void *context, int64_t done, int64_t total);

/* Both read as the system does, whatever the role of who asks: that has to be decided and audited before.  `work` is in
   the language of the copy. */
enum outcome copy_to_paper(struct work *work, struct identifier person, struct paper *paper, copy_progress *progress,
                           void *context) MUST_CHECK;
enum outcome copy_to_json(struct work *work, struct identifier person, struct json_writer *json) MUST_CHECK;

#endif
