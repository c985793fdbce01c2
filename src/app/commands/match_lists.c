#include "app/commands/match_lists.h"

#include <stdio.h>
#include <string.h>

#include "app/command.h"
#include "matching/digest.h"
#include "matching/equivalents.h"
#include "system/clock.h"
#include "system/file.h"

enum { ROW_ARENA = 64 << 20, CONFIG_MOST = 1 << 20, EQUIVALENTS_MOST = 4 << 20 };
static const size_t LIST_MOST = (size_t)16 << 30;
static const unsigned HOLDERS = 30; /* of one document: more, and it is none */

int match_say(const char *what, const char *about)
{
    (void)fprintf(stderr, "sanad match: %s%s%s\n", about, *about == 0 ? "" : ": ", what);
    return EXIT_REFUSED;
}

static enum outcome say_problems(const struct problems *problems, const char *path)
{
    for (const struct problem *problem = problems->first; problem != NULL; problem = problem->next) {
        AUTO_BUFFER struct buffer line = buffer_open(1 << 16);
        for (const char *at = problem->message; *at != 0; at++)
            if (at[0] == '{' && at[1] >= '1' && at[1] <= '3' && at[2] == '}') {
                buffer_add(&line, problem->arguments[at[1] - '1']);
                at += 2;
            } else {
                buffer_add_byte(&line, *at);
            }
        (void)fprintf(stderr, "sanad match: %s: %.*s\n", path, TEXT_ARG(buffer_text(&line)));
    }
    return INVALID;
}

/* ---- opening ---- */

static enum outcome open_list(struct arena *arena, const char *path, struct match_list *list,
                              struct csv_reader *ret_reader, struct csv_row *ret_header)
{
    *list = (struct match_list){.path = path};
    enum outcome outcome = file_read(arena, path, LIST_MOST, &list->bytes);
    if (outcome != OK) {
        (void)match_say(outcome == TOO_LARGE ? "larger than 16 GB" : "cannot be read", path);
        return INVALID;
    }
    *ret_reader = csv_open(list->bytes, 0);
    list->separator = ret_reader->separator;
    if (csv_next(ret_reader, arena, ret_header) == OK)
        return OK;
    (void)match_say(ret_reader->fault == NULL ? "is empty" : ret_reader->fault, path);
    return INVALID;
}

static enum outcome read_mapping(struct match_lists *lists, const char *config, const struct csv_row *header)
{
    struct text text;
    struct problems problems = problems_open(lists->arena);
    const int32_t today = (int32_t)(clock_now() / DAY_MICROSECONDS);
    enum outcome outcome;
    if (config == NULL) {
        outcome = list_mapping_guess(lists->arena, header, today, &problems, &lists->mapping);
    } else {
        if (file_read(lists->arena, config, CONFIG_MOST, &text) != OK) {
            (void)match_say("cannot be read", config);
            return INVALID;
        }
        outcome = list_mapping_read(lists->arena, text, today, &problems, &lists->mapping);
    }
    return outcome == OK ? OK : say_problems(&problems, config == NULL ? lists->left.path : config);
}

static enum outcome find_places(struct match_lists *lists, struct match_list *list, const struct csv_row *header)
{
    struct problems problems = problems_open(lists->arena);
    enum outcome outcome = list_mapping_find(lists->arena, &lists->mapping, header, &problems, &list->places);
    return outcome == OK ? OK : say_problems(&problems, list->path);
}

/* ---- names that are one by custom ---- */

/* A path beside the configuration that names it. */
static const char *beside(struct arena *arena, const char *config, struct text name)
{
    const char *slash = config == NULL || text_starts_with(name, TEXT("/")) ? NULL : strrchr(config, '/');
    return slash == NULL ? arena_string(arena, name)
                         : arena_format(arena, "%.*s%.*s", (int)(slash + 1 - config), config, TEXT_ARG(name)).at;
}

static enum outcome read_equivalents(struct match_lists *lists, const char *config)
{
    struct text name = lists->mapping.equivalents;
    struct text text;
    struct problems problems = problems_open(lists->arena);
    const struct equivalents *shipped;
    if (text_is_empty(name))
        return OK;
    if (equivalents_read(lists->arena, equivalents_shipped(), NULL, &problems, &shipped) != OK)
        return say_problems(&problems, "name_equivalents.csv");
    lists->equivalents = shipped;
    if (text_is(name, "shipped"))
        return OK;
    const char *path = beside(lists->arena, config, name);
    if (file_read(lists->arena, path, EQUIVALENTS_MOST, &text) != OK) {
        (void)match_say("cannot be read", path);
        return INVALID;
    }
    enum outcome outcome = equivalents_read(lists->arena, text, shipped, &problems, &lists->equivalents);
    return outcome == OK ? OK : say_problems(&problems, path);
}

/* ---- rows ---- */

static size_t lines_of(struct text bytes)
{
    size_t lines = 1;
    const char *end = bytes.at + bytes.length;
    for (const char *at = bytes.at; at < end && (at = memchr(at, '\n', (size_t)(end - at))) != NULL; at++)
        lines++;
    return lines;
}

static uint32_t truth_number(struct text written)
{
    uint64_t digest = digest_of(written);
    uint32_t number = (uint32_t)(digest ^ digest >> 32);
    return text_is_empty(written) ? 0 : number == 0 ? 1 : number;
}

static enum outcome read_rows(struct match_lists *lists, struct match_list *list, struct csv_reader *reader)
{
    AUTO_ARENA struct arena *row_arena = arena_open(ROW_ARENA);
    struct match_cell *cells = arena_array(lists->arena, struct match_cell, MATCH_COLUMNS_MOST);
    size_t most = lines_of(list->bytes);
    list->starts = arena_array(lists->arena, uint64_t, most + 1);
    list->id_digests = arena_array(lists->arena, uint64_t, most + 1);
    list->truths = arena_array(lists->arena, uint32_t, most + 1);
    list->table = table_open(lists->arena, lists->lexicon, &lists->mapping.schema, lists->mapping.group_column, most);
    for (;;) {
        struct csv_row row;
        struct list_mapping_row about;
        uint64_t start = (uint64_t)(reader->rest.at - list->bytes.at);
        arena_reset(row_arena);
        enum outcome outcome = csv_next(reader, row_arena, &row);
        if (outcome == NOT_FOUND)
            return OK;
        if (outcome != OK || list->table->count == UINT32_MAX - 1) {
            (void)fprintf(stderr, "sanad match: %s: line %zu: %s\n", list->path, reader->fault_line,
                          outcome == OK ? "too many rows" : reader->fault);
            return INVALID;
        }
        list_mapping_cells(&lists->mapping, &list->places, &row, cells, &about);
        size_t number = table_add(list->table, cells);
        list->starts[number] = start;
        list->id_digests[number] = digest_of(about.id);
        list->truths[number] = truth_number(about.truth);
        list->births_unread += about.birth_unreadable;
    }
}

enum outcome match_list_row(const struct match_list *list, struct arena *arena, size_t row, struct csv_row *ret_row)
{
    struct csv_reader reader =
        csv_open(text_slice(list->bytes, list->starts[row], list->bytes.length), list->separator);
    return csv_next(&reader, arena, ret_row);
}

struct text match_list_id(const struct match_list *list, struct arena *arena, size_t row)
{
    struct csv_row cells;
    if (list->places.id < 0 || match_list_row(list, arena, row, &cells) != OK || (size_t)list->places.id >= cells.count)
        return arena_format(arena, "row %zu", row + 1);
    return arena_text(arena, text_trim(cells.cells[list->places.id]));
}

/* ---- true pairs ---- */

struct id_place {
    uint64_t digest;
    uint32_t row; /* plus 1; 0: free */
};

struct id_index {
    struct id_place *places;
    uint64_t mask;
};

static struct id_index index_ids(struct arena *arena, const struct match_list *list)
{
    struct id_index index = {.mask = 1};
    while (index.mask < list->table->count * 2 + 2)
        index.mask *= 2;
    index.places = arena_array(arena, struct id_place, index.mask--);
    for (size_t row = 0; row < list->table->count; row++) {
        uint64_t at = list->id_digests[row];
        while (index.places[at & index.mask].row != 0)
            at++;
        index.places[at & index.mask] = (struct id_place){list->id_digests[row], (uint32_t)row + 1};
    }
    return index;
}

static bool find_id(const struct id_index *index, struct text id, uint32_t *ret_row)
{
    uint64_t digest = digest_of(text_trim(id));
    for (uint64_t at = digest; index->places[at & index->mask].row != 0; at++)
        if (index->places[at & index->mask].digest == digest) {
            *ret_row = index->places[at & index->mask].row - 1;
            return true;
        }
    return false;
}

static uint32_t root_of(uint32_t *parents, uint32_t one)
{
    while (parents[one] != one)
        one = parents[one] = parents[parents[one]];
    return one;
}

/* A row "id of A, id of B" for each true pair; rows of other ids (the heading) are left out.  Persons are numbered by
   what the pairs join. */
static enum outcome read_truth(struct match_lists *lists, const char *path)
{
    struct match_list file;
    struct csv_reader reader;
    struct csv_row row;
    if (open_list(lists->arena, path, &file, &reader, &row) != OK)
        return INVALID;
    struct match_list *right = lists->right.path == NULL ? &lists->left : &lists->right;
    AUTO_ARENA struct arena *scratch = arena_open(LIST_MOST);
    AUTO_ARENA struct arena *row_arena = arena_open(ROW_ARENA);
    struct id_index ours = index_ids(scratch, &lists->left);
    struct id_index theirs = lists->right.path == NULL ? ours : index_ids(scratch, right);
    uint32_t shift = lists->right.path == NULL ? 0 : (uint32_t)lists->left.table->count;
    uint32_t all = shift + (uint32_t)right->table->count;
    uint32_t *parents = arena_array(scratch, uint32_t, all + 1);
    size_t pairs = 0;
    for (uint32_t i = 0; i < all; i++)
        parents[i] = i;
    enum outcome outcome = OK;
    for (; outcome == OK; arena_reset(row_arena), outcome = csv_next(&reader, row_arena, &row)) {
        uint32_t a;
        uint32_t b;
        if (row.count < 2 || !find_id(&ours, row.cells[0], &a) || !find_id(&theirs, row.cells[1], &b))
            continue;
        parents[root_of(parents, b + shift)] = root_of(parents, a);
        pairs++;
    }
    if (outcome != NOT_FOUND || pairs == 0) {
        (void)match_say(outcome != NOT_FOUND ? reader.fault : "holds no pair of these lists", path);
        return INVALID;
    }
    for (uint32_t i = 0; i < lists->left.table->count; i++)
        lists->left.truths[i] = root_of(parents, i) + 1;
    for (uint32_t i = 0; i < right->table->count; i++)
        right->truths[i] = root_of(parents, i + shift) + 1;
    lists->truth_known = true;
    return OK;
}

/* ---- all ---- */

static void finish(struct match_lists *lists)
{
    struct match_table *tables[] = {lists->left.table, lists->right.table};
    size_t count = lists->right.path == NULL ? 1 : 2;
    AUTO_ARENA struct arena *scratch = arena_open(LIST_MOST);
    lexicon_weigh(lists->lexicon, lists->equivalents);
    size_t taken = tables_share(tables, count, scratch, HOLDERS);
    for (size_t t = 0; t < count; t++)
        table_finish(tables[t]);
    if (taken > 0)
        (void)fprintf(stderr, "sanad match: %zu documents are held by more than %u rows each: not taken for evidence\n",
                      taken, HOLDERS);
    size_t unread = lists->left.births_unread + lists->right.births_unread;
    if (unread > 0)
        (void)fprintf(stderr, "sanad match: %zu dates of birth cannot be read: taken as not known\n", unread);
}

enum outcome match_lists_read(struct match_lists *lists, const char *input, const char *against, const char *config,
                              const char *truth)
{
    struct csv_reader left_reader;
    struct csv_reader right_reader;
    struct csv_row header;
    struct csv_row other;
    AUTO_ARENA struct arena *scratch = arena_open(ROW_ARENA);
    lists->lexicon = lexicon_open(lists->arena, scratch);
    enum outcome outcome = open_list(lists->arena, input, &lists->left, &left_reader, &header);
    if (outcome == OK)
        outcome = read_mapping(lists, config, &header);
    if (outcome == OK)
        outcome = read_equivalents(lists, config);
    if (outcome == OK)
        outcome = find_places(lists, &lists->left, &header);
    if (outcome == OK && against != NULL)
        outcome = open_list(lists->arena, against, &lists->right, &right_reader, &other);
    if (outcome == OK && against != NULL)
        outcome = find_places(lists, &lists->right, &other);
    if (outcome == OK)
        outcome = read_rows(lists, &lists->left, &left_reader);
    if (outcome == OK && against != NULL)
        outcome = read_rows(lists, &lists->right, &right_reader);
    if (outcome != OK)
        return outcome;
    lists->truth_known = lists->left.places.truth >= 0;
    lists->lexicon->scratch = NULL;
    finish(lists);
    return truth == NULL ? OK : read_truth(lists, truth);
}
