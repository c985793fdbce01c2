/* What the database and the ciphers cost by themselves: plays a trace (trace.h) again with the engine alone, its
   statements prepared once, without rights, templates or HTTP.

     bare reads TRACE DATABASE SECONDS         goes through the trace again and again, in one process
     bare saves TRACE DATABASE BATCH FROM TO   requests FROM to TO, once, BATCH of them in a transaction
     bare plans TRACE DATABASE                 what each statement of the reads took, and how the engine goes about it

   DATABASE is the path of a file of SQLite or a postgresql:// address.  The first two print one line of JSON: requests,
   seconds, p50 and p99 in microseconds, cpu in microseconds a request (on PostgreSQL of the client alone). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "base/number.h"
#include "engine.h"
#include "system/clock.h"
#include "system/file.h"
#include "system/keyring.h"
#include "system/random.h"

enum { TRACE_MOST = 1 << 30, TIMES_MOST = 4 << 20, SEALED_MOST = 64 << 10, SCRATCH = 1 << 30 };

struct bare {
    const struct engine *engine;
    struct trace trace;
    struct arena *arena, *scratch; /* of the run; of one step */
    struct key key;
    struct text wrapped;
    struct text *sealed; /* sealed[n]: n bytes, sealed; made when first wanted */
    uint32_t *times;     /* microseconds of each request */
    size_t time_count;
};

static const struct seal_place PLACE = {TEXT_CONSTANT("bench"), TEXT_CONSTANT("bench"), {{0}}};

void give_up(const char *what, const char *why)
{
    (void)fprintf(stderr, "bare: %s: %s\n", what, why);
    exit(1);
}

/* ---- the ciphers ---- */

static struct text zeros(struct bare *bare, size_t length)
{
    return (struct text){arena_zeroed(bare->scratch, length + 1, 1), length};
}

static struct text sealed_of(struct bare *bare, size_t length)
{
    if (length >= SEALED_MOST)
        give_up("trace", "a sealed value is too long");
    if (bare->sealed[length].at == NULL)
        bare->sealed[length] = seal(bare->arena, &bare->key, PLACE, zeros(bare, length));
    return bare->sealed[length];
}

static void run_cipher(struct bare *bare, const struct trace_step *step)
{
    unsigned char digest[DIGEST_BYTES];
    struct text text;
    struct key key;
    enum outcome outcome = OK;
    switch ((enum cipher)step->number) {
    case CIPHER_SEAL:
        (void)seal(bare->scratch, &bare->key, PLACE, zeros(bare, step->length));
        break;
    case CIPHER_UNSEAL:
        outcome = unseal(bare->scratch, &bare->key, PLACE, sealed_of(bare, step->length), &text);
        break;
    case CIPHER_WRAP:
        (void)key_wrap(bare->scratch, &bare->key, PLACE, &bare->key);
        break;
    case CIPHER_UNWRAP:
        outcome = key_unwrap(&bare->key, PLACE, bare->wrapped, &key);
        break;
    case CIPHER_DIGEST: /* which is keyed: the same amount of BLAKE2b */
        mac_bytes(&bare->key, zeros(bare, step->length), digest);
        break;
    case CIPHERS:
        break;
    }
    if (outcome != OK)
        give_up("cipher", "a value does not open");
}

/* ---- requests ---- */

static void run_request(struct bare *bare, size_t request)
{
    for (size_t at = bare->trace.requests[request]; at < bare->trace.requests[request + 1]; at++) {
        const struct trace_step *step = &bare->trace.steps[at];
        arena_reset(bare->scratch); /* an export has millions of steps */
        if (step->kind == TRACE_STATEMENT)
            bare->engine->run(step, bare->scratch);
        else
            run_cipher(bare, step);
    }
}

static void note_time(struct bare *bare, int64_t microseconds)
{
    if (bare->time_count < TIMES_MOST)
        bare->times[bare->time_count++] = (uint32_t)microseconds;
}

static void run_reads(struct bare *bare, int64_t seconds)
{
    int64_t end = clock_ticks() + seconds * 1000000;
    int64_t now = clock_ticks();
    for (size_t i = 0; now < end && bare->time_count < TIMES_MOST; i++) {
        int64_t began = now;
        run_request(bare, i % bare->trace.request_count);
        now = clock_ticks();
        note_time(bare, now - began);
    }
}

static void run_batch(struct bare *bare, size_t from, size_t to)
{
    do {
        bare->engine->begin();
        for (size_t request = from; request < to; request++)
            run_request(bare, request);
    } while (!bare->engine->commit());
}

/* Each waits for the commit of its batch, as a client of the product does. */
static void run_saves(struct bare *bare, size_t batch, size_t from, size_t to)
{
    for (size_t i = from; i < to; i += batch) {
        size_t end = i + batch < to ? i + batch : to;
        int64_t began = clock_ticks();
        run_batch(bare, i, end);
        for (size_t request = i; request < end; request++)
            note_time(bare, clock_ticks() - began);
    }
}

/* ---- plans ---- */

static void run_plans(struct bare *bare)
{
    size_t count = bare->trace.statement_count;
    int64_t *took = arena_array(bare->arena, int64_t, count + 1);
    size_t *runs = arena_array(bare->arena, size_t, count + 1);
    for (size_t i = 0; i < bare->trace.request_count; i++) /* to have read the pages once */
        run_request(bare, i);
    for (size_t at = 0; at < bare->trace.step_count; at++) {
        const struct trace_step *step = &bare->trace.steps[at];
        if (step->kind != TRACE_STATEMENT)
            continue;
        arena_reset(bare->scratch);
        int64_t began = clock_ticks();
        bare->engine->run(step, bare->scratch);
        took[step->number] += clock_ticks() - began;
        runs[step->number]++;
    }
    for (size_t i = 0; i < count; i++) {
        (void)printf("%.2f a request, %.1f us each: %s\n", (double)runs[i] / (double)bare->trace.request_count,
                     runs[i] == 0 ? 0 : (double)took[i] / (double)runs[i], bare->trace.statements[i]);
        bare->engine->print_plan(bare->trace.statements[i]);
    }
}

/* ---- the report ---- */

static int compare_times(const void *a, const void *b)
{
    uint32_t left = *(const uint32_t *)a;
    uint32_t right = *(const uint32_t *)b;
    return left < right ? -1 : left > right;
}

static double cpu_microseconds(void)
{
    struct rusage usage;
    (void)getrusage(RUSAGE_SELF, &usage);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e6 +
           (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

static void print_report(struct bare *bare, int64_t microseconds, double cpu)
{
    size_t count = bare->time_count;
    if (count == 0)
        give_up("trace", "no requests");
    qsort(bare->times, count, sizeof *bare->times, compare_times);
    (void)printf("{\"requests\":%zu,\"seconds\":%.6f,\"p50\":%u,\"p99\":%u,\"cpu\":%.2f}\n", count,
                 (double)microseconds / 1e6, bare->times[count / 2], bare->times[count * 99 / 100],
                 cpu / (double)count);
}

static int64_t number_from(const char *argument)
{
    int64_t number = 0;
    if (text_to_integer(text_from(argument), 0, INT32_MAX, &number) != OK)
        give_up(argument, "is not a number");
    return number;
}

static void load(struct bare *bare, const char *path)
{
    struct text bytes;
    if (file_read(bare->arena, path, TRACE_MOST, &bytes) != OK || trace_read(bare->arena, bytes, &bare->trace) != OK ||
        bare->trace.request_count == 0)
        give_up(path, "is no trace");
    bare->times = arena_array(bare->arena, uint32_t, TIMES_MOST);
    bare->sealed = arena_array(bare->arena, struct text, SEALED_MOST);
    key_make(&bare->key);
    bare->wrapped = key_wrap(bare->arena, &bare->key, PLACE, &bare->key);
}

/* So that no value is made in the time that is measured, and the pages are as warm as the product's. */
static void warm(struct bare *bare)
{
    for (size_t i = 0; i < bare->trace.step_count; i++)
        if (bare->trace.steps[i].kind == TRACE_CIPHER && bare->trace.steps[i].number == CIPHER_UNSEAL)
            (void)sealed_of(bare, bare->trace.steps[i].length);
}

int main(int count, char **arguments)
{
    struct bare bare = {.arena = arena_open((size_t)4 << 30), .scratch = arena_open(SCRATCH)};
    bool saves = count == 7 && strcmp(arguments[1], "saves") == 0;
    bool plans = count == 4 && strcmp(arguments[1], "plans") == 0;
    if (!saves && !plans && !(count == 5 && strcmp(arguments[1], "reads") == 0)) {
        (void)fputs("usage: bare reads TRACE DATABASE SECONDS | bare saves TRACE DATABASE BATCH FROM TO |"
                    " bare plans TRACE DATABASE\n",
                    stderr);
        return 2;
    }
    random_start();
    load(&bare, arguments[2]);
    bare.engine = strncmp(arguments[3], "postgresql://", 13) == 0 ? &postgres_alone : &sqlite_alone;
    bare.engine->open(arguments[3], &bare.trace, bare.arena);
    warm(&bare);
    double cpu = cpu_microseconds();
    int64_t began = clock_ticks();
    if (plans) {
        run_plans(&bare);
        return 0;
    }
    if (saves)
        run_saves(&bare, (size_t)number_from(arguments[4]), (size_t)number_from(arguments[5]),
                  (size_t)number_from(arguments[6]));
    else
        run_reads(&bare, number_from(arguments[4]));
    print_report(&bare, clock_ticks() - began, cpu_microseconds() - cpu);
    bare.engine->close();
    return 0;
}
