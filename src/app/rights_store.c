#include "app/rights_store.h"

#include <stdio.h>

enum { RIGHTS_ROOM = 1 << 20 };

/* What stands here only grows; every other table is read and written. */
static const struct table_rights {
    const char *table, *rights;
} LIMITED[] = {
    {"audit_event", "SELECT, INSERT, UPDATE (block)"},
    {"audit_block", "SELECT, INSERT"},
    {"history", "SELECT, INSERT"},
    {"ledger_transfer", "SELECT, INSERT"},
    {"exchange_rate", "SELECT, INSERT"},
    {"erasure", "SELECT, INSERT"},
    {"person_erasure", "SELECT, INSERT"},
    {"schema_migration", "SELECT"},
};

static const char *rights_on(struct text table)
{
    for (size_t i = 0; i < sizeof LIMITED / sizeof *LIMITED; i++)
        if (text_is(table, LIMITED[i].table))
            return LIMITED[i].rights;
    return "SELECT, INSERT, UPDATE, DELETE";
}

static bool is_plain(struct text name)
{
    bool plain = name.length > 0;
    for (size_t i = 0; i < name.length; i++)
        plain = plain && ((name.at[i] >= 'a' && name.at[i] <= 'z') || (name.at[i] >= '0' && name.at[i] <= '9') ||
                          name.at[i] == '_');
    return plain;
}

struct text rights_role(struct arena *arena, const struct settings *settings)
{
    struct text role = db_address_user(arena, settings->database);
    struct text owner = db_address_user(arena, settings_database_owner(settings));
    return text_equal(role, owner) ? TEXT_NONE : role;
}

enum outcome rights_give(struct db *db, struct text role)
{
    AUTO_ARENA struct arena *arena = arena_open(RIGHTS_ROOM);
    struct rows tables;
    if (text_is_empty(role))
        return OK;
    if (!is_plain(role)) {
        (void)fputs("sanad: the role in the setting `database` must be made of a-z, 0-9 and _\n", stderr);
        return INVALID;
    }
    enum outcome outcome =
        db_query(db,
                 SQL("rights_tables_postgres", "SELECT c.relname FROM pg_class c WHERE c.relkind IN ('r', 'p')"
                                               " AND c.relnamespace = CAST(current_schema() AS regnamespace)"
                                               " ORDER BY c.relname"),
                 NULL, 0, arena, &tables);
    for (size_t i = 0; outcome == OK && i < tables.count; i++) {
        struct text table = cell_text(&tables, i, 0);
        outcome = db->back_end->script(db, arena_format(arena, "REVOKE ALL ON %.*s FROM %.*s; GRANT %s ON %.*s TO %.*s",
                                                        TEXT_ARG(table), TEXT_ARG(role), rights_on(table),
                                                        TEXT_ARG(table), TEXT_ARG(role)));
    }
    return outcome;
}
