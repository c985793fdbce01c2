/* The list of indicators, read from the profile.  One file holds all versions: a line says which version asked it first
   and which asks it no more. */
#include <stdio.h>

#include "base/calendar.h"
#include "codec/csv.h"
#include "protection/indicator.h"
#include "protection/protection.h"
#include "system/file.h"

enum { INDICATORS_MOST = 100, INDICATOR_FILE_MOST = 1 << 20, VERSION_LENGTH = 7 };
enum column { CODE, FRENCH, ARABIC, ENGLISH, SINCE, UNTIL, SOURCE, MARK, COLUMNS };

struct choice_list trafficking_acts = {.name = "trafficking_acts"};
struct choice_list trafficking_means = {.name = "trafficking_means"};
struct choice_list trafficking_purposes = {.name = "trafficking_purposes"};
struct choice_list trafficking_signs = {.name = "trafficking_signs"};

static struct choice_list *const LISTS[INDICATOR_ELEMENTS] = {&trafficking_acts, &trafficking_means,
                                                              &trafficking_purposes, &trafficking_signs};

/* Where each comes from, in the order of the file; read once, at start. */
struct origin {
    const char *code, *source;
    bool verified;
};
static const struct origin *origins;
static size_t origin_count;
static struct text newest_version;

/* What is being read: published whole or not at all. */
struct reading {
    struct arena *arena;
    struct choice *choices[INDICATOR_ELEMENTS];
    size_t counts[INDICATOR_ELEMENTS];
    struct origin *origins;
    size_t count;
    struct text newest;
};

/* "2026-11" */
static bool is_version(struct arena *arena, struct text typed)
{
    int32_t day;
    return typed.length == VERSION_LENGTH && text_to_date(arena_format(arena, "%.*s-01", TEXT_ARG(typed)), &day) == OK;
}

static const char *read_mark(struct text mark, struct origin *origin)
{
    origin->verified = text_is(mark, "verified");
    return origin->verified || text_is(mark, "from_memory") || text_is(mark, "proposed")
               ? NULL
               : "the mark is verified, from_memory or proposed";
}

/* The element that a code names, alone: INDICATOR_ELEMENTS when it names none. */
static size_t element_of(struct text code)
{
    unsigned elements = text_find(code, TEXT(",")) < 0 ? indicator_elements(code) : 0;
    size_t at = 0;
    while (at < INDICATOR_ELEMENTS && elements != 1U << at)
        at++;
    return at;
}

static bool is_known(const struct reading *reading, struct text code)
{
    for (size_t i = 0; i < reading->count; i++)
        if (text_is(code, reading->origins[i].code))
            return true;
    return false;
}

static const char *check_versions(struct arena *arena, const struct csv_row *row)
{
    const struct text *cells = row->cells;
    if (!is_version(arena, cells[SINCE]) || (cells[UNTIL].length > 0 && !is_version(arena, cells[UNTIL])))
        return "since and until are versions as 2026-11; until may be empty";
    if (cells[UNTIL].length > 0 && text_compare(cells[UNTIL], cells[SINCE]) <= 0)
        return "until comes after since";
    return NULL;
}

static void take_newest(struct reading *reading, struct text version)
{
    if (text_compare(version, reading->newest) > 0)
        reading->newest = arena_text(reading->arena, version);
}

/* NULL, or what is wrong with the line. */
static const char *read_line(struct reading *reading, const struct csv_row *row)
{
    const struct text *cells = row->cells;
    if (row->count != COLUMNS)
        return "eight columns are wanted: code, fr, ar, en, since, until, source, mark";
    size_t element = element_of(cells[CODE]);
    if (element == INDICATOR_ELEMENTS || is_known(reading, cells[CODE]))
        return "a code begins with act_, means_, purpose_ or sign_ and stands there once";
    if (cells[FRENCH].length == 0 || cells[ARABIC].length == 0 || cells[ENGLISH].length == 0 ||
        cells[SOURCE].length == 0)
        return "three names and a source are wanted";
    const char *fault = check_versions(reading->arena, row);
    struct origin *origin = &reading->origins[reading->count];
    if (fault == NULL)
        fault = read_mark(cells[MARK], origin);
    if (fault != NULL || reading->count == INDICATORS_MOST)
        return fault != NULL ? fault : "there are too many";
    origin->code = arena_string(reading->arena, cells[CODE]);
    origin->source = arena_string(reading->arena, cells[SOURCE]);
    struct choice *choice = &reading->choices[element][reading->counts[element]++];
    *choice = (struct choice){.code = origin->code, .usual = true, .past = cells[UNTIL].length > 0};
    for (size_t i = 0; i < LANGUAGE_COUNT; i++)
        choice->names[i] = arena_string(reading->arena, cells[FRENCH + i]);
    reading->count++;
    take_newest(reading, cells[SINCE]);
    take_newest(reading, cells[UNTIL]);
    return NULL;
}

static bool asks_each_element(const struct reading *reading)
{
    for (size_t element = 0; element < INDICATOR_ELEMENTS; element++) {
        bool asked = false;
        for (size_t i = 0; i < reading->counts[element]; i++)
            asked = asked || !reading->choices[element][i].past;
        if (!asked)
            return false;
    }
    return true;
}

static void publish(const struct reading *reading)
{
    for (size_t i = 0; i < INDICATOR_ELEMENTS; i++) {
        LISTS[i]->choices = reading->choices[i];
        LISTS[i]->count = reading->counts[i];
    }
    origins = reading->origins;
    origin_count = reading->count;
    newest_version = reading->newest;
}

enum outcome indicators_read(struct arena *arena, struct text content, struct choice_fault *ret_fault)
{
    struct reading reading = {.arena = arena, .origins = arena_array(arena, struct origin, INDICATORS_MOST + 1)};
    struct csv_reader reader = csv_open(content, ',');
    struct csv_row row = {.line = 1};
    const char *fault = NULL;
    for (size_t i = 0; i < INDICATOR_ELEMENTS; i++)
        reading.choices[i] = arena_array(arena, struct choice, INDICATORS_MOST + 1);
    enum outcome outcome = csv_next(&reader, arena, &row); /* the head */
    while (outcome == OK && fault == NULL && (outcome = csv_next(&reader, arena, &row)) == OK)
        fault = read_line(&reading, &row);
    if (outcome == INVALID) {
        *ret_fault = (struct choice_fault){reader.fault_line, reader.fault};
        return INVALID;
    }
    if (outcome < 0)
        return outcome;
    if (fault == NULL && !asks_each_element(&reading))
        fault = "act, means, purpose and signs each ask something";
    if (fault != NULL) {
        *ret_fault = (struct choice_fault){row.line, fault};
        return INVALID;
    }
    publish(&reading);
    return OK;
}

enum outcome indicators_load(struct arena *arena, const char *directory)
{
    struct text path = arena_format(arena, "%s/trafficking_indicators.csv", directory);
    struct text content;
    struct choice_fault fault = {0, "cannot be read"};
    enum outcome outcome = file_read(arena, path.at, INDICATOR_FILE_MOST, &content);
    if (outcome == OK)
        outcome = indicators_read(arena, content, &fault);
    if (outcome != OK)
        (void)fprintf(stderr, "sanad: %.*s:%zu: %s\n", TEXT_ARG(path), fault.line, fault.what);
    return outcome == OK ? OK : FAILED;
}

struct text indicator_version(void) { return newest_version; }

static bool is_past(struct text code)
{
    for (size_t i = 0; i < INDICATOR_ELEMENTS; i++) {
        const struct choice *choice = choice_find(LISTS[i], code);
        if (choice != NULL)
            return choice->past;
    }
    return false;
}

static bool is_among(struct text code, struct text codes)
{
    struct text one;
    while (text_split(&codes, ',', &one))
        if (text_equal(one, code))
            return true;
    return false;
}

struct text indicator_past(struct text codes, struct text before)
{
    struct text one;
    while (text_split(&codes, ',', &one))
        if (is_past(one) && !is_among(one, before))
            return one;
    return TEXT_NONE;
}

static const struct origin *origin_of(struct text code)
{
    for (size_t i = 0; i < origin_count; i++)
        if (text_is(code, origins[i].code))
            return &origins[i];
    return NULL;
}

struct text indicator_sources(struct arena *arena, struct text codes, bool *ret_verified)
{
    struct text sources = TEXT_NONE;
    struct text one;
    *ret_verified = true;
    while (text_split(&codes, ',', &one)) {
        const struct origin *origin = origin_of(one);
        if (origin == NULL)
            continue;
        *ret_verified = *ret_verified && origin->verified;
        if (text_find(sources, text_from(origin->source)) < 0)
            sources =
                arena_format(arena, "%.*s%s%s", TEXT_ARG(sources), sources.length > 0 ? "; " : "", origin->source);
    }
    return sources;
}
