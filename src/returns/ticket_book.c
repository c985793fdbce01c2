/* Tickets are put aside on budget lines when a journey is booked, and given back when it is given up. */
#include <string.h>

#include "database/wall.h"
#include "grants/grants.h"
#include "ledger/exchange.h"
#include "returns/return_money.h"
#include "returns/return_rules.h"
#include "returns/return_store.h"
#include "system/random.h"

static int32_t today(const struct work *work) { return zone_date(work->zone, work->now); }

/* ---- which line ---- */

/* The lines of an organisation that are named for travel, of grants that run today. */
static enum outcome lines_for_travel(struct work *work, struct identifier organisation, struct line_figures **ret_lines,
                                     size_t *ret_count)
{
    struct line_figures *lines;
    size_t all;
    size_t count = 0;
    enum outcome outcome = budget_lines_running(work, organisation, today(work), &lines, &all);
    for (size_t i = 0; i < all && outcome == OK; i++)
        if (lines[i].travel)
            lines[count++] = lines[i];
    *ret_lines = lines;
    *ret_count = count;
    return outcome;
}

/* Why none of the lines takes a ticket: the least that would have to change. */
enum refusal { NONE_SERVES, NO_RATE, NOT_ENOUGH };

/* The first line that serves the person and has enough left, less what the caller takes off it; NOT_FOUND: none. */
static enum outcome choose_line(struct work *work, struct line_figures *lines, size_t count,
                                const struct ticket_order *order, struct money cost, struct line_figures **ret_line,
                                int64_t *ret_worth, enum refusal *ret_refusal)
{
    struct line_serves person;
    void *file;
    *ret_refusal = NONE_SERVES;
    enum outcome outcome = record_get_unlimited(work, &return_case_record, order->return_case, &file);
    if (outcome == OK)
        outcome = funding_of(work, file, today(work), &person);
    for (size_t i = 0; i < count && outcome == OK; i++) {
        struct exchange exchange;
        if (!line_serves(&lines[i].serves, &person))
            continue;
        outcome = exchange_convert(work, cost, text_from(lines[i].left.currency), today(work), &exchange);
        if (outcome == NOT_FOUND || outcome == INVALID) {
            *ret_refusal = *ret_refusal == NOT_ENOUGH ? NOT_ENOUGH : NO_RATE;
            outcome = OK;
            continue;
        }
        if (outcome == OK && exchange.result.minor <= lines[i].left.minor) {
            *ret_line = &lines[i];
            *ret_worth = exchange.result.minor;
            return OK;
        }
        *ret_refusal = NOT_ENOUGH;
    }
    return outcome == OK ? NOT_FOUND : outcome;
}

static enum outcome refuse(struct work *work, enum refusal refusal, struct money cost)
{
    static const char *const MESSAGES[] = {
        [NONE_SERVES] = N_("No budget line that pays for tickets serves this person: {1} cannot be put aside."),
        [NO_RATE] = N_("There is no exchange rate for the ticket of {1}: finance must record one first."),
        [NOT_ENOUGH] = N_("No budget line that pays for tickets has {1} left."),
    };
    return problem_add_with(&work->problems, INVALID, "ticket_not_funded", TEXT("ticket_cost"), MESSAGES[refusal],
                            language_money(work->arena, work->language, cost), TEXT_NONE);
}

/* ---- what there is of a source ---- */

static enum outcome read_tickets(struct work *work, struct identifier source, struct identifier person,
                                 struct return_ticket ***ret_tickets, size_t *ret_count)
{
    struct identifier *ids;
    size_t count;
    enum outcome outcome = return_ticket_ids(work, source, person, &ids, &count);
    if (outcome != OK)
        return outcome;
    struct return_ticket **tickets = arena_array(work->arena, struct return_ticket *, count + 1);
    for (size_t i = 0; i < count && outcome == OK; i++) {
        void *row;
        outcome = record_get_unlimited(work, &return_ticket_record, ids[i], &row);
        tickets[i] = row;
    }
    *ret_tickets = tickets;
    *ret_count = count;
    return outcome;
}

enum outcome return_tickets_of(struct work *work, struct identifier source, struct identifier person,
                               struct return_ticket ***ret_tickets, size_t *ret_count)
{
    struct identifier *ids;
    size_t count;
    size_t seen = 0;
    enum outcome outcome = return_ticket_ids(work, source, person, &ids, &count);
    if (outcome != OK)
        return outcome;
    void **rows = arena_array(work->arena, void *, count + 1);
    struct return_ticket **tickets = arena_array(work->arena, struct return_ticket *, count + 1);
    outcome = record_peek_all(work, &return_ticket_record, ids, count, NULL, rows);
    for (size_t i = 0; i < count && outcome == OK; i++)
        if (rows[i] != NULL)
            tickets[seen++] = rows[i];
    *ret_tickets = tickets;
    *ret_count = seen;
    return outcome;
}

/* What is still to be put aside of a cost: zero when all of it was paid.  INVALID when more was paid, or in another
   currency.  What was claimed from the carrier pays for no other journey. */
static enum outcome rest_of(struct work *work, struct return_ticket *const *tickets, size_t count, struct money cost,
                            struct money *ret_rest)
{
    struct money rest = cost;
    for (size_t i = 0; i < count; i++) {
        const struct return_ticket *ticket = tickets[i];
        if (!text_is(ticket->head.state, "paid") && !text_is(ticket->head.state, "unused"))
            continue;
        rest.minor -= ticket->amount.minor;
        if (strcmp(ticket->amount.currency, cost.currency) != 0 || rest.minor < 0)
            return problem_add_with(&work->problems, INVALID, "ticket_paid", TEXT("ticket_cost"),
                                    N_("{1} was paid for this ticket already: its cost is not less, and in the same "
                                       "currency."),
                                    language_money(work->arena, work->language, ticket->amount), TEXT_NONE);
    }
    *ret_rest = rest;
    return OK;
}

/* Takes a step of each ticket that stands where it begins. */
static enum outcome move_tickets(struct work *work, struct return_ticket *const *tickets, size_t count,
                                 const char *action)
{
    enum outcome outcome = OK;
    for (size_t i = 0; i < count && outcome == OK; i++)
        if (flow_step(&ticket_flow, tickets[i]->head.state, text_from(action)) != NULL)
            outcome = flow_move_forced(work, &ticket_flow, tickets[i]->head.id, text_from(action), TEXT_NONE);
    return outcome;
}

/* ---- booking ---- */

static enum outcome store_ticket(struct work *work, const struct ticket_order *order, struct money cost,
                                 struct identifier line)
{
    struct line_charge charge;
    void *file;
    enum outcome outcome = record_get_unlimited(work, &return_case_record, order->return_case, &file);
    if (outcome != OK)
        return outcome;
    const struct record_head *head = record_head_of(file);
    struct return_ticket *ticket = record_new(work->arena, &return_ticket_record);
    ticket->head.person = head->person;
    ticket->head.organisation = head->organisation;
    ticket->head.office = head->office;
    ticket->head.assigned = head->assigned;
    ticket->return_case = order->return_case;
    ticket->source = order->source;
    ticket->travel_on = order->travel_on;
    ticket->amount = cost;
    ticket->budget_line = line;
    ticket->head.id = identifier_new();
    outcome = return_charge_line(work, &return_ticket_record, ticket->head.id, line, cost, &charge);
    if (outcome != OK)
        return outcome;
    ticket->line_amount = charge.amount;
    ticket->rate_note = charge.rate_note;
    return record_insert(work, &return_ticket_record, ticket);
}

enum outcome return_ticket_book(struct work *work, const struct ticket_order *order)
{
    AUTO_WALL struct wall_hold hold = wall_widen(work->db, "a ticket is put aside for whoever travels");
    struct return_ticket **tickets;
    struct line_figures *lines, *line;
    size_t ticket_count, line_count;
    struct money rest = {0, ""};
    enum refusal refusal;
    int64_t worth;
    void *file;
    enum outcome outcome = record_get_unlimited(work, &return_case_record, order->return_case, &file);
    if (outcome != OK)
        return outcome;
    const struct record_head *head = record_head_of(file);
    outcome = read_tickets(work, order->source, head->person, &tickets, &ticket_count);
    if (outcome == OK)
        outcome = move_tickets(work, tickets, ticket_count, "cancel");
    if (outcome == OK) /* what was paid is used after all */
        outcome = move_tickets(work, tickets, ticket_count, "use_again");
    if (outcome == OK && order->cost.currency[0] != '\0')
        outcome = rest_of(work, tickets, ticket_count, order->cost, &rest);
    if (outcome == OK)
        outcome = lines_for_travel(work, head->organisation, &lines, &line_count);
    if (outcome != OK || rest.minor <= 0 || line_count == 0)
        return outcome;
    outcome = choose_line(work, lines, line_count, order, rest, &line, &worth, &refusal);
    if (outcome == NOT_FOUND)
        return refuse(work, refusal, rest);
    return outcome == OK ? store_ticket(work, order, rest, line->line) : outcome;
}

/* The same for a question: what does not fit is no problem yet. */
static enum outcome rest_of_order(struct work *work, const struct ticket_order *order, struct money *ret_rest)
{
    struct problems kept = work->problems;
    struct return_ticket **tickets;
    size_t count;
    void *file;
    enum outcome outcome = record_get_unlimited(work, &return_case_record, order->return_case, &file);
    if (outcome == OK)
        outcome = read_tickets(work, order->source, record_head_of(file)->person, &tickets, &count);
    if (outcome == OK)
        outcome = rest_of(work, tickets, count, order->cost, ret_rest);
    work->problems = kept;
    return outcome;
}

enum outcome return_tickets_fit(struct work *work, struct identifier organisation, const struct ticket_order *orders,
                                size_t count, bool *ret_asked, bool *ret_fit)
{
    struct line_figures *lines, *line;
    size_t line_count;
    bool asked = false, fit = true;
    AUTO_WALL struct wall_hold hold = wall_widen(work->db, "a ticket is put aside for whoever travels");
    enum outcome outcome = lines_for_travel(work, organisation, &lines, &line_count);
    for (size_t i = 0; i < count && line_count > 0 && outcome == OK; i++) {
        enum refusal refusal;
        struct money rest;
        int64_t worth = 0;
        if (orders[i].cost.currency[0] == '\0' || orders[i].cost.minor <= 0)
            continue;
        asked = true;
        outcome = rest_of_order(work, &orders[i], &rest);
        if (outcome == OK && rest.minor > 0)
            outcome = choose_line(work, lines, line_count, &orders[i], rest, &line, &worth, &refusal);
        if (outcome == OK && worth > 0)
            line->left.minor -= worth;
        fit = fit && outcome == OK;
        outcome = outcome == NOT_FOUND || outcome == INVALID ? OK : outcome;
    }
    *ret_asked = asked;
    *ret_fit = fit;
    return outcome;
}

/* ---- giving up ---- */

enum outcome return_ticket_give_up(struct work *work, struct identifier source, struct identifier person)
{
    AUTO_WALL struct wall_hold hold = wall_widen(work->db, "a ticket is given back whoever gives the journey up");
    struct return_ticket **tickets;
    size_t count;
    enum outcome outcome = read_tickets(work, source, person, &tickets, &count);
    if (outcome == OK)
        outcome = move_tickets(work, tickets, count, "cancel");
    return outcome == OK ? move_tickets(work, tickets, count, "give_up") : outcome;
}
