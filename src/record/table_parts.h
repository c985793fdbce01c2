/* Between table.c and table_filter.c. */
#ifndef RECORD_TABLE_PARTS_H
#define RECORD_TABLE_PARTS_H

#include "record/table.h"

struct text table_say(const struct work *work, const char *message);
/* Fields that the actor may read on some row at all: only these become filters and columns. */
struct field_set table_fields(const struct work *work, const struct record *record);
bool table_filters(const struct field *field);
const struct choice_list *table_codes(const struct field *field); /* NULL: not of codes */
/* "?" and the address form of a query. */
struct text table_path(struct work *work, const struct record *record, const struct list_query *query);
void table_make_filters(struct work *work, const struct record *record, const struct list_query *query,
                        const struct parameters *typed, const struct table_options *options, struct table_view *view);
void table_make_chips(struct work *work, const struct record *record, const struct list_query *query,
                      const struct parameters *typed, const struct table_options *options, struct table_view *view);

#endif
