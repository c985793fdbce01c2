/* The money of a return case: what its plan commits, pays and gives back.  Within returns/. */
#ifndef RETURNS_RETURN_MONEY_H
#define RETURNS_RETURN_MONEY_H

#include "grants/grants.h"
#include "returns/returns.h"

/* What an amount comes to on a budget line. */
struct line_charge {
    struct money amount;     /* in the line's currency */
    int64_t rate_millionths; /* INTEGER_NONE when it passed through a third currency */
    struct text rate_note;   /* see return_rates_read() */
};
/* Puts an amount aside on a line at today's rate, under the id of the row that is charged: once.  INVALID with a
   problem when the grant does not pay today, a rate is missing, or the line has less left. */
enum outcome return_charge_line(struct work *work, const struct record *record, struct identifier id,
                                struct identifier budget_line, struct money amount, struct line_charge *ret) MUST_CHECK;
/* Gives back what was put aside for a row; OK when nothing was. */
enum outcome return_uncharge(struct work *work, struct identifier id) MUST_CHECK;

/* Of an amount on a line the part that `some` is of `all`, to the nearest minor unit; all of it when they are equal. */
struct money return_share_of(struct money line_amount, struct money some, struct money all);
/* Takes back what was paid for a row on its line and pays what is left of it: of `paid`, `back` came back, in the same
   currency; the line gets the same part of what it paid, at the rate that was used then.  NOT_FOUND when nothing was
   paid. */
enum outcome return_refund_line(struct work *work, struct identifier id, struct money paid, struct money back,
                                struct money *ret_line_amount) MUST_CHECK;

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
