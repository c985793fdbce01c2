/* What a person is entitled to: data of the mission by profile, country and funding line, each with its source and
   whether it was verified.  Of several that apply to one line the most particular counts, of equals the newest. */
#include <string.h>

#include "reintegration/reintegration_store.h"

static const struct choice PROFILES[] = {
    {"any", N_("Everybody"), {0}},
    {"adult", N_("Adult alone"), {0}},
    {"family", N_("Member of a household"), {0}},
    {"minor", N_("Under eighteen"), {0}},
};
struct choice_list entitlement_profiles = {"entitlement_profiles", NULL, PROFILES, sizeof PROFILES / sizeof *PROFILES};

static const struct field FIELDS[] = {
    FIELD(struct reintegration_entitlement, profile, FIELD_CHOICE, .label = N_("For whom"),
          .choices = &entitlement_profiles, .flags = FIELD_REQUIRED | FIELD_LISTED),
    FIELD(struct reintegration_entitlement, country, FIELD_CHOICE, .label = N_("Country of return"),
          .choices = &countries, .flags = FIELD_LISTED | FIELD_FILTERED, .every = N_("All countries"),
          .help = N_("Empty: every country.")),
    FIELD(struct reintegration_entitlement, budget_line, FIELD_LINK, .label = N_("Budget line"),
          .target = &budget_line_record, .flags = FIELD_LISTED,
          .help =
              N_("Empty: all lines together. Once a line is named in an entitlement, only named lines pay for aid.")),
    FIELD(struct reintegration_entitlement, amount, FIELD_MONEY, .label = N_("Entitled to"),
          .flags = FIELD_REQUIRED | FIELD_LISTED),
    FIELD(struct reintegration_entitlement, from_on, FIELD_DATE, .label = N_("In force from"),
          .flags = FIELD_REQUIRED | FIELD_LISTED),
    FIELD(struct reintegration_entitlement, until_on, FIELD_DATE, .label = N_("In force until"), .flags = FIELD_LISTED,
          .help = N_("The last day. Empty: until another rule is recorded.")),
    FIELD(struct reintegration_entitlement, source, FIELD_LINES, .label = N_("Source"), .flags = FIELD_REQUIRED,
          .longest = 500, .help = N_("Who decided it, when, and where it can be read.")),
    FIELD(struct reintegration_entitlement, verified, FIELD_FLAG, .label = N_("Verified in its source"),
          .flags = FIELD_REQUIRED | FIELD_LISTED),
};

static struct text title(struct work *work, const void *row)
{
    const struct reintegration_entitlement *rule = row;
    struct text profile = choice_show(&entitlement_profiles, rule->profile, work->language);
    if (rule->country.length == 0 || profile.length == 0)
        return profile;
    struct text both[] = {profile, choice_show(&countries, rule->country, work->language)};
    return tr_with(work->arena, work->language, N_("{1}, {2}"), both, 2);
}

static enum outcome check(struct work *work, const void *before, void *row, struct problems *problems)
{
    const struct reintegration_entitlement *rule = row;
    void *line;
    (void)before;
    if (rule->until_on != DATE_NONE && rule->until_on < rule->from_on)
        (void)problem_add(problems, INVALID, "end_before_start", TEXT("until_on"),
                          N_("The end lies before the beginning."));
    if (identifier_is_none(rule->budget_line))
        return OK;
    enum outcome outcome = record_get_unlimited(work, &budget_line_record, rule->budget_line, &line);
    if (outcome < 0)
        return outcome;
    if (outcome == NOT_FOUND || !identifier_equal(record_head_of(line)->organisation, rule->head.organisation))
        (void)problem_add(problems, INVALID, "budget_line_unknown", TEXT("budget_line"), N_("Choose from the list."));
    return OK;
}

struct record entitlement_record = {
    .name = "reintegration_entitlement",
    .path = "entitlements",
    .table = "reintegration_entitlement",
    .label = N_("Entitlement"),
    .plural = N_("Entitlements"),
    .check = check,
    .title = title,
    OF_THE_ORGANISATION(struct reintegration_entitlement, FIELDS, entitlement_keep),
};

enum outcome case_profile(struct work *work, const struct return_case *file, struct text *ret_profile)
{
    struct identifier household;
    struct household_counts counts = {0};
    int32_t today = zone_date(work->zone, work->now);
    void *person;
    enum outcome outcome = record_get_unlimited(work, &person_record, file->head.person, &person);
    if (outcome < 0)
        return outcome;
    int32_t age = outcome == OK ? person_age(person, today) : -1;
    *ret_profile = TEXT("adult");
    if (age >= 0 && age < 18)
        *ret_profile = TEXT("minor");
    outcome = person_household(work, file->head.person, &household);
    if (outcome == OK)
        outcome = household_count(work, household, false, today, &counts);
    if (outcome == OK && counts.total > 1 && !text_is(*ret_profile, "minor"))
        *ret_profile = TEXT("family");
    return outcome < 0 ? outcome : OK;
}

/* ---- which apply ---- */

static int weight_of(const struct entitlement_row *rule)
{
    return (rule->country.length > 0 ? 2 : 0) + (text_is(rule->profile, "any") ? 0 : 1);
}

static bool applies(const struct entitlement_row *rule, struct text country, struct text profile)
{
    return (rule->country.length == 0 || text_equal(rule->country, country)) &&
           (text_is(rule->profile, "any") || text_equal(rule->profile, profile));
}

bool line_fits(const struct fit_rule *rules, size_t count, struct identifier line, struct text country,
               struct text profile)
{
    bool any_named = false;
    for (size_t i = 0; i < count; i++) {
        any_named = any_named || !identifier_is_none(rules[i].budget_line);
        if (!identifier_equal(rules[i].budget_line, line))
            continue;
        if ((rules[i].country.length == 0 || text_equal(rules[i].country, country)) &&
            (text_is(rules[i].profile, "any") || text_equal(rules[i].profile, profile)))
            return true;
    }
    return !any_named;
}

/* Keeps of the rules that apply the most particular one of each line; they come newest first. */
static size_t choose(const struct entitlement_row *rules, size_t count, struct text country, struct text profile,
                     const struct entitlement_row **chosen)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        size_t at = 0;
        if (!applies(&rules[i], country, profile))
            continue;
        while (at < kept && !identifier_equal(chosen[at]->budget_line, rules[i].budget_line))
            at++;
        if (at == kept)
            chosen[kept++] = &rules[i];
        else if (weight_of(&rules[i]) > weight_of(chosen[at]))
            chosen[at] = &rules[i];
    }
    return kept;
}

/* ---- what became of them ---- */

static enum outcome worth_of(struct work *work, const struct plan_row *item, const char *currency,
                             struct money *ret_worth)
{
    bool kept = item->line_amount.currency[0] != '\0' && text_is(text_from(currency), item->line_amount.currency);
    return reintegration_worth(work, kept ? item->line_amount : item->amount, text_from(currency), ret_worth);
}

static enum outcome add_items(struct work *work, const struct plan_row *items, size_t count, struct identifier only,
                              struct entitled *entitled)
{
    for (size_t i = 0; i < count; i++) {
        struct money worth;
        bool proposed = text_is(items[i].state, "proposed");
        bool paid = text_is(items[i].state, "paid") || text_is(items[i].state, "justified");
        bool counts = !proposed || identifier_is_none(only) || identifier_equal(items[i].id, only);
        if (!counts || (!identifier_is_none(entitled->budget_line) &&
                        !identifier_equal(entitled->budget_line, items[i].budget_line)))
            continue;
        enum outcome outcome = worth_of(work, &items[i], entitled->amount.currency, &worth);
        if (outcome < 0)
            return outcome;
        if (outcome != OK) {
            entitled->rate_missing = true;
            continue;
        }
        struct money *sum = proposed ? &entitled->planned : paid ? &entitled->paid : &entitled->committed;
        sum->minor += worth.minor;
    }
    return OK;
}

static enum outcome add_excess(struct work *work, const struct money *signed_for, size_t count,
                               struct entitled *entitled)
{
    for (size_t i = 0; i < count; i++) {
        struct money worth;
        enum outcome outcome = reintegration_worth(work, signed_for[i], text_from(entitled->amount.currency), &worth);
        if (outcome < 0)
            return outcome;
        if (outcome == OK)
            entitled->excess.minor += worth.minor;
    }
    return OK;
}

static enum outcome name_line(struct work *work, const struct entitlement_row *rule, struct entitled *entitled)
{
    void *line;
    if (identifier_is_none(rule->budget_line))
        return OK;
    enum outcome outcome = record_get_unlimited(work, &budget_line_record, rule->budget_line, &line);
    if (outcome == OK)
        entitled->line = budget_line_record.title(work, line);
    return outcome < 0 ? outcome : OK;
}

static void settle(struct entitled *entitled)
{
    int64_t used = entitled->planned.minor + entitled->committed.minor + entitled->paid.minor;
    int64_t allowed = entitled->amount.minor + entitled->excess.minor;
    entitled->left.minor = used < allowed ? allowed - used : 0;
    entitled->over.minor = used > allowed ? used - allowed : 0;
}

static enum outcome make_entitled(struct work *work, const struct entitlement_row *rule, struct entitled *ret)
{
    struct money none = {.minor = 0};
    memcpy(none.currency, rule->amount.currency, sizeof none.currency);
    *ret = (struct entitled){
        .rule = rule->id,
        .budget_line = rule->budget_line,
        .country = rule->country.length == 0 ? TEXT_NONE : choice_show(&countries, rule->country, work->language),
        .profile = choice_show(&entitlement_profiles, rule->profile, work->language),
        .source = rule->source,
        .verified = rule->verified,
        .from_on = rule->from_on,
        .amount = rule->amount,
        .excess = none,
        .planned = none,
        .committed = none,
        .paid = none,
        .left = none,
        .over = none,
    };
    return name_line(work, rule, ret);
}

static enum outcome entitlements(struct work *work, const struct return_case *file, struct identifier only,
                                 struct entitled **ret, size_t *ret_count)
{
    struct entitlement_row *rules;
    struct plan_row *items;
    struct money *signed_for;
    struct text profile = TEXT_NONE;
    size_t rule_count;
    size_t item_count;
    size_t signed_count;
    int32_t today = zone_date(work->zone, work->now);
    *ret_count = 0;
    enum outcome outcome = entitlements_on(work, file->head.organisation, today, &rules, &rule_count);
    if (outcome != OK || rule_count == 0)
        return outcome;
    outcome = case_profile(work, file, &profile);
    if (outcome == OK)
        outcome = plan_of_case(work, file->head.id, file->head.person, &items, &item_count);
    if (outcome == OK)
        outcome = excess_of_case(work, file->head.id, file->head.person, &signed_for, &signed_count);
    if (outcome != OK)
        return outcome;
    const struct entitlement_row **chosen = arena_array(work->arena, const struct entitlement_row *, rule_count + 1);
    size_t count = choose(rules, rule_count, file->country_of_return, profile, chosen);
    struct entitled *lines = arena_array(work->arena, struct entitled, count + 1);
    for (size_t i = 0; outcome == OK && i < count; i++) {
        outcome = make_entitled(work, chosen[i], &lines[i]);
        if (outcome == OK)
            outcome = add_items(work, items, item_count, only, &lines[i]);
        if (outcome == OK)
            outcome = add_excess(work, signed_for, signed_count, &lines[i]);
        settle(&lines[i]);
    }
    *ret = lines;
    *ret_count = count;
    return outcome;
}

enum outcome case_entitlements(struct work *work, const struct return_case *file, struct entitled **ret,
                               size_t *ret_count)
{
    return entitlements(work, file, (struct identifier){{0}}, ret, ret_count);
}

enum outcome item_entitlements(struct work *work, const struct return_case *file, const struct return_item *item,
                               struct entitled **ret, size_t *ret_count)
{
    return entitlements(work, file, item->head.id, ret, ret_count);
}
