/* The words of the register: kinds, themes, marks. */
#include "agreements/agreements.h"

#define LIST(name, choices) struct choice_list name = {#name, NULL, choices, sizeof(choices) / sizeof *(choices)}

static const struct choice KINDS[] = {
    {"accession", N_("Accession"), {0}},
    {"headquarters", N_("Headquarters agreement"), {0}},
    {"convention", N_("Convention"), {0}},
    {"memorandum", N_("Memorandum"), {0}},
    {"grant_agreement", N_("Grant agreement"), {0}},
    {"sharing_protocol", N_("Data-sharing protocol"), {0}},
    {"amendment", N_("Amendment"), {0}},
    {"other", N_("Other agreement"), {0}},
};
LIST(agreement_kinds, KINDS);

/* In the order of the memorandum. */
static const struct choice THEMES[] = {
    {"health", N_("Health"), {0}},
    {"accommodation", N_("Accommodation"), {0}},
    {"unaccompanied_minors", N_("Protection of unaccompanied minors"), {0}},
    {"psychosocial", N_("Psychosocial support"), {0}},
    {"return_reintegration", N_("Voluntary return and reintegration"), {0}},
    {"advocacy", N_("Advocacy for integration"), {0}},
};
LIST(agreement_themes, THEMES);

static const struct choice DATA[] = {
    {"identity", N_("Identity: names, sex, birth, nationality"), {0}},
    {"contact", N_("How to reach the person"), {0}},
    {"household", N_("Household and relations"), {0}},
    {"documents", N_("Identity and travel documents"), {0}},
    {"legal_status", N_("Legal situation in the country"), {0}},
    {"situation", N_("Situation and history"), {0}},
    {"needs", N_("Reasons and services asked"), {0}},
    {"health", N_("Health"), {0}},
    {"psychosocial", N_("Psychosocial follow-up"), {0}},
    {"protection", N_("Protection risks and vulnerability"), {0}},
    {"education_work", N_("Education and work"), {0}},
    {"return", N_("Return and reintegration"), {0}},
    {"follow_up", N_("What came of a referral"), {0}},
};
LIST(agreement_data, DATA);

static const struct choice PARTS[] = {
    {"party", N_("Party"), {0}},           {"donor", N_("Donor"), {0}},     {"recipient", N_("Recipient"), {0}},
    {"depositary", N_("Depositary"), {0}}, {"witness", N_("Witness"), {0}},
};
LIST(agreement_parts, PARTS);

static const struct choice EVENTS[] = {
    {"signed", N_("Signed"), {0}},
    {"in_force", N_("In force from"), {0}},
    {"ends", N_("Last day in force"), {0}},
    {"review", N_("To be reviewed"), {0}},
};
LIST(agreement_events, EVENTS);

/* From the surest to the least sure: the order is the rank (agreement_rules.c). */
static const struct choice MARKS[] = {
    {"verified", N_("Verified"), {0}},
    {"press", N_("Read in the press only"), {0}},
    {"from_memory", N_("From memory, to be verified"), {0}},
    {"proposed", N_("Proposed by this project"), {0}},
};
LIST(agreement_marks, MARKS);

static const struct choice STANDINGS[] = {
    {"counts", N_("One source among others"), {0}},
    {"settles", N_("The mission goes by this one"), {0}},
    {"aside", N_("Set aside"), {0}},
};
LIST(agreement_standings, STANDINGS);

static const struct choice RECURRENCES[] = {
    {"month", N_("Every month"), {0}},
    {"quarter", N_("Every three months"), {0}},
    {"half_year", N_("Every six months"), {0}},
    {"year", N_("Every year"), {0}},
};
LIST(agreement_recurrences, RECURRENCES);
