/* A mission with protection, and helpers that write and sign: for the tests of protection/ and the test `wall`. */
#ifndef PROTECTION_TESTS_GUARDED_H
#define PROTECTION_TESTS_GUARDED_H

#include "protection/protection.h"
#include "returns/tests/mission.h"

/* Somebody of this age (at the last birthday) with consents, passport and, as a child, a guardian; a case at
   "registered", which has opened a screening. */
struct return_case *guarded_case(struct mission *mission, const char *name, int32_t age);
struct identifier guarded_screening(struct mission *mission, const struct return_case *file);
struct identifier guarded_child(struct mission *mission, const struct return_case *file);

/* Changes fields of a row as this user: "name=value\nname=value". */
enum outcome guarded_write(struct mission *mission, struct identifier user, const struct record *record,
                           struct identifier id, const char *values);
/* A new row that hangs on another one, as this user. */
enum outcome guarded_add(struct mission *mission, struct identifier user, const struct record *record,
                         const void *parent, const char *link, const char *values, struct identifier *ret_id);
/* Takes a step as this user, with these answers; problems of a refusal stand in *ret_work. */
enum outcome guarded_step(struct mission *mission, struct identifier user, const struct flow *flow,
                          struct identifier id, const char *action, const char *values, struct work *ret_work);
bool guarded_has_problem(const struct work *work, const char *code);
/* All that a first reader writes; the case is told `next`. */
void guarded_fill(struct mission *mission, struct identifier screening, const char *next);
/* Written, signed by both: the case is told `next`. */
void guarded_sign(struct mission *mission, struct identifier screening, const char *next);
/* Panel, decision "return", request and approval; guardian and reception in the child's file. */
struct identifier guarded_determine(struct mission *mission, struct identifier child, int32_t valid_until);
struct identifier guarded_second(struct mission *mission); /* another protection officer */

#endif
