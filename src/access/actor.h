/* Who acts, and the one function that decides what they may do.  identity/ fills actors at sign-in; everything else
   only reads them.  Pages, API, exports, search, print and statistics all ask here. */
#ifndef ACCESS_ACTOR_H
#define ACCESS_ACTOR_H

#include "access/right.h"

/* One role held in one office. */
struct assignment {
    struct identifier organisation, office;
    enum role role;
};

/* One person's file of the actor's own organisation that lies out of reach and was opened with a reason, until a
   moment (break-glass).  It takes rights that the actor holds to one more place; it gives none. */
struct opening {
    struct identifier glass; /* the row that says why, and what a reviewer made of it */
    struct identifier person, organisation, office;
    int64_t until;
};

struct right_set {
    uint64_t words[RIGHT_MOST / 64];
};
void right_set_add(struct right_set *set, const struct right *right);
bool right_set_has(const struct right_set *set, const struct right *right);

struct actor {
    struct identifier user; /* zeros: nobody signed in, or the system itself */
    struct identifier organisation, office;
    struct text login, name;
    struct text origin; /* client address */
    const struct assignment *assignments;
    size_t assignment_count;
    bool system;                    /* jobs and commands of the administrator of the host: may everything, audited */
    const struct right_set *narrow; /* an API token's scopes; NULL: all that the assignments give */
    /* Until something is done there, this page is all they may open: "/account/password"; empty: no such duty. */
    struct text confined_to;
    bool by_token;                  /* a program that came with an API token of this user */
    const struct opening *openings; /* those in force; of a session, never of a token */
    size_t opening_count;
};

/* Where a row belongs; zeros where it has no office or nobody is assigned. */
struct subject {
    struct identifier organisation, office, assigned;
    struct identifier person; /* whom it is about */
};

/* May the actor do this on some row at all?  (menus, routes) */
bool actor_may(const struct actor *actor, const struct right *right);
/* May the actor do this on this row? */
bool actor_may_on(const struct actor *actor, const struct right *right, const struct subject *subject);
/* May the actor, on this row, use a field that needs both rights for one of these purposes? */
bool actor_may_field(const struct actor *actor, const struct right *record_right, const struct right *field_right,
                     unsigned purposes, const struct subject *subject);
/* The same on some row at all: may the actor narrow or order a list by this field? */
bool actor_may_field_somewhere(const struct actor *actor, const struct right *record_right,
                               const struct right *field_right, unsigned purposes);
/* The opening without which the actor could not do this on the row; NULL: none is needed, or none helps. */
const struct opening *actor_opening(const struct actor *actor, const struct right *right,
                                    const struct subject *subject);
/* The persons whose rows the actor reads, or uses this field of (field_right may be NULL), by openings alone: how many.
   For lists of rows about persons, beside actor_reach() and actor_reach_field(), which know nothing of them. */
size_t actor_opened(struct arena *arena, const struct actor *actor, const struct right *record_right,
                    const struct right *field_right, unsigned purposes, const struct opening *const **ret_openings);
/* The role to name in the audit log: that held in this office, else the first; "system" for the system. */
struct text actor_role_name(const struct actor *actor, struct identifier office);
bool actor_has_role(const struct actor *actor, enum role role);

/* The rows a right reaches, for a reader's predicate: one entry for each assignment that gives it.
   Returns the number of entries; 0 means none at all. */
struct reach {
    enum scope scope;
    struct identifier organisation, office;
    enum scope also; /* of actor_reach_field() only */
};
size_t actor_reach(struct arena *arena, const struct actor *actor, const struct right *right,
                   const struct reach **ret_reach);
/* Does every row that `record_right` reaches show this field too?  If not, what a list does with the field is kept to
   the rows of actor_reach_field(). */
bool actor_may_field_everywhere(const struct actor *actor, const struct right *record_right,
                                const struct right *field_right, unsigned purposes);
/* The rows in which actor_may_field() holds: `scope` and `also` both have to cover a row. */
size_t actor_reach_field(struct arena *arena, const struct actor *actor, const struct right *record_right,
                         const struct right *field_right, unsigned purposes, const struct reach **ret_reach);

#endif
