/* What the pages of imports and exports show.  Within exchange/. */
#ifndef EXCHANGE_IMPORT_PAGES_H
#define EXCHANGE_IMPORT_PAGES_H

#include "exchange/import_parts.h"
#include "web/page.h"
#include "web/record_parts.h"

struct import_list_line {
    struct text number, path, who, file_name;
    const char *kind, *state, *tone; /* N_() */
    int64_t created_at, lines, done;
};
struct import_list_view {
    struct page *page;
    const struct import_list_line *lines;
    size_t line_count;
    struct text new_path, older; /* empty: none */
};
void import_list_page(struct output *out, const struct import_list_view *view);

struct import_kind_choice {
    struct text name, id;
    const char *label, *about; /* N_() */
    bool selected;
};
struct import_new_view {
    struct page *page;
    const struct import_kind_choice *kinds;
    size_t kind_count;
    const struct form_choice *encodings;
    size_t encoding_count;
    struct text action, back, key, sheet;
    struct text kind_error, file_error, other_error;
    int64_t largest, megabytes;
};
void import_new_page(struct output *out, const struct import_new_view *view);

/* A question about a column, as a drop-down of answers. */
struct import_question {
    const char *label; /* N_() */
    struct text name, error;
    const struct form_choice *choices;
    size_t choice_count;
};
enum { QUESTIONS_MOST = 3 };
struct import_column_view {
    struct text heading, samples, name, error;
    int64_t filled, first_of_year;
    const struct form_choice *targets;
    size_t target_count;
    struct import_question questions[QUESTIONS_MOST];
    size_t question_count;
    const char *warnings[2]; /* N_() */
    size_t warning_count;
};
struct import_fault_view {
    int64_t line;
    struct text column, sentence;
};
struct import_fact {
    const char *label; /* N_() */
    int64_t count;
    const char *tone; /* of its figure; NULL */
};
enum { IMPORT_FACTS_MOST = 8 };
struct import_show_view {
    struct page *page;
    struct text number, file_name, who, title;
    const char *kind, *about, *state, *tone;
    int64_t created_at, lines;
    struct text notes[6]; /* what was noticed in the file */
    size_t note_count;
    /* The columns, while they may still change. */
    bool maps;
    const struct import_column_view *columns;
    size_t column_count;
    const struct text *problems;
    size_t problem_count;
    struct text columns_action;
    /* Progress. */
    bool runs;
    int64_t percent; /* -1: not known */
    struct text follow, unfollow, cancel;
    /* What was found and done. */
    struct import_fact facts[IMPORT_FACTS_MOST];
    size_t fact_count;
    const struct import_fault_view *faults;
    size_t fault_count;
    bool more_faults;
    struct text faults_csv, store_action, undo_action, go_on_action, key;
    bool may_store, may_store_whole, has_alike, stopped, stored_same;
    const char *lasting;                  /* N_(): why it cannot be undone; NULL */
    const struct import_fault_view *kept; /* rows that an undo left */
    size_t kept_count;
    int64_t good_count, alike_count;
};
void import_show_page(struct output *out, const struct import_show_view *view);
void import_columns_page(struct output *out, const struct import_show_view *view);

struct export_show_view {
    struct page *page;
    struct text zip_path, zip_hxl_path;
    const struct record_link *records;
    size_t record_count;
};
void export_show_page(struct output *out, const struct export_show_view *view);

page_handler import_list, import_new, import_send, import_show, import_columns_save, import_store, import_undo,
    import_go_on, import_cancel, import_faults_csv, export_show, export_zip, upload_new, upload_show, upload_take;

/* Fills what the page shows of the columns, with what was typed where there is something. */
enum outcome import_fill_columns(struct request *request, const struct import_run *run, bool typed,
                                 struct import_show_view *view) MUST_CHECK;
/* What was typed as a mapping. */
void import_read_columns(struct request *request, const struct file_facts *facts, struct import_mapping *ret_mapping);

#endif
