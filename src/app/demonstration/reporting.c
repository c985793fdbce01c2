/* What the demonstration's grant was to reach, and its reports: invented, and said to be so. */
#include "app/demonstration/parts.h"

#include "reporting/reporting.h"

static const struct {
    const char *level, *code, *french, *arabic, *english;
} RESULTS[] = {
    {"goal", "1", "Des migrants en difficulté rentrent dignement et reprennent pied (exemple inventé).",
     "عودة مهاجرين في وضع صعب بكرامة واستعادة حياتهم (مثال مخترع).",
     "Migrants in difficulty return in dignity and find their feet again (invented example)."},
    {"outcome", "1.1", "Le retour est volontaire, sûr et rapide.", "العودة طوعية وآمنة وسريعة.",
     "The return is voluntary, safe and quick."},
    {"output", "1.1.1", "Des personnes sont conseillées et accompagnées jusqu’au départ.",
     "إرشاد الأشخاص ومرافقتهم حتى المغادرة.", "Persons are counselled and assisted until departure."},
    {"output", "1.1.2", "Des plans de réintégration sont convenus et exécutés.",
     "الاتفاق على خطط إعادة الإدماج وتنفيذها.", "Reintegration plans are agreed and delivered."},
};
/* A definition of the profile; NULL: entered with the report. */
static const struct {
    size_t result;
    const char *code, *definition, *french, *arabic, *english, *meaning;
    int64_t baseline, target;
} INDICATORS[] = {
    {0, "1-A", NULL, "Personnes qui se disent satisfaites un an après le retour", "أشخاص راضون بعد سنة من العودة",
     "Persons who say they are satisfied a year after their return",
     "Réponses d’au moins 4 sur 5 à l’enquête ; exemple inventé.", 0, 60},
    {1, "1.1-A", "within_promise", NULL, NULL, NULL, NULL, 0, 80},
    {1, "1.1-B", "median_days", NULL, NULL, NULL, NULL, 70, 45},
    {2, "1.1.1-A", "applications", NULL, NULL, NULL, NULL, 0, 1500},
    {2, "1.1.1-B", "returned", NULL, NULL, NULL, NULL, 0, 1000},
    {2, "1.1.1-C", "returned_women", NULL, NULL, NULL, NULL, 0, 250},
    {3, "1.1.2-A", "plans_agreed", NULL, NULL, NULL, NULL, 0, 60},
    {3, "1.1.2-B", "plans_delivered", NULL, NULL, NULL, NULL, 0, 40},
};
enum { RESULT_COUNT = sizeof RESULTS / sizeof *RESULTS, INDICATOR_COUNT = sizeof INDICATORS / sizeof *INDICATORS };

static struct text given(const char *text) { return text == NULL ? TEXT_NONE : text_from(text); }

static void place(const struct making *making, struct record_head *head)
{
    head->organisation = making->organisation;
    head->office = making->offices[0].head.id;
}

static enum outcome add_results(struct making *making, struct identifier *ret_entered)
{
    struct identifier goals[RESULT_COUNT];
    enum outcome outcome = OK;
    for (size_t i = 0; i < RESULT_COUNT && outcome == OK; i++) {
        struct report_goal *goal = record_new(making->work.arena, &report_goal_record);
        place(making, &goal->head);
        goal->donor_grant = making->grant;
        goal->level = text_from(RESULTS[i].level);
        goal->code = text_from(RESULTS[i].code);
        goal->title = text_from(RESULTS[i].french);
        goal->title_arabic = text_from(RESULTS[i].arabic);
        goal->title_english = text_from(RESULTS[i].english);
        outcome = record_insert(&making->work, &report_goal_record, goal);
        goals[i] = goal->head.id;
    }
    for (size_t i = 0; i < INDICATOR_COUNT && outcome == OK; i++) {
        struct report_indicator *indicator = record_new(making->work.arena, &report_indicator_record);
        place(making, &indicator->head);
        indicator->goal = goals[INDICATORS[i].result];
        indicator->code = text_from(INDICATORS[i].code);
        indicator->definition = given(INDICATORS[i].definition);
        indicator->title = given(INDICATORS[i].french);
        indicator->title_arabic = given(INDICATORS[i].arabic);
        indicator->title_english = given(INDICATORS[i].english);
        indicator->meaning = given(INDICATORS[i].meaning);
        indicator->baseline = INDICATORS[i].baseline;
        indicator->target = INDICATORS[i].target;
        indicator->source = TEXT("Inventé pour la démonstration.");
        outcome = record_insert(&making->work, &report_indicator_record, indicator);
        if (indicator->definition.length == 0)
            *ret_entered = indicator->head.id;
    }
    return outcome;
}

static enum outcome add_report(struct making *making, int32_t from, int32_t to, int32_t due, struct identifier *ret_id)
{
    struct donor_report *report = record_new(making->work.arena, &donor_report_record);
    report->donor_grant = making->grant;
    report->kind = TEXT("progress");
    report->period_from = from;
    report->period_to = to;
    report->due_on = due;
    enum outcome outcome = donor_report_open(&making->work, report);
    *ret_id = report->head.id;
    return outcome;
}

static enum outcome move(struct making *making, struct identifier id, const char *action)
{
    struct work *work = &making->work;
    void *row;
    enum outcome outcome = record_get_unlimited(work, &donor_report_record, id, &row);
    if (outcome != OK)
        return outcome;
    struct donor_report *input = record_new(work->arena, &donor_report_record);
    input->sent_on = zone_date(work->zone, work->now);
    return flow_move(work, &donor_report_flow, id, record_head_of(row)->version, text_from(action), input, TEXT_NONE);
}

static const struct {
    const char *part, *french, *english;
} TEXTS[] = {
    {"summary", "Au premier semestre, les retours ont suivi les demandes. Texte inventé pour la démonstration.",
     "In the first half of the year returns followed requests. Text invented for the demonstration."},
    {"progress",
     "Le conseil précède chaque déclaration.\nLes laissez-passer ont demandé le plus de temps. Texte inventé.",
     "Counselling comes before each declaration.\nTravel documents took most time. Invented text."},
    {"deviations", "Aucun écart par rapport à la demande approuvée. Texte inventé.",
     "No deviation from the approved application. Invented text."},
    {"risks", "Aucune irrégularité n’a été constatée. Texte inventé.", "No irregularity was found. Invented text."},
};

static enum outcome write_texts(struct making *making, struct identifier report, size_t count)
{
    enum outcome outcome = OK;
    for (size_t i = 0; i < count && outcome == OK; i++) {
        struct text part = text_from(TEXTS[i].part);
        outcome = report_text_write(&making->work, report, part, TEXT("fr"), 0, text_from(TEXTS[i].french));
        if (outcome == OK)
            outcome = report_text_write(&making->work, report, part, TEXT("en"), 0, text_from(TEXTS[i].english));
    }
    return outcome;
}

static enum outcome enter_value(struct making *making, struct identifier report, struct identifier indicator,
                                int32_t date)
{
    struct report_value *value = record_new(making->work.arena, &report_value_record);
    place(making, &value->head);
    value->report = report;
    value->indicator = indicator;
    value->value = 48;
    value->counted_on = date;
    value->source = TEXT("Enquête inventée pour la démonstration.");
    return record_insert(&making->work, &report_value_record, value);
}

/* The first half of 2022, written and reviewed lately: figures and money are those of the day on which it was given
   for review. */
static enum outcome add_sent(struct making *making, struct identifier entered)
{
    int32_t ended = date_from_day((struct calendar_day){2022, 6, 30});
    int32_t due = making->options->today - 15;
    struct identifier id;
    making_at(making, &making->manager, due - 45, 0);
    enum outcome outcome = add_report(making, ended - 180, ended, due, &id);
    making_at(making, &making->manager, due - 25, 0);
    if (outcome == OK)
        outcome = move(making, id, "begin");
    if (outcome == OK)
        outcome = write_texts(making, id, sizeof TEXTS / sizeof *TEXTS);
    if (outcome == OK)
        outcome = enter_value(making, id, entered, due - 25);
    making_at(making, &making->manager, due - 12, 1);
    if (outcome == OK)
        outcome = move(making, id, "submit");
    making_at(making, &making->releaser, due - 6, 0);
    if (outcome == OK)
        outcome = move(making, id, "approve");
    making_at(making, &making->manager, due - 2, 0);
    return outcome == OK ? move(making, id, "send") : outcome;
}

enum outcome make_reports(struct making *making)
{
    int32_t today = making->options->today;
    int32_t year = date_from_day((struct calendar_day){2022, 7, 1});
    struct identifier id;
    struct identifier entered = {0};
    making_at(making, &making->manager, date_from_day((struct calendar_day){2022, 1, 10}), 0);
    enum outcome outcome = add_results(making, &entered);
    if (outcome == OK)
        outcome = add_sent(making, entered);
    making_at(making, &making->manager, today - 12, 0);
    if (outcome == OK)
        outcome = add_report(making, year, year + 183, today + 18, &id);
    if (outcome == OK)
        outcome = move(making, id, "begin");
    if (outcome == OK)
        outcome = write_texts(making, id, 2);
    if (outcome == OK)
        outcome = add_report(making, today - 150, today + 30, today + 92, &id);
    return making_refused(making, "donors' reports", outcome);
}
