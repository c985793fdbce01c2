/* The audit log: what was done and read, in the transaction of the deed.  A sealer gathers the rows into blocks, each
   signed and holding the hash of the one before; audit_verify() finds what was changed, dropped or slipped in since. */
#ifndef AUDIT_AUDIT_H
#define AUDIT_AUDIT_H

#include "database/database.h"
#include "system/keyring.h"

struct audit_event {
    struct identifier id; /* zeros: a new one */
    int64_t at;
    struct identifier organisation, user; /* zeros where there is none */
    struct text role;
    struct text action;        /* "person.read", "return.move", "sign_in.failed" */
    struct text record;        /* name of the record, as of its table */
    struct identifier subject; /* the row */
    struct text reason;        /* why, in a person's words */
    struct text details;       /* JSON built by the caller; of sealed values only keyed digests: audit_digest() */
    struct text origin;        /* the client's address, as nginx gave it */
};

/* The action of a reading that only a broken glass allowed; its details name the row that says why: {"glass": "…"}. */
#define AUDIT_BY_OPENING "read.opened"
/* The details of a reading by a program. */
#define AUDIT_BY_API "{\"api\":true}"
struct text audit_opening_details(struct arena *arena, struct identifier glass);

/* Notes, in the transaction of the event, that it showed something of a person who is not its subject (a search's
   card), so that the person's log finds it. */
enum outcome audit_show(struct db *db, struct identifier event, struct identifier person,
                        struct identifier organisation) MUST_CHECK;

/* What the log holds of some rows and of one person, newest first. */
enum { AUDIT_LOG_MOST = 200 };
struct audit_query {
    struct identifier organisation;
    const struct identifier *subjects;
    size_t subject_count;
    struct identifier shown;  /* also what audit_show() noted of this person */
    struct identifier user;   /* zeros: whoever it was */
    int64_t from, until;      /* instants, both within; INT64_MIN, INT64_MAX: open */
    struct identifier before; /* older than this event; zeros: from the newest */
    size_t most;              /* up to AUDIT_LOG_MOST */
};
enum outcome audit_log(struct db *db, struct arena *arena, const struct audit_query *query,
                       struct audit_event **ret_events, size_t *ret_count) MUST_CHECK;
/* The same of files with whole lists: no log says whose rows stood in them.  Only organisation, from, until, user,
   before and most count. */
enum outcome audit_lists(struct db *db, struct arena *arena, const struct audit_query *query,
                         struct audit_event **ret_events, size_t *ret_count) MUST_CHECK;

enum { AUDIT_EVENT_MOST = 1 << 24 }; /* bytes of all texts of an event */

/* In the caller's transaction.  TOO_LARGE above AUDIT_EVENT_MOST. */
enum outcome audit_add(struct db *db, const struct audit_event *event) MUST_CHECK;

/* The number of the newest block that is not signed by the key in force; 0: there is none. */
enum outcome audit_signed_before(struct db *db, const struct keyring *keyring, int64_t *ret_number) MUST_CHECK;

enum {
    AUDIT_BLOCK_ROWS = 1000, /* at most, in one block */
    AUDIT_SEAL_BLOCKS = 8,   /* at most, made by one call of the sealer */
    AUDIT_OPEN_SECONDS = 10, /* how long a row may stand outside any block */
    AUDIT_FAULTS_KEPT = 100,
};

/* When the oldest row was made that no block holds yet; NOT_FOUND: there is none. */
enum outcome audit_oldest_open(struct db *db, int64_t *ret_made_at) MUST_CHECK;

/* The sealer, for one process at a time, every second: takes rows that have no block into new ones, each block in a
   transaction (or savepoint) of its own.  Does not ask for the write lock when no row waits.  Call again at once while
   it makes AUDIT_SEAL_BLOCKS. */
enum outcome audit_seal(struct db *db, const struct keyring *keyring, int64_t now, size_t *ret_blocks) MUST_CHECK;

/* The newest block, to be kept where whoever may write to the database cannot: given back to audit_verify(), it shows
   that the end of the log was not cut off.  NOT_FOUND when there is no block yet. */
struct audit_head {
    int64_t block;
    unsigned char hash[DIGEST_BYTES];
};
enum outcome audit_head(struct db *db, struct audit_head *ret_head) MUST_CHECK;

enum audit_fault_kind {
    AUDIT_ROW_CHANGED,
    AUDIT_ROW_MISSING,
    AUDIT_ROW_MOVED,   /* listed in one block, marked as part of another or of none: also a row in two blocks */
    AUDIT_ROW_ADDED,   /* marked as part of a block that does not list it */
    AUDIT_ROW_OUTSIDE, /* older than AUDIT_OPEN_SECONDS without a block */
    AUDIT_BLOCK_MISSING,
    AUDIT_BLOCK_CHANGED, /* or not signed with our key */
    AUDIT_BLOCK_LIST,    /* its list of rows was changed */
    AUDIT_BLOCK_UNCHAINED,
    AUDIT_BLOCK_NOT_NOTED, /* not the block that a head kept elsewhere names */
};

struct audit_fault {
    enum audit_fault_kind kind;
    struct identifier row; /* zeros: the block as a whole */
    int64_t block;         /* 0: none */
    const struct audit_fault *next;
};
/* For people: {1} is the row, {2} the block. */
const char *audit_fault_message(enum audit_fault_kind kind);

struct audit_report {
    int64_t blocks, rows;            /* looked at */
    int64_t outside;                 /* rows older than AUDIT_OPEN_SECONDS in no block: they are among the … */
    int64_t fault_count;             /* … faults found, */
    const struct audit_fault *first; /* of which the first AUDIT_FAULTS_KEPT, in the arena */
};

/* Computes everything again, a block at a time: the memory it takes does not grow with the log.  `noted`, if not NULL,
   is a head kept elsewhere.  OK also when there are faults: they are in the report. */
enum outcome audit_verify(struct db *db, const struct keyring *keyring, int64_t now, const struct audit_head *noted,
                          struct arena *arena, struct audit_report *ret_report) MUST_CHECK;

#endif
