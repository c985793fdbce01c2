/* What became of a person after the return: the rounds of a case, and the scores over time as pictures with tables. */
#include "identity/identity.h"
#include "monitoring/monitoring_pages.h"
#include "web/form.h"
#include "web/record_parts.h"

enum { FAMILIES_MOST = 10 };

enum outcome person_called(struct work *work, struct identifier person, struct text *ret_name)
{
    return record_titles(work, &person_record, &person, 1, ret_name);
}

bool may_see_answers(const struct work *work, const void *row)
{
    struct subject subject = record_subject(row);
    return actor_may_field(work->actor, &monitoring_read, &interview_answers, PURPOSE_ASSISTANCE | PURPOSE_PROTECTION,
                           &subject);
}

/* ---- rounds ---- */

static enum outcome fill_rounds(struct request *request, const struct return_case *file, struct monitored_view *view)
{
    struct work *work = &request->work;
    struct identifier *ids;
    size_t count;
    int32_t today = zone_date(work->zone, work->now);
    enum outcome outcome = rounds_of_case(work, file->head.id, file->head.person, &ids, &count);
    if (outcome != OK)
        return outcome;
    view->rounds = arena_array(work->arena, struct case_round, count + 1);
    for (size_t i = 0; i < count; i++) {
        struct field_set readable;
        void *row;
        outcome = record_peek(work, &round_record, ids[i], &row, &readable);
        if (outcome == NOT_FOUND)
            continue;
        if (outcome != OK)
            return outcome;
        const struct monitoring_round *round = row;
        const struct flow_state *state = flow_state(&round_flow, round->head.state);
        bool open = text_is(round->head.state, "due") || text_is(round->head.state, "planned");
        view->rounds[view->round_count++] =
            (struct case_round){.title = round_record.title(work, round),
                                .state = state == NULL ? TEXT_NONE : text_from(tr(work->language, state->label)),
                                .tone = flow_tone(&round_flow, round->head.state),
                                .path = record_address(request, "/monitoring-rounds", ids[i], ""),
                                .due_on = round->due_on,
                                .attempts = round->attempts == INTEGER_NONE ? 0 : round->attempts,
                                .late = open && round->due_on != DATE_NONE && round->due_on < today};
    }
    return OK;
}

/* ---- scores over time ---- */

/* Interviews of one questionnaire whose scores may be compared. */
struct family {
    struct text name, scoring;
    struct questionnaire *questionnaire;
    struct questionnaire_version *version;
    struct score scores[ROUND_COUNT][1 + QUESTIONNAIRE_DIMENSIONS_MOST];
    bool held[ROUND_COUNT];
    bool broken;
};

static size_t place_of(struct text occasion)
{
    for (size_t m = 0; m < ROUND_COUNT; m++)
        if (text_is(occasion, ROUND_OCCASIONS[m].code))
            return m;
    return ROUND_COUNT;
}

/* A version whose scores mean something else begins the series anew. */
static void add_interview(struct family *families, size_t *count, struct questionnaire_version *version,
                          struct questionnaire *questionnaire, const struct answers *answers, size_t place)
{
    struct family *family = NULL;
    for (size_t i = 0; i < *count; i++)
        if (text_equal(families[i].name, version->name))
            family = &families[i];
    if (family == NULL && *count == FAMILIES_MOST)
        return;
    if (family == NULL)
        family = &families[(*count)++];
    else if (!text_equal(family->scoring, version->scoring))
        *family = (struct family){.broken = true};
    family->name = version->name;
    family->scoring = version->scoring;
    family->version = version;
    family->questionnaire = questionnaire;
    family->held[place] = true;
    questionnaire_score(questionnaire, answers, family->scores[place]);
}

static enum outcome read_families(struct work *work, const struct return_case *file, struct family *families,
                                  size_t *ret_count)
{
    struct identifier *ids;
    size_t count;
    enum outcome outcome =
        interviews_of(work, file->head.id, file->head.person, (struct identifier){{0}}, &ids, &count);
    for (size_t i = 0; i < count && outcome == OK; i++) {
        struct questionnaire_version *version;
        struct questionnaire *questionnaire;
        struct answers answers;
        struct field_set readable;
        void *row;
        outcome = record_get(work, &interview_record, ids[i], &row, &readable);
        if (outcome == NOT_FOUND) {
            outcome = OK;
            continue;
        }
        if (outcome != OK)
            return outcome;
        const struct monitoring_interview *interview = row;
        size_t place = place_of(interview->occasion);
        if (!text_is(interview->head.state, "done") || place == ROUND_COUNT)
            continue;
        outcome = interview_open(work, interview, &version, &questionnaire, &answers);
        if (outcome == OK)
            add_interview(families, ret_count, version, questionnaire, &answers, place);
        outcome = outcome == NOT_FOUND ? OK : outcome;
    }
    return outcome;
}

static struct text label_of(struct work *work, const struct questionnaire *questionnaire, size_t dimension)
{
    if (dimension == 0)
        return text_from(tr(work->language, N_("Taken together")));
    return words_in(&questionnaire->dimensions[dimension - 1].words, questionnaire_language(work));
}

static void fill_trend(struct work *work, const struct family *family, size_t number, struct case_trend *trend)
{
    size_t lines = 1 + family->questionnaire->dimension_count;
    *trend = (struct case_trend){.title = record_called(work, &questionnaire_record, family->version),
                                 .note = questionnaire_score_note(family->questionnaire),
                                 .panels = arena_array(work->arena, struct trend_panel, lines),
                                 .rows = arena_array(work->arena, struct case_table_row, lines),
                                 .broken = family->broken};
    for (size_t d = 0; d < lines; d++) {
        struct trend_value values[ROUND_COUNT];
        size_t count = 0;
        struct case_table_row *row = &trend->rows[trend->row_count++];
        row->label = label_of(work, family->questionnaire, d);
        for (size_t m = 0; m < ROUND_COUNT; m++) {
            const struct score *score = &family->scores[m][d];
            row->cells[m] = TEXT("–");
            if (!family->held[m])
                continue;
            if (score->value == SCORE_NONE) {
                row->cells[m] = text_from(tr(work->language, N_("Too few answers")));
                continue;
            }
            row->cells[m] = tenths_shown(work, score->value);
            values[count++] = (struct trend_value){ROUND_OCCASIONS[m].months, score->value, score->value, score->value};
        }
        if (count > 0)
            trend_make(work, row->label, arena_format(work->arena, "trend-%zu-%zu", number, d), values, count,
                       &trend->panels[trend->panel_count++]);
    }
}

static enum outcome fill_trends(struct work *work, const struct return_case *file, struct monitored_view *view)
{
    struct family *families = arena_array(work->arena, struct family, FAMILIES_MOST);
    size_t count = 0;
    view->hidden = !may_see_answers(work, file);
    if (view->hidden)
        return OK;
    enum outcome outcome = read_families(work, file, families, &count);
    view->trends = arena_array(work->arena, struct case_trend, FAMILIES_MOST);
    for (size_t i = 0; i < count && outcome == OK; i++)
        fill_trend(work, &families[i], i, &view->trends[view->trend_count++]);
    for (size_t m = 0; m < ROUND_COUNT; m++)
        view->columns[m] = month_short(work, ROUND_OCCASIONS[m].months);
    return outcome;
}

/* ---- the page ---- */

static enum outcome open_case(struct request *request, struct return_case **ret_file)
{
    struct identifier id;
    struct field_set readable;
    void *row;
    enum outcome outcome = request_id(request, 0, &id);
    if (outcome == OK)
        outcome = record_get(&request->work, &return_case_record, id, &row, &readable);
    if (outcome != OK)
        return outcome;
    struct subject subject = record_subject(row);
    if (!actor_may_on(request->work.actor, &monitoring_read, &subject))
        return FORBIDDEN;
    *ret_file = row;
    return OK;
}

enum outcome case_show(struct request *request, struct response *response)
{
    struct work *work = &request->work;
    struct return_case *file;
    enum outcome outcome = open_case(request, &file);
    if (outcome != OK)
        return outcome;
    struct text path = record_path(work->arena, "/return-cases", file->head.id, "");
    struct monitored_view view = {.page = page_open(request, N_("After the return")),
                                  .number = file->head.number,
                                  .case_path = page_path(request, path)};
    outcome = person_called(work, file->head.person, &view.person);
    if (outcome == OK)
        outcome = fill_rounds(request, file, &view);
    if (outcome == OK)
        outcome = fill_trends(work, file, &view);
    if (outcome != OK)
        return outcome;
    struct subject subject = record_subject(file);
    if (view.round_count == 0 && file->arrived_on != DATE_NONE &&
        actor_may_on(work->actor, &monitoring_write, &subject)) {
        view.plan_path = record_address(request, "/return-cases", file->head.id, "monitoring");
        view.key = form_key_new(request);
    }
    page_trail(view.page, return_case_record.plural, TEXT("/return-cases"));
    page_trail_text(view.page, file->head.number, path);
    page_trail(view.page, N_("After the return"), TEXT_NONE);
    struct output out = page_output(request, response);
    monitoring_case_page(&out, &view);
    return page_send(request, response, 200);
}

/* A case that arrived before there were rounds. */
enum outcome case_plan(struct request *request, struct response *response)
{
    struct record_target target;
    struct text location;
    enum outcome outcome = record_target_find(request, &return_case_record, 0, &target);
    if (outcome != OK)
        return outcome;
    struct subject subject = record_subject(target.now);
    if (!actor_may_on(request->work.actor, &monitoring_write, &subject))
        return FORBIDDEN;
    if (form_answered(request, response, &outcome))
        return outcome;
    outcome = monitoring_schedule(&request->work, target.now);
    location = record_path(request->work.arena, "/return-cases", target.id, "monitoring");
    if (outcome == OK)
        outcome = form_key_keep(request, location);
    return outcome == OK ? respond_redirect(request, response, location) : outcome;
}
