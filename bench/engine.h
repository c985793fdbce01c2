/* A database engine alone, as the bare program plays statements on it. */
#ifndef BENCH_ENGINE_H
#define BENCH_ENGINE_H

#include "trace.h"

struct engine {
    /* Opens it as the product does and prepares every statement once. */
    void (*open)(const char *address, const struct trace *trace, struct arena *arena);
    /* To its end; every cell is taken into `scratch`, as any program would that answers with it. */
    void (*run)(const struct trace_step *step, struct arena *scratch);
    void (*begin)(void);
    /* False: the transaction lost a race against another and is to be done again. */
    bool (*commit)(void);
    void (*print_plan)(const char *text); /* how the engine goes about a statement */
    void (*close)(void);
};

extern const struct engine sqlite_alone, postgres_alone;

/* Says what is wrong and ends the process. */
_Noreturn void give_up(const char *what, const char *why);

#endif
