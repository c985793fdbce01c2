#include "view/catalogue.h"

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t size);

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t size)
{
    static const char *const MESSAGES[] = {"", "a", "Save", "one person", "\xff"};
    AUTO_ARENA struct arena *arena = arena_open(16 << 20);
    const struct catalogue *catalogue = NULL;
    const char *fault = NULL;
    struct text file = arena_text(arena, (struct text){(const char *)bytes, size});
    if (catalogue_read(arena, file, &catalogue, &fault) != OK)
        return 0;
    for (size_t i = 0; i < sizeof MESSAGES / sizeof *MESSAGES; i++) {
        (void)catalogue_find(catalogue, NULL, MESSAGES[i]);
        (void)catalogue_find(catalogue, "menu", MESSAGES[i]);
        for (uint64_t count = 0; count < 120; count++)
            (void)catalogue_find_count(catalogue, MESSAGES[i], count);
    }
    return 0;
}
