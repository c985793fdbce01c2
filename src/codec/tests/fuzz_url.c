/* A path that was accepted holds no way out; parameters that were read survive being written and read again. */
#include <stdlib.h>

#include "codec/url.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_path(struct arena *arena, struct text raw)
{
    struct text path;
    if (url_path(arena, raw, &path) != OK)
        return;
    if (path.length == 0 || path.at[0] != '/' || text_find(path, TEXT("//")) >= 0 ||
        text_find(path, TEXT("/../")) >= 0 || text_ends_with(path, TEXT("/..")) || !text_is_clean(path, false))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO_ARENA struct arena *arena = arena_open(16 * size + (4 << 20));
    AUTO_BUFFER struct buffer buffer = buffer_open(8 * size + 10000);
    struct text text = {(const char *)data, size};
    struct problems problems = problems_open(arena);
    struct parameters first = {0};
    struct parameters second = {0};
    check_path(arena, text);
    if (parameters_parse(&first, &problems, text) != OK) {
        if (problems.count != 1)
            abort();
        return 0;
    }
    for (size_t i = 0; i < first.count; i++)
        url_encode_parameter(&buffer, i == 0, first.at[i].name, first.at[i].value);
    if (parameters_parse(&second, &problems, buffer_text(&buffer)) != OK || second.count != first.count)
        abort();
    for (size_t i = 0; i < first.count; i++)
        if (!text_equal(first.at[i].name, second.at[i].name) || !text_equal(first.at[i].value, second.at[i].value))
            abort();
    return 0;
}
