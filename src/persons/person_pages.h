/* Pages around a person.  Within persons/. */
#ifndef PERSONS_PERSON_PAGES_H
#define PERSONS_PERSON_PAGES_H

#include "document/document.h"
#include "persons/person_store.h"
#include "record/pages.h"
#include "web/record_pages.h"

/* The person whose id is the first {…} of the address, as the actor reads her. */
struct person_target {
    struct person *person;
    struct field_set readable;
    struct text title; /* name, or number */
    struct text path;  /* "/persons/0190…" */
};
/* Audited, as a page that shows her is. */
enum outcome person_target_read(struct request *request, struct person_target *ret_target) MUST_CHECK;
/* Not audited: for writes. */
enum outcome person_target_find(struct request *request, struct person_target *ret_target) MUST_CHECK;
struct text person_address(const struct request *request, struct identifier person, const char *behind);
struct text person_path_to(struct arena *arena, struct identifier person, const char *behind);
/* Links to persons are typed as numbers: a list of all would show everybody's name. */
enum outcome person_links(void *context, struct work *work, const struct field *field, const void *row,
                          const struct form_choice **ret_choices, size_t *ret_count);

/* ---- the person's page ---- */

struct person_badge {
    const char *label, *tone, *icon; /* label is N_() */
};
struct document_line {
    struct text kind, number, issuer, edit;
    int32_t expires_on;
    struct person_badge badge; /* label NULL: none */
};
struct consent_line {
    struct text purpose, recipients, means, language, reason, withdraw; /* withdraw: address; empty: may not */
    int32_t given_on, expires_on, withdrawn_on;
    struct person_badge badge;
};
struct relation_line {
    struct text label, other, path, edit; /* other: empty where the name may not be seen */
    int32_t since, until;
};
struct member_line {
    struct text relation, name, path, edit;
    bool travelling, head;
};
struct household_view {
    struct text number, path, edit;
    struct member_line *members;
    size_t member_count;
    int64_t hidden; /* members that other offices hold */
    struct household_counts counts, travelling;
};
struct file_group {
    const char *label; /* N_() */
    const struct person_file *files;
    size_t file_count;
    struct text open;       /* address of the form for a new one; empty: none */
    const char *open_label; /* N_() */
};
struct person_view {
    struct page *page;
    const struct person *person;
    struct text title, arabic; /* the name in the other script; may be empty */
    struct detail_view detail; /* what is given … */
    struct text not_given;     /* … and the labels of what is not */
    const struct person_badge *badges;
    size_t badge_count;
    struct text base; /* "/fr/persons/0190…" */
    bool may_edit, may_consent, may_erase, may_copy;
    bool shows_documents, shows_consents, shows_relations;
    bool consent_missing, limited; /* limited: only the contact record may be kept */
    const struct document_line *documents;
    size_t document_count;
    const struct consent_line *consents;
    size_t consent_count;
    const struct relation_line *relations;
    size_t relation_count;
    const struct household_view *household; /* NULL: none */
    const struct file_group *groups;
    size_t group_count;
    const struct person_link **links; /* of other features, at base/BEHIND */
    size_t link_count;
    struct attachment_list_view files;
    struct text photo;                 /* address; empty: none */
    const struct erasure_row *erasure; /* NULL: not erased */
    struct text certificate;
};
void person_show_page(struct output *out, const struct person_view *view);
void person_household_page(struct output *out, const struct household_view *view, struct text icons);
void person_badge_page(struct output *out, const struct person_badge *badge, struct text icons);

enum outcome person_show(struct request *request, struct response *response);
enum outcome person_relation_lines(struct request *request, const struct person_target *target,
                                   const struct relation_line **ret_lines, size_t *ret_count) MUST_CHECK;
/* NOT_FOUND: the person lives in none. */
enum outcome person_household_view(struct request *request, struct identifier person,
                                   struct household_view **ret_view) MUST_CHECK;
enum outcome household_view(struct request *request, const struct household *household,
                            struct household_view **ret_view) MUST_CHECK;

/* ---- rows around a person: documents, consents, relations, membership ---- */

struct person_child_view {
    struct page *page;
    struct form_view form;
    struct text action, cancel, person;
    bool consent; /* explains what consent is before it asks */
};
void person_child_page(struct output *out, const struct person_child_view *view);

enum outcome document_new(struct request *request, struct response *response);
enum outcome document_create(struct request *request, struct response *response);
enum outcome consent_new(struct request *request, struct response *response);
enum outcome consent_create(struct request *request, struct response *response);
enum outcome relation_new(struct request *request, struct response *response);
enum outcome relation_create(struct request *request, struct response *response);
enum outcome member_new(struct request *request, struct response *response);
enum outcome member_create(struct request *request, struct response *response);

struct consent_withdraw_view {
    struct page *page;
    struct form_view form;
    struct text action, cancel, person, purpose;
    bool stops; /* everything under way stops */
    bool photo;
};
void consent_withdraw_page(struct output *out, const struct consent_withdraw_view *view);
enum outcome consent_withdraw_show(struct request *request, struct response *response);
enum outcome consent_withdraw(struct request *request, struct response *response);

/* ---- households ---- */

struct household_page_view {
    struct page *page;
    struct household_view *household;
    struct text add;   /* address that takes a person's number; empty: may not */
    struct text error; /* of the number typed */
    struct text typed;
};
void household_show_page(struct output *out, const struct household_page_view *view);
enum outcome household_show(struct request *request, struct response *response);
enum outcome household_begin(struct request *request, struct response *response);
enum outcome household_add(struct request *request, struct response *response);

/* ---- erasure and the person's copy ---- */

struct erase_reason {
    struct text code, label, id;
    bool selected;
};
struct erase_view {
    struct page *page;
    struct text action, cancel, person, number, error, key;
    const struct erase_reason *reasons;
    size_t reason_count;
    bool second; /* asked the second time: the number is typed */
    struct text reason, reason_label;
    const struct text *obstacles; /* why it may not be done now */
    size_t obstacle_count;
};
void erase_page(struct output *out, const struct erase_view *view);
struct certificate_view {
    struct page *page;
    const struct erasure_row *erasure;
    struct text number, reason, organisation;
    const struct erasure_proof *proofs; /* what was looked for behind, and not found */
    size_t proof_count;
};
void certificate_page(struct output *out, const struct certificate_view *view);
enum outcome erase_show(struct request *request, struct response *response);
enum outcome erase_run(struct request *request, struct response *response);
enum outcome certificate_show(struct request *request, struct response *response);

struct copy_row {
    struct text title;
    struct detail_view detail;
};
struct copy_part {
    struct text label;
    const struct copy_row *rows;
    size_t row_count;
};
struct copy_view {
    struct page *page;
    struct text person, number, organisation;
    int32_t on;
    const struct copy_part *parts;
    size_t part_count;
    const struct attachment_line *files;
    size_t file_count;
};
void person_copy_page(struct output *out, const struct copy_view *view);
enum outcome person_copy(struct request *request, struct response *response);

extern struct choice_list attachment_kinds;

#endif
