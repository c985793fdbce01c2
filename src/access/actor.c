#include "access/actor.h"

void right_set_add(struct right_set *set, const struct right *right)
{
    set->words[right->index / 64] |= UINT64_C(1) << right->index % 64;
}

bool right_set_has(const struct right_set *set, const struct right *right)
{
    return (set->words[right->index / 64] >> right->index % 64 & 1) != 0;
}

static bool within_token(const struct actor *actor, const struct right *right)
{
    return actor->narrow == NULL || right_set_has(actor->narrow, right);
}

static bool covers(enum scope scope, const struct assignment *assignment, const struct actor *actor,
                   const struct subject *subject)
{
    switch (scope) {
    case SCOPE_NONE:
        return false;
    case SCOPE_OWN:
        return !identifier_is_none(actor->user) && identifier_equal(subject->assigned, actor->user);
    case SCOPE_OFFICE:
        return identifier_equal(subject->office, assignment->office) && !identifier_is_none(subject->office);
    case SCOPE_ORGANISATION:
        return identifier_equal(subject->organisation, assignment->organisation);
    case SCOPE_MISSION:
        return true;
    }
    return false;
}

bool actor_may(const struct actor *actor, const struct right *right)
{
    if (actor->system)
        return true;
    if (!within_token(actor, right))
        return false;
    for (size_t i = 0; i < actor->assignment_count; i++)
        if (access_scope_of(actor->assignments[i].role, right) != SCOPE_NONE)
            return true;
    return false;
}

static bool works_for(const struct assignment *held, unsigned purposes)
{
    return purposes == ~0U || (role_entry(held->role)->purposes & purposes) != 0;
}

/* May the actor read such rows, and such a field of them, somewhere in the organisation of the opening? */
static bool carries(const struct actor *actor, const struct opening *opening, const struct right *record_right,
                    const struct right *field_right, unsigned purposes)
{
    if (!record_right->glass || (field_right != NULL && !field_right->glass))
        return false;
    for (size_t i = 0; i < actor->assignment_count; i++) {
        const struct assignment *held = &actor->assignments[i];
        if (identifier_equal(held->organisation, opening->organisation) && works_for(held, purposes) &&
            access_scope_of(held->role, record_right) != SCOPE_NONE &&
            (field_right == NULL || access_scope_of(held->role, field_right) != SCOPE_NONE))
            return true;
    }
    return false;
}

static const struct opening *opening_of(const struct actor *actor, const struct subject *subject)
{
    for (size_t i = 0; i < actor->opening_count; i++)
        if (!identifier_is_none(subject->person) && identifier_equal(actor->openings[i].person, subject->person) &&
            identifier_equal(actor->openings[i].organisation, subject->organisation))
            return &actor->openings[i];
    return NULL;
}

bool actor_may_on(const struct actor *actor, const struct right *right, const struct subject *subject)
{
    return actor_may_field(actor, right, NULL, ~0U, subject);
}

bool actor_may_field(const struct actor *actor, const struct right *record_right, const struct right *field_right,
                     unsigned purposes, const struct subject *subject)
{
    if (actor->system)
        return true;
    if (!within_token(actor, record_right) || (field_right != NULL && !within_token(actor, field_right)))
        return false;
    for (size_t i = 0; i < actor->assignment_count; i++) {
        const struct assignment *held = &actor->assignments[i];
        if (covers(access_scope_of(held->role, record_right), held, actor, subject) &&
            (field_right == NULL || covers(access_scope_of(held->role, field_right), held, actor, subject)) &&
            works_for(held, purposes))
            return true;
    }
    const struct opening *opening = opening_of(actor, subject);
    return opening != NULL && carries(actor, opening, record_right, field_right, purposes);
}

const struct opening *actor_opening(const struct actor *actor, const struct right *right, const struct subject *subject)
{
    struct actor without = *actor;
    without.opening_count = 0;
    if (actor->opening_count == 0 || actor->system || !actor_may_on(actor, right, subject))
        return NULL;
    return actor_may_on(&without, right, subject) ? NULL : opening_of(actor, subject);
}

size_t actor_opened(struct arena *arena, const struct actor *actor, const struct right *record_right,
                    const struct right *field_right, unsigned purposes, const struct opening *const **ret_openings)
{
    const struct opening **openings = arena_array(arena, const struct opening *, actor->opening_count + 1);
    size_t count = 0;
    bool within = within_token(actor, record_right) && (field_right == NULL || within_token(actor, field_right));
    for (size_t i = 0; within && !actor->system && i < actor->opening_count; i++)
        if (carries(actor, &actor->openings[i], record_right, field_right, purposes))
            openings[count++] = &actor->openings[i];
    *ret_openings = openings;
    return count;
}

bool actor_may_field_somewhere(const struct actor *actor, const struct right *record_right,
                               const struct right *field_right, unsigned purposes)
{
    if (actor->system)
        return true;
    if (!within_token(actor, record_right) || (field_right != NULL && !within_token(actor, field_right)))
        return false;
    for (size_t i = 0; i < actor->assignment_count; i++) {
        enum role role = actor->assignments[i].role;
        if (access_scope_of(role, record_right) != SCOPE_NONE &&
            (field_right == NULL || access_scope_of(role, field_right) != SCOPE_NONE) &&
            (purposes == ~0U || (role_entry(role)->purposes & purposes) != 0))
            return true;
    }
    return false;
}

struct text actor_role_name(const struct actor *actor, struct identifier office)
{
    if (actor->system)
        return TEXT("system");
    for (size_t i = 0; i < actor->assignment_count; i++)
        if (identifier_equal(actor->assignments[i].office, office))
            return text_from(role_entry(actor->assignments[i].role)->name);
    return actor->assignment_count == 0 ? TEXT_NONE : text_from(role_entry(actor->assignments[0].role)->name);
}

bool actor_has_role(const struct actor *actor, enum role role)
{
    for (size_t i = 0; i < actor->assignment_count; i++)
        if (actor->assignments[i].role == role)
            return true;
    return false;
}

size_t actor_reach(struct arena *arena, const struct actor *actor, const struct right *right,
                   const struct reach **ret_reach)
{
    struct reach *reach = arena_array(arena, struct reach, actor->assignment_count + 1);
    size_t count = 0;
    if (actor->system)
        reach[count++] = (struct reach){.scope = SCOPE_MISSION, .also = SCOPE_MISSION};
    for (size_t i = 0; !actor->system && i < actor->assignment_count; i++) {
        const struct assignment *held = &actor->assignments[i];
        enum scope scope = access_scope_of(held->role, right);
        if (scope != SCOPE_NONE && within_token(actor, right))
            reach[count++] = (struct reach){scope, held->organisation, held->office, SCOPE_MISSION};
    }
    *ret_reach = reach;
    return count;
}

/* Does one scope of an assignment hold all rows of the other?  Rows assigned to a user may lie in any office. */
static bool holds_all(enum scope outer, enum scope inner)
{
    if (outer == inner || outer == SCOPE_MISSION)
        return true;
    return outer == SCOPE_ORGANISATION && inner == SCOPE_OFFICE;
}

bool actor_may_field_everywhere(const struct actor *actor, const struct right *record_right,
                                const struct right *field_right, unsigned purposes)
{
    if (actor->system)
        return true;
    if (actor->opening_count > 0 && record_right->glass && field_right != NULL && !field_right->glass)
        return false;
    for (size_t i = 0; i < actor->assignment_count; i++) {
        const struct assignment *held = &actor->assignments[i];
        enum scope scope = access_scope_of(held->role, record_right);
        enum scope also = field_right == NULL ? SCOPE_MISSION : access_scope_of(held->role, field_right);
        if (scope != SCOPE_NONE && (!holds_all(also, scope) || !works_for(held, purposes)))
            return false;
    }
    return true;
}

size_t actor_reach_field(struct arena *arena, const struct actor *actor, const struct right *record_right,
                         const struct right *field_right, unsigned purposes, const struct reach **ret_reach)
{
    struct reach *reach = arena_array(arena, struct reach, actor->assignment_count + 1);
    size_t count = 0;
    if (actor->system)
        reach[count++] = (struct reach){.scope = SCOPE_MISSION, .also = SCOPE_MISSION};
    for (size_t i = 0; !actor->system && i < actor->assignment_count; i++) {
        const struct assignment *held = &actor->assignments[i];
        enum scope scope = access_scope_of(held->role, record_right);
        enum scope also = field_right == NULL ? SCOPE_MISSION : access_scope_of(held->role, field_right);
        bool within = within_token(actor, record_right) && (field_right == NULL || within_token(actor, field_right));
        if (within && scope != SCOPE_NONE && also != SCOPE_NONE && works_for(held, purposes))
            reach[count++] = (struct reach){scope, held->organisation, held->office, also};
    }
    *ret_reach = reach;
    return count;
}
