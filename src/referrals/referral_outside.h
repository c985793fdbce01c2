/* What is for receivers without an account: pages on both sides, mail, routes.  Within referrals/ and for app/. */
#ifndef REFERRALS_REFERRAL_OUTSIDE_H
#define REFERRALS_REFERRAL_OUTSIDE_H

#include "referrals/referral_link.h"
#include "web/record_pages.h"

/* Where the mail of a link goes. */
enum outcome referral_link_mail_to(struct work *work, const struct referral_link *link,
                                   struct text *ret_address) MUST_CHECK;

/* A referral of the actor's, and what its receiver got. */
struct outside {
    struct referral *row;
    struct identifier received;
    struct text received_state;
};
/* `over`: also of one that has ended.  NOT_FOUND; FORBIDDEN. */
enum outcome outside_open_sent(struct request *request, bool over, struct outside *ret) MUST_CHECK;
/* What its page shows once. */
struct outside_secret {
    struct link_secret link;
    struct text package_code;
    bool package_made;
};
/* With what was typed, and the problems of it. */
enum outcome outside_send_page(struct request *request, struct response *response, const struct outside *outside,
                               const struct outside_secret *secret, int status) MUST_CHECK;

enum { OUTSIDE_WORDS_MOST = 1000 };
/* INVALID: it is no text that may be stored. */
enum outcome outside_words_check(struct work *work, struct text words, const char *field) MUST_CHECK;

page_handler referral_outside_show, referral_outside_link, referral_outside_end, referral_outside_answer;
page_handler outside_open_form, outside_open, outside_show, outside_answer;

/* ---- for the templates ---- */

struct outside_fact {
    struct text label, value;
};
struct outside_choice {
    struct text code, label;
    bool selected;
};

/* On the sender's side. */
struct outside_link_line {
    const char *state, *tone; /* N_(), badge */
    struct text made, until, opened, read, mailed, trouble;
    bool waits;
};
struct outside_package_line {
    struct text made, file, destroyed, recalled; /* file: address; empty: gone */
    bool code;
    struct page_link *covers; /* in each language */
    size_t cover_count;
};
struct referral_outside_view {
    struct page *page;
    struct text number, receiver, service, back, key;
    struct text make_action, end_action, answer_action;
    struct text package_action, destroyed_action, package_code, known_key, typed_key;
    struct outside_package_line *packages;
    size_t package_count;
    bool package_made, open, to_call_back;
    struct text code, address, picture, picture_box; /* shown once */
    bool by_mail, mail_set_up, has_live;
    struct outside_link_line *links;
    size_t link_count;
    struct text typed_address, typed_channel;
    int64_t typed_days;
    struct outside_choice *steps, *reasons, *outcomes;
    size_t step_count, reason_count, outcome_count;
    struct outside_choice *services; /* one question each, when completing */
    size_t service_count;
    struct text *problems;
    size_t problem_count;
};
void referral_outside_page(struct output *out, const struct referral_outside_view *view);

/* On the receiver's side, where nobody is signed in. */
struct outside_open_view {
    struct page *page;
    struct text link, problem;
};
struct outside_show_view {
    struct page *page;
    struct text number, origin, service, until, due, state;
    struct outside_fact *facts, *told;
    size_t fact_count, told_count;
    struct outside_choice *reasons;
    size_t reason_count;
    struct text *problems;
    size_t problem_count;
    struct text action, note, reason;
    bool may_answer;
};
void outside_open_page(struct output *out, const struct outside_open_view *view);
void outside_show_page(struct output *out, const struct outside_show_view *view);

#endif
