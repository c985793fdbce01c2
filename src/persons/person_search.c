/* The one search for persons.  It knows names only as keyed hashes; whoever shares one is opened here, compared with
   what was typed, and shown as far as the rights reach. */
#include <stdlib.h>
#include <string.h>

#include "base/identifier.h"
#include "codec/hex.h"
#include "codec/json.h"
#include "persons/person_features.h"
#include "persons/person_index.h"
#include "persons/person_store.h"
#include "persons/typed.h"
#include "record/keys.h"

enum { BY_NUMBER = TYPED_BY_DOCUMENT + 1 };
enum { OPENED_MOST = 250, OPENED_FIRST = 32, NUMBER_AGREES = 20 * WEIGHT_BIT };

/* Somebody who may be meant. */
struct key_hit {
    struct identifier person, organisation, office;
    int32_t weight;
    int why;            /* enum typed_why, or BY_NUMBER */
    struct text custom; /* of TYPED_BY_CUSTOM: the word typed */
    bool sure;          /* all that was typed agrees: enough to send somebody to another office */
    bool answers;       /* letter by letter, as far as it was typed */
    const struct person *person_row;
};

static bool may_open(const struct work *work, const struct key_hit *hit)
{
    struct subject subject = {hit->organisation, hit->office, {{0}}, hit->person};
    return actor_may_on(work->actor, &person_read, &subject);
}

struct found {
    struct person_card cards[PERSON_CARDS_MOST];
    struct key_hit hits[PERSON_CARDS_MOST];
    size_t count;
};

/* Of somebody whose row was read to be compared, what the actor may read. */
static const struct person *readable_of(struct work *work, const struct key_hit *hit)
{
    struct person *row = arena_new(work->arena, struct person);
    *row = *hit->person_row;
    struct field_set readable = record_readable(work, &person_record, row);
    for (size_t i = 0; i < person_record.field_count; i++)
        if ((person_record.fields[i].flags & FIELD_CUSTOM) == 0 && !field_set_has(&readable, i))
            field_clear(&person_record.fields[i], row);
    return row;
}

/* The offices of the cards, each asked for once. */
static enum outcome name_offices(struct work *work, struct found *found, size_t from)
{
    struct identifier *offices = arena_array(work->arena, struct identifier, found->count + 1);
    struct text *names = arena_array(work->arena, struct text, found->count + 1);
    size_t *place = arena_array(work->arena, size_t, found->count + 1);
    size_t count = 0;
    for (size_t i = from; i < found->count; i++) {
        size_t at = 0;
        while (at < count && !identifier_equal(offices[at], found->hits[i].office))
            at++;
        if (at == count)
            offices[count++] = found->hits[i].office;
        place[i] = at;
    }
    enum outcome outcome = office_names(work, offices, count, names);
    for (size_t i = from; i < found->count && outcome == OK; i++)
        found->cards[i].office = names[place[i]];
    return outcome;
}

void person_card_fill(struct work *work, const struct person *person, struct person_card *card)
{
    card->id = person->head.id;
    card->number = person->head.number;
    card->title = person_record.title(work, person);
    card->nationality = choice_show(&countries, person->nationality, work->language);
    card->birth = field_to_show(work, record_field(&person_record, TEXT("birth")), person);
}

static const char *const WHY[] = {[TYPED_BY_NAME] = N_("name"),
                                  [TYPED_BY_CUSTOM] = N_("{1}, by custom a form of the same name"),
                                  [TYPED_BY_TELEPHONE] = N_("telephone"),
                                  [TYPED_BY_DOCUMENT] = N_("identity document"),
                                  [BY_NUMBER] = N_("number")};

/* The cards of the first hits, as many as are shown. */
static enum outcome add_cards(struct work *work, const struct key_hit *hits, size_t count, struct found *found)
{
    size_t from = found->count;
    for (size_t i = 0; i < count && found->count < PERSON_CARDS_MOST; i++) {
        struct person_card card = {.id = hits[i].person,
                                   .score = hits[i].weight,
                                   .why = tr_with(work->arena, work->language, WHY[hits[i].why], &hits[i].custom, 1),
                                   .within_reach = may_open(work, &hits[i])};
        if (card.within_reach)
            person_card_fill(work, readable_of(work, &hits[i]), &card);
        found->hits[found->count] = hits[i];
        found->cards[found->count++] = card;
    }
    return name_offices(work, found, from);
}

/* One audit row for a search: whom it showed, by name or as a card that tells only the office to ask.  What was typed
   is kept as a digest. */
static enum outcome audit_search(struct work *work, struct text typed, const struct key_hit *hits, size_t count)
{
    struct buffer arguments AUTO_BUFFER = buffer_open(16384);
    struct buffer details AUTO_BUFFER = buffer_open(8192);
    struct json_writer inner = json_writer_open(&details);
    struct json_writer writer = json_writer_open(&arguments);
    unsigned char digest[DIGEST_BYTES];
    struct text answer;
    if (work->hand_over == NULL) /* nobody but the system searches outside of a request */
        return work->actor->system ? OK : UNAVAILABLE;
    audit_digest(keys_ring(work->keys), typed, digest);
    json_object_begin(&inner);
    json_key(&inner, TEXT("searched"));
    json_put_text(&inner, hex_encode(work->arena, (struct text){(const char *)digest, DIGEST_BYTES}));
    json_key(&inner, TEXT("shown"));
    json_array_begin(&inner);
    for (size_t i = 0; i < count; i++)
        json_put_text(&inner, identifier_to_text(work->arena, hits[i].person));
    json_array_end(&inner);
    json_object_end(&inner);
    json_object_begin(&writer);
    json_key(&writer, TEXT("record"));
    json_put_text(&writer, TEXT("person"));
    json_key(&writer, TEXT("details"));
    json_put_text(&writer, buffer_text(&details));
    json_object_end(&writer);
    if (!json_finish(&inner) || !json_finish(&writer))
        return FAILED;
    return work->hand_over(work->hand_over_context, work, "audit.read", buffer_text(&arguments), &answer);
}

static enum outcome search_number(struct work *work, struct text number, struct found *found)
{
    struct identifier id;
    void *row;
    enum outcome outcome = record_find(work, &person_record, number, &id);
    if (outcome == NOT_FOUND)
        outcome = person_now_of(work, (struct identifier){{0}}, number, &id);
    if (outcome == OK)
        outcome = record_get_unlimited(work, &person_record, id, &row);
    if (outcome != OK)
        return outcome == NOT_FOUND ? OK : outcome;
    const struct record_head *head = record_head_of(row);
    struct key_hit hit = {.person = head->person,
                          .organisation = head->organisation,
                          .office = head->office,
                          .weight = NUMBER_AGREES,
                          .why = BY_NUMBER,
                          .sure = true,
                          .answers = true,
                          .person_row = row};
    bool ours = identifier_equal(hit.organisation, work->actor->organisation) || work->actor->system;
    return ours ? add_cards(work, &hit, 1, found) : OK;
}

/* ---- by what was typed ---- */

/* What is opened of everybody who may be meant: what is compared and what a card shows. */
static struct field_set compared_fields(bool telephone)
{
    static const char *const NAMES[] = {
        "family_name", "given_names", "family_name_arabic", "given_names_arabic", "other_names",
        "nationality", "birth",       "birth_estimated",    "telephone",          "second_telephone"};
    enum { TELEPHONES = 2 };
    struct field_set fields = {0};
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES - (telephone ? 0 : TELEPHONES); i++)
        field_set_add(&fields, record_field_index(&person_record, record_field(&person_record, text_from(NAMES[i]))));
    return fields;
}

/* One of several words may find no answer, but somebody must be meant by the rest. */
static bool is_meant(const struct typed *typed, const struct typed_score *score)
{
    size_t allowed = typed->word_count > 1 ? 1 : 0;
    return score->weight > 0 && score->missed <= allowed;
}

/* Enough to send somebody to another office.  The year typed decides nothing here: whether a card is shown or not would
   tell when somebody was born whose record one may not open. */
static bool is_sure(const struct typed *typed, const struct typed_score *score)
{
    bool by_number = score->why >= TYPED_BY_TELEPHONE;
    bool year_led_there = typed->word_count == 1 && typed->candidate.birth.precision != BIRTH_UNKNOWN;
    return score->missed == 0 && score->whole && !score->other_telephone && (by_number || !year_led_there);
}

static bool take_hit(struct work *work, const struct typed *typed, const struct index_hit *hit,
                     const struct person *person, struct key_hit *ret)
{
    struct typed_score score;
    struct candidate candidate;
    person_as_candidate(work, person, NULL, 0, &candidate);
    typed_compare(work->arena, typed, &candidate, &score);
    if ((hit->kinds & index_kind_bit(PERSON_KEY_DOCUMENT)) != 0) {
        score.weight += NUMBER_AGREES;
        score.why = score.why == TYPED_BY_TELEPHONE ? score.why : TYPED_BY_DOCUMENT;
    }
    if (!is_meant(typed, &score))
        return false;
    const struct record_head *head = &person->head;
    *ret = (struct key_hit){
        .person = head->person,
        .organisation = head->organisation,
        .office = head->office,
        .weight = score.weight,
        .why = (int)score.why,
        .custom = score.custom,
        .sure = is_sure(typed, &score),
        .answers = score.missed == 0 && score.literal && !score.contradicts,
        .person_row = person,
    };
    return true;
}

/* A hit with the order in which it came: newest first. */
struct placed_hit {
    struct key_hit hit;
    size_t at;
    int32_t distance; /* 0 of the actor's own office, 1 within reach, 2 beyond */
};

static int compare_hits(const void *left, const void *right)
{
    const struct placed_hit *a = left;
    const struct placed_hit *b = right;
    if (a->hit.weight != b->hit.weight)
        return a->hit.weight > b->hit.weight ? -1 : 1;
    if (a->distance != b->distance)
        return a->distance < b->distance ? -1 : 1;
    return a->at < b->at ? -1 : a->at > b->at;
}

/* The likeliest first, and among equals whom one meets oneself. */
static void order_hits(struct work *work, struct key_hit *hits, size_t count)
{
    struct placed_hit *placed = arena_array(work->arena, struct placed_hit, count + 1);
    for (size_t i = 0; i < count; i++) {
        bool own = !identifier_is_none(work->actor->office) && identifier_equal(hits[i].office, work->actor->office);
        placed[i] = (struct placed_hit){hits[i], i, own ? 0 : may_open(work, &hits[i]) ? 1 : 2};
    }
    qsort(placed, count, sizeof *placed, compare_hits);
    for (size_t i = 0; i < count; i++)
        hits[i] = placed[i].hit;
}

/* A search under way. */
struct searching {
    struct typed typed;
    struct index_answer answer;
    struct field_set fields;
    size_t opened, most; /* of the answer */
    struct key_hit *hits;
    size_t count;
    size_t before;   /* of the hits: on the pages before the last one */
    size_t ordered;  /* of the hits: their places are settled */
    size_t answered; /* of the others: within reach, and all that was typed stands there */
};

/* Opens the next ones of the answer and keeps who is meant. */
static enum outcome compare_next(struct work *work, struct searching *searching, size_t count)
{
    struct identifier *ids = arena_array(work->arena, struct identifier, count + 1);
    void **rows = arena_array(work->arena, void *, count + 1);
    const struct index_hit *hits = searching->answer.hits + searching->opened;
    for (size_t i = 0; i < count; i++)
        ids[i] = hits[i].person;
    enum outcome outcome = record_get_all_unlimited(work, &person_record, ids, count, &searching->fields, rows);
    for (size_t i = 0; i < count && outcome == OK; i++) {
        struct key_hit *hit = &searching->hits[searching->count];
        if (rows[i] == NULL || !take_hit(work, &searching->typed, &hits[i], rows[i], hit))
            continue;
        searching->answered += hit->answers && may_open(work, hit);
        searching->count++;
    }
    searching->opened += count;
    return outcome;
}

/* Whoever shares most with what was typed is opened first; when a page is full of persons who are called just so, the
   others wait until somebody wants to see the next page.  Each page has then the order it had before. */
static enum outcome compare_pages(struct work *work, size_t pages, struct searching *searching)
{
    enum outcome outcome = OK;
    size_t step = OPENED_FIRST;
    size_t full = 0;
    while (outcome == OK && searching->opened < searching->most && full < pages) {
        size_t left = searching->most - searching->opened;
        outcome = compare_next(work, searching, step < left ? step : left);
        step = searching->opened < 2 * OPENED_FIRST ? OPENED_FIRST : searching->opened;
        bool last = searching->opened == searching->most;
        if (searching->answered < PERSON_CARDS_PAGE && !last)
            continue;
        order_hits(work, searching->hits + searching->ordered, searching->count - searching->ordered);
        searching->before = searching->ordered;
        searching->ordered = searching->count;
        searching->answered = 0;
        full++;
    }
    if (full < pages) /* there is nothing on the last one that was not found for one before it */
        searching->before = searching->count;
    return outcome;
}

static enum outcome search_words(struct work *work, struct text text, size_t pages, struct found *found,
                                 struct person_found *ret)
{
    struct searching *searching = arena_new(work->arena, struct searching);
    struct index_codes *codes = arena_new(work->arena, struct index_codes);
    const struct typed *typed = &searching->typed;
    typed_read(work->arena, text, zone_date(work->zone, work->now), &searching->typed);
    ret->say_more = typed->common_alone;
    if (typed->common_alone || !typed_asks(typed))
        return OK;
    index_to_ask_typed(work, &typed->candidate, codes);
    enum outcome outcome = index_ask(work, work->actor->organisation, codes, &searching->answer);
    if (outcome != OK)
        return outcome;
    searching->most = searching->answer.count < OPENED_MOST ? searching->answer.count : OPENED_MOST;
    searching->hits = arena_array(work->arena, struct key_hit, searching->most + 1);
    searching->fields = compared_fields(typed->candidate.telephones[0].length > 0);
    outcome = compare_pages(work, pages, searching);
    if (outcome != OK)
        return outcome;
    ret->more = searching->opened < searching->most;
    ret->crowded = !ret->more && (searching->answer.full || searching->answer.count > OPENED_MOST);
    /* Something may differ, but not where the answer only sends somebody to another office. */
    size_t shown = 0;
    for (size_t i = 0; i < searching->count && shown < PERSON_CARDS_MOST; i++) {
        if (!searching->hits[i].sure && !may_open(work, &searching->hits[i]))
            continue;
        ret->before += i < searching->before;
        searching->hits[shown++] = searching->hits[i];
    }
    return add_cards(work, searching->hits, shown, found);
}

enum outcome person_search(struct work *work, struct text typed, struct person_found *ret_found)
{
    return person_search_pages(work, typed, PERSON_CARDS_MOST / PERSON_CARDS_PAGE, ret_found);
}

enum outcome person_search_pages(struct work *work, struct text typed, size_t pages, struct person_found *ret_found)
{
    struct found *found = arena_new(work->arena, struct found);
    struct person_found result = {0};
    struct text readings[NUMBER_READINGS], number, trimmed = text_trim(typed);
    if (!actor_may(work->actor, &person_search_right))
        return FORBIDDEN;
    enum outcome outcome = OK; /* the number of something else is no name either */
    if (number_readings(work->arena, trimmed, readings) == 0)
        outcome = search_words(work, typed, pages, found, &result);
    else if (record_number(work->arena, &person_record, trimmed, &number) == OK)
        outcome = search_number(work, number, found);
    if (outcome == OK)
        outcome = person_index_is_due(work, &result.unfinished);
    if (outcome == OK)
        outcome = audit_search(work, trimmed, found->hits, found->count);
    if (outcome != OK)
        return outcome;
    result.cards = found->cards;
    result.count = found->count;
    *ret_found = result;
    return OK;
}
