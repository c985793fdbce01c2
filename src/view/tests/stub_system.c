#include "system/file.h"
#include "system/zone.h"
#include <stdio.h>
enum outcome file_read(struct arena *arena, const char *path, size_t limit, struct text *ret)
{
    FILE *f = fopen(path, "rb");
    if (f == NULL)
        return NOT_FOUND;
    char *b = arena_bytes(arena, limit);
    size_t n = fread(b, 1, limit, f);
    (void)fclose(f);
    *ret = arena_text(arena, (struct text){b, n});
    return OK;
}
struct zone {
    int x;
};
static struct zone z;
const struct zone *zone_find(struct text name)
{
    (void)name;
    return &z;
}
int32_t zone_date(const struct zone *zone, int64_t instant)
{
    (void)zone;
    return (int32_t)((instant + 3600 * MICROSECONDS) / DAY_MICROSECONDS);
}
int32_t zone_second_of_day(const struct zone *zone, int64_t instant)
{
    (void)zone;
    return (int32_t)((instant + 3600 * MICROSECONDS) % DAY_MICROSECONDS / MICROSECONDS);
}
