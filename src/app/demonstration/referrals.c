/* Referrals between the mission, Caritas and an association: in every state, answered in time and late, ordinary ones
   and a few about protection.  Taken step by step through the real flows.  Persons, accounts, reasons and answers are
   invented, and the rows say so. */
#include "app/demonstration/parts.h"
#include "directory/directory.h"
#include "record/list.h"
#include "referrals/referral_rules.h"
#include "referrals/referral_store.h"

enum {
    TURNS = 5,
    SERVICES_MOST = 16,
    CARITAS_PERSONS = 30,
    ASSOCIATION_PERSONS = 8,
    SMALL_MISSION = 1000,
    AGAIN = 2,
    AGAIN_AFTER = 55
};

/* One organisation of those who refer to each other. */
struct side {
    struct identifier organisation;
    struct actor sends, guards;
    struct identifier persons[REFERABLE_MOST];
    struct identifier offices[REFERABLE_MOST];
    size_t count, next; /* who is referred next */
    struct identifier services[SERVICES_MOST];
    struct text categories[SERVICES_MOST];
    size_t service_count, next_service;
};
enum { OURS, CARITAS, ASSOCIATION, SIDES };

struct turn {
    int32_t after; /* days after it was sent */
    const char *action;
};
/* The life of a referral: how many days ago it was sent, and what was done with it then. */
struct life {
    const char *priority;
    int32_t ago; /* DRAFT: it was not sent */
    struct turn turns[TURNS];
    const char *said; /* reason of a refusal, or outcome of its services */
};
enum { DRAFT = -1 };

static const struct life LIVES[] = {
    {"normal", 1, {{0, NULL}}, NULL},
    {"normal", 10, {{1, "acknowledge"}, {2, "accept"}, {4, "begin"}}, NULL},
    {"urgent", 6, {{0, NULL}}, NULL}, /* nobody answered in time */
    {"normal", 5, {{1, "acknowledge"}, {2, "ask"}}, NULL},
    {"normal", 35, {{1, "acknowledge"}, {3, "accept"}, {6, "begin"}, {12, "complete"}}, "provided"},
    {"normal", 20, {{2, "refuse"}}, "capacity"},
    {"normal", 40, {{2, "acknowledge"}, {5, "accept"}}, NULL}, /* its outcome is late */
    {"normal", DRAFT, {{0, NULL}}, NULL},
    {"normal", 70, {{1, "acknowledge"}, {2, "accept"}, {3, "begin"}, {10, "complete"}, {18, "feedback"}}, "provided"},
    {"urgent", 4, {{1, "accept"}}, NULL},
    {"normal", 15, {{1, "acknowledge"}, {3, "refer_on"}}, NULL},
    {"normal", 3, {{1, "acknowledge"}}, NULL},
    {"normal", 25, {{1, "acknowledge"}, {2, "recall"}}, NULL},
    {"urgent", 60, {{1, "accept"}, {3, "complete"}, {10, "feedback"}}, "unavailable"},
    {"normal", 18, {{1, "acknowledge"}, {2, "accept"}, {6, "withdraw"}}, NULL},
    {"normal", 8, {{1, "acknowledge"}, {2, "ask"}, {4, "reply"}}, NULL},
    {"emergency", 12, {{4, "acknowledge"}}, NULL}, /* too late */
    {"normal", 50, {{1, "acknowledge"}, {6, "refuse"}}, "eligibility"},
    {"urgent", 30, {{2, "accept"}, {5, "begin"}}, NULL}, /* its outcome is late */
    {"normal", 45, {{2, "acknowledge"}, {20, "expire"}}, NULL},
    {"urgent", 33, {{1, "refuse"}}, "out_of_area"},
    {"normal", DRAFT, {{0, "cancel"}}, NULL},
    {"normal", 80, {{3, "acknowledge"}, {5, "accept"}, {9, "begin"}, {30, "complete"}}, "declined"},
    {"emergency", 28, {{0, "accept"}, {1, "complete"}, {4, "feedback"}}, "provided"},
};
enum { LIFE_COUNT = sizeof LIVES / sizeof *LIVES };

/* Of protection: fewer. */
static const struct life GUARDED_LIVES[] = {
    {"urgent", 1, {{0, NULL}}, NULL},
    {"emergency", 5, {{0, "accept"}, {1, "begin"}}, NULL},
    {"urgent", 9, {{0, NULL}}, NULL}, /* nobody answered in time */
    {"urgent", 40, {{1, "accept"}, {2, "begin"}, {20, "complete"}}, "provided"},
};
enum { GUARDED_COUNT = sizeof GUARDED_LIVES / sizeof *GUARDED_LIVES };

/* What is asked of a service of a category. */
static const struct request_kind {
    const char *category, *theme, *services, *reasons;
} KINDS[] = {
    {"CAR-MED", "health", "health", "Demande à voir un médecin ; n’a pas de couverture (exemple inventé)."},
    {"CAR-EDU", "advocacy", "livelihood", "Ses enfants ne vont pas encore à l’école ici (exemple inventé)."},
    {"SOC-PSY", "psychosocial", "psychosocial",
     "Dort mal depuis son arrivée ; demande à parler à quelqu’un (exemple inventé)."},
    {"PRJ-LEGAL", "advocacy", "legal", "A perdu ses papiers en route ; cherche conseil (exemple inventé)."},
    {"CAR-FPR", "advocacy", "livelihood", "Cherche une formation courte pour travailler (exemple inventé)."},
    {"PRJ-FOOD", "accommodation", "food,relief",
     "N’a plus de quoi acheter à manger jusqu’à la fin du mois (exemple inventé)."},
    {"SOC-ECOUTE", "psychosocial", "psychosocial,legal",
     "Vient d’arriver en ville et ne connaît personne (exemple inventé)."},
    {"PRJ-SHELTER", "accommodation", "shelter,safety", "Ne peut pas rester où elle dort (exemple inventé)."},
    {"CAR-MNA", "unaccompanied_minors", "child_care,shelter", "Dort dehors, seul (exemple inventé)."},
};

static const struct request_kind *kind_of(struct text category)
{
    for (size_t i = 0; i < sizeof KINDS / sizeof *KINDS; i++)
        if (text_is(category, KINDS[i].category))
            return &KINDS[i];
    return NULL;
}

static bool is_guarded_kind(struct text category)
{
    return text_is(category, "PRJ-SHELTER") || text_is(category, "CAR-MNA");
}

/* ---- who refers ---- */

struct finding {
    struct side *sides;
    size_t count;
};

static bool take_service(void *context, struct work *work, void *row, const struct field_set *readable)
{
    struct finding *finding = context;
    const struct directory_service *service = row;
    (void)work, (void)readable;
    for (size_t i = 0; i < SIDES; i++) {
        struct side *side = &finding->sides[i];
        if (!identifier_equal(side->organisation, service->head.organisation) ||
            !text_is(service->head.state, "open") || kind_of(service->category) == NULL ||
            side->service_count == SERVICES_MOST)
            continue;
        side->services[side->service_count] = service->head.id;
        side->categories[side->service_count++] = text_from(kind_of(service->category)->category);
    }
    return true;
}

static enum outcome find_services(struct making *making, struct side *sides)
{
    struct finding finding = {sides, SIDES};
    struct list_query query = {.size = LIST_PAGE_MOST};
    return record_each(&making->work, &directory_service_record, &query, take_service, &finding);
}

/* Those of the mission who asked and did not leave. */
static void take_our_persons(const struct making *making, struct side *side)
{
    size_t count = making->referable_seen < REFERABLE_MOST ? (size_t)making->referable_seen : REFERABLE_MOST;
    for (size_t i = 0; i < count; i++) {
        side->persons[side->count] = making->referable[i];
        side->offices[side->count++] = making->offices[making->referable_office[i]].head.id;
    }
}

/* Persons whom the other side knows, and the mission does not. */
static enum outcome make_their_persons(struct making *making, const struct office *office, size_t count,
                                       struct side *side)
{
    static const char *const COUNTRIES[] = {"CMR", "CIV", "GIN", "SEN", "NGA", "COD", "MLI"};
    struct making theirs = *making;
    enum outcome outcome = OK;
    theirs.organisation = side->organisation;
    theirs.offices[0] = *office;
    theirs.reception[0] = side->sends;
    for (size_t i = 0; i < count && outcome == OK; i++) {
        struct member member;
        const struct family family = {.received = making->options->today - 200 + (int32_t)chance(60)};
        enum group group = i % 3 == 1 ? GROUP_WOMEN : GROUP_MEN;
        outcome = make_person(&theirs, &family, text_from(COUNTRIES[i % (sizeof COUNTRIES / sizeof *COUNTRIES)]), group,
                              NULL, &member);
        side->persons[side->count] = member.person;
        side->offices[side->count++] = office->head.id;
    }
    return outcome;
}

/* ---- one referral ---- */

struct sending {
    struct making *making;
    struct side *from, *to;
    const struct life *life;
    bool guarded;
    int32_t sent_on;
    struct identifier referral, person;
};

static enum outcome move(struct sending *sending, const struct flow *flow, struct identifier id,
                         const struct turn *turn, void *input, const char *note)
{
    struct work *work = &sending->making->work;
    void *row;
    enum outcome outcome = record_get_unlimited(work, flow->record, id, &row);
    if (outcome != OK)
        return outcome;
    return flow_move(work, flow, id, record_head_of(row)->version, text_from(turn->action), input, text_from(note));
}

static struct text outcomes_of(struct sending *sending, const struct referral_received *row)
{
    struct text outcomes = TEXT_NONE;
    struct text service;
    for (struct text rest = row->services; text_split(&rest, ',', &service);)
        outcomes = arena_format(sending->making->work.arena, "%.*s%s%.*s=%s", TEXT_ARG(outcomes),
                                outcomes.length > 0 ? ", " : "", TEXT_ARG(service), sending->life->said);
    return outcomes;
}

/* A step of the receiver. */
static enum outcome answer(struct sending *sending, const struct turn *turn)
{
    struct work *work = &sending->making->work;
    const struct flow *flow = received_flow_of(sending->guarded);
    struct side *to = sending->to;
    struct identifier id;
    void *row;
    enum outcome outcome = received_of(work, sending->guarded, sending->referral, sending->person, &id);
    if (outcome == OK)
        outcome = record_get_unlimited(work, flow->record, id, &row);
    if (outcome != OK)
        return outcome;
    struct referral_received *input = record_copy(work->arena, flow->record, row);
    if (sending->life->said != NULL) {
        input->refusal_reason = text_from(sending->life->said);
        input->outcomes = outcomes_of(sending, input);
    }
    input->answer = TEXT("Réponse inventée pour la démonstration.");
    input->question = TEXT("Depuis quand ? Une adresse où l’inviter ? (question inventée)");
    input->result_note = TEXT("Reçu deux fois, un suivi est prévu (compte rendu inventé).");
    for (size_t i = 0; i < to->service_count; i++)
        if (!identifier_equal(to->services[i], input->service) && !is_guarded_kind(to->categories[i]))
            input->onward = to->services[i];
    return move(sending, flow, id, turn, input, "");
}

static bool is_by_sender(const char *action)
{
    static const char *const THEIRS[] = {"reply", "recall", "withdraw", "feedback", "cancel"};
    for (size_t i = 0; i < sizeof THEIRS / sizeof *THEIRS; i++)
        if (text_is(text_from(action), THEIRS[i]))
            return true;
    return false;
}

static enum outcome take_turn(struct sending *sending, const struct turn *turn, int place)
{
    struct work *work = &sending->making->work;
    const struct flow *flow = referral_flow_of(sending->guarded);
    bool theirs = is_by_sender(turn->action);
    const struct side *side = theirs ? sending->from : sending->to;
    making_at(sending->making, sending->guarded ? &side->guards : &side->sends, sending->sent_on + turn->after,
              4 + place);
    if (text_is(text_from(turn->action), "expire"))
        return flow_move_forced(work, flow, sending->referral, TEXT("expire"), TEXT_NONE);
    if (!theirs)
        return answer(sending, turn);
    struct referral *input = record_new(work->arena, flow->record);
    input->reply = TEXT("Depuis deux mois (réponse inventée).");
    input->feedback = TEXT("Dit que cela l’a aidé (propos inventé).");
    return move(sending, flow, sending->referral, turn, input, "Exemple : la situation a changé.");
}

static void fill(const struct sending *sending, const struct request_kind *kind, struct identifier service,
                 struct identifier office, struct referral *row)
{
    const struct side *from = sending->from;
    row->head = (struct record_head){.id = making_id(sending->making),
                                     .person = sending->person,
                                     .organisation = from->organisation,
                                     .office = office,
                                     .assigned = sending->guarded ? from->guards.user : from->sends.user,
                                     .state = TEXT("draft")};
    row->service = service;
    row->receiver = sending->to->organisation;
    row->theme = text_from(kind->theme);
    row->priority = text_from(sending->life->priority);
    row->services = text_from(kind->services);
    row->reasons = text_from(kind->reasons);
    row->safe_channel = TEXT("call");
    row->safe_time = TEXT("Le matin");
    row->guarded.is = sending->guarded ? FLAG_YES : FLAG_NO;
    row->generated.is = FLAG_YES;
    if (sending->guarded)
        row->concern = text_is(row->theme, "unaccompanied_minors") ? TEXT("unaccompanied") : TEXT("trafficking");
    if (sending->life->ago == DRAFT)
        return;
    row->consent_items = TEXT("name,file_number,languages,telephone,contact,reasons");
    row->consent_means = TEXT("spoken");
    row->consent_language = TEXT("fra");
    row->consent_interpreter.is = FLAG_NO;
    row->consent_explained.is = FLAG_YES;
    row->consent_on = sending->sent_on;
    for (size_t i = 0; i < TURNS && sending->life->turns[i].action != NULL; i++)
        if (text_is(text_from(sending->life->turns[i].action), "expire"))
            row->consent_until = sending->sent_on + sending->life->turns[i].after - 1;
}

static enum outcome write_draft(struct sending *sending, const struct request_kind *kind, struct identifier service,
                                struct identifier office)
{
    struct work *work = &sending->making->work;
    const struct record *record = referral_record_of(sending->guarded);
    struct referral *row = record_new(work->arena, record);
    struct text arabic;
    struct text code;
    void *stored;
    fill(sending, kind, service, office, row);
    sending->referral = row->head.id;
    enum outcome outcome = record_get_unlimited(work, &directory_service_record, service, &stored);
    if (outcome != OK)
        return outcome;
    row->service_name = service_title(work, stored);
    outcome = organisation_called(work, row->receiver, &row->addressee, &arabic, &code);
    if (outcome == OK)
        outcome = record_insert(work, record, row);
    return outcome == OK ? flow_begin(work, referral_flow_of(sending->guarded), row) : outcome;
}

/* The next service that fits; SERVICES_MOST: none. */
static size_t next_service(struct side *to, bool guarded)
{
    for (size_t i = 0; i < to->service_count; i++) {
        size_t at = (to->next_service + i) % to->service_count;
        if (is_guarded_kind(to->categories[at]) != guarded)
            continue;
        to->next_service = at + 1;
        return at;
    }
    return SERVICES_MOST;
}

/* Whoever has departed is referred to nobody here. */
static enum outcome has_departed(struct making *making, struct identifier person, bool *ret_departed)
{
    struct list_query query = {.size = LIST_PAGE, .person = person, .count_most = 1};
    struct list_page page;
    *ret_departed = false;
    enum outcome outcome = record_list(&making->work, &return_case_record, &query, &page);
    for (size_t i = 0; outcome == OK && i < page.count; i++)
        *ret_departed = *ret_departed || ((const struct return_case *)page.rows[i])->departed_on != DATE_NONE;
    return outcome;
}

/* Nothing where nobody is left to be referred, or the other side gives nothing of the kind. */
static enum outcome add_referral(struct making *making, struct side *from, struct side *to, const struct life *life,
                                 bool guarded, int32_t earlier)
{
    static const struct turn SEND = {0, "send"};
    struct sending sending = {.making = making,
                              .from = from,
                              .to = to,
                              .life = life,
                              .guarded = guarded,
                              .sent_on = making->options->today - (life->ago == DRAFT ? 2 : life->ago) - earlier};
    unsigned purposes = 0;
    size_t service = next_service(to, guarded);
    if (from->next == from->count || service == SERVICES_MOST)
        return OK;
    size_t who = from->next++;
    sending.person = from->persons[who];
    making_at(making, guarded ? &from->guards : &from->sends, sending.sent_on, 1);
    enum outcome outcome = person_consents(&making->work, sending.person, sending.sent_on, &purposes);
    bool departed = false;
    if (outcome == OK)
        outcome = has_departed(making, sending.person, &departed);
    if (outcome != OK || departed || (purposes & CONSENT_DATA) == 0)
        return outcome;
    outcome = write_draft(&sending, kind_of(to->categories[service]), to->services[service], from->offices[who]);
    making_at(making, making->work.actor, sending.sent_on, 2);
    if (outcome == OK && life->ago != DRAFT)
        outcome = move(&sending, referral_flow_of(guarded), sending.referral, &SEND, NULL, "");
    for (int i = 0; i < TURNS && outcome == OK && life->turns[i].action != NULL; i++)
        outcome = take_turn(&sending, &life->turns[i], i);
    outcome = making_refused(making, life->turns[0].action == NULL ? "a referral" : life->turns[0].action, outcome);
    arena_reset(making->work.arena);
    making->work.problems = problems_open(making->work.arena);
    return outcome;
}

/* ---- all of them ---- */

static bool has_ended(const struct life *life)
{
    const char *last = NULL;
    for (size_t i = 0; i < TURNS && life->turns[i].action != NULL; i++)
        last = life->turns[i].action;
    return last != NULL && life->ago > 0 && !text_is(text_from(last), "acknowledge") &&
           !text_is(text_from(last), "accept") && !text_is(text_from(last), "begin") &&
           !text_is(text_from(last), "ask") && !text_is(text_from(last), "reply");
}

static enum outcome add_lives(struct making *making, struct side *from, struct side *to, size_t each)
{
    enum outcome outcome = OK;
    for (size_t i = 0; i < LIFE_COUNT && outcome == OK; i += each)
        outcome = add_referral(making, from, to, &LIVES[i], false, 0);
    return outcome;
}

/* Those that ended once more, some weeks earlier: so that a year has figures. */
static enum outcome add_earlier(struct making *making, struct side *from, struct side *to)
{
    enum outcome outcome = OK;
    for (int32_t times = 1; times <= AGAIN; times++)
        for (size_t i = 0; i < LIFE_COUNT && outcome == OK; i++)
            if (has_ended(&LIVES[i]))
                outcome = add_referral(making, from, to, &LIVES[i], false, times * AGAIN_AFTER);
    return outcome;
}

static enum outcome add_guarded(struct making *making, struct side *from, struct side *to)
{
    enum outcome outcome = OK;
    for (size_t i = 0; i < GUARDED_COUNT && outcome == OK; i++)
        outcome = add_referral(making, from, to, &GUARDED_LIVES[i], true, 0);
    return outcome;
}

/* The association's centre, its account, and what permits that something is told there and back. */
static enum outcome open_association(struct making *making, struct side *side, struct office *ret_office)
{
    static const char NAME[] = "Association de démonstration, Tanger", OWN[] = "Mission de démonstration";
    const struct office *own = &making->offices[0];
    enum outcome outcome = organisation_of_code(&making->work, TEXT("DEMO-01"), &side->organisation);
    if (outcome == OK)
        outcome = make_association_office(making, side->organisation, ret_office);
    if (outcome == OK)
        outcome = make_account(making, "association", ret_office, &side->sends);
    struct actor there = {.system = true, .organisation = side->organisation, .office = ret_office->head.id};
    struct actor manager = making->manager;
    manager.system = true;
    const struct agreement_between here = {own->head.organisation, own->head.id, OWN, side->organisation, NAME};
    const struct agreement_between back = {side->organisation, ret_office->head.id, NAME, own->head.organisation, OWN};
    if (outcome == OK)
        outcome = make_protocol(making, &manager, &here);
    return outcome == OK ? make_protocol(making, &there, &back) : outcome;
}

static enum outcome open_sides(struct making *making, struct side *sides)
{
    struct office centre;
    int32_t founded = making->options->today - 320;
    sides[OURS] = (struct side){
        .organisation = making->organisation, .sends = making->caseworker[0], .guards = making->protection};
    sides[CARITAS] = (struct side){.organisation = making->partner.organisation, .sends = making->partner};
    sides[ASSOCIATION] = (struct side){0};
    making_at(making, &making->builder, founded, 1);
    enum outcome outcome = make_account(making, "partner.protection", &making->partner_office, &sides[CARITAS].guards);
    making_at(making, &making->builder, founded, 2);
    if (outcome == OK)
        outcome = open_association(making, &sides[ASSOCIATION], &centre);
    making_at(making, &making->builder, founded, 3);
    if (outcome == OK)
        outcome = make_own_services(making);
    if (outcome == OK)
        outcome = make_their_persons(making, &making->partner_office, CARITAS_PERSONS, &sides[CARITAS]);
    if (outcome == OK)
        outcome = make_their_persons(making, &centre, ASSOCIATION_PERSONS, &sides[ASSOCIATION]);
    take_our_persons(making, &sides[OURS]);
    sides[OURS].sends.name = TEXT("Démonstration Accompagnement Rabat");
    sides[OURS].guards.name = TEXT("Démonstration Sauvegarde");
    sides[CARITAS].sends.name = TEXT("Démonstration Partenaire");
    sides[CARITAS].guards.name = TEXT("Démonstration Partenaire (sauvegarde)");
    sides[ASSOCIATION].sends.name = TEXT("Démonstration Association");
    return outcome == OK ? find_services(making, sides) : outcome;
}

/* One of Caritas, the others of the mission. */
static enum outcome add_conferences(struct making *making, struct side *ours, struct side *caritas)
{
    static const struct conference_wanted WANTED[] = {
        {.ago = 2},
        {.ago = 9, .invited = true, .held = true},
        {.ago = 50, .invited = true, .held = true, .over = true},
        {.ago = 12, .invited = true, .held = true},
    };
    enum { COUNT = sizeof WANTED / sizeof *WANTED };
    enum outcome outcome = OK;
    for (size_t i = 0; i < COUNT && outcome == OK; i++) {
        struct side *host = i + 1 == COUNT ? caritas : ours;
        struct conference_wanted wanted = WANTED[i];
        if (host->count <= i)
            continue;
        wanted.host = &host->sends;
        wanted.person = host->persons[host->count - 1 - i];
        wanted.office = host->offices[host->count - 1 - i];
        wanted.guest = host == ours ? caritas->organisation : ours->organisation;
        outcome = make_conference(making, &wanted);
        arena_reset(making->work.arena);
        making->work.problems = problems_open(making->work.arena);
    }
    return outcome;
}

enum outcome make_referrals(struct making *making)
{
    struct side *sides = arena_array(making->kept, struct side, SIDES);
    struct side *ours = &sides[OURS], *caritas = &sides[CARITAS], *association = &sides[ASSOCIATION];
    int64_t hours, count = 0;
    int32_t since;
    if (referral_clock(TEXT("normal"), making->options->today, &hours, &since) != OK) /* another profile */
        return OK;
    enum outcome outcome = open_sides(making, sides);
    if (outcome == OK)
        outcome = add_lives(making, ours, caritas, 1);
    if (outcome == OK)
        outcome = add_lives(making, caritas, ours, 1);
    if (outcome == OK)
        outcome = add_guarded(making, ours, caritas);
    if (outcome == OK)
        outcome = add_guarded(making, caritas, ours);
    if (outcome == OK)
        outcome = add_lives(making, ours, association, 3);
    if (outcome == OK)
        outcome = add_lives(making, association, ours, 4);
    if (outcome == OK && making->options->persons >= SMALL_MISSION)
        outcome = add_earlier(making, ours, caritas);
    if (outcome == OK)
        outcome = add_conferences(making, ours, caritas);
    making_at(making, &making->builder, making->options->today, 0);
    if (outcome == OK) /* tasks of what is late */
        outcome = referral_look_at_clocks(&making->work, &count);
    return making_refused(making, "referrals", outcome);
}
