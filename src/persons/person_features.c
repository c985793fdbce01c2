/* What other features bring to persons: set once, at start. */
#include "persons/persons.h"

#include "persons/person_features.h"

static const struct person_feature *const *the_features;
static size_t feature_count;

void persons_start(const struct person_feature *const *features, size_t count)
{
    the_features = features;
    feature_count = count;
}

const struct person_feature *person_feature_at(size_t index)
{
    return index < feature_count ? the_features[index] : NULL;
}

enum outcome person_consent_withdrawn(struct work *work, struct identifier person)
{
    enum outcome outcome = OK;
    for (size_t i = 0; i < feature_count && outcome == OK; i++)
        if (the_features[i]->consent_withdrawn != NULL)
            outcome = the_features[i]->consent_withdrawn(work, person);
    return outcome;
}

enum outcome person_sharing_withdrawn(struct work *work, struct identifier person, struct identifier consent)
{
    enum outcome outcome = OK;
    for (size_t i = 0; i < feature_count && outcome == OK; i++)
        if (the_features[i]->sharing_withdrawn != NULL)
            outcome = the_features[i]->sharing_withdrawn(work, person, consent);
    return outcome;
}

enum outcome person_features_erased(struct work *work, struct identifier person)
{
    enum outcome outcome = OK;
    for (size_t i = 0; i < feature_count && outcome == OK; i++)
        if (the_features[i]->erased != NULL)
            outcome = the_features[i]->erased(work, person);
    return outcome;
}

enum outcome person_find_file(struct work *work, struct text number, struct text *ret_path)
{
    enum outcome outcome = NOT_FOUND;
    for (size_t i = 0; i < feature_count && outcome == NOT_FOUND; i++)
        if (the_features[i]->find != NULL)
            outcome = the_features[i]->find(work, number, ret_path);
    return outcome;
}

enum outcome person_may_erase(struct work *work, struct identifier person, struct problems *problems)
{
    enum outcome outcome = OK;
    for (size_t i = 0; i < feature_count && outcome >= 0; i++)
        if (the_features[i]->may_erase != NULL)
            outcome = the_features[i]->may_erase(work, person, problems);
    if (outcome < 0)
        return outcome;
    return problems->count > 0 ? INVALID : OK;
}
