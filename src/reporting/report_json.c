/* The stored form of what a report says. */
#include <string.h>

#include "codec/json.h"
#include "reporting/report_content.h"
#include "reporting/report_rules.h"

enum { FORMAT = 1, LIST_MOST = 2000 };
static const struct json_limits LIMITS = {REPORT_CONTENT_MOST, 50000};

/* ---- writing ---- */

static void write_text(struct json_writer *json, const char *name, struct text value)
{
    json_key(json, text_from(name));
    json_put_text(json, value);
}

static void write_number(struct json_writer *json, const char *name, int64_t value)
{
    json_key(json, text_from(name));
    if (value == INTEGER_NONE)
        json_put_null(json);
    else
        json_put_integer(json, value);
}

static void write_day(struct json_writer *json, const char *name, int32_t date)
{
    write_number(json, name, date == DATE_NONE ? INTEGER_NONE : date);
}

static void write_flag(struct json_writer *json, const char *name, bool flag)
{
    json_key(json, text_from(name));
    json_put_boolean(json, flag);
}

static void write_three(struct json_writer *json, const char *name, const struct text texts[LANGUAGE_COUNT])
{
    json_key(json, text_from(name));
    json_array_begin(json);
    for (size_t i = 0; i < LANGUAGE_COUNT; i++)
        json_put_text(json, texts[i]);
    json_array_end(json);
}

static void write_amount(struct json_writer *json, const char *name, struct money money)
{
    json_key(json, text_from(name));
    json_object_begin(json);
    write_number(json, "minor", money.minor);
    write_text(json, "currency", text_from(money.currency));
    json_object_end(json);
}

static void write_head(struct json_writer *json, const struct report_content *content)
{
    write_number(json, "format", FORMAT);
    write_text(json, "number", content->number);
    write_text(json, "kind", content->kind);
    write_text(json, "replaces", content->replaces);
    write_text(json, "correction", content->correction);
    write_number(json, "edition", content->edition);
    write_day(json, "period_from", content->period_from);
    write_day(json, "period_to", content->period_to);
    write_day(json, "due_on", content->due_on);
    write_text(json, "grant_title", content->grant_title);
    write_text(json, "donor", content->donor);
    write_text(json, "reference", content->reference);
    write_text(json, "grant_number", content->grant_number);
    write_amount(json, "grant_amount", content->grant_amount);
    write_day(json, "grant_from", content->grant_from);
    write_day(json, "grant_to", content->grant_to);
    write_number(json, "made_at", content->made_at);
}

static void write_figure(struct json_writer *json, const struct report_figure *figure)
{
    json_object_begin(json);
    write_text(json, "code", figure->code);
    write_three(json, "names", figure->names);
    write_three(json, "meanings", figure->meanings);
    write_text(json, "source", figure->source);
    write_text(json, "measured", figure->measured);
    write_number(json, "baseline", figure->baseline);
    write_day(json, "baseline_on", figure->baseline_on);
    write_number(json, "target", figure->target);
    write_day(json, "target_on", figure->target_on);
    write_number(json, "value", figure->value);
    write_day(json, "counted_on", figure->counted_on);
    write_number(json, "known", figure->known);
    write_flag(json, "counted", figure->counted);
    write_flag(json, "per_cent", figure->per_cent);
    json_object_end(json);
}

static void write_results(struct json_writer *json, const struct report_content *content)
{
    json_key(json, TEXT("results"));
    json_array_begin(json);
    for (size_t i = 0; i < content->result_count; i++) {
        const struct report_result *result = &content->results[i];
        json_object_begin(json);
        write_text(json, "level", result->level);
        write_text(json, "code", result->code);
        write_three(json, "names", result->names);
        json_key(json, TEXT("figures"));
        json_array_begin(json);
        for (size_t f = 0; f < result->figure_count; f++)
            write_figure(json, &result->figures[f]);
        json_array_end(json);
        json_object_end(json);
    }
    json_array_end(json);
}

static void write_parts(struct json_writer *json, const struct report_content *content)
{
    json_key(json, TEXT("parts"));
    json_array_begin(json);
    for (size_t i = 0; i < content->part_count; i++) {
        json_object_begin(json);
        write_text(json, "code", content->parts[i].code);
        write_three(json, "names", content->parts[i].names);
        write_three(json, "texts", content->parts[i].texts);
        write_flag(json, "required", content->parts[i].required);
        json_object_end(json);
    }
    json_array_end(json);
}

static void write_lines(struct json_writer *json, const struct report_content *content)
{
    json_key(json, TEXT("lines"));
    json_array_begin(json);
    for (size_t i = 0; i < content->line_count; i++) {
        json_object_begin(json);
        write_text(json, "code", content->lines[i].code);
        write_text(json, "title", content->lines[i].title);
        write_amount(json, "budget", content->lines[i].budget);
        write_amount(json, "committed", content->lines[i].committed);
        write_amount(json, "paid", content->lines[i].paid);
        json_object_end(json);
    }
    json_array_end(json);
}

enum outcome report_content_write(struct arena *arena, const struct report_content *content, struct text *ret_json)
{
    AUTO_BUFFER struct buffer buffer = buffer_open(REPORT_CONTENT_MOST);
    struct json_writer json = json_writer_open(&buffer);
    json_object_begin(&json);
    write_head(&json, content);
    write_parts(&json, content);
    write_results(&json, content);
    write_lines(&json, content);
    json_object_end(&json);
    if (!json_finish(&json))
        return TOO_LARGE;
    *ret_json = arena_text(arena, buffer_text(&buffer));
    return OK;
}

/* ---- reading ---- */

static struct text get(const struct json_value *object, const char *name)
{
    return json_text_or(json_member(object, text_from(name)), TEXT_NONE);
}

static int64_t get_number(const struct json_value *object, const char *name)
{
    return json_integer_or(json_member(object, text_from(name)), INTEGER_NONE);
}

static int32_t get_day(const struct json_value *object, const char *name)
{
    int64_t day = get_number(object, name);
    return day < -1000000 || day > 10000000 ? DATE_NONE : (int32_t)day;
}

static void get_three(const struct json_value *object, const char *name, struct text texts[LANGUAGE_COUNT])
{
    const struct json_value *array = json_member(object, text_from(name));
    for (size_t i = 0; i < LANGUAGE_COUNT; i++)
        texts[i] = json_text_or(json_element(array, i), TEXT_NONE);
}

static struct money get_amount(const struct json_value *object, const char *name)
{
    const struct json_value *amount = json_member(object, text_from(name));
    struct text currency = get(amount, "currency");
    struct money money = {.minor = json_integer_or(json_member(amount, TEXT("minor")), 0)};
    if (currency.length == 3)
        memcpy(money.currency, currency.at, 3);
    return money;
}

static size_t list_of(const struct json_value *object, const char *name, const struct json_value **ret_list)
{
    *ret_list = json_member(object, text_from(name));
    bool array = *ret_list != NULL && (*ret_list)->kind == JSON_KIND_ARRAY;
    return !array ? 0 : (*ret_list)->count < LIST_MOST ? (*ret_list)->count : LIST_MOST;
}

static void get_head(const struct json_value *object, struct report_content *content)
{
    *content = (struct report_content){.number = get(object, "number"),
                                       .kind = get(object, "kind"),
                                       .replaces = get(object, "replaces"),
                                       .correction = get(object, "correction"),
                                       .edition = get_number(object, "edition"),
                                       .period_from = get_day(object, "period_from"),
                                       .period_to = get_day(object, "period_to"),
                                       .due_on = get_day(object, "due_on"),
                                       .grant_title = get(object, "grant_title"),
                                       .donor = get(object, "donor"),
                                       .reference = get(object, "reference"),
                                       .grant_number = get(object, "grant_number"),
                                       .grant_amount = get_amount(object, "grant_amount"),
                                       .grant_from = get_day(object, "grant_from"),
                                       .grant_to = get_day(object, "grant_to"),
                                       .made_at = get_number(object, "made_at")};
}

static void get_figure(const struct json_value *object, struct report_figure *figure)
{
    int64_t known = get_number(object, "known");
    *figure = (struct report_figure){.code = get(object, "code"),
                                     .source = get(object, "source"),
                                     .measured = get(object, "measured"),
                                     .baseline = get_number(object, "baseline"),
                                     .baseline_on = get_day(object, "baseline_on"),
                                     .target = get_number(object, "target"),
                                     .target_on = get_day(object, "target_on"),
                                     .value = get_number(object, "value"),
                                     .counted_on = get_day(object, "counted_on"),
                                     .known = known < FIGURE_VALUE_KNOWN || known > FIGURE_MISSING ? FIGURE_MISSING
                                                                                                   : (int)known,
                                     .counted = json_boolean_or(json_member(object, TEXT("counted")), false),
                                     .per_cent = json_boolean_or(json_member(object, TEXT("per_cent")), false)};
    get_three(object, "names", figure->names);
    get_three(object, "meanings", figure->meanings);
}

static void get_results(struct arena *arena, const struct json_value *object, struct report_content *content)
{
    const struct json_value *list;
    const struct json_value *figures;
    content->result_count = list_of(object, "results", &list);
    content->results = arena_array(arena, struct report_result, content->result_count + 1);
    for (size_t i = 0; i < content->result_count; i++) {
        const struct json_value *item = json_element(list, i);
        struct report_result *result = &content->results[i];
        result->level = get(item, "level");
        result->code = get(item, "code");
        get_three(item, "names", result->names);
        result->figure_count = list_of(item, "figures", &figures);
        result->figures = arena_array(arena, struct report_figure, result->figure_count + 1);
        for (size_t f = 0; f < result->figure_count; f++)
            get_figure(json_element(figures, f), &result->figures[f]);
    }
}

static void get_parts(struct arena *arena, const struct json_value *object, struct report_content *content)
{
    const struct json_value *list;
    content->part_count = list_of(object, "parts", &list);
    content->parts = arena_array(arena, struct report_part, content->part_count + 1);
    for (size_t i = 0; i < content->part_count; i++) {
        const struct json_value *item = json_element(list, i);
        content->parts[i].code = get(item, "code");
        content->parts[i].required = json_boolean_or(json_member(item, TEXT("required")), false);
        get_three(item, "names", content->parts[i].names);
        get_three(item, "texts", content->parts[i].texts);
    }
}

static void get_lines(struct arena *arena, const struct json_value *object, struct report_content *content)
{
    const struct json_value *list;
    content->line_count = list_of(object, "lines", &list);
    content->lines = arena_array(arena, struct report_money, content->line_count + 1);
    for (size_t i = 0; i < content->line_count; i++) {
        const struct json_value *item = json_element(list, i);
        content->lines[i] = (struct report_money){get(item, "code"), get(item, "title"), get_amount(item, "budget"),
                                                  get_amount(item, "committed"), get_amount(item, "paid")};
    }
}

enum outcome report_content_read(struct arena *arena, struct text json, struct report_content **ret_content)
{
    const struct json_value *object;
    if (json_parse(arena, json, LIMITS, &object, NULL) != OK || object->kind != JSON_KIND_OBJECT ||
        get_number(object, "format") != FORMAT)
        return INVALID;
    struct report_content *content = arena_new(arena, struct report_content);
    get_head(object, content);
    get_parts(arena, object, content);
    get_results(arena, object, content);
    get_lines(arena, object, content);
    *ret_content = content;
    return OK;
}
