/* A job as it is read from its table. */
#ifndef JOB_JOB_ROW_H
#define JOB_JOB_ROW_H

#include "job/job.h"

#define JOB_COLUMNS                                                                                \
    "SELECT id, kind, organisation, user_id, state, priority, run_after, attempts, attempt_limit," \
    " progress_done, progress_total, problem, created_at, finished_at, cancel_asked"
enum { JOB_COLUMN_COUNT = 15 };

/* Of a row that begins with JOB_COLUMNS; texts are slices of it. */
struct job job_of_row(const struct rows *rows, size_t row);

#endif
