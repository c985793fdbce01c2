/* Trains the model of spellings: train_names LISTS OUTPUT
   LISTS holds wd_arabic_dev.tsv and google_ar2en_dev.tsv; OUTPUT (src/matching/data) gets spelling_*.txt.  The same
   lists give the same files on the same machine. */
#include <stdio.h>
#include <stdlib.h>

#include "base/buffer.h"
#include "channel.h"
#include "letters_model.h"

enum { STEPS = 8 };

static const struct {
    const char *name, *what;
    bool arabic_source, arabic_target;
} KINDS[PAIR_KINDS] = {
    [LATIN_ARABIC] = {"spelling_latin_arabic.txt", "Latin words and what they are in Arabic letters", false, true},
    [LATIN_LATIN] = {"spelling_latin.txt", "spellings of one name in Latin letters", false, false},
    [ARABIC_ARABIC] = {"spelling_arabic.txt", "spellings of one name in Arabic letters", true, true},
};

static void train(const struct written_pairs *written, enum pair_kind kind, const char *output)
{
    AUTO_ARENA struct arena *arena = arena_open(64 << 20);
    struct buffer path AUTO_BUFFER = buffer_open(4096);
    struct pairs pairs = pairs_of(arena, written, kind);
    struct channel *channel = channel_open(kind != LATIN_ARABIC);
    buffer_format(&path, "%s/%s", output, KINDS[kind].name);
    buffer_add_byte(&path, '\0');
    FILE *file = fopen(path.bytes, "wb");
    if (file == NULL) {
        fprintf(stderr, "train_names: %s cannot be written\n", path.bytes);
        exit(1);
    }
    printf("%s: %zu pairs\n", KINDS[kind].what, pairs.count);
    for (int step = 1; step <= STEPS; step++)
        printf("  step %d: %.3f bits a pair\n", step, -channel_train(channel, &pairs));
    fprintf(file, "# %s: made by tools/train_names, see README.md\n", KINDS[kind].what);
    channel_write(channel, file, KINDS[kind].arabic_source, KINDS[kind].arabic_target);
    letters_model_write(&pairs, file, KINDS[kind].arabic_target);
    channel_close(channel);
    free(pairs.at);
    if (fclose(file) != 0)
        exit(1);
}

int main(int count, char **arguments)
{
    AUTO_ARENA struct arena *arena = arena_open((size_t)1 << 30);
    struct written_pairs written = {0};
    if (count != 3) {
        fprintf(stderr, "train_names LISTS OUTPUT\n");
        return 2;
    }
    pairs_read(arena, arguments[1], "wd_arabic_dev.tsv", &written);
    pairs_read(arena, arguments[1], "google_ar2en_dev.tsv", &written);
    for (enum pair_kind kind = 0; kind < PAIR_KINDS; kind++)
        train(&written, kind, arguments[2]);
    free(written.at);
    return 0;
}
