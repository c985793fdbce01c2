/* What reviewers decided about pairs in the last months: strangers who are called alike, and second records that were
   merged.  Enough that a calibration of probabilities is proposed, and one before it was set aside. */
#include <stdlib.h>

#include "app/demonstration/parts.h"
#include "duplicates/duplicates.h"
#include "flow/flow.h"
#include "record/list.h"

enum {
    STRANGERS = 380,
    SECOND_RECORDS = 48,
    READ_MOST = 6000,
    LOOKED_AT_MOST = 3000,
    NEIGHBOURS = 4, /* in the order of names */
    STRIDE = 1237,  /* so that they are of many countries */
    FIRST_DAY = -90,
    DAYS = 60,
    ONE_ARENA = 16 << 20,
};

static const struct twin SECONDS[] = {
    {AS_IT_IS, false, "merge", "Exemple : même personne, reconnue au guichet."},
    {SWAPPED, true, "merge", "Exemple : nom et prénom inversés, même téléphone."},
    {IN_ARABIC, true, "merge", "Exemple : la seconde fiche est en arabe, même téléphone."},
    {SHORTENED, false, "merge", "Exemple : prénom abrégé, confirmé par la personne."},
};

struct known {
    struct identifier id;
    struct text names, nationality, sex;
};
struct known_list {
    struct making *making;
    struct known *at;
    size_t count;
};

static bool take_known(void *context, struct work *work, void *row, const struct field_set *readable)
{
    struct known_list *list = context;
    struct arena *kept = list->making->kept;
    const struct person *person = row;
    (void)work;
    (void)readable;
    if (!twin_fits(person, AS_IT_IS))
        return true;
    list->at[list->count++] = (struct known){
        .id = person->head.id,
        .names = arena_format(kept, "%.*s %.*s", TEXT_ARG(person->family_name), TEXT_ARG(person->given_names)),
        .nationality = arena_text(kept, person->nationality),
        .sex = arena_text(kept, person->sex)};
    return list->count < READ_MOST;
}

static int by_names(const void *left, const void *right)
{
    const struct known *a = left;
    const struct known *b = right;
    int order = text_compare(a->nationality, b->nationality);
    order = order != 0 ? order : text_compare(a->names, b->names);
    return order != 0 ? order : identifier_compare(a->id, b->id);
}

static enum outcome read_known(struct making *making, struct known_list *ret_list)
{
    static const struct actor PROGRAM = {.system = true};
    const struct list_query query = {.descending = true, .count_most = 1};
    *ret_list = (struct known_list){making, arena_array(making->kept, struct known, READ_MOST), 0};
    making->work.actor = &PROGRAM;
    enum outcome outcome = record_each(&making->work, &person_record, &query, take_known, ret_list);
    if (ret_list->count > 0)
        qsort(ret_list->at, ret_list->count, sizeof *ret_list->at, by_names);
    return outcome;
}

static enum outcome open_person(struct making *making, const struct known *known, struct person **ret_person)
{
    void *row;
    enum outcome outcome = record_get_unlimited(&making->work, &person_record, known->id, &row);
    if (outcome == OK)
        *ret_person = row;
    return outcome;
}

/* ---- strangers ---- */

static enum outcome part(struct making *making, const struct pair_found *found, size_t number)
{
    struct identifier pair;
    void *row;
    struct work *work = &making->work;
    int32_t day = making->options->today + FIRST_DAY + (int32_t)(number % DAYS);
    making_at(making, &making->reception[0], day, 0);
    enum outcome outcome = pair_note(work, found, &pair);
    making_at(making, number % 5 == 0 ? &making->data_protection : &making->supervisor, day + 1, (int)(number % 30));
    if (outcome == OK)
        outcome = record_get_unlimited(work, &person_pair_record, pair, &row);
    if (outcome != OK || !text_is(record_head_of(row)->state, "open"))
        return outcome;
    return flow_move(work, &pair_flow, pair, record_head_of(row)->version, TEXT("different"), NULL,
                     TEXT("Exemple : deux personnes du même nom."));
}

/* OK and *ret_found, or not worth anybody's time. */
static enum outcome weigh(struct making *making, const struct known *one, const struct known *other,
                          struct pair_found *ret_found, bool *ret_likely)
{
    struct person *a;
    struct person *b;
    struct pair_found found = {.by = PAIR_BY_WHOLE_REGISTER};
    enum outcome outcome = open_person(making, one, &a);
    if (outcome == OK)
        outcome = open_person(making, other, &b);
    if (outcome == OK)
        outcome = pair_weigh(&making->work, a, b, &found);
    *ret_likely = outcome == OK && found.bits > 0; /* more speaks for it than against */
    *ret_found = found;
    return outcome;
}

static enum outcome decide_strangers(struct making *making, const struct known_list *list)
{
    enum outcome outcome = OK;
    size_t decided = 0;
    size_t most = list->count > NEIGHBOURS ? list->count - NEIGHBOURS : 0;
    for (size_t i = 0; i < most && i < LOOKED_AT_MOST && decided < STRANGERS && outcome == OK; i++) {
        size_t at = i * STRIDE % most;
        const struct known *one = &list->at[at];
        const struct known *other = &list->at[at + 1 + i % NEIGHBOURS];
        struct pair_found found;
        bool likely = false;
        if (!text_equal(one->nationality, other->nationality) || !text_equal(one->sex, other->sex))
            continue;
        outcome = weigh(making, one, other, &found, &likely);
        if (outcome == OK && likely)
            outcome = part(making, &found, decided++);
        arena_reset(making->work.arena);
        making->work.problems = problems_open(making->work.arena);
    }
    return making_refused(making, "what was decided about two persons", outcome);
}

/* ---- second records ---- */

static enum outcome merge_seconds(struct making *making, const struct known_list *list)
{
    enum outcome outcome = OK;
    size_t made = 0;
    for (size_t i = 0; i < list->count && made < SECOND_RECORDS && outcome == OK; i++) {
        const struct twin *wanted = &SECONDS[made % (sizeof SECONDS / sizeof *SECONDS)];
        int32_t day = making->options->today + FIRST_DAY + (int32_t)(made % DAYS);
        struct person *of = NULL;
        outcome = open_person(making, &list->at[i * STRIDE % list->count], &of);
        if (outcome == OK && twin_fits(of, wanted->spelling)) {
            outcome = make_twin(making, of, wanted, day);
            made++;
        }
        arena_reset(making->work.arena);
        making->work.problems = problems_open(making->work.arena);
    }
    return outcome;
}

/* ---- what follows from it ---- */

static enum outcome propose(struct making *making)
{
    struct work *work = &making->work;
    struct identifier id;
    making_at(making, &making->administrator, making->options->today - 20, 3);
    enum outcome outcome = calibration_make(work, &id);
    if (outcome == INVALID) /* chance made too few who are alike */
        return OK;
    making_at(making, &making->data_protection, making->options->today - 19, 6);
    if (outcome == OK)
        outcome = flow_move(work, &calibration_flow, id, 1, TEXT("leave"), NULL,
                            TEXT("Exemple : à refaire quand davantage de fiches en arabe auront été revues."));
    making_at(making, &making->administrator, making->options->today - 1, 5);
    if (outcome == OK)
        outcome = calibration_make(work, &id);
    return making_refused(making, "a calibration", outcome);
}

enum outcome make_decisions(struct making *making)
{
    AUTO_ARENA struct arena *arena = arena_open(ONE_ARENA);
    struct arena *outer = making->work.arena;
    struct known_list list;
    int64_t persons = 0;
    if (making->options->persons < DEMONSTRATION_PERSONS)
        return OK; /* too few who are called alike */
    enum outcome outcome = person_index_count(&making->work, &persons);
    if (outcome == OK)
        outcome = person_index_counted(&making->work, persons);
    if (outcome == OK)
        outcome = read_known(making, &list);
    making->work.arena = arena;
    making->work.problems = problems_open(arena);
    if (outcome == OK)
        outcome = decide_strangers(making, &list);
    if (outcome == OK)
        outcome = merge_seconds(making, &list);
    if (outcome == OK)
        outcome = propose(making);
    making->work.arena = outer;
    making->work.problems = problems_open(outer);
    return outcome;
}
