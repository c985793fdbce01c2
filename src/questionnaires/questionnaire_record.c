/* A version of a questionnaire: fields, life, who may do what. */
#include <sodium.h>

#include "codec/hex.h"
#include "questionnaires/questionnaire_store.h"

static const struct choice STATUSES[] = {
    {"proposed", N_("Proposal"), {0}},
    {"official", N_("As published"), {0}},
};
struct choice_list questionnaire_statuses = {"questionnaire_statuses", NULL, STATUSES,
                                             sizeof STATUSES / sizeof *STATUSES};

#define OWN FIELD_COMPUTED
#define NEWER_NOTE N_("A newer version took its place.")

static const struct field FIELDS[] = {
    FIELD(struct questionnaire_version, name, FIELD_TEXT, .label = N_("Name"), .flags = FIELD_REQUIRED | OWN,
          .longest = QUESTIONNAIRE_CODE_MOST),
    FIELD(struct questionnaire_version, edition, FIELD_INTEGER, .label = N_("Version"),
          .flags = FIELD_REQUIRED | FIELD_LISTED | OWN),
    FIELD(struct questionnaire_version, title_fr, FIELD_TEXT, .label = N_("Title in French"), .flags = OWN),
    FIELD(struct questionnaire_version, title_ar, FIELD_TEXT, .label = N_("Title in Arabic"), .flags = OWN),
    FIELD(struct questionnaire_version, title_en, FIELD_TEXT, .label = N_("Title in English"), .flags = OWN),
    FIELD(struct questionnaire_version, status, FIELD_CHOICE, .label = N_("Where it comes from"),
          .choices = &questionnaire_statuses, .flags = FIELD_LISTED | OWN),
    FIELD(struct questionnaire_version, source, FIELD_LINES, .label = N_("Source"), .flags = OWN),
    FIELD(struct questionnaire_version, occasions, FIELD_TEXT, .label = N_("Asked at"), .flags = OWN),
    FIELD(struct questionnaire_version, weighted, FIELD_FLAG, .label = N_("Weighted score"), .flags = OWN),
    FIELD(struct questionnaire_version, definition, FIELD_LINES, .label = N_("Text of the questionnaire"),
          .flags = OWN),
    FIELD(struct questionnaire_version, scoring, FIELD_TEXT, .label = N_("Mark of its scores"), .flags = OWN),
    FIELD(struct questionnaire_version, published_on, FIELD_DATE, .label = N_("Published on"),
          .flags = FIELD_LISTED | OWN),
    FIELD(struct questionnaire_version, retired_on, FIELD_DATE, .label = N_("Withdrawn from use on"), .flags = OWN),
};

static struct text title(struct work *work, const void *row)
{
    const struct questionnaire_version *version = row;
    const struct words words = {{version->title_fr, version->title_ar, version->title_en}};
    struct text shown = words_in(&words, questionnaire_language(work));
    return shown.length == 0 ? version->name : shown;
}

size_t questionnaire_language(const struct work *work)
{
    for (size_t i = 0; i < LANGUAGE_COUNT; i++)
        if (language_at(i) == work->language)
            return i;
    return 0;
}

/* A hash of what decides about scores, short enough to be read aloud. */
static struct text scoring_of(struct arena *arena, const struct questionnaire *questionnaire)
{
    enum { KEPT = 8 };
    struct buffer text AUTO_BUFFER = buffer_open(QUESTIONNAIRE_TEXT_MOST);
    unsigned char sum[crypto_hash_sha256_BYTES];
    questionnaire_scoring_write(questionnaire, &text);
    (void)crypto_hash_sha256(sum, (const unsigned char *)text.bytes, text.length);
    return hex_encode(arena, (struct text){(const char *)sum, KEPT});
}

void questionnaire_copy_head(struct work *work, const struct questionnaire *questionnaire,
                             struct questionnaire_version *row)
{
    row->name = questionnaire->name;
    row->title_fr = questionnaire->title.in[0];
    row->title_ar = questionnaire->title.in[1];
    row->title_en = questionnaire->title.in[2];
    row->status = questionnaire->official ? TEXT("official") : TEXT("proposed");
    row->source = questionnaire->source;
    row->occasions = questionnaire->occasions;
    row->weighted.is = questionnaire_is_weighted(questionnaire) ? FLAG_YES : FLAG_NO;
    row->scoring = scoring_of(work->arena, questionnaire);
}

/* What was published stays as it is, whoever asks. */
static enum outcome check(struct work *work, const void *before, void *row, struct problems *problems)
{
    const struct questionnaire_version *was = before;
    const struct questionnaire_version *is = row;
    (void)work;
    if (was != NULL && !text_is(was->head.state, "draft") && !text_equal(was->definition, is->definition))
        (void)problem_add(problems, INVALID, "published", TEXT_NONE,
                          N_("A published version does not change: make a new version of it."));
    return OK;
}

struct record questionnaire_record = {
    .name = "questionnaire",
    .path = "questionnaires",
    .table = "questionnaire",
    .label = N_("Questionnaire"),
    .plural = N_("Questionnaires"),
    .size = sizeof(struct questionnaire_version),
    .fields = FIELDS,
    .field_count = sizeof FIELDS / sizeof *FIELDS,
    .seal_with = SEAL_ORGANISATION,
    .read = &questionnaire_read_right,
    .create = &questionnaire_build,
    .update = &questionnaire_build,
    .check = check,
    .title = title,
};

/* ---- rights ---- */

struct right questionnaire_read_right = {"questionnaire.read", N_("See questionnaires"), 0};
struct right questionnaire_build = {"questionnaire.build", N_("Build and publish questionnaires"), 0};

const struct grant questionnaire_grants[] = {
    {ROLE_CASEWORKER, &questionnaire_read_right, SCOPE_ORGANISATION},
    {ROLE_SUPERVISOR, &questionnaire_read_right, SCOPE_ORGANISATION},
    {ROLE_ANALYST, &questionnaire_read_right, SCOPE_ORGANISATION},
    {ROLE_AUDITOR, &questionnaire_read_right, SCOPE_ORGANISATION},
    {ROLE_PROGRAMME_MANAGER, &questionnaire_read_right, SCOPE_ORGANISATION},
    {ROLE_PROGRAMME_MANAGER, &questionnaire_build, SCOPE_ORGANISATION},
};
const size_t questionnaire_grant_count = sizeof questionnaire_grants / sizeof *questionnaire_grants;

/* ---- life ---- */

static const struct flow_state STATES[] = {
    {"draft", N_("Draft"), STATE_NOW, true},
    {"published", N_("In use"), STATE_NOW, true},
    {"retired", N_("Withdrawn from use"), STATE_ENDED, true},
    {"discarded", N_("Discarded"), STATE_ENDED, false},
};

static enum outcome can_publish(struct work *work, const void *row, struct gate *gate)
{
    struct questionnaire *questionnaire;
    struct problems lacks = problems_open(work->arena);
    enum outcome outcome = questionnaire_of(work, row, &questionnaire);
    if (outcome < 0)
        return outcome;
    if (outcome == OK)
        questionnaire_complete(questionnaire, &lacks);
    gate_require(gate, outcome == OK && lacks.count == 0, "questionnaire_incomplete",
                 N_("Something is asked, every text stands in three languages, and what is claimed has its source"),
                 N_("Who builds the questionnaire"), TEXT_NONE);
    return OK;
}

/* The version in use until now makes room; who was being asked is asked to the end on that one. */
static enum outcome published(struct work *work, void *row)
{
    struct questionnaire_version *version = row;
    struct questionnaire_version **others;
    size_t count;
    version->published_on = zone_date(work->zone, work->now);
    enum outcome outcome = questionnaires_published(work, version->head.organisation, &others, &count);
    for (size_t i = 0; i < count && outcome == OK; i++)
        if (text_equal(others[i]->name, version->name) && !identifier_equal(others[i]->head.id, version->head.id))
            outcome = flow_move_forced(work, &questionnaire_flow, others[i]->head.id, TEXT("retire"), TEXT(NEWER_NOTE));
    return outcome;
}

static enum outcome retired(struct work *work, void *row)
{
    ((struct questionnaire_version *)row)->retired_on = zone_date(work->zone, work->now);
    return OK;
}

static const struct step STEPS[] = {
    {.from = "draft",
     .action = "publish",
     .to = "published",
     .label = N_("Publish"),
     .done = N_("Published"),
     .description = N_("From now on it does not change, and interviews are held on it. The version in use until now "
                       "is withdrawn; interviews begun on it end on it."),
     .right = &questionnaire_build,
     .danger = true,
     .guard = can_publish,
     .effect = published},
    {.from = "draft",
     .action = "discard",
     .to = "discarded",
     .label = N_("Discard the draft"),
     .done = N_("Draft discarded"),
     .description = N_("It is kept in the history and cannot be taken up again."),
     .right = &questionnaire_build,
     .danger = true},
    {.from = "published",
     .action = "retire",
     .to = "retired",
     .label = N_("Withdraw from use"),
     .done = N_("Withdrawn from use"),
     .description = N_("No interview begins on it any more; those begun end on it."),
     .right = &questionnaire_build,
     .danger = true,
     .effect = retired},
};

const struct flow questionnaire_flow = {
    .name = "questionnaire",
    .record = &questionnaire_record,
    .states = STATES,
    .state_count = sizeof STATES / sizeof *STATES,
    .steps = STEPS,
    .step_count = sizeof STEPS / sizeof *STEPS,
};
