/* A ZIP archive written part by part into an open file that can be written at any place; nothing of a part is kept in
   memory. */
#ifndef CODEC_ARCHIVE_WRITER_H
#define CODEC_ARCHIVE_WRITER_H

#include "base/arena.h"
#include "base/problem.h"

enum { ARCHIVE_PARTS_MOST = 200 };

struct archive_writer;
/* The descriptor stays the caller's; its file is empty. */
struct archive_writer *archive_open(struct arena *arena, int file);
/* Begins a part; the one before was ended. */
void archive_begin(struct archive_writer *writer, struct text name);
void archive_add(struct archive_writer *writer, struct text piece);
/* *ret_size: of the part, unpacked. */
void archive_end(struct archive_writer *writer, int64_t *ret_size);
/* Writes the directory.  FAILED: something could not be written; TOO_LARGE: a part or the whole is past 4 GB, or there
   are more parts than ARCHIVE_PARTS_MOST.  Whatever comes, the writer is done. */
enum outcome archive_close(struct archive_writer *writer, int64_t *ret_size) MUST_CHECK;

#endif
