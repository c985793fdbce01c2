/* Whether somebody else helps with the same now: who is told what, and the register that answers. */
#include "referrals/referral_elsewhere.h"

#include "agreements/agreements.h"
#include "audit/audit.h"
#include "database/wall.h"
#include "matching/link_keys.h"
#include "record/keys.h"
#include "record/list.h"
#include "referrals/referral_store.h"

enum { ARGUMENTS_MOST = 64 << 10 };

static int32_t today(const struct work *work) { return zone_date(work->zone, work->now); }

bool elsewhere_is_told(const struct elsewhere_facts *facts)
{
    if (facts->guarded)
        return false;
    return facts->asker_helps || (facts->consents && facts->permitted && !facts->hidden);
}

static bool holds(struct text codes, struct text code)
{
    struct text one;
    while (codes.length > 0 && text_split(&codes, ',', &one))
        if (text_equal(text_trim(one), code))
            return true;
    return false;
}

struct text elsewhere_common(struct arena *arena, struct text services, struct text others)
{
    struct text common = TEXT_NONE;
    struct text one;
    while (services.length > 0 && text_split(&services, ',', &one)) {
        struct text code = text_trim(one);
        if (code.length > 0 && holds(others, code) && !holds(common, code))
            common = arena_format(arena, "%.*s%s%.*s", TEXT_ARG(common), common.length > 0 ? "," : "", TEXT_ARG(code));
    }
    return common;
}

/* ---- keys ---- */

static enum outcome candidate_of(struct work *work, struct identifier person, struct candidate *ret_candidate)
{
    struct list_query query = {.size = CANDIDATE_NUMBERS, .person = person};
    struct text documents[CANDIDATE_NUMBERS];
    struct list_page page;
    size_t count = 0;
    void *row;
    enum outcome outcome = record_get_unlimited(work, &person_record, person, &row);
    if (outcome == OK)
        outcome = record_list(work, &person_document_record, &query, &page);
    if (outcome != OK)
        return outcome;
    for (size_t i = 0; i < page.count; i++) {
        const struct person_document *document = page.rows[i];
        if (document->document_number.length > 0)
            documents[count++] = document->document_number;
    }
    person_as_candidate(work, row, documents, count, ret_candidate);
    return OK;
}

/* Under the search key in force, or, asking, under those before it too.  `work`: the program's. */
static enum outcome keys_of(struct work *work, struct identifier person, bool asking, struct help_key **ret_keys,
                            size_t *ret_count)
{
    const struct keyring *ring = keys_ring(work->keys);
    struct link_key keys[LINK_KEYS_MOST];
    struct candidate candidate;
    *ret_count = 0;
    enum outcome outcome = candidate_of(work, person, &candidate);
    if (outcome != OK)
        return outcome == NOT_FOUND ? OK : outcome;
    size_t found = link_keys(work->arena, &candidate, keys);
    size_t forms = asking ? 1 + search_read(ring) : 1;
    *ret_keys = arena_array(work->arena, struct help_key, HELP_KEYS_MOST * forms);
    size_t used = 0;
    for (size_t i = 0; i < found && used < HELP_KEYS_MOST; i++) {
        if (link_key_grade(keys[i].kind) != LINK_CERTAIN)
            continue;
        used++;
        for (size_t at = 0; at < forms; at++)
            if (search_key_at(ring, at, TEXT("referral.help"), keys[i].value, (*ret_keys)[*ret_count].bytes))
                (*ret_count)++;
    }
    return OK;
}

/* ---- the register ---- */

static bool helps(const struct referral *row)
{
    return row != NULL && !referral_is_guarded(row) &&
           (text_is(row->head.state, "accepted") || text_is(row->head.state, "in_service"));
}

enum outcome elsewhere_follow(struct work *work, const struct referral *before, const struct referral *row)
{
    AUTO_WALL struct wall_hold hold =
        wall_open(work->db, "who is helped is found out of hashes, whoever takes the step");
    struct work program = *work;
    struct help_key *keys;
    size_t count = 0;
    program.actor = &referral_system;
    if (helps(before) == helps(row))
        return OK;
    if (!helps(row))
        return help_remove(&program, row->head.id);
    enum outcome outcome = keys_of(&program, row->head.person, false, &keys, &count);
    for (size_t i = 0; i < count && outcome == OK; i++)
        outcome = help_add(&program, &keys[i], row);
    return outcome;
}

/* ---- what is told ---- */

static struct text services_shown(struct work *work, struct text codes)
{
    struct text shown = TEXT_NONE;
    struct text one;
    while (codes.length > 0 && text_split(&codes, ',', &one))
        shown = arena_format(work->arena, "%.*s%s%.*s", TEXT_ARG(shown), shown.length > 0 ? ", " : "",
                             TEXT_ARG(choice_show(&referral_services, one, work->language)));
    return shown;
}

static enum outcome is_hidden(struct work *work, struct identifier service, bool *ret_hidden)
{
    void *row;
    *ret_hidden = true;
    enum outcome outcome = record_get_unlimited(work, &directory_service_record, service, &row);
    if (outcome == OK)
        *ret_hidden = ((const struct directory_service *)row)->hidden.is == FLAG_YES;
    return outcome == NOT_FOUND ? OK : outcome;
}

static enum outcome is_permitted(struct work *work, const struct referral *row, struct identifier asker,
                                 bool *ret_permitted)
{
    struct agreement_side to = {.organisation = asker};
    struct agreement_sharing *found;
    struct text name, arabic;
    size_t count = 0;
    *ret_permitted = false;
    enum outcome outcome = organisation_called(work, asker, &name, &arabic, &to.code);
    if (outcome == OK)
        outcome = agreement_permits_sharing(work, row->head.organisation, &to, row->theme, today(work), &found, &count);
    if (outcome == OK)
        *ret_permitted = agreement_sharing_covers(found, count, TEXT("follow_up"));
    return outcome == NOT_FOUND || outcome == INVALID ? OK : outcome;
}

/* Of another organisation's referral; `work` is the program's. */
static enum outcome weigh(struct work *work, const struct referral *draft, const struct referral *row,
                          struct elsewhere_facts *ret_facts)
{
    struct identifier asker = draft->head.organisation;
    *ret_facts = (struct elsewhere_facts){.guarded = referral_is_guarded(row) || referral_is_guarded(draft),
                                          .asker_helps = identifier_equal(row->receiver, asker)};
    enum outcome outcome = is_hidden(work, row->service, &ret_facts->hidden);
    if (outcome == OK)
        outcome = person_shares_with(work, row->head.person, "partner", today(work), &ret_facts->consents);
    return outcome == OK ? is_permitted(work, row, asker, &ret_facts->permitted) : outcome;
}

static enum outcome tell(struct work *work, const struct referral *row, struct text common,
                         struct helped_elsewhere *helped)
{
    struct text name, arabic, code;
    enum outcome outcome = organisation_called(work, row->receiver, &name, &arabic, &code);
    if (outcome != OK)
        return outcome == NOT_FOUND ? OK : outcome;
    helped->helper = language_right_to_left(work->language) && arabic.length > 0 ? arabic : name;
    helped->services = services_shown(work, common);
    helped->since = row->accepted_at == INSTANT_NONE ? DATE_NONE : zone_date(work->zone, row->accepted_at);
    helped->told = true;
    return OK;
}

/* One referral that may be about the same: nothing is added where it is about something else. */
static enum outcome add(struct work *work, struct work *program, const struct referral *draft,
                        struct identifier referral, struct elsewhere *found)
{
    void *read;
    if (found->count == HELP_FOUND_MOST)
        return OK;
    enum outcome outcome = record_get_unlimited(program, &referral_record, referral, &read);
    if (outcome != OK)
        return outcome == NOT_FOUND ? OK : outcome;
    const struct referral *row = read;
    struct text common = elsewhere_common(work->arena, draft->services, row->services);
    if (common.length == 0 || !helps(row))
        return OK;
    struct helped_elsewhere *helped = &found->found[found->count++];
    *helped = (struct helped_elsewhere){
        .organisation = row->head.organisation,
        .referral = row->head.id,
        .since = DATE_NONE,
        .own = identifier_equal(row->head.organisation, draft->head.organisation),
    };
    struct elsewhere_facts facts = {0};
    struct subject subject = record_subject(row);
    bool may = helped->own && actor_may_on(work->actor, &referral_read, &subject);
    if (!helped->own)
        outcome = weigh(program, draft, row, &facts);
    if (outcome == OK && (may || elsewhere_is_told(&facts)))
        outcome = tell(program, row, common, helped);
    if (may)
        helped->number = row->head.number;
    found->told += helped->told ? 1 : 0;
    return outcome;
}

static enum outcome find_others(struct work *work, struct work *program, const struct referral *draft,
                                struct elsewhere *found)
{
    struct identifier *referrals;
    struct help_key *keys;
    size_t count = 0;
    enum outcome outcome = help_own(program, draft->head.person, draft->head.id, &referrals, &count);
    for (size_t i = 0; i < count && outcome == OK; i++)
        outcome = add(work, program, draft, referrals[i], found);
    if (outcome == OK)
        outcome = keys_of(program, draft->head.person, true, &keys, &count);
    if (outcome == OK)
        outcome = help_find(program, draft->head.organisation, keys, count, &referrals, &count);
    for (size_t i = 0; i < count && outcome == OK; i++)
        outcome = add(work, program, draft, referrals[i], found);
    return outcome;
}

enum outcome elsewhere_find(struct work *work, const struct referral *draft, struct elsewhere *ret)
{
    AUTO_WALL struct wall_hold hold =
        wall_open(work->db, "whether somebody helps already; what of it is told, consent and protocol say");
    struct work program = *work;
    struct elsewhere found = {.mark = TEXT("none")};
    unsigned purposes = 0;
    program.actor = &referral_system;
    *ret = found;
    if (referral_is_guarded(draft))
        return OK;
    enum outcome outcome = person_consents(&program, draft->head.person, today(work), &purposes);
    if (outcome != OK || (purposes & CONSENT_DATA) == 0)
        return outcome == NOT_FOUND ? OK : outcome;
    outcome = find_others(work, &program, draft, &found);
    if (outcome == OK && found.count > 0)
        found.mark = arena_format(work->arena, "%zu.%zu", found.told, found.count);
    if (outcome == OK)
        *ret = found;
    return outcome;
}

/* ---- the audit log ---- */

/* "draft" and, for each that was found, ",organisation.referral.told". */
enum outcome elsewhere_note(struct work *work, const struct referral *draft, const struct elsewhere *found)
{
    struct text answer = TEXT_NONE;
    AUTO_BUFFER struct buffer arguments = buffer_open(ARGUMENTS_MOST);
    bool others = false;
    buffer_add(&arguments, identifier_to_text(work->arena, draft->head.id));
    for (size_t i = 0; i < found->count; i++) {
        const struct helped_elsewhere *one = &found->found[i];
        if (one->own)
            continue;
        others = true;
        buffer_format(&arguments, ",%.*s.%.*s.%s", TEXT_ARG(identifier_to_text(work->arena, one->organisation)),
                      TEXT_ARG(identifier_to_text(work->arena, one->referral)), one->told ? "told" : "hinted");
    }
    if (!others)
        return OK;
    if (arguments.full)
        return FAILED;
    return work->hand_over != NULL
               ? work->hand_over(work->hand_over_context, work, ELSEWHERE_ACTION, buffer_text(&arguments), &answer)
               : elsewhere_noted(work, buffer_text(&arguments), &answer);
}

static enum outcome note_there(struct work *work, struct text line)
{
    struct audit_event event = {.at = work->now, .record = text_from(referral_record.name)};
    struct text organisation, referral;
    if (!text_split(&line, '.', &organisation) || !text_split(&line, '.', &referral) ||
        text_to_identifier(organisation, &event.organisation) != OK ||
        text_to_identifier(referral, &event.subject) != OK)
        return FAILED;
    event.action = text_is(line, "told") ? TEXT("referral.elsewhere_told") : TEXT("referral.elsewhere_hinted");
    event.details = arena_format(work->arena, "{\"to\":\"%.*s\"}",
                                 TEXT_ARG(identifier_to_text(work->arena, work->actor->organisation)));
    return audit_add(work->db, &event);
}

enum outcome elsewhere_noted(struct work *work, struct text arguments, struct text *ret_answer)
{
    AUTO_WALL struct wall_hold hold = wall_open(work->db, "the log of the other organisation holds it too");
    struct text draft, line;
    struct audit_event event = {.at = work->now,
                                .organisation = work->actor->organisation,
                                .user = work->actor->user,
                                .role = actor_role_name(work->actor, work->actor->office),
                                .action = TEXT("referral.elsewhere_asked"),
                                .record = text_from(referral_record.name),
                                .origin = work->actor->origin};
    *ret_answer = TEXT_NONE;
    if (!text_split(&arguments, ',', &draft) || text_to_identifier(draft, &event.subject) != OK)
        return FAILED;
    enum outcome outcome = audit_add(work->db, &event);
    while (outcome == OK && arguments.length > 0 && text_split(&arguments, ',', &line))
        outcome = note_there(work, line);
    return outcome;
}
