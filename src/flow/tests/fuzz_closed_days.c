/* Any bytes are read or refused; what is read never moves a day backwards or further than a month. */
#include <stdlib.h>

#include "flow/closed_days.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum { FIRST = -700000, LAST = 2900000, STEP = 36525 };
    AUTO_ARENA struct arena *arena = arena_open(8 << 20);
    size_t line = 0;
    const char *fault = NULL;
    if (closed_days_read(arena, (struct text){(const char *)data, size}, &line, &fault) != OK) {
        if (fault == NULL)
            abort();
        return 0;
    }
    for (int32_t date = FIRST; date < LAST; date += STEP) {
        int32_t due = day_next_open(date);
        if (due < date || due > date + 31)
            abort();
    }
    return 0;
}
