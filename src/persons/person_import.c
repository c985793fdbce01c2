/* Persons who come from a file: who resembles them, how they are stored with the consent that the file tells of, and
   how they go again. */
#include "document/document.h"
#include "persons/name_form.h"
#include "persons/person_rules.h"
#include "persons/person_store.h"
#include "record/keys.h"
#include "record/remove.h"

enum { WORDS_MOST = 12, HITS_MOST = 8 };

static void add_key(struct work *work, struct search_keys *keys, struct text kind, struct text value)
{
    if (value.length > 0 && keys->count < SEARCH_KEYS_MOST)
        search_key(keys_ring(work->keys), kind, value, keys->at[keys->count++]);
}

/* Every word of the names: in Latin letters where there are any. */
static void add_names(struct work *work, const struct person *person, struct search_keys *keys)
{
    bool latin = person->family_name.length + person->given_names.length > 0;
    const struct text names[] = {latin ? person->family_name : person->family_name_arabic,
                                 latin ? person->given_names : person->given_names_arabic};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct text rest = name_form(work->arena, names[i]);
        struct text word;
        while (keys->count < WORDS_MOST && text_split(&rest, ' ', &word))
            add_key(work, keys, TEXT("name"), word);
    }
}

static bool is_among(const struct person_resemblance *list, size_t count, struct identifier id)
{
    for (size_t i = 0; i < count; i++)
        if (identifier_equal(list[i].id, id))
            return true;
    return false;
}

/* What both know agrees: a missing value is no difference. */
static bool agrees(const struct person *a, const struct person *b)
{
    bool born = a->birth_year == INTEGER_NONE || b->birth_year == INTEGER_NONE || a->birth_year == b->birth_year;
    bool from = a->nationality.length == 0 || b->nationality.length == 0 || text_equal(a->nationality, b->nationality);
    return born && from;
}

static enum outcome take_hits(struct work *work, const struct person *person, const struct key_hit *hits, size_t count,
                              struct person_resemblance ret[PERSON_RESEMBLANCES], size_t *found)
{
    enum outcome outcome = OK;
    for (size_t i = 0; i < count && *found < PERSON_RESEMBLANCES && outcome == OK; i++) {
        struct subject subject = {hits[i].organisation, hits[i].office, {{0}}};
        struct person_resemblance one = {.id = hits[i].person};
        struct field_set readable;
        void *row = NULL;
        if (is_among(ret, *found, hits[i].person))
            continue;
        if (actor_may_on(work->actor, &person_read, &subject))
            outcome = record_peek(work, &person_record, hits[i].person, &row, &readable);
        if (outcome == NOT_FOUND)
            outcome = OK;
        else if (outcome == OK && row == NULL)
            outcome = office_name(work, hits[i].office, &one.called);
        else if (outcome == OK && !agrees(person, row))
            continue;
        else if (outcome == OK)
            one.called = record_head_of(row)->number;
        if (outcome == OK && one.called.length > 0)
            ret[(*found)++] = one;
    }
    return outcome;
}

enum outcome person_resembling(struct work *work, const struct person *person,
                               struct person_resemblance ret[PERSON_RESEMBLANCES], size_t *ret_count)
{
    struct search_keys names = {0};
    struct search_keys telephone = {0};
    struct key_hit *hits = NULL;
    size_t count = 0;
    size_t found = 0;
    enum outcome outcome = OK;
    add_names(work, person, &names);
    add_key(work, &telephone, TEXT("telephone"), telephone_form(work->arena, person->telephone));
    if (telephone.count > 0)
        outcome = person_find_keys(work, &telephone, HITS_MOST, HITS_MOST, &hits, &count);
    if (outcome == OK)
        outcome = take_hits(work, person, hits, count, ret, &found);
    count = 0;
    if (outcome == OK && names.count > 1)
        outcome = person_find_holders(work, &names, HITS_MOST, &hits, &count);
    if (outcome == OK)
        outcome = take_hits(work, person, hits, count, ret, &found);
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
    const struct search_keys none = {.count = 0};
    return outcome == OK ? person_store_keys(work, row, &none) : outcome;
}
