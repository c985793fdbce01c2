/* Filters for a linkage unit, and what it found. */
#include <sodium.h>
#include <string.h>

#include "codec/hex.h"
#include "linkage/linkage_gather.h"
#include "matching/dice_encode.h"
#include "system/random.h"

#define PROJECT "sanad link 1: project"
enum { PERSONS_LEAST = 20 }; /* of fewer, fakes are made of too little */

struct collected {
    struct identifier *persons;
    struct dice_filter *filters;
    size_t count, room;
    struct dice_project *project;
    struct arena *arena;
    struct candidate *sources; /* for fakes: names and facts of some, mixed up */
    size_t source_count;
};
enum { SOURCES = 2000 };

static struct text keep(struct arena *arena, struct text text)
{
    return text.length == 0 ? TEXT_NONE : arena_text(arena, text);
}

static void keep_source(struct collected *collected, const struct candidate *candidate)
{
    struct candidate *source = &collected->sources[collected->source_count];
    if (collected->source_count == SOURCES)
        return;
    *source = *candidate;
    for (size_t i = 0; i < CANDIDATE_NAMES; i++) {
        source->names[i].given = keep(collected->arena, candidate->names[i].given);
        source->names[i].family = keep(collected->arena, candidate->names[i].family);
    }
    source->mother = keep(collected->arena, candidate->mother);
    source->sex = keep(collected->arena, candidate->sex);
    source->nationalities[0] = keep(collected->arena, candidate->nationalities[0]);
    source->telephones[0] = keep(collected->arena, candidate->telephones[0]);
    source->places[0] = keep(collected->arena, candidate->places[0]);
    collected->source_count++;
}

static enum outcome collect(void *context, struct identifier person, const struct candidate *candidate,
                            struct arena *scratch)
{
    struct collected *collected = context;
    if (collected->count == collected->room)
        return TOO_LARGE;
    if (dice_encode(collected->project, scratch, candidate, &collected->filters[collected->count]) != OK)
        return OK; /* too little is known of her */
    collected->persons[collected->count++] = person;
    keep_source(collected, candidate);
    return OK;
}

static enum outcome add_fakes(struct collected *collected)
{
    AUTO_ARENA struct arena *scratch = arena_open(16 << 20);
    size_t wanted = collected->count * DICE_FAKE_PERCENT / (100 - DICE_FAKE_PERCENT) + 1;
    for (size_t tries = 0; wanted > 0 && tries < 40 * (collected->count + 1) && collected->count < collected->room;
         tries++) {
        struct candidate fake = dice_fake(collected->sources, collected->source_count);
        arena_reset(scratch);
        if (dice_encode(collected->project, scratch, &fake, &collected->filters[collected->count]) != OK)
            continue;
        collected->persons[collected->count++] = (struct identifier){{0}};
        wanted--;
    }
    return wanted == 0 ? OK : TOO_LARGE;
}

static void shuffle(struct collected *collected)
{
    for (size_t i = collected->count; i > 1; i--) {
        size_t other = randombytes_uniform((uint32_t)i);
        struct identifier person = collected->persons[i - 1];
        struct dice_filter filter = collected->filters[i - 1];
        collected->persons[i - 1] = collected->persons[other];
        collected->filters[i - 1] = collected->filters[other];
        collected->persons[other] = person;
        collected->filters[other] = filter;
    }
}

static enum outcome refuse(struct work *work, const char *code, const char *message)
{
    return problem_add(&work->problems, INVALID, code, TEXT_NONE, message);
}

/* Both agencies derive the same from their common key: the name of the project, and the key of its filters. */
static void derive(const unsigned char key[32], unsigned char ret_project[LINK_RUN], unsigned char ret_key[DICE_KEY])
{
    unsigned char wide[LINK_RUN + DICE_KEY];
    (void)crypto_generichash(wide, sizeof wide, (const unsigned char *)PROJECT, sizeof PROJECT, key, 32);
    memcpy(ret_project, wide, LINK_RUN);
    memcpy(ret_key, wide + LINK_RUN, DICE_KEY);
    sodium_memzero(wide, sizeof wide);
}

static enum outcome gather(struct work *work, const struct linkage_partner *partner, const unsigned char key[DICE_KEY],
                           bool salted, struct collected *ret)
{
    struct dice_project project;
    size_t room = (size_t)partner->slots;
    struct collected collected = {.persons = arena_array(work->arena, struct identifier, room + 1),
                                  .filters = arena_array(work->arena, struct dice_filter, room + 1),
                                  .room = room,
                                  .project = &project,
                                  .arena = work->arena,
                                  .sources = arena_array(work->arena, struct candidate, SOURCES + 1)};
    dice_project_open(work->arena, key, salted, &project);
    enum outcome outcome =
        linkage_each_person(work, partner->head.organisation, partner->recipient, collect, &collected);
    if (outcome == OK && collected.count < PERSONS_LEAST)
        outcome =
            refuse(work, "too_few_persons", N_("Too few persons consented: filters of so few would hide nobody."));
    if (outcome == OK)
        outcome = add_fakes(&collected);
    if (outcome == TOO_LARGE)
        outcome = refuse(work, "too_many_persons",
                         N_("More persons consented than the size agreed on has room for: agree on a larger one."));
    dice_project_forget(&project);
    shuffle(&collected);
    *ret = collected;
    return outcome;
}

static enum outcome keep_places(struct work *work, const struct linkage_partner *partner,
                                const struct collected *collected, const struct link_filters *filters, struct text file)
{
    struct identifier exchange;
    struct identifier id;
    unsigned char digest[LINK_DIGEST];
    int64_t persons = 0;
    link_digest(file, digest);
    memcpy(exchange.bytes, filters->project, LINK_RUN);
    for (size_t i = 0; i < collected->count; i++)
        persons += !identifier_is_none(collected->persons[i]);
    struct linkage_run run = {
        .head = {.organisation = partner->head.organisation},
        .partner = partner->head.id,
        .side = TEXT("unit"),
        .way = TEXT("file"),
        .progress = TEXT("ordered"),
        .slots = partner->slots,
        .entered = persons,
        .exchange = identifier_to_text(work->arena, exchange),
        .offered = hex_encode(work->arena, (struct text){(const char *)digest, sizeof digest}),
        .commitment = hex_encode(work->arena, (struct text){(const char *)filters->unit, LINK_KEY}),
    };
    enum outcome outcome = linkage_open(work, &run, false, &id);
    if (outcome == CONFLICT)
        return refuse(work, "project_used",
                      N_("This project's key was used before: agree on a new one for each comparison."));
    run.head.id = id;
    if (outcome == OK)
        outcome = linkage_keep(
            work, &run, "places",
            (struct text){(const char *)collected->persons, collected->count * sizeof *collected->persons});
    run.progress = TEXT("offered");
    return outcome == OK ? linkage_advance(work, &run, "ordered", false) : outcome;
}

enum outcome linkage_encode(struct work *work, struct identifier partner_id, const unsigned char project_key[32],
                            const unsigned char unit[LINK_KEY], bool salted, struct text *ret_file)
{
    AUTO_BUFFER struct buffer buffer = buffer_open((size_t)LINK_FILTERS_MOST * sizeof(struct dice_filter) + 4096);
    unsigned char key[DICE_KEY];
    struct link_filters filters = {.made_at = work->now};
    struct collected collected;
    struct link_pair own;
    struct text own_key;
    void *row;
    enum outcome outcome = record_get_unlimited(work, &linkage_partner_record, partner_id, &row);
    if (outcome == OK)
        outcome = linkage_own_key(work, ((struct linkage_partner *)row)->head.organisation, &own_key);
    if (outcome != OK)
        return outcome;
    const struct linkage_partner *partner = row;
    struct text unit_key = hex_encode(work->arena, (struct text){(const char *)unit, LINK_KEY});
    struct identifier known;
    /* Who holds the project's key must not get filters: neither we nor anybody we compare with. */
    if (text_equal(unit_key, own_key) ||
        linkage_find_partner(work, partner->head.organisation, unit_key, &known) != NOT_FOUND)
        return refuse(work, "unit_is_partner",
                      N_("Filters go to a third party that holds no key, never to ourselves or to a partner."));
    if (partner->active.is != FLAG_YES)
        return refuse(work, "partner_inactive", N_("Searches with this partner are not allowed now."));
    derive(project_key, filters.project, key);
    outcome = linkage_key_read(work, partner->head.organisation, &own);
    if (outcome == OK)
        outcome = gather(work, partner, key, salted, &collected);
    sodium_memzero(key, sizeof key);
    if (outcome != OK)
        return outcome;
    memcpy(filters.sender, own.public, LINK_KEY);
    memcpy(filters.unit, unit, LINK_KEY);
    filters.count = collected.count;
    filters.filters = collected.filters;
    if (!link_filters_write(&buffer, &filters, own.secret))
        outcome = refuse(work, "unit_key", N_("This is no public key of a linkage unit."));
    sodium_memzero(&own, sizeof own);
    if (outcome == OK)
        outcome = keep_places(work, partner, &collected, &filters, buffer_text(&buffer));
    if (outcome == OK)
        *ret_file = arena_text(work->arena, buffer_text(&buffer));
    return outcome;
}

static enum outcome store_found(struct work *work, struct linkage_run *run, const struct link_found_list *list)
{
    struct text places;
    size_t count = 0;
    enum outcome outcome = linkage_part_read(work, run, "places", &places);
    if (outcome != OK)
        return outcome == NOT_FOUND ? FAILED : outcome;
    if (places.length != list->count * sizeof(struct identifier))
        return refuse(work, "link_unfit", link_fault_message(LINK_OTHER_RUN));
    struct linkage_hit *hits = arena_array(work->arena, struct linkage_hit, list->count + 1);
    for (size_t i = 0; i < list->count; i++) {
        struct linkage_hit *hit = &hits[count];
        memcpy(&hit->person, places.at + i * sizeof hit->person, sizeof hit->person);
        if (list->found[i] == LINK_FOUND_NOTHING || identifier_is_none(hit->person))
            continue;
        hit->grade = list->found[i] == LINK_FOUND_CERTAIN ? LINK_CERTAIN : LINK_POSSIBLE;
        hit->reasons = UINT32_C(1) << LINK_KEY_KINDS;
        run->certain += hit->grade == LINK_CERTAIN;
        run->possible += hit->grade != LINK_CERTAIN;
        count++;
    }
    outcome = linkage_store_hits(work, run, hits, count);
    run->progress = TEXT("finished");
    if (outcome == OK)
        outcome = linkage_advance(work, run, "offered", false);
    return outcome == OK ? linkage_forget(work, run, "") : outcome;
}

enum outcome linkage_take_found(struct work *work, struct identifier organisation, struct text file,
                                struct identifier *ret_run)
{
    struct link_pair own;
    struct link_found_list list;
    struct identifier exchange;
    void *row;
    enum outcome outcome = linkage_key_read(work, organisation, &own);
    if (outcome == OK)
        outcome = link_found_read(work->arena, file, &own, &list);
    sodium_memzero(&own, sizeof own);
    if (outcome != OK)
        return outcome < 0 ? outcome
                           : refuse(work, "link_damaged",
                                    N_("This is no file of a search for common cases, or it was damaged."));
    memcpy(exchange.bytes, list.project, LINK_RUN);
    outcome = linkage_find_run(work, organisation, identifier_to_text(work->arena, exchange), ret_run);
    if (outcome == OK)
        outcome = record_get_unlimited(work, &linkage_run_record, *ret_run, &row);
    if (outcome != OK)
        return outcome == NOT_FOUND ? refuse(work, "link_unfit", link_fault_message(LINK_OTHER_RUN)) : outcome;
    struct linkage_run *run = row;
    struct text digest = hex_encode(work->arena, (struct text){(const char *)list.of, LINK_DIGEST});
    struct text unit = hex_encode(work->arena, (struct text){(const char *)list.unit, LINK_KEY});
    if (!text_is(run->side, "unit") || !text_equal(run->commitment, unit) || !text_is(run->progress, "offered") ||
        !text_equal(run->offered, digest))
        return refuse(work, "link_unfit", link_fault_message(LINK_OTHER_RUN));
    return store_found(work, run, &list);
}
