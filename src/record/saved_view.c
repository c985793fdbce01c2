#include "record/saved_view.h"
#include "record/keys.h"
#include "system/random.h"

static struct seal_place place(struct text field, struct identifier id)
{
    return (struct seal_place){TEXT("saved_view"), field, id};
}

static enum outcome read_one(struct work *work, const struct rows *rows, size_t at, struct saved_view *ret)
{
    struct identifier home = work->actor->organisation;
    ret->id = cell_id(rows, at, 0);
    enum outcome outcome = keys_unseal(work, home, place(TEXT("name"), ret->id), cell_text(rows, at, 1), &ret->name);
    if (outcome == OK)
        outcome = keys_unseal(work, home, place(TEXT("query"), ret->id), cell_text(rows, at, 2), &ret->query);
    return outcome == OK ? OK : FAILED;
}

enum outcome saved_view_list(struct work *work, const struct record *record, struct saved_view **ret_views,
                             size_t *ret_count)
{
    struct rows rows;
    struct value bind[] = {value_id(work->actor->user), value_text(text_from(record->name)),
                           value_id(work->actor->organisation), value_integer(SAVED_VIEWS_MOST)};
    enum outcome outcome =
        db_query(work->db,
                 SQL("saved_view_list", "SELECT id, name, query FROM saved_view WHERE user_id = $1 "
                                        "AND record = $2 AND organisation = $3 ORDER BY id LIMIT $4"),
                 bind, 4, work->arena, &rows);
    struct saved_view *views = arena_array(work->arena, struct saved_view, rows.count + 1);
    for (size_t i = 0; outcome == OK && i < rows.count; i++)
        outcome = read_one(work, &rows, i, &views[i]);
    if (outcome != OK)
        return outcome < 0 ? outcome : FAILED;
    *ret_views = views;
    *ret_count = rows.count;
    return OK;
}

static enum outcome check(struct work *work, const struct record *record, struct text name, struct text query)
{
    struct saved_view *views = NULL;
    size_t count = 0;
    if (text_is_empty(name) || text_code_points(name) > SAVED_VIEW_NAME || !text_is_clean(name, false))
        return problem_add(&work->problems, INVALID, "view_name", TEXT("name"),
                           N_("Give the view a name of at most 60 characters."));
    if (query.length > SAVED_VIEW_QUERY || !text_is_clean(query, false))
        return problem_add(&work->problems, INVALID, "view_query", TEXT("query"),
                           N_("This list cannot be kept: it has too many filters."));
    enum outcome outcome = saved_view_list(work, record, &views, &count);
    if (outcome == OK && count == SAVED_VIEWS_MOST)
        return problem_add(&work->problems, TOO_MANY, "view_too_many", TEXT_NONE,
                           N_("You keep as many views of this list as there can be. Delete one first."));
    return outcome;
}

enum outcome saved_view_add(struct work *work, const struct record *record, struct text name, struct text query,
                            struct identifier *ret_id)
{
    const struct key *key = NULL;
    name = text_trim(name);
    enum outcome outcome = check(work, record, name, query);
    if (outcome == OK)
        outcome = keys_organisation(work, work->actor->organisation, &key);
    if (outcome != OK)
        return outcome;
    struct identifier id = identifier_new();
    struct value bind[] = {value_id(id),
                           value_id(work->actor->organisation),
                           value_id(work->actor->user),
                           value_text(text_from(record->name)),
                           value_bytes(seal(work->arena, key, place(TEXT("name"), id), name)),
                           value_bytes(seal(work->arena, key, place(TEXT("query"), id), query))};
    outcome = db_execute(work->db,
                         SQL("saved_view_add", "INSERT INTO saved_view (id, organisation, user_id, record, name, query)"
                                               " VALUES ($1, $2, $3, $4, $5, $6)"),
                         bind, 6, NULL);
    if (outcome == OK)
        *ret_id = id;
    return outcome;
}

enum outcome saved_view_remove(struct work *work, struct identifier id)
{
    int64_t changed = 0;
    struct value bind[] = {value_id(id), value_id(work->actor->user)};
    enum outcome outcome = db_execute(
        work->db, SQL("saved_view_remove", "DELETE FROM saved_view WHERE id = $1 AND user_id = $2"), bind, 2, &changed);
    return outcome == OK && changed == 0 ? NOT_FOUND : outcome;
}
