/* What a report says, collected from grants, figures, ledger and what people wrote. */
#include "reporting/report_content.h"

#include <sodium.h>
#include <string.h>

#include "grants/grants.h"
#include "identity/identity.h"
#include "reporting/report_rules.h"
#include "reporting/report_store.h"

struct text report_in(const struct language *language, const struct text texts[LANGUAGE_COUNT])
{
    return report_name_in(language, texts[0], texts[1], texts[2]);
}

static void add_names(struct text names[LANGUAGE_COUNT], struct text french, struct text arabic, struct text english)
{
    names[0] = french;
    names[1] = arabic;
    names[2] = english;
}

static void add_choice(struct text names[LANGUAGE_COUNT], const struct choice_list *list, struct text code)
{
    for (size_t i = 0; i < LANGUAGE_COUNT; i++)
        names[i] = choice_show(list, code, language_at(i));
}

/* ---- figures ---- */

static enum outcome count(struct work *work, const struct donor_report *report,
                          const struct report_definition *definition, struct report_figure *figure)
{
    struct programme_query query = {.from = report->period_from,
                                    .to = report->period_to,
                                    .sex = definition->sex,
                                    .age_group = definition->age_group,
                                    .organisation = report->head.organisation};
    if (definition->of_grant)
        query.grant = report->donor_grant;
    figure->counted = true;
    figure->per_cent = definition->per_cent;
    figure->source = definition->source;
    figure->counted_on = zone_date(work->zone, work->now);
    enum outcome outcome = programme_measure_get(work, &query, definition->measure, &figure->value);
    if (outcome == NOT_FOUND) {
        figure->value = INTEGER_NONE;
        figure->known = FIGURE_NOTHING;
        return OK;
    }
    bool few =
        programme_measure_counts_persons(definition->measure) && figure->value > 0 && figure->value < FIGURE_LEAST;
    figure->known = few ? FIGURE_FEW : FIGURE_VALUE_KNOWN;
    if (few)
        figure->value = INTEGER_NONE; /* not even in the stored content */
    return outcome;
}

static void take_entered(const struct report_indicator *indicator, struct report_value *const *values,
                         size_t value_count, struct report_figure *figure)
{
    figure->value = INTEGER_NONE;
    figure->known = FIGURE_MISSING;
    for (size_t i = 0; i < value_count; i++)
        if (identifier_equal(values[i]->indicator, indicator->head.id)) {
            figure->value = values[i]->value;
            figure->counted_on = values[i]->counted_on;
            figure->source = values[i]->source;
            figure->known = FIGURE_VALUE_KNOWN;
        }
}

struct collecting {
    struct work *work;
    const struct donor_report *report;
    struct report_value **values;
    size_t value_count;
    struct report_content *content;
};

static enum outcome add_figure(struct collecting *collecting, const struct report_indicator *indicator,
                               struct report_figure *figure)
{
    const struct report_definition *definition = report_definition(indicator->definition);
    *figure = (struct report_figure){.id = indicator->head.id,
                                     .code = indicator->code,
                                     .measured = indicator->source,
                                     .baseline = indicator->baseline,
                                     .baseline_on = indicator->baseline_on,
                                     .target = indicator->target,
                                     .target_on = indicator->target_on,
                                     .value = INTEGER_NONE,
                                     .counted_on = DATE_NONE};
    add_names(figure->names, indicator->title, indicator->title_arabic, indicator->title_english);
    if (definition != NULL) {
        if (indicator->title.length == 0)
            add_choice(figure->names, &report_definitions, indicator->definition);
        for (size_t i = 0; i < LANGUAGE_COUNT; i++)
            figure->meanings[i] = text_from(definition->meaning[i]);
        return count(collecting->work, collecting->report, definition, figure);
    }
    add_names(figure->meanings, indicator->meaning, TEXT_NONE, TEXT_NONE);
    take_entered(indicator, collecting->values, collecting->value_count, figure);
    return OK;
}

static enum outcome add_results(struct collecting *collecting)
{
    struct work *work = collecting->work;
    struct report_content *content = collecting->content;
    struct report_goal **goals;
    enum outcome outcome = report_goals(work, collecting->report->donor_grant, &goals, &content->result_count);
    if (outcome != OK)
        return outcome;
    content->results = arena_array(work->arena, struct report_result, content->result_count + 1);
    for (size_t i = 0; i < content->result_count && outcome == OK; i++) {
        struct report_result *result = &content->results[i];
        struct report_indicator **indicators;
        *result = (struct report_result){.id = goals[i]->head.id, .level = goals[i]->level, .code = goals[i]->code};
        add_names(result->names, goals[i]->title, goals[i]->title_arabic, goals[i]->title_english);
        outcome = report_indicators(work, goals[i]->head.id, &indicators, &result->figure_count);
        if (outcome != OK)
            break;
        result->figures = arena_array(work->arena, struct report_figure, result->figure_count + 1);
        for (size_t f = 0; f < result->figure_count && outcome == OK; f++)
            outcome = add_figure(collecting, indicators[f], &result->figures[f]);
    }
    return outcome;
}

/* ---- texts ---- */

static size_t place_of_language(struct text tag)
{
    for (size_t i = 0; i < LANGUAGE_COUNT; i++)
        if (text_is(tag, language_tag(language_at(i))))
            return i;
    return LANGUAGE_COUNT;
}

static enum outcome add_text(struct work *work, const struct report_text *text, struct report_content *content)
{
    size_t language = place_of_language(text->language);
    struct text name = TEXT_NONE;
    for (size_t i = 0; i < content->part_count && language < LANGUAGE_COUNT; i++) {
        struct report_part *part = &content->parts[i];
        if (!text_equal(part->code, text->part))
            continue;
        part->texts[language] = text->body;
        part->versions[language] = text->head.version;
        enum outcome outcome = record_titles(work, &colleague_record, &text->head.changed_by, 1, &name);
        const struct text parts[] = {
            name, language_date(work->arena, work->language, zone_date(work->zone, text->head.changed_at))};
        part->writers[language] = tr_with(work->arena, work->language, N_("{1}, {2}"), parts, 2);
        return outcome;
    }
    return OK;
}

static enum outcome add_parts(struct collecting *collecting)
{
    struct work *work = collecting->work;
    struct report_content *content = collecting->content;
    struct report_text **texts;
    size_t count_of_texts;
    content->parts = arena_array(work->arena, struct report_part, report_parts.count + 1);
    for (size_t i = 0; i < report_parts.count; i++) {
        struct report_part *part = &content->parts[content->part_count++];
        part->code = text_from(report_parts.choices[i].code);
        part->required = report_part_required(part->code);
        add_choice(part->names, &report_parts, part->code);
    }
    enum outcome outcome = report_texts(work, collecting->report->head.id, &texts, &count_of_texts);
    for (size_t i = 0; outcome == OK && i < count_of_texts; i++)
        outcome = add_text(work, texts[i], content);
    return outcome;
}

/* ---- money, and all of it ---- */

static enum outcome add_money(struct collecting *collecting)
{
    struct work *work = collecting->work;
    struct report_content *content = collecting->content;
    struct line_figures *lines;
    enum outcome outcome = budget_line_figures(work, collecting->report->donor_grant, &lines, &content->line_count);
    if (outcome != OK)
        return outcome;
    content->lines = arena_array(work->arena, struct report_money, content->line_count + 1);
    for (size_t i = 0; i < content->line_count; i++)
        content->lines[i] =
            (struct report_money){lines[i].code, lines[i].title, lines[i].budget, lines[i].committed, lines[i].paid};
    return OK;
}

static enum outcome add_head(struct collecting *collecting)
{
    struct work *work = collecting->work;
    const struct donor_report *report = collecting->report;
    struct report_content *content = collecting->content;
    void *row;
    enum outcome outcome = record_get_unlimited(work, &grant_record, report->donor_grant, &row);
    if (outcome != OK)
        return outcome;
    const struct donor_grant *grant = row;
    *content = (struct report_content){.number = report->head.number,
                                       .kind = report->kind,
                                       .correction = report->correction,
                                       .edition = report->edition,
                                       .period_from = report->period_from,
                                       .period_to = report->period_to,
                                       .due_on = report->due_on,
                                       .grant_title = grant->title,
                                       .donor = grant->donor,
                                       .reference = grant->reference,
                                       .grant_number = grant->head.number,
                                       .grant_amount = grant->amount,
                                       .grant_from = grant->starts_on,
                                       .grant_to = grant->ends_on,
                                       .made_at = work->now};
    if (identifier_is_none(report->replaces))
        return OK;
    outcome = record_get_unlimited(work, &donor_report_record, report->replaces, &row);
    if (outcome == OK)
        content->replaces = record_head_of(row)->number;
    return outcome;
}

enum outcome report_content_collect(struct work *work, const struct donor_report *report,
                                    struct report_content **ret_content)
{
    struct collecting collecting = {
        .work = work, .report = report, .content = arena_new(work->arena, struct report_content)};
    enum outcome outcome = add_head(&collecting);
    if (outcome == OK)
        outcome = report_values(work, report->head.id, &collecting.values, &collecting.value_count);
    if (outcome == OK)
        outcome = add_parts(&collecting);
    if (outcome == OK)
        outcome = add_results(&collecting);
    if (outcome == OK)
        outcome = add_money(&collecting);
    if (outcome == OK)
        *ret_content = collecting.content;
    return outcome;
}

/* ---- stored ---- */

static struct text seal_of(struct arena *arena, struct text json)
{
    unsigned char sum[crypto_hash_sha256_BYTES];
    char hex[2 * sizeof sum + 1];
    (void)crypto_hash_sha256(sum, (const unsigned char *)json.at, json.length);
    (void)sodium_bin2hex(hex, sizeof hex, sum, sizeof sum);
    return arena_text(arena, text_from(hex));
}

enum outcome report_content_keep(struct work *work, struct donor_report *report)
{
    struct report_content *content;
    struct text json;
    enum outcome outcome = report_content_collect(work, report, &content);
    if (outcome == OK)
        outcome = report_content_write(work->arena, content, &json);
    if (outcome == TOO_LARGE)
        return problem_add(&work->problems, INVALID, "content_too_long", TEXT_NONE,
                           N_("The report is too long to be kept: shorten its texts."));
    if (outcome != OK)
        return outcome;
    struct report_content_row *row = record_new(work->arena, &report_content_record);
    row->head.organisation = report->head.organisation;
    row->head.office = report->head.office;
    row->report = report->head.id;
    row->content = json;
    row->content_hash = report->content_hash = seal_of(work->arena, json);
    return record_insert(work, &report_content_record, row);
}

enum outcome report_content_stored(struct work *work, const struct donor_report *report,
                                   struct report_content **ret_content)
{
    struct report_content_row *row;
    if (report->content_hash.length == 0)
        return NOT_FOUND;
    enum outcome outcome = report_content_find(work, report->head.id, report->content_hash, &row);
    if (outcome != OK)
        return outcome;
    if (!text_equal(seal_of(work->arena, row->content), report->content_hash))
        return NOT_FOUND;
    outcome = report_content_read(work->arena, row->content, ret_content);
    return outcome == INVALID ? NOT_FOUND : outcome;
}

enum outcome report_content_get(struct work *work, const struct donor_report *report,
                                struct report_content **ret_content)
{
    return report->content_hash.length > 0 ? report_content_stored(work, report, ret_content)
                                           : report_content_collect(work, report, ret_content);
}

/* ---- shown ---- */

struct text report_number_show(struct work *work, const struct report_figure *figure, int64_t number)
{
    if (number == INTEGER_NONE)
        return TEXT("–");
    struct text shown = language_number(work->arena, work->language, number);
    return figure->per_cent ? arena_format(work->arena, "%.*s %%", TEXT_ARG(shown)) : shown;
}

struct text report_figure_show(struct work *work, const struct report_figure *figure)
{
    if (figure->known == FIGURE_FEW)
        return text_from(tr(work->language, N_("fewer than 5")));
    return report_number_show(work, figure, figure->value);
}

int64_t report_burn(const struct report_money *line)
{
    if (line->budget.minor <= 0)
        return -1;
    return line->paid.minor * 1000 / line->budget.minor;
}

int64_t report_elapsed(const struct report_content *content)
{
    if (content->grant_from == DATE_NONE || content->grant_to == DATE_NONE || content->grant_to < content->grant_from ||
        content->period_to == DATE_NONE)
        return -1;
    int64_t whole = (int64_t)content->grant_to - content->grant_from + 1;
    int64_t passed = (int64_t)content->period_to - content->grant_from + 1;
    return passed <= 0 ? 0 : passed >= whole ? 1000 : passed * 1000 / whole;
}
