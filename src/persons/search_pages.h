/* The search and the way from it to a new person.  Within persons/. */
#ifndef PERSONS_SEARCH_PAGES_H
#define PERSONS_SEARCH_PAGES_H

#include "persons/persons.h"
#include "record/form.h"
#include "record/pages.h"
#include "web/page.h"

/* That this user searched, when, and for what: sealed, in a hidden field. */
enum { SEARCH_PROOF_MINUTES = 30 };
struct text search_proof_write(struct request *request, struct text typed);
/* INVALID: not ours, another user's, or none.  OK also for an old one: `ret_fresh` tells. */
enum outcome search_proof_read(struct request *request, struct text *ret_typed, bool *ret_fresh) MUST_CHECK;

/* Puts what was typed into the search where it may belong: a telephone, or names of either script. */
void person_prefill(struct work *work, struct text typed, struct person *person);

struct search_card {
    const struct person_card *card;
    struct text path;         /* empty: another office's */
    struct text masked;       /* of such a one: where to open it all the same; empty: may not */
    const char *masked_label; /* N_() */
};
struct search_view {
    const struct page *page;
    struct text query, action;
    bool asked, too_short, number; /* number: what was typed is the number of a file */
    struct text file_path;         /* that file, when it is within reach */
    const struct search_card *cards;
    size_t card_count;
    bool say_more, crowded, unfinished; /* as struct person_found */
    int64_t total;                      /* answers in all, or so far when there are others */
    bool others;                        /* not looked at yet: on the next page */
    struct text more;                   /* the first of those that are not shown yet, for the next page; empty: none */
    struct text receive, proof;         /* receive: address of the form for a new person; empty: may not */
};
void search_page(struct output *out, const struct search_view *view);
void search_cards_page(struct output *out, const struct search_card *cards, size_t count, struct text icons);

/* Cards with the addresses of what may be opened; behind them one for each other office that holds somebody. */
const struct search_card *search_cards(struct request *request, const struct person_card *found, size_t count,
                                       size_t *ret_count);

enum outcome search_show(struct request *request, struct response *response);
enum outcome search_run(struct request *request, struct response *response);

/* Why somebody may be the same, in the words of the reader. */
struct likely_reason {
    struct text label, words;
    struct text a, b; /* what was given now, and what is known; empty where it may not be read */
    bool against;
};
/* Somebody known who may be the one being received. */
struct likely_view {
    const struct search_card *card;
    struct text name; /* of the parameter that says who she is */
    struct form_choice choices[3];
    size_t choice_count;
    int64_t percent; /* within reach */
    const struct likely_reason *reasons;
    size_t reason_count;
    bool twin, missing; /* missing: nothing was said yet */
};
struct likely_person;
void person_likely_page(struct output *out, const struct likely_view *view, struct text icons);
/* How they are shown; `typed`: what is missing is an error. */
enum outcome new_likely_show(struct request *request, const struct likely_person *likely, size_t count, bool typed,
                             struct likely_view **ret_views) MUST_CHECK;
/* Was something said of each; who is the same (zeros: nobody). */
enum outcome new_likely_said(struct request *request, const struct likely_person *likely, size_t count,
                             bool *ret_all_said, struct identifier *ret_same) MUST_CHECK;
/* Tells the features what was said of each and the person who was stored. */
enum outcome new_likely_keep(struct request *request, struct identifier person, const struct likely_person *likely,
                             size_t count) MUST_CHECK;

struct person_new_view {
    const struct page *page;
    struct form_view form;
    bool guessed; /* which of the words searched for is the family name */
    struct text action, cancel, proof;
    const struct search_card *cards; /* found by searching again */
    size_t card_count;
    const struct likely_view *likely;
    size_t likely_count;
};
void person_new_page(struct output *out, const struct person_new_view *view);
enum outcome person_new_refuse(struct request *request, struct response *response); /* GET: search first */
enum outcome person_new_show(struct request *request, struct response *response);
enum outcome person_new_store(struct request *request, struct response *response);

#endif
