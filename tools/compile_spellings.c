/* Makes the C tables of the model of spellings (src/matching/spelling_model.h) out of what tools/train_names counted:
   compile_spellings INPUT NAME OUTPUT */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "matching/letters.h"
#include "matching/spelling_model.h"

enum {
    LETTERS = SPELLING_LETTERS,
    CONTEXTS = LETTERS * LETTERS * LETTERS,
    ANY = LETTERS - 1, /* the wide context's sign for any letter */
    FILE_MOST = 16 << 20,
    EVENTS_MOST = 1 << 19,
};

/* In pairs seen: what a wide context counts in a narrow one; fewer than that many make no row of their own. */
static const double WIDE_SHARE = 6, ROW_LEAST = 12, COUNT_UNIT = 10;

enum kind { INSERT, DELETE, ONE_ONE, ONE_TWO, TWO_ONE, TWO_TWO, THREE_ONE, STOP, KINDS };

struct event {
    uint8_t left, here, right; /* ANY where the file has '.' */
    uint8_t kind, third, target, next;
    double count;
};

struct counted {
    struct event *events;
    size_t count;
    double total[3][CONTEXTS]; /* by level: all; here and right; here */
    uint32_t follow[CONTEXTS];
};

static size_t at3(size_t a, size_t b, size_t c) { return (a * LETTERS + b) * LETTERS + c; }

static void die(const char *what, struct text line)
{
    fprintf(stderr, "compile_spellings: %s: %.*s\n", what, (int)(line.length < 60 ? line.length : 60), line.at);
    exit(1);
}

/* The next letter's number; 0 for '^' and '$'. */
static uint8_t letter_take(struct text *rest)
{
    size_t at = 0;
    if (rest->length == 0)
        die("a letter is missing", *rest);
    int32_t c = text_next_code_point(*rest, &at);
    *rest = text_slice(*rest, at, rest->length);
    if (c == '^' || c == '$')
        return 0;
    if (c == '.')
        return ANY;
    uint8_t letter = c >= 'a' && c <= 'z' ? (uint8_t)(c - 'a' + 1) : arabic_number(c);
    if (letter == 0)
        die("no letter", *rest);
    return letter;
}

static double count_take(struct text rest)
{
    double count = 0;
    if (rest.length < 2 || rest.at[0] != '=')
        die("no count", rest);
    for (size_t i = 1; i < rest.length; i++)
        count = 10 * count + (rest.at[i] - '0');
    return count;
}

static struct event event_read(struct event context, struct text word)
{
    struct event event = context;
    uint8_t letters[3] = {0};
    size_t count = 0;
    char sign = word.length > 0 ? word.at[0] : '?';
    if (strchr("+-23!", sign) != NULL)
        word = text_slice(word, 1, word.length);
    while (word.length > 0 && word.at[0] != '=' && count < 3)
        letters[count++] = letter_take(&word);
    event.count = count_take(word) / COUNT_UNIT;
    event.target = letters[0];
    event.next = letters[1];
    if (sign == '3') {
        event.kind = THREE_ONE;
        event.third = letters[0];
        event.target = letters[1];
        event.next = 0;
    } else if (sign == '2')
        event.kind = count == 2 ? TWO_TWO : TWO_ONE;
    else if (strchr("+-!", sign) != NULL)
        event.kind = sign == '+' ? INSERT : sign == '-' ? DELETE : STOP;
    else
        event.kind = count == 2 ? ONE_TWO : ONE_ONE;
    return event;
}

static void follow_read(struct counted *counted, struct text line)
{
    struct text word;
    line = text_slice(line, 1, line.length);
    uint8_t first = letter_take(&line), second = letter_take(&line);
    line = text_trim(line);
    while (text_split(&line, ' ', &word)) {
        uint8_t letter = letter_take(&word);
        counted->follow[at3(first, second, letter)] = (uint32_t)count_take(word);
    }
}

static void line_read(struct counted *counted, struct text line)
{
    struct text word;
    struct event context = {0};
    context.left = letter_take(&line);
    context.here = letter_take(&line);
    context.right = letter_take(&line);
    line = text_trim(line);
    while (text_split(&line, ' ', &word)) {
        if (counted->count == EVENTS_MOST)
            die("too many events", line);
        struct event event = event_read(context, word);
        counted->events[counted->count++] = event;
        if (event.left != ANY)
            counted->total[0][at3(event.left, event.here, event.right)] += event.count;
        if (event.right != ANY)
            counted->total[1][at3(0, event.here, event.right)] += event.count;
        counted->total[2][at3(0, event.here, 0)] += event.count;
    }
}

static void file_read(struct counted *counted, const char *path)
{
    struct buffer bytes AUTO_BUFFER = buffer_open(FILE_MOST);
    FILE *file = fopen(path, "rb");
    char *room;
    size_t count = 1;
    if (file == NULL)
        die("cannot be read", text_from(path));
    while (count > 0 && (room = buffer_room(&bytes, 65536)) != NULL) {
        count = fread(room, 1, 65536, file);
        bytes.length += count;
    }
    fclose(file);
    struct text rest = buffer_text(&bytes), line;
    while (text_split(&rest, '\n', &line))
        if (line.length > 0 && line.at[0] == '=')
            follow_read(counted, line);
        else if (line.length > 0 && line.at[0] != '#')
            line_read(counted, line);
}

static unsigned cost_of(double probability)
{
    double cost = probability > 0 ? -10 * log2(probability) : SPELLING_NEVER;
    return cost >= SPELLING_NEVER ? SPELLING_NEVER : (unsigned)lround(cost);
}

/* --- Rows --- */

/* Shares of the single events of a context: [0..31] become, [32..63] insert. */
struct shares {
    double at[2 * LETTERS];
};

static struct shares *shares_open(void)
{
    struct shares *shares = calloc(CONTEXTS, sizeof *shares);
    if (shares == NULL)
        abort();
    return shares;
}

static size_t share_place(const struct event *event)
{
    if (event->kind == INSERT)
        return LETTERS + event->target;
    return event->kind == ONE_ONE ? event->target : 0; /* not heard, and the end */
}

/* What is expected of a letter that was never seen. */
static double share_unseen(size_t place)
{
    if (place == 0)
        return 0.05;
    return place < LETTERS ? 0.02 / LETTERS : 0.01 / LETTERS;
}

/* One level of contexts out of the wider one. */
static void shares_level(const struct counted *counted, int level, const struct shares *wider, struct shares *shares)
{
    for (size_t i = 0; i < counted->count; i++) {
        const struct event *event = &counted->events[i];
        if (event->kind >= ONE_TWO && event->kind <= THREE_ONE)
            continue;
        if ((level == 0 && event->left == ANY) || (level == 1 && event->right == ANY))
            continue;
        size_t context = level == 0   ? at3(event->left, event->here, event->right)
                         : level == 1 ? at3(0, event->here, event->right)
                                      : at3(0, event->here, 0);
        shares[context].at[share_place(event)] += event->count;
    }
    for (size_t left = 0; left < (level == 0 ? LETTERS : 1); left++)
        for (size_t here = 0; here < LETTERS; here++)
            for (size_t right = 0; right < (level == 2 ? 1 : LETTERS); right++) {
                size_t context = at3(left, here, right);
                double all = counted->total[level][context];
                const struct shares *wide =
                    level == 2 ? NULL : &wider[level == 0 ? at3(0, here, right) : at3(0, here, 0)];
                for (size_t place = 0; place < 2 * LETTERS; place++) {
                    double before = wide == NULL ? share_unseen(place) : wide->at[place];
                    shares[context].at[place] = (shares[context].at[place] + WIDE_SHARE * before) / (all + WIDE_SHARE);
                }
            }
}

static void row_write(FILE *file, const struct shares *shares)
{
    fputs("    {{", file);
    for (size_t i = 0; i < 2 * LETTERS; i++)
        fprintf(file, "%u,%s", cost_of(shares->at[i]), i == LETTERS - 1 ? "}, {" : "");
    fputs("}},\n", file);
}

static void rows_write(FILE *file, const struct counted *counted)
{
    struct shares *narrow = shares_open(), *wide = shares_open(), *here = shares_open();
    uint16_t *row_of = calloc(CONTEXTS, sizeof *row_of);
    uint16_t rows = 0;
    if (row_of == NULL)
        abort();
    shares_level(counted, 2, NULL, here);
    shares_level(counted, 1, here, wide);
    shares_level(counted, 0, wide, narrow);
    fputs("static const struct spelling_row ROWS[] = {\n", file);
    for (size_t context = 0; context < LETTERS * LETTERS; context++) {
        row_write(file, &wide[context]);
        row_of[context] = rows++;
    }
    for (size_t context = 0; context < CONTEXTS; context++)
        row_of[context] = row_of[context % (LETTERS * LETTERS)];
    for (size_t context = 0; context < CONTEXTS; context++)
        if (counted->total[0][context] >= ROW_LEAST) {
            row_write(file, &narrow[context]);
            row_of[context] = rows++;
        }
    fputs("};\nstatic const uint16_t ROW_OF[] = {\n", file);
    for (size_t context = 0; context < CONTEXTS; context++)
        fprintf(file, "%u,%s", row_of[context], context % LETTERS == LETTERS - 1 ? "\n" : "");
    fputs("};\n", file);
    free(narrow);
    free(wide);
    free(here);
    free(row_of);
}

/* --- Events of several letters --- */

struct ranked {
    size_t key;
    double count;
};

static int by_count(const void *left, const void *right)
{
    const struct ranked *a = left, *b = right;
    if (a->count != b->count)
        return a->count > b->count ? -1 : 1;
    return a->key < b->key ? -1 : a->key > b->key;
}

/* Numbers the most frequent keys from 1. */
static void numbers_give(struct ranked *ranked, size_t count, size_t most, uint8_t *ret_number_of)
{
    qsort(ranked, count, sizeof *ranked, by_count);
    for (size_t i = 0; i + 1 < most && i < count && ranked[i].count >= 1; i++)
        ret_number_of[ranked[i].key] = (uint8_t)(i + 1);
}

static void bytes_write(FILE *file, const char *name, const uint8_t *bytes, size_t count)
{
    fprintf(file, "static const uint8_t %s[] = {\n", name);
    for (size_t i = 0; i < count; i++)
        fprintf(file, "%u,%s", bytes[i], i % LETTERS == LETTERS - 1 ? "\n" : "");
    fputs("};\n", file);
}

static void number_events(const struct counted *counted, uint8_t *pair_of, uint8_t *triple_of)
{
    struct ranked *pairs = calloc(LETTERS * LETTERS, sizeof *pairs), *triples = calloc(CONTEXTS, sizeof *triples);
    if (pairs == NULL || triples == NULL)
        abort();
    for (size_t i = 0; i < LETTERS * LETTERS; i++)
        pairs[i].key = i;
    for (size_t i = 0; i < CONTEXTS; i++)
        triples[i].key = i;
    for (size_t i = 0; i < counted->count; i++) {
        const struct event *event = &counted->events[i];
        if ((event->kind == ONE_TWO || event->kind == TWO_TWO) && event->right != ANY)
            pairs[(size_t)event->target * LETTERS + event->next].count += event->count;
        if (event->kind == THREE_ONE && event->right != ANY)
            triples[at3(event->here, event->right, event->third)].count += event->count;
    }
    numbers_give(pairs, LETTERS * LETTERS, SPELLING_PAIRS, pair_of);
    numbers_give(triples, CONTEXTS, SPELLING_TRIPLES, triple_of);
    free(pairs);
    free(triples);
}

/* -log2 of the share in the context of here and right; what was seen half a time there is no way. */
static void wide_write(FILE *file, const struct counted *counted, const uint8_t *pair_of, const uint8_t *triple_of)
{
    enum { WIDE = LETTERS + 2 * SPELLING_PAIRS };
    double(*wide)[WIDE] = calloc(LETTERS * LETTERS, sizeof *wide),
    (*three)[LETTERS] = calloc(SPELLING_TRIPLES, sizeof *three);
    if (wide == NULL || three == NULL)
        abort();
    for (size_t i = 0; i < counted->count; i++) {
        const struct event *event = &counted->events[i];
        if (event->right == ANY || event->kind < ONE_TWO || event->kind == STOP)
            continue;
        size_t context = (size_t)event->here * LETTERS + event->right;
        double share = event->count / (counted->total[1][context] + WIDE_SHARE);
        size_t pair = pair_of[event->target * LETTERS + event->next];
        size_t triple = triple_of[at3(event->here, event->right, event->third)];
        if (event->kind == TWO_ONE)
            wide[context][event->target] += share;
        else if (event->kind == THREE_ONE && triple > 0)
            three[triple][event->target] += share;
        else if (event->kind != THREE_ONE && pair > 0)
            wide[context][LETTERS + (event->kind == TWO_TWO ? (size_t)SPELLING_PAIRS : 0) + pair] += share;
    }
    fputs("static const struct spelling_wide WIDE[] = {\n", file);
    for (size_t context = 0; context < LETTERS * LETTERS; context++) {
        fputs("    {{", file);
        for (size_t i = 0; i < WIDE; i++)
            fprintf(file, "%u,%s", cost_of(wide[context][i]),
                    i == LETTERS - 1 || i == LETTERS + SPELLING_PAIRS - 1 ? "}, {" : "");
        fputs("}},\n", file);
    }
    fputs("};\nstatic const uint8_t THREE_ONE[][SPELLING_LETTERS] = {\n", file);
    for (size_t triple = 0; triple < SPELLING_TRIPLES; triple++) {
        fputs("    {", file);
        for (size_t i = 0; i < LETTERS; i++)
            fprintf(file, "%u,", cost_of(three[triple][i]));
        fputs("},\n", file);
    }
    fputs("};\n", file);
    free(wide);
    free(three);
}

/* What words look like: three letters in a row, mixed with two and with one. */
static void follow_write(FILE *file, const struct counted *counted)
{
    static double one[LETTERS], two[LETTERS][LETTERS];
    uint8_t *costs = calloc(CONTEXTS, 1);
    double all = 0;
    if (costs == NULL)
        abort();
    for (size_t i = 0; i < CONTEXTS; i++) {
        one[i % LETTERS] += counted->follow[i];
        two[i / LETTERS % LETTERS][i % LETTERS] += counted->follow[i];
        all += counted->follow[i];
    }
    for (size_t before = 0; before < LETTERS * LETTERS; before++) {
        double pairs = 0, triples = 0;
        for (size_t letter = 0; letter < LETTERS; letter++) {
            pairs += two[before % LETTERS][letter];
            triples += counted->follow[before * LETTERS + letter];
        }
        for (size_t letter = 0; letter < LETTERS; letter++) {
            double share = (one[letter] + 1) / (all + LETTERS);
            share = (two[before % LETTERS][letter] + 20 * share) / (pairs + 20);
            share = (counted->follow[before * LETTERS + letter] + 20 * share) / (triples + 20);
            costs[before * LETTERS + letter] = (uint8_t)cost_of(share);
        }
    }
    bytes_write(file, "FOLLOW", costs, CONTEXTS);
    free(costs);
}

int main(int count, char **arguments)
{
    if (count != 4) {
        fprintf(stderr, "compile_spellings INPUT NAME OUTPUT\n");
        return 2;
    }
    struct counted *counted = calloc(1, sizeof *counted);
    uint8_t *pair_of = calloc(LETTERS * LETTERS, 1), *triple_of = calloc(CONTEXTS, 1);
    FILE *file = fopen(arguments[3], "wb");
    if (counted == NULL || pair_of == NULL || triple_of == NULL || file == NULL)
        die("no memory, or cannot be written", text_from(arguments[3]));
    counted->events = calloc(EVENTS_MOST, sizeof *counted->events);
    if (counted->events == NULL)
        abort();
    file_read(counted, arguments[1]);
    fputs("/* Made by tools/compile_spellings. */\n#include \"matching/spelling_model.h\"\n\n", file);
    rows_write(file, counted);
    number_events(counted, pair_of, triple_of);
    bytes_write(file, "PAIR_OF", pair_of, LETTERS * LETTERS);
    bytes_write(file, "TRIPLE_OF", triple_of, CONTEXTS);
    wide_write(file, counted, pair_of, triple_of);
    follow_write(file, counted);
    fprintf(file,
            "const struct spelling_model %s = {.row_of = ROW_OF, .rows = ROWS, .wide = WIDE, .pair_of = PAIR_OF,\n"
            "    .triple_of = TRIPLE_OF, .three_one = THREE_ONE, .follow = FOLLOW};\n",
            arguments[2]);
    free(counted->events);
    free(counted);
    free(pair_of);
    free(triple_of);
    return fclose(file) == 0 ? 0 : 1;
}
