/* The one process that starts and watches all others: reading workers, slow workers, the writing worker, the jobs
   process.  It holds the sockets, so that no request is lost while a worker is replaced. */
#ifndef APP_SUPERVISOR_H
#define APP_SUPERVISOR_H

#include "app/worker.h"

struct service {
    struct application application; /* without database, keys and secret: each process opens its own */
    struct settings settings;       /* application.settings points at it */
    struct job_plan jobs;           /* no kinds: no jobs process */
    bool confine;                   /* Landlock for the workers */
    /* On SIGHUP: reads the settings again into a fresh service, which takes the place of this one; anything but OK
       keeps what is.  NULL: new processes run with what is. */
    enum outcome (*reload)(void *context, struct service *service);
    void *reload_context;
    struct arena *settings_arena; /* of the reload that `settings` come from; NULL: of the start */
};

/* Runs until SIGTERM or SIGINT: 0.  1 when it cannot start: another one runs on this directory, a socket cannot be
   made. SIGHUP: a new set of processes starts, the old ones finish what they have. */
int supervisor_run(struct service *service);

/* Paths of the sockets: "read", "slow", "write". */
const char *service_socket(struct arena *arena, const struct settings *settings, const char *name);

#endif
