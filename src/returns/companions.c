/* The features that app/ named at start: what they bring to the life of a case. */
#include "returns/return_rules.h"

enum { LINKS_MOST = 8 };

static struct {
    const struct return_companion *const *at;
    size_t count;
} companions;

enum outcome (*return_assessed)(struct work *work, const struct return_assessment *assessment);
enum outcome (*return_newest_assessment)(struct work *work, const struct return_case *file,
                                         struct return_assessment *ret);

void returns_start(const struct return_companion *const *list, size_t count)
{
    companions.at = list;
    companions.count = count;
}

enum outcome companions_require(struct work *work, const struct return_case *file, const char *action, int32_t day,
                                struct gate *gate)
{
    enum outcome outcome = OK;
    for (size_t i = 0; i < companions.count && outcome == OK; i++)
        if (companions.at[i]->require != NULL)
            outcome = companions.at[i]->require(work, file, action, day, gate);
    return outcome;
}

enum outcome companions_require_item(struct work *work, const struct return_item *item, const char *action,
                                     struct gate *gate)
{
    enum outcome outcome = OK;
    for (size_t i = 0; i < companions.count && outcome == OK; i++)
        if (companions.at[i]->require_item != NULL)
            outcome = companions.at[i]->require_item(work, item, action, gate);
    return outcome;
}

enum outcome companions_owed(struct work *work, const struct return_item *item, struct money *ret_owed)
{
    struct money owed = item->amount;
    enum outcome outcome = OK;
    for (size_t i = 0; i < companions.count && outcome == OK; i++)
        if (companions.at[i]->owed != NULL)
            outcome = companions.at[i]->owed(work, item, &owed);
    if (outcome == OK)
        *ret_owed = owed;
    return outcome;
}

enum outcome companions_moved(struct work *work, const struct return_case *before, const struct return_case *file)
{
    enum outcome outcome = OK;
    for (size_t i = 0; i < companions.count && outcome == OK; i++)
        if (companions.at[i]->moved != NULL)
            outcome = companions.at[i]->moved(work, before, file);
    return outcome;
}

enum outcome companions_assigned(struct work *work, const struct return_case *file)
{
    enum outcome outcome = OK;
    for (size_t i = 0; i < companions.count && outcome == OK; i++)
        if (companions.at[i]->assigned != NULL)
            outcome = companions.at[i]->assigned(work, file);
    return outcome;
}

enum outcome companions_needs(struct work *work, const struct return_case *file, const struct return_needs *before,
                              const struct return_needs *after)
{
    enum outcome outcome = OK;
    for (size_t i = 0; i < companions.count && outcome == OK; i++)
        if (companions.at[i]->needs != NULL)
            outcome = companions.at[i]->needs(work, file, before, after);
    return outcome;
}

enum outcome companions_links(struct work *work, const struct return_case *file, struct return_link **ret_links,
                              size_t *ret_count)
{
    struct return_link *links = arena_array(work->arena, struct return_link, LINKS_MOST);
    size_t count = 0;
    for (size_t i = 0; i < companions.count; i++) {
        struct return_link *more = NULL;
        size_t more_count = 0;
        if (companions.at[i]->links == NULL)
            continue;
        enum outcome outcome = companions.at[i]->links(work, file, &more, &more_count);
        if (outcome != OK)
            return outcome;
        for (size_t j = 0; j < more_count && count < LINKS_MOST; j++)
            links[count++] = more[j];
    }
    *ret_links = links;
    *ret_count = count;
    return OK;
}

size_t companions_count(void) { return companions.count; }

enum outcome companions_calendar(struct work *work, int32_t from, int32_t until, bool mine,
                                 struct calendar_entry *entries, size_t *count, bool *more)
{
    enum outcome outcome = OK;
    for (size_t i = 0; i < companions.count && outcome == OK; i++)
        if (companions.at[i]->calendar != NULL)
            outcome = companions.at[i]->calendar(work, from, until, mine, entries, count, more);
    return outcome;
}

const char *companions_path(struct text record)
{
    for (size_t i = 0; i < companions.count; i++)
        for (size_t j = 0; j < companions.at[i]->record_count; j++)
            if (text_is(record, companions.at[i]->records[j]->name))
                return companions.at[i]->records[j]->path;
    return NULL;
}

enum outcome return_screening_says(struct work *work, struct identifier file, struct text outcome_code)
{
    void *row;
    enum outcome outcome = record_get_unlimited(work, &return_case_record, file, &row);
    if (outcome != OK)
        return outcome;
    struct return_case *input = record_copy(work->arena, &return_case_record, row);
    input->screening_outcome = outcome_code;
    outcome = text_is(outcome_code, "wait")
                  ? NOT_FOUND
                  : flow_move_forced_with(work, &return_flow, file, TEXT("screen"), input, TEXT_NONE);
    if (outcome != NOT_FOUND)
        return outcome;
    input->screened_on = zone_date(work->zone, work->now);
    return record_update_by_step(work, &return_case_record, row, input, TEXT("screen"));
}
