/* A referral in one file, for a receiver without an account: encrypted to the receiver's public key, or under a code,
   signed with the mission's key within.  Bytes in, bytes out: it knows no database.  All that stands in the file is
   bound: of one altered bit nothing opens.

     magic (8) · kind (1) · "key": fingerprint of the receiver's key (16), sealed file key (80)
                          · "code": salt of the code (16), Argon2id with 64 MiB and three passes
     header of the stream (24) · one chunk of libsodium's secretstream, marked as the last, bound to all before it:
     the signature (64) of what stands before the stream and of the content, the signer's public key (32), the content

   Nothing outside tells who signed, of whom it is, or how much of it there is beyond steps of 4 KiB. */
#ifndef REFERRALS_REFERRAL_PACKAGE_H
#define REFERRALS_REFERRAL_PACKAGE_H

#include "system/keyring.h"

enum {
    PACKAGE_CONTENT_MOST = 256 * 1024,
    PACKAGE_FILE_MOST = PACKAGE_CONTENT_MOST + 8192,
    PACKAGE_FINGERPRINT_BYTES = 16,
    PACKAGE_CODE_LENGTH = 20, /* characters of five bits each */
};

enum package_kind { PACKAGE_TO_KEY = 1, PACKAGE_TO_CODE = 2 };

struct package_receiver {
    enum package_kind kind;
    struct key public; /* of PACKAGE_TO_KEY */
    struct text code;  /* of PACKAGE_TO_CODE; as package_code_read() gave it */
};
struct package_signer {
    struct key public;
    const struct keyring *keyring;
};

/* TOO_LARGE: the content; INVALID: the public key is none; UNAVAILABLE: no memory for the code's key. */
enum outcome package_write(struct arena *arena, const struct package_receiver *receiver,
                           const struct package_signer *signer, struct text content, struct text *ret_bytes) MUST_CHECK;

/* Why a package does not open. */
enum package_fault {
    PACKAGE_NONE,      /* no package of ours */
    PACKAGE_OTHER_KEY, /* for another receiver, or under a code where a key was given, and the other way round */
    PACKAGE_ALTERED,  /* a wrong code or key, or a bit of it is not as it was written: one cannot be told from the other
                       */
    PACKAGE_STRANGER, /* whole, and signed by somebody else */
};
const char *package_fault_said(enum package_fault fault);

struct package_opener {
    const struct key *secret; /* or */
    struct text code;
    struct text signer; /* fingerprint of the key that has to have signed: PACKAGE_FINGERPRINT_BYTES */
};
/* INVALID with *ret_fault, and nothing else. */
enum outcome package_read(struct arena *arena, struct text bytes, const struct package_opener *opener,
                          struct text *ret_content, enum package_fault *ret_fault) MUST_CHECK;
/* Of a file's head alone.  INVALID. */
enum outcome package_kind_of(struct text bytes, enum package_kind *ret_kind) MUST_CHECK;

/* "4K7Q-W2MC-…": five bits a character. */
struct text package_code_new(struct arena *arena);
/* As typed: small letters, O for 0, I or L for 1, spaces and hyphens anywhere.  INVALID: no code. */
enum outcome package_code_read(struct arena *arena, struct text typed, struct text *ret_code) MUST_CHECK;

void package_keys_new(struct key *ret_secret, struct key *ret_public);
struct text package_secret_text(struct arena *arena, const struct key *secret);
enum outcome package_secret_read(struct arena *arena, struct text text, struct key *ret_secret) MUST_CHECK;
/* From 64 hexadecimal digits, spaces among them or not.  INVALID. */
enum outcome package_public_read(struct arena *arena, struct text digits, struct key *ret_public) MUST_CHECK;
/* Of a public key; and as people compare it, "1f2e 3d4c …". */
struct text package_fingerprint(struct arena *arena, const struct key *public);
struct text package_fingerprint_shown(struct arena *arena, struct text fingerprint);
enum outcome package_fingerprint_read(struct arena *arena, struct text typed, struct text *ret_fingerprint) MUST_CHECK;

/* ---- what stands in it ---- */

struct package_fact {
    struct text label, value;
};
struct package_content {
    struct text number, from, to, service, city, sent_on, due_on;
    struct package_fact *facts; /* what is asked and what is told */
    size_t fact_count;
};
/* INVALID: it is no content of a package. */
enum outcome package_content_read(struct arena *arena, struct text json, struct package_content *ret) MUST_CHECK;
struct text package_content_write(struct arena *arena, const struct package_content *content);

#endif
