#include "access/right.h"

#include <stdio.h>
#include <stdlib.h>

static const struct role_entry ROLES[ROLE_COUNT] = {
    [ROLE_RECEPTION] = {"reception", N_("Reception"), PURPOSE_RECEPTION},
    [ROLE_CASEWORKER] = {"caseworker", N_("Caseworker"),
                         PURPOSE_RECEPTION | PURPOSE_ASSISTANCE | PURPOSE_TRAVEL | PURPOSE_REPORTING},
    [ROLE_SUPERVISOR] = {"supervisor", N_("Supervisor"),
                         PURPOSE_RECEPTION | PURPOSE_ASSISTANCE | PURPOSE_TRAVEL | PURPOSE_REPORTING},
    [ROLE_PROTECTION] = {"protection", N_("Protection officer"),
                         PURPOSE_RECEPTION | PURPOSE_ASSISTANCE | PURPOSE_PROTECTION | PURPOSE_TRAVEL},
    [ROLE_OPERATIONS] = {"operations", N_("Operations officer"), PURPOSE_TRAVEL},
    [ROLE_FINANCE_PREPARER] = {"finance_preparer", N_("Finance officer (prepares)"), PURPOSE_FINANCE},
    [ROLE_FINANCE_RELEASER] = {"finance_releaser", N_("Finance officer (releases)"), PURPOSE_FINANCE},
    [ROLE_PROGRAMME_MANAGER] = {"programme_manager", N_("Programme manager"), PURPOSE_REPORTING | PURPOSE_FINANCE},
    [ROLE_DATA_PROTECTION] = {"data_protection", N_("Data protection officer"), PURPOSE_RECEPTION | PURPOSE_OVERSIGHT},
    [ROLE_AUDITOR] = {"auditor", N_("Auditor"), PURPOSE_OVERSIGHT | PURPOSE_REPORTING},
    [ROLE_TRAINER] = {"trainer", N_("Trainer"), 0},
    [ROLE_ANALYST] = {"analyst", N_("Analyst"), PURPOSE_REPORTING},
    [ROLE_PARTNER] = {"partner", N_("Partner's social worker"), PURPOSE_RECEPTION | PURPOSE_ASSISTANCE},
    [ROLE_RECEIVING_OFFICE] = {"receiving_office", N_("Receiving office"), PURPOSE_TRAVEL},
    [ROLE_BUREAU] = {"bureau", N_("Regularisation bureau"), 0},
    [ROLE_COMMISSION] = {"commission", N_("Commission"), 0},
    [ROLE_ADMINISTRATOR] = {"administrator", N_("Administrator"), PURPOSE_ADMINISTRATION},
    [ROLE_PROTECTION_MANAGER] = {"protection_manager", N_("Manager of protection"),
                                 PURPOSE_RECEPTION | PURPOSE_ASSISTANCE | PURPOSE_PROTECTION | PURPOSE_TRAVEL},
    /* a mission without a doctor gives it to one colleague beside their own role */
    [ROLE_HEALTH] = {"health", N_("Health officer"), PURPOSE_TRAVEL | PURPOSE_HEALTH},
};

/* Built once by access_start() and only read afterwards. */
static struct {
    struct right *rights[RIGHT_MOST];
    size_t count;
    unsigned char scopes[ROLE_COUNT][RIGHT_MOST];
} table;

const struct role_entry *role_entry(enum role role) { return &ROLES[role]; }

enum outcome role_from_name(struct text name, enum role *ret_role)
{
    for (int role = 0; role < ROLE_COUNT; role++)
        if (text_is(name, ROLES[role].name)) {
            *ret_role = (enum role)role;
            return OK;
        }
    return INVALID;
}

static _Noreturn void refuse_start(const char *why, const char *name)
{
    (void)fprintf(stderr, "sanad: rights: %s: %s\n", why, name);
    abort();
}

static void number_right(struct right *right)
{
    for (size_t i = 0; i < table.count; i++) {
        if (table.rights[i] == right)
            return;
        if (text_is(text_from(right->name), table.rights[i]->name))
            refuse_start("named twice", right->name);
    }
    if (table.count == RIGHT_MOST)
        refuse_start("too many", right->name);
    right->index = (int)table.count;
    table.rights[table.count++] = right;
}

void access_start(const struct grant_list *lists, size_t count)
{
    table.count = 0;
    __builtin_memset(table.scopes, 0, sizeof table.scopes);
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < lists[i].count; j++) {
            const struct grant *grant = &lists[i].grants[j];
            number_right(grant->right);
            unsigned char *scope = &table.scopes[grant->role][grant->right->index];
            if (*scope < grant->scope)
                *scope = (unsigned char)grant->scope;
        }
    }
}

size_t access_right_count(void) { return table.count; }
const struct right *access_right(size_t index) { return table.rights[index]; }

const struct right *access_right_named(struct text name)
{
    for (size_t i = 0; i < table.count; i++)
        if (text_is(name, table.rights[i]->name))
            return table.rights[i];
    return NULL;
}

enum scope access_scope_of(enum role role, const struct right *right)
{
    if (right == NULL || (size_t)right->index >= table.count || table.rights[right->index] != right)
        return SCOPE_NONE;
    return (enum scope)table.scopes[role][right->index];
}
