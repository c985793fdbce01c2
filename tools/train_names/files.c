#include "files.h"

#include <stdlib.h>

static FILE *file_open(const char *folder, const char *name, const char *how)
{
    struct buffer path AUTO_BUFFER = buffer_open(4096);
    buffer_format(&path, "%s/%s", folder, name);
    buffer_add_byte(&path, '\0');
    FILE *file = fopen(path.bytes, how);
    if (file == NULL) {
        fprintf(stderr, "train_names: %s cannot be opened\n", path.bytes);
        exit(1);
    }
    return file;
}

struct text file_read(struct buffer *bytes, const char *folder, const char *name)
{
    FILE *file = file_open(folder, name, "rb");
    char *room;
    size_t count = 1;
    while (count > 0 && (room = buffer_room(bytes, 65536)) != NULL) {
        count = fread(room, 1, 65536, file);
        bytes->length += count;
    }
    fclose(file);
    return buffer_text(bytes);
}

FILE *file_make(const char *folder, const char *name) { return file_open(folder, name, "wb"); }

void file_done(FILE *file)
{
    if (fclose(file) != 0) {
        fprintf(stderr, "train_names: a file could not be written\n");
        exit(1);
    }
}
