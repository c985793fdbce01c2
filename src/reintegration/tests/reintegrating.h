/* A mission with plans: cases that arrived, rows about them, steps taken and refused.  For the tests of reintegration/.
 */
#ifndef REINTEGRATION_TESTS_REINTEGRATING_H
#define REINTEGRATION_TESTS_REINTEGRATING_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "document/document.h"
#include "ledger/exchange.h"
#include "ledger/ledger.h"
#include "protection/tests/guarded.h"
#include "record/keys.h"
#include "record/list.h"
#include "reintegration/reintegration_rules.h"
#include "system/file.h"
#include "system/random.h"

extern struct mission *mission;
extern struct identifier caseworker, supervisor, other_supervisor, manager, officer;

#define REFUSED(code, ...)                                                            \
    do {                                                                              \
        struct work refused_work;                                                     \
        assert_int_equal(guarded_step(mission, __VA_ARGS__, &refused_work), INVALID); \
        if (!guarded_has_problem(&refused_work, code))                                \
            fail_msg("refused, but not with %s", code);                               \
    } while (0)
#define TAKEN(...) assert_int_equal(guarded_step(mission, __VA_ARGS__, NULL), OK)

/* The smallest photograph, with the position of whoever took it. */
#define JPEG_PHOTO                                     \
    "\xff\xd8\xff\xe1\0\x12"                           \
    "Exif\0\0GPS 33.57N"                               \
    "\xff\xc0\0\x0b\x08\x01\x90\x02\x58\x01\x01\x11\0" \
    "\xff\xda\0\x08\x01\x01\0\0\x3f\0\x37\xff\xd9"

int open_mission(void **state);
int close_mission(void **state);
const struct return_case *stored(const struct return_case *file);
struct return_case *case_at(const char *name, const char *state);
void set_arrived(const struct return_case *file, int32_t arrived_on);
const char *day(int32_t date);
const char *id_text(struct identifier id);
struct identifier add(struct identifier user, const struct record *record, const struct return_case *file,
                      const char *values);
enum outcome try_add(struct identifier user, const struct record *record, const struct return_case *file,
                     const char *values);
struct identifier add_rule(const struct record *record, const char *values);
int gate_says(const struct flow *flow, struct identifier id, const char *action, const char *code);
int64_t open_tasks(struct identifier subject, const char *right);
struct identifier add_supplier(const char *name);
const char *delivery_of(const struct return_item *item, int value, const char *signature);
enum outcome store_here(void *context, struct work *work, const char *action, struct text arguments,
                        struct text *ret_answer);

#endif
