/* The figures of many: pictures of the mean at each round with its confidence interval, one for each group, beside
   their table; the same as files. */
#include <unistd.h>

#include "codec/csv.h"
#include "codec/sheet.h"
#include "monitoring/monitoring_pages.h"
#include "system/file.h"
#include "web/record_parts.h"

enum { PANELS_MOST = 12, EXPORT_MOST = 4 << 20 };

struct asked {
    struct cohort_query query;
    struct questionnaire_family *families;
    size_t family_count;
    struct questionnaire_version *version; /* NULL: nothing was answered yet */
    struct questionnaire *questionnaire;
};

/* ---- what is asked ---- */

static enum outcome find_version(struct work *work, const struct questionnaire_family *family, struct asked *asked)
{
    struct identifier id;
    enum outcome outcome = questionnaire_edition_find(work, family->name, family->last, &id);
    if (outcome == OK)
        outcome = questionnaire_open(work, id, &asked->version, &asked->questionnaire);
    return outcome;
}

static struct text choose_dimension(const struct asked *asked, struct text wanted)
{
    return questionnaire_dimension_named(asked->questionnaire, wanted) == NULL ? TEXT("") : wanted;
}

/* "?family=NAME.HASH&by=country&dimension=economic" */
static enum outcome read_asked(struct request *request, struct asked *ret)
{
    struct work *work = &request->work;
    const struct parameters *query = &request->query;
    struct text wanted = parameters_get(query, TEXT("family"));
    struct asked asked = {.query = {.by = COHORT_COUNTRY}};
    enum outcome outcome = cohort_families(work, &asked.families, &asked.family_count);
    if (outcome != OK)
        return outcome;
    size_t chosen = 0;
    for (size_t i = 0; i < asked.family_count; i++) {
        struct text name = arena_format(work->arena, "%.*s.%.*s", TEXT_ARG(asked.families[i].name),
                                        TEXT_ARG(asked.families[i].scoring));
        chosen = text_equal(name, wanted) ? i : chosen;
    }
    for (int cut = 0; cut < COHORT_CUTS; cut++)
        if (text_is(parameters_get(query, TEXT("by")), cohort_cut_name((enum cohort_cut)cut)->name))
            asked.query.by = (enum cohort_cut)cut;
    if (asked.family_count > 0) {
        asked.query.questionnaire = asked.families[chosen].name;
        asked.query.scoring = asked.families[chosen].scoring;
        outcome = find_version(work, &asked.families[chosen], &asked);
        if (outcome == OK)
            asked.query.dimension = choose_dimension(&asked, parameters_get(query, TEXT("dimension")));
    }
    if (outcome != OK && outcome != NOT_FOUND)
        return outcome;
    *ret = asked;
    return OK;
}

/* ---- the page ---- */

static struct text group_label(struct work *work, enum cohort_cut by, const struct cohort_group *group)
{
    if (group->merged)
        return text_from(tr(work->language, N_("Other groups together")));
    return cohort_key_show(work, by, group->key);
}

static void fill_cells(struct work *work, const struct sums *sums, const bool *too_few, struct cohort_line *line)
{
    for (size_t m = 0; m < ROUND_COUNT; m++) {
        struct cohort_cell *cell = &line->cells[m];
        cell->mean = TEXT("–");
        if (too_few != NULL && too_few[m])
            cell->mean = text_from(tr(work->language, N_("too few")));
        if (sums[m].count == 0)
            continue;
        struct interval interval = interval_of(&sums[m]);
        cell->count = language_number(work->arena, work->language, sums[m].count);
        cell->mean = tenths_shown(work, interval.mean);
        if (interval.has_bounds)
            cell->interval = arena_format(work->arena, "%.*s–%.*s", TEXT_ARG(tenths_shown(work, interval.low)),
                                          TEXT_ARG(tenths_shown(work, interval.high)));
    }
}

static void add_panel(struct work *work, struct text title, const struct sums *sums, struct cohort_view *view)
{
    struct trend_value values[ROUND_COUNT];
    size_t count = 0;
    for (size_t m = 0; m < ROUND_COUNT; m++) {
        if (sums[m].count == 0)
            continue;
        struct interval interval = interval_of(&sums[m]);
        values[count++] = (struct trend_value){ROUND_OCCASIONS[m].months, interval.mean, interval.low, interval.high};
    }
    if (count == 0)
        return;
    if (view->panel_count == PANELS_MOST) {
        view->panels_left++;
        return;
    }
    trend_make(work, title, arena_format(work->arena, "group-%zu", view->panel_count), values, count,
               &view->panels[view->panel_count]);
    view->panel_count++;
}

static void fill_table(struct work *work, const struct asked *asked, const struct cohort *cohort,
                       struct cohort_view *view)
{
    view->lines = arena_array(work->arena, struct cohort_line, cohort->count + 1);
    view->panels = arena_array(work->arena, struct trend_panel, PANELS_MOST);
    view->total.label = text_from(tr(work->language, N_("Everybody together")));
    fill_cells(work, cohort->total, cohort->too_few, &view->total);
    add_panel(work, view->total.label, cohort->total, view);
    for (size_t i = 0; i < cohort->count; i++) {
        struct cohort_line *line = &view->lines[view->line_count++];
        line->label = group_label(work, asked->query.by, &cohort->groups[i]);
        fill_cells(work, cohort->groups[i].sums, NULL, line);
        add_panel(work, line->label, cohort->groups[i].sums, view);
    }
    view->head = text_from(tr(work->language, cohort_cut_name(asked->query.by)->label));
    for (size_t m = 0; m < ROUND_COUNT; m++)
        view->columns[m] = month_short(work, ROUND_OCCASIONS[m].months);
    view->protected = cohort->protected;
}

static enum outcome family_label(struct work *work, const struct questionnaire_family *family, struct text *ret_label)
{
    struct identifier id;
    struct text name = family->name;
    const struct text edition[] = {
        family->first == family->last
            ? arena_format(work->arena, "%lld", (long long)family->first)
            : arena_format(work->arena, "%lld–%lld", (long long)family->first, (long long)family->last)};
    struct text version = tr_with(work->arena, work->language, N_("Version {1}"), edition, 1);
    enum outcome outcome = questionnaire_edition_find(work, family->name, family->last, &id);
    if (outcome == OK)
        outcome = record_titles(work, &questionnaire_record, &id, 1, &name);
    if (outcome < 0)
        return outcome;
    name = name.length == 0 ? family->name : name;
    *ret_label = arena_format(work->arena, "%.*s · %.*s", TEXT_ARG(name), TEXT_ARG(version));
    return OK;
}

static enum outcome fill_choices(struct work *work, const struct asked *asked, struct cohort_view *view)
{
    view->families = arena_array(work->arena, struct form_choice, asked->family_count + 1);
    for (size_t i = 0; i < asked->family_count; i++) {
        const struct questionnaire_family *family = &asked->families[i];
        bool chosen =
            text_equal(family->name, asked->query.questionnaire) && text_equal(family->scoring, asked->query.scoring);
        view->families[view->family_count++] = (struct form_choice){
            .code = arena_format(work->arena, "%.*s.%.*s", TEXT_ARG(family->name), TEXT_ARG(family->scoring)),
            .selected = chosen};
        enum outcome outcome = family_label(work, family, &view->families[i].label);
        if (outcome != OK)
            return outcome;
    }
    view->cuts = arena_array(work->arena, struct form_choice, COHORT_CUTS);
    for (int cut = 0; cut < COHORT_CUTS; cut++) {
        const struct cohort_name *name = cohort_cut_name((enum cohort_cut)cut);
        view->cuts[view->cut_count++] = (struct form_choice){.code = text_from(name->name),
                                                             .label = text_from(tr(work->language, name->label)),
                                                             .selected = asked->query.by == (enum cohort_cut)cut};
    }
    if (asked->questionnaire == NULL)
        return OK;
    view->dimensions = arena_array(work->arena, struct form_choice, 1 + asked->questionnaire->dimension_count);
    view->dimensions[view->dimension_count++] = (struct form_choice){
        .label = text_from(tr(work->language, N_("Taken together"))), .selected = asked->query.dimension.length == 0};
    for (size_t i = 0; i < asked->questionnaire->dimension_count; i++) {
        const struct question_dimension *dimension = &asked->questionnaire->dimensions[i];
        view->dimensions[view->dimension_count++] =
            (struct form_choice){.code = dimension->code,
                                 .label = words_in(&dimension->words, questionnaire_language(work)),
                                 .selected = text_equal(dimension->code, asked->query.dimension)};
    }
    return OK;
}

/* Of a few people even a count tells: then none of the round's counts is told. */
static bool tells_few(const struct reached *reached)
{
    const int64_t counts[] = {reached->held, reached->refused, reached->unreachable, reached->open};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        if (counts[i] > 0 && counts[i] < COHORT_LEAST)
            return true;
    return false;
}

static enum outcome fill_reached(struct work *work, struct cohort_view *view)
{
    struct reached reached[ROUND_COUNT];
    bool protected;
    enum outcome outcome = cohort_reached(work, reached, &protected);
    for (size_t m = 0; m < ROUND_COUNT && outcome == OK; m++) {
        const struct reached *one = &reached[m];
        view->reached[m] = (struct reached_line){
            .label = choice_show(&monitoring_occasions, text_from(ROUND_OCCASIONS[m].code), work->language),
            .asked =
                language_number(work->arena, work->language, one->held + one->refused + one->unreachable + one->open),
            .held = language_number(work->arena, work->language, one->held),
            .refused = language_number(work->arena, work->language, one->refused),
            .unreachable = language_number(work->arena, work->language, one->unreachable),
            .hidden = protected && tells_few(one)};
    }
    return outcome;
}

static struct text file_path(struct request *request, const struct asked *asked, const char *ending)
{
    struct arena *arena = request->work.arena;
    const struct cohort_query *query = &asked->query;
    return page_path(request, arena_format(arena, "/monitoring-figures.%s?family=%.*s.%.*s&by=%s&dimension=%.*s",
                                           ending, TEXT_ARG(query->questionnaire), TEXT_ARG(query->scoring),
                                           cohort_cut_name(query->by)->name, TEXT_ARG(query->dimension)));
}

enum outcome cohort_show(struct request *request, struct response *response)
{
    struct work *work = &request->work;
    struct asked asked;
    struct cohort cohort = {0};
    struct cohort_view view = {.page = page_open(request, N_("Figures of monitoring"))};
    enum outcome outcome = read_asked(request, &asked);
    if (outcome == OK && asked.questionnaire != NULL)
        outcome = cohort_get(work, &asked.query, &cohort);
    if (outcome == OK)
        outcome = fill_reached(work, &view);
    if (outcome == OK)
        outcome = fill_choices(work, &asked, &view);
    if (outcome != OK)
        return outcome;
    view.empty = asked.questionnaire == NULL;
    if (!view.empty) {
        fill_table(work, &asked, &cohort, &view);
        view.note = questionnaire_score_note(asked.questionnaire);
        view.csv = file_path(request, &asked, "csv");
        view.xlsx = file_path(request, &asked, "xlsx");
    }
    page_trail(view.page, N_("Figures of monitoring"), TEXT_NONE);
    struct output out = page_output(request, response);
    monitoring_cohort_page(&out, &view);
    return page_send(request, response, 200);
}

/* ---- files: one row for each group and round ---- */

static const char *const HEADS[] = {N_("Group"), N_("Months"), N_("Persons"), N_("Mean"),
                                    N_("Low"),   N_("High"),   N_("Score")};
enum { HEAD_COUNT = sizeof HEADS / sizeof *HEADS };

struct exporting {
    struct work *work;
    const struct asked *asked;
    struct csv_writer *csv; /* one of both */
    struct sheet *sheet;
    const char *note;
};

static void put_row(const struct exporting *to, struct text label, const struct sums *sums)
{
    for (size_t m = 0; m < ROUND_COUNT; m++) {
        if (sums[m].count == 0)
            continue;
        struct interval interval = interval_of(&sums[m]);
        const int64_t decimals[] = {interval.mean, interval.low, interval.high};
        size_t shown = interval.has_bounds ? 3 : 1;
        if (to->csv != NULL) {
            csv_text(to->csv, label);
            csv_integer(to->csv, ROUND_OCCASIONS[m].months);
            csv_integer(to->csv, sums[m].count);
            for (size_t i = 0; i < 3; i++)
                i < shown ? csv_decimal(to->csv, decimals[i], 1) : csv_text(to->csv, TEXT_NONE);
            csv_text(to->csv, text_from(to->note));
            csv_row_end(to->csv);
        } else {
            sheet_text(to->sheet, label);
            sheet_integer(to->sheet, ROUND_OCCASIONS[m].months);
            sheet_integer(to->sheet, sums[m].count);
            for (size_t i = 0; i < 3; i++)
                i < shown ? sheet_decimal(to->sheet, decimals[i], 1) : sheet_empty(to->sheet);
            sheet_text(to->sheet, text_from(tr(to->work->language, to->note)));
            sheet_row_end(to->sheet);
        }
    }
}

static void put_rows(const struct exporting *to, const struct cohort *cohort)
{
    struct work *work = to->work;
    for (size_t i = 0; i < cohort->count; i++) {
        struct text key = cohort->groups[i].merged ? TEXT("other") : cohort->groups[i].key;
        put_row(to, to->csv != NULL ? key : group_label(work, to->asked->query.by, &cohort->groups[i]),
                cohort->groups[i].sums);
    }
    put_row(to, to->csv != NULL ? TEXT("total") : text_from(tr(work->language, N_("Everybody together"))),
            cohort->total);
}

static enum outcome read_cohort(struct request *request, struct asked *asked, struct cohort *cohort)
{
    enum outcome outcome = read_asked(request, asked);
    if (outcome == OK && asked->questionnaire == NULL)
        return NOT_FOUND;
    return outcome == OK ? cohort_get(&request->work, &asked->query, cohort) : outcome;
}

static enum outcome send_as(struct request *request, struct response *response, const struct asked *asked,
                            const char *ending, const char *type)
{
    response->status = 200;
    response->content_type = text_from(type);
    response->download_name =
        arena_format(request->work.arena, "monitoring-%.*s-%s.%s", TEXT_ARG(asked->query.questionnaire),
                     cohort_cut_name(asked->query.by)->name, ending);
    return OK;
}

enum outcome cohort_csv(struct request *request, struct response *response)
{
    static const char *const NAMES[HEAD_COUNT] = {"group", "months", "persons", "mean", "low_95", "high_95", "score"};
    struct asked asked;
    struct cohort cohort;
    enum outcome outcome = read_cohort(request, &asked, &cohort);
    if (outcome != OK)
        return outcome;
    struct csv_writer writer = csv_writer_open(&response->body, ',');
    csv_byte_order_mark(&writer);
    for (size_t i = 0; i < HEAD_COUNT; i++)
        csv_text(&writer, text_from(NAMES[i]));
    csv_row_end(&writer);
    struct exporting to = {&request->work, &asked, &writer, NULL, questionnaire_score_note(asked.questionnaire)};
    put_rows(&to, &cohort);
    return send_as(request, response, &asked, "csv", "text/csv; charset=utf-8; header=present");
}

static enum outcome write_sheet(struct work *work, const struct asked *asked, const struct cohort *cohort,
                                int descriptor, const char *directory)
{
    struct sheet *sheet;
    struct text titles[HEAD_COUNT];
    enum outcome outcome =
        sheet_open_descriptor(descriptor, directory, text_from(tr(work->language, N_("Figures of monitoring"))),
                              language_right_to_left(work->language), &sheet);
    if (outcome != OK)
        return outcome;
    for (size_t i = 0; i < HEAD_COUNT; i++)
        titles[i] = text_from(tr(work->language, HEADS[i]));
    sheet_header(sheet, titles, HEAD_COUNT);
    struct exporting to = {work, asked, NULL, sheet, questionnaire_score_note(asked->questionnaire)};
    put_rows(&to, cohort);
    return sheet_close(sheet);
}

enum outcome cohort_xlsx(struct request *request, struct response *response)
{
    struct arena *arena = request->work.arena;
    struct asked asked;
    struct cohort cohort;
    struct text bytes;
    int descriptor = -1;
    enum outcome outcome = read_cohort(request, &asked, &cohort);
    if (outcome != OK)
        return outcome;
    const char *directory = arena_string(arena, request->application->settings->run);
    outcome = file_unnamed(directory, &descriptor);
    if (outcome != OK)
        return outcome;
    outcome = write_sheet(&request->work, &asked, &cohort, descriptor, directory);
    if (outcome == OK)
        outcome = file_read(arena, arena_format(arena, "/proc/self/fd/%d", descriptor).at, EXPORT_MOST, &bytes);
    (void)close(descriptor);
    if (outcome != OK)
        return FAILED;
    buffer_add(&response->body, bytes);
    return send_as(request, response, &asked, "xlsx",
                   "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
}
