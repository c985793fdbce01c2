#include "persons/person_record.h"

#include "identity/identity.h"
#include "persons/person_store.h"
#include "persons/persons.h"

static const struct choice SEXES[] = {
    {"F", N_("Female"), {0}},
    {"M", N_("Male"), {0}},
    {"X", N_("Other or not said"), {0}},
};
struct choice_list sexes = {"sexes", NULL, SEXES, sizeof SEXES / sizeof *SEXES};

static const struct choice MARITAL[] = {
    {"unmarried", N_("Unmarried"), {0}},
    {"married", N_("Married"), {0}},
    {"separated", N_("Divorced or separated"), {0}},
    {"widowed", N_("Widowed"), {0}},
};
static struct choice_list marital_statuses = {"marital_statuses", NULL, MARITAL, sizeof MARITAL / sizeof *MARITAL};

static const struct choice EDUCATION[] = {
    {"none", N_("No schooling"), {0}},
    {"primary", N_("Primary school"), {0}},
    {"lower_secondary", N_("Lower secondary school"), {0}},
    {"upper_secondary", N_("Upper secondary school"), {0}},
    {"vocational", N_("Vocational training"), {0}},
    {"higher", N_("Higher education"), {0}},
};
static struct choice_list education_levels = {"education_levels", NULL, EDUCATION,
                                              sizeof EDUCATION / sizeof *EDUCATION};

struct choice_list countries = {.name = "countries", .file = "countries.csv"};
struct choice_list spoken_languages = {.name = "languages", .file = "languages.csv"};

#define NAMES N_("Name")
#define CIVIL N_("Civil status")
#define CONTACT N_("Contact")
#define EMERGENCY N_("Somebody to call in an emergency")
enum {
    CONTACT_PURPOSES = PURPOSE_RECEPTION | PURPOSE_ASSISTANCE | PURPOSE_PROTECTION | PURPOSE_TRAVEL,
    NAME_PURPOSES = CONTACT_PURPOSES | PURPOSE_FINANCE | PURPOSE_OVERSIGHT,
    CARE_PURPOSES = PURPOSE_ASSISTANCE | PURPOSE_PROTECTION,
    FIGURE_PURPOSES = NAME_PURPOSES | PURPOSE_REPORTING
};

static const struct field FIELDS[] = {
    FIELD(struct person, family_name, FIELD_TEXT, .label = N_("Family name"), .section = NAMES,
          .purposes = NAME_PURPOSES, .flags = FIELD_SEALED | FIELD_NAMING, .longest = 100,
          .help = N_("As the person says it or as the document writes it.")),
    FIELD(struct person, given_names, FIELD_TEXT, .label = N_("Given names"), .section = NAMES,
          .purposes = NAME_PURPOSES, .flags = FIELD_SEALED | FIELD_NAMING, .longest = 100),
    FIELD(struct person, family_name_arabic, FIELD_TEXT, .label = N_("Family name in Arabic letters"), .section = NAMES,
          .purposes = NAME_PURPOSES, .flags = FIELD_SEALED | FIELD_NAMING, .longest = 100,
          .help = N_("Only as given, never transcribed by us.")),
    FIELD(struct person, given_names_arabic, FIELD_TEXT, .label = N_("Given names in Arabic letters"), .section = NAMES,
          .purposes = NAME_PURPOSES, .flags = FIELD_SEALED | FIELD_NAMING, .longest = 100),
    FIELD(struct person, nationality, FIELD_CHOICE, .label = N_("Nationality"), .section = CIVIL, .choices = &countries,
          .purposes = FIGURE_PURPOSES, .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_FILTERED | FIELD_SORTED,
          .every = N_("All nationalities"), .hxl = "#country+origin+code"),
    FIELD(struct person, languages, FIELD_CHOICES, .label = N_("Languages spoken"), .section = CONTACT,
          .choices = &spoken_languages, .purposes = FIGURE_PURPOSES, .flags = FIELD_FILTERED,
          .every = N_("All languages")),
    FIELD(struct person, telephone, FIELD_TEXT, .label = N_("Telephone"), .section = CONTACT,
          .read = &person_read_contact, .purposes = CONTACT_PURPOSES, .flags = FIELD_SEALED, .longest = 40,
          .help = N_("With the country code when it is not Moroccan.")),
    FIELD(struct person, other_names, FIELD_TEXT, .label = N_("Other names and nicknames"), .section = NAMES,
          .read = &person_read_contact, .purposes = CONTACT_PURPOSES, .flags = FIELD_SEALED, .longest = 200,
          .help = N_("Separated by commas.")),
    FIELD(struct person, sex, FIELD_CHOICE, .label = N_("Sex"), .section = CIVIL, .choices = &sexes,
          .purposes = FIGURE_PURPOSES, .flags = FIELD_LISTED | FIELD_FILTERED, .hxl = "#meta+sex"),
    FIELD(struct person, birth, FIELD_PARTIAL_DATE, .label = N_("Date of birth"), .section = CIVIL,
          .read = &person_read_contact, .purposes = CONTACT_PURPOSES, .flags = FIELD_SEALED | FIELD_PAST,
          .help = N_("31/03/1996, or 03/1996, or 1996: as much as is known.")),
    FIELD(struct person, birth_estimated, FIELD_FLAG, .label = N_("This date is an estimate"), .section = CIVIL,
          .purposes = CONTACT_PURPOSES),
    FIELD(struct person, birth_year, FIELD_INTEGER, .label = N_("Year of birth"), .section = CIVIL,
          .purposes = FIGURE_PURPOSES, .flags = FIELD_COMPUTED | FIELD_LISTED | FIELD_FILTERED | FIELD_SORTED,
          .smallest = 1850, .largest = 2200),
    FIELD(struct person, birth_place, FIELD_TEXT, .label = N_("Place of birth"), .section = CIVIL,
          .read = &person_read_contact, .purposes = CONTACT_PURPOSES, .flags = FIELD_SEALED),
    FIELD(struct person, second_nationality, FIELD_CHOICE, .label = N_("Second nationality"), .section = CIVIL,
          .choices = &countries, .purposes = CONTACT_PURPOSES),
    FIELD(struct person, marital_status, FIELD_CHOICE, .label = N_("Marital status"), .section = CIVIL,
          .choices = &marital_statuses, .purposes = CARE_PURPOSES),
    FIELD(struct person, mother_name, FIELD_TEXT, .label = N_("Mother's name"), .section = CIVIL,
          .read = &person_read_contact, .purposes = CARE_PURPOSES, .flags = FIELD_SEALED),
    FIELD(struct person, education, FIELD_CHOICE, .label = N_("Schooling"), .section = CIVIL,
          .choices = &education_levels, .purposes = CARE_PURPOSES),
    FIELD(struct person, occupation, FIELD_TEXT, .label = N_("Trade or occupation"), .section = CIVIL,
          .purposes = CARE_PURPOSES, .flags = FIELD_SEALED),
    FIELD(struct person, second_telephone, FIELD_TEXT, .label = N_("Second telephone"), .section = CONTACT,
          .read = &person_read_contact, .purposes = CONTACT_PURPOSES, .flags = FIELD_SEALED, .longest = 40),
    FIELD(struct person, email, FIELD_TEXT, .label = N_("E-mail"), .section = CONTACT, .read = &person_read_contact,
          .purposes = CONTACT_PURPOSES, .flags = FIELD_SEALED, .longest = 200),
    FIELD(struct person, address, FIELD_LINES, .label = N_("Where to find the person"), .section = CONTACT,
          .read = &person_read_contact, .purposes = CONTACT_PURPOSES, .flags = FIELD_SEALED, .longest = 500),
    FIELD(struct person, region, FIELD_CHOICE, .label = N_("Region of Morocco"), .section = CONTACT,
          .choices = &regions, .purposes = FIGURE_PURPOSES, .flags = FIELD_FILTERED, .every = N_("All regions"),
          .hxl = "#adm1+code"),
    FIELD(struct person, emergency_name, FIELD_TEXT, .label = N_("Name"), .section = EMERGENCY,
          .read = &person_read_contact, .purposes = CONTACT_PURPOSES, .flags = FIELD_SEALED),
    FIELD(struct person, emergency_relation, FIELD_TEXT, .label = N_("Relation to the person"), .section = EMERGENCY,
          .read = &person_read_contact, .purposes = CONTACT_PURPOSES, .flags = FIELD_SEALED),
    FIELD(struct person, emergency_telephone, FIELD_TEXT, .label = N_("Telephone to call"), .section = EMERGENCY,
          .read = &person_read_contact, .purposes = CONTACT_PURPOSES, .flags = FIELD_SEALED, .longest = 40),
    FIELD(struct person, generated, FIELD_FLAG, .label = N_("Generated for the demonstration: nobody real"),
          .section = CIVIL, .purposes = FIGURE_PURPOSES, .flags = FIELD_COMPUTED),
};

/* "DIALLO Fatoumata"; without the right to names, the number. */
static struct text person_title(struct work *work, const void *row)
{
    const struct person *person = row;
    if (person->family_name.length > 0)
        return arena_format(work->arena, "%.*s %.*s", TEXT_ARG(person->family_name), TEXT_ARG(person->given_names));
    if (person->family_name_arabic.length > 0)
        return arena_format(work->arena, "%.*s %.*s", TEXT_ARG(person->given_names_arabic),
                            TEXT_ARG(person->family_name_arabic));
    return person->head.number;
}

struct record person_record = {
    .name = "person",
    .path = "persons",
    .table = "person",
    .label = N_("Person"),
    .plural = N_("Persons"),
    .kind = "PER",
    .size = sizeof(struct person),
    .fields = FIELDS,
    .field_count = sizeof FIELDS / sizeof *FIELDS,
    .about_person = true,
    .seal_with = SEAL_PERSON,
    .purposes = NAME_PURPOSES,
    .read = &person_read,
    .create = &person_create,
    .update = &person_update,
    .sensitive = true,
    .check = person_check,
    .title = person_title,
    .stored = person_stored,
};
