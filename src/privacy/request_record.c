/* What persons ask about their own data. */
#include "privacy/privacy_store.h"

static const struct choice KINDS[] = {
    {"access", N_("To see what is held, and have a copy"), {0}},
    {"correction", N_("To have something corrected"), {0}},
    {"objection", N_("To object to what is done with the data"), {0}},
    {"erasure", N_("To have the data destroyed"), {0}},
};
struct choice_list data_request_kinds = {"data_request_kinds", NULL, KINDS, sizeof KINDS / sizeof *KINDS};

static const struct choice MEANS[] = {
    {"present", N_("At the counter"), {0}},
    {"letter", N_("By letter"), {0}},
    {"telephone", N_("By telephone"), {0}},
    {"email", N_("By e-mail"), {0}},
    {"authority", N_("Through the data-protection authority"), {0}},
};
static struct choice_list request_means = {"data_request_means", NULL, MEANS, sizeof MEANS / sizeof *MEANS};

static const struct choice ASKED_BY[] = {
    {"self", N_("The person"), {0}},
    {"guardian", N_("The guardian of a child"), {0}},
    {"representative", N_("Somebody with a written power"), {0}},
};
static struct choice_list request_askers = {"data_request_askers", NULL, ASKED_BY, sizeof ASKED_BY / sizeof *ASKED_BY};

static const struct choice LANGUAGES[] = {
    {"fr", NULL, {"français", "الفرنسية", "French"}},
    {"ar", NULL, {"arabe", "العربية", "Arabic"}},
    {"en", NULL, {"anglais", "الإنجليزية", "English"}},
};
static struct choice_list answer_languages = {"answer_languages", NULL, LANGUAGES,
                                              sizeof LANGUAGES / sizeof *LANGUAGES};

static const struct choice OUTCOMES[] = {
    {"granted", N_("Done as asked"), {0}},
    {"partly", N_("Done in part"), {0}},
    {"refused", N_("Refused, with the reason"), {0}},
};
struct choice_list data_request_outcomes = {"data_request_outcomes", NULL, OUTCOMES,
                                            sizeof OUTCOMES / sizeof *OUTCOMES};

static const struct field FIELDS[] = {
    FIELD(struct data_request, kind, FIELD_CHOICE, .label = N_("What the person asks"), .choices = &data_request_kinds,
          .every = N_("All requests"), .flags = FIELD_REQUIRED | FIELD_ONCE | FIELD_LISTED | FIELD_FILTERED),
    FIELD(struct data_request, received_on, FIELD_DATE, .label = N_("Received on"),
          .flags = FIELD_REQUIRED | FIELD_PAST | FIELD_ONCE | FIELD_LISTED),
    FIELD(struct data_request, due_on, FIELD_DATE, .label = N_("To be answered by"),
          .flags = FIELD_COMPUTED | FIELD_LISTED | FIELD_FILTERED | FIELD_SORTED),
    FIELD(struct data_request, means, FIELD_CHOICE, .label = N_("How it came"), .choices = &request_means,
          .flags = FIELD_REQUIRED),
    FIELD(struct data_request, language, FIELD_CHOICE, .label = N_("Language of the answer"),
          .choices = &answer_languages, .flags = FIELD_REQUIRED),
    FIELD(struct data_request, asked_by, FIELD_CHOICE, .label = N_("Who asks"), .choices = &request_askers,
          .flags = FIELD_REQUIRED),
    FIELD(struct data_request, identity_checked, FIELD_FLAG, .label = N_("It is certain who asks"),
          .help = N_("A document was seen, or a colleague knows the person. A representative shows the power."),
          .flags = FIELD_REQUIRED),
    FIELD(struct data_request, asked, FIELD_LINES, .label = N_("What was said"), .flags = FIELD_REQUIRED | FIELD_SEALED,
          .longest = 2000),
    FIELD(struct data_request, outcome, FIELD_CHOICE, .label = N_("Outcome"), .choices = &data_request_outcomes,
          .every = N_("All outcomes"), .flags = FIELD_COMPUTED | FIELD_LISTED),
    FIELD(struct data_request, answer, FIELD_LINES, .label = N_("Answer to the person"),
          .help = N_("In the language of the answer: it is printed as it stands."),
          .flags = FIELD_COMPUTED | FIELD_SEALED, .longest = 4000),
    FIELD(struct data_request, answered_on, FIELD_DATE, .label = N_("Answered on"),
          .flags = FIELD_COMPUTED | FIELD_LISTED),
};

/* The clock runs from the day of receipt, whatever day it was recorded on. */
static enum outcome check(struct work *work, const void *before, void *row, struct problems *problems)
{
    struct data_request *request = row;
    const struct privacy_term *clock = privacy_term("clock", request->kind);
    const struct data_request *stored = before;
    if (before == NULL && clock != NULL)
        request->due_on = privacy_term_end(clock, request->received_on);
    (void)work;
    if (stored != NULL && stored->answered_on != DATE_NONE)
        return problem_add(problems, INVALID, "answered", TEXT_NONE,
                           N_("The request was answered: what stands here is what the person was told."));
    return OK;
}

static struct text title(struct work *work, const void *row)
{
    return choice_show(&data_request_kinds, ((const struct data_request *)row)->kind, work->language);
}

struct record data_request_record = {
    .name = "data_request",
    .path = "data-requests",
    .table = "data_request",
    .label = N_("Request about data"),
    .plural = N_("Requests about data"),
    .kind = "DPR",
    .size = sizeof(struct data_request),
    .fields = FIELDS,
    .field_count = sizeof FIELDS / sizeof *FIELDS,
    .about_person = true,
    .about = &person_record,
    .seal_with = SEAL_PERSON,
    .purposes = PURPOSE_RECEPTION | PURPOSE_ASSISTANCE | PURPOSE_OVERSIGHT,
    .read = &request_see,
    .create = &request_record_right,
    .update = &request_answer,
    .check = check,
    .title = title,
};
