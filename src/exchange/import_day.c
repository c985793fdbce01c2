#include "exchange/import_day.h"

#include "base/number.h"
#include "exchange/label.h"

enum { TOKENS_MOST = 4, YEAR_LEAST = 1850, YEAR_MOST = 2200 };

/* As label_form() writes them. */
static const struct {
    int32_t month;
    const char *names;
} MONTHS[] = {
    {1, "january janvier janv jan يناير جانفي"},
    {2, "february fevrier fevr fev feb فبراير فيفري"},
    {3, "march mars mar مارس"},
    {4, "april avril avr apr ابريل افريل"},
    {5, "may mai ماي مايو"},
    {6, "june juin jun يونيو جوان"},
    {7, "july juillet juil jul يوليوز يوليو جويليه"},
    {8, "august aout aug غشت اغسطس اوت"},
    {9, "september septembre sept sep شتنبر سبتمبر"},
    {10, "october octobre oct اكتوبر"},
    {11, "november novembre nov نونبر نوفمبر"},
    {12, "december decembre dec دجنبر ديسمبر"},
};

static int32_t month_named(struct text name)
{
    for (size_t i = 0; i < sizeof MONTHS / sizeof *MONTHS; i++) {
        struct text rest = text_from(MONTHS[i].names);
        struct text known;
        while (text_split(&rest, ' ', &known))
            if (text_equal(known, name))
                return MONTHS[i].month;
    }
    return 0;
}

struct token {
    int64_t number; /* -1: a word */
    int32_t month;  /* of a word */
    size_t digits;
};

/* "1er", "31st": the number. */
static struct text without_ordinal(struct text part)
{
    static const char *const ENDINGS[] = {"er", "st", "nd", "rd", "th"};
    for (size_t i = 0; i < sizeof ENDINGS / sizeof *ENDINGS; i++)
        if (part.length > 2 && part.length <= 4 && part.at[0] >= '1' && part.at[0] <= '9' &&
            text_ends_with(part, text_from(ENDINGS[i])))
            return text_slice(part, 0, part.length - 2);
    return part;
}

/* Runs of digits and of letters; false when there are too many, or a word is no month. */
static bool split_tokens(struct text form, struct token *tokens, size_t *ret_count)
{
    struct text part;
    size_t count = 0;
    while (text_split(&form, ' ', &part)) {
        if (part.length == 0)
            continue;
        if (count == TOKENS_MOST)
            return false;
        part = without_ordinal(part);
        struct token token = {.number = -1, .digits = part.length};
        if (text_to_integer(part, 0, 99999999, &token.number) != OK) {
            token.number = -1;
            token.month = month_named(part);
            if (token.month == 0)
                return false;
        }
        tokens[count++] = token;
    }
    *ret_count = count;
    return count > 0;
}

static bool is_year(const struct token *token)
{
    return token->digits == 4 && token->number >= YEAR_LEAST && token->number <= YEAR_MOST;
}

static struct day_reading certain(enum day_shape shape, int64_t year, int64_t month, int64_t day)
{
    struct calendar_day date = {(int32_t)year, (int32_t)month, (int32_t)day};
    if (!calendar_day_exists(date))
        return (struct day_reading){DAY_NONE, 0, 0, 0};
    return (struct day_reading){shape, date.year, date.month, date.day};
}

/* Two numbers before a year. */
static struct day_reading read_pair(const struct token *first, const struct token *second, int64_t year)
{
    bool day_first =
        calendar_day_exists((struct calendar_day){(int32_t)year, (int32_t)second->number, (int32_t)first->number});
    bool month_first =
        calendar_day_exists((struct calendar_day){(int32_t)year, (int32_t)first->number, (int32_t)second->number});
    if (day_first && month_first)
        return certain(first->number == second->number ? DAY_CERTAIN : DAY_EITHER, year, second->number, first->number);
    if (day_first)
        return certain(DAY_DAY_FIRST, year, second->number, first->number);
    return certain(DAY_MONTH_FIRST, year, first->number, second->number);
}

static struct day_reading read_three(const struct token *tokens)
{
    const struct token *a = &tokens[0];
    const struct token *b = &tokens[1];
    const struct token *c = &tokens[2];
    if (a->number >= 0 && b->month > 0 && is_year(c))
        return certain(DAY_CERTAIN, c->number, b->month, a->number);
    if (a->month > 0 && b->number >= 0 && is_year(c))
        return certain(DAY_CERTAIN, c->number, a->month, b->number);
    if (c->number >= 0 && c->digits == 2 && a->digits <= 2 && b->digits <= 2)
        return (struct day_reading){DAY_SHORT_YEAR, 0, 0, 0};
    if (a->number < 0 || b->number < 0 || c->number < 0)
        return (struct day_reading){DAY_NONE, 0, 0, 0};
    if (is_year(a) && b->digits <= 2 && c->digits <= 2)
        return certain(DAY_CERTAIN, a->number, b->number, c->number);
    if (is_year(c) && a->digits <= 2 && b->digits <= 2)
        return read_pair(a, b, c->number);
    return (struct day_reading){DAY_NONE, 0, 0, 0};
}

static struct day_reading read_two(const struct token *tokens)
{
    const struct token *a = &tokens[0];
    const struct token *b = &tokens[1];
    const struct token *month = is_year(a) ? b : a;
    int64_t number = month->month > 0 ? month->month : month->number;
    if (is_year(a) == is_year(b) || number < 1 || number > 12 || (month->month == 0 && month->digits > 2))
        return (struct day_reading){DAY_NONE, 0, 0, 0};
    return certain(DAY_OF_MONTH, is_year(a) ? a->number : b->number, number, 1);
}

static struct day_reading read_one(const struct token *token)
{
    if (is_year(token))
        return certain(DAY_OF_YEAR, token->number, 1, 1);
    if (token->digits == 8 && token->number / 10000 >= YEAR_LEAST && token->number / 10000 <= YEAR_MOST)
        return certain(DAY_CERTAIN, token->number / 10000, token->number / 100 % 100, token->number % 100);
    return (struct day_reading){DAY_NONE, 0, 0, 0};
}

/* A time of day begins with the last T or space before the first colon. */
static struct text without_time(struct text text)
{
    ptrdiff_t colon = text_find_byte(text, ':');
    size_t at = colon < 0 ? text.length : (size_t)colon;
    while (colon >= 0 && at > 0 && text.at[at - 1] >= '0' && text.at[at - 1] <= '9')
        at--;
    if (at > 0 && at < text.length && text.at[at - 1] == 'T')
        at--;
    return text_trim(text_slice(text, 0, at));
}

struct day_reading import_day_read(struct arena *arena, struct text text)
{
    struct token tokens[TOKENS_MOST];
    size_t count = 0;
    struct text form = label_form(arena, without_time(digits_to_ascii(arena, text_trim(text))));
    if (form.length > 40 || !split_tokens(form, tokens, &count))
        return (struct day_reading){DAY_NONE, 0, 0, 0};
    if (count == 1)
        return read_one(&tokens[0]);
    if (count == 2)
        return read_two(tokens);
    return count == 3 ? read_three(tokens) : (struct day_reading){DAY_NONE, 0, 0, 0};
}

enum outcome import_day_write(struct arena *arena, struct text text, enum day_order order, struct text *ret_text)
{
    struct day_reading reading = import_day_read(arena, text);
    if (reading.shape == DAY_NONE || reading.shape == DAY_SHORT_YEAR)
        return INVALID;
    if (reading.shape == DAY_EITHER && (order == ORDER_REFUSE || order == ORDER_OPEN))
        return CONFLICT;
    if (reading.shape == DAY_EITHER && order == ORDER_MONTH_FIRST) {
        int32_t day = reading.day;
        reading.day = reading.month;
        reading.month = day;
    }
    if (reading.shape == DAY_OF_YEAR)
        *ret_text = arena_format(arena, "%04d", reading.year);
    else if (reading.shape == DAY_OF_MONTH)
        *ret_text = arena_format(arena, "%04d-%02d", reading.year, reading.month);
    else
        *ret_text = arena_format(arena, "%04d-%02d-%02d", reading.year, reading.month, reading.day);
    return OK;
}
