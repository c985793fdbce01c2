/* What questionnaires/ gives to the program.  The pages of the steps come from the feature that lends them. */
#include "questionnaires/questionnaire_pages.h"

#define READ &questionnaire_read_right
#define BUILD &questionnaire_build

#define ROUTE(method_, pattern_, class_, handle_, right_, context_, purpose_)                                \
    {                                                                                                        \
        .method = (method_), .pattern = pattern_, .class = (class_), .handle = (handle_), .right = (right_), \
        .context = (context_), .purpose = purpose_                                                           \
    }
#define GET(pattern, handle, right, context, purpose) \
    ROUTE(METHOD_GET, pattern, ROUTE_READ, handle, right, context, purpose)
#define POST(pattern, handle, right, context, purpose) \
    ROUTE(METHOD_POST, pattern, ROUTE_WRITE, handle, right, context, purpose)
#define PART(segment, part, purpose)                                                        \
    GET("/questionnaires/{id}/" segment, questionnaire_part_edit, BUILD, &(part), purpose), \
        POST("/questionnaires/{id}/" segment, questionnaire_part_save, BUILD, &(part), purpose)

const struct route questionnaire_routes[] = {
    GET("/questionnaires", questionnaire_list, READ, NULL, "list of questionnaires and their versions"),
    GET("/questionnaires/new", questionnaire_new, BUILD, NULL, "a new questionnaire: proposal, file or empty"),
    POST("/questionnaires", questionnaire_create, BUILD, NULL, "make a draft"),
    GET("/questionnaires/{id}", questionnaire_show, READ, NULL, "a version"),
    GET("/questionnaires/{id}/history", questionnaire_history, READ, NULL, "what became of it"),
    GET("/questionnaires/{id}/file", questionnaire_file, READ, NULL, "its text as a file"),
    GET("/questionnaires/{id}/preview", questionnaire_preview, READ, NULL, "as people are asked it"),
    {.method = METHOD_POST,
     .pattern = "/questionnaires/{id}/preview",
     .class = ROUTE_READ,
     .handle = questionnaire_preview,
     .right = READ,
     .changes_nothing = true,
     .purpose = "the same with answers that are not kept"},
    POST("/questionnaires/{id}/versions", questionnaire_again, BUILD, NULL, "a draft of the next version"),
    POST("/questionnaires/{id}/blocks", block_change, BUILD, NULL, "move or remove a part of a draft"),
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
