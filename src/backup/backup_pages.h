/* What the pages of backups show. */
#ifndef BACKUP_BACKUP_PAGES_H
#define BACKUP_BACKUP_PAGES_H

#include "backup/backup.h"
#include "web/page.h"
#include "web/record_parts.h"

const struct settings *backup_settings(void); /* given to backup_start() */

struct backup_line {
    int64_t started_at, finished_at;
    struct text file_name;
    const char *state_label, *tone, *icon, *reason_label;
    const char *fault, *advice; /* NULL: none */
    struct text concerns;
    int64_t tenths; /* of a megabyte */
    int64_t rows;
    bool removed, running, has_size;
    int64_t percent; /* of a running one; -1: not known */
    struct text cancel_path;
};
struct backup_view {
    struct page *page;
    struct text action, key, directory;
    const struct backup_line *lines;
    size_t line_count;
    bool set_up, may_order, late, never, waiting;
    int64_t last_good, hours, keep, alarm_hours;
};
void backup_list_page(struct output *out, const struct backup_view *view);

enum outcome backup_list(struct request *request, struct response *response);
enum outcome backup_ask(struct request *request, struct response *response);
enum outcome backup_cancel(struct request *request, struct response *response);

#endif
