/* What must hold of persons and what stands around them. */
#include <string.h>

#include "persons/person_rules.h"
#include "persons/person_store.h"
#include "persons/typed.h"

int32_t person_age(const struct person *person, int32_t on)
{
    if (person->birth.date == DATE_NONE)
        return -1;
    return age_in_years(person->birth.date, on);
}

int32_t person_youngest_age(const struct person *person, int32_t on)
{
    int32_t birth = person->birth.date;
    if (birth == DATE_NONE)
        return -1;
    if (person->birth.precision == PRECISION_YEAR)
        birth = date_add_months(birth, 12) - 1;
    if (person->birth.precision == PRECISION_MONTH)
        birth = date_add_months(birth, 1) - 1;
    return birth > on ? 0 : age_in_years(birth, on);
}

/* The fields that may be kept of somebody who has not consented to more (domain: the contact record). */
bool person_field_is_contact(const struct field *field)
{
    static const char *const CONTACT_FIELDS[] = {"family_name",        "given_names", "family_name_arabic",
                                                 "given_names_arabic", "nationality", "languages",
                                                 "telephone",          "birth_year",  "generated"};
    for (size_t i = 0; i < sizeof CONTACT_FIELDS / sizeof *CONTACT_FIELDS; i++)
        if (strcmp(field->name, CONTACT_FIELDS[i]) == 0)
            return true;
    return false;
}

/* Adds a problem when consent "data" is not in force. */
static enum outcome need_consent(struct work *work, struct identifier person, struct text field,
                                 struct problems *problems)
{
    unsigned purposes = 0;
    enum outcome outcome =
        identifier_is_none(person) ? OK : person_consents(work, person, zone_date(work->zone, work->now), &purposes);
    if (outcome == OK && (purposes & CONSENT_DATA) == 0)
        (void)problem_add(problems, INVALID, "consent_missing", field,
                          N_("Nothing beyond the contact record is collected without the person's consent. Record the "
                             "consent first."));
    return outcome;
}

static enum outcome check_consent(struct work *work, const void *before, const void *row, struct problems *problems)
{
    const struct record_head *head = record_head_of(row);
    const struct field *beyond = NULL;
    for (size_t i = 0; i < person_record.field_count && beyond == NULL; i++) {
        const struct field *field = &person_record.fields[i];
        bool same = before == NULL ? field_is_empty(field, row) : field_equal(field, before, row);
        if (!same && !field_is_empty(field, row) && !person_field_is_contact(field))
            beyond = field;
    }
    return beyond == NULL ? OK : need_consent(work, head->person, text_from(beyond->name), problems);
}

/* Of letters or digits: signs and blanks alone, some of which nobody sees, can be neither read nor found again. */
static bool has_name(struct arena *arena, const struct person *person)
{
    const struct text names[] = {person->given_names, person->family_name, person->given_names_arabic,
                                 person->family_name_arabic};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (name_normal(arena, names[i]).length > 0)
            return true;
    return false;
}

enum outcome person_check(struct work *work, const void *before, void *row, struct problems *problems)
{
    struct person *person = row;
    person->birth_year = person->birth.date == DATE_NONE ? INTEGER_NONE : day_from_date(person->birth.date).year;
    if (!has_name(work->arena, person))
        (void)problem_add(problems, INVALID, "name_missing", TEXT("family_name"), N_("Give at least one name."));
    if (person->telephone.length > 0 && typed_digits(work->arena, person->telephone).length < TYPED_TELEPHONE_LEAST)
        (void)problem_add(problems, INVALID, "telephone_unreadable", TEXT("telephone"),
                          N_("A telephone number has at least six digits."));
    if (person->email.length > 0 && text_find_byte(person->email, '@') <= 0)
        (void)problem_add(problems, INVALID, "email_unreadable", TEXT("email"),
                          N_("An e-mail address has the form name@place."));
    return check_consent(work, before, row, problems);
}

enum outcome document_check(struct work *work, const void *before, void *row, struct problems *problems)
{
    const struct person_document *document = row;
    if (document->issued_on != DATE_NONE && document->expires_on != DATE_NONE &&
        document->expires_on < document->issued_on)
        (void)problem_add(problems, INVALID, "expiry_before_issue", TEXT("expires_on"),
                          N_("A document cannot end before it was issued."));
    return before == NULL ? need_consent(work, document->head.person, TEXT("kind"), problems) : OK;
}

bool consent_stops_files(struct text purpose) { return text_is(purpose, "data") || text_is(purpose, "assistance"); }

/* One person lives in one household at a time. */
enum outcome household_member_check(struct work *work, const void *before, void *row, struct problems *problems)
{
    const struct household_member *member = row;
    struct identifier household;
    if (member->joined_on != DATE_NONE && member->left_on != DATE_NONE && member->left_on < member->joined_on)
        (void)problem_add(problems, INVALID, "end_before_start", TEXT("left_on"),
                          N_("The end lies before the beginning."));
    if (before != NULL)
        return OK;
    enum outcome outcome = person_household(work, member->head.person, &household);
    if (outcome == OK)
        return problem_add(problems, INVALID, "household_already", TEXT("person"),
                           N_("This person already belongs to a household. Note there that they left it, first."));
    return outcome == NOT_FOUND ? OK : outcome;
}

enum outcome consent_check(struct work *work, const void *before, void *row, struct problems *problems)
{
    const struct person_consent *consent = row;
    const struct person_consent *old = before;
    if (old != NULL && old->withdrawn_on != DATE_NONE && consent->withdrawn_on != old->withdrawn_on)
        (void)problem_add(problems, INVALID, "withdrawal_stands", TEXT("withdrawn_on"),
                          N_("A withdrawal stands. If the person agrees again, record a new consent."));
    if (consent->expires_on != DATE_NONE && consent->given_on != DATE_NONE && consent->expires_on < consent->given_on)
        (void)problem_add(problems, INVALID, "expiry_before_consent", TEXT("expires_on"),
                          N_("Consent cannot end before it was given."));
    if (consent->withdrawn_on != DATE_NONE && consent->withdrawn_on < consent->given_on)
        (void)problem_add(problems, INVALID, "withdrawn_before_consent", TEXT("withdrawn_on"),
                          N_("Consent cannot be withdrawn before it was given."));
    if (consent->explained.is != FLAG_YES)
        (void)problem_add(problems, INVALID, "not_explained", TEXT("explained"),
                          N_("Consent counts only when its purpose and the right to withdraw were explained."));
    if (text_is(consent->means, "guardian")) {
        struct identifier guardian;
        enum outcome found = person_guardian(work, consent->head.person, consent->given_on, &guardian);
        if (found < 0)
            return found;
        if (found == NOT_FOUND)
            (void)problem_add(problems, INVALID, "guardian_missing", TEXT("means"),
                              N_("No guardian is recorded for this person: record the guardian first."));
    }
    return OK;
}

enum outcome relation_check(struct work *work, const void *before, void *row, struct problems *problems)
{
    const struct person_relation *relation = row;
    struct identifier guardian;
    (void)before;
    if (identifier_equal(relation->other, relation->head.person))
        return problem_add(problems, INVALID, "relation_to_self", TEXT("other"),
                           N_("Nobody is their own guardian or relative."));
    if (relation->until != DATE_NONE && relation->since != DATE_NONE && relation->until < relation->since)
        (void)problem_add(problems, INVALID, "end_before_start", TEXT("until"),
                          N_("The end lies before the beginning."));
    if (!text_is(relation->kind, "guardian"))
        return OK;
    enum outcome outcome = person_guardian(work, relation->other, zone_date(work->zone, work->now), &guardian);
    if (outcome == OK && identifier_equal(guardian, relation->head.person))
        return problem_add(problems, INVALID, "guardians_of_each_other", TEXT("other"),
                           N_("Two persons cannot be each other's guardian."));
    return outcome < 0 ? outcome : OK;
}
