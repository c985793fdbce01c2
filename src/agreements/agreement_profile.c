/* The agreements of the mission's profile, and how a register takes them over. */
#include <stdio.h>

#include "agreements/agreement_store.h"
#include "base/number.h"
#include "codec/csv.h"
#include "system/file.h"
#include "system/random.h"

enum { ROWS_MOST = 200, FILE_MOST = 1 << 20, COLUMNS_MOST = 14 };

struct table_row {
    struct text cells[COLUMNS_MOST];
};
/* A file of rows with so many columns, all of them texts. */
struct table {
    const char *file;
    size_t columns;
    struct table_row *rows;
    size_t count;
};
enum {
    KEY,
    KIND,
    STATE,
    TITLE_FR,
    TITLE_AR,
    TITLE_EN,
    REFERENCE,
    PLACE,
    TERRITORY,
    THEMES,
    AMENDS,
    NUMBER,
    REPLACES,
    SUMMARY
};
enum { PARTY_OF, PARTY_CODE, PARTY_PART, PARTY_NAME, PARTY_SIGNATORY, PARTY_OFFICE };
enum { DATE_OF, DATE_EVENT, DATE_DAY, DATE_SOURCE, DATE_MARK };

/* Set once, at start. */
static struct table agreements = {.file = "agreements.csv", .columns = 14};
static struct table parties = {.file = "agreement_parties.csv", .columns = 6};
static struct table dates = {.file = "agreement_dates.csv", .columns = 5};

/* ---- reading ---- */

static bool known(struct text key)
{
    for (size_t i = 0; i < agreements.count; i++)
        if (text_equal(agreements.rows[i].cells[KEY], key))
            return true;
    return false;
}

static bool codes_known(const struct choice_list *list, struct text codes)
{
    struct text code;
    while (codes.length > 0 && text_split(&codes, ',', &code))
        if (choice_find(list, code) == NULL)
            return false;
    return true;
}

/* "1998", "2006-07", "2006-06-15". */
static enum outcome read_day(struct text typed, struct partial_date *ret_day)
{
    char whole[] = "0000-01-01";
    if (typed.length != 4 && typed.length != 7 && typed.length != 10)
        return INVALID;
    for (size_t i = 0; i < typed.length; i++)
        whole[i] = typed.at[i];
    enum outcome outcome = text_to_date(text_from(whole), &ret_day->date);
    ret_day->precision = typed.length == 4 ? PRECISION_YEAR : typed.length == 7 ? PRECISION_MONTH : PRECISION_DAY;
    return outcome;
}

/* NULL: nothing is wrong.  What opens data to others comes from nobody's file. */
static const char *fault_of_agreement(const struct text *row)
{
    int64_t number;
    if (row[KEY].length == 0 || known(row[KEY]))
        return "the first column is a key that no other row has";
    if (choice_find(&agreement_kinds, row[KIND]) == NULL || text_is(row[KIND], "sharing_protocol"))
        return "the second column is a kind of agreement, but no data-sharing protocol: people open those";
    if (!text_is(row[STATE], "signed") && !text_is(row[STATE], "in_force"))
        return "the third column is signed or in_force";
    if (row[TITLE_FR].length == 0 || row[TITLE_AR].length == 0 || row[TITLE_EN].length == 0)
        return "a title is wanted in three languages";
    if (!codes_known(&agreement_themes, row[THEMES]))
        return "the tenth column holds themes, joined by commas";
    if ((row[AMENDS].length > 0 && !known(row[AMENDS])) || (row[REPLACES].length > 0 && !known(row[REPLACES])))
        return "what it amends or replaces stands above it";
    if (text_is(row[KIND], "amendment") != (row[AMENDS].length > 0) ||
        (row[NUMBER].length > 0 && text_to_integer(row[NUMBER], 1, 999, &number) != OK) ||
        (row[AMENDS].length > 0) != (row[NUMBER].length > 0))
        return "an amendment, and nothing else, names what it amends and its number";
    return NULL;
}

static const char *fault_of_party(const struct text *row)
{
    return !known(row[PARTY_OF])                                    ? "the first column is the key of an agreement"
           : choice_find(&agreement_parts, row[PARTY_PART]) == NULL ? "the third column is the part of a party"
           : row[PARTY_NAME].length == 0                            ? "a party has a name"
                                                                    : NULL;
}

static const char *fault_of_date(const struct text *row)
{
    struct partial_date day;
    return !known(row[DATE_OF])                                      ? "the first column is the key of an agreement"
           : choice_find(&agreement_events, row[DATE_EVENT]) == NULL ? "the second column is what happens on the date"
           : read_day(row[DATE_DAY], &day) != OK                     ? "the third column is a year, a month or a day"
           : row[DATE_SOURCE].length == 0                            ? "a date has a source"
           : choice_find(&agreement_marks, row[DATE_MARK]) == NULL   ? "the last column is a mark"
                                                                     : NULL;
}

static enum outcome read_table(struct arena *arena, const char *directory, struct table *table,
                               const char *(*fault_of)(const struct text *row))
{
    struct text path = arena_format(arena, "%s/%s", directory, table->file);
    struct text content;
    table->count = 0;
    if (!file_exists(path.at)) /* a profile without agreements */
        return OK;
    if (file_read(arena, path.at, FILE_MOST, &content) != OK) {
        (void)fprintf(stderr, "sanad: %s: cannot be read\n", path.at);
        return FAILED;
    }
    table->rows = arena_array(arena, struct table_row, ROWS_MOST);
    struct csv_reader reader = csv_open(content, ',');
    struct csv_row row;
    const char *fault = NULL;
    enum outcome outcome = csv_next(&reader, arena, &row); /* the head */
    while (fault == NULL && outcome == OK && (outcome = csv_next(&reader, arena, &row)) == OK) {
        fault = row.count != table->columns ? "another number of columns is wanted"
                : table->count == ROWS_MOST ? "there are too many rows"
                                            : fault_of(row.cells);
        for (size_t i = 0; fault == NULL && i < table->columns; i++)
            table->rows[table->count].cells[i] = arena_text(arena, row.cells[i]);
        table->count += fault == NULL;
    }
    if (fault == NULL && outcome != INVALID)
        return OK;
    (void)fprintf(stderr, "sanad: %s:%zu: %s\n", path.at, fault != NULL ? row.line : reader.fault_line,
                  fault != NULL ? fault : reader.fault);
    return FAILED;
}

enum outcome agreements_load(struct arena *arena, const char *directory)
{
    enum outcome outcome = read_table(arena, directory, &agreements, fault_of_agreement);
    if (outcome == OK)
        outcome = read_table(arena, directory, &parties, fault_of_party);
    return outcome == OK ? read_table(arena, directory, &dates, fault_of_date) : outcome;
}

/* ---- taking over ---- */

struct taking {
    struct work *work;
    struct identifier organisation, id; /* id: of the agreement */
    struct text key;
};

static enum outcome take_parties(const struct taking *taking)
{
    struct work *work = taking->work;
    enum outcome outcome = OK;
    for (size_t i = 0; i < parties.count && outcome == OK; i++) {
        const struct text *cells = parties.rows[i].cells;
        if (!text_equal(cells[PARTY_OF], taking->key))
            continue;
        struct agreement_party *party = record_new(work->arena, &agreement_party_record);
        party->head.organisation = taking->organisation;
        party->head.office = work->actor->office;
        party->agreement = taking->id;
        party->code = cells[PARTY_CODE];
        party->part = cells[PARTY_PART];
        party->name = cells[PARTY_NAME];
        party->signatory = cells[PARTY_SIGNATORY];
        party->signing_office = cells[PARTY_OFFICE];
        outcome = party->code.length == 0 ? OK : agreement_organisation_of(work, party->code, &party->party);
        if (outcome == OK || outcome == NOT_FOUND)
            outcome = agreement_party_store(work, party);
    }
    return outcome;
}

static enum outcome take_dates(const struct taking *taking)
{
    struct work *work = taking->work;
    enum outcome outcome = OK;
    for (size_t i = 0; i < dates.count && outcome == OK; i++) {
        const struct text *cells = dates.rows[i].cells;
        if (!text_equal(cells[DATE_OF], taking->key))
            continue;
        struct agreement_date *date = record_new(work->arena, &agreement_date_record);
        date->head.organisation = taking->organisation;
        date->head.office = work->actor->office;
        date->agreement = taking->id;
        date->event = cells[DATE_EVENT];
        date->source = cells[DATE_SOURCE];
        date->mark = cells[DATE_MARK];
        date->standing = TEXT("counts");
        outcome = read_day(cells[DATE_DAY], &date->day) == OK ? agreement_date_store(work, date) : FAILED;
    }
    return outcome;
}

static enum outcome take_one(const struct taking *taking, const struct text *cells)
{
    struct work *work = taking->work;
    struct agreement *row = record_new(work->arena, &agreement_record);
    enum outcome outcome = OK;
    row->head.id = taking->id;
    row->head.organisation = taking->organisation;
    row->head.office = work->actor->office;
    row->head.state = cells[STATE];
    row->kind = cells[KIND];
    row->title_fr = cells[TITLE_FR];
    row->title_ar = cells[TITLE_AR];
    row->title_en = cells[TITLE_EN];
    row->reference = cells[REFERENCE];
    row->place = cells[PLACE];
    row->territory = cells[TERRITORY];
    row->themes = cells[THEMES];
    row->summary = cells[SUMMARY];
    row->profile_key = taking->key;
    if (cells[NUMBER].length > 0)
        outcome = text_to_integer(cells[NUMBER], 1, 999, &row->amendment_number);
    if (outcome == OK && cells[AMENDS].length > 0)
        outcome = agreement_from_profile(work, taking->organisation, cells[AMENDS], &row->amends);
    if (outcome == OK && cells[REPLACES].length > 0)
        outcome = agreement_from_profile(work, taking->organisation, cells[REPLACES], &row->replaces);
    if (outcome == OK)
        outcome = agreement_store(work, row);
    if (outcome == OK)
        outcome = take_parties(taking);
    return outcome == OK ? take_dates(taking) : outcome;
}

enum outcome agreements_take_over(struct work *work, struct identifier organisation, size_t *ret_count)
{
    enum outcome outcome = OK;
    *ret_count = 0;
    for (size_t i = 0; i < agreements.count && outcome == OK; i++) {
        struct taking taking = {work, organisation, {{0}}, agreements.rows[i].cells[KEY]};
        outcome = agreement_from_profile(work, organisation, taking.key, &taking.id);
        if (outcome != NOT_FOUND)
            continue;
        taking.id = identifier_new();
        outcome = take_one(&taking, agreements.rows[i].cells);
        *ret_count += outcome == OK;
    }
    return outcome;
}

enum outcome agreements_left(struct work *work, struct identifier organisation, size_t *ret_count)
{
    enum outcome outcome = OK;
    *ret_count = 0;
    for (size_t i = 0; i < agreements.count && outcome == OK; i++) {
        struct identifier id;
        outcome = agreement_from_profile(work, organisation, agreements.rows[i].cells[KEY], &id);
        *ret_count += outcome == NOT_FOUND;
        outcome = outcome == NOT_FOUND ? OK : outcome;
    }
    return outcome;
}
