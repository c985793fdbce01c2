/* What a case's page shows of its journey: papers against the day of the flight, needs, what is at risk. */
#include "returns/journey_pages.h"
#include "returns/return_pages.h"
#include "web/record_parts.h"

enum { LINES_MOST = 40 };

static enum outcome peek(struct work *work, const struct record *record, const struct return_case *file, void ***ret,
                         size_t *ret_count)
{
    struct identifier *ids;
    size_t count;
    enum outcome outcome = journey_rows(work, record, file->head.id, file->head.person, &ids, &count);
    if (outcome != OK)
        return outcome;
    void **rows = arena_array(work->arena, void *, count + 1);
    size_t filled = 0;
    for (size_t i = 0; i < count && i < LINES_MOST && outcome == OK; i++) {
        struct field_set readable;
        outcome = record_peek(work, record, ids[i], &rows[filled], &readable);
        filled += outcome == OK;
        outcome = outcome == NOT_FOUND ? OK : outcome;
    }
    *ret = rows;
    *ret_count = filled;
    return outcome;
}

/* ---- papers ---- */

static struct text paper_detail(struct work *work, const struct travel_paper *paper)
{
    struct text day =
        paper->issued_on == DATE_NONE ? TEXT_NONE : language_date(work->arena, work->language, paper->issued_on);
    if (paper->issued_on == DATE_NONE)
        return text_from(tr(work->language, N_("Awaited")));
    if (paper->valid_until == DATE_NONE)
        return tr_with(work->arena, work->language, N_("Issued on {1}"), &day, 1);
    struct text days[] = {day, language_date(work->arena, work->language, paper->valid_until)};
    return tr_with(work->arena, work->language, N_("Issued on {1}, valid until {2}"), days, 2);
}

static void show_paper(struct request *request, const struct return_case *file, const struct travel_paper *paper,
                       struct journey_line *ret)
{
    struct work *work = &request->work;
    int32_t on = file->travel_on != DATE_NONE ? file->travel_on : zone_date(work->zone, work->now);
    bool ended = paper->valid_until != DATE_NONE && paper->valid_until < on;
    *ret = (struct journey_line){.title = choice_show(&travel_paper_kinds, paper->kind, work->language),
                                 .detail = paper_detail(work, paper),
                                 .path = record_address(request, "/travel-papers", paper->head.id, "")};
    if (paper->issued_on == DATE_NONE) {
        ret->badge = N_("Awaited");
        ret->tone = "note";
    } else if (text_is(paper->result, "not_now")) {
        ret->badge = N_("Not fit to travel now");
        ret->tone = "bad";
    } else if (ended && file->departed_on == DATE_NONE) {
        ret->badge = file->travel_on != DATE_NONE ? N_("Ends before the flight") : N_("No longer valid");
        ret->tone = "bad";
    } else if (text_is(paper->result, "fit_with_escort")) {
        ret->badge = N_("Fit with an escort");
        ret->tone = "warn";
    }
}

static enum outcome fill_papers(struct request *request, const struct return_case *file, struct journey_view *view)
{
    void **rows;
    size_t count;
    enum outcome outcome = peek(&request->work, &travel_paper_record, file, &rows, &count);
    if (outcome != OK)
        return outcome;
    view->papers = arena_array(request->work.arena, struct journey_line, count + 1);
    for (size_t i = count; i > 0; i--)
        show_paper(request, file, rows[i - 1], &view->papers[view->paper_count++]);
    return OK;
}

/* ---- needs ---- */

static void say(struct work *work, struct journey_view *view, const char *label, struct text value)
{
    struct text parts[] = {text_from(tr(work->language, label)), value};
    view->needs[view->need_count++] =
        value.length == 0 ? parts[0] : tr_with(work->arena, work->language, N_("{1}: {2}"), parts, 2);
}

static enum outcome fill_needs(struct request *request, const struct return_case *file, struct journey_view *view)
{
    struct work *work = &request->work;
    void **rows;
    size_t count;
    enum outcome outcome = peek(work, &travel_needs_record, file, &rows, &count);
    if (outcome != OK || count == 0)
        return outcome;
    const struct travel_needs *needs = rows[0];
    const struct {
        const char *label;
        struct flag flag;
    } FLAGS[] = {{N_("Oxygen on board"), needs->oxygen},
                 {N_("Stretcher"), needs->stretcher},
                 {N_("The airline asks for its medical form"), needs->airline_form},
                 {N_("Medication travels in the cabin"), needs->medication},
                 {N_("Handed over to health services on arrival"), needs->handover}};
    view->needs = arena_array(work->arena, struct text, 8 + sizeof FLAGS / sizeof *FLAGS);
    view->needs_path = record_address(request, "/travel-needs", needs->head.id, "");
    if (needs->escort.length > 0 && !text_is(needs->escort, "none"))
        say(work, view, N_("Escort"), choice_show(&return_escorts, needs->escort, work->language));
    if (needs->wheelchair.length > 0 && !text_is(needs->wheelchair, "none"))
        say(work, view, N_("Wheelchair"), choice_show(&wheelchair_needs, needs->wheelchair, work->language));
    for (size_t i = 0; i < sizeof FLAGS / sizeof *FLAGS; i++)
        if (FLAGS[i].flag.is == FLAG_YES)
            say(work, view, FLAGS[i].label, TEXT_NONE);
    if (needs->to_arrange.length > 0)
        say(work, view, N_("What must be arranged"), needs->to_arrange);
    view->needs_arranging = view->need_count > 0;
    view->arranged_on = needs->arranged_on;
    return OK;
}

static enum outcome fill_medication(struct request *request, const struct return_case *file, struct journey_view *view)
{
    struct work *work = &request->work;
    void **rows;
    size_t count;
    enum outcome outcome = peek(work, &travel_medication_record, file, &rows, &count);
    if (outcome != OK)
        return outcome;
    view->medication = arena_array(work->arena, struct journey_line, count + 1);
    for (size_t i = 0; i < count; i++) {
        const struct travel_medication *row = rows[i];
        struct text units = arena_format(work->arena, "%lld", (long long)row->quantity);
        view->medication[view->medication_count++] = (struct journey_line){
            .title = row->medicine,
            .detail = row->quantity == INTEGER_NONE
                          ? TEXT_NONE
                          : tr_with(work->arena, work->language, N_("{1} units for the journey"), &units, 1),
            .path = record_address(request, "/travel-medication", row->head.id, "")};
    }
    return OK;
}

/* ---- what is at risk ---- */

static enum outcome fill_warnings(struct request *request, const struct return_case *file, struct journey_view *view)
{
    struct work *work = &request->work;
    struct journey_faults faults;
    void *whole; /* not only what the reader may see of it: they read what is missing, never why */
    if (!text_is(file->head.state, "booked") || file->travel_on == DATE_NONE)
        return OK;
    enum outcome outcome = record_get_unlimited(work, &return_case_record, file->head.id, &whole);
    if (outcome == OK)
        outcome = journey_look(work, whole, file->travel_on, &faults); /* as it is now, not as last night */
    if (outcome != OK)
        return outcome;
    view->warnings = arena_array(work->arena, struct text, faults.count + 1);
    for (size_t i = 0; i < faults.count; i++)
        view->warnings[view->warning_count++] = choice_show(&warning_kinds, text_from(faults.kinds[i]), work->language);
    view->risk_since = file->risk_since;
    view->flight_on = file->travel_on;
    return OK;
}

static bool is_prepared(const struct return_case *file)
{
    static const char *const STATES[] = {"preparing", "booked", "postponed", "no_show"};
    for (size_t i = 0; i < sizeof STATES / sizeof *STATES; i++)
        if (text_is(file->head.state, STATES[i]))
            return true;
    return false;
}

enum outcome journey_view_make(struct request *request, const struct return_case *file, struct journey_view *ret_view)
{
    struct work *work = &request->work;
    struct subject subject = record_subject(file);
    bool open = is_prepared(file);
    struct journey_view view = {
        .risk_since = DATE_NONE,
        .flight_on = DATE_NONE,
        .arranged_on = DATE_NONE,
        .base = record_address(request, "/return-cases", file->head.id, ""),
        .sees_health = actor_may_on(work->actor, &health_read, &subject),
        .may_add_paper = open && actor_may_on(work->actor, &papers_write, &subject),
        .may_add_medication = open && actor_may_on(work->actor, &health_write, &subject),
    };
    bool sees = actor_may_field(work->actor, &return_read, NULL, travel_paper_record.purposes, &subject);
    enum outcome outcome = sees ? fill_papers(request, file, &view) : OK;
    if (outcome == OK && sees)
        outcome = fill_needs(request, file, &view);
    if (outcome == OK && sees && view.sees_health)
        outcome = fill_medication(request, file, &view);
    if (outcome == OK && sees)
        outcome = fill_warnings(request, file, &view);
    if (outcome != OK)
        return outcome;
    view.may_say_needs = open && view.needs_path.length == 0 && actor_may_on(work->actor, &needs_write, &subject);
    view.shown = sees && (open || view.paper_count > 0 || view.needs_path.length > 0);
    *ret_view = view;
    return OK;
}
