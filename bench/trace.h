/* What a run of the product asked of its database and of its ciphers, request by request: note_statements writes it,
   bare does the same again without the product.  A file of the machine it was written on, native byte order. */
#ifndef BENCH_TRACE_H
#define BENCH_TRACE_H

#include "base/buffer.h"
#include "database/database.h"

enum trace_kind { TRACE_REQUEST = 'R', TRACE_TEXT = 'T', TRACE_STATEMENT = 'S', TRACE_CIPHER = 'C' };
enum cipher { CIPHER_SEAL, CIPHER_UNSEAL, CIPHER_WRAP, CIPHER_UNWRAP, CIPHER_DIGEST, CIPHERS };

struct trace_step {
    enum trace_kind kind; /* TRACE_STATEMENT or TRACE_CIPHER */
    uint32_t number;      /* which statement, or enum cipher */
    size_t length;        /* of what is sealed, opened or digested, in the clear */
    struct value *bind;   /* bind[i] is $(i + 1) */
    size_t count;
};

struct trace {
    char **statements;
    size_t statement_count;
    struct trace_step *steps;
    size_t step_count;
    size_t *requests; /* the first step of each; one more at the end: step_count */
    size_t request_count;
};

/* Additions to the bytes of a trace. */
void trace_put_request(struct buffer *out);
void trace_put_text(struct buffer *out, struct text statement); /* they are numbered from 0 in this order */
void trace_put_statement(struct buffer *out, uint32_t number, const struct value *bind, size_t count);
void trace_put_cipher(struct buffer *out, enum cipher cipher, size_t length);

/* Texts and bytes stay where they are in `bytes`.  INVALID when this is no trace. */
enum outcome trace_read(struct arena *arena, struct text bytes, struct trace *ret_trace) MUST_CHECK;

#endif
