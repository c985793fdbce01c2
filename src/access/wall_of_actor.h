/* What the second wall (database/wall.h) lets an actor through to: at least all that the rights of the actor open
   anywhere, and of offices no more. */
#ifndef ACCESS_WALL_OF_ACTOR_H
#define ACCESS_WALL_OF_ACTOR_H

#include "access/actor.h"
#include "database/database.h"

/* The parts of a wall, in the order in which the policies name them. */
enum wall_part {
    WALL_PERSONS,
    WALL_CASES,
    WALL_FILES,
    WALL_TASKS,
    WALL_HOME,
    WALL_PROTECTION,
    WALL_ARRIVALS,
    WALL_DIRECTORY, /* zeros in it: the rows of all organisations */
    WALL_REFERRALS,
    WALL_PARTS
};

/* As database/wall.h says; with `wide`, in each part the organisations of the actor too.  Of the system, and of who
   holds a right over the rows of the whole mission, "*". */
struct text wall_of_actor(struct arena *arena, const struct actor *actor, bool wide);
/* From now on the connection is this actor's; nobody's when the actor is nobody. */
void wall_set_actor(struct db *db, struct arena *arena, const struct actor *actor);

#endif
