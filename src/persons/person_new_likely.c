/* On receiving somebody: who is known and may be the same, why, and what the person at the desk says to it. */
#include "persons/person_features.h"
#include "persons/person_likeness.h"
#include "persons/person_pages.h"
#include "persons/person_store.h"
#include "persons/search_pages.h"

enum { PERCENT_MOST = 99 }; /* nobody is ever quite sure */

static struct text parameter_of(struct arena *arena, struct identifier person)
{
    return arena_join(arena, TEXT("said."), identifier_to_text(arena, person));
}

static const struct {
    const char *code, *label;
    bool opens; /* only for who may open the record */
} SAID[] = {{"same", N_("It is this person: open that record, make none"), true},
            {"different", N_("It is somebody else: I am sure"), false},
            {"undecided", N_("I cannot tell: somebody will look at it"), false}};
enum { SAID_COUNT = sizeof SAID / sizeof *SAID };

/* One of these codes; empty for anything else. */
static struct text said_of(const struct request *request, struct text name)
{
    struct text said = parameters_get(&request->form, name);
    for (size_t i = 0; i < SAID_COUNT; i++)
        if (text_is(said, SAID[i].code))
            return said;
    return TEXT_NONE;
}

static void show_choices(struct request *request, const struct likely_person *likely, struct likely_view *view)
{
    struct arena *arena = request->work.arena;
    struct text said = said_of(request, view->name);
    for (size_t i = 0; i < SAID_COUNT; i++)
        if (!SAID[i].opens || likely->within_reach)
            view->choices[view->choice_count++] = (struct form_choice){
                .code = text_from(SAID[i].code),
                .label = text_from(tr(request->work.language, SAID[i].label)),
                .id = arena_format(arena, "%.*s.%s", TEXT_ARG(view->name), SAID[i].code),
                .selected = text_is(said, SAID[i].code),
            };
}

/* Whose value a reason shows; NULL: none of ours, its values are not shown. */
static const char *field_of(enum match_field field)
{
    static const char *const NAMES[MATCH_FIELDS] = {[MATCH_NAME] = "family_name",
                                                    [MATCH_MOTHER] = "mother_name",
                                                    [MATCH_SEX] = "sex",
                                                    [MATCH_BIRTH] = "birth",
                                                    [MATCH_PLACE] = "birth_place",
                                                    [MATCH_TELEPHONE] = "telephone",
                                                    [MATCH_NATIONALITY] = "nationality"};
    return (size_t)field < MATCH_FIELDS ? NAMES[field] : NULL;
}

static bool may_show(enum match_field field, const struct field_set *readable)
{
    const char *name = field_of(field);
    return name != NULL &&
           field_set_has(readable, record_field_index(&person_record, record_field(&person_record, text_from(name))));
}

/* A code is shown as its word. */
static struct text value_of(const struct work *work, enum match_field field, struct text value)
{
    if (field == MATCH_NATIONALITY)
        return choice_show(&countries, value, work->language);
    return field == MATCH_SEX ? choice_show(&sexes, value, work->language) : value;
}

static void show_reasons(struct request *request, const struct match_explanation *explanation,
                         const struct field_set *readable, struct likely_view *view)
{
    const struct language *language = request->work.language;
    struct likely_reason *reasons = arena_array(request->work.arena, struct likely_reason, explanation->count + 1);
    for (size_t i = 0; i < explanation->count; i++) {
        const struct match_reason *from = &explanation->reasons[i];
        reasons[i] = (struct likely_reason){.label = text_from(tr(language, from->label)),
                                            .words = text_from(tr(language, from->words)),
                                            .against = from->bits < 0};
        if (!may_show(from->field, readable))
            continue;
        reasons[i].a = value_of(&request->work, from->field, from->a);
        reasons[i].b = value_of(&request->work, from->field, from->b);
    }
    view->reasons = reasons;
    view->reason_count = explanation->count;
}

/* Within reach: as the actor may read her, and audited as shown.  Beyond: the office to ask, no name and no reason. */
static enum outcome show_one(struct request *request, const struct likely_person *likely, struct likely_view *view)
{
    struct work *work = &request->work;
    struct arena *arena = work->arena;
    const struct record_head *head = &likely->person->head;
    struct person_card *card = arena_new(arena, struct person_card);
    struct search_card *shown = arena_new(arena, struct search_card);
    void *row;
    struct field_set readable;
    *card = (struct person_card){.id = head->person, .within_reach = likely->within_reach};
    enum outcome outcome = office_name(work, head->office, &card->office);
    view->twin = likely->twin;
    if (outcome == OK && likely->within_reach)
        outcome = record_get(work, &person_record, head->id, &row, &readable);
    if (outcome == OK && likely->within_reach) {
        person_card_fill(work, row, card);
        shown->path = person_address(request, head->person, "");
        view->percent = likely->likeness.per_mille / 10;
        view->percent = view->percent > PERCENT_MOST ? PERCENT_MOST : view->percent;
        show_reasons(request, &likely->explanation, &readable, view);
    }
    shown->card = card;
    view->card = shown;
    return outcome;
}

enum outcome new_likely_show(struct request *request, const struct likely_person *likely, size_t count, bool typed,
                             struct likely_view **ret_views)
{
    struct arena *arena = request->work.arena;
    struct likely_view *views = arena_array(arena, struct likely_view, count + 1);
    enum outcome outcome = OK;
    for (size_t i = 0; i < count && outcome == OK; i++) {
        views[i].name = parameter_of(arena, likely[i].person->head.person);
        views[i].missing = typed && text_is_empty(said_of(request, views[i].name));
        show_choices(request, &likely[i], &views[i]);
        outcome = show_one(request, &likely[i], &views[i]);
    }
    *ret_views = views;
    return outcome;
}

enum outcome new_likely_said(struct request *request, const struct likely_person *likely, size_t count,
                             bool *ret_all_said, struct identifier *ret_same)
{
    *ret_all_said = true;
    *ret_same = (struct identifier){{0}};
    for (size_t i = 0; i < count; i++) {
        struct identifier person = likely[i].person->head.person;
        struct text said = said_of(request, parameter_of(request->work.arena, person));
        bool same = text_is(said, "same");
        if (text_is_empty(said) || (same && !likely[i].within_reach))
            *ret_all_said = false;
        else if (same)
            *ret_same = person;
    }
    return OK;
}

static enum outcome tell_features(struct work *work, struct identifier person, const struct likely_person *likely,
                                  enum person_said said)
{
    const struct person_feature *feature;
    enum outcome outcome = OK;
    for (size_t i = 0; outcome == OK && (feature = person_feature_at(i)) != NULL; i++)
        if (feature->pair_said != NULL)
            outcome = feature->pair_said(work, person, likely->person->head.person, said, &likely->likeness);
    return outcome;
}

enum outcome new_likely_keep(struct request *request, struct identifier person, const struct likely_person *likely,
                             size_t count)
{
    enum outcome outcome = OK;
    for (size_t i = 0; i < count && outcome == OK; i++) {
        struct text said = said_of(request, parameter_of(request->work.arena, likely[i].person->head.person));
        outcome = tell_features(&request->work, person, &likely[i],
                                text_is(said, "different") ? PERSON_DIFFERENT : PERSON_UNDECIDED);
    }
    return outcome;
}
