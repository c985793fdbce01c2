#include "matching/weights.h"

#include <math.h>

#include "base/number.h"

enum { SHIPPED_VERSION = 1 };
static const float BITS_MOST = 24;

struct match_weights weights_default(const struct match_schema *schema)
{
    struct match_weights weights = {
        .version = SHIPPED_VERSION, .known_share = 0.2F, .slope = 1, .review = 0.2F, .automatic = 0.995F};
    for (size_t c = 0; c < schema->count; c++) {
        const struct match_kind_words *kind = &match_kinds[schema->columns[c].kind];
        for (size_t l = 0; l < kind->levels; l++) {
            weights.fields[c].bits[l] = kind->bits[l];
            weights.fields[c].same[l] = kind->share[l] / 1000;
            weights.fields[c].other[l] = weights.fields[c].same[l] * exp2f(-kind->bits[l]);
        }
    }
    return weights;
}

/* Neighbours that stand in the wrong order get their common mean, weighted by how often they are seen. */
static void keep_order(float bits[], const float seen[], size_t count)
{
    float means[MATCH_LEVELS];
    float masses[MATCH_LEVELS];
    size_t sizes[MATCH_LEVELS];
    size_t blocks = 0;
    for (size_t l = 0; l < count; l++) {
        means[blocks] = bits[l];
        masses[blocks] = seen[l] + 1e-9F;
        sizes[blocks++] = 1;
        while (blocks > 1 && means[blocks - 1] > means[blocks - 2]) {
            float mass = masses[blocks - 1] + masses[blocks - 2];
            means[blocks - 2] =
                (means[blocks - 1] * masses[blocks - 1] + means[blocks - 2] * masses[blocks - 2]) / mass;
            masses[blocks - 2] = mass;
            sizes[blocks - 2] += sizes[blocks - 1];
            blocks--;
        }
    }
    for (size_t b = 0, l = 0; b < blocks; b++)
        for (size_t i = 0; i < sizes[b]; i++)
            bits[l++] = means[b];
}

static bool is_ordered(enum match_kind kind)
{
    return kind == MATCH_KIND_NAME || kind == MATCH_KIND_TEXT || kind == MATCH_KIND_RELATIVES;
}

void weights_from_shares(const struct match_schema *schema, struct match_weights *weights)
{
    for (size_t c = 0; c < schema->count; c++) {
        struct match_field_weights *field = &weights->fields[c];
        const struct match_kind_words *kind = &match_kinds[schema->columns[c].kind];
        for (size_t l = 0; l < kind->levels; l++) {
            float bits = log2f(field->same[l] / field->other[l]);
            field->bits[l] = bits > BITS_MOST ? BITS_MOST : bits < -BITS_MOST ? -BITS_MOST : bits;
        }
        if (is_ordered(schema->columns[c].kind))
            keep_order(field->bits, field->same, kind->levels);
        for (size_t l = 0; l < kind->agreeing; l++)
            if (field->bits[l] < 0)
                field->bits[l] = 0;
    }
}

double weights_probability(const struct match_weights *weights, double bits, double prior_bits)
{
    double odds = (double)weights->slope * (bits + prior_bits) + (double)weights->shift;
    return odds > 60 ? 1 : odds < -200 ? 0 : 1 / (1 + exp2(-odds));
}

double weights_bits(const struct match_weights *weights, double probability)
{
    return (log2(probability / (1 - probability)) - (double)weights->shift) / (double)weights->slope;
}

/* ---- as text ---- */

static const double SCALE = 1e6;
static const float THOUSANDTHS = 1000; /* shares are small */

static void add_number(struct buffer *buffer, float number)
{
    buffer_add_byte(buffer, ' ');
    buffer_add_decimal(buffer, llrint((double)number * SCALE), 6);
}

void weights_write(const struct match_schema *schema, const struct match_weights *weights, struct buffer *buffer)
{
    buffer_format(buffer, "weights %lld", (long long)weights->version);
    const float numbers[] = {weights->known_share, weights->slope, weights->shift, weights->review, weights->automatic};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        add_number(buffer, numbers[i]);
    buffer_add_byte(buffer, '\n');
    for (size_t c = 0; c < schema->count; c++)
        for (size_t l = 0; l < match_kinds[schema->columns[c].kind].levels; l++) {
            const struct match_field_weights *field = &weights->fields[c];
            buffer_format(buffer, "%.*s %zu", TEXT_ARG(schema->columns[c].name), l);
            add_number(buffer, field->bits[l]);
            add_number(buffer, field->same[l] * THOUSANDTHS);
            add_number(buffer, field->other[l] * THOUSANDTHS);
            buffer_add_byte(buffer, '\n');
        }
}

static bool read_number(struct text *rest, float *ret)
{
    struct text word;
    struct text whole;
    int64_t units;
    int64_t parts;
    if (!text_split(rest, ' ', &word))
        return false;
    bool negative = text_starts_with(word, TEXT("-"));
    word = text_slice(word, negative ? 1 : 0, word.length);
    if (!text_split(&word, '.', &whole) || word.length != 6 || text_to_integer(whole, 0, 1000000000, &units) != OK ||
        text_to_integer(word, 0, 999999, &parts) != OK)
        return false;
    double number = (double)units + (double)parts / SCALE;
    *ret = (float)(negative ? -number : number);
    return true;
}

static bool read_head(struct text line, struct match_weights *weights)
{
    struct text word;
    int64_t version;
    float *const numbers[] = {&weights->known_share, &weights->slope, &weights->shift, &weights->review,
                              &weights->automatic};
    if (!text_split(&line, ' ', &word) || !text_is(word, "weights") || !text_split(&line, ' ', &word) ||
        text_to_integer(word, 1, INT64_MAX, &version) != OK)
        return false;
    weights->version = version;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (!read_number(&line, numbers[i]))
            return false;
    return line.length == 0 && weights->known_share > 0 && weights->known_share <= 1 && weights->slope > 0 &&
           weights->review > 0 && weights->review <= weights->automatic && weights->automatic <= 1;
}

static bool read_level(const struct match_schema *schema, struct text line, struct match_weights *weights)
{
    struct text name;
    struct text number;
    int64_t level;
    if (!text_split(&line, ' ', &name) || !text_split(&line, ' ', &number))
        return false;
    for (size_t c = 0; c < schema->count; c++) {
        struct match_field_weights *field = &weights->fields[c];
        if (!text_equal(schema->columns[c].name, name))
            continue;
        if (text_to_integer(number, 0, match_kinds[schema->columns[c].kind].levels - 1, &level) != OK ||
            !read_number(&line, &field->bits[level]) || !read_number(&line, &field->same[level]) ||
            !read_number(&line, &field->other[level]))
            return false;
        field->same[level] /= THOUSANDTHS;
        field->other[level] /= THOUSANDTHS;
        return line.length == 0 && fabsf(field->bits[level]) <= BITS_MOST;
    }
    return false;
}

enum outcome weights_read(const struct match_schema *schema, struct text text, struct problems *problems,
                          struct match_weights *ret_weights)
{
    struct match_weights weights = weights_default(schema);
    struct text line;
    if (text_is_empty(text))
        return problem_add(problems, INVALID, "weights_line", TEXT_NONE, N_("these are no weights"));
    for (size_t number = 1; text_split(&text, '\n', &line); number++) {
        if (text_is_empty(line) && text_is_empty(text))
            break;
        if (number == 1 ? read_head(line, &weights) : read_level(schema, line, &weights))
            continue;
        return problem_add_with(problems, INVALID, "weights_line", TEXT_NONE, N_("line {1} is not a line of weights"),
                                arena_format(problems->arena, "%zu", number), TEXT_NONE);
    }
    *ret_weights = weights;
    return OK;
}
