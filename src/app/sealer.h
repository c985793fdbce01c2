/* Sealing the audit log: in the writing worker where one process writes, else in a process of its own, on one host at a
   time. */
#ifndef APP_SEALER_H
#define APP_SEALER_H

#include "web/application.h"

/* All rows that wait; what cannot be sealed now is said on stderr and tried again at the next call. */
void sealer_seal(const struct application *application);
/* The process: seals twice a second while it holds the lease, until it is told to stop.  Its exit status. */
int sealer_run(struct application *application);

#endif
