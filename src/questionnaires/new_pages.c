/* A new questionnaire: a proposal of the profile, a file, or an empty one; a new version of one in use. */
#include "questionnaires/blocks.h"
#include "questionnaires/questionnaire_pages.h"
#include "web/form.h"
#include "web/record_parts.h"

static struct text typed_of(const struct request *request, const char *name)
{
    return parameters_get(&request->form, text_from(name));
}

static struct text error_of(struct request *request, const char *field)
{
    const struct problem *problem = problem_for(&request->work.problems, text_from(field));
    return problem == NULL ? TEXT_NONE : problem_sentence(request->work.arena, request->work.language, problem);
}

static enum outcome send_new(struct request *request, struct response *response, bool typed, int status)
{
    struct work *work = &request->work;
    size_t count;
    const struct questionnaire_proposal *proposals = questionnaire_proposals(&count);
    struct new_view view = {.page = page_open(request, N_("A new questionnaire")),
                            .key = typed ? typed_of(request, "_key") : form_key_new(request),
                            .action = page_path(request, TEXT("/questionnaires")),
                            .proposals = arena_array(work->arena, struct form_choice, count + 1),
                            .proposal_count = count};
    for (size_t i = 0; i < count; i++)
        view.proposals[i] =
            (struct form_choice){.code = text_from(proposals[i].name),
                                 .label = words_in(&proposals[i].questionnaire->title, questionnaire_language(work)),
                                 .id = arena_format(work->arena, "proposal-%zu", i)};
    if (typed) {
        view.typed_name = typed_of(request, "name");
        view.typed_title = typed_of(request, "title");
        view.typed_text = typed_of(request, "definition");
        view.name_error = error_of(request, "name");
        view.text_error = error_of(request, "definition");
    }
    page_trail(view.page, questionnaire_record.plural, TEXT("/questionnaires"));
    page_trail(view.page, N_("A new questionnaire"), TEXT_NONE);
    struct output out = page_output(request, response);
    questionnaire_new_page(&out, &view);
    return page_send(request, response, status);
}

enum outcome questionnaire_new(struct request *request, struct response *response)
{
    return send_new(request, response, false, 200);
}

static enum outcome proposed_text(struct request *request, struct text *ret)
{
    size_t count;
    const struct questionnaire_proposal *proposals = questionnaire_proposals(&count);
    for (size_t i = 0; i < count; i++)
        if (text_is(typed_of(request, "proposal"), proposals[i].name)) {
            *ret = proposals[i].text;
            return OK;
        }
    return NOT_FOUND;
}

static enum outcome file_text(struct request *request, struct text *ret)
{
    struct work *work = &request->work;
    struct text text = typed_of(request, "definition");
    for (size_t i = 0; i < request->upload_count; i++)
        if (text_is(request->uploads[i].name, "file") && request->uploads[i].bytes.length > 0)
            text = request->uploads[i].bytes;
    if (text_starts_with(text, TEXT("\xef\xbb\xbf")))
        text = text_slice(text, 3, text.length);
    if (text_trim(text).length == 0)
        return problem_add(&work->problems, INVALID, "required", TEXT("definition"),
                           N_("Choose a file, or paste its text."));
    *ret = text;
    return OK;
}

static enum outcome empty_text(struct request *request, struct text *ret)
{
    struct work *work = &request->work;
    struct text name = text_trim(typed_of(request, "name"));
    struct words title = {0};
    if (!questionnaire_code_is_sound(name))
        return problem_add(&work->problems, INVALID, "code_unsound", TEXT("name"),
                           N_("Small letters, digits and _, a letter first."));
    title.in[questionnaire_language(work)] = text_trim(typed_of(request, "title"));
    *ret = blocks_empty(work->arena, name, &title);
    return OK;
}

enum outcome questionnaire_create(struct request *request, struct response *response)
{
    struct questionnaire_version row;
    struct text text = TEXT_NONE;
    struct text location;
    struct text from = typed_of(request, "from");
    if (request->redisplay)
        return send_new(request, response, true, 200);
    enum outcome outcome;
    if (form_answered(request, response, &outcome))
        return outcome;
    if (text_is(from, "proposal"))
        outcome = proposed_text(request, &text);
    else if (text_is(from, "file"))
        outcome = file_text(request, &text);
    else
        outcome = empty_text(request, &text);
    if (outcome == OK)
        outcome = questionnaire_draft(&request->work, text, &row);
    if (outcome == INVALID)
        return send_new(request, response, true, 422);
    if (outcome != OK)
        return outcome;
    location = record_path(request->work.arena, "/questionnaires", row.head.id, "");
    outcome = form_key_keep(request, location);
    if (outcome == OK)
        respond_notice(request, response, N_("The draft is there: nobody is asked it before it is published."));
    return outcome == OK ? respond_redirect(request, response, location) : outcome;
}

/* What is in use does not change: a draft with its text does. */
enum outcome questionnaire_again(struct request *request, struct response *response)
{
    struct record_target target;
    struct questionnaire_version row;
    struct text location;
    enum outcome outcome = record_target_find(request, &questionnaire_record, 0, &target);
    if (outcome != OK)
        return outcome;
    const struct questionnaire_version *from = target.now;
    struct subject subject = record_subject(from);
    if (!actor_may_on(request->work.actor, &questionnaire_build, &subject))
        return FORBIDDEN;
    if (form_answered(request, response, &outcome))
        return outcome;
    outcome = questionnaire_draft(&request->work, from->definition, &row);
    if (outcome != OK)
        return outcome;
    location = record_path(request->work.arena, "/questionnaires", row.head.id, "");
    outcome = form_key_keep(request, location);
    if (outcome == OK)
        respond_notice(request, response,
                       N_("A new version, as a draft. The one in use stays until you publish this."));
    return outcome == OK ? respond_redirect(request, response, location) : outcome;
}
