/* A directory of services over the twelve regions, all of it generated and marked so.  Of real organisations only what
   is published of them: that Caritas has centres in Rabat, Casablanca and Tangier. */
#include "app/demonstration/parts.h"

#include "directory/directory.h"

enum { KINDS_EACH = 3, DAYS_BACK = 700 };

static const struct kind {
    const char *category, *name, *arabic, *english, *description, *description_ar;
    int64_t age_from, age_to, capacity; /* -1: none */
    const char *for_sex, *statuses, *needs;
    bool hidden;
} KINDS[] = {
    {"CAR-MED", "Consultation médicale", "استشارة طبية", "Medical consultation",
     "Consultation, orientation vers l’hôpital, médicaments de base.", "استشارة وتوجيه إلى المستشفى وأدوية أساسية.", -1,
     -1, 40, "", "", "", false},
    {"PRJ-SHELTER", "Hébergement d’urgence pour femmes", "إيواء مستعجل للنساء", "Emergency shelter for women",
     "Quelques nuits à l’abri, repas, écoute.", "مبيت آمن لبضع ليالٍ ووجبات واستماع.", 18, -1, 6, "F", "",
     "violence,trafficking,single_parent", true},
    {"CAR-EDU", "Cours de soutien pour enfants", "دروس الدعم للأطفال", "Lessons for children",
     "Français, arabe et aide aux devoirs.", "فرنسية وعربية ومساعدة في الواجبات.", 6, 15, 25, "", "", "", false},
    {"SOC-PSY", "Suivi psychologique", "متابعة نفسية", "Psychological follow-up",
     "Entretiens individuels sur rendez-vous.", "جلسات فردية بموعد.", 14, -1, 12, "", "", "", false},
    {"PRJ-LEGAL", "Permanence juridique", "استشارة قانونية", "Legal advice", "Titre de séjour, état civil, plaintes.",
     "سند الإقامة والحالة المدنية والشكايات.", -1, -1, 15, "", "", "", false},
    {"CAR-FPR", "Formation professionnelle", "تكوين مهني", "Vocational training",
     "Formations courtes : cuisine, couture, électricité.", "تكوينات قصيرة: الطبخ والخياطة والكهرباء.", 16, 35, 10, "",
     "regular,refugee,asylum_seeker", "", false},
    {"PRJ-FOOD", "Aide alimentaire", "مساعدة غذائية", "Food", "Panier de base une fois par mois.",
     "سلة أساسية مرة في الشهر.", -1, -1, 60, "", "", "", false},
    {"CAR-MNA", "Accueil des mineurs non accompagnés", "استقبال القاصرين غير المرافَقين",
     "Reception of unaccompanied minors", "Écoute, abri de jour, orientation.", "استماع ومأوى نهاري وتوجيه.", -1, 17, 8,
     "", "", "unaccompanied", false},
    {"SOC-ECOUTE", "Écoute et orientation", "الاستماع والتوجيه", "Listening and guidance",
     "Premier accueil sans rendez-vous.", "استقبال أول دون موعد.", -1, -1, -1, "", "", "", false},
};
enum { KIND_COUNT = sizeof KINDS / sizeof *KINDS };

/* A town of each region and its province; the people, streets and houses are nobody's. */
static const struct town {
    const char *name, *arabic, *province;
} TOWNS[] = {
    {"Tanger", "طنجة", "01.511"},     {"Oujda", "وجدة", "02.411"},           {"Fès", "فاس", "03.231"},
    {"Rabat", "الرباط", "04.421"},    {"Béni Mellal", "بني ملال", "05.091"}, {"Casablanca", "الدار البيضاء", "06.141"},
    {"Marrakech", "مراكش", "07.351"}, {"Errachidia", "الرشيدية", "08.201"},  {"Agadir", "أكادير", "09.001"},
    {"Guelmim", "كلميم", "10.261"},   {"Laâyoune", "العيون", "11.321"},      {"Dakhla", "الداخلة", "12.391"},
};
enum { TOWN_COUNT = sizeof TOWNS / sizeof *TOWNS };

static struct text said(struct making *making, const char *begin, const char *what)
{
    return arena_join(making->work.arena, text_from(begin), text_from(what));
}

static enum outcome add_partner(struct making *making, size_t number, struct identifier *ret_id)
{
    static const char *const KINDS_OF[] = {"national_ngo", "community", "public", "faith"};
    const struct town *town = &TOWNS[number];
    struct organisation *partner = record_new(making->work.arena, &partner_record);
    partner->code = arena_format(making->work.arena, "DEMO-%02zu", number + 1);
    partner->name = said(making, "Association de démonstration, ", town->name);
    partner->name_arabic = said(making, "جمعية للعرض، ", town->arabic);
    partner->kind = text_from(KINDS_OF[number % 4]);
    partner->description = TEXT("Inventée pour la démonstration : cette association n’existe pas.");
    partner->description_arabic = TEXT("أُنشئت للعرض: هذه الجمعية غير موجودة.");
    partner->published.is = FLAG_YES;
    partner->generated.is = FLAG_YES;
    enum outcome outcome = partner_add(&making->work, partner);
    if (outcome == OK)
        *ret_id = partner->head.id;
    return making_refused(making, "an organisation of the directory", outcome);
}

static enum outcome add_site(struct making *making, struct identifier provider, size_t number,
                             struct identifier *ret_id)
{
    const struct town *town = &TOWNS[number];
    struct directory_site *site = record_new(making->work.arena, &directory_site_record);
    site->head.organisation = site->provider = provider;
    site->name = said(making, "Centre de démonstration, ", town->name);
    site->name_arabic = said(making, "مركز للعرض، ", town->arabic);
    site->province = text_from(town->province);
    site->city = text_from(town->name);
    site->address = TEXT("12, rue inventée pour la démonstration");
    site->address_arabic = TEXT("12، زنقة وهمية للعرض");
    site->accessibility = text_from(number % 2 == 0 ? "step_free,public_transport" : "children,public_transport");
    site->generated.is = FLAG_YES;
    enum outcome outcome = record_insert(&making->work, &directory_site_record, site);
    if (outcome == OK)
        *ret_id = site->head.id;
    return making_refused(making, "a site", outcome);
}

static enum outcome add_hours(struct making *making, struct identifier service, const char *season, const char *opens,
                              const char *closes)
{
    struct directory_hours *hours = record_new(making->work.arena, &directory_hours_record);
    hours->service = service;
    hours->head.organisation = making->organisation;
    hours->days = TEXT("mon,tue,wed,thu,fri");
    hours->season = text_from(season);
    hours->opens = text_from(opens);
    hours->closes = text_from(closes);
    return record_insert(&making->work, &directory_hours_record, hours);
}

static int64_t or_none(int64_t number) { return number < 0 ? INTEGER_NONE : number; }

static enum outcome add_service(struct making *making, struct identifier site, const struct kind *kind, size_t number,
                                bool has_account)
{
    struct directory_service *service = record_new(making->work.arena, &directory_service_record);
    int32_t today = making->options->today;
    service->site = site;
    service->head.organisation = making->organisation;
    service->category = text_from(kind->category);
    service->name = text_from(kind->name);
    service->name_ar = text_from(kind->arabic);
    service->name_en = text_from(kind->english);
    service->description = text_from(kind->description);
    service->description_ar = text_from(kind->description_ar);
    service->age_from = or_none(kind->age_from);
    service->age_to = or_none(kind->age_to);
    service->for_sex = text_from(kind->for_sex);
    service->statuses = text_from(kind->statuses);
    service->needs = text_from(kind->needs);
    service->hidden.is = kind->hidden ? FLAG_YES : FLAG_NO;
    service->languages = text_from(number % 3 == 0 ? "fra,ara,eng" : "fra,ary");
    service->cost = TEXT("free");
    service->documents = text_from(number % 2 == 0 ? "identity" : "");
    service->capacity = or_none(kind->capacity);
    service->focal_office = TEXT("Accueil");
    service->focal_function = TEXT("Responsable de l’accueil");
    service->focal_email = arena_format(making->work.arena, "accueil.%zu@demonstration.example", number + 1);
    service->deputy_office = TEXT("Direction");
    bool by_mail = !has_account && number % 4 == 0;
    service->channel = text_from(has_account ? "account" : by_mail ? "mail" : "print");
    service->channel_address = by_mail ? service->focal_email : TEXT_NONE;
    service->generated.is = FLAG_YES;
    if (number % 9 != 8) { /* the others: nobody looked yet */
        service->verified_on = today - (int32_t)(number * 37 % 320);
        service->verified_by = making->manager.user;
    }
    making_at(making, &making->manager, today - DAYS_BACK + (int32_t)number, 3);
    enum outcome outcome = service_add_as_is(&making->work, service, number % 13 == 7 ? "suspended" : "open");
    if (outcome == OK)
        outcome = add_hours(making, service->head.id, "usual", "09:00", number % 2 == 0 ? "16:30" : "12:30");
    if (outcome == OK && number % 3 != 1)
        outcome = add_hours(making, service->head.id, "ramadan", "09:00", "14:00");
    return making_refused(making, "a service", outcome);
}

static enum outcome add_center(struct making *making, struct identifier provider, size_t town, size_t first,
                               size_t *number, bool has_account)
{
    struct identifier site;
    enum outcome outcome = add_site(making, provider, town, &site);
    for (size_t i = 0; outcome == OK && i < KINDS_EACH; i++, (*number)++)
        outcome = add_service(making, site, &KINDS[(first + i) % KIND_COUNT], *number, has_account);
    return outcome;
}

/* Where Caritas has centres (Vatican News, 2019): in these towns; what is offered there is generated. */
static enum outcome add_caritas(struct making *making, size_t *number)
{
    static const size_t CENTERS[] = {3, 5, 0};
    struct identifier caritas;
    enum outcome outcome = organisation_of_code(&making->work, TEXT("CARITAS"), &caritas);
    for (size_t i = 0; outcome == OK && i < sizeof CENTERS / sizeof *CENTERS; i++)
        outcome = add_center(making, caritas, CENTERS[i], i * KINDS_EACH, number, true);
    return outcome;
}

enum outcome make_own_services(struct making *making)
{
    enum { RABAT = 3, TANGER = 0, LISTENING = KIND_COUNT - 1, FOLLOW_UP = 3 };
    size_t number = 100; /* behind those of the partners */
    enum outcome outcome = add_center(making, making->organisation, RABAT, FOLLOW_UP, &number, true);
    return outcome == OK ? add_center(making, making->organisation, TANGER, LISTENING, &number, true) : outcome;
}

enum outcome make_directory(struct making *making)
{
    size_t number = 0;
    struct identifier partner;
    making_at(making, &making->manager, making->options->today - DAYS_BACK, 0);
    enum outcome outcome = add_caritas(making, &number);
    for (size_t town = 0; outcome == OK && town < TOWN_COUNT; town++) {
        outcome = add_partner(making, town, &partner);
        if (outcome == OK)
            outcome = add_center(making, partner, town, town * 2, &number, town == 0);
    }
    return outcome;
}
