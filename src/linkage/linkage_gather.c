#include "linkage/linkage_gather.h"

#include "persons/persons.h"

enum { PAGE_ARENA = 64 << 20, DOCUMENTS = CANDIDATE_NUMBERS };

struct paging {
    struct work work; /* of the system, in an arena of the page */
    struct identifier organisation;
    linkage_taker *take;
    void *context;
};

static struct birth birth_of(const struct person *person)
{
    struct birth birth = {.precision = BIRTH_UNKNOWN};
    if (person->birth.precision == PRECISION_NONE)
        return birth;
    struct calendar_day day = day_from_date(person->birth.date);
    int32_t month = person->birth.precision == PRECISION_YEAR ? 0 : day.month;
    int32_t of_month = person->birth.precision == PRECISION_DAY ? day.day : 0;
    if (birth_from_parts(day.year, month, of_month, person->birth_estimated.is == FLAG_YES, &birth) != OK)
        birth = (struct birth){.precision = BIRTH_UNKNOWN};
    return birth;
}

static struct candidate candidate_of(const struct person *person)
{
    struct candidate candidate = {
        .names = {{person->given_names, person->family_name}, {person->given_names_arabic, person->family_name_arabic}},
        .mother = person->mother_name,
        .sex = person->sex,
        .birth = birth_of(person),
        .nationalities = {person->nationality},
        .telephones = {person->telephone, person->second_telephone},
        .places = {person->birth_place},
    };
    return candidate;
}

static enum outcome add_documents(struct paging *paging, struct identifier person, struct candidate *candidate)
{
    struct identifier ids[DOCUMENTS];
    void *rows[DOCUMENTS];
    size_t count;
    enum outcome outcome = linkage_documents(&paging->work, paging->organisation, person, ids, DOCUMENTS, &count);
    if (outcome == OK)
        outcome = record_peek_all(&paging->work, &person_document_record, ids, count, NULL, rows);
    for (size_t i = 0; outcome == OK && i < count; i++)
        if (rows[i] != NULL)
            candidate->documents[i] = ((const struct person_document *)rows[i])->document_number;
    return outcome;
}

static enum outcome take_page(struct paging *paging, const struct identifier *ids, size_t count)
{
    struct work *work = &paging->work;
    void **rows = arena_array(work->arena, void *, count + 1);
    enum outcome outcome = record_peek_all(work, &person_record, ids, count, NULL, rows);
    for (size_t i = 0; i < count && outcome == OK; i++) {
        /* Another organisation's person, with a consent recorded here, is that organisation's to compare. */
        if (rows[i] == NULL || !identifier_equal(record_head_of(rows[i])->organisation, paging->organisation))
            continue;
        struct candidate candidate = candidate_of(rows[i]);
        outcome = add_documents(paging, ids[i], &candidate);
        if (outcome == OK)
            outcome = paging->take(paging->context, ids[i], &candidate, work->arena);
    }
    return outcome;
}

enum outcome linkage_each_person(struct work *work, struct identifier organisation, struct text recipient,
                                 linkage_taker *take, void *context)
{
    AUTO_ARENA struct arena *arena = arena_open(PAGE_ARENA);
    struct identifier ids[LINKAGE_PERSONS];
    struct identifier after = {{0}};
    size_t count = LINKAGE_PERSONS;
    enum outcome outcome = OK;
    while (outcome == OK && count == LINKAGE_PERSONS) {
        struct paging paging = {work_of_system(work->db, work->keys, arena), organisation, take, context};
        paging.work.now = work->now;
        paging.work.zone = work->zone;
        outcome = linkage_consenting(&paging.work, organisation, recipient, after, ids, &count);
        if (outcome == OK)
            outcome = take_page(&paging, ids, count);
        if (count > 0)
            after = ids[count - 1];
        arena_reset(arena);
    }
    return outcome;
}

struct collecting {
    struct linkage_elements *into;
    const unsigned char *context;
};

static enum outcome collect(void *context, struct identifier person, const struct candidate *candidate,
                            struct arena *scratch)
{
    struct collecting *collecting = context;
    struct linkage_elements *into = collecting->into;
    struct link_key keys[LINK_KEYS_MOST];
    size_t count = link_keys(scratch, candidate, keys);
    if (into->count + count > into->room)
        return TOO_LARGE;
    for (size_t i = 0; i < count; i++) {
        psi_element(collecting->context, keys[i].value, &into->elements[into->count]);
        into->owners[into->count] = person;
        into->kinds[into->count++] = (unsigned char)keys[i].kind;
    }
    into->persons += count > 0;
    return OK;
}

enum outcome linkage_elements(struct work *work, struct identifier organisation, struct text recipient,
                              const unsigned char context[PSI_CONTEXT], size_t room,
                              struct linkage_elements *ret_elements)
{
    struct linkage_elements elements = {.elements = arena_bytes(work->arena, (room + 1) * sizeof(struct psi_hash)),
                                        .owners = arena_array(work->arena, struct identifier, room + 1),
                                        .kinds = arena_array(work->arena, unsigned char, room + 1),
                                        .room = room};
    struct collecting collecting = {&elements, context};
    enum outcome outcome = linkage_each_person(work, organisation, recipient, collect, &collecting);
    if (outcome == OK)
        *ret_elements = elements;
    return outcome;
}
