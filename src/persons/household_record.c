/* Households: who lives and travels together. */
#include "persons/person_rules.h"

enum {
    HOUSEHOLD_PURPOSES =
        PURPOSE_RECEPTION | PURPOSE_ASSISTANCE | PURPOSE_PROTECTION | PURPOSE_TRAVEL | PURPOSE_OVERSIGHT
};

static const struct choice RELATIONS[] = {
    {"head", N_("Head of the household"), {0}},
    {"spouse", N_("Spouse"), {0}},
    {"child", N_("Child"), {0}},
    {"parent", N_("Parent"), {0}},
    {"sibling", N_("Brother or sister"), {0}},
    {"grandchild", N_("Grandchild"), {0}},
    {"other_relative", N_("Other relative"), {0}},
    {"not_related", N_("Not related"), {0}},
};
struct choice_list household_relations = {"household_relations", NULL, RELATIONS, sizeof RELATIONS / sizeof *RELATIONS};

static const struct field HOUSEHOLD_FIELDS[] = {
    FIELD(struct household, head_person, FIELD_LINK, .label = N_("Head of the household"), .target = &person_record,
          .flags = FIELD_REQUIRED | FIELD_LISTED),
};

static struct text household_title(struct work *work, const void *row)
{
    (void)work;
    return record_head_of(row)->number;
}

const struct record household_record = {
    .name = "household",
    .path = "households",
    .table = "household",
    .label = N_("Household"),
    .plural = N_("Households"),
    .kind = "HOU",
    .size = sizeof(struct household),
    .fields = HOUSEHOLD_FIELDS,
    .field_count = sizeof HOUSEHOLD_FIELDS / sizeof *HOUSEHOLD_FIELDS,
    .seal_with = SEAL_ORGANISATION,
    .purposes = HOUSEHOLD_PURPOSES,
    .read = &person_read,
    .create = &person_update,
    .update = &person_update,
    .title = household_title,
};

static const struct field MEMBER_FIELDS[] = {
    FIELD(struct household_member, household, FIELD_LINK, .label = N_("Household"), .target = &household_record,
          .flags = FIELD_REQUIRED | FIELD_ONCE | FIELD_LISTED),
    FIELD(struct household_member, relation, FIELD_CHOICE, .label = N_("Relation to the head of the household"),
          .choices = &household_relations, .flags = FIELD_REQUIRED | FIELD_LISTED),
    FIELD(struct household_member, travelling, FIELD_FLAG, .label = N_("Travels with the household"),
          .flags = FIELD_REQUIRED | FIELD_LISTED),
    FIELD(struct household_member, joined_on, FIELD_DATE, .label = N_("Since"), .flags = FIELD_PAST),
    FIELD(struct household_member, left_on, FIELD_DATE, .label = N_("Left the household on"), .flags = FIELD_PAST),
};

static struct text member_title(struct work *work, const void *row)
{
    const struct household_member *member = row;
    return choice_show(&household_relations, member->relation, work->language);
}

const struct record household_member_record = {
    .name = "household_member",
    .path = "household-members",
    .table = "household_member",
    .label = N_("Member of a household"),
    .plural = N_("Members of households"),
    .size = sizeof(struct household_member),
    .fields = MEMBER_FIELDS,
    .field_count = sizeof MEMBER_FIELDS / sizeof *MEMBER_FIELDS,
    .about_person = true,
    .about = &person_record,
    .seal_with = SEAL_PERSON,
    .purposes = HOUSEHOLD_PURPOSES,
    .read = &person_read,
    .create = &person_update,
    .update = &person_update,
    .check = household_member_check,
    .title = member_title,
};
