/* The jobs of imports: a run checked, stored or undone while others work; old lines cleaned up. */
#include "exchange/import_parts.h"
#include "identity/identity.h"

enum { TIMEOUT = 6 * 3600, ATTEMPTS = 5, STEP_ARENA = 64 << 20 };

/* ---- some lines at a time ---- */

struct following {
    struct work *work; /* as the importer */
    struct identifier id;
    import_progress *progress;
    void *context;
};

/* Hands "import.store" or "import.undo" over until nothing is left. */
static enum outcome follow(const struct following *following, const char *action)
{
    AUTO_ARENA struct arena *arena = arena_open(STEP_ARENA);
    struct work work = *following->work;
    struct text answer = TEXT("more");
    enum outcome outcome = OK;
    work.arena = arena;
    while (outcome == OK && text_is(answer, "more")) {
        struct import_run run;
        outcome = import_hand_over(&work, action, identifier_to_text(arena, following->id), &answer);
        bool more = outcome == OK && text_is(answer, "more");
        if (outcome == OK && following->progress != NULL)
            outcome = import_run_read(&work, following->id, &run);
        if (outcome == OK && following->progress != NULL)
            outcome = following->progress(following->context, run.done + run.left_out, run.lines);
        arena_reset(arena);
        work.problems = problems_open(arena);
        answer = more ? TEXT("more") : TEXT("done");
    }
    return outcome;
}

/* Whatever the state of the run says is to be done. */
static enum outcome go_on(struct work *work, struct identifier id, import_progress *progress, void *context)
{
    const struct following following = {work, id, progress, context};
    struct import_run run;
    enum outcome outcome = import_run_read(work, id, &run);
    if (outcome == OK && run.state == RUN_CHECKING)
        return import_check_all(work, id, progress, context);
    if (outcome == OK && run.state == RUN_STORING) {
        outcome = follow(&following, "import.store");
        if (outcome == OK)
            outcome = import_run_read(work, id, &run);
    }
    return outcome == OK && run.state == RUN_UNDOING ? follow(&following, "import.undo") : outcome;
}

/* ---- the job ---- */

static enum outcome note(void *context, int64_t done, int64_t total) { return job_progress(context, done, total); }

static const struct language *language_of(struct work *work, struct identifier user)
{
    void *row;
    if (record_get_unlimited(work, &user_account_record, user, &row) != OK)
        return work->language;
    const struct language *own = language_for(((const struct user_account *)row)->language);
    return own == NULL ? work->language : own;
}

/* As who ordered it: no right more than they have now. */
static enum outcome run_job(struct job_context *context)
{
    struct work work = *context->work;
    struct actor actor = {0};
    struct identifier id;
    if (text_to_identifier(context->job->arguments, &id) != OK)
        return FAILED;
    enum outcome outcome = identity_actor_of_user(&work, context->job->user, &actor);
    if (outcome == OK) {
        work.language = language_of(&work, context->job->user);
        work.actor = &actor;
        outcome = go_on(&work, id, note, context);
    }
    if (outcome > 0 && !context->stopped && !context->ended)
        context->problem = TEXT("import_refused");
    return outcome;
}

static bool explain(struct text problem, const char **ret_message, const char **ret_advice)
{
    if (!text_is(problem, "import_refused"))
        return false;
    *ret_message = N_("The import was refused: the run has moved on, or whoever ordered it may not import any more.");
    *ret_advice = N_("Open the import's own page: it says how far it came and what can be done.");
    return true;
}

const struct job_kind exchange_import_job = {"exchange.import",      run_job, TIMEOUT, ATTEMPTS,
                                             N_("Import of a file"), explain};

static enum outcome run_clean_up(struct job_context *context)
{
    struct text answer = TEXT("more");
    enum outcome outcome = OK;
    while (outcome == OK && text_is(answer, "more"))
        outcome = import_hand_over(context->work, "import.clean_up", TEXT("{}"), &answer);
    return outcome;
}

const struct job_kind exchange_clean_up_job = {
    "exchange.clean_up", run_clean_up, 60, 3, N_("Clean-up of files that were sent for import"), NULL};

/* ---- the same for a command ---- */

enum outcome import_run_now(struct work *work, struct identifier id, const char *goal)
{
    struct text answer;
    struct text arguments = arena_format(work->arena, "%s %.*s", goal, TEXT_ARG(identifier_to_text(work->arena, id)));
    enum outcome outcome = import_hand_over(work, "import.begin", arguments, &answer);
    return outcome == OK ? go_on(work, id, NULL, NULL) : outcome;
}

static enum outcome wish_column(struct work *work, const struct file_facts *facts, struct text wish,
                                struct import_mapping *mapping)
{
    static const struct {
        const char *name;
        enum day_order order;
        enum decimal_mark mark;
        enum first_of_year january;
    } WORDS[] = {{"dmy", ORDER_DAY_FIRST, MARK_OPEN, JANUARY_OPEN}, {"mdy", ORDER_MONTH_FIRST, MARK_OPEN, JANUARY_OPEN},
                 {"refuse", ORDER_REFUSE, MARK_OPEN, JANUARY_OPEN}, {"comma", ORDER_OPEN, MARK_COMMA, JANUARY_OPEN},
                 {"point", ORDER_OPEN, MARK_POINT, JANUARY_OPEN},   {"year", ORDER_OPEN, MARK_OPEN, JANUARY_YEAR},
                 {"day", ORDER_OPEN, MARK_OPEN, JANUARY_DAY}};
    struct text heading;
    struct text word;
    (void)text_split(&wish, '=', &heading);
    struct text to = TEXT_NONE;
    (void)text_split(&wish, ':', &to);
    for (size_t i = 0; i < facts->column_count; i++) {
        struct column_choice *column = &mapping->columns[i];
        if (!text_equal_ignoring_case(facts->columns[i].label, heading))
            continue;
        column->to = to;
        while (wish.length > 0 && text_split(&wish, ':', &word))
            for (size_t w = 0; w < sizeof WORDS / sizeof *WORDS; w++)
                if (text_is(word, WORDS[w].name)) {
                    column->order = WORDS[w].order != ORDER_OPEN ? WORDS[w].order : column->order;
                    column->mark = WORDS[w].mark != MARK_OPEN ? WORDS[w].mark : column->mark;
                    column->january = WORDS[w].january != JANUARY_OPEN ? WORDS[w].january : column->january;
                }
        return OK;
    }
    return problem_add_with(&work->problems, INVALID, "column_unknown", TEXT_NONE, N_("No column is called “{1}”."),
                            heading, TEXT_NONE);
}

static enum outcome send_mapping(struct work *work, struct identifier id, const struct import_mapping *mapping,
                                 const struct import_wish *wish)
{
    AUTO_BUFFER struct buffer message = buffer_open(2 << 20);
    struct json_writer json = json_writer_open(&message);
    struct text answer;
    json_object_begin(&json);
    json_key(&json, TEXT("run"));
    json_put_text(&json, identifier_to_text(work->arena, id));
    json_key(&json, TEXT("mapping"));
    json_put_text(&json, mapping_write(work->arena, mapping));
    json_key(&json, TEXT("whole"));
    json_put_boolean(&json, !wish->only_good);
    json_key(&json, TEXT("with_alike"));
    json_put_boolean(&json, wish->alike);
    json_object_end(&json);
    return json_finish(&json) ? import_hand_over(work, "import.map", buffer_text(&message), &answer) : FAILED;
}

enum outcome import_map(struct work *work, struct identifier id, const struct import_wish *wish)
{
    struct import_run run;
    struct file_facts facts;
    struct import_mapping mapping;
    enum outcome outcome = import_run(work, id, &run);
    if (outcome == OK)
        outcome = facts_read(work->arena, run.facts, &facts);
    if (outcome != OK)
        return outcome;
    const struct import_kind *kind = import_kind_named(run.kind);
    if (run.mapping.length == 0 || import_mapping_read(work->arena, run.mapping, &mapping) != OK ||
        mapping.count != facts.column_count)
        import_mapping_guess(work, kind, &facts, &mapping);
    for (size_t i = 0; i < wish->count && outcome == OK; i++)
        outcome = wish_column(work, &facts, wish->changes[i], &mapping);
    if (outcome == OK)
        outcome = mapping_check(work, kind, &facts, &mapping);
    return outcome == OK ? send_mapping(work, id, &mapping, wish) : outcome;
}

enum outcome import_find(struct work *work, struct text number, struct identifier *ret_run)
{
    struct text readings[NUMBER_READINGS];
    size_t count = number_readings(work->arena, number, readings);
    enum outcome outcome = NOT_FOUND;
    for (size_t i = 0; i < count && outcome == NOT_FOUND; i++)
        outcome = import_run_by_number(work, readings[i], ret_run);
    return outcome;
}

enum outcome import_sums(struct work *work, struct identifier id, struct import_sums *ret_sums)
{
    struct import_run run;
    enum outcome outcome = import_run(work, id, &run);
    if (outcome == OK)
        *ret_sums = (struct import_sums){run.number,  import_run_state_name(run.state),
                                         run.lines,   run.good,
                                         run.renewed, run.bad,
                                         run.known,   run.changed,
                                         run.alike,   run.done,
                                         run.left_out};
    return outcome;
}

static bool pass_faults(struct work *work, struct text faults, bool (*take)(void *context, struct text line),
                        void *context)
{
    struct fault_line fault;
    while (fault_next(work, &faults, &fault) == OK)
        if (!take(context, arena_format(work->arena, "%zu\t%lld\t%.*s", fault.line, (long long)fault.column + 1,
                                        TEXT_ARG(fault.sentence))))
            return false;
    return true;
}

enum outcome import_faults(struct work *work, struct identifier id, bool (*take)(void *context, struct text line),
                           void *context)
{
    AUTO_ARENA struct arena *arena = arena_open(STEP_ARENA);
    struct work inner = *work;
    struct import_run run;
    bool on = true;
    enum outcome outcome = import_run(work, id, &run);
    inner.arena = arena;
    for (int64_t part = 0; outcome == OK && part < run.parts && on; part++) {
        struct import_part checked;
        outcome = import_part_read(&inner, &run, part, &checked);
        on = outcome == OK && pass_faults(&inner, checked.faults, take, context);
        arena_reset(arena);
    }
    return outcome;
}
