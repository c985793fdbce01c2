#include "persons/search_pages.h"

#include "base/number.h"
#include "matching/name.h"
#include "persons/person_features.h"
#include "persons/person_pages.h"

enum { TYPED_MOST = 400, LETTERS_LEAST = 2 };

static bool has_office(const struct search_card *cards, size_t from, size_t to, struct text office)
{
    for (size_t i = from; i < to; i++)
        if (text_equal(cards[i].card->office, office))
            return true;
    return false;
}

static bool stands_for_one(const struct person_card *found, size_t count, const struct person_card *card)
{
    size_t same = 0;
    for (size_t i = 0; i < count; i++)
        same += !found[i].within_reach && text_equal(found[i].office, card->office);
    return same == 1;
}

/* Several persons of one office are one card: then who is meant is said by number. */
static struct search_card masked_card(struct request *request, const struct person_card *found, size_t count,
                                      const struct person_card *card)
{
    struct arena *arena = request->work.arena;
    struct search_card masked = {.card = card};
    const struct person_feature *feature;
    for (size_t i = 0; (feature = person_feature_at(i)) != NULL; i++) {
        if (feature->masked_right == NULL || !actor_may(&request->actor, feature->masked_right))
            continue;
        struct text id = identifier_to_text(arena, card->id);
        struct text which = stands_for_one(found, count, card) ? arena_join(arena, TEXT("?person="), id) : TEXT_NONE;
        masked.masked = page_path(request, arena_join(arena, text_from(feature->masked_path), which));
        masked.masked_label = feature->masked_label;
    }
    return masked;
}

const struct search_card *search_cards(struct request *request, const struct person_card *found, size_t count,
                                       size_t *ret_count)
{
    struct arena *arena = request->work.arena;
    struct search_card *cards = arena_array(arena, struct search_card, count + 1);
    size_t made = 0;
    for (size_t i = 0; i < count; i++)
        if (found[i].within_reach)
            cards[made++] = (struct search_card){
                .card = &found[i],
                .path =
                    page_path(request, arena_join(arena, TEXT("/persons/"), identifier_to_text(arena, found[i].id)))};
    size_t own = made;
    for (size_t i = 0; i < count; i++)
        if (!found[i].within_reach && !has_office(cards, own, made, found[i].office))
            cards[made++] = masked_card(request, found, count, &found[i]);
    *ret_count = made;
    return cards;
}

/* How many stand on the pages before this one. */
static int64_t cards_before(const struct request *request)
{
    int64_t from = 0;
    if (text_to_integer(parameters_get(&request->form, TEXT("from")), 0, PERSON_CARDS_MOST, &from) != OK)
        return 0;
    return from;
}

/* As many as one reads at once; where another office must be asked stands on the first page, whatever else is there. */
static void show_some(struct request *request, struct search_view *view)
{
    struct arena *arena = request->work.arena;
    struct search_card *shown = arena_array(arena, struct search_card, view->card_count + 1);
    int64_t from = cards_before(request);
    int64_t own = 0;
    size_t count = 0;
    view->total = (int64_t)view->card_count;
    for (size_t i = 0; i < view->card_count; i++) {
        bool masked = text_is_empty(view->cards[i].path);
        if (masked ? from == 0 : own >= from && own < from + PERSON_CARDS_PAGE)
            shown[count++] = view->cards[i];
        own += !masked;
    }
    bool others = view->others && own >= from + PERSON_CARDS_PAGE && from + PERSON_CARDS_PAGE < PERSON_CARDS_MOST;
    if (others || own > from + PERSON_CARDS_PAGE)
        view->more = arena_format(arena, "%lld", (long long)(from + PERSON_CARDS_PAGE));
    view->cards = shown;
    view->card_count = count;
}

static enum outcome send_search(struct request *request, struct response *response, struct search_view *view)
{
    struct page *page = page_open(request, N_("Search for a person"));
    page->has_form = view->asked;
    view->page = page;
    view->action = page_path(request, TEXT("/search"));
    struct output out = page_output(request, response);
    search_page(&out, view);
    return page_send(request, response, 200);
}

enum outcome search_show(struct request *request, struct response *response)
{
    struct search_view view = {0};
    return send_search(request, response, &view);
}

/* The number of a file leads straight to it, but not while somebody is still typing. */
static enum outcome find_number(struct request *request, struct text typed, struct search_view *view,
                                struct text *ret_path)
{
    struct text readings[NUMBER_READINGS];
    size_t count = number_readings(request->work.arena, typed, readings);
    enum outcome outcome = NOT_FOUND;
    view->number = count > 0;
    for (size_t i = 0; i < count && outcome == NOT_FOUND; i++)
        outcome = person_find_file(&request->work, readings[i], ret_path);
    if (outcome == OK)
        view->file_path = page_path(request, *ret_path);
    return outcome;
}

static void offer_new(struct request *request, struct text typed, struct search_view *view)
{
    if (view->number || view->too_short || !actor_may(&request->actor, &person_create))
        return;
    view->receive = page_path(request, TEXT("/persons/new"));
    view->proof = search_proof_write(request, typed);
}

static bool is_too_short(struct request *request, struct text typed)
{
    return text_code_points(name_normal(request->work.arena, typed)) < LETTERS_LEAST;
}

enum outcome search_run(struct request *request, struct response *response)
{
    struct text typed = text_trim(parameters_get(&request->form, TEXT("query")));
    struct person_found found = {0};
    struct text path;
    bool typing = !text_is_empty(request->header(request, "X-Live-Search")) || request->redisplay;
    struct search_view view = {.query = typed, .asked = true};
    if (!text_is_clean(typed, false) || text_code_points(typed) > TYPED_MOST)
        return problem_add(&request->work.problems, INVALID, "search_unreadable", TEXT("query"),
                           N_("Type a name, a number or a telephone on one line."));
    view.too_short = is_too_short(request, typed);
    enum outcome outcome = find_number(request, typed, &view, &path);
    if (outcome == OK && !typing)
        return respond_redirect(request, response, path);
    if (outcome == NOT_FOUND && !view.too_short)
        outcome =
            person_search_pages(&request->work, typed, 1 + (size_t)cards_before(request) / PERSON_CARDS_PAGE, &found);
    if (outcome < 0 || outcome == FORBIDDEN)
        return outcome;
    view.cards = search_cards(request, found.cards, found.count, &view.card_count);
    view.say_more = found.say_more;
    view.crowded = found.crowded;
    view.others = found.more;
    view.unfinished = found.unfinished;
    show_some(request, &view);
    if (view.number && !typing && found.count == 1 && found.cards[0].within_reach)
        return respond_redirect(request, response, person_path_to(request->work.arena, found.cards[0].id, ""));
    offer_new(request, typed, &view);
    return send_search(request, response, &view);
}
