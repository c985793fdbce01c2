/* Reading a backup from its first item to its last: whatever takes its rows, nothing is believed that was not checked.
 */
#ifndef BACKUP_STREAM_H
#define BACKUP_STREAM_H

#include "backup/dump.h"

/* Anything but OK ends the reading; a function that knows why sets stream->fault. */
struct stream;
struct stream_taker {
    enum outcome (*head)(struct stream *stream, const struct backup_head *head);
    enum outcome (*table)(struct stream *stream, struct text name, const struct value *columns, size_t count);
    enum outcome (*row)(struct stream *stream, const struct value *values, size_t count);
    enum outcome (*table_end)(struct stream *stream, const struct table_sum *sum);
};

struct stream {
    const struct stream_taker *taker;
    void *context; /* the taker's */
    struct envelope_reader *envelope;
    const struct keyring *keyring; /* whose mission it must be */
    struct arena *arena;           /* of `content` and `what` */
    const struct backup_watch *watch;
    struct backup_content content;
    enum backup_fault fault;
    struct text what; /* which table */
};

/* Until its end, with the counts, the hash of each table, that of the whole and the signature of the mission compared.
   INVALID with stream->fault set. */
enum outcome stream_read(struct stream *stream) MUST_CHECK;
/* Sets the fault and, unless empty, what it is about: INVALID. */
enum outcome stream_refuse(struct stream *stream, enum backup_fault fault, struct text what) MUST_CHECK;

#endif
