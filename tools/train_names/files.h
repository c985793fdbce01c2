/* Files that are read and written whole; the program ends when it cannot. */
#ifndef TRAIN_NAMES_FILES_H
#define TRAIN_NAMES_FILES_H

#include <stdio.h>

#include "base/buffer.h"

/* The bytes of FOLDER/NAME, in the buffer. */
struct text file_read(struct buffer *bytes, const char *folder, const char *name);
FILE *file_make(const char *folder, const char *name);
void file_done(FILE *file);

#endif
