#include "database/tests/lying_disk.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sqlite3.h>

#include "base/buffer.h"

enum { SECTOR = 512, FILES_MOST = 24, PATH_MOST = 400, IMAGE_MOST = 1 << 30, PERCENT = 100 };

/* What a name has stood for.  A file that was deleted or replaced stays as long as the directory may still hold it. */
struct file {
    char path[PATH_MOST];
    bool used, here;       /* its name means it now */
    bool listed;           /* its name means it on the disk, as far as the directory was synced */
    struct buffer image;   /* what is safe of its content */
    struct buffer changes; /* since: struct change, then the bytes */
};
struct change {
    int64_t offset;
    size_t length;
    bool truncates; /* to `offset` */
};

/* SQLite's handle of an open file; the real file system's lies behind it. */
struct handle {
    sqlite3_file base;
    struct file *file;
    bool syncs_directory; /* os_unix.c syncs the directory with the first sync of a journal */
    sqlite3_file *real;
};

static struct disk {
    sqlite3_vfs vfs, *real;
    struct file files[FILES_MOST];
    uint64_t random, cut_in, fail_from, fail_count;
    bool dark;
    const char *synchronous;
    struct lying_disk_counts counts;
} disk;

uint64_t lying_disk_chance(uint64_t limit)
{
    disk.random += UINT64_C(0x9e3779b97f4a7c15); /* splitmix64 */
    uint64_t mixed = disk.random;
    mixed = (mixed ^ mixed >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    mixed = (mixed ^ mixed >> 27) * UINT64_C(0x94d049bb133111eb);
    return (mixed ^ mixed >> 31) % limit;
}

static _Noreturn void give_up(const char *what)
{
    (void)fprintf(stderr, "lying disk: %s\n", what);
    abort();
}

/* --- content ------------------------------------------------------------------------------------------------------ */

static void resize(struct buffer *image, size_t length)
{
    if (length > image->length) {
        size_t more = length - image->length;
        char *room = buffer_room(image, more);
        if (room == NULL)
            give_up("a file is too large");
        memset(room, 0, more);
    }
    image->length = length;
}

static void put(struct buffer *image, int64_t offset, const char *bytes, size_t length)
{
    if (length == 0)
        return;
    if (image->length < (size_t)offset + length)
        resize(image, (size_t)offset + length);
    memcpy(image->bytes + offset, bytes, length);
}

static void note_change(struct file *file, struct change change, const char *bytes)
{
    buffer_add(&file->changes, (struct text){(const char *)&change, sizeof change});
    if (!change.truncates)
        buffer_add(&file->changes, (struct text){bytes, change.length});
    if (file->changes.full)
        give_up("too much was written without a sync");
}

/* Of one sector of a write: all of it, nothing, or its beginning. */
static void survive_sector(struct buffer *image, int64_t offset, const char *bytes, size_t length, uint64_t kept)
{
    uint64_t fate = lying_disk_chance(PERCENT);
    if (fate < kept) {
        disk.counts.kept++;
    } else if (kept > 0 && fate < kept + (PERCENT - kept) / 4) {
        disk.counts.torn++;
        length = (size_t)lying_disk_chance(length + 1);
    } else {
        disk.counts.lost++;
        return;
    }
    put(image, offset, bytes, length);
}

static void survive_write(struct buffer *image, const struct change *change, const char *bytes, uint64_t kept)
{
    for (size_t at = 0; at < change->length;) {
        size_t length = SECTOR - (size_t)(((uint64_t)change->offset + at) % SECTOR);
        if (length > change->length - at)
            length = change->length - at;
        survive_sector(image, change->offset + (int64_t)at, bytes + at, length, kept);
        at += length;
    }
}

/* Applies the changes, each sector with a chance of `kept` in a hundred; they are then what they are. */
static void settle(struct file *file, uint64_t kept)
{
    for (size_t at = 0; at < file->changes.length;) {
        struct change change;
        memcpy(&change, file->changes.bytes + at, sizeof change);
        at += sizeof change;
        const char *bytes = file->changes.bytes + at;
        if (!change.truncates)
            at += change.length;
        if (change.truncates && lying_disk_chance(PERCENT) < kept)
            resize(&file->image, (size_t)change.offset);
        else if (!change.truncates && kept == PERCENT)
            put(&file->image, change.offset, bytes, change.length);
        else if (!change.truncates)
            survive_write(&file->image, &change, bytes, kept);
    }
    buffer_clear(&file->changes);
}

/* All, nothing, most, half. */
static uint64_t kept_now(void)
{
    static const uint64_t KEPT[] = {0, 0, 50, 90, 100, 20};
    return KEPT[lying_disk_chance(sizeof KEPT / sizeof *KEPT)];
}

/* --- names -------------------------------------------------------------------------------------------------------- */

static struct file *find(const char *path)
{
    for (size_t i = 0; i < FILES_MOST; i++)
        if (disk.files[i].used && disk.files[i].here && strcmp(disk.files[i].path, path) == 0)
            return &disk.files[i];
    return NULL;
}

static void forget(struct file *file)
{
    buffer_close(&file->image);
    buffer_close(&file->changes);
    *file = (struct file){0};
}

static struct file *add(const char *path, bool listed)
{
    for (size_t i = 0; i < FILES_MOST; i++) {
        struct file *file = &disk.files[i];
        if (file->used)
            continue;
        *file = (struct file){.used = true, .here = true, .listed = listed};
        if (strlen(path) >= PATH_MOST)
            give_up("a path is too long");
        memcpy(file->path, path, strlen(path) + 1);
        file->image = buffer_open(IMAGE_MOST);
        file->changes = buffer_open(IMAGE_MOST);
        return file;
    }
    give_up("too many files");
}

static void read_real(struct file *file)
{
    struct stat status;
    int fd = open(file->path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &status) != 0)
        give_up("a file cannot be read");
    resize(&file->image, (size_t)status.st_size);
    if (status.st_size > 0 && read(fd, file->image.bytes, (size_t)status.st_size) != status.st_size)
        give_up("a file cannot be read");
    (void)close(fd);
}

/* One directory holds all files of a test. */
static void sync_directory(void)
{
    for (size_t i = 0; i < FILES_MOST; i++) {
        struct file *file = &disk.files[i];
        file->listed = file->used && file->here;
        if (file->used && !file->here)
            forget(file);
    }
}

/* --- what is done to it ------------------------------------------------------------------------------------------- */

/* False: no power.  It goes in the midst of the operation at hand, which therefore is noted first. */
static bool has_power(void)
{
    if (disk.dark)
        return false;
    disk.counts.operations++;
    if (disk.cut_in == 0 || --disk.cut_in > 0)
        return true;
    disk.dark = true;
    disk.counts.cuts++;
    return false;
}

static struct handle *handle_of(sqlite3_file *file) { return (struct handle *)(void *)file; }
static sqlite3_file *real_of(sqlite3_file *file) { return handle_of(file)->real; }

static int lying_close(sqlite3_file *file)
{
    sqlite3_file *real = real_of(file);
    return real->pMethods == NULL ? SQLITE_OK : real->pMethods->xClose(real);
}

static int lying_read(sqlite3_file *file, void *bytes, int length, sqlite3_int64 offset)
{
    return real_of(file)->pMethods->xRead(real_of(file), bytes, length, offset);
}

static int lying_write(sqlite3_file *file, const void *bytes, int length, sqlite3_int64 offset)
{
    bool dark = disk.dark;
    bool power = has_power();
    if (!dark)
        note_change(handle_of(file)->file, (struct change){offset, (size_t)length, false}, bytes);
    return power ? real_of(file)->pMethods->xWrite(real_of(file), bytes, length, offset) : SQLITE_IOERR_WRITE;
}

static int lying_truncate(sqlite3_file *file, sqlite3_int64 length)
{
    bool dark = disk.dark;
    bool power = has_power();
    if (!dark)
        note_change(handle_of(file)->file, (struct change){length, 0, true}, NULL);
    return power ? real_of(file)->pMethods->xTruncate(real_of(file), length) : SQLITE_IOERR_TRUNCATE;
}

static bool sync_fails(void)
{
    disk.counts.syncs++;
    if (disk.fail_count == 0 || (disk.fail_from > 0 && --disk.fail_from > 0))
        return false;
    disk.fail_count--;
    disk.counts.failed_syncs++;
    return true;
}

static int lying_sync(sqlite3_file *file, int flags)
{
    struct handle *handle = handle_of(file);
    (void)flags; /* the real files live no longer than the test */
    if (!has_power())
        return SQLITE_IOERR_FSYNC;
    if (sync_fails()) {
        settle(handle->file, kept_now());
        return SQLITE_IOERR_FSYNC;
    }
    settle(handle->file, PERCENT);
    if (handle->syncs_directory)
        sync_directory();
    handle->syncs_directory = false;
    return SQLITE_OK;
}

static int lying_file_size(sqlite3_file *file, sqlite3_int64 *ret_size)
{
    return real_of(file)->pMethods->xFileSize(real_of(file), ret_size);
}
static int lying_lock(sqlite3_file *file, int lock) { return real_of(file)->pMethods->xLock(real_of(file), lock); }
static int lying_unlock(sqlite3_file *file, int lock) { return real_of(file)->pMethods->xUnlock(real_of(file), lock); }
static int lying_check_reserved(sqlite3_file *file, int *ret_held)
{
    return real_of(file)->pMethods->xCheckReservedLock(real_of(file), ret_held);
}

/* SQLite asks its file system first about each PRAGMA: the value is put in place of the one that was said. */
static int lying_control(sqlite3_file *file, int operation, void *argument)
{
    char **words = argument; /* answer, name, value */
    if (operation == SQLITE_FCNTL_PRAGMA && disk.synchronous != NULL && sqlite3_stricmp(words[1], "synchronous") == 0 &&
        words[2] != NULL && strlen(words[2]) >= strlen(disk.synchronous))
        memcpy(words[2], disk.synchronous, strlen(disk.synchronous) + 1);
    return real_of(file)->pMethods->xFileControl(real_of(file), operation, argument);
}

static int lying_sector_size(sqlite3_file *file) { return real_of(file)->pMethods->xSectorSize(real_of(file)); }
static int lying_characteristics(sqlite3_file *file)
{
    return real_of(file)->pMethods->xDeviceCharacteristics(real_of(file));
}

/* The WAL's index is memory: it is gone with the power. */
static int lying_shm_map(sqlite3_file *file, int page, int size, int extend, void volatile **ret_memory)
{
    return real_of(file)->pMethods->xShmMap(real_of(file), page, size, extend, ret_memory);
}
static int lying_shm_lock(sqlite3_file *file, int offset, int count, int flags)
{
    return real_of(file)->pMethods->xShmLock(real_of(file), offset, count, flags);
}
static void lying_shm_barrier(sqlite3_file *file) { real_of(file)->pMethods->xShmBarrier(real_of(file)); }
static int lying_shm_unmap(sqlite3_file *file, int removes)
{
    return real_of(file)->pMethods->xShmUnmap(real_of(file), removes);
}

/* Version 2: nothing is read past us through a mapping. */
static const sqlite3_io_methods METHODS = {
    .iVersion = 2,
    .xClose = lying_close,
    .xRead = lying_read,
    .xWrite = lying_write,
    .xTruncate = lying_truncate,
    .xSync = lying_sync,
    .xFileSize = lying_file_size,
    .xLock = lying_lock,
    .xUnlock = lying_unlock,
    .xCheckReservedLock = lying_check_reserved,
    .xFileControl = lying_control,
    .xSectorSize = lying_sector_size,
    .xDeviceCharacteristics = lying_characteristics,
    .xShmMap = lying_shm_map,
    .xShmLock = lying_shm_lock,
    .xShmBarrier = lying_shm_barrier,
    .xShmUnmap = lying_shm_unmap,
};

static int lying_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *ret_flags)
{
    struct handle *handle = handle_of(file);
    struct stat status;
    (void)vfs;
    if (name == NULL || (flags & SQLITE_OPEN_DELETEONCLOSE) != 0) /* of no use after a cut */
        return disk.real->xOpen(disk.real, name, file, flags, ret_flags);
    bool was_there = stat(name, &status) == 0;
    *handle = (struct handle){.real = (sqlite3_file *)(void *)(handle + 1)};
    if (!was_there && (flags & SQLITE_OPEN_CREATE) != 0 && !has_power())
        return SQLITE_CANTOPEN;
    int code = disk.real->xOpen(disk.real, name, handle->real, flags, ret_flags);
    if (code != SQLITE_OK)
        return code;
    handle->file = find(name);
    if (handle->file == NULL) {
        handle->file = add(name, was_there);
        if (was_there)
            read_real(handle->file);
    }
    handle->syncs_directory = (flags & SQLITE_OPEN_CREATE) != 0 && (flags & SQLITE_OPEN_MAIN_DB) == 0;
    handle->base.pMethods = &METHODS;
    return SQLITE_OK;
}

static int lying_delete(sqlite3_vfs *vfs, const char *name, int sync)
{
    struct file *file = find(name);
    bool dark = disk.dark;
    bool power = has_power();
    (void)vfs;
    if (!dark && file != NULL)
        file->here = false;
    if (!power)
        return SQLITE_IOERR_DELETE;
    if (sync != 0)
        sync_directory();
    return disk.real->xDelete(disk.real, name, 0);
}

/* --- the power ---------------------------------------------------------------------------------------------------- */

void lying_disk_cut_after(uint64_t operations) { disk.cut_in = operations; }
bool lying_disk_is_dark(void) { return disk.dark; }
void lying_disk_weaken(const char *synchronous) { disk.synchronous = synchronous; }
struct lying_disk_counts lying_disk_counts(void) { return disk.counts; }

void lying_disk_fail_syncs(uint64_t from, uint64_t count)
{
    disk.fail_from = from;
    disk.fail_count = count;
}

static void write_real(const struct file *file)
{
    (void)unlink(file->path); /* some file systems wait for the disk when a file is overwritten */
    int fd = open(file->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0 ||
        (file->image.length > 0 && write(fd, file->image.bytes, file->image.length) != (ssize_t)file->image.length) ||
        close(fd) != 0)
        give_up("what survived cannot be written");
}

/* Which of those that a name has stood for does it mean on the disk? */
static struct file *survivor(const char *path)
{
    struct file *last = NULL;
    struct file *listed = NULL;
    for (size_t i = 0; i < FILES_MOST; i++) {
        struct file *file = &disk.files[i];
        if (!file->used || strcmp(file->path, path) != 0)
            continue;
        if (file->here)
            last = file;
        if (file->listed)
            listed = file;
    }
    bool directory_kept = lying_disk_chance(2) == 0;
    disk.counts.files_lost += !directory_kept && last != NULL && last != listed;
    return directory_kept ? last : listed;
}

static void settle_name(const char *path, uint64_t kept)
{
    struct file *survives = survivor(path);
    if (survives != NULL) {
        settle(survives, kept);
        write_real(survives);
        survives->here = survives->listed = true;
    } else {
        (void)unlink(path);
    }
    for (size_t i = 0; i < FILES_MOST; i++)
        if (disk.files[i].used && &disk.files[i] != survives && disk.files[i].path != path &&
            strcmp(disk.files[i].path, path) == 0)
            forget(&disk.files[i]);
}

static void remove_index(const char *path)
{
    char index[PATH_MOST + 8];
    (void)snprintf(index, sizeof index, "%s-shm", path);
    (void)unlink(index);
}

void lying_disk_light(void)
{
    uint64_t kept = kept_now();
    for (size_t i = 0; i < FILES_MOST; i++) {
        struct file *file = &disk.files[i];
        if (!file->used)
            continue;
        remove_index(file->path);
        settle_name(file->path, kept);
        if (!file->here || !file->listed)
            forget(file);
    }
    disk.dark = false;
    disk.cut_in = 0;
}

/* --- on and off --------------------------------------------------------------------------------------------------- */

void lying_disk_on(uint64_t seed)
{
    disk = (struct disk){.random = seed, .real = sqlite3_vfs_find(NULL)};
    disk.vfs = *disk.real;
    disk.vfs.pNext = NULL;
    disk.vfs.zName = "lying";
    disk.vfs.szOsFile = (int)sizeof(struct handle) + disk.real->szOsFile;
    disk.vfs.xOpen = lying_open;
    disk.vfs.xDelete = lying_delete;
    if (sqlite3_vfs_register(&disk.vfs, 1) != SQLITE_OK)
        give_up("it cannot be registered");
}

void lying_disk_off(void)
{
    (void)sqlite3_vfs_unregister(&disk.vfs);
    for (size_t i = 0; i < FILES_MOST; i++)
        if (disk.files[i].used)
            forget(&disk.files[i]);
}
