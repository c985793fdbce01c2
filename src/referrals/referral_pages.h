/* Pages of referrals.  Within referrals/. */
#ifndef REFERRALS_REFERRAL_PAGES_H
#define REFERRALS_REFERRAL_PAGES_H

#include "record/pages.h"
#include "referrals/referral_rules.h"
#include "web/record_pages.h"
#include "web/step_pages.h"

/* One of the two kinds of referrals, as the context of a route. */
struct referral_kind {
    bool guarded;
    const char *base, *received_base; /* "/referrals", "/received-referrals" */
    const char *behind_person;        /* "referrals" */
    struct right *write;
    const struct record_page_options *sent, *received;
};
extern const struct referral_kind referral_kind_open, referral_kind_guarded;
extern const struct record_page_options referral_options, referral_received_options, guarded_referral_options,
    guarded_received_options;

/* ---- for the templates ---- */

struct service_line {
    struct text name, provider, place, path; /* path: address of the form */
    enum service_fit fit;
    struct text why; /* what is against it, or not known */
    bool stale, own, shared;
    int64_t left; /* places of this week; INTEGER_NONE: no limit is known */
};
struct referral_choose_view {
    struct page *page;
    struct text person, action, cancel, category;
    struct form_choice *categories;
    size_t category_count;
    struct service_line *lines;
    size_t count;
};

struct referral_told_line {
    const char *code;
    struct text id, label, value;
    bool least, asked, blocked; /* blocked: no agreement permits it */
};
/* Who gives the same now, as far as it may be told. */
struct elsewhere_view {
    struct text *lines;
    size_t count;
    bool contact; /* there is more, of which nothing is told */
    struct text mark;
};
struct referral_consent_view {
    struct page *page;
    struct text person, receiver, service, action, cancel;
    struct referral_told_line *lines;
    size_t count;
    struct form_view form;
    struct text *missing; /* what stands in the way of sending */
    size_t missing_count;
    struct elsewhere_view elsewhere;
};

struct referral_more_view {
    struct step_buttons buttons;
    const struct gate_item *gate;
    int64_t missing;
    struct text icons;
    struct text consent;                   /* address of the preview, of a draft */
    struct text onward;                    /* address that begins the next one */
    struct text previous, previous_number; /* what it continues; address and number */
    struct text next, next_number;         /* what continues it */
    struct text next_state;
    struct page_link *copies; /* the person's copy, in each language */
    size_t copy_count;
    bool late;
    struct text due;
    struct {
        struct text service, outcome;
    } outcomes[16];
    size_t outcome_count;
};

void referral_choose_page(struct output *out, const struct referral_choose_view *view);
void referral_consent_page(struct output *out, const struct referral_consent_view *view);
void referral_more_page(struct output *out, const struct referral_more_view *view, const struct page *page);

/* ---- handlers ---- */

page_handler referral_go, referral_choose, referral_new, referral_create;
page_handler referral_consent_show, referral_consent_save;
page_handler referral_copy_pdf;

#endif
