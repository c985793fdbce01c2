/* The facts that the rules of eligibility may ask, one function each. */
#include "grants/grants.h"
#include "returns/eligibility.h"
#include "returns/return_money.h"

enum outcome (*return_best_interests)(struct work *work, const struct return_case *file, int32_t *ret_until);
enum outcome (*return_child_alone)(struct work *work, const struct return_case *file, int32_t day, bool *ret_alone);

static struct fact_value from_flag(struct flag flag)
{
    return flag.is == FLAG_UNKNOWN ? (struct fact_value){.state = FACT_UNKNOWN} : fact_flag(flag.is == FLAG_YES);
}

/* An empty day of which nobody knows whether it should be there: not yet said. */
static struct fact_value said_date(int32_t date)
{
    return date == DATE_NONE ? (struct fact_value){.state = FACT_UNKNOWN} : fact_date(date);
}

static enum outcome get_today(struct work *work, const struct return_case *file, int32_t day, struct fact_value *ret)
{
    (void)work, (void)file;
    *ret = fact_date(day);
    return OK;
}

static enum outcome get_declared_on(struct work *work, const struct return_case *file, int32_t day,
                                    struct fact_value *ret)
{
    (void)work, (void)day;
    *ret = said_date(file->declared_on);
    return OK;
}

static enum outcome get_declaration_means(struct work *work, const struct return_case *file, int32_t day,
                                          struct fact_value *ret)
{
    (void)work, (void)day;
    if (file->declaration_means.length > 0)
        *ret = fact_code(file->declaration_means);
    return OK;
}

static enum outcome get_declaration_attached(struct work *work, const struct return_case *file, int32_t day,
                                             struct fact_value *ret)
{
    bool attached;
    (void)day;
    enum outcome outcome = eligibility_declaration_attached(work, file, &attached);
    if (outcome == OK)
        *ret = fact_flag(attached);
    return outcome;
}

static enum outcome get_lacks_means(struct work *work, const struct return_case *file, int32_t day,
                                    struct fact_value *ret)
{
    (void)work, (void)day;
    *ret = from_flag(file->lacks_means);
    return OK;
}

static enum outcome get_consent_assistance(struct work *work, const struct return_case *file, int32_t day,
                                           struct fact_value *ret)
{
    unsigned purposes;
    enum outcome outcome = person_consents(work, file->head.person, day, &purposes);
    if (outcome == OK)
        *ret = fact_flag((purposes & CONSENT_ASSISTANCE) != 0);
    return outcome;
}

static enum outcome get_country_of_return(struct work *work, const struct return_case *file, int32_t day,
                                          struct fact_value *ret)
{
    (void)work, (void)day;
    if (file->country_of_return.length > 0)
        *ret = fact_code(file->country_of_return);
    return OK;
}

static enum outcome get_zone_suspended(struct work *work, const struct return_case *file, int32_t day,
                                       struct fact_value *ret)
{
    (void)work, (void)day;
    *ret = from_flag(file->zone_suspended);
    return OK;
}

static enum outcome get_age(struct work *work, const struct return_case *file, int32_t day, struct fact_value *ret)
{
    void *person;
    enum outcome outcome = record_get_unlimited(work, &person_record, file->head.person, &person);
    int32_t age = outcome == OK ? person_youngest_age(person, day) : -1;
    if (age >= 0)
        *ret = fact_number(age);
    return outcome;
}

/* Said by the feature that protects children, and by nobody else: of an adult it is no question. */
static enum outcome get_child_alone(struct work *work, const struct return_case *file, int32_t day,
                                    struct fact_value *ret)
{
    void *person;
    bool alone = false;
    enum outcome outcome = record_get_unlimited(work, &person_record, file->head.person, &person);
    if (outcome == OK && person_youngest_age(person, day) < 18)
        outcome = return_child_alone == NULL ? NOT_FOUND : return_child_alone(work, file, day, &alone);
    if (outcome == OK)
        *ret = fact_flag(alone);
    return outcome == NOT_FOUND ? OK : outcome;
}

static enum outcome get_guardian_recorded(struct work *work, const struct return_case *file, int32_t day,
                                          struct fact_value *ret)
{
    struct identifier guardian;
    enum outcome outcome = person_guardian(work, file->head.person, day, &guardian);
    if (outcome < 0)
        return outcome;
    *ret = fact_flag(outcome == OK);
    return OK;
}

static enum outcome get_best_interests_until(struct work *work, const struct return_case *file, int32_t day,
                                             struct fact_value *ret)
{
    int32_t until;
    (void)day;
    if (return_best_interests == NULL)
        return OK;
    enum outcome outcome = return_best_interests(work, file, &until);
    if (outcome < 0)
        return outcome;
    *ret = outcome == OK ? fact_date(until) : (struct fact_value){.state = FACT_NONE};
    return OK;
}

static enum outcome get_capacity_doubt(struct work *work, const struct return_case *file, int32_t day,
                                       struct fact_value *ret)
{
    (void)work, (void)day;
    *ret = from_flag(file->capacity_doubt);
    return OK;
}

static enum outcome get_capacity_confirmed_on(struct work *work, const struct return_case *file, int32_t day,
                                              struct fact_value *ret)
{
    bool ended = file->capacity_confirmed_until != DATE_NONE && file->capacity_confirmed_until < day;
    (void)work;
    *ret = ended ? (struct fact_value){.state = FACT_NONE} : said_date(file->capacity_confirmed_on);
    return OK;
}

static enum outcome get_asylum_claim(struct work *work, const struct return_case *file, int32_t day,
                                     struct fact_value *ret)
{
    (void)work, (void)day;
    *ret = from_flag(file->asylum_claim);
    return OK;
}

static bool explained_asylum(const struct return_counselling *session)
{
    struct text topics = session->explained;
    struct text one;
    while (topics.length > 0 && text_split(&topics, ',', &one))
        if (text_is(one, ASYLUM_TOPIC))
            return true;
    return false;
}

enum outcome return_asylum_warned_on(struct work *work, const struct return_case *file, int32_t *ret_on)
{
    struct identifier *ids;
    size_t count;
    int32_t on = DATE_NONE;
    enum outcome outcome = return_sessions(work, file, &ids, &count);
    for (size_t i = 0; i < count && outcome == OK && on == DATE_NONE; i++) {
        void *session;
        outcome = record_get_unlimited(work, &return_counselling_record, ids[i], &session);
        if (outcome == OK && explained_asylum(session))
            on = ((const struct return_counselling *)session)->held_on;
    }
    if (outcome == OK)
        *ret_on = on;
    return outcome;
}

static enum outcome get_asylum_warned_on(struct work *work, const struct return_case *file, int32_t day,
                                         struct fact_value *ret)
{
    int32_t on;
    (void)day;
    if (file->asylum_claim.is == FLAG_NO) /* nobody to warn */
        return OK;
    enum outcome outcome = return_asylum_warned_on(work, file, &on);
    if (outcome == OK)
        *ret = fact_date(on);
    return outcome;
}

static enum outcome get_unhcr_notified_on(struct work *work, const struct return_case *file, int32_t day,
                                          struct fact_value *ret)
{
    (void)work, (void)day;
    *ret = said_date(file->unhcr_notified_on);
    return OK;
}

static enum outcome get_asylum_closed_on(struct work *work, const struct return_case *file, int32_t day,
                                         struct fact_value *ret)
{
    (void)work, (void)day;
    *ret = said_date(file->asylum_closed_on);
    return OK;
}

/* A return that stands here counts whatever was ticked. */
static enum outcome get_previously_assisted(struct work *work, const struct return_case *file, int32_t day,
                                            struct fact_value *ret)
{
    bool before = false;
    (void)day;
    enum outcome outcome = eligibility_returned_before(work, file, &before);
    *ret = before ? fact_flag(true) : from_flag(file->previously_assisted);
    return outcome;
}

static enum outcome get_funds_open(struct work *work, const struct return_case *file, int32_t day,
                                   struct fact_value *ret)
{
    bool any;
    bool open;
    struct line_serves person;
    enum outcome outcome = funding_of(work, file, day, &person);
    if (outcome == OK)
        outcome = budget_lines_open(work, file->head.organisation, day, &person, &any, &open);
    if (outcome == OK && any)
        *ret = fact_flag(open);
    return outcome;
}

static enum outcome get_medical_settled(struct work *work, const struct return_case *file, int32_t day,
                                        struct fact_value *ret)
{
    bool settled;
    int32_t until;
    (void)day;
    enum outcome outcome = eligibility_medical(work, file, &settled, &until);
    if (outcome == OK)
        *ret = fact_flag(settled);
    return outcome < 0 ? outcome : OK;
}

static enum outcome get_fit_until(struct work *work, const struct return_case *file, int32_t day,
                                  struct fact_value *ret)
{
    bool settled;
    int32_t until;
    (void)day;
    enum outcome outcome = eligibility_medical(work, file, &settled, &until);
    if (outcome == OK && settled)
        *ret = fact_date(until);
    return outcome < 0 ? outcome : OK;
}

static const struct fact_source SOURCES[] = {
    {"today", FACT_DATE, AT_NOWHERE, false, get_today},
    {"declared_on", FACT_DATE, AT_NOWHERE, false, get_declared_on},
    {"declaration_means", FACT_CODE, AT_NOWHERE, false, get_declaration_means},
    {"declaration_attached", FACT_FLAG, AT_NOWHERE, false, get_declaration_attached},
    {"lacks_means", FACT_FLAG, AT_CASE, false, get_lacks_means},
    {"consent_assistance", FACT_FLAG, AT_CONSENT, false, get_consent_assistance},
    {"country_of_return", FACT_CODE, AT_CASE, false, get_country_of_return},
    {"zone_suspended", FACT_FLAG, AT_CASE, false, get_zone_suspended},
    {"age", FACT_NUMBER, AT_PERSON, false, get_age},
    {"child_alone", FACT_FLAG, AT_NOWHERE, true, get_child_alone},
    {"guardian_recorded", FACT_FLAG, AT_RELATION, false, get_guardian_recorded},
    {"best_interests_until", FACT_DATE, AT_NOWHERE, true, get_best_interests_until},
    {"capacity_doubt", FACT_FLAG, AT_CASE, false, get_capacity_doubt},
    {"capacity_confirmed_on", FACT_DATE, AT_CASE, false, get_capacity_confirmed_on},
    {"asylum_claim", FACT_FLAG, AT_CASE, false, get_asylum_claim},
    {"asylum_warned_on", FACT_DATE, AT_COUNSELLING, false, get_asylum_warned_on},
    {"unhcr_notified_on", FACT_DATE, AT_CASE, false, get_unhcr_notified_on},
    {"asylum_closed_on", FACT_DATE, AT_CASE, false, get_asylum_closed_on},
    {"previously_assisted", FACT_FLAG, AT_CASE, false, get_previously_assisted},
    {"funds_open", FACT_FLAG, AT_GRANTS, false, get_funds_open},
    {"medical_settled", FACT_FLAG, AT_PREPARATION, false, get_medical_settled},
    {"fit_until", FACT_DATE, AT_PREPARATION, false, get_fit_until},
};

const struct fact_source *eligibility_fact(struct text name)
{
    for (size_t i = 0; i < sizeof SOURCES / sizeof *SOURCES; i++)
        if (text_is(name, SOURCES[i].name))
            return &SOURCES[i];
    return NULL;
}

static void mark_asked(const struct rule_set *set, const struct rule_node *node, bool *asked)
{
    if (node->fact != NULL)
        asked[node->fact - set->facts] = true;
    if (node->other != NULL)
        asked[node->other - set->facts] = true;
    for (size_t i = 0; i < node->child_count; i++)
        mark_asked(set, &node->children[i], asked);
}

/* Which facts the rules of this moment ask: others are neither looked for nor kept. */
static const bool *facts_asked(struct arena *arena, const struct rule_set *set, struct text moment, int32_t day)
{
    bool *asked = arena_array(arena, bool, set->fact_count + 1);
    for (size_t i = 0; i < set->rule_count; i++)
        if (rule_applies(set, &set->rules[i], moment, day))
            mark_asked(set, set->rules[i].condition, asked);
    return asked;
}

enum outcome eligibility_facts(struct work *work, const struct return_case *file, const struct rule_set *set,
                               struct text moment, int32_t day, struct rule_facts **ret_facts)
{
    struct rule_facts *facts = rules_facts_new(work->arena, set);
    const bool *asked = facts_asked(work->arena, set, moment, day);
    struct rule_row *rows;
    size_t count;
    enum outcome outcome = eligibility_suspended(work, file->country_of_return, &rows, &count);
    if (outcome == OK)
        rules_facts_put_rows(facts, "suspended", rows, count);
    for (size_t i = 0; i < set->fact_count && outcome == OK; i++) {
        const struct fact_source *source = eligibility_fact(set->facts[i].name);
        struct fact_value value = {.state = FACT_UNKNOWN};
        if (source == NULL || !asked[i])
            continue;
        outcome = source->get(work, file, day, &value);
        if (outcome == OK)
            rules_facts_put(facts, source->name, value);
    }
    if (outcome == OK)
        *ret_facts = facts;
    return outcome;
}
