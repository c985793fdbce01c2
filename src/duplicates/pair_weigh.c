/* Two persons as evidence for matching/. */
#include "duplicates/duplicate_pages.h"

enum outcome pair_weigh(struct work *work, const struct person *a, const struct person *b, struct pair_found *found)
{
    (void)work;
    found->a = a->head.person;
    found->b = b->head.person;
    found->probability = 0.5;
    return OK;
}

enum outcome pair_explain(struct work *work, const struct person_pair *pair, struct person *const persons[2],
                          struct pair_view *view)
{
    (void)work;
    (void)pair;
    (void)persons;
    (void)view;
    return OK;
}
