/* The register of agreements in the demonstration: those of the profile, which are real and say where they are from,
   and invented ones, which say that they are invented. */
#include "app/demonstration/parts.h"
#include "record/list.h"

#define INVENTED " (exemple inventé)"
#define SOURCE "Inventé pour la démonstration."

struct side {
    struct identifier organisation, other;
    struct identifier office;
    const char *name, *other_name;
};

static void put_head(const struct making *making, const struct side *side, struct record_head *head)
{
    head->id = making_id(making);
    head->organisation = side->organisation;
    head->office = side->office;
}

static enum outcome add_party(struct making *making, const struct side *side, struct identifier agreement, bool own)
{
    struct agreement_party *party = record_new(making->work.arena, &agreement_party_record);
    put_head(making, side, &party->head);
    party->agreement = agreement;
    party->party = own ? side->organisation : side->other;
    party->name = text_from(own ? side->name : side->other_name);
    party->part = TEXT("party");
    return agreement_party_store(&making->work, party);
}

static enum outcome add_date(struct making *making, const struct side *side, struct identifier agreement,
                             const char *event, int32_t day)
{
    struct agreement_date *date = record_new(making->work.arena, &agreement_date_record);
    put_head(making, side, &date->head);
    date->agreement = agreement;
    date->event = text_from(event);
    date->day = (struct partial_date){day, PRECISION_DAY};
    date->source = TEXT(SOURCE);
    date->mark = TEXT("proposed");
    date->standing = TEXT("counts");
    return agreement_date_store(&making->work, date);
}

/* A protocol from its draft into force; `ends`: DATE_NONE for none. */
static enum outcome add_protocol(struct making *making, const struct side *side, struct identifier replaces,
                                 int32_t begins, int32_t ends, struct identifier *ret_id)
{
    struct work *work = &making->work;
    struct agreement *row = record_new(work->arena, &agreement_record);
    put_head(making, side, &row->head);
    row->head.state = text_from(agreement_flow.states[0].name);
    row->kind = TEXT("sharing_protocol");
    row->title_fr = identifier_is_none(replaces) ? TEXT("Premier protocole de partage de données" INVENTED)
                                                 : TEXT("Protocole de partage de données" INVENTED);
    row->title_ar = identifier_is_none(replaces) ? TEXT("البروتوكول الأول لتبادل المعطيات (مثال مختلق)")
                                                 : TEXT("بروتوكول تبادل المعطيات (مثال مختلق)");
    row->title_en = identifier_is_none(replaces) ? TEXT("First data-sharing protocol (invented example)")
                                                 : TEXT("Data-sharing protocol (invented example)");
    row->data_categories = TEXT("identity,contact,household,situation,needs,protection,follow_up");
    row->data_purpose = TEXT("Orienter une personne vers un service et savoir ce qu’il en est advenu" INVENTED ".");
    row->replaces = replaces;
    row->owner = work->actor->user;
    *ret_id = row->head.id;
    enum outcome outcome = agreement_store(work, row);
    if (outcome == OK)
        outcome = add_party(making, side, row->head.id, true);
    if (outcome == OK)
        outcome = add_party(making, side, row->head.id, false);
    if (outcome == OK)
        outcome = add_date(making, side, row->head.id, "signed", begins - 10);
    if (outcome == OK)
        outcome = add_date(making, side, row->head.id, "in_force", begins);
    if (outcome == OK && ends != DATE_NONE)
        outcome = add_date(making, side, row->head.id, "ends", ends);
    if (outcome == OK)
        outcome = flow_move_forced(work, &agreement_flow, row->head.id, TEXT("sign"), TEXT_NONE);
    if (outcome == OK)
        outcome = flow_move_forced(work, &agreement_flow, row->head.id, TEXT("open"), TEXT_NONE);
    return outcome;
}

static enum outcome add_obligations(struct making *making, const struct side *side, struct identifier agreement)
{
    static const struct {
        const char *what, *every;
        int32_t days;
    } ROWS[] = {
        {"Rapport annuel commun" INVENTED, "year", 25},
        {"Réunion de coordination" INVENTED, "quarter", -6},
        {"Liste des points de contact à jour" INVENTED, "half_year", 75},
    };
    enum outcome outcome = OK;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS && outcome == OK; i++) {
        struct agreement_obligation *row = record_new(making->work.arena, &agreement_obligation_record);
        put_head(making, side, &row->head);
        row->agreement = agreement;
        row->what = text_from(ROWS[i].what);
        row->every = text_from(ROWS[i].every);
        row->due_on = making->options->today + ROWS[i].days;
        row->owner = making->work.actor->user;
        outcome = agreement_obligation_store(&making->work, row);
    }
    return outcome;
}

static enum outcome add_amendment(struct making *making, const struct side *side, struct identifier agreement)
{
    struct agreement *row = record_new(making->work.arena, &agreement_record);
    put_head(making, side, &row->head);
    row->head.state = text_from(agreement_flow.states[0].name);
    row->kind = TEXT("amendment");
    row->title_fr = TEXT("Avenant n° 1 : hébergement d’urgence" INVENTED);
    row->title_ar = TEXT("الملحق رقم 1: الإيواء الاستعجالي (مثال مختلق)");
    row->title_en = TEXT("Amendment no. 1: emergency accommodation (invented example)");
    row->amends = agreement;
    row->amendment_number = 1;
    row->owner = making->work.actor->user;
    enum outcome outcome = agreement_store(&making->work, row);
    return outcome == OK ? add_date(making, side, row->head.id, "ends", making->options->today + 420) : outcome;
}

static enum outcome add_register(struct making *making, const struct side *side, const struct actor *actor)
{
    struct identifier first = {{0}}, second = {{0}};
    int32_t today = making->options->today;
    making_at(making, actor, today - 700, 1);
    enum outcome outcome = add_protocol(making, side, (struct identifier){{0}}, today - 720, DATE_NONE, &first);
    making_at(making, actor, today - 290, 1);
    if (outcome == OK)
        outcome = add_protocol(making, side, first, today - 300, today + 60, &second);
    making_at(making, actor, today - 20, 1);
    if (outcome == OK)
        outcome = add_obligations(making, side, second);
    if (outcome == OK)
        outcome = add_amendment(making, side, second);
    return outcome;
}

/* In the demonstration its mission stands where IOM stands. */
static enum outcome stand_for_iom(struct making *making)
{
    struct list_query query = {.size = LIST_PAGE_MOST};
    struct list_page page;
    enum outcome outcome = record_list(&making->work, &agreement_party_record, &query, &page);
    for (size_t i = 0; outcome == OK && i < page.count; i++) {
        const struct agreement_party *before = page.rows[i];
        if (!text_is(before->code, "IOM") || !identifier_equal(before->head.organisation, making->organisation))
            continue;
        struct agreement_party *after = record_copy(making->work.arena, &agreement_party_record, before);
        after->party = making->organisation;
        outcome = record_update(&making->work, &agreement_party_record, before, after);
    }
    return outcome;
}

enum outcome make_protocol(struct making *making, const struct actor *actor, const struct agreement_between *between)
{
    struct identifier id;
    const struct side side = {between->organisation, between->other, between->office, between->name,
                              between->other_name};
    making_at(making, actor, making->options->today - 290, 3);
    enum outcome outcome =
        add_protocol(making, &side, (struct identifier){{0}}, making->options->today - 300, DATE_NONE, &id);
    return making_refused(making, "a protocol", outcome);
}

enum outcome make_agreements(struct making *making, const struct office *partner)
{
    struct actor manager = making->manager, other = {.system = true, .organisation = partner->head.organisation};
    const struct side own = {making->organisation, partner->head.organisation, making->offices[0].head.id,
                             "Mission de démonstration", "Caritas (partenaire, démonstration)"};
    const struct side theirs = {partner->head.organisation, making->organisation, partner->head.id, own.other_name,
                                own.name};
    size_t count;
    other.office = partner->head.id;
    manager.system = true;
    making_at(making, &manager, date_from_day((struct calendar_day){2021, 12, 1}), 40);
    enum outcome outcome = agreements_take_over(&making->work, making->organisation, &count);
    if (outcome == OK)
        outcome = stand_for_iom(making);
    if (outcome == OK)
        outcome = add_register(making, &own, &manager);
    if (outcome == OK)
        outcome = add_register(making, &theirs, &other);
    return making_refused(making, "agreements", outcome);
}
