/* Who waits because no funding line fits: the most urgent first, then the longest waiting.  A job proposes a line that
   has money again; a programme manager decides. */
#include "reintegration/reintegration_store.h"

static const struct choice PRIORITIES[] = {
    {"high", N_("High"), {0}},
    {"medium", N_("Medium"), {0}},
    {"low", N_("Low"), {0}},
};
struct choice_list waiting_priorities = {"waiting_priorities", NULL, PRIORITIES,
                                         sizeof PRIORITIES / sizeof *PRIORITIES};

int64_t waiting_rank(struct text priority)
{
    int64_t rank = 0;
    while (rank < (int64_t)waiting_priorities.count && !text_is(priority, PRIORITIES[rank].code))
        rank++;
    return rank;
}

static const struct field FIELDS[] = {
    CASE_FIELD(struct reintegration_waiting, MONEY_PURPOSES),
    FIELD(struct reintegration_waiting, priority, FIELD_CHOICE, .label = N_("Priority"), .choices = &waiting_priorities,
          .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_FILTERED,
          .help = N_("From what you may know: age, family, health as the person told it, means.")),
    FIELD(struct reintegration_waiting, protection_priority, FIELD_CHOICE, .label = N_("Priority for protection"),
          .choices = &waiting_priorities, .purposes = PURPOSE_PROTECTION, .flags = FIELD_SEALED,
          .help = N_("Seen by protection officers alone; for them it also orders the list.")),
    FIELD(struct reintegration_waiting, wanted, FIELD_MONEY, .label = N_("Amount needed"),
          .flags = FIELD_REQUIRED | FIELD_LISTED),
    FIELD(struct reintegration_waiting, since_on, FIELD_DATE, .label = N_("Waits since"),
          .flags = FIELD_COMPUTED | FIELD_LISTED),
    FIELD(struct reintegration_waiting, country, FIELD_CHOICE, .label = N_("Country of return"), .choices = &countries,
          .flags = FIELD_COMPUTED | FIELD_LISTED),
    FIELD(struct reintegration_waiting, profile, FIELD_CHOICE, .label = N_("For whom"),
          .choices = &entitlement_profiles, .flags = FIELD_COMPUTED | FIELD_LISTED),
    FIELD(struct reintegration_waiting, note, FIELD_LINES, .label = N_("Note"), .purposes = CARE_PURPOSES,
          .flags = FIELD_SEALED, .longest = 1000),
    FIELD(struct reintegration_waiting, offered_line, FIELD_LINK, .label = N_("Line proposed"),
          .target = &budget_line_record, .flags = FIELD_COMPUTED | FIELD_LISTED),
    FIELD(struct reintegration_waiting, offered_on, FIELD_DATE, .label = N_("Proposed on"), .flags = FIELD_COMPUTED),
};

static struct text title(struct work *work, const void *row)
{
    (void)row;
    return text_from(tr(work->language, waiting_record.label));
}

/* ---- which lines would pay ---- */

struct funds {
    struct line_figures *lines;
    struct fit_rule *rules;
    size_t line_count, rule_count;
};

static enum outcome read_funds(struct work *work, struct identifier organisation, struct funds *ret)
{
    struct entitlement_row *rows;
    int32_t today = zone_date(work->zone, work->now);
    enum outcome outcome = budget_lines_running(work, organisation, today, &ret->lines, &ret->line_count);
    if (outcome == OK)
        outcome = entitlements_on(work, organisation, today, &rows, &ret->rule_count);
    if (outcome != OK)
        return outcome;
    ret->rules = arena_array(work->arena, struct fit_rule, ret->rule_count + 1);
    for (size_t i = 0; i < ret->rule_count; i++)
        ret->rules[i] = (struct fit_rule){rows[i].budget_line, rows[i].country, rows[i].profile};
    return OK;
}

/* What somebody waits for, and who. */
struct want {
    struct money wanted;
    struct text country, profile;
    struct line_serves person;
};

/* The first line that fits, serves the person and has enough left; NULL when there is none. */
static enum outcome find_line(struct work *work, struct funds *funds, const struct want *want,
                              struct line_figures **ret_line, struct money *ret_worth)
{
    *ret_line = NULL;
    for (size_t i = 0; i < funds->line_count && *ret_line == NULL; i++) {
        struct line_figures *line = &funds->lines[i];
        if (!line_fits(funds->rules, funds->rule_count, line->line, want->country, want->profile) ||
            !line_serves(&line->serves, &want->person))
            continue;
        enum outcome outcome = reintegration_worth(work, want->wanted, text_from(line->left.currency), ret_worth);
        if (outcome < 0)
            return outcome;
        if (outcome == OK && line->left.minor >= ret_worth->minor)
            *ret_line = line;
    }
    return OK;
}

static enum outcome check_new(struct work *work, struct reintegration_waiting *waiting, const struct return_case *file,
                              struct problems *problems)
{
    struct funds funds;
    struct line_figures *line;
    struct money worth;
    waiting->head.state = text_from(waiting_flow.states[0].name);
    if (waiting->since_on == DATE_NONE)
        waiting->since_on = zone_date(work->zone, work->now);
    waiting->country = file->country_of_return;
    enum outcome outcome = case_profile(work, file, &waiting->profile);
    if (outcome == OK)
        outcome = read_funds(work, file->head.organisation, &funds);
    if (outcome != OK || waiting->wanted.currency[0] == '\0')
        return outcome;
    struct want want = {.wanted = waiting->wanted, .country = waiting->country, .profile = waiting->profile};
    outcome = funding_of(work, file, waiting->since_on, &want.person);
    if (outcome == OK)
        outcome = find_line(work, &funds, &want, &line, &worth);
    if (outcome == OK && line != NULL) {
        struct text label = arena_format(work->arena, "%.*s %.*s", TEXT_ARG(line->code), TEXT_ARG(line->title));
        (void)problem_add_with(problems, INVALID, "line_fits", TEXT("wanted"),
                               N_("Nobody has to wait: the line {1} fits and has {2} left."), label,
                               language_money(work->arena, work->language, line->left));
    }
    return outcome;
}

static enum outcome check(struct work *work, const void *before, void *row, struct problems *problems)
{
    struct reintegration_waiting *waiting = row;
    const struct return_case *file;
    struct identifier open;
    enum outcome outcome = reintegration_case(work, waiting->return_case, row, &file);
    if (outcome != OK)
        return outcome < 0 ? outcome : OK;
    if (waiting->wanted.currency[0] != '\0' && waiting->wanted.minor <= 0)
        (void)problem_add(problems, INVALID, "amount_zero", TEXT("wanted"), N_("The amount is more than zero."));
    if (before != NULL || waiting->head.state.length > 0)
        return OK;
    outcome = waiting_of_case(work, file->head.id, file->head.person, &open);
    if (outcome == OK)
        (void)problem_add(problems, INVALID, "waits_already", TEXT_NONE,
                          N_("This case is on the waiting list already."));
    return outcome < 0 ? outcome : check_new(work, waiting, file, problems);
}

struct record waiting_record = {
    .name = "reintegration_waiting",
    .path = "waiting-entries",
    .table = "reintegration_waiting",
    .label = N_("Entry of the waiting list"),
    .plural = N_("Entries of the waiting list"),
    .check = check,
    .title = title,
    OF_A_CASE(struct reintegration_waiting, FIELDS, reintegration_write, MONEY_PURPOSES),
};

/* ---- life cycle ---- */

/* Granted to nobody: the program takes this step. */
static struct right by_the_program = {.name = "waiting.propose"};

static enum outcome offered(struct work *work, void *row)
{
    ((struct reintegration_waiting *)row)->offered_on = zone_date(work->zone, work->now);
    return OK;
}

static enum outcome passed_on(struct work *work, void *row)
{
    struct reintegration_waiting *waiting = row;
    (void)work;
    waiting->offered_line = (struct identifier){{0}};
    waiting->offered_on = DATE_NONE;
    return OK;
}

static const struct flow_state STATES[] = {
    {"waiting", N_("Waits for funds"), STATE_WAITING, true}, {"proposed", N_("A line has money"), STATE_NOW, true},
    {"placed", N_("A line was found"), STATE_NOW, true},     {"planned", N_("In the plan"), STATE_ENDED, true},
    {"left", N_("Off the list"), STATE_ENDED, false},
};

#define LEAVE(FROM)                                                                            \
    {                                                                                          \
        .from = FROM, .action = "leave", .to = "left", .label = N_("Take off the list"),       \
        .done = N_("Taken off the list"), .right = &reintegration_write, .note_required = true \
    }

static const struct step STEPS[] = {
    {.from = "waiting",
     .action = "propose",
     .to = "proposed",
     .label = N_("Propose a line"),
     .done = N_("A line with money was proposed"),
     .right = &by_the_program,
     .input = "offered_line",
     .required = "offered_line",
     .effect = offered,
     .task_right = &waiting_decide,
     .task_label = N_("Decide on somebody who waits: a line has money"),
     .task_days = 5},
    {.from = "proposed",
     .action = "place",
     .to = "placed",
     .label = N_("Give the place on this line"),
     .done = N_("Place given on a line"),
     .right = &waiting_decide,
     .task_right = &reintegration_write,
     .task_for_assigned = true,
     .task_label = N_("Put the aid into the plan on the line that was found"),
     .task_days = 7},
    {.from = "proposed",
     .action = "pass",
     .to = "waiting",
     .label = N_("Not on this line"),
     .done = N_("The line was not given"),
     .right = &waiting_decide,
     .note_required = true,
     .effect = passed_on},
    {.from = "placed",
     .action = "plan",
     .to = "planned",
     .label = N_("It is in the plan now"),
     .done = N_("Put into the plan"),
     .right = &reintegration_write},
    LEAVE("waiting"),
    LEAVE("proposed"),
    LEAVE("placed"),
};

const struct flow waiting_flow = {
    .name = "waiting",
    .record = &waiting_record,
    .states = STATES,
    .state_count = sizeof STATES / sizeof *STATES,
    .steps = STEPS,
    .step_count = sizeof STEPS / sizeof *STEPS,
};

/* ---- proposals, when a line has money ---- */

enum { LOOKED_AT_MOST = 500, TIMEOUT = 110, ATTEMPTS = 3 };

/* "ENTRY LINE": in the writing worker, each in a savepoint of its own.  What moved meanwhile is left alone. */
static enum outcome propose_here(struct work *work, struct text arguments, struct text *ret_answer)
{
    struct text entry_text;
    struct identifier entry;
    struct identifier line;
    *ret_answer = TEXT_NONE;
    if (!text_split(&arguments, ' ', &entry_text) || text_to_identifier(entry_text, &entry) != OK ||
        text_to_identifier(arguments, &line) != OK)
        return INVALID;
    struct reintegration_waiting *input = record_new(work->arena, &waiting_record);
    input->offered_line = line;
    enum outcome outcome = flow_move_forced_with(work, &waiting_flow, entry, TEXT("propose"), input, TEXT_NONE);
    return outcome == NOT_FOUND ? OK : outcome;
}

static enum outcome propose(struct work *work, struct identifier entry, struct identifier line)
{
    struct text answer;
    struct text arguments = arena_format(work->arena, "%.*s %.*s", TEXT_ARG(identifier_to_text(work->arena, entry)),
                                         TEXT_ARG(identifier_to_text(work->arena, line)));
    if (work->hand_over != NULL)
        return work->hand_over(work->hand_over_context, work, "reintegration.propose", arguments, &answer);
    return propose_here(work, arguments, &answer);
}

/* What is proposed or given already is as good as spent. */
static enum outcome set_aside(struct work *work, struct identifier organisation, const char *state, struct funds *funds)
{
    struct waiting_row *rows;
    size_t count;
    enum outcome outcome = waiting_in(work, organisation, state, LOOKED_AT_MOST, &rows, &count);
    for (size_t i = 0; outcome == OK && i < count; i++)
        for (size_t l = 0; outcome == OK && l < funds->line_count; l++) {
            struct money worth;
            if (!identifier_equal(rows[i].offered_line, funds->lines[l].line))
                continue;
            outcome = reintegration_worth(work, rows[i].wanted, text_from(funds->lines[l].left.currency), &worth);
            if (outcome == OK)
                funds->lines[l].left.minor -= worth.minor;
            outcome = outcome == NOT_FOUND ? OK : outcome;
        }
    return outcome;
}

static enum outcome want_of(struct work *work, const struct waiting_row *row, struct want *ret)
{
    void *file;
    *ret = (struct want){.wanted = row->wanted, .country = row->country, .profile = row->profile};
    enum outcome outcome = record_get_unlimited(work, &return_case_record, row->return_case, &file);
    return outcome == OK ? funding_of(work, file, zone_date(work->zone, work->now), &ret->person) : outcome;
}

static enum outcome propose_in(struct work *work, struct identifier organisation, int64_t *done)
{
    struct funds funds;
    struct waiting_row *rows;
    size_t count = 0;
    enum outcome outcome = read_funds(work, organisation, &funds);
    if (outcome == OK)
        outcome = set_aside(work, organisation, "proposed", &funds);
    if (outcome == OK)
        outcome = set_aside(work, organisation, "placed", &funds);
    if (outcome == OK)
        outcome = waiting_in(work, organisation, "waiting", LOOKED_AT_MOST, &rows, &count);
    for (size_t i = 0; outcome == OK && i < count; i++) {
        struct line_figures *line;
        struct money worth;
        struct want want;
        outcome = want_of(work, &rows[i], &want);
        if (outcome == OK)
            outcome = find_line(work, &funds, &want, &line, &worth);
        if (outcome != OK || line == NULL)
            continue;
        outcome = propose(work, rows[i].id, line->line);
        line->left.minor -= worth.minor;
        *done += 1;
    }
    return outcome;
}

enum outcome waiting_propose(struct work *work, int64_t *ret_proposed)
{
    struct identifier *organisations;
    size_t count;
    int64_t done = 0;
    enum outcome outcome = waiting_organisations(work, &organisations, &count);
    for (size_t i = 0; outcome == OK && i < count; i++)
        outcome = propose_in(work, organisations[i], &done);
    if (outcome == OK)
        *ret_proposed = done;
    return outcome;
}

static enum outcome run(struct job_context *context)
{
    int64_t proposed = 0;
    return waiting_propose(context->work, &proposed);
}

const struct internal_action reintegration_actions[] = {{"reintegration.propose", propose_here}, {NULL, NULL}};
const struct job_kind reintegration_waiting_job = {
    "reintegration.waiting", run, TIMEOUT, ATTEMPTS, N_("Lines with money for those who wait"), NULL};
