/* What budget lines may ask of a return: where to, of which nationality, for whom. */
#include "returns/return_money.h"
#include "returns/return_rules.h"

enum { PROFILES_MOST = 64 };

static void add(struct buffer *profiles, const char *code)
{
    if (profiles->length > 0)
        buffer_add_byte(profiles, ',');
    buffer_add(profiles, text_from(code));
}

/* A child is who may be one; what protection found of somebody is no profile of a donor's. */
static enum outcome profiles_of(struct work *work, const struct return_case *file, int32_t day, struct text *ret)
{
    AUTO_BUFFER struct buffer profiles = buffer_open(PROFILES_MOST);
    struct identifier household;
    struct household_counts counts = {0};
    void *person;
    enum outcome outcome = record_get_unlimited(work, &person_record, file->head.person, &person);
    if (outcome != OK && outcome != NOT_FOUND)
        return outcome;
    int32_t age = outcome == OK ? person_youngest_age(person, day) : -1;
    if (age >= 0 && age < 18)
        add(&profiles, "child");
    else if (age >= 18 && text_is(file->sex, "F"))
        add(&profiles, "woman");
    else if (age >= 18 && text_is(file->sex, "M"))
        add(&profiles, "man");
    outcome = person_household(work, file->head.person, &household);
    if (outcome == OK)
        outcome = household_count(work, household, true, day, &counts);
    if (outcome != OK && outcome != NOT_FOUND)
        return outcome;
    if (counts.total > 1)
        add(&profiles, "family");
    *ret = arena_text(work->arena, buffer_text(&profiles));
    return OK;
}

enum outcome funding_of(struct work *work, const struct return_case *file, int32_t day, struct line_serves *ret)
{
    *ret = (struct line_serves){.countries_of_return = file->country_of_return, .nationalities = file->nationality};
    return profiles_of(work, file, day, &ret->profiles);
}
