/* A mission that prepares journeys: helpers that make journeys, cases and marks.  For the tests of movements/. */
#ifndef MOVEMENTS_TESTS_TRAVELLING_H
#define MOVEMENTS_TESTS_TRAVELLING_H

#include "movements/movement_rules.h"
#include "protection/tests/guarded.h"
#include "returns/tests/mission.h"

extern struct mission *mission;
extern struct office *abroad;
extern struct identifier operations, second_officer, receiver;

int open_mission(void **state);
int close_mission(void **state);
void must(enum outcome outcome, const struct work *work, const char *what);
struct movement *new_movement(bool received);
enum outcome add_leg(const struct movement *movement, const char *from, int32_t departs_on, const char *leaves,
                     const char *to, int32_t arrives_on, const char *lands, struct work *ret_work);
struct movement *evening(bool received);
const struct movement *now(const struct movement *movement);
void settle(const struct return_case *file);
struct return_case *prepared(const char *name, bool ready);
void consent_to(struct identifier person, const char *purpose, const char *recipient);
void withdraw_consent(struct identifier person, const char *purpose);
void shares(const struct return_case *file);
struct identifier family(struct return_case *const *files, size_t count);
enum outcome add_case(const struct movement *movement, const struct return_case *file, size_t *ret_added,
                      struct work *ret_work);
void comes(const struct movement *movement, const struct return_case *file, size_t wanted);
enum outcome step_of(struct identifier user, const struct movement *movement, const char *action,
                     struct work *ret_work);
void book(const struct movement *movement);
struct text state_of(const struct return_case *file);
const struct return_case *stored(const struct return_case *file);
const struct movement_traveller *traveller(const struct return_case *file);
struct text travels(const struct return_case *file);
int64_t marks_of(const struct return_case *file);
const struct movement_arrival *arrival(const struct return_case *file);
struct movement_mark *mark_by(struct identifier user, const struct movement *movement, const struct return_case *file,
                              const char *outcome, const char *reason);
enum outcome settle_mark(const struct movement *movement, const struct return_case *file,
                         const struct movement_mark *mark, const char *note, struct work *ret_work);
int64_t tasks_of(struct identifier subject);
char *address(const char *base, struct identifier id, const char *behind);

#endif
