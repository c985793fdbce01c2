/* Who follows a case. */
#include "flow/task.h"
#include "identity/absence.h"
#include "identity/identity.h"
#include "returns/return_pages.h"
#include "returns/return_rules.h"
#include "returns/return_store.h"
#include "web/form.h"
#include "web/record_parts.h"

static enum outcome move_tasks(struct work *work, const struct record *record, const struct return_case *file,
                               struct identifier user)
{
    struct identifier *ids;
    size_t count;
    enum outcome outcome = return_child_ids(work, record, file->head.id, file->head.person, NULL, &ids, &count);
    for (size_t i = 0; i < count && outcome == OK; i++)
        outcome = task_assign(work, text_from(record->name), ids[i], file->head.person, user);
    return outcome;
}

static enum outcome check_caseworker(struct work *work, const struct return_case *file, struct identifier user)
{
    struct identifier *users;
    size_t count;
    enum outcome outcome = return_caseworkers(work, file->head.office, &users, &count);
    if (outcome != OK || identifier_is_none(user))
        return outcome;
    for (size_t i = 0; i < count; i++)
        if (identifier_equal(users[i], user))
            return OK;
    return problem_add(&work->problems, INVALID, "no_caseworker", TEXT("assigned"), N_("Choose from the list."));
}

/* Preparations and items go with their case, each with its own history. */
static enum outcome move_children(struct work *work, const struct record *record, const struct return_case *file,
                                  struct identifier user)
{
    struct identifier *ids;
    size_t count;
    enum outcome outcome = return_child_ids(work, record, file->head.id, file->head.person, NULL, &ids, &count);
    for (size_t i = 0; i < count && outcome == OK; i++) {
        void *row;
        outcome = record_get_unlimited(work, record, ids[i], &row);
        if (outcome != OK || identifier_equal(record_head_of(row)->assigned, user))
            continue;
        void *changed = record_copy(work->arena, record, row);
        record_head(changed)->assigned = user;
        outcome = record_update_by_step(work, record, row, changed, TEXT("assign"));
    }
    return outcome;
}

enum outcome return_assign_to(struct work *work, const struct return_case *file, struct identifier user)
{
    struct subject subject = record_subject(file);
    if (!actor_may_on(work->actor, &return_assign, &subject))
        return FORBIDDEN;
    enum outcome outcome = check_caseworker(work, file, user);
    if (outcome != OK)
        return outcome;
    struct return_case *changed = record_copy(work->arena, &return_case_record, file);
    changed->head.assigned = user;
    struct text reason = work->reason;
    outcome = staff_name(work, user, &work->reason); /* the history names who follows the case now */
    if (outcome == OK)
        outcome = record_update_by_step(work, &return_case_record, file, changed, TEXT("assign"));
    if (outcome == OK)
        outcome = move_children(work, &return_milestone_record, file, user);
    if (outcome == OK)
        outcome = move_children(work, &return_item_record, file, user);
    work->reason = reason;
    if (outcome == OK)
        outcome = task_assign(work, text_from(return_case_record.name), file->head.id, file->head.person, user);
    if (outcome == OK)
        outcome = move_tasks(work, &return_milestone_record, file, user);
    if (outcome == OK)
        outcome = move_tasks(work, &return_item_record, file, user);
    return outcome == OK ? companions_assigned(work, changed) : outcome;
}

/* ---- the form ---- */

/* The colleague's name and, if they are away today, until when. */
static struct text choice_label(struct work *work, struct text name, const struct away *away)
{
    if (away == NULL)
        return name;
    struct text arguments[] = {name, language_short_date(work->arena, work->language, away->until)};
    return tr_with(work->arena, work->language, N_("{1} (away until {2})"), arguments, 2);
}

static enum outcome fill_choices(struct work *work, const struct return_case *file, struct identifier chosen,
                                 struct assign_view *view)
{
    struct identifier *users;
    size_t count;
    enum outcome outcome = return_caseworkers(work, file->head.office, &users, &count);
    if (outcome != OK)
        return outcome;
    struct text *names = arena_array(work->arena, struct text, count + 1);
    struct away *away = NULL;
    size_t away_count = 0;
    outcome = record_titles(work, &colleague_record, users, count, names);
    if (outcome == OK)
        outcome = absence_on(work, file->head.organisation, zone_date(work->zone, work->now), &away, &away_count);
    view->choices = arena_array(work->arena, struct form_choice, count + 1);
    for (size_t i = 0; i < count; i++)
        view->choices[view->choice_count++] =
            (struct form_choice){identifier_to_text(work->arena, users[i]),
                                 choice_label(work, names[i], absence_among(away, away_count, users[i])),
                                 arena_format(work->arena, "assigned-%zu", i + 1), identifier_equal(users[i], chosen)};
    return outcome;
}

/* `away`: who was chosen, and is away, to be confirmed; NULL. */
static enum outcome send_form(struct request *request, struct response *response, const struct record_target *target,
                              bool typed, int status, const struct away *away)
{
    struct work *work = &request->work;
    const struct return_case *file = target->now;
    struct assign_view view = {.page = page_open(request, N_("Give the case to a caseworker")),
                               .number = file->head.number,
                               .version = file->head.version,
                               .action = page_path(request, request->path),
                               .cancel = page_path(request, case_address(work->arena, file->head.id, "")),
                               .away = away};
    struct identifier chosen = file->head.assigned;
    if (typed && text_to_identifier(parameters_get(&request->form, TEXT("assigned")), &chosen) != OK)
        chosen = (struct identifier){{0}};
    enum outcome outcome = fill_choices(work, file, chosen, &view);
    if (outcome != OK)
        return outcome;
    const struct problem *problem = work->problems.first;
    view.error = problem == NULL ? TEXT_NONE : problem_sentence(work->arena, work->language, problem);
    view.key = typed ? parameters_get(&request->form, TEXT("_key")) : form_key_new(request);
    view.stale = status == 409;
    page_trail(view.page, return_case_record.plural, TEXT("/return-cases"));
    page_trail_text(view.page, file->head.number, case_address(work->arena, file->head.id, ""));
    page_trail(view.page, N_("Caseworker"), TEXT_NONE);
    view.page->has_form = true;
    struct output out = page_output(request, response);
    return_assign_page(&out, &view);
    return page_send(request, response, status);
}

static enum outcome open_case(struct request *request, struct record_target *ret_target)
{
    enum outcome outcome = record_target_find(request, &return_case_record, 0, ret_target);
    if (outcome != OK)
        return outcome;
    struct subject subject = record_subject(ret_target->now);
    return actor_may_on(&request->actor, &return_assign, &subject) ? OK : FORBIDDEN;
}

enum outcome return_assign_show(struct request *request, struct response *response)
{
    struct record_target target;
    enum outcome outcome = open_case(request, &target);
    return outcome == OK ? send_form(request, response, &target, false, 200, NULL) : outcome;
}

/* Somebody who is away is asked about once: the form comes again, and says so. */
static enum outcome find_away(struct request *request, const struct return_case *file, struct identifier user,
                              const struct away **ret_away)
{
    struct work *work = &request->work;
    struct away *away;
    size_t count;
    *ret_away = NULL;
    if (text_is(parameters_get(&request->form, TEXT("away")), "yes"))
        return OK;
    enum outcome outcome = absence_on(work, file->head.organisation, zone_date(work->zone, work->now), &away, &count);
    if (outcome == OK)
        *ret_away = absence_among(away, count, user);
    return outcome;
}

static enum outcome tell(struct work *work, const struct return_case *file, struct identifier user)
{
    const struct notice notice = {file->head.organisation, user, file->head.id, file->head.number, 1};
    return notice_add(work, &return_notices[0], &notice);
}

enum outcome return_assign_take(struct request *request, struct response *response)
{
    struct record_target target;
    struct text location;
    struct identifier user = {{0}};
    enum outcome outcome = open_case(request, &target);
    if (outcome != OK)
        return outcome;
    if (request->redisplay)
        return send_form(request, response, &target, true, 200, NULL);
    if (form_answered(request, response, &outcome))
        return outcome;
    struct text chosen = parameters_get(&request->form, TEXT("assigned"));
    if (chosen.length > 0 && text_to_identifier(chosen, &user) != OK)
        return NOT_FOUND;
    const struct away *away;
    outcome = find_away(request, target.now, user, &away);
    if (outcome == OK && away != NULL)
        return send_form(request, response, &target, true, 422, away);
    if (outcome != OK)
        return outcome;
    outcome = form_version(request) == record_head_of(target.now)->version
                  ? return_assign_to(&request->work, target.now, user)
                  : CONFLICT;
    if (outcome == INVALID || outcome == CONFLICT)
        return send_form(request, response, &target, true, outcome == INVALID ? 422 : 409, NULL);
    location = case_address(request->work.arena, target.id, "");
    if (outcome == OK && !identifier_equal(user, record_head_of(target.now)->assigned))
        outcome = tell(&request->work, target.now, user);
    return outcome == OK ? form_done(request, response, location, N_("Saved.")) : outcome;
}
