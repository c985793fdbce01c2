/* What every unit test includes first. */
#ifndef BASE_TESTS_TESTING_H
#define BASE_TESTS_TESTING_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/problem.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* The text holds exactly the bytes of a literal (which may hold NUL). */
#define assert_text(actual, literal)                                                                     \
    do {                                                                                                 \
        struct text assert_text_actual = (actual);                                                       \
        struct text assert_text_wanted = TEXT(literal);                                                  \
        if (!text_equal(assert_text_actual, assert_text_wanted))                                         \
            fail_msg("\"%.*s\" instead of \"%s\"", TEXT_ARG(assert_text_actual), assert_text_wanted.at); \
    } while (0)

#endif
