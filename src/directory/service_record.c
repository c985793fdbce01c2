/* Services: what is done at a site, for whom, on which conditions. */
#include "directory/directory_store.h"
#include "persons/persons.h"

struct choice_list service_categories = {.name = "service_categories", .file = "service_categories.csv"};

static const struct choice SEXES[] = {
    {"F", N_("Women and girls only"), {0}},
    {"M", N_("Men and boys only"), {0}},
};
struct choice_list service_sexes = {"service_sexes", NULL, SEXES, sizeof SEXES / sizeof *SEXES};

static const struct choice STATUSES[] = {
    {"irregular", N_("Without a residence permit"), {0}}, {"regular", N_("With a residence permit"), {0}},
    {"asylum_seeker", N_("Asylum seeker"), {0}},          {"refugee", N_("Refugee"), {0}},
    {"national", N_("Citizen of Morocco"), {0}},
};
struct choice_list service_statuses = {"service_statuses", NULL, STATUSES, sizeof STATUSES / sizeof *STATUSES};

static const struct choice NEEDS[] = {
    {"unaccompanied", N_("Child without parents"), {0}},
    {"pregnant", N_("Pregnant or just delivered"), {0}},
    {"single_parent", N_("Alone with children"), {0}},
    {"violence", N_("Suffered violence"), {0}},
    {"trafficking", N_("Victim of trafficking"), {0}},
    {"illness", N_("Ill"), {0}},
    {"disability", N_("With a disability"), {0}},
    {"elderly", N_("Old"), {0}},
    {"homeless", N_("Without a roof"), {0}},
    {"return", N_("Wants to return home"), {0}},
};
struct choice_list service_needs = {"service_needs", NULL, NEEDS, sizeof NEEDS / sizeof *NEEDS};

static const struct choice DOCUMENTS[] = {
    {"identity", N_("Any paper with name and photograph"), {0}},
    {"passport", N_("Passport"), {0}},
    {"consular_card", N_("Consular card"), {0}},
    {"residence_permit", N_("Residence permit"), {0}},
    {"asylum", N_("Asylum seeker's or refugee's certificate"), {0}},
    {"medical", N_("Medical papers"), {0}},
    {"school", N_("School papers"), {0}},
    {"photographs", N_("Photographs"), {0}},
    {"referral", N_("Letter of whoever sends the person"), {0}},
};
struct choice_list service_documents = {"service_documents", NULL, DOCUMENTS, sizeof DOCUMENTS / sizeof *DOCUMENTS};

static const struct choice COSTS[] = {
    {"free", N_("Free of charge"), {0}},
    {"share", N_("A share is asked"), {0}},
    {"paid", N_("To be paid"), {0}},
};
struct choice_list service_costs = {"service_costs", NULL, COSTS, sizeof COSTS / sizeof *COSTS};

static const struct choice CHANNELS[] = {
    {"account", N_("In this program"), {0}},
    {"mail", N_("By e-mail"), {0}},
    {"print", N_("On paper, carried by the person"), {0}},
};
struct choice_list referral_channels = {"referral_channels", NULL, CHANNELS, sizeof CHANNELS / sizeof *CHANNELS};

#define WHAT N_("What is done")
#define WHOM N_("For whom")
#define TERMS N_("On which conditions")
#define CONTACT N_("Whom to speak to")
#define SENDING N_("How people are sent there")
#define PERIODS N_("When it does not run")
#define TRUE_ON N_("Whether this is still true")
enum { AGE_MOST = 120, CAPACITY_MOST = 100000 };

#define NAMED(member, label_, ...)                                                                            \
    FIELD(struct directory_service, member, FIELD_TEXT, .label = N_(label_), .section = WHAT, .longest = 120, \
          __VA_ARGS__)
#define TOLD(member, label_) \
    FIELD(struct directory_service, member, FIELD_LINES, .label = N_(label_), .section = WHAT, .longest = 1500)
#define PERSON(member, label_, ...)                                                                              \
    FIELD(struct directory_service, member, FIELD_TEXT, .label = N_(label_), .section = CONTACT, .longest = 120, \
          __VA_ARGS__)
#define DAY(member, label_, ...) FIELD(struct directory_service, member, FIELD_DATE, .label = N_(label_), __VA_ARGS__)

static const struct field FIELDS[] = {
    FIELD(struct directory_service, site, FIELD_LINK, .label = N_("Site"), .target = &directory_site_record,
          .flags = FIELD_REQUIRED | FIELD_LISTED),
    FIELD(struct directory_service, provider, FIELD_LINK, .label = N_("Organisation"), .target = &partner_record,
          .flags = FIELD_COMPUTED | FIELD_LISTED),
    FIELD(struct directory_service, category, FIELD_CHOICE, .label = N_("Kind of service"), .section = WHAT,
          .choices = &service_categories, .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_FILTERED,
          .every = N_("All kinds"), .hxl = "#service+type"),
    FIELD(struct directory_service, also, FIELD_CHOICES, .label = N_("Found under these kinds too"), .section = WHAT,
          .choices = &service_categories),
    NAMED(name, N_("Name in French"), .flags = FIELD_REQUIRED),
    NAMED(name_ar, N_("Name in Arabic"), .flags = 0),
    NAMED(name_en, N_("Name in English"), .flags = 0),
    TOLD(description, N_("Description in French")),
    TOLD(description_ar, N_("Description in Arabic")),
    TOLD(description_en, N_("Description in English")),
    FIELD(struct directory_service, age_from, FIELD_INTEGER, .label = N_("From the age of"), .section = WHOM,
          .largest = AGE_MOST, .help = N_("Completed years. Empty: from birth.")),
    FIELD(struct directory_service, age_to, FIELD_INTEGER, .label = N_("Up to the age of"), .section = WHOM,
          .largest = AGE_MOST, .help = N_("Somebody of this age is still received. Empty: any age.")),
    FIELD(struct directory_service, for_sex, FIELD_CHOICE, .label = N_("Only for"), .section = WHOM,
          .choices = &service_sexes, .help = N_("Empty: for everybody.")),
    FIELD(struct directory_service, statuses, FIELD_CHOICES, .label = N_("Only with one of these statuses"),
          .section = WHOM, .choices = &service_statuses, .help = N_("None chosen: whatever the status.")),
    FIELD(struct directory_service, needs, FIELD_CHOICES, .label = N_("Only for persons who are"), .section = WHOM,
          .choices = &service_needs, .help = N_("None chosen: for everybody.")),
    FIELD(struct directory_service, conditions, FIELD_LINES, .label = N_("What else is asked"), .section = WHOM,
          .longest = 500),
    FIELD(struct directory_service, languages, FIELD_CHOICES, .label = N_("Languages spoken there"), .section = TERMS,
          .choices = &spoken_languages),
    FIELD(struct directory_service, cost, FIELD_CHOICE, .label = N_("Cost"), .section = TERMS,
          .choices = &service_costs, .flags = FIELD_REQUIRED),
    FIELD(struct directory_service, cost_note, FIELD_TEXT, .label = N_("About the cost"), .section = TERMS,
          .longest = 200),
    FIELD(struct directory_service, documents, FIELD_CHOICES, .label = N_("Papers to bring"), .section = TERMS,
          .choices = &service_documents),
    FIELD(struct directory_service, documents_note, FIELD_TEXT, .label = N_("About the papers"), .section = TERMS,
          .longest = 200),
    FIELD(struct directory_service, capacity, FIELD_INTEGER, .label = N_("Places a week"), .section = TERMS,
          .largest = CAPACITY_MOST, .help = N_("From Monday to Sunday. Empty: no limit is known.")),
    FIELD(struct directory_service, holidays, FIELD_FLAG, .label = N_("Open on public holidays too"), .section = TERMS),
    PERSON(focal_office, N_("Focal point: office"), .help = N_("An office and a function, nobody's name.")),
    PERSON(focal_function, N_("Focal point: function"), .flags = 0),
    PERSON(focal_telephone, N_("Focal point: telephone"), .flags = 0),
    PERSON(focal_email, N_("Focal point: e-mail"), .flags = 0),
    PERSON(deputy_office, N_("Deputy: office"), .flags = 0),
    PERSON(deputy_function, N_("Deputy: function"), .flags = 0),
    PERSON(deputy_telephone, N_("Deputy: telephone"), .flags = 0),
    PERSON(deputy_email, N_("Deputy: e-mail"), .flags = 0),
    FIELD(struct directory_service, channel, FIELD_CHOICE, .label = N_("How a referral gets there"), .section = SENDING,
          .choices = &referral_channels, .flags = FIELD_REQUIRED),
    FIELD(struct directory_service, channel_address, FIELD_TEXT, .label = N_("Address of the e-mail"),
          .section = SENDING, .longest = 200),
    FIELD(struct directory_service, hidden, FIELD_FLAG, .label = N_("Not shown outside, for safety"),
          .section = SENDING, .flags = FIELD_LISTED | FIELD_FILTERED),
    DAY(suspended_from, N_("Suspended from"), .section = PERIODS, .flags = FIELD_COMPUTED),
    DAY(suspended_until, N_("Suspended until"), .section = PERIODS, .flags = FIELD_COMPUTED,
        .help = N_("The last day on which it does not run.")),
    DAY(closed_on, N_("Closed since"), .section = PERIODS, .flags = FIELD_COMPUTED),
    DAY(verified_on, N_("Last verified on"), .section = TRUE_ON, .flags = FIELD_COMPUTED | FIELD_LISTED),
    FIELD(struct directory_service, verified_by, FIELD_LINK, .label = N_("Verified by"), .section = TRUE_ON,
          .target = &colleague_record, .flags = FIELD_COMPUTED),
    DAY(verify_by, N_("To be verified by"), .section = TRUE_ON, .flags = FIELD_COMPUTED | FIELD_FILTERED),
    FIELD(struct directory_service, generated, FIELD_FLAG, .label = N_("Generated for the demonstration: nothing real"),
          .section = TRUE_ON, .flags = FIELD_COMPUTED),
};

/* ---- texts in three languages ---- */

struct text service_name_in(const struct directory_service *service, struct text language)
{
    struct text other = text_is(language, "ar")   ? service->name_ar
                        : text_is(language, "en") ? service->name_en
                                                  : TEXT_NONE;
    return other.length > 0 ? other : service->name;
}

struct text service_description_in(const struct directory_service *service, struct text language)
{
    struct text other = text_is(language, "ar")   ? service->description_ar
                        : text_is(language, "en") ? service->description_en
                                                  : TEXT_NONE;
    return other.length > 0 ? other : service->description;
}

static struct text name_shown(struct work *work, const struct directory_service *service)
{
    return service_name_in(service, text_from(language_tag(work->language)));
}

struct text service_title(struct work *work, const struct directory_service *service)
{
    void *site;
    struct text name = name_shown(work, service);
    if (identifier_is_none(service->site) ||
        record_get_unlimited(work, &directory_site_record, service->site, &site) != OK)
        return name;
    const struct text parts[] = {name, site_title_shown(work, site), ((struct directory_site *)site)->city};
    return tr_with(work->arena, work->language, N_("{1}, {2} ({3})"), parts, 3);
}

/* ---- what holds for a whole service ---- */

static void check_terms(const struct directory_service *service, struct problems *problems)
{
    if (service->age_from != INTEGER_NONE && service->age_to != INTEGER_NONE && service->age_to < service->age_from)
        (void)problem_add(problems, INVALID, "ages_reversed", TEXT("age_to"), N_("The last age lies below the first."));
    if (text_is(service->channel, "mail") &&
        (text_find_byte(service->channel_address, '@') <= 0 || text_find_byte(service->channel_address, ' ') >= 0))
        (void)problem_add(problems, INVALID, "address_missing", TEXT("channel_address"),
                          N_("Give the e-mail address to which referrals go."));
}

static enum outcome check_site(struct work *work, const void *before, struct directory_service *service,
                               struct problems *problems)
{
    void *row;
    enum outcome outcome = record_get_unlimited(work, &directory_site_record, service->site, &row);
    if (outcome < 0)
        return outcome;
    const struct directory_site *site = outcome == OK ? row : NULL;
    bool elsewhere = before != NULL && site != NULL &&
                     !identifier_equal(site->head.organisation, record_head_of(before)->organisation);
    if (site == NULL || elsewhere || (before == NULL && !directory_may_keep(work, site->head.organisation)))
        return problem_add(problems, INVALID, "site_of_others", TEXT("site"),
                           N_("Choose a site of the organisation for which you keep the directory."));
    service->provider = site->provider;
    service->head.organisation = site->head.organisation;
    return OK;
}

static enum outcome check(struct work *work, const void *before, void *row, struct problems *problems)
{
    struct directory_service *service = row;
    check_terms(service, problems);
    if (service->verify_by == DATE_NONE) /* nobody looked yet whether what was typed is true */
        service->verify_by = service->verified_on == DATE_NONE ? zone_date(work->zone, work->now)
                                                               : service_verify_by(service->verified_on);
    return identifier_is_none(service->site) ? OK : check_site(work, before, service, problems);
}

static struct text title(struct work *work, const void *row) { return name_shown(work, row); }

struct record directory_service_record = {
    .name = "directory_service",
    .path = "directory-services",
    .table = "directory_service",
    .label = N_("Service"),
    .plural = N_("Services"),
    .kind = "SRV",
    .size = sizeof(struct directory_service),
    .fields = FIELDS,
    .field_count = sizeof FIELDS / sizeof *FIELDS,
    .seal_with = SEAL_ORGANISATION,
    .read = &directory_read,
    .create = &directory_keep,
    .update = &directory_keep,
    .check = check,
    .title = title,
};
