#include "identity/identity.h"

#include "identity/identity_store.h"

struct right user_read = {"user.read", N_("See users and their roles"), 0};
struct right user_write = {"user.write", N_("Keep users and their roles"), 0};
struct right organisation_read = {"organisation.read", N_("See organisations and offices"), 0};
struct right organisation_write = {"organisation.write", N_("Keep organisations and offices"), 0};
struct right own_account = {"account.own", N_("Keep one's own account"), 0};
struct right partner_see = {"partner.see", N_("See the organisations of the directory"), 0};
struct right partner_keep = {"partner.keep", N_("Keep what the directory says of organisations"), 0, ROWS_DIRECTORY};

const struct grant identity_grants[] = {
    {ROLE_ADMINISTRATOR, &user_read, SCOPE_ORGANISATION},
    {ROLE_ADMINISTRATOR, &user_write, SCOPE_ORGANISATION},
    {ROLE_ADMINISTRATOR, &organisation_read, SCOPE_MISSION},
    {ROLE_ADMINISTRATOR, &organisation_write, SCOPE_ORGANISATION},
    {ROLE_AUDITOR, &user_read, SCOPE_ORGANISATION},
    {ROLE_AUDITOR, &organisation_read, SCOPE_MISSION},
    {ROLE_DATA_PROTECTION, &user_read, SCOPE_ORGANISATION},
    {ROLE_SUPERVISOR, &user_read, SCOPE_ORGANISATION},
    {ROLE_SUPERVISOR, &organisation_read, SCOPE_ORGANISATION},
    {ROLE_CASEWORKER, &organisation_read, SCOPE_ORGANISATION},
    {ROLE_RECEPTION, &organisation_read, SCOPE_ORGANISATION},
    {ROLE_PROGRAMME_MANAGER, &organisation_read, SCOPE_ORGANISATION},
    {ROLE_RECEPTION, &own_account, SCOPE_MISSION},
    {ROLE_CASEWORKER, &own_account, SCOPE_MISSION},
    {ROLE_SUPERVISOR, &own_account, SCOPE_MISSION},
    {ROLE_PROTECTION, &own_account, SCOPE_MISSION},
    {ROLE_PROTECTION_MANAGER, &own_account, SCOPE_MISSION},
    {ROLE_OPERATIONS, &own_account, SCOPE_MISSION},
    {ROLE_HEALTH, &own_account, SCOPE_MISSION},
    {ROLE_FINANCE_PREPARER, &own_account, SCOPE_MISSION},
    {ROLE_FINANCE_RELEASER, &own_account, SCOPE_MISSION},
    {ROLE_PROGRAMME_MANAGER, &own_account, SCOPE_MISSION},
    {ROLE_DATA_PROTECTION, &own_account, SCOPE_MISSION},
    {ROLE_AUDITOR, &own_account, SCOPE_MISSION},
    {ROLE_TRAINER, &own_account, SCOPE_MISSION},
    {ROLE_ANALYST, &own_account, SCOPE_MISSION},
    {ROLE_PARTNER, &own_account, SCOPE_MISSION},
    {ROLE_RECEIVING_OFFICE, &own_account, SCOPE_MISSION},
    {ROLE_BUREAU, &own_account, SCOPE_MISSION},
    {ROLE_COMMISSION, &own_account, SCOPE_MISSION},
    {ROLE_ADMINISTRATOR, &own_account, SCOPE_MISSION},
};
const size_t identity_grant_count = sizeof identity_grants / sizeof *identity_grants;

static const struct choice ROLES[] = {
    {"reception", N_("Reception"), {0}},
    {"caseworker", N_("Caseworker"), {0}},
    {"supervisor", N_("Supervisor"), {0}},
    {"protection", N_("Protection officer"), {0}},
    {"protection_manager", N_("Manager of protection"), {0}},
    {"operations", N_("Operations officer"), {0}},
    {"health", N_("Health officer"), {0}},
    {"finance_preparer", N_("Finance officer (prepares)"), {0}},
    {"finance_releaser", N_("Finance officer (releases)"), {0}},
    {"programme_manager", N_("Programme manager"), {0}},
    {"data_protection", N_("Data protection officer"), {0}},
    {"auditor", N_("Auditor"), {0}},
    {"trainer", N_("Trainer"), {0}},
    {"analyst", N_("Analyst"), {0}},
    {"partner", N_("Partner's social worker"), {0}},
    {"receiving_office", N_("Receiving office"), {0}},
    {"bureau", N_("Regularisation bureau"), {0}},
    {"commission", N_("Commission"), {0}},
    {"administrator", N_("Administrator"), {0}},
};
struct choice_list role_choices = {"roles", NULL, ROLES, sizeof ROLES / sizeof *ROLES};

static const struct choice LANGUAGES[] = {
    {"fr", NULL, {"français", "الفرنسية", "French"}},
    {"ar", NULL, {"arabe", "العربية", "Arabic"}},
    {"en", NULL, {"anglais", "الإنجليزية", "English"}},
};
static struct choice_list page_languages = {"page_languages", NULL, LANGUAGES, sizeof LANGUAGES / sizeof *LANGUAGES};

struct choice_list regions = {.name = "regions", .file = "regions.csv"};

static const struct choice KINDS[] = {
    {"public", N_("Public authority or service"), {0}},
    {"united_nations", N_("Agency of the United Nations"), {0}},
    {"international", N_("International organisation"), {0}},
    {"international_ngo", N_("International association"), {0}},
    {"national_ngo", N_("National association"), {0}},
    {"community", N_("Group of migrants or of neighbours"), {0}},
    {"faith", N_("Faith-based organisation"), {0}},
    {"private", N_("Private company or practice"), {0}},
};
struct choice_list organisation_kinds = {"organisation_kinds", NULL, KINDS, sizeof KINDS / sizeof *KINDS};

#define DESCRIBED N_("In the directory of services")
static const struct field ORGANISATION_FIELDS[] = {
    FIELD(struct organisation, code, FIELD_TEXT, .label = N_("Code"),
          .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_SORTED, .longest = 20),
    FIELD(struct organisation, name, FIELD_TEXT, .label = N_("Name"), .flags = FIELD_REQUIRED | FIELD_SORTED),
    FIELD(struct organisation, name_arabic, FIELD_TEXT, .label = N_("Name in Arabic")),
    FIELD(struct organisation, kind, FIELD_CHOICE, .label = N_("What it is"), .section = DESCRIBED,
          .choices = &organisation_kinds, .flags = FIELD_LISTED),
    FIELD(struct organisation, description, FIELD_LINES, .label = N_("What it does"), .section = DESCRIBED,
          .longest = 1000),
    FIELD(struct organisation, description_arabic, FIELD_LINES, .label = N_("What it does, in Arabic"),
          .section = DESCRIBED, .longest = 1000),
    FIELD(struct organisation, website, FIELD_TEXT, .label = N_("Website"), .section = DESCRIBED,
          .help = N_("With https:// at its beginning.")),
    FIELD(struct organisation, email, FIELD_TEXT, .label = N_("E-mail for everybody"), .section = DESCRIBED),
    FIELD(struct organisation, telephone, FIELD_TEXT, .label = N_("Telephone for everybody"), .section = DESCRIBED,
          .longest = 40),
    FIELD(struct organisation, published, FIELD_FLAG, .label = N_("Shown to everybody outside"), .section = DESCRIBED,
          .flags = FIELD_LISTED, .help = N_("Without this, none of its services is shown outside.")),
    FIELD(struct organisation, generated, FIELD_FLAG, .label = N_("Generated for the demonstration: nothing real"),
          .section = DESCRIBED, .flags = FIELD_COMPUTED),
};

static struct text organisation_title(struct work *work, const void *row)
{
    const struct organisation *organisation = row;
    bool arabic = language_right_to_left(work->language) && organisation->name_arabic.length > 0;
    return arabic ? organisation->name_arabic : organisation->name;
}

struct record organisation_record = {
    .name = "organisation",
    .path = "organisations",
    .table = "organisation",
    .label = N_("Organisation"),
    .plural = N_("Organisations"),
    .size = sizeof(struct organisation),
    .fields = ORGANISATION_FIELDS,
    .field_count = sizeof ORGANISATION_FIELDS / sizeof *ORGANISATION_FIELDS,
    .seal_with = SEAL_ORGANISATION,
    .read = &organisation_read,
    .create = &organisation_write,
    .update = &organisation_write,
    .check = organisation_check,
    .title = organisation_title,
};

/* As colleague_record beside users: who works here knows which organisations help, whatever else of them is shown. */
struct record partner_record = {
    .name = "organisation",
    .path = "directory-organisations",
    .table = "organisation",
    .label = N_("Organisation"),
    .plural = N_("Organisations of the directory"),
    .size = sizeof(struct organisation),
    .fields = ORGANISATION_FIELDS,
    .field_count = sizeof ORGANISATION_FIELDS / sizeof *ORGANISATION_FIELDS,
    .seal_with = SEAL_ORGANISATION,
    .read = &partner_see,
    .create = &partner_keep,
    .update = &partner_keep,
    .check = organisation_check,
    .title = organisation_title,
};

static const struct field OFFICE_FIELDS[] = {
    FIELD(struct office, name, FIELD_TEXT, .label = N_("Name"),
          .flags = FIELD_REQUIRED | FIELD_SORTED), /* in lists it is what the row is called */
    FIELD(struct office, name_arabic, FIELD_TEXT, .label = N_("Name in Arabic")),
    FIELD(struct office, city, FIELD_TEXT, .label = N_("Town"), .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_SORTED),
    FIELD(struct office, region, FIELD_CHOICE, .label = N_("Region"), .choices = &regions, .flags = FIELD_LISTED),
};

static struct text office_title(struct work *work, const void *row)
{
    const struct office *office = row;
    bool arabic = language_right_to_left(work->language) && office->name_arabic.length > 0;
    return arabic ? office->name_arabic : office->name;
}

struct record office_record = {
    .name = "office",
    .path = "offices",
    .table = "office",
    .label = N_("Office"),
    .plural = N_("Offices"),
    .size = sizeof(struct office),
    .fields = OFFICE_FIELDS,
    .field_count = sizeof OFFICE_FIELDS / sizeof *OFFICE_FIELDS,
    .seal_with = SEAL_ORGANISATION,
    .read = &organisation_read,
    .create = &organisation_write,
    .update = &organisation_write,
    .check = office_check,
    .title = office_title,
};

static const struct field USER_FIELDS[] = {
    FIELD(struct user_account, login, FIELD_TEXT, .label = N_("User name"),
          .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_SORTED | FIELD_ONCE | FIELD_NAMING, .longest = 60),
    FIELD(struct user_account, name, FIELD_TEXT, .label = N_("Name"),
          .flags = FIELD_REQUIRED | FIELD_SEALED | FIELD_NAMING), /* in lists it is what the row is called */
    FIELD(struct user_account, email, FIELD_TEXT, .label = N_("E-mail"), .flags = FIELD_SEALED),
    FIELD(struct user_account, language, FIELD_CHOICE, .label = N_("Language of the pages"), .choices = &page_languages,
          .flags = FIELD_REQUIRED | FIELD_LISTED),
    FIELD(struct user_account, active, FIELD_FLAG, .label = N_("May sign in"),
          .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_FILTERED),
};

static struct text user_title(struct work *work, const void *row)
{
    const struct user_account *account = row;
    (void)work;
    return account->name.length > 0 ? account->name : account->login;
}

struct record user_account_record = {
    .name = "user",
    .path = "users",
    .table = "user_account",
    .label = N_("User"),
    .plural = N_("Users"),
    .size = sizeof(struct user_account),
    .fields = USER_FIELDS,
    .field_count = sizeof USER_FIELDS / sizeof *USER_FIELDS,
    .seal_with = SEAL_ORGANISATION,
    .read = &user_read,
    .create = &user_write,
    .update = &user_write,
    .check = user_check,
    .title = user_title,
    .stored = user_stored,
};

/* Only to name who did something: see identity.h. */
struct record colleague_record = {
    .name = "user",
    .path = "users",
    .table = "user_account",
    .label = N_("User"),
    .plural = N_("Users"),
    .size = sizeof(struct user_account),
    .fields = USER_FIELDS,
    .field_count = sizeof USER_FIELDS / sizeof *USER_FIELDS,
    .seal_with = SEAL_ORGANISATION,
    .read = &own_account,
    .page = &user_read,
    .title = user_title,
};

static const struct field ASSIGNMENT_FIELDS[] = {
    FIELD(struct role_assignment, account, FIELD_LINK, .label = N_("User"), .target = &user_account_record,
          .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_FILTERED | FIELD_ONCE),
    FIELD(struct role_assignment, held_in, FIELD_LINK, .label = N_("Office"), .target = &office_record,
          .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_FILTERED | FIELD_ONCE),
    FIELD(struct role_assignment, role, FIELD_CHOICE, .label = N_("Role"), .choices = &role_choices,
          .every = N_("All roles"), .flags = FIELD_REQUIRED | FIELD_FILTERED | FIELD_ONCE),
    FIELD(struct role_assignment, until, FIELD_DATE, .label = N_("Until"), .flags = FIELD_LISTED,
          .help = N_("Empty: until it is taken back.")),
};

static struct text assignment_title(struct work *work, const void *row)
{
    return choice_show(&role_choices, ((const struct role_assignment *)row)->role, work->language);
}

struct record role_assignment_record = {
    .name = "role",
    .path = "roles",
    .table = "role_assignment",
    .label = N_("Role"),
    .plural = N_("Roles"),
    .size = sizeof(struct role_assignment),
    .fields = ASSIGNMENT_FIELDS,
    .field_count = sizeof ASSIGNMENT_FIELDS / sizeof *ASSIGNMENT_FIELDS,
    .seal_with = SEAL_ORGANISATION,
    .read = &user_read,
    .create = &user_write,
    .update = &user_write,
    .check = assignment_check,
    .title = assignment_title,
};
