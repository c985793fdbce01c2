/* Rows of sanad match compared by several processes, forked after everything was read. */
#ifndef APP_COMMANDS_MATCH_WORKERS_H
#define APP_COMMANDS_MATCH_WORKERS_H

#include "matching/batch.h"

struct match_work {
    struct batch *batch;
    double least; /* probability */
    size_t processes;
    bool quiet; /* no progress on stderr */
};
struct match_found {
    struct buffer pairs; /* of struct batch_pair */
    uint64_t compared, cut;
};
/* CONFLICT: stopped by SIGINT or SIGTERM, nothing was kept.  FAILED: a process ended badly, said on stderr.  TOO_LARGE:
   more pairs than the ceiling of the buffer. */
enum outcome match_work_run(const struct match_work *work, struct match_found *ret_found) MUST_CHECK;

#endif
