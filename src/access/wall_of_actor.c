#include "access/wall_of_actor.h"

/* Identifiers, each once; `all` instead of any. */
struct places {
    struct identifier *at;
    size_t count;
    bool all;
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

static void add_scope(struct places *places, const struct actor *actor, const struct assignment *held, enum scope scope)
{
    switch (scope) {
    case SCOPE_NONE:
        break;
    case SCOPE_OWN:
        add_place(places, actor->user);
        break;
    case SCOPE_OFFICE:
        add_place(places, held->office);
        break;
    case SCOPE_ORGANISATION:
        add_place(places, held->organisation);
        break;
    case SCOPE_MISSION:
        places->all = true;
        break;
    }
}

/* By the rights that open such rows, each as far as the assignment carries it. */
static void add_rights(struct places parts[WALL_PARTS], const struct actor *actor, const struct assignment *held)
{
    static const enum wall_part PARTS[ROWS_COUNT] = {[ROWS_PERSONS] = WALL_PERSONS,
                                                     [ROWS_CASES] = WALL_CASES,
                                                     [ROWS_FILES] = WALL_FILES,
                                                     [ROWS_PROTECTION] = WALL_PROTECTION};
    for (size_t i = 0; i < access_right_count(); i++) {
        const struct right *right = access_right(i);
        bool within = actor->narrow == NULL || right_set_has(actor->narrow, right);
        if (right->opens == ROWS_NONE || !within)
            continue;
        enum scope scope = access_scope_of(held->role, right);
        add_scope(&parts[PARTS[right->opens]], actor, held, scope);
        if (right->opens != ROWS_FILES) /* a task waits for whoever has the right that it needs */
            add_scope(&parts[WALL_TASKS], actor, held, scope);
    }
}

static void add_all(struct places *places, const struct places *others)
{
    for (size_t i = 0; i < others->count; i++)
        add_place(places, others->at[i]);
}

static void write_part(struct arena *arena, struct buffer *out, const struct places *places)
{
    if (places->all) {
        buffer_add_byte(out, '*');
        return;
    }
    for (size_t i = 0; i < places->count; i++) {
        buffer_add_byte(out, i == 0 ? '{' : ',');
        buffer_add(out, identifier_to_text(arena, places->at[i]));
    }
    if (places->count > 0)
        buffer_add_byte(out, '}');
}

struct text wall_of_actor(struct arena *arena, const struct actor *actor, bool wide)
{
    enum { EACH = IDENTIFIER_TEXT + 2 };
    struct places parts[WALL_PARTS] = {0};
    size_t room = actor->assignment_count * 3 + 2; /* an office, an organisation, the user */
    AUTO_BUFFER struct buffer out = buffer_open(room * 2 * EACH * WALL_PARTS);
    for (size_t part = 0; part < WALL_PARTS; part++) {
        parts[part].at = arena_array(arena, struct identifier, room * 2);
        parts[part].all = actor->system;
    }
    add_place(&parts[WALL_HOME], actor->organisation);
    for (size_t i = 0; i < actor->assignment_count; i++) {
        add_place(&parts[WALL_HOME], actor->assignments[i].organisation);
        add_rights(parts, actor, &actor->assignments[i]);
    }
    for (size_t part = 0; part < WALL_PARTS; part++) {
        if (wide && part != WALL_HOME)
            add_all(&parts[part], &parts[WALL_HOME]);
        if (part > 0)
            buffer_add_byte(&out, ';');
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
