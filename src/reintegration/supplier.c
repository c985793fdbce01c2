/* The register of suppliers, and above which amount how many quotes are needed: data of the mission. */
#include "reintegration/reintegration_store.h"

static const struct choice STATUSES[] = {
    {"usable", N_("May be ordered from"), {0}},
    {"suspended", N_("Suspended"), {0}},
    {"blacklisted", N_("Blacklisted"), {0}},
};
struct choice_list supplier_statuses = {"supplier_statuses", NULL, STATUSES, sizeof STATUSES / sizeof *STATUSES};

#define STANDING N_("May it be ordered from?")

static const struct field SUPPLIER_FIELDS[] = {
    FIELD(struct reintegration_supplier, name, FIELD_TEXT, .label = N_("Name"), .flags = FIELD_REQUIRED | FIELD_SORTED,
          .longest = 120),
    FIELD(struct reintegration_supplier, registration, FIELD_TEXT, .label = N_("Registration number"), .longest = 60),
    FIELD(struct reintegration_supplier, kinds, FIELD_CHOICES, .label = N_("What it supplies"),
          .choices = &item_categories, .flags = FIELD_LISTED),
    FIELD(struct reintegration_supplier, country, FIELD_CHOICE, .label = N_("Country"), .choices = &countries,
          .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_FILTERED, .every = N_("All countries")),
    FIELD(struct reintegration_supplier, city, FIELD_TEXT, .label = N_("Place"), .flags = FIELD_LISTED, .longest = 120),
    FIELD(struct reintegration_supplier, contact, FIELD_LINES, .label = N_("How to reach it"), .flags = FIELD_SEALED,
          .longest = 500),
    FIELD(struct reintegration_supplier, conflict, FIELD_LINES, .label = N_("Conflict of interest"),
          .flags = FIELD_SEALED, .longest = 1000, .section = STANDING,
          .help = N_("Links with staff or with persons who are assisted, and what was decided about them. Empty: none "
                     "is known.")),
    FIELD(struct reintegration_supplier, status, FIELD_CHOICE, .label = N_("Standing"), .section = STANDING,
          .choices = &supplier_statuses, .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_FILTERED),
    FIELD(struct reintegration_supplier, status_from, FIELD_DATE, .label = N_("Excluded from"), .section = STANDING,
          .flags = FIELD_LISTED),
    FIELD(struct reintegration_supplier, status_until, FIELD_DATE, .label = N_("Excluded until"), .section = STANDING,
          .flags = FIELD_LISTED, .help = N_("The last day. Empty: until somebody lifts it.")),
    FIELD(struct reintegration_supplier, status_reason, FIELD_LINES, .label = N_("Why it is excluded"),
          .section = STANDING, .flags = FIELD_SEALED, .longest = 1000),
};

static struct text supplier_title(struct work *work, const void *row)
{
    (void)work;
    return ((const struct reintegration_supplier *)row)->name;
}

static enum outcome supplier_check(struct work *work, const void *before, void *row, struct problems *problems)
{
    const struct reintegration_supplier *supplier = row;
    bool excluded = supplier->status.length > 0 && !text_is(supplier->status, "usable");
    (void)work, (void)before;
    if (excluded && supplier->status_from == DATE_NONE)
        (void)problem_add(problems, INVALID, "day_missing", TEXT("status_from"),
                          N_("Say from which day it is excluded."));
    if (excluded && supplier->status_reason.length == 0)
        (void)problem_add(problems, INVALID, "reason_missing", TEXT("status_reason"), N_("Say why it is excluded."));
    if (!excluded && (supplier->status_from != DATE_NONE || supplier->status_until != DATE_NONE))
        (void)problem_add(problems, INVALID, "not_excluded", TEXT("status"),
                          N_("Days are given, but the supplier is not excluded."));
    if (supplier->status_until != DATE_NONE && supplier->status_until < supplier->status_from)
        (void)problem_add(problems, INVALID, "end_before_start", TEXT("status_until"),
                          N_("The end lies before the beginning."));
    return OK;
}

struct record supplier_record = {
    .name = "reintegration_supplier",
    .path = "suppliers",
    .table = "reintegration_supplier",
    .label = N_("Supplier"),
    .plural = N_("Suppliers"),
    .check = supplier_check,
    .title = supplier_title,
    OF_THE_ORGANISATION(struct reintegration_supplier, SUPPLIER_FIELDS, supplier_keep),
};

bool supplier_usable(const struct reintegration_supplier *supplier, int32_t on)
{
    if (text_is(supplier->status, "usable"))
        return true;
    return on < supplier->status_from || (supplier->status_until != DATE_NONE && on > supplier->status_until);
}

/* ---- how many quotes ---- */

static const struct field RULE_FIELDS[] = {
    FIELD(struct reintegration_quote_rule, above, FIELD_MONEY, .label = N_("Above this amount"),
          .flags = FIELD_REQUIRED | FIELD_LISTED),
    FIELD(struct reintegration_quote_rule, quotes, FIELD_INTEGER, .label = N_("Quotes needed"),
          .flags = FIELD_REQUIRED | FIELD_LISTED, .smallest = 1, .largest = 9),
    FIELD(struct reintegration_quote_rule, from_on, FIELD_DATE, .label = N_("In force from"),
          .flags = FIELD_REQUIRED | FIELD_LISTED),
    FIELD(struct reintegration_quote_rule, until_on, FIELD_DATE, .label = N_("In force until"), .flags = FIELD_LISTED,
          .help = N_("The last day. Empty: until another rule is recorded.")),
    FIELD(struct reintegration_quote_rule, source, FIELD_LINES, .label = N_("Source"), .flags = FIELD_REQUIRED,
          .longest = 500, .help = N_("Who decided it, when, and where it can be read.")),
    FIELD(struct reintegration_quote_rule, verified, FIELD_FLAG, .label = N_("Verified in its source"),
          .flags = FIELD_REQUIRED | FIELD_LISTED),
};

static struct text rule_title(struct work *work, const void *row)
{
    const struct reintegration_quote_rule *rule = row;
    struct text arguments[] = {language_number(work->arena, work->language, rule->quotes < 0 ? 0 : rule->quotes),
                               language_money(work->arena, work->language, rule->above)};
    return rule->above.currency[0] == '\0'
               ? TEXT_NONE
               : tr_with(work->arena, work->language, N_("Quotes: {1} above {2}"), arguments, 2);
}

static enum outcome rule_check(struct work *work, const void *before, void *row, struct problems *problems)
{
    const struct reintegration_quote_rule *rule = row;
    (void)work, (void)before;
    if (rule->until_on != DATE_NONE && rule->until_on < rule->from_on)
        (void)problem_add(problems, INVALID, "end_before_start", TEXT("until_on"),
                          N_("The end lies before the beginning."));
    return OK;
}

struct record quote_rule_record = {
    .name = "reintegration_quote_rule",
    .path = "quote-rules",
    .table = "reintegration_quote_rule",
    .label = N_("Rule of quotes"),
    .plural = N_("Rules of quotes"),
    .check = rule_check,
    .title = rule_title,
    OF_THE_ORGANISATION(struct reintegration_quote_rule, RULE_FIELDS, entitlement_keep),
};

const struct money QUOTE_DEFAULT_ABOVE = {1000000, "MAD"};

static void need(struct quote_need *need, const struct quote_rule_row *rule, bool by_default)
{
    if (rule->quotes > need->quotes)
        *need = (struct quote_need){rule->quotes, rule->above, rule->source, by_default, rule->verified};
}

enum outcome quotes_needed(struct work *work, const struct return_item *item, struct quote_need *ret_need)
{
    struct quote_rule_row *rules;
    struct quote_rule_row preset = {.above = QUOTE_DEFAULT_ABOVE, .quotes = QUOTE_DEFAULT_COUNT};
    size_t count;
    *ret_need = (struct quote_need){0};
    if (!text_is(item->modality, "in_kind"))
        return OK;
    enum outcome outcome =
        quote_rules_on(work, item->head.organisation, zone_date(work->zone, work->now), &rules, &count);
    bool by_default = outcome == OK && count == 0;
    if (by_default)
        rules = &preset;
    for (size_t i = 0; outcome == OK && i < (by_default ? 1 : count); i++) {
        struct money worth;
        outcome = reintegration_worth(work, item->amount, text_from(rules[i].above.currency), &worth);
        if (outcome < 0)
            return outcome;
        /* What a rate is missing for is asked by the mission's own rule, not by the program's. */
        if (outcome == OK ? worth.minor > rules[i].above.minor : !by_default)
            need(ret_need, &rules[i], by_default);
        outcome = OK;
    }
    return outcome;
}
