#include "app/pair_hook.h"

#include "duplicates/duplicates.h"

static enum outcome said(struct work *work, struct identifier person, struct identifier other, enum person_said said,
                         const struct person_likeness *likeness)
{
    const struct pair_found found = {.a = person,
                                     .b = other,
                                     .probability = likeness->per_mille / 1000.0,
                                     .bits = likeness->bits,
                                     .weights = likeness->weights,
                                     .reasons = likeness->reasons,
                                     .by = PAIR_BY_REGISTERING};
    struct identifier pair;
    enum outcome outcome = pair_say(work, &found, said == PERSON_DIFFERENT ? PAIR_DIFFERENT : PAIR_UNDECIDED,
                                    TEXT_NONE, &pair);
    return outcome == CONFLICT ? OK : outcome; /* decided before, and stays so */
}

static enum outcome apart(struct work *work, struct identifier person, const struct identifier *others, size_t count,
                          bool *ret_apart)
{
    enum outcome outcome = OK;
    for (size_t i = 0; i < count && outcome == OK; i++) {
        enum pair_standing standing = PAIR_UNKNOWN;
        outcome = pair_standing(work, person, others[i], &standing);
        ret_apart[i] = standing == PAIR_DIFFERENT;
    }
    return outcome;
}

const struct person_feature pair_person_feature = {
    .label = N_("Duplicates"), .pair_said = said, .pairs_apart = apart};
