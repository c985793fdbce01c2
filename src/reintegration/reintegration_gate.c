/* What the plan of a case and its payments ask of reintegration, and what follows when a case moves. */
#include "database/wall.h"
#include "reintegration/reintegration_store.h"

static struct text page_of(struct gate *gate, struct identifier file, const char *part)
{
    return arena_format(gate->arena, "/return-cases/%.*s/reintegration#%s",
                        TEXT_ARG(identifier_to_text(gate->arena, file)), part);
}

static void require_within(const struct entitled *lines, size_t count, struct identifier file, struct gate *gate)
{
    bool within = true;
    for (size_t i = 0; i < count; i++)
        within = within && lines[i].over.minor == 0;
    if (count > 0)
        gate_require(gate, within, "entitlement_exceeded",
                     N_("The plan stays within the entitlement, or a second person signed for more"),
                     N_("Another supervisor or the programme manager"), page_of(gate, file, "entitlement"));
    for (size_t i = 0; i < count; i++)
        if (lines[i].rate_missing) {
            gate_require(gate, false, "entitlement_rate_missing",
                         N_("There is an exchange rate to compare the plan with the entitlement"),
                         N_("Finance officers"), page_of(gate, file, "entitlement"));
            return;
        }
}

enum outcome reintegration_require(struct work *work, const struct return_case *file, const char *action, int32_t day,
                                   struct gate *gate)
{
    struct entitled *lines;
    size_t count;
    (void)day;
    if (!text_is(text_from(action), "agree_plan"))
        return OK;
    enum outcome outcome = case_entitlements(work, file, &lines, &count);
    if (outcome == OK)
        require_within(lines, count, file->head.id, gate);
    return outcome;
}

/* Only the lines that this item counts on. */
static enum outcome require_item_within(struct work *work, const struct return_item *item, struct gate *gate)
{
    struct entitled *lines;
    void *file;
    size_t count;
    size_t kept = 0;
    enum outcome outcome = record_get_unlimited(work, &return_case_record, item->return_case, &file);
    if (outcome == OK)
        outcome = item_entitlements(work, file, item, &lines, &count);
    if (outcome != OK)
        return outcome;
    for (size_t i = 0; i < count; i++)
        if (identifier_is_none(lines[i].budget_line) || identifier_equal(lines[i].budget_line, item->budget_line))
            lines[kept++] = lines[i];
    require_within(lines, kept, item->return_case, gate);
    return OK;
}

static enum outcome require_quotes(struct work *work, const struct return_item *item, struct gate *gate)
{
    struct quote_need need;
    struct quote_row *quotes;
    size_t count;
    bool approved = false;
    enum outcome outcome = quotes_needed(work, item, &need);
    if (outcome != OK || need.quotes == 0)
        return outcome;
    outcome = quotes_of_item(work, item->head.id, item->head.person, &quotes, &count);
    if (outcome != OK)
        return outcome;
    for (size_t i = 0; i < count; i++)
        approved = approved || text_is(quotes[i].state, "approved");
    gate_require(gate, approved, "quote_missing", N_("A quote for this item was chosen and approved"),
                 N_("Caseworker, then a supervisor"), page_of(gate, item->return_case, "quotes"));
    return OK;
}

static enum outcome require_proof(struct work *work, const struct return_item *item, struct gate *gate)
{
    bool accepted;
    if (item->instalment != 2)
        return OK;
    enum outcome outcome = proof_accepted(work, item->head.id, item->head.person, &accepted);
    if (outcome == OK)
        gate_require(gate, accepted, "proof_missing",
                     N_("Another person than who saw it accepted the proof of the project"), N_("Supervisor"),
                     page_of(gate, item->return_case, "proofs"));
    return outcome;
}

enum outcome reintegration_require_item(struct work *work, const struct return_item *item, const char *action,
                                        struct gate *gate)
{
    AUTO_WALL struct wall_hold hold = wall_widen(work->db, "what a payment misses, whoever pays");
    if (text_is(text_from(action), "commit"))
        return require_item_within(work, item, gate);
    enum outcome outcome = order_require(work, item, action, page_of(gate, item->return_case, "orders"), gate);
    if (outcome == OK)
        outcome = share_require(work, item, action, page_of(gate, item->return_case, "shares"), gate);
    if (outcome != OK || !text_is(text_from(action), "prepare"))
        return outcome;
    outcome = require_quotes(work, item, gate);
    return outcome == OK ? require_proof(work, item, gate) : outcome;
}

enum outcome reintegration_owed(struct work *work, const struct return_item *item, struct money *ret_owed)
{
    AUTO_WALL struct wall_hold hold = wall_widen(work->db, "what was invoiced, whoever pays");
    return order_owed(work, item, ret_owed);
}

/* Whoever waits for funds waits no more when the case ends, and nothing is kept that others need. */
enum outcome reintegration_moved(struct work *work, const struct return_case *before, const struct return_case *file)
{
    struct identifier entry;
    bool ended = text_is(file->head.state, "closed") || text_is(file->head.state, "withdrawn");
    if (before == NULL || !ended || text_equal(before->head.state, file->head.state))
        return OK;
    AUTO_WALL struct wall_hold hold = wall_widen(work->db, "an entry ends with its case");
    enum outcome outcome = waiting_of_case(work, file->head.id, file->head.person, &entry);
    if (outcome == OK)
        outcome = flow_move_forced(work, &waiting_flow, entry, TEXT("leave"), TEXT(N_("The case ended.")));
    return outcome == OK || outcome == NOT_FOUND ? case_end(work, file) : outcome;
}
