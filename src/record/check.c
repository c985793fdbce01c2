/* What the descriptor itself demands of a row. */
#include "record/record.h"

static void check_field(struct work *work, const struct field *field, const void *row, struct problems *problems)
{
    struct text name = text_from(field->name);
    if (field_is_empty(field, row)) {
        if ((field->flags & FIELD_REQUIRED) != 0)
            (void)problem_add_with(problems, INVALID, "required", name, N_("“{1}” is needed."),
                                   text_from(tr(work->language, field->label)), TEXT_NONE);
        return;
    }
    const void *at = (const char *)row + field->offset;
    int32_t date = field->kind == FIELD_DATE           ? *(const int32_t *)at
                   : field->kind == FIELD_PARTIAL_DATE ? ((const struct partial_date *)at)->date
                                                       : DATE_NONE;
    if (date == DATE_NONE)
        return;
    int32_t today = zone_date(work->zone, work->now);
    if ((field->flags & FIELD_PAST) != 0 && date > today)
        (void)problem_add(problems, INVALID, "date_in_future", name, N_("This date lies in the future."));
    else if (date < date_add_months(today, -12 * 130) || date > date_add_months(today, 12 * 50))
        (void)problem_add(problems, INVALID, "date_out_of_range", name,
                          N_("This date is too far from today to be right: check the year."));
}

enum outcome record_check(struct work *work, const struct record *record, const void *before, void *row)
{
    size_t already = work->problems.count;
    enum outcome outcome = OK;
    if (record->check != NULL)
        outcome = record->check(work, before, row, &work->problems);
    for (size_t i = 0; i < record->field_count; i++)
        if (before == NULL || !field_equal(&record->fields[i], before, row) || field_is_empty(&record->fields[i], row))
            check_field(work, &record->fields[i], row, &work->problems);
    if (outcome < 0)
        return outcome;
    return work->problems.count > already ? INVALID : outcome;
}
