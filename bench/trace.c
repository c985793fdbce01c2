#include "trace.h"

#include <string.h>

/* ---- writing ---- */

static void put(struct buffer *out, const void *bytes, size_t size) { buffer_add(out, (struct text){bytes, size}); }

static void put_number(struct buffer *out, uint64_t number) { put(out, &number, sizeof number); }

void trace_put_request(struct buffer *out) { buffer_add_byte(out, TRACE_REQUEST); }

void trace_put_text(struct buffer *out, struct text statement)
{
    buffer_add_byte(out, TRACE_TEXT);
    put_number(out, statement.length);
    buffer_add(out, statement);
}

static void put_value(struct buffer *out, const struct value *value)
{
    buffer_add_byte(out, (char)value->kind);
    switch (value->kind) {
    case VALUE_NULL:
        return;
    case VALUE_INTEGER:
        put(out, &value->integer, sizeof value->integer);
        return;
    case VALUE_REAL:
        put(out, &value->real, sizeof value->real);
        return;
    case VALUE_TEXT:
    case VALUE_BYTES:
        put_number(out, value->text.length);
        buffer_add(out, value->text);
        return;
    case VALUE_IDENTIFIER:
        put(out, value->identifier.bytes, sizeof value->identifier.bytes);
        return;
    }
}

void trace_put_statement(struct buffer *out, uint32_t number, const struct value *bind, size_t count)
{
    buffer_add_byte(out, TRACE_STATEMENT);
    put_number(out, number);
    put_number(out, count);
    for (size_t i = 0; i < count; i++)
        put_value(out, &bind[i]);
}

void trace_put_cipher(struct buffer *out, enum cipher cipher, size_t length)
{
    buffer_add_byte(out, TRACE_CIPHER);
    put_number(out, (uint64_t)cipher);
    put_number(out, length);
}

/* ---- reading ---- */

struct reading {
    struct arena *arena;
    struct text rest;
    bool bad;
};

static const char *take(struct reading *reading, size_t size)
{
    static const char NOTHING[16];
    const char *at = reading->rest.at;
    if (size > reading->rest.length) {
        reading->bad = true;
        reading->rest.length = 0;
        return NOTHING;
    }
    reading->rest = text_slice(reading->rest, size, reading->rest.length);
    return at;
}

static uint64_t take_number(struct reading *reading)
{
    uint64_t number;
    memcpy(&number, take(reading, sizeof number), sizeof number);
    return number;
}

static struct text take_text(struct reading *reading)
{
    size_t length = take_number(reading);
    const char *at = take(reading, length);
    return reading->bad ? TEXT_NONE : (struct text){at, length};
}

static struct value take_value(struct reading *reading)
{
    struct value value = {.kind = (enum value_kind)(unsigned char)*take(reading, 1)};
    switch (value.kind) {
    case VALUE_NULL:
        break;
    case VALUE_INTEGER:
        memcpy(&value.integer, take(reading, sizeof value.integer), sizeof value.integer);
        break;
    case VALUE_REAL:
        memcpy(&value.real, take(reading, sizeof value.real), sizeof value.real);
        break;
    case VALUE_TEXT:
    case VALUE_BYTES:
        value.text = take_text(reading);
        break;
    case VALUE_IDENTIFIER:
        memcpy(value.identifier.bytes, take(reading, sizeof value.identifier.bytes), sizeof value.identifier.bytes);
        break;
    default:
        reading->bad = true;
    }
    return value;
}

static struct trace_step take_statement(struct reading *reading)
{
    struct trace_step step = {.kind = TRACE_STATEMENT, .number = (uint32_t)take_number(reading)};
    step.count = take_number(reading);
    if (step.count > reading->rest.length)
        reading->bad = true;
    if (reading->bad)
        return step;
    step.bind = arena_array(reading->arena, struct value, step.count + 1);
    for (size_t i = 0; i < step.count; i++)
        step.bind[i] = take_value(reading);
    return step;
}

static struct trace_step take_cipher(struct reading *reading)
{
    struct trace_step step = {.kind = TRACE_CIPHER, .number = (uint32_t)take_number(reading)};
    step.length = take_number(reading);
    reading->bad |= step.number >= CIPHERS;
    return step;
}

/* Once to count, with `ret` NULL's arrays, once to fill them. */
static void go_through(struct reading *reading, struct trace *trace, bool fill)
{
    trace->statement_count = trace->step_count = trace->request_count = 0;
    while (reading->rest.length > 0 && !reading->bad) {
        struct trace_step step = {0};
        struct text statement;
        enum trace_kind kind = (enum trace_kind) * take(reading, 1);
        switch (kind) {
        case TRACE_REQUEST:
            if (fill)
                trace->requests[trace->request_count] = trace->step_count;
            trace->request_count++;
            break;
        case TRACE_TEXT:
            statement = take_text(reading);
            if (fill)
                trace->statements[trace->statement_count] = arena_string(reading->arena, statement);
            trace->statement_count++;
            break;
        case TRACE_STATEMENT:
        case TRACE_CIPHER:
            step = kind == TRACE_CIPHER ? take_cipher(reading) : take_statement(reading);
            reading->bad |= step.kind == TRACE_STATEMENT && step.number >= trace->statement_count;
            if (fill)
                trace->steps[trace->step_count] = step;
            trace->step_count++;
            break;
        default:
            reading->bad = true;
        }
    }
}

enum outcome trace_read(struct arena *arena, struct text bytes, struct trace *ret_trace)
{
    struct trace trace;
    struct reading counting = {.arena = arena_open((size_t)4 << 30), .rest = bytes};
    struct reading filling = {.arena = arena, .rest = bytes};
    go_through(&counting, &trace, false);
    (void)arena_close(counting.arena);
    if (counting.bad)
        return INVALID;
    trace.statements = arena_array(arena, char *, trace.statement_count + 1);
    trace.steps = arena_array(arena, struct trace_step, trace.step_count + 1);
    trace.requests = arena_array(arena, size_t, trace.request_count + 1);
    go_through(&filling, &trace, true);
    trace.requests[trace.request_count] = trace.step_count;
    *ret_trace = trace;
    return OK;
}
