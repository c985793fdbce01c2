/* Lists for sanad match: CSV files read into rows of evidence. */
#ifndef APP_COMMANDS_MATCH_LISTS_H
#define APP_COMMANDS_MATCH_LISTS_H

#include "matching/list_mapping.h"
#include "matching/solve.h"

struct match_list {
    const char *path;
    struct text bytes;
    char separator;
    struct list_mapping_places places;
    struct match_table *table;
    uint64_t *starts; /* where each row begins */
    uint64_t *id_digests;
    uint32_t *truths; /* number of the person of each row, by the column of truth; 0: none */
    size_t births_unread;
};

struct match_lists {
    struct arena *arena;
    struct list_mapping mapping;
    struct lexicon *lexicon;
    const struct equivalents *equivalents; /* NULL: none */
    struct match_list left, right;         /* right.path NULL: one list against itself */
    bool truth_known;
};

/* Reads the lists and, with `truth` (NULL: none), the file of true pairs.  What is wrong was said on stderr. */
enum outcome match_lists_read(struct match_lists *lists, const char *input, const char *against, const char *config,
                              const char *truth) MUST_CHECK;
static inline const struct match_list *match_list_right(const struct match_lists *lists)
{
    return lists->right.path == NULL ? &lists->left : &lists->right;
}
/* A row again, as written; FAILED never for rows that were read. */
enum outcome match_list_row(const struct match_list *list, struct arena *arena, size_t row,
                            struct csv_row *ret_row) MUST_CHECK;
/* Its number in the file, or "line N". */
struct text match_list_id(const struct match_list *list, struct arena *arena, size_t row);
int match_say(const char *what, const char *about); /* on stderr; EXIT_REFUSED */

#endif
