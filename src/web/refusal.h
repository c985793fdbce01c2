/* What was refused for want of a right leaves a row in the audit log, though all else of the request was rolled back.
 */
#ifndef WEB_REFUSAL_H
#define WEB_REFUSAL_H

#include "web/application.h"

void refusal_audit(struct request *request);

/* "web.refused": a reader hands the row over; ended by an entry without name. */
extern const struct internal_action refusal_actions[];

#endif
