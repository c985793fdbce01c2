/* The rules answered for a case, and the answer signed. */
#include "returns/eligibility.h"

enum { KEPT_MOST = 16384 };

static int32_t today(const struct work *work) { return zone_date(work->zone, work->now); }

struct text eligibility_wording(const struct work *work, const struct wording *wording)
{
    for (size_t i = 0; i < RULES_LANGUAGES; i++)
        if (language_at(i) == work->language)
            return wording->in[i];
    return wording->in[0];
}

static void count_answer(struct eligibility *eligibility, const struct eligibility_answer *answer)
{
    int64_t *const counts[] = {[EFFECT_MANDATORY] = &eligibility->mandatory,
                               [EFFECT_STOP] = &eligibility->stop,
                               [EFFECT_DECISION] = &eligibility->decision};
    *counts[answer->effect] += answer->value != RULE_YES;
}

void eligibility_answer(struct arena *arena, const struct rule_facts *facts, struct text moment, int32_t day,
                        struct eligibility *ret)
{
    const struct rule_set *set = facts->set;
    struct eligibility eligibility = {.moment = moment, .facts = facts, .rules = ret->rules};
    eligibility.answers = arena_array(arena, struct eligibility_answer, set->rule_count + 1);
    for (size_t i = 0; i < set->rule_count; i++) {
        const struct rule *rule = &set->rules[i];
        if (!rule_applies(set, rule, moment, day))
            continue;
        struct eligibility_answer *answer = &eligibility.answers[eligibility.count++];
        answer->rule = rule;
        if (eligibility_effect_read(rule->effect, &answer->effect) != OK)
            answer->effect = EFFECT_STOP; /* of a text kept from a program that knew more effects */
        answer->value = rules_evaluate(arena, facts, rule->condition, &answer->reason);
        count_answer(&eligibility, answer);
    }
    *ret = eligibility;
}

enum outcome eligibility_ask(struct work *work, const struct return_case *file, const char *moment,
                             struct eligibility *ret)
{
    return eligibility_ask_on(work, file, moment, today(work), ret);
}

enum outcome eligibility_ask_on(struct work *work, const struct return_case *file, const char *moment, int32_t day,
                                struct eligibility *ret)
{
    struct rule_facts *facts;
    *ret = (struct eligibility){.moment = text_from(moment), .rules = eligibility_rules_on(day)};
    if (ret->rules == NULL) {
        ret->stop = 1;
        return OK;
    }
    enum outcome outcome = eligibility_facts(work, file, ret->rules->set, ret->moment, day, &facts);
    if (outcome == OK)
        eligibility_answer(work->arena, facts, text_from(moment), day, ret);
    return outcome;
}

/* The page of the case tells who may know it which rules these are. */
enum outcome eligibility_require(struct work *work, const struct return_case *file, const char *moment, bool despite,
                                 struct gate *gate)
{
    struct eligibility answers;
    struct text id = identifier_to_text(gate->arena, file->head.id);
    struct text path = arena_format(gate->arena, "/return-cases/%.*s#eligibility", TEXT_ARG(id));
    if (despite && !actor_may(work->actor, &return_override)) /* whose step it is not: the rules need not be asked */
        return OK;
    enum outcome outcome = eligibility_ask(work, file, moment, &answers);
    if (outcome != OK)
        return outcome;
    gate_require(gate, answers.rules != NULL, "rules_missing", N_("Rules of eligibility are in force"),
                 N_("Administrator"), TEXT_NONE);
    gate_require(gate, answers.mandatory == 0, "rule_mandatory", N_("What no return can do without is given"),
                 N_("The person, with the caseworker"), path);
    if (despite)
        gate_require(gate, answers.stop > 0, "no_rule_stops", N_("A rule is not met or not known"), N_("Supervisor"),
                     path);
    else
        gate_require(gate, answers.stop == 0, "rule_stops", N_("Every rule of eligibility is met"),
                     N_("Caseworker, or the supervisor despite a rule"), path);
    return OK;
}

static enum outcome write_facts(struct work *work, const struct eligibility *answers, struct text *ret)
{
    struct buffer kept AUTO_BUFFER = buffer_open(KEPT_MOST);
    struct json_writer writer = json_writer_open(&kept);
    rules_facts_write(&writer, answers->facts);
    if (!json_finish(&writer))
        return FAILED;
    *ret = arena_text(work->arena, buffer_text(&kept));
    return OK;
}

static enum outcome keep(struct work *work, const struct return_case *file, const struct eligibility *answers,
                         bool despite)
{
    struct return_decision *decision = record_new(work->arena, &return_decision_record);
    decision->head.person = file->head.person;
    decision->head.organisation = file->head.organisation;
    decision->head.office = file->head.office;
    decision->head.assigned = file->head.assigned;
    decision->return_case = file->head.id;
    decision->decided_on = today(work);
    decision->moment = answers->moment;
    decision->rule_set = answers->rules->set->name;
    decision->rule_set_version = answers->rules->set->version;
    decision->rule_set_hash = answers->rules->hash;
    decision->answer = text_from(despite ? "overridden" : answers->decision > 0 ? "considered" : "met");
    decision->override_reason = despite ? file->override_reason : TEXT_NONE;
    if (despite ||
        text_is(answers->moment, "approval")) /* at a departure without reasons those are still in the case */
        decision->note = file->decision_note;
    enum outcome outcome = write_facts(work, answers, &decision->facts);
    if (outcome == OK)
        outcome = eligibility_keep_rules(work, answers->rules);
    if (outcome == INVALID)
        return problem_add(&work->problems, INVALID, "rules_changed", TEXT_NONE,
                           N_("The text of these rules was changed after a decision used it. Give it a new version."));
    return outcome == OK ? record_insert(work, &return_decision_record, decision) : outcome;
}

/* The guard saw the same a moment ago, but what is signed is what is asked now. */
enum outcome eligibility_sign(struct work *work, struct return_case *file, const char *moment, bool despite)
{
    struct eligibility answers;
    enum outcome outcome = eligibility_ask(work, file, moment, &answers);
    if (outcome != OK)
        return outcome;
    if (answers.rules == NULL || answers.mandatory > 0 || (answers.stop > 0 && !despite))
        return problem_add(&work->problems, INVALID, "rule_stops", TEXT_NONE, N_("Every rule of eligibility is met"));
    if (answers.decision > 0 && text_is_empty(text_trim(file->decision_note)))
        return problem_add(&work->problems, INVALID, "reasons_missing", TEXT("decision_note"),
                           N_("A rule asks for a reasoned decision: write why the return is taken on."));
    if (despite)
        file->overridden_on = today(work);
    return keep(work, file, &answers, despite);
}
