/* The steps of an exchange.  Each reads what waits, computes, and writes what it has by small writes; after a crash the
   same step is done again. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "codec/hex.h"
#include "linkage/linkage_gather.h"
#include "system/random.h"

static const int64_t DAY = INT64_C(86400) * 1000000;

/* ---- what a step stands on ---- */

struct side {
    struct work *work;
    struct linkage_run *run;
    const struct linkage_partner *partner;
    struct link_pair own;
    unsigned char their_key[LINK_KEY], terms[LINK_DIGEST], exchange[LINK_RUN];
    linkage_noter *note;
    void *note_context;
};

static struct text hex_of(struct arena *arena, const void *bytes, size_t size)
{
    return hex_encode(arena, (struct text){bytes, size});
}

static bool bytes_of(struct arena *arena, struct text hex, void *ret, size_t size)
{
    struct text bytes;
    if (hex_decode(arena, hex, &bytes) != OK || bytes.length != size)
        return false;
    memcpy(ret, bytes.at, size);
    return true;
}

static enum outcome refuse(struct work *work, const char *code, const char *message)
{
    return problem_add(&work->problems, INVALID, code, TEXT_NONE, message);
}

static enum outcome ensure_key(struct work *work, struct identifier organisation, struct link_pair *ret_pair)
{
    struct text ignored;
    enum outcome outcome = linkage_own_key(work, organisation, &ignored);
    return outcome == OK ? linkage_key_read(work, organisation, ret_pair) : outcome;
}

static enum outcome open_side(struct work *work, struct identifier partner, struct side *ret)
{
    void *row;
    enum outcome outcome = record_get_unlimited(work, &linkage_partner_record, partner, &row);
    if (outcome != OK)
        return outcome;
    ret->work = work;
    ret->partner = row;
    outcome = ensure_key(work, ret->partner->head.organisation, &ret->own);
    if (outcome != OK)
        return outcome;
    struct link_terms terms = {.purpose = arena_format(work->arena, "%s", LINKAGE_PURPOSE),
                               .slots = (size_t)ret->partner->slots};
    if (!bytes_of(work->arena, ret->partner->partner_key, ret->their_key, LINK_KEY))
        return FAILED;
    memcpy(terms.one, ret->own.public, LINK_KEY);
    memcpy(terms.other, ret->their_key, LINK_KEY);
    link_terms_digest(&terms, ret->terms);
    return OK;
}

static enum outcome open_run(struct work *work, struct identifier id, struct side *ret)
{
    void *row;
    struct identifier exchange;
    enum outcome outcome = record_get_unlimited(work, &linkage_run_record, id, &row);
    if (outcome != OK)
        return outcome;
    ret->run = row;
    if (text_to_identifier(ret->run->exchange, &exchange) != OK)
        return FAILED;
    memcpy(ret->exchange, exchange.bytes, LINK_RUN);
    return open_side(work, ret->run->partner, ret);
}

static enum outcome check_quota(const struct side *side)
{
    int64_t count;
    struct work *work = side->work;
    enum outcome outcome = linkage_count(work, side->partner->head.id, work->now - LINK_DAYS * DAY, &count);
    if (outcome != OK)
        return outcome;
    if (side->partner->active.is != FLAG_YES)
        return refuse(work, "partner_inactive", N_("Searches with this partner are not allowed now."));
    if (count >= side->partner->quota)
        return refuse(work, "quota_used", N_("The searches agreed for thirty days are used up."));
    return OK;
}

/* ---- what waits between two steps ---- */

/* An element of ours: whose, of which kind, in which slot. */
enum { ENTRY = 4 + 16 + 1 };

struct plan {
    struct psi_secret secret;
    struct psi_point *points;
    uint32_t *owners; /* by slot */
    struct buffer entries;
};

struct sorted {
    const struct psi_hash *element;
    uint32_t at;
};

static int by_element(const void *a, const void *b)
{
    const struct sorted *one = a;
    const struct sorted *other = b;
    int order = memcmp(one->element, other->element, sizeof *one->element);
    return order != 0 ? order : one->at < other->at ? -1 : one->at > other->at;
}

/* Two of our persons may share a key (twins, one telephone): the element is sent once, and stands for both. */
static size_t join_same(struct arena *arena, const struct linkage_elements *all, struct psi_hash *ret_elements,
                        uint32_t *ret_element_of)
{
    struct sorted *sorted = arena_array(arena, struct sorted, all->count + 1);
    size_t count = 0;
    for (size_t i = 0; i < all->count; i++)
        sorted[i] = (struct sorted){&all->elements[i], (uint32_t)i};
    qsort(sorted, all->count, sizeof *sorted, by_element);
    for (size_t i = 0; i < all->count; i++) {
        if (i == 0 || memcmp(sorted[i - 1].element, sorted[i].element, sizeof *sorted->element) != 0)
            ret_elements[count++] = *sorted[i].element;
        ret_element_of[sorted[i].at] = (uint32_t)(count - 1);
    }
    return count;
}

static void write_entries(struct arena *arena, const struct linkage_elements *all, const uint32_t *element_of,
                          size_t element_count, size_t slots, struct plan *plan)
{
    uint32_t *slot_of = arena_array(arena, uint32_t, element_count + 1);
    for (size_t slot = 0; slot < slots; slot++)
        if (plan->owners[slot] != PSI_NOBODY)
            slot_of[plan->owners[slot]] = (uint32_t)slot;
    for (size_t i = 0; i < all->count; i++) {
        uint32_t slot = slot_of[element_of[i]];
        for (int shift = 24; shift >= 0; shift -= 8)
            buffer_add_byte(&plan->entries, (char)(unsigned char)(slot >> shift));
        buffer_add(&plan->entries, (struct text){(const char *)all->owners[i].bytes, 16});
        buffer_add_byte(&plan->entries, (char)all->kinds[i]);
    }
}

/* Everybody who consented, blinded; fills the run's counts. */
static enum outcome make_plan(const struct side *side, const struct link_message *head, struct plan *ret)
{
    struct work *work = side->work;
    struct linkage_elements all;
    unsigned char context[PSI_CONTEXT];
    size_t slots = (size_t)side->run->slots;
    link_context(head, context);
    enum outcome outcome =
        linkage_elements(work, side->run->head.organisation, side->partner->recipient, context, slots * 2, &all);
    if (outcome != OK && outcome != TOO_LARGE)
        return outcome;
    uint32_t *element_of = arena_array(work->arena, uint32_t, slots * 2 + 1);
    struct psi_hash *elements = arena_bytes(work->arena, (slots * 2 + 1) * sizeof *elements);
    size_t count = outcome == OK ? join_same(work->arena, &all, elements, element_of) : slots;
    if (count > slots - PSI_CHECKS)
        return refuse(work, "too_many_persons",
                      N_("More persons consented than the size agreed on has room for: agree on a larger one."));
    ret->points = arena_bytes(work->arena, slots * sizeof *ret->points);
    ret->owners = arena_array(work->arena, uint32_t, slots);
    ret->entries = buffer_open((all.count + 1) * ENTRY);
    psi_secret_make(&ret->secret);
    outcome = psi_blind(&ret->secret, elements, count, slots, ret->points, ret->owners);
    if (outcome == OK)
        write_entries(work->arena, &all, element_of, count, slots, ret);
    side->run->entered = all.persons;
    side->run->keys = (int64_t)count;
    unsigned char sum[32];
    psi_size_commitment(&ret->secret, (uint32_t)count, sum);
    side->run->size_sum = hex_of(work->arena, sum, sizeof sum);
    return outcome;
}

static enum outcome keep_plan(const struct side *side, struct plan *plan)
{
    struct text secret = {(const char *)&plan->secret, sizeof plan->secret};
    enum outcome outcome = linkage_keep(side->work, side->run, "secret", secret);
    if (outcome == OK)
        outcome = linkage_keep(side->work, side->run, "entries", buffer_text(&plan->entries));
    return outcome;
}

static uint32_t slot_at(struct text entries, size_t at)
{
    const unsigned char *bytes = (const unsigned char *)entries.at + at;
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

static enum outcome read_plan(const struct side *side, struct psi_secret *ret_secret, struct text *ret_entries,
                              uint32_t **ret_owners)
{
    struct text secret;
    struct work *work = side->work;
    size_t slots = (size_t)side->run->slots;
    enum outcome outcome = linkage_part_read(work, side->run, "secret", &secret);
    if (outcome == OK)
        outcome = linkage_part_read(work, side->run, "entries", ret_entries);
    if (outcome == NOT_FOUND && secret.length == sizeof *ret_secret) { /* nobody had consented */
        *ret_entries = TEXT_NONE;
        outcome = OK;
    }
    if (outcome != OK || secret.length != sizeof *ret_secret)
        return outcome < 0 ? outcome : FAILED;
    memcpy(ret_secret, secret.at, sizeof *ret_secret);
    sodium_memzero((char *)(uintptr_t)secret.at, secret.length);
    *ret_owners = arena_array(work->arena, uint32_t, slots);
    for (size_t slot = 0; slot < slots; slot++)
        (*ret_owners)[slot] = PSI_NOBODY;
    for (size_t at = 0; at + ENTRY <= ret_entries->length; at += ENTRY)
        if (slot_at(*ret_entries, at) < slots)
            (*ret_owners)[slot_at(*ret_entries, at)] = 0;
    return OK;
}

/* ---- what is common ---- */

static int by_person(const void *a, const void *b)
{
    return identifier_compare(((const struct linkage_hit *)a)->person, ((const struct linkage_hit *)b)->person);
}

static enum outcome store_common(const struct side *side, struct text entries, const bool *common)
{
    struct linkage_hit *hits = arena_array(side->work->arena, struct linkage_hit, entries.length / ENTRY + 1);
    size_t count = 0;
    size_t kept = 0;
    for (size_t at = 0; at + ENTRY <= entries.length; at += ENTRY) {
        unsigned char kind = (unsigned char)entries.at[at + ENTRY - 1];
        if (!common[slot_at(entries, at)] || kind >= LINK_KEY_KINDS)
            continue;
        memcpy(hits[count].person.bytes, entries.at + at + 4, sizeof hits[count].person.bytes);
        hits[count].grade = link_key_grade((enum link_key_kind)kind);
        hits[count++].reasons = UINT32_C(1) << kind;
    }
    qsort(hits, count, sizeof *hits, by_person);
    for (size_t i = 0; i < count; i++) {
        bool again = kept > 0 && identifier_equal(hits[kept - 1].person, hits[i].person);
        if (!again)
            hits[kept++] = hits[i];
        hits[kept - 1].reasons |= hits[i].reasons;
        if (hits[i].grade == LINK_CERTAIN)
            hits[kept - 1].grade = LINK_CERTAIN;
    }
    for (size_t i = 0; i < kept; i++) {
        side->run->certain += hits[i].grade == LINK_CERTAIN;
        side->run->possible += hits[i].grade != LINK_CERTAIN;
    }
    return linkage_store_hits(side->work, side->run, hits, kept);
}

/* ---- faults of the other side ---- */

/* The run is over: its secrets go, and why stands with it. */
static enum outcome refuse_run(const struct side *side, enum link_fault fault)
{
    struct text from = side->run->progress;
    side->run->progress = TEXT("refused");
    side->run->problem = arena_format(side->work->arena, "%d", (int)fault);
    enum outcome outcome = linkage_advance(side->work, side->run, arena_string(side->work->arena, from), false);
    if (outcome == OK)
        outcome = linkage_forget(side->work, side->run, "");
    return outcome == OK ? refuse(side->work, "link_refused", link_fault_message(fault)) : outcome;
}

/* Raised in pieces, so that progress is noted; LINK_NO_POINT by *ret_fault. */
static enum outcome raise_all(const struct side *side, const struct psi_secret *secret, const struct psi_point *points,
                              size_t count, struct psi_point *ret_points, enum link_fault *ret_fault)
{
    enum { PIECE = 20000 };
    *ret_fault = psi_are_distinct(side->work->arena, points, count) ? LINK_SOUND : LINK_REPEATED;
    for (size_t at = 0; at < count && *ret_fault == LINK_SOUND; at += PIECE) {
        size_t piece = count - at < PIECE ? count - at : PIECE;
        if (psi_raise(secret, points + at, piece, ret_points + at) != OK)
            *ret_fault = LINK_NO_POINT;
        enum outcome outcome =
            side->note == NULL ? OK : side->note(side->note_context, (int64_t)(at + piece), (int64_t)count);
        if (outcome != OK)
            return outcome;
    }
    return OK;
}

/* ---- steps ---- */

static void begin_message(const struct side *side, enum link_kind kind, struct link_message *message)
{
    message->kind = kind;
    message->made_at = side->work->now;
    message->slots = (size_t)side->run->slots;
    memcpy(message->run, side->exchange, LINK_RUN);
    memcpy(message->sender, side->own.public, LINK_KEY);
    memcpy(message->receiver, side->their_key, LINK_KEY);
    memcpy(message->terms, side->terms, LINK_DIGEST);
}

static enum outcome end_message(const struct side *side, const struct link_message *message, const char *kind,
                                struct text *ret_digest)
{
    AUTO_BUFFER struct buffer file = buffer_open(LINK_MESSAGE_MOST);
    unsigned char digest[LINK_DIGEST];
    if (!link_message_write(&file, message, side->own.secret))
        return FAILED;
    link_digest(buffer_text(&file), digest);
    *ret_digest = hex_of(side->work->arena, digest, sizeof digest);
    return linkage_keep(side->work, side->run, kind, buffer_text(&file));
}

static void commit(const struct side *side, const struct plan *plan, struct link_message *message)
{
    psi_commitment(&plan->secret, &message->commitment);
    (void)bytes_of(side->work->arena, side->run->size_sum, message->size, LINK_DIGEST);
}

static enum outcome offer(struct side *side)
{
    struct link_message message = {0};
    struct plan plan = {.entries = buffer_open(0)};
    begin_message(side, LINK_OFFER, &message);
    enum outcome outcome = make_plan(side, &message, &plan);
    if (outcome == OK)
        outcome = keep_plan(side, &plan);
    if (outcome == OK) {
        commit(side, &plan, &message);
        message.points = plan.points;
        outcome = end_message(side, &message, "offer", &side->run->offered);
    }
    psi_secret_forget(&plan.secret);
    buffer_close(&plan.entries);
    if (outcome != OK)
        return outcome;
    side->run->progress = TEXT("offered");
    return linkage_advance(side->work, side->run, "ordered", false); /* the job goes on by itself */
}

/* The message that waits, which was found to fit when it came. */
static enum outcome waiting_message(const struct side *side, const char *kind, struct text *ret_file,
                                    struct link_message *ret_message)
{
    enum outcome outcome = linkage_part_read(side->work, side->run, kind, ret_file);
    if (outcome == OK && link_message_read(*ret_file, PSI_SLOTS_MOST, ret_message) != OK)
        return FAILED;
    return outcome == NOT_FOUND ? FAILED : outcome;
}

static enum outcome answer(struct side *side)
{
    struct link_message asked;
    struct link_message message = {0};
    struct plan plan = {.entries = buffer_open(0)};
    struct text file;
    enum link_fault fault;
    enum outcome outcome = waiting_message(side, "offer", &file, &asked);
    if (outcome != OK)
        return outcome;
    begin_message(side, LINK_ANSWER, &message);
    struct psi_point *raised = arena_bytes(side->work->arena, asked.slots * sizeof *raised);
    outcome = make_plan(side, &message, &plan);
    if (outcome == OK)
        outcome = raise_all(side, &plan.secret, asked.points, asked.slots, raised, &fault);
    if (outcome == OK && fault != LINK_SOUND)
        outcome = refuse_run(side, fault);
    if (outcome == OK)
        outcome = keep_plan(side, &plan);
    if (outcome == OK) {
        commit(side, &plan, &message);
        link_digest(file, message.previous);
        message.raised = raised;
        message.points = plan.points;
        outcome = end_message(side, &message, "answer", &side->run->answered);
    }
    psi_secret_forget(&plan.secret);
    buffer_close(&plan.entries);
    if (outcome != OK)
        return outcome;
    side->run->progress = TEXT("answered");
    return linkage_advance(side->work, side->run, "received", false);
}

/* What is left of a run that is over: the closing file, until the other side has it. */
static enum outcome end_run(struct side *side, const char *from)
{
    static const char *const KINDS[] = {"secret", "entries", "offer", "answer"};
    side->run->progress = TEXT("finished");
    enum outcome outcome = linkage_advance(side->work, side->run, from, false);
    for (size_t i = 0; i < sizeof KINDS / sizeof *KINDS && outcome == OK; i++)
        outcome = linkage_forget(side->work, side->run, KINDS[i]);
    return outcome;
}

static enum outcome finish(struct side *side)
{
    struct work *work = side->work;
    struct link_message answered;
    struct link_message message = {0};
    struct psi_secret secret;
    struct text file;
    struct text entries;
    struct text ignored;
    uint32_t *owners;
    enum link_fault fault = LINK_SOUND;
    enum outcome outcome = waiting_message(side, "answer", &file, &answered);
    if (outcome == OK)
        outcome = read_plan(side, &secret, &entries, &owners);
    if (outcome != OK)
        return outcome;
    size_t slots = answered.slots;
    struct psi_point *raised = arena_bytes(work->arena, slots * sizeof *raised);
    bool *common = arena_array(work->arena, bool, slots);
    if (!psi_check(&secret, owners, slots, &answered.commitment, answered.raised))
        fault = LINK_NOT_AS_COMMITTED;
    else
        outcome = raise_all(side, &secret, answered.points, slots, raised, &fault);
    begin_message(side, LINK_CLOSING, &message);
    psi_commitment(&secret, &message.commitment);
    psi_secret_forget(&secret);
    if (outcome != OK || fault != LINK_SOUND)
        return outcome != OK ? outcome : refuse_run(side, fault);
    psi_common(work->arena, answered.raised, slots, raised, slots, common);
    link_digest(file, message.previous);
    message.raised = raised;
    outcome = store_common(side, entries, common);
    if (outcome == OK)
        outcome = end_message(side, &message, "closing", &ignored);
    return outcome == OK ? end_run(side, "returned") : outcome;
}

static enum outcome finish_answerer(struct side *side)
{
    struct work *work = side->work;
    struct link_message own;
    struct link_message closing;
    struct psi_secret secret;
    struct psi_point committed;
    struct text file;
    struct text entries;
    uint32_t *owners;
    enum outcome outcome = waiting_message(side, "answer", &file, &own);
    if (outcome == OK)
        outcome = waiting_message(side, "closing", &file, &closing);
    if (outcome == OK)
        outcome = read_plan(side, &secret, &entries, &owners);
    if (outcome == OK && !bytes_of(work->arena, side->run->commitment, &committed, sizeof committed))
        outcome = FAILED;
    if (outcome != OK)
        return outcome;
    bool sound = psi_check(&secret, owners, closing.slots, &committed, closing.raised);
    psi_secret_forget(&secret);
    if (!sound)
        return refuse_run(side, LINK_NOT_AS_COMMITTED);
    bool *common = arena_array(work->arena, bool, closing.slots);
    psi_common(work->arena, closing.raised, closing.slots, own.raised, own.slots, common);
    outcome = store_common(side, entries, common);
    if (outcome == OK)
        outcome = end_run(side, "closing");
    return outcome == OK ? linkage_forget(work, side->run, "closing") : outcome;
}

enum outcome linkage_step(struct work *work, struct identifier run, linkage_noter *note, void *context)
{
    static const struct {
        const char *progress;
        enum outcome (*step)(struct side *side);
    } STEPS[] = {{"ordered", offer}, {"received", answer}, {"returned", finish}, {"closing", finish_answerer}};
    struct side side = {.note = note, .note_context = context};
    enum outcome outcome = open_run(work, run, &side);
    if (outcome != OK)
        return outcome;
    outcome = CONFLICT;
    for (size_t i = 0; i < sizeof STEPS / sizeof *STEPS; i++)
        if (text_is(side.run->progress, STEPS[i].progress)) {
            outcome = STEPS[i].step(&side);
            break;
        }
    sodium_memzero(side.own.secret, sizeof side.own.secret);
    return outcome;
}

/* ---- beginning ---- */

enum outcome linkage_order(struct work *work, struct identifier partner, struct text way, bool as_job,
                           struct identifier *ret_run)
{
    struct side side = {0};
    enum outcome outcome = open_side(work, partner, &side);
    if (outcome == OK && !actor_may_on(work->actor, &linkage_start_right,
                                       &(struct subject){.organisation = side.partner->head.organisation,
                                                         .office = work->actor->office}))
        outcome = FORBIDDEN;
    if (outcome == OK)
        outcome = check_quota(&side);
    if (outcome != OK)
        return outcome;
    const struct linkage_run run = {
        .head = {.organisation = side.partner->head.organisation},
        .partner = partner,
        .side = TEXT("offer"),
        .way = way,
        .progress = TEXT("ordered"),
        .slots = side.partner->slots,
        .exchange = identifier_to_text(work->arena, identifier_new()),
    };
    sodium_memzero(side.own.secret, sizeof side.own.secret);
    return linkage_open(work, &run, as_job, ret_run);
}

/* ---- files that come ---- */

static enum outcome does_not_fit(struct work *work, enum link_fault fault)
{
    return refuse(work, "link_unfit", link_fault_message(fault));
}

static enum outcome receive_offer(struct side *side, const struct link_message *message, struct text file,
                                  struct text way, bool as_job, struct identifier *ret_run)
{
    struct work *work = side->work;
    const struct link_expected expected = {.kind = LINK_OFFER,
                                           .sender = side->their_key,
                                           .receiver = side->own.public,
                                           .terms = side->terms,
                                           .now = work->now};
    struct identifier exchange;
    unsigned char digest[LINK_DIGEST];
    enum link_fault fault = link_message_fits(message, &expected);
    if (fault != LINK_SOUND)
        return does_not_fit(work, fault);
    enum outcome outcome = check_quota(side);
    if (outcome != OK)
        return outcome;
    memcpy(exchange.bytes, message->run, LINK_RUN);
    link_digest(file, digest);
    struct linkage_run run = {
        .head = {.organisation = side->partner->head.organisation},
        .partner = side->partner->head.id,
        .side = TEXT("answer"),
        .way = way,
        .progress = TEXT("receiving"),
        .slots = side->partner->slots,
        .exchange = identifier_to_text(work->arena, exchange),
        .offered = hex_of(work->arena, digest, sizeof digest),
        .commitment = hex_of(work->arena, &message->commitment, sizeof message->commitment),
    };
    outcome = linkage_open(work, &run, false, ret_run);
    if (outcome == CONFLICT) {
        (void)refuse(work, "link_replayed", N_("This file was received before."));
        return CONFLICT;
    }
    run.head.id = *ret_run;
    if (outcome == OK)
        outcome = linkage_keep(work, &run, "offer", file);
    run.progress = TEXT("received");
    return outcome == OK ? linkage_advance(work, &run, "receiving", as_job) : outcome;
}

/* An answer or a closing: the run that waits for it, what was sent before, and on. */
static enum outcome receive_next(struct side *side, const struct link_message *message, struct text file, bool as_job,
                                 struct identifier *ret_run)
{
    struct work *work = side->work;
    bool is_answer = message->kind == LINK_ANSWER;
    const char *waits = is_answer ? "offered" : "answered";
    struct identifier exchange;
    struct psi_point committed;
    unsigned char previous[LINK_DIGEST];
    void *row;
    memcpy(exchange.bytes, message->run, LINK_RUN);
    enum outcome outcome =
        linkage_find_run(work, side->partner->head.organisation, identifier_to_text(work->arena, exchange), ret_run);
    if (outcome == OK)
        outcome = record_get_unlimited(work, &linkage_run_record, *ret_run, &row);
    if (outcome != OK)
        return outcome == NOT_FOUND ? does_not_fit(work, LINK_OTHER_RUN) : outcome;
    side->run = row;
    struct link_expected expected = {.kind = is_answer ? LINK_ANSWER : LINK_CLOSING,
                                     .sender = side->their_key,
                                     .receiver = side->own.public,
                                     .terms = side->terms,
                                     .run = message->run,
                                     .previous = previous,
                                     .now = work->now};
    if (!text_equal(side->run->progress, text_from(waits))) {
        (void)refuse(work, "link_replayed", N_("This exchange does not wait for such a file, or had it before."));
        return CONFLICT;
    }
    if (!bytes_of(work->arena, is_answer ? side->run->offered : side->run->answered, previous, sizeof previous))
        return FAILED;
    if (!is_answer && !bytes_of(work->arena, side->run->commitment, &committed, sizeof committed))
        return FAILED;
    expected.commitment = is_answer ? NULL : &committed;
    enum link_fault fault = link_message_fits(message, &expected);
    if (fault == LINK_SOUND && !identifier_equal(side->run->partner, side->partner->head.id))
        fault = LINK_FOR_OTHERS;
    if (fault != LINK_SOUND)
        return does_not_fit(work, fault);
    if (is_answer)
        side->run->commitment = hex_of(work->arena, &message->commitment, sizeof message->commitment);
    outcome = linkage_keep(work, side->run, is_answer ? "answer" : "closing", file);
    side->run->progress = is_answer ? TEXT("returned") : TEXT("closing");
    return outcome == OK ? linkage_advance(work, side->run, waits, as_job) : outcome;
}

enum outcome linkage_receive(struct work *work, struct identifier organisation, struct text file, struct text way,
                             bool as_job, struct identifier *ret_run)
{
    struct link_message message;
    struct identifier partner;
    struct side side = {0};
    enum outcome outcome = link_message_read(file, PSI_SLOTS_MOST, &message);
    if (outcome != OK)
        return refuse(work, "link_damaged", N_("This is no file of a search for common cases, or it was damaged."));
    struct text sender = hex_of(work->arena, message.sender, LINK_KEY);
    outcome = linkage_find_partner(work, organisation, sender, &partner);
    if (outcome != OK)
        return outcome == NOT_FOUND ? refuse(work, "link_stranger", N_("The file is signed by nobody you agreed with."))
                                    : outcome;
    outcome = open_side(work, partner, &side);
    if (outcome == OK)
        outcome = message.kind == LINK_OFFER ? receive_offer(&side, &message, file, way, as_job, ret_run)
                                             : receive_next(&side, &message, file, as_job, ret_run);
    sodium_memzero(side.own.secret, sizeof side.own.secret);
    return outcome;
}

enum outcome linkage_file(struct work *work, const struct linkage_run *run, struct text *ret_file)
{
    static const struct {
        const char *side, *progress, *kind;
    } FILES[] = {{"offer", "offered", "offer"}, {"offer", "finished", "closing"}, {"answer", "answered", "answer"}};
    for (size_t i = 0; i < sizeof FILES / sizeof *FILES; i++)
        if (text_is(run->side, FILES[i].side) && text_is(run->progress, FILES[i].progress))
            return linkage_part_read(work, run, FILES[i].kind, ret_file);
    return NOT_FOUND;
}
