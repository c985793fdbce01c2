/* What questionnaires/ gives to the program. */
#include "questionnaires/questionnaire_pages.h"
#include "web/record_parts.h"
#include "web/route_table.h"
#include "web/step_pages.h"

#define READ &questionnaire_read_right
#define BUILD &questionnaire_build

static struct text back_to_questionnaire(struct arena *arena, const void *row)
{
    return record_path(arena, "/questionnaires", record_head_of(row)->id, "");
}

static const struct step_pages QUESTIONNAIRE_STEPS = {&questionnaire_flow, "/questionnaires", back_to_questionnaire};

#define PART(segment, part, purpose)                                                           \
    GET_OF("/questionnaires/{id}/" segment, questionnaire_part_edit, BUILD, &(part), purpose), \
        POST_OF("/questionnaires/{id}/" segment, questionnaire_part_save, BUILD, &(part), purpose)

const struct route questionnaire_routes[] = {
    GET("/questionnaires", questionnaire_list, READ, "list of questionnaires and their versions"),
    GET("/questionnaires/new", questionnaire_new, BUILD, "a new questionnaire: proposal, file or empty"),
    POST("/questionnaires", questionnaire_create, BUILD, "make a draft"),
    GET("/questionnaires/{id}", questionnaire_show, READ, "a version"),
    GET("/questionnaires/{id}/history", questionnaire_history, READ, "what became of it"),
    GET("/questionnaires/{id}/file", questionnaire_file, READ, "its text as a file"),
    GET("/questionnaires/{id}/preview", questionnaire_preview, READ, "as people are asked it"),
    {.method = METHOD_POST,
     .pattern = "/questionnaires/{id}/preview",
     .class = ROUTE_READ,
     .handle = questionnaire_preview,
     .right = READ,
     .changes_nothing = true,
     .purpose = "the same with answers that are not kept"},
    STEPS("/questionnaires", READ, QUESTIONNAIRE_STEPS),
    POST("/questionnaires/{id}/versions", questionnaire_again, BUILD, "a draft of the next version"),
    POST("/questionnaires/{id}/blocks", block_change, BUILD, "move or remove a part of a draft"),
    PART("head", head_part, "title and source of a draft"),
    PART("text", text_part, "the whole text of a draft"),
    PART("dimensions/{code}", dimension_part, "a dimension of a draft"),
    PART("lists/{code}", list_part, "a list of answers of a draft"),
    PART("sections/{code}", section_part, "a section of a draft"),
    PART("questions/{code}", question_part, "a question of a draft"),
};
const size_t questionnaire_route_count = sizeof questionnaire_routes / sizeof *questionnaire_routes;

const struct menu_entry questionnaire_menu[] = {
    {N_("Questionnaires"), "/questionnaires", READ, "check", .group = MENU_MISSION}};
const size_t questionnaire_menu_count = sizeof questionnaire_menu / sizeof *questionnaire_menu;

const struct resource questionnaire_resources[] = {
    {.record = &questionnaire_record, .flow = &questionnaire_flow, .read_only = true},
};
const size_t questionnaire_resource_count = sizeof questionnaire_resources / sizeof *questionnaire_resources;
