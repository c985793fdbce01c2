#include "frequency.h"

#include <math.h>
#include <stdlib.h>

#include "codec/csv.h"
#include "files.h"
#include "matching/name.h"

enum { FILE_MOST = 64 << 20, SEEN_MOST = 400000 };

/* How much of the people in a mission's register comes from lists like these: a guess that a register's own counts
   soon outweigh (frequency_rarity()). */
static const double FORENAMES_SHARE = 0.25, SURNAMES_SHARE = 0.05, WIKIDATA_SHARE = 0.15;

/* Countries whose people a mission in the Maghreb meets; the others weigh OTHER. */
static const struct {
    const char *country;
    double weight;
} COUNTRIES[] = {{"MA", 30}, {"ML", 20}, {"DZ", 10}, {"TN", 5}, {"LY", 5}, {"EG", 5}, {"GQ", 5}, {"IQ", 3},
                 {"FR", 3},  {"SA", 2},  {"JO", 2},  {"LB", 2}, {"IR", 2}, {"PK", 2}, {"BD", 2}};
static const double OTHER = 0.3;

struct seen {
    struct text form;
    double share;
};

struct list {
    struct arena *arena;
    struct seen *seen;
    size_t count;
};

static double country_weight(struct text country)
{
    for (size_t i = 0; i < sizeof COUNTRIES / sizeof *COUNTRIES; i++)
        if (text_is(country, COUNTRIES[i].country))
            return COUNTRIES[i].weight;
    return OTHER;
}

static void add(struct list *list, struct text written, double share)
{
    struct name name = {0};
    name_add(list->arena, &name, NAME_ANYWHERE, written);
    for (size_t i = 0; i < name.count && list->count < SEEN_MOST; i++)
        list->seen[list->count++] = (struct seen){name.words[i].token->form, share};
}

/* What was added from `from` on makes up `share` of all. */
static void scale(struct list *list, size_t from, double share)
{
    double sum = 0;
    for (size_t i = from; i < list->count; i++)
        sum += list->seen[i].share;
    for (size_t i = from; i < list->count; i++)
        list->seen[i].share *= share / sum;
}

static double number(struct text digits)
{
    double value = 0;
    for (size_t i = 0; i < digits.length; i++)
        if (digits.at[i] >= '0' && digits.at[i] <= '9')
            value = 10 * value + (digits.at[i] - '0');
    return value;
}

/* Columns of the two lists; ranks stand for frequencies as they usually fall: 1, 1/2, 1/3, … */
static void add_pool(struct list *list, const char *pools, const char *name, size_t rank, size_t localised,
                     double share)
{
    struct buffer bytes AUTO_BUFFER = buffer_open(FILE_MOST);
    struct csv_reader reader = csv_open(file_read(&bytes, pools, name), ',');
    struct csv_row row;
    size_t from = list->count;
    while (csv_next(&reader, list->arena, &row) == OK) {
        double weight = row.count > localised + 1 ? country_weight(row.cells[0]) / (1 + number(row.cells[rank])) : 0;
        if (weight == 0 || number(row.cells[rank]) == 0)
            continue;
        add(list, row.cells[localised], weight / 2);
        add(list, row.cells[localised + 1], weight / 2);
    }
    scale(list, from, share);
}

static void add_wikidata(struct list *list, const char *lists)
{
    struct buffer bytes AUTO_BUFFER = buffer_open(FILE_MOST);
    struct text rest = file_read(&bytes, lists, "wd_arabic_dev.tsv"), line, arabic, latin;
    size_t from = list->count;
    while (text_split(&rest, '\n', &line)) {
        if (!text_split(&line, '\t', &arabic) || !text_split(&line, '\t', &latin) || number(line) < 2)
            continue;
        add(list, arabic, number(line));
        add(list, latin, number(line));
    }
    scale(list, from, WIKIDATA_SHARE);
}

static int by_form(const void *left, const void *right)
{
    return text_compare(((const struct seen *)left)->form, ((const struct seen *)right)->form);
}

void frequency_train(const char *pools, const char *lists, const char *output)
{
    AUTO_ARENA struct arena *arena = arena_open((size_t)512 << 20);
    struct list list = {arena, arena_array(arena, struct seen, SEEN_MOST), 0};
    FILE *file = file_make(output, "frequency.txt");
    add_pool(&list, pools, "sigpwned_common-forenames-by-country.csv", 7, 10, FORENAMES_SHARE);
    add_pool(&list, pools, "sigpwned_common-surnames-by-country.csv", 1, 4, SURNAMES_SHARE);
    add_wikidata(&list, lists);
    qsort(list.seen, list.count, sizeof *list.seen, by_form);
    fputs("# Words of names and -log2 of their share in hundredths: made by tools/train_names, see README.md\n", file);
    for (size_t i = 0, next; i < list.count; i = next) {
        double share = 0;
        for (next = i; next < list.count && text_equal(list.seen[next].form, list.seen[i].form); next++)
            share += list.seen[next].share;
        struct name_token token = name_token_of(list.seen[i].form);
        double unlisted = 1 - FORENAMES_SHARE - SURNAMES_SHARE - WIKIDATA_SHARE;
        share += unlisted * exp2(-token.word.surprise / (double)WEIGHT_BIT);
        if (token.script == NAME_LATIN || token.script == NAME_ARABIC)
            fprintf(file, "%.*s %ld\n", TEXT_ARG(list.seen[i].form), lround(-WEIGHT_BIT * log2(share)));
    }
    file_done(file);
}
