#include "access/wall_of_actor.h"

/* Identifiers, each once. */
struct places {
    struct identifier *at;
    size_t count;
    bool all; /* of WALL_DIRECTORY: those of every organisation, and of nothing else */
};

static void add_place(struct places *places, struct identifier id)
{
    if (identifier_is_none(id))
        return;
    for (size_t i = 0; i < places->count; i++)
        if (identifier_equal(places->at[i], id))
            return;
    places->at[places->count++] = id;
}

/* What is assigned to somebody lies in their organisation: the wall does not ask whose a row is. */
static struct identifier place_of(const struct assignment *held, enum scope scope)
{
    switch (scope) {
    case SCOPE_OFFICE:
        return held->office;
    case SCOPE_OWN:
    case SCOPE_ORGANISATION:
        return held->organisation;
    case SCOPE_NONE:
    case SCOPE_MISSION:
        break;
    }
    return (struct identifier){0};
}

/* By the rights that open such rows, each as far as the assignment carries it.  True: one of them reaches them all. */
static bool add_rights(struct places parts[WALL_PARTS], const struct actor *actor, const struct assignment *held)
{
    static const enum wall_part PARTS[ROWS_COUNT] = {
        [ROWS_PERSONS] = WALL_PERSONS,       [ROWS_CASES] = WALL_CASES,       [ROWS_FILES] = WALL_FILES,
        [ROWS_PROTECTION] = WALL_PROTECTION, [ROWS_ARRIVALS] = WALL_ARRIVALS, [ROWS_DIRECTORY] = WALL_DIRECTORY,
        [ROWS_REFERRALS] = WALL_REFERRALS};
    bool all = false;
    for (size_t i = 0; i < access_right_count(); i++) {
        const struct right *right = access_right(i);
        if (right->opens == ROWS_NONE || (actor->narrow != NULL && !right_set_has(actor->narrow, right)))
            continue;
        enum scope scope = access_scope_of(held->role, right);
        if (right->opens == ROWS_DIRECTORY)
            parts[WALL_DIRECTORY].all = parts[WALL_DIRECTORY].all || scope == SCOPE_MISSION;
        else
            all = all || scope == SCOPE_MISSION;
        add_place(&parts[PARTS[right->opens]], place_of(held, scope));
        if (right->opens != ROWS_FILES) /* a task waits for whoever has the right that it needs */
            add_place(&parts[WALL_TASKS], place_of(held, scope));
    }
    return all;
}

/* While a person's glass is broken, also the office where the person's rows lie: which of them, the first wall says. */
static void add_openings(struct places parts[WALL_PARTS], const struct actor *actor)
{
    static const enum wall_part OPENED[] = {WALL_PERSONS, WALL_CASES, WALL_FILES};
    for (size_t i = 0; i < actor->opening_count; i++)
        for (size_t part = 0; part < sizeof OPENED / sizeof *OPENED; part++)
            if (parts[OPENED[part]].count > 0) /* rights over such rows are held at all */
                add_place(&parts[OPENED[part]], actor->openings[i].office);
}

static void add_all(struct places *places, const struct places *others)
{
    for (size_t i = 0; i < others->count; i++)
        add_place(places, others->at[i]);
}

static void write_part(struct arena *arena, struct buffer *out, const struct places *places)
{
    buffer_add_byte(out, ';');
    for (size_t i = 0; i < places->count; i++) {
        buffer_add_byte(out, i == 0 ? '{' : ',');
        buffer_add(out, identifier_to_text(arena, places->at[i]));
    }
    if (places->all) {
        buffer_add_byte(out, places->count == 0 ? '{' : ',');
        buffer_add(out, identifier_to_text(arena, (struct identifier){0}));
    }
    if (places->count > 0 || places->all)
        buffer_add_byte(out, '}');
}

struct text wall_of_actor(struct arena *arena, const struct actor *actor, bool wide)
{
    enum { EACH = IDENTIFIER_TEXT + 3 };
    struct places parts[WALL_PARTS] = {0};
    /* an office and an organisation each, that of the account, and the office of each opening */
    size_t room = actor->assignment_count * 2 + 1 + actor->opening_count; /* and the zeros of WALL_DIRECTORY */
    bool all = actor->system;
    AUTO_BUFFER struct buffer out = buffer_open((room + 1) * EACH * WALL_PARTS);
    for (size_t part = 0; part < WALL_PARTS; part++)
        parts[part].at = arena_array(arena, struct identifier, room);
    add_place(&parts[WALL_HOME], actor->organisation);
    for (size_t i = 0; i < actor->assignment_count; i++) {
        add_place(&parts[WALL_HOME], actor->assignments[i].organisation);
        all = add_rights(parts, actor, &actor->assignments[i]) || all;
    }
    if (all)
        return TEXT("*");
    add_openings(parts, actor);
    for (size_t part = 0; part < WALL_PARTS; part++) {
        if (wide && part != WALL_HOME && part != WALL_DIRECTORY)
            add_all(&parts[part], &parts[WALL_HOME]);
        write_part(arena, &out, &parts[part]);
    }
    return arena_text(arena, buffer_text(&out));
}

void wall_set_actor(struct db *db, struct arena *arena, const struct actor *actor)
{
    bool nobody = !actor->system && identifier_is_none(actor->user);
    if (nobody)
        wall_close(db);
    else
        wall_set(db, wall_of_actor(arena, actor, false), wall_of_actor(arena, actor, true));
}
