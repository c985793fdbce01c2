/* Partners, runs and common cases as records; who may do what with them. */
#include "codec/hex.h"
#include "linkage/linkage_store.h"
#include "matching/link_keys.h"
#include "persons/persons.h"
#include "system/http.h"

struct right linkage_agree = {"linkage.agree", N_("Agree with partners on the search for common cases"), 0};
struct right linkage_start_right = {"linkage.start", N_("Search for common cases with a partner"), 0};
struct right linkage_follow = {"linkage.follow", N_("See partners and searches for common cases"), 0};
struct right linkage_see = {"linkage.see", N_("See which cases a partner knows too"), 0, ROWS_PERSONS};
struct right linkage_exchange = {"linkage.exchange", N_("Send and fetch the files of a search for common cases"), 0};

/* Who agrees does not search: two persons stand behind every exchange. */
const struct grant linkage_grants[] = {
    {ROLE_DATA_PROTECTION, &linkage_agree, SCOPE_ORGANISATION},
    {ROLE_DATA_PROTECTION, &linkage_follow, SCOPE_ORGANISATION},
    {ROLE_DATA_PROTECTION, &linkage_see, SCOPE_ORGANISATION},
    {ROLE_PROGRAMME_MANAGER, &linkage_start_right, SCOPE_ORGANISATION},
    {ROLE_PROGRAMME_MANAGER, &linkage_follow, SCOPE_ORGANISATION},
    {ROLE_SUPERVISOR, &linkage_start_right, SCOPE_ORGANISATION},
    {ROLE_SUPERVISOR, &linkage_follow, SCOPE_ORGANISATION},
    {ROLE_SUPERVISOR, &linkage_see, SCOPE_OFFICE},
    {ROLE_PARTNER, &linkage_exchange, SCOPE_ORGANISATION},
};
const size_t linkage_grant_count = sizeof linkage_grants / sizeof *linkage_grants;

/* ---- partners ---- */

enum { KEY_DIGITS = 2 * LINK_KEY, QUOTA_MOST = 31 };

static const struct field PARTNER_FIELDS[] = {
    FIELD(struct linkage_partner, name, FIELD_TEXT, .label = N_("Partner"), .flags = FIELD_REQUIRED, .longest = 120),
    FIELD(struct linkage_partner, agreement, FIELD_LINES, .label = N_("What was agreed"), .flags = FIELD_REQUIRED,
          .help = N_("The agreement, its date, who signed it and where it lies."), .longest = 1000),
    FIELD(struct linkage_partner, recipient, FIELD_CHOICE, .label = N_("Recipient that consents have to name"),
          .choices = &consent_recipients, .flags = FIELD_REQUIRED | FIELD_LISTED,
          .help = N_("Only persons who agreed to this search and named this recipient are compared.")),
    FIELD(struct linkage_partner, partner_key, FIELD_TEXT, .label = N_("Key of the partner"), .flags = FIELD_REQUIRED,
          .longest = KEY_DIGITS,
          .help = N_("64 letters and digits that the partner gives you, compared aloud over the telephone.")),
    FIELD(struct linkage_partner, slots, FIELD_INTEGER, .label = N_("Size of each exchange"), .flags = FIELD_REQUIRED,
          .smallest = PSI_SLOTS_LEAST, .largest = PSI_SLOTS_MOST,
          .help =
              N_("The same on both sides: about twelve for each person compared. However many are compared, so many "
                 "are sent.")),
    FIELD(struct linkage_partner, quota, FIELD_INTEGER, .label = N_("Searches allowed in 30 days"),
          .flags = FIELD_REQUIRED | FIELD_LISTED, .smallest = 1, .largest = QUOTA_MOST),
    FIELD(struct linkage_partner, address, FIELD_TEXT, .label = N_("Address of the partner's Sanad"), .longest = 200,
          .help = N_("Begins with https://. Empty: files are exchanged by mail.")),
    FIELD(struct linkage_partner, token, FIELD_TEXT, .label = N_("Access token at the partner's"),
          .flags = FIELD_SEALED, .read = &linkage_agree, .longest = 200),
    FIELD(struct linkage_partner, active, FIELD_FLAG, .label = N_("Searches are allowed"),
          .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_FILTERED),
};

static enum outcome partner_check(struct work *work, const void *before, void *row, struct problems *problems)
{
    struct linkage_partner *partner = row;
    struct text bytes;
    (void)before;
    bool is_key = hex_decode(work->arena, partner->partner_key, &bytes) == OK && bytes.length == LINK_KEY;
    if (is_key)
        partner->partner_key = hex_encode(work->arena, bytes); /* as files name it: small letters */
    else if (partner->partner_key.length > 0)
        problem_add(problems, INVALID, "key_malformed", TEXT("partner_key"),
                    N_("A key is 64 digits and letters from a to f."));
    if (partner->address.length > 0 && !http_url_is_sound(partner->address))
        problem_add(problems, INVALID, "address_malformed", TEXT("address"),
                    N_("Write https:// and the name of the server, without anything behind it."));
    if (partner->token.length > 0 && partner->address.length == 0)
        problem_add(problems, INVALID, "address_missing", TEXT("address"),
                    N_("An access token belongs to an address."));
    return problems->count > 0 ? INVALID : OK;
}

static struct text partner_title(struct work *work, const void *row)
{
    (void)work;
    return ((const struct linkage_partner *)row)->name;
}

struct record linkage_partner_record = {
    .name = "linkage_partner",
    .path = "linkage-partners",
    .table = "linkage_partner",
    .label = N_("Partner for the search for common cases"),
    .plural = N_("Partners for the search for common cases"),
    .size = sizeof(struct linkage_partner),
    .fields = PARTNER_FIELDS,
    .field_count = sizeof PARTNER_FIELDS / sizeof *PARTNER_FIELDS,
    .seal_with = SEAL_ORGANISATION,
    .read = &linkage_follow,
    .create = &linkage_agree,
    .update = &linkage_agree,
    .check = partner_check,
    .title = partner_title,
};

/* ---- runs ---- */

static const struct choice SIDES[] = {
    {"offer", N_("Begun here"), {0}},
    {"answer", N_("Begun by the partner"), {0}},
    {"unit", N_("Compared by a third party"), {0}},
};
static struct choice_list sides = {"linkage_sides", NULL, SIDES, sizeof SIDES / sizeof *SIDES};
static const struct choice WAYS[] = {
    {"file", N_("By files"), {0}},
    {"network", N_("Over the network"), {0}},
};
static struct choice_list ways = {"linkage_ways", NULL, WAYS, sizeof WAYS / sizeof *WAYS};

static const struct choice PROGRESS[] = {
    {"ordered", N_("Being prepared"), {0}},
    {"offered", N_("Waits for the partner's answer"), {0}},
    {"returned", N_("The answer is being compared"), {0}},
    {"receiving", N_("Being received"), {0}},
    {"received", N_("The partner's request is being answered"), {0}},
    {"answered", N_("Answered; waits for the partner's closing file"), {0}},
    {"closing", N_("The closing file is being compared"), {0}},
    {"finished", N_("Finished"), {0}},
    {"refused", N_("Refused"), {0}},
    {"expired", N_("Given up: no answer in thirty days"), {0}},
};
struct choice_list linkage_progress = {"linkage_progress", NULL, PROGRESS, sizeof PROGRESS / sizeof *PROGRESS};

#define HIDDEN FIELD_COMPUTED | FIELD_HIDDEN
static const struct field RUN_FIELDS[] = {
    FIELD(struct linkage_run, partner, FIELD_LINK, .label = N_("Partner"), .target = &linkage_partner_record,
          .flags = FIELD_COMPUTED | FIELD_LISTED),
    FIELD(struct linkage_run, side, FIELD_CHOICE, .label = N_("Who began"), .choices = &sides,
          .flags = FIELD_COMPUTED | FIELD_LISTED),
    FIELD(struct linkage_run, way, FIELD_CHOICE, .label = N_("Way"), .choices = &ways, .flags = FIELD_COMPUTED),
    FIELD(struct linkage_run, progress, FIELD_CHOICE, .label = N_("How far it is"), .choices = &linkage_progress,
          .flags = FIELD_COMPUTED | FIELD_LISTED | FIELD_FILTERED),
    FIELD(struct linkage_run, problem, FIELD_TEXT, .label = N_("Why it was refused"), .flags = HIDDEN, .longest = 80),
    FIELD(struct linkage_run, slots, FIELD_INTEGER, .label = N_("Size of the exchange"), .flags = FIELD_COMPUTED),
    FIELD(struct linkage_run, entered, FIELD_INTEGER, .label = N_("Persons of ours who were compared"),
          .flags = FIELD_COMPUTED),
    FIELD(struct linkage_run, keys, FIELD_INTEGER, .label = N_("Keys of these persons"), .flags = FIELD_COMPUTED),
    FIELD(struct linkage_run, certain, FIELD_INTEGER, .label = N_("Certainly known to both"),
          .flags = FIELD_COMPUTED | FIELD_LISTED),
    FIELD(struct linkage_run, possible, FIELD_INTEGER, .label = N_("Perhaps known to both"),
          .flags = FIELD_COMPUTED | FIELD_LISTED),
    FIELD(struct linkage_run, exchange, FIELD_TEXT, .label = N_("Name of the exchange on both sides"),
          .flags = FIELD_COMPUTED, .longest = 36),
    FIELD(struct linkage_run, offered, FIELD_TEXT, .label = N_("Digest of the offer"), .flags = HIDDEN, .longest = 64),
    FIELD(struct linkage_run, answered, FIELD_TEXT, .label = N_("Digest of the answer"), .flags = HIDDEN,
          .longest = 64),
    FIELD(struct linkage_run, commitment, FIELD_TEXT, .label = N_("What the partner committed to"), .flags = HIDDEN,
          .longest = 64),
    FIELD(struct linkage_run, size_sum, FIELD_TEXT, .label = N_("What we committed to"), .flags = HIDDEN,
          .longest = 64),
    FIELD(struct linkage_run, job, FIELD_TEXT, .label = N_("Job"), .flags = HIDDEN, .longest = 36),
    FIELD(struct linkage_run, finished_at, FIELD_INSTANT, .label = N_("Finished"), .flags = FIELD_COMPUTED),
};

static struct text run_title(struct work *work, const void *row)
{
    (void)work;
    return record_head_of(row)->number;
}

struct record linkage_run_record = {
    .name = "linkage_run",
    .path = "linkage-runs",
    .table = "linkage_run",
    .label = N_("Search for common cases"),
    .plural = N_("Searches for common cases"),
    .kind = "LNK",
    .size = sizeof(struct linkage_run),
    .fields = RUN_FIELDS,
    .field_count = sizeof RUN_FIELDS / sizeof *RUN_FIELDS,
    .seal_with = SEAL_ORGANISATION,
    .read = &linkage_follow,
    .create = &linkage_start_right,
    .update = &linkage_start_right,
    .title = run_title,
};

/* ---- common cases ---- */

static const struct choice GRADES[] = {
    {"certain", N_("Certain"), {0}},
    {"possible", N_("Possible"), {0}},
};
struct choice_list linkage_grades = {"linkage_grades", NULL, GRADES, sizeof GRADES / sizeof *GRADES};

static const struct choice REASONS[] = {
    {"pair_date", N_("two words of the name and the day of birth"), {0}},
    {"telephone", N_("the telephone and a word of the name"), {0}},
    {"document", N_("the number of a document"), {0}},
    {"coarse_date", N_("two words much like those of the name, and the day of birth"), {0}},
    {"word_date", N_("one word of the name, the day of birth, sex and nationality"), {0}},
    {"pair_year", N_("two words of the name, the year of birth, sex and nationality"), {0}},
    {"pair_mother", N_("two words of the name and the mother's name"), {0}},
    {"pair_place", N_("two words of the name, a place, sex and nationality"), {0}},
    {"filter", N_("likeness as a whole"), {0}},
};
struct choice_list linkage_reasons = {"linkage_reasons", NULL, REASONS, sizeof REASONS / sizeof *REASONS};
_Static_assert(sizeof REASONS / sizeof *REASONS == LINK_KEY_KINDS + 1, "a reason for each kind of key, and filters");

static const struct choice DECISIONS[] = {
    {"asked", N_("Referral asked for, with consent"), {0}},
    {"same", N_("The same person, known to both"), {0}},
    {"different", N_("Not the same person"), {0}},
    {"nothing", N_("Nothing to do"), {0}},
};
struct choice_list linkage_decisions = {"linkage_decisions", NULL, DECISIONS, sizeof DECISIONS / sizeof *DECISIONS};

static const struct field MATCH_FIELDS[] = {
    FIELD(struct linkage_match, case_number, FIELD_TEXT, .label = N_("Our number"), .flags = FIELD_COMPUTED,
          .longest = 40),
    FIELD(struct linkage_match, grade, FIELD_CHOICE, .label = N_("How sure"), .choices = &linkage_grades,
          .every = N_("Certain and possible"), .flags = FIELD_COMPUTED | FIELD_LISTED | FIELD_FILTERED),
    FIELD(struct linkage_match, reasons, FIELD_CHOICES, .label = N_("What is the same"), .choices = &linkage_reasons,
          .flags = FIELD_COMPUTED),
    FIELD(struct linkage_match, partner, FIELD_LINK, .label = N_("Partner"), .target = &linkage_partner_record,
          .flags = FIELD_COMPUTED | FIELD_LISTED),
    FIELD(struct linkage_match, run, FIELD_LINK, .label = N_("Found by"), .target = &linkage_run_record,
          .flags = FIELD_COMPUTED),
    FIELD(struct linkage_match, decision, FIELD_CHOICE, .label = N_("What was decided"), .choices = &linkage_decisions,
          .every = N_("Decided or not"), .flags = FIELD_LISTED | FIELD_FILTERED),
    FIELD(struct linkage_match, note, FIELD_LINES, .label = N_("Note"), .flags = FIELD_SEALED, .longest = 1000),
};

static struct text match_title(struct work *work, const void *row)
{
    (void)work;
    return ((const struct linkage_match *)row)->case_number;
}

struct record linkage_match_record = {
    .name = "linkage_match",
    .path = "linkage-matches",
    .table = "linkage_match",
    .label = N_("Common case"),
    .plural = N_("Common cases"),
    .size = sizeof(struct linkage_match),
    .fields = MATCH_FIELDS,
    .field_count = sizeof MATCH_FIELDS / sizeof *MATCH_FIELDS,
    .about_person = true,
    .seal_with = SEAL_PERSON,
    .sensitive = true,
    .purposes = PURPOSE_ASSISTANCE | PURPOSE_PROTECTION | PURPOSE_OVERSIGHT,
    .read = &linkage_see,
    .create = &linkage_start_right,
    .update = &linkage_see,
    .title = match_title,
};
