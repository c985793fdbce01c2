#include "monitoring/cohort.h"

#include "monitoring/cohort_store.h"

#include <string.h>

static const struct cohort_name CUTS[COHORT_CUTS] = {
    [COHORT_WHOLE] = {"none", N_("Everybody together")},
    [COHORT_COUNTRY] = {"country", N_("Country of return")},
    [COHORT_SEX] = {"sex", N_("Sex")},
    [COHORT_YEAR] = {"year", N_("Year of arrival")},
};
const struct cohort_name *cohort_cut_name(enum cohort_cut cut) { return &CUTS[cut]; }

struct text cohort_key_show(struct work *work, enum cohort_cut cut, struct text key)
{
    if (key.length == 0)
        return text_from(tr(work->language, N_("Not known")));
    if (cut == COHORT_COUNTRY)
        return choice_show(&countries, key, work->language);
    return cut == COHORT_SEX ? choice_show(&sexes, key, work->language) : key;
}

/* ---- who sees exact figures: whoever may open every answer that is counted ---- */

static bool within(const struct reach *inner, const struct reach *outer)
{
    if (outer->scope == SCOPE_MISSION)
        return true;
    if (outer->scope == SCOPE_ORGANISATION)
        return inner->scope != SCOPE_MISSION && identifier_equal(inner->organisation, outer->organisation);
    return outer->scope == SCOPE_OFFICE && inner->scope == SCOPE_OFFICE &&
           identifier_equal(inner->office, outer->office);
}

static bool sees_every_answer(struct work *work)
{
    const struct reach *figures;
    const struct reach *answers;
    size_t figure_count = actor_reach(work->arena, work->actor, &monitoring_figures, &figures);
    size_t answer_count = actor_reach(work->arena, work->actor, &interview_answers, &answers);
    for (size_t i = 0; i < figure_count; i++) {
        bool covered = false;
        for (size_t j = 0; j < answer_count && !covered; j++)
            covered = within(&figures[i], &answers[j]);
        if (!covered)
            return false;
    }
    return true;
}

/* ---- protection ---- */

/* Of these few, or of these who all scored the same, a mean would tell what one person said. */
static bool tells_too_much(const struct sums *sums)
{
    return sums->count > 0 && (sums->count < COHORT_LEAST || sums->count * sums->squares == sums->sum * sums->sum);
}

static void add_sums(struct sums *to, const struct sums *from)
{
    to->count += from->count;
    to->sum += from->sum;
    to->squares += from->squares;
}

static bool is_small(const struct cohort_group *group)
{
    for (size_t m = 0; m < ROUND_COUNT; m++)
        if (tells_too_much(&group->sums[m]))
            return true;
    return false;
}

/* Can the merged row be told at every round?  Where it hides a small group it holds a larger one too, and more persons
   than its groups must at least have: from the row, the others and the total no group can be computed. */
static bool hides_well(const struct cohort *cohort, const bool *hidden)
{
    for (size_t m = 0; m < ROUND_COUNT; m++) {
        struct sums sums = {0};
        int64_t least = 0;
        bool small = false, large = false;
        for (size_t i = 0; i < cohort->count; i++) {
            const struct sums *one = &cohort->groups[i].sums[m];
            if (!hidden[i] || one->count == 0)
                continue;
            bool tells = tells_too_much(one);
            small = small || tells;
            large = large || !tells;
            least += one->count < COHORT_LEAST ? 1 : COHORT_LEAST;
            add_sums(&sums, one);
        }
        if (small && (!large || sums.count <= least || tells_too_much(&sums)))
            return false;
    }
    return true;
}

static int64_t size_of(const struct cohort_group *group)
{
    int64_t size = 0;
    for (size_t m = 0; m < ROUND_COUNT; m++)
        size += group->sums[m].count;
    return size;
}

static size_t smallest_shown(const struct cohort *cohort, const bool *hidden)
{
    size_t smallest = cohort->count;
    for (size_t i = 0; i < cohort->count; i++)
        if (!hidden[i] &&
            (smallest == cohort->count || size_of(&cohort->groups[i]) < size_of(&cohort->groups[smallest])))
            smallest = i;
    return smallest;
}

static void merge(struct cohort *cohort, const bool *hidden)
{
    struct cohort_group merged = {.merged = true};
    size_t kept = 0;
    for (size_t i = 0; i < cohort->count; i++) {
        if (!hidden[i]) {
            cohort->groups[kept++] = cohort->groups[i];
            continue;
        }
        for (size_t m = 0; m < ROUND_COUNT; m++)
            add_sums(&merged.sums[m], &cohort->groups[i].sums[m]);
    }
    cohort->groups[kept] = merged;
    cohort->count = kept + 1;
}

/* That there is a group tells something too. */
static void drop_empty(struct cohort *cohort)
{
    size_t kept = 0;
    for (size_t i = 0; i < cohort->count; i++)
        if (size_of(&cohort->groups[i]) > 0)
            cohort->groups[kept++] = cohort->groups[i];
    cohort->count = kept;
}

enum { GROUPS_MOST = 400 };

void cohort_protect(struct cohort *cohort)
{
    bool hidden[GROUPS_MOST] = {false};
    bool any = false;
    cohort->protected = true;
    for (size_t m = 0; m < ROUND_COUNT; m++)
        if (tells_too_much(&cohort->total[m])) { /* of this round nothing is told */
            cohort->too_few[m] = true;
            cohort->total[m] = (struct sums){0};
            for (size_t i = 0; i < cohort->count; i++)
                cohort->groups[i].sums[m] = (struct sums){0};
        }
    drop_empty(cohort);
    for (size_t i = 0; i < cohort->count; i++) {
        hidden[i] = is_small(&cohort->groups[i]);
        any = any || hidden[i];
    }
    if (!any)
        return;
    while (!hides_well(cohort, hidden)) {
        size_t next = smallest_shown(cohort, hidden);
        if (next == cohort->count) { /* nothing is left to hide behind: only the total is told */
            cohort->count = 0;
            return;
        }
        hidden[next] = true;
    }
    merge(cohort, hidden);
}

/* ---- reading ---- */

static size_t place_of(int64_t months)
{
    for (size_t m = 0; m < ROUND_COUNT; m++)
        if (ROUND_OCCASIONS[m].months == months)
            return m;
    return ROUND_COUNT;
}

static void take_rows(struct work *work, const struct rows *rows, struct cohort *cohort)
{
    cohort->groups = arena_array(work->arena, struct cohort_group, GROUPS_MOST + 1);
    for (size_t i = 0; i < rows->count; i++) {
        struct text key = cell_text(rows, i, 0);
        size_t m = place_of(cell_integer(rows, i, 1));
        const struct sums sums = {cell_integer(rows, i, 2), cell_integer(rows, i, 3), cell_integer(rows, i, 4)};
        bool same = cohort->count > 0 && text_equal(cohort->groups[cohort->count - 1].key, key);
        if (m == ROUND_COUNT || (!same && cohort->count == GROUPS_MOST))
            continue;
        if (!same)
            cohort->groups[cohort->count++].key = key;
        add_sums(&cohort->groups[cohort->count - 1].sums[m], &sums);
        add_sums(&cohort->total[m], &sums);
    }
}

enum outcome cohort_get(struct work *work, const struct cohort_query *query, struct cohort *ret)
{
    struct rows rows;
    struct cohort cohort = {0};
    if (!actor_may(work->actor, &monitoring_figures))
        return FORBIDDEN;
    enum outcome outcome = cohort_rows(work, query, &rows);
    if (outcome != OK)
        return outcome;
    take_rows(work, &rows, &cohort);
    if (!sees_every_answer(work))
        cohort_protect(&cohort);
    if (query->by == COHORT_WHOLE)
        cohort.count = 0;
    *ret = cohort;
    return OK;
}

enum outcome cohort_families(struct work *work, struct questionnaire_family **ret_families, size_t *ret_count)
{
    struct questionnaire_family *families;
    size_t count = 0, kept = 0;
    enum outcome outcome = questionnaire_families(work, work->actor->organisation, &families, &count);
    for (size_t i = 0; i < count && outcome == OK; i++) {
        bool has = false;
        outcome = cohort_has_answers(work, &families[i], &has);
        if (has)
            families[kept++] = families[i];
    }
    if (outcome != OK)
        return outcome;
    *ret_families = families;
    *ret_count = kept;
    return OK;
}

enum outcome cohort_reached(struct work *work, struct reached *ret, bool *ret_protected)
{
    struct rows rows;
    enum outcome outcome = cohort_reached_rows(work, &rows);
    if (outcome != OK)
        return outcome;
    memset(ret, 0, ROUND_COUNT * sizeof *ret);
    for (size_t i = 0; i < rows.count; i++) {
        struct text state = cell_text(&rows, i, 1);
        size_t m = place_of(round_months(cell_text(&rows, i, 0)));
        int64_t count = cell_integer(&rows, i, 2);
        if (m == ROUND_COUNT)
            continue;
        ret[m].held += text_is(state, "done") ? count : 0;
        ret[m].refused += text_is(state, "refused") ? count : 0;
        ret[m].unreachable += text_is(state, "unreachable") ? count : 0;
        ret[m].open += text_is(state, "due") ? count : 0;
    }
    *ret_protected = !sees_every_answer(work);
    return OK;
}
