/* A mission in which people return, for the tests of returns/ and grants/: the fixture of identity/ with countries,
   persons, a grant of 1,000,000 NOK with one line, and helpers that bring a case anywhere. */
#ifndef RETURNS_TESTS_MISSION_H
#define RETURNS_TESTS_MISSION_H

#include "base/tests/testing.h"
#include "grants/grants.h"
#include "identity/tests/fixture.h"
#include "persons/persons.h"
#include "returns/returns.h"

struct mission {
    struct fixture *fixture;
    struct arena *arena;
    struct donor_grant *grant;
    struct budget_line *line;
    int32_t today;
};

struct mission *mission_open(void);
/* The same with protection/: what it asks of a case is asked. */
struct mission *mission_open_protected(void);
/* The same with reintegration/ instead. */
struct mission *mission_open_reintegration(void);
/* The same with questionnaires/ and monitoring/. */
struct mission *mission_open_monitored(void);
/* The same with movements/, without protection/. */
struct mission *mission_open_travelling(void);
struct mission *mission_close(struct mission *mission);

/* A unit of work of the role's user (first office), in the mission's arena. */
struct work mission_work(struct mission *mission, enum role role);

/* An adult woman of the first office, born in 1990, with sex and nationality and without any consent. */
struct person *mission_person(struct mission *mission, const char *family_name);
/* Consents to data and assistance; then sex and birth (17 May 1990, or of that year) may be kept, and are. */
void mission_consents(struct mission *mission, struct identifier person);
void mission_consents_of(struct mission *mission, struct identifier person, int32_t born);
void mission_passport(struct mission *mission, struct identifier person, int32_t expires_on);
struct return_case *mission_case(struct mission *mission, struct identifier person);
/* A session of today that explained these topics. */
void mission_counselling(struct mission *mission, const struct return_case *file, const char *explained);
/* One item of 1,000 NOK on the line; instalment 1 or 2. */
struct return_item *mission_item(struct mission *mission, const struct return_case *file, int64_t instalment,
                                 int64_t minor);

/* Takes a step as this role, with the answers that a sensible person gives; in a transaction of its own. */
enum outcome mission_step(struct mission *mission, enum role role, const struct flow *flow, struct identifier id,
                          const char *action);
enum outcome mission_step_of(struct mission *mission, struct identifier user, const struct flow *flow,
                             struct identifier id, const char *action);
/* Answers to everything that any step of a flow asks. */
void mission_answers(struct mission *mission, const struct flow *flow, void *row);
/* What protection says of its screening, which takes the step where there is one. */
void mission_screen(struct mission *mission, struct identifier file, const char *said);
/* Brings a case with consents and passport by its own steps to this state of the main way. */
void mission_bring(struct mission *mission, const struct return_case *file, const char *state);
/* The stored row. */
void *mission_row(struct mission *mission, const struct record *record, struct identifier id);
struct text mission_state(struct mission *mission, const struct flow *flow, struct identifier id);
struct identifier mission_milestone(struct mission *mission, const struct return_case *file, const char *kind);

#endif
