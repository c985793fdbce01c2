/* Sessions of counselling: in which language, with whom, and what was explained. */
#include "persons/persons.h"
#include "returns/return_rules.h"

static const struct choice CHANNELS[] = {
    {"office", N_("At the office"), {0}},
    {"telephone", N_("Telephone"), {0}},
    {"video", N_("Video call"), {0}},
    {"field", N_("Met in the field"), {0}},
    {"partner", N_("At a partner's place"), {0}},
    {"detention", N_("In a closed place"), {0}},
};
struct choice_list counselling_channels = {"counselling_channels", NULL, CHANNELS, sizeof CHANNELS / sizeof *CHANNELS};

static const struct choice TOPICS[] = {
    {"voluntary", N_("The return is the person's own free choice"), {0}},
    {"withdrawal", N_("The person may change their mind until the day of departure"), {0}},
    {"alternatives", N_("What else is possible in Morocco"), {0}},
    {"journey", N_("How the journey goes, and what can delay it"), {0}},
    {"aid", N_("What help is given, and that it is not guaranteed"), {0}},
    {"situation", N_("What is known of the situation at the place of return"), {0}},
    {"second_return", N_("A later stay in Morocco may bar a second assisted return"), {0}},
    {"data", N_("What is done with the person's data"), {0}},
    {"complaints", N_("How to complain"), {0}},
    {ASYLUM_TOPIC, N_("The return closes the asylum file and ends the protection"), {0}},
};
struct choice_list counselling_topics = {"counselling_topics", NULL, TOPICS, sizeof TOPICS / sizeof *TOPICS};

enum {
    SESSION_PURPOSES = PURPOSE_ASSISTANCE | PURPOSE_PROTECTION,
};

static const struct field FIELDS[] = {
    FIELD(struct return_counselling, return_case, FIELD_LINK, .label = N_("Return case"), .target = &return_case_record,
          .flags = FIELD_REQUIRED | FIELD_COMPUTED),
    FIELD(struct return_counselling, held_on, FIELD_DATE, .label = N_("Held on"),
          .flags = FIELD_REQUIRED | FIELD_PAST | FIELD_LISTED | FIELD_SORTED),
    FIELD(struct return_counselling, language, FIELD_CHOICE, .label = N_("Language"), .choices = &spoken_languages,
          .flags = FIELD_REQUIRED | FIELD_LISTED),
    FIELD(struct return_counselling, interpreter, FIELD_FLAG, .label = N_("With an interpreter"),
          .flags = FIELD_REQUIRED | FIELD_LISTED),
    FIELD(struct return_counselling, interpreter_name, FIELD_TEXT, .label = N_("Name of the interpreter"),
          .flags = FIELD_SEALED, .longest = 120),
    FIELD(struct return_counselling, channel, FIELD_CHOICE, .label = N_("Where or how"),
          .choices = &counselling_channels, .flags = FIELD_REQUIRED | FIELD_LISTED),
    FIELD(struct return_counselling, explained, FIELD_CHOICES, .label = N_("What was explained"),
          .choices = &counselling_topics, .flags = FIELD_REQUIRED | FIELD_SEALED),
    FIELD(struct return_counselling, questions, FIELD_LINES, .label = N_("What the person asked"),
          .flags = FIELD_SEALED),
    FIELD(struct return_counselling, note, FIELD_LINES, .label = N_("Note"), .flags = FIELD_SEALED),
};

static enum outcome check(struct work *work, const void *before, void *row, struct problems *problems)
{
    const struct return_counselling *session = row;
    void *file;
    (void)before;
    enum outcome outcome = record_get_unlimited(work, &return_case_record, session->return_case, &file);
    if (outcome < 0)
        return outcome;
    bool held = outcome == OK && session->held_on != DATE_NONE;
    if (held && session->held_on < ((const struct return_case *)file)->received_on)
        (void)problem_add(problems, INVALID, "counselled_before_request", TEXT("held_on"),
                          N_("The counselling cannot come before the request."));
    if (session->interpreter_name.length > 0 && session->interpreter.is != FLAG_YES)
        (void)problem_add(problems, INVALID, "interpreter_not_said", TEXT("interpreter"),
                          N_("An interpreter is named: say that there was one."));
    return OK;
}

static struct text title(struct work *work, const void *row)
{
    const struct return_counselling *session = row;
    return session->held_on == DATE_NONE ? TEXT_NONE : language_date(work->arena, work->language, session->held_on);
}

struct record return_counselling_record = {
    .name = "return_counselling",
    .path = "return-counselling",
    .table = "return_counselling",
    .label = N_("Counselling session"),
    .plural = N_("Counselling sessions"),
    .size = sizeof(struct return_counselling),
    .fields = FIELDS,
    .field_count = sizeof FIELDS / sizeof *FIELDS,
    .about_person = true,
    .seal_with = SEAL_PERSON,
    .purposes = SESSION_PURPOSES,
    .read = &return_read,
    .create = &return_counsel,
    .update = &return_counsel,
    .check = check,
    .title = title,
};
