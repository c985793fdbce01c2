/* What is counted for those who watch over the service, and GET /metrics, which shows it as Prometheus reads it.
   The counters lie in memory that the supervisor makes before it starts the others: all processes add to the same,
   without locks, and what was counted outlives each of them. */
#ifndef WEB_METRICS_H
#define WEB_METRICS_H

#include "system/settings.h"
#include "web/request.h"

enum metrics_process { METRICS_READ, METRICS_SLOW, METRICS_WRITE, METRICS_JOBS, METRICS_SEAL, METRICS_PROCESSES };

struct metrics;

struct metrics *metrics_open(void); /* NULL when there is no memory; never closed */

/* Each accepts NULL, and then counts nothing. */
void metrics_count_request(struct metrics *metrics, const struct request *request, int status, int64_t microseconds);
void metrics_count_batch(struct metrics *metrics, size_t requests);
void metrics_count_restart(struct metrics *metrics, enum metrics_process process);

/* The counters, and what the database and the disk say now. */
enum outcome metrics_write(struct buffer *out, const struct metrics *metrics, struct work *work,
                           const struct settings *settings) MUST_CHECK;

extern const struct route metrics_routes[];
extern const size_t metrics_route_count;

#endif
