/* What is known of people after their return in the demonstration: questionnaires in use, rounds, interviews.  Every
   answer is drawn; none was given by anybody. */
#include "app/demonstration/parts.h"

#include "flow/task.h"
#include "monitoring/monitoring_rules.h"

enum {
    EVENING = 30, /* quarters of an hour after eight */
    EACH = 4,     /* one of so many adults who arrived is followed */
    LEVELS = 1000,
    ANSWERS_MOST = 1 << 16,
    ARRIVALS_MOST = 6000,
    AT_ONCE = 500, /* in a transaction */
};

static const char *const NAMES[DEMONSTRATION_QUESTIONNAIRES] = {"reintegration", "satisfaction"};

/* ---- questionnaires ---- */

static enum outcome publish(struct making *making, const struct questionnaire_proposal *proposal, size_t at)
{
    struct work *work = &making->work;
    struct questionnaire_version row;
    struct questionnaire_fault fault;
    struct text text = arena_text(making->kept, proposal->text);
    enum outcome outcome = questionnaire_draft(work, text, &row);
    if (outcome == OK)
        outcome = flow_move(work, &questionnaire_flow, row.head.id, row.head.version, TEXT("publish"), &row, TEXT_NONE);
    if (outcome == OK)
        outcome = questionnaire_read(making->kept, text, &making->questionnaires[at], &fault);
    making->questionnaire_ids[at] = row.head.id;
    return outcome;
}

static enum outcome make_questionnaires(struct making *making)
{
    size_t count;
    const struct questionnaire_proposal *proposals = questionnaire_proposals(&count);
    enum outcome outcome = OK;
    for (size_t i = 0; i < DEMONSTRATION_QUESTIONNAIRES && outcome == OK; i++)
        for (size_t j = 0; j < count && outcome == OK; j++) {
            making_at(making, &making->builder, date_from_day((struct calendar_day){2021, 12, 15}), (int)i);
            if (text_is(text_from(NAMES[i]), proposals[j].name))
                outcome = publish(making, &proposals[j], i);
        }
    return making_refused(making, "questionnaires", outcome);
}

/* ---- answers ---- */

/* How somebody fares, in thousandths: better from round to round, each question a little otherwise. */
static int32_t drawn_level(const struct return_case *file, size_t round, size_t question)
{
    uint32_t mixed =
        file->head.id.bytes[14] * 7919u + file->head.id.bytes[15] * 104729u + (uint32_t)question * 15485863u;
    int32_t person = 300 + file->head.id.bytes[13];
    int32_t level = person + (int32_t)round * 70 + (int32_t)(mixed % 400) - 200;
    return level < 0 ? 0 : level > LEVELS ? LEVELS : level;
}

static struct text nearest(const struct question_list *list, int32_t level)
{
    const struct question_option *best = &list->options[0];
    for (size_t i = 1; i < list->count; i++) {
        const struct question_option *option = &list->options[i];
        int32_t distance = option->value > level ? option->value - level : level - option->value;
        int32_t least = best->value > level ? best->value - level : level - best->value;
        if (option->value != SCORE_NONE && distance < least)
            best = option;
    }
    return best->code;
}

static struct text drawn_answer(const struct question *question, int32_t level)
{
    if (question->reversed)
        level = LEVELS - level;
    if (level % 31 == 0)
        return TEXT(ANSWER_SAYS_REFUSED);
    if (question->kind == QUESTION_SINGLE)
        return nearest(question->list, level);
    if (question->kind == QUESTION_MULTIPLE)
        return question->list->options[(size_t)level % question->list->count].code;
    if (question->kind == QUESTION_YES_NO)
        return level > LEVELS / 2 ? TEXT("yes") : TEXT("no");
    return question->kind == QUESTION_TEXT ? TEXT("Exemple inventé.") : TEXT_NONE;
}

/* Only what is asked is answered; `sections` of them. */
static enum outcome draw_answers(struct making *making, const struct questionnaire *questionnaire,
                                 const struct return_case *file, size_t round, size_t sections, struct text *ret)
{
    struct answers answers = {0};
    enum answer_state states[QUESTIONNAIRE_QUESTIONS_MOST];
    struct buffer json AUTO_BUFFER = buffer_open(ANSWERS_MOST);
    for (size_t i = 0; i < questionnaire->question_count; i++)
        if (questionnaire->questions[i].section < sections)
            answers.at[i] = drawn_answer(&questionnaire->questions[i], drawn_level(file, round, i));
    answers_states(questionnaire, &answers, states);
    for (size_t i = 0; i < questionnaire->question_count; i++)
        if (states[i] == ANSWER_NOT_ASKED)
            answers.at[i] = TEXT_NONE;
    enum outcome outcome = answers_write(questionnaire, &answers, &json);
    *ret = arena_text(making->work.arena, buffer_text(&json));
    return outcome;
}

/* ---- interviews ---- */

static void put_head(const struct making *making, const struct return_case *file, struct record_head *head)
{
    *head = (struct record_head){.id = making_id(making),
                                 .person = file->head.person,
                                 .organisation = file->head.organisation,
                                 .office = file->head.office,
                                 .assigned = file->head.assigned};
}

static void put_score(const struct questionnaire *questionnaire, const struct answers *answers,
                      struct monitoring_interview *interview)
{
    struct score scores[1 + QUESTIONNAIRE_DIMENSIONS_MOST];
    questionnaire_score(questionnaire, answers, scores);
    interview->score = scores[0].value == SCORE_NONE ? INTEGER_NONE : scores[0].value;
    interview->questions_asked = scores[0].asked;
    interview->questions_answered = scores[0].answered;
}

static enum outcome add_interview(struct making *making, const struct return_case *file,
                                  const struct monitoring_round *round, size_t place, size_t which, bool whole)
{
    const struct questionnaire *questionnaire = making->questionnaires[which];
    struct monitoring_interview *interview = record_new(making->work.arena, &interview_record);
    struct answers answers;
    put_head(making, file, &interview->head);
    interview->head.state = whole ? TEXT("done") : TEXT("draft");
    interview->round = round->head.id;
    interview->return_case = file->head.id;
    interview->questionnaire = making->questionnaire_ids[which];
    interview->occasion = round->occasion;
    interview->mode = file->head.id.bytes[12] % 3 == 0 ? TEXT("visit") : TEXT("telephone");
    interview->language = file->counselling_language;
    interview->interpreter.is = FLAG_NO;
    interview->interviewer = file->head.assigned;
    interview->begun_on = whole ? round->done_on : making->options->today;
    interview->section = questionnaire->sections[0].code;
    enum outcome outcome = draw_answers(making, questionnaire, file, place, whole ? SIZE_MAX : 1, &interview->answers);
    if (outcome == OK && whole) {
        interview->ended_on = interview->begun_on;
        outcome = answers_read(making->work.arena, questionnaire, interview->answers, &answers);
    }
    if (outcome == OK && whole)
        put_score(questionnaire, &answers, interview);
    return outcome == OK ? record_insert(&making->work, &interview_record, interview) : outcome;
}

/* ---- rounds ---- */

static enum outcome open_task(struct making *making, const struct monitoring_round *round)
{
    const struct step *step = flow_step(&round_flow, TEXT("planned"), TEXT("fall_due"));
    const struct task task = {
        .person = round->head.person,
        .organisation = round->head.organisation,
        .office = round->head.office,
        .assigned = round->head.assigned,
        .for_assigned = true,
        .record = text_from(round_record.name),
        .subject = round->head.id,
        .number = round->head.number,
        .label = text_from(step->task_label),
        .right = text_from(step->task_right->name),
        .due = round->due_on,
    };
    return task_open(&making->work, &task);
}

/* What became of a round that is over for weeks; the newest ones are still to be held. */
static const char *fate_of_round(const struct making *making, const struct return_case *file, size_t place,
                                 int32_t due_on)
{
    unsigned drawn = (file->head.id.bytes[11] + 61u * (unsigned)place) % 100;
    if (due_on > making->options->today + ROUND_AHEAD_DAYS)
        return "planned";
    if (due_on > making->options->today - 60)
        return "due";
    return drawn < 82 ? "done" : drawn < 88 ? "refused" : "unreachable";
}

static enum outcome add_round(struct making *making, const struct return_case *file, const struct actor *caseworker,
                              size_t place)
{
    struct monitoring_round *round = record_new(making->work.arena, &round_record);
    int32_t today = making->options->today;
    int32_t due_on = date_add_months(file->arrived_on, ROUND_OCCASIONS[place].months);
    const char *state = fate_of_round(making, file, place, due_on);
    bool over = !text_is(text_from(state), "planned") && !text_is(text_from(state), "due");
    int32_t day = over ? due_on + file->head.id.bytes[10] % 9 : due_on - ROUND_AHEAD_DAYS;
    making_at(making, caseworker, over ? day : day > today ? file->arrived_on : day, EVENING);
    put_head(making, file, &round->head);
    round->head.state = text_from(state);
    round->head.state_since = zone_date(making->work.zone, making->work.now);
    round->return_case = file->head.id;
    round->occasion = text_from(ROUND_OCCASIONS[place].code);
    round->due_on = due_on;
    round->attempts = text_is(round->head.state, "unreachable") ? ROUND_ATTEMPTS : 0;
    round->generated.is = FLAG_YES;
    if (over) {
        round->attempted_on = day;
        round->attempt_mode = TEXT("telephone");
    }
    if (text_is(round->head.state, "done"))
        round->done_on = day;
    enum outcome outcome = record_insert(&making->work, &round_record, round);
    if (outcome == OK && text_is(round->head.state, "due"))
        outcome = open_task(making, round);
    if (outcome == OK && text_is(round->head.state, "done"))
        outcome = add_interview(making, file, round, place, 0, true);
    if (outcome == OK && text_is(round->head.state, "done") && place >= 2)
        outcome = add_interview(making, file, round, place, 1, true);
    if (outcome == OK && text_is(round->head.state, "due") && due_on <= today && file->head.id.bytes[9] % 2 == 0) {
        making_at(making, caseworker, today, EVENING);
        outcome = add_interview(making, file, round, place, 0, false);
    }
    return outcome;
}

/* ---- all of it ---- */

void note_arrival(struct making *making, const struct return_case *file, size_t office, enum group group)
{
    bool recent = file->arrived_on != DATE_NONE && file->arrived_on > making->options->today - 200;
    bool drawn = file->head.id.bytes[15] % EACH == 0 && making->monitored < making->monitored_wanted;
    if (file->arrived_on == DATE_NONE || group == GROUP_MINORS || (!recent && !drawn) ||
        making->arrival_count == ARRIVALS_MOST)
        return;
    if (making->arrivals == NULL)
        making->arrivals = arena_array(making->kept, struct arrival, ARRIVALS_MOST);
    making->arrivals[making->arrival_count++] = (struct arrival){file->head.id, office};
    making->monitored += !recent;
}

static enum outcome follow(struct making *making, const struct arrival *arrival)
{
    void *row;
    enum outcome outcome = record_get_unlimited(&making->work, &return_case_record, arrival->file, &row);
    for (size_t place = 0; place < ROUND_COUNT && outcome == OK; place++)
        outcome = add_round(making, row, &making->caseworker[arrival->office], place);
    return making_refused(making, "rounds after a return", outcome);
}

static enum outcome follow_some(struct making *making, size_t from, size_t to)
{
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    enum outcome outcome = db_transaction_begin(making->work.db, true, &transaction);
    making->builder = (struct actor){.system = true, .organisation = making->organisation};
    if (outcome == OK && from == 0)
        outcome = make_questionnaires(making);
    bool proposed = making->questionnaires[0] != NULL && making->questionnaires[1] != NULL;
    for (size_t i = from; i < to && outcome == OK && proposed; i++) {
        outcome = follow(making, &making->arrivals[i]);
        arena_reset(making->work.arena);
        making->work.problems = problems_open(making->work.arena);
    }
    return outcome == OK ? db_transaction_commit(&transaction) : outcome;
}

enum outcome make_monitoring(struct making *making)
{
    enum outcome outcome = OK;
    size_t from = 0;
    do {
        size_t to = from + AT_ONCE < making->arrival_count ? from + AT_ONCE : making->arrival_count;
        outcome = follow_some(making, from, to);
        from = to;
    } while (outcome == OK && from < making->arrival_count);
    return outcome;
}
