/* A mail server for tests, on this host alone: it says what it is told to say, and keeps what it took. */
#ifndef SYSTEM_TESTS_SMTP_SINK_H
#define SYSTEM_TESTS_SMTP_SINK_H

#include "base/problem.h"

struct smtp_sink;

/* What it answers to a receiver ("250 ok", "550 no such user", "451 later"); a user and a password that it wants, or
   NULL. */
struct smtp_sink *smtp_sink_open(const char *to_receiver, const char *user, const char *password);
struct smtp_sink *smtp_sink_close(struct smtp_sink *sink);
/* "smtp://127.0.0.1:PORT" */
struct text smtp_sink_url(const struct smtp_sink *sink, struct arena *arena);
/* The next message it took, "FROM TO\n" and its bytes; empty when none comes within so many milliseconds. */
struct text smtp_sink_next(struct smtp_sink *sink, struct arena *arena, int milliseconds);

#endif
