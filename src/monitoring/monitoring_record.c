/* Rounds and interviews: fields and rights. */
#include "identity/identity.h"
#include "monitoring/monitoring_rules.h"

const struct round_occasion ROUND_OCCASIONS[ROUND_COUNT] = {
    {"month_1", 1}, {"month_3", 3}, {"month_6", 6}, {"month_12", 12}};

int32_t round_months(struct text occasion)
{
    for (size_t i = 0; i < ROUND_COUNT; i++)
        if (text_is(occasion, ROUND_OCCASIONS[i].code))
            return ROUND_OCCASIONS[i].months;
    return 0;
}

static const struct choice OCCASIONS[] = {
    {"month_1", N_("1 month after the arrival"), {0}},
    {"month_3", N_("3 months after the arrival"), {0}},
    {"month_6", N_("6 months after the arrival"), {0}},
    {"month_12", N_("12 months after the arrival"), {0}},
};
struct choice_list monitoring_occasions = {"monitoring_occasions", NULL, OCCASIONS,
                                           sizeof OCCASIONS / sizeof *OCCASIONS};

static const struct choice MODES[] = {
    {"telephone", N_("Telephone"), {0}},
    {"visit", N_("Visit"), {0}},
};
struct choice_list monitoring_modes = {"monitoring_modes", NULL, MODES, sizeof MODES / sizeof *MODES};

enum {
    ROUND_PURPOSES = PURPOSE_ASSISTANCE | PURPOSE_PROTECTION | PURPOSE_REPORTING,
    ANSWER_PURPOSES = PURPOSE_ASSISTANCE | PURPOSE_PROTECTION,
};

/* ---- rights ---- */

struct right monitoring_read = {"monitoring.read", N_("See the rounds after a return"), 0, ROWS_CASES};
struct right monitoring_write = {"monitoring.write", N_("Call, visit and interview after a return"), 0, ROWS_CASES};
/* Of the rows that monitoring.read opens; it opens none itself. */
struct right interview_answers = {"interview.answers", N_("See what people answered in interviews"), 0};
struct right monitoring_figures = {"monitoring.figures", N_("See the figures of monitoring"), 0, ROWS_CASES};

const struct grant monitoring_grants[] = {
    {ROLE_CASEWORKER, &monitoring_read, SCOPE_OFFICE},
    {ROLE_CASEWORKER, &monitoring_write, SCOPE_OFFICE},
    {ROLE_CASEWORKER, &interview_answers, SCOPE_OWN},
    {ROLE_CASEWORKER, &monitoring_figures, SCOPE_OFFICE},
    {ROLE_SUPERVISOR, &monitoring_read, SCOPE_ORGANISATION},
    {ROLE_SUPERVISOR, &monitoring_write, SCOPE_ORGANISATION},
    {ROLE_SUPERVISOR, &interview_answers, SCOPE_ORGANISATION},
    {ROLE_SUPERVISOR, &monitoring_figures, SCOPE_ORGANISATION},
    {ROLE_PROGRAMME_MANAGER, &monitoring_read, SCOPE_ORGANISATION},
    {ROLE_PROGRAMME_MANAGER, &monitoring_figures, SCOPE_ORGANISATION},
    {ROLE_ANALYST, &monitoring_figures, SCOPE_ORGANISATION},
    {ROLE_AUDITOR, &monitoring_figures, SCOPE_ORGANISATION},
};
const size_t monitoring_grant_count = sizeof monitoring_grants / sizeof *monitoring_grants;

/* ---- rounds ---- */

static const struct field ROUND_FIELDS[] = {
    FIELD(struct monitoring_round, return_case, FIELD_LINK, .label = N_("Return case"), .target = &return_case_record,
          .flags = FIELD_REQUIRED | FIELD_COMPUTED),
    FIELD(struct monitoring_round, occasion, FIELD_CHOICE, .label = N_("Round"), .choices = &monitoring_occasions,
          .flags = FIELD_REQUIRED | FIELD_COMPUTED | FIELD_LISTED | FIELD_FILTERED, .every = N_("All rounds")),
    FIELD(struct monitoring_round, due_on, FIELD_DATE, .label = N_("Due on"),
          .flags = FIELD_REQUIRED | FIELD_COMPUTED | FIELD_LISTED | FIELD_FILTERED | FIELD_SORTED),
    FIELD(struct monitoring_round, attempts, FIELD_INTEGER, .label = N_("Attempts in vain"),
          .flags = FIELD_COMPUTED | FIELD_LISTED, .smallest = 0, .largest = 1000),
    FIELD(struct monitoring_round, attempted_on, FIELD_DATE, .label = N_("Last attempt on"),
          .flags = FIELD_COMPUTED | FIELD_PAST),
    FIELD(struct monitoring_round, attempt_mode, FIELD_CHOICE, .label = N_("By telephone or visit"),
          .choices = &monitoring_modes, .flags = FIELD_COMPUTED),
    FIELD(struct monitoring_round, attempt_note, FIELD_LINES, .label = N_("What was found"),
          .purposes = ANSWER_PURPOSES, .flags = FIELD_COMPUTED | FIELD_SEALED, .longest = 1000),
    FIELD(struct monitoring_round, done_on, FIELD_DATE, .label = N_("Held on"), .flags = FIELD_COMPUTED | FIELD_PAST),
    FIELD(struct monitoring_round, generated, FIELD_FLAG, .label = N_("Generated for the demonstration: nobody real"),
          .flags = FIELD_COMPUTED),
};

static struct text round_title(struct work *work, const void *row)
{
    return choice_show(&monitoring_occasions, ((const struct monitoring_round *)row)->occasion, work->language);
}

struct record round_record = {
    .name = "monitoring_round",
    .path = "monitoring-rounds",
    .table = "monitoring_round",
    .label = N_("Round after the return"),
    .plural = N_("Rounds after the return"),
    .kind = "MON",
    .size = sizeof(struct monitoring_round),
    .fields = ROUND_FIELDS,
    .field_count = sizeof ROUND_FIELDS / sizeof *ROUND_FIELDS,
    .about_person = true,
    .seal_with = SEAL_PERSON,
    .purposes = ROUND_PURPOSES,
    .read = &monitoring_read,
    .create = &monitoring_write,
    .update = &monitoring_write,
    .about = &person_record,
    .title = round_title,
};

/* ---- interviews ---- */

static const struct field INTERVIEW_FIELDS[] = {
    FIELD(struct monitoring_interview, round, FIELD_LINK, .label = N_("Round after the return"),
          .target = &round_record, .flags = FIELD_REQUIRED | FIELD_COMPUTED),
    FIELD(struct monitoring_interview, return_case, FIELD_LINK, .label = N_("Return case"),
          .target = &return_case_record, .flags = FIELD_REQUIRED | FIELD_COMPUTED),
    FIELD(struct monitoring_interview, questionnaire, FIELD_LINK, .label = N_("Questionnaire"),
          .target = &questionnaire_record, .flags = FIELD_REQUIRED | FIELD_COMPUTED),
    FIELD(struct monitoring_interview, occasion, FIELD_CHOICE, .label = N_("Round"), .choices = &monitoring_occasions,
          .flags = FIELD_COMPUTED),
    FIELD(struct monitoring_interview, mode, FIELD_CHOICE, .label = N_("By telephone or visit"),
          .choices = &monitoring_modes, .flags = FIELD_REQUIRED | FIELD_ONCE),
    FIELD(struct monitoring_interview, language, FIELD_CHOICE, .label = N_("Language of the interview"),
          .choices = &spoken_languages, .flags = FIELD_REQUIRED | FIELD_ONCE),
    FIELD(struct monitoring_interview, interpreter, FIELD_FLAG, .label = N_("With an interpreter"),
          .flags = FIELD_REQUIRED | FIELD_ONCE),
    FIELD(struct monitoring_interview, interviewer, FIELD_LINK, .label = N_("Interviewer"), .target = &colleague_record,
          .flags = FIELD_COMPUTED),
    FIELD(struct monitoring_interview, begun_on, FIELD_DATE, .label = N_("Interview begun on"),
          .flags = FIELD_COMPUTED | FIELD_PAST),
    FIELD(struct monitoring_interview, ended_on, FIELD_DATE, .label = N_("Interview ended on"),
          .flags = FIELD_COMPUTED | FIELD_PAST),
    FIELD(struct monitoring_interview, answers, FIELD_LINES, .label = N_("Answers"), .read = &interview_answers,
          .purposes = ANSWER_PURPOSES, .flags = FIELD_COMPUTED | FIELD_SEALED),
    FIELD(struct monitoring_interview, section, FIELD_TEXT, .label = N_("Last page written"),
          .flags = FIELD_COMPUTED | FIELD_HIDDEN),
    FIELD(struct monitoring_interview, score, FIELD_INTEGER, .label = N_("Score in tenths, 0 to 1000"),
          .read = &interview_answers, .purposes = ANSWER_PURPOSES, .flags = FIELD_COMPUTED | FIELD_SEALED,
          .smallest = 0, .largest = SCORE_WHOLE),
    FIELD(struct monitoring_interview, questions_asked, FIELD_INTEGER, .label = N_("Scored questions asked"),
          .read = &interview_answers, .purposes = ANSWER_PURPOSES, .flags = FIELD_COMPUTED | FIELD_SEALED,
          .smallest = 0, .largest = QUESTIONNAIRE_QUESTIONS_MOST),
    FIELD(struct monitoring_interview, questions_answered, FIELD_INTEGER, .label = N_("Of them answered"),
          .read = &interview_answers, .purposes = ANSWER_PURPOSES, .flags = FIELD_COMPUTED | FIELD_SEALED,
          .smallest = 0, .largest = QUESTIONNAIRE_QUESTIONS_MOST),
};

static struct text interview_title(struct work *work, const void *row)
{
    return choice_show(&monitoring_occasions, ((const struct monitoring_interview *)row)->occasion, work->language);
}

struct record interview_record = {
    .name = "monitoring_interview",
    .path = "monitoring-interviews",
    .table = "monitoring_interview",
    .label = N_("Interview"),
    .plural = N_("Interviews"),
    .size = sizeof(struct monitoring_interview),
    .fields = INTERVIEW_FIELDS,
    .field_count = sizeof INTERVIEW_FIELDS / sizeof *INTERVIEW_FIELDS,
    .about_person = true,
    .seal_with = SEAL_PERSON,
    .purposes = ROUND_PURPOSES,
    .read = &monitoring_read,
    .create = &monitoring_write,
    .update = &monitoring_write,
    .about = &person_record,
    .sensitive = true,
    .stored = interview_stored,
    .title = interview_title,
};
