/* Any bytes as a letter of the profile; what is taken is put on paper with empty and with full places. */
#include <stddef.h>

#include "print/letter.h"

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t size);

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t size)
{
    static const char *const PLACES[] = {"person", "number", NULL};
    static const struct text VALUES[2][2] = {{TEXT_CONSTANT("Awa | {number}"), TEXT_CONSTANT("RET\n1")}, {{0}}};
    AUTO_ARENA struct arena *arena = arena_open(64 << 20);
    struct text source = arena_text(arena, (struct text){(const char *)bytes, size});
    struct letter letter;
    struct letter_fault fault = {0};
    if (size > LETTER_MOST || letter_parse(arena, source, PLACES, &letter, &fault) != OK)
        return 0;
    for (size_t i = 0; i < 2; i++) {
        struct paper *paper = paper_open(arena, &(struct paper_options){.language = "fr"});
        letter_put(&letter, PLACES, VALUES[i], paper);
    }
    return 0;
}
