/* The page that says what went wrong and what to do next. */
#ifndef WEB_PROBLEM_PAGE_H
#define WEB_PROBLEM_PAGE_H

#include "web/page.h"
#include "web/status.h"

struct problem_page {
    const struct page *page;
    const char *title, *advice; /* N_() */
    const char *icon;
    const struct problem *problems; /* the first of a chain */
    struct text incident;
    /* The form again, to be sent once more with one button. */
    bool send_again;
    struct text action;
    const struct parameter *fields;
    size_t field_count;
    bool sign_in; /* nobody is signed in: offer it */
};
void problem_page(struct output *out, const struct problem_page *view);

#endif
