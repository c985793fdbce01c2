/* A version on its page: what it asks, in which order, and what may be done with it. */
#include "base/number.h"
#include "identity/identity.h"
#include "questionnaires/questionnaire_pages.h"
#include "web/form.h"
#include "web/record_parts.h"

static struct right nobody = {.name = "questionnaire.export"};

static const struct record_page_options OPTIONS = {
    .record = &questionnaire_record,
    .base = "/questionnaires",
    .flow = &questionnaire_flow,
    .new_title = N_("A new questionnaire"),
    .users = &colleague_record,
    .export = &nobody,
};

enum outcome questionnaire_list(struct request *request, struct response *response)
{
    return record_page_list(request, response, &OPTIONS);
}

enum outcome questionnaire_history(struct request *request, struct response *response)
{
    return record_page_history(request, response, &OPTIONS);
}

/* ---- parts of the page ---- */

struct showing {
    struct request *request;
    struct work *work;
    const struct questionnaire_version *row;
    const struct questionnaire *questionnaire;
    struct questionnaire_view *view;
    size_t language;
};

static struct text address(const struct showing *showing, struct text behind)
{
    return record_address(showing->request, "/questionnaires", showing->row->head.id,
                          arena_string(showing->work->arena, behind));
}

static struct text said(const struct showing *showing, const char *message)
{
    return text_from(tr(showing->work->language, message));
}

static struct text joined(struct arena *arena, struct text a, struct text b)
{
    return a.length == 0 ? b : b.length == 0 ? a : arena_format(arena, "%.*s · %.*s", TEXT_ARG(a), TEXT_ARG(b));
}

static struct built_item item_of(const struct showing *showing, const char *kind, const char *segment, struct text code,
                                 const struct words *words)
{
    struct built_item item = {.kind = kind, .code = code, .title = words_in(words, showing->language)};
    if (item.title.length == 0)
        item.title = code;
    if (showing->view->draft)
        item.change = address(showing, arena_format(showing->work->arena, "%s/%.*s", segment, TEXT_ARG(code)));
    return item;
}

static struct text conditions_of(const struct showing *showing, const struct question_condition *conditions,
                                 size_t count)
{
    struct buffer all AUTO_BUFFER = buffer_open(1 << 14);
    for (size_t i = 0; i < count; i++) {
        buffer_add(&all, i == 0 ? TEXT_NONE : TEXT(" · "));
        questionnaire_condition_write(showing->questionnaire, &conditions[i], &all);
    }
    return arena_text(showing->work->arena, buffer_text(&all));
}

static const char *const KINDS[QUESTION_KINDS] = {
    [QUESTION_SINGLE] = N_("One answer of a list"),
    [QUESTION_MULTIPLE] = N_("Several answers of a list"),
    [QUESTION_SCALE] = N_("Scale of steps"),
    [QUESTION_NUMBER] = N_("Number"),
    [QUESTION_DATE] = N_("Day"),
    [QUESTION_TEXT] = N_("Words of the person"),
    [QUESTION_YES_NO] = N_("Yes or no"),
};

static struct text list_line(const struct showing *showing, const struct question_list *list)
{
    struct arena *arena = showing->work->arena;
    struct text all = TEXT_NONE;
    for (size_t i = 0; i < list->count; i++) {
        const struct question_option *option = &list->options[i];
        struct text name = words_in(&option->words, showing->language);
        name = name.length == 0 ? option->code : name;
        if (option->value != SCORE_NONE) {
            struct text value = language_decimal(arena, showing->work->language, option->value / 10, 2);
            name = arena_format(arena, "%.*s (%.*s)", TEXT_ARG(name), TEXT_ARG(value));
        }
        all = joined(arena, all, name);
    }
    return all;
}

static struct text question_line(const struct showing *showing, const struct question *question)
{
    struct arena *arena = showing->work->arena;
    struct text line = said(showing, KINDS[question->kind]);
    if (question->list != NULL)
        line = arena_format(arena, "%.*s (%.*s)", TEXT_ARG(line), TEXT_ARG(question->list->code));
    if (question->kind == QUESTION_SCALE)
        line =
            arena_format(arena, "%.*s %lld–%lld", TEXT_ARG(line), (long long)question->from, (long long)question->to);
    if (question->required)
        line = joined(arena, line, said(showing, N_("Has to be answered")));
    if (question->scored)
        line = joined(arena, line, said(showing, N_("Counts in the score")));
    if (question->reversed)
        line = joined(arena, line, said(showing, N_("Reversed")));
    if (question->dimension != NULL)
        line = joined(arena, line, words_in(&question->dimension->words, showing->language));
    if (question->weight >= 0) {
        const struct text weight[] = {language_decimal(arena, showing->work->language, question->weight / 100, 4)};
        line = joined(arena, line, tr_with(arena, showing->work->language, N_("Weight {1}"), weight, 1));
    }
    return line;
}

static struct text add_path(const struct showing *showing, const char *segment, struct text after)
{
    if (!showing->view->draft)
        return TEXT_NONE;
    struct arena *arena = showing->work->arena;
    return address(showing, after.length == 0 ? arena_format(arena, "%s/new", segment)
                                              : arena_format(arena, "%s/new?after=%.*s", segment, TEXT_ARG(after)));
}

static void fill_section(const struct showing *showing, size_t at, struct built_section *section)
{
    const struct questionnaire *questionnaire = showing->questionnaire;
    const struct question_section *from = &questionnaire->sections[at];
    section->item = item_of(showing, "section", "sections", from->code, &from->words);
    section->item.conditions = conditions_of(showing, from->conditions, from->condition_count);
    section->questions = arena_array(showing->work->arena, struct built_item, questionnaire->question_count + 1);
    for (size_t i = 0; i < questionnaire->question_count; i++) {
        const struct question *question = &questionnaire->questions[i];
        if (question->section != at)
            continue;
        struct built_item *item = &section->questions[section->question_count++];
        *item = item_of(showing, "question", "questions", question->code, &question->words);
        item->line = question_line(showing, question);
        item->conditions = conditions_of(showing, question->conditions, question->condition_count);
    }
    section->add = add_path(showing, "questions", from->code);
}

static void fill_parts(const struct showing *showing)
{
    const struct questionnaire *questionnaire = showing->questionnaire;
    struct questionnaire_view *view = showing->view;
    struct arena *arena = showing->work->arena;
    view->parts[0] =
        (struct built_part){.title = N_("Dimensions of the score"),
                            .empty = N_("One score for the whole, none below it."),
                            .items = arena_array(arena, struct built_item, questionnaire->dimension_count + 1),
                            .add = add_path(showing, "dimensions", TEXT_NONE),
                            .add_label = N_("Add a dimension")};
    for (size_t i = 0; i < questionnaire->dimension_count; i++)
        view->parts[0].items[view->parts[0].count++] = item_of(
            showing, "dimension", "dimensions", questionnaire->dimensions[i].code, &questionnaire->dimensions[i].words);
    view->parts[1] = (struct built_part){.title = N_("Lists of answers"),
                                         .empty = N_("No list yet: questions with answers to choose from need one."),
                                         .items = arena_array(arena, struct built_item, questionnaire->list_count + 1),
                                         .add = add_path(showing, "lists", TEXT_NONE),
                                         .add_label = N_("Add a list of answers")};
    for (size_t i = 0; i < questionnaire->list_count; i++) {
        const struct words none = {0};
        struct built_item *item = &view->parts[1].items[view->parts[1].count++];
        *item = item_of(showing, "list", "lists", questionnaire->lists[i].code, &none);
        item->line = list_line(showing, &questionnaire->lists[i]);
    }
    view->sections = arena_array(arena, struct built_section, questionnaire->section_count + 1);
    view->section_count = questionnaire->section_count;
    for (size_t i = 0; i < questionnaire->section_count; i++)
        fill_section(showing, i, &view->sections[i]);
    view->add_section = add_path(showing, "sections", TEXT_NONE);
}

static void fact(const struct showing *showing, const char *label, struct text value, bool person)
{
    if (value.length > 0)
        showing->view->facts[showing->view->fact_count++] = (struct built_fact){label, value, person};
}

/* "month_6" in words, other codes as they are. */
static struct text occasion(struct work *work, struct text code)
{
    int64_t months;
    struct text count = text_slice(code, sizeof "month_" - 1, code.length);
    if (!text_starts_with(code, TEXT("month_")) || text_to_integer(count, 1, 600, &months) != OK)
        return code;
    struct text number = language_number(work->arena, work->language, months);
    const char *words = tr_count(work->language, "{1} month after the arrival", "{1} months after the arrival", months);
    return tr_with(work->arena, work->language, words, &number, 1);
}

/* "1 month after the arrival, 6 months after the arrival" */
static struct text occasions(struct work *work, struct text codes)
{
    struct text all = TEXT_NONE;
    struct text rest = codes;
    struct text one;
    while (rest.length > 0 && text_split(&rest, ',', &one)) {
        struct text both[] = {all, occasion(work, text_trim(one))};
        all = all.length == 0 ? both[1] : tr_with(work->arena, work->language, N_("{1}, {2}"), both, 2);
    }
    return all;
}

static void fill_facts(const struct showing *showing)
{
    enum { FACTS_MOST = 10 };
    const struct questionnaire *questionnaire = showing->questionnaire;
    struct arena *arena = showing->work->arena;
    showing->view->facts = arena_array(arena, struct built_fact, FACTS_MOST);
    fact(showing, N_("Where it comes from"),
         choice_show(&questionnaire_statuses, showing->row->status, showing->work->language), false);
    fact(showing, N_("Source"), questionnaire->source, true);
    fact(showing, N_("Address of the source"), questionnaire->address, true);
    fact(showing, N_("Source of the weights"), questionnaire->weights_source, true);
    fact(showing, N_("Asked at"), occasions(showing->work, questionnaire->occasions), false);
    if (questionnaire->least_answered > 0)
        fact(showing, N_("Least share of answers, in percent"),
             language_number(arena, showing->work->language, questionnaire->least_answered), false);
    fact(showing, N_("Introduction"), words_in(&questionnaire->introduction, showing->language), true);
}

/* ---- what may be done ---- */

static enum outcome fill_buttons(const struct showing *showing)
{
    struct step_offer *offers;
    size_t count;
    struct questionnaire_view *view = showing->view;
    const struct flow_state *state = flow_state(&questionnaire_flow, showing->row->head.state);
    enum outcome outcome = flow_offers(showing->work, &questionnaire_flow, showing->row, &offers, &count);
    if (outcome != OK)
        return outcome;
    view->state_label = state == NULL ? NULL : state->label;
    view->tone = flow_tone(&questionnaire_flow, showing->row->head.state);
    view->buttons = arena_array(showing->work->arena, struct built_button, count + 1);
    for (size_t i = 0; i < count; i++)
        if (offers[i].allowed)
            view->buttons[view->button_count++] = (struct built_button){
                .label = offers[i].step->label,
                .path = address(showing, arena_format(showing->work->arena, "steps/%s", offers[i].step->action)),
                .primary = text_is(text_from(offers[i].step->action), "publish") && gate_is_open(&offers[i].gate)};
    return OK;
}

static struct text why_unreadable(struct work *work, struct text definition)
{
    struct questionnaire *ignored;
    struct questionnaire_fault fault = {.message = ""};
    if (questionnaire_read(work->arena, definition, &ignored, &fault) == OK)
        return TEXT_NONE;
    const struct text found[] = {fault.found};
    const struct text place[] = {arena_format(work->arena, "%zu:%zu", fault.line, fault.column),
                                 tr_with(work->arena, work->language, fault.message, found, 1)};
    return tr_with(work->arena, work->language, N_("Line and column {1}: {2}"), place, 2);
}

static enum outcome fill(struct showing *showing)
{
    struct questionnaire *questionnaire;
    struct questionnaire_view *view = showing->view;
    struct subject subject = record_subject(showing->row);
    bool builds = actor_may_on(showing->work->actor, &questionnaire_build, &subject);
    view->draft = builds && text_is(showing->row->head.state, "draft");
    view->history_path = address(showing, TEXT("history"));
    view->change_text = view->draft ? address(showing, TEXT("text")) : TEXT_NONE;
    enum outcome outcome = fill_buttons(showing);
    if (outcome == OK)
        outcome = questionnaire_of(showing->work, showing->row, &questionnaire);
    if (outcome == NOT_FOUND) {
        view->unreadable = why_unreadable(showing->work, showing->row->definition);
        return OK;
    }
    if (outcome != OK)
        return outcome;
    showing->questionnaire = questionnaire;
    view->preview_path = address(showing, TEXT("preview"));
    view->file_path = address(showing, TEXT("file"));
    view->change_head = view->draft ? address(showing, TEXT("head")) : TEXT_NONE;
    view->change_path = view->draft ? address(showing, TEXT("blocks")) : TEXT_NONE;
    view->again_path = builds && !view->draft ? address(showing, TEXT("versions")) : TEXT_NONE;
    view->score_note = questionnaire_score_note(questionnaire);
    struct problems lacks = problems_open(showing->work->arena);
    if (view->draft)
        questionnaire_complete(questionnaire, &lacks);
    view->lacks = lacks.first;
    fill_facts(showing);
    fill_parts(showing);
    return OK;
}

static enum outcome send(struct request *request, struct response *response, const struct questionnaire_version *row,
                         int status)
{
    struct work *work = &request->work;
    struct questionnaire_view view = {.page = page_open_text(request, record_called(work, &questionnaire_record, row)),
                                      .title = record_called(work, &questionnaire_record, row),
                                      .name = row->name,
                                      .edition = arena_format(work->arena, "%lld", (long long)row->edition),
                                      .version = arena_format(work->arena, "%lld", (long long)row->head.version),
                                      .key = form_key_new(request),
                                      .refused = status == 422 ? work->problems.first : NULL};
    struct showing showing = {request, work, row, NULL, &view, questionnaire_language(work)};
    enum outcome outcome = fill(&showing);
    if (outcome != OK)
        return outcome;
    page_trail(view.page, questionnaire_record.plural, TEXT("/questionnaires"));
    page_trail_text(view.page, view.title, TEXT_NONE);
    struct output out = page_output(request, response);
    questionnaire_show_page(&out, &view);
    return page_send(request, response, status);
}

enum outcome questionnaire_show(struct request *request, struct response *response)
{
    struct identifier id;
    struct field_set readable;
    void *row;
    enum outcome outcome = request_id(request, 0, &id);
    if (outcome == OK)
        outcome = record_get(&request->work, &questionnaire_record, id, &row, &readable);
    return outcome == OK ? send(request, response, row, 200) : outcome;
}

enum outcome questionnaire_show_refused(struct request *request, struct response *response,
                                        const struct questionnaire_version *row)
{
    return send(request, response, row, 422);
}

/* ---- the text as a file ---- */

enum outcome questionnaire_file(struct request *request, struct response *response)
{
    struct identifier id;
    struct field_set readable;
    void *row;
    enum outcome outcome = request_id(request, 0, &id);
    if (outcome == OK)
        outcome = record_get(&request->work, &questionnaire_record, id, &row, &readable);
    if (outcome != OK)
        return outcome;
    const struct questionnaire_version *version = row;
    buffer_add(&response->body, version->definition);
    response->status = 200;
    response->content_type = TEXT("text/plain; charset=utf-8");
    response->download_name = arena_format(request->work.arena, "%.*s-%lld.questionnaire", TEXT_ARG(version->name),
                                           (long long)version->edition);
    return OK;
}
