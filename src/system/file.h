/* Whole files, written so that a crash leaves the old one or the new one. */
#ifndef SYSTEM_FILE_H
#define SYSTEM_FILE_H

#include "base/problem.h"

enum outcome file_read(struct arena *arena, const char *path, size_t limit,
                       struct text *ret) MUST_CHECK; /* NOT_FOUND, TOO_LARGE */
/* The bytes of a file that may be larger than memory, as they lie on the disk, until file_unmap.  NOT_FOUND, TOO_LARGE.
   Who shortens the file meanwhile ends the process: for commands, not for what serves. */
enum outcome file_map(const char *path, size_t limit, struct text *ret) MUST_CHECK;
void file_unmap(struct text mapped);
enum outcome file_write(const char *path, struct text bytes,
                        unsigned mode) MUST_CHECK; /* temporary file, fsync, rename */
/* How many bytes more may be stored where this path lies; 0 when no file may be made there any more.  FAILED: it cannot
   be known. */
enum outcome disk_room(const char *path, int64_t *ret_bytes) MUST_CHECK;
/* A file without a name, for reading and writing: it is gone with its descriptor, also after a crash.  DISK_FULL. */
enum outcome file_unnamed(const char *directory, int *ret_descriptor) MUST_CHECK;
bool file_exists(const char *path);
enum outcome directory_make(const char *path, unsigned mode) MUST_CHECK; /* and its parents; OK when there */

#endif
