/* Rules of donors' reports: what may be written when, who reviews, what is sent. */
#include "reporting/report_rules.h"

#include "grants/grants.h"
#include "reporting/report_content.h"
#include "reporting/report_store.h"

static int32_t today(const struct work *work) { return zone_date(work->zone, work->now); }

static void refuse(struct problems *problems, const char *field, const char *code, const char *message)
{
    (void)problem_add(problems, INVALID, code, text_from(field), message);
}

bool report_is_open(struct text state) { return text_is(state, "planned") || text_is(state, "drafting"); }

struct text report_name_in(const struct language *language, struct text french, struct text arabic, struct text english)
{
    const struct text names[LANGUAGE_COUNT] = {french, arabic, english};
    for (size_t i = 0; i < LANGUAGE_COUNT; i++)
        if (language_at(i) == language && names[i].length > 0)
            return names[i];
    return french.length > 0 ? french : english.length > 0 ? english : arabic;
}

/* ---- rows ---- */

enum outcome report_indicator_check(struct work *work, const void *before, void *row, struct problems *problems)
{
    const struct report_indicator *indicator = row;
    (void)work;
    (void)before;
    if (indicator->definition.length == 0 && indicator->title.length == 0)
        refuse(problems, "title", "indicator_unnamed", N_("Name the indicator, or choose what the program counts."));
    if (indicator->definition.length == 0 && indicator->meaning.length == 0)
        refuse(problems, "meaning", "meaning_missing", N_("Say what is counted: two people must count the same."));
    if ((indicator->target != INTEGER_NONE || indicator->baseline != INTEGER_NONE) && indicator->source.length == 0)
        refuse(problems, "source", "source_missing", N_("Say where baseline and target come from."));
    return OK;
}

static void set_days(struct donor_report *report)
{
    report->begin_by = report->due_on - REPORT_BEGIN_DAYS;
    report->submit_by = report->due_on - REPORT_SUBMIT_DAYS;
    report->review_by = report->due_on - REPORT_REVIEW_DAYS;
}

enum outcome donor_report_check(struct work *work, const void *before, void *row, struct problems *problems)
{
    struct donor_report *report = row;
    const struct donor_report *old = before;
    (void)work;
    if (report->period_from != DATE_NONE && report->period_to != DATE_NONE && report->period_to < report->period_from)
        refuse(problems, "period_to", "end_before_start", N_("The end lies before the beginning."));
    if (report->due_on != DATE_NONE && report->period_to != DATE_NONE && report->due_on < report->period_to)
        refuse(problems, "due_on", "due_before_end", N_("A report is due after its period, not before."));
    if (report->due_on != DATE_NONE)
        set_days(report);
    if (old == NULL && report->edition == INTEGER_NONE)
        report->edition = 1;
    if (old == NULL && report->head.state.length == 0)
        report->head.state = text_from(donor_report_flow.states[0].name);
    if (old != NULL && !report_is_open(old->head.state) &&
        (old->period_from != report->period_from || old->period_to != report->period_to ||
         !text_equal(old->kind, report->kind)))
        refuse(problems, "period_from", "report_fixed", N_("A report that was given for review is not changed."));
    return OK;
}

enum outcome donor_report_stored(struct work *work, const void *before, const void *row)
{
    return before == NULL && text_is(record_head_of(row)->state, "planned") ? flow_begin(work, &donor_report_flow, row)
                                                                            : OK;
}

/* Parts and values belong to a report that is still being written. */
static enum outcome check_open(struct work *work, struct identifier id, struct problems *problems)
{
    void *report;
    enum outcome outcome = record_get_unlimited(work, &donor_report_record, id, &report);
    if (outcome == NOT_FOUND)
        return problem_add(problems, INVALID, "report_missing", TEXT("report"), N_("Choose the report."));
    if (outcome == OK && !report_is_open(record_head_of(report)->state))
        refuse(problems, "report", "report_fixed", N_("A report that was given for review is not changed."));
    return outcome;
}

enum outcome report_text_check(struct work *work, const void *before, void *row, struct problems *problems)
{
    (void)before;
    return check_open(work, ((const struct report_text *)row)->report, problems);
}

static enum outcome check_of_grant(struct work *work, const struct report_value *value, struct problems *problems)
{
    void *report, *indicator, *goal;
    enum outcome outcome = record_get_unlimited(work, &donor_report_record, value->report, &report);
    if (outcome == OK)
        outcome = record_get_unlimited(work, &report_indicator_record, value->indicator, &indicator);
    if (outcome == OK)
        outcome = record_get_unlimited(work, &report_goal_record, ((struct report_indicator *)indicator)->goal, &goal);
    if (outcome == NOT_FOUND)
        return problem_add(problems, INVALID, "indicator_missing", TEXT("indicator"), N_("Choose the indicator."));
    if (outcome != OK)
        return outcome;
    if (!identifier_equal(((struct report_goal *)goal)->donor_grant, ((struct donor_report *)report)->donor_grant))
        refuse(problems, "indicator", "other_grant", N_("This indicator belongs to another grant."));
    if (((struct report_indicator *)indicator)->definition.length > 0)
        refuse(problems, "indicator", "counted", N_("The program counts this indicator: nothing is entered for it."));
    return OK;
}

enum outcome report_value_check(struct work *work, const void *before, void *row, struct problems *problems)
{
    enum outcome outcome = check_open(work, ((const struct report_value *)row)->report, problems);
    return outcome == OK && before == NULL ? check_of_grant(work, row, problems) : outcome;
}

enum outcome donor_report_open(struct work *work, struct donor_report *report)
{
    void *grant;
    struct field_set readable;
    enum outcome outcome = record_get(work, &grant_record, report->donor_grant, &grant, &readable);
    if (outcome == NOT_FOUND)
        return problem_add(&work->problems, INVALID, "grant_missing", TEXT("donor_grant"), N_("Choose the grant."));
    if (outcome != OK)
        return outcome;
    report->head.organisation = record_head_of(grant)->organisation;
    report->head.office = record_head_of(grant)->office;
    report->head.state = TEXT("planned");
    return record_insert(work, &donor_report_record, report);
}

enum outcome report_text_write(struct work *work, struct identifier report, struct text part, struct text language,
                               int64_t version, struct text body)
{
    struct report_text *stored;
    void *owner;
    struct field_set readable;
    enum outcome outcome = record_get(work, &donor_report_record, report, &owner, &readable);
    if (outcome != OK)
        return outcome;
    outcome = report_text_find(work, report, part, language, &stored);
    if (outcome != OK && outcome != NOT_FOUND)
        return outcome;
    if ((outcome == OK ? stored->head.version : 0) != version)
        return CONFLICT;
    struct report_text *text = outcome == OK ? record_copy(work->arena, &report_text_record, stored)
                                             : record_new(work->arena, &report_text_record);
    const struct field *field = record_field(&report_text_record, TEXT("body"));
    enum outcome read = field_from_text(work, field, body, text, &work->problems);
    if (read != OK)
        return read;
    if (outcome == OK)
        return record_update(work, &report_text_record, stored, text);
    text->head.organisation = record_head_of(owner)->organisation;
    text->head.office = record_head_of(owner)->office;
    text->report = report;
    text->part = part;
    text->language = language;
    return record_insert(work, &report_text_record, text);
}

/* ---- steps ---- */

static struct text report_path(struct gate *gate, const void *row, const char *rest)
{
    struct text id = identifier_to_text(gate->arena, record_head_of(row)->id);
    return arena_format(gate->arena, "/donor-reports/%.*s%s", TEXT_ARG(id), rest);
}

enum outcome report_can_submit(struct work *work, const void *row, struct gate *gate)
{
    struct report_content *content;
    size_t written = 0, required = 0, unknown = 0, figures = 0;
    enum outcome outcome = report_content_collect(work, row, &content);
    if (outcome != OK)
        return outcome;
    for (size_t i = 0; i < content->part_count; i++) {
        const struct report_part *part = &content->parts[i];
        required += part->required;
        written += part->required && (part->texts[0].length > 0 || part->texts[2].length > 0);
    }
    for (size_t i = 0; i < content->result_count; i++)
        for (size_t f = 0; f < content->results[i].figure_count; f++) {
            figures++;
            unknown += content->results[i].figures[f].known == FIGURE_MISSING;
        }
    gate_require(gate, written == required, "parts_missing",
                 N_("Every part that a donor expects is written, in French or in English"), N_("Programme manager"),
                 report_path(gate, row, "#parts"));
    gate_require(gate, figures > 0, "indicators_missing", N_("The grant has results and indicators"),
                 N_("Programme manager"), TEXT("/report-goals"));
    gate_require(gate, unknown == 0, "values_missing", N_("Every indicator has a value, counted or entered"),
                 N_("Programme manager"), report_path(gate, row, "#results"));
    return OK;
}

enum outcome report_can_approve(struct work *work, const void *row, struct gate *gate)
{
    const struct donor_report *report = row;
    bool wrote = false;
    enum outcome outcome = report_was_written_by(work, report->head.id, work->actor->user, &wrote);
    bool own = wrote || identifier_equal(report->submitted_by, work->actor->user);
    gate_require(gate, !own, "own_report", N_("Somebody who neither wrote it nor gave it for review reviews it"),
                 N_("Another programme manager, or who releases payments"), TEXT_NONE);
    return outcome;
}

/* What was reviewed is what is sent, to the byte. */
enum outcome report_can_send(struct work *work, const void *row, struct gate *gate)
{
    const struct donor_report *report = row;
    struct report_content *content;
    enum outcome outcome = report_content_stored(work, report, &content);
    if (outcome < 0)
        return outcome;
    gate_require(gate, outcome == OK, "content_changed", N_("The content is that which was reviewed"),
                 N_("Administrator"), TEXT_NONE);
    return OK;
}

enum outcome report_can_correct(struct work *work, const void *row, struct gate *gate)
{
    struct identifier open;
    enum outcome outcome = report_open_correction(work, record_head_of(row)->id, &open);
    gate_require(gate, outcome == NOT_FOUND, "correction_open", N_("No correction of it is being written"),
                 N_("Programme manager"), TEXT_NONE);
    return outcome < 0 ? outcome : OK;
}

enum outcome report_submitted(struct work *work, void *row)
{
    struct donor_report *report = row;
    report->submitted_by = work->actor->user;
    report->submitted_on = today(work);
    return report_content_keep(work, report);
}

enum outcome report_approved(struct work *work, void *row)
{
    struct donor_report *report = row;
    report->approved_by = work->actor->user;
    report->approved_on = today(work);
    return OK;
}

enum outcome report_sent_back(struct work *work, void *row)
{
    struct donor_report *report = row;
    (void)work;
    report->submitted_by = report->approved_by = (struct identifier){0};
    report->submitted_on = report->approved_on = DATE_NONE;
    report->content_hash = TEXT_NONE;
    return OK;
}

enum outcome report_sent(struct work *work, void *row)
{
    struct donor_report *report = row;
    if (report->sent_on != DATE_NONE && report->approved_on != DATE_NONE && report->sent_on < report->approved_on)
        return problem_add(&work->problems, INVALID, "sent_before_review", TEXT("sent_on"),
                           N_("The report was reviewed later than this day."));
    return identifier_is_none(report->replaces)
               ? OK
               : flow_move_forced(work, &donor_report_flow, report->replaces, TEXT("replace"), TEXT_NONE);
}

static enum outcome copy_texts(struct work *work, const struct donor_report *from, const struct donor_report *to)
{
    struct report_text **texts;
    struct report_value **values;
    size_t text_count, value_count;
    enum outcome outcome = report_texts(work, from->head.id, &texts, &text_count);
    if (outcome == OK)
        outcome = report_values(work, from->head.id, &values, &value_count);
    for (size_t i = 0; outcome == OK && i < text_count; i++) {
        struct report_text *text = record_new(work->arena, &report_text_record);
        text->head = (struct record_head){.organisation = to->head.organisation, .office = to->head.office};
        text->report = to->head.id;
        text->part = texts[i]->part;
        text->language = texts[i]->language;
        text->body = texts[i]->body;
        outcome = record_insert(work, &report_text_record, text);
    }
    for (size_t i = 0; outcome == OK && i < value_count; i++) {
        struct report_value *value = record_copy(work->arena, &report_value_record, values[i]);
        value->head = (struct record_head){.organisation = to->head.organisation, .office = to->head.office};
        value->report = to->head.id;
        outcome = record_insert(work, &report_value_record, value);
    }
    return outcome;
}

/* The correction is a report of its own; the one that was sent stays as it is. */
enum outcome report_corrected(struct work *work, void *row)
{
    struct donor_report *report = row;
    struct donor_report *next = record_new(work->arena, &donor_report_record);
    next->head.organisation = report->head.organisation;
    next->head.office = report->head.office;
    next->head.state = TEXT("drafting");
    next->head.state_since = today(work);
    next->donor_grant = report->donor_grant;
    next->kind = report->kind;
    next->period_from = report->period_from;
    next->period_to = report->period_to;
    next->due_on =
        today(work) + REPORT_BEGIN_DAYS > report->period_to ? today(work) + REPORT_BEGIN_DAYS : report->period_to;
    next->edition = report->edition + 1;
    next->replaces = report->head.id;
    next->correction = report->correction;
    report->correction = TEXT_NONE; /* of the new one, not of this */
    enum outcome outcome = record_insert(work, &donor_report_record, next);
    return outcome == OK ? copy_texts(work, report, next) : outcome;
}
