/* Any bytes are a list or are refused at a line; of what is taken every code names one element and has its source. */
#include <stdlib.h>

#include "protection/indicator.h"
#include "protection/protection.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void look_at(struct arena *arena, const struct choice_list *list, unsigned element)
{
    for (size_t i = 0; i < list->count; i++) {
        bool verified;
        struct text code = text_from(list->choices[i].code);
        if (indicator_elements(code) != 1U << element || indicator_sources(arena, code, &verified).length == 0 ||
            (indicator_past(code, TEXT_NONE).length > 0) != list->choices[i].past)
            abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO_ARENA struct arena *arena = arena_open(64 << 20);
    struct choice_fault fault = {0, NULL};
    enum outcome outcome = indicators_read(arena, (struct text){(const char *)data, size}, &fault);
    if (outcome == OK && indicator_version().length == 0)
        abort();
    if (outcome != OK && (outcome < 0 || fault.what == NULL))
        abort();
    if (outcome != OK)
        return 0;
    look_at(arena, &trafficking_acts, INDICATOR_ACT);
    look_at(arena, &trafficking_means, INDICATOR_MEANS);
    look_at(arena, &trafficking_purposes, INDICATOR_PURPOSE);
    look_at(arena, &trafficking_signs, INDICATOR_SIGN);
    return 0;
}
