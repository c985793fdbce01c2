/* What comes out of a package: its head and stream under a fixed key ('p' and then the file), or what was signed and
   encrypted ('c' and then the content), which read is canonical: written again and read again it is the same. */
#include <stdlib.h>
#include <string.h>

#include "referrals/referral_package.h"
#include "system/random.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_package(struct arena *arena, struct text bytes)
{
    struct key secret = {{1, 2, 3}};
    struct text content;
    enum package_fault fault;
    enum package_kind kind;
    const struct package_opener opener = {.secret = &secret, .signer = TEXT("0123456789abcdef")};
    if (package_kind_of(bytes, &kind) == OK && kind == PACKAGE_TO_CODE)
        return; /* memory-hard by intent */
    if (package_read(arena, bytes, &opener, &content, &fault) == OK)
        abort(); /* nobody signed it with a key of that fingerprint */
}

static void read_content(struct arena *arena, struct text bytes)
{
    struct package_content content;
    struct package_content again;
    if (package_content_read(arena, bytes, &content) != OK)
        return;
    struct text written = package_content_write(arena, &content);
    if (package_content_read(arena, written, &again) != OK || again.fact_count != content.fact_count ||
        !text_equal(again.number, content.number) || !text_equal(written, package_content_write(arena, &again)))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static bool started;
    AUTO_ARENA struct arena *arena = arena_open((size_t)64 << 20);
    if (!started)
        random_start();
    started = true;
    if (size == 0 || size > PACKAGE_FILE_MOST)
        return 0;
    struct text rest = {(const char *)data + 1, size - 1};
    if (data[0] == 'p')
        read_package(arena, rest);
    else if (data[0] == 'c')
        read_content(arena, rest);
    return 0;
}
