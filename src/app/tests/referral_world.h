/* Two organisations with a protocol between them, one of them without users, and persons to refer: nobody is real. Each
   item that may be told has a mark that no page holds by itself. */
#ifndef APP_TESTS_REFERRAL_WORLD_H
#define APP_TESTS_REFERRAL_WORLD_H

#include "identity/tests/fixture.h"
#include "persons/persons.h"
#include "referrals/referral_rules.h"

struct referral_world {
    struct fixture *mission;
    struct office *other;      /* of the organisation without users */
    struct identifier service; /* there */
    struct loopback *sender, *stranger;
    int32_t today;
};

/* NULL when something is missing. */
struct referral_world *world_open(void);
struct referral_world *world_close(struct referral_world *world);

/* Without the rules of its record: here only what referrals ask counts. */
void world_put(struct referral_world *world, const struct record *record, void *row);
struct person *world_person(struct referral_world *world);
/* Through the pages: a referral that tells these items, sent by a caseworker. */
struct identifier world_send(struct referral_world *world, const struct person *person, referral_items items);
/* The status of a step's form, sent by the caseworker. */
int world_step(struct referral_world *world, struct loopback *client, const char *base, struct identifier id,
               const char *action, const char *form);
struct identifier world_received(struct referral_world *world, struct identifier referral, const struct person *person);
const char *world_path(struct referral_world *world, const char *base, struct identifier id, const char *behind);
struct text world_hidden(struct referral_world *world, struct loopback *client, const char *name);
void *world_row(struct referral_world *world, const struct record *record, struct identifier id);
void world_is_in(struct referral_world *world, const struct record *record, struct identifier id, const char *state);
/* What stands between two marks in a text; fails where it does not. */
struct text world_between(struct referral_world *world, struct text body, const char *before, const char *after);
/* Fails where the text holds the mark of an item that is not among these; or lacks one of an item that is. */
void world_shows_only(struct text body, referral_items items, const char *where);
void world_shows_all(struct text body, referral_items items, const char *where);
/* Runs what waits in the queue, each job as often as it has attempts; how many ran. */
size_t world_run_jobs(struct referral_world *world);

#endif
