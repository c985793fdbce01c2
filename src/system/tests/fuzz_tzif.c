#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "system/zone.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* Whatever the file says, every instant has a wall time and every wall time an instant not before it. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const int64_t instants[] = {0, 1, -1, INT64_MAX, INT64_MIN + 1, INSTANT_NONE, INT64_C(1742000000000000)};
    AUTO_ARENA struct arena *arena = arena_open((size_t)64 << 20);
    struct zone *zone = NULL;
    if (size > (size_t)1 << 20 || zone_read(arena, TEXT("Fuzz"), (struct text){(const char *)bytes, size}, &zone) != OK)
        return 0;
    for (size_t i = 0; i < sizeof instants / sizeof *instants; i++) {
        int32_t date = zone_date(zone, instants[i]);
        int32_t second = zone_second_of_day(zone, instants[i]);
        if (second < 0 || second >= 86400)
            abort();
        int64_t back = zone_instant(zone, date, second);
        if (back != INSTANT_NONE && back > instants[i])
            abort();
    }
    return 0;
}
