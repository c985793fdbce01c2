/* A record with a field of every kind and every restriction, in a database of its own, for the tests of what derives
   from descriptors. */
#ifndef RECORD_TESTS_TOY_H
#define RECORD_TESTS_TOY_H

#include "database/migrate.h"
#include "record/keys.h"
#include "record/record.h"

struct maker {
    struct record_head head;
    struct text name;
};
struct toy {
    struct record_head head;
    struct text name, note, colour, country, tastes;
    int32_t born;
    struct partial_date since;
    int64_t seen, pieces, total;
    struct money price;
    struct flag happy;
    struct identifier owner;
    struct text code;   /* given once */
    struct text secret; /* only a supervisor reads it */
    struct text token;  /* hidden from everybody */
};
extern struct record maker_record, toy_record;
extern struct right toy_read, toy_create, toy_update, toy_secret;
extern struct choice_list toy_colours, toy_countries, toy_tastes, toy_states;

/* What no output may hold for a caseworker. */
#define TOY_SECRET "unreadable-secret"
#define TOY_TOKEN "hidden-token"

struct world {
    struct arena *arena;
    struct db *db;
    struct keyring *keyring;
    struct keys *keys;
    char *directory;
    struct text database; /* its address */
    struct identifier organisation, office, user;
    struct work system; /* may everything */
    struct identifier owner;
};
extern struct world world;

extern const struct migration toy_migrations[];
extern const struct grant_list toy_grants;

int world_open(void **state);  /* group set-up: database, keys, rights, one maker */
int world_close(void **state); /* group tear-down */
/* A work of somebody with this role, in English; its arena is emptied first. */
struct work work_of(enum role role);
/* A toy with a value in every field, in the arena. */
struct toy *toy_full(struct work *work);
/* Stores it as the system. */
struct identifier toy_store(void);

#endif
