/* The rules of a case as its page shows them: answers, reasons, what would settle them; and a signed answer as it was.
 */
#include "returns/eligibility_view.h"

#include "identity/identity.h"
#include "web/record_parts.h"

enum { REASONS_MOST = 200 };

/* How one set of answers is shown to one reader. */
struct showing {
    struct request *request;
    const struct return_case *file; /* NULL: as it was, nothing can be settled any more */
    const struct eligibility *answers;
    bool screening; /* the reader sees screenings */
};

static struct work *work_of(const struct showing *showing) { return &showing->request->work; }

/* ---- facts in words ---- */

static struct text codes_shown(struct work *work, struct text name, struct text codes)
{
    const struct choice_list *list = text_is(name, "country_of_return")   ? &countries
                                     : text_is(name, "declaration_means") ? &consent_means
                                                                          : NULL;
    struct text all = TEXT_NONE;
    struct text one;
    while (codes.length > 0 && text_split(&codes, ',', &one)) {
        struct text shown = list == NULL ? one : choice_show(list, one, work->language);
        all = all.length == 0 ? shown : arena_format(work->arena, "%.*s · %.*s", TEXT_ARG(all), TEXT_ARG(shown));
    }
    return all;
}

static struct text value_shown(struct work *work, const struct rule_fact *fact, struct fact_value value)
{
    if (value.state == FACT_UNKNOWN)
        return text_from(tr(work->language, N_("not known")));
    if (value.state == FACT_NONE)
        return text_from(tr(work->language, N_("nothing recorded")));
    switch (fact->kind) {
    case FACT_FLAG:
        return text_from(tr(work->language, value.number != 0 ? N_("Yes") : N_("No")));
    case FACT_DATE:
        return language_date(work->arena, work->language, (int32_t)value.number);
    case FACT_NUMBER:
        return language_number(work->arena, work->language, value.number);
    case FACT_CODE:
    case FACT_CODES:
    case FACT_PERIOD: /* the program has no such facts of a return case */
    case FACT_RELATION:
        break;
    }
    return codes_shown(work, fact->name, value.text);
}

/* ---- reasons ---- */

static const char *state_of(enum rule_value value)
{
    return value == RULE_YES ? "done" : value == RULE_NO ? "late" : "open";
}

static struct text test_in_words(const struct showing *showing, const struct rule_node *test, struct text *ret_value)
{
    struct work *work = work_of(showing);
    struct reason_words words = reason_words(work->arena, showing->answers->facts, test);
    struct text other = words.other != NULL ? eligibility_wording(work, &words.other->label)
                        : test->codes == NULL && test->operator== IS_RECORDED
                            ? TEXT_NONE
                            : value_shown(work, test->fact, words.other_value);
    struct text arguments[] = {eligibility_wording(work, &test->fact->label), other,
                               language_number(work->arena, work->language, words.span)};
    if (words.other != NULL && words.other_value.state == FACT_KNOWN)
        arguments[1] = value_shown(work, words.other, words.other_value);
    *ret_value = value_shown(work, test->fact, words.value);
    return tr_with(work->arena, work->language, words.message, arguments, 3);
}

static void add_reasons(const struct showing *showing, const struct reason *reason, int64_t depth,
                        struct rule_line *line)
{
    struct work *work = work_of(showing);
    struct text value = TEXT_NONE;
    if (line->reason_count == REASONS_MOST)
        return;
    struct reason_line *at = &line->reasons[line->reason_count++];
    *at = (struct reason_line){.depth = depth, .state = state_of(reason->value)};
    if (reason->node->kind == NODE_TEST) {
        at->text = test_in_words(showing, reason->node, &value);
        at->value = value;
        return;
    }
    struct text named = reason->node->rule != NULL
                            ? eligibility_wording(work, &reason->node->rule->label)
                            : language_number(work->arena, work->language, (int64_t)reason->node->least);
    at->text = tr_with(work->arena, work->language, reason_group(reason->node), &named, 1);
    for (size_t i = 0; i < reason->child_count; i++)
        add_reasons(showing, &reason->children[i], depth + 1, line);
}

static bool asks_screening(const struct rule_node *node)
{
    const struct fact_source *source = node->kind == NODE_TEST ? eligibility_fact(node->fact->name) : NULL;
    if (source != NULL && source->screening)
        return true;
    for (size_t i = 0; i < node->child_count; i++)
        if (asks_screening(&node->children[i]))
            return true;
    return false;
}

/* ---- what would settle it ---- */

static struct text place_of(const struct showing *showing, enum fact_place place)
{
    static const struct {
        enum fact_place place;
        struct right *right;
        const char *behind; /* the case's or the person's address; NULL: an address of its own */
        bool person;
    } PLACES[] = {{AT_CASE, &return_update, "edit", false},
                  {AT_COUNSELLING, &return_counsel, "counselling/new", false},
                  {AT_CONSENT, &consent_record_right, "consents/new", true},
                  {AT_RELATION, &person_update, "relations/new", true},
                  {AT_PERSON, &person_update, "edit", true}};
    struct request *request = showing->request;
    struct subject subject = record_subject(showing->file);
    for (size_t i = 0; i < sizeof PLACES / sizeof *PLACES; i++)
        if (PLACES[i].place == place && actor_may_on(&request->actor, PLACES[i].right, &subject))
            return PLACES[i].person
                       ? record_address(request, "/persons", showing->file->head.person, PLACES[i].behind)
                       : record_address(request, "/return-cases", showing->file->head.id, PLACES[i].behind);
    return TEXT_NONE;
}

static void add_settling(const struct showing *showing, const struct rule *rule, struct rule_line *line)
{
    struct work *work = work_of(showing);
    struct settlement settlement;
    rules_settle(work->arena, showing->answers->facts, rule->condition, &settlement);
    line->alone = settlement.single_count > 0;
    const struct rule_fact **facts = line->alone ? settlement.single : settlement.needed;
    size_t count = line->alone ? settlement.single_count : settlement.needed_count;
    line->settling = arena_array(work->arena, struct settling_fact, count + 1);
    for (size_t i = 0; i < count; i++) {
        const struct fact_source *source = eligibility_fact(facts[i]->name);
        line->settling[line->settling_count++] = (struct settling_fact){
            eligibility_wording(work, &facts[i]->label), eligibility_wording(work, &facts[i]->holder->label),
            source == NULL ? TEXT_NONE : place_of(showing, source->place)};
    }
}

/* Where what is not met can be brought: what is given or told anew, not what would be said otherwise. */
static void add_remedies(const struct showing *showing, const struct reason *reason, struct rule_line *line)
{
    enum { REMEDIES_MOST = 4 };
    if (line->settling == NULL)
        line->settling = arena_array(work_of(showing)->arena, struct settling_fact, REMEDIES_MOST);
    for (size_t i = 0; i < reason->child_count; i++)
        add_remedies(showing, &reason->children[i], line);
    if (reason->node->kind != NODE_TEST || reason->value != RULE_NO || line->settling_count == REMEDIES_MOST)
        return;
    const struct rule_fact *fact = reason->node->fact;
    const struct fact_source *source = eligibility_fact(fact->name);
    if (source == NULL || (source->place != AT_CONSENT && source->place != AT_RELATION))
        return;
    struct text path = place_of(showing, source->place);
    if (path.length > 0)
        line->settling[line->settling_count++] =
            (struct settling_fact){eligibility_wording(work_of(showing), &fact->label),
                                   eligibility_wording(work_of(showing), &fact->holder->label), path};
}

/* ---- one rule ---- */

static const char *effect_label(enum eligibility_effect effect)
{
    static const char *const LABELS[] = {[EFFECT_MANDATORY] = N_("Nobody can pass this by."),
                                         [EFFECT_STOP] = N_("Holds the return up; the supervisor may pass it by, with "
                                                            "a reason."),
                                         [EFFECT_DECISION] = N_("Holds nothing up; the supervisor writes why.")};
    return LABELS[effect];
}

static void show_rule(const struct showing *showing, const struct eligibility_answer *answer, struct rule_line *line)
{
    static const struct {
        const char *tone, *word;
    } WORDS[] = {[RULE_UNKNOWN] = {"warn", N_("Not known")},
                 [RULE_YES] = {"good", N_("Met")},
                 [RULE_NO] = {"bad", N_("Not met")}};
    struct work *work = work_of(showing);
    const struct rule *rule = answer->rule;
    *line = (struct rule_line){
        .state = state_of(answer->value),
        .tone = WORDS[answer->value].tone,
        .word = WORDS[answer->value].word,
        .label = eligibility_wording(work, &rule->label),
        .source = rule->source->text,
        .address = rule->source->address,
        .verified = rule->source->verified,
        .hidden = !showing->screening && asks_screening(rule->condition),
    };
    if (answer->value == RULE_NO)
        line->unmet = eligibility_wording(work, &rule->unmet);
    if (answer->value != RULE_YES)
        line->effect = effect_label(answer->effect);
    if (answer->value == RULE_UNKNOWN && showing->file != NULL)
        add_settling(showing, rule, line);
    else if (answer->value == RULE_NO && showing->file != NULL && !line->hidden)
        add_remedies(showing, answer->reason, line);
    if (line->hidden)
        return;
    line->reasons = arena_array(work->arena, struct reason_line, REASONS_MOST);
    add_reasons(showing, answer->reason, 0, line);
}

static void show_answers(const struct showing *showing, struct rules_view *view)
{
    struct work *work = work_of(showing);
    const struct eligibility *answers = showing->answers;
    const struct rule_set *set = answers->facts->set;
    struct text arguments[] = {eligibility_wording(work, &set->label),
                               language_number(work->arena, work->language, set->version)};
    view->title = text_is(answers->moment, "approval") ? N_("Eligibility, for the approval")
                                                       : N_("Eligibility, for the departure");
    view->rules = tr_with(work->arena, work->language, N_("{1}, version {2}"), arguments, 2);
    view->lines = arena_array(work->arena, struct rule_line, answers->count + 1);
    for (size_t i = 0; i < answers->count; i++) {
        show_rule(showing, &answers->answers[i], &view->lines[view->line_count++]);
        view->met += answers->answers[i].value == RULE_YES;
        view->unmet += answers->answers[i].value == RULE_NO;
        view->unknown += answers->answers[i].value == RULE_UNKNOWN;
    }
}

static bool sees_screening(const struct request *request, const struct return_case *file)
{
    struct subject subject = record_subject(file);
    return actor_may_on(&request->actor, &return_screen, &subject);
}

enum outcome rules_view_of_case(struct request *request, const struct return_case *file, struct rules_view *ret)
{
    static const struct {
        const char *state, *moment;
    } ASKED[] = {{"inquiry", "approval"},    {"registered", "approval"}, {"screened", "approval"},
                 {"counselled", "approval"}, {"consented", "approval"},  {"preparing", "departure"},
                 {"booked", "departure"},    {"postponed", "departure"}, {"no_show", "departure"}};
    struct eligibility answers;
    void *whole;
    const char *moment = NULL;
    for (size_t i = 0; i < sizeof ASKED / sizeof *ASKED; i++)
        if (text_is(file->head.state, ASKED[i].state))
            moment = ASKED[i].moment;
    if (moment == NULL)
        return NOT_FOUND;
    enum outcome outcome = record_get_unlimited(&request->work, &return_case_record, file->head.id, &whole);
    if (outcome == OK)
        outcome = eligibility_ask(&request->work, whole, moment, &answers);
    if (outcome != OK)
        return outcome;
    if (answers.rules == NULL)
        return NOT_FOUND;
    struct showing showing = {request, file, &answers, sees_screening(request, file)};
    struct rules_view view = {0};
    show_answers(&showing, &view);
    *ret = view;
    return OK;
}

/* ---- a signed answer ---- */

/* The text of that version and the facts that were kept; NOT_FOUND when the text is not kept here. */
static enum outcome answers_as_signed(struct work *work, const struct return_decision *decision,
                                      struct eligibility *ret)
{
    struct text text;
    const struct rule_set *set;
    struct rules_fault fault;
    const struct json_value *json;
    struct rule_facts *facts;
    enum outcome outcome = eligibility_kept_text(work, decision->rule_set, decision->rule_set_version, &text);
    if (outcome != OK)
        return outcome;
    if (rules_read(work->arena, text, &set, &fault) != OK ||
        json_parse(work->arena, decision->facts, JSON_LIMITS_REQUEST, &json, NULL) != OK ||
        rules_facts_read(work->arena, set, json, &facts) != OK)
        return FAILED;
    *ret = (struct eligibility){0};
    eligibility_answer(work->arena, facts, decision->moment, decision->decided_on, ret);
    return OK;
}

static enum outcome fill_decision(struct request *request, const struct return_decision *decision,
                                  const struct return_case *file, const struct field_set *readable,
                                  struct decision_view *view)
{
    struct eligibility answers;
    void *whole;
    view->detail = record_detail_view(&request->work, &return_decision_record, decision, readable);
    enum outcome outcome = staff_name(&request->work, decision->head.created_by, &view->who);
    if (outcome == OK)
        outcome = record_get_unlimited(&request->work, &return_decision_record, decision->head.id, &whole);
    if (outcome == OK)
        outcome = answers_as_signed(&request->work, whole, &answers);
    if (outcome == NOT_FOUND)
        return OK;
    if (outcome != OK)
        return outcome;
    struct showing showing = {request, NULL, &answers, sees_screening(request, file)};
    show_answers(&showing, &view->rules);
    view->kept = true;
    return OK;
}

enum outcome decision_show(struct request *request, struct response *response)
{
    struct identifier id;
    struct field_set readable;
    struct field_set ignored;
    struct decision_view view = {0};
    void *row;
    void *file;
    enum outcome outcome = request_id(request, 0, &id);
    if (outcome == OK)
        outcome = record_get(&request->work, &return_decision_record, id, &row, &readable);
    if (outcome != OK)
        return outcome;
    const struct return_decision *decision = row;
    struct subject subject = record_subject(row);
    if (!actor_may_field(&request->actor, &return_read, &return_read, return_decision_record.purposes, &subject))
        return NOT_FOUND;
    outcome = record_get(&request->work, &return_case_record, decision->return_case, &file, &ignored);
    if (outcome == OK)
        outcome = fill_decision(request, decision, file, &readable, &view);
    if (outcome != OK)
        return outcome;
    view.page = page_open(request, return_decision_record.label);
    page_trail(view.page, return_case_record.plural, TEXT("/return-cases"));
    page_trail_text(view.page, record_head_of(file)->number,
                    case_address(request->work.arena, decision->return_case, "#eligibility"));
    page_trail(view.page, return_decision_record.label, TEXT_NONE);
    struct output out = page_output(request, response);
    return_decision_page(&out, &view);
    return page_send(request, response, 200);
}
