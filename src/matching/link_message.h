/* The files that two agencies exchange: docs/private-linkage.md describes them byte by byte.  Each is signed by the
   agency that made it, names the agency it is for, is bound to the message before it and to the terms that both agreed
   on, and has one size for all sets under these terms. */
#ifndef MATCHING_LINK_MESSAGE_H
#define MATCHING_LINK_MESSAGE_H

#include "base/buffer.h"
#include "matching/psi.h"

enum {
    LINK_VERSION = 1,
    LINK_RUN = 16,
    LINK_KEY = 32, /* public, Ed25519 */
    LINK_SECRET = 64,
    LINK_DIGEST = 32,
    LINK_SIGNATURE = 64,
    LINK_HEAD = 240,
    /* Two lists of points and what stands around them. */
    LINK_MESSAGE_MOST = 2 * PSI_SLOTS_MOST * PSI_POINT + LINK_HEAD + LINK_SIGNATURE,
};

enum link_kind {
    LINK_OFFER = 1, /* points: the offerer's own */
    LINK_ANSWER,    /* raised: the offer's points, in their places; points: the answerer's own */
    LINK_CLOSING,   /* raised: the answer's points, in their places */
    LINK_KINDS,
};

struct link_message {
    enum link_kind kind;
    unsigned char run[LINK_RUN];
    unsigned char sender[LINK_KEY], receiver[LINK_KEY];
    int64_t made_at; /* an instant */
    unsigned char terms[LINK_DIGEST];
    unsigned char previous[LINK_DIGEST]; /* link_digest() of the message that this one answers; zeros in an offer */
    struct psi_point commitment;         /* of the sender's exponent: psi_commitment() */
    unsigned char size[LINK_DIGEST];     /* psi_size_commitment(); zeros in a closing */
    size_t slots;
    const struct psi_point *raised; /* `slots` of them; NULL in an offer */
    const struct psi_point *points; /* `slots` of them; NULL in a closing */
};

struct link_pair { /* of keys: an agency's */
    unsigned char public[LINK_KEY], secret[LINK_SECRET];
};
void link_pair_make(struct link_pair *ret_pair);

/* What both sides have to have agreed on before anything is compared. */
struct link_terms {
    unsigned char one[LINK_KEY], other[LINK_KEY]; /* public keys, in any order */
    struct text purpose;                          /* code of the consent that was asked for */
    size_t slots;
};
/* Also binds to how keys are made (link_keys.h): two programs that make them differently refuse each other. */
void link_terms_digest(const struct link_terms *terms, unsigned char ret[LINK_DIGEST]);
/* What elements of this run are bound to. */
void link_context(const struct link_message *message, unsigned char ret[PSI_CONTEXT]);

size_t link_message_size(enum link_kind kind, size_t slots);
/* Appends the file; false when the buffer is full. */
bool link_message_write(struct buffer *buffer, const struct link_message *message,
                        const unsigned char secret[LINK_SECRET]);
/* Reads its parts, which stay in `file`, and proves the signature of whom it names as sender: whether that is somebody
   known is the caller's question.  INVALID: no such file, of another version, of another size than it says, of more
   slots than `slots_most`.  FORBIDDEN: the signature is wrong. */
enum outcome link_message_read(struct text file, size_t slots_most, struct link_message *ret_message) MUST_CHECK;
void link_digest(struct text file, unsigned char ret[LINK_DIGEST]);

/* Does it fit what went before?  What is wrong, in the order in which it is asked. */
enum link_fault {
    LINK_SOUND,
    LINK_FOR_OTHERS, /* sender or receiver are not those expected */
    LINK_OTHER_KIND,
    LINK_OTHER_TERMS,      /* purpose, slots or recipe of keys differ */
    LINK_OTHER_RUN,        /* of another run, or not an answer to what was sent */
    LINK_OTHER_EXPONENT,   /* a closing with another commitment than its offer */
    LINK_TOO_OLD,          /* made more than LINK_DAYS ago, or in the future */
    LINK_REPEATED,         /* the same point twice */
    LINK_NO_POINT,         /* a point that is none, or the neutral one */
    LINK_NOT_AS_COMMITTED, /* what came back was raised by another exponent, or was moved */
    LINK_FAULTS,
};
enum { LINK_DAYS = 30 };
/* N_(): for people. */
const char *link_fault_message(enum link_fault fault);

struct link_expected {
    enum link_kind kind;
    const unsigned char *sender, *receiver; /* LINK_KEY */
    const unsigned char *terms;             /* LINK_DIGEST */
    const unsigned char *run;               /* LINK_RUN; NULL in an offer: any */
    const unsigned char *previous;          /* LINK_DIGEST; NULL in an offer */
    const struct psi_point *commitment;     /* of a closing: that of the offer; else NULL */
    int64_t now;
};
enum link_fault link_message_fits(const struct link_message *message, const struct link_expected *expected);

#endif
