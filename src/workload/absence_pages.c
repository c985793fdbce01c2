/* Absences: said by each for themselves, by a supervisor for the office. */
#include "identity/identity.h"
#include "workload/workload_pages.h"

enum { SUBSTITUTE_NOTICE = 2 };

enum outcome absence_prepare(struct request *request, void *row)
{
    struct absence *absence = row;
    absence->head.organisation = request->actor.organisation;
    absence->head.office = request->actor.office;
    absence->head.assigned = absence->account = request->actor.user; /* until somebody else is chosen */
    return OK;
}

static enum outcome tell(struct work *work, const struct absence *absence)
{
    const struct notice notice = {absence->head.organisation, absence->substitute, absence->account, TEXT_NONE, 1};
    return notice_add(work, &workload_notices[SUBSTITUTE_NOTICE], &notice);
}

enum outcome absence_add(struct work *work, void *row)
{
    struct absence *absence = row;
    absence->head.assigned = absence->account; /* before the right is asked: who may only keep their own */
    enum outcome outcome = record_insert(work, &absence_record, absence);
    return outcome == OK ? tell(work, absence) : outcome;
}

enum outcome absence_change(struct work *work, const void *before, void *row)
{
    const struct absence *was = before;
    const struct absence *absence = row;
    enum outcome outcome = record_update(work, &absence_record, before, row);
    bool other = !identifier_equal(was->substitute, absence->substitute) && absence->cancelled.is != FLAG_YES;
    return outcome == OK && other ? tell(work, absence) : outcome;
}

/* The colleagues of the office; for who may only keep their own absences, themselves. */
static enum outcome links(void *context, struct work *work, const struct field *field, const void *row,
                          const struct form_choice **ret_choices, size_t *ret_count)
{
    const struct absence *absence = row;
    bool whose = text_is(text_from(field->name), "account");
    struct identifier other = {{0}};
    const struct subject subject = {absence->head.organisation, absence->head.office, other};
    struct identifier *users;
    size_t count;
    (void)context;
    if (field->target != &colleague_record)
        return NOT_FOUND;
    enum outcome outcome = office_colleagues(work, absence->head.office, &users, &count);
    if (outcome != OK)
        return outcome;
    if (whose && !actor_may_on(work->actor, &absence_keep, &subject)) {
        users[0] = work->actor->user;
        count = 1;
    }
    struct text *names = arena_array(work->arena, struct text, count + 1);
    struct form_choice *choices = arena_array(work->arena, struct form_choice, count + 1);
    outcome = record_titles(work, &colleague_record, users, count, names);
    for (size_t i = 0; i < count && outcome == OK; i++)
        choices[i] = (struct form_choice){.code = identifier_to_text(work->arena, users[i]), .label = names[i]};
    *ret_choices = choices;
    *ret_count = count;
    return outcome;
}

static const struct record_page_options OPTIONS = {
    .record = &absence_record,
    .base = "/absences",
    .new_title = N_("Say who is away"),
    .edit_title = N_("Change the absence"),
    .users = &colleague_record,
    .prepare = absence_prepare,
    .create = absence_add,
    .update = absence_change,
    .links = links,
};

#define HANDLER(name, page)                                               \
    enum outcome name(struct request *request, struct response *response) \
    {                                                                     \
        return record_page_##page(request, response, &OPTIONS);           \
    }

HANDLER(absence_list, list)
HANDLER(absence_csv, csv)
HANDLER(absence_xlsx, xlsx)
HANDLER(absence_new, new)
HANDLER(absence_create, create)
HANDLER(absence_show, show)
HANDLER(absence_edit, edit)
HANDLER(absence_save, save)
HANDLER(absence_history, history)
HANDLER(absence_view_add, view_add)
HANDLER(absence_view_remove, view_remove)
