/* The reintegration plan of a person who arrived, and its payments: taken step by step through the real flows, by
   different people, until the day of the demonstration. */
#include "app/demonstration/parts.h"

struct aid {
    struct making *making;
    const struct member *member;
    struct identifier file;
    size_t office;
    int32_t from; /* the day on which the plan was agreed */
};

typedef void fill_input(const struct aid *aid, void *row, int32_t date);

static void fill_agreed(const struct aid *aid, void *row, int32_t date)
{
    (void)aid;
    ((struct return_case *)row)->plan_agreed_on = date;
}

static void fill_monitored(const struct aid *aid, void *row, int32_t date)
{
    (void)aid;
    ((struct return_case *)row)->monitored_on = date;
    ((struct return_case *)row)->monitoring_note = TEXT("Activité en place, revenus modestes mais réguliers.");
}

static void fill_closed(const struct aid *aid, void *row, int32_t date)
{
    (void)aid;
    (void)date;
    ((struct return_case *)row)->closure_reason = TEXT("support_ended");
}

static void fill_paid(const struct aid *aid, void *row, int32_t date)
{
    ((struct return_item *)row)->paid_on = date;
    ((struct return_item *)row)->receipt = arena_format(aid->making->work.arena, "R-%06u", chance(1000000));
}

static void fill_proof(const struct aid *aid, void *row, int32_t date)
{
    (void)aid;
    (void)date;
    ((struct return_item *)row)->proof_note = TEXT("Factures vues.");
}

enum who { CASEWORKER, SUPERVISOR, PREPARER, RELEASER };

/* The life of a plan: days behind the agreement; `item` -1: a step of the case. */
static const struct aid_step {
    int32_t day;
    int item;
    enum who who;
    const char *action;
    fill_input *fill;
} STEPS[] = {
    {0, -1, CASEWORKER, "agree_plan", fill_agreed},
    {3, 0, PREPARER, "prepare", NULL},
    {5, 0, RELEASER, "release", NULL},
    {8, 0, PREPARER, "pay", fill_paid},
    {10, -1, CASEWORKER, "begin_delivery", NULL},
    {45, 0, CASEWORKER, "justify", fill_proof},
    {80, -1, CASEWORKER, "monitor", fill_monitored},
    {185, 1, PREPARER, "prepare", NULL},
    {187, 1, RELEASER, "release", NULL},
    {190, 1, PREPARER, "pay", fill_paid},
    {205, 1, CASEWORKER, "justify", fill_proof},
    {220, -1, SUPERVISOR, "close", fill_closed},
};

static const struct actor *actor_of(const struct aid *aid, enum who who)
{
    const struct making *making = aid->making;
    return who == PREPARER     ? &making->preparer
           : who == RELEASER   ? &making->releaser
           : who == SUPERVISOR ? &making->supervisor
                               : &making->caseworker[aid->office];
}

static enum outcome move(const struct aid *aid, const struct aid_step *step, struct identifier id, int place)
{
    struct work *work = &aid->making->work;
    const struct flow *flow = step->item < 0 ? &return_flow : &item_flow;
    int32_t date = aid->from + step->day;
    void *row;
    making_at(aid->making, actor_of(aid, step->who), date, 1 + place);
    enum outcome outcome = record_get_unlimited(work, flow->record, id, &row);
    if (outcome != OK)
        return outcome;
    void *input = record_new(work->arena, flow->record);
    if (step->fill != NULL)
        step->fill(aid, input, date);
    return flow_move(work, flow, id, record_head_of(row)->version, text_from(step->action), input, TEXT_NONE);
}

/* Half a million to a million CFA francs, or about as much. */
static struct money amount_of(const struct aid *aid)
{
    struct text currency = text_from(aid->member->names->currency);
    int64_t steps = 20 + (int64_t)chance(21);
    if (text_is(currency, "XOF"))
        return (struct money){steps * 25000, "XOF"};
    if (text_is(currency, "XAF"))
        return (struct money){steps * 25000, "XAF"};
    if (text_is(currency, "GNF"))
        return (struct money){steps * 350000, "GNF"};
    return (struct money){steps * 4000, "EUR"};
}

static enum outcome add_item(const struct aid *aid, int64_t instalment, struct identifier *ret_id)
{
    static const char *const CATEGORIES[] = {"micro_business", "training", "housing", "livelihood", "education"};
    static const char *const MODALITIES[] = {"in_kind", "cash", "referral"};
    static const uint32_t CATEGORY_WEIGHTS[] = {55, 15, 8, 18, 4, 0};
    static const uint32_t MODALITY_WEIGHTS[] = {70, 18, 12, 0};
    struct making *making = aid->making;
    struct return_item *item = record_new(making->work.arena, &return_item_record);
    item->head = (struct record_head){.id = making_id(making),
                                      .person = aid->member->person,
                                      .organisation = making->organisation,
                                      .office = making->offices[aid->office].head.id,
                                      .assigned = making->caseworker[aid->office].user,
                                      .state = TEXT("proposed")};
    item->return_case = aid->file;
    item->budget_line = making->reintegration_line;
    item->category = text_from(CATEGORIES[chance_weighted(CATEGORY_WEIGHTS)]);
    item->modality = text_from(MODALITIES[chance_weighted(MODALITY_WEIGHTS)]);
    item->description = TEXT("Selon le projet présenté.");
    item->amount = amount_of(aid);
    if (instalment == 2)
        item->amount.minor /= 2;
    item->instalment = instalment;
    item->due = aid->from + (instalment == 1 ? 14 : 190);
    *ret_id = item->head.id;
    return record_insert(&making->work, &return_item_record, item);
}

static enum outcome add_support(const struct aid *aid, const struct identifier *items, size_t count)
{
    void *file;
    struct support support = {.office = aid->office, .from = aid->from, .items = items, .item_count = count};
    enum outcome outcome = record_get_unlimited(&aid->making->work, &return_case_record, aid->file, &file);
    support.file = file;
    return outcome == OK ? make_support(aid->making, &support) : outcome;
}

enum outcome make_plan(struct making *making, struct identifier id, const struct member *member, size_t office,
                       int32_t arrived_on)
{
    struct aid aid = {making, member, id, office, arrived_on + 5 + (int32_t)chance(15)};
    struct identifier items[ITEMS_MOST] = {0};
    int item_count = chance_of(40) ? 2 : 1;
    enum outcome outcome = OK;
    if (aid.from > making->options->today)
        return OK;
    making_at(making, &making->caseworker[office], aid.from, 0);
    for (int i = 0; i < item_count && outcome == OK; i++)
        outcome = add_item(&aid, i + 1, &items[i]);
    if (outcome == OK)
        outcome = add_support(&aid, items, (size_t)item_count);
    for (size_t i = 0; i < sizeof STEPS / sizeof *STEPS && outcome == OK; i++) {
        const struct aid_step *step = &STEPS[i];
        if (aid.from + step->day > making->options->today)
            break;
        if (step->item < item_count)
            outcome = move(&aid, step, step->item < 0 ? id : items[step->item], (int)i);
        if (outcome != OK)
            return making_refused(making, step->action, outcome);
    }
    if (outcome == OK)
        note_plan(making, &(struct planned){id, office, aid.from, {items[0], items[1]}, (size_t)item_count});
    making->counts.plans += outcome == OK;
    return making_refused(making, "a plan", outcome);
}
