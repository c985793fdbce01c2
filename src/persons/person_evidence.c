/* A person as evidence: for the index, for likeness, for whoever compares two. */
#include "matching/candidate.h"
#include "persons/person_index.h"
#include "persons/person_rules.h"
#include "persons/person_store.h"
#include "record/list.h"

/* Nicknames and other names, separated by commas: the first two. */
static void add_other_names(struct text typed, struct candidate *candidate)
{
    enum { FIRST = 2 };
    struct text rest = typed, name;
    for (size_t at = FIRST; at < CANDIDATE_NAMES && rest.length > 0 && text_split(&rest, ',', &name);) {
        name = text_trim(name);
        if (!text_is_empty(name))
            candidate->names[at++].given = name;
    }
}

static struct birth birth_of(const struct person *person)
{
    struct birth birth = {0};
    if (person->birth.date == DATE_NONE)
        return birth;
    struct calendar_day day = day_from_date(person->birth.date);
    bool month = person->birth.precision != PRECISION_YEAR;
    bool whole = person->birth.precision == PRECISION_DAY;
    enum outcome outcome = birth_from_parts(day.year, month ? day.month : 0, whole ? day.day : 0,
                                            person->birth_estimated.is == FLAG_YES, &birth);
    return outcome == OK ? birth : (struct birth){0};
}

void person_as_candidate(struct work *work, const struct person *person, const struct text *documents,
                         size_t document_count, struct candidate *ret_candidate)
{
    (void)work;
    *ret_candidate = (struct candidate){
        .names = {{person->given_names, person->family_name}, {person->given_names_arabic, person->family_name_arabic}},
        .mother = person->mother_name,
        .sex = text_is(person->sex, "X") ? TEXT_NONE : person->sex,
        .birth = birth_of(person),
        .nationalities = {person->nationality, person->second_nationality},
        .telephones = {person->telephone, person->second_telephone},
        .places = {person->birth_place},
    };
    add_other_names(person->other_names, ret_candidate);
    for (size_t i = 0; i < document_count && i < CANDIDATE_NUMBERS; i++)
        ret_candidate->documents[i] = documents[i];
}

struct field_set person_evidence_fields(void)
{
    static const char *const NAMES[] = {"family_name", "given_names",        "family_name_arabic", "given_names_arabic",
                                        "nationality", "telephone",          "other_names",        "sex",
                                        "birth",       "birth_estimated",    "birth_year",         "birth_place",
                                        "mother_name", "second_nationality", "second_telephone"};
    struct field_set fields = {0};
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++)
        field_set_add(&fields, record_field_index(&person_record, record_field(&person_record, text_from(NAMES[i]))));
    return fields;
}

/* ---- kept with each save ---- */

static bool holds(const struct index_codes *codes, int64_t code)
{
    for (size_t i = 0; i < codes->count; i++)
        if (codes->at[i].code == code)
            return true;
    return false;
}

static void leave_out(struct index_codes *codes, const struct index_codes *others)
{
    size_t kept = 0;
    for (size_t i = 0; i < codes->count; i++)
        if (!holds(others, codes->at[i].code))
            codes->at[kept++] = codes->at[i];
    codes->count = kept;
}

/* Only what differs is written: a save that changes no name, number or birth writes nothing here. */
static enum outcome store_difference(struct work *work, const struct record_head *head, struct index_codes *before,
                                     struct index_codes *after)
{
    struct index_codes gone = *before;
    leave_out(&gone, after);
    leave_out(after, before);
    enum outcome outcome = index_take_away(work, head->person, &gone);
    return outcome == OK ? index_add(work, head, after) : outcome;
}

static void codes_of_person(struct work *work, const struct person *person, struct index_codes *ret_codes)
{
    struct candidate candidate;
    ret_codes->count = 0;
    if (person == NULL)
        return;
    person_as_candidate(work, person, NULL, 0, &candidate);
    index_of_candidate(work, &candidate, ret_codes);
}

enum outcome person_stored(struct work *work, const void *before, const void *row)
{
    struct index_codes *was = arena_new(work->arena, struct index_codes);
    struct index_codes *is = arena_new(work->arena, struct index_codes);
    codes_of_person(work, before, was);
    codes_of_person(work, row, is);
    return store_difference(work, record_head_of(row), was, is);
}

static void codes_of_document(struct work *work, const struct person_document *document, struct index_codes *ret_codes)
{
    struct candidate candidate = {.documents = {document == NULL ? TEXT_NONE : document->document_number}};
    index_of_candidate(work, &candidate, ret_codes);
}

enum outcome document_stored(struct work *work, const void *before, const void *row)
{
    struct index_codes *was = arena_new(work->arena, struct index_codes);
    struct index_codes *is = arena_new(work->arena, struct index_codes);
    codes_of_document(work, before, was);
    codes_of_document(work, row, is);
    return store_difference(work, record_head_of(row), was, is);
}

/* ---- anew, from all that is known ---- */

static enum outcome documents_of(struct work *work, struct identifier person, struct text ret[CANDIDATE_NUMBERS],
                                 size_t *ret_count)
{
    void **rows;
    size_t count = 0;
    *ret_count = 0;
    enum outcome outcome = person_rows(work, &person_document_record, person, &rows, &count);
    for (size_t i = 0; i < count && outcome == OK && *ret_count < CANDIDATE_NUMBERS; i++) {
        struct text number = ((const struct person_document *)rows[i])->document_number;
        if (!text_is_empty(number))
            ret[(*ret_count)++] = number;
    }
    return outcome;
}

/* What she was called in records that became part of hers finds her too. */
static enum outcome add_former(struct work *work, const struct person *person, struct index_codes *codes)
{
    struct person **former = NULL;
    size_t count = 0;
    struct index_codes *more = arena_new(work->arena, struct index_codes);
    enum outcome outcome = person_former == NULL ? OK : person_former(work, person->head.person, &former, &count);
    for (size_t i = 0; i < count && outcome == OK; i++) {
        codes_of_person(work, former[i], more);
        leave_out(more, codes);
        for (size_t j = 0; j < more->count && codes->count < INDEX_CODES_MOST; j++)
            codes->at[codes->count++] = more->at[j];
    }
    return outcome;
}

enum outcome person_index_add(struct work *work, const struct person *person)
{
    struct text documents[CANDIDATE_NUMBERS];
    size_t count = 0;
    struct candidate candidate;
    struct index_codes *codes = arena_new(work->arena, struct index_codes);
    enum outcome outcome = documents_of(work, person->head.person, documents, &count);
    if (outcome != OK)
        return outcome;
    person_as_candidate(work, person, documents, count, &candidate);
    index_of_candidate(work, &candidate, codes);
    outcome = add_former(work, person, codes);
    return outcome == OK ? index_add(work, &person->head, codes) : outcome;
}

enum outcome person_index_anew(struct work *work, const struct person *person)
{
    enum outcome outcome = index_clear(work, person->head.person);
    return outcome == OK ? person_index_add(work, person) : outcome;
}

enum outcome person_index_refresh(struct work *work, struct identifier person)
{
    void *row;
    enum outcome outcome = record_get_unlimited(work, &person_record, person, &row);
    return outcome == OK ? person_index_anew(work, row) : outcome;
}
