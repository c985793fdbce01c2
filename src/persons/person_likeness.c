#include "persons/person_likeness.h"

#include <stdlib.h>

#include "matching/numbers.h"
#include "persons/person_around.h"
#include "persons/person_features.h"
#include "persons/person_index.h"
#include "persons/person_store.h"

enum { OPENED_MOST = 160, LEVEL_NOT_KNOWN = 255 }; /* the second: MATCH_LEVEL_NONE */

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
    const struct match_weights *weights;
    bool namesakes;
    struct match_set *set;
    struct candidate *own;
    size_t asked, asked_alone; /* in the set; the second without what a household shares */
    bool shares_household;     /* asked_alone is there */
    /* Who shares a key with her, and what is known of each: */
    void **rows;
    struct identifier *ids;
    struct candidate **candidates;
    size_t *at; /* in the set */
    struct match_score *scores;
    size_t found;
    struct around_kin *kin; /* hers */
    size_t kin_count;
    struct likely_person *likely;
    size_t count;
};

enum { RELATIVES_READ = 24 };      /* of so many persons, the likeliest */
static const double RELATIVES = 9; /* bits that relatives may bring */

static const struct around_kin *kin_of(const struct comparing *comparing, struct identifier person)
{
    for (size_t i = 0; i < comparing->kin_count; i++)
        if (identifier_equal(comparing->kin[i].kin, person))
            return &comparing->kin[i];
    return NULL;
}

/* What all of a household have says nothing about two of them. */
static struct candidate *alone(struct work *work, const struct candidate *candidate)
{
    struct candidate *alone = arena_new(work->arena, struct candidate);
    *alone = *candidate;
    alone->mother = alone->father = TEXT_NONE;
    for (size_t i = 0; i < CANDIDATE_NUMBERS; i++)
        alone->telephones[i] = TEXT_NONE;
    for (size_t i = 0; i < CANDIDATE_PLACES; i++)
        alone->places[i] = TEXT_NONE;
    for (size_t i = 0; i < CANDIDATE_RELATIVES; i++)
        alone->relatives[i] = TEXT_NONE;
    return alone;
}

static size_t asked_of(struct comparing *comparing, const struct around_kin *kin)
{
    if (kin == NULL)
        return comparing->asked;
    if (!comparing->shares_household)
        comparing->asked_alone = match_set_add(comparing->set, alone(comparing->work, comparing->own));
    comparing->shares_household = true;
    return comparing->asked_alone;
}

static void weigh_one(struct comparing *comparing, size_t i)
{
    const struct around_kin *kin = kin_of(comparing, comparing->ids[i]);
    struct candidate *candidate = comparing->candidates[i];
    comparing->at[i] = match_set_add(comparing->set, kin == NULL ? candidate : alone(comparing->work, candidate));
    match_compare(comparing->set, asked_of(comparing, kin), comparing->at[i], &comparing->scores[i]);
}

static bool is_known(const struct text *texts) { return !text_is_empty(texts[0]); }

/* A number that was typed in the search may be somebody else's: where it does not fit it says nothing. */
static void forget_other_documents(const struct comparing *comparing, struct candidate *candidate)
{
    const struct text *own = comparing->own->documents;
    for (size_t i = 0; i < CANDIDATE_NUMBERS && is_known(own); i++)
        for (size_t k = 0; k < CANDIDATE_NUMBERS; k++)
            if (document_compare(document_pack(own[i]), document_pack(candidate->documents[k])) != DOCUMENT_DIFFERENT &&
                document_pack(own[i]) != 0 && document_pack(candidate->documents[k]) != 0)
                return;
    for (size_t k = 0; k < CANDIDATE_NUMBERS; k++)
        candidate->documents[k] = TEXT_NONE;
}

/* Documents of those who share a key, if she has any: what only one of two has weighs nothing. */
static enum outcome read_documents(struct comparing *comparing, bool typed)
{
    if (!is_known(comparing->own->documents))
        return OK;
    enum outcome outcome = around_documents(comparing->work, comparing->ids, comparing->found, comparing->candidates);
    for (size_t i = 0; outcome == OK && typed && i < comparing->found; i++)
        forget_other_documents(comparing, comparing->candidates[i]);
    return outcome;
}

/* Relatives cost opening all of them: only for those whom they may decide about. */
static enum outcome weigh_relatives(struct comparing *comparing)
{
    struct identifier ids[RELATIVES_READ];
    struct candidate *candidates[RELATIVES_READ];
    size_t places[RELATIVES_READ], count = 0, kin_count = 0;
    struct around_kin *kin = NULL;
    double least = match_bits(comparing->set, match_review(comparing->weights)) - RELATIVES;
    if (!is_known(comparing->own->relatives))
        return OK;
    for (size_t i = 0; i < comparing->found && count < RELATIVES_READ; i++) {
        if (comparing->rows[i] == NULL || comparing->scores[i].bits < least ||
            kin_of(comparing, comparing->ids[i]) != NULL)
            continue;
        ids[count] = comparing->ids[i];
        candidates[count] = comparing->candidates[i];
        places[count++] = i;
    }
    enum outcome outcome = around_kin(comparing->work, ids, count, &kin, &kin_count);
    if (outcome == OK)
        outcome = around_relatives(comparing->work, ids, count, kin, kin_count, candidates);
    for (size_t i = 0; outcome == OK && i < count; i++)
        if (is_known(candidates[i]->relatives))
            weigh_one(comparing, places[i]);
    return outcome;
}

static void keep_likely(struct comparing *comparing, size_t i)
{
    struct work *work = comparing->work;
    const struct person *known = comparing->rows[i];
    const struct match_score *score = &comparing->scores[i];
    const struct around_kin *kin = kin_of(comparing, comparing->ids[i]);
    struct subject subject = record_subject(known);
    bool twin = is_twin(work, comparing->person, known);
    bool namesake = comparing->namesakes && same_names(work->arena, comparing->person, known);
    bool relatives = kin != NULL && kin->related; /* somebody wrote that they are two */
    if (relatives || (score->probability < match_review(comparing->weights) && !twin && !namesake))
        return;
    struct likely_person likely = {
        .person = known, .within_reach = actor_may_on(work->actor, &person_read, &subject), .twin = twin};
    match_explain(comparing->set, asked_of(comparing, kin), comparing->at[i], work->arena, &likely.explanation);
    likely.likeness = (struct person_likeness){(int32_t)(score->probability * 1000), score->bits,
                                               match_weights_version(comparing->weights),
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

/* Herself: what is stored around her, or what the desk knows besides the form. */
static enum outcome read_own(struct comparing *comparing, const struct text *documents, size_t document_count)
{
    struct work *work = comparing->work;
    struct identifier person = comparing->person->head.person;
    comparing->own = arena_new(work->arena, struct candidate);
    person_as_candidate(work, comparing->person, documents, document_count, comparing->own);
    if (identifier_is_none(person))
        return OK;
    enum outcome outcome = around_documents(work, &person, 1, &comparing->own);
    if (outcome == OK)
        outcome = around_kin(work, &person, 1, &comparing->kin, &comparing->kin_count);
    return outcome == OK ? around_relatives(work, &person, 1, comparing->kin, comparing->kin_count, &comparing->own)
                         : outcome;
}

static enum outcome read_candidates(struct comparing *comparing, bool *ret_full)
{
    struct work *work = comparing->work;
    struct candidate *own = comparing->own;
    struct index_codes *codes = arena_new(work->arena, struct index_codes);
    struct index_answer answer;
    struct field_set fields = person_evidence_fields();
    index_to_ask(work, own, codes);
    enum outcome outcome = index_ask(work, comparing->person->head.organisation, codes, &answer);
    if (outcome != OK)
        return outcome;
    size_t count = answer.count < OPENED_MOST ? answer.count : OPENED_MOST;
    for (size_t i = 0; i < CANDIDATE_NUMBERS; i++)
        own->holders[i] = index_holders(work, codes, &answer, own->telephones[i]);
    comparing->ids = arena_array(work->arena, struct identifier, count + 1);
    comparing->rows = arena_array(work->arena, void *, count + 1);
    comparing->candidates = arena_array(work->arena, struct candidate *, count + 1);
    for (size_t i = 0; i < answer.count && comparing->found < count; i++) {
        if (identifier_equal(answer.hits[i].person, comparing->person->head.person))
            continue;
        struct candidate *candidate = arena_new(work->arena, struct candidate);
        candidate->namesakes = index_namesakes(&answer, i, comparing->person->head.person);
        comparing->candidates[comparing->found] = candidate;
        comparing->ids[comparing->found++] = answer.hits[i].person;
    }
    *ret_full = answer.full || answer.count > OPENED_MOST;
    return record_get_all_unlimited(work, &person_record, comparing->ids, comparing->found, &fields, comparing->rows);
}

static void fill_candidates(struct comparing *comparing)
{
    for (size_t i = 0; i < comparing->found; i++) {
        int64_t namesakes = comparing->candidates[i]->namesakes;
        if (comparing->rows[i] == NULL)
            continue;
        person_as_candidate(comparing->work, comparing->rows[i], NULL, 0, comparing->candidates[i]);
        comparing->candidates[i]->namesakes = namesakes;
    }
}

static enum outcome open_set(struct comparing *comparing)
{
    struct work *work = comparing->work;
    size_t count = comparing->found;
    int64_t persons = 0;
    enum outcome outcome = person_register_size(work, &persons);
    if (outcome != OK)
        return outcome;
    comparing->set = match_set_open(work->arena, comparing->weights, persons);
    match_set_equivalents(comparing->set, name_equivalents());
    comparing->asked = match_set_add(comparing->set, comparing->own);
    comparing->at = arena_array(work->arena, size_t, count + 1);
    comparing->scores = arena_array(work->arena, struct match_score, count + 1);
    comparing->likely = arena_array(work->arena, struct likely_person, count + 1);
    return OK;
}

static enum outcome compare_all(struct comparing *comparing, const struct text *documents, size_t document_count,
                                bool *ret_full)
{
    enum outcome outcome =
        person_weights_for(comparing->work, comparing->person->head.organisation, &comparing->weights);
    if (outcome == OK)
        outcome = read_own(comparing, documents, document_count);
    if (outcome == OK)
        outcome = read_candidates(comparing, ret_full);
    if (outcome != OK)
        return outcome;
    fill_candidates(comparing);
    outcome = read_documents(comparing, document_count > 0);
    if (outcome == OK)
        outcome = open_set(comparing);
    for (size_t i = 0; outcome == OK && i < comparing->found; i++)
        if (comparing->rows[i] != NULL)
            weigh_one(comparing, i);
    if (outcome == OK)
        outcome = weigh_relatives(comparing);
    for (size_t i = 0; outcome == OK && i < comparing->found; i++)
        if (comparing->rows[i] != NULL)
            keep_likely(comparing, i);
    return outcome;
}

enum outcome person_beside(struct work *work, const struct person *person, const struct person *other,
                           struct candidate *ret_person, struct candidate *ret_other)
{
    struct index_codes *codes = arena_new(work->arena, struct index_codes);
    struct index_answer answer;
    const struct person *const persons[2] = {person, other};
    struct candidate *const candidates[2] = {ret_person, ret_other};
    struct identifier ids[2];
    struct around_kin *kin = NULL;
    size_t kin_count = 0;
    for (size_t i = 0; i < 2; i++) {
        person_as_candidate(work, persons[i], NULL, 0, candidates[i]);
        ids[i] = persons[i]->head.person;
    }
    enum outcome outcome = around_documents(work, ids, 2, candidates);
    if (outcome == OK)
        outcome = around_kin(work, ids, 2, &kin, &kin_count);
    if (outcome == OK)
        outcome = around_relatives(work, ids, 2, kin, kin_count, candidates);
    if (outcome != OK)
        return outcome;
    index_to_ask(work, ret_person, codes);
    outcome = index_ask(work, person->head.organisation, codes, &answer);
    for (size_t i = 0; outcome == OK && i < answer.count; i++)
        if (identifier_equal(answer.hits[i].person, ids[1]))
            ret_person->namesakes = index_namesakes(&answer, i, ids[0]);
    for (size_t i = 0; outcome == OK && i < CANDIDATE_NUMBERS; i++)
        ret_person->holders[i] = index_holders(work, codes, &answer, ret_person->telephones[i]);
    for (size_t i = 0; outcome == OK && i < kin_count; i++)
        if (identifier_equal(kin[i].of, ids[0]) && identifier_equal(kin[i].kin, ids[1])) {
            *ret_person = *alone(work, ret_person);
            *ret_other = *alone(work, ret_other);
        }
    return outcome;
}

enum outcome person_candidates(struct work *work, const struct identifier ids[], size_t count,
                               struct candidate *ret_candidates[])
{
    struct field_set fields = person_evidence_fields();
    void **rows = arena_array(work->arena, void *, count + 1);
    enum outcome outcome = record_get_all_unlimited(work, &person_record, ids, count, &fields, rows);
    for (size_t i = 0; i < count && outcome == OK; i++) {
        ret_candidates[i] = arena_new(work->arena, struct candidate);
        if (rows[i] != NULL)
            person_as_candidate(work, rows[i], NULL, 0, ret_candidates[i]);
    }
    if (outcome == OK)
        outcome = around_documents(work, ids, count, ret_candidates);
    for (size_t i = 0; i < count && outcome == OK; i++)
        if (rows[i] == NULL)
            ret_candidates[i] = NULL;
    return outcome;
}

/* A number, the very day of birth, or the mother's name: what two strangers of one country seldom share. */
static bool agrees_strongly(const struct match_score *score)
{
    enum { MOTHER_ALIKE = 9 };
    const uint8_t *levels = score->levels;
    return levels[MATCH_TELEPHONE] < TELEPHONE_DIFFERENT || levels[MATCH_DOCUMENT] < DOCUMENT_DIFFERENT ||
           levels[MATCH_BIRTH] <= BIRTH_SWAPPED || levels[MATCH_MOTHER] <= MOTHER_ALIKE;
}

/* Nobody stands at a desk to ask: only what is worth somebody's time.  Names, a country, a place and a year that fit
   make many strangers likely; where something speaks hard against two, or their names are only partly alike, or their
   documents differ and the years of birth too, something strong must speak for them. */
static bool is_worth_a_look(const struct match_score *score)
{
    enum { NAMES_ALIKE = 9 };
    const uint8_t *levels = score->levels;
    bool documents = levels[MATCH_DOCUMENT] == DOCUMENT_DIFFERENT;
    bool years = levels[MATCH_BIRTH] != LEVEL_NOT_KNOWN && levels[MATCH_BIRTH] > BIRTH_IN_YEAR;
    bool names = levels[MATCH_NAME] == LEVEL_NOT_KNOWN || levels[MATCH_NAME] <= NAMES_ALIKE;
    return agrees_strongly(score) || (score->conflict == MATCH_NO_CONFLICT && names && !(documents && years));
}

enum outcome person_alike(struct work *work, struct identifier person, struct person_alike **ret_alike,
                          size_t *ret_count, bool *ret_full)
{
    struct comparing comparing = {.work = work};
    size_t count = 0;
    void *row;
    *ret_full = false;
    enum outcome outcome = record_get_unlimited(work, &person_record, person, &row);
    if (outcome != OK)
        return outcome;
    comparing.person = row;
    outcome = compare_all(&comparing, NULL, 0, ret_full);
    if (outcome != OK)
        return outcome;
    struct person_alike *alike = arena_array(work->arena, struct person_alike, comparing.count + 1);
    for (size_t i = 0; i < comparing.count; i++) {
        const struct match_score *score = &comparing.likely[i].explanation.score;
        if (score->probability >= match_review(comparing.weights) && is_worth_a_look(score))
            alike[count++] = (struct person_alike){comparing.likely[i].person->head.person,
                                                   comparing.likely[i].likeness, (int)score->conflict};
    }
    *ret_alike = alike;
    *ret_count = count;
    return OK;
}

enum outcome person_likely(struct work *work, const struct likely_question *question, struct likely_person **ret_likely,
                           size_t *ret_count)
{
    struct comparing comparing = {.work = work, .person = question->person, .namesakes = question->namesakes};
    bool full = false;
    size_t documents = text_is_empty(question->document) ? 0 : 1;
    enum outcome outcome = compare_all(&comparing, &question->document, documents, &full);
    if (outcome == OK)
        outcome = leave_out_known(work, question->person->head.person, comparing.likely, &comparing.count);
    if (outcome != OK)
        return outcome;
    qsort(comparing.likely, comparing.count, sizeof *comparing.likely, compare_likely);
    *ret_likely = comparing.likely;
    *ret_count = comparing.count < LIKELY_MOST ? comparing.count : LIKELY_MOST;
    return outcome;
}

enum outcome (*person_weights)(struct work *work, struct identifier organisation,
                               const struct match_weights **ret_weights);

enum outcome person_weights_for(struct work *work, struct identifier organisation,
                                const struct match_weights **ret_weights)
{
    *ret_weights = match_weights_shipped;
    return person_weights == NULL ? OK : person_weights(work, organisation, ret_weights);
}
