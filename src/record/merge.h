/* Two people changed the same row: what each of them changed, field by field. */
#ifndef RECORD_MERGE_H
#define RECORD_MERGE_H

#include "codec/url.h"
#include "record/record.h"

struct merge_field {
    const struct field *field;
    struct text name, label, id;
    struct text mine, theirs; /* as people read them; empty: nothing */
    struct text choice_name;  /* "_keep_NAME" */
    bool theirs_chosen;
    bool lines, person;
};
struct merge {
    struct merge_field *fields; /* both changed them, differently */
    size_t field_count;
    struct text who; /* made the newest of their changes; empty: not known */
    int64_t at;
    int64_t seen, version;         /* when the form was opened, and stored now */
    const struct parameter *typed; /* what was typed, kept for the next try: hidden fields */
    size_t typed_count;
    struct text csrf, key; /* the page fills these */
};

/* `row` is what the person wants, made from the stored row `now`, of `fields` that were seen in version `seen`.  What
   only the others changed is taken over into `row`; what both changed differently is a conflict, unless `typed` says
   which to keep ("_keep_NAME": "mine" or "theirs") and was asked about the version that is stored ("_merged").  OK with
   ret_merge->field_count conflicts, which may be 0. */
enum outcome record_merge(struct work *work, const struct record *record, const struct field_set *fields, int64_t seen,
                          const void *now, const struct parameters *typed, const struct record *users, void *row,
                          struct merge *ret_merge) MUST_CHECK;

#endif
