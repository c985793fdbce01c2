/* Pages and mail of notices.  Within notices/. */
#ifndef NOTICES_NOTICE_PAGES_H
#define NOTICES_NOTICE_PAGES_H

#include "notices/notice_store.h"
#include "record/pages.h"
#include "web/page.h"

const struct settings *notice_settings(void);
const struct notice_kind *notice_kind_named(struct text name); /* NULL when there is none */

/* A mail for this user in the caller's transaction, if they want one at once; several within five minutes are one. */
enum outcome mail_order_at_once(struct work *work, struct identifier organisation,
                                struct identifier account) MUST_CHECK;
/* One that says that mail arrives. */
enum outcome mail_order_trial(struct work *work, struct identifier organisation, struct identifier account) MUST_CHECK;

struct notice_line {
    struct text path; /* of the form that opens it: marked as read, and on to where it leads */
    struct text words;
    const char *icon;
    int64_t at;
    bool seen;
};
struct notice_list_view {
    struct page *page;
    struct notice_line *unseen, *seen;
    size_t unseen_count, seen_count;
};
struct notice_wish {
    const char *name, *label, *help; /* N_() */
    bool chosen;
};
struct notice_preference_view {
    struct page *page;
    const struct notice_wish *wishes;
    size_t wish_count;
    struct text email; /* empty: none */
    bool set_up;       /* mail is sent at all */
    const struct problem *problem;
};
struct mail_view {
    struct page *page;
    bool set_up, may_try, signs_in;
    struct text url, from, own_address;
    int64_t last; /* INSTANT_NONE */
    int64_t failed;
};
void notice_list_page(struct output *out, const struct notice_list_view *view);
void notice_lines_page(struct output *out, const struct page *page, const struct notice_line *lines, size_t count);
void notice_preference_page(struct output *out, const struct notice_preference_view *view);
void mail_state_page(struct output *out, const struct mail_view *view);

#endif
