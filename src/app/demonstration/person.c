/* One generated person: names, civil status, consents, document. */
#include "app/demonstration/parts.h"

#include "record/keys.h"
#include "system/random.h"

static void put_names(struct making *making, struct member *member, const struct member *guardian,
                      struct person *person)
{
    const struct country_names *names = member->names;
    bool woman = text_is(person->sex, "F");
    size_t family = chance((uint32_t)names_count(names->family));
    const char *given_list = woman ? names->women : names->men;
    size_t given = chance((uint32_t)names_count(given_list));
    member->family_name = names_at(names->family, family);
    if (names->family_arabic != NULL)
        member->family_name_arabic = names_at(names->family_arabic, family);
    if (guardian != NULL) {
        member->family_name = guardian->family_name;
        member->family_name_arabic = guardian->family_name_arabic;
    }
    person->family_name = member->family_name;
    person->given_names = names_at(given_list, given);
    person->family_name_arabic = member->family_name_arabic;
    if (names->men_arabic != NULL)
        person->given_names_arabic = names_at(woman ? names->women_arabic : names->men_arabic, given);
    const struct text all[] = {person->family_name, person->given_names, person->family_name_arabic,
                               person->given_names_arabic};
    for (size_t i = 0; making->options->named != NULL && i < 4; i++)
        if (all[i].length > 0)
            making->options->named(making->options->named_context, all[i]);
}

/* Completed years on the day of the request.  Children are 16 at most, so that they are children at the departure too.
 */
static int32_t age_of(enum group group)
{
    if (group == GROUP_MINORS) {
        static const uint32_t BANDS[] = {46, 34, 20, 0};
        static const int32_t FROM[] = {0, 5, 12};
        static const uint32_t YEARS[] = {5, 7, 5};
        size_t band = chance_weighted(BANDS);
        return FROM[band] + (int32_t)chance(YEARS[band]);
    }
    if (chance_of(2))
        return 60 + (int32_t)chance(12);
    return 18 + (int32_t)(chance(16) + chance(16) + chance(10));
}

static struct partial_date birth_of(int32_t received, int32_t age)
{
    if (chance_of(72))
        return (struct partial_date){date_add_months(received, -12 * age) - (int32_t)chance(364), PRECISION_DAY};
    int32_t year = day_from_date(received).year - age;
    return (struct partial_date){date_from_day((struct calendar_day){year, 1, 1}), PRECISION_YEAR};
}

static void put_civil(struct making *making, enum group group, int32_t age, struct person *person)
{
    static const char *const MARITAL[] = {"unmarried", "married", "separated", "widowed"};
    static const char *const EDUCATION[] = {"none",       "primary", "lower_secondary", "upper_secondary",
                                            "vocational", "higher"};
    static const uint32_t MARITAL_WEIGHTS[] = {62, 28, 7, 3, 0};
    static const uint32_t EDUCATION_WEIGHTS[] = {18, 26, 24, 16, 9, 7, 0};
    static const char TRADES[] = "maçon,coiffeur,mécanicien,vendeur,couturier,cuisinier,chauffeur,agriculteur,peintre,"
                                 "soudeur,footballeur,aide ménager,étudiant,électricien";
    struct arena *arena = making->work.arena;
    person->marital_status = text_from(group == GROUP_MINORS ? "unmarried" : MARITAL[chance_weighted(MARITAL_WEIGHTS)]);
    if (age >= 6)
        person->education = text_from(age < 12 ? "primary" : EDUCATION[chance_weighted(EDUCATION_WEIGHTS)]);
    if (group != GROUP_MINORS)
        person->occupation = chance_name(TRADES);
    /* a number that no telephone has: nothing begins with 0 behind the country code */
    person->telephone = arena_format(arena, "+212 0%02u %03u %03u", chance(100), chance(1000), chance(1000));
}

static void begin_row(struct making *making, struct record_head *head, struct identifier person, size_t office)
{
    head->id = making_id(making);
    head->person = person;
    head->organisation = making->organisation;
    head->office = making->offices[office].head.id;
}

static enum outcome add_guardian(struct making *making, struct identifier person, const struct family *family,
                                 const struct member *guardian)
{
    struct person_relation *relation = record_new(making->work.arena, &person_relation_record);
    begin_row(making, &relation->head, person, family->office);
    relation->other = guardian->person;
    relation->kind = TEXT("guardian");
    return record_insert(&making->work, &person_relation_record, relation);
}

static enum outcome add_consent(struct making *making, struct identifier person, const struct family *family,
                                const char *purpose, const char *recipients, bool by_guardian)
{
    struct person_consent *consent = record_new(making->work.arena, &person_consent_record);
    begin_row(making, &consent->head, person, family->office);
    consent->purpose = text_from(purpose);
    consent->recipients = text_from(recipients);
    consent->means = text_from(by_guardian ? "guardian" : chance_of(70) ? "signed" : "spoken");
    consent->language = TEXT("fra");
    consent->interpreter.is = chance_of(20) ? FLAG_YES : FLAG_NO;
    consent->explained.is = FLAG_YES;
    consent->given_on = family->received;
    return record_insert(&making->work, &person_consent_record, consent);
}

static enum outcome add_document(struct making *making, const struct member *member, const struct family *family)
{
    struct person_document *document = record_new(making->work.arena, &person_document_record);
    int32_t age = 12 * 365 + (int32_t)chance(3 * 365);
    begin_row(making, &document->head, member->person, family->office);
    document->kind = text_from(chance_of(60) ? "passport" : "travel_pass");
    document->document_number =
        arena_format(making->work.arena, "X%07u", chance(10000000)); /* X: of no country's series */
    document->issuer = member->country;
    document->expires_on = making->options->today + age - 10 * 365;
    document->issued_on = family->received - 1 - (int32_t)chance(1000);
    return record_insert(&making->work, &person_document_record, document);
}

static enum outcome store_person(struct making *making, const struct family *family, struct member *member,
                                 const struct member *guardian)
{
    struct person *person = record_new(making->work.arena, &person_record);
    int32_t age = age_of(member->group);
    begin_row(making, &person->head, member->person, family->office);
    person->head.id = member->person;
    person->sex = text_from(member->group == GROUP_WOMEN                     ? "F"
                            : member->group == GROUP_MINORS && chance_of(48) ? "F"
                                                                             : "M");
    put_names(making, member, guardian, person);
    put_civil(making, member->group, age, person);
    person->nationality = member->country;
    person->languages = text_from(member->names->languages);
    person->birth = birth_of(family->received, age);
    person->birth_estimated.is = person->birth.precision == PRECISION_YEAR ? FLAG_YES : FLAG_NO;
    person->birth_place = chance_name(member->names->towns);
    person->region = making->offices[family->office].region;
    person->generated.is = FLAG_YES;
    member->sex = person->sex;
    member->born = person->birth.date;
    return record_insert(&making->work, &person_record, person);
}

/* The consents stand before what they allow to be kept. */
enum outcome make_person(struct making *making, const struct family *family, struct text country, enum group group,
                         const struct member *guardian, struct member *ret_member)
{
    struct work *work = &making->work;
    struct key key;
    making_at(making, &making->reception[family->office], family->received, 0);
    struct member member = {
        .person = making_id(making), .group = group, .country = country, .names = country_names(country)};
    enum outcome outcome = keys_make(work, member.person, member.person, making->organisation, &key);
    key_forget(&key);
    if (outcome == OK && guardian != NULL)
        outcome = add_guardian(making, member.person, family, guardian);
    if (outcome == OK)
        outcome = add_consent(making, member.person, family, "data", "own", guardian != NULL);
    if (outcome == OK)
        outcome = store_person(making, family, &member, guardian);
    if (outcome == OK)
        outcome =
            add_consent(making, member.person, family, "assistance", "own,receiving_office,carrier", guardian != NULL);
    if (outcome == OK)
        outcome = add_document(making, &member, family);
    making->counts.persons += outcome == OK;
    if (outcome == OK)
        *ret_member = member;
    return making_refused(making, "a person", outcome);
}
