/* Pages of this feature.  Within workload/. */
#ifndef WORKLOAD_WORKLOAD_PAGES_H
#define WORKLOAD_WORKLOAD_PAGES_H

#include "identity/absence.h"
#include "returns/returns.h"
#include "view/chart.h"
#include "web/record_pages.h"
#include "workload/workload_store.h"

page_handler team_show;
page_handler absence_list, absence_csv, absence_xlsx, absence_new, absence_create, absence_show, absence_edit,
    absence_save, absence_history, absence_view_add, absence_view_remove;
page_handler hand_over_list, hand_over_show, hand_over_history, hand_over_new, hand_over_create, hand_over_undo,
    hand_over_resume, hand_over_view_add, hand_over_view_remove, hand_over_csv, hand_over_xlsx;

enum outcome absence_prepare(struct request *request, void *row) MUST_CHECK;
enum outcome absence_add(struct work *work, void *row) MUST_CHECK;
enum outcome absence_change(struct work *work, const void *before, void *row) MUST_CHECK;

/* The office in which the actor holds this right: that of ?office=, else the first.  NOT_FOUND: none. */
enum outcome workload_office_of(struct request *request, const struct right *right,
                                struct identifier *ret_office) MUST_CHECK;

/* ---- the team ---- */

enum { STAGES = 4 };
extern const char *const stage_labels[STAGES]; /* N_() */
size_t stage_of(size_t state);                 /* of a place in return_open_states */

struct team_line {
    struct text name; /* empty: cases that nobody follows */
    struct text code; /* of the colleague, for addresses */
    const struct away *away;
    struct text substitute;
    int64_t stages[STAGES], open, due, late, standing, papers;
};
struct team_state {
    const char *label; /* N_() */
    int64_t limit, count, standing;
};
struct team_office {
    struct text name, path;
    bool current;
};
struct team_view {
    struct page *page;
    struct text office;
    struct team_office *offices; /* more than one, or none */
    size_t office_count;
    struct team_line *lines;
    size_t line_count;
    struct team_line sum;
    struct team_state states[RETURN_OPEN_STATES];
    struct chart chart;
    bool may_hand_over, may_keep_absences;
};
void team_page(struct output *out, const struct team_view *view);

/* ---- hand-over ---- */

struct hand_over_person {
    struct text code, name, away; /* away: a sentence; empty */
    int64_t open;
    bool chosen;
};
struct hand_over_state {
    const char *code, *label;
    bool chosen;
};
struct hand_over_share {
    struct text name;
    int64_t now, more;
};
struct hand_over_view {
    struct page *page;
    struct hand_over_person *from, *to;
    size_t from_count, to_count;
    struct hand_over_state states[RETURN_OPEN_STATES];
    bool some; /* only the states chosen */
    struct text reason, key, office;
    const struct problem *from_problem, *to_problem, *state_problem, *reason_problem;
    /* of the second page: */
    struct text sender, sender_code;
    int64_t cases;
    struct hand_over_share *shares;
    size_t share_count;
};
void hand_over_new_page(struct output *out, const struct hand_over_view *view);
void hand_over_check_page(struct output *out, const struct hand_over_view *view);

struct hand_over_more {
    struct hand_over_share *shares; /* now: planned, more: given */
    size_t share_count;
    struct text states;       /* in words; empty: all */
    struct text undo, resume; /* addresses; empty: not possible */
    struct text csrf, icons;
    bool under_way;
};
void hand_over_more_page(struct output *out, const struct hand_over_more *more);

#endif
