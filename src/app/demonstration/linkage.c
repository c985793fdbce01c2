/* A search for common cases that never took place: a partner that does not exist, and what it would have found. */
#include "app/demonstration/parts.h"

#include "codec/hex.h"
#include "linkage/linkage.h"

enum { EACH = 6, AT = 2, FOUND = 10, CERTAIN = 4, SLOTS = 65536, QUOTA = 4, DAYS_AGO = 9 };

static void put_head(const struct making *making, struct record_head *head)
{
    head->id = making_id(making);
    head->organisation = making->organisation;
}

static enum outcome add_search(struct making *making)
{
    unsigned char digest[DIGEST_BYTES];
    struct text own_key;
    struct linkage_partner *partner = record_new(making->work.arena, &linkage_partner_record);
    struct linkage_run *run = record_new(making->work.arena, &linkage_run_record);
    making_at(making, &making->supervisor, making->options->today - DAYS_AGO, 2);
    hash_bytes(TEXT("no partner has this key"), digest);
    put_head(making, &partner->head);
    partner->name = TEXT("Partenaire inventé pour la démonstration");
    partner->agreement = TEXT("Accord inventé pour la démonstration.");
    partner->recipient = TEXT("partner");
    partner->partner_key = hex_encode(making->work.arena, (struct text){(const char *)digest, sizeof digest});
    partner->slots = SLOTS;
    partner->quota = QUOTA;
    partner->active.is = FLAG_YES;
    enum outcome outcome = record_insert(&making->work, &linkage_partner_record, partner);
    if (outcome == OK)
        outcome = linkage_own_key(&making->work, making->organisation, &own_key);
    put_head(making, &run->head);
    run->partner = making->linkage_partner = partner->head.id;
    run->side = TEXT("offer");
    run->way = TEXT("file");
    run->progress = TEXT("finished");
    run->slots = SLOTS;
    run->certain = CERTAIN;
    run->possible = FOUND - CERTAIN;
    run->exchange = identifier_to_text(making->work.arena, making_id(making));
    run->finished_at = making->work.now;
    making->linkage_run = run->head.id;
    return outcome == OK ? record_insert(&making->work, &linkage_run_record, run) : outcome;
}

static enum outcome add_match(struct making *making, const struct family *family, const struct member *member,
                              int64_t number)
{
    static const char *const REASONS[] = {"pair_date,telephone", "pair_year", "pair_mother,pair_year"};
    struct linkage_match *match = record_new(making->work.arena, &linkage_match_record);
    void *person;
    enum outcome outcome = record_get_unlimited(&making->work, &person_record, member->person, &person);
    if (outcome != OK)
        return outcome;
    put_head(making, &match->head);
    match->head.person = member->person;
    match->head.office = making->offices[family->office].head.id;
    match->run = making->linkage_run;
    match->partner = making->linkage_partner;
    match->case_number = record_head_of(person)->number;
    match->grade = text_from(number < CERTAIN ? "certain" : "possible");
    match->reasons = text_from(REASONS[number < CERTAIN ? 0 : 1 + number % 2]);
    match->decision = number == 1 ? TEXT("asked") : TEXT_NONE;
    making_at(making, &making->supervisor, making->options->today - DAYS_AGO, 3);
    return record_insert(&making->work, &linkage_match_record, match);
}

static enum outcome add_consent(struct making *making, const struct family *family, const struct member *member)
{
    struct person_consent *consent = record_new(making->work.arena, &person_consent_record);
    making_at(making, &making->reception[family->office], family->received, 1);
    put_head(making, &consent->head);
    consent->head.person = member->person;
    consent->head.office = making->offices[family->office].head.id;
    consent->purpose = TEXT("linkage");
    consent->recipients = TEXT("partner");
    consent->means = TEXT("spoken");
    consent->language = TEXT("fra");
    consent->interpreter.is = FLAG_NO;
    consent->explained.is = FLAG_YES;
    consent->given_on = family->received;
    return record_insert(&making->work, &person_consent_record, consent);
}

enum outcome make_linkage(struct making *making, const struct family *family, const struct member *member)
{
    int64_t number = making->linkage_seen++;
    enum outcome outcome = number == 0 ? add_search(making) : OK;
    if (outcome == OK && number % EACH == AT)
        outcome = add_consent(making, family, member);
    if (outcome == OK && number % EACH == AT && number / EACH < FOUND)
        outcome = add_match(making, family, member, number / EACH);
    return making_refused(making, "a search for common cases", outcome);
}
