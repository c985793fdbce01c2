/* What the three flows of a case bring to the pages of their steps. */
#include "returns/journey.h"
#include "returns/return_pages.h"
#include "returns/return_rules.h"

struct text label_of_step(const void *flow, struct work *work, struct text action)
{
    if (text_is(action, "assign"))
        return text_from(tr(work->language, N_("Given to a caseworker")));
    if (text_is(action, RISK_FOUND))
        return text_from(tr(work->language, N_("At risk: something does not hold on the day of the flight")));
    if (text_is(action, RISK_ENDED))
        return text_from(tr(work->language, N_("No longer at risk")));
    const char *done = flow_done(flow, action);
    return done == NULL ? TEXT_NONE : text_from(tr(work->language, done));
}

struct text case_address(struct arena *arena, struct identifier id, const char *behind)
{
    return arena_format(arena, "/return-cases/%.*s%s", TEXT_ARG(identifier_to_text(arena, id)), behind);
}

static struct text back_to_case(struct arena *arena, const void *row)
{
    return case_address(arena, record_head_of(row)->id, "");
}

static struct text milestone_back(struct arena *arena, const void *row)
{
    return case_address(arena, ((const struct return_milestone *)row)->return_case, "#preparation");
}

static struct text item_back(struct arena *arena, const void *row)
{
    return case_address(arena, ((const struct return_item *)row)->return_case, "#plan");
}

static void add_fact(struct step_fact *facts, size_t *count, const char *label, struct text value)
{
    if (!text_is_empty(value))
        facts[(*count)++] = (struct step_fact){label, value};
}

static struct text money_shown(struct work *work, struct money amount)
{
    return amount.currency[0] == 0 ? TEXT_NONE : language_money(work->arena, work->language, amount);
}

/* Who prepares, releases or pays sees for what, how much, and on which line: as the payments' list shows it. */
static enum outcome item_facts(struct work *work, const void *row, struct step_fact **ret, size_t *ret_count)
{
    enum { FACTS_MOST = 8 };
    struct field_set readable;
    void *seen;
    enum outcome outcome = record_peek(work, &return_item_record, record_head_of(row)->id, &seen, &readable);
    if (outcome != OK)
        return outcome;
    const struct return_item *item = seen;
    struct step_fact *facts = arena_array(work->arena, struct step_fact, FACTS_MOST);
    size_t count = 0;
    struct text category = choice_show(&item_categories, item->category, work->language);
    struct text modality = choice_show(&item_modalities, item->modality, work->language);
    struct text prepared_by = TEXT_NONE;
    outcome = staff_name(work, ((const struct return_item *)row)->prepared_by, &prepared_by);
    if (outcome != OK)
        return outcome;
    add_fact(facts, &count, N_("Payment"), item->head.number);
    add_fact(facts, &count, N_("For"),
             arena_format(work->arena, "%.*s (%.*s)", TEXT_ARG(category), TEXT_ARG(modality)));
    add_fact(facts, &count, N_("Instalment"), arena_format(work->arena, "%lld", (long long)item->instalment));
    add_fact(facts, &count, N_("Amount"), money_shown(work, item->amount));
    add_fact(facts, &count, N_("Budget line"),
             field_to_show(work, record_field(&return_item_record, TEXT("budget_line")), item));
    add_fact(facts, &count, N_("Amount on the budget line"), money_shown(work, item->line_amount));
    if (item->due != DATE_NONE)
        add_fact(facts, &count, N_("Due on"), language_date(work->arena, work->language, item->due));
    add_fact(facts, &count, N_("Prepared by"), prepared_by);
    *ret = facts;
    *ret_count = count;
    return OK;
}

const struct step_pages case_steps = {&return_flow, "/return-cases", back_to_case, .consequences = return_consequences,
                                      .done = label_of_step};
const struct step_pages milestone_steps = {&milestone_flow, "/return-milestones", milestone_back,
                                           .parent = "return_case", .done = label_of_step};
const struct step_pages item_steps = {&item_flow,          "/return-items",         item_back,
                                      .facts = item_facts, .parent = "return_case", .done = label_of_step};
