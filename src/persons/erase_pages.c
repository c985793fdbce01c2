/* Destroying a person's data: asked twice, refused while a file is open, certified afterwards. */
#include "audit/audit.h"
#include "codec/json.h"
#include "identity/identity.h"
#include "persons/person_features.h"
#include "persons/person_pages.h"
#include "record/keys.h"
#include "web/form.h"
#include "web/web_store.h"

static const struct choice REASONS[] = {
    {"person_asked", N_("The person asked for it"), {0}},
    {"consent_withdrawn", N_("Consent was withdrawn and nothing else obliges us to keep the data"), {0}},
    {"no_longer_needed", N_("The data are no longer needed"), {0}},
    {"mistake", N_("Recorded by mistake, or twice"), {0}},
    {"authority", N_("An authority ordered it"), {0}},
};
struct choice_list erasure_reasons = {"erasure_reasons", NULL, REASONS, sizeof REASONS / sizeof *REASONS};

static void fill_reasons(struct request *request, struct text chosen, struct erase_view *view)
{
    struct erase_reason *reasons = arena_array(request->work.arena, struct erase_reason, erasure_reasons.count);
    for (size_t i = 0; i < erasure_reasons.count; i++)
        reasons[i] = (struct erase_reason){
            .code = text_from(REASONS[i].code),
            .label = choice_name(&REASONS[i], request->work.language),
            .id = i == 0 ? TEXT("reason") : arena_format(request->work.arena, "reason-%zu", i + 1),
            .selected = text_is(chosen, REASONS[i].code),
        };
    view->reasons = reasons;
    view->reason_count = erasure_reasons.count;
}

static void fill_obstacles(struct request *request, const struct problems *problems, struct erase_view *view)
{
    struct text *obstacles = arena_array(request->work.arena, struct text, problems->count + 1);
    for (const struct problem *problem = problems->first; problem != NULL; problem = problem->next)
        obstacles[view->obstacle_count++] = problem_sentence(request->work.arena, request->work.language, problem);
    view->obstacles = obstacles;
}

struct erasing {
    struct request *request;
    struct response *response;
    struct person_target target;
    struct problems obstacles;
    struct text reason;
};

static enum outcome open_erasing(struct request *request, struct response *response, struct erasing *erasing)
{
    *erasing = (struct erasing){.request = request,
                                .response = response,
                                .obstacles = problems_open(request->work.arena),
                                .reason = parameters_get(&request->form, TEXT("reason"))};
    enum outcome outcome = person_target_find(request, &erasing->target);
    if (outcome != OK)
        return outcome;
    struct subject subject = record_subject(erasing->target.person);
    if (!actor_may_on(&request->actor, &person_erase, &subject))
        return FORBIDDEN;
    outcome = person_may_erase(&request->work, erasing->target.person->head.person, &erasing->obstacles);
    return outcome == INVALID ? OK : outcome;
}

static enum outcome send_erase(const struct erasing *erasing, bool second, const char *error, int status)
{
    struct request *request = erasing->request;
    struct text path = arena_join(request->work.arena, erasing->target.path, TEXT("/erase"));
    struct erase_view view = {
        .action = page_path(request, path),
        .cancel = page_path(request, erasing->target.path),
        .person = erasing->target.title,
        .number = erasing->target.person->head.number,
        .error = error == NULL ? TEXT_NONE : text_from(tr(request->work.language, error)),
        .key = form_key_new(request),
        .second = second,
        .reason = erasing->reason,
        .reason_label = choice_show(&erasure_reasons, erasing->reason, request->work.language),
    };
    fill_reasons(request, erasing->reason, &view);
    fill_obstacles(request, &erasing->obstacles, &view);
    view.page = page_open(request, N_("Destroy the person's data"));
    page_trail(view.page, person_record.plural, TEXT("/persons"));
    page_trail_text(view.page, erasing->target.title, erasing->target.path);
    page_trail(view.page, N_("Destroy the data"), TEXT_NONE);
    view.page->has_form = view.obstacle_count == 0;
    struct output out = page_output(request, erasing->response);
    erase_page(&out, &view);
    return page_send(request, erasing->response, status);
}

enum outcome erase_show(struct request *request, struct response *response)
{
    struct erasing erasing;
    struct person_target seen;
    enum outcome outcome = open_erasing(request, response, &erasing);
    if (outcome == OK)
        outcome = person_target_read(request, &seen);
    return outcome == OK ? send_erase(&erasing, false, NULL, 200) : outcome;
}

static enum outcome audit_erasure(struct work *work, const struct person *person, const struct erasure_row *row)
{
    AUTO_BUFFER struct buffer details = buffer_open(4096);
    struct json_writer json = json_writer_open(&details);
    const struct {
        const char *name;
        int64_t count;
    } counts[] = {{"documents", row->documents},
                  {"relations", row->relations},
                  {"files", row->files},
                  {"search_keys", row->search_keys}};
    json_object_begin(&json);
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        json_key(&json, text_from(counts[i].name));
        json_put_integer(&json, counts[i].count);
    }
    json_object_end(&json);
    struct audit_event event = {.at = work->now,
                                .organisation = person->head.organisation,
                                .user = work->actor->user,
                                .action = TEXT("erase"),
                                .record = TEXT("person"),
                                .subject = person->head.id,
                                .reason = row->reason,
                                .details = buffer_text(&details),
                                .origin = work->actor->origin};
    return json_finish(&json) ? audit_add(work->db, &event) : FAILED;
}

static enum outcome erase(struct work *work, const struct person *person, struct text reason)
{
    AUTO_WALL struct wall_hold hold = wall_open(work->db, "an erasure is whole");
    struct erasure_row row = {.erased_at = work->now, .erased_by = work->actor->user, .reason = reason};
    struct identifier id = person->head.person;
    enum outcome outcome = attachment_person_count(work, id, &row.files);
    if (outcome == OK)
        outcome = attachment_remove_person(work, id);
    if (outcome == OK)
        outcome = person_erase_rows(work, id, &row);
    if (outcome == OK)
        outcome = keys_erase_person(work, id, reason);
    if (outcome == OK)
        outcome = api_answers_forget(work);
    if (outcome == OK)
        outcome = person_erasure_add(work, person, &row);
    if (outcome == OK)
        outcome = person_features_erased(work, id);
    if (outcome == OK)
        outcome = person_erasure_prove(work, id);
    return outcome == OK ? audit_erasure(work, person, &row) : outcome;
}

enum outcome person_erase_now(struct work *work, struct identifier person, struct text reason)
{
    struct erasure_row done;
    void *row;
    enum outcome outcome = person_erasure(work, person, &done);
    if (outcome != NOT_FOUND)
        return outcome == OK ? CONFLICT : outcome;
    outcome = record_get_unlimited(work, &person_record, person, &row);
    return outcome == OK ? erase(work, row, reason) : outcome;
}

enum outcome person_erase_again(struct work *work, struct identifier person)
{
    struct erasure_row counts = {0};
    enum outcome outcome = person_before_erasing_again(work, person);
    if (outcome == OK)
        outcome = attachment_remove_person(work, person);
    if (outcome == OK)
        outcome = person_erase_rows(work, person, &counts);
    if (outcome == OK)
        outcome = person_features_erased(work, person);
    if (outcome == OK)
        outcome = keys_destroy(work, person, person, true);
    return outcome == OK ? api_answers_forget(work) : outcome;
}

/* The person's number, typed again: nobody destroys by a slip of the hand. */
static bool is_confirmed(const struct erasing *erasing)
{
    struct text number;
    struct request *request = erasing->request;
    struct text typed = parameters_get(&request->form, TEXT("number"));
    return record_number(request->work.arena, &person_record, typed, &number) == OK &&
           text_equal(number, erasing->target.person->head.number);
}

enum outcome erase_run(struct request *request, struct response *response)
{
    struct erasing erasing;
    struct erasure_row done;
    enum outcome outcome = open_erasing(request, response, &erasing);
    if (outcome != OK)
        return outcome;
    struct identifier person = erasing.target.person->head.person;
    struct text certificate = person_path_to(request->work.arena, person, "/certificate");
    outcome = person_erasure(&request->work, person, &done);
    if (outcome != NOT_FOUND) /* done already: the form was sent twice */
        return outcome == OK ? respond_redirect(request, response, certificate) : outcome;
    bool asked = parameters_has(&request->form, TEXT("number"));
    if (request->redisplay)
        return send_erase(&erasing, asked, NULL, 200);
    if (erasing.obstacles.count > 0)
        return send_erase(&erasing, false, NULL, 409);
    if (choice_find(&erasure_reasons, erasing.reason) == NULL)
        return send_erase(&erasing, false, N_("Say why the data are destroyed."), 422);
    if (!asked)
        return send_erase(&erasing, true, NULL, 200);
    if (!is_confirmed(&erasing))
        return send_erase(&erasing, true, N_("This is not the number of this person."), 422);
    outcome = erase(&request->work, erasing.target.person, erasing.reason);
    return outcome == OK ? respond_redirect(request, response, certificate) : outcome;
}

/* Whoever holds a certificate reads who gave it, whatever the role of who prints it. */
static enum outcome name_organisation(struct work *work, struct identifier organisation, struct text *ret_name)
{
    void *row;
    enum outcome outcome = record_get_unlimited(work, &organisation_record, organisation, &row);
    if (outcome == OK)
        *ret_name = organisation_record.title(work, row);
    return outcome == NOT_FOUND ? OK : outcome;
}

/* Codes of what was looked for, for people; what a feature names by itself is the plural of its rows. */
static struct text proof_label(struct work *work, struct text what)
{
    static const struct {
        const char *code, *label; /* N_() */
    } LABELS[] = {
        {"keys", N_("keys that open anything of the person")},
        {"search_keys", N_("search keys")},
        {"own_fields", N_("values of the mission's own fields")},
        {"documents", N_("identity documents")},
        {"relations", N_("relations")},
        {"files", N_("files")},
        {"file_bytes", N_("bytes of files")},
        {"names", N_("names, birth date, contacts in the person's row")},
        {"openings", N_("emergency openings in force")},
        {"proposals", N_("unsealed words in other rows")},
    };
    for (size_t i = 0; i < sizeof LABELS / sizeof *LABELS; i++)
        if (text_is(what, LABELS[i].code))
            return text_from(tr(work->language, LABELS[i].label));
    return what;
}

static enum outcome fill_proofs(struct work *work, struct identifier person, struct certificate_view *view)
{
    struct erasure_proof *proofs;
    enum outcome outcome = person_erasure_proofs(work, person, &proofs, &view->proof_count);
    for (size_t i = 0; outcome == OK && i < view->proof_count; i++)
        proofs[i].what = proof_label(work, proofs[i].what);
    view->proofs = proofs;
    return outcome;
}

enum outcome certificate_show(struct request *request, struct response *response)
{
    struct person_target target;
    struct erasure_row *row = arena_new(request->work.arena, struct erasure_row);
    struct certificate_view view = {.erasure = row};
    struct work *work = &request->work;
    enum outcome outcome = person_target_find(request, &target);
    if (outcome == OK)
        outcome = person_erasure(work, target.person->head.person, row);
    if (outcome == OK)
        outcome = record_titles(work, &colleague_record, &row->erased_by, 1, &row->who);
    if (outcome == OK)
        outcome = name_organisation(work, target.person->head.organisation, &view.organisation);
    if (outcome == OK)
        outcome = fill_proofs(work, target.person->head.person, &view);
    if (outcome != OK)
        return outcome;
    view.number = target.person->head.number;
    view.reason = choice_show(&erasure_reasons, row->reason, work->language);
    view.page = page_open(request, N_("Certificate of destruction"));
    page_trail(view.page, person_record.plural, TEXT("/persons"));
    page_trail_text(view.page, view.number, target.path);
    page_trail(view.page, N_("Certificate"), TEXT_NONE);
    struct output out = page_output(request, response);
    certificate_page(&out, &view);
    return page_send(request, response, 200);
}
