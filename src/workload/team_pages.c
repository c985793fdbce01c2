/* The team of an office: who has how much to do. */
#include "identity/identity.h"
#include "workload/workload_pages.h"

const char *const stage_labels[STAGES] = {N_("Before the approval"), N_("Preparation and travel"),
                                          N_("After the arrival"), N_("Paused")};

/* In the order of return_open_states. */
size_t stage_of(size_t state)
{
    static const unsigned char OF[RETURN_OPEN_STATES] = {0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3};
    return OF[state];
}

enum outcome workload_office_of(struct request *request, const struct right *right, struct identifier *ret_office)
{
    struct identifier asked = {{0}};
    const struct reach *reach;
    size_t count = actor_reach(request->work.arena, &request->actor, right, &reach);
    struct text typed = parameters_get(&request->query, TEXT("office"));
    if (text_is_empty(typed))
        typed = parameters_get(&request->form, TEXT("office"));
    if (!text_is_empty(typed) && text_to_identifier(typed, &asked) != OK)
        return NOT_FOUND;
    for (size_t i = 0; i < count; i++)
        if (text_is_empty(typed) || identifier_equal(reach[i].office, asked)) {
            *ret_office = reach[i].office;
            return OK;
        }
    return NOT_FOUND;
}

/* ---- reading ---- */

struct team {
    struct identifier office;
    struct standing_limits limits;
    struct identifier *users; /* the staff, whoever else follows cases here, and zeros for nobody */
    size_t count, room;
    struct case_load *cases;
    struct task_load *tasks;
    struct paper_load *papers;
    struct away *away;
    size_t case_count, task_count, paper_count, away_count;
};

static size_t place_of(struct team *team, struct identifier user)
{
    for (size_t i = 0; i < team->count; i++)
        if (identifier_equal(team->users[i], user))
            return i;
    team->users[team->count] = user;
    return team->count++;
}

static enum outcome read_team(struct work *work, struct team *team)
{
    struct identifier *staff;
    size_t count = 0;
    enum outcome outcome = standing_limits_get(work, work->actor->organisation, &team->limits);
    if (outcome == OK)
        outcome = return_load(work, &team->limits, team->office, &team->cases, &team->case_count);
    if (outcome == OK)
        outcome = workload_tasks(work, team->office, &team->tasks, &team->task_count);
    if (outcome == OK)
        outcome = return_papers_ending(work, team->office, &team->papers, &team->paper_count);
    if (outcome == OK)
        outcome = absence_on(work, work->actor->organisation, zone_date(work->zone, work->now), &team->away,
                             &team->away_count);
    if (outcome == OK)
        outcome = return_staff(work, team->office, &staff, &count);
    if (outcome != OK)
        return outcome;
    team->room = count + team->case_count + team->task_count + team->paper_count + 1;
    team->users = arena_array(work->arena, struct identifier, team->room);
    for (size_t i = 0; i < count; i++)
        (void)place_of(team, staff[i]);
    for (size_t i = 0; i < team->case_count; i++)
        (void)place_of(team, team->cases[i].assigned);
    return OK;
}

/* ---- showing ---- */

static void add_cases(const struct team *team, struct identifier user, struct team_line *line)
{
    for (size_t i = 0; i < team->case_count; i++) {
        const struct case_load *load = &team->cases[i];
        if (!identifier_equal(load->assigned, user))
            continue;
        line->stages[stage_of(load->state)] += load->count;
        line->open += load->count;
        line->standing += load->standing;
    }
    for (size_t i = 0; i < team->task_count && !identifier_is_none(user); i++)
        if (identifier_equal(team->tasks[i].assigned, user)) {
            line->due += team->tasks[i].due;
            line->late += team->tasks[i].late;
        }
    for (size_t i = 0; i < team->paper_count; i++)
        if (identifier_equal(team->papers[i].assigned, user))
            line->papers += team->papers[i].count;
}

static void add_sum(struct team_line *sum, const struct team_line *line)
{
    for (size_t i = 0; i < STAGES; i++)
        sum->stages[i] += line->stages[i];
    sum->open += line->open;
    sum->due += line->due;
    sum->late += line->late;
    sum->standing += line->standing;
    sum->papers += line->papers;
}

static enum outcome fill_lines(struct request *request, struct team *team, struct team_view *view)
{
    struct work *work = &request->work;
    struct text *names = arena_array(work->arena, struct text, team->count + 1);
    struct identifier *substitutes = arena_array(work->arena, struct identifier, team->count + 1);
    struct text *substitute_names = arena_array(work->arena, struct text, team->count + 1);
    view->lines = arena_array(work->arena, struct team_line, team->count + 1);
    view->line_count = team->count;
    enum outcome outcome = record_titles(work, &colleague_record, team->users, team->count, names);
    for (size_t i = 0; i < team->count && outcome == OK; i++) {
        struct team_line *line = &view->lines[i];
        *line =
            (struct team_line){.name = names[i], .away = absence_among(team->away, team->away_count, team->users[i])};
        if (!identifier_is_none(team->users[i]))
            line->code = identifier_to_text(work->arena, team->users[i]);
        if (line->away != NULL)
            substitutes[i] = line->away->substitute;
        add_cases(team, team->users[i], line);
        add_sum(&view->sum, line);
    }
    if (outcome == OK)
        outcome = record_titles(work, &colleague_record, substitutes, team->count, substitute_names);
    for (size_t i = 0; i < team->count && outcome == OK; i++)
        view->lines[i].substitute = substitute_names[i];
    return outcome;
}

static void fill_states(const struct team *team, struct team_view *view)
{
    for (size_t i = 0; i < RETURN_OPEN_STATES; i++) {
        const struct flow_state *state = flow_state(&return_flow, text_from(return_open_states[i]));
        view->states[i] =
            (struct team_state){.label = state == NULL ? "" : state->label, .limit = team->limits.days[i]};
    }
    for (size_t i = 0; i < team->case_count; i++) {
        view->states[team->cases[i].state].count += team->cases[i].count;
        view->states[team->cases[i].state].standing += team->cases[i].standing;
    }
}

static void fill_chart(struct work *work, struct team_view *view)
{
    struct chart_point *points = arena_array(work->arena, struct chart_point, view->line_count + 1);
    struct text *series = arena_array(work->arena, struct text, STAGES);
    size_t count = 0;
    for (size_t i = 0; i < STAGES; i++)
        series[i] = text_from(tr(work->language, stage_labels[i]));
    for (size_t i = 0; i < view->line_count; i++) {
        const struct team_line *line = &view->lines[i];
        if (line->open == 0)
            continue;
        struct chart_point *point = &points[count++];
        point->label = line->name.length > 0 ? line->name : text_from(tr(work->language, N_("Nobody")));
        for (size_t stage = 0; stage < STAGES; stage++)
            point->values[stage] = line->stages[stage];
    }
    struct text title = text_from(tr(work->language, N_("Open cases of each colleague")));
    view->chart = (struct chart){.kind = CHART_BARS,
                                 .id = TEXT("team"),
                                 .title = title,
                                 .description = title,
                                 .series = series,
                                 .series_count = STAGES,
                                 .points = points,
                                 .count = count};
}

static enum outcome fill_offices(struct request *request, struct identifier current, struct team_view *view)
{
    struct work *work = &request->work;
    const struct reach *reach;
    size_t count = actor_reach(work->arena, &request->actor, &workload_see, &reach);
    struct identifier *ids = arena_array(work->arena, struct identifier, count + 1);
    struct text *names = arena_array(work->arena, struct text, count + 1);
    view->offices = arena_array(work->arena, struct team_office, count + 1);
    for (size_t i = 0; i < count; i++)
        ids[i] = reach[i].office;
    enum outcome outcome = record_titles(work, &office_record, ids, count, names);
    for (size_t i = 0; i < count && outcome == OK; i++) {
        struct text path =
            arena_format(work->arena, "/team?office=%.*s", TEXT_ARG(identifier_to_text(work->arena, ids[i])));
        bool is_current = identifier_equal(ids[i], current);
        view->offices[i] = (struct team_office){names[i], page_path(request, path), is_current};
        if (is_current)
            view->office = names[i];
    }
    view->office_count = count > 1 ? count : 0;
    return outcome;
}

enum outcome team_show(struct request *request, struct response *response)
{
    struct team team = {0};
    struct team_view view = {0};
    enum outcome outcome = workload_office_of(request, &workload_see, &team.office);
    if (outcome == OK)
        outcome = read_team(&request->work, &team);
    if (outcome == OK)
        outcome = fill_lines(request, &team, &view);
    if (outcome == OK)
        outcome = fill_offices(request, team.office, &view);
    if (outcome != OK)
        return outcome;
    fill_states(&team, &view);
    fill_chart(&request->work, &view);
    view.may_hand_over = actor_may(&request->actor, &hand_over_order);
    view.may_keep_absences = actor_may(&request->actor, &absence_keep);
    view.page = page_open(request, N_("My team"));
    struct output out = page_output(request, response);
    team_page(&out, &view);
    return page_send(request, response, 200);
}
