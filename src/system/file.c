#include "system/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/buffer.h"

enum { PIECE = 64 * 1024, PATH_ROOM = 64 * 1024 };

static void file_close(int *file)
{
    if (*file >= 0)
        (void)close(*file);
}
#define AUTO_FILE __attribute__((cleanup(file_close)))

static enum outcome outcome_of_error(void)
{
    switch (errno) {
    case ENOENT:
    case ENOTDIR:
        return NOT_FOUND;
    case ENOSPC:
    case EDQUOT:
        return DISK_FULL;
    default:
        return FAILED;
    }
}

/* Up to `size` bytes; fewer only at the end of the file. */
static bool read_whole(int file, char *bytes, size_t size, size_t *ret_length)
{
    size_t length = 0;
    while (length < size) {
        ssize_t got = read(file, bytes + length, size - length);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return false;
        if (got == 0)
            break;
        length += (size_t)got;
    }
    *ret_length = length;
    return true;
}

/* The files of /proc tell no size. */
static enum outcome read_unsized(struct arena *arena, int file, size_t limit, struct text *ret)
{
    AUTO_BUFFER struct buffer buffer = buffer_open(limit + 1);
    for (;;) {
        size_t left = limit + 1 - buffer.length;
        size_t got = 0;
        size_t wanted = left < PIECE ? left : PIECE;
        char *room = wanted == 0 ? NULL : buffer_room(&buffer, wanted);
        if (room == NULL)
            return TOO_LARGE;
        if (!read_whole(file, room, wanted, &got))
            return FAILED;
        if (got == 0)
            break;
        buffer.length += got;
    }
    if (buffer.length > limit)
        return TOO_LARGE;
    *ret = arena_text(arena, buffer_text(&buffer));
    return OK;
}

enum outcome file_read(struct arena *arena, const char *path, size_t limit, struct text *ret)
{
    /* Not to hang on a pipe of that name. */
    AUTO_FILE int file = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    struct stat status;
    if (file < 0)
        return outcome_of_error();
    if (fstat(file, &status) != 0 || !S_ISREG(status.st_mode))
        return FAILED;
    if (status.st_size == 0)
        return read_unsized(arena, file, limit, ret);
    if ((uint64_t)status.st_size > limit)
        return TOO_LARGE;
    size_t size = (size_t)status.st_size;
    size_t length = 0;
    char *bytes = arena_bytes(arena, size + 1);
    if (!read_whole(file, bytes, size, &length))
        return FAILED;
    bytes[length] = '\0';
    *ret = (struct text){bytes, length};
    return OK;
}

static bool write_whole(int file, struct text bytes)
{
    while (bytes.length > 0) {
        ssize_t wrote = write(file, bytes.at, bytes.length);
        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote < 0)
            return false;
        bytes = text_slice(bytes, (size_t)wrote, bytes.length);
    }
    return true;
}

static struct text directory_of(struct text path)
{
    size_t length = path.length;
    while (length > 0 && path.at[length - 1] != '/')
        length--;
    return length == 0 ? TEXT(".") : text_slice(path, 0, length);
}

/* A rename outlives a crash only when the directory is written too. */
static bool directory_sync(const char *directory)
{
    AUTO_FILE int file = open(directory, O_RDONLY | O_CLOEXEC | O_DIRECTORY);
    return file >= 0 && fsync(file) == 0;
}

enum outcome file_map(const char *path, size_t limit, struct text *ret)
{
    AUTO_FILE int file = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    struct stat about;
    if (file < 0)
        return outcome_of_error();
    if (fstat(file, &about) != 0 || !S_ISREG(about.st_mode))
        return FAILED;
    if ((uint64_t)about.st_size > limit)
        return TOO_LARGE;
    struct text mapped = {"", 0};
    if (about.st_size > 0) {
        void *bytes = mmap(NULL, (size_t)about.st_size, PROT_READ, MAP_PRIVATE, file, 0);
        if (bytes == MAP_FAILED)
            return FAILED;
        (void)madvise(bytes, (size_t)about.st_size, MADV_SEQUENTIAL);
        mapped = (struct text){bytes, (size_t)about.st_size};
    }
    *ret = mapped;
    return OK;
}

void file_unmap(struct text mapped)
{
    if (mapped.length == 0)
        return;
    union {
        const char *at;
        void *bytes;
    } mapping = {mapped.at};
    (void)munmap(mapping.bytes, mapped.length);
}

enum outcome file_write(const char *path, struct text bytes, unsigned mode)
{
    AUTO_ARENA struct arena *arena = arena_open(PATH_ROOM);
    if (strlen(path) > PATH_ROOM / 4)
        return FAILED;
    char *temporary = arena_string(arena, arena_format(arena, "%s.XXXXXX", path));
    const char *directory = arena_string(arena, directory_of(text_from(path)));
    AUTO_FILE int file = mkostemp(temporary, O_CLOEXEC);
    if (file < 0)
        return outcome_of_error();
    if (fchmod(file, (mode_t)mode) != 0 || !write_whole(file, bytes) || fsync(file) != 0 ||
        rename(temporary, path) != 0) {
        enum outcome outcome = outcome_of_error();
        (void)unlink(temporary);
        return outcome;
    }
    return directory_sync(directory) ? OK : FAILED;
}

enum outcome disk_room(const char *path, int64_t *ret_bytes)
{
    struct statvfs disk;
    if (statvfs(path, &disk) != 0)
        return FAILED;
    bool no_file = disk.f_files > 0 && disk.f_favail == 0; /* some file systems do not count files */
    uint64_t unit = disk.f_frsize == 0 ? 1 : disk.f_frsize;
    uint64_t blocks = disk.f_bavail > INT64_MAX / unit ? INT64_MAX / unit : disk.f_bavail;
    *ret_bytes = no_file ? 0 : (int64_t)(blocks * unit);
    return OK;
}

/* Where a file system knows no unnamed files it has a name for a moment. */
static int open_and_forget(const char *directory)
{
    AUTO_BUFFER struct buffer path = buffer_open(PATH_ROOM);
    buffer_format(&path, "%s/.unnamed-XXXXXX", directory);
    buffer_add_byte(&path, '\0');
    int descriptor = path.full ? -1 : mkostemp(path.bytes, O_CLOEXEC);
    if (descriptor >= 0)
        (void)unlink(path.bytes);
    return descriptor;
}

enum outcome file_unnamed(const char *directory, int *ret_descriptor)
{
    int descriptor = open(directory, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (descriptor < 0 && (errno == EOPNOTSUPP || errno == EISDIR || errno == ENOENT || errno == EINVAL))
        descriptor = open_and_forget(directory);
    if (descriptor < 0)
        return outcome_of_error();
    *ret_descriptor = descriptor;
    return OK;
}

bool file_exists(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0;
}

static enum outcome directory_make_one(const char *path, unsigned mode)
{
    struct stat status;
    if (mkdir(path, (mode_t)mode) == 0)
        return OK;
    enum outcome outcome = outcome_of_error();
    /* Also where the parent may not be written: what counts is that the directory is there. */
    return stat(path, &status) == 0 ? (S_ISDIR(status.st_mode) ? OK : FAILED) : outcome;
}

enum outcome directory_make(const char *path, unsigned mode)
{
    AUTO_ARENA struct arena *arena = arena_open(PATH_ROOM);
    struct text whole = text_from(path);
    if (whole.length == 0 || whole.length > PATH_ROOM / 4)
        return FAILED;
    char *part = arena_string(arena, whole);
    for (size_t i = 1; i < whole.length; i++) {
        if (part[i] != '/')
            continue;
        part[i] = '\0';
        enum outcome outcome = directory_make_one(part, mode);
        if (outcome != OK)
            return outcome;
        part[i] = '/';
    }
    return directory_make_one(path, mode);
}
