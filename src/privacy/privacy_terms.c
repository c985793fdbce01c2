/* How long things last and may take: numbers of the mission, each with where it is said and how sure that is. */
#include "privacy/privacy_store.h"

#include <stdio.h>

#include "base/number.h"
#include "codec/csv.h"
#include "system/file.h"

enum { TERMS_MOST = 200, FILE_MOST = 1 << 20, COLUMNS = 7, COLUMNS_ALL = 9, LONGEST = 100000 };

/* What counts where a profile says nothing; read only but for the start. */
static const struct privacy_term DEFAULTS[] = {
    {"glass", "minutes", 60, "minutes", "opened", "", "proposed"},
    {"glass", "review", 3, "days", "opened", "", "proposed"},
    {"copy", "days", 30, "days", "answered", "", "proposed"},
    {"clock", "correction", 10, "days", "received", "", "proposed"},
    {"clock", "access", 30, "days", "received", "", "proposed"},
    {"clock", "objection", 10, "days", "received", "", "proposed"},
    {"clock", "erasure", 30, "days", "received", "", "proposed"},
    {"incident", "assessment", 72, "hours", "noticed", "", "proposed"},
};
static const struct privacy_term *terms = DEFAULTS;
static size_t term_count = sizeof DEFAULTS / sizeof *DEFAULTS;

const struct privacy_term *privacy_term(const char *kind, struct text code)
{
    for (size_t i = 0; i < term_count; i++)
        if (text_is(text_from(kind), terms[i].kind) && text_is(code, terms[i].code))
            return &terms[i];
    return NULL;
}

const struct privacy_term *privacy_term_at(const char *kind, size_t index)
{
    for (size_t i = 0; i < term_count; i++)
        if (text_is(text_from(kind), terms[i].kind) && index-- == 0)
            return &terms[i];
    return NULL;
}

int32_t privacy_term_end(const struct privacy_term *term, int32_t from)
{
    struct text unit = text_from(term->unit);
    if (from == DATE_NONE || text_is(unit, "minutes") || text_is(unit, "hours"))
        return DATE_NONE;
    if (text_is(unit, "days"))
        return from + (int32_t)term->count;
    return date_add_months(from, (int32_t)term->count * (text_is(unit, "years") ? 12 : 1));
}

int64_t privacy_term_end_at(const struct privacy_term *term, int64_t from)
{
    struct text unit = term == NULL ? TEXT_NONE : text_from(term->unit);
    if (from == INSTANT_NONE || (!text_is(unit, "minutes") && !text_is(unit, "hours")))
        return INSTANT_NONE;
    return from + term->count * (text_is(unit, "hours") ? 3600 : 60) * MICROSECONDS;
}

struct text privacy_term_shown(struct work *work, const struct privacy_term *term)
{
    struct text unit = text_from(term->unit);
    struct text count = language_number(work->arena, work->language, term->count);
    const char *message = text_is(unit, "minutes")  ? tr_count(work->language, "{1} minute", "{1} minutes", term->count)
                          : text_is(unit, "hours")  ? tr_count(work->language, "{1} hour", "{1} hours", term->count)
                          : text_is(unit, "days")   ? tr_count(work->language, "{1} day", "{1} days", term->count)
                          : text_is(unit, "months") ? tr_count(work->language, "{1} month", "{1} months", term->count)
                                                    : tr_count(work->language, "{1} year", "{1} years", term->count);
    return tr_with(work->arena, work->language, message, &count, 1);
}

static const struct {
    const char *mark, *label; /* N_() */
} MARKS[] = {{"verified", N_("Verified")},
             {"from_memory", N_("From memory, to be verified")},
             {"proposed", N_("Proposed by this project")}};

const char *privacy_mark_label(const struct privacy_term *term)
{
    for (size_t i = 0; i < sizeof MARKS / sizeof *MARKS; i++)
        if (text_is(text_from(term->mark), MARKS[i].mark))
            return MARKS[i].label;
    return "";
}

static bool is_unit(struct text unit)
{
    return text_is(unit, "minutes") || text_is(unit, "hours") || text_is(unit, "days") || text_is(unit, "months") ||
           text_is(unit, "years");
}

static bool is_mark(struct text mark)
{
    for (size_t i = 0; i < sizeof MARKS / sizeof *MARKS; i++)
        if (text_is(mark, MARKS[i].mark))
            return true;
    return false;
}

static const char *read_term(struct arena *arena, const struct csv_row *row, struct privacy_term *ret_term)
{
    int64_t count;
    if ((row->count != COLUMNS && row->count != COLUMNS_ALL) || row->cells[0].length == 0 || row->cells[1].length == 0)
        return "seven columns are wanted: kind, code, count, unit, event, source, mark; or nine: source_fr, source_ar";
    if (text_to_integer(row->cells[2], 1, LONGEST, &count) != OK)
        return "the third column is a count above 0";
    if (!is_unit(row->cells[3]))
        return "the fourth column is minutes, hours, days, months or years";
    if (!is_mark(row->cells[6]))
        return "the last column is verified, from_memory or proposed";
    const char *texts[COLUMNS];
    for (size_t i = 0; i < COLUMNS; i++)
        texts[i] = arena_string(arena, row->cells[i]);
    if (row->count == COLUMNS_ALL && row->cells[5].length > 0) {
        const char *const names[LANGUAGE_COUNT] = {arena_string(arena, row->cells[7]),
                                                   arena_string(arena, row->cells[8]), texts[5]};
        language_add(texts[5], names);
    }
    *ret_term = (struct privacy_term){texts[0], texts[1], count, texts[3], texts[4], texts[5], texts[6]};
    return NULL;
}

/* What the file does not name counts as above. */
static size_t add_defaults(struct privacy_term *read, size_t count)
{
    size_t given = count;
    for (size_t i = 0; i < sizeof DEFAULTS / sizeof *DEFAULTS; i++) {
        bool known = false;
        for (size_t j = 0; j < given && !known; j++)
            known = text_is(text_from(read[j].kind), DEFAULTS[i].kind) &&
                    text_is(text_from(read[j].code), DEFAULTS[i].code);
        if (!known)
            read[count++] = DEFAULTS[i];
    }
    return count;
}

enum outcome privacy_terms_load(struct arena *arena, const char *directory)
{
    struct text path = arena_format(arena, "%s/data_protection.csv", directory);
    struct text content;
    if (file_read(arena, path.at, FILE_MOST, &content) != OK) {
        (void)fprintf(stderr, "sanad: %s: cannot be read\n", path.at);
        return FAILED;
    }
    struct privacy_term *read =
        arena_array(arena, struct privacy_term, TERMS_MOST + sizeof DEFAULTS / sizeof *DEFAULTS);
    struct csv_reader reader = csv_open(content, ',');
    struct csv_row row;
    size_t count = 0;
    const char *fault = NULL;
    enum outcome outcome = csv_next(&reader, arena, &row); /* the head */
    while (fault == NULL && outcome == OK && (outcome = csv_next(&reader, arena, &row)) == OK)
        fault = count == TERMS_MOST ? "there are too many rows" : read_term(arena, &row, &read[count++]);
    if (fault != NULL || outcome == INVALID) {
        (void)fprintf(stderr, "sanad: %s:%zu: %s\n", path.at, fault != NULL ? row.line : reader.fault_line,
                      fault != NULL ? fault : reader.fault);
        return FAILED;
    }
    term_count = add_defaults(read, count);
    terms = read;
    return OK;
}
