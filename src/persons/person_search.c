/* The one search for persons.  It knows names only as keyed hashes of their compared form. */
#include <stdlib.h>
#include <string.h>

#include "base/identifier.h"
#include "codec/hex.h"
#include "codec/json.h"
#include "persons/name_form.h"
#include "persons/person_features.h"
#include "persons/person_store.h"
#include "record/keys.h"

enum { TOKENS_MOST = 12, HITS_MOST = 200, ENOUGH = 2 * PERSON_CARDS_MOST, PREFIX_LEAST = 3, PREFIX_MOST = 5 };

static void add_key(struct work *work, struct search_keys *keys, struct text kind, struct text value)
{
    if (keys->count == SEARCH_KEYS_MOST || value.length == 0)
        return;
    search_key(keys_ring(work->keys), kind, value, keys->at[keys->count]);
    for (size_t i = 0; i < keys->count; i++)
        if (memcmp(keys->at[i], keys->at[keys->count], SEARCH_KEY_BYTES) == 0)
            return;
    keys->count++;
}

/* The first `count` letters of a word; empty when it is not longer than that. */
static struct text prefix(struct text word, size_t count)
{
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        if (at >= word.length)
            return TEXT_NONE;
        (void)text_next_code_point(word, &at);
    }
    return at < word.length ? text_slice(word, 0, at) : TEXT_NONE;
}

static void add_name(struct work *work, struct search_keys *keys, struct text name)
{
    struct text rest = name_form(work->arena, name);
    struct text word;
    if (rest.length == 0)
        return;
    while (text_split(&rest, ' ', &word)) {
        add_key(work, keys, TEXT("name"), word);
        for (size_t length = PREFIX_LEAST; length <= PREFIX_MOST; length++)
            add_key(work, keys, TEXT("name"), prefix(word, length));
    }
}

enum outcome person_stored(struct work *work, const void *before, const void *row)
{
    const struct person *person = row;
    struct search_keys keys = {0};
    (void)before;
    const struct text names[] = {person->family_name, person->given_names, person->family_name_arabic,
                                 person->given_names_arabic, person->other_names};
    add_key(work, &keys, TEXT("telephone"), telephone_form(work->arena, person->telephone));
    add_key(work, &keys, TEXT("telephone"), telephone_form(work->arena, person->second_telephone));
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        add_name(work, &keys, names[i]);
    return person_store_keys(work, person, &keys);
}

/* The keys of what was typed: a telephone when it holds digits enough and no letter, else each word. */
static bool typed_keys(struct work *work, struct text typed, struct search_keys *keys)
{
    struct text form = name_form(work->arena, typed);
    struct text word;
    if (is_telephone(work->arena, typed)) {
        add_key(work, keys, TEXT("telephone"), telephone_form(work->arena, typed));
        return true;
    }
    for (size_t i = 0; form.length > 0 && i < TOKENS_MOST && text_split(&form, ' ', &word); i++)
        add_key(work, keys, TEXT("name"), word);
    return false;
}

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

/* Of a person, what a card shows. */
static struct field_set card_fields(void)
{
    static const char *const SHOWN[] = {"nationality", "birth"};
    struct field_set fields = {0};
    (void)record_naming(&person_record, &fields);
    for (size_t i = 0; i < sizeof SHOWN / sizeof *SHOWN; i++) {
        const struct field *field = record_field(&person_record, text_from(SHOWN[i]));
        field_set_add(&fields, record_field_index(&person_record, field));
    }
    return fields;
}

/* Those that may be opened, by one statement; they stay NULL where the actor may not, or nobody is there any more. */
static enum outcome read_persons(struct work *work, const struct key_hit *hits, size_t count, void **ret_persons)
{
    struct field_set only = card_fields();
    struct identifier *ids = arena_array(work->arena, struct identifier, count + 1);
    void **rows = arena_array(work->arena, void *, count + 1);
    size_t asked = 0;
    for (size_t i = 0; i < count; i++)
        if (may_open(work, &hits[i]))
            ids[asked++] = hits[i].person;
    enum outcome outcome = record_peek_all(work, &person_record, ids, asked, &only, rows);
    for (size_t i = 0, at = 0; i < count; i++)
        ret_persons[i] = may_open(work, &hits[i]) ? rows[at++] : NULL;
    return outcome;
}

/* The name of the office, asked once for all cards that show it. */
static enum outcome name_office(struct work *work, const struct found *found, struct identifier office,
                                struct text *ret_name)
{
    for (size_t i = 0; i < found->count; i++)
        if (identifier_equal(found->hits[i].office, office)) {
            *ret_name = found->cards[i].office;
            return OK;
        }
    return office_name(work, office, ret_name);
}

static void fill_card(struct work *work, const struct person *person, struct person_card *card)
{
    card->id = person->head.id;
    card->number = person->head.number;
    card->title = person_record.title(work, person);
    card->nationality = choice_show(&countries, person->nationality, work->language);
    card->birth = field_to_show(work, record_field(&person_record, TEXT("birth")), person);
}

/* The cards of the first hits, as many as are shown. */
static enum outcome add_cards(struct work *work, const struct key_hit *hits, size_t count, const char *why,
                              struct found *found)
{
    void **persons = arena_array(work->arena, void *, count + 1);
    enum outcome outcome = read_persons(work, hits, count, persons);
    for (size_t i = 0; i < count && found->count < PERSON_CARDS_MOST && outcome == OK; i++) {
        struct person_card card = {.id = hits[i].person,
                                   .score = hits[i].matched,
                                   .why = text_from(tr(work->language, why)),
                                   .within_reach = may_open(work, &hits[i])};
        if (card.within_reach && persons[i] == NULL)
            continue;
        outcome = name_office(work, found, hits[i].office, &card.office);
        if (card.within_reach)
            fill_card(work, persons[i], &card);
        found->hits[found->count] = hits[i];
        found->cards[found->count++] = card;
    }
    return outcome;
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
    struct key_hit hit = {head->person, head->organisation, head->office, 1};
    bool ours = identifier_equal(hit.organisation, work->actor->organisation) || work->actor->system;
    return ours ? add_cards(work, &hit, 1, N_("number"), found) : OK;
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
    if (a->hit.matched != b->hit.matched)
        return a->hit.matched > b->hit.matched ? -1 : 1;
    if (a->distance != b->distance)
        return a->distance < b->distance ? -1 : 1;
    return a->at < b->at ? -1 : a->at > b->at;
}

/* Who holds all that was typed comes first, and among equals whom one meets oneself. */
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

static enum outcome search_words(struct work *work, struct text typed, struct found *found)
{
    struct search_keys keys = {0};
    struct key_hit *hits = NULL;
    size_t count = 0;
    bool telephone = typed_keys(work, typed, &keys);
    enum outcome outcome = person_find_keys(work, &keys, ENOUGH, HITS_MOST, &hits, &count);
    if (outcome == OK)
        order_hits(work, hits, count);
    /* One word may differ, but not where the answer only sends somebody to another office. */
    size_t shown = 0;
    for (size_t i = 0; i < count && shown < PERSON_CARDS_MOST; i++)
        if (hits[i].matched == (int32_t)keys.count || may_open(work, &hits[i]))
            hits[shown++] = hits[i];
    return outcome == OK ? add_cards(work, hits, shown, telephone ? N_("telephone") : N_("name"), found) : outcome;
}

enum outcome person_search(struct work *work, struct text typed, struct person_card **ret_cards, size_t *ret_count)
{
    struct found *found = arena_new(work->arena, struct found);
    struct text readings[NUMBER_READINGS], number;
    typed = text_trim(typed);
    if (!actor_may(work->actor, &person_search_right))
        return FORBIDDEN;
    enum outcome outcome = OK; /* the number of something else is no name either */
    if (number_readings(work->arena, typed, readings) == 0)
        outcome = search_words(work, typed, found);
    else if (record_number(work->arena, &person_record, typed, &number) == OK)
        outcome = search_number(work, number, found);
    if (outcome == OK)
        outcome = audit_search(work, typed, found->hits, found->count);
    if (outcome != OK)
        return outcome;
    *ret_cards = found->cards;
    *ret_count = found->count;
    return OK;
}
