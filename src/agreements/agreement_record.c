/* The agreement itself.  Its dates are computed from what the sources say (date_record.c). */
#include "agreements/agreement_store.h"
#include "flow/task.h"

#define NAMES N_("What it is")
#define CHAIN N_("What it changes or replaces")
#define TERM N_("Since when, until when")
#define SHARING N_("Data that it permits to share")

enum { NUMBER_LARGEST = 999 };

static const struct field FIELDS[] = {
    FIELD(struct agreement, kind, FIELD_CHOICE, .label = N_("Kind of agreement"), .section = NAMES,
          .choices = &agreement_kinds, .every = N_("All kinds"),
          .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_FILTERED),
    FIELD(struct agreement, title_fr, FIELD_TEXT, .label = N_("Title in French"), .section = NAMES, .longest = 250,
          .flags = FIELD_NAMING, .help = N_("A title in one language is enough; the others may follow.")),
    FIELD(struct agreement, title_ar, FIELD_TEXT, .label = N_("Title in Arabic"), .section = NAMES, .longest = 250,
          .flags = FIELD_NAMING),
    FIELD(struct agreement, title_en, FIELD_TEXT, .label = N_("Title in English"), .section = NAMES, .longest = 250,
          .flags = FIELD_NAMING),
    FIELD(struct agreement, reference, FIELD_TEXT, .label = N_("Reference of the text"), .section = NAMES,
          .longest = 120),
    FIELD(struct agreement, place, FIELD_TEXT, .label = N_("Place of signature"), .section = NAMES, .longest = 120),
    FIELD(struct agreement, territory, FIELD_TEXT, .label = N_("Territory"), .section = NAMES, .longest = 250,
          .help = N_("Where it applies.")),
    FIELD(struct agreement, themes, FIELD_CHOICES, .label = N_("Themes"), .section = NAMES,
          .choices = &agreement_themes, .every = N_("All themes"), .flags = FIELD_LISTED | FIELD_FILTERED,
          .help = N_("Referrals between its parties are counted under these themes.")),
    FIELD(struct agreement, summary, FIELD_LINES, .label = N_("What it says"), .section = NAMES, .longest = 2000),
    FIELD(struct agreement, owner, FIELD_LINK, .label = N_("Who looks after it"), .section = NAMES,
          .target = &colleague_record, .flags = FIELD_LISTED,
          .help = N_("Is told before it ends. Nobody: whoever recorded it.")),
    FIELD(struct agreement, amends, FIELD_LINK, .label = N_("Agreement that it amends"), .section = CHAIN,
          .target = &agreement_record, .help = N_("Of an amendment only.")),
    FIELD(struct agreement, amendment_number, FIELD_INTEGER, .label = N_("Number of the amendment"), .section = CHAIN,
          .smallest = 1, .largest = NUMBER_LARGEST),
    FIELD(struct agreement, replaces, FIELD_LINK, .label = N_("Agreement that it replaces"), .section = CHAIN,
          .target = &agreement_record, .help = N_("It ends on the day on which this one is in force.")),
    FIELD(struct agreement, data_categories, FIELD_CHOICES, .label = N_("Which data"), .section = SHARING,
          .choices = &agreement_data,
          .help = N_("Of a data-sharing protocol or its amendment: nothing that is not named here may be shared.")),
    FIELD(struct agreement, data_purpose, FIELD_LINES, .label = N_("What the data may be used for"), .section = SHARING,
          .longest = 1000),
    FIELD(struct agreement, signed_on, FIELD_PARTIAL_DATE, .label = N_("Signed"), .section = TERM,
          .flags = FIELD_COMPUTED | FIELD_LISTED),
    FIELD(struct agreement, in_force_on, FIELD_PARTIAL_DATE, .label = N_("In force from"), .section = TERM,
          .flags = FIELD_COMPUTED | FIELD_LISTED),
    FIELD(struct agreement, ends_on, FIELD_PARTIAL_DATE, .label = N_("Last day in force"), .section = TERM,
          .flags = FIELD_COMPUTED),
    FIELD(struct agreement, review_on, FIELD_DATE, .label = N_("To be reviewed"), .section = TERM,
          .flags = FIELD_COMPUTED | FIELD_FILTERED),
    FIELD(struct agreement, runs_from, FIELD_DATE, .label = N_("Permits from"), .section = TERM,
          .flags = FIELD_COMPUTED, .help = N_("On the safe side: when only a month is known, from its last day.")),
    FIELD(struct agreement, runs_until, FIELD_DATE, .label = N_("Permits until"), .section = TERM,
          .flags = FIELD_COMPUTED | FIELD_LISTED | FIELD_FILTERED | FIELD_SORTED,
          .help = N_("On the safe side: when only a month is known, until its first day.")),
    FIELD(struct agreement, ended_on, FIELD_DATE, .label = N_("Ended before its time on"), .section = TERM,
          .flags = FIELD_COMPUTED),
    FIELD(struct agreement, disputed, FIELD_FLAG, .label = N_("Sources disagree"), .section = TERM,
          .flags = FIELD_COMPUTED | FIELD_FILTERED),
    FIELD(struct agreement, profile_key, FIELD_TEXT, .label = N_("Of the profile"),
          .flags = FIELD_COMPUTED | FIELD_HIDDEN),
    FIELD(struct agreement, warned_of, FIELD_DATE, .label = N_("Warned of"), .flags = FIELD_COMPUTED | FIELD_HIDDEN),
    FIELD(struct agreement, review_told, FIELD_DATE, .label = N_("Told of the review"),
          .flags = FIELD_COMPUTED | FIELD_HIDDEN),
};

bool agreement_is_draft(const struct agreement *agreement) { return text_is(agreement->head.state, "draft"); }

bool agreement_shares(const struct agreement *agreement)
{
    return text_is(agreement->kind, "sharing_protocol") ||
           (text_is(agreement->kind, "amendment") && agreement->data_categories.length > 0);
}

struct text agreement_called(struct work *work, const struct agreement *agreement)
{
    const char *tag = language_tag(work->language);
    const struct text own = text_is(text_from(tag), "ar")   ? agreement->title_ar
                            : text_is(text_from(tag), "en") ? agreement->title_en
                                                            : agreement->title_fr;
    const struct text titles[] = {own, agreement->title_fr, agreement->title_en, agreement->title_ar};
    for (size_t i = 0; i < sizeof titles / sizeof *titles; i++)
        if (titles[i].length > 0)
            return titles[i];
    return TEXT_NONE;
}

static struct text title(struct work *work, const void *row) { return agreement_called(work, row); }

/* ---- what is checked ---- */

static void check_words(const struct agreement *row, struct problems *problems)
{
    bool shares = text_is(row->kind, "sharing_protocol") || text_is(row->kind, "amendment");
    if (row->title_fr.length == 0 && row->title_ar.length == 0 && row->title_en.length == 0)
        (void)problem_add(problems, INVALID, "title_missing", TEXT("title_fr"),
                          N_("Give the title in one language at least."));
    if (!shares && (row->data_categories.length > 0 || row->data_purpose.length > 0))
        (void)problem_add(problems, INVALID, "not_a_protocol", TEXT("data_categories"),
                          N_("Only a data-sharing protocol or its amendment permits data to be shared."));
    if (row->data_categories.length > 0 && row->data_purpose.length == 0)
        (void)problem_add(problems, INVALID, "purpose_missing", TEXT("data_purpose"),
                          N_("Say what the data may be used for."));
}

static enum outcome linked(struct work *work, const struct agreement *row, struct identifier id, const char *field,
                           const struct agreement **ret_linked, struct problems *problems)
{
    bool leads = false;
    enum outcome outcome = agreement_parent(work, &row->head, id, ret_linked);
    if (outcome == NOT_FOUND) {
        *ret_linked = NULL;
        (void)problem_add(problems, INVALID, "agreement_missing", text_from(field), N_("Choose the agreement."));
        return OK;
    }
    if (outcome == OK && !identifier_is_none(row->head.id))
        outcome = agreement_leads_to(work, id, row->head.id, &leads);
    if (outcome == OK && leads)
        (void)problem_add(problems, INVALID, "in_a_circle", text_from(field),
                          identifier_equal(id, row->head.id)
                              ? N_("An agreement can neither amend nor replace itself.")
                              : N_("That agreement itself rests on this one: the chain would lead back to its start."));
    return outcome;
}

static enum outcome check_amendment(struct work *work, const struct agreement *row, struct problems *problems)
{
    const struct agreement *amended;
    bool is_amendment = text_is(row->kind, "amendment");
    bool numbered = row->amendment_number != INTEGER_NONE;
    if (is_amendment && identifier_is_none(row->amends))
        (void)problem_add(problems, INVALID, "amends_missing", TEXT("amends"), N_("Say which agreement it amends."));
    if (is_amendment && !numbered)
        (void)problem_add(problems, INVALID, "number_missing", TEXT("amendment_number"),
                          N_("Give the number of the amendment."));
    if (!is_amendment && (numbered || !identifier_is_none(row->amends)))
        (void)problem_add(problems, INVALID, "not_an_amendment", TEXT("amends"), N_("Only an amendment amends."));
    if (!is_amendment || identifier_is_none(row->amends))
        return OK;
    enum outcome outcome = linked(work, row, row->amends, "amends", &amended, problems);
    if (outcome != OK || amended == NULL)
        return outcome;
    if (text_is(amended->kind, "amendment"))
        (void)problem_add(problems, INVALID, "amends_amendment", TEXT("amends"),
                          N_("Name the agreement itself: an amendment is changed by the next amendment of it."));
    if (row->data_categories.length > 0 && !text_is(amended->kind, "sharing_protocol"))
        (void)problem_add(problems, INVALID, "not_a_protocol", TEXT("data_categories"),
                          N_("Only a data-sharing protocol or its amendment permits data to be shared."));
    if (!numbered)
        return OK;
    outcome = agreement_amendment_numbered(work, row->amends, row->amendment_number, row->head.id);
    if (outcome == OK)
        (void)problem_add(problems, INVALID, "number_taken", TEXT("amendment_number"),
                          N_("Another amendment of that agreement has this number."));
    return outcome == NOT_FOUND ? OK : outcome;
}

/* What was signed is not changed; what is written about it is. */
static bool text_changed(const struct agreement *a, const struct agreement *b)
{
    return !text_equal(a->kind, b->kind) || !text_equal(a->themes, b->themes) ||
           !text_equal(a->data_categories, b->data_categories) || !text_equal(a->data_purpose, b->data_purpose) ||
           !identifier_equal(a->amends, b->amends) || a->amendment_number != b->amendment_number ||
           !identifier_equal(a->replaces, b->replaces);
}

static enum outcome check(struct work *work, const void *before, void *row, struct problems *problems)
{
    struct agreement *agreement = row;
    const struct agreement *stored = before;
    const struct agreement *replaced;
    agreement->head.assigned = agreement->owner;
    check_words(agreement, problems);
    if (stored != NULL && !agreement_is_draft(stored) && text_changed(stored, agreement))
        (void)problem_add(
            problems, INVALID, "agreement_signed", TEXT_NONE,
            N_("What was signed is not changed: record an amendment, or the agreement that replaces it."));
    if (stored != NULL && !text_changed(stored, agreement))
        return OK;
    enum outcome outcome = check_amendment(work, agreement, problems);
    if (outcome == OK && !identifier_is_none(agreement->replaces))
        outcome = linked(work, agreement, agreement->replaces, "replaces", &replaced, problems);
    return outcome;
}

/* The open tasks go to who looks after it now. */
static enum outcome stored(struct work *work, const void *before, const void *row)
{
    const struct agreement *now = row;
    if (before == NULL || identifier_equal(record_head_of(before)->assigned, now->head.assigned))
        return OK;
    return task_assign(work, text_from(agreement_record.name), now->head.id, (struct identifier){{0}},
                       now->head.assigned);
}

struct record agreement_record = {
    .name = "agreement",
    .path = "agreements",
    .table = "agreement",
    .label = N_("Agreement"),
    .plural = N_("Agreements"),
    .kind = "AGR",
    .size = sizeof(struct agreement),
    .fields = FIELDS,
    .field_count = sizeof FIELDS / sizeof *FIELDS,
    .seal_with = SEAL_ORGANISATION,
    .read = &agreement_see,
    .create = &agreement_keep,
    .update = &agreement_keep,
    .check = check,
    .title = title,
    .stored = stored,
};

enum outcome agreement_store(struct work *work, void *row)
{
    enum outcome outcome = record_insert(work, &agreement_record, row);
    return outcome == OK ? flow_begin(work, &agreement_flow, row) : outcome;
}

/* ---- for what hangs on it ---- */

enum outcome agreement_parent(struct work *work, const struct record_head *head, struct identifier id,
                              const struct agreement **ret_agreement)
{
    void *row;
    if (identifier_is_none(id))
        return NOT_FOUND;
    enum outcome outcome = record_get_unlimited(work, &agreement_record, id, &row);
    if (outcome != OK)
        return outcome;
    if (!identifier_equal(record_head_of(row)->organisation, head->organisation))
        return NOT_FOUND;
    *ret_agreement = row;
    return OK;
}

enum outcome agreement_unlocked(struct work *work, const struct agreement *agreement, struct problems *problems)
{
    struct subject subject = record_subject(agreement);
    const struct agreement *amended;
    bool shares = agreement_shares(agreement);
    if (!shares && text_is(agreement->kind, "amendment")) {
        enum outcome outcome = agreement_parent(work, &agreement->head, agreement->amends, &amended);
        if (outcome < 0)
            return outcome;
        shares = outcome == OK && agreement_shares(amended);
    }
    if (shares && !agreement_is_draft(agreement) && !work->actor->system &&
        !actor_may_on(work->actor, &agreement_open_sharing, &subject))
        (void)problem_add(problems, INVALID, "protocol_closed", TEXT_NONE,
                          N_("This says to whom personal data may go, and until when. After the signature the "
                             "data-protection officer alone changes it; everybody else records an amendment."));
    return OK;
}
