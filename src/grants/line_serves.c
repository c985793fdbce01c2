/* Whom a budget line serves: some donors pay for one country, for women, for children. */
#include "grants/grants.h"

static const struct choice PROFILES[] = {
    {"child", N_("Children"), {0}},
    {"woman", N_("Women"), {0}},
    {"man", N_("Men"), {0}},
    {"family", N_("Families that travel together"), {0}},
};
struct choice_list line_profiles = {"line_profiles", NULL, PROFILES, sizeof PROFILES / sizeof *PROFILES};

static bool share_a_code(struct text line, struct text person)
{
    struct text rest = line;
    struct text wanted;
    while (rest.length > 0 && text_split(&rest, ',', &wanted)) {
        struct text others = person;
        struct text one;
        while (others.length > 0 && text_split(&others, ',', &one))
            if (text_equal(one, wanted))
                return true;
    }
    return false;
}

bool line_serves(const struct line_serves *line, const struct line_serves *person)
{
    const struct text pairs[][2] = {{line->countries_of_return, person->countries_of_return},
                                    {line->nationalities, person->nationalities},
                                    {line->profiles, person->profiles}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (pairs[i][0].length > 0 && !share_a_code(pairs[i][0], pairs[i][1]))
            return false;
    return true;
}
