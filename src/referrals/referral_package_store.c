#include <string.h>

#include "database/database.h"
#include "referrals/referral_package_make.h"

static void read_row(const struct rows *rows, size_t at, struct referral_package *package)
{
    *package = (struct referral_package){.id = cell_id(rows, at, 0),
                                         .organisation = cell_id(rows, at, 1),
                                         .office = cell_id(rows, at, 2),
                                         .referral = cell_id(rows, at, 3),
                                         .received = cell_id(rows, at, 4),
                                         .kind = cell_text(rows, at, 5),
                                         .signer = cell_text(rows, at, 6),
                                         .made_by = cell_id(rows, at, 7),
                                         .made_at = cell_instant(rows, at, 8),
                                         .recalled_at = cell_instant(rows, at, 9),
                                         .destroyed_on = cell_date(rows, at, 10)};
}

enum outcome package_insert(struct work *work, const struct referral_package *package, struct text bytes)
{
    struct value bind[] = {value_id(package->id),
                           value_id(package->organisation),
                           value_id_or_null(package->office),
                           value_id(package->referral),
                           value_id(package->received),
                           value_text(package->kind),
                           value_text(package->signer),
                           value_bytes(bytes),
                           value_id(package->made_by),
                           value_instant(package->made_at)};
    return db_execute(work->db,
                      SQL("referral_package_insert",
                          "INSERT INTO referral_package (id, organisation, office, referral, received, kind, signer, "
                          "bytes, made_by, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"),
                      bind, sizeof bind / sizeof *bind, NULL);
}

enum outcome package_list(struct work *work, struct identifier referral, struct referral_package **ret_packages,
                          size_t *ret_count)
{
    struct rows rows;
    struct value bind[] = {value_id(referral), value_integer(PACKAGES_SHOWN)};
    enum outcome outcome =
        db_query(work->db,
                 SQL("referral_package_list",
                     "SELECT id, organisation, office, referral, received, kind, signer, made_by, made_at, "
                     "recalled_at, destroyed_on FROM referral_package WHERE referral = $1 ORDER BY id DESC LIMIT $2"),
                 bind, 2, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    *ret_packages = arena_array(work->arena, struct referral_package, rows.count + 1);
    for (size_t at = 0; at < rows.count; at++)
        read_row(&rows, at, &(*ret_packages)[at]);
    *ret_count = rows.count;
    return OK;
}

enum outcome package_get(struct work *work, struct identifier referral, struct identifier id,
                         struct referral_package *ret_package, struct text *ret_bytes)
{
    struct rows rows;
    struct value bind[] = {value_id(id), value_id(referral)};
    enum outcome outcome =
        db_query(work->db,
                 SQL("referral_package_get",
                     "SELECT id, organisation, office, referral, received, kind, signer, made_by, made_at, "
                     "recalled_at, destroyed_on, bytes FROM referral_package WHERE id = $1 AND referral = $2"),
                 bind, 2, work->arena, &rows);
    if (outcome == OK && rows.count == 0)
        return NOT_FOUND;
    if (outcome != OK)
        return outcome;
    read_row(&rows, 0, ret_package);
    *ret_bytes = cell_text(&rows, 0, 11);
    return OK;
}

enum outcome packages_recall(struct work *work, struct identifier received, bool called_back)
{
    struct value bind[] = {value_id(received), value_instant(work->now), value_integer(called_back)};
    return db_execute(work->db,
                      SQL("referral_packages_recall",
                          "UPDATE referral_package SET bytes = NULL, "
                          "recalled_at = CASE WHEN $3 = 1 THEN CAST($2 AS BIGINT) ELSE recalled_at END "
                          "WHERE received = $1"),
                      bind, 3, NULL);
}

enum outcome packages_destroyed(struct work *work, struct identifier referral, int32_t day)
{
    struct value bind[] = {value_id(referral), value_date(day)};
    return db_execute(work->db,
                      SQL("referral_packages_destroyed", "UPDATE referral_package SET destroyed_on = $2 "
                                                         "WHERE referral = $1 AND destroyed_on IS NULL"),
                      bind, 2, NULL);
}

enum outcome receiver_key_get(struct work *work, struct identifier organisation, struct key *ret_public)
{
    struct rows rows;
    struct value bind[] = {value_id(organisation)};
    enum outcome outcome = db_query(
        work->db, SQL("referral_receiver_key_get", "SELECT public_key FROM referral_receiver_key WHERE id = $1"), bind,
        1, work->arena, &rows);
    if (outcome == OK && (rows.count == 0 || cell_text(&rows, 0, 0).length != KEY_BYTES))
        return NOT_FOUND;
    if (outcome == OK)
        memcpy(ret_public->bytes, cell_text(&rows, 0, 0).at, KEY_BYTES);
    return outcome;
}

enum outcome receiver_key_set(struct work *work, struct identifier organisation, const struct key *public)
{
    struct value bind[] = {value_id(organisation), value_bytes((struct text){(const char *)public->bytes, KEY_BYTES}),
                           value_id(work->actor->user), value_instant(work->now)};
    return db_execute(work->db,
                      SQL("referral_receiver_key_set",
                          "INSERT INTO referral_receiver_key (id, public_key, noted_by, noted_at) "
                          "VALUES ($1, $2, $3, $4) ON CONFLICT (id) DO UPDATE SET public_key = excluded.public_key, "
                          "noted_by = excluded.noted_by, noted_at = excluded.noted_at"),
                      bind, 4, NULL);
}
