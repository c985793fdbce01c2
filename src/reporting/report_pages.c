/* The list of donors' reports by the day they are due, and the page of one: steps, texts edited in place, figures,
   money. */
#include "reporting/report_pages.h"

#include "grants/grants.h"
#include "identity/identity.h"
#include "reporting/report_rules.h"
#include "returns/returns.h"
#include "web/form.h"
#include "web/record_parts.h"

static enum outcome open_report(struct work *work, void *row) { return donor_report_open(work, row); }

/* Soonest due first, unless somebody orders otherwise. */
static enum outcome by_due_day(struct request *request, struct list_query *query)
{
    (void)request;
    if (query->sort == NULL && !query->by_title) {
        query->sort = record_field(&donor_report_record, TEXT("due_on"));
        query->descending = false;
    }
    return OK;
}

/* ---- the page of a report ---- */

static enum outcome fill_steps(struct request *request, const struct donor_report *report, struct report_more *more)
{
    struct step_offer *offers;
    size_t count;
    enum outcome outcome = flow_offers(&request->work, &donor_report_flow, report, &offers, &count);
    if (outcome != OK)
        return outcome;
    more->steps = arena_array(request->work.arena, struct report_step, count + 1);
    for (size_t i = 0; i < count; i++) {
        const struct step *step = offers[i].step;
        if (!offers[i].allowed)
            continue;
        struct report_step *shown = &more->steps[more->step_count++];
        struct text behind = arena_format(request->work.arena, "steps/%s", step->action);
        *shown = (struct report_step){.label = step->label,
                                      .description = step->description,
                                      .gate = offers[i].gate.first,
                                      .danger = step->danger,
                                      .path = record_address(request, "/donor-reports", report->head.id, behind.at)};
        for (const struct gate_item *item = offers[i].gate.first; item != NULL; item = item->next)
            shown->missing += !item->met;
        shown->allowed = shown->missing == 0;
    }
    return OK;
}

static struct report_link_view link_in(struct request *request, const struct donor_report *report, const char *format,
                                       const struct language *language)
{
    const char *tag = language_tag(language);
    struct text behind = arena_format(request->work.arena, "%s?in=%s", format, tag);
    return (struct report_link_view){.label = text_from(language_name(language)),
                                     .path = record_address(request, "/donor-reports", report->head.id, behind.at)};
}

static void fill_links(struct request *request, const struct donor_report *report, const struct language *shown,
                       struct report_more *more)
{
    for (size_t i = 0; i < LANGUAGE_COUNT; i++) {
        const struct language *language = language_at(i);
        more->prints[i] = link_in(request, report, "report.pdf", language);
        more->sheets[i] = link_in(request, report, "report.xlsx", language);
        more->languages[i] = link_in(request, report, "", language);
        more->languages[i].current = language == shown;
    }
    more->text_action = record_address(request, "/donor-reports", report->head.id, "texts");
    more->goals_path = page_path(request, TEXT("/report-goals"));
}

static void fill_parts(struct request *request, const struct report_content *content, const struct language *shown,
                       struct report_more *more)
{
    struct text conflict = more->problem == NULL ? TEXT_NONE : parameters_get(&request->form, TEXT("part"));
    size_t place = 0;
    for (size_t i = 0; i < LANGUAGE_COUNT; i++)
        place = language_at(i) == shown ? i : place;
    more->parts = arena_array(request->work.arena, struct report_part_view, content->part_count + 1);
    for (size_t i = 0; i < content->part_count; i++) {
        const struct report_part *part = &content->parts[i];
        struct report_part_view *view = &more->parts[more->part_count++];
        *view = (struct report_part_view){.code = part->code,
                                          .id = arena_format(request->work.arena, "part-%.*s", TEXT_ARG(part->code)),
                                          .name = report_in(request->work.language, part->names),
                                          .text = part->texts[place],
                                          .typed = part->texts[place],
                                          .writer = part->writers[place],
                                          .version = part->versions[place],
                                          .required = part->required};
        view->conflict = conflict.length > 0 && text_equal(conflict, part->code);
        if (view->conflict)
            view->typed = parameters_get(&request->form, TEXT("body"));
    }
}

static struct report_figure_view figure_view(struct request *request, const struct donor_report *report,
                                             const struct report_figure *figure, bool may_write)
{
    struct work *work = &request->work;
    struct report_figure_view view = {.code = figure->code,
                                      .name = report_in(work->language, figure->names),
                                      .meaning = report_in(work->language, figure->meanings),
                                      .baseline = report_number_show(work, figure, figure->baseline),
                                      .target = report_number_show(work, figure, figure->target),
                                      .value = report_figure_show(work, figure),
                                      .source = figure->source,
                                      .measured = figure->measured,
                                      .baseline_on = figure->baseline_on,
                                      .target_on = figure->target_on,
                                      .counted_on = figure->counted_on,
                                      .counted = figure->counted};
    if (may_write && !figure->counted && !identifier_is_none(figure->id)) {
        struct text behind =
            arena_format(work->arena, "values/%.*s", TEXT_ARG(identifier_to_text(work->arena, figure->id)));
        view.path = record_address(request, "/donor-reports", report->head.id, behind.at);
    }
    return view;
}

static void fill_results(struct request *request, const struct donor_report *report,
                         const struct report_content *content, struct report_more *more)
{
    struct work *work = &request->work;
    more->results = arena_array(work->arena, struct report_result_view, content->result_count + 1);
    for (size_t i = 0; i < content->result_count; i++) {
        const struct report_result *result = &content->results[i];
        struct report_result_view *view = &more->results[more->result_count++];
        view->level = choice_show(&report_levels, result->level, work->language);
        view->code = result->code;
        view->name = report_in(work->language, result->names);
        view->figures = arena_array(work->arena, struct report_figure_view, result->figure_count + 1);
        for (size_t f = 0; f < result->figure_count; f++)
            view->figures[view->figure_count++] = figure_view(request, report, &result->figures[f], more->may_write);
    }
}

static struct report_line_view line_view(struct work *work, struct text label, const struct report_money *line)
{
    struct report_line_view view = {
        .label = label, .budget = line->budget, .committed = line->committed, .paid = line->paid, .left = line->budget};
    int64_t burn = report_burn(line);
    view.left.minor -= line->committed.minor + line->paid.minor;
    view.burn = burn < 0 ? TEXT("–")
                         : arena_format(work->arena, "%.*s %%",
                                        TEXT_ARG(language_decimal(work->arena, work->language, burn, 1)));
    return view;
}

static void fill_money(struct work *work, const struct report_content *content, struct report_more *more)
{
    struct report_money total;
    int64_t elapsed = report_elapsed(content);
    more->lines = arena_array(work->arena, struct report_line_view, content->line_count + 1);
    for (size_t i = 0; i < content->line_count; i++) {
        const struct report_money *line = &content->lines[i];
        struct text label = arena_format(work->arena, "%.*s %.*s", TEXT_ARG(line->code), TEXT_ARG(line->title));
        more->lines[more->line_count++] = line_view(work, label, line);
    }
    if (report_total(content, &total))
        more->total = line_view(work, text_from(tr(work->language, N_("Total"))), &total);
    if (elapsed >= 0)
        more->elapsed =
            arena_format(work->arena, "%.*s %%", TEXT_ARG(language_decimal(work->arena, work->language, elapsed, 1)));
}

static enum outcome load_more(struct request *request, const void *row, void **ret_more)
{
    struct work *work = &request->work;
    const struct donor_report *report = row;
    struct subject subject = record_subject(row);
    struct report_more *more = arena_new(work->arena, struct report_more);
    struct report_content *content;
    const struct language *shown = language_for(parameters_get(&request->query, TEXT("in")));
    if (shown == NULL)
        shown = language_for(parameters_get(&request->form, TEXT("language")));
    shown = shown == NULL ? work->language : shown;
    more->problem = work->problems.first;
    more->csrf = request->session.csrf;
    more->language = text_from(language_tag(shown));
    more->may_write = report_is_open(report->head.state) && actor_may_on(work->actor, &report_write, &subject);
    more->frozen = report->content_hash.length > 0;
    fill_links(request, report, shown, more);
    enum outcome outcome = fill_steps(request, report, more);
    if (outcome != OK)
        return outcome;
    *ret_more = more;
    outcome = report_content_get(work, report, &content);
    more->broken = outcome == NOT_FOUND;
    if (outcome != OK)
        return more->broken ? OK : outcome;
    more->made_at = content->made_at;
    fill_parts(request, content, shown, more);
    fill_results(request, report, content, more);
    fill_money(work, content, more);
    return OK;
}

static void show_more(struct output *out, const struct record_show_view *view)
{
    ((struct report_more *)view->more)->icons = view->page->icons;
    report_more_page(out, view);
}

static const struct record_page_options OPTIONS = {
    .record = &donor_report_record,
    .base = "/donor-reports",
    .flow = &donor_report_flow,
    .new_title = N_("Plan a donor's report"),
    .edit_title = N_("Change the period of the report"),
    .users = &colleague_record,
    .create = open_report,
    .narrow = by_due_day,
    .load_more = load_more,
    .show_more = show_more,
};

#define HANDLER(name, page)                                               \
    enum outcome name(struct request *request, struct response *response) \
    {                                                                     \
        return record_page_##page(request, response, &OPTIONS);           \
    }

HANDLER(donor_reports, list)
HANDLER(donor_reports_csv, csv)
HANDLER(donor_reports_xlsx, xlsx)
HANDLER(donor_report_filter, filter)
HANDLER(donor_report_view_add, view_add)
HANDLER(donor_report_view_remove, view_remove)
HANDLER(donor_report_new, new)
HANDLER(donor_report_create, create)
HANDLER(donor_report_show, show)
HANDLER(donor_report_edit, edit)
HANDLER(donor_report_save, save)
HANDLER(donor_report_history, history)

/* ---- a part, from its place on the page ---- */

static enum outcome show_again(struct request *request, struct response *response, struct identifier id, int status)
{
    request->path = record_path(request->work.arena, "/donor-reports", id, "");
    enum outcome outcome = record_page_show(request, response, &OPTIONS);
    if (outcome == OK)
        response->status = status;
    return outcome;
}

enum outcome donor_report_text(struct request *request, struct response *response)
{
    struct work *work = &request->work;
    struct identifier id;
    const struct parameters *form = &request->form;
    struct text part = parameters_get(form, TEXT("part"));
    struct text language = parameters_get(form, TEXT("language"));
    enum outcome outcome = request_id(request, 0, &id);
    if (outcome == OK && (choice_find(&report_parts, part) == NULL || language_for(language) == NULL))
        outcome = NOT_FOUND;
    if (outcome == OK)
        outcome =
            report_text_write(work, id, part, language, form_version(request), parameters_get(form, TEXT("body")));
    if (outcome == CONFLICT) {
        (void)problem_add(&work->problems, CONFLICT, "text_changed", TEXT("body"),
                          N_("This part was changed meanwhile."));
        return show_again(request, response, id, 409);
    }
    if (outcome == INVALID)
        return show_again(request, response, id, 422);
    if (outcome != OK)
        return outcome;
    respond_notice(request, response, N_("Saved."));
    return respond_redirect(request, response,
                            arena_format(work->arena, "/donor-reports/%.*s?in=%.*s#part-%.*s",
                                         TEXT_ARG(identifier_to_text(work->arena, id)), TEXT_ARG(language),
                                         TEXT_ARG(part)));
}
