#ifndef AUDIT_AUDIT_H
#define AUDIT_AUDIT_H
#include "database/database.h"
#include "system/keyring.h"
struct audit_event {
    struct identifier id; int64_t at; struct identifier organisation, user; struct text role, action, record;
    struct identifier subject; struct text reason, details, origin;
};
enum outcome audit_add(struct db *db, const struct audit_event *event) MUST_CHECK;
#endif
