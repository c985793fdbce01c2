/* A disk that keeps its promises and not one more, for tests: SQLite's own file system, on which nothing is safe that
   was written since the file's last sync.  When the power goes, each sector of such writes is kept, lost or torn for
   itself, so that later ones may be there without earlier ones, and a file whose directory was not synced may be gone
   or be the old one again.  A sync that fails leaves some of what it should have kept behind for ever.

   While it is on it is SQLite's default file system.  One disk, one process; files are those of the real one. */
#ifndef DATABASE_TESTS_LYING_DISK_H
#define DATABASE_TESTS_LYING_DISK_H

#include <stdbool.h>
#include <stdint.h>

void lying_disk_on(uint64_t seed);
void lying_disk_off(void); /* all connections are closed */

/* The power goes in the midst of the n-th write, truncation, sync or deletion from now (1 is the next); from then on
   all of these fail.  0: it stays. */
void lying_disk_cut_after(uint64_t operations);
bool lying_disk_is_dark(void);
/* Light again, once all connections are closed: the files are what survived. */
void lying_disk_light(void);

/* Of the syncs from now, those from the n-th (1 is the next) on fail, `count` of them. */
void lying_disk_fail_syncs(uint64_t from, uint64_t count);
/* What `PRAGMA synchronous = FULL` becomes ("0": OFF, "1": NORMAL); NULL: what was said. */
void lying_disk_weaken(const char *synchronous);

/* Since it was switched on: that it was there at all. */
struct lying_disk_counts {
    uint64_t operations, syncs, failed_syncs, cuts, kept, lost, torn, files_lost;
};
struct lying_disk_counts lying_disk_counts(void);

/* A number below `limit`, from the disk's seed. */
uint64_t lying_disk_chance(uint64_t limit);

#endif
