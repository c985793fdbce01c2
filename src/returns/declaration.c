/* The declaration of voluntary return on paper, in the languages in which the mission has it (profile: letters/). */
#include "codec/json.h"
#include "persons/persons.h"
#include "print/letter.h"
#include "returns/return_pages.h"
#include "web/record_parts.h"

enum place { PERSON, BIRTH, NATIONALITY, NUMBER, COUNTRY, DESTINATION, COUNSELLED_ON, LANGUAGE, MISSION, PLACE_COUNT };
static const char *const PLACES[] = {"person",      "birth",         "nationality", "number",  "country",
                                     "destination", "counselled_on", "language",    "mission", NULL};
static struct letter_set declarations = {.name = "voluntary_return", .places = PLACES};

enum outcome declaration_load(struct arena *arena, const char *directory)
{
    return letter_set_load(arena, directory, &declarations);
}

/* ---- what stands in it ---- */

static struct text name_of(struct work *work, const struct person *person)
{
    bool arabic = language_right_to_left(work->language) && person->family_name_arabic.length > 0;
    struct text family = arabic ? person->family_name_arabic : person->family_name;
    struct text given = arabic ? person->given_names_arabic : person->given_names;
    if (family.length == 0)
        return person_record.title(work, person);
    return arabic ? arena_format(work->arena, "%.*s %.*s", TEXT_ARG(given), TEXT_ARG(family))
                  : arena_format(work->arena, "%.*s %.*s", TEXT_ARG(family), TEXT_ARG(given));
}

static struct text shown(struct work *work, const struct record *record, const char *field, const void *row)
{
    const struct field *known = record_field(record, text_from(field));
    return field_is_empty(known, row) ? TEXT_NONE : field_to_show(work, known, row);
}

static void fill(struct work *work, const struct settings *settings, const struct return_case *file,
                 const struct person *person, struct text values[PLACE_COUNT])
{
    const struct record *record = &return_case_record;
    values[PERSON] = name_of(work, person);
    values[BIRTH] = shown(work, &person_record, "birth", person);
    values[NATIONALITY] = shown(work, &person_record, "nationality", person);
    values[NUMBER] = file->head.number;
    values[COUNTRY] = shown(work, record, "country_of_return", file);
    values[DESTINATION] = file->destination;
    values[COUNSELLED_ON] = shown(work, record, "counselled_on", file);
    values[LANGUAGE] = shown(work, record, "counselling_language", file);
    values[MISSION] = settings_mission_name(settings, language_tag(work->language));
}

static enum outcome print(struct request *request, const struct letter *letter, const struct return_case *file,
                          const struct person *person, struct buffer *body)
{
    struct work work = request->work;
    struct text values[PLACE_COUNT] = {0};
    work.language = language_for(letter->values);
    fill(&work, request->application->settings, file, person, values);
    struct paper *paper = paper_open(work.arena, &(struct paper_options){
                                                     .language = arena_string(work.arena, letter->language),
                                                     .right_to_left = letter->right_to_left,
                                                     .title = values[NUMBER],
                                                     .head = values[MISSION],
                                                     .foot = letter->draft,
                                                     .code = values[NUMBER],
                                                     .page_number = letter->page_number,
                                                     .made_at = work.now,
                                                 });
    letter_put(letter, PLACES, values, paper);
    return paper_print(paper, body);
}

/* ---- its address ---- */

static enum outcome audit(struct request *request, const struct return_case *file, const struct letter *letter)
{
    AUTO_BUFFER struct buffer details = buffer_open(1024);
    struct json_writer json = json_writer_open(&details);
    json_object_begin(&json);
    json_key(&json, TEXT("letter"));
    json_put_text(&json, text_from(declarations.name));
    json_key(&json, TEXT("language"));
    json_put_text(&json, letter->language);
    json_object_end(&json);
    if (!json_finish(&json))
        return FAILED;
    return record_audit_print(request, &return_case_record, file->head.id, buffer_text(&details));
}

static bool may_print(const struct work *work, const struct return_case *file)
{
    struct subject subject = record_subject(file);
    return actor_may_on(work->actor, &return_counsel, &subject);
}

enum outcome declaration_print(struct request *request, struct response *response)
{
    struct identifier id;
    struct field_set readable;
    struct work *work = &request->work;
    void *file, *person;
    enum outcome outcome = request_id(request, 0, &id);
    const struct letter *letter = letter_in(&declarations, parameters_get(&request->query, TEXT("in")));
    if (outcome == OK)
        outcome = record_get(work, &return_case_record, id, &file, &readable);
    if (outcome == OK && !may_print(work, file))
        outcome = FORBIDDEN;
    if (outcome == OK && letter == NULL)
        outcome = NOT_FOUND;
    if (outcome == OK)
        outcome = record_get(work, &person_record, record_head_of(file)->person, &person, &readable);
    if (outcome == OK)
        outcome = audit(request, file, letter);
    if (outcome == OK)
        outcome = print(request, letter, file, person, &response->body);
    if (outcome != OK)
        return outcome;
    response->status = 200;
    response->content_type = TEXT("application/pdf");
    return OK;
}

size_t declaration_links(struct request *request, const struct return_case *file, struct declaration_link **ret_links)
{
    struct work *work = &request->work;
    size_t count = may_print(work, file) ? declarations.count : 0;
    struct declaration_link *links = arena_array(work->arena, struct declaration_link, count + 1);
    for (size_t i = 0; i < count; i++) {
        const struct letter *letter = &declarations.letters[i];
        const char *rest =
            arena_string(work->arena, arena_format(work->arena, "declaration.pdf?in=%.*s", TEXT_ARG(letter->language)));
        links[i] = (struct declaration_link){record_address(request, "/return-cases", file->head.id, rest),
                                             letter->name, letter->language};
    }
    *ret_links = links;
    return count;
}
