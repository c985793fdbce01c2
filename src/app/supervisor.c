#include "app/supervisor.h"
#include "app/profile.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/hand_over.h"
#include "app/profile.h"
#include "app/sealer.h"
#include "app/served.h"
#include "system/clock.h"
#include "system/file.h"
#include "system/process.h"
#include "system/random.h"
#include "web/metrics.h"

enum {
    BACKLOG = 1024,
    CHILDREN_MOST = 256,
    SHORT_LIFE = 1000 * 1000, /* microseconds: who ends sooner is started again more slowly */
    PAUSE_FIRST = 100 * 1000,
    PAUSE_MOST = 10 * 1000 * 1000,
    WRITER_PATIENCE = 5 * 1000 * 1000, /* how long an old writing worker may take to go: there are never two */
    FILES_OPEN = 4096,                 /* of a process: the writing worker holds a thousand connections */
    STOP_SLACK_SECONDS = 10,
    JOBS_NICE = 10,
};

enum kind { KIND_READ, KIND_SLOW, KIND_WRITE, KIND_JOBS, KIND_SEAL, KIND_COUNT };
static const struct {
    const char *name;
    bool listens;
    enum metrics_process counted;
} KINDS[KIND_COUNT] = {[KIND_READ] = {"read", true, METRICS_READ},
                       [KIND_SLOW] = {"slow", true, METRICS_SLOW},
                       [KIND_WRITE] = {"write", true, METRICS_WRITE},
                       [KIND_JOBS] = {"jobs", false, METRICS_JOBS},
                       [KIND_SEAL] = {"seal", false, METRICS_SEAL}};

/* A place to be filled by one process; while it is replaced there may be an old one finishing. */
struct child {
    pid_t pid; /* 0: none */
    enum kind kind;
    int64_t number; /* among those of its kind, from 0 */
    bool leaving;   /* told to end; nobody takes its place */
    int64_t started_at, start_again_at, pause, told_at;
};

struct supervisor {
    struct service *service;
    struct arena *arena;
    struct metrics *metrics;
    int lock, database_lock; /* -1: none */
    int sockets[KIND_COUNT];
    struct child children[CHILDREN_MOST];
    size_t count;
    bool stopping;
    int64_t stopping_since;
};

const char *service_socket(struct arena *arena, const struct settings *settings, const char *name)
{
    return arena_string(arena, arena_format(arena, "%.*s/%s.sock", TEXT_ARG(settings->run), name));
}

/* What the names of the jobs processes begin with: the same for whoever replaces one after a crash, which gives back
   what that one had taken; another for the set after a reload, while the old ones may still finish a job. */
static void name_jobs(struct supervisor *supervisor)
{
    enum { NAME_BYTES = 12 };
    struct text name = token_new(supervisor->arena, NAME_BYTES);
    supervisor->service->jobs.holder = arena_join(supervisor->arena, TEXT("jobs "), name);
}

/* --- start -------------------------------------------------------------------------------------------------------- */

static bool complain(const char *what, const char *path)
{
    (void)fprintf(stderr, "sanad: %s: %s: %s\n", what, path, strerror(errno));
    return false;
}

/* Where many write, each host has as many writing workers as reading ones, and one process seals the audit log. */
static bool many_write(const struct supervisor *supervisor)
{
    return db_has_many_writers(supervisor->service->settings.database);
}

/* Two supervisors on one directory would have two writing workers. */
static bool lock_directory(struct supervisor *supervisor)
{
    const struct settings *settings = &supervisor->service->settings;
    const char *path =
        arena_string(supervisor->arena, arena_format(supervisor->arena, "%.*s/sanad.pid", TEXT_ARG(settings->run)));
    if (directory_make(arena_string(supervisor->arena, settings->run), 0750) != OK)
        return complain("cannot make", path);
    supervisor->lock = served_lock(path);
    if (supervisor->lock < 0 && errno == EWOULDBLOCK) {
        (void)fprintf(stderr, "sanad: another sanad serves this directory (%s)\n", path);
        return false;
    }
    if (supervisor->lock < 0)
        return complain("cannot open", path);
    if (ftruncate(supervisor->lock, 0) != 0 || dprintf(supervisor->lock, "%d\n", (int)getpid()) < 0)
        return complain("cannot write", path);
    return true;
}

/* So would two on one SQLite database, whatever their directories and their versions. */
static bool lock_database(struct supervisor *supervisor)
{
    const char *path = served_database_lock(supervisor->arena, &supervisor->service->settings);
    supervisor->database_lock = path == NULL ? -1 : served_lock(path);
    if (path == NULL || supervisor->database_lock >= 0)
        return true;
    if (errno != EWOULDBLOCK)
        return complain("cannot open", path);
    (void)fprintf(stderr, "sanad: another sanad serves this database (%s): stop it first\n", path);
    return false;
}

static bool open_sockets(struct supervisor *supervisor)
{
    for (int kind = 0; kind < KIND_COUNT; kind++) {
        supervisor->sockets[kind] = -1;
        if (!KINDS[kind].listens)
            continue;
        const char *path = service_socket(supervisor->arena, &supervisor->service->settings, KINDS[kind].name);
        supervisor->sockets[kind] = socket_listen(path, BACKLOG);
        if (supervisor->sockets[kind] < 0)
            return complain("cannot listen on", path);
    }
    return true;
}

static void add_children(struct supervisor *supervisor, enum kind kind, int64_t count)
{
    for (int64_t i = 0; i < count && supervisor->count < CHILDREN_MOST; i++)
        supervisor->children[supervisor->count++] = (struct child){.kind = kind, .number = i};
}

static void add_all(struct supervisor *supervisor)
{
    const struct service *service = supervisor->service;
    bool many = many_write(supervisor);
    add_children(supervisor, KIND_WRITE, many ? service->settings.workers : 1);
    add_children(supervisor, KIND_SEAL, many ? 1 : 0);
    add_children(supervisor, KIND_READ, service->settings.workers);
    add_children(supervisor, KIND_SLOW, service->settings.slow_workers);
    add_children(supervisor, KIND_JOBS, service->jobs.kind_count > 0 ? service->settings.job_workers : 0);
}

/* --- in the child ------------------------------------------------------------------------------------------------- */

static void confine(const struct service *service, struct arena *arena)
{
    const struct settings *settings = &service->settings;
    const char *readable[] = {"/usr/share",
                              "/var/cache/fontconfig", /* which fonts there are: to find out anew takes seconds */
                              "/etc",
                              "/proc/self",
                              arena_string(arena, settings->profile),
                              arena_string(arena, settings->messages),
                              arena_string(arena, settings->assets),
                              NULL};
    const char *writable[] = {arena_string(arena, settings->data), arena_string(arena, settings->run), "/tmp",
                              "/dev/null", NULL};
    if (service->confine && !process_confine(readable, writable))
        (void)fputs("sanad: this kernel does not confine processes (Landlock): going on without\n", stderr);
}

/* A long job may take hours; where there are two processes, one is for these alone and one never takes any. */
static enum job_lane lane_of(const struct service *service, int64_t number)
{
    if (service->settings.job_workers < 2 || number > 1)
        return JOB_LANE_ALL;
    return number == 0 ? JOB_LANE_SHORT : JOB_LANE_LONG;
}

static int run_jobs(struct supervisor *supervisor, int64_t number)
{
    struct job_plan plan = supervisor->service->jobs;
    plan.holder = arena_format(supervisor->arena, "%.*s %lld", TEXT_ARG(plan.holder), (long long)number);
    plan.lane = lane_of(supervisor->service, number);
    return jobs_run(&supervisor->service->application, &plan);
}

static int run_child(struct supervisor *supervisor, const struct child *child)
{
    enum kind kind = child->kind;
    struct service *service = supervisor->service;
    struct application *application = &service->application;
    struct arena *arena = supervisor->arena;
    struct hand_over_place place = {application, service_socket(arena, &service->settings, KINDS[KIND_WRITE].name)};
    bool many = many_write(supervisor);
    bool writes = many || kind == KIND_WRITE;
    worker_signals();
    (void)prctl(PR_SET_NAME, arena_string(arena, arena_format(arena, "sanad %s", KINDS[kind].name)));
    (void)close(supervisor->lock);
    if (supervisor->database_lock >= 0)
        (void)close(supervisor->database_lock);
    for (int other = 0; other < KIND_COUNT; other++)
        if (other != (int)kind && supervisor->sockets[other] >= 0)
            (void)close(supervisor->sockets[other]);
    if (db_open(service->settings.database, !writes, &application->db) != OK)
        return 1;
    if (kind == KIND_SEAL || kind == KIND_JOBS)
        wall_open_for_system(application->db);
    if (profile_apply(application->db) != OK)
        return 1;
    application->settings = &service->settings;
    application->writes = writes;
    application->metrics = supervisor->metrics;
    application->keys = keys_open(application->keyring);
    application->hand_over = writes ? NULL : hand_over_send;
    application->hand_over_context = &place;
    int status = 1;
    if (kind == KIND_JOBS) /* who waits before a page goes first */
        (void)setpriority(PRIO_PROCESS, 0, JOBS_NICE);
    else
        confine(service, arena);
    if (kind == KIND_WRITE && !many)
        status = writer_run(application, supervisor->sockets[kind]);
    else if (kind == KIND_SEAL)
        status = sealer_run(application);
    else if (kind == KIND_JOBS)
        status = run_jobs(supervisor, child->number);
    else
        status = worker_run(application, supervisor->sockets[kind]);
    application->keys = keys_close(application->keys);
    application->db = db_close(application->db);
    return status;
}

/* --- watching ----------------------------------------------------------------------------------------------------- */

static void start(struct supervisor *supervisor, struct child *child)
{
    pid_t parent = getpid();
    (void)fflush(NULL);
    pid_t pid = fork();
    if (pid == 0) {
        process_end_with_parent();
        if (getppid() != parent)
            _exit(1);
        _exit(run_child(supervisor, child));
    }
    child->started_at = clock_ticks();
    child->start_again_at = 0;
    child->pid = pid < 0 ? 0 : pid;
    if (pid < 0) {
        (void)complain("cannot start a process", KINDS[child->kind].name);
        child->start_again_at = clock_ticks() + PAUSE_MOST;
    }
}

/* What it had acknowledged is stored, should it have to be ended. */
static bool old_writer_finishes(const struct supervisor *supervisor)
{
    if (many_write(supervisor))
        return false;
    bool finishes = false;
    for (size_t i = 0; i < supervisor->count; i++) {
        const struct child *child = &supervisor->children[i];
        if (child->kind != KIND_WRITE || !child->leaving || child->pid == 0)
            continue;
        finishes = true;
        if (clock_ticks() - child->told_at > WRITER_PATIENCE)
            (void)kill(child->pid, SIGKILL);
    }
    return finishes;
}

static void start_missing(struct supervisor *supervisor)
{
    for (size_t i = 0; i < supervisor->count && !supervisor->stopping; i++) {
        struct child *child = &supervisor->children[i];
        if (child->pid != 0 || child->leaving || child->start_again_at > clock_ticks() ||
            (child->kind == KIND_WRITE && old_writer_finishes(supervisor)))
            continue;
        start(supervisor, child);
    }
}

static void tell(struct child *child)
{
    child->leaving = true;
    child->told_at = clock_ticks();
    if (child->pid != 0)
        (void)kill(child->pid, SIGTERM);
}

static void note_end(struct supervisor *supervisor, struct child *child, int status)
{
    int64_t lived = clock_ticks() - child->started_at;
    child->pid = 0;
    if (child->leaving || supervisor->stopping)
        return;
    metrics_count_restart(supervisor->metrics, KINDS[child->kind].counted);
    if (WIFSIGNALED(status))
        (void)fprintf(stderr, "sanad: the %s process was ended by signal %d (%s); starting another\n",
                      KINDS[child->kind].name, WTERMSIG(status), strsignal(WTERMSIG(status)));
    else
        (void)fprintf(stderr, "sanad: the %s process ended with status %d; starting another\n", KINDS[child->kind].name,
                      WEXITSTATUS(status));
    if (lived > SHORT_LIFE)
        child->pause = 0;
    child->start_again_at = clock_ticks() + child->pause;
    child->pause = child->pause == 0 ? PAUSE_FIRST : child->pause * 2 > PAUSE_MOST ? PAUSE_MOST : child->pause * 2;
}

static void forget_gone(struct supervisor *supervisor)
{
    size_t kept = 0;
    for (size_t i = 0; i < supervisor->count; i++)
        if (!supervisor->children[i].leaving || supervisor->children[i].pid != 0)
            supervisor->children[kept++] = supervisor->children[i];
    supervisor->count = kept;
}

static void reap(struct supervisor *supervisor)
{
    pid_t pid;
    int status;
    while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
        for (size_t i = 0; i < supervisor->count; i++)
            if (supervisor->children[i].pid == pid)
                note_end(supervisor, &supervisor->children[i], status);
    forget_gone(supervisor);
}

/* Told to end before its successor begins: of each there is one at a time. */
static bool is_alone(const struct supervisor *supervisor, const struct child *child)
{
    return child->kind == KIND_JOBS || child->kind == KIND_SEAL ||
           (child->kind == KIND_WRITE && !many_write(supervisor));
}

/* The new readers are there before the old ones go. */
static void reload(struct supervisor *supervisor)
{
    struct service *service = supervisor->service;
    size_t old = supervisor->count;
    (void)fputs("sanad: starting a new set of processes\n", stderr);
    if (service->reload != NULL && service->reload(service->reload_context, service) != OK) {
        (void)fputs("sanad: the settings cannot be used: going on with what is\n", stderr);
        return;
    }
    name_jobs(supervisor);
    add_all(supervisor);
    for (size_t i = 0; i < old; i++)
        if (is_alone(supervisor, &supervisor->children[i]))
            tell(&supervisor->children[i]);
    start_missing(supervisor);
    for (size_t i = 0; i < old; i++)
        if (!supervisor->children[i].leaving)
            tell(&supervisor->children[i]);
}

/* Readers and jobs first: what they still hand over needs the writing worker, and what they did is to be sealed. */
static void stop_all(struct supervisor *supervisor)
{
    enum kind last = many_write(supervisor) ? KIND_SEAL : KIND_WRITE;
    int64_t allowed = (supervisor->service->settings.request_seconds + STOP_SLACK_SECONDS) * MICROSECONDS;
    bool others = false;
    for (size_t i = 0; i < supervisor->count; i++) {
        struct child *child = &supervisor->children[i];
        others = others || child->kind != last;
        if (child->kind != last && !child->leaving)
            tell(child);
        if (child->kind == KIND_JOBS && child->pid != 0)
            (void)kill(child->pid, SIGUSR1); /* a job that runs for hours goes back into the queue */
    }
    for (size_t i = 0; i < supervisor->count; i++) {
        struct child *child = &supervisor->children[i];
        if (child->kind == last && !child->leaving && !others)
            tell(child);
        if (child->pid != 0 && clock_ticks() - supervisor->stopping_since > allowed)
            (void)kill(child->pid, SIGKILL);
    }
    forget_gone(supervisor);
}

static struct timespec next_look(const struct supervisor *supervisor)
{
    int64_t wait = MICROSECONDS;
    int64_t now = clock_ticks();
    for (size_t i = 0; i < supervisor->count; i++) {
        const struct child *child = &supervisor->children[i];
        int64_t left = child->start_again_at - now;
        if (child->pid == 0 && !child->leaving && left < wait)
            wait = left < 10 * 1000 ? 10 * 1000 : left;
    }
    return (struct timespec){.tv_sec = wait / MICROSECONDS, .tv_nsec = wait % MICROSECONDS * 1000};
}

static void watch(struct supervisor *supervisor, const sigset_t *signals)
{
    while (supervisor->count > 0 || !supervisor->stopping) {
        struct timespec patience = next_look(supervisor);
        int came = sigtimedwait(signals, NULL, &patience);
        if ((came == SIGTERM || came == SIGINT) && !supervisor->stopping) {
            supervisor->stopping = true;
            supervisor->stopping_since = clock_ticks();
        }
        reap(supervisor);
        if (came == SIGHUP && !supervisor->stopping)
            reload(supervisor);
        if (supervisor->stopping)
            stop_all(supervisor);
        else
            start_missing(supervisor);
    }
}

/* As many as this host allows; its children have them from here. */
static void allow_files(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= FILES_OPEN)
        return;
    limit.rlim_cur = limit.rlim_max < FILES_OPEN ? limit.rlim_max : FILES_OPEN;
    (void)setrlimit(RLIMIT_NOFILE, &limit);
}

int supervisor_run(struct service *service)
{
    sigset_t signals;
    AUTO_ARENA struct arena *arena = arena_open((size_t)16 << 20);
    struct supervisor *supervisor = arena_new(arena, struct supervisor);
    supervisor->service = service;
    supervisor->arena = arena;
    supervisor->metrics = metrics_open();
    (void)sigemptyset(&signals);
    (void)sigaddset(&signals, SIGCHLD);
    (void)sigaddset(&signals, SIGTERM);
    (void)sigaddset(&signals, SIGINT);
    (void)sigaddset(&signals, SIGHUP);
    (void)sigprocmask(SIG_BLOCK, &signals, NULL);
    allow_files();
    random_bytes(service->application.internal_secret, sizeof service->application.internal_secret);
    name_jobs(supervisor);
    if (!lock_directory(supervisor) || !lock_database(supervisor) || !open_sockets(supervisor))
        return 1;
    add_all(supervisor);
    start_missing(supervisor);
    watch(supervisor, &signals);
    for (int kind = 0; kind < KIND_COUNT; kind++)
        if (KINDS[kind].listens)
            (void)unlink(service_socket(arena, &service->settings, KINDS[kind].name));
    (void)close(supervisor->lock);
    if (supervisor->database_lock >= 0)
        (void)close(supervisor->database_lock);
    return 0;
}
