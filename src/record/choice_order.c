#include "record/choice_order.h"

#include <stdlib.h>

/* Set at start. */
static const struct choice_list *ordered;
static const struct choice *ordered_choices;
static uint16_t *orders[LANGUAGE_COUNT]; /* places in its choices */

struct ordering {
    const struct choice *choices;
    const struct language *language;
};

static int compare_places(const void *a, const void *b, void *context)
{
    const struct ordering *by = context;
    return language_compare(by->language, choice_name(&by->choices[*(const uint16_t *)a], by->language),
                            choice_name(&by->choices[*(const uint16_t *)b], by->language));
}

void choice_order_make(struct arena *arena, const struct choice_list *list)
{
    for (size_t l = 0; l < LANGUAGE_COUNT; l++) {
        struct ordering by = {list->choices, language_at(l)};
        uint16_t *places = arena_array(arena, uint16_t, list->count + 1);
        for (size_t i = 0; i < list->count; i++)
            places[i] = (uint16_t)i;
        qsort_r(places, list->count, sizeof *places, compare_places, &by);
        orders[l] = places;
    }
    ordered = list;
    ordered_choices = list->choices;
}

const struct choice *choice_at(const struct choice_list *list, const struct language *language, size_t place)
{
    if (list == ordered && list->choices == ordered_choices)
        for (size_t l = 0; l < LANGUAGE_COUNT; l++)
            if (language_at(l) == language)
                return &list->choices[orders[l][place]];
    return &list->choices[place];
}
