#include "web/metrics.h"

#include <sys/mman.h>

#include "audit/audit.h"
#include "job/job.h"
#include "system/file.h"
#include "web/application.h"

enum { STATUS_FIRST = 100, STATUSES = 500, BOUNDS_MOST = 16 };

/* By the class of the route; hand-overs are requests of our own processes, and some addresses lead nowhere. */
enum class { CLASS_READ, CLASS_WRITE, CLASS_SLOW, CLASS_HAND_OVER, CLASS_NONE, CLASSES };
static const char *const CLASS_NAMES[CLASSES] = {"read", "write", "slow", "hand_over", "none"};
static const char *const PROCESS_NAMES[METRICS_PROCESSES] = {"read", "slow", "write", "jobs", "seal"};

/* Upper ends, with it; what is larger is counted behind the last. */
struct bounds {
    int64_t at[BOUNDS_MOST];
    size_t count;
    int decimals; /* of what is shown: 6 makes seconds of microseconds */
};
static const struct bounds LATENCY = {
    {500, 1000, 2500, 5000, 10000, 25000, 50000, 100000, 250000, 500000, 1000000, 2500000, 5000000, 10000000}, 14, 6};
static const struct bounds BATCH = {{1, 2, 4, 8, 16, 32, BATCH_MOST}, 7, 0};

struct histogram {
    uint64_t buckets[BOUNDS_MOST + 1], sum;
};

struct metrics {
    uint64_t requests[CLASSES][STATUSES];
    struct histogram latency[CLASSES];
    struct histogram batches;
    uint64_t restarts[METRICS_PROCESSES];
};

struct metrics *metrics_open(void)
{
    void *memory = mmap(NULL, sizeof(struct metrics), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    return memory == MAP_FAILED ? NULL : memory;
}

/* --- counting ----------------------------------------------------------------------------------------------------- */

static void add(uint64_t *counter, uint64_t number) { (void)__atomic_fetch_add(counter, number, __ATOMIC_RELAXED); }
static uint64_t read_counter(const uint64_t *counter) { return __atomic_load_n(counter, __ATOMIC_RELAXED); }

static void count_in(struct histogram *histogram, const struct bounds *bounds, int64_t value)
{
    size_t i = 0;
    while (i < bounds->count && value > bounds->at[i])
        i++;
    add(&histogram->buckets[i], 1);
    add(&histogram->sum, (uint64_t)value);
}

static enum class class_of(const struct request *request) {
    static const enum class CLASS[] =
        {[ROUTE_READ] = CLASS_READ, [ROUTE_WRITE] = CLASS_WRITE, [ROUTE_SLOW] = CLASS_SLOW};
    if (request->internal) return CLASS_HAND_OVER;
    return request->route == NULL ? CLASS_NONE : CLASS[request->route->class];
}

void metrics_count_request(struct metrics *metrics, const struct request *request, int status, int64_t microseconds)
{
    if (metrics == NULL)
        return;
    enum class class = class_of(request);
    if (status >= STATUS_FIRST && status < STATUS_FIRST + STATUSES)
        add(&metrics->requests[class][status - STATUS_FIRST], 1);
    count_in(&metrics->latency[class], &LATENCY, microseconds < 0 ? 0 : microseconds);
}

void metrics_count_batch(struct metrics *metrics, size_t requests)
{
    if (metrics != NULL)
        count_in(&metrics->batches, &BATCH, (int64_t)requests);
}

void metrics_count_restart(struct metrics *metrics, enum metrics_process process)
{
    if (metrics != NULL)
        add(&metrics->restarts[process], 1);
}

/* --- showing ------------------------------------------------------------------------------------------------------ */

static void head(struct buffer *out, const char *name, const char *type, const char *help)
{
    buffer_format(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void put_scaled(struct buffer *out, int64_t scaled, int decimals)
{
    buffer_add_decimal(out, scaled, decimals);
    buffer_add_byte(out, '\n');
}

/* `label`: "class=\"read\"," or nothing. */
static void put_histogram(struct buffer *out, const char *name, const char *label, const struct histogram *histogram,
                          const struct bounds *bounds)
{
    struct text plain = text_from(label);
    uint64_t count = 0;
    if (plain.length > 0) /* without the comma */
        plain = text_slice(plain, 0, plain.length - 1);
    for (size_t i = 0; i <= bounds->count; i++) {
        count += read_counter(&histogram->buckets[i]);
        buffer_format(out, "%s_bucket{%sle=\"", name, label);
        if (i < bounds->count)
            buffer_add_decimal(out, bounds->at[i], bounds->decimals);
        else
            buffer_add(out, TEXT("+Inf"));
        buffer_format(out, "\"} %llu\n", (unsigned long long)count);
    }
    const char *open = plain.length > 0 ? "{" : "";
    const char *close = plain.length > 0 ? "}" : "";
    buffer_format(out, "%s_sum%s%.*s%s ", name, open, TEXT_ARG(plain), close);
    put_scaled(out, (int64_t)read_counter(&histogram->sum), bounds->decimals);
    buffer_format(out, "%s_count%s%.*s%s %llu\n", name, open, TEXT_ARG(plain), close, (unsigned long long)count);
}

static void put_requests(struct buffer *out, const struct metrics *metrics, struct arena *arena)
{
    head(out, "sanad_requests_total", "counter", "Requests answered, by class and status.");
    for (size_t class = 0; class < CLASSES; class ++)
        for (int i = 0; i < STATUSES; i++) {
            uint64_t count = read_counter(&metrics->requests[class][i]);
            if (count > 0)
                buffer_format(out, "sanad_requests_total{class=\"%s\",status=\"%d\"} %llu\n", CLASS_NAMES[class],
                              i + STATUS_FIRST, (unsigned long long)count);
        }
    head(out, "sanad_request_seconds", "histogram", "From the whole request to its answer, by class.");
    for (size_t class = 0; class < CLASSES; class ++)
        put_histogram(out, "sanad_request_seconds",
                      arena_string(arena, arena_format(arena, "class=\"%s\",", CLASS_NAMES[class])),
                      &metrics->latency[class], &LATENCY);
    head(out, "sanad_batch_requests", "histogram", "Requests that shared one commit of the writing worker.");
    put_histogram(out, "sanad_batch_requests", "", &metrics->batches, &BATCH);
    head(out, "sanad_process_restarts_total", "counter", "Processes that ended by themselves and were replaced.");
    for (size_t i = 0; i < METRICS_PROCESSES; i++)
        buffer_format(out, "sanad_process_restarts_total{process=\"%s\"} %llu\n", PROCESS_NAMES[i],
                      (unsigned long long)read_counter(&metrics->restarts[i]));
}

static enum outcome put_jobs(struct buffer *out, struct work *work)
{
    static const enum job_state SHOWN[] = {JOB_QUEUED, JOB_RUNNING, JOB_FAILED};
    head(out, "sanad_jobs", "gauge", "Jobs of the queue, by state; the failed ones wait for somebody.");
    for (size_t i = 0; i < sizeof SHOWN / sizeof *SHOWN; i++) {
        int64_t count;
        enum outcome outcome = job_count(work, SHOWN[i], &count);
        if (outcome != OK)
            return outcome;
        buffer_format(out, "sanad_jobs{state=\"%s\"} %lld\n", job_state_name(SHOWN[i]), (long long)count);
    }
    return OK;
}

static enum outcome put_audit(struct buffer *out, struct work *work)
{
    int64_t oldest;
    enum outcome outcome = audit_oldest_open(work->db, &oldest);
    if (outcome < 0)
        return outcome;
    int64_t age = outcome == NOT_FOUND || oldest > work->now ? 0 : work->now - oldest;
    head(out, "sanad_audit_unsealed_seconds", "gauge",
         "Age of the oldest row of the audit log that no signed block holds yet.");
    buffer_add(out, TEXT("sanad_audit_unsealed_seconds "));
    put_scaled(out, age, 6);
    return OK;
}

static enum outcome put_room(struct buffer *out, struct work *work, const struct settings *settings)
{
    int64_t bytes;
    int64_t room;
    enum outcome outcome = db_size(work->db, &bytes);
    if (outcome < 0)
        return outcome;
    if (outcome == OK) {
        head(out, "sanad_database_bytes", "gauge", "What the database takes on its disk.");
        buffer_format(out, "sanad_database_bytes %lld\n", (long long)bytes);
    }
    if (disk_room(arena_string(work->arena, settings->data), &room) == OK) {
        head(out, "sanad_disk_free_bytes", "gauge", "What is left on the disk of the data directory.");
        buffer_format(out, "sanad_disk_free_bytes %lld\n", (long long)room);
    }
    return OK;
}

enum outcome metrics_write(struct buffer *out, const struct metrics *metrics, struct work *work,
                           const struct settings *settings)
{
    if (metrics != NULL)
        put_requests(out, metrics, work->arena);
    enum outcome outcome = put_jobs(out, work);
    if (outcome == OK)
        outcome = put_audit(out, work);
    return outcome == OK ? put_room(out, work, settings) : outcome;
}

/* --- the page ----------------------------------------------------------------------------------------------------- */

static bool is_of_this_host(struct text name)
{
    return text_is(name, "127.0.0.1") || text_is(name, "localhost") || text_is(name, "[::1]");
}

static struct text without_port(struct text host)
{
    size_t length = host.length;
    while (length > 0 && host.at[length - 1] >= '0' && host.at[length - 1] <= '9')
        length--;
    return length > 0 && length < host.length && host.at[length - 1] == ':' ? text_slice(host, 0, length - 1) : host;
}

/* From this host, by this host's name, and not on behalf of somebody else: whatever stands before nginx. */
static bool is_internal(const struct request *request)
{
    static const char *const FOR_OTHERS[] = {"X-Forwarded-For", "X-Real-IP", "Forwarded", "Via"};
    struct text host = request->header(request, "Host");
    for (size_t i = 0; i < sizeof FOR_OTHERS / sizeof *FOR_OTHERS; i++)
        if (!text_is_empty(request->header(request, FOR_OTHERS[i])))
            return false;
    return (text_is(request->address, "127.0.0.1") || text_is(request->address, "::1")) &&
           (text_is_empty(host) || is_of_this_host(without_port(host)));
}

static enum outcome handle_metrics(struct request *request, struct response *response)
{
    const struct application *application = request->application;
    if (!is_internal(request))
        return NOT_FOUND;
    enum outcome outcome = metrics_write(&response->body, application->metrics, &request->work, application->settings);
    if (outcome != OK)
        return outcome;
    response->status = 200;
    response->content_type = TEXT("text/plain; version=0.0.4; charset=utf-8");
    return OK;
}

const struct route metrics_routes[] = {
    {METHOD_GET, METRICS_PATH, ROUTE_READ, handle_metrics, .open_to_all = true, .without_language = true,
     .purpose = "counters for monitors on this host"},
};
const size_t metrics_route_count = sizeof metrics_routes / sizeof *metrics_routes;
