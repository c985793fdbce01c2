/* Rights, roles, scopes and purposes: data only.  A feature declares its rights and which roles hold them (struct
   grant); app/features.c hands all of them to access_start().  What nobody was granted is refused. */
#ifndef ACCESS_RIGHT_H
#define ACCESS_RIGHT_H

#include "base/identifier.h"
#include "base/problem.h"

enum { RIGHT_MOST = 256 };

/* Rows that lie in offices, as the second wall parts them (access/wall.h): which of them a right opens. */
enum rows_kind {
    ROWS_NONE, /* none of these: what is the organisation's or the mission's */
    ROWS_PERSONS,
    ROWS_CASES,
    ROWS_FILES,
    ROWS_PROTECTION,
    ROWS_ARRIVALS,
    ROWS_DIRECTORY, /* everybody reads them; who may write which */
    ROWS_REFERRALS,
    ROWS_COUNT,
};

/* One thing that a person may do: "person.read".  `index` is given at start. */
struct right {
    const char *name;
    const char *label; /* N_() */
    int index;
    enum rows_kind opens; /* left out, PostgreSQL shows nothing of what the right is about */
    bool glass;           /* of reading: held anywhere, it reaches a person whose glass was broken (struct opening) */
};

enum role {
    ROLE_RECEPTION,
    ROLE_CASEWORKER,
    ROLE_SUPERVISOR,
    ROLE_PROTECTION,
    ROLE_OPERATIONS,
    ROLE_FINANCE_PREPARER,
    ROLE_FINANCE_RELEASER,
    ROLE_PROGRAMME_MANAGER,
    ROLE_DATA_PROTECTION,
    ROLE_AUDITOR,
    ROLE_TRAINER,
    ROLE_ANALYST,
    ROLE_PARTNER,
    ROLE_RECEIVING_OFFICE,
    ROLE_BUREAU,
    ROLE_COMMISSION,
    ROLE_ADMINISTRATOR,
    ROLE_PROTECTION_MANAGER,
    ROLE_HEALTH, /* knows whether and how somebody can travel */
    ROLE_COUNT,
};

/* Why data are used.  A field lists the purposes it was collected for; a role works for some purposes. */
enum purpose {
    PURPOSE_RECEPTION = 1 << 0,  /* to know who came and to give an appointment */
    PURPOSE_ASSISTANCE = 1 << 1, /* to counsel and assist the person */
    PURPOSE_PROTECTION = 1 << 2,
    PURPOSE_TRAVEL = 1 << 3,
    PURPOSE_FINANCE = 1 << 4,
    PURPOSE_REPORTING = 1 << 5, /* figures without names */
    PURPOSE_OVERSIGHT = 1 << 6, /* audit and data protection */
    PURPOSE_ADMINISTRATION = 1 << 7,
    PURPOSE_HEALTH = 1 << 8, /* to know whether and how somebody can travel: medical details */
};

struct role_entry {
    const char *name;  /* "finance_preparer": API, database, accounts */
    const char *label; /* N_() */
    unsigned purposes;
};
const struct role_entry *role_entry(enum role role);
/* INVALID for a name that is no role. */
enum outcome role_from_name(struct text name, enum role *ret_role) MUST_CHECK;

/* Over which rows a right reaches. */
enum scope {
    SCOPE_NONE,
    SCOPE_OWN,          /* rows assigned to the user */
    SCOPE_OFFICE,       /* rows of the office in which the role is held */
    SCOPE_ORGANISATION, /* rows of that organisation */
    SCOPE_MISSION,      /* all rows of the installation */
};

struct grant {
    enum role role;
    struct right *right;
    enum scope scope;
};

/* Numbers the rights and builds the table role x right -> scope; once, at start.  Ends the process on a right named
   twice or more rights than RIGHT_MOST.  Later grants of the same role and right widen the scope, never narrow it. */
struct grant_list {
    const struct grant *grants;
    size_t count;
};
void access_start(const struct grant_list *lists, size_t count);
size_t access_right_count(void);
const struct right *access_right(size_t index);
const struct right *access_right_named(struct text name); /* NULL when there is none */
enum scope access_scope_of(enum role role, const struct right *right);

#endif
