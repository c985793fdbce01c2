/* The person and what stands around her: documents, consents, relations, household.  Within persons/. */
#ifndef PERSONS_PERSON_RECORD_H
#define PERSONS_PERSON_RECORD_H

#include "record/record.h"

struct person {
    struct record_head head;
    /* The contact record: all that is kept of somebody who has not consented to more. */
    struct text family_name, given_names;
    struct text family_name_arabic, given_names_arabic;
    struct text nationality, languages;
    struct text telephone;
    /* With consent. */
    struct text other_names;
    struct text sex;
    struct partial_date birth;
    struct flag birth_estimated;
    int64_t birth_year; /* computed: for statistics, which do not open names or birthdays */
    struct text birth_place, second_nationality, marital_status, mother_name, education, occupation;
    struct text second_telephone, email, address, region;
    struct text emergency_name, emergency_relation, emergency_telephone;
    struct flag generated; /* computed: made by the demonstration, nobody real */
};
extern struct record person_record;

struct person_document {
    struct record_head head;
    struct text kind, document_number, issuer;
    int32_t issued_on, expires_on;
    struct text note;
};
extern struct record person_document_record;

struct person_consent {
    struct record_head head;
    struct text purpose, recipients, means, language;
    struct flag interpreter, explained;
    int32_t given_on, expires_on, withdrawn_on;
    struct text withdrawal_reason;
};
extern struct record person_consent_record;

/* `other` is the guardian, parent, spouse … of the person that the row is about. */
struct person_relation {
    struct record_head head;
    struct identifier other;
    struct text kind;
    int32_t since, until;
    struct text note;
};
extern struct record person_relation_record;

/* Who lives and travels together.  Only a number and its head: it holds nothing personal of its own. */
struct household {
    struct record_head head;
    struct identifier head_person;
};
extern const struct record household_record;

/* The row is about the member. */
struct household_member {
    struct record_head head;
    struct identifier household;
    struct text relation; /* to the head */
    struct flag travelling;
    int32_t joined_on, left_on;
};
extern const struct record household_member_record;

extern struct choice_list sexes, consent_purposes, consent_recipients, consent_means, document_kinds, relation_kinds,
    household_relations;

/* Rights of this folder; who holds them stands in person_rights.c. */
extern struct right person_read, person_read_contact, person_create, person_update, person_erase, person_search_right;
extern struct right consent_record_right, person_copy_right, person_export;
extern const struct grant person_grants[];
extern const size_t person_grant_count;

#endif
