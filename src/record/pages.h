/* Parts of pages that show what derives from descriptors; whole pages stand around them (web/record_pages.h). */
#ifndef RECORD_PAGES_H
#define RECORD_PAGES_H

#include "record/detail.h"
#include "record/form.h"
#include "record/merge.h"
#include "record/table.h"
#include "view/output.h"

/* `icons` is the address of the sprite. */
static inline bool record_icon_turns(const char *name) /* with the direction of the page */
{
    struct text icon = text_from(name);
    return text_is(icon, "next") || text_is(icon, "previous") || text_is(icon, "leave");
}
void record_icon_page(struct output *out, struct text icons, const char *name);
void record_field_page(struct output *out, const struct form_field *field, struct text icons);
/* What stands within <form id="page-form">, without the buttons at its end. */
void record_form_page(struct output *out, const struct form_view *view, struct text icons);
void record_detail_page(struct output *out, const struct detail_view *view, struct text icons);
void record_filters_page(struct output *out, const struct table_view *view, struct text icons);
/* Rows and pages. */
void record_table_page(struct output *out, const struct table_view *view, struct text icons);
void record_history_page(struct output *out, const struct history_view *view, struct text icons);
/* Within <form id="page-form">: what was typed, and for each field in conflict the choice. */
void record_merge_page(struct output *out, const struct merge *merge, struct text icons);

#endif
