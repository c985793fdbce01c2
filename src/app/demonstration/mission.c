/* Organisations, offices, accounts, the grant and the exchange rates of the demonstration. */
#include "app/demonstration/parts.h"

#include <string.h>

#include "ledger/exchange.h"

static const struct {
    const char *name, *arabic, *city, *region;
} OFFICES_OF[OFFICES] = {
    {"Rabat", "الرباط", "Rabat", "04"}, {"Casablanca", "الدار البيضاء", "Casablanca", "06"},
    {"Tanger", "طنجة", "Tanger", "01"}, {"Oujda", "وجدة", "Oujda", "02"},
    {"Fès", "فاس", "Fès", "03"},        {"Agadir", "أكادير", "Agadir", "09"},
};

/* Known to everybody: they open nothing but generated data. */
enum { LATER = -3 };
static const struct account {
    enum role role;
    const char *login, *name, *password;
    int office; /* -1: the partner's; -2: the first that receives; LATER: made with the referrals */
} ACCOUNTS[] = {
    {ROLE_RECEPTION, "reception", "Démonstration Accueil Rabat", "kestu-varol-2961", 0},
    {ROLE_CASEWORKER, "caseworker", "Démonstration Accompagnement Rabat", "molip-derane-4807", 0},
    {ROLE_SUPERVISOR, "supervisor", "Démonstration Supervision", "tavon-sirule-7352", 0},
    {ROLE_PROTECTION, "protection", "Démonstration Sauvegarde", "birsa-golune-5094", 0},
    {ROLE_PROTECTION, "protection.second", "Démonstration Sauvegarde (seconde lecture)", "lomat-guvire-3186", 0},
    {ROLE_PROTECTION_MANAGER, "protection.manager", "Démonstration Responsable de la sauvegarde", "kelvo-sitran-7043",
     0},
    {ROLE_OPERATIONS, "operations", "Démonstration Voyages", "nudal-kervit-8416", 0},
    {ROLE_HEALTH, "health", "Démonstration Santé", "ruvel-hostani-5381", 0},
    {ROLE_FINANCE_PREPARER, "finance1", "Démonstration Finances (prépare)", "porem-tasilu-6273", 0},
    {ROLE_FINANCE_RELEASER, "finance2", "Démonstration Finances (libère)", "vokal-nirese-3948", 0},
    {ROLE_PROGRAMME_MANAGER, "manager", "Démonstration Programme", "ludet-moravi-9125", 0},
    {ROLE_DATA_PROTECTION, "data.protection", "Démonstration Données personnelles", "sigra-volten-2684", 0},
    {ROLE_AUDITOR, "auditor", "Démonstration Contrôle", "rakim-tusole-7509", 0},
    {ROLE_TRAINER, "trainer", "Démonstration Formation", "denul-pakori-4136", 0},
    {ROLE_ANALYST, "analyst", "Démonstration Analyse", "foset-limuna-8390", 0},
    {ROLE_PARTNER, "partner", "Démonstration Partenaire", "galin-toresk-5712", -1},
    {ROLE_RECEIVING_OFFICE, "receiving.office", "Démonstration Bureau d’arrivée", "mirto-delsak-6048", -2},
    {ROLE_BUREAU, "bureau", "Démonstration Guichet", "pavon-kitrel-3579", 0},
    {ROLE_COMMISSION, "commission", "Démonstration Commission", "zelam-brodus-9260", 0},
    {ROLE_ADMINISTRATOR, "administrator", "Démonstration Administration", "tirek-solvan-1843", 0},
    {ROLE_RECEPTION, "reception.casablanca", "Démonstration Accueil Casablanca", "hudel-navori-6715", 1},
    {ROLE_CASEWORKER, "caseworker.casablanca", "Démonstration Accompagnement Casablanca", "wisan-tolure-2038", 1},
    {ROLE_RECEPTION, "reception.tanger", "Démonstration Accueil Tanger", "jomar-keldis-9471", 2},
    {ROLE_CASEWORKER, "caseworker.tanger", "Démonstration Accompagnement Tanger", "sulek-barino-5826", 2},
    {ROLE_RECEPTION, "reception.oujda", "Démonstration Accueil Oujda", "xeniv-potula-7164", 3},
    {ROLE_CASEWORKER, "caseworker.oujda", "Démonstration Accompagnement Oujda", "bramo-filset-3902", 3},
    {ROLE_RECEPTION, "reception.fes", "Démonstration Accueil Fès", "ortil-samude-8257", 4},
    {ROLE_CASEWORKER, "caseworker.fes", "Démonstration Accompagnement Fès", "cavet-ulnoris-4690", 4},
    {ROLE_RECEPTION, "reception.agadir", "Démonstration Accueil Agadir", "yalum-trevik-1375", 5},
    {ROLE_CASEWORKER, "caseworker.agadir", "Démonstration Accompagnement Agadir", "dorin-pesulta-6549", 5},
    {ROLE_CASEWORKER, "caseworker.second", "Démonstration Accompagnement Rabat (second)", "velda-morkin-5218", 0},
    {ROLE_PROTECTION, "partner.protection", "Démonstration Partenaire (sauvegarde)", "sermo-jalvin-4927", LATER},
    {ROLE_PARTNER, "association", "Démonstration Association", "tilba-norveck-8153", LATER},
};
enum { ACCOUNT_COUNT = sizeof ACCOUNTS / sizeof *ACCOUNTS };

struct text demonstration_accounts(struct arena *arena)
{
    AUTO_BUFFER struct buffer lines = buffer_open(16 * 1024);
    for (size_t i = 0; i < ACCOUNT_COUNT; i++)
        buffer_format(&lines, "ACCOUNT %s %s %s\n", role_entry(ACCOUNTS[i].role)->name, ACCOUNTS[i].login,
                      ACCOUNTS[i].password);
    return arena_text(arena, buffer_text(&lines));
}

static enum outcome add_office(struct making *making, struct identifier organisation, const char *name,
                               const char *arabic, const char *city, const char *region, struct office *ret_office)
{
    struct work *work = &making->work;
    struct office *office = record_new(work->arena, &office_record);
    office->head.organisation = organisation;
    office->name = text_from(name);
    office->name_arabic = text_from(arabic);
    office->city = text_from(city);
    office->region = text_from(region);
    enum outcome outcome = office_add(work, office);
    if (outcome == OK)
        *ret_office = *office;
    return making_refused(making, name, outcome);
}

static enum outcome add_organisation(struct making *making, const char *code, const char *name, const char *arabic,
                                     struct identifier *ret_id)
{
    struct organisation *organisation = record_new(making->work.arena, &organisation_record);
    organisation->code = text_from(code);
    organisation->name = text_from(name);
    organisation->name_arabic = text_from(arabic);
    enum outcome outcome = organisation_add(&making->work, organisation);
    if (outcome == OK)
        *ret_id = organisation->head.id;
    return making_refused(making, code, outcome);
}

/* Those who act in the cases. */
static void keep_actor(struct making *making, const struct account *account, const struct actor *actor)
{
    switch ((int)account->role) {
    case ROLE_RECEPTION:
        making->reception[account->office] = *actor;
        break;
    case ROLE_CASEWORKER:
        if (identifier_is_none(making->caseworker[account->office].user))
            making->caseworker[account->office] = *actor;
        else
            making->second_caseworker = *actor;
        break;
    case ROLE_SUPERVISOR:
        making->supervisor = *actor;
        break;
    case ROLE_DATA_PROTECTION:
        making->data_protection = *actor;
        break;
    case ROLE_ADMINISTRATOR:
        making->administrator = *actor;
        break;
    case ROLE_PROTECTION:
        if (identifier_is_none(making->protection.user))
            making->protection = *actor;
        else
            making->second_reader = *actor;
        break;
    case ROLE_PROTECTION_MANAGER:
        making->protection_manager = *actor;
        break;
    case ROLE_OPERATIONS:
        making->operations = *actor;
        break;
    case ROLE_PROGRAMME_MANAGER:
        making->manager = *actor;
        break;
    case ROLE_PARTNER:
        making->partner = *actor;
        break;
    case ROLE_HEALTH:
        making->health = *actor;
        break;
    case ROLE_FINANCE_PREPARER:
        making->preparer = *actor;
        break;
    case ROLE_FINANCE_RELEASER:
        making->releaser = *actor;
        break;
    default:
        break;
    }
}

static enum outcome add_account(struct making *making, const struct account *account, const struct office *office,
                                struct actor *ret_actor)
{
    struct work *work = &making->work;
    struct user_account *user = record_new(work->arena, &user_account_record);
    user->head.organisation = office->head.organisation;
    user->head.office = office->head.id;
    user->login = text_from(account->login);
    user->name = text_from(account->name);
    user->language = TEXT("fr");
    user->active.is = FLAG_YES;
    enum outcome outcome = user_add(work, user, text_from(account->password));
    if (outcome == OK)
        outcome = role_give(work, user->head.id, office, account->role);
    struct actor actor = {.user = user->head.id,
                          .organisation = office->head.organisation,
                          .office = office->head.id,
                          .login = text_from(account->login),
                          .system = true};
    *ret_actor = actor;
    return making_refused(making, account->login, outcome);
}

enum outcome make_account(struct making *making, const char *login, const struct office *office,
                          struct actor *ret_actor)
{
    size_t at = 0;
    while (at + 1 < ACCOUNT_COUNT && !text_is(text_from(ACCOUNTS[at].login), login))
        at++;
    return add_account(making, &ACCOUNTS[at], office, ret_actor);
}

enum outcome make_association_office(struct making *making, struct identifier organisation, struct office *ret_office)
{
    return add_office(making, organisation, "Centre de démonstration, Tanger", "مركز للعرض، طنجة", "Tanger", "01",
                      ret_office);
}

/* ---- the money ---- */

static const struct {
    const char *code, *title;
    int64_t kroner;
} LINES[] = {
    {"1", "Personnel et bureaux", 600000},
    {"2", "Accueil, conseil, documents et santé avant le départ", 500000},
    {"3", "Voyages", 900000},
    {"4", "Réintégration", 1500000},
    {"5", "Suivi et évaluation", 220000},
    {"6", "Frais de gestion", 280000},
};
enum { TRAVEL_LINE = 2, REINTEGRATION_LINE = 3 };

static struct money kroner(int64_t whole) { return (struct money){whole * 100, "NOK"}; }

static enum outcome add_grant(struct making *making)
{
    struct work *work = &making->work;
    struct donor_grant *grant = record_new(work->arena, &grant_record);
    grant->head.organisation = making->organisation;
    grant->head.office = making->offices[0].head.id;
    grant->title = TEXT("RAISE : retour volontaire et réintégration");
    grant->donor = TEXT("Norvège");
    grant->reference = TEXT("RAISE");
    grant->amount = kroner(4000000);
    grant->source =
        TEXT("Communiqué de la signature à Marrakech : 4 000 000 NOK, « environ 400 000 EUR » selon son propre "
             "arrondi. Les lignes budgétaires sont inventées pour la démonstration.");
    enum outcome outcome = agreement_from_profile(work, making->organisation, TEXT("raise"), &grant->agreement);
    if (outcome == OK || outcome == NOT_FOUND) /* another profile */
        outcome = grant_open(work, grant);
    making->grant = grant->head.id;
    for (size_t i = 0; outcome == OK && i < sizeof LINES / sizeof *LINES; i++) {
        struct budget_line *line = record_new(work->arena, &budget_line_record);
        line->head.office = grant->head.office;
        line->donor_grant = grant->head.id;
        line->code = text_from(LINES[i].code);
        line->title = text_from(LINES[i].title);
        line->amount = kroner(LINES[i].kroner);
        line->travel.is = i == TRAVEL_LINE ? FLAG_YES : FLAG_NO;
        outcome = budget_line_open(work, line);
        if (i == REINTEGRATION_LINE)
            making->reintegration_line = line->head.id;
    }
    return making_refused(making, "RAISE", outcome);
}

/* Units for one US dollar, in millionths, in January; each month adds a little. */
static const struct {
    const char *currency;
    int64_t millionths, monthly;
} RATES[] = {
    {"MAD", 9280000, 130000},     {"EUR", 882000, 9000},        {"NOK", 8800000, 110000},
    {"XOF", 578500000, 6000000},  {"XAF", 578500000, 6000000},  {"GNF", 9050000000, -4000000},
    {"NGN", 412000000, 3500000},  {"CDF", 2000000000, 3000000}, {"GMD", 52800000, 800000},
    {"GHS", 6150000, 500000},     {"SLE", 11400000, 600000},    {"LRD", 148000000, 700000},
    {"SDG", 440000000, 12000000}, {"KMF", 434000000, 4500000},  {"MGA", 3980000000, 40000000},
    {"BDT", 85900000, 1500000},   {"MRU", 36300000, 100000},
};

static enum outcome add_rates(struct making *making)
{
    enum outcome outcome = OK;
    for (int32_t month = 1; month <= 12; month++) {
        int32_t first = date_from_day((struct calendar_day){2022, month, 1});
        making_at(making, &making->preparer, first, 0);
        for (size_t i = 0; outcome == OK && i < sizeof RATES / sizeof *RATES; i++) {
            struct exchange_rate rate = {.from = "USD",
                                         .valid_from = first,
                                         .rate_millionths = RATES[i].millionths + RATES[i].monthly * (month - 1),
                                         .source = TEXT("taux de démonstration, non officiel")};
            memcpy(rate.to, RATES[i].currency, sizeof rate.to);
            outcome = exchange_record(&making->work, &rate);
        }
    }
    return making_refused(making, "exchange rates", outcome);
}

/* Examples, and said to be such: the real list is the mission's. */
static enum outcome add_suspensions(struct making *making)
{
    static const char *const COUNTRIES[] = {"SYR", "YEM"};
    enum outcome outcome = OK;
    for (size_t i = 0; outcome == OK && i < sizeof COUNTRIES / sizeof *COUNTRIES; i++) {
        struct suspended_place *place = record_new(making->work.arena, &suspended_place_record);
        place->head.organisation = making->organisation;
        place->country = text_from(COUNTRIES[i]);
        place->from_on = date_from_day((struct calendar_day){2021, 12, 1});
        place->reason = TEXT("Exemple pour la démonstration : conflit armé.");
        place->source =
            TEXT("Inventé pour la démonstration, d’après une ancienne liste d’un autre bureau ; à vérifier.");
        outcome = record_insert(&making->work, &suspended_place_record, place);
    }
    return making_refused(making, "suspended places", outcome);
}

/* Where travellers are met: an organisation of its own, which sees its arrivals and nothing else. */
static enum outcome add_receiving(struct making *making)
{
    static const struct {
        const char *name, *arabic, *city, *country;
    } PLACES[RECEIVING_OFFICES] = {
        {"Bureau d’arrivée, Conakry", "مكتب الوصول، كوناكري", "Conakry", "GIN"},
        {"Bureau d’arrivée, Abidjan", "مكتب الوصول، أبيدجان", "Abidjan", "CIV"},
    };
    struct identifier organisation;
    enum outcome outcome =
        add_organisation(making, "ARRIVEE", "Bureaux d’arrivée (démonstration)", "مكاتب الوصول (للعرض)", &organisation);
    for (size_t i = 0; outcome == OK && i < RECEIVING_OFFICES; i++) {
        making->receiving_countries[i] = text_from(PLACES[i].country);
        outcome = add_office(making, organisation, PLACES[i].name, PLACES[i].arabic, PLACES[i].city, "",
                             &making->receiving[i]);
    }
    return outcome;
}

/* ---- all of it ---- */

enum outcome make_mission(struct making *making)
{
    static const struct actor THE_SYSTEM = {.system = true};
    struct identifier caritas;
    struct office partner;
    int32_t founded = date_from_day((struct calendar_day){2021, 12, 1});
    making_at(making, &THE_SYSTEM, founded, 0);
    enum outcome outcome =
        add_organisation(making, "MISSION", "Mission de démonstration", "بعثة للعرض", &making->organisation);
    if (outcome == OK)
        outcome = add_organisation(making, "CARITAS", "Caritas (partenaire, démonstration)", "كاريتاس (شريك، للعرض)",
                                   &caritas);
    for (size_t i = 0; outcome == OK && i < OFFICES; i++)
        outcome = add_office(making, making->organisation, OFFICES_OF[i].name, OFFICES_OF[i].arabic, OFFICES_OF[i].city,
                             OFFICES_OF[i].region, &making->offices[i]);
    if (outcome == OK)
        outcome =
            add_office(making, caritas, "Centre d’accueil, Rabat", "مركز الاستقبال، الرباط", "Rabat", "04", &partner);
    if (outcome == OK)
        outcome = add_receiving(making);
    for (size_t i = 0; outcome == OK && i < ACCOUNT_COUNT; i++) {
        const struct account *account = &ACCOUNTS[i];
        struct actor actor;
        if (account->office == LATER)
            continue;
        making_at(making, &THE_SYSTEM, founded, (int)i + 1);
        outcome = add_account(making, account,
                              account->office == -2 ? &making->receiving[0]
                              : account->office < 0 ? &partner
                                                    : &making->offices[account->office],
                              &actor);
        if (outcome == OK)
            keep_actor(making, account, &actor);
    }
    making->partner_office = partner;
    if (outcome == OK)
        outcome = make_agreements(making, &partner);
    making_at(making, &THE_SYSTEM, founded, ACCOUNT_COUNT);
    if (outcome == OK)
        outcome = add_grant(making);
    if (outcome == OK)
        outcome = add_suspensions(making);
    if (outcome == OK)
        outcome = make_registers(making);
    return outcome == OK ? add_rates(making) : outcome;
}
