#include "app/served.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

int served_lock(const char *path)
{
    int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0640);
    if (file >= 0 && flock(file, LOCK_EX | LOCK_NB) != 0) {
        int error = errno;
        (void)close(file);
        errno = error;
        return -1;
    }
    return file;
}

const char *served_database_lock(struct arena *arena, const struct settings *settings)
{
    const struct text scheme = TEXT("sqlite:");
    if (!text_starts_with(settings->database, scheme))
        return NULL;
    struct text path = text_slice(settings->database, scheme.length, settings->database.length);
    return arena_format(arena, "%.*s.lock", TEXT_ARG(path)).at;
}

static bool is_locked(const char *path)
{
    int file = open(path, O_RDWR | O_CLOEXEC);
    if (file < 0)
        return false;
    bool locked = flock(file, LOCK_EX | LOCK_NB) != 0;
    (void)close(file);
    return locked;
}

bool mission_is_served(struct arena *arena, const struct settings *settings)
{
    const char *lock = served_database_lock(arena, settings);
    return is_locked(arena_format(arena, "%.*s/sanad.pid", TEXT_ARG(settings->run)).at) ||
           (lock != NULL && is_locked(lock));
}
