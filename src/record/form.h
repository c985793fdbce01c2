/* Forms made from descriptors: what a page shows of a row to be written, and the row read from what was typed. */
#ifndef RECORD_FORM_H
#define RECORD_FORM_H

#include "codec/url.h"
#include "record/record.h"

/* Lists with at most so many choices are shown whole, longer ones as a drop-down; a link to more rows than
   FORM_LINKS_MOST is typed as the number of the row. */
enum { FORM_RADIO_MOST = 7, FORM_LINKS_MOST = 300 };

enum form_control {
    CONTROL_LINE,    /* one line of text */
    CONTROL_LINES,   /* many lines */
    CONTROL_RADIO,   /* one of few */
    CONTROL_SELECT,  /* one of many */
    CONTROL_CHECKS,  /* several */
    CONTROL_DATE,    /* DD/MM/YYYY as one line */
    CONTROL_PARTIAL, /* DD/MM/YYYY, MM/YYYY or YYYY */
    CONTROL_MOMENT,  /* DD/MM/YYYY HH:MM in the zone of the work */
    CONTROL_INTEGER,
    CONTROL_MONEY,  /* an amount and NAME_currency */
    CONTROL_NUMBER, /* the number of another record */
};

struct form_choice {
    struct text code, label, id; /* id: of the input element */
    bool selected;
};

struct form_field {
    const struct field *field;
    struct text name, id;
    struct text label, help, error; /* translated; help and error may be empty */
    struct text help_id, error_id;
    struct text described_by; /* ids of help and error, for aria-describedby; may be empty */
    enum form_control control;
    struct text value; /* as typed, or as the row has it */
    const struct form_choice *choices;
    size_t choice_count;
    const struct form_choice *more; /* of CONTROL_CHECKS: what a long list offers behind the usual and the chosen */
    size_t more_count;
    bool wordy; /* its choices are sentences rather than words */
    struct text currency_name, currency_id;
    const struct form_choice *currencies; /* of CONTROL_MONEY */
    size_t currency_count;
    struct text hint; /* the form of what is typed: "DD/MM/YYYY"; may be empty */
    bool required, invalid;
    bool left_to_right;       /* always Latin digits or signs; others take the direction of what is typed */
    const char *autocomplete; /* "off" for everything about other people */
    const char *input_mode;   /* "text", "numeric", "decimal", "tel", "email" */
    int32_t longest;          /* characters; 0 where there is no limit to show */
};

struct form_section {
    struct text label; /* empty: fields without a section */
    struct text id;
    struct form_field *fields;
    size_t field_count;
};

/* One line of the error summary. */
struct form_error {
    struct text message, label;
    struct text target; /* "#id" of the first input of its field; empty: the whole form */
};

struct form_view {
    struct form_section *sections;
    size_t section_count;
    struct form_error *errors;
    size_t error_count;
    struct text version;   /* of the row it was made from; empty for a new one */
    struct text csrf, key; /* the page fills these */
    bool typed;            /* it holds what somebody typed and nobody stored */
};

/* What a page may say about its form; NULL where nothing. */
struct form_options {
    struct text prefix; /* before the ids, when a page has several forms */
    /* The rows a link may point at.  NOT_FOUND: no opinion, all rows of the target that the actor may read. */
    enum outcome (*links)(void *context, struct work *work, const struct field *field, const void *row,
                          const struct form_choice **ret_choices, size_t *ret_count);
    void *context;
};

/* The fields of a form for this row (version 0: a new one): what the actor may write (and, of a stored row, read),
   without what is computed, hidden or was given once for all. */
struct field_set record_form_fields(const struct work *work, const struct record *record, const void *row);

/* The view of `fields`.  With `typed`, what was typed stands in the fields (those that were posted), else the row.
   Errors come from work->problems. */
enum outcome record_form_view(struct work *work, const struct record *record, const void *row,
                              const struct field_set *fields, const struct parameters *typed,
                              const struct form_options *options, struct form_view *ret_view) MUST_CHECK;

/* Reads `fields` into the row, those that were posted; the others stay as they are.  Every field is tried: INVALID at
   the end, with the problems in work->problems. */
enum outcome record_form_read(struct work *work, const struct record *record, const struct field_set *fields,
                              const struct parameters *typed, void *row) MUST_CHECK;

/* What was typed for a field, in the form that field_from_text() takes; of a form, a filter or a stale form. */
struct text form_typed(struct work *work, const struct field *field, const struct parameters *typed);
bool form_was_posted(const struct field *field, const struct parameters *typed);
/* A link may stay what it was (`before`); a new one must lead to a row that the actor may see, whatever a form offered:
   INVALID with a problem. */
enum outcome record_link_check(struct work *work, const struct field *field, struct identifier before,
                               const void *row) MUST_CHECK;
/* A date in machine form as people type it: "31/03/2022", "03/2022"; other text as it is. */
struct text form_date_shown(struct arena *arena, struct text machine);
/* The sentence of a problem in the work's language. */
struct text problem_sentence(struct arena *arena, const struct language *language, const struct problem *problem);

#endif
