/* Persons who come from a file: who resembles them, how they are stored with the consent that the file tells of, and
   how they go again. */
#include "document/document.h"
#include "persons/person_index.h"
#include "persons/person_likeness.h"
#include "persons/person_rules.h"
#include "persons/person_store.h"
#include "record/remove.h"

/* What both know agrees: a missing value is no difference. */
static bool agrees(const struct person *a, const struct person *b)
{
    bool born = a->birth_year == INTEGER_NONE || b->birth_year == INTEGER_NONE || a->birth_year == b->birth_year;
    bool sex = a->sex.length == 0 || b->sex.length == 0 || text_equal(a->sex, b->sex);
    bool from = a->nationality.length == 0 || b->nationality.length == 0 || text_equal(a->nationality, b->nationality);
    return born && sex && from;
}

/* A birthday alone does not make somebody known. */
static bool is_named_alike(const struct match_score *score)
{
    return score->field_bits[MATCH_NAME] > 0 || score->field_bits[MATCH_TELEPHONE] > 0 ||
           score->field_bits[MATCH_DOCUMENT] > 0;
}

enum outcome person_resembling(struct work *work, const struct person *person,
                               struct person_resemblance ret[PERSON_RESEMBLANCES], size_t *ret_count)
{
    struct likely_person *likely = NULL;
    size_t count = 0;
    size_t found = 0;
    const struct likely_question question = {.person = person, .namesakes = true};
    enum outcome outcome = person_likely(work, &question, &likely, &count);
    for (size_t i = 0; i < count && found < PERSON_RESEMBLANCES && outcome == OK; i++) {
        const struct record_head *head = &likely[i].person->head;
        struct person_resemblance one = {.id = head->person, .called = head->number};
        if (!agrees(person, likely[i].person) || !is_named_alike(&likely[i].explanation.score))
            continue;
        if (!likely[i].within_reach)
            outcome = office_name(work, head->office, &one.called);
        if (one.called.length > 0)
            ret[found++] = one;
    }
    *ret_count = found;
    return outcome;
}

/* ---- stored ---- */

static enum outcome store_consent(struct work *work, const struct person *person,
                                  const struct person_told_consent *told)
{
    struct person_consent *consent = record_new(work->arena, &person_consent_record);
    consent->head.organisation = person->head.organisation;
    consent->head.office = person->head.office;
    consent->head.person = person->head.person;
    consent->purpose = TEXT("data");
    consent->means = told->means;
    consent->language = told->language;
    consent->interpreter.is = told->interpreter ? FLAG_YES : FLAG_NO;
    consent->explained.is = FLAG_YES;
    consent->given_on = told->given_on;
    return record_insert(work, &person_consent_record, consent);
}

/* Nothing but the contact record may stand before the consent: so it comes first, then the consent, then the rest. */
enum outcome person_store_told(struct work *work, struct person *person, const struct person_told_consent *told)
{
    void *stored;
    if (told->given_on == DATE_NONE)
        return record_insert(work, &person_record, person);
    struct person *contact = record_copy(work->arena, &person_record, person);
    for (size_t i = 0; i < person_record.field_count; i++)
        if (!person_field_is_contact(&person_record.fields[i]))
            field_clear(&person_record.fields[i], contact);
    enum outcome outcome = record_insert(work, &person_record, contact);
    if (outcome == OK)
        outcome = store_consent(work, contact, told);
    if (outcome == OK)
        outcome = record_get_unlimited(work, &person_record, contact->head.id, &stored);
    if (outcome != OK)
        return outcome;
    struct record_head head = *record_head_of(stored);
    person->head = head;
    person->birth_year = ((const struct person *)stored)->birth_year;
    outcome = record_update_by_step(work, &person_record, stored, person, TEXT("update"));
    return outcome;
}

/* ---- gone again ---- */

/* Those that were stored in the same moment as the person. */
static enum outcome remove_consents(struct work *work, const struct person *person)
{
    struct identifier *ids;
    size_t count = 0;
    enum outcome outcome = person_consents_made(work, person->head.person, person->head.created_at, &ids, &count);
    for (size_t i = 0; outcome == OK && i < count; i++)
        outcome = record_remove(work, &person_consent_record, ids[i], 1);
    return outcome;
}

enum outcome person_unmake(struct work *work, struct identifier id, int64_t version)
{
    void *row;
    int64_t files = 0;
    bool related = false;
    enum outcome outcome = record_get_unlimited(work, &person_record, id, &row);
    if (outcome != OK)
        return outcome == NOT_FOUND ? CONFLICT : outcome;
    if (record_head_of(row)->version != version)
        return CONFLICT;
    outcome = attachment_person_count(work, id, &files);
    if (outcome == OK)
        outcome = person_is_related(work, id, &related);
    if (outcome == OK && (files > 0 || related))
        outcome = CONFLICT;
    if (outcome == OK)
        outcome = remove_consents(work, row);
    if (outcome == OK)
        outcome = record_remove(work, &person_record, id, version);
    return outcome == OK ? index_clear(work, record_head_of(row)->person) : outcome;
}
