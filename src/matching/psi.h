/* Which elements of two secret sets are common: Diffie-Hellman on ristretto255 (libsodium).  Each side raises what it
   has by an exponent of its own, drawn for this run; who has raised a point twice by both can compare, nobody can go
   back.  A side sends `slots` points, whatever it has: the rest of the slots is filled, and what fills them is checked
   when it comes back.

     offerer   psi_blind()                → its points →         answerer  psi_raise() them, psi_blind() its own
     offerer   psi_check(), psi_raise()   ← both ←
               psi_common()               → those of the answerer, raised →  psi_check(), psi_common()

   Safe against a partner who follows these rules and is curious.  What a partner who does not can still try stands in
   docs/private-linkage.md. */
#ifndef MATCHING_PSI_H
#define MATCHING_PSI_H

#include "base/problem.h"

enum {
    PSI_POINT = 32,
    PSI_HASH = 64,            /* an element is the hash of a key, uniform: psi_element() */
    PSI_CHECKS = 64,          /* at least so many slots hold no element */
    PSI_SLOTS_LEAST = 256,    /* … of at least so many */
    PSI_SLOTS_MOST = 1 << 20, /* 32 MiB of points */
    PSI_CONTEXT = 32,         /* what a run is bound to: elements of two runs have nothing in common */
};
#define PSI_NOBODY UINT32_MAX
struct psi_point {
    unsigned char bytes[PSI_POINT];
};
struct psi_hash {
    unsigned char bytes[PSI_HASH];
};

/* One side's secrets of one run, never of two. */
struct psi_secret {
    unsigned char exponent[32], seed[32];
};
void psi_secret_make(struct psi_secret *ret_secret);
void psi_secret_forget(struct psi_secret *secret);
/* What stands for the exponent before it is used: the other side checks by it that it was used, and this one. */
void psi_commitment(const struct psi_secret *secret, struct psi_point *ret_point);
/* Binds to the size of a set without telling it; `seed` of the secret opens it to whoever audits the run. */
void psi_size_commitment(const struct psi_secret *secret, uint32_t size, unsigned char ret[32]);

void psi_element(const unsigned char context[PSI_CONTEXT], struct text key, struct psi_hash *ret_hash);

/* `count` elements in random order among `slots` points, the rest filled with points that only this side can foresee.
   ret_owners[slot] is the element there, or PSI_NOBODY.  INVALID: slots out of bounds, or no room for PSI_CHECKS. */
enum outcome psi_blind(const struct psi_secret *secret, const struct psi_hash *elements, size_t count, size_t slots,
                       struct psi_point *ret_points, uint32_t *ret_owners) MUST_CHECK;
/* Raises the other side's points, each in its place.  INVALID, nothing written that may be sent: a point that is none,
   or the neutral one. */
enum outcome psi_raise(const struct psi_secret *secret, const struct psi_point *points, size_t count,
                       struct psi_point *ret_points) MUST_CHECK;
/* No point twice: who repeats points would see in what comes back which they were. */
bool psi_are_distinct(struct arena *arena, const struct psi_point *points, size_t count);
/* What came back for the slots of nobody is what the committed exponent makes of them, in their places.  Catches
   another exponent at once, a changed order by chance: of a share s of moved points it misses (1-s)^PSI_CHECKS. */
bool psi_check(const struct psi_secret *secret, const uint32_t *owners, size_t slots,
               const struct psi_point *commitment, const struct psi_point *raised);
/* ret_common[slot]: this own point, raised twice, is among the other side's. */
void psi_common(struct arena *arena, const struct psi_point *own, size_t own_count, const struct psi_point *theirs,
                size_t their_count, bool *ret_common);

#endif
