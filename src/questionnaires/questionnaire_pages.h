/* The pages of the builder.  Within questionnaires/. */
#ifndef QUESTIONNAIRES_QUESTIONNAIRE_PAGES_H
#define QUESTIONNAIRES_QUESTIONNAIRE_PAGES_H

#include "questionnaires/questionnaire_store.h"
#include "record/pages.h"
#include "web/record_pages.h"

/* One kind of block with a form of its own; context of its routes. */
struct part_kind;
extern const struct part_kind head_part, dimension_part, list_part, section_part, question_part, text_part;
page_handler questionnaire_part_edit, questionnaire_part_save, block_change;

page_handler questionnaire_list, questionnaire_show, questionnaire_history, questionnaire_new, questionnaire_create,
    questionnaire_file, questionnaire_again, questionnaire_preview;

/* The page of a draft whose change was refused, with work->problems above it. */
enum outcome questionnaire_show_refused(struct request *request, struct response *response,
                                        const struct questionnaire_version *row);

struct built_button {
    const char *label; /* N_() */
    struct text path;
    bool primary, danger;
};
/* One block, with where it is changed; empty paths: may not, or not any more. */
struct built_item {
    struct text title, code, line, conditions;
    struct text change;
    const char *kind; /* "question": for the form that moves it */
};
struct built_section {
    struct built_item item;
    struct built_item *questions;
    size_t question_count;
    struct text add; /* address of a new question behind its last one */
};
struct built_fact {
    const char *label; /* N_() */
    struct text value;
    bool person; /* somebody's words: in their own direction */
};
struct built_part {
    const char *title, *empty; /* N_() */
    struct built_item *items;
    size_t count;
    struct text add;
    const char *add_label; /* N_() */
};
struct questionnaire_view {
    struct page *page;
    struct text title, name, edition, version;   /* version: of the row */
    const char *state_label, *tone, *score_note; /* N_() */
    struct text history_path, preview_path, file_path, change_head, change_text, again_path, change_path;
    struct text key;
    struct built_button *buttons;
    size_t button_count;
    struct text unreadable; /* why the text cannot be shown; empty: it can */
    const struct problem *lacks, *refused;
    struct built_fact *facts;
    size_t fact_count;
    struct built_part parts[2]; /* dimensions, lists */
    struct built_section *sections;
    size_t section_count;
    struct text add_section;
    bool draft;
};
void questionnaire_show_page(struct output *out, const struct questionnaire_view *view);
void questionnaire_item_page(struct output *out, const struct built_item *item, const struct questionnaire_view *view);

struct preview_score {
    struct text label, value;
    struct text line; /* "7 of 9 answered" */
};
struct preview_view {
    struct page *page;
    struct text title, introduction, action, back;
    struct form_section *sections;
    size_t section_count;
    struct preview_score *scores;
    size_t score_count;
    const char *score_note; /* N_() */
};
void questionnaire_preview_page(struct output *out, const struct preview_view *view);

struct new_view {
    struct page *page;
    struct text key, action, typed_name, typed_title, typed_text, name_error, text_error;
    struct form_choice *proposals;
    size_t proposal_count;
};
void questionnaire_new_page(struct output *out, const struct new_view *view);

/* The label of the whole, or of a dimension, in the work's language. */
struct text score_label(struct work *work, const struct questionnaire *questionnaire, size_t place);

#endif
