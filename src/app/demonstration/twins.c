/* Some whom the register has twice: found, decided, left open, merged.  Marked as generated, as everybody is. */
#include <string.h>

#include "app/demonstration/parts.h"
#include "app/features.h"
#include "duplicates/duplicates.h"
#include "flow/flow.h"
#include "record/list.h"
#include "system/random.h"

enum { TWINS = 5, LOOKED_AT = 60 };

static const struct twin WANTED[TWINS] = {
    {AS_IT_IS, true, NULL, NULL},
    {IN_ARABIC, true, NULL, NULL},
    {SHORTENED, false, "different", "Exemple : deux sœurs, vues ensemble au guichet."},
    {SWAPPED, false, "unsure", "Exemple : demander la date de naissance."},
    {SWAPPED, true, "merge", "Exemple : sa carte consulaire porte les deux noms."},
};

static struct text first_letters(struct work *work, struct text name)
{
    size_t at = 0;
    for (size_t i = 0; i < 4 && at < name.length; i++)
        (void)text_next_code_point(name, &at);
    return arena_text(work->arena, text_slice(name, 0, at));
}

static void spell(struct work *work, const struct person *of, enum spelling spelling, struct person *twin)
{
    twin->family_name = spelling == SWAPPED ? of->given_names : of->family_name;
    twin->given_names = spelling == SWAPPED ? of->family_name : of->given_names;
    if (spelling == SHORTENED)
        twin->given_names = first_letters(work, of->given_names);
    if (spelling != IN_ARABIC)
        return;
    twin->family_name = twin->given_names = TEXT_NONE;
    twin->family_name_arabic = of->family_name_arabic;
    twin->given_names_arabic = of->given_names_arabic;
}

bool twin_fits(const struct person *person, enum spelling spelling)
{
    return person->head.version > 0 && person->birth_year != INTEGER_NONE && person->family_name.length > 0 &&
           person->given_names.length > 0 && (spelling != IN_ARABIC || person->family_name_arabic.length > 0);
}

/* A contact record: nothing more is kept of who has not consented to more. */
static enum outcome add_twin(struct making *making, const struct person *of, const struct twin *wanted,
                             struct person **ret_twin)
{
    struct work *work = &making->work;
    struct person *twin = record_new(work->arena, &person_record);
    twin->head.organisation = of->head.organisation;
    twin->head.office = of->head.office;
    twin->nationality = of->nationality;
    twin->languages = of->languages;
    if (wanted->telephone)
        twin->telephone = of->telephone;
    twin->generated.is = FLAG_YES;
    spell(work, of, wanted->spelling, twin);
    enum outcome outcome = record_insert(work, &person_record, twin);
    *ret_twin = twin;
    return outcome;
}

static enum outcome merge(struct making *making, const struct person *of, const struct person *twin,
                          struct identifier pair, struct text note)
{
    struct identifier merged;
    const struct merge_order order = {.pair = pair,
                                      .kept = of->head.id,
                                      .absorbed = twin->head.id,
                                      .kept_version = of->head.version,
                                      .absorbed_version = twin->head.version,
                                      .reason = note};
    enum outcome outcome = merge_persons(&making->work, &order, &merged);
    return outcome;
}

static enum outcome say(struct making *making, const struct twin *wanted, struct identifier pair)
{
    void *row;
    struct work *work = &making->work;
    bool merges = strcmp(wanted->said, "merge") == 0;
    enum outcome outcome = record_get_unlimited(work, &person_pair_record, pair, &row);
    if (outcome != OK)
        return outcome;
    return flow_move(work, &pair_flow, pair, record_head_of(row)->version, text_from(merges ? "same" : wanted->said),
                     NULL, text_from(wanted->note));
}

enum outcome make_twin(struct making *making, const struct person *of, const struct twin *wanted, int32_t day)
{
    struct work *work = &making->work;
    struct person *twin;
    struct identifier pair;
    struct pair_found found = {.by = PAIR_BY_WHOLE_REGISTER};
    making_at(making, &making->reception[0], day, 2);
    enum outcome outcome = add_twin(making, of, wanted, &twin);
    if (outcome == OK)
        outcome = pair_weigh(work, of, twin, &found);
    if (outcome == OK)
        outcome = pair_note(work, &found, &pair);
    making_at(making, &making->supervisor, day + 1, 1);
    if (outcome == OK && wanted->said != NULL)
        outcome = say(making, wanted, pair);
    if (outcome == OK && wanted->said != NULL && strcmp(wanted->said, "merge") == 0)
        outcome = merge(making, of, twin, pair, text_from(wanted->note));
    return making_refused(making, "a second record of a person", outcome);
}

enum outcome make_twins(struct making *making)
{
    struct work *work = &making->work;
    struct list_query query = {
        .descending = true, .size = LOOKED_AT, .office = making->offices[0].head.id, .count_most = 1};
    struct list_page page;
    static const struct actor PROGRAM = {.system = true};
    work->actor = &PROGRAM;
    duplicates_start(features_api());
    enum outcome outcome = record_list(work, &person_record, &query, &page);
    for (size_t i = 0, wanted = 0; i < page.count && wanted < TWINS && outcome == OK; i++) {
        if (!twin_fits(page.rows[i], WANTED[wanted].spelling))
            continue;
        outcome = make_twin(making, page.rows[i], &WANTED[wanted++], making->options->today - 1);
    }
    return outcome;
}
