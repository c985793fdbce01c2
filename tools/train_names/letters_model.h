/* How letters follow one another in words: what any name looks like. */
#ifndef TRAIN_NAMES_LETTERS_MODEL_H
#define TRAIN_NAMES_LETTERS_MODEL_H

#include <stdio.h>

#include "pairs.h"

/* Counts of three letters in a row in the target words, each word once; a line for each two. */
void letters_model_write(const struct pairs *pairs, FILE *file, bool arabic);

#endif
