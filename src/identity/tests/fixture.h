/* A whole mission for tests: a database and a keyring in a directory of its own, one organisation with two offices, one
   user for each of the 18 roles (user name = name of the role, first office), all with one password; and an application
   with the routes of identity/ and whatever the caller adds, to be used through web/loopback.h. */
#ifndef IDENTITY_TESTS_FIXTURE_H
#define IDENTITY_TESTS_FIXTURE_H

#include "identity/identity.h"
#include "web/loopback.h"

#define FIXTURE_PASSWORD "sept chevaux sous la pluie"

/* What a feature brings along; the lists of web/ and identity/ are always there. */
struct fixture_options {
    const struct grant_list *grants;
    size_t grant_list_count;
    const struct route_list *routes;
    size_t route_list_count;
    const struct internal_action *const *actions;
    size_t action_list_count;
    const struct menu_entry *menu;
    size_t menu_count;
    const struct resource_list *resources; /* of the API; NULL: those of identity/ alone */
    bool whole;                            /* the caller's lists are those of the whole program: nothing is added */
    bool writes_everywhere;                /* readers use the writing connection, as on an engine with many writers */
};

struct fixture {
    struct arena *arena; /* as long as the fixture */
    char *directory;
    struct text database;     /* its address */
    struct settings settings; /* may be changed between requests */
    struct keyring *keyring;
    struct keys *keys;
    struct db *db, *reader;            /* of the owner */
    struct db *served, *served_reader; /* of who serves: on PostgreSQL bound by the second wall, else the same two */
    struct work system;                /* may everything; writes in fixture_write() */
    struct organisation *organisation;
    struct office *offices[2];
    struct identifier users[ROLE_COUNT];
    struct text password_hash;
    struct application application;
    bool writes_everywhere;
};

/* Ends the test program when something is wrong.  `options` may be NULL. */
struct fixture *fixture_open(const struct fixture_options *options);
struct fixture *fixture_close(struct fixture *fixture); /* accepts NULL, returns NULL */

/* One more user, with the same password and one role in one of the two offices; with ROLE_COUNT without any role. */
struct identifier fixture_user(struct fixture *fixture, struct text login, enum role role, size_t office);
/* Another organisation, with one office. */
struct office *fixture_other_organisation(struct fixture *fixture);
struct identifier fixture_user_of(struct fixture *fixture, struct text login, enum role role,
                                  const struct office *office);

/* A browser in which nobody is signed in; in which this user is, through the page; this role's user. */
struct loopback *fixture_visitor(struct fixture *fixture);
struct loopback *fixture_client(struct fixture *fixture, struct text login);
struct loopback *fixture_role(struct fixture *fixture, enum role role);

/* A unit of work of a user, for calls without a browser; its actor lies in `arena`. */
struct work fixture_work(struct fixture *fixture, struct arena *arena, struct identifier user);

/* The number that a statement counts ("SELECT COUNT(*) …"). */
int64_t fixture_count(struct fixture *fixture, struct sql sql, const struct value *bind, size_t count);
/* How many audit rows have this action. */
int64_t fixture_audited(struct fixture *fixture, const char *action);

#endif
