/* Tickets: the list, and the page of one with what is to be done. */
#include "identity/identity.h"
#include "returns/return_pages.h"
#include "returns/return_rules.h"

static struct text back_to_ticket(struct arena *arena, const void *row)
{
    return arena_format(arena, "/return-tickets/%.*s", TEXT_ARG(identifier_to_text(arena, record_head_of(row)->id)));
}

/* What who prepares, releases or pays must have before their eyes. */
static enum outcome ticket_facts(struct work *work, const void *row, struct step_fact **ret, size_t *ret_count)
{
    static const char *const SHOWN[] = {"return_case", "travel_on", "amount",      "budget_line",
                                        "line_amount", "refund",    "refunded_on", "credit_note"};
    enum { SHOWN_COUNT = sizeof SHOWN / sizeof *SHOWN };
    struct field_set readable;
    void *seen;
    struct text prepared_by = TEXT_NONE;
    enum outcome outcome = record_peek(work, &return_ticket_record, record_head_of(row)->id, &seen, &readable);
    if (outcome == OK)
        outcome = staff_name(work, ((const struct return_ticket *)row)->prepared_by, &prepared_by);
    if (outcome != OK)
        return outcome;
    struct step_fact *facts = arena_array(work->arena, struct step_fact, SHOWN_COUNT + 1);
    size_t count = 0;
    for (size_t i = 0; i < SHOWN_COUNT; i++) {
        const struct field *field = record_field(&return_ticket_record, text_from(SHOWN[i]));
        struct text value = field_to_show(work, field, seen);
        if (!text_is_empty(value))
            facts[count++] = (struct step_fact){field->label, value};
    }
    if (!text_is_empty(prepared_by))
        facts[count++] = (struct step_fact){N_("Prepared by"), prepared_by};
    *ret = facts;
    *ret_count = count;
    return OK;
}

const struct step_pages ticket_steps = {&ticket_flow, "/return-tickets", back_to_ticket, .facts = ticket_facts};

static const struct record_page_action ACTIONS[] = {
    {N_("Prepare the payment"), "steps/prepare", &payment_prepare, "check", "prepare"},
    {N_("Release the payment"), "steps/release", &payment_release, "check", "release"},
    {N_("Send back"), "steps/send_back", &payment_release, NULL, "send_back"},
    {N_("Record the payment"), "steps/pay", &payment_prepare, "check", "pay"},
    {N_("Note that nobody flew with it"), "steps/give_up", &payment_prepare, NULL, "give_up"},
    {N_("Claim it from the carrier"), "steps/claim", &payment_prepare, "check", "claim"},
    {N_("It is used after all"), "steps/use_again", &payment_prepare, NULL, "use_again"},
    {N_("Record what came back"), "steps/refund", &payment_prepare, "check", "refund"},
    {N_("Confirm the refund"), "steps/confirm", &payment_release, "check", "confirm"},
    {N_("Note that nothing comes back"), "steps/write_off", &payment_release, NULL, "write_off"},
};

static const struct record_page_options OPTIONS = {
    .record = &return_ticket_record,
    .base = "/return-tickets",
    .flow = &ticket_flow,
    .actions = ACTIONS,
    .action_count = sizeof ACTIONS / sizeof *ACTIONS,
    .users = &colleague_record,
    .offices = &office_record,
    .closed_list = true,
};

#define HANDLER(name, page)                                               \
    enum outcome name(struct request *request, struct response *response) \
    {                                                                     \
        return record_page_##page(request, response, &OPTIONS);           \
    }

HANDLER(ticket_list, list)
HANDLER(ticket_csv, csv)
HANDLER(ticket_xlsx, xlsx)
HANDLER(ticket_filter, filter)
HANDLER(ticket_view_add, view_add)
HANDLER(ticket_view_remove, view_remove)
HANDLER(ticket_show, show)
HANDLER(ticket_history, history)
