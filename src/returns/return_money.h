/* The money of a return case: what its plan commits, pays and gives back.  Within returns/. */
#ifndef RETURNS_RETURN_MONEY_H
#define RETURNS_RETURN_MONEY_H

#include "grants/grants.h"
#include "returns/returns.h"

/* Commits every proposed item on its budget line, all or none: INVALID with a problem that names the item and what is
   left when a line does not hold. */
enum outcome return_commit_items(struct work *work, const struct return_case *file) MUST_CHECK;
/* Gives back what was committed and not paid; proposed items end too. */
enum outcome return_cancel_items(struct work *work, const struct return_case *file) MUST_CHECK;
/* Ends what is asked for or refused; `settled_too`: also what is settled or was not needed. */
enum outcome return_cancel_milestones(struct work *work, const struct return_case *file, bool settled_too) MUST_CHECK;

/* A new or changed item that its budget line could not hold today, for struct record_page_options' `warn`. */
enum outcome return_item_warn(struct work *work, const void *row, struct text *ret_about) MUST_CHECK;

/* A rate that an item was committed at, in the language of the work. */
struct rate_used {
    struct text worth; /* "1 USD = 10,123400 MAD" */
    int32_t day;       /* DATE_NONE: only `source`, which then says all */
    struct text source;
};
/* Of an item's rate_note; the number of rates is returned. */
size_t return_rates_read(struct work *work, struct text note, struct rate_used **ret_rates);

#endif
