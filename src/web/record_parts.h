/* Between the files of the record pages and the record API. */
#ifndef WEB_RECORD_PARTS_H
#define WEB_RECORD_PARTS_H

#include "web/record_pages.h"

/* Names of the states of a flow, as a list of codes; NULL without a flow. */
const struct choice_list *flow_choices(struct arena *arena, const struct flow *flow);
/* "accent", "warn" or "good" of a state's kind; NULL when there is no such state. */
const char *flow_tone(const void *flow, struct text state);

/* A row that the actor sees, whole, as it is stored; `readable` and `fields` (of its form) are what the actor may read
   and write of it.  Not audited: for writes. */
struct record_target {
    struct identifier id;
    void *now;
    struct field_set readable, fields;
};
enum outcome record_target_find(struct request *request, const struct record *record, size_t index,
                                struct record_target *ret_target) MUST_CHECK;
/* Sends a page with the form of a row: its token and one-time key (that of the form that came, when `typed`) are put
 * in. */
enum outcome record_edit_send(struct request *request, struct response *response, struct record_edit_view *view,
                              bool typed, int status) MUST_CHECK;
/* Reads a form that was posted into a new row and stores it.  INVALID: nothing is stored, show the form again. */
enum outcome record_form_insert(struct request *request, const struct record *record, const struct field_set *fields,
                                void *row) MUST_CHECK;
/* options->warn: OK when there is nothing to say, or the form that came was shown with it already.  INVALID: show it,
   with *ret_warned in the view. */
enum outcome record_warn(struct request *request, const struct record_page_options *options, const void *row,
                         struct text *ret_warned) MUST_CHECK;
/* A new row where the actor is, in the first state of the flow. */
void *record_row_new(struct request *request, const struct record *record, const struct flow *flow);

/* "/fr/persons/0190…" and "/persons/0190…/edit" */
struct text record_address(const struct request *request, const char *base, struct identifier id, const char *behind);
struct text record_path(struct arena *arena, const char *base, struct identifier id, const char *behind);

/* One audit row, now or through the writing worker. */
enum outcome record_audit_export(struct request *request, const struct record *record, struct text details) MUST_CHECK;
/* The same of one row. */
enum outcome record_audit_print(struct request *request, const struct record *record, struct identifier subject,
                                struct text details) MUST_CHECK;

#endif
