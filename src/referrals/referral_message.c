/* What two organisations write to one another about a referral: sealed on each side with the key of that side's file,
   audited, told to the focal points without a name. */
#include "referrals/referral_message.h"

#include "audit/audit.h"
#include "database/wall.h"
#include "notices/notices.h"
#include "record/keys.h"
#include "referrals/referral_store.h"
#include "system/random.h"

static struct seal_place place_of(bool guarded, struct identifier id)
{
    return (struct seal_place){
        .table = guarded ? TEXT("protection_message") : TEXT("referral_message"), .field = TEXT("body"), .id = id};
}

/* In the file of one side. */
static enum outcome put_copy(struct work *work, const struct message_file *file, const struct record_head *side,
                             bool outgoing, struct text body)
{
    struct key key;
    struct identifier id = identifier_new();
    enum outcome outcome = keys_get(work, side->id, side->person, side->organisation, &key);
    if (outcome != OK)
        return outcome;
    struct text sealed = seal(work->arena, &key, place_of(file->guarded, id), body);
    key_forget(&key);
    return message_insert(work, file->guarded, side, outgoing, id, sealed);
}

static enum outcome note(struct work *work, const struct message_file *file)
{
    const struct record *record = file->sender ? referral_record_of(file->guarded) : received_record_of(file->guarded);
    const struct audit_event event = {
        .at = work->now,
        .organisation = file->head.organisation,
        .user = work->actor->user,
        .role = actor_role_name(work->actor, file->head.office),
        .action = TEXT("referral.message_written"),
        .record = text_from(record->name),
        .subject = file->head.id,
        .origin = work->actor->origin,
    };
    return audit_add(work->db, &event);
}

/* Who follows it on the other side: that there is something to read, in which file. */
static enum outcome tell(struct work *work, const struct message_file *file)
{
    struct identifier *users;
    size_t count = 0;
    const struct notice_kind *kind = &referral_message_notices[(file->sender ? 0 : 1) + (file->guarded ? 2 : 0)];
    struct notice notice = {
        .organisation = file->other.organisation, .subject = file->other.id, .number = file->other.number};
    if (!identifier_is_none(file->other.assigned)) {
        notice.account = file->other.assigned;
        return notice_add(work, kind, &notice);
    }
    enum outcome outcome = referral_users(work, file->other.organisation, file->guarded, &users, &count);
    for (size_t i = 0; i < count && outcome == OK; i++) {
        notice.account = users[i];
        outcome = notice_add(work, kind, &notice);
    }
    return outcome;
}

static enum outcome check_body(struct work *work, const struct message_file *file, struct text body)
{
    if (text_is_empty(body))
        return problem_add(&work->problems, INVALID, "message_missing", TEXT("body"), N_("Write something."));
    if (!text_is_clean(body, true) || text_code_points(body) > MESSAGE_LENGTH)
        return problem_add(&work->problems, INVALID, "text_unclean", TEXT("body"),
                           N_("This text is too long, or holds characters that cannot be stored."));
    if (file->sender && !file->may_tell)
        return problem_add(&work->problems, INVALID, "reasons_not_agreed", TEXT("body"),
                           N_("The person did not agree that reasons are told: nothing may be written."));
    return OK;
}

enum outcome referral_message_write(struct work *work, const struct message_file *file, struct text body)
{
    enum outcome outcome = check_body(work, file, body);
    if (outcome != OK)
        return outcome;
    if (!file->open)
        return CONFLICT;
    AUTO_WALL struct wall_hold hold = wall_open(work->db, "the other side is another organisation");
    outcome = put_copy(work, file, &file->head, true, body);
    if (outcome == OK)
        outcome = put_copy(work, file, &file->other, false, body);
    if (outcome == OK)
        outcome = note(work, file);
    if (outcome == OK)
        outcome = tell(work, file);
    return outcome == NOT_FOUND ? CONFLICT : outcome; /* its key was destroyed in the meantime */
}

enum outcome referral_message_list(struct work *work, const struct message_file *file,
                                   struct referral_message **ret_messages, size_t *ret_count)
{
    struct key key;
    size_t count = 0;
    enum outcome outcome = message_rows(work, file->guarded, file->head.id, MESSAGES_SHOWN, ret_messages, &count);
    if (outcome != OK || count == 0) {
        *ret_count = 0;
        return outcome;
    }
    outcome = keys_get(work, file->head.id, file->head.person, file->head.organisation, &key);
    for (size_t i = 0; i < count && outcome == OK; i++)
        outcome = unseal(work->arena, &key, place_of(file->guarded, (*ret_messages)[i].id), (*ret_messages)[i].body,
                         &(*ret_messages)[i].body);
    key_forget(&key);
    *ret_count = count;
    return outcome;
}
