/* Grants and their budget lines: all that others may use.  (Donors' reports: reporting/.) */
#ifndef GRANTS_GRANTS_H
#define GRANTS_GRANTS_H

#include "agreements/agreements.h"
#include "record/record.h"
#include "web/page.h"
#include "web/record_api.h"

struct donor_grant {
    struct record_head head;
    struct text title, donor, reference;
    struct money amount;
    int32_t signed_on, starts_on, ends_on;
    struct text source;              /* where the amount is published */
    struct identifier agreement;     /* on which it hangs: when that ends, nothing new is paid from it */
    struct identifier donor_account; /* hidden: in the ledger */
};
extern struct record grant_record;

/* Whom a line serves, or what is known of somebody to be served: codes joined by commas.  Of a line, an empty list
   serves everybody. */
struct line_serves {
    struct text countries_of_return, nationalities, profiles;
};

struct budget_line {
    struct record_head head;
    struct identifier donor_grant;
    struct text code, title;
    struct money amount;
    struct text countries_of_return, nationalities, profiles; /* whom it serves */
    struct flag travel;                                       /* tickets are charged to it */
    struct identifier spending_account; /* hidden: in the ledger; the line's own account bears the line's id */
};
extern struct record budget_line_record;

extern struct choice_list line_profiles; /* "child", "woman", "man", "family" */
extern struct right grant_read, grant_write, grant_serve, exchange_read, exchange_record_right;
extern const struct grant grant_grants[];
extern const size_t grant_grant_count;

/* A rate as people read it: two decimals, and of four more those that say something. */
struct text exchange_rate_show(struct work *work, int64_t millionths);

/* Stores them and opens their accounts; a line is funded from its grant, never beyond the grant's amount. */
enum outcome grant_open(struct work *work, struct donor_grant *donor_grant) MUST_CHECK;
enum outcome budget_line_open(struct work *work, struct budget_line *line) MUST_CHECK;

/* What became of a line: all in the line's currency. */
struct line_figures {
    struct identifier line, donor_grant;
    struct text code, title;
    struct money budget, committed, paid, left;
    struct line_serves serves;
    bool travel;
};
/* Does a line serve somebody of whom that much is known?  A list that the line has and of which nothing is known of the
   person is not served. */
bool line_serves(const struct line_serves *line, const struct line_serves *person);
enum outcome budget_line_figures(struct work *work, struct identifier donor_grant, struct line_figures **ret,
                                 size_t *ret_count) MUST_CHECK;

/* The lines of all grants that the actor may read, by grant and code: to choose from.  With `on`, only of grants that
   run on that day; DATE_NONE: of all. */
enum outcome budget_lines_within_reach(struct work *work, int32_t on, struct line_figures **ret,
                                       size_t *ret_count) MUST_CHECK;

/* Does an organisation keep any budget line, and has one that serves this person, of a grant that runs on that day,
   money left?  Whoever asks: for rules of the program. */
enum outcome budget_lines_open(struct work *work, struct identifier organisation, int32_t on,
                               const struct line_serves *person, bool *ret_any, bool *ret_open) MUST_CHECK;

/* The lines of an organisation whose grants run on a day, with what is left, by grant and code.  Whoever asks: for
   rules of the program. */
enum outcome budget_lines_running(struct work *work, struct identifier organisation, int32_t on,
                                  struct line_figures **ret, size_t *ret_count) MUST_CHECK;

extern const struct route grant_routes[];
extern const size_t grant_route_count;
extern const struct menu_entry grant_menu[];
extern const size_t grant_menu_count;
extern const struct resource grant_resources[];
extern const size_t grant_resource_count;

#endif
