/* What the parts of the demonstration share. */
#ifndef APP_DEMONSTRATION_PARTS_H
#define APP_DEMONSTRATION_PARTS_H

#include "agreements/agreements.h"
#include "app/demonstration/demonstration.h"
#include "app/demonstration/names.h"
#include "grants/grants.h"
#include "identity/identity.h"
#include "monitoring/monitoring.h"
#include "persons/persons.h"
#include "protection/protection.h"
#include "reintegration/reintegration.h"
#include "returns/returns.h"

#include "questionnaires/questionnaires.h"

enum { REFERABLE_MOST = 200 };
enum {
    OFFICES = 6,
    COUNTRIES_MOST = 64,
    SUPPLIERS = 4,
    PROJECTS = 2,
    DEMONSTRATION_QUESTIONNAIRES = 2,
    RECEIVING_OFFICES = 2
};

/* Somebody who is followed after the return. */
struct arrival {
    struct identifier file;
    size_t office;
};

/* A plan for which something may be ordered. */
enum { ITEMS_MOST = 2, PLANNED_MOST = 100 };
struct planned {
    struct identifier file;
    size_t office;
    int32_t from;
    struct identifier items[ITEMS_MOST];
    size_t item_count;
};

struct making {
    const struct demonstration *options;
    struct work work; /* its arena is emptied after each family */
    struct arena *kept;
    struct identifier organisation;
    struct office offices[OFFICES];
    struct office receiving[RECEIVING_OFFICES]; /* of another organisation */
    struct text receiving_countries[RECEIVING_OFFICES];
    int arrivals_assessed;
    /* Who acts: the first two per office, the others for the mission. */
    struct actor reception[OFFICES], caseworker[OFFICES];
    struct actor supervisor, protection, second_reader, protection_manager, operations, health, preparer, releaser;
    struct actor manager, data_protection, administrator;
    struct actor second_caseworker; /* of the first office */
    struct actor partner;           /* of Caritas */
    struct office partner_office;
    struct identifier referable[REFERABLE_MOST]; /* adults who did not leave: the last ones */
    unsigned char referable_office[REFERABLE_MOST];
    int64_t referable_seen;
    struct identifier grant, reintegration_line;
    struct identifier linkage_partner, linkage_run;
    int64_t linkage_seen;
    struct identifier suppliers[SUPPLIERS];
    struct demonstration_counts counts;
    struct planned planned[PLANNED_MOST];
    size_t planned_count;
    int64_t orders, orders_open, shares[PROJECTS];
    struct identifier projects[PROJECTS], course;
    int64_t seats;
    struct money project_costs[PROJECTS];
    int64_t plans_wanted, recent_plans, recent_children, recent_booked, privacy_seen, waiting;
    /* In use: NULL where the profile proposes none. */
    struct questionnaire *questionnaires[DEMONSTRATION_QUESTIONNAIRES];
    struct identifier questionnaire_ids[DEMONSTRATION_QUESTIONNAIRES];
    struct actor builder;     /* the program, for the mission's organisation */
    struct arrival *arrivals; /* who is followed after the return */
    size_t arrival_count;
    int64_t monitored_wanted, monitored;
};

/* ---- chance ---- */
uint32_t chance(uint32_t below); /* 0 to below - 1 */
bool chance_of(uint32_t percent);
/* An index by weights that end with 0. */
size_t chance_weighted(const uint32_t *weights);
struct text chance_name(const char *list);

/* ---- moments ---- */
/* From now on `actor` acts, at a time of that day: hour 8 and `step` quarters of an hour later. */
void making_at(struct making *making, const struct actor *actor, int32_t date, int step);
int64_t making_instant(const struct making *making, int32_t date, int step);
struct identifier making_id(const struct making *making);
/* Says on stderr what a rule refused; returns the outcome. */
enum outcome making_refused(struct making *making, const char *what, enum outcome outcome);

/* ---- the parts ---- */
enum outcome make_mission(struct making *making) MUST_CHECK;
/* The registers of agreements of the mission and of its partner: real ones of the profile, and invented ones. */
enum outcome make_agreements(struct making *making, const struct office *partner) MUST_CHECK;
/* Absences, a caseload handed over, and what users are told of it: when all cases are there. */
enum outcome make_team(struct making *making) MUST_CHECK;
/* Organisations, sites and services over the regions. */
enum outcome make_directory(struct making *making) MUST_CHECK;
/* Of the mission itself, which others refer to. */
enum outcome make_own_services(struct making *making) MUST_CHECK;
/* An account of the list that belongs to this office; who acts by it. */
enum outcome make_account(struct making *making, const char *login, const struct office *office,
                          struct actor *ret_actor) MUST_CHECK;
enum outcome make_association_office(struct making *making, struct identifier organisation,
                                     struct office *ret_office) MUST_CHECK;
/* A data-sharing protocol in the register of one side, in force for long. */
struct agreement_between {
    struct identifier organisation, office;
    const char *name;
    struct identifier other;
    const char *other_name;
};
enum outcome make_protocol(struct making *making, const struct actor *actor,
                           const struct agreement_between *between) MUST_CHECK;
/* A case conference: as far as it has come. */
struct conference_wanted {
    const struct actor *host;
    struct identifier person, office, guest;
    int32_t ago; /* days since it was prepared; it is held five days later */
    bool invited, held, over;
};
enum outcome make_conference(struct making *making, const struct conference_wanted *wanted) MUST_CHECK;
/* Referrals in every state between the mission, Caritas and an association: behind all else, so that nothing else is
   drawn otherwise. */
enum outcome make_referrals(struct making *making) MUST_CHECK;
/* Appointments with services, of the referrals that are there: behind these. */
enum outcome make_appointments(struct making *making) MUST_CHECK;
/* Second records of some persons, what was said about them, one merged: last of all. */
enum outcome make_twins(struct making *making) MUST_CHECK;
/* How the second record writes the name of the first. */
enum spelling { AS_IT_IS, IN_ARABIC, SWAPPED, SHORTENED };
struct twin {
    enum spelling spelling;
    bool telephone;   /* the same one */
    const char *said; /* action of the pair's flow; NULL: nobody looked yet; "merge" */
    const char *note;
};
/* Can a second record of this person be written so? */
bool twin_fits(const struct person *person, enum spelling spelling);
/* It is made on that day, found by the night, and looked at the day after. */
enum outcome make_twin(struct making *making, const struct person *of, const struct twin *wanted,
                       int32_t day) MUST_CHECK;
/* What two reviewers decided in the last months, so many that a calibration of probabilities can be proposed. */
enum outcome make_decisions(struct making *making) MUST_CHECK;

enum group { GROUP_MEN, GROUP_WOMEN, GROUP_MINORS };
/* An adult and the children who travel along; a child alone only where the scaled figures leave no adult. */
struct family {
    unsigned char country, office;
    enum group first;
    int32_t children;
    bool returned;
    int32_t received, departed; /* DATE_NONE */
    int32_t order;
};
struct year {
    struct text countries[COUNTRIES_MOST];
    size_t country_count;
    struct family *families; /* in the order in which they were received */
    size_t family_count;
};
/* Reads avrr2022.csv and scales it. */
enum outcome plan_year(struct making *making, struct year *ret_year) MUST_CHECK;

struct member {
    struct identifier person;
    enum group group;
    struct text country;
    const struct country_names *names;
    struct text family_name, family_name_arabic, sex;
    int32_t born;
};
/* The person with consents and document; `guardian` is NULL for an adult. */
enum outcome make_person(struct making *making, const struct family *family, struct text country, enum group group,
                         const struct member *guardian, struct member *ret_member) MUST_CHECK;

/* What becomes of a family's cases; decided once for all its members. */
struct fate {
    const char *state; /* in which the case stands at the end */
    const char
        *left_in; /* the state before one that is off the way (closed, withdrawn, postponed, no_show); else NULL */
    int32_t lead; /* days from the request to the departure, or to the last step on the way */
    int32_t rest; /* days from there to the step off the way */
    const char *reason; /* of closing */
};
struct fate fate_of_2022(const struct family *family, struct text country);
/* A case that is under way on the day of the demonstration. */
struct fate fate_of_recent(struct making *making, int32_t *ret_received);
enum outcome make_case(struct making *making, size_t office, int32_t received, const struct fate *fate,
                       const struct member *member, struct identifier *ret_id) MUST_CHECK;
/* What protection holds of a case that was registered: a screening as far as the case has come, and a child's file. */
struct guarded {
    const struct return_case *file;
    const struct member *member;
    int32_t registered, screened; /* days; DATE_NONE: not yet */
    const char *found;            /* code of a priority group */
    bool ended, recent;
};
enum outcome make_protection(struct making *making, const struct guarded *guarded) MUST_CHECK;
/* The same, a child that asks to return without its parents. */
enum outcome make_child_alone(struct making *making, const struct return_case *file, const struct member *member,
                              size_t number) MUST_CHECK;
/* Suppliers, entitlements and the rule of quotes. */
enum outcome make_registers(struct making *making) MUST_CHECK;
/* What goes with a plan that is agreed on the day `from`: assessments, quotes, deliveries, proofs and the rest. */
struct support {
    const struct return_case *file;
    size_t office;
    int32_t from;
    const struct identifier *items;
    size_t item_count;
};
enum outcome make_support(struct making *making, const struct support *support) MUST_CHECK;
void note_plan(struct making *making, const struct planned *planned);
/* Orders for items in kind, shares in collective projects, a course and its seats: behind all else, so that nothing
   else is drawn otherwise. */
enum outcome make_orders(struct making *making) MUST_CHECK;
/* Somebody for whom no line fits; sets whether they wait. */
enum outcome make_waiting(struct making *making, struct identifier file, size_t office, bool *ret_waits) MUST_CHECK;
/* Somebody who arrived may be followed afterwards. */
void note_arrival(struct making *making, const struct return_case *file, size_t office, enum group group);
/* When all else is told, so that nothing else is drawn otherwise: questionnaires in use, rounds and interviews until
   the day of the demonstration.  In transactions of its own. */
enum outcome make_monitoring(struct making *making) MUST_CHECK;
/* Journeys of these days, with the cases that are booked, left or arrived; after all cases. */
enum outcome make_journeys(struct making *making) MUST_CHECK;
/* The grant's results and its reports: one sent, one being written, one to come. */
enum outcome make_reports(struct making *making) MUST_CHECK;
/* Of the first adults some ask for their data, were opened in an emergency, are held or due. */
enum outcome make_privacy_registers(struct making *making) MUST_CHECK; /* of data protection: invented entries */
enum outcome make_privacy(struct making *making, const struct family *family, const struct member *member) MUST_CHECK;
enum outcome make_linkage(struct making *making, const struct family *family, const struct member *member) MUST_CHECK;
/* Papers, needs and appointments of a case that is under way; its preparations were settled on that day. */
enum outcome make_journey(struct making *making, const struct return_case *file, int32_t settled_on) MUST_CHECK;
/* What the rules answered when this row was approved. */
enum outcome make_decision(struct making *making, const struct return_case *approved, bool despite) MUST_CHECK;
/* Plan, payments and what follows, through the real flows. */
enum outcome make_plan(struct making *making, struct identifier id, const struct member *member, size_t office,
                       int32_t arrived_on) MUST_CHECK;

#endif
