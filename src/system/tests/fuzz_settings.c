/* A file of settings that is taken: every value written out and set again is the same. */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/arena.h"
#include "system/settings.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void set_again(struct arena *arena, const struct settings *settings)
{
    size_t count;
    const struct setting *table = settings_table(&count);
    struct settings again = *settings;
    for (size_t i = 0; i < count; i++) {
        struct text before = settings_text(arena, settings, &table[i]);
        if (settings_set(arena, &again, text_from(table[i].name), before) != OK ||
            !text_equal(before, settings_text(arena, &again, &table[i])))
            abort();
        if (table[i].kind == SETTING_PATH && !text_starts_with(before, TEXT("/")))
            abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO_ARENA struct arena *arena = arena_open((16 << 20) + 16 * size);
    struct settings settings;
    int file = memfd_create("settings", MFD_CLOEXEC);
    if (file < 0 || write(file, data, size) != (ssize_t)size)
        abort();
    struct text path = arena_format(arena, "/proc/self/fd/%d", file);
    if (settings_read(arena, "/var/lib/trial", path.at, &settings) == OK)
        set_again(arena, &settings);
    (void)close(file);
    return 0;
}
