/* The part of a run's page that asks what its columns are. */
#include "base/number.h"
#include "exchange/import_pages.h"

/* Answers: the code that is stored, and what people read. */
struct answer {
    const char *code, *label;
};
static const struct answer ORDERS[] = {{"", N_("Choose…")},
                                       {"1", N_("The day comes first: 31/03/2022")},
                                       {"2", N_("The month comes first: 03/31/2022")},
                                       {"3", N_("Neither is sure: refuse such lines")}};
static const struct answer MARKS[] = {
    {"", N_("Choose…")}, {"1", N_("A comma: 1 250,50")}, {"2", N_("A point: 1,250.50")}};
static const struct answer JANUARIES[] = {{"", N_("Choose…")},
                                          {"2", N_("Only the year was known: keep the year alone")},
                                          {"1", N_("Born on 1 January indeed: keep the day")}};

#define COUNT_OF(list) (sizeof(list) / sizeof *(list))

static struct text parameter_at(struct request *request, const char *what, size_t column)
{
    return parameters_get(&request->form, arena_format(request->work.arena, "%s.%zu", what, column));
}

static int64_t number_at(struct request *request, const char *what, size_t column, int64_t most)
{
    int64_t number = 0;
    return text_to_integer(parameter_at(request, what, column), 0, most, &number) == OK ? number : 0;
}

void import_read_columns(struct request *request, const struct file_facts *facts, struct import_mapping *ret_mapping)
{
    struct column_choice *columns = arena_array(request->work.arena, struct column_choice, facts->column_count + 1);
    for (size_t i = 0; i < facts->column_count; i++)
        columns[i] = (struct column_choice){
            .to = text_slice(parameter_at(request, "to", i), 0, 100),
            .order = (enum day_order)number_at(request, "order", i, ORDER_REFUSE),
            .mark = (enum decimal_mark)number_at(request, "mark", i, MARK_POINT),
            .january = (enum first_of_year)number_at(request, "january", i, JANUARY_YEAR),
        };
    *ret_mapping = (struct import_mapping){columns, facts->column_count};
}

static struct text error_of(struct request *request, const char *what, size_t column)
{
    struct text field = arena_format(request->work.arena, "%s.%zu", what, column);
    const struct problem *problem = problem_for(&request->work.problems, field);
    return problem == NULL ? TEXT_NONE : problem_sentence(request->work.arena, request->work.language, problem);
}

static void add_question(struct request *request, struct import_column_view *column, size_t at, const char *what,
                         const char *label, const struct answer *list, size_t count, int chosen)
{
    struct arena *arena = request->work.arena;
    struct form_choice *choices = arena_array(arena, struct form_choice, count + 1);
    for (size_t i = 0; i < count; i++) {
        int64_t code = 0;
        if (text_to_integer(text_from(list[i].code), 0, 9, &code) != OK)
            code = 0;
        choices[i] = (struct form_choice){.code = text_from(list[i].code),
                                          .label = text_from(tr(request->work.language, list[i].label)),
                                          .selected = code == chosen};
    }
    column->questions[column->question_count++] = (struct import_question){
        label, arena_format(arena, "%s.%zu", what, at), error_of(request, what, at), choices, count};
}

static void add_questions(struct request *request, const struct column_facts *facts, const struct column_choice *choice,
                          const struct import_target *target, size_t at, struct import_column_view *column)
{
    if (mapping_asks_order(facts, target))
        add_question(request, column, at, "order", N_("Days that can be read in two ways"), ORDERS, COUNT_OF(ORDERS),
                     (int)choice->order);
    if (mapping_asks_mark(facts, target))
        add_question(request, column, at, "mark", N_("Numbers that can be read in two ways"), MARKS, COUNT_OF(MARKS),
                     (int)choice->mark);
    if (mapping_asks_january(facts, target))
        add_question(request, column, at, "january", N_("What 1 January means"), JANUARIES, COUNT_OF(JANUARIES),
                     (int)choice->january);
    if (facts->merged > 0)
        column->warnings[column->warning_count++] =
            N_("Some cells are joined with others: their lines will be refused.");
    if (facts->short_years > 0 && column->warning_count < 2)
        column->warnings[column->warning_count++] = N_("Some years have two digits only: their lines will be refused.");
}

static const struct form_choice *target_choices(struct request *request, const struct import_target *targets,
                                                size_t count, struct text chosen)
{
    struct work *work = &request->work;
    struct form_choice *choices = arena_array(work->arena, struct form_choice, count + 1);
    choices[0] = (struct form_choice){.label = text_from(tr(work->language, N_("(left aside)"))),
                                      .selected = chosen.length == 0};
    for (size_t i = 0; i < count; i++)
        choices[i + 1] =
            (struct form_choice){.code = targets[i].name,
                                 .label = targets[i].required ? tr_with(work->arena, work->language, N_("{1} (needed)"),
                                                                        &targets[i].label, 1)
                                                              : targets[i].label,
                                 .selected = text_equal(chosen, targets[i].name)};
    return choices;
}

static struct text samples_of(struct work *work, const struct column_facts *facts)
{
    struct text joined = TEXT_NONE;
    for (size_t i = 0; i < facts->sample_count; i++)
        joined = joined.length == 0
                     ? facts->samples[i]
                     : arena_format(work->arena, "%.*s · %.*s", TEXT_ARG(joined), TEXT_ARG(facts->samples[i]));
    return joined;
}

static void fill_problems(struct request *request, struct import_show_view *view)
{
    struct work *work = &request->work;
    struct text *problems = arena_array(work->arena, struct text, work->problems.count + 1);
    for (const struct problem *problem = work->problems.first; problem != NULL; problem = problem->next)
        problems[view->problem_count++] = problem_sentence(work->arena, work->language, problem);
    view->problems = problems;
}

static enum outcome choose(struct request *request, const struct import_run *run, const struct file_facts *facts,
                           bool typed, struct import_mapping *ret_mapping)
{
    struct work *work = &request->work;
    if (typed)
        import_read_columns(request, facts, ret_mapping);
    else if (run->mapping.length == 0 || import_mapping_read(work->arena, run->mapping, ret_mapping) != OK ||
             ret_mapping->count != facts->column_count)
        import_mapping_guess(work, import_kind_named(run->kind), facts, ret_mapping);
    return OK;
}

enum outcome import_fill_columns(struct request *request, const struct import_run *run, bool typed,
                                 struct import_show_view *view)
{
    struct work *work = &request->work;
    struct file_facts facts;
    struct import_mapping mapping;
    size_t count;
    enum outcome outcome = facts_read(work->arena, run->facts, &facts);
    if (outcome == OK)
        outcome = choose(request, run, &facts, typed, &mapping);
    if (outcome != OK)
        return outcome;
    const struct import_target *targets = import_targets(work, import_kind_named(run->kind), &count);
    struct import_column_view *columns = arena_array(work->arena, struct import_column_view, facts.column_count + 1);
    for (size_t i = 0; i < facts.column_count; i++) {
        columns[i] = (struct import_column_view){
            .heading = facts.columns[i].label,
            .samples = samples_of(work, &facts.columns[i]),
            .name = arena_format(work->arena, "to.%zu", i),
            .error = error_of(request, "to", i),
            .filled = facts.columns[i].filled,
            .first_of_year = facts.columns[i].first_of_year,
            .targets = target_choices(request, targets, count, mapping.columns[i].to),
            .target_count = count + 1,
        };
        /* Every question that the column could raise stands there: which field it is may still change on the page. */
        add_questions(request, &facts.columns[i], &mapping.columns[i],
                      import_target_named(targets, count, mapping.columns[i].to), i, &columns[i]);
    }
    view->columns = columns;
    view->column_count = facts.column_count;
    fill_problems(request, view);
    return OK;
}
