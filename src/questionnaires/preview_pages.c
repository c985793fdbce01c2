/* A version as those who are asked will see it, with what its conditions and scores make of any answers.  Nothing that
   is typed here is kept. */
#include "questionnaires/questionnaire_pages.h"
#include "web/record_parts.h"

const char *questionnaire_score_note(const struct questionnaire *questionnaire)
{
    if (!questionnaire_is_weighted(questionnaire))
        return N_("Plain mean from 0 to 100, unweighted: not an official score.");
    return questionnaire->official ? N_("Weighted mean from 0 to 100, after the source that is named.")
                                   : N_("Weighted mean from 0 to 100, of a proposal: not an official score.");
}

struct text score_label(struct work *work, const struct questionnaire *questionnaire, size_t place)
{
    if (place == 0)
        return text_from(tr(work->language, N_("Taken together")));
    return words_in(&questionnaire->dimensions[place - 1].words, questionnaire_language(work));
}

static void fill_scores(struct work *work, const struct questionnaire *questionnaire, const struct answers *answers,
                        struct preview_view *view)
{
    struct score scores[1 + QUESTIONNAIRE_DIMENSIONS_MOST];
    questionnaire_score(questionnaire, answers, scores);
    view->scores = arena_array(work->arena, struct preview_score, 1 + QUESTIONNAIRE_DIMENSIONS_MOST);
    for (size_t i = 0; i < 1 + questionnaire->dimension_count; i++) {
        const struct text counts[] = {language_number(work->arena, work->language, scores[i].answered),
                                      language_number(work->arena, work->language, scores[i].asked)};
        if (scores[i].asked == 0)
            continue;
        view->scores[view->score_count++] = (struct preview_score){
            .label = score_label(work, questionnaire, i),
            .value = scores[i].value == SCORE_NONE ? text_from(tr(work->language, N_("Too few answers")))
                                                   : language_decimal(work->arena, work->language, scores[i].value, 1),
            .line = tr_with(work->arena, work->language, N_("{1} of {2} answered"), counts, 2)};
    }
}

enum outcome questionnaire_preview(struct request *request, struct response *response)
{
    struct work *work = &request->work;
    struct identifier id;
    struct field_set readable;
    void *row;
    struct questionnaire *questionnaire;
    struct answers answers = {0};
    enum answer_state states[QUESTIONNAIRE_QUESTIONS_MOST];
    enum outcome outcome = request_id(request, 0, &id);
    if (outcome == OK)
        outcome = record_get(work, &questionnaire_record, id, &row, &readable);
    if (outcome == OK)
        outcome = questionnaire_of(work, row, &questionnaire);
    if (outcome != OK)
        return outcome;
    bool typed = request->method == METHOD_POST;
    struct text path = record_path(work->arena, "/questionnaires", id, "");
    struct preview_view view = {.page = page_open(request, N_("Preview")),
                                .title = record_called(work, &questionnaire_record, row),
                                .introduction = words_in(&questionnaire->introduction, questionnaire_language(work)),
                                .action = page_path(request, request->path),
                                .back = page_path(request, path),
                                .sections =
                                    arena_array(work->arena, struct form_section, questionnaire->section_count + 1),
                                .score_note = questionnaire_score_note(questionnaire)};
    for (size_t i = 0; i < questionnaire->section_count && typed; i++)
        questionnaire_form_read(work, questionnaire, i, &request->form, &answers);
    answers_states(questionnaire, &answers, states);
    for (size_t i = 0; i < questionnaire->section_count; i++) {
        if (typed)
            (void)answers_section_is_whole(questionnaire, states, i, &work->problems);
        if (answers_ask_section(questionnaire, states, i))
            questionnaire_form(work, questionnaire, i, &answers, states, &view.sections[view.section_count++]);
    }
    if (typed)
        fill_scores(work, questionnaire, &answers, &view);
    page_trail(view.page, questionnaire_record.plural, TEXT("/questionnaires"));
    page_trail_text(view.page, view.title, path);
    page_trail(view.page, N_("Preview"), TEXT_NONE);
    view.page->has_form = true;
    struct output out = page_output(request, response);
    questionnaire_preview_page(&out, &view);
    return page_send(request, response, 200);
}
