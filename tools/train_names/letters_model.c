#include "letters_model.h"

#include <stdlib.h>
#include <string.h>

#include "matching/letters.h"

enum { LETTERS = 32 };

static int compare_words(const void *left, const void *right) { return memcmp(left, right, sizeof(struct word)); }

static void letter_write(FILE *file, size_t letter, bool arabic, char outside)
{
    if (letter == 0)
        fputc(outside, file);
    else if (arabic)
        fputs(arabic_letter(letter), file);
    else
        fputc((int)('a' + letter - 1), file);
}

static void counts_write(const uint32_t *counts, FILE *file, bool arabic)
{
    for (size_t before = 0; before < LETTERS * LETTERS; before++) {
        const uint32_t *row = counts + before * LETTERS;
        bool begun = false;
        for (size_t letter = 0; letter < LETTERS; letter++) {
            if (row[letter] == 0)
                continue;
            if (!begun) {
                fputc('=', file);
                letter_write(file, before / LETTERS, arabic, '^');
                letter_write(file, before % LETTERS, arabic, '^');
            }
            begun = true;
            fputc(' ', file);
            letter_write(file, letter, arabic, '$');
            fprintf(file, "=%u", row[letter]);
        }
        if (begun)
            fputc('\n', file);
    }
}

void letters_model_write(const struct pairs *pairs, FILE *file, bool arabic)
{
    uint32_t *counts = calloc(LETTERS * LETTERS * LETTERS, sizeof *counts);
    struct word *words = calloc(pairs->count + 1, sizeof *words);
    if (counts == NULL || words == NULL)
        abort();
    for (size_t i = 0; i < pairs->count; i++)
        words[i] = pairs->at[i].target;
    qsort(words, pairs->count, sizeof *words, compare_words);
    for (size_t i = 0; i < pairs->count; i++) {
        if (i > 0 && compare_words(&words[i], &words[i - 1]) == 0)
            continue;
        size_t before = 0;
        for (size_t k = 0; k <= words[i].count; k++) {
            size_t letter = k < words[i].count ? words[i].letters[k] : 0;
            counts[before * LETTERS + letter]++;
            before = before % LETTERS * LETTERS + letter;
        }
    }
    counts_write(counts, file, arabic);
    free(words);
    free(counts);
}
