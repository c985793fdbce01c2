/* Messages between the two organisations of a referral.  They stay in the file: a sealed copy on each side.  Within
   referrals/. */
#ifndef REFERRALS_REFERRAL_MESSAGE_H
#define REFERRALS_REFERRAL_MESSAGE_H

#include "notices/notices.h"
#include "referrals/referral_rules.h"
#include "web/record_pages.h"

enum { MESSAGE_LENGTH = 2000, MESSAGES_SHOWN = 100 };

/* One side of a referral: its own row and the other side's. */
struct message_file {
    bool guarded, sender; /* sender: of who refers */
    struct record_head head, other;
    struct text number; /* as both know it */
    bool may_tell;      /* the person agreed that reasons are told: a message tells of them too */
    bool open;          /* under way */
};
struct referral_message {
    struct identifier id, written_by;
    bool outgoing;
    struct text body; /* readable */
    int64_t written_at;
};

/* INVALID with problems; CONFLICT: the referral is not under way. */
enum outcome referral_message_write(struct work *work, const struct message_file *file, struct text body) MUST_CHECK;
/* The newest of a file, oldest first.  NOT_FOUND: its key is destroyed, and with it what was written. */
enum outcome referral_message_list(struct work *work, const struct message_file *file,
                                   struct referral_message **ret_messages, size_t *ret_count) MUST_CHECK;
/* How many there are. */
enum outcome referral_message_count(struct work *work, bool guarded, struct identifier file,
                                    int64_t *ret_count) MUST_CHECK;

enum outcome message_insert(struct work *work, bool guarded, const struct record_head *file, bool outgoing,
                            struct identifier id, struct text body) MUST_CHECK;
enum outcome message_rows(struct work *work, bool guarded, struct identifier file, size_t most,
                          struct referral_message **ret_messages, size_t *ret_count) MUST_CHECK;

/* Of who refers to who receives, and back; then those about protection. */
extern const struct notice_kind *const referral_message_notices;

page_handler referral_message_show, referral_message_post;

/* ---- for the template ---- */

struct message_line {
    struct text who, at, body;
    bool outgoing;
};
struct referral_messages_view {
    struct page *page;
    struct text number, other, back, action, key, typed;
    struct message_line *lines;
    size_t count;
    struct text *problems;
    size_t problem_count;
    bool may_write, may_tell, destroyed;
};
void referral_messages_page(struct output *out, const struct referral_messages_view *view);

/* Of a route: which side of which kind. */
struct message_side {
    bool guarded, sender;
    const char *base;
    struct right *write;
};
extern const struct message_side message_sent, message_received, message_guarded_sent, message_guarded_received;

#endif
