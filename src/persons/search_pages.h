/* The search and the way from it to a new person.  Within persons/. */
#ifndef PERSONS_SEARCH_PAGES_H
#define PERSONS_SEARCH_PAGES_H

#include "persons/persons.h"
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
    int64_t total;              /* answers in all */
    struct text more;           /* the first of those that are not shown yet, for the next page; empty: none */
    struct text receive, proof; /* receive: address of the form for a new person; empty: may not */
};
void search_page(struct output *out, const struct search_view *view);
void search_cards_page(struct output *out, const struct search_card *cards, size_t count, struct text icons);

/* Cards with the addresses of what may be opened; behind them one for each other office that holds somebody. */
const struct search_card *search_cards(struct request *request, const struct person_card *found, size_t count,
                                       size_t *ret_count);

enum outcome search_show(struct request *request, struct response *response);
enum outcome search_run(struct request *request, struct response *response);

struct person_new_view {
    const struct page *page;
    struct form_view form;
    struct text action, cancel, proof;
    const struct search_card *cards; /* found by searching again */
    size_t card_count;
};
void person_new_page(struct output *out, const struct person_new_view *view);
enum outcome person_new_refuse(struct request *request, struct response *response); /* GET: search first */
enum outcome person_new_show(struct request *request, struct response *response);
enum outcome person_new_store(struct request *request, struct response *response);

#endif
