/* Trains the model of spellings: train_names LISTS OUTPUT
   LISTS holds wd_arabic_dev.tsv and google_ar2en_dev.tsv; OUTPUT (src/matching/data) gets spelling_*.txt.  The same
   lists give the same files on the same machine. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "channel.h"
#include "files.h"
#include "frequency.h"
#include "letters_model.h"
#include "prices.h"

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
    struct pairs pairs = pairs_of(arena, written, kind);
    struct channel *channel = channel_open(kind != LATIN_ARABIC);
    FILE *file = file_make(output, KINDS[kind].name);
    printf("%s: %zu pairs\n", KINDS[kind].what, pairs.count);
    for (int step = 1; step <= STEPS; step++)
        printf("  step %d: %.3f bits a pair\n", step, -channel_train(channel, &pairs));
    fprintf(file, "# %s: made by tools/train_names, see README.md\n", KINDS[kind].what);
    channel_write(channel, file, KINDS[kind].arabic_source, KINDS[kind].arabic_target);
    letters_model_write(&pairs, file, KINDS[kind].arabic_target);
    channel_close(channel);
    free(pairs.at);
    file_done(file);
}

int main(int count, char **arguments)
{
    AUTO_ARENA struct arena *arena = arena_open((size_t)1 << 30);
    struct written_pairs written = {0};
    if (count == 3 && strcmp(arguments[1], "--prices") == 0) {
        prices_train(arguments[2]);
        return 0;
    }
    if (count != 4) {
        fprintf(stderr, "train_names LISTS POOLS OUTPUT | --prices REGISTRATIONS\n");
        return 2;
    }
    pairs_read(arena, arguments[1], "wd_arabic_dev.tsv", &written);
    pairs_read(arena, arguments[1], "google_ar2en_dev.tsv", &written);
    for (enum pair_kind kind = 0; kind < PAIR_KINDS; kind++)
        train(&written, kind, arguments[3]);
    free(written.at);
    frequency_train(arguments[2], arguments[1], arguments[3]);
    return 0;
}
