/* The descriptors of what stands around a person: documents, consents, relations. */
#include "persons/person_rules.h"

enum {
    FILE_PURPOSES = PURPOSE_RECEPTION | PURPOSE_ASSISTANCE | PURPOSE_PROTECTION | PURPOSE_TRAVEL | PURPOSE_OVERSIGHT
};

static const struct choice DOCUMENT_KINDS[] = {
    {"passport", N_("Passport"), {0}},
    {"travel_pass", N_("Laissez-passer"), {0}},
    {"national_identity", N_("National identity card"), {0}},
    {"birth_registration", N_("Birth certificate"), {0}},
    {"consular_card", N_("Consular card"), {0}},
    {"residence_permit", N_("Residence permit"), {0}},
    {"unhcr_certificate", N_("UNHCR certificate"), {0}},
    {"other", N_("Other document"), {0}},
};
struct choice_list document_kinds = {"document_kinds", NULL, DOCUMENT_KINDS,
                                     sizeof DOCUMENT_KINDS / sizeof *DOCUMENT_KINDS};

static const struct field DOCUMENT_FIELDS[] = {
    FIELD(struct person_document, kind, FIELD_CHOICE, .label = N_("Kind of document"), .choices = &document_kinds,
          .flags = FIELD_REQUIRED | FIELD_LISTED),
    FIELD(struct person_document, document_number, FIELD_TEXT, .label = N_("Number"), .read = &person_read_contact,
          .flags = FIELD_SEALED | FIELD_LISTED, .longest = 60),
    FIELD(struct person_document, issuer, FIELD_CHOICE, .label = N_("Issued by (country)"), .choices = &countries,
          .flags = FIELD_LISTED),
    FIELD(struct person_document, issued_on, FIELD_DATE, .label = N_("Issued on"), .flags = FIELD_PAST),
    FIELD(struct person_document, expires_on, FIELD_DATE, .label = N_("Valid until"),
          .flags = FIELD_LISTED | FIELD_FILTERED | FIELD_SORTED),
    FIELD(struct person_document, note, FIELD_LINES, .label = N_("Note"), .read = &person_read_contact,
          .flags = FIELD_SEALED, .longest = 500),
};

static struct text document_title(struct work *work, const void *row)
{
    const struct person_document *document = row;
    return choice_show(&document_kinds, document->kind, work->language);
}

struct record person_document_record = {
    .name = "person_document",
    .path = "person-documents",
    .table = "person_document",
    .label = N_("Document"),
    .plural = N_("Documents"),
    .size = sizeof(struct person_document),
    .fields = DOCUMENT_FIELDS,
    .field_count = sizeof DOCUMENT_FIELDS / sizeof *DOCUMENT_FIELDS,
    .about_person = true,
    .about = &person_record,
    .seal_with = SEAL_PERSON,
    .purposes = FILE_PURPOSES,
    .read = &person_read,
    .create = &person_update,
    .update = &person_update,
    .check = document_check,
    .title = document_title,
    .stored = document_stored,
};

static const struct choice PURPOSES[] = {
    {"data", N_("Keep and use my data to assist me"), {0}},
    {"assistance", N_("Prepare my voluntary return and reintegration"), {0}},
    {"transfer", N_("Share my data with the recipients named"), {0}},
    {"photo", N_("Keep my photograph"), {0}},
    {"research", N_("Contact me for evaluations"), {0}},
    {"linkage", N_("Find out, without showing my name, whether the recipients named know me too"), {0}},
};
struct choice_list consent_purposes = {"consent_purposes", NULL, PURPOSES, sizeof PURPOSES / sizeof *PURPOSES};

static const struct choice RECIPIENTS[] = {
    {"own", N_("This organisation only"), {0}},
    {"receiving_office", N_("The office in the country of return"), {0}},
    {"consulate", N_("The consulate of the country of origin"), {0}},
    {"moroccan_authorities", N_("The Moroccan authorities, for the exit authorisation"), {0}},
    {"carrier", N_("The airline"), {0}},
    {"medical", N_("Health services"), {0}},
    {"unhcr", N_("UNHCR"), {0}},
    {"partner", N_("Partner organisations that assist me"), {0}},
    {"referral", N_("The receiver of one referral, which names it"), {0}},
};
struct choice_list consent_recipients = {"consent_recipients", NULL, RECIPIENTS,
                                         sizeof RECIPIENTS / sizeof *RECIPIENTS};

static const struct choice MEANS[] = {
    {"spoken", N_("Spoken"), {0}},
    {"signed", N_("Signed"), {0}},
    {"guardian", N_("By the guardian"), {0}},
};
struct choice_list consent_means = {"consent_means", NULL, MEANS, sizeof MEANS / sizeof *MEANS};

static const struct field CONSENT_FIELDS[] = {
    FIELD(struct person_consent, purpose, FIELD_CHOICE, .label = N_("What the person agrees to"),
          .choices = &consent_purposes, .every = N_("All purposes"),
          .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_ONCE | FIELD_FILTERED),
    FIELD(struct person_consent, recipients, FIELD_CHOICES, .label = N_("Who may receive the data"),
          .choices = &consent_recipients, .flags = FIELD_LISTED),
    FIELD(struct person_consent, means, FIELD_CHOICE, .label = N_("How consent was given"), .choices = &consent_means,
          .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_ONCE),
    FIELD(struct person_consent, language, FIELD_CHOICE, .label = N_("Language of the explanation"),
          .choices = &spoken_languages, .flags = FIELD_REQUIRED),
    FIELD(struct person_consent, interpreter, FIELD_FLAG, .label = N_("With an interpreter"), .flags = FIELD_REQUIRED),
    FIELD(struct person_consent, explained, FIELD_FLAG,
          .label = N_("Purpose, recipients and the right to withdraw were explained"), .flags = FIELD_REQUIRED),
    FIELD(struct person_consent, given_on, FIELD_DATE, .label = N_("Given on"),
          .flags = FIELD_REQUIRED | FIELD_PAST | FIELD_LISTED | FIELD_ONCE),
    FIELD(struct person_consent, expires_on, FIELD_DATE, .label = N_("Ends on"),
          .flags = FIELD_LISTED | FIELD_FILTERED | FIELD_SORTED, .help = N_("Empty: until it is withdrawn.")),
    FIELD(struct person_consent, withdrawn_on, FIELD_DATE, .label = N_("Withdrawn on"),
          .flags = FIELD_PAST | FIELD_LISTED | FIELD_FILTERED),
    FIELD(struct person_consent, withdrawal_reason, FIELD_LINES, .label = N_("What the person said"),
          .flags = FIELD_SEALED, .longest = 500),
};

static struct text consent_title(struct work *work, const void *row)
{
    const struct person_consent *consent = row;
    return choice_show(&consent_purposes, consent->purpose, work->language);
}

struct record person_consent_record = {
    .name = "person_consent",
    .path = "person-consents",
    .table = "person_consent",
    .label = N_("Consent"),
    .plural = N_("Consents"),
    .size = sizeof(struct person_consent),
    .fields = CONSENT_FIELDS,
    .field_count = sizeof CONSENT_FIELDS / sizeof *CONSENT_FIELDS,
    .about_person = true,
    .about = &person_record,
    .seal_with = SEAL_PERSON,
    .purposes = FILE_PURPOSES,
    .read = &person_read,
    .create = &consent_record_right,
    .update = &consent_record_right,
    .check = consent_check,
    .title = consent_title,
};

static const struct choice RELATION_KINDS[] = {
    {"guardian", N_("Guardian"), {0}},
    {"parent", N_("Parent"), {0}},
    {"child", N_("Child"), {0}},
    {"spouse", N_("Spouse"), {0}},
    {"sibling", N_("Brother or sister"), {0}},
    {"other", N_("Other relative"), {0}},
};
struct choice_list relation_kinds = {"relation_kinds", NULL, RELATION_KINDS,
                                     sizeof RELATION_KINDS / sizeof *RELATION_KINDS};

static const struct field RELATION_FIELDS[] = {
    FIELD(struct person_relation, kind, FIELD_CHOICE, .label = N_("Who that person is to this one"),
          .choices = &relation_kinds, .flags = FIELD_REQUIRED | FIELD_LISTED),
    FIELD(struct person_relation, other, FIELD_LINK, .label = N_("The other person"), .target = &person_record,
          .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_ONCE),
    FIELD(struct person_relation, since, FIELD_DATE, .label = N_("Since"), .flags = FIELD_PAST | FIELD_LISTED),
    FIELD(struct person_relation, until, FIELD_DATE, .label = N_("Until"), .flags = FIELD_LISTED),
    FIELD(struct person_relation, note, FIELD_LINES, .label = N_("Note"), .flags = FIELD_SEALED, .longest = 500),
};

static struct text relation_title(struct work *work, const void *row)
{
    const struct person_relation *relation = row;
    return choice_show(&relation_kinds, relation->kind, work->language);
}

struct record person_relation_record = {
    .name = "person_relation",
    .path = "person-relations",
    .table = "person_relation",
    .label = N_("Relation"),
    .plural = N_("Family and guardians"),
    .size = sizeof(struct person_relation),
    .fields = RELATION_FIELDS,
    .field_count = sizeof RELATION_FIELDS / sizeof *RELATION_FIELDS,
    .about_person = true,
    .about = &person_record,
    .seal_with = SEAL_PERSON,
    .purposes = FILE_PURPOSES,
    .read = &person_read,
    .create = &person_update,
    .update = &person_update,
    .check = relation_check,
    .title = relation_title,
};
