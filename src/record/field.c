/* One value between its C form, the machine's text and the person's text. */
#include "base/number.h"
#include "record/record.h"

static const char FLAG_WORDS[3][4] = {"", "yes", "no"};

static struct text partial_date_to_text(struct arena *arena, struct partial_date date)
{
    struct text whole = date_to_text(arena, date.date);
    if (date.precision == PRECISION_YEAR)
        return text_slice(whole, 0, 4);
    return date.precision == PRECISION_MONTH ? text_slice(whole, 0, 7) : whole;
}

struct text field_to_text(struct arena *arena, const struct field *field, const void *row)
{
    const void *at = (const char *)row + field->offset;
    if (field_is_empty(field, row))
        return TEXT_NONE;
    switch (field->kind) {
    case FIELD_TEXT:
    case FIELD_LINES:
    case FIELD_CHOICE:
    case FIELD_CHOICES:
        return *(const struct text *)at;
    case FIELD_DATE:
        return date_to_text(arena, *(const int32_t *)at);
    case FIELD_PARTIAL_DATE:
        return partial_date_to_text(arena, *(const struct partial_date *)at);
    case FIELD_INSTANT:
        return instant_to_text(arena, *(const int64_t *)at);
    case FIELD_INTEGER:
        return arena_format(arena, "%lld", (long long)*(const int64_t *)at);
    case FIELD_MONEY: {
        const struct money *money = at;
        return arena_format(arena, "%.*s %s", TEXT_ARG(money_to_text(arena, *money)), money->currency);
    }
    case FIELD_FLAG:
        return text_from(FLAG_WORDS[((const struct flag *)at)->is]);
    case FIELD_LINK:
        return identifier_to_text(arena, *(const struct identifier *)at);
    }
    return TEXT_NONE;
}

static struct text show_choices(struct work *work, const struct field *field, struct text codes)
{
    struct text shown = TEXT_NONE;
    struct text code;
    while (text_split(&codes, ',', &code)) {
        struct text both[] = {shown, choice_show(field->choices, code, work->language)};
        shown = shown.length == 0 ? both[1] : tr_with(work->arena, work->language, N_("{1}, {2}"), both, 2);
    }
    return shown;
}

static struct text show_instant(struct work *work, int64_t instant)
{
    return language_date_time(work->arena, work->language, zone_date(work->zone, instant),
                              zone_second_of_day(work->zone, instant));
}

static struct text show_link(struct work *work, const struct field *field, struct identifier id)
{
    struct text title;
    return record_titles(work, field->target, &id, 1, &title) == OK ? title : TEXT_NONE;
}

struct text field_to_show(struct work *work, const struct field *field, const void *row)
{
    const void *at = (const char *)row + field->offset;
    if (field_is_empty(field, row))
        return TEXT_NONE;
    switch (field->kind) {
    case FIELD_TEXT:
    case FIELD_LINES:
        return *(const struct text *)at;
    case FIELD_CHOICE:
        return choice_show(field->choices, *(const struct text *)at, work->language);
    case FIELD_CHOICES:
        return show_choices(work, field, *(const struct text *)at);
    case FIELD_DATE:
        return language_date(work->arena, work->language, *(const int32_t *)at);
    case FIELD_PARTIAL_DATE: {
        const struct partial_date *date = at;
        if (date->precision == PRECISION_YEAR)
            return partial_date_to_text(work->arena, *date);
        return date->precision == PRECISION_MONTH ? language_month(work->arena, work->language, date->date)
                                                  : language_date(work->arena, work->language, date->date);
    }
    case FIELD_INSTANT:
        return show_instant(work, *(const int64_t *)at);
    case FIELD_INTEGER:
        if (field->smallest >= 1000 && field->largest <= 9999) /* a year: no separator */
            return arena_format(work->arena, "%lld", (long long)*(const int64_t *)at);
        return language_number(work->arena, work->language, *(const int64_t *)at);
    case FIELD_MONEY:
        return language_money(work->arena, work->language, *(const struct money *)at);
    case FIELD_FLAG:
        return text_from(tr(work->language, ((const struct flag *)at)->is == FLAG_YES ? N_("Yes") : N_("No")));
    case FIELD_LINK:
        return show_link(work, field, *(const struct identifier *)at);
    }
    return TEXT_NONE;
}

static enum outcome refuse(struct problems *problems, const struct field *field, const char *code, const char *message)
{
    return problem_add(problems, INVALID, code, text_from(field->name), message);
}

/* "31/03/1996", "31-3-1996", "31.3.1996" as people type it; "1996-03-31" as machines do. */
static enum outcome read_day(struct arena *arena, struct text typed, int32_t *ret_date)
{
    int64_t parts[3];
    size_t count = 0;
    char *plain = arena_string(arena, typed);
    if (text_to_date(typed, ret_date) == OK)
        return OK;
    for (size_t i = 0; i < typed.length; i++)
        if (plain[i] == '-' || plain[i] == '.' || plain[i] == ' ')
            plain[i] = '/';
    struct text rest = {plain, typed.length};
    struct text part;
    while (text_split(&rest, '/', &part)) {
        if (count == 3 || part.length > 4 || text_to_integer(part, 1, 9999, &parts[count]) != OK)
            return INVALID;
        count++;
    }
    struct calendar_day day = {count == 3 ? (int32_t)parts[2] : 0, count > 1 ? (int32_t)parts[1] : 0,
                               count > 0 ? (int32_t)parts[0] : 0};
    if (count != 3 || day.year < 1000 || !calendar_day_exists(day))
        return INVALID;
    *ret_date = date_from_day(day);
    return OK;
}

/* A year, a month of a year ("03/1996", "1996-03") or a day. */
static enum outcome read_partial_date(struct arena *arena, struct text typed, struct partial_date *ret)
{
    int64_t year;
    int64_t month;
    if (typed.length == 4 && text_to_integer(typed, 1000, 9999, &year) == OK) {
        *ret = (struct partial_date){date_from_day((struct calendar_day){(int32_t)year, 1, 1}), PRECISION_YEAR};
        return OK;
    }
    struct text first = text_slice(typed, 0, 4);
    struct text second = text_slice(typed, 5, 7);
    ptrdiff_t slash = text_find_byte(typed, '/');
    if (slash > 0 && typed.length - (size_t)slash == 5) {
        first = text_slice(typed, (size_t)slash + 1, typed.length);
        second = text_slice(typed, 0, (size_t)slash);
    }
    if ((typed.length == 7 || typed.length == 6) && text_to_integer(first, 1000, 9999, &year) == OK &&
        text_to_integer(second, 1, 12, &month) == OK) {
        struct calendar_day day = {(int32_t)year, (int32_t)month, 1};
        *ret = (struct partial_date){date_from_day(day), PRECISION_MONTH};
        return OK;
    }
    int32_t date;
    if (read_day(arena, typed, &date) != OK)
        return INVALID;
    *ret = (struct partial_date){date, PRECISION_DAY};
    return OK;
}

static enum outcome read_text(struct work *work, const struct field *field, struct text typed, void *row,
                              struct problems *problems)
{
    bool lines = field->kind == FIELD_LINES;
    size_t longest = field->longest > 0 ? (size_t)field->longest : lines ? 4000 : 200;
    if (!text_is_clean(typed, lines))
        return refuse(problems, field, "text_has_control_characters",
                      N_("This text holds characters that cannot be stored: invisible signs that turn the direction of "
                         "writing, or bytes that are not text. Type it again."));
    if (text_code_points(typed) > longest)
        return problem_add_with(problems, INVALID, "text_too_long", text_from(field->name),
                                N_("This text is too long: at most {1} characters."),
                                arena_format(work->arena, "%zu", longest), TEXT_NONE);
    *(struct text *)((char *)row + field->offset) = typed;
    return OK;
}

static enum outcome read_choices(struct work *work, const struct field *field, struct text typed, void *row,
                                 struct problems *problems)
{
    struct text rest = typed;
    struct text code;
    struct text joined = TEXT_NONE;
    while (text_split(&rest, ',', &code)) {
        if (choice_find(field->choices, text_trim(code)) == NULL)
            return refuse(problems, field, "choice_unknown", N_("Choose from the list."));
        if (field->kind == FIELD_CHOICE && joined.length > 0)
            return refuse(problems, field, "choice_unknown", N_("Choose from the list."));
        joined = joined.length == 0
                     ? text_trim(code)
                     : arena_format(work->arena, "%.*s,%.*s", TEXT_ARG(joined), TEXT_ARG(text_trim(code)));
    }
    *(struct text *)((char *)row + field->offset) = joined;
    return OK;
}

static enum outcome read_money(const struct field *field, struct text typed, void *row, struct problems *problems)
{
    if (typed.length < 5 || text_is_empty(text_trim(text_slice(typed, 0, typed.length - 3))))
        return refuse(problems, field, "money_unreadable",
                      N_("Give an amount and its currency, for example 1250,50 MAD."));
    struct text currency = text_slice(typed, typed.length - 3, typed.length);
    struct money money;
    if (money_decimals(currency) < 0)
        return refuse(problems, field, "currency_unknown", N_("Choose the currency from the list."));
    if (text_to_money(text_trim(text_slice(typed, 0, typed.length - 3)), currency, &money) != OK)
        return refuse(problems, field, "money_unreadable",
                      N_("Give an amount and its currency, for example 1250,50 MAD."));
    *(struct money *)((char *)row + field->offset) = money;
    return OK;
}

static enum outcome read_integer(const struct field *field, struct text typed, void *row, struct problems *problems)
{
    bool bounded = field->smallest != 0 || field->largest != 0;
    int64_t number;
    if (text_to_integer(typed, bounded ? field->smallest : 0, bounded ? field->largest : INT64_C(1000000000000),
                        &number) != OK)
        return refuse(problems, field, "number_unreadable", N_("Give a whole number within the limits."));
    *(int64_t *)((char *)row + field->offset) = number;
    return OK;
}

static enum outcome read_flag(const struct field *field, struct text typed, void *row, struct problems *problems)
{
    if (!text_is(typed, "yes") && !text_is(typed, "no"))
        return refuse(problems, field, "flag_unreadable", N_("Answer yes or no."));
    ((struct flag *)((char *)row + field->offset))->is = text_is(typed, "yes") ? FLAG_YES : FLAG_NO;
    return OK;
}

static enum outcome read_date(struct work *work, const struct field *field, struct text typed, void *row,
                              struct problems *problems)
{
    void *at = (char *)row + field->offset;
    enum outcome outcome =
        field->kind == FIELD_DATE ? read_day(work->arena, typed, at) : read_partial_date(work->arena, typed, at);
    if (outcome != OK && field->kind == FIELD_DATE)
        return refuse(problems, field, "date_unreadable", N_("Give a day that exists, for example 31/03/2022."));
    if (outcome != OK)
        return refuse(problems, field, "date_unreadable",
                      N_("Give a day (31/03/1996), a month (03/1996) or a year (1996)."));
    return OK;
}

enum outcome field_from_text(struct work *work, const struct field *field, struct text typed, void *row,
                             struct problems *problems)
{
    void *at = (char *)row + field->offset;
    typed = field->kind == FIELD_LINES ? typed : text_trim(typed);
    if (text_is_empty(text_trim(typed))) {
        field_clear(field, row);
        return OK;
    }
    if (field->kind != FIELD_TEXT && field->kind != FIELD_LINES)
        typed = digits_to_ascii(work->arena, typed);
    switch (field->kind) {
    case FIELD_TEXT:
    case FIELD_LINES:
        return read_text(work, field, typed, row, problems);
    case FIELD_CHOICE:
    case FIELD_CHOICES:
        return read_choices(work, field, typed, row, problems);
    case FIELD_DATE:
    case FIELD_PARTIAL_DATE:
        return read_date(work, field, typed, row, problems);
    case FIELD_INSTANT:
        return text_to_instant(typed, at) == OK
                   ? OK
                   : refuse(problems, field, "instant_unreadable", N_("Give a day and a time."));
    case FIELD_INTEGER:
        return read_integer(field, typed, row, problems);
    case FIELD_MONEY:
        return read_money(field, typed, row, problems);
    case FIELD_FLAG:
        return read_flag(field, typed, row, problems);
    case FIELD_LINK:
        return text_to_identifier(typed, at) == OK
                   ? OK
                   : refuse(problems, field, "link_unreadable", N_("Choose from the list."));
    }
    return FAILED;
}
