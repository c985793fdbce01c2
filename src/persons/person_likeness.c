#include "persons/person_likeness.h"

#include <stdlib.h>

#include "persons/person_features.h"
#include "persons/person_index.h"
#include "persons/person_store.h"

enum { OPENED_MOST = 160 };

static bool same_names(struct arena *arena, const struct person *a, const struct person *b)
{
    return text_equal(name_normal(arena, a->family_name), name_normal(arena, b->family_name)) &&
           text_equal(name_normal(arena, a->given_names), name_normal(arena, b->given_names)) &&
           text_equal(name_normal(arena, a->family_name_arabic), name_normal(arena, b->family_name_arabic)) &&
           text_equal(name_normal(arena, a->given_names_arabic), name_normal(arena, b->given_names_arabic));
}

static bool agree(struct text a, struct text b) { return text_is_empty(a) || text_is_empty(b) || text_equal(a, b); }

static bool is_twin(const struct work *work, const struct person *person, const struct person *known)
{
    return agree(person->nationality, known->nationality) && work->now - known->head.created_at < DAY_MICROSECONDS &&
           identifier_equal(person->head.office, known->head.office) && same_names(work->arena, person, known);
}

struct comparing {
    struct work *work;
    const struct person *person;
    bool namesakes;
    struct match_set *set;
    size_t asked;
    struct likely_person *likely;
    size_t count;
};

static void compare_with(struct comparing *comparing, const struct person *known, int64_t alike)
{
    struct work *work = comparing->work;
    struct candidate *candidate = arena_new(work->arena, struct candidate);
    struct match_score score;
    struct subject subject = record_subject(known);
    if (identifier_equal(known->head.id, comparing->person->head.id))
        return;
    person_as_candidate(work, known, NULL, 0, candidate);
    candidate->namesakes = alike;
    size_t at = match_set_add(comparing->set, candidate);
    match_compare(comparing->set, comparing->asked, at, &score);
    bool twin = is_twin(work, comparing->person, known);
    bool namesake = comparing->namesakes && same_names(work->arena, comparing->person, known);
    if (score.probability < match_review(match_weights_shipped) && !twin && !namesake)
        return;
    struct likely_person likely = {
        .person = known, .within_reach = actor_may_on(work->actor, &person_read, &subject), .twin = twin};
    match_explain(comparing->set, comparing->asked, at, work->arena, &likely.explanation);
    likely.likeness = (struct person_likeness){(int32_t)(score.probability * 1000), score.bits,
                                               match_weights_version(match_weights_shipped),
                                               match_codes(work->arena, &likely.explanation)};
    comparing->likely[comparing->count++] = likely;
}

static int compare_likely(const void *left, const void *right)
{
    const struct likely_person *a = left;
    const struct likely_person *b = right;
    if (a->within_reach != b->within_reach)
        return a->within_reach ? -1 : 1;
    if (a->likeness.per_mille != b->likeness.per_mille)
        return a->likeness.per_mille > b->likeness.per_mille ? -1 : 1;
    return -identifier_compare(a->person->head.id, b->person->head.id);
}

/* Those whom somebody said to be another are not asked about again. */
static enum outcome leave_out_known(struct work *work, struct identifier person, struct likely_person *likely,
                                    size_t *count)
{
    struct identifier *others = arena_array(work->arena, struct identifier, *count + 1);
    bool *apart = arena_array(work->arena, bool, *count + 1);
    const struct person_feature *feature;
    enum outcome outcome = OK;
    size_t kept = 0;
    if (identifier_is_none(person) || *count == 0)
        return OK;
    for (size_t i = 0; i < *count; i++)
        others[i] = likely[i].person->head.person;
    for (size_t i = 0; outcome == OK && (feature = person_feature_at(i)) != NULL; i++)
        if (feature->pairs_apart != NULL)
            outcome = feature->pairs_apart(work, person, others, *count, apart);
    for (size_t i = 0; i < *count; i++)
        if (!apart[i])
            likely[kept++] = likely[i];
    *count = kept;
    return outcome;
}

static enum outcome read_candidates(struct work *work, const struct person *person, struct candidate *candidate,
                                    void ***ret_rows, int64_t **ret_namesakes, size_t *ret_count, bool *ret_full)
{
    struct index_codes *codes = arena_new(work->arena, struct index_codes);
    struct index_answer answer;
    struct field_set fields = person_evidence_fields();
    index_to_ask(work, candidate, codes);
    enum outcome outcome = index_ask(work, person->head.organisation, codes, &answer);
    if (outcome != OK)
        return outcome;
    size_t count = answer.count < OPENED_MOST ? answer.count : OPENED_MOST;
    struct identifier *ids = arena_array(work->arena, struct identifier, count + 1);
    *ret_rows = arena_array(work->arena, void *, count + 1);
    *ret_namesakes = arena_array(work->arena, int64_t, count + 1);
    for (size_t i = 0; i < count; i++) {
        ids[i] = answer.hits[i].person;
        (*ret_namesakes)[i] = index_namesakes(&answer, i, person->head.person);
    }
    *ret_count = count;
    *ret_full = answer.full || answer.count > OPENED_MOST;
    return record_get_all_unlimited(work, &person_record, ids, count, &fields, *ret_rows);
}

static enum outcome compare_all(struct work *work, const struct person *person, bool namesakes,
                                struct comparing *ret_comparing, bool *ret_full)
{
    struct candidate *candidate = arena_new(work->arena, struct candidate);
    struct comparing comparing = {.work = work, .person = person, .namesakes = namesakes};
    void **rows = NULL;
    size_t count = 0;
    int64_t persons = 0;
    int64_t *alike = NULL;
    person_as_candidate(work, person, NULL, 0, candidate);
    enum outcome outcome = index_register_size(work, &persons);
    if (outcome == OK)
        outcome = read_candidates(work, person, candidate, &rows, &alike, &count, ret_full);
    if (outcome != OK)
        return outcome;
    comparing.set = match_set_open(work->arena, match_weights_shipped, persons);
    match_set_equivalents(comparing.set, name_equivalents());
    comparing.asked = match_set_add(comparing.set, candidate);
    comparing.likely = arena_array(work->arena, struct likely_person, count + 1);
    for (size_t i = 0; i < count; i++)
        if (rows[i] != NULL)
            compare_with(&comparing, rows[i], alike[i]);
    *ret_comparing = comparing;
    return OK;
}

enum outcome person_namesakes(struct work *work, const struct person *person, struct identifier other,
                              int64_t *ret_namesakes)
{
    struct candidate *candidate = arena_new(work->arena, struct candidate);
    struct index_codes *codes = arena_new(work->arena, struct index_codes);
    struct index_answer answer;
    person_as_candidate(work, person, NULL, 0, candidate);
    index_to_ask(work, candidate, codes);
    enum outcome outcome = index_ask(work, person->head.organisation, codes, &answer);
    *ret_namesakes = 0;
    for (size_t i = 0; outcome == OK && i < answer.count; i++)
        if (identifier_equal(answer.hits[i].person, other))
            *ret_namesakes = index_namesakes(&answer, i, person->head.person);
    return outcome;
}

enum outcome person_alike(struct work *work, struct identifier person, struct person_alike **ret_alike,
                          size_t *ret_count, bool *ret_full)
{
    struct comparing comparing = {0};
    size_t count = 0;
    void *row;
    *ret_full = false;
    enum outcome outcome = record_get_unlimited(work, &person_record, person, &row);
    if (outcome == OK)
        outcome = compare_all(work, row, false, &comparing, ret_full);
    if (outcome != OK)
        return outcome;
    struct person_alike *alike = arena_array(work->arena, struct person_alike, comparing.count + 1);
    for (size_t i = 0; i < comparing.count; i++)
        if (!comparing.likely[i].twin ||
            comparing.likely[i].explanation.score.probability >= match_review(match_weights_shipped))
            alike[count++] =
                (struct person_alike){comparing.likely[i].person->head.person, comparing.likely[i].likeness,
                                      (int)comparing.likely[i].explanation.score.conflict};
    *ret_alike = alike;
    *ret_count = count;
    return OK;
}

enum outcome person_likely(struct work *work, const struct person *person, bool namesakes,
                           struct likely_person **ret_likely, size_t *ret_count)
{
    struct comparing comparing = {0};
    bool full = false;
    enum outcome outcome = compare_all(work, person, namesakes, &comparing, &full);
    if (outcome == OK)
        outcome = leave_out_known(work, person->head.person, comparing.likely, &comparing.count);
    if (outcome != OK)
        return outcome;
    qsort(comparing.likely, comparing.count, sizeof *comparing.likely, compare_likely);
    *ret_likely = comparing.likely;
    *ret_count = comparing.count < LIKELY_MOST ? comparing.count : LIKELY_MOST;
    return outcome;
}
