/* Within document/: what its templates show. */
#ifndef DOCUMENT_ATTACHMENT_PAGES_H
#define DOCUMENT_ATTACHMENT_PAGES_H

#include "document/document.h"
#include "record/pages.h"
#include "web/page.h"

struct attachment_choice {
    struct text code, label, id;
    bool selected;
};
struct attachment_form_view {
    const struct page *page;
    struct text title; /* of the row */
    struct text action, back, record, subject, key, limit;
    int64_t largest, megabytes;
    const struct attachment_choice *kinds;
    size_t kind_count;
    struct text kind_error, file_error, other_error;
};
void attachment_form_page(struct output *out, const struct attachment_form_view *view);

#endif
