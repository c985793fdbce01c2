#include "app/sealer.h"

#include <stdio.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "app/worker.h"
#include "audit/audit.h"
#include "base/calendar.h"
#include "database/lease.h"
#include "system/clock.h"
#include "system/random.h"

enum { EVERY_MILLISECONDS = 500, LEASE_SECONDS = 5, HOLDER_BYTES = 12 };

void sealer_seal(const struct application *application)
{
    size_t blocks = AUDIT_SEAL_BLOCKS;
    while (blocks == AUDIT_SEAL_BLOCKS) {
        enum outcome outcome = audit_seal(application->db, application->keyring, clock_now(), &blocks);
        if (outcome != OK) {
            (void)fprintf(stderr, "sanad: the audit log could not be sealed (%d); trying again\n", (int)outcome);
            break;
        }
    }
}

/* A server that no longer answers is left for one that does: nobody else would interrupt a statement of this process.
 */
static bool take_lease(struct application *application, struct text holder)
{
    application->db->deadline = clock_ticks() + LEASE_SECONDS * MICROSECONDS;
    return lease_take(application->db, TEXT("audit.seal"), holder, clock_now(), LEASE_SECONDS) == OK;
}

int sealer_run(struct application *application)
{
    AUTO_ARENA struct arena *arena = arena_open(4096);
    struct text holder = token_new(arena, HOLDER_BYTES);
    int epoll = epoll_create1(EPOLL_CLOEXEC); /* of nothing: to sleep until SIGTERM */
    while (!worker_is_stopping()) {
        struct epoll_event event;
        if (take_lease(application, holder))
            sealer_seal(application);
        (void)worker_wait(epoll, &event, 1, EVERY_MILLISECONDS);
    }
    if (take_lease(application, holder)) {
        sealer_seal(application);
        (void)!lease_give(application->db, TEXT("audit.seal"), holder);
    }
    (void)close(epoll);
    return 0;
}
