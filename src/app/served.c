#include "app/served.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

bool mission_is_served(struct arena *arena, const struct settings *settings)
{
    char *path = arena_string(arena, arena_format(arena, "%.*s/sanad.pid", TEXT_ARG(settings->run)));
    int file = open(path, O_RDWR | O_CLOEXEC);
    if (file < 0)
        return false;
    bool served = flock(file, LOCK_EX | LOCK_NB) != 0;
    (void)close(file);
    return served;
}
