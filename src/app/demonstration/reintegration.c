/* What goes with the demonstration's plans: assessments, quotes, deliveries, training, milestones, sessions, proofs;
   the registers of the mission; who waits for a line. */
#include <string.h>

#include "app/demonstration/parts.h"

/* Countries that the reintegration line is named for; who returns elsewhere waits. */
static const char *const PAID_FOR[] = {"GIN", "SEN", "CIV"};

enum { MORNING = 4, WAITING_MOST = 60, QUOTES = 3, ORDERS_MOST = 60, ORDERS_OPEN_MOST = 12, SHARES_MOST = 3 };
enum { ORDER_DAYS = 10, SMALLER = 20, SEATS = 4, SEATS_WANTED = 7 };

static void put_head(const struct making *making, const struct return_case *file, struct record_head *head)
{
    head->id = making_id(making);
    head->person = file->head.person;
    head->organisation = file->head.organisation;
    head->office = file->head.office;
    head->assigned = file->head.assigned;
}

static enum outcome step(struct making *making, const struct actor *actor, int32_t date, int at,
                         const struct flow *flow, struct identifier id, const char *action, void *input)
{
    void *row;
    making_at(making, actor, date, at);
    enum outcome outcome = record_get_unlimited(&making->work, flow->record, id, &row);
    if (outcome != OK)
        return outcome;
    return flow_move(&making->work, flow, id, record_head_of(row)->version, text_from(action),
                     input == NULL ? row : input, TEXT_NONE);
}

/* ---- registers ---- */

static enum outcome add_suppliers(struct making *making)
{
    static const struct {
        const char *name, *country, *city, *kinds, *status;
    } LIST[SUPPLIERS] = {
        {"Fournisseur inventé A", "GIN", "Conakry", "micro_business,livelihood", "usable"},
        {"Fournisseur inventé B", "GIN", "Conakry", "micro_business,training", "usable"},
        {"Fournisseur inventé C", "SEN", "Dakar", "micro_business,housing,livelihood", "usable"},
        {"Fournisseur inventé D", "CIV", "Abidjan", "micro_business", "suspended"},
    };
    enum outcome outcome = OK;
    for (size_t i = 0; i < SUPPLIERS && outcome == OK; i++) {
        struct reintegration_supplier *supplier = record_new(making->work.arena, &supplier_record);
        supplier->head.id = making->suppliers[i] = making_id(making);
        supplier->head.organisation = making->organisation;
        supplier->name = text_from(LIST[i].name);
        supplier->country = text_from(LIST[i].country);
        supplier->city = text_from(LIST[i].city);
        supplier->kinds = text_from(LIST[i].kinds);
        supplier->status = text_from(LIST[i].status);
        if (!text_is(supplier->status, "usable")) {
            supplier->status_from = date_from_day((struct calendar_day){2021, 12, 1});
            supplier->status_reason = TEXT("Exemple inventé : livraisons incomplètes.");
        }
        if (i == 1)
            supplier->conflict = TEXT("Exemple inventé : le gérant est le cousin d’un agent, qui ne choisit pas ici.");
        outcome = record_insert(&making->work, &supplier_record, supplier);
    }
    return outcome;
}

static enum outcome add_entitlement(struct making *making, const char *country)
{
    struct reintegration_entitlement *rule = record_new(making->work.arena, &entitlement_record);
    rule->head.organisation = making->organisation;
    rule->profile = TEXT("any");
    rule->country = text_from(country);
    rule->budget_line = making->reintegration_line;
    rule->amount = (struct money){3000000, "NOK"};
    rule->from_on = date_from_day((struct calendar_day){2021, 12, 1});
    rule->source = TEXT("Inventé pour la démonstration, aucune source officielle.");
    rule->verified.is = FLAG_NO;
    return record_insert(&making->work, &entitlement_record, rule);
}

static enum outcome add_quote_rule(struct making *making)
{
    struct reintegration_quote_rule *rule = record_new(making->work.arena, &quote_rule_record);
    rule->head.organisation = making->organisation;
    rule->above = (struct money){500000, "MAD"};
    rule->quotes = QUOTES;
    rule->from_on = date_from_day((struct calendar_day){2021, 12, 1});
    rule->source = TEXT("Inventé pour la démonstration, aucune source officielle.");
    rule->verified.is = FLAG_NO;
    return record_insert(&making->work, &quote_rule_record, rule);
}

enum outcome make_registers(struct making *making)
{
    enum outcome outcome = add_suppliers(making);
    if (outcome == OK)
        outcome = add_quote_rule(making);
    for (size_t i = 0; outcome == OK && i < sizeof PAID_FOR / sizeof *PAID_FOR; i++)
        outcome = add_entitlement(making, PAID_FOR[i]);
    return making_refused(making, "the registers of reintegration", outcome);
}

/* ---- what goes with a plan ---- */

struct supporting {
    struct making *making;
    const struct support *support;
    const struct actor *caseworker;
};

static bool has_come(const struct supporting *supporting, int32_t date)
{
    return date <= supporting->making->options->today;
}

static enum outcome add_assessment(const struct supporting *supporting, const char *side, int32_t date)
{
    struct making *making = supporting->making;
    if (date < supporting->support->file->received_on || !has_come(supporting, date))
        return OK;
    making_at(making, supporting->caseworker, date, MORNING);
    struct reintegration_assessment *row = record_new(making->work.arena, &assessment_record);
    put_head(making, supporting->support->file, &row->head);
    row->return_case = supporting->support->file->head.id;
    row->side = text_from(side);
    row->assessed_on = date;
    row->assessor = TEXT("Agent inventé");
    row->skills = TEXT("Commerce de détail, mécanique (exemple inventé).");
    row->wishes = TEXT("Ouvrir une petite boutique (exemple inventé).");
    row->needs = TEXT("Un local et un premier stock (exemple inventé).");
    row->risks = TEXT("Dette envers la famille (exemple inventé).");
    row->project = TEXT("Boutique d’alimentation de quartier (exemple inventé).");
    enum outcome outcome = record_insert(&making->work, &assessment_record, row);
    if (outcome == OK)
        outcome =
            step(making, supporting->caseworker, date, MORNING + 1, &assessment_flow, row->head.id, "submit", NULL);
    if (outcome == OK && has_come(supporting, date + 1))
        outcome = step(making, &making->supervisor, date + 1, MORNING, &assessment_flow, row->head.id, "approve", NULL);
    return making_refused(making, "an assessment", outcome);
}

static enum outcome add_quotes(const struct supporting *supporting, const struct return_item *item)
{
    struct making *making = supporting->making;
    struct identifier first = {{0}};
    int32_t date = supporting->support->from;
    enum outcome outcome = OK;
    for (size_t i = 0; i < QUOTES && outcome == OK; i++) {
        making_at(making, supporting->caseworker, date, MORNING + (int)i);
        struct reintegration_quote *row = record_new(making->work.arena, &quote_record);
        put_head(making, supporting->support->file, &row->head);
        row->return_case = supporting->support->file->head.id;
        row->item = item->head.id;
        row->supplier = making->suppliers[i];
        row->amount = item->amount;
        row->amount.minor += item->amount.minor / 20 * (int64_t)i;
        row->received_on = date;
        row->offer = TEXT("Offre inventée pour la démonstration.");
        outcome = record_insert(&making->work, &quote_record, row);
        if (i == 0)
            first = row->head.id;
    }
    if (outcome == OK)
        outcome = step(making, supporting->caseworker, date, MORNING + QUOTES, &quote_flow, first, "choose", NULL);
    if (outcome == OK && has_come(supporting, date + 1))
        outcome = step(making, &making->supervisor, date + 1, MORNING, &quote_flow, first, "approve", NULL);
    return making_refused(making, "a quote", outcome);
}

static enum outcome add_delivery(const struct supporting *supporting, const struct return_item *item)
{
    struct making *making = supporting->making;
    int32_t date = supporting->support->from + (item->instalment == 1 ? 12 : 194);
    if (!has_come(supporting, date))
        return OK;
    making_at(making, supporting->caseworker, date, MORNING);
    struct reintegration_delivery *row = record_new(making->work.arena, &delivery_record);
    put_head(making, supporting->support->file, &row->head);
    row->return_case = supporting->support->file->head.id;
    row->item = item->head.id;
    row->delivered_on = date;
    row->what = TEXT("Matériel et premier stock (exemple inventé).");
    row->value = item->amount;
    bool whole = item->amount.minor % 3 != 0;
    if (!whole)
        row->value.minor /= 2;
    row->complete.is = whole ? FLAG_YES : FLAG_NO;
    row->recipient = TEXT("La personne elle-même");
    row->signature = text_from(whole ? "signed" : "fingerprint");
    enum outcome outcome = record_insert(&making->work, &delivery_record, row);
    if (outcome == OK && whole)
        outcome = step(making, supporting->caseworker, date, MORNING + 1, &delivery_flow, row->head.id, "accept", NULL);
    return making_refused(making, "a delivery", outcome);
}

static enum outcome add_proof(const struct supporting *supporting, const struct return_item *item)
{
    struct making *making = supporting->making;
    int32_t date = supporting->support->from + 100;
    if (!has_come(supporting, date))
        return OK;
    making_at(making, supporting->caseworker, date, MORNING);
    struct reintegration_proof *row = record_new(making->work.arena, &proof_record);
    put_head(making, supporting->support->file, &row->head);
    row->return_case = supporting->support->file->head.id;
    row->item = item->head.id;
    row->seen_on = date;
    row->means = TEXT("visit");
    row->finding = TEXT("Boutique ouverte, stock renouvelé (exemple inventé).");
    enum outcome outcome = record_insert(&making->work, &proof_record, row);
    if (outcome == OK && has_come(supporting, date + 3))
        outcome = step(making, &making->supervisor, date + 3, MORNING, &proof_flow, row->head.id, "accept", NULL);
    return making_refused(making, "a proof", outcome);
}

static enum outcome add_business(const struct supporting *supporting, const struct return_item *item)
{
    static const struct {
        const char *kind;
        int32_t day;
    } MARKS[] = {{"premises", 20}, {"equipment", 40}, {"opening", 60}, {"income", 170}};
    struct making *making = supporting->making;
    enum outcome outcome = OK;
    for (size_t i = 0; i < sizeof MARKS / sizeof *MARKS && outcome == OK; i++) {
        making_at(making, supporting->caseworker, supporting->support->from, MORNING + 6 + (int)i);
        struct reintegration_business *row = record_new(making->work.arena, &business_record);
        put_head(making, supporting->support->file, &row->head);
        row->return_case = supporting->support->file->head.id;
        row->item = item->head.id;
        row->kind = text_from(MARKS[i].kind);
        row->planned_on = supporting->support->from + MARKS[i].day;
        outcome = record_insert(&making->work, &business_record, row);
        if (outcome != OK || !has_come(supporting, row->planned_on + 2) || chance_of(15))
            continue;
        struct reintegration_business *reached = record_copy(making->work.arena, &business_record, row);
        reached->reached_on = row->planned_on + 2;
        outcome = step(making, supporting->caseworker, row->planned_on + 2, MORNING, &business_flow, row->head.id,
                       "reach", reached);
    }
    return making_refused(making, "a milestone", outcome);
}

static enum outcome add_training(const struct supporting *supporting)
{
    struct making *making = supporting->making;
    making_at(making, supporting->caseworker, supporting->support->from, MORNING + 12);
    struct reintegration_training *row = record_new(making->work.arena, &training_record);
    put_head(making, supporting->support->file, &row->head);
    row->return_case = supporting->support->file->head.id;
    row->kind = TEXT("business");
    row->title = TEXT("Gérer une petite activité (exemple inventé)");
    row->institution = TEXT("Centre inventé");
    row->starts_on = supporting->support->from + 15;
    row->ends_on = supporting->support->from + 20;
    row->hours = 30;
    enum outcome outcome = record_insert(&making->work, &training_record, row);
    if (outcome == OK && has_come(supporting, row->ends_on)) {
        struct reintegration_training *ended = record_copy(making->work.arena, &training_record, row);
        ended->certificate.is = FLAG_YES;
        outcome =
            step(making, supporting->caseworker, row->starts_on, MORNING, &training_flow, row->head.id, "begin", NULL);
        if (outcome == OK)
            outcome = step(making, supporting->caseworker, row->ends_on, MORNING, &training_flow, row->head.id,
                           "complete", ended);
    }
    return making_refused(making, "a training", outcome);
}

static enum outcome add_sessions(const struct supporting *supporting)
{
    struct making *making = supporting->making;
    enum outcome outcome = OK;
    for (int32_t i = 0; i < 3 && outcome == OK && has_come(supporting, supporting->support->from + 7 * i); i++) {
        making_at(making, &making->protection, supporting->support->from + 7 * i, MORNING);
        struct reintegration_session *row = record_new(making->work.arena, &session_record);
        put_head(making, supporting->support->file, &row->head);
        row->return_case = supporting->support->file->head.id;
        row->held_on = supporting->support->from + 7 * i;
        row->kind = text_from(i == 1 ? "family" : "individual");
        row->minutes = 50;
        row->problems = TEXT("sleep,fear");
        row->note = TEXT("Note inventée pour la démonstration.");
        outcome = record_insert(&making->work, &session_record, row);
    }
    return making_refused(making, "a session", outcome);
}

static enum outcome add_excess(const struct supporting *supporting)
{
    struct making *making = supporting->making;
    int32_t date = supporting->support->from;
    making_at(making, supporting->caseworker, date, MORNING + 14);
    struct reintegration_excess *row = record_new(making->work.arena, &excess_record);
    put_head(making, supporting->support->file, &row->head);
    row->return_case = supporting->support->file->head.id;
    row->amount = (struct money){400000, "NOK"};
    row->reason = text_from(chance_of(50) ? "health" : "prices");
    row->explanation = TEXT("Raison inventée pour la démonstration.");
    enum outcome outcome = record_insert(&making->work, &excess_record, row);
    if (outcome == OK && has_come(supporting, date + 1))
        outcome = step(making, &making->supervisor, date + 1, MORNING + 1, &excess_flow, row->head.id, "sign", NULL);
    return making_refused(making, "a second signature", outcome);
}

static enum outcome support_item(const struct supporting *supporting, struct identifier id)
{
    void *row;
    enum outcome outcome = record_get_unlimited(&supporting->making->work, &return_item_record, id, &row);
    if (outcome != OK)
        return outcome;
    const struct return_item *item = row;
    bool in_kind = text_is(item->modality, "in_kind");
    if (in_kind)
        outcome = add_quotes(supporting, item);
    if (outcome == OK && in_kind)
        outcome = add_delivery(supporting, item);
    if (outcome == OK && item->instalment == 2)
        outcome = add_proof(supporting, item);
    if (outcome == OK && item->instalment == 1 && text_is(item->category, "micro_business"))
        outcome = add_business(supporting, item);
    return outcome;
}

enum outcome make_support(struct making *making, const struct support *support)
{
    const struct supporting supporting = {making, support, &making->caseworker[support->office]};
    int32_t departed = support->file->departed_on;
    enum outcome outcome = add_assessment(&supporting, "host", departed - 4);
    if (outcome == OK && support->from - 2 >= support->file->arrived_on)
        outcome = add_assessment(&supporting, "origin", support->from - 2);
    for (size_t i = 0; i < support->item_count && outcome == OK; i++)
        outcome = support_item(&supporting, support->items[i]);
    if (outcome == OK && chance_of(30))
        outcome = add_training(&supporting);
    if (outcome == OK && chance_of(20))
        outcome = add_sessions(&supporting);
    if (outcome == OK && chance_of(8))
        outcome = add_excess(&supporting);
    making_at(making, supporting.caseworker, support->from, 0);
    return outcome;
}

/* ---- orders and collective projects ---- */

static enum outcome forced(struct making *making, const struct actor *actor, int32_t date, const struct flow *flow,
                           struct identifier id, const char *action, const void *input)
{
    making_at(making, actor, date, MORNING + 16);
    return flow_move_forced_with(&making->work, flow, id, text_from(action), input, TEXT_NONE);
}

/* What was paid was ordered, delivered and invoiced; what is only committed waits for its supplier. */
static enum outcome follow_order(const struct supporting *supporting, const struct reintegration_order *row, bool paid)
{
    struct making *making = supporting->making;
    int32_t date = row->due_on - ORDER_DAYS + 1;
    struct reintegration_order *input = record_copy(making->work.arena, &order_record, row);
    input->delivered_on = input->invoiced_on = date + 1;
    input->invoice = arena_format(making->work.arena, "F-%04lld", (long long)making->orders);
    input->invoiced = row->amount;
    enum outcome outcome = forced(making, &making->supervisor, date, &order_flow, row->head.id, "place", input);
    if (outcome != OK || !paid)
        return outcome;
    outcome = forced(making, supporting->caseworker, date + 1, &order_flow, row->head.id, "deliver", input);
    if (outcome == OK)
        outcome = forced(making, supporting->caseworker, date + 1, &order_flow, row->head.id, "invoice", input);
    return outcome == OK ? forced(making, &making->preparer, date + 2, &order_flow, row->head.id, "accept", input)
                         : outcome;
}

static enum outcome add_order(const struct supporting *supporting, const struct return_item *item)
{
    struct making *making = supporting->making;
    bool open = text_is(item->head.state, "committed");
    int32_t date = open ? making->options->today - 3 : supporting->support->from;
    if ((item->instalment != 1 && !open) || !has_come(supporting, date + 3) || date < supporting->support->from ||
        text_is(item->head.state, "proposed") ||
        (open ? making->orders_open >= ORDERS_OPEN_MOST : making->orders >= ORDERS_MOST))
        return OK;
    making->orders++;
    making->orders_open += open;
    making_at(making, supporting->caseworker, date, MORNING + 15);
    struct reintegration_order *row = record_new(making->work.arena, &order_record);
    put_head(making, supporting->support->file, &row->head);
    row->return_case = supporting->support->file->head.id;
    row->item = item->head.id;
    row->supplier = making->suppliers[0];
    row->goods = TEXT("Matériel et premier stock (exemple inventé).");
    row->amount = item->amount;
    row->due_on = date + ORDER_DAYS;
    enum outcome outcome = record_insert(&making->work, &order_record, row);
    if (outcome == OK && !(open && making->orders_open % 2 == 1))
        outcome = follow_order(supporting, row, !open);
    return making_refused(making, "an order", outcome);
}

/* One project for each country and currency that the line is named for. */
static enum outcome open_project(const struct supporting *supporting, const struct return_item *item, size_t at)
{
    static const char *const NAMES[PROJECTS] = {"Moulin commun (exemple inventé)",
                                                "Périmètre maraîcher du quartier (exemple inventé)"};
    struct making *making = supporting->making;
    struct reintegration_project *row = record_new(making->work.arena, &project_record);
    making_at(making, supporting->caseworker, supporting->support->from, MORNING + 17);
    row->head.id = making->projects[at] = making_id(making);
    row->head.organisation = making->organisation;
    row->name = text_from(NAMES[at]);
    row->kind = text_from(at == 0 ? "collective" : "community");
    row->category = TEXT("livelihood");
    row->country = supporting->support->file->country_of_return;
    row->place = TEXT("Quartier inventé");
    row->cost = item->amount;
    row->cost.minor *= 8;
    making->project_costs[at] = row->cost;
    row->about = TEXT("Projet inventé pour la démonstration ; la commune prête le terrain.");
    row->members = at == 0 ? INTEGER_NONE : 25;
    return record_insert(&making->work, &project_record, row);
}

static enum outcome add_share(const struct supporting *supporting, const struct return_item *item)
{
    struct making *making = supporting->making;
    const struct return_case *file = supporting->support->file;
    enum outcome outcome = OK;
    size_t at = 0;
    while (at < PROJECTS && !text_is(file->country_of_return, PAID_FOR[at]))
        at++;
    if (at == PROJECTS || making->shares[at] == SHARES_MOST || text_is(item->head.state, "proposed"))
        return OK;
    if (making->shares[at] > 0 && strcmp(making->project_costs[at].currency, item->amount.currency) != 0)
        return OK;
    if (making->shares[at]++ == 0)
        outcome = open_project(supporting, item, at);
    making_at(making, supporting->caseworker, supporting->support->from, MORNING + 18);
    struct reintegration_share *row = record_new(making->work.arena, &share_record);
    put_head(making, file, &row->head);
    row->return_case = file->head.id;
    row->project = making->projects[at];
    row->item = item->head.id;
    row->brings = TEXT("Son travail (exemple inventé).");
    if (outcome == OK)
        outcome = record_insert(&making->work, &share_record, row);
    making_at(making, &making->supervisor, supporting->support->from, MORNING + 19);
    if (outcome == OK && making->shares[at] == SHARES_MOST)
        outcome = flow_move_forced(&making->work, &project_flow, making->projects[at], TEXT("agree"), TEXT_NONE);
    return making_refused(making, "a share in a project", outcome);
}

static enum outcome add_course(struct making *making)
{
    struct reintegration_course *course = record_new(making->work.arena, &course_record);
    course->head.id = making->course = making_id(making);
    course->head.organisation = making->organisation;
    course->title = TEXT("Gérer une petite activité (exemple inventé)");
    course->kind = TEXT("business");
    course->institution = TEXT("Centre inventé");
    course->country = text_from(PAID_FOR[0]);
    course->place = TEXT("Quartier inventé");
    course->starts_on = making->options->today + 12;
    course->ends_on = making->options->today + 17;
    course->hours = 30;
    course->seats = SEATS;
    return record_insert(&making->work, &course_record, course);
}

/* The last of them wait. */
static enum outcome take_seat(const struct supporting *supporting)
{
    struct making *making = supporting->making;
    if (!text_is(supporting->support->file->country_of_return, PAID_FOR[0]) || making->seats == SEATS_WANTED)
        return OK;
    making->seats++;
    making_at(making, supporting->caseworker, making->options->today - 2, MORNING + (int)making->seats);
    struct reintegration_training *row = record_new(making->work.arena, &training_record);
    put_head(making, supporting->support->file, &row->head);
    row->return_case = supporting->support->file->head.id;
    row->course = making->course;
    row->kind = TEXT("business");
    row->title = TEXT("Gérer une petite activité (exemple inventé)");
    row->starts_on = making->options->today + 12;
    row->hours = 30;
    return making_refused(making, "a seat", record_insert(&making->work, &training_record, row));
}

/* What was added to a plan under way, and is committed: its order is of these days. */
static enum outcome order_more(const struct supporting *supporting, const struct return_item *like,
                               const char *category)
{
    struct making *making = supporting->making;
    int32_t date = making->options->today - 4;
    making_at(making, supporting->caseworker, date, MORNING + 14);
    struct return_item *item = record_new(making->work.arena, &return_item_record);
    put_head(making, supporting->support->file, &item->head);
    item->head.state = TEXT("proposed");
    item->return_case = like->return_case;
    item->budget_line = like->budget_line;
    item->category = text_from(category);
    item->modality = TEXT("in_kind");
    item->description = TEXT("Ce qui manquait encore (exemple inventé).");
    item->amount = like->amount;
    item->amount.minor /= SMALLER;
    item->instalment = 1;
    item->due = making->options->today + 20;
    enum outcome outcome = record_insert(&making->work, &return_item_record, item);
    if (outcome == OK)
        outcome = forced(making, &making->supervisor, date, &item_flow, item->head.id, "commit", NULL);
    void *row;
    if (outcome == OK)
        outcome = record_get_unlimited(&making->work, &return_item_record, item->head.id, &row);
    return outcome == OK ? add_order(supporting, row) : making_refused(making, "one item more", outcome);
}

/* Two for each plan under way: one to approve, one at its supplier. */
static enum outcome order_for_one_under_way(const struct supporting *supporting, const struct return_item *like)
{
    struct text state = supporting->support->file->head.state;
    if ((!text_is(state, "planned") && !text_is(state, "in_delivery")) ||
        supporting->support->from > supporting->making->options->today - 4 || text_is(like->head.state, "cancelled"))
        return OK;
    enum outcome outcome = order_more(supporting, like, "livelihood");
    return outcome == OK ? order_more(supporting, like, "education") : outcome;
}

static enum outcome order_for(struct making *making, const struct planned *planned)
{
    struct support support = {
        .office = planned->office, .from = planned->from, .items = planned->items, .item_count = planned->item_count};
    const struct supporting supporting = {making, &support, &making->caseworker[planned->office]};
    void *row;
    enum outcome outcome = record_get_unlimited(&making->work, &return_case_record, planned->file, &row);
    support.file = row;
    for (size_t i = 0; i < planned->item_count && outcome == OK; i++) {
        outcome = record_get_unlimited(&making->work, &return_item_record, planned->items[i], &row);
        if (outcome == OK && text_is(((struct return_item *)row)->modality, "in_kind"))
            outcome = add_order(&supporting, row);
        else if (outcome == OK)
            outcome = add_share(&supporting, row);
    }
    if (outcome == OK)
        outcome = record_get_unlimited(&making->work, &return_item_record, planned->items[0], &row);
    if (outcome == OK)
        outcome = order_for_one_under_way(&supporting, row);
    if (outcome == OK && !text_is(support.file->head.state, "closed"))
        outcome = take_seat(&supporting);
    return outcome;
}

void note_plan(struct making *making, const struct planned *planned)
{
    if (making->planned_count < PLANNED_MOST)
        making->planned[making->planned_count++] = *planned;
}

enum outcome make_orders(struct making *making)
{
    making_at(making, &making->manager, making->options->today - 4, MORNING);
    enum outcome outcome = add_course(making);
    for (size_t i = 0; i < making->planned_count && outcome == OK; i++) {
        outcome = order_for(making, &making->planned[i]);
        arena_reset(making->work.arena);
        making->work.problems = problems_open(making->work.arena);
    }
    return outcome;
}

enum outcome make_waiting(struct making *making, struct identifier file, size_t office, bool *ret_waits)
{
    *ret_waits = false;
    static const char *const PRIORITIES[] = {"high", "medium", "low"};
    static const uint32_t WEIGHTS[] = {20, 50, 30, 0};
    void *found;
    enum outcome outcome = record_get_unlimited(&making->work, &return_case_record, file, &found);
    if (outcome != OK)
        return outcome;
    const struct return_case *row = found;
    for (size_t i = 0; i < sizeof PAID_FOR / sizeof *PAID_FOR; i++)
        if (text_is(row->country_of_return, PAID_FOR[i]))
            return OK;
    if (making->waiting == WAITING_MOST || row->arrived_on == DATE_NONE)
        return OK;
    *ret_waits = true;
    making->waiting++;
    making_at(making, &making->caseworker[office], row->arrived_on + 1, MORNING);
    struct reintegration_waiting *entry = record_new(making->work.arena, &waiting_record);
    put_head(making, row, &entry->head);
    entry->return_case = file;
    entry->priority = text_from(PRIORITIES[chance_weighted(WEIGHTS)]);
    entry->wanted = (struct money){(int64_t)(8 + chance(12)) * 100000, "NOK"};
    return making_refused(making, "an entry of the waiting list", record_insert(&making->work, &waiting_record, entry));
}
